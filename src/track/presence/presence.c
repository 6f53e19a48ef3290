/* presence — see presence.h; the forms are in presence_int.h.
 *
 * The common case (a newer beacon of a visit that lies in its line) is apply_fast, straight through; everything
 * else goes through hear(), which works on whole visits and is written to be read. */
#include "track/presence/presence.h"

#include <stdlib.h>

#include "format/sup/sup.h"
#include "track/presence/presence_int.h"

enum { GAP_DEFAULT = 180 * SECOND_MS, EXPECT_DEFAULT = 262144, MAX_DEFAULT = 20000000 };

struct presence *presence_new(const struct presence_opts *o)
{
	struct presence *p = calloc(1, sizeof *p);
	ASSERT(p);

	uint32_t max = o->max_tags ? o->max_tags : MAX_DEFAULT, per = max / SHARDS + 1, root = 1;

	/* The bound holds for each shard; four deviations of chance let the nominal number in. */
	while ((root + 1) * (root + 1) <= per)
		root++;
	p->shard_max = per + 4 * root;
	p->gap = o->gap_ms > 0 ? o->gap_ms : GAP_DEFAULT;
	p->keep_days = MAX(o->keep_days, 0);
	p->on_visit = o->on_visit;
	p->arg = o->arg;
	lines_init(p, MIN(o->expect_tags ? o->expect_tags : EXPECT_DEFAULT, max));
	side_init(p);
	return p;
}

void presence_free(struct presence *p)
{
	if (!p)
		return;
	lines_done(p);
	free(p->side);
	free(p->out);
	free(p);
}

void presence_set_gap(struct presence *p, int32_t gap_ms)
{
	if (gap_ms > 0)
		p->gap = gap_ms;
}

/* ---- giving out ---- */

void emit(struct presence *p, uint64_t tag, const struct vis *v)
{
	struct visit out;

	vis_visit(tag, v, 0, &out);
	p->open--;
	p->closed++;
	if (p->on_visit)
		p->on_visit(p->arg, &out);
}

void out_push(struct presence *p, uint64_t tag, const struct vis *v)
{
	if (p->nout == p->capout) {
		p->capout = p->capout ? p->capout * 2 : 1024;
		p->out = realloc(p->out, p->capout * sizeof *p->out);
		ASSERT(p->out);
	}
	vis_visit(tag, v, 0, &p->out[p->nout++]);
}

static int by_last(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->last != y->last)
		return x->last < y->last ? -1 : 1;
	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	if (x->station != y->station)
		return x->station < y->station ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

void out_give(struct presence *p)
{
	size_t n = p->nout;

	p->nout = 0;
	if (n > 1)
		qsort(p->out, n, sizeof *p->out, by_last);
	p->open -= n;
	p->closed += n;
	for (size_t i = 0; p->on_visit && i < n; i++)
		p->on_visit(p->arg, &p->out[i]);
}

utc_ms line_age(const struct presence *p, const struct line *l)
{
	utc_ms newest = 0;
	struct vis v;

	for (int i = 0; i < SLOTS; i++)
		if (l->station[i] != NO_STATION)
			newest = MAX(newest, slot_last(p, l, i));
	for (struct side *s = l->last[3] & X_SIDE ? side_next(p, l->tag, NULL) : NULL; s; s = side_next(p, l->tag, s)) {
		side_get(s, &v);
		newest = MAX(newest, v.last);
	}
	return newest;
}

void line_close(struct presence *p, struct line *l)
{
	struct vis v;

	for (int i = 0; i < SLOTS; i++)
		if (slot_open(l, i)) {
			slot_get(p, l, i, &v);
			out_push(p, l->tag, &v);
			slot_to_mark(l, i, v.last);
		}
	if (!(l->last[3] & X_SIDE))
		return;
	for (struct side *s; (s = side_next(p, l->tag, NULL)); side_remove(p, s)) {
		side_get(s, &v);
		out_push(p, l->tag, &v);
	}
	line_side_bits(p, l);
}

/* ---- one hearing, the whole rule ---- */

struct hearing {
	utc_ms a, e;               /* first and last reception */
	uint32_t hits;
	uint16_t station;
	int8_t max, mean;
	uint8_t flags, status;
	bool late;
};

