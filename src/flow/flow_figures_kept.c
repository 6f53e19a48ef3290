/* flow_figures_kept — sums of whole months that lie behind, for ranges of years. See flow_figures.h.
 *
 * figure_kept names the months whose sums hold; figure_month has the sums. Triggers take a month out in the transaction of whatever changes what a figure
 * asks about; flow_figures_keep counts it anew by the figures' own rules (flow_figures_facts.c) and puts it back. What is not kept is read from the
 * rows, so a figure is right at any time, and what counts stands in one place. */
#include <stdlib.h>

#include "flow/flow_figures_int.h"
#include "flow_figures_kept_sql.h"

SQL_STATEMENTS(flow_figures_kept)

static const str sources[] = { SI("case"), SI("alert"), SI("order"), SI("plan"), SI("claim") };
enum { MONTH_ARENA = 16 << 20, LATE = 100000 };      /* LATE: a day behind all that are asked for */

/* The first day of the month of a day, or of the month after it. */
static int32_t month_first(int32_t day, bool next)
{
	struct civil c = civil_of(day_start(day));

	c.d = 1;
	if (next && ++c.m > 12) {
		c.m = 1;
		c.y++;
	}
	return day_of(civil_start(c));
}

/* ---- a question ---- */

struct months { int32_t v[FIGURE_GAPS]; int n; };

static int month_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct months *m = arg;

	if (m->n == FIGURE_GAPS)
		return FAIL(cx, E_TOOBIG, "too many months; choose fewer days");
	m->v[m->n++] = (int32_t)sql_i64(r);
	return 0;
}

static bool by_days(enum figure_dim by) { return by == FD_DAY || by == FD_WEEK; }

/* The unit at the top of a path; 0: none. */
static int64_t root_of(str path)
{
	int64_t v = 0;
	size_t i = 1;

	for (; i < path.n && path.p[i] >= '0' && path.p[i] <= '9'; i++)
		v = v * 10 + (path.p[i] - '0');
	return i < path.n && path.p[0] == '/' && path.p[i] == '/' ? v : 0;
}

bool figure_kept_serves(const struct figure_q *q, struct bike_scope sc)
{
	size_t slashes = 0;

	if (!figure_facts_kept(q->fig).n)
		return false;
	for (size_t i = 0; i < sc.area.n; i++)
		slashes += sc.area.p[i] == '/';
	return !by_days(q->by) || figure_keeps_values(q->fig) || (slashes == 2 && q->district < 0 && q->site < 0);
}

struct sums { const struct figure_q *q; figure_cell_fn *fn; void *arg; };

static int sum_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct sums *s = arg;
	int64_t k = sql_i64(r);
	struct figure_cell c = { 0 };

	if (!by_days(s->q->by))
		c.word = sql_str(r);
	switch (s->q->by) {
	case FD_UNIT:     c.unit = k; break;
	case FD_SITE:     c.site = k; break;
	case FD_DISTRICT: c.district = k; break;
	case FD_MONTH: case FD_DAY: case FD_WEEK: c.day = (int32_t)k; break;
	default: break;
	}
	c.num = sql_i64(r);
	c.den = sql_i64(r);
	c.total = sql_i64(r);
	return s->fn(cx, &c, s->arg);
}

static int by_code(enum figure_dim by)
{
	switch (by) {
	case FD_UNIT:     return 1;
	case FD_SITE:     return 2;
	case FD_DISTRICT: return 3;
	case FD_MONTH:    return 4;
	default:          return 5;      /* lock and product: the word */
	}
}

static int read_sums(struct cx *cx, const struct figure_q *q, struct bike_scope sc, str src, int64_t first, int64_t end, struct sums *s)
{
	if (figure_keeps_values(q->fig))
		return figure_values_read(cx, q, sc, first, end, s->fn, s->arg);
	if (by_days(q->by))
		return sql_each(cx, &q_kept_days, sum_one, s, BIND(V(figure_defs[q->fig].id), V(first), V(end), V(root_of(sc.area)), V(sc.city), V(src)));
	return sql_each(cx, &q_kept_sums, sum_one, s, BIND(V(sc.area), V(sc.city), V(first), V(end), V(by_code(q->by)), V(figure_defs[q->fig].id), V(src), V(q->district), V(q->site)));
}

int figure_kept_sums(struct cx *cx, const struct figure_q *q, struct bike_scope sc, figure_cell_fn *fn, void *arg, struct figure_gap gap[static FIGURE_GAPS], int *ret_n)
{
	int32_t first = month_first(q->from, month_first(q->from, false) < q->from), end = month_first(q->to, false), at = q->from;
	str src = figure_facts_kept(q->fig);
	struct sums s = { q, fn, arg };
	struct months m = { .n = 0 };
	int n = 0;

	if (first < end)
		TRY(sql_each(cx, &q_kept_months, month_one, &m, BIND(V(src), V((int64_t)first), V((int64_t)end))));
	if (m.n)
		TRY(read_sums(cx, q, sc, src, first, end, &s));
	for (int i = 0; i < m.n; i++) {
		if (at < m.v[i])
			gap[n++] = (struct figure_gap){ at, m.v[i] };
		at = month_first(m.v[i], true);
	}
	if (at < q->to)
		gap[n++] = (struct figure_gap){ at, q->to };
	*ret_n = n;
	return 0;
}

