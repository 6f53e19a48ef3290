/* flow_liability — see flow_liability.h: an accident's steps, and what follows from each of them. */
#include "flow/flow_liability.h"

#include "base/utc.h"
#include "flow/flow_liability_int.h"
#include "flow/flow_news.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/ledger/ledger.h"
#include "office/photo/photo.h"
#include "office/plan/plan.h"
#include "office/policy/policy.h"

enum { ACCOUNTS_TURN = 200 };

/* --- whose it is (FB1) --- */

int flow_accident_carrier(struct cx *cx, unit_id *ret)
{
	return policy_i64(cx, POL_LIABILITY_INSURER, cx->now, &ret->v);
}

int flow_accident_get(struct cx *cx, int64_t id, struct accident *ret)
{
	unit_id carrier;

	TRY(flow_accident_carrier(cx, &carrier));
	return accident_get_in(cx, id, carrier, ret);
}

/* --- a step: the books (FB5), the bike (FB7), the owner --- */

static int post(struct cx *cx, const struct accident *a, const char *kind, str from, str to)
{
	struct ledger_entry e[] = { { to, a->amount_fen, a->unit.v, 0 }, { from, -a->amount_fen, a->unit.v, 0 } };
	str key = arena_fmt(cx->arena, "liability.%s.%lld.%d", kind, (long long)a->id, (int)a->agreements);
	int64_t id;

	return ledger_post(cx, e, 2, S("accident"), a->id, key, &id);
}

static int books(struct cx *cx, const struct accident *a, unsigned fx)
{
	if (fx & AFX_OWE)
		TRY(post(cx, a, "owe", S("payable.liability"), S("expense.liability")));
	if (fx & AFX_UNOWE)
		TRY(post(cx, a, "unowe", S("expense.liability"), S("payable.liability")));
	return 0;      /* what is paid is posted by party: flow_liability_pay */
}

/* FB7. Several accidents hold the bike each for itself; a former owner's holds nobody. */
static int hold(struct cx *cx, const struct accident *a)
{
	struct err before = cx->err;
	struct ownership own;
	int64_t on;

	if (accident_ended(a))
		return as_done(bike_flag_end(cx, a->bike, S("accident_open"), S("liability"), a->id));
	TRY(policy_i64(cx, POL_LIABILITY_HOLD, cx->now, &on));
	int rc = bike_owner_is(cx, a->bike, a->owner, &own);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	return on ? as_done(bike_flag_set(cx, a->bike, S("accident_open"), S("liability"), a->id, S("liability"))) : 0;
}

int liability_step(struct cx *cx, struct accident *a, const struct accident *was, enum accident_event ev, int64_t ver, str note)
{
	unsigned fx;
	int rc = accident_step(cx, a, ev, ver, note, &fx);

	if (rc < 0) {
		*a = *was;
		return rc;
	}
	TRY(books(cx, a, fx));
	TRY(hold(cx, a));
	return flow_news_accident(cx, a, (int)ev);
}

int liability_fresh(struct cx *cx, const struct accident *a, int64_t ver)
{
	return ver && ver != a->ver ? FAIL_FIELD(cx, E_STATE, "ver", "the accident has changed; read it again") : 0;
}

/* --- the report --- */

static int liability_plan(struct cx *cx, const struct plan *p, void *arg)
{
	bool *any = arg;

	(void)cx;
	*any = *any || (str_eq(p->product, S("liability")) && p->state != PLS_CANCELLED);
	return 0;
}

/* What an insurer may ask about: a bike with its plan, and only while it is the insurer that has them. */
static int insurers_bike(struct cx *cx, bike_id bike)
{
	struct unit u = { .path = S("") };
	unit_id carrier;
	bool any = false;

	TRY(flow_accident_carrier(cx, &carrier));
	if (carrier.v)
		TRY(unit_get(cx, carrier, &u));
	TRY(plan_of_bike(cx, bike, liability_plan, &any));
	return any && carrier.v && account_area_covers(cx, u.path) ? 0 : FAIL(cx, E_NOTFOUND, "no such record");
}

