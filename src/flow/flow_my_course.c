/* flow_my_course — a rider's own courses on the phone. See flow_course.h. */
#include "flow/flow_course_int.h"

#include "base/utc.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"

enum { MINE_MAX = 50 };

struct find { int64_t duty; struct my_course *m; };

static int roll_one(struct cx *cx, const struct course_roll *r, void *arg)
{
	struct find *f = arg;

	(void)cx;
	if (r->duty == f->duty)
		for (int i = 0; i < COURSE_SESSIONS; i++) {
			f->m->came[i] = r->came[i];
			f->m->ncame += r->came[i];
		}
	return 0;
}

static int look_class(struct cx *cx, struct my_course *m)
{
	struct find f = { m->d.id, m };

	m->has_course = m->d.course != 0;
	if (!m->has_course)
		return 0;
	TRY(course_get(cx, m->d.course, &m->c));
	TRY(course_room_get(cx, m->c.room, &m->room));
	return as_done(course_roll(cx, m->c.id, INT32_MAX, roll_one, &f));
}

static int look(struct cx *cx, const struct course_duty *d, struct my_course *m)
{
	struct err before = cx->err;
	int64_t early, late, retakes;
	unsigned may = course_duty_actions(d, ROLE_OWNER);

	*m = (struct my_course){ .d = *d };
	TRY(look_class(cx, m));
	TRY(or_none(cx, exam_last(cx, d->id, &m->exam), before, &m->has_exam));
	TRY(or_none(cx, course_film_now(cx, &m->film), before, &m->has_film));
	TRY(or_none(cx, course_certificate_of(cx, d->id, &m->certificate), before, &m->has_certificate));
	TRY(policy_i64(cx, POL_COURSE_EARLY_MIN, cx->now, &early));
	TRY(policy_i64(cx, POL_COURSE_LATE_MIN, cx->now, &late));
	TRY(policy_i64(cx, POL_EXAM_RETAKES, cx->now, &retakes));
	TRY(policy_i64(cx, POL_EXAM_QUESTIONS, cx->now, &m->questions));
	TRY(policy_i64(cx, POL_EXAM_MINUTES, cx->now, &m->minutes));
	TRY(policy_i64(cx, POL_EXAM_PASS_PCT, cx->now, &m->pass_pct));
	m->retakes_left = MAX(retakes - d->fails + (d->fails > 0), 0);
	m->may_book = (may & (1u << CDE_BOOK | 1u << CDE_MOVE)) != 0;
	m->may_cancel = (may >> CDE_CANCEL & 1) != 0 && m->has_course && cx->now < course_session_start(&m->c.s[0]);
	m->may_attend = (may >> CDE_ATTEND & 1) != 0 && course_session_now(&m->c, cx->now, (int)early, (int)late) >= 0;
	TRY(exam_may(cx, d, &m->why));
	m->may_exam = m->why.n == 0;
	return 0;
}

int flow_my_course(struct cx *cx, int64_t id, struct my_course *ret)
{
	struct course_duty d;

	TRY(course_mine(cx, id, &d));
	return look(cx, &d, ret);
}

struct list { struct course_duty v[MINE_MAX]; int n; };

static int take(struct cx *cx, const struct course_duty *d, void *arg)
{
	struct list *l = arg;

	(void)cx;
	l->v[l->n++] = *d;
	return 0;
}

int flow_my_courses(struct cx *cx, my_course_fn *fn, void *arg)
{
	struct list l = { .n = 0 };
	struct my_course m;
	struct owner me;

	TRY(owner_live(cx, cx->owner, &me));
	TRY(course_duty_of_rider(cx, me.id, MINE_MAX, take, &l));
	for (int i = 0; i < l.n; i++) {
		TRY(look(cx, &l.v[i], &m));
		TRY(fn(cx, &m, arg));
	}
	return l.n;
}

int flow_my_course_book(struct cx *cx, int64_t id, int64_t course, struct my_course *ret)
{
	struct course_duty d;
	struct course old;

	TRY(course_mine(cx, id, &d));
	if (d.state == CDS_BOOKED) {
		TRY(course_get(cx, d.course, &old));
		if (cx->now >= course_session_start(&old.s[0]))
			return FAIL_FIELD(cx, E_STATE, "class_begun", "your class has begun; it cannot be moved any more");
	}
	TRY(course_duty_step(cx, &d, d.state == CDS_BOOKED ? CDE_MOVE : CDE_BOOK, &(struct course_duty_do){ .note = S(""), .course = course }));
	return look(cx, &d, ret);
}

int flow_my_course_cancel(struct cx *cx, int64_t id, struct my_course *ret)
{
	struct course_duty d;
	struct course c;

	TRY(course_mine(cx, id, &d));
	if (d.state == CDS_BOOKED) {
		TRY(course_get(cx, d.course, &c));
		if (cx->now >= course_session_start(&c.s[0]))
			return FAIL_FIELD(cx, E_STATE, "class_begun", "your class has begun; it cannot be cancelled any more");
	}
	TRY(course_duty_step(cx, &d, CDE_CANCEL, &(struct course_duty_do){ .note = S("") }));
	return look(cx, &d, ret);
}

int flow_my_course_film(struct cx *cx, int64_t id, bool seen, struct my_course *ret)
{
	struct err before = cx->err;
	struct course_duty d;
	struct course_film f;

	TRY(course_mine(cx, id, &d));
	TRY(or_say(cx, course_film_now(cx, &f), before, "film_none", "there is no film at present, and the exam does not ask for it; go on to the exam"));
	if (seen && !d.film_from)
		return FAIL_FIELD(cx, E_STATE, "film_short", "begin the film first");
	if (seen && !d.film_seen && cx->now < d.film_from + f.seconds * SECOND_MS)
		return FAIL_FIELD(cx, E_STATE, "film_short", "the film is longer than that");
	TRY(course_duty_film(cx, &d, seen));
	return look(cx, &d, ret);
}
