/* flow_course — who owes a course, and classes. See flow_course.h; the exam: flow_exam.c, the phone: flow_my_course.c, papers: flow_course_paper.c. */
#include "flow/flow_course_int.h"

#include "base/utc.h"
#include "core/workday.h"
#include "flow/flow_count.h"
#include "flow/flow_notice.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "office/violation/violation.h"
#include "store/sql/sql.h"

enum { LOOK_DAYS = 366, IN_CLASS_MAX = 1000, INVITE_MAX = 1000 };

int or_none(struct cx *cx, int rc, struct err before, bool *ret_found)
{
	*ret_found = rc >= 0;
	if (rc != E_NOTFOUND)
		return MIN(rc, 0);
	cx->err = before;
	return 0;
}

int or_say(struct cx *cx, int rc, struct err before, const char *field, const char *words)
{
	if (rc != E_NOTFOUND)
		return MIN(rc, 0);
	cx->err = before;
	return FAIL_FIELD(cx, E_NOTFOUND, field, "%s", words);
}

int course_mine(struct cx *cx, int64_t id, struct course_duty *ret)
{
	struct err before = cx->err;
	struct owner me;

	TRY(owner_live(cx, cx->owner, &me));
	return or_say(cx, course_duty_get_of(cx, id, me.id, ret), before, "no_duty", "you have no such course; open the list of your courses again");
}

int course_program(struct cx *cx, struct course_duty *d, enum course_duty_ev ev, const struct course_duty_do *in)
{
	unsigned roles = cx->roles;

	cx->roles = ROLE_SYSTEM;
	int rc = course_duty_step(cx, d, ev, in);
	cx->roles = roles;
	return rc;
}

int course_book_due(struct cx *cx, int32_t *ret)
{
	int64_t days;

	TRY(policy_i64(cx, POL_COURSE_BOOK_DAYS, cx->now, &days));
	*ret = day_of(cx->now) + (int32_t)days;
	return 0;
}

str course_day_zh(struct cx *cx, int32_t day)
{
	struct civil c = civil_of(day_start(day));

	return arena_fmt(cx->arena, "%d年%d月%d日", c.y, c.m, c.d);
}

int course_tell(struct cx *cx, const struct course_duty *d, str text, bool *ret_told)
{
	int64_t on;

	*ret_told = false;
	TRY(policy_i64(cx, POL_MESSAGE_COURSE_NEWS, cx->now, &on));
	if (!on)
		return 0;
	return flow_notice_tell(cx, S("course_news"), arena_fmt(cx->arena, "course.%lld.%lld", (long long)d->id, (long long)d->ver), d->rider, text, ret_told);
}

static int tell_owed(struct cx *cx, const struct course_duty *d, bool *ret_told)
{
	return course_tell(cx, d, arena_fmt(cx->arena, "您%d年%d月有%lld次交通违法，须参加道路交通安全学习并考试。请于%.*s（含当日）前在车主页面“我的学习”预约学习班。", d->month / 100, d->month % 100,
	                                    (long long)d->count, STR_ARG(course_day_zh(cx, d->book_due))), ret_told);
}

/* --- owed or not (FC1) --- */

struct place { unit_id unit; str path; };

static int take_place(struct cx *cx, const struct violation *v, void *arg)
{
	struct place *p = arg;

	p->unit = v->unit;
	p->path = arena_str(cx->arena, v->path);
	return 0;
}

/* Where the month's newest violation was; else the actor's unit. */
static int place_of(struct cx *cx, owner_id rider, int32_t month, struct place *ret)
{
	struct violation_filter f = { .area = S("/"), .kind = VK_N, .source = VS_N, .rider = rider, .month = month };
	struct unit u;

	*ret = (struct place){ .unit = { 0 } };
	TRY(violation_list(cx, &f, 1, take_place, ret));
	if (ret->unit.v)
		return 0;
	TRY(unit_get(cx, cx->unit.v ? cx->unit : (unit_id){ 1 }, &u));
	*ret = (struct place){ u.id, u.path };
	return 0;
}