/* Lane of station in the line, or -1: the zero lane of an exclusive-or of four 16-bit lanes at once. */
static inline int lane_of(const struct line *l, uint64_t station4)
{
	uint64_t x;

	memcpy(&x, l->station, 8);
	x ^= station4;
	x = (x - 0x0001000100010001u) & ~x & 0x8000800080008000u;
	return x ? __builtin_ctzll(x) >> 4 : -1;
}

static uint64_t station4_of(uint16_t station)
{
	return station * 0x0001000100010001u;
}

static int8_t blend(int8_t mean, int8_t now)
{
	int d = now - mean;

	return (int8_t)(mean + (d >= 0 ? (d + 3) / 4 : (d - 3) / 4));
}

static bool joins(const struct presence *p, const struct vis *v, utc_ms a, utc_ms e)
{
	return a <= v->last + p->gap && e >= v->first - p->gap && day_of(a) == day_of(v->first);
}

static void extend(struct vis *v, const struct hearing *h)
{
	/* The same instant again: another antenna, or a resend. Heard once. */
	bool again = (h->e == v->last && h->a >= v->first) || (h->a == h->e && h->a == v->first);

	if (!again)
		v->hits = h->hits > UINT32_MAX - v->hits ? UINT32_MAX : v->hits + h->hits;
	if (!h->late && h->e > v->last)
		v->mean = blend(v->mean, h->mean);
	v->first = MIN(v->first, h->a);
	v->last = MAX(v->last, h->e);
	v->max = MAX(v->max, h->max);
	v->flags |= h->flags;
}

static void merge(struct vis *into, const struct vis *v)
{
	if (v->last > into->last || (v->last == into->last && v->mean > into->mean))
		into->mean = v->mean;
	into->hits = v->hits > UINT32_MAX - into->hits ? UINT32_MAX : into->hits + v->hits;
	into->first = MIN(into->first, v->first);
	into->last = MAX(into->last, v->last);
	into->max = MAX(into->max, v->max);
	into->touched_s = MAX(into->touched_s, v->touched_s);
	into->flags |= v->flags & ~VF_LATE;
}

/* Side record with the bound on a tag kept: past it the record heard longest ago is closed. */
static void side_put(struct presence *p, struct line *l, enum side_kind kind, const struct vis *v)
{
	struct side *oldest = NULL;
	struct vis o = { 0 }, x;
	int n = 0;

	for (struct side *s = side_next(p, l->tag, NULL); s; s = side_next(p, l->tag, s), n++) {
		side_get(s, &x);
		if (!oldest || x.last < o.last || (x.last == o.last && (x.station < o.station ||
		    (x.station == o.station && x.first < o.first)))) {
			oldest = s;
			o = x;
		}
	}
	if (n >= SIDE_MAX) {
		side_remove(p, oldest);
		emit(p, l->tag, &o);
	}
	side_insert(p, l->tag, kind, v);
	line_side_bits(p, l);
}

struct where { int slot; struct side *side; };

static bool live_find(const struct presence *p, const struct line *l, uint16_t station, struct where *ret_w,
                      struct vis *ret)
{
	int i = lane_of(l, station4_of(station));

	*ret_w = (struct where){ -1, NULL };
	if (i >= 0 && slot_open(l, i)) {
		ret_w->slot = i;
		slot_get(p, l, i, ret);
		return true;
	}
	if (!(l->last[3] & X_SIDE))
		return false;
	for (struct side *s = side_next(p, l->tag, NULL); s; s = side_next(p, l->tag, s))
		if (s->station == station && side_kind_of(s) == SIDE_LIVE) {
			ret_w->side = s;
			side_get(s, ret);
			return true;
		}
	return false;
}

/* A slot for a visit: the station's own mark, an empty one, the oldest mark; -1 when all four are open. */
static int slot_spare(const struct presence *p, const struct line *l, uint16_t station)
{
	int best = -1;

	for (int i = 0; i < SLOTS; i++) {
		if (slot_open(l, i))
			continue;
		if (l->station[i] == station)
			return i;
		if (best < 0 || l->station[best] == NO_STATION)
			best = best < 0 ? i : best;
		else if (l->station[i] == NO_STATION || slot_last(p, l, i) < slot_last(p, l, best) ||
		         (slot_last(p, l, i) == slot_last(p, l, best) && l->station[i] < l->station[best]))
			best = i;
	}
	return best;
}

static bool slot_fits(const struct presence *p, const struct vis *v)
{
	return v->hits <= HITS_MAX && day_of(v->first) >= p->day - 1;
}

