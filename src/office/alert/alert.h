/* alert — what the watch engine found, and the alerts an officer sees: detections are kept apart from alerts.
 *
 * Owns      tables detection, alert, alert_flood.
 * Thread    any, inside the caller's transaction.
 * Invariants
 *   AL1 a detection is there once a (lsn, n), however often the journal is replayed       (primary key)
 *   AL2 at most one open alert a (case, subject)                                          (unique index alert_open)
 *   AL3 late is labelled: an alert is late until a live hit comes, and stays not late afterwards
 *   AL4 a state changes new -> acked -> closed, or new -> closed; only a rise (severity, late to live, doubtful to sound) makes it new again
 *   AL5 a shelved alert counts up and is not told of; when its time is over it is told of by itself            (alert_shelf_over)
 *   AL6 a hit of a station that is in doubt (its clock, a flood) neither moves an alert's place nor rings, and is labelled so
 *   AL7 a false alarm has a reason
 *   AL8 more than so many alerts a minute of one rule in one district have one parent (alert_flood); each stays an alert of its own
 * An alert row holds what was told (number, plate, station), so that it reads the same later. */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "core/value.h"
#include "format/js/js.h"

enum alert_state { AS_NEW, AS_ACKED, AS_CLOSED, AS_N };
extern const str alert_state_names[AS_N];

struct alert {
	str kind;                   /* only in events: opened, updated, acked, closed */
	int64_t id, case_id;
	str case_number;
	int64_t bike_id;
	struct plate plate;
	tag_id tag;
	int state;                  /* enum alert_state */
	int32_t severity;
	bool late;
	int64_t count;
	utc_ms first_heard_at, last_heard_at, issued_at;
	int64_t station_id;
	str station_name, station_place;
	int32_t district;
	struct geo at;              /* 0,0: unknown */
	int32_t radius_m;
	str acked_by;
	utc_ms acked_at, closed_at;
	int64_t ver;
	int rule;                   /* enum alert_rule: what found it */
	utc_ms opened_at;
	str doubt;                  /* "", clock or flood: the station's open alarm (AL6) */
	utc_ms shelved_until;       /* 0: not */
	str shelved_by, shelved_why;
	int64_t flood;              /* its parent; 0: none */
	bool ordered;               /* an order was made of what it tells */
	str outcome, outcome_reason, outcome_note;   /* "", true or false; why it was false */
};
enum alert_rule { AR_WATCH, AR_HANDHELD, AR_N };
extern const str alert_rule_names[AR_N];
/* Why an alarm was false. */
enum alert_false { AF_CLOCK, AF_CLONE, AF_OWNER_HAS_IT, AF_WRONG_CASE, AF_EQUIPMENT, AF_TEST, AF_OTHER, AF_N };
extern const str alert_false_names[AF_N];
/* JSON of an alert as in lists; and with "kind" in front, as in events. */
extern const struct js_shape alert_shape, alert_event_shape;

/* One hit with what it is about, filled by flow. */
struct detection {
	uint64_t lsn; uint32_t n;
	theft_id theft; tag_id tag;
	str case_number; bike_id bike; struct plate plate;
	station_id station; str station_name, station_place; int32_t district;
	utc_ms heard_at, recv_at;
	int32_t rssi, severity;
	bool late;
	struct geo at; int32_t radius_m;    /* 0,0: unknown */
	enum alert_rule rule;
	str doubt;                          /* as in struct alert */
};
enum alert_told { AT_KNOWN /* seen before: nothing was changed */, AT_COUNTED, AT_UPDATED, AT_OPENED };

/* Is (lsn, n) taken already? */
MUST_USE int alert_detected(struct cx *cx, uint64_t lsn, uint32_t n, bool *ret);
/* Keeps the detection without an alert (its case is closed or unknown). */
MUST_USE int alert_keep(struct cx *cx, const struct detection *d);
/* Keeps the detection and opens, updates or counts up the alert of its case. quiet_ms: a live hit after so long a silence is told
 * again. *ret is the stored alert, *ret_told what to tell. */
MUST_USE int alert_raise(struct cx *cx, const struct detection *d, int64_t quiet_ms, struct alert *ret, enum alert_told *ret_told);
/* The greatest (lsn, n) of the journal; hits of handhelds have an lsn below 0 and do not count. */
MUST_USE int alert_position(struct cx *cx, uint64_t *ret_lsn, uint32_t *ret_n);