static int owe(struct cx *cx, owner_id rider, int32_t month, int64_t count)
{
	struct course_duty d;
	struct place p;
	int32_t due;
	bool told;

	TRY(place_of(cx, rider, month, &p));
	TRY(course_book_due(cx, &due));
	TRY(course_duty_add(cx, p.unit, p.path, rider, month, count, due, &d));
	return tell_owed(cx, &d, &told);
}

static int owe_again(struct cx *cx, struct course_duty *d)
{
	bool passed = d->state == CDS_PASSED, told;
	int32_t due;

	if (d->state != CDS_WITHDRAWN && !d->history)
		return 0;
	TRY(course_book_due(cx, &due));
	TRY(course_program(cx, d, CDE_RESTORE, &(struct course_duty_do){ .book_due = due }));
	return passed ? 0 : tell_owed(cx, d, &told);
}

static int owe_no_more(struct cx *cx, struct course_duty *d)
{
	bool passed = d->state == CDS_PASSED, told;

	if (d->state == CDS_WITHDRAWN || d->history)
		return 0;
	TRY(exam_void_open(cx, d->id));
	TRY(course_program(cx, d, CDE_WITHDRAW, &(struct course_duty_do){ .note = S("") }));
	return passed ? 0 : course_tell(cx, d, arena_fmt(cx->arena, "您%d年%d月的交通违法次数有变化，不再需要参加安全学习，已预约的学习班座位已取消。", d->month / 100,
	                                                 d->month % 100), &told);
}

int flow_course_owed(struct cx *cx, owner_id rider, int32_t month, int64_t count, bool owed)
{
	struct err before = cx->err;
	struct course_duty d;
	bool there;

	TRY(or_none(cx, course_duty_of_month(cx, rider, month, &d), before, &there));
	if (!there)
		return owed ? owe(cx, rider, month, count) : 0;
	TRY(course_duty_count(cx, &d, count));
	return owed ? owe_again(cx, &d) : owe_no_more(cx, &d);
}

/* --- duties --- */

static bool in_area(struct cx *cx, str path)
{
	return cx->area.n && str_starts(path, cx->area);
}

int flow_course_duty(struct cx *cx, int64_t id, struct course_duty *ret)
{
	struct err before = cx->err;

	TRY(or_say(cx, course_duty_get(cx, id, ret), before, "no_duty", "there is no such duty of a rider; look for it in the list of duties"));
	return in_area(cx, ret->path) ? 0 : FAIL(cx, E_DENIED, "this course is of another area");
}

int flow_course_get(struct cx *cx, int64_t id, struct course *ret)
{
	TRY(course_get(cx, id, ret));
	return in_area(cx, ret->path) ? 0 : FAIL(cx, E_DENIED, "this class is of another area");
}

static int booked_words(struct cx *cx, const struct course_duty *d, bool *ret_told)
{
	struct course_room r;
	struct course c;

	TRY(course_get(cx, d->course, &c));
	TRY(course_room_get(cx, c.room, &r));
	return course_tell(cx, d, arena_fmt(cx->arena, "已预约安全学习班%.*s：%.*s %02d:%02d开始，共%d天，地点%.*s（%.*s）。请带身份证准时到场。", STR_ARG(c.number),
	                                    STR_ARG(course_day_zh(cx, c.first_day)), c.s[0].from_min / 60, c.s[0].from_min % 60, c.nsession, STR_ARG(r.name), STR_ARG(r.address)),
	                   ret_told);
}

