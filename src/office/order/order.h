/* order — orders to duty units: issued for an alert, signed for, fed back, reviewed; who is on duty where; help between units.
 *
 * Owns      tables police_order, order_event, order_send, order_assist, duty_area, duty_shift, duty_shift_log.
 * Thread    any HTTP worker or job, inside the caller's transaction.
 * Invariants (each has a test of the same name in order_test.c)
 *   OR1 an alert has at most one open order                      (unique index police_order_open)
 *   OR2 a state changes only by a row of order_sm; every change adds 1 to ver, a stale ver is refused with E_STATE
 *   OR3 what was fed back is reviewed by another person          (guard, and a CHECK)
 *   OR4 every change leaves an event row; event rows are never changed   (triggers)
 *   OR5 a step with a key that was done already is that step: nothing happens a second time       (unique index order_event_key)
 *   OR6 an unsigned order goes up by timed steps, each level is told once  (order_send); signing ends it
 *   OR7 a unit is asked for help once an order, and answers for itself
 *   OR8 who is on duty at a moment is a function of the rows and the moment (duty_at): the station's hours, its standing unit, the district's hours, its
 *       standing unit; of hours at the same time those of fewer days, then the newer ones
 *   OR9 a change of hours adds a version that stays for ever (triggers), a stale ver is refused; taking it back puts the version before it again
 * Never     knows alerts, cases or stations: flow_order does. */
#pragma once
#include "core/cx.h"

enum order_state { ORS_ISSUED, ORS_SIGNED, ORS_FED_BACK, ORS_RETURNED, ORS_DONE, ORS_REVOKED, ORS_LAPSED, ORS_N };
enum order_ev { ORE_SIGN, ORE_FEEDBACK, ORE_ACCEPT, ORE_SEND_BACK, ORE_REVOKE, ORE_ESCALATE, ORE_LAPSE, ORE_N };
enum order_result { ORR_NONE, ORR_PERSON_AND_BIKE, ORR_BIKE, ORR_TAG_ONLY, ORR_NOT_FOUND, ORR_ASSISTED, ORR_N };
/* By what the unit was chosen. */
enum order_how { ORH_STATION, ORH_DISTRICT, ORH_SITE, ORH_BUREAU, ORH_HAND, ORH_N };
enum { ORDER_LEVELS = 3 /* duty unit, duty desk of the branch, bureau */, ORDER_KEY_MAX = 64 };
extern const str order_state_names[ORS_N], order_event_names[ORE_N], order_result_names[ORR_N], order_how_names[ORH_N];
/* _N when the word is none. */
enum order_state order_state_of(str s);
enum order_ev order_event_of(str s);
static inline bool order_is_open(int state) { return state < ORS_DONE; }

struct order_mark { account_id by; str name; utc_ms at; };   /* at 0: not yet */
struct order {
	int64_t id; alert_id alert; theft_id theft;
	unit_id unit; str path; enum order_how how;
	enum order_state state; int32_t severity; bool late;
	int32_t level;             /* the highest that was told */
	utc_ms next_at;            /* when the next is due; 0: none */
	utc_ms issued_at; account_id issued_by /* 0: the program */;
	struct order_mark sign, fed, review;
	enum order_result result; str note, review_note;   /* review_note: also why it was revoked */
	utc_ms ended_at; int64_t ver;
};
struct order_new { alert_id alert; theft_id theft; unit_id unit; str path; enum order_how how; int32_t severity; bool late; utc_ms next_at; str who, note, key; };
/* E_STATE: the alert has an open order (OR1). */
MUST_USE int order_add(struct cx *cx, const struct order_new *in, struct order *ret);
MUST_USE int order_get(struct cx *cx, int64_t id, struct order *ret);
/* The open one of an alert, or the newest; false in *ret_found when there is none. */
MUST_USE int order_of_alert(struct cx *cx, alert_id alert, struct order *ret, bool *ret_found);
typedef int order_fn(struct cx *cx, const struct order *o, void *arg);
/* Newest first, ids below before (0: all), of units at or below area or that such a unit was asked to help with; state ORS_N: any. Texts in
 * cx->arena. Count. */
struct order_filter { str area; enum order_state state; bool open; int64_t before; };
MUST_USE int order_list(struct cx *cx, const struct order_filter *f, int max, order_fn *fn, void *arg);
/* Unsigned ones whose next step is due (OR6), longest due first. Count. */
MUST_USE int order_due(struct cx *cx, int max, order_fn *fn, void *arg);

/* ver 0: whatever it is. key empty: none. result only with feedback. who: shown name of the actor. */
struct order_do { int64_t ver; str key, note, who; enum order_result result; };
/* On success *o is the stored order; *ret_again: done before with this key (OR5), nothing was changed. E_STATE: no such step from here, stale, or the
 * key was another step's (field key); E_DENIED: not for this role, or OR3; E_INVALID: result, note (a revocation and a sending back say why). */
MUST_USE int order_step(struct cx *cx, struct order *o, enum order_ev ev, const struct order_do *in, bool *ret_again);
/* Bits 1 << ORE_ of what this actor may do now; whose order it is, is the caller's to know. */
unsigned order_actions(const struct order *o, unsigned roles, account_id actor);
/* The system's step: level 1 or 2 was told to unit; the next is due at next_at (0: none). *ret_new false: told already. */
MUST_USE int order_escalate(struct cx *cx, struct order *o, unit_id unit, utc_ms next_at, bool *ret_new);
/* The step waits (its alert is put aside). */
MUST_USE int order_postpone(struct cx *cx, struct order *o, utc_ms next_at);

