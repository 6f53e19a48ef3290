/* account_test — accounts, roles, units: what is made, changed and refused. Log-in: account_login_test.c. */
#define _GNU_SOURCE
#include "office/account/account_testkit.h"

static const char good[] = "correct horse battery";

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static int add(struct cx *cx, const char *name, const char *password, unsigned roles, int64_t unit)
{
	struct account_new n = { .name = str_of(name), .display = S("x"), .password = str_of(password), .roles = roles, .unit = { unit } };
	struct account_secret s;
	account_id id;

	return account_add(cx, &n, &s, &id);
}

static void bad_names_passwords_units_and_roles_are_refused(void **state)
{
	struct cx *cx = CX;
	unsigned roles = 5;

	DONE(cx, add(cx, "alice", good, ROLE_CLERK, 1));
	REFUSED(cx, E_STATE, add(cx, "alice", good, ROLE_CLERK, 1));
	REFUSED(cx, E_INVALID, add(cx, "A b", good, ROLE_CLERK, 1));
	REFUSED(cx, E_INVALID, add(cx, "bob", "short", ROLE_CLERK, 1));
	REFUSED(cx, E_INVALID, add(cx, "bob", "aaaaaaaaaaaaaaaa", ROLE_CLERK, 1));
	REFUSED(cx, E_INVALID, add(cx, "bob", good, ROLE_SYSTEM, 1));
	REFUSED(cx, E_INVALID, add(cx, "bob", good, ROLE_OWNER, 1));
	REFUSED(cx, E_INVALID, add(cx, "bob", good, ROLE_CLERK, 99));
	DONE(cx, add(cx, "bob", good, 0, 1));      /* without rights until a grant */
	assert_true(roles_parse(S("officer,clerk"), &roles));
	assert_int_equal(roles, ROLE_OFFICER | ROLE_CLERK);
	assert_false(roles_parse(S("officer,"), &roles));
	assert_false(roles_parse(S(""), &roles));
	assert_false(roles_parse(S("system"), &roles));
	assert_false(roles_parse(S("owner"), &roles));
	assert_int_equal(roles, ROLE_OFFICER | ROLE_CLERK);
	assert_true(str_eq(role_name(ROLE_AUDITOR), S("auditor")));
}

/* P8: in the room and in the table, whoever writes to it. */
static void administrators_exclude_each_other_and_every_other_role(void **state)
{
	struct cx *cx = CX;
	static const unsigned admins[] = { ROLE_SYSADMIN, ROLE_SECADMIN, ROLE_AUDITOR };
	static const struct sql_stmt raw = { "t.roles", "UPDATE account SET roles = $1 WHERE name = 'alice'", 0, 1 };
	static const struct sql_stmt *const list[] = { &raw };
	int allowed = 0;

	sql_register(list, 1);
	DONE(cx, add(cx, "alice", good, 0, 1));
	for (unsigned roles = 0; roles < 16384; roles++) {
		bool ok = !(roles & ~(unsigned)ROLE_STAFF);
		for (size_t i = 0; i < 3; i++)
			ok = ok && (!(roles & admins[i]) || roles == admins[i]);
		if (account_roles_ok(roles) != ok)
			fail_msg("roles %u: %d", roles, ok);
		int rc = sql_exec(cx, &raw, BIND(V(roles)));
		if ((rc == 1) != ok || (rc < 0 && rc != E_STATE))
			fail_msg("the table takes roles %u: %d", roles, rc);
		cx->err = (struct err){ 0 };
		allowed += ok;
	}
	assert_int_equal(allowed, 256 + 3);
}

static void the_last_administrator_of_a_kind_stays(void **state)
{
	struct cx *cx = CX;
	account_id a = kit_account(cx, "sys1", good, ROLE_SYSADMIN, NULL), s = kit_account(cx, "sec1", good, ROLE_SECADMIN, NULL);

	REFUSED(cx, E_STATE, account_disable(cx, a, true));
	REFUSED(cx, E_STATE, account_disable(cx, s, true));
	kit_account(cx, "sys2", good, ROLE_SYSADMIN, NULL);
	DONE(cx, account_disable(cx, a, true));
	REFUSED(cx, E_STATE, account_disable(cx, a, true));
	REFUSED(cx, E_STATE, account_disable(cx, s, true));
}

static int64_t seen[64];

static int keep_unit(struct cx *cx, const struct unit *u, void *arg)
{
	(void)cx;
	seen[(*(int *)arg)++] = u->parent.v;
	return 0;
}

