/* analysis_test — companions, clones, misplaced stations and passed-all over made-up streets, with what must not be found beside what must. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "track/analysis/analysis.h"

#define T0 ((utc_ms)1700000000000)
enum { SIDE = 10, STATIONS = SIDE * SIDE, STEP_M = 150, MAX_V = 200000 };

static uint64_t rng_;
static uint64_t rnd(void) { return hash_u64(rng_ += 0x9e3779b97f4a7c15u); }
static int64_t below(int64_t n) { return (int64_t)(rnd() % (uint64_t)n); }

static struct station_place place[STATIONS];
static struct visit v[MAX_V];
static size_t nv;

static struct geo at_m(double x, double y)
{
	struct geo g = { 0 };

	assert_true(geo_from_deg(26.9 + y / 111319.49, 112.57 + x / (111319.49 * cos(26.9 * 0.017453292519943295)), &g));
	return g;
}

/* A town of SIDE x SIDE stations, STEP_M apart. */
static void town(uint64_t seed)
{
	rng_ = seed;
	nv = 0;
	for (int i = 0; i < STATIONS; i++)
		place[i] = (struct station_place){ .ix = (uint16_t)i, .used = 1, .at = at_m(i % SIDE * STEP_M, i / SIDE * STEP_M), .range_m = 100 };
}

static void hear(uint64_t tag, int station, utc_ms first, utc_ms last, uint32_t hits, uint8_t flags)
{
	assert_true(nv < MAX_V);
	v[nv++] = (struct visit){ .tag = tag, .station = (uint16_t)station, .rssi_max = -70, .flags = flags, .hits = hits, .first = first, .last = last };
}

/* Rides from station to station along a street and then a cross street, 5 m/s: heard 40 s at each, and by the next one a little before it
 * leaves the last one. */
static void ride(uint64_t tag, int x0, int y0, int x1, int y1, utc_ms t, int64_t jitter)
{
	for (int x = x0, y = y0;; x == x1 ? (y += y1 > y ? 1 : -1) : (x += x1 > x ? 1 : -1)) {
		utc_ms first = t + below(jitter + 1);
		hear(tag, x + y * SIDE, first, first + 40000, 20, VF_MOVING);
		if (x == x1 && y == y1)
			return;
		t += 30000;
	}
}

static int by_first(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	return (x->station > y->station) - (x->station < y->station);
}

/* Others on their ways, all day. */
static void traffic(int n, int64_t span)
{
	for (int i = 0; i < n; i++)
		ride(1000 + (uint64_t)i, (int)below(SIDE), (int)below(SIDE), (int)below(SIDE), (int)below(SIDE), T0 + below(span), 8000);
}

struct got { struct ana_pair c[50]; int n; };
static void on_pair(void *arg, const struct ana_pair *c)
{
	struct got *g = arg;

	assert_true(g->n < 50);
	g->c[g->n++] = *c;
}

static struct got companions(uint64_t tag, struct ana_pair_opts o)
{
	struct got g = { .n = 0 };
	qsort(v, nv, sizeof *v, by_first);
	struct ana_index *x = ana_index_new(v, nv, place, STATIONS);
	struct ana_pairs *p = ana_pairs_new(place, STATIONS);

	int n = ana_index_companions(x, p, &o, tag, on_pair, &g);
	assert_int_equal(n, g.n);
	ana_pairs_free(p);
	ana_index_free(x);
	return g;
}

/* The sums are looked at, not how rare they are in such a small town. */
static const struct ana_pair_opts seven_ = { .min_sum = 3.5 };

/* ---- N1 ---- */

