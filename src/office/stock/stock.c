/* stock — transfers and counts. See stock.h. */
#include "office/stock/stock.h"

#include "base/utc.h"
#include "stock_sql.h"

SQL_STATEMENTS(stock)

enum { MOVE_MAX = 5000 };

const str transfer_state_names[TRS_N] = { SI("offered"), SI("signed"), SI("refused"), SI("withdrawn") };
const str transfer_event_names[TRE_N] = { SI("sign"), SI("refuse"), SI("withdraw") };

static const struct { enum transfer_event on; bool offerer; enum transfer_state to; } steps[] = {
	/* all from offered; offerer: by the one who offered, else by another */
	{ TRE_SIGN,     false, TRS_SIGNED },
	{ TRE_REFUSE,   false, TRS_REFUSED },
	{ TRE_WITHDRAW, true,  TRS_WITHDRAWN },
};

static void read_fields(struct sql_row *r, struct transfer *t)
{
	t->id = sql_i64(r);
	t->what = sql_str(r);
	t->sort = sql_str(r);
	t->from.site.v = sql_i64(r);
	t->from.holder.v = sql_i64(r);
	t->to.site.v = sql_i64(r);
	t->to.holder.v = sql_i64(r);
	t->n = (int32_t)sql_i64(r);
	str state = sql_str(r);
	int i = 0;
	while (i < TRS_N && !str_eq(transfer_state_names[i], state))
		i++;
	ASSERT(i < TRS_N);
	t->state = (enum transfer_state)i;
	t->note = sql_str(r);
	t->offered_by.v = sql_i64(r);
	t->offered_at = sql_i64(r);
	t->closed_by.v = sql_i64(r);
	t->closed_at = sql_i64(r);
	t->ver = sql_i64(r);
}

struct one { struct arena *arena; struct transfer t; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, &o->t);
	o->t.what = arena_str(o->arena, o->t.what);
	o->t.sort = arena_str(o->arena, o->t.sort);
	o->t.note = arena_str(o->arena, o->t.note);
}

int transfer_get(struct cx *cx, int64_t id, struct transfer *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_transfer, read_one, &o, BIND(V(id))));
	*ret = o.t;
	return 0;
}

int stock_offer(struct cx *cx, const struct stock_kind *k, struct stock_place from, struct stock_place to, str sort, int32_t n, str note,
                struct transfer *ret)
{
	int64_t id;

