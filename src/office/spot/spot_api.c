/* spot_api — HTTP face of what officers do on the spot: a look at a bike, decisions, their money and papers. No rules live here. */
#include "flow/spot_api.h"

#include "flow/api_list.h"
#include "flow/flow_violation.h"
#include "office/account/account.h"
#include "office/site/site.h"
#include "serve/http/route.h"

extern const struct routes spot_routes;

/* --- a decision --- */

#define F(member) offsetof(struct spot_view, member)
static const struct js_field spot_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, "made by the server" },
	{ "clientId", JT_STR, F(client_id), 0, 0, 64, NULL, "what the phone named it" }, { "state", JT_ENUM, F(state), 0, 0, SPS_N, spot_state_names, NULL },
	{ "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, NULL },
	{ "plate", JT_STR, F(plate), 0, 0, 64, NULL, NULL }, { "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 250, NULL, "masked" }, { "idNo", JT_STR, F(id_no), 0, 0, 250, NULL, "masked" }, { "phone", JT_STR, F(phone), 0, 0, 250, NULL, "masked" },
	{ "ownerRode", JT_BOOL, F(owner_rode), 0, 0, 0, NULL, "the rider is the owner of the register" }, { "age", JT_I32, F(age), 0, 0, 0, NULL, "-1: not known" },
	{ "code", JT_STR, F(code), 0, 0, 8, NULL, NULL }, { "factZh", JT_STR, F(fact_zh), 0, 0, 400, NULL, NULL }, { "factEn", JT_STR, F(fact_en), 0, 0, 400, NULL, NULL },
	{ "basis", JT_STR, F(basis), 0, 0, 600, NULL, NULL }, { "place", JT_STR, F(place), 0, 0, 256, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "offline", JT_BOOL, F(offline), 0, 0, 0, NULL, "made without a line and sent later" }, { "refused", JT_BOOL, F(refused), 0, 0, 0, NULL, "the rider refused to pay" },
	{ "noPlate", JT_BOOL, F(no_plate), 0, 0, 0, NULL, NULL }, { "first", JT_BOOL, F(first), 0, 0, 0, NULL, "nothing was known before" },
	{ "defence", JT_STR, F(defence), 0, 0, 1000, NULL, NULL }, { "fineFen", JT_I64, F(fine), 0, 0, 0, NULL, NULL },
	{ "dueDay", JT_STR, F(due_day), JF_NULL_IF_EMPTY, 0, 10, NULL, "YYYY-MM-DD" }, { "surchargeFen", JT_I64, F(surcharge), 0, 0, 0, NULL, "as paid, else as of today" },
	{ "owedFen", JT_I64, F(owed), 0, 0, 0, NULL, "to be paid today" },
	{ "backFen", JT_I64, F(back), 0, 0, 0, NULL, "paid into a till and to be given back over the counter: its violation was taken back" }, { "paidAt", JT_UTC, F(paid_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "way", JT_STR, F(way), JF_NULL_IF_EMPTY, 0, 16, NULL, "cash, wechat, alipay, card, bank" }, { "wayRef", JT_STR, F(way_ref), 0, 0, 64, NULL, NULL },
	{ "receipt", JT_STR, F(receipt), 0, 0, 64, NULL, "number of the fiscal receipt" }, { "violationId", JT_I64, F(violation), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "custodyId", JT_I64, F(custody), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "custodyNumber", JT_STR, F(custody_number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "officer", JT_STR, F(officer), 0, 0, 64, NULL, NULL }, { "reason", JT_STR, F(reason), 0, 0, 1000, NULL, NULL },
	{ "actions", JT_STRLIST, F(actions), 0, 0, SPE_N, NULL, "steps this account may take now" }, { "again", JT_BOOL, F(again), 0, 0, 0, NULL, "this key was sent before" },
	{ "letGo", JT_BOOL, F(let_go), 0, 0, 0, NULL, "taught and sent on; its state is cancelled" },
	{ "siteId", JT_I64, F(site), JF_NULL_IF_EMPTY, 0, 0, NULL, "the point whose till it was paid into" }, { "site", JT_STR, F(site_name), JF_NULL_IF_EMPTY, 0, 200, NULL, "its name" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
const struct js_shape spot_shape = JS_SHAPE("SpotDecision", struct spot_view, spot_fields);

str spot_day_text(struct cx *cx, int32_t day)
{
	struct civil c = civil_of(day_start(day));

	return day ? arena_fmt(cx->arena, "%04d-%02d-%02d", c.y, c.m, c.d) : S("");
}

struct js_list spot_words(struct cx *cx, const str *names, int n, unsigned bits)
{
	str *v = arena_alloc(cx->arena, (size_t)n * sizeof *v);
	size_t k = 0;

	for (int i = 0; v && i < n; i++)
		if (bits >> i & 1)
			v[k++] = names[i];
	return (struct js_list){ v, k };
}

int spot_view_of(struct cx *cx, const struct spot *s, struct spot_view *v)
{
	struct account who;
	struct custody c;
	struct unit u;
	bool found;

	TRY(unit_get(cx, s->unit, &u));
	TRY(account_get(cx, s->decided_by, &who));
	TRY(custody_of(cx, s->id, &c, &found));
	int64_t owed = flow_spot_owed(cx, s), back = 0;
	struct site at = { .name = S("") };
	TRY(flow_spot_back_fen(cx, s, &back));
	if (s->paid_at && s->paid.site.v)
		TRY(site_get(cx, s->paid.site, &at));
	*v = (struct spot_view){ .id = s->id, .number = s->number, .client_id = s->client_key, .state = (int)s->state, .unit_id = s->unit.v, .unit = u.name, .plate = s->f.plate,
		.bike = s->f.bike.v, .name = pii_mask_name(cx->arena, &s->f.name), .id_no = pii_mask_id(cx->arena, &s->f.id_no), .phone = pii_mask_phone(cx->arena, &s->f.phone),
		.owner_rode = s->f.owner.v && s->f.owner.v == s->f.rider.v, .age = s->f.age, .code = s->f.code, .fact_zh = s->f.fact_zh, .fact_en = s->f.fact_en, .basis = s->f.basis,
		.place = s->f.place, .at = s->f.at, .offline = s->f.offline, .refused = s->f.refused, .no_plate = s->f.no_plate, .first = s->f.first, .defence = s->f.defence,
		.fine = s->fine_fen, .due_day = spot_day_text(cx, s->due_day), .surcharge = owed ? owed - s->fine_fen : s->surcharge_fen, .owed = owed, .back = back, .let_go = flow_spot_let_go(s), .site = at.id.v, .site_name = at.name, .paid_at = s->paid_at,
		.way = s->paid_at ? spot_way_names[s->paid.way] : S(""), .way_ref = s->paid.ref, .receipt = s->paid.receipt, .violation = s->violation, .custody = found ? c.id : 0,
		.custody_number = found ? c.number : S(""), .officer = who.display, .reason = s->reason,
		.actions = spot_words(cx, spot_event_names, SPE_N, spot_actions(s, cx->roles, cx->actor)), .ver = s->ver };
	return 0;
}

static int put_spot(struct cx *cx, struct rep *rp, const struct spot *s, bool again)
{
	struct spot_view v;

	TRY(spot_view_of(cx, s, &v));
	v.again = again;
	rp->audit_subject = s->id;
	js_put(&rp->js, NULL, &spot_shape, &v);
	return 0;
}

/* --- rules for the phone --- */

struct code_view { str code, name_zh, name_en, basis, kind; int64_t least, most; };
#define F(member) offsetof(struct code_view, member)
static const struct js_field code_fields[] = {
	{ "code", JT_STR, F(code), 0, 0, 8, NULL, NULL }, { "nameZh", JT_STR, F(name_zh), 0, 0, 400, NULL, NULL }, { "nameEn", JT_STR, F(name_en), 0, 0, 400, NULL, NULL },
	{ "basis", JT_STR, F(basis), 0, 0, 600, NULL, NULL }, { "kind", JT_STR, F(kind), 0, 0, 16, NULL, NULL }, { "fineMinFen", JT_I64, F(least), 0, 0, 0, NULL, NULL },
	{ "fineMaxFen", JT_I64, F(most), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape code_shape = JS_SHAPE("SpotCode", struct code_view, code_fields);
struct rules_view { int64_t fine, impound_days, pay_days, overdue_pct; str basis; struct js_list codes; utc_ms at; };
#define F(member) offsetof(struct rules_view, member)
static const struct js_field rules_fields[] = {
	{ "fineFen", JT_I64, F(fine), 0, 0, 0, NULL, "proposed" }, { "impoundDays", JT_I64, F(impound_days), 0, 0, 0, NULL, NULL }, { "payDays", JT_I64, F(pay_days), 0, 0, 0, NULL, NULL },
	{ "overduePct", JT_I64, F(overdue_pct), 0, 0, 0, NULL, NULL },
	{ "impoundBasis", JT_STR, F(basis), JF_NULL_IF_EMPTY, 0, 600, NULL, "the local rule's words; null: none is in force" },
	{ "codes", JT_LIST, F(codes), 0, 0, 0, &code_shape, "in force today" }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape rules_shape = JS_SHAPE("SpotRules", struct rules_view, rules_fields);

enum { CODES = 200 };
struct codes { struct code_view *v; size_t n; };

static int one_code(struct cx *cx, const struct violation_code *c, void *arg)
{
	struct codes *o = arg;

	if (o->n < CODES)
		o->v[o->n++] = (struct code_view){ arena_str(cx->arena, c->code), arena_str(cx->arena, c->name_zh), arena_str(cx->arena, c->name_en),
			arena_str(cx->arena, c->basis_zh), violation_kind_names[c->kind], c->fine_min_fen, c->fine_max_fen };
	return 0;
}

static int get_rules(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct codes o = { arena_alloc(cx->arena, CODES * sizeof *o.v), 0 };
	struct spot_rules r;

	(void)rq;
	if (!o.v)
		return FAIL(cx, E_TOOBIG, "no memory for the codes");
	TRY(flow_spot_rules(cx, cx->now, &r));
	TRY(violation_codes(cx, day_of(cx->now), one_code, &o));
	struct rules_view v = { r.fine_fen, r.impound_days, r.pay_days, r.overdue_pct, r.basis, { o.v, o.n }, cx->now };
	js_put(&rp->js, NULL, &rules_shape, &v);
	return 0;
}

/* --- a look --- */

struct look_view {
	bool found; int64_t bike; str plate, tag, life, kind, brand, colour, owner, phone; struct js_list flags; bool stolen, alarm; int64_t theft; str case_number;
	struct js_list open; int64_t custody; str custody_number; int64_t open_violations, month_violations, course_at, courses; bool first; struct js_list near; utc_ms at;
};
#define F(member) offsetof(struct look_view, member)
static const struct js_field look_fields[] = {
	{ "found", JT_BOOL, F(found), 0, 0, 0, NULL, NULL }, { "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "plate", JT_STR, F(plate), 0, 0, 64, NULL, NULL },
	{ "tag", JT_STR, F(tag), 0, 0, 16, NULL, NULL }, { "life", JT_STR, F(life), 0, 0, 16, NULL, "registered or deregistered" }, { "kind", JT_STR, F(kind), 0, 0, 16, NULL, NULL },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL }, { "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL }, { "owner", JT_STR, F(owner), 0, 0, 250, NULL, "masked" },
	{ "phone", JT_STR, F(phone), 0, 0, 250, NULL, "masked" }, { "flags", JT_STRLIST, F(flags), 0, 0, SPOT_FLAGS, NULL, "what stands against it" },
	{ "stolen", JT_BOOL, F(stolen), 0, 0, 0, NULL, "reported stolen: seize it and call the case's unit" }, { "alarm", JT_BOOL, F(alarm), 0, 0, 0, NULL, "its case was told" },
	{ "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "caseNumber", JT_STR, F(case_number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "open", JT_LIST, F(open), 0, 0, SPOT_OPEN, &spot_shape, "decisions that are not paid" },
	{ "custodyId", JT_I64, F(custody), JF_NULL_IF_EMPTY, 0, 0, NULL, "it should stand in a yard" },
	{ "custodyNumber", JT_STR, F(custody_number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "openViolations", JT_I64, F(open_violations), 0, 0, 0, NULL, "confirmed and not acknowledged" }, { "monthViolations", JT_I64, F(month_violations), 0, 0, 0, NULL, "of the owner" },
	{ "courseAt", JT_I64, F(course_at), 0, 0, 0, NULL, "from so many in a month on a course is due" }, { "first", JT_BOOL, F(first), 0, 0, 0, NULL, "nothing is known before" },
	{ "courses", JT_I64, F(courses), 0, 0, 0, NULL, "classes that the owner has to attend yet" },
	{ "near", JT_STRLIST, F(near), 0, 0, SPOT_NEAR, NULL, "plates it may have been" }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape look_shape = JS_SHAPE("SpotLook", struct look_view, look_fields);

struct look_in { str q; int reason; str client_id, place; };
#define F(member) offsetof(struct look_in, member)
static const struct js_field look_in_fields[] = {
	{ "q", JT_STR, F(q), JF_REQUIRED, 2, 200, NULL, "plate, tag, or what a certificate's code says" },
	{ "reason", JT_ENUM, F(reason), JF_REQUIRED, 0, SPR_N, spot_reason_names, "why; in the audit" },
	{ "clientId", JT_STR, F(client_id), 0, 0, 64, NULL, "of the look, so that an alarm is raised once" }, { "place", JT_STR, F(place), 0, 0, 200, NULL, NULL },
};
#undef F
static const struct js_shape look_in_shape = JS_SHAPE("SpotLookFor", struct look_in, look_in_fields);

static int post_look(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct spot_look *l = arena_alloc(cx->arena, sizeof *l);
	struct spot_view *open = arena_alloc(cx->arena, SPOT_OPEN * sizeof *open);
	const struct look_in *in = rq->in;

	if (!l || !open)
		return FAIL(cx, E_TOOBIG, "no memory for the look");
	TRY(flow_spot_look(cx, &(struct spot_look_in){ in->q, in->client_id, in->place }, l));
	for (int i = 0; i < l->nopen; i++)
		TRY(spot_view_of(cx, &l->open[i], &open[i]));
	struct look_view v = { .found = l->found, .bike = l->bike.v, .plate = l->plate, .tag = l->tag, .life = l->life, .kind = l->kind, .brand = l->brand, .colour = l->colour,
		.owner = l->owner, .phone = l->phone, .flags = { l->flags, (size_t)l->nflags }, .stolen = l->stolen, .alarm = l->alarm, .theft = l->theft.v,
		.case_number = l->case_number, .open = { open, (size_t)l->nopen }, .custody = l->in_custody ? l->custody.id : 0,
		.custody_number = l->in_custody ? l->custody.number : S(""), .open_violations = l->open_violations, .month_violations = l->month_violations,
		.course_at = l->course_at, .courses = l->courses, .first = l->first, .near = { l->near, (size_t)l->nnear }, .at = cx->now };
	js_put(&rp->js, NULL, &look_shape, &v);
	rp->audit_subject = l->bike.v;
	rp->audit_case = l->theft;
	rp->audit_detail = arena_fmt(cx->arena, "{\"reason\":\"%.*s\",\"found\":%s,\"stolen\":%s}", STR_ARG(spot_reason_names[in->reason]), l->found ? "true" : "false",
		l->stolen ? "true" : "false");
	return 0;
}

/* --- decisions --- */

struct decide_in {
	str client_id, outcome; int64_t bike; str plate, tag, code; struct pii name, id_no, phone; int32_t age; str place; int64_t junction; utc_ms at;
	bool offline, refused, no_plate, told, is_signed, impound; str defence, note; int64_t fine; str yard, slot, marks, way; int64_t site; str way_ref, receipt;
};
#define F(member) offsetof(struct decide_in, member)
static const struct js_field decide_fields[] = {
	{ "clientId", JT_STR, F(client_id), JF_REQUIRED, SPOT_KEY_LEAST, SPOT_KEY_MAX, NULL, "the phone's name and a new uuid: the same again is the same decision" },
	{ "outcome", JT_STR, F(outcome), JF_REQUIRED, 1, 16, NULL, "let_go, warn or fine" }, { "bikeId", JT_I64, F(bike), 0, 0, INT64_MAX, NULL, NULL },
	{ "plate", JT_STR, F(plate), 0, 0, 64, NULL, "as read" }, { "tag", JT_STR, F(tag), 0, 0, 16, NULL, NULL }, { "code", JT_STR, F(code), JF_REQUIRED, 4, 8, NULL, NULL },
	{ "name", JT_PII, F(name), JF_SENSITIVE, 0, 64, NULL, NULL }, { "idNo", JT_PII, F(id_no), JF_SENSITIVE, 0, 32, NULL, NULL },
	{ "phone", JT_PII, F(phone), JF_SENSITIVE, 0, 32, NULL, NULL }, { "age", JT_I32, F(age), 0, 0, 150, NULL, "where the document does not say it; 0: not known" },
	{ "place", JT_STR, F(place), JF_REQUIRED, 1, 256, NULL, NULL }, { "junctionId", JT_I64, F(junction), 0, 0, INT64_MAX, NULL, NULL },
	{ "at", JT_UTC, F(at), JF_REQUIRED, 0, JS_UTC_LAST, NULL, "of the act, by the phone" }, { "offline", JT_BOOL, F(offline), 0, 0, 0, NULL, NULL },
	{ "refused", JT_BOOL, F(refused), 0, 0, 0, NULL, NULL }, { "noPlate", JT_BOOL, F(no_plate), 0, 0, 0, NULL, NULL },
	{ "told", JT_BOOL, F(told), 0, 0, 0, NULL, "facts, grounds and rights were told" }, { "signed", JT_BOOL, F(is_signed), 0, 0, 0, NULL, NULL },
	{ "impound", JT_BOOL, F(impound), 0, 0, 0, NULL, NULL }, { "defence", JT_STR, F(defence), 0, 0, 1000, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, "with let_go: why" },
	{ "fineFen", JT_I64, F(fine), 0, 0, 20000, NULL, NULL }, { "yard", JT_STR, F(yard), 0, 0, 256, NULL, NULL }, { "slot", JT_STR, F(slot), 0, 0, 64, NULL, NULL },
	{ "marks", JT_STR, F(marks), 0, 0, 1000, NULL, "condition, and what is with it" }, { "way", JT_STR, F(way), 0, 0, 16, NULL, "paid at once: cash, wechat, alipay, card, bank" },
	{ "siteId", JT_I64, F(site), 0, 0, INT64_MAX, NULL, NULL }, { "wayRef", JT_STR, F(way_ref), 0, 0, 64, NULL, NULL }, { "receipt", JT_STR, F(receipt), 0, 0, 64, NULL, NULL },
};
#undef F
static const struct js_shape decide_shape = JS_SHAPE("SpotDecide", struct decide_in, decide_fields);

static enum spot_way way_of(str s)
{
	int i = 0;

	while (i < SPW_N && !str_eq(spot_way_names[i], s))
		i++;
	return (enum spot_way)i;
}

static int post_decision(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct decide_in *in = rq->in;
	struct spot_decide d = { .client_id = in->client_id, .outcome = spot_event_of(in->outcome), .bike = { in->bike }, .plate = in->plate, .tag = in->tag, .code = in->code,
		.name = in->name, .id_no = in->id_no, .phone = in->phone, .age = in->age ? in->age : -1, .place = in->place, .junction = in->junction, .at = in->at,
		.offline = in->offline, .refused = in->refused, .no_plate = in->no_plate, .defence = in->defence, .told = in->told, .is_signed = in->is_signed, .note = in->note,
		.fine_fen = in->fine, .impound = in->impound, .yard = in->yard, .slot = in->slot, .marks = in->marks, .paid = in->way.n > 0,
		.pay = { way_of(in->way), { in->site }, in->way_ref, in->receipt } };
	struct spot_done *done = arena_alloc(cx->arena, sizeof *done);

	if (!done)
		return FAIL(cx, E_TOOBIG, "no memory for the decision");
	TRY(flow_spot_decide(cx, &d, done));
	rp->audit_detail = arena_fmt(cx->arena, "{\"outcome\":\"%.*s\",\"code\":\"%.*s\",\"again\":%s}", STR_ARG(spot_state_names[done->spot.state]), STR_ARG(done->spot.f.code),
		done->again ? "true" : "false");
	return put_spot(cx, rp, &done->spot, done->again);
}

static int list_one(struct cx *cx, const struct spot *s, void *arg)
{
	struct page *p = arg;
	struct spot_view v;

	if (!page_item(p, s->id))
		return 0;
	TRY(spot_view_of(cx, s, &v));
	js_put(p->js, NULL, &spot_shape, &v);
	return 0;
}

static const struct route_q list_query[] = { PAGE_QUERY, { "state", JT_STR, 0, 1, 16, "stopped, warned, fined, paid, overdue or cancelled" },
	{ "number", JT_STR, 0, 4, 64, "of one decision" }, { "plate", JT_STR, 0, 2, 64, NULL }, { "back", JT_BOOL, 0, 0, 0, "1: only what has to be given back over the counter" } };

/* Who only takes money finds one decision by its number. */
static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct spot_filter f = { .area = cx->area, .before = rq->q[0].i, .plate = flow_violation_plate(cx, rq->q[4].s) };
	enum spot_state state = spot_state_of(rq->q[2].s);
	struct spot s;
	struct page p;

	if (rq->q[2].present && state == SPS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "no such state");
	if (!(cx->roles & (ROLE_TRAFFIC | ROLE_LEADER)) && !rq->q[3].present)
		return FAIL_FIELD(cx, E_INVALID, "number", "name the decision by its number");
	f.states = rq->q[2].present ? 1u << state : 0;
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	if (rq->q[3].present) {
		struct err before = cx->err;
		int rc = spot_by_number(cx, rq->q[3].s, &s);
		if (rc == 0 && account_area_covers(cx, s.path))
			TRY(list_one(cx, &s, &p));
		if (rc == E_NOTFOUND)
			cx->err = before;
		else
			TRY(rc);
	} else if (rq->q[5].i) {
		TRY(as_done(flow_spot_to_give_back(cx, f.before, p.limit + 1, list_one, &p)));
	} else {
		TRY(spot_list(cx, &f, p.limit + 1, list_one, &p));
	}
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct spot s;

	TRY(flow_spot_get(cx, rq->id, &s));
	return put_spot(cx, rp, &s, false);
}

struct pay_in { str way, way_ref, receipt; int64_t site, fen, ver; };
#define F(member) offsetof(struct pay_in, member)
static const struct js_field pay_fields[] = {
	{ "way", JT_STR, F(way), JF_REQUIRED, 1, 16, NULL, "cash, wechat, alipay, card, bank" }, { "siteId", JT_I64, F(site), 0, 0, INT64_MAX, NULL, "into whose till; not with bank" },
	{ "wayRef", JT_STR, F(way_ref), 0, 0, 64, NULL, "the payment's own number" }, { "receipt", JT_STR, F(receipt), 0, 0, 64, NULL, "number of the fiscal receipt; with cash" },
	{ "fen", JT_I64, F(fen), JF_REQUIRED, 1, 1000000, NULL, "what was asked for: owedFen" }, { "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL },
};
#undef F
static const struct js_shape pay_shape = JS_SHAPE("SpotPay", struct pay_in, pay_fields);

static int post_pay(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct pay_in *in = rq->in;
	struct spot s;

	TRY(flow_spot_pay(cx, rq->id, &(struct spot_paid){ way_of(in->way), { in->site }, in->way_ref, in->receipt }, in->fen, in->ver, &s));
	rp->audit_detail = arena_fmt(cx->arena, "{\"way\":\"%.*s\",\"fen\":%lld}", STR_ARG(spot_way_names[s.paid.way]), (long long)(s.fine_fen + s.surcharge_fen));
	return put_spot(cx, rp, &s, false);
}

struct cancel_in { str note; int64_t ver; };
static const struct js_field cancel_fields[] = {
	{ "note", JT_STR, offsetof(struct cancel_in, note), JF_REQUIRED, 4, 1000, NULL, "why" }, { "ver", JT_I64, offsetof(struct cancel_in, ver), 0, 0, INT64_MAX, NULL, NULL },
};
static const struct js_shape cancel_shape = JS_SHAPE("SpotCancel", struct cancel_in, cancel_fields);

static int post_cancel(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct cancel_in *in = rq->in;
	struct spot s;

	TRY(flow_spot_cancel(cx, rq->id, in->note, in->ver, &s));
	return put_spot(cx, rp, &s, false);
}

/* --- papers, history --- */

static const struct route_q paper_query[] = { { "size", JT_STR, 0, 2, 8, "roll (80 mm; if not given) or a5" } };

int spot_paper_size(struct cx *cx, const struct req *rq, enum spot_paper *ret)
{
	*ret = rq->q[0].present && str_eq(rq->q[0].s, spot_paper_names[SPP_A5]) ? SPP_A5 : SPP_ROLL;
	if (rq->q[0].present && !str_eq(rq->q[0].s, spot_paper_names[*ret]))
		return FAIL_FIELD(cx, E_INVALID, "size", "must be roll or a5");
	return 0;
}

static int get_paper(struct cx *cx, const struct req *rq, struct rep *rp)
{
	enum spot_paper size;

	TRY(spot_paper_size(cx, rq, &size));
	TRY(flow_spot_paper(cx, rq->id, size, &rp->file));
	rp->file_type = S("application/pdf");
	return 0;
}

struct event_view { int64_t id; utc_ms at; str event, actor, from, to, note; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "event", JT_STR, F(event), 0, 0, 16, NULL, "stop, impound, move, or a step" },
	{ "actor", JT_STR, F(actor), 0, 0, 64, NULL, "empty: the program" }, { "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 24, NULL, NULL },
	{ "to", JT_STR, F(to), 0, 0, 24, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 4000, NULL, NULL },
};
#undef F
const struct js_shape spot_event_shape = JS_SHAPE("SpotHistory", struct event_view, event_fields);

static int event_one(struct cx *cx, const struct spot_history *h, void *arg)
{
	struct event_view v = { h->id, h->at, h->event, S(""), h->from, h->to, h->note };
	struct account a;

	if (h->actor.v) {
		TRY(account_get(cx, h->actor, &a));
		v.actor = a.display;
	}
	js_put(arg, NULL, &spot_event_shape, &v);
	return 0;
}

int spot_put_events(struct cx *cx, struct rep *rp, int64_t id, bool of_custody)
{
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(of_custody ? custody_events(cx, id, PAGE_MAX, event_one, &rp->js) : spot_events(cx, id, PAGE_MAX, event_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int get_events(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct spot s;

	TRY(flow_spot_get(cx, rq->id, &s));
	return spot_put_events(cx, rp, s.id, false);
}

#define T ROLE_TRAFFIC
#define L (ROLE_TRAFFIC | ROLE_LEADER)
#define M (ROLE_TRAFFIC | ROLE_CLERK)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/spot/rules", T, NULL, TX_READ, 0, NULL, &rules_shape, NULL, 0, get_rules, NULL, "What an officer's phone carries with it: the dictionary and the rules of today" },
	{ HTTP_POST, "/api/v1/spot/lookup", T, NULL, TX_WRITE, 0, &look_in_shape, &look_shape, NULL, 0, post_look, "bike.spot_look",
	  "A bike by plate, tag or code: owner masked, what stands against it; a stolen one raises the alarm" },
	{ HTTP_GET, "/api/v1/spot/decisions", L | M, NULL, TX_READ, RF_LIST, NULL, &spot_shape, list_query, COUNTOF(list_query), get_list, NULL,
	  "Decisions of the own area, newest first; a clerk by number" },
	{ HTTP_POST, "/api/v1/spot/decisions", T, NULL, TX_WRITE, RF_CREATED, &decide_shape, &spot_shape, NULL, 0, post_decision, "spot.decision",
	  "A decision on the spot; the same clientId again is the same decision" },
	{ HTTP_GET, "/api/v1/spot/decisions/{id}", L | M, NULL, TX_READ, 0, NULL, &spot_shape, NULL, 0, get_one, NULL, "One decision" },
	{ HTTP_GET, "/api/v1/spot/decisions/{id}/events", L, NULL, TX_READ, RF_LIST, NULL, &spot_event_shape, NULL, 0, get_events, NULL, "What happened to it, in order" },
	{ HTTP_POST, "/api/v1/spot/decisions/{id}/pay", M, NULL, TX_WRITE, 0, &pay_shape, &spot_shape, NULL, 0, post_pay, "spot.paid", "The fine is paid, with what is late" },
	{ HTTP_POST, "/api/v1/spot/decisions/{id}/cancel", T, NULL, TX_WRITE, 0, &cancel_shape, &spot_shape, NULL, 0, post_cancel, "spot.cancel",
	  "Cancelled by another officer than who decided; what was paid goes back" },
	{ HTTP_GET, "/api/v1/spot/decisions/{id}/paper", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, paper_query, COUNTOF(paper_query), get_paper, "spot.paper",
	  "The decision as PDF, for the 80 mm roll or A5", "application/pdf" },
};
const struct routes spot_routes = ROUTES("spot", rows);
