/* jn_side — what is held against all that is said of an arm: the motor lane, and the left side.
 *
 * What one passage's readings say of a few metres to the side is little, and a map that errs errs for all riders of an arm. So the odds of
 * the motor lane must exceed what most of the arm's riders stay below, by more where the arm's antennas hear the two lanes nearly
 * alike; and where many seem to ride on the left, the arm is doubted and not its riders. */
#include <math.h>

#include "track/junction/jn_int.h"

enum { ARM_LEAST = 30, COMMON = 85, APART_CELLS = 16 };   /* no more than 15 in 100 of an arm's riders are in the motor lane */

#define MANY 0.12f           /* of an arm's riders on its left */
#define RARE 2.4f            /* logarithm of how rare it is */
#define FAR_APART 4.0f       /* nearer lanes must be told by more */
#define TELLS 2.0f           /* lanes nearer to each other than this are not told apart */

void jn_side_note(struct jn *e, struct junc *j, const struct passage *p, const struct jn_verdict *v, float odds)
{
	e->side = jn_grown(e->side, &e->side_cap, e->sides + 1, sizeof *e->side);
	struct side_score *s = &e->side[e->sides++];
	*s = (struct side_score){ .v = *v, .junc = (uint32_t)(j - e->j), .pass = (uint32_t)(p - j->pass), .odds = odds };
	if (!e->o.whole) {   /* by what the hours before said */
		struct jn_verdict now = *v;
		jn_give(e, j, p, &now, jn_side_confidence(j, &now, odds));
	}
}

static int by_value(const void *x, const void *y)
{
	float a = *(const float *)x, b = *(const float *)y;

	return (a > b) - (a < b);
}

/* Levels of one share of an arm's odds. */
static float share_of(float *v, size_t n, size_t percent)
{
	qsort(v, n, sizeof *v, by_value);
	return v[n * percent / 100];
}

/* How far apart the antennas hear the two lanes of an arm: half the squared distance in units of what one antenna errs. */
static float apart(const struct jn *e, const struct junc *j, int arm)
{
	float sum = 0, err = 2 * (SHADOW_DB * SHADOW_DB + e->sigma * e->sigma);

	for (int i = 0; i < j->g.antennas; i++) {
		float most = 0;
		const float *mu = j->mu + (size_t)i * j->cells;
		for (int k = 0; k < APART_CELLS; k++) {
			float bike = mu[arm_cell(arm, T_BIKE, k)], d = bike - mu[arm_cell(arm, T_MOTOR, k)];
			if (bike > e->floor_dbm + 3)
				most = MAX(most, d * d);
		}
		sum += most / err;
	}
	return sum;
}

void jn_side_calibrate(struct jn *e)
{
	float *v = malloc(MAX(e->sides, 1u) * sizeof *v);

	ASSERT(v);
	for (uint32_t k = 0; k < e->njunc; k++) {
		struct junc *j = &e->j[k];
		for (int a = 0; j->on && a < j->g.arms; a++) {
			size_t n = 0;
			for (uint32_t i = 0; i < e->sides; i++)
				if (e->side[i].junc == k && e->side[i].v.arm == a && e->side[i].v.kind == JK_MOTOR_LANE)
					v[n++] = e->side[i].odds;
			j->motor_most[a] = n >= ARM_LEAST ? share_of(v, n, COMMON) : 0;
			j->motor_apart[a] = apart(e, j, a);
		}
	}
	free(v);
}

/* Where many seem to ride on the left it is not the riders who are wrong: a station stands elsewhere, or the street is not as it was drawn. */
static float of_arm(const struct junc *j, int arm)
{
	float seem = (float)j->wrong[arm] / (float)MAX(j->rode[arm], 1u);

	return j->rode[arm] < ARM_LEAST || seem < MANY ? 1 : MANY / seem;
}

float jn_side_confidence(const struct junc *j, struct jn_verdict *v, float odds)
{
	int arm = v->arm;

	if (v->kind == JK_WRONG_WAY) {
		float trust = of_arm(j, arm);
		v->against |= trust < 1 ? JN_REASON(FIT) : 0;
		return odds * trust;
	}
	float over = MIN(odds - RARE - MAX(FAR_APART - j->motor_apart[arm], 0.0f), odds - j->motor_most[arm] - 2);
	return j->motor_apart[arm] < TELLS ? 0 : 0.95f / (1 + expf(-over - 1.1f));
}
