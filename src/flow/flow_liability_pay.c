/* flow_liability_pay — the money of an accident: each party's payment, the bank's file, and the bank's word on each of them.
 *
 * A payment keeps its number at every attempt. It is posted when it is paid, under that number, so that what one party got stands in the books while another's
 * is tried again (FB4, FB5). The accident is paid when all its payments are. */
#include "flow/flow_liability.h"
#include "flow/flow_liability_int.h"
#include "format/csv/csv.h"
#include "office/ledger/ledger.h"
#include "office/policy/policy.h"

enum { FILE_PAYMENTS = 500 };

struct shares { int64_t party[ACCIDENT_PARTIES], loss[ACCIDENT_PARTIES]; int n; };

static int share_party(struct cx *cx, const struct party *p, void *arg)
{
	struct shares *s = arg;

	(void)cx;
	if (p->role == PR_RIDER)
		return 0;
	s->party[s->n] = p->id;
	s->loss[s->n++] = 0;
	return 0;
}

static int share_item(struct cx *cx, const struct item *it, void *arg)
{
	struct shares *s = arg;

	(void)cx;
	for (int i = 0; i < s->n; i++)
		if (s->party[i] == it->party)
			s->loss[i] += it->assessed_fen;
	return 0;
}

int liability_share(struct cx *cx, const struct accident *a)
{
	struct shares s = { .n = 0 };
	int64_t before = 0, sum = 0;

	TRY(party_list(cx, a->id, share_party, &s));
	TRY(item_list(cx, a->id, share_item, &s));
	for (int i = 0; i < s.n; i++) {
		sum += s.loss[i];
		int64_t upto = a->amount_fen * sum / a->loss_fen;
		if (upto > before)
			TRY(payment_add(cx, a, s.party[i], i + 1, upto - before));
		before = upto;
	}
	return 0;
}

static int count_part(struct cx *cx, const struct payment *y, void *arg)
{
	struct paid_parts *p = arg;

	(void)cx;
	p->made += str_eq(y->state, S("made"));
	p->released += str_eq(y->state, S("released"));
	p->paid += str_eq(y->state, S("paid"));
	return 0;
}

int liability_parts(struct cx *cx, int64_t accident, struct paid_parts *ret)
{
	*ret = (struct paid_parts){ .made = 0 };
	return payment_list(cx, accident, count_part, ret);
}

/* --- one payment --- */

struct list { struct payment v[ACCIDENT_PARTIES]; int n; str state; };

static int take_part(struct cx *cx, const struct payment *y, void *arg)
{
	struct list *l = arg;

	(void)cx;
	if (str_eq(y->state, l->state) && l->n < ACCIDENT_PARTIES)      /* one of a party lives */
		l->v[l->n++] = *y;
	return 0;
}

/* The party has it. */
static int pay_one(struct cx *cx, const struct accident *a, const struct payment *y, str ref)
{
	struct ledger_entry e[] = { { S("payable.liability"), y->fen, a->unit.v, 0 }, { S("bank.insurer"), -y->fen, a->unit.v, 0 } };
	int64_t id;

	TRY(ledger_post(cx, e, 2, S("accident"), a->id, arena_fmt(cx->arena, "liability.paid.%.*s", STR_ARG(y->no)), &id));
	return payment_put(cx, y, S("paid"), ref);
}

/* The bank could not: it waits to be released again. Its reference says that it was with the bank. */
static int fail_one(struct cx *cx, const struct payment *y, str ref)
{
	return payment_put(cx, y, S("made"), ref.n ? ref : S("failed"));
}

static int all_of(struct cx *cx, const struct accident *a, str state, bool paid, str ref)
{
	struct list l = { .state = state };

	TRY(payment_list(cx, a->id, take_part, &l));
	for (int i = 0; i < l.n; i++)
		TRY(paid ? pay_one(cx, a, &l.v[i], ref) : fail_one(cx, &l.v[i], ref));
	return l.n;
}

/* When the bank has said its word on everything that was released. */
static int settle(struct cx *cx, struct accident *a, str note)
{
	struct accident was = *a;
	struct paid_parts p;

	TRY(liability_parts(cx, a->id, &p));
	if (a->state != AS_RELEASED || p.released)
		return 0;
	return liability_step(cx, a, &was, p.made ? AE_BANK_FAILED : AE_BANK_PAID, 0, note);
}

/* --- releasing --- */

struct cards { bool missing, own; };

static int card_there(struct cx *cx, const struct payment *y, void *arg)
{
	struct cards *c = arg;
	struct party p;

	if (!str_eq(y->state, S("made")))
		return 0;
	TRY(party_get(cx, y->accident, y->party, &p));
	c->missing = c->missing || !p.s_card.n;
	c->own = c->own || (p.s_card.n && p.actor.v == cx->actor.v);
	return 0;
}

int flow_accident_pay(struct cx *cx, struct accident *a, int64_t ver)
{
	struct accident was = *a;
	struct accident_verdicts out;
	struct cards cards = { false };
	struct paid_parts parts;
	int64_t spot;

	TRY(liability_fresh(cx, a, ver));
	TRY(policy_i64(cx, POL_LIABILITY_SPOT_FEN, cx->now, &spot));
	if (!(accident_actions(a, cx->roles) & 1u << AE_PAY))
		return liability_step(cx, a, &was, AE_PAY, ver, S(""));      /* says why not */
	TRY(liability_parts(cx, a->id, &parts));
	bool now = a->amount_fen <= spot && !parts.paid;      /* what went through the bank in part goes on there */
	TRY(flow_accident_weigh(cx, a, &out));
	if (out.hard.n)
		return FAIL_FIELD(cx, E_STATE, liability_rule_of(out.hard)->code, "%s (%.*s)", liability_rule_of(out.hard)->en, STR_ARG(out.hard));
	TRY(payment_list(cx, a->id, card_there, &cards));
	if (!now && cards.missing)
		return FAIL_FIELD(cx, E_STATE, "card", "more than %lld fen goes through the bank: the bank card of each party that is paid is needed", (long long)spot);
	if (cards.own)       /* FB9 */
		return FAIL_FIELD(cx, E_DENIED, "card", "whoever wrote down the bank card does not release the money to it: ask a colleague");
	TRY(liability_step(cx, a, &was, now ? AE_PAY : AE_RELEASE, ver, S("")));
	if (now)
		return as_done(all_of(cx, a, S("made"), true, S("")));
	if (parts.made)
		return payment_move(cx, a->id, S("made"), S("released"), S(""));
	return settle(cx, a, S(""));      /* the bank has paid it all after having said that it failed */
}

