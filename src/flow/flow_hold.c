/* flow_hold — see flow_hold.h. */
#include "flow/flow_hold.h"

#include <stdio.h>

#include "base/utc.h"
#include "office/audit/audit.h"
#include "office/hold/hold.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { PAGE = 100, DAY_VISITS_MAX = 5000, CASE_ARENA = 16 << 20 };

/* ---- which cases, and what of them ---- */

static int is_held(struct cx *cx, const struct theft *t, bool *ret)
{
	int64_t days;

	TRY(policy_i64(cx, POL_CASE_HOLD_DAYS, cx->now, &days));
	bool ended_late = (t->state == TS_RETURNED || t->state == TS_NOT_FILED) && cx->now < t->closed_at + days * DAY_MS;
	*ret = theft_is_confirmed(t) && (theft_is_open(t) || ended_late);
	return 0;
}

int flow_hold_window(struct cx *cx, const struct theft *t, struct span_ms *ret, bool *ret_any)
{
	struct err before = cx->err;
	struct span_ms own;
	int64_t before_h;

	*ret_any = false;
	bool held;
	TRY(is_held(cx, t, &held));
	if (!held)
		return 0;
	int rc = flow_owned_case(cx, t, &own);
	if (rc == E_NOTFOUND) {         /* nobody had it: nobody's way */
		cx->err = before;
		return 0;
	}
	TRY(rc);
	TRY(policy_i64(cx, POL_CASE_WINDOW_BEFORE_H, cx->now, &before_h));
	utc_ms from = t->last_seen_at - before_h * HOUR_MS, until = t->recovered_at ? t->recovered_at : t->closed_at ? t->closed_at : INT64_MAX;
	*ret = (struct span_ms){ MAX(from, own.from), MIN(until, own.until) };
	*ret_any = ret->from < ret->until;
	return 0;
}

/* ---- holding ---- */

struct due { int32_t first, due; int64_t days; };

static int hold_day(struct cx *cx, const struct theft *t, int32_t day, struct span_ms w, struct due *d)
{
	struct visit *v = NULL;
	uint32_t n = 0;
	bool more;
	utc_ms from = day_start(day), to = day_start(day + 1);

	TRY(cx->track->trail_tag(cx->track->self, cx->arena, t->tag, MAX(from, w.from), MIN(to, w.until), DAY_VISITS_MAX, &v, &n, &more, &cx->err));
	n = flow_visits_cut(v, n, w);
	if (n == 0)
		return 0;
	int put = hold_put(cx, t->id, day, v, n);
	TRY(put);
	d->days += put;
	return 0;
}

static int hold_case(struct cx *cx, const struct theft *t, struct due *d)
{
	char detail[80];
	struct span_ms w;
	bool any;
	int64_t had = d->days;

	TRY(flow_hold_window(cx, t, &w, &any));
	if (!any)
		return 0;
	int32_t from = day_of(w.from), until = w.until == INT64_MAX ? d->due : day_of(w.until - 1) + 1;
	for (int32_t day = MAX(from, d->first); day < MIN(until, d->due); day++)
		TRY(hold_day(cx, t, day, w, d));
	if (d->days == had)
		return 0;
	snprintf(detail, sizeof detail, "{\"days\":%lld,\"before\":%lld}", (long long)(d->days - had), (long long)day_start(d->due));
	return audit_add(cx, "trail.hold", "theft", t->id.v, t->id, str_of(detail));
}

/* Each case with an arena of its own: a city has thousands. */
static int hold_one(struct cx *outer, theft_id id, struct due *d)
{
	struct cx cx = *outer;
	struct arena a;
	struct theft t;

	arena_init(&a, CASE_ARENA);
	cx.arena = &a;
	int rc = theft_get(&cx, id, &t);
	rc = rc < 0 ? rc : hold_case(&cx, &t, d);
	if (rc < 0)
		outer->err = cx.err;
	arena_done(&a);
	return rc;
}

