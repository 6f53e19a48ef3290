/* flow_claim — see flow_claim.h: a claim's steps, and what follows from each of them. */
#include "flow/flow_claim.h"

#include "base/utc.h"
#include "flow/flow_claim_int.h"
#include "flow/flow_news.h"
#include "flow/flow_person.h"
#include "flow/outbox.h"
#include "office/ledger/ledger.h"
#include "office/owner/owner.h"
#include "office/photo/photo.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

/* --- the clock (FC6) --- */

/* The calendar that a claim's clock can reach. */
static int calendar(struct cx *cx, int32_t day, struct workdays *ret)
{
	int year = civil_of(day_start(day)).y;

	return holidays_workdays(cx, year, year + 2, ret);
}

static int owed(struct cx *cx, struct claim *c)
{
	struct claim_stops stops;
	struct workdays w;
	int64_t n;
	int32_t day = 0;

	c->owed_day = 0;
	c->provisional = false;
	if (!c->clock_day)
		return 0;
	TRY(policy_i64(cx, POL_CLAIM_PAY_WORKDAYS, day_start(c->clock_day), &n));
	TRY(claim_stops(cx, c->id, &stops));
	TRY(calendar(cx, c->clock_day, &w));
	int rc = workday_owed(&w, c->clock_day, (int)n, stops.v, stops.n, &day);
	if (rc == E_NOTFOUND) {      /* nobody has announced that year: weekends alone, and said so */
		w.known = UINT32_MAX;
		c->provisional = true;
		rc = workday_owed(&w, c->clock_day, (int)n, stops.v, stops.n, &day);
	}
	if (rc == 0)
		c->owed_day = day;
	return rc == 0 || rc == E_STATE ? 0 : FAIL(cx, E_INTERNAL, "the clock of claim %.*s runs for ever", STR_ARG(c->number));
}

static int clock_of(struct cx *cx, struct claim *c, unsigned fx, str why)
{
	int32_t today = day_of(cx->now);

	if (!(fx & (CFX_CLOCK | CFX_STOP | CFX_GO)))
		return 0;
	if (fx & (CFX_CLOCK | CFX_GO))
		TRY(claim_go(cx, c->id, today));
	if (fx & CFX_CLOCK)
		c->clock_day = today;
	if (fx & CFX_STOP)
		TRY(claim_stop(cx, c->id, today, why));
	TRY(owed(cx, c));
	return claim_clock_put(cx, c);
}

struct moved { struct claim v[100]; int n; };

static int gather_claim(struct cx *cx, const struct claim *c, void *arg)
{
	struct moved *m = arg;

	(void)cx;
	m->v[m->n++] = *c;
	return 0;
}

int flow_claim_clocks(struct cx *cx)
{
	struct moved *m = arena_alloc(cx->arena, sizeof *m);
	int64_t after = 0;
	int total = 0;

	if (!m)
		return FAIL(cx, E_TOOBIG, "the claims are too many");
	do {
		m->n = 0;
		TRY(claim_waiting(cx, after, COUNTOF(m->v), gather_claim, m));
		for (int i = 0; i < m->n; i++) {
			struct claim *c = &m->v[i];
			int32_t day = c->owed_day;
			bool provisional = c->provisional;
			TRY(owed(cx, c));
			after = c->id;
			if (c->owed_day == day && c->provisional == provisional)
				continue;
			TRY(claim_clock_put(cx, c));
			total++;
		}
	} while (m->n == COUNTOF(m->v));
	return total;
}

int flow_claim_warning(struct cx *cx, const struct claim *c, struct claim_warning *ret)
{
	struct workdays w;
	int64_t warn;

	*ret = (struct claim_warning){ .late = false };
	if (!c->owed_day || c->paid_at || c->closed_at)
		return 0;
	int32_t today = day_of(cx->now);
	TRY(policy_i64(cx, POL_CLAIM_WARN_WORKDAYS, cx->now, &warn));
	TRY(calendar(cx, MIN(today, c->owed_day), &w));
	ret->left = workday_between(&w, today, c->owed_day);
	ret->late = today > c->owed_day;
	ret->soon = !ret->late && ret->left <= warn;
	return 0;
}

