/* site_api — HTTP face of the points: what they are, when they are open, what is free, who is called. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_hours.h"
#include "flow/flow_stock.h"
#include "office/site/site.h"
#include "serve/http/route.h"

extern const struct routes site_routes;

/* --- points --- */

struct site_view {
	int64_t id; str code, name, address, phone; int64_t unit_id; int32_t district; struct geo at; int32_t slot_min, quota, windows; bool open; int64_t ver;
};
#define F(member) offsetof(struct site_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "code", JT_STR, F(code), 0, 0, 16, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 64, NULL, NULL },
	{ "address", JT_STR, F(address), 0, 0, 200, NULL, NULL },
	{ "phone", JT_STR, F(phone), 0, 0, 32, NULL, "of the office" },
	{ "unitId", JT_I64, F(unit_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "district", JT_I32, F(district), 0, 0, 0, NULL, "GB/T 2260" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "slotMin", JT_I32, F(slot_min), 0, 0, 0, NULL, "minutes a slot" },
	{ "quota", JT_I32, F(quota), 0, 0, 0, NULL, "bookings a slot" },
	{ "windows", JT_I32, F(windows), 0, 0, 0, NULL, NULL },
	{ "open", JT_BOOL, F(open), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Site", struct site_view, view_fields);

static void put_site(struct js *js, const struct site *s)
{
	struct site_view v = { s->id.v, s->code, s->name, s->address, s->phone, s->unit.v, s->district, s->at, s->slot_min, s->quota, s->windows, s->open, s->ver };

	js_put(js, NULL, &view_shape, &v);
}

static int list_one(struct cx *cx, const struct site *s, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, s->id.v))
		put_site(p->js, s);
	return 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(site_list(cx, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct site s;

	TRY(site_get(cx, (site_id){ rq->id }, &s));
	put_site(&rp->js, &s);
	return 0;
}

struct site_in { str code, name, address, phone; int64_t unit; int32_t district, lat, lon, slot_min, quota, windows; bool closed; int64_t ver; };
#define F(member) offsetof(struct site_in, member)
static const struct js_field in_fields[] = {
	{ "code", JT_STR, F(code), 0, 0, 16, NULL, "of a new point; it stays" },
	{ "name", JT_STR, F(name), JF_REQUIRED, 1, 64, NULL, NULL },
	{ "address", JT_STR, F(address), 0, 0, 200, NULL, NULL },
	{ "phone", JT_STR, F(phone), 0, 0, 32, NULL, NULL },
	{ "unitId", JT_I64, F(unit), 0, 0, 0, NULL, NULL },
	{ "district", JT_I32, F(district), JF_REQUIRED, 100000, 999999, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(lat), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "lon", JT_GEO_LON, F(lon), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "slotMin", JT_I32, F(slot_min), JF_REQUIRED, 5, 240, NULL, NULL },
	{ "quota", JT_I32, F(quota), JF_REQUIRED, 0, 1000, NULL, NULL },
	{ "windows", JT_I32, F(windows), JF_REQUIRED, 1, 50, NULL, NULL },
	{ "closed", JT_BOOL, F(closed), 0, 0, 0, NULL, "for good or for long" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, "of the point as it was read, for a change" },
};
#undef F
static const struct js_shape in_shape = JS_SHAPE("SiteNew", struct site_in, in_fields);

static struct site_new new_of(const struct site_in *in)
{
	return (struct site_new){ { in->unit }, in->code, in->name, in->address, in->phone, in->district, { in->lat, in->lon }, in->slot_min, in->quota, in->windows };
}

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct site_new n = new_of(rq->in);
	struct site s;

	TRY(site_add(cx, &n, &s));
	rp->audit_subject = s.id.v;
	put_site(&rp->js, &s);
	return 0;
}

static int put_edit(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct site_in *in = rq->in;
	struct site_new n = new_of(in);
	struct site s;

	TRY(site_get(cx, (site_id){ rq->id }, &s));
	s.ver = in->ver ? in->ver : s.ver;
	TRY(site_edit(cx, &s, &n, !in->closed));
	put_site(&rp->js, &s);
	return 0;
}

/* --- hours, days --- */

struct span_io { int32_t from, to; };
static const struct js_field span_fields[] = {
	{ "from", JT_I32, offsetof(struct span_io, from), JF_REQUIRED, 0, 1439, NULL, "minute of the day" },
	{ "to", JT_I32, offsetof(struct span_io, to), JF_REQUIRED, 1, 1440, NULL, NULL },
};
static const struct js_shape span_shape = JS_SHAPE("Span", struct span_io, span_fields);
struct hours_in { int32_t weekday; struct js_list spans; };
static const struct js_field hours_fields[] = {
	{ "weekday", JT_I32, offsetof(struct hours_in, weekday), JF_REQUIRED, 1, SITE_MAKE_UP, NULL, "1 Monday to 7 Sunday, 8 make-up workdays" },
	{ "spans", JT_LIST, offsetof(struct hours_in, spans), 0, 0, SITE_SPANS, &span_shape, "none: closed" },
};
static const struct js_shape hours_shape = JS_SHAPE("SiteHours", struct hours_in, hours_fields);

static int put_hours(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct hours_in *in = rq->in;
	const struct span_io *v = in->spans.items;
	struct span span[SITE_SPANS];
	struct site s;

	TRY(site_get(cx, (site_id){ rq->id }, &s));
	if (in->spans.n > SITE_SPANS)
		return FAIL_FIELD(cx, E_INVALID, "spans", "must be at most %d", SITE_SPANS);
	for (size_t i = 0; i < in->spans.n; i++)
		span[i] = (struct span){ v[i].from, v[i].to };
	TRY(site_hours_set(cx, s.id, in->weekday, span, (int)in->spans.n));
	put_site(&rp->js, &s);
	return 0;
}

struct day_in { str day, reason; bool has_quota; int32_t quota; bool closed; };
#define F(member) offsetof(struct day_in, member)
static const struct js_field day_fields[] = {
	{ "day", JT_STR, F(day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD" },
	{ "closed", JT_BOOL, F(closed), 0, 0, 0, NULL, "the point is closed on that day, for the reason" },
	{ "reason", JT_STR, F(reason), 0, 0, 100, NULL, NULL },
	{ "hasQuota", JT_BOOL, F(has_quota), 0, 0, 0, NULL, "that day has a quota of its own" },
	{ "quota", JT_I32, F(quota), 0, 0, 1000, NULL, NULL },
};
#undef F
static const struct js_shape day_shape = JS_SHAPE("SiteDaySet", struct day_in, day_fields);

static int put_day(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct day_in *in = rq->in;
	struct site s;
	int32_t day;

	TRY(site_get(cx, (site_id){ rq->id }, &s));
	if (!flow_day_parse(in->day, &day))
		return FAIL_FIELD(cx, E_INVALID, "day", "must be YYYY-MM-DD");
	if (in->closed && in->reason.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "reason", "is missing");
	TRY(site_close_day(cx, s.id, day, in->closed ? in->reason : S("")));
	TRY(site_quota_day(cx, s.id, day, in->has_quota ? in->quota : -1));
	put_site(&rp->js, &s);
	return 0;
}

struct stations_in { struct js_list names; };
static const struct js_field stations_fields[] = { { "names", JT_STRLIST, offsetof(struct stations_in, names), 0, 0, SITE_STATIONS, NULL, "base stations at the point" } };
static const struct js_shape stations_shape = JS_SHAPE("SiteStations", struct stations_in, stations_fields);

static int put_stations(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct stations_in *in = rq->in;
	const str *v = in->names.items;
	struct station_name names[SITE_STATIONS];
	struct site s;

	TRY(site_get(cx, (site_id){ rq->id }, &s));
	for (size_t i = 0; i < in->names.n && i < SITE_STATIONS; i++)
		if (!station_name_parse(v[i], &names[i]))
			return FAIL_FIELD(cx, E_INVALID, "names", "a station's name is 1 to 32 of A-Z a-z 0-9 . _ -");
	TRY(site_stations_set(cx, s.id, names, (int)in->names.n));
	put_site(&rp->js, &s);
	return 0;
}

/* --- what is free --- */

static const struct js_field slot_fields[] = {
	{ "slot", JT_I32, offsetof(struct slot_free, slot), 0, 0, 0, NULL, "minute of the day" },
	{ "quota", JT_I32, offsetof(struct slot_free, quota), 0, 0, 0, NULL, NULL },
	{ "taken", JT_I32, offsetof(struct slot_free, taken), 0, 0, 0, NULL, NULL },
};
static const struct js_shape slot_shape = JS_SHAPE("SiteSlot", struct slot_free, slot_fields);
struct day_view { str day; int state; bool provisional; str reason; struct js_list slots; };
#define F(member) offsetof(struct day_view, member)
static const struct js_field dayv_fields[] = {
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, SD_N, day_state_names, NULL },
	{ "provisional", JT_BOOL, F(provisional), 0, 0, 0, NULL, "the holidays of that year are not announced yet" },
	{ "reason", JT_STR, F(reason), 0, 0, 200, NULL, NULL },
	{ "slots", JT_LIST, F(slots), 0, 0, 0, &slot_shape, "that have not begun" },
};
#undef F
static const struct js_shape dayv_shape = JS_SHAPE("SiteDay", struct day_view, dayv_fields);
static const struct route_q day_query[] = { { "day", JT_STR, JF_REQUIRED, 10, 10, "YYYY-MM-DD" } };

static int get_slots(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct slot_free v[FLOW_SLOTS];
	struct site s;
	struct site_day d;
	char buf[FLOW_DAY_TEXT];
	int32_t day;
	int n;

	if (!flow_day_parse(rq->q[0].s, &day))
		return FAIL_FIELD(cx, E_INVALID, "day", "must be YYYY-MM-DD");
	TRY(site_get(cx, (site_id){ rq->id }, &s));
	TRY(flow_site_slots(cx, &s, day, &d, v, &n));
	js_put(&rp->js, NULL, &dayv_shape, &(struct day_view){ flow_day_text(day, buf), (int)d.state, d.provisional, d.reason, { v, (size_t)n } });
	return 0;
}

/* --- the hours as they are set, and what a change of them would leave outside --- */

struct weekday_view { int32_t weekday; struct js_list spans; };
#define F(member) offsetof(struct weekday_view, member)
static const struct js_field weekday_fields[] = {
	{ "weekday", JT_I32, F(weekday), 0, 0, 0, NULL, "1 Monday to 7 Sunday, 8 make-up workdays (without spans: Monday's)" },
	{ "spans", JT_LIST, F(spans), 0, 0, SITE_SPANS, &span_shape, "none: closed" },
};
#undef F
static const struct js_shape weekday_shape = JS_SHAPE("SiteWeekday", struct weekday_view, weekday_fields);
struct mark_view { str day, text; int32_t n; };
#define F(member) offsetof(struct mark_view, member)
static const struct js_field closed_fields[] = { { "day", JT_STR, F(day), 0, 0, 10, NULL, NULL }, { "reason", JT_STR, F(text), 0, 0, 100, NULL, NULL } };
static const struct js_field quota_fields[] = { { "day", JT_STR, F(day), 0, 0, 10, NULL, NULL }, { "quota", JT_I32, F(n), 0, 0, 0, NULL, "bookings a slot" } };
static const struct js_field holiday_fields[] = {
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL }, { "name", JT_STR, F(text), 0, 0, 60, NULL, NULL },
	{ "off", JT_I32, F(n), 0, 0, 0, NULL, "1: off; 0: a workday made up for" },
};
#undef F
static const struct js_shape closed_shape = JS_SHAPE("SiteClosedDay", struct mark_view, closed_fields), quota_shape = JS_SHAPE("SiteQuotaDay", struct mark_view, quota_fields),
                             holiday_shape = JS_SHAPE("Holiday", struct mark_view, holiday_fields);
struct plan_view { int32_t slot_min, quota; struct js_list week, closed, quotas, holidays; bool this_year, next_year; int64_t ver; };
#define F(member) offsetof(struct plan_view, member)
static const struct js_field plan_fields[] = {
	{ "slotMin", JT_I32, F(slot_min), 0, 0, 0, NULL, "minutes a slot" },
	{ "quota", JT_I32, F(quota), 0, 0, 0, NULL, "bookings a slot, unless the day has its own" },
	{ "week", JT_LIST, F(week), 0, 0, SITE_MAKE_UP, &weekday_shape, "all eight" },
	{ "closed", JT_LIST, F(closed), 0, 0, 0, &closed_shape, "own closed days from today on" },
	{ "quotas", JT_LIST, F(quotas), 0, 0, 0, &quota_shape, "days from today on with a quota of their own" },
	{ "holidays", JT_LIST, F(holidays), 0, 0, 0, &holiday_shape, "of the city, from today on" },
	{ "thisYearKnown", JT_BOOL, F(this_year), 0, 0, 0, NULL, "the holidays of this year are announced" },
	{ "nextYearKnown", JT_BOOL, F(next_year), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, "of the point" },
};
#undef F
static const struct js_shape plan_shape = JS_SHAPE("SitePlan", struct plan_view, plan_fields);

/* Marks as they are shown; arena memory. */
static int marks_view(struct cx *cx, const struct site_marks *m, struct js_list *ret)
{
	struct mark_view *v = arena_alloc(cx->arena, (size_t)m->n * sizeof *v + 1);
	char buf[FLOW_DAY_TEXT];

	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < m->n; i++)
		v[i] = (struct mark_view){ arena_str(cx->arena, flow_day_text(m->v[i].day, buf)), m->v[i].text, m->v[i].n };
	*ret = (struct js_list){ v, (size_t)m->n };
	return 0;
}

