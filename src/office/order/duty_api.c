/* duty_api — HTTP face of the hours of duty: which unit answers where from when to when, and who answers now. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "office/account/account.h"
#include "office/order/order.h"
#include "office/station/station.h"
#include "serve/http/route.h"

extern const struct routes duty_routes;

struct place_view { int64_t station_id; str station, station_place; int32_t district; };

static int show_place(struct cx *cx, station_id station, int32_t district, struct place_view *ret)
{
	struct station s;

	*ret = (struct place_view){ station.v, S(""), S(""), district };
	if (!station.v)
		return 0;
	TRY(station_get(cx, station, &s));
	ret->station = arena_str(cx->arena, station_name_str(&s.name));
	ret->station_place = s.place;
	return 0;
}

#define PLACE_FIELDS(type) \
	{ "stationId", JT_I64, offsetof(type, place.station_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, \
	{ "station", JT_STR, offsetof(type, place.station), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL }, \
	{ "stationPlace", JT_STR, offsetof(type, place.station_place), JF_NULL_IF_EMPTY, 0, 256, NULL, NULL }, \
	{ "district", JT_I32, offsetof(type, place.district), JF_NULL_IF_EMPTY, 0, 0, NULL, "GB/T 2260" }

/* --- the hours --- */

struct shift_view { int64_t id; struct place_view place; int64_t unit_id; str unit, unit_code, from_day, to_day; int weekdays, from_min, to_min; bool ended; str set_by; utc_ms set_at; int64_t ver; };
#define F(member) offsetof(struct shift_view, member)
static const struct js_field shift_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, PLACE_FIELDS(struct shift_view),
	{ "unitId", JT_I64, F(unit_id), 0, 0, 0, NULL, NULL }, { "unit", JT_STR, F(unit), 0, 0, 64, NULL, NULL }, { "unitCode", JT_STR, F(unit_code), 0, 0, 32, NULL, NULL },
	{ "fromDay", JT_STR, F(from_day), 0, 0, 10, NULL, "YYYY-MM-DD: the first day on which they begin" },
	{ "toDay", JT_STR, F(to_day), JF_NULL_IF_EMPTY, 0, 10, NULL, "the last one; null: without an end" },
	{ "weekdays", JT_I32, F(weekdays), 0, 1, DUTY_ALL_WEEK, NULL, "the sum of 1 Monday, 2 Tuesday, 4, 8, 16, 32 and 64 Sunday" },
	{ "fromMin", JT_I32, F(from_min), 0, 0, DAY_MIN - 1, NULL, "minute of the day" },
	{ "toMin", JT_I32, F(to_min), 0, 0, DAY_MIN - 1, NULL, "at or before fromMin: of the next day" },
	{ "ended", JT_BOOL, F(ended), 0, 0, 0, NULL, "taken off; an undo brings it back" },
	{ "setBy", JT_STR, F(set_by), JF_NULL_IF_EMPTY, 0, 64, NULL, "who changed them last" }, { "setAt", JT_UTC, F(set_at), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, "goes back with a change, so that a stale page is refused" },
};
#undef F
static const struct js_shape shift_shape = JS_SHAPE("DutyShift", struct shift_view, shift_fields);

static str day_text(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return day ? arena_str(cx->arena, flow_day_text(day, buf)) : S("");
}

static int put_shift(struct cx *cx, struct js *js, const struct duty_shift *s)
{
	struct shift_view v = { .id = s->id, .unit_id = s->unit.v, .weekdays = s->weekdays, .from_min = s->from_min, .to_min = s->to_min, .ended = s->ended, .set_at = s->set_at,
	                        .ver = s->ver };
	struct account who;
	struct unit u;

	TRY(show_place(cx, s->station, s->district, &v.place));
	TRY(unit_get(cx, s->unit, &u));
	TRY(account_get(cx, s->set_by, &who));
	v.unit = u.name;
	v.unit_code = u.code;
	v.from_day = day_text(cx, s->from_day);
	v.to_day = day_text(cx, s->to_day);
	v.set_by = who.display;
	js_put(js, NULL, &shift_shape, &v);
	return 0;
}

