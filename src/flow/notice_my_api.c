/* notice_my_api — HTTP face of a rider's own violations: the list, the picture, what he answers. No rules live here: decode, call, encode. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_exposure.h"
#include "flow/notice_view.h"
#include "flow/flow_notice_int.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"
#include "serve/media/media.h"

extern const struct routes notice_my_routes;

/* --- one --- */

struct appeal_view { int state; str text; utc_ms at; str due_day; bool provisional; utc_ms decided_at; str reason, ground_zh, ground_en; int32_t photos; };
#define F(member) offsetof(struct appeal_view, member)
static const struct js_field appeal_fields[] = {
	{ "state", JT_ENUM, F(state), 0, 0, APS_N, appeal_state_names, NULL }, { "text", JT_STR, F(text), JF_SENSITIVE, 0, 2000, NULL, "in the rider's words" },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "dueDay", JT_STR, F(due_day), 0, 0, 10, NULL, "by when it is decided" },
	{ "provisional", JT_BOOL, F(provisional), 0, 0, 0, NULL, "that day may move: the holidays of the year on its way are not announced" },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "reason", JT_STR, F(reason), JF_SENSITIVE, 0, 2000, NULL, "why it was decided so" },
	{ "groundZh", JT_STR, F(ground_zh), 0, 0, 96, NULL, NULL }, { "groundEn", JT_STR, F(ground_en), 0, 0, 96, NULL, NULL },
	{ "photos", JT_I32, F(photos), 0, 0, 0, NULL, "how many came with it" },
};
#undef F
static const struct js_shape appeal_shape = JS_SHAPE("MyAppeal", struct appeal_view, appeal_fields);
struct named_view { int state; str name; utc_ms at; };
#define F(member) offsetof(struct named_view, member)
static const struct js_field named_fields[] = {
	{ "state", JT_ENUM, F(state), 0, 0, NR_N, named_state_names, NULL }, { "name", JT_STR, F(name), 0, 0, 96, NULL, "masked" }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape named_shape = JS_SHAPE("MyNamedRider", struct named_view, named_fields);

struct my_violation_view {
	int64_t id; str number; int state, kind, source, excluded; utc_ms at; int32_t month, nth; str place; int32_t lat, lon; bool has_at; str arm, plate;
	str code, code_zh, code_en, basis_zh; bool picture; utc_ms noticed_at; str appeal_until; bool may_appeal, may_acknowledge, may_name, unseen; str why;
	struct js_list appeal, named; int64_t ver;
};
#define F(member) offsetof(struct my_violation_view, member)
static const struct js_field fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, VI_N, violation_state_names, NULL }, { "kind", JT_ENUM, F(kind), 0, 0, VK_N, violation_kind_names, NULL },
	{ "source", JT_ENUM, F(source), 0, 0, VS_N, violation_source_names, NULL },
	{ "excluded", JT_ENUM, F(excluded), 0, 0, VX_N, violation_excluded_names, "why it does not count; education_only: it teaches, it is never fined" },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "month", JT_I32, F(month), 0, 0, 0, NULL, "202611: in which it counts" },
	{ "nth", JT_I32, F(nth), 0, 0, 0, NULL, "which one of its month; 0: it does not count" },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, NULL }, { "hasAt", JT_BOOL, F(has_at), 0, 0, 0, NULL, "lat and lon say where" },
	{ "lat", JT_GEO_LAT, F(lat), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(lon), 0, 0, 0, NULL, NULL }, { "arm", JT_STR, F(arm), 0, 0, 16, NULL, NULL },
	{ "plate", JT_STR, F(plate), 0, 0, 64, NULL, "masked" }, { "code", JT_STR, F(code), 0, 0, 8, NULL, NULL },
	{ "codeZh", JT_STR, F(code_zh), 0, 0, 200, NULL, NULL }, { "codeEn", JT_STR, F(code_en), 0, 0, 200, NULL, NULL },
	{ "basisZh", JT_STR, F(basis_zh), 0, 0, 400, NULL, "the law" }, { "picture", JT_BOOL, F(picture), 0, 0, 0, NULL, "there is one" },
	{ "noticedAt", JT_UTC, F(noticed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when the notice arrived" },
	{ "appealUntil", JT_STR, F(appeal_until), 0, 0, 10, NULL, "the last day to appeal or to name the rider" },
	{ "mayAppeal", JT_BOOL, F(may_appeal), 0, 0, 0, NULL, NULL }, { "mayAcknowledge", JT_BOOL, F(may_acknowledge), 0, 0, 0, NULL, NULL },
	{ "mayName", JT_BOOL, F(may_name), 0, 0, 0, NULL, NULL }, { "why", JT_STR, F(why), 0, 0, 16, NULL, "why no appeal is taken: late, open, decided, revoked" },
	{ "appeal", JT_LIST, F(appeal), 0, 0, 0, &appeal_shape, "the newest, or none" }, { "named", JT_LIST, F(named), 0, 0, 0, &named_shape, "the newest, or none" },
	{ "unseen", JT_BOOL, F(unseen), 0, 0, 0, NULL, "there is a notice of it that was not opened yet" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
const struct js_shape my_violation_shape = JS_SHAPE("MyViolation", struct my_violation_view, fields);

static str day_of_view(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return arena_str(cx->arena, flow_day_text(day, buf));
}

static int look_at_appeal(struct cx *cx, const struct my_violation *m, struct appeal_view *ret)
{
	struct violation_ground g = { .name_zh = S(""), .name_en = S("") };
	struct err before = cx->err;

	if (m->appeal.ground.n && violation_ground_get(cx, m->appeal.ground, &g) < 0)
		cx->err = before;
	*ret = (struct appeal_view){ (int)m->appeal.state, m->appeal.text, m->appeal.made_at, day_of_view(cx, m->appeal.due_day), m->appeal.provisional, m->appeal.decided_at,
	                             m->appeal.reason, g.name_zh, g.name_en, m->photos };
	return 0;
}

int notice_put(struct cx *cx, struct js *js, const char *key, const struct my_violation *m)
{
	struct appeal_view *a = arena_alloc(cx->arena, sizeof *a);
	struct named_view *n = arena_alloc(cx->arena, sizeof *n);
	const struct violation *v = &m->v;

	if (!a || !n)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	if (m->has_appeal)
		TRY(look_at_appeal(cx, m, a));
	if (m->has_named)
		*n = (struct named_view){ (int)m->named.state, pii_mask_name(cx->arena, &m->named.name), m->named.made_at };
	struct my_violation_view w = { .id = v->id, .number = v->number, .state = (int)v->state, .kind = (int)v->kind, .source = (int)v->source, .excluded = (int)v->excluded,
		.at = v->at, .month = v->month, .nth = (int32_t)m->nth, .place = m->place, .lat = m->lat_e7, .lon = m->lon_e7, .has_at = m->has_at, .arm = v->arm,
		.plate = notice_masked_plate(cx, v->plate), .code = v->code, .picture = v->picture.n > 0, .noticed_at = m->noticed_at,
		.appeal_until = day_of_view(cx, m->appeal_until), .may_appeal = m->may_appeal, .may_acknowledge = m->may_acknowledge, .may_name = m->may_name, .unseen = m->unseen, .why = m->why,
		.appeal = { a, m->has_appeal }, .named = { n, m->has_named }, .ver = v->ver };
	if (m->has_code) {
		w.code_zh = m->code.name_zh;
		w.code_en = m->code.name_en;
		w.basis_zh = m->code.basis_zh;
	}
	js_put(js, key, &my_violation_shape, &w);
	return 0;
}

/* --- reading --- */

static int list_one(struct cx *cx, const struct my_violation *m, void *arg)
{
	struct page *p = arg;

	return page_item(p, m->v.id) ? notice_put(cx, p->js, NULL, m) : 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_my_violations(cx, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct my_violation m;

	TRY(flow_my_violation(cx, rq->id, &m));
	return notice_put(cx, &rp->js, NULL, &m);
}

#define F(member) offsetof(struct my_count, member)
static const struct js_field count_fields[] = {
	{ "month", JT_I32, F(month), 0, 0, 0, NULL, "202611" }, { "count", JT_I64, F(n), 0, 0, 0, NULL, "that count in it" },
	{ "courseAt", JT_I64, F(course_at), 0, 0, 0, NULL, "from how many a course is required" },
	{ "exposureAt", JT_I64, F(exposure_at), 0, 0, 0, NULL, "from how many publication is proposed" },
	{ "ever", JT_I64, F(ever), 0, 0, 0, NULL, "all that ever counted towards publication" },
	{ "perEver", JT_BOOL, F(per_ever), 0, 0, 0, NULL, "publication counts all, not one month" },
	{ "unseen", JT_I64, F(unseen), 0, 0, 0, NULL, "of all months: with a notice that was not opened yet; 100 at most" },
};
#undef F
static const struct js_shape count_shape = JS_SHAPE("MyViolationCount", struct my_count, count_fields);

static int get_count(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct my_count c;

	(void)rq;
	TRY(flow_my_count(cx, 0, &c));
	js_put(&rp->js, NULL, &count_shape, &c);
	return 0;
}

static int get_picture(struct cx *cx, const struct req *rq, struct rep *rp)
{
	rp->file_type = S("image/jpeg");
	return flow_my_picture(cx, rq->id, &rp->file);
}

/* --- answering --- */

/* Who acted stands in the detail: a citizen has no account. */
static int done(struct cx *cx, struct rep *rp, int64_t id)
{
	char who[AUDIT_SUBJECT];
	struct my_violation m;

	TRY(audit_subject(cx, "owner", cx->owner.v, who));
	rp->audit_subject = id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\"}", who);
	TRY(flow_my_violation(cx, id, &m));
	return notice_put(cx, &rp->js, NULL, &m);
}

static int post_seen(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_my_seen(cx, rq->id));
	return done(cx, rp, rq->id);
}

static int post_acknowledge(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_my_acknowledge(cx, rq->id));
	return done(cx, rp, rq->id);
}

struct text_in { str text; };
static const struct js_field text_fields[] = {
	{ "text", JT_STR, offsetof(struct text_in, text), JF_REQUIRED | JF_SENSITIVE, 4, 2000, NULL, "what is wrong with it, in the rider's words" },
};
static const struct js_shape text_shape = JS_SHAPE("MyAppealNew", struct text_in, text_fields);

static int post_appeal(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct text_in *in = rq->in;

	TRY(flow_my_appeal(cx, rq->id, in->text));
	return done(cx, rp, rq->id);
}

static int post_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct my_violation m;
	struct picture pic;

	TRY(flow_my_photo_may(cx, rq->id));
	TRY(media_reencode(cx->arena, rq->upload, &cx->err, &pic));
	TRY(flow_my_photo(cx, rq->id, pic.jpeg, pic.width, pic.height));
	TRY(flow_my_violation(cx, rq->id, &m));
	return notice_put(cx, &rp->js, NULL, &m);
}

