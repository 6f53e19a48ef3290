/* hold — evidence held back: visits of a theft case's bike that outlive the tracks they came from.
 *
 * Owns      table trail_hold.
 * Thread    any, inside the caller's transaction.
 * Invariants (each has a test of the same name in flow_hold_test.c)
 *   HO1 what is held is sealed as personal data is (store/vault); neither tag, station nor time stands in the clear, only the case and the day
 *   HO2 a day of a case is held once, whole, and comes back as it was put
 *   HO3 a released case holds nothing
 * Never     knows which visits belong to a case: flow/flow_hold.h. */
#pragma once
#include "core/cx.h"
#include "track/presence/presence.h"

enum { HOLD_ROW = 100 /* visits a row */ };

/* The day's visits (by first heard, at least one); 0 when the day is held already, else 1. */
MUST_USE int hold_put(struct cx *cx, theft_id theft, int32_t day, const struct visit *v, uint32_t n);
/* Visits of the days [from, to], by day and first heard; in cx->arena. tag: the case's, which is not stored. E_TOOBIG past max. */
MUST_USE int hold_visits(struct cx *cx, theft_id theft, tag_id tag, int32_t from, int32_t to, uint32_t max, struct visit **ret, uint32_t *ret_n);
/* The first day held, -1: none. */
MUST_USE int hold_first(struct cx *cx, theft_id theft, int32_t *ret);
/* Cases above after that hold something, ascending. Count, at most max. */
MUST_USE int hold_thefts(struct cx *cx, int64_t after, int64_t *ret, int max);
/* HO3. Rows gone. */
MUST_USE int hold_drop(struct cx *cx, theft_id theft);