	if (n < 1 || n > MOVE_MAX)
		return FAIL_FIELD(cx, E_INVALID, "n", "must be 1 to %d", MOVE_MAX);
	if (from.site.v == to.site.v && from.holder.v == to.holder.v)
		return FAIL_FIELD(cx, E_INVALID, "toSite", "is where they are");
	if (note.n > 400 || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	TRY(sql_insert(cx, &q_offer, &id, BIND(V(str_of(k->what)), V(sort), V(from.site.v), V(from.holder.v), V(to.site.v), V(to.holder.v), V((int)n),
	                                       V(note), V(cx->actor.v), V(cx->now))));
	int marked = sql_exec(cx, k->mark, BIND(V(id), V(from.site.v), V(from.holder.v), V(sort), V((int)n)));
	TRY(marked);
	if (marked != n)
		return FAIL_FIELD(cx, E_STATE, "n", "only %d of them lie there and are in no other transfer", marked);
	return transfer_get(cx, id, ret);
}

static int may_step(struct cx *cx, const struct transfer *t, bool offerer)
{
	bool own = t->offered_by.v == cx->actor.v;

	if (offerer && !own)
		return FAIL(cx, E_DENIED, "only the one who offered may withdraw");
	if (!offerer && own)      /* SK2 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another person than the one who offered signs");
	if (!offerer && t->to.holder.v && t->to.holder.v != cx->actor.v)
		return FAIL(cx, E_DENIED, "only the one it goes to signs");
	return 0;
}

int transfer_step(struct cx *cx, const struct stock_kind *k, struct transfer *t, enum transfer_event ev)
{
	size_t i = 0;

	ASSERT(str_eq(t->what, str_of(k->what)));
	while (i < COUNTOF(steps) && steps[i].on != ev)
		i++;
	if (i == COUNTOF(steps) || t->state != TRS_OFFERED)
		return FAIL(cx, E_STATE, "not possible for a transfer that is %.*s", STR_ARG(transfer_state_names[t->state]));
	TRY(may_step(cx, t, steps[i].offerer));
	int n = sql_exec(cx, &q_close, BIND(V(transfer_state_names[steps[i].to]), V(cx->actor.v), V(cx->now), V(t->id), V(t->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the transfer has changed; read it again");
	int moved = steps[i].to == TRS_SIGNED ? sql_exec(cx, k->arrive, BIND(V(t->id), V(t->to.site.v), V(t->to.holder.v)))
	                                      : sql_exec(cx, k->release, BIND(V(t->id)));
	TRY(moved);
	if (moved != t->n)
		return FAIL(cx, E_STATE, "%d of its %d pieces are still there", moved, t->n);
	return transfer_get(cx, t->id, t);
}

struct each { transfer_fn *fn; stock_count_fn *count; void *arg; };

static int each_transfer(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct transfer t;

	read_fields(r, &t);
	return e->fn(cx, &t, e->arg);
}

int transfer_list(struct cx *cx, site_id site, bool open, int64_t before, int max, transfer_fn *fn, void *arg)
{
	struct each e = { .fn = fn, .arg = arg };

	return sql_each(cx, &q_transfers, each_transfer, &e, BIND(V(before ? before : INT64_MAX), V(site.v), V(open), V(max)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int stock_count_put(struct cx *cx, const struct stock_kind *k, struct stock_place at, int64_t counted, str explanation, int64_t *ret_computed)
{
	if (counted < 0 || counted > 1000000)
		return FAIL_FIELD(cx, E_INVALID, "counted", "must be 0 to 1000000");
	if (explanation.n > 400 || !str_utf8(explanation))
		return FAIL_FIELD(cx, E_INVALID, "explanation", "must be at most 400 bytes of text");
	TRY(sql_one(cx, k->count, read_int, ret_computed, BIND(V(at.site.v), V(at.holder.v))));
	if (counted != *ret_computed && explanation.n < 4)     /* SK3 */
		return FAIL_FIELD(cx, E_INVALID, "explanation", "counted %lld, but %lld should be there: explain the difference", (long long)counted,
		                  (long long)*ret_computed);
	int n = sql_exec(cx, &q_count_put, BIND(V((int)day_of(cx->now)), V(str_of(k->what)), V(at.site.v), V(at.holder.v), V(*ret_computed), V(counted),
	                                        V(explanation), V(cx->actor.v), V(cx->now)));
	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "this place has been counted today");
}

static int each_count(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct stock_count c;

	c.id = sql_i64(r);
	c.day = (int32_t)sql_i64(r);
	c.what = sql_str(r);
	c.at.site.v = sql_i64(r);
	c.at.holder.v = sql_i64(r);
	c.computed = sql_i64(r);
	c.counted = sql_i64(r);
	c.explanation = sql_str(r);
	c.actor.v = sql_i64(r);
	c.time = sql_i64(r);
	return e->count(cx, &c, e->arg);
}

int stock_counts(struct cx *cx, site_id site, int64_t before, int max, stock_count_fn *fn, void *arg)
{
	struct each e = { .count = fn, .arg = arg };

	return sql_each(cx, &q_counts, each_count, &e, BIND(V(before ? before : INT64_MAX), V(site.v), V(max)));
}

/* --- sums --- */

struct each_sum { stock_sum_fn *fn; void *arg; };

static int take_sum(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_sum *e = arg;
	struct stock_place at;

	at.site.v = sql_i64(r);
	at.holder.v = sql_i64(r);
	str sort = sql_str(r);
	return e->fn(cx, at, sort, sql_i64(r), e->arg);
}

int stock_sums(struct cx *cx, const struct sql_stmt *q, site_id site, stock_sum_fn *fn, void *arg)
{
	struct each_sum e = { fn, arg };

	return sql_each(cx, q, take_sum, &e, BIND(V(site.v)));
}
