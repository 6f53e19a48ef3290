/* flow_ana — what the visits of many tags say of a case and of the net: companions of its bike, who was at all scenes, tags carried twice, misplaced stations. The
 * methods are track/analysis (docs/analysis.md); here stands who may ask, for which times, and what of the answer is shown.
 *
 * Reasons   companions and scenes are looks at a case's track (flow_track_admit: open case, its people, its window, age, quota, audit before the engines are
 *           asked). Clones and misplaced stations are for no case: they tell no station, no time and no place of a tag, so no track (P1).
 * Invariants
 *   AN1 nothing is asked of the engines outside the times the case admits, and nothing shown of them
 *   AN2 another bike is named only out of the asker's day quota (P5), and each naming is in the audit ("analysis.named") before the answer; those beyond are a number
 *   AN3 who was at all scenes: at least two scenes apart in place or by an hour, each near where the case's bike was stolen or heard; more than
 *       analysis.named_max tags are a number, not names
 *   AN4 two questions run at once, a third is E_BUSY; each is bounded in hours and in 10 s of work (E_BUSY: narrow it)
 * Thread    any worker, outside a transaction.
 * Errors: those of flow_trail; E_INVALID (field) for times and scenes; E_BUSY (AN4); E_STORE when the engines are not running. */
#pragma once
#include "flow/flow_track.h"
#include "track/analysis/analysis.h"

enum ana_sure { SURE_LOW, SURE_FAIR, SURE_GOOD };

struct ana_stop { int64_t id; str name, place; struct geo at; };
struct ana_named { tag_id tag; int64_t bike; struct plate plate; };      /* bike 0: no registered bike carried it then */

struct ana_met { struct ana_stop at; utc_ms own, other; };
struct ana_companion { struct ana_named who; double score; int sure; utc_ms from, to; int64_t stations, shared, ways; struct ana_met *rows; size_t nrows; };
struct companions_seen {
	utc_ms from, to, older_from; int64_t visits; double hours_max;
	struct ana_companion *v; size_t n;
	int64_t withheld;          /* found, and not named: the day's quota */
	bool more;                 /* there were more visits than one question takes, or more companions than one answer names */
};
/* from, to 0: two hours before the bike was last seen, and as long as analysis.window_h goes. */
MUST_USE int flow_companions(struct cx *cx, theft_id id, utc_ms from, utc_ms to, struct companions_seen *ret);

enum { SCENES_MAX = 8, SCENE_STATIONS = 8 };
struct scene_in { int64_t theft; int64_t station[SCENE_STATIONS]; size_t n; utc_ms from, to; };    /* theft 0: the case of the question */
struct passed_one { struct ana_named who; bool own; utc_ms at[SCENES_MAX]; };
struct passed_seen {
	struct { utc_ms from, to; int64_t tags; } scene[SCENES_MAX]; size_t nscenes;
	int64_t found, withheld;
	double chance; int sure;
	struct passed_one *v; size_t n;
	bool too_many;             /* more than analysis.named_max: none is named */
};
MUST_USE int flow_passed(struct cx *cx, theft_id id, const struct scene_in *scene, size_t n, bool ordered, struct passed_seen *ret);

/* What was looked over: stations, visits and tags; one in `share` tags (1: all). */
struct sweep { utc_ms from, to; int64_t stations, visits, tags, share; };
struct clone_seen { struct ana_named who; double score; int sure; int64_t clashes, apart_m, least_ms, had_ms; };   /* of the hardest contradiction: how far apart, time needed and had */
struct clones_seen { struct sweep s; struct clone_seen *v; size_t n; int64_t found, withheld; };
MUST_USE int flow_clones(struct cx *cx, utc_ms from, utc_ms to, struct clones_seen *ret);
struct misplaced_seen { struct ana_stop at; struct geo guess; int64_t off_m, tags, of; double score; int sure; };
enum { MISPLACED_MAX = 100 };
struct misplaceds_seen { struct sweep s; struct misplaced_seen *v; size_t n; int64_t found; };
MUST_USE int flow_misplaced(struct cx *cx, utc_ms from, utc_ms to, struct misplaceds_seen *ret);
