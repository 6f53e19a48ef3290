/* station_api — HTTP face of the stations: registry, health alarms, approval of unknown ones. */
#include <sodium.h>

#include "flow/api_list.h"
#include "flow/flow_station.h"
#include "flow/flow_track.h"
#include "office/station/station.h"
#include "serve/http/route.h"

extern const struct routes station_routes;

/* --- reading --- */

struct list_arg { struct page page; struct station_board board; };

static int list_one(struct cx *cx, const struct station *s, void *arg)
{
	struct list_arg *l = arg;
	struct station_view v;

	if (page_item(&l->page, s->id.v)) {
		flow_station_view(cx, &l->board, s, &v);
		js_put(l->page.js, NULL, &station_view_shape, &v);
	}
	return 0;
}

static const struct route_q list_query[] = {
	PAGE_QUERY,
	{ "q", JT_STR, 0, 0, 64, "part of the name or the address" },
	{ "alarm", JT_BOOL, 0, 0, 0, "1: only those with an open alarm" },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct list_arg l;

	TRY(flow_station_board(cx, &l.board));
	page_begin(&l.page, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(station_list(cx, rq->q[0].i, rq->q[2].s, rq->q[3].i != 0, false, l.page.limit + 1, list_one, &l));
	page_end(&l.page);
	return 0;
}

struct map_arg { struct js *js; struct station_board board; };

static int map_one(struct cx *cx, const struct station *s, void *arg)
{
	struct map_arg *m = arg;

	js_arr(m->js, NULL);
	js_i64(m->js, NULL, s->id.v);
	js_e7(m->js, NULL, s->at.lat_e7);
	js_e7(m->js, NULL, s->at.lon_e7);
	js_str(m->js, NULL, station_kind_names[s->kind]);
	js_str(m->js, NULL, station_status_names[flow_station_status(&m->board, s, cx->now)]);
	js_end_arr(m->js);
	return 0;
}

struct map_out { struct js_list columns; str rows; };
static const char map_rows_schema[] = "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"number\"},"
	"{\"type\":\"number\"},{\"type\":\"string\"},{\"type\":\"string\"}]}}";
static const struct js_field map_fields[] = {
	{ "columns", JT_STRLIST, offsetof(struct map_out, columns), 0, 0, 8, NULL, "id, lat, lon, kind, status" },
	{ "rows", JT_RAW, offsetof(struct map_out, rows), 0, 0, 0, map_rows_schema, "one row a station, in the order of columns" },
};
static const struct js_shape map_shape = JS_SHAPE("StationMap", struct map_out, map_fields);

static int get_map(struct cx *cx, const struct req *rq, struct rep *rp)
{
	static const char *const columns[] = { "id", "lat", "lon", "kind", "status" };
	struct map_arg m = { .js = &rp->js };

	(void)rq;
	TRY(flow_station_board(cx, &m.board));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "columns");
	for (size_t i = 0; i < COUNTOF(columns); i++)
		js_str(&rp->js, NULL, str_of(columns[i]));
	js_end_arr(&rp->js);
	js_arr(&rp->js, "rows");
	TRY(station_list(cx, 0, S(""), false, false, STATION_MAX, map_one, &m));
	js_end_arr(&rp->js);
	js_end_obj(&rp->js);
	return 0;
}

static int view(struct cx *cx, const struct station *s, struct station_view *ret)
{
	struct station_board b;
	str health = { "", 0 };

	TRY(flow_station_board(cx, &b));
	flow_station_view(cx, &b, s, ret);
	const struct station_health *h = flow_station_health_of(&b, s->ix);
	if (h)
		TRY(flow_station_health_json(cx, h, &health));
	ret->health = health;
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct station s;
	struct station_view v;

	TRY(station_get(cx, (station_id){ rq->id }, &s));
	TRY(view(cx, &s, &v));
	js_put(&rp->js, NULL, &station_full_shape, &v);
	return 0;
}

/* --- writing --- */

