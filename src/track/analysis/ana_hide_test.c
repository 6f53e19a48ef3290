/* ana_hide_test — stays with their silences, areas, and how often the hide-out of a made-up thief is named, against the last place heard. */
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "track/analysis/ana_city_testkit.h"
#include "track/analysis/hide.h"
#include "track/analysis/next_int.h"

#define H ((utc_ms)HOUR_MS)

static struct visit at(uint16_t station, utc_ms from, utc_ms to)
{
	return (struct visit){ .tag = 7, .station = station, .hits = 1, .first = CITY_T0 + from, .last = CITY_T0 + to };
}

static void nights_outweigh_a_longer_day(void **state)
{
	/* Monday to Wednesday: nights at 3 (heard), days at 5, a pass at 4 */
	struct visit v[9];
	struct hide_answer a;
	int n = 0;

	(void)state;
	for (int d = 0; d < 3; d++) {
		v[n++] = at(5, d * 24 * H + 8 * H, d * 24 * H + 22 * H - 120000);
		v[n++] = at(4, d * 24 * H + 22 * H - 60000, d * 24 * H + 22 * H - 30000);
		v[n++] = at(3, d * 24 * H + 22 * H, d * 24 * H + 30 * H);
	}
	assert_int_equal(hide_ask(v, 9, CITY_T0 + 78 * H, NULL, 0, &a), 2);
	assert_int_equal(a.stays, 6);
	assert_int_equal(a.place[0].station[0], 3);
	assert_int_equal(a.place[1].station[0], 5);
	assert_int_equal(a.place[0].stays, 3);
	assert_int_equal(a.place[0].nights, 3);
	assert_int_equal(a.place[1].nights, 0);
	assert_int_equal(a.place[0].trust, HIDE_FAIR);
	assert_int_equal(a.place[0].heard_ms, 24 * H);
	assert_int_equal(a.place[0].rows, 3);
	assert_int_equal(a.place[0].row[0], 8);
	assert_int_equal(a.place[0].row[2], 2);
	assert_int_equal(a.place[0].week_min[23], 60);   /* Monday 23 h */
	assert_int_equal(a.place[0].week_min[24 + 5], 60);
	assert_int_equal(a.place[0].week_min[12], 0);
	assert_true(a.place[0].p + a.place[1].p < 1);
	assert_false(a.silent);
	/* at two in the night it is where its nights are, at noon where its days are */
	hide_ask(v, 9, CITY_T0 + 72 * H + 2 * H, NULL, 0, &a);
	assert_true(a.place[0].p_now > 0.8 && a.place[0].station[0] == 3);
	v[8].last = CITY_T0 + 78 * H;
	hide_ask(v, 9, CITY_T0 + 84 * H, NULL, 0, &a);
	assert_true(a.place[0].p_now < a.place[1].p_now);
}

static void a_cellar_is_heard_by_its_silence(void **state)
{
	/* seen in and out at 3 with hours between; longer heard at 5 by day */
	struct visit v[] = { at(5, 9 * H, 12 * H), at(3, 13 * H, 13 * H + 60000), at(3, 33 * H, 33 * H + 60000), at(5, 34 * H, 37 * H) };
	struct hide_answer a;

	(void)state;
	assert_int_equal(hide_ask(v, 4, CITY_T0 + 37 * H, NULL, 0, &a), 2);
	assert_int_equal(a.place[0].station[0], 3);
	assert_int_equal(a.place[0].silences, 1);
	assert_int_equal(a.place[0].heard_ms, 120000);
	assert_int_equal(a.place[0].silent_ms, 21 * H - 120000);   /* and an hour after it, before it came out at 5 */
	assert_int_equal(a.place[1].silences, 1);        /* an hour and less after 5: it came out elsewhere */
}

static void the_last_place_before_dark_counts(void **state)
{
	struct visit v[] = { at(5, 9 * H, 13 * H), at(6, 13 * H + 60000, 13 * H + 90000) };
	struct hide_answer a;

	(void)state;
	assert_int_equal(hide_ask(v, 2, CITY_T0 + 13 * H + 100000, NULL, 0, &a), 1);
	assert_false(a.silent);
	assert_int_equal(hide_ask(v, 2, CITY_T0 + 20 * H, NULL, 0, &a), 2);
	assert_true(a.silent);
	assert_int_equal(a.since, v[1].last);
	assert_int_equal(a.place[0].station[0], 6);
	assert_true(a.place[0].here_last && !a.place[1].here_last);
	assert_int_equal(hide_ask(NULL, 0, CITY_T0, NULL, 0, &a), 0);
	assert_int_equal(a.since, 0);
}

