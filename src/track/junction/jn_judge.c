/* jn_judge — from the fitted paths of a passage to verdicts. */
#include <math.h>

#include "track/junction/jn_fit_int.h"

#define WALK_MS 1.3f         /* metres a second: so slow is who pushes; */
#define RIDE_MS 1.5f         /* and nobody so fast */
#define UNUSUAL 2.0f         /* what a spread that a ride fits worse than usual says for its being elsewhere */

enum { STAY_MS = 8000, HELD_MS = 3000, WALK_CELLS = 8,
	STOOD_MS = 2500, WAITED_MS = 6000, OFF_MS = 2200,    /* may have stood at the line; has waited there; from there into the junction */
	START_MS = 1500 };   /* and at least so long, for the quickest */

struct red { float red, off, edge; double t, tt; };

/* The share of the points that lie in red, with room for the controller's clock. */
static struct red red_share(const struct junc *j, const struct path *p, const struct passing *c, utc_ms base)
{
	const struct jgroup *g = jn_group(j, p->a, p->move);
	struct red r = { 0 };
	float all = 0;
	int32_t eps = 2 * j->controller_err + 200;

	if (!g) {
		r.off = 1;
		return r;
	}
	for (int i = 0; i < c->n; i++) {
		utc_ms since, until, t = base + c->p[i].dt + j->controller;
		uint8_t s = jn_state_at(j, g, t, &since, &until);
		float w = c->p[i].w;
		enum jn_ruling law = jn_law(s, p->move, JE_CROSS_LINE);
		all += w;
		if (law == JLAW_OFF)
			r.off += w;
		if (law != JLAW_RED)
			continue;
		if (t - since < eps || until - t < eps) {
			r.edge += w;
			continue;
		}
		r.red += w;
		r.t += (double)w * c->p[i].dt;
		r.tt += (double)w * c->p[i].dt * c->p[i].dt;
	}
	if (r.red > 0) {
		r.t /= (double)r.red;
		r.tt = sqrt(MAX(r.tt / (double)r.red - r.t * r.t, 0.0));
	}
	if (all > 0) {
		r.red /= all;
		r.off /= all;
		r.edge /= all;
	}
	return r;
}

static void readings(const struct junc *j, const struct passage *p, utc_ms around, struct jn_verdict *v)
{
	uint32_t from = p->from, to = p->to;

	while (to - from > JN_READINGS) {
		if (around - jn_time(j, &j->row[from]) > jn_time(j, &j->row[to - 1]) - around)
			from++;
		else
			to--;
	}
	for (uint32_t i = from; i < to; i++) {
		const struct jrow *r = &j->row[i];
		v->against |= j->clock[r->ant].swapped ? JN_REASON(SWAPPED) : 0;
		v->against |= !j->clock[r->ant].known ? JN_REASON(CLOCK) : 0;
		v->clock_ms[v->readings] = (int32_t)(jn_time(j, r) - r->t);
		v->reading[v->readings++] = (struct jn_reading){ r->t, j->g.antenna[r->ant].station, r->rssi, 0 };
	}
}

static void phases(const struct junc *j, struct jn_verdict *v)
{
	const struct jgroup *g = jn_group(j, v->arm_in, v->move);
	uint32_t at = 0;

	if (!g)
		return;
	while (at < g->n && g->ph[at].t <= v->t)
		at++;
	at = at > JN_PHASES / 2 ? at - JN_PHASES / 2 : 0;
	for (; at < g->n && v->phases < JN_PHASES; at++)
		v->phase[v->phases++] = g->ph[at];
}

