/* jn_fit — which path a tag took, and when it was where: a hidden chain of cells along each path, summed over all ways along it.
 *
 * For every path (arm in, arm out, tracks) the beacons' receptions, and the antennas that did not hear them, give the likelihood of
 * each cell; between two beacons a rider stands or moves on at up to 10 m/s, never back. Forward sums give a path's evidence,
 * forward and backward sums the distribution of the moments at which the stop line and a place well inside were passed. */
#include <math.h>

#pragma GCC optimize("O3")   /* sums over cells: GCC's -O2 does not turn them into vectors */

#include "track/junction/jn_int.h"

enum { MAX_CELLS = FIT_ARMS * LANES * ARM_CELLS + FIT_ARMS * FIT_ARMS * LANE_PAIRS * MAX_LINK, INSIDE = 4, STANDS = ARM_CELLS + 3 };   /* riders wait up to STANDS, and have gone in from INSIDE cells behind the line on */

struct fit_mem {
	float *em;                        /* [beacon][MAX_CELLS] */
	uint8_t done[MAX_CELLS];          /* cells whose likelihoods are made, by the first cell of a piece */
	float alpha[MAX_BEACONS][PATH_CELLS], beta[MAX_BEACONS][PATH_CELLS], ep[MAX_BEACONS][PATH_CELLS];
	float w[MAX_BEACONS][PATH_CELLS], go[MAX_BEACONS][PATH_CELLS]; int wn[MAX_BEACONS];   /* from where riders wait; from further on */
	float shift[MAX_BEACONS], scale[MAX_BEACONS];
	uint8_t live[MAX_BEACONS][JN_ANTENNAS];
};

struct fit_mem *jn_fit_mem(void)
{
	struct fit_mem *m = calloc(1, sizeof *m);

	ASSERT(m);
	m->em = malloc(sizeof(float) * MAX_BEACONS * MAX_CELLS);
	ASSERT(m->em);
	return m;
}

void jn_fit_free(struct fit_mem *m)
{
	if (m)
		free(m->em);
	free(m);
}

/* e^x for x <= 0, to about 1e-4: the same bits everywhere. */
static inline float exp_fast(float x)
{
	union { float f; uint32_t u; } v;
	float y = x * 1.44269504f;

	if (y < -80)
		return 1e-24f;
	int i = (int)(y - 1);
	float f = y - (float)i;   /* -1..1 */
	v.u = (uint32_t)(i + 127) << 23;
	return v.f * (1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * 0.00961813f))));
}

/* How far one gets from beacon to beacon. */
static void moves(struct fit_mem *m, const struct beacon *b, int n)
{
	for (int k = 1; k < n; k++) {
		float dt = (float)(b[k].t - b[k - 1].t) / 1000, sum = 0;
		int most = (int)ceilf(10 * dt / (CELL_CM / 100.0f));
		most = MIN(MAX(most, 2), PATH_CELLS - 1);
		float sd = 2.2f * dt + 1.5f;
		for (int i = 0; i <= most; i++) {
			float u = ((float)i * (CELL_CM / 100.0f) - 4.8f * dt) / sd;
			m->w[k][i] = exp_fast(-u * u / 2);
			sum += m->w[k][i];
		}
		for (int i = 0; i <= most; i++) {
			float gauss = m->w[k][i] / sum;
			m->w[k][i] = 0.75f * gauss + 0.17f / (float)(most + 1) + (i == 0 ? 0.08f : 0);
			m->go[k][i] = 0.95f * gauss + 0.05f / (float)(most + 1);
		}
		m->wn[k] = most;
	}
}

/* Likelihoods of the cells [from, from + cnt) for all beacons. */
static void emit(const struct jn *e, const struct junc *j, struct fit_mem *m, const struct beacon *b, int n, float power, uint32_t from, int cnt)
{
	float acc[ARM_CELLS + MAX_LINK];
	int pw = (int)lroundf(2 * power);

	if (m->done[from])
		return;
	m->done[from] = 1;
	for (int k = 0; k < n; k++) {
		for (int c = 0; c < cnt; c++)
			acc[c] = -m->shift[k];
		for (int i = 0; i < j->g.antennas; i++) {
			const int16_t *mu = j->mu + (size_t)i * j->cells + from;
			if (!m->live[k][i])
				continue;
			if (b[k].heard >> i & 1) {
				int base = TAB_ZERO + 2 * b[k].rssi[i] - pw;
				for (int c = 0; c < cnt; c++)
					acc[c] += e->heard_tab[MIN(MAX(base - mu[c], 0), TAB - 1)];
			} else {
				for (int c = 0; c < cnt; c++)
					acc[c] += e->miss_tab[MIN(MAX(TAB_ZERO + mu[c] + pw, 0), TAB - 1)];
			}
		}
		float *out = m->em + (size_t)k * MAX_CELLS + from;
		for (int c = 0; c < cnt; c++)
			out[c] = exp_fast(MIN(acc[c], 0.0f));
	}
}

