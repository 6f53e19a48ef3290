/* account_owner_test — A8: codes for owners, their limits, their sessions. */
#define _GNU_SOURCE
#include "office/account/account_testkit.h"

static const str known = SI("13800000001"), unknown = SI("13800000002"), here = SI("10.0.0.1");
static char token[ACCOUNT_TOKEN_HEX + 1], code[7];

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	DONE(&t.cx, owner_login_put(&t.cx, known, (owner_id){ 42 }));
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static int make(struct cx *cx, str phone, str peer)
{
	bool is_known = false;

	DONE(cx, sql_begin(cx, true));
	int rc = owner_code_make(cx, phone, peer, code, &is_known);
	if (rc == 0) {
		assert_int_equal(is_known, str_eq(phone, known));
		assert_int_equal(strlen(code), 6);
		DONE(cx, sql_commit(cx));
	}
	sql_rollback(cx);
	return rc;
}

static int enter(struct cx *cx, str phone, const char *c)
{
	owner_id o = { 0 };
	int rc = owner_code_login(cx, phone, str_of(c), here, token, &o);

	if (rc == 0)
		assert_int_equal(o.v, 42);
	return rc;
}

static void A8_a_code_counts_once_for_its_phone(void **state)
{
	struct cx *cx = CX;
	struct account a;

	REFUSED(cx, E_UNAUTH, enter(cx, known, "123456"));      /* none was asked for */
	DONE(cx, make(cx, known, here));
	REFUSED(cx, E_UNAUTH, enter(cx, unknown, code));
	DONE(cx, enter(cx, known, code));
	DONE(cx, account_session(cx, str_of(token), &a));
	assert_true(a.roles == ROLE_OWNER && a.owner.v == 42 && a.id.v == 0 && a.area.n == 0);
	REFUSED(cx, E_UNAUTH, enter(cx, known, code));
	DONE(cx, owner_logout(cx, str_of(token)));
	REFUSED(cx, E_UNAUTH, account_session(cx, str_of(token), &a));
}

static void A8_five_minutes_and_five_tries(void **state)
{
	struct cx *cx = CX;
	char other[7];

	DONE(cx, make(cx, known, here));
	cx->now += 5 * MINUTE_MS;
	REFUSED(cx, E_UNAUTH, enter(cx, known, code));
	DONE(cx, make(cx, known, here));
	snprintf(other, sizeof other, "%s", strcmp(code, "000000") ? "000000" : "000001");
	for (int i = 0; i < 4; i++)
		REFUSED(cx, E_UNAUTH, enter(cx, known, other));
	DONE(cx, enter(cx, known, code));
	DONE(cx, make(cx, known, here));
	snprintf(other, sizeof other, "%s", strcmp(code, "000000") ? "000000" : "000001");
	for (int i = 0; i < 5; i++)
		REFUSED(cx, E_UNAUTH, enter(cx, known, other));
	REFUSED(cx, E_UNAUTH, enter(cx, known, code));
}

static void A8_a_phone_nobody_has_is_answered_alike_and_never_fits(void **state)
{
	struct cx *cx = CX;
	char first[300];

	DONE(cx, make(cx, unknown, here));
	assert_int_equal(enter(cx, unknown, code), E_UNAUTH);
	snprintf(first, sizeof first, "%s|%s", cx->err.msg, cx->err.field);
	cx->err = (struct err){ 0 };
	assert_int_equal(enter(cx, known, "999999"), E_UNAUTH);
	assert_memory_equal(cx->err.msg, first, strlen(cx->err.msg));
	cx->err = (struct err){ 0 };
	REFUSED(cx, E_INVALID, make(cx, S("1380000000"), here));
	REFUSED(cx, E_INVALID, make(cx, S("23800000001"), here));
	REFUSED(cx, E_INVALID, make(cx, S("1380000000a"), here));
}

/* Indexes are any bytes, zero among them: of so many phones some fifteen begin with it. */
static void A8_a_phone_is_limited_for_itself_alone(void **state)
{
	struct cx *cx = CX;
	char phone[12], address[24];

	DONE(cx, sql_begin(cx, true));
	for (int i = 0; i < 4000; i++) {
		char sent[7];
		bool is_known;

		snprintf(phone, sizeof phone, "137%08d", i);
		snprintf(address, sizeof address, "10.1.%d.%d", i / 50 / 250, i / 50 % 250);
		DONE(cx, owner_code_make(cx, str_of(phone), str_of(address), sent, &is_known));
	}
	DONE(cx, sql_commit(cx));
}

static void A8_limits_for_a_phone_and_for_an_address(void **state)
{
	struct cx *cx = CX;
	char phone[12];

	for (int k = 0; k < 2; k++) {
		for (int i = 0; i < 5; i++)
			DONE(cx, make(cx, k ? unknown : known, here));
		REFUSED(cx, E_BUSY, make(cx, k ? unknown : known, S("10.0.0.2")));   /* from wherever, known or not */
	}
	cx->now += HOUR_MS;
	DONE(cx, make(cx, known, here));
	for (int i = 0; i < 59; i++) {
		snprintf(phone, sizeof phone, "139%08d", i);
		DONE(cx, make(cx, str_of(phone), here));
	}
	REFUSED(cx, E_BUSY, make(cx, S("13900001000"), here));
	DONE(cx, make(cx, S("13900001000"), S("10.0.0.2")));
	for (int i = 0; i < 120; i++) {
		struct err before = cx->err;
		assert_int_equal(enter(cx, S("13900002000"), "123456"), E_UNAUTH);
		cx->err = before;
	}
	REFUSED(cx, E_BUSY, enter(cx, known, code));
}

static void an_owners_session_idles_out_and_is_one(void **state)
{
	struct cx *cx = CX;
	char first[ACCOUNT_TOKEN_HEX + 1];
	struct account a;

	DONE(cx, make(cx, known, here));
	DONE(cx, enter(cx, known, code));
	memcpy(first, token, sizeof first);
	DONE(cx, make(cx, known, here));
	DONE(cx, enter(cx, known, code));
	REFUSED(cx, E_UNAUTH, account_session(cx, str_of(first), &a));
	cx->now += 15 * MINUTE_MS - 1;
	DONE(cx, account_session(cx, str_of(token), &a));
	cx->now += 15 * MINUTE_MS;
	REFUSED(cx, E_UNAUTH, account_session(cx, str_of(token), &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(A8_a_code_counts_once_for_its_phone), T(A8_five_minutes_and_five_tries), T(A8_a_phone_nobody_has_is_answered_alike_and_never_fits),
		T(A8_a_phone_is_limited_for_itself_alone), T(A8_limits_for_a_phone_and_for_an_address), T(an_owners_session_idles_out_and_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
