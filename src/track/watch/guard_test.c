/* guard_test — G1 to G5 of watch.h by name, with made-up hearings: a street of stations, a parked bike, a thief, an owner riding along. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utc.h"
#include "format/sup/sup.h"
#include "track/presence/presence.h"
#include "track/watch/watch.h"

#define T0 ((utc_ms)1700000000000)
enum { BIKE = 0xb1, OWN = 0x0e, QUIET = 60000, OWNER = 120000, LATE = 60000, REST = 20 * 60000, STREET = 250 /* metres between stations */ };

static struct watch_hit seen[64];
static int nseen;
static uint64_t at_lsn = 100;

static void on_hit(void *arg, const struct watch_hit *h)
{
	(void)arg;
	assert_true(nseen < 64);
	seen[nseen++] = *h;
}

/* Stations stand along a street; those from 900 on nowhere known. */
static uint32_t metres(void *arg, uint16_t a, uint16_t b)
{
	(void)arg;
	return a >= 900 || b >= 900 ? UINT32_MAX : (uint32_t)abs((int)a - (int)b) * STREET;
}

static struct watch *make(void)
{
	nseen = 0;
	return watch_new(&(struct watch_opts){ .on_hit = on_hit, .metres = metres });
}

struct said { uint8_t status; bool late; uint8_t vflags; };

static void hear_as(struct watch *w, uint64_t tag, uint16_t station, int64_t s, struct said how)
{
	uint8_t rec[SUP_REC];
	utc_ms t = T0 + s * 1000;

	sup_rec_put(rec, &(struct sup_rec){ .tag = tag, .hits = 1, .rssi_max = -70, .status = how.status });
	watch_apply(w, &(struct presence_batch){ .station = station, .base = t, .recv = how.late ? t + 600000 : t, .late = how.late, .vflags = how.vflags,
		.n = 1, .recs = rec }, ++at_lsn);
}

static void hear(struct watch *w, uint64_t tag, uint16_t station, int64_t s) { hear_as(w, tag, station, s, (struct said){ 0 }); }
static void tick(struct watch *w, int64_t s) { watch_tick(w, T0 + s * 1000, ++at_lsn); }

static uint32_t version;
static void guard(struct watch *w, uint8_t flags, const struct guard_start *s)
{
	struct guard_change c = { .tag = BIKE, .owner_tag = flags & GUARD_DUAL ? OWN : 0, .guard_id = 77, .at = T0, .version = ++version, .op = GUARD_PUT,
		.flags = flags };

	assert_int_equal(watch_guard(w, &c, s), 0);
}

static const struct heard parked[] = { { 10, -60, T0 - 20000, 50 }, { 11, -80, T0 - 9000, 9 } };
static const struct guard_start at_10 = { .at = parked, .n = 2, .owner_last = T0 - HOUR_MS };

static struct watch *armed(void)
{
	struct watch *w = make();

	guard(w, GUARD_ARMED, &at_10);
	return w;
}

static struct watch *dual(void)
{
	struct watch *w = make();

	guard(w, GUARD_DUAL, &at_10);
	return w;
}

static void g1_an_armed_bike_that_moves_is_told_once(void **state)
{
	struct watch *w = armed();
	(void)state;

	for (int s = 1; s < 600; s += 10)       /* it rests: heard at home, and by a near neighbour that was not home */
		hear(w, BIKE, s % 20 == 1 ? 10 : 9, s);
	assert_int_equal(nseen, 0);
	hear(w, BIKE, 14, 680);                 /* carried off */
	assert_int_equal(nseen, 0);             /* one strange hearing may be an echo */
	hear(w, BIKE, 16, 700);
	assert_int_equal(nseen, 1);
	assert_int_equal(seen[0].kind, HIT_ARMED);
	assert_int_equal(seen[0].case_id, 77);
	assert_int_equal(seen[0].tag, BIKE);
	assert_int_equal(seen[0].station, 16);
	assert_int_equal(seen[0].heard, T0 + 700000);
	assert_int_equal(seen[0].lsn, at_lsn);
	for (int s = 710; s < 1200; s += 30)    /* G5: the same ride is the same alarm */
		hear(w, BIKE, (uint16_t)(16 + s % 7 * 3), s);
	assert_int_equal(nseen, 1);
	watch_free(w);
}

