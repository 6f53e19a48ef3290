/* flow_market_test — FM1 to FM5: who offers which bike, what hides and ends an offer, what a buyer sees and leaves. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_bike.h"
#include "flow/flow_market.h"
#include "flow/flow_theft.h"
#include "flow/track_port.h"
#include "office/account/account_testkit.h"
#include "office/message/message.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"

static struct { struct testdb t; struct unit a; account_id oa; owner_id anna, bert; bike_id bike; } w;
#define CX (&w.t.cx)

static int take_watch(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	return 0;
}

static const struct track_port port = { .watch_put = take_watch };

static struct cx as(account_id who, unsigned roles, const struct unit *u)
{
	struct cx cx = w.t.cx;

	cx.actor = who;
	cx.roles = roles;
	cx.unit = u->id;
	cx.area = u->path;
	return cx;
}

static struct cx as_owner(owner_id who)
{
	struct cx cx = w.t.cx;

	cx.roles = ROLE_OWNER;
	cx.owner = who;
	return cx;
}

static int setup(void **state)
{
	struct bike_new n = { .tag = { 0xb1 }, .how = S("register"), .brand = S("雅迪"), .bought_on = S("2026-01-15") };
	(void)state;

	testdb_open(&w.t);
	CX->track = &port;
	DONE(CX, sql_begin(CX, true));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ua"), S("甲分局"), &w.a));
	w.oa = kit_account_row(CX, "oa", ROLE_OFFICER);
	w.anna = kit_owner(CX, "安娜", "13800001111");
	w.bert = kit_owner(CX, "贝特", "13800002222");
	assert_true(plate_parse(S("TEST177"), &n.plate));
	n.owner = w.anna;
	n.unit = w.a.id.v;
	DONE(CX, bike_add(CX, &n, &w.bike));
	DONE(CX, sql_commit(CX));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

#define TX(cx_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	DONE(cx_, call_); \
	DONE(cx_, sql_commit(cx_)); \
} while (0)
#define TX_REFUSED(cx_, code_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	REFUSED(cx_, code_, call_); \
	sql_rollback(cx_); \
} while (0)

static struct offer offer(int64_t fen)
{
	struct cx anna = as_owner(w.anna);
	struct offer o;

	TX(&anna, flow_market_offer(&anna, w.bike, fen, OS_GOOD, &o));
	return o;
}

struct seen { struct offer_seen s[8]; int n; };

static int take(struct cx *cx, const struct offer_seen *s, void *arg)
{
	struct seen *l = arg;

	(void)cx;
	l->s[l->n++] = *s;
	return 0;
}

static struct seen market(owner_id who)
{
	struct cx cx = as_owner(who);
	struct seen l = { .n = 0 };

	DONE(&cx, flow_market_list(&cx, 0, 8, take, &l));
	return l;
}

static void FM1_only_its_owner_offers_it_and_changes_the_price(void **state)
{
	struct cx anna = as_owner(w.anna), bert = as_owner(w.bert);
	struct offer o, again;
	(void)state;

	TX_REFUSED(&bert, E_NOTFOUND, flow_market_offer(&bert, w.bike, 120000, OS_GOOD, &o));
	TX_REFUSED(&anna, E_INVALID, flow_market_offer(&anna, w.bike, OFFER_MAX_FEN + 1, OS_GOOD, &o));
	o = offer(120000);
	again = offer(110000);
	assert_int_equal(again.id, o.id);
	assert_int_equal(again.price_fen, 110000);
	TX_REFUSED(&bert, E_NOTFOUND, flow_market_withdraw(&bert, w.bike));
	TX(&anna, flow_market_withdraw(&anna, w.bike));
	TX_REFUSED(&anna, E_STATE, flow_market_withdraw(&anna, w.bike));
	assert_int_equal(market(w.bert).n, 0);
}

static void FM1_a_flag_hides_it_and_only_what_the_owner_knows_is_said(void **state)
{
	struct cx anna = as_owner(w.anna);
	struct offer o;
	(void)state;

	offer(120000);
	assert_int_equal(market(w.bert).n, 1);
	TX(CX, bike_flag_set(CX, w.bike, S("suspect"), S("inquiry"), 1, S("")));
	assert_int_equal(market(w.bert).n, 0);
	offer(100000);                                  /* the owner is told nothing of it */
	TX(CX, bike_flag_end(CX, w.bike, S("suspect"), S("inquiry"), 1));
	assert_int_equal(market(w.bert).n, 1);
	TX(CX, bike_flag_set(CX, w.bike, S("impounded"), S("inquiry"), 1, S("")));
	assert_int_equal(market(w.bert).n, 0);
	TX_REFUSED(&anna, E_STATE, flow_market_offer(&anna, w.bike, 90000, OS_GOOD, &o));
}

