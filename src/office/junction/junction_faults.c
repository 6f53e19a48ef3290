/* junction_faults — how a geometry contradicts itself: one row a kind, one pure check each. */
#include <math.h>

#include "office/junction/junction.h"

enum { ONE_WAY_DEG = 20, HEADING_DEG = 45, BEHIND_DEG = 60, STOP_FAR_M = 100, STATION_FAR_M = 200, SIDE_M = 3 };

struct check { const struct junction_geometry *g; int64_t junction; struct geo centre; const struct junction_station *st; size_t nst; struct junction_fault *out; int n, max; int kind; };

static void found(struct check *c, str arm, str station, str group)
{
	if (c->n < c->max)
		c->out[c->n++] = (struct junction_fault){ c->kind, arm, station, group };
}

static const struct junction_arm *arms(const struct check *c) { return c->g->arms.items; }
static const struct junction_group *groups(const struct check *c) { return c->g->groups.items; }
static const struct junction_antenna *antennas(const struct check *c) { return c->g->antennas.items; }

static const struct junction_arm *arm_named(const struct check *c, str name)
{
	for (size_t i = 0; i < c->g->arms.n; i++)
		if (str_eq(arms(c)[i].arm, name))
			return &arms(c)[i];
	return NULL;
}

static const struct junction_station *station_named(const struct check *c, str name)
{
	for (size_t i = 0; i < c->nst; i++)
		if (str_eq(c->st[i].name, name))
			return &c->st[i];
	return NULL;
}

/* Degrees between two directions, 0..180. */
static int turn(int a, int b)
{
	int d = ((a - b) % 360 + 360) % 360;

	return d > 180 ? 360 - d : d;
}

/* Metres east and north of the centre. */
static void plane(struct geo centre, struct geo at, double *x, double *y)
{
	*y = (at.lat_e7 - centre.lat_e7) * 0.0111319;
	*x = (at.lon_e7 - centre.lon_e7) * 0.0111319 * cos(geo_lat(centre) * M_PI / 180);
}

/* Metres to the right of the way towards the junction, and before the centre. */
static void along(const struct check *c, int heading, struct geo at, double *ret_right, double *ret_before)
{
	double x, y, h = heading * M_PI / 180;

	plane(c->centre, at, &x, &y);
	*ret_right = x * cos(h) - y * sin(h);
	*ret_before = -(x * sin(h) + y * cos(h));
}

static void no_arms(struct check *c)
{
	if (c->g->arms.n < 2)
		found(c, S(""), S(""), S(""));
}

static void arm_name(struct check *c)
{
	for (size_t i = 0; i < c->g->arms.n; i++) {
		str a = arms(c)[i].arm;
		bool ok = a.n > 0;
		for (size_t k = 0; k < a.n; k++)
			ok = ok && ((a.p[k] >= 'A' && a.p[k] <= 'Z') || (a.p[k] >= '0' && a.p[k] <= '9'));
		if (!ok)
			found(c, a, S(""), S(""));
	}
}

static void arm_twice(struct check *c)
{
	for (size_t i = 0; i < c->g->arms.n; i++)
		if (arm_named(c, arms(c)[i].arm) != &arms(c)[i])
			found(c, arms(c)[i].arm, S(""), S(""));
}

static void arms_one_way(struct check *c)
{
	for (size_t i = 0; i < c->g->arms.n; i++)
		for (size_t k = 0; k < i; k++)
			if (turn(arms(c)[i].heading, arms(c)[k].heading) < ONE_WAY_DEG) {
				found(c, arms(c)[i].arm, S(""), S(""));
				break;
			}
}

static bool has_stop(const struct junction_arm *a) { return a->stop.lat_e7 || a->stop.lon_e7; }

static void no_stop_line(struct check *c)
{
	for (size_t i = 0; i < c->g->arms.n; i++)
		if (!has_stop(&arms(c)[i]))
			found(c, arms(c)[i].arm, S(""), S(""));
}

static void stop_far(struct check *c)
{
	for (size_t i = 0; i < c->g->arms.n; i++)
		if (has_stop(&arms(c)[i]) && geo_dist_m(arms(c)[i].stop, c->centre) > STOP_FAR_M)
			found(c, arms(c)[i].arm, S(""), S(""));
}

/* Who stands at the line looks at the junction. */
static void stop_behind(struct check *c)
{
	double right, before;

	for (size_t i = 0; i < c->g->arms.n; i++) {
		const struct junction_arm *a = &arms(c)[i];
		if (!has_stop(a))
			continue;
		along(c, a->heading, a->stop, &right, &before);
		if (before < fabs(right) / tan(BEHIND_DEG * M_PI / 180))
			found(c, a->arm, S(""), S(""));
	}
}

