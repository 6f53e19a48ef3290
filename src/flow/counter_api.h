/* counter_api — what the counter's routes share: parts of a form, the verdict, and the answer to what was done. */
#pragma once
#include "flow/flow_counter.h"
#include "format/js/js.h"

struct rep;

extern const struct js_shape counter_owner_shape, counter_agent_shape, counter_photo_shape, counter_verdict_shape, counter_issued_shape;
MUST_USE int counter_put_verdict(struct cx *cx, struct rep *rp, const struct counter_verdict *v);
/* 201, or 200 where it had been done already. */
MUST_USE int counter_put_issued(struct cx *cx, struct rep *rp, const struct counter_issued *v);
/* That a document is registered is told to nobody without a row ("counter.check"); once a minute is enough while the form is typed. Outside of a transaction or
 * in one. */
MUST_USE int counter_audit_known(struct cx *cx, const struct counter_verdict *v);
