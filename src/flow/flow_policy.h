/* flow_policy — a change of a policy across rooms: who of the city decides, and what it would have meant for the last quarter.
 *
 * A dry run counts rows of the last 92 days that the value in force meets and that the new one would meet. It says nothing about what people would
 * have done otherwise under the new value. Policies without a row in its table have no past that could be counted. */
#pragma once
#include "core/cx.h"
#include "office/policy/policy_change.h"

enum { POLICY_DRY_DAYS = 92 };
/* What is counted, as a word for the page (policy.dry.WORD). */
struct policy_dry { bool known; str what; int64_t now, then; };

/* value: as stored. E_INVALID as policy_check. */
MUST_USE int flow_policy_dry(struct cx *cx, str key, str value, struct policy_dry *ret);
/* Policies are the whole city's: E_DENIED unless the actor's unit is the bureau. */
MUST_USE int flow_policy_may(struct cx *cx);
