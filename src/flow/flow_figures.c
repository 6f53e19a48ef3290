/* flow_figures — see flow_figures.h. Each figure is read as (site, district, ...) rows and added up here by the dimension asked for. */
#include "flow/flow_figures.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "flow/flow_booking.h"
#include "flow/flow_figures_int.h"
#include "flow_figures_sql.h"
#include "office/account/account.h"
#include "office/plan/plan.h"
#include "office/plate/plate.h"
#include "office/tag/tag.h"
#include "office/theft/theft.h"
#include "office/violation/violation.h"

SQL_STATEMENTS(flow_figures)

int flow_scope(struct cx *cx, unit_id unit, struct bike_scope *ret)
{
	struct unit u;

	*ret = (struct bike_scope){ S(""), false };
	if (cx->area.n == 0)
		return 0;
	TRY(unit_get(cx, unit.v ? unit : cx->unit, &u));
	if (!account_area_covers(cx, u.path))
		return FAIL_FIELD(cx, E_DENIED, "unit", "this unit lies outside your area");
	*ret = (struct bike_scope){ arena_str(cx->arena, u.path), u.kind == UNIT_BUREAU };
	return 0;
}

str flow_mask_mark(struct arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 16);
	size_t chars = 0, at = 0, n = 0;

	if (!p)
		return S("");
	for (size_t i = 0; i < s.n; i++)
		chars += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	for (size_t i = 0; i < s.n; i++) {
		at += ((unsigned char)s.p[i] & 0xc0) != 0x80;
		/* the first of many and the last two stay; of a short one only the last */
		bool keep = at + (chars > 4 ? 2 : 1) > chars || (chars > 7 && at + 5 < chars + 1);
		if (keep)
			p[n++] = s.p[i];
		else if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			p[n++] = '*';
	}
	return (str){ p, n };
}

/* ---- adding up ---- */

static void add(struct gather *g, int64_t key, int64_t num, int64_t den)
{
	int i = g->n;

	while (i > 0 && g->v[i - 1].key != key)
		i--;
	if (i == 0) {
		if (g->n == FIGURE_ROWS) {
			g->over = true;
			return;
		}
		g->v[g->n++] = (struct sum){ .key = key, .mid = -1, .p90 = -1 };
		i = g->n;
	}
	g->v[i - 1].num += num;
	g->v[i - 1].den += den;
}

static bool wanted(const struct figure_q *q, int64_t site, int64_t district)
{
	return (q->site < 0 || q->site == site) && (q->district < 0 || q->district == district);
}

static int64_t place(const struct figure_q *q, int64_t site, int64_t district)
{
	return q->by == FD_SITE ? site : district;
}

static int64_t month_of(int32_t day)
{
	struct civil c = civil_of(day_start(day));

	return (int64_t)c.y * 12 + c.m - 1;
}

static int bike_one(struct cx *cx, const struct bike_sum *s, void *arg)
{
	struct gather *g = arg;
	enum figure_dim by = g->q->by;

	(void)cx;
	if (!wanted(g->q, s->site, s->district) || (by != FD_LIFE && s->life != BL_REGISTERED))
		return 0;
	add(g, by == FD_KIND ? (int64_t)s->kind : by == FD_USE ? (int64_t)s->use : by == FD_LIFE ? (int64_t)s->life : place(g->q, s->site, s->district), s->n, 0);
	return 0;
}

static int day_one(struct cx *cx, int32_t day, int64_t n, void *arg)
{
	struct gather *g = arg;

	(void)cx;
	add(g, g->q->by == FD_MONTH ? month_of(day) : day, n, 0);
	return 0;
}

static int site_one(struct cx *cx, int64_t site, int64_t district, int64_t n, void *arg)
{
	struct gather *g = arg;

	(void)cx;
	add(g, place(g->q, site, district), n, 0);
	return 0;
}

