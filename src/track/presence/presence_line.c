/* presence_line — the table of tag lines: slots, growth, eviction. See presence_int.h. */
#include <stdlib.h>

#include "platform/mem.h"
#include "track/presence/presence_int.h"

enum { SHARD_MIN = 8 };

static void ctrl_set(struct shard *s, uint32_t i, uint8_t c)
{
	s->ctrl[i] = c;
	if (i < CTRL_PAD)
		s->ctrl[s->mask + 1 + i] = c;
}

/* The lines and ctrl bytes of all shards of one size lie in one piece of memory, so that it comes in huge pages; the shards double one
 * by one, but all of them within a short time. */
static struct line_block *block_of(struct presence *p, uint32_t n)
{
	return &p->block[__builtin_ctz(n)];
}

static size_t block_bytes(uint32_t n)
{
	return (size_t)SHARDS * n * sizeof(struct line) + (size_t)SHARDS * (n + CTRL_PAD);
}

/* Empty lines for shard i. */
static void lines_take(struct presence *p, uint32_t i, uint32_t n)
{
	struct line_block *b = block_of(p, n);

	if (b->users++ == 0)
		b->mem = mem_big(block_bytes(n));
	p->sh[i].lines = (struct line *)(void *)b->mem + (size_t)i * n;
	p->sh[i].ctrl = b->mem + (size_t)SHARDS * n * sizeof(struct line) + (size_t)i * (n + CTRL_PAD);
	p->sh[i].mask = n - 1;
}

static void lines_drop(struct presence *p, struct line *l, uint32_t n)
{
	struct line_block *b = block_of(p, n);

	if (--b->users == 0) {
		mem_big_free(b->mem, block_bytes(n));
		b->mem = NULL;
	} else {
		mem_big_drop(l, n * sizeof *l);
	}
}

void lines_init(struct presence *p, uint32_t expect)
{
	uint32_t n = SHARD_MIN;

	while ((uint64_t)n * SHARDS * 7 / 10 < expect && n < 1u << 24)
		n *= 2;
	for (uint32_t i = 0; i < SHARDS; i++)
		lines_take(p, i, n);
}

void lines_done(struct presence *p)
{
	for (uint32_t i = 0; i < SHARDS; i++)
		lines_drop(p, p->sh[i].lines, p->sh[i].mask + 1);
}

/* The free line for a hash; its ctrl byte is set. */
static struct line *place(struct shard *s, uint64_t h)
{
	uint32_t i = (uint32_t)h & s->mask;

	while (s->ctrl[i])
		i = (i + 1) & s->mask;
	ctrl_set(s, i, ctrl_of(h));
	return &s->lines[i];
}

static void shard_grow(struct presence *p, struct shard *s)
{
	struct line *old = s->lines;
	uint32_t n = s->mask + 1;

	lines_take(p, (uint32_t)(s - p->sh), n * 2);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].tag)
			*place(s, hash_u64(old[i].tag)) = old[i];
	lines_drop(p, old, n);
}

void line_empty(struct line *l, uint64_t tag)
{
	*l = (struct line){ .tag = tag };
	for (int i = 0; i < SLOTS; i++)
		slot_free(l, i);
}

static bool line_is_empty(const struct line *l)
{
	for (int i = 0; i < SLOTS; i++)
		if (l->station[i] != NO_STATION)
			return false;
	return !(l->last[3] & X_SIDE);
}

void line_remove(struct presence *p, struct line *l)
{
	struct shard *s = &p->sh[hash_u64(l->tag) >> 56];
	uint32_t hole = (uint32_t)(l - s->lines);

	for (uint32_t i = (hole + 1) & s->mask; s->lines[i].tag; i = (i + 1) & s->mask) {
		uint32_t home = (uint32_t)hash_u64(s->lines[i].tag) & s->mask;

		if (((i - home) & s->mask) >= ((i - hole) & s->mask)) {
			s->lines[hole] = s->lines[i];
			ctrl_set(s, hole, s->ctrl[i]);
			hole = i;
		}
	}
	s->lines[hole] = (struct line){ 0 };
	ctrl_set(s, hole, 0);
	s->used--;
	p->moves++;
}

