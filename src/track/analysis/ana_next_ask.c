/* ana_next_ask — what is probably next, from the counts of all and the tag's own steps. See next.h. */
#include <stdlib.h>

#include "track/analysis/next_model_int.h"

enum { BESIDE_MS = 15 * SECOND_MS, BESIDE_MAX = 8, HOURS_NEAR = 2, FAIR_FROM = 20, GOOD_FROM = 200, OWN_GOOD = 3 };
/* Weight of a step at another time of day; hearings that the times of a link are given from: its own, the station's, all steps'. */
#define OTHER_HOUR 0.25
#define OWN_TIMES 3.0
#define POOL_TIMES 2.0
#define ALL_TIMES 0.2
#define SPARE_TIMES 0.001

/* ---- the tag's own steps ---- */

static void own_put(struct own_steps *o, const struct chain_step *s, uint32_t row)
{
	if (o->n == o->cap) {
		o->cap = o->cap ? o->cap * 2 : 64;
		o->v = realloc(o->v, o->cap * sizeof *o->v);
		if (!o->v)
			BUG("out of memory");
	}
	o->v[o->n++] = (struct own_step){ s->from, s->before, s->to, (uint8_t)hour_of(s->at - s->took_ms), row, s->took_ms };
}

void own_add(struct own_steps *o, const struct chain_step *s, uint32_t row)
{
	struct chain_step x;

	for (int i = 0; i < s->asked; i++)
		if (chain_step_asked(s, i, &x))
			own_put(o, &x, row);
}

static struct choice *choice_of(struct choice *c, int *io_n, uint16_t station)
{
	for (int i = 0; i < *io_n; i++)
		if (c[i].station == station)
			return &c[i];
	if (*io_n == CHOICES_MAX)
		return NULL;
	c[*io_n] = (struct choice){ .station = station };
	return &c[(*io_n)++];
}

static void count_own(const struct spot *s, const struct own_steps *own, struct choice *c, int *io_n)
{
	int hour = hour_of(s->since);

	for (uint32_t i = 0; i < own->n; i++) {
		const struct own_step *o = &own->v[i];
		if (o->from != s->here)
			continue;
		int apart = abs(o->hour - hour);
		float w = MIN(apart, 24 - apart) <= HOURS_NEAR ? 1.0f : (float)OTHER_HOUR;
		struct choice *x = choice_of(c, io_n, o->to);
		if (!x)
			continue;
		x->f.to[PART_OWN] += w;
		if (s->before != NEXT_NONE && o->before == s->before)
			x->f.to[PART_OWN_WAY] += w;
		x->took[time_bin(o->took_ms)] += OWN_TIMES;
	}
}

/* ---- choices ---- */

static float counted(const struct next_model *m, uint16_t before2, uint16_t before, uint16_t here, uint16_t to)
{
	return (float)context_count(m, context_key(before2, before, here, to));
}

static void count_all(const struct next_model *m, const struct spot *s, struct choice *c, int n)
{
	uint16_t part = day_part(s->since);
	float all[PARTS] = { counted(m, NEXT_NONE, part, s->here, NEXT_NONE) }, ways[PARTS] = { 0 };

	if (s->before != NEXT_NONE)
		all[PART_TWO] = counted(m, NEXT_NONE, s->before, s->here, NEXT_NONE);
	if (s->before2 != NEXT_NONE)
		all[PART_THREE] = counted(m, s->before2, s->before, s->here, NEXT_NONE);
	for (int i = 0; i < n; i++) {
		struct next_feat *f = &c[i].f;
		f->plain = (float)((c[i].link ? c[i].link->n : 0) / ((double)m->place[s->here].total + 1));
		if (all[PART_DAY] > 0)
			f->to[PART_DAY] = counted(m, NEXT_NONE, part, s->here, c[i].station);
		if (all[PART_TWO] > 0)
			f->to[PART_TWO] = counted(m, NEXT_NONE, s->before, s->here, c[i].station);
		if (all[PART_THREE] > 0)
			f->to[PART_THREE] = counted(m, s->before2, s->before, s->here, c[i].station);
		for (int k = 0; k < PARTS; k++) {
			all[k] += k >= PART_OWN ? f->to[k] : 0;
			ways[k] += f->to[k] > 0;
		}
	}
	for (int i = 0; i < n; i++) {
		memcpy(c[i].f.all, all, sizeof all);
		memcpy(c[i].f.ways, ways, sizeof ways);
	}
}