static void g1_the_moving_bit_says_it_at_once(void **state)
{
	struct watch *w = armed();
	(void)state;

	hear_as(w, BIKE, 10, 5, (struct said){ SUP_S_MOVING, false, 0 });       /* somebody leaned on it */
	assert_int_equal(nseen, 0);
	hear_as(w, BIKE, 15, 70, (struct said){ SUP_S_MOVING, false, 0 });
	assert_int_equal(nseen, 1);
	watch_free(w);
}

static void g1_multipath_is_no_move(void **state)
{
	struct watch *w = armed();
	(void)state;

	/* parked under 10 and, by an echo, under 30, which is five kilometres off: by turns, for an hour */
	for (int s = 1; s < 3600; s += 15)
		hear(w, BIKE, s / 15 % 2 ? 30 : 10, s);
	assert_int_equal(nseen, 0);
	/* many echoes in a row with the moving bit, while home still hears it */
	for (int s = 3600; s < 3700; s += 5) {
		hear(w, BIKE, 10, s);
		hear_as(w, BIKE, 30, s + 1, (struct said){ SUP_S_MOVING, false, 0 });
		hear(w, BIKE, 31, s + 2);
	}
	assert_int_equal(nseen, 0);
	watch_free(w);
}

static void g1_a_hearing_of_an_hour_ago_is_no_second_one(void **state)
{
	struct watch *w = armed();
	(void)state;

	hear(w, BIKE, 30, 100);
	hear(w, BIKE, 31, 100 + 3600);          /* beyond window_ms: counts as a first one */
	assert_int_equal(nseen, 0);
	hear(w, BIKE, 31, 100 + 3600 + 30);     /* one station, too soon for "still there" */
	assert_int_equal(nseen, 0);
	hear(w, BIKE, 31, 100 + 3600 + 61);
	assert_int_equal(nseen, 1);
	watch_free(w);
}

static void g1_unheard_when_armed_rests_where_heard_first(void **state)
{
	struct watch *w = make();
	(void)state;

	guard(w, GUARD_ARMED, &(struct guard_start){ .n = 0 });
	for (int s = 1; s < 300; s += 20)
		hear(w, BIKE, 40, s);
	assert_int_equal(nseen, 0);
	hear(w, BIKE, 45, 400);
	hear(w, BIKE, 46, 420);
	assert_int_equal(nseen, 1);
	watch_free(w);
}

/* The bike leaves 10 and is heard at 14, a kilometre away. */
static void ride(struct watch *w)
{
	hear(w, BIKE, 10, 0);
	hear(w, BIKE, 14, 150);
}

static void g2_a_ride_without_the_owner(void **state)
{
	struct watch *w = dual();
	(void)state;

	hear(w, OWN, 10, 0);                    /* at home with the bike; it stays there */
	ride(w);
	tick(w, 150 + 120 + 59);
	assert_int_equal(nseen, 0);             /* not before late data may have come */
	hear(w, OWN, 10, 330);
	tick(w, 150 + 120 + 60);
	assert_int_equal(nseen, 1);
	assert_int_equal(seen[0].kind, HIT_NO_OWNER_TAG);
	assert_int_equal(seen[0].station, 14);
	assert_int_equal(seen[0].heard, T0 + 150000);
	assert_int_equal(seen[0].lsn, at_lsn);
	for (int s = 340; s < 900; s += 70)
		hear(w, BIKE, (uint16_t)(14 + s / 70), s);
	tick(w, 2000);
	assert_int_equal(nseen, 1);             /* G5 */
	watch_free(w);
}

