/* ana_next — what is counted of all tags' steps. See next.h. */
#include <stdlib.h>

#include "track/analysis/next_model_int.h"

enum { TAGS_DEFAULT = 2000000, CONTEXTS_DEFAULT = 4194304, CONTEXTS_FIRST = 4096 };

static const double first_w[PARTS] = { [PART_DAY] = 8, [PART_TWO] = 1, [PART_THREE] = 1, [PART_OWN] = 2, [PART_OWN_WAY] = 1 };

struct next_model *next_new(const struct next_opts *o)
{
	struct next_model *m = calloc(1, sizeof *m);

	if (!m || !(m->place = calloc(o->stations ? o->stations : 1, sizeof *m->place)))
		BUG("out of memory");
	m->stations = o->stations;
	m->max_contexts = o->max_contexts ? o->max_contexts : CONTEXTS_DEFAULT;
	memcpy(m->w, first_w, sizeof m->w);
	tagmap_init(&m->tags, sizeof(struct chain), o->max_tags ? o->max_tags : TAGS_DEFAULT);
	return m;
}

void next_free(struct next_model *m)
{
	if (!m)
		return;
	for (uint32_t i = 0; i < m->stations; i++)
		free(m->place[i].link);
	free(m->place);
	free(m->key);
	free(m->count);
	tagmap_done(&m->tags);
	free(m);
}

/* ---- contexts ---- */

static uint32_t slot(const struct next_model *m, uint64_t key)
{
	uint32_t at = (uint32_t)hash_u64(key) & (m->cap - 1);

	while (m->count[at] && m->key[at] != key)
		at = (at + 1) & (m->cap - 1);
	return at;
}

uint32_t context_count(const struct next_model *m, uint64_t key)
{
	return m->cap ? m->count[slot(m, key)] : 0;
}

static void put(struct next_model *m, uint64_t key, uint32_t n)
{
	uint32_t at = slot(m, key);

	if (m->count[at] == 0) {
		m->key[at] = key;
		m->used++;
	}
	m->count[at] += MIN(n, UINT32_MAX - m->count[at]);
}

/* A table of cap slots with what is left of the counts after halving them shift times; the sums of contexts follow their parts. */
static void rebuild(struct next_model *m, uint32_t cap, int shift)
{
	struct next_model old = *m;

	m->cap = cap;
	m->used = 0;
	m->key = calloc(cap, sizeof *m->key);
	m->count = calloc(cap, sizeof *m->count);
	if (!m->key || !m->count)
		BUG("out of memory");
	for (uint32_t i = 0; i < old.cap; i++) {
		uint32_t n = old.count[i] >> shift;
		if (n == 0 || (old.key[i] & 0xffff) == NEXT_NONE)
			continue;
		put(m, old.key[i], n);
		put(m, old.key[i] | NEXT_NONE, n);
	}
	free(old.key);
	free(old.count);
}

static void count_context(struct next_model *m, uint16_t before2, uint16_t before, uint16_t here, uint16_t to)
{
	while ((m->used + 2) * 4 > m->cap * 3 || m->used + 2 > m->max_contexts) {
		bool full = m->used + 2 > m->max_contexts;
		rebuild(m, full || !m->cap ? MAX(m->cap, CONTEXTS_FIRST) : m->cap * 2, full);
		m->s.halvings += full;
	}
	put(m, context_key(before2, before, here, to), 1);
	put(m, context_key(before2, before, here, NEXT_NONE), 1);
}

/* ---- links ---- */

static struct link *link_new(struct next_model *m, struct place *p, uint16_t to)
{
	struct link *l;

