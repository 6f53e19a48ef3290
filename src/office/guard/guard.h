/* guard — bikes that their owners have armed, and the alerts that came of it before anybody reported a theft.
 *
 * Owns      tables guard, guard_change, guard_alert.
 * Thread    any, inside the caller's transaction.
 * Invariants
 *   GD1 a bike has one guard at most, of one ownership; no other owner has it                  (unique index guard_now; flow ends it)
 *   GD2 what is in force is told to the engines in the order it was decided, until it is marked (guard_change, as watch_change)
 *   GD3 an alert is there once a (lsn, n), and is answered once
 * Never     tells where the bike is to anybody: flow makes it coarse for the owner, and shows it to the police of the bike's area. */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "core/value.h"

enum { GUARD_IS_ARMED = 1, GUARD_IS_DUAL = 2 };      /* flags: the same bits as track/watch */
struct guard_wish { bool armed, dual; int32_t night_from, night_to; };      /* minutes of the day (+08:00), -1: none */
struct guard { int64_t id; bike_id bike; int64_t ownership; tag_id tag, owner_tag; struct guard_wish w; int flags; utc_ms set_at, ended_at; };

/* What is in force at t. */
int guard_flags_at(const struct guard_wish *w, utc_ms t);
/* E_NOTFOUND: the bike has none. */
MUST_USE int guard_of(struct cx *cx, bike_id bike, struct guard *ret);
MUST_USE int guard_get(struct cx *cx, int64_t id, struct guard *ret);
/* Sets or changes the bike's guard. E_INVALID: nothing is wished, half a night, or dual without an owner's tag. */
MUST_USE int guard_wish(struct cx *cx, bike_id bike, int64_t ownership, tag_id tag, tag_id owner_tag, const struct guard_wish *w, struct guard *ret);
/* why: owner, transfer, deregistered, tag. Its open alerts end with it; without a guard nothing happens. True in *ret: there was one. */
MUST_USE int guard_end(struct cx *cx, bike_id bike, str why, bool *ret);
/* Nights that begin or end: brings what is in force to what is wished now. Count, at most max. */
MUST_USE int guard_turn(struct cx *cx, int max);
/* Are there such nights? Reads only. */
MUST_USE int guard_turn_due(struct cx *cx, bool *ret);

struct guard_told { int64_t version, guard; tag_id tag, owner_tag; int flags; utc_ms at; };
typedef int guard_told_fn(struct cx *cx, const struct guard_told *t, void *arg);
MUST_USE int guard_pending(struct cx *cx, int max, guard_told_fn *fn, void *arg);
MUST_USE int guard_journaled(struct cx *cx, int64_t version);
/* All that is in force is told once more (a journal that begins anew). */
MUST_USE int guard_again(struct cx *cx);

enum guard_kind { GK_ARMED, GK_NO_OWNER_TAG, GK_N };
extern const str guard_kind_names[GK_N];
enum guard_state { GS_OPEN, GS_MINE, GS_REPORTED, GS_TAKEN, GS_TAKEN_BACK, GS_ENDED, GS_N };
extern const str guard_state_names[GS_N];
struct guard_alert {
	int64_t id, guard; int kind, state; bike_id bike; int64_t ownership; struct plate plate; str path; utc_ms heard_at, opened_at;
	int64_t station; str station_name, station_place; int32_t district; struct geo at; int32_t radius_m; utc_ms answered_at; int64_t theft;
};
/* False in *ret_new: (lsn, n) is there already. */
MUST_USE int guard_alert_add(struct cx *cx, uint64_t lsn, uint32_t n, const struct guard_alert *a, struct guard_alert *ret, bool *ret_new);
MUST_USE int guard_alert_get(struct cx *cx, int64_t id, struct guard_alert *ret);
typedef int guard_alert_fn(struct cx *cx, const struct guard_alert *a, void *arg);
/* Newest first, ids below before (0: all), of the units below path (empty: all). Count. */
MUST_USE int guard_alerts(struct cx *cx, bool open, str path, int64_t before, int max, guard_alert_fn *fn, void *arg);
MUST_USE int guard_alerts_of(struct cx *cx, bike_id bike, int64_t ownership, int max, guard_alert_fn *fn, void *arg);
/* E_STATE: it was answered. theft 0: none. by 0: the owner. */
MUST_USE int guard_answer(struct cx *cx, struct guard_alert *a, enum guard_state s, theft_id theft);
MUST_USE int guard_take_back(struct cx *cx, int64_t guard);
MUST_USE int guard_message(struct cx *cx, int64_t alert);
MUST_USE int guard_messages(struct cx *cx, bike_id bike, utc_ms since, int64_t *ret);

/* Of the alerts opened in [from, to): how many, how many the owner said to be the own doing, became a case, were taken back by the net. */
struct guard_figure { int kind; int64_t alerts, mine, cases, taken_back; };
typedef int guard_figure_fn(struct cx *cx, const struct guard_figure *f, void *arg);
MUST_USE int guard_figures(struct cx *cx, utc_ms from, utc_ms to, guard_figure_fn *fn, void *arg);
