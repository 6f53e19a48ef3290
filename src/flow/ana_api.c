/* ana_api — HTTP face of flow_ana and flow_evidence. No rules live here. */
#include "flow/flow_ana.h"
#include "flow/flow_evidence.h"
#include "serve/http/route.h"

static const str sure_names[] = { SI("low"), SI("fair"), SI("good") };
_Static_assert(COUNTOF(sure_names) == SURE_GOOD + 1, "a word for each");

#define STOP_FIELDS \
	{ "stationId", JT_I64, F(at.id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "stationName", JT_STR, F(at.name), 0, 0, 32, NULL, NULL }, \
	{ "stationPlace", JT_STR, F(at.place), 0, 0, 256, NULL, "where it stands, in words" }, \
	{ "lat", JT_GEO_LAT, F(at.at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }
#define WHO_FIELDS \
	{ "tag", JT_TAG, F(who.tag), 0, 0, 0, NULL, NULL }, { "bikeId", JT_I64, F(who.bike), JF_NULL_IF_EMPTY, 0, 0, NULL, "null: no registered bike carried the tag then" }, \
	{ "plate", JT_PLATE, F(who.plate), 0, 0, 0, NULL, "empty: as above" }
#define SURE(o) { "sure", JT_ENUM, F(o), 0, 0, COUNTOF(sure_names), sure_names, "how much it is worth; never a proof" }

static const struct route_q time_query[] = { { "from", JT_UTC, 0, 0, INT64_MAX, NULL }, { "to", JT_UTC, 0, 0, INT64_MAX, NULL } };

/* --- companions --- */

#define F(member) offsetof(struct ana_met, member)
static const struct js_field met_fields[] = {
	STOP_FIELDS, { "ownAt", JT_UTC, F(own), 0, 0, 0, NULL, "when the case's bike was first heard there" }, { "otherAt", JT_UTC, F(other), 0, 0, 0, NULL, "when the companion was" },
};
#undef F
static const struct js_shape met_shape = JS_SHAPE("CompanionRow", struct ana_met, met_fields);
struct companion_view { struct ana_named who; double score; int sure; utc_ms from, to; int64_t stations, shared, ways; struct js_list rows; };
#define F(member) offsetof(struct companion_view, member)
static const struct js_field companion_fields[] = {
	WHO_FIELDS, { "score", JT_F64, F(score), 0, 0, 0, NULL, "2: of a hundred bikes one has a stranger that seems as near" }, SURE(sure),
	{ "fromAt", JT_UTC, F(from), 0, 0, 0, NULL, "of the way in common" }, { "toAt", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "stations", JT_I64, F(stations), 0, 0, 0, NULL, NULL }, { "shared", JT_I64, F(shared), 0, 0, 0, NULL, "stations passed together" }, { "ways", JT_I64, F(ways), 0, 0, 0, NULL, "rides" },
	{ "rows", JT_LIST, F(rows), 0, 0, 0, &met_shape, "what it rests on; the first ones, inside the time asked for" },
};
#undef F
static const struct js_shape companion_shape = JS_SHAPE("Companion", struct companion_view, companion_fields);
struct companions_view { utc_ms from, to, older_from; int64_t visits, withheld; double hours_max; bool more; struct js_list v; };
#define F(member) offsetof(struct companions_view, member)
static const struct js_field companions_fields[] = {
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, "as limited by the case's window" }, { "to", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "olderFrom", JT_UTC, F(older_from), JF_NULL_IF_EMPTY, 0, 0, NULL, "what lies before needs a second person" },
	{ "visits", JT_I64, F(visits), 0, 0, 0, NULL, "of the case's bike in this time; 0: it was not heard, so nothing can be found" },
	{ "hoursMax", JT_F64, F(hours_max), 0, 0, 0, NULL, "of one question" },
	{ "withheld", JT_I64, F(withheld), 0, 0, 0, NULL, "found and not named: the asker's bikes of this day are used up" },
	{ "more", JT_BOOL, F(more), 0, 0, 0, NULL, "narrow the time to see the rest" }, { "items", JT_LIST, F(v), 0, 0, 0, &companion_shape, "best first" },
};
#undef F
static const struct js_shape companions_shape = JS_SHAPE("Companions", struct companions_view, companions_fields);

static int get_companions(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct companions_seen a;

	TRY(flow_companions(cx, (theft_id){ rq->id }, rq->q[0].i, rq->q[1].i, &a));
	struct companion_view *v = arena_alloc(cx->arena, (a.n + 1) * sizeof *v);
	for (size_t i = 0; v && i < a.n; i++) {
		const struct ana_companion *c = &a.v[i];
		v[i] = (struct companion_view){ c->who, c->score, c->sure, c->from, c->to, c->stations, c->shared, c->ways, { c->rows, c->nrows } };
	}
	struct companions_view out = { a.from, a.to, a.older_from, a.visits, a.withheld, a.hours_max, a.more, { v, v ? a.n : 0 } };
	js_put(&rp->js, NULL, &companions_shape, &out);
	return 0;
}

/* --- who was at all scenes --- */

struct scene_view { int64_t theft; struct js_list stations; utc_ms from, to; };
#define F(member) offsetof(struct scene_view, member)
static const struct js_field scene_fields[] = {
	{ "theftId", JT_I64, F(theft), 0, 0, 0, NULL, "the case the scene belongs to, when it is another than that of the path" },
	{ "stationIds", JT_INTLIST, F(stations), JF_REQUIRED, 1, SCENE_STATIONS, NULL, "the stations that hear the place" },
	{ "fromAt", JT_UTC, F(from), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, { "toAt", JT_UTC, F(to), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
};
#undef F
static const struct js_shape scene_shape = JS_SHAPE("SceneAsked", struct scene_view, scene_fields);
struct passed_in { struct js_list scenes; bool ordered; };
#define F(member) offsetof(struct passed_in, member)
static const struct js_field passed_in_fields[] = {
	{ "scenes", JT_LIST, F(scenes), JF_REQUIRED, 1, SCENES_MAX, &scene_shape, "two or more" },
	{ "ordered", JT_BOOL, F(ordered), 0, 0, 0, NULL, "only who came to each scene not before the one in front of it" },
};
#undef F
static const struct js_shape passed_in_shape = JS_SHAPE("PassedAsk", struct passed_in, passed_in_fields);
struct scene_count { utc_ms from, to; int64_t tags; };
#define F(member) offsetof(struct scene_count, member)
static const struct js_field count_fields[] = {
	{ "fromAt", JT_UTC, F(from), 0, 0, 0, NULL, "as limited by the case's window" }, { "toAt", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "tags", JT_I64, F(tags), 0, 0, 0, NULL, "how many were there" },
};
#undef F
static const struct js_shape count_shape = JS_SHAPE("SceneSeen", struct scene_count, count_fields);
struct one_view { struct ana_named who; bool own; struct js_list at; };
#define F(member) offsetof(struct one_view, member)
static const struct js_field one_fields[] = {
	WHO_FIELDS, { "own", JT_BOOL, F(own), 0, 0, 0, NULL, "the bike of one of these cases itself" }, { "at", JT_INTLIST, F(at), 0, 0, SCENES_MAX, NULL, "when it was first heard at each scene" },
};
#undef F
static const struct js_shape one_shape = JS_SHAPE("PassedOne", struct one_view, one_fields);
struct passed_view { struct js_list scenes; int64_t found, withheld; double chance; int sure; bool too_many; struct js_list v; };
#define F(member) offsetof(struct passed_view, member)
static const struct js_field passed_fields[] = {
	{ "scenes", JT_LIST, F(scenes), 0, 0, 0, &count_shape, NULL }, { "found", JT_I64, F(found), 0, 0, 0, NULL, "at all of them" },
	{ "chance", JT_F64, F(chance), 0, 0, 0, NULL, "how many would be by chance" }, SURE(sure),
	{ "withheld", JT_I64, F(withheld), 0, 0, 0, NULL, "not named: the asker's bikes of this day are used up" },
	{ "tooMany", JT_BOOL, F(too_many), 0, 0, 0, NULL, "too many to name: add a scene or shorten the times" },
	{ "items", JT_LIST, F(v), 0, 0, 0, &one_shape, NULL },
};
#undef F
static const struct js_shape passed_shape = JS_SHAPE("Passed", struct passed_view, passed_fields);

static int put_passed(struct cx *cx, struct rep *rp, const struct passed_seen *a)
{
	struct scene_count c[SCENES_MAX];
	struct one_view *v = arena_alloc(cx->arena, (a->n + 1) * sizeof *v);

	for (size_t i = 0; i < a->nscenes; i++)
		c[i] = (struct scene_count){ a->scene[i].from, a->scene[i].to, a->scene[i].tags };
	for (size_t i = 0; v && i < a->n; i++)
		v[i] = (struct one_view){ a->v[i].who, a->v[i].own, { a->v[i].at, a->nscenes } };
	struct passed_view out = { { c, a->nscenes }, a->found, a->withheld, a->chance, a->sure, a->too_many, { v, v ? a->n : 0 } };
	js_put(&rp->js, NULL, &passed_shape, &out);
	return 0;
}

static int post_passed(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct passed_in *in = rq->in;
	const struct scene_view *v = in->scenes.items;
	struct scene_in s[SCENES_MAX] = { { .n = 0 } };
	struct passed_seen a;

	for (size_t i = 0; i < in->scenes.n; i++) {
		s[i] = (struct scene_in){ .theft = v[i].theft, .n = v[i].stations.n, .from = v[i].from, .to = v[i].to };
		memcpy(s[i].station, v[i].stations.items, v[i].stations.n * sizeof s[i].station[0]);
	}
	TRY(flow_passed(cx, (theft_id){ rq->id }, s, in->scenes.n, in->ordered, &a));
	return put_passed(cx, rp, &a);
}

/* --- clones, misplaced stations --- */

#define SWEEP_FIELDS \
	{ "from", JT_UTC, F(s.from), 0, 0, 0, NULL, NULL }, { "to", JT_UTC, F(s.to), 0, 0, 0, NULL, NULL }, { "stations", JT_I64, F(s.stations), 0, 0, 0, NULL, "looked over" }, \
	{ "visits", JT_I64, F(s.visits), 0, 0, 0, NULL, NULL }, { "tags", JT_I64, F(s.tags), 0, 0, 0, NULL, NULL }, \
	{ "share", JT_I64, F(s.share), 0, 0, 0, NULL, "one in so many tags was looked at; 1: all" }, { "found", JT_I64, F(found), 0, 0, 0, NULL, NULL }
#define F(member) offsetof(struct clone_seen, member)
static const struct js_field clone_fields[] = {
	WHO_FIELDS, { "score", JT_F64, F(score), 0, 0, 0, NULL, "2: one in a hundred that all contradictions are errors of radio" }, SURE(sure),
	{ "clashes", JT_I64, F(clashes), 0, 0, 0, NULL, "contradictions that do not rest on the same hearing" },
	{ "apartM", JT_I64, F(apart_m), 0, 0, 0, NULL, "the hardest one: how far apart it was heard" }, { "needMs", JT_I64, F(least_ms), 0, 0, 0, NULL, "the least time for that way" },
	{ "hadMs", JT_I64, F(had_ms), 0, 0, 0, NULL, "the time there was" },
};
#undef F
static const struct js_shape clone_shape = JS_SHAPE("CloneSuspicion", struct clone_seen, clone_fields);
struct clones_view { struct sweep s; int64_t found; struct js_list v; };
#define F(member) offsetof(struct clones_view, member)
static const struct js_field clones_fields[] = { SWEEP_FIELDS, { "items", JT_LIST, F(v), 0, 0, 0, &clone_shape, "best first; neither station nor time: that is a track and needs a reason" } };
#undef F
static const struct js_shape clones_shape = JS_SHAPE("Clones", struct clones_view, clones_fields);
#define F(member) offsetof(struct misplaced_seen, member)
static const struct js_field misplaced_fields[] = {
	STOP_FIELDS, { "guessLat", JT_GEO_LAT, F(guess.lat_e7), 0, 0, 0, NULL, "where its neighbours would have it" }, { "guessLon", JT_GEO_LON, F(guess.lon_e7), 0, 0, 0, NULL, NULL },
	{ "offM", JT_I64, F(off_m), 0, 0, 0, NULL, "from its registered place" }, { "score", JT_F64, F(score), 0, 0, 0, NULL, "that in reaches of hearing" }, SURE(sure),
	{ "tags", JT_I64, F(tags), 0, 0, 0, NULL, "bikes that were elsewhere too soon for its registered place" }, { "of", JT_I64, F(of), 0, 0, 0, NULL, "of so many" },
};
#undef F
static const struct js_shape misplaced_shape = JS_SHAPE("MisplacedStation", struct misplaced_seen, misplaced_fields);
#define F(member) offsetof(struct clones_view, member)
static const struct js_field misplaceds_fields[] = { SWEEP_FIELDS, { "items", JT_LIST, F(v), 0, 0, 0, &misplaced_shape, "farthest off first" } };
#undef F
static const struct js_shape misplaceds_shape = JS_SHAPE("MisplacedStations", struct clones_view, misplaceds_fields);

static int get_clones(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct clones_seen a;

	TRY(flow_clones(cx, rq->q[0].i, rq->q[1].i, &a));
	struct clones_view v = { a.s, a.found, { a.v, a.n } };
	js_put(&rp->js, NULL, &clones_shape, &v);
	return 0;
}

static int get_misplaced(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct misplaceds_seen a;

	TRY(flow_misplaced(cx, rq->q[0].i, rq->q[1].i, &a));
	struct clones_view v = { a.s, a.found, { a.v, a.n } };
	js_put(&rp->js, NULL, &misplaceds_shape, &v);
	return 0;
}

/* --- the evidence sheet --- */

#define F(member) offsetof(struct ev_row, member)
static const struct js_field row_fields[] = {
	{ "no", JT_I64, F(no), 0, 0, 0, NULL, NULL }, { "kind", JT_ENUM, F(kind), 0, 0, EV_KINDS, ev_kind_words, NULL },
	{ "stationId", JT_I64, F(station_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "station", JT_STR, F(station), 0, 0, 32, NULL, NULL }, { "place", JT_STR, F(place), 0, 0, 256, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.lon_e7), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "fromAt", JT_UTC, F(from), 0, 0, 0, NULL, "first heard, or the gap's begin" }, { "toAt", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "reads", JT_I64, F(hits), 0, 0, 0, NULL, NULL }, { "strongestDbm", JT_I32, F(rssi), 0, 0, 0, NULL, NULL },
	{ "clockDoubt", JT_BOOL, F(clock_doubt), 0, 0, 0, NULL, "the station's clock is not to be trusted to 2 s" }, { "late", JT_BOOL, F(late), 0, 0, 0, NULL, "came with a backlog" },
	{ "open", JT_BOOL, F(open), 0, 0, 0, NULL, "still being heard" }, { "reason", JT_ENUM, F(reason), 0, 0, EV_REASONS, ev_reason_words, "of a gap" },
	{ "listening", JT_STR, F(listening), 0, 0, 256, NULL, "who was near, and the share of the gap in which they listened" },
};
#undef F
static const struct js_shape row_shape = JS_SHAPE("EvidenceRow", struct ev_row, row_fields);
struct evidence_view { str number; struct plate plate; tag_id tag; utc_ms from, to, older_from, made_at; str made_by, sha256, csv; struct js_list rows; };
#define F(member) offsetof(struct evidence_view, member)
static const struct js_field evidence_fields[] = {
	{ "number", JT_STR, F(number), 0, 0, 32, NULL, "of the case" }, { "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL }, { "tag", JT_TAG, F(tag), 0, 0, 0, NULL, NULL },
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, "as limited by the case's window" }, { "to", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "olderFrom", JT_UTC, F(older_from), JF_NULL_IF_EMPTY, 0, 0, NULL, "what lies before needs a second person" },
	{ "madeAt", JT_UTC, F(made_at), 0, 0, 0, NULL, NULL }, { "madeBy", JT_STR, F(made_by), 0, 0, 64, NULL, NULL },
	{ "sha256", JT_STR, F(sha256), 0, 0, 64, NULL, "of the lines of csv that do not begin with #" }, { "csv", JT_STR, F(csv), 0, 0, 1 << 20, NULL, "the sheet as a file: docs/evidence.md" },
	{ "rows", JT_LIST, F(rows), 0, 0, 0, &row_shape, "in order of time" },
};
#undef F
static const struct js_shape evidence_shape = JS_SHAPE("Evidence", struct evidence_view, evidence_fields);

static int get_evidence(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct evidence e;

	TRY(flow_evidence(cx, (theft_id){ rq->id }, rq->q[0].i, rq->q[1].i, &e));
	struct evidence_view v = { e.theft.number, e.theft.plate, e.theft.tag, e.from, e.to, e.older_from, e.made_at, e.made_by, str_of(e.sha256), e.csv, { e.rows, e.n } };
	js_put(&rp->js, NULL, &evidence_shape, &v);
	return 0;
}

#define TIMES time_query, COUNTOF(time_query)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/thefts/{id}/companions", ROLE_POLICE, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &companions_shape, TIMES, get_companions, "analysis.companions",
	  "Bikes that went along with the case's bike, within the case's window; a look at its trail" },
	{ HTTP_POST, "/api/v1/thefts/{id}/passed", ROLE_POLICE, NULL, TX_NONE, RF_AUDITED | RF_SLOW, &passed_in_shape, &passed_shape, NULL, 0, post_passed, "analysis.passed",
	  "Bikes that were at all of several scenes of the case; a look at its trail" },
	{ HTTP_GET, "/api/v1/thefts/{id}/evidence", ROLE_POLICE, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &evidence_shape, TIMES, get_evidence, "analysis.evidence",
	  "The evidence sheet of the trail: rows, gaps with reasons, hash; a look at its trail" },
	{ HTTP_GET, "/api/v1/analysis/clones", ROLE_CASE | ROLE_TRAFFIC, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &clones_shape, TIMES, get_clones, "analysis.clones",
	  "Tags that seem to be carried by two bikes; tells no station and no time" },
	{ HTTP_GET, "/api/v1/analysis/misplaced", ROLE_ENGINEER, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &misplaceds_shape, TIMES, get_misplaced, "analysis.misplaced",
	  "Stations that seem not to stand where the register has them; tells no tag" },
};
const struct routes ana_routes = ROUTES("analysis", rows);
