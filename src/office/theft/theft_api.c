/* theft_api — HTTP face of the theft cases, and of what a case lets an officer see. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_figures.h"
#include "flow/flow_person.h"
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
	{ "state", JT_STR, 0, 0, 16, "reported, accepted, filed, not_filed, watched, located, recovered, returned, unsolved, withdrawn or unfounded" },
	{ "queue", JT_STR, 0, 0, 16, "confirm: owners' reports; file: to be decided on; overdue: that decision is late; give_up: long without a find" },
	{ "mine", JT_BOOL, 0, 0, 0, "1: only of the own area" },
	{ "crime", JT_I64, 0, 1, INT64_MAX, "a case that leads: only the cases of its crime" },
	{ "q", JT_STR, 0, 0, 64, "only with this number or plate" },
};

static int filter_of(struct cx *cx, str state, str queue, bool open, bool mine, struct theft_filter *ret)
{
	struct theft_filter f = { .state = theft_state_of(state), .open = open, .area = mine ? cx->area : S(""), .exact = S("") };
	struct theft_rules rules;
	int q = TQ_ALL;

	if (state.n && f.state == TS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "is not a state of a case");
	while (queue.n && q < TQ_N && !str_eq(theft_queue_words[q], queue))
		q++;
	if (q == TQ_N)
		return FAIL_FIELD(cx, E_INVALID, "queue", "must be confirm, file, overdue or give_up");
	TRY(flow_theft_rules(cx, &rules));
	f.queue = (enum theft_queue)q;
	f.unsolved_days = rules.unsolved_days;
	*ret = f;
	return 0;
}

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft_filter f;
	struct page p;

	TRY(filter_of(cx, rq->q[3].s, rq->q[4].s, rq->q[2].i != 0, rq->q[5].i != 0, &f));
	f.crime = (theft_id){ rq->q[6].i };
	f.exact = rq->q[7].present ? rq->q[7].s : S("");
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(theft_list(cx, &f, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

struct counts_view { int64_t confirm, overdue, give_up, bikes, recovered, crimes, solved; };
#define F(member) offsetof(struct counts_view, member)
static const struct js_field counts_fields[] = {
	{ "confirm", JT_I64, F(confirm), 0, 0, 0, NULL, "owners' reports that wait for an officer" },
	{ "overdue", JT_I64, F(overdue), 0, 0, 0, NULL, "cases whose decision on filing is late" },
	{ "giveUp", JT_I64, F(give_up), 0, 0, 0, NULL, "cases so long without a find that they may be given up" },
	{ "bikes", JT_I64, F(bikes), 0, 0, 0, NULL, "stolen bikes of filed cases reported in the time" },
	{ "recovered", JT_I64, F(recovered), 0, 0, 0, NULL, "found ones among them" },
	{ "crimes", JT_I64, F(crimes), 0, 0, 0, NULL, "crimes among them: several bikes of one crime count once" },
	{ "solved", JT_I64, F(solved), 0, 0, 0, NULL, "crimes that are solved, whether the bikes are found or not" },
};
#undef F
static const struct js_shape counts_shape = JS_SHAPE("TheftCounts", struct counts_view, counts_fields);
static const struct route_q counts_query[] = {
	{ "from", JT_UTC, 0, 0, INT64_MAX, "reported on this day or later; ten years ago if not given" },
	{ "to", JT_UTC, 0, 0, INT64_MAX, "and before this or on its day; now if not given" },
};

/* What the figures recovered and solved say of these days: there is one source (docs/figures.md). */
static int of_figures(struct cx *cx, utc_ms from, utc_ms to, struct counts_view *v)
{
	struct figure_q q = { FIG_RECOVERED, FD_DISTRICT, day_of(from), day_of(MAX(to, 1) - 1) + 1, -1, -1 };
	struct figure bikes, crimes;

	q.from = MAX(q.from, q.to - FIGURE_DAYS);
	if (q.from >= q.to)
		return 0;
	TRY(flow_figure(cx, &q, &bikes));
	q.fig = FIG_SOLVED;
	TRY(flow_figure(cx, &q, &crimes));
	v->bikes = bikes.den;
	v->recovered = bikes.num;
	v->crimes = crimes.den;
	v->solved = crimes.num;
	return 0;
}