int flow_course_do(struct cx *cx, int64_t id, enum course_duty_ev ev, const struct course_duty_do *in, struct course_duty *ret)
{
	struct course_duty_do act = *in;
	struct course c;
	bool told;

	if (ev != CDE_BOOK && ev != CDE_MOVE && ev != CDE_CANCEL && ev != CDE_SETTLE && ev != CDE_ESCALATE)
		return FAIL_FIELD(cx, E_INVALID, "event", "must be book, move, cancel, settle or escalate");
	TRY(flow_course_duty(cx, id, ret));
	TRY(course_book_due(cx, &act.book_due));
	if (ev == CDE_BOOK || ev == CDE_MOVE)
		TRY(flow_course_get(cx, in->course, &c));
	TRY(course_duty_step(cx, ret, ev, &act));
	return ev == CDE_BOOK || ev == CDE_MOVE ? booked_words(cx, ret, &told) : ev == CDE_SETTLE ? tell_owed(cx, ret, &told) : 0;
}

int flow_course_who(struct cx *cx, owner_id rider, struct course_who *ret)
{
	struct pii phone[OWNER_PHONES];
	struct owner o;
	int n = 0;

	TRY(owner_live(cx, rider, &o));
	TRY(owner_phones(cx, o.id, phone, &n));
	ret->name = pii_mask_name(cx->arena, &o.name);
	ret->phone = n ? pii_mask_phone(cx->arena, &phone[0]) : S("");
	return 0;
}

/* --- finding --- */

enum { FOUND_OWNERS = 20 };
struct who { owner_id v[FOUND_OWNERS]; int n; };

static int take_who(struct cx *cx, const struct owner *o, void *arg)
{
	struct who *l = arg;

	(void)cx;
	l->v[l->n++] = o->id;
	return 0;
}

static int who_has_plate(struct cx *cx, str text, struct who *ret)
{
	struct err before = cx->err;
	struct ownership o;
	struct plate plate;
	struct bike b;
	bool there;

	if (!plate_parse(text, &plate))
		return FAIL_FIELD(cx, E_INVALID, "plate", "this is no plate");
	TRY(or_none(cx, bike_by_plate(cx, &plate, &b), before, &there));
	if (there)
		TRY(or_none(cx, bike_owner_now(cx, b.id, &o), before, &there));
	if (there)
		ret->v[ret->n++] = o.owner;
	return 0;
}

int flow_course_find(struct cx *cx, const struct course_find *f, int max, course_duty_fn *fn, void *arg)
{
	struct who l = { .n = 0 };
	int n = 0;

	if (f->plate.n)
		TRY(who_has_plate(cx, f->plate, &l));
	else if (str_eq(f->by, S("name")) || str_eq(f->by, S("phone")))
		TRY(owner_find(cx, f->by, f->value, FOUND_OWNERS, take_who, &l));
	else
		return FAIL_FIELD(cx, E_INVALID, "by", "must be name or phone, or a plate is given");
	for (int i = 0; i < l.n && n < max; i++) {
		int one = course_duty_list(cx, &(struct course_duty_filter){ .area = cx->area, .rider = l.v[i] }, max - n, fn, arg);
		TRY(one);
		n += one;
	}
	return n;
}

/* --- inviting --- */

static int invite_one(struct cx *cx, int64_t id, int64_t *told, int64_t *no_phone)
{
	struct course_duty d;
	bool has;

	TRY(flow_course_duty(cx, id, &d));
	if (d.state != CDS_REQUIRED && d.state != CDS_NO_SHOW)
		return 0;
	TRY(course_duty_invited(cx, &d));
	TRY(tell_owed(cx, &d, &has));
	*(has ? told : no_phone) += 1;
	return 0;
}

int flow_course_invite(struct cx *cx, const int64_t *ids, size_t n, int64_t *ret_told, int64_t *ret_no_phone)
{
	*ret_told = *ret_no_phone = 0;
	for (size_t i = 0; i < n; i++)
		TRY(invite_one(cx, ids[i], ret_told, ret_no_phone));
	return 0;
}

struct ids { int64_t *v; size_t n, max, left; utc_ms not_since; };

static int take_id(struct cx *cx, const struct course_duty *d, void *arg)
{
	struct ids *l = arg;

	(void)cx;
	if (d->invited_at >= l->not_since)
		return 0;
	if (l->n < l->max)
		l->v[l->n++] = d->id;
	else
		l->left++;
	return 0;
}

