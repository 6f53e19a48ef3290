/* attach_api — HTTP face of the photos of claims, orders and theft reports. The picture itself is made by serve/media's worker. */
#include "flow/flow_claim_view.h"
#include "flow/flow_attach.h"
#include "office/account/account.h"
#include "serve/http/route.h"
#include "serve/media/media.h"

extern const struct routes evidence_routes;

/* Who took it is not told: an account's name stands in the order's history and in the audit, an owner's number is nobody's business. */
struct photo_view { str photo; utc_ms at; };
static const struct js_field photo_fields[] = {
	{ "photo", JT_STR, offsetof(struct photo_view, photo), 0, 0, 32, NULL, "its name, to look at it" }, { "at", JT_UTC, offsetof(struct photo_view, at), 0, 0, 0, NULL, NULL },
};
static const struct js_shape photo_shape = JS_SHAPE("EvidencePhoto", struct photo_view, photo_fields);

static int put_photo(struct rep *rp, const struct photo *p)
{
	js_put(&rp->js, NULL, &photo_shape, &(struct photo_view){ p->id, p->at });
	return 0;
}

static int one_photo(struct cx *cx, const struct photo_of *p, void *arg)
{
	(void)cx;
	js_put(arg, NULL, &photo_shape, &(struct photo_view){ p->photo, p->at });
	return 0;
}

static int put_list(struct cx *cx, struct rep *rp, str kind, int64_t subject)
{
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(photo_of_list(cx, kind, subject, one_photo, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int put_file(struct cx *cx, const struct req *rq, struct rep *rp, const char *of)
{
	rp->file_type = S("image/jpeg");
	rp->file_name = arena_fmt(cx->arena, "%s-%lld-%.*s.jpg", of, (long long)rq->id, STR_ARG(rq->name));
	return 0;
}

/* --- the owner's phone: refused before the work is done, made outside of a transaction --- */

static int post_paper(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct claim_view v;
	struct picture pic;
	struct claim c;

	TRY(flow_claim_photo_may(cx, rq->id, rq->name));
	TRY(media_reencode(cx->arena, rq->upload, &cx->err, &pic));
	TRY(flow_claim_photo(cx, rq->id, rq->name, pic.jpeg, pic.width, pic.height, &c));
	TRY(flow_claim_view(cx, &c, true, &v));
	js_put(&rp->js, NULL, &claim_shape, &v);
	return 0;
}

static int post_theft(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct picture pic;
	struct photo p;

	TRY(flow_theft_photo_may(cx, (theft_id){ rq->id }));
	TRY(media_reencode(cx->arena, rq->upload, &cx->err, &pic));
	TRY(flow_theft_photo(cx, (theft_id){ rq->id }, pic.jpeg, pic.width, pic.height, &p));
	return put_photo(rp, &p);
}

/* --- officers and adjusters --- */

static int get_paper(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_claim_photo_read(cx, rq->id, rq->name, &rp->file));
	return put_file(cx, rq, rp, "claim");
}

static int get_theft_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft t;

	TRY(theft_get(cx, (theft_id){ rq->id }, &t));
	return put_list(cx, rp, S("theft"), t.id.v);
}

static int get_theft(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_theft_photo_read(cx, (theft_id){ rq->id }, rq->name, &rp->file));
	return put_file(cx, rq, rp, "case");
}

static int post_order(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct picture pic;
	struct photo p;

	TRY(flow_order_photo_may(cx, rq->id));
	TRY(media_reencode(cx->arena, rq->upload, &cx->err, &pic));
	TRY(flow_order_photo(cx, rq->id, pic.jpeg, pic.width, pic.height, &p));
	return put_photo(rp, &p);
}

static int get_order_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool own, helps;
	struct order o;

	TRY(order_get(cx, rq->id, &o));
	TRY(flow_order_reach(cx, &o, &own, &helps));
	return put_list(cx, rp, S("order"), o.id);
}

static int get_order(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_order_photo_read(cx, rq->id, rq->name, &rp->file));
	return put_file(cx, rq, rp, "order");
}

#define OWN ROLE_OWNER
#define P ROLE_POLICE
#define UPLOAD (RF_UPLOAD | RF_CREATED | RF_AUDITED | RF_SLOW)
#define PICTURES "image/jpeg,image/png", MEDIA_IN_MAX
static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/my/claims/{id}/papers/{name}", OWN, NULL, TX_NONE, UPLOAD, NULL, &claim_shape, NULL, 0, post_paper, "claim.photo",
	  "A photo of a paper for one's own claim, by its kind; drawn anew, takes the place of an older one until somebody reviews the claim", PICTURES },
	{ HTTP_GET, "/api/v1/claims/{id}/papers/{name}", ROLE_ADJUSTER, account_operators, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_paper, "claim.photo_read",
	  "The photo of a claim's paper, by its kind; audited. id_card and bank_card want a fresh code", "image/jpeg", 0 },
	{ HTTP_POST, "/api/v1/owner/thefts/{id}/photos", OWN, NULL, TX_NONE, UPLOAD, NULL, &photo_shape, NULL, 0, post_theft, "theft.photo",
	  "A photo for one's own theft report; drawn anew", PICTURES },
	{ HTTP_GET, "/api/v1/thefts/{id}/photos", P, NULL, TX_READ, RF_LIST, NULL, &photo_shape, NULL, 0, get_theft_list, NULL, "Which photos an owner sent with a report" },
	{ HTTP_GET, "/api/v1/thefts/{id}/photos/{name}", P, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_theft, "theft.photo_read",
	  "One photo of a theft case; audited", "image/jpeg", 0 },
	{ HTTP_POST, "/api/v1/orders/{id}/photos", P, NULL, TX_NONE, UPLOAD, NULL, &photo_shape, NULL, 0, post_order, "order.photo",
	  "A photo of what was found, before it is fed back; drawn anew", PICTURES },
	{ HTTP_GET, "/api/v1/orders/{id}/photos", P, NULL, TX_READ, RF_LIST, NULL, &photo_shape, NULL, 0, get_order_list, NULL, "Which photos an order has" },
	{ HTTP_GET, "/api/v1/orders/{id}/photos/{name}", P, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_order, "order.photo_read",
	  "One photo of an order of the own area, or one that it helps with; audited", "image/jpeg", 0 },
};
const struct routes evidence_routes = ROUTES("photos", rows);
