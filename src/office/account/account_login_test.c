/* account_login_test — S9 on the virtual clock: every way to a session or a confirmation wants both factors; locks, idle, one session,
 * step-up. */
#define _GNU_SOURCE
#include "office/account/account_testkit.h"
#include "platform/sys.h"

static const str good = SI("correct horse battery"), wrong = SI("a wrong password");
static account_id alice;
static struct account_secret secret, sysadmin_secret;
static char token[ACCOUNT_TOKEN_HEX + 1], code_buf[7];

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	alice = kit_account(&t.cx, "alice", "correct horse battery", ROLE_POLICE, &secret);
	kit_account(&t.cx, "root", "correct horse battery", ROLE_SYSADMIN, &sysadmin_secret);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)
enum { STEP = 30 * SECOND_MS };

static str tok(void)
{
	return (str){ token, ACCOUNT_TOKEN_HEX };
}

static str code_at(struct cx *cx, int steps)
{
	return kit_code(&secret, cx->now + (utc_ms)steps * STEP, code_buf);
}

static str code(struct cx *cx)
{
	return code_at(cx, 0);
}

static int login(struct cx *cx, str name, str password, str c)
{
	struct account a;

	return account_login(cx, name, password, c, token, &a);
}

/* With a fresh step of the clock. */
static void enter(struct cx *cx)
{
	cx->now += STEP;
	DONE(cx, login(cx, S("alice"), good, code(cx)));
}

static void a_session_begins_is_found_and_ends(void **state)
{
	struct cx *cx = CX;
	struct account a;

	DONE(cx, account_login(cx, S("alice"), good, code(cx), token, &a));
	assert_int_equal(a.id.v, alice.v);
	assert_int_equal(a.roles, ROLE_POLICE);
	memset(&a, 0, sizeof a);
	DONE(cx, account_session(cx, tok(), &a));
	assert_true(a.id.v == alice.v && a.unit.v == 1 && str_eq(a.area, S("/1/")) && a.stepup_at == 0);
	DONE(cx, account_logout(cx, tok()));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));
	REFUSED(cx, E_UNAUTH, account_session(cx, S("short"), &a));
}

/* S9: the matrix of what may be missing, on the three ways that ask for it. */
static void A4_no_way_without_password_and_code(void **state)
{
	struct cx *cx = CX;
	static const char *const codes[] = { "", "000000", "12345", "1234567", "12345a", "      ", "-12345", "１２３４５６" };
	int64_t step;

	for (size_t i = 0; i < COUNTOF(codes); i++) {
		if (str_eq(str_of(codes[i]), code(cx)))
			continue;
		REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, str_of(codes[i])));
		DONE(cx, account_unlock(cx, alice));
	}
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), wrong, code(cx)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), S(""), code(cx)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, kit_code(&sysadmin_secret, cx->now, code_buf)));   /* another person's */
	DONE(cx, login(cx, S("alice"), good, code(cx)));
	cx->actor = alice;
	cx->now += STEP;
	for (size_t i = 0; i < 2; i++) {
		REFUSED(cx, E_DENIED, account_step_up(cx, str_of(codes[i])));
		REFUSED(cx, E_DENIED, account_prove(cx, good, str_of(codes[i]), &step));
	}
	DONE(cx, account_unlock(cx, alice));
	REFUSED(cx, E_DENIED, account_prove(cx, wrong, code(cx), &step));
	DONE(cx, account_prove(cx, good, code(cx), &step));
	DONE(cx, account_step_up(cx, code(cx)));
}

static void A4_an_account_without_a_secret_cannot_log_in(void **state)
{
	struct cx *cx = CX;
	static const struct sql_stmt raw = { "t.totp", "UPDATE account SET totp = ''", 0, 0 };
	static const struct sql_stmt *const list[] = { &raw };

	sql_register(list, 1);
	DONE(cx, sql_exec(cx, &raw, BIND_NONE));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code(cx)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, S("")));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, S("000000")));
	DONE(cx, account_totp_reset(cx, alice, &secret));
	DONE(cx, login(cx, S("alice"), good, code(cx)));
}

static void A5_a_code_counts_once_and_within_one_step(void **state)
{
	struct cx *cx = CX;

	cx->now = cx->now / STEP * STEP;
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code_at(cx, -2)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code_at(cx, 2)));
	DONE(cx, login(cx, S("alice"), good, code_at(cx, -1)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code_at(cx, -1)));
	DONE(cx, login(cx, S("alice"), good, code_at(cx, 0)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code_at(cx, 0)));
	DONE(cx, login(cx, S("alice"), good, code_at(cx, 1)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code_at(cx, 0)));      /* older than the last taken */
	cx->actor = alice;
	REFUSED(cx, E_DENIED, account_step_up(cx, code_at(cx, 1)));              /* used by the log-in */
	cx->now += 2 * STEP;
	DONE(cx, account_step_up(cx, code(cx)));
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code(cx)));            /* and the other way round */
}

