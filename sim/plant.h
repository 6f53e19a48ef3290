/* plant — what a capture hides on purpose, for those who look for it, with the truth beside it: bikes that ride with another, tags
 * that two bikes carry, stations that the register has in the wrong place.
 *
 * Deterministic in the seed. Owned by the capture; one thread. Without any it changes nothing. */
#pragma once
#include "world.h"

enum { PLANT_MAX = 1000 };

struct plant_pair { uint32_t a, b; int lag_ms, rides; int64_t t0, t1; struct xy from; };
struct plant_twin { uint32_t bike, as; };                /* bike carries the tag of `as` */
struct plant_spot { uint16_t station; struct xy true_at, said; };

struct plant {
	int64_t pairs, twins, spots;                     /* wanted */
	struct plant_pair *pair;
	struct plant_twin *twin;
	struct plant_spot *spot;
	uint32_t *as;                                    /* by bike: whose tag it carries */
	uint8_t *taken;                                  /* by bike: no thief may have it */
};

/* After world_new, before its first step. E_USAGE when there are too few bikes. */
MUST_USE int plant_begin(struct plant *p, struct world *w, uint64_t seed, uint32_t bikes, struct err *e);
/* Once a second: when pairs set out and part. */
void plant_step(struct plant *p, struct world *w, int64_t t);
/* At the end: the city's stations stand where the register has them. */
void plant_register(struct plant *p, struct city *c);
/* truth_companions.csv, truth_clones.csv, truth_misplaced.csv, each when it was asked for. */
MUST_USE int plant_write(const struct plant *p, const struct city *c, const char *dir, struct err *e);
void plant_done(struct plant *p);
