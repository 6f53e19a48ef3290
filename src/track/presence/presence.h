/* presence — which tag is heard where now: beacons collapse into visits.
 *
 * Pure and deterministic: batches in, closed visits out through a callback, time only from the batches.
 * Owner    one engine thread.
 * Form     one 64-byte line per tag in 256 open-addressed shards (ranges of the tag's hash; each grows by itself,
 *          up to 75 % full): the tag, four slots {station, first, last, hits, RSSI}. What more stations hear at once, and
 *          history, continues in a side table, linked by a bit. A frame's lines are prefetched before they are
 *          applied; the slots are compared as one vector.
 * Rules    V1 a sighting of (tag, station) within gap_ms of the open visit's [first, last], on the same civil day
 *             (+08:00), extends it; the same instant again (another antenna, a resend) is counted once
 *          V2 a live one beyond it closes the visit (given out) and opens a new one; so does crossing a civil day
 *             (visits never span midnight at +08:00, so that a day can be dropped whole)
 *          V3 a late sighting that no open visit takes (late lane, before first - gap, or older than V4 keeps open)
 *             goes to a late visit of its own (VF_LATE), never moves "last" backwards and never opens or closes a live
 *             visit. A late visit is open like others, grows with its backlog, becomes one with a neighbour it
 *             reaches, and is given out 60 s of the engine's clock after its last row: a flushed hour of a parked tag is
 *             one visit, not one a row
 *          V4 a visit whose last is older than gap_ms + 60 s against the engine's clock (greatest receive time
 *             seen) is closed by presence_tick. A shard is due each 64 ms of that clock, so closing comes up to
 *             16.4 s later; within a shard in the order (last, tag, station, first)
 *          V5 a parked tag extends its one visit; it is not given out again until it closes (day end at latest)
 *          V6 at most 64 visits of a tag are open at once, and a shard holds at most max_tags / 256 tags (and four
 *             deviations of chance): past it the visit, or the sixteenth of its tags, heard longest ago is closed
 *          V7 with keep_days, what lies before that many civil days of the engine's clock is forgotten: the shard's turn comes as in V4
 * After a visit has closed, its line still tells when the tag was last heard there (presence_heard), until V7. */
#pragma once
#include "base/err.h"
#include "core/ids.h"

struct presence;

struct visit {
	uint64_t tag;
	uint16_t station;         /* station_ix */
	int8_t rssi_max;          /* dBm */
	uint8_t flags;            /* VF_ */
	uint32_t hits;
	utc_ms first, last;
};
enum { VF_LATE = 1, VF_CLOCK = 2 /* clock error above 2 s or unknown: no clone or violation evidence */, VF_OPEN = 4, VF_MOVING = 8 };

/* One batch in the engine's terms: SUP records with the event time resolved by the caller. */
struct presence_batch {
	uint16_t station;
	bool late;                /* backlog lane, or older than the live limit: history only */
	uint8_t vflags;           /* VF_CLOCK if the station's clock is not to be trusted */
	utc_ms base;              /* event UTC of offset 0 (already clamped: never more than 60 s after recv) */
	utc_ms recv;
	uint16_t n;
	const uint8_t *recs;      /* SUP records, 16 bytes each */
};

struct presence_opts {
	uint32_t expect_tags;     /* first size of the table; default 262,144 */
	uint32_t max_tags;        /* default 20,000,000; beyond: V6 */
	int32_t gap_ms;           /* default 180,000: a silence that ends a visit */
	int32_t keep_days;        /* V7; 0: for ever */
	void (*on_visit)(void *arg, const struct visit *v);   /* a closed visit; may not call back into presence */
	void *arg;
};

MUST_USE struct presence *presence_new(const struct presence_opts *o);
void presence_free(struct presence *p);
void presence_set_gap(struct presence *p, int32_t gap_ms);
/* Applies one batch. Returns how many records were taken (all, unless a record has tag 0). */
int presence_apply(struct presence *p, const struct presence_batch *b);
/* Closes what has been silent; call with the engine's clock at least once a second of it. Bounded work a call
 * (sweeps a fraction of the table); deterministic in the sequence of calls. */
void presence_tick(struct presence *p, utc_ms now);
/* Forgets now what closed visits left of days before this one, as V7 does in its time. The oldest day that is still known of, open visits included; INT32_MAX: none. */
int32_t presence_forget(struct presence *p, int32_t day);
/* Closes everything (end of a replay). */
void presence_flush(struct presence *p);

/* Open visits of a tag, newest last heard first; returns the count, at most max. */
int presence_tag(const struct presence *p, tag_id tag, struct visit *ret, int max);
/* Open visits at a station (scans the table: 274,000 lines in a few ms), up to max. */
int presence_station(const struct presence *p, uint16_t station, struct visit *ret, int max);

/* For estimates: the recent hearing of a tag (slots with smoothed RSSI and last time). */
struct heard { uint16_t station; int8_t rssi; utc_ms last; uint16_t hits; };
int presence_heard(const struct presence *p, tag_id tag, struct heard *ret, int max);
/* What the tag last said of itself (SUP_S_ bits), -1 when it is not in the table. */
int presence_status(const struct presence *p, tag_id tag);
/* Walks all lines for the live map; fn gets tag and its hearings. */
void presence_each(const struct presence *p, void (*fn)(void *arg, tag_id tag, const struct heard *h, int n, uint8_t status),
                   void *arg);

/* The same in slices of at most `lines` lines, so that the engine's thread is not held: *io_at 0 to begin; false when the end was
 * reached. Flags are VF_ bits (VF_MOVING). A table that changes between slices may show a tag twice or not at all. */
bool presence_walk(const struct presence *p, uint64_t *io_at, uint32_t lines,
                   void (*fn)(void *arg, tag_id tag, const struct heard *h, int n, uint8_t flags), void *arg);

struct presence_stats { uint64_t tags, lines, overflow_lines, open_visits, closed_visits, sightings, late, table_bytes, evicted, side_steps /* to insert into the overflow */; };
void presence_stats(const struct presence *p, struct presence_stats *ret);

/* Snapshot: the whole state as bytes that depend only on the journal (same input, same bytes, whatever the table's
 * history). Written through put; E_ code of put is passed on. Load takes a fresh presence (E_STATE otherwise);
 * E_CORRUPT on damage, after which only presence_free is allowed. */
MUST_USE int presence_save(const struct presence *p, int (*put)(void *arg, const void *p, size_t n), void *arg);
MUST_USE int presence_load(struct presence *p, int (*get)(void *arg, void *p, size_t n), void *arg);
