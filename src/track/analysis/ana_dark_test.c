/* ana_dark_test — the curve of silence against the truth it was made of, deaf stations, and who is called dark in a made-up city. */
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "track/analysis/ana_city_testkit.h"
#include "track/analysis/dark.h"
#include "track/analysis/next_int.h"

static struct dark_model *model(uint32_t stations, const uint8_t *class_of)
{
	return dark_new(&(struct dark_opts){ .stations = stations, .class_of = class_of });
}

static void hear(struct dark_model *d, uint64_t tag, uint16_t station, utc_ms from, utc_ms to)
{
	dark_add(d, &(struct visit){ .tag = tag, .station = station, .first = from, .last = to });
}

/* Exponential silences of mean_s after the station; some are still going on when told. */
static void silences(struct dark_model *d, uint64_t first_tag, int n, uint16_t station, double mean_s, utc_ms until)
{
	uint64_t rng = first_tag * 77 + station;

	for (int i = 0; i < n; i++) {
		utc_ms t = CITY_T0 + 9 * HOUR_MS;
		utc_ms back = t + DARK_LEAST_MS + (utc_ms)(-log(city_uni(&rng) + 1e-12) * mean_s * 1000);
		hear(d, first_tag + (uint64_t)i, station, t - 60000, t);
		if (back <= until)
			hear(d, first_tag + (uint64_t)i, station, back, until);   /* and is heard since */
	}
}

static double truth(double mean_s, int64_t ms) { return exp(-(double)(ms - DARK_LEAST_MS) / 1000 / mean_s); }

static void the_curve_is_the_one_it_was_made_of(void **state)
{
	struct dark_model *d = model(4, NULL);
	utc_ms until = CITY_T0 + 10 * HOUR_MS;          /* an hour later: a third of the silences goes on */

	(void)state;
	silences(d, 1, 3000, 2, 3600, until);
	dark_going_on(d, until);
	struct dark_stats s;
	dark_stats(d, &s);
	assert_true(s.going_on > 800 && s.silences + s.going_on == 3000);
	for (int64_t m = 6; m <= 55; m += 7)
		assert_true(fabs(dark_longer(d, 2, 9, m * MINUTE_MS) - truth(3600, m * MINUTE_MS)) < 0.04);
	assert_true(dark_longer(d, 2, 9, MINUTE_MS) == 1);
	/* another part of the day knows nothing: all may last */
	assert_true(dark_longer(d, 2, 22, HOUR_MS) == 1);
	dark_free(d);
}

static void what_goes_on_counts(void **state)
{
	struct dark_model *d = model(2, NULL);
	utc_ms now = CITY_T0 + 33 * HOUR_MS;

	(void)state;
	for (uint64_t i = 1; i <= 100; i++) {
		hear(d, i, 1, CITY_T0 + 9 * HOUR_MS, CITY_T0 + 9 * HOUR_MS);
		if (i <= 50)
			hear(d, i, 1, CITY_T0 + 10 * HOUR_MS, now);
	}
	double blind = dark_longer(d, 1, 9, 4 * HOUR_MS);
	dark_going_on(d, now);
	double seen = dark_longer(d, 1, 9, 4 * HOUR_MS);
	assert_true(blind < 0.02);
	assert_true(seen > 0.45 && seen < 0.55);        /* half of them never came back */
	dark_going_on(d, now);
	assert_true(dark_longer(d, 1, 9, 4 * HOUR_MS) == seen);
	dark_free(d);
}

static void a_rare_station_takes_its_class(void **state)
{
	struct dark_model *d = model(10, (uint8_t[]){ 0, 0, 0, 0, 0, 1, 1, 1, 1, 1 });
	utc_ms until = CITY_T0 + 40 * HOUR_MS;

	(void)state;
	silences(d, 1, 500, 1, 600, until);             /* class 0: minutes */
	silences(d, 1001, 500, 6, 20000, until);        /* class 1: hours */
	silences(d, 2001, 2, 2, 600, until);
	silences(d, 3001, 2, 7, 20000, until);
	dark_going_on(d, until);
	assert_true(dark_longer(d, 2, 9, 2 * HOUR_MS) < 0.1);
	assert_true(dark_longer(d, 7, 9, 2 * HOUR_MS) > 0.5);
	/* and where there are many of its own, those count */
	silences(d, 4001, 300, 3, 20000, until);
	assert_true(dark_longer(d, 3, 9, 2 * HOUR_MS) > 0.5);
	dark_free(d);
}

struct ears { double up[10]; int asked; };
static double listening(void *arg, uint16_t station, utc_ms from, utc_ms to)
{
	struct ears *e = arg;

	assert_true(to > from);
	e->asked++;
	return e->up[station];
}

