/* order_api — HTTP face of the orders and of the table of duty. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_order.h"
#include "office/account/account.h"
#include "office/station/station.h"
#include "serve/http/route.h"

extern const struct routes order_routes;

static int put_order(struct cx *cx, struct js *js, const struct order *o)
{
	struct order_view v;

	TRY(flow_order_view(cx, o, &v));
	js_put(js, NULL, &order_view_shape, &v);
	return 0;
}

static int put_done(struct cx *cx, struct rep *rp, const struct order *o)
{
	rp->audit_subject = o->id;
	rp->audit_case = o->theft;
	return put_order(cx, &rp->js, o);
}

static int list_one(struct cx *cx, const struct order *o, void *arg)
{
	struct page *p = arg;

	return page_item(p, o->id) ? put_order(cx, p->js, o) : 0;
}

static const struct route_q list_query[] = {
	PAGE_QUERY,
	{ "open", JT_BOOL, 0, 0, 0, "1: only those in work" },
	{ "state", JT_STR, 0, 0, 16, "issued, signed, fed_back, returned, done, revoked or lapsed" },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct order_filter f = { .area = cx->area, .state = order_state_of(rq->q[3].s), .open = rq->q[2].i != 0, .before = rq->q[0].i };
	struct page p;

	if (rq->q[3].present && rq->q[3].s.n && f.state == ORS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "is not a state of an order");
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(order_list(cx, &f, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct order o;
	bool own, helps;

	TRY(order_get(cx, rq->id, &o));
	TRY(flow_order_reach(cx, &o, &own, &helps));
	return put_order(cx, &rp->js, &o);
}

/* --- its history --- */

struct event_view { int64_t id; utc_ms at; str event, actor, from, to, unit, note; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "event", JT_STR, F(event), 0, 0, 16, NULL, "issue, escalate, lapse, sign, feedback, accept, send_back, revoke; ask, agree, decline" },
	{ "actor", JT_STR, F(actor), JF_NULL_IF_EMPTY, 0, 64, NULL, "shown name; null: the program itself" },
	{ "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 16, NULL, NULL }, { "to", JT_STR, F(to), JF_NULL_IF_EMPTY, 0, 16, NULL, NULL },
	{ "unit", JT_STR, F(unit), JF_NULL_IF_EMPTY, 0, 64, NULL, "whom it went to, or who was asked" }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("OrderHistory", struct event_view, event_fields);

static int event_one(struct cx *cx, const struct order_history *h, void *arg)
{
	struct event_view v = { h->id, h->at, h->event, h->actor_name, h->from, h->to, S(""), h->note };
	struct unit u;

	if (h->unit.v) {
		TRY(unit_get(cx, h->unit, &u));
		v.unit = u.name;
	}
	js_put(arg, NULL, &event_shape, &v);
	return 0;
}

static int get_events(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct order o;
	bool own, helps;

	TRY(order_get(cx, rq->id, &o));
	TRY(flow_order_reach(cx, &o, &own, &helps));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(order_events(cx, o.id, PAGE_MAX, event_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- steps --- */

struct step_in { int64_t ver; str key, note; int result; };
#define F(member) offsetof(struct step_in, member)
static const struct js_field step_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
	{ "key", JT_STR, F(key), 0, 0, ORDER_KEY_MAX, NULL, "the sender's own, so that the same step sent again is done once" },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, "needed to send back and to revoke" },
	{ "result", JT_ENUM, F(result), 0, 0, ORR_N, order_result_names, "with feedback" },
};
#undef F
static const struct js_shape step_shape = JS_SHAPE("OrderStep", struct step_in, step_fields);

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	enum order_ev ev = order_event_of(rq->name);
	struct account who;
	struct order o;

	if (ev == ORE_N || ev == ORE_ESCALATE || ev == ORE_LAPSE)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(account_get(cx, cx->actor, &who));
	struct order_do d = { in->ver, in->key, in->note, who.display, (enum order_result)in->result };
	TRY(flow_order_step(cx, rq->id, ev, &d, &o));
	rp->audit_detail = order_event_names[ev];
	return put_done(cx, rp, &o);
}

struct hand_in { int64_t unit; str note, key; };
static const struct js_field hand_fields[] = {
	{ "unitId", JT_I64, offsetof(struct hand_in, unit), 0, 1, INT64_MAX, NULL, "whoever is on duty there if not given" },
	{ "note", JT_STR, offsetof(struct hand_in, note), 0, 0, 1000, NULL, NULL },
	{ "key", JT_STR, offsetof(struct hand_in, key), 0, 0, ORDER_KEY_MAX, NULL, NULL },
};
static const struct js_shape hand_shape = JS_SHAPE("OrderNew", struct hand_in, hand_fields);

static int post_hand(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct hand_in *in = rq->in;
	struct account who;
	struct order o;

	TRY(account_get(cx, cx->actor, &who));
	TRY(flow_order_hand(cx, (alert_id){ rq->id }, (unit_id){ in->unit }, in->note, in->key, who.display, &o));
	return put_done(cx, rp, &o);
}

static int get_of_alert(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct order o;
	bool found, own, helps;

	TRY(order_of_alert(cx, (alert_id){ rq->id }, &o, &found));
	if (!found)
		return FAIL(cx, E_NOTFOUND, "there is no order for this alert yet");
	TRY(flow_order_reach(cx, &o, &own, &helps));
	return put_order(cx, &rp->js, &o);
}

/* --- help between units --- */

struct ask_in { int64_t unit; str note; };
static const struct js_field ask_fields[] = {
	{ "unitId", JT_I64, offsetof(struct ask_in, unit), JF_REQUIRED, 1, INT64_MAX, NULL, "a bureau, a branch or a precinct" },
	{ "note", JT_STR, offsetof(struct ask_in, note), 0, 0, 1000, NULL, NULL },
};
static const struct js_shape ask_shape = JS_SHAPE("OrderAsk", struct ask_in, ask_fields);

static int post_ask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct ask_in *in = rq->in;
	struct account who;
	struct order o;

	TRY(account_get(cx, cx->actor, &who));
	TRY(flow_order_ask(cx, rq->id, (unit_id){ in->unit }, in->note, who.display, &o));
	return put_done(cx, rp, &o);
}

