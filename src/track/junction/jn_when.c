/* jn_when — when a place of a way was passed: forward and backward sums along the way. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

static void forward(struct fit_mem *m, const struct fit *f, int len, int out)
{
	for (int k = 0; k < f->n; k++) {
		float *a = m->v[k], sum = 0;
		jn_cells_likely(m->ep[k], len);
		if (k > 0)
			sum = jn_cells_sums(m->step[k], m->v[k - 1], m->ep[k], a, len, -1);
		for (int x = 0; k == 0 && x < PATH_CELLS; x++)
			a[x] = x < len ? m->ep[0][x] * (x < ARM_CELLS ? 1.0f : 0.05f) : 0;
		for (int x = 0; k == f->n - 1 && x < out; x++)
			a[x] *= 0.05f;
		if (k == 0 || k == f->n - 1) {
			sum = 0;
			for (int x = 0; x < len; x++)
				sum += a[x];
		}
		jn_cells_scale(a, len, 1 / (sum > 0 ? sum : 1));
	}
}

/* What comes after: beta, whose sum is 1, and how much it was before that. */
static void backward(struct fit_mem *m, const struct fit *f, int len)
{
	for (int x = 0; x < PATH_CELLS; x++)
		m->beta[f->n - 1][x] = x < len;
	for (int k = f->n - 2; k >= 0; k--) {
		float g[PATH_CELLS];
		for (int x = 0; x < len; x++)
			g[x] = m->beta[k + 1][x] * m->ep[k + 1][x];
		m->whole[k] = jn_cells_sums(m->step[k + 1], g, NULL, m->beta[k], len, 1);
		jn_cells_scale(m->beta[k], len, 1 / (m->whole[k] > 0 ? m->whole[k] : 1));
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
		jn_gather(e, j, f, more, p, true, k, 0, len);
	forward(m, f, len, ARM_CELLS + p->link_n);
	backward(m, f, len);
	for (int k = 0; k + 1 < f->n; k++) {
		float dt = (float)(f->o[k + 1].t0 - f->o[k].t1), t0 = (float)(f->o[k].t1 - f->o[0].t0), g[PATH_CELLS];
		bool stood = f->o[k].beacons > 1;
		const struct gait *go = m->step[k + 1];
		float step = jn_cells_sum_of(m->v[k + 1], m->beta[k + 1], len), past = 0;
		for (int x = at; x < len; x++) {
			past += m->v[k + 1][x] * m->beta[k + 1][x];
			g[x] = m->beta[k + 1][x] * m->ep[k + 1][x];
		}
		if (!(step > 0) || past < 1e-3f * step)
			continue;
		/* the sum over all pairs of places, for scale: what follows a place is in its beta */
		float sum = jn_cells_sum_of(m->v[k], m->beta[k], len);
		for (int x = MAX(0, at - go->most); x < at && sum > 0; x++) {
			if (m->v[k][x] * m->beta[k][x] < 1e-4f * sum)
				continue;
			for (int i = at - x; i <= MIN(go->most, len - 1 - x); i++) {
				float q = m->v[k][x] * go->go_p[i] * g[x + i] / (sum * m->whole[k]);
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
