/* flow_hours — see flow_hours.h. */
#include "flow/flow_hours.h"

#include "base/utc.h"
#include "office/booking/booking.h"
#include "store/sql/sql.h"

enum { LEFT_MAX = 8192 };      /* day and slot pairs: 96 slots a day for twelve weeks */
struct ahead { struct hours_left *v; int n; };

static int each_ahead(struct cx *cx, int32_t day, int32_t slot, int64_t n, void *arg)
{
	struct ahead *a = arg;

	if (a->n == LEFT_MAX)
		return FAIL(cx, E_TOOBIG, "too many appointments to look at");
	a->v[a->n++] = (struct hours_left){ day, slot, n };
	return 0;
}

/* Keeps those that are (or are not) within the hours as they stand now. */
static int sift(struct cx *cx, site_id id, bool within, struct ahead *a)
{
	struct site_day d = { .state = SD_CLOSED };
	struct site s;
	int32_t day = -1;
	int kept = 0;

	TRY(site_get(cx, id, &s));
	for (int i = 0; i < a->n; i++) {
		if (a->v[i].day != day)
			TRY(site_day(cx, &s, day = a->v[i].day, &d));
		if (site_day_slot(&d, a->v[i].slot) == within)
			a->v[kept++] = a->v[i];
	}
	a->n = kept;
	return 0;
}

static int change(struct cx *cx, site_id id, const struct hours_change *c)
{
	struct site s;

	TRY(site_get(cx, id, &s));
	if (c->weekday)
		return site_hours_set(cx, id, c->weekday, c->span, c->nspan);
	if (c->day)
		return site_close_day(cx, id, c->day, c->closed ? S("-") : S(""));
	struct site_new n = { s.unit, s.code, s.name, s.address, s.phone, s.district, s.at, c->slot_min ? c->slot_min : s.slot_min, s.quota, s.windows };
	return site_edit(cx, &s, &n, s.open);
}

int flow_hours_left(struct cx *cx, site_id id, const struct hours_change *c, struct hours_left **ret, int *ret_n)
{
	struct ahead a = { arena_alloc(cx->arena, LEFT_MAX * sizeof *a.v), 0 };
	int32_t today = day_of(cx->now);

	if (!a.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(sql_begin(cx, true));
	int rc = booking_ahead(cx, id, today, (int32_t)((cx->now - day_start(today)) / MINUTE_MS), each_ahead, &a);
	rc = rc < 0 ? rc : sift(cx, id, true, &a);
	rc = rc < 0 ? rc : change(cx, id, c);
	rc = rc < 0 ? rc : sift(cx, id, false, &a);
	sql_rollback(cx);      /* FH1 */
	TRY(rc);
	*ret = a.v;
	*ret_n = a.n;
	return 0;
}
