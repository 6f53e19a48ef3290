/* appeal_api — HTTP face of appeals, named riders and notices that did not arrive, for officers. No rules live here: decode, call, encode. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/notice_view.h"
#include "serve/http/route.h"

extern const struct routes appeal_routes;

enum { SHOWN_MAX = 200 };

static str day_text(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return arena_str(cx->arena, flow_day_text(day, buf));
}

/* --- appeals --- */

struct photo_item { str photo; utc_ms at; };
static const struct js_field photo_fields[] = {
	{ "photo", JT_STR, offsetof(struct photo_item, photo), 0, 0, 32, NULL, "its name, to look at it" }, { "at", JT_UTC, offsetof(struct photo_item, at), 0, 0, 0, NULL, NULL },
};
const struct js_shape appeal_photo_shape = JS_SHAPE("AppealPhoto", struct photo_item, photo_fields);

struct appeal_row {
	int64_t id, violation; str number, owner, phone, text; int state; utc_ms at; str due_day; bool provisional; int32_t due_left; bool soon, late, may; str why;
	utc_ms decided_at; str ground, reason; int64_t ver; struct js_list photos; str seen;
};
#define F(member) offsetof(struct appeal_row, member)
static const struct js_field row_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "violationId", JT_I64, F(violation), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, "of the violation" },
	{ "owner", JT_STR, F(owner), 0, 0, 96, NULL, "masked" }, { "phone", JT_STR, F(phone), 0, 0, 96, NULL, "masked" },
	{ "text", JT_STR, F(text), JF_SENSITIVE, 0, 2000, NULL, "in the rider's words" }, { "state", JT_ENUM, F(state), 0, 0, APS_N, appeal_state_names, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "dueDay", JT_STR, F(due_day), 0, 0, 10, NULL, NULL },
	{ "provisional", JT_BOOL, F(provisional), 0, 0, 0, NULL, "a year without announced holidays is on the way to that day" },
	{ "workdaysLeft", JT_I32, F(due_left), 0, 0, 0, NULL, "negative: over" }, { "soon", JT_BOOL, F(soon), 0, 0, 0, NULL, "within traffic.appeal_warn_days" },
	{ "late", JT_BOOL, F(late), 0, 0, 0, NULL, NULL }, { "mayDecide", JT_BOOL, F(may), 0, 0, 0, NULL, NULL },
	{ "why", JT_STR, F(why), 0, 0, 16, NULL, "why not: own_hand, decided" }, { "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ground", JT_STR, F(ground), 0, 0, 32, NULL, NULL }, { "reason", JT_STR, F(reason), JF_SENSITIVE, 0, 2000, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
	{ "photos", JT_LIST, F(photos), 0, 0, 0, &appeal_photo_shape, NULL }, { "violation", JT_RAW, F(seen), 0, 0, 0, "{\"$ref\":\"#/components/schemas/MyViolation\"}", "as the rider sees it" },
};
#undef F
static const struct js_shape row_shape = JS_SHAPE("Appeal", struct appeal_row, row_fields);

struct photos { struct photo_item v[32]; size_t n; };

static int take_photo(struct cx *cx, str photo, utc_ms at, void *arg)
{
	struct photos *p = arg;

	(void)cx;
	if (p->n < COUNTOF(p->v))
		p->v[p->n++] = (struct photo_item){ photo, at };
	return 0;
}

/* The violation as the rider sees it, as text of its own. */
static int as_text(struct cx *cx, const struct my_violation *m, str *ret)
{
	struct js js;

	js_init(&js, cx->arena, 1 << 16);
	TRY(notice_put(cx, &js, NULL, m));
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = js_text(&js);
	return 0;
}

static int put(struct cx *cx, struct js *js, const struct appeal_seen *s)
{
	struct photos *p = arena_alloc(cx->arena, sizeof *p);
	const struct appeal *a = &s->a;

	if (!p)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	p->n = 0;
	TRY(as_done(appeal_photos(cx, a->id, take_photo, p)));
	struct appeal_row r = { a->id, a->violation, s->m.v.number, s->owner, s->phone, a->text, (int)a->state, a->made_at, day_text(cx, a->due_day), a->provisional, s->due_left,
	                        s->soon, s->late, s->may, s->why, a->decided_at, a->ground, a->reason, a->ver, { p->v, p->n }, S("null") };
	TRY(as_text(cx, &s->m, &r.seen));
	js_put(js, NULL, &row_shape, &r);
	return 0;
}

