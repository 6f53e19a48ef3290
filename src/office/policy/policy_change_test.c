/* policy_change_test — PC1 to PC5, and every (state, step, role) of a change. */
#include "store/sql/sql_testdb.h"

#include "office/policy/policy_change.h"

#define STMT(nm, sql_text, n) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n }
STMT(t_person, "INSERT INTO account (id, ref, name, display, password, roles, unit, created_at) VALUES ($1, $2, $3, $4, 'h', 2048, 1, 1)", 4);
STMT(t_gone, "DELETE FROM policy_change", 0);
STMT(t_again, "UPDATE policy_change SET note = 'x'", 0);
static const struct sql_stmt *const t_stmts[] = { &t_person, &t_gone, &t_again };

enum { ANN = 7, BO = 8 };
static const struct civil TODAY = { 2026, 11, 23 }, LATER = { 2026, 12, 1 }, PAST = { 2026, 11, 22 }, FAR = { 2029, 1, 1 };

static void as(struct testdb *t, int64_t who, unsigned roles)
{
	t->cx.actor.v = who;
	t->cx.roles = roles;
	t->cx.err = (struct err){ 0 };
}

static void begin(struct testdb *t)
{
	testdb_open(t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	DONE(&t->cx, sql_exec(&t->cx, &t_person, BIND(V((int64_t)ANN), V_BLOB(S("0123456789abcdef")), V(S("ann")), V(S("Ann")))));
	DONE(&t->cx, sql_exec(&t->cx, &t_person, BIND(V((int64_t)BO), V_BLOB(S("0123456789abcdeg")), V(S("bo")), V(S("Bo")))));
	as(t, ANN, ROLE_LEADER);
}

static struct policy_change asked(struct testdb *t, struct civil from, const char *value)
{
	struct policy_change c;

	DONE(&t->cx, policy_change_ask(&t->cx, S("watch.live_s"), from, str_of(value), S("衡公交发〔2026〕12号"), &c));
	return c;
}

static int64_t live_s(struct testdb *t, struct civil day)
{
	int64_t v = 0;

	DONE(&t->cx, policy_i64(&t->cx, POL_WATCH_LIVE_S, civil_start(day), &v));
	return v;
}

static void PC3_a_released_change_counts_from_its_day(void **state)
{
	struct testdb t;

	(void)state;
	begin(&t);
	struct policy_change c = asked(&t, LATER, "45");
	assert_true(c.state == PC_ASKED && str_eq(c.before, S("30")) && c.asked_by.v == ANN);
	assert_int_equal(live_s(&t, LATER), 30);
	as(&t, BO, ROLE_LEADER);
	DONE(&t.cx, policy_change_step(&t.cx, &c, PCE_RELEASE, c.ver, S("")));
	assert_true(c.state == PC_RELEASED && c.decided_by.v == BO);
	assert_int_equal(live_s(&t, TODAY), 30);
	assert_int_equal(live_s(&t, LATER), 45);
	REFUSED(&t.cx, E_INVALID, policy_change_ask(&t.cx, S("watch.live_s"), PAST, S("50"), S("a decree"), &c));
	REFUSED(&t.cx, E_INVALID, policy_change_ask(&t.cx, S("watch.live_s"), FAR, S("50"), S("a decree"), &c));
	testdb_close(&t);
}

static void PC3_a_day_that_has_passed_is_not_released(void **state)
{
	struct testdb t;

	(void)state;
	begin(&t);
	struct policy_change c = asked(&t, TODAY, "45");
	as(&t, BO, ROLE_LEADER);
	t.cx.now += DAY_MS;
	REFUSED(&t.cx, E_STATE, policy_change_step(&t.cx, &c, PCE_RELEASE, c.ver, S("")));
	assert_int_equal(live_s(&t, LATER), 30);
	testdb_close(&t);
}

static void PC1_PC2_one_open_request_and_another_person(void **state)
{
	struct testdb t;
	struct policy_change c, other;

	(void)state;
	begin(&t);
	c = asked(&t, LATER, "45");
	assert_int_equal(policy_change_ask(&t.cx, S("watch.live_s"), LATER, S("50"), S("a decree"), &other), E_STATE);
	assert_string_equal(t.cx.err.field, "key");
	as(&t, ANN, ROLE_LEADER);
	REFUSED(&t.cx, E_DENIED, policy_change_step(&t.cx, &c, PCE_RELEASE, c.ver, S("")));
	REFUSED(&t.cx, E_DENIED, policy_change_step(&t.cx, &c, PCE_REFUSE, c.ver, S("no need")));
	as(&t, BO, ROLE_LEADER);
	REFUSED(&t.cx, E_DENIED, policy_change_step(&t.cx, &c, PCE_WITHDRAW, c.ver, S("")));
	REFUSED(&t.cx, E_INVALID, policy_change_step(&t.cx, &c, PCE_REFUSE, c.ver, S("no")));
	REFUSED(&t.cx, E_STATE, policy_change_step(&t.cx, &c, PCE_REFUSE, c.ver + 1, S("no need")));
	as(&t, BO, ROLE_LEADER);
	DONE(&t.cx, policy_change_step(&t.cx, &c, PCE_REFUSE, c.ver, S("no need")));
	assert_int_equal(live_s(&t, LATER), 30);
	(void)asked(&t, LATER, "50");
	testdb_close(&t);
}

static void PC4_a_value_that_changed_meanwhile_is_asked_for_again(void **state)
{
	struct testdb t;

	(void)state;
	begin(&t);
	struct policy_change c = asked(&t, LATER, "45");
	DONE(&t.cx, policy_set(&t.cx, S("watch.live_s"), TODAY, S("60")));
	as(&t, BO, ROLE_LEADER);
	REFUSED(&t.cx, E_STATE, policy_change_step(&t.cx, &c, PCE_RELEASE, c.ver, S("")));
	assert_int_equal(live_s(&t, LATER), 60);
	testdb_close(&t);
}

static void PC5_a_decided_change_stays(void **state)
{
	struct testdb t;

	(void)state;
	begin(&t);
	struct policy_change c = asked(&t, LATER, "45");
	DONE(&t.cx, policy_change_step(&t.cx, &c, PCE_WITHDRAW, c.ver, S("")));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_again, BIND_NONE));
	REFUSED(&t.cx, E_STATE, sql_exec(&t.cx, &t_gone, BIND_NONE));
	testdb_close(&t);
}

