/* jn_fit — which way a tag took through a junction, and when it was where.
 *
 * Beacons of a rider who stands are made one observation: a minute at the line says no more of where he is than a moment. For every
 * path the likeliest cells are found (a rider stands or moves on at up to 10 m/s, never back), then the tag's power and what each antenna
 * heard more or less throughout the passage (people and cars in between) are taken out, and the path is scored anew: ways are held against each
 * other by how the levels change, not by one shadow counted thirty times. Forward and backward sums along a way give the moments. */
#include <math.h>

#pragma GCC optimize("O3")   /* sums over cells: GCC's -O2 does not turn them into vectors */

#include "track/junction/jn_fit_int.h"

#define CLIP 6.0f            /* what a reading that is weaker than it should be may speak against a cell at most: something stood in the way */
#define CLIP_STRONG 40.0f    /* and one that is stronger: nothing makes a far tag loud */
#define MISS 0.35f           /* a dB that it should have been heard above the floor, up to where only loss remains */

enum { COARSE_MARGIN = 35, FINE_WAYS = 8, FINE_MARGIN = 30 };

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

/* ---- costs: negative logarithms ---- */

/* How far one gets in dt: kept by tenths of a second, for the three ways of looking. */
static const struct gait *gait_of(struct fit_mem *m, int64_t dt_ms, enum look how)
{
	int q = (int)MIN(MAX((dt_ms + 50) / 100, 2), GAITS - 1);
	struct gait *g = &m->gait[how][q];
	float dt = (float)q / 10, sum = 0, sd = 2.2f * dt + 1.5f;

	if (g->most)
		return g;
	g->most = MIN(MAX((int)ceilf(10 * dt / (CELL_CM / 100.0f)), 2), PATH_CELLS - 1);
	for (int i = 0; i <= g->most; i++) {
		float u = ((float)i * (CELL_CM / 100.0f) - 4.8f * dt) / sd;
		g->go[i] = expf(-u * u / 2);
		sum += g->go[i];
	}
	for (int i = 0; i <= g->most; i++) {
		g->go_p[i] = 0.85f * g->go[i] / sum + 0.12f / (float)(g->most + 1);
		g->go[i] = -logf(g->go_p[i]);
	}
	/* one waits before the line, near it; that is also what tells where the line is in what is heard */
	int stands = how == LOOK_ALL ? STANDS : how == LOOK_PLAIN ? ARM_CELLS : 0;
	for (int x = 0; x < PATH_CELLS; x++) {
		float back = (float)MAX(ARM_CELLS - NEAR_LINE - x, 0) * (how == LOOK_PLAIN ? 0.4f : 0.15f);
		g->stay[x] = x < stands ? MIN(g->go[0], 1.5f + MIN(back, 3.0f)) : g->go[0] + (how == LOOK_ALL ? 1 : 6);
		g->stay_p[x] = expf(-g->stay[x]);
	}
	return g;
}

void jn_moves(struct fit_mem *m, const struct fit *f, enum look how)
{
	for (int k = 1; k < f->n; k++)
		m->step[k] = gait_of(m, f->o[k].t0 - f->o[k - 1].t1, how);
}

/* A third of a night's detection is spent in two loops of floats: with AVX2 eight at a time, where the processor has it. Without FMA, so that the sums are
 * the same everywhere. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* Costs of cnt cells from `from` on for observation o, with what is known of power and shadows. */
WIDE void jn_emit(const struct jn *e, const struct junc *j, const struct obs *o, const float *more, const float *levels, size_t row, int cnt, float *restrict out)
{
	float k = 0.5f / (e->sigma * e->sigma), lost = -logf(e->loss);

	for (int c = 0; c < cnt; c++)
		out[c] = 0;
	for (int i = 0; i < j->g.antennas; i++) {
		const float *restrict mu = levels + (size_t)i * row;
		if (!(o->live >> i & 1))
			continue;
		if (o->heard >> i & 1) {
			float y = o->rssi[i] - more[i];
			for (int c = 0; c < cnt; c++) {
				float z = y - mu[c], q = z * z * k, most = z > 0 ? CLIP_STRONG : CLIP;
				out[c] += q < most ? q : most;
			}
		} else {
			float y = more[i] - e->floor_dbm + 2, most = lost / MISS;
			for (int c = 0; c < cnt; c++) {
				float z = mu[c] + y;
				z = z > 0 ? z : 0;
				out[c] += MISS * (z < most ? z : most);
			}
		}
	}
}

