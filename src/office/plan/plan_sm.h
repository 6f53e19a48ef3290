/* plan_sm — private: a row of a plan's life. */
#pragma once
#include "office/plan/plan.h"

struct plan_row { enum plan_state from; enum plan_event on; unsigned who; enum plan_state to; };
/* NULL: no such step. */
const struct plan_row *plan_row_for(enum plan_state from, enum plan_event on);
enum plan_state plan_state_of(str s);
