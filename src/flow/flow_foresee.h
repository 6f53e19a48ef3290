/* flow_foresee — what an officer may learn of a stolen bike beyond its trail: where it is expected next, whether its silence is unusual, where it may be hidden.
 *
 * It is a look at the trail (flow_trail), with the same rules, the same refusals and the same audit row before the answer; and it rests on nothing else of the tag:
 * only visits of the case's own tag within the case's window are its past here. What is counted of all tags (track/analysis) names nobody.
 * Errors: those of flow_trail; E_STORE when the engines are not running. */
#pragma once
#include "flow/flow_track.h"
#include "track/analysis/hide.h"

enum { FORESEE_ROWS = NEXT_ROWS };

struct foreseen_station { int64_t id; str name, place; struct geo at; };
struct foreseen_guess { struct foreseen_station at; double pct; utc_ms early, eta, late; int64_t steps_all, steps_own; utc_ms *row; size_t rows; };
struct next_seen {
	int32_t days;              /* learned; 0: nothing yet, no guesses */
	bool known; struct foreseen_station at; utc_ms since;
	int32_t trust;             /* enum next_trust */
	int32_t order; int64_t steps_context, steps_here;
	struct foreseen_guess guess[NEXT_GUESSES]; size_t n;
};
MUST_USE int flow_next(struct cx *cx, theft_id id, struct next_seen *ret);

struct dark_around { struct foreseen_station at; double weight_pct, up_pct; bool up_known; };
struct hide_seen {
	struct geo at; int32_t radius_m; bool placed; str stations; double pct, pct_now; int64_t stays, nights, silences, heard_ms, silent_ms; utc_ms first, last;
	bool here_last; int32_t trust; utc_ms *row; size_t rows;
};
struct dark_seen {
	int32_t days, verdict;     /* enum dark_verdict */
	bool known; struct foreseen_station at; utc_ms since;
	int64_t silent_ms, listened_ms; double longer_pct, low_pct, high_pct; int64_t silences_here, silences_class, usual_ms, own, own_longer, own_longest_ms;
	struct dark_around *around; size_t naround;
	struct hide_seen hide[HIDE_PLACES]; size_t nhide;
};
MUST_USE int flow_dark(struct cx *cx, theft_id id, struct dark_seen *ret);
