/* ana_city_testkit — a city made of chance for the tests and the bench of next, dark and hide: stations on a grid of streets, bikes with a home,
 * a place of work, habits and cellars, radio that overlaps, misses and flickers. Any day of any bike is made alone, from the seed. */
#pragma once
#include <math.h>
#include <stdlib.h>

#include "base/utc.h"
#include "track/presence/presence.h"

#define CITY_T0 INT64_C(1790524800000)   /* 2026-09-28 00:00 at +08:00, a Monday */

enum { CITY_CELL_M = 250 };
struct city { uint32_t side, bikes; uint64_t seed; };
struct city_day { struct visit *v; uint32_t n, cap; uint64_t tag, rng; };

static inline double city_uni(uint64_t *rng)
{
	*rng += 0x9e3779b97f4a7c15u;
	return (double)(hash_u64(*rng) >> 11) * 0x1p-53;
}
static inline uint64_t city_hash(const struct city *c, uint64_t a, uint64_t b) { return hash_u64(hash_u64(c->seed * 1000003 + a) + b * 7919); }
static inline uint64_t city_tag(uint32_t bike) { return hash_u64(bike + 1) | 1; }
static inline uint32_t city_stations(const struct city *c) { return c->side * c->side; }

/* Presence's rule: a hearing within the gap goes on with the visit. */
static inline void city_hear(struct city_day *d, uint16_t station, utc_ms from, utc_ms to)
{
	for (uint32_t i = d->n; i-- > 0 && d->n - i <= 12;)
		if (d->v[i].station == station && from - d->v[i].last <= 180000 && day_of(from) == day_of(d->v[i].last)) {
			d->v[i].last = MAX(d->v[i].last, to);
			return;
		}
	if (d->n == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 256;
		d->v = realloc(d->v, d->cap * sizeof *d->v);
		if (!d->v)
			abort();
	}
	d->v[d->n++] = (struct visit){ .tag = d->tag, .station = station, .rssi_max = -60, .hits = (uint32_t)((to - from) / 2000 + 1), .first = from, .last = to };
}

static inline uint16_t city_beside(const struct city *c, uint16_t station)
{
	uint32_t x = station % c->side;

	return (uint16_t)(x + 1 < c->side ? station + 1 : station - 1);
}

/* Stands at a station; in a cellar it is heard only on the way in and out. Some flicker to the station beside. */
static inline void city_park(const struct city *c, struct city_day *d, uint16_t station, utc_ms from, utc_ms to)
{
	uint64_t kind = city_hash(c, d->tag, station);

	if (kind % 6 == 0 && to - from > 20 * MINUTE_MS) {
		city_hear(d, station, from, from + MINUTE_MS);
		city_hear(d, station, to - MINUTE_MS, to);
		return;
	}
	city_hear(d, station, from, to);
	if (kind % 3 == 1)
		for (utc_ms t = from + (utc_ms)(city_uni(&d->rng) * HOUR_MS); t + 5 * MINUTE_MS < to; t += (utc_ms)((0.5 + city_uni(&d->rng)) * HOUR_MS))
			city_hear(d, city_beside(c, station), t, t + (utc_ms)(200000 * city_uni(&d->rng)));
}

/* One way along a street, heard at each station but the first and the last, which the parking tells. */
static inline utc_ms city_street(const struct city *c, struct city_day *d, int *x, int *y, int dx, int dy, int steps, double speed, utc_ms t)
{
	for (int i = 0; i < steps; i++) {
		*x += dx;
		*y += dy;
		t += (utc_ms)(CITY_CELL_M / speed * 1000 * (0.9 + 0.2 * city_uni(&d->rng)));
		if (city_uni(&d->rng) < 0.2)
			t += (utc_ms)(10000 + 30000 * city_uni(&d->rng));
		uint16_t s = (uint16_t)(*y * (int)c->side + *x);
		if (city_uni(&d->rng) < 0.92)
			city_hear(d, s, t - 28000 - (utc_ms)(4000 * city_uni(&d->rng)), t + 28000);
		if (city_uni(&d->rng) < 0.12)
			city_hear(d, city_beside(c, s), t - 4000, t + 6000);
	}
	return t;
}