static int get_counts(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft_filter f;
	struct theft_counts c;

	TRY(filter_of(cx, S(""), S(""), false, true, &f));
	TRY(theft_count(cx, &f, &c));
	struct counts_view v = { .confirm = c.confirm, .overdue = c.overdue, .give_up = c.give_up };
	utc_ms to = rq->q[1].present ? MIN(rq->q[1].i, cx->now + 1) : cx->now + 1;
	TRY(of_figures(cx, MIN(rq->q[0].i, to), to, &v));
	js_put(&rp->js, NULL, &counts_shape, &v);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft t;

	TRY(theft_get(cx, (theft_id){ rq->id }, &t));
	return put_theft(cx, &rp->js, &t);
}

struct report_in {
	int64_t bike; struct plate plate; utc_ms last_seen_at, missing_at; int32_t lat, lon, severity; str place, note; bool watch;
	int source; str source_ref; struct pii reporter, reporter_phone; int locked, lock_kind, key_place; int32_t keys; int filing;
};
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
	{ "watch", JT_BOOL, F(watch), 0, 0, 0, NULL, "true: accept, file and watch in one step" },
	{ "source", JT_ENUM, F(source), 0, 0, TO_N, theft_source_words, "who reported it: police if not given; not owner" },
	{ "sourceRef", JT_STR, F(source_ref), 0, 0, 64, NULL, "number of the emergency call; required with emergency" },
	{ "reporterName", JT_PII, F(reporter), JF_SENSITIVE, 0, 64, NULL, "where it is not the owner" },
	{ "reporterPhone", JT_PII, F(reporter_phone), JF_SENSITIVE, 0, 32, NULL, NULL },
	{ "locked", JT_ENUM, F(locked), 0, 0, TL_N, theft_locked_words, NULL },
	{ "lockKind", JT_ENUM, F(lock_kind), 0, 0, LOCK_KINDS, theft_lock_kinds, NULL },
	{ "keys", JT_I32, F(keys), 0, 0, 9, NULL, "how many there are; 0: not said" },
	{ "keyPlace", JT_ENUM, F(key_place), 0, 0, KEY_PLACES, theft_key_places, "where the key is" },
	{ "filing", JT_ENUM, F(filing), 0, 0, TF_N, theft_filing_words, "with watch: how long the decision on filing may take" },
};
#undef F
static const struct js_shape report_shape = JS_SHAPE("TheftReport", struct report_in, report_fields);

static int post_report(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct report_in *in = rq->in;
	struct flow_report r = { .bike = { in->bike }, .last_seen_at = in->last_seen_at, .missing_at = in->missing_at, .severity = in->severity,
	                         .has_place = in->lat || in->lon, .at = { in->lat, in->lon }, .place = in->place, .note = in->note, .watch = in->watch,
	                         .source = (enum theft_source)in->source, .source_ref = in->source_ref, .reporter = in->reporter, .reporter_phone = in->reporter_phone,
	                         .lock = { in->locked, in->lock_kind, in->keys, in->key_place }, .filing = (enum theft_filing)in->filing };
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
	rp->audit_detail = theft_source_words[t.reported_by];
	return put_theft(cx, &rp->js, &t);
}

struct step_in { int64_t ver; str note, doc_no; int filing; };
#define F(member) offsetof(struct step_in, member)
static const struct js_field step_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, "the reason; required with not_file, extend, unfound and unsolve" },
	{ "docNo", JT_STR, F(doc_no), 0, 0, 64, NULL, "document number, with file and not_file; made from the case's number if not given" },
	{ "filing", JT_ENUM, F(filing), 0, 0, TF_N, theft_filing_words, "with accept and extend: how long the decision on filing may take" },
};
#undef F
static const struct js_shape step_shape = JS_SHAPE("TheftStep", struct step_in, step_fields);

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	struct theft_do d = { theft_event_of(rq->name), in->ver, in->note, in->doc_no, (enum theft_filing)in->filing };
	struct theft t;

	if (d.ev == TE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_theft_do(cx, (theft_id){ rq->id }, &d, &t));
	rp->audit_case = t.id;
	rp->audit_detail = theft_event_name(d.ev);
	return put_theft(cx, &rp->js, &t);
}

struct crime_in { int64_t with; };
static const struct js_field crime_fields[] = {
	{ "caseId", JT_I64, offsetof(struct crime_in, with), 0, 1, INT64_MAX, NULL, "the other case; not given: a crime of its own again" },
};
static const struct js_shape crime_shape = JS_SHAPE("TheftCrime", struct crime_in, crime_fields);

static int post_crime(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct crime_in *in = rq->in;
	struct theft t;

	TRY(flow_theft_crime(cx, (theft_id){ rq->id }, (theft_id){ in->with }, &t));
	rp->audit_case = t.id;
	rp->audit_detail = in->with ? S("join") : S("part");
	return put_theft(cx, &rp->js, &t);
}

