/* flow_hold — before a day's key is destroyed, what theft cases need of that day is held back (office/hold); then the day goes. docs/trail.md.
 *
 *   FH1 held is the case's window and nothing else: its bike's tag, in the time in which the one who reported had it, from case.window_before_h before it was last
 *       seen to when it was found (or the case ended). A visit across an end of that is cut there
 *   FH2 a day goes only after what is held of it is on disk; while that cannot be, no day goes, and the job says why
 *   FH3 held is for a case that an officer has accepted and that is open, or ended by the bike's return or a decision not to file less than case.hold_days ago.
 *       Else its hold is released, with the next turn
 * Errors    those of the database and the engines. */
#pragma once
#include "flow/flow_track.h"

/* Turns of two jobs, in transactions of their own: holds what is due and lets it go (cheap where nothing is due), and releases (FH3). */
MUST_USE int flow_hold_work(struct cx *cx);
MUST_USE int flow_hold_release(struct cx *cx);
/* Is anything of this case to be held, and of which time? */
MUST_USE int flow_hold_window(struct cx *cx, const struct theft *t, struct span_ms *ret, bool *ret_any);
/* The instant from which the case holds something; INT64_MAX: nothing. */
MUST_USE int flow_hold_from(struct cx *cx, theft_id id, utc_ms *ret);
/* The case's held visits that touch [from, to) and are of days that the tracks no longer have; in cx->arena. E_TOOBIG past max. */
MUST_USE int flow_hold_visits(struct cx *cx, const struct theft *t, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n);
