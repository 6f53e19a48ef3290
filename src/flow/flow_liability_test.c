/* flow_liability_test — an accident from its report to its money: whose it is, what it pays, who may do what, and the books. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_claim_view.h"
#include "flow/flow_liability.h"
#include "office/account/account_testkit.h"
#include "office/audit/audit.h"
#include "office/bike/bike.h"
#include "office/ledger/ledger.h"
#include "office/message/message.h"
#include "office/owner/owner_testkit.h"
#include "office/plan/plan.h"
#include "office/policy/policy.h"
#include "office/site/site.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n, .step = true }
STMT(t_unit, 2, "UPDATE account SET unit = $1 WHERE id = $2");
STMT(t_happened, 2, "UPDATE accident SET happened_at = $1 WHERE id = $2");
STMT(t_payment_no, 2, "SELECT y.no FROM accident_payment y JOIN accident_party p ON p.id = y.party WHERE y.accident = $1 AND y.state <> 'dropped' ORDER BY y.id LIMIT 1 OFFSET $2");
static const struct sql_stmt *const t_stmts[] = { &t_unit, &t_happened, &t_payment_no };

enum { PLAN_DAYS = 100 };

static utc_ms days(int64_t n)
{
	return n * DAY_MS;
}

/* a, b, c: the insurer's; r: another insurer's; op: the operator's adjuster, of the bureau's unit */
static struct world { struct testdb t; account_id a, b, c, r, op; struct unit insurer, rival; site_id site; owner_id owner; bike_id bike; utc_ms now; int n; } w;
#define CX (&w.t.cx)

/* As a request is: one write transaction, undone when it is refused. */
#define TX(call_) do { \
	DONE(CX, sql_begin(CX, true)); \
	DONE(CX, call_); \
	DONE(CX, sql_commit(CX)); \
} while (0)
#define TX_REFUSED(code_, call_) do { \
	DONE(CX, sql_begin(CX, true)); \
	REFUSED(CX, code_, call_); \
	sql_rollback(CX); \
} while (0)

static void as_of(account_id who, const struct unit *u)
{
	CX->actor = who;
	CX->roles = ROLE_INSURER;
	CX->area = u->path;
	CX->err = (struct err){ 0 };
}

static void as(account_id who)
{
	as_of(who, &w.insurer);
}

static void owner_now(void)
{
	CX->actor = (account_id){ 0 };
	CX->roles = ROLE_OWNER;
	CX->area = S("");
}

static account_id member(const char *name, const struct unit *u)
{
	account_id id = kit_account_row(CX, name, ROLE_INSURER);

	DONE(CX, sql_exec(CX, &t_unit, BIND(V(u->id.v), V(id.v))));
	return id;
}

static bike_id bike(uint64_t tag)
{
	struct bike_new n = { .tag = { tag }, .how = S("register"), .owner = w.owner };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(CX, bike_add(CX, &n, &id));
	return id;
}

static void sell(bike_id id)
{
	struct plan_new n = { .product = S("liability"), .scope = S("HY01"), .bike = id, .owner = w.owner, .site = w.site, .price_fen = 14500, .way = PW_CASH, .way_ref = S(""),
	                      .renew_days = 90 };
	char key[40];
	struct plan p;
	bool again;

	snprintf(key, sizeof key, "sale-%lld-0000", (long long)id.v);
	n.key = str_of(key);
	assert_true(plate_parse(S("TEST1"), &n.plate));
	DONE(CX, plan_add(CX, &n, &p, &again));
}

static void rule(const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)value);
	DONE(CX, policy_set(CX, str_of(key), (struct civil){ .y = 2017, .m = 11, .d = 9 }, str_of(text)));
}