/* Each part is smoothed by those below it, the more the more ways its context has gone (Witten, Bell 1991): one that always went the same way is believed soon. */
double feat_p(const struct next_feat *f, const double w[static PARTS])
{
	double p = f->plain;

	for (int k = 0; k < PARTS; k++) {
		double lean = w[k] * f->ways[k];
		if (f->all[k] > 0)
			p = (f->to[k] + lean * p) / (f->all[k] + lean);
	}
	return p;
}

/* The times of each choice: its own, with some of the station's and of all steps where those are few. */
static void blend_times(const struct next_model *m, const struct spot *s, struct choice *c, int n, double pool[static TIME_BINS])
{
	const struct place *p = &m->place[s->here];
	double pool_n = 0, all_n = 0, every[TIME_BINS];

	for (int b = 0; b < TIME_BINS; b++) {
		pool[b] = 0;
		for (int i = 0; i < p->n; i++)
			pool[b] += p->link[i].took[b];
		pool_n += pool[b];
		all_n += m->took[b];
	}
	for (int b = 0; b < TIME_BINS; b++) {
		every[b] = SPARE_TIMES + (all_n > 0 ? ALL_TIMES * m->took[b] / all_n : 0);
		pool[b] = every[b] + (pool_n > 0 ? POOL_TIMES * pool[b] / pool_n : 0);
		for (int i = 0; i < n; i++)
			c[i].took[b] += pool[b] + (c[i].link ? c[i].link->took[b] : 0);
	}
}

static bool beside(const struct spot *s, uint16_t station)
{
	for (int i = 0; i < s->nbeside; i++)
		if (s->beside[i] == station)
			return true;
	return station == s->here;
}

static int by_p(const void *x, const void *y)
{
	const struct choice *a = x, *b = y;

	if (a->p != b->p)
		return a->p > b->p ? -1 : 1;
	return a->station - b->station;
}

/* N4, and that it has not gone yet after the time it spent here: choices that take longer gain by it. */
static int weigh(const struct spot *s, struct choice *c, int n, const double pool[static TIME_BINS], const double w[static PARTS])
{
	double elapsed = (double)MAX(s->now - s->since, 0), rest = 1, all = 0;
	int k = 0;

	for (int i = 0; i < n; i++) {
		c[i].p = feat_p(&c[i].f, w);
		rest -= c[i].p;
		if (beside(s, c[i].station))
			continue;
		c[i].left = elapsed > 0 ? time_above(c[i].took, elapsed) : 1;
		c[i].plain = c[i].f.plain;
		c[i].p *= c[i].left;
		all += c[i].p;
		c[k++] = c[i];
	}
	all += MAX(rest, 0.0) * (elapsed > 0 ? time_above(pool, elapsed) : 1);
	for (int i = 0; i < k; i++)
		c[i].p = all > 0 ? c[i].p / all : 0;
	qsort(c, (size_t)k, sizeof *c, by_p);
	return k;
}

/* What a first choice of such a p was worth: between the marks straight on, from 0 to 1. */
static double corrected(const struct next_model *m, double p)
{
	double x0 = 0, y0 = 0, x1 = 1, y1 = 1;

	for (int i = 0; i < m->marks; i++) {
		if (m->said[i] > p) {
			x1 = m->said[i];
			y1 = m->was[i];
			break;
		}
		x0 = m->said[i];
		y0 = m->was[i];
	}
	return x1 > x0 ? y0 + (y1 - y0) * (p - x0) / (x1 - x0) : p;
}

static void correct(const struct next_model *m, struct choice *c, int n)
{
	for (int i = 0; i < n; i++)
		c[i].raw = c[i].p;
	if (n == 0 || m->marks == 0 || c[0].p >= 1)
		return;
	double p = corrected(m, c[0].p), others = (1 - p) / (1 - c[0].p);
	for (int i = 1; i < n; i++) {
		double q = c[i].p * others;
		c[i].p = MIN(q, p);
	}
	c[0].p = p;
}