int flow_course_invite_all(struct cx *cx, int32_t month, utc_ms not_since, int max, int64_t *ret_told, int64_t *ret_no_phone, int64_t *ret_left)
{
	struct course_duty_filter f = { .area = cx->area, .states = 1u << CDS_REQUIRED | 1u << CDS_NO_SHOW, .month = month };
	struct ids l = { arena_alloc(cx->arena, INVITE_MAX * sizeof *l.v), 0, (size_t)MIN(max, INVITE_MAX), 0, not_since };

	if (!l.v)
		return FAIL(cx, E_TOOBIG, "too many at once");
	TRY(course_duty_list(cx, &f, INT32_MAX, take_id, &l));
	*ret_left = (int64_t)l.left;
	return flow_course_invite(cx, l.v, l.n, ret_told, ret_no_phone);
}

/* --- planning (FC2) --- */

struct planner { const struct course_plan *p; struct workdays *w; struct course_planned *ret; };
const str course_skip_names[CSK_N] = { [CSK_HOLIDAY] = SI("holiday"), [CSK_TAKEN] = SI("taken") };

static bool chosen(const struct course_plan *p, int32_t day)
{
	int weekday = (int)(((int64_t)day + 3) % 7);      /* 1970-01-01 was a Thursday; 0 Monday */

	return p->weekdays >> weekday & 1;
}

/* a holiday is none; a Saturday that the officer chose is one, whether worked or not */
static bool is_off(const struct workdays *w, int32_t day)
{
	struct civil c = civil_of(day_start(day));
	int year = c.y - w->first;

	return year >= 0 && year < WORKDAY_YEARS && w->mark[year][day - day_of(civil_start((struct civil){ c.y, 1, 1 }))] == WDM_OFF;
}

static struct course_session session_on(const struct planner *l, int32_t day)
{
	return (struct course_session){ day, l->p->from_min, l->p->from_min + (int32_t)l->ret->minutes };
}

static void skip(struct course_planned *r, struct course_skip one)
{
	if (r->nskip < COURSE_SKIPS_MAX)
		r->skip[r->nskip++] = one;
}

/* The sessions of the next class from *io_day on. */
static int next_class(struct cx *cx, const struct planner *l, int32_t *io_day, struct course_session s[static COURSE_SESSIONS])
{
	int64_t have = 0, want = l->ret->days;
	int32_t day = *io_day, until = day + LOOK_DAYS;

	for (; have < want && day < until; day++) {
		struct course_session one = session_on(l, day);
		struct course_taken by = { 0 };
		if (!chosen(l->p, day))
			continue;
		bool off = is_off(l->w, day);
		if (!off)
			TRY(course_room_who(cx, l->p->room, &one, &by));
		if (off || by.id)
			skip(l->ret, (struct course_skip){ day, off ? CSK_HOLIDAY : CSK_TAKEN, by });
		else
			s[have++] = one;
	}
	*io_day = day;
	return have == want ? 0 : FAIL_FIELD(cx, E_STATE, "no_free_days", "the room has not so many free days within a year; choose more weekdays or another time");
}

static int make_class(struct cx *cx, const struct planner *l, int64_t seats, int32_t *io_day, struct course *ret)
{
	struct course_session s[COURSE_SESSIONS];
	int64_t days = l->ret->days;
	struct unit u;

	TRY(next_class(cx, l, io_day, s));
	if (!l->p->dry) {
		TRY(unit_get(cx, cx->unit, &u));
		return course_add(cx, u.id, u.path, &(struct course_new){ l->p->room, seats, s, (int)days }, ret);
	}
	*ret = (struct course){ .number = S(""), .path = S(""), .room = l->p->room, .seats = seats, .first_day = s[0].day, .last_day = s[days - 1].day, .reason = S(""), .nsession = (int)days };
	memcpy(ret->s, s, (size_t)days * sizeof *s);
	return 0;
}