static int get_hours(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct span span[SITE_MAKE_UP][SITE_SPANS];
	struct span_io io[SITE_MAKE_UP][SITE_SPANS];
	struct weekday_view week[SITE_MAKE_UP];
	struct site_marks *m = arena_alloc(cx->arena, sizeof *m);
	int32_t today = day_of(cx->now);
	int year = civil_of(cx->now).y;
	struct plan_view v;
	struct site s;

	if (!m)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(site_get(cx, (site_id){ rq->id }, &s));
	v = (struct plan_view){ .slot_min = s.slot_min, .quota = s.quota, .week = { week, SITE_MAKE_UP }, .ver = s.ver };
	for (int w = 0; w < SITE_MAKE_UP; w++) {
		int n;
		TRY(site_hours(cx, s.id, w + 1, span[w], &n));
		for (int i = 0; i < n; i++)
			io[w][i] = (struct span_io){ span[w][i].from, span[w][i].to };
		week[w] = (struct weekday_view){ w + 1, { io[w], (size_t)n } };
	}
	TRY(site_closed_days(cx, s.id, today, m));
	TRY(marks_view(cx, m, &v.closed));
	TRY(site_quota_days(cx, s.id, today, m));
	TRY(marks_view(cx, m, &v.quotas));
	TRY(holidays_from(cx, today, m));
	TRY(marks_view(cx, m, &v.holidays));
	TRY(holiday_year_known(cx, year, &v.this_year));
	TRY(holiday_year_known(cx, year + 1, &v.next_year));
	js_put(&rp->js, NULL, &plan_shape, &v);
	return 0;
}