struct add_in { str name; int kind; int32_t lat, lon, district, range_m, junction; str role, place; };
#define F(member) offsetof(struct add_in, member)
static const struct js_field add_fields[] = {
	{ "name", JT_STR, F(name), JF_REQUIRED, 1, 32, NULL, "A-Z a-z 0-9 . _ -" },
	{ "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, STATION_KINDS, station_kind_names, NULL },
	{ "lat", JT_GEO_LAT, F(lat), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(lon), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "district", JT_I32, F(district), JF_REQUIRED, 100000, 999999, NULL, "GB/T 2260" },
	{ "rangeM", JT_I32, F(range_m), 0, 0, 5000, NULL, "nominal range; 0 unknown" },
	{ "junction", JT_I32, F(junction), 0, 0, 65535, NULL, "number of the junction it belongs to" },
	{ "role", JT_STR, F(role), 0, 0, 64, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "where it stands, in words" },
};
#undef F
static const struct js_shape add_shape = JS_SHAPE("StationNew", struct add_in, add_fields);
static const struct js_shape approve_shape = { "StationApproval", add_fields + 1, COUNTOF(add_fields) - 1, sizeof(struct add_in) };

static int put_made(struct cx *cx, const struct station *s, const uint8_t key[static STATION_KEY], struct rep *rp)
{
	struct station_view v;
	char hex[STATION_KEY * 2 + 1];

	TRY(view(cx, s, &v));
	sodium_bin2hex(hex, sizeof hex, key, STATION_KEY);
	v.key = (str){ hex, STATION_KEY * 2 };
	js_put(&rp->js, NULL, &station_made_shape, &v);
	sodium_memzero(hex, sizeof hex);
	rp->audit_subject = s->id.v;
	return 0;
}

static int add(struct cx *cx, const struct add_in *in, str name, struct rep *rp)
{
	struct station_new n = { .kind = in->kind, .district = in->district, .range_m = in->range_m, .junction = in->junction,
	                         .at = { in->lat, in->lon }, .role = in->role, .place = in->place };
	uint8_t key[STATION_KEY];
	struct station s;

	if (!station_name_parse(name, &n.name))
		return FAIL_FIELD(cx, E_INVALID, "name", "must be 1 to 32 of A-Z a-z 0-9 . _ -");
	TRY(flow_station_add(cx, &n, key, &s));
	return put_made(cx, &s, key, rp);
}

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;

	return add(cx, in, in->name, rp);
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct station s;
	struct station_view v;

	for (int e = 0; e < SE_N; e++) {
		if (!str_eq(rq->name, station_event_names[e]))
			continue;
		TRY(flow_station_step(cx, (station_id){ rq->id }, (enum station_event)e, &s));
		TRY(view(cx, &s, &v));
		rp->audit_detail = station_event_names[e];
		js_put(&rp->js, NULL, &station_full_shape, &v);
		return 0;
	}
	return FAIL(cx, E_NOTFOUND, "no such step; there are quarantine, release and withdraw");
}

static int post_key(struct cx *cx, const struct req *rq, struct rep *rp)
{
	uint8_t key[STATION_KEY];
	struct station s;

	TRY(flow_station_rekey(cx, (station_id){ rq->id }, key, &s));
	return put_made(cx, &s, key, rp);
}

/* --- unknown stations --- */

