/* claim_rate — what a claim pays by the bike's age: dated tables without gap and overlap, proposed by one and released by another. See claim.h, CL3. */
#include "office/claim/claim.h"

#include "base/utc.h"
#include "claim_rate_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(claim_rate)

enum { BASIS_MAX = 300 };

/* The day on which n months after a day end. */
static int32_t months_end(struct civil c, int32_t n)
{
	int m = c.m - 1 + n;
	struct civil to = { (int16_t)(c.y + m / 12), (int8_t)(m % 12 + 1), c.d };

	while (!civil_valid(to))      /* 31 January and a month: the end of February */
		to.d--;
	return day_of(civil_start(to));
}

int32_t claim_age_months(int32_t bought, int32_t day)
{
	struct civil from = civil_of(day_start(bought)), to = civil_of(day_start(day));
	int32_t n = (to.y - from.y) * 12 + to.m - from.m;

	if (day < bought)
		return -1;
	while (n > 0 && day <= months_end(from, n))
		n--;
	return n;
}

int claim_rates_check(struct cx *cx, const struct claim_rate *v, int n)
{
	int32_t at = 0;

	if (n < 1 || n > CLAIM_RATES)
		return FAIL_FIELD(cx, E_INVALID, "rates", "must be 1 to %d rows", CLAIM_RATES);
	for (int i = 0; i < n; i++) {
		if (v[i].from > at)
			return FAIL_FIELD(cx, E_INVALID, "rates", "gap: nothing says what months %d to %d pay", at, v[i].from);
		if (v[i].from < at)
			return FAIL_FIELD(cx, E_INVALID, "rates", "overlap: row %d begins at month %d, the one before ends at %d", i + 1, v[i].from, at);
		if (v[i].fen <= 0 || v[i].fen > 100000000)
			return FAIL_FIELD(cx, E_INVALID, "rates", "row %d: the amount must be more than nothing, and at most 1,000,000 yuan", i + 1);
		if (!v[i].to && i < n - 1)
			return FAIL_FIELD(cx, E_INVALID, "rates", "overlap: row %d has no end, and row %d begins after it", i + 1, i + 2);
		if (v[i].to && (v[i].to <= v[i].from || v[i].to > CLAIM_MONTHS_MAX))
			return FAIL_FIELD(cx, E_INVALID, "rates", "row %d must end after it begins", i + 1);
		at = v[i].to;
	}
	return at ? FAIL_FIELD(cx, E_INVALID, "rates", "gap: nothing says what %d months and more pay", at) : 0;
}

int64_t claim_rate_of(const struct claim_rate *v, int n, int32_t months)
{
	for (int i = 0; i < n; i++)
		if (months >= v[i].from && (!v[i].to || months < v[i].to))
			return v[i].fen;
	return -1;
}

/* --- the tables --- */

struct reading { struct arena *arena; struct claim_table t; };

static void read_table(struct sql_row *r, void *ret)
{
	struct reading *o = ret;
	struct claim_table *t = &o->t;

	t->id = sql_i64(r);
	t->from_day = (int32_t)sql_i64(r);
	t->basis = sql_str_a(r, o->arena);
	t->state = sql_str_a(r, o->arena);
	t->made_by.v = sql_i64(r);
	t->decided_by.v = sql_i64(r);
	t->made_at = sql_i64(r);
	t->decided_at = sql_i64(r);
	t->n = 0;
}

static int rate_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct claim_table *t = arg;
	struct claim_rate *v = &t->v[t->n++];

	(void)cx;
	v->from = (int32_t)sql_i64(r);
	v->to = (int32_t)sql_i64(r);
	v->fen = sql_i64(r);
	return 0;
}

static int with_rates(struct cx *cx, struct claim_table *t)
{
	return as_done(sql_each(cx, &q_table_rates, rate_row, t, BIND(V(t->id), V((int)CLAIM_RATES))));
}

int claim_table_at(struct cx *cx, int32_t day, struct claim_table *ret)
{
	struct reading o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_table_at, read_table, &o, BIND(V((int)day))));
	TRY(with_rates(cx, &o.t));
	*ret = o.t;
	return 0;
}

int claim_table_get(struct cx *cx, int64_t id, struct claim_table *ret)
{
	struct reading o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_table_get, read_table, &o, BIND(V(id))));
	TRY(with_rates(cx, &o.t));
	*ret = o.t;
	return 0;
}

struct tables { claim_table_fn *fn; void *arg; };

static int table_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct tables *e = arg;
	struct reading o = { .arena = cx->arena };

	read_table(r, &o);
	TRY(with_rates(cx, &o.t));
	return e->fn(cx, &o.t, e->arg);
}

int claim_tables(struct cx *cx, int max, claim_table_fn *fn, void *arg)
{
	struct tables e = { fn, arg };

	return sql_each(cx, &q_tables, table_row, &e, BIND(V(max)));
}

int claim_table_propose(struct cx *cx, const struct claim_table *in, struct claim_table *ret)
{
	int64_t id;

	TRY(claim_rates_check(cx, in->v, in->n));
	if (!in->basis.n || in->basis.n > BASIS_MAX || !str_utf8(in->basis))
		return FAIL_FIELD(cx, E_INVALID, "basis", "must name the decision it rests on, in at most %d bytes of text", BASIS_MAX);
	if (in->from_day <= day_of(cx->now))
		return FAIL_FIELD(cx, E_INVALID, "from", "must be a day to come: what is in force is not changed behind anybody's back");
	TRY(sql_insert(cx, &q_table_add, &id, BIND(V((int)in->from_day), V(in->basis), V(cx->actor.v), V(cx->now))));
	for (int i = 0; i < in->n; i++)
		TRY(sql_exec(cx, &q_rate_add, BIND(V(id), V((int)in->v[i].from), V_ID((int64_t)in->v[i].to), V(in->v[i].fen))));
	return claim_table_get(cx, id, ret);
}

int claim_table_decide(struct cx *cx, int64_t id, bool release, struct claim_table *ret)
{
	struct claim_table t;

	TRY(claim_table_get(cx, id, &t));
	if (t.made_by.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "whoever proposed a table does not decide on it");
	if (release && t.from_day <= day_of(cx->now))
		return FAIL(cx, E_STATE, "its day has come while it waited; propose it anew");
	int n = sql_exec(cx, &q_table_decide, BIND(V(release ? S("released") : S("refused")), V(cx->actor.v), V(cx->now), V(id)));
	if (n == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "table_day", "another table is released for that day");
	}
	TRY(n);
	return n == 1 ? claim_table_get(cx, id, ret) : FAIL_FIELD(cx, E_STATE, "decided", "it is decided already");
}
