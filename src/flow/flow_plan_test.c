/* flow_plan_test — FL1 to FL4: plans, their money, and what the counter's other businesses make of them; BK1 to BK4: the books as people read them. */
#include "flow/flow_counter_testkit.h"

#include "flow/flow_business.h"
#include "flow/flow_books.h"
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

/* --- the books as people read them --- */

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n, .step = true }
STMT(t_stray, 3, "INSERT INTO ledger_line (entry, n, account, fen, day) VALUES ($1, $2, 'cash.1', $3, 20000)");
STMT(t_price, 1, "INSERT INTO plan (receipt, sale_key, product_id, product, bike, plate, owner, site, unit, price_fen, years, starts_at, ends_at, way, state, sold_by, sold_day, "
	"sold_at) SELECT 'R-unbooked', 'key-unbooked', product_id, 'liability', bike, plate, owner, site, unit, price_fen, years, starts_at, ends_at, way, 'live', sold_by, "
	"sold_day, sold_at FROM plan WHERE id = $1");
STMT(t_owed, 1, "UPDATE plan SET state = 'refund_due', refund_fen = 100, ended_at = sold_at, ver = ver + 1 WHERE id = $1");
static const struct sql_stmt *const books_stmts[] = { &t_stray, &t_price, &t_owed };

/* The reader: an account at a unit with a role; unit NULL: the bureau. */
static void reader(unsigned roles, const struct unit *u)
{
	CX->roles = roles;
	CX->unit = u ? u->id : (unit_id){ 1 };
	CX->area = u ? u->path : S("/1/");
}

static struct books balance_of(int32_t from, int32_t to)
{
	struct books b;

	DONE(CX, flow_books_balance(CX, &(struct books_days){ from, to }, &b));
	return b;
}

static const struct books_account *account_in(const struct books *b, const char *name)
{
	for (int i = 0; i < b->n; i++)
		if (str_eq(b->v[i].account, str_of(name)))
			return &b->v[i];
	return NULL;
}

/* Two sales at one point, one at another unit's, a refund next day paid back there; and an insurer's payment. */
struct trade { struct unit branch, insurer, operator; struct site far; struct plan p, q, r; int32_t day; char cash[32], far_cash[32]; };

static void trade(struct trade *t)
{
	struct counter_issued v = kit_issue(CX, 1), w = kit_issue(CX, 2);
	struct ledger_entry out[] = { { S("payable.liability"), 5000, 0, 0 }, { S("bank.insurer"), -5000, 0, 0 } };
	struct site_new s = { .code = S("HY09"), .name = S("九号点"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 9, .windows = 2, .address = S(""),
	                      .phone = S("") };
	bool again;
	int64_t id;

	DONE(CX, sql_begin(CX, true));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("430406"), S("雁峰"), &t->branch));
	DONE(CX, unit_add(CX, (unit_id){ 0 }, UNIT_INSURER, S("ins"), S("保险"), &t->insurer));
	DONE(CX, unit_add(CX, (unit_id){ 0 }, UNIT_OPERATOR, S("op"), S("运营"), &t->operator));
	s.unit = t->branch.id;
	DONE(CX, site_add(CX, &s, &t->far));
	out[0].unit = out[1].unit = t->insurer.id.v;
	DONE(CX, ledger_post(CX, out, 2, S("accident"), 7, S("liability.pay.7.1"), &id));
	DONE(CX, sql_commit(CX));
	t->day = day_of(CX->now);
	t->p = sold("sale-0001", v.bike);
	t->q = sold("sale-0002", w.bike);
	struct plan_sale in = sale("sale-0003", v.bike, "liability");
	in.site = t->far.id;
	in.way = PW_WECHAT;
	in.way_ref = S("4200001234");
	reader(ROLE_CLERK, NULL);
	DONE(CX, IN_TX(flow_plan_sell(CX, &in, &t->r, &again)));
	CX->now += DAYS(2);
	DONE(CX, off(w.bike, "scrapped"));
	DONE(CX, IN_TX(flow_plan_repay(CX, t->q.id, kit.point.id, PW_CASH, &t->q)));
	snprintf(t->cash, sizeof t->cash, "cash.%lld", (long long)kit.point.id.v);
	snprintf(t->far_cash, sizeof t->far_cash, "wechat.%lld", (long long)t->far.id.v);
}