static int list_one(struct cx *cx, const struct appeal_seen *s, void *arg)
{
	struct page *p = arg;

	return page_item(p, s->a.id) ? put(cx, p->js, s) : 0;
}

static const struct route_q list_query[] = { PAGE_QUERY, { "decided", JT_BOOL, 0, 0, 0, "those that are decided, newest first; else the open ones by their day" } };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_appeals(cx, !rq->q[2].i, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct appeal_seen s;

	TRY(flow_appeal_get(cx, rq->id, &s));
	return put(cx, &rp->js, &s);
}

struct decide_in { bool revoke; str ground, reason; int64_t ver; };
#define F(member) offsetof(struct decide_in, member)
static const struct js_field decide_fields[] = {
	{ "revoke", JT_BOOL, F(revoke), JF_REQUIRED, 0, 0, NULL, "true: it is revoked; false: upheld" }, { "ground", JT_STR, F(ground), 0, 0, 32, NULL, "with revoke" },
	{ "reason", JT_STR, F(reason), JF_REQUIRED | JF_SENSITIVE, 8, 2000, NULL, "in words for the rider" }, { "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, "as read" },
};
#undef F
static const struct js_shape decide_shape = JS_SHAPE("AppealDecision", struct decide_in, decide_fields);

static int post_decide(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct decide_in *in = rq->in;
	struct appeal_seen s;

	TRY(flow_appeal_decide(cx, rq->id, &(struct appeal_decision){ in->revoke, in->ground, in->reason, in->ver }, &s));
	rp->audit_detail = in->revoke ? S("revoked") : S("upheld");
	return put(cx, &rp->js, &s);
}

static int get_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	rp->file_type = S("image/jpeg");
	return flow_appeal_photo_read(cx, rq->id, rq->name, &rp->file);
}

/* --- who rode instead --- */

struct named_row { int64_t id, violation; str number, day, name, phone, owner, rider; utc_ms at; };
#define F(member) offsetof(struct named_row, member)
static const struct js_field named_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "violationId", JT_I64, F(violation), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL },
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, "of the violation" }, { "name", JT_STR, F(name), 0, 0, 96, NULL, "who was named; masked" },
	{ "phone", JT_STR, F(phone), 0, 0, 32, NULL, "masked" }, { "owner", JT_STR, F(owner), 0, 0, 96, NULL, "who named; masked" },
	{ "rider", JT_STR, F(rider), 0, 0, 96, NULL, "whom the register has for it; masked, empty for nobody" }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape named_shape = JS_SHAPE("NamedRider", struct named_row, named_fields);

static int named_one(struct cx *cx, const struct named_seen *s, void *arg)
{
	struct named_row r = { s->n.id, s->n.violation, s->number, day_text(cx, s->day), s->name, s->phone, s->owner, s->rider, s->n.made_at };

	js_put(arg, NULL, &named_shape, &r);
	return 0;
}