struct page { int64_t id[PAGE]; int n; };

static int take_id(struct cx *cx, const struct theft *t, void *arg)
{
	struct page *p = arg;

	(void)cx;
	p->id[p->n++] = t->id.v;
	return 0;
}

static int hold_those(struct cx *cx, const struct theft_filter *f, struct due *d)
{
	struct page p = { .n = PAGE };

	for (int64_t before = 0; p.n == PAGE; before = p.n ? p.id[p.n - 1] : 0) {
		p.n = 0;
		int rc = theft_list(cx, f, before, PAGE, take_id, &p);
		TRY(rc);
		for (int i = 0; i < p.n; i++)
			TRY(hold_one(cx, (theft_id){ p.id[i] }, d));
	}
	return 0;
}

static int hold_all(struct cx *cx, struct due *d)
{
	struct theft_filter open = THEFT_ALL, returned = THEFT_ALL, not_filed = THEFT_ALL;

	open.open = true;
	returned.state = TS_RETURNED;
	not_filed.state = TS_NOT_FILED;
	TRY(sql_begin(cx, true));
	TRY(hold_those(cx, &open, d));
	TRY(hold_those(cx, &returned, d));
	TRY(hold_those(cx, &not_filed, d));
	return sql_commit(cx);
}

/* ---- releasing ---- */

static int release_one(struct cx *cx, theft_id id)
{
	struct theft t;
	bool held;

	TRY(theft_get(cx, id, &t));
	TRY(is_held(cx, &t, &held));
	if (held)
		return 0;
	int n = hold_drop(cx, id);
	TRY(n);
	TRY(audit_add(cx, "trail.release", "theft", id.v, id, S("{}")));
	return 0;
}

static int release_all(struct cx *cx)
{
	int64_t id[PAGE], after = 0;

	for (int n = PAGE; n == PAGE;) {
		TRY(sql_begin(cx, true));
		TRY(n = hold_thefts(cx, after, id, PAGE));
		for (int i = 0; i < n; i++)
			TRY(release_one(cx, (theft_id){ id[i] }));
		TRY(sql_commit(cx));
		after = n ? id[n - 1] : after;
	}
	return 0;
}

int flow_hold_work(struct cx *cx)
{
	struct due d = { .days = 0 };

	if (!cx->track || !cx->track->days_kept)
		return 0;
	cx->track->days_kept(cx->track->self, &d.first, &d.due);
	if (d.due > d.first) {
		int rc = hold_all(cx, &d);
		sql_rollback(cx);
		TRY(rc);
		TRY(cx->track->days_gone(cx->track->self, d.due, &cx->err));      /* FH2 */
	}
	return 0;
}

int flow_hold_release(struct cx *cx)
{
	int rc = release_all(cx);

	sql_rollback(cx);
	return rc;
}

/* ---- reading ---- */

int flow_hold_from(struct cx *cx, theft_id id, utc_ms *ret)
{
	int32_t day = -1;

	if (id.v)
		TRY(hold_first(cx, id, &day));
	*ret = day < 0 ? INT64_MAX : day_start(day);
	return 0;
}

int flow_hold_visits(struct cx *cx, const struct theft *t, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n)
{
	int32_t first = 0, due;
	uint32_t n = 0, k = 0;
	struct visit *v = NULL;

	*ret_n = 0;
	if (!t->id.v || !cx->track->days_kept)
		return 0;
	cx->track->days_kept(cx->track->self, &first, &due);
	int32_t last = day_of(to - 1);
	if (day_of(from) >= first)
		return 0;
	TRY(hold_visits(cx, t->id, t->tag, day_of(from), MIN(last, first - 1), max, &v, &n));
	for (uint32_t i = 0; i < n; i++)
		if (v[i].last >= from && v[i].first < to)
			v[k++] = v[i];
	*ret = v;
	*ret_n = k;
	return 0;
}
