/* photo_api — HTTP face of the photos: upload, attach, list, look. The picture itself is made by serve/media's worker. */
#include "flow/flow_person.h"
#include "flow/flow_photo.h"
#include "serve/http/route.h"
#include "serve/media/media.h"

extern const struct routes photo_routes;

/* --- upload --- */

struct new_view { str photo; int32_t width, height; int64_t bytes; };
#define F(member) offsetof(struct new_view, member)
static const struct js_field new_fields[] = {
	{ "photo", JT_STR, F(photo), 0, 0, 32, NULL, "its name, to be attached within a day; else it vanishes" },
	{ "width", JT_I32, F(width), 0, 0, 0, NULL, "pixels" },
	{ "height", JT_I32, F(height), 0, 0, 0, NULL, NULL },
	{ "bytes", JT_I64, F(bytes), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape new_shape = JS_SHAPE("PhotoNew", struct new_view, new_fields);

/* The picture is made before the transaction: a writer's place is not held for it. */
static int post_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct picture pic;
	struct photo p;

	TRY(photo_may(cx));
	TRY(media_reencode(cx->arena, rq->upload, &cx->err, &pic));
	TRY(flow_photo_keep(cx, pic.jpeg, pic.width, pic.height, &p));
	struct new_view v = { p.id, p.width, p.height, p.bytes };
	js_put(&rp->js, NULL, &new_shape, &v);
	return 0;
}

/* --- a bike's photos --- */

struct photo_view { str slot, photo; int32_t width, height; int64_t bytes; utc_ms at; int64_t actor; };
#define F(member) offsetof(struct photo_view, member)
static const struct js_field photo_fields[] = {
	{ "slot", JT_STR, F(slot), 0, 0, 16, NULL, "front, rear_plate, right_rear, vehicle_code, motor_no, invoice, id_front, id_back, form, tag_place" },
	{ "photo", JT_STR, F(photo), 0, 0, 32, NULL, NULL },
	{ "width", JT_I32, F(width), 0, 0, 0, NULL, NULL },
	{ "height", JT_I32, F(height), 0, 0, 0, NULL, NULL },
	{ "bytes", JT_I64, F(bytes), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "actor", JT_I64, F(actor), 0, 0, 0, NULL, "account that attached it" },
};
#undef F
static const struct js_shape photo_shape = JS_SHAPE("BikePhoto", struct photo_view, photo_fields);

static int one_photo(struct cx *cx, const struct bike_photo *p, void *arg)
{
	struct photo_view v = { p->slot, p->blob, p->width, p->height, p->bytes, p->at, p->actor.v };

	(void)cx;
	js_put(arg, NULL, &photo_shape, &v);
	return 0;
}

static int get_photos(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bike b;

	TRY(bike_get(cx, (bike_id){ rq->id }, &b));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(bike_photos(cx, b.id, one_photo, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int get_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_photo_read(cx, (bike_id){ rq->id }, rq->name, &rp->file));
	rp->file_type = S("image/jpeg");
	rp->file_name = arena_fmt(cx->arena, "bike-%lld-%.*s.jpg", (long long)rq->id, STR_ARG(rq->name));
	return 0;
}

struct attach_in { str photo; };
static const struct js_field attach_fields[] = { { "photo", JT_STR, offsetof(struct attach_in, photo), JF_REQUIRED, 32, 32, NULL, "of an upload" } };
static const struct js_shape attach_shape = JS_SHAPE("BikePhotoNew", struct attach_in, attach_fields);

static int in_area(struct cx *cx, const struct req *rq)
{
	return flow_bike_in_area(cx, (bike_id){ rq->id });
}

static int put_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct attach_in *in = rq->in;
	bike_id bike = { rq->id };
	struct bike_photo p;

	TRY(photo_attach(cx, in->photo, bike, rq->name));
	TRY(bike_photo_get(cx, bike, rq->name, &p));
	rp->audit_detail = arena_fmt(cx->arena, "{\"slot\":\"%.*s\",\"photo\":\"%.*s\"}", STR_ARG(p.slot), STR_ARG(p.blob));
	return one_photo(cx, &p, &rp->js);
}

#define READ (ROLE_CLERK | ROLE_POLICE)
static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/photos", ROLE_CLERK | ROLE_POLICE | ROLE_INSURER | ROLE_ADJUSTER | ROLE_TRAFFIC, NULL, TX_NONE, RF_UPLOAD | RF_CREATED | RF_AUDITED | RF_SLOW, NULL, &new_shape, NULL, 0, post_photo, "photo.upload",
	  "Take in a photo for a bike or an accident; it is drawn anew, and vanishes after a day unless it is attached", "image/jpeg,image/png", MEDIA_IN_MAX },
	{ HTTP_GET, "/api/v1/bikes/{id}/photos", READ, NULL, TX_READ, RF_LIST, NULL, &photo_shape, NULL, 0, get_photos, NULL, "Which photos a bike has" },
	{ HTTP_GET, "/api/v1/bikes/{id}/photos/{name}", READ, in_area, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_photo, "bike.photo_read",
	  "One photo of a bike, by its slot; own area; audited. Photos of papers (id_front, id_back, form) want a fresh code", "image/jpeg", 0 },
	{ HTTP_PUT, "/api/v1/bikes/{id}/photos/{name}", ROLE_CLERK, in_area, TX_WRITE, 0, &attach_shape, &photo_shape, NULL, 0, put_photo, "bike.photo",
	  "An uploaded photo becomes the one of this slot; the older one is kept" },
};
const struct routes photo_routes = ROUTES("photos", rows);