/* --- the books (FC5) --- */

static int post(struct cx *cx, const struct claim *c, const char *kind, str from, str to)
{
	struct ledger_entry e[] = { { to, c->amount_fen, c->unit, 0 }, { from, -c->amount_fen, c->unit, 0 } };
	str key = arena_fmt(cx->arena, "claim.%s.%lld.%d", kind, (long long)c->id, c->approvals);
	int64_t id;

	return ledger_post(cx, e, 2, S("claim"), c->id, key, &id);
}

static int books(struct cx *cx, const struct claim *c, unsigned fx)
{
	if (fx & CFX_OWE)
		TRY(post(cx, c, "owe", S("payable.claim"), S("expense.claim")));
	if (fx & CFX_UNOWE)
		TRY(post(cx, c, "unowe", S("expense.claim"), S("payable.claim")));
	if (fx & CFX_PAY)
		TRY(post(cx, c, "pay", S("bank.operator"), S("payable.claim")));
	if (fx & CFX_RECOVER)
		TRY(post(cx, c, "recover", S("recovered.claim"), S("bank.operator")));
	return 0;
}

/* A second attempt that the bank has paid, too: its own fen, once each way. */
static int post_twice(struct cx *cx, const struct claim *c, const struct claim_payment *p, const char *kind, str from, str to)
{
	struct ledger_entry e[] = { { to, p->fen, c->unit, 0 }, { from, -p->fen, c->unit, 0 } };
	int64_t id;

	return ledger_post(cx, e, 2, S("claim"), c->id, arena_fmt(cx->arena, "claim.%s.%lld", kind, (long long)p->id), &id);
}

static int back(struct cx *cx, const struct claim_payment *p, void *arg)
{
	return p->aside && p->state == CP_PAID ? post_twice(cx, arg, p, "twiceback", S("recovered.claim"), S("bank.operator")) : 0;
}

/* Repaid, or the first one stands: what was paid a second time has come back. */
static int twice_back(struct cx *cx, struct claim *c)
{
	return as_done(claim_payments_of(cx, c->id, back, c));
}

static int is_open(struct cx *cx, const struct claim_payment *p, void *ret)
{
	(void)cx;
	*(bool *)ret |= p->aside && (p->state == CP_RELEASED || p->state == CP_UNKNOWN);
	return 0;
}

int claim_effects(struct cx *cx, struct claim *c, unsigned fx, str why)
{
	TRY(clock_of(cx, c, fx, why));
	TRY(books(cx, c, fx));
	if (fx & CFX_PAY)
		TRY(claim_cover_used(cx, c->plan, true));
	if (fx & CFX_RECOVER)
		TRY(claim_cover_used(cx, c->plan, false));
	return 0;
}

static int system_step(struct cx *cx, struct claim *c, enum claim_event ev, str code, str note, bool tell)
{
	struct cx own = *cx;
	unsigned fx;

	own.roles = ROLE_SYSTEM;
	own.actor = (account_id){ 0 };
	c->code = code;
	int rc = claim_step(&own, c, ev, 0, note, &fx);
	if (rc >= 0)
		rc = claim_effects(&own, c, fx, note.n ? note : code);
	if (rc >= 0 && tell)
		rc = flow_news_claim(&own, c, ev);
	cx->err = own.err;
	return rc;
}

int claim_step_system(struct cx *cx, struct claim *c, enum claim_event ev, str code, str note)
{
	return system_step(cx, c, ev, code, note, true);
}

int claim_step_quiet(struct cx *cx, struct claim *c, enum claim_event ev, str code, str note)
{
	return system_step(cx, c, ev, code, note, false);
}

static int tell_staff(struct cx *cx, const struct claim *c, const char *kind)
{
	return outbox_put(cx, S("claim"), ROLE_ADJUSTER | ROLE_INSURER, arena_fmt(cx->arena, "{\"kind\":\"%s\",\"id\":%lld,\"state\":\"%.*s\"}", kind, (long long)c->id,
	                                                                      STR_ARG(claim_state_names[c->state])));
}

