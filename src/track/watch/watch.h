/* watch — the tags that are looked for, and what to tell when one is heard.
 *
 * Pure and deterministic. Owner: one engine thread. The tag set changes only through journal records.
 * The hot question "is this tag watched" costs one probe of a small filter that stays in the L1/L2 cache.
 * Rules    W1 a live sighting of a watched tag raises a hit at once; then quiet until the severity rises, the
 *             district changes, or quiet_ms of silence passed
 *          W2 a late sighting (backlog, or event before the watch began but after `since`) raises a hit labelled late, at most
 *             one an (entry, station, day), and never resets the quiet of live hits
 *          W3 hits are numbered (lsn, n) so that the same journal gives the same hits */
#pragma once
#include "base/err.h"
#include "core/ids.h"

struct watch;

enum watch_op { WATCH_REMOVE = 0, WATCH_ADD = 1 };
/* Journal payload of JR_WATCH, host order, 48 bytes. */
struct watch_change {
	uint64_t tag;
	int64_t case_id;           /* theft_id; one entry per (tag, case) */
	utc_ms at;                 /* when the change was made */
	utc_ms since;              /* evidence from here on counts (owner last saw the bike) */
	uint32_t version;          /* watch-list version after this change */
	uint8_t op, severity;      /* severity 1..3 */
	uint8_t zero[10];
};
_Static_assert(sizeof(struct watch_change) == 48, "journal format");

struct watch_hit {
	uint64_t lsn; uint32_t n;  /* identity: the journal record and the count within it */
	uint64_t tag; int64_t case_id;
	uint16_t station; uint32_t district;
	utc_ms heard, recv;
	int8_t rssi; uint8_t severity; bool late; uint8_t status;   /* SUP_S_ bits */
};

struct watch_opts {
	uint32_t max_entries;      /* default 100,000 */
	int32_t quiet_ms;          /* default 600,000 */
	int32_t live_ms;           /* a sighting older than this at receipt is late; default 30,000 */
	uint32_t (*district_of)(void *arg, uint16_t station);
	void (*on_hit)(void *arg, const struct watch_hit *h);
	void *arg;
};
MUST_USE struct watch *watch_new(const struct watch_opts *o);
void watch_free(struct watch *w);
/* Changes the times of W1 and W2; zero or less keeps one. */
void watch_set_times(struct watch *w, int32_t quiet_ms, int32_t live_ms);
/* 0, or E_FULL past max_entries, E_INVALID for a bad op. Idempotent: the same change twice is one. */
MUST_USE int watch_change(struct watch *w, const struct watch_change *c);
/* True if any case watches this tag. Inlined by the engine's loop over a batch. */
bool watch_has(const struct watch *w, uint64_t tag);
/* A batch of presence's form at journal position lsn; finds watched tags and raises hits. Returns the hits raised. */
struct presence_batch;
int watch_apply(struct watch *w, const struct presence_batch *b, uint64_t lsn);
uint32_t watch_version(const struct watch *w);
uint32_t watch_count(const struct watch *w);
/* Entries in a fixed order (tag, case); for the full list sent to stations. */
int watch_list(const struct watch *w, struct watch_change *ret, int max);
MUST_USE int watch_save(const struct watch *w, int (*put)(void *arg, const void *p, size_t n), void *arg);
MUST_USE int watch_load(struct watch *w, int (*get)(void *arg, void *p, size_t n), void *arg);