static void g2_the_owner_rides_along(void **state)
{
	/* the same station; a neighbour a minute later; a place further on; before the bike was heard there */
	static const struct { uint16_t station; int64_t s; } by[] = { { 14, 152 }, { 15, 210 }, { 13, 100 } };
	(void)state;

	for (size_t i = 0; i < COUNTOF(by); i++) {
		struct watch *w = dual();
		if (by[i].s < 150)
			hear(w, OWN, by[i].station, by[i].s);
		ride(w);
		if (by[i].s >= 150)
			hear(w, OWN, by[i].station, by[i].s);
		tick(w, 2000);
		assert_int_equal(nseen, 0);
		watch_free(w);
	}
	struct watch *w = dual();
	ride(w);
	hear(w, BIKE, 18, 200);                 /* 14 missed the owner's tag, 18 did not */
	hear(w, OWN, 18, 201);
	tick(w, 2000);
	assert_int_equal(nseen, 0);
	watch_free(w);
	w = dual();
	hear(w, BIKE, 10, 0);
	hear_as(w, BIKE, 14, 150, (struct said){ SUP_S_OWNER_NEAR, false, 0 });        /* the bike's tag hears it itself */
	tick(w, 2000);
	assert_int_equal(nseen, 0);
	watch_free(w);
}

static void g2_an_owner_elsewhere_does_not_ride_along(void **state)
{
	struct watch *w = dual();
	(void)state;

	hear(w, OWN, 60, 140);                  /* at work, another station's reach */
	ride(w);
	hear(w, OWN, 60, 200);
	hear(w, OWN, 14, 150 + 121);            /* there, but later than W: not with the bike */
	tick(w, 2000);
	assert_int_equal(nseen, 1);
	watch_free(w);
}

static void g2_two_stations_by_turns_are_no_ride(void **state)
{
	struct watch *w = dual();
	(void)state;

	for (int s = 0; s < 7200; s += 20) {
		hear(w, BIKE, s / 20 % 2 ? 10 : 14, s);
		tick(w, s);
	}
	/* slower than quiet_ms: it is back before it is decided */
	for (int s = 7200; s < 14400; s += 80) {
		hear(w, BIKE, s / 80 % 2 ? 10 : 14, s);
		tick(w, s);
	}
	assert_int_equal(nseen, 0);
	watch_free(w);
}

static void g2_places_that_are_not_known_are_not_far(void **state)
{
	struct watch *w = dual();
	(void)state;

	hear(w, BIKE, 10, 0);
	hear(w, BIKE, 950, 150);
	tick(w, 2000);
	assert_int_equal(nseen, 0);
	watch_free(w);
}

static void g3_a_dead_owner_tag_says_nothing(void **state)
{
	static const struct guard_start dead[] = {
		{ .at = parked, .n = 2, .owner_last = 0 },
		{ .at = parked, .n = 2, .owner_last = T0 - 73 * HOUR_MS },
		{ .at = parked, .n = 2, .owner_last = T0 - HOUR_MS, .owner_low = true },
	};
	(void)state;

	for (size_t i = 0; i < COUNTOF(dead); i++) {
		struct watch *w = make();
		guard(w, GUARD_DUAL, &dead[i]);
		ride(w);
		tick(w, 2000);
		assert_int_equal(nseen, 0);
		watch_free(w);
	}
	struct watch *w = dual();
	hear_as(w, OWN, 60, -100, (struct said){ SUP_S_BATTERY_LOW, false, 0 });
	ride(w);
	tick(w, 2000);
	assert_int_equal(nseen, 0);
	watch_free(w);
}

static void g4_late_hearings_calm_and_never_alarm(void **state)
{
	struct watch *w = armed();
	(void)state;

	for (int s = 100; s < 400; s += 10) {
		hear_as(w, BIKE, (uint16_t)(20 + s / 10), s, (struct said){ SUP_S_MOVING, true, 0 });
		hear_as(w, BIKE, (uint16_t)(20 + s / 10), s, (struct said){ SUP_S_MOVING, false, VF_CLOCK });
	}
	assert_int_equal(nseen, 0);
	hear(w, BIKE, 30, 500);
	hear_as(w, BIKE, 10, 505, (struct said){ 0, true, 0 });         /* home heard it after that, and says so late */
	hear(w, BIKE, 31, 510);
	assert_int_equal(nseen, 0);
	watch_free(w);

	w = dual();
	ride(w);
	hear_as(w, OWN, 14, 151, (struct said){ 0, true, 0 });          /* before it is decided */
	tick(w, 2000);
	assert_int_equal(nseen, 0);
	watch_free(w);
}

