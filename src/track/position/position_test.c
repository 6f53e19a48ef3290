/* position_test — the estimate over varied radio models: the radius must cover the true place in at least 80 % of cases in
 * every model, without being absurdly large. Prints a line a model: median error, coverage, median radius. */
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "track/position/position.h"

#define T0 ((utc_ms)1700000000000)
#define M_PER_DEG 111319.490793
#define LAT 26.894
#define LON 112.572

static uint64_t rng_state;
static double uni(void)
{
	rng_state += 0x9e3779b97f4a7c15u;
	return (double)(hash_u64(rng_state) >> 11) * 0x1p-53;
}
static double gauss(void) { return sqrt(-2 * log(uni() + 1e-300)) * cos(6.283185307179586 * uni()); }

static struct geo geo_at(double x, double y)
{
	struct geo g = { 0 };

	assert_true(geo_from_deg(LAT + y / M_PER_DEG, LON + x / (M_PER_DEG * cos(LAT * 0.017453292519943295)), &g));
	return g;
}

struct model {
	const char *name;
	double exponent, shadow_db, gain_db, spacing_m, range_m, loss, skew_s;
	bool range_known;
};

static const struct model models[] = {
	{ "open, dense",           2.2, 3, 3,  60,  80, 0.05, 0.1, true },
	{ "open, wide",            2.2, 4, 6, 200, 300, 0.10, 1.0, true },
	{ "street",                2.8, 5, 4, 150, 150, 0.20, 1.0, true },
	{ "street, lossy",         2.8, 6, 6, 150, 150, 0.60, 5.0, true },
	{ "city block",            3.3, 6, 4, 120, 120, 0.20, 1.0, true },
	{ "city block, no range",  3.3, 6, 4, 120, 120, 0.20, 1.0, false },
	{ "deep city",             4.0, 8, 6, 100, 100, 0.30, 2.0, true },
	{ "deep city, sparse",     4.0, 8, 6, 250, 120, 0.30, 2.0, true },
	{ "short range, dense",    3.0, 5, 4,  60,  50, 0.20, 1.0, true },
	{ "sparse",                3.0, 5, 4, 400, 200, 0.20, 1.0, true },
	{ "sparse, short range",   3.0, 5, 6, 400,  50, 0.40, 5.0, true },
	{ "range far understated", 2.8, 5, 4, 150, 250, 0.20, 1.0, false },
	{ "long range, dense",     2.5, 4, 4, 100, 300, 0.30, 2.0, true },
};

enum { SIDE = 9, NSTATIONS = SIDE * SIDE, TRIALS = 2000 };

struct trial { double err, radius; int n; };

static int by_err(const void *a, const void *b)
{
	const struct trial *x = a, *y = b;

	return x->err < y->err ? -1 : x->err > y->err;
}
static int by_radius(const void *a, const void *b)
{
	const struct trial *x = a, *y = b;

	return x->radius < y->radius ? -1 : x->radius > y->radius;
}

/* One tag at a random place in the middle of the grid, moving at up to 6 m/s, heard for 12 seconds. */
static bool trial(const struct model *m, const struct station_place *st, const double (*xy)[2], struct trial *ret)
{
	double x = (uni() - 0.5) * 2 * m->spacing_m, y = (uni() - 0.5) * 2 * m->spacing_m, v = uni() < 0.5 ? 0 : 6 * uni();
	double dir = 6.283185307179586 * uni(), tx = (uni() * 2 - 1) * m->gain_db, shadow[NSTATIONS];
	struct heard h[64];
	double edge = -100 + 15 * uni();   /* what the receiver just hears */
	int n = 0;

	for (int i = 0; i < NSTATIONS; i++)
		shadow[i] = gauss() * m->shadow_db + (uni() * 2 - 1) * m->gain_db;
	for (int i = 0; i < NSTATIONS && n < 64; i++) {
		double mean = 0, last = -1, skew = (uni() * 2 - 1) * m->skew_s;

		for (int s = -12; s <= 0; s++) {   /* a beacon a second; now is s = 0 */
			double dx = x + v * s * cos(dir) - xy[i][0], dy = y + v * s * sin(dir) - xy[i][1];
			double d = MAX(sqrt(dx * dx + dy * dy), 3.0);
			double over = tx + shadow[i] + gauss() * 2 - 10 * m->exponent * log10(d / m->range_m);

			if (over < 0 || uni() < m->loss)
				continue;
			double rssi = MIN(edge + over, -20.0);
			mean = last < 0 ? rssi : mean + (rssi - mean) / 4;
			last = s + 12;
		}
		if (last >= 0)
			h[n++] = (struct heard){ (uint16_t)i, (int8_t)lround(mean), T0 + (utc_ms)((last - 12 + skew) * 1000), 1 };
	}
	struct fix f;
	if (n == 0 || !position_estimate(st, NSTATIONS, h, n, T0, &f))
		return false;
	*ret = (struct trial){ geo_dist_m(f.at, geo_at(x, y)), f.radius_m, f.n };
	return true;
}

