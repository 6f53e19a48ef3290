/* ana_hide — visits to stays, stays to areas. See hide.h. */
#include "track/analysis/hide.h"

#include <math.h>
#include <stdlib.h>

#include "base/utc.h"
#include "track/analysis/next_int.h"

enum { STAY_MS = 10 * MINUTE_MS, QUIET_MS = 30 * MINUTE_MS, LONGEST_MS = 12 * HOUR_MS, AREA_M = 250, RANGE_M = 100, BESIDE = 4, NEAR_HOURS = 1, SPOTS_MAX = 64 };
#define UNHEARD 0.7
#define ELSEWHERE 0.35     /* unheard, and came out at another place */
#define NIGHT 2.0
#define HALF_LIFE_MS (7.0 * DAY_MS)
#define LAST_TIMES 3.0
#define UNKNOWN_H 1.0

struct stay {
	uint16_t station, beside[BESIDE]; int nbeside;
	utc_ms from, to;           /* heard first and last there */
	int64_t quiet_ms;          /* of it unheard */
	int64_t after_ms, before_ms;   /* unheard afterwards, until it came out elsewhere or until now; and before it came out here */
	bool still;                /* the silence after it goes on */
	uint32_t row;
	double hours;
};
struct stays { struct stay *v; uint32_t n, cap; };

static struct stay *stay_new(struct stays *s)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->v = realloc(s->v, s->cap * sizeof *s->v);
		if (!s->v)
			BUG("out of memory");
	}
	return &s->v[s->n++];
}

/* ---- visits to stays ---- */

static void heard_beside(struct stay *s, uint16_t station)
{
	for (int i = 0; i < s->nbeside; i++)
		if (s->beside[i] == station)
			return;
	if (station != s->station && s->nbeside < BESIDE)
		s->beside[s->nbeside++] = station;
}

static void find_stays(const struct visit *own, uint32_t n, utc_ms now, struct stays *ret)
{
	struct chain c = chain_begin();
	struct chain_step step;
	utc_ms last = 0;

	for (uint32_t i = 0; i < n && own[i].first <= now; i++) {
		const struct visit *v = &own[i];
		int64_t quiet = ret->n && v->first - last >= 3 * MINUTE_MS ? v->first - last : 0;
		enum chain_is is = chain_visit(&c, v, &step);
		if (is == CHAIN_BEGIN || is == CHAIN_STEP) {
			if (ret->n)
				ret->v[ret->n - 1].after_ms = quiet;
			*stay_new(ret) = (struct stay){ .station = v->station, .from = v->first, .to = v->last, .before_ms = quiet, .row = i };
		} else {
			struct stay *s = &ret->v[ret->n - 1];
			s->to = MAX(s->to, v->last);
			s->quiet_ms += quiet;
			heard_beside(s, v->station);
		}
		last = MAX(last, v->last);
	}
	if (ret->n && now - last >= QUIET_MS) {
		ret->v[ret->n - 1].after_ms = now - last;
		ret->v[ret->n - 1].still = true;
	}
}

/* ---- what a stay weighs ---- */

static double night_share(utc_ms from, utc_ms to)
{
	double night = 0, all = 0;

	for (utc_ms t = from; t < to; t += 30 * MINUTE_MS) {
		int h = hour_of(t);
		night += h >= 22 || h < 6;
		all++;
	}
	return all > 0 ? night / all : 0;
}

static void weigh(struct stay *s, utc_ms now)
{
	double quiet = (double)s->quiet_ms, heard = (double)(s->to - s->from) - quiet;
	double after = (double)s->after_ms * (s->still ? UNHEARD : ELSEWHERE), before = (double)s->before_ms * ELSEWHERE;
	double ms = heard + UNHEARD * quiet + after + before;
	utc_ms until = MIN(s->to + s->after_ms, s->from + LONGEST_MS);

	s->hours = 0;
	if (s->to - s->from + s->after_ms + s->before_ms < STAY_MS)
		return;
	double night = night_share(s->from, MAX(until, s->from + 1));
	s->hours = MIN(ms, (double)LONGEST_MS) / HOUR_MS * (1 + (NIGHT - 1) * night) * exp2(-(double)MAX(now - s->to, 0) / HALF_LIFE_MS);
}

