/* recovery_api — HTTP face of the seized goods, suspects, dens and return lists. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_recovery.h"
#include "flow/flow_person.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/theft/theft.h"
#include "serve/http/route.h"

extern const struct routes recovery_routes;

/* --- seized goods --- */

struct seized_view {
	int64_t id; str number; int kind, state; int64_t unit_id; str unit; struct seized_facts f; int64_t bike; str bike_plate, owner; int64_t theft; str case_number;
	utc_ms matched_at; str papers; int64_t value_fen; utc_ms approved_at, returned_at; str reason; utc_ms created_at; int payer; struct js_list actions; int64_t ver;
	int64_t day; str day_number;
};
#define F(member) offsetof(struct seized_view, member)
static const struct js_field seized_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, SK_N, seized_kind_names, NULL }, { "state", JT_ENUM, F(state), 0, 0, SZ_N, seized_state_names, NULL },
	{ "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, "which found and keeps it" },
	{ "foundAt", JT_UTC, F(f.found_at), 0, 0, 0, NULL, NULL }, { "place", JT_STR, F(f.place), 0, 0, 256, NULL, "where it was found" },
	{ "keptAt", JT_STR, F(f.kept_at), 0, 0, 256, NULL, "where it is kept" },
	{ "frameNo", JT_STR, F(f.frame_no), 0, 0, 64, NULL, "as read from the thing" }, { "motorNo", JT_STR, F(f.motor_no), 0, 0, 64, NULL, NULL },
	{ "tag", JT_STR, F(f.tag), 0, 0, 64, NULL, NULL }, { "plate", JT_STR, F(f.plate), 0, 0, 64, NULL, NULL },
	{ "brand", JT_STR, F(f.brand), 0, 0, 64, NULL, NULL }, { "colour", JT_STR, F(f.colour), 0, 0, 64, NULL, NULL }, { "note", JT_STR, F(f.note), 0, 0, 1000, NULL, NULL },
	{ "denId", JT_I64, F(f.den), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "suspectId", JT_I64, F(f.suspect), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, "whose bike an officer has said it is" },
	{ "bikePlate", JT_STR, F(bike_plate), 0, 0, 64, NULL, NULL }, { "owner", JT_STR, F(owner), 0, 0, 250, NULL, "masked" },
	{ "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "caseNumber", JT_STR, F(case_number), 0, 0, 32, NULL, NULL },
	{ "matchedAt", JT_UTC, F(matched_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "papers", JT_STR, F(papers), 0, 0, 200, NULL, "by what ownership was proven" },
	{ "valueFen", JT_I64, F(value_fen), 0, 0, 0, NULL, NULL }, { "approvedAt", JT_UTC, F(approved_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "returnedAt", JT_UTC, F(returned_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "reason", JT_STR, F(reason), 0, 0, 1000, NULL, NULL },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "payer", JT_ENUM, F(payer), 0, 0, SP_N, seized_payer_names, "who gets it: owner; payer of a claim; undecided: the operator has not said yet" },
	{ "actions", JT_STRLIST, F(actions), 0, 0, SE_N, NULL, "steps this account may take now" }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
	{ "returnDayId", JT_I64, F(day), JF_NULL_IF_EMPTY, 0, 0, NULL, "the return list that it is on, or was given back on" },
	{ "returnDay", JT_STR, F(day_number), JF_NULL_IF_EMPTY, 0, 32, NULL, "that list's number" },
};
#undef F
static const struct js_shape seized_shape = JS_SHAPE("Seized", struct seized_view, seized_fields);

static int whose(struct cx *cx, const struct seized *s, struct seized_view *v)
{
	struct owner_brief who;
	struct theft t;
	struct bike b;

	if (s->bike.v) {
		TRY(bike_get(cx, s->bike, &b));
		TRY(flow_person_brief(cx, s->bike, cx->now, &who));
		v->bike_plate = arena_str(cx->arena, plate_str(&b.plate));
		v->owner = who.name;
	}
	if (s->theft.v) {
		TRY(theft_get(cx, s->theft, &t));
		v->case_number = t.number;
	}
	return 0;
}

static int list_of(struct cx *cx, const struct seized *s, struct seized_view *v)
{
	struct return_day d;

	if (s->state != SZ_LISTED && s->state != SZ_RETURNED)
		return 0;
	TRY(return_day_of(cx, s->id, &v->day));
	if (v->day) {
		TRY(return_day_get(cx, v->day, &d));
		v->day_number = d.number;
	}
	return 0;
}

static int put_seized(struct cx *cx, struct js *js, const struct seized *s)
{
	struct seized_view v = { s->id, s->number, (int)s->kind, (int)s->state, s->unit.v, S(""), s->f, s->bike.v, S(""), S(""), s->theft.v, S(""), s->matched_at, s->papers,
	                         s->value_fen, s->approved_at, s->returned_at, s->reason, s->created_at, 0, { NULL, 0 }, s->ver, 0, S("") };
	unsigned bits = seized_actions(s, cx->roles, cx->actor);
	str *items = arena_alloc(cx->arena, SE_N * sizeof *items);
	enum seized_payer payer;
	struct unit u;

	if (!items)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int e = 0; e < SE_N; e++)
		if (bits & 1u << e)
			items[v.actions.n++] = seized_event_names[e];
	v.actions.items = items;
	TRY(unit_get(cx, s->unit, &u));
	v.unit = u.name;
	TRY(whose(cx, s, &v));
	TRY(list_of(cx, s, &v));
	TRY(flow_seized_payer(cx, s, &payer));
	v.payer = (int)payer;
	js_put(js, NULL, &seized_shape, &v);
	return 0;
}

static int put_done(struct cx *cx, struct rep *rp, const struct seized *s)
{
	rp->audit_subject = s->id;
	rp->audit_case = s->theft;
	return put_seized(cx, &rp->js, s);
}

static int seized_one(struct cx *cx, const struct seized *s, void *arg)
{
	struct page *p = arg;

	return page_item(p, s->id) ? put_seized(cx, p->js, s) : 0;
}

static const struct route_q seized_query[] = {
	PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "1: only what is not given away" }, { "state", JT_STR, 0, 0, 24, "a state of its life" },
	{ "kind", JT_STR, 0, 0, 16, "bike, tag, plate, battery or other" }, { "caseId", JT_I64, 0, 1, INT64_MAX, NULL },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct seized_filter f = { .area = cx->area, .state = SZ_N, .open = rq->q[2].i != 0, .theft = { rq->q[5].i }, .before = rq->q[0].i };
	struct page p;
	int kind = 0;

	if (rq->q[3].s.n && (f.state = seized_state_of(rq->q[3].s)) == SZ_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "is no state of a seized item");
	while (kind < SK_N && !str_eq(seized_kind_names[kind], rq->q[4].s))
		kind++;
	if (rq->q[4].s.n && kind == SK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be bike, tag, plate, battery or other");
	f.kind = (enum seized_kind)kind;
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(seized_list(cx, &f, p.limit + 1, seized_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct seized s;

	TRY(flow_seized_get(cx, rq->id, &s));
	return put_seized(cx, &rp->js, &s);
}

struct new_in { int kind; struct seized_facts f; };
#define F(member) offsetof(struct new_in, member)
static const struct js_field new_fields[] = {
	{ "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, SK_N, seized_kind_names, NULL }, { "foundAt", JT_UTC, F(f.found_at), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "place", JT_STR, F(f.place), JF_REQUIRED, 1, 256, NULL, "where it was found" }, { "keptAt", JT_STR, F(f.kept_at), 0, 0, 256, NULL, NULL },
	{ "frameNo", JT_STR, F(f.frame_no), 0, 0, 64, NULL, "as read from the thing" }, { "motorNo", JT_STR, F(f.motor_no), 0, 0, 64, NULL, NULL },
	{ "tag", JT_STR, F(f.tag), 0, 0, 64, NULL, NULL }, { "plate", JT_STR, F(f.plate), 0, 0, 64, NULL, NULL }, { "brand", JT_STR, F(f.brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(f.colour), 0, 0, 64, NULL, NULL }, { "note", JT_STR, F(f.note), 0, 0, 1000, NULL, NULL },
	{ "denId", JT_I64, F(f.den), 0, 0, INT64_MAX, NULL, NULL }, { "suspectId", JT_I64, F(f.suspect), 0, 0, INT64_MAX, NULL, NULL },
};
#undef F
static const struct js_shape new_shape = JS_SHAPE("SeizedNew", struct new_in, new_fields);

static int post_new(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct new_in *in = rq->in;
	struct seized s;

	TRY(flow_seized_add(cx, (enum seized_kind)in->kind, &in->f, &s));
	return put_done(cx, rp, &s);
}

#define F(member) offsetof(struct seized_candidate, member)
static const struct js_field candidate_fields[] = {
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL }, { "tier", JT_STR, F(tier), 0, 0, 16, NULL, "exact, contains or near" },
	{ "by", JT_STR, F(by), 0, 0, 16, NULL, "tag, plate, frame or motor" }, { "number", JT_STR, F(number), 0, 0, 64, NULL, "as the register has it" },
	{ "plate", JT_STR, F(plate), 0, 0, 64, NULL, NULL }, { "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL }, { "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
	{ "owner", JT_STR, F(owner), 0, 0, 250, NULL, "masked" }, { "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, "its open theft case" },
	{ "caseNumber", JT_STR, F(case_number), 0, 0, 32, NULL, NULL }, { "caseState", JT_STR, F(case_state), 0, 0, 16, NULL, NULL },
};
#undef F
static const struct js_shape candidate_shape = JS_SHAPE("SeizedCandidate", struct seized_candidate, candidate_fields);

static void end_list(struct js *js)
{
	js_end_arr(js);
	js_null(js, "next");
	js_end_obj(js);
}

static int get_candidates(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct seized_candidate v[SEIZED_CANDIDATES];
	struct seized s;
	int n;

	TRY(flow_seized_get(cx, rq->id, &s));
	TRY(flow_seized_candidates(cx, &s, v, &n));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < n; i++)
		js_put(&rp->js, NULL, &candidate_shape, &v[i]);
	end_list(&rp->js);
	return 0;
}

struct step_in { int64_t ver; str note; int64_t bike; str papers; int64_t value; };
#define F(member) offsetof(struct step_in, member)
static const struct js_field step_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, "the reason, where the step wants one" }, { "bikeId", JT_I64, F(bike), 0, 0, INT64_MAX, NULL, "with match" },
	{ "papers", JT_STR, F(papers), 0, 0, 200, NULL, "with prove: by what documents" }, { "valueFen", JT_I64, F(value), 0, 0, 100000000, NULL, "with value" },
};
#undef F
static const struct js_shape step_shape = JS_SHAPE("SeizedStep", struct step_in, step_fields);

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	struct seized_do d = { in->ver, in->note, { in->bike }, { 0 }, in->papers, in->value };
	enum seized_ev ev = seized_event_of(rq->name);
	struct seized s;

	if (ev == SE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_seized_do(cx, rq->id, ev, &d, &s));
	rp->audit_detail = seized_event_names[ev];
	return put_done(cx, rp, &s);
}

struct correct_in { int64_t ver; str field, value, reason; };
#define F(member) offsetof(struct correct_in, member)
static const struct js_field correct_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL }, { "field", JT_STR, F(field), JF_REQUIRED, 1, 16, NULL, "place, keptAt, frameNo, motorNo, tag, plate, brand, colour or note" },
	{ "value", JT_STR, F(value), JF_REQUIRED, 0, 1000, NULL, NULL }, { "reason", JT_STR, F(reason), JF_REQUIRED, 1, 1000, NULL, NULL },
};
#undef F
static const struct js_shape correct_shape = JS_SHAPE("SeizedCorrect", struct correct_in, correct_fields);

static int post_correct(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct correct_in *in = rq->in;
	struct seized s;

	TRY(flow_seized_get(cx, rq->id, &s));
	TRY(seized_correct(cx, &s, in->field, in->value, in->reason, in->ver));
	return put_done(cx, rp, &s);
}

struct event_view { int64_t id; utc_ms at; str event, actor, from, to, note; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "event", JT_STR, F(event), 0, 0, 16, NULL, "seize, correct, or a step" },
	{ "actor", JT_STR, F(actor), 0, 0, 64, NULL, NULL }, { "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 24, NULL, NULL }, { "to", JT_STR, F(to), 0, 0, 24, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 4000, NULL, NULL },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("SeizedHistory", struct event_view, event_fields);

static int event_one(struct cx *cx, const struct seized_history *h, void *arg)
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
	struct seized s;

	TRY(flow_seized_get(cx, rq->id, &s));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(seized_events(cx, s.id, PAGE_MAX, event_one, &rp->js));
	end_list(&rp->js);
	return 0;
}

/* --- dens --- */

struct den_view { int64_t id, unit_id; str unit; int kind, state; str place, note; utc_ms created_at, raided_at; int64_t ver; };
#define F(member) offsetof(struct den_view, member)
static const struct js_field den_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, DK_N, den_kind_names, NULL }, { "state", JT_ENUM, F(state), 0, 0, DS_N, den_state_names, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL }, { "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "raidedAt", JT_UTC, F(raided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape den_shape = JS_SHAPE("Den", struct den_view, den_fields);

static int put_den(struct cx *cx, struct js *js, const struct den *d)
{
	struct unit u;

	TRY(unit_get(cx, d->unit, &u));
	struct den_view v = { d->id, d->unit.v, u.name, (int)d->kind, (int)d->state, d->place, d->note, d->created_at, d->raided_at, d->ver };
	js_put(js, NULL, &den_shape, &v);
	return 0;
}

static int den_one(struct cx *cx, const struct den *d, void *arg)
{
	struct page *p = arg;

	return page_item(p, d->id) ? put_den(cx, p->js, d) : 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_dens(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(den_list(cx, cx->area, rq->q[0].i, p.limit + 1, den_one, &p));
	page_end(&p);
	return 0;
}

struct den_in { int kind, state; str place, note; int64_t ver; };
#define F(member) offsetof(struct den_in, member)
static const struct js_field den_new_fields[] = {
	{ "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, DK_N, den_kind_names, NULL }, { "place", JT_STR, F(place), JF_REQUIRED, 1, 256, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
};
static const struct js_field den_set_fields[] = {
	{ "state", JT_ENUM, F(state), JF_REQUIRED, 0, DS_N, den_state_names, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL },
};
#undef F
static const struct js_shape den_new_shape = JS_SHAPE("DenNew", struct den_in, den_new_fields), den_set_shape = JS_SHAPE("DenSet", struct den_in, den_set_fields);

static int post_den(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct den_in *in = rq->in;
	struct unit u;

	TRY(unit_get(cx, cx->unit, &u));
	struct den d = { .unit = u.id, .path = u.path, .kind = (enum den_kind)in->kind, .place = in->place, .note = in->note };
	TRY(den_add(cx, &d, &d));
	rp->audit_subject = d.id;
	return put_den(cx, &rp->js, &d);
}

static int post_den_set(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct den_in *in = rq->in;
	struct den d;

	TRY(flow_den_get(cx, rq->id, &d));
	TRY(den_set(cx, &d, (enum den_state)in->state, in->note, in->ver));
	return put_den(cx, &rp->js, &d);
}

/* --- suspects --- */

struct suspect_view { int64_t id, unit_id; str unit, name, id_no, phone; int state; int64_t theft, den; str note; utc_ms created_at, caught_at; int64_t ver; };
#define F(member) offsetof(struct suspect_view, member)
static const struct js_field suspect_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 250, NULL, "masked" }, { "idNo", JT_STR, F(id_no), 0, 0, 250, NULL, "masked" }, { "phone", JT_STR, F(phone), 0, 0, 250, NULL, "masked" },
	{ "state", JT_ENUM, F(state), 0, 0, SU_N, suspect_state_names, NULL }, { "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "denId", JT_I64, F(den), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL }, { "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "caughtAt", JT_UTC, F(caught_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape suspect_shape = JS_SHAPE("Suspect", struct suspect_view, suspect_fields);

static int put_suspect(struct cx *cx, struct js *js, const struct suspect *s)
{
	struct unit u;

	TRY(unit_get(cx, s->unit, &u));
	struct suspect_view v = { s->id, s->unit.v, u.name, pii_mask_name(cx->arena, &s->name), pii_mask_id(cx->arena, &s->id_no), pii_mask_phone(cx->arena, &s->phone),
	                          (int)s->state, s->theft.v, s->den, s->note, s->created_at, s->caught_at, s->ver };
	js_put(js, NULL, &suspect_shape, &v);
	return 0;
}

static int suspect_one(struct cx *cx, const struct suspect *s, void *arg)
{
	struct page *p = arg;

	return page_item(p, s->id) ? put_suspect(cx, p->js, s) : 0;
}

static const struct route_q suspect_query[] = { PAGE_QUERY, { "caseId", JT_I64, 0, 1, INT64_MAX, NULL } };

static int get_suspects(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(suspect_list(cx, cx->area, (theft_id){ rq->q[2].i }, rq->q[0].i, p.limit + 1, suspect_one, &p));
	page_end(&p);
	return 0;
}

struct suspect_in { struct pii name, id_no, phone; int64_t theft, den; str note; int state; int64_t ver; };
#define F(member) offsetof(struct suspect_in, member)
static const struct js_field suspect_new_fields[] = {
	{ "name", JT_PII, F(name), JF_REQUIRED | JF_SENSITIVE, 1, 64, NULL, NULL }, { "idNo", JT_PII, F(id_no), JF_SENSITIVE, 0, 32, NULL, NULL },
	{ "phone", JT_PII, F(phone), JF_SENSITIVE, 0, 32, NULL, NULL }, { "caseId", JT_I64, F(theft), 0, 0, INT64_MAX, NULL, NULL },
	{ "denId", JT_I64, F(den), 0, 0, INT64_MAX, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
};
static const struct js_field suspect_set_fields[] = {
	{ "state", JT_ENUM, F(state), JF_REQUIRED, 0, SU_N, suspect_state_names, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL },
};
#undef F
static const struct js_shape suspect_new_shape = JS_SHAPE("SuspectNew", struct suspect_in, suspect_new_fields),
	suspect_set_shape = JS_SHAPE("SuspectSet", struct suspect_in, suspect_set_fields);

static int post_suspect(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct suspect_in *in = rq->in;
	struct theft t;
	struct unit u;
	struct den d;

	TRY(unit_get(cx, cx->unit, &u));
	if (in->theft)
		TRY(theft_get(cx, (theft_id){ in->theft }, &t));
	if (in->den)
		TRY(flow_den_get(cx, in->den, &d));
	struct suspect s = { .unit = u.id, .path = u.path, .name = in->name, .id_no = in->id_no, .phone = in->phone, .theft = { in->theft }, .den = in->den, .note = in->note };
	TRY(suspect_add(cx, &s, &s));
	rp->audit_subject = s.id;
	rp->audit_case = s.theft;
	return put_suspect(cx, &rp->js, &s);
}

static int post_suspect_set(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct suspect_in *in = rq->in;
	struct suspect s;

	TRY(flow_suspect_get(cx, rq->id, &s));
	TRY(suspect_set(cx, &s, (enum suspect_state)in->state, in->note, in->ver));
	return put_suspect(cx, &rp->js, &s);
}

struct unmask_in { str field, reference; };
static const struct js_field unmask_fields[] = {
	{ "field", JT_STR, offsetof(struct unmask_in, field), JF_REQUIRED, 1, 16, NULL, "name, idNo or phone" },
	{ "reference", JT_STR, offsetof(struct unmask_in, reference), JF_REQUIRED, 3, 32, NULL, "number of the file it is for: letters, digits and -" },
};
static const struct js_shape unmask_shape = JS_SHAPE("SuspectUnmask", struct unmask_in, unmask_fields);
struct clear_view { str field, value; };
static const struct js_field clear_fields[] = {
	{ "field", JT_STR, offsetof(struct clear_view, field), 0, 0, 16, NULL, NULL },
	{ "value", JT_STR, offsetof(struct clear_view, value), 0, 0, 250, NULL, "in the clear; the look is in the audit" },
};
static const struct js_shape clear_shape = JS_SHAPE("SuspectClear", struct clear_view, clear_fields);

static int post_unmask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct unmask_in *in = rq->in;
	struct clear_view v = { .field = in->field };

	TRY(flow_suspect_unmask(cx, rq->id, in->field, in->reference, &v.value));
	js_put(&rp->js, NULL, &clear_shape, &v);
	return 0;
}

#define P ROLE_POLICE
#define A (ROLE_POLICE | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/seized", A, NULL, TX_READ, RF_LIST, NULL, &seized_shape, seized_query, COUNTOF(seized_query), get_list, NULL, "Seized goods of the own area, newest first" },
	{ HTTP_POST, "/api/v1/seized", P, NULL, TX_WRITE, RF_CREATED, &new_shape, &seized_shape, NULL, 0, post_new, "recovery.seize", "Put a seized item on the register" },
	{ HTTP_GET, "/api/v1/seized/{id}", A, NULL, TX_READ, 0, NULL, &seized_shape, NULL, 0, get_one, NULL, "One seized item" },
	{ HTTP_GET, "/api/v1/seized/{id}/candidates", P, NULL, TX_READ, RF_LIST, NULL, &candidate_shape, NULL, 0, get_candidates, NULL,
	  "Bikes it may be, by its numbers and tag; an officer decides" },
	{ HTTP_GET, "/api/v1/seized/{id}/events", A, NULL, TX_READ, RF_LIST, NULL, &event_shape, NULL, 0, get_events, NULL, "What happened to an item, in order" },
	{ HTTP_POST, "/api/v1/seized/{id}/do/{event}", A, NULL, TX_WRITE, 0, &step_shape, &seized_shape, NULL, 0, post_step, "recovery.step",
	  "One step of its life, as its actions say" },
	{ HTTP_POST, "/api/v1/seized/{id}/correct", P, NULL, TX_WRITE, 0, &correct_shape, &seized_shape, NULL, 0, post_correct, "recovery.correct",
	  "Correct what was read or written wrong; the history keeps both" },
	{ HTTP_GET, "/api/v1/dens", P, NULL, TX_READ, RF_LIST, NULL, &den_shape, page_query, COUNTOF(page_query), get_dens, NULL, "Fencing dens of the own area, newest first" },
	{ HTTP_POST, "/api/v1/dens", P, NULL, TX_WRITE, RF_CREATED, &den_new_shape, &den_shape, NULL, 0, post_den, "recovery.den", "Put a fencing den on the list" },
	{ HTTP_POST, "/api/v1/dens/{id}", P, NULL, TX_WRITE, 0, &den_set_shape, &den_shape, NULL, 0, post_den_set, "recovery.den_set", "A den's state and note" },
	{ HTTP_GET, "/api/v1/suspects", P, NULL, TX_READ, RF_LIST, NULL, &suspect_shape, suspect_query, COUNTOF(suspect_query), get_suspects, NULL,
	  "Suspects of the own area, newest first; masked" },
	{ HTTP_POST, "/api/v1/suspects", P, NULL, TX_WRITE, RF_CREATED, &suspect_new_shape, &suspect_shape, NULL, 0, post_suspect, "recovery.suspect", "Put a suspect on the list" },
	{ HTTP_POST, "/api/v1/suspects/{id}", P, NULL, TX_WRITE, 0, &suspect_set_shape, &suspect_shape, NULL, 0, post_suspect_set, "recovery.suspect_set", "A suspect's state and note" },
	{ HTTP_POST, "/api/v1/suspects/{id}/unmask", P, NULL, TX_WRITE, RF_AUDITED | RF_STEPUP, &unmask_shape, &clear_shape, NULL, 0, post_unmask, "recovery.unmask",
	  "One field of a suspect in the clear, for a file; audited" },
};
const struct routes recovery_routes = ROUTES("recovery", rows);