int claim_paid_twice(struct cx *cx, struct claim *c, const struct claim_payment *p)
{
	str note = arena_fmt(cx->arena, "paid twice: %.*s %lld fen", STR_ARG(p->bank_ref), (long long)p->fen);
	unsigned sys = claim_actions(c, ROLE_SYSTEM);
	str code = c->state == CS_REPAID ? S("again_repaid") : c->state == CS_FORFEITED ? S("again_forfeited")
	           : !c->code.n || str_eq(c->code, S("other_amount")) ? S("paid_twice") : c->code;      /* what may not stand stays so */

	TRY(post_twice(cx, c, p, "twice", S("bank.operator"), S("expense.claim")));
	if (sys & 1u << CE_FOUND)
		TRY(claim_step_quiet(cx, c, CE_FOUND, S("paid_twice"), note));
	else if (sys & 1u << CE_LOOK)
		TRY(claim_step_quiet(cx, c, CE_LOOK, code, note));
	return tell_staff(cx, c, "paid_twice");
}

int claim_not_kept(struct cx *cx, struct claim *c, str code, str note)
{
	bool ended = str_eq(code, S("case_ended"));

	TRY(claim_step_system(cx, c, ended ? CE_ENDED : CE_FOUND, code, note));
	if (!ended)
		return 0;
	return tell_staff(cx, c, "case_ended");
}

/* --- the checks --- */

/* What is paid for is written down with the claim: from here on nobody but a new look at the same facts changes it. */
static void keep(struct claim *c, const struct claim_verdicts *v)
{
	c->plan = v->plan;
	c->months = v->months;
	c->price_fen = v->price_fen;
	c->tbl = v->tbl;
	c->amount_fen = v->amount_fen;
	c->heard_at = v->heard_at;
}

/* Why a person looks at a claim that nothing speaks against: its amount, suspicion, or chance, which is the same whenever it is asked. */
static int sample(struct cx *cx, const struct claim *c, const struct claim_verdicts *v, str *ret)
{
	int64_t fen, pct, seed;

	TRY(policy_i64(cx, POL_CLAIM_REVIEW_FEN, cx->now, &fen));
	TRY(policy_i64(cx, POL_CLAIM_REVIEW_PCT, cx->now, &pct));
	TRY(policy_i64(cx, POL_CLAIM_REVIEW_SEED, cx->now, &seed));
	if (v->review.n)
		*ret = v->review;
	else if (v->amount_fen >= fen)
		*ret = S("amount");
	else if ((int64_t)(hash_u64((uint64_t)c->id ^ (uint64_t)seed << 32) % 100) < pct)
		*ret = S("chance");
	else
		*ret = c->appealed_at ? S("appeal") : S("");
	return 0;
}

static str missing_text(struct cx *cx, const struct claim_verdicts *v)
{
	str out = S("papers:");

	for (int i = 0; i < v->nmissing; i++)
		out = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(out), i ? "," : "", STR_ARG(v->missing[i]));
	return out;
}

/* The payee is the owner as the register has him; nobody types a name (FC2 for the other half of a payment). */
static int payee(struct cx *cx, struct claim *c)
{
	struct owner o;

	TRY(owner_live(cx, c->owner, &o));
	return claim_payee_put(cx, c, &o.name);
}

static int check(struct cx *cx, struct claim *c)
{
	struct claim_verdicts *v = arena_alloc(cx->arena, sizeof *v);

	if (!v)
		return FAIL(cx, E_TOOBIG, "the claim is too large");
	TRY(flow_claim_weigh(cx, c->theft, c->owner, c, v));
	TRY(claim_checks_put(cx, c->id, v->v, v->n));
	keep(c, v);
	TRY(claim_step_system(cx, c, CE_CHECK, S(""), S("")));
	if (v->refused.n)
		return claim_step_system(cx, c, CE_REJECT, v->refused, S(""));
	if (v->held.n)
		return claim_step_system(cx, c, CE_SIGHT, v->held, S(""));
	if (v->nmissing && !c->asked_at)
		return claim_step_system(cx, c, CE_ASK, S("papers"), missing_text(cx, v));
	TRY(sample(cx, c, v, &c->sampled));
	if (v->nmissing)
		c->sampled = S("papers");
	if (c->sampled.n)
		return claim_step_system(cx, c, CE_REVIEW, S(""), S(""));
	TRY(payee(cx, c));
	return claim_step_system(cx, c, CE_APPROVE, S(""), S(""));
}