/* --- the bank's word --- */

int flow_accident_bank(struct cx *cx, struct accident *a, bool paid, str ref, int64_t ver)
{
	struct accident was = *a;

	TRY(liability_fresh(cx, a, ver));
	if (paid && (ref.n < 3 || ref.n > 60))
		return FAIL_FIELD(cx, E_INVALID, "bankRef", "is the bank's own number of the payment, 3 to 60 bytes");
	if (a->state != AS_RELEASED)
		return liability_step(cx, a, &was, paid ? AE_BANK_PAID : AE_BANK_FAILED, ver, ref);      /* says why not */
	TRY(all_of(cx, a, S("released"), paid, ref));
	return settle(cx, a, ref);
}

/* The actor's own unit's accident that has the payment of that number; *ret_found false: none. */
static int find(struct cx *cx, str no, struct payment *ret, struct accident *ret_a, bool *ret_found)
{
	struct err before = cx->err;

	TRY(payment_by_no(cx, no, ret, ret_found));
	if (!*ret_found)
		return 0;
	int rc = flow_accident_get(cx, ret->accident, ret_a);      /* FB1 */
	*ret_found = rc == 0;
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	return 0;
}

static int word(struct cx *cx, const struct bank_word *w, void *arg)
{
	struct bank_results *out = arg;
	struct accident a;
	struct payment y;
	bool found;

	TRY(find(cx, w->no, &y, &a, &found));
	bool released = found && str_eq(y.state, S("released")), made = found && str_eq(y.state, S("made"));
	bool paid = found && str_eq(y.state, S("paid"));
	if (!found || (made && !y.bank_ref.n)) {      /* never sent */
		out->foreign++;
		return 0;
	}
	if (w->fen != y.fen) {
		out->wrong++;
		return 0;
	}
	if (w->status == BANK_PAID && (released || made)) {      /* made: the bank had said that it failed; its number is paid, and so it is */
		out->conflict += made;
		out->paid++;
		TRY(pay_one(cx, &a, &y, w->ref));
		return settle(cx, &a, w->ref);
	}
	if (w->status == BANK_FAILED && released) {
		out->failed++;
		TRY(fail_one(cx, &y, w->ref));
		return settle(cx, &a, w->reason.n ? w->reason : w->ref);
	}
	if (w->status == BANK_UNKNOWN && released)
		out->unknown++;
	else if ((w->status == BANK_FAILED && paid) || (w->status == BANK_PAID && !paid))      /* dropped, and the bank paid it: to be got back */
		out->conflict++;
	else
		out->same++;
	return 0;
}

int flow_accident_results(struct cx *cx, str csv, struct bank_results *ret)
{
	*ret = (struct bank_results){ .paid = 0 };
	return bank_words(cx, csv, false, word, ret);
}

/* --- the bank's file --- */

struct due { struct payment v[FILE_PAYMENTS]; int n; };

static int gather(struct cx *cx, const struct payment *y, void *arg)
{
	struct due *d = arg;

	(void)cx;
	d->v[d->n++] = *y;
	return 0;
}

static int pay_line(struct cx *cx, struct bank_text *t, const struct payment *y)
{
	char quoted[2 * PII_MAX + 4];
	struct pii card, name;
	struct party p;

	TRY(party_get(cx, y->accident, y->party, &p));
	TRY(party_open(cx, &p, S("card"), &card));
	TRY(party_open(cx, &p, S("name"), &name));
	int n = csv_put_str(quoted, sizeof quoted, pii_reveal(&name));
	if (n < 0 || pii_empty(&card))
		return FAIL_FIELD(cx, E_STATE, "no_card", "payment %.*s has no payee or no card", STR_ARG(y->no));
	return bank_line(cx, t, arena_fmt(cx->arena, "%.*s,%.*s,%.*s,%lld\r\n", STR_ARG(y->no), n, quoted, STR_ARG(pii_reveal(&card)), (long long)y->fen));
}

int flow_accident_bank_file(struct cx *cx, str *ret, int *ret_n)
{
	struct due *d = arena_alloc(cx->arena, sizeof *d);
	struct bank_text t;
	unit_id carrier;
	int64_t sum = 0;

	if (!d)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	d->n = 0;
	TRY(flow_accident_carrier(cx, &carrier));
	TRY(payment_released(cx, carrier, FILE_PAYMENTS, gather, d));
	if (!d->n)
		return FAIL(cx, E_STATE, "no payment waits for the bank");
	TRY(bank_text_for(cx, d->n, &t));
	TRY(bank_line(cx, &t, S("no,payee,card,amount_fen\r\n")));
	for (int i = 0; i < d->n; i++) {
		TRY(pay_line(cx, &t, &d->v[i]));
		sum += d->v[i].fen;
	}
	TRY(bank_end(cx, &t, S(""), d->n, sum));
	*ret = (str){ t.p, t.n };
	*ret_n = d->n;
	return 0;
}