static void reversed(const float *a, float *b)
{
	for (int i = 0; i < ARM_CELLS; i++)
		b[i] = a[ARM_CELLS - 1 - i];
}

/* A piece's costs for observation k, made once for all paths that have it; observations come in order. */
static const float *shared(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, uint32_t from, int cnt, int k)
{
	struct fit_mem *m = e->mem;
	float *to = m->em + (size_t)k * MAX_CELLS + from;

	if (m->done[from] == k) {
		jn_emit(e, j, &f->o[k], more, j->mu + from, j->cells, cnt, to);
		m->done[from]++;
	}
	return to;
}

/* The costs of a path in order for observation k: those that all paths share, or with power and shadows of its own. */
void jn_gather(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, bool own, int k)
{
	uint32_t in = arm_cell(p->a, lane_pair[p->pair].in, 0), out = arm_cell(p->b, lane_pair[p->pair].out, 0);
	float arm[ARM_CELLS], *to = e->mem->ep[k];

	if (own) {
		jn_emit(e, j, &f->o[k], more, j->mu + in, j->cells, ARM_CELLS, arm);
		reversed(arm, to);
		jn_emit(e, j, &f->o[k], more, j->mu + p->link, j->cells, p->link_n, to + ARM_CELLS);
		jn_emit(e, j, &f->o[k], more, j->mu + out, j->cells, ARM_CELLS, to + ARM_CELLS + p->link_n);
		return;
	}
	reversed(shared(e, j, f, more, in, ARM_CELLS, k), to);
	memcpy(to + ARM_CELLS, shared(e, j, f, more, p->link, p->link_n, k), p->link_n * sizeof *to);
	memcpy(to + ARM_CELLS + p->link_n, shared(e, j, f, more, out, ARM_CELLS, k), ARM_CELLS * sizeof *to);
}

/* One observation on: v from u. Returns the least. */
static inline float advance(const struct gait *g, const float *restrict u, const float *restrict ep, float *restrict v, int len)
{
	enum { EIGHT = 8 };
	float lane[EIGHT], least = 1e9f;
	int x8 = len / EIGHT * EIGHT;

	for (int x = 0; x < len; x++)
		v[x] = u[x] + g->stay[x];
	for (int i = 1; i <= MIN(g->most, len - 1); i++) {
		float c = g->go[i];
		for (int x = 0; x < len - i; x++) {
			float y = u[x] + c;
			v[x + i] = v[x + i] < y ? v[x + i] : y;
		}
	}
	for (int x = 0; x < len; x++)
		v[x] += TEMPER * ep[x];
	for (int i = 0; i < EIGHT; i++)
		lane[i] = 1e9f;
	for (int x = 0; x < x8; x += EIGHT)
		for (int i = 0; i < EIGHT; i++)
			lane[i] = v[x + i] < lane[i] ? v[x + i] : lane[i];
	for (int i = 0; i < EIGHT; i++)
		least = lane[i] < least ? lane[i] : least;
	for (int x = x8; x < len; x++)
		least = v[x] < least ? v[x] : least;
	return least;
}

/* The end of a ride: on the way out, if it was heard to its end. */
static float ended(const struct fit_mem *m, const struct fit *f, const struct path *p, int *ret_at)
{
	float best = 1e9f;

	for (int x = 0; x < path_len(p); x++) {
		float c = m->v[f->n - 1][x] + (x < ARM_CELLS + p->link_n ? 3.0f : 0);
		if (c < best) {
			best = c;
			*ret_at = x;
		}
	}
	return best;
}

