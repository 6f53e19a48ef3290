/* jn_fit — which way a tag took through a junction, and when it was where.
 *
 * Beacons of a rider who stands are made one observation: a minute at the line says no more of where he is than a moment. For every
 * path the likeliest cells are found (a rider stands or moves on at up to 10 m/s, never back), then the tag's power and what each antenna
 * heard more or less throughout the passage (people and cars in between) are taken out, and the path is scored anew: ways are held against each
 * other by how the levels change, not by one shadow counted thirty times. Forward and backward sums along a way give the moments. */
#include <math.h>

#pragma GCC optimize("O3")   /* sums over cells: GCC's -O2 does not turn them into vectors */

#include "track/junction/jn_int.h"

#define CLIP 6.0f            /* what a reading that is weaker than it should be may speak against a cell at most: something stood in the way */
#define CLIP_STRONG 40.0f    /* and one that is stronger: nothing makes a far tag loud */
#define MISS 0.35f           /* a dB that it should have been heard above the floor, up to where only loss remains */
#define ELSEWHERE 5.0f       /* how rare rides elsewhere are */
#define POWER_DB 3.0f
#define TEMPER 0.6f          /* readings of one ride are not independent */

enum { STANDS = ARM_CELLS + 3,   /* riders wait up to here */
	MAX_CELLS = FIT_ARMS * LANES * ARM_CELLS + FIT_ARMS * FIT_ARMS * LANE_PAIRS * MAX_LINK, NEAR_LINE = 2, COARSE_MARGIN = 1000, FINE_WAYS = 8, FINE_MARGIN = 30 };

/* Costs of moving on by so many cells, and of staying in one; and their probabilities. */
enum look { LOOK_ALL, LOOK_PLAIN, LOOK_ELSEWHERE, LOOKS };
enum { GAITS = 256 };
struct gait { int most; float go[PATH_CELLS + 1], go_p[PATH_CELLS + 1], stay[PATH_CELLS], stay_p[PATH_CELLS]; };

struct fit_mem {
	float *em;                        /* [observation][MAX_CELLS], of the coarse look */
	uint8_t done[MAX_CELLS];
	float v[MAX_BEACONS][PATH_CELLS], ep[MAX_BEACONS][PATH_CELLS], beta[MAX_BEACONS][PATH_CELLS];
	struct gait gait[LOOKS][GAITS];
	const struct gait *step[MAX_BEACONS];   /* from the observation before to this one */
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

	y = y < -80 ? -80 : y;
	int i = (int)(y - 1);
	float f = y - (float)i;   /* -1..1 */
	v.u = (uint32_t)(i + 127) << 23;
	return v.f * (1 + f * (0.69314718f + f * (0.24022651f + f * (0.05550411f + f * 0.00961813f))));
}

/* ---- beacons to observations ---- */

/* Root mean square of the differences over the antennas that heard both; -1: fewer than three. */
static float differ(uint64_t both, const float *a, const int8_t *b, int na)
{
	float s = 0;
	int n = 0;

	for (int i = 0; i < na; i++)
		if (both >> i & 1) {
			float d = a[i] - (float)b[i];
			s += d * d;
			n++;
		}
	return n < 3 ? -1 : sqrtf(s / (float)n);
}

void jn_still_learn(struct jn *e)
{
	static struct beacon b[MAX_BEACONS];
	uint32_t h[200] = { 0 }, all = 0, at = 0, sum = 0;

	for (uint32_t k = 0; k < e->njunc; k++) {
		const struct junc *j = &e->j[k];
		uint32_t step = MAX(j->npass / 100, 1u);
		for (uint32_t i = 0; j->on && i < j->npass; i += step) {
			int n = jn_beacons(j, &j->pass[i], b);
			for (int x = 1; x < n; x++) {
				float f[JN_ANTENNAS], d;
				for (int a = 0; a < j->g.antennas; a++)
					f[a] = b[x - 1].rssi[a];
				d = b[x].t - b[x - 1].t > 6000 ? -1 : differ(b[x].heard & b[x - 1].heard, f, b[x].rssi, j->g.antennas);
				if (d >= 0) {
					h[MIN((int)(d * 10), 199)]++;
					all++;
				}
			}
		}
	}
	while (at < 199 && (sum += h[at]) * 6 < all)
		at++;
	e->still = all < 50 ? 2 : MIN(MAX((float)at / 10, 0.7f), 6.0f);
}

