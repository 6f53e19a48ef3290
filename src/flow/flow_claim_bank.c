/* flow_claim_bank — the money's way: batches made by one and released by another, the file for the bank, and the bank's word on each payment.
 *
 * A payment has the claim's own merchant number at every attempt. What the bank has not answered, or answered with "unknown", keeps the claim in its batch: it is
 * asked for by that number, and nothing is paid a second time meanwhile (FC4). */
#include "base/utc.h"
#include "flow/flow_claim.h"
#include "flow/flow_claim_int.h"
#include "format/csv/csv.h"
#include "store/sql/sql.h"

/* --- making --- */

struct ids { int64_t v[CLAIM_BATCH_MAX]; int n; };

static int gather_id(struct cx *cx, const struct claim *c, void *arg)
{
	struct ids *w = arg;

	(void)cx;
	w->v[w->n++] = c->id;
	return 0;
}

/* Held, when its bike is heard (FC1). */
static int held_now(struct cx *cx, struct claim *c, bool *ret)
{
	str code;
	utc_ms heard;

	TRY(claim_interlock(cx, c, &code, &heard));
	*ret = code.n != 0;
	if (!code.n)
		return 0;
	c->heard_at = heard;
	return claim_step_system(cx, c, CE_SIGHT, code, S(""));
}

static int put_in(struct cx *cx, struct claim_batch *b, int64_t id, int *io_held)
{
	struct claim c;
	unsigned fx;
	bool held;

	TRY(claim_get(cx, id, &c));
	if (c.state != CS_APPROVED)
		return FAIL(cx, E_STATE, "claim %.*s is not approved", STR_ARG(c.number));
	TRY(held_now(cx, &c, &held));
	if (held) {
		(*io_held)++;
		return 0;
	}
	if (!b->id)
		TRY(claim_batch_make(cx, b));
	TRY(claim_payment_add(cx, b->id, &c));
	c.code = S("");
	return claim_step(cx, &c, CE_BATCH, 0, b->number, &fx);
}

int flow_claim_batch(struct cx *cx, const int64_t *ids, int n, struct claim_batch *ret, int *ret_held)
{
	struct ids *w = arena_alloc(cx->arena, sizeof *w);

	*ret = (struct claim_batch){ .id = 0 };
	*ret_held = 0;
	if (!w)
		return FAIL(cx, E_TOOBIG, "the batch is too large");
	if (n > CLAIM_BATCH_MAX)
		return FAIL_FIELD(cx, E_INVALID, "claims", "must be at most %d", CLAIM_BATCH_MAX);
	if (n == 0) {
		TRY(claim_list(cx, CS_APPROVED, true, 0, CLAIM_BATCH_MAX, gather_id, w));
		ids = w->v;
		n = w->n;
	}
	for (int i = 0; i < n; i++)
		TRY(put_in(cx, ret, ids[i], ret_held));
	return ret->id ? claim_batch_get(cx, ret->id, ret) : 0;
}

/* --- the file --- */

struct payments { struct claim_payment v[CLAIM_BATCH_MAX]; int n; };

static int gather_payment(struct cx *cx, const struct claim_payment *p, void *arg)
{
	struct payments *w = arg;

	if (p->state == CP_DROPPED)
		return 0;
	if (w->n == CLAIM_BATCH_MAX)
		return FAIL(cx, E_TOOBIG, "the batch is too large");
	w->v[w->n++] = *p;
	return 0;
}

static int payments_of(struct cx *cx, int64_t batch, struct payments **ret)
{
	*ret = arena_alloc(cx->arena, sizeof **ret);
	if (!*ret)
		return FAIL(cx, E_TOOBIG, "the batch is too large");
	return as_done(claim_payments(cx, batch, gather_payment, *ret));
}

static int pay_line(struct cx *cx, struct bank_text *t, const struct claim_payment *p, const struct claim_batch *b)
{
	struct pii card, name;
	struct claim c;
	char quoted[2 * PII_MAX + 4];

	TRY(claim_get(cx, p->claim, &c));
	TRY(claim_card(cx, &c, &card));
	TRY(claim_payee(cx, &c, &name));
	int n = csv_put_str(quoted, sizeof quoted, pii_reveal(&name));
	if (n < 0 || pii_empty(&card) || pii_empty(&name))
		return FAIL_FIELD(cx, E_STATE, "no_card", "claim %.*s has no payee or no card", STR_ARG(c.number));
	return bank_line(cx, t, arena_fmt(cx->arena, "%.*s,%.*s,%.*s,%.*s,%lld\r\n", STR_ARG(b->number), STR_ARG(p->no), n, quoted, STR_ARG(pii_reveal(&card)), (long long)p->fen));
}

