/* plan_product — what is sold, at which price, since when (PL1). See plan.h. */
#include "office/plan/plan.h"

#include "plan_product_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(plan_product)

struct stored { struct arena *arena; struct plan_product p; };

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *s = ret;
	struct plan_product *p = &s->p;

	p->id = sql_i64(r);
	p->product = sql_str_a(r, s->arena);
	p->from_day = (int32_t)sql_i64(r);
	p->price_fen = sql_i64(r);
	p->years = (int32_t)sql_i64(r);
	p->refund = str_eq(sql_str(r), S("months"));
	p->basis = sql_str_a(r, s->arena);
	p->state = sql_str_a(r, s->arena);
	p->asked_by.v = sql_i64(r);
	p->decided_by.v = sql_i64(r);
	p->asked_at = sql_i64(r);
	p->decided_at = sql_i64(r);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct plan_product *ret, const struct sqlv *v, size_t n)
{
	struct stored s = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_stored, &s, v, n));
	*ret = s.p;
	return 0;
}

int plan_product_at(struct cx *cx, str product, int32_t day, struct plan_product *ret)
{
	return get(cx, &q_at, ret, BIND(V(product), V((int)day)));
}

int plan_product_get(struct cx *cx, int64_t id, struct plan_product *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id)));
}

static bool known(str product)
{
	return str_eq(product, plan_product_words[0]) || str_eq(product, plan_product_words[1]);
}

int plan_product_ask(struct cx *cx, const struct plan_product *in, struct plan_product *ret)
{
	int64_t id;

	if (!known(in->product))
		return FAIL_FIELD(cx, E_INVALID, "product", "must be theft or liability");
	if (in->from_day < day_of(cx->now))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "lies in the past: what was sold keeps its price");
	if (in->price_fen < 1 || in->price_fen > 100000000)
		return FAIL_FIELD(cx, E_INVALID, "priceFen", "must be 1 to 100000000");
	if (in->years < 1 || in->years > 10)
		return FAIL_FIELD(cx, E_INVALID, "years", "must be 1 to 10");
	if (in->basis.n < 4 || in->basis.n > 400 || !str_utf8(in->basis))
		return FAIL_FIELD(cx, E_INVALID, "basis", "say on which rule or contract it rests, in 4 to 400 bytes");
	TRY(sql_insert(cx, &q_ask, &id, BIND(V(in->product), V((int)in->from_day), V(in->price_fen), V((int)in->years), V(in->refund ? S("months") : S("none")),
	                                     V(in->basis), V(cx->actor.v), V(cx->now))));
	return plan_product_get(cx, id, ret);
}

int plan_product_decide(struct cx *cx, int64_t id, bool release, struct plan_product *ret)
{
	struct err before = cx->err;
	struct plan_product p, there;

	TRY(plan_product_get(cx, id, &p));
	if (!str_eq(p.state, S("asked")))
		return FAIL_FIELD(cx, E_STATE, "decided", "this was decided already");
	if (cx->actor.v && p.asked_by.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another person releases what you asked for");
	if (release && p.from_day < day_of(cx->now))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "its day has passed: ask anew, from a day to come");
	int rc = release ? plan_product_at(cx, p.product, p.from_day, &there) : E_NOTFOUND;
	if (rc == 0 && there.from_day == p.from_day)
		return FAIL_FIELD(cx, E_STATE, "fromDay", "a row from that day is released already");
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	int n = sql_exec(cx, &q_decide, BIND(V(release ? S("released") : S("refused")), V(cx->actor.v), V(cx->now), V(id)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "decided", "this was decided already");
	return plan_product_get(cx, id, ret);
}

struct each { plan_product_fn *fn; void *arg; };

static int each_product(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct stored s = { .arena = cx->arena };

	read_stored(r, &s);
	return e->fn(cx, &s.p, e->arg);
}

int plan_products(struct cx *cx, plan_product_fn *fn, void *arg)
{
	return sql_each(cx, &q_all, each_product, &(struct each){ fn, arg }, BIND_NONE);
}