static int read_new(struct cx *cx, struct gather *g)
{
	const struct figure_q *q = g->q;

	if (q->by == FD_MONTH)
		return bike_months(cx, g->sc, q->from, q->to, q->district, q->site, day_one, g);
	if (q->by == FD_DAY)
		return bike_days(cx, g->sc, q->from, q->to, q->district, q->site, day_one, g);
	return bike_day_sites(cx, g->sc, q->from, q->to, q->district, q->site, site_one, g);
}

static int booking_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct gather *g = arg;
	int64_t site = sql_i64(r);
	int64_t district = sql_i64(r);
	int64_t day = sql_i64(r);
	int64_t came = sql_i64(r);
	int64_t missed = sql_i64(r);

	(void)cx;
	add(g, g->q->by == FD_DAY ? day : place(g->q, site, district), g->q->fig == FIG_NO_SHOW ? missed : came, came + missed);
	return 0;
}

static int read_bookings(struct cx *cx, struct gather *g)
{
	const struct figure_q *q = g->q;

	return sql_each(cx, &q_bookings, booking_one, g, BIND(V(g->sc.area), V(g->sc.city), V((int64_t)q->from), V((int64_t)q->to), V(q->district), V(q->site)));
}

static int silent_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct gather *g = arg;
	int64_t site = sql_i64(r);
	int64_t district = sql_i64(r);

	(void)cx;
	add(g, place(g->q, site, district), sql_i64(r), 0);
	return 0;
}

static int registered_one(struct cx *cx, const struct bike_sum *s, void *arg)
{
	struct gather *g = arg;

	(void)cx;
	if (wanted(g->q, s->site, s->district) && s->life == BL_REGISTERED)
		add(g, place(g->q, s->site, s->district), 0, s->n);
	return 0;
}

static int read_silent(struct cx *cx, struct gather *g)
{
	TRY(bike_sums(cx, g->sc, registered_one, g));
	return sql_each(cx, &q_silent, silent_one, g, BIND(V(g->sc.area), V(g->sc.city), V(g->q->district), V(g->q->site)));
}

/* The sorts of a figure's pieces; plates have kinds, tags have slots. */
static const str *sorts_of(enum figure_id fig, int *ret_n)
{
	*ret_n = fig == FIG_PLATES ? PK_N : TSL_N;
	return fig == FIG_PLATES ? plate_kind_names : tag_slot_names;
}

static int stock_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct gather *g = arg;
	int64_t site = sql_i64(r);
	str sort = sql_str(r);
	int64_t n = sql_i64(r);
	int nsorts, i = 0;
	const str *sorts = sorts_of(g->q->fig, &nsorts);

	(void)cx;
	if (g->q->site >= 0 && g->q->site != site)
		return 0;
	while (i < nsorts && !str_eq(sorts[i], sort))
		i++;
	add(g, g->q->by == FD_SITE ? site : i, n, 0);
	return 0;
}

static int read_stock(struct cx *cx, struct gather *g)
{
	return sql_each(cx, g->q->fig == FIG_PLATES ? &q_plate_sums : &q_tag_sums, stock_one, g, BIND(V(g->sc.area), V(g->sc.city)));
}

static int read_bikes(struct cx *cx, struct gather *g)
{
	return bike_sums(cx, g->sc, bike_one, g);
}

static int (*const readers[FIG_N])(struct cx *cx, struct gather *g) = {
	[FIG_REGISTERED] = read_bikes, [FIG_LIFE] = read_bikes, [FIG_NEW] = read_new, [FIG_TODAY] = read_new, [FIG_PLATES] = read_stock,
	[FIG_TAGS] = read_stock, [FIG_KEPT] = read_bookings, [FIG_NO_SHOW] = read_bookings, [FIG_SILENT] = read_silent,
};

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int flow_figures_check(struct cx *cx, int64_t *ret)
{
	int64_t bikes, bookings, months;

	TRY(figure_kept_check(cx, &months));
	TRY(bike_sums_check(cx, &bikes));
	TRY(sql_one(cx, &q_booking_sums_differ, read_n, &bookings, BIND_NONE));
	*ret = bikes + bookings + months;
	return 0;
}