static int plan_seats(struct cx *cx, const struct course_plan *p, int64_t *ret)
{
	struct course_room r;

	TRY(course_room_get(cx, p->room, &r));
	if (!in_area(cx, r.path))
		return FAIL(cx, E_DENIED, "this room is of another area");
	TRY(policy_i64(cx, POL_COURSE_SEATS, cx->now, ret));
	*ret = p->seats ? p->seats : MIN(*ret, r.seats);
	return 0;
}

/* What was asked for, and what the policies add to it. */
static int check_plan(struct cx *cx, struct planner *l)
{
	const struct course_plan *p = l->p;
	int32_t today = day_of(cx->now);
	int year = civil_of(day_start(MAX(p->from_day, today))).y;
	int64_t hours;

	if (p->count < 1 || p->count > COURSE_PLAN_MAX)
		return FAIL_FIELD(cx, E_INVALID, "count", "must be 1 to %d", COURSE_PLAN_MAX);
	if (!(p->weekdays & 127))
		return FAIL_FIELD(cx, E_INVALID, "weekdays", "choose at least one day of the week");
	TRY(holidays_workdays(cx, year, year + 2, l->w));
	TRY(policy_i64(cx, POL_COURSE_DAYS, cx->now, &l->ret->days));
	TRY(policy_i64(cx, POL_COURSE_HOURS, cx->now, &hours));
	l->ret->minutes = p->minutes ? p->minutes : hours * 60;
	if (p->from_min < 0 || p->from_min + l->ret->minutes > 24 * 60)
		return FAIL_FIELD(cx, E_INVALID, "fromMin", "a session begins and ends on its day");
	struct course_session first = session_on(l, p->from_day);
	if (p->from_day < today || (p->from_day == today && chosen(p, today) && !is_off(l->w, today) && course_session_start(&first) <= cx->now))
		return FAIL_FIELD(cx, E_STATE, "first_day_past", "the first day is over, or its session would have begun; choose a later day or time");
	return 0;
}

int flow_course_plan(struct cx *cx, const struct course_plan *p, struct course_planned *ret)
{
	struct planner l = { p, arena_alloc(cx->arena, sizeof *l.w), ret };
	int32_t day = p->from_day;
	int64_t seats;

	ret->n = ret->nskip = 0;
	if (!l.w)
		return FAIL(cx, E_TOOBIG, "no memory for the calendar");
	TRY(check_plan(cx, &l));
	TRY(plan_seats(cx, p, &seats));
	for (; ret->n < p->count; ret->n++)
		TRY(make_class(cx, &l, seats, &day, &ret->c[ret->n]));
	return 0;
}

/* --- called off --- */

struct riders { struct course_duty *v; int n; };

static int take_rider(struct cx *cx, const struct course_duty *d, void *arg)
{
	struct riders *l = arg;

	(void)cx;
	if (l->n < IN_CLASS_MAX)
		l->v[l->n++] = *d;
	return 0;
}

int flow_course_cancel(struct cx *cx, int64_t id, str reason, struct course *ret)
{
	struct riders l = { arena_alloc(cx->arena, IN_CLASS_MAX * sizeof *l.v), 0 };
	struct course_duty_do act = { .note = reason };
	bool told;

	if (!l.v)
		return FAIL(cx, E_TOOBIG, "too many riders in a class");
	TRY(flow_course_get(cx, id, ret));
	TRY(course_book_due(cx, &act.book_due));
	TRY(course_duty_in(cx, id, IN_CLASS_MAX, take_rider, &l));
	for (int i = 0; i < l.n; i++) {
		TRY(course_duty_step(cx, &l.v[i], CDE_CLASS_OFF, &act));
		TRY(course_tell(cx, &l.v[i], arena_fmt(cx->arena, "您预约的安全学习班%.*s取消（%.*s）。请于%.*s（含当日）前在车主页面另约一班。", STR_ARG(ret->number), STR_ARG(reason),
		                                        STR_ARG(course_day_zh(cx, act.book_due))), &told));
	}
	TRY(course_get(cx, id, ret));
	return course_end(cx, ret, true, reason);
}

/* --- who came --- */

