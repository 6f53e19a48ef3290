/* notice_test — NO1 to NO6: one row a step, how it arrived, one open appeal and one open naming, the other hand, nothing unsealed. */
#include "store/sql/sql_testdb.h"

#include "office/account/account_testkit.h"
#include "office/notice/notice.h"
#include "office/owner/owner_testkit.h"
#include "office/violation/violation.h"

struct world { struct testdb t; account_id one, two; owner_id rider, other; int64_t violation; int n; };
static struct world w;
#define CX (&w.t.cx)

static const struct sql_stmt t_plain = { "t.plain", "SELECT (SELECT count(*) FROM appeal WHERE p_text LIKE '%绿灯%' OR p_reason LIKE '%绿灯%') + "
	"(SELECT count(*) FROM named_rider WHERE p_name LIKE '%李四%' OR p_phone LIKE '%154%')", 0, 0, .step = true };
static const struct sql_stmt t_hand = { "t.hand", "UPDATE appeal SET decided_by = confirmed_by WHERE id = $1", 0, 1, .step = true };

static int64_t caught(const char *key)
{
	struct violation v, in = { .kind = VK_RED, .source = VS_CAMERA, .source_key = str_of(key), .unit = { 1 }, .path = S("/1/"), .arm = S(""), .place = S("路口"), .at = CX->now - HOUR_MS,
		.tag = S(""), .plate = S("A1"), .rider = w.rider, .confidence = 900, .against = S(""), .evidence = S("{}"), .evidence_sha = S(""), .picture = S(""), .picture_sha = S(""),
		.code = S(""), .ground = S(""), .note = S(""), .review_due = day_of(CX->now) + 7 };

	assert_int_equal(violation_add(CX, &in, &v), 1);
	return v.id;
}

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_plain, &t_hand };

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	w.one = kit_account_row(CX, "one", ROLE_TRAFFIC);
	w.two = kit_account_row(CX, "two", ROLE_TRAFFIC);
	w.rider = kit_owner(CX, "张三丰", "15400000001");
	w.other = kit_owner(CX, "李四光", "15400000002");
	CX->roles = ROLE_TRAFFIC;
	CX->actor = w.one;
	w.violation = caught("k1");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct notice told(enum notice_state as)
{
	struct notice n, in = { .kind = NOK_VIOLATION, .violation = w.violation, .owner = w.rider, .path = S("/1/"), .state = as, .step = arena_fmt(CX->arena, "s%d", ++w.n),
		.due_day = day_of(CX->now) + 5 };

	assert_int_equal(notice_add(CX, &in, &n), 1);
	return n;
}

static void NO1_a_step_is_told_once(void **state)
{
	struct notice n = told(NS_WAITING), again, in = n;

	(void)state;
	assert_int_equal(notice_add(CX, &in, &again), 0);
	assert_int_equal(again.id, n.id);
}

static void NO2_how_it_arrived_never_goes_back(void **state)
{
	struct notice n = told(NS_WAITING);

	(void)state;
	DONE(CX, notice_failed(CX, &n));
	assert_int_equal(n.state, NS_FAILED);
	DONE(CX, notice_sent(CX, &n, CX->now));
	assert_int_equal(n.state, NS_SENT);
	DONE(CX, notice_failed(CX, &n));
	assert_int_equal(n.state, NS_SENT);
	assert_true(notice_seen(CX, w.rider, w.violation, 0) >= 1);
	assert_int_equal(notice_seen(CX, w.rider, w.violation, 0), 0);
	DONE(CX, notice_get(CX, n.id, &n));
	assert_int_equal(n.state, NS_SEEN);
	REFUSED(CX, E_STATE, notice_served(CX, &n, S("上门送达")));
	n = told(NS_NO_PHONE);
	assert_int_equal(notice_seen(CX, w.other, w.violation, 0), 0);      /* another's phone */
	DONE(CX, notice_served(CX, &n, S("上门送达")));
	assert_int_equal(n.served_by.v, w.one.v);
}

