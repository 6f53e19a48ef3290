/* violation_code — the dictionary of violations and the grounds. See violation.h. */
#include "office/violation/violation.h"

#include <stdio.h>

#include "store/sql/sql.h"
#include "violation_code_sql.h"

SQL_STATEMENTS(violation_code)

enum { DAY_TEXT = 40, CODE_LEAST = 4, CODE_MOST = 8, NAME_MAX_ = 200, BASIS_MAX = 1000 };
static const int64_t FINE_MAX = 1000000;

static str day_text(int32_t day, char buf[static DAY_TEXT])
{
	struct civil c = civil_of(day_start(day));

	snprintf(buf, DAY_TEXT, "%04d-%02d-%02d", c.y, c.m, c.d);
	return str_of(buf);
}

static void read_fields(struct sql_row *r, struct arena *a, struct violation_code *c)
{
	c->code = sql_str_a(r, a);
	c->from_day = sql_str_a(r, a);
	c->until_day = sql_str_a(r, a);
	c->kind = violation_kind_of(sql_str(r));
	c->name_zh = sql_str_a(r, a);
	c->name_en = sql_str_a(r, a);
	c->basis_zh = sql_str_a(r, a);
	c->fine_min_fen = sql_i64(r);
	c->fine_max_fen = sql_i64(r);
}

struct one { struct arena *arena; struct violation_code c; struct violation_ground g; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->c);
}

int violation_code_get(struct cx *cx, str code, int32_t day, struct violation_code *ret)
{
	struct one o = { .arena = cx->arena };
	char at[DAY_TEXT];

	TRY(sql_one(cx, &q_code_get, read_one, &o, BIND(V(code), V(day_text(day, at)))));
	*ret = o.c;
	return 0;
}

struct each { violation_code_fn *fn; violation_ground_fn *ground; void *arg; };

static int each_code(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct violation_code c;

	read_fields(r, cx->arena, &c);
	return e->fn(cx, &c, e->arg);
}

int violation_codes(struct cx *cx, int32_t day, violation_code_fn *fn, void *arg)
{
	struct each e = { .fn = fn, .arg = arg };
	char at[DAY_TEXT];

	return sql_each(cx, &q_codes, each_code, &e, BIND(V(day < 0 ? S("") : day_text(day, at))));
}

