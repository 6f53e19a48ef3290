/* replay_junction — intersections.csv and signals.csv of a capture, the junction engine on its rows, and violations.csv.
 *
 * The rows come from the journal's records like all others', so that what is found depends on them alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "serve/cli/replay_int.h"
#include "track/junction/junction.h"

enum { ARM_NAME = 8 };

struct lights {
	struct capture *c;
	struct jn *jn;
	struct jn_geometry *g;           /* by number - 1 */
	uint32_t n;
	struct jn_verdict *v; uint32_t verdicts, cap;
	uint64_t rows; int64_t ms;
	uint32_t workers;                /* threads that judge */
	uint32_t contradictions; char why[160];
};

static uint16_t junction_no(const struct capture *c, str name)
{
	for (uint32_t i = 0; i < c->junctions; i++)
		if (str_eq(name, str_of(c->junction[i])))
			return (uint16_t)(i + 1);
	return 0;
}

static int arm_of(const struct jn_geometry *g, str name)
{
	for (int i = 0; i < g->arms; i++)
		if (str_eq(name, str_of(g->arm[i].name)))
			return i;
	return -1;
}

/* ---- intersections.csv ---- */

enum { IN_NAME, IN_LAT, IN_LON, IN_ARM, IN_HEADING, IN_STOP_LAT, IN_STOP_LON, IN_LANES, IN_BIKE, IN_CLASS, IN_N };

static int arm_row(struct lights *l, struct table *t, const str *cell)
{
	struct capture *c = l->c;
	struct jn_arm a = { .has_bike_lane = 1, .bike_lane_cm = 250 };
	double lat, lon, heading, lanes = 0, bike = 2.5;
	uint16_t no = junction_no(c, cell[IN_NAME]);
	struct geo at;

	if (!str_f64(cell[IN_LAT], &lat) || !str_f64(cell[IN_LON], &lon) || !geo_from_deg(lat, lon, &at))
		return table_bad(c, t, "lat,lon is not a position");
	if (cell[IN_ARM].n == 0 || cell[IN_ARM].n >= ARM_NAME)
		return table_bad(c, t, "arm has %zu bytes, not 1 to %d", cell[IN_ARM].n, ARM_NAME - 1);
	if (!str_f64(cell[IN_HEADING], &heading) || heading < -360 || heading > 720)
		return table_bad(c, t, "inbound_heading is '%.*s'", (int)MIN(cell[IN_HEADING].n, 30), cell[IN_HEADING].p);
	a.stop = at;
	if (cell[IN_STOP_LAT].n && (!str_f64(cell[IN_STOP_LAT], &lat) || !str_f64(cell[IN_STOP_LON], &lon) || !geo_from_deg(lat, lon, &a.stop)))
		return table_bad(c, t, "stop_lat,stop_lon is not a position");
	if (cell[IN_LANES].n && (!str_f64(cell[IN_LANES], &lanes) || lanes < 0 || lanes > 20))
		return table_bad(c, t, "motor_lanes is '%.*s'", (int)MIN(cell[IN_LANES].n, 30), cell[IN_LANES].p);
	if (cell[IN_BIKE].n && (!str_f64(cell[IN_BIKE], &bike) || bike < 0 || bike > 50))
		return table_bad(c, t, "bike_lane_width_m is '%.*s'", (int)MIN(cell[IN_BIKE].n, 30), cell[IN_BIKE].p);
	if (no == 0)   /* no station of this capture is there */
		return 0;
	struct jn_geometry *g = &l->g[no - 1];
	if (arm_of(g, cell[IN_ARM]) >= 0)
		return table_bad(c, t, "arm '%.*s' is there twice", STR_ARG(cell[IN_ARM]));
	if (g->arms == JN_ARMS)
		return table_bad(c, t, "more than %d arms", JN_ARMS);
	a.inbound_deg = (int16_t)(((int)lround(heading) % 360 + 360) % 360);
	a.motor_lanes = (uint8_t)lround(lanes);
	a.has_bike_lane = bike > 0;
	a.bike_lane_cm = (uint16_t)lround(bike * 100);
	memcpy(a.name, cell[IN_ARM].p, cell[IN_ARM].n);
	g->at = at;
	g->junction = no;
	g->version = 1;
	g->arm[g->arms++] = a;
	return 0;
}

static int read_arms(struct lights *l, struct table *t)
{
	str cell[RP_COLS];
	int rc;

	while ((rc = table_row(l->c, t, cell)) > 0)
		TRY(arm_row(l, t, cell));
	return rc;
}

/* ---- the stations' roles ---- */

enum { RO_ID, RO_ROLE, RO_HEADING, RO_ARM, RO_LANE, RO_N };