static void a_session_idles_out_and_ends_after_its_life(void **state)
{
	struct cx *cx = CX;
	struct account a;

	enter(cx);
	cx->now += 14 * MINUTE_MS;
	DONE(cx, account_session(cx, tok(), &a));
	cx->now += 14 * MINUTE_MS;
	DONE(cx, account_session(cx, tok(), &a));      /* the first look refreshed it */
	cx->now += 15 * MINUTE_MS - 1;
	DONE(cx, account_session(cx, tok(), &a));
	cx->now += 15 * MINUTE_MS;
	assert_int_equal(account_session(cx, tok(), &a), E_UNAUTH);
	assert_string_equal(cx->err.field, "session.idle");
	cx->err = (struct err){ 0 };
	enter(cx);
	utc_ms start = cx->now;
	for (; cx->now < start + 12 * HOUR_MS; cx->now += 10 * MINUTE_MS)
		DONE(cx, account_session(cx, tok(), &a));
	assert_int_equal(account_session(cx, tok(), &a), E_UNAUTH);
	assert_string_equal(cx->err.field, "session.over");
}

static void A6_a_new_log_in_ends_the_other_session(void **state)
{
	struct cx *cx = CX;
	char first[ACCOUNT_TOKEN_HEX + 1];
	struct account a;

	enter(cx);
	memcpy(first, token, sizeof first);
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), wrong, code(cx)));
	DONE(cx, account_session(cx, str_of(first), &a));         /* a failed one ends nothing */
	enter(cx);
	assert_int_equal(account_session(cx, str_of(first), &a), E_UNAUTH);
	assert_string_equal(cx->err.field, "session.elsewhere");
	cx->err = (struct err){ 0 };
	DONE(cx, account_session(cx, tok(), &a));
}

static int64_t login_ns(struct cx *cx, str name)
{
	int64_t t0 = clock_mono().ns;

	REFUSED(cx, E_UNAUTH, login(cx, name, wrong, S("123456")));
	return clock_mono().ns - t0;
}

static void A1_unknown_name_wrong_password_and_wrong_code_are_alike(void **state)
{
	struct cx *cx = CX;
	char first[300];

	assert_int_equal(login(cx, S("alice"), wrong, code(cx)), E_UNAUTH);
	snprintf(first, sizeof first, "%s|%s", cx->err.msg, cx->err.field);
	struct { str name, password, code; } others[] = { { S("nobody"), wrong, code(cx) }, { S("alice"), good, S("000000") }, { S("alice"), good, S("") } };
	for (size_t i = 0; i < COUNTOF(others); i++) {
		char next[300];
		cx->err = (struct err){ 0 };
		assert_int_equal(login(cx, others[i].name, others[i].password, others[i].code), E_UNAUTH);
		snprintf(next, sizeof next, "%s|%s", cx->err.msg, cx->err.field);
		assert_string_equal(next, first);
	}
	cx->err = (struct err){ 0 };
	DONE(cx, account_unlock(cx, alice));
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
	struct cx *cx = CX;
	static const str names[] = { SI("alice"), SI("nobody") };

	for (size_t k = 0; k < 2; k++) {
		for (int i = 0; i < 5; i++)      /* wrong passwords and wrong codes count alike */
			REFUSED(cx, E_UNAUTH, login(cx, names[k], i % 2 ? wrong : good, S("000000")));
		REFUSED(cx, E_BUSY, login(cx, names[k], good, code(cx)));
	}
	cx->now += 15 * MINUTE_MS - 1;
	REFUSED(cx, E_BUSY, login(cx, S("alice"), good, code(cx)));
	cx->now += 1;
	DONE(cx, login(cx, S("alice"), good, code(cx)));
	for (int i = 0; i < 4; i++)   /* a success begins the count anew */
		REFUSED(cx, E_UNAUTH, login(cx, S("alice"), wrong, code(cx)));
	enter(cx);
}

static void A2_failed_step_ups_lock_too_and_an_unlock_opens(void **state)
{
	struct cx *cx = CX;
	utc_ms until;
	int64_t step;

	enter(cx);
	cx->actor = alice;
	cx->now += STEP;
	for (int i = 0; i < 3; i++)
		REFUSED(cx, E_DENIED, account_step_up(cx, S("000000")));
	for (int i = 0; i < 2; i++)
		REFUSED(cx, E_DENIED, account_prove(cx, wrong, code(cx), &step));
	REFUSED(cx, E_BUSY, account_step_up(cx, code(cx)));
	REFUSED(cx, E_BUSY, account_prove(cx, good, code(cx), &step));
	REFUSED(cx, E_BUSY, login(cx, S("alice"), good, code(cx)));
	DONE(cx, account_locked_until(cx, S("alice"), &until));
	assert_int_equal(until, cx->now + 15 * MINUTE_MS);
	DONE(cx, account_unlock(cx, alice));
	DONE(cx, account_locked_until(cx, S("alice"), &until));
	assert_int_equal(until, 0);
	DONE(cx, account_step_up(cx, code(cx)));
}