/* What each state becomes by each thing that happens: sent, failed, opened on the phone, served on paper. */
static void NO2_every_cell_of_a_delivery(void **state)
{
	static const enum notice_state to[NS_N][4] = {
		[NS_WAITING] = { NS_SENT, NS_FAILED, NS_SEEN, NS_SERVED },
		[NS_SENT] = { NS_SENT, NS_SENT, NS_SEEN, NS_SERVED },
		[NS_FAILED] = { NS_SENT, NS_FAILED, NS_SEEN, NS_SERVED },
		[NS_NO_PHONE] = { NS_NO_PHONE, NS_NO_PHONE, NS_SEEN, NS_SERVED },
		[NS_SEEN] = { NS_SEEN, NS_SEEN, NS_SEEN, NS_SEEN },
		[NS_SERVED] = { NS_SERVED, NS_SERVED, NS_SERVED, NS_SERVED },
	};

	(void)state;
	for (int i = 0; i < NS_N * 4; i++) {
		enum notice_state from = (enum notice_state)(i / 4);
		struct notice n = told(from == NS_NO_PHONE ? NS_NO_PHONE : NS_WAITING);

		if (from == NS_SENT)
			DONE(CX, notice_sent(CX, &n, CX->now));
		else if (from == NS_FAILED)
			DONE(CX, notice_failed(CX, &n));
		else if (from == NS_SEEN)
			assert_true(notice_seen(CX, w.rider, w.violation, 0) >= 1);
		else if (from == NS_SERVED)
			DONE(CX, notice_served(CX, &n, S("上门送达")));
		switch (i % 4) {
		case 0: DONE(CX, notice_sent(CX, &n, CX->now)); break;
		case 1: DONE(CX, notice_failed(CX, &n)); break;
		case 2: assert_true(notice_seen(CX, w.rider, w.violation, 0) >= 0); break;
		default:
			if (from == NS_SEEN || from == NS_SERVED)
				REFUSED(CX, E_STATE, notice_served(CX, &n, S("上门送达")));
			else
				DONE(CX, notice_served(CX, &n, S("上门送达")));
		}
		DONE(CX, notice_get(CX, n.id, &n));
		assert_int_equal(n.state, to[from][i % 4]);
		assert_true(notice_seen(CX, w.rider, w.violation, 0) >= 0);
	}
}

static struct appeal appealed(void)
{
	struct appeal a, in = { .violation = w.violation, .owner = w.rider, .path = S("/1/"), .confirmed_by = w.one, .text = S("当时是绿灯"), .due_day = day_of(CX->now) + 7 };

	DONE(CX, appeal_add(CX, &in, &a));
	return a;
}

static void NO3_one_open_appeal_decided_once(void **state)
{
	struct appeal a = appealed(), again, in = a;
	struct appeal_decision d = { .reason = S("维持，确为绿灯之后") };

	(void)state;
	assert_string_equal(a.text.p, "当时是绿灯");
	REFUSED(CX, E_STATE, appeal_add(CX, &in, &again));
	CX->actor = w.one;
	REFUSED(CX, E_DENIED, appeal_decide(CX, &a, &d));      /* NO4 */
	CX->actor = w.two;
	DONE(CX, appeal_decide(CX, &a, &d));
	assert_int_equal(a.state, APS_UPHELD);
	REFUSED(CX, E_STATE, appeal_decide(CX, &a, &d));
	assert_int_equal(sql_exec(CX, &t_hand, BIND(V(a.id))), E_STATE);
	CX->err = (struct err){ 0 };
	CX->actor = w.one;
}