int flow_figures_rebuild(struct cx *cx)
{
	TRY(bike_sums_rebuild(cx));
	TRY(sql_exec(cx, &q_booking_sums_clear, BIND_NONE));
	TRY(sql_exec(cx, &q_booking_sums_fill, BIND_NONE));
	TRY(figure_kept_forget(cx));
	return as_done(flow_figures_keep(cx, INT_MAX));
}

/* ---- keys ---- */

static const str *words_of(const struct figure_q *q, int *ret_n)
{
	switch (q->by) {
	case FD_KIND: *ret_n = BK_N; return bike_kind_words;
	case FD_USE:  *ret_n = BU_N; return bike_use_words;
	case FD_LIFE: *ret_n = BL_N; return bike_life_words;
	case FD_SORT: return sorts_of(q->fig, ret_n);
	case FD_LOCK: *ret_n = LOCK_KINDS; return theft_lock_kinds;
	case FD_AGE:  *ret_n = FIGURE_AGES; return figure_age_words;
	case FD_PRODUCT: *ret_n = PLAN_PRODUCTS; return plan_product_words;
	case FD_VIOLATION: *ret_n = VK_N; return violation_kind_names;
	case FD_SOURCE: *ret_n = VS_N; return violation_source_names;
	default:      return NULL;
	}
}

static void key_text(const struct figure_q *q, int64_t key, char ret[static FIGURE_KEY])
{
	int n;
	const str *words = words_of(q, &n);
	char day[FLOW_DAY_TEXT];

	if (words)
		snprintf(ret, FIGURE_KEY, "%.*s", STR_ARG(key < n ? words[key] : S("?")));
	else if (q->by == FD_DAY || q->by == FD_WEEK)
		snprintf(ret, FIGURE_KEY, "%.*s", STR_ARG(flow_day_text((int32_t)key, day)));
	else if (q->by == FD_MONTH)
		snprintf(ret, FIGURE_KEY, "%04d-%02d", (int)(key / 12), (int)(key % 12 + 1));
	else if (q->by == FD_HOUR)
		snprintf(ret, FIGURE_KEY, "%02d", (int)key);
	else
		snprintf(ret, FIGURE_KEY, "%lld", (long long)key);
}

static bool key_parse(const struct figure_q *q, str s, int64_t *ret)
{
	int n;
	const str *words = words_of(q, &n);
	int64_t y, m;
	int32_t day;

	if (words) {
		for (int i = 0; i < n; i++)
			if (str_eq(words[i], s)) {
				*ret = i;
				return true;
			}
		return false;
	}
	if (q->by == FD_DAY || q->by == FD_WEEK) {
		if (!flow_day_parse(s, &day))
			return false;
		*ret = day;
		return true;
	}
	if (q->by == FD_HOUR)
		return s.n == 2 && str_i64(s.p[0] == '0' ? (str){ s.p + 1, 1 } : s, 0, 23, ret);
	if (q->by != FD_MONTH)
		return str_i64(s, 0, INT64_MAX, ret);
	if (s.n != 7 || s.p[4] != '-' || !str_i64((str){ s.p, 4 }, 1990, 2100, &y) || !str_i64((str){ s.p + 5, 2 }, 1, 12, &m))
		return false;
	*ret = y * 12 + m - 1;
	return true;
}

/* ---- the figure ---- */

