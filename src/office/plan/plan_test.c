/* plan_test — PL1 to PL6, every cell of state, event and role, and the cover at an instant. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/plan/plan.h"
#include "office/site/site.h"
#include "platform/thread.h"

#define STMT(nm, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, 0 }
STMT(t_price, "UPDATE plan_product SET price_fen = 1");
STMT(t_cheap, "UPDATE plan SET price_fen = 1, ver = ver + 1");
STMT(t_drop, "DELETE FROM plan");
STMT(t_events, "SELECT count(*) FROM plan_event");
STMT(t_edit_event, "UPDATE plan_event SET fen = 0");
STMT(t_plans, "SELECT count(*) FROM plan");
STMT(t_overlap, "INSERT INTO plan (receipt, sale_key, product_id, product, bike, plate, owner, site, price_fen, years, starts_at, ends_at, way, state, sold_by, "
	"sold_day, sold_at) SELECT 'x', 'xxxxxxxx', product_id, product, bike, plate, owner, site, price_fen, years, starts_at + 1, ends_at, way, state, sold_by, "
	"sold_day, sold_at FROM plan");
static const struct sql_stmt *const t_stmts[] = { &t_price, &t_cheap, &t_drop, &t_events, &t_edit_event, &t_plans, &t_overlap };


#define DAYS(n) ((utc_ms)(n) * DAY_MS)
static site_id site;
static bike_id bike;
static struct plate plate;
static owner_id owner, other;

static int setup(void **state)
{
	static struct testdb t;
	struct cx *cx = &t.cx;
	struct site s;

	testdb_open(&t);
	DONE(cx, site_add(cx, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 4,
	                                          .windows = 2, .address = S(""), .phone = S("") }, &s));
	site = s.id;
	owner = kit_owner(cx, "李四光", "13800001111");
	other = kit_owner(cx, "王二", "13800002222");
	assert_true(plate_parse(S("衡A00001"), &plate));
	DONE(cx, bike_add(cx, &(struct bike_new){ .tag = { 0x1001 }, .plate = plate, .owner = owner, .how = S("register") }, &bike));
	cx->actor.v = 11;
	cx->roles = ROLE_CLERK;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct plan_new offer(const char *key, const char *product)
{
	return (struct plan_new){ .key = str_of(key), .product = str_of(product), .scope = S("HY01"), .bike = bike, .plate = plate, .owner = owner, .site = site,
	                          .price_fen = strcmp(product, "theft") == 0 ? 12000 : 14500, .way = PW_CASH, .way_ref = S(""), .renew_days = 90 };
}

static struct plan sell(struct cx *cx, const char *key)
{
	struct plan_new in = offer(key, "theft");
	struct plan p;
	bool again;

	DONE(cx, plan_add(cx, &in, &p, &again));
	assert_false(again);
	return p;
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t count(struct cx *cx, const struct sql_stmt *q)
{
	int64_t n;

	DONE(cx, sql_one(cx, q, read_n, &n, BIND_NONE));
	return n;
}

static utc_ms day(int y, int m, int d)
{
	return civil_start((struct civil){ (int16_t)y, (int8_t)m, (int8_t)d });
}

static int step(struct cx *cx, struct plan *p, enum plan_event ev, unsigned roles)
{
	unsigned before = cx->roles;

	cx->roles = roles;
	int rc = plan_step(cx, p, ev, &(struct plan_how){ .to = other, .way = PW_WECHAT });
	cx->roles = before;
	return rc;
}

static void PL1_a_price_is_a_dated_row_that_two_release(void **state)
{
	struct cx *cx = CX;
	struct plan_product p, q;
	int32_t today = day_of(cx->now);
	struct plan_product in = { .product = S("theft"), .from_day = today + 10, .price_fen = 13000, .years = 2, .refund = true, .basis = S("合同 2026-12") };

	DONE(cx, plan_product_at(cx, S("theft"), today, &p));
	assert_true(p.price_fen == 12000 && p.years == 3);
	DONE(cx, plan_product_at(cx, S("liability"), today, &p));
	assert_true(p.price_fen == 14500 && p.years == 3);
	DONE(cx, plan_product_ask(cx, &in, &q));
	DONE(cx, plan_product_at(cx, S("theft"), today + 10, &p));
	assert_int_equal(p.price_fen, 12000);                            /* asked for is not in force */
	REFUSED(cx, E_DENIED, plan_product_decide(cx, q.id, true, &q));
	cx->actor.v = 12;
	DONE(cx, plan_product_decide(cx, q.id, true, &q));
	DONE(cx, plan_product_at(cx, S("theft"), today + 9, &p));
	assert_int_equal(p.price_fen, 12000);
	DONE(cx, plan_product_at(cx, S("theft"), today + 10, &p));
	assert_true(p.price_fen == 13000 && p.years == 2);
	REFUSED(cx, E_STATE, plan_product_decide(cx, q.id, false, &q));
	cx->actor.v = 11;
	DONE(cx, plan_product_ask(cx, &in, &q));
	cx->actor.v = 12;
	REFUSED(cx, E_STATE, plan_product_decide(cx, q.id, true, &q));   /* a row of that day is in force */
	DONE(cx, plan_product_decide(cx, q.id, false, &q));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_price, BIND_NONE));
	in.from_day = today - 1;
	REFUSED(cx, E_INVALID, plan_product_ask(cx, &in, &q));
	in.from_day = today;
	in.price_fen = 0;
	REFUSED(cx, E_INVALID, plan_product_ask(cx, &in, &q));
	in.price_fen = 1;
	in.product = S("fire");
	REFUSED(cx, E_INVALID, plan_product_ask(cx, &in, &q));
}

