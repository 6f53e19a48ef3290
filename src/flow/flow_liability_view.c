/* flow_liability_view — see flow_liability_view.h. */
#include "flow/flow_liability_view.h"

#include "base/utc.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/policy/policy.h"

enum { EVENTS_MAX = 100 };

struct check_view { str code, verdict, fact, text, text_zh; bool hard; };
#define F(member) offsetof(struct check_view, member)
static const struct js_field check_fields[] = {
	{ "code", JT_STR, F(code), 0, 0, 40, NULL, NULL }, { "verdict", JT_STR, F(verdict), 0, 0, 16, NULL, "refuse, ask, review or note" },
	{ "fact", JT_STR, F(fact), 0, 0, 200, NULL, "what was found" }, { "text", JT_STR, F(text), 0, 0, 200, NULL, "what it means" },
	{ "textZh", JT_STR, F(text_zh), 0, 0, 200, NULL, NULL }, { "hard", JT_BOOL, F(hard), 0, 0, 0, NULL, "no person can decide against it" },
};
#undef F
static const struct js_shape check_shape = JS_SHAPE("AccidentCheck", struct check_view, check_fields);
struct party_view { int64_t id; int role; str plate, vehicle, name, phone, id_no, card; bool own_card; };
#define F(member) offsetof(struct party_view, member)
static const struct js_field party_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "role", JT_ENUM, F(role), 0, 0, PR_N, party_role_words, NULL }, { "plate", JT_STR, F(plate), 0, 0, 64, NULL, NULL },
	{ "vehicle", JT_STR, F(vehicle), 0, 0, 120, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 128, NULL, "masked" }, { "phone", JT_STR, F(phone), 0, 0, 64, NULL, "masked" },
	{ "idNo", JT_STR, F(id_no), 0, 0, 64, NULL, "masked" }, { "card", JT_STR, F(card), 0, 0, 64, NULL, "masked" },
	{ "ownCard", JT_BOOL, F(own_card), 0, 0, 0, NULL, "this account wrote the card down; another releases the money to it" },
};
#undef F
static const struct js_shape party_shape = JS_SHAPE("AccidentParty", struct party_view, party_fields);
struct item_view { int64_t id, party; int kind; str what; int64_t claimed, assessed; };
#define F(member) offsetof(struct item_view, member)
static const struct js_field item_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "partyId", JT_I64, F(party), 0, 0, 0, NULL, NULL }, { "kind", JT_ENUM, F(kind), 0, 0, IT_N, item_kind_words, NULL },
	{ "what", JT_STR, F(what), 0, 0, 200, NULL, NULL }, { "claimedFen", JT_I64, F(claimed), 0, 0, 0, NULL, NULL }, { "assessedFen", JT_I64, F(assessed), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape item_shape = JS_SHAPE("AccidentItem", struct item_view, item_fields);
struct photo_view { int64_t id; str kind; utc_ms at; };
#define F(member) offsetof(struct photo_view, member)
static const struct js_field photo_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "kind", JT_STR, F(kind), 0, 0, 16, NULL, "scene, vehicle, plate, injury or paper" }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape photo_shape = JS_SHAPE("AccidentPhoto", struct photo_view, photo_fields);
struct assess_view { int32_t round; int64_t surveyor, loss, amount; utc_ms at; };
#define F(member) offsetof(struct assess_view, member)
static const struct js_field assess_fields[] = {
	{ "round", JT_I32, F(round), 0, 0, 0, NULL, NULL }, { "surveyorId", JT_I64, F(surveyor), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "lossFen", JT_I64, F(loss), 0, 0, 0, NULL, "the others' damage" }, { "amountFen", JT_I64, F(amount), 0, 0, 0, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape assess_shape = JS_SHAPE("AccidentAssessment", struct assess_view, assess_fields);
struct pay_view { int64_t party; str no, state, ref; int64_t fen; };
#define F(member) offsetof(struct pay_view, member)
static const struct js_field pay_fields[] = {
	{ "partyId", JT_I64, F(party), 0, 0, 0, NULL, NULL }, { "no", JT_STR, F(no), 0, 0, 40, NULL, "the same at every attempt" },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "made, dropped, released or paid" }, { "bankRef", JT_STR, F(ref), 0, 0, 60, NULL, NULL }, { "fen", JT_I64, F(fen), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape pay_shape = JS_SHAPE("AccidentPayment", struct pay_view, pay_fields);
struct event_view { utc_ms at; str event, from, to, code, note; int64_t actor; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "event", JT_STR, F(event), 0, 0, 20, NULL, NULL }, { "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 20, NULL, NULL },
	{ "to", JT_STR, F(to), 0, 0, 20, NULL, NULL }, { "code", JT_STR, F(code), JF_NULL_IF_EMPTY, 0, 40, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "actorId", JT_I64, F(actor), JF_NULL_IF_EMPTY, 0, 0, NULL, "null: the owner" },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("AccidentEvent", struct event_view, event_fields);

struct accident_view {
	int64_t id; str number; int64_t bike; str plate; int state; str code, code_text, code_zh; utc_ms happened_at; str place, what; bool injured, police_called; str reporter, surveyor_name;
	int64_t surveyor, assessed_by; utc_ms send_by, due_at, arrived_at, assessed_at; int32_t rounds, rounds_max; int fault; int32_t pct; str finding; int64_t loss, limit, amount, spot; utc_ms agreed_at, pay_by;
	str way; utc_ms released_at, paid_at, closed_at, created_at; bool late; int64_t ver; struct js_list actions, checks, parties, items, photos, assessments, payments, events;
};
#define A(member) offsetof(struct accident_view, member)
static const struct js_field accident_fields[] = {
	{ "id", JT_I64, A(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, A(number), 0, 0, 32, NULL, "SG, day, count" }, { "bikeId", JT_I64, A(bike), 0, 0, 0, NULL, NULL },
	{ "plate", JT_STR, A(plate), 0, 0, 64, NULL, NULL }, { "state", JT_ENUM, A(state), 0, 0, AS_N, accident_state_names, NULL },
	{ "code", JT_STR, A(code), JF_NULL_IF_EMPTY, 0, 40, NULL, "why it is refused" }, { "codeText", JT_STR, A(code_text), JF_NULL_IF_EMPTY, 0, 200, NULL, NULL },
	{ "codeTextZh", JT_STR, A(code_zh), JF_NULL_IF_EMPTY, 0, 200, NULL, NULL }, { "happenedAt", JT_UTC, A(happened_at), 0, 0, 0, NULL, NULL },
	{ "place", JT_STR, A(place), 0, 0, 300, NULL, NULL }, { "what", JT_STR, A(what), 0, 0, 1000, NULL, NULL }, { "injured", JT_BOOL, A(injured), 0, 0, 0, NULL, NULL },
	{ "policeCalled", JT_BOOL, A(police_called), 0, 0, 0, NULL, NULL }, { "reporter", JT_STR, A(reporter), 0, 0, 16, NULL, "owner or insurer" },
	{ "surveyor", JT_STR, A(surveyor_name), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL }, { "surveyorId", JT_I64, A(surveyor), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "assessedBy", JT_I64, A(assessed_by), JF_NULL_IF_EMPTY, 0, 0, NULL, "who may not release the money" },
	{ "sendBy", JT_UTC, A(send_by), 0, 0, 0, NULL, "until when a surveyor is to be sent" }, { "dueAt", JT_UTC, A(due_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "until when he is to be on scene" },
	{ "arrivedAt", JT_UTC, A(arrived_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "assessedAt", JT_UTC, A(assessed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "rounds", JT_I32, A(rounds), 0, 0, 0, NULL, "assessments so far" }, { "roundsMost", JT_I32, A(rounds_max), 0, 0, 0, NULL, "times it may be assessed again" },
	{ "fault", JT_ENUM, A(fault), 0, 0, AF_N, accident_fault_words, "the rider's share: full, main, equal, minor, none, or empty" },
	{ "faultPct", JT_I32, A(pct), 0, 0, 0, NULL, "of the others' damage that is borne, by the policy of the day of the accident" },
	{ "findingNo", JT_STR, A(finding), 0, 0, 60, NULL, "of the traffic police" }, { "lossFen", JT_I64, A(loss), 0, 0, 0, NULL, "the others' damage as it was assessed" },
	{ "limitFen", JT_I64, A(limit), 0, 0, 0, NULL, NULL }, { "amountFen", JT_I64, A(amount), 0, 0, 0, NULL, "what is paid; 0: not assessed yet" },
	{ "spotFen", JT_I64, A(spot), 0, 0, 0, NULL, "up to which it is paid on the spot" }, { "agreedAt", JT_UTC, A(agreed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "payBy", JT_UTC, A(pay_by), JF_NULL_IF_EMPTY, 0, 0, NULL, "until when it is to be paid" }, { "way", JT_STR, A(way), 0, 0, 8, NULL, "spot, batch or empty" },
	{ "releasedAt", JT_UTC, A(released_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "paidAt", JT_UTC, A(paid_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, A(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "createdAt", JT_UTC, A(created_at), 0, 0, 0, NULL, NULL },
	{ "late", JT_BOOL, A(late), 0, 0, 0, NULL, "a promised time has passed" }, { "ver", JT_I64, A(ver), 0, 0, 0, NULL, "goes back with a step, so that a stale page is refused" },
	{ "actions", JT_STRLIST, A(actions), 0, 0, AE_N, NULL, "steps this account may take now" },
	{ "checks", JT_LIST, A(checks), 0, 0, ACCIDENT_CHECKS, &check_shape, "what speaks now" }, { "parties", JT_LIST, A(parties), 0, 0, ACCIDENT_PARTIES, &party_shape, NULL },
	{ "items", JT_LIST, A(items), 0, 0, ACCIDENT_ITEMS, &item_shape, NULL }, { "photos", JT_LIST, A(photos), 0, 0, ACCIDENT_PHOTOS, &photo_shape, NULL },
	{ "assessments", JT_LIST, A(assessments), 0, 0, 20, &assess_shape, NULL }, { "payments", JT_LIST, A(payments), 0, 0, 40, &pay_shape, NULL },
	{ "events", JT_LIST, A(events), 0, 0, EVENTS_MAX, &event_shape, "in order" },
};
#undef A
enum { BRIEF_LESS = 7 };      /* the lists at the end */
const struct js_shape accident_shape = JS_SHAPE("Accident", struct accident_view, accident_fields);
const struct js_shape accident_brief_shape = { "AccidentBrief", accident_fields, COUNTOF(accident_fields) - BRIEF_LESS, sizeof(struct accident_view) };

static const struct js_field step_fields[] = {
	{ "ver", JT_I64, offsetof(struct accident_step_in, ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
	{ "code", JT_STR, offsetof(struct accident_step_in, code), 0, 0, 40, NULL, "of a refusal: the code of a check, or fraud" },
	{ "note", JT_STR, offsetof(struct accident_step_in, note), 0, 0, 1000, NULL, "told to the owner" },
};
const struct js_shape accident_step_shape = JS_SHAPE("AccidentStep", struct accident_step_in, step_fields);

#define F(member) offsetof(struct accident_report_in, member)
const struct js_field accident_report_fields[ACCIDENT_REPORT_FIELDS + 1] = {
	{ "requestId", JT_STR, F(key), JF_REQUIRED, 8, 80, NULL, "one's own id of this report: the same again is the same accident" },
	{ "happenedAt", JT_UTC, F(happened_at), JF_REQUIRED, 0, 0, NULL, NULL }, { "place", JT_STR, F(place), JF_REQUIRED, 1, 300, NULL, NULL },
	{ "what", JT_STR, F(what), JF_REQUIRED, 1, 1000, NULL, "what happened" }, { "injured", JT_BOOL, F(injured), JF_REQUIRED, 0, 0, NULL, "somebody was hurt: call 122 and 120 first" },
	{ "policeCalled", JT_BOOL, F(police_called), 0, 0, 0, NULL, NULL }, { "plate", JT_PLATE, F(plate), JF_REQUIRED, 0, 0, NULL, NULL },
};
#undef F

/* --- filling --- */

struct rows { void *v; size_t n, max, size; };

static void *next_row(struct rows *r)
{
	return r->n < r->max ? (char *)r->v + r->size * r->n++ : NULL;
}

static int rows_for(struct cx *cx, struct rows *r, size_t max, size_t size)
{
	*r = (struct rows){ arena_alloc(cx->arena, max * size), 0, max, size };
	return r->v ? 0 : FAIL(cx, E_TOOBIG, "the answer is too large");
}

static struct js_list list_of(const struct rows *r)
{
	return (struct js_list){ r->v, r->n };
}

/* What is an owner's to see of another: the role and the vehicle, which stood beside the own one. */
static int add_party(struct cx *cx, const struct party *p, void *arg)
{
	struct party_view *v = next_row(arg);
	struct pii name, phone, id_no, card;

	if (!v)
		return 0;
	*v = (struct party_view){ p->id, (int)p->role, p->plate, p->vehicle, S(""), S(""), S(""), S(""), false };
	if (cx->roles & ROLE_OWNER)
		return 0;
	TRY(party_open(cx, p, S("name"), &name));
	TRY(party_open(cx, p, S("phone"), &phone));
	TRY(party_open(cx, p, S("idNo"), &id_no));
	TRY(party_open(cx, p, S("card"), &card));
	v->name = pii_mask_name(cx->arena, &name);
	v->phone = pii_empty(&phone) ? S("") : pii_mask_phone(cx->arena, &phone);
	v->id_no = pii_empty(&id_no) ? S("") : pii_mask_id(cx->arena, &id_no);
	v->card = pii_empty(&card) ? S("") : pii_mask_card(cx->arena, &card);
	v->own_card = p->s_card.n && p->actor.v == cx->actor.v;
	return 0;
}

static int add_item(struct cx *cx, const struct item *it, void *arg)
{
	struct item_view *v = next_row(arg);

	(void)cx;
	if (v)
		*v = (struct item_view){ it->id, it->party, (int)it->kind, it->what, it->claimed_fen, it->assessed_fen };
	return 0;
}

static int add_photo(struct cx *cx, const struct accident_photo *p, void *arg)
{
	struct photo_view *v = next_row(arg);

	(void)cx;
	if (v)
		*v = (struct photo_view){ p->id, p->kind, p->at };
	return 0;
}

static int add_assessment(struct cx *cx, const struct assessment *s, void *arg)
{
	struct assess_view *v = next_row(arg);

	if (v)
		*v = (struct assess_view){ s->round, cx->roles & ROLE_OWNER ? 0 : s->surveyor.v, s->loss_fen, s->amount_fen, s->at };
	return 0;
}

static int add_payment(struct cx *cx, const struct payment *y, void *arg)
{
	struct pay_view *v = next_row(arg);

	(void)cx;
	if (v)
		*v = (struct pay_view){ y->party, y->no, y->state, y->bank_ref, y->fen };
	return 0;
}

static int add_event(struct cx *cx, const struct accident_history *h, void *arg)
{
	struct event_view *v = next_row(arg);

	if (v)
		*v = (struct event_view){ h->at, h->event, h->from, h->to, h->code, h->note, cx->roles & ROLE_OWNER ? 0 : h->actor.v };
	return 0;
}

static int fill_checks(struct cx *cx, const struct accident *a, struct accident_view *v)
{
	struct accident_verdicts out;
	struct rows checks;

	TRY(rows_for(cx, &checks, ACCIDENT_CHECKS, sizeof(struct check_view)));
	TRY(flow_accident_weigh(cx, a, &out));
	for (int i = 0; i < out.n && !accident_ended(a); i++) {
		const struct accident_rule *r = out.v[i].rule;
		if (r->verdict == AV_REVIEW && (cx->roles & ROLE_OWNER))      /* why a person looks at it is not the owner's */
			continue;
		struct check_view *c = next_row(&checks);
		*c = (struct check_view){ str_of(r->code), accident_verdict_names[r->verdict], out.v[i].fact, str_of(r->en), str_of(r->zh), r->hard };
	}
	v->checks = list_of(&checks);
	return 0;
}

static int fill_lists(struct cx *cx, const struct accident *a, struct accident_view *v)
{
	struct rows parties, items, photos, assessments, payments, events;

	TRY(rows_for(cx, &parties, ACCIDENT_PARTIES, sizeof(struct party_view)));
	TRY(rows_for(cx, &items, ACCIDENT_ITEMS, sizeof(struct item_view)));
	TRY(rows_for(cx, &photos, ACCIDENT_PHOTOS, sizeof(struct photo_view)));
	TRY(rows_for(cx, &assessments, 20, sizeof(struct assess_view)));
	TRY(rows_for(cx, &payments, 40, sizeof(struct pay_view)));
	TRY(rows_for(cx, &events, EVENTS_MAX, sizeof(struct event_view)));
	TRY(party_list(cx, a->id, add_party, &parties));
	TRY(item_list(cx, a->id, add_item, &items));
	TRY(accident_photos(cx, a->id, add_photo, &photos));
	TRY(assess_list(cx, a->id, add_assessment, &assessments));
	if (!(cx->roles & ROLE_OWNER))
		TRY(payment_list(cx, a->id, add_payment, &payments));
	TRY(accident_events(cx, a->id, EVENTS_MAX, add_event, &events));
	v->parties = list_of(&parties);
	v->items = list_of(&items);
	v->photos = list_of(&photos);
	v->assessments = list_of(&assessments);
	v->payments = list_of(&payments);
	v->events = list_of(&events);
	return fill_checks(cx, a, v);
}

static int fill_times(struct cx *cx, const struct accident *a, struct accident_view *v)
{
	int64_t send, rounds, spot;

	TRY(policy_i64(cx, POL_LIABILITY_SEND_MIN, a->created_at, &send));
	TRY(policy_i64(cx, POL_LIABILITY_ROUNDS, cx->now, &rounds));
	TRY(policy_i64(cx, POL_LIABILITY_SPOT_FEN, cx->now, &spot));
	v->send_by = a->created_at + send * MINUTE_MS;
	v->rounds_max = (int32_t)rounds;
	v->spot = spot;
	v->late = (a->state == AS_REPORTED && cx->now > v->send_by) || (a->state == AS_SENT && a->due_at && cx->now > a->due_at) ||
	          ((a->state == AS_AGREED || a->state == AS_RELEASED) && a->pay_by && cx->now > a->pay_by);
	return 0;
}

/* Steps by name; one event of paying and of assessing each, as the routes have them. */
static struct js_list action_list(struct cx *cx, const struct accident *a)
{
	str *items = arena_alloc(cx->arena, AE_N * sizeof *items);
	unsigned bits = accident_actions(a, cx->roles);
	size_t n = 0;

	for (int e = 0; items && e < AE_N; e++)
		if (bits & 1u << e)
			items[n++] = accident_event_names[e];
	return (struct js_list){ items, n };
}

int flow_accident_put(struct cx *cx, struct js *js, const struct accident *a, bool full)
{
	const struct accident_rule *r = liability_rule_of(a->code);
	struct accident_view v = { .id = a->id, .number = a->number, .bike = a->bike.v, .state = (int)a->state, .code = a->code, .happened_at = a->happened_at, .place = a->place,
		.what = a->what, .injured = a->injured, .police_called = a->police_called, .reporter = a->reporter, .surveyor = a->surveyor.v, .assessed_by = a->assessed_by.v,
		.due_at = a->due_at, .arrived_at = a->arrived_at, .assessed_at = a->assessed_at, .rounds = a->rounds, .fault = (int)a->fault, .pct = a->fault_pct,
		.finding = a->finding_no, .loss = a->loss_fen, .limit = a->limit_fen, .amount = a->amount_fen, .agreed_at = a->agreed_at, .pay_by = a->pay_by, .way = a->way,
		.released_at = a->released_at, .paid_at = a->paid_at, .closed_at = a->closed_at, .created_at = a->created_at, .ver = a->ver };
	struct account acc;
	struct bike b;

	TRY(bike_get(cx, a->bike, &b));
	v.plate = arena_str(cx->arena, plate_str(&b.plate));
	v.code_text = r ? str_of(r->en) : S("");
	v.code_zh = r ? str_of(r->zh) : S("");
	v.surveyor_name = S("");
	if (a->surveyor.v && !(cx->roles & ROLE_OWNER)) {
		TRY(account_get(cx, a->surveyor, &acc));
		v.surveyor_name = acc.display;
	}
	if (cx->roles & ROLE_OWNER)
		v.surveyor = v.assessed_by = 0;
	TRY(fill_times(cx, a, &v));
	v.actions = action_list(cx, a);
	if (full)
		TRY(fill_lists(cx, a, &v));
	js_put(js, NULL, full ? &accident_shape : &accident_brief_shape, &v);
	return 0;
}
