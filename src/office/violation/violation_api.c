/* violation_api — HTTP face of violations: the queue, one of them with its evidence, its steps, its picture, the dictionary. No rules live here. */
#include <sodium.h>

#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_person.h"
#include "flow/flow_violation.h"
#include "office/account/account.h"
#include "serve/http/route.h"
#include "serve/media/camera.h"
#include "serve/media/media.h"

extern const struct routes violation_routes;

enum { WORDS_MAX = 24 };

static str day_text(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return day ? arena_str(cx->arena, flow_day_text(day, buf)) : S("");
}

/* --- one --- */

struct view {
	int64_t id; str number; int kind, source, state; int64_t unit_id; str unit; int64_t junction; str arm, place; utc_ms at; int64_t err_ms; str day, tag, plate;
	int64_t bike; str owner; bool other_rider; int excluded; int64_t confidence; struct js_list against; str evidence, evidence_sha; bool has_picture; str picture_sha;
	str code, code_zh, code_en, ground, note, review_due; int32_t left; bool pressing, late; utc_ms captured_at; str reviewer; utc_ms reviewed_at, notified_at,
	acknowledged_at, appealed_at; str appeal_due; utc_ms decided_at; int64_t nth; struct js_list actions; int64_t ver;
};
#define F(member) offsetof(struct view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL }, { "kind", JT_ENUM, F(kind), 0, 0, VK_N, violation_kind_names, NULL },
	{ "source", JT_ENUM, F(source), 0, 0, VS_N, violation_source_names, NULL }, { "state", JT_ENUM, F(state), 0, 0, VI_N, violation_state_names, NULL },
	{ "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, "whose it is to review" },
	{ "junctionId", JT_I64, F(junction), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "arm", JT_STR, F(arm), 0, 0, 64, NULL, "the arm it came from; of a wrong way the one whose left side was ridden on" },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "errMs", JT_I64, F(err_ms), 0, 0, 0, NULL, "the instant is known to plus or minus this" }, { "day", JT_STR, F(day), 0, 0, 10, NULL, NULL },
	{ "tag", JT_STR, F(tag), 0, 0, 64, NULL, NULL }, { "plate", JT_STR, F(plate), 0, 0, 64, NULL, NULL }, { "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "owner", JT_STR, F(owner), 0, 0, 250, NULL, "of the bike at that instant; masked" },
	{ "otherRider", JT_BOOL, F(other_rider), 0, 0, 0, NULL, "somebody else than the owner answers for it" },
	{ "excluded", JT_ENUM, F(excluded), 0, 0, VX_N, violation_excluded_names, "why it does not count; education_only: towards a course and nothing else" },
	{ "confidence", JT_I64, F(confidence), 0, 0, 0, NULL, "per mille" }, { "against", JT_STRLIST, F(against), 0, 0, WORDS_MAX, NULL, "what speaks against it, in words of the detector" },
	{ "evidence", JT_RAW, F(evidence), 0, 0, 0, "{\"type\":[\"object\",\"null\"]}", "readings, phases, geometry and clocks; null in lists" },
	{ "evidenceSha256", JT_STR, F(evidence_sha), 0, 0, 64, NULL, "of the evidence as it was captured" },
	{ "hasPicture", JT_BOOL, F(has_picture), 0, 0, 0, NULL, NULL }, { "pictureSha256", JT_STR, F(picture_sha), 0, 0, 64, NULL, NULL },
	{ "code", JT_STR, F(code), 0, 0, 8, NULL, NULL }, { "codeZh", JT_STR, F(code_zh), 0, 0, 200, NULL, NULL }, { "codeEn", JT_STR, F(code_en), 0, 0, 200, NULL, NULL },
	{ "ground", JT_STR, F(ground), 0, 0, 32, NULL, "on which it was dismissed or revoked" }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "reviewDue", JT_STR, F(review_due), 0, 0, 10, NULL, "after this day it lapses" }, { "daysLeft", JT_I32, F(left), 0, 0, 0, NULL, "calendar days" },
	{ "pressing", JT_BOOL, F(pressing), 0, 0, 0, NULL, "within traffic.review_warn_days" }, { "late", JT_BOOL, F(late), 0, 0, 0, NULL, NULL },
	{ "capturedAt", JT_UTC, F(captured_at), 0, 0, 0, NULL, NULL }, { "reviewer", JT_STR, F(reviewer), 0, 0, 64, NULL, NULL },
	{ "reviewedAt", JT_UTC, F(reviewed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "notifiedAt", JT_UTC, F(notified_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "acknowledgedAt", JT_UTC, F(acknowledged_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "appealedAt", JT_UTC, F(appealed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "appealDue", JT_STR, F(appeal_due), 0, 0, 10, NULL, NULL }, { "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "monthCount", JT_I64, F(nth), 0, 0, 0, NULL, "violations of that month that count for the same rider; 0 in lists" },
	{ "actions", JT_STRLIST, F(actions), 0, 0, VE_N, NULL, "steps this account may take now" }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Violation", struct view, view_fields);

static int words(struct cx *cx, str s, struct js_list *ret)
{
	str *v = arena_alloc(cx->arena, WORDS_MAX * sizeof *v);
	size_t i = 0;

	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = (struct js_list){ v, 0 };
	while (i < s.n && ret->n < WORDS_MAX) {
		size_t k = i;
		while (k < s.n && s.p[k] != ',')
			k++;
		v[ret->n++] = (str){ s.p + i, k - i };
		i = k + 1;
	}
	return 0;
}

static int actions(struct cx *cx, const struct violation *v, struct js_list *ret)
{
	static const unsigned here = 1u << VE_CONFIRM | 1u << VE_DISMISS | 1u << VE_REVOKE | 1u << VE_REOPEN;
	unsigned bits = v->state == VI_APPEALED ? 0 : violation_actions(v, cx->roles, cx->actor) & here;
	str *items = arena_alloc(cx->arena, VE_N * sizeof *items);

	if (!items)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = (struct js_list){ items, 0 };
	for (int e = 0; e < VE_N; e++)
		if (bits & 1u << e)
			items[ret->n++] = violation_event_names[e];
	return 0;
}

static int names(struct cx *cx, const struct violation *v, struct view *ret)
{
	struct err before = cx->err;
	struct violation_code c;
	struct owner_brief who;
	struct account a;
	struct unit u;

	TRY(unit_get(cx, v->unit, &u));
	ret->unit = u.name;
	if (v->bike.v && v->owner.v) {
		TRY(flow_person_brief(cx, v->bike, v->at, &who));
		ret->owner = who.name;
	}
	if (v->reviewed_by.v) {
		TRY(account_get(cx, v->reviewed_by, &a));
		ret->reviewer = a.display;
	}
	if (!v->code.n)
		return 0;
	int rc = violation_code_get(cx, v->code, v->day, &c);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	ret->code_zh = c.name_zh;
	ret->code_en = c.name_en;
	return 0;
}

static int put(struct cx *cx, struct js *js, const struct violation *v, bool whole)
{
	bool waits = v->state == VI_CAPTURED || v->state == VI_SCREENED;
	int32_t today = day_of(cx->now), warn = 0;
	struct view r = { v->id, v->number, (int)v->kind, (int)v->source, (int)v->state, v->unit.v, S(""), v->junction, v->arm, v->place, v->at, v->err_ms, day_text(cx, v->day),
	                  v->tag, v->plate, v->bike.v, S(""), v->rider.v != v->owner.v, (int)v->excluded, v->confidence, { NULL, 0 }, S("null"), v->evidence_sha, v->picture.n > 0,
	                  v->picture_sha, v->code, S(""), S(""), v->ground, v->note, day_text(cx, v->review_due), v->review_due - today, false, waits && v->review_due < today,
	                  v->captured_at, S(""), v->reviewed_at, v->notified_at, v->acknowledged_at, v->appealed_at, day_text(cx, v->appeal_due), v->decided_at, 0, { NULL, 0 }, v->ver };

	TRY(flow_violation_warn(cx, &warn));
	r.pressing = waits && v->review_due <= warn;
	TRY(words(cx, v->against, &r.against));
	TRY(actions(cx, v, &r.actions));
	TRY(names(cx, v, &r));
	if (whole && v->evidence.n)
		r.evidence = v->evidence;
	if (whole && v->rider.v)
		TRY(violation_count_month(cx, v->rider, v->month, &r.nth));
	js_put(js, NULL, &view_shape, &r);
	return 0;
}

static int put_done(struct cx *cx, struct rep *rp, const struct violation *v)
{
	rp->audit_subject = v->id;
	return put(cx, &rp->js, v, true);
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct violation v;

	TRY(flow_violation_get(cx, rq->id, &v));
	return put(cx, &rp->js, &v, true);
}

/* --- lists --- */

static const struct route_q list_query[] = {
	PAGE_QUERY, { "queue", JT_BOOL, 0, 0, 0, "1: what waits for a review, what is due and what can be judged first, one page" },
	{ "state", JT_STR, 0, 0, 200, "states, by commas" }, { "kind", JT_STR, 0, 0, 16, NULL }, { "source", JT_STR, 0, 0, 16, "radio, camera, officer or import" },
	{ "junctionId", JT_I64, 0, 0, 65535, NULL }, { "bikeId", JT_I64, 0, 0, INT64_MAX, NULL }, { "from", JT_STR, 0, 0, 10, "first day, as 2026-11-26" },
	{ "to", JT_STR, 0, 0, 10, "last day" }, { "due", JT_BOOL, 0, 0, 0, "1: of what waits, only what is pressing: within traffic.review_warn_days" },
	{ "byPlace", JT_BOOL, 0, 0, 0, "1: with queue, places together" },
};

static int states_of(struct cx *cx, str s, unsigned *ret)
{
	struct js_list w;

	*ret = 0;
	TRY(words(cx, s, &w));
	for (size_t i = 0; i < w.n; i++) {
		enum violation_state st = violation_state_of(((const str *)w.items)[i]);
		if (st == VI_N)
			return FAIL_FIELD(cx, E_INVALID, "state", "is no state of a violation");
		*ret |= 1u << st;
	}
	return 0;
}

static int a_day(struct cx *cx, str s, const char *field, int32_t *ret)
{
	return flow_day_parse(s, ret) ? 0 : FAIL_FIELD(cx, E_INVALID, field, "must be a day as 2026-11-26");
}

static int filter_of(struct cx *cx, const struct req *rq, struct violation_filter *f)
{
	*f = (struct violation_filter){ .area = cx->area, .kind = VK_N, .source = VS_N, .junction = rq->q[6].i, .bike = { rq->q[7].i }, .before = rq->q[0].i, .by_due = rq->q[2].i != 0,
		.by_place = rq->q[11].i != 0 };
	TRY(states_of(cx, rq->q[3].s, &f->states));
	if (rq->q[10].i)
		TRY(flow_violation_warn(cx, &f->due_by));
	if (f->by_due || f->due_by)
		f->states = 1u << VI_CAPTURED | 1u << VI_SCREENED;
	if (rq->q[4].s.n && (f->kind = violation_kind_of(rq->q[4].s)) == VK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "is no kind of a violation");
	if (rq->q[5].s.n && (f->source = violation_source_of(rq->q[5].s)) == VS_N)
		return FAIL_FIELD(cx, E_INVALID, "source", "must be radio, camera, officer or import");
	if (rq->q[8].s.n)
		TRY(a_day(cx, rq->q[8].s, "from", &f->from_day));
	if (rq->q[9].s.n)
		TRY(a_day(cx, rq->q[9].s, "to", &f->to_day));
	return 0;
}

static int list_one(struct cx *cx, const struct violation *v, void *arg)
{
	struct page *p = arg;

	return page_item(p, v->id) ? put(cx, p->js, v, false) : 0;
}

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct violation_filter f;
	struct page p;

	TRY(filter_of(cx, rq, &f));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(violation_list(cx, &f, p.limit + 1, list_one, &p));
	if (f.by_due)      /* its order is not that of the ids: what is reviewed makes room */
		p.more = false;
	page_end(&p);
	return 0;
}

struct due_view { str day; int64_t n; bool pressing, late; utc_ms warned; };
#define F(member) offsetof(struct due_view, member)
static const struct js_field due_fields[] = {
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL }, { "n", JT_I64, F(n), 0, 0, 0, NULL, NULL }, { "pressing", JT_BOOL, F(pressing), 0, 0, 0, NULL, "within traffic.review_warn_days" },
	{ "late", JT_BOOL, F(late), 0, 0, 0, NULL, "about to lapse" },
	{ "warnedAt", JT_UTC, F(warned), JF_NULL_IF_EMPTY, 0, 0, NULL, "when its unit was last told that it is pressing" },
};
#undef F
static const struct js_shape due_shape = JS_SHAPE("ViolationDue", struct due_view, due_fields);
struct dues { struct js *js; int32_t warn; };

static int due_one(struct cx *cx, int32_t day, int64_t n, utc_ms warned, void *arg)
{
	struct dues *d = arg;
	struct due_view v = { day_text(cx, day), n, day <= d->warn, day < day_of(cx->now), warned };

	js_put(d->js, NULL, &due_shape, &v);
	return 0;
}

static void begin_list(struct js *js)
{
	js_obj(js, NULL);
	js_arr(js, "items");
}

static void end_list(struct js *js)
{
	js_end_arr(js);
	js_null(js, "next");
	js_end_obj(js);
}

static int get_due(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct dues d = { &rp->js, 0 };

	(void)rq;
	TRY(flow_violation_warn(cx, &d.warn));
	begin_list(&rp->js);
	TRY(as_done(violation_due_days(cx, cx->area, due_one, &d)));
	end_list(&rp->js);
	return 0;
}

/* --- steps --- */

struct step_in { int64_t ver; str ground, code, note; };
#define F(member) offsetof(struct step_in, member)
static const struct js_field step_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" }, { "ground", JT_STR, F(ground), 0, 0, 32, NULL, "with dismiss and revoke" },
	{ "code", JT_STR, F(code), 0, 0, 8, NULL, "with confirm: of the dictionary" }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, "the reason, where the step wants one" },
};
#undef F
static const struct js_shape step_shape = JS_SHAPE("ViolationStep", struct step_in, step_fields);

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	struct violation_do d = { .ver = in->ver, .ground = in->ground, .code = in->code, .note = in->note };
	enum violation_ev ev = violation_event_of(rq->name);
	struct violation v;

	if (ev == VE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_violation_do(cx, rq->id, ev, &d, &v));
	rp->audit_detail = violation_event_names[ev];
	return put_done(cx, rp, &v);
}

