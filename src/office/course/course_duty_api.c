/* course_duty_api — HTTP face of who owes a course, for officers; figures. No rules live here. */
#include "course_view.h"
#include "flow/api_list.h"
#include "flow/flow_course.h"
#include "serve/http/route.h"

extern const struct routes course_duty_routes;

struct duty_view {
	int64_t id; str name, phone; int32_t month; int64_t count; int state; bool history; int64_t course; str number; int32_t first_day, book_due; int64_t misses, fails, attempts;
	int32_t retake_day; utc_ms invited_at; int64_t invites; utc_ms film_seen, passed_at; int64_t score; str note, certificate; struct js_list actions; utc_ms created_at, changed_at;
	int64_t ver;
};
#define F(member) offsetof(struct duty_view, member)
static const struct js_field duty_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 250, NULL, "masked" }, { "phone", JT_STR, F(phone), 0, 0, 250, NULL, "masked" },
	{ "month", JT_I32, F(month), 0, 0, 0, NULL, "of the violations: 202611" }, { "count", JT_I64, F(count), 0, 0, 0, NULL, "violations that count" },
	{ "state", JT_ENUM, F(state), 0, 0, CDS_N, course_duty_state_names, NULL }, { "history", JT_BOOL, F(history), 0, 0, 0, NULL, "passed, and not owed any more" },
	{ "courseId", JT_I64, F(course), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "courseNumber", JT_STR, F(number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "courseDay", JT_I32, F(first_day), JF_NULL_IF_EMPTY, 0, 0, NULL, "its first day" }, { "bookDue", JT_I32, F(book_due), 0, 0, 0, NULL, "day by which to book" },
	{ "misses", JT_I64, F(misses), 0, 0, 0, NULL, NULL }, { "fails", JT_I64, F(fails), 0, 0, 0, NULL, NULL }, { "attempts", JT_I64, F(attempts), 0, 0, 0, NULL, NULL },
	{ "retakeDay", JT_I32, F(retake_day), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "invitedAt", JT_UTC, F(invited_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "invites", JT_I64, F(invites), 0, 0, 0, NULL, NULL }, { "filmSeenAt", JT_UTC, F(film_seen), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "passedAt", JT_UTC, F(passed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "score", JT_I64, F(score), 0, 0, 0, NULL, "-1: none" }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "certificate", JT_STR, F(certificate), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL }, { "actions", JT_STRLIST, F(actions), 0, 0, CDE_N, NULL, "what this account may do" },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL }, { "changedAt", JT_UTC, F(changed_at), 0, 0, 0, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape duty_shape = JS_SHAPE("CourseDuty", struct duty_view, duty_fields);

static int actions_of(struct cx *cx, const struct course_duty *d, struct js_list *ret)
{
	static const enum course_duty_ev by_hand[] = { CDE_BOOK, CDE_MOVE, CDE_CANCEL, CDE_ESCALATE, CDE_SETTLE };
	unsigned may = course_duty_actions(d, cx->roles);
	str *v = arena_alloc(cx->arena, COUNTOF(by_hand) * sizeof *v);
	size_t n = 0;

	if (!v)
		return FAIL(cx, E_TOOBIG, "too many at once");
	for (size_t i = 0; i < COUNTOF(by_hand); i++)
		if (may >> by_hand[i] & 1)
			v[n++] = course_duty_event_names[by_hand[i]];
	*ret = (struct js_list){ v, n };
	return 0;
}

static int more_of(struct cx *cx, const struct course_duty *d, struct duty_view *v)
{
	struct course_certificate cert;
	struct err before = cx->err;
	struct course c;

	if (d->course) {
		TRY(course_get(cx, d->course, &c));
		v->number = c.number;
		v->first_day = c.first_day;
	}
	if (d->state != CDS_PASSED)
		return 0;
	int rc = course_certificate_of(cx, d->id, &cert);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	v->certificate = rc < 0 ? S("") : cert.number;
	return MIN(rc, 0);
}

static int put_duty(struct cx *cx, struct js *js, const struct course_duty *d)
{
	struct duty_view v = { .id = d->id, .month = d->month, .count = d->count, .state = (int)d->state, .history = d->history, .course = d->course, .number = S(""),
	                       .book_due = d->book_due, .misses = d->misses, .fails = d->fails, .attempts = d->attempts, .retake_day = d->retake_day, .invited_at = d->invited_at,
	                       .invites = d->invites, .film_seen = d->film_seen, .passed_at = d->passed_at, .score = d->score, .note = d->note, .certificate = S(""),
	                       .created_at = d->created_at, .changed_at = d->changed_at, .ver = d->ver };
	struct course_who who;

	TRY(flow_course_who(cx, d->rider, &who));
	v.name = who.name;
	v.phone = who.phone;
	TRY(actions_of(cx, d, &v.actions));
	TRY(more_of(cx, d, &v));
	js_put(js, NULL, &duty_shape, &v);
	return 0;
}

static int duty_one(struct cx *cx, const struct course_duty *d, void *arg)
{
	struct page *p = arg;

	return page_item(p, d->id) ? put_duty(cx, p->js, d) : 0;
}

static const struct route_q duty_query[] = {
	PAGE_QUERY, { "state", JT_STR, 0, 0, 120, "states, by commas" }, { "month", JT_I64, 0, 0, 999912, "of the violations: 202611" },
	{ "overdue", JT_BOOL, 0, 0, 0, "1: should have booked by now" }, { "never", JT_BOOL, 0, 0, 0, "1: not invited by hand yet" },
};

static int states_of(struct cx *cx, str words, unsigned *ret)
{
	*ret = 0;
	for (size_t from = 0; words.n && from <= words.n;) {
		size_t to = from;
		while (to < words.n && words.p[to] != ',')
			to++;
		enum course_duty_state s = course_duty_state_of((str){ words.p + from, to - from });
		if (s == CDS_N)
			return FAIL_FIELD(cx, E_INVALID, "state", "must be states of a course, by commas");
		*ret |= 1u << s;
		from = to + 1;
	}
	return 0;
}

static int get_duties(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course_duty_filter f = { .area = cx->area, .month = (int32_t)rq->q[3].i, .overdue = rq->q[4].i ? day_of(cx->now) : 0, .never = rq->q[5].i != 0, .before = rq->q[0].i };
	struct page p;

	TRY(states_of(cx, rq->q[2].s, &f.states));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(course_duty_list(cx, &f, p.limit + 1, duty_one, &p));
	page_end(&p);
	return 0;
}

struct find_in { str by; struct pii value; str plate; };
static const struct js_field find_fields[] = {
	{ "by", JT_STR, offsetof(struct find_in, by), 0, 0, 16, NULL, "name or phone" },
	{ "value", JT_PII, offsetof(struct find_in, value), JF_SENSITIVE, 0, 250, NULL, "the whole name or phone" },
	{ "plate", JT_STR, offsetof(struct find_in, plate), 0, 0, 32, NULL, "or the plate of a bike that is the rider's now" },
};
static const struct js_shape find_shape = JS_SHAPE("CourseFind", struct find_in, find_fields);

static int found_one(struct cx *cx, const struct course_duty *d, void *arg)
{
	return put_duty(cx, arg, d);
}

static int post_find(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct find_in *in = rq->in;

	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	int n = flow_course_find(cx, &(struct course_find){ in->by, &in->value, in->plate }, PAGE_MAX, found_one, &rp->js);
	TRY(n);
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	rp->audit_detail = arena_fmt(cx->arena, "{\"by\":\"%s\",\"found\":%d}", in->plate.n ? "plate" : str_eq(in->by, S("phone")) ? "phone" : "name", n);
	return 0;
}

static int get_duty(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course_duty d;

	TRY(flow_course_duty(cx, rq->id, &d));
	return put_duty(cx, &rp->js, &d);
}

struct event_view { int64_t id; utc_ms at; str event, from, to, note; int64_t actor; };
#define F(member) offsetof(struct event_view, member)
static const struct js_field event_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL }, { "event", JT_STR, F(event), 0, 0, 24, NULL, NULL },
	{ "from", JT_STR, F(from), JF_NULL_IF_EMPTY, 0, 24, NULL, NULL }, { "to", JT_STR, F(to), 0, 0, 24, NULL, NULL }, { "note", JT_STR, F(note), 0, 0, 1000, NULL, NULL },
	{ "actorId", JT_I64, F(actor), JF_NULL_IF_EMPTY, 0, 0, NULL, "none: the rider or the program" },
};
#undef F
static const struct js_shape event_shape = JS_SHAPE("CourseEvent", struct event_view, event_fields);