/* Head line, a line a payment, and a last line with count, sum and the SHA-256 of everything above it. */
static int build(struct cx *cx, const struct claim_batch *b, str *ret)
{
	struct payments *w;
	struct bank_text t;
	int64_t sum = 0;

	TRY(payments_of(cx, b->id, &w));
	TRY(bank_text_for(cx, w->n, &t));
	TRY(bank_line(cx, &t, S("batch,no,payee,card,amount_fen\r\n")));
	for (int i = 0; i < w->n; i++) {
		TRY(pay_line(cx, &t, &w->v[i], b));
		sum += w->v[i].fen;
	}
	TRY(bank_end(cx, &t, b->number, w->n, sum));
	*ret = (str){ t.p, t.n };
	return 0;
}

int flow_claim_bank_file(struct cx *cx, const struct claim_batch *b, str *ret)
{
	char sha[BANK_SHA_TEXT];

	if (b->state != CB_RELEASED && b->state != CB_SETTLED)
		return FAIL(cx, E_STATE, "the batch is not released");
	TRY(build(cx, b, ret));
	bank_sha256(*ret, sha);
	if (!str_eq(str_of(sha), b->sha256))
		return FAIL(cx, E_CORRUPT, "the file of %.*s is no longer what was released; do not send it", STR_ARG(b->number));
	return 0;
}

int flow_claim_bank_query(struct cx *cx, const struct claim_batch *b, str *ret)
{
	struct payments *w;
	struct bank_text t;

	TRY(payments_of(cx, b->id, &w));
	TRY(bank_text_for(cx, w->n, &t));
	TRY(bank_line(cx, &t, S("batch,no,amount_fen\r\n")));
	for (int i = 0; i < w->n; i++)
		if (w->v[i].state == CP_RELEASED || w->v[i].state == CP_UNKNOWN)
			TRY(bank_line(cx, &t, arena_fmt(cx->arena, "%.*s,%.*s,%lld\r\n", STR_ARG(b->number), STR_ARG(w->v[i].no), (long long)w->v[i].fen)));
	*ret = (str){ t.p, t.n };
	return 0;
}

/* --- releasing --- */

