/* rng — the simulator's only source of chance: seeded, so that the same seed gives the same city, rides and frames.
 *
 * No global state; every owner carries its own. Not for keys or anything secret. */
#pragma once
#include "base/base.h"

struct rng { uint64_t s; };

static inline uint64_t rng_next(struct rng *r)
{
	r->s += 0x9e3779b97f4a7c15u;   /* splitmix64: hash_u64 of a Weyl sequence */
	return hash_u64(r->s);
}

/* An independent generator for (seed, what, which). */
static inline struct rng rng_of(uint64_t seed, uint64_t what, uint64_t which)
{
	return (struct rng){ hash_u64(hash_u64(seed ^ 0x6a09e667f3bcc909u) + what * 0x9e3779b97f4a7c15u) ^ hash_u64(which + 1) };
}

/* 0 <= x < 1 */
static inline double rng_unit(struct rng *r) { return (double)(rng_next(r) >> 11) * 0x1p-53; }
static inline double rng_range(struct rng *r, double lo, double hi) { return lo + (hi - lo) * rng_unit(r); }
/* 0 <= x < n; n > 0 */
static inline uint32_t rng_below(struct rng *r, uint32_t n) { return (uint32_t)((rng_next(r) >> 32) * n >> 32); }

/* About N(0, 1) from one draw: the sum of four 16-bit parts (Irwin-Hall), cut at 3.4 sigma. */
static inline float rng_normal_of(uint64_t v)
{
	int32_t sum = (int32_t)((v & 0xffff) + (v >> 16 & 0xffff) + (v >> 32 & 0xffff) + (v >> 48)) - 2 * 65535;

	return (float)sum * (1.7320508f / 65535.0f);
}
static inline float rng_normal(struct rng *r) { return rng_normal_of(rng_next(r)); }