/* The least cost of a ride along a path; more than `bound` as soon as that is certain. */
WIDE float jn_cheapest(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, enum source from, float bound)
{
	struct fit_mem *m = e->mem;
	int len = path_len(p), at;

	for (int k = 0; k < f->n; k++) {
		if (from != MADE)
			jn_gather(e, j, f, more, p, from == OWN, k);
		if (k == 0) {
			for (int x = 0; x < len; x++)
				m->v[0][x] = TEMPER * m->ep[0][x] + (x < ARM_CELLS ? 0 : 3.0f);
			continue;
		}
		float least = advance(m->step[k], m->v[k - 1], m->ep[k], m->v[k], len);
		if (least > bound)
			return 1e8f;
	}
	return ended(m, f, p, &at);
}

void jn_trace(const struct fit_mem *m, const struct fit *f, const struct path *p, uint8_t *ret)
{
	int at = 0;

	ended(m, f, p, &at);
	ret[f->n - 1] = (uint8_t)at;
	for (int k = f->n - 1; k > 0; k--) {
		const float *u = m->v[k - 1];
		int from = at;
		float least = u[at] + m->step[k]->stay[at];
		for (int i = 1; i <= MIN(m->step[k]->most, at); i++)
			if (u[at - i] + m->step[k]->go[i] < least) {
				least = u[at - i] + m->step[k]->go[i];
				from = at - i;
			}
		at = from;
		ret[k - 1] = (uint8_t)at;
	}
}

/* Power and shadows that the residuals along the way speak for, drawn to what is known; their own cost. */
static float settle(const struct jn *e, const struct junc *j, const struct fit *f, float known, struct way *w, float *more)
{
	float sum[JN_ANTENNAS] = { 0 }, n[JN_ANTENNAS] = { 0 }, s2 = e->sigma * e->sigma, ps = 0, pn = 0, cost;
	const struct path *p = &j->path[w->path];

	for (int k = 0; k < f->n; k++) {
		uint32_t c = jn_path_cell(p, w->at[k]);
		for (int i = 0; i < j->g.antennas; i++) {
			float mu = j->mu[(size_t)i * j->cells + c], r;
			if (!(f->o[k].heard >> i & 1) || mu + w->power < e->floor_dbm + 3)
				continue;
			r = f->o[k].rssi[i] - mu - w->power;
			r = MIN(MAX(r, -3 * e->sigma), 3 * e->sigma);
			sum[i] += r;
			n[i]++;
		}
	}
	for (int i = 0; i < j->g.antennas; i++)
		if (n[i] > 0) {
			float q = n[i] / (n[i] * SHADOW_DB * SHADOW_DB / s2 + 1);    /* worth so many independent readings */
			ps += q * sum[i] / n[i];
			pn += q;
		}
	float q = s2 / (POWER_DB * POWER_DB);
	float d = (ps + q * (known - w->power)) / (pn + q);
	w->power += d;
	cost = (w->power - known) * (w->power - known) / (2 * POWER_DB * POWER_DB);
	for (int i = 0; i < j->g.antennas; i++) {
		w->shadow[i] = n[i] > 0 ? (sum[i] - n[i] * d) / (n[i] + s2 / (SHADOW_DB * SHADOW_DB)) : 0;
		cost += w->shadow[i] * w->shadow[i] / (2 * SHADOW_DB * SHADOW_DB);
		more[i] = w->power + w->shadow[i];
	}
	return cost;
}

static float prior(const struct junc *j, const struct path *p)
{
	static const float by_pair[LANE_PAIRS] = { 0.88f, 0.025f, 0.03f, 0.03f, 0.025f, 0.01f };

	return -logf(by_pair[p->pair]) + (p->move == JM_TURN_BACK ? 4.0f : 0) - (j->g.arm[p->a].has_bike_lane || !lane_pair[p->pair].motor ? 0 : 1.5f);
}

/* ---- the whole ---- */

struct scored { float cost; uint16_t path; };

static int by_cost(const void *x, const void *y)
{
	const struct scored *a = x, *b = y;

	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	return a->path < b->path ? -1 : 1;
}

