/* flow_course_work — what happens to courses by itself: papers whose time is over, no-shows, who has not booked. See flow_course.h (FC6, FC7). */
#include "flow/flow_course_int.h"

#include "base/utc.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { TURN = 100 };

/* --- papers --- */

struct papers { struct exam v[TURN]; int n; };

static int take_paper(struct cx *cx, const struct exam *e, void *arg)
{
	struct papers *p = arg;

	(void)cx;
	p->v[p->n++] = *e;
	return 0;
}

static int end_papers(struct cx *cx)
{
	struct papers p = { .n = 0 };
	struct course_duty d;

	TRY(exam_due(cx, TURN, take_paper, &p));
	for (int i = 0; i < p.n; i++) {
		TRY(course_duty_get(cx, p.v[i].duty, &d));
		TRY(exam_finish(cx, &d, &p.v[i]));
	}
	return p.n;
}

/* --- classes --- */

struct classes { struct course *v; int n; };

static int take_class(struct cx *cx, const struct course *c, void *arg)
{
	struct classes *l = arg;

	(void)cx;
	l->v[l->n++] = *c;
	return 0;
}

struct roll { struct course_roll *v; int n, max; };

static int take_roll(struct cx *cx, const struct course_roll *r, void *arg)
{
	struct roll *l = arg;

	(void)cx;
	if (r->seat == CSS_HELD && l->n < l->max)
		l->v[l->n++] = *r;
	return 0;
}

static int missed_words(struct cx *cx, const struct course_duty *d)
{
	bool told;

	return course_tell(cx, d, arena_fmt(cx->arena, "您未按时参加预约的安全学习班。请于%.*s（含当日）前在车主页面另约一班；再次未到的，将由交警处理。", STR_ARG(course_day_zh(cx, d->book_due))), &told);
}

/* FC7 */
static int miss(struct cx *cx, struct course_duty *d)
{
	struct course_duty_do act = { .note = S("多次未参加预约的学习班") };
	int64_t most;

	TRY(policy_i64(cx, POL_COURSE_NO_SHOW_MAX, cx->now, &most));
	TRY(course_book_due(cx, &act.book_due));
	TRY(course_program(cx, d, CDE_MISS, &act));
	return d->misses >= most ? course_program(cx, d, CDE_ESCALATE, &act) : missed_words(cx, d);
}

static int look_rider(struct cx *cx, const struct course *c, const struct course_roll *r, int ended, int64_t miss_max, int *done)
{
	struct course_duty d;
	int missed = 0;

	for (int i = 0; i < ended; i++)
		missed += !r->came[i];
	if (missed < miss_max && ended < c->nsession)
		return 0;
	TRY(course_duty_get(cx, r->duty, &d));
	(*done)++;
	if (missed >= miss_max || d.state == CDS_BOOKED)
		return miss(cx, &d);
	return course_complete(cx, &d);
}

static int look_class(struct cx *cx, struct course *c, int *done)
{
	struct roll l = { .n = 0, .max = (int)c->taken };
	int64_t late, miss_max;

	TRY(policy_i64(cx, POL_COURSE_LATE_MIN, cx->now, &late));
	TRY(policy_i64(cx, POL_COURSE_MISS_MAX, cx->now, &miss_max));
	int ended = course_sessions_ended(c, cx->now - late * MINUTE_MS);
	if (!ended)
		return 0;
	l.v = arena_alloc(cx->arena, (size_t)(l.max + 1) * sizeof *l.v);
	if (!l.v)
		return FAIL(cx, E_TOOBIG, "no memory for a class");
	TRY(course_roll(cx, c->id, INT32_MAX, take_roll, &l));
	for (int i = 0; i < l.n; i++)
		TRY(look_rider(cx, c, &l.v[i], ended, miss_max, done));
	if (ended < c->nsession)
		return 0;
	TRY(course_get(cx, c->id, c));
	(*done)++;
	return course_end(cx, c, false, S(""));
}

static int begun_classes(struct cx *cx, struct classes *l)
{
	struct course_filter f = { .area = S("/"), .state = COS_OPEN, .to_day = day_of(cx->now) };

	*l = (struct classes){ arena_alloc(cx->arena, TURN * sizeof *l->v), 0 };
	if (!l->v)
		return FAIL(cx, E_TOOBIG, "no memory for the classes");
	return as_done(course_list(cx, &f, TURN, take_class, l));
}

/* --- who has not booked --- */

struct late { struct course_duty v[TURN]; int n; };

static int take_late(struct cx *cx, const struct course_duty *d, void *arg)
{
	struct late *l = arg;

	(void)cx;
	l->v[l->n++] = *d;
	return 0;
}

static int escalate_late(struct cx *cx)
{
	struct late *l = arena_alloc(cx->arena, sizeof *l);

	if (!l)
		return FAIL(cx, E_TOOBIG, "no memory for a list");
	l->n = 0;
	TRY(course_duty_overdue(cx, day_of(cx->now), TURN, take_late, l));
	for (int i = 0; i < l->n; i++)
		TRY(course_program(cx, &l->v[i], CDE_ESCALATE, &(struct course_duty_do){ .note = S("到期未预约学习班") }));
	return l->n;
}

/* --- the turn --- */

static int turn(struct cx *cx)
{
	struct classes l;
	int done = 0;

	int papers = end_papers(cx);
	TRY(papers);
	TRY(begun_classes(cx, &l));
	for (int i = 0; i < l.n; i++)
		TRY(look_class(cx, &l.v[i], &done));
	int late = escalate_late(cx);
	TRY(late);
	TRY(sql_commit(cx));
	return papers + done + late;
}

/* Is there anything to do? Most minutes there is not, and the one writer is left alone. */
static int due(struct cx *cx, bool *ret)
{
	struct papers p = { .n = 0 };
	struct late l = { .n = 0 };
	struct classes c;

	TRY(exam_due(cx, 1, take_paper, &p));
	TRY(course_duty_overdue(cx, day_of(cx->now), 1, take_late, &l));
	TRY(begun_classes(cx, &c));
	*ret = p.n || l.n || c.n;
	return 0;
}

int flow_course_work(struct cx *cx)
{
	bool any;

	ASSERT(!sql_in_tx(cx));
	TRY(due(cx, &any));
	if (!any)
		return 0;
	TRY(sql_begin(cx, true));
	int n = turn(cx);
	sql_rollback(cx);
	return n;
}
