/* flow_liability_int — private to flow_liability*: a step with what follows from it, and the payments that an agreement makes. */
#pragma once
#include "flow/flow_liability.h"

/* One step, its postings, the hold on the bike (FB7) and what the owner is told; what the caller has set is undone when it is refused. */
MUST_USE int liability_step(struct cx *cx, struct accident *a, const struct accident *was, enum accident_event ev, int64_t ver, str note);
/* E_STATE (ver): stale. */
MUST_USE int liability_fresh(struct cx *cx, const struct accident *a, int64_t ver);
/* The amount by what each party lost, down to a fen, with nothing left over. */
MUST_USE int liability_share(struct cx *cx, const struct accident *a);
/* How many of an accident's payments are in which state; dropped ones do not count. */
struct paid_parts { int made, released, paid; };
MUST_USE int liability_parts(struct cx *cx, int64_t accident, struct paid_parts *ret);