struct event_view { int64_t id; utc_ms at; str event, actor, from, to, note; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "event", JT_STR, F(event), 0, 0, 16, NULL, "capture, rider, exclude, include, picture, warn, warn_last, import, or a step" },
	{ "actor", JT_STR, F(actor), 0, 0, 64, NULL, "empty: the program, or the rider" }, { "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 24, NULL, NULL },
	{ "to", JT_STR, F(to), 0, 0, 24, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 4000, NULL, NULL },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("ViolationHistory", struct event_view, event_fields);

static int event_one(struct cx *cx, const struct violation_history *h, void *arg)
{
	struct event_view v = { h->id, h->at, h->event, S(""), h->from, h->to, h->note };
	struct account a;

	if (h->actor.v) {
		TRY(account_get(cx, h->actor, &a));
		v.actor = a.display;
	}
	js_put(arg, NULL, &event_shape, &v);
	return 0;
}

static int get_events(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct violation v;

	TRY(flow_violation_get(cx, rq->id, &v));
	begin_list(&rp->js);
	TRY(as_done(violation_events(cx, v.id, PAGE_MAX, event_one, &rp->js)));
	end_list(&rp->js);
	return 0;
}

/* --- what an officer or a camera reports --- */

struct new_in { int kind; utc_ms at; str plate, tag, place, arm; int64_t junction; str note; bool camera; str key; };
#define F(member) offsetof(struct new_in, member)
static const struct js_field new_fields[] = {
	{ "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, VK_N, violation_kind_names, NULL }, { "at", JT_UTC, F(at), JF_REQUIRED, 0, 0, NULL, "when it was seen" },
	{ "plate", JT_STR, F(plate), JF_REQUIRED, 1, 64, NULL, NULL }, { "tag", JT_STR, F(tag), 0, 0, 16, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "where no junction is named" }, { "arm", JT_STR, F(arm), 0, 0, 7, NULL, "the arm of the junction" },
	{ "junctionId", JT_I64, F(junction), 0, 0, 65535, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "camera", JT_BOOL, F(camera), 0, 0, 0, NULL, "a camera's capture, handed on by this account" },
	{ "key", JT_STR, F(key), 0, 0, 64, NULL, "the sender's own number of it; the same again is the same row" },
};
#undef F
static const struct js_shape new_shape = JS_SHAPE("ViolationNew", struct new_in, new_fields);
enum { SURE_OFFICER = 1000, SURE_CAMERA = 800 };

static int post_new(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct new_in *in = rq->in;
	const char *from = in->camera ? "camera" : "officer";
	struct violation n = { .kind = (enum violation_kind)in->kind, .source = in->camera ? VS_CAMERA : VS_OFFICER, .junction = in->junction, .arm = in->arm, .place = in->place,
	                       .at = in->at, .tag = in->tag, .plate = in->plate, .note = in->note, .confidence = in->camera ? SURE_CAMERA : SURE_OFFICER }, v;

	if (!in->junction && !in->place.n)
		return FAIL_FIELD(cx, E_INVALID, "place", "say where, or at which junction");
	n.source_key = in->key.n ? arena_fmt(cx->arena, "%s:%lld:%.*s", from, (long long)cx->unit.v, STR_ARG(in->key)) :
		arena_fmt(cx->arena, "%s:%lld:%lld:%s:%.*s", from, (long long)cx->actor.v, (long long)in->at, violation_kind_names[n.kind].p, STR_ARG(in->plate));
	TRY(as_done(flow_violation_capture(cx, &n, &v)));
	return put_done(cx, rp, &v);
}

/* --- old records --- */

struct import_in { str text; bool dry; str batch; };
static const struct js_field import_fields[] = {
	{ "text", JT_STR, offsetof(struct import_in, text), JF_REQUIRED | JF_SENSITIVE, 1, 200000, NULL, "CSV: number, at, kind, plate, place, code, result; reviewer, note, source (whose numbers; empty: the own district's)" },
	{ "dry", JT_BOOL, offsetof(struct import_in, dry), 0, 0, 0, NULL, "look at it only" },
	{ "batch", JT_STR, offsetof(struct import_in, batch), 0, 0, VIOLATION_BATCH, NULL, "the same for all parts of one file: what can be taken back together" },
};
static const struct js_shape import_shape = JS_SHAPE("ViolationImport", struct import_in, import_fields);
static const struct js_field fault_fields[] = {
	{ "row", JT_I64, offsetof(struct violation_fault, row), 0, 0, 0, NULL, "1 is the first below the names" },
	{ "why", JT_STR, offsetof(struct violation_fault, why), 0, 0, 16, NULL, "the column that is wrong; recent: of this month, to be reviewed here" },
};
static const struct js_shape fault_shape = JS_SHAPE("ViolationImportFault", struct violation_fault, fault_fields);
struct imported { int64_t rows, taken, known, bad; struct js_list faults; str batch; };
#define F(member) offsetof(struct imported, member)
static const struct js_field imported_fields[] = {
	{ "rows", JT_I64, F(rows), 0, 0, 0, NULL, NULL }, { "taken", JT_I64, F(taken), 0, 0, 0, NULL, "dry: would be" }, { "known", JT_I64, F(known), 0, 0, 0, NULL, "had been taken before" },
	{ "bad", JT_I64, F(bad), 0, 0, 0, NULL, NULL }, { "faults", JT_LIST, F(faults), 0, 0, 0, &fault_shape, "the first hundred" },
	{ "batch", JT_STR, F(batch), 0, 0, VIOLATION_BATCH, NULL, "by which it can be taken back" },
};
#undef F
static const struct js_shape imported_shape = JS_SHAPE("ViolationImported", struct imported, imported_fields);

static int post_import(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct violation_import *r = arena_alloc(cx->arena, sizeof *r);
	const struct import_in *in = rq->in;

	if (!r)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	TRY(flow_violation_import(cx, in->text, in->dry, in->batch, r));
	struct imported v = { r->rows, r->taken, r->known, r->bad, { r->fault, (size_t)r->nfaults }, r->batch };
	rp->audit_detail = arena_fmt(cx->arena, "%s rows=%lld taken=%lld", in->dry ? "dry" : "done", (long long)r->rows, (long long)r->taken);
	js_put(&rp->js, NULL, &imported_shape, &v);
	return 0;
}

struct batch_view { str batch; utc_ms at; str by; int64_t taken, standing; };
#define F(member) offsetof(struct batch_view, member)
static const struct js_field batch_fields[] = {
	{ "batch", JT_STR, F(batch), 0, 0, VIOLATION_BATCH, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "by", JT_STR, F(by), 0, 0, 64, NULL, NULL },
	{ "taken", JT_I64, F(taken), 0, 0, 0, NULL, NULL }, { "standing", JT_I64, F(standing), 0, 0, 0, NULL, "not taken back; 0: the whole batch is" },
};
#undef F
static const struct js_shape batch_shape = JS_SHAPE("ViolationBatch", struct batch_view, batch_fields);

static int batch_one(struct cx *cx, const struct violation_batch *b, void *arg)
{
	struct batch_view v = { b->batch, b->at, S(""), b->taken, b->standing };
	struct account a;

	if (b->by.v) {
		TRY(account_get(cx, b->by, &a));
		v.by = a.display;
	}
	js_put(arg, NULL, &batch_shape, &v);
	return 0;
}

static int get_imports(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	begin_list(&rp->js);
	TRY(as_done(violation_batches(cx, cx->area, PAGE_MAX, batch_one, &rp->js)));
	end_list(&rp->js);
	return 0;
}

struct undo_in { str batch; };
static const struct js_field undo_fields[] = { { "batch", JT_STR, offsetof(struct undo_in, batch), JF_REQUIRED, 1, VIOLATION_BATCH, NULL, NULL } };
static const struct js_shape undo_shape = JS_SHAPE("ViolationUnimport", struct undo_in, undo_fields);
struct undone { int64_t n, kept; bool more; };
static const struct js_field undone_fields[] = {
	{ "undone", JT_I64, offsetof(struct undone, n), 0, 0, 0, NULL, NULL },
	{ "kept", JT_I64, offsetof(struct undone, kept), 0, 0, 0, NULL, "under appeal: to be taken back when that is decided" }, { "more", JT_BOOL, offsetof(struct undone, more), 0, 0, 0, NULL, "ask again" },
};
static const struct js_shape undone_shape = JS_SHAPE("ViolationUnimported", struct undone, undone_fields);

static int post_undo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct undo_in *in = rq->in;
	struct undone v;

	TRY(flow_violation_unimport(cx, in->batch, &v.n, &v.kept, &v.more));
	rp->audit_detail = arena_fmt(cx->arena, "batch=%.*s undone=%lld kept=%lld", STR_ARG(in->batch), (long long)v.n, (long long)v.kept);
	js_put(&rp->js, NULL, &undone_shape, &v);
	return 0;
}

/* --- the picture --- */

static int post_picture(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct violation v;
	struct picture pic;

	TRY(flow_violation_picture_may(cx, rq->id));
	TRY(media_reencode(cx->arena, rq->upload, &cx->err, &pic));
	TRY(flow_violation_picture(cx, rq->id, pic.jpeg, pic.width, pic.height, &v));
	return put(cx, &rp->js, &v, true);
}

static int get_picture(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_violation_picture_read(cx, rq->id, &rp->file));
	rp->file_type = S("image/jpeg");
	rp->file_name = arena_fmt(cx->arena, "violation-%lld.jpg", (long long)rq->id);
	return 0;
}

