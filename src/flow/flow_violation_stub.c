/* flow_violation_stub — until flow_violation.c is there: a capture is stored as it is. */
#include "flow/flow_violation.h"

__attribute__((weak)) int flow_violation_capture(struct cx *cx, const struct violation *in, struct violation *ret)
{
	return violation_add(cx, in, ret);
}
