/* jn_usual — how well the rides of a junction fit, and how much less well one does.
 *
 * Who rides on a bridge above it or on a street beside it may fit a way through a junction, but he fits it worse than those do who ride there: more is left
 * over of each reading, antennas hear more or less of him than they do of the others, and he seems stronger than his tag is known to be. What is usual
 * is learned from the sample of rides by which the controller's clock is found. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

#define MEAN_N 3.0f          /* what an antenna's part is besides what was seen of it: nothing, so often; */
#define SPREAD_N 20.0f       /* and its spread that of all */
#define FIT_N 5.0f

enum { LEAST = 30 };         /* rides of the whole capture, to know what is usual */

static void add(struct usual *u, float x)
{
	u->n++;
	u->sum += x;
	u->squares += x * x;
}

/* Squares about the mean. */
static float about(const struct usual *u)
{
	return u->n > 1 ? MAX(u->squares - u->sum * u->sum / u->n, 0.0f) : 0;
}

void jn_usual_begin(struct junc *j)
{
	memset(j->part, 0, sizeof j->part);
	j->fits = j->seems = (struct usual){ 0 };
}

void jn_usual_note(const struct jn *e, struct junc *j, const struct fit *f, uint64_t tag)
{
	const struct way *w = &f->w[0];

	if (w->post < 0.8f || !w->from_arm || !w->inside || !(f->per_reading > 0))
		return;
	for (int i = 0; i < j->g.antennas; i++)
		if (w->shadow[i] != 0)
			add(&j->part[i], w->shadow[i]);
	add(&j->fits, logf(f->per_reading));
	add(&j->seems, w->power - jn_tag_power(e, tag));
}

/* Of all junctions, in their order. */
void jn_usual_settle(struct jn *e)
{
	struct usual part = { 0 }, fits = { 0 }, seems = { 0 };
	float sum = 0;

	for (uint32_t k = 0; k < e->njunc; k++) {
		const struct junc *j = &e->j[k];
		for (int i = 0; i < j->g.antennas; i++)
			if (j->part[i].n > 1) {
				part.n += j->part[i].n - 1;
				part.squares += about(&j->part[i]);
			}
		if (j->fits.n > 1) {
			fits.n += j->fits.n - 1;
			fits.squares += about(&j->fits);
		}
		sum += j->fits.sum;
		seems.n += j->seems.n;
		seems.sum += j->seems.sum;
		seems.squares += j->seems.squares;
	}
	e->usual_known = seems.n >= LEAST && part.n >= LEAST && fits.n > 0;
	if (!e->usual_known)
		return;
	e->part_spread = MAX(part.squares / part.n, 0.01f);
	e->fits_mean = sum / seems.n;
	e->fits_spread = sqrtf(MAX(fits.squares / fits.n, 1e-4f));
	e->seems_mean = seems.sum / seems.n;
	e->seems_spread = sqrtf(MAX(about(&seems) / seems.n, 0.01f));
}

/* How many spreads further than usual the antennas' parts are, all together. */
static float parts(const struct jn *e, const struct junc *j, const struct way *w)
{
	float chi = 0, n = 0;

	for (int i = 0; i < j->g.antennas; i++) {
		const struct usual *u = &j->part[i];
		if (w->shadow[i] == 0)
			continue;
		float d = w->shadow[i] - u->sum / (u->n + MEAN_N), v = (about(u) + SPREAD_N * e->part_spread) / (u->n + SPREAD_N);
		chi += d * d / v;
		n++;
	}
	return n > 0 ? (sqrtf(chi / n) - 1) * sqrtf(2 * n) : 0;
}

float jn_unusual(const struct jn *e, const struct junc *j, const struct fit *f, const struct way *w, uint64_t tag)
{
	if (!e->usual_known)
		return 0;
	float mean = (j->fits.sum + FIT_N * e->fits_mean) / (j->fits.n + FIT_N);
	float fits = (logf(f->per_reading) - mean) / e->fits_spread, seems = (w->power - jn_tag_power(e, tag) - e->seems_mean) / e->seems_spread;
	return MAX(fits + seems + parts(e, j, w), 0.0f);
}