static int get_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	str number;

	TRY(flow_violation_file(cx, rq->id, &rp->file, &number));
	rp->file_type = S("application/pdf");
	rp->file_name = arena_fmt(cx->arena, "%.*s.pdf", STR_ARG(number));
	return 0;
}

/* --- dictionary and grounds --- */

struct code_view { str code, from, until; int kind; str zh, en, basis; int64_t least, most; };
#define F(member) offsetof(struct code_view, member)
static const struct js_field code_fields[] = {
	{ "code", JT_STR, F(code), JF_REQUIRED, 4, 8, NULL, "digits" }, { "fromDay", JT_STR, F(from), JF_REQUIRED, 10, 10, NULL, "the first day it is in force" },
	{ "untilDay", JT_STR, F(until), 0, 0, 10, NULL, "the first day it is not any more; empty: no end; the first day itself: a draft that was given up" }, { "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, VK_N, violation_kind_names, NULL },
	{ "nameZh", JT_STR, F(zh), JF_REQUIRED, 1, 200, NULL, NULL }, { "nameEn", JT_STR, F(en), JF_REQUIRED, 1, 200, NULL, NULL },
	{ "basisZh", JT_STR, F(basis), JF_REQUIRED, 1, 1000, NULL, "on what law it rests" }, { "fineMinFen", JT_I64, F(least), JF_REQUIRED, 0, 1000000, NULL, NULL },
	{ "fineMaxFen", JT_I64, F(most), JF_REQUIRED, 0, 1000000, NULL, NULL },
};
#undef F
static const struct js_shape code_shape = JS_SHAPE("ViolationCode", struct code_view, code_fields);

static int code_one(struct cx *cx, const struct violation_code *c, void *arg)
{
	struct code_view v = { c->code, c->from_day, c->until_day, (int)c->kind, c->name_zh, c->name_en, c->basis_zh, c->fine_min_fen, c->fine_max_fen };

	(void)cx;
	js_put(arg, NULL, &code_shape, &v);
	return 0;
}

static const struct route_q code_query[] = { { "all", JT_BOOL, 0, 0, 0, "1: also what is not in force today" } };

static int get_codes(struct cx *cx, const struct req *rq, struct rep *rp)
{
	begin_list(&rp->js);
	TRY(as_done(violation_codes(cx, rq->q[0].i ? -1 : day_of(cx->now), code_one, &rp->js)));
	end_list(&rp->js);
	return 0;
}

static int post_code(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct code_view *in = rq->in;
	struct violation_code c = { in->code, in->from, in->until, (enum violation_kind)in->kind, in->zh, in->en, in->basis, in->least, in->most };

	TRY(violation_code_put(cx, &c));
	rp->audit_detail = in->code;
	return code_one(cx, &c, &rp->js);
}

struct ground_view { str ground; bool dismiss, revoke; str zh, en, basis; };
#define F(member) offsetof(struct ground_view, member)
static const struct js_field ground_fields[] = {
	{ "ground", JT_STR, F(ground), 0, 0, 32, NULL, NULL }, { "dismiss", JT_BOOL, F(dismiss), 0, 0, 0, NULL, "may be named at the review" },
	{ "revoke", JT_BOOL, F(revoke), 0, 0, 0, NULL, "may be named afterwards" }, { "nameZh", JT_STR, F(zh), 0, 0, 200, NULL, NULL },
	{ "nameEn", JT_STR, F(en), 0, 0, 200, NULL, NULL }, { "basisZh", JT_STR, F(basis), 0, 0, 400, NULL, NULL },
};
#undef F
static const struct js_shape ground_shape = JS_SHAPE("ViolationGround", struct ground_view, ground_fields);

static int ground_one(struct cx *cx, const struct violation_ground *g, void *arg)
{
	struct ground_view v = { g->ground, g->dismiss, g->revoke, g->name_zh, g->name_en, g->basis_zh };

	(void)cx;
	js_put(arg, NULL, &ground_shape, &v);
	return 0;
}

static int get_grounds(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	begin_list(&rp->js);
	TRY(as_done(violation_grounds(cx, ground_one, &rp->js)));
	end_list(&rp->js);
	return 0;
}

/* --- cameras --- */

struct camera_view { str name, url; bool secret; utc_ms changed_at, asked_at; int fault; utc_ms token_at, pushed_at; };
#define F(member) offsetof(struct camera_view, member)
static const struct js_field camera_fields[] = {
	{ "name", JT_STR, F(name), 0, 0, 64, NULL, "as an antenna of a junction says it" },
	{ "url", JT_STR, F(url), 0, 0, 2000, NULL, "as it may be shown: without name, password and the values of the query; empty: it is not asked" },
	{ "hasSecret", JT_BOOL, F(secret), 0, 0, 0, NULL, "something of the address is not shown" },
	{ "changedAt", JT_UTC, F(changed_at), 0, 0, 0, NULL, NULL }, { "askedAt", JT_UTC, F(asked_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "fault", JT_ENUM, F(fault), 0, 0, CF_N, camera_fault_names, "of the last time; empty: none" },
	{ "tokenAt", JT_UTC, F(token_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "since when it may push" }, { "pushedAt", JT_UTC, F(pushed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "with that token, last" },
};
#undef F
struct camera_new { str name, url; };
#define F(member) offsetof(struct camera_new, member)
static const struct js_field camera_new_fields[] = {
	{ "name", JT_STR, F(name), JF_REQUIRED, 1, 64, NULL, "as an antenna of a junction says it" },
	{ "url", JT_STR, F(url), JF_REQUIRED | JF_SENSITIVE, 8, 500, NULL, "{at} in it becomes the instant in milliseconds" },
};
#undef F
static const struct js_shape camera_shape = JS_SHAPE("ViolationCamera", struct camera_view, camera_fields),
	camera_new_shape = JS_SHAPE("ViolationCameraNew", struct camera_new, camera_new_fields);

static int camera_one(struct cx *cx, const struct violation_camera *c, void *arg)
{
	struct camera_view v = { c->name, S(""), false, c->changed_at, c->asked_at, (int)c->fault, c->token_at, c->pushed_at };

	v.url = violation_camera_shown(cx->arena, c->url, &v.secret);
	js_put(arg, NULL, &camera_shape, &v);
	return 0;
}

static int get_cameras(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	begin_list(&rp->js);
	TRY(as_done(violation_cameras(cx, camera_one, &rp->js)));
	end_list(&rp->js);
	return 0;
}

static int post_camera(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct camera_new *in = rq->in;
	struct violation_camera c;

	TRY(violation_camera_put(cx, in->name, in->url));
	TRY(violation_camera_get(cx, in->name, &c));
	rp->audit_detail = in->name;
	return camera_one(cx, &c, &rp->js);
}

struct name_in { str name; };
static const struct js_field name_fields[] = { { "name", JT_STR, offsetof(struct name_in, name), JF_REQUIRED, 1, 64, NULL, NULL } };
static const struct js_shape name_shape = JS_SHAPE("ViolationCameraName", struct name_in, name_fields);

static int post_camera_drop(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct name_in *in = rq->in;

	rp->audit_detail = in->name;
	return violation_camera_drop(cx, in->name);
}

struct made_view { str name, token; };
#define F(member) offsetof(struct made_view, member)
static const struct js_field made_fields[] = {
	{ "name", JT_STR, F(name), 0, 0, 64, NULL, NULL }, { "token", JT_STR, F(token), JF_SENSITIVE, 0, CAMERA_TOKEN_HEX, NULL, "shown once: Authorization: Bearer, with POST /api/v1/camera/pictures" },
};
#undef F
static const struct js_shape made_shape = JS_SHAPE("ViolationCameraToken", struct made_view, made_fields);

static int post_token(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct name_in *in = rq->in;
	char token[CAMERA_TOKEN_HEX + 1];

	TRY(violation_camera_token(cx, in->name, token));
	rp->audit_detail = in->name;
	struct made_view v = { in->name, str_of(token) };
	js_put(&rp->js, NULL, &made_shape, &v);
	sodium_memzero(token, sizeof token);
	return 0;
}

static int post_token_drop(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct name_in *in = rq->in;

	rp->audit_detail = in->name;
	return violation_camera_untoken(cx, in->name);
}

/* The year 2100. */
#define PUSH_AT_MAX INT64_C(4102444800000)

static const struct route_q push_query[] = { { "at", JT_I64, 0, 1, PUSH_AT_MAX, "the instant of the picture, ms since 1970; always given" } };

static int post_push(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct picture pic;
	int64_t id;

	(void)rp;
	if (!rq->q[0].present)
		return FAIL_FIELD(cx, E_INVALID, "at", "give the instant of the picture: ?at= and milliseconds since 1970");
	TRY(flow_violation_push_for(cx, rq->device, rq->q[0].i, &id));
	TRY(media_reencode(cx->arena, rq->upload, &cx->err, &pic));
	return flow_violation_push(cx, rq->device, id, pic.jpeg, pic.width, pic.height);
}

struct tried_view { int fault; int32_t width, height; int64_t bytes, ms; };
#define F(member) offsetof(struct tried_view, member)
static const struct js_field tried_fields[] = {
	{ "fault", JT_ENUM, F(fault), 0, 0, CF_N, camera_fault_names, "empty: it gave a picture" }, { "width", JT_I32, F(width), 0, 0, 0, NULL, NULL }, { "height", JT_I32, F(height), 0, 0, 0, NULL, NULL },
	{ "bytes", JT_I64, F(bytes), 0, 0, 0, NULL, "of a picture, as it came" }, { "ms", JT_I64, F(ms), 0, 0, 0, NULL, "of a picture" },
};
#undef F
static const struct js_shape tried_shape = JS_SHAPE("ViolationCameraTried", struct tried_view, tried_fields);

static int post_camera_try(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct name_in *in = rq->in;
	struct violation_pull p;
	struct camera_tried t;

	TRY(flow_violation_pull_now(cx, in->name, &p));
	TRY(camera_try(cx, p.url, &t));
	TRY(flow_violation_pulled(cx, p.camera, t.fault, true));
	struct tried_view v = { (int)t.fault, t.width, t.height, t.bytes, t.ms };
	js_put(&rp->js, NULL, &tried_shape, &v);
	return 0;
}

#define T ROLE_TRAFFIC
#define SEE (ROLE_TRAFFIC | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/violations", T, NULL, TX_READ, RF_LIST, NULL, &view_shape, list_query, COUNTOF(list_query), get_list, NULL, "Violations of the own area, newest first; or the queue" },
	{ HTTP_POST, "/api/v1/violations", T, NULL, TX_WRITE, RF_CREATED, &new_shape, &view_shape, NULL, 0, post_new, "violation.report", "What an officer saw, or a camera of the city caught" },
	{ HTTP_POST, "/api/v1/violations/import", T, NULL, TX_WRITE, 0, &import_shape, &imported_shape, NULL, 0, post_import, "violation.import",
	  "Old records as CSV, decided in the system before; nobody is told" },
	{ HTTP_GET, "/api/v1/violations/imports", T, NULL, TX_READ, RF_LIST, NULL, &batch_shape, NULL, 0, get_imports, NULL, "Batches of old records, newest first" },
	{ HTTP_POST, "/api/v1/violations/imports/undo", T, NULL, TX_WRITE, 0, &undo_shape, &undone_shape, NULL, 0, post_undo, "violation.unimport",
	  "Some of a batch of old records is taken back: revoked, and its numbers free again" },
	{ HTTP_GET, "/api/v1/violations/due", T, NULL, TX_READ, RF_LIST, NULL, &due_shape, NULL, 0, get_due, NULL, "How many wait for a review, by the day it is due" },
	{ HTTP_GET, "/api/v1/violations/{id}", T, NULL, TX_READ, 0, NULL, &view_shape, NULL, 0, get_one, NULL, "One violation with its evidence" },
	{ HTTP_GET, "/api/v1/violations/{id}/events", T, NULL, TX_READ, RF_LIST, NULL, &event_shape, NULL, 0, get_events, NULL, "What happened to it, in order" },
	{ HTTP_POST, "/api/v1/violations/{id}/do/{event}", T, NULL, TX_WRITE, 0, &step_shape, &view_shape, NULL, 0, post_step, "violation.step",
	  "confirm, dismiss, revoke or reopen, as its actions say" },
	{ HTTP_POST, "/api/v1/violations/{id}/picture", T, NULL, TX_NONE, RF_UPLOAD | RF_CREATED | RF_AUDITED | RF_SLOW, NULL, &view_shape, NULL, 0, post_picture, "violation.picture",
	  "Its picture, before the review; drawn anew and kept with its hash", "image/jpeg,image/png", MEDIA_IN_MAX },
	{ HTTP_GET, "/api/v1/violations/{id}/picture", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_picture, "violation.picture_read",
	  "Its picture; audited", "image/jpeg", 0 },
	{ HTTP_GET, "/api/v1/violations/{id}/file", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_file, "violation.file",
	  "The case file with the evidence and its hashes; audited", "application/pdf", 0 },
	{ HTTP_GET, "/api/v1/violation-codes", SEE, NULL, TX_READ, RF_LIST, NULL, &code_shape, code_query, COUNTOF(code_query), get_codes, NULL, "The dictionary of violations" },
	{ HTTP_POST, "/api/v1/violation-codes", ROLE_LEADER, NULL, TX_WRITE, 0, &code_shape, &code_shape, NULL, 0, post_code, "violation.code", "A row of the dictionary, by its code and first day" },
	{ HTTP_GET, "/api/v1/violation-cameras", ROLE_ENGINEER, NULL, TX_READ, RF_LIST, NULL, &camera_shape, NULL, 0, get_cameras, NULL, "Cameras that are asked for pictures, and how it went last" },
	{ HTTP_POST, "/api/v1/violation-cameras", ROLE_ENGINEER, NULL, TX_WRITE, 0, &camera_new_shape, &camera_shape, NULL, 0, post_camera, "violation.camera", "A camera's address, by its name" },
	{ HTTP_POST, "/api/v1/violation-cameras/drop", ROLE_ENGINEER, NULL, TX_WRITE, RF_NOBODY, &name_shape, NULL, NULL, 0, post_camera_drop, "violation.camera_drop", "Ask this camera no more" },
	{ HTTP_POST, "/api/v1/violation-cameras/try", ROLE_ENGINEER, NULL, TX_NONE, RF_SLOW | RF_AUDITED, &name_shape, &tried_shape, NULL, 0, post_camera_try, "violation.camera_try",
	  "Ask this camera once; nothing is kept but how it went" },
	{ HTTP_POST, "/api/v1/violation-cameras/token", ROLE_ENGINEER, NULL, TX_WRITE, RF_CREATED, &name_shape, &made_shape, NULL, 0, post_token, "violation.camera_token",
	  "A token with which this camera pushes its pictures; shown once, the one before ends" },
	{ HTTP_POST, "/api/v1/violation-cameras/token/drop", ROLE_ENGINEER, NULL, TX_WRITE, RF_NOBODY, &name_shape, NULL, NULL, 0, post_token_drop, "violation.camera_untoken", "This camera pushes no more" },
	{ HTTP_POST, "/api/v1/camera/pictures", ROLE_CAMERA, NULL, TX_NONE, RF_UPLOAD | RF_NOBODY | RF_AUDITED | RF_SLOW, NULL, NULL, push_query, COUNTOF(push_query), post_push, "violation.camera_push",
	  "A camera's picture of what was caught at its arm at that instant; with its own token", "image/jpeg,image/png", MEDIA_IN_MAX },
	{ HTTP_GET, "/api/v1/violation-grounds", SEE, NULL, TX_READ, RF_LIST, NULL, &ground_shape, NULL, 0, get_grounds, NULL, "Grounds on which a violation is dismissed or revoked" },
};
const struct routes violation_routes = ROUTES("violations", rows);
