/* flow_plan_test — FL1 to FL4: plans, their money, and what the counter's other businesses make of them. */
#include "flow/flow_counter_testkit.h"

#include "flow/flow_business.h"
#include "flow/flow_plan.h"
#include "office/ledger/ledger.h"

#define CX (&kit.db.cx)
#define DAYS(n) ((utc_ms)(n) * DAY_MS)

#define SUMS(X) \
	X(S_PRICES, "SELECT coalesce(sum(price_fen), 0) FROM plan WHERE state <> 'cancelled'") \
	X(S_DUE, "SELECT coalesce(sum(refund_fen), 0) FROM plan WHERE state = 'refund_due'") \
	X(S_REPAID, "SELECT coalesce(sum(refund_fen), 0) FROM plan WHERE state = 'refunded'") \
	X(S_TILLS, "SELECT coalesce(sum(l.fen), 0) FROM ledger_line l WHERE l.account LIKE 'cash.%' OR l.account LIKE 'wechat.%' OR l.account LIKE 'alipay.%' " \
	           "OR l.account LIKE 'card.%'") \
	X(S_POSTINGS, "SELECT count(*) FROM ledger") \
	X(S_PLANS, "SELECT count(*) FROM plan") \
	X(S_LIVE, "SELECT count(*) FROM plan WHERE state = 'live'") \
	X(S_MESSAGES, "SELECT count(*) FROM message WHERE kind = 'plan_renew'") \
	X(S_AUDIT_REFUND, "SELECT count(*) FROM audit WHERE verb = 'plan.refund'") \
	X(S_TWICE, "SELECT count(*) FROM plan a JOIN plan b ON a.bike = b.bike AND a.product = b.product AND a.id < b.id AND a.state = 'live' AND b.state = 'live' " \
	           "AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at")
enum sums {
#define X(name, sql) name,
	SUMS(X)
#undef X
	S_N
};
static const struct sql_stmt sums[S_N] = {
#define X(name, sql) { "t." #name, sql, 0, 0 },
	SUMS(X)
#undef X
};

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t sum(enum sums k)
{
	int64_t n;

	DONE(CX, sql_one(CX, &sums[k], read_n, &n, BIND_NONE));
	return n;
}

static int64_t balance(const char *account)
{
	int64_t v;

	DONE(CX, ledger_balance(CX, str_of(account), &v));
	return v;
}

static int setup(void **state)
{
	kit_open();
	*state = &kit.db;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

/* One call in a write transaction of its own. */
#define IN_TX(call) __extension__ ({ \
	int tx_ = sql_begin(CX, true); \
	tx_ = tx_ < 0 ? tx_ : (call); \
	tx_ = tx_ < 0 ? tx_ : sql_commit(CX); \
	sql_rollback(CX); \
	tx_; \
})

static struct plan_sale sale(const char *key, bike_id bike, const char *product)
{
	return (struct plan_sale){ .request_id = arena_str(CX->arena, str_of(key)), .product = str_of(product), .bike = bike, .site = kit.point.id,
	                           .price_fen = strcmp(product, "theft") == 0 ? 12000 : 14500, .way = PW_CASH, .way_ref = S("") };
}

static struct plan sold(const char *key, bike_id bike)
{
	struct plan_sale in = sale(key, bike, "theft");
	struct plan p;
	bool again;

	DONE(CX, IN_TX(flow_plan_sell(CX, &in, &p, &again)));
	assert_false(again);
	return p;
}

static int off(bike_id id, const char *reason)
{
	struct bike b;

	DONE(CX, bike_get(CX, id, &b));
	return IN_TX(flow_bike_deregister(CX, &b, &(struct bike_off){ .reason = str_of(reason) }));
}

static int used_up(struct plan *p)
{
	CX->roles = ROLE_ADJUSTER;
	int rc = IN_TX(plan_step(CX, p, PLE_PAY, &(struct plan_how){ .way = PW_CASH }));
	CX->roles = ROLE_CLERK;
	return rc;
}

