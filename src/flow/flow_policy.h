/* flow_policy — a change of a policy across rooms: who of the city decides, and what it would have meant for the last quarter.
 *
 * A dry run counts rows of the last 92 days that the value in force meets and that the new one would meet. It says nothing about what people would
 * have done otherwise under the new value, and it counts nothing that was refused and therefore not kept. A policy has a row in dry_rows, or a row in
 * dry_none that says why its past cannot be counted.
 *
 * Thread    any; slow (it reads a quarter).
 * Invariants (tests of the same names in flow_policy_test.c)
 *   DR1 a dry run writes nothing
 *   DR2 what lies outside of the quarter is not counted, by either value
 *   DR3 every policy answers: with numbers and what they count, or with the reason why there are none */
#pragma once
#include "core/cx.h"
#include "office/claim/claim.h"
#include "office/policy/policy_change.h"

enum { POLICY_DRY_DAYS = 92 };
/* what: a word for what is counted; zh, en: the same for people (known), or why there is no dry run. Memory of the program. */
struct policy_dry { bool known; str what, zh, en; int64_t now, then; };

/* value: as stored. E_INVALID as policy_check. */
MUST_USE int flow_policy_dry(struct cx *cx, str key, str value, struct policy_dry *ret);
/* What the claims submitted in that time (refused ones left out) pay by their own tables, and what they would pay by these rates, never more than the bike cost. */
struct rates_dry { int64_t claims, now_fen, then_fen; };
MUST_USE int flow_rates_dry(struct cx *cx, const struct claim_rate *v, int n, struct rates_dry *ret);
/* Policies are the whole city's: E_DENIED unless the actor's unit is the bureau. */
MUST_USE int flow_policy_may(struct cx *cx);