struct order_history { int64_t id; utc_ms at; str event, from, to, actor_name, note; account_id actor; unit_id unit; };
typedef int order_history_fn(struct cx *cx, const struct order_history *h, void *arg);
/* In order; "issue" is the first, "ask", "agree" and "decline" are of assistance. Texts in cx->arena. Count. */
MUST_USE int order_events(struct cx *cx, int64_t id, int max, order_history_fn *fn, void *arg);

/* --- help between units --- */
enum assist_state { ASS_ASKED, ASS_ACCEPTED, ASS_DECLINED, ASS_N };
extern const str assist_state_names[ASS_N];
struct assist { int64_t id, ord; unit_id unit; str path; enum assist_state state; str note, answer; struct order_mark asked, decided; };
/* E_STATE: asked before (OR7), its own unit, or the order is not in work. */
MUST_USE int order_ask(struct cx *cx, const struct order *o, unit_id unit, str path, str note, str who, struct assist *ret);
/* E_STATE: answered already; E_INVALID: a refusal says why. */
MUST_USE int order_answer(struct cx *cx, struct assist *a, bool yes, str answer, str who);
MUST_USE int order_assist_get(struct cx *cx, int64_t id, struct assist *ret);
typedef int assist_fn(struct cx *cx, const struct assist *a, void *arg);
MUST_USE int order_assists(struct cx *cx, int64_t ord, int max, assist_fn *fn, void *arg);

/* --- the table of duty (order_duty.c) --- */
struct duty { int64_t id; unit_id unit; station_id station; int32_t district; utc_ms set_at; };   /* one of station and district */
/* The unit for the station, or for the district; the same place again is replaced. E_INVALID: both or neither. */
MUST_USE int duty_set(struct cx *cx, unit_id unit, station_id station, int32_t district, struct duty *ret);
MUST_USE int duty_drop(struct cx *cx, int64_t id);      /* E_NOTFOUND */
typedef int duty_fn(struct cx *cx, const struct duty *d, void *arg);
MUST_USE int duty_list(struct cx *cx, int64_t after, int max, duty_fn *fn, void *arg);

/* --- hours of duty (order_shift.c) --- */
enum { DUTY_SHIFTS = 60 /* that stand at a place */, DUTY_AHEAD_DAYS = 7, DUTY_SPANS = 128, DUTY_ALL_WEEK = 127, DAY_MIN = 24 * 60 };
struct duty_shift {
	int64_t id; unit_id unit; station_id station; int32_t district;      /* one of station and district */
	int32_t from_day, to_day;     /* days on which they may begin (day_of); to_day 0: without an end */
	int weekdays, from_min, to_min;      /* bit 0 Monday; minutes of the day in China; to_min at or before from_min: of the next day */
	bool ended; account_id set_by; utc_ms set_at; int64_t ver;
};
/* E_INVALID (unitId, station, fromDay, toDay, weekdays, fromMin, toMin); E_STATE: the place has DUTY_SHIFTS. */
MUST_USE int duty_shift_add(struct cx *cx, const struct duty_shift *in, struct duty_shift *ret);
/* The place stays. E_STATE: stale (field ver), or ended; E_INVALID as above. */
MUST_USE int duty_shift_put(struct cx *cx, int64_t id, int64_t ver, const struct duty_shift *in, struct duty_shift *ret);
MUST_USE int duty_shift_end(struct cx *cx, int64_t id, int64_t ver, struct duty_shift *ret);
/* Takes the newest change back, whatever it was: hours that were just made end, those that were changed or ended are as before. E_STATE: stale. */
MUST_USE int duty_shift_undo(struct cx *cx, int64_t id, int64_t ver, struct duty_shift *ret);
MUST_USE int duty_shift_get(struct cx *cx, int64_t id, struct duty_shift *ret);
typedef int duty_shift_fn(struct cx *cx, const struct duty_shift *s, void *arg);
/* That stand, and those that were changed in the last DUTY_AHEAD_DAYS, so that an end can be taken back. By id. Count. */
MUST_USE int duty_shift_list(struct cx *cx, int64_t after, int max, duty_shift_fn *fn, void *arg);

/* What is on the table of a place: its station's (may be 0) and its district's. standing: [0] the station's, [1] the district's; id 0: none. */
struct duty_roster { struct duty standing[2]; struct duty_shift v[2 * DUTY_SHIFTS]; int n; };
MUST_USE int duty_roster(struct cx *cx, station_id station, int32_t district, utc_ms at, struct duty_roster *ret);
/* unit 0: nobody; shift 0: the standing unit; station: by the station's rows. Until then the answer is the same; it may be afterwards, too. */
struct duty_span { utc_ms from, until; unit_id unit; int64_t shift; bool station; };
/* Pure (OR8). */
void duty_at(const struct duty_roster *r, utc_ms at, struct duty_span *ret);
/* From one moment to another, each unit once in a row; at most max, the rest is left out. Count. Pure. */
int duty_spans(const struct duty_roster *r, utc_ms from, utc_ms until, struct duty_span *ret, int max);
/* Who answers for what a station heard. */
MUST_USE int duty_of(struct cx *cx, station_id station, int32_t district, utc_ms at, struct duty_span *ret);
/* Places that are on the table, districts first; after: duty_place_key of the last. Count. */
struct duty_place { station_id station; int32_t district; };      /* one of them */
int64_t duty_place_key(const struct duty_place *p);
typedef int duty_place_fn(struct cx *cx, const struct duty_place *p, void *arg);
MUST_USE int duty_places(struct cx *cx, int64_t after, int max, duty_place_fn *fn, void *arg);
