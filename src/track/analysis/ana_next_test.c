/* ana_next_test — the chain of places, the next station of a made-up city foretold on days not learned, windows that hold, bounds. */
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "track/analysis/ana_city_testkit.h"
#include "track/analysis/next_int.h"

static struct visit at(uint16_t station, int64_t from_s, int64_t to_s)
{
	return (struct visit){ .tag = 7, .station = station, .hits = 1, .first = CITY_T0 + from_s * 1000, .last = CITY_T0 + to_s * 1000 };
}

/* ---- N1: what a step is ---- */

static enum chain_is last_is(const struct visit *v, int n, struct chain_step *ret)
{
	struct chain c = chain_begin();
	enum chain_is is = CHAIN_BEGIN;

	for (int i = 0; i < n; i++)
		is = chain_visit(&c, &v[i], ret);
	return is;
}

static void a_ride_through_overlapping_stations_is_a_step_each(void **state)
{
	struct visit v[] = { at(1, 0, 60), at(2, 50, 110), at(3, 100, 160) };
	struct chain_step s = { 0 };

	(void)state;
	assert_int_equal(last_is(v, 3, &s), CHAIN_STEP);
	assert_int_equal(s.from, 2);
	assert_int_equal(s.before, 1);
	assert_int_equal(s.before2, NEXT_NONE);
	assert_int_equal(s.to, 3);
	assert_int_equal(s.took_ms, 50000);
}

static void a_station_heard_at_once_with_the_present_one_is_not_next(void **state)
{
	struct visit echo[] = { at(1, 0, 3600), at(2, 500, 620) };
	struct visit flicker[] = { at(1, 0, 1000), at(2, 900, 2000), at(1, 1900, 3000) };
	struct visit three[] = { at(1, 0, 1000), at(2, 900, 2000), at(3, 1900, 3000), at(1, 2900, 4000) };
	struct visit real[] = { at(1, 0, 60), at(2, 50, 600), at(1, 900, 960) };
	struct chain_step s;

	(void)state;
	assert_int_equal(last_is(echo, 2, &s), CHAIN_ECHO);
	assert_int_equal(last_is(flicker, 3, &s), CHAIN_PINGPONG);
	assert_int_equal(last_is(three, 4, &s), CHAIN_PINGPONG);
	assert_int_equal(last_is(real, 3, &s), CHAIN_STEP);   /* it came back later: that is a way */
}

static void after_a_pingpong_the_way_goes_on_from_where_it_was_left(void **state)
{
	struct visit v[] = { at(5, 0, 100), at(1, 90, 1000), at(2, 900, 2000), at(1, 1900, 3000), at(9, 3100, 3200) };
	struct chain_step s = { 0 };

	(void)state;
	assert_int_equal(last_is(v, 5, &s), CHAIN_STEP);
	assert_int_equal(s.from, 1);
	assert_int_equal(s.before, 2);
	assert_int_equal(s.took_ms, 3100000 - 900000);   /* the stay at the pair began at 900 */
}

static void midnight_does_not_cut_a_stay(void **state)
{
	struct visit v[] = { at(1, -3600, -1), at(1, 0, 3600), at(2, 3590, 3700) };
	struct chain_step s = { 0 };

	(void)state;
	assert_int_equal(last_is(v, 3, &s), CHAIN_STEP);
	assert_int_equal(s.took_ms, 7190000);
}

/* ---- times ---- */

static void durations_keep_their_place_in_the_bins(void **state)
{
	double h[TIME_BINS] = { 0 };

	(void)state;
	for (int64_t ms = 1000; ms < 300000000; ms += ms / 7 + 1) {
		int b = time_bin(ms);
		assert_in_range(b, 0, TIME_BINS - 1);
		if (b > 0)
			assert_true((double)ms >= time_bin_ms(b) * 0.999);
		if (b < TIME_BINS - 1)
			assert_true((double)ms < time_bin_ms(b + 1) * 1.001);
	}
	for (int i = 0; i < 1000; i++)
		h[time_bin(60000 + i * 60)] += 1;         /* even from 60 to 120 s */
	double q50 = time_quantile(h, 0, 0.5), q90 = time_quantile(h, 0, 0.9);
	assert_true(q50 > 75000 && q50 < 100000);
	assert_true(q90 > 105000 && q90 < 128000);
	assert_true(time_quantile(h, 100000, 0.1) >= 100000);
	assert_true(time_above(h, 53000) == 1 && time_above(h, 200000) == 0);
	assert_true(fabs(time_above(h, q50) - 0.5) < 0.01);
}