/* FL1. */
static void agree(void)
{
	int64_t all;

	DONE(CX, ledger_sum(CX, &all));
	assert_int_equal(all, 0);
	assert_int_equal(sum(S_TILLS), sum(S_PRICES) - sum(S_REPAID));
	assert_int_equal(balance("payable.plan"), -sum(S_DUE));
	assert_int_equal(balance("refund.plan"), sum(S_DUE) + sum(S_REPAID));
	assert_int_equal(balance("income.plan") + balance("income.liability"), -sum(S_PRICES));
	assert_int_equal(sum(S_TWICE), 0);
}

static void FL1_a_sale_its_cancelling_and_a_refund(void **state)
{
	struct counter_issued v = kit_issue(CX, 1);
	char cash[32];

	(void)state;
	snprintf(cash, sizeof cash, "cash.%lld", (long long)kit.point.id.v);
	struct plan p = sold("sale-0001", v.bike);
	assert_int_equal(balance(cash), 12000);
	assert_int_equal(balance("income.plan"), -12000);
	agree();
	CX->actor = kit.second;
	REFUSED(CX, E_DENIED, IN_TX(flow_plan_cancel(CX, p.id, &p)));
	CX->actor = kit.clerk;
	DONE(CX, IN_TX(flow_plan_cancel(CX, p.id, &p)));
	assert_int_equal(balance(cash), 0);
	assert_int_equal(sum(S_POSTINGS), 2);       /* a counter-entry, not a deletion */
	agree();
	REFUSED(CX, E_STATE, IN_TX(flow_plan_cancel(CX, p.id, &p)));
	p = sold("sale-0002", v.bike);
	CX->now = p.starts_at + DAYS(366);
	int64_t ahead;
	DONE(CX, flow_plan_refund_ahead(CX, v.bike, S("scrapped"), &ahead));
	DONE(CX, off(v.bike, "scrapped"));
	DONE(CX, plan_get(CX, p.id, &p));
	assert_true(p.state == PLS_REFUND_DUE && p.refund_fen == 12000 * 23 / 36 && ahead == p.refund_fen);
	assert_int_equal(balance(cash), 12000);     /* owed, not paid: nobody has opened the till */
	agree();
	DONE(CX, IN_TX(flow_plan_repay(CX, p.id, kit.point.id, PW_CASH, &p)));
	assert_int_equal(balance(cash), 12000 - p.refund_fen);
	agree();
	REFUSED(CX, E_STATE, IN_TX(flow_plan_repay(CX, p.id, kit.point.id, PW_CASH, &p)));
	assert_int_equal(sum(S_AUDIT_REFUND), 1);
}

enum { BIKES = 8, TURNS = 160 };
struct world { bike_id bike[BIKES]; int n; uint64_t r; struct plan last[BIKES]; };

static uint64_t roll(struct world *w, uint64_t n)
{
	w->r = hash_u64(w->r);
	return w->r % n;
}

static int turn(struct world *w, int i)
{
	int k = (int)roll(w, BIKES);
	struct plan *p = &w->last[k];
	bool again;
	char key[32];

	switch (roll(w, 8)) {
	case 0: case 1: case 2: {
		snprintf(key, sizeof key, "turn-%06d", i);
		struct plan_sale in = sale(key, w->bike[k], roll(w, 2) ? "theft" : "liability");
		in.way = (enum pay_way)roll(w, PW_N);
		in.way_ref = in.way == PW_CASH ? S("") : kit_fmt(CX, "ref-%d", i);
		in.price_fen += roll(w, 9) == 0;            /* now and then a price that is not in force */
		return IN_TX(flow_plan_sell(CX, &in, p, &again));
	}
	case 3:
		return p->id.v ? IN_TX(flow_plan_cancel(CX, p->id, p)) : 0;
	case 4:
		return p->id.v ? IN_TX(flow_plan_repay(CX, p->id, kit.other.id, (enum pay_way)roll(w, PW_N), p)) : 0;
	case 5:
		return p->id.v && plan_get(CX, p->id, p) == 0 && roll(w, 3) == 0 ? used_up(p) : 0;
	case 6:
		return roll(w, 3) == 0 ? off(w->bike[k], roll(w, 2) ? "scrapped" : "stolen") : 0;
	default:
		CX->now += (utc_ms)roll(w, 200) * DAY_MS + HOUR_MS;
		CX->roles = ROLE_SYSTEM;
		int rc = flow_plan_tick(CX);
		CX->roles = ROLE_CLERK;
		return rc;
	}
}

