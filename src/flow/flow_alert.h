/* flow_alert — a hit of the watch engine becomes an alert on a case, once. */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "format/js/js.h"
#include "track/position/position.h"
#include "track/watch/watch.h"

/* Called by the alert thread for every hit, in order, with where the tag probably is (NULL: unknown). One write transaction of its own:
 * detection row unique by (lsn, n), so that a replay after a crash adds nothing; one open alert per (case, subject) by a partial
 * unique index: opens it, or counts it up and re-notifies on severity or district change; case step tracking -> located on the
 * first live hit that is not in doubt; outbox row. A station with an open clock or flood alarm puts its hits in doubt: shown, not rung (AL6). More
 * new alerts a minute of one district than the policy says go below one flood (AL8). Orders are made afterwards, by flow_order_work.
 * A guard's hit goes to flow_guard_hit. E_STORE, E_FULL: the caller tries the same hit again later. */
MUST_USE int flow_alert_hit(struct cx *cx, const struct watch_hit *h, const struct fix *at);
/* The greatest (lsn, n) that has been taken; the engine skips hits up to it without a transaction. */
MUST_USE int flow_alert_position(struct cx *cx, uint64_t *ret_lsn, uint32_t *ret_n);
/* Acknowledges an alert in the caller's write transaction and tells so. E_STATE unless it is new. */
struct alert;
MUST_USE int flow_alert_ack(struct cx *cx, alert_id id, str who, struct alert *ret);
struct theft;
/* One detection with all that is to be told of it, in the caller's write transaction; t is its case. */
struct detection;
MUST_USE int flow_alert_take(struct cx *cx, struct detection *d, struct theft *t, struct alert *ret);

/* In the caller's write transaction, each told to the police. who: shown name. minutes: at most the policy order.shelve_max_min (E_INVALID). ver as read,
 * 0: whatever it is (E_STATE). */
MUST_USE int flow_alert_shelve(struct cx *cx, alert_id id, int64_t minutes, str why, str who, int64_t ver, struct alert *ret);
MUST_USE int flow_alert_unshelve(struct cx *cx, alert_id id, int64_t ver, struct alert *ret);
MUST_USE int flow_alert_false(struct cx *cx, alert_id id, int reason, str note, int64_t ver, struct alert *ret);
struct alert_flood;
/* Acknowledges the flood and every child that is new. */
MUST_USE int flow_alert_flood_ack(struct cx *cx, int64_t flood, str who, struct alert_flood *ret);
/* A job's turn: alerts whose time on the shelf is over are told of again, floods that have gone down end. Outside a transaction. Count. */
MUST_USE int flow_alert_care(struct cx *cx);
/* Event of an alert; its kind is set. In the caller's write transaction. */
MUST_USE int flow_alert_tell(struct cx *cx, const struct alert *a);
/* A child's flood as events and the API show it. */
struct js_shape;
extern const struct js_shape alert_flood_shape;

/* The stations nearest to where the alert is, with whether they listen. */
struct near_station { int64_t id; str name, place; struct geo at; int32_t away_m; int status; struct js_list alarms; };
enum { ALERT_NEAR = 6 };
MUST_USE int flow_alert_around(struct cx *cx, const struct alert *a, struct near_station ret[static ALERT_NEAR], int *ret_n);
