/* flow_figures_junction — where violations happen, and what changed at a junction.
 *
 * Reads only. Days are civil days at +08:00. What counts says figure_stages, as everywhere in the figures; a day is watched at a junction when every
 * station of it that was in place heard for at least eighteen of its hours (neither offline nor deaf); a day that is not over is not watched.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in flow_figures_junction_test.c)
 *   FJ1 the map's counts are the figure "violations" by junction of the same days, kind and hours
 *   FJ2 a rate is of watched days alone: what happened on another day is in no rate
 *   FJ3 an account sees the junctions of its area
 * Never     asks who decided. */
#pragma once
#include "base/geo.h"
#include "flow/flow_figures.h"
#include "office/violation/violation.h"

/* The words that go with the numbers, in both languages; docs/figures.md says the same (figure_defs_test). */
enum flow_junction_word { FJW_RATE, FJW_WATCHED, FJW_ACCIDENTS, FJW_CAVEAT, FJW_N };
extern const str flow_junction_word_names[FJW_N];
extern const struct figure_text flow_junction_words[FJW_N];

enum { FLOW_HEAT_DAYS = 400, FLOW_CHANGE_DAYS = 200 };
/* Days [from, to). kind: VK_N any. Hours 0 to 23, the first and the last included; first > last: over midnight. */
struct flow_heat_q { int32_t from, to; enum violation_kind kind; int first_hour, last_hour; };
/* open: nobody has decided of them yet. seen: standing ones told by radio on watched days; watched: those days. id 0: at no junction. */
struct flow_heat { int64_t id; str name; struct geo at; int64_t captured, standing, open, seen, watched; };
/* Of the own area, also junctions without any; by id. Arena memory. E_INVALID with the field. */
MUST_USE int flow_heat(struct cx *cx, const struct flow_heat_q *q, struct flow_heat **ret, int *ret_n);

/* The days [from, to) before or after, those that are over. accidents: whose place names the junction; city: all accidents of these days. */
struct flow_span { int32_t from, to; int64_t watched, captured, standing, open, seen, accidents, city; };
struct flow_change { int64_t id; str name; int64_t stations; struct flow_span span[2]; int64_t kind[VK_N][2]; };      /* kind: standing ones */
/* days before the day, and as many from it on, or as many of them as are over. E_NOTFOUND; E_DENIED: of another area; E_INVALID: no day is over yet. */
MUST_USE int flow_junction_change(struct cx *cx, int64_t junction, int32_t day, int days, struct flow_change *ret);
/* Name of a junction, empty: there is none such. Arena memory. */
MUST_USE int flow_junction_name(struct cx *cx, int64_t id, str *ret);