static void FL1_after_every_step_of_random_sequences(void **state)
{
	struct world w = { .r = 20261126 };
	int done = 0;

	(void)state;
	for (int i = 0; i < BIKES; i++)
		w.bike[i] = kit_issue(CX, i).bike;
	for (int i = 0; i < TURNS; i++) {
		int rc = turn(&w, i);
		if (rc < 0 && rc != E_STATE && rc != E_DENIED)
			fail_msg("turn %d: %s (%s)", i, err_name(rc), CX->err.msg);
		done += rc >= 0;
		CX->err = (struct err){ 0 };
		agree();
	}
	assert_true(done > TURNS / 3 && sum(S_PLANS) > 10);
}

static void FL2_a_sale_sent_twice_is_one(void **state)
{
	struct counter_issued v = kit_issue(CX, 1);
	struct plan first = sold("sale-0001", v.bike), p;
	struct plan_sale in = sale("sale-0001", v.bike, "theft");
	bool again;

	(void)state;
	CX->now += SECOND_MS;
	DONE(CX, IN_TX(flow_plan_sell(CX, &in, &p, &again)));
	assert_true(again && p.id.v == first.id.v);
	assert_int_equal(sum(S_PLANS), 1);
	assert_int_equal(sum(S_POSTINGS), 1);
	CX->actor = kit.second;                          /* another desk has the same bike before it */
	in.request_id = S("sale-0002");
	REFUSED(CX, E_STATE, IN_TX(flow_plan_sell(CX, &in, &p, &again)));
	assert_int_equal(sum(S_POSTINGS), 1);
	agree();
}

static void FL3_deregistration_is_all_or_nothing(void **state)
{
	struct counter_issued v = kit_issue(CX, 1), w = kit_issue(CX, 2), x = kit_issue(CX, 3);
	struct plan p = sold("sale-0001", v.bike), q = sold("sale-0002", w.bike), r = sold("sale-0003", x.bike);

	(void)state;
	CX->now += DAYS(40);
	DONE(CX, used_up(&q));
	int64_t before = sum(S_POSTINGS);
	DONE(CX, off(w.bike, "scrapped"));               /* paid out: nothing is owed */
	DONE(CX, plan_get(CX, q.id, &q));
	assert_true(q.state == PLS_PAID && q.refund_fen == 0);
	DONE(CX, off(x.bike, "stolen"));                 /* not a reason of the policy */
	DONE(CX, plan_get(CX, r.id, &r));
	assert_true(r.state == PLS_ENDED && r.refund_fen == 0);
	assert_int_equal(sum(S_POSTINGS), before);
	kit_steal(CX, v.bike);
	REFUSED(CX, E_STATE, off(v.bike, "scrapped"));   /* an open case: the bike stays, and so does its plan */
	DONE(CX, plan_get(CX, p.id, &p));
	assert_int_equal(p.state, PLS_LIVE);
	assert_int_equal(sum(S_POSTINGS), before);
	agree();
}

/* The nth person comes to have the bike deregistered. */
static struct business_form ending(bike_id bike, int n, const char *reason)
{
	static const str shown[] = { SI("id_card"), SI("old_certificate") };
	static int request;
	char id[19];
	struct business_form f = { .what = BOP_DEREGISTER, .bike = bike, .reason = str_of(reason), .use = S(""), .holder_kind = IK_IDCARD };
	struct counter_form *a = &f.as;

