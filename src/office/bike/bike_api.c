/* bike_api — HTTP face of the bikes. Names and phones leave masked only. */
#include "flow/api_list.h"
#include "flow/flow_station.h"
#include "office/bike/bike.h"
#include "office/theft/theft.h"
#include "serve/http/route.h"

extern const struct routes bike_routes;

struct bike_view {
	int64_t id; struct plate plate; tag_id tag; str owner_name, owner_phone, brand, colour; utc_ms created_at; int64_t open_case_id, ver;
};
#define F(member) offsetof(struct bike_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, F(tag), 0, 0, 0, NULL, NULL },
	{ "ownerName", JT_STR, F(owner_name), 0, 0, 128, NULL, "masked" },
	{ "ownerPhone", JT_STR, F(owner_phone), 0, 0, 128, NULL, "masked" },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "openCaseId", JT_I64, F(open_case_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Bike", struct bike_view, view_fields);

static int put_bike(struct cx *cx, struct js *js, const struct bike *b)
{
	theft_id theft;
	bool open;

	TRY(theft_open_of(cx, b->id, &theft, &open));
	struct bike_view v = { b->id.v, b->plate, b->tag, pii_mask_name(cx->arena, &b->owner_name), pii_mask_phone(cx->arena, &b->owner_phone),
	                       b->brand, b->colour, b->created_at, open ? theft.v : 0, b->ver };
	js_put(js, NULL, &view_shape, &v);
	return 0;
}

static int list_one(struct cx *cx, const struct bike *b, void *arg)
{
	return put_bike(cx, arg, b);
}

static const struct route_q query[] = { { "q", JT_STR, JF_REQUIRED, 1, 64, "plate or tag, whole or a part; exact matches first, at most 50" } };

static int get_search(struct cx *cx, const struct req *rq, struct rep *rp)
{
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(bike_search(cx, rq->q[0].s, 50, list_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bike b;

	TRY(bike_get(cx, (bike_id){ rq->id }, &b));
	return put_bike(cx, &rp->js, &b);
}

struct add_in { struct plate plate; tag_id tag; struct pii owner_name, owner_phone; str brand, colour; };
#define F(member) offsetof(struct add_in, member)
static const struct js_field add_fields[] = {
	{ "plate", JT_PLATE, F(plate), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, F(tag), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "ownerName", JT_PII, F(owner_name), JF_REQUIRED | JF_SENSITIVE, 1, 96, NULL, NULL },
	{ "ownerPhone", JT_PII, F(owner_phone), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, NULL },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
};
#undef F
static const struct js_shape add_shape = JS_SHAPE("BikeNew", struct add_in, add_fields);

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;
	struct bike b;
	bike_id id;

	TRY(bike_add(cx, &(struct bike_new){ in->tag, in->plate, in->owner_name, in->owner_phone, in->brand, in->colour }, &id));
	TRY(bike_get(cx, id, &b));
	rp->audit_subject = id.v;
	return put_bike(cx, &rp->js, &b);
}

struct tag_in { tag_id tag; };
static const struct js_field tag_fields[] = { { "tag", JT_TAG, offsetof(struct tag_in, tag), JF_REQUIRED, 0, 0, NULL, NULL } };
static const struct js_shape tag_shape = JS_SHAPE("BikeTag", struct tag_in, tag_fields);

static int put_tag(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bike b;

	TRY(flow_bike_retag(cx, (bike_id){ rq->id }, ((const struct tag_in *)rq->in)->tag, &b));
	return put_bike(cx, &rp->js, &b);
}

#define READ (ROLE_CLERK | ROLE_POLICE)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/bikes", READ, NULL, TX_READ, RF_LIST, NULL, &view_shape, query, COUNTOF(query), get_search, NULL, "Find bikes by plate or tag" },
	{ HTTP_GET, "/api/v1/bikes/{id}", READ, NULL, TX_READ, 0, NULL, &view_shape, NULL, 0, get_one, NULL, "One bike" },
	{ HTTP_POST, "/api/v1/bikes", ROLE_CLERK, NULL, TX_WRITE, RF_CREATED, &add_shape, &view_shape, NULL, 0, post_add, "bike.add", "Register a bike" },
	{ HTTP_PUT, "/api/v1/bikes/{id}/tag", ROLE_CLERK, NULL, TX_WRITE, 0, &tag_shape, &view_shape, NULL, 0, put_tag, "bike.retag", "Replace a bike's tag" },
};
const struct routes bike_routes = ROUTES("bikes", rows);