static void even(const struct books *b)
{
	assert_int_equal(b->sum.before, 0);
	assert_int_equal(b->sum.after, 0);
	assert_int_equal(b->sum.debit, b->sum.credit);
	for (int i = 0; i < b->n; i++)
		assert_int_equal(b->v[i].after, b->v[i].before + b->v[i].debit - b->v[i].credit);
}

static void BK1_the_trial_balance_has_every_account_and_is_zero(void **state)
{
	struct trade t;
	struct books b;

	(void)state;
	trade(&t);
	reader(ROLE_AUDITOR, NULL);
	b = balance_of(t.day, t.day);
	even(&b);
	assert_true(account_in(&b, t.cash)->debit == 24000 && account_in(&b, t.cash)->before == 0 && account_in(&b, t.cash)->site == kit.point.id.v);
	assert_true(str_eq(account_in(&b, t.cash)->site_name, S("一号点")) && account_in(&b, "income.plan")->credit == 24000 && account_in(&b, "income.liability")->credit == 14500);
	b = balance_of(t.day + 1, t.day + 2);                /* what was before stands before; nothing of it is left out */
	even(&b);
	const struct books_account *cash = account_in(&b, t.cash);
	assert_true(cash->before == 24000 && cash->debit == 0 && cash->credit == t.q.refund_fen && cash->lines == 1);
	assert_true(account_in(&b, "income.plan")->before == -24000 && account_in(&b, "income.plan")->lines == 0);
	assert_true(account_in(&b, "payable.plan")->debit == t.q.refund_fen && account_in(&b, "payable.plan")->after == 0);
	assert_int_equal(account_in(&b, "refund.plan")->after, t.q.refund_fen);
	assert_non_null(account_in(&b, t.far_cash));
	assert_non_null(account_in(&b, "bank.insurer"));
	assert_int_equal(b.n, 8);
	b = balance_of(t.day - 10, t.day - 1);
	assert_true(b.n == 0 && b.sum.debit == 0);
	REFUSED(CX, E_INVALID, flow_books_balance(CX, &(struct books_days){ t.day, t.day - 1 }, &b));
}

static int count_only(struct cx *cx, const struct books_line *l, void *arg)
{
	(void)cx;
	(void)l;
	(void)arg;
	return 0;
}

static int entries_for(const char *q)
{
	int n = flow_books_find(CX, str_of(q), count_only, NULL);

	assert_true(n >= 0);
	return n;
}

static bool sees(site_id id)
{
	bool v;

	DONE(CX, flow_books_sees(CX, id, &v));
	return v;
}

