/* flow_violation_due — the days of a review: told before they are over, over. See flow_violation.h. */
#include "flow/flow_news.h"
#include "flow/flow_notice.h"
#include "flow/flow_violation_int.h"
#include "flow/outbox.h"
#include "office/policy/policy.h"

enum { BATCH = 500 };
static const unsigned WAITING = 1u << VI_CAPTURED | 1u << VI_SCREENED;

int flow_violation_warn(struct cx *cx, int32_t *ret_day)
{
	bool provisional;
	int64_t days;

	TRY(policy_i64(cx, POL_TRAFFIC_REVIEW_WARN_DAYS, cx->now, &days));
	return flow_notice_workday(cx, day_of(cx->now), days, ret_day, &provisional);
}

/* --- what is about to lapse (FV6) --- */

struct waiting { struct violation_wait v[BATCH]; int n; };

static int keep(struct cx *cx, const struct violation_wait *w, void *arg)
{
	struct waiting *k = arg;

	(void)cx;
	if (k->n < BATCH)
		k->v[k->n++] = *w;
	return 0;
}

static int tell(struct cx *cx, const struct violation_wait *w, bool last)
{
	struct civil d = civil_of(day_start(w->due));

	return outbox_put(cx, S("system"), ROLE_TRAFFIC, arena_fmt(cx->arena, "{\"kind\":\"violations_due\",\"unitId\":%lld,\"day\":\"%04d-%02d-%02d\",\"last\":%s}",
		(long long)w->unit.v, d.y, d.m, d.d, last ? "true" : "false"));
}

/* One event a unit and day, one row of history a violation. */
static int remind(struct cx *cx, int32_t from, int32_t until, bool last)
{
	struct waiting *k = arena_alloc(cx->arena, sizeof *k);

	if (!k)
		return FAIL(cx, E_TOOBIG, "no memory for what is due");
	k->n = 0;
	TRY(as_done(violation_unwarned(cx, from, until, last, BATCH, keep, k)));
	for (int i = 0; i < k->n; i++) {
		if (!i || k->v[i].unit.v != k->v[i - 1].unit.v || k->v[i].due != k->v[i - 1].due)
			TRY(tell(cx, &k->v[i], last));
		TRY(violation_warned(cx, k->v[i].id, last));
	}
	return k->n;
}

int flow_violation_remind(struct cx *cx)
{
	int32_t today = day_of(cx->now), warn;
	utc_ms at;

	TRY(flow_news_by_day(cx, &at));
	if (at != cx->now)      /* nobody is woken by it */
		return 0;
	TRY(flow_violation_warn(cx, &warn));
	int last = remind(cx, today, today, true);
	TRY(last);
	int ahead = warn > today ? remind(cx, today + 1, warn, false) : 0;
	TRY(ahead);
	return last + ahead;
}

/* --- days that are over (FV5) --- */

int flow_violation_due(struct cx *cx)
{
	struct violation_filter f = { .area = S("/"), .states = WAITING, .kind = VK_N, .source = VS_N, .by_due = true, .due_by = day_of(cx->now) - 1 };
	static const struct violation_do nothing;
	struct violation_turn g = { .n = 0 };
	struct violation v;

	TRY(as_done(violation_list(cx, &f, VIOLATION_TURN, flow_violation_gather, &g)));
	for (int i = 0; i < g.n; i++) {
		TRY(violation_get(cx, g.id[i], &v));
		TRY(flow_violation_by_program(cx, &v, VE_LAPSE, &nothing));
	}
	return g.n;
}
