/* workday_test — the working-day engine over every day from 2017 to 2026, with the notices as the program ships them (db/calendar/holidays.csv). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "office/site/site.h"
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

enum { FIRST = 2017, LAST = 2026 };
struct world { struct testdb t; struct workdays w; };

static int32_t day(const char *text)
{
	int32_t d;

	if (!site_day_parse(str_of(text), &d))
		fail_msg("%s is no day", text);
	return d;
}

static const char *text(int32_t d)
{
	static char buf[8][48];
	static unsigned n;
	struct civil c = civil_of(day_start(d));
	char *out = buf[n++ % 8];

	snprintf(out, sizeof buf[0], "%04d-%02d-%02d", c.y, c.m, c.d);
	return out;
}

static str shipped(struct cx *cx)
{
	char path[512];
	const char *root = getenv("YZ_SOURCE");

	snprintf(path, sizeof path, "%s/db/calendar/holidays.csv", root ? root : ".");
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	char *p = arena_alloc(cx->arena, 1 << 18);
	size_t n = fread(p, 1, 1 << 18, f);
	fclose(f);
	return (str){ p, n };
}

static int setup(void **state)
{
	static struct world w;
	int years, days;

	testdb_open(&w.t);
	DONE(&w.t.cx, holidays_import(&w.t.cx, shipped(&w.t.cx), &years, &days));
	assert_int_equal(years, LAST - FIRST + 1);
	DONE(&w.t.cx, holidays_workdays(&w.t.cx, FIRST, LAST, &w.w));
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(&((struct world *)*state)->t);
	return 0;
}

#define CX (&((struct world *)*state)->t.cx)
#define W (&((struct world *)*state)->w)

/* From the issue and from domain.md, section 5. */
static void the_vectors(void **state)
{
	static const struct { const char *from; int n; const char *to; } rows[] = {
		{ "2018-01-08", 15, "2018-01-29" }, { "2018-02-05", 15, "2018-03-01" }, { "2018-02-09", 15, "2018-03-07" },
		{ "2019-09-25", 15, "2019-10-21" }, { "2019-12-20", 15, "2020-01-13" }, { "2019-04-25", 5, "2019-05-05" }, { "2018-02-05", 5, "2018-02-11" },
		/* over the extension of 2020, and over the ends of years */
		{ "2020-01-23", 1, "2020-02-03" }, { "2018-12-28", 1, "2018-12-29" }, { "2018-12-28", 2, "2019-01-02" }, { "2017-12-29", 1, "2018-01-02" },
		{ "2025-12-31", 1, "2026-01-04" }, { "2026-02-13", 1, "2026-02-14" }, { "2026-02-14", 1, "2026-02-24" }, { "2026-11-26", 15, "2026-12-17" },
	};
	int32_t got;

	for (size_t i = 0; i < COUNTOF(rows); i++) {
		assert_int_equal(workday_add(W, day(rows[i].from), rows[i].n, &got), 0);
		if (got != day(rows[i].to))
			fail_msg("%s + %d = %s, not %s", rows[i].from, rows[i].n, rows[i].to, text(got));
	}
}

/* What a year has: its weekdays without the legal holidays (11 days; 13 from 2025 on), for every weekday off is made up for. In 2020 two more were given. */
static void every_year_has_its_working_days(void **state)
{
	static const int want[] = { 249, 250, 250, 249, 250, 249, 249, 251, 248, 248 };
	char year[16];

	for (int y = FIRST; y <= LAST; y++) {
		int n = 0;
		snprintf(year, sizeof year, "%04d-01-01", y);
		int32_t from = day(year);
		snprintf(year, sizeof year, "%04d-12-31", y);
		for (int32_t d = from, to = day(year); d <= to; d++)
			n += workday_is(W, d);
		if (n != want[y - FIRST])
			fail_msg("%d has %d working days, not %d", y, n, want[y - FIRST]);
	}
}

/* Whoever works on a day that the notices call work works on a weekend; no holiday is without a day off. */
static void every_mark_makes_sense(void **state)
{
	struct holidays *h = arena_alloc(CX->arena, sizeof *h);

	for (int y = FIRST; y <= LAST; y++) {
		DONE(CX, holidays_get(CX, y, h));
		assert_true(h->announced);
		for (int i = 0; i < h->n; i++)
			if (!h->v[i].off && weekday_of(h->v[i].day) < 6)
				fail_msg("%s is made up for and is no weekend", text(h->v[i].day));
	}
}

