/* arena — the memory of one work item (HTTP request, job, replay row).
 *
 * Owner    whoever called arena_init; one thread.
 * Bounds   a hard cap given at init; past it every allocation returns the sticky overflow mark:
 *          arena_alloc gives NULL and arena_over() stays true until arena_reset.
 * Build    -Darena=malloc gives each object its own malloc, so that ASan sees every overrun.
 * Never    shrinks an object, frees one alone, or hands memory to a longer-lived struct. */
#pragma once
#include "base/base.h"

struct arena {
	struct arena_block *head;
	size_t used, cap;
	bool over;
};

void arena_init(struct arena *a, size_t cap_bytes);
/* Zeroed memory aligned to 16, or NULL once the cap is passed (then arena_over() is true). n may be 0. */
void *arena_alloc(struct arena *a, size_t n);
/* A NUL-ended copy of s, or NULL on overflow. */
char *arena_z(struct arena *a, str s);
/* A copy of s; empty on overflow. */
str arena_str(struct arena *a, str s);
/* printf into the arena; empty on overflow. */
str arena_fmt(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
static inline bool arena_over(const struct arena *a) { return a->over; }
/* Empties it; the same promises hold afterwards as after arena_init with the same cap. */
void arena_reset(struct arena *a);
/* Frees everything. Safe on a zeroed struct. */
void arena_done(struct arena *a);
