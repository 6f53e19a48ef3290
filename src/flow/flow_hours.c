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

/* --- the city's calendar --- */

enum { POINTS_MAX = 1000, CALENDAR_LEFT_MAX = 4096 };
struct point { struct site s; bool booked; struct site_day before, after; int64_t n; };
struct city { struct point *v; int n; struct calendar_left *left; int nleft; };

static int each_point(struct cx *cx, const struct site *s, void *arg)
{
	struct city *c = arg;

	if (c->n == POINTS_MAX)
		return FAIL(cx, E_TOOBIG, "too many points to look at");
	c->v[c->n] = (struct point){ .s = *s };
	c->v[c->n].s.code = c->v[c->n].s.address = c->v[c->n].s.phone = S("");      /* borrowed for the call */
	c->v[c->n++].s.name = arena_str(cx->arena, s->name);
	return 0;
}

static int each_booked(struct cx *cx, int32_t day, int32_t slot, int64_t n, void *arg)
{
	(void)cx, (void)day, (void)slot, (void)n;
	((struct point *)arg)->booked = true;
	return 0;
}

static int each_out(struct cx *cx, int32_t day, int32_t slot, int64_t n, void *arg)
{
	struct point *p = arg;

	(void)cx, (void)day;
	if (site_day_slot(&p->before, slot) && !site_day_slot(&p->after, slot))
		p->n += n;
	return 0;
}

/* Sets one day of the calendar (to NULL: a day like others) and counts, at each point, who was within its hours before and is not after. */
static int day_left(struct cx *cx, struct city *c, int32_t day, const struct holiday *to)
{
	int32_t today = day_of(cx->now), minute = day == today ? (int32_t)((cx->now - day_start(today)) / MINUTE_MS) : -1;

	if (day < today)
		return 0;
	for (struct point *p = c->v; p < c->v + c->n; p++) {
		p->booked = false;
		TRY(booking_on_day(cx, p->s.id, day, minute, each_booked, p));
		if (p->booked)
			TRY(site_day(cx, &p->s, day, &p->before));
	}
	TRY(to ? holiday_put(cx, to) : holiday_drop(cx, day));
	for (struct point *p = c->v; p < c->v + c->n; p++) {
		p->n = 0;
		if (p->booked) {
			TRY(site_day(cx, &p->s, day, &p->after));
			TRY(booking_on_day(cx, p->s.id, day, minute, each_out, p));
		}
		if (p->n && c->nleft == CALENDAR_LEFT_MAX)
			return FAIL(cx, E_TOOBIG, "too many appointments to look at");
		if (p->n)
			c->left[c->nleft++] = (struct calendar_left){ day, p->s.id, p->s.name, p->n };
	}
	return 0;
}

/* The days on which two calendars differ, in order. */
static int days_left(struct cx *cx, struct city *c, const struct holidays *is, const struct holidays *to)
{
	int i = 0, k = 0;

	while (i < is->n || k < to->n) {
		const struct holiday *a = i < is->n ? &is->v[i] : NULL, *b = k < to->n ? &to->v[k] : NULL;
		bool both = a && b && a->day == b->day;
		if (both ? a->off != b->off : b && (!a || b->day < a->day))
			TRY(day_left(cx, c, b->day, b));
		else if (!both)
			TRY(day_left(cx, c, a->day, NULL));
		i += both || !b || (a && a->day < b->day);
		k += both || !a || (b && b->day < a->day);
	}
	return 0;
}

int flow_calendar_left(struct cx *cx, const struct holidays *h, struct calendar_left **ret, int *ret_n)
{
	struct city c = { .v = arena_alloc(cx->arena, POINTS_MAX * sizeof *c.v), .left = arena_alloc(cx->arena, CALENDAR_LEFT_MAX * sizeof *c.left) };
	struct holidays *is = arena_alloc(cx->arena, sizeof *is);

	if (!c.v || !c.left || !is)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(sql_begin(cx, true));
	int rc = site_list(cx, 0, POINTS_MAX + 1, each_point, &c);
	rc = rc < 0 ? rc : holidays_get(cx, h->year, is);
	rc = rc < 0 ? rc : days_left(cx, &c, is, h);
	sql_rollback(cx);      /* FH2 */
	TRY(rc);
	*ret = c.left;
	*ret_n = c.nleft;
	return 0;
}
