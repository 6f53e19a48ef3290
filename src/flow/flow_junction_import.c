/* flow_junction_import — intersections.csv and stations.csv of a capture to drafts. */
#include <math.h>
#include <stdlib.h>

#include "flow/flow_junction.h"
#include "format/csv/csv.h"
#include "office/station/station.h"

enum { IMPORT_JUNCTIONS = 1024, CELLS = 16 };

struct draft {
	int64_t id; str name; struct geo at; size_t arms, antennas, groups;
	struct junction_arm arm[JUNCTION_ARMS]; struct junction_antenna antenna[JUNCTION_ANTENNAS]; struct junction_group group[JUNCTION_GROUPS];
};
struct import { struct cx *cx; struct draft *d; size_t n; struct csv csv; str cell[CSV_MAX_COLS]; int at[CELLS], got; const char *file; };

int64_t flow_junction_number(str name)
{
	size_t from = name.n;
	int64_t v;

	while (from > 0 && name.p[from - 1] >= '0' && name.p[from - 1] <= '9')
		from--;
	return name.n - from < 8 && str_i64((str){ name.p + from, name.n - from }, 1, JUNCTION_MAX_ID, &v) ? v : 0;
}

static int bad(const struct import *m, const char *what)
{
	return FAIL_FIELD(m->cx, E_INVALID, m->file, "line %lld of %s.csv: %s", (long long)m->csv.line, m->file, what);
}

static str cell(const struct import *m, int col)
{
	str none = { "", 0 };

	return m->at[col] >= 0 && m->at[col] < m->got ? m->cell[m->at[col]] : none;
}

static int open_csv(struct import *m, const char *file, str text, const char *const *want, const bool *need, int n)
{
	char *scratch = arena_alloc(m->cx->arena, CSV_MAX_ROW);

	if (!scratch)
		return FAIL(m->cx, E_TOOBIG, "the files are too large");
	m->file = file;
	csv_init(&m->csv, text.p, text.n, scratch);
	return csv_header(&m->csv, want, need, n, m->at, &m->cx->err) < 0 ? bad(m, m->cx->err.msg) : 0;
}

static bool place(str lat, str lon, struct geo *ret)
{
	double a, b;

	return str_f64(lat, &a) && str_f64(lon, &b) && geo_from_deg(a, b, ret);
}

/* A direction in whole degrees. False: it is none. */
static bool degrees(str s, int32_t *ret)
{
	double v;

	if (!str_f64(s, &v) || v < -360 || v > 720)
		return false;
	*ret = ((int32_t)lround(v) % 360 + 360) % 360;
	return true;
}

static struct draft *draft_of(struct import *m, int64_t id)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->d[i].id == id)
			return &m->d[i];
	return NULL;
}

enum { IN_NAME, IN_LAT, IN_LON, IN_ARM, IN_HEADING, IN_STOP_LAT, IN_STOP_LON, IN_LANES, IN_BIKE, IN_CLASS, IN_N };

static int arm_row(struct import *m)
{
	int64_t id = flow_junction_number(cell(m, IN_NAME));
	struct junction_arm a = { .arm = arena_str(m->cx->arena, cell(m, IN_ARM)) };
	struct draft *d = draft_of(m, id);
	struct geo at;
	double v;

	if (!id)
		return bad(m, "the intersection has no number in its name; write J017 or 17");
	if (!place(cell(m, IN_LAT), cell(m, IN_LON), &at))
		return bad(m, "lat and lon are no place");
	if (a.arm.n == 0 || a.arm.n > JUNCTION_ARM_TEXT)
		return bad(m, "arm is a short name like N, E, S or W");
	if (!degrees(cell(m, IN_HEADING), &a.heading))
		return bad(m, "inbound_heading is no direction in degrees");
	if (cell(m, IN_STOP_LAT).n && !place(cell(m, IN_STOP_LAT), cell(m, IN_STOP_LON), &a.stop))
		return bad(m, "stop_lat and stop_lon are no place");
	if (str_f64(cell(m, IN_LANES), &v) && v >= 0 && v <= 12)
		a.motor_lanes = (int32_t)lround(v);
	if (str_f64(cell(m, IN_BIKE), &v) && v >= 0 && v <= 20)
		a.bike_lane_cm = (int32_t)lround(v * 100);
	a.road = str_eq(cell(m, IN_CLASS), S("main")) ? JROAD_MAIN : str_eq(cell(m, IN_CLASS), S("side")) ? JROAD_SIDE : JROAD_UNKNOWN;
	if (!d) {
		if (m->n == IMPORT_JUNCTIONS)
			return bad(m, "more than 1,024 intersections; import them in parts");
		d = &m->d[m->n++];
		*d = (struct draft){ .id = id, .name = arena_str(m->cx->arena, cell(m, IN_NAME)), .at = at };
	}
	if (d->arms == JUNCTION_ARMS)
		return bad(m, "an intersection has at most eight arms");
	d->arm[d->arms++] = a;
	return 0;
}

