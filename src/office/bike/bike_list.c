/* bike_list — see bike_list.h. */
#include "office/bike/bike_list.h"

#include "bike_int.h"
#include "bike_list_sql.h"

SQL_STATEMENTS(bike_list)

enum { SHORT_RANGE_DAYS = 400 };

struct find { bike_fn *fn; void *arg; };

static int one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct find *f = arg;
	struct bike b;

	bike_read(r, &b);
	return f->fn(cx, &b, f->arg);
}

static str word(const str *words, int i)
{
	return i < 0 ? S("") : words[i];
}

static utc_ms end_of(const struct bike_filter *f)
{
	return f->to ? f->to : INT64_MAX;
}

int bike_find(struct cx *cx, const struct bike_filter *f, int64_t after, int max, bike_fn *fn, void *arg)
{
	/* the registrations of a year are found by their index, a flag by its own; everything else in the order of ids */
	bool few = end_of(f) - f->from <= (utc_ms)SHORT_RANGE_DAYS * DAY_MS && f->from > 0;
	const struct sql_stmt *q = f->flag.n ? &q_find_flag : few ? &q_find_new : &q_find;
	struct find find = { fn, arg };

	if (f->scope.area.n == 0)
		return 0;
	return sql_each(cx, q, one, &find, BIND(V(after), V(max), V(f->scope.area), V(f->scope.city), V(word(bike_life_words, f->life)),
	                V(word(bike_kind_words, f->kind)), V(word(bike_use_words, f->use)), V(f->district), V(f->site), V(f->from), V(end_of(f)), V(f->flag)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int bike_find_count(struct cx *cx, const struct bike_filter *f, int64_t *ret)
{
	if (f->scope.area.n == 0) {
		*ret = 0;
		return 0;
	}
	return sql_one(cx, &q_find_count, read_int, ret, BIND(V((int64_t)0), V(f->scope.area), V(f->scope.city), V(word(bike_life_words, f->life)),
	               V(word(bike_kind_words, f->kind)), V(word(bike_use_words, f->use)), V(f->district), V(f->site), V(f->from), V(end_of(f)), V(f->flag)));
}

/* ---- sums ---- */

struct sums { bike_sum_fn *fn; bike_day_fn *day; bike_site_fn *site; void *arg; };

static int sum_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct sums *s = arg;
	struct bike_sum v;

	v.site = sql_i64(r);
	v.district = sql_i64(r);
	v.kind = (enum bike_kind)word_of(bike_kind_words, BK_N, sql_str(r));
	v.use = (enum bike_use)word_of(bike_use_words, BU_N, sql_str(r));
	v.life = (enum bike_life)word_of(bike_life_words, BL_N, sql_str(r));
	v.n = sql_i64(r);
	return s->fn(cx, &v, s->arg);
}

int bike_sums(struct cx *cx, struct bike_scope sc, bike_sum_fn *fn, void *arg)
{
	return sc.area.n ? sql_each(cx, &q_sums, sum_row, &(struct sums){ .fn = fn, .arg = arg }, BIND(V(sc.area), V(sc.city))) : 0;
}

static int day_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct sums *s = arg;
	int64_t day = sql_i64(r);
	int64_t n = sql_i64(r);

	return s->day(cx, (int32_t)day, n, s->arg);
}

int bike_days(struct cx *cx, struct bike_scope sc, int32_t from, int32_t to, int64_t district, int64_t site, bike_day_fn *fn, void *arg)
{
	return sc.area.n ? sql_each(cx, &q_days, day_row, &(struct sums){ .day = fn, .arg = arg }, BIND(V(sc.area), V(sc.city), V((int64_t)from), V((int64_t)to),
	                            V(district), V(site))) : 0;
}

/* The whole months of [from, to): days [m, end); both to when there is none. */
static void whole_months(int32_t from, int32_t to, int64_t *ret_m, int64_t *ret_end)
{
	struct civil a = civil_of(day_start(from)), b = civil_of(day_start(to));

	if (a.d > 1)
		a = a.m == 12 ? (struct civil){ (int16_t)(a.y + 1), 1, 1 } : (struct civil){ a.y, (int8_t)(a.m + 1), 1 };
	b.d = 1;
	*ret_m = day_of(civil_start(a));
	*ret_end = day_of(civil_start(b));
	if (*ret_m >= *ret_end)
		*ret_m = *ret_end = to;
}

int bike_months(struct cx *cx, struct bike_scope sc, int32_t from, int32_t to, int64_t district, int64_t site, bike_day_fn *fn, void *arg)
{
	int64_t m, end;

	whole_months(from, to, &m, &end);
	return sc.area.n ? sql_each(cx, &q_months, day_row, &(struct sums){ .day = fn, .arg = arg }, BIND(V(sc.area), V(sc.city), V((int64_t)from), V((int64_t)to),
	                            V(district), V(site), V(m), V(end))) : 0;
}

static int site_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct sums *s = arg;
	int64_t site = sql_i64(r);
	int64_t district = sql_i64(r);

	return s->site(cx, site, district, sql_i64(r), s->arg);
}

int bike_day_sites(struct cx *cx, struct bike_scope sc, int32_t from, int32_t to, int64_t district, int64_t site, bike_site_fn *fn, void *arg)
{
	int64_t m, end;

	whole_months(from, to, &m, &end);
	return sc.area.n ? sql_each(cx, &q_day_sites, site_row, &(struct sums){ .site = fn, .arg = arg }, BIND(V(sc.area), V(sc.city), V((int64_t)from),
	                            V((int64_t)to), V(district), V(site), V(m), V(end))) : 0;
}

int bike_sums_check(struct cx *cx, int64_t *ret)
{
	int64_t sums, days, months;

	TRY(sql_one(cx, &q_sums_differ, read_int, &sums, BIND_NONE));
	TRY(sql_one(cx, &q_days_differ, read_int, &days, BIND_NONE));
	TRY(sql_one(cx, &q_months_differ, read_int, &months, BIND_NONE));
	*ret = sums + days + months;
	return 0;
}

int bike_sums_rebuild(struct cx *cx)
{
	const struct sql_stmt *const work[] = { &q_sums_clear, &q_days_clear, &q_months_clear, &q_sums_fill, &q_days_fill, &q_months_fill };

	for (size_t i = 0; i < COUNTOF(work); i++)
		TRY(sql_exec(cx, work[i], BIND_NONE));
	return 0;
}
