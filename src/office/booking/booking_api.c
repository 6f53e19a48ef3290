/* booking_api — HTTP face of the bookings: book, move, the queue at the point, its public screen. Names leave masked. */
#include "base/utc.h"
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "office/booking/booking_api.h"
#include "serve/http/route.h"

extern const struct routes booking_routes;

#define F(member) offsetof(struct booking_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, F(number), 0, 0, 12, NULL, NULL },
	{ "siteId", JT_I64, F(site_id), 0, 0, 0, NULL, NULL },
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL },
	{ "slot", JT_I32, F(slot), 0, 0, 0, NULL, "minute of the day; -1 without an appointment" },
	{ "state", JT_ENUM, F(state), 0, 0, BOS_N, booking_state_names, NULL },
	{ "purpose", JT_ENUM, F(purpose), 0, 0, BOP_N, booking_purpose_names, NULL },
	{ "walkIn", JT_BOOL, F(walk_in), 0, 0, 0, NULL, NULL },
	{ "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, "which bike it is for; none outside of the own area" },
	{ "plate", JT_STR, F(plate), JF_NULL_IF_EMPTY, 0, 64, NULL, "of that bike; masked outside of the own area" },
	{ "name", JT_STR, F(name), 0, 0, 256, NULL, "masked" },
	{ "phone", JT_STR, F(phone), 0, 0, 256, NULL, "masked" },
	{ "queueNo", JT_I32, F(queue_no), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "window", JT_I32, F(window), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "checkedInAt", JT_UTC, F(checked_in_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "calledAt", JT_UTC, F(called_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "endedAt", JT_UTC, F(ended_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
const struct js_shape booking_view_shape = JS_SHAPE("Booking", struct booking_view, view_fields);

int booking_view_of(struct cx *cx, const struct booking *b, struct booking_view *ret)
{
	char buf[FLOW_DAY_TEXT];
	struct booking_bike bike;

	TRY(flow_booking_bike(cx, b, &bike));
	*ret = (struct booking_view){ b->id, arena_str(cx->arena, str_of(b->number)), b->site.v, arena_str(cx->arena, flow_day_text(b->day, buf)), b->slot, (int)b->state, (int)b->purpose, b->slot < 0,
	                          bike.bike.v, bike.plate, pii_mask_name(cx->arena, &b->name), pii_mask_phone(cx->arena, &b->phone), b->queue_no, b->window, b->created_at,
	                          b->checked_in_at, b->called_at, b->ended_at, b->ver };
	return 0;
}

static int put_booking(struct cx *cx, struct js *js, const struct booking *b)
{
	struct booking_view v;

	TRY(booking_view_of(cx, b, &v));
	js_put(js, NULL, &booking_view_shape, &v);
	return 0;
}

static int put_done(struct cx *cx, struct rep *rp, const struct booking *b)
{
	rp->audit_subject = b->id;
	return put_booking(cx, &rp->js, b);
}

static int day_of_query(struct cx *cx, str s, int32_t *ret)
{
	return flow_day_parse(s, ret) ? 0 : FAIL_FIELD(cx, E_INVALID, "day", "must be YYYY-MM-DD");
}

/* --- the day's list --- */

static int list_one(struct cx *cx, const struct booking *b, void *arg)
{
	struct page *p = arg;

	return page_item(p, b->id) ? put_booking(cx, p->js, b) : 0;
}

static const struct route_q list_query[] = { PAGE_QUERY, { "day", JT_STR, JF_REQUIRED, 10, 10, "YYYY-MM-DD" } };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;
	struct site s;
	int32_t day;

	TRY(day_of_query(cx, rq->q[2].s, &day));
	TRY(flow_site_reach(cx, (site_id){ rq->id }, &s));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(booking_list(cx, s.id, day, rq->q[0].i, p.limit + 1, true, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct booking b;

	TRY(flow_booking_reach(cx, rq->id, &b));
	return put_booking(cx, &rp->js, &b);
}

/* --- booking --- */

struct book_in { int64_t site; str day; int32_t slot; int purpose; int64_t bike; struct pii name, phone; };
#define F(member) offsetof(struct book_in, member)
static const struct js_field book_fields[] = {
	{ "siteId", JT_I64, F(site), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "day", JT_STR, F(day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" },
	{ "slot", JT_I32, F(slot), JF_REQUIRED, 0, 1439, NULL, "minute of the day, as the day's slots say" },
	{ "purpose", JT_ENUM, F(purpose), JF_REQUIRED, 0, BOP_N, booking_purpose_names, NULL },
	{ "bikeId", JT_I64, F(bike), 0, 1, INT64_MAX, NULL, "which bike it is for: one of the own area; none with register" },
	{ "name", JT_PII, F(name), JF_REQUIRED | JF_SENSITIVE, 1, 96, NULL, NULL },
	{ "phone", JT_PII, F(phone), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, NULL },
};
#undef F
static const struct js_shape book_shape = JS_SHAPE("BookingNew", struct book_in, book_fields);

static int post_book(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct book_in *in = rq->in;
	struct booking_new n = { .site = { in->site }, .slot = in->slot, .purpose = (enum booking_purpose)in->purpose, .bike = { in->bike },
	                         .name = in->name, .phone = in->phone };
	struct booking b;

	TRY(day_of_query(cx, in->day, &n.day));
	TRY(flow_book(cx, &n, &b));
	return put_done(cx, rp, &b);
}

struct move_in { int64_t site; str day; int32_t slot; };
static const struct js_field move_fields[] = {
	{ "siteId", JT_I64, offsetof(struct move_in, site), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "day", JT_STR, offsetof(struct move_in, day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" },
	{ "slot", JT_I32, offsetof(struct move_in, slot), JF_REQUIRED, 0, 1439, NULL, NULL },
};
static const struct js_shape move_shape = JS_SHAPE("BookingMove", struct move_in, move_fields);

static int post_move(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct move_in *in = rq->in;
	struct booking b;
	int32_t day;

	TRY(day_of_query(cx, in->day, &day));
	TRY(flow_booking_reach(cx, rq->id, &b));
	TRY(flow_book_move(cx, &b, (site_id){ in->site }, day, in->slot));
	return put_done(cx, rp, &b);
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct booking b;

	for (int e = 0; e < BOE_N; e++) {
		if (e == BOE_CALL || !str_eq(rq->name, booking_event_names[e]))
			continue;
		TRY(flow_booking_reach(cx, rq->id, &b));
		TRY(booking_step(cx, &b, (enum booking_event)e));
		rp->audit_detail = booking_event_names[e];
		return put_done(cx, rp, &b);
	}
	return FAIL(cx, E_NOTFOUND, "no such step; there are check_in, back, done, no_show and cancel");
}

struct walk_in { int purpose; struct pii name, phone; };
static const struct js_field walk_fields[] = {
	{ "purpose", JT_ENUM, offsetof(struct walk_in, purpose), JF_REQUIRED, 0, BOP_N, booking_purpose_names, NULL },
	{ "name", JT_PII, offsetof(struct walk_in, name), JF_SENSITIVE, 0, 96, NULL, NULL },
	{ "phone", JT_PII, offsetof(struct walk_in, phone), JF_SENSITIVE, 0, 32, NULL, NULL },
};
static const struct js_shape walk_shape = JS_SHAPE("WalkIn", struct walk_in, walk_fields);

static int post_walk_in(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct walk_in *in = rq->in;
	struct site s;
	struct booking b;

	TRY(flow_site_reach(cx, (site_id){ rq->id }, &s));
	TRY(flow_walk_in(cx, s.id, (enum booking_purpose)in->purpose, &in->name, &in->phone, &b));
	return put_done(cx, rp, &b);
}

struct call_in { int32_t window; };
static const struct js_field call_fields[] = { { "window", JT_I32, offsetof(struct call_in, window), JF_REQUIRED, 1, 50, NULL, NULL } };
static const struct js_shape call_shape = JS_SHAPE("CallNext", struct call_in, call_fields);

static int post_call(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int32_t today = day_of(cx->now), minute = (int32_t)((cx->now - day_start(today)) / MINUTE_MS);
	struct site s;
	struct booking b;

	TRY(flow_site_reach(cx, (site_id){ rq->id }, &s));
	TRY(booking_call(cx, s.id, today, minute, ((const struct call_in *)rq->in)->window, &b));
	return put_done(cx, rp, &b);
}

/* --- the public screen, the wait --- */

static const struct js_field shown_fields[] = {
	{ "queueNo", JT_I32, offsetof(struct booking_call_row, queue_no), 0, 0, 0, NULL, NULL },
	{ "window", JT_I32, offsetof(struct booking_call_row, window), 0, 0, 0, NULL, NULL },
	{ "calledAt", JT_UTC, offsetof(struct booking_call_row, called_at), 0, 0, 0, NULL, NULL },
};
static const struct js_shape shown_shape = JS_SHAPE("QueueCall", struct booking_call_row, shown_fields);
struct display_view { struct js_list calls; int64_t waiting; };
static const struct js_field display_fields[] = {
	{ "calls", JT_LIST, offsetof(struct display_view, calls), 0, 0, 0, &shown_shape, "newest first" },
	{ "waiting", JT_I64, offsetof(struct display_view, waiting), 0, 0, 0, NULL, NULL },
};
static const struct js_shape display_shape = JS_SHAPE("QueueDisplay", struct display_view, display_fields);

static int get_display(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct booking_display d;
	struct site s;

	TRY(site_get(cx, (site_id){ rq->id }, &s));
	TRY(booking_display(cx, s.id, day_of(cx->now), &d));
	js_put(&rp->js, NULL, &display_shape, &(struct display_view){ { d.row, (size_t)d.n }, d.waiting });
	return 0;
}

static const struct js_field wait_fields[] = {
	{ "called", JT_I64, offsetof(struct booking_wait, called), 0, 0, 0, NULL, "people called on that day" },
	{ "waitMs", JT_I64, offsetof(struct booking_wait, wait_ms), 0, 0, 0, NULL, "from check-in to call, on average" },
};
static const struct js_shape wait_shape = JS_SHAPE("QueueWait", struct booking_wait, wait_fields);
static const struct route_q day_query[] = { { "day", JT_STR, JF_REQUIRED, 10, 10, "YYYY-MM-DD" } };

static int get_wait(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct booking_wait w;
	struct site s;
	int32_t day;

	TRY(day_of_query(cx, rq->q[0].s, &day));
	TRY(site_get(cx, (site_id){ rq->id }, &s));
	TRY(booking_wait(cx, s.id, day, &w));
	js_put(&rp->js, NULL, &wait_shape, &w);
	return 0;
}

#define COUNTER (ROLE_CLERK | ROLE_OFFICER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/sites/{id}/bookings", COUNTER, NULL, TX_READ, RF_LIST, NULL, &booking_view_shape, list_query, COUNTOF(list_query), get_list, NULL,
	  "Bookings of a point's day, names masked" },
	{ HTTP_GET, "/api/v1/bookings/{id}", COUNTER, NULL, TX_READ, 0, NULL, &booking_view_shape, NULL, 0, get_one, NULL, "One booking" },
	{ HTTP_POST, "/api/v1/bookings", COUNTER, NULL, TX_WRITE, RF_CREATED, &book_shape, &booking_view_shape, NULL, 0, post_book, "booking.add", "Book an appointment" },
	{ HTTP_POST, "/api/v1/bookings/{id}/move", COUNTER, NULL, TX_WRITE, 0, &move_shape, &booking_view_shape, NULL, 0, post_move, "booking.move", "Move an appointment" },
	{ HTTP_POST, "/api/v1/bookings/{id}/do/{event}", COUNTER, NULL, TX_WRITE, 0, NULL, &booking_view_shape, NULL, 0, post_step, "booking.step",
	  "check_in, back, done, no_show or cancel" },
	{ HTTP_POST, "/api/v1/sites/{id}/walk-in", COUNTER, NULL, TX_WRITE, RF_CREATED, &walk_shape, &booking_view_shape, NULL, 0, post_walk_in, "booking.walk_in",
	  "Somebody without an appointment takes a number" },
	{ HTTP_POST, "/api/v1/sites/{id}/call", COUNTER, NULL, TX_WRITE, 0, &call_shape, &booking_view_shape, NULL, 0, post_call, "booking.call",
	  "Call the next to a window" },
	{ HTTP_GET, "/api/v1/sites/{id}/display", ROLE_PUBLIC, NULL, TX_READ, 0, NULL, &display_shape, NULL, 0, get_display, NULL,
	  "The point's screen: numbers and windows, no names" },
	{ HTTP_GET, "/api/v1/sites/{id}/wait", ROLE_CITY, NULL, TX_READ, 0, NULL, &wait_shape, day_query, COUNTOF(day_query), get_wait, NULL,
	  "How long people waited on a day" },
};
const struct routes booking_routes = ROUTES("bookings", rows);
