/* jradio — see jradio.h. */
#include "jradio.h"

#include <math.h>
#include <stdlib.h>

enum { A_BIKE = 7400, A_TRACK, A_PLACE, NEAR = 24, HEAR_M = 130, HEAR_ROAD_M = 180 };

void jradio_init(struct jradio *a, const struct jworld *w, uint32_t bikes, const uint32_t *as)
{
	a->w = w;
	a->as = as;
	a->beacon = calloc(bikes, sizeof *a->beacon);
	a->power = calloc(bikes, sizeof *a->power);
	a->mount = calloc(bikes, sizeof *a->mount);
	ASSERT(a->beacon && a->power && a->mount);
	double one_metre = w->p.floor_dbm + 10 * w->p.path * log10(w->p.range_m);
	for (uint32_t i = 0; i < bikes; i++) {
		struct rng r = rng_of(w->seed, A_BIKE, i);
		a->beacon[i] = -400 + rng_unit(&r) * w->p.beacon_s;
		a->power[i] = (float)(one_metre + w->p.tag_sd * rng_normal(&r));
		if (rng_unit(&r) < w->p.bad_power)
			a->power[i] -= (float)rng_range(&r, 8, 15);
		a->mount[i] = rng_unit(&r) < 0.6 ? -1 : 1;
	}
	for (int i = 0; i < 64 * 64; i++) {
		struct rng r = rng_of(w->seed, A_PLACE, (uint64_t)i);
		a->place[i / 64][i % 64] = (float)w->p.place_sd * rng_normal(&r);
	}
	for (int i = 0; i <= 256; i++) {
		double off = acos((i - 128) / 128.0) * 57.29577951 / w->p.beam_deg;
		a->beam[i] = (float)MIN(12 * off * off, w->p.back_db);
	}
}

void jradio_free(struct jradio *a)
{
	free(a->beacon);
	free(a->power);
	free(a->mount);
	free(a->row);
}

/* Smooth over a lattice of 8 m that begins elsewhere for each station. */
static double place_db(const struct jradio *a, int station, double x, double y)
{
	x = x / 8 + station * 17.31 + 6400;
	y = y / 8 + station * 5.77 + 6400;
	int i = (int)x, j = (int)y;
	double u = x - i, v = y - j;

	return (a->place[i & 63][j & 63] * (1 - u) + a->place[(i + 1) & 63][j & 63] * u) * (1 - v) +
	       (a->place[i & 63][(j + 1) & 63] * (1 - u) + a->place[(i + 1) & 63][(j + 1) & 63] * u) * v;
}

static void push(struct jradio *a, struct jrow r)
{
	if (a->n == a->cap) {
		a->cap = MAX(a->cap * 2, (size_t)1 << 16);
		a->row = realloc(a->row, a->cap * sizeof *a->row);
		ASSERT(a->row);
	}
	a->row[a->n++] = r;
}

/* When it comes in, or false: it never does. Batches of a second; what waited for a line comes when it is back, oldest first. */
static bool arrival(const struct jstation *s, int64_t t, uint64_t chance, int64_t *ret)
{
	int64_t at = (t / 1000 + 1) * 1000 + (int64_t)(chance % 250);

	for (int k = 0; k < s->nout; k++)
		if (t >= s->out[k].from && t < s->out[k].to) {
			if (s->out[k].lost)
				return false;
			at = MAX(at, s->out[k].to + 1000 + (int64_t)(chance >> 20 & 2047) + (t - s->out[k].from) / 50);
		}
	*ret = at;
	return true;
}

static void hear(struct jradio *a, const struct jtrack *t, int station, int64_t now, double rssi, unsigned flags, struct rng *r)
{
	const struct jstation *s = &a->w->st[station];
	const struct jparams *p = &a->w->p;
	uint64_t chance = hash_u64((uint64_t)(now / 1000) * 8191 + (uint64_t)station * 131 + a->w->seed);
	int64_t step = (int64_t)MAX(p->stamp_step_ms, 1);
	struct jrow row = { .tag = a->as[t->bike], .station = (uint16_t)station, .rssi = (int8_t)MAX(lround(rssi), -110), .flags = (uint8_t)flags };

	row.t = (jstation_clock(s, a->w->start, now) + (int64_t)rng_below(r, 8)) / step * step;
	if (!arrival(s, now, chance, &row.arrive)) {
		a->lost++;
		return;
	}
	push(a, row);
	if ((double)(chance >> 40) / (double)(1 << 24) < p->resends) {
		row.arrive += 3000 + (int64_t)(chance % 55000);
		push(a, row);
	}
}

struct near { int station; double shadow; };

