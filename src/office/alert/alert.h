/* alert — what the watch engine found, and the alerts an officer sees: detections are kept apart from alerts.
 *
 * Owns      tables detection, alert.
 * Thread    any, inside the caller's transaction.
 * Invariants
 *   AL1 a detection is there once a (lsn, n), however often the journal is replayed       (primary key)
 *   AL2 at most one open alert a (case, subject)                                          (unique index alert_open)
 *   AL3 late is labelled: an alert is late until a live hit comes, and stays not late afterwards
 *   AL4 a state changes new -> acked -> closed, or new -> closed; only a rise (severity, late to live) makes it new again
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
};
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
};
enum alert_told { AT_KNOWN /* seen before: nothing was changed */, AT_COUNTED, AT_UPDATED, AT_OPENED };

/* Is (lsn, n) taken already? */
MUST_USE int alert_detected(struct cx *cx, uint64_t lsn, uint32_t n, bool *ret);
/* Keeps the detection without an alert (its case is closed or unknown). */
MUST_USE int alert_keep(struct cx *cx, const struct detection *d);
/* Keeps the detection and opens, updates or counts up the alert of its case. quiet_ms: a live hit after so long a silence is told
 * again. *ret is the stored alert, *ret_told what to tell. */
MUST_USE int alert_raise(struct cx *cx, const struct detection *d, int64_t quiet_ms, struct alert *ret, enum alert_told *ret_told);
MUST_USE int alert_position(struct cx *cx, uint64_t *ret_lsn, uint32_t *ret_n);

MUST_USE int alert_get(struct cx *cx, alert_id id, struct alert *ret);
typedef int alert_fn(struct cx *cx, const struct alert *a, void *arg);
/* Newest first, ids below before (0: all). Texts in cx->arena. Count. */
MUST_USE int alert_list(struct cx *cx, bool open, int64_t before, int max, alert_fn *fn, void *arg);
/* The newest alert of a case, open ones first; E_NOTFOUND. */
MUST_USE int alert_of(struct cx *cx, theft_id theft, struct alert *ret);
MUST_USE int alert_open_count(struct cx *cx, int64_t *ret);
/* E_STATE unless new. who: shown name of the officer. */
MUST_USE int alert_ack(struct cx *cx, struct alert *a, str who);
/* Closes every open alert of a case; fn gets each as closed. Count. At most 16 are open (one a subject). */
MUST_USE int alert_close_all(struct cx *cx, theft_id theft, alert_fn *fn, void *arg);