static void g4_a_late_owner_tag_takes_it_back(void **state)
{
	struct watch *w = dual();
	(void)state;

	ride(w);
	tick(w, 400);
	assert_int_equal(nseen, 1);
	hear_as(w, OWN, 60, 151, (struct said){ 0, true, 0 });          /* elsewhere: the alarm stands */
	assert_int_equal(nseen, 1);
	hear_as(w, OWN, 14, 151, (struct said){ 0, true, 0 });
	assert_int_equal(nseen, 2);
	assert_int_equal(seen[1].kind, HIT_TAKEN_BACK);
	assert_int_equal(seen[1].case_id, 77);
	assert_true(seen[1].late);
	hear_as(w, OWN, 14, 152, (struct said){ 0, true, 0 });
	assert_int_equal(nseen, 2);
	watch_free(w);
}

static void g4_a_clock_that_jumps_does_not_alarm(void **state)
{
	struct watch *w = armed();
	(void)state;

	hear_as(w, BIKE, 30, 5000, (struct said){ 0, false, VF_CLOCK });
	hear_as(w, BIKE, 33, 5200, (struct said){ SUP_S_MOVING, false, VF_CLOCK });
	hear(w, BIKE, 10, 20);
	hear(w, BIKE, 30, -50);                 /* before the bike was armed */
	hear(w, BIKE, 34, -20);
	assert_int_equal(nseen, 0);
	watch_free(w);
}

static void g5_after_a_rest_it_is_armed_again(void **state)
{
	struct watch *w = armed();
	(void)state;

	hear(w, BIKE, 30, 100);
	hear(w, BIKE, 31, 120);
	assert_int_equal(nseen, 1);
	for (int s = 130; s <= 130 + 1200; s += 60)     /* left somewhere */
		hear(w, BIKE, s % 120 ? 50 : 51, s);
	assert_int_equal(nseen, 1);
	hear(w, BIKE, 70, 1500);
	hear(w, BIKE, 71, 1520);
	assert_int_equal(nseen, 2);
	watch_free(w);
}

static void a_change_repeated_is_one_and_removed_is_gone(void **state)
{
	struct watch *w = armed();
	struct guard_change c = { .tag = BIKE, .guard_id = 77, .at = T0, .version = version, .op = GUARD_PUT, .flags = GUARD_ARMED };
	(void)state;

	hear(w, BIKE, 30, 100);
	assert_int_equal(watch_guard(w, &c, &(struct guard_start){ .n = 0 }), 0);      /* told again: keeps its place and its evidence */
	assert_int_equal(watch_guards(w), 1);
	hear(w, BIKE, 31, 120);
	assert_int_equal(nseen, 1);
	c.op = GUARD_REMOVE;
	assert_int_equal(watch_guard(w, &c, &at_10), 0);
	assert_int_equal(watch_guards(w), 1);           /* an old change that comes again */
	c.version = ++version;
	assert_int_equal(watch_guard(w, &c, &at_10), 0);
	assert_int_equal(watch_guards(w), 0);
	c.flags = 0;
	c.op = GUARD_PUT;
	c.version = ++version;
	assert_int_equal(watch_guard(w, &c, &at_10), E_INVALID);
	watch_free(w);
}

struct bytes { uint8_t p[8192]; size_t n, at; };
static int put(void *arg, const void *p, size_t n)
{
	struct bytes *b = arg;

	assert_true(b->n + n <= sizeof b->p);
	memcpy(b->p + b->n, p, n);
	b->n += n;
	return 0;
}
static int get(void *arg, void *p, size_t n)
{
	struct bytes *b = arg;

	if (n > b->n - b->at)
		return E_CORRUPT;
	memcpy(p, b->p + b->at, n);
	b->at += n;
	return 0;
}

