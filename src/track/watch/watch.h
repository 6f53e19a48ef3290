/* watch — the tags that are looked for, and what to tell when one is heard.
 *
 * Pure and deterministic. Owner: one engine thread. The tag set changes only through journal records.
 * The hot question "is this tag watched" costs one probe of a small filter that stays in the L1/L2 cache.
 * Rules    W1 a live sighting of a watched tag raises a hit at once; then quiet until the severity rises, the
 *             district changes, or quiet_ms of silence passed
 *          W2 a late sighting (backlog, or event before the watch began but after `since`) raises a hit labelled late, at most
 *             one an (entry, station, day), and never resets the quiet of live hits
 *          W3 hits are numbered (lsn, n) so that the same journal gives the same hits
 * Guards   bikes of which an owner says: it shall not move (armed), or not without my tag (dual). Looked up by the same filter.
 *          G1 an armed bike moved when a station that is neither one of its resting place nor near one hears it, the resting place has been silent for
 *             quiet_ms, and it is said twice: by two such stations, by one for quiet_ms, or once with the tag's moving bit; within window_ms. What the
 *             resting place hears afterwards takes the evidence away: a parked bike that two far stations hear by turns does not move
 *          G2 a bike rides when it leaves one station (silent for quiet_ms, not longer than window_ms) and is heard ride_m away. It rides without its
 *             owner when the owner's tag is not heard there, or near there, within owner_ms around; it is decided late_ms later, and a bike that is back
 *             by then did not ride. The bike's own bit "owner's tag near" counts as a hearing of it
 *          G3 an owner's tag not heard for alive_h, or whose battery was low, says nothing: no alarm by G2
 *          G4 late hearings, and those by a clock in doubt, calm and never alarm; one of the owner's tag that comes after the alarm takes it back
 *          G5 one alarm of a kind until the bike has rested: heard by stations near one another alone for rest_ms; that is its new resting place */
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
	uint8_t kind;              /* enum hit_kind; of a guard: case_id is the guard's id */
};
enum hit_kind { HIT_WATCH, HIT_ARMED, HIT_NO_OWNER_TAG, HIT_TAKEN_BACK /* the last HIT_NO_OWNER_TAG of the guard was none (G4) */, HIT_N };

enum guard_op { GUARD_REMOVE = 0, GUARD_PUT = 1 };
enum { GUARD_ARMED = 1, GUARD_DUAL = 2 };
/* Journal payload of JR_GUARD, host order, 64 bytes. One guard a tag; a change whose version is not above the guard's is the same again. */
struct guard_change {
	uint64_t tag, owner_tag;   /* owner_tag 0: none */
	int64_t guard_id;
	utc_ms at;                 /* when the change was made; nothing heard before counts */
	uint32_t version;
	uint8_t op, flags;         /* GUARD_ARMED, GUARD_DUAL */
	uint8_t zero[26];
};
_Static_assert(sizeof(struct guard_change) == 64, "journal format");
/* What was heard when the change was made: the resting place, and how the owner's tag is. */
struct heard;
struct guard_start { const struct heard *at; int n; utc_ms owner_last; bool owner_low; };
/* The numbers of G1 to G5; zero or less keeps one. Part of the journal's engine_policy. */
struct guard_policy { int32_t quiet_ms, window_ms, owner_ms, late_ms, rest_ms, alive_h, near_m, ride_m; };

struct watch_opts {
	uint32_t max_entries;      /* default 100,000 */
	uint32_t max_guards;       /* default 1,000,000: every bike of a city */
	int32_t quiet_ms;          /* default 600,000 */
	int32_t live_ms;           /* a sighting older than this at receipt is late; default 30,000 */
	uint32_t (*district_of)(void *arg, uint16_t station);
	void (*on_hit)(void *arg, const struct watch_hit *h);
	uint32_t (*metres)(void *arg, uint16_t a, uint16_t b);   /* between two stations, UINT32_MAX unknown; NULL: no station is near another */
	void *arg;
};
MUST_USE struct watch *watch_new(const struct watch_opts *o);
void watch_free(struct watch *w);
/* Changes the times of W1 and W2; zero or less keeps one. */
void watch_set_times(struct watch *w, int32_t quiet_ms, int32_t live_ms);
/* 0, or E_FULL past max_entries, E_INVALID for a bad op. Idempotent: the same change twice is one. */
MUST_USE int watch_change(struct watch *w, const struct watch_change *c);
/* A guard is put, changed or taken away. 0, or E_FULL past max_guards, E_INVALID. Idempotent. */
MUST_USE int watch_guard(struct watch *w, const struct guard_change *c, const struct guard_start *s);
void watch_set_guard(struct watch *w, const struct guard_policy *p);
/* Decides what waits (G2); with the engine's clock, at journal position lsn. */
void watch_tick(struct watch *w, utc_ms now, uint64_t lsn);
uint32_t watch_guards(const struct watch *w);
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
/* guards false: of a snapshot from before there were any. */
MUST_USE int watch_load(struct watch *w, bool guards, int (*get)(void *arg, void *p, size_t n), void *arg);