/* ---- a month ---- */

struct cells { struct arena *a; struct figure_cell *v; int n, room; };

static int cell_add(struct cx *cx, const struct figure_cell *c, void *arg)
{
	struct cells *m = arg;

	if (m->n == m->room) {
		int room = m->room ? 2 * m->room : 1024;
		struct figure_cell *more = arena_alloc(m->a, (size_t)room * sizeof *more);
		if (!more)
			return FAIL(cx, E_TOOBIG, "a month with too many rows");
		if (m->n)
			memcpy(more, m->v, (size_t)m->n * sizeof *more);
		m->v = more;
		m->room = room;
	}
	m->v[m->n] = *c;
	m->v[m->n++].word = c->word.n ? arena_str(m->a, c->word) : S("");
	return 0;
}

static int by_place(const void *a, const void *b)
{
	const struct figure_cell *x = a, *y = b;

	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	if (x->site != y->site)
		return x->site < y->site ? -1 : 1;
	if (x->district != y->district)
		return x->district < y->district ? -1 : 1;
	int c = x->word.n && y->word.n ? memcmp(x->word.p, y->word.p, MIN(x->word.n, y->word.n)) : 0;

	return c ? c : (x->word.n > y->word.n) - (x->word.n < y->word.n);
}

/* One cell a place, in order. */
static void fold(struct cells *m)
{
	int n = 0;

	if (m->n)
		qsort(m->v, (size_t)m->n, sizeof *m->v, by_place);
	for (int i = 0; i < m->n; i++) {
		if (n == 0 || by_place(&m->v[n - 1], &m->v[i]) != 0) {
			m->v[n++] = m->v[i];
			continue;
		}
		m->v[n - 1].num += m->v[i].num;
		m->v[n - 1].den += m->v[i].den;
		m->v[n - 1].total += m->v[i].total;
	}
	m->n = n;
}

/* unit: a unit, site: the one at its top */
static int root_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct figure_cell c = { .word = S("") };

	c.unit = sql_i64(r);
	c.site = root_of(sql_str(r));
	return cell_add(cx, &c, arg);
}

/* What a figure says of a month: by place, and by day (a cell's unit is then the one at the top, its site the day). */
struct month { struct cells places, days; };

static int month_read(struct cx *cx, enum figure_id fig, int32_t month, struct arena *a, struct month *m)
{
	struct cells roots = { .a = a };

	*m = (struct month){ { .a = a }, { .a = a } };
	TRY(sql_each(cx, &q_roots, root_one, &roots, BIND_NONE));
	TRY(figure_facts_cells(cx, fig, month, month_first(month, true), cell_add, &m->places));
	for (int i = 0; i < m->places.n; i++) {
		struct figure_cell c = m->places.v[i];
		int k = 0;
		while (k < roots.n && roots.v[k].unit != c.unit)
			k++;
		if (k == roots.n && c.unit)
			continue;      /* of a unit that is none: nobody's */
		TRY(cell_add(cx, &(struct figure_cell){ k < roots.n ? roots.v[k].site : 0, c.day, 0, S(""), 0, c.num, c.den, c.total }, &m->days));
	}
	fold(&m->places);
	fold(&m->days);
	return 0;
}

static int keep_figure(struct cx *cx, enum figure_id fig, int32_t month, struct arena *a)
{
	int64_t first = month, end = month_first(month, true);
	str id = figure_defs[fig].id;
	struct month m;

	arena_reset(a);
	if (figure_keeps_values(fig)) {
		struct cells all = { .a = a };
		TRY(figure_facts_cells(cx, fig, month, month_first(month, true), cell_add, &all));
		return figure_values_put(cx, fig, month, all.v, all.n);
	}
	TRY(sql_exec(cx, &q_kept_drop, BIND(V(id), V(first))));
	TRY(sql_exec(cx, &q_kept_day_drop, BIND(V(id), V(first), V(end))));
	TRY(month_read(cx, fig, month, a, &m));
	for (int i = 0; i < m.places.n; i++) {
		const struct figure_cell *c = &m.places.v[i];
		TRY(sql_exec(cx, &q_kept_put, BIND(V(id), V(first), V(c->unit), V(c->site), V(c->district), V(c->word), V(c->num), V(c->den), V(c->total))));
	}
	for (int i = 0; i < m.days.n; i++) {
		const struct figure_cell *c = &m.days.v[i];
		TRY(sql_exec(cx, &q_kept_day_put, BIND(V(id), V(c->site), V(c->unit), V(first), V(c->num), V(c->den), V(c->total))));
	}
	return 0;
}