/* More owners arm than cases are watched; what one of them changes is not done to all. */
static void a_city_arms_and_disarms(void **state)
{
	enum { MANY = 110000, KEPT = 777 };
	struct watch *w = make();
	(void)state;

	for (uint32_t i = 1; i <= MANY; i++) {
		struct guard_change c = { .tag = BIKE + i, .guard_id = i, .at = T0, .version = i, .op = GUARD_PUT, .flags = GUARD_ARMED };
		assert_int_equal(watch_guard(w, &c, &at_10), 0);
	}
	assert_int_equal(watch_guards(w), MANY);
	for (uint32_t i = MANY; i > 0; i--) {
		struct guard_change c = { .tag = BIKE + i, .guard_id = i, .at = T0, .version = MANY + i, .op = GUARD_REMOVE };
		if (i != KEPT)
			assert_int_equal(watch_guard(w, &c, &at_10), 0);
	}
	assert_int_equal(watch_guards(w), 1);
	for (uint64_t tag = BIKE + KEPT - 1; tag <= BIKE + KEPT + 1; tag++) {
		hear(w, tag, 30, 100);
		hear(w, tag, 31, 110);
	}
	assert_int_equal(nseen, 1);
	assert_int_equal(seen[0].tag, BIKE + KEPT);
	watch_free(w);
	w = watch_new(&(struct watch_opts){ .on_hit = on_hit, .metres = metres, .max_guards = 1 });
	struct guard_change c = { .tag = BIKE, .guard_id = 1, .at = T0, .version = 1, .op = GUARD_PUT, .flags = GUARD_ARMED };
	assert_int_equal(watch_guard(w, &c, &at_10), 0);
	c.tag++;
	assert_int_equal(watch_guard(w, &c, &at_10), E_FULL);
	watch_free(w);
}

static void a_snapshot_goes_on_where_it_was(void **state)
{
	static struct bytes a, b;
	struct watch *w = dual();
	(void)state;

	ride(w);
	assert_int_equal(watch_save(w, put, &a), 0);
	watch_free(w);
	w = make();
	assert_int_equal(watch_load(w, true, get, &a), 0);
	assert_int_equal(watch_save(w, put, &b), 0);
	assert_int_equal(a.n, b.n);
	assert_memory_equal(a.p, b.p, a.n);
	tick(w, 400);
	assert_int_equal(nseen, 1);
	hear(w, OWN, 14, 151);                  /* found by the owner's tag, too */
	assert_int_equal(nseen, 2);
	for (size_t i = 0; i < a.n; i++) {
		b = a;
		b.at = 0;
		b.p[i] ^= 0x41;
		assert_int_equal(watch_load(w, true, get, &b), E_CORRUPT);
	}
	watch_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(g1_an_armed_bike_that_moves_is_told_once),
		cmocka_unit_test(g1_the_moving_bit_says_it_at_once),
		cmocka_unit_test(g1_multipath_is_no_move),
		cmocka_unit_test(g1_a_hearing_of_an_hour_ago_is_no_second_one),
		cmocka_unit_test(g1_unheard_when_armed_rests_where_heard_first),
		cmocka_unit_test(g2_a_ride_without_the_owner),
		cmocka_unit_test(g2_the_owner_rides_along),
		cmocka_unit_test(g2_an_owner_elsewhere_does_not_ride_along),
		cmocka_unit_test(g2_two_stations_by_turns_are_no_ride),
		cmocka_unit_test(g2_places_that_are_not_known_are_not_far),
		cmocka_unit_test(g3_a_dead_owner_tag_says_nothing),
		cmocka_unit_test(g4_late_hearings_calm_and_never_alarm),
		cmocka_unit_test(g4_a_late_owner_tag_takes_it_back),
		cmocka_unit_test(g4_a_clock_that_jumps_does_not_alarm),
		cmocka_unit_test(g5_after_a_rest_it_is_armed_again),
		cmocka_unit_test(a_change_repeated_is_one_and_removed_is_gone),
		cmocka_unit_test(a_city_arms_and_disarms),
		cmocka_unit_test(a_snapshot_goes_on_where_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