static int setup(void **state)
{
	struct site s;

	testdb_open(&w.t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	w.now = CX->now;
	w.n = 0;
	DONE(CX, unit_add(CX, (unit_id){ 0 }, UNIT_INSURER, S("pa"), S("平安财险"), &w.insurer));
	DONE(CX, unit_add(CX, (unit_id){ 0 }, UNIT_INSURER, S("rb"), S("人保"), &w.rival));
	w.a = member("ins1", &w.insurer);
	w.b = member("ins2", &w.insurer);
	w.c = member("ins3", &w.insurer);
	w.r = member("rival1", &w.rival);
	w.op = kit_account_row(CX, "adjuster1", ROLE_ADJUSTER);
	DONE(CX, site_add(CX, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 4,
	                                          .windows = 2, .address = S(""), .phone = S("") }, &s));
	w.site = s.id;
	w.owner = kit_owner(CX, "李四光", "13800001111");
	CX->roles = ROLE_CLERK;
	CX->now = w.now - days(PLAN_DAYS);
	w.bike = bike(1);
	sell(w.bike);
	CX->now = w.now;
	rule("liability.insurer", w.insurer.id.v);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

/* --- an accident, step by step --- */

static struct accident_report said(bike_id id, utc_ms at, bool injured, char key[static 32])
{
	snprintf(key, 32, "request-%d", ++w.n);
	return (struct accident_report){ str_of(key), id, at, S("解放路口"), S("右转时相撞"), injured, false };
}

static struct accident reported_of(bike_id id, utc_ms at, bool injured)
{
	struct accident a;
	char key[32];
	bool again;

	owner_now();
	struct accident_report in = said(id, at, injured, key);
	TX(flow_accident_report(CX, &in, w.owner, &a, &again));
	as(w.a);
	return a;
}

static struct accident reported(void)
{
	return reported_of(w.bike, w.now - HOUR_MS - days(w.n), false);
}

static int64_t party(const struct accident *a, enum party_role role, bool card)
{
	struct party_new n = { .role = role, .plate = S("湘D12345"), .vehicle = S("轿车") };
	int64_t id;

	assert_true(pii_take(S("王小二"), &n.name));
	assert_true(pii_take(S("13900002222"), &n.phone));
	if (card)
		assert_true(pii_take(S("6222020000000000 07"), &n.card));
	TX(flow_accident_party(CX, a, &n, &id));
	return id;
}

static int64_t item(const struct accident *a, int64_t who, int64_t fen)
{
	struct item it = { .accident = a->id, .party = who, .kind = IT_VEHICLE, .what = S("车门"), .claimed_fen = fen };
	int64_t id;

	TX(flow_accident_item(CX, a, &it, &id));
	return id;
}

static struct accident on_scene(void)
{
	struct accident a = reported();

	TX(flow_accident_assign(CX, &a, w.a, a.ver));
	TX(flow_accident_step(CX, &a, AE_ARRIVE, a.ver, S(""), S("")));
	return a;
}

/* By ins1: somebody else's damage, and the share. */
static struct accident assessed(int64_t fen, enum accident_fault fault, bool card)
{
	struct accident a = on_scene();
	struct accident_assessed v = { .fen = fen };

	v.id = item(&a, party(&a, PR_OTHER, card), fen);
	TX(flow_accident_finding(CX, &a, a.ver, fault, S("HY-2026-001")));
	TX(flow_accident_assess(CX, &a, &v, 1, a.ver, S("")));
	return a;
}

static struct accident agreed(int64_t fen, enum accident_fault fault, bool card)
{
	struct accident a = assessed(fen, fault, card);

	TX(flow_accident_agree(CX, &a, true, true, a.ver, S("协议书已签")));
	return a;
}

static int64_t balance(const char *account)
{
	int64_t v;

	DONE(CX, ledger_balance(CX, str_of(account), &v));
	return v;
}

static void books_are(int64_t payable, int64_t expense, int64_t bank)
{
	int64_t v;

	assert_int_equal(balance("payable.liability"), payable);
	assert_int_equal(balance("expense.liability"), expense);
	assert_int_equal(balance("bank.insurer"), bank);
	DONE(CX, ledger_sum(CX, &v));
	assert_int_equal(v, 0);
}

static bool speaks(const struct accident *a, const char *code)
{
	struct accident_verdicts v;

	TX(flow_accident_weigh(CX, a, &v));
	for (int i = 0; i < v.n; i++)
		if (strcmp(v.v[i].rule->code, code) == 0)
			return true;
	return false;
}

/* --- the tests --- */

static int one_accident(struct cx *cx, const struct accident *a, void *arg)
{
	(void)cx;
	(void)a;
	(*(int *)arg)++;
	return 0;
}

static int one_surveyor(struct cx *cx, account_id id, str display, void *arg)
{
	(void)display;
	(void)cx;
	assert_true(id.v == w.a.v || id.v == w.b.v || id.v == w.c.v);
	(*(int *)arg)++;
	return 0;
}

static void FB1_an_insurer_reaches_its_own_only(void **state)
{
	struct accident a = reported(), got;
	char key[32];
	bool again;
	int n = 0;

	(void)state;
	TX(flow_accident_get(CX, a.id, &got));
	TX(flow_accident_surveyors(CX, one_surveyor, &n));
	assert_int_equal(n, 3);
	as_of(w.r, &w.rival);
	TX_REFUSED(E_NOTFOUND, flow_accident_get(CX, a.id, &got));
	n = 0;
	DONE(CX, accident_list(CX, AQ_ALL, w.insurer.id, 0, 10, one_accident, &n));
	TX(flow_accident_surveyors(CX, one_surveyor, &n));
	assert_int_equal(n, 0);
	struct accident_report in = said(w.bike, w.now - days(3), false, key);
	TX_REFUSED(E_NOTFOUND, flow_accident_report(CX, &in, (owner_id){ 0 }, &got, &again));      /* whether the bike has a plan is not its business */
	CX->roles = ROLE_ADJUSTER;      /* the operator's own adjuster is not the insurer either */
	CX->actor = w.op;
	CX->area = S("/1/");
	TX_REFUSED(E_NOTFOUND, flow_accident_get(CX, a.id, &got));
	as(w.a);
	TX_REFUSED(E_INVALID, flow_accident_assign(CX, &a, w.r, a.ver));      /* a surveyor of the own unit */
	TX_REFUSED(E_INVALID, flow_accident_assign(CX, &a, (account_id){ 9999 }, a.ver));
	TX(flow_accident_report(CX, &in, (owner_id){ 0 }, &got, &again));
	assert_true(str_eq(got.reporter, S("insurer")) && got.owner.v == w.owner.v && got.unit.v == w.insurer.id.v);
	in.bike = bike(2);      /* no plan: not the insurer's to ask about */
	TX_REFUSED(E_NOTFOUND, flow_accident_report(CX, &in, (owner_id){ 0 }, &got, &again));
}

static void FB1_nobody_carries_it_yet(void **state)
{
	struct accident a, got;

	(void)state;
	rule("liability.insurer", 0);
	a = reported();
	assert_int_equal(a.unit.v, 0);
	TX_REFUSED(E_NOTFOUND, flow_accident_get(CX, a.id, &got));
	rule("liability.insurer", w.insurer.id.v);
	TX(flow_accident_get(CX, a.id, &got));      /* it was not lost */
	TX(flow_accident_assign(CX, &got, w.a, got.ver));
	assert_int_equal(got.unit.v, w.insurer.id.v);
	rule("liability.insurer", w.rival.id.v);      /* what was taken up stays */
	TX(flow_accident_get(CX, a.id, &got));
}

static void an_owner_reports_the_own_bike(void **state)
{
	owner_id other = kit_owner(CX, "钱七", "13800002222");
	struct accident a;
	char key[32];
	bool again;

	(void)state;
	owner_now();
	struct accident_report in = said(w.bike, w.now - HOUR_MS, true, key);
	TX_REFUSED(E_INVALID, flow_accident_report(CX, &in, other, &a, &again));
	in.happened_at = w.now - days(PLAN_DAYS + 1);      /* before it was registered */
	TX_REFUSED(E_INVALID, flow_accident_report(CX, &in, w.owner, &a, &again));
	in.happened_at = w.now + 1;
	TX_REFUSED(E_INVALID, flow_accident_report(CX, &in, w.owner, &a, &again));
	in.happened_at = w.now - HOUR_MS;
	TX(flow_accident_report(CX, &in, w.owner, &a, &again));
	assert_true(a.plan > 0 && a.unit.v == w.insurer.id.v);
	assert_true(speaks(&a, "police_needed"));
	int64_t id = a.id;
	TX(flow_accident_report(CX, &in, w.owner, &a, &again));
	assert_true(again && a.id == id);
	unsigned own = accident_actions(&a, ROLE_OWNER);
	assert_int_equal(own, 1u << AE_WITHDRAW);
	TX(flow_accident_step(CX, &a, AE_WITHDRAW, a.ver, S(""), S("")));
	assert_int_equal(a.state, AS_WITHDRAWN);
}

/* What each share pays of 1,000 yuan, and the limit above all of them. */
static void FB2_the_amount_is_share_and_limit(void **state)
{
	static const struct { enum accident_fault fault; int64_t loss, want; } row[] = {
		{ AF_FULL, 100000, 100000 }, { AF_MAIN, 100000, 70000 }, { AF_EQUAL, 100000, 50000 }, { AF_MINOR, 100000, 30000 }, { AF_MINOR, 33, 9 },
		{ AF_FULL, 1500000, 1500000 }, { AF_FULL, 1500001, 1500000 }, { AF_MAIN, 9000000, 1500000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(row); i++) {
		struct accident a = assessed(row[i].loss, row[i].fault, false);
		assert_int_equal(a.loss_fen, row[i].loss);
		assert_int_equal(a.amount_fen, row[i].want);
		assert_int_equal(speaks(&a, "over_limit"), row[i].want == 1500000 && row[i].loss > 1500000);
	}
}

static void FB2_the_riders_own_damage_is_not_paid(void **state)
{
	struct accident a = on_scene();
	struct accident_assessed v[3] = { { .fen = 40000 }, { .fen = 20000 }, { .fen = 10001 } };

	(void)state;
	v[0].id = item(&a, party(&a, PR_RIDER, false), 50000);
	v[1].id = item(&a, party(&a, PR_OTHER, false), 20000);
	v[2].id = item(&a, party(&a, PR_PEDESTRIAN, false), 20000);
	TX_REFUSED(E_STATE, flow_accident_assess(CX, &a, v, 3, a.ver, S("")));      /* no share of the fault yet */
	TX(flow_accident_finding(CX, &a, a.ver, AF_EQUAL, S("")));
	TX_REFUSED(E_INVALID, flow_accident_assess(CX, &a, v, 2, a.ver, S("")));      /* each item */
	v[2].id = v[1].id;
	TX_REFUSED(E_INVALID, flow_accident_assess(CX, &a, v, 3, a.ver, S("")));
	v[2].id = v[1].id + 1;
	TX(flow_accident_assess(CX, &a, v, 3, a.ver, S("")));
	assert_int_equal(a.loss_fen, 30001);
	assert_int_equal(a.amount_fen, 15000);
	assert_true(speaks(&a, "own_damage"));
}

static int sum_paid(struct cx *cx, const struct payment *y, void *arg)
{
	(void)cx;
	if (!str_eq(y->state, S("dropped")))
		*(int64_t *)arg += y->fen;
	return 0;
}

static void FB3_two_persons_and_another_surveyor(void **state)
{
	struct accident a = agreed(100000, AF_FULL, false);

	(void)state;
	TX_REFUSED(E_DENIED, flow_accident_pay(CX, &a, a.ver));      /* ins1 assessed it */
	as(w.b);
	TX(flow_accident_pay(CX, &a, a.ver));
	assert_int_equal(a.state, AS_PAID);
	as(w.a);
	a = assessed(100000, AF_FULL, false);
	owner_now();
	TX_REFUSED(E_INVALID, flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("")));      /* says what is not right */
	TX(flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("少算了车门")));
	as(w.a);
	struct accident_assessed v = { .fen = 90000 };
	int64_t other = party(&a, PR_PEDESTRIAN, false);
	v.id = item(&a, other, 90000) - 1;
	struct accident_assessed two[2] = { { v.id, 90000 }, { v.id + 1, 90000 } };
	TX_REFUSED(E_DENIED, flow_accident_assign(CX, &a, w.a, a.ver));
	TX_REFUSED(E_DENIED, flow_accident_assess(CX, &a, two, 2, a.ver, S("")));
	as(w.b);
	TX_REFUSED(E_DENIED, flow_accident_assess(CX, &a, two, 2, a.ver, S("")));      /* not sent */
	TX(flow_accident_assign(CX, &a, w.b, a.ver));
	TX(flow_accident_assess(CX, &a, two, 2, a.ver, S("")));
	assert_int_equal(a.state, AS_REASSESSED);
	assert_int_equal(a.rounds, 2);
	assert_int_equal(a.amount_fen, 180000);
	TX(flow_accident_agree(CX, &a, true, true, a.ver, S("协议书")));
	TX_REFUSED(E_DENIED, flow_accident_pay(CX, &a, a.ver));      /* the last who assessed */
}

