/* trail_api — a trail as JSON, for the routes that answer with one (a case's, an approved request's). */
#pragma once
#include "flow/flow_track.h"
#include "format/js/js.h"

extern const struct js_shape trail_shape;
MUST_USE int flow_trail_put(struct cx *cx, struct js *js, const struct trail_answer *a);
