/* ana_int — what the files of links and clones share. */
#pragma once
#include <stdlib.h>

#include "track/analysis/analysis.h"

enum {
	TIMES = 24,                     /* times of a pair: below 8 s, then thirds of an octave up to 27 min */
	RECENT = 8,                     /* visits of a tag that a new one is held against: those heard last */
	LOOK_BACK_MS = 25 * MINUTE_MS,  /* older ones say nothing of the way between */
	TOGETHER_MS = 3000,             /* from the end of a visit to the begin of another: they hear the tag at once */
	CLOSE_MS = 20000, NEAR_MS = 60000,   /* between two arrivals: their stations overlap; they are neighbours */
	CLOCK_MS = 4000,                /* two clocks may be off by 2 s each (VF_CLOCK says more) */
	SILENCE_MS = 180000,            /* within a visit, at most */
	VOUCH_TAGS = 5,                 /* so many tags say where a station is, or that it is elsewhere */
};

/* Room for n things of size bytes, doubling; aborts without memory. */
static inline void *ana_grown(void *p, uint32_t *io_cap, size_t n, size_t size)
{
	uint32_t cap = *io_cap ? *io_cap : 256;

	if (n <= *io_cap)
		return p;
	while (cap < n)
		cap *= 2;
	p = realloc(p, cap * size);
	ASSERT(p);
	*io_cap = cap;
	return p;
}

/* key: pair_key + 1; counts are of tags. together: both hear it at once, be it parked; close, near: it arrived at both. */
struct link { uint32_t key, together, close, near; uint16_t time[TIMES]; };
struct seen { uint32_t key, gap, arrive; };
struct spot { float x, y; bool known, misplaced, blamed; uint32_t tags, met; };   /* met: tags that arrived elsewhere just before or after */

/* A pair that contradicted a tag (its number in the order of blame). */
struct clash_key { uint32_t key, tag; };

struct ana_links {
	const struct station_place *places; size_t n;
	struct spot *spot;              /* by ix, STATION_MAX + 1 of them */
	struct link *link; uint32_t cap, links;
	bool full;                      /* a new pair found no room: not learned */
	struct seen *seen; uint32_t nseen, seen_cap;     /* of the tag in hand */
	uint32_t *seen_tag, *met_tag, seen_no;        /* by station: counted in spot.tags, spot.met for the tag of that number */
	double close_m, near_m;         /* how far apart such stations may be */
	double most_mps;                /* nothing goes faster, as the crow flies */
	struct ana_misplaced *bad; size_t nbad;
	struct clash_key *clash; uint32_t nclash, clash_cap, clash_tag;
};

static inline uint32_t pair_key(uint16_t a, uint16_t b)
{
	return a < b ? (uint32_t)a << 16 | b : (uint32_t)b << 16 | a;
}

const struct link *ana_link(const struct ana_links *l, uint16_t a, uint16_t b);
double ana_apart_m(const struct ana_links *l, uint16_t a, uint16_t b);

/* The last few visits of a tag by the time it was heard last: a long one stays while short ones come and go. */
struct recent { const struct visit *v[RECENT]; int n; };

static inline void recent_add(struct recent *r, const struct visit *v)
{
	int at = r->n;

	if (r->n < RECENT) {
		r->v[r->n++] = v;
		return;
	}
	at = 0;
	for (int i = 1; i < RECENT; i++)
		if (r->v[i]->last < r->v[at]->last)
			at = i;
	if (r->v[at]->last <= v->last)
		r->v[at] = v;
}