static void FB3_at_most_so_many_times_then_a_court(void **state)
{
	struct accident a = assessed(100000, AF_FULL, false);
	const account_id next[] = { w.b, w.c };
	struct accident_assessed one = { .fen = 100000 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		owner_now();
		TX(flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("不对")));
		as(next[i]);
		TX(flow_accident_assign(CX, &a, next[i], a.ver));
		one.id = w.n;      /* one item an accident, in order */
		TX(flow_accident_assess(CX, &a, &one, 1, a.ver, S("")));
	}
	owner_now();
	TX_REFUSED(E_STATE, flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("还是不对")));
	TX(flow_accident_step(CX, &a, AE_COURT, a.ver, S(""), S("")));
	assert_int_equal(a.state, AS_COURT);
	books_are(0, 0, 0);
}

static void FB4_paid_once(void **state)
{
	struct accident a = agreed(100000, AF_FULL, false), stale;
	int64_t sum = 0;

	(void)state;
	stale = a;
	as(w.b);
	TX(flow_accident_pay(CX, &a, a.ver));
	TX_REFUSED(E_STATE, flow_accident_pay(CX, &stale, stale.ver));
	TX_REFUSED(E_STATE, flow_accident_pay(CX, &a, a.ver));
	books_are(0, 100000, -100000);
	DONE(CX, payment_list(CX, a.id, sum_paid, &sum));
	assert_int_equal(sum, 100000);
	TX_REFUSED(E_STATE, flow_accident_step(CX, &a, AE_DISPUTE, 0, S(""), S("x")));
	assert_true(str_eq(a.way, S("spot")));
}

