/* flow_exposure — who has too many violations is told, and published masked when two persons agreed: proposal, notice, approvals, the page everybody sees.
 *
 * Invariants (tests of the same names in flow_exposure_test.c)
 *   FX1 a proposal stands as long as the count does: falls below, withdrawn; reached again, proposed anew — but not what a person withdrew   (flow_exposure_owed)
 *   FX2 the rider is told before anybody approves, and of the publication and of its end before its day
 *   FX3 what is published is the surname and both ends of the plate, and nothing else leaves for the public
 *   FX4 the page says no more than counts: of what is published the number falls with the count and never rises, and its plate is of one that counts
 * All in the caller's transaction, but what says otherwise. */
#pragma once
#include "core/cx.h"
#include "office/exposure/exposure.h"

/* owner and plate masked, as they are or would be published. why: why this actor cannot give the next approval ("early", "own_hand"), or empty. */
struct exposure_seen { struct exposure x; str name, plate; unsigned actions; str why; };
typedef int exposure_seen_fn(struct cx *cx, const struct exposure_seen *s, void *arg);
/* states: bits 1 << XS_ (0: any). */
MUST_USE int flow_exposures(struct cx *cx, unsigned states, int64_t before, int max, exposure_seen_fn *fn, void *arg);
/* E_DENIED: another area. */
MUST_USE int flow_exposure_get(struct cx *cx, int64_t id, struct exposure_seen *ret);
/* notify, approve (the first or the second, as it stands), publish, withdraw. E_INVALID: another event. */
MUST_USE int flow_exposure_do(struct cx *cx, int64_t id, enum exposure_ev ev, int64_t ver, str note, struct exposure_seen *ret);
/* The session's owner's own, newest first. */
MUST_USE int flow_my_exposures(struct cx *cx, exposure_fn *fn, void *arg);
/* A job, outside of a transaction: what is over expires. Count. */
MUST_USE int flow_exposure_expire(struct cx *cx);
/* 张* and 衡··58. */
str flow_exposure_name(struct arena *a, str name);
str flow_exposure_plate(struct arena *a, str plate);