static void PL2_cover_starts_at_the_next_midnight(void **state)
{
	struct cx *cx = CX;
	struct plan_cover c;
	bool found;

	struct plan p = sell(cx, "key-00001");
	assert_true(p.starts_at == day(2026, 11, 24) && p.ends_at == day(2029, 11, 24) && p.price_fen == 12000);
	assert_true(str_eq(p.receipt, S("HY01-20261123-0001")));
	DONE(cx, plan_cover_of(cx, bike, cx->now, &c, &found));
	assert_false(found);
	DONE(cx, plan_cover_of(cx, bike, p.starts_at - 1, &c, &found));
	assert_false(found);
	DONE(cx, plan_cover_of(cx, bike, p.starts_at, &c, &found));
	assert_true(found && c.id.v == p.id.v && c.owner.v == owner.v && c.price_fen == 12000 && c.ends_at == p.ends_at && c.state == PLS_LIVE);
	DONE(cx, plan_cover_of(cx, bike, p.ends_at - 1, &c, &found));
	assert_true(found);
	DONE(cx, plan_cover_of(cx, bike, p.ends_at, &c, &found));
	assert_false(found);
	DONE(cx, plan_cover_by(cx, bike, S("liability"), p.starts_at, &c, &found));
	assert_false(found);
	cx->now = day(2024, 2, 28) + HOUR_MS;                            /* bought on the eve of a 29 February: three years on there is none */
	struct plan_product product;
	struct plan_term term;
	DONE(cx, plan_product_at(cx, S("liability"), day_of(cx->now), &product));
	DONE(cx, plan_term_of(cx, bike, &product, 90, &term));
	assert_true(term.starts_at == day(2024, 2, 29) && term.ends_at == day(2027, 3, 1));
}

static void PL3_one_live_plan_and_a_renewal_behind_it(void **state)
{
	struct cx *cx = CX;
	struct plan first = sell(cx, "key-00001"), next;
	struct plan_new in = offer("key-00002", "theft");
	struct plan_cover c;
	bool again, found;

	assert_int_equal(plan_add(cx, &in, &next, &again), E_STATE);
	assert_string_equal(cx->err.field, "product");
	cx->err = (struct err){ 0 };
	REFUSED(cx, E_STATE, sql_exec(cx, &t_overlap, BIND_NONE));       /* past this room: the table refuses */
	in.key = S("key-00003");
	in.product = S("liability");
	in.price_fen = 14500;
	DONE(cx, plan_add(cx, &in, &next, &again));                      /* the other product is another matter */
	cx->now = first.ends_at - DAYS(91);
	in = offer("key-00004", "theft");
	REFUSED(cx, E_STATE, plan_add(cx, &in, &next, &again));
	cx->now = first.ends_at - DAYS(90);
	DONE(cx, plan_add(cx, &in, &next, &again));
	assert_true(next.starts_at == first.ends_at && next.ends_at == day(2032, 11, 24));
	in.key = S("key-00005");
	REFUSED(cx, E_STATE, plan_add(cx, &in, &next, &again));          /* one renewal queues, not two */
	DONE(cx, plan_cover_of(cx, bike, first.ends_at - 1, &c, &found));
	assert_true(found && c.id.v == first.id.v);
	DONE(cx, plan_cover_of(cx, bike, first.ends_at, &c, &found));
	assert_true(found && c.id.v != first.id.v);
}