static void N1_a_companion_is_found_with_its_rows(void **st)
{
	(void)st;
	town(1);
	traffic(400, 4 * HOUR_MS);
	ride(7, 0, 2, 8, 7, T0 + HOUR_MS, 4000);
	ride(8, 0, 2, 8, 7, T0 + HOUR_MS + 6000, 4000);
	struct got g = companions(7, seven_);
	assert_int_equal(g.n, 1);
	assert_int_equal(g.c[0].a, 7);
	assert_int_equal(g.c[0].b, 8);
	assert_in_range(g.c[0].t0 - T0 - HOUR_MS, 0, 5000);
	assert_in_range(g.c[0].t1 - T0 - HOUR_MS, 13 * 30000, 13 * 30000 + 5000);
	assert_int_equal(g.c[0].stations, 14);
	assert_int_equal(g.c[0].shared, 14);
	assert_int_equal(g.c[0].rows, 14);
	for (uint32_t i = 0; i < g.c[0].rows; i++) {
		assert_in_range(g.c[0].row[i].b - g.c[0].row[i].a, 2000, 10000);
		assert_int_equal(g.c[0].row[i].station, i <= 8 ? 20 + i : 28 + (i - 8) * SIDE);
	}
	/* from the other side it is the same */
	g = companions(8, seven_);
	assert_int_equal(g.n, 1);
	assert_int_equal(g.c[0].b, 7);
}

static void N1_fewer_than_three_stations_or_no_way_is_none(void **st)
{
	(void)st;
	town(2);
	traffic(300, 4 * HOUR_MS);
	ride(7, 0, 2, 8, 2, T0 + HOUR_MS, 3000);
	for (int x = 3; x <= 4; x++)       /* with it for two stations, many times as near as anybody */
		hear(8, 20 + x, T0 + HOUR_MS + x * 30000 + 1000, T0 + HOUR_MS + x * 30000 + 30000, 20, VF_MOVING);
	assert_int_equal(companions(7, (struct ana_pair_opts){ .min_sum = 0.01 }).n, 0);
	/* two parked side by side whose stations come and go: three stations on less than 300 m, again and again */
	town(3);
	traffic(300, 4 * HOUR_MS);
	for (int k = 0; k < 12; k++)
		for (uint64_t tag = 7; tag <= 8; tag++)
			hear(tag, (int[]){ 44, 45, 54 }[k % 3], T0 + k * 4 * MINUTE_MS + (int64_t)tag * 500, T0 + k * 4 * MINUTE_MS + 20000, 3, VF_MOVING);
	assert_int_equal(companions(7, seven_).n, 0);
}

/* A street at the hour when everybody rides it: who is on it with the tag all the way is no companion; who leaves it with the tag is. */
static void N1_a_place_that_everybody_passes_says_little(void **st)
{
	(void)st;
	town(4);
	for (int i = 0; i < 300; i++)
		ride(1000 + (uint64_t)i, 0, 5, 9, 5, T0 + below(20 * MINUTE_MS), 8000);
	ride(7, 0, 5, 9, 5, T0 + 10 * MINUTE_MS, 4000);
	struct got g = companions(7, seven_);
	assert_int_equal(g.n, 0);
	/* some with lags as steady as a companion's: on a full street even they are not told apart for sure */
	town(4);
	for (int i = 0; i < 300; i++)
		ride(1000 + (uint64_t)i, 0, 5, 5, 5, T0 + below(20 * MINUTE_MS), 8000);
	ride(7, 0, 5, 5, 9, T0 + 10 * MINUTE_MS, 4000);
	ride(8, 0, 5, 5, 9, T0 + 10 * MINUTE_MS + 4000, 4000);
	g = companions(7, seven_);
	assert_int_equal(g.n, 1);
	assert_int_equal(g.c[0].b, 8);
}