int flow_accident_report(struct cx *cx, const struct accident_report *in, owner_id as, struct accident *ret, bool *ret_again)
{
	struct err before = cx->err;
	struct plan_cover cover;
	struct ownership own;
	unit_id carrier;
	bool covered;

	if (in->happened_at <= 0 || in->happened_at > cx->now)
		return FAIL_FIELD(cx, E_INVALID, "happenedAt", "must be a time that has passed");
	if (!as.v)
		TRY(insurers_bike(cx, in->bike));
	int rc = bike_owner_at(cx, in->bike, in->happened_at, &own);
	if (rc == E_NOTFOUND || (rc == 0 && as.v && own.owner.v != as.v)) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "happenedAt", as.v ? "the bike was not yours at that time" : "the bike was not registered at that time");
	}
	TRY(rc);
	TRY(flow_accident_carrier(cx, &carrier));
	TRY(plan_cover_by(cx, in->bike, S("liability"), in->happened_at, &cover, &covered));
	struct accident_new n = { .key = in->key, .bike = in->bike, .owner = own.owner, .plan = covered ? cover.id.v : 0, .unit = carrier, .happened_at = in->happened_at,
		.place = in->place, .what = in->what, .injured = in->injured, .police_called = in->police_called, .reporter = as.v ? S("owner") : S("insurer") };
	TRY(accident_add(cx, &n, ret, ret_again));
	if (*ret_again)
		return 0;
	TRY(hold(cx, ret));
	return flow_news_accident(cx, ret, AE_N);
}

/* --- surveyors --- */

struct seek { struct unit u; surveyor_fn *fn; void *arg; int64_t last; int n; };

static bool may_survey(const struct account *a, str path)
{
	return !a->disabled && (a->roles & (ROLE_INSURER | ROLE_ADJUSTER)) && a->area.n && str_starts(a->area, path);
}

static int seek_one(struct cx *cx, const struct account *a, void *arg)
{
	struct seek *s = arg;

	s->last = a->id.v;
	s->n++;
	return may_survey(a, s->u.path) ? s->fn(cx, a->id, a->display, s->arg) : 0;
}

int flow_accident_surveyors(struct cx *cx, surveyor_fn *fn, void *arg)
{
	struct seek s = { .fn = fn, .arg = arg };
	unit_id carrier;

	TRY(flow_accident_carrier(cx, &carrier));
	if (!carrier.v)
		return 0;
	TRY(unit_get(cx, carrier, &s.u));
	if (!account_area_covers(cx, s.u.path))
		return 0;
	do {
		s.n = 0;
		TRY(account_list(cx, s.last, ACCOUNTS_TURN, seek_one, &s));
	} while (s.n == ACCOUNTS_TURN);
	return 0;
}

static int surveyor_ok(struct cx *cx, const struct accident *a, unit_id unit, account_id who)
{
	struct err before = cx->err;
	struct account acc;
	struct unit u;
	bool again;

	TRY(unit_get(cx, unit, &u));
	int rc = account_get(cx, who, &acc);
	if (rc == E_NOTFOUND || (rc == 0 && !may_survey(&acc, u.path))) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "surveyorId", "is no account of the insurer's unit that may survey");
	}
	TRY(rc);
	TRY(assess_by(cx, a->id, who, &again));
	return again ? FAIL_FIELD(cx, E_DENIED, "surveyorId", "has assessed this accident before: send another one") : 0;      /* FB3 */
}

int flow_accident_assign(struct cx *cx, struct accident *a, account_id surveyor, int64_t ver)
{
	struct accident was = *a;
	unit_id unit = a->unit;
	int64_t minutes;

	TRY(liability_fresh(cx, a, ver));
	if (!unit.v)
		TRY(flow_accident_carrier(cx, &unit));
	TRY(surveyor_ok(cx, a, unit, surveyor));
	TRY(policy_i64(cx, POL_LIABILITY_ARRIVE_MIN, cx->now, &minutes));
	a->unit = unit;
	a->surveyor = surveyor;
	a->due_at = cx->now + minutes * MINUTE_MS;
	return liability_step(cx, a, &was, AE_ASSIGN, ver, S(""));
}

static int is_surveyor(struct cx *cx, const struct accident *a)
{
	return a->surveyor.v && a->surveyor.v == cx->actor.v ? 0 : FAIL_FIELD(cx, E_DENIED, "surveyor", "this is done by the surveyor who was sent");
}

