/* presence_int — the forms inside the room: the tag line, the side table, and what the files share.
 *
 * Line     64 bytes, one cache line. A slot is open (hits > 0), a mark (hits 0, station set: the last time a
 *          closed visit was heard there) or empty (station 0xffff). Times are milliseconds of a civil day; an open
 *          slot keeps the low three bits of its day, which p->day resolves (open slots are never older than
 *          day - 5, see days_advance); a mark keeps the whole day number in place of `first`.
 * Side     32-byte records by tag in a table ordered by hash: LIVE visits of tags that more than four stations hear
 *          at once (or that do not fit a slot), and LATE visits, built from history.
 * Law      what happens may depend on tags, times and the order of calls, never on where a line lies: the 256 shards are
 *          ranges of the tag's hash, so a sweep by shards is the same for every table size. */
#pragma once
#include "base/utc.h"
#include "track/presence/presence.h"

enum {
	SHARDS = 256, SLOTS = 4,
	SIDE_MAX = 60,             /* side records of one tag; past it the oldest is closed */
	CHUNK = 64,                /* lines prefetched together */
	MS_BITS = 27,
	LATE_MS = 60 * SECOND_MS,  /* how long past the gap a visit waits for stragglers */
	TICK_SHIFT = 6,            /* one shard is due each 64 ms of the engine's clock: a round takes 16.4 s */
	DAYS_BACK = 5,
};
#define MS_MASK ((1u << MS_BITS) - 1)
#define HITS_MAX 0x7ffffu
#define NO_STATION 0xffff
#define TIME_END ((utc_ms)1 << 46)
#define F_CLOCK (1u << 30)
#define F_MOVING (1u << 31)
#define X_SIDE (1u << 30)      /* in last[3]: the tag has side records */
#define X_LATE (1u << 31)      /* in last[3]: some of them are late visits */

struct line {
	uint64_t tag;              /* 0: free */
	uint16_t station[SLOTS];
	uint32_t first[SLOTS];     /* ms of day 27 | day code 3 | clock 1 | moving 1; a mark: day number 27 */
	uint32_t last[SLOTS];      /* ms of day 27 | hits bits 16..18 | 2 bits of the line: status, X_ */
	uint16_t hits[SLOTS];      /* low 16 bits */
	int8_t max[SLOTS], mean[SLOTS];
};
_Static_assert(sizeof(struct line) == 64, "one cache line a tag");

enum side_kind { SIDE_NONE, SIDE_LIVE, SIDE_LATE };
struct side {
	uint64_t tag;
	int64_t first_x;           /* first << 8 | kind << 4 | VF_ flags */
	uint32_t dur, hits;
	uint32_t touched_s;        /* engine clock at the last extension */
	uint16_t station;
	int8_t max, mean;
};
_Static_assert(sizeof(struct side) == 32, "two to a cache line");

/* An open visit in full, taken out of a slot or a side record. */
struct vis {
	utc_ms first, last;
	uint32_t hits, touched_s;
	uint16_t station;
	int8_t max, mean;
	uint8_t flags;             /* VF_LATE, VF_CLOCK, VF_MOVING */
};

/* ctrl: a byte a line, 0 free, else 0x80 and seven bits of the hash; the first CTRL_PAD bytes once more at the end, so
 * that eight can be compared at once from anywhere. One lookup touches one line. */
struct shard { struct line *lines; uint8_t *ctrl; uint32_t mask, used; };
enum { CTRL_PAD = 8 };
#define NO_LINE UINT32_MAX

/* One allocation for all shards of a size; users: shards that are of this size now. */
struct line_block { uint8_t *mem; uint32_t users; };

struct presence {
	struct shard sh[SHARDS];
	struct side *side;
	uint32_t side_size, side_used;   /* at most five eighths used */
	uint32_t side_span;        /* the shards whose records are in it: all of them, but while a snapshot is read, shard by shard */
	uint64_t side_steps;       /* places looked at to insert, as long as it lives */
	uint32_t shard_max;        /* tags a shard may hold */
	int32_t day;               /* the greatest civil day seen */
	int32_t gap;
	int32_t keep_days;         /* V7; 0: for ever */
	utc_ms clock;
	int64_t unit;              /* clock >> TICK_SHIFT of the last tick */
	struct line_block block[32];   /* by the logarithm of a shard's lines; all but one or two of them are empty */
	uint32_t moves;            /* lines added, moved or removed: places found before may be wrong */
	void (*on_visit)(void *arg, const struct visit *v);
	void *arg;
	struct visit *out;         /* visits to be given out, before they are sorted */
	size_t nout, capout;
	uint64_t open, closed, sightings, late, evicted;
};

static inline uint8_t ctrl_of(uint64_t h)
{
	return (uint8_t)(0x80 | h >> 49);
}

/* First line from the tag's home on whose ctrl byte matches, before a free one; NO_LINE. With tag not 0 the line's
 * tag must match too. */
