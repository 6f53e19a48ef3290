/* engine — the engines of one partition as one function of the journal: records in; visits, hits and open state out.
 *
 * Pure and deterministic: the same records give the same calls in the same order, byte for byte, live or replayed.
 * Owner    one thread. The callbacks run on it, inside engine_record.
 * Clock    the engine's clock is the greatest receive time of the records so far (frames and ticks).
 * Event time of a sighting = base_mono + offset + utc_minus_mono of its batch. More than 60 s (ahead_ms) after the receive time it is
 *          clamped to the receive time and flagged VF_CLOCK; with an unknown clock the last record of the batch is taken as
 *          heard at the receive time, VF_CLOCK. Clock error above 2 s: VF_CLOCK.
 * A watch or a guard that says it begins more than 60 s after the engine's clock begins at that clock. Guards (watch.h) take their resting place and what
 * is known of the owner's tag from presence, as it is at their record. */
#pragma once
#include "store/journal/journal.h"
#include "track/position/position.h"
#include "track/presence/presence.h"
#include "track/watch/watch.h"

struct engine;

/* Journal payload of JR_POLICY, host order, 64 bytes; the first 32 alone in journals from before there were guards. Zero fields keep what is. */
struct engine_policy { int32_t gap_ms, quiet_ms, live_ms, zero[5]; struct guard_policy guard; };
enum { ENGINE_POLICY_OLD = 32 };
_Static_assert(sizeof(struct engine_policy) == 64, "journal format");

struct engine_opts {
	uint32_t expect_tags, max_tags;      /* defaults 262,144 and 20,000,000 */
	int32_t keep_days;                   /* what is known of a tag's last hearings is forgotten after so many days; 0: never (presence.h, V7) */
	int32_t ahead_ms;                    /* default 60,000; the same for all of a journal, at most half a day */
	void (*on_visit)(void *arg, uint64_t lsn, const struct visit *v);       /* a closed visit; lsn = end of the record that closed it */
	void (*on_hit)(void *arg, const struct watch_hit *h, const struct fix *at);   /* at NULL: no estimate */
	void *arg;
};

struct engine_counts { uint64_t records, frames, sightings, late, bad_payloads, hits, visits; };

MUST_USE struct engine *engine_new(const struct engine_opts *o);
void engine_free(struct engine *e);
/* Applies one durable record (J5: in order, each once). Unknown types and damaged payloads are counted and skipped. */
void engine_record(struct engine *e, const struct journal_rec *r);
/* When the oldest sighting in a record was heard, at the latest when it was received (also of rows that engine_record leaves out for their time); INT64_MAX:
 * it holds none. scratch: ENGINE_SCRATCH bytes. */
enum { ENGINE_SCRATCH = 1 << 18 };
utc_ms engine_oldest(const struct journal_rec *r, uint8_t *scratch);
/* End of a replay: closes every open visit. */
void engine_flush(struct engine *e);

utc_ms engine_now(const struct engine *e);
uint64_t engine_lsn(const struct engine *e);            /* end of the last record applied */
const struct presence *engine_presence(const struct engine *e);
const struct watch *engine_watch(const struct engine *e);
const struct station_place *engine_stations(const struct engine *e, size_t *ret_n);   /* by ix; used 0 = hole */
const struct engine_counts *engine_counts(const struct engine *e);
/* Sightings a station gave so far (for "deaf"); 0 beyond the known ones. */
uint64_t engine_station_sightings(const struct engine *e, uint16_t ix);
/* Where a tag is now; h receives the hearings behind it (at most *io_nh), newest first. False when not heard. */
bool engine_fix(const struct engine *e, tag_id tag, struct fix *ret, struct heard *h, int *io_nh);

/* presence_forget: what is left of days before this one goes, but of watched and guarded tags' cases. The oldest day left. */
int32_t engine_forget(struct engine *e, int32_t day);

/* Snapshot of everything above; load into a fresh engine, also one from before there were guards. The bytes depend only on the journal. E_CORRUPT on a bad snapshot. */
MUST_USE int engine_save(const struct engine *e, int (*put)(void *arg, const void *p, size_t n), void *arg);
MUST_USE int engine_load(struct engine *e, int (*get)(void *arg, void *p, size_t n), void *arg);
