/* claim_batch — payments: batches that one person makes and another releases, and what the bank said of each payment. See claim.h, CL5 and CL6. */
#include "office/claim/claim.h"

#include <stdio.h>

#include "base/utc.h"
#include "claim_batch_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(claim_batch)

enum { NUMBER_TEXT = 32, REASON_MAX = 100 };

str claim_merchant_no(struct cx *cx, const struct claim *c)
{
	return arena_fmt(cx->arena, "YZ%.*s", STR_ARG(c->number));
}

/* --- batches --- */

struct reading { struct arena *arena; struct claim_batch b; };

static void read_batch(struct sql_row *r, void *ret)
{
	struct reading *o = ret;
	struct claim_batch *b = &o->b;
	int s = 0;

	b->id = sql_i64(r);
	b->number = sql_str_a(r, o->arena);
	str word = sql_str(r);
	while (s < CB_N && !str_eq(claim_batch_names[s], word))
		s++;
	ASSERT(s < CB_N);   /* CHECKed by the database */
	b->state = (enum claim_batch_state)s;
	b->made_by.v = sql_i64(r);
	b->released_by.v = sql_i64(r);
	b->made_at = sql_i64(r);
	b->released_at = sql_i64(r);
	b->n = sql_i64(r);
	b->sum_fen = sql_i64(r);
	b->sha256 = sql_str_a(r, o->arena);
	b->ver = sql_i64(r);
}

int claim_batch_get(struct cx *cx, int64_t id, struct claim_batch *ret)
{
	struct reading o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_batch_get, read_batch, &o, BIND(V(id))));
	*ret = o.b;
	return 0;
}

int claim_batch_by_number(struct cx *cx, str number, struct claim_batch *ret)
{
	struct reading o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_batch_by_number, read_batch, &o, BIND(V(number))));
	*ret = o.b;
	return 0;
}

struct batches { claim_batch_fn *fn; void *arg; };

static int batch_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct batches *e = arg;
	struct reading o = { .arena = cx->arena };

	read_batch(r, &o);
	return e->fn(cx, &o.b, e->arg);
}