static int shift_one(struct cx *cx, const struct duty_shift *s, void *arg)
{
	struct page *p = arg;

	return page_item(p, s->id) ? put_shift(cx, p->js, s) : 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_shifts(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(duty_shift_list(cx, rq->q[0].i, p.limit + 1, shift_one, &p));
	page_end(&p);
	return 0;
}

/* --- who answers now --- */

struct gap_view { utc_ms from, until; };
static const struct js_field gap_fields[] = { { "from", JT_UTC, offsetof(struct gap_view, from), 0, 0, 0, NULL, NULL }, { "until", JT_UTC, offsetof(struct gap_view, until), 0, 0, 0, NULL, NULL } };
static const struct js_shape gap_shape = JS_SHAPE("DutyGap", struct gap_view, gap_fields);
struct now_view { struct place_view place; int64_t unit_id; str unit; int64_t shift; utc_ms until; int64_t next_id; str next; struct js_list gaps; };
#define F(member) offsetof(struct now_view, member)
static const struct js_field now_fields[] = {
	PLACE_FIELDS(struct now_view),
	{ "unitId", JT_I64, F(unit_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "who gets the orders of this place now; null: nobody is on the table, the nearest plating point's police station or the bureau" },
	{ "unit", JT_STR, F(unit), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "shiftId", JT_I64, F(shift), JF_NULL_IF_EMPTY, 0, 0, NULL, "by these hours; null: the standing unit" },
	{ "until", JT_UTC, F(until), JF_NULL_IF_EMPTY, 0, 0, NULL, "when another answers; null: not in the next 7 days" },
	{ "nextUnitId", JT_I64, F(next_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "who that is; null: nobody, or nothing changes" },
	{ "nextUnit", JT_STR, F(next), JF_NULL_IF_EMPTY, 0, 64, NULL, NULL },
	{ "gaps", JT_LIST, F(gaps), 0, 0, 0, &gap_shape, "of the next 7 days: when nobody is on the table" },
};
#undef F
static const struct js_shape now_shape = JS_SHAPE("DutyNow", struct now_view, now_fields);

static int unit_name(struct cx *cx, unit_id id, str *ret)
{
	struct unit u;

	*ret = S("");
	if (!id.v)
		return 0;
	TRY(unit_get(cx, id, &u));
	*ret = u.name;
	return 0;
}

static int put_now(struct cx *cx, struct js *js, const struct duty_place *place)
{
	struct now_view v = { .unit_id = 0 };
	struct duty_span *span = arena_alloc(cx->arena, DUTY_SPANS * sizeof *span);
	struct gap_view *gap = arena_alloc(cx->arena, DUTY_SPANS * sizeof *gap);
	struct duty_roster r;
	struct station s;
	int32_t district = place->district;
	size_t ngap = 0;

	if (!span || !gap)
		return FAIL(cx, E_TOOBIG, "the table of duty is too large");
	if (place->station.v) {
		TRY(station_get(cx, place->station, &s));
		district = s.district;
	}
	TRY(show_place(cx, place->station, place->district, &v.place));
	TRY(duty_roster(cx, place->station, district, cx->now, &r));
	int n = duty_spans(&r, cx->now, cx->now + DUTY_AHEAD_DAYS * DAY_MS, span, DUTY_SPANS);
	for (int i = 0; i < n; i++)
		if (!span[i].unit.v)
			gap[ngap++] = (struct gap_view){ span[i].from, span[i].until };
	TRY(unit_name(cx, span[0].unit, &v.unit));
	v.unit_id = span[0].unit.v;
	v.shift = span[0].shift;
	if (n > 1) {
		TRY(unit_name(cx, span[1].unit, &v.next));
		v.until = span[0].until;
		v.next_id = span[1].unit.v;
	}
	v.gaps = (struct js_list){ gap, ngap };
	js_put(js, NULL, &now_shape, &v);
	return 0;
}

static int now_one(struct cx *cx, const struct duty_place *place, void *arg)
{
	struct page *p = arg;

	return page_item(p, duty_place_key(place)) ? put_now(cx, p->js, place) : 0;
}

static int get_now(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(duty_places(cx, rq->q[0].i, p.limit + 1, now_one, &p));
	page_end(&p);
	return 0;
}

/* --- changing the hours --- */

struct shift_in { int64_t unit; str station; int32_t district; str from_day, to_day; int32_t weekdays, from_min, to_min; int64_t ver; };
#define F(member) offsetof(struct shift_in, member)
#define HOUR_FIELDS \
	{ "unitId", JT_I64, F(unit), JF_REQUIRED, 1, INT64_MAX, NULL, "a bureau, a branch or a precinct" }, \
	{ "fromDay", JT_STR, F(from_day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" }, { "toDay", JT_STR, F(to_day), 0, 10, 10, NULL, "none: without an end" }, \
	{ "weekdays", JT_I32, F(weekdays), JF_REQUIRED, 1, DUTY_ALL_WEEK, NULL, "the sum of 1 Monday, 2 Tuesday, 4, 8, 16, 32 and 64 Sunday" }, \
	{ "fromMin", JT_I32, F(from_min), JF_REQUIRED, 0, DAY_MIN - 1, NULL, "minute of the day" }, \
	{ "toMin", JT_I32, F(to_min), JF_REQUIRED, 0, DAY_MIN - 1, NULL, "at or before fromMin: of the next day" }
static const struct js_field new_fields[] = {
	HOUR_FIELDS, { "station", JT_STR, F(station), 0, 0, 32, NULL, "a station's name; this or district" },
	{ "district", JT_I32, F(district), 0, 100000, 999999, NULL, "GB/T 2260" },
};
static const struct js_field edit_fields[] = { HOUR_FIELDS, { "ver", JT_I64, F(ver), JF_REQUIRED, 1, INT64_MAX, NULL, "the version seen; a stale one is refused" } };
#undef F
static const struct js_shape new_shape = JS_SHAPE("DutyShiftNew", struct shift_in, new_fields);
static const struct js_shape edit_shape = JS_SHAPE("DutyShiftEdit", struct shift_in, edit_fields);
struct step_in { int64_t ver; };
static const struct js_field step_fields[] = { { "ver", JT_I64, offsetof(struct step_in, ver), JF_REQUIRED, 1, INT64_MAX, NULL, "the version seen; a stale one is refused" } };
static const struct js_shape step_shape = JS_SHAPE("DutyShiftStep", struct step_in, step_fields);

static int hours_of(struct cx *cx, const struct shift_in *in, struct duty_shift *ret)
{
	struct station s = { .id = { 0 } };
	struct unit u;

	*ret = (struct duty_shift){ .unit = { in->unit }, .district = in->district, .weekdays = in->weekdays, .from_min = in->from_min, .to_min = in->to_min };
	TRY(unit_get(cx, ret->unit, &u));
	if (u.closed_at || (u.kind != UNIT_BUREAU && u.kind != UNIT_BRANCH && u.kind != UNIT_PRECINCT))
		return FAIL_FIELD(cx, E_INVALID, "unitId", "on duty is a bureau, a branch or a precinct that is not closed");
	if (!flow_day_parse(in->from_day, &ret->from_day))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "must be YYYY-MM-DD");
	if (in->to_day.n && !flow_day_parse(in->to_day, &ret->to_day))
		return FAIL_FIELD(cx, E_INVALID, "toDay", "must be YYYY-MM-DD");
	if (in->station.n)
		TRY(station_by_name(cx, in->station, &s));
	ret->station = s.id;
	return 0;
}

/* What stands now, for whoever asks later who changed it to what. */
static int put_done(struct cx *cx, struct rep *rp, const struct duty_shift *s, str step)
{
	str from = day_text(cx, s->from_day), to = day_text(cx, s->to_day);
	char week[8];
	size_t n = 0;

	rp->audit_subject = s->id;
	for (int d = 0; d < 7; d++)
		if (s->weekdays >> d & 1)
			week[n++] = (char)('1' + d);
	rp->audit_detail = arena_fmt(cx->arena, "{\"step\":\"%.*s\",\"unit\":%lld,\"station\":%lld,\"district\":%d,\"firstDay\":\"%.*s\",\"lastDay\":\"%.*s\",\"weekdays\":\"%.*s\","
	                             "\"hours\":\"%02d:%02d-%02d:%02d\",\"ended\":%s}", STR_ARG(step), (long long)s->unit.v, (long long)s->station.v, s->district, STR_ARG(from),
	                             STR_ARG(to), (int)n, week, s->from_min / 60, s->from_min % 60, s->to_min / 60, s->to_min % 60, s->ended ? "true" : "false");
	return put_shift(cx, &rp->js, s);
}

static int post_new(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct duty_shift in, s;

	TRY(hours_of(cx, rq->in, &in));
	TRY(duty_shift_add(cx, &in, &s));
	return put_done(cx, rp, &s, S("set"));
}

static int post_edit(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct duty_shift in, s;

	TRY(hours_of(cx, rq->in, &in));
	TRY(duty_shift_put(cx, rq->id, ((const struct shift_in *)rq->in)->ver, &in, &s));
	return put_done(cx, rp, &s, S("change"));
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int64_t ver = ((const struct step_in *)rq->in)->ver;
	bool end = str_eq(rq->name, S("end"));
	struct duty_shift s;

	if (!end && !str_eq(rq->name, S("undo")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are end and undo");
	TRY(end ? duty_shift_end(cx, rq->id, ver, &s) : duty_shift_undo(cx, rq->id, ver, &s));
	return put_done(cx, rp, &s, rq->name);
}

#define SYS ROLE_SYSADMIN
#define BOARD (ROLE_POLICE | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/duty/shifts", SYS, NULL, TX_READ, RF_LIST, NULL, &shift_shape, page_query, COUNTOF(page_query), get_shifts, NULL,
	  "Hours of duty that stand, and those that were changed in the last 7 days" },
	{ HTTP_GET, "/api/v1/duty/now", SYS, NULL, TX_READ, RF_LIST, NULL, &now_shape, page_query, COUNTOF(page_query), get_now, NULL,
	  "Who answers now at each place of the table of duty, who is next, and when nobody is on it" },
	/* the same for those who get the orders (P8) */
	{ HTTP_GET, "/api/v1/duty/board/shifts", BOARD, NULL, TX_READ, RF_LIST, NULL, &shift_shape, page_query, COUNTOF(page_query), get_shifts, NULL, "The hours of duty" },
	{ HTTP_GET, "/api/v1/duty/board/now", BOARD, NULL, TX_READ, RF_LIST, NULL, &now_shape, page_query, COUNTOF(page_query), get_now, NULL,
	  "Who answers now at each place, who is next, and when nobody is on the table" },
	{ HTTP_POST, "/api/v1/duty/shifts", SYS, NULL, TX_WRITE, RF_CREATED, &new_shape, &shift_shape, NULL, 0, post_new, "shift.set",
	  "Set hours in which a unit is on duty for a station or a district, before its standing unit" },
	{ HTTP_POST, "/api/v1/duty/shifts/{id}", SYS, NULL, TX_WRITE, 0, &edit_shape, &shift_shape, NULL, 0, post_edit, "shift.change", "Change hours of duty" },
	{ HTTP_POST, "/api/v1/duty/shifts/{id}/do/{event}", SYS, NULL, TX_WRITE, 0, &step_shape, &shift_shape, NULL, 0, post_step, "shift.step",
	  "end them now, or undo the newest change of them" },
};
const struct routes duty_routes = ROUTES("orders", rows);