/* --- on scene --- */

static int open_scene(struct cx *cx, const struct accident *a)
{
	if (a->state != AS_REPORTED && a->state != AS_SENT && a->state != AS_ON_SCENE && a->state != AS_DISPUTED)
		return FAIL(cx, E_STATE, "nothing is added to an accident that is %.*s", STR_ARG(accident_state_names[a->state]));
	return 0;
}

int flow_accident_finding(struct cx *cx, struct accident *a, int64_t ver, enum accident_fault fault, str number)
{
	static const enum policy_key share[AF_N] = { [AF_FULL] = POL_LIABILITY_SHARE_FULL, [AF_MAIN] = POL_LIABILITY_SHARE_MAIN, [AF_EQUAL] = POL_LIABILITY_SHARE_EQUAL,
	                                             [AF_MINOR] = POL_LIABILITY_SHARE_MINOR };
	int64_t pct = 0;

	if (fault > AF_UNSET && fault < AF_NONE)
		TRY(policy_i64(cx, share[fault], a->happened_at, &pct));
	if (a->injured && !number.n)
		return FAIL_FIELD(cx, E_INVALID, "findingNo", "somebody was hurt: the number of the traffic police's finding is needed");
	return accident_finding(cx, a, ver, fault, (int32_t)pct, number);
}

int flow_accident_party(struct cx *cx, const struct accident *a, const struct party_new *in, int64_t *ret)
{
	TRY(open_scene(cx, a));
	return party_add(cx, a->id, in, ret);
}

int flow_accident_card(struct cx *cx, const struct accident *a, int64_t party, const struct pii *card)
{
	struct party p;

	if (a->state == AS_RELEASED || accident_ended(a))
		return FAIL(cx, E_STATE, "the card of an accident that is %.*s is not changed", STR_ARG(accident_state_names[a->state]));
	TRY(party_get(cx, a->id, party, &p));
	return party_card(cx, &p, card);
}

int flow_accident_item(struct cx *cx, const struct accident *a, const struct item *in, int64_t *ret)
{
	TRY(open_scene(cx, a));
	return item_add(cx, in, ret);
}

int flow_accident_photo(struct cx *cx, const struct accident *a, str kind, str photo)
{
	struct photo p;
	int64_t same;

	TRY(open_scene(cx, a));
	TRY(photo_use(cx, photo, &p, &same));
	return accident_photo_add(cx, a->id, kind, p.id);
}

/* --- assessing and agreeing --- */

static int count_item(struct cx *cx, const struct item *it, void *arg)
{
	int *n = arg;

	(void)cx;
	(void)it;
	(*n)++;
	return 0;
}

static int take_figures(struct cx *cx, struct accident *a, const struct accident_assessed *v, int n)
{
	int all = 0;

	TRY(item_list(cx, a->id, count_item, &all));
	if (!all || n != all)
		return FAIL_FIELD(cx, E_INVALID, "items", "each of the %d items is assessed", all);
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < i; k++)
			if (v[k].id == v[i].id)
				return FAIL_FIELD(cx, E_INVALID, "items", "an item stands there twice");
		TRY(item_assess(cx, a->id, v[i].id, v[i].fen));
	}
	return 0;
}

int flow_accident_assess(struct cx *cx, struct accident *a, const struct accident_assessed *v, int n, int64_t ver, str note)
{
	bool first = a->state == AS_ON_SCENE;
	struct accident was = *a, look = *a;
	struct accident_verdicts out;

	TRY(liability_fresh(cx, a, ver));
	if (!first && a->state != AS_DISPUTED)
		return FAIL(cx, E_STATE, "no assessment of an accident that is %.*s", STR_ARG(accident_state_names[a->state]));
	TRY(is_surveyor(cx, a));
	if (a->fault == AF_UNSET)
		return FAIL_FIELD(cx, E_STATE, "fault", "the share of the fault is missing: attach the traffic police's finding, or the share that both agreed on");
	TRY(take_figures(cx, a, v, n));
	look.rounds++;      /* the items count from now on */
	TRY(flow_accident_weigh(cx, &look, &out));
	a->plan = out.plan;
	a->loss_fen = out.loss_fen;
	a->limit_fen = out.limit_fen;
	a->amount_fen = out.amount_fen;
	TRY(assess_add(cx, a, a->rounds + 1, a->loss_fen, a->amount_fen));
	return liability_step(cx, a, &was, first ? AE_ASSESS : AE_REASSESS, ver, note);
}

