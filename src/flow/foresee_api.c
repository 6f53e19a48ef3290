/* foresee_api — HTTP face of flow_foresee. No rules live here. */
#include "flow/flow_foresee.h"
#include "serve/http/route.h"

static const str trust_names[] = { SI("low"), SI("fair"), SI("good") };
static const str verdict_names[] = { SI("heard"), SI("usual"), SI("unusual"), SI("rare"), SI("deaf"), SI("unknown") };
_Static_assert(COUNTOF(trust_names) == NEXT_GOOD + 1 && COUNTOF(trust_names) == HIDE_GOOD + 1, "a word for each");
_Static_assert(COUNTOF(verdict_names) == DARK_UNKNOWN + 1, "a word for each");

#define STATION_FIELDS \
	{ "stationId", JT_I64, F(at.id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "stationName", JT_STR, F(at.name), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL }, \
	{ "stationPlace", JT_STR, F(at.place), JF_NULL_IF_EMPTY, 0, 256, NULL, "where it stands, in words" }, \
	{ "lat", JT_GEO_LAT, F(at.at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }

/* --- next --- */

struct guess_view { struct foreseen_station at; double pct; utc_ms early, eta, late; int64_t steps_all, steps_own; struct js_list rows; };
#define F(member) offsetof(struct guess_view, member)
static const struct js_field guess_fields[] = {
	STATION_FIELDS, { "pct", JT_F64, F(pct), 0, 0, 100, NULL, "that this is the next station" },
	{ "earlyAt", JT_UTC, F(early), 0, 0, 0, NULL, "if it is: in four of five cases between early and late" }, { "etaAt", JT_UTC, F(eta), 0, 0, 0, NULL, "half of the cases before" },
	{ "lateAt", JT_UTC, F(late), 0, 0, 0, NULL, NULL },
	{ "stepsAll", JT_I64, F(steps_all), 0, 0, 0, NULL, "of all bikes from the present station to this one" }, { "stepsOwn", JT_I64, F(steps_own), 0, 0, 0, NULL, "this bike's" },
	{ "ownAt", JT_INTLIST, F(rows), 0, 0, NEXT_ROWS, NULL, "when the visits began from which its own latest steps went there" },
};
#undef F
static const struct js_shape guess_shape = JS_SHAPE("NextGuess", struct guess_view, guess_fields);
struct next_view { int32_t days; bool known; struct foreseen_station at; utc_ms since; int32_t trust, order; int64_t steps_context, steps_here; struct js_list guesses; };
#define F(member) offsetof(struct next_view, member)
static const struct js_field next_fields[] = {
	{ "days", JT_I32, F(days), 0, 0, 0, NULL, "of the city's movement that were learned; 0: nothing is known yet" },
	{ "known", JT_BOOL, F(known), 0, 0, 0, NULL, "false: the bike was not heard in the case's window" }, STATION_FIELDS,
	{ "since", JT_UTC, F(since), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "trust", JT_ENUM, F(trust), 0, 0, COUNTOF(trust_names), trust_names, NULL },
	{ "order", JT_I32, F(order), 0, 0, 3, NULL, "how many stations of its way were known as a context" },
	{ "stepsContext", JT_I64, F(steps_context), 0, 0, 0, NULL, "of all bikes in that context" }, { "stepsHere", JT_I64, F(steps_here), 0, 0, 0, NULL, "from this station" },
	{ "guesses", JT_LIST, F(guesses), 0, 0, 0, &guess_shape, "most probable first" },
};
#undef F
static const struct js_shape next_shape = JS_SHAPE("TheftNext", struct next_view, next_fields);

static int get_next(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct guess_view g[NEXT_GUESSES];
	struct next_seen a;

	TRY(flow_next(cx, (theft_id){ rq->id }, &a));
	for (size_t i = 0; i < a.n; i++)
		g[i] = (struct guess_view){ a.guess[i].at, a.guess[i].pct, a.guess[i].early, a.guess[i].eta, a.guess[i].late, a.guess[i].steps_all, a.guess[i].steps_own,
		                            { a.guess[i].row, a.guess[i].rows } };
	struct next_view v = { a.days, a.known, a.at, a.since, a.trust, a.order, a.steps_context, a.steps_here, { g, a.n } };
	js_put(&rp->js, NULL, &next_shape, &v);
	return 0;
}

/* --- dark and hide --- */

#define F(member) offsetof(struct dark_around, member)
static const struct js_field around_fields[] = {
	STATION_FIELDS, { "weightPct", JT_F64, F(weight_pct), 0, 0, 100, NULL, NULL },
	{ "upKnown", JT_BOOL, F(up_known), 0, 0, 0, NULL, NULL }, { "upPct", JT_F64, F(up_pct), 0, 0, 100, NULL, "share of the silence in which it listened" },
};
#undef F
static const struct js_shape around_shape = JS_SHAPE("DarkStation", struct dark_around, around_fields);
struct hide_view { struct hide_seen h; struct js_list rows; };
#define F(member) offsetof(struct hide_view, member)
static const struct js_field hide_fields[] = {
	{ "stations", JT_STR, F(h.stations), 0, 0, 512, NULL, "names, where it was heard longest first" },
	{ "lat", JT_GEO_LAT, F(h.at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(h.at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "radiusM", JT_I32, F(h.radius_m), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "pct", JT_F64, F(h.pct), 0, 0, 100, NULL, "share of its staying" }, { "nowPct", JT_F64, F(h.pct_now), 0, 0, 100, NULL, "the same at this time of day" },
	{ "stays", JT_I64, F(h.stays), 0, 0, 0, NULL, NULL }, { "nights", JT_I64, F(h.nights), 0, 0, 0, NULL, NULL },
	{ "silences", JT_I64, F(h.silences), 0, 0, 0, NULL, "stays that were or ended unheard for half an hour or more" },
	{ "heardMs", JT_I64, F(h.heard_ms), 0, 0, 0, NULL, NULL }, { "silentMs", JT_I64, F(h.silent_ms), 0, 0, 0, NULL, NULL },
	{ "firstAt", JT_UTC, F(h.first), 0, 0, 0, NULL, NULL }, { "lastAt", JT_UTC, F(h.last), 0, 0, 0, NULL, NULL },
	{ "hereLast", JT_BOOL, F(h.here_last), 0, 0, 0, NULL, "the last place before the present silence" },
	{ "trust", JT_ENUM, F(h.trust), 0, 0, COUNTOF(trust_names), trust_names, NULL },
	{ "staysAt", JT_INTLIST, F(rows), 0, 0, HIDE_ROWS, NULL, "when the latest stays began" },
};
#undef F
static const struct js_shape hide_shape = JS_SHAPE("HideOut", struct hide_view, hide_fields);
struct dark_view {
	int32_t days, verdict; bool known; struct foreseen_station at; utc_ms since; int64_t silent_ms, listened_ms; double longer, low, high;
	int64_t here, cls, usual, own, own_longer, own_longest; struct js_list around, hide;
};
#define F(member) offsetof(struct dark_view, member)
static const struct js_field dark_fields[] = {
	{ "days", JT_I32, F(days), 0, 0, 0, NULL, "of the city's silences that were learned; 0: nothing is known yet" },
	{ "verdict", JT_ENUM, F(verdict), 0, 0, COUNTOF(verdict_names), verdict_names, "deaf: the stations around were not listening, nothing can be said" },
	{ "known", JT_BOOL, F(known), 0, 0, 0, NULL, "false: the bike was not heard in the case's window" }, STATION_FIELDS,
	{ "since", JT_UTC, F(since), JF_NULL_IF_EMPTY, 0, 0, NULL, "heard last" },
	{ "silentMs", JT_I64, F(silent_ms), 0, 0, 0, NULL, NULL }, { "listenedMs", JT_I64, F(listened_ms), 0, 0, 0, NULL, "of it, in which the stations around listened" },
	{ "longerPct", JT_F64, F(longer), 0, 0, 100, NULL, "of the silences after this station at this time of day that last longer" },
	{ "longerLowPct", JT_F64, F(low), 0, 0, 100, NULL, "95 % interval" }, { "longerHighPct", JT_F64, F(high), 0, 0, 100, NULL, NULL },
	{ "silencesHere", JT_I64, F(here), 0, 0, 0, NULL, "what that rests on" }, { "silencesClass", JT_I64, F(cls), 0, 0, 0, NULL, "at stations of its kind" },
	{ "usualMs", JT_I64, F(usual), 0, 0, 0, NULL, "half of them end within" },
	{ "own", JT_I64, F(own), 0, 0, 0, NULL, "this bike's own earlier silences here" }, { "ownLonger", JT_I64, F(own_longer), 0, 0, 0, NULL, NULL },
	{ "ownLongestMs", JT_I64, F(own_longest), 0, 0, 0, NULL, NULL },
	{ "around", JT_LIST, F(around), 0, 0, 0, &around_shape, "the last station and the ways on from there" },
	{ "hideOuts", JT_LIST, F(hide), 0, 0, 0, &hide_shape, "most likely first" },
};
#undef F
static const struct js_shape dark_shape = JS_SHAPE("TheftDark", struct dark_view, dark_fields);

static int get_dark(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct hide_view h[HIDE_PLACES];
	struct dark_seen a;

	TRY(flow_dark(cx, (theft_id){ rq->id }, &a));
	for (size_t i = 0; i < a.nhide; i++)
		h[i] = (struct hide_view){ a.hide[i], { a.hide[i].row, a.hide[i].rows } };
	struct dark_view v = { a.days, a.verdict, a.known, a.at, a.since, a.silent_ms, a.listened_ms, a.longer_pct, a.low_pct, a.high_pct, a.silences_here, a.silences_class,
	                       a.usual_ms, a.own, a.own_longer, a.own_longest_ms, { a.around, a.naround }, { h, a.nhide } };
	js_put(&rp->js, NULL, &dark_shape, &v);
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/thefts/{id}/next", ROLE_POLICE, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &next_shape, NULL, 0, get_next, "trail.read",
	  "Where the bike is expected next, with times and what it rests on; a look at its trail" },
	{ HTTP_GET, "/api/v1/thefts/{id}/dark", ROLE_POLICE, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &dark_shape, NULL, 0, get_dark, "trail.read",
	  "Whether the bike's silence is unusual, and where it may be hidden; a look at its trail" },
};
const struct routes foresee_routes = ROUTES("thefts", rows);