static void N1_missed_stations_and_a_second_ride(void **st)
{
	double all, one;

	(void)st;
	town(5);
	traffic(400, 8 * HOUR_MS);
	ride(7, 0, 2, 8, 7, T0 + HOUR_MS, 4000);
	ride(8, 0, 2, 8, 7, T0 + HOUR_MS + 6000, 4000);
	struct got g = companions(7, seven_);
	assert_int_equal(g.n, 1);
	all = g.c[0].sum;
	for (size_t i = 0, k = 0; i < nv; i++)      /* five of fourteen were not heard */
		if (v[i].tag == 8 && k++ % 3 == 1)
			v[i].flags = 0;
	g = companions(7, (struct ana_pair_opts){ .min_sum = 2 });
	assert_int_equal(g.n, 1);
	assert_int_equal(g.c[0].b, 8);
	assert_int_equal(g.c[0].shared, 9);
	assert_int_equal(g.c[0].ways, 1);
	one = g.c[0].sum;
	assert_true(one < all - 2.5);
	ride(7, 8, 7, 0, 0, T0 + 3 * HOUR_MS, 4000);
	ride(8, 8, 7, 0, 0, T0 + 3 * HOUR_MS + 6000, 4000);
	g = companions(7, seven_);
	assert_int_equal(g.n, 1);
	assert_int_equal(g.c[0].ways, 2);
	assert_true(g.c[0].sum > one + 2);
	assert_true(g.c[0].t1 > T0 + 3 * HOUR_MS);
}

struct slow { size_t asked; };
static int slow_station(void *arg, uint16_t station, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e)
{
	struct slow *s = arg;
	int n = 0;

	(void)e;
	s->asked++;
	for (size_t i = 0; i < nv; i++)
		if (v[i].station == station && v[i].last >= from && v[i].first < to) {
			n++;
			if (!fn(fn_arg, &v[i]))
				break;
		}
	return n;
}

static int broken_station(void *arg, uint16_t station, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e)
{
	(void)arg; (void)station; (void)from; (void)to; (void)fn; (void)fn_arg;
	return ERR(e, E_CORRUPT, "no");
}

/* The trail store's shape as a source gives what the index gives; all pairs are the union of the single questions. */
static void N1_sources_agree(void **st)
{
	struct visit mine[64];
	struct got a, b = { .n = 0 }, all = { .n = 0 };
	struct slow slow = { 0 };
	struct err e = { 0 };
	struct ana_pair_opts o = { .min_sum = 1, .tags = 502 };
	size_t n = 0;

	(void)st;
	town(6);
	traffic(500, 2 * HOUR_MS);
	ride(7, 0, 2, 8, 7, T0 + HOUR_MS, 4000);
	ride(8, 0, 2, 8, 7, T0 + HOUR_MS + 6000, 4000);
	a = companions(7, o);
	for (size_t i = 0; i < nv; i++)
		if (v[i].tag == 7)
			mine[n++] = v[i];
	struct ana_pairs *p = ana_pairs_new(place, STATIONS);
	struct ana_source src = { &slow, slow_station };
	assert_int_equal(ana_companions(p, &src, &o, mine, n, on_pair, &b, &e), a.n);
	assert_int_equal(slow.asked, n);
	assert_true(a.n > 0);
	assert_memory_equal(a.c, b.c, (size_t)a.n * sizeof a.c[0]);
	src.station = broken_station;
	assert_int_equal(ana_companions(p, &src, &o, mine, n, on_pair, &b, &e), E_CORRUPT);
	struct ana_index *x = ana_index_new(v, nv, place, STATIONS);
	assert_int_equal(ana_index_tags(x), 502);
	o.min_sum = 6;
	ana_index_all(x, p, &o, on_pair, &all);
	assert_int_equal(all.n, 2);
	assert_true(all.c[0].a == 7 && all.c[0].b == 8 && all.c[1].a == 8 && all.c[1].b == 7);
	assert_int_equal(ana_index_companions(x, p, &o, 999, on_pair, &b), 0);
	ana_index_free(x);
	ana_pairs_free(p);
}

/* ---- N2 ---- */

static struct ana_links *learned(void)
{
	struct ana_links *l = ana_links_new(place, STATIONS);

	qsort(v, nv, sizeof *v, by_first);
	for (uint64_t tag = 1; tag < 3000; tag++) {
		struct visit one[200];
		size_t n = 0;
		for (size_t i = 0; i < nv; i++)
			if (v[i].tag == tag && n < COUNTOF(one))
				one[n++] = v[i];
		if (n)
			ana_links_tag(l, one, n);
	}
	ana_links_done(l);
	return l;
}