enum { ST_ID, ST_JUNCTION, ST_ROLE, ST_HEADING, ST_ARM, ST_LANE, ST_N };

static int antenna_row(struct import *m)
{
	static const int roles[] = { -1, JROLE_APPROACH, JROLE_STOP, JROLE_EXIT, JROLE_CENTRE };
	static const int lanes[] = { JLANE_ALL, JLANE_BIKE, JLANE_MOTOR, JLANE_FOOT };
	struct draft *d = draft_of(m, flow_junction_number(cell(m, ST_JUNCTION)));
	struct junction_antenna a = { .heading = -1, .group = S(""), .camera = S("") };
	uint8_t role;

	if (!d)        /* a roadside station, or of an intersection that is not in this file */
		return 0;
	if (!jn_role_of(cell(m, ST_ROLE), &role) || roles[role] < 0)
		return bad(m, "role is approach, stop, exit or centre");
	if (cell(m, ST_HEADING).n && !degrees(cell(m, ST_HEADING), &a.heading))
		return bad(m, "heading is no direction in degrees");
	if (d->antennas == JUNCTION_ANTENNAS)
		return bad(m, "an intersection has at most 64 antennas");
	a.station = arena_str(m->cx->arena, cell(m, ST_ID));
	a.role = roles[role];
	a.lane = lanes[MIN(jn_lane_of(cell(m, ST_LANE)), JNL_FOOT)];
	a.arm = a.role == JROLE_CENTRE ? S("") : arena_str(m->cx->arena, cell(m, ST_ARM));
	if (a.station.n == 0 || a.station.n > 32)
		return bad(m, "id is a station's name of 1 to 32 bytes");
	d->antenna[d->antennas++] = a;
	return 0;
}

static int rows(struct import *m, int (*fn)(struct import *m))
{
	while ((m->got = csv_row(&m->csv, m->cell, CSV_MAX_COLS, &m->cx->err)) > 0)
		if (m->got > 1 || m->cell[0].n)
			TRY(fn(m));
	return m->got < 0 ? bad(m, m->cx->err.msg) : 0;
}

/* Left, through and right of every arm: what a capture's signals are named by. */
static void groups(struct import *m, struct draft *d)
{
	for (size_t i = 0; i < d->arms; i++)
		for (int k = 0; k < 3 && d->groups < JUNCTION_GROUPS; k++)
			d->group[d->groups++].group = arena_fmt(m->cx->arena, "%.*s:%c", STR_ARG(d->arm[i].arm), "LTR"[k]);
}

static int put(struct import *m, struct draft *d, int64_t unit, struct junction_import *ret)
{
	struct cx *cx = m->cx;
	struct junction_geometry g;
	struct junction_fault_list *f = arena_alloc(cx->arena, sizeof *f);
	struct err before = cx->err;
	struct junction j;

	if (!f)
		return FAIL(cx, E_TOOBIG, "the files are too large");
	groups(m, d);
	g = (struct junction_geometry){ { d->arm, d->arms }, { d->group, d->groups }, { d->antenna, d->antennas } };
	int rc = junction_get(cx, d->id, &j);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		TRY(flow_junction_add(cx, d->id, d->name, unit, d->at, &j));
		ret->added++;
	} else if (rc < 0) {
		return rc;
	}
	TRY(junction_draft(cx, &j, &g, S("import")));
	TRY(flow_junction_faults(cx, &j, &g, f));
	for (int i = 0; i < f->n; i++)
		ret->unknown += f->f[i].kind == JX_STATION_UNKNOWN;
	ret->drafts++;
	ret->antennas += (int64_t)d->antennas;
	return 0;
}

int flow_junction_import(struct cx *cx, str intersections, str stations, int64_t unit, struct junction_import *ret)
{
	static const char *const in_want[] = { "intersection", "lat", "lon", "arm", "inbound_heading", "stop_lat", "stop_lon", "motor_lanes", "bike_lane_width_m", "road_class" };
	static const bool in_need[] = { true, true, true, true, true, false, false, false, false, false };
	static const char *const st_want[] = { "id", "intersection", "role", "heading", "arm", "lane" };
	static const bool st_need[] = { true, true, true, false, false, false };
	struct import m = { .cx = cx, .d = calloc(IMPORT_JUNCTIONS, sizeof *m.d) };

	if (!m.d)
		BUG("out of memory");
	*ret = (struct junction_import){ 0 };
	int rc = open_csv(&m, "intersections", intersections, in_want, in_need, IN_N);
	if (rc >= 0)
		rc = rows(&m, arm_row);
	if (rc >= 0 && stations.n)
		rc = open_csv(&m, "stations", stations, st_want, st_need, ST_N);
	if (rc >= 0 && stations.n)
		rc = rows(&m, antenna_row);
	for (size_t i = 0; rc >= 0 && i < m.n; i++)
		rc = put(&m, &m.d[i], unit, ret);
	if (rc >= 0 && m.n == 0)
		rc = FAIL_FIELD(cx, E_INVALID, "intersections", "there is no row in intersections.csv");
	free(m.d);
	return as_done(rc);
}
