/* market_api — HTTP face of offers of used bikes: one's own, and everybody's. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_market.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes market_routes;

/* --- the own bike --- */

struct own_view { bool on, may, held; int64_t price_fen; int shape; utc_ms made_at, until_at; int64_t asks; };
#define F(member) offsetof(struct own_view, member)
static const struct js_field own_fields[] = {
	{ "on", JT_BOOL, F(on), 0, 0, 0, NULL, "it is offered" }, { "may", JT_BOOL, F(may), 0, 0, 0, NULL, "it could change hands now" },
	{ "held", JT_BOOL, F(held), 0, 0, 0, NULL, "hidden while a theft case is open" },
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL },
	{ "shape", JT_ENUM, F(shape), 0, 0, OS_N, offer_shape_names, "the seller's word for it" },
	{ "madeAt", JT_UTC, F(made_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "untilAt", JT_UTC, F(until_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "asks", JT_I64, F(asks), 0, 0, 0, NULL, "how many have asked" },
};
#undef F
static const struct js_shape own_shape = JS_SHAPE("OwnOffer", struct own_view, own_fields);

static int put_own(struct cx *cx, struct rep *rp, bike_id bike)
{
	struct bike_refusals no;
	struct offer o;
	bool on;

	TRY(flow_market_own(cx, bike, &o, &on, &no));
	struct own_view v = { .on = on, .may = no.n == 0 };
	if (on) {
		v.held = o.state == OF_HELD;
		v.price_fen = o.price_fen;
		v.shape = o.shape;
		v.made_at = o.made_at;
		v.until_at = o.until_at;
		v.asks = o.asks;
	}
	js_put(&rp->js, NULL, &own_shape, &v);
	return 0;
}

static int get_own(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return put_own(cx, rp, (bike_id){ rq->id });
}

/* Who acted stands in the detail: a citizen has no account. */
static int by_owner(struct cx *cx, struct rep *rp, int64_t subject)
{
	char who[AUDIT_SUBJECT];

	TRY(audit_subject(cx, "owner", cx->owner.v, who));
	rp->audit_subject = subject;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\"}", who);
	return 0;
}

struct offer_in { int64_t price_fen; int shape; };
#define F(member) offsetof(struct offer_in, member)
static const struct js_field in_fields[] = {
	{ "priceFen", JT_I64, F(price_fen), JF_REQUIRED, OFFER_MIN_FEN, OFFER_MAX_FEN, NULL, "what is asked for it" },
	{ "shape", JT_ENUM, F(shape), JF_REQUIRED, 0, OS_N, offer_shape_names, NULL },
};
#undef F
static const struct js_shape in_shape = JS_SHAPE("OfferBike", struct offer_in, in_fields);

static int post_offer(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct offer_in *in = rq->in;
	struct offer o;

	TRY(flow_market_offer(cx, (bike_id){ rq->id }, in->price_fen, (enum offer_shape)in->shape, &o));
	TRY(by_owner(cx, rp, rq->id));
	return put_own(cx, rp, (bike_id){ rq->id });
}

static int post_withdraw(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_market_withdraw(cx, (bike_id){ rq->id }));
	TRY(by_owner(cx, rp, rq->id));
	return put_own(cx, rp, (bike_id){ rq->id });
}

/* --- everybody's --- */

struct seen_view { int64_t id; str plate, brand, model, colour; int64_t price_fen; int shape; int32_t district, months; utc_ms made_at, until_at; bool own, asked; };
#define F(member) offsetof(struct seen_view, member)
static const struct js_field seen_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "plate", JT_STR, F(plate), 0, 0, 32, NULL, "masked" },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL }, { "model", JT_STR, F(model), 0, 0, 64, NULL, NULL }, { "colour", JT_STR, F(colour), 0, 0, 32, NULL, NULL },
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL }, { "shape", JT_ENUM, F(shape), 0, 0, OS_N, offer_shape_names, "the seller's word for it" },
	{ "district", JT_I32, F(district), 0, 0, 0, NULL, "GB/T 2260, where it was registered" },
	{ "months", JT_I32, F(months), 0, 0, 0, NULL, "since it was bought; -1: not known" },
	{ "madeAt", JT_UTC, F(made_at), 0, 0, 0, NULL, NULL }, { "untilAt", JT_UTC, F(until_at), 0, 0, 0, NULL, NULL },
	{ "own", JT_BOOL, F(own), 0, 0, 0, NULL, "the own one" }, { "asked", JT_BOOL, F(asked), 0, 0, 0, NULL, "the seller has one's number already" },
};
#undef F
static const struct js_shape seen_shape = JS_SHAPE("Offer", struct seen_view, seen_fields);

static struct seen_view view_of(const struct offer_seen *s)
{
	return (struct seen_view){ s->o.id, s->plate, s->b.brand, s->b.model, s->b.colour, s->o.price_fen, s->o.shape, s->b.district, s->months, s->o.made_at,
	                           s->o.until_at, s->own, s->asked };
}

static int list_one(struct cx *cx, const struct offer_seen *s, void *arg)
{
	struct seen_view v = view_of(s);
	struct page *p = arg;

	(void)cx;
	if (page_item(p, v.id))
		js_put(p->js, NULL, &seen_shape, &v);
	return 0;
}

static const struct route_q query[] = { PAGE_QUERY };

static int get_market(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_market_list(cx, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int post_ask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct offer_seen s;

	TRY(flow_market_ask(cx, rq->id, &s));
	TRY(by_owner(cx, rp, rq->id));
	struct seen_view v = view_of(&s);
	js_put(&rp->js, NULL, &seen_shape, &v);
	return 0;
}

#define OWN ROLE_OWNER
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/owner/bikes/{id}/offer", OWN, NULL, TX_READ, 0, NULL, &own_shape, NULL, 0, get_own, NULL, "Is the own bike offered, and may it be" },
	{ HTTP_POST, "/api/v1/owner/bikes/{id}/offer", OWN, NULL, TX_WRITE, 0, &in_shape, &own_shape, NULL, 0, post_offer, "market.offer",
	  "Offer the own bike to other owners, or change the offer" },
	{ HTTP_POST, "/api/v1/owner/bikes/{id}/offer/withdraw", OWN, NULL, TX_WRITE, 0, NULL, &own_shape, NULL, 0, post_withdraw, "market.withdraw",
	  "Offer it no longer" },
	{ HTTP_GET, "/api/v1/owner/market", OWN, NULL, TX_READ, RF_LIST, NULL, &seen_shape, query, COUNTOF(query), get_market, NULL,
	  "Used bikes that owners offer, newest first; none that is looked for" },
	{ HTTP_POST, "/api/v1/owner/market/{id}/ask", OWN, NULL, TX_WRITE, 0, NULL, &seen_shape, NULL, 0, post_ask, "market.ask",
	  "Leave one's number to the seller" },
};
const struct routes market_routes = ROUTES("market", rows);
