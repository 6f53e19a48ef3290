/* flow_guard — an owner arms the own bike; what the net hears of it afterwards reaches the owner's phone and the police of the area.
 *
 *   FG1 only the bike's owner arms it, disarms it and answers its alerts; for anybody else it is not there (E_NOTFOUND)
 *   FG2 a guard ends with the ownership, the registration and the tag it was set for; a hit that comes afterwards is nobody's
 *   FG3 while a theft case of the bike is watched, its alerts are the case's (flow_alert), not the guard's
 *   FG4 the owner is told a coarse place (policy owner.trail_grid_m) and no station; the consent to the way is not needed for that
 *   FG5 at most guard.messages_day messages a bike and day; the alert itself is always there */
#pragma once
#include "core/cx.h"
#include "office/guard/guard.h"
#include "office/theft/theft.h"
#include "track/position/position.h"
#include "track/watch/watch.h"

/* The own bike's guard; *ret_on false: it has none. E_NOTFOUND: not the own bike. */
MUST_USE int flow_guard_owner(struct cx *cx, bike_id bike, struct guard *ret, bool *ret_on);
/* In the caller's write transaction. E_STATE: deregistered, or dual without an owner's tag; errors of guard_wish. */
MUST_USE int flow_guard_arm(struct cx *cx, bike_id bike, const struct guard_wish *w, struct guard *ret);
/* E_STATE: it is not armed. */
MUST_USE int flow_guard_disarm(struct cx *cx, bike_id bike);
/* Has the bike an owner's tag? */
MUST_USE int flow_guard_owner_tag(struct cx *cx, bike_id bike, tag_id *ret);
/* The own bike's alerts, newest first. Count. */
MUST_USE int flow_guard_owner_alerts(struct cx *cx, bike_id bike, int max, guard_alert_fn *fn, void *arg);
/* "It was me": a false alarm, closed. E_NOTFOUND, E_STATE: answered already. */
MUST_USE int flow_guard_mine(struct cx *cx, int64_t alert, struct guard_alert *ret);
/* Reports the theft with what the alert knows (flow_theft_owner_report). */
MUST_USE int flow_guard_report(struct cx *cx, int64_t alert, struct guard_alert *ret, struct theft *ret_theft);
/* FG2: the guard of the bike ends, in the caller's write transaction. why as guard_end. */
MUST_USE int flow_guard_over(struct cx *cx, bike_id bike, str why);

/* Called by the alert thread (flow_alert_hit). One write transaction of its own; a hit that comes again adds nothing. */
MUST_USE int flow_guard_hit(struct cx *cx, const struct watch_hit *h, const struct fix *at);

/* --- the police of the bike's area; case officers: of all --- */
MUST_USE int flow_guard_alerts(struct cx *cx, bool open, int64_t before, int max, guard_alert_fn *fn, void *arg);
MUST_USE int flow_guard_alert(struct cx *cx, int64_t id, struct guard_alert *ret);
/* Becomes a case that is watched. E_STATE: answered already; errors of flow_theft_report. */
MUST_USE int flow_guard_take(struct cx *cx, int64_t alert, struct guard_alert *ret, struct theft *ret_theft);

/* Journals the changes that are not marked yet, and turns nights; outside a transaction. Count. */
MUST_USE int flow_guard_work(struct cx *cx);
/* The policies guard.* as the journal has them. */
MUST_USE int flow_guard_policy(struct cx *cx, struct guard_policy *ret);