static const struct path *path_of(const struct junc *j, int a, int b, int pair, uint16_t *ret)
{
	for (uint32_t i = 0; i < j->paths; i++)
		if (j->path[i].a == a && j->path[i].b == b && j->path[i].pair == pair) {
			*ret = (uint16_t)i;
			return &j->path[i];
		}
	return NULL;
}

/* A coarse look at all arms on the right side and, unless all are plain, the left; paths that are hopeless are left out. In order of cost. */
static int coarse(struct jn *e, const struct junc *j, const struct fit *f, float power, bool plain, struct scored *s)
{
	float more[JN_ANTENNAS], least = 1e7f;
	int n = 0, kept = 0;

	for (int i = 0; i < JN_ANTENNAS; i++)
		more[i] = power;
	memset(e->mem->done, 0, sizeof e->mem->done);
	for (uint32_t i = 0; i < j->paths; i++) {
		const struct path *p = &j->path[i];
		if (p->pair != 0 && (plain || lane_pair[p->pair].motor))
			continue;
		float own = prior(j, p), c = jn_cheapest(e, j, f, more, p, SHARED, least + COARSE_MARGIN - own) + own;
		if (c < 1e7f)
			s[n++] = (struct scored){ c, (uint16_t)i };
		least = MIN(least, c);
	}
	qsort(s, (size_t)n, sizeof *s, by_cost);
	while (kept < n && s[kept].cost < least + COARSE_MARGIN)
		kept++;
	return MAX(kept, MIN(n, 1));
}

/* Observations that follow each other in one cell of the likeliest path are one: their noise was greater than was thought. True when there were such. */
static bool condense(struct jn *e, const struct junc *j, struct fit *f, float power, uint16_t path)
{
	struct fit_mem *m = e->mem;
	const struct path *p = &j->path[path];
	float more[JN_ANTENNAS];
	uint8_t at[MAX_BEACONS];
	int n = 0;

	for (int i = 0; i < JN_ANTENNAS; i++)
		more[i] = power;
	jn_cheapest(e, j, f, more, p, SHARED, 1e9f);
	jn_trace(m, f, p, at);
	for (int k = 1; k < f->n; k++) {
		struct obs *o = &f->o[n], *q = &f->o[k];
		if (at[k] != at[k - 1] || q->t0 - o->t1 > 6000 || at[k] == 0 || at[k] == path_len(p) - 1 || f->n - k + n < 6) {
			f->o[++n] = *q;
			continue;
		}
		float a = (float)o->beacons, b = (float)q->beacons;
		for (int i = 0; i < j->g.antennas; i++)
			if (q->heard >> i & 1)
				o->rssi[i] = o->heard >> i & 1 ? (a * o->rssi[i] + b * q->rssi[i]) / (a + b) : q->rssi[i];
		o->heard |= q->heard;
		o->live |= q->live;
		o->beacons = (uint16_t)(o->beacons + q->beacons);
		o->t1 = q->t1;
	}
	bool some = n + 1 < f->n;
	f->n = n + 1;
	return some;
}

static void fine(struct jn *e, const struct junc *j, const struct fit *f, float known, struct way *w)
{
	struct fit_mem *m = e->mem;
	const struct path *p = &j->path[w->path];
	float more[JN_ANTENNAS], own = 0;
	int last = f->n - 1;

	w->power = known;
	memset(w->shadow, 0, sizeof w->shadow);
	for (int i = 0; i < JN_ANTENNAS; i++)
		more[i] = known;
	for (int round = 0; round < 3; round++) {
		w->cost = jn_cheapest(e, j, f, more, p, round > 0 ? OWN : SHARED, 1e9f) + TEMPER * own + prior(j, p);
		jn_trace(m, f, p, w->at);
		if (round < 2)
			own = settle(e, j, f, known, w, more);
	}
	w->waited = 0;
	for (int k = 0; k <= last; k++)
		if (w->at[k] >= ARM_CELLS - 5 && w->at[k] < STANDS + 2) {
			w->waited += f->o[k].t1 - f->o[k].t0;
			w->waited += k > 0 && w->at[k - 1] == w->at[k] ? f->o[k].t0 - f->o[k - 1].t1 : 0;
		}
	w->from_arm = w->at[0] < ARM_CELLS - 1;
	w->inside = w->at[last] >= ARM_CELLS + INSIDE;
	w->through = w->at[last] >= ARM_CELLS + p->link_n;
}

