/* junction_api — HTTP face of the junctions: register, drafts, what contradicts itself, phases in and phases now. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_junction.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes junction_routes;

enum { VERSIONS_MAX = 50, CSV_MAX = 8 << 20, IMPORT_TEXT = 240 << 10 };

/* --- lists --- */

struct row_view { int64_t id; str name; int64_t unit; struct geo at; int64_t published, draft, ver; int source, off; };
#define F(member) offsetof(struct row_view, member)
static const struct js_field row_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, "the number that stations name as theirs" },
	{ "name", JT_STR, F(name), 0, 0, 200, NULL, NULL },
	{ "unitId", JT_I64, F(unit), 0, 0, 0, NULL, "whose traffic police reviews what is found there" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "published", JT_I64, F(published), JF_NULL_IF_EMPTY, 0, 0, NULL, "version in force" },
	{ "draft", JT_I64, F(draft), JF_NULL_IF_EMPTY, 0, 0, NULL, "version that is being worked on" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
	{ "source", JT_ENUM, F(source), 0, 0, JSRC_N, junction_source_names, "where its phases come from" },
	{ "off", JT_ENUM, F(off), 0, 0, RO_N, red_off_names, "why red-light detection is off; on: it works" },
};
#undef F
static const struct js_shape row_shape = JS_SHAPE("Junction", struct row_view, row_fields);

static int fill_row(struct cx *cx, const struct junction *j, struct row_view *ret)
{
	struct junction_seen *st = arena_alloc(cx->arena, sizeof *st);
	struct junction_source s;

	if (!st)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(junction_source_get(cx, j->id, &s));
	TRY(flow_junction_now(cx, j, st));
	*ret = (struct row_view){ j->id, j->name, j->unit.v, j->at, j->published, j->draft, j->ver, s.kind, (int)st->off };
	return 0;
}

static int list_one(struct cx *cx, const struct junction *j, void *arg)
{
	struct page *p = arg;
	struct row_view v;

	if (page_item(p, j->id)) {
		TRY(fill_row(cx, j, &v));
		js_put(p->js, NULL, &row_shape, &v);
	}
	return 0;
}

