/* message_test — M1 to M3, retries, and what is too old. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/message/message.h"

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

struct seen { int n; char ref[MESSAGE_REF_HEX + 1]; int64_t id, tries; };

static int see(struct cx *cx, const struct message *m, void *arg)
{
	struct seen *s = arg;

	(void)cx;
	assert_true(str_eq(pii_reveal(&m->phone), S("13800000001")));
	assert_true(str_eq(pii_reveal(&m->text), S("验证码 123456")));
	if (s->n++)
		assert_string_not_equal(m->ref, s->ref);
	memcpy(s->ref, m->ref, sizeof s->ref);
	s->id = m->id;
	s->tries = m->tries;
	return 0;
}

static void put(struct cx *cx, bool is_void)
{
	DONE(cx, message_put(cx, S("owner_code"), S("13800000001"), S("验证码 123456"), cx->now + 5 * MINUTE_MS, is_void));
}

static void M1_a_message_keeps_its_reference_until_it_is_sent(void **state)
{
	struct cx *cx = CX;
	struct seen a = { 0 }, b = { 0 };

	put(cx, false);
	assert_int_equal(message_due(cx, 10, see, &a), 1);
	assert_int_equal(strlen(a.ref), MESSAGE_REF_HEX);
	DONE(cx, message_not_sent(cx, a.id, a.tries));
	assert_int_equal(message_due(cx, 10, see, &b), 0);          /* waits first */
	cx->now += 10 * SECOND_MS;
	assert_int_equal(message_due(cx, 10, see, &b), 1);
	assert_string_equal(a.ref, b.ref);
	assert_int_equal(b.tries, 1);
	DONE(cx, message_sent(cx, b.id));
	cx->now += HOUR_MS;
	assert_int_equal(message_due(cx, 10, see, &b), 0);
	put(cx, false);
	put(cx, false);
	struct seen two = { 0 };
	assert_int_equal(message_due(cx, 10, see, &two), 2);        /* each its own reference */
}

static void M2_what_is_too_old_or_failed_too_often_is_not_sent(void **state)
{
	struct cx *cx = CX;
	struct seen s = { 0 };

	put(cx, false);
	cx->now += 5 * MINUTE_MS;
	assert_int_equal(message_due(cx, 10, see, &s), 0);
	DONE(cx, message_put(cx, S("owner_code"), S("13800000001"), S("验证码 123456"), cx->now + DAY_MS, false));
	for (int i = 0; i < MESSAGE_TRIES; i++) {
		s.n = 0;
		assert_int_equal(message_due(cx, 10, see, &s), 1);
		DONE(cx, message_not_sent(cx, s.id, s.tries));
		cx->now += 20 * MINUTE_MS;
	}
	assert_int_equal(message_due(cx, 10, see, &s), 0);
}

static void M3_a_void_message_reaches_nobody(void **state)
{
	struct cx *cx = CX;
	struct seen s = { 0 };

	put(cx, true);
	cx->now += MINUTE_MS;
	assert_int_equal(message_due(cx, 10, see, &s), 0);
	REFUSED(cx, E_STATE, message_put(cx, S(""), S("1"), S("x"), cx->now, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(M1_a_message_keeps_its_reference_until_it_is_sent), T(M2_what_is_too_old_or_failed_too_often_is_not_sent), T(M3_a_void_message_reaches_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
