/* flow_junction — junctions across rooms: stations beside the geometry, geometry and phases to the engines, verdicts of the detector to violations.
 *
 * Invariants (tests of the same names in flow_junction_test.c)
 *   FJ1 what contradicts itself is not published; what is published reaches the engines, also after a failure
 *   FJ2 every change of a signal becomes a journal record, and of a group that the junction has
 *   FJ3 where the phase is stale, flashing, off, manual or unknown, red-light detection is off, and it says why; it is never guessed
 *   FJ4 a verdict becomes one violation with its evidence: readings, phases, geometry, clocks and health; told twice it is the same one
 *   FJ5 a red-light verdict whose phases hold anything but green, yellow and red is not taken, whatever its confidence */
#pragma once
#include "core/cx.h"
#include "flow/track_port.h"
#include "office/junction/junction.h"
#include "office/station/station.h"
#include "office/violation/violation.h"

enum { SIGNALS_MAX = 1000, SIGNAL_OLD_MS = 2 * DAY_MS, SIGNAL_AHEAD_MS = HOUR_MS };

/* --- geometry --- */
struct junction_fault_list { struct junction_fault f[JUNCTION_FAULTS]; int n, stops; };
MUST_USE int flow_junction_faults(struct cx *cx, const struct junction *j, const struct junction_geometry *g, struct junction_fault_list *ret);
/* unit 0: the actor's. Its traffic police reviews what is found there. */
MUST_USE int flow_junction_add(struct cx *cx, int64_t id, str name, int64_t unit, struct geo at, struct junction *ret);
/* ver: as it was read; another is refused with E_STATE. */
MUST_USE int flow_junction_draft(struct cx *cx, int64_t id, int64_t ver, const struct junction_geometry *g, str note, struct junction *ret);
MUST_USE int flow_junction_publish(struct cx *cx, int64_t id, int64_t ver, struct junction *ret);
/* Tells the engines the geometries they do not have yet; outside a transaction. Count. */
MUST_USE int flow_junction_tell(struct cx *cx);
/* The geometry of a version as the engines take it. E_STATE: a station of it is not in the register. */
MUST_USE int flow_junction_geometry(struct cx *cx, const struct junction *j, const struct junction_version *v, struct jn_geometry *ret);

/* intersections.csv and stations.csv as replay has them: junctions that are new are made, each gets a draft. E_INVALID: the row and what is wrong with it. */
struct junction_import { int64_t added, drafts, antennas, unknown /* stations that are not in the register */; };
MUST_USE int flow_junction_import(struct cx *cx, str intersections, str stations, int64_t unit, struct junction_import *ret);
/* "J017" is 17; 0: there is no number in it. */
int64_t flow_junction_number(str name);

/* The stations that a junction may have antennas of: those its geometry names and those that name it, each once. */
struct junction_stations { struct station *s; size_t n; };
MUST_USE int flow_junction_stations(struct cx *cx, const struct junction *j, const struct junction_geometry *g, struct junction_stations *ret);

/* --- signals --- */
struct signal_in { int64_t junction; str group, state; utc_ms at; };
/* Journals them; outside a transaction. E_INVALID names the row: an unknown group or state, a time that cannot be; E_STATE: the junction takes its phases from elsewhere. */
MUST_USE int flow_junction_signals(struct cx *cx, const struct signal_in *in, size_t n, enum jn_source source);
/* signals.csv: t_ms,intersection,group,state. Count of changes. */
MUST_USE int flow_junction_signals_csv(struct cx *cx, str text, int64_t *ret);
MUST_USE int flow_junction_source(struct cx *cx, const struct junction_source *in, const struct junction_plan *plan, struct junction_source *ret);
/* The job: changes of the fixed-time plans in (from, to], or all that they show at to when from is 0; outside a transaction. Count. */
MUST_USE int flow_junction_plans(struct cx *cx, utc_ms from, utc_ms to);

/* Why red-light detection is off. The first row that holds. */
enum red_off {
	RO_ON, RO_NO_ENGINE, RO_NO_GEOMETRY, RO_NO_GROUPS, RO_NO_SOURCE, RO_NEVER, RO_STALE, RO_FLASHING, RO_ALL_OFF, RO_MANUAL, RO_UNKNOWN, RO_MISSING, RO_CLOCK, RO_N
};
extern const str red_off_names[RO_N];
struct red_facts {
	bool engine, geometry, source; int groups /* listed */, shown /* of those, with a state */;
	unsigned states;             /* bits 1 << enum jn_state of what is shown */
	int64_t age_ms /* since the last change of the group that has stood longest; -1 none */, cycle_ms; bool judged, clock_known; int32_t clock_err_ms;
};
/* Pure. */
enum red_off flow_red_off(const struct red_facts *f);
struct junction_seen { struct junction_now now; bool known; struct red_facts facts; enum red_off off; };
MUST_USE int flow_junction_now(struct cx *cx, const struct junction *j, struct junction_seen *ret);

/* --- verdicts --- */
struct junction_verdict { struct jn_verdict v; struct jn_health health[16]; int nhealth; };
/* In the caller's write transaction. 1: a new violation; 0: known already, or not taken (FJ5). */
MUST_USE int flow_junction_verdict(struct cx *cx, const struct junction_verdict *in, struct violation *ret);
