/* account_grant_test — A7: asked by one, decided by another, for a third; and what a decision does. */
#define _GNU_SOURCE
#include "office/account/account_testkit.h"

static account_id sys1, sys2, sec1, sec2, wang;

static int setup(void **state)
{
	static struct testdb t;
	static const char pw[] = "correct horse battery";

	testdb_open(&t);
	sys1 = kit_account(&t.cx, "sys1", pw, ROLE_SYSADMIN, NULL);
	sys2 = kit_account(&t.cx, "sys2", pw, ROLE_SYSADMIN, NULL);
	sec1 = kit_account(&t.cx, "sec1", pw, ROLE_SECADMIN, NULL);
	sec2 = kit_account(&t.cx, "sec2", pw, ROLE_SECADMIN, NULL);
	wang = kit_account(&t.cx, "wang", pw, 0, NULL);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static int ask(struct cx *cx, account_id who, account_id about, enum grant_op op, const char *role, struct grant *g)
{
	cx->actor = who;
	return grant_ask(cx, about, op, str_of(role), (unit_id){ 0 }, S("新到岗位"), g);
}

static int act(struct cx *cx, account_id who, struct grant *g, enum grant_event ev)
{
	struct account_secret s;

	cx->actor = who;
	return grant_do(cx, g->id, ev, g, &s);
}

static unsigned roles_of(struct cx *cx, account_id id)
{
	struct account a;

	DONE(cx, account_get(cx, id, &a));
	return a.roles;
}

static void A7_asked_by_one_and_decided_by_another(void **state)
{
	struct cx *cx = CX;
	struct grant g;

	REFUSED(cx, E_DENIED, ask(cx, sys1, sys1, GRANT_REMOVE, "sysadmin", &g));
	DONE(cx, ask(cx, sys1, wang, GRANT_ADD, "officer", &g));
	assert_int_equal(roles_of(cx, wang), 0);                         /* a wish gives nothing */
	REFUSED(cx, E_DENIED, act(cx, sys1, &g, GRANT_APPROVE));         /* whoever asked, whatever roles it has by now */
	DONE(cx, act(cx, sec1, &g, GRANT_APPROVE));
	assert_int_equal(roles_of(cx, wang), ROLE_OFFICER);
	assert_true(str_eq(g.state, S("approved")) && g.decided_by.v == sec1.v);
	REFUSED(cx, E_STATE, act(cx, sec2, &g, GRANT_APPROVE));
	REFUSED(cx, E_STATE, act(cx, sec2, &g, GRANT_REFUSE));
	DONE(cx, ask(cx, sys1, sec1, GRANT_REMOVE, "secadmin", &g));
	REFUSED(cx, E_DENIED, act(cx, sec1, &g, GRANT_APPROVE));         /* about himself */
	DONE(cx, act(cx, sec2, &g, GRANT_APPROVE));
	assert_int_equal(roles_of(cx, sec1), 0);
	DONE(cx, ask(cx, sys1, sec2, GRANT_REMOVE, "secadmin", &g));
	REFUSED(cx, E_STATE, act(cx, wang, &g, GRANT_APPROVE));          /* the last one stays (the role itself is the route's business) */
}

/* The table refuses it too, whoever writes to it. */
static void A7_the_table_takes_no_self_decided_grant(void **state)
{
	struct cx *cx = CX;
	static const struct sql_stmt self = { "t.self", "UPDATE role_grant SET state = 'approved', decided_by = asked_by, decided_at = 1", 0, 0 };
	static const struct sql_stmt own = { "t.own", "UPDATE role_grant SET state = 'approved', decided_by = account, decided_at = 1", 0, 0 };
	static const struct sql_stmt nobody = { "t.nobody", "UPDATE role_grant SET state = 'approved'", 0, 0 };
	static const struct sql_stmt *const list[] = { &self, &own, &nobody };
	struct grant g;

	DONE(cx, ask(cx, sys1, wang, GRANT_ADD, "clerk", &g));
	sql_register(list, COUNTOF(list));
	for (size_t i = 0; i < COUNTOF(list); i++)
		REFUSED(cx, E_STATE, sql_exec(cx, list[i], BIND_NONE));
}

static void what_has_no_effect_or_must_not_be_is_refused(void **state)
{
	struct cx *cx = CX;
	struct grant g;

	REFUSED(cx, E_INVALID, ask(cx, sys1, wang, GRANT_ADD, "king", &g));
	REFUSED(cx, E_INVALID, ask(cx, sys1, wang, GRANT_ADD, "officer,clerk", &g));
	REFUSED(cx, E_INVALID, ask(cx, sys1, wang, GRANT_ADD, "", &g));
	REFUSED(cx, E_STATE, ask(cx, sys1, wang, GRANT_REMOVE, "officer", &g));
	REFUSED(cx, E_STATE, ask(cx, sys1, sec1, GRANT_ADD, "auditor", &g));
	REFUSED(cx, E_STATE, ask(cx, sys1, sec1, GRANT_ADD, "officer", &g));
	REFUSED(cx, E_NOTFOUND, ask(cx, sys1, (account_id){ 99 }, GRANT_ADD, "officer", &g));
	cx->actor = sys1;
	REFUSED(cx, E_INVALID, grant_ask(cx, wang, GRANT_ADD, S("officer"), (unit_id){ 0 }, S("x"), &g));
	REFUSED(cx, E_INVALID, grant_ask(cx, wang, GRANT_MOVE, S(""), (unit_id){ 99 }, S("调岗调岗"), &g));
	REFUSED(cx, E_STATE, grant_ask(cx, wang, GRANT_MOVE, S(""), (unit_id){ 1 }, S("调岗调岗"), &g));
	DONE(cx, ask(cx, sys1, wang, GRANT_ADD, "officer", &g));
	struct grant second;
	REFUSED(cx, E_STATE, ask(cx, sys2, wang, GRANT_ADD, "officer", &second));   /* one open wish of a kind */
	/* two wishes that each were right and together are not: the second is refused when it is decided */
	DONE(cx, ask(cx, sys2, wang, GRANT_ADD, "auditor", &second));
	DONE(cx, act(cx, sec1, &g, GRANT_APPROVE));
	REFUSED(cx, E_STATE, act(cx, sec1, &second, GRANT_APPROVE));
	assert_int_equal(roles_of(cx, wang), ROLE_OFFICER);
}

static void a_wish_is_withdrawn_by_who_asked_and_refused_by_the_other(void **state)
{
	struct cx *cx = CX;
	struct grant g;

	DONE(cx, ask(cx, sys1, wang, GRANT_ADD, "officer", &g));
	REFUSED(cx, E_DENIED, act(cx, sys2, &g, GRANT_WITHDRAW));
	DONE(cx, act(cx, sys1, &g, GRANT_WITHDRAW));
	REFUSED(cx, E_STATE, act(cx, sec1, &g, GRANT_APPROVE));
	DONE(cx, ask(cx, sys1, wang, GRANT_ADD, "officer", &g));
	DONE(cx, act(cx, sec1, &g, GRANT_REFUSE));
	assert_int_equal(roles_of(cx, wang), 0);
}

static void a_move_and_a_second_factor_need_two_as_well(void **state)
{
	struct cx *cx = CX;
	struct account_secret s, t;
	struct account a;
	struct unit branch;
	struct grant g;

	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S(""), S("分局"), &branch));
	cx->actor = sys1;
	DONE(cx, grant_ask(cx, wang, GRANT_MOVE, S(""), branch.id, S("调岗调岗"), &g));
	DONE(cx, act(cx, sec1, &g, GRANT_APPROVE));
	DONE(cx, account_get(cx, wang, &a));
	assert_true(a.unit.v == branch.id.v && str_eq(a.area, branch.path));
	DONE(cx, ask(cx, sys1, wang, GRANT_TOTP, "", &g));
	cx->actor = sys1;
	REFUSED(cx, E_STATE, grant_do(cx, g.id, GRANT_COLLECT, &g, &s));          /* not approved yet */
	DONE(cx, act(cx, sec1, &g, GRANT_APPROVE));
	cx->actor = sec1;
	REFUSED(cx, E_DENIED, grant_do(cx, g.id, GRANT_COLLECT, &g, &s));         /* who decides never sees it */
	cx->actor = sys1;
	DONE(cx, grant_do(cx, g.id, GRANT_COLLECT, &g, &s));
	assert_int_equal(strlen(s.totp), ACCOUNT_TOTP_TEXT);
	REFUSED(cx, E_STATE, grant_do(cx, g.id, GRANT_COLLECT, &g, &t));          /* once */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(A7_asked_by_one_and_decided_by_another), T(A7_the_table_takes_no_self_decided_grant), T(what_has_no_effect_or_must_not_be_is_refused),
		T(a_wish_is_withdrawn_by_who_asked_and_refused_by_the_other), T(a_move_and_a_second_factor_need_two_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
