/* camera — asks a junction's camera for the picture of what was just caught: HTTP GET with a time-out, never more than a picture's bytes, drawn anew before it is kept. */
#pragma once
#include "core/cx.h"

/* A job, outside of a transaction. How many pictures came. */
MUST_USE int camera_pull_due(struct cx *cx);
/* Asks once, for an engineer; nothing is kept. fault empty: it gave a picture. Outside of a transaction. */
struct camera_tried { str fault; int32_t width, height; int64_t bytes, ms; };
MUST_USE int camera_try(struct cx *cx, str url, struct camera_tried *ret);
