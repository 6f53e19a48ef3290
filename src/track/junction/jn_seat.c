/* jn_seat — stations that were exchanged when they were registered.
 *
 * Where an antenna stands is told by what the others hear of the beacons that it hears best: near ones strongly, far ones weakly or not
 * at all. Two of a junction for which that fits much better the other way round have each other's place. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

enum { BEACONS = 1500, ROUNDS = 3, LEAST = 15 };

struct profile { double n, sum[JN_ANTENNAS]; };

static void gather(const struct jn *e, const struct junc *j, struct profile *p)
{
	struct beacon *b = e->mem->b;
	uint32_t step = MAX(j->npass / 200, 1u);

	for (uint32_t i = 0; i < j->npass; i += step) {
		int n = jn_beacons(j, &j->pass[i], b);
		for (int k = 0; k < n; k++) {
			int best = -1;
			for (int a = 0; a < j->g.antennas; a++)
				if (b[k].heard >> a & 1 && (best < 0 || b[k].rssi[a] > b[k].rssi[best]))
					best = a;
			/* near the antenna: well above the floor */
			if (best < 0 || b[k].rssi[best] < e->floor_dbm + 12)
				continue;
			p[best].n++;
			for (int a = 0; a < j->g.antennas; a++)
				p[best].sum[a] += b[k].heard >> a & 1 ? b[k].rssi[a] : e->floor_dbm - 3;
		}
	}
}

/* How badly antenna i's profile fits the place of q; i and its opposite are left out, wherever either is put. */
static double misfit(const struct jn *e, const struct junc *j, const struct profile *p, int i, int q, int opposite)
{
	double n = 0, s = 0, ss = 0;

	for (int a = 0; a < j->g.antennas; a++) {
		if (a == i || a == opposite || !j->clock[a].known)
			continue;
		double dx = j->ant[a].x - j->ant[q].x, dy = j->ant[a].y - j->ant[q].y;
		double want = MAX(e->p0 - e->slope * 5 * log10(dx * dx + dy * dy + 25), e->floor_dbm - 3.0);
		double d = p[i].sum[a] / p[i].n - want;
		n++;
		s += d;
		ss += d * d;
	}
	return n < 4 ? INFINITY : ss / n - s / n * (s / n);
}

void jn_exchanged(const struct jn *e, struct junc *j)
{
	struct profile *p = calloc(JN_ANTENNAS, sizeof *p);

	ASSERT(p);
	gather(e, j, p);
	for (int round = 0; round < ROUNDS; round++) {
		double best = 0.7;
		int bi = -1, bq = -1;
		for (int i = 0; i < j->g.antennas; i++)
			for (int q = 0; q < i; q++) {
				if (p[i].n < LEAST || p[q].n < LEAST)
					continue;
				/* the left-out pair must be the same on both sides */
				double own = misfit(e, j, p, i, i, q) + misfit(e, j, p, q, q, i), other = misfit(e, j, p, i, q, q) + misfit(e, j, p, q, i, i);
				if (other < best * own) {
					best = other / own;
					bi = i;
					bq = q;
				}
			}
		if (bi < 0)
			break;
		struct xy at = j->ant[bi];
		uint8_t seat = j->seat[bi];
		j->clock[bi].swapped = j->clock[bq].swapped = 1;
		j->ant[bi] = j->ant[bq];
		j->ant[bq] = at;
		j->seat[bi] = j->seat[bq];
		j->seat[bq] = seat;
	}
	free(p);
}