static bool is_day(str s, int32_t *ret)
{
	static const char shape[] = "dddd-dd-dd";

	if (s.n != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (shape[i] == 'd' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != '-')
			return false;
	struct civil c = { .y = (int16_t)((s.p[0] - '0') * 1000 + (s.p[1] - '0') * 100 + (s.p[2] - '0') * 10 + s.p[3] - '0'), .m = (int8_t)((s.p[5] - '0') * 10 + s.p[6] - '0'),
		.d = (int8_t)((s.p[8] - '0') * 10 + s.p[9] - '0') };
	if (!civil_valid(c))
		return false;
	*ret = day_of(civil_start(c));
	return true;
}

static bool is_text(str s, size_t least, size_t most)
{
	return s.n >= least && s.n <= most && str_utf8(s);
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int before(str a, str b)
{
	return memcmp(a.p, b.p, MIN(a.n, b.n)) < 0;
}

static bool says_the_same(const struct violation_code *a, const struct violation_code *b)
{
	return a->kind == b->kind && str_eq(a->name_zh, b->name_zh) && str_eq(a->name_en, b->name_en) && str_eq(a->basis_zh, b->basis_zh) && a->fine_min_fen == b->fine_min_fen &&
	       a->fine_max_fen == b->fine_max_fen;
}

/* What was decided by it, of that day or later, says what it said then. */
static int check_unused(struct cx *cx, str code, int32_t day)
{
	int64_t n;

	TRY(sql_one(cx, &q_code_used, read_n, &n, BIND(V((int64_t)day), V(code))));
	return n ? FAIL_FIELD(cx, E_STATE, "code_used", "%lld decisions of that day or later rest on the row before; choose a later day", (long long)n) : 0;
}

/* VI8. from, until: its days as numbers. */
static int check_dated(struct cx *cx, const struct violation_code *c, int32_t from, int32_t until)
{
	struct err had = cx->err;
	struct one o = { .arena = cx->arena };
	char now[DAY_TEXT];
	str today = day_text(day_of(cx->now), now);
	int64_t n;

	int rc = sql_one(cx, &q_code_row, read_one, &o, BIND(V(c->code), V(c->from_day)));
	if (rc == E_NOTFOUND) {
		cx->err = had;
		TRY(sql_one(cx, &q_code_any, read_n, &n, BIND(V(c->code))));
		if (n && before(c->from_day, today))
			return FAIL_FIELD(cx, E_STATE, "past", "this code has been in use; another wording of it begins today at the earliest");
		return check_unused(cx, c->code, from);
	}
	TRY(rc);
	bool began = !before(today, c->from_day);
	if (began && !says_the_same(c, &o.c))
		return FAIL_FIELD(cx, E_STATE, "in_force", "decisions rest on this row; write a new one with a later first day, or end it");
	if (began && !str_eq(c->until_day, o.c.until_day) && c->until_day.n && before(c->until_day, today))
		return FAIL_FIELD(cx, E_STATE, "past", "it can end today at the earliest");
	if (began && o.c.until_day.n && !str_eq(c->until_day, o.c.until_day) && !before(today, o.c.until_day))
		return FAIL_FIELD(cx, E_STATE, "past", "it has ended; write a new row");
	return c->until_day.n && !str_eq(c->until_day, o.c.until_day) ? check_unused(cx, c->code, until) : 0;
}

int violation_code_put(struct cx *cx, const struct violation_code *c)
{
	int32_t from = 0, until = 0;
	bool digits = c->code.n >= CODE_LEAST && c->code.n <= CODE_MOST;

	for (size_t i = 0; i < c->code.n; i++)
		digits = digits && c->code.p[i] >= '0' && c->code.p[i] <= '9';
	if (!digits)
		return FAIL_FIELD(cx, E_INVALID, "code", "must be %d to %d digits", CODE_LEAST, CODE_MOST);
	if (!is_day(c->from_day, &from))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "must be a day as 2026-11-26");
	if (c->until_day.n && (!is_day(c->until_day, &until) || before(c->until_day, c->from_day)))
		return FAIL_FIELD(cx, E_INVALID, "untilDay", "must be a day after the first one, or nothing; the first day itself: never in force");
	if ((unsigned)c->kind >= VK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be red, wrongway, motorlane, passenger, load, not_yielding or other");
	if (!is_text(c->name_zh, 1, NAME_MAX_))
		return FAIL_FIELD(cx, E_INVALID, "nameZh", "must be 1 to %d bytes of text", NAME_MAX_);
	if (!is_text(c->name_en, 1, NAME_MAX_))
		return FAIL_FIELD(cx, E_INVALID, "nameEn", "must be 1 to %d bytes of text", NAME_MAX_);
	if (!is_text(c->basis_zh, 1, BASIS_MAX))
		return FAIL_FIELD(cx, E_INVALID, "basisZh", "say on what law it rests");
	if (c->fine_min_fen < 0 || c->fine_max_fen < c->fine_min_fen || c->fine_max_fen > FINE_MAX)
		return FAIL_FIELD(cx, E_INVALID, "fineMaxFen", "must not be below the least fine, nor above %lld", (long long)FINE_MAX);
	TRY(check_dated(cx, c, from, until));
	int n = sql_exec(cx, &q_code_put, BIND(V(c->code), V(c->from_day), V(c->until_day), V(violation_kind_names[c->kind]), V(c->name_zh), V(c->name_en), V(c->basis_zh),
		V(c->fine_min_fen), V(c->fine_max_fen)));
	TRY(n);
	return 0;
}

static void read_ground(struct sql_row *r, struct arena *a, struct violation_ground *g)
{
	g->ground = sql_str_a(r, a);
	g->dismiss = sql_i64(r) != 0;
	g->revoke = sql_i64(r) != 0;
	g->name_zh = sql_str_a(r, a);
	g->name_en = sql_str_a(r, a);
	g->basis_zh = sql_str_a(r, a);
}

static void read_ground_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_ground(r, o->arena, &o->g);
}

int violation_ground_get(struct cx *cx, str ground, struct violation_ground *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_ground_get, read_ground_one, &o, BIND(V(ground))));
	*ret = o.g;
	return 0;
}

static int each_ground(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct violation_ground g;

	read_ground(r, cx->arena, &g);
	return e->ground(cx, &g, e->arg);
}

int violation_grounds(struct cx *cx, violation_ground_fn *fn, void *arg)
{
	struct each e = { .ground = fn, .arg = arg };

	return sql_each(cx, &q_grounds, each_ground, &e, BIND_NONE);
}