struct assign_in { int64_t unit, officer, ver; str officer_name, note; };
#define F(member) offsetof(struct assign_in, member)
static const struct js_field assign_fields[] = {
	{ "unitId", JT_I64, F(unit), JF_REQUIRED, 1, INT64_MAX, NULL, "a police unit" },
	{ "officerId", JT_I64, F(officer), 0, 1, INT64_MAX, NULL, "its officer from now on; as before if not given" },
	{ "officer", JT_STR, F(officer_name), 0, 0, 64, NULL, "or that officer's log-in name" },
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
};
#undef F
static const struct js_shape assign_shape = JS_SHAPE("TheftAssign", struct assign_in, assign_fields);

static int post_assign(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct assign_in *in = rq->in;
	struct theft t;

	TRY(flow_theft_assign(cx, (theft_id){ rq->id }, (unit_id){ in->unit }, (account_id){ in->officer }, in->officer_name, in->ver, in->note, &t));
	rp->audit_case = t.id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"unit\":%lld,\"officer\":%lld}", (long long)t.unit.v, (long long)t.officer.v);
	return put_theft(cx, &rp->js, &t);
}

struct unmask_in { str field, reference; int purpose; };
static const struct js_field unmask_fields[] = {
	{ "field", JT_STR, offsetof(struct unmask_in, field), JF_REQUIRED, 1, 16, NULL, "name or phone" },
	{ "purpose", JT_ENUM, offsetof(struct unmask_in, purpose), JF_REQUIRED, 0, UNMASK_PURPOSES, unmask_purposes, "why" },
	{ "reference", JT_STR, offsetof(struct unmask_in, reference), JF_REQUIRED, 3, 32, NULL, "number of the file it is for: the case's own, as a rule" },
};
static const struct js_shape unmask_shape = JS_SHAPE("TheftUnmask", struct unmask_in, unmask_fields);
struct clear_view { str field, value; };
static const struct js_field clear_fields[] = {
	{ "field", JT_STR, offsetof(struct clear_view, field), 0, 0, 16, NULL, NULL },
	{ "value", JT_STR, offsetof(struct clear_view, value), 0, 0, 250, NULL, "in the clear; the look is in the audit" },
};
static const struct js_shape clear_shape = JS_SHAPE("TheftReporterClear", struct clear_view, clear_fields);

static int post_unmask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct unmask_in *in = rq->in;
	struct clear_view v = { .field = in->field };

	TRY(flow_theft_unmask(cx, (theft_id){ rq->id }, in->field, in->purpose, in->reference, &v.value));
	js_put(&rp->js, NULL, &clear_shape, &v);
	return 0;
}

/* --- the case's history --- */

