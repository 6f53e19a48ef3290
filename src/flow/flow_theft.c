/* flow_theft — see flow_theft.h. */
#include "flow/flow_theft.h"

#include "flow/outbox.h"
#include "flow/track_port.h"
#include "office/account/account.h"
#include "office/alert/alert.h"
#include "flow/flow_person.h"
#include "office/bike/bike.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "platform/thread.h"
#include "store/sql/sql.h"

enum { PUSH_MAX = 64, EVENT_BYTES = 16384 };

/* --- what is shown --- */

#define B(member) offsetof(struct bike_brief, member)
static const struct js_field bike_fields[] = {
	{ "id", JT_I64, B(id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, B(plate), 0, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, B(tag), 0, 0, 0, NULL, NULL },
	{ "ownerName", JT_STR, B(owner_name), 0, 0, 128, NULL, "masked" },
	{ "ownerPhone", JT_STR, B(owner_phone), 0, 0, 128, NULL, "masked" },
	{ "brand", JT_STR, B(brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, B(colour), 0, 0, 64, NULL, NULL },
};
#undef B
const struct js_shape bike_brief_shape = JS_SHAPE("BikeBrief", struct bike_brief, bike_fields);

static const str state_words[TS_N] = { SI("reported"), SI("watched"), SI("located"), SI("recovered"), SI("withdrawn") };
static const char alert_schema[] = "{\"$ref\":\"#/components/schemas/Alert\"}";

#define T(member) offsetof(struct theft_view, member)
static const struct js_field view_fields[] = {
	{ "kind", JT_STR, T(kind), 0, 0, 16, NULL, "opened, updated, located or closed" },
	{ "id", JT_I64, T(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, T(number), 0, 0, 32, NULL, "district, day, count: 430405-20261123-0001" },
	{ "bike", JT_OBJ, T(bike), 0, 0, 0, &bike_brief_shape, NULL },
	{ "state", JT_ENUM, T(state), 0, 0, TS_N, state_words, NULL },
	{ "severity", JT_I32, T(severity), 0, 1, 3, NULL, NULL },
	{ "lastSeenAt", JT_UTC, T(last_seen_at), 0, 0, 0, NULL, NULL },
	{ "missingAt", JT_UTC, T(missing_at), 0, 0, 0, NULL, NULL },
	{ "reportedAt", JT_UTC, T(reported_at), 0, 0, 0, NULL, NULL },
	{ "locatedAt", JT_UTC, T(located_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "closedAt", JT_UTC, T(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "lat", JT_GEO_LAT, T(at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, "where it was stolen" },
	{ "lon", JT_GEO_LON, T(at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "place", JT_STR, T(place), 0, 0, 256, NULL, NULL },
	{ "note", JT_STR, T(note), 0, 0, 1000, NULL, NULL },
	{ "officer", JT_STR, T(officer), 0, 0, 64, NULL, "shown name" },
	{ "officerId", JT_I64, T(officer_id), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, T(ver), 0, 0, 0, NULL, "goes back with a step, so that a stale page is refused" },
	{ "actions", JT_STRLIST, T(actions), 0, 0, TE_N, NULL, "steps this account may take now" },
	{ "alert", JT_RAW, T(alert), JF_NULL_IF_EMPTY, 0, 0, alert_schema, "its newest alert, open ones first" },
};
#undef T
const struct js_shape theft_view_shape = { "Theft", view_fields + 1, COUNTOF(view_fields) - 1, sizeof(struct theft_view) };
const struct js_shape theft_event_shape = { "TheftEvent", view_fields, COUNTOF(view_fields), sizeof(struct theft_view) };

static int show_alert(struct cx *cx, theft_id id, str *ret)
{
	struct alert a;
	struct err before = cx->err;
	struct js js;

	int rc = alert_of(cx, id, &a);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret = (str){ "", 0 };
		return 0;
	}
	TRY(rc);
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_shape, &a);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = js_text(&js);
	return 0;
}

static struct js_list action_list(struct cx *cx, unsigned bits)
{
	str *items = arena_alloc(cx->arena, TE_N * sizeof *items);
	size_t n = 0;

	for (int e = 0; items && e < TE_N; e++)
		if (bits & 1u << e)
			items[n++] = theft_event_name((enum theft_event)e);
	return (struct js_list){ items, n };
}

int flow_theft_view(struct cx *cx, const struct theft *t, struct theft_view *ret)
{
	struct theft_view v = { .kind = { "", 0 } };
	struct bike b;
	struct owner_brief own;
	struct account who = { .display = { "", 0 } };
	struct err before = cx->err;
	int64_t reopen;

	TRY(bike_get(cx, t->bike, &b));
	TRY(flow_person_brief(cx, t->bike, t->reported_at, &own));
	TRY(policy_i64(cx, POL_CASE_REOPEN_DAYS, cx->now, &reopen));
	int rc = account_get(cx, t->officer, &who);
	if (rc == E_NOTFOUND)
		cx->err = before;
	else
		TRY(rc);
	v.id = t->id.v;
	v.number = t->number;
	v.bike = (struct bike_brief){ b.id.v, t->plate, t->tag, own.name, own.phone,
	                              b.brand, b.colour };
	v.state = (int)t->state;
	v.severity = t->severity;
	v.last_seen_at = t->last_seen_at;
	v.missing_at = t->missing_at;
	v.reported_at = t->reported_at;
	v.located_at = t->located_at;
	v.closed_at = t->closed_at;
	v.at = t->has_place ? t->at : (struct geo){ 0, 0 };
	v.place = t->place;
	v.note = t->note;
	v.officer = who.display;
	v.officer_id = t->officer.v;
	v.ver = t->ver;
	v.actions = action_list(cx, theft_actions(t, cx->roles, cx->now, reopen));
	TRY(show_alert(cx, t->id, &v.alert));
	*ret = v;
	return 0;
}

/* --- what is done --- */

/* Events carry no actions of the one who happened to act. */
static int tell(struct cx *cx, const struct theft *t, str kind)
{
	struct theft_view v;
	struct js js;

	TRY(flow_theft_view(cx, t, &v));
	v.kind = kind;
	v.actions = (struct js_list){ NULL, 0 };
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &theft_event_shape, &v);
	if (js_over(&js) || arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("theft"), ROLE_POLICE, js_text(&js));
}

static int tell_closed(struct cx *cx, const struct alert *a, void *arg)
{
	struct alert shown = *a;
	struct js js;

	(void)arg;
	shown.kind = S("closed");
	js_init(&js, cx->arena, EVENT_BYTES);
	js_put(&js, NULL, &alert_event_shape, &shown);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the event is too large");
	return outbox_put(cx, S("alert"), ROLE_POLICE, js_text(&js));
}

/* After the commit, on the committing thread. What fails here is left to the job. */
static void push_watches(struct cx *cx, void *arg)
{
	struct cx own = *cx;

	(void)arg;
	own.err = (struct err){ 0 };
	(void)!flow_watch_reconcile(&own);
}

static int effects(struct cx *cx, const struct theft *t, unsigned fx)
{
	if (fx & (FX_WATCH | FX_UNWATCH)) {
		TRY(theft_watch(cx, t, (fx & FX_WATCH) != 0));
		sql_after_commit(cx, push_watches, NULL);
	}
	if (fx & FX_CLOSE_ALERTS)
		TRY(alert_close_all(cx, t->id, tell_closed, NULL));
	return 0;
}

/* An open case stands against the bike: it is not transferred, deregistered or given another tag meanwhile, and who looks at its numbers sees it. */
static int flag(struct cx *cx, const struct theft *t)
{
	return as_done(theft_is_open(t) ? bike_flag_set(cx, t->bike, S("stolen"), S("theft"), t->id.v, S(""))
	                               : bike_flag_end(cx, t->bike, S("stolen"), S("theft"), t->id.v));
}

/* The tag and the numbers of a deregistered bike may be another's: it is not looked for. */
static int live(struct cx *cx, bike_id id)
{
	struct bike b;

	TRY(bike_get(cx, id, &b));
	return b.life == BL_REGISTERED ? 0 : FAIL(cx, E_STATE, "the bike is deregistered; an officer restores its registration first");
}

static int step(struct cx *cx, struct theft *t, enum theft_event ev, int64_t ver, str note)
{
	int64_t reopen;
	unsigned fx;

	if (ev == TE_REOPEN)
		TRY(live(cx, t->bike));
	TRY(policy_i64(cx, POL_CASE_REOPEN_DAYS, cx->now, &reopen));
	TRY(theft_step(cx, t, ev, ver, note, reopen, &fx));
	TRY(flag(cx, t));
	return effects(cx, t, fx);
}

int flow_theft_step(struct cx *cx, theft_id id, enum theft_event ev, int64_t ver, str note, struct theft *ret)
{
	struct theft t;

	TRY(theft_get(cx, id, &t));
	TRY(step(cx, &t, ev, ver, note));
	TRY(tell(cx, &t, theft_is_open(&t) ? ev == TE_HIT ? S("located") : S("updated") : S("closed")));
	*ret = t;
	return 0;
}

/* The district of a case number: of the station nearest to the place, else the city's. */
static int district_of(struct cx *cx, const struct flow_report *in, int32_t *ret)
{
	struct station s;
	struct err before = cx->err;
	int64_t city;

	if (in->has_place) {
		int rc = station_nearest(cx, in->at, &s);
		if (rc == 0) {
			*ret = s.district;
			return 0;
		}
		if (rc != E_NOTFOUND)
			return rc;
		cx->err = before;
	}
	TRY(policy_i64(cx, POL_CASE_DISTRICT, cx->now, &city));
	*ret = (int32_t)city;
	return 0;
}

int flow_theft_report(struct cx *cx, const struct flow_report *in, struct theft *ret)
{
	struct theft_new n = { .bike = in->bike, .last_seen_at = in->last_seen_at, .missing_at = in->missing_at, .severity = in->severity,
	                       .has_place = in->has_place, .at = in->at, .place = in->place, .note = in->note };
	struct bike b;
	struct theft t;

	TRY(live(cx, in->bike));
	TRY(bike_get(cx, in->bike, &b));
	n.tag = b.tag;
	n.plate = b.plate;
	TRY(district_of(cx, in, &n.district));
	TRY(theft_report(cx, &n, &t));
	TRY(flag(cx, &t));
	if (in->watch)
		TRY(step(cx, &t, TE_WATCH, 0, S("")));
	TRY(tell(cx, &t, S("opened")));
	*ret = t;
	return 0;
}

/* --- the watch list --- */

struct batch { struct theft_watch w[PUSH_MAX]; int n; };

static int gather(struct cx *cx, const struct theft_watch *w, void *arg)
{
	struct batch *b = arg;

	(void)cx;
	b->w[b->n++] = *w;
	return 0;
}

/* Journals them in order; what could not be journaled is not marked. */
static int push_batch(struct cx *cx, const struct batch *b)
{
	int put = 0, rc = 0;

	for (; put < b->n; put++) {
		const struct theft_watch *w = &b->w[put];
		struct watch_change c = { .tag = w->tag.v, .case_id = w->theft.v, .at = w->at, .since = w->since,
		                          .version = (uint32_t)w->version, .op = w->add ? WATCH_ADD : WATCH_REMOVE,
		                          .severity = (uint8_t)w->severity };
		rc = cx->track->watch_put(cx->track->self, &c, &cx->err);
		if (rc < 0)
			break;
	}
	if (put) {
		TRY(sql_begin(cx, true));
		int mark = 0;
		for (int i = 0; i < put && mark >= 0; i++)
			mark = theft_watch_journaled(cx, b->w[i].version);
		if (mark >= 0)
			mark = sql_commit(cx);
		sql_rollback(cx);
		TRY(mark);
	}
	return rc < 0 ? rc : put;
}

int flow_watch_reconcile(struct cx *cx)
{
	static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
	int total = 0, rc;

	ASSERT(!sql_in_tx(cx));
	if (!cx->track || !cx->track->watch_put)
		return 0;
	/* one at a time: an unwatch must not overtake its watch on another thread */
	pthread_mutex_lock(&order);
	do {
		struct batch b = { .n = 0 };
		rc = theft_watch_pending(cx, PUSH_MAX, gather, &b);
		if (rc > 0)
			rc = push_batch(cx, &b);
		total += MAX(rc, 0);
	} while (rc == PUSH_MAX);
	pthread_mutex_unlock(&order);
	return rc < 0 ? rc : total;
}