static void emit_path(const struct jn *e, const struct junc *j, struct fit_mem *m, const struct beacon *b, int n, float power, const struct path *p)
{
	emit(e, j, m, b, n, power, arm_cell(p->a, lane_pair[p->pair].in, 0), ARM_CELLS);
	emit(e, j, m, b, n, power, p->link, p->link_n);
	emit(e, j, m, b, n, power, arm_cell(p->b, lane_pair[p->pair].out, 0), ARM_CELLS);
}

static void gather(struct fit_mem *m, const struct path *p, int n)
{
	uint32_t in = arm_cell(p->a, lane_pair[p->pair].in, 0), out = arm_cell(p->b, lane_pair[p->pair].out, 0);

	for (int k = 0; k < n; k++) {
		const float *em = m->em + (size_t)k * MAX_CELLS;
		float *to = m->ep[k];
		for (int i = 0; i < ARM_CELLS; i++)
			to[i] = em[in + (uint32_t)(ARM_CELLS - 1 - i)];
		memcpy(to + ARM_CELLS, em + p->link, p->link_n * sizeof *to);
		memcpy(to + ARM_CELLS + p->link_n, em + out, ARM_CELLS * sizeof *to);
	}
}

/* The logarithm of a path's evidence; alpha is left scaled to sum 1. */
static float forward(struct fit_mem *m, const struct path *p, int n)
{
	int len = path_len(p);
	float ll = 0;

	for (int k = 0; k < n; k++) {
		float *a = m->alpha[k], sum = 0;
		if (k == 0) {
			for (int x = 0; x < len; x++)
				a[x] = m->ep[0][x] * (x < ARM_CELLS ? 1.0f : 0.1f) / (float)len;
		} else {
			const float *w = m->w[k], *go = m->go[k], *prev = m->alpha[k - 1];
			for (int x = 0; x < len; x++)
				a[x] = (x < STANDS ? w[0] : go[0]) * prev[x];
			for (int i = 1; i <= MIN(m->wn[k], len - 1); i++) {
				for (int x = 0; x < MIN(STANDS, len - i); x++)
					a[x + i] += w[i] * prev[x];
				for (int x = STANDS; x < len - i; x++)
					a[x + i] += go[i] * prev[x];
			}
			for (int x = 0; x < len; x++)
				a[x] *= m->ep[k][x];
		}
		/* a ride ends on the way out, if it was heard to its end */
		for (int x = 0; k == n - 1 && x < ARM_CELLS + p->link_n; x++)
			a[x] *= 0.1f;
		for (int x = 0; x < len; x++)
			sum += a[x];
		if (!(sum > 1e-30f))
			return -1e9f;
		ll += logf(sum);
		m->scale[k] = sum;
		for (int x = 0; x < len; x++)
			a[x] /= sum;
	}
	return ll;
}

static void backward(struct fit_mem *m, const struct path *p, int n)
{
	int len = path_len(p);

	for (int x = 0; x < len; x++)
		m->beta[n - 1][x] = 1;
	for (int k = n - 2; k >= 0; k--) {
		float g[PATH_CELLS], *b = m->beta[k], sum = 0;
		const float *w = m->w[k + 1], *go = m->go[k + 1];
		for (int x = 0; x < len; x++)
			g[x] = m->beta[k + 1][x] * m->ep[k + 1][x];
		for (int x = 0; x < len; x++)
			b[x] = (x < STANDS ? w[0] : go[0]) * g[x];
		for (int i = 1; i <= MIN(m->wn[k + 1], len - 1); i++) {
			for (int x = 0; x < MIN(STANDS, len - i); x++)
				b[x] += w[i] * g[x + i];
			for (int x = STANDS; x < len - i; x++)
				b[x] += go[i] * g[x + i];
		}
		for (int x = 0; x < len; x++)
			sum += b[x];
		for (int x = 0; x < len; x++)
			b[x] /= sum > 0 ? sum : 1;
	}
}

static void point(struct cross_pt *p, uint16_t *n, float w, float t)
{
	int32_t dt = (int32_t)lroundf(t);

	for (int i = 0; i < *n; i++)
		if (abs(p[i].dt - dt) <= 100) {
			p[i].w += w;
			return;
		}
	if (*n < CROSS_PTS)
		p[(*n)++] = (struct cross_pt){ w, dt };
}

