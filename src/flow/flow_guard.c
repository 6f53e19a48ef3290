/* flow_guard — see flow_guard.h. */
#include "flow/flow_guard.h"

#include "base/utc.h"
#include "flow/flow_owner_view.h"
#include "flow/flow_theft.h"
#include "flow/outbox.h"
#include "flow/track_port.h"
#include "office/account/account.h"
#include "office/message/message.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "office/tag/tag.h"
#include "platform/thread.h"
#include "store/sql/sql.h"

enum { PUSH_MAX = 64, MESSAGE_MS = HOUR_MS, RADIUS_MAX = 1000000 };

static int or_none(struct cx *cx, int rc, struct err before, bool *ret_found)
{
	*ret_found = rc >= 0;
	if (rc != E_NOTFOUND)
		return MIN(rc, 0);
	cx->err = before;
	return 0;
}

/* --- the owner --- */

int flow_guard_owner(struct cx *cx, bike_id bike, struct guard *ret, bool *ret_on)
{
	struct ownership own;
	struct bike b;

	TRY(flow_owner_bike(cx, bike, &b, &own));
	struct err before = cx->err;
	TRY(or_none(cx, guard_of(cx, bike, ret), before, ret_on));
	*ret_on = *ret_on && ret->ownership == own.id;
	return 0;
}

static int take_owner_tag(struct cx *cx, const struct tag_piece *t, void *arg)
{
	(void)cx;
	if (t->slot == TSL_OWNER)
		*(tag_id *)arg = t->tag;
	return 0;
}

int flow_guard_owner_tag(struct cx *cx, bike_id bike, tag_id *ret)
{
	*ret = (tag_id){ 0 };
	return as_done(tag_of_bike(cx, bike, take_owner_tag, ret));
}

static int push_all(struct cx *cx);

/* After the commit, on the committing thread. What fails here is left to the job. */
static void push(struct cx *cx, void *arg)
{
	struct cx own = *cx;

	(void)arg;
	own.err = (struct err){ 0 };
	(void)!push_all(&own);
}

int flow_guard_arm(struct cx *cx, bike_id bike, const struct guard_wish *w, struct guard *ret)
{
	struct ownership own;
	struct bike b;
	tag_id tag;

	TRY(flow_owner_bike(cx, bike, &b, &own));
	if (b.life != BL_REGISTERED || !b.tag.v)
		return FAIL(cx, E_STATE, "the bike is deregistered or carries no tag; it cannot be armed");
	TRY(flow_guard_owner_tag(cx, bike, &tag));
	TRY(guard_wish(cx, bike, own.id, b.tag, tag, w, ret));
	sql_after_commit(cx, push, NULL);
	return 0;
}

int flow_guard_disarm(struct cx *cx, bike_id bike)
{
	struct guard g;
	bool on;

	TRY(flow_guard_owner(cx, bike, &g, &on));
	if (!on)
		return FAIL(cx, E_STATE, "the bike is not armed");
	return flow_guard_over(cx, bike, S("owner"));
}

int flow_guard_over(struct cx *cx, bike_id bike, str why)
{
	bool was;

	TRY(guard_end(cx, bike, why, &was));
	if (was)
		sql_after_commit(cx, push, NULL);
	return 0;
}

int flow_guard_owner_alerts(struct cx *cx, bike_id bike, int max, guard_alert_fn *fn, void *arg)
{
	struct ownership own;
	struct bike b;

	TRY(flow_owner_bike(cx, bike, &b, &own));
	return guard_alerts_of(cx, bike, own.id, max, fn, arg);
}

/* FG1: the alert, when its bike is the session's owner's and was so in the same interval. */
static int own_alert(struct cx *cx, int64_t alert, struct guard_alert *ret)
{
	struct ownership own;
	struct bike b;

	TRY(guard_alert_get(cx, alert, ret));
	TRY(flow_owner_bike(cx, ret->bike, &b, &own));
	return own.id == ret->ownership ? 0 : FAIL(cx, E_NOTFOUND, "no such record");
}

