/* recovery_day_api — HTTP face of the return lists. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_person.h"
#include "flow/flow_recovery.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "serve/http/route.h"

extern const struct routes recovery_day_routes;

struct day_view { int64_t id; str number; int64_t unit_id; str unit; int32_t day; str place, note; bool closed; struct return_counts n; utc_ms created_at; int64_t ver; };
#define F(member) offsetof(struct day_view, member)
static const struct js_field day_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL }, { "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL },
	{ "unit", JT_STR, F(unit), 0, 0, 64, NULL, NULL }, { "day", JT_I32, F(day), 0, 0, 0, NULL, "days since 1970-01-01 at +08:00" },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL }, { "closed", JT_BOOL, F(closed), 0, 0, 0, NULL, NULL },
	{ "listed", JT_I64, F(n.listed), 0, 0, 0, NULL, "bikes on it" }, { "checkedIn", JT_I64, F(n.checked_in), 0, 0, 0, NULL, NULL },
	{ "returned", JT_I64, F(n.returned), 0, 0, 0, NULL, NULL }, { "noShow", JT_I64, F(n.no_show), 0, 0, 0, NULL, NULL },
	{ "reached", JT_I64, F(n.reached), 0, 0, 0, NULL, "owners who were told" }, { "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape day_shape = JS_SHAPE("ReturnDay", struct day_view, day_fields);

static int put_day(struct cx *cx, struct js *js, const struct return_day *d)
{
	struct day_view v = { d->id, d->number, d->unit.v, S(""), d->day, d->place, d->note, d->closed, { 0 }, d->created_at, d->ver };
	struct unit u;

	TRY(unit_get(cx, d->unit, &u));
	v.unit = u.name;
	TRY(return_day_counts(cx, d->id, &v.n));
	js_put(js, NULL, &day_shape, &v);
	return 0;
}

static int day_one(struct cx *cx, const struct return_day *d, void *arg)
{
	struct page *p = arg;

	return page_item(p, d->id) ? put_day(cx, p->js, d) : 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_days(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(return_day_list(cx, cx->area, rq->q[0].i, p.limit + 1, day_one, &p));
	page_end(&p);
	return 0;
}

static int get_day(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct return_day d;

	TRY(flow_return_day_get(cx, rq->id, &d));
	return put_day(cx, &rp->js, &d);
}

struct day_in { int32_t day; str place, note; };
static const struct js_field day_in_fields[] = {
	{ "day", JT_I32, offsetof(struct day_in, day), JF_REQUIRED, 0, 100000, NULL, "days since 1970-01-01 at +08:00" },
	{ "place", JT_STR, offsetof(struct day_in, place), JF_REQUIRED, 1, 256, NULL, NULL }, { "note", JT_STR, offsetof(struct day_in, note), 0, 0, 1000, NULL, NULL },
};
static const struct js_shape day_in_shape = JS_SHAPE("ReturnDayNew", struct day_in, day_in_fields);

static int post_day(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct day_in *in = rq->in;
	struct return_day d;
	struct unit u;

	TRY(unit_get(cx, cx->unit, &u));
	TRY(return_day_add(cx, u.id, u.path, in->day, in->place, in->note, &d));
	rp->audit_subject = d.id;
	return put_day(cx, &rp->js, &d);
}

static int post_close(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct return_day d;

	TRY(flow_return_day_get(cx, rq->id, &d));
	TRY(return_day_close(cx, &d));
	return put_day(cx, &rp->js, &d);
}

/* --- its rows --- */