	kit_id_no(n, 1990, id);
	kit_pii(&f.holder_no, id);
	*a = (struct counter_form){ .site = kit.point.id.v, .papers = { shown, COUNTOF(shown) }, .request_id = kit_fmt(CX, "ending-%06d", ++request) };
	str *const texts[] = { &a->vehicle_code, &a->frame_no, &a->motor_no, &a->brand, &a->model, &a->colour, &a->colour2, &a->bought_on, &a->ends_on, &a->tag[0],
	                       &a->tag[1], &a->tag[2], &a->plate, &a->heard_note };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = S("");
	return f;
}

static void FL3_the_counter_tells_what_is_paid_back(void **state)
{
	struct counter_issued v = kit_issue(CX, 1), done;
	struct business_form f = ending(v.bike, 1, "stolen");
	struct counter_ears none = { .asked = false };
	struct counter_verdict w;
	struct plan p = sold("sale-0001", v.bike);

	(void)state;
	CX->now = p.starts_at + HOUR_MS;
	DONE(CX, business_check(CX, &f, &none, &w));
	assert_non_null(kit_find(&w, CC_PLAN_ENDS, "reason"));
	f = ending(v.bike, 1, "scrapped");
	DONE(CX, business_check(CX, &f, &none, &w));
	const struct counter_problem *told = kit_find(&w, CC_PLAN_REFUND, "reason");
	assert_true(told && str_eq(told->number, S("120.00")));
	DONE(CX, business_do(CX, &f, &done));
	DONE(CX, plan_get(CX, p.id, &p));
	assert_true(p.state == PLS_REFUND_DUE && p.refund_fen == 12000);
	agree();
}

static int move_to(bike_id id, const char *name, const char *phone, owner_id *ret)
{
	struct owner_new n = { .kind = OK_PERSON, .id_kind = IK_NONE, .nphone = 1 };
	struct bike b;

	kit_pii(&n.name, name);
	kit_pii(&n.phone[0], phone);
	DONE(CX, owner_add(CX, &n, ret));
	DONE(CX, bike_get(CX, id, &b));
	return IN_TX(flow_bike_step(CX, &b, BE_TRANSFER, *ret, S("sold")));
}

static void FL3_a_transfer_takes_the_plan_along_or_ends_it(void **state)
{
	struct counter_issued v = kit_issue(CX, 1);
	struct plan p = sold("sale-0001", v.bike);
	struct plan_cover c;
	owner_id to;
	bool found;

	(void)state;
	CX->now += DAYS(10);
	DONE(CX, move_to(v.bike, "赵二", "13900000002", &to));
	DONE(CX, plan_get(CX, p.id, &p));
	assert_true(p.state == PLS_LIVE && p.owner.v == to.v);
	DONE(CX, plan_cover_of(CX, v.bike, CX->now - DAY_MS, &c, &found));
	assert_true(found && c.owner.v == v.owner.v);
	DONE(CX, IN_TX(policy_set(CX, S("plan.transfer"), civil_of(CX->now), S("end"))));
	CX->now += DAY_MS;
	DONE(CX, move_to(v.bike, "赵三", "13900000003", &to));
	DONE(CX, plan_get(CX, p.id, &p));
	assert_true(p.state == PLS_ENDED && p.refund_fen == 0);
	DONE(CX, plan_cover_of(CX, v.bike, CX->now, &c, &found));
	assert_false(found);
	agree();
}

static void FL4_a_closed_day_takes_and_gives_nothing(void **state)
{
	struct counter_issued v = kit_issue(CX, 1), w = kit_issue(CX, 2);
	struct plan p = sold("sale-0001", v.bike), q;
	struct plan_sale in = sale("sale-0002", w.bike, "theft");
	int64_t counted[PW_N] = { 12000, 0, 0, 0 };
	int32_t today = day_of(CX->now);
	struct till t;
	bool again;

	(void)state;
	DONE(CX, flow_till(CX, kit.point.id, today, &t));
	assert_int_equal(t.books[PW_CASH], 12000);
	DONE(CX, IN_TX(till_count(CX, kit.point.id, today, counted, S(""), 0, &t)));
	CX->actor = kit.second;
	DONE(CX, IN_TX(till_close(CX, kit.point.id, today, t.ver, &t)));
	CX->actor = kit.clerk;
	REFUSED(CX, E_STATE, IN_TX(flow_plan_sell(CX, &in, &q, &again)));
	REFUSED(CX, E_STATE, IN_TX(flow_plan_cancel(CX, p.id, &q)));
	in.site = kit.other.id;                          /* its own day is open */
	DONE(CX, IN_TX(flow_plan_sell(CX, &in, &q, &again)));
	DONE(CX, off(w.bike, "scrapped"));               /* a deregistration does not wait for the till */
	REFUSED(CX, E_STATE, IN_TX(flow_plan_repay(CX, q.id, kit.point.id, PW_CASH, &q)));
	CX->now += DAY_MS;
	DONE(CX, IN_TX(flow_plan_repay(CX, q.id, kit.point.id, PW_CASH, &q)));
	agree();
}