/* ---- answers ---- */

static struct next_model *model(uint32_t stations)
{
	return next_new(&(struct next_opts){ .stations = stations });
}

static void drive(struct next_model *m, uint64_t tag, int64_t from_s, const uint16_t *way, int n, int64_t each_s)
{
	for (int i = 0; i < n; i++) {
		struct visit v = at(way[i], from_s + i * each_s, from_s + i * each_s + each_s / 2);
		v.tag = tag;
		next_add(m, &v);
	}
}

static void the_way_so_far_decides_at_a_crossing(void **state)
{
	struct next_model *m = model(10);
	struct next_answer a;

	(void)state;
	for (uint64_t t = 0; t < 40; t++) {
		drive(m, 100 + t, 28800, (uint16_t[]){ 1, 5, 2 }, 3, 60);
		drive(m, 200 + t, 28800, (uint16_t[]){ 3, 5, 4 }, 3, 90);
		drive(m, 300 + t, 28800, (uint16_t[]){ 3, 5, 4 }, 3, 90);
	}
	struct visit from1[] = { at(1, 86400 + 28800, 86400 + 28830), at(5, 86400 + 28860, 86400 + 28860) };
	assert_int_equal(next_ask(m, from1, 2, from1[1].first, &a), 2);
	assert_int_equal(a.station, 5);
	assert_int_equal(a.order, 2);
	assert_int_equal(a.steps_context, 40);
	assert_int_equal(a.steps_here, 120);
	assert_int_equal(a.guess[0].station, 2);      /* though most tags go to 4 */
	assert_true(a.guess[0].p > 0.7 && a.guess[0].p + a.guess[1].p <= 1);
	assert_true(a.guess[0].early < a.guess[0].eta && a.guess[0].eta < a.guess[0].late);
	assert_true(llabs(a.guess[0].eta - (from1[1].first + 60000)) < 15000);
	assert_true(llabs(a.guess[1].eta - (from1[1].first + 90000)) < 25000);
	struct visit from3[] = { at(3, 86400 + 28800, 86400 + 28830), at(5, 86400 + 28860, 86400 + 28860) };
	assert_int_equal(next_ask(m, from3, 2, from3[1].first, &a), 2);
	assert_int_equal(a.guess[0].station, 4);
	assert_int_equal(a.trust, NEXT_FAIR);
	assert_int_equal(next_ask(m, NULL, 0, CITY_T0, &a), 0);
	assert_int_equal(a.station, NEXT_NONE);
	next_free(m);
}

static void its_own_habit_outweighs_the_crowd(void **state)
{
	struct next_model *m = model(10);
	struct visit own[12];
	struct next_answer a;

	(void)state;
	for (uint64_t t = 0; t < 100; t++)
		drive(m, 100 + t, 28800, (uint16_t[]){ 1, 5, 2 }, 3, 60);
	drive(m, 7, 28800, (uint16_t[]){ 1, 5, 8 }, 3, 60);
	for (int d = 0; d < 4; d++) {
		uint16_t way[] = { 1, 5, 8 };
		for (int i = 0; i < 3; i++)
			own[d * 3 + i] = at(way[i], d * 86400 + 28800 + i * 60, d * 86400 + 28830 + i * 60);
	}
	struct visit *now = &own[10];
	assert_int_equal(next_ask(m, own, 11, now->first, &a), 2);
	assert_int_equal(a.guess[0].station, 8);
	assert_int_equal(a.guess[0].steps_own, 3);
	assert_int_equal(a.guess[0].steps_all, 1);
	assert_int_equal(a.trust, NEXT_GOOD);
	assert_int_equal(a.guess[0].rows, 3);         /* it rests on the three mornings, the latest first */
	assert_int_equal(a.guess[0].row[0], 7);
	assert_int_equal(a.guess[0].row[2], 1);
	assert_int_equal(next_ask(m, own + 10, 1, now->first, &a), 2);
	assert_int_equal(a.guess[0].station, 2);      /* without its past it is one of the crowd */
	next_free(m);
}

