/* hold — see hold.h. */
#include "office/hold/hold.h"

#include "hold_sql.h"
#include "office/seal/seal.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(hold)

/* A visit in a row, big-endian: first (8), last - first (4), hits (4), station (2), RSSI + 128 (1), flags (1). The format is for ever. */
enum { VISIT = 20 };

static const struct seal_column sealed[] = { { "trail_hold.p_visits", &q_seal_visits, &q_put_visits, &q_count_visits, NULL, NULL, NULL, NULL } };
SEALED_COLUMNS(hold, sealed)

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void put_visit(uint8_t *p, const struct visit *v)
{
	put_be64(p, (uint64_t)v->first);
	put_be32(p + 8, (uint32_t)(v->last - v->first));
	put_be32(p + 12, v->hits);
	put_be16(p + 16, v->station);
	p[18] = (uint8_t)(v->rssi_max + 128);
	p[19] = v->flags;
}

static void get_visit(const uint8_t *p, tag_id tag, struct visit *ret)
{
	utc_ms first = (utc_ms)be64(p);

	*ret = (struct visit){ .tag = tag.v, .station = be16(p + 16), .rssi_max = (int8_t)(p[18] - 128), .flags = p[19], .hits = be32(p + 12), .first = first,
	                       .last = first + be32(p + 8) };
}

static int put_row(struct cx *cx, theft_id theft, int32_t day, int part, const struct visit *v, uint32_t n)
{
	uint8_t plain[HOLD_ROW * VISIT], raw[VAULT_REF];
	str text, ref = { (const char *)raw, sizeof raw };

	for (uint32_t i = 0; i < n; i++)
		put_visit(plain + i * VISIT, &v[i]);
	vault_ref(raw);
	TRY(vault_seal_bytes(cx, sealed[0].column, ref, (str){ (const char *)plain, (size_t)n * VISIT }, &text));
	int rc = sql_exec(cx, &q_add, BIND(V(theft.v), V(day), V(part), V_BLOB(ref), V(text), V(cx->now)));
	return rc < 0 ? rc : 0;
}

int hold_put(struct cx *cx, theft_id theft, int32_t day, const struct visit *v, uint32_t n)
{
	int64_t there;
	int part = 0;

	TRY(sql_one(cx, &q_has, read_i64, &there, BIND(V(theft.v), V(day))));
	if (there)
		return 0;
	for (uint32_t i = 0; i < n; i += HOLD_ROW)
		TRY(put_row(cx, theft, day, part++, v + i, MIN(n - i, (uint32_t)HOLD_ROW)));
	return 1;
}

struct gather { tag_id tag; struct visit *v; uint32_t n, max; };

static int take_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct gather *g = arg;
	str plain;

	(void)sql_i64(r);
	str ref = sql_str_a(r, cx->arena), text = sql_str_a(r, cx->arena);
	TRY(vault_open_bytes(cx, sealed[0].column, ref, text, &plain));
	if (plain.n % VISIT)
		return FAIL(cx, E_CORRUPT, "a held row is no list of visits");
	if (g->n + plain.n / VISIT > g->max)
		return FAIL(cx, E_TOOBIG, "the case holds more visits than fit; narrow the time");
	for (size_t at = 0; at < plain.n; at += VISIT)
		get_visit((const uint8_t *)plain.p + at, g->tag, &g->v[g->n++]);
	return 0;
}

int hold_visits(struct cx *cx, theft_id theft, tag_id tag, int32_t from, int32_t to, uint32_t max, struct visit **ret, uint32_t *ret_n)
{
	struct gather g = { tag, arena_alloc(cx->arena, (size_t)max * sizeof *g.v), 0, max };

	if (!g.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
	int rc = sql_each(cx, &q_of, take_row, &g, BIND(V(theft.v), V(from), V(to)));
	TRY(rc);
	*ret = g.v;
	*ret_n = g.n;
	return 0;
}

int hold_first(struct cx *cx, theft_id theft, int32_t *ret)
{
	int64_t day;

	TRY(sql_one(cx, &q_first, read_i64, &day, BIND(V(theft.v))));
	*ret = (int32_t)day;
	return 0;
}

struct ids { int64_t *v; int n; };

static int take_id(struct cx *cx, struct sql_row *r, void *arg)
{
	struct ids *ids = arg;

	(void)cx;
	ids->v[ids->n++] = sql_i64(r);
	return 0;
}

int hold_thefts(struct cx *cx, int64_t after, int64_t *ret, int max)
{
	struct ids ids = { ret, 0 };
	int rc = sql_each(cx, &q_thefts, take_id, &ids, BIND(V(after), V(max)));

	return rc < 0 ? rc : ids.n;
}

int hold_drop(struct cx *cx, theft_id theft)
{
	return sql_exec(cx, &q_drop, BIND(V(theft.v)));
}
