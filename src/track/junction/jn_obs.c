/* jn_obs — beacons to observations, and how much two beacons of one place differ. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

/* Root mean square of the differences over the antennas that heard both; -1: fewer than three. */
static float differ(uint64_t both, const float *a, const int8_t *b, int na)
{
	float s = 0;
	int n = 0;

	for (int i = 0; i < na; i++)
		if (both >> i & 1) {
			float d = a[i] - (float)b[i];
			s += d * d;
			n++;
		}
	return n < 3 ? -1 : sqrtf(s / (float)n);
}

void jn_still_learn(struct jn *e)
{
	struct beacon *b = e->mem->b;
	uint32_t h[200] = { 0 }, all = 0, at = 0, sum = 0;

	for (uint32_t k = 0; k < e->njunc; k++) {
		const struct junc *j = &e->j[k];
		uint32_t step = MAX(j->npass / 100, 1u);
		for (uint32_t i = 0; j->on && i < j->npass; i += step) {
			int n = jn_beacons(j, &j->pass[i], b);
			for (int x = 1; x < n; x++) {
				float f[JN_ANTENNAS], d;
				for (int a = 0; a < j->g.antennas; a++)
					f[a] = b[x - 1].rssi[a];
				d = b[x].t - b[x - 1].t > 6000 ? -1 : differ(b[x].heard & b[x - 1].heard, f, b[x].rssi, j->g.antennas);
				if (d >= 0) {
					h[MIN((int)(d * 10), 199)]++;
					all++;
				}
			}
		}
	}
	while (at < 199 && (sum += h[at]) * 6 < all)
		at++;
	e->still = all < 50 ? 2 : MIN(MAX((float)at / 10, 0.7f), 6.0f);
}

static bool still(const struct jn *e, const struct junc *j, const struct obs *o, const struct beacon *b)
{
	float d, best = NO_RSSI;

	if (b->t - o->t1 > 6000)
		return false;
	d = differ(o->heard & b->heard, o->rssi, b->rssi, j->g.antennas);
	for (int i = 0; i < j->g.antennas; i++)
		best = (o->heard >> i & 1) && o->rssi[i] > best ? o->rssi[i] : best;
	return d >= 0 && best > e->floor_dbm + 14 && d < 1.35f * e->still * sqrtf((1 + 1 / (float)o->beacons) / 2);
}

static bool faint(const struct jn *e, const struct junc *j, const struct obs *o)
{
	float best = NO_RSSI;

	for (int i = 0; i < j->g.antennas; i++)
		best = (o->heard >> i & 1) && o->rssi[i] > best ? o->rssi[i] : best;
	return best < e->floor_dbm + 9;
}

void jn_observe(const struct jn *e, const struct junc *j, const struct beacon *b, int n, struct fit *ret)
{
	uint16_t heard[JN_ANTENNAS] = { 0 };
	int na = j->g.antennas;
	uint64_t deaf = 0;

	for (int i = 0; i < na; i++)
		deaf |= (uint64_t)j->clock[i].deaf << i;
	ret->n = ret->readings = 0;
	for (int k = 0; k < n; k++) {
		struct obs *o = ret->n ? &ret->o[ret->n - 1] : NULL;
		if (o && still(e, j, o, &b[k])) {
			for (int i = 0; i < na; i++)
				if (b[k].heard >> i & 1) {
					o->rssi[i] = (heard[i] ? o->rssi[i] : 0) * (float)heard[i] / (float)(heard[i] + 1) + (float)b[k].rssi[i] / (float)(heard[i] + 1);
					heard[i]++;
				}
			o->heard |= b[k].heard & ~deaf;
			o->beacons++;
			o->t1 = b[k].t;
			continue;
		}
		o = &ret->o[ret->n++];
		*o = (struct obs){ .t0 = b[k].t, .t1 = b[k].t, .heard = b[k].heard & ~deaf, .beacons = 1 };
		for (int i = 0; i < na; i++) {
			heard[i] = b[k].heard >> i & 1;
			o->rssi[i] = b[k].rssi[i];
			if (j->clock[i].known && !j->clock[i].deaf && (heard[i] || jn_alive(j, i, b[k].t)))
				o->live |= UINT64_C(1) << i;
		}
	}
	/* far off, where antennas hear it now and then, nothing is told */
	int lo = 0, hi = ret->n;
	while (hi - lo > 8 && faint(e, j, &ret->o[lo]))
		lo++;
	while (hi - lo > 8 && faint(e, j, &ret->o[hi - 1]))
		hi--;
	memmove(ret->o, ret->o + lo, (size_t)(hi - lo) * sizeof *ret->o);
	ret->n = hi - lo;
	for (int k = 0; k < ret->n; k++) {
		ret->o[k].live |= ret->o[k].heard;
		ret->readings += __builtin_popcountll(ret->o[k].heard);
	}
}