static void a_station_that_hears_it_now_is_not_named(void **state)
{
	struct next_model *m = model(10);
	struct next_answer a;

	(void)state;
	for (uint64_t t = 0; t < 50; t++) {
		drive(m, 100 + t, 28800, (uint16_t[]){ 5, 2 }, 2, 60);
		drive(m, 200 + t, 28800, (uint16_t[]){ 5, 3 }, 2, 60);
	}
	struct visit own[] = { at(2, 28800, 28861), at(5, 28860, 28862) };
	assert_int_equal(next_ask(m, own, 2, own[1].last, &a), 1);
	assert_int_equal(a.station, 5);
	assert_int_equal(a.guess[0].station, 3);
	assert_true(a.guess[0].p > 0.9);
	next_free(m);
}

/* A question put when an echo begins stands at the echo: what came next is known there, too. */
static void what_follows_an_echo_is_learned(void **state)
{
	struct next_model *m = model(10);
	struct next_answer a;

	(void)state;
	for (uint64_t t = 0; t < 50; t++) {
		struct visit v[] = { at(5, 28800, 28900), at(6, 28840, 28860), at(2, 28890, 28990) };
		for (int i = 0; i < 3; i++) {
			v[i].tag = 100 + t;
			next_add(m, &v[i]);
		}
	}
	struct visit own[] = { at(5, 28800, 28839), at(6, 28840, 28840) };
	assert_int_equal(next_ask(m, own, 2, own[1].first, &a), 1);
	assert_int_equal(a.station, 6);
	assert_int_equal(a.guess[0].station, 2);
	assert_true(a.guess[0].p > 0.9);
	assert_true(llabs(a.guess[0].eta - (own[1].first + 50000)) < 10000);
	struct next_stats s;
	next_stats(m, &s);
	assert_int_equal(s.steps, 50);                /* it is one way all the same */
	assert_int_equal(s.echoes, 50);
	next_free(m);
}

static void what_stays_long_goes_where_stayers_go(void **state)
{
	struct next_model *m = model(10);
	struct next_answer a;

	(void)state;
	for (uint64_t t = 0; t < 80; t++)
		drive(m, 100 + t, 28800, (uint16_t[]){ 5, 2 }, 2, 60);       /* passing through */
	for (uint64_t t = 0; t < 20; t++)
		drive(m, 300 + t, 28800, (uint16_t[]){ 5, 3 }, 2, 7200);     /* parked two hours */
	struct visit own = at(5, 28800, 28800);
	assert_int_equal(next_ask(m, &own, 1, own.first, &a), 2);
	assert_int_equal(a.guess[0].station, 2);
	own.last = own.first + HOUR_MS;
	assert_int_equal(next_ask(m, &own, 1, own.last, &a), 2);
	assert_int_equal(a.guess[0].station, 3);
	assert_true(a.guess[0].p > 0.9);
	assert_true(a.guess[0].early >= own.last);    /* no window lies in the past */
	next_free(m);
}

/* ---- a city: yesterday foretold, then learned ---- */

enum { DAYS = 9, SAMPLE = 4 };
struct past { struct visit *v; uint32_t n, cap; };

static void remember(struct past *p, const struct city_day *d)
{
	if (p->n + d->n > p->cap) {
		p->cap = (p->n + d->n) * 2;
		p->v = realloc(p->v, p->cap * sizeof *p->v);
		assert_non_null(p->v);
	}
	memcpy(p->v + p->n, d->v, d->n * sizeof *d->v);
	p->n += d->n;
}

