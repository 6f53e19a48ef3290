/* claim — see claim.h for what this room owns and promises. */
#include "office/claim/claim.h"

#include <stdio.h>

#include "base/utc.h"
#include "claim_sm.h"
#include "claim_sql.h"
#include "core/card.h"
#include "office/seal/seal.h"

SQL_STATEMENTS(claim)

enum { NUMBER_TEXT = 32, CODE_MAX = 40, NOTE_MAX = 1000, NO_OWED_DAY = 99999999, STOP_TEXT = 200 };

static const struct seal_column sealed[] = {
	{ "claim.p_card", &q_seal_card, &q_seal_card_put, &q_seal_card_count, NULL, NULL, NULL, NULL },
	{ "claim.p_payee", &q_seal_payee, &q_seal_payee_put, &q_seal_payee_count, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(claim, sealed)

/* --- reading --- */

static void read_times(struct sql_row *r, struct claim *c)
{
	c->created_by.v = sql_i64(r);
	c->created_at = sql_i64(r);
	c->submitted_at = sql_i64(r);
	c->clock_day = (int32_t)sql_i64(r);
	c->owed_day = (int32_t)sql_i64(r);
	c->provisional = sql_i64(r) != 0;
	c->asked_at = sql_i64(r);
	c->decided_by.v = sql_i64(r);
	c->decided_at = sql_i64(r);
	c->approvals = (int32_t)sql_i64(r);
	c->appealed_at = sql_i64(r);
	c->heard_at = sql_i64(r);
	c->paid_at = sql_i64(r);
	c->closed_at = sql_i64(r);
	c->ver = sql_i64(r);
}

static void read_claim(struct sql_row *r, struct arena *a, struct claim *c)
{
	c->id = sql_i64(r);
	c->number = sql_str_a(r, a);
	c->theft.v = sql_i64(r);
	c->bike.v = sql_i64(r);
	c->owner.v = sql_i64(r);
	c->unit = sql_i64(r);
	c->plan = sql_i64(r);
	c->state = claim_state_of(sql_str(r));
	ASSERT(c->state < CS_N);   /* CHECKed by the database */
	c->code = sql_str_a(r, a);
	c->sampled = sql_str_a(r, a);
	c->months = (int32_t)sql_i64(r);
	c->price_fen = sql_i64(r);
	c->tbl = sql_i64(r);
	c->amount_fen = sql_i64(r);
	str ref = sql_str(r);
	ASSERT(ref.n == VAULT_REF);
	memcpy(c->ref, ref.p, VAULT_REF);
	c->card = sql_str_a(r, a);
	c->payee = sql_str_a(r, a);
	read_times(r, c);
}

struct one { struct arena *arena; struct claim c; bool found; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_claim(r, o->arena, &o->c);
}

int claim_get(struct cx *cx, int64_t id, struct claim *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	*ret = o.c;
	return 0;
}

static int maybe_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct one *o = arg;

	(void)cx;
	o->found = true;
	read_claim(r, o->arena, &o->c);
	return 0;
}

int claim_of_theft(struct cx *cx, theft_id theft, struct claim *ret, bool *ret_found)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_each(cx, &q_of_theft, maybe_one, &o, BIND(V(theft.v))));
	if (o.found)
		*ret = o.c;
	*ret_found = o.found;
	return 0;
}

struct pair { int64_t a, b; };

static void read_pair(struct sql_row *r, void *ret)
{
	struct pair *p = ret;

	p->a = sql_i64(r);
	p->b = sql_i64(r);
}

int claim_others(struct cx *cx, bike_id bike, owner_id owner, int64_t without, utc_ms since, int64_t *ret_bike, int64_t *ret_owner)
{
	struct pair p;

	TRY(sql_one(cx, &q_others, read_pair, &p, BIND(V(bike.v), V(owner.v), V(without), V(since))));
	*ret_bike = p.a;
	*ret_owner = p.b;
	return 0;
}

struct each { claim_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct claim c;

	read_claim(r, cx->arena, &c);
	return e->fn(cx, &c, e->arg);
}

