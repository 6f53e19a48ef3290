/* flow_alert — see flow_alert.h. */
#include "flow/flow_alert.h"

#include "flow/flow_guard.h"

#include "flow/flow_theft.h"
#include "flow/flow_track.h"
#include "flow/outbox.h"
#include "office/alert/alert.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "flow_alert_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_alert)

enum { EVENT_BYTES = 16384, FLOOD_LEAST = 5 /* the policy's least value */ };

/* Station and case as they are now; a case that is unknown or closed, or a bike that was another owner's when it was heard, is not open. */
static int fill(struct cx *cx, const struct watch_hit *h, const struct fix *at, struct detection *d, struct theft *t, bool *ret_open)
{
	struct err before = cx->err;
	struct station s = { .id = { 0 } };

	*d = (struct detection){ .lsn = h->lsn, .n = h->n, .theft = { h->case_id }, .tag = { h->tag }, .district = (int32_t)h->district,
	                         .heard_at = h->heard, .recv_at = h->recv, .rssi = h->rssi, .severity = MAX(1, MIN(3, (int)h->severity)),
	                         .late = h->late, .station_name = { "", 0 }, .station_place = { "", 0 }, .doubt = { "", 0 } };
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

int flow_alert_tell(struct cx *cx, const struct alert *a)
{
	struct js js;

	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_event_shape, a);
	if (js_over(&js) || arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("alert"), ROLE_POLICE, js_text(&js));
}

/* --- doubt and floods --- */

#define F(member) offsetof(struct alert_flood, member)
static const struct js_field flood_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "rule", JT_ENUM, F(rule), 0, 0, AR_N, alert_rule_names, NULL },
	{ "district", JT_I32, F(district), 0, 0, 0, NULL, "GB/T 2260" },
	{ "openedAt", JT_UTC, F(opened_at), 0, 0, 0, NULL, NULL },
	{ "count", JT_I64, F(n), 0, 0, 0, NULL, "alerts below it" },
	{ "ackedBy", JT_STR, F(acked_by), JF_NULL_IF_EMPTY, 0, 64, NULL, "the officer's shown name" },
	{ "ackedAt", JT_UTC, F(acked_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, F(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "null while they go on coming" },
};
#undef F
const struct js_shape alert_flood_shape = JS_SHAPE("AlertFlood", struct alert_flood, flood_fields);

static int tell_flood(struct cx *cx, const struct alert_flood *f)
{
	struct js js;

	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_flood_shape, f);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("flood"), ROLE_POLICE, js_text(&js));
}

struct doubt { str alarm; int64_t flood, opened; struct arena *arena; };

static void read_doubt(struct sql_row *r, void *ret)
{
	struct doubt *d = ret;

	d->alarm = sql_str_a(r, d->arena);
	d->flood = sql_i64(r);
	d->opened = sql_i64(r);
}

/* A new alert where so many were opened within a minute is one of a flood, which is told of when it begins and when it ends. */
static int collapse(struct cx *cx, const struct doubt *doubt, struct alert *a)
{
	struct alert_flood f;
	int64_t most;

	if (doubt->flood)
		return alert_flood_join(cx, a, doubt->flood);
	if (doubt->opened < FLOOD_LEAST)
		return 0;
	TRY(policy_i64(cx, POL_ORDER_FLOOD_A_MIN, cx->now, &most));
	if (doubt->opened < most)
		return 0;
	TRY(alert_flood_open(cx, a, &f));
	return tell_flood(cx, &f);
}

int flow_alert_take(struct cx *cx, struct detection *d, struct theft *t, struct alert *ret)
{
	struct doubt doubt = { .arena = cx->arena };
	enum alert_told told;
	struct alert a;
	int64_t quiet_s;

	TRY(sql_one(cx, &q_doubt, read_doubt, &doubt, BIND(V(d->station.v), V(alert_rule_names[d->rule]), V((int)d->district), V(cx->now - MINUTE_MS))));
	d->doubt = doubt.alarm;
	TRY(policy_i64(cx, POL_WATCH_QUIET_S, cx->now, &quiet_s));
	TRY(alert_raise(cx, d, quiet_s * SECOND_MS, &a, &told));
	if (told == AT_OPENED)
		TRY(collapse(cx, &doubt, &a));
	if (told >= AT_UPDATED) {
		a.kind = told == AT_OPENED ? S("opened") : S("updated");
		TRY(flow_alert_tell(cx, &a));
	}
	*ret = a;
	if (!d->late && !d->doubt.n && t->state != TS_LOCATED)   /* the first live hit; late or doubtful evidence does not move the case */
		TRY(flow_theft_step(cx, t->id, TE_HIT, 0, S(""), t));
	return 0;
}

static int take(struct cx *cx, const struct watch_hit *h, const struct fix *at)
{
	struct detection d;
	struct theft t;
	struct alert a;
	bool known, open;

	TRY(alert_detected(cx, h->lsn, h->n, &known));
	if (known)
		return 0;
	TRY(fill(cx, h, at, &d, &t, &open));
	return open ? flow_alert_take(cx, &d, &t, &a) : alert_keep(cx, &d);
}