static void PL4_the_same_sale_again_is_the_same_plan(void **state)
{
	struct cx *cx = CX;
	struct plan first = sell(cx, "key-00001"), p;
	struct plan_new in = offer("key-00001", "theft");
	bool again;

	cx->now += MINUTE_MS;
	DONE(cx, plan_add(cx, &in, &p, &again));
	assert_true(again && p.id.v == first.id.v);
	assert_int_equal(count(cx, &t_plans), 1);
	in.way = PW_WECHAT;
	in.way_ref = S("4200001234");
	assert_int_equal(plan_add(cx, &in, &p, &again), E_STATE);
	assert_string_equal(cx->err.field, "requestId");
	cx->err = (struct err){ 0 };
	in.key = S("short");
	REFUSED(cx, E_INVALID, plan_add(cx, &in, &p, &again));
}

static void a_payment_is_named_once_and_a_card_number_never(void **state)
{
	struct cx *cx = CX;
	struct plan_new in = offer("key-00001", "theft");
	struct plan p;
	bool again;

	in.way_ref = S("4200001234");
	REFUSED(cx, E_INVALID, plan_add(cx, &in, &p, &again));           /* cash has none */
	in.way = PW_CARD;
	in.way_ref = S("");
	REFUSED(cx, E_INVALID, plan_add(cx, &in, &p, &again));
	in.way_ref = S("4111111111111111");
	REFUSED(cx, E_INVALID, plan_add(cx, &in, &p, &again));
	in.way_ref = S("123456789012");
	DONE(cx, plan_add(cx, &in, &p, &again));
	struct plan_new second = offer("key-00002", "liability");
	second.way = PW_CARD;
	second.way_ref = S("123456789012");
	assert_int_equal(plan_add(cx, &second, &p, &again), E_STATE);
	assert_string_equal(cx->err.field, "wayRef");
	cx->err = (struct err){ 0 };
	second.way_ref = S("123456789013");
	second.price_fen = 14499;
	assert_int_equal(plan_add(cx, &second, &p, &again), E_STATE);    /* the amount is never the client's */
	assert_string_equal(cx->err.field, "priceFen");
	cx->err = (struct err){ 0 };
}

/* The golden matrix: where an event leads and who may, written down apart from plan_sm. */
static const struct { enum plan_state from; enum plan_event on; enum plan_state to; unsigned who; } golden[] = {
	{ PLS_LIVE, PLE_CANCEL, PLS_CANCELLED, ROLE_CLERK },
	{ PLS_LIVE, PLE_REFUND, PLS_REFUND_DUE, ROLE_CLERK | ROLE_OFFICER | ROLE_OWNER | ROLE_SYSTEM },
	{ PLS_LIVE, PLE_END, PLS_ENDED, ROLE_CLERK | ROLE_OFFICER | ROLE_OWNER | ROLE_SYSTEM },
	{ PLS_LIVE, PLE_MOVE, PLS_LIVE, ROLE_CLERK | ROLE_OFFICER | ROLE_OWNER | ROLE_SYSTEM },
	{ PLS_LIVE, PLE_PAY, PLS_PAID, ROLE_ADJUSTER | ROLE_INSURER | ROLE_SYSTEM },
	{ PLS_LIVE, PLE_EXPIRE, PLS_EXPIRED, ROLE_SYSTEM },
	{ PLS_REFUND_DUE, PLE_REPAY, PLS_REFUNDED, ROLE_CLERK },
	{ PLS_ENDED, PLE_PAY, PLS_PAID, ROLE_ADJUSTER | ROLE_INSURER | ROLE_SYSTEM },
	{ PLS_EXPIRED, PLE_PAY, PLS_PAID, ROLE_ADJUSTER | ROLE_INSURER | ROLE_SYSTEM },
	{ PLS_PAID, PLE_UNPAY, PLS_ENDED, ROLE_ADJUSTER | ROLE_INSURER | ROLE_SYSTEM },
};

