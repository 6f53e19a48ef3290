/* overview_api — the city at a glance: figures of the start page and the live map. No identity in either. */
#include "flow/flow_station.h"
#include "flow/track_port.h"
#include "office/alert/alert.h"
#include "office/theft/theft.h"
#include "serve/http/route.h"
#include "store/journal/journal.h"

extern const struct routes overview_routes;

static const str journal_words[] = { [JOURNAL_OK] = SI("ok"), [JOURNAL_FULL] = SI("full"), [JOURNAL_FAILED] = SI("failed") };

struct overview_view {
	utc_ms at;
	int64_t per_s, total, known, heard_10min, stations, online, alarms, alerts, cases, watched, free_bytes, visits, open_visits;
	int journal;
};
#define F(member) offsetof(struct overview_view, member)
static const struct js_field overview_fields[] = {
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "sightingsPerS", JT_I64, F(per_s), 0, 0, 0, NULL, NULL },
	{ "sightingsTotal", JT_I64, F(total), 0, 0, 0, NULL, NULL },
	{ "tagsKnown", JT_I64, F(known), 0, 0, 0, NULL, NULL },
	{ "tagsHeard10min", JT_I64, F(heard_10min), 0, 0, 0, NULL, NULL },
	{ "stationsTotal", JT_I64, F(stations), 0, 0, 0, NULL, "registered, not withdrawn" },
	{ "stationsOnline", JT_I64, F(online), 0, 0, 0, NULL, NULL },
	{ "stationAlarms", JT_I64, F(alarms), 0, 0, 0, NULL, "open health alarms" },
	{ "openAlerts", JT_I64, F(alerts), 0, 0, 0, NULL, NULL },
	{ "openCases", JT_I64, F(cases), 0, 0, 0, NULL, NULL },
	{ "watchCount", JT_I64, F(watched), 0, 0, 0, NULL, NULL },
	{ "journal", JT_ENUM, F(journal), 0, 0, COUNTOF(journal_words), journal_words, "not ok: nothing is acknowledged" },
	{ "diskFreeBytes", JT_I64, F(free_bytes), 0, 0, 0, NULL, "-1: unknown" },
	{ "visitsTotal", JT_I64, F(visits), 0, 0, 0, NULL, NULL },
	{ "openVisits", JT_I64, F(open_visits), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape overview_shape = JS_SHAPE("Overview", struct overview_view, overview_fields);

static int count_alarm(struct cx *cx, const struct station_alarm *a, void *arg)
{
	(void)cx, (void)a;
	++*(int64_t *)arg;
	return 0;
}

static int get_overview(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct overview_view v = { .at = cx->now, .free_bytes = -1 };
	struct engine_overview o = { .journal_state = JOURNAL_OK, .disk_free_bytes = -1 };

	(void)rq;
	if (cx->track && cx->track->overview)
		TRY(cx->track->overview(cx->track->self, &o));
	TRY(station_count(cx, &v.stations));
	TRY(station_alarms(cx, true, (station_id){ 0 }, 0, STATION_MAX * SA_N, count_alarm, &v.alarms));
	TRY(alert_open_count(cx, &v.alerts));
	TRY(theft_open_count(cx, &v.cases));
	v.per_s = o.sightings_per_s;
	v.total = (int64_t)o.sightings_total;
	v.known = o.tags_known;
	v.heard_10min = o.tags_heard_10min;
	v.online = o.stations_online;
	v.watched = o.watch_count;
	v.journal = o.journal_state;
	v.free_bytes = o.disk_free_bytes;
	v.visits = (int64_t)o.visits_total;
	v.open_visits = o.open_visits;
	js_put(&rp->js, NULL, &overview_shape, &v);
	return 0;
}

/* --- the live map --- */

enum { MAP_MAX = 5000 };
static const str mode_words[] = { SI("density"), SI("bikes") };
static const char cells_schema[] = "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}";
struct map_view { utc_ms at; int mode; str cells, bikes; int64_t heard; bool more; };
#define F(member) offsetof(struct map_view, member)
static const struct js_field map_fields[] = {
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "mode", JT_ENUM, F(mode), 0, 0, COUNTOF(mode_words), mode_words, "zoomed out: density; zoomed in: bikes, without identity" },
	{ "cells", JT_RAW, F(cells), JF_NULL_IF_EMPTY, 0, 0, cells_schema, "lat, lon, count" },
	{ "bikes", JT_RAW, F(bikes), JF_NULL_IF_EMPTY, 0, 0, cells_schema, "lat, lon, radius in m, 1 moving 0 still, age in s" },
	{ "heard", JT_I64, F(heard), 0, 0, 0, NULL, "tags heard in this view" },
	{ "more", JT_BOOL, F(more), 0, 0, 0, NULL, "the view holds more than are sent" },
};
#undef F
static const struct js_shape map_shape = JS_SHAPE("MapBikes", struct map_view, map_fields);

