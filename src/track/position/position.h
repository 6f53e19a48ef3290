/* position — where a tag probably is, from who heard it how strongly, with an honest radius.
 *
 * Pure; below 1 us for a dozen hearings. Method: centroid of the stations that heard the tag within 10 s before the newest
 * hearing, weighted by received power over the others' (Blumenthal et al., "Weighted centroid localization", 2007),
 * hearings discounted by age. The radius covers the true place in at least 80 % of cases (position_test: thirteen radio
 * models): it falls with the number of fresh hearings, grows with the nominal range, with the hearings' own spread,
 * and by 4 m for each second of silence (up to 3 km). */
#pragma once
#include "base/geo.h"
#include "core/ids.h"
#include "track/presence/presence.h"

enum station_kind { STATION_ROADSIDE = 0, STATION_JUNCTION = 1 };

/* Journal payload of JR_STATION, host order, 64 bytes: what the engines know of a station. */
struct station_place {
	uint16_t ix;
	uint8_t kind, used;        /* used 0: the index is free (station withdrawn) */
	uint32_t district;         /* GB/T 2260 code, e.g. 430405 */
	struct geo at;
	uint16_t range_m;          /* nominal; 0 unknown (100 is assumed) */
	uint16_t junction;         /* 0 none */
	char name[33]; uint8_t zero[11];
};
_Static_assert(sizeof(struct station_place) == 64, "journal format");

struct fix { struct geo at; uint32_t radius_m; utc_ms t; uint16_t station; uint8_t n; };

/* stations indexed by station_ix, count entries. h: hearings, any order. False when none of them has a known place or n is 0. */
bool position_estimate(const struct station_place *stations, size_t count, const struct heard *h, int n, utc_ms now,
                       struct fix *ret);

/* ---- a whole track with hindsight (replay) ----
 *
 * Where a tag was at given times, from all that was heard of it before and after: at a riding tag's beacons of some seconds this
 * is nearer than the estimate of one moment. One thread; a call needs nothing of another but what was learned. */
struct position_track;
struct reception { utc_ms t; uint16_t station; int8_t rssi; };
enum { TRACK_MAX = 512 };      /* places of one call */

/* stations are borrowed. Aborts without memory. */
MUST_USE struct position_track *position_track_new(const struct station_place *stations, size_t count);
void position_track_free(struct position_track *k);
/* A first idea of how strong tags are, from any receptions. */
void position_track_begin(struct position_track *k, const struct reception *r, size_t n);
/* r and t in order of time, t at most TRACK_MAX. Returns n, or 0 when no reception has a known place. With learn the residuals are kept
 * for position_track_learn. */
int position_track_run(struct position_track *k, const struct reception *r, int nr, const utc_ms *t, int n, bool learn, struct fix *ret);
/* Takes over what the residuals since the last call say of level, exponent, stations and noise. */
void position_track_learn(struct position_track *k);
