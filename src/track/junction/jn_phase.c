/* jn_phase — what a group showed at a time, and whether that can be relied on. */
#include "track/junction/jn_int.h"

/* The group of a movement: its own; a turn back goes with the left; without its own the one for all, else the through one. */
const struct jgroup *jn_group(const struct junc *j, int arm, int move)
{
	static const uint8_t order[JM_N][4] = {
		[JM_LEFT] = { JM_LEFT, JM_ANY, JM_THROUGH, JM_THROUGH }, [JM_THROUGH] = { JM_THROUGH, JM_ANY, JM_ANY, JM_ANY },
		[JM_RIGHT] = { JM_RIGHT, JM_ANY, JM_THROUGH, JM_THROUGH }, [JM_TURN_BACK] = { JM_TURN_BACK, JM_LEFT, JM_ANY, JM_THROUGH },
		[JM_ANY] = { JM_ANY, JM_THROUGH, JM_THROUGH, JM_THROUGH },
	};

	if (arm < 0 || arm >= JN_ARMS)
		return NULL;
	for (int i = 0; i < 4; i++)
		if (j->group_of[arm][order[move][i]])
			return &j->group[j->group_of[arm][order[move][i]] - 1];
	return NULL;
}

static int by_time(const void *x, const void *y)
{
	const struct jn_phase *a = x, *b = y;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	return (a->state > b->state) - (a->state < b->state);
}

static int by_span(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

/* The median time from a beginning of green to the next. */
static int64_t cycle_of(const struct jgroup *g)
{
	int64_t span[64];
	int n = 0;
	utc_ms last = 0;

	for (uint32_t i = 0; i < g->n && n < 64; i++)
		if (g->ph[i].state == JS_GREEN) {
			if (last)
				span[n++] = g->ph[i].t - last;
			last = g->ph[i].t;
		}
	if (n == 0)
		return 0;
	qsort(span, (size_t)n, sizeof *span, by_span);
	return span[n / 2];
}

/* How long a state of a group may last: twice its median, or a quarter more than nine in ten of its times; less than the time after which all is stale. A state that
 * lasts longer has ended, and nobody told. */
static int64_t most_of(const struct jgroup *g, uint8_t state)
{
	int64_t span[128], stale = jn_stale_ms(g->cycle_ms);
	int n = 0;

	for (uint32_t i = g->n > 128 ? g->n - 128 : 0; i + 1 < g->n; i++)
		if (g->ph[i].state == state && g->ph[i + 1].t - g->ph[i].t <= stale)
			span[n++] = g->ph[i + 1].t - g->ph[i].t;
	if (n < 3)
		return stale;
	qsort(span, (size_t)n, sizeof *span, by_span);
	return MIN(MAX(2 * span[n / 2], span[n * 9 / 10] * 5 / 4) + 5000, stale);
}

/* How long a state whose end is not known can be relied on: nine in ten of its times lasted longer. What came after them may be there already, and nobody told. Less a
 * margin for the controller's clock; nothing while no three of its times are known. What is not judged by (flashing, off ...) lasts as it says. */
#define END_MARGIN_MS 2000
static int64_t least_of(const struct jgroup *g, uint8_t state)
{
	int64_t span[128];
	int n = 0;

	if (state != JS_RED && state != JS_YELLOW && state != JS_GREEN)
		return g->most_ms[state];
	for (uint32_t i = g->n > 256 ? g->n - 256 : 0; i < g->n && n < 128;) {
		uint32_t k = i + 1;
		while (k < g->n && g->ph[k].state == g->ph[i].state)      /* said again */
			k++;
		if (g->ph[i].state == state && k < g->n && g->ph[k].t - g->ph[i].t <= g->most_ms[state])
			span[n++] = g->ph[k].t - g->ph[i].t;
		i = k;
	}
	if (n < 3)
		return 0;
	qsort(span, (size_t)n, sizeof *span, by_span);
	return MAX(span[n / 10] - END_MARGIN_MS, 0);
}

void jn_groups_ready(struct junc *j)
{
	for (uint32_t i = 0; i < j->groups; i++) {
		struct jgroup *g = &j->group[i];
		bool ordered = true;
		for (uint32_t k = 1; k < g->n && ordered; k++)
			ordered = by_time(&g->ph[k - 1], &g->ph[k]) <= 0;
		if (!ordered)
			qsort(g->ph, g->n, sizeof *g->ph, by_time);
		g->cycle_ms = cycle_of(g);
		for (uint8_t k = 0; k < JS_STATE_N; k++) {
			g->most_ms[k] = most_of(g, k);
			g->least_ms[k] = least_of(g, k);
		}
	}
}

/* Whether the state that was told last, with nothing after it, may have ended by t. */
static bool may_have_ended(const struct jgroup *g, utc_ms t)
{
	uint32_t k = g->n - 1;

	while (k > 0 && g->ph[k - 1].state == g->ph[k].state)
		k--;
	return t - g->ph[k].t > g->least_ms[g->ph[k].state];
}

/* The state at t by the controller's clock, since when and until when (INT64_MAX: no later change is known). JS_UNKNOWN before the first,
 * JS_STALE when it has not changed for too long, and when no later change is known and it lasts longer than it often does. */
uint8_t jn_state_at(const struct junc *j, const struct jgroup *g, utc_ms t, utc_ms *ret_since, utc_ms *ret_until)
{
	uint32_t lo = 0, hi = g->n;

	(void)j;
	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (g->ph[mid].t <= t)
			lo = mid + 1;
		else
			hi = mid;
	}
	*ret_since = lo ? g->ph[lo - 1].t : INT64_MIN;
	*ret_until = lo < g->n ? g->ph[lo].t : INT64_MAX;
	if (lo == 0)
		return JS_UNKNOWN;
	int64_t stale = g->most_ms[g->ph[lo - 1].state];
	if (t - g->ph[lo - 1].t > stale || (lo < g->n && g->ph[lo].t - g->ph[lo - 1].t > stale))
		return JS_STALE;
	if (lo == g->n && may_have_ended(g, t))
		return JS_STALE;
	return g->ph[lo - 1].state;
}