struct left_view { str day; int32_t slot; int64_t n; };
#define F(member) offsetof(struct left_view, member)
static const struct js_field left_fields[] = {
	{ "day", JT_STR, F(day), 0, 0, 10, NULL, NULL }, { "slot", JT_I32, F(slot), 0, 0, 0, NULL, "minute of the day" }, { "bookings", JT_I64, F(n), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape left_shape = JS_SHAPE("SiteOutside", struct left_view, left_fields);
static const struct route_q left_query[] = {
	{ "weekday", JT_I64, 0, 1, SITE_MAKE_UP, "with spans: the new hours of this weekday" },
	{ "spans", JT_STR, 0, 0, 64, "540-720,840-1020; empty: closed" },
	{ "day", JT_STR, 0, 10, 10, "YYYY-MM-DD, with closed" },
	{ "closed", JT_BOOL, 0, 0, 0, "1: closed on that day" },
	{ "slotMin", JT_I64, 0, 5, 240, "another length of the slots" },
};

/* What stands before the mark; *io goes on after it. */
static str cut(str *io, char mark)
{
	const char *at = io->n ? memchr(io->p, mark, io->n) : NULL;
	str head = { io->p, at ? (size_t)(at - io->p) : io->n };

	*io = at ? (str){ at + 1, io->n - head.n - 1 } : S("");
	return head;
}

static int spans_of(struct cx *cx, str s, struct span ret[static SITE_SPANS], int *ret_n)
{
	str part, from;
	int64_t a, b;

	for (*ret_n = 0; s.n; (*ret_n)++) {
		part = cut(&s, ',');
		from = cut(&part, '-');
		if (*ret_n == SITE_SPANS || !str_i64(from, 0, 1439, &a) || !str_i64(part, 1, 1440, &b))
			return FAIL_FIELD(cx, E_INVALID, "spans", "must be minutes of the day like 540-720,840-1020, at most %d spans", SITE_SPANS);
		ret[*ret_n] = (struct span){ (int32_t)a, (int32_t)b };
	}
	return 0;
}

static int get_outside(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct span span[SITE_SPANS];
	struct hours_change c = { .weekday = (int)rq->q[0].i, .span = span, .closed = rq->q[3].i != 0, .slot_min = (int32_t)rq->q[4].i };
	struct hours_left *l;
	char buf[FLOW_DAY_TEXT];
	int n;

	TRY(spans_of(cx, rq->q[1].s, span, &c.nspan));
	if (rq->q[2].present && !flow_day_parse(rq->q[2].s, &c.day))
		return FAIL_FIELD(cx, E_INVALID, "day", "must be YYYY-MM-DD");
	TRY(flow_hours_left(cx, (site_id){ rq->id }, &c, &l, &n));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < n; i++)
		js_put(&rp->js, NULL, &left_shape, &(struct left_view){ flow_day_text(l[i].day, buf), l[i].slot, l[i].n });
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- does the point hear the tag --- */

struct ear_view { str station; bool known, up, heard; int64_t ago_s; int32_t rssi; };
#define F(member) offsetof(struct ear_view, member)
static const struct js_field ear_fields[] = {
	{ "station", JT_STR, F(station), 0, 0, 32, NULL, NULL },
	{ "known", JT_BOOL, F(known), 0, 0, 0, NULL, "there is such a station" },
	{ "up", JT_BOOL, F(up), 0, 0, 0, NULL, "it is connected: only then its silence means something" },
	{ "heard", JT_BOOL, F(heard), 0, 0, 0, NULL, "within the last two minutes" },
	{ "agoS", JT_I64, F(ago_s), 0, 0, 0, NULL, "seconds since; -1 never" },
	{ "rssi", JT_I32, F(rssi), 0, 0, 0, NULL, "dBm" },
};
#undef F
static const struct js_shape ear_shape = JS_SHAPE("TagEar", struct ear_view, ear_fields);
static const struct route_q tag_query[] = { { "tag", JT_STR, JF_REQUIRED, 1, 16, "hexadecimal" } };

static int get_hears(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct station_name names[SITE_STATIONS];
	struct tag_ear ear[LISTEN_STATIONS];
	struct site s;
	tag_id tag;
	int n;

	if (!tag_parse(rq->q[0].s, &tag))
		return FAIL_FIELD(cx, E_INVALID, "tag", "must be 1 to 16 hexadecimal digits");
	TRY(flow_site_reach(cx, (site_id){ rq->id }, &s));      /* where a tag is heard is nobody's business elsewhere */
	TRY(flow_tag_free(cx, tag));
	TRY(site_stations(cx, s.id, names, &n));
	TRY(flow_tag_listen(cx, tag, names, n, ear));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < n; i++) {
		struct ear_view v = { station_name_str(&ear[i].station), ear[i].known, ear[i].up, ear[i].heard, ear[i].ago_s, ear[i].rssi };
		js_put(&rp->js, NULL, &ear_shape, &v);
	}
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define ADM ROLE_SYSADMIN
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/sites", ROLE_STAFF, NULL, TX_READ, RF_LIST, NULL, &view_shape, page_query, COUNTOF(page_query), get_list, NULL, "Plating points" },
	{ HTTP_GET, "/api/v1/sites/{id}", ROLE_STAFF, NULL, TX_READ, 0, NULL, &view_shape, NULL, 0, get_one, NULL, "One plating point" },
	{ HTTP_GET, "/api/v1/sites/{id}/slots", ROLE_STAFF, NULL, TX_READ, 0, NULL, &dayv_shape, day_query, COUNTOF(day_query), get_slots, NULL,
	  "A point's day: open or why not, and what is free" },
	{ HTTP_GET, "/api/v1/sites/{id}/hours", ROLE_STAFF, NULL, TX_READ, 0, NULL, &plan_shape, NULL, 0, get_hours, NULL,
	  "A point's week, closed days, quotas and the holidays, as they are set" },
	{ HTTP_GET, "/api/v1/sites/{id}/outside", ADM, NULL, TX_NONE, RF_LIST, NULL, &left_shape, left_query, COUNTOF(left_query), get_outside, NULL,
	  "Appointments that a change of the hours would leave outside of them, without making it" },
	{ HTTP_GET, "/api/v1/owner/sites", ROLE_OWNER, NULL, TX_READ, RF_LIST, NULL, &view_shape, page_query, COUNTOF(page_query), get_list, NULL, "Plating points, for owners" },
	{ HTTP_GET, "/api/v1/owner/sites/{id}/slots", ROLE_OWNER, NULL, TX_READ, 0, NULL, &dayv_shape, day_query, COUNTOF(day_query), get_slots, NULL,
	  "A point's day and what is free, for owners" },
	{ HTTP_GET, "/api/v1/sites/{id}/hears", ROLE_CLERK, NULL, TX_READ, RF_LIST, NULL, &ear_shape, tag_query, COUNTOF(tag_query), get_hears, NULL,
	  "Do the point's own stations hear this tag, which is on no bike yet" },
	{ HTTP_POST, "/api/v1/sites", ADM, NULL, TX_WRITE, RF_CREATED, &in_shape, &view_shape, NULL, 0, post_add, "site.add", "A new plating point" },
	{ HTTP_PUT, "/api/v1/sites/{id}", ADM, NULL, TX_WRITE, 0, &in_shape, &view_shape, NULL, 0, put_edit, "site.edit", "Change a plating point" },
	{ HTTP_PUT, "/api/v1/sites/{id}/hours", ADM, NULL, TX_WRITE, 0, &hours_shape, &view_shape, NULL, 0, put_hours, "site.hours", "The hours of a weekday" },
	{ HTTP_PUT, "/api/v1/sites/{id}/day", ADM, NULL, TX_WRITE, 0, &day_shape, &view_shape, NULL, 0, put_day, "site.day", "A closed day, or a quota for a day" },
	{ HTTP_PUT, "/api/v1/sites/{id}/stations", ADM, NULL, TX_WRITE, 0, &stations_shape, &view_shape, NULL, 0, put_stations, "site.stations",
	  "The base stations that stand at a point" },
};
const struct routes site_routes = ROUTES("sites", rows);
