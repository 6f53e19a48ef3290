/* trail_int — private to the room (and its fuzz target): the stored form of visits.
 *
 * A value is one or more chunks back to back; a chunk holds up to CHUNK_MAX visits of one key, sorted by first heard,
 * column by column (docs/trail.md). What the key says (tag or station, day) is not repeated in the value. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>

#include "base/err.h"
#include "base/utc.h"
#include "store/kv/kv.h"
#include "track/trail/trail.h"

enum { CHUNK_MAX = 65535, CHUNK_KIND = 0x31, COLS = 6 };

/* One visit as a value knows it: id is the station under a tag's key and the tag under a station's. */
struct row {
	uint64_t id;
	uint64_t dur;             /* last - first, modulo 2^64 */
	uint32_t first;           /* ms into the day */
	uint32_t hits;
	uint8_t rssi;             /* dBm + 128, so that order is kept */
	uint8_t flags;
};

struct rows { struct row *v; size_t n, cap; };
void rows_reserve(struct rows *r, size_t n);
void rows_free(struct rows *r);
/* Sorts by first, stable; fast when the input is runs already sorted. tmp is scratch. */
void rows_sort(struct rows *r, struct rows *tmp);

/* Appends the chunks of n > 0 sorted rows to *buf (malloc'd, grown), *len bytes of it used. */
void rows_encode(const struct row *v, size_t n, uint8_t **buf, size_t *len, size_t *cap);
/* Appends what a value holds. E_CORRUPT on anything a correct encoder does not write; r keeps what came before. */
MUST_USE int rows_decode(struct rows *r, const uint8_t *p, size_t n);

/* 0 if p is a well-formed value, else E_CORRUPT. Bounded: at most 8 visits a byte. */
MUST_USE int trail_value_check(const uint8_t *p, size_t n);
/* The merge operator "yz.trail.1": joins chunks; re-codes them into one unless reading. A piece that does not decode
 * is kept as it is, so that damage is reported to the reader and nothing is destroyed. */
uint8_t *trail_merge(void *arg, const struct kv_slice *in, size_t n, bool reading, size_t *ret_n);

/* ---- the room's own state, shared by trail.c (writing) and trail_read.c (queries) ---- */

enum {
	SPAN_DAYS = 7,            /* civil days in one column family; why: docs/trail.md */
	DAY_LAST = 65535,         /* days are 16 bits in keys: 1970 to 2149 */
	KEY_MAX = 16,
	TAG_HEADS = 1 << 18,
	ST_HEADS = 1 << 16,
	NODES = 64,               /* of a station's day: root 1, hours 32..55 */
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

struct span { int32_t group; struct kv_cf *cf; };   /* group = day / SPAN_DAYS */

struct trail {
	struct trail_opts o;
	struct kv *kv;
	pthread_mutex_t lock;     /* act, hand, spans, limit; held for memory work and making iterators only */
	struct gather act, hand;
	bool pending;             /* hand is on its way into the store */
	struct span *spans;       /* by group */
	size_t nspans, max_spans;
	int32_t limit;            /* days before it are past retention */
	uint64_t written;         /* position the store has seen, not yet flushed */
	_Atomic uint64_t durable;
	uint64_t put, commits, dropped;
	/* of handing over, kept from group to group: fresh pages cost a tenth of the time */
	struct put_scratch {
		struct rows r, tmp;
		uint8_t *buf;
		size_t cap;
		struct ref *a, *b;
		size_t nref;
		struct kv_batch *batch;
	} w;
};

static inline int32_t visit_day(const struct visit *v) { return day_of(v->first); }
static inline uint32_t head_ix(const struct visit *v, enum order o)
{
	return o == BY_TAG ? (uint32_t)(hash_u64(v->tag) >> 46) : v->station;
}
_Static_assert(TAG_HEADS == 1 << (64 - 46), "head_ix gives 18 bits");

/* The smallest block of 1, 2, 4, .. 32 hours that holds the visit, in heap numbering: a visit is filed once, and an
 * hour is answered from its six ancestors. Last before first or past midnight: the root. */
unsigned trail_node(uint32_t first_ms, uint64_t dur);
/* Keys: 'T' tag(8) day(2) | 'S' station(2) day(2) node(1) | 'D' day(2) marks a day present | 'G' number of the last
 * group in the family. Big-endian. In the default family: 'P' position and group | 'L' retention limit. */
struct row trail_row(const struct visit *v, int32_t day, enum order o);
size_t trail_key_tag(uint8_t *k, uint64_t tag, int32_t day);
size_t trail_key_station(uint8_t *k, uint16_t station, int32_t day, unsigned node);