struct pending_view { str name, address, firmware, hardware; utc_ms first_at, last_at; int64_t tries; };
#define F(member) offsetof(struct pending_view, member)
static const struct js_field pending_fields[] = {
	{ "name", JT_STR, F(name), 0, 1, 32, NULL, "as it called itself" },
	{ "address", JT_STR, F(address), 0, 0, 48, NULL, "network address it came from" },
	{ "firmware", JT_STR, F(firmware), 0, 0, 32, NULL, NULL },
	{ "hardware", JT_STR, F(hardware), 0, 0, 32, NULL, NULL },
	{ "firstAt", JT_UTC, F(first_at), 0, 0, 0, NULL, NULL },
	{ "lastAt", JT_UTC, F(last_at), 0, 0, 0, NULL, NULL },
	{ "tries", JT_I64, F(tries), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape pending_shape = JS_SHAPE("PendingStation", struct pending_view, pending_fields);

struct waiting_view { struct js_list items; bool full; int64_t next; };
#define F(member) offsetof(struct waiting_view, member)
static const struct js_field waiting_fields[] = {
	{ "items", JT_LIST, F(items), 0, 0, 0, &pending_shape, NULL },
	{ "full", JT_BOOL, F(full), 0, 0, 0, NULL, "more knock than the list holds (1,000; 100 of one address): those not seen lately were left out" },
	{ "next", JT_I64, F(next), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape waiting_shape = JS_SHAPE("PendingStations", struct waiting_view, waiting_fields);

static int pending(struct cx *cx, struct pending_station **ret, uint32_t *ret_n, bool *ret_full)
{
	*ret_n = 0;
	*ret_full = false;
	if (!cx->track || !cx->track->pending)
		return 0;
	return cx->track->pending(cx->track->self, cx->arena, ret, ret_n, ret_full);
}

static int get_pending(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct pending_station *p = NULL;
	uint32_t n;
	bool full;

	(void)rq;
	TRY(pending(cx, &p, &n, &full));
	struct pending_view *items = arena_alloc(cx->arena, n * sizeof *items);
	for (uint32_t i = 0; items && i < n; i++)
		items[i] = (struct pending_view){ str_of(p[i].name), str_of(p[i].address), str_of(p[i].firmware), str_of(p[i].hardware),
		                                  p[i].first_at, p[i].last_at, p[i].tries };
	struct waiting_view v = { { items, items ? n : 0 }, full, 0 };
	js_put(&rp->js, NULL, &waiting_shape, &v);
	return 0;
}

static int post_approve(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct pending_station *p = NULL;
	uint32_t n, i = 0;
	bool full;

	TRY(pending(cx, &p, &n, &full));
	while (i < n && !str_eq(str_of(p[i].name), rq->name))
		i++;
	if (i == n)
		return FAIL(cx, E_NOTFOUND, "no station of this name is waiting");
	return add(cx, rq->in, rq->name, rp);
}

/* --- who passed --- */

struct passage_view { tag_id tag; int64_t bike_id; struct plate plate; utc_ms first, last; int64_t hits; int32_t rssi_max; bool open, late; };
#define F(member) offsetof(struct passage_view, member)
static const struct js_field passage_fields[] = {
	{ "tag", JT_TAG, F(tag), 0, 0, 0, NULL, NULL },
	{ "bikeId", JT_I64, F(bike_id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "firstAt", JT_UTC, F(first), 0, 0, 0, NULL, NULL },
	{ "lastAt", JT_UTC, F(last), 0, 0, 0, NULL, NULL },
	{ "hits", JT_I64, F(hits), 0, 0, 0, NULL, NULL },
	{ "rssiMax", JT_I32, F(rssi_max), 0, 0, 0, NULL, "dBm" },
	{ "open", JT_BOOL, F(open), 0, 0, 0, NULL, "still there" },
	{ "late", JT_BOOL, F(late), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape passage_shape = JS_SHAPE("Passage", struct passage_view, passage_fields);
struct passages_view { struct js_list items; int64_t others; utc_ms from, to; bool more; int64_t next; };
#define F(member) offsetof(struct passages_view, member)
static const struct js_field passages_fields[] = {
	{ "items", JT_LIST, F(items), 0, 0, 0, &passage_shape, "passages of the case's bike" },
	{ "others", JT_I64, F(others), 0, 0, 0, NULL, "visits of all other bikes, as a count" },
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, "within the case's window" },
	{ "to", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "more", JT_BOOL, F(more), 0, 0, 0, NULL, "narrow the time to see the rest" },
	{ "next", JT_I64, F(next), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape passages_shape = JS_SHAPE("Passages", struct passages_view, passages_fields);

static const struct route_q passages_query[] = {
	{ "caseId", JT_I64, JF_REQUIRED, 1, INT64_MAX, "the open case that gives the reason" },
	{ "from", JT_UTC, 0, 0, INT64_MAX, NULL }, { "to", JT_UTC, 0, 0, INT64_MAX, NULL },
};

static int get_passages(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct passages_answer a;

	TRY(flow_passages(cx, rq->id, (theft_id){ rq->q[0].i }, rq->q[1].i, rq->q[2].i, &a));
	struct passage_view *items = arena_alloc(cx->arena, a.nown * sizeof *items);
	for (size_t i = 0; items && i < a.nown; i++)
		items[i] = (struct passage_view){ a.own[i].tag, a.own[i].bike_id, a.own[i].plate, a.own[i].first, a.own[i].last, a.own[i].hits,
		                                  a.own[i].rssi_max, a.own[i].open, a.own[i].late };
	struct passages_view v = { { items, items ? a.nown : 0 }, a.others, a.from, a.to, a.more, 0 };
	js_put(&rp->js, NULL, &passages_shape, &v);
	return 0;
}

/* --- health alarms --- */

struct alarm_view { int64_t id, station_id; str station_name, station_place; int kind; utc_ms since, until; str detail; };
#define F(member) offsetof(struct alarm_view, member)
static const struct js_field alarm_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "stationId", JT_I64, F(station_id), 0, 0, 0, NULL, NULL },
	{ "stationName", JT_STR, F(station_name), 0, 1, 32, NULL, NULL },
	{ "stationPlace", JT_STR, F(station_place), 0, 0, 256, NULL, "where it stands, in words" },
	{ "kind", JT_ENUM, F(kind), 0, 0, SA_N, station_alarm_names, NULL },
	{ "since", JT_UTC, F(since), 0, 0, 0, NULL, NULL },
	{ "until", JT_UTC, F(until), JF_NULL_IF_EMPTY, 0, 0, NULL, "null while it lasts" },
	{ "detail", JT_STR, F(detail), 0, 0, 200, NULL, NULL },
};
#undef F
static const struct js_shape alarm_shape = JS_SHAPE("StationAlarm", struct alarm_view, alarm_fields);

static int alarm_one(struct cx *cx, const struct station_alarm *a, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, a->id)) {
		struct alarm_view v = { a->id, a->station.v, station_name_str(&a->station_name), a->station_place, (int)a->kind, a->since, a->until, a->detail };
		js_put(p->js, NULL, &alarm_shape, &v);
	}
	return 0;
}

static const struct route_q alarm_query[] = {
	PAGE_QUERY,
	{ "open", JT_BOOL, 0, 0, 0, "1: only open ones" },
	{ "stationId", JT_I64, 0, 0, INT64_MAX, "only of this station" },
};

static int get_alarms(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(station_alarms(cx, rq->q[2].i != 0, (station_id){ rq->q[3].i }, rq->q[0].i, p.limit + 1, alarm_one, &p));
	page_end(&p);
	return 0;
}

#define ENG ROLE_ENGINEER
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/stations", ROLE_CITY, NULL, TX_READ, RF_LIST, NULL, &station_view_shape, list_query, COUNTOF(list_query), get_list, NULL, "Stations" },
	{ HTTP_GET, "/api/v1/stations/map", ROLE_CITY, NULL, TX_READ, 0, NULL, &map_shape, NULL, 0, get_map, NULL, "All stations for the map, compact" },
	{ HTTP_GET, "/api/v1/stations/pending", ENG, NULL, TX_NONE, 0, NULL, &waiting_shape, NULL, 0, get_pending, NULL, "Unknown stations that tried to connect" },
	{ HTTP_GET, "/api/v1/stations/{id}", ROLE_CITY, NULL, TX_READ, 0, NULL, &station_full_shape, NULL, 0, get_one, NULL, "One station with its health" },
	{ HTTP_GET, "/api/v1/stations/{id}/passages", ROLE_POLICE, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &passages_shape, passages_query,
	  COUNTOF(passages_query), get_passages, "passages.read", "Passages of a case's bike at a station, others as a count; audited" },
	{ HTTP_POST, "/api/v1/stations", ENG, NULL, TX_WRITE, RF_CREATED, &add_shape, &station_made_shape, NULL, 0, post_add, "station.add",
	  "Register a station; its key is shown once" },
	{ HTTP_POST, "/api/v1/stations/{id}/do/{event}", ENG, NULL, TX_WRITE, 0, NULL, &station_full_shape, NULL, 0, post_step, "station.step",
	  "quarantine, release or withdraw a station" },
	{ HTTP_POST, "/api/v1/stations/{id}/key", ENG, NULL, TX_WRITE, 0, NULL, &station_made_shape, NULL, 0, post_key, "station.key",
	  "A new key for a station; the old one ends" },
	{ HTTP_POST, "/api/v1/stations/pending/{name}/approve", ENG, NULL, TX_WRITE, RF_CREATED, &approve_shape, &station_made_shape, NULL, 0, post_approve,
	  "station.approve", "Register a waiting station; its key is shown once" },
	{ HTTP_GET, "/api/v1/alarms", ROLE_CITY, NULL, TX_READ, RF_LIST, NULL, &alarm_shape, alarm_query, COUNTOF(alarm_query), get_alarms, NULL,
	  "Health alarms of stations, newest first" },
};
const struct routes station_routes = ROUTES("stations", rows);