/* ---- areas ---- */

struct spot { uint16_t station; double hours, hours_now; };

static bool like_now(utc_ms t, utc_ms now)
{
	int a = week_hour_of(t), b = week_hour_of(now), apart = abs(a % 24 - b % 24);

	return (a / 24 >= 5) == (b / 24 >= 5) && MIN(apart, 24 - apart) <= NEAR_HOURS;
}

/* The share of a stay at hours like now's. */
static double now_share(const struct stay *s, utc_ms now)
{
	utc_ms until = s->to + s->after_ms;
	double in = 0, all = 0;

	until = MAX(MIN(until, s->from + DAY_MS), s->from + 1);
	for (utc_ms t = s->from; t < until; t += 30 * MINUTE_MS) {
		in += like_now(t, now);
		all++;
	}
	return in / all;
}

static int by_hours(const void *x, const void *y)
{
	const struct spot *a = x, *b = y;

	if (a->hours != b->hours)
		return a->hours > b->hours ? -1 : 1;
	return a->station - b->station;
}

static const struct station_place *place_of(const struct station_place *p, size_t count, uint16_t station)
{
	return station < count && p[station].used ? &p[station] : NULL;
}

static bool one_area(const struct stays *s, uint16_t a, uint16_t b, const struct station_place *p, size_t count)
{
	const struct station_place *pa = place_of(p, count, a), *pb = place_of(p, count, b);

	if (pa && pb)
		return geo_dist_m(pa->at, pb->at) <= AREA_M;
	for (uint32_t i = 0; i < s->n; i++)
		for (int k = 0; k < s->v[i].nbeside; k++)
			if ((s->v[i].station == a && s->v[i].beside[k] == b) || (s->v[i].station == b && s->v[i].beside[k] == a))
				return true;
	return false;
}

static uint32_t spots_of(const struct stays *s, utc_ms now, struct spot *ret)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		const struct stay *x = &s->v[i];
		uint32_t k = 0;
		if (!(x->hours > 0))
			continue;
		while (k < n && ret[k].station != x->station)
			k++;
		if (k == n)
			ret[n++] = (struct spot){ x->station, 0, 0 };
		double h = x->hours * (x->still ? LAST_TIMES : 1);
		ret[k].hours += h;
		ret[k].hours_now += h * now_share(x, now);
	}
	qsort(ret, n, sizeof *ret, by_hours);
	return n;
}

static void count_week(struct hide_place *a, const struct stay *s)
{
	utc_ms until = MIN(s->to, s->from + 2 * DAY_MS);

	for (utc_ms t = s->from; t < until;) {
		utc_ms next = day_start(day_of(t)) + (int64_t)(hour_of(t) + 1) * HOUR_MS;
		next = MIN(next, until);
		uint16_t *m = &a->week_min[week_hour_of(t)];
		*m = (uint16_t)MIN(*m + (next - t + MINUTE_MS / 2) / MINUTE_MS, (int64_t)UINT16_MAX);
		t = next;
	}
}

static bool covers_night(const struct stay *s)
{
	utc_ms two = day_start(day_of(s->from)) + 2 * HOUR_MS;

	if (two < s->from)
		two += DAY_MS;
	return two <= s->to + s->after_ms;
}

static void add_stay(struct hide_place *a, const struct stay *s)
{
	a->stays++;
	a->nights += covers_night(s);
	a->silences += s->quiet_ms >= QUIET_MS || s->after_ms >= QUIET_MS;
	a->heard_ms += s->to - s->from - s->quiet_ms;
	a->silent_ms += s->quiet_ms + s->after_ms;
	a->first = a->stays == 1 ? s->from : MIN(a->first, s->from);
	a->last = MAX(a->last, s->to);
	a->here_last |= s->still;
	count_week(a, s);
}

static bool holds(const struct hide_place *a, uint16_t station)
{
	for (int i = 0; i < a->stations; i++)
		if (a->station[i] == station)
			return true;
	return false;
}

