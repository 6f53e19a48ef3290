/* presence_query — the reading side of presence.h; changes nothing. */
#include <stdlib.h>

#include "format/sup/sup.h"
#include "track/presence/presence_int.h"

enum { TAG_MAX = SLOTS + SIDE_MAX };

static int newest_visit(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->last != y->last)
		return x->last > y->last ? -1 : 1;
	if (x->station != y->station)
		return x->station < y->station ? -1 : 1;
	return x->first > y->first ? -1 : x->first < y->first;
}

static int newest_heard(const void *a, const void *b)
{
	const struct heard *x = a, *y = b;

	if (x->last != y->last)
		return x->last > y->last ? -1 : 1;
	return x->station < y->station ? -1 : x->station > y->station;
}

int presence_tag(const struct presence *p, tag_id tag, struct visit *ret, int max)
{
	const struct line *l = tag.v ? line_find(p, hash_u64(tag.v), tag.v) : NULL;
	struct visit all[TAG_MAX];
	struct vis v;
	int n = 0;

	if (!l)
		return 0;
	for (int i = 0; i < SLOTS; i++)
		if (slot_open(l, i)) {
			slot_get(p, l, i, &v);
			vis_visit(tag.v, &v, VF_OPEN, &all[n++]);
		}
	for (struct side *s = l->last[3] & X_SIDE ? side_next(p, tag.v, NULL) : NULL; s && n < TAG_MAX;
	     s = side_next(p, tag.v, s)) {
		side_get(s, &v);
		vis_visit(tag.v, &v, VF_OPEN, &all[n++]);
	}
	qsort(all, (size_t)n, sizeof *all, newest_visit);
	n = MAX(MIN(n, max), 0);
	memcpy(ret, all, sizeof *all * (size_t)n);
	return n;
}

static int line_heard(const struct presence *p, const struct line *l, struct heard all[static TAG_MAX])
{
	struct vis v;
	int n = 0;

	for (int i = 0; i < SLOTS; i++)
		if (l->station[i] != NO_STATION)
			all[n++] = (struct heard){ l->station[i], l->mean[i], slot_last(p, l, i),
				(uint16_t)MIN(slot_hits(l, i), 0xffffu) };
	for (struct side *s = l->last[3] & X_SIDE ? side_next(p, l->tag, NULL) : NULL; s && n < TAG_MAX;
	     s = side_next(p, l->tag, s)) {
		if (side_kind_of(s) != SIDE_LIVE)
			continue;
		side_get(s, &v);
		all[n++] = (struct heard){ v.station, v.mean, v.last, (uint16_t)MIN(v.hits, 0xffffu) };
	}
	qsort(all, (size_t)n, sizeof *all, newest_heard);
	return n;
}

int presence_heard(const struct presence *p, tag_id tag, struct heard *ret, int max)
{
	const struct line *l = tag.v ? line_find(p, hash_u64(tag.v), tag.v) : NULL;
	struct heard all[TAG_MAX];

	if (!l)
		return 0;
	int heard = line_heard(p, l, all), n = MAX(MIN(heard, max), 0);
	memcpy(ret, all, sizeof *all * (size_t)n);
	return n;
}

int presence_status(const struct presence *p, tag_id tag)
{
	const struct line *l = tag.v ? line_find(p, hash_u64(tag.v), tag.v) : NULL;

	return l ? line_status(l) : -1;
}

void presence_each(const struct presence *p, void (*fn)(void *arg, tag_id tag, const struct heard *h, int n, uint8_t status),
                   void *arg)
{
	struct heard all[TAG_MAX];

	for (uint32_t k = 0; k < SHARDS; k++)
		for (uint32_t i = 0; i <= p->sh[k].mask; i++) {
			const struct line *l = &p->sh[k].lines[i];

			if (!l->tag)
				continue;
			int n = line_heard(p, l, all);
			if (n)
				fn(arg, (tag_id){ l->tag }, all, n, line_status(l));
		}
}

bool presence_walk(const struct presence *p, uint64_t *io_at, uint32_t lines,
                   void (*fn)(void *arg, tag_id tag, const struct heard *h, int n, uint8_t flags), void *arg)
{
	struct heard all[TAG_MAX];
	uint64_t k = *io_at >> 40, i = *io_at & (((uint64_t)1 << 40) - 1);

	for (uint32_t seen = 0; k < SHARDS && seen < lines; seen++) {
		if (i > p->sh[k].mask) {
			k++;
			i = 0;
			continue;
		}
		const struct line *l = &p->sh[k].lines[i++];
		int n = l->tag ? line_heard(p, l, all) : 0;
		if (n)
			fn(arg, (tag_id){ l->tag }, all, n, line_status(l) & SUP_S_MOVING ? VF_MOVING : 0);
	}
	*io_at = k << 40 | i;
	return k < SHARDS;
}

int presence_station(const struct presence *p, uint16_t station, struct visit *ret, int max)
{
	struct vis v;
	int n = 0;

	for (uint32_t k = 0; k < SHARDS; k++)
		for (uint32_t i = 0; i <= p->sh[k].mask && n < max; i++) {
			const struct line *l = &p->sh[k].lines[i];

			for (int s = 0; l->tag && s < SLOTS && n < max; s++)
				if (l->station[s] == station && slot_open(l, s)) {
					slot_get(p, l, s, &v);
					vis_visit(l->tag, &v, VF_OPEN, &ret[n++]);
				}
		}
	for (uint32_t i = 0; i < p->side_size && n < max; i++)
		if (p->side[i].tag && p->side[i].station == station) {
			side_get(&p->side[i], &v);
			vis_visit(p->side[i].tag, &v, VF_OPEN, &ret[n++]);
		}
	return n;
}

void presence_stats(const struct presence *p, struct presence_stats *ret)
{
	struct presence_stats s = { .overflow_lines = p->side_used, .open_visits = p->open, .closed_visits = p->closed,
		.sightings = p->sightings, .late = p->late, .evicted = p->evicted,
		.side_steps = p->side_steps };

	for (uint32_t k = 0; k < SHARDS; k++) {
		s.tags += p->sh[k].used;
		s.lines += (uint64_t)p->sh[k].mask + 1;
	}
	s.table_bytes = s.lines * sizeof(struct line) + p->side_size * sizeof(struct side);
	*ret = s;
}
