/* stock_api — HTTP face of plates and tags in stock: formats, deliveries, transfers, counts, the lists of tags to see to. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "office/plate/plate.h"
#include "office/tag/tag.h"
#include "serve/http/route.h"

extern const struct routes stock_routes;

static const struct stock_kind *const kinds[] = { &plate_stock_kind, &tag_stock_kind };
static const str kind_names[] = { SI("plate"), SI("tag") };

/* --- formats and deliveries --- */

struct format_view { int64_t id; int32_t district; int kind; str prefix, alphabet; int32_t places; str forbidden; int64_t next, count; bool active; int64_t ver; };
#define F(member) offsetof(struct format_view, member)
static const struct js_field format_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "district", JT_I32, F(district), 0, 0, 0, NULL, "GB/T 2260" },
	{ "kind", JT_ENUM, F(kind), 0, 0, PK_N, plate_kind_names, NULL },
	{ "prefix", JT_STR, F(prefix), 0, 0, NUMBER_MAX, NULL, NULL },
	{ "alphabet", JT_STR, F(alphabet), 0, 0, 36, NULL, "in the order of counting" },
	{ "places", JT_I32, F(places), 0, 0, 0, NULL, NULL },
	{ "forbidden", JT_STR, F(forbidden), 0, 0, 200, NULL, "pieces that no number has, divided by commas" },
	{ "next", JT_I64, F(next), 0, 0, 0, NULL, "of the sequence" },
	{ "count", JT_I64, F(count), 0, 0, 0, NULL, "numbers of this format" },
	{ "active", JT_BOOL, F(active), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape format_shape = JS_SHAPE("PlateFormat", struct format_view, format_fields);

static void put_format(struct js *js, const struct plate_format *f)
{
	struct format_view v = { f->id, f->district, (int)f->kind, number_str(&f->f.prefix), { f->f.alphabet, f->f.base }, f->f.places, f->forbidden, f->next,
	                         number_format_count(&f->f), f->active, f->ver };

	js_put(js, NULL, &format_shape, &v);
}

static int format_one(struct cx *cx, const struct plate_format *f, void *arg)
{
	(void)cx;
	put_format(arg, f);
	return 0;
}

static int get_formats(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(plate_formats(cx, format_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct format_in { int32_t district; int kind; str prefix, alphabet; int32_t places; str forbidden; };
#define F(member) offsetof(struct format_in, member)
static const struct js_field format_in_fields[] = {
	{ "district", JT_I32, F(district), JF_REQUIRED, 100000, 999999, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, PK_N, plate_kind_names, NULL },
	{ "prefix", JT_STR, F(prefix), 0, 0, NUMBER_MAX, NULL, NULL },
	{ "alphabet", JT_STR, F(alphabet), JF_REQUIRED, 2, 36, NULL, NULL },
	{ "places", JT_I32, F(places), JF_REQUIRED, 1, 9, NULL, NULL },
	{ "forbidden", JT_STR, F(forbidden), 0, 0, 200, NULL, NULL },
};
#undef F
static const struct js_shape format_in_shape = JS_SHAPE("PlateFormatNew", struct format_in, format_in_fields);

static int post_format(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct format_in *in = rq->in;
	struct plate_format f;

	TRY(plate_format_add(cx, &(struct plate_format_new){ in->district, (enum plate_kind)in->kind, in->prefix, in->alphabet, in->forbidden, in->places }, &f));
	rp->audit_subject = f.id;
	put_format(&rp->js, &f);
	return 0;
}

static int post_close(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct plate_format f;

	TRY(plate_format_get(cx, rq->id, &f));
	TRY(plate_format_close(cx, &f));
	put_format(&rp->js, &f);
	return 0;
}

struct plates_in { int64_t format; str first, note; int32_t n; };
static const struct js_field plates_fields[] = {
	{ "formatId", JT_I64, offsetof(struct plates_in, format), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "n", JT_I32, offsetof(struct plates_in, n), JF_REQUIRED, 1, 20000, NULL, NULL },
	{ "first", JT_STR, offsetof(struct plates_in, first), 0, 0, 100, NULL, "the sequence jumps to it; the next one if not given" },
	{ "note", JT_STR, offsetof(struct plates_in, note), 0, 0, 400, NULL, NULL },
};
static const struct js_shape plates_shape = JS_SHAPE("PlateBatchNew", struct plates_in, plates_fields);
struct batch_view { int64_t id; int32_t n, known; str first, last; };
static const struct js_field batch_fields[] = {
	{ "id", JT_I64, offsetof(struct batch_view, id), 0, 0, 0, NULL, NULL },
	{ "n", JT_I32, offsetof(struct batch_view, n), 0, 0, 0, NULL, "pieces that are new" },
	{ "known", JT_I32, offsetof(struct batch_view, known), 0, 0, 0, NULL, "tags that were known already" },
	{ "first", JT_STR, offsetof(struct batch_view, first), 0, 0, NUMBER_MAX, NULL, NULL },
	{ "last", JT_STR, offsetof(struct batch_view, last), 0, 0, NUMBER_MAX, NULL, NULL },
};
static const struct js_shape batch_shape = JS_SHAPE("StockBatch", struct batch_view, batch_fields);

static int post_plates(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct plates_in *in = rq->in;
	struct plate_batch b;

	TRY(plate_receive(cx, in->format, in->first, in->n, in->note, &b));
	rp->audit_subject = b.id;
	js_put(&rp->js, NULL, &batch_shape, &(struct batch_view){ b.id, b.n, 0, number_str(&b.first), number_str(&b.last) });
	return 0;
}

struct tags_in { int slot; struct js_list tags; str note; };
static const struct js_field tags_fields[] = {
	{ "slot", JT_ENUM, offsetof(struct tags_in, slot), JF_REQUIRED, 0, TSL_N, tag_slot_names, NULL },
	{ "tags", JT_STRLIST, offsetof(struct tags_in, tags), JF_REQUIRED, 1, 5000, NULL, "hexadecimal" },
	{ "note", JT_STR, offsetof(struct tags_in, note), 0, 0, 400, NULL, NULL },
};
static const struct js_shape tags_shape = JS_SHAPE("TagBatchNew", struct tags_in, tags_fields);

static int post_tags(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct tags_in *in = rq->in;
	const str *v = in->tags.items;
	tag_id *ids = arena_alloc(cx->arena, in->tags.n * sizeof *ids);
	struct tag_batch b;

	if (!ids)
		return FAIL(cx, E_TOOBIG, "the list is too long");
	for (size_t i = 0; i < in->tags.n; i++)
		if (!tag_parse(v[i], &ids[i]))
			return FAIL_FIELD(cx, E_INVALID, "tags", "the %zu. is no tag: 1 to 16 hexadecimal digits", i + 1);
	TRY(tag_receive(cx, (enum tag_slot)in->slot, ids, (int32_t)in->tags.n, in->note, &b));
	rp->audit_subject = b.id;
	js_put(&rp->js, NULL, &batch_shape, &(struct batch_view){ b.id, b.n, b.known, S(""), S("") });
	return 0;
}

/* --- what lies where --- */

struct sum_view { int what; str sort; int64_t site_id, holder_id, n; };
#define F(member) offsetof(struct sum_view, member)
static const struct js_field sum_fields[] = {
	{ "what", JT_ENUM, F(what), 0, 0, 2, kind_names, NULL },
	{ "sort", JT_STR, F(sort), 0, 0, 16, NULL, "kind of plate, slot of tag" },
	{ "siteId", JT_I64, F(site_id), 0, 0, 0, NULL, "0: the depot" },
	{ "holderId", JT_I64, F(holder_id), 0, 0, 0, NULL, "account; 0: the point's cupboard" },
	{ "n", JT_I64, F(n), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape sum_shape = JS_SHAPE("StockSum", struct sum_view, sum_fields);
struct sum_arg { struct js *js; int what; };

static int sum_one(struct cx *cx, struct stock_place at, str sort, int64_t n, void *arg)
{
	struct sum_arg *a = arg;
	struct sum_view v = { a->what, sort, at.site.v, at.holder.v, n };

	(void)cx;
	js_put(a->js, NULL, &sum_shape, &v);
	return 0;
}

static const struct route_q sum_query[] = { { "siteId", JT_I64, 0, 0, INT64_MAX, "only of this point; all if not given" } };

static int get_sums(struct cx *cx, const struct req *rq, struct rep *rp)
{
	site_id site = { rq->q[0].present ? rq->q[0].i : -1 };

	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(plate_sums(cx, site, sum_one, &(struct sum_arg){ &rp->js, 0 }));
	TRY(tag_sums(cx, site, sum_one, &(struct sum_arg){ &rp->js, 1 }));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- transfers --- */

struct transfer_view {
	int64_t id; str what, sort; int64_t from_site, from_holder, to_site, to_holder; int32_t n; int state; str note; int64_t offered_by, closed_by;
	utc_ms offered_at, closed_at; int64_t ver;
};
#define F(member) offsetof(struct transfer_view, member)
static const struct js_field transfer_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "what", JT_STR, F(what), 0, 0, 8, NULL, "plate or tag" },
	{ "sort", JT_STR, F(sort), 0, 0, 16, NULL, NULL },
	{ "fromSiteId", JT_I64, F(from_site), 0, 0, 0, NULL, NULL },
	{ "fromHolderId", JT_I64, F(from_holder), 0, 0, 0, NULL, NULL },
	{ "toSiteId", JT_I64, F(to_site), 0, 0, 0, NULL, NULL },
	{ "toHolderId", JT_I64, F(to_holder), 0, 0, 0, NULL, NULL },
	{ "n", JT_I32, F(n), 0, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, TRS_N, transfer_state_names, NULL },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, NULL },
	{ "offeredBy", JT_I64, F(offered_by), 0, 0, 0, NULL, NULL },
	{ "closedBy", JT_I64, F(closed_by), JF_NULL_IF_EMPTY, 0, 0, NULL, "who signed, refused or withdrew" },
	{ "offeredAt", JT_UTC, F(offered_at), 0, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, F(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape transfer_shape = JS_SHAPE("StockTransfer", struct transfer_view, transfer_fields);

static void put_transfer(struct js *js, const struct transfer *t)
{
	struct transfer_view v = { t->id, t->what, t->sort, t->from.site.v, t->from.holder.v, t->to.site.v, t->to.holder.v, t->n, (int)t->state, t->note,
	                           t->offered_by.v, t->closed_by.v, t->offered_at, t->closed_at, t->ver };

	js_put(js, NULL, &transfer_shape, &v);
}

static int transfer_one(struct cx *cx, const struct transfer *t, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, t->id))
		put_transfer(p->js, t);
	return 0;
}

static const struct route_q transfer_query[] = {
	PAGE_QUERY,
	{ "siteId", JT_I64, 0, 0, INT64_MAX, "to or from this point" },
	{ "open", JT_BOOL, 0, 0, 0, "1: only those that wait for a signature" },
};

static int get_transfers(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(transfer_list(cx, (site_id){ rq->q[2].i }, rq->q[3].i != 0, rq->q[0].i, p.limit + 1, transfer_one, &p));
	page_end(&p);
	return 0;
}

struct offer_in { int what; str sort, note; int64_t from_site, from_holder, to_site, to_holder; int32_t n; };
#define F(member) offsetof(struct offer_in, member)
static const struct js_field offer_fields[] = {
	{ "what", JT_ENUM, F(what), JF_REQUIRED, 0, 2, kind_names, NULL },
	{ "sort", JT_STR, F(sort), JF_REQUIRED, 1, 16, NULL, "standard, temporary; theft, enforcement, owner" },
	{ "fromSiteId", JT_I64, F(from_site), 0, 0, INT64_MAX, NULL, "0: the depot" },
	{ "fromHolderId", JT_I64, F(from_holder), 0, 0, INT64_MAX, NULL, NULL },
	{ "toSiteId", JT_I64, F(to_site), 0, 0, INT64_MAX, NULL, NULL },
	{ "toHolderId", JT_I64, F(to_holder), 0, 0, INT64_MAX, NULL, NULL },
	{ "n", JT_I32, F(n), JF_REQUIRED, 1, 5000, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, NULL },
};
#undef F
static const struct js_shape offer_shape = JS_SHAPE("StockTransferNew", struct offer_in, offer_fields);

/* A place the actor may give from: the depot, or a point in the own area. */
static int reach(struct cx *cx, int64_t site)
{
	struct site s;

	return site ? flow_site_reach(cx, (site_id){ site }, &s) : 0;
}

static int post_offer(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct offer_in *in = rq->in;
	struct stock_place from = { { in->from_site }, { in->from_holder } }, to = { { in->to_site }, { in->to_holder } };
	struct transfer t;
	struct site s;

	TRY(reach(cx, in->from_site));
	if (in->to_site)
		TRY(site_get(cx, to.site, &s));
	TRY(stock_offer(cx, kinds[in->what], from, to, in->sort, in->n, in->note, &t));
	rp->audit_subject = t.id;
	put_transfer(&rp->js, &t);
	return 0;
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct transfer t;

	for (int e = 0; e < TRE_N; e++) {
		if (!str_eq(rq->name, transfer_event_names[e]))
			continue;
		TRY(transfer_get(cx, rq->id, &t));
		TRY(reach(cx, e == TRE_WITHDRAW ? t.from.site.v : t.to.site.v));
		TRY(transfer_step(cx, kinds[str_eq(t.what, S("tag"))], &t, (enum transfer_event)e));
		rp->audit_detail = transfer_event_names[e];
		put_transfer(&rp->js, &t);
		return 0;
	}
	return FAIL(cx, E_NOTFOUND, "no such step; there are sign, refuse and withdraw");
}

/* --- counts --- */

struct count_view { int64_t id; str day, what; int64_t site_id, holder_id, computed, counted; str explanation; int64_t actor_id; utc_ms at; };
#define F(member) offsetof(struct count_view, member)
static const struct js_field count_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL },
	{ "what", JT_STR, F(what), 0, 0, 8, NULL, NULL },
	{ "siteId", JT_I64, F(site_id), 0, 0, 0, NULL, NULL },
	{ "holderId", JT_I64, F(holder_id), 0, 0, 0, NULL, NULL },
	{ "computed", JT_I64, F(computed), 0, 0, 0, NULL, "what the register says lies there" },
	{ "counted", JT_I64, F(counted), 0, 0, 0, NULL, NULL },
	{ "explanation", JT_STR, F(explanation), 0, 0, 400, NULL, NULL },
	{ "actorId", JT_I64, F(actor_id), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape count_shape = JS_SHAPE("StockCount", struct count_view, count_fields);

static int count_one(struct cx *cx, const struct stock_count *c, void *arg)
{
	struct page *p = arg;
	char buf[FLOW_DAY_TEXT];

	(void)cx;
	if (page_item(p, c->id)) {
		struct count_view v = { c->id, flow_day_text(c->day, buf), c->what, c->at.site.v, c->at.holder.v, c->computed, c->counted, c->explanation,
		                        c->actor.v, c->time };
		js_put(p->js, NULL, &count_shape, &v);
	}
	return 0;
}

static const struct route_q count_query[] = { PAGE_QUERY, { "siteId", JT_I64, 0, 0, INT64_MAX, "only of this point" } };

static int get_counts(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(stock_counts(cx, (site_id){ rq->q[2].i }, rq->q[0].i, p.limit + 1, count_one, &p));
	page_end(&p);
	return 0;
}

struct count_in { int what; int64_t site, holder, counted; str explanation; };
#define F(member) offsetof(struct count_in, member)
static const struct js_field count_in_fields[] = {
	{ "what", JT_ENUM, F(what), JF_REQUIRED, 0, 2, kind_names, NULL },
	{ "siteId", JT_I64, F(site), 0, 0, INT64_MAX, NULL, "0: the depot" },
	{ "holderId", JT_I64, F(holder), 0, 0, INT64_MAX, NULL, NULL },
	{ "counted", JT_I64, F(counted), JF_REQUIRED, 0, 1000000, NULL, NULL },
	{ "explanation", JT_STR, F(explanation), 0, 0, 400, NULL, "required where it differs from what is computed" },
};
#undef F
static const struct js_shape count_in_shape = JS_SHAPE("StockCountNew", struct count_in, count_in_fields);
struct counted_view { int64_t computed; };
static const struct js_field counted_fields[] = { { "computed", JT_I64, offsetof(struct counted_view, computed), 0, 0, 0, NULL, NULL } };
static const struct js_shape counted_shape = JS_SHAPE("StockCounted", struct counted_view, counted_fields);

static int post_count(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct count_in *in = rq->in;
	struct counted_view v;

	TRY(reach(cx, in->site));
	TRY(stock_count_put(cx, kinds[in->what], (struct stock_place){ { in->site }, { in->holder } }, in->counted, in->explanation, &v.computed));
	rp->audit_subject = in->site;
	js_put(&rp->js, NULL, &counted_shape, &v);
	return 0;
}

/* --- single pieces --- */

struct piece_step { str note; };
static const struct js_field piece_step_fields[] = { { "note", JT_STR, offsetof(struct piece_step, note), 0, 0, 400, NULL, NULL } };
static const struct js_shape piece_step_shape = JS_SHAPE("PieceStep", struct piece_step, piece_step_fields);
struct piece_view { int64_t id; str number, sort; int state; int64_t site_id, holder_id, bike_id; utc_ms bound_at, ended_at, last_heard_at, battery_low_since, silent_since; };
#define F(member) offsetof(struct piece_view, member)
static const struct js_field piece_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, F(number), 0, 0, NUMBER_MAX, NULL, "of the plate or tag" },
	{ "sort", JT_STR, F(sort), 0, 0, 16, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, SKS_N, stock_state_names, NULL },
	{ "siteId", JT_I64, F(site_id), 0, 0, 0, NULL, NULL },
	{ "holderId", JT_I64, F(holder_id), 0, 0, 0, NULL, NULL },
	{ "bikeId", JT_I64, F(bike_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "boundAt", JT_UTC, F(bound_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "endedAt", JT_UTC, F(ended_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "lastHeardAt", JT_UTC, F(last_heard_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "tags: when the stations last heard it, as of the last look" },
	{ "batteryLowSince", JT_UTC, F(battery_low_since), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "silentSince", JT_UTC, F(silent_since), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape piece_shape = JS_SHAPE("StockPiece", struct piece_view, piece_fields);

static void put_plate(struct js *js, const struct plate_piece *p)
{
	struct piece_view v = { p->id, number_str(&p->text), plate_kind_names[p->kind], (int)p->state, p->at.site.v, p->at.holder.v, p->bike.v, p->bound_at, p->ended_at,
	                        0, 0, 0 };

	js_put(js, NULL, &piece_shape, &v);
}

static void put_tag(struct js *js, const struct tag_piece *t)
{
	char buf[TAG_TEXT];
	struct piece_view v = { t->id, str_of(tag_text(t->tag, buf)), tag_slot_names[t->slot], (int)t->state, t->at.site.v, t->at.holder.v, t->bike.v, t->bound_at,
	                        t->ended_at, t->last_heard_at, t->battery_low_since, t->silent_since };

	js_put(js, NULL, &piece_shape, &v);
}

/* Only what leaves the stock by itself: binding and replacing are the counter's. */
static int piece_event(struct cx *cx, str name, enum stock_event *ret)
{
	if (!str_eq(name, stock_event_names[SKE_RETIRE]) && !str_eq(name, stock_event_names[SKE_LOSE]))
		return FAIL(cx, E_NOTFOUND, "no such step; there are retire and lose");
	*ret = str_eq(name, stock_event_names[SKE_LOSE]) ? SKE_LOSE : SKE_RETIRE;
	return 0;
}

static int unbound(struct cx *cx, enum stock_state s)
{
	return s == SKS_BOUND ? FAIL(cx, E_STATE, "it is on a bike: the counter replaces it") : 0;
}

static int post_plate_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct plate_piece p;
	enum stock_event ev = SKE_LOSE;

	TRY(piece_event(cx, rq->name, &ev));
	TRY(plate_piece_get(cx, rq->id, &p));
	TRY(unbound(cx, p.state));
	TRY(reach(cx, p.at.site.v));
	TRY(plate_step(cx, &p, ev, ((const struct piece_step *)rq->in)->note));
	rp->audit_detail = stock_event_names[ev];
	put_plate(&rp->js, &p);
	return 0;
}

static int post_tag_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct tag_piece t;
	enum stock_event ev = SKE_LOSE;

	TRY(piece_event(cx, rq->name, &ev));
	TRY(tag_piece_get(cx, rq->id, &t));
	TRY(unbound(cx, t.state));
	TRY(reach(cx, t.at.site.v));
	TRY(tag_step(cx, &t, ev, ((const struct piece_step *)rq->in)->note));
	rp->audit_detail = stock_event_names[ev];
	put_tag(&rp->js, &t);
	return 0;
}

static int tag_one(struct cx *cx, const struct tag_piece *t, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, t->id))
		put_tag(p->js, t);
	return 0;
}

static int get_tag_list(struct cx *cx, const struct req *rq, struct rep *rp, enum tag_list which)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(tag_list(cx, which, rq->q[0].i, p.limit + 1, tag_one, &p));
	page_end(&p);
	return 0;
}

static int get_silent(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return get_tag_list(cx, rq, rp, TL_SILENT);
}

static int get_battery(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return get_tag_list(cx, rq, rp, TL_BATTERY);
}

static const struct route_q page_query[] = { PAGE_QUERY };

#define ADM ROLE_SYSADMIN
#define COUNTER (ROLE_CLERK | ROLE_OFFICER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/plate-formats", ROLE_STAFF, NULL, TX_READ, RF_LIST, NULL, &format_shape, NULL, 0, get_formats, NULL, "Formats and sequences of plate numbers" },
	{ HTTP_POST, "/api/v1/plate-formats", ADM, NULL, TX_WRITE, RF_CREATED, &format_in_shape, &format_shape, NULL, 0, post_format, "plate.format",
	  "A new format of plate numbers" },
	{ HTTP_POST, "/api/v1/plate-formats/{id}/close", ADM, NULL, TX_WRITE, 0, NULL, &format_shape, NULL, 0, post_close, "plate.format_close",
	  "No more plates of this format" },
	{ HTTP_POST, "/api/v1/stock/plates", ROLE_OFFICER, NULL, TX_WRITE, RF_CREATED, &plates_shape, &batch_shape, NULL, 0, post_plates, "plate.receive",
	  "Plates delivered to the depot: the next numbers of a format" },
	{ HTTP_POST, "/api/v1/stock/tags", ROLE_OFFICER, NULL, TX_WRITE, RF_CREATED, &tags_shape, &batch_shape, NULL, 0, post_tags, "tag.receive",
	  "Tags delivered to the depot" },
	{ HTTP_GET, "/api/v1/stock", COUNTER, NULL, TX_READ, RF_LIST, NULL, &sum_shape, sum_query, COUNTOF(sum_query), get_sums, NULL, "What lies where" },
	{ HTTP_GET, "/api/v1/stock/transfers", COUNTER, NULL, TX_READ, RF_LIST, NULL, &transfer_shape, transfer_query, COUNTOF(transfer_query), get_transfers, NULL,
	  "Transfers of plates and tags" },
	{ HTTP_POST, "/api/v1/stock/transfers", COUNTER, NULL, TX_WRITE, RF_CREATED, &offer_shape, &transfer_shape, NULL, 0, post_offer, "stock.offer",
	  "Offer pieces to another place or person" },
	{ HTTP_POST, "/api/v1/stock/transfers/{id}/do/{event}", COUNTER, NULL, TX_WRITE, 0, NULL, &transfer_shape, NULL, 0, post_step, "stock.transfer",
	  "sign, refuse or withdraw; another person than the offerer signs" },
	{ HTTP_GET, "/api/v1/stock/counts", COUNTER, NULL, TX_READ, RF_LIST, NULL, &count_shape, count_query, COUNTOF(count_query), get_counts, NULL, "Daily counts" },
	{ HTTP_POST, "/api/v1/stock/counts", COUNTER, NULL, TX_WRITE, RF_CREATED, &count_in_shape, &counted_shape, NULL, 0, post_count, "stock.count",
	  "The day's count of a place" },
	{ HTTP_POST, "/api/v1/stock/plates/{id}/do/{event}", COUNTER, NULL, TX_WRITE, 0, &piece_step_shape, &piece_shape, NULL, 0, post_plate_step, "plate.step",
	  "retire or lose a plate that is not on a bike" },
	{ HTTP_POST, "/api/v1/stock/tags/{id}/do/{event}", COUNTER, NULL, TX_WRITE, 0, &piece_step_shape, &piece_shape, NULL, 0, post_tag_step, "tag.step",
	  "retire or lose a tag that is not on a bike" },
	{ HTTP_GET, "/api/v1/stock/tags/silent", COUNTER, NULL, TX_READ, RF_LIST, NULL, &piece_shape, page_query, COUNTOF(page_query), get_silent, NULL,
	  "Tags not heard for days although their usual station was listening" },
	{ HTTP_GET, "/api/v1/stock/tags/battery", COUNTER, NULL, TX_READ, RF_LIST, NULL, &piece_shape, page_query, COUNTOF(page_query), get_battery, NULL,
	  "Tags that say their battery is low" },
};
const struct routes stock_routes = ROUTES("stock", rows);