/* A corner of the town and the one opposite: 1.9 km. */
enum { NEAR_CORNER = 0, FAR_CORNER = STATIONS - 1, OTHER_CORNER = SIDE - 1, LAST_CORNER = STATIONS - SIDE };

static struct visit seen(int station, int64_t s0, int64_t s1, uint32_t hits, uint8_t flags)
{
	return (struct visit){ .tag = 5, .station = (uint16_t)station, .flags = flags, .hits = hits, .first = T0 + s0 * 1000, .last = T0 + s1 * 1000 };
}

static void N2_two_contradictions_make_a_suspicion(void **st)
{
	struct ana_clone c;

	(void)st;
	town(11);
	traffic(500, 3 * HOUR_MS);
	struct ana_links *l = learned();
	assert_in_range(ana_links_least_ms(l, NEAR_CORNER, FAR_CORNER), 60000, 200000);
	assert_int_equal(ana_links_least_ms(l, 0, 1), 0);
	assert_true(ana_links_together(l, 0, 1) >= 3);
	struct visit w[] = { seen(NEAR_CORNER, 0, 40, 12, 0), seen(FAR_CORNER, 60, 100, 12, 0), seen(1, 600, 640, 12, 0), seen(FAR_CORNER - 1, 650, 700, 2, 0) };
	assert_true(ana_clone(l, w, 4, &c));
	assert_int_equal(c.n, 2);
	assert_true(c.score > 3 && c.score < 6);
	assert_int_equal(c.clash[0].a, NEAR_CORNER);
	assert_int_equal(c.clash[0].b, FAR_CORNER);
	assert_int_equal(c.clash[0].t_a, T0 + 40000);
	assert_int_equal(c.clash[0].t_b, T0 + 60000);
	/* one is none */
	assert_false(ana_clone(l, w, 3, &c));
	assert_true(c.n == 1 && c.score == 0);
	/* the time it takes is no contradiction */
	struct visit slow[] = { seen(NEAR_CORNER, 0, 40, 12, 0), seen(FAR_CORNER, 360, 400, 12, 0), seen(NEAR_CORNER, 800, 840, 12, 0), seen(FAR_CORNER, 1200, 1240, 12, 0) };
	assert_false(ana_clone(l, slow, 4, &c));
	assert_int_equal(c.n, 0);
	ana_links_free(l);
}

static void N2_one_false_hearing_counts_once(void **st)
{
	struct ana_clone c;

	(void)st;
	town(12);
	traffic(500, 3 * HOUR_MS);
	struct ana_links *l = learned();
	/* heard once far away, in the middle of a ride: it contradicts what was before and what came after */
	struct visit w[] = { seen(NEAR_CORNER, 0, 40, 12, 0), seen(1, 30, 70, 12, 0), seen(FAR_CORNER, 75, 75, 1, 0), seen(2, 80, 110, 12, 0), seen(3, 107, 150, 12, 0) };
	assert_false(ana_clone(l, w, COUNTOF(w), &c));
	assert_int_equal(c.n, 1);
	/* a long stay there, and minutes of hearings here: one each; but all rest on one station, so two are not enough */
	struct visit stay[] = { seen(FAR_CORNER, 0, 3600, 400, 0), seen(NEAR_CORNER, 300, 340, 12, 0), seen(1, 1200, 1240, 12, 0), seen(2, 2000, 2040, 12, 0) };
	assert_true(ana_clone(l, stay, COUNTOF(stay), &c));
	assert_int_equal(c.n, 3);
	assert_false(ana_clone(l, stay, COUNTOF(stay) - 1, &c));
	assert_int_equal(c.n, 2);
	ana_links_free(l);
}

