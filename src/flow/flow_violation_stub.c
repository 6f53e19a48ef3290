/* flow_violation_stub — stands in for flow_violation.c on this branch; goes when that lands. */
#include "flow/flow_violation.h"

#include "office/bike/bike.h"

int flow_violation_capture(struct cx *cx, const struct violation *in, struct violation *ret)
{
	struct violation v = *in;
	struct ownership own;

	if (v.bike.v) {
		TRY(bike_owner_at(cx, v.bike, v.at, &own));
		v.owner = v.rider = own.owner;
	}
	v.review_due = day_of(cx->now) + 7;
	int n = violation_add(cx, &v, ret);
	TRY(n);
	if (n == 1)
		TRY(violation_step(cx, ret, VE_SCREEN, &(struct violation_do){ .ground = S(""), .code = S(""), .note = S("") }));
	return n;
}

int flow_violation_do(struct cx *cx, int64_t id, enum violation_ev ev, const struct violation_do *in, struct violation *ret)
{
	TRY(violation_get(cx, id, ret));
	return violation_step(cx, ret, ev, in);
}