static bool still(const struct jn *e, const struct junc *j, const struct obs *o, const struct beacon *b)
{
	float d, best = NO_RSSI;

	if (b->t - o->t1 > 6000)
		return false;
	d = differ(o->heard & b->heard, o->rssi, b->rssi, j->g.antennas);
	for (int i = 0; i < j->g.antennas; i++)
		best = (o->heard >> i & 1) && o->rssi[i] > best ? o->rssi[i] : best;
	return d >= 0 && best > e->floor_dbm + 14 && d < 1.35f * e->still * sqrtf((1 + 1 / (float)o->beacons) / 2);
}

static bool faint(const struct jn *e, const struct junc *j, const struct obs *o)
{
	float best = NO_RSSI;

	for (int i = 0; i < j->g.antennas; i++)
		best = (o->heard >> i & 1) && o->rssi[i] > best ? o->rssi[i] : best;
	return best < e->floor_dbm + 9;
}

static void observe(const struct jn *e, const struct junc *j, const struct beacon *b, int n, struct fit *ret)
{
	uint16_t heard[JN_ANTENNAS] = { 0 };
	int na = j->g.antennas;
	uint64_t deaf = 0;

	for (int i = 0; i < na; i++)
		deaf |= (uint64_t)j->clock[i].deaf << i;
	ret->n = ret->readings = 0;
	for (int k = 0; k < n; k++) {
		struct obs *o = ret->n ? &ret->o[ret->n - 1] : NULL;
		if (o && still(e, j, o, &b[k])) {
			for (int i = 0; i < na; i++)
				if (b[k].heard >> i & 1) {
					o->rssi[i] = (heard[i] ? o->rssi[i] : 0) * (float)heard[i] / (float)(heard[i] + 1) + (float)b[k].rssi[i] / (float)(heard[i] + 1);
					heard[i]++;
				}
			o->heard |= b[k].heard & ~deaf;
			o->beacons++;
			o->t1 = b[k].t;
			continue;
		}
		o = &ret->o[ret->n++];
		*o = (struct obs){ .t0 = b[k].t, .t1 = b[k].t, .heard = b[k].heard & ~deaf, .beacons = 1 };
		for (int i = 0; i < na; i++) {
			heard[i] = b[k].heard >> i & 1;
			o->rssi[i] = b[k].rssi[i];
			if (j->clock[i].known && !j->clock[i].deaf && (heard[i] || jn_alive(j, i, b[k].t)))
				o->live |= UINT64_C(1) << i;
		}
	}
	/* far off, where antennas hear it now and then, nothing is told */
	int lo = 0, hi = ret->n;
	while (hi - lo > 8 && faint(e, j, &ret->o[lo]))
		lo++;
	while (hi - lo > 8 && faint(e, j, &ret->o[hi - 1]))
		hi--;
	memmove(ret->o, ret->o + lo, (size_t)(hi - lo) * sizeof *ret->o);
	ret->n = hi - lo;
	for (int k = 0; k < ret->n; k++) {
		ret->o[k].live |= ret->o[k].heard;
		ret->readings += __builtin_popcountll(ret->o[k].heard);
	}
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

static void moves(struct fit_mem *m, const struct fit *f, enum look how)
{
	for (int k = 1; k < f->n; k++)
		m->step[k] = gait_of(m, f->o[k].t0 - f->o[k - 1].t1, how);
}

/* Costs of cnt cells from `from` on for observation o, with what is known of power and shadows. */
static void emit(const struct jn *e, const struct junc *j, const struct obs *o, const float *more, const float *levels, size_t row, int cnt, float *restrict out)
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

static void emit_shared(const struct jn *e, const struct junc *j, struct fit_mem *m, const struct fit *f, const float *more, uint32_t from, int cnt)
{
	if (m->done[from])
		return;
	m->done[from] = 1;
	for (int k = 0; k < f->n; k++)
		emit(e, j, &f->o[k], more, j->mu + from, j->cells, cnt, m->em + (size_t)k * MAX_CELLS + from);
}

static void reversed(const float *a, float *b)
{
	for (int i = 0; i < ARM_CELLS; i++)
		b[i] = a[ARM_CELLS - 1 - i];
}

/* The costs of a path in order, from those shared by all paths, or of its own. */
static void gather(const struct jn *e, const struct junc *j, struct fit_mem *m, const struct fit *f, const float *more, const struct path *p, bool own)
{
	uint32_t in = arm_cell(p->a, lane_pair[p->pair].in, 0), out = arm_cell(p->b, lane_pair[p->pair].out, 0);
	float arm[ARM_CELLS];

	if (!own) {
		emit_shared(e, j, m, f, more, in, ARM_CELLS);
		emit_shared(e, j, m, f, more, p->link, p->link_n);
		emit_shared(e, j, m, f, more, out, ARM_CELLS);
	}
	for (int k = 0; k < f->n; k++) {
		const float *em = m->em + (size_t)k * MAX_CELLS;
		float *to = m->ep[k];
		if (own) {
			emit(e, j, &f->o[k], more, j->mu + in, j->cells, ARM_CELLS, arm);
			reversed(arm, to);
			emit(e, j, &f->o[k], more, j->mu + p->link, j->cells, p->link_n, to + ARM_CELLS);
			emit(e, j, &f->o[k], more, j->mu + out, j->cells, ARM_CELLS, to + ARM_CELLS + p->link_n);
		} else {
			reversed(em + in, to);
			memcpy(to + ARM_CELLS, em + p->link, p->link_n * sizeof *to);
			memcpy(to + ARM_CELLS + p->link_n, em + out, ARM_CELLS * sizeof *to);
		}
	}
}

/* The least cost of a ride along a path. */
static float cheapest(struct fit_mem *m, const struct fit *f, const struct path *p)
{
	int len = path_len(p), last = f->n - 1;
	float best = 1e9f;

	for (int x = 0; x < len; x++)
		m->v[0][x] = TEMPER * m->ep[0][x] + (x < ARM_CELLS ? 0 : 3.0f);
	for (int k = 1; k < f->n; k++) {
		float *restrict v = m->v[k];
		const float *restrict u = m->v[k - 1], *restrict ep = m->ep[k];
		for (int x = 0; x < len; x++)
			v[x] = u[x] + m->step[k]->stay[x];
		for (int i = 1; i <= MIN(m->step[k]->most, len - 1); i++) {
			float c = m->step[k]->go[i];
			for (int x = 0; x < len - i; x++) {
				float y = u[x] + c;
				v[x + i] = v[x + i] < y ? v[x + i] : y;
			}
		}
		for (int x = 0; x < len; x++)
			v[x] += TEMPER * ep[x];
	}
	for (int x = 0; x < len; x++)
		best = MIN(best, m->v[last][x] + (x < ARM_CELLS + p->link_n ? 3.0f : 0));
	return best;
}

static void trace(const struct fit_mem *m, const struct fit *f, const struct path *p, uint8_t *ret)
{
	int len = path_len(p), at = 0;
	float best = 1e9f;

	for (int x = 0; x < len; x++) {
		float c = m->v[f->n - 1][x] + (x < ARM_CELLS + p->link_n ? 3.0f : 0);
		if (c < best) {
			best = c;
			at = x;
		}
	}
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

static void look(struct jn *e, const struct junc *j, const struct fit *f, const float *more, uint32_t i, struct scored *s, int *io_n)
{
	const struct path *p = &j->path[i];

	gather(e, j, e->mem, f, more, p, false);
	s[(*io_n)++] = (struct scored){ cheapest(e->mem, f, p) + prior(j, p), (uint16_t)i };
}

/* A coarse look at all arms on the right side, then at both sides where that may be. In order of cost. */
static int coarse(struct jn *e, const struct junc *j, const struct fit *f, float power, bool plain, struct scored *s)
{
	float more[JN_ANTENNAS], of_arms[JN_ARMS][JN_ARMS], least = 1e9f;
	int n = 0;

	for (int i = 0; i < JN_ANTENNAS; i++)
		more[i] = power;
	memset(e->mem->done, 0, sizeof e->mem->done);
	for (uint32_t i = 0; i < j->paths && j->path[i].pair == 0; i++) {
		look(e, j, f, more, i, s, &n);
		of_arms[j->path[i].a][j->path[i].b] = s[n - 1].cost;
		least = MIN(least, s[n - 1].cost);
	}
	for (uint32_t i = (uint32_t)n; i < j->paths && !plain; i++)
		if (!lane_pair[j->path[i].pair].motor && of_arms[j->path[i].a][j->path[i].b] < least + COARSE_MARGIN)
			look(e, j, f, more, i, s, &n);
	qsort(s, (size_t)n, sizeof *s, by_cost);
	return n;
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
	gather(e, j, m, f, more, p, false);
	cheapest(m, f, p);
	trace(m, f, p, at);
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
		gather(e, j, m, f, more, p, round > 0);
		w->cost = cheapest(m, f, p) + TEMPER * own + prior(j, p);
		trace(m, f, p, w->at);
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
	observe(e, j, b, n, ret);
	if (ret->n < 3)
		return;
	moves(e->mem, ret, plain ? LOOK_PLAIN : LOOK_ALL);
	ns = coarse(e, j, ret, power, plain, s);
	if (condense(e, j, ret, power, s[0].path)) {
		moves(e->mem, ret, plain ? LOOK_PLAIN : LOOK_ALL);
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

/* ---- elsewhere ---- */

/* A straight ride: the axis of an arm through the middle, so far to its right, so much higher. */
static float straight(struct jn *e, const struct junc *j, const struct fit *f, float known, int arm, float right, float up2)
{
	static float mu[JN_ANTENNAS * PATH_CELLS];
	struct fit_mem *m = e->mem;
	struct path p = { .link_n = MAX_LINK };
	int len = path_len(&p), na = j->g.antennas;
	float more[JN_ANTENNAS], best = 1e9f, power = known;
	uint8_t at[MAX_BEACONS];

	for (int x = 0; x < len; x++) {
		float d = ((float)len / 2 - (float)x - 0.5f) * (CELL_CM / 100.0f);
		struct xy place = { -j->v[arm].x * d + j->r[arm].x * right, -j->v[arm].y * d + j->r[arm].y * right };
		for (int i = 0; i < na; i++)
			mu[i * PATH_CELLS + x] = jn_level(e, j, i, place, up2);
	}
	for (int round = 0; round < 2; round++) {
		float sum = 0, n = 0;
		for (int i = 0; i < na; i++)
			more[i] = power;
		for (int k = 0; k < f->n; k++)
			emit(e, j, &f->o[k], more, mu, PATH_CELLS, len, m->ep[k]);
		best = MIN(best, cheapest(m, f, &p) + TEMPER * (power - known) * (power - known) / (2 * POWER_DB * POWER_DB));
		trace(m, f, &p, at);
		for (int k = 0; k < f->n; k++)
			for (int i = 0; i < na; i++)
				if (f->o[k].heard >> i & 1) {
					float r = f->o[k].rssi[i] - mu[i * PATH_CELLS + at[k]] - power;
					sum += MIN(MAX(r, -3 * e->sigma), 3 * e->sigma);
					n++;
				}
		power += sum / (n + 4);
	}
	return best;
}

float jn_elsewhere(struct jn *e, const struct junc *j, const struct fit *f, float known)
{
	static const struct { float right, up2; } lane[] = { { 0, 60 }, { 8, 60 }, { -8, 60 }, { 28, 0 }, { 45, 0 }, { -28, 0 }, { -45, 0 } };
	float best = 1e9f;

	moves(e->mem, f, LOOK_ELSEWHERE);
	for (int a = 0; a < j->g.arms; a++)
		for (size_t i = 0; i < COUNTOF(lane); i++)
			best = MIN(best, straight(e, j, f, known, a, lane[i].right, lane[i].up2));
	return f->w[0].cost - best - ELSEWHERE;
}

/* ---- moments ---- */

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
	moves(m, f, LOOK_ALL);
	gather(e, j, m, f, more, p, true);
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
