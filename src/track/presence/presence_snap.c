/* presence_snap — the state as bytes and back. Tags in the order (shard, tag), slots and side records sorted, so that
 * the bytes say what is known and nothing of where it lay.
 *
 * Form: head, then for each shard u32 count and the tags (tag u64, status u8, slots u8, sides u16, entries of 32
 * bytes), then CRC-32C of all before it. Host order. */
#include <stdlib.h>

#include "base/crc32c.h"
#include "track/presence/presence_int.h"

#define MAGIC 0x31534552505a59u   /* "YZPRES1" */
enum { BUF = 65536, KIND_MARK = 0, KIND_OPEN = 1 };

struct head {
	uint64_t magic;
	int64_t clock, unit;
	int32_t day, gap;
	uint64_t closed, sightings, late, evicted;
};
struct tag_head { uint64_t tag; uint8_t status, slots; uint16_t sides; uint32_t zero; };
struct entry {
	int64_t first;
	uint32_t dur, hits, touched_s;
	uint16_t station;
	int8_t max, mean;
	uint8_t kind, flags, zero[6];
};
_Static_assert(sizeof(struct head) == 64 && sizeof(struct tag_head) == 16 && sizeof(struct entry) == 32, "no padding");

struct out { int (*put)(void *arg, const void *p, size_t n); void *arg; uint8_t *buf; size_t n; uint32_t crc; int rc; };
struct in { int (*get)(void *arg, void *p, size_t n); void *arg; uint32_t crc; };

static void out_flush(struct out *o)
{
	if (o->rc >= 0 && o->n) {
		o->crc = crc32c(o->crc, o->buf, o->n);
		o->rc = o->put(o->arg, o->buf, o->n);
	}
	o->n = 0;
}

static void out_put(struct out *o, const void *p, size_t n)
{
	if (o->n + n > BUF)
		out_flush(o);
	memcpy(o->buf + o->n, p, n);
	o->n += n;
}

static int by_tag(const void *a, const void *b)
{
	const struct line *const *x = a, *const *y = b;

	return (*x)->tag < (*y)->tag ? -1 : (*x)->tag > (*y)->tag;
}

static int by_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind - y->kind;
	if (x->station != y->station)
		return x->station - y->station;
	return x->first < y->first ? -1 : x->first > y->first;
}

static struct entry entry_of(const struct vis *v, int kind)
{
	return (struct entry){ .first = v->first, .dur = (uint32_t)(v->last - v->first), .hits = v->hits,
		.touched_s = v->touched_s, .station = v->station, .max = v->max, .mean = v->mean, .kind = (uint8_t)kind,
		.flags = v->flags };
}

static void save_line(const struct presence *p, const struct line *l, struct out *o)
{
	struct entry e[SLOTS + SIDE_MAX];
	struct tag_head h = { .tag = l->tag, .status = line_status(l) };
	struct vis v;

	for (int i = 0; i < SLOTS; i++) {
		if (slot_open(l, i)) {
			slot_get(p, l, i, &v);
			e[h.slots++] = entry_of(&v, KIND_OPEN);
		} else if (slot_mark(l, i)) {
			e[h.slots++] = (struct entry){ .first = slot_last(p, l, i), .station = l->station[i],
				.max = l->max[i], .mean = l->mean[i], .kind = KIND_MARK };
		}
	}
	for (struct side *s = l->last[3] & X_SIDE ? side_next(p, l->tag, NULL) : NULL; s; s = side_next(p, l->tag, s)) {
		ASSERT(h.sides < SIDE_MAX);
		side_get(s, &v);
		e[h.slots + h.sides++] = entry_of(&v, side_kind_of(s));
	}
	qsort(e, h.slots, sizeof *e, by_entry);
	qsort(e + h.slots, h.sides, sizeof *e, by_entry);
	out_put(o, &h, sizeof h);
	out_put(o, e, sizeof *e * (h.slots + h.sides));
}

int presence_save(const struct presence *p, int (*put)(void *arg, const void *p, size_t n), void *arg)
{
	struct out o = { .put = put, .arg = arg, .buf = malloc(BUF) };
	struct head h = { MAGIC, p->clock, p->unit, p->day, p->gap, p->closed, p->sightings, p->late, p->evicted };

	ASSERT(o.buf);
	out_put(&o, &h, sizeof h);
	for (uint32_t k = 0; k < SHARDS; k++) {
		const struct shard *s = &p->sh[k];
		const struct line **all = malloc(sizeof *all * (s->used + 1));
		uint32_t n = 0;

		ASSERT(all);
		for (uint32_t i = 0; i <= s->mask; i++)
			if (s->lines[i].tag)
				all[n++] = &s->lines[i];
		qsort(all, n, sizeof *all, by_tag);
		out_put(&o, &n, sizeof n);
		for (uint32_t i = 0; i < n; i++)
			save_line(p, all[i], &o);
		free(all);
	}
	out_flush(&o);
	if (o.rc >= 0)
		o.rc = put(arg, &o.crc, sizeof o.crc);
	free(o.buf);
	return o.rc < 0 ? o.rc : 0;
}