struct event_view { int64_t id; utc_ms at; str event; int64_t actor; str actor_name, from, to, note; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "event", JT_STR, F(event), 0, 0, 16, NULL, "report, accept, file, not_file, extend, watch, hit, recover, return, give_up, withdraw, unfound, reopen, solve, unsolve, join, part, assign" },
	{ "actorId", JT_I64, F(actor), JF_NULL_IF_EMPTY, 0, 0, NULL, "null: the program itself, or the owner" },
	{ "actor", JT_STR, F(actor_name), 0, 0, 64, NULL, "shown name; system, owner" },
	{ "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 16, NULL, NULL },
	{ "to", JT_STR, F(to), 0, 0, 16, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("TheftHistory", struct event_view, event_fields);

struct events_put { struct js *js; bool owner; };

/* The program itself takes no report and withdraws none: without an account that was the owner. */
static int event_one(struct cx *cx, const struct theft_history *h, void *arg)
{
	const struct events_put *p = arg;
	bool owner = p->owner && (str_eq(h->event, S("report")) || str_eq(h->event, S("withdraw")));
	struct event_view v = { h->id, h->at, h->event, h->actor.v, h->actor.v ? S("") : owner ? S("owner") : S("system"), h->from, h->to, h->note };
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
	js_put(p->js, NULL, &event_shape, &v);
	return 0;
}

static int get_events(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft t;

	TRY(theft_get(cx, (theft_id){ rq->id }, &t));
	struct events_put put = { &rp->js, t.reported_by == TO_OWNER };
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(theft_events(cx, t.id, PAGE_MAX, event_one, &put));
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
	bool moved, known; struct geo at; int32_t radius_m; utc_ms t; int64_t station_id; str station_name, station_place; int64_t age_ms; struct js_list hearings, around;
};
#define F(member) offsetof(struct live_view, member)
static const struct js_field live_fields[] = {
	{ "moved", JT_BOOL, F(moved), 0, 0, 0, NULL, "true: the case is not any more of the version that was given; nothing was looked at" },
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

/* The version seen: a page that asks again and again learns of an end or a new officer before it asks for what it may no longer have. */
#define SEEN_VER { "ver", JT_I64, 0, 1, INT64_MAX, "the version seen: of a case that has moved on since nothing is looked at, and the answer says so" }
static const struct route_q live_query[] = { SEEN_VER };

static int get_live(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct live_answer a;

	TRY(flow_live(cx, (theft_id){ rq->id }, rq->q[0].i, &a));
	struct live_view v = { a.moved, a.known, a.at, a.radius_m, a.t, a.station_id, a.station_name, a.station_place, a.age_ms, { a.hearings, a.nhearings }, { a.around, a.naround } };
	js_put(&rp->js, NULL, &live_shape, &v);
	return 0;
}

/* --- trail --- */

static const struct route_q trail_query[] = { { "from", JT_UTC, 0, 0, INT64_MAX, NULL }, { "to", JT_UTC, 0, 0, INT64_MAX, NULL }, SEEN_VER };

static int get_trail(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct trail_answer a;

	TRY(flow_trail_seen(cx, (theft_id){ rq->id }, rq->q[0].i, rq->q[1].i, rq->q[2].i, &a));
	return flow_trail_put(cx, &rp->js, &a);
}

#define P ROLE_POLICE
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/thefts", P, NULL, TX_READ, RF_LIST, NULL, &theft_view_shape, list_query, COUNTOF(list_query), get_list, NULL, "Theft cases, newest first" },
	{ HTTP_POST, "/api/v1/thefts", P, NULL, TX_WRITE, RF_CREATED, &report_shape, &theft_view_shape, NULL, 0, post_report, "theft.report", "Take a theft report" },
	{ HTTP_GET, "/api/v1/thefts/{id}", P, NULL, TX_READ, 0, NULL, &theft_view_shape, NULL, 0, get_one, NULL, "One case" },
	{ HTTP_POST, "/api/v1/thefts/{id}/do/{event}", P, NULL, TX_WRITE, 0, &step_shape, &theft_view_shape, NULL, 0, post_step, "theft.step",
	  "One step of a case's life, as its actions say; by its duty unit's area, its officer and case officers" },
	{ HTTP_POST, "/api/v1/thefts/{id}/crime", P, NULL, TX_WRITE, 0, &crime_shape, &theft_view_shape, NULL, 0, post_crime, "theft.crime",
	  "Of one crime with another case, or a crime of its own" },
	{ HTTP_POST, "/api/v1/thefts/{id}/assign", P, NULL, TX_WRITE, 0, &assign_shape, &theft_view_shape, NULL, 0, post_assign, "theft.assign",
	  "Hand a case over to another police unit, or officer" },
	{ HTTP_POST, "/api/v1/thefts/{id}/unmask", P, NULL, TX_WRITE, RF_AUDITED | RF_STEPUP, &unmask_shape, &clear_shape, NULL, 0, post_unmask, "theft.unmask",
	  "Name or phone of who told of a case, in the clear; audited" },
	{ HTTP_GET, "/api/v1/thefts/counts", P | ROLE_LEADER, NULL, TX_READ, 0, NULL, &counts_shape, counts_query, COUNTOF(counts_query), get_counts, NULL,
	  "Queues of the own area now; and of the cases of a time: bikes and found ones, crimes and solved ones" },
	{ HTTP_GET, "/api/v1/thefts/{id}/events", P, NULL, TX_READ, RF_LIST, NULL, &event_shape, NULL, 0, get_events, NULL, "What happened to a case, in order" },
	{ HTTP_GET, "/api/v1/thefts/{id}/live", P, NULL, TX_NONE, RF_AUDITED, NULL, &live_shape, live_query, COUNTOF(live_query), get_live, "live.read",
	  "Where the bike is heard now; needs the open case; audited" },
	{ HTTP_GET, "/api/v1/thefts/{id}/trail", P, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &trail_shape, trail_query, COUNTOF(trail_query), get_trail,
	  "trail.read", "The bike's trail within the case's window, with gaps; needs the open case; audited" },
};
const struct routes theft_routes = ROUTES("thefts", rows);