/* --- filing --- */

int flow_claim_file(struct cx *cx, theft_id theft, owner_id as, struct claim *ret)
{
	struct case_facts f;
	struct ownership own;
	struct bike b;

	TRY(claim_case_facts(cx, theft, &f));
	TRY(bike_get(cx, f.bike, &b));
	TRY(bike_owner_at(cx, f.bike, f.missing_at, &own));
	if (as.v && as.v != own.owner.v)
		return FAIL(cx, E_NOTFOUND, "no such record");      /* another's case is answered like none */
	struct claim_new n = { .theft = theft, .bike = f.bike, .owner = own.owner, .unit = b.unit };
	return claim_add(cx, &n, ret);
}

int flow_claim_is_of(struct cx *cx, const struct claim *c, owner_id owner, bool *ret)
{
	owner_id now = c->owner;

	TRY(flow_owner_now(cx, &now));
	*ret = now.v == owner.v;
	return 0;
}

int flow_claim_mine(struct cx *cx, int64_t id, owner_id owner, struct claim *ret)
{
	struct claim c;
	bool own;

	TRY(claim_get(cx, id, &c));
	TRY(flow_claim_is_of(cx, &c, owner, &own));
	if (!own)
		return FAIL(cx, E_NOTFOUND, "no such record");
	*ret = c;
	return 0;
}

int flow_claim_card(struct cx *cx, struct claim *c, const struct pii *card)
{
	return claim_card_put(cx, c, card);
}

int flow_claim_paper_may(struct cx *cx, const struct claim *c, str kind)
{
	str want[CLAIM_PAPERS];
	int n, i = 0;

	if ((cx->roles & ROLE_OWNER) && c->state != CS_DRAFT && c->state != CS_NEEDS_PAPERS)
		return FAIL(cx, E_STATE, "papers of a claim that is being decided are given at the counter");
	if (c->state != CS_DRAFT && c->state != CS_NEEDS_PAPERS && c->state != CS_IN_REVIEW && c->state != CS_REJECTED && c->state != CS_APPEALED)
		return FAIL(cx, E_STATE, "papers are not taken for a claim that is %.*s", STR_ARG(claim_state_names[c->state]));
	TRY(flow_claim_papers(cx, want, &n));
	while (i < n && !str_eq(want[i], kind))
		i++;
	if (i == n && !str_eq(kind, S("invoice")))
		return FAIL_FIELD(cx, E_INVALID, "kind", "is no paper that is asked for");
	return 0;
}

struct before { str kind, photo; };

static int older(struct cx *cx, const struct claim_paper *p, void *arg)
{
	struct before *b = arg;

	(void)cx;
	if (str_eq(p->kind, b->kind))
		b->photo = p->photo;
	return 0;
}

int flow_claim_paper(struct cx *cx, const struct claim *c, str kind, str photo)
{
	struct before was = { kind, S("") };
	struct photo p;
	int64_t same;

	TRY(flow_claim_paper_may(cx, c, kind));
	TRY(claim_papers(cx, c->id, older, &was));
	if (photo.n)
		TRY(photo_use(cx, photo, &p, &same));
	TRY(claim_paper_put(cx, c->id, kind, photo));
	return was.photo.n ? photo_forget(cx, was.photo) : 0;      /* replaced: nobody needs it any more */
}

/* --- steps --- */

/* FC1: heard or found, it is held instead; *ret_held. */
static int hold(struct cx *cx, struct claim *c, bool *ret_held)
{
	str code;
	utc_ms heard;

	TRY(claim_interlock(cx, c, &code, &heard));
	*ret_held = code.n != 0;
	if (!code.n)
		return 0;
	c->heard_at = heard;
	return claim_step_system(cx, c, CE_SIGHT, code, S(""));
}

