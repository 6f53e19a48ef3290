/* dark — a tag that is not heard any more: since when, after which place, and how unusual such a silence is there.
 *
 * Method   survival curve of silences (Kaplan, Meier 1958, in quarter octaves of time) by station and part of the day. A silence that has not ended yet counts as
 *          one that lasted at least so long, so tags that never came back are in it. Where a station has few silences, the curve of its
 *          class and part of the day stands in, by what is counted of both (DARK_PRIOR hearings of the class). The interval is Greenwood's.
 *          Time in which the stations around were not listening is no silence: the silence is measured by the time they listened.
 * Owns     for each station and class counts of silences by length; of a tag only where and when it was heard last.
 * Thread   as next. Pure: no clock, no I/O, no chance.
 * Invariants
 *   D1 a silence begins with the end of the last visit anywhere and ends with the next one anywhere; below 3 minutes (visits' own gap) it is none
 *   D2 nothing is called unusual when the stations around listened less than half of the time: then nobody can tell */
#pragma once
#include "base/err.h"
#include "track/analysis/next.h"
#include "track/presence/presence.h"

struct dark_model;

struct dark_opts {
	uint32_t stations;
	const uint8_t *class_of;   /* by station, below DARK_CLASSES, copied; NULL: all of class 0 */
	uint32_t max_tags;         /* default 2,000,000 (24 bytes each) */
};
enum { DARK_CLASSES = 16, DARK_PARTS = 4 /* of the day: from 0, 6, 12, 18 h */, DARK_AROUND = 12, DARK_LEAST_MS = 3 * MINUTE_MS };

MUST_USE struct dark_model *dark_new(const struct dark_opts *o);
void dark_free(struct dark_model *d);
/* Learns a closed visit; order as next_add. */
void dark_add(struct dark_model *d, const struct visit *v);
/* Counts anew the silences that are going on at now. Walks all tags; call it after dark_add and before dark_ask, once an hour or so. */
void dark_going_on(struct dark_model *d, utc_ms now);

enum dark_verdict {
	DARK_HEARD,                /* it is being heard, or was within 3 minutes */
	DARK_USUAL,                /* more than a fifth of the silences here last longer */
	DARK_UNUSUAL,              /* at most a fifth */
	DARK_RARE,                 /* at most one in twenty, also at the upper end of the interval one in ten */
	DARK_DEAF,                 /* D2: the stations around were not listening */
	DARK_UNKNOWN,              /* never heard, or fewer than 20 silences known */
};

/* How much of [from, to) the station was listening, 0..1; below 0: not known (taken for listening, and told). */
typedef double dark_up_fn(void *arg, uint16_t station, utc_ms from, utc_ms to);

struct dark_station { uint16_t station; double weight, up; };   /* weight: share of the ways on from the last place; up below 0: not known */
struct dark_answer {
	enum dark_verdict verdict;
	uint16_t station;          /* where it was heard last, NEXT_NONE when never */
	utc_ms since;              /* heard last */
	uint32_t row;              /* the caller's visit that ended then */
	int64_t silent_ms, listened_ms;     /* the silence, and the part of it in which the stations around listened */
	double listening;          /* listened_ms / silent_ms */
	double longer, longer_low, longer_high;   /* share of silences at this place and time that last longer, with its 95 % interval */
	uint32_t silences_here, silences_class;   /* what the curve rests on: at the station, in its class, that part of the day, ended or not */
	int64_t usual_ms;          /* half of the silences here end within */
	uint32_t own, own_longer;  /* the tag's own earlier silences after this station, and how many were longer */
	int64_t own_longest_ms;
	struct dark_station around[DARK_AROUND];
	int n;
};
/* own: as in next_ask. near: the ways on from the last place (next_around), may be none; the last place itself is always asked for. up may be NULL.
 * Returns the verdict. */
enum dark_verdict dark_ask(const struct dark_model *d, const struct visit *own, uint32_t n, utc_ms now, const struct next_near *near, int nnear,
                           dark_up_fn *up, void *arg, struct dark_answer *ret);

/* The share of silences after this station, begun at an hour (0..23), that last longer than ms. */
double dark_longer(const struct dark_model *d, uint16_t station, int hour, int64_t ms);

struct dark_stats { uint64_t visits, silences, going_on, tags, bytes; };
void dark_stats(const struct dark_model *d, struct dark_stats *ret);
