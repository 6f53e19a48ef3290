/* figures — see figures.h. */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>

static const struct { const char *name; size_t at; } rows[] = {
	{ "yanzhen_visits_total", offsetof(struct figures, visits) },
	{ "yanzhen_engine_sightings_total", offsetof(struct figures, sightings) },
	{ "yanzhen_engine_behind_bytes", offsetof(struct figures, behind) },
	{ "yanzhen_trail_queue", offsetof(struct figures, trail_queue) },
	{ "yanzhen_open_visits", offsetof(struct figures, open) },
	{ "yanzhen_ingest_blocked_ms_total", offsetof(struct figures, blocked_ms) },
	{ "yanzhen_frames_total", offsetof(struct figures, frames) },
};

int figures_read(struct api *a, struct figures *ret, struct err *e)
{
	struct figures f;
	const char *text;

	TRY(api_text(a, "/metrics", &text, e));
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		char want[80];
		int n = snprintf(want, sizeof want, "\n%s ", rows[i].name);
		const char *p = strstr(text, want);
		if (!p)
			return ERR(e, E_INVALID, "the server's /metrics has no %s", rows[i].name);
		*(double *)((char *)&f + rows[i].at) = strtod(p + n, NULL);
	}
	*ret = f;
	return 0;
}