static inline uint32_t line_seek(const struct shard *s, uint64_t h, uint64_t tag)
{
	uint64_t want = ctrl_of(h) * 0x0101010101010101u;

	for (uint32_t at = (uint32_t)h & s->mask;; at = (at + 8) & s->mask) {
		uint64_t c = le64(s->ctrl + at), x = c ^ want, free = ~c & 0x8080808080808080u;
		uint64_t hit = (x - 0x0101010101010101u) & ~x & 0x8080808080808080u & (free ? (free & -free) - 1 : ~(uint64_t)0);

		for (; hit; hit &= hit - 1) {
			uint32_t i = (at + ((uint32_t)__builtin_ctzll(hit) >> 3)) & s->mask;

			if (tag == 0 || s->lines[i].tag == tag)
				return i;
		}
		if (free)
			return NO_LINE;
	}
}

static inline struct line *line_find(const struct presence *p, uint64_t h, uint64_t tag)
{
	const struct shard *s = &p->sh[h >> 56];
	uint32_t i = line_seek(s, h, tag);

	return i == NO_LINE ? NULL : &s->lines[i];
}

static inline uint32_t slot_hits(const struct line *l, int i)
{
	return l->hits[i] | (l->last[i] >> MS_BITS & 7) << 16;
}

static inline bool slot_open(const struct line *l, int i)
{
	return slot_hits(l, i) != 0;
}

static inline bool slot_mark(const struct line *l, int i)
{
	return l->station[i] != NO_STATION && !slot_open(l, i);
}

static inline uint8_t line_status(const struct line *l)
{
	return (uint8_t)(l->last[0] >> 30 | (l->last[1] >> 30) << 2 | (l->last[2] >> 30) << 4);
}

static inline void line_set_status(struct line *l, uint8_t st)
{
	for (int i = 0; i < 3; i++)
		l->last[i] = (l->last[i] & 0x3fffffffu) | (uint32_t)(st >> 2 * i & 3) << 30;
}

/* Absolute day of an open slot: the greatest day <= p->day with these low bits. */
static inline int32_t slot_day(const struct presence *p, const struct line *l, int i)
{
	uint32_t code = l->first[i] >> MS_BITS & 7;

	return p->day - (int32_t)(((uint32_t)p->day - code) & 7);
}

static inline utc_ms slot_last(const struct presence *p, const struct line *l, int i)
{
	int32_t day = slot_open(l, i) ? slot_day(p, l, i) : (int32_t)(l->first[i] & MS_MASK);

	return day_start(day) + (l->last[i] & MS_MASK);
}

/* presence_line.c */
void lines_init(struct presence *p, uint32_t expect);
void lines_done(struct presence *p);
struct line *line_add(struct presence *p, uint64_t h, uint64_t tag);   /* may evict others and move lines */
void line_remove(struct presence *p, struct line *l);
void lines_drop_empty(struct presence *p, struct shard *s);   /* lines that know nothing any more */
void line_empty(struct line *l, uint64_t tag);
void slot_get(const struct presence *p, const struct line *l, int i, struct vis *ret);
void slot_put(struct line *l, int i, const struct vis *v);
void slot_free(struct line *l, int i);
/* Leaves only when it was last heard there. */
void slot_to_mark(struct line *l, int i, utc_ms last);
/* Sets X_SIDE and X_LATE to what the side table holds of the tag. */
void line_side_bits(const struct presence *p, struct line *l);

/* presence.c */
void emit(struct presence *p, uint64_t tag, const struct vis *v);
void out_push(struct presence *p, uint64_t tag, const struct vis *v);
void out_give(struct presence *p);   /* sorted by (last, tag, station, first) */
/* Newest heard of everything a line and its side records know; 0 when nothing. */
utc_ms line_age(const struct presence *p, const struct line *l);
void line_close(struct presence *p, struct line *l);   /* pushes all its open visits, removes its side records */
static inline void vis_visit(uint64_t tag, const struct vis *v, uint8_t extra, struct visit *ret)
{
	*ret = (struct visit){ .tag = tag, .station = v->station, .rssi_max = v->max, .hits = v->hits,
	                       .flags = (uint8_t)(v->flags | extra), .first = v->first, .last = v->last };
}

/* presence_side.c: records are named by their place until the next insert or remove. */
void side_init(struct presence *p);
struct side *side_next(const struct presence *p, uint64_t tag, struct side *from);   /* from NULL: the first */
void side_insert(struct presence *p, uint64_t tag, enum side_kind kind, const struct vis *v);
void side_remove(struct presence *p, struct side *s);
void side_get(const struct side *s, struct vis *ret);
void side_set(struct side *s, enum side_kind kind, const struct vis *v);
static inline enum side_kind side_kind_of(const struct side *s) { return (enum side_kind)(s->first_x >> 4 & 15); }
/* Calls for every record whose tag's hash lies in the shard, until fn returns false. */
void side_each_shard(const struct presence *p, uint32_t shard, void (*fn)(void *arg, const struct side *s), void *arg);