static void FB4_more_goes_through_the_bank(void **state)
{
	struct accident a = agreed(200001, AF_FULL, false);
	struct pii card;
	str file;
	int n;

	(void)state;
	as(w.b);
	TX_REFUSED(E_STATE, flow_accident_pay(CX, &a, a.ver));      /* no card */
	assert_true(pii_take(S("622202000000000007"), &card));
	TX(flow_accident_card(CX, &a, w.n, &card));      /* one party an accident, in order */
	TX_REFUSED(E_STATE, flow_accident_bank_file(CX, &file, &n));
	TX_REFUSED(E_DENIED, flow_accident_pay(CX, &a, a.ver));      /* FB9: to the card that he wrote down himself */
	as(w.c);
	TX(flow_accident_card(CX, &a, w.n, &card));
	as(w.b);
	TX(flow_accident_pay(CX, &a, a.ver));
	assert_int_equal(a.state, AS_RELEASED);
	books_are(-200001, 200001, 0);
	TX(flow_accident_bank_file(CX, &file, &n));
	assert_int_equal(n, 1);
	assert_non_null(strstr(arena_z(CX->arena, file), "王小二,622202000000000007,200001"));
	as_of(w.r, &w.rival);
	TX_REFUSED(E_STATE, flow_accident_bank_file(CX, &file, &n));      /* nothing of another's */
	as(w.b);
	TX(flow_accident_bank(CX, &a, false, S("退票"), a.ver));
	assert_int_equal(a.state, AS_AGREED);
	assert_int_equal(a.released_by.v, 0);
	TX(flow_accident_pay(CX, &a, a.ver));
	struct accident stale = a;
	TX_REFUSED(E_INVALID, flow_accident_bank(CX, &a, true, S(""), a.ver));
	TX(flow_accident_bank(CX, &a, true, S("B20261126"), a.ver));
	TX_REFUSED(E_STATE, flow_accident_bank(CX, &stale, true, S("B20261126"), stale.ver));
	books_are(0, 200001, -200001);
	TX_REFUSED(E_STATE, flow_accident_bank_file(CX, &file, &n));
}

/* --- the bank's file of words --- */

static void read_no(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	snprintf(ret, 40, "%.*s", STR_ARG(s));
}

/* The n-th living payment's number. */
static const char *no_of(const struct accident *a, int n, char buf[static 40])
{
	DONE(CX, sql_one(CX, &t_payment_no, read_no, buf, BIND(V(a->id), V(n))));
	return buf;
}

static struct bank_results says(const char *no, int64_t fen, const char *status)
{
	struct bank_results r;
	char text[240];

	snprintf(text, sizeof text, "no,amount_fen,status,bank_ref,reason\r\n%s,%lld,%s,BK-7,\r\n", no, (long long)fen, status);
	TX(flow_accident_results(CX, str_of(text), &r));
	return r;
}

#define RESULTS(r_, ...) do { \
	struct bank_results got_ = (r_), want_ = { __VA_ARGS__ }; \
	assert_memory_equal(&got_, &want_, sizeof got_); \
} while (0)