void jn_give(struct jn *e, struct junc *j, const struct passage *p, struct jn_verdict *v, float prob)
{
	for (int i = 0; i < j->g.antennas; i++) {
		if (j->g.antenna[i].arm != v->arm)
			continue;
		v->against |= (j->clock[i].deaf ? JN_REASON(DEAF) : 0) | (j->clock[i].swapped ? JN_REASON(SWAPPED) : 0);
	}
	prob *= v->against & (JN_REASON(DEAF) | JN_REASON(SWAPPED)) ? 0.985f : 1;
	if (jn_cloned(e, p->tag)) {
		prob *= 0.6f;
		v->against |= JN_REASON(CLONE);
	}
	if (j->doubt > 0) {
		prob *= 1 - 0.4f * j->doubt;
		v->against |= JN_REASON(FIT);
	}
	v->confidence = (uint16_t)lroundf(1000 * MIN(MAX(prob, 0.0f), 0.999f));
	if (v->confidence < e->o.min_confidence[v->kind])
		return;
	v->junction = j->g.junction;
	v->tag = p->tag;
	v->geometry = j->g.version;
	v->controller_ms = j->controller;
	v->first = jn_time(j, &j->row[p->from]) + j->controller;
	v->last = jn_time(j, &j->row[p->to - 1]) + j->controller;
	readings(j, p, v->t - j->controller, v);
	phases(j, v);
	j->st.judged[v->kind]++;
	e->o.on_verdict(e->o.arg, v);
}

static double mean_of(const struct passing *c)
{
	double s = 0, w = 0;

	for (int i = 0; i < c->n; i++) {
		s += (double)c->p[i].w * c->p[i].dt;
		w += (double)c->p[i].w;
	}
	return w > 0 ? s / w : 0;
}

/* Begins before the line: further off than its last cell, or standing there. */
static bool comes_from_arm(const struct fit *f, const struct way *w)
{
	return w->from_arm || (w->at[0] < ARM_CELLS && f->o[0].t1 - f->o[0].t0 >= HELD_MS);
}

/* The moment of a way's likeliest cells, to about a second: whether the signal need be looked at. */
static bool may_be_red(const struct junc *j, const struct fit *f, const struct way *w)
{
	const struct path *p = &j->path[w->path];
	const struct jgroup *g = jn_group(j, p->a, p->move);
	int k = 0;

	if (!g || p->move == JM_RIGHT || !comes_from_arm(f, w) || !w->inside)
		return false;
	while (k < f->n && w->at[k] < ARM_CELLS)
		k++;
	utc_ms lo = f->o[MAX(k - 2, 0)].t1 + j->controller - 1000, hi = f->o[MIN(k + 1, f->n - 1)].t0 + j->controller + 1000, since, until;
	for (utc_ms t = lo; t < hi;) {
		uint8_t s = jn_state_at(j, g, t, &since, &until);
		if (jn_law(s, p->move, JE_CROSS_LINE) != JLAW_LEGAL)
			return true;
		if (until == INT64_MAX)
			break;
		t = until;
	}
	return false;
}

struct red_arm { float sum, top; int best; double at, err; };

/* Probability that the ride was in the junction at all; unusual: how much less well it fits than others' do. */
static float within(struct jn *e, struct junc *j, const struct fit *f, uint64_t tag, float unusual)
{
	float odds = jn_elsewhere(e, j, f, jn_tag_power(e, tag)) + UNUSUAL * unusual;

	return 1 / (1 + expf(MIN(odds, 30.0f)));
}

/* Who goes on at a walking pace all the way through the junction pushes the bike, and is on foot: 1 rides, down to 0.5. Stays do not count. */
static float rides(const struct junc *j, const struct fit *f, const struct way *w)
{
	int first = 0, last, len = ARM_CELLS + j->path[w->path].link_n;
	int64_t took = 0;

	while (first < f->n && w->at[first] < ARM_CELLS)
		first++;
	for (last = first; last + 1 < f->n && w->at[last + 1] <= len; last++) {
		int64_t dt = f->o[last + 1].t0 - f->o[last].t0;
		took += dt < STAY_MS ? dt : 0;
	}
	if (last >= f->n || w->at[last] - w->at[first] < WALK_CELLS || took <= 0)
		return 1;
	float pace = (float)((w->at[last] - w->at[first]) * CELL_CM * 10) / (float)took;
	return MIN(MAX(0.5f + 0.5f * (pace - WALK_MS) / (RIDE_MS - WALK_MS), 0.5f), 1.0f);
}