/* Puts a live visit that is nowhere yet. The newest four stay in the line. */
static void live_open(struct presence *p, struct line *l, const struct vis *v)
{
	int i = slot_spare(p, l, v->station);

	if (!slot_fits(p, v)) {
		if (i >= 0 && l->station[i] == v->station)
			slot_free(l, i);   /* a station is in the line or in the side table, never in both */
		side_put(p, l, SIDE_LIVE, v);
		return;
	}
	if (i < 0) {
		struct vis old;

		i = 0;
		for (int k = 1; k < SLOTS; k++)
			if (slot_last(p, l, k) < slot_last(p, l, i) ||
			    (slot_last(p, l, k) == slot_last(p, l, i) && l->station[k] < l->station[i]))
				i = k;
		slot_get(p, l, i, &old);
		slot_free(l, i);
		side_put(p, l, SIDE_LIVE, &old);
	}
	slot_put(l, i, v);
}

static void live_remove(struct presence *p, struct line *l, const struct where *w)
{
	if (w->slot >= 0) {
		slot_free(l, w->slot);
	} else {
		side_remove(p, w->side);
		line_side_bits(p, l);
	}
}

static void live_put(struct presence *p, struct line *l, const struct where *w, const struct vis *v)
{
	if (w->slot >= 0 && v->hits <= HITS_MAX) {
		slot_put(l, w->slot, v);
	} else if (w->side && !(slot_fits(p, v) && slot_spare(p, l, v->station) >= 0)) {
		side_set(w->side, SIDE_LIVE, v);
	} else {
		live_remove(p, l, w);
		live_open(p, l, v);
	}
}

/* One step of settle: joins one late visit of the station with the live one or with another late one. */
static bool settle_one(struct presence *p, struct line *l, uint16_t station)
{
	struct where w;
	struct vis live, v, u;
	bool has = live_find(p, l, station, &w, &live);

	for (struct side *s = side_next(p, l->tag, NULL); s; s = side_next(p, l->tag, s)) {
		if (s->station != station || side_kind_of(s) != SIDE_LATE)
			continue;
		side_get(s, &v);
		if (has && joins(p, &live, v.first, v.last)) {
			side_remove(p, s);
			merge(&live, &v);
			p->open--;
			live_find(p, l, station, &w, &u);   /* the side record may have moved */
			live_put(p, l, &w, &live);
			return true;
		}
		for (struct side *t = side_next(p, l->tag, s); t; t = side_next(p, l->tag, t)) {
			if (t->station != station || side_kind_of(t) != SIDE_LATE)
				continue;
			side_get(t, &u);
			if (joins(p, &u, v.first, v.last)) {
				merge(&u, &v);
				side_set(t, SIDE_LATE, &u);
				side_remove(p, s);
				p->open--;
				return true;
			}
		}
	}
	return false;
}

/* History that has grown up to its neighbour becomes one visit with it. Bounded by SIDE_MAX steps. */
static void settle(struct presence *p, struct line *l, uint16_t station)
{
	while (l->last[3] & X_LATE && settle_one(p, l, station))
		line_side_bits(p, l);
}

static void late_hear(struct presence *p, struct line *l, const struct hearing *h)
{
	struct vis v;

	for (struct side *s = l->last[3] & X_LATE ? side_next(p, l->tag, NULL) : NULL; s; s = side_next(p, l->tag, s)) {
		if (s->station != h->station || side_kind_of(s) != SIDE_LATE)
			continue;
		side_get(s, &v);
		if (joins(p, &v, h->a, h->e)) {
			extend(&v, h);
			v.touched_s = (uint32_t)(p->clock / SECOND_MS);
			side_set(s, SIDE_LATE, &v);
			settle(p, l, h->station);
			return;
		}
	}
	p->open++;
	side_put(p, l, SIDE_LATE, &(struct vis){ .first = h->a, .last = h->e, .hits = h->hits, .station = h->station,
		.touched_s = (uint32_t)(p->clock / SECOND_MS), .max = h->max, .mean = h->mean,
		.flags = (uint8_t)(h->flags | VF_LATE) });
	settle(p, l, h->station);
}

static void live_new(struct presence *p, struct line *l, const struct hearing *h)
{
	p->open++;
	live_open(p, l, &(struct vis){ .first = h->a, .last = h->e, .hits = h->hits, .station = h->station,
		.max = h->max, .mean = h->mean, .flags = h->flags });
	settle(p, l, h->station);
}