static const struct route_q map_query[] = {
	{ "south", JT_GEO_LAT, JF_REQUIRED, 0, 0, NULL }, { "west", JT_GEO_LON, JF_REQUIRED, 0, 0, NULL },
	{ "north", JT_GEO_LAT, JF_REQUIRED, 0, 0, NULL }, { "east", JT_GEO_LON, JF_REQUIRED, 0, 0, NULL },
	{ "zoom", JT_F64, JF_REQUIRED, 0, 24, "of the map, as its library counts" },
};

static int put_points(struct cx *cx, const struct map_answer *a, str *ret)
{
	struct js js;

	js_init(&js, cx->arena, 2 << 20);
	js_arr(&js, NULL);
	for (uint32_t i = 0; i < a->n; i++) {
		struct geo at = a->density ? a->cells[i].at : a->bikes[i].at;
		js_arr(&js, NULL);
		js_f64(&js, NULL, geo_lat(at), 5);
		js_f64(&js, NULL, geo_lon(at), 5);
		if (a->density) {
			js_i64(&js, NULL, a->cells[i].count);
		} else {
			js_i64(&js, NULL, a->bikes[i].radius_m);
			js_i64(&js, NULL, a->bikes[i].moving);
			js_i64(&js, NULL, a->bikes[i].age_s);
		}
		js_end_arr(&js);
	}
	js_end_arr(&js);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the answer is too large; zoom in");
	*ret = js_text(&js);
	return 0;
}

static int get_map(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct map_query q = { .sw = { (int32_t)rq->q[0].i, (int32_t)rq->q[1].i }, .ne = { (int32_t)rq->q[2].i, (int32_t)rq->q[3].i },
	                       .zoom = (uint8_t)rq->q[4].f, .max = MAP_MAX };
	struct map_view v = { .at = cx->now, .cells = { "", 0 }, .bikes = { "", 0 } };
	struct map_answer a = { .density = true };

	if (q.sw.lat_e7 > q.ne.lat_e7 || q.sw.lon_e7 > q.ne.lon_e7)
		return FAIL_FIELD(cx, E_INVALID, "south", "south must not lie above north, nor west beyond east");
	if (!cx->track || !cx->track->map)
		return FAIL(cx, E_STORE, "the engines are not running");
	TRY(cx->track->map(cx->track->self, cx->arena, &q, &a, &cx->err));
	v.at = a.at ? a.at : cx->now;
	v.mode = !a.density;
	v.heard = a.heard_total;
	v.more = a.n >= q.max;
	TRY(put_points(cx, &a, a.density ? &v.cells : &v.bikes));
	js_put(&rp->js, NULL, &map_shape, &v);
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/overview", ROLE_CITY, NULL, TX_READ, 0, NULL, &overview_shape, NULL, 0, get_overview, NULL, "The city at a glance" },
	{ HTTP_GET, "/api/v1/map/bikes", ROLE_CITY, NULL, TX_NONE, 0, NULL, &map_shape, map_query, COUNTOF(map_query), get_map, NULL,
	  "Bikes in view: density or single ones, without identity" },
};
const struct routes overview_routes = ROUTES("overview", rows);