static struct accident now_of(const struct accident *a)
{
	struct accident b;

	DONE(CX, accident_get(CX, a->id, &b));
	return b;
}

/* Two others, 1500.00 and 500.01 yuan of damage, all the fault, with cards: released by ins2. */
static struct accident released_two(void)
{
	struct accident a = on_scene();
	struct accident_assessed v[2] = { { .fen = 150000 }, { .fen = 50001 } };

	for (int i = 0; i < 2; i++) {
		struct party_new n = { .role = PR_OTHER, .plate = S("湘D12345"), .vehicle = S("轿车") };
		int64_t id;
		assert_true(pii_take(S("王小二"), &n.name));
		assert_true(pii_take(S("622202000000000007"), &n.card));
		TX(flow_accident_party(CX, &a, &n, &id));
		v[i].id = item(&a, id, v[i].fen);
	}
	TX(flow_accident_finding(CX, &a, a.ver, AF_FULL, S("HY-2026-001")));
	TX(flow_accident_assess(CX, &a, v, 2, a.ver, S("")));
	TX(flow_accident_agree(CX, &a, true, true, a.ver, S("协议书已签")));
	as(w.b);
	TX(flow_accident_pay(CX, &a, a.ver));
	assert_int_equal(a.state, AS_RELEASED);
	return a;
}

static void FB4_a_result_file_pays_each_party_once(void **state)
{
	struct accident a = released_two();
	char one[40], two[40];

	(void)state;
	no_of(&a, 0, one);
	no_of(&a, 1, two);
	RESULTS(says(one, 150001, "paid"), .wrong = 1);
	RESULTS(says("SG20200101-0001-1-1", 150000, "paid"), .foreign = 1);
	RESULTS(says(one, 150000, "unknown"), .unknown = 1);
	books_are(-200001, 200001, 0);
	RESULTS(says(one, 150000, "paid"), .paid = 1);
	books_are(-50001, 200001, -150000);
	assert_int_equal(now_of(&a).state, AS_RELEASED);      /* the other's word is not there yet */
	RESULTS(says(one, 150000, "paid"), .same = 1);
	RESULTS(says(one, 150000, "failed"), .conflict = 1);
	books_are(-50001, 200001, -150000);
	as_of(w.r, &w.rival);
	RESULTS(says(two, 50001, "paid"), .foreign = 1);      /* FB1 */
	as(w.b);
	RESULTS(says(two, 50001, "paid"), .paid = 1);
	assert_int_equal(now_of(&a).state, AS_PAID);
	books_are(0, 200001, -200001);
	RESULTS(says(two, 50001, "paid"), .same = 1);
	books_are(0, 200001, -200001);
}

static void FB4_what_failed_is_tried_again_and_what_was_paid_is_not(void **state)
{
	struct accident a = released_two();
	char one[40], two[40];
	str file;
	int n;

	(void)state;
	no_of(&a, 0, one);
	no_of(&a, 1, two);
	RESULTS(says(two, 50001, "failed"), .failed = 1);
	assert_int_equal(now_of(&a).state, AS_RELEASED);
	RESULTS(says(one, 150000, "paid"), .paid = 1);
	a = now_of(&a);
	assert_int_equal(a.state, AS_AGREED);                 /* for another release, under the same number */
	owner_now();
	TX_REFUSED(E_STATE, flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("不对")));      /* part of it has left */
	as(w.b);
	rule("liability.spot_fen", 1000000);                  /* it goes on where it began */
	TX(flow_accident_pay(CX, &a, a.ver));
	assert_int_equal(a.state, AS_RELEASED);
	TX(flow_accident_bank_file(CX, &file, &n));
	assert_int_equal(n, 1);
	assert_non_null(strstr(arena_z(CX->arena, file), two));
	RESULTS(says(two, 50001, "failed"), .failed = 1);
	/* and now the bank says that it did pay it: there is nothing left to be paid again */
	RESULTS(says(two, 50001, "paid"), .paid = 1, .conflict = 1);
	books_are(0, 200001, -200001);
	a = now_of(&a);
	assert_int_equal(a.state, AS_AGREED);
	TX(flow_accident_pay(CX, &a, a.ver));
	assert_int_equal(a.state, AS_PAID);
	books_are(0, 200001, -200001);
	TX_REFUSED(E_STATE, flow_accident_bank_file(CX, &file, &n));
}

static void a_result_file_that_cannot_be_read_changes_nothing(void **state)
{
	struct accident a = released_two();
	struct bank_results r;
	char one[40], text[240];

	(void)state;
	no_of(&a, 0, one);
	snprintf(text, sizeof text, "no,amount_fen,status\n%s,150000,paid\n%s,150000,perhaps\n", one, one);
	TX_REFUSED(E_INVALID, flow_accident_results(CX, str_of(text), &r));
	books_are(-200001, 200001, 0);
	TX_REFUSED(E_INVALID, flow_accident_results(CX, S("no,status\n"), &r));
	/* a payment that was never sent is foreign, whatever its number */
	a = agreed(300000, AF_FULL, true);
	as(w.b);
	RESULTS(says(no_of(&a, 0, one), 300000, "paid"), .foreign = 1);
}

/* --- the bike, while an accident is open --- */