/* A plan in that state, sold anew; the clock stands where the state was reached. */
static struct plan in_state(struct cx *cx, enum plan_state s)
{
	static const enum plan_event way[PLS_N] = { [PLS_CANCELLED] = PLE_CANCEL, [PLS_REFUND_DUE] = PLE_REFUND, [PLS_REFUNDED] = PLE_REFUND, [PLS_ENDED] = PLE_END,
	                                            [PLS_PAID] = PLE_PAY, [PLS_EXPIRED] = PLE_EXPIRE };
	static int n;
	char key[32];

	snprintf(key, sizeof key, "state-%06d", ++n);
	cx->now += 1;
	struct plan p = sell(cx, key);
	if (s == PLS_EXPIRED)
		cx->now = p.ends_at;
	if (s != PLS_LIVE)
		DONE(cx, step(cx, &p, way[s], way[s] == PLE_PAY || way[s] == PLE_EXPIRE ? ROLE_SYSTEM : ROLE_CLERK));
	if (s == PLS_REFUNDED)
		DONE(cx, step(cx, &p, PLE_REPAY, ROLE_CLERK));
	assert_int_equal(p.state, s);
	return p;
}

static int golden_row(int s, int e)
{
	for (size_t i = 0; i < COUNTOF(golden); i++)
		if (golden[i].from == (enum plan_state)s && golden[i].on == (enum plan_event)e)
			return (int)i;
	return -1;
}

/* One cell for one role; the work is undone. */
static void cell(struct cx *cx, int s, int e, unsigned role)
{
	int row = golden_row(s, e);
	bool may = row >= 0 && (golden[row].who & role);

	assert_int_equal((plan_actions((enum plan_state)s, role) >> e) & 1, may);
	utc_ms now = cx->now;
	DONE(cx, sql_begin(cx, true));
	struct plan p = in_state(cx, (enum plan_state)s);
	int64_t ver = p.ver, events = count(cx, &t_events);
	if (e == PLE_EXPIRE && s == PLS_LIVE)
		cx->now = p.ends_at;
	int rc = step(cx, &p, (enum plan_event)e, role);
	if (rc != (may ? 0 : row >= 0 ? E_DENIED : E_STATE))
		fail_msg("%.*s, %.*s, role %u: %d (%s)", STR_ARG(plan_state_words[s]), STR_ARG(plan_event_words[e]), role, rc, cx->err.msg);
	cx->err = (struct err){ 0 };
	assert_int_equal(p.state, may ? (int)golden[row].to : s);
	assert_int_equal(p.ver, ver + may);
	assert_int_equal(count(cx, &t_events), events + may);
	sql_rollback(cx);
	cx->now = now;
}

static void PL5_every_cell_of_state_event_and_role(void **state)
{
	static const unsigned roles[] = { ROLE_CLERK, ROLE_OFFICER, ROLE_OWNER, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_SYSTEM };
	struct cx *cx = CX;

	for (int s = 0; s < PLS_N; s++)
		for (int e = 0; e < PLE_N; e++)
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				cell(cx, s, e, roles[r]);
				arena_reset(cx->arena);
			}
}

static void PL5_nothing_sold_is_changed(void **state)
{
	struct cx *cx = CX;
	struct plan p = sell(cx, "key-00001"), stale = p;

	REFUSED(cx, E_STATE, sql_exec(cx, &t_cheap, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_drop, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_edit_event, BIND_NONE));
	DONE(cx, step(cx, &p, PLE_MOVE, ROLE_CLERK));
	assert_true(p.owner.v == other.v);
	REFUSED(cx, E_STATE, step(cx, &stale, PLE_END, ROLE_CLERK));
}