static void WD1_every_day_from_2017_to_2026(void **state)
{
	int32_t from = day("2017-01-01"), to = day("2026-11-15"), got;

	for (int32_t d = from; d <= to; d++) {
		int n = 0;
		for (int32_t e = d; n <= 15; e++) {
			if (e > d)
				n += workday_is(W, e);
			if (e > d && !workday_is(W, e))
				continue;
			if (n > 15)
				break;
			assert_int_equal(workday_add(W, d, n, &got), 0);
			if (got != e)
				fail_msg("%s + %d = %s, not %s", text(d), n, text(e), text(got));
			assert_int_equal(workday_between(W, d, got), n);
		}
	}
}

static void WD2_a_year_that_nobody_announced_is_not_guessed(void **state)
{
	int32_t got = 7;

	assert_int_equal(workday_add(W, day("2026-12-30"), 1, &got), 0);
	assert_string_equal(text(got), "2026-12-31");
	got = 7;
	assert_int_equal(workday_add(W, day("2026-12-30"), 2, &got), E_NOTFOUND);
	assert_int_equal(workday_add(W, day("2016-12-30"), 1, &got), E_NOTFOUND);
	assert_int_equal(got, 7);
	assert_false(workdays_known(W, day("2027-01-01")));
}

static void WD3_days_in_which_the_clock_stood_still(void **state)
{
	static const struct { const char *start, *from, *until; int n; const char *to; } rows[] = {
		{ "2018-01-08", "2018-01-10", "2018-01-10", 15, "2018-01-29" },      /* asked and brought on one day */
		{ "2018-01-08", "2018-01-10", "2018-01-12", 15, "2018-01-31" },      /* Thursday and Friday */
		{ "2018-01-08", "2018-01-12", "2018-01-14", 15, "2018-01-29" },      /* a weekend costs nothing */
		{ "2018-01-08", "2018-01-08", "2018-02-05", 15, "2018-03-01" },      /* stopped at once: as if begun then */
	};
	int32_t got;

	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct workday_stop s = { day(rows[i].from), day(rows[i].until) };
		assert_int_equal(workday_owed(W, day(rows[i].start), rows[i].n, &s, 1, &got), 0);
		if (got != day(rows[i].to))
			fail_msg("row %zu: %s", i, text(got));
	}
	struct workday_stop open = { day("2018-01-10"), 0 };
	assert_int_equal(workday_owed(W, day("2018-01-08"), 15, &open, 1, &got), E_STATE);
}

/* A version is replaced as a whole: Labour Day of 2019 as it was first announced, and as it was amended. */
static void an_amendment_is_a_newer_version(void **state)
{
	static const char first[] = "year,version,published,paper,from,to,kind,name\n2019,1,2018-12-06,first,2019-05-01,2019-05-01,off,x\n";
	static const char both[] = "year,version,published,paper,from,to,kind,name\n2019,2,2019-03-22,second,2019-05-01,2019-05-04,off,x\n"
		"2019,2,2019-03-22,second,2019-05-05,2019-05-05,work,x\n2019,1,2018-12-06,first,2019-05-01,2019-05-01,off,x\n";
	struct holidays *h = arena_alloc(CX->arena, sizeof *h);
	int years, days;

	DONE(CX, holidays_import(CX, str_of(first), &years, &days));
	DONE(CX, holidays_get(CX, 2019, h));
	assert_int_equal(h->n, 1);
	DONE(CX, holidays_import(CX, str_of(both), &years, &days));
	assert_int_equal(years, 1);
	assert_int_equal(days, 5);
	DONE(CX, holidays_get(CX, 2019, h));
	assert_int_equal(h->n, 5);
	assert_string_equal(h->source.p, "second 2019-03-22 v2");
	REFUSED(CX, E_INVALID, holidays_import(CX, S("year,version,published,paper,from,to,kind,name\n2019,1,x,y,2019-05-01,2019-04-30,off,x\n"), &years, &days));
	REFUSED(CX, E_INVALID, holidays_import(CX, S("year,version,published,paper,from,to,kind,name\n2019,1,x,y,2019-05-01,2019-05-01,free,x\n"), &years, &days));
	REFUSED(CX, E_INVALID, holidays_import(CX, S("year,version,published,paper,from,to,kind,name\n"), &years, &days));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(the_vectors), T(every_year_has_its_working_days), T(every_mark_makes_sense), T(WD1_every_day_from_2017_to_2026),
		T(WD2_a_year_that_nobody_announced_is_not_guessed), T(WD3_days_in_which_the_clock_stood_still), T(an_amendment_is_a_newer_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