/* Applies a hearing that lies within one civil day. */
static void hear_day(struct presence *p, struct line *l, const struct hearing *h)
{
	struct where w;
	struct vis m;

	if (live_find(p, l, h->station, &w, &m)) {
		if (joins(p, &m, h->a, h->e)) {
			extend(&m, h);
			live_put(p, l, &w, &m);
			settle(p, l, h->station);
		} else if (!h->late && h->a > m.last) {
			live_remove(p, l, &w);
			emit(p, l->tag, &m);
			live_new(p, l, h);
		} else {
			late_hear(p, l, h);
		}
	} else if (!h->late && h->e >= p->clock - p->gap - LATE_MS) {
		live_new(p, l, h);
	} else {
		late_hear(p, l, h);   /* its visit, had there been one, would have closed by now */
	}
}

/* Open slots must stay within the window of their three-bit day. What is so old was due long ago: this closes
 * something only when the clock leaps over days without a tick. */
static void days_advance(struct presence *p, int32_t day)
{
	for (uint32_t k = 0; p->day && k < SHARDS; k++) {
		struct shard *s = &p->sh[k];
		struct vis v;

		for (uint32_t n = 0; s->used && n <= s->mask; n++)
			for (int i = 0; s->lines[n].tag && i < SLOTS; i++) {
				struct line *l = &s->lines[n];

				if (!slot_open(l, i) || slot_day(p, l, i) >= day - DAYS_BACK)
					continue;
				slot_get(p, l, i, &v);
				out_push(p, l->tag, &v);
				slot_to_mark(l, i, v.last);
			}
		out_give(p);
	}
	p->day = day;
}

static void hear(struct presence *p, struct line *l, const struct hearing *h)
{
	int32_t da = day_of(h->a), de = day_of(h->e);

	if (de > p->day)
		days_advance(p, de);
	if (!h->late && h->status != line_status(l) && h->e >= line_age(p, l))
		line_set_status(l, h->status);
	if (da == de) {
		hear_day(p, l, h);
		return;
	}
	/* A dwell over midnight: its hits are shared out by time; both ends were receptions. */
	utc_ms mid = day_start(de);
	struct hearing x = *h, y = *h;

	y.hits = (uint32_t)((uint64_t)h->hits * (uint64_t)(h->e - mid) / (uint64_t)(h->e - h->a));
	if (h->hits > 1)
		y.hits = MIN(MAX(y.hits, 1u), h->hits - 1);
	x.hits = h->hits - y.hits;
	x.e = mid - 1;
	y.a = mid;
	if (x.hits)
		hear_day(p, l, &x);
	if (y.hits)
		hear_day(p, l, &y);
}

/* ---- a batch ---- */

struct batch_ctx {
	const struct presence_batch *b;
	uint64_t station4;
	int64_t ms0;               /* of the batch's base within its day */
	uint32_t code, flags;      /* day code; F_CLOCK or 0 */
	bool fast;
};

/* A beacon after the beginning of a visit in its line, on the same day. False: not that case, nothing touched. */
static inline bool apply_fast(const struct presence *p, const struct batch_ctx *c, struct line *l, uint32_t off,
                              uint32_t word)
{
	int i = lane_of(l, c->station4);

	if (UNLIKELY(i < 0 || l->last[3] & X_LATE))
		return false;

	uint32_t f = l->first[i], t = l->last[i], was = t & MS_MASK;
	int64_t ms = c->ms0 + off;
	uint32_t hits = l->hits[i], more = word & 511;

	if (UNLIKELY((f >> MS_BITS & 7) != c->code || hits == 0 || hits + more > 0xffff || ms - was > p->gap ||
	             ms >= DAY_MS || ms <= (f & MS_MASK)))
		return false;

	int8_t max = (int8_t)(word >> 24), mean = (int8_t)MAX(max - (int)(word >> 20 & 15), -128);
	uint32_t status = word >> 14 & 63;

	l->first[i] = f | c->flags | (status & SUP_S_MOVING ? F_MOVING : 0);
	l->max[i] = MAX(l->max[i], max);
	if (UNLIKELY(ms <= was)) {   /* out of order within the visit, or the newest instant again */
		l->hits[i] = (uint16_t)(hits + (ms < was ? more : 0));
		return true;
	}
	l->last[i] = (t & ~MS_MASK) | (uint32_t)ms;
	l->hits[i] = (uint16_t)(hits + more);
	if (!c->b->late) {
		l->mean[i] = blend(l->mean[i], mean);
		if (UNLIKELY(status != line_status(l)) && slot_last(p, l, i) >= line_age(p, l))
			line_set_status(l, (uint8_t)status);
	}
	return true;
}