MUST_USE int alert_get(struct cx *cx, alert_id id, struct alert *ret);
typedef int alert_fn(struct cx *cx, const struct alert *a, void *arg);
/* Newest first, ids below before (0: all). shelved: 1 only shelved ones, 0 none of them, < 0 all. flood: its children alone; 0: all. Texts in
 * cx->arena. Count. */
struct alert_filter { bool open; int shelved; int64_t flood, before; };
MUST_USE int alert_list(struct cx *cx, const struct alert_filter *f, int max, alert_fn *fn, void *arg);
/* The newest alert of a case, open ones first; E_NOTFOUND. */
MUST_USE int alert_of(struct cx *cx, theft_id theft, struct alert *ret);
MUST_USE int alert_open_count(struct cx *cx, int64_t *ret);
/* E_STATE unless new. who: shown name of the officer. */
MUST_USE int alert_ack(struct cx *cx, struct alert *a, str who);
/* Closes every open alert of a case; fn gets each as closed. Count. At most 16 are open (one a subject). */
MUST_USE int alert_close_all(struct cx *cx, theft_id theft, alert_fn *fn, void *arg);

/* --- orders: what is to be done about it --- */
/* Open, sound, not shelved, not waiting below a flood, and told of since the last order: oldest first. Count. */
MUST_USE int alert_unordered(struct cx *cx, int max, alert_fn *fn, void *arg);
MUST_USE int alert_ordered(struct cx *cx, alert_id id);
/* It was right; what is called false already stays so. */
MUST_USE int alert_confirm(struct cx *cx, alert_id id);

/* --- shelving, false alarms, floods (alert_care.c) --- */
/* E_INVALID (until: not after now; why: 4 to 200 bytes); E_STATE: closed, stale (ver as read, 0: whatever it is). */
MUST_USE int alert_shelve(struct cx *cx, struct alert *a, utc_ms until, str why, str who, int64_t ver);
MUST_USE int alert_unshelve(struct cx *cx, struct alert *a, int64_t ver);
/* AL5: takes those off the shelf whose time is over; fn gets each as it is then. Count. */
MUST_USE int alert_shelf_over(struct cx *cx, int max, alert_fn *fn, void *arg);
/* Reads only: is there one whose time is over. */
MUST_USE int alert_shelf_due(struct cx *cx, bool *ret);
MUST_USE int alert_false_alarm(struct cx *cx, struct alert *a, enum alert_false reason, str note, int64_t ver);

struct alert_flood { int64_t id; int rule; int32_t district; utc_ms opened_at; int64_t n; str acked_by; utc_ms acked_at, closed_at; };
/* A flood begins with this alert: it and the new ones of the last minute, of its rule and district, go below it. E_STATE: one is open there. */
MUST_USE int alert_flood_open(struct cx *cx, struct alert *a, struct alert_flood *ret);
/* The alert, just opened, goes below the flood that is open there. */
MUST_USE int alert_flood_join(struct cx *cx, struct alert *a, int64_t flood);
MUST_USE int alert_flood_get(struct cx *cx, int64_t id, struct alert_flood *ret);
typedef int alert_flood_fn(struct cx *cx, const struct alert_flood *f, void *arg);
/* Newest first, ids below before (0: all). Count. */
MUST_USE int alert_floods(struct cx *cx, bool open, int64_t before, int max, alert_flood_fn *fn, void *arg);
/* E_STATE: somebody has. Its children are the caller's (alert_list, alert_ack). */
MUST_USE int alert_flood_ack(struct cx *cx, struct alert_flood *f, str who);
/* Alerts opened in the district by the rule since then, at most 1,000. */
MUST_USE int alert_opened_since(struct cx *cx, enum alert_rule rule, int32_t district, utc_ms since, int64_t *ret);
MUST_USE int alert_flood_end(struct cx *cx, int64_t id);

/* AL7: of the alerts opened in [from, to), by rule: how many there were, how many were right and how many false. */
struct alert_precision { int rule; int64_t alerts, right, wrong; };
struct alert_reason { int rule; str reason; int64_t n; };
typedef int alert_precision_fn(struct cx *cx, const struct alert_precision *p, void *arg);
typedef int alert_reason_fn(struct cx *cx, const struct alert_reason *r, void *arg);
MUST_USE int alert_precision(struct cx *cx, utc_ms from, utc_ms to, alert_precision_fn *fn, void *arg);
MUST_USE int alert_reasons(struct cx *cx, utc_ms from, utc_ms to, alert_reason_fn *fn, void *arg);