int64_t claim_place(const struct claim *c)
{
	return (int64_t)(c->owed_day ? c->owed_day : NO_OWED_DAY) * 4294967296 + c->id;
}

int claim_list(struct cx *cx, enum claim_state state, bool open, int64_t after, int max, claim_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_row, &e, BIND(V(after), V(state < CS_N ? claim_state_names[state] : S("")), V(open), V(max)));
}

int claim_of_owner(struct cx *cx, owner_id owner, int64_t before, int max, claim_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_of_owner, each_row, &e, BIND(V(owner.v), V(before > 0 ? before : INT64_MAX), V(max)));
}

int claim_waiting(struct cx *cx, int64_t after, int max, claim_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_waiting, each_row, &e, BIND(V(after), V(max)));
}

/* --- filing --- */

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str code, str note)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V(id), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(code), V(note))));
	return 0;
}

/* "LP20261126-0001"; rises without a hole, because it is in the claim's transaction. */
static int next_number(struct cx *cx, char ret[static NUMBER_TEXT])
{
	struct civil c = civil_of(cx->now);
	char day[16];
	int64_t n;

	snprintf(day, sizeof day, "%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(day)))));
	snprintf(ret, NUMBER_TEXT, "LP%s-%04lld", day, (long long)n);
	return 0;
}

int claim_add(struct cx *cx, const struct claim_new *in, struct claim *ret)
{
	char number[NUMBER_TEXT];
	uint8_t ref[VAULT_REF];
	int64_t id;

	TRY(next_number(cx, number));
	vault_ref(ref);
	int rc = sql_insert(cx, &q_add, &id, BIND(V_BLOB(((str){ (const char *)ref, VAULT_REF })), V(str_of(number)), V(in->theft.v), V(in->bike.v), V(in->owner.v),
	                                          V(in->unit), V(cx->actor.v), V(cx->now)));
	if (rc == E_STATE && strstr(cx->err.msg, "claim.theft")) {   /* CL2 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "theft", "there is a claim for this theft already");
	}
	TRY(rc);
	TRY(note_event(cx, id, S("file"), S(""), claim_state_names[CS_DRAFT], S(""), S("")));
	return claim_get(cx, id, ret);
}

static int put_sealed(struct cx *cx, struct claim *c, const struct sql_stmt *q, const char *column, const struct pii *p, str *io)
{
	str text;

	TRY(vault_seal(cx, column, (str){ (const char *)c->ref, VAULT_REF }, p, &text));
	int n = sql_exec(cx, q, BIND(V(text), V(c->id), V(c->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the claim has changed, or is past the point where this may be written; read it again");
	*io = text;
	c->ver++;
	return 0;
}

int claim_card_put(struct cx *cx, struct claim *c, const struct pii *card)
{
	struct pii norm;

	pii_norm_id(card, &norm);
	if (!card_number_valid(pii_reveal(&norm)))
		return FAIL_FIELD(cx, E_INVALID, "card", "is no number of a bank card: 12 to 19 digits with a right check digit");
	TRY(put_sealed(cx, c, &q_card_put, "claim.p_card", &norm, &c->card));
	return note_event(cx, c->id, S("card"), claim_state_names[c->state], claim_state_names[c->state], S(""), S(""));
}

static int by_event(struct cx *cx, const struct sql_stmt *q, int64_t claim, account_id *ret)
{
	struct err before = cx->err;
	int rc = sql_one(cx, q, read_int, &ret->v, BIND(V(claim)));

	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;      /* nobody, or before this was written down */
	ret->v = 0;
	return 0;
}

int claim_card_by(struct cx *cx, int64_t claim, account_id *ret)
{
	return by_event(cx, &q_card_by, claim, ret);
}

int claim_looked_by(struct cx *cx, int64_t claim, account_id *ret)
{
	return by_event(cx, &q_looked_by, claim, ret);
}

int claim_payee_put(struct cx *cx, struct claim *c, const struct pii *name)
{
	return put_sealed(cx, c, &q_payee_put, "claim.p_payee", name, &c->payee);
}

int claim_card(struct cx *cx, const struct claim *c, struct pii *ret)
{
	return vault_open(cx, "claim.p_card", (str){ (const char *)c->ref, VAULT_REF }, c->card, ret);
}

int claim_payee(struct cx *cx, const struct claim *c, struct pii *ret)
{
	return vault_open(cx, "claim.p_payee", (str){ (const char *)c->ref, VAULT_REF }, c->payee, ret);
}

/* --- steps --- */

static bool code_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && s.p[i] != '_' && s.p[i] != '.' && !(s.p[i] >= '0' && s.p[i] <= '9'))
			return false;
	return s.n <= CODE_MAX;
}

