/* flow_alert — see flow_alert.h. */
#include "flow/flow_alert.h"

#include "flow/flow_theft.h"
#include "flow/flow_track.h"
#include "flow/outbox.h"
#include "office/alert/alert.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "store/sql/sql.h"

enum { EVENT_BYTES = 16384 };

/* Station and case as they are now; a case that is unknown or closed, or a bike that was another owner's when it was heard, is not open. */
static int fill(struct cx *cx, const struct watch_hit *h, const struct fix *at, struct detection *d, struct theft *t, bool *ret_open)
{
	struct err before = cx->err;
	struct station s = { .id = { 0 } };

	*d = (struct detection){ .lsn = h->lsn, .n = h->n, .theft = { h->case_id }, .tag = { h->tag }, .district = (int32_t)h->district,
	                         .heard_at = h->heard, .recv_at = h->recv, .rssi = h->rssi, .severity = MAX(1, MIN(3, (int)h->severity)),
	                         .late = h->late, .station_name = { "", 0 }, .station_place = { "", 0 } };
	int rc = station_by_ix(cx, (station_ix){ h->station }, &s);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	if (rc == 0) {
		d->station = s.id;
		d->station_name = station_name_str(&s.name);
		d->station_name = arena_str(cx->arena, d->station_name);
		d->station_place = s.place;
		if (!d->district)
			d->district = s.district;
	}
	if (at) {
		d->at = at->at;
		d->radius_m = (int32_t)MIN(at->radius_m, 1000000u);
	} else if (rc == 0) {   /* no estimate: somewhere around the station that heard it */
		d->at = s.at;
		d->radius_m = s.range_m ? s.range_m : 100;
	}
	cx->err = before;
	rc = theft_get(cx, d->theft, t);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	*ret_open = rc == 0 && theft_is_watched(t);
	if (rc == 0) {
		struct span_ms own;
		TRY(flow_owned_case(cx, t, &own));
		*ret_open = *ret_open && h->heard >= own.from && h->heard < own.until;      /* P7 */
		d->case_number = t->number;
		d->bike = t->bike;
		d->plate = t->plate;
	}
	cx->err = before;
	return 0;
}

static int tell(struct cx *cx, struct alert *a, enum alert_told told)
{
	struct js js;

	a->kind = told == AT_OPENED ? S("opened") : S("updated");
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_event_shape, a);
	if (js_over(&js) || arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("alert"), ROLE_POLICE, js_text(&js));
}

static int take(struct cx *cx, const struct watch_hit *h, const struct fix *at)
{
	struct detection d;
	struct theft t;
	struct alert a;
	enum alert_told told;
	int64_t quiet_s;
	bool known, open;

	TRY(alert_detected(cx, h->lsn, h->n, &known));
	if (known)
		return 0;
	TRY(fill(cx, h, at, &d, &t, &open));
	if (!open)
		return alert_keep(cx, &d);
	TRY(policy_i64(cx, POL_WATCH_QUIET_S, cx->now, &quiet_s));
	TRY(alert_raise(cx, &d, quiet_s * SECOND_MS, &a, &told));
	if (told >= AT_UPDATED)
		TRY(tell(cx, &a, told));
	if (!d.late && t.state != TS_LOCATED)   /* the first live hit; late evidence does not move the case */
		TRY(flow_theft_step(cx, t.id, TE_HIT, 0, S(""), &t));
	return 0;
}

int flow_alert_hit(struct cx *cx, const struct watch_hit *h, const struct fix *at)
{
	struct cx own = *cx;   /* the step "hit" is the system's, whoever runs this thread */

	own.roles = ROLE_SYSTEM;
	own.actor = (account_id){ 0 };
	own.err = (struct err){ 0 };
	int rc = sql_begin(&own, true);
	if (rc >= 0)
		rc = take(&own, h, at);
	if (rc >= 0)
		rc = sql_commit(&own);
	sql_rollback(&own);
	if (rc < 0) {
		cx->err = own.err;
		return rc;
	}
	return 0;
}

int flow_alert_position(struct cx *cx, uint64_t *ret_lsn, uint32_t *ret_n)
{
	return alert_position(cx, ret_lsn, ret_n);
}

int flow_alert_ack(struct cx *cx, alert_id id, str who, struct alert *ret)
{
	struct alert a;
	struct js js;

	TRY(alert_get(cx, id, &a));
	TRY(alert_ack(cx, &a, who));
	a.kind = S("acked");
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_event_shape, &a);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	TRY(outbox_put(cx, S("alert"), ROLE_POLICE, js_text(&js)));
	*ret = a;
	return 0;
}