static void FM2_a_theft_hides_it_and_its_end_brings_it_back(void **state)
{
	struct cx anna = as_owner(w.anna), oa = as(w.oa, ROLE_OFFICER, &w.a);
	struct flow_report r = { .bike = w.bike, .last_seen_at = CX->now - HOUR_MS, .missing_at = CX->now - MINUTE_MS, .place = S(""), .note = S(""), .source_ref = S("") };
	struct offer o = offer(120000);
	struct theft t;
	(void)state;

	TX(&oa, flow_theft_report(&oa, &r, &t));
	assert_int_equal(market(w.bert).n, 0);
	DONE(CX, market_get(CX, o.id, &o));
	assert_int_equal(o.state, OF_HELD);
	TX_REFUSED(&anna, E_STATE, flow_market_offer(&anna, w.bike, 90000, OS_GOOD, &o));
	TX(&oa, flow_theft_step(&oa, t.id, TE_WITHDRAW, 0, S("found at home"), &t));
	assert_int_equal(market(w.bert).n, 1);
	DONE(CX, market_get(CX, o.id, &o));
	assert_int_equal(o.state, OF_OPEN);
}

static void FM3_days_and_a_new_owner_end_it(void **state)
{
	struct offer o = offer(120000);
	struct bike b;
	(void)state;

	assert_int_equal(o.until_at, CX->now + 30ll * DAY_MS);
	CX->now += 30ll * DAY_MS;
	assert_int_equal(market(w.bert).n, 0);
	assert_int_equal(flow_market_work(CX), 1);
	assert_int_equal(flow_market_work(CX), 0);
	DONE(CX, market_get(CX, o.id, &o));
	assert_int_equal(o.state, OF_ENDED);
	o = offer(100000);
	DONE(CX, bike_get(CX, w.bike, &b));
	struct cx clerk = as(w.oa, ROLE_CLERK, &w.a);
	TX(&clerk, flow_bike_step(&clerk, &b, BE_TRANSFER, w.bert, S("")));
	DONE(CX, market_get(CX, o.id, &o));
	assert_int_equal(o.state, OF_ENDED);
	assert_int_equal(market(w.anna).n, 0);
}

static void FM4_a_buyer_sees_the_bike_and_nobody(void **state)
{
	(void)state;
	offer(120000);
	struct seen l = market(w.bert);
	assert_int_equal(l.n, 1);
	assert_true(!l.s[0].own && !l.s[0].asked);
	assert_null(strstr(arena_fmt(CX->arena, "%.*s", STR_ARG(l.s[0].plate)).p, "177"));
	assert_int_equal(l.s[0].months, 10);
	assert_true(str_eq(l.s[0].b.brand, S("雅迪")));
	assert_true(market(w.anna).s[0].own);
}

struct told { int n; char text[400], phone[32]; };

static int take_message(struct cx *cx, const struct message *m, void *arg)
{
	struct told *t = arg;
	str text = pii_reveal(&m->text), phone = pii_reveal(&m->phone);

	(void)cx;
	t->n++;
	snprintf(t->text, sizeof t->text, "%.*s", STR_ARG(text));
	snprintf(t->phone, sizeof t->phone, "%.*s", STR_ARG(phone));
	return 0;
}

static void FM5_who_asks_leaves_the_number_once(void **state)
{
	struct cx anna = as_owner(w.anna), bert = as_owner(w.bert);
	struct offer o = offer(120000);
	struct offer_seen s;
	struct told t = { .n = 0 };
	(void)state;

	TX_REFUSED(&anna, E_STATE, flow_market_ask(&anna, o.id, &s));
	TX(&bert, flow_market_ask(&bert, o.id, &s));
	assert_true(s.asked);
	TX_REFUSED(&bert, E_STATE, flow_market_ask(&bert, o.id, &s));
	DONE(CX, message_due(CX, 8, take_message, &t));
	assert_int_equal(t.n, 1);
	assert_string_equal(t.phone, "13800001111");
	assert_non_null(strstr(t.text, "13800002222"));
	assert_null(strstr(t.text, "TEST177"));
	DONE(CX, market_get(CX, o.id, &o));
	assert_int_equal(o.asks, 1);
	TX(CX, policy_set(CX, S("market.asks_day"), civil_of(CX->now), S("1")));
	TX(&anna, flow_market_withdraw(&anna, w.bike));
	o = offer(100000);
	TX_REFUSED(&bert, E_BUSY, flow_market_ask(&bert, o.id, &s));
	TX(&anna, flow_market_withdraw(&anna, w.bike));
	TX_REFUSED(&bert, E_NOTFOUND, flow_market_ask(&bert, o.id, &s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(FM1_only_its_owner_offers_it_and_changes_the_price), T(FM1_a_flag_hides_it_and_only_what_the_owner_knows_is_said),
		T(FM2_a_theft_hides_it_and_its_end_brings_it_back), T(FM3_days_and_a_new_owner_end_it), T(FM4_a_buyer_sees_the_bike_and_nobody),
		T(FM5_who_asks_leaves_the_number_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