static bool transferable(void)
{
	struct bike_refusals no;
	struct bike b;

	DONE(CX, bike_get(CX, w.bike, &b));
	CX->roles = ROLE_CLERK;
	struct err before = CX->err;
	int rc = bike_may(CX, &b, BE_TRANSFER, &no);
	CX->err = before;
	as(w.a);
	assert_true(rc == 0 || (rc == E_STATE && no.n == 1 && str_eq(no.flag[0], S("accident_open"))));
	return rc == 0;
}

static void FB7_a_bike_with_an_open_accident_does_not_change_hands(void **state)
{
	struct bike b;

	(void)state;
	assert_true(transferable());
	struct accident a = reported(), c = reported();
	assert_false(transferable());
	DONE(CX, bike_get(CX, w.bike, &b));
	CX->roles = ROLE_CLERK;
	TX_REFUSED(E_STATE, bike_step(CX, &b, BE_TRANSFER, kit_owner(CX, "王五", "13700007777"), S("")));
	owner_now();
	TX(flow_accident_step(CX, &a, AE_WITHDRAW, a.ver, S(""), S("")));
	assert_false(transferable());                         /* the other one */
	as(w.a);
	TX(flow_accident_step(CX, &c, AE_REFUSE, c.ver, S("fraud"), S("不属实")));
	assert_true(transferable());
	/* a refusal after an assessment is disputed: open again */
	a = assessed(100000, AF_FULL, false);
	TX(flow_accident_step(CX, &a, AE_REFUSE, a.ver, S("fraud"), S("不属实")));
	assert_true(transferable());
	owner_now();
	TX(flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("属实")));
	assert_false(transferable());
	owner_now();
	TX(flow_accident_step(CX, &a, AE_COURT, a.ver, S(""), S("")));
	assert_true(transferable());
	/* a city that does not hold it */
	rule("liability.hold", 0);
	(void)reported();
	assert_true(transferable());
}

static void FB7_a_former_owners_accident_holds_nobody(void **state)
{
	utc_ms then = w.now - days(2);
	struct accident a;
	struct bike b;
	char key[32];
	bool again;

	(void)state;
	DONE(CX, bike_get(CX, w.bike, &b));
	CX->roles = ROLE_CLERK;
	CX->now = w.now - days(1);
	TX(bike_step(CX, &b, BE_TRANSFER, kit_owner(CX, "王五", "13700007777"), S("")));
	CX->now = w.now;
	as(w.a);
	struct accident_report in = said(w.bike, then, false, key);
	TX(flow_accident_report(CX, &in, (owner_id){ 0 }, &a, &again));      /* by telephone */
	assert_int_equal(a.owner.v, w.owner.v);
	assert_true(transferable());
}

/* --- what the owner is told --- */

struct newest { char text[1000]; };

static int take_message(struct cx *cx, const struct message *m, void *arg)
{
	struct newest *n = arg;

	assert_true(str_eq(m->kind, S("accident_news")));
	snprintf(n->text, sizeof n->text, "%.*s", STR_ARG(pii_reveal(&m->text)));
	return message_sent(cx, m->id);
}

/* Since it was last asked: exactly one message that says so, or with NULL none. */
static void told(const char *text)
{
	struct newest n = { "" };
	struct cx later = *CX;

	later.now += DAY_MS;
	assert_int_equal(message_due(&later, 50, take_message, &n), text ? 1 : 0);
	if (text && (!strstr(n.text, text) || strstr(n.text, "{") || strstr(n.text, "TEST1") || !strstr(n.text, "【雁阵】您的电动自行车")))
		fail_msg("'%s' does not say '%s', or says too much", n.text, text);
}

static void FB8_the_owner_is_told_of_each_step_that_matters_once(void **state)
{
	struct accident a = reported();
	struct accident_assessed v = { .fen = 100000 };

	(void)state;
	told("已受理，将尽快派查勘员");
	TX(flow_accident_assign(CX, &a, w.a, a.ver));
	told("已派查勘员，应于");
	TX(flow_accident_step(CX, &a, AE_ARRIVE, a.ver, S(""), S("")));
	told(NULL);
	v.id = item(&a, party(&a, PR_OTHER, false), 100000);
	TX(flow_accident_finding(CX, &a, a.ver, AF_FULL, S("HY-2026-001")));
	TX(flow_accident_assess(CX, &a, &v, 1, a.ver, S("门")));
	told("已定损，应赔付对方1000.00元。同意的");
	owner_now();
	TX(flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("太少")));
	told("异议已收到");
	as(w.a);
	TX(flow_accident_assign(CX, &a, w.b, a.ver));
	told("已派查勘员");
	as(w.b);
	TX(flow_accident_assess(CX, &a, &v, 1, a.ver, S("")));
	told("另一名查勘员重新定损");
	TX(flow_accident_agree(CX, &a, true, true, a.ver, S("协议书已签")));
	told("双方已确认，赔付对方1000.00元");
	as(w.c);
	TX(flow_accident_pay(CX, &a, a.ver));
	told("1000.00元已付给对方，本次事故办结");
	rule("message.accident_news", 0);
	(void)reported();
	told(NULL);
}

static void FB8_the_surveyors_way_is_told_at_night_too(void **state)
{
	struct accident a;
	struct newest n = { "" };

	(void)state;
	CX->now = w.now = day_start(day_of(w.now)) - HOUR_MS;      /* 23 o'clock */
	a = reported();
	assert_int_equal(message_due(CX, 50, take_message, &n), 1);
	TX(flow_accident_assign(CX, &a, w.a, a.ver));
	assert_int_equal(message_due(CX, 50, take_message, &n), 1);
	owner_now();
	TX(flow_accident_step(CX, &a, AE_WITHDRAW, a.ver, S(""), S("")));
	assert_int_equal(message_due(CX, 50, take_message, &n), 0);
}