static void a_sale_is_cancelled_on_its_day_by_who_sold_it(void **state)
{
	struct cx *cx = CX;
	struct plan p = sell(cx, "key-00001"), next;
	struct plan_cover c;
	bool found;

	cx->actor.v = 12;
	REFUSED(cx, E_DENIED, step(cx, &p, PLE_CANCEL, ROLE_CLERK));
	cx->actor.v = 11;
	cx->now += DAY_MS;
	REFUSED(cx, E_STATE, step(cx, &p, PLE_CANCEL, ROLE_CLERK));
	cx->now -= DAY_MS;
	DONE(cx, step(cx, &p, PLE_CANCEL, ROLE_CLERK));
	assert_true(p.refund_fen == 12000 && str_eq(p.refund_way, S("cash")));
	DONE(cx, plan_cover_of(cx, bike, p.starts_at + HOUR_MS, &c, &found));
	assert_false(found);                                             /* it never covered */
	next = sell(cx, "key-00002");                                    /* and the bike may have another */
	assert_true(next.starts_at == p.starts_at && str_eq(next.receipt, S("HY01-20261123-0002")));
}

static void PL6_whole_months_that_are_left(void **state)
{
	struct cx *cx = CX;
	struct plan p = sell(cx, "key-00001");

	assert_int_equal(plan_refund_at(&p, cx->now), 12000);
	assert_int_equal(plan_refund_at(&p, day(2026, 11, 24)), 12000);
	assert_int_equal(plan_refund_at(&p, day(2026, 11, 25)), 12000 * 35 / 36);
	assert_int_equal(plan_refund_at(&p, day(2026, 12, 24)), 12000 * 35 / 36);
	assert_int_equal(plan_refund_at(&p, day(2029, 10, 24)), 12000 / 36);
	assert_int_equal(plan_refund_at(&p, day(2029, 10, 25)), 0);
	assert_int_equal(plan_refund_at(&p, day(2031, 1, 1)), 0);
	int64_t last = 12000;
	for (utc_ms t = cx->now; t < p.ends_at + DAYS(40); t += DAY_MS) {       /* every day: never more than the day before, never below nothing */
		int64_t fen = plan_refund_at(&p, t);
		assert_true(fen <= last && fen >= 0);
		last = fen;
	}
	assert_int_equal(last, 0);
	cx->now = day(2029, 10, 25);
	REFUSED(cx, E_STATE, step(cx, &p, PLE_REFUND, ROLE_CLERK));
	cx->now = day(2027, 11, 24) + HOUR_MS;
	struct plan paid = p;
	DONE(cx, sql_begin(cx, true));
	DONE(cx, step(cx, &paid, PLE_PAY, ROLE_ADJUSTER));
	assert_int_equal(plan_refund_at(&paid, cx->now), 0);
	REFUSED(cx, E_STATE, step(cx, &paid, PLE_REFUND, ROLE_CLERK));
	sql_rollback(cx);
	DONE(cx, step(cx, &p, PLE_REFUND, ROLE_CLERK));
	assert_int_equal(p.refund_fen, 8000);
	DONE(cx, step(cx, &p, PLE_REPAY, ROLE_CLERK));
	assert_true(p.state == PLS_REFUNDED && str_eq(p.refund_way, S("wechat")) && p.refund_fen == 8000);
}

static void cover_of_the_past_stays_what_it_was(void **state)
{
	struct cx *cx = CX;
	struct plan p = sell(cx, "key-00001");
	struct plan_cover c;
	bool found;

	cx->now = day(2027, 6, 1);
	DONE(cx, step(cx, &p, PLE_MOVE, ROLE_CLERK));
	cx->now = day(2028, 6, 1);
	DONE(cx, step(cx, &p, PLE_END, ROLE_CLERK));
	DONE(cx, plan_cover_of(cx, bike, day(2027, 5, 31), &c, &found));
	assert_true(found && c.owner.v == owner.v && c.state == PLS_ENDED && c.ends_at == day(2028, 6, 1));
	DONE(cx, plan_cover_of(cx, bike, day(2027, 6, 2), &c, &found));
	assert_true(found && c.owner.v == other.v);
	DONE(cx, plan_cover_of(cx, bike, day(2028, 6, 1), &c, &found));
	assert_false(found);
	DONE(cx, step(cx, &p, PLE_PAY, ROLE_ADJUSTER));                  /* a theft of before, decided after */
	DONE(cx, plan_cover_of(cx, bike, day(2028, 5, 31), &c, &found));
	assert_true(found && c.state == PLS_PAID);
}

static int count_plan(struct cx *cx, const struct plan *p, void *arg)
{
	(void)cx;
	((struct plan *)arg)[0] = *p;
	return 0;
}