static int get_named(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_named_list(cx, SHOWN_MAX, named_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct named_in { bool confirm; struct rider_said said; str note; };
#define F(member) offsetof(struct named_in, member)
static const struct js_field named_in_fields[] = {
	{ "confirm", JT_BOOL, F(confirm), JF_REQUIRED, 0, 0, NULL, "false: the owner stays" },
	{ "riderName", JT_PII, F(said.name), JF_SENSITIVE, 0, 64, NULL, "the whole name, where the register has nobody for the name and phone given" },
	{ "riderIdNo", JT_PII, F(said.id_no), JF_SENSITIVE, 0, 32, NULL, "with it the document number" },
	{ "riderPhone", JT_PII, F(said.phone), JF_SENSITIVE, 0, 64, NULL, "or the phone" },
	{ "note", JT_STR, F(note), JF_REQUIRED, 4, 400, NULL, "by what it was found" },
};
#undef F
static const struct js_shape named_in_shape = JS_SHAPE("NamedRiderDecision", struct named_in, named_in_fields);

static int post_named(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct named_in *in = rq->in;

	TRY(flow_named_decide(cx, rq->id, in->confirm, &in->said, in->note));
	rp->audit_detail = in->confirm ? S("confirmed") : S("refused");
	return 0;
}

/* --- what did not arrive --- */

struct notice_row { int64_t id, violation, exposure; int kind, state; str due_day; utc_ms at; str number, plate, place; utc_ms fact_at; str owner; };
#define F(member) offsetof(struct notice_row, member)
static const struct js_field notice_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "violationId", JT_I64, F(violation), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "exposureId", JT_I64, F(exposure), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "kind", JT_ENUM, F(kind), 0, 0, NOK_N, notice_kind_names, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, NS_N, notice_state_names, NULL }, { "dueDay", JT_STR, F(due_day), 0, 0, 10, NULL, "by when it must arrive" },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, "of the notice" },
	{ "number", JT_STR, F(number), 0, 0, 32, NULL, "of the violation; this, plate and place are empty for a publication, which is of no one fact" },
	{ "plate", JT_STR, F(plate), 0, 0, 64, NULL, "of the violation" }, { "place", JT_STR, F(place), 0, 0, 256, NULL, "of the violation" },
	{ "factAt", JT_UTC, F(fact_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when the violation was" },
	{ "owner", JT_STR, F(owner), 0, 0, 96, NULL, "to whom it goes; masked, empty when the register has him no more" },
};
#undef F
static const struct js_shape notice_shape = JS_SHAPE("Notice", struct notice_row, notice_fields);

static struct notice_row notice_view(struct cx *cx, const struct notice_paper *p)
{
	const struct notice *n = &p->n;

	return (struct notice_row){ n->id, n->violation, n->exposure, (int)n->kind, (int)n->state, day_text(cx, n->due_day), n->made_at, p->number, p->plate, p->place, p->fact_at,
	                            p->owner };
}

static int notice_one(struct cx *cx, const struct notice_paper *p, void *arg)
{
	struct notice_row r = notice_view(cx, p);

	js_put(arg, NULL, &notice_shape, &r);
	return 0;
}

static int get_notices(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_notice_undelivered(cx, SHOWN_MAX, notice_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct served_in { str note; };
static const struct js_field served_fields[] = { { "note", JT_STR, offsetof(struct served_in, note), JF_REQUIRED, 4, 400, NULL, "how it was served" } };
static const struct js_shape served_shape = JS_SHAPE("NoticeServed", struct served_in, served_fields);

static int post_served(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct served_in *in = rq->in;
	struct notice_paper p;

	TRY(flow_notice_served(cx, rq->id, in->note, &p));
	struct notice_row r = notice_view(cx, &p);
	js_put(&rp->js, NULL, &notice_shape, &r);
	return 0;
}

#define T ROLE_TRAFFIC
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/appeals", T, NULL, TX_READ, RF_LIST, NULL, &row_shape, list_query, COUNTOF(list_query), get_list, NULL, "Appeals of the own area, the most pressing first" },
	{ HTTP_GET, "/api/v1/appeals/{id}", T, NULL, TX_READ, 0, NULL, &row_shape, NULL, 0, get_one, NULL, "One appeal; who confirmed the violation sees it and cannot decide it" },
	{ HTTP_POST, "/api/v1/appeals/{id}/decision", T, NULL, TX_WRITE, 0, &decide_shape, &row_shape, NULL, 0, post_decide, "appeal.decided",
	  "Uphold or revoke; by another officer than the one who confirmed" },
	{ HTTP_GET, "/api/v1/appeals/{id}/photos/{name}", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_photo, "appeal.photo_read",
	  "One photo of an appeal; audited", "image/jpeg", 0 },
	{ HTTP_GET, "/api/v1/named-riders", T, NULL, TX_READ, RF_LIST, NULL, &named_shape, NULL, 0, get_named, NULL, "Who was named by owners and has not answered" },
	{ HTTP_POST, "/api/v1/named-riders/{id}/decision", T, NULL, TX_WRITE, RF_NOBODY, &named_in_shape, NULL, NULL, 0, post_named, "named.decided", "Confirm the actual rider, or leave it with the owner" },
	{ HTTP_GET, "/api/v1/notices", T, NULL, TX_READ, RF_LIST, NULL, &notice_shape, NULL, 0, get_notices, NULL, "Notices that did not arrive and are to be served on paper" },
	{ HTTP_POST, "/api/v1/notices/{id}/served", T, NULL, TX_WRITE, 0, &served_shape, &notice_shape, NULL, 0, post_served, "notice.served", "It was served on paper" },
};
const struct routes appeal_routes = ROUTES("appeals", rows);