static void FB5_the_books_after_every_step(void **state)
{
	struct accident a = assessed(150000, AF_MAIN, false);

	(void)state;
	books_are(0, 0, 0);
	TX_REFUSED(E_INVALID, flow_accident_agree(CX, &a, true, false, a.ver, S("协议书")));
	TX_REFUSED(E_INVALID, flow_accident_agree(CX, &a, true, true, a.ver, S("")));
	books_are(0, 0, 0);
	TX(flow_accident_agree(CX, &a, true, true, a.ver, S("协议书")));
	assert_int_equal(a.pay_by, CX->now + days(10));
	books_are(-105000, 105000, 0);
	owner_now();
	TX(flow_accident_step(CX, &a, AE_DISPUTE, a.ver, S(""), S("又想了想")));
	books_are(0, 0, 0);
	as(w.b);
	TX(flow_accident_assign(CX, &a, w.b, a.ver));
	TX(flow_accident_assess(CX, &a, &(struct accident_assessed){ w.n, 100000 }, 1, a.ver, S("")));
	TX(flow_accident_agree(CX, &a, true, true, a.ver, S("协议书")));
	books_are(-70000, 70000, 0);
	as(w.a);
	TX(flow_accident_pay(CX, &a, a.ver));
	books_are(0, 70000, -70000);
}

/* Each check speaks where it should, alone. */
static void FB6_what_speaks_against_it(void **state)
{
	struct accident a, b;

	(void)state;
	a = reported();
	b = reported_of(w.bike, a.happened_at + HOUR_MS / 2, false);
	assert_true(speaks(&b, "duplicate") && !speaks(&a, "duplicate"));
	TX_REFUSED(E_INVALID, flow_accident_step(CX, &a, AE_REFUSE, a.ver, S("duplicate"), S("x")));      /* does not speak */
	TX_REFUSED(E_INVALID, flow_accident_step(CX, &b, AE_REFUSE, b.ver, S("duplicate"), S("")));       /* tells the owner why */
	TX(flow_accident_step(CX, &b, AE_REFUSE, b.ver, S("duplicate"), S("已有报案")));
	assert_int_equal(b.state, AS_REFUSED);
	CX->roles = ROLE_CLERK;
	CX->now = w.now - days(800);
	bike_id bare = bike(9);
	CX->now = w.now;
	a = reported_of(bare, w.now - HOUR_MS, false);
	assert_true(speaks(&a, "no_cover") && !speaks(&a, "outside_cover"));
	a = reported_of(bare, w.now - days(731), false);
	assert_true(speaks(&a, "too_late") && !speaks(&a, "late_report"));
	a = reported_of(bare, w.now - 49 * HOUR_MS, false);
	assert_true(speaks(&a, "late_report") && !speaks(&a, "too_late"));
	a = reported_of(w.bike, w.now - days(PLAN_DAYS), false);      /* the day of the sale: cover begins at midnight */
	assert_true(speaks(&a, "outside_cover") && !speaks(&a, "no_cover"));
	a = reported_of(w.bike, w.now - 5 * HOUR_MS, true);
	assert_true(speaks(&a, "no_finding"));
	TX_REFUSED(E_INVALID, flow_accident_finding(CX, &a, a.ver, AF_FULL, S("")));
	TX(flow_accident_finding(CX, &a, a.ver, AF_FULL, S("HY-1")));
	assert_true(!speaks(&a, "no_finding") && !speaks(&a, "police_needed") && !speaks(&a, "no_share"));
	DONE(CX, bike_flag_set(CX, w.bike, S("stolen"), S("theft"), 1, S("x")));
	assert_true(speaks(&a, "stolen"));
}

static void FB6_nothing_is_paid_against_a_hard_check(void **state)
{
	struct accident a = assessed(100000, AF_NONE, false);

	(void)state;
	assert_int_equal(a.amount_fen, 0);
	TX_REFUSED(E_STATE, flow_accident_agree(CX, &a, true, true, a.ver, S("协议书")));
	TX(flow_accident_step(CX, &a, AE_REFUSE, a.ver, S("no_fault"), S("骑车人无责")));
	books_are(0, 0, 0);
	a = assessed(100000, AF_FULL, false);
	DONE(CX, sql_exec(CX, &t_happened, BIND(V(w.now - days(PLAN_DAYS)), V(a.id))));
	DONE(CX, accident_get(CX, a.id, &a));
	TX_REFUSED(E_STATE, flow_accident_agree(CX, &a, true, true, a.ver, S("协议书")));      /* outside of the cover */
}

static void a_surveyors_own_steps(void **state)
{
	struct accident a = reported();
	int64_t due;

	(void)state;
	TX_REFUSED(E_STATE, flow_accident_step(CX, &a, AE_PAY, 0, S(""), S("")));      /* not by this way */
	TX(flow_accident_assign(CX, &a, w.b, a.ver));
	due = a.due_at;
	assert_int_equal(due, CX->now + 60 * MINUTE_MS);
	TX_REFUSED(E_DENIED, flow_accident_step(CX, &a, AE_ARRIVE, a.ver, S(""), S("")));      /* ins2 was sent */
	TX_REFUSED(E_STATE, flow_accident_assign(CX, &a, w.a, a.ver - 1));
	TX(flow_accident_assign(CX, &a, w.a, a.ver));
	TX(flow_accident_step(CX, &a, AE_ARRIVE, a.ver, S(""), S("")));
	assert_true(speaks(&a, "no_photo"));
}

