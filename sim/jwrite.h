/* jwrite — a world of junctions as files: the capture (docs/replay.md) and the truth beside it (docs/simulator.md). */
#pragma once
#include <stdio.h>

#include "jradio.h"

struct jfiles {
	const char *dir;
	const struct jworld *w;
	const struct jsignals *sig;
	const uint32_t *as;
	FILE *crossings, *violations, *positions;      /* positions only when asked for */
	uint64_t passages, red, wrongway, motorlane;
};

MUST_USE int jfiles_open(struct jfiles *f, bool positions, struct err *e);
void jfiles_passage(struct jfiles *f, const struct jpassage *p);
void jfiles_track(struct jfiles *f, const struct jtrack *t);
/* Everything else, and closes. */
MUST_USE int jfiles_write(struct jfiles *f, const struct jradio *a, uint32_t bikes, struct err *e);
