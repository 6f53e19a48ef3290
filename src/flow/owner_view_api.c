/* owner_view_api — HTTP face of what a citizen sees and does of the own. No rules live here: decode, call, encode. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_owner_view.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes owner_view_routes;

enum { BIKES_MAX = 100, FLAGS_SHOWN = 16 };

/* --- bikes --- */

struct bike_view {
	int64_t id; struct plate plate; int kind, use, life; str frame_no, brand, model, colour, colour2, bought_on, ends_on; struct js_list flags;
	bool case_open; utc_ms owned_since;
};
#define F(member) offsetof(struct bike_view, member)
static const struct js_field bike_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, BK_N, bike_kind_words, NULL },
	{ "use", JT_ENUM, F(use), 0, 0, BU_N, bike_use_words, NULL },
	{ "life", JT_ENUM, F(life), 0, 0, BL_N, bike_life_words, NULL },
	{ "frameNo", JT_STR, F(frame_no), 0, 0, 64, NULL, "the last four" },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL },
	{ "model", JT_STR, F(model), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
	{ "colour2", JT_STR, F(colour2), 0, 0, 64, NULL, NULL },
	{ "boughtOn", JT_STR, F(bought_on), 0, 0, 10, NULL, "YYYY-MM-DD or empty" },
	{ "endsOn", JT_STR, F(ends_on), 0, 0, 10, NULL, "of a temporary plate" },
	{ "flags", JT_STRLIST, F(flags), 0, 0, FLAGS_SHOWN, NULL, "what stands against it and concerns the owner" },
	{ "caseOpen", JT_BOOL, F(case_open), 0, 0, 0, NULL, "a theft case of this owner is open" },
	{ "ownedSince", JT_UTC, F(owned_since), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape bike_shape = JS_SHAPE("OwnerBike", struct bike_view, bike_fields);

struct words { str w[FLAGS_SHOWN]; size_t n; };

static int flag_word(struct cx *cx, const struct bike_flag *f, void *arg)
{
	struct words *fw = arg;

	for (size_t i = 0; i < fw->n; i++)
		if (str_eq(fw->w[i], f->flag))
			return 0;
	if (fw->n < FLAGS_SHOWN && flow_owner_flag_told(f->flag))
		fw->w[fw->n++] = arena_str(cx->arena, f->flag);
	return 0;
}

static str last_four(struct cx *cx, str s)
{
	return s.n > 4 ? arena_fmt(cx->arena, "****%.*s", 4, s.p + s.n - 4) : S("");
}

static int put_bike(struct cx *cx, struct js *js, const struct bike *b, const struct ownership *own)
{
	struct words *fw = arena_alloc(cx->arena, sizeof *fw);
	bool open;

	if (!fw)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(bike_flags(cx, b->id, true, flag_word, fw));
	TRY(flow_owner_case_open(cx, b->id, own, &open));
	struct bike_view v = { b->id.v, b->plate, (int)b->kind, (int)b->use, (int)b->life, last_four(cx, b->frame_no), b->brand, b->model, b->colour, b->colour2,
	                       b->bought_on, b->ends_on, { fw->w, fw->n }, open, own->from };
	js_put(js, NULL, &bike_shape, &v);
	return 0;
}

static int list_bike(struct cx *cx, const struct bike *b, void *arg)
{
	struct ownership own;

	TRY(bike_owner_now(cx, b->id, &own));
	return put_bike(cx, arg, b, &own);
}

static int get_bikes(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct owner me;

	(void)rq;
	TRY(flow_owner_me(cx, &me));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(bike_of_owner(cx, me.id, BIKES_MAX, list_bike, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int get_bike(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct ownership own;
	struct bike b;

	TRY(flow_owner_bike(cx, (bike_id){ rq->id }, &b, &own));
	return put_bike(cx, &rp->js, &b, &own);
}

/* --- the way --- */

#define F(member) offsetof(struct owner_stop, member)
static const struct js_field stop_fields[] = {
	{ "firstAt", JT_UTC, F(from), 0, 0, 0, NULL, NULL }, { "lastAt", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, "the middle of the grid's field, when coarse" }, { "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "place", JT_STR, F(place), JF_NULL_IF_EMPTY, 0, 256, NULL, "in words, only while a theft case is open" },
};
#undef F
static const struct js_shape stop_shape = JS_SHAPE("OwnerStop", struct owner_stop, stop_fields);
struct trail_view { bool coarse; int64_t grid_m, delay_min; utc_ms from, to; struct js_list stops; bool more; };
#define F(member) offsetof(struct trail_view, member)
static const struct js_field trail_fields[] = {
	{ "coarse", JT_BOOL, F(coarse), 0, 0, 0, NULL, "false while a theft case of this owner is open" },
	{ "gridM", JT_I64, F(grid_m), 0, 0, 0, NULL, NULL }, { "delayMin", JT_I64, F(delay_min), 0, 0, 0, NULL, NULL },
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, "as limited by what may be seen" }, { "to", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "stops", JT_LIST, F(stops), 0, 0, 0, &stop_shape, NULL }, { "more", JT_BOOL, F(more), 0, 0, 0, NULL, "narrow the time to see the rest" },
};
#undef F
static const struct js_shape trail_shape = JS_SHAPE("OwnerTrail", struct trail_view, trail_fields);
static const struct route_q trail_query[] = { { "from", JT_UTC, 0, 0, INT64_MAX, NULL }, { "to", JT_UTC, 0, 0, INT64_MAX, NULL } };

static int get_trail(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct owner_trail t;

	TRY(flow_owner_trail(cx, (bike_id){ rq->id }, rq->q[0].i, rq->q[1].i, &t));
	struct trail_view v = { t.coarse, t.grid_m, t.delay_min, t.from, t.to, { t.stops, t.n }, t.more };
	js_put(&rp->js, NULL, &trail_shape, &v);
	return 0;
}

/* --- consent --- */

struct consent_in { bool given; str text_version; };
static const struct js_field consent_fields[] = {
	{ "given", JT_BOOL, offsetof(struct consent_in, given), JF_REQUIRED, 0, 0, NULL, "false takes it back" },
	{ "textVersion", JT_STR, offsetof(struct consent_in, text_version), JF_REQUIRED, 1, 32, NULL, "of the text that was shown" },
};
static const struct js_shape consent_shape = JS_SHAPE("OwnerConsent", struct consent_in, consent_fields);

static int post_consent(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct consent_in *in = rq->in;
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	TRY(owner_consent(cx, me.id, S("trail"), in->text_version, in->given));
	rp->audit_subject = me.id.v;
	rp->audit_detail = in->given ? S("given") : S("taken_back");
	return 0;
}

/* --- appointments --- */

struct booking_view {
	int64_t id; str number; int64_t site_id; str day; int32_t slot; int state, purpose; int64_t bike; str plate; int32_t queue_no, window;
	utc_ms created_at; int64_t ver;
};
#define F(member) offsetof(struct booking_view, member)
static const struct js_field booking_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, F(number), 0, 0, 12, NULL, NULL },
	{ "siteId", JT_I64, F(site_id), 0, 0, 0, NULL, NULL },
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL },
	{ "slot", JT_I32, F(slot), 0, 0, 0, NULL, "minute of the day; -1 without an appointment" },
	{ "state", JT_ENUM, F(state), 0, 0, BOS_N, booking_state_names, NULL },
	{ "purpose", JT_ENUM, F(purpose), 0, 0, BOP_N, booking_purpose_names, NULL },
	{ "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, "which bike it is for; none when it is no longer one's own" },
	{ "plate", JT_STR, F(plate), JF_NULL_IF_EMPTY, 0, 64, NULL, "of that bike; masked when it is no longer one's own" },
	{ "queueNo", JT_I32, F(queue_no), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "window", JT_I32, F(window), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape booking_shape = JS_SHAPE("OwnerBooking", struct booking_view, booking_fields);

static int put_booking(struct cx *cx, struct js *js, const struct booking *b)
{
	char buf[FLOW_DAY_TEXT];
	struct booking_bike bike;

	TRY(flow_booking_bike(cx, b, &bike));
	struct booking_view v = { b->id, str_of(b->number), b->site.v, flow_day_text(b->day, buf), b->slot, (int)b->state, (int)b->purpose, bike.bike.v,
	                          bike.plate, b->queue_no, b->window, b->created_at, b->ver };
	js_put(js, NULL, &booking_shape, &v);
	return 0;
}

/* Who acted stands in the detail: a citizen has no account. */
static int put_done(struct cx *cx, struct rep *rp, const struct booking *b)
{
	char who[AUDIT_SUBJECT];

	TRY(audit_subject(cx, "owner", b->owner.v, who));
	rp->audit_subject = b->id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\"}", who);
	return put_booking(cx, &rp->js, b);
}

static int list_booking(struct cx *cx, const struct booking *b, void *arg)
{
	struct page *p = arg;

	return page_item(p, b->id) ? put_booking(cx, p->js, b) : 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_bookings(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct owner me;
	struct page p;

	TRY(flow_owner_me(cx, &me));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(booking_of_owner(cx, me.id, rq->q[0].i, p.limit + 1, list_booking, &p));
	page_end(&p);
	return 0;
}

static int get_booking(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct booking b;

	TRY(flow_owner_booking(cx, rq->id, &b));
	return put_booking(cx, &rp->js, &b);
}

struct bring_view { int purpose; bool bike; struct js_list papers; };
#define F(member) offsetof(struct bring_view, member)
static const struct js_field bring_fields[] = {
	{ "purpose", JT_ENUM, F(purpose), 0, 0, BOP_N, booking_purpose_names, NULL },
	{ "bike", JT_BOOL, F(bike), 0, 0, 0, NULL, "an appointment for this names a bike" },
	{ "papers", JT_STRLIST, F(papers), 0, 0, BOOKING_PAPERS, NULL, "coded documents; a|b one of them" },
};
#undef F
static const struct js_shape bring_shape = JS_SHAPE("PurposePapers", struct bring_view, bring_fields);

static int get_papers(struct cx *cx, const struct req *rq, struct rep *rp)
{
	str w[BOOKING_PAPERS];
	int n;

	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int p = 0; p < BOP_N; p++) {
		TRY(flow_booking_papers(cx, (enum booking_purpose)p, w, &n));
		js_put(&rp->js, NULL, &bring_shape, &(struct bring_view){ p, booking_purpose_bike[p], { w, (size_t)n } });
	}
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct book_in { int64_t site; str day; int32_t slot; int purpose; int64_t bike; };
#define F(member) offsetof(struct book_in, member)
static const struct js_field book_fields[] = {
	{ "siteId", JT_I64, F(site), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "day", JT_STR, F(day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" },
	{ "slot", JT_I32, F(slot), JF_REQUIRED, 0, 1439, NULL, "minute of the day, as the day's slots say" },
	{ "purpose", JT_ENUM, F(purpose), JF_REQUIRED, 0, BOP_N, booking_purpose_names, NULL },
	{ "bikeId", JT_I64, F(bike), 0, 1, INT64_MAX, NULL, "which of one's own bikes it is for; none with register" },
};
#undef F
static const struct js_shape book_shape = JS_SHAPE("OwnerBookingNew", struct book_in, book_fields);
static const struct js_shape move_shape = { "OwnerBookingMove", book_fields, COUNTOF(book_fields) - 2, sizeof(struct book_in) };

static int day_of_body(struct cx *cx, str s, int32_t *ret)
{
	return flow_day_parse(s, ret) ? 0 : FAIL_FIELD(cx, E_INVALID, "day", "must be YYYY-MM-DD");
}

static int post_book(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct book_in *in = rq->in;
	struct booking b;
	int32_t day;

	TRY(day_of_body(cx, in->day, &day));
	TRY(flow_owner_book(cx, (site_id){ in->site }, day, in->slot, (enum booking_purpose)in->purpose, (bike_id){ in->bike }, &b));
	return put_done(cx, rp, &b);
}

static int post_move(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct book_in *in = rq->in;
	struct booking b;
	int32_t day;

	TRY(day_of_body(cx, in->day, &day));
	TRY(flow_owner_booking(cx, rq->id, &b));
	TRY(flow_book_move(cx, &b, (site_id){ in->site }, day, in->slot));
	return put_done(cx, rp, &b);
}

static int post_cancel(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct booking b;

	TRY(flow_owner_booking(cx, rq->id, &b));
	TRY(booking_step(cx, &b, BOE_CANCEL));
	return put_done(cx, rp, &b);
}

#define OWN ROLE_OWNER
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/owner/bikes", OWN, NULL, TX_READ, RF_LIST, NULL, &bike_shape, NULL, 0, get_bikes, NULL, "The own bikes, at most 100" },
	{ HTTP_GET, "/api/v1/owner/bikes/{id}", OWN, NULL, TX_READ, 0, NULL, &bike_shape, NULL, 0, get_bike, NULL, "One bike of one's own" },
	{ HTTP_GET, "/api/v1/owner/bikes/{id}/trail", OWN, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &trail_shape, trail_query, COUNTOF(trail_query), get_trail,
	  "owner_trail.read", "The own bike's way while it was one's own; late and coarse unless a theft case is open; needs the consent; audited" },
	{ HTTP_POST, "/api/v1/owner/consent", OWN, NULL, TX_WRITE, RF_NOBODY, &consent_shape, NULL, NULL, 0, post_consent, "owner.consent",
	  "Agree to the look at the own bike's way, or take that back" },
	{ HTTP_GET, "/api/v1/owner/papers", OWN, NULL, TX_READ, RF_LIST, NULL, &bring_shape, NULL, 0, get_papers, NULL,
	  "What to bring for which business, and whether it is about a bike" },
	{ HTTP_GET, "/api/v1/owner/bookings", OWN, NULL, TX_READ, RF_LIST, NULL, &booking_shape, page_query, COUNTOF(page_query), get_bookings, NULL,
	  "The own appointments, newest first" },
	{ HTTP_GET, "/api/v1/owner/bookings/{id}", OWN, NULL, TX_READ, 0, NULL, &booking_shape, NULL, 0, get_booking, NULL, "One appointment of one's own" },
	{ HTTP_POST, "/api/v1/owner/bookings", OWN, NULL, TX_WRITE, RF_CREATED, &book_shape, &booking_shape, NULL, 0, post_book, "booking.add",
	  "Book an appointment for oneself" },
	{ HTTP_POST, "/api/v1/owner/bookings/{id}/move", OWN, NULL, TX_WRITE, 0, &move_shape, &booking_shape, NULL, 0, post_move, "booking.move",
	  "Move one's own appointment" },
	{ HTTP_POST, "/api/v1/owner/bookings/{id}/cancel", OWN, NULL, TX_WRITE, 0, NULL, &booking_shape, NULL, 0, post_cancel, "booking.step",
	  "Cancel one's own appointment" },
};
const struct routes owner_view_routes = ROUTES("owner", rows);
