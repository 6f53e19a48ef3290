/* jsignal — see jsignal.h. */
#include "jsignal.h"

#include <math.h>
#include <stdlib.h>

enum { S_PLAN = 7200, S_CYCLE, MAX_PHASES = 4, BEYOND = 10 * MINUTE_MS };

struct phase { unsigned green; double share; };     /* bits of groups; its share of the green of a cycle */
struct plan { struct phase ph[MAX_PHASES]; int n; double cycle; };

#define BIT(arm, move) (1u << ((arm) * MV_N + (move)))
static unsigned all_of(int arm) { return BIT(arm, MV_LEFT) | BIT(arm, MV_THROUGH) | BIT(arm, MV_RIGHT); }
static unsigned ahead_of(int arm) { return BIT(arm, MV_THROUGH) | BIT(arm, MV_RIGHT); }

/* The two arms of an axis: both streams, with the left turn in it or behind it. */
static void axis(struct plan *p, int arm, bool protect, double weight)
{
	int o = arm + 2;

	if (!protect) {
		p->ph[p->n++] = (struct phase){ all_of(arm) | all_of(o), weight };
		return;
	}
	p->ph[p->n++] = (struct phase){ ahead_of(arm) | ahead_of(o), weight * 0.65 };
	p->ph[p->n++] = (struct phase){ BIT(arm, MV_LEFT) | BIT(o, MV_LEFT), weight * 0.35 };
}

static void make_plan(const struct jworld *w, struct rng *r, struct plan *p, bool *left_groups)
{
	double kind = rng_unit(r), share = rng_range(r, 0.4, 0.6);
	const struct jparams *q = &w->p;
	bool none = rng_unit(r) < q->no_left_group;

	*left_groups = true;
	p->n = 0;
	p->cycle = rng_range(r, q->cycle_min_s, MAX(q->cycle_max_s, q->cycle_min_s));
	if (kind < q->permissive) {
		axis(p, 0, false, share);
		axis(p, 1, false, 1 - share);
		*left_groups = !none;
	} else if (kind < q->permissive + q->split) {
		for (int a = 0; a < JW_ARMS; a++)
			p->ph[p->n++] = (struct phase){ all_of(a), a & 1 ? (1 - share) / 2 : share / 2 };
		*left_groups = !none;
		p->cycle = MAX(p->cycle, 90);
	} else if (kind < q->permissive + q->split + q->mixed) {
		axis(p, 0, true, share);
		axis(p, 1, false, 1 - share);
	} else {
		axis(p, 0, true, share);
		axis(p, 1, true, 1 - share);
		p->cycle = MAX(p->cycle, 90);
	}
	p->cycle = round(p->cycle);
}

static void add_window(struct jgroup *g, int64_t on, int64_t yellow)
{
	if (g->n == g->cap) {
		g->cap = MAX(g->cap * 2, 64);
		g->w = realloc(g->w, (size_t)g->cap * sizeof *g->w);
		ASSERT(g->w);
	}
	g->w[g->n++] = (struct jwindow){ on, yellow };
}

static void run_plan(const struct jworld *w, int i, const struct plan *p, struct jsignals *s)
{
	struct rng r = rng_of(w->seed, S_CYCLE, (uint64_t)i);
	double lost = p->n * (JS_YELLOW / 1000.0 + w->p.all_red_s), green = MAX(p->cycle - lost, p->n * 8.0);
	int64_t t = w->start - BEYOND - (int64_t)(rng_unit(&r) * p->cycle * 1000);

	while (t < w->end + BEYOND)
		for (int k = 0; k < p->n; k++) {
			double len = green * p->ph[k].share * (1 + rng_range(&r, -1, 1) * w->p.actuated);
			int64_t yellow = t + (int64_t)(round(MAX(len, 7) * 10) * 100);
			for (int g = 0; g < JS_GROUPS; g++)
				if (s->g[g].exists && (p->ph[k].green >> g & 1))
					add_window(&s->g[g], t, yellow);
			t = yellow + JS_YELLOW + (int64_t)(w->p.all_red_s * 10) * 100;
		}
}

struct jsignals *jsignals_make(const struct jworld *w)
{
	struct jsignals *all = calloc((size_t)w->n, sizeof *all);

	ASSERT(all);
	for (int i = 0; i < w->n; i++) {
		struct rng r = rng_of(w->seed, S_PLAN, (uint64_t)i);
		struct plan p;
		bool left;
		make_plan(w, &r, &p, &left);
		bool right = rng_unit(&r) >= w->p.no_right_group;
		for (int a = 0; a < JW_ARMS; a++)
			for (int m = 0; m < MV_N; m++)      /* and where it leads to nowhere there is no group, except through: it stands for the arm */
				all[i].g[a * MV_N + m].exists = w->j[i].arm[a].exists && (m == MV_THROUGH ||
					(w->j[i].arm[jarm_out(a, m)].exists && (m == MV_LEFT ? left : right)));
		run_plan(w, i, &p, &all[i]);
	}
	return all;
}

void jsignals_free(struct jsignals *s, int n)
{
	for (int i = 0; s && i < n; i++)
		for (int g = 0; g < JS_GROUPS; g++)
			free(s[i].g[g].w);
	free(s);
}

int jsignal_group(const struct jsignals *s, int arm, int move)
{
	return arm * MV_N + (s->g[arm * MV_N + move].exists ? move : MV_THROUGH);
}

char jsignal_at(const struct jsignals *s, int group, int64_t t, int64_t *since, int64_t *green)
{
	const struct jgroup *g = &s->g[group];
	int lo = 0, hi = g->n;
	char state;
	int64_t from, next;

	while (lo < hi) {          /* the first window after t */
		int mid = (lo + hi) / 2;
		if (g->w[mid].on <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	const struct jwindow *w = &g->w[MAX(lo - 1, 0)];
	next = lo < g->n ? g->w[lo].on : INT64_MAX;
	if (lo == 0 || t >= w->yellow + JS_YELLOW) {
		state = 'R';
		from = lo == 0 ? INT64_MIN : w->yellow + JS_YELLOW;
	} else {
		state = t < w->yellow ? 'G' : 'Y';
		from = state == 'G' ? w->on : w->yellow;
		next = state == 'G' ? w->on : next;
	}
	if (since)
		*since = from;
	if (green)
		*green = next;
	return state;
}