static void red(struct jn *e, struct junc *j, const struct passage *p, const struct fit *f)
{
	struct passing *line = &e->mem->line, *in = &e->mem->in;
	struct red_arm arm[JN_ARMS] = { 0 };
	float off = 0, edge = 0;

	for (int i = 0; i < f->ways; i++) {
		const struct way *w = &f->w[i];
		const struct path *q = &j->path[w->path];
		if (w->post < 0.01f || !may_be_red(j, f, w))
			continue;
		jn_passing(e, j, f, w, ARM_CELLS, line);
		struct red l = red_share(j, q, line, f->o[0].t0), n = l;
		if (w->waited >= STOOD_MS) {   /* a few metres before the line or behind it cannot be told apart: both moments must be in red */
			jn_passing(e, j, f, w, ARM_CELLS + INSIDE, in);
			n = red_share(j, q, in, f->o[0].t0 - START_MS);
			n.t = w->waited >= WAITED_MS ? n.t - OFF_MS : l.t;
		}
		float pr = w->post * MIN(l.red, n.red);
		struct red_arm *a = &arm[q->a];
		off += w->post * MAX(l.off, n.off);
		edge += w->post * MAX(l.edge, n.edge);
		a->sum += pr;
		if (pr > a->top) {
			a->top = pr;
			a->best = i;
			a->at = MAX(l.t, n.t);
			a->err = 2 * l.tt + j->controller_err;
		}
	}
	for (int a = 0; a < j->g.arms && j->controller_known; a++) {
		if (arm[a].sum < 0.3f)
			continue;
		const struct path *q = &j->path[f->w[arm[a].best].path];
		struct jn_verdict v = { .kind = JK_RED, .move = q->move, .arm_in = (int8_t)a, .arm_out = (int8_t)q->b, .arm = (int8_t)a };
		v.t = f->o[0].t0 + (utc_ms)llround(arm[a].at) + j->controller;
		v.t_err_ms = (int32_t)lround(arm[a].err);
		v.against |= edge > 0.02f ? JN_REASON(EDGE) : 0;
		v.against |= off > 0.02f ? JN_REASON(STALE) : 0;
		v.against |= arm[a].top < 0.9f * arm[a].sum ? JN_REASON(MOVEMENT) : 0;
		v.against |= j->controller_err > 400 ? JN_REASON(CONTROLLER) : 0;
		float ridden = rides(j, f, &f->w[arm[a].best]);
		v.against |= ridden < 1 ? JN_REASON(FIT) : 0;
		float unusual = jn_unusual(e, j, f, &f->w[arm[a].best], p->tag);
		jn_give(e, j, p, &v, arm[a].sum * ridden * within(e, j, f, p->tag, unusual));
	}
}

/* When the line was crossed, by the stations' clocks. Who waits does so some metres before the line or behind it: the moment is when he left. */
utc_ms jn_moment(struct jn *e, const struct junc *j, const struct fit *f, const struct way *w)
{
	struct passing *at = &e->mem->at;
	double line, in;

	jn_passing(e, j, f, w, ARM_CELLS, at);
	line = mean_of(at);
	if (w->waited < WAITED_MS)
		return f->o[0].t0 + (utc_ms)llround(line);
	jn_passing(e, j, f, w, ARM_CELLS + INSIDE, at);
	in = mean_of(at);
	return f->o[0].t0 + (utc_ms)llround(MAX(line, in - OFF_MS));
}

