/* holiday_api — HTTP face of the city's calendar: a year's holidays and make-up workdays, and whom a change of them leaves before a closed door. */
#include <stdio.h>

#include "flow/flow_booking.h"
#include "flow/flow_claim.h"
#include "flow/flow_hours.h"
#include "office/site/site.h"
#include "serve/http/route.h"

extern const struct routes holiday_routes;

/* --- a year --- */

struct mark_view { str day, name; int32_t off; };
#define F(member) offsetof(struct mark_view, member)
static const struct js_field mark_fields[] = {
	{ "day", JT_STR, F(day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD, of the year" },
	{ "name", JT_STR, F(name), 0, 0, 60, NULL, "what for" },
	{ "off", JT_I32, F(off), JF_REQUIRED, 0, 1, NULL, "1: off; 0: a workday made up for" },
};
#undef F
static const struct js_shape mark_shape = JS_SHAPE("CalendarDay", struct mark_view, mark_fields), mark_in_shape = JS_SHAPE("CalendarDaySet", struct mark_view, mark_fields);
struct year_view { int64_t year; bool announced; str source; utc_ms at; struct js_list days; int64_t ver; };
#define F(member) offsetof(struct year_view, member)
static const struct js_field year_fields[] = {
	{ "year", JT_I64, F(year), 0, 0, 0, NULL, NULL },
	{ "announced", JT_BOOL, F(announced), 0, 0, 0, NULL, "false: provisional; days that are not listed go by weekday" },
	{ "source", JT_STR, F(source), 0, 0, 200, NULL, "where it was announced" },
	{ "savedAt", JT_UTC, F(at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when it was last set as announced" },
	{ "days", JT_LIST, F(days), 0, 0, HOLIDAYS_MAX, &mark_shape, "in order" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, "of the calendar as it was read" },
};
#undef F
static const struct js_shape year_shape = JS_SHAPE("Calendar", struct year_view, year_fields);

static int new_year(struct cx *cx, int64_t year, struct holidays **ret)
{
	*ret = arena_alloc(cx->arena, sizeof **ret);
	if (!*ret)
		return FAIL(cx, E_TOOBIG, "the calendar is too large");
	**ret = (struct holidays){ .year = year < 2000 || year > 2999 ? 0 : (int)year, .source = S("") };      /* 0: no year that office/site takes */
	return 0;
}

static int put_year(struct cx *cx, int64_t year, struct rep *rp)
{
	struct holidays *h;
	struct mark_view *v;
	char buf[FLOW_DAY_TEXT];

	TRY(new_year(cx, year, &h));
	TRY(holidays_get(cx, h->year, h));
	v = arena_alloc(cx->arena, (size_t)h->n * sizeof *v);
	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < h->n; i++)
		v[i] = (struct mark_view){ arena_str(cx->arena, flow_day_text(h->v[i].day, buf)), h->v[i].name, h->v[i].off };
	js_put(&rp->js, NULL, &year_shape, &(struct year_view){ h->year, h->announced, h->source, h->announced_at, { v, (size_t)h->n }, h->ver });
	return 0;
}

static int get_year(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return put_year(cx, rq->id, rp);
}

struct year_in { bool announced; str source; struct js_list days; int64_t ver; };
#define F(member) offsetof(struct year_in, member)
static const struct js_field in_fields[] = {
	{ "announced", JT_BOOL, F(announced), JF_REQUIRED, 0, 0, NULL, "false: known before it is announced; stays provisional" },
	{ "source", JT_STR, F(source), 0, 0, 200, NULL, "where it was announced; kept with an announced year" },
	{ "days", JT_LIST, F(days), JF_REQUIRED, 0, HOLIDAYS_MAX, &mark_in_shape, "all of the year; none is there twice" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, "of the calendar as it was read; 0: put over whatever stands" },
};
#undef F
static const struct js_shape in_shape = JS_SHAPE("CalendarSet", struct year_in, in_fields);

/* A fault of one day, said with its place in the list. */
static int at_item(struct cx *cx, size_t i, int rc)
{
	struct err why = cx->err;
	char field[sizeof why.field + 32];

	snprintf(field, sizeof field, "days[%zu].%s", i, why.field);
	cx->err = (struct err){ 0 };
	return FAIL_FIELD(cx, rc, field, "%.200s", why.msg);
}

static int put_calendar(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct year_in *in = rq->in;
	const struct mark_view *v = in->days.items;
	struct holidays *h;
	int32_t day;
	int off = 0;

	TRY(new_year(cx, rq->id, &h));
	h->announced = in->announced;
	h->source = in->source;
	for (size_t i = 0; i < in->days.n; i++) {
		if (!flow_day_parse(v[i].day, &day)) {
			int rc = FAIL_FIELD(cx, E_INVALID, "day", "must be YYYY-MM-DD");
			return at_item(cx, i, rc);
		}
		int rc = holidays_add(cx, h, day, v[i].off, v[i].name);
		if (rc < 0)
			return at_item(cx, i, rc);
		off += v[i].off;
	}
	TRY(holidays_put(cx, h, in->ver));
	TRY(flow_claim_clocks(cx));
	rp->audit_detail = arena_fmt(cx->arena, "%s, %d off, %d workdays", in->announced ? "announced" : "provisional", off, h->n - off);
	return put_year(cx, rq->id, rp);
}

/* --- whom it leaves outside --- */

struct left_view { str day, site; int64_t site_id, n; };
#define F(member) offsetof(struct left_view, member)
static const struct js_field left_fields[] = {
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL },
	{ "siteId", JT_I64, F(site_id), 0, 0, 0, NULL, NULL },
	{ "site", JT_STR, F(site), 0, 0, 64, NULL, "its name" },
	{ "bookings", JT_I64, F(n), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape left_shape = JS_SHAPE("CalendarOutside", struct left_view, left_fields);
enum { DAYS_TEXT = HOLIDAYS_MAX * 6 };
static const struct route_q left_query[] = {
	{ "off", JT_STR, 0, 0, DAYS_TEXT, "days off, all of the year: 01-01,02-06" },
	{ "work", JT_STR, 0, 0, DAYS_TEXT, "workdays made up for, all of the year" },
};

static int add_days(struct cx *cx, struct holidays *h, str list, bool off)
{
	const char *field = off ? "off" : "work";
	char text[FLOW_DAY_TEXT];
	int32_t day;

	for (size_t at = 0; at < list.n; at += 6) {
		if (list.n - at < 5 || (list.n - at > 5 && list.p[at + 5] != ','))
			return FAIL_FIELD(cx, E_INVALID, field, "must be days like 01-01,02-06");
		snprintf(text, sizeof text, "%04d-%.5s", h->year, list.p + at);
		if (!flow_day_parse(str_of(text), &day) || holidays_add(cx, h, day, off, S("")) < 0) {
			cx->err = (struct err){ 0 };
			return FAIL_FIELD(cx, E_INVALID, field, "must be days of %d like 01-01,02-06, each of them once", h->year);
		}
	}
	return 0;
}

static int get_outside(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct calendar_left *l;
	struct holidays *h;
	char buf[FLOW_DAY_TEXT];
	int n;

	TRY(new_year(cx, rq->id, &h));
	TRY(add_days(cx, h, rq->q[0].s, true));
	TRY(add_days(cx, h, rq->q[1].s, false));
	TRY(flow_calendar_left(cx, h, &l, &n));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < n; i++)
		js_put(&rp->js, NULL, &left_shape, &(struct left_view){ flow_day_text(l[i].day, buf), l[i].name, l[i].site.v, l[i].n });
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define ADM ROLE_SYSADMIN
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/holidays/{id}", ADM, NULL, TX_READ, 0, NULL, &year_shape, NULL, 0, get_year, NULL, "A year's holidays and make-up workdays, announced or provisional; {id} is the year" },
	{ HTTP_PUT, "/api/v1/holidays/{id}", ADM, NULL, TX_WRITE, 0, &in_shape, &year_shape, NULL, 0, put_calendar, "holiday.set", "The calendar of a year, as a whole" },
	{ HTTP_GET, "/api/v1/holidays/{id}/outside", ADM, NULL, TX_NONE, RF_LIST, NULL, &left_shape, left_query, COUNTOF(left_query), get_outside, NULL,
	  "Appointments that a calendar would leave outside of the hours, by day and point, without setting it" },
};
const struct routes holiday_routes = ROUTES("sites", rows);
