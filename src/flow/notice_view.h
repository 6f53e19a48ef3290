/* notice_view — how a violation looks from the rider's side, for the phone's routes and the officers'. */
#pragma once
#include "flow/flow_notice.h"
#include "format/js/js.h"

/* for_officer: the appeal's photos by name. */
struct my_violation_view;
extern const struct js_shape my_violation_shape, appeal_photo_shape;
MUST_USE int notice_put(struct cx *cx, struct js *js, const char *key, const struct my_violation *m);
