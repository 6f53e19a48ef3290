/* site_year — the city's calendar of a year: holidays and make-up workdays, announced or provisional. See site.h. */
#include "base/crc32c.h"
#include "base/utc.h"
#include "office/site/site.h"
#include "site_year_sql.h"

SQL_STATEMENTS(site_year)

static int32_t first_day(int year)
{
	return day_of(civil_start((struct civil){ (int16_t)year, 1, 1 }));
}

/* What was read, as a number: 1 to 2^32, the same for the same calendar. */
static int64_t ver_of(const struct holidays *h)
{
	uint32_t crc = crc32c(crc32c(0, &h->announced, sizeof h->announced), h->source.p, h->source.n);

	for (int i = 0; i < h->n; i++) {
		const struct holiday *d = &h->v[i];
		const int32_t head[] = { d->day, d->off, (int32_t)d->name.n };
		crc = crc32c(crc32c(crc, head, sizeof head), d->name.p, d->name.n);
	}
	return (int64_t)crc + 1;
}

static int each_year(struct cx *cx, struct sql_row *r, void *arg)
{
	struct holidays *h = arg;

	h->announced = true;
	h->source = sql_str_a(r, cx->arena);
	h->announced_at = sql_i64(r);
	return 0;
}

static int each_day(struct cx *cx, struct sql_row *r, void *arg)
{
	struct holidays *h = arg;
	struct holiday *d = &h->v[h->n++];      /* one row a day, and a year has no more */

	d->day = (int32_t)sql_i64(r);
	d->name = sql_str_a(r, cx->arena);
	d->off = sql_i64(r) != 0;
	return 0;
}

static int check_year(struct cx *cx, int year)
{
	return year < 2000 || year > 2999 ? FAIL_FIELD(cx, E_INVALID, "year", "must be 2000 to 2999") : 0;
}

int holidays_get(struct cx *cx, int year, struct holidays *ret)
{
	TRY(check_year(cx, year));
	*ret = (struct holidays){ .year = year, .source = S("") };
	TRY(sql_each(cx, &q_year_read, each_year, ret, BIND(V(year))));
	TRY(sql_each(cx, &q_year_days, each_day, ret, BIND(V((int)first_day(year)), V((int)first_day(year + 1) - 1))));
	ret->ver = ver_of(ret);
	return 0;
}

int holidays_add(struct cx *cx, struct holidays *io, int32_t day, bool off, str name)
{
	int at = io->n;

	TRY(check_year(cx, io->year));
	if (day < first_day(io->year) || day >= first_day(io->year + 1))
		return FAIL_FIELD(cx, E_INVALID, "day", "is not a day of %d", io->year);
	if (name.n > 60 || !str_utf8(name))
		return FAIL_FIELD(cx, E_INVALID, "name", "must be at most 60 bytes of text");
	while (at && io->v[at - 1].day > day)
		at--;
	if (at && io->v[at - 1].day == day)
		return FAIL_FIELD(cx, E_INVALID, "day", "is there twice");
	memmove(&io->v[at + 1], &io->v[at], (size_t)(io->n - at) * sizeof io->v[0]);
	io->v[at] = (struct holiday){ day, off, arena_str(cx->arena, name) };
	io->n++;
	return 0;
}

int holidays_put(struct cx *cx, const struct holidays *h, int64_t seen)
{
	struct holidays *is = arena_alloc(cx->arena, sizeof *is);

	if (!is)
		return FAIL(cx, E_TOOBIG, "the calendar is too large");
	if (h->source.n > 200 || !str_utf8(h->source))
		return FAIL_FIELD(cx, E_INVALID, "source", "must be at most 200 bytes of text");
	TRY(holidays_get(cx, h->year, is));
	if (seen && seen != is->ver)      /* SI3 */
		return FAIL(cx, E_STATE, "the calendar of %d has changed; read it again", h->year);
	TRY(sql_exec(cx, &q_year_clear, BIND(V((int)first_day(h->year)), V((int)first_day(h->year + 1) - 1))));
	TRY(h->announced ? sql_exec(cx, &q_year_put, BIND(V(h->year), V(h->source), V(cx->now))) : sql_exec(cx, &q_year_drop, BIND(V(h->year))));
	for (int i = 0; i < h->n; i++)
		TRY(holiday_put(cx, &h->v[i]));
	return 0;
}

int holiday_put(struct cx *cx, const struct holiday *h)
{
	TRY(sql_exec(cx, &q_holiday_put, BIND(V((int)h->day), V(h->off ? S("off") : S("work")), V(h->name))));
	return 0;
}

int holiday_drop(struct cx *cx, int32_t day)
{
	TRY(sql_exec(cx, &q_year_clear, BIND(V((int)day), V((int)day))));
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int holiday_year_known(struct cx *cx, int year, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_year, read_int, &n, BIND(V(year))));
	*ret = n > 0;
	return 0;
}