/* From station to station: to the nearest main street (each fourth), along it, and down; a habit decides which way round. Returns the arrival. */
static inline utc_ms city_ride(const struct city *c, struct city_day *d, uint16_t from, uint16_t to, utc_ms t)
{
	int x = (int)(from % c->side), y = (int)(from / c->side), tx = (int)(to % c->side), ty = (int)(to / c->side);
	bool first_x = city_hash(c, d->tag, (uint64_t)from << 16 | to) & 1;
	double speed = 4.5 + 1.5 * (double)(city_hash(c, d->tag, 5) % 100) / 100;

	for (int leg = 0; leg < 2; leg++) {
		bool along_x = (leg == 0) == first_x;
		int *at = along_x ? &x : &y, *across = along_x ? &y : &x, goal = along_x ? tx : ty;
		int main_street = *across / 4 * 4;
		if (leg == 0 && abs(goal - *at) > 4 && main_street != *across)
			t = city_street(c, d, &x, &y, along_x ? 0 : -1, along_x ? -1 : 0, *across - main_street, speed, t);
		int way = goal - *at, one = way > 0 ? 1 : -1;
		t = city_street(c, d, &x, &y, along_x ? one : 0, along_x ? 0 : one, abs(way), speed, t);
		if (leg == 1 && *across != (along_x ? ty : tx)) {
			int back = (along_x ? ty : tx) - *across, s = back > 0 ? 1 : -1;
			t = city_street(c, d, &x, &y, along_x ? 0 : s, along_x ? s : 0, abs(back), speed, t);
		}
	}
	return t;
}

static inline int city_by_first(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	return x->first != y->first ? (x->first < y->first ? -1 : 1) : x->station - y->station;
}

static inline void city_begin(const struct city *c, struct city_day *d, uint32_t bike, int day)
{
	d->n = 0;
	d->tag = city_tag(bike);
	d->rng = city_hash(c, d->tag, 1000 + (uint64_t)day);
}

/* The visits of a bike on a day, in order of first heard. */
static inline void city_make(const struct city *c, uint32_t bike, int day, struct city_day *d)
{
	uint32_t all = city_stations(c);
	uint64_t h = city_hash(c, city_tag(bike), 1);
	uint16_t home = (uint16_t)(h % all), shop = (uint16_t)((h >> 40) % all);
	/* half of the city works in the middle */
	uint32_t mid = c->side / 3, wx = mid + (uint32_t)((h >> 16) % mid), wy = mid + (uint32_t)((h >> 24) % mid);
	uint16_t work = (uint16_t)(h >> 63 ? wy * c->side + wx : (h >> 20) % all);
	utc_ms day0 = CITY_T0 + day * (utc_ms)DAY_MS, end = day0 + DAY_MS - 1, t;

	city_begin(c, d, bike, day);
	bool courier = city_hash(c, city_tag(bike), 2) % 30 == 0, weekend = day % 7 >= 5;
	utc_ms leave = day0 + 7 * HOUR_MS + (utc_ms)((h >> 8) % 90) * MINUTE_MS + (utc_ms)(city_uni(&d->rng) * 20 * MINUTE_MS);
	if (city_uni(&d->rng) < (weekend ? 0.6 : 0.12)) {
		city_park(c, d, home, day0, end);
	} else if (courier) {
		uint16_t at = home;
		city_park(c, d, home, day0, leave);
		for (t = leave; t < day0 + 19 * HOUR_MS;) {
			uint16_t to = (uint16_t)(city_uni(&d->rng) * all);
			t = city_ride(c, d, at, to, t);
			utc_ms stay = (utc_ms)((5 + 15 * city_uni(&d->rng)) * MINUTE_MS);
			city_park(c, d, to, t, t + stay);
			t += stay;
			at = to;
		}
		t = city_ride(c, d, at, home, t);
		city_park(c, d, home, MIN(t, end), end);
	} else {
		city_park(c, d, home, day0, leave);
		t = city_ride(c, d, home, weekend ? shop : work, leave);
		utc_ms off = day0 + (weekend ? 15 : 17) * HOUR_MS + (utc_ms)(city_uni(&d->rng) * 90 * MINUTE_MS);
		city_park(c, d, weekend ? shop : work, t, off);
		uint16_t at = weekend ? shop : work;
		t = off;
		if (city_uni(&d->rng) < 0.3 && !weekend) {
			t = city_ride(c, d, at, shop, t);
			city_park(c, d, shop, t, t + 25 * MINUTE_MS);
			t += 25 * MINUTE_MS;
			at = shop;
		}
		t = city_ride(c, d, at, home, t);
		city_park(c, d, home, MIN(t, end), end);
	}
	qsort(d->v, d->n, sizeof *d->v, city_by_first);
}