/* When the place `at` (a cell border of the path) was passed. Who stood near it may have gone at any moment that still lets him arrive. */
static uint16_t passings(struct fit_mem *m, const struct path *p, const struct beacon *b, int n, int at, struct cross_pt *ret)
{
	int len = path_len(p);
	uint16_t cnt = 0;

	for (int k = 0; k + 1 < n; k++) {
		float dt = (float)(b[k + 1].t - b[k].t), t0 = (float)(b[k].t - b[0].t), step = 0, past = 0, g[PATH_CELLS];
		/* the sum over all pairs of places is known from the forward pass */
		for (int x = 0; x < len; x++) {
			step += m->alpha[k + 1][x] * m->beta[k + 1][x];
			past += x >= at ? m->alpha[k + 1][x] * m->beta[k + 1][x] : 0;
			g[x] = m->beta[k + 1][x] * m->ep[k + 1][x];
		}
		if (!(step > 0) || past < 1e-3f * step)
			continue;
		step *= m->scale[k + 1];
		for (int x = 0; x < at; x++) {
			if (m->alpha[k][x] < 1e-4f)
				continue;
			/* how much of it stood here since the beacon before */
			float still = k == 0 || x >= STANDS ? 0 : m->w[k][0] * m->alpha[k - 1][x] * m->ep[k][x] / (m->scale[k] * m->alpha[k][x]);
			for (int i = at - x; i <= MIN(m->wn[k + 1], len - 1 - x); i++) {
				float w = m->alpha[k][x] * (x < STANDS ? m->w[k + 1][i] : m->go[k + 1][i]) * g[x + i] / step;
				if (w < 5e-4f)
					continue;
				float f = ((float)(at - x) - 0.5f) / (float)i, even = t0 + dt * f;
				float late = t0 + dt - ((float)(x + i - at) + 0.5f) * 500, go = (float)(at - x) * 500;
				float stood = late <= even || go > 3000 ? 0 : w * still;
				point(ret, &cnt, w - stood * 0.7f, even);
				if (stood > 1e-3f) {
					point(ret, &cnt, stood * 0.35f, (even + late) / 2);
					point(ret, &cnt, stood * 0.35f, late);
				}
			}
		}
	}
	return cnt;
}

static void details(struct fit_mem *m, const struct path *p, const struct beacon *b, int n, struct fitted *f)
{
	int len = path_len(p);

	gather(m, p, n);
	forward(m, p, n);
	backward(m, p, n);
	for (int k = 0; k < n; k++) {
		float best = -1;
		for (int x = 0; x < len; x++)
			if (m->alpha[k][x] * m->beta[k][x] > best) {
				best = m->alpha[k][x] * m->beta[k][x];
				f->map[k] = (uint8_t)x;
			}
	}
	float all = 0, past = 0, began = 0, all0 = 0;
	for (int x = 0; x < len; x++) {
		float g = m->alpha[n - 1][x];
		all += g;
		past += x >= ARM_CELLS + INSIDE ? g : 0;
		g = m->alpha[0][x] * m->beta[0][x];
		all0 += g;
		began += x < ARM_CELLS ? g : 0;
	}
	f->crossed = (past / all) * (all0 > 0 ? began / all0 : 0);
	f->n_line = passings(m, p, b, n, ARM_CELLS, f->line);
	f->n_in = passings(m, p, b, n, ARM_CELLS + INSIDE, f->in);
}

static float prior(const struct junc *j, const struct path *p)
{
	static const float by_pair[LANE_PAIRS] = { 0.90f, 0.02f, 0.02f, 0.02f, 0.02f, 0.01f };

	return logf(by_pair[p->pair]) + (p->move == JM_TURN_BACK ? -3.0f : 0) + (j->g.arm[p->a].has_bike_lane || !lane_pair[p->pair].motor ? 0 : 1.5f);
}

struct scored { float ll; uint16_t path; };

static void keep(struct fit_mem *m, const struct junc *j, const struct beacon *b, int n, struct scored *s, int ns, struct fit *ret)
{
	double sum = 0;

	for (int i = 1; i < ns; i++)
		for (int k = i; k > 0 && s[k].ll > s[k - 1].ll; k--) {
			struct scored x = s[k];
			s[k] = s[k - 1];
			s[k - 1] = x;
		}
	for (int i = 0; i < ns; i++)
		sum += exp((double)(s[i].ll - s[0].ll));
	ret->np = 0;
	ret->ll = s[0].ll;
	for (int i = 0; i < ns && ret->np < KEPT_PATHS; i++) {
		float post = (float)(exp((double)(s[i].ll - s[0].ll)) / sum);
		if (post < 5e-3f || s[i].ll < -1e8f)
			break;
		struct fitted *f = &ret->p[ret->np++];
		f->path = s[i].path;
		f->post = post;
		details(m, &j->path[f->path], b, n, f);
	}
}