struct item_view {
	int64_t id, day, seized; str number, plate, brand, colour, frame_no, motor_no, owner, owner_phone; int64_t value_fen; int state, call, receiver;
	utc_ms called_at, appointment, checked_at; str name, id_no, letter; bool voucher, person, is_signed; utc_ms returned_at; int64_t ver;
};
#define F(member) offsetof(struct item_view, member)
static const struct js_field item_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "dayId", JT_I64, F(day), 0, 0, 0, NULL, NULL }, { "seizedId", JT_I64, F(seized), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, F(number), 0, 0, 32, NULL, "of the seized item" }, { "plate", JT_STR, F(plate), 0, 0, 64, NULL, NULL }, { "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL }, { "frameNo", JT_STR, F(frame_no), 0, 0, 64, NULL, NULL }, { "motorNo", JT_STR, F(motor_no), 0, 0, 64, NULL, NULL },
	{ "owner", JT_STR, F(owner), 0, 0, 250, NULL, "masked" }, { "ownerPhone", JT_STR, F(owner_phone), 0, 0, 250, NULL, "masked" }, { "valueFen", JT_I64, F(value_fen), 0, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, RI_N, return_state_names, NULL }, { "call", JT_ENUM, F(call), 0, 0, RCALL_N, return_call_names, NULL },
	{ "receiver", JT_ENUM, F(receiver), JF_NULL_IF_EMPTY, 0, RW_N, return_who_names, NULL }, { "calledAt", JT_UTC, F(called_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "appointment", JT_UTC, F(appointment), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "checkedAt", JT_UTC, F(checked_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 250, NULL, "receiver, masked" }, { "idNo", JT_STR, F(id_no), 0, 0, 250, NULL, "masked" }, { "letter", JT_STR, F(letter), 0, 0, 64, NULL, NULL },
	{ "voucher", JT_BOOL, F(voucher), 0, 0, 0, NULL, "there is a photo of the voucher" }, { "person", JT_BOOL, F(person), 0, 0, 0, NULL, "there is a photo of the receiver with the bike" },
	{ "signed", JT_BOOL, F(is_signed), 0, 0, 0, NULL, NULL }, { "returnedAt", JT_UTC, F(returned_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape item_shape = JS_SHAPE("ReturnItem", struct item_view, item_fields);

static int put_item(struct cx *cx, struct js *js, const struct return_item *i)
{
	struct owner_brief who = { .name = S(""), .phone = S("") };
	struct bike b = { .brand = S(""), .colour = S(""), .frame_no = S(""), .motor_no = S("") };
	struct seized s;

	TRY(seized_get(cx, i->seized, &s));
	if (s.bike.v) {
		TRY(bike_get(cx, s.bike, &b));
		TRY(flow_person_brief(cx, s.bike, cx->now, &who));
	}
	struct item_view v = { i->id, i->day, i->seized, s.number, plate_str(&b.plate), b.brand, b.colour, b.frame_no, b.motor_no, who.name, who.phone, s.value_fen,
	                       (int)i->state, (int)i->call, (int)i->receiver, i->called_at, i->appointment, i->checked_at, pii_mask_name(cx->arena, &i->name),
	                       pii_mask_id(cx->arena, &i->id_no), i->letter, i->voucher.n > 0, i->person.n > 0, i->is_signed, i->returned_at, i->ver };
	js_put(js, NULL, &item_shape, &v);
	return 0;
}

static int put_done(struct cx *cx, struct rep *rp, const struct return_item *i)
{
	rp->audit_subject = i->seized;
	return put_item(cx, &rp->js, i);
}

static int item_one(struct cx *cx, const struct return_item *i, void *arg)
{
	return put_item(cx, arg, i);
}

static int get_items(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct return_day d;

	TRY(flow_return_day_get(cx, rq->id, &d));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(return_items(cx, d.id, PAGE_MAX, item_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct item_in { int64_t seized; utc_ms appointment; int call; };
static const struct js_field list_in_fields[] = {
	{ "seizedId", JT_I64, offsetof(struct item_in, seized), JF_REQUIRED, 1, INT64_MAX, NULL, "an approved item" },
	{ "appointment", JT_UTC, offsetof(struct item_in, appointment), 0, 0, INT64_MAX, NULL, NULL },
};
static const struct js_field call_in_fields[] = {
	{ "call", JT_ENUM, offsetof(struct item_in, call), JF_REQUIRED, 0, RCALL_N, return_call_names, NULL },
	{ "appointment", JT_UTC, offsetof(struct item_in, appointment), 0, 0, INT64_MAX, NULL, NULL },
};
static const struct js_shape list_in_shape = JS_SHAPE("ReturnItemNew", struct item_in, list_in_fields), call_in_shape = JS_SHAPE("ReturnCall", struct item_in, call_in_fields);

static int post_item(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct item_in *in = rq->in;
	struct return_item i;

	TRY(flow_return_list(cx, rq->id, in->seized, in->appointment, &i));
	return put_done(cx, rp, &i);
}

static int post_call(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct item_in *in = rq->in;
	struct return_item i;

	TRY(flow_return_call(cx, rq->id, (enum return_call)in->call, in->appointment, &i));
	return put_done(cx, rp, &i);
}

struct check_in { int receiver; struct pii name, id_no; str letter; };
#define F(member) offsetof(struct check_in, member)
static const struct js_field check_fields[] = {
	{ "receiver", JT_ENUM, F(receiver), JF_REQUIRED, 0, RW_N, return_who_names, "owner or agent" }, { "name", JT_PII, F(name), JF_REQUIRED | JF_SENSITIVE, 1, 64, NULL, NULL },
	{ "idNo", JT_PII, F(id_no), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, "as on the document shown" }, { "letter", JT_STR, F(letter), 0, 0, 64, NULL, "of an agent: number or date of the owner's letter" },
};
#undef F
static const struct js_shape check_shape = JS_SHAPE("ReturnCheckIn", struct check_in, check_fields);

static int post_check(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct check_in *in = rq->in;
	struct return_receiver r = { (enum return_who)in->receiver, in->name, in->id_no, in->letter };
	struct return_item i;

	TRY(flow_return_check_in(cx, rq->id, &r, &i));
	return put_done(cx, rp, &i);
}

struct give_in { str voucher, person; bool is_signed; };
static const struct js_field give_fields[] = {
	{ "voucher", JT_STR, offsetof(struct give_in, voucher), 0, 0, 32, NULL, "an upload: the signed voucher" },
	{ "person", JT_STR, offsetof(struct give_in, person), 0, 0, 32, NULL, "an upload: the receiver with the bike" },
	{ "signed", JT_BOOL, offsetof(struct give_in, is_signed), JF_REQUIRED, 0, 0, NULL, "the receiver has signed the list" },
};
static const struct js_shape give_shape = JS_SHAPE("ReturnGive", struct give_in, give_fields);

static int post_give(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct give_in *in = rq->in;
	struct return_item i;

	TRY(flow_return_give(cx, rq->id, &(struct return_proof){ in->voucher, in->person, in->is_signed }, &i));
	return put_done(cx, rp, &i);
}

static int off(struct cx *cx, const struct req *rq, struct rep *rp, bool no_show)
{
	struct return_item i;

	TRY(flow_return_off(cx, rq->id, no_show, &i));
	return put_done(cx, rp, &i);
}

static int post_no_show(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return off(cx, rq, rp, true);
}

static int post_off(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return off(cx, rq, rp, false);
}

static int get_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_return_photo(cx, rq->id, rq->name, &rp->file));
	rp->file_type = S("image/jpeg");
	rp->file_name = arena_fmt(cx->arena, "return-%lld-%.*s.jpg", (long long)rq->id, STR_ARG(rq->name));
	return 0;
}

#define P ROLE_POLICE
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/return-days", P, NULL, TX_READ, RF_LIST, NULL, &day_shape, page_query, COUNTOF(page_query), get_days, NULL, "Return lists of the own area, newest first" },
	{ HTTP_POST, "/api/v1/return-days", P, NULL, TX_WRITE, RF_CREATED, &day_in_shape, &day_shape, NULL, 0, post_day, "recovery.day", "A return list for a day and a place" },
	{ HTTP_GET, "/api/v1/return-days/{id}", P, NULL, TX_READ, 0, NULL, &day_shape, NULL, 0, get_day, NULL, "One return list with its counts" },
	{ HTTP_POST, "/api/v1/return-days/{id}/close", P, NULL, TX_WRITE, 0, NULL, &day_shape, NULL, 0, post_close, "recovery.day_close", "Close a list on which nothing waits" },
	{ HTTP_GET, "/api/v1/return-days/{id}/items", P, NULL, TX_READ, RF_LIST, NULL, &item_shape, NULL, 0, get_items, NULL, "The bikes of a list" },
	{ HTTP_POST, "/api/v1/return-days/{id}/items", P, NULL, TX_WRITE, RF_CREATED, &list_in_shape, &item_shape, NULL, 0, post_item, "recovery.list", "Put an approved bike on a list" },
	{ HTTP_POST, "/api/v1/return-items/{id}/call", P, NULL, TX_WRITE, 0, &call_in_shape, &item_shape, NULL, 0, post_call, "recovery.call", "Note that the owner was called, and when he comes" },
	{ HTTP_POST, "/api/v1/return-items/{id}/check-in", P, NULL, TX_WRITE, 0, &check_shape, &item_shape, NULL, 0, post_check, "recovery.check_in", "Check who receives the bike" },
	{ HTTP_POST, "/api/v1/return-items/{id}/give", P, NULL, TX_WRITE, 0, &give_shape, &item_shape, NULL, 0, post_give, "recovery.give", "Give the bike back, with photos and signature" },
	{ HTTP_POST, "/api/v1/return-items/{id}/no-show", P, NULL, TX_WRITE, 0, NULL, &item_shape, NULL, 0, post_no_show, "recovery.no_show", "Nobody came for it" },
	{ HTTP_POST, "/api/v1/return-items/{id}/off", P, NULL, TX_WRITE, 0, NULL, &item_shape, NULL, 0, post_off, "recovery.unlist", "Take a bike off the list" },
	{ HTTP_GET, "/api/v1/return-items/{id}/photos/{name}", P, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_photo, "recovery.photo_read",
	  "voucher or person: a photo of a return; audited", "image/jpeg", 0 },
};
const struct routes recovery_day_routes = ROUTES("return lists", rows);
