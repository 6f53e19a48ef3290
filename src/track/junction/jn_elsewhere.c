/* jn_elsewhere — a ride on a bridge above the junction or on a street beside it, as a way of its own. */
#include <math.h>

#pragma GCC optimize("O3")   /* sums over cells: GCC's -O2 does not turn them into vectors */

#include "track/junction/jn_fit_int.h"

#define ELSEWHERE 5.0f       /* how rare rides elsewhere are */

/* A straight ride: the axis of an arm through the middle, so far to its right, so much higher. */
static float straight(struct jn *e, const struct junc *j, const struct fit *f, float known, int arm, float right, float up2)
{
	static float mu[JN_ANTENNAS * PATH_CELLS];
	struct fit_mem *m = e->mem;
	struct path p = { .link_n = MAX_LINK };
	int len = path_len(&p), na = j->g.antennas;
	float more[JN_ANTENNAS], best = 1e9f, power = known;
	uint8_t at[MAX_BEACONS];

	for (int x = 0; x < len; x++) {
		float d = ((float)len / 2 - (float)x - 0.5f) * (CELL_CM / 100.0f);
		struct xy place = { -j->v[arm].x * d + j->r[arm].x * right, -j->v[arm].y * d + j->r[arm].y * right };
		for (int i = 0; i < na; i++)
			mu[i * PATH_CELLS + x] = jn_level(e, j, i, place, up2);
	}
	for (int round = 0; round < 2; round++) {
		float sum = 0, n = 0;
		for (int i = 0; i < na; i++)
			more[i] = power;
		for (int k = 0; k < f->n; k++)
			jn_emit(e, j, &f->o[k], more, mu, PATH_CELLS, len, m->ep[k]);
		best = MIN(best, jn_cheapest(e, j, f, more, &p, MADE, 1e9f) + TEMPER * (power - known) * (power - known) / (2 * POWER_DB * POWER_DB));
		jn_trace(m, f, &p, at);
		for (int k = 0; k < f->n; k++)
			for (int i = 0; i < na; i++)
				if (f->o[k].heard >> i & 1) {
					float r = f->o[k].rssi[i] - mu[i * PATH_CELLS + at[k]] - power;
					sum += MIN(MAX(r, -3 * e->sigma), 3 * e->sigma);
					n++;
				}
		power += sum / (n + 4);
	}
	return best;
}

float jn_elsewhere(struct jn *e, const struct junc *j, const struct fit *f, float known)
{
	static const struct { float right, up2; } lane[] = { { 0, 60 }, { 8, 60 }, { -8, 60 }, { 28, 0 }, { 45, 0 }, { -28, 0 }, { -45, 0 } };
	float best = 1e9f;

	jn_moves(e->mem, f, LOOK_ELSEWHERE);
	for (int a = 0; a < j->g.arms; a++)
		for (size_t i = 0; i < COUNTOF(lane); i++)
			best = MIN(best, straight(e, j, f, known, a, lane[i].right, lane[i].up2));
	return f->w[0].cost - best - ELSEWHERE;
}