static int in_get(struct in *in, void *p, size_t n)
{
	TRY(in->get(in->arg, p, n));
	in->crc = crc32c(in->crc, p, n);
	return 0;
}

static bool entry_ok(const struct presence *p, const struct entry *e, bool side)
{
	bool open = side ? e->kind == SIDE_LIVE || e->kind == SIDE_LATE : e->kind == KIND_OPEN;

	if (e->station == NO_STATION || e->first < 0 || e->first >= TIME_END || e->dur >= DAY_MS)
		return false;
	if (!open)
		return !side && e->kind == KIND_MARK && e->hits == 0 && e->dur == 0;
	if (e->hits == 0 || e->flags & ~(VF_LATE | VF_CLOCK | VF_MOVING) || day_of(e->first) != day_of(e->first + e->dur))
		return false;
	int32_t day = day_of(e->first);
	return side || (e->hits <= HITS_MAX && !(e->flags & VF_LATE) && day <= p->day && day >= p->day - DAYS_BACK);
}

static void entry_put(struct presence *p, struct line *l, const struct entry *e, bool side)
{
	struct vis v = { .first = e->first, .last = e->first + e->dur, .hits = e->hits, .touched_s = e->touched_s,
		.station = e->station, .max = e->max, .mean = e->mean, .flags = e->flags };
	int i = 0;

	if (side) {
		side_insert(p, l->tag, (enum side_kind)e->kind, &v);
		p->open++;
		return;
	}
	while (l->station[i] != NO_STATION)
		i++;
	slot_put(l, i, &v);
	if (e->kind == KIND_MARK)
		slot_to_mark(l, i, v.last);
	else
		p->open++;
}

static int load_line(struct presence *p, struct in *in, uint32_t shard, uint64_t *tag)
{
	struct tag_head h;
	struct entry e;

	TRY(in_get(in, &h, sizeof h));
	if (h.tag <= *tag || hash_u64(h.tag) >> 56 != shard || h.slots > SLOTS || h.sides > SIDE_MAX || h.status > 63 ||
	    p->sh[shard].used >= p->shard_max)
		return E_CORRUPT;
	*tag = h.tag;
	struct line *l = line_add(p, hash_u64(h.tag), h.tag);
	for (int i = 0; i < h.slots + h.sides; i++) {
		TRY(in_get(in, &e, sizeof e));
		if (!entry_ok(p, &e, i >= h.slots))
			return E_CORRUPT;
		for (int k = 0; i < h.slots && k < SLOTS; k++)
			if (l->station[k] == e.station)
				return E_CORRUPT;
		entry_put(p, l, &e, i >= h.slots);
	}
	line_set_status(l, h.status);
	line_side_bits(p, l);
	return 0;
}

int presence_load(struct presence *p, int (*get)(void *arg, void *p, size_t n), void *arg)
{
	struct in in = { .get = get, .arg = arg };
	struct head h;
	uint32_t n, crc;

	TRY(in_get(&in, &h, sizeof h));
	if (h.magic != MAGIC || h.clock < 0 || h.clock >= TIME_END || h.unit < 0 || h.unit > h.clock >> TICK_SHIFT ||
	    h.day < 0 || h.day > day_of(TIME_END) + 1 || h.gap <= 0)
		return E_CORRUPT;
	for (uint32_t k = 0; k < SHARDS; k++)
		if (p->sh[k].used)
			return E_STATE;   /* only into a fresh one */
	p->clock = h.clock;
	p->unit = h.unit;
	p->day = h.day;
	p->gap = h.gap;
	p->closed = h.closed;
	p->sightings = h.sightings;
	p->late = h.late;
	p->evicted = h.evicted;
	for (uint32_t k = 0; k < SHARDS; k++) {
		uint64_t tag = 0;

		p->side_span = k + 1;
		TRY(in_get(&in, &n, sizeof n));
		for (uint32_t i = 0; i < n; i++)
			TRY(load_line(p, &in, k, &tag));
	}
	TRY(get(arg, &crc, sizeof crc));
	return crc == in.crc ? 0 : E_CORRUPT;
}
