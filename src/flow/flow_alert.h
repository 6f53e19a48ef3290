/* flow_alert — a hit of the watch engine becomes an alert on a case, once. */
#pragma once
#include "core/cx.h"
#include "track/position/position.h"
#include "track/watch/watch.h"

/* Called by the alert thread for every hit, in order, with where the tag probably is (NULL: unknown). One write transaction of its own:
 * detection row unique by (lsn, n), so that a replay after a crash adds nothing; one open alert per (case, subject) by a partial
 * unique index: opens it, or counts it up and re-notifies on severity or district change; case step tracking -> located on the
 * first live hit; outbox row. E_STORE, E_FULL: the caller tries the same hit again later. */
MUST_USE int flow_alert_hit(struct cx *cx, const struct watch_hit *h, const struct fix *at);
/* The greatest (lsn, n) that has been taken; the engine skips hits up to it without a transaction. */
MUST_USE int flow_alert_position(struct cx *cx, uint64_t *ret_lsn, uint32_t *ret_n);
/* Acknowledges an alert in the caller's write transaction and tells so. E_STATE unless it is new. */
struct alert;
MUST_USE int flow_alert_ack(struct cx *cx, alert_id id, str who, struct alert *ret);