static int keep_month(struct cx *cx, str src, int32_t month)
{
	struct arena a;
	int rc = 0;

	arena_init(&a, MONTH_ARENA);
	for (int fig = FIG_CASES; fig < FIG_N && rc >= 0; fig++)
		if (str_eq(figure_facts_kept((enum figure_id)fig), src))
			rc = keep_figure(cx, (enum figure_id)fig, month, &a);
	arena_done(&a);
	TRY(rc);
	return as_done(sql_exec(cx, &q_kept_mark, BIND(V(src), V((int64_t)month))));
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* The oldest month that lies behind and is not kept; -1: none. */
static int next_month(struct cx *cx, str src, int64_t *ret)
{
	int64_t first;

	*ret = -1;
	TRY(sql_one(cx, &q_kept_first, read_n, &first, BIND(V(src))));
	if (first < 0)
		return 0;
	return sql_one(cx, &q_kept_next, read_n, ret, BIND(V(src), V((int64_t)month_first(day_of(cx->now), false)), V((int64_t)month_first(day_of(first), false))));
}

/* The next month of any source, if there is one; its source to *ret_src. */
static int next_any(struct cx *cx, str *ret_src, int64_t *ret)
{
	*ret = -1;
	for (size_t i = 0; i < COUNTOF(sources) && *ret < 0; i++) {
		TRY(next_month(cx, sources[i], ret));
		*ret_src = sources[i];
	}
	return 0;
}

int flow_figures_keep(struct cx *cx, int max)
{
	int64_t month = 0;
	int n = 0;
	str src;

	for (; n < max; n++) {
		TRY(next_any(cx, &src, &month));
		if (month < 0)
			break;
		TRY(keep_month(cx, src, (int32_t)month));
	}
	return n;
}

int flow_figures_keep_job(struct cx *cx, int max)
{
	int64_t month;
	int done = 0;
	str src;

	/* one a transaction: nobody waits long */
	while (done < max) {
		TRY(next_any(cx, &src, &month));
		if (month < 0)
			break;
		int rc = sql_begin(cx, true);
		rc = rc < 0 ? rc : flow_figures_keep(cx, 1);
		rc = rc < 0 ? rc : sql_commit(cx);
		sql_rollback(cx);
		TRY(rc);
		done++;
	}
	return done;
}

/* ---- against the rows ---- */

static int kept_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct figure_cell c = { 0 };

	c.unit = sql_i64(r);
	c.site = sql_i64(r);
	c.district = sql_i64(r);
	c.word = sql_str(r);
	c.num = sql_i64(r);
	c.den = sql_i64(r);
	c.total = sql_i64(r);
	return cell_add(cx, &c, arg);
}

static int64_t differ(const struct cells *now, struct cells *kept)
{
	int64_t wrong = 0;

	fold(kept);
	for (int i = 0, k = 0; i < now->n || k < kept->n;) {
		int c = i == now->n ? 1 : k == kept->n ? -1 : by_place(&now->v[i], &kept->v[k]);
		wrong += c != 0 || now->v[i].num != kept->v[k].num || now->v[i].den != kept->v[k].den || now->v[i].total != kept->v[k].total;
		i += c <= 0;
		k += c >= 0;
	}
	return wrong;
}

static int check_figure(struct cx *cx, enum figure_id fig, int32_t month, struct arena *a, int64_t *wrong)
{
	struct cells places = { .a = a }, days = { .a = a };
	int64_t first = month, end = month_first(month, true);
	str id = figure_defs[fig].id;
	struct month now;

	arena_reset(a);
	if (figure_keeps_values(fig)) {
		TRY(figure_facts_cells(cx, fig, month, month_first(month, true), cell_add, &places));
		return figure_values_check(cx, fig, month, places.v, places.n, wrong);
	}
	TRY(month_read(cx, fig, month, a, &now));
	TRY(sql_each(cx, &q_kept_rows, kept_row, &places, BIND(V(id), V(first))));
	TRY(sql_each(cx, &q_kept_day_rows, kept_row, &days, BIND(V(id), V(first), V(end))));
	*wrong += differ(&now.places, &places) + differ(&now.days, &days);
	return 0;
}

static int check_source(struct cx *cx, str src, struct arena *a, int64_t *wrong)
{
	for (int32_t from = 0; from < LATE; from += FIGURE_DAYS) {
		struct months m = { .n = 0 };
		TRY(sql_each(cx, &q_kept_months, month_one, &m, BIND(V(src), V((int64_t)from), V((int64_t)from + FIGURE_DAYS))));
		for (int i = 0; i < m.n; i++)
			for (int fig = FIG_CASES; fig < FIG_N; fig++)
				if (str_eq(figure_facts_kept((enum figure_id)fig), src))
					TRY(check_figure(cx, (enum figure_id)fig, m.v[i], a, wrong));
	}
	return 0;
}

int figure_kept_check(struct cx *cx, int64_t *ret)
{
	struct arena a;
	int64_t wrong = 0;
	int rc = 0;

	arena_init(&a, MONTH_ARENA);
	for (size_t i = 0; i < COUNTOF(sources) && rc >= 0; i++)
		rc = check_source(cx, sources[i], &a, &wrong);
	arena_done(&a);
	TRY(rc);
	*ret = wrong;
	return 0;
}

int figure_kept_forget(struct cx *cx)
{
	return as_done(sql_exec(cx, &q_kept_forget, BIND_NONE));
}