static void add_antenna(struct lights *l, const str *cell)
{
	int ix = capture_station(l->c, cell[RO_ID]);
	double heading;

	if (ix < 0 || l->c->place[ix].junction == 0)
		return;
	const struct station_place *s = &l->c->place[ix];
	struct jn_geometry *g = &l->g[s->junction - 1];
	if (g->arms == 0 || g->antennas == JN_ANTENNAS)
		return;
	struct jn_antenna a = { .station = (uint16_t)ix, .arm = (int8_t)arm_of(g, cell[RO_ARM]), .lane = jn_lane_of(cell[RO_LANE]), .group = JM_ANY,
		.heading_deg = -1, .at = s->at, .range_m = s->range_m };
	jn_role_of(cell[RO_ROLE], &a.role);
	if (str_f64(cell[RO_HEADING], &heading) && heading >= -360 && heading <= 720)
		a.heading_deg = (int16_t)(((int)lround(heading) % 360 + 360) % 360);
	if (a.arm < 0 && a.role != JNR_CENTRE)
		a.role = JNR_UNKNOWN;
	g->antenna[g->antennas++] = a;
}

static int read_roles(struct lights *l, struct err *e)
{
	static const char *const want[] = { "id", "role", "heading", "arm", "lane" };
	static const bool need[] = { true, false, false, false, false };
	bool skip = l->c->skip_bad;
	uint64_t bad = l->c->bad;
	struct table t;
	str cell[RP_COLS];
	int rc = table_open(&t, l->c->dir, "stations.csv", want, need, RO_N, e);

	/* what is wrong with a row was said when it was read first */
	l->c->skip_bad = true;
	while (rc >= 0 && (rc = table_row(l->c, &t, cell)) > 0)
		add_antenna(l, cell);
	l->c->skip_bad = skip;
	l->c->bad = bad;
	table_close(&t);
	return rc;
}

/* ---- signals.csv ---- */

enum { SG_T, SG_NAME, SG_GROUP, SG_STATE, SG_N };

static int signal_row(struct lights *l, struct table *t, const str *cell)
{
	struct capture *c = l->c;
	struct jn_signal s = { .junction = junction_no(c, cell[SG_NAME]) };
	str group = cell[SG_GROUP], arm = group, move = { "", 0 };

	if (!str_i64(cell[SG_T], -RP_MAX_T, RP_MAX_T, &s.t))
		return table_bad(c, t, "t_ms is '%.*s', not a time in Unix milliseconds", (int)MIN(cell[SG_T].n, 40), cell[SG_T].p);
	for (size_t i = 0; i < group.n; i++)
		if (group.p[i] == ':') {
			arm.n = i;
			move = (str){ group.p + i + 1, group.n - i - 1 };
			break;
		}
	if (!jn_move_of(move, &s.move))
		return table_bad(c, t, "group is '%.*s', not arm:movement with L, T or R", (int)MIN(group.n, 40), group.p);
	jn_state_of(cell[SG_STATE], &s.state);
	if (s.junction == 0 || l->g[s.junction - 1].arms == 0)
		return 0;
	int a = arm_of(&l->g[s.junction - 1], arm);
	if (a < 0)
		return table_bad(c, t, "group is '%.*s': intersections.csv has no such arm", (int)MIN(group.n, 40), group.p);
	s.arm = (uint8_t)a;
	s.t += c->origin;
	jn_put_signal(l->jn, &s);
	return 0;
}

static int read_signals(struct lights *l, struct err *e)
{
	static const char *const want[] = { "t_ms", "intersection", "group", "state" };
	static const bool need[] = { true, true, true, true };
	struct table t;
	str cell[RP_COLS];
	int rc = table_open(&t, l->c->dir, "signals.csv", want, need, SG_N, e);

	if (rc == E_NOTFOUND) {   /* then nobody can be said to have passed at red */
		*e = (struct err){ 0 };
		table_close(&t);
		return 0;
	}
	while (rc >= 0 && (rc = table_row(l->c, &t, cell)) > 0)
		rc = signal_row(l, &t, cell);
	table_close(&t);
	return rc;
}

/* ---- the engine ---- */

static void on_verdict(void *arg, const struct jn_verdict *v)
{
	struct lights *l = arg;

	if (l->verdicts == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 256;
		l->v = realloc(l->v, l->cap * sizeof *l->v);
		ASSERT(l->v);
	}
	l->v[l->verdicts++] = *v;
}

static void put_geometries(struct lights *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const char *why = NULL;
		if (l->g[i].arms == 0)
			continue;
		if (jn_put_geometry(l->jn, &l->g[i], &why) < 0 && l->contradictions++ == 0)
			snprintf(l->why, sizeof l->why, "%s: %s", l->c->junction[i], why);
	}
}