int choices_at(const struct next_model *m, const struct spot *s, const struct own_steps *own, struct choice *ret)
{
	double pool[TIME_BINS];
	int n = 0;

	if (s->here >= m->stations)
		return 0;
	const struct place *p = &m->place[s->here];
	for (int i = 0; i < p->n; i++)
		ret[n++] = (struct choice){ .station = p->link[i].next, .link = &p->link[i] };
	count_own(s, own, ret, &n);
	count_all(m, s, ret, n);
	blend_times(m, s, ret, n, pool);
	n = weigh(s, ret, n, pool, m->w);
	correct(m, ret, n);
	return n;
}

/* ---- the answer ---- */

static int stations_beside(const struct visit *own, uint32_t n, utc_ms now, uint16_t here, uint16_t *ret)
{
	int k = 0;

	for (uint32_t i = n; i-- > 0 && k < BESIDE_MAX && n - i <= 64;)
		if (own[i].first <= now && own[i].last >= now - BESIDE_MS && own[i].station != here)
			ret[k++] = own[i].station;
	return k;
}

static void own_rows(const struct own_steps *own, uint16_t here, struct next_guess *g)
{
	for (uint32_t i = own->n; i-- > 0;) {
		if (own->v[i].from != here || own->v[i].to != g->station)
			continue;
		g->steps_own++;
		if (g->rows < NEXT_ROWS)
			g->row[g->rows++] = own->v[i].row;
	}
}

static struct next_guess guess_of(const struct choice *c, const struct spot *s, const struct own_steps *own)
{
	double elapsed = (double)MAX(s->now - s->since, 0);
	struct next_guess g = { .station = c->station, .p = c->p, .steps_all = c->link ? c->link->n : 0 };

	g.early = s->since + (int64_t)time_quantile(c->took, elapsed, 0.1);
	g.eta = s->since + (int64_t)time_quantile(c->took, elapsed, 0.5);
	g.late = s->since + (int64_t)time_quantile(c->took, elapsed, 0.9);
	own_rows(own, s->here, &g);
	return g;
}

static void judge(const struct next_model *m, const struct spot *s, struct next_answer *a)
{
	uint32_t two = s->before == NEXT_NONE ? 0 : context_count(m, context_key(NEXT_NONE, s->before, s->here, NEXT_NONE));
	uint32_t three = s->before2 == NEXT_NONE ? 0 : context_count(m, context_key(s->before2, s->before, s->here, NEXT_NONE));

	a->steps_here = m->place[s->here].total;
	a->order = three ? 3 : two ? 2 : a->steps_here ? 1 : 0;
	a->steps_context = three ? three : two ? two : a->steps_here;
	a->trust = a->steps_here >= GOOD_FROM || (a->n && a->guess[0].steps_own >= OWN_GOOD) ? NEXT_GOOD
	         : a->steps_here >= FAIR_FROM ? NEXT_FAIR : NEXT_LOW;
}

int next_ask(const struct next_model *m, const struct visit *own, uint32_t n, utc_ms now, struct next_answer *ret)
{
	struct next_answer a = { .station = NEXT_NONE };
	struct choice c[CHOICES_MAX];
	struct own_steps steps = { .n = 0 };
	struct chain at = chain_begin();
	struct chain_step s;
	uint16_t near[BESIDE_MAX];
	uint32_t row = 0;

	for (uint32_t i = 0; i < n && own[i].first <= now; i++) {
		enum chain_is is = own[i].station < m->stations ? chain_visit(&at, &own[i], &s) : CHAIN_ECHO;
		if (is == CHAIN_STEP)
			own_add(&steps, &s, row);
		if (is != CHAIN_ECHO && is != CHAIN_SAME)
			row = i;
	}
	if (at.at[0] != NEXT_NONE) {
		struct spot spot = { at.begun[0], at.begun[1], at.begun[2], at.begun_at, now, near, stations_beside(own, n, now, at.begun[0], near) };
		if (at.at[0] != spot.here && spot.nbeside < BESIDE_MAX)
			near[spot.nbeside++] = at.at[0];
		int got = choices_at(m, &spot, &steps, c);
		a.station = at.at[0];
		a.since = at.first;
		for (int i = 0; i < got && a.n < NEXT_GUESSES; i++)
			if (c[i].p > 0)
				a.guess[a.n++] = guess_of(&c[i], &spot, &steps);
		judge(m, &spot, &a);
	}
	free(steps.v);
	*ret = a;
	return a.n;
}