/* Every state, every decision, by who confirmed and by another, by a fresh row and by one that was read before. */
static void NO3_NO4_every_cell_of_an_appeal(void **state)
{
	(void)state;
	for (int i = 0; i < APS_N * 2 * 2; i++) {
		enum appeal_state from = (enum appeal_state)(i / 4);
		struct appeal_decision d = { .revoke = i & 1, .ground = i & 1 ? S("unclear") : S(""), .reason = S("对照录像后作出决定") };
		struct appeal a = appealed(), old = a;

		CX->actor = w.two;
		if (from != APS_OPEN) {
			DONE(CX, appeal_decide(CX, &a, &(struct appeal_decision){ .revoke = from == APS_REVOKED, .ground = from == APS_REVOKED ? S("unclear") : S(""), .reason = d.reason }));
			assert_int_equal(a.state, from);
		}
		CX->actor = i & 2 ? w.one : w.two;
		if (from != APS_OPEN) {
			REFUSED(CX, E_STATE, appeal_decide(CX, &a, &d));
			REFUSED(CX, i & 2 ? E_DENIED : E_STATE, appeal_decide(CX, &old, &d));
		} else if (i & 2) {
			REFUSED(CX, E_DENIED, appeal_decide(CX, &a, &d));
			assert_int_equal(a.state, APS_OPEN);
			CX->actor = w.two;
			DONE(CX, appeal_decide(CX, &a, &d));
		} else {
			DONE(CX, appeal_decide(CX, &a, &d));
			assert_int_equal(a.state, i & 1 ? APS_REVOKED : APS_UPHELD);
		}
	}
	CX->actor = w.one;
}

static void NO5_every_cell_of_a_naming(void **state)
{
	(void)state;
	for (int from = NR_ASKED; from < NR_N; from++)
		for (int to = NR_ACCEPTED; to < NR_N; to++) {
			struct named n, old, in = { .violation = caught(arena_z(CX->arena, arena_fmt(CX->arena, "cell%d.%d", from, to))), .owner = w.rider, .rider = w.other, .path = S("/1/") };

			assert_true(pii_take(S("李四光"), &in.name) && pii_take(S("15400000002"), &in.phone));
			DONE(CX, named_add(CX, &in, &n));
			old = n;
			if (from != NR_ASKED) {
				DONE(CX, named_decide(CX, &n, (enum named_state)from, (owner_id){ 0 }, S("当事人到场说明")));
				REFUSED(CX, E_STATE, named_decide(CX, &n, (enum named_state)to, (owner_id){ 0 }, S("当事人到场说明")));
				REFUSED(CX, E_STATE, named_decide(CX, &old, (enum named_state)to, (owner_id){ 0 }, S("当事人到场说明")));
				DONE(CX, named_get(CX, n.id, &n));
				assert_int_equal(n.state, from);
				continue;
			}
			DONE(CX, named_decide(CX, &n, (enum named_state)to, (owner_id){ 0 }, S("当事人到场说明")));
			assert_int_equal(n.state, to);
		}
}

static void NO5_one_open_naming_and_never_oneself(void **state)
{
	struct named n, in = { .violation = w.violation, .owner = w.rider, .rider = w.rider, .path = S("/1/") };

	(void)state;
	assert_true(pii_take(S("李四光"), &in.name) && pii_take(S("15400000002"), &in.phone));
	REFUSED(CX, E_INVALID, named_add(CX, &in, &n));
	in.rider = w.other;
	DONE(CX, named_add(CX, &in, &n));
	REFUSED(CX, E_STATE, named_add(CX, &in, &n));
	DONE(CX, named_decide(CX, &n, NR_DECLINED, (owner_id){ 0 }, S("")));
	REFUSED(CX, E_STATE, named_decide(CX, &n, NR_ACCEPTED, (owner_id){ 0 }, S("")));
	for (int i = 1; i < NAMED_MOST; i++) {
		DONE(CX, named_add(CX, &in, &n));
		DONE(CX, named_decide(CX, &n, NR_TAKEN_BACK, (owner_id){ 0 }, S("")));
	}
	REFUSED(CX, E_STATE, named_add(CX, &in, &n));      /* named and taken back without an end: nobody is told oftener */
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void NO6_nothing_is_stored_unsealed(void **state)
{
	int64_t n;

	(void)state;
	DONE(CX, sql_one(CX, &t_plain, read_n, &n, BIND_NONE));
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(NO1_a_step_is_told_once), cmocka_unit_test(NO2_how_it_arrived_never_goes_back), cmocka_unit_test(NO3_one_open_appeal_decided_once),
		cmocka_unit_test(NO2_every_cell_of_a_delivery), cmocka_unit_test(NO3_NO4_every_cell_of_an_appeal), cmocka_unit_test(NO5_every_cell_of_a_naming),
		cmocka_unit_test(NO5_one_open_naming_and_never_oneself), cmocka_unit_test(NO6_nothing_is_stored_unsealed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