/* What moves back into a removed line's place is looked at next; what comes around the end was looked at before. */
void lines_drop_empty(struct presence *p, struct shard *s)
{
	for (uint32_t i = 0; s->used && i <= s->mask; i++)
		while (s->lines[i].tag && line_is_empty(&s->lines[i]))
			line_remove(p, &s->lines[i]);
}

struct victim { utc_ms age; uint64_t tag; };

static int by_age(const void *a, const void *b)
{
	const struct victim *x = a, *y = b;

	if (x->age != y->age)
		return x->age < y->age ? -1 : 1;
	return x->tag < y->tag ? -1 : x->tag > y->tag;
}

/* A sixteenth of the shard at a time, so that the sort is paid once for many new tags. */
static void shard_evict(struct presence *p, struct shard *s)
{
	struct victim *v = malloc(sizeof *v * s->used);
	uint32_t n = 0, drop = MAX(s->used / 16, 1u);

	ASSERT(v);
	for (uint32_t i = 0; i <= s->mask; i++)
		if (s->lines[i].tag)
			v[n++] = (struct victim){ line_age(p, &s->lines[i]), s->lines[i].tag };
	qsort(v, n, sizeof *v, by_age);
	for (uint32_t i = 0; i < drop; i++) {
		struct line *l = line_find(p, hash_u64(v[i].tag), v[i].tag);

		ASSERT(l);
		line_close(p, l);
		line_remove(p, l);
	}
	free(v);
	p->evicted += drop;
	out_give(p);
}

struct line *line_add(struct presence *p, uint64_t h, uint64_t tag)
{
	struct shard *s = &p->sh[h >> 56];

	if (s->used >= p->shard_max)
		shard_evict(p, s);
	if (((uint64_t)s->used + 1) * 4 > ((uint64_t)s->mask + 1) * 3)
		shard_grow(p, s);

	struct line *l = place(s, h);
	line_empty(l, tag);
	s->used++;
	p->moves++;
	return l;
}

void slot_get(const struct presence *p, const struct line *l, int i, struct vis *ret)
{
	utc_ms start = day_start(slot_day(p, l, i));
	uint32_t f = l->first[i];

	*ret = (struct vis){ .first = start + (f & MS_MASK), .last = start + (l->last[i] & MS_MASK),
	                     .hits = slot_hits(l, i), .station = l->station[i], .max = l->max[i],
	                     .mean = l->mean[i],
	                     .flags = (uint8_t)((f & F_CLOCK ? VF_CLOCK : 0) | (f & F_MOVING ? VF_MOVING : 0)) };
}

void slot_put(struct line *l, int i, const struct vis *v)
{
	int32_t day = day_of(v->first);
	utc_ms start = day_start(day);

	l->station[i] = v->station;
	l->first[i] = (uint32_t)(v->first - start) | (uint32_t)(day & 7) << MS_BITS |
	              (v->flags & VF_CLOCK ? F_CLOCK : 0) | (v->flags & VF_MOVING ? F_MOVING : 0);
	l->last[i] = (l->last[i] & 0xc0000000u) | (v->hits >> 16) << MS_BITS | (uint32_t)(v->last - start);
	l->hits[i] = (uint16_t)v->hits;
	l->max[i] = v->max;
	l->mean[i] = v->mean;
}

void slot_free(struct line *l, int i)
{
	l->station[i] = NO_STATION;
	l->first[i] = 0;
	l->last[i] &= 0xc0000000u;
	l->hits[i] = 0;
	l->max[i] = l->mean[i] = 0;
}

void slot_to_mark(struct line *l, int i, utc_ms last)
{
	int32_t day = day_of(last);

	l->first[i] = (uint32_t)day;
	l->last[i] = (l->last[i] & 0xc0000000u) | (uint32_t)(last - day_start(day));
	l->hits[i] = 0;
}

void line_side_bits(const struct presence *p, struct line *l)
{
	uint32_t x = 0;

	for (struct side *s = side_next(p, l->tag, NULL); s; s = side_next(p, l->tag, s))
		x |= X_SIDE | (side_kind_of(s) == SIDE_LATE ? X_LATE : 0);
	l->last[3] = (l->last[3] & 0x3fffffffu) | x;
}