static void apply_one(struct presence *p, const struct batch_ctx *c, const uint8_t *rec, uint64_t h, struct line *l)
{
	uint64_t tag = be64(rec);
	struct sup_rec r;

	if (UNLIKELY(!l || l->tag != tag))
		l = line_find(p, h, tag);

	if (UNLIKELY(!l)) {
		l = line_add(p, h, tag);
	} else if (LIKELY(c->fast && be16(rec + 10) == 0) && apply_fast(p, c, l, be16(rec + 8), be32(rec + 12))) {
		return;
	}
	sup_rec_get(rec, &r);

	utc_ms a = c->b->base + r.offset_ms;
	struct hearing x = { .a = a, .e = a + r.duration_ms, .hits = MAX(r.hits, 1), .station = c->b->station,
		.max = r.rssi_max, .mean = (int8_t)MAX(r.rssi_max - r.mean_below_max, -128), .status = r.status,
		.flags = (uint8_t)((c->b->vflags & VF_CLOCK) | (r.status & SUP_S_MOVING ? VF_MOVING : 0)),
		.late = c->b->late };
	hear(p, l, &x);
}

/* Up to CHUNK records: first the control bytes of all are asked for, then the lines, then all are applied, so that the
 * misses of a frame overlap. Returns the records taken. */
static int apply_chunk(struct presence *p, const struct batch_ctx *c, const uint8_t *recs, unsigned n)
{
	uint64_t h[CHUNK];
	struct line *l[CHUNK];
	int taken = 0;

	for (unsigned i = 0; i < n; i++) {
		h[i] = hash_u64(be64(recs + i * SUP_REC));
		const struct shard *s = &p->sh[h[i] >> 56];
		__builtin_prefetch(s->ctrl + ((uint32_t)h[i] & s->mask));
	}
	for (unsigned i = 0; i < n; i++) {
		const struct shard *s = &p->sh[h[i] >> 56];
		uint32_t at = line_seek(s, h[i], 0);

		l[i] = at == NO_LINE ? NULL : &s->lines[at];
		__builtin_prefetch(l[i] ? l[i] : &s->lines[(uint32_t)h[i] & s->mask], 1);
	}
	uint32_t moves = p->moves;
	for (unsigned i = 0; i < n; i++) {
		if (UNLIKELY(be64(recs + i * SUP_REC) == 0))
			continue;
		apply_one(p, c, recs + i * SUP_REC, h[i], LIKELY(moves == p->moves) ? l[i] : NULL);
		taken++;
	}
	return taken;
}

int presence_apply(struct presence *p, const struct presence_batch *b)
{
	if (b->station == NO_STATION || b->base < DAY_MS || b->base >= TIME_END)
		return 0;
	if (b->recv > p->clock && b->recv < TIME_END)
		p->clock = b->recv;

	int32_t day = day_of(b->base);
	if (day > p->day)
		days_advance(p, day);
	struct batch_ctx c = { .b = b, .station4 = station4_of(b->station), .ms0 = b->base - day_start(day),
		.code = (uint32_t)day & 7, .flags = b->vflags & VF_CLOCK ? F_CLOCK : 0, .fast = day >= p->day - DAYS_BACK };
	int taken = 0;

	for (unsigned at = 0; at < b->n; at += CHUNK)
		taken += apply_chunk(p, &c, b->recs + (size_t)at * SUP_REC, MIN(b->n - at, CHUNK));
	p->sightings += (uint64_t)taken;
	if (b->late)
		p->late += (uint64_t)taken;
	return taken;
}

/* ---- time ---- */

struct due { struct presence *p; uint32_t late_s; utc_ms live; };

static void side_due(void *arg, const struct side *s)
{
	struct due *d = arg;
	struct vis v;

	side_get(s, &v);
	if (side_kind_of(s) == SIDE_LIVE ? v.last < d->live : v.touched_s <= d->late_s)
		out_push(d->p, s->tag, &v);
}

