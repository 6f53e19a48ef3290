/* ana_next_chain — visits of a tag as steps from place to place (N1), durations in quarter octaves, values by tag. */
#include <math.h>
#include <stdlib.h>

#include "base/utc.h"
#include "track/analysis/next_int.h"

#define BIN_MS 4000.0

/* ---- chain ---- */

static void move_on(struct chain *c, uint16_t station, const struct visit *v)
{
	if (c->at[1] == station) {
		c->at[1] = c->at[0];
	} else {
		c->at[2] = c->at[1];
		c->at[1] = c->at[0];
	}
	c->at[0] = station;
	c->last = MAX(c->last, v->last);
	c->doubt = (v->flags & VF_CLOCK) != 0;
}

/* What could be asked when the visit began. */
static void ask(struct chain *c, const struct visit *v)
{
	if (v->station != c->begun[0]) {
		c->begun[2] = c->begun[1];
		c->begun[1] = c->begun[0];
		c->begun[0] = v->station;
	}
	c->begun_at = v->first;
	struct asked q = { c->begun[0], c->begun[1], c->begun[2], 0, (uint32_t)MIN(MAX(v->first - c->first, 0) / SECOND_MS, (int64_t)UINT32_MAX) };
	if (c->nasked == CHAIN_ASKED) {
		memmove(c->asked, c->asked + 1, (CHAIN_ASKED - 1) * sizeof q);
		c->nasked--;
	}
	c->asked[c->nasked++] = q;
}

static void begin_at(struct chain *c, const struct visit *v)
{
	c->at[0] = v->station;
	c->first = v->first;
	c->last = v->last;
	c->doubt = (v->flags & VF_CLOCK) != 0;
	c->nasked = 0;
}

bool chain_step_asked(const struct chain_step *s, int i, struct chain_step *ret)
{
	const struct asked *q = &s->then[i];

	*ret = (struct chain_step){ q->here, q->before, q->before2, s->to, s->at, MAX(s->took_ms - (int64_t)q->after_s * SECOND_MS, 0), s->doubt };
	return q->here != s->to;
}

static enum chain_is follow(struct chain *c, const struct visit *v, struct chain_step *ret_step)
{
	if (c->at[0] == NEXT_NONE) {
		*c = chain_begin();
		begin_at(c, v);
		return CHAIN_BEGIN;
	}
	if (v->station == c->at[0]) {
		c->last = MAX(c->last, v->last);
		return CHAIN_SAME;
	}
	if (v->first < c->first || v->last < c->last || (v->last == c->last && v->first < c->last))
		return CHAIN_ECHO;
	if (v->first <= c->last && (v->station == c->at[1] || v->station == c->at[2])) {
		move_on(c, v->station, v);       /* the time at this group of stations goes on: c->first stays */
		return CHAIN_PINGPONG;
	}
	*ret_step = (struct chain_step){ c->at[0], c->at[1], c->at[2], v->station, v->first, MAX(v->first - c->first, 0),
	                                 c->doubt || (v->flags & VF_CLOCK), c->nasked };
	memcpy(ret_step->then, c->asked, sizeof c->asked);
	c->at[2] = c->at[1];
	c->at[1] = c->at[0];
	begin_at(c, v);
	return CHAIN_STEP;
}

enum chain_is chain_visit(struct chain *c, const struct visit *v, struct chain_step *ret_step)
{
	enum chain_is is = follow(c, v, ret_step);

	if (v->first >= c->first)
		ask(c, v);
	return is;
}

/* ---- times ---- */

int time_bin(int64_t ms)
{
	if (ms < (int64_t)BIN_MS)
		return 0;
	int b = (int)(4 * log2((double)ms / BIN_MS)) + 1;
	return MIN(b, TIME_BINS - 1);
}

/* Bin 0 is [1 s, 4 s) where a logarithm is asked for. */
double time_bin_ms(int bin)
{
	return bin <= 0 ? 1000.0 : BIN_MS * exp2((bin - 1) * 0.25);
}

/* Share of bin b's mass above ms. */
static double bin_above(int b, double ms)
{
	double lo = time_bin_ms(b), hi = time_bin_ms(b + 1);

	if (ms <= lo)
		return 1;
	return ms >= hi ? 0 : 1 - log(ms / lo) / log(hi / lo);
}

double time_above(const double h[static TIME_BINS], double ms)
{
	double all = 0, above = 0;

	for (int b = 0; b < TIME_BINS; b++) {
		all += h[b];
		above += h[b] * bin_above(b, ms);
	}
	return all > 0 ? above / all : 1;
}

double time_quantile(const double h[static TIME_BINS], double from, double q)
{
	double all = 0, sum = 0;

	for (int b = 0; b < TIME_BINS; b++)
		all += h[b] * bin_above(b, from);
	if (!(all > 0))
		return from;
	for (int b = 0; b < TIME_BINS; b++) {
		double part = h[b] * bin_above(b, from), lo = time_bin_ms(b), hi = time_bin_ms(b + 1);
		lo = MAX(lo, from);
		if (part > 0 && sum + part >= q * all)
			return lo * exp(log(hi / lo) * (q * all - sum) / part);
		sum += part;
	}
	return from;
}

int hour_of(utc_ms t)
{
	return (int)((t - day_start(day_of(t))) / HOUR_MS);
}

int week_hour_of(utc_ms t)
{
	int32_t day = day_of(t) + 3;     /* 1970-01-01 was a Thursday */

	return (int)((day % 7 + 7) % 7) * 24 + hour_of(t);
}

/* ---- tagmap ---- */

void tagmap_init(struct tagmap *t, size_t size, uint32_t max)
{
	*t = (struct tagmap){ .size = size, .max = max };
}

void tagmap_done(struct tagmap *t)
{
	free(t->tag);
	free(t->val);
	t->tag = NULL;
	t->val = NULL;
	t->cap = t->n = 0;
}

static uint32_t slot_of(const struct tagmap *t, uint64_t tag)
{
	uint32_t at = (uint32_t)hash_u64(tag) & (t->cap - 1);

	while (t->tag[at] && t->tag[at] != tag)
		at = (at + 1) & (t->cap - 1);
	return at;
}

static void grow(struct tagmap *t)
{
	struct tagmap old = *t;

	t->cap = old.cap ? old.cap * 2 : 1024;
	t->tag = calloc(t->cap, sizeof *t->tag);
	t->val = calloc(t->cap, t->size);
	if (!t->tag || !t->val)
		BUG("out of memory");
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.tag[i]) {
			uint32_t at = slot_of(t, old.tag[i]);
			t->tag[at] = old.tag[i];
			memcpy(t->val + at * t->size, old.val + i * t->size, t->size);
		}
	free(old.tag);
	free(old.val);
}

void *tagmap_at(struct tagmap *t, uint64_t tag, bool *ret_new)
{
	if (t->n * 4 >= t->cap * 3)
		grow(t);
	uint32_t at = slot_of(t, tag);
	*ret_new = t->tag[at] == 0;
	if (*ret_new && t->n >= t->max) {
		tagmap_done(t);
		grow(t);
		at = slot_of(t, tag);
	}
	if (*ret_new) {
		t->tag[at] = tag;
		t->n++;
	}
	return t->val + at * t->size;
}

size_t tagmap_bytes(const struct tagmap *t)
{
	return t->cap * (sizeof *t->tag + t->size);
}
