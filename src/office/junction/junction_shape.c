/* junction_shape — a geometry and a fixed-time plan as JSON: the same fields in the store, in the API and in a draft. */
#include "office/junction/junction.h"

const str junction_role_names[JROLE_N] = { SI("approach"), SI("stop"), SI("exit"), SI("centre") };
const str junction_lane_names[JLANE_N] = { SI("all"), SI("bike"), SI("motor"), SI("foot") };
const str junction_road_names[JROAD_N] = { SI("unknown"), SI("main"), SI("side") };

#define F(member) offsetof(struct junction_arm, member)
static const struct js_field arm_fields[] = {
	{ "arm", JT_STR, F(arm), JF_REQUIRED, 1, JUNCTION_ARM_TEXT, NULL, "its short name: N, E, S, W" },
	{ "heading", JT_I32, F(heading), JF_REQUIRED, 0, 359, NULL, "direction of travel towards the junction, degrees clockwise from north" },
	{ "stopLat", JT_GEO_LAT, F(stop.lat_e7), 0, 0, 0, NULL, "the stop line's middle" }, { "stopLon", JT_GEO_LON, F(stop.lon_e7), 0, 0, 0, NULL, NULL },
	{ "motorLanes", JT_I32, F(motor_lanes), 0, 0, 12, NULL, "in each direction; 0 unknown" },
	{ "bikeLaneCm", JT_I32, F(bike_lane_cm), 0, 0, 2000, NULL, "width of the bike lane; 0: there is none" },
	{ "road", JT_ENUM, F(road), 0, 0, JROAD_N, junction_road_names, NULL },
};
#undef F
static const struct js_shape arm_shape = JS_SHAPE("JunctionArm", struct junction_arm, arm_fields);

#define F(member) offsetof(struct junction_group, member)
static const struct js_field group_fields[] = {
	{ "group", JT_STR, F(group), JF_REQUIRED, 3, JUNCTION_ARM_TEXT + 2, NULL, "arm and movement: W:T; movements L T R U, * for all" },
	{ "light", JT_I32, F(light), 0, 0, 255, NULL, "the controller's number of that light group; 0: none" },
};
#undef F
static const struct js_shape group_shape = JS_SHAPE("JunctionGroup", struct junction_group, group_fields);

#define F(member) offsetof(struct junction_antenna, member)
static const struct js_field antenna_fields[] = {
	{ "station", JT_STR, F(station), JF_REQUIRED, 1, 32, NULL, "name of the base station" },
	{ "role", JT_ENUM, F(role), JF_REQUIRED, 0, JROLE_N, junction_role_names, NULL },
	{ "lane", JT_ENUM, F(lane), 0, 0, JLANE_N, junction_lane_names, NULL },
	{ "arm", JT_STR, F(arm), 0, 0, JUNCTION_ARM_TEXT, NULL, "empty in the middle of the junction" },
	{ "heading", JT_I32, F(heading), JF_REQUIRED, -1, 359, NULL, "legal direction of travel there; -1 unknown" },
	{ "group", JT_STR, F(group), 0, 0, JUNCTION_ARM_TEXT + 2, NULL, "the signal group it belongs to" },
	{ "camera", JT_STR, F(camera), 0, 0, 64, NULL, "the camera that sees it" },
};
#undef F
static const struct js_shape antenna_shape = JS_SHAPE("JunctionAntenna", struct junction_antenna, antenna_fields);

#define F(member) offsetof(struct junction_geometry, member)
static const struct js_field geometry_fields[] = {
	{ "arms", JT_LIST, F(arms), JF_REQUIRED, 0, JUNCTION_ARMS, &arm_shape, NULL },
	{ "groups", JT_LIST, F(groups), JF_REQUIRED, 0, JUNCTION_GROUPS, &group_shape, NULL },
	{ "antennas", JT_LIST, F(antennas), JF_REQUIRED, 0, JUNCTION_ANTENNAS, &antenna_shape, NULL },
};
#undef F
const struct js_shape junction_geometry_shape = JS_SHAPE("JunctionGeometry", struct junction_geometry, geometry_fields);

#define F(member) offsetof(struct junction_plan_group, member)
static const struct js_field plan_group_fields[] = {
	{ "group", JT_STR, F(group), JF_REQUIRED, 3, JUNCTION_ARM_TEXT + 2, NULL, NULL },
	{ "greenFromS", JT_I32, F(green_from_s), JF_REQUIRED, 0, 3600, NULL, "second of the cycle" },
	{ "greenToS", JT_I32, F(green_to_s), JF_REQUIRED, 0, 3600, NULL, NULL },
	{ "yellowS", JT_I32, F(yellow_s), JF_REQUIRED, 0, 10, NULL, "yellow after green" },
};
#undef F
static const struct js_shape plan_group_shape = JS_SHAPE("JunctionPlanGroup", struct junction_plan_group, plan_group_fields);

#define F(member) offsetof(struct junction_plan, member)
static const struct js_field plan_fields[] = {
	{ "cycleS", JT_I32, F(cycle_s), JF_REQUIRED, 20, 600, NULL, "seconds" },
	{ "offsetS", JT_I32, F(offset_s), 0, 0, 599, NULL, "the first cycle begins so many seconds after midnight, +08:00" },
	{ "fromMin", JT_I32, F(from_min), 0, 0, 1439, NULL, "minute of the day from which it runs" },
	{ "toMin", JT_I32, F(to_min), JF_REQUIRED, 1, 1440, NULL, "and until; outside it the phase is unknown" },
	{ "groups", JT_LIST, F(groups), JF_REQUIRED, 1, JUNCTION_GROUPS, &plan_group_shape, NULL },
};
#undef F
const struct js_shape junction_plan_shape = JS_SHAPE("JunctionPlan", struct junction_plan, plan_fields);

bool junction_group_parse(str group, str *ret_arm, char *ret_move)
{
	if (group.n < 3 || group.p[group.n - 2] != ':' || group.n - 2 > JUNCTION_ARM_TEXT)
		return false;
	char m = group.p[group.n - 1];
	if (!memchr("LTRU*", m, 5) || memchr(group.p, ':', group.n - 2))
		return false;
	*ret_arm = (str){ group.p, group.n - 2 };
	*ret_move = m;
	return true;
}
