/* jn_fit_int — what the files that fit a passage share: costs of readings and of gaits. */
#pragma once
#include "track/junction/jn_cells.h"

#define POWER_DB 3.0f

enum { STANDS = ARM_CELLS + 3,   /* riders wait up to here */
	MAX_CELLS = FIT_ARMS * LANES * ARM_CELLS + FIT_ARMS * FIT_ARMS * LANE_PAIRS * MAX_LINK, NEAR_LINE = 2 };

enum look { LOOK_ALL, LOOK_PLAIN, LOOK_ELSEWHERE, LOOKS };
enum { GAITS = 256 };

struct scored { float cost; uint16_t path; };
enum { MAX_PATHS = FIT_ARMS * FIT_ARMS * LANE_PAIRS };

/* Room of one worker. */
struct fit_mem {
	float *em;                        /* [observation][MAX_CELLS], of the coarse look */
	uint32_t look, (*done)[MAX_CELLS / CELL_BLOCK];   /* [observation][block]: in which look the costs of the piece that begins there were made */
	float own[ARM_CELLS > MAX_LINK ? ARM_CELLS : MAX_LINK];
	struct emit all[MAX_BEACONS];     /* of the coarse look: the tag's power alone */
	struct way w[MAX_PATHS];
	struct scored s[MAX_PATHS];
	struct beacon b[MAX_BEACONS];     /* of who asks for a fit */
	struct fit f;
	struct passing line, in, at;
	float loss, most;                 /* of what loss `most` is */
	float v[MAX_BEACONS][PATH_CELLS], ep[MAX_BEACONS][PATH_CELLS], beta[MAX_BEACONS][PATH_CELLS], whole[MAX_BEACONS];
	struct gait gait[LOOKS][GAITS];
	float low[MAX_BEACONS], rest[MAX_BEACONS];   /* the least after each observation; what is at least to come, by the best ride so far */
	const struct gait *step[MAX_BEACONS];   /* from the observation before to this one */
};

/* What an observation is held against; more: of the tag and of each antenna. */
void jn_heard(const struct jn *e, const struct junc *j, const struct obs *o, const float *more, struct emit *ret);
void jn_moves(struct fit_mem *m, const struct fit *f, enum look how);
/* The costs of a path's cells [lo, hi), in order, for observation k: own: with power and shadows of its own, else those that all paths share. */
void jn_gather(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, bool own, int k, int lo, int hi);
enum source { SHARED, OWN, MADE };   /* MADE: ep is filled already */
float jn_cheapest(const struct jn *e, const struct junc *j, const struct fit *f, const float *more, const struct path *p, enum source from, float bound);
void jn_trace(const struct fit_mem *m, const struct fit *f, const struct path *p, uint8_t *ret);
/* Beacons to observations: those of a rider who stands are one. */
void jn_observe(const struct jn *e, const struct junc *j, const struct beacon *b, int n, struct fit *ret);
