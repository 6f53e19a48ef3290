/* trail_int — private to the room: the stored form of visits.
 *
 * A value is one or more books back to back. A tag's book is one chunk: up to CHUNK_MAX visits of one key, sorted by
 * first heard, column by column. A station's book is a dictionary of tags and a chunk for each block of hours, which a
 * reader may skip (docs/trail.md). What the key says (tag or station, day) is not repeated in the value. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>

#include "base/err.h"
#include "base/utc.h"
#include "store/daykeys/daykeys.h"
#include "store/kv/kv.h"
#include "track/trail/trail.h"

enum { CHUNK_MAX = 65535, COLS = 6 };
enum { KIND_OLD = 0x31 /* yz.trail.1, read only */, KIND_TAG = 0x32, KIND_STATION = 0x33, KIND_SEALED_TAG = 0x34, KIND_SEALED_STATION = 0x35 };
enum { RECODE_BYTES = 512 << 10, RECODE_ROWS = 1 << 17 };
enum { NODES = 64 };      /* blocks of hours of a station's day: root 1, hours 32..55 */

/* The smallest block of 1, 2, 4, .. 32 hours that holds the visit, in heap numbering: a visit is filed once, and an
 * hour is answered from its six ancestors. Last before first or past midnight: the root. */
static inline unsigned trail_node(uint32_t first_ms, uint64_t dur)
{
	if (dur >= DAY_MS || first_ms + dur >= DAY_MS)
		return 1;
	uint32_t a = first_ms / HOUR_MS, b = (uint32_t)(first_ms + dur) / HOUR_MS;
	return (32 + a) >> (a == b ? 0 : 32 - __builtin_clz(a ^ b));
}

/* One visit as a value knows it: id is the station under a tag's key and the tag under a station's. */
struct row {
	uint64_t id;
	uint64_t dur;             /* last - first, modulo 2^64 */
	uint32_t first;           /* ms into the day */
	uint32_t hits;
	uint8_t rssi;             /* dBm + 128, so that order is kept */
	uint8_t flags;
};

/* c: what opens sealed books; NULL: they are E_CORRUPT. Borrowed. */
struct rows { struct row *v; size_t n, cap; struct daycrypt *c; };
void rows_reserve(struct rows *r, size_t n);
void rows_free(struct rows *r);
/* Sorts by first, stable; fast when the input is runs already sorted. tmp is scratch. */
void rows_sort(struct rows *r, struct rows *tmp);

/* The scratch of writing values and the value written: buf (malloc'd, grown), len bytes of it used. */
struct book { uint8_t *buf; size_t len, cap; struct rows tmp, ids; struct ref *a, *b; size_t ntag; };
void book_free(struct book *b);
/* Appends the books of n > 0 rows sorted by first: the form under a tag's key. */
void book_tag(struct book *b, const struct row *v, size_t n);
/* Appends the books of n > 0 rows in any order: the form under a station's key. dict: look for a dictionary of tags;
 * without it writing is faster, for what is soon merged. v is changed. */
void book_station(struct book *b, struct row *v, size_t n, bool dict);
/* Appends what a value holds, of stations only the blocks of hours in the set want (bit: node; UINT64_MAX all).
 * E_CORRUPT on anything a correct encoder does not write; r keeps what came before. */
MUST_USE int rows_decode(struct rows *r, const uint8_t *p, size_t n, uint64_t want);

/* Appends what b holds from byte `from` on as one sealed book of that day, in its place. c works under the day's key. */
void book_seal(struct book *b, size_t from, struct daycrypt *c, int32_t day);

/* 0 if p is a well-formed value, else E_CORRUPT. Bounded: at most 8 visits a byte. */
MUST_USE int trail_value_check(const uint8_t *p, size_t n);
/* The merge operator "yz.trail.2": joins books; re-codes them into one unless reading. A piece of more than RECODE_BYTES stays as it is, and
 * what is gathered is coded at RECODE_ROWS rows, so that a merge's memory is bounded however much one station hears. A piece that does not decode
 * is kept as it is, so that damage is reported to the reader and nothing is destroyed. arg: the day keys, or NULL; what was sealed is sealed again under
 * the same day's key, and kept as it is when that key is gone. */
uint8_t *trail_merge(void *arg, const struct kv_slice *in, size_t n, bool reading, size_t *ret_n);

/* ---- chunks and columns (trail_value.c) ---- */

struct value_in { const uint8_t *p; size_t n, at; bool bad; };
uint8_t get_byte(struct value_in *in);
uint64_t get_varint(struct value_in *in);
size_t put_varint(uint8_t *p, uint64_t x);
/* Most bytes a chunk of n rows, or n ids, takes. */
size_t chunk_room(size_t n);
/* n rows sorted by first; returns the end. */
uint8_t *chunk_put(uint8_t *p, const struct row *v, size_t n);
/* Appends a chunk's rows; false on anything that chunk_put does not write. old: the column order of yz.trail.1. */
bool chunk_get(struct rows *r, struct value_in *in, bool old);
/* The id column alone. At least a bit each, so that the bytes bound n: the caller checks n before it makes room. */
uint8_t *ids_put(uint8_t *p, const struct row *v, size_t n);
bool ids_get(struct value_in *in, struct row *v, size_t n);