static void time_ends_and_reminds(void **state)
{
	struct cx *cx = CX;
	struct plan p = sell(cx, "key-00001"), seen;

	cx->roles = ROLE_SYSTEM;
	cx->now = p.ends_at - DAYS(31);
	assert_int_equal(plan_to_remind(cx, 30, 10, count_plan, &seen), 0);
	cx->now = p.ends_at - DAYS(30);
	assert_int_equal(plan_to_remind(cx, 30, 10, count_plan, &seen), 1);
	assert_true(seen.id.v == p.id.v);
	DONE(cx, plan_reminded(cx, p.id, 30));
	assert_int_equal(plan_to_remind(cx, 30, 10, count_plan, &seen), 0);
	REFUSED(cx, E_STATE, plan_reminded(cx, p.id, 30));
	cx->now = p.ends_at - 7 * DAY_MS;
	assert_int_equal(plan_to_remind(cx, 7, 10, count_plan, &seen), 1);
	DONE(cx, sql_begin(cx, true));
	cx->roles = ROLE_CLERK;
	sell(cx, "key-00002");
	assert_int_equal(plan_to_remind(cx, 7, 10, count_plan, &seen), 0);        /* renewed: nothing to remind of */
	sql_rollback(cx);
	cx->roles = ROLE_SYSTEM;
	assert_int_equal(plan_expire(cx, 10), 0);
	cx->now = p.ends_at;
	assert_int_equal(plan_expire(cx, 10), 1);
	assert_int_equal(plan_expire(cx, 10), 0);
	DONE(cx, plan_get(cx, p.id, &p));
	assert_true(p.state == PLS_EXPIRED && p.ended_at == p.ends_at);
	cx->roles = ROLE_CLERK;
	seen = sell(cx, "key-00003");
	assert_true(seen.starts_at == p.ends_at + DAY_MS);
}

enum { THREADS = 6 };
struct worker { struct thread th; struct arena arena; struct cx cx; int no, rc, sold; };

static void sell_one(void *arg)
{
	struct worker *w = arg;
	struct plan p;
	char key[32];
	bool again;

	snprintf(key, sizeof key, "clerk-%06d", w->no);
	struct plan_new in = offer(key, "theft");
	w->cx.actor.v = 100 + w->no;
	w->rc = sql_begin(&w->cx, true);
	w->rc = w->rc < 0 ? w->rc : plan_add(&w->cx, &in, &p, &again);
	w->rc = w->rc < 0 ? w->rc : sql_commit(&w->cx);
	sql_rollback(&w->cx);
	w->sold = w->rc >= 0;
}

static void PL3_many_clerks_at_once_sell_one_plan(void **state)
{
	static struct worker w[THREADS];
	struct testdb *t = *state;
	int sold = 0;

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct worker){ .no = i, .cx = testdb_second(t, 120000) };
		arena_init(&w[i].arena, 4 << 20);
		w[i].cx.arena = &w[i].arena;
	}
	for (int i = 0; i < THREADS; i++)
		thread_start(&w[i].th, "clerk", sell_one, &w[i]);
	for (int i = 0; i < THREADS; i++) {
		thread_join(&w[i].th);
		if (w[i].rc < 0 && w[i].rc != E_STATE)
			fail_msg("%s (%s)", err_name(w[i].rc), w[i].cx.err.msg);
		sold += w[i].sold;
		sql_close(w[i].cx.db);
		arena_done(&w[i].arena);
	}
	assert_int_equal(sold, 1);
	assert_int_equal(count(&t->cx, &t_plans), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(PL1_a_price_is_a_dated_row_that_two_release), T(PL2_cover_starts_at_the_next_midnight), T(PL3_one_live_plan_and_a_renewal_behind_it),
		T(PL3_many_clerks_at_once_sell_one_plan), T(PL4_the_same_sale_again_is_the_same_plan), T(a_payment_is_named_once_and_a_card_number_never),
		T(PL5_every_cell_of_state_event_and_role), T(PL5_nothing_sold_is_changed), T(a_sale_is_cancelled_on_its_day_by_who_sold_it),
		T(PL6_whole_months_that_are_left), T(cover_of_the_past_stays_what_it_was), T(time_ends_and_reminds),
	};

	sql_register(t_stmts, COUNTOF(t_stmts));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