struct rider_in { struct pii name, phone; };
static const struct js_field rider_fields[] = {
	{ "name", JT_PII, offsetof(struct rider_in, name), JF_REQUIRED | JF_SENSITIVE, 1, 96, NULL, "who rode" },
	{ "phone", JT_PII, offsetof(struct rider_in, phone), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, "the mobile number" },
};
static const struct js_shape rider_shape = JS_SHAPE("MyNamedRiderNew", struct rider_in, rider_fields);

static int post_rider(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct rider_in *in = rq->in;

	TRY(flow_my_name(cx, rq->id, &in->name, &in->phone));
	return done(cx, rp, rq->id);
}

static int post_back(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_my_name_back(cx, rq->id));
	return done(cx, rp, rq->id);
}

/* --- named by others --- */

struct asked_view { int64_t id; str number, owner, place; utc_ms at, asked_at; int kind; };
#define F(member) offsetof(struct asked_view, member)
static const struct js_field asked_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, "of the violation" },
	{ "owner", JT_STR, F(owner), 0, 0, 96, NULL, "who says so; masked" }, { "place", JT_STR, F(place), 0, 0, 256, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, "when it happened" }, { "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, VK_N, violation_kind_names, NULL },
};
#undef F
static const struct js_shape asked_shape = JS_SHAPE("AskedRider", struct asked_view, asked_fields);

