/* jn_cells — sums and least sums over the cells of a path: where nearly all the time of a fit goes.
 *
 * Every cell's sum is made in the same order whatever registers the machine has, and nothing is fused: the bits are the same everywhere.
 * Rows are of whole blocks of CELL_BLOCK cells; what lies behind `len` in the last block is nobody's. */
#pragma once
#include "track/junction/jn_int.h"

#define TEMPER 0.6f          /* readings of one ride are not independent */
#define MISS 0.35f           /* a dB that it should have been heard above the floor, up to where only loss remains */

/* How far one gets between two observations: costs of moving on by so many cells and of staying in one, and their probabilities. */
struct gait { int most; float go[PATH_CELLS + 1], go_p[PATH_CELLS + 1], stay[PATH_CELLS], stay_p[PATH_CELLS]; };

/* What an observation is held against: of each antenna that heard, what it heard of a tag of mean power; of each that could have, how much
 * a level of nothing lies above the floor. The former come first. */
struct emit {
	int heard, all;
	float k, most;                    /* 1 / (2 sigma^2); a missed reading's dB that count at most */
	uint8_t ant[JN_ANTENNAS];
	float y[JN_ANTENNAS];
};

/* Levels of a row of cells an antenna, and the highest of each block and the STRETCH - 1 behind it. */
enum { STRETCH = 3 };
struct levels { const float *mu, *top; size_t row, blocks; };

/* Costs of `blocks` blocks of cells from block `from` of the levels on. */
void jn_cells_emit(const struct emit *m, const struct levels *l, size_t from, int blocks, float *out);
/* Cells that anybody may be in, [lo, hi). */
struct span { int lo, hi; };
#define NOBODY 1e9f
/* The least costs v of one who was in io of u: he stays, or moves on by up to g->most cells; then TEMPER * ep. Returns the least of all; io: where costs are
 * within `beam` of it. Only ep of cells from io->lo to what can be reached is looked at. */
float jn_cells_least(const struct gait *g, const float *u, const float *ep, float *v, int len, float beam, struct span *io);
/* The same of probabilities: v from u, of moving on (dir -1: u is of before) or of having moved on (dir 1: u is of after), times ep if there is one. Returns their sum. */
float jn_cells_sums(const struct gait *g, const float *u, const float *ep, float *v, int len, int dir);
/* Sum of u * v. */
float jn_cells_sum_of(const float *u, const float *v, int len);
/* An arm's cells the other way round. */
void jn_cells_reversed(const float *a, float *to);
void jn_cells_scale(float *v, int len, float by);
/* Costs to probabilities against that of the cheapest. */
void jn_cells_likely(float *ep, int len);