static void station_twice(struct check *c)
{
	for (size_t i = 0; i < c->g->antennas.n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(antennas(c)[i].station, antennas(c)[k].station)) {
				found(c, antennas(c)[i].arm, antennas(c)[i].station, S(""));
				break;
			}
}

static void station_unknown(struct check *c)
{
	for (size_t i = 0; i < c->g->antennas.n; i++)
		if (!station_named(c, antennas(c)[i].station))
			found(c, antennas(c)[i].arm, antennas(c)[i].station, S(""));
}

static void station_elsewhere(struct check *c)
{
	for (size_t i = 0; i < c->g->antennas.n; i++) {
		const struct junction_station *s = station_named(c, antennas(c)[i].station);
		if (s && s->junction != c->junction)
			found(c, antennas(c)[i].arm, s->name, S(""));
	}
}

static void station_far(struct check *c)
{
	for (size_t i = 0; i < c->g->antennas.n; i++) {
		const struct junction_station *s = station_named(c, antennas(c)[i].station);
		if (s && geo_dist_m(s->at, c->centre) > STATION_FAR_M)
			found(c, antennas(c)[i].arm, s->name, S(""));
	}
}

static void antenna_arm(struct check *c)
{
	for (size_t i = 0; i < c->g->antennas.n; i++) {
		const struct junction_antenna *a = &antennas(c)[i];
		if (a->role == JROLE_CENTRE ? a->arm.n && !arm_named(c, a->arm) : !arm_named(c, a->arm))
			found(c, a->arm, a->station, S(""));
	}
}

/* Out of the junction one rides against the arm's direction. */
static void heading(struct check *c)
{
	for (size_t i = 0; i < c->g->antennas.n; i++) {
		const struct junction_antenna *a = &antennas(c)[i];
		const struct junction_arm *arm = arm_named(c, a->arm);
		if (!arm || a->heading < 0 || a->role == JROLE_CENTRE)
			continue;
		if (turn(a->heading, arm->heading + (a->role == JROLE_EXIT ? 180 : 0)) > HEADING_DEG)
			found(c, a->arm, a->station, S(""));
	}
}

/* China rides on the right: into the junction right of the arm's middle, out of it left of that. */
static void wrong_side(struct check *c, bool exit)
{
	double right, before;

	for (size_t i = 0; i < c->g->antennas.n; i++) {
		const struct junction_antenna *a = &antennas(c)[i];
		const struct junction_arm *arm = arm_named(c, a->arm);
		const struct junction_station *s = station_named(c, a->station);
		if (!arm || !s || a->role == JROLE_CENTRE || (a->role == JROLE_EXIT) != exit)
			continue;
		along(c, arm->heading, s->at, &right, &before);
		if (exit ? right > SIDE_M : right < -SIDE_M)
			found(c, a->arm, a->station, S(""));
	}
}

static void exit_inbound(struct check *c) { wrong_side(c, true); }
static void approach_outbound(struct check *c) { wrong_side(c, false); }

static void group_word(struct check *c)
{
	str arm;
	char move;

	for (size_t i = 0; i < c->g->groups.n; i++)
		if (!junction_group_parse(groups(c)[i].group, &arm, &move))
			found(c, S(""), S(""), groups(c)[i].group);
}

static void group_arm(struct check *c)
{
	str arm;
	char move;

	for (size_t i = 0; i < c->g->groups.n; i++)
		if (junction_group_parse(groups(c)[i].group, &arm, &move) && !arm_named(c, arm))
			found(c, arm, S(""), groups(c)[i].group);
}

static void group_twice(struct check *c)
{
	for (size_t i = 0; i < c->g->groups.n; i++)
		for (size_t k = 0; k < i; k++)
			if (str_eq(groups(c)[i].group, groups(c)[k].group)) {
				found(c, S(""), S(""), groups(c)[i].group);
				break;
			}
}

static bool one_arm(str a, str b)
{
	str x, y;
	char move;

	return junction_group_parse(a, &x, &move) && junction_group_parse(b, &y, &move) && str_eq(x, y);
}

/* One light group may show the same to several movements of an arm, but not to two arms. */
static void light_twice(struct check *c)
{
	for (size_t i = 0; i < c->g->groups.n; i++)
		for (size_t k = 0; k < i; k++)
			if (groups(c)[i].light && groups(c)[i].light == groups(c)[k].light && !one_arm(groups(c)[i].group, groups(c)[k].group)) {
				found(c, S(""), S(""), groups(c)[i].group);
				break;
			}
}