static int tell(struct cx *cx, const struct guard_alert *a)
{
	return outbox_put(cx, S("track"), ROLE_POLICE, arena_fmt(cx->arena, "{\"kind\":\"guard\",\"id\":%lld,\"state\":\"%.*s\"}", (long long)a->id,
	                                                         STR_ARG(guard_state_names[a->state])));
}

int flow_guard_mine(struct cx *cx, int64_t alert, struct guard_alert *ret)
{
	TRY(own_alert(cx, alert, ret));
	TRY(guard_answer(cx, ret, GS_MINE, (theft_id){ 0 }));
	return tell(cx, ret);
}

int flow_guard_report(struct cx *cx, int64_t alert, struct guard_alert *ret, struct theft *ret_theft)
{
	TRY(own_alert(cx, alert, ret));
	if (ret->state != GS_OPEN)
		return FAIL_FIELD(cx, E_STATE, "decided", "this alert has been answered already");
	struct flow_report r = { .bike = ret->bike, .last_seen_at = ret->heard_at, .missing_at = ret->heard_at, .place = S(""),
	                         .note = ret->kind == GK_ARMED ? S("设防后车辆移动，由提醒一键报案") : S("车辆离开车主标签移动，由提醒一键报案"), .source_ref = S("") };
	TRY(flow_theft_owner_report(cx, &r, ret_theft));
	TRY(guard_answer(cx, ret, GS_REPORTED, ret_theft->id));
	return tell(cx, ret);
}

/* --- the police --- */

int flow_guard_alerts(struct cx *cx, bool open, int64_t before, int max, guard_alert_fn *fn, void *arg)
{
	bool all = cx->roles & ROLE_CASE;

	if (!all && !cx->area.n)
		return 0;
	return guard_alerts(cx, open, all ? S("") : cx->area, before, max, fn, arg);
}

int flow_guard_alert(struct cx *cx, int64_t id, struct guard_alert *ret)
{
	TRY(guard_alert_get(cx, id, ret));
	return cx->roles & ROLE_CASE || account_area_covers(cx, ret->path) ? 0 : FAIL(cx, E_NOTFOUND, "no such record");
}

int flow_guard_take(struct cx *cx, int64_t alert, struct guard_alert *ret, struct theft *ret_theft)
{
	TRY(flow_guard_alert(cx, alert, ret));
	if (ret->state != GS_OPEN)
		return FAIL_FIELD(cx, E_STATE, "decided", "this alert has been answered already");
	struct flow_report r = { .bike = ret->bike, .last_seen_at = ret->heard_at, .missing_at = ret->heard_at, .severity = 2, .has_place = ret->at.lat_e7 != 0,
	                         .at = ret->at, .place = ret->station_place, .note = S("由设防提醒转案"), .watch = true, .source = TO_POLICE, .source_ref = S("") };
	TRY(flow_theft_report(cx, &r, ret_theft));
	TRY(guard_answer(cx, ret, GS_TAKEN, ret_theft->id));
	return tell(cx, ret);
}

/* --- hits --- */

/* The area of the police unit that answers for the bike; empty: none does. */
static int police_path(struct cx *cx, unit_id at, str *ret)
{
	struct unit u = { .id = { 0 } };

	*ret = S("");
	for (; at.v; at = u.parent) {
		TRY(unit_get(cx, at, &u));
		if (u.kind == UNIT_BUREAU || u.kind == UNIT_BRANCH || u.kind == UNIT_PRECINCT) {
			*ret = u.path;
			return 0;
		}
	}
	return 0;
}

