/* trail — where a tag has been and whom a station heard, kept for the retention period.
 *
 * Owns      the RocksDB in its folder, through store/kv: one column family per week of civil days (+08:00), key T|tag|day or
 *           S|station|day, values grown by a merge operator whose operands are groups of delta-coded visits (columnar;
 *           a station's day in blocks of hours behind a dictionary of tags). Format and size: docs/trail.md.
 * Thread    one thread puts and commits (the engine's trail thread); sync, retain, compact and checkpoint are for any thread and wait for
 *           one another and for a commit; any number of readers.
 * Invariants
 *   R1 visits and the journal position they came from are in one atomic write; after a crash everything up to
 *      trail_position is there and nothing after it (RocksDB WAL off, atomic flush, replay from the journal)
 *   R2 a visit put twice at positions at or below trail_position is written once (the caller skips them)
 *   R3 a day past retention is in no answer from that moment on; its file goes when its week is past, as a whole column
 *      family
 *   R4 with keys: no tag, and no time but the day, is in a byte of the store that another than the day's key opens; retention destroys the
 *      key, in every copy at once, before the day leaves the answers */
#pragma once
#include "base/err.h"
#include "store/daykeys/daykeys.h"
#include "track/presence/presence.h"

struct trail;

struct trail_opts {
	const char *dir;
	uint32_t cache_bytes;      /* block cache; default 64 MiB */
	uint32_t memtable_bytes;   /* all memtables together; default 64 MiB */
	int32_t keep_days;         /* default 90 */
	uint32_t group_visits;     /* visits gathered before they are handed over in key order (40 bytes each); default 2,097,152 */
	bool wal;                  /* default false; see R1 */
	/* Borrowed; what is written is sealed under the key of its day (R4). NULL: in the clear, for tests and measuring; a sealed store does not open so. */
	struct daykeys *keys;
};

/* A store of format 1 or 2 (in the clear) is read and goes on in format 3, or in 2 without keys; one of a later format is E_STORE; a day whose key is
 * missing is E_CONFIG. */
MUST_USE int trail_open(const struct trail_opts *o, struct err *e, struct trail **ret);
/* Writes out what is gathered and closes. */
void trail_close(struct trail *t);

/* Gathers one closed visit (memory only). */
void trail_put(struct trail *t, const struct visit *v);
/* Hands the gathered visits over with the journal position behind them. E_STORE, E_FULL, E_CORRUPT. */
MUST_USE int trail_commit(struct trail *t, uint64_t lsn, struct err *e);
/* Makes everything committed durable (flush of the memtables); afterwards trail_position survives a crash. */
MUST_USE int trail_sync(struct trail *t, struct err *e);
/* Position of the last commit that would survive a crash now; after open: where to resume. */
uint64_t trail_position(const struct trail *t);
/* Gathered but not committed visits are visible to the queries below (own lock); after commit the store is. */

/* Visits that touch [from, to), in order of first heard; fn returns false to stop. Count or E_. */
typedef bool trail_fn(void *arg, const struct visit *v);
MUST_USE int trail_tag(struct trail *t, tag_id tag, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e);
MUST_USE int trail_station(struct trail *t, uint16_t station, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e);

/* Hides whole days that ended before now - keep_days and drops the families of past weeks. Returns the days gone. */
MUST_USE int trail_retain(struct trail *t, utc_ms now, struct err *e);
/* The first day that queries show; 0: nothing has gone yet. */
int32_t trail_first_day(struct trail *t);
/* Full compaction of both orders (bench, maintenance). */
MUST_USE int trail_compact(struct trail *t, struct err *e);
struct trail_stats { uint64_t visits_put, commits, disk_bytes, cf_days, memory_bytes, dropped; };
void trail_stats(struct trail *t, struct trail_stats *ret);
/* A consistent copy (RocksDB checkpoint) into dir, which must not exist. */
MUST_USE int trail_checkpoint(struct trail *t, const char *dir, struct err *e);
