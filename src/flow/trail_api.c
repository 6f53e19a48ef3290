/* trail_api — see trail_api.h. No rules live here. */
#include "flow/trail_api.h"

#define F(member) offsetof(struct seen_visit, member)
static const struct js_field visit_fields[] = {
	{ "stationId", JT_I64, F(station_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 32, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "where the station stands, in words" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "firstAt", JT_UTC, F(first), 0, 0, 0, NULL, NULL }, { "lastAt", JT_UTC, F(last), 0, 0, 0, NULL, NULL },
	{ "hits", JT_I64, F(hits), 0, 0, 0, NULL, NULL }, { "rssiMax", JT_I32, F(rssi_max), 0, 0, 0, NULL, "dBm" },
	{ "open", JT_BOOL, F(open), 0, 0, 0, NULL, "still being heard" }, { "late", JT_BOOL, F(late), 0, 0, 0, NULL, "came with a backlog" },
	{ "clockDoubt", JT_BOOL, F(clock_doubt), 0, 0, 0, NULL, "the station's clock is not to be trusted to 2 s" },
};
#undef F
static const struct js_shape visit_shape = JS_SHAPE("TrailVisit", struct seen_visit, visit_fields);
#define F(member) offsetof(struct seen_position, member)
static const struct js_field position_fields[] = {
	{ "at", JT_UTC, F(t), 0, 0, 0, NULL, NULL }, { "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL }, { "radiusM", JT_I32, F(radius_m), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape position_shape = JS_SHAPE("TrailPosition", struct seen_position, position_fields);
#define F(member) offsetof(struct gap_station, member)
static const struct js_field gap_station_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 1, 32, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "where the station stands, in words" },
	{ "upPct", JT_F64, F(up_pct), 0, 0, 100, NULL, "share of the gap in which it was listening" },
};
#undef F
static const struct js_shape gap_station_shape = JS_SHAPE("GapStation", struct gap_station, gap_station_fields);
struct gap_view { utc_ms from, to; str reason; struct js_list stations; };
#define F(member) offsetof(struct gap_view, member)
static const struct js_field gap_fields[] = {
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, NULL }, { "to", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 16, NULL, "not-heard" },
	{ "stations", JT_LIST, F(stations), 0, 0, 0, &gap_station_shape, "where it was before and after, and who stands near" },
};
#undef F
static const struct js_shape gap_shape = JS_SHAPE("TrailGap", struct gap_view, gap_fields);
struct trail_view { struct js_list visits, positions, gaps; bool more; utc_ms from, to, older_from; bool moved; };
#define F(member) offsetof(struct trail_view, member)
static const struct js_field trail_fields[] = {
	{ "visits", JT_LIST, F(visits), 0, 0, 0, &visit_shape, NULL }, { "positions", JT_LIST, F(positions), 0, 0, 0, &position_shape, NULL },
	{ "gaps", JT_LIST, F(gaps), 0, 0, 0, &gap_shape, NULL }, { "more", JT_BOOL, F(more), 0, 0, 0, NULL, "narrow the time to see the rest" },
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, "as limited by the case's window" }, { "to", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "olderFrom", JT_UTC, F(older_from), JF_NULL_IF_EMPTY, 0, 0, NULL, "the window begins here, but what lies before \"from\" needs a second person: POST /access/requests" },
	{ "moved", JT_BOOL, F(moved), 0, 0, 0, NULL, "true: the case is not any more of the version that was given; nothing was looked at" },
};
#undef F
const struct js_shape trail_shape = JS_SHAPE("Trail", struct trail_view, trail_fields);

int flow_trail_put(struct cx *cx, struct js *js, const struct trail_answer *a)
{
	struct gap_view *gaps = arena_alloc(cx->arena, a->ngaps * sizeof *gaps);

	for (size_t i = 0; gaps && i < a->ngaps; i++)
		gaps[i] = (struct gap_view){ a->gaps[i].from, a->gaps[i].to, a->gaps[i].reason, { a->gaps[i].stations, a->gaps[i].n } };
	struct trail_view v = { { a->visits, a->nvisits }, { a->positions, a->npositions }, { gaps, gaps ? a->ngaps : 0 }, a->more, a->from, a->to, a->older_from, a->moved };
	js_put(js, NULL, &trail_shape, &v);
	return 0;
}