/* ---- the room's own state, shared by trail.c (writing) and trail_read.c (queries) ---- */

enum {
	SPAN_DAYS = 7,            /* civil days in one column family; why: docs/trail.md */
	DAY_LAST = 65535,         /* days are 16 bits in keys: 1970 to 2149 */
	KEY_MAX = 16,
	TAG_HEADS = 1 << 18,
	ST_HEADS = 1 << 16,
};

enum order { BY_TAG, BY_STATION };

/* Visits in memory, chained by tag and by station so that queries see them. */
struct gather {
	struct visit *v;
	uint32_t *next[2];
	uint32_t *head[2];        /* 1-based index of the newest, 0 none */
	uint32_t n, cap;
	uint32_t committed;       /* of n: those at or before lsn; in hand only these count */
	uint64_t lsn;
	uint64_t no;              /* number of the group, grows by one a hand-over */
};

/* What a sort moves: the major part of a key, the rest of it, and whose it is. */
struct ref { uint64_t k; uint32_t i; uint16_t day, zero; };

/* Of handing over one order, kept from group to group: fresh pages cost a tenth of the time. ops: the operands in the order of their
 * keys, each length of the key (1 byte), of the value (4), key, value. */
enum { OP_HEAD = 5 };
struct order_scratch { struct rows r, tmp; struct book book; struct ref *a, *b; size_t nref; uint8_t *ops; size_t len, cap;
	struct daycrypt *c; };   /* c: NULL in a store without keys, else under the key of the day at hand */

struct span { int32_t group; struct kv_cf *cf; };   /* group = day / SPAN_DAYS */

struct trail {
	struct trail_opts o;
	struct kv *kv;
	pthread_mutex_t writer;   /* taken before lock: hand, written, w, the store's writes; held for a whole hand-over or copy */
	pthread_mutex_t lock;     /* act, hand, spans, limit; held for memory work and making iterators only */
	struct gather act, hand;
	bool pending;             /* hand is on its way into the store */
	struct span *spans;       /* by group */
	size_t nspans, max_spans;
	int32_t limit;            /* days before it are past retention */
	int32_t old_until;        /* families up to this one may hold station keys of yz.trail.1; -1 none */
	int32_t plain_until;      /* families up to this one may hold keys T and S; -1 none */
	struct daykeys *keys;     /* o.keys */
	uint64_t written;         /* position the store has seen, not yet flushed */
	_Atomic uint64_t durable;
	uint64_t put, commits, dropped;
	struct put_scratch { struct order_scratch of[2]; struct kv_batch *batch; } w;
};

static inline int32_t visit_day(const struct visit *v) { return day_of(v->first); }
static inline uint32_t head_ix(const struct visit *v, enum order o)
{
	return o == BY_TAG ? (uint32_t)(hash_u64(v->tag) >> 46) : v->station;
}
_Static_assert(TAG_HEADS == 1 << (64 - 46), "head_ix gives 18 bits");

/* Keys: 'U' day(2) masked tag(8) | 'R' day(2) station(2); without keys and before format 3 'T' tag(8) day(2) | 'S' station(2) day(2), of yz.trail.1 also with node(1) | 'D' day(2) marks a day present |
 * 'G' number of the last group in the family. Big-endian. In the default family: 'P' position and group | 'L' retention
 * limit | 'V' version(1) old_until(4), from 3 on plain_until(4). */
struct row trail_row(const struct visit *v, int32_t day, enum order o);
size_t trail_key_tag(uint8_t *k, uint64_t tag, int32_t day);
size_t trail_key_station(uint8_t *k, uint16_t station, int32_t day);
size_t trail_key_masked(uint8_t *k, uint64_t mask, int32_t day);
size_t trail_key_heard(uint8_t *k, uint16_t station, int32_t day);

/* ---- one order of a group (trail_order.c); two threads may work on the two orders ---- */

/* By k, stable; the answer is a or b. The first digits that differ decide nearly all of random tags. */
struct ref *refs_sort(struct ref *a, struct ref *b, size_t n);
/* The committed visits of days in [from, to), in the order they came. */
size_t refs_of(const struct gather *g, int32_t from, int32_t to, struct ref *ret);
/* Makes room for the references of n visits. */
void order_room(struct order_scratch *w, size_t n);
/* Codes the n visits that w->a names, as refs_of does, into w->ops. */
void order_code(struct order_scratch *w, const struct gather *g, enum order o, size_t n);
void order_done(struct order_scratch *w);
