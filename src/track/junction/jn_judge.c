/* jn_judge — from the fitted paths of a passage to verdicts. */
#include <math.h>

#include "track/junction/jn_int.h"

struct red { float red, off, edge; double t, tt; };

/* The share of the points that lie in red, with room for the controller's clock. */
static struct red red_share(const struct junc *j, const struct path *p, const struct cross_pt *c, int n, utc_ms base, int32_t gap)
{
	const struct jgroup *g = jn_group(j, p->a, p->move);
	struct red r = { 0 };
	float all = 0;
	int32_t eps = 2 * j->controller_err + 200;

	if (!g) {
		r.off = 1;
		return r;
	}
	for (int i = 0; i < n; i++) {
		utc_ms since, until, t = base + c[i].dt + j->controller;
		uint8_t s = jn_state_at(j, g, t, &since, &until);
		all += c[i].w;
		enum jn_ruling law = jn_law(s, p->move, JE_CROSS_LINE);
		if (law == JLAW_OFF)
			r.off += c[i].w;
		if (law != JLAW_RED)
			continue;
		/* where between two beacons the line was is not known: soon after red began it may have been yellow */
		if (t - since < eps + gap || until - t < eps) {
			r.edge += c[i].w;
			continue;
		}
		r.red += c[i].w;
		r.t += c[i].w * (double)c[i].dt;
		r.tt += c[i].w * (double)c[i].dt * (double)c[i].dt;
	}
	if (r.red > 0) {
		r.t /= r.red;
		r.tt = sqrt(MAX(r.tt / r.red - r.t * r.t, 0.0));
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
	if (j->doubtful) {
		prob *= 0.6f;
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

static double mean_of(const struct cross_pt *c, int n, float *ret_w)
{
	double s = 0, w = 0;

	for (int i = 0; i < n; i++) {
		s += (double)c[i].w * c[i].dt;
		w += (double)c[i].w;
	}
	*ret_w = (float)w;
	return w > 0 ? s / w : 0;
}

static void red(struct jn *e, struct junc *j, const struct passage *p, const struct beacon *b, int n, const struct fit *f)
{
	int32_t gap = (int32_t)MIN((b[n - 1].t - b[0].t) / MAX(n - 1, 1), 3000);
	float by_arm[JN_ARMS] = { 0 }, off = 0, edge = 0;
	int best[JN_ARMS];
	double at[JN_ARMS] = { 0 }, err[JN_ARMS] = { 0 };
	float top[JN_ARMS] = { 0 };

	for (int a = 0; a < JN_ARMS; a++)
		best[a] = -1;
	for (int i = 0; i < f->np; i++) {
		const struct path *q = &j->path[f->p[i].path];
		struct red l = red_share(j, q, f->p[i].line, f->p[i].n_line, b[0].t, gap), in = red_share(j, q, f->p[i].in, f->p[i].n_in, b[0].t, gap);
		float pr = f->p[i].post * f->p[i].crossed * MIN(l.red, in.red);
		off += f->p[i].post * MAX(l.off, in.off);
		edge += f->p[i].post * MAX(l.edge, in.edge);
		by_arm[q->a] += pr;
		if (pr > top[q->a]) {
			top[q->a] = pr;
			best[q->a] = i;
			at[q->a] = MAX(l.t, in.t - 4000);
			err[q->a] = 2 * in.tt + j->controller_err;
		}
	}
	for (int a = 0; a < j->g.arms && j->controller_known; a++) {
		if (best[a] < 0 || by_arm[a] < 0.3f)
			continue;
		const struct path *q = &j->path[f->p[best[a]].path];
		struct jn_verdict v = { .kind = JK_RED, .move = q->move, .arm_in = (int8_t)a, .arm_out = (int8_t)q->b, .arm = (int8_t)a };
		v.t = b[0].t + (utc_ms)llround(at[a]) + j->controller;
		v.t_err_ms = (int32_t)lround(err[a]);
		v.against |= edge > 0.02f ? JN_REASON(EDGE) : 0;
		v.against |= off > 0.02f ? JN_REASON(STALE) : 0;
		v.against |= top[a] < 0.9f * by_arm[a] ? JN_REASON(MOVEMENT) : 0;
		v.against |= j->controller_err > 400 ? JN_REASON(CONTROLLER) : 0;
		jn_give(e, j, p, &v, by_arm[a]);
	}
}

static void wrong_way(struct jn *e, struct junc *j, const struct passage *p, const struct beacon *b, const struct fit *f)
{
	float wrong[JN_ARMS] = { 0 }, top[JN_ARMS] = { 0 }, w;
	int best[JN_ARMS] = { 0 };

	for (int i = 0; i < f->np; i++) {
		const struct path *q = &j->path[f->p[i].path];
		const struct lane_pair *l = &lane_pair[q->pair];
		float pr = f->p[i].post * (f->p[i].crossed > 0.5f ? 1 : f->p[i].crossed);
		int arm[2] = { l->wrong_in ? q->a : -1, l->wrong_out ? q->b : -1 };
		for (int k = 0; k < 2; k++) {
			if (arm[k] < 0)
				continue;
			wrong[arm[k]] += pr;
			if (pr > top[arm[k]]) {
				top[arm[k]] = pr;
				best[arm[k]] = i;
			}
		}
	}
	for (int a = 0; a < j->g.arms; a++) {
		if (wrong[a] < 0.3f)
			continue;
		const struct fitted *x = &f->p[best[a]];
		const struct path *q = &j->path[x->path];
		struct jn_verdict v = { .kind = JK_WRONG_WAY, .move = q->move, .arm_in = (int8_t)q->a, .arm_out = (int8_t)q->b, .arm = (int8_t)a };
		double t = mean_of(x->in, x->n_in, &w);
		v.t = b[0].t + (utc_ms)llround(w > 0 ? t : 0) + j->controller;
		v.t_err_ms = 3000 + j->controller_err;
		v.against |= top[a] < 0.9f * wrong[a] ? JN_REASON(MOVEMENT) : 0;
		v.against |= f->readings < 12 ? JN_REASON(THIN) : 0;
		jn_give(e, j, p, &v, wrong[a]);
	}
}

static void motor_lane(struct jn *e, struct junc *j, const struct passage *p, const struct beacon *b, const struct fit *f)
{
	const struct fitted *x = &f->p[0];
	const struct path *q = &j->path[x->path];
	float w;

	if (!j->g.arm[f->arm_in].has_bike_lane || f->motor < -1e8f || q->a != f->arm_in || lane_pair[q->pair].wrong_in || x->crossed < 0.5f)
		return;
	struct jn_verdict v = { .kind = JK_MOTOR_LANE, .move = q->move, .arm_in = f->arm_in, .arm_out = f->arm_out, .arm = f->arm_in };
	double t = mean_of(x->in, x->n_in, &w);
	v.t = b[0].t + (utc_ms)llround(w > 0 ? t : 0) + j->controller;
	v.t_err_ms = 3000 + j->controller_err;
	jn_side_note(e, j, p, &v, f->motor);
}

void jn_judge(struct jn *e, struct junc *j, const struct passage *p)
{
	static struct beacon b[MAX_BEACONS];
	static struct fit f;
	int n = jn_beacons(j, p, b);

	if (n < 4)
		return;
	jn_fit(e, j, b, n, jn_tag_power(e, p->tag), false, &f);
	if (f.np == 0)
		return;
	/* much weaker or stronger than tags are: a passer on another street or a bridge, or a tag nobody can place */
	if (f.power < -8 || f.power > 12)
		return;
	red(e, j, p, b, n, &f);
	wrong_way(e, j, p, b, &f);
	motor_lane(e, j, p, b, &f);
}