static int place(struct cx *cx, const struct watch_hit *h, const struct fix *at, struct guard_alert *a)
{
	struct err before = cx->err;
	struct station s;
	bool known;

	a->station_name = a->station_place = S("");
	a->district = (int32_t)h->district;
	TRY(or_none(cx, station_by_ix(cx, (station_ix){ h->station }, &s), before, &known));
	if (known) {
		a->station = s.id.v;
		a->station_name = arena_str(cx->arena, station_name_str(&s.name));
		a->station_place = s.place;
		a->district = a->district ? a->district : s.district;
		a->at = s.at;
		a->radius_m = s.range_m ? s.range_m : 100;
	}
	if (at) {
		a->at = at->at;
		a->radius_m = (int32_t)MIN(at->radius_m, (uint32_t)RADIUS_MAX);
	}
	return 0;
}

/* FG5 */
static int message(struct cx *cx, const struct guard_alert *a, owner_id owner)
{
	struct pii phone[OWNER_PHONES];
	struct owner who;
	int64_t most, sent;
	int n = 0;

	TRY(policy_i64(cx, POL_GUARD_MESSAGES_DAY, cx->now, &most));
	TRY(guard_messages(cx, a->bike, cx->now - DAY_MS, &sent));
	if (sent >= most)
		return 0;
	TRY(owner_live(cx, owner, &who));
	TRY(owner_phones(cx, who.id, phone, &n));
	if (!n)
		return 0;
	str text = arena_fmt(cx->arena, "【雁阵】您的车辆 %.*s %s。是您本人用车，请在“我的车”点“是我”；不是，请点“报案”。", STR_ARG(plate_str(&a->plate)),
	                     a->kind == GK_ARMED ? "设防后被移动" : "离开您的车主标签移动了");
	TRY(message_put(cx, S("case_news"), pii_reveal(&phone[0]), text, cx->now + MESSAGE_MS, false));
	return guard_message(cx, a->id);
}

/* FG2, FG3: is this still somebody's? */
static int wanted(struct cx *cx, const struct guard *g, const struct watch_hit *h, struct ownership *own, bool *ret)
{
	struct err before = cx->err;
	struct theft t;
	theft_id theft;
	bool open, had;

	*ret = false;
	TRY(or_none(cx, bike_owner_now(cx, g->bike, own), before, &had));
	if (!had || own->id != g->ownership || g->ended_at || h->tag != g->tag.v)
		return 0;
	TRY(theft_open_of(cx, g->bike, &theft, &open));
	if (open)
		TRY(theft_get(cx, theft, &t));
	*ret = !open || !theft_is_watched(&t);
	return 0;
}

static int take(struct cx *cx, const struct watch_hit *h, const struct fix *at)
{
	struct guard_alert a = { .kind = h->kind == HIT_ARMED ? GK_ARMED : GK_NO_OWNER_TAG, .heard_at = h->heard }, stored;
	struct err before = cx->err;
	struct ownership own;
	struct guard g;
	struct bike b;
	bool known, want, fresh;

	TRY(or_none(cx, guard_get(cx, h->case_id, &g), before, &known));
	if (!known)
		return 0;
	if (h->kind == HIT_TAKEN_BACK)
		return guard_take_back(cx, g.id);
	TRY(wanted(cx, &g, h, &own, &want));
	if (!want)
		return 0;
	TRY(bike_get(cx, g.bike, &b));
	a.guard = g.id;
	a.bike = g.bike;
	a.ownership = g.ownership;
	a.plate = b.plate;
	TRY(police_path(cx, (unit_id){ b.unit }, &a.path));
	TRY(place(cx, h, at, &a));
	TRY(guard_alert_add(cx, h->lsn, h->n, &a, &stored, &fresh));
	if (!fresh)
		return 0;
	TRY(message(cx, &stored, own.owner));
	return tell(cx, &stored);
}

int flow_guard_hit(struct cx *cx, const struct watch_hit *h, const struct fix *at)
{
	struct cx own = *cx;

	own.roles = ROLE_SYSTEM;
	own.actor = (account_id){ 0 };
	own.err = (struct err){ 0 };
	int rc = sql_begin(&own, true);
	if (rc >= 0)
		rc = take(&own, h, at);
	if (rc >= 0)
		rc = sql_commit(&own);
	sql_rollback(&own);
	if (rc < 0)
		cx->err = own.err;
	return MIN(rc, 0);
}

