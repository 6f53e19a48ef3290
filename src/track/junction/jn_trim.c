/* jn_trim — changes of signals that nobody can ask for any more are left out. */
#include "track/junction/jn_int.h"

/* The last change before `before` stays: it says what the group showed from then on. Changes may lie out of order. */
static uint32_t trim_group(struct jgroup *g, utc_ms before)
{
	uint32_t last = g->n, left = 0;

	for (uint32_t i = 0; i < g->n; i++)
		if (g->ph[i].t < before && (last == g->n || g->ph[i].t >= g->ph[last].t))
			last = i;
	for (uint32_t i = 0; i < g->n; i++)
		if (i == last || g->ph[i].t >= before)
			g->ph[left++] = g->ph[i];
	g->n = left;
	return left;
}

size_t jn_trim_signals(struct jn *e, utc_ms now, int64_t keep_ms)
{
	size_t left = 0;

	for (uint32_t i = 0; i < e->njunc; i++) {
		struct junc *j = &e->j[i];
		utc_ms newest = INT64_MIN;
		for (uint32_t k = 0; k < j->groups; k++)
			for (uint32_t n = 0; n < j->group[k].n; n++)
				newest = MAX(newest, j->group[k].ph[n].t);
		if (newest == INT64_MIN)
			continue;       /* no controller has spoken yet */
		/* by the controller's own clock, which may be hours off; a time in the future does not drop what is needed now */
		utc_ms before = MIN(newest, now) - keep_ms;
		for (uint32_t k = 0; k < j->groups; k++)
			left += trim_group(&j->group[k], before);
	}
	return left;
}