static int may(struct cx *cx, const struct claim *c, const struct claim_row *row, int64_t ver, str note)
{
	if (!row)
		return FAIL(cx, E_STATE, "no such step for a claim that is %.*s", STR_ARG(claim_state_names[c->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (ver && ver != c->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the claim has changed; read it again");
	if (!code_ok(c->code))
		return FAIL_FIELD(cx, E_INVALID, "code", "must be a coded word");
	if (note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	const char *why_not = row->guard ? row->guard(c) : NULL;
	return why_not ? FAIL(cx, E_STATE, "%s", why_not) : 0;
}

/* The instants and counts that a step itself sets. */
static void mark(const struct cx *cx, struct claim *c, enum claim_event ev, const struct claim_row *row)
{
	if (ev == CE_SUBMIT)
		c->submitted_at = cx->now;
	if (ev == CE_ASK)
		c->asked_at = cx->now;
	if (ev == CE_APPROVE || ev == CE_REJECT) {
		c->decided_by = cx->actor;
		c->decided_at = cx->now;
	}
	if (row->fx & CFX_OWE)
		c->approvals++;
	if (ev == CE_APPEAL)
		c->appealed_at = cx->now;
	if (row->fx & CFX_PAY)
		c->paid_at = cx->now;
	c->closed_at = row->fx & CFX_END ? cx->now : 0;
}

static int move(struct cx *cx, const struct claim *c, enum claim_state from)
{
	int n = sql_exec(cx, &q_move, BIND(V(claim_state_names[c->state]), V(c->code), V(c->sampled), V(c->plan), V((int)c->months), V(c->price_fen), V_ID(c->tbl),
		V(c->amount_fen), V_ID(c->submitted_at), V_ID((int64_t)c->clock_day), V_ID((int64_t)c->owed_day), V(c->provisional), V_ID(c->asked_at), V_ID(c->decided_by.v),
		V_ID(c->decided_at), V((int)c->approvals), V_ID(c->appealed_at), V_ID(c->heard_at), V_ID(c->paid_at), V_ID(c->closed_at), V(c->id),
		V(claim_state_names[from]), V(c->ver)));
	if (n == E_STATE && strstr(cx->err.msg, "claim.theft")) {   /* CL2: another one was filed meanwhile */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "theft", "there is another claim for this theft");
	}
	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "the claim has changed; read it again");      /* CL1: someone else moved it first */
}

int claim_step(struct cx *cx, struct claim *c, enum claim_event ev, int64_t ver, str note, unsigned *ret_fx)
{
	const struct claim_row *row = claim_row_for(c->state, ev);
	struct claim to = *c;

	TRY(may(cx, c, row, ver, note));
	to.state = row->to;
	mark(cx, &to, ev, row);
	TRY(move(cx, &to, c->state));
	TRY(note_event(cx, c->id, claim_event_names[ev], claim_state_names[c->state], claim_state_names[row->to], c->code, note));
	to.ver++;
	*c = to;
	*ret_fx = row->fx;
	return 0;
}

int claim_clock_put(struct cx *cx, struct claim *c)
{
	int n = sql_exec(cx, &q_clock_put, BIND(V_ID((int64_t)c->clock_day), V_ID((int64_t)c->owed_day), V(c->provisional), V(c->id), V(c->ver)));

	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the claim has changed; read it again");
	c->ver++;
	return 0;
}

struct history { claim_history_fn *fn; void *arg; };

static int history_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct history *e = arg;
	struct claim_history h;

	h.id = sql_i64(r);
	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.code = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int claim_events(struct cx *cx, int64_t id, int max, claim_history_fn *fn, void *arg)
{
	struct history e = { fn, arg };

	return sql_each(cx, &q_events, history_row, &e, BIND(V(id), V(max)));
}

/* --- checks, papers, stops --- */

int claim_checks_put(struct cx *cx, int64_t claim, const struct claim_check *v, int n)
{
	TRY(sql_exec(cx, &q_checks_clear, BIND(V(claim))));
	for (int i = 0; i < n; i++)
		TRY(sql_exec(cx, &q_check_add, BIND(V(claim), V(i), V(v[i].code), V(claim_verdict_names[v[i].verdict]), V(v[i].fact), V(cx->now))));
	return 0;
}

struct checks { claim_check_fn *fn; void *arg; };

static int check_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct checks *e = arg;
	struct claim_check k;
	int v = 0;

	k.code = sql_str_a(r, cx->arena);
	str word = sql_str(r);
	while (v < CV_N - 1 && !str_eq(claim_verdict_names[v], word))
		v++;
	k.verdict = (enum claim_verdict)v;
	k.fact = sql_str_a(r, cx->arena);
	k.at = sql_i64(r);
	return e->fn(cx, &k, e->arg);
}

int claim_checks(struct cx *cx, int64_t claim, claim_check_fn *fn, void *arg)
{
	struct checks e = { fn, arg };

	return sql_each(cx, &q_checks, check_row, &e, BIND(V(claim)));
}

int claim_paper_put(struct cx *cx, int64_t claim, str kind, str photo)
{
	if (!kind.n || !code_ok(kind))
		return FAIL_FIELD(cx, E_INVALID, "kind", "is no paper that is asked for");
	TRY(sql_exec(cx, &q_paper_put, BIND(V(claim), V(kind), V(photo), V(cx->now), V(cx->actor.v))));
	return 0;
}

int claim_paper_old(struct cx *cx, int64_t paper)
{
	return as_done(sql_exec(cx, &q_paper_old, BIND(V(paper))));
}

struct papers { claim_paper_fn *fn; void *arg; };

static int paper_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct papers *e = arg;
	struct claim_paper p;

	p.id = sql_i64(r);
	p.kind = sql_str_a(r, cx->arena);
	p.photo = sql_str_a(r, cx->arena);
	p.at = sql_i64(r);
	p.actor.v = sql_i64(r);
	return e->fn(cx, &p, e->arg);
}

int claim_papers(struct cx *cx, int64_t claim, claim_paper_fn *fn, void *arg)
{
	struct papers e = { fn, arg };

	return sql_each(cx, &q_papers, paper_row, &e, BIND(V(claim)));
}

static int stop_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct claim_stops *s = arg;

	s->v[s->n].from = (int32_t)sql_i64(r);
	s->v[s->n].until = (int32_t)sql_i64(r);
	s->reason[s->n++] = sql_str_a(r, cx->arena);
	return 0;
}

int claim_stops(struct cx *cx, int64_t claim, struct claim_stops *ret)
{
	ret->n = 0;
	return as_done(sql_each(cx, &q_stops, stop_row, ret, BIND(V(claim), V((int)CLAIM_STOPS))));
}

int claim_stop(struct cx *cx, int64_t claim, int32_t day, str reason)
{
	struct claim_stops s;

	if (!reason.n)
		return FAIL_FIELD(cx, E_INVALID, "reason", "must say why the clock stands still");
	TRY(claim_stops(cx, claim, &s));
	if (s.n && !s.v[s.n - 1].until)
		return 0;
	if (s.n == CLAIM_STOPS)
		return FAIL(cx, E_STATE, "the clock of this claim has stood still %d times; decide it", CLAIM_STOPS);
	TRY(sql_exec(cx, &q_stop, BIND(V(claim), V((int)day), V(str_cut(reason, STOP_TEXT)))));
	return 0;
}

int claim_go(struct cx *cx, int64_t claim, int32_t day)
{
	TRY(sql_exec(cx, &q_go, BIND(V((int)day), V(claim))));
	return 0;
}