static void BK2_a_reader_has_the_books_of_his_area(void **state)
{
	struct trade t;
	struct books b;

	(void)state;
	trade(&t);
	reader(ROLE_ADJUSTER, &kit.unit);                    /* the first point's branch */
	b = balance_of(t.day, t.day + 2);
	even(&b);
	assert_true(account_in(&b, t.cash)->debit == 24000 && !account_in(&b, t.far_cash) && !account_in(&b, "income.liability") && !account_in(&b, "bank.insurer"));
	assert_true(sees(kit.point.id) && !sees(t.far.id));
	assert_int_equal(entries_for("4200001234"), 0);
	reader(ROLE_ADJUSTER, &t.branch);
	b = balance_of(t.day, t.day + 2);
	even(&b);
	assert_true(b.n == 2 && account_in(&b, t.far_cash) && account_in(&b, "income.liability"));
	assert_int_equal(entries_for("4200001234"), 2);
	reader(ROLE_ADJUSTER, &t.operator);                  /* plans and claims are its business, wherever; an insurer's money is not */
	b = balance_of(t.day, t.day + 2);
	even(&b);
	assert_true(account_in(&b, t.cash) && account_in(&b, t.far_cash) && !account_in(&b, "bank.insurer") && !account_in(&b, "payable.liability"));
	assert_true(sees(kit.point.id) && sees(t.far.id));
	assert_int_equal(entries_for("liability.pay.7.1"), 0);
	assert_int_equal(flow_books_lines(CX, S("bank.insurer"), &(struct books_days){ t.day, t.day }, 0, 9, count_only, NULL), 0);
	reader(ROLE_ADJUSTER, &t.insurer);
	b = balance_of(t.day, t.day + 2);
	even(&b);
	assert_true(b.n == 2 && account_in(&b, "bank.insurer")->credit == 5000 && !sees(kit.point.id));
	reader(ROLE_LEADER, NULL);                           /* the bureau: what lies below it */
	b = balance_of(t.day, t.day + 2);
	assert_true(account_in(&b, t.cash) && account_in(&b, t.far_cash) && !account_in(&b, "bank.insurer"));
	CX->area = S("");                                    /* an account without a place has nothing */
	b = balance_of(t.day, t.day + 2);
	assert_int_equal(b.n, 0);
	reader(ROLE_AUDITOR, &t.branch);
	b = balance_of(t.day, t.day + 2);
	assert_int_equal(b.n, 8);
}

struct pages { int64_t last, seen[64], balance; int n; str what[64], number; };

static int keep_line(struct cx *cx, const struct books_line *l, void *arg)
{
	struct pages *p = arg;

	assert_true(p->n < 64);
	for (int i = 0; i < p->n; i++)
		assert_true(p->seen[i] != l->place);
	p->what[p->n] = arena_str(cx->arena, l->what);
	p->number = arena_str(cx->arena, l->number);
	p->seen[p->n++] = p->last = l->place;
	p->balance = l->balance;
	return 0;
}

static void BK3_lines_come_once_and_end_where_the_balance_does(void **state)
{
	struct pages p = { .last = 0 }, of = { .last = 0 };
	struct trade t;
	struct books b;
	int n;

	(void)state;
	trade(&t);
	reader(ROLE_AUDITOR, NULL);
	const struct books_days all = { t.day, t.day + 2 }, later = { t.day + 1, t.day + 2 };
	do {
		n = flow_books_lines(CX, str_of(t.cash), &all, p.last, 1, keep_line, &p);
		assert_true(n >= 0);
	} while (n == 1);
	b = balance_of(t.day, t.day + 2);
	assert_true(p.n == 3 && p.balance == account_in(&b, t.cash)->after && p.balance == 24000 - t.q.refund_fen);
	assert_true(str_eq(p.what[0], S("sale")) && str_eq(p.what[2], S("repay")) && str_eq(p.number, t.q.receipt));
	p = (struct pages){ .last = 0 };
	assert_int_equal(flow_books_lines(CX, str_of(t.cash), &later, 0, 9, keep_line, &p), 1);      /* what was before counts in the balance */
	assert_int_equal(p.balance, 24000 - t.q.refund_fen);
	REFUSED(CX, E_INVALID, flow_books_lines(CX, str_of(t.cash), &all, 99 * 32 + 1, 9, keep_line, &p));
	assert_int_equal(flow_books_of(CX, S("plan"), t.q.id.v, keep_line, &of), 6);
	char receipt[80];
	snprintf(receipt, sizeof receipt, "%.*s", STR_ARG(t.q.receipt));
	assert_true(entries_for(receipt) == 6 && entries_for("4200001234") == 2 && entries_for("liability.pay.7.1") == 2 && entries_for("nothing") == 0 && entries_for("") == 0);
	p = (struct pages){ .last = 0 };
	do {
		n = flow_books_journal(CX, &all, p.last, 5, keep_line, &p);
		assert_true(n >= 0);
	} while (n == 5);
	assert_int_equal(p.n, 12);
}

