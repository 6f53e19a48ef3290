/* theft_api — HTTP face of the theft cases, and of what a case lets an officer see. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_station.h"
#include "flow/flow_theft.h"
#include "flow/flow_track.h"
#include "flow/trail_api.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/theft/theft.h"
#include "serve/http/route.h"

extern const struct routes theft_routes;

static int put_theft(struct cx *cx, struct js *js, const struct theft *t)
{
	struct theft_view v;

	TRY(flow_theft_view(cx, t, &v));
	js_put(js, NULL, &theft_view_shape, &v);
	return 0;
}

static int list_one(struct cx *cx, const struct theft *t, void *arg)
{
	struct page *p = arg;

	return page_item(p, t->id.v) ? put_theft(cx, p->js, t) : 0;
}

static const struct route_q list_query[] = {
	PAGE_QUERY,
	{ "open", JT_BOOL, 0, 0, 0, "1: only open cases" },
	{ "state", JT_STR, 0, 0, 16, "reported, watched, located, recovered or withdrawn" },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	enum theft_state state = theft_state_of(rq->q[3].s);
	struct page p;

	if (rq->q[3].present && rq->q[3].s.n && state == TS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "is not a state of a case");
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(theft_list(cx, state, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft t;

	TRY(theft_get(cx, (theft_id){ rq->id }, &t));
	return put_theft(cx, &rp->js, &t);
}

struct report_in { int64_t bike; struct plate plate; utc_ms last_seen_at, missing_at; int32_t lat, lon, severity; str place, note; bool watch; };
#define F(member) offsetof(struct report_in, member)
static const struct js_field report_fields[] = {
	{ "bikeId", JT_I64, F(bike), 0, 1, INT64_MAX, NULL, "this or plate" },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "lastSeenAt", JT_UTC, F(last_seen_at), JF_REQUIRED, 0, 0, NULL, "when the owner last saw the bike" },
	{ "missingAt", JT_UTC, F(missing_at), JF_REQUIRED, 0, 0, NULL, "when it was found missing" },
	{ "lat", JT_GEO_LAT, F(lat), 0, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(lon), 0, 0, 0, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "severity", JT_I32, F(severity), 0, 1, 3, NULL, "2 if not given" },
	{ "watch", JT_BOOL, F(watch), 0, 0, 0, NULL, "true: report and watch in one step" },
};
#undef F
static const struct js_shape report_shape = JS_SHAPE("TheftReport", struct report_in, report_fields);

static int post_report(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct report_in *in = rq->in;
	struct flow_report r = { .bike = { in->bike }, .last_seen_at = in->last_seen_at, .missing_at = in->missing_at, .severity = in->severity,
	                         .has_place = in->lat || in->lon, .at = { in->lat, in->lon }, .place = in->place, .note = in->note, .watch = in->watch };
	struct bike b;
	struct theft t;

	if (!in->bike) {
		if (!in->plate.n)
			return FAIL_FIELD(cx, E_INVALID, "bikeId", "bikeId or plate is needed");
		TRY(bike_by_plate(cx, &in->plate, &b));
		r.bike = b.id;
	}
	TRY(flow_theft_report(cx, &r, &t));
	rp->audit_subject = t.id.v;
	rp->audit_case = t.id;
	return put_theft(cx, &rp->js, &t);
}

struct step_in { int64_t ver; str note; };
static const struct js_field step_fields[] = {
	{ "ver", JT_I64, offsetof(struct step_in, ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
	{ "note", JT_STR, offsetof(struct step_in, note), 0, 0, 1000, NULL, NULL },
};
static const struct js_shape step_shape = JS_SHAPE("TheftStep", struct step_in, step_fields);

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	enum theft_event ev = theft_event_of(rq->name);
	struct theft t;

	if (ev == TE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_theft_step(cx, (theft_id){ rq->id }, ev, in->ver, in->note, &t));
	rp->audit_case = t.id;
	rp->audit_detail = theft_event_name(ev);
	return put_theft(cx, &rp->js, &t);
}

/* --- the case's history --- */