static void wrong_way(struct jn *e, struct junc *j, const struct passage *p, const struct fit *f)
{
	float wrong[JN_ARMS] = { 0 }, top[JN_ARMS] = { 0 };
	int best[JN_ARMS] = { 0 };

	if (f->w[0].from_arm && f->w[0].inside) {
		j->rode[j->path[f->w[0].path].a]++;
		j->rode[j->path[f->w[0].path].b]++;
	}
	for (int i = 0; i < f->ways; i++) {
		const struct way *w = &f->w[i];
		const struct path *q = &j->path[w->path];
		const struct lane_pair *l = &lane_pair[q->pair];
		bool whole = w->from_arm && w->inside;
		int arm[2] = { whole && l->wrong_in ? q->a : -1, whole && l->wrong_out && w->through ? q->b : -1 };
		for (int k = 0; k < 2; k++) {
			if (arm[k] < 0)
				continue;
			wrong[arm[k]] += w->post;
			if (w->post > top[arm[k]]) {
				top[arm[k]] = w->post;
				best[arm[k]] = i;
			}
		}
	}
	for (int a = 0; a < j->g.arms; a++) {
		if (wrong[a] < 0.3f)
			continue;
		const struct way *w = &f->w[best[a]];
		const struct path *q = &j->path[w->path];
		struct jn_verdict v = { .kind = JK_WRONG_WAY, .move = q->move, .arm_in = (int8_t)q->a, .arm_out = (int8_t)q->b, .arm = (int8_t)a };
		v.t = jn_moment(e, j, f, w) + j->controller;
		v.t_err_ms = 3000 + j->controller_err;
		v.against |= top[a] < 0.9f * wrong[a] ? JN_REASON(MOVEMENT) : 0;
		v.against |= f->readings < 12 ? JN_REASON(THIN) : 0;
		j->wrong[a]++;
		jn_side_note(e, j, p, &v, wrong[a] * within(e, j, f, p->tag, 0), 0);
	}
}

/* When a cell of a way was passed by its likeliest cells: between the last observation before it and the first behind it. */
static utc_ms passed(const struct fit *f, const struct way *w, int cell)
{
	int k = 0;

	while (k < f->n - 1 && w->at[k] < cell)
		k++;
	return (f->o[MAX(k - 1, 0)].t1 + f->o[k].t0) / 2;
}

/* As jn_moment, to a second or two. */
static utc_ms about(const struct fit *f, const struct way *w)
{
	utc_ms line = passed(f, w, ARM_CELLS);

	return w->waited < WAITED_MS ? line : MAX(line, passed(f, w, ARM_CELLS + INSIDE) - OFF_MS);
}

static void motor_lane(struct jn *e, struct junc *j, const struct passage *p, const struct fit *f)
{
	const struct way *w = &f->w[0];
	const struct path *q = &j->path[w->path];
	float at, err;

	if (!j->g.arm[q->a].has_bike_lane || lane_pair[q->pair].wrong_in || !w->from_arm || !w->inside || !jn_side_of(e, j, f, w, jn_tag_power(e, p->tag), &at, &err))
		return;
	struct jn_verdict v = { .kind = JK_MOTOR_LANE, .move = q->move, .arm_in = (int8_t)q->a, .arm_out = (int8_t)q->b, .arm = (int8_t)q->a };
	v.t = about(f, w) + j->controller;
	v.t_err_ms = 3000 + j->controller_err;
	v.against |= f->readings < 12 ? JN_REASON(THIN) : 0;
	jn_side_note(e, j, p, &v, at, err);
}

void jn_judge(struct jn *e, struct junc *j, const struct passage *p)
{
	struct beacon *b = e->mem->b;
	struct fit *f = &e->mem->f;
	int n = jn_beacons(j, p, b);

	if (n < 4)
		return;
	jn_fit(e, j, b, n, jn_tag_power(e, p->tag), false, f);
	if (f->ways == 0)
		return;
	/* much weaker or stronger than tags are: a passer on another street or a bridge, or a tag nobody can place */
	if (f->w[0].power < -12 || f->w[0].power > 12)
		return;
	red(e, j, p, f);
	wrong_way(e, j, p, f);
	motor_lane(e, j, p, f);
}