static void the_radius_is_honest(void **state)
{
	static struct station_place st[NSTATIONS];
	static double xy[NSTATIONS][2];
	static struct trial all[TRIALS];
	(void)state;

	for (size_t k = 0; k < COUNTOF(models); k++) {
		const struct model *m = &models[k];
		int n = 0, in = 0;
		double heard = 0;

		rng_state = k + 1;
		while (n < TRIALS) {
			for (int i = 0; i < NSTATIONS && n % 50 == 0; i++) {
				xy[i][0] = (i % SIDE - SIDE / 2 + (uni() - 0.5) * 0.6) * m->spacing_m;
				xy[i][1] = (i / SIDE - SIDE / 2 + (uni() - 0.5) * 0.6) * m->spacing_m;
				st[i] = (struct station_place){ .ix = (uint16_t)i, .used = 1, .at = geo_at(xy[i][0], xy[i][1]),
					.range_m = m->range_known ? (uint16_t)m->range_m : 0 };
			}
			if (!trial(m, st, (const double (*)[2])xy, &all[n]))
				continue;
			in += all[n].err <= all[n].radius;
			heard += all[n].n;
			n++;
		}
		qsort(all, TRIALS, sizeof *all, by_err);
		double median = all[TRIALS / 2].err, p80 = all[TRIALS * 8 / 10].err;
		qsort(all, TRIALS, sizeof *all, by_radius);
		double radius = all[TRIALS / 2].radius, cover = 100.0 * in / TRIALS;
		print_message("# %-22s stations %4.1f  median error %4.0f m  p80 %4.0f m  radius %4.0f m  covers %.1f %%\n", m->name,
		              heard / TRIALS, median, p80, radius, cover);
		assert_true(cover >= 80);
		assert_true(radius <= 2.5 * p80);          /* not absurdly large */
		assert_true(median <= (heard > 5 * TRIALS ? 0.5 : 1.6) * m->range_m);
	}
}

static void one_station_means_around_it(void **state)
{
	struct station_place st[2] = { { .ix = 0, .used = 1, .at = geo_at(0, 0), .range_m = 80 }, { .ix = 1 } };
	struct heard h = { 0, -60, T0, 3 };
	struct fix f, older;
	(void)state;

	assert_true(position_estimate(st, 2, &h, 1, T0, &f));
	assert_int_equal(f.at.lat_e7, st[0].at.lat_e7);
	assert_int_equal(f.at.lon_e7, st[0].at.lon_e7);
	assert_int_equal(f.station, 0);
	assert_int_equal(f.n, 1);
	assert_int_equal(f.t, T0);
	assert_in_range(f.radius_m, 60, 200);
	/* A minute without a word: it may have gone some way. */
	assert_true(position_estimate(st, 2, &h, 1, T0 + 60000, &older));
	assert_in_range(older.radius_m, f.radius_m + 150, f.radius_m + 400);
	assert_int_equal(older.t, T0);
}

static void nothing_known_is_no_point(void **state)
{
	struct station_place st[2] = { { .ix = 0, .used = 1, .at = geo_at(0, 0) }, { .ix = 1 } };
	struct heard h[2] = { { 1, -60, T0, 1 }, { 700, -50, T0, 1 } };
	struct fix f = { .n = 99 };
	(void)state;

	assert_false(position_estimate(st, 2, h, 0, T0, &f));
	assert_false(position_estimate(st, 2, h, 2, T0, &f));   /* one withdrawn, one nobody knows */
	assert_false(position_estimate(NULL, 0, h, 2, T0, &f));
	assert_int_equal(f.n, 99);
	h[1].station = 0;
	assert_true(position_estimate(st, 2, h, 2, T0, &f));    /* range unknown: 100 m is assumed */
	assert_int_equal(f.n, 1);
	assert_true(f.radius_m > 0);
}

static void old_hearings_do_not_pull(void **state)
{
	struct station_place st[2] = { { .ix = 0, .used = 1, .at = geo_at(0, 0), .range_m = 100 },
		{ .ix = 1, .used = 1, .at = geo_at(1000, 0), .range_m = 100 } };
	struct heard h[2] = { { 0, -40, T0 - 60000, 1 }, { 1, -80, T0, 1 } };
	struct fix f;
	(void)state;

	assert_true(position_estimate(st, 2, h, 2, T0, &f));
	assert_int_equal(f.n, 1);
	assert_int_equal(f.station, 1);
	assert_int_equal(f.at.lon_e7, st[1].at.lon_e7);
	/* Heard between both with the same strength: in the middle. */
	h[0] = (struct heard){ 0, -80, T0, 1 };
	assert_true(position_estimate(st, 2, h, 2, T0, &f));
	assert_true(fabs(geo_dist_m(f.at, st[0].at) - 500) < 2);
	/* Stronger at one: nearer to it. */
	h[0].rssi = -70;
	assert_true(position_estimate(st, 2, h, 2, T0, &f));
	assert_true(geo_dist_m(f.at, st[0].at) < 350);
}

