/* ana_next_try — steps foretold before they are learned: how often it was right, and which strengths would have been best. */
#include <math.h>
#include <stdlib.h>

#include "track/analysis/next_model_int.h"

enum { TUNE_FROM = 200, ROUNDS = 3, MARK_FROM = 20, MARK_PRIOR = 20 };
#define LEAST_P 1e-4       /* what an unforeseen step counts as */

static void keep_feat(struct next_trial *t, const struct next_feat *f)
{
	if (t->nfeat == t->feat_cap && t->feat_cap < FEATS_MAX) {
		t->feat_cap = t->feat_cap ? MIN(t->feat_cap * 2, (uint32_t)FEATS_MAX) : 256;
		t->feat = realloc(t->feat, t->feat_cap * sizeof *t->feat);
		if (!t->feat)
			BUG("out of memory");
	}
	/* full: the oldest place again; the steps are counted all the same */
	uint32_t at = t->nfeat < t->feat_cap ? t->nfeat++ : (t->steps - 1) % t->feat_cap;
	t->feat[at] = *f;
}

/* Place by the first order alone, 0 the first; ties by station, as in the answer. */
static int plain_rank(const struct choice *c, int n, int at)
{
	int rank = 0;

	for (int i = 0; i < n; i++)
		rank += c[i].plain > c[at].plain || (c[i].plain == c[at].plain && c[i].station < c[at].station);
	return rank;
}

static void count_window(struct next_trial *t, const struct choice *c, int64_t took)
{
	t->in_window += (double)took >= time_quantile(c->took, 0, 0.1) && (double)took <= time_quantile(c->took, 0, 0.9);
	t->below += (double)took < time_quantile(c->took, 0, 0.1);
	t->above += (double)took > time_quantile(c->took, 0, 0.9);
	t->before_eta += (double)took < time_quantile(c->took, 0, 0.5);
}

static void count_step(const struct next_model *m, const struct chain_step *s, const struct own_steps *own, struct next_trial *t)
{
	utc_ms since = s->at - s->took_ms;
	struct spot spot = { s->from, s->before, s->before2, since, since, NULL, 0 };
	struct choice c[CHOICES_MAX];
	int n = choices_at(m, &spot, own, c), at = 0;

	t->steps++;
	if (n > 0) {
		int bin = (int)(c[0].p * NEXT_BINS), raw = (int)(c[0].raw * NEXT_BINS);
		bin = MIN(bin, NEXT_BINS - 1);
		raw = MIN(raw, NEXT_BINS - 1);
		t->bin_n[bin]++;
		t->bin_hit[bin] += c[0].station == s->to;
		t->bin_p[bin] += c[0].p;
		t->raw_n[raw]++;
		t->raw_hit[raw] += c[0].station == s->to;
		t->raw_p[raw] += c[0].raw;
	}
	while (at < n && c[at].station != s->to)
		at++;
	double p = at < n ? MAX(c[at].p, LEAST_P) : LEAST_P;
	t->log_p += log(p);
	if (at == n)
		return;
	t->named++;
	t->top1 += at < 1;
	t->top3 += at < 3;
	int plain = plain_rank(c, n, at);
	t->plain1 += plain < 1;
	t->plain3 += plain < 3;
	count_window(t, &c[at], s->took_ms);
	keep_feat(t, &c[at].f);
}

void next_try(const struct next_model *m, const struct visit *own, uint32_t n, utc_ms since, struct next_trial *io)
{
	struct own_steps steps = { .n = 0 };
	struct chain at = chain_begin();
	struct chain_step s, x;

	for (uint32_t i = 0; i < n; i++) {
		if (own[i].station >= m->stations || chain_visit(&at, &own[i], &s) != CHAIN_STEP)
			continue;
		if (s.at >= since) {
			for (int k = 0; k < s.asked; k++)
				if (chain_step_asked(&s, k, &x))
					count_step(m, &x, &steps, io);
		}
		own_add(&steps, &s, i);
	}
	free(steps.v);
}

void next_trial_done(struct next_trial *t)
{
	free(t->feat);
	t->feat = NULL;
	t->nfeat = t->feat_cap = 0;
}

static double likelihood(const struct next_trial *t, const double w[static PARTS])
{
	double sum = 0;

	for (uint32_t i = 0; i < t->nfeat; i++) {
		double p = feat_p(&t->feat[i], w);
		sum += log(MAX(p, LEAST_P));
	}
	return sum;
}

/* How often a first choice was right, by what it said: as if it had kept its word MARK_PRIOR times, and never falling. */
static void learn_marks(struct next_model *m, const struct next_trial *t)
{
	m->marks = 0;
	for (int b = 0; b < NEXT_BINS; b++) {
		double n = t->raw_n[b];
		if (n < MARK_FROM)
			continue;
		double said = t->raw_p[b] / n, was = (t->raw_hit[b] + MARK_PRIOR * said) / (n + MARK_PRIOR);
		m->said[m->marks] = said;
		m->was[m->marks] = m->marks && m->was[m->marks - 1] > was ? m->was[m->marks - 1] : was;
		m->marks++;
	}
}

/* One strength after the other over a grid, three rounds: the likelihood is smooth and the parts nearly apart. 1e6 leaves a part out. */
void next_tune(struct next_model *m, const struct next_trial *t)
{
	static const double grid[] = { 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 1e6 };

	if (t->nfeat < TUNE_FROM)
		return;
	learn_marks(m, t);
	double best = likelihood(t, m->w);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < PARTS; i++)
			for (size_t g = 0; g < COUNTOF(grid); g++) {
				double before = m->w[i];
				m->w[i] = grid[g];
				double l = likelihood(t, m->w);
				if (l > best)
					best = l;
				else
					m->w[i] = before;
			}
}