/* The stays of an area, latest rows first, and the stations that heard it beside. */
static void fill(struct hide_place *a, const struct stays *s)
{
	int mains = a->stations;

	for (uint32_t i = s->n; i-- > 0;) {
		const struct stay *x = &s->v[i];
		bool in = false;
		for (int k = 0; k < mains; k++)
			in |= a->station[k] == x->station;
		if (!in || !(x->hours > 0))
			continue;
		if (a->rows < HIDE_ROWS)
			a->row[a->rows++] = x->row;
		add_stay(a, x);
		for (int k = 0; k < x->nbeside && a->stations < HIDE_STATIONS; k++)
			if (!holds(a, x->beside[k]))
				a->station[a->stations++] = x->beside[k];
	}
	a->trust = a->stays < 3 || a->nights < 2 ? HIDE_LOW : a->stays < 8 || a->nights < 4 ? HIDE_FAIR : HIDE_GOOD;
}

/* The middle of the area's stations, the likelier ones nearer, and a radius that holds their reach. */
static void locate(struct hide_place *a, const struct station_place *p, size_t count)
{
	double w = 0, lat = 0, lon = 0;

	for (int i = 0; i < a->stations; i++) {
		const struct station_place *s = place_of(p, count, a->station[i]);
		double one = 1.0 / (1 + i);
		if (!s)
			continue;
		w += one;
		lat += one * s->at.lat_e7;
		lon += one * s->at.lon_e7;
	}
	if (!(w > 0))
		return;
	a->placed = true;
	a->at = (struct geo){ (int32_t)lround(lat / w), (int32_t)lround(lon / w) };
	const struct station_place *s = place_of(p, count, a->station[0]);
	double far = s ? geo_dist_m(a->at, s->at) : 0;
	a->radius_m = (uint32_t)lround(far + (s && s->range_m ? s->range_m : RANGE_M));
}

static void areas(const struct stays *s, struct spot *spot, uint32_t n, const struct station_place *p, size_t count, struct hide_answer *a)
{
	double all = UNKNOWN_H, all_now = UNKNOWN_H / 12;
	struct spot head[HIDE_PLACES] = { { 0 } };

	for (uint32_t i = 0; i < n; i++) {
		int k = 0;
		all += spot[i].hours;
		all_now += spot[i].hours_now;
		if (i >= SPOTS_MAX)
			continue;                /* a courier's hundredth stop counts in the sum and makes no area */
		while (k < a->n && !one_area(s, head[k].station, spot[i].station, p, count))
			k++;
		if (k == HIDE_PLACES)
			continue;
		if (k == a->n) {
			head[a->n] = spot[i];
			a->place[a->n++] = (struct hide_place){ .station = { spot[i].station }, .stations = 1 };
		} else {
			head[k].hours += spot[i].hours;
			head[k].hours_now += spot[i].hours_now;
			if (a->place[k].stations < HIDE_STATIONS)
				a->place[k].station[a->place[k].stations++] = spot[i].station;
		}
	}
	for (int k = 0; k < a->n; k++) {
		a->place[k].p = head[k].hours / all;
		a->place[k].p_now = head[k].hours_now / all_now;
		fill(&a->place[k], s);
		locate(&a->place[k], p, count);
	}
	a->hours = all - UNKNOWN_H;
}

static int by_place(const void *x, const void *y)
{
	const struct hide_place *a = x, *b = y;

	if (a->p != b->p)
		return a->p > b->p ? -1 : 1;
	return a->station[0] - b->station[0];
}

int hide_ask(const struct visit *own, uint32_t n, utc_ms now, const struct station_place *stations, size_t count, struct hide_answer *ret)
{
	struct stays s = { .n = 0 };

	*ret = (struct hide_answer){ .n = 0 };
	find_stays(own, n, now, &s);
	struct spot *spot = calloc(s.n ? s.n : 1, sizeof *spot);
	if (!spot)
		BUG("out of memory");
	for (uint32_t i = 0; i < s.n; i++) {
		weigh(&s.v[i], now);
		ret->stays += s.v[i].hours > 0;
	}
	for (uint32_t i = 0; i < n && own[i].first <= now; i++)
		ret->since = MAX(ret->since, own[i].last);
	ret->silent = s.n && now - ret->since >= QUIET_MS;
	areas(&s, spot, spots_of(&s, now, spot), stations, count, ret);
	qsort(ret->place, (size_t)ret->n, sizeof *ret->place, by_place);
	free(spot);
	free(s.v);
	return ret->n;
}