static void tell(const char *what, const struct next_trial *t)
{
	printf("# %s: %u steps; right first %.3f, among three %.3f (first order alone %.3f, %.3f); window holds %.3f (before %.3f, behind %.3f), "
	       "before eta %.3f; mean log p %.3f\n", what, t->steps, (double)t->top1 / t->steps, (double)t->top3 / t->steps, (double)t->plain1 / t->steps,
	       (double)t->plain3 / t->steps, (double)t->in_window / t->named, (double)t->below / t->named, (double)t->above / t->named,
	       (double)t->before_eta / t->named, t->log_p / t->steps);
}

static void a_city_is_foretold_on_days_not_learned(void **state)
{
	const struct city c = { .side = 16, .bikes = 800, .seed = 4 };
	struct next_model *m = model(city_stations(&c));
	struct past *past = calloc(c.bikes, sizeof *past);
	struct city_day d = { 0 };
	struct next_trial t = { 0 };
	struct next_stats s;
	struct next_weights w;

	(void)state;
	for (int day = 0; day < DAYS; day++) {
		struct next_trial today = { 0 };
		for (uint32_t b = 0; b < c.bikes; b += SAMPLE) {
			city_make(&c, b, day, &d);
			remember(&past[b], &d);
			if (day > 0)
				next_try(m, past[b].v, past[b].n, CITY_T0 + day * (utc_ms)DAY_MS, &today);
		}
		if (day > 0) {
			char what[16];
			snprintf(what, sizeof what, "day %d", day);
			tell(what, &today);
			next_tune(m, &today);
		}
		next_trial_done(&t);
		t = today;
		for (uint32_t b = 0; b < c.bikes; b++) {
			city_make(&c, b, day, &d);
			for (uint32_t i = 0; i < d.n; i++)
				next_add(m, &d.v[i]);
		}
	}
	next_stats(m, &s);
	next_weights_get(m, &w);
	printf("# strengths: daytime %g, two %g, three %g, own %g, own way %g; %llu steps, %llu echoes, %llu ping-pongs of %llu visits; %llu links, %llu contexts, %llu bytes\n",
	       w.daytime, w.two, w.three, w.own, w.own_way, (unsigned long long)s.steps, (unsigned long long)s.echoes, (unsigned long long)s.pingpong,
	       (unsigned long long)s.visits, (unsigned long long)s.links, (unsigned long long)s.contexts, (unsigned long long)s.bytes);
	double miss = 0;
	for (int i = 0; i < NEXT_BINS; i++)
		if (t.bin_n[i]) {
			printf("# said %.2f: right %.2f of %u\n", t.bin_p[i] / t.bin_n[i], (double)t.bin_hit[i] / t.bin_n[i], t.bin_n[i]);
			miss += fabs(t.bin_p[i] - t.bin_hit[i]);
		}
	printf("# probabilities are off by %.3f on average\n", miss / t.steps);
	assert_true(t.steps > 5000);
	assert_true(t.top1 > 0.76 * t.steps);
	assert_true(t.top3 > 0.89 * t.steps);
	assert_true(t.top1 > t.plain1 * 1.8);
	assert_true(t.in_window > 0.75 * t.named && t.in_window < 0.88 * t.named);
	assert_true(t.before_eta > 0.42 * t.named && t.before_eta < 0.58 * t.named);
	assert_true(miss < 0.03 * t.steps);
	next_trial_done(&t);
	for (uint32_t b = 0; b < c.bikes; b++)
		free(past[b].v);
	free(past);
	free(d.v);
	next_free(m);
}

/* ---- strengths ---- */

