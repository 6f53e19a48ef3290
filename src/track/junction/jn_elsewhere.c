/* jn_elsewhere — a ride on a bridge above the junction or on a street beside it, as a way of its own. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

#define ELSEWHERE 5.0f       /* how rare rides elsewhere are */

enum { AXES = 7, AWAY_BLOCKS = PATH_CELLS / CELL_BLOCK, AWAY = PATH_CELLS + AWAY_BLOCKS };
/* Along the axis of an arm, so many metres to its right, so many square metres further away. */
static const struct { float right, up2; } axis[AXES] = { { 0, 60 }, { 8, 60 }, { -8, 60 }, { 28, 0 }, { 45, 0 }, { -28, 0 }, { -45, 0 } };
/* A ride may improve by so much when the tag's power is looked at again. */
#define HOPELESS 60.0f

/* Levels of all straight rides of a junction: made once for a calibration. */
static struct levels levels_of(struct jn *e, struct junc *j, int arm, int x)
{
	size_t one = (size_t)j->g.antennas * AWAY;

	if (!j->away) {
		j->away = calloc((size_t)j->g.arms * AXES * MAX(one, (size_t)1), sizeof *j->away);
		ASSERT(j->away);
		for (int a = 0; a < j->g.arms; a++)
			for (int k = 0; k < AXES; k++) {
				float *mu = j->away + (size_t)(a * AXES + k) * one, *top = mu + (size_t)j->g.antennas * PATH_CELLS;
				for (int i = 0; i < j->g.antennas; i++) {
					for (int c = 0; c < PATH_CELLS; c++) {
						float d = ((float)PATH_CELLS / 2 - (float)c - 0.5f) * (CELL_CM / 100.0f), s = axis[k].right;
						struct xy at = { -j->v[a].x * d + j->r[a].x * s, -j->v[a].y * d + j->r[a].y * s };
						mu[i * PATH_CELLS + c] = jn_level(e, j, i, at, axis[k].up2);
					}
					jn_model_tops(mu + (size_t)i * PATH_CELLS, PATH_CELLS, top + (size_t)i * AWAY_BLOCKS);
				}
			}
	}
	const float *mu = j->away + (size_t)(arm * AXES + x) * one;
	return (struct levels){ mu, mu + (size_t)j->g.antennas * PATH_CELLS, PATH_CELLS, AWAY_BLOCKS };
}

/* The cost of a straight ride, with the power that fits it best. */
static float straight(struct jn *e, const struct junc *j, const struct fit *f, float known, const struct levels *l)
{
	struct fit_mem *m = e->mem;
	struct path p = { .link_n = MAX_LINK };
	float more[JN_ANTENNAS], best = 1e9f, power = known;
	uint8_t at[MAX_BEACONS];
	struct emit one;

	for (int round = 0; round < 2; round++) {
		float sum = 0, n = 0;
		for (int i = 0; i < j->g.antennas; i++)
			more[i] = power;
		for (int k = 0; k < f->n; k++) {
			jn_heard(e, j, &f->o[k], more, &one);
			jn_cells_emit(&one, l, 0, AWAY_BLOCKS, m->ep[k]);
		}
		float c = jn_cheapest(e, j, f, more, &p, MADE, f->w[0].cost + HOPELESS);
		if (c >= 1e8f)
			break;
		best = MIN(best, c + TEMPER * (power - known) * (power - known) / (2 * POWER_DB * POWER_DB));
		jn_trace(m, f, &p, at);
		for (int k = 0; k < f->n; k++)
			for (int i = 0; i < j->g.antennas; i++)
				if (f->o[k].heard >> i & 1) {
					float r = f->o[k].rssi[i] - l->mu[i * PATH_CELLS + at[k]] - power;
					sum += MIN(MAX(r, -3 * e->sigma), 3 * e->sigma);
					n++;
				}
		power += sum / (n + 4);
	}
	return best;
}

float jn_elsewhere(struct jn *e, struct junc *j, const struct fit *f, float known)
{
	float best = 1e9f;

	jn_moves(e->mem, f, LOOK_ELSEWHERE);
	for (int a = 0; a < j->g.arms; a++)
		for (int x = 0; x < AXES; x++) {
			struct levels l = levels_of(e, j, a, x);
			best = MIN(best, straight(e, j, f, known, &l));
		}
	return f->w[0].cost - best - ELSEWHERE;
}