static void N2_doubtful_clocks_and_stations_that_hear_at_once_are_none(void **st)
{
	struct ana_clone c;

	(void)st;
	town(13);
	traffic(500, 3 * HOUR_MS);
	for (uint64_t tag = 2000; tag < 2005; tag++) {      /* across the river: both hear what passes */
		hear(tag, OTHER_CORNER, T0 + (int64_t)tag * 60000, T0 + (int64_t)tag * 60000 + 30000, 10, 0);
		hear(tag, LAST_CORNER, T0 + (int64_t)tag * 60000 + 2000, T0 + (int64_t)tag * 60000 + 31000, 10, 0);
	}
	struct ana_links *l = learned();
	assert_int_equal(ana_links_together(l, OTHER_CORNER, LAST_CORNER), 5);
	assert_int_equal(ana_misplaced(l, NULL, 0), 0);
	struct visit w[] = { seen(OTHER_CORNER, 0, 40, 12, 0), seen(LAST_CORNER, 20, 60, 12, 0), seen(OTHER_CORNER, 600, 640, 12, 0), seen(LAST_CORNER, 620, 660, 12, 0),
		seen(OTHER_CORNER, 1200, 1240, 12, 0), seen(LAST_CORNER, 1220, 1260, 12, 0) };
	assert_false(ana_clone(l, w, COUNTOF(w), &c));
	assert_int_equal(c.n, 0);
	struct visit doubt[] = { seen(NEAR_CORNER, 0, 40, 12, 0), seen(FAR_CORNER, 60, 100, 12, VF_CLOCK), seen(NEAR_CORNER, 600, 640, 12, 0), seen(FAR_CORNER, 650, 700, 12, VF_CLOCK) };
	assert_false(ana_clone(l, doubt, 4, &c));
	assert_int_equal(c.n, 0);
	ana_links_free(l);
}

/* A station whose clock is far off, or whose place is wrong, contradicts everybody: it is left out, and its neighbours are not. */
static void N2_a_station_that_contradicts_many_is_left_out(void **st)
{
	struct ana_clone c;

	(void)st;
	town(14);
	traffic(500, 3 * HOUR_MS);
	struct ana_links *l = learned();
	struct visit w[] = { seen(NEAR_CORNER, 0, 40, 12, 0), seen(FAR_CORNER, 60, 100, 12, 0), seen(NEAR_CORNER, 600, 640, 12, 0), seen(FAR_CORNER, 650, 700, 12, 0) };
	for (int k = 0; k < 40; k++) {
		struct visit mad[] = { seen(k % 9, 0, 40, 12, 0), seen(FAR_CORNER, 50, 90, 12, 0) };
		ana_links_blame(l, mad, 2);
	}
	ana_links_judge(l);
	assert_false(ana_clone(l, w, 4, &c));
	assert_int_equal(c.n, 0);
	struct visit other[] = { seen(1, 0, 40, 12, 0), seen(LAST_CORNER + 2, 60, 100, 12, 0), seen(2, 600, 640, 12, 0), seen(LAST_CORNER + 3, 650, 700, 12, 0) };
	assert_true(ana_clone(l, other, 4, &c));
	ana_links_free(l);
}

/* ---- N3 ---- */

static void N3_a_misplaced_station_is_found_and_its_neighbours_are_not(void **st)
{
	struct ana_misplaced m[4];

	(void)st;
	town(21);
	traffic(600, 3 * HOUR_MS);
	struct ana_links *l = learned();
	assert_int_equal(ana_misplaced(l, m, 4), 0);
	ana_links_free(l);
	place[44].at = at_m(4 * STEP_M + 1500, 4 * STEP_M - 900);
	place[45].at = at_m(5 * STEP_M - 1800, 4 * STEP_M);      /* and its neighbour, elsewhere */
	l = learned();
	assert_int_equal(ana_misplaced(l, m, 4), 2);
	for (int i = 0; i < 2; i++) {
		assert_true(m[i].station == 44 || m[i].station == 45);
		assert_true(geo_dist_m(m[i].guess, at_m((m[i].station - 40) * STEP_M, 4 * STEP_M)) < 160);
		assert_true(m[i].score > 3);
		assert_true(m[i].tags >= m[i].of * 0.9 && m[i].of >= 10);
		assert_in_range(m[i].off_m, 1500, 2000);
	}
	assert_true(m[0].score >= m[1].score);
	/* the times at it are no contradictions of the bikes that passed it */
	assert_true(ana_links_least_ms(l, 44, 43) < 10000);
	assert_true(ana_links_least_ms(l, 44, 90) < 60000);
	ana_links_free(l);
}