static int session_now(struct cx *cx, const struct course *c, int *ret)
{
	int64_t early, late;

	TRY(policy_i64(cx, POL_COURSE_EARLY_MIN, cx->now, &early));
	TRY(policy_i64(cx, POL_COURSE_LATE_MIN, cx->now, &late));
	*ret = c->state == COS_OPEN ? course_session_now(c, cx->now, (int)early, (int)late) : -1;
	return 0;
}

int flow_course_code(struct cx *cx, int64_t id, char ret[static COURSE_CODE + 1], utc_ms *ret_until, int *ret_no)
{
	struct course c;
	int at;

	TRY(flow_course_get(cx, id, &c));
	TRY(session_now(cx, &c, &at));
	if (at < 0)
		return FAIL_FIELD(cx, E_STATE, "no_session", "no session of this class is on now");
	*ret_no = at + 1;
	return course_code_now(cx, id, ret, ret_until);
}

int course_complete(struct cx *cx, struct course_duty *d)
{
	bool told;

	TRY(course_program(cx, d, CDE_COMPLETE, &(struct course_duty_do){ .note = S("") }));
	return course_tell(cx, d, S("您的安全学习课程已全部签到，最后一次课结束后就可以考试了。请在车主页面“我的学习”里参加考试。"), &told);
}

static int came(struct cx *cx, struct course_duty *d, const struct course *c, int no, enum course_how how, bool *ret_new)
{
	int n;

	TRY(course_attend(cx, d, no, how, &n, ret_new));
	return n >= c->nsession ? course_complete(cx, d) : 0;
}

int flow_course_tick(struct cx *cx, int64_t course, int64_t duty, int no, bool is_came, str reason, struct course_duty *ret)
{
	struct course c;
	bool fresh;

	TRY(flow_course_get(cx, course, &c));
	TRY(flow_course_duty(cx, duty, ret));
	if (ret->course != course)
		return FAIL_FIELD(cx, E_STATE, "no_seat", "this rider holds no seat in this class");
	if (no < 1 || no > c.nsession)
		return FAIL_FIELD(cx, E_INVALID, "session", "this class has %d sessions", c.nsession);
	if (!is_came)
		return course_untick(cx, ret, no, reason);
	int64_t early;
	TRY(policy_i64(cx, POL_COURSE_EARLY_MIN, cx->now, &early));
	if (cx->now < course_session_start(&c.s[no - 1]) - early * MINUTE_MS)
		return FAIL_FIELD(cx, E_STATE, "session_to_come", "this session has not begun");
	return came(cx, ret, &c, no, COH_STAFF, &fresh);
}

/* --- the rider's own code (FC3) --- */

const str course_attend_words[CAS_N] = { SI("came"), SI("already"), SI("wrong"), SI("not_now"), SI("too_many") };

int flow_my_course_attend(struct cx *cx, int64_t id, str code, enum course_attend_says *ret)
{
	struct course_duty d;
	struct owner me;
	struct course c;
	int64_t tries;
	bool good, fresh;
	int at = -1;

	TRY(owner_live(cx, cx->owner, &me));
	TRY(course_duty_get_of(cx, id, me.id, &d));
	*ret = CAS_NOT_NOW;
	if (d.state != CDS_BOOKED && d.state != CDS_IN_CLASS)
		return 0;
	TRY(course_get(cx, d.course, &c));
	TRY(session_now(cx, &c, &at));
	if (at < 0)
		return 0;
	TRY(course_seat_tries(cx, c.id, d.id, at + 1, &tries));
	*ret = CAS_TOO_MANY;
	if (tries >= COURSE_TRIES)
		return 0;
	TRY(course_code_check(cx, c.id, code, &good));
	if (!good) {
		*ret = CAS_WRONG;
		return course_seat_try(cx, c.id, d.id, at + 1, &tries);
	}
	TRY(came(cx, &d, &c, at + 1, COH_CODE, &fresh));
	*ret = fresh ? CAS_CAME : CAS_ALREADY;
	return 0;
}