static int asked_one(struct cx *cx, const struct my_named *m, void *arg)
{
	struct asked_view v = { m->n.id, m->v.number, m->owner, m->place, m->v.at, m->n.made_at, (int)m->v.kind };

	(void)cx;
	js_put(arg, NULL, &asked_shape, &v);
	return 0;
}

static int get_asked(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_my_named(cx, asked_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct answer_in { bool accept; };
static const struct js_field answer_fields[] = {
	{ "accept", JT_BOOL, offsetof(struct answer_in, accept), JF_REQUIRED, 0, 0, NULL, "true: it was me" },
};
static const struct js_shape answer_shape = JS_SHAPE("AskedRiderAnswer", struct answer_in, answer_fields);

static int post_answer(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct answer_in *in = rq->in;
	char who[AUDIT_SUBJECT];

	TRY(flow_my_named_answer(cx, rq->id, in->accept));
	TRY(audit_subject(cx, "owner", cx->owner.v, who));
	rp->audit_subject = rq->id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\",\"accept\":%s}", who, in->accept ? "true" : "false");
	return 0;
}

/* --- the own publications --- */

struct exposed_view { int64_t id; int state; int32_t period; int64_t n; str object_until, until_day, plate; utc_ms published_at; };
#define F(member) offsetof(struct exposed_view, member)
static const struct js_field exposed_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "state", JT_ENUM, F(state), 0, 0, XS_N, exposure_state_names, NULL },
	{ "period", JT_I32, F(period), 0, 0, 0, NULL, "202611; 0 all" }, { "count", JT_I64, F(n), 0, 0, 0, NULL, NULL },
	{ "objectUntil", JT_STR, F(object_until), 0, 0, 10, NULL, "the last day to answer before it is approved" },
	{ "untilDay", JT_STR, F(until_day), JF_NULL_IF_EMPTY, 0, 10, NULL, "the last day it is shown" },
	{ "plate", JT_STR, F(plate), 0, 0, 64, NULL, "as everybody sees it" }, { "publishedAt", JT_UTC, F(published_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape exposed_shape = JS_SHAPE("MyExposure", struct exposed_view, exposed_fields);

static int exposed_one(struct cx *cx, const struct exposure *x, void *arg)
{
	struct exposed_view v = { x->id, (int)x->state, x->period, x->n, day_of_view(cx, x->object_until), x->until_day ? day_of_view(cx, x->until_day) : S(""),
	                          x->mask_plate, x->published_at };

	js_put(arg, NULL, &exposed_shape, &v);
	return 0;
}

static int get_exposed(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_my_exposures(cx, exposed_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define OWN ROLE_OWNER
#define MY "/api/v1/owner/violations"
#define PICTURES "image/jpeg,image/png", MEDIA_IN_MAX
static const struct route rows[] = {
	{ HTTP_GET, MY, OWN, NULL, TX_READ, RF_LIST, NULL, &my_violation_shape, page_query, COUNTOF(page_query), get_list, NULL,
	  "The violations that one answers for, newest first; only what an officer confirmed" },
	{ HTTP_GET, "/api/v1/owner/violation-count", OWN, NULL, TX_READ, 0, NULL, &count_shape, NULL, 0, get_count, NULL, "How many count this month, and what follows from how many" },
	{ HTTP_GET, MY "/{id}", OWN, NULL, TX_READ, 0, NULL, &my_violation_shape, NULL, 0, get_one, NULL, "One violation of one's own" },
	{ HTTP_GET, MY "/{id}/picture", OWN, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_picture, "my_violation.picture",
	  "Its picture; audited", "image/jpeg", 0 },
	{ HTTP_POST, MY "/{id}/seen", OWN, NULL, TX_WRITE, 0, NULL, &my_violation_shape, NULL, 0, post_seen, "my_violation.seen", "It was opened on the phone: the notice has arrived" },
	{ HTTP_POST, MY "/{id}/acknowledge", OWN, NULL, TX_WRITE, 0, NULL, &my_violation_shape, NULL, 0, post_acknowledge, "my_violation.acknowledge", "Take note of it; it may be appealed against all the same" },
	{ HTTP_POST, MY "/{id}/appeal", OWN, NULL, TX_WRITE, 0, &text_shape, &my_violation_shape, NULL, 0, post_appeal, "my_violation.appeal",
	  "Appeal against it; while that is open it does not count" },
	{ HTTP_POST, MY "/{id}/photos", OWN, NULL, TX_NONE, RF_UPLOAD | RF_CREATED | RF_AUDITED | RF_SLOW, NULL, &my_violation_shape, NULL, 0, post_photo, "my_violation.photo",
	  "A photo for one's own open appeal; drawn anew", PICTURES },
	{ HTTP_POST, MY "/{id}/rider", OWN, NULL, TX_WRITE, 0, &rider_shape, &my_violation_shape, NULL, 0, post_rider, "my_violation.name",
	  "Say who rode; it stays one's own until that person accepts or an officer confirms" },
	{ HTTP_POST, MY "/{id}/rider/withdraw", OWN, NULL, TX_WRITE, 0, NULL, &my_violation_shape, NULL, 0, post_back, "my_violation.name_back", "Take that back while nobody has answered" },
	{ HTTP_GET, "/api/v1/owner/asked-riders", OWN, NULL, TX_READ, RF_LIST, NULL, &asked_shape, NULL, 0, get_asked, NULL, "Violations for which others say that one rode" },
	{ HTTP_POST, "/api/v1/owner/asked-riders/{id}", OWN, NULL, TX_WRITE, RF_NOBODY, &answer_shape, NULL, NULL, 0, post_answer, "named.answer", "Accept or deny it" },
	{ HTTP_GET, "/api/v1/owner/exposures", OWN, NULL, TX_READ, RF_LIST, NULL, &exposed_shape, NULL, 0, get_exposed, NULL, "The own publications that one was told of" },
};
const struct routes notice_my_routes = ROUTES("my violations", rows);
