/* account_test — A1 to A3, sessions, and what is refused. */
#define _GNU_SOURCE
#include "store/sql/sql_testdb.h"

#include "office/account/account.h"

static const str good = SI("correct horse battery");
static account_id alice, root;

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	DONE(&t.cx, account_add(&t.cx, S("alice"), S("王警官"), good, ROLE_OFFICER, &alice));
	DONE(&t.cx, account_add(&t.cx, S("root"), S("Root"), good, ROLE_ADMIN | ROLE_AUDITOR, &root));
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

static char token[ACCOUNT_TOKEN_HEX + 1];

static str tok(void)
{
	return (str){ token, ACCOUNT_TOKEN_HEX };
}

static void a_session_begins_is_found_and_ends(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct account a;

	DONE(cx, account_login(cx, S("alice"), good, token, &a));
	assert_int_equal(a.id.v, alice.v);
	assert_int_equal(a.roles, ROLE_OFFICER);
	assert_true(str_eq(a.display, S("王警官")));
	memset(&a, 0, sizeof a);
	DONE(cx, account_session(cx, tok(), &a));
	assert_int_equal(a.id.v, alice.v);
	DONE(cx, account_logout(cx, tok()));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));
	REFUSED(cx, E_UNAUTH, account_session(cx, S("short"), &a));
}

static void a_session_idles_out_and_ends_after_its_life(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	utc_ms start = cx->now;
	struct account a;

	DONE(cx, account_login(cx, S("alice"), good, token, &a));
	cx->now += 29 * MINUTE_MS;
	DONE(cx, account_session(cx, tok(), &a));
	cx->now += 29 * MINUTE_MS;
	DONE(cx, account_session(cx, tok(), &a));      /* the first look refreshed it */
	cx->now += 30 * MINUTE_MS;
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));
	cx->now = start;
	DONE(cx, account_login(cx, S("alice"), good, token, &a));
	for (cx->now = start; cx->now < start + 12 * HOUR_MS; cx->now += 20 * MINUTE_MS)
		DONE(cx, account_session(cx, tok(), &a));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));
}

static int64_t login_ns(struct cx *cx, str name)
{
	struct account a;
	int64_t t0 = clock_mono().ns;

	REFUSED(cx, E_UNAUTH, account_login(cx, name, S("a wrong password"), token, &a));
	return clock_mono().ns - t0;
}

static void A1_unknown_name_and_wrong_password_are_alike(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct account a;
	char first[240];

	assert_int_equal(account_login(cx, S("alice"), S("wrong password!"), token, &a), E_UNAUTH);
	snprintf(first, sizeof first, "%s", cx->err.msg);
	cx->err = (struct err){ 0 };
	assert_int_equal(account_login(cx, S("nobody"), S("wrong password!"), token, &a), E_UNAUTH);
	assert_string_equal(cx->err.msg, first);
	cx->err = (struct err){ 0 };
	/* a name that is not there costs a hash too: the faster of three against the faster of three */
	int64_t known = INT64_MAX, unknown = INT64_MAX;
	for (int i = 0; i < 3; i++) {
		int64_t a_ns = login_ns(cx, S("alice")), n_ns = login_ns(cx, S("nobody"));
		known = MIN(known, a_ns);
		unknown = MIN(unknown, n_ns);
	}
	assert_true(unknown > known / 4 && known > unknown / 4);
}

static void A2_five_failures_lock_known_and_unknown_names(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	static const str names[] = { SI("alice"), SI("nobody") };
	struct account a;

	for (size_t k = 0; k < 2; k++) {
		for (int i = 0; i < 5; i++)
			REFUSED(cx, E_UNAUTH, account_login(cx, names[k], S("wrong password!"), token, &a));
		REFUSED(cx, E_BUSY, account_login(cx, names[k], good, token, &a));
	}
	cx->now += 15 * MINUTE_MS - 1;
	REFUSED(cx, E_BUSY, account_login(cx, S("alice"), good, token, &a));
	cx->now += 1;
	DONE(cx, account_login(cx, S("alice"), good, token, &a));
	for (int i = 0; i < 4; i++)   /* a success begins the count anew */
		REFUSED(cx, E_UNAUTH, account_login(cx, S("alice"), S("wrong password!"), token, &a));
	DONE(cx, account_login(cx, S("alice"), good, token, &a));
}

