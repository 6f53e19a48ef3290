/* flow_track — what an officer may see of a tag's way: only for a reason. The reason is an open case on that bike, of which the officer is one (P1), and only inside
 * the case's window; or an approved request of his own for the bike and the span (office/access). Only after the audit row of the look is on disk (S11); and
 * only what lies in the time in which the one who reported (a request: who had it at the span's end) had the bike (P7): after a transfer the old owner's case
 * shows nothing from then on, and the new owner's case nothing from before. What is older than access.near_days needs an approval for each query, what is
 * older than access.far_days is not there (P2); an account sees at most access.plates_day bikes a day (P5). docs/track-access.md.
 *
 * Each call opens its own short write transaction for the check and the audit, commits it, and then asks the engines; so it is called
 * outside a transaction. A refused look leaves a row too (verb with ".refused"), also one at a case or request that is not there.
 * Errors: E_NOTFOUND no such case, or no such request of the actor's; E_STATE the case is closed ("access.closed"), the approval is not given or over ("access.undecided",
 * "access.expired"), older than may be seen alone ("access.older") or at all ("access.far"), or the window asked for lies outside the case's or outside of the
 * ownership ("from"); E_DENIED not of the case's people ("access.assigned"), or too many bikes today ("access.quota"): the error's field says which way is left;
 * E_BUSY, E_STORE, E_FULL from the audit: then nothing is answered. */
#pragma once
#include "core/cx.h"
#include "flow/track_port.h"
#include "office/bike/bike.h"
#include "office/theft/theft.h"

/* Half open; until is INT64_MAX while it lasts. */
struct span_ms { utc_ms from, until; };
/* P7: the time of an ownership in which the bike carried this tag. What came with an import was its owner's before, too: it begins at 0. */
MUST_USE int flow_owned(struct cx *cx, const struct ownership *o, tag_id tag, struct span_ms *ret);
/* The same of the one who reported. E_NOTFOUND. */
MUST_USE int flow_owned_case(struct cx *cx, const struct theft *t, struct span_ms *ret);
/* Leaves the visits that touch the span, in place; how many. A visit across one of its ends stops there, is not going on, and has neither hits
 * nor a strength: those were measured on both sides. */
uint32_t flow_visits_cut(struct visit *v, uint32_t n, struct span_ms own);

enum { TRAIL_VISITS_MAX = 5000, TRAIL_GAPS_MAX = 300, TRAIL_GAP_STATIONS = 5, LIVE_AROUND = 12 };

struct seen_visit { int64_t station_id; str name, place; struct geo at; utc_ms first, last; int64_t hits; int32_t rssi_max; bool open, late, clock_doubt; };
struct seen_position { utc_ms t; struct geo at; int32_t radius_m; };
struct gap_station { int64_t id; str name, place; double up_pct; };
/* A time in which nobody heard the tag, and whether those near its last and next place were listening. */
struct seen_gap { utc_ms from, to; str reason; struct gap_station *stations; size_t n; };
struct trail_answer {
	struct theft theft;
	utc_ms from, to;
	utc_ms older_from;          /* the window begins there, but what is before from needs a second person; 0: there is no such part */
	struct seen_visit *visits; size_t nvisits;
	struct seen_position *positions; size_t npositions;
	struct seen_gap *gaps; size_t ngaps;
	bool more, moved;           /* moved: see seen_ver; nothing else is told */
};
/* from, to 0: the case's whole window, as far as it may be seen without a second person. */
MUST_USE int flow_trail(struct cx *cx, theft_id id, utc_ms from, utc_ms to, struct trail_answer *ret);
/* The same look under another verb: what is made of it (an evidence sheet) is another thing in the audit. */
MUST_USE int flow_trail_as(struct cx *cx, const char *verb, theft_id id, utc_ms from, utc_ms to, struct trail_answer *ret);
/* For a page that asks again and again. seen_ver: the case as the asker knows it; where it has moved on since (it was ended), nothing is looked at and nothing
 * refused: ret->moved, so that the page learns that before it asks for what it may no longer have. Only who is of the case's people is told so: anybody else, also who
 * was before it was handed over, is refused, and his look is in the audit. 0: as flow_trail. */
MUST_USE int flow_trail_seen(struct cx *cx, theft_id id, utc_ms from, utc_ms to, int64_t seen_ver, struct trail_answer *ret);
/* By an approved request of the actor's, for a bike without a case: the span that was approved. */
MUST_USE int flow_trail_asked(struct cx *cx, int64_t request, struct trail_answer *ret);
/* The same gate for what is worked out from the way (flow_ana, flow_evidence): one reason, judged and written down in the same words. An open case
 * alone is a reason here, never a request. from, to as in flow_trail; more: what else the audit row says, JSON members with the comma in front, or "". When it
 * returns 0 the row is on disk, the quota counted, and nothing outside of ret's times may be asked of the engines. */
struct track_grant { struct theft theft; utc_ms from, to, older_from; struct span_ms own; };
MUST_USE int flow_track_admit(struct cx *cx, const char *verb, theft_id id, utc_ms from, utc_ms to, str more, struct track_grant *ret);
/* Is the actor one of the case's people? E_DENIED (field "access.assigned"). */
MUST_USE int flow_assigned(struct cx *cx, const struct theft *t);

struct live_hearing { int64_t station_id; str name, place; int32_t rssi; utc_ms at; };
struct live_around { int64_t id; str name, place; struct geo at; int status; };
struct live_answer {
	bool moved, known;          /* moved: see flow_trail_seen */
	struct geo at; int32_t radius_m; utc_ms t; int64_t station_id; str station_name, station_place; int64_t age_ms;
	struct live_hearing *hearings; size_t nhearings;
	struct live_around *around; size_t naround;
};
/* Audited once a minute an officer and case. */
MUST_USE int flow_live(struct cx *cx, theft_id id, int64_t seen_ver, struct live_answer *ret);

struct passage { tag_id tag; int64_t bike_id; struct plate plate; utc_ms first, last; int64_t hits; int32_t rssi_max; bool open, late; };
struct passages_answer { utc_ms from, to; struct passage *own; size_t nown; int64_t others; bool more; };
/* Who passed a station within the case's window: the case's bike by name, all others as a count of visits. */
MUST_USE int flow_passages(struct cx *cx, int64_t station, theft_id id, utc_ms from, utc_ms to, struct passages_answer *ret);
