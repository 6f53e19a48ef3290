/* audit_test — rows are written, found and never changed. */
#include "store/sql/sql_testdb.h"

#include "office/audit/audit.h"

#define STMT(nm, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, 0 }
STMT(t_update, "UPDATE audit SET actor = 9");
STMT(t_delete, "DELETE FROM audit");
STMT(t_replace, "INSERT OR REPLACE INTO audit (id, at, actor, roles, request, verb, kind, subject, detail) "
     "SELECT id, at, 9, roles, request, verb, kind, subject, detail FROM audit");
static const struct sql_stmt *const t_stmts[] = { &t_update, &t_delete, &t_replace };

static int keep(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx;
	*(struct audit_row *)arg = *row;
	return 0;
}

static void rows_are_append_only(void **state)
{
	struct testdb t;
	struct audit_row got;

	(void)state;
	testdb_open(&t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	t.cx.actor.v = 4;
	t.cx.roles = ROLE_OFFICER;
	DONE(&t.cx, audit_add(&t.cx, "trail.read", "theft", 12, (theft_id){ 12 }, S("{\"from\":1}")));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_update, BIND_NONE));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_delete, BIND_NONE));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_replace, BIND_NONE));
	assert_int_equal(audit_list(&t.cx, 0, S(""), (account_id){ 0 }, 10, keep, &got), 1);
	assert_int_equal(got.actor.v, 4);
	assert_int_equal(got.case_id.v, 12);
	assert_int_equal(got.at, t.cx.now);
	assert_int_equal(got.request, 7);
	assert_true(str_eq(got.detail, S("{\"from\":1}")));
	testdb_close(&t);
}

static void lists_filter_and_page_newest_first(void **state)
{
	struct testdb t;
	struct audit_row got;
	bool recent;

	(void)state;
	testdb_open(&t);
	for (int i = 1; i <= 6; i++) {
		t.cx.actor.v = i % 2;
		DONE(&t.cx, audit_add(&t.cx, i < 4 ? "bike.add" : "theft.report", "bike", i, (theft_id){ 0 }, S("")));
	}
	assert_int_equal(audit_list(&t.cx, 0, S(""), (account_id){ 0 }, 2, keep, &got), 2);
	assert_int_equal(got.id, 5);
	assert_int_equal(audit_list(&t.cx, 5, S(""), (account_id){ 0 }, 100, keep, &got), 4);
	assert_int_equal(audit_list(&t.cx, 0, S("bike.add"), (account_id){ 0 }, 100, keep, &got), 3);
	assert_int_equal(audit_list(&t.cx, 0, S("bike.add"), (account_id){ 1 }, 100, keep, &got), 2);
	t.cx.actor.v = 1;
	DONE(&t.cx, audit_recent(&t.cx, "bike.add", 3, t.cx.now - MINUTE_MS, &recent));
	assert_true(recent);
	DONE(&t.cx, audit_recent(&t.cx, "bike.add", 2, t.cx.now - MINUTE_MS, &recent));
	assert_false(recent);
	DONE(&t.cx, audit_recent(&t.cx, "bike.add", 3, t.cx.now, &recent));
	assert_false(recent);
	static char big[401];
	memset(big, 'x', sizeof big);
	REFUSED(&t.cx, E_INVALID, audit_add(&t.cx, "bike.add", "bike", 1, (theft_id){ 0 }, (str){ big, 401 }));
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rows_are_append_only), cmocka_unit_test(lists_filter_and_page_newest_first) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
