/* jn_fit — which way a tag took through a junction, and when it was where.
 *
 * Beacons of a rider who stands are made one observation: a minute at the line says no more of where he is than a moment. For every
 * path the likeliest cells are found (a rider stands or moves on at up to 10 m/s, never back), then the tag's power and what each antenna
 * heard more or less throughout the passage (people and cars in between) are taken out, and the path is scored anew: ways are held against each
 * other by how the levels change, not by one shadow counted thirty times. Forward and backward sums along a way give the moments. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

enum { FINE_WAYS = 8, FINE_MARGIN = 30, REST = 12, LEFT_MARGIN = 6 };
#define TOWARDS 0.15f        /* of the way to the motor lane: nearer riders need not be fitted there */
#define BEAM_COST 40.0f      /* a place that is so much worse than the best at that moment is given up */

struct fit_mem *jn_fit_mem(void)
{
	struct fit_mem *m = calloc(1, sizeof *m);

	ASSERT(m);
	m->em = malloc(sizeof(float) * MAX_BEACONS * MAX_CELLS);
	m->done = calloc(MAX_BEACONS, sizeof *m->done);
	ASSERT(m->em && m->done);
	return m;
}

void jn_fit_free(struct fit_mem *m)
{
	if (m) {
		free(m->em);
		free(m->done);
	}
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

void jn_heard(const struct jn *e, const struct junc *j, const struct obs *o, const float *more, struct emit *ret)
{
	ret->k = 0.5f / (e->sigma * e->sigma);
	ret->most = e->mem->most;
	ret->heard = 0;
	for (int i = 0; i < j->g.antennas; i++)
		if (o->live & o->heard & UINT64_C(1) << i) {
			ret->ant[ret->heard] = (uint8_t)i;
			ret->y[ret->heard++] = o->rssi[i] - more[i];
		}
	ret->all = ret->heard;
	for (int i = 0; i < j->g.antennas; i++)
		if (o->live & ~o->heard & UINT64_C(1) << i) {
			ret->ant[ret->all] = (uint8_t)i;
			ret->y[ret->all++] = more[i] - e->floor_dbm + 2;
		}
}

/* A piece's costs for observation k: made once for all paths that have it, or held against something of its own. */
static const float *piece(struct fit_mem *m, const struct levels *l, const struct emit *own, int k, uint32_t from, int n)
{
	uint32_t block = from / CELL_BLOCK;
	int blocks = (n + CELL_BLOCK - 1) / CELL_BLOCK;
	float *to = own ? m->own : m->em + (size_t)k * MAX_CELLS + from;

	if (own || m->done[k][block] != m->look)
		jn_cells_emit(own ? own : &m->all[k], l, block, blocks, to);
	if (!own)
		m->done[k][block] = m->look;
	return to;
}

/* The costs of a path's cells, in order, for observation k: those that all paths share, or with power and shadows of its own. Pieces outside [lo, hi) are left. */
void jn_gather(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, bool own, int k, int lo, int hi)
{
	uint32_t in = arm_cell(p->a, lane_pair[p->pair].in, 0), out = arm_cell(p->b, lane_pair[p->pair].out, 0);
	struct levels l = { j->mu, j->top, j->cells, j->cells / CELL_BLOCK };
	struct emit m, *held = own ? &m : NULL;
	float *to = e->mem->ep[k];

	if (own)
		jn_heard(e, j, &f->o[k], more, &m);
	if (lo < ARM_CELLS)
		jn_cells_reversed(piece(e->mem, &l, held, k, in, ARM_CELLS), to);
	if (lo < ARM_CELLS + p->link_n && hi > ARM_CELLS)
		memcpy(to + ARM_CELLS, piece(e->mem, &l, held, k, p->link, p->link_n), p->link_n * sizeof *to);
	if (hi > ARM_CELLS + p->link_n)
		memcpy(to + ARM_CELLS + p->link_n, piece(e->mem, &l, held, k, out, ARM_CELLS), ARM_CELLS * sizeof *to);
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

/* The least cost of a ride along a path; 1e8 as soon as it is certain, or by what the observations from here on cost the best ride so far next to certain,
 * that it is more than `bound`. */
float jn_cheapest(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, enum source from, float bound)
{
	struct fit_mem *m = e->mem;
	int len = path_len(p), at;
	struct span may = { 0, len };

	for (int k = 0; k < f->n; k++) {
		if (from != MADE)
			jn_gather(e, j, f, more, p, from == OWN, k, may.lo / CELL_BLOCK * CELL_BLOCK, k ? MIN(may.hi + m->step[k]->most, len) : len);
		if (k == 0) {
			for (int x = 0; x < len; x++)
				m->v[0][x] = TEMPER * m->ep[0][x] + (x < ARM_CELLS ? 0 : 3.0f);
			continue;
		}
		m->low[k] = jn_cells_least(m->step[k], m->v[k - 1], m->ep[k], m->v[k], len, BEAM_COST, &may);
		if (m->low[k] + (from == SHARED ? m->rest[k] : 0) > bound)
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

static int by_cost(const void *x, const void *y)
{
	const struct scored *a = x, *b = y;

	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	return a->path < b->path ? -1 : 1;
}

/* The arm whose antennas hear best in observations [from, to). */
static int loudest(const struct junc *j, const struct fit *f, int from, int to)
{
	float best = NO_RSSI;
	int arm = 0;

	for (int k = from; k < to; k++)
		for (int i = 0; i < j->g.antennas; i++) {
			int a = j->g.antenna[j->seat[i]].arm;
			if (a >= 0 && (f->o[k].heard >> i & 1) && f->o[k].rssi[i] > best) {
				best = f->o[k].rssi[i];
				arm = a;
			}
		}
	return arm;
}

/* Where to begin: the better the first path, the sooner the others are given up. */
static uint16_t likely_path(const struct junc *j, const struct fit *f)
{
	int third = (f->n + 2) / 3, a = loudest(j, f, 0, third), b = loudest(j, f, f->n - third, f->n);

	for (uint32_t i = 0; i < j->paths; i++)
		if (j->path[i].a == a && j->path[i].b == b && j->path[i].pair == 0)
			return (uint16_t)i;
	return 0;
}

/* Paths that are hopeless are left out: those that are too dear already, were the rest of the way to cost what it costs the best ride so far, less REST. */
static void look_at(struct jn *e, const struct junc *j, const struct fit *f, const float *more, uint16_t path, struct scored *s, int *io_n, float *io_least)
{
	struct fit_mem *m = e->mem;
	float own = prior(j, &j->path[path]), c = jn_cheapest(e, j, f, more, &j->path[path], SHARED, *io_least + FINE_MARGIN - own);

	if (c >= 1e7f)
		return;
	s[(*io_n)++] = (struct scored){ c + own, path };
	if (c + own >= *io_least)
		return;
	*io_least = c + own;
	for (int k = 1; k < f->n; k++)
		m->rest[k] = MAX(c - m->low[k] - REST, 0.0f);
}

static int in_order(struct fit_mem *m, struct scored *s, int n)
{
	qsort(s, (size_t)n, sizeof *s, by_cost);
	memset(m->rest, 0, sizeof m->rest);
	return n;
}

static void begin_look(struct jn *e, const struct junc *j, const struct fit *f, float power, float *more)
{
	for (int i = 0; i < JN_ANTENNAS; i++)
		more[i] = power;
	e->mem->look++;
	memset(e->mem->rest, 0, sizeof e->mem->rest);
	for (int k = 0; k < f->n; k++)
		jn_heard(e, j, &f->o[k], more, &e->mem->all[k]);
}

/* A coarse look at all arms on the right side and, unless all are plain, the left, in order of cost. */
static int coarse(struct jn *e, const struct junc *j, const struct fit *f, float power, bool plain, struct scored *s)
{
	float more[JN_ANTENNAS], least = 1e7f;
	uint16_t first = likely_path(j, f);
	int n = 0;

	begin_look(e, j, f, power, more);
	look_at(e, j, f, more, first, s, &n, &least);
	for (uint16_t i = 0; i < j->paths; i++)
		if (i != first && (j->path[i].pair == 0 || (!plain && !lane_pair[j->path[i].pair].motor)))
			look_at(e, j, f, more, i, s, &n, &least);
	return in_order(e->mem, s, n);
}

/* The same of those that were not hopeless, when observations were made one. */
static int again(struct jn *e, const struct junc *j, const struct fit *f, float power, struct scored *s, int had)
{
	float more[JN_ANTENNAS], least = 1e7f;
	int n = 0;

	begin_look(e, j, f, power, more);
	for (int i = 0; i < had; i++)
		look_at(e, j, f, more, s[i].path, s, &n, &least);   /* n <= i: what is written was read */
	return in_order(e->mem, s, n);
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

/* Whether a way on the left is not much less likely than the best. */
static bool doubtful(const struct junc *j, const struct way *w, int nw, int best)
{
	for (int i = 0; i < nw; i++) {
		const struct lane_pair *l = &lane_pair[j->path[w[i].path].pair];
		if ((l->wrong_in || l->wrong_out) && w[i].cost < w[best].cost + LEFT_MARGIN)
			return true;
	}
	return false;
}

/* The motor lanes of the likeliest way: who rides there must not be taken for one on the left. Most are near the bike lane and nowhere near the left: a fit
 * there would change nothing that is said of them. */
static int lanes(struct jn *e, const struct junc *j, const struct fit *f, float power, struct way *w, int nw)
{
	int best = 0, n = nw;
	float side, err;

	for (int i = 1; i < nw; i++)
		best = w[i].cost < w[best].cost ? i : best;
	const struct path *p = &j->path[w[best].path];
	if (lane_pair[p->pair].wrong_in || (!doubtful(j, w, nw, best) && jn_side_of(e, j, f, &w[best], power, &side, &err) && side < TOWARDS))
		return nw;
	for (int q = 0; q < LANE_PAIRS; q++) {
		const struct path *at = lane_pair[q].motor ? jn_path_of(j, p->a, p->b, q) : NULL;
		if (at) {
			w[n].path = (uint16_t)(at - j->path);
			fine(e, j, f, power, &w[n++]);
		}
	}
	return n;
}

static void weigh(struct fit *ret, const struct way *w, int n)
{
	float least = 1e9f, sum = 0;

	for (int i = 0; i < n; i++)
		least = MIN(least, w[i].cost);
	for (int i = 0; i < n; i++)
		sum += expf(least - w[i].cost);
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
	struct way *w = e->mem->w;
	struct scored *s = e->mem->s;
	int nw = 0, ns;

	ret->ways = 0;
	jn_observe(e, j, b, n, ret);
	if (ret->n < 3)
		return;
	if (e->mem->loss != e->loss) {
		e->mem->loss = e->loss;
		e->mem->most = -logf(e->loss) / MISS;
	}
	jn_moves(e->mem, ret, plain ? LOOK_PLAIN : LOOK_ALL);
	ns = coarse(e, j, ret, power, plain, s);
	if (ns == 0)
		return;
	if (condense(e, j, ret, power, s[0].path)) {
		jn_moves(e->mem, ret, plain ? LOOK_PLAIN : LOOK_ALL);
		ns = again(e, j, ret, power, s, ns);
	}
	for (int i = 0; i < MIN(ns, FINE_WAYS) && s[i].cost < s[0].cost + FINE_MARGIN; i++) {
		w[nw].path = s[i].path;
		fine(e, j, ret, power, &w[nw++]);
	}
	if (!plain)
		nw = lanes(e, j, ret, power, w, nw);
	weigh(ret, w, nw);
}