static int seen_row(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx;
	assert_null(strstr(arena_z(cx->arena, row->detail), "13900002222"));
	(*(int *)arg)++;
	return 0;
}

static void a_look_in_the_clear_leaves_a_row(void **state)
{
	struct accident a = on_scene();
	int rows = 0;
	str got;

	(void)state;
	int64_t p = party(&a, PR_OTHER, false);
	TX_REFUSED(E_INVALID, flow_accident_unmask(CX, &a, p, S("address"), S("HY-1"), &got));
	TX_REFUSED(E_INVALID, flow_accident_unmask(CX, &a, p, S("phone"), S("a b"), &got));
	TX(flow_accident_unmask(CX, &a, p, S("phone"), S("HY-1"), &got));
	assert_true(str_eq(got, S("13900002222")));
	DONE(CX, audit_list(CX, 0, S("liability.unmask"), (account_id){ 0 }, 10, seen_row, &rows));
	assert_int_equal(rows, 1);
}

static int count_of(struct cx *cx, const struct accident_count *c, void *arg)
{
	int64_t *v = arg;

	(void)cx;
	v[0] += c->n;
	v[1] += c->paid_fen;
	return 0;
}

static int loss_of(struct cx *cx, const struct accident_loss *l, void *arg)
{
	int64_t *v = arg;

	(void)cx;
	v[2] += l->n;
	v[3] += l->fen;
	return 0;
}

static void the_insurers_figures(void **state)
{
	int64_t v[4] = { 0 }, ms;

	(void)state;
	for (int d = 1; d <= 3; d += 2) {      /* paid after a day, and after three */
		struct accident a = agreed(100000 * d / 2, AF_FULL, false);
		as(w.b);
		CX->now = w.now + days(d);
		TX(flow_accident_pay(CX, &a, a.ver));
		CX->now = w.now;
	}
	(void)reported();
	DONE(CX, accident_counts(CX, w.insurer.id, w.now - DAY_MS, w.now + DAY_MS, count_of, v));
	DONE(CX, accident_losses(CX, w.insurer.id, w.now - DAY_MS, w.now + DAY_MS, loss_of, v));
	DONE(CX, accident_median_ms(CX, w.insurer.id, w.now - DAY_MS, w.now + DAY_MS, &ms));
	assert_int_equal(v[0], 3);
	assert_int_equal(v[1], 200000);
	assert_int_equal(v[2], 2);
	assert_int_equal(v[3], 200000);
	assert_int_equal(ms, days(2));
	as_of(w.r, &w.rival);
	v[0] = 0;
	DONE(CX, accident_counts(CX, w.insurer.id, w.now - DAY_MS, w.now + DAY_MS, count_of, v));
	DONE(CX, accident_median_ms(CX, w.insurer.id, w.now - DAY_MS, w.now + DAY_MS, &ms));
	assert_int_equal(v[0], 0);
	assert_int_equal(ms, -1);
}

static void an_insurer_reads_claims_of_its_product(void **state)
{
	bool may;

	(void)state;
	as(w.a);
	DONE(CX, flow_claim_reader(CX, &may));
	assert_false(may);
	rule("claim.insurer", w.rival.id.v);
	DONE(CX, flow_claim_reader(CX, &may));
	assert_false(may);
	as_of(w.r, &w.rival);
	DONE(CX, flow_claim_reader(CX, &may));
	assert_true(may);
	CX->roles = ROLE_ADJUSTER;      /* the insurer's adjuster reads them as its other people do, and has no step of theirs */
	CX->unit = w.rival.id;
	DONE(CX, flow_claim_reader(CX, &may));
	assert_true(may);
	REFUSED(CX, E_DENIED, account_operators(CX, NULL));
	rule("claim.insurer", 0);
	DONE(CX, flow_claim_reader(CX, &may));
	assert_false(may);
	CX->unit.v = 1;
	CX->area = S("/1/");
	DONE(CX, flow_claim_reader(CX, &may));
	assert_true(may);
	DONE(CX, account_operators(CX, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(FB1_an_insurer_reaches_its_own_only), T(FB1_nobody_carries_it_yet), T(an_owner_reports_the_own_bike), T(FB2_the_amount_is_share_and_limit),
		T(FB2_the_riders_own_damage_is_not_paid), T(FB3_two_persons_and_another_surveyor), T(FB3_at_most_so_many_times_then_a_court), T(FB4_paid_once),
		T(FB4_more_goes_through_the_bank), T(FB4_a_result_file_pays_each_party_once),
		T(FB4_what_failed_is_tried_again_and_what_was_paid_is_not), T(a_result_file_that_cannot_be_read_changes_nothing),
		T(FB7_a_bike_with_an_open_accident_does_not_change_hands), T(FB7_a_former_owners_accident_holds_nobody),
		T(FB8_the_owner_is_told_of_each_step_that_matters_once), T(FB8_the_surveyors_way_is_told_at_night_too), T(FB5_the_books_after_every_step), T(FB6_what_speaks_against_it), T(FB6_nothing_is_paid_against_a_hard_check),
		T(a_surveyors_own_steps), T(a_look_in_the_clear_leaves_a_row), T(the_insurers_figures), T(an_insurer_reads_claims_of_its_product),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
