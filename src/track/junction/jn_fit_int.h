/* jn_fit_int — what the files that fit a passage share: costs of readings and of gaits. */
#pragma once
#include "track/junction/jn_int.h"

#define TEMPER 0.6f          /* readings of one ride are not independent */
#define POWER_DB 3.0f

enum { STANDS = ARM_CELLS + 3,   /* riders wait up to here */
	MAX_CELLS = FIT_ARMS * LANES * ARM_CELLS + FIT_ARMS * FIT_ARMS * LANE_PAIRS * MAX_LINK, NEAR_LINE = 2 };

/* Costs of moving on by so many cells, and of staying in one; and their probabilities. */
enum look { LOOK_ALL, LOOK_PLAIN, LOOK_ELSEWHERE, LOOKS };
enum { GAITS = 256 };
struct gait { int most; float go[PATH_CELLS + 1], go_p[PATH_CELLS + 1], stay[PATH_CELLS], stay_p[PATH_CELLS]; };

struct fit_mem {
	float *em;                        /* [observation][MAX_CELLS], of the coarse look */
	uint8_t done[MAX_CELLS];
	float v[MAX_BEACONS][PATH_CELLS], ep[MAX_BEACONS][PATH_CELLS], beta[MAX_BEACONS][PATH_CELLS];
	struct gait gait[LOOKS][GAITS];
	const struct gait *step[MAX_BEACONS];   /* from the observation before to this one */
};

/* Costs (negative logarithms) of cnt cells with these levels, `row` floats an antenna, for an observation; more: of the tag and of each antenna. */
void jn_emit(const struct jn *e, const struct junc *j, const struct obs *o, const float *more, const float *levels, size_t row, int cnt, float *restrict out);
void jn_moves(struct fit_mem *m, const struct fit *f, enum look how);
/* The costs of a path in order for observation k, with power and shadows of its own. */
void jn_gather(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, bool own, int k);
enum source { SHARED, OWN, MADE };   /* MADE: ep is filled already */
float jn_cheapest(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, enum source from, float bound);
void jn_trace(const struct fit_mem *m, const struct fit *f, const struct path *p, uint8_t *ret);
/* Beacons to observations: those of a rider who stands are one. */
void jn_observe(const struct jn *e, const struct junc *j, const struct beacon *b, int n, struct fit *ret);