static void units_stand_in_a_tree_and_say_who_sees_what(void **state)
{
	struct cx *cx = CX;
	struct unit branch, precinct, site, other, op, u;
	int n = 0;

	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("zh"), S("珠晖分局"), &branch));
	DONE(cx, unit_add(cx, branch.id, UNIT_PRECINCT, S("gd"), S("广东路派出所"), &precinct));
	DONE(cx, unit_add(cx, precinct.id, UNIT_SITE, S(""), S("点一"), &site));
	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("yf"), S("雁峰分局"), &other));
	DONE(cx, unit_add(cx, (unit_id){ 0 }, UNIT_OPERATOR, S("op"), S("运营"), &op));
	REFUSED(cx, E_INVALID, unit_add(cx, (unit_id){ 1 }, UNIT_PRECINCT, S(""), S("x"), &u));
	REFUSED(cx, E_INVALID, unit_add(cx, (unit_id){ 0 }, UNIT_BRANCH, S(""), S("x"), &u));
	REFUSED(cx, E_INVALID, unit_add(cx, (unit_id){ 1 }, UNIT_INSURER, S(""), S("x"), &u));
	REFUSED(cx, E_INVALID, unit_add(cx, (unit_id){ 77 }, UNIT_BRANCH, S(""), S("x"), &u));
	REFUSED(cx, E_STATE, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("zh"), S("x"), &u));
	REFUSED(cx, E_INVALID, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("z h"), S("x"), &u));
	REFUSED(cx, E_INVALID, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S(""), S(""), &u));
	assert_int_equal(unit_list(cx, 0, 64, keep_unit, &n), 6);
	cx->area = branch.path;
	assert_true(account_area_covers(cx, branch.path) && account_area_covers(cx, precinct.path) && account_area_covers(cx, site.path));
	assert_false(account_area_covers(cx, other.path) || account_area_covers(cx, op.path) || account_area_covers(cx, S("/1/")));
	cx->area = S("/1/");
	assert_true(account_area_covers(cx, site.path) && !account_area_covers(cx, op.path));
	cx->area = S("");
	assert_false(account_area_covers(cx, site.path));
	REFUSED(cx, E_STATE, unit_close(cx, precinct.id, &u));      /* a point stands below it */
	DONE(cx, unit_close(cx, site.id, &u));
	DONE(cx, unit_close(cx, precinct.id, &u));
	REFUSED(cx, E_STATE, unit_close(cx, precinct.id, &u));
	REFUSED(cx, E_STATE, unit_add(cx, precinct.id, UNIT_SITE, S(""), S("x"), &u));
	REFUSED(cx, E_INVALID, add(cx, "carl", good, 0, precinct.id.v));
	DONE(cx, add(cx, "carl", good, 0, other.id.v));
	REFUSED(cx, E_STATE, unit_close(cx, other.id, &u));         /* somebody belongs to it */
}

static void an_import_of_units_is_repeatable_and_names_the_first_bureau(void **state)
{
	struct cx *cx = CX;
	bool added, changed;
	struct unit u;

	DONE(cx, unit_import(cx, S("430400"), UNIT_BUREAU, S("衡阳市公安局"), S(""), &added, &changed));
	assert_true(added && !changed);
	assert_int_equal(unit_by_code(cx, S("none"), &u), E_NOTFOUND);
	assert_string_equal(cx->err.msg, "no unit has the code 'none'");
	cx->err = (struct err){ 0 };
	DONE(cx, unit_by_code(cx, S("430400"), &u));
	assert_int_equal(u.id.v, 1);
	DONE(cx, unit_import(cx, S("430405"), UNIT_BRANCH, S("珠晖"), S("430400"), &added, &changed));
	DONE(cx, unit_import(cx, S("430405"), UNIT_BRANCH, S("珠晖分局"), S("430400"), &added, &changed));
	assert_true(!added && changed);
	DONE(cx, unit_import(cx, S("430405"), UNIT_BRANCH, S("珠晖分局"), S("430400"), &added, &changed));
	assert_true(!added && !changed);
	REFUSED(cx, E_STATE, unit_import(cx, S("430405"), UNIT_BUREAU, S("珠晖分局"), S(""), &added, &changed));
	REFUSED(cx, E_NOTFOUND, unit_import(cx, S("430406"), UNIT_BRANCH, S("x"), S("none"), &added, &changed));
	REFUSED(cx, E_INVALID, unit_import(cx, S(""), UNIT_BRANCH, S("x"), S("430400"), &added, &changed));
	DONE(cx, unit_import(cx, S("430500"), UNIT_BUREAU, S("邻市公安局"), S(""), &added, &changed));
	DONE(cx, unit_by_code(cx, S("430500"), &u));
	assert_true(u.id.v != 1);
}

static void the_file_holds_no_password_no_token_and_no_shown_secret(void **state)
{
	struct testdb *t = *state;
	struct account_secret s;
	struct account a;
	char path[200], code[7], token[ACCOUNT_TOKEN_HEX + 1];

	ONLY_SQLITE();
	kit_account(&t->cx, "alice", good, ROLE_CLERK, &s);
	DONE(&t->cx, account_login(&t->cx, S("alice"), str_of(good), kit_code(&s, t->cx.now, code), token, &a));
	static const char *const ends[] = { "", "-wal" };
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s%s", t->path, ends[i]);
		FILE *f = fopen(path, "rb");
		assert_non_null(f);
		static char bytes[4 << 20];
		size_t n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		assert_null(memmem(bytes, n, good, strlen(good)));
		assert_null(memmem(bytes, n, token, ACCOUNT_TOKEN_HEX));
		assert_null(memmem(bytes, n, s.totp, ACCOUNT_TOTP_TEXT));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(bad_names_passwords_units_and_roles_are_refused), T(administrators_exclude_each_other_and_every_other_role),
		T(the_last_administrator_of_a_kind_stays), T(units_stand_in_a_tree_and_say_who_sees_what),
		T(an_import_of_units_is_repeatable_and_names_the_first_bureau), T(the_file_holds_no_password_no_token_and_no_shown_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