static void antenna_group(struct check *c)
{
	for (size_t i = 0; i < c->g->antennas.n; i++) {
		const struct junction_antenna *a = &antennas(c)[i];
		bool known = a->group.n == 0;
		str arm = { "", 0 };
		char move;
		for (size_t k = 0; k < c->g->groups.n; k++)
			known = known || str_eq(groups(c)[k].group, a->group);
		if (!known || (a->group.n && a->arm.n && junction_group_parse(a->group, &arm, &move) && !str_eq(arm, a->arm)))
			found(c, a->arm, a->station, a->group);
	}
}

static void arm_no_group(struct check *c)
{
	for (size_t i = 0; i < c->g->arms.n; i++) {
		bool has = false;
		str arm;
		char move;
		for (size_t k = 0; k < c->g->groups.n; k++)
			has = has || (junction_group_parse(groups(c)[k].group, &arm, &move) && str_eq(arm, arms(c)[i].arm));
		if (!has)
			found(c, arms(c)[i].arm, S(""), S(""));
	}
}

static bool has_antenna(const struct check *c, str arm, int role, bool camera)
{
	for (size_t i = 0; i < c->g->antennas.n; i++)
		if (antennas(c)[i].role == role && str_eq(antennas(c)[i].arm, arm) && (!camera || antennas(c)[i].camera.n))
			return true;
	return false;
}

static void arm_without(struct check *c, int role, bool camera)
{
	for (size_t i = 0; i < c->g->arms.n; i++)
		if (!has_antenna(c, arms(c)[i].arm, role, camera))
			found(c, arms(c)[i].arm, S(""), S(""));
}

static void arm_no_stop(struct check *c) { arm_without(c, JROLE_STOP, false); }
static void arm_no_approach(struct check *c) { arm_without(c, JROLE_APPROACH, false); }
static void no_camera(struct check *c) { arm_without(c, JROLE_STOP, true); }

/* stops: such a version is not published. */
static const struct { bool stops; void (*fn)(struct check *c); } rows[JX_N] = {
	[JX_NO_ARMS]           = { true, no_arms },
	[JX_ARM_NAME]          = { true, arm_name },
	[JX_ARM_TWICE]         = { true, arm_twice },
	[JX_ARMS_ONE_WAY]      = { true, arms_one_way },
	[JX_NO_STOP_LINE]      = { true, no_stop_line },
	[JX_STOP_FAR]          = { true, stop_far },
	[JX_STOP_BEHIND]       = { true, stop_behind },
	[JX_STATION_TWICE]     = { true, station_twice },
	[JX_STATION_UNKNOWN]   = { true, station_unknown },
	[JX_STATION_ELSEWHERE] = { false, station_elsewhere },
	[JX_STATION_FAR]       = { true, station_far },
	[JX_ANTENNA_ARM]       = { true, antenna_arm },
	[JX_HEADING]           = { true, heading },
	[JX_EXIT_INBOUND]      = { true, exit_inbound },
	[JX_APPROACH_OUTBOUND] = { true, approach_outbound },
	[JX_GROUP_WORD]        = { true, group_word },
	[JX_GROUP_ARM]         = { true, group_arm },
	[JX_GROUP_TWICE]       = { true, group_twice },
	[JX_LIGHT_TWICE]       = { true, light_twice },
	[JX_ANTENNA_GROUP]     = { true, antenna_group },
	[JX_ARM_NO_GROUP]      = { false, arm_no_group },
	[JX_ARM_NO_STOP]       = { false, arm_no_stop },
	[JX_ARM_NO_APPROACH]   = { false, arm_no_approach },
	[JX_NO_CAMERA]         = { false, no_camera },
};

const str junction_fault_names[JX_N] = {
	SI("no_arms"), SI("arm_name"), SI("arm_twice"), SI("arms_one_way"), SI("no_stop_line"), SI("stop_far"), SI("stop_behind"), SI("station_twice"),
	SI("station_unknown"), SI("station_elsewhere"), SI("station_far"), SI("antenna_arm"), SI("heading"), SI("exit_inbound"), SI("approach_outbound"),
	SI("group_word"), SI("group_arm"), SI("group_twice"), SI("light_twice"), SI("antenna_group"), SI("arm_no_group"), SI("arm_no_stop"),
	SI("arm_no_approach"), SI("no_camera"),
};

bool junction_fault_stops(int kind) { return kind < 0 || kind >= JX_N || rows[kind].stops; }

int junction_faults(const struct junction_geometry *g, int64_t junction, struct geo centre, const struct junction_station *st, size_t nst,
                    struct junction_fault *ret, int max)
{
	struct check c = { g, junction, centre, st, nst, ret, 0, max, 0 };

	for (c.kind = 0; c.kind < JX_N; c.kind++)
		rows[c.kind].fn(&c);
	return c.n;
}

int junction_stops(const struct junction_fault *f, int n)
{
	int stops = 0;

	for (int i = 0; i < n; i++)
		stops += junction_fault_stops(f[i].kind);
	return stops;
}
