/* theft — theft cases: one case per stolen bike, from the report to its end.
 *
 * Owns      tables theft, theft_number, theft_event, watch_change.
 * Thread    any HTTP worker, job or the alert thread, inside the caller's transaction.
 * Invariants (each has a test of the same name in theft_test.c)
 *   T1 a bike has at most one open case                   (unique index theft_open)
 *   T2 a state changes only by a row of theft_rows[]      (theft_sm.c)
 *   T3 every change adds 1 to ver; a stale ver is refused with E_STATE
 *   T4 every change leaves an event row; event rows are never changed   (triggers)
 *   T5 a watch or unwatch is a row of watch_change in the transaction of the step; it is marked journaled only afterwards, so
 *      that a crash in between repeats it and loses nothing
 * Never     tells engines or people: it returns effects, and flow/ acts on them. */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "core/value.h"

enum theft_state { TS_REPORTED, TS_WATCHED, TS_LOCATED, TS_RECOVERED, TS_WITHDRAWN, TS_N };
enum theft_event { TE_WATCH, TE_HIT, TE_RECOVER, TE_WITHDRAW, TE_REOPEN, TE_N };
enum theft_fx    { FX_NONE = 0, FX_WATCH = 1, FX_UNWATCH = 2, FX_CLOSE_ALERTS = 4 };

struct theft {
	theft_id id;
	str number;                 /* "430405-20261123-0001": district, day, count */
	bike_id bike;
	tag_id tag;                 /* as at the report; a bike's tag is not changed while a case is open */
	struct plate plate;
	enum theft_state state;
	int32_t severity;           /* 1..3 */
	utc_ms last_seen_at, missing_at, reported_at;   /* in this order */
	utc_ms located_at, closed_at;   /* 0: not */
	bool has_place; struct geo at;
	str place, note;            /* arena of the work item */
	account_id officer;
	int64_t ver;
};
struct theft_new {
	bike_id bike; tag_id tag; struct plate plate;
	utc_ms last_seen_at, missing_at;
	int32_t severity, district;     /* severity 0: 2 */
	bool has_place; struct geo at;
	str place, note;
};

/* The words stored, shown by the API and used in logs; empty beyond _N. */
str theft_state_name(enum theft_state s);
str theft_event_name(enum theft_event e);
/* TS_N, TE_N when the word is none. */
enum theft_state theft_state_of(str s);
enum theft_event theft_event_of(str s);
static inline bool theft_is_open(const struct theft *t) { return t->state < TS_RECOVERED; }

/* Opens a case. E_INVALID: times out of order or in the future, severity, texts; E_STATE if T1 would break. */
MUST_USE int theft_report(struct cx *cx, const struct theft_new *in, struct theft *ret);
MUST_USE int theft_get(struct cx *cx, theft_id id, struct theft *ret);
/* The open case of a bike: false in *ret_found when there is none. */
MUST_USE int theft_open_of(struct cx *cx, bike_id bike, theft_id *ret, bool *ret_found);
typedef int theft_fn(struct cx *cx, const struct theft *t, void *arg);
/* Newest first, ids below before (0: all); state TS_N: any; open: only open ones. Texts borrowed for the call. Count. */
MUST_USE int theft_list(struct cx *cx, enum theft_state state, bool open, int64_t before, int max, theft_fn *fn, void *arg);
MUST_USE int theft_open_count(struct cx *cx, int64_t *ret);

/* Moves *t along one event. ver 0: whatever it is; else T3. reopen_days: policy. On success *t is the stored case and *ret_fx
 * the effects the caller must carry out in the same transaction; on failure neither is touched. E_STATE: no such step from here, or
 * stale; E_DENIED: not for this role; E_INVALID: note. */
MUST_USE int theft_step(struct cx *cx, struct theft *t, enum theft_event ev, int64_t ver, str note, int64_t reopen_days, unsigned *ret_fx);
/* Bits 1 << TE_ that roles may do now, guards included. */
unsigned theft_actions(const struct theft *t, unsigned roles, utc_ms now, int64_t reopen_days);

struct theft_history { int64_t id; utc_ms at; str event, from, to, note; account_id actor; };
typedef int theft_history_fn(struct cx *cx, const struct theft_history *h, void *arg);
/* In order; texts in cx->arena. "report" is the first. At most max. Count. */
MUST_USE int theft_events(struct cx *cx, theft_id id, int max, theft_history_fn *fn, void *arg);

/* --- the watch list's changes (T5) --- */
struct theft_watch { int64_t version; theft_id theft; tag_id tag; bool add; int32_t severity; utc_ms at, since; };
MUST_USE int theft_watch(struct cx *cx, const struct theft *t, bool add);
typedef int theft_watch_fn(struct cx *cx, const struct theft_watch *w, void *arg);
/* Not yet journaled ones in the order they were decided, at most max. Count. */
MUST_USE int theft_watch_pending(struct cx *cx, int max, theft_watch_fn *fn, void *arg);
MUST_USE int theft_watch_journaled(struct cx *cx, int64_t version);
/* After the loss of a journal: the watches of all cases that are watched or located are to be journaled again. Count. */
MUST_USE int theft_watch_again(struct cx *cx);
