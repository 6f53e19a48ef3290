/* guard_int — the guards inside watch: bikes that shall not move, or not without their owner's tag. Rules G1 to G5 of watch.h.
 *
 * Pure and deterministic, as watch. Entries stand sorted by the bike's tag; a second list (owner's tag, bike's tag) finds them by the other one. */
#pragma once
#include "track/watch/watch.h"

struct guard;

struct guard_opts {
	uint32_t max;
	uint32_t (*metres)(void *arg, uint16_t a, uint16_t b);   /* between two stations; UINT32_MAX: not known */
	void (*on_hit)(void *arg, struct watch_hit *h);          /* without (lsn, n) and district */
	void *arg;
};
/* One hearing. loose: late, or by a clock in doubt: it calms and never alarms. */
struct guard_heard { uint64_t tag; utc_ms at, recv; uint16_t station; int8_t rssi; uint8_t status; bool loose; };

MUST_USE struct guard *guard_new(const struct guard_opts *o);
void guard_free(struct guard *g);
void guard_set(struct guard *g, const struct guard_policy *p);
MUST_USE int guard_put(struct guard *g, const struct guard_change *c, const struct guard_start *s);
void guard_hear(struct guard *g, const struct guard_heard *h);
void guard_tick(struct guard *g, utc_ms now);
uint32_t guard_count(const struct guard *g);
/* The i-th entry's two tags; owner's 0: none. */
void guard_tags(const struct guard *g, uint32_t i, uint64_t *ret_tag, uint64_t *ret_owner);
MUST_USE int guard_save(const struct guard *g, int (*put)(void *arg, const void *p, size_t n), void *arg);
MUST_USE int guard_load(struct guard *g, int (*get)(void *arg, void *p, size_t n), void *arg);
