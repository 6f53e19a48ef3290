/* camera — asks a junction's camera for the picture of what was just caught: HTTP GET with a time-out, never more than a picture's bytes, drawn anew before it is kept.
 *
 * Cameras stand in networks of their own, so private addresses are asked; this machine's own and link-local ones never, whatever name stands for them, and no
 * redirect is followed. */
#pragma once
#include "core/cx.h"
#include "office/violation/violation.h"

struct sockaddr;

/* A job, outside of a transaction. How many pictures came. */
MUST_USE int camera_pull_due(struct cx *cx);
/* Asks once, for an engineer; nothing is kept. Measures of a picture only. Outside of a transaction. */
struct camera_tried { enum camera_fault fault; int32_t width, height; int64_t bytes, ms; };
MUST_USE int camera_try(struct cx *cx, str url, struct camera_tried *ret);
/* Its parts, for the test. May a camera stand there; what an address answers, at most MEDIA_IN_MAX bytes into room. E_IO with the reason, and its camera_fault as the field. */
bool camera_may_be(const struct sockaddr *at);
MUST_USE int camera_get(struct cx *cx, const char *url, char *room, str *ret);