/* For each state and step: who may when another asked, and who when the same did. */
static void every_cell_of_the_table(void **state)
{
	static const struct { enum pc_state from; enum pc_event on; unsigned other, same; } golden[PC_N * PCE_N] = {
		{ PC_ASKED, PCE_RELEASE, ROLE_LEADER, 0 }, { PC_ASKED, PCE_REFUSE, ROLE_LEADER, 0 }, { PC_ASKED, PCE_WITHDRAW, 0, ROLE_LEADER },
	};

	(void)state;
	for (int s = 0; s < PC_N; s++)
		for (int e = 0; e < PCE_N; e++) {
			const struct pc_row *r = pc_row_for((enum pc_state)s, (enum pc_event)e);
			unsigned other = 0, same = 0;
			for (size_t i = 0; i < COUNTOF(golden); i++)
				if (golden[i].from == (enum pc_state)s && golden[i].on == (enum pc_event)e) {
					other |= golden[i].other;
					same |= golden[i].same;
				}
			assert_int_equal(r && !r->same ? r->who : 0, other);
			assert_int_equal(r && !r->other ? r->who : 0, same);
		}
}

static void what_is_asked_for_is_checked(void **state)
{
	struct testdb t;
	struct policy_change c;

	(void)state;
	begin(&t);
	REFUSED(&t.cx, E_INVALID, policy_change_ask(&t.cx, S("watch.live_s"), LATER, S("4"), S("a decree"), &c));
	REFUSED(&t.cx, E_INVALID, policy_change_ask(&t.cx, S("watch.live"), LATER, S("45"), S("a decree"), &c));
	assert_int_equal(policy_change_ask(&t.cx, S("watch.live_s"), LATER, S("45"), S("law"), &c), E_INVALID);
	assert_string_equal(t.cx.err.field, "basis");
	t.cx.err = (struct err){ 0 };
	REFUSED(&t.cx, E_STATE, policy_change_ask(&t.cx, S("watch.live_s"), LATER, S("30"), S("a decree"), &c));
	as(&t, BO, ROLE_CLERK);
	REFUSED(&t.cx, E_DENIED, policy_change_ask(&t.cx, S("watch.live_s"), LATER, S("45"), S("a decree"), &c));
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(PC3_a_released_change_counts_from_its_day), cmocka_unit_test(PC3_a_day_that_has_passed_is_not_released),
		cmocka_unit_test(PC1_PC2_one_open_request_and_another_person), cmocka_unit_test(PC4_a_value_that_changed_meanwhile_is_asked_for_again),
		cmocka_unit_test(PC5_a_decided_change_stays), cmocka_unit_test(every_cell_of_the_table), cmocka_unit_test(what_is_asked_for_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