/* A person decides for it: nothing hard may speak against it, and the amount is read anew. */
static int approve(struct cx *cx, struct claim *c)
{
	struct claim_verdicts *v = arena_alloc(cx->arena, sizeof *v);
	account_id card_by;

	if (!v)
		return FAIL(cx, E_TOOBIG, "the claim is too large");
	TRY(claim_card_by(cx, c->id, &card_by));
	if (c->created_by.v && c->created_by.v == cx->actor.v)      /* FC3 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "whoever filed a claim does not approve it");
	if (card_by.v && card_by.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "card", "whoever wrote down the bank card does not approve what is paid to it: ask a colleague");
	TRY(flow_claim_weigh(cx, c->theft, c->owner, c, v));
	TRY(claim_checks_put(cx, c->id, v->v, v->n));
	if (v->hard.n)
		return FAIL_FIELD(cx, E_STATE, claim_rule_of(v->hard)->code, "%s (%.*s)", claim_rule_of(v->hard)->en, STR_ARG(v->hard));
	if (!c->card.n)
		return FAIL_FIELD(cx, E_STATE, "card", "there is no bank card to pay to");
	keep(c, v);
	return payee(cx, c);
}

static int guard_appeal(struct cx *cx, const struct claim *c, enum claim_event ev)
{
	int64_t days;

	TRY(policy_i64(cx, POL_CLAIM_APPEAL_DAYS, cx->now, &days));
	if (ev == CE_APPEAL && cx->now - c->decided_at > days * DAY_MS)
		return FAIL_FIELD(cx, E_STATE, "appeal_late", "the %lld days in which a refusal may be appealed against are over", (long long)days);
	if (ev == CE_TAKE_UP && c->decided_by.v && c->decided_by.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "an appeal is taken up by somebody else than whoever refused");
	return 0;
}

/* Nobody knows what is to be got back while a second attempt is with the bank. */
static int all_told(struct cx *cx, const struct claim *c)
{
	bool open = false;

	TRY(claim_payments_of(cx, c->id, is_open, &open));
	return open ? FAIL_FIELD(cx, E_STATE, "second_open", "the bank has not said yet what became of the second attempt; ask it by the query file of its batch") : 0;
}

/* What the bank paid at another amount than was approved, or twice: one person finds out and notes it, another lets the first payment stand (FC3). */
static int may_stand(struct cx *cx, const struct claim *c)
{
	account_id looked;
	utc_ms heard;
	str turned_up;

	TRY(claim_interlock(cx, c, &turned_up, &heard));
	if (str_eq(turned_up, S("bike_found")) || str_eq(turned_up, S("case_ended")))
		return FAIL_FIELD(cx, E_STATE, claim_rule_of(turned_up)->code, "%s (%.*s): nothing is left to stand", claim_rule_of(turned_up)->en, STR_ARG(turned_up));
	if (!str_eq(c->code, S("other_amount")) && !str_eq(c->code, S("paid_twice")))
		return FAIL(cx, E_STATE, "only what the bank paid at another amount, or twice, may stand as it is");
	TRY(all_told(cx, c));
	TRY(claim_looked_by(cx, c->id, &looked));
	if (!looked.v)
		return FAIL(cx, E_STATE, "first somebody asks the bank and notes what was found out");
	return looked.v == cx->actor.v ? FAIL(cx, E_DENIED, "somebody else than whoever looked into it lets it stand") : 0;
}

/* What a step wants before it may be taken. *ret_held: the claim was held instead, and the step is not taken. */
static int before_step(struct cx *cx, struct claim *c, enum claim_event ev, bool *ret_held)
{
	*ret_held = false;
	if (!(claim_actions(c, cx->roles) & 1u << ev))
		return 0;      /* claim_step says why not */
	TRY(guard_appeal(cx, c, ev));
	if (ev == CE_SUBMIT && !c->card.n)
		return FAIL_FIELD(cx, E_STATE, "card", "the bank card to pay to is missing");
	if (ev == CE_APPROVE) {
		TRY(hold(cx, c, ret_held));
		return *ret_held ? 0 : approve(cx, c);
	}
	if (ev == CE_STAND)
		return may_stand(cx, c);
	if (ev == CE_REPAY || ev == CE_FORFEIT)
		return all_told(cx, c);
	if (ev == CE_UNHOLD) {
		str code;
		utc_ms heard;
		TRY(claim_interlock(cx, c, &code, &heard));
		if (code.n)
			return FAIL_FIELD(cx, E_STATE, claim_rule_of(code)->code, "%s (%.*s)", claim_rule_of(code)->en, STR_ARG(code));
	}
	return 0;
}

/* Steps that are not a person's to take one by one. */
static bool of_a_batch(enum claim_event ev)
{
	return ev == CE_BATCH || ev == CE_UNBATCH || ev == CE_PAID;
}

int flow_claim_step(struct cx *cx, struct claim *c, enum claim_event ev, int64_t ver, str code, str note)
{
	struct claim was = *c;
	unsigned fx;
	bool held;

	if (of_a_batch(ev))
		return FAIL(cx, E_STATE, "this is done by the batch");
	if (ver && ver != c->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the claim has changed; read it again");
	if (ev == CE_REJECT && !claim_rule_of(code) && !str_eq(code, S("papers")) && !str_eq(code, S("fraud")))
		return FAIL_FIELD(cx, E_INVALID, "code", "must be the code of a check, papers or fraud: a refusal names its reason");
	if (ev == CE_LOOK && code.n && !str_eq(code, S("fraud")))
		return FAIL_FIELD(cx, E_INVALID, "code", "must be fraud, or empty");
	if ((ev == CE_REJECT || ev == CE_ASK || ev == CE_LOOK) && !note.n)
		return FAIL_FIELD(cx, E_INVALID, "note", ev == CE_ASK ? "must say which papers are missing" : ev == CE_LOOK ? "must say what was found out"
		                  : "must tell the owner why (Insurance Law, article 24)");
	TRY(before_step(cx, c, ev, &held));
	if (held)
		return 0;
	if (ev != CE_LOOK || code.n)      /* a look leaves why it is asked about */
		c->code = ev == CE_REJECT || ev == CE_LOOK ? code : ev == CE_WITHDRAW ? S("withdrawn") : S("");
	int rc = claim_step(cx, c, ev, 0, note, &fx);
	if (rc < 0) {
		*c = was;
		return rc;
	}
	if (ev == CE_REPAY || ev == CE_STAND)
		TRY(twice_back(cx, c));
	if (str_eq(was.code, S("again_repaid")))      /* the first payment came back before, and its cover is another's by now */
		fx &= ~(unsigned)CFX_RECOVER;
	TRY(claim_effects(cx, c, fx, ev == CE_ASK ? arena_fmt(cx->arena, "papers: %.*s", STR_ARG(note)) : S("held")));
	TRY(flow_news_claim(cx, c, ev));
	return fx & CFX_CHECK ? check(cx, c) : 0;
}

/* Of the claim of a case: what was paid is not kept, what was not is held. Count. */
static int turned(struct cx *cx, theft_id theft, str code, str note)
{
	struct claim c;
	bool there;

	TRY(claim_of_theft(cx, theft, &c, &there));
	if (!there)
		return 0;
	unsigned sys = claim_actions(&c, ROLE_SYSTEM);
	if (c.paid_at) {
		if (!(sys & 1u << (str_eq(code, S("case_ended")) ? CE_ENDED : CE_FOUND)))
			return 0;
		TRY(claim_not_kept(cx, &c, code, note));
		return 1;
	}
	if (c.state == CS_BATCHED || !(sys & 1u << CE_SIGHT))      /* a batch asks for itself, when it is released */
		return 0;
	c.heard_at = str_eq(code, S("heard_since")) ? cx->now : c.heard_at;
	TRY(claim_step_system(cx, &c, CE_SIGHT, code, note));
	return 1;
}

int flow_claim_sighted(struct cx *cx, theft_id theft, bool found)
{
	return turned(cx, theft, found ? S("bike_found") : S("heard_since"), S(""));
}

int flow_claim_case_ended(struct cx *cx, theft_id theft, str how)
{
	return turned(cx, theft, S("case_ended"), how);
}