static void begin(const struct jn *e, const struct junc *j, struct fit_mem *m, const struct beacon *b, int n, struct fit *ret)
{
	moves(m, b, n);
	ret->readings = 0;
	for (int k = 0; k < n; k++) {
		m->shift[k] = 0;
		for (int i = 0; i < j->g.antennas; i++) {
			m->live[k][i] = j->clock[i].known && !j->clock[i].swapped && !j->clock[i].deaf && ((b[k].heard >> i & 1) || jn_alive(j, i, b[k].t));
			if (m->live[k][i] && b[k].heard >> i & 1) {
				m->shift[k] += e->heard_tab[TAB_ZERO];
				ret->readings++;
			}
		}
	}
}

enum { MAX_SCORED = FIT_ARMS * FIT_ARMS * LANE_PAIRS };

/* All plain paths; the highest of them. */
static int score_plain(const struct jn *e, const struct junc *j, const struct beacon *b, int n, float power, struct scored *s)
{
	struct fit_mem *m = e->mem;
	uint32_t plain = (uint32_t)j->g.arms * j->g.arms;
	int best = 0;

	memset(m->done, 0, sizeof m->done);
	for (uint32_t i = 0; i < plain; i++) {
		const struct path *p = &j->path[i];
		emit_path(e, j, m, b, n, power, p);
		gather(m, p, n);
		s[i] = (struct scored){ forward(m, p, n) + prior(j, p), (uint16_t)i };
		if (s[i].ll > s[best].ll)
			best = (int)i;
	}
	return best;
}

/* How much stronger the tag is than assumed, by the way along a path as it is in alpha. */
static float stronger(const struct jn *e, const struct junc *j, const struct beacon *b, int n, float power, const struct path *p)
{
	struct fit_mem *m = e->mem;
	float sum = 0, cnt = 0;

	gather(m, p, n);
	forward(m, p, n);
	for (int k = 0; k < n; k++) {
		int at = 0;
		for (int x = 1; x < path_len(p); x++)
			if (m->alpha[k][x] > m->alpha[k][at])
				at = x;
		uint32_t c = jn_path_cell(p, at);
		for (int i = 0; i < j->g.antennas; i++)
			if (m->live[k][i] && b[k].heard >> i & 1) {
				float r = (float)b[k].rssi[i] - (float)j->mu[(size_t)i * j->cells + c] / 2 - power;
				sum += MIN(MAX(r, -3 * e->sigma), 3 * e->sigma);
				cnt++;
			}
	}
	return sum / (cnt + 6);
}

void jn_fit(struct jn *e, const struct junc *j, const struct beacon *b, int n, float power, bool legal_only, struct fit *ret)
{
	struct fit_mem *m = e->mem;
	struct scored s[MAX_SCORED];
	uint32_t plain = (uint32_t)j->g.arms * j->g.arms;
	int ns = (int)plain;

	begin(e, j, m, b, n, ret);
	int top = score_plain(e, j, b, n, power, s);
	for (int i = 0; i < 2; i++) {
		float d = stronger(e, j, b, n, power, &j->path[s[top].path]);
		if (fabsf(d) < 1)
			break;
		power += d;
		top = score_plain(e, j, b, n, power, s);
	}
	ret->power = power;
	if (!legal_only)
		for (uint32_t i = plain; i < j->paths; i++) {
			const struct path *p = &j->path[i];
			if (s[p->a * j->g.arms + p->b].ll < s[top].ll - 12)
				continue;
			emit_path(e, j, m, b, n, power, p);
			gather(m, p, n);
			s[ns++] = (struct scored){ forward(m, p, n) + prior(j, p), (uint16_t)i };
		}
	/* the motor lane against the bike lane of the likeliest way, without any opinion on how many do so */
	const struct path *best = &j->path[s[top].path];
	ret->arm_in = (int8_t)best->a;
	ret->arm_out = (int8_t)best->b;
	ret->motor = -1e9f;
	for (int i = (int)plain; i < ns; i++) {
		const struct path *p = &j->path[s[i].path];
		if (p->a == best->a && p->b == best->b && lane_pair[p->pair].motor)
			ret->motor = MAX(ret->motor, s[i].ll - prior(j, p) - (s[top].ll - prior(j, best)));
	}
	keep(m, j, b, n, s, ns, ret);
	ret->per_reading = ret->readings ? ret->ll / (float)ret->readings : -99;
}