/* ---- tracks ---- */

enum { RIDE = 60 };

/* A ride along y = off at 5 m/s, a beacon each 2 s, heard by stations each 100 m at y = 0 and, with both, y = 200. */
static int ride(struct station_place *st, double off, bool both, struct reception *r, utc_ms *t)
{
	int n = 0;

	for (int i = 0; i < 16; i++)
		st[i] = (struct station_place){ .ix = (uint16_t)i, .used = i < 8 || both, .at = geo_at(i % 8 * 100, i / 8 * 200), .range_m = 150 };
	for (int k = 0; k < RIDE; k++) {
		t[k] = T0 + k * 2000;
		for (int i = 0; i < (both ? 16 : 8); i++) {
			double d = hypot(i % 8 * 100 - 10.0 * k, i / 8 * 200 - off), rssi = -95 - 28 * log10(MAX(d, 3.0) / 150) + 3 * gauss();
			if (rssi > -95)
				r[n++] = (struct reception){ t[k], (uint16_t)i, (int8_t)lround(rssi) };
		}
	}
	return n;
}

static void a_ride_is_nearer_with_hindsight(void **state)
{
	struct station_place st[16];
	struct reception r[RIDE * 16];
	utc_ms t[RIDE];
	struct fix f[RIDE];
	double sum = 0, radius = 0;
	int in = 0;
	(void)state;

	rng_state = 11;
	int n = ride(st, 70, true, r, t);
	struct position_track *k = position_track_new(st, 16);
	position_track_begin(k, r, (size_t)n);
	assert_int_equal(position_track_run(k, r, n, t, RIDE, true, f), RIDE);
	position_track_learn(k);
	assert_int_equal(position_track_run(k, r, n, t, RIDE, false, f), RIDE);
	for (int i = 0; i < RIDE; i++) {
		double e = geo_dist_m(f[i].at, geo_at(10.0 * i, 70));
		assert_int_equal(f[i].t, t[i]);
		sum += e;
		radius += f[i].radius_m;
		in += e <= f[i].radius_m;
	}
	print_message("# a ride between two rows: mean error %.0f m, radius %.0f m, covers %d of %d\n", sum / RIDE, radius / RIDE, in, RIDE);
	assert_true(sum / RIDE < 15 && radius / RIDE < 80 && in > RIDE * 8 / 10);
	position_track_free(k);
}

static void a_row_of_stations_does_not_tell_the_side(void **state)
{
	struct station_place st[16];
	struct reception r[RIDE * 16];
	utc_ms t[RIDE];
	struct fix f[RIDE];
	int left = 0, right = 0;
	(void)state;

	rng_state = 12;
	int n = ride(st, 60, false, r, t);
	struct position_track *k = position_track_new(st, 16);
	assert_int_equal(position_track_run(k, r, n, t, RIDE, false, f), RIDE);
	for (int i = 0; i < RIDE; i++) {
		left += geo_dist_m(f[i].at, geo_at(10.0 * i, 60)) <= f[i].radius_m;
		right += geo_dist_m(f[i].at, geo_at(10.0 * i, -60)) <= f[i].radius_m;
	}
	print_message("# beside a row of stations: radius %u m, covers left %d, right %d of %d\n", f[RIDE / 2].radius_m, left, right, RIDE);
	assert_true(left > RIDE * 8 / 10 && right > RIDE * 8 / 10);
	position_track_free(k);
}

static void a_track_needs_a_place(void **state)
{
	struct station_place st[2] = { { .ix = 0, .used = 1, .at = geo_at(0, 0), .range_m = 100 }, { .ix = 1 } };
	struct reception r[2] = { { T0, 1, -60 }, { T0 + 1000, 700, -60 } };
	utc_ms t[2] = { T0, T0 + 1000 };
	struct fix f[2];
	(void)state;

	struct position_track *k = position_track_new(st, 2);
	assert_int_equal(position_track_run(k, r, 2, t, 2, false, f), 0);   /* one withdrawn, one nobody knows */
	assert_int_equal(position_track_run(k, r, 0, t, 2, false, f), 0);
	r[1].station = 0;
	assert_int_equal(position_track_run(k, r, 2, t, 0, false, f), 0);
	assert_int_equal(position_track_run(k, r, 2, t, TRACK_MAX + 1, false, f), 0);
	assert_int_equal(position_track_run(k, r, 2, t, 2, false, f), 2);
	assert_true(geo_dist_m(f[1].at, st[0].at) <= f[1].radius_m);
	assert_in_range(f[1].radius_m, 40, 400);
	position_track_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_radius_is_honest),
		cmocka_unit_test(one_station_means_around_it),
		cmocka_unit_test(nothing_known_is_no_point),
		cmocka_unit_test(old_hearings_do_not_pull),
		cmocka_unit_test(a_ride_is_nearer_with_hindsight),
		cmocka_unit_test(a_row_of_stations_does_not_tell_the_side),
		cmocka_unit_test(a_track_needs_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