int flow_alert_hit(struct cx *cx, const struct watch_hit *h, const struct fix *at)
{
	if (h->kind != HIT_WATCH)
		return flow_guard_hit(cx, h, at);
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

	TRY(alert_get(cx, id, &a));
	TRY(alert_ack(cx, &a, who));
	a.kind = S("acked");
	TRY(flow_alert_tell(cx, &a));
	*ret = a;
	return 0;
}

/* --- the shelf, false alarms --- */

static int told(struct cx *cx, struct alert *a, str kind, struct alert *ret)
{
	a->kind = kind;
	TRY(flow_alert_tell(cx, a));
	*ret = *a;
	return 0;
}

int flow_alert_shelve(struct cx *cx, alert_id id, int64_t minutes, str why, str who, int64_t ver, struct alert *ret)
{
	struct alert a;
	int64_t most;

	TRY(alert_get(cx, id, &a));
	TRY(policy_i64(cx, POL_ORDER_SHELVE_MAX_MIN, cx->now, &most));
	if (minutes < 1 || minutes > most)
		return FAIL_FIELD(cx, E_INVALID, "minutes", "an alert is put aside for 1 to %lld minutes", (long long)most);
	TRY(alert_shelve(cx, &a, cx->now + minutes * MINUTE_MS, why, who, ver));
	return told(cx, &a, S("shelved"), ret);
}

int flow_alert_unshelve(struct cx *cx, alert_id id, int64_t ver, struct alert *ret)
{
	struct alert a;

	TRY(alert_get(cx, id, &a));
	TRY(alert_unshelve(cx, &a, ver));
	return told(cx, &a, S("updated"), ret);
}

int flow_alert_false(struct cx *cx, alert_id id, int reason, str note, int64_t ver, struct alert *ret)
{
	struct alert a;

	TRY(alert_get(cx, id, &a));
	TRY(alert_false_alarm(cx, &a, (enum alert_false)reason, note, ver));
	return told(cx, &a, S("closed"), ret);
}

enum { CHILDREN = 500, CARE_BATCH = 32 };
struct children { int64_t id[CHILDREN]; int n; };

static int gather_child(struct cx *cx, const struct alert *a, void *arg)
{
	struct children *c = arg;

	(void)cx;
	if (a->state == AS_NEW)
		c->id[c->n++] = a->id;
	return 0;
}

int flow_alert_flood_ack(struct cx *cx, int64_t flood, str who, struct alert_flood *ret)
{
	struct children *c = arena_alloc(cx->arena, sizeof *c);
	struct alert_flood f;
	struct alert a;

	TRY(alert_flood_get(cx, flood, &f));
	TRY(alert_flood_ack(cx, &f, who));
	if (!c)
		return FAIL(cx, E_TOOBIG, "too many alerts at once");
	c->n = 0;
	TRY(alert_list(cx, &(struct alert_filter){ .open = true, .shelved = -1, .flood = flood }, CHILDREN, gather_child, c));
	for (int i = 0; i < c->n; i++)
		TRY(flow_alert_ack(cx, (alert_id){ c->id[i] }, who, &a));
	TRY(tell_flood(cx, &f));
	*ret = f;
	return 0;
}

/* --- the job --- */

static int tell_back(struct cx *cx, const struct alert *a, void *arg)
{
	struct alert shown = *a;

	(void)arg;
	shown.kind = S("updated");
	return flow_alert_tell(cx, &shown);
}

struct open_floods { struct alert_flood f[CARE_BATCH]; int n; };

static int gather_flood(struct cx *cx, const struct alert_flood *f, void *arg)
{
	struct open_floods *o = arg;

	(void)cx;
	o->f[o->n++] = *f;
	return 0;
}

/* Clearly over: half of what makes one. */
static int flood_over(struct cx *cx, const struct alert_flood *f, int64_t most, bool *ret)
{
	int64_t opened;

	TRY(alert_opened_since(cx, (enum alert_rule)f->rule, f->district, cx->now - MINUTE_MS, &opened));
	*ret = opened <= most / 2;
	return 0;
}

static int care(struct cx *cx, const struct open_floods *o, int64_t most)
{
	int done = alert_shelf_over(cx, CARE_BATCH, tell_back, NULL);

	TRY(done);
	for (int i = 0; i < o->n; i++) {
		struct alert_flood f = o->f[i];
		bool over;
		TRY(flood_over(cx, &f, most, &over));
		if (!over)
			continue;
		TRY(alert_flood_end(cx, f.id));
		TRY(alert_flood_get(cx, f.id, &f));
		TRY(tell_flood(cx, &f));
		done++;
	}
	return done;
}

int flow_alert_care(struct cx *cx)
{
	struct open_floods o = { .n = 0 };
	bool shelf, any = false;
	int64_t most;

	TRY(alert_shelf_due(cx, &shelf));
	TRY(policy_i64(cx, POL_ORDER_FLOOD_A_MIN, cx->now, &most));
	TRY(alert_floods(cx, true, 0, CARE_BATCH, gather_flood, &o));
	for (int i = 0; i < o.n && !any; i++)
		TRY(flood_over(cx, &o.f[i], most, &any));
	if (!shelf && !any)   /* most turns: reads only */
		return 0;
	int rc = sql_begin(cx, true);
	if (rc >= 0)
		rc = care(cx, &o, most);
	int end = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return end < 0 ? end : rc;
}