	if (p->n == LINKS_MAX) {                /* N2: the rarest makes room */
		l = &p->link[0];
		for (int i = 1; i < p->n; i++)
			if (p->link[i].n < l->n)
				l = &p->link[i];
		p->total -= l->n;
		m->s.links--;
	} else {
		if (p->n == p->cap) {
			p->cap = (uint16_t)(p->cap ? p->cap * 2 : 4);
			p->link = realloc(p->link, p->cap * sizeof *p->link);
			if (!p->link)
				BUG("out of memory");
		}
		l = &p->link[p->n++];
	}
	m->s.links++;
	*l = (struct link){ .next = to };
	return l;
}

static struct link *link_to(struct next_model *m, uint16_t from, uint16_t to)
{
	struct place *p = &m->place[from];

	for (int i = 0; i < p->n; i++)
		if (p->link[i].next == to)
			return &p->link[i];
	return link_new(m, p, to);
}

static void count_time(struct link *l, int bin)
{
	if (l->took[bin] == UINT16_MAX)
		for (int i = 0; i < TIME_BINS; i++)
			l->took[i] /= 2;
	l->took[bin]++;
}

static void learn_one(struct next_model *m, const struct chain_step *s)
{
	struct link *l = link_to(m, s->from, s->to);

	l->n++;
	m->place[s->from].total++;
	if (!s->doubt) {
		count_time(l, time_bin(s->took_ms));
		m->took[time_bin(s->took_ms)]++;
	}
	count_context(m, NEXT_NONE, day_part(s->at - s->took_ms), s->from, s->to);
	if (s->before != NEXT_NONE)
		count_context(m, NEXT_NONE, s->before, s->from, s->to);
	if (s->before2 != NEXT_NONE)
		count_context(m, s->before2, s->before, s->from, s->to);
}

static void learn(struct next_model *m, const struct chain_step *s)
{
	struct chain_step x;

	for (int i = 0; i < s->asked; i++)
		if (chain_step_asked(s, i, &x))
			learn_one(m, &x);
	m->s.steps++;
}

void next_add(struct next_model *m, const struct visit *v)
{
	struct chain_step s;
	bool fresh;

	if (v->station >= m->stations || v->tag == 0)
		return;
	struct chain *c = tagmap_at(&m->tags, v->tag, &fresh);
	if (fresh)
		*c = chain_begin();
	m->s.visits++;
	switch (chain_visit(c, v, &s)) {
	case CHAIN_STEP: learn(m, &s); break;
	case CHAIN_ECHO: m->s.echoes++; break;
	case CHAIN_PINGPONG: m->s.pingpong++; break;
	case CHAIN_SAME: case CHAIN_BEGIN: break;
	}
}

int next_around(const struct next_model *m, uint16_t station, struct next_near *ret, int max)
{
	int n = 0;

	if (station >= m->stations)
		return 0;
	const struct place *p = &m->place[station];
	for (int i = 0; i < p->n; i++) {
		struct next_near x = { p->link[i].next, (double)p->link[i].n / ((double)p->total + 1) };
		int at = n;
		while (at > 0 && (ret[at - 1].p < x.p || (ret[at - 1].p == x.p && ret[at - 1].station > x.station)))
			at--;
		if (at == max)
			continue;
		n += n < max;
		memmove(ret + at + 1, ret + at, (size_t)(n - 1 - at) * sizeof *ret);
		ret[at] = x;
	}
	return n;
}

void next_weights_get(const struct next_model *m, struct next_weights *ret)
{
	*ret = (struct next_weights){ m->w[PART_DAY], m->w[PART_TWO], m->w[PART_THREE], m->w[PART_OWN], m->w[PART_OWN_WAY] };
}

void next_stats(const struct next_model *m, struct next_stats *ret)
{
	*ret = m->s;
	ret->contexts = m->used;
	ret->tags = m->tags.n;
	ret->bytes = sizeof *m + m->stations * sizeof *m->place + (uint64_t)m->cap * (sizeof *m->key + sizeof *m->count) + tagmap_bytes(&m->tags);
	for (uint32_t i = 0; i < m->stations; i++)
		ret->bytes += m->place[i].cap * sizeof *m->place[i].link;
}