static void what_may_be_sold_is_said(void **state)
{
	struct counter_issued v = kit_issue(CX, 1);
	struct plan_offer o[PLAN_PRODUCTS];
	struct plan_sale in;
	struct plan p;
	bool again;
	int n;

	(void)state;
	DONE(CX, flow_plan_offers(CX, v.bike, o, &n));
	assert_true(n == 2 && o[0].may && o[1].may && o[0].product.price_fen == 12000 && o[0].term.starts_at == day_start(day_of(CX->now) + 1));
	sold("sale-0001", v.bike);
	DONE(CX, flow_plan_offers(CX, v.bike, o, &n));
	assert_true(!o[0].may && o[0].why.n && o[1].may);
	kit_steal(CX, v.bike);
	DONE(CX, flow_plan_offers(CX, v.bike, o, &n));
	assert_true(!o[0].may && !o[1].may);
	in = sale("sale-0002", v.bike, "liability");
	assert_int_equal(IN_TX(flow_plan_sell(CX, &in, &p, &again)), E_STATE);
	assert_string_equal(CX->err.field, "bikeId");
	CX->err = (struct err){ 0 };
}

static void who_ends_soon_is_reminded_once_a_mark(void **state)
{
	struct counter_issued v = kit_issue(CX, 1);
	struct plan p = sold("sale-0001", v.bike);

	(void)state;
	CX->roles = ROLE_SYSTEM;
	CX->now = p.ends_at - DAYS(30) + 3 * HOUR_MS;
	assert_int_equal(flow_plan_tick(CX), 0);         /* nobody is woken */
	CX->now += 8 * HOUR_MS;
	assert_int_equal(flow_plan_tick(CX), 1);
	assert_int_equal(flow_plan_tick(CX), 0);
	CX->now = p.ends_at - 7 * DAY_MS + 11 * HOUR_MS;
	assert_int_equal(flow_plan_tick(CX), 1);
	assert_int_equal(flow_plan_tick(CX), 0);
	assert_int_equal(sum(S_MESSAGES), 2);
	CX->now = p.ends_at;
	assert_int_equal(flow_plan_tick(CX), 0);
	assert_int_equal(sum(S_LIVE), 0);
	CX->roles = ROLE_CLERK;
	struct counter_issued w = kit_issue(CX, 2);
	p = sold("sale-0002", w.bike);
	CX->roles = ROLE_SYSTEM;
	CX->now = p.ends_at - 5 * DAY_MS + 11 * HOUR_MS;   /* both marks missed: one message, not two */
	assert_int_equal(flow_plan_tick(CX), 1);
	assert_int_equal(flow_plan_tick(CX), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(FL1_a_sale_its_cancelling_and_a_refund), T(FL1_after_every_step_of_random_sequences), T(FL2_a_sale_sent_twice_is_one),
		T(FL3_deregistration_is_all_or_nothing), T(FL3_the_counter_tells_what_is_paid_back), T(FL3_a_transfer_takes_the_plan_along_or_ends_it), T(FL4_a_closed_day_takes_and_gives_nothing),
		T(what_may_be_sold_is_said), T(who_ends_soon_is_reminded_once_a_mark),
	};

	static const struct sql_stmt *list[S_N];

	for (int i = 0; i < S_N; i++)
		list[i] = &sums[i];
	sql_register(list, S_N);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