static const struct route_q list_query[] = { PAGE_QUERY, { "q", JT_STR, 0, 0, 64, "part of the name, or the number" } };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(junction_list(cx, rq->q[0].i, rq->q[2].s, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

/* --- one --- */

struct fault_view { int kind; bool stops; str arm, station, group; };
#define F(member) offsetof(struct fault_view, member)
static const struct js_field fault_fields[] = {
	{ "kind", JT_ENUM, F(kind), 0, 0, JX_N, junction_fault_names, NULL },
	{ "stops", JT_BOOL, F(stops), 0, 0, 0, NULL, "it is not published with this" },
	{ "arm", JT_STR, F(arm), 0, 0, 8, NULL, NULL }, { "station", JT_STR, F(station), 0, 0, 32, NULL, NULL }, { "group", JT_STR, F(group), 0, 0, 16, NULL, NULL },
};
#undef F
static const struct js_shape fault_shape = JS_SHAPE("JunctionFault", struct fault_view, fault_fields);

struct version_view { int64_t version; int state; str note; int64_t created_by; str created_name; utc_ms created_at; int64_t published_by; str published_name; utc_ms published_at; };
#define F(member) offsetof(struct version_view, member)
static const struct js_field version_fields[] = {
	{ "version", JT_I64, F(version), 0, 0, 0, NULL, NULL }, { "state", JT_ENUM, F(state), 0, 0, JV_N, junction_state_names, NULL },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, NULL }, { "createdBy", JT_I64, F(created_by), 0, 0, 0, NULL, "account" },
	{ "createdName", JT_STR, F(created_name), 0, 0, 64, NULL, "shown name" }, { "publishedName", JT_STR, F(published_name), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL }, { "publishedBy", JT_I64, F(published_by), JF_NULL_IF_EMPTY, 0, 0, NULL, "account" },
	{ "publishedAt", JT_UTC, F(published_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape version_shape = JS_SHAPE("JunctionVersion", struct version_view, version_fields);

struct station_view { int64_t id; str name; struct geo at; int32_t junction; };
#define F(member) offsetof(struct station_view, member)
static const struct js_field station_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 32, NULL, NULL }, { "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL }, { "junction", JT_I32, F(junction), 0, 0, 0, NULL, "that it names as its own" },
};
#undef F
static const struct js_shape station_shape = JS_SHAPE("JunctionStation", struct station_view, station_fields);

static const str shown_names[] = { SI("draft"), SI("published"), SI("replaced"), SI("discarded"), SI("none") };
struct full_view {
	struct row_view r; int64_t version; int shown; struct junction_geometry g; struct js_list faults, versions, stations; int64_t stops; bool told;
	str address; int64_t controller; int32_t road; struct js_list plan;
};
#define R(member) offsetof(struct full_view, r.member)
#define F(member) offsetof(struct full_view, member)
static const struct js_field full_fields[] = {
	{ "id", JT_I64, R(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, R(name), 0, 0, 200, NULL, NULL }, { "unitId", JT_I64, R(unit), 0, 0, 0, NULL, NULL },
	{ "lat", JT_GEO_LAT, R(at.lat_e7), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, R(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "published", JT_I64, R(published), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "draft", JT_I64, R(draft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, R(ver), 0, 0, 0, NULL, NULL }, { "source", JT_ENUM, R(source), 0, 0, JSRC_N, junction_source_names, NULL },
	{ "off", JT_ENUM, R(off), 0, 0, RO_N, red_off_names, "why red-light detection is off" },
	{ "version", JT_I64, F(version), JF_NULL_IF_EMPTY, 0, 0, NULL, "of the geometry shown: the draft if there is one" },
	{ "shown", JT_ENUM, F(shown), 0, 0, COUNTOF(shown_names), shown_names, "its state" },
	{ "geometry", JT_OBJ, F(g), 0, 0, 0, &junction_geometry_shape, NULL },
	{ "faults", JT_LIST, F(faults), 0, 0, 0, &fault_shape, "what contradicts itself in it" },
	{ "stops", JT_I64, F(stops), 0, 0, 0, NULL, "how many of them stop it from being published" },
	{ "versions", JT_LIST, F(versions), 0, 0, 0, &version_shape, "newest first" },
	{ "stations", JT_LIST, F(stations), 0, 0, 0, &station_shape, "those it may have antennas of" },
	{ "told", JT_BOOL, F(told), 0, 0, 0, NULL, "the detector has the version in force" },
	{ "address", JT_STR, F(address), 0, 0, 64, NULL, "of the signal controller" }, { "controller", JT_I64, F(controller), 0, 0, 0, NULL, NULL },
	{ "road", JT_I32, F(road), 0, 0, 0, NULL, NULL }, { "plan", JT_LIST, F(plan), 0, 0, 0, &junction_plan_shape, "the fixed-time plan: none or one" },
};
#undef F
#undef R
static const struct js_shape full_shape = JS_SHAPE("JunctionFull", struct full_view, full_fields);

struct take_versions { struct version_view v[VERSIONS_MAX]; size_t n; };

static int take_version(struct cx *cx, const struct junction_version *v, void *arg)
{
	struct take_versions *t = arg;

	struct account by, published;

	TRY(account_or_none(cx, v->created_by, &by));
	TRY(account_or_none(cx, v->published_by, &published));
	t->v[t->n++] = (struct version_view){ v->version, v->state, v->note, v->created_by.v, by.display, v->created_at, v->published_by.v, published.display, v->published_at };
	return 0;
}

static int fill_faults(struct cx *cx, const struct junction *j, struct full_view *v)
{
	struct junction_fault_list *f = arena_alloc(cx->arena, sizeof *f);
	struct fault_view *out = arena_alloc(cx->arena, JUNCTION_FAULTS * sizeof *out);

	if (!f || !out)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(flow_junction_faults(cx, j, &v->g, f));
	for (int i = 0; i < f->n; i++)
		out[i] = (struct fault_view){ f->f[i].kind, junction_fault_stops(f->f[i].kind), f->f[i].arm, f->f[i].station, f->f[i].group };
	v->faults = (struct js_list){ out, (size_t)f->n };
	v->stops = f->stops;
	return 0;
}

static int fill_stations(struct cx *cx, const struct junction *j, struct full_view *v)
{
	struct junction_stations s;

	TRY(flow_junction_stations(cx, j, &v->g, &s));
	struct station_view *out = arena_alloc(cx->arena, (s.n + 1) * sizeof *out);
	for (size_t i = 0; out && i < s.n; i++)
		out[i] = (struct station_view){ s.s[i].id.v, station_name_str(&s.s[i].name), s.s[i].at, s.s[i].junction };
	v->stations = (struct js_list){ out, out ? s.n : 0 };
	return 0;
}

static int put_full(struct cx *cx, struct rep *rp, const struct junction *j)
{
	struct take_versions *t = arena_alloc(cx->arena, sizeof *t);
	struct full_view v = { .shown = JV_N, .version = j->draft ? j->draft : j->published };
	struct junction_plan *plan = arena_alloc(cx->arena, sizeof *plan);
	struct junction_version g;
	struct junction_source s;

	if (!t || !plan)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	t->n = 0;
	TRY(fill_row(cx, j, &v.r));
	TRY(junction_versions(cx, j->id, VERSIONS_MAX, take_version, t));
	v.versions = (struct js_list){ t->v, t->n };
	v.told = j->published && j->told == j->published;
	if (v.version) {
		TRY(junction_version_get(cx, j->id, v.version, &g));
		TRY(junction_geometry_of(cx, g.geometry, &v.g));
		v.shown = g.state;
		TRY(fill_faults(cx, j, &v));
	}
	TRY(fill_stations(cx, j, &v));
	TRY(junction_source_get(cx, j->id, &s));
	v.address = s.address;
	v.controller = s.controller;
	v.road = s.road;
	if (s.plan.n) {
		TRY(js_read(cx, &junction_plan_shape, s.plan, plan));
		v.plan = (struct js_list){ plan, 1 };
	}
	js_put(&rp->js, NULL, &full_shape, &v);
	rp->audit_subject = j->id;
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct junction j;

	TRY(junction_get(cx, rq->id, &j));
	return put_full(cx, rp, &j);
}

static int get_version(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct junction_geometry g;
	struct junction_version v;
	int64_t n;

	if (!str_i64(rq->name, 1, INT32_MAX, &n))
		return FAIL(cx, E_NOTFOUND, "a version is a number");
	TRY(junction_version_get(cx, rq->id, n, &v));
	TRY(junction_geometry_of(cx, v.geometry, &g));
	js_put(&rp->js, NULL, &junction_geometry_shape, &g);
	return 0;
}

/* --- writing --- */

struct add_in { int64_t id, unit; str name; int32_t lat, lon; };
#define F(member) offsetof(struct add_in, member)
static const struct js_field add_fields[] = {
	{ "id", JT_I64, F(id), JF_REQUIRED, 1, JUNCTION_MAX_ID, NULL, "the number that stations name as theirs" },
	{ "name", JT_STR, F(name), JF_REQUIRED, 1, 200, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(lat), JF_REQUIRED, 0, 0, NULL, "its middle" }, { "lon", JT_GEO_LON, F(lon), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "unitId", JT_I64, F(unit), 0, 0, 0, NULL, "the actor's unit if not given" },
};
#undef F
static const struct js_shape add_shape = JS_SHAPE("JunctionNew", struct add_in, add_fields);

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;
	struct junction j;

	TRY(flow_junction_add(cx, in->id, in->name, in->unit, (struct geo){ in->lat, in->lon }, &j));
	return put_full(cx, rp, &j);
}

struct change_in { int64_t ver; str name; int32_t lat, lon; };
#define F(member) offsetof(struct change_in, member)
static const struct js_field change_fields[] = {
	{ "ver", JT_I64, F(ver), JF_REQUIRED, 0, 0, NULL, "as it was read" }, { "name", JT_STR, F(name), JF_REQUIRED, 1, 200, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(lat), JF_REQUIRED, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(lon), JF_REQUIRED, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape change_shape = JS_SHAPE("JunctionRename", struct change_in, change_fields);

static int put_change(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct change_in *in = rq->in;
	struct junction j;

	TRY(junction_get(cx, rq->id, &j));
	TRY(junction_change(cx, &j, in->name, (struct geo){ in->lat, in->lon }, in->ver));
	return put_full(cx, rp, &j);
}

struct draft_in { int64_t ver; str note; struct junction_geometry g; };
#define F(member) offsetof(struct draft_in, member)
static const struct js_field draft_fields[] = {
	{ "ver", JT_I64, F(ver), JF_REQUIRED, 0, 0, NULL, "as it was read" }, { "note", JT_STR, F(note), 0, 0, 400, NULL, "what was changed, and why" },
	{ "geometry", JT_OBJ, F(g), JF_REQUIRED, 0, 0, &junction_geometry_shape, NULL },
};
#undef F
static const struct js_shape draft_shape = JS_SHAPE("JunctionDraft", struct draft_in, draft_fields);

static int put_draft(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct draft_in *in = rq->in;
	struct junction j;

	TRY(flow_junction_draft(cx, rq->id, in->ver, &in->g, in->note, &j));
	return put_full(cx, rp, &j);
}

struct ver_in { int64_t ver; };
static const struct js_field ver_fields[] = { { "ver", JT_I64, offsetof(struct ver_in, ver), JF_REQUIRED, 0, 0, NULL, "as it was read" } };
static const struct js_shape ver_shape = JS_SHAPE("JunctionVer", struct ver_in, ver_fields);

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct ver_in *in = rq->in;
	struct junction j;

	if (str_eq(rq->name, S("publish"))) {
		TRY(flow_junction_publish(cx, rq->id, in->ver, &j));
	} else if (str_eq(rq->name, S("discard"))) {
		TRY(junction_get(cx, rq->id, &j));
		if (in->ver && in->ver != j.ver)
			return FAIL_FIELD(cx, E_STATE, "ver", "somebody else has changed it meanwhile; look again");
		TRY(junction_discard(cx, &j));
	} else {
		return FAIL(cx, E_NOTFOUND, "no such step; there are publish and discard");
	}
	rp->audit_detail = rq->name;
	return put_full(cx, rp, &j);
}

struct import_in { str intersections, stations; int64_t unit; };
#define F(member) offsetof(struct import_in, member)
static const struct js_field import_fields[] = {
	{ "intersections", JT_STR, F(intersections), JF_REQUIRED, 1, IMPORT_TEXT, NULL, "the text of intersections.csv" },
	{ "stations", JT_STR, F(stations), 0, 0, IMPORT_TEXT, NULL, "the text of stations.csv" },
	{ "unitId", JT_I64, F(unit), 0, 0, 0, NULL, "of new junctions; the actor's if not given" },
};
#undef F
static const struct js_shape import_shape = JS_SHAPE("JunctionImport", struct import_in, import_fields);
#define F(member) offsetof(struct junction_import, member)
static const struct js_field imported_fields[] = {
	{ "added", JT_I64, F(added), 0, 0, 0, NULL, "junctions that are new" }, { "drafts", JT_I64, F(drafts), 0, 0, 0, NULL, "drafts to look through and publish" },
	{ "antennas", JT_I64, F(antennas), 0, 0, 0, NULL, NULL }, { "unknown", JT_I64, F(unknown), 0, 0, 0, NULL, "stations that are not in the register" },
};
#undef F
static const struct js_shape imported_shape = JS_SHAPE("JunctionImported", struct junction_import, imported_fields);

static int post_import(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct import_in *in = rq->in;
	struct junction_import done;

	TRY(flow_junction_import(cx, in->intersections, in->stations, in->unit, &done));
	rp->audit_detail = arena_fmt(cx->arena, "{\"drafts\":%lld}", (long long)done.drafts);
	js_put(&rp->js, NULL, &imported_shape, &done);
	return 0;
}

struct source_in { int kind; str address; int64_t controller; int32_t road; struct js_list plan; };
#define F(member) offsetof(struct source_in, member)
static const struct js_field source_fields[] = {
	{ "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, JSRC_N, junction_source_names, NULL },
	{ "address", JT_STR, F(address), 0, 0, 64, NULL, "ADDRESS:PORT of the controller (GB/T 20999)" },
	{ "controller", JT_I64, F(controller), 0, 0, 4294967295, NULL, "the controller's number" }, { "road", JT_I32, F(road), 0, 0, 255, NULL, "of the controller's junctions" },
	{ "plan", JT_LIST, F(plan), 0, 0, 1, &junction_plan_shape, "the fixed-time plan: none or one" },
};
#undef F
static const struct js_shape source_shape = JS_SHAPE("JunctionSource", struct source_in, source_fields);

static int put_source(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct source_in *in = rq->in;
	struct junction_source s = { .junction = rq->id, .kind = in->kind, .address = in->address, .controller = in->controller, .road = in->road }, done;
	struct junction j;

	TRY(flow_junction_source(cx, &s, in->plan.n ? in->plan.items : NULL, &done));
	TRY(junction_get(cx, rq->id, &j));
	rp->audit_detail = junction_source_names[in->kind];
	return put_full(cx, rp, &j);
}

/* --- phases --- */

static const str state_names[] = { SI("unknown"), SI("green"), SI("yellow"), SI("red"), SI("red-yellow"), SI("flashing"), SI("off"), SI("manual"), SI("stale") };
static const str by_names[JNS_N] = { SI("api"), SI("file"), SI("plan"), SI("gbt20999") };
struct phase_view { str group; int state, source; utc_ms at, received; };
#define F(member) offsetof(struct phase_view, member)
static const struct js_field phase_fields[] = {
	{ "group", JT_STR, F(group), 0, 0, 16, NULL, NULL }, { "state", JT_ENUM, F(state), 0, 0, COUNTOF(state_names), state_names, NULL },
	{ "source", JT_ENUM, F(source), 0, 0, JNS_N, by_names, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, "the controller's clock" },
	{ "receivedAt", JT_UTC, F(received), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape phase_shape = JS_SHAPE("SignalPhase", struct phase_view, phase_fields);

struct now_view {
	int off; struct js_list groups; utc_ms last; int64_t cycle, stale; bool offset_known; int32_t offset, spread; bool judged, clock_known; int32_t controller, controller_err;
	int64_t passages, verdicts; utc_ms now;
};
#define F(member) offsetof(struct now_view, member)
static const struct js_field now_fields[] = {
	{ "off", JT_ENUM, F(off), 0, 0, RO_N, red_off_names, "why red-light detection is off; on: it works" },
	{ "groups", JT_LIST, F(groups), 0, 0, 0, &phase_shape, "what each group shows now" },
	{ "lastAt", JT_UTC, F(last), JF_NULL_IF_EMPTY, 0, 0, NULL, "the latest change of any group" }, { "nowAt", JT_UTC, F(now), 0, 0, 0, NULL, NULL },
	{ "cycleMs", JT_I64, F(cycle), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "staleMs", JT_I64, F(stale), 0, 0, 0, NULL, "phases older than this are stale" },
	{ "offsetKnown", JT_BOOL, F(offset_known), 0, 0, 0, NULL, NULL },
	{ "offsetMs", JT_I32, F(offset), 0, 0, 0, NULL, "the controller's clock minus the server's" }, { "spreadMs", JT_I32, F(spread), 0, 0, 0, NULL, NULL },
	{ "judged", JT_BOOL, F(judged), 0, 0, 0, NULL, "the detector works on this junction" },
	{ "clockKnown", JT_BOOL, F(clock_known), 0, 0, 0, NULL, "the detector knows the controller's clock against the stations'" },
	{ "controllerMs", JT_I32, F(controller), 0, 0, 0, NULL, "the controller's clock minus the stations'" }, { "controllerErrMs", JT_I32, F(controller_err), 0, 0, 0, NULL, NULL },
	{ "passages", JT_I64, F(passages), 0, 0, 0, NULL, NULL }, { "verdicts", JT_I64, F(verdicts), 0, 0, 0, NULL, "since the start" },
};
#undef F
static const struct js_shape now_shape = JS_SHAPE("JunctionNow", struct now_view, now_fields);

static const char move_letter[JM_N] = { 'L', 'T', 'R', 'U', '*' };

static int get_signals(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct junction_seen *st = arena_alloc(cx->arena, sizeof *st);
	struct phase_view *p = arena_alloc(cx->arena, COUNTOF(st->now.group) * sizeof *p);
	struct junction j;

	if (!st || !p)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(junction_get(cx, rq->id, &j));
	TRY(flow_junction_now(cx, &j, st));
	const struct junction_now *n = &st->now;
	for (uint32_t i = 0; i < n->n; i++)
		p[i] = (struct phase_view){ arena_fmt(cx->arena, "%s:%c", n->group[i].arm, move_letter[n->group[i].move % JM_N]), n->group[i].state % (int)COUNTOF(state_names),
		                            n->group[i].source % JNS_N, n->group[i].at, n->group[i].received };
	struct now_view v = { (int)st->off, { p, n->n }, n->last_received, n->cycle_ms, jn_stale_ms(n->cycle_ms), n->offset_known, n->offset_ms, n->offset_spread_ms,
		n->judged, n->status.controller_known, n->status.controller_ms, n->status.controller_err_ms, n->status.passages, (int64_t)n->verdicts, cx->now };
	js_put(&rp->js, NULL, &now_shape, &v);
	return 0;
}

/* A gateway tells something every second: one row an hour says that it does. */
static int told(struct cx *cx, int64_t junction, const char *verb)
{
	bool recent;

	TRY(audit_recent(cx, verb, "junction", junction, cx->now - HOUR_MS, &recent));
	return recent ? 0 : audit_add(cx, verb, "junction", junction, (theft_id){ 0 }, S(""));
}

struct signal_one { str group, state; utc_ms at; };
#define F(member) offsetof(struct signal_one, member)
static const struct js_field signal_fields[] = {
	{ "group", JT_STR, F(group), JF_REQUIRED, 3, 16, NULL, "W:T" }, { "state", JT_STR, F(state), JF_REQUIRED, 1, 16, NULL, "G Y R, or a word" },
	{ "at", JT_UTC, F(at), JF_REQUIRED, 0, 0, NULL, "the controller's clock" },
};
#undef F
static const struct js_shape signal_shape = JS_SHAPE("SignalChange", struct signal_one, signal_fields);
struct signals_in { struct js_list changes; };
static const struct js_field signals_fields[] = { { "changes", JT_LIST, offsetof(struct signals_in, changes), JF_REQUIRED, 1, SIGNALS_MAX, &signal_shape, NULL } };
static const struct js_shape signals_shape = JS_SHAPE("SignalChanges", struct signals_in, signals_fields);
struct taken { int64_t taken; };
static const struct js_field taken_fields[] = { { "taken", JT_I64, offsetof(struct taken, taken), 0, 0, 0, NULL, "changes that are in the journal now" } };
static const struct js_shape taken_shape = JS_SHAPE("SignalsTaken", struct taken, taken_fields);

static int post_signals(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct signals_in *in = rq->in;
	struct signal_in *s = arena_alloc(cx->arena, in->changes.n * sizeof *s);

	if (!s)
		return FAIL(cx, E_TOOBIG, "too many changes at once");
	for (size_t i = 0; i < in->changes.n; i++) {
		const struct signal_one *o = &((const struct signal_one *)in->changes.items)[i];
		s[i] = (struct signal_in){ rq->id, o->group, o->state, o->at };
	}
	TRY(flow_junction_signals(cx, s, in->changes.n, JNS_API));
	TRY(told(cx, rq->id, "junction.signals"));
	struct taken v = { (int64_t)in->changes.n };
	js_put(&rp->js, NULL, &taken_shape, &v);
	return 0;
}

static int post_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct taken v;

	TRY(flow_junction_signals_csv(cx, rq->upload, &v.taken));
	TRY(told(cx, 0, "junction.signal_file"));
	js_put(&rp->js, NULL, &taken_shape, &v);
	return 0;
}

#define ENG ROLE_ENGINEER
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/junctions", ROLE_CITY, NULL, TX_READ, RF_LIST, NULL, &row_shape, list_query, COUNTOF(list_query), get_list, NULL, "Junctions" },
	{ HTTP_GET, "/api/v1/junctions/{id}", ROLE_CITY, NULL, TX_READ, 0, NULL, &full_shape, NULL, 0, get_one, NULL,
	  "One junction: its geometry, what contradicts itself in it, its versions and its source of phases" },
	{ HTTP_GET, "/api/v1/junctions/{id}/versions/{name}", ROLE_CITY, NULL, TX_READ, 0, NULL, &junction_geometry_shape, NULL, 0, get_version, NULL,
	  "An earlier geometry" },
	{ HTTP_POST, "/api/v1/junctions", ENG, NULL, TX_WRITE, RF_CREATED, &add_shape, &full_shape, NULL, 0, post_add, "junction.add", "Register a junction" },
	{ HTTP_PUT, "/api/v1/junctions/{id}", ENG, NULL, TX_WRITE, 0, &change_shape, &full_shape, NULL, 0, put_change, "junction.change", "Name and place" },
	{ HTTP_PUT, "/api/v1/junctions/{id}/draft", ENG, NULL, TX_WRITE, 0, &draft_shape, &full_shape, NULL, 0, put_draft, "junction.draft",
	  "The geometry that is being worked on" },
	{ HTTP_POST, "/api/v1/junctions/{id}/do/{event}", ENG, NULL, TX_WRITE, 0, &ver_shape, &full_shape, NULL, 0, post_step, "junction.step",
	  "publish or discard the draft" },
	{ HTTP_POST, "/api/v1/junctions/import", ENG, NULL, TX_WRITE, 0, &import_shape, &imported_shape, NULL, 0, post_import, "junction.import",
	  "Drafts from intersections.csv and stations.csv" },
	{ HTTP_PUT, "/api/v1/junctions/{id}/source", ENG, NULL, TX_WRITE, 0, &source_shape, &full_shape, NULL, 0, put_source, "junction.source",
	  "Where the phases come from: API, fixed-time plan, GB/T 20999 controller" },
	{ HTTP_GET, "/api/v1/junctions/{id}/signals", ROLE_CITY, NULL, TX_READ, 0, NULL, &now_shape, NULL, 0, get_signals, NULL,
	  "The phases now, the controller's clock, and why red-light detection is off" },
	{ HTTP_POST, "/api/v1/junctions/{id}/signals", ENG, NULL, TX_NONE, RF_AUDITED, &signals_shape, &taken_shape, NULL, 0, post_signals, "junction.signals",
	  "Changes of the signals, by the controller's clock" },
	{ HTTP_POST, "/api/v1/junctions/signals", ENG, NULL, TX_NONE, RF_AUDITED | RF_UPLOAD | RF_SLOW, NULL, &taken_shape, NULL, 0, post_file, "junction.signal_file",
	  "Changes of signals as signals.csv", "text/csv", CSV_MAX },
};
const struct routes junction_routes = ROUTES("junctions", rows);