static void a_silence_is_told_with_its_odds_and_rows(void **state)
{
	struct dark_model *d = model(10, NULL);
	struct next_near near[] = { { 2, 0.6 }, { 3, 0.3 } };
	struct ears all = { .up = { 1, 1, 1, 1 } }, few = { .up = { 0, 0.1, 0, 1 } };
	struct dark_answer a;
	utc_ms t = CITY_T0 + 2 * (utc_ms)DAY_MS + 9 * HOUR_MS;
	struct visit own[] = {
		{ .tag = 9, .station = 1, .first = t - DAY_MS, .last = t - DAY_MS + 1000 },
		{ .tag = 9, .station = 1, .first = t - DAY_MS + 2 * HOUR_MS, .last = t - 2 * HOUR_MS },
		{ .tag = 9, .station = 4, .first = t - HOUR_MS, .last = t - HOUR_MS + 1000 },
		{ .tag = 9, .station = 1, .first = t - 60000, .last = t },
	};

	(void)state;
	silences(d, 1, 400, 1, 600, CITY_T0 + 40 * HOUR_MS);
	dark_going_on(d, CITY_T0 + 40 * HOUR_MS);
	assert_int_equal(dark_ask(d, own, 4, t + 2 * MINUTE_MS, near, 2, listening, &all, &a), DARK_HEARD);
	assert_int_equal(dark_ask(d, own, 4, t + 8 * MINUTE_MS, near, 2, listening, &all, &a), DARK_USUAL);
	assert_int_equal(dark_ask(d, own, 4, t + 24 * MINUTE_MS, near, 2, listening, &all, &a), DARK_UNUSUAL);
	assert_int_equal(dark_ask(d, own, 4, t + HOUR_MS, near, 2, listening, &all, &a), DARK_RARE);
	assert_int_equal(a.since, t);
	assert_int_equal(a.station, 1);
	assert_int_equal(a.row, 3);
	assert_int_equal(a.silent_ms, HOUR_MS);
	assert_int_equal(a.listened_ms, HOUR_MS);
	assert_true(a.longer < 0.05 && a.longer_low <= a.longer && a.longer <= a.longer_high && a.longer_high < 0.1);
	assert_int_equal(a.silences_here, 400);
	assert_true(a.usual_ms > 7 * MINUTE_MS && a.usual_ms < 13 * MINUTE_MS);
	assert_int_equal(a.own, 2);                     /* two hours the day before; an hour before it came to 4 */
	assert_int_equal(a.own_longer, 1);
	assert_int_equal(a.own_longest_ms, 2 * HOUR_MS - 1000);
	assert_int_equal(a.n, 3);
	/* the same silence, but nobody listened: nothing may be said of the bike (D2) */
	assert_int_equal(dark_ask(d, own, 4, t + HOUR_MS, near, 2, listening, &few, &a), DARK_DEAF);
	assert_true(a.listening > 0.2 && a.listening < 0.23);
	/* two thirds of the hour listened to weigh as forty minutes */
	struct ears two = { .up = { 0, 1, 0, 1 } };
	dark_ask(d, own, 4, t + HOUR_MS, near, 2, listening, &two, &a);
	assert_int_equal(a.listened_ms, 40 * MINUTE_MS);
	assert_true(fabs(a.longer - dark_longer(d, 1, 9, 40 * MINUTE_MS)) < 1e-9);
	/* without ears that can be asked all are taken for listening, and the answer says it was not known */
	assert_int_equal(dark_ask(d, own, 4, t + HOUR_MS, NULL, 0, NULL, NULL, &a), DARK_RARE);
	assert_true(a.n == 1 && a.around[0].up < 0 && a.around[0].weight == 1);
	assert_int_equal(dark_ask(d, NULL, 0, t, NULL, 0, NULL, NULL, &a), DARK_UNKNOWN);
	assert_int_equal(a.station, NEXT_NONE);
	dark_free(d);
}

/* Learned for a week; on the eighth day some bikes vanish at noon, the others live on. */
static void the_vanished_are_told_from_those_in_cellars(void **state)
{
	const struct city c = { .side = 12, .bikes = 800, .seed = 11 };
	struct dark_model *d = model(city_stations(&c), NULL);
	struct city_day day = { 0 };
	struct dark_answer a;
	int gone = 0, called = 0, there = 0, wrong = 0;
	utc_ms noon = CITY_T0 + 7 * (utc_ms)DAY_MS + 12 * HOUR_MS, evening = noon + 12 * HOUR_MS;

	(void)state;
	for (uint32_t b = 0; b < c.bikes; b++)
		for (int i = 0; i < 7; i++) {
			city_make(&c, b, i, &day);
			for (uint32_t k = 0; k < day.n; k++)
				dark_add(d, &day.v[k]);
		}
	dark_going_on(d, CITY_T0 + 7 * (utc_ms)DAY_MS);
	for (uint32_t b = 0; b < c.bikes; b++) {
		bool vanishes = b % 4 == 0;
		uint32_t n = 0;
		city_make(&c, b, 7, &day);
		while (n < day.n && day.v[n].first < (vanishes ? noon : evening)) {
			day.v[n].last = MIN(day.v[n].last, vanishes ? noon : evening);
			n++;
		}
		enum dark_verdict v = dark_ask(d, day.v, n, evening, NULL, 0, NULL, NULL, &a);
		bool dark = v == DARK_UNUSUAL || v == DARK_RARE;
		gone += vanishes && n > 0;
		called += vanishes && n > 0 && dark;
		there += !vanishes;
		wrong += !vanishes && dark;
	}
	printf("# silent since noon, asked at midnight: %d of %d vanished are called unusual, and %d of %d that are at home, some in cellars\n", called, gone, wrong, there);
	assert_true(gone > 150);
	assert_true(called > 0.7 * gone);
	assert_true(wrong < 0.05 * there);
	free(day.v);
	dark_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_curve_is_the_one_it_was_made_of),
		cmocka_unit_test(what_goes_on_counts),
		cmocka_unit_test(a_rare_station_takes_its_class),
		cmocka_unit_test(a_silence_is_told_with_its_odds_and_rows),
		cmocka_unit_test(the_vanished_are_told_from_those_in_cellars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