/* V7: an old mark goes; true when it did. */
static inline bool mark_forget(struct line *l, int i, int32_t old)
{
	if (l->station[i] == NO_STATION || (int32_t)(l->first[i] & MS_MASK) >= old)
		return false;
	slot_free(l, i);
	return true;
}

/* Closes in one shard what was last heard before live, and history untouched since late_s. */
static void shard_close(struct presence *p, uint32_t shard, utc_ms live, uint32_t late_s)
{
	struct shard *sh = &p->sh[shard];
	struct due d = { p, late_s, live };
	struct vis v;

	int32_t day = day_of(live);
	int64_t ms = live - day_start(day);
	int32_t old = p->keep_days ? day_of(p->clock) - p->keep_days : INT32_MIN;
	bool emptied = false;

	for (uint32_t n = 0; sh->used && n <= sh->mask; n++) {
		struct line *l = &sh->lines[n];

		for (int i = 0; sh->ctrl[n] && i < SLOTS; i++) {
			int32_t on = slot_day(p, l, i);

			if (!slot_open(l, i)) {
				emptied |= mark_forget(l, i, old);
				continue;
			}
			if (on > day || (on == day && (l->last[i] & MS_MASK) >= ms))
				continue;
			slot_get(p, l, i, &v);
			out_push(p, l->tag, &v);
			slot_to_mark(l, i, v.last);
		}
	}
	size_t from = p->nout;
	side_each_shard(p, shard, side_due, &d);
	for (size_t i = from; i < p->nout; i++) {
		const struct visit *o = &p->out[i];
		enum side_kind kind = o->flags & VF_LATE ? SIDE_LATE : SIDE_LIVE;
		struct side *s = side_next(p, o->tag, NULL);

		for (; s; s = side_next(p, o->tag, s))
			if (s->station == o->station && s->first_x >> 8 == o->first && side_kind_of(s) == kind)
				break;
		ASSERT(s);
		side_remove(p, s);
		struct line *l = line_find(p, hash_u64(o->tag), o->tag);
		ASSERT(l);
		line_side_bits(p, l);
	}
	out_give(p);
	if (emptied)
		lines_drop_empty(p, sh);
}

/* The oldest day of what a line still knows, at most INT32_MAX. */
static int32_t oldest_day(const struct presence *p, const struct line *l)
{
	utc_ms oldest = TIME_END;

	for (int i = 0; i < SLOTS; i++)
		if (l->station[i] != NO_STATION) {
			utc_ms last = slot_last(p, l, i);
			oldest = MIN(oldest, last);
		}
	for (struct side *s = l->last[3] & X_SIDE ? side_next(p, l->tag, NULL) : NULL; s; s = side_next(p, l->tag, s))
		oldest = MIN(oldest, s->first_x >> 8);
	return oldest == TIME_END ? INT32_MAX : day_of(oldest);
}

int32_t presence_forget(struct presence *p, int32_t day)
{
	int32_t oldest = INT32_MAX;

	for (uint32_t k = 0; k < SHARDS; k++) {
		struct shard *sh = &p->sh[k];
		for (uint32_t n = 0; sh->used && n <= sh->mask; n++)
			for (int i = 0; sh->lines[n].tag && i < SLOTS; i++)
				if (!slot_open(&sh->lines[n], i))
					mark_forget(&sh->lines[n], i, day);
		lines_drop_empty(p, sh);
		for (uint32_t n = 0; sh->used && n <= sh->mask; n++)
			if (sh->lines[n].tag) {
				int32_t left = oldest_day(p, &sh->lines[n]);
				oldest = MIN(oldest, left);
			}
	}
	return oldest;
}

void presence_tick(struct presence *p, utc_ms now)
{
	if (now > p->clock && now < TIME_END)
		p->clock = now;
	if (p->clock < DAY_MS)
		return;

	int64_t unit = p->clock >> TICK_SHIFT;
	uint32_t late_s = (uint32_t)((p->clock - LATE_MS) / SECOND_MS);

	for (int64_t u = MAX(p->unit + 1, unit - SHARDS + 1); u <= unit; u++)
		shard_close(p, (uint32_t)(u % SHARDS), p->clock - p->gap - LATE_MS, late_s);
	p->unit = unit;
	if (day_of(p->clock) > p->day)
		days_advance(p, day_of(p->clock));
}

void presence_flush(struct presence *p)
{
	for (uint32_t i = 0; i < SHARDS; i++)
		shard_close(p, i, TIME_END * 2, UINT32_MAX);
}