static void A5_a_used_code_is_a_failure_and_taken_once_in_a_race(void **state)
{
	struct cx *cx = CX;
	int64_t step;

	enter(cx);
	cx->actor = alice;
	for (int i = 0; i < 5; i++)
		REFUSED(cx, E_DENIED, account_step_up(cx, code(cx)));      /* the log-in's */
	REFUSED(cx, E_BUSY, account_step_up(cx, code_at(cx, 1)));
	DONE(cx, account_unlock(cx, alice));
	/* two that proved the same code before either took it */
	DONE(cx, account_prove(cx, good, code_at(cx, 1), &step));
	DONE(cx, account_take_code(cx, alice, step));
	REFUSED(cx, E_DENIED, account_take_code(cx, alice, step));
}

static void a_step_up_lasts_five_minutes_of_its_own_session(void **state)
{
	struct cx *cx = CX;
	struct account a;

	enter(cx);
	cx->actor = alice;
	DONE(cx, account_session(cx, tok(), &a));
	cx->stepup_at = a.stepup_at;
	assert_false(account_stepped_up(cx));            /* a log-in alone is none */
	cx->now += STEP;
	DONE(cx, account_step_up(cx, code(cx)));
	DONE(cx, account_session(cx, tok(), &a));
	cx->stepup_at = a.stepup_at;
	assert_true(account_stepped_up(cx));
	cx->now += 5 * MINUTE_MS - 1;
	assert_true(account_stepped_up(cx));
	cx->now += 1;
	assert_false(account_stepped_up(cx));
	enter(cx);                                       /* the next session begins without */
	DONE(cx, account_session(cx, tok(), &a));
	assert_int_equal(a.stepup_at, 0);
}

static void A3_what_is_changed_counts_at_once(void **state)
{
	struct cx *cx = CX;
	static const struct sql_stmt raw = { "t.role", "UPDATE account SET roles = 4 WHERE name = 'alice'", 0, 0 };
	static const struct sql_stmt *const list[] = { &raw };
	struct account a;

	enter(cx);
	sql_register(list, 1);
	DONE(cx, sql_exec(cx, &raw, BIND_NONE));
	DONE(cx, account_session(cx, tok(), &a));
	assert_int_equal(a.roles, ROLE_CLERK);
	DONE(cx, account_disable(cx, alice, true));
	assert_int_equal(account_session(cx, tok(), &a), E_UNAUTH);
	assert_string_equal(cx->err.field, "session.disabled");
	cx->err = (struct err){ 0 };
	cx->now += STEP;
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code(cx)));
	DONE(cx, account_disable(cx, alice, false));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));      /* the old session does not come back */
	enter(cx);
	DONE(cx, account_password(cx, alice, S("another good one"), true, true));
	assert_int_equal(account_session(cx, tok(), &a), E_UNAUTH);
	assert_string_equal(cx->err.field, "session.password");
	cx->err = (struct err){ 0 };
	cx->now += STEP;
	REFUSED(cx, E_UNAUTH, login(cx, S("alice"), good, code(cx)));
	DONE(cx, login(cx, S("alice"), S("another good one"), code(cx)));
	DONE(cx, account_session(cx, tok(), &a));
	assert_true(a.must_change);
	DONE(cx, account_password(cx, alice, S("a third good one"), false, false));
	DONE(cx, account_session(cx, tok(), &a));                   /* one's own change keeps the session */
	assert_false(a.must_change);
	DONE(cx, account_totp_reset(cx, alice, &secret));
	REFUSED(cx, E_UNAUTH, account_session(cx, tok(), &a));
	REFUSED(cx, E_NOTFOUND, account_password(cx, (account_id){ 99 }, good, false, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_session_begins_is_found_and_ends), T(A4_no_way_without_password_and_code), T(A4_an_account_without_a_secret_cannot_log_in),
		T(A5_a_code_counts_once_and_within_one_step), T(A5_a_used_code_is_a_failure_and_taken_once_in_a_race), T(a_session_idles_out_and_ends_after_its_life), T(A6_a_new_log_in_ends_the_other_session),
		T(A1_unknown_name_wrong_password_and_wrong_code_are_alike), T(A2_five_failures_lock_known_and_unknown_names),
		T(A2_failed_step_ups_lock_too_and_an_unlock_opens), T(a_step_up_lasts_five_minutes_of_its_own_session),
		T(A3_what_is_changed_counts_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