int flow_accident_agree(struct cx *cx, struct accident *a, bool rider, bool other, int64_t ver, str note)
{
	struct accident was = *a;
	struct accident_verdicts out;
	int64_t days;

	TRY(liability_fresh(cx, a, ver));
	if (!(accident_actions(a, cx->roles) & 1u << AE_AGREE))
		return liability_step(cx, a, &was, AE_AGREE, ver, note);      /* says why not */
	if (!rider || !other)
		return FAIL_FIELD(cx, E_INVALID, rider ? "other" : "rider", "both sides confirm the amount before it is agreed");
	if (!note.n)
		return FAIL_FIELD(cx, E_INVALID, "note", "say what both have signed");
	TRY(flow_accident_weigh(cx, a, &out));
	if (out.hard.n)      /* FB6 */
		return FAIL_FIELD(cx, E_STATE, liability_rule_of(out.hard)->code, "%s (%.*s)", liability_rule_of(out.hard)->en, STR_ARG(out.hard));
	TRY(policy_i64(cx, POL_LIABILITY_PAY_DAYS, cx->now, &days));
	a->pay_by = cx->now + days * DAY_MS;
	TRY(liability_step(cx, a, &was, AE_AGREE, ver, note));
	return liability_share(cx, a);
}

/* --- the other steps --- */

/* A refusal names a check that speaks now, or fraud. */
static int refusable(struct cx *cx, const struct accident *a, str code, str note)
{
	struct accident_verdicts out;

	if (!note.n)
		return FAIL_FIELD(cx, E_INVALID, "note", "must tell the owner why (Insurance Law, article 24)");
	if (str_eq(code, S("fraud")))
		return 0;
	TRY(flow_accident_weigh(cx, a, &out));
	for (int i = 0; i < out.n; i++)
		if (out.v[i].rule->verdict == AV_REFUSE && str_eq(str_of(out.v[i].rule->code), code))
			return 0;
	return FAIL_FIELD(cx, E_INVALID, "code", "must be the code of a check that speaks against it now, or fraud: a refusal names its reason");
}

static int disputable(struct cx *cx, const struct accident *a)
{
	int64_t rounds;

	TRY(policy_i64(cx, POL_LIABILITY_ROUNDS, cx->now, &rounds));
	return a->rounds <= rounds ? 0 : FAIL_FIELD(cx, E_STATE, "court", "it was assessed %d times: a court decides now", (int)a->rounds);
}

int flow_accident_step(struct cx *cx, struct accident *a, enum accident_event ev, int64_t ver, str code, str note)
{
	struct accident was = *a;
	struct paid_parts parts;

	TRY(liability_fresh(cx, a, ver));
	if (ev != AE_ARRIVE && ev != AE_DISPUTE && ev != AE_REFUSE && ev != AE_WITHDRAW && ev != AE_COURT)
		return FAIL(cx, E_STATE, "this is done with what belongs to it");
	if (accident_actions(a, cx->roles) & 1u << ev) {
		if (ev == AE_ARRIVE)
			TRY(is_surveyor(cx, a));
		if (ev == AE_REFUSE)
			TRY(refusable(cx, a, code, note));
		if (ev == AE_DISPUTE)
			TRY(disputable(cx, a));
		if (ev == AE_DISPUTE && !note.n)
			return FAIL_FIELD(cx, E_INVALID, "note", "say what is not right");
	}
	TRY(liability_parts(cx, a->id, &parts));
	if (ev == AE_DISPUTE && parts.paid)      /* FB4 */
		return FAIL_FIELD(cx, E_STATE, "one_paid", "the bank has paid one party already: the amount stands");
	a->code = ev == AE_REFUSE ? code : S("");
	bool owed = ev == AE_DISPUTE && a->state == AS_AGREED;
	TRY(liability_step(cx, a, &was, ev, ver, note));
	return owed ? payment_move(cx, a->id, S("made"), S("dropped"), S("")) : 0;
}
