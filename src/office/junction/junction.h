/* junction — the register of junctions: arms with stop lines, signal groups, antennas; in versions; and where their phases come from.
 *
 * Owns      tables junction, junction_version, junction_source, junction_mark.
 * Thread    any, inside the caller's transaction. junction_faults is pure.
 * Invariants (tests of the same names in junction_room_test.c)
 *   JU1 at most one draft and one geometry in force a junction; what was published stays as it was          (unique indexes, triggers)
 *   JU2 a version goes only by a row of version_sm: draft -> published -> replaced, draft -> discarded
 *   JU3 what contradicts itself is not published                                                            (junction_publish wants the number of faults that stop: 0)
 *   JU4 the engines are told the geometry in force until it is marked told                                  (junction.told is its version)
 * Never     asks the register of stations or the engines: flow_junction does. */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "format/js/js.h"

enum { JUNCTION_ARMS = 8, JUNCTION_ANTENNAS = 64, JUNCTION_GROUPS = 32, JUNCTION_FAULTS = 128, JUNCTION_ARM_TEXT = 7, JUNCTION_MAX_ID = 4096 };
enum junction_role { JROLE_APPROACH, JROLE_STOP, JROLE_EXIT, JROLE_CENTRE, JROLE_N };
enum junction_lane { JLANE_ALL, JLANE_BIKE, JLANE_MOTOR, JLANE_FOOT, JLANE_N };
enum junction_road { JROAD_UNKNOWN, JROAD_MAIN, JROAD_SIDE, JROAD_N };
extern const str junction_role_names[JROLE_N], junction_lane_names[JLANE_N], junction_road_names[JROAD_N];

/* heading: the direction of travel towards the junction, degrees clockwise from north. stop: the stop line's middle; 0, 0: none given. */
struct junction_arm { str arm; int32_t heading; struct geo stop; int32_t motor_lanes, bike_lane_cm; int road; };
/* group: "W:T", arm and movement (L T R U, or * for all). light: the controller's number of that light group, 0 none. */
struct junction_group { str group; int32_t light; };
/* heading: the legal direction of travel there, -1 unknown. arm empty at the centre. */
struct junction_antenna { str station; int role, lane; str arm; int32_t heading; str group, camera; };
struct junction_geometry { struct js_list arms, groups, antennas; };   /* of the three above */
extern const struct js_shape junction_geometry_shape;

struct junction { int64_t id; str name; unit_id unit; str path; struct geo at; account_id created_by; utc_ms created_at; int64_t told, ver, published /* version, 0 none */, draft; };
/* E_INVALID: name, id, place; E_STATE: the number is taken. */
MUST_USE int junction_add(struct cx *cx, int64_t id, str name, unit_id unit, str path, struct geo at, struct junction *ret);
MUST_USE int junction_get(struct cx *cx, int64_t id, struct junction *ret);
/* Name and place. E_STATE: stale. */
MUST_USE int junction_change(struct cx *cx, struct junction *j, str name, struct geo at, int64_t ver);
typedef int junction_fn(struct cx *cx, const struct junction *j, void *arg);
/* id > after in order; q: part of the name or the number. Count. */
MUST_USE int junction_list(struct cx *cx, int64_t after, str q, int max, junction_fn *fn, void *arg);

/* --- versions --- */
enum junction_state { JV_DRAFT, JV_PUBLISHED, JV_REPLACED, JV_DISCARDED, JV_N };
enum junction_ev { JEV_PUBLISH, JEV_REPLACE, JEV_DISCARD, JEV_N };
extern const str junction_state_names[JV_N];
struct junction_version { int64_t junction, version; int state; str geometry /* JSON */, note; account_id created_by; utc_ms created_at; account_id published_by; utc_ms published_at; };
/* The next state, or JV_N where there is no such row. */
enum junction_state junction_next(int state, int ev);
MUST_USE int junction_version_get(struct cx *cx, int64_t junction, int64_t version, struct junction_version *ret);
typedef int junction_version_fn(struct cx *cx, const struct junction_version *v, void *arg);
/* Newest first. */
MUST_USE int junction_versions(struct cx *cx, int64_t junction, int max, junction_version_fn *fn, void *arg);
/* The draft becomes this, or a new one is made with the next number. */
MUST_USE int junction_draft(struct cx *cx, struct junction *j, const struct junction_geometry *g, str note);
/* stops: how many faults stop it, as counted by junction_faults. E_STATE: no draft, or it contradicts itself. */
MUST_USE int junction_publish(struct cx *cx, struct junction *j, int stops);
MUST_USE int junction_discard(struct cx *cx, struct junction *j);
/* Texts in the arena. E_CORRUPT: what is stored cannot be read. */
MUST_USE int junction_geometry_of(struct cx *cx, str json, struct junction_geometry *ret);