static void stations_near_each_other_are_one_area(void **state)
{
	struct station_place p[10] = { { 0 } };
	struct visit v[] = { at(1, 0, 5 * H), at(2, 6 * H, 10 * H), at(3, 11 * H, 13 * H) };
	struct visit beside[] = { at(1, 0, 5 * H), at(2, H, 2 * H), at(3, 4 * H, 4 * H + 1000), at(9, 5 * H, 6 * H) };
	struct hide_answer a;

	(void)state;
	for (uint16_t i = 1; i < 4; i++) {
		p[i] = (struct station_place){ .ix = i, .used = 1, .range_m = 80 };
		assert_true(geo_from_deg(26.9 + (i == 3 ? 0.02 : i * 0.001), 112.57, &p[i].at));   /* 111 m apart; 3 is two kilometres away */
	}
	assert_int_equal(hide_ask(v, 3, CITY_T0 + 13 * H, p, 10, &a), 2);
	assert_int_equal(a.place[0].stations, 2);
	assert_true(a.place[0].placed && a.place[0].radius_m >= 80 && a.place[0].radius_m < 200);
	assert_true(geo_dist_m(a.place[0].at, p[1].at) < 111);
	assert_int_equal(hide_ask(v, 3, CITY_T0 + 13 * H, NULL, 0, &a), 3);
	assert_false(a.place[0].placed);
	/* where nothing is known of places, those heard together */
	assert_int_equal(hide_ask(beside, 4, CITY_T0 + 6 * H, NULL, 0, &a), 2);
	assert_int_equal(a.place[0].stations, 3);
	assert_int_equal(a.place[0].station[0], 1);
}

static void what_is_weeks_old_fades(void **state)
{
	struct visit v[] = { at(1, 0, 6 * H), at(2, 21 * 24 * H, 21 * 24 * H + 2 * H) };
	struct hide_answer a;

	(void)state;
	hide_ask(v, 1, CITY_T0 + 6 * H, NULL, 0, &a);
	assert_int_equal(a.place[0].station[0], 1);
	hide_ask(v, 2, CITY_T0 + 21 * 24 * H + 2 * H + 60000, NULL, 0, &a);
	assert_int_equal(a.place[0].station[0], 2);
}

/* A thief: five nights in a hide-out, half of them in a cellar, rides by day, stops at two other places, then silence while on
 * the way or at the hide-out. Is the hide-out named? */
static void a_hide_out_is_named(void **state)
{
	const struct city c = { .side = 16, .bikes = 1, .seed = 5 };
	struct city_day d = { 0 };
	int first = 0, three = 0, last_place = 0, runs = 400;
	double said = 0;

	(void)state;
	for (uint32_t run = 0; run < (uint32_t)runs; run++) {
		struct hide_answer a;
		city_begin(&c, &d, run, 3);
		uint16_t den = (uint16_t)(city_uni(&d.rng) * 256), shop = (uint16_t)(city_uni(&d.rng) * 256), friend = (uint16_t)(city_uni(&d.rng) * 256);
		utc_ms t = CITY_T0 + 20 * H;
		bool ends_on_the_way = city_uni(&d.rng) < 0.4;
		for (int day = 0; day < 5; day++) {
			utc_ms out = CITY_T0 + day * 24 * H + 33 * H + (utc_ms)(city_uni(&d.rng) * 2 * HOUR_MS);
			city_park(&c, &d, den, t, out);
			t = city_ride(&c, &d, den, shop, out);
			city_park(&c, &d, shop, t, t + (utc_ms)((1 + 4 * city_uni(&d.rng)) * HOUR_MS));
			t = d.v[d.n - 1].last + 60000;
			uint16_t from = shop;
			if (city_uni(&d.rng) < 0.5) {
				t = city_ride(&c, &d, shop, friend, t);
				city_park(&c, &d, friend, t, t + (utc_ms)((1 + 3 * city_uni(&d.rng)) * HOUR_MS));
				t = d.v[d.n - 1].last + 60000;
				from = friend;
			}
			if (day == 4 && ends_on_the_way)
				break;
			t = city_ride(&c, &d, from, den, t);
			city_hear(&d, den, t, t + 60000);
		}
		qsort(d.v, d.n, sizeof *d.v, city_by_first);
		utc_ms now = d.v[d.n - 1].last + 14 * H;
		hide_ask(d.v, d.n, now, NULL, 0, &a);
		uint16_t heard_last = d.v[0].station;
		utc_ms last = d.v[0].last;
		for (uint32_t i = 0; i < d.n; i++)
			if (d.v[i].last >= last) {
				last = d.v[i].last;
				heard_last = d.v[i].station;
			}
		for (int k = 0; k < a.n; k++)
			for (int i = 0; i < a.place[k].stations; i++)
				if (a.place[k].station[i] == den) {
					first += k == 0;
					three += k < 3;
					k = a.n;
					break;
				}
		said += a.n ? a.place[0].p : 0;
		last_place += heard_last == den;
	}
	printf("# hide-out named first in %d, among three in %d of %d cases (the last place heard is it in %d); mean p of the first %.2f\n", first, three, runs,
	       last_place, said / runs);
	assert_true(first > runs * 0.7);
	assert_true(three > runs * 0.95);
	assert_true(first > last_place);
	free(d.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nights_outweigh_a_longer_day),
		cmocka_unit_test(a_cellar_is_heard_by_its_silence),
		cmocka_unit_test(the_last_place_before_dark_counts),
		cmocka_unit_test(stations_near_each_other_are_one_area),
		cmocka_unit_test(what_is_weeks_old_fades),
		cmocka_unit_test(a_hide_out_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
