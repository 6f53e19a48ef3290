/* site_calendar — what the State Council has announced, from a file of notices into the years' tables, and from those to the working-day engine. See site.h. */
#include <stdio.h>

#include "base/utc.h"
#include "format/csv/csv.h"
#include "office/site/site.h"
#include "site_calendar_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(site_calendar)

enum { FIRST_YEAR = 2000, LAST_YEAR = 2099, NYEARS = LAST_YEAR - FIRST_YEAR + 1, MARKS_MAX = 8192, SPAN_MAX = 60 };
enum { COL_YEAR, COL_VERSION, COL_PUBLISHED, COL_PAPER, COL_FROM, COL_TO, COL_KIND, COL_NAME, COLS };

struct mark { int32_t day; int16_t year; int16_t version; bool off; str name; };
struct notice { int version; str published, paper; };
struct notices { struct mark v[MARKS_MAX]; int n; struct notice of[NYEARS]; };

bool site_day_parse(str s, int32_t *ret)
{
	int64_t y, m, d;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !str_i64((str){ s.p, 4 }, FIRST_YEAR - 1, LAST_YEAR + 1, &y) ||
	    !str_i64((str){ s.p + 5, 2 }, 1, 12, &m) || !str_i64((str){ s.p + 8, 2 }, 1, 31, &d))
		return false;
	struct civil c = { (int16_t)y, (int8_t)m, (int8_t)d };
	if (!civil_valid(c))
		return false;
	*ret = day_of(civil_start(c));
	return true;
}

/* One row: a span of days of a notice. */
static int take_row(struct cx *cx, struct notices *ns, const str *cell, int64_t line)
{
	int64_t year, version;
	int32_t from, to;
	bool off = str_eq(cell[COL_KIND], S("off"));

	if (!str_i64(cell[COL_YEAR], FIRST_YEAR, LAST_YEAR, &year) || !str_i64(cell[COL_VERSION], 1, 1000, &version))
		return FAIL_FIELD(cx, E_INVALID, "file", "line %lld: year or version is no number", (long long)line);
	if (!site_day_parse(cell[COL_FROM], &from) || !site_day_parse(cell[COL_TO], &to) || to < from || to - from > SPAN_MAX)
		return FAIL_FIELD(cx, E_INVALID, "file", "line %lld: from and to must be days like 2019-05-01, in order", (long long)line);
	if (!off && !str_eq(cell[COL_KIND], S("work")))
		return FAIL_FIELD(cx, E_INVALID, "file", "line %lld: kind must be off or work", (long long)line);
	struct notice *n = &ns->of[year - FIRST_YEAR];
	if (version > n->version)
		*n = (struct notice){ (int)version, arena_str(cx->arena, cell[COL_PUBLISHED]), arena_str(cx->arena, cell[COL_PAPER]) };
	for (int32_t d = from; d <= to; d++) {
		if (ns->n == MARKS_MAX)
			return FAIL_FIELD(cx, E_TOOBIG, "file", "more than %d days", MARKS_MAX);
		ns->v[ns->n++] = (struct mark){ d, (int16_t)year, (int16_t)version, off, arena_str(cx->arena, cell[COL_NAME]) };
	}
	return 0;
}

static int read_notices(struct cx *cx, str text, struct notices *ns)
{
	static const char *const want[COLS] = { "year", "version", "published", "paper", "from", "to", "kind", "name" };
	static const bool required[COLS] = { true, true, true, true, true, true, true, true };
	char *scratch = arena_alloc(cx->arena, CSV_MAX_ROW);
	str cell[CSV_MAX_COLS], ordered[COLS];
	int at[COLS], n;
	struct csv c;

	if (!scratch)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	csv_init(&c, text.p, text.n, scratch);
	TRY(csv_header(&c, want, required, COLS, at, &cx->err));
	while ((n = csv_row(&c, cell, CSV_MAX_COLS, &cx->err)) > 0) {
		if (n == 1 && cell[0].n == 0)
			continue;
		for (int i = 0; i < COLS; i++)
			ordered[i] = at[i] < n ? cell[at[i]] : S("");
		TRY(take_row(cx, ns, ordered, c.line));
	}
	return n;
}

/* A calendar year has the days of its own notice, and those at its end that the next year's notice took. */
static int put_year(struct cx *cx, const struct notices *ns, int year, int *io_days)
{
	const struct notice *n = &ns->of[year - FIRST_YEAR];
	struct holidays *h = arena_alloc(cx->arena, sizeof *h);

	if (!h)
		return FAIL(cx, E_TOOBIG, "the calendar is too large");
	*h = (struct holidays){ .year = year, .announced = true };
	h->source = arena_fmt(cx->arena, "%.*s %.*s v%d", STR_ARG(n->paper), STR_ARG(n->published), n->version);
	for (int i = 0; i < ns->n; i++) {
		const struct mark *m = &ns->v[i];
		if (civil_of(day_start(m->day)).y != year || m->version != ns->of[m->year - FIRST_YEAR].version)
			continue;
		TRY(holidays_add(cx, h, m->day, m->off, m->name));
	}
	*io_days += h->n;
	return holidays_put(cx, h, 0);
}

int holidays_import(struct cx *cx, str text, int *ret_years, int *ret_days)
{
	struct notices *ns = arena_alloc(cx->arena, sizeof *ns);
	int years = 0, days = 0;

	if (!ns)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	TRY(read_notices(cx, text, ns));
	for (int y = FIRST_YEAR; y <= LAST_YEAR; y++)
		if (ns->of[y - FIRST_YEAR].version) {
			TRY(put_year(cx, ns, y, &days));
			years++;
		}
	if (!years)
		return FAIL_FIELD(cx, E_INVALID, "file", "has no notice in it");
	*ret_years = years;
	*ret_days = days;
	return 0;
}

static int mark_year(struct cx *cx, struct sql_row *r, void *arg)
{
	(void)cx;
	(void)workdays_year(arg, (int)sql_i64(r));
	return 0;
}

static int mark_day(struct cx *cx, struct sql_row *r, void *arg)
{
	int32_t day = (int32_t)sql_i64(r);

	(void)cx;
	(void)workdays_mark(arg, day, sql_i64(r) != 0);
	return 0;
}

int holidays_workdays(struct cx *cx, int first, int last, struct workdays *ret)
{
	int32_t from = day_of(civil_start((struct civil){ (int16_t)first, 1, 1 })), to = day_of(civil_start((struct civil){ (int16_t)(last + 1), 1, 1 })) - 1;

	workdays_init(ret, first);
	TRY(sql_each(cx, &q_years, mark_year, ret, BIND(V(first), V(last))));
	return as_done(sql_each(cx, &q_days, mark_day, ret, BIND(V((int)from), V((int)to))));
}