/* Geometries in force that the engines have not been told of; and the mark that they have. */
MUST_USE int junction_untold(struct cx *cx, int max, junction_version_fn *fn, void *arg);
MUST_USE int junction_told(struct cx *cx, int64_t junction, int64_t version);
MUST_USE int junction_untell_all(struct cx *cx);
/* All geometries in force. */
MUST_USE int junction_in_force(struct cx *cx, junction_version_fn *fn, void *arg);

/* --- what contradicts itself --- */
enum junction_fault_kind {
	JX_NO_ARMS, JX_ARM_NAME, JX_ARM_TWICE, JX_ARMS_ONE_WAY, JX_NO_STOP_LINE, JX_STOP_FAR, JX_STOP_BEHIND, JX_STATION_TWICE, JX_STATION_UNKNOWN, JX_STATION_ELSEWHERE,
	JX_STATION_FAR, JX_ANTENNA_ARM, JX_HEADING, JX_EXIT_INBOUND, JX_APPROACH_OUTBOUND, JX_GROUP_WORD, JX_GROUP_ARM, JX_GROUP_TWICE, JX_LIGHT_TWICE, JX_ANTENNA_GROUP,
	JX_ARM_NO_GROUP, JX_ARM_NO_STOP, JX_ARM_NO_APPROACH, JX_NO_CAMERA, JX_N
};
extern const str junction_fault_names[JX_N];
/* Those that stop a version from being published; the others are told. */
bool junction_fault_stops(int kind);
struct junction_fault { int kind; str arm, station, group; };
/* What is known of a station that the geometry names; not in the list: unknown. */
struct junction_station { str name; int64_t junction; struct geo at; };
/* Pure. All faults, in the order of the enum's table and then of the geometry; count, at most max. */
int junction_faults(const struct junction_geometry *g, int64_t junction, struct geo centre, const struct junction_station *st, size_t nst,
                    struct junction_fault *ret, int max);
int junction_stops(const struct junction_fault *f, int n);
/* "W:T": the arm's text and the movement's letter. False when it is none. */
bool junction_group_parse(str group, str *ret_arm, char *ret_move);

/* --- where the phases come from --- */
enum junction_source_kind { JSRC_NONE, JSRC_API, JSRC_PLAN, JSRC_GBT20999, JSRC_N };
extern const str junction_source_names[JSRC_N];
/* A fixed-time plan: a cycle that begins offset seconds after midnight (+08:00) and again each cycle, within the minutes of the day [from, to); outside it is unknown. */
struct junction_plan_group { str group; int32_t green_from_s, green_to_s, yellow_s; };
struct junction_plan { int32_t cycle_s, offset_s, from_min, to_min; struct js_list groups; };
extern const struct js_shape junction_plan_shape;
struct junction_source { int64_t junction; int kind; str address; int64_t controller; int32_t road; str plan; account_id set_by; utc_ms set_at; int64_t ver; };
/* Kind none when nothing was set. */
MUST_USE int junction_source_get(struct cx *cx, int64_t junction, struct junction_source *ret);
MUST_USE int junction_source_put(struct cx *cx, const struct junction_source *s);
typedef int junction_source_fn(struct cx *cx, const struct junction_source *s, void *arg);
MUST_USE int junction_sources(struct cx *cx, int kind, junction_source_fn *fn, void *arg);
/* E_INVALID with the field. */
MUST_USE int junction_plan_check(struct cx *cx, const struct junction_plan *p);
/* Pure: what a group shows at t: 'G' 'Y' 'R', or 'U' outside the plan's minutes; *ret_since: when that began. */
char junction_plan_at(const struct junction_plan *p, const struct junction_plan_group *g, utc_ms t, utc_ms *ret_since);

/* --- where the detector reads again --- */
MUST_USE int junction_mark_get(struct cx *cx, uint64_t *ret);   /* 0: none */
MUST_USE int junction_mark_put(struct cx *cx, uint64_t lsn);
