/* course_api — HTTP face of rooms and classes. No rules live here. */
#include "course_view.h"
#include "flow/api_list.h"
#include "flow/flow_course.h"
#include "office/account/account.h"
#include "serve/http/route.h"

extern const struct routes course_routes;

/* --- rooms --- */

struct room_view { int64_t id; str name, address; int64_t seats; bool closed; utc_ms created_at; int64_t ver; };
#define F(member) offsetof(struct room_view, member)
static const struct js_field room_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 128, NULL, NULL }, { "address", JT_STR, F(address), 0, 0, 128, NULL, NULL },
	{ "seats", JT_I64, F(seats), 0, 0, 0, NULL, NULL }, { "closed", JT_BOOL, F(closed), 0, 0, 0, NULL, "no new classes in it" },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape room_shape = JS_SHAPE("CourseRoom", struct room_view, room_fields);

static void put_room(struct js *js, const struct course_room *r)
{
	struct room_view v = { r->id, r->name, r->address, r->seats, r->closed, r->created_at, r->ver };

	js_put(js, NULL, &room_shape, &v);
}

static int room_one(struct cx *cx, const struct course_room *r, void *arg)
{
	(void)cx;
	put_room(arg, r);
	return 0;
}

static int get_rooms(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(course_room_list(cx, cx->area, PAGE_MAX, room_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct room_in { str name, address; int64_t seats; bool closed; int64_t ver; };
#define F(member) offsetof(struct room_in, member)
static const struct js_field room_in_fields[] = {
	{ "name", JT_STR, F(name), JF_REQUIRED, 1, 128, NULL, NULL }, { "address", JT_STR, F(address), JF_REQUIRED, 1, 128, NULL, "where riders go" },
	{ "seats", JT_I64, F(seats), JF_REQUIRED, 1, 1000, NULL, NULL },
};
static const struct js_field close_fields[] = {
	{ "closed", JT_BOOL, F(closed), JF_REQUIRED, 0, 0, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL },
};
#undef F
static const struct js_shape room_in_shape = JS_SHAPE("CourseRoomNew", struct room_in, room_in_fields), close_shape = JS_SHAPE("CourseRoomClose", struct room_in, close_fields);

static int post_room(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct room_in *in = rq->in;
	struct course_room r;
	struct unit u;

	TRY(unit_get(cx, cx->unit, &u));
	TRY(course_room_add(cx, u.id, u.path, in->name, in->address, in->seats, &r));
	rp->audit_subject = r.id;
	put_room(&rp->js, &r);
	return 0;
}

static int room_in_area(struct cx *cx, const struct req *rq)
{
	struct course_room r;

	TRY(course_room_get(cx, rq->id, &r));
	return cx->area.n && str_starts(r.path, cx->area) ? 0 : FAIL(cx, E_DENIED, "this room is of another area");
}

static int post_room_close(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct room_in *in = rq->in;
	struct course_room r;

	TRY(course_room_get(cx, rq->id, &r));
	TRY(course_room_close(cx, &r, in->closed, in->ver));
	put_room(&rp->js, &r);
	return 0;
}

/* --- classes --- */

#define F(member) offsetof(struct session_view, member)
static const struct js_field session_fields[] = {
	{ "day", JT_I32, F(day), 0, 0, 0, NULL, "days since 1970-01-01 at +08:00" }, { "fromMin", JT_I32, F(from_min), 0, 0, 0, NULL, "minute of the day" },
	{ "toMin", JT_I32, F(to_min), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape session_shape = JS_SHAPE("CourseSession", struct session_view, session_fields);
#define F(member) offsetof(struct course_view, member)
static const struct js_field course_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL }, { "roomId", JT_I64, F(room_id), 0, 0, 0, NULL, NULL },
	{ "room", JT_STR, F(room), 0, 0, 128, NULL, NULL }, { "address", JT_STR, F(address), 0, 0, 128, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, COS_N, course_state_names, NULL }, { "seats", JT_I64, F(seats), 0, 0, 0, NULL, NULL },
	{ "taken", JT_I64, F(taken), 0, 0, 0, NULL, NULL }, { "firstDay", JT_I32, F(first_day), 0, 0, 0, NULL, "days since 1970-01-01 at +08:00" },
	{ "lastDay", JT_I32, F(last_day), 0, 0, 0, NULL, NULL }, { "sessions", JT_LIST, F(sessions), 0, 0, 0, &session_shape, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 1000, NULL, "why it was called off" }, { "came", JT_I64, F(n.came), 0, 0, 0, NULL, "who completed it" },
	{ "passed", JT_I64, F(n.passed), 0, 0, 0, NULL, NULL }, { "missed", JT_I64, F(n.missed), 0, 0, 0, NULL, NULL },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
const struct js_shape course_view_shape = JS_SHAPE("Course", struct course_view, course_fields);

int course_view_of(struct cx *cx, const struct course *c, bool counts, struct course_view *ret)
{
	struct session_view *s = arena_alloc(cx->arena, COURSE_SESSIONS * sizeof *s);
	struct course_room r;

	if (!s)
		return FAIL(cx, E_TOOBIG, "too many classes at once");
	TRY(course_room_get(cx, c->room, &r));
	for (int i = 0; i < c->nsession; i++)
		s[i] = (struct session_view){ c->s[i].day, c->s[i].from_min, c->s[i].to_min };
	*ret = (struct course_view){ c->id, c->number, c->room, r.name, r.address, c->state, c->seats, c->taken, c->first_day, c->last_day, { s, (size_t)c->nsession }, c->reason,
	                             { 0 }, c->created_at, c->ver };
	return counts ? course_counts(cx, c->id, &ret->n) : 0;
}

static int put_course(struct cx *cx, struct rep *rp, const struct course *c)
{
	struct course_view v;

	TRY(course_view_of(cx, c, true, &v));
	js_put(&rp->js, NULL, &course_view_shape, &v);
	return 0;
}

static int course_one(struct cx *cx, const struct course *c, void *arg)
{
	struct page *p = arg;
	struct course_view v;

	if (!page_item(p, c->id))
		return 0;
	TRY(course_view_of(cx, c, true, &v));
	js_put(p->js, NULL, &course_view_shape, &v);
	return 0;
}

static const struct route_q course_query[] = {
	PAGE_QUERY, { "fromDay", JT_I64, 0, 0, 1000000, "first days from this one on" }, { "toDay", JT_I64, 0, 0, 1000000, NULL },
	{ "state", JT_STR, 0, 0, 16, "open, closed or cancelled" }, { "roomId", JT_I64, 0, 1, INT64_MAX, NULL }, { "free", JT_BOOL, 0, 0, 0, "1: only those that can be booked" },
};

static int get_courses(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course_filter f = { .area = cx->area, .state = COS_N, .room = rq->q[5].i, .from_day = (int32_t)rq->q[2].i, .to_day = (int32_t)rq->q[3].i, .free = rq->q[6].i != 0 };
	struct course last;
	struct page p;
	int state = 0;

	while (state < COS_N && !str_eq(course_state_names[state], rq->q[4].s))
		state++;
	if (rq->q[4].s.n && state == COS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "must be open, closed or cancelled");
	f.state = (enum course_state)state;
	if (rq->q[0].i) {
		TRY(flow_course_get(cx, rq->q[0].i, &last));
		f.after = last.id;
		f.after_day = last.first_day;
	}
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(course_list(cx, &f, p.limit + 1, course_one, &p));
	page_end(&p);
	return 0;
}

static int get_course(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course c;

	TRY(flow_course_get(cx, rq->id, &c));
	return put_course(cx, rp, &c);
}

struct plan_in { int64_t room; int32_t from_day, from_min; int64_t minutes, count, seats, weekdays; bool dry; };
#define F(member) offsetof(struct plan_in, member)
static const struct js_field plan_fields[] = {
	{ "roomId", JT_I64, F(room), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, { "fromDay", JT_I32, F(from_day), JF_REQUIRED, 0, 1000000, NULL, "days since 1970-01-01 at +08:00" },
	{ "fromMin", JT_I32, F(from_min), JF_REQUIRED, 0, 1439, NULL, "minute of the day at which each session begins" },
	{ "minutes", JT_I64, F(minutes), 0, 0, 480, NULL, "of a session; 0: as policy course.hours" }, { "count", JT_I64, F(count), JF_REQUIRED, 1, COURSE_PLAN_MAX, NULL, "classes" },
	{ "seats", JT_I64, F(seats), 0, 0, 1000, NULL, "0: as policy course.seats and the room" },
	{ "weekdays", JT_I64, F(weekdays), JF_REQUIRED, 1, 127, NULL, "bits: 1 Monday, 2 Tuesday, 4 Wednesday ... 64 Sunday" },
	{ "dry", JT_BOOL, F(dry), 0, 0, 0, NULL, "only show what would be made" },
};
#undef F
static const struct js_shape plan_shape = JS_SHAPE("CoursePlan", struct plan_in, plan_fields);
struct skip_view { int32_t day; int why; int64_t by; str number; int32_t from_min, to_min; };
#define F(member) offsetof(struct skip_view, member)
static const struct js_field skip_fields[] = {
	{ "day", JT_I32, F(day), 0, 0, 0, NULL, "days since 1970-01-01 at +08:00" }, { "why", JT_ENUM, F(why), 0, 0, CSK_N, course_skip_names, NULL },
	{ "courseId", JT_I64, F(by), JF_NULL_IF_EMPTY, 0, 0, NULL, "taken: the class that is in the room then" }, { "courseNumber", JT_STR, F(number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "fromMin", JT_I32, F(from_min), 0, 0, 0, NULL, NULL }, { "toMin", JT_I32, F(to_min), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape skip_shape = JS_SHAPE("CoursePlanSkip", struct skip_view, skip_fields);
struct planned_view { struct js_list items, skipped; int64_t days, minutes; };
#define F(member) offsetof(struct planned_view, member)
static const struct js_field planned_fields[] = {
	{ "items", JT_LIST, F(items), 0, 0, 0, &course_view_shape, "in order; id 0 where it was only asked" },
	{ "skipped", JT_LIST, F(skipped), 0, 0, 0, &skip_shape, "days of the weekdays asked for that the plan went round, in order; the first 60" },
	{ "days", JT_I64, F(days), 0, 0, 0, NULL, "of a class, by policy" }, { "minutes", JT_I64, F(minutes), 0, 0, 0, NULL, "of a session" },
};
#undef F
static const struct js_shape planned_shape = JS_SHAPE("CoursesPlanned", struct planned_view, planned_fields);

static int post_plan(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct plan_in *in = rq->in;
	struct course_plan p = { in->room, in->from_day, in->from_min, in->count, in->seats, in->weekdays, in->minutes, in->dry };
	struct course_planned *made = arena_alloc(cx->arena, sizeof *made);
	struct course_view *v = arena_alloc(cx->arena, COURSE_PLAN_MAX * sizeof *v);
	struct skip_view *skip = arena_alloc(cx->arena, COURSE_SKIPS_MAX * sizeof *skip);

	if (!made || !v || !skip)
		return FAIL(cx, E_TOOBIG, "too many classes at once");
	TRY(flow_course_plan(cx, &p, made));
	for (int i = 0; i < made->n; i++)
		TRY(course_view_of(cx, &made->c[i], false, &v[i]));
	for (int i = 0; i < made->nskip; i++) {
		const struct course_skip *s = &made->skip[i];
		skip[i] = (struct skip_view){ s->day, s->why, s->by.id, s->by.number, s->by.from_min, s->by.to_min };
	}
	js_put(&rp->js, NULL, &planned_shape, &(struct planned_view){ { v, (size_t)made->n }, { skip, (size_t)made->nskip }, made->days, made->minutes });
	rp->audit_subject = in->room;
	rp->audit_detail = arena_fmt(cx->arena, "{\"classes\":%d,\"dry\":%s}", made->n, in->dry ? "true" : "false");
	return 0;
}

struct reason_in { str reason; };
static const struct js_field reason_fields[] = { { "reason", JT_STR, 0, JF_REQUIRED, 1, 1000, NULL, "riders read it" } };
static const struct js_shape reason_shape = JS_SHAPE("CourseCancel", struct reason_in, reason_fields);

static int post_cancel(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct reason_in *in = rq->in;
	struct course c;

	TRY(flow_course_cancel(cx, rq->id, in->reason, &c));
	return put_course(cx, rp, &c);
}

/* --- the roll --- */

struct roll_view { int64_t duty; str name, phone; int32_t month; int seat, state; struct js_list came; int64_t score, attempts; };
#define F(member) offsetof(struct roll_view, member)
static const struct js_field roll_fields[] = {
	{ "dutyId", JT_I64, F(duty), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 250, NULL, "masked" }, { "phone", JT_STR, F(phone), 0, 0, 250, NULL, "masked" },
	{ "month", JT_I32, F(month), 0, 0, 0, NULL, "202611" }, { "seat", JT_ENUM, F(seat), 0, 0, CSS_N, course_seat_names, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, CDS_N, course_duty_state_names, NULL }, { "came", JT_INTLIST, F(came), 0, 0, COURSE_SESSIONS, NULL, "1: came; a session each" },
	{ "score", JT_I64, F(score), 0, 0, 0, NULL, "right answers of the last exam; -1: none" }, { "attempts", JT_I64, F(attempts), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape roll_shape = JS_SHAPE("CourseRollRow", struct roll_view, roll_fields);
struct roll_arg { struct js *js; int sessions; };

static int roll_one(struct cx *cx, const struct course_roll *r, void *arg)
{
	struct roll_arg *a = arg;
	int64_t *came = arena_alloc(cx->arena, COURSE_SESSIONS * sizeof *came);
	struct course_who who;

	if (!came)
		return FAIL(cx, E_TOOBIG, "too many riders at once");
	TRY(flow_course_who(cx, r->rider, &who));
	for (int i = 0; i < a->sessions; i++)
		came[i] = r->came[i];
	struct roll_view v = { r->duty, who.name, who.phone, r->month, r->seat, r->state, { came, (size_t)a->sessions }, r->score, r->attempts };
	js_put(a->js, NULL, &roll_shape, &v);
	return 0;
}

static int get_roll(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course c;

	TRY(flow_course_get(cx, rq->id, &c));
	struct roll_arg a = { &rp->js, c.nsession };
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(course_roll(cx, c.id, INT32_MAX, roll_one, &a));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct code_view { str code; utc_ms until; int64_t session; };
static const struct js_field code_fields[] = {
	{ "code", JT_STR, offsetof(struct code_view, code), JF_SENSITIVE, 0, 8, NULL, "six figures" }, { "untilAt", JT_UTC, offsetof(struct code_view, until), 0, 0, 0, NULL, "then there is another" },
	{ "session", JT_I64, offsetof(struct code_view, session), 0, 0, 0, NULL, "from 1" },
};
static const struct js_shape code_shape = JS_SHAPE("CourseCode", struct code_view, code_fields);

static int get_code(struct cx *cx, const struct req *rq, struct rep *rp)
{
	char code[COURSE_CODE + 1];
	utc_ms until;
	int no;

	TRY(flow_course_code(cx, rq->id, code, &until, &no));
	js_put(&rp->js, NULL, &code_shape, &(struct code_view){ str_of(code), until, no });
	return 0;
}

struct tick_in { int64_t duty, session; bool came; str reason; };
#define F(member) offsetof(struct tick_in, member)
static const struct js_field tick_fields[] = {
	{ "dutyId", JT_I64, F(duty), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, { "session", JT_I64, F(session), JF_REQUIRED, 1, COURSE_SESSIONS, NULL, "from 1" },
	{ "came", JT_BOOL, F(came), JF_REQUIRED, 0, 0, NULL, NULL }, { "reason", JT_STR, F(reason), 0, 0, 1000, NULL, "where it is taken back" },
};
#undef F
static const struct js_shape tick_shape = JS_SHAPE("CourseTick", struct tick_in, tick_fields);
struct done_view { int64_t duty; int state; };
static const struct js_field done_fields[] = {
	{ "dutyId", JT_I64, offsetof(struct done_view, duty), 0, 0, 0, NULL, NULL }, { "state", JT_ENUM, offsetof(struct done_view, state), 0, 0, CDS_N, course_duty_state_names, NULL },
};
static const struct js_shape done_shape = JS_SHAPE("CourseTicked", struct done_view, done_fields);

static int post_tick(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct tick_in *in = rq->in;
	struct course_duty d;

	TRY(flow_course_tick(cx, rq->id, in->duty, (int)in->session, in->came, in->reason, &d));
	js_put(&rp->js, NULL, &done_shape, &(struct done_view){ d.id, d.state });
	return 0;
}

static int get_list_pdf(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_course_list_pdf(cx, rq->id, &rp->file));
	rp->file_name = arena_fmt(cx->arena, "class-%lld.pdf", (long long)rq->id);
	return 0;
}

static const struct route_q lists_query[] = { { "day", JT_I64, JF_REQUIRED, 0, 1000000, "days since 1970-01-01 at +08:00" } };

static int get_lists_pdf(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct civil d = civil_of(day_start((int32_t)rq->q[0].i));

	TRY(flow_course_lists_pdf(cx, (int32_t)rq->q[0].i, &rp->file));
	rp->file_name = arena_fmt(cx->arena, "classes-%04d-%02d-%02d.pdf", d.y, d.m, d.d);
	return 0;
}

#define T ROLE_TRAFFIC
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/course-rooms", T, NULL, TX_READ, RF_LIST, NULL, &room_shape, NULL, 0, get_rooms, NULL, "Rooms of courses in the own area" },
	{ HTTP_POST, "/api/v1/course-rooms", T, NULL, TX_WRITE, RF_CREATED, &room_in_shape, &room_shape, NULL, 0, post_room, "course.room", "A room with its seats" },
	{ HTTP_POST, "/api/v1/course-rooms/{id}/close", T, room_in_area, TX_WRITE, 0, &close_shape, &room_shape, NULL, 0, post_room_close, "course.room_close", "No new classes in a room, or again" },
	{ HTTP_GET, "/api/v1/courses", T, NULL, TX_READ, RF_LIST, NULL, &course_view_shape, course_query, COUNTOF(course_query), get_courses, NULL, "Classes by their first day" },
	{ HTTP_POST, "/api/v1/courses/plan", T, NULL, TX_WRITE, 0, &plan_shape, &planned_shape, NULL, 0, post_plan, "course.plan", "Plan classes in a room on days of the week, around holidays" },
	{ HTTP_GET, "/api/v1/courses/{id}", T, NULL, TX_READ, 0, NULL, &course_view_shape, NULL, 0, get_course, NULL, "One class with its counts" },
	{ HTTP_POST, "/api/v1/courses/{id}/cancel", T, NULL, TX_WRITE, 0, &reason_shape, &course_view_shape, NULL, 0, post_cancel, "course.cancel", "Call a class off; its riders are told" },
	{ HTTP_GET, "/api/v1/courses/{id}/roll", T, NULL, TX_READ, RF_LIST, NULL, &roll_shape, NULL, 0, get_roll, NULL, "Who sits in a class, and came" },
	{ HTTP_GET, "/api/v1/courses/{id}/code", T, NULL, TX_READ, 0, NULL, &code_shape, NULL, 0, get_code, NULL, "The code on the wall, while a session is on" },
	{ HTTP_POST, "/api/v1/courses/{id}/tick", T, NULL, TX_WRITE, 0, &tick_shape, &done_shape, NULL, 0, post_tick, "course.tick", "Note by name who came, or take it back" },
	{ HTTP_GET, "/api/v1/courses/{id}/list", T, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_list_pdf, "course.list", "The list to be signed, as PDF", "application/pdf", 0 },
	{ HTTP_GET, "/api/v1/courses/lists", T, NULL, TX_NONE, RF_FILE | RF_AUDITED | RF_SLOW, NULL, NULL, lists_query, COUNTOF(lists_query), get_lists_pdf, "course.list",
	  "The lists of all classes that meet on a day, in one PDF", "application/pdf", 0 },
};
const struct routes course_routes = ROUTES("courses", rows);