static void only_fault(enum books_fault want)
{
	struct books_faults f;

	DONE(CX, flow_books_check(CX, &f));
	for (int i = 0; i < BF_N; i++)
		if ((f.v[i].n > 0) != (i == (int)want))
			fail_msg("%s: %lld, such as %.*s", books_fault_text[i], (long long)f.v[i].n, STR_ARG(f.v[i].one));
}

static void BK4_the_proof_tells_each_damage(void **state)
{
	struct ledger_entry till[] = { { S(""), 100, 0, 0 }, { S("income.plan"), -100, 0, 0 } };
	int64_t id, counted[PW_N] = { 24000, 0, 0, 0 };
	struct books_faults f;
	struct trade t;
	struct till x;

	(void)state;
	trade(&t);
	reader(ROLE_CLERK, &kit.unit);
	DONE(CX, IN_TX(till_count(CX, kit.point.id, t.day, counted, S(""), 0, &x)));
	CX->actor = kit.second;
	DONE(CX, IN_TX(till_close(CX, kit.point.id, t.day, x.ver, &x)));
	only_fault(BF_RECORD);                               /* the insurer's payment above is for an accident that is not there */
	DONE(CX, sql_begin(CX, true));
	DONE(CX, sql_exec(CX, &t_stray, BIND(V(900), V(1), V(100))));
	DONE(CX, flow_books_check(CX, &f));
	assert_true(f.v[BF_SUM].n == 1 && f.v[BF_LINES].n == 1 && f.v[BF_POSTING].n == 0);
	sql_rollback(CX);
	DONE(CX, sql_begin(CX, true));
	DONE(CX, sql_exec(CX, &t_price, BIND(V(t.q.id.v))));
	DONE(CX, flow_books_check(CX, &f));
	assert_true(f.v[BF_SALE].n == 1 && str_eq(f.v[BF_SALE].one, S("R-unbooked")) && f.v[BF_CANCEL].n == 0 && f.v[BF_SUM].n == 0);
	DONE(CX, sql_exec(CX, &t_owed, BIND(V(t.p.id.v))));
	DONE(CX, flow_books_check(CX, &f));
	assert_true(f.v[BF_REFUND].n == 1 && f.v[BF_REPAY].n == 0);
	sql_rollback(CX);
	DONE(CX, sql_begin(CX, true));
	CX->now -= DAYS(2);
	till[0].account = str_of(t.cash);
	DONE(CX, ledger_post(CX, till, 2, S("plan"), t.p.id.v, S("plan.other.1"), &id));
	DONE(CX, flow_books_check(CX, &f));
	assert_true(f.v[BF_TILL].n == 1 && f.v[BF_SUM].n == 0 && f.v[BF_SALE].n == 0);
	sql_rollback(CX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(FL1_a_sale_its_cancelling_and_a_refund), T(FL1_after_every_step_of_random_sequences), T(FL2_a_sale_sent_twice_is_one),
		T(FL3_deregistration_is_all_or_nothing), T(FL3_the_counter_tells_what_is_paid_back), T(FL3_a_transfer_takes_the_plan_along_or_ends_it), T(FL4_a_closed_day_takes_and_gives_nothing),
		T(BK1_the_trial_balance_has_every_account_and_is_zero), T(BK2_a_reader_has_the_books_of_his_area), T(BK3_lines_come_once_and_end_where_the_balance_does),
		T(BK4_the_proof_tells_each_damage), T(what_may_be_sold_is_said), T(who_ends_soon_is_reminded_once_a_mark),
	};

	static const struct sql_stmt *list[S_N];

	for (int i = 0; i < S_N; i++)
		list[i] = &sums[i];
	sql_register(list, S_N);
	sql_register(books_stmts, COUNTOF(books_stmts));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