static int who_hears(const struct jradio *a, const struct jtrack *t, struct near *ret, struct rng *r)
{
	const struct junction *j = &a->w->j[t->junction];
	int n = 0;

	for (int i = 0; i < j->n; i++)
		ret[n++].station = j->first + i;
	for (int side = 0; side < 2; side++) {
		int arm = side ? t->arm_out : t->arm_in;
		for (int q = 0; q < 4 && arm >= 0 && n < NEAR; q++)
			if (a->w->road[(t->junction * 4 + arm) * 4 + q] >= 0)
				ret[n++].station = a->w->road[(t->junction * 4 + arm) * 4 + q];
	}
	for (int i = 0; i < n; i++)
		ret[i].shadow = a->w->p.shadow_sd * rng_normal(r);
	return n;
}

static double level(const struct jradio *a, const struct jtrack *t, const struct jstation *s, struct jxy at, struct jxy head, double d2)
{
	double dz = s->up - t->up, d = sqrt(d2 + dz * dz), dx = at.x - s->at.x, dy = at.y - s->at.y;
	double v = a->power[t->bike] + s->gain - t->loss - 10 * a->w->p.path * log10(MAX(d, 1));

	if (s->bz < 1.5)
		v -= a->beam[(int)((dx * s->bx + dy * s->by - dz * s->bz) / MAX(d, 0.1) * 128 + 128) & 511];
	v -= a->w->p.body_db * (1 + a->mount[t->bike] * (dx * head.x + dy * head.y) / MAX(d, 0.1)) / 2;
	return v;
}

static void beacon(struct jradio *a, const struct jtrack *t, double at, struct jxy p, struct jxy head, double moved, unsigned flags,
                   struct near *near, int n, struct rng *r)
{
	const struct jparams *q = &a->w->p;
	double keep = exp(-moved / q->shadow_m), fresh = q->shadow_sd * sqrt(1 - keep * keep);
	int64_t now = a->w->start + (int64_t)llround(at * 1000);
	bool none = rng_unit(r) < q->loss_all || at < 0 || now >= a->w->end;

	for (int i = 0; i < n; i++) {
		const struct jstation *s = &a->w->st[near[i].station];
		double dx = p.x - s->at.x, dy = p.y - s->at.y, d2 = dx * dx + dy * dy, far = s->junction < 0 ? HEAR_ROAD_M : HEAR_M;
		near[i].shadow = keep * near[i].shadow + fresh * rng_normal(r);
		if (none || s->dead || d2 > far * far)
			continue;
		double v = level(a, t, s, p, head, d2) + near[i].shadow;
		if (v < q->floor_dbm - 16)
			continue;
		v += place_db(a, near[i].station, p.x, p.y) + q->fade_sd * rng_normal(r);
		if (rng_unit(r) < q->deep)
			v -= 10;
		if (rng_unit(r) < q->loss || rng_unit(r) > 1 / (1 + exp((q->floor_dbm - v) / 1.2)))
			continue;
		hear(a, t, near[i].station, now, v, flags, r);
	}
}

void jradio_track(struct jradio *a, const struct jtrack *t)
{
	const struct jparams *q = &a->w->p;
	double begin = t->k[0].t, *next = &a->beacon[t->bike], moved_at = begin;
	struct rng r = rng_of(a->w->seed, A_TRACK, ((uint64_t)t->bike << 32) ^ (uint64_t)(int64_t)(begin * 1000));
	struct near near[NEAR];
	int n = who_hears(a, t, near, &r), hint = 0;
	struct jxy was = t->pt[0];

	while (*next < begin)      /* it was where nobody hears it */
		*next += q->beacon_s * MAX(1, floor((begin - *next) / q->beacon_s));
	while (*next < t->end) {
		double v, at = *next;
		struct jxy head, p = jtrack_at(t, at, &hint, &v, &head);
		if (v > 0.3)
			moved_at = at;
		bool still = t->parked || (q->still_s > 0 && at - moved_at > q->still_s);
		beacon(a, t, at, p, head, hypot(p.x - was.x, p.y - was.y), !still, near, n, &r);
		was = p;
		*next += (still ? q->still_beacon_s : q->beacon_s) * (1 + q->jitter * rng_range(&r, -1, 1));
	}
}

static int by_arrival(const void *p, const void *q)
{
	const struct jrow *a = p, *b = q;

#define CMP(x) if (a->x != b->x) return a->x < b->x ? -1 : 1
	CMP(arrive);
	CMP(station);
	CMP(t);
	CMP(tag);
	CMP(rssi);
	CMP(flags);
#undef CMP
	return 0;
}

void jradio_sort(struct jradio *a)
{
	if (a->n > 0)
		qsort(a->row, a->n, sizeof *a->row, by_arrival);
}
