/* plan_api — HTTP face of the plans: what is sold, the sale, its end, its receipt; an owner's own. No rules live here: decode, call, encode. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_owner_view.h"
#include "flow/flow_plan.h"
#include "office/account/account.h"
#include "serve/http/route.h"

extern const struct routes plan_routes;

enum { ACTIONS = PLE_N };

/* --- a plan --- */

struct plan_view {
	int64_t id; str receipt, product; int64_t bike; struct plate plate; int64_t site, price_fen; int32_t years; utc_ms starts_at, ends_at; int way; str way_ref;
	int state; bool covers; int64_t sold_by; utc_ms sold_at, ended_at; int64_t refund_fen, refund_now_fen; str refund_way; int64_t ver; struct js_list actions;
	bool again;
};
#define F(member) offsetof(struct plan_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "receipt", JT_STR, F(receipt), 0, 0, 64, NULL, "number of the receipt" },
	{ "product", JT_STR, F(product), 0, 0, 32, NULL, "theft or liability" },
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, "at the sale" },
	{ "siteId", JT_I64, F(site), 0, 0, 0, NULL, "where it was sold" },
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL },
	{ "years", JT_I32, F(years), 0, 0, 0, NULL, NULL },
	{ "startsAt", JT_UTC, F(starts_at), 0, 0, 0, NULL, "00:00 of the first day" },
	{ "endsAt", JT_UTC, F(ends_at), 0, 0, 0, NULL, "00:00 of the day after the last" },
	{ "way", JT_ENUM, F(way), 0, 0, PW_N, pay_way_words, NULL },
	{ "wayRef", JT_STR, F(way_ref), 0, 0, 64, NULL, "the payment's own number; empty with cash" },
	{ "state", JT_ENUM, F(state), 0, 0, PLS_N, plan_state_words, NULL },
	{ "covers", JT_BOOL, F(covers), 0, 0, 0, NULL, "now" },
	{ "soldBy", JT_I64, F(sold_by), 0, 0, 0, NULL, NULL },
	{ "soldAt", JT_UTC, F(sold_at), 0, 0, 0, NULL, NULL },
	{ "endedAt", JT_UTC, F(ended_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "refundFen", JT_I64, F(refund_fen), 0, 0, 0, NULL, "paid back, or owed" },
	{ "refundNowFen", JT_I64, F(refund_now_fen), 0, 0, 0, NULL, "by the months that are left, if the registration ended now for a reason of the policy" },
	{ "refundWay", JT_STR, F(refund_way), 0, 0, 16, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
	{ "actions", JT_STRLIST, F(actions), 0, 0, ACTIONS, NULL, "what this account may do: cancel, repay" },
	{ "again", JT_BOOL, F(again), 0, 0, 0, NULL, "this request was done before" },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Plan", struct plan_view, view_fields);

/* Only what a desk has a button for. */
static struct js_list actions_of(struct cx *cx, const struct plan *p)
{
	unsigned bits = plan_actions(p->state, cx->roles);
	str *w = arena_alloc(cx->arena, ACTIONS * sizeof *w);
	size_t n = 0;

	if (w && (bits & 1u << PLE_CANCEL) && p->sold_by.v == cx->actor.v && p->sold_day == day_of(cx->now))
		w[n++] = plan_event_words[PLE_CANCEL];
	if (w && (bits & 1u << PLE_REPAY))
		w[n++] = plan_event_words[PLE_REPAY];
	return (struct js_list){ w, n };
}

static struct plan_view view_of(struct cx *cx, const struct plan *p)
{
	bool covers = p->state == PLS_LIVE && p->starts_at <= cx->now && cx->now < p->ends_at;

	return (struct plan_view){ p->id.v, p->receipt, p->product, p->bike.v, p->plate, p->site.v, p->price_fen, p->years, p->starts_at, p->ends_at, (int)p->way,
		p->way_ref, (int)p->state, covers, p->sold_by.v, p->sold_at, p->ended_at, p->refund_fen, plan_refund_at(p, cx->now), p->refund_way, p->ver,
		actions_of(cx, p), false };
}

static int put_plan(struct cx *cx, struct rep *rp, const struct plan *p, bool again)
{
	struct plan_view v = view_of(cx, p);

	v.again = again;
	rp->audit_subject = p->id.v;
	js_put(&rp->js, NULL, &view_shape, &v);
	return 0;
}

static int list_plan(struct cx *cx, const struct plan *p, void *arg)
{
	struct page *page = arg;
	struct plan_view v = view_of(cx, p);

	if (page_item(page, p->id.v))
		js_put(page->js, NULL, &view_shape, &v);
	return 0;
}

/* --- what a bike has, and may have --- */

struct offer_view { str product; int64_t price_fen; int32_t years; utc_ms starts_at, ends_at; bool renewal, may; str why, why_field, basis; };
#define F(member) offsetof(struct offer_view, member)
static const struct js_field offer_fields[] = {
	{ "product", JT_STR, F(product), 0, 0, 32, NULL, NULL },
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL },
	{ "years", JT_I32, F(years), 0, 0, 0, NULL, NULL },
	{ "startsAt", JT_UTC, F(starts_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "sold now" },
	{ "endsAt", JT_UTC, F(ends_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "renewal", JT_BOOL, F(renewal), 0, 0, 0, NULL, "queues behind the present one" },
	{ "may", JT_BOOL, F(may), 0, 0, 0, NULL, "may be sold now" },
	{ "why", JT_STR, F(why), 0, 0, 400, NULL, "why not" },
	{ "whyField", JT_STR, F(why_field), 0, 0, 32, NULL, "product: it has one; bikeId: the bike" },
	{ "basis", JT_STR, F(basis), 0, 0, 400, NULL, "legal basis" },
};
#undef F
static const struct js_shape offer_shape = JS_SHAPE("PlanOffer", struct offer_view, offer_fields);
enum { PLANS_OF_BIKE = 100 };
struct bike_plans { int64_t bike; struct plate plate; struct js_list offers, plans; };
#define F(member) offsetof(struct bike_plans, member)
static const struct js_field bike_plans_fields[] = {
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "offers", JT_LIST, F(offers), 0, 0, 0, &offer_shape, "products sold today" },
	{ "plans", JT_LIST, F(plans), 0, 0, 0, &view_shape, "newest first" },
};
#undef F
static const struct js_shape bike_plans_shape = JS_SHAPE("BikePlans", struct bike_plans, bike_plans_fields);

struct gather { struct plan_view *v; size_t n; };

static int gather_plan(struct cx *cx, const struct plan *p, void *arg)
{
	struct gather *g = arg;

	if (g->n < PLANS_OF_BIKE)
		g->v[g->n++] = view_of(cx, p);
	return 0;
}

static int get_bike_plans(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct gather g = { arena_alloc(cx->arena, PLANS_OF_BIKE * sizeof *g.v), 0 };
	struct plan_offer o[PLAN_PRODUCTS];
	struct offer_view ov[PLAN_PRODUCTS];
	struct bike b;
	int n;

	if (!g.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(bike_get(cx, (bike_id){ rq->id }, &b));
	TRY(flow_plan_offers(cx, b.id, o, &n));
	for (int i = 0; i < n; i++)
		ov[i] = (struct offer_view){ o[i].product.product, o[i].product.price_fen, o[i].product.years, o[i].term.starts_at, o[i].term.ends_at, o[i].term.renewal,
		                             o[i].may, o[i].why, o[i].field, o[i].product.basis };
	TRY(plan_of_bike(cx, b.id, gather_plan, &g));
	js_put(&rp->js, NULL, &bike_plans_shape, &(struct bike_plans){ b.id.v, b.plate, { ov, (size_t)n }, { g.v, g.n } });
	return 0;
}

/* --- selling and its end --- */

struct sell_in { str request_id; int64_t site, bike; str product; int64_t price_fen; int way; str way_ref; };
#define F(member) offsetof(struct sell_in, member)
static const struct js_field sell_fields[] = {
	{ "requestId", JT_STR, F(request_id), JF_REQUIRED, 8, 80, NULL, "made by the page for one sale; the same again is answered, not done again" },
	{ "siteId", JT_I64, F(site), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "bikeId", JT_I64, F(bike), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "product", JT_STR, F(product), JF_REQUIRED, 1, 32, NULL, "theft or liability" },
	{ "priceFen", JT_I64, F(price_fen), JF_REQUIRED, 1, 100000000, NULL, "as the clerk saw it; another price in force is told, and nothing is sold" },
	{ "way", JT_ENUM, F(way), JF_REQUIRED, 0, PW_N, pay_way_words, NULL },
	{ "wayRef", JT_STR, F(way_ref), 0, 0, 64, NULL, "the payment's own number; none with cash, never a card's number" },
};
#undef F
static const struct js_shape sell_shape = JS_SHAPE("PlanSale", struct sell_in, sell_fields);

static int post_sell(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct sell_in *in = rq->in;
	struct plan p;
	bool again;

	TRY(flow_plan_sell(cx, &(struct plan_sale){ in->request_id, in->product, { in->bike }, { in->site }, in->price_fen, (enum pay_way)in->way, in->way_ref },
	                   &p, &again));
	rp->audit_detail = arena_fmt(cx->arena, "{\"product\":\"%.*s\",\"fen\":%lld,\"way\":\"%.*s\",\"again\":%d}", STR_ARG(p.product), (long long)p.price_fen,
	                             STR_ARG(pay_way_words[p.way]), again);
	return put_plan(cx, rp, &p, again);
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct plan p;

	TRY(flow_plan_reach(cx, (plan_id){ rq->id }, &p));
	return put_plan(cx, rp, &p, false);
}

static int post_cancel(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct plan p;

	TRY(flow_plan_cancel(cx, (plan_id){ rq->id }, &p));
	rp->audit_detail = arena_fmt(cx->arena, "{\"fen\":%lld}", (long long)p.refund_fen);
	return put_plan(cx, rp, &p, false);
}

struct repay_in { int64_t site; int way; };
static const struct js_field repay_fields[] = {
	{ "siteId", JT_I64, offsetof(struct repay_in, site), JF_REQUIRED, 1, INT64_MAX, NULL, "out of whose till" },
	{ "way", JT_ENUM, offsetof(struct repay_in, way), JF_REQUIRED, 0, PW_N, pay_way_words, NULL },
};
static const struct js_shape repay_shape = JS_SHAPE("PlanRepay", struct repay_in, repay_fields);

static int post_repay(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct repay_in *in = rq->in;
	struct plan p;

	TRY(flow_plan_repay(cx, (plan_id){ rq->id }, (site_id){ in->site }, (enum pay_way)in->way, &p));
	rp->audit_detail = arena_fmt(cx->arena, "{\"fen\":%lld,\"way\":\"%.*s\"}", (long long)p.refund_fen, STR_ARG(p.refund_way));
	return put_plan(cx, rp, &p, false);
}

static int get_receipt(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct plan p;

	TRY(flow_plan_receipt(cx, (plan_id){ rq->id }, &p, &rp->file));
	rp->file_type = S("application/pdf");
	return 0;
}

static const struct route_q day_query[] = { PAGE_QUERY, { "day", JT_STR, JF_REQUIRED, 10, 10, "YYYY-MM-DD" } };

static int get_day(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page page;
	struct site s;
	int32_t day;

	if (!flow_day_parse(rq->q[2].s, &day))
		return FAIL_FIELD(cx, E_INVALID, "day", "must be YYYY-MM-DD");
	TRY(flow_site_reach(cx, (site_id){ rq->id }, &s));
	page_begin(&page, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(plan_of_day(cx, s.id, day, rq->q[0].i, page.limit + 1, list_plan, &page));
	page_end(&page);
	return 0;
}

/* --- an owner's own --- */

struct mine_view { int64_t id; str product; struct plate plate; int64_t price_fen; utc_ms starts_at, ends_at; int state; bool covers; utc_ms sold_at, ended_at; int64_t refund_fen; str receipt; };
#define F(member) offsetof(struct mine_view, member)
static const struct js_field mine_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "product", JT_STR, F(product), 0, 0, 32, NULL, "theft or liability" },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL },
	{ "startsAt", JT_UTC, F(starts_at), 0, 0, 0, NULL, "00:00 of the first day" },
	{ "endsAt", JT_UTC, F(ends_at), 0, 0, 0, NULL, "00:00 of the day after the last" },
	{ "state", JT_ENUM, F(state), 0, 0, PLS_N, plan_state_words, NULL },
	{ "covers", JT_BOOL, F(covers), 0, 0, 0, NULL, "now" },
	{ "soldAt", JT_UTC, F(sold_at), 0, 0, 0, NULL, NULL },
	{ "endedAt", JT_UTC, F(ended_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "refundFen", JT_I64, F(refund_fen), 0, 0, 0, NULL, "paid back, or owed" },
	{ "receipt", JT_STR, F(receipt), 0, 0, 64, NULL, NULL },
};
#undef F
static const struct js_shape mine_shape = JS_SHAPE("MyPlan", struct mine_view, mine_fields);

static int list_mine(struct cx *cx, const struct plan *p, void *arg)
{
	bool covers = p->state == PLS_LIVE && p->starts_at <= cx->now && cx->now < p->ends_at;

	js_put(arg, NULL, &mine_shape, &(struct mine_view){ p->id.v, p->product, p->plate, p->price_fen, p->starts_at, p->ends_at, (int)p->state, covers, p->sold_at,
	                                                    p->ended_at, p->refund_fen, p->receipt });
	return 0;
}

static int get_mine(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct owner me;

	(void)rq;
	TRY(flow_owner_me(cx, &me));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(plan_of_owner(cx, me.id, list_mine, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- products --- */

struct product_view { int64_t id; str product, from_day; int64_t price_fen; int32_t years; bool refund; str basis, state; int64_t asked_by, decided_by; utc_ms asked_at, decided_at; };
#define F(member) offsetof(struct product_view, member)
static const struct js_field product_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "product", JT_STR, F(product), 0, 0, 32, NULL, "theft or liability" },
	{ "fromDay", JT_STR, F(from_day), 0, 0, 10, NULL, "YYYY-MM-DD" },
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL },
	{ "years", JT_I32, F(years), 0, 0, 0, NULL, NULL },
	{ "refund", JT_BOOL, F(refund), 0, 0, 0, NULL, "by the months that are left" },
	{ "basis", JT_STR, F(basis), 0, 0, 400, NULL, "legal basis" },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "asked, released, refused" },
	{ "askedBy", JT_I64, F(asked_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "decidedBy", JT_I64, F(decided_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape product_shape = JS_SHAPE("PlanProduct", struct product_view, product_fields);

static int put_product(struct cx *cx, struct js *js, const struct plan_product *p)
{
	char buf[FLOW_DAY_TEXT];

	js_put(js, NULL, &product_shape, &(struct product_view){ p->id, p->product, arena_str(cx->arena, flow_day_text(p->from_day, buf)), p->price_fen, p->years,
	                                                         p->refund, p->basis, p->state, p->asked_by.v, p->decided_by.v, p->asked_at, p->decided_at });
	return 0;
}

static int list_product(struct cx *cx, const struct plan_product *p, void *arg)
{
	return put_product(cx, arg, p);
}

static int get_products(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(plan_products(cx, list_product, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct ask_in { str product, from_day; int64_t price_fen; int32_t years; bool refund; str basis; };
#define F(member) offsetof(struct ask_in, member)
static const struct js_field ask_fields[] = {
	{ "product", JT_STR, F(product), JF_REQUIRED, 1, 32, NULL, "theft or liability" },
	{ "fromDay", JT_STR, F(from_day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD, not before today" },
	{ "priceFen", JT_I64, F(price_fen), JF_REQUIRED, 1, 100000000, NULL, NULL },
	{ "years", JT_I32, F(years), JF_REQUIRED, 1, 10, NULL, NULL },
	{ "refund", JT_BOOL, F(refund), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "basis", JT_STR, F(basis), JF_REQUIRED, 4, 400, NULL, "the rule or contract it rests on" },
};
#undef F
static const struct js_shape ask_shape = JS_SHAPE("PlanProductNew", struct ask_in, ask_fields);

static int post_product(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct ask_in *in = rq->in;
	struct plan_product n = { .product = in->product, .price_fen = in->price_fen, .years = in->years, .refund = in->refund, .basis = in->basis }, p;

	if (!flow_day_parse(in->from_day, &n.from_day))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "must be YYYY-MM-DD");
	TRY(plan_product_ask(cx, &n, &p));
	rp->audit_subject = p.id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"product\":\"%.*s\",\"fen\":%lld}", STR_ARG(p.product), (long long)p.price_fen);
	return put_product(cx, &rp->js, &p);
}

static int post_product_do(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool release = str_eq(rq->name, S("release"));
	struct plan_product p;

	if (!release && !str_eq(rq->name, S("refuse")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are release and refuse");
	TRY(plan_product_decide(cx, rq->id, release, &p));
	rp->audit_detail = p.state;
	return put_product(cx, &rp->js, &p);
}

#define DESK (ROLE_CLERK | ROLE_ADJUSTER)
#define HEADS (ROLE_ADJUSTER | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/bikes/{id}/plans", DESK, account_operators, TX_READ, 0, NULL, &bike_plans_shape, NULL, 0, get_bike_plans, NULL,
	  "The plans of a bike, and what may be sold to it now" },
	{ HTTP_POST, "/api/v1/plans", ROLE_CLERK, NULL, TX_WRITE, RF_CREATED, &sell_shape, &view_shape, NULL, 0, post_sell, "plan.sell", "Sell a plan to a bike" },
	{ HTTP_GET, "/api/v1/plans/{id}", DESK, account_operators, TX_READ, 0, NULL, &view_shape, NULL, 0, get_one, NULL, "A plan that was sold in the own area" },
	{ HTTP_POST, "/api/v1/plans/{id}/cancel", ROLE_CLERK, NULL, TX_WRITE, 0, NULL, &view_shape, NULL, 0, post_cancel, "plan.cancel",
	  "Cancel the own sale of today; the money goes back the way it came" },
	{ HTTP_POST, "/api/v1/plans/{id}/repay", ROLE_CLERK, NULL, TX_WRITE, 0, &repay_shape, &view_shape, NULL, 0, post_repay, "plan.repay",
	  "What a deregistration left owed is paid back" },
	{ HTTP_GET, "/api/v1/plans/{id}/pdf", ROLE_CLERK, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_receipt, "plan.read",
	  "The receipt as PDF for the 80 mm roll", "application/pdf", 0 },
	{ HTTP_GET, "/api/v1/sites/{id}/plans", DESK, account_operators, TX_READ, RF_LIST, NULL, &view_shape, day_query, COUNTOF(day_query), get_day, NULL,
	  "What a point sold on a day" },
	{ HTTP_GET, "/api/v1/my/plans", ROLE_OWNER, NULL, TX_READ, RF_LIST, NULL, &mine_shape, NULL, 0, get_mine, NULL, "The own plans, newest first" },
	{ HTTP_GET, "/api/v1/plan-products", ROLE_CLERK | HEADS, account_operators, TX_READ, RF_LIST, NULL, &product_shape, NULL, 0, get_products, NULL,
	  "What is sold, at which price, since when" },
	{ HTTP_POST, "/api/v1/plan-products", HEADS, account_operators, TX_WRITE, RF_CREATED, &ask_shape, &product_shape, NULL, 0, post_product, "plan.product_ask",
	  "Ask for another price from a day on; somebody else releases it" },
	{ HTTP_POST, "/api/v1/plan-products/{id}/do/{event}", HEADS, account_operators, TX_WRITE, 0, NULL, &product_shape, NULL, 0, post_product_do, "plan.product_decide",
	  "release or refuse what another person asked for" },
};
const struct routes plan_routes = ROUTES("plans", rows);
