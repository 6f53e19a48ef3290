/* jn_when — when a place of a way was passed: forward and backward sums along the way. */
#include <math.h>

#pragma GCC optimize("O3")   /* sums over cells: GCC's -O2 does not turn them into vectors */

#include "track/junction/jn_fit_int.h"

/* e^x for x <= 0, to about 1e-4: the same bits everywhere. */
static inline float exp_fast(float x)
{
	union { float f; uint32_t u; } v;
	float y = x * 1.44269504f;

	y = y < -80 ? -80 : y;
	int i = (int)(y - 1);
	float f = y - (float)i;   /* -1..1 */
	v.u = (uint32_t)(i + 127) << 23;
	return v.f * (1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * 0.00961813f))));
}

static void forward(struct fit_mem *m, const struct fit *f, int len, int out)
{
	for (int k = 0; k < f->n; k++) {
		float *a = m->v[k], sum = 0, least = 1e9f;
		for (int x = 0; x < len; x++)
			least = MIN(least, m->ep[k][x]);
		for (int x = 0; x < len; x++)
			m->ep[k][x] = exp_fast(TEMPER * (least - m->ep[k][x]));
		if (k == 0) {
			for (int x = 0; x < len; x++)
				a[x] = m->ep[0][x] * (x < ARM_CELLS ? 1.0f : 0.05f);
		} else {
			const float *prev = m->v[k - 1];
			for (int x = 0; x < len; x++)
				a[x] = m->step[k]->stay_p[x] * prev[x];
			for (int i = 1; i <= MIN(m->step[k]->most, len - 1); i++) {
				float w = m->step[k]->go_p[i];
				for (int x = 0; x < len - i; x++)
					a[x + i] += w * prev[x];
			}
			for (int x = 0; x < len; x++)
				a[x] *= m->ep[k][x];
		}
		for (int x = 0; k == f->n - 1 && x < out; x++)
			a[x] *= 0.05f;
		for (int x = 0; x < len; x++)
			sum += a[x];
		for (int x = 0; x < len; x++)
			a[x] /= sum > 0 ? sum : 1;
	}
}

static void backward(struct fit_mem *m, const struct fit *f, int len)
{
	for (int x = 0; x < len; x++)
		m->beta[f->n - 1][x] = 1;
	for (int k = f->n - 2; k >= 0; k--) {
		float g[PATH_CELLS], *b = m->beta[k], sum = 0;
		for (int x = 0; x < len; x++)
			g[x] = m->beta[k + 1][x] * m->ep[k + 1][x];
		for (int x = 0; x < len; x++)
			b[x] = m->step[k + 1]->stay_p[x] * g[x];
		for (int i = 1; i <= MIN(m->step[k + 1]->most, len - 1); i++) {
			float w = m->step[k + 1]->go_p[i];
			for (int x = 0; x < len - i; x++)
				b[x] += w * g[x + i];
		}
		for (int x = 0; x < len; x++)
			sum += b[x];
		for (int x = 0; x < len; x++)
			b[x] /= sum > 0 ? sum : 1;
	}
}

static void point(struct passing *p, float w, float t)
{
	int32_t dt = (int32_t)lroundf(t);

	for (int i = 0; i < p->n; i++)
		if (abs(p->p[i].dt - dt) <= 50) {
			p->p[i].w += w;
			return;
		}
	if (p->n < CROSS_PTS)
		p->p[p->n++] = (struct cross_pt){ w, dt };
}

/* One who stood starts at any moment that still lets him arrive: between an even ride and a late, quick one. */
static void between(struct passing *ret, float w, bool stood, float t0, float dt, int before, int after)
{
	float even = t0 + dt * ((float)before - 0.5f) / (float)(before + after);
	float late = t0 + dt - ((float)after + 0.5f) * (CELL_CM / 100.0f) / 5.5f * 1000;

	if (!stood || late <= even) {
		point(ret, w, even);
		return;
	}
	for (int i = 0; i < 4; i++)
		point(ret, w / 4, even + (late - even) * ((float)i + 0.5f) / 4);
}

void jn_passing(struct jn *e, const struct junc *j, const struct fit *f, const struct way *w, int at, struct passing *ret)
{
	struct fit_mem *m = e->mem;
	const struct path *p = &j->path[w->path];
	int len = path_len(p);
	float more[JN_ANTENNAS], all = 0;

	for (int i = 0; i < JN_ANTENNAS; i++)
		more[i] = w->power + w->shadow[i];
	ret->n = 0;
	jn_moves(m, f, LOOK_ALL);
	for (int k = 0; k < f->n; k++)
		jn_gather(e, j, f, more, p, true, k);
	forward(m, f, len, ARM_CELLS + p->link_n);
	backward(m, f, len);
	for (int k = 0; k + 1 < f->n; k++) {
		float dt = (float)(f->o[k + 1].t0 - f->o[k].t1), t0 = (float)(f->o[k].t1 - f->o[0].t0), step = 0, past = 0, g[PATH_CELLS];
		bool stood = f->o[k].beacons > 1;
		for (int x = 0; x < len; x++) {
			float q = m->v[k + 1][x] * m->beta[k + 1][x];
			step += q;
			past += x >= at ? q : 0;
			g[x] = m->beta[k + 1][x] * m->ep[k + 1][x];
		}
		if (!(step > 0) || past < 1e-3f * step)
			continue;
		/* the sum over all pairs of places, for scale */
		float sum = 0, pair[PATH_CELLS];
		for (int x = 0; x < len; x++) {
			float to = m->step[k + 1]->stay_p[x] * g[x];
			for (int i = 1; i <= MIN(m->step[k + 1]->most, len - 1 - x); i++)
				to += m->step[k + 1]->go_p[i] * g[x + i];
			pair[x] = m->v[k][x] * to;
			sum += pair[x];
		}
		for (int x = MAX(0, at - m->step[k + 1]->most); x < at && sum > 0; x++) {
			if (pair[x] < 1e-4f * sum)
				continue;
			for (int i = at - x; i <= MIN(m->step[k + 1]->most, len - 1 - x); i++) {
				float q = m->v[k][x] * m->step[k + 1]->go_p[i] * g[x + i] / sum;
				if (q > 5e-4f)
					between(ret, q, stood, t0, dt, at - x, x + i - at);
			}
		}
	}
	for (int i = 0; i < ret->n; i++)
		all += ret->p[i].w;
	for (int i = 0; i < ret->n && all > 1; i++)
		ret->p[i].w /= all;
}