struct event_view { int64_t id; utc_ms at; str event; int64_t actor; str actor_name, from, to, note; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "event", JT_STR, F(event), 0, 0, 16, NULL, "report, watch, hit, recover, withdraw, reopen" },
	{ "actorId", JT_I64, F(actor), JF_NULL_IF_EMPTY, 0, 0, NULL, "null: the program itself" },
	{ "actor", JT_STR, F(actor_name), 0, 0, 64, NULL, "shown name" },
	{ "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 16, NULL, NULL },
	{ "to", JT_STR, F(to), 0, 0, 16, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("TheftHistory", struct event_view, event_fields);

static int event_one(struct cx *cx, const struct theft_history *h, void *arg)
{
	struct event_view v = { h->id, h->at, h->event, h->actor.v, h->actor.v ? S("") : S("system"), h->from, h->to, h->note };
	struct err before = cx->err;
	struct account a;

	if (h->actor.v) {
		int rc = account_get(cx, h->actor, &a);
		if (rc == 0)
			v.actor_name = a.display;
		else if (rc != E_NOTFOUND)
			return rc;
		cx->err = before;
	}
	js_put(arg, NULL, &event_shape, &v);
	return 0;
}

static int get_events(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft t;

	TRY(theft_get(cx, (theft_id){ rq->id }, &t));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(theft_events(cx, t.id, PAGE_MAX, event_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- live --- */

#define F(member) offsetof(struct live_hearing, member)
static const struct js_field hearing_fields[] = {
	{ "stationId", JT_I64, F(station_id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 1, 32, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "where the station stands, in words" },
	{ "rssi", JT_I32, F(rssi), 0, 0, 0, NULL, "dBm" }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape hearing_shape = JS_SHAPE("Hearing", struct live_hearing, hearing_fields);
#define F(member) offsetof(struct live_around, member)
static const struct js_field around_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 1, 32, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "where the station stands, in words" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "status", JT_ENUM, F(status), 0, 0, SST_N, station_status_names, NULL },
};
#undef F
static const struct js_shape around_shape = JS_SHAPE("StationAround", struct live_around, around_fields);
struct live_view {
	bool known; struct geo at; int32_t radius_m; utc_ms t; int64_t station_id; str station_name, station_place; int64_t age_ms; struct js_list hearings, around;
};
#define F(member) offsetof(struct live_view, member)
static const struct js_field live_fields[] = {
	{ "known", JT_BOOL, F(known), 0, 0, 0, NULL, "false: not heard lately; the place fields are null" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "radiusM", JT_I32, F(radius_m), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(t), JF_NULL_IF_EMPTY, 0, 0, NULL, "of the newest hearing" },
	{ "stationId", JT_I64, F(station_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "stationName", JT_STR, F(station_name), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "stationPlace", JT_STR, F(station_place), JF_NULL_IF_EMPTY, 0, 256, NULL, "where it stands, in words" },
	{ "ageMs", JT_I64, F(age_ms), 0, 0, 0, NULL, NULL },
	{ "hearings", JT_LIST, F(hearings), 0, 0, 0, &hearing_shape, "newest first" },
	{ "stationsAround", JT_LIST, F(around), 0, 0, 0, &around_shape, "nearest first, with whether they listen" },
};
#undef F
static const struct js_shape live_shape = JS_SHAPE("TheftLive", struct live_view, live_fields);

static int get_live(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct live_answer a;

	TRY(flow_live(cx, (theft_id){ rq->id }, &a));
	struct live_view v = { a.known, a.at, a.radius_m, a.t, a.station_id, a.station_name, a.station_place, a.age_ms, { a.hearings, a.nhearings }, { a.around, a.naround } };
	js_put(&rp->js, NULL, &live_shape, &v);
	return 0;
}

/* --- trail --- */

static const struct route_q trail_query[] = { { "from", JT_UTC, 0, 0, INT64_MAX, NULL }, { "to", JT_UTC, 0, 0, INT64_MAX, NULL } };

static int get_trail(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct trail_answer a;

	TRY(flow_trail(cx, (theft_id){ rq->id }, rq->q[0].i, rq->q[1].i, &a));
	return flow_trail_put(cx, &rp->js, &a);
}

#define P ROLE_POLICE
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/thefts", P, NULL, TX_READ, RF_LIST, NULL, &theft_view_shape, list_query, COUNTOF(list_query), get_list, NULL, "Theft cases, newest first" },
	{ HTTP_POST, "/api/v1/thefts", P, NULL, TX_WRITE, RF_CREATED, &report_shape, &theft_view_shape, NULL, 0, post_report, "theft.report", "Take a theft report" },
	{ HTTP_GET, "/api/v1/thefts/{id}", P, NULL, TX_READ, 0, NULL, &theft_view_shape, NULL, 0, get_one, NULL, "One case" },
	{ HTTP_POST, "/api/v1/thefts/{id}/do/{event}", P, NULL, TX_WRITE, 0, &step_shape, &theft_view_shape, NULL, 0, post_step, "theft.step",
	  "watch, recover, withdraw or reopen a case" },
	{ HTTP_GET, "/api/v1/thefts/{id}/events", P, NULL, TX_READ, RF_LIST, NULL, &event_shape, NULL, 0, get_events, NULL, "What happened to a case, in order" },
	{ HTTP_GET, "/api/v1/thefts/{id}/live", P, NULL, TX_NONE, RF_AUDITED, NULL, &live_shape, NULL, 0, get_live, "live.read",
	  "Where the bike is heard now; needs the open case; audited" },
	{ HTTP_GET, "/api/v1/thefts/{id}/trail", P, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &trail_shape, trail_query, COUNTOF(trail_query), get_trail,
	  "trail.read", "The bike's trail within the case's window, with gaps; needs the open case; audited" },
};
const struct routes theft_routes = ROUTES("thefts", rows);