/* ---- N4 ---- */

static void N4_who_passed_all_scenes(void **st)
{
	static const uint16_t a[] = { 11, 12 }, b[] = { 77 }, c[] = { 30, 31, 32 };
	const struct ana_scene s[] = { { a, 2, T0 + HOUR_MS, T0 + 2 * HOUR_MS }, { b, 1, T0, T0 + 3 * HOUR_MS }, { c, 3, T0 + HOUR_MS / 2, T0 + 4 * HOUR_MS } };
	struct slow slow = { 0 };
	struct ana_source src = { &slow, slow_station };
	struct ana_passed_answer r;
	struct err e = { 0 };
	size_t passed = 0, in_order = 0;

	(void)st;
	town(31);
	for (int k = 0; k < 6; k++)
		traffic(400, 4 * HOUR_MS);
	for (uint64_t tag = 1000; tag < 1400; tag++) {
		utc_ms first[3] = { INT64_MAX, INT64_MAX, INT64_MAX }, last[3] = { 0 };
		for (size_t i = 0; i < nv; i++)
			for (int k = 0; k < 3; k++)
				for (size_t j = 0; j < s[k].stations && v[i].tag == tag; j++)
					if (v[i].station == s[k].station[j] && v[i].last >= s[k].from && v[i].first < s[k].to) {
						first[k] = MIN(first[k], MAX(v[i].first, s[k].from));
						last[k] = MAX(last[k], MIN(v[i].last, s[k].to - 1));
					}
		bool all = last[0] && last[1] && last[2];
		passed += all;
		in_order += all && last[1] >= first[0] && last[2] >= MAX(first[0], first[1]);
	}
	assert_true(in_order > 0 && passed > in_order && passed < 400);
	assert_int_equal(ana_passed_all(&src, s, 3, false, 400, &r, &e), 0);
	assert_int_equal(r.n, passed);
	assert_true(r.at[0] < 400 && r.at[0] >= passed);
	double chance = (double)r.at[0] * (double)r.at[1] * (double)r.at[2] / 400 / 400;
	assert_true(fabs(r.chance - chance) < 1e-6);
	for (size_t i = 1; i < r.n; i++)
		assert_true(r.v[i].tag > r.v[i - 1].tag);
	free(r.v);
	assert_int_equal(ana_passed_all(&src, s, 3, true, 400, &r, &e), 0);
	assert_int_equal(r.n, in_order);
	free(r.v);
	assert_int_equal(ana_passed_all(&src, s, 0, true, 400, &r, &e), E_INVALID);
	assert_int_equal(ana_passed_all(&src, s, ANA_SCENES + 1, true, 400, &r, &e), E_INVALID);
	src.station = broken_station;
	assert_int_equal(ana_passed_all(&src, s, 3, true, 400, &r, &e), E_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(N1_a_companion_is_found_with_its_rows), cmocka_unit_test(N1_fewer_than_three_stations_or_no_way_is_none),
		cmocka_unit_test(N1_a_place_that_everybody_passes_says_little), cmocka_unit_test(N1_missed_stations_and_a_second_ride),
		cmocka_unit_test(N1_sources_agree), cmocka_unit_test(N2_two_contradictions_make_a_suspicion),
		cmocka_unit_test(N2_one_false_hearing_counts_once), cmocka_unit_test(N2_doubtful_clocks_and_stations_that_hear_at_once_are_none),
		cmocka_unit_test(N2_a_station_that_contradicts_many_is_left_out),
		cmocka_unit_test(N3_a_misplaced_station_is_found_and_its_neighbours_are_not), cmocka_unit_test(N4_who_passed_all_scenes),
	};

	return cmocka_run_group_tests_name("analysis", tests, NULL, NULL);
}
