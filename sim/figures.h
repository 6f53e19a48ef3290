/* figures — what a running server says of itself at /metrics, read before and after a measured time. */
#pragma once
#include "api.h"

struct figures {
	double visits, sightings, behind, trail_queue, open, blocked_ms, frames;
};

/* Reads /metrics with the session of a. E_INVALID when a figure is missing. */
MUST_USE int figures_read(struct api *a, struct figures *ret, struct err *e);