static void A3_disabling_and_a_new_password_end_sessions_at_once(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	struct account a;

	DONE(cx, account_login(cx, S("alice"), good, token, &a));
	DONE(cx, account_disable(cx, alice, true));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));
	REFUSED(cx, E_UNAUTH, account_login(cx, S("alice"), good, token, &a));
	REFUSED(cx, E_STATE, account_disable(cx, alice, true));
	DONE(cx, account_disable(cx, alice, false));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));   /* the old session does not come back */
	DONE(cx, account_login(cx, S("alice"), good, token, &a));
	DONE(cx, account_password(cx, alice, S("another good one")));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));
	REFUSED(cx, E_UNAUTH, account_login(cx, S("alice"), good, token, &a));
	DONE(cx, account_login(cx, S("alice"), S("another good one"), token, &a));
	REFUSED(cx, E_STATE, account_disable(cx, root, true));   /* the last administrator stays */
	REFUSED(cx, E_NOTFOUND, account_password(cx, (account_id){ 99 }, good));
}

static void bad_names_passwords_and_roles_are_refused(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	account_id id = { 77 };
	unsigned roles = 5;

	REFUSED(cx, E_STATE, account_add(cx, S("alice"), S("x"), good, ROLE_CLERK, &id));
	REFUSED(cx, E_INVALID, account_add(cx, S("A b"), S("x"), good, ROLE_CLERK, &id));
	REFUSED(cx, E_INVALID, account_add(cx, S("bob"), S("x"), S("short"), ROLE_CLERK, &id));
	REFUSED(cx, E_INVALID, account_add(cx, S("bob"), S("x"), S("aaaaaaaaaaaaaaaa"), ROLE_CLERK, &id));
	REFUSED(cx, E_INVALID, account_add(cx, S("bob"), S("x"), good, ROLE_SYSTEM, &id));
	REFUSED(cx, E_INVALID, account_add(cx, S("bob"), S("x"), good, 0, &id));
	assert_int_equal(id.v, 77);
	assert_true(roles_parse(S("officer,clerk"), &roles));
	assert_int_equal(roles, ROLE_OFFICER | ROLE_CLERK);
	assert_false(roles_parse(S("officer,"), &roles));
	assert_false(roles_parse(S(""), &roles));
	assert_false(roles_parse(S("system"), &roles));
	assert_int_equal(roles, ROLE_OFFICER | ROLE_CLERK);
	assert_true(str_eq(role_name(ROLE_AUDITOR), S("auditor")));
}

static void the_file_holds_no_password_and_no_token(void **state)
{
	struct testdb *t = *state;
	struct account a;
	char path[200];

	DONE(&t->cx, account_login(&t->cx, S("alice"), good, token, &a));
	static const char *const ends[] = { "", "-wal" };
	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof path, "%s%s", t->path, ends[i]);
		FILE *f = fopen(path, "rb");
		assert_non_null(f);
		static char bytes[2 << 20];
		size_t n = fread(bytes, 1, sizeof bytes, f);
		fclose(f);
		assert_null(memmem(bytes, n, good.p, good.n));
		assert_null(memmem(bytes, n, token, ACCOUNT_TOKEN_HEX));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_session_begins_is_found_and_ends), T(a_session_idles_out_and_ends_after_its_life),
		T(A1_unknown_name_and_wrong_password_are_alike), T(A2_five_failures_lock_known_and_unknown_names),
		T(A3_disabling_and_a_new_password_end_sessions_at_once), T(bad_names_passwords_and_roles_are_refused),
		T(the_file_holds_no_password_and_no_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
