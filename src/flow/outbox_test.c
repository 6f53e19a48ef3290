/* outbox_test — facts are told once they are committed, in order, to those who may see them. */
#include "store/sql/sql_testdb.h"

#include "flow/outbox.h"

static int told;

static void tell(void *arg)
{
	*(int *)arg += 1;
}

struct seen { int64_t last; int n; char bodies[256]; };

static int see(struct cx *cx, const struct outbox_row *row, void *arg)
{
	struct seen *s = arg;

	(void)cx;
	assert_true(row->id > s->last);
	s->last = row->id;
	s->n++;
	size_t k = strlen(s->bodies);
	snprintf(s->bodies + k, sizeof s->bodies - k, "%.*s", STR_ARG(row->body));
	return 0;
}

static void facts_are_told_after_the_commit_only(void **state)
{
	struct testdb t;
	int64_t last;

	(void)state;
	testdb_open(&t);
	outbox_on_commit(tell, &told);
	told = 0;
	DONE(&t.cx, outbox_last(&t.cx, &last));
	assert_int_equal(last, 0);
	DONE(&t.cx, sql_begin(&t.cx, true));
	DONE(&t.cx, outbox_put(&t.cx, S("alert"), ROLE_OFFICER, S("{\"a\":1}")));
	DONE(&t.cx, outbox_put(&t.cx, S("station"), ROLE_ENGINEER, S("{\"s\":1}")));
	assert_int_equal(told, 0);
	DONE(&t.cx, sql_commit(&t.cx));
	assert_int_equal(told, 1);
	DONE(&t.cx, sql_begin(&t.cx, true));
	DONE(&t.cx, outbox_put(&t.cx, S("alert"), ROLE_OFFICER, S("{\"gone\":1}")));
	sql_rollback(&t.cx);
	assert_int_equal(told, 1);
	DONE(&t.cx, outbox_last(&t.cx, &last));
	assert_int_equal(last, 2);
	REFUSED(&t.cx, E_STATE, outbox_put(&t.cx, S("weather"), ROLE_OFFICER, S("{}")));
	outbox_on_commit(NULL, NULL);
	testdb_close(&t);
}

static void rows_come_in_order_by_role_and_old_ones_go(void **state)
{
	struct testdb t;
	struct seen s = { 0 };

	(void)state;
	testdb_open(&t);
	DONE(&t.cx, outbox_put(&t.cx, S("alert"), ROLE_OFFICER, S("{\"a\":1}")));
	DONE(&t.cx, outbox_put(&t.cx, S("station"), ROLE_STAFF, S("{\"s\":2}")));
	DONE(&t.cx, outbox_put(&t.cx, S("alert"), ROLE_OFFICER, S("{\"a\":3}")));
	assert_int_equal(outbox_after(&t.cx, 0, ROLE_ENGINEER, 10, see, &s), 1);
	assert_string_equal(s.bodies, "{\"s\":2}");
	s = (struct seen){ 0 };
	assert_int_equal(outbox_after(&t.cx, 1, ROLE_OFFICER, 10, see, &s), 2);
	assert_string_equal(s.bodies, "{\"s\":2}{\"a\":3}");
	s = (struct seen){ 0 };
	assert_int_equal(outbox_after(&t.cx, 0, ROLE_OFFICER, 1, see, &s), 1);
	/* the newest stays, so that a client's last id never lies ahead of the table */
	assert_int_equal(outbox_trim(&t.cx, t.cx.now + 1), 2);
	s = (struct seen){ 0 };
	assert_int_equal(outbox_after(&t.cx, 0, ROLE_OFFICER, 10, see, &s), 1);
	assert_int_equal(s.last, 3);
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_told_after_the_commit_only), cmocka_unit_test(rows_come_in_order_by_role_and_old_ones_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