/* --- what the engines are told --- */

struct batch { struct guard_told t[PUSH_MAX]; int n; };

static int gather(struct cx *cx, const struct guard_told *t, void *arg)
{
	struct batch *b = arg;

	(void)cx;
	b->t[b->n++] = *t;
	return 0;
}

static int mark(struct cx *cx, const struct batch *b, int n)
{
	TRY(sql_begin(cx, true));
	int rc = 0;
	for (int i = 0; i < n && rc >= 0; i++)
		rc = guard_journaled(cx, b->t[i].version);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

/* Journals them in order; what could not be journaled is not marked. */
static int push_batch(struct cx *cx, const struct batch *b)
{
	int put = 0, rc = 0;

	for (; put < b->n && rc >= 0; put += rc >= 0) {
		const struct guard_told *t = &b->t[put];
		struct guard_change c = { .tag = t->tag.v, .owner_tag = t->owner_tag.v, .guard_id = t->guard, .at = t->at, .version = (uint32_t)t->version,
		                          .op = t->flags ? GUARD_PUT : GUARD_REMOVE, .flags = (uint8_t)t->flags };
		rc = cx->track->guard_put(cx->track->self, &c, &cx->err);
	}
	if (put)
		TRY(mark(cx, b, put));
	return rc < 0 ? rc : put;
}

static int turn(struct cx *cx)
{
	bool due;

	TRY(guard_turn_due(cx, &due));
	if (!due)
		return 0;
	TRY(sql_begin(cx, true));
	int n = guard_turn(cx, PUSH_MAX);
	int end = n < 0 ? n : sql_commit(cx);
	sql_rollback(cx);
	return end < 0 ? end : n;
}

static int push_all(struct cx *cx)
{
	static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
	int total = 0, rc;

	if (!cx->track || !cx->track->guard_put)
		return 0;
	pthread_mutex_lock(&order);     /* one at a time: what ends a guard must not overtake what began it */
	do {
		struct batch b = { .n = 0 };
		rc = guard_pending(cx, PUSH_MAX, gather, &b);
		if (rc > 0)
			rc = push_batch(cx, &b);
		total += rc > 0 ? rc : 0;
	} while (rc == PUSH_MAX);
	pthread_mutex_unlock(&order);
	return rc < 0 ? rc : total;
}

/* At 22 o'clock the nights of half a city begin: a transaction a batch, so that others come in between. */
int flow_guard_work(struct cx *cx)
{
	int n;

	ASSERT(!sql_in_tx(cx));
	do {
		n = turn(cx);
		TRY(n);
	} while (n == PUSH_MAX);
	return push_all(cx);
}

int flow_guard_policy(struct cx *cx, struct guard_policy *ret)
{
	static const enum policy_key keys[] = { POL_GUARD_QUIET_S, POL_GUARD_WINDOW_S, POL_GUARD_OWNER_S, POL_GUARD_LATE_S, POL_GUARD_REST_MIN, POL_GUARD_ALIVE_H,
		POL_GUARD_NEAR_M, POL_GUARD_RIDE_M };
	int64_t v[COUNTOF(keys)];

	for (size_t i = 0; i < COUNTOF(keys); i++)
		TRY(policy_i64(cx, keys[i], cx->now, &v[i]));
	*ret = (struct guard_policy){ .quiet_ms = (int32_t)v[0] * 1000, .window_ms = (int32_t)v[1] * 1000, .owner_ms = (int32_t)v[2] * 1000,
		.late_ms = (int32_t)v[3] * 1000, .rest_ms = (int32_t)v[4] * 60000, .alive_h = (int32_t)v[5], .near_m = (int32_t)v[6], .ride_m = (int32_t)v[7] };
	return 0;
}