static void strengths_are_learned(void **state)
{
	/* everybody goes on as it came: the second order knows all, the first nothing; and nobody has habits of its own */
	struct next_model *m = model(100);
	struct next_weights before, after;
	struct next_trial t = { 0 };
	struct visit own[400];

	(void)state;
	for (uint64_t k = 0; k < 200; k++)
		drive(m, 1000 + k, 28800, (uint16_t[]){ (uint16_t)(10 + k % 20), 5, (uint16_t)(40 + k % 20) }, 3, 60);
	for (int k = 0; k < 90; k++) {
		uint16_t way[] = { (uint16_t)(10 + k * 7 % 20), 5, (uint16_t)(40 + k * 7 % 20) };
		for (int i = 0; i < 3; i++)
			own[i] = at(way[i], 90000 + i * 60, 90030 + i * 60);
		next_try(m, own, 3, 0, &t);
	}
	next_weights_get(m, &before);
	next_tune(m, &t);
	next_weights_get(m, &after);
	assert_int_equal(memcmp(&before, &after, sizeof before), 0);  /* 180 steps: too few to say anything */
	for (int k = 0; k < 300; k++) {
		uint16_t way[] = { (uint16_t)(10 + k * 7 % 20), 5, (uint16_t)(40 + k * 7 % 20) };
		for (int i = 0; i < 3; i++)
			own[i] = at(way[i], 90000 + i * 60, 90030 + i * 60);
		next_try(m, own, 3, 0, &t);
	}
	next_tune(m, &t);
	next_weights_get(m, &after);
	assert_true(after.two == 0.05);
	next_trial_done(&t);
	next_free(m);
}

/* ---- N2 ---- */

static void it_stays_within_its_bounds(void **state)
{
	struct next_model *m = next_new(&(struct next_opts){ .stations = 500, .max_tags = 1000, .max_contexts = 3000 });
	struct next_stats s;
	uint64_t rng = 3;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct visit v = at((uint16_t)(city_uni(&rng) * 500), i, i + 1);
		v.tag = 1 + (uint64_t)(city_uni(&rng) * 5000);
		next_add(m, &v);
	}
	next_stats(m, &s);
	assert_true(s.tags <= 1000);
	assert_true(s.contexts <= 3000);
	assert_true(s.links <= 500 * 64);
	assert_true(s.halvings > 0);
	struct next_near near[100];
	int n = next_around(m, 17, near, 100);
	double sum = 0;
	for (int i = 0; i < n; i++) {
		sum += near[i].p;
		if (i > 0)
			assert_true(near[i - 1].p >= near[i].p);
	}
	assert_true(n > 10 && n <= 64 && sum <= 1);
	next_free(m);
}

static void the_same_visits_give_the_same_answer(void **state)
{
	const struct city c = { .side = 10, .bikes = 50, .seed = 9 };
	struct next_answer a[2];
	struct city_day d = { 0 };

	(void)state;
	for (int run = 0; run < 2; run++) {
		struct next_model *m = model(city_stations(&c));
		memset(&a[run], 0, sizeof a[run]);
		for (uint32_t b = 0; b < c.bikes; b++)
			for (int day = 0; day < 2; day++) {
				city_make(&c, b, day, &d);
				for (uint32_t i = 0; i < d.n; i++)
					next_add(m, &d.v[i]);
			}
		city_make(&c, 3, 2, &d);
		next_ask(m, d.v, d.n, d.v[d.n - 1].last, &a[run]);
		next_free(m);
	}
	assert_true(a[0].n > 0);
	assert_int_equal(a[0].n, a[1].n);
	for (int i = 0; i < a[0].n; i++) {
		assert_int_equal(a[0].guess[i].station, a[1].guess[i].station);
		assert_true(a[0].guess[i].p == a[1].guess[i].p && a[0].guess[i].eta == a[1].guess[i].eta);
	}
	free(d.v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ride_through_overlapping_stations_is_a_step_each),
		cmocka_unit_test(a_station_heard_at_once_with_the_present_one_is_not_next),
		cmocka_unit_test(after_a_pingpong_the_way_goes_on_from_where_it_was_left),
		cmocka_unit_test(midnight_does_not_cut_a_stay),
		cmocka_unit_test(durations_keep_their_place_in_the_bins),
		cmocka_unit_test(the_way_so_far_decides_at_a_crossing),
		cmocka_unit_test(its_own_habit_outweighs_the_crowd),
		cmocka_unit_test(a_station_that_hears_it_now_is_not_named),
		cmocka_unit_test(what_follows_an_echo_is_learned),
		cmocka_unit_test(what_stays_long_goes_where_stayers_go),
		cmocka_unit_test(a_city_is_foretold_on_days_not_learned),
		cmocka_unit_test(strengths_are_learned),
		cmocka_unit_test(it_stays_within_its_bounds),
		cmocka_unit_test(the_same_visits_give_the_same_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