int claim_batches(struct cx *cx, int64_t before, int max, claim_batch_fn *fn, void *arg)
{
	struct batches e = { fn, arg };

	return sql_each(cx, &q_batches, batch_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(max)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int claim_batch_make(struct cx *cx, struct claim_batch *ret)
{
	struct civil c = civil_of(cx->now);
	char number[NUMBER_TEXT];
	int64_t seq, id;

	TRY(sql_one(cx, &q_batch_seq, read_int, &seq, BIND_NONE));
	snprintf(number, sizeof number, "CB%04d%02d%02d-%04lld", c.y, c.m, c.d, (long long)seq);
	TRY(sql_insert(cx, &q_batch_add, &id, BIND(V(str_of(number)), V(cx->actor.v), V(cx->now))));
	return claim_batch_get(cx, id, ret);
}

static int sums(struct cx *cx, int64_t batch)
{
	return as_done(sql_exec(cx, &q_batch_sums, BIND(V(batch))));
}

int claim_batch_release(struct cx *cx, struct claim_batch *b, str sha256)
{
	if (b->made_by.v == cx->actor.v)      /* CL6; the table says so too */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "whoever made a batch does not release it");
	int n = sql_exec(cx, &q_batch_release, BIND(V(cx->actor.v), V(cx->now), V(sha256), V(b->id), V(b->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the batch has changed; read it again");
	TRY(sql_exec(cx, &q_batch_released, BIND(V(b->id))));
	return claim_batch_get(cx, b->id, b);
}

int claim_batch_cancel(struct cx *cx, struct claim_batch *b)
{
	int n = sql_exec(cx, &q_batch_cancel, BIND(V(b->id), V(b->ver)));

	TRY(n);
	return n == 1 ? claim_batch_get(cx, b->id, b) : FAIL(cx, E_STATE, "the batch is released, or has changed; read it again");
}

int claim_batch_settle(struct cx *cx, struct claim_batch *b)
{
	TRY(sql_exec(cx, &q_batch_settle, BIND(V(b->id))));
	return claim_batch_get(cx, b->id, b);
}

/* --- payments --- */

static void read_payment(struct sql_row *r, struct arena *a, struct claim_payment *p)
{
	int s = 0;

	p->id = sql_i64(r);
	p->claim = sql_i64(r);
	p->batch = sql_i64(r);
	p->no = sql_str_a(r, a);
	p->fen = sql_i64(r);
	str word = sql_str(r);
	while (s < CP_N && !str_eq(claim_payment_names[s], word))
		s++;
	ASSERT(s < CP_N);   /* CHECKed by the database */
	p->state = (enum claim_payment_state)s;
	p->bank_ref = sql_str_a(r, a);
	p->reason = sql_str_a(r, a);
	p->told_at = sql_i64(r);
	p->aside = sql_i64(r) != 0;
}

int claim_payment_add(struct cx *cx, int64_t batch, const struct claim *c)
{
	int rc = sql_exec(cx, &q_payment_add, BIND(V(c->id), V(batch), V(claim_merchant_no(cx, c)), V(c->amount_fen)));

	if (rc == E_STATE) {   /* CL5 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "claim", "a payment for claim %.*s is under way or done already", STR_ARG(c->number));
	}
	TRY(rc);
	return sums(cx, batch);
}

struct payments { claim_payment_fn *fn; void *arg; };

static int payment_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct payments *e = arg;
	struct claim_payment p;

	read_payment(r, cx->arena, &p);
	return e->fn(cx, &p, e->arg);
}

int claim_payments(struct cx *cx, int64_t batch, claim_payment_fn *fn, void *arg)
{
	struct payments e = { fn, arg };

	return sql_each(cx, &q_payments, payment_row, &e, BIND(V(batch)));
}

int claim_payments_of(struct cx *cx, int64_t claim, claim_payment_fn *fn, void *arg)
{
	struct payments e = { fn, arg };

	return sql_each(cx, &q_payments_of, payment_row, &e, BIND(V(claim)));
}

struct maybe { struct claim_payment p; bool found; };

static int maybe_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct maybe *m = arg;

	m->found = true;
	read_payment(r, cx->arena, &m->p);
	return 0;
}

int claim_payment_find(struct cx *cx, int64_t batch, str no, struct claim_payment *ret, bool *ret_found)
{
	struct maybe m = { .found = false };

	TRY(sql_each(cx, &q_payment_find, maybe_row, &m, BIND(V(batch), V(no))));
	if (m.found)
		*ret = m.p;
	*ret_found = m.found;
	return 0;
}

int claim_payment_live(struct cx *cx, int64_t claim, struct claim_payment *ret, bool *ret_found)
{
	struct maybe m = { .found = false };

	TRY(sql_each(cx, &q_payment_live, maybe_row, &m, BIND(V(claim))));
	if (m.found)
		*ret = m.p;
	*ret_found = m.found;
	return 0;
}

int claim_payment_put_aside(struct cx *cx, struct claim_payment *p)
{
	int n = sql_exec(cx, &q_payment_put_aside, BIND(V(p->id)));

	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the payment has changed; read it again");
	p->aside = true;
	return 0;
}

int claim_payment_put(struct cx *cx, struct claim_payment *p, enum claim_payment_state to, str bank_ref, str reason)
{
	if (bank_ref.n > REASON_MAX || reason.n > REASON_MAX || !str_utf8(bank_ref) || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "file", "a reference or a reason is longer than %d bytes", REASON_MAX);
	int n = sql_exec(cx, &q_payment_put, BIND(V(claim_payment_names[to]), V(bank_ref), V(reason), V(cx->now), V(p->id), V(claim_payment_names[p->state])));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the payment has changed; read it again");
	p->state = to;
	p->bank_ref = bank_ref;
	p->reason = reason;
	p->told_at = cx->now;
	return sums(cx, p->batch);
}