/* Each payment once more: the claim is as it was put in, its bike is silent, and the releaser has not decided it himself. */
static int look_again(struct cx *cx, struct claim_payment *p, int *io_held)
{
	struct claim c;
	bool held;

	TRY(claim_get(cx, p->claim, &c));
	if (c.decided_by.v && c.decided_by.v == cx->actor.v)      /* FC3 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "claim %.*s was approved by you; somebody else releases the batch", STR_ARG(c.number));
	if (c.state != CS_BATCHED || c.amount_fen != p->fen)
		return FAIL(cx, E_STATE, "claim %.*s is not as it was put into the batch; take the batch back", STR_ARG(c.number));
	TRY(held_now(cx, &c, &held));
	if (!held)
		return 0;
	(*io_held)++;
	return claim_payment_put(cx, p, CP_DROPPED, S(""), c.code);
}

int flow_claim_release(struct cx *cx, struct claim_batch *b, int64_t ver, int *ret_held)
{
	struct payments *w;
	char sha[BANK_SHA_TEXT];
	str file;

	*ret_held = 0;
	if (b->state != CB_OPEN)
		return FAIL(cx, E_STATE, "the batch is %.*s", STR_ARG(claim_batch_names[b->state]));
	if (ver && ver != b->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the batch has changed; read it again");
	if (b->made_by.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "whoever made a batch does not release it");
	TRY(payments_of(cx, b->id, &w));
	for (int i = 0; i < w->n; i++)
		TRY(look_again(cx, &w->v[i], ret_held));
	if (*ret_held == w->n)
		return claim_batch_cancel(cx, b);
	TRY(build(cx, b, &file));
	bank_sha256(file, sha);
	return claim_batch_release(cx, b, str_of(sha));
}

int flow_claim_unbatch(struct cx *cx, struct claim_batch *b, int64_t ver)
{
	struct payments *w;
	unsigned fx;

	if (b->state != CB_OPEN)
		return FAIL(cx, E_STATE, "the batch is %.*s", STR_ARG(claim_batch_names[b->state]));
	if (ver && ver != b->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the batch has changed; read it again");
	TRY(payments_of(cx, b->id, &w));
	for (int i = 0; i < w->n; i++) {
		struct claim c;
		TRY(claim_payment_put(cx, &w->v[i], CP_DROPPED, S(""), S("cancelled")));
		TRY(claim_get(cx, w->v[i].claim, &c));
		c.code = S("");
		TRY(claim_step(cx, &c, CE_UNBATCH, 0, b->number, &fx));
	}
	return claim_batch_cancel(cx, b);
}

/* --- the bank's word --- */

struct word { struct claim_payment p; str ref, reason; struct bank_results *out; };

/* Found or heard, or its case ended, while its money was on the way: nobody could hold it then. */
static int turned_up(struct cx *cx, struct claim *c)
{
	str code;

	TRY(claim_interlock(cx, c, &code, &c->heard_at));
	return code.n ? claim_not_kept(cx, c, code, S("")) : 0;
}

/* The claim has its money by another attempt. Under the same reference and amount it is that money, told once more; anything else has left the bank, too. */
static int was_paid_too(struct cx *cx, struct word *w, struct claim *c, const struct claim_payment *first)
{
	bool again = w->p.fen == first->fen && str_eq(w->ref, first->bank_ref);

	if (again && w->p.state == CP_FAILED) {
		w->out->same++;
		return 0;
	}
	if (again) {
		w->out->same++;
		return claim_payment_put(cx, &w->p, CP_FAILED, w->ref, S("paid before"));
	}
	w->out->conflict++;
	if (!w->p.aside)
		TRY(claim_payment_put_aside(cx, &w->p));
	TRY(claim_payment_put(cx, &w->p, CP_PAID, w->ref, S("paid twice")));
	return claim_paid_twice(cx, c, &w->p);
}

/* The money is with the owner. Told of an attempt that is over, it is that attempt which was paid, at its own amount: what was approved since leaves its batch, or is
 * put aside while the bank has it; where the amounts differ, two persons decide. */
static int was_paid(struct cx *cx, struct word *w)
{
	struct claim_payment live;
	struct claim c;
	bool other;

	if (w->p.state == CP_PAID) {
		w->out->same++;
		return 0;
	}
	TRY(claim_get(cx, w->p.claim, &c));
	TRY(claim_payment_live(cx, w->p.claim, &live, &other));
	other = other && live.id != w->p.id;
	if (other && live.state == CP_PAID)
		return was_paid_too(cx, w, &c, &live);
	if (other && live.state == CP_MADE)
		TRY(claim_payment_put(cx, &live, CP_DROPPED, S(""), S("paid before")));
	else if (other)
		TRY(claim_payment_put_aside(cx, &live));
	w->out->conflict += w->p.state == CP_FAILED;
	TRY(claim_payment_put(cx, &w->p, CP_PAID, w->ref, S("")));
	if ((c.state == CS_APPROVED || c.state == CS_BATCHED) && c.amount_fen != w->p.fen)      /* an old attempt, and another amount was approved since */
		TRY(claim_step_quiet(cx, &c, CE_SIGHT, S("other_amount"), w->ref));
	if (c.state != CS_APPROVED && c.state != CS_BATCHED)
		c.amount_fen = w->p.fen;      /* held or refused since: what the bank paid is what is to be got back */
	w->out->paid++;
	TRY(claim_step_system(cx, &c, CE_PAID, c.state == CS_HELD_SIGHTED ? c.code : S(""), w->ref));
	return c.state == CS_PAID ? turned_up(cx, &c) : 0;
}

static int has_failed(struct cx *cx, struct word *w)
{
	struct claim c;

	if (w->p.state == CP_PAID) {      /* what is paid stays paid; a person asks the bank */
		w->out->conflict++;
		return 0;
	}
	if (w->p.state != CP_RELEASED && w->p.state != CP_UNKNOWN) {
		w->out->same++;
		return 0;
	}
	TRY(claim_payment_put(cx, &w->p, CP_FAILED, w->ref, w->reason));
	TRY(claim_get(cx, w->p.claim, &c));
	w->out->failed++;
	return c.state == CS_BATCHED ? claim_step_system(cx, &c, CE_UNBATCH, S("bank"), w->reason) : 0;
}

static int is_unknown(struct cx *cx, struct word *w)
{
	if (w->p.state != CP_RELEASED) {
		w->out->same++;
		return 0;
	}
	w->out->unknown++;
	return claim_payment_put(cx, &w->p, CP_UNKNOWN, w->ref, w->reason);
}

static int take(struct cx *cx, const struct bank_word *in, void *arg)
{
	struct bank_results *out = arg;
	struct err before = cx->err;
	struct claim_batch b;
	struct word w = { .ref = in->ref, .reason = in->reason, .out = out };
	bool found = false;

	int rc = claim_batch_by_number(cx, in->batch, &b);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	if (rc == 0)
		TRY(claim_payment_find(cx, b.id, in->no, &w.p, &found));
	if (!found || w.p.state == CP_MADE || w.p.state == CP_DROPPED) {
		out->foreign++;
		return 0;
	}
	if (in->fen != w.p.fen) {      /* it is asked for, and nothing is booked */
		out->wrong++;
		return w.p.state == CP_RELEASED ? claim_payment_put(cx, &w.p, CP_UNKNOWN, w.ref, S("another amount")) : 0;
	}
	if (in->status == BANK_PAID)
		TRY(was_paid(cx, &w));
	else if (in->status == BANK_FAILED)
		TRY(has_failed(cx, &w));
	else
		TRY(is_unknown(cx, &w));
	return claim_batch_settle(cx, &b);
}

int flow_claim_results(struct cx *cx, str csv, struct bank_results *ret)
{
	*ret = (struct bank_results){ .paid = 0 };
	return bank_words(cx, csv, true, take, ret);
}