static int event_one(struct cx *cx, const struct course_history *h, void *arg)
{
	struct event_view v = { h->id, h->at, h->event, h->from, h->to, h->note, h->actor.v };

	(void)cx;
	js_put(arg, NULL, &event_shape, &v);
	return 0;
}

static int get_events(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course_duty d;

	TRY(flow_course_duty(cx, rq->id, &d));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(course_duty_events(cx, d.id, PAGE_MAX, event_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct do_in { int64_t ver, course; str note; };
static const struct js_field do_fields[] = {
	{ "ver", JT_I64, offsetof(struct do_in, ver), 0, 0, INT64_MAX, NULL, NULL }, { "courseId", JT_I64, offsetof(struct do_in, course), 0, 0, INT64_MAX, NULL, "with book and move" },
	{ "note", JT_STR, offsetof(struct do_in, note), 0, 0, 1000, NULL, "why" },
};
static const struct js_shape do_shape = JS_SHAPE("CourseDutyDo", struct do_in, do_fields);

static int post_do(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct do_in *in = rq->in;
	struct course_duty d;

	TRY(flow_course_do(cx, rq->id, course_duty_event_of(rq->name), &(struct course_duty_do){ .ver = in->ver, .note = in->note, .course = in->course }, &d));
	return put_duty(cx, &rp->js, &d);
}

enum { INVITES_MAX = 500, AGAIN_DAYS = 3 };
struct invite_in { struct js_list ids; bool all; int32_t month; };
static const struct js_field invite_fields[] = {
	{ "ids", JT_INTLIST, offsetof(struct invite_in, ids), 0, 0, INVITES_MAX, NULL, "these" },
	{ "all", JT_BOOL, offsetof(struct invite_in, all), 0, 0, 0, NULL, "or everybody of the area who has not booked, and was not invited within three days" },
	{ "month", JT_I32, offsetof(struct invite_in, month), 0, 0, 999912, NULL, "all: of this month only" },
};
static const struct js_shape invite_shape = JS_SHAPE("CourseInvite", struct invite_in, invite_fields);
struct invited_view { int64_t told, no_phone, left; };
static const struct js_field invited_fields[] = {
	{ "told", JT_I64, offsetof(struct invited_view, told), 0, 0, 0, NULL, NULL }, { "noPhone", JT_I64, offsetof(struct invited_view, no_phone), 0, 0, 0, NULL, "the register has no telephone" },
	{ "left", JT_I64, offsetof(struct invited_view, left), 0, 0, 0, NULL, "all: so many are still to be told; ask again" },
};
static const struct js_shape invited_shape = JS_SHAPE("CourseInvited", struct invited_view, invited_fields);

static int post_invite(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct invite_in *in = rq->in;
	struct invited_view v = { .left = 0 };

	if (in->all == (in->ids.n > 0))
		return FAIL_FIELD(cx, E_INVALID, "ids", "say whom, or all");
	if (in->all)
		TRY(flow_course_invite_all(cx, in->month, cx->now - AGAIN_DAYS * DAY_MS, INVITES_MAX, &v.told, &v.no_phone, &v.left));
	else
		TRY(flow_course_invite(cx, in->ids.items, in->ids.n, &v.told, &v.no_phone));
	rp->audit_detail = arena_fmt(cx->arena, "{\"told\":%lld,\"noPhone\":%lld}", (long long)v.told, (long long)v.no_phone);
	js_put(&rp->js, NULL, &invited_shape, &v);
	return 0;
}

/* --- figures --- */

#define F(member) offsetof(struct course_figures, member)
static const struct js_field figure_fields[] = {
	{ "owed", JT_I64, F(owed), 0, 0, 0, NULL, "riders who reached the count" }, { "booked", JT_I64, F(booked), 0, 0, 0, NULL, NULL },
	{ "inClass", JT_I64, F(in_class), 0, 0, 0, NULL, NULL }, { "exam", JT_I64, F(exam), 0, 0, 0, NULL, NULL }, { "retake", JT_I64, F(retake), 0, 0, 0, NULL, NULL },
	{ "passed", JT_I64, F(passed), 0, 0, 0, NULL, NULL }, { "noShow", JT_I64, F(no_show), 0, 0, 0, NULL, NULL }, { "escalated", JT_I64, F(escalated), 0, 0, 0, NULL, NULL },
	{ "withdrawn", JT_I64, F(withdrawn), 0, 0, 0, NULL, NULL }, { "history", JT_I64, F(history), 0, 0, 0, NULL, "passed, and not owed any more" },
	{ "sat", JT_I64, F(sat), 0, 0, 0, NULL, "sat an exam to its end, and is not withdrawn: what a pass rate is a rate of" },
	{ "classes", JT_I64, F(classes), 0, 0, 0, NULL, "that begin in this month, or ever" }, { "held", JT_I64, F(held), 0, 0, 0, NULL, "of those, over" },
};
#undef F
static const struct js_shape figure_shape = JS_SHAPE("CourseFigures", struct course_figures, figure_fields);
static const struct route_q figure_query[] = { { "month", JT_I64, 0, 0, 999912, "of the violations: 202611; none: of all months" } };

static int get_figures(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int64_t m = rq->q[0].i;
	struct civil c = { (int16_t)(m / 100), (int8_t)(m % 100), 1 }, next = c.m == 12 ? (struct civil){ (int16_t)(c.y + 1), 1, 1 } : (struct civil){ c.y, (int8_t)(c.m + 1), 1 };
	struct course_figures f;

	if (!m) {
		TRY(course_figures(cx, cx->area, 0, 0, INT32_MAX, &f));
		js_put(&rp->js, NULL, &figure_shape, &f);
		return 0;
	}
	if (!civil_valid(c))
		return FAIL_FIELD(cx, E_INVALID, "month", "must be a year and a month, as 202611");
	TRY(course_figures(cx, cx->area, (int32_t)m, day_of(civil_start(c)), day_of(civil_start(next)) - 1, &f));
	js_put(&rp->js, NULL, &figure_shape, &f);
	return 0;
}

#define T ROLE_TRAFFIC
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/course-duties", T, NULL, TX_READ, RF_LIST, NULL, &duty_shape, duty_query, COUNTOF(duty_query), get_duties, NULL, "Who owes a course, newest first" },
	{ HTTP_POST, "/api/v1/course-duties/find", T, NULL, TX_WRITE, RF_LIST, &find_shape, &duty_shape, NULL, 0, post_find, "course.find", "A rider's courses by whole name, phone or plate" },
	{ HTTP_POST, "/api/v1/course-duties/invite", T, NULL, TX_WRITE, 0, &invite_shape, &invited_shape, NULL, 0, post_invite, "course.invite", "Invite riders by message to book a class" },
	{ HTTP_GET, "/api/v1/course-duties/{id}", T, NULL, TX_READ, 0, NULL, &duty_shape, NULL, 0, get_duty, NULL, "One rider's course of a month" },
	{ HTTP_GET, "/api/v1/course-duties/{id}/events", T, NULL, TX_READ, RF_LIST, NULL, &event_shape, NULL, 0, get_events, NULL, "Its history" },
	{ HTTP_POST, "/api/v1/course-duties/{id}/do/{event}", T, NULL, TX_WRITE, 0, &do_shape, &duty_shape, NULL, 0, post_do, "course.step", "book, move, cancel, escalate or settle" },
	{ HTTP_GET, "/api/v1/course-figures", T | ROLE_LEADER, NULL, TX_READ, 0, NULL, &figure_shape, figure_query, COUNTOF(figure_query), get_figures, NULL, "Counts of a month's courses" },
};
const struct routes course_duty_routes = ROUTES("course duties", rows);
