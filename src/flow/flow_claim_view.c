/* flow_claim_view — see flow_claim_view.h. */
#include "flow/flow_claim_view.h"

#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_claim_int.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/claim/claim.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"
#include "office/theft/theft.h"

enum { LIST_MAX = 40, EVENTS_MAX = 100 };

struct check_view { str code, verdict, fact, text, text_zh; bool hard; };
#define F(member) offsetof(struct check_view, member)
static const struct js_field check_fields[] = {
	{ "code", JT_STR, F(code), 0, 0, 40, NULL, NULL }, { "verdict", JT_STR, F(verdict), 0, 0, 16, NULL, "refuse, ask, review or note" },
	{ "fact", JT_STR, F(fact), 0, 0, 200, NULL, "what was found" }, { "text", JT_STR, F(text), 0, 0, 200, NULL, "what it means" },
	{ "textZh", JT_STR, F(text_zh), 0, 0, 200, NULL, NULL }, { "hard", JT_BOOL, F(hard), 0, 0, 0, NULL, "no person can decide against it" },
};
#undef F
static const struct js_shape check_shape = JS_SHAPE("ClaimCheck", struct check_view, check_fields);
struct paper_view { str kind; utc_ms at; bool photo; };
#define F(member) offsetof(struct paper_view, member)
static const struct js_field paper_fields[] = {
	{ "kind", JT_STR, F(kind), 0, 0, 40, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "photo", JT_BOOL, F(photo), 0, 0, 0, NULL, "false: seen at the counter" },
};
#undef F
static const struct js_shape paper_shape = JS_SHAPE("ClaimPaper", struct paper_view, paper_fields);
struct stop_view { str from, until, reason; };
#define F(member) offsetof(struct stop_view, member)
static const struct js_field stop_fields[] = {
	{ "from", JT_STR, F(from), 0, 0, 10, NULL, "YYYY-MM-DD" }, { "until", JT_STR, F(until), JF_NULL_IF_EMPTY, 0, 10, NULL, "null: it stands still" },
	{ "reason", JT_STR, F(reason), 0, 0, 200, NULL, NULL },
};
#undef F
static const struct js_shape stop_shape = JS_SHAPE("ClaimStop", struct stop_view, stop_fields);
struct event_view { utc_ms at; str event, from, to, code, note; int64_t actor; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "event", JT_STR, F(event), 0, 0, 20, NULL, NULL }, { "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 20, NULL, NULL },
	{ "to", JT_STR, F(to), 0, 0, 20, NULL, NULL }, { "code", JT_STR, F(code), JF_NULL_IF_EMPTY, 0, 40, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "actorId", JT_I64, F(actor), JF_NULL_IF_EMPTY, 0, 0, NULL, "null: the program, or the owner" },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("ClaimEvent", struct event_view, event_fields);
struct pay_view { int64_t batch; str no, state, reason; int64_t fen; utc_ms told_at; };
#define F(member) offsetof(struct pay_view, member)
static const struct js_field pay_fields[] = {
	{ "batchId", JT_I64, F(batch), 0, 0, 0, NULL, NULL }, { "no", JT_STR, F(no), 0, 0, 40, NULL, "merchant number, the same at every attempt" },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "made, dropped, released, unknown, paid or failed" }, { "reason", JT_STR, F(reason), 0, 0, 100, NULL, NULL },
	{ "fen", JT_I64, F(fen), 0, 0, 0, NULL, NULL }, { "toldAt", JT_UTC, F(told_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when the bank last spoke" },
};
#undef F
static const struct js_shape pay_shape = JS_SHAPE("ClaimPaymentOf", struct pay_view, pay_fields);

#define C(member) offsetof(struct claim_view, member)
static const struct js_field claim_fields[] = {
	{ "id", JT_I64, C(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, C(number), 0, 0, 32, NULL, "LP, day, count" },
	{ "state", JT_ENUM, C(state), 0, 0, CS_N, claim_state_names, NULL },
	{ "code", JT_STR, C(code), JF_NULL_IF_EMPTY, 0, 40, NULL, "why it is refused or held" },
	{ "codeText", JT_STR, C(code_text), JF_NULL_IF_EMPTY, 0, 200, NULL, NULL },
	{ "codeTextZh", JT_STR, C(code_zh), JF_NULL_IF_EMPTY, 0, 200, NULL, NULL },
	{ "sampled", JT_STR, C(sampled), JF_NULL_IF_EMPTY, 0, 40, NULL, "why a person looks at it: amount, chance, papers, appeal, or the code of a suspicion" },
	{ "theftId", JT_I64, C(theft), 0, 0, 0, NULL, NULL },
	{ "theftNumber", JT_STR, C(theft_number), 0, 0, 32, NULL, NULL },
	{ "bikeId", JT_I64, C(bike), 0, 0, 0, NULL, NULL },
	{ "plate", JT_STR, C(plate), 0, 0, 64, NULL, NULL },
	{ "payee", JT_STR, C(payee), 0, 0, 128, NULL, "the owner as the register has him; masked" },
	{ "card", JT_STR, C(card), JF_NULL_IF_EMPTY, 0, 64, NULL, "masked" },
	{ "ageMonths", JT_I32, C(months), 0, 0, 0, NULL, "of the bike when it was stolen; -1: not known" },
	{ "priceFen", JT_I64, C(price_fen), 0, 0, 0, NULL, "what it cost; 0: not known" },
	{ "amountFen", JT_I64, C(amount_fen), 0, 0, 0, NULL, "by the table of the day of the theft, never above the price; 0: not weighed yet" },
	{ "clockFrom", JT_STR, C(clock_from), JF_NULL_IF_EMPTY, 0, 10, NULL, "the day that is not counted" },
	{ "owedOn", JT_STR, C(owed_on), JF_NULL_IF_EMPTY, 0, 10, NULL, "null: the clock has not begun, or stands still" },
	{ "provisional", JT_BOOL, C(provisional), 0, 0, 0, NULL, "the holidays of that year are not announced yet" },
	{ "stopped", JT_BOOL, C(stopped), 0, 0, 0, NULL, "the clock stands still" },
	{ "soon", JT_BOOL, C(soon), 0, 0, 0, NULL, "within claim.warn_workdays of the day owed" },
	{ "late", JT_BOOL, C(late), 0, 0, 0, NULL, NULL },
	{ "workdaysLeft", JT_I32, C(days_left), 0, 0, 0, NULL, NULL },
	{ "createdAt", JT_UTC, C(created_at), 0, 0, 0, NULL, NULL },
	{ "submittedAt", JT_UTC, C(submitted_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "decidedAt", JT_UTC, C(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "heardAt", JT_UTC, C(heard_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "the newest hearing after the theft, as it was last looked at" },
	{ "paidAt", JT_UTC, C(paid_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, C(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, C(ver), 0, 0, 0, NULL, "goes back with a step, so that a stale page is refused" },
	{ "actions", JT_STRLIST, C(actions), 0, 0, CE_N, NULL, "steps this account may take now" },
	{ "checks", JT_LIST, C(checks), 0, 0, LIST_MAX, &check_shape, "what spoke when it was last weighed" },
	{ "papers", JT_LIST, C(papers), 0, 0, LIST_MAX, &paper_shape, NULL },
	{ "missing", JT_STRLIST, C(missing), 0, 0, CLAIM_PAPERS, NULL, "papers that are wanted and not there" },
	{ "stops", JT_LIST, C(stops), 0, 0, CLAIM_STOPS, &stop_shape, NULL },
	{ "events", JT_LIST, C(events), 0, 0, EVENTS_MAX, &event_shape, "in order" },
	{ "payments", JT_LIST, C(payments), 0, 0, LIST_MAX, &pay_shape, NULL },
};
#undef C
enum { BRIEF_FIELDS = 31 };
const struct js_shape claim_shape = JS_SHAPE("Claim", struct claim_view, claim_fields);
const struct js_shape claim_brief_shape = { "ClaimBrief", claim_fields, BRIEF_FIELDS, sizeof(struct claim_view) };

static const struct js_field step_fields[] = {
	{ "ver", JT_I64, offsetof(struct claim_step_in, ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
	{ "code", JT_STR, offsetof(struct claim_step_in, code), 0, 0, 40, NULL, "of a refusal: the code of a check, papers or fraud" },
	{ "note", JT_STR, offsetof(struct claim_step_in, note), 0, 0, 1000, NULL, "told to the owner with a refusal and with a question for papers" },
};
const struct js_shape claim_step_shape = JS_SHAPE("ClaimStep", struct claim_step_in, step_fields);
static const struct js_field card_fields[] = {
	{ "card", JT_PII, offsetof(struct claim_card_in, card), JF_REQUIRED | JF_SENSITIVE, 1, 40, NULL, "number of the owner's bank card" },
};
const struct js_shape claim_card_shape = JS_SHAPE("ClaimCard", struct claim_card_in, card_fields);

/* --- filling --- */

static str day_str(struct cx *cx, int32_t day)
{
	struct civil c = civil_of(day_start(day));

	return day ? arena_fmt(cx->arena, "%04d-%02d-%02d", c.y, c.m, c.d) : S("");
}

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

static struct check_view check_of(struct cx *cx, const struct claim_check *k)
{
	const struct claim_rule *r = claim_rule_of(k->code);

	return (struct check_view){ arena_str(cx->arena, k->code), claim_verdict_names[k->verdict], k->fact, r ? str_of(r->en) : S(""), r ? str_of(r->zh) : S(""), r && r->hard };
}

static int add_check(struct cx *cx, const struct claim_check *k, void *arg)
{
	struct check_view *v;

	if (k->verdict == CV_REVIEW && (cx->roles & ROLE_OWNER))      /* why a person looks at it is not the owner's */
		return 0;
	v = next_row(arg);
	if (v)
		*v = check_of(cx, k);
	return 0;
}

static int add_paper(struct cx *cx, const struct claim_paper *p, void *arg)
{
	struct paper_view *v = next_row(arg);

	(void)cx;
	if (v)
		*v = (struct paper_view){ p->kind, p->at, p->photo.n > 0 };
	return 0;
}

/* What the operator looks into after a payment, and what it suspects, is not the owner's: a suspect is not told. */
static bool hidden_event(str event)
{
	return str_eq(event, claim_event_names[CE_LOOK]) || str_eq(event, claim_event_names[CE_STAND]);
}

static bool hidden_code(const struct claim *c)
{
	return c->state == CS_FOUND && !str_eq(c->code, S("bike_found")) && !str_eq(c->code, S("heard_since")) && !str_eq(c->code, S("case_ended"));
}

static int add_event(struct cx *cx, const struct claim_history *h, void *arg)
{
	bool owner = (cx->roles & ROLE_OWNER) != 0;
	bool own_words = !owner || (!str_eq(h->event, claim_event_names[CE_SIGHT]) && !str_eq(h->event, claim_event_names[CE_FOUND]));

	if (owner && hidden_event(h->event))
		return 0;
	struct event_view *v = next_row(arg);
	if (v)
		*v = (struct event_view){ h->at, h->event, h->from, h->to, own_words ? h->code : S(""), own_words ? h->note : S(""), owner ? 0 : h->actor.v };
	return 0;
}

static int add_payment(struct cx *cx, const struct claim_payment *p, void *arg)
{
	struct pay_view *v = next_row(arg);

	(void)cx;
	if (v)
		*v = (struct pay_view){ p->batch, p->no, claim_payment_names[p->state], p->reason, p->fen, p->told_at };
	return 0;
}

/* What is missing now, from the papers that are there. */
static int missing(struct cx *cx, const struct claim *c, const struct rows *have, struct js_list *ret)
{
	const struct paper_view *v = have->v;
	str want[CLAIM_PAPERS], *out = arena_alloc(cx->arena, CLAIM_PAPERS * sizeof *out);
	size_t n = 0;
	int nwant;

	if (!out)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(flow_claim_papers(cx, want, &nwant));
	for (int i = 0; i < nwant; i++) {
		bool there = false;
		for (size_t k = 0; k < have->n; k++)
			there = there || str_eq(v[k].kind, want[i]);
		if (!there)
			out[n++] = want[i];
	}
	if (!c->card.n)
		out[n++] = S("card");
	*ret = (struct js_list){ out, n };
	return 0;
}

static int fill_lists(struct cx *cx, const struct claim *c, struct claim_view *v)
{
	struct rows checks, papers, events, payments;
	struct claim_stops stops;
	struct stop_view *sv;

	TRY(rows_for(cx, &checks, LIST_MAX, sizeof(struct check_view)));
	TRY(rows_for(cx, &papers, LIST_MAX, sizeof(struct paper_view)));
	TRY(rows_for(cx, &events, EVENTS_MAX, sizeof(struct event_view)));
	TRY(rows_for(cx, &payments, LIST_MAX, sizeof(struct pay_view)));
	TRY(claim_checks(cx, c->id, add_check, &checks));
	TRY(claim_papers(cx, c->id, add_paper, &papers));
	TRY(claim_events(cx, c->id, EVENTS_MAX, add_event, &events));
	TRY(claim_payments_of(cx, c->id, add_payment, &payments));
	TRY(missing(cx, c, &papers, &v->missing));
	TRY(claim_stops(cx, c->id, &stops));
	sv = arena_alloc(cx->arena, CLAIM_STOPS * sizeof *sv);
	if (!sv)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < stops.n; i++)
		sv[i] = (struct stop_view){ day_str(cx, stops.v[i].from), day_str(cx, stops.v[i].until), stops.reason[i] };
	v->stopped = stops.n && !stops.v[stops.n - 1].until && !c->closed_at;
	v->checks = (struct js_list){ checks.v, checks.n };
	v->papers = (struct js_list){ papers.v, papers.n };
	v->events = (struct js_list){ events.v, events.n };
	v->payments = (struct js_list){ payments.v, payments.n };
	v->stops = (struct js_list){ sv, (size_t)stops.n };
	return 0;
}

static struct js_list action_list(struct cx *cx, const struct claim *c)
{
	str *items = arena_alloc(cx->arena, CE_N * sizeof *items);
	unsigned bits = claim_actions(c, cx->roles);
	size_t n = 0;

	for (int e = 0; items && e < CE_N; e++)
		if ((bits & 1u << e) && e != CE_BATCH && e != CE_UNBATCH)
			items[n++] = claim_event_names[e];
	return (struct js_list){ items, n };
}

static int fill_names(struct cx *cx, const struct claim *c, struct claim_view *v)
{
	struct owner o;
	struct bike b;
	struct theft t;
	struct pii card;

	TRY(owner_live(cx, c->owner, &o));
	TRY(bike_get(cx, c->bike, &b));
	TRY(theft_get(cx, c->theft, &t));
	TRY(claim_card(cx, c, &card));
	v->theft = c->theft.v;
	v->theft_number = t.number;
	v->bike = c->bike.v;
	v->plate = arena_str(cx->arena, plate_str(&t.plate));
	v->payee = pii_mask_name(cx->arena, &o.name);
	v->card = pii_empty(&card) ? S("") : pii_mask_card(cx->arena, &card);
	return 0;
}

int flow_claim_view(struct cx *cx, const struct claim *c, bool full, struct claim_view *ret)
{
	bool hide = (cx->roles & ROLE_OWNER) && hidden_code(c);
	const struct claim_rule *r = hide ? NULL : claim_rule_of(c->code);
	struct claim_warning w;
	struct claim_view v = { .id = c->id, .number = c->number, .state = (int)c->state, .code = hide ? S("") : c->code, .sampled = c->sampled, .months = c->months,
		.price_fen = c->price_fen, .amount_fen = c->amount_fen, .provisional = c->provisional, .created_at = c->created_at, .submitted_at = c->submitted_at,
		.decided_at = c->decided_at, .heard_at = c->heard_at, .paid_at = c->paid_at, .closed_at = c->closed_at, .ver = c->ver };

	TRY(flow_claim_warning(cx, c, &w));
	TRY(fill_names(cx, c, &v));
	v.code_text = r ? str_of(r->en) : S("");
	v.code_zh = r ? str_of(r->zh) : S("");
	v.clock_from = day_str(cx, c->clock_day);
	v.owed_on = day_str(cx, c->owed_day);
	v.stopped = c->clock_day && !c->owed_day && !c->closed_at;
	v.soon = w.soon;
	v.late = w.late;
	v.days_left = w.left;
	v.actions = action_list(cx, c);
	if (cx->roles & ROLE_OWNER)
		v.sampled = S("");
	if (full)
		TRY(fill_lists(cx, c, &v));
	*ret = v;
	return 0;
}

int flow_claim_reader(struct cx *cx, bool *ret)
{
	struct unit u;
	int64_t unit;
	bool insurer;

	TRY(account_of_insurer(cx, &insurer));
	*ret = (cx->roles & ROLE_ADJUSTER) && !insurer;
	if (*ret || !(cx->roles & (ROLE_INSURER | ROLE_ADJUSTER)))
		return 0;
	TRY(policy_i64(cx, POL_CLAIM_INSURER, cx->now, &unit));
	if (!unit)
		return 0;
	TRY(unit_get(cx, (unit_id){ unit }, &u));
	*ret = account_area_covers(cx, u.path);
	return 0;
}

/* --- what would be --- */

struct pays_view { int32_t from, to; int64_t fen; };
#define F(member) offsetof(struct pays_view, member)
static const struct js_field pays_fields[] = {
	{ "fromMonths", JT_I32, F(from), 0, 0, 0, NULL, NULL },
	{ "toMonths", JT_I32, F(to), 0, 0, 0, NULL, "0: without an end" },
	{ "fen", JT_I64, F(fen), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape pays_shape = JS_SHAPE("ClaimPays", struct pays_view, pays_fields);

struct outlook {
	int64_t theft; bool eligible; str held; int64_t amount_fen; int32_t months, workdays; utc_ms from_at, covered_until; int64_t plan_fen; int32_t plan_years;
	struct js_list checks, papers, rates;
};
#define F(member) offsetof(struct outlook, member)
static const struct js_field outlook_fields[] = {
	{ "theftId", JT_I64, F(theft), 0, 0, 0, NULL, NULL },
	{ "eligible", JT_BOOL, F(eligible), 0, 0, 0, NULL, "nothing speaks against it now" },
	{ "held", JT_STR, F(held), JF_NULL_IF_EMPTY, 0, 40, NULL, "it may be filed, and is held while the bike is heard" },
	{ "amountFen", JT_I64, F(amount_fen), 0, 0, 0, NULL, "what it would pay" },
	{ "ageMonths", JT_I32, F(months), 0, 0, 0, NULL, NULL },
	{ "payWorkdays", JT_I32, F(workdays), 0, 0, 0, NULL, "working days after the claim with all its papers" },
	{ "fromAt", JT_UTC, F(from_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when the waiting time is over" },
	{ "checks", JT_LIST, F(checks), 0, 0, LIST_MAX, &check_shape, "each thing that speaks for or against it" },
	{ "papers", JT_STRLIST, F(papers), 0, 0, CLAIM_PAPERS, NULL, "what to bring" },
	{ "coveredUntil", JT_UTC, F(covered_until), JF_NULL_IF_EMPTY, 0, 0, NULL, "of the theft protection of that day" },
	{ "planFen", JT_I64, F(plan_fen), JF_NULL_IF_EMPTY, 0, 0, NULL, "what theft protection costs today, for planYears" },
	{ "planYears", JT_I32, F(plan_years), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "rates", JT_LIST, F(rates), 0, 0, CLAIM_RATES, &pays_shape, "what each age pays, by the table of that day" },
};
#undef F
const struct js_shape claim_outlook_shape = JS_SHAPE("ClaimOutlook", struct outlook, outlook_fields);

static int rates_of(struct cx *cx, int64_t tbl, struct js_list *ret)
{
	struct claim_table *t = arena_alloc(cx->arena, sizeof *t);
	struct rows rows;

	if (!t)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(rows_for(cx, &rows, CLAIM_RATES, sizeof(struct pays_view)));
	if (tbl) {
		TRY(claim_table_get(cx, tbl, t));
		for (int i = 0; i < t->n; i++)
			((struct pays_view *)rows.v)[rows.n++] = (struct pays_view){ t->v[i].from, t->v[i].to, t->v[i].fen };
	}
	*ret = (struct js_list){ rows.v, rows.n };
	return 0;
}

static int put_outlook(struct cx *cx, struct js *js, theft_id theft, const struct claim_verdicts *v)
{
	str *papers = arena_alloc(cx->arena, CLAIM_PAPERS * sizeof *papers);
	struct outlook o = { .theft = theft.v, .eligible = !v->refused.n && !v->hard.n, .held = v->held, .amount_fen = v->amount_fen, .months = v->months,
	                     .workdays = (int32_t)v->pay_workdays, .from_at = v->from_at, .covered_until = v->covered_until };
	struct rows checks;
	int n;

	if (!papers)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(rows_for(cx, &checks, LIST_MAX, sizeof(struct check_view)));
	TRY(flow_claim_papers(cx, papers, &n));
	for (int i = 0; i < v->n; i++)
		TRY(add_check(cx, &v->v[i], &checks));
	TRY(rates_of(cx, v->tbl, &o.rates));
	TRY(claim_product_facts(cx, day_of(cx->now), &o.plan_fen, &o.plan_years));
	o.checks = (struct js_list){ checks.v, checks.n };
	o.papers = (struct js_list){ papers, (size_t)n };
	js_put(js, NULL, &claim_outlook_shape, &o);
	return 0;
}

int flow_claim_put_outlook(struct cx *cx, struct js *js, theft_id theft, owner_id who)
{
	struct claim_verdicts *v = arena_alloc(cx->arena, sizeof *v);

	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(flow_claim_weigh(cx, theft, who, NULL, v));
	return put_outlook(cx, js, theft, v);
}

int flow_claim_put_ahead(struct cx *cx, struct js *js, bike_id bike, owner_id who)
{
	struct claim_verdicts *v = arena_alloc(cx->arena, sizeof *v);

	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(flow_claim_ahead(cx, bike, who, v));
	return put_outlook(cx, js, (theft_id){ 0 }, v);
}