struct answer_in { str note; };
static const struct js_field answer_fields[] = { { "note", JT_STR, offsetof(struct answer_in, note), 0, 0, 1000, NULL, "needed to decline" } };
static const struct js_shape answer_shape = JS_SHAPE("OrderAnswer", struct answer_in, answer_fields);

static int post_answer(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool yes = str_eq(rq->name, S("accept"));
	struct account who;
	struct order o;

	if (!yes && !str_eq(rq->name, S("decline")))
		return FAIL(cx, E_NOTFOUND, "help is accepted or declined");
	TRY(account_get(cx, cx->actor, &who));
	TRY(flow_order_answer(cx, rq->id, yes, ((const struct answer_in *)rq->in)->note, who.display, &o));
	rp->audit_detail = yes ? S("accept") : S("decline");
	return put_done(cx, rp, &o);
}

/* --- the table of duty --- */

struct duty_view { int64_t id, unit_id; str unit, unit_code; int64_t station_id; str station, station_place; int32_t district; utc_ms set_at; };
#define F(member) offsetof(struct duty_view, member)
static const struct js_field duty_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, NULL },
	{ "unitCode", JT_STR, F(unit_code), 0, 0, 32, NULL, NULL },
	{ "stationId", JT_I64, F(station_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "station", JT_STR, F(station), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "stationPlace", JT_STR, F(station_place), JF_NULL_IF_EMPTY, 0, 256, NULL, NULL },
	{ "district", JT_I32, F(district), JF_NULL_IF_EMPTY, 0, 0, NULL, "GB/T 2260" }, { "setAt", JT_UTC, F(set_at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape duty_shape = JS_SHAPE("Duty", struct duty_view, duty_fields);

static int put_duty(struct cx *cx, struct js *js, const struct duty *d)
{
	struct duty_view v = { d->id, d->unit.v, S(""), S(""), d->station.v, S(""), S(""), d->district, d->set_at };
	struct station s;
	struct unit u;

	TRY(unit_get(cx, d->unit, &u));
	v.unit = u.name;
	v.unit_code = u.code;
	if (d->station.v) {
		TRY(station_get(cx, d->station, &s));
		v.station = arena_str(cx->arena, station_name_str(&s.name));
		v.station_place = s.place;
	}
	js_put(js, NULL, &duty_shape, &v);
	return 0;
}

static int duty_one(struct cx *cx, const struct duty *d, void *arg)
{
	struct page *p = arg;

	return page_item(p, d->id) ? put_duty(cx, p->js, d) : 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_duty(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(duty_list(cx, rq->q[0].i, p.limit + 1, duty_one, &p));
	page_end(&p);
	return 0;
}

struct duty_in { int64_t unit; str station, unit_code; int32_t district; };
static const struct js_field duty_in_fields[] = {
	{ "unitId", JT_I64, offsetof(struct duty_in, unit), 0, 1, INT64_MAX, NULL, "this or unitCode" },
	{ "unitCode", JT_STR, offsetof(struct duty_in, unit_code), 0, 0, 32, NULL, NULL },
	{ "station", JT_STR, offsetof(struct duty_in, station), 0, 0, 32, NULL, "a station's name; this or district" },
	{ "district", JT_I32, offsetof(struct duty_in, district), 0, 100000, 999999, NULL, "GB/T 2260" },
};
static const struct js_shape duty_in_shape = JS_SHAPE("DutyNew", struct duty_in, duty_in_fields);

static int post_duty(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct duty_in *in = rq->in;
	struct station s = { .id = { 0 } };
	struct duty d;
	struct unit u;

	TRY(in->unit ? unit_get(cx, (unit_id){ in->unit }, &u) : unit_by_code(cx, in->unit_code, &u));
	if (u.closed_at || (u.kind != UNIT_BUREAU && u.kind != UNIT_BRANCH && u.kind != UNIT_PRECINCT))
		return FAIL_FIELD(cx, E_INVALID, in->unit ? "unitId" : "unitCode", "on duty is a bureau, a branch or a precinct that is not closed");
	if (in->station.n)
		TRY(station_by_name(cx, in->station, &s));
	TRY(duty_set(cx, u.id, s.id, in->district, &d));
	rp->audit_subject = d.id;
	return put_duty(cx, &rp->js, &d);
}

static int post_duty_drop(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rp;
	return duty_drop(cx, rq->id);
}

#define P ROLE_POLICE
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/orders", P, NULL, TX_READ, RF_LIST, NULL, &order_view_shape, list_query, COUNTOF(list_query), get_list, NULL,
	  "Orders of the own area and those it was asked to help with, newest first" },
	{ HTTP_GET, "/api/v1/orders/{id}", P, NULL, TX_READ, 0, NULL, &order_view_shape, NULL, 0, get_one, NULL, "One order" },
	{ HTTP_GET, "/api/v1/orders/{id}/events", P, NULL, TX_READ, RF_LIST, NULL, &event_shape, NULL, 0, get_events, NULL,
	  "What happened to an order and who was told, in order" },
	{ HTTP_POST, "/api/v1/orders/{id}/do/{event}", P, NULL, TX_WRITE, 0, &step_shape, &order_view_shape, NULL, 0, post_step, "order.step",
	  "sign, feedback, accept, send_back or revoke" },
	{ HTTP_POST, "/api/v1/orders/{id}/ask", P, NULL, TX_WRITE, 0, &ask_shape, &order_view_shape, NULL, 0, post_ask, "order.ask", "Ask another unit for help" },
	{ HTTP_POST, "/api/v1/assists/{id}/do/{event}", P, NULL, TX_WRITE, 0, &answer_shape, &order_view_shape, NULL, 0, post_answer, "order.answer",
	  "accept or decline, by the unit that was asked" },
	{ HTTP_GET, "/api/v1/alerts/{id}/order", P, NULL, TX_READ, 0, NULL, &order_view_shape, NULL, 0, get_of_alert, NULL, "The newest order of an alert" },
	{ HTTP_POST, "/api/v1/alerts/{id}/order", P, NULL, TX_WRITE, RF_CREATED, &hand_shape, &order_view_shape, NULL, 0, post_hand, "order.issue", "Send an order by hand" },
	{ HTTP_GET, "/api/v1/duty", ROLE_SYSADMIN, NULL, TX_READ, RF_LIST, NULL, &duty_shape, page_query, COUNTOF(page_query), get_duty, NULL,
	  "The table of duty: which unit answers for a station or a district" },
	/* the same rows for those who get the orders: an administrator's address is nobody else's (P8) */
	{ HTTP_GET, "/api/v1/duty/board", P | ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &duty_shape, page_query, COUNTOF(page_query), get_duty, NULL,
	  "Which unit is on duty for a station or a district now" },
	{ HTTP_POST, "/api/v1/duty", ROLE_SYSADMIN, NULL, TX_WRITE, RF_CREATED, &duty_in_shape, &duty_shape, NULL, 0, post_duty, "duty.set",
	  "Set who is on duty for a station or a district" },
	{ HTTP_POST, "/api/v1/duty/{id}/drop", ROLE_SYSADMIN, NULL, TX_WRITE, RF_NOBODY, NULL, NULL, NULL, 0, post_duty_drop, "duty.drop",
	  "Take a row out of the table of duty" },
};
const struct routes order_routes = ROUTES("orders", rows);
