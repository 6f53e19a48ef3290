/* presence_side — the side table: what does not fit a tag's line. See presence_int.h. */
#include <stdlib.h>

#include "track/presence/presence_int.h"

enum { SIDE_MIN = 1024 };   /* records; a size is a multiple of SHARDS, so that each shard is a whole range */

static uint32_t home_of(const struct presence *p, uint64_t tag)
{
	return (uint32_t)((hash_u64(tag) >> 32) * p->side_size >> 32);
}

static uint32_t after(const struct presence *p, uint32_t i)
{
	return i + 1 == p->side_size ? 0 : i + 1;
}

/* Steps from one place forward to another, around the end. */
static uint32_t steps(const struct presence *p, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : to + p->side_size - from;
}

void side_init(struct presence *p)
{
	p->side_size = SIDE_MIN;
	p->side_used = 0;
	p->side_span = SHARDS;
	p->side = calloc(SIDE_MIN, sizeof *p->side);
	ASSERT(p->side);
}

void side_get(const struct side *s, struct vis *ret)
{
	utc_ms first = s->first_x >> 8;

	*ret = (struct vis){ .first = first, .last = first + s->dur, .hits = s->hits, .touched_s = s->touched_s,
	                     .station = s->station, .max = s->max, .mean = s->mean,
	                     .flags = (uint8_t)(s->first_x & 15) };
}

void side_set(struct side *s, enum side_kind kind, const struct vis *v)
{
	s->first_x = v->first * 256 + (int64_t)kind * 16 + (v->flags & 15);
	s->dur = (uint32_t)(v->last - v->first);
	s->hits = v->hits;
	s->touched_s = v->touched_s;
	s->station = v->station;
	s->max = v->max;
	s->mean = v->mean;
}

struct side *side_next(const struct presence *p, uint64_t tag, struct side *from)
{
	uint32_t i = from ? after(p, (uint32_t)(from - p->side)) : home_of(p, tag);

	for (; p->side[i].tag; i = after(p, i))
		if (p->side[i].tag == tag)
			return &p->side[i];
	return NULL;
}

static struct side *free_place(struct presence *p, uint64_t tag)
{
	uint32_t i = home_of(p, tag);

	for (p->side_steps++; p->side[i].tag; p->side_steps++)
		i = after(p, i);
	return &p->side[i];
}

/* By half, not to twice: in a dense city these are the larger part of the memory. */
static void grow(struct presence *p)
{
	struct side *old = p->side;
	uint32_t n = p->side_size;

	ASSERT(n < UINT32_MAX / 2);
	p->side_size = n + n / 2 / SHARDS * SHARDS;
	p->side = calloc(p->side_size, sizeof *p->side);
	ASSERT(p->side);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].tag)
			*free_place(p, old[i].tag) = old[i];
	free(old);
}

void side_insert(struct presence *p, uint64_t tag, enum side_kind kind, const struct vis *v)
{
	/* with the records of the first shards only, all lie at the beginning: that part is what must not fill up */
	if ((uint64_t)p->side_used * 8 * SHARDS >= (uint64_t)p->side_size * 5 * p->side_span)
		grow(p);

	struct side *s = free_place(p, tag);
	s->tag = tag;
	side_set(s, kind, v);
	p->side_used++;
}

void side_remove(struct presence *p, struct side *s)
{
	uint32_t hole = (uint32_t)(s - p->side);

	/* Knuth's algorithm R: moves back whatever a search could no longer reach over the hole. */
	for (uint32_t i = after(p, hole); p->side[i].tag; i = after(p, i)) {
		uint32_t home = home_of(p, p->side[i].tag);

		if (steps(p, home, i) >= steps(p, hole, i)) {
			p->side[hole] = p->side[i];
			hole = i;
		}
	}
	p->side[hole] = (struct side){ 0 };
	p->side_used--;
}

void side_each_shard(const struct presence *p, uint32_t shard, void (*fn)(void *arg, const struct side *s), void *arg)
{
	uint32_t width = p->side_size / SHARDS, i = shard * width;

	/* Records pushed past the end of their range lie in the run that follows it. */
	for (uint32_t k = 0; k < p->side_size && (k < width || p->side[i].tag); k++, i = after(p, i))
		if (p->side[i].tag && hash_u64(p->side[i].tag) >> 56 == shard)
			fn(arg, &p->side[i]);
}
