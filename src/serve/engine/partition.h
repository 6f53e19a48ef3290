/* partition — the engines of one partition at work: a thread that applies the journal, a thread that keeps the trail, a thread
 * that hands hits to the business side, and the questions others may ask.
 *
 * Owns      the engine (track/engine), the trail store, the snapshot file engine.snap, station up-times and usual traffic.
 * Threads   yz-engine: engine, up-times, open visits. yz-trail: trail writes, snapshots to disk. yz-alert: hits, in order.
 * Invariants
 *   P1 a snapshot is put in place only when everything before it is durable elsewhere: visits synced in the trail,
 *      hits taken by the business side; so a restart from any snapshot loses nothing
 *   P2 a visit is stored once: those that close at or before the trail's position at start are not given again
 *   P3 alerts never wait for the trail or for a snapshot's write */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "track/engine/engine.h"
#include "track/trail/trail.h"

struct partition;

struct partition_opts {
	struct journal *journal;
	const char *dir;                       /* holds trail/ and engine.snap */
	int32_t keep_days;                     /* of the trail; default 90 */
	struct daykeys *keys;                  /* of the trail; borrowed. NULL: in the clear, for tests */
	uint32_t cache_bytes, memtable_bytes;  /* of the trail; 0: its defaults */
	uint32_t expect_tags, max_tags;        /* 0: the engine's defaults */
	int32_t snapshot_s;                    /* default 60 */
	uint64_t journal_keep_bytes;           /* kept below the snapshot for inspection; default 2 GiB */
	int32_t journal_keep_days;             /* and no longer than so many days; 0: as long as the bytes last */
	bool days_told;                        /* days of the trail go by partition_days_gone alone; else with each snapshot */
	/* Takes one hit, in order; < 0: not taken, it is offered again after a second. On yz-alert. */
	int (*on_hit)(void *arg, const struct watch_hit *h, const struct fix *at);
	uint64_t hit_lsn; uint32_t hit_n;      /* the last hit taken before this start: not offered again */
	void *arg;
};

MUST_USE int partition_start(const struct partition_opts *o, struct err *e, struct partition **ret);
/* Applies what is durable, commits and syncs the trail, writes a snapshot, frees. */
void partition_stop(struct partition *p);
/* The journal became durable further; any thread, never blocks. */
void partition_wake(struct partition *p);
/* Bytes durable and not yet applied, without what was there at the start; any thread. */
uint64_t partition_behind(const struct partition *p);
/* Waits until the engines have applied the journal up to lsn. False after timeout. */
bool partition_caught_up(struct partition *p, uint64_t lsn, int64_t timeout_ms);

/* Visits of a tag / at a station, stored and open, ordered by first; arena memory; at most max. */
MUST_USE int partition_trail_tag(struct partition *p, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max,
                                 struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e);
MUST_USE int partition_trail_station(struct partition *p, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, uint32_t max,
                                     struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e);
/* Stored visits at a station, one by one, closed ones alone and without a word to the engine's thread. */
MUST_USE int partition_station_past(struct partition *p, uint16_t ix, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e);
/* Where a tag is now. *io_nh in: room in h; out: hearings. */
MUST_USE int partition_live(struct partition *p, tag_id tag, struct fix *ret, bool *ret_known, struct heard *h, int *io_nh,
                            struct err *e);
/* Where and when the tag was last heard, newest first, closed visits too. *io_nh in: room in h; out: hearings (0: unknown tag). */
MUST_USE int partition_heard(struct partition *p, tag_id tag, struct heard *h, int *io_nh, int *ret_status, struct err *e);
bool partition_watches(struct partition *p, tag_id tag);
uint32_t partition_watch_list(struct partition *p, struct watch_change *ret, uint32_t max, uint32_t *ret_version);

/* One dot of the live map. */
struct map_dot { struct geo at; uint16_t radius_m; uint16_t age_s; uint8_t moving; };
/* Gives each tag heard lately inside the box to fn (on the caller's thread, from a copy at most 2 s old). Total heard in *ret_heard. */
MUST_USE int partition_map(struct partition *p, struct geo sw, struct geo ne, void (*fn)(void *arg, const struct map_dot *d), void *arg,
                           uint32_t *ret_heard, utc_ms *ret_at);

struct station_traffic { uint32_t heard_10min, usual_10min; };
bool partition_traffic(struct partition *p, uint16_t ix, struct station_traffic *ret);
/* All stations by index, up to max; count. */
uint32_t partition_traffic_all(struct partition *p, struct station_traffic *ret, uint32_t max);
/* Pairs of instants at which a station was connected, touching [from, to), clipped to it. Count, at most max. */
uint32_t partition_uptime(struct partition *p, uint16_t ix, utc_ms from, utc_ms to, utc_ms (*ret)[2], uint32_t max);

struct partition_stats {
	uint64_t engine_lsn, trail_lsn, snapshot_lsn, sightings, visits, hits, records, bad_payloads, snapshots;
	uint32_t sightings_per_s, tags_known, open_visits, tags_heard_10min, watch_count, alert_queue, trail_queue;
	int64_t engine_behind_bytes; uint64_t trail_disk_bytes, presence_bytes;
	int64_t snapshot_ms;
	int trail_error, alert_error;          /* last E_ of the background threads; 0 fine */
};
/* The first day that the trail shows; days before *ret_due are past retention by the engines' clock. Any thread. */
void partition_days(struct partition *p, int32_t *ret_first, int32_t *ret_due);
/* Days before due go, and their keys are destroyed (R4). Any thread, not the engine's. */
MUST_USE int partition_days_gone(struct partition *p, int32_t due, struct err *e);
/* What keeps the trail or the alerts from being written now: an E_ code, 0 nothing. Any thread, never blocks. */
int partition_fault(const struct partition *p);
void partition_stats(struct partition *p, struct partition_stats *ret);
/* For a backup: the snapshot file path without what is known of tags' last hearings from more than days days before its own time (presence.h, V7). The oldest
 * day that is still in it; bytes to be freed. E_NOTFOUND, E_CORRUPT. */
struct snapshot_bytes { uint8_t *p; size_t n; uint64_t lsn; int32_t oldest; };
MUST_USE int partition_snapshot_recent(const char *path, uint32_t max_tags, int32_t days, struct snapshot_bytes *ret, struct err *e);
/* Online copy of the trail into dir/trail (backup). */
MUST_USE int partition_checkpoint(struct partition *p, const char *dir, struct err *e);
