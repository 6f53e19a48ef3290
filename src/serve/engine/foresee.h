/* foresee — keeps the models of next station and silence (track/analysis), learned from the trail.
 *
 * Owns      one next_model and one dark_model, and the thread yz-foresee that teaches them: at start the last seven days the trail has, then each day when it
 *           has ended (ten minutes past midnight, +08:00). Before a day is learned it is foretold for a sample of tags, and the models are tuned by that; the
 *           figures are in the log (foresee.day). No snapshot: the trail is the memory.
 * Thread    foresee_ask from any thread; it waits for at most a batch of the teaching (milliseconds).
 * Bounds    a day is read in sixteen parts of the tags, one part in memory at a time; of a large day (a part over 250,000 visits) only four parts are
 *           learned: a quarter of the tags tells how a city moves. */
#pragma once
#include "serve/engine/partition.h"
#include "track/analysis/dark.h"
#include "track/analysis/next.h"

struct foresee;

MUST_USE struct foresee *foresee_start(struct partition *p);
/* Before partition_stop. NULL is fine. */
void foresee_stop(struct foresee *f);

struct foreseen {
	int32_t days, last_day;    /* learned since the start, the latest (day_of); 0: nothing yet, the answers are empty */
	struct next_answer next;
	struct dark_answer dark;
};
/* own: the tag's visits the asker may see, in order of first heard. */
void foresee_ask(struct foresee *f, const struct visit *own, uint32_t n, utc_ms now, struct foreseen *ret);
/* Waits until a day has been learned; false after timeout. For tests. */
bool foresee_learned(struct foresee *f, int32_t day, int64_t timeout_ms);
