/* ledger — see ledger.h. */
#include "office/ledger/ledger.h"

#include "base/utc.h"
#include "ledger_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(ledger)

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* --- posting --- */

static bool good_account(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || s.p[i] == '_'))
			return false;
	return s.n > 0 && s.n <= 40;
}

/* LE1: told here, in words; the table refuses it too. */
static int check(struct cx *cx, const struct ledger_entry *e, int n, str kind, str key)
{
	int64_t sum = 0;

	if (n < 2 || n > LEDGER_LINES)
		return FAIL_FIELD(cx, E_INVALID, "lines", "a posting has 2 to %d lines", LEDGER_LINES);
	if (!key.n || key.n > LEDGER_KEY)
		return FAIL_FIELD(cx, E_INVALID, "key", "must be 1 to %d bytes", LEDGER_KEY);
	if (!kind.n || kind.n > 40)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be 1 to 40 bytes");
	for (int i = 0; i < n; i++) {
		if (!good_account(e[i].account))
			return FAIL_FIELD(cx, E_INVALID, "account", "must be 1 to 40 of a-z 0-9 . _");
		if (e[i].fen == 0 || e[i].fen > LEDGER_MOST_FEN || e[i].fen < -LEDGER_MOST_FEN)
			return FAIL_FIELD(cx, E_INVALID, "fen", "a line is not 0 and at most %lld fen", (long long)LEDGER_MOST_FEN);
		sum += e[i].fen;
	}
	if (sum != 0)
		return FAIL_FIELD(cx, E_INVALID, "fen", "the lines of a posting sum to zero; these sum to %lld fen", (long long)sum);
	return 0;
}

struct head { struct arena *arena; int64_t id, ref, lines; str kind; };

static void read_head(struct sql_row *r, void *ret)
{
	struct head *h = ret;

	h->id = sql_i64(r);
	h->kind = sql_str_a(r, h->arena);
	h->ref = sql_i64(r);
	h->lines = sql_i64(r);
}

static int find(struct cx *cx, str key, struct head *ret, bool *ret_found)
{
	struct err before = cx->err;

	ret->arena = cx->arena;
	int rc = sql_one(cx, &q_by_key, read_head, ret, BIND(V(key)));
	*ret_found = rc == 0;
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	return 0;
}

int ledger_find(struct cx *cx, str key, int64_t *ret_id, bool *ret_found)
{
	struct head h = { .id = 0 };

	TRY(find(cx, key, &h, ret_found));
	*ret_id = *ret_found ? h.id : 0;
	return 0;
}

struct compare { const struct ledger_entry *e; int n, same; };

static int compare_line(struct cx *cx, struct sql_row *r, void *arg)
{
	struct compare *c = arg;
	int64_t n = sql_i64(r);

	(void)cx;
	if (n < 1 || n > c->n)
		return 0;
	const struct ledger_entry *e = &c->e[n - 1];
	bool account = str_eq(sql_str(r), e->account), fen = sql_i64(r) == e->fen, unit = sql_i64(r) == e->unit;
	c->same += account && fen && unit && sql_i64(r) == e->site;
	return 0;
}

/* LE3: what stands under the key is what is posted now. */
static int same(struct cx *cx, const struct head *h, const struct ledger_entry *e, int n, str kind, int64_t ref)
{
	struct compare c = { e, n, 0 };

	TRY(sql_each(cx, &q_lines_of, compare_line, &c, BIND(V(h->id))));
	if (h->lines != n || c.same != n || !str_eq(h->kind, kind) || h->ref != ref)
		return FAIL_FIELD(cx, E_STATE, "key", "this key was posted with something else");
	return 0;
}

int ledger_post(struct cx *cx, const struct ledger_entry *e, int n, str kind, int64_t ref, str key, int64_t *ret_id)
{
	int32_t day = day_of(cx->now);
	struct head h = { .id = 0 };
	int64_t id;
	bool found;

	TRY(check(cx, e, n, kind, key));
	TRY(find(cx, key, &h, &found));
	if (found) {
		TRY(same(cx, &h, e, n, kind, ref));
		*ret_id = h.id;
		return 0;
	}
	TRY(sql_ids(cx, "ledger", 1, &id));
	for (int i = 0; i < n; i++)
		TRY(sql_exec(cx, &q_line, BIND(V(id), V(i + 1), V(e[i].account), V(e[i].fen), V(e[i].unit), V(e[i].site), V((int)day))));
	TRY(sql_exec(cx, &q_post, BIND(V(id), V(key), V(kind), V(ref), V((int)day), V(cx->now), V(cx->actor.v), V(n))));
	*ret_id = id;
	return 0;
}

/* --- reading --- */

int ledger_balance(struct cx *cx, str account, int64_t *ret_fen)
{
	return sql_one(cx, &q_balance, read_int, ret_fen, BIND(V(account)));
}

int ledger_balance_day(struct cx *cx, str account, int32_t day, int64_t *ret_fen)
{
	return sql_one(cx, &q_balance_day, read_int, ret_fen, BIND(V(account), V((int)day)));
}

int ledger_sum(struct cx *cx, int64_t *ret_fen)
{
	return sql_one(cx, &q_sum, read_int, ret_fen, BIND_NONE);
}

struct each { ledger_fn *fn; void *arg; };

static int each_line(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct ledger_row l;

	l.id = sql_i64(r);
	l.key = sql_str(r);
	l.kind = sql_str(r);
	l.ref = sql_i64(r);
	l.day = (int32_t)sql_i64(r);
	l.at = sql_i64(r);
	l.actor.v = sql_i64(r);
	l.n = (int)sql_i64(r);
	l.e.account = sql_str(r);
	l.e.fen = sql_i64(r);
	l.e.unit = sql_i64(r);
	l.e.site = sql_i64(r);
	return e->fn(cx, &l, e->arg);
}

int ledger_of(struct cx *cx, str kind, int64_t ref, ledger_fn *fn, void *arg)
{
	return sql_each(cx, &q_of, each_line, &(struct each){ fn, arg }, BIND(V(kind), V(ref)));
}

int ledger_lines(struct cx *cx, str account, int32_t from, int32_t to, ledger_fn *fn, void *arg)
{
	return sql_each(cx, &q_lines, each_line, &(struct each){ fn, arg }, BIND(V(account), V((int)from), V((int)to)));
}