/* The question as it is meant: a figure of today has today's range. */
static int settle(struct cx *cx, const struct figure_q *in, struct figure_q *q)
{
	*q = *in;
	if ((unsigned)q->fig >= FIG_N || (unsigned)q->by >= FD_N || !(figure_defs[q->fig].dims & 1u << q->by))
		return FAIL_FIELD(cx, E_INVALID, "by", "this figure is not divided so");
	if (!(figure_defs[q->fig].who & cx->roles))
		return FAIL(cx, E_DENIED, "this figure is not for your role");
	if (q->fig == FIG_TODAY) {
		q->from = day_of(cx->now);
		q->to = q->from + 1;
	}
	if (figure_defs[q->fig].range && (q->to <= q->from || q->to - q->from > FIGURE_DAYS))
		return FAIL_FIELD(cx, E_INVALID, "to", "the last day must not lie before the first, and at most ten years after it");
	return 0;
}

static int by_key(const void *a, const void *b)
{
	int64_t x = ((const struct sum *)a)->key, y = ((const struct sum *)b)->key;

	return (x > y) - (x < y);
}

int flow_figure(struct cx *cx, const struct figure_q *in, struct figure *ret)
{
	struct figure_q q;
	struct figure f = { .cut_off = cx->now };

	TRY(settle(cx, in, &q));
	struct gather g = { .q = &q, .v = arena_alloc(cx->arena, FIGURE_ROWS * sizeof *g.v) };
	if (!g.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(flow_scope(cx, (unit_id){ 0 }, &g.sc));
	g.all.mid = g.all.p90 = -1;
	if (g.sc.area.n)
		TRY(q.fig >= FIG_CASES ? figure_facts_read(cx, &g) : readers[q.fig](cx, &g));
	f.row = arena_alloc(cx->arena, MAX(g.n, 1) * sizeof *f.row);
	if (!f.row || g.over)
		return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
	qsort(g.v, (size_t)g.n, sizeof *g.v, by_key);
	bool share = figure_defs[q.fig].den.en.n > 0, money = figure_defs[q.fig].measure == FM_FEN;
	for (int i = 0; i < g.n; i++) {
		if (g.v[i].num == 0 && g.v[i].den == 0)
			continue;
		struct figure_row *row = &f.row[f.n++];
		key_text(&q, g.v[i].key, row->key);
		row->num = g.v[i].num;
		row->den = share ? g.v[i].den : -1;
		row->mid = g.v[i].mid;
		row->p90 = g.v[i].p90;
		row->total = money ? g.v[i].total : -1;
		f.num += row->num;
		f.den += g.v[i].den;
		f.total += g.v[i].total;
	}
	if (!share)
		f.den = -1;
	if (!money)
		f.total = -1;
	f.mid = g.all.mid;
	f.p90 = g.all.p90;
	*ret = f;
	return 0;
}

/* ---- the rows behind it ---- */

struct item_arg { figure_item_fn *fn; void *arg; bool masked, by_day; };

static int give(struct cx *cx, const struct item_arg *a, struct figure_item i)
{
	if (a->masked) {
		i.name = flow_mask_mark(cx->arena, i.name);
		i.at = 0;
	}
	return a->fn(cx, &i, a->arg);
}

static int bike_item(struct cx *cx, const struct bike *b, void *arg)
{
	return give(cx, arg, (struct figure_item){ b->id.v, plate_str(&b->plate), bike_life_words[b->life], b->site, b->district, b->created_at, 0, -1 });
}

static int sql_item(struct cx *cx, struct sql_row *r, void *arg)
{
	struct item_arg *a = arg;
	struct figure_item i = { .value = -1 };

	i.id = sql_i64(r);
	i.name = sql_str(r);
	i.state = sql_str(r);
	i.site = sql_i64(r);
	i.district = sql_i64(r);
	i.at = sql_i64(r);
	if (a->by_day)
		i.at = day_start((int32_t)i.at);
	return give(cx, a, i);
}

static int fact_item(struct cx *cx, const struct figure_item *i, void *arg)
{
	return give(cx, arg, *i);
}

/* The filter that one row stands for. */
static void narrow(struct figure_q *q, int64_t key)
{
	int32_t from = q->from, to = q->to;

	switch (q->by) {
	case FD_DISTRICT: q->district = q->district < 0 || q->district == key ? key : INT64_MAX; break;
	case FD_SITE:     q->site = q->site < 0 || q->site == key ? key : INT64_MAX; break;
	case FD_DAY:
		q->from = MAX(from, (int32_t)key);
		q->to = MIN(to, (int32_t)key + 1);
		break;
	case FD_MONTH:
		q->from = MAX(from, day_of(civil_start((struct civil){ (int16_t)(key / 12), (int8_t)(key % 12 + 1), 1 })));
		q->to = MIN(to, day_of(civil_start((struct civil){ (int16_t)((key + 1) / 12), (int8_t)((key + 1) % 12 + 1), 1 })));
		break;
	default: break;
	}
}

static int rows_of_bikes(struct cx *cx, const struct figure_q *q, int64_t key, struct bike_scope sc, int64_t after, int max, struct item_arg *a)
{
	bool days = q->fig == FIG_NEW || q->fig == FIG_TODAY;
	struct bike_filter f = BIKE_FILTER_ALL(sc);

	f.district = q->district;
	f.site = q->site;
	if (q->fig == FIG_REGISTERED)
		f.life = BL_REGISTERED;
	if (days) {
		f.from = day_start(q->from);
		f.to = day_start(q->to);
	}
	if (key >= 0 && q->by == FD_LIFE)
		f.life = (int)key;
	if (key >= 0 && q->by == FD_KIND)
		f.kind = (int)key;
	if (key >= 0 && q->by == FD_USE)
		f.use = (int)key;
	return days && q->from >= q->to ? 0 : bike_find(cx, &f, after, max, bike_item, a);
}

static int rows_of(struct cx *cx, const struct figure_q *q, int64_t key, struct bike_scope sc, int64_t after, int max, struct item_arg *a)
{
	int n;

	switch (q->fig) {
	case FIG_PLATES: case FIG_TAGS: {
		const str *sorts = sorts_of(q->fig, &n);
		return sql_each(cx, q->fig == FIG_PLATES ? &q_plate_rows : &q_tag_rows, sql_item, a, BIND(V(sc.area), V(sc.city),
		                V(key >= 0 && q->by == FD_SORT ? sorts[key] : S("")), V(q->site), V(after), V(max)));
	}
	case FIG_KEPT: case FIG_NO_SHOW:
		a->by_day = true;
		return sql_each(cx, &q_booking_rows, sql_item, a, BIND(V(sc.area), V(sc.city), V((int64_t)q->from), V((int64_t)q->to), V(q->district), V(q->site),
		                V(q->fig == FIG_NO_SHOW), V(after), V(max)));
	case FIG_SILENT:
		return sql_each(cx, &q_silent_rows, sql_item, a, BIND(V(sc.area), V(sc.city), V(q->district), V(q->site), V(after), V(max)));
	case FIG_REGISTERED: case FIG_LIFE: case FIG_NEW: case FIG_TODAY:
		return rows_of_bikes(cx, q, key, sc, after, max, a);
	default:
		return figure_facts_rows(cx, q, key, sc, after, max, fact_item, a);
	}
}

int flow_figure_rows(struct cx *cx, const struct figure_q *in, str key, int64_t after, int max, figure_item_fn *fn, void *arg)
{
	struct item_arg a = { fn, arg, true, false };
	struct bike_scope sc;
	struct figure_q q;
	int64_t k = -1;

	TRY(settle(cx, in, &q));
	a.masked = !(cx->roles & figure_defs[q.fig].open);
	if (key.n && !key_parse(&q, key, &k))
		return FAIL_FIELD(cx, E_INVALID, "key", "this figure has no such row");
	if (key.n)
		narrow(&q, k);
	TRY(flow_scope(cx, (unit_id){ 0 }, &sc));
	return sc.area.n ? rows_of(cx, &q, k, sc, after, max, &a) : 0;
}
