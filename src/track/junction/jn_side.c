/* jn_side — how sure the motor lane is, from how the odds are spread over all passages of a capture.
 *
 * What one passage's readings say of a few metres to the side is little, and shadows and antennas bias it. So the odds are held against
 * those of all riders of the same arm: nearly all ride in the bike lane, and where the readings err they err to both sides alike. The
 * side below the median, mirrored, is how often a bike lane's rider gets such odds; what there is more of is motor lane. */
#include <math.h>

#include "track/junction/jn_int.h"

enum { ARM_LEAST = 30 };

void jn_side_note(struct jn *e, struct junc *j, const struct passage *p, const struct jn_verdict *v, float odds)
{
	e->side = jn_grown(e->side, &e->side_cap, e->sides + 1, sizeof *e->side);
	e->side[e->sides++] = (struct side_score){ .v = *v, .junc = (uint32_t)(j - e->j), .pass = (uint32_t)(p - j->pass), .odds = odds };
}

static int by_value(const void *x, const void *y)
{
	float a = *(const float *)x, b = *(const float *)y;

	return (a > b) - (a < b);
}

/* Median, and how far the lower side is spread. */
static void centre(float *v, size_t n, float *ret_mid, float *ret_sd)
{
	qsort(v, n, sizeof *v, by_value);
	*ret_mid = v[n / 2];
	*ret_sd = MAX(*ret_mid - v[n * 16 / 100], 0.5f);
}

static float z_of(const struct junc *j, int arm, float odds)
{
	return (odds - j->motor_mid[arm]) / j->motor_sd[arm];
}

static int bin(float z)
{
	return (int)MIN(MAX((z + 8) * 4, 0.0f), (float)Z_BINS - 1);
}

static void arms(struct jn *e, float *v)
{
	float mid = 0, sd = 1;

	for (uint32_t i = 0; i < e->sides; i++)
		v[i] = e->side[i].odds;
	if (e->sides >= ARM_LEAST)
		centre(v, e->sides, &mid, &sd);
	uint32_t at = 0;
	/* scores stand junction by junction */
	for (uint32_t k = 0; k < e->njunc; k++) {
		uint32_t to = at;
		while (to < e->sides && e->side[to].junc == k)
			to++;
		for (int a = 0; a < e->j[k].g.arms; a++) {
			size_t n = 0;
			for (uint32_t i = at; i < to; i++)
				if (e->side[i].v.arm == a)
					v[n++] = e->side[i].odds;
			e->j[k].motor_mid[a] = mid;
			e->j[k].motor_sd[a] = sd;
			if (n >= ARM_LEAST)
				centre(v, n, &e->j[k].motor_mid[a], &e->j[k].motor_sd[a]);
		}
		at = to;
	}
}

void jn_side_calibrate(struct jn *e)
{
	double c[Z_BINS] = { 0 }, f[Z_BINS], f0[Z_BINS];
	float *v = malloc(MAX(e->sides, 1u) * sizeof *v), least = 0;

	ASSERT(v);
	arms(e, v);
	free(v);
	for (uint32_t i = 0; i < e->sides; i++)
		c[bin(z_of(&e->j[e->side[i].junc], e->side[i].v.arm, e->side[i].odds))]++;
	for (int i = 0; i < Z_BINS; i++) {
		f[i] = f0[i] = 0;
		for (int d = -1; d <= 1; d++) {
			int x = MIN(MAX(i + d, 0), Z_BINS - 1), y = Z_BINS - 1 - x;
			f[i] += (d ? 1 : 2) * c[x];
			f0[i] += (d ? 1 : 2) * c[y];
		}
	}
	/* the share that is too much, never falling with z, and never surer than what is counted there allows */
	for (int i = Z_BINS / 2; i < Z_BINS; i++) {
		float conf = f[i] > 0 ? (float)(1 - (f0[i] + 1) / (f[i] + 1)) : least;
		least = MAX(least, conf);
		e->motor_conf[i] = least;
	}
	for (int i = 0; i < Z_BINS / 2; i++)
		e->motor_conf[i] = 0;
}

float jn_side_confidence(const struct jn *e, const struct junc *j, int arm, float odds)
{
	return j->motor_sd[arm] > 0 ? e->motor_conf[bin(z_of(j, arm, odds))] : 0;
}
