/* flow_owner_test — FO1: asking for a code writes the same whether anybody has the phone; only the known phone gets the message. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_owner.h"
#include "office/account/account.h"
#include "office/message/message.h"

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	DONE(&t.cx, owner_login_put(&t.cx, S("13800000001"), (owner_id){ 7 }));
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

static void ask(struct cx *cx, str phone)
{
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_owner_code(cx, phone, S("10.0.0.1")));
	DONE(cx, sql_commit(cx));
}

static const struct sql_stmt counts[] = {
	{ "t.messages", "SELECT count(*) FROM message", 0, 0 }, { "t.codes", "SELECT count(*) FROM owner_code", 0, 0 },
	{ "t.rates", "SELECT count(*) FROM owner_rate", 0, 0 },
};

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void count_rows(struct cx *cx, int64_t ret[3])
{
	for (size_t i = 0; i < COUNTOF(counts); i++)
		DONE(cx, sql_one(cx, &counts[i], read_n, &ret[i], BIND_NONE));
}

static char got[64];

static int take_code(struct cx *cx, const struct message *m, void *arg)
{
	str t = pii_reveal(&m->text);

	(void)cx;
	(*(int *)arg)++;
	assert_true(str_eq(pii_reveal(&m->phone), S("13800000001")));
	for (size_t i = 0; i + 6 <= t.n; i++)
		if (t.p[i] >= '0' && t.p[i] <= '9') {
			snprintf(got, sizeof got, "%.6s", t.p + i);
			break;
		}
	return 0;
}

static void FO1_known_and_unknown_phones_write_the_same(void **state)
{
	struct cx *cx = &((struct testdb *)*state)->cx;
	int64_t none[3], one[3], two[3];
	char token[ACCOUNT_TOKEN_HEX + 1];
	owner_id o;
	int sent = 0;
	static const struct sql_stmt *const list[] = { &counts[0], &counts[1], &counts[2] };

	sql_register(list, COUNTOF(list));
	count_rows(cx, none);
	ask(cx, S("13800000001"));
	count_rows(cx, one);
	ask(cx, S("13800000002"));
	count_rows(cx, two);
	/* the address's own rate row is there once */
	assert_true(one[0] - none[0] == 1 && two[0] - one[0] == 1 && one[1] - none[1] == 1 && two[1] - one[1] == 1 && two[2] - one[2] == 1);
	DONE(cx, message_due(cx, 10, take_code, &sent));
	assert_int_equal(sent, 1);
	assert_int_equal(strlen(got), 6);
	DONE(cx, owner_code_login(cx, S("13800000001"), str_of(got), S("10.0.0.1"), token, &o));
	assert_int_equal(o.v, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup_teardown(FO1_known_and_unknown_phones_write_the_same, setup, teardown) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
