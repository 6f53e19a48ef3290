/* hide — where a tag stays when it stays: likely hide-outs of a stolen bike, most likely first, with what each rests on.
 *
 * Method   visits become stays (one place: a station with those that hear the tag at the same time), silences included: between two hearings at one
 *          station the tag was near it, unheard (a cellar); after its last hearing it may be. A stay of 10 minutes or more
 *          counts by its hours (at most 12 each; silent ones for 0.7, for 0.35 at either end when it came out elsewhere), doubled from 22 to 6 h, halved for each week of age. Places within
 *          250 m of a likelier one, or heard together with it where positions are not known, are one area.
 *          Of a silent tag the area where it was heard last counts three times. docs/analysis-next.md tells how often that is right.
 * Owns     nothing: an answer is a function of the visits, any thread.
 * Invariants
 *   H1 p of all areas is at most 1 together; one hour's worth is always kept for a place never seen
 *   H2 an area is told only with the stays it rests on */
#pragma once
#include "base/err.h"
#include "track/position/position.h"
#include "track/presence/presence.h"

enum { HIDE_PLACES = 8, HIDE_STATIONS = 8, HIDE_ROWS = 6, WEEK_HOURS = 168 };
enum hide_trust { HIDE_LOW, HIDE_FAIR, HIDE_GOOD };    /* fewer than 3 stays or 2 nights; fewer than 8 or 4; more */

struct hide_place {
	uint16_t station[HIDE_STATIONS];   /* where it was heard longest first */
	int stations;
	bool placed;                       /* at and radius_m are known */
	struct geo at; uint32_t radius_m;
	double p;                          /* share of its staying, of all places */
	double p_now;                      /* the same of this time of day (two hours around) on days like this (working days, weekend) */
	uint32_t stays, nights, silences;  /* silences: stays that were, or ended, unheard for half an hour or more */
	int64_t heard_ms, silent_ms;
	utc_ms first, last;
	bool here_last;                    /* the last place before the present silence */
	uint16_t week_min[WEEK_HOURS];     /* minutes of stay by hour of the week, 0 is Monday 00:00 */
	enum hide_trust trust;
	uint32_t row[HIDE_ROWS];           /* the caller's visits with which the latest stays began */
	int rows;
};
struct hide_answer {
	bool silent;               /* not heard for half an hour */
	utc_ms since;              /* heard last; 0 never */
	uint32_t stays;            /* of 10 minutes or more */
	double hours;              /* of staying, weighted */
	struct hide_place place[HIDE_PLACES];
	int n;
};
/* own: visits in order of first heard, open ones as they stand. stations may be NULL (count 0). Most likely first; returns how many. */
int hide_ask(const struct visit *own, uint32_t n, utc_ms now, const struct station_place *stations, size_t count, struct hide_answer *ret);