int lights_open(struct capture *c, struct err *e, struct lights **ret)
{
	static const char *const want[] = { "intersection", "lat", "lon", "arm", "inbound_heading", "stop_lat", "stop_lon", "motor_lanes",
		"bike_lane_width_m", "road_class" };
	static const bool need[IN_N] = { true, true, true, true, true };
	struct table t;
	int rc = table_open(&t, c->dir, "intersections.csv", want, need, IN_N, e);

	*ret = NULL;
	if (rc == E_NOTFOUND) {
		*e = (struct err){ 0 };
		table_close(&t);
		return 0;
	}
	struct lights *l = calloc(1, sizeof *l);
	ASSERT(l);
	l->c = c;
	l->n = c->junctions;
	l->g = calloc(MAX(l->n, 1u), sizeof *l->g);
	ASSERT(l->g);
	l->workers = replay_workers();
	l->jn = jn_new(&(struct jn_opts){ .whole = true, .on_verdict = on_verdict, .arg = l, .workers = l->workers, .each = replay_each, .each_arg = &l->workers });
	if (rc >= 0)
		rc = read_arms(l, &t);
	table_close(&t);
	if (rc >= 0)
		rc = read_roles(l, e);
	if (rc >= 0)
		put_geometries(l);
	if (rc >= 0)
		rc = read_signals(l, e);
	if (rc < 0) {
		if (!e->msg[0])
			*e = c->e;
		lights_free(l);
		return rc;
	}
	*ret = l;
	return 0;
}

void lights_free(struct lights *l)
{
	if (!l)
		return;
	jn_free(l->jn);
	free(l->g);
	free(l->v);
	free(l);
}

void lights_heard(struct lights *l, uint64_t tag, utc_ms t, utc_ms front, uint16_t station, int8_t rssi, uint8_t flags)
{
	struct jn_sighting s = { .t = t, .arrival = front, .tag = tag, .station = station, .rssi = rssi, .flags = flags };

	l->rows += jn_put_sighting(l->jn, &s);
}

/* ---- violations.csv ---- */

static int by_time(const void *x, const void *y)
{
	const struct jn_verdict *a = x, *b = y;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind - b->kind;
	return a->junction != b->junction ? a->junction - b->junction : a->arm - b->arm;
}

int lights_finish(struct lights *l, const char *out, struct err *e)
{
	char path[4200], *text = NULL, tag[RP_TAG_TEXT];
	size_t n = 0, cap = 256 + 4 * RP_NAME;
	mono begun = clock_mono();

	jn_finish(l->jn);
	l->ms = mono_since_ms(begun);
	if (l->verdicts > 1)
		qsort(l->v, l->verdicts, sizeof *l->v, by_time);
	cap += (size_t)l->verdicts * (160 + 4 * RP_NAME);
	text = malloc(cap);
	ASSERT(text);
	n += (size_t)snprintf(text, cap, "kind,tag,intersection,arm,t_ms,confidence\n");
	for (uint32_t i = 0; i < l->verdicts; i++) {
		const struct jn_verdict *v = &l->v[i];
		capture_tag(l->c, v->tag, tag);
		n += (size_t)snprintf(text + n, cap - n, "%s,%s,", jn_kind_name(v->kind), tag);
		int k = csv_put_str(text + n, cap - n, str_of(l->c->junction[v->junction - 1]));
		ASSERT(k >= 0);
		n += (size_t)k;
		text[n++] = ',';
		k = csv_put_str(text + n, cap - n, str_of(l->g[v->junction - 1].arm[v->arm].name));
		ASSERT(k >= 0);
		n += (size_t)k;
		n += (size_t)snprintf(text + n, cap - n, ",%lld,%d.%03d\n", (long long)(v->t - l->c->origin), v->confidence / 1000, v->confidence % 1000);
	}
	int rc = snprintf(path, sizeof path, "%s/violations.csv", out) >= (int)sizeof path ? ERR(e, E_INVALID, "the path is too long: %s", out)
	       : fs_replace(path, text, n, 0644, e);
	free(text);
	return rc;
}

void lights_tell(const struct lights *l)
{
	if (!l)
		return;
	printf("replay: junctions: %llu rows in %lld.%03lld s, %.2f million rows/s -> %u violations\n", (unsigned long long)l->rows,
	       (long long)(l->ms / 1000), (long long)(l->ms % 1000), (double)l->rows / 1e3 / (double)MAX(l->ms, 1), l->verdicts);
	if (l->contradictions)
		fprintf(stderr, "replay: intersections.csv: %u intersections contradict themselves and are left out, the first: %s\n", l->contradictions,
		        l->why);
}