/* The motor lane against the bike lane of the likeliest way. */
static int lanes(struct jn *e, const struct junc *j, const struct fit *f, float power, struct way *w, int nw)
{
	int best = 0, n = nw;

	for (int i = 1; i < nw; i++)
		best = w[i].cost < w[best].cost ? i : best;
	const struct path *p = &j->path[w[best].path];
	if (lane_pair[p->pair].wrong_in)
		return nw;
	for (int q = 0; q < LANE_PAIRS; q++) {
		uint16_t at;
		if (lane_pair[q].motor && path_of(j, p->a, p->b, q, &at)) {
			w[n].path = at;
			fine(e, j, f, power, &w[n++]);
		}
	}
	return n;
}

static void weigh(const struct junc *j, struct fit *ret, const struct way *w, int n)
{
	float least = 1e9f, motor = 1e9f, bike = 1e9f, sum = 0;
	int best = 0;

	for (int i = 0; i < n; i++)
		if (w[i].cost < least) {
			least = w[i].cost;
			best = i;
		}
	const struct path *b = &j->path[w[best].path];
	for (int i = 0; i < n; i++) {
		const struct path *p = &j->path[w[i].path];
		float c = w[i].cost - prior(j, p);
		sum += expf(least - w[i].cost);
		if (p->a != b->a || p->b != b->b)
			continue;
		if (lane_pair[p->pair].motor)
			motor = MIN(motor, c);
		else if (!lane_pair[p->pair].wrong_in)
			bike = MIN(bike, c);
	}
	ret->motor = motor < 1e8f && bike < 1e8f ? bike - motor : -1e9f;
	ret->ways = 0;
	for (int left = KEPT_WAYS; left > 0; left--) {
		int at = -1;
		for (int i = 0; i < n; i++)
			if (w[i].cost < 1e8f && (at < 0 || w[i].cost < w[at].cost)) {
				bool had = false;
				for (int k = 0; k < ret->ways; k++)
					had |= ret->w[k].path == w[i].path;
				at = had ? at : i;
			}
		if (at < 0 || expf(least - w[at].cost) / sum < 5e-3f)
			break;
		ret->w[ret->ways] = w[at];
		ret->w[ret->ways++].post = expf(least - w[at].cost) / sum;
	}
	ret->per_reading = ret->readings ? least / (float)ret->readings : 99;
}

void jn_fit(struct jn *e, const struct junc *j, const struct beacon *b, int n, float power, bool plain, struct fit *ret)
{
	static struct way w[FIT_ARMS * FIT_ARMS * LANE_PAIRS];
	static struct scored s[FIT_ARMS * FIT_ARMS * LANE_PAIRS];
	int nw = 0, ns;

	ret->ways = 0;
	ret->motor = -1e9f;
	jn_observe(e, j, b, n, ret);
	if (ret->n < 3)
		return;
	jn_moves(e->mem, ret, plain ? LOOK_PLAIN : LOOK_ALL);
	ns = coarse(e, j, ret, power, plain, s);
	if (ns == 0)
		return;
	if (condense(e, j, ret, power, s[0].path)) {
		jn_moves(e->mem, ret, plain ? LOOK_PLAIN : LOOK_ALL);
		ns = coarse(e, j, ret, power, plain, s);
	}
	for (int i = 0; i < MIN(ns, FINE_WAYS) && s[i].cost < s[0].cost + FINE_MARGIN; i++) {
		w[nw].path = s[i].path;
		fine(e, j, ret, power, &w[nw++]);
	}
	if (!plain)
		nw = lanes(e, j, ret, power, w, nw);
	weigh(j, ret, w, nw);
}
