/* next_model_int — the inside of next: what ana_next.c counts, ana_next_ask.c reads and ana_next_try.c foretells with. */
#pragma once
#include "track/analysis/next_int.h"

enum { LINKS_MAX = 64, OWN_STATIONS = 16, FEATS_MAX = 20000, CHOICES_MAX = LINKS_MAX + OWN_STATIONS };

/* From one station to a next one. */
struct link { uint32_t n; uint16_t next, zero; uint16_t took[TIME_BINS]; };
struct place { struct link *link; uint16_t n, cap; uint32_t total; };

/* A context and a next station as one key: order 2 {none, before, here, next}, order 3 {before2, before, here, next}, time of day {none, DAYTIME
 * + part, here, next}; with NEXT_NONE for next it is the context's sum. */
enum { DAYTIME = 0xff00, DAY_PARTS = 8 };
_Static_assert((int)STATION_MAX <= (int)DAYTIME, "parts of the day are no stations");

/* What a step is foretold from, each smoothed by the one before. */
enum next_part { PART_DAY, PART_TWO, PART_THREE, PART_OWN, PART_OWN_WAY, PARTS };

struct next_model {
	uint32_t stations, max_contexts;
	struct place *place;
	uint64_t *key; uint32_t *count; uint32_t cap, used;
	struct tagmap tags;              /* of struct chain */
	double w[PARTS];
	double said[NEXT_BINS], was[NEXT_BINS]; int marks;   /* how often a first choice said to have p was right */
	double took[TIME_BINS];          /* of all steps, a floor for rare links */
	struct next_stats s;
};

static inline uint64_t context_key(uint16_t before2, uint16_t before, uint16_t here, uint16_t next)
{
	return (uint64_t)before2 << 48 | (uint64_t)before << 32 | (uint64_t)here << 16 | next;
}
static inline uint16_t day_part(utc_ms t)
{
	return (uint16_t)(DAYTIME + hour_of(t) * DAY_PARTS / 24);
}
uint32_t context_count(const struct next_model *m, uint64_t key);

/* A step of the tag's own. */
struct own_step { uint16_t from, before, to; uint8_t hour; uint32_t row; int64_t took_ms; };
struct own_steps { struct own_step *v; uint32_t n, cap; };
/* The step, and as it is seen from the echoes before it. */
void own_add(struct own_steps *o, const struct chain_step *s, uint32_t row);

/* Where a tag stands. */
struct spot { uint16_t here, before, before2; utc_ms since, now; const uint16_t *beside; int nbeside; };

/* What was counted for one choice, by part: steps to it, all steps of the context, and how many different ways those went. */
struct next_feat { float plain, to[PARTS], all[PARTS], ways[PARTS]; };
double feat_p(const struct next_feat *f, const double w[static PARTS]);

struct choice { uint16_t station; const struct link *link; struct next_feat f; double p, raw /* p before what was learned of such p */, plain, left /* not yet gone after the time spent here */; double took[TIME_BINS]; };
/* The choices at a spot, most probable first; at most CHOICES_MAX. */
int choices_at(const struct next_model *m, const struct spot *s, const struct own_steps *own, struct choice *ret);
