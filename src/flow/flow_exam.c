/* flow_exam — who may sit the exam, and what its end brings. See flow_course.h (FC4, FC5, FC6). */
#include "flow/flow_course_int.h"

#include "base/utc.h"
#include "office/owner/owner.h"
#include "office/paper/paper.h"
#include "office/policy/policy.h"

enum { PRINT_DAYS = 3 };

static int rules_of(struct cx *cx, enum exam_how how, struct exam_rules *ret)
{
	*ret = (struct exam_rules){ .how = how, .grace_ms = PRINT_DAYS * DAY_MS };
	TRY(policy_i64(cx, POL_EXAM_QUESTIONS, cx->now, &ret->questions));
	TRY(policy_i64(cx, POL_EXAM_MINUTES, cx->now, &ret->minutes));
	return policy_i64(cx, POL_EXAM_PASS_PCT, cx->now, &ret->pass_pct);
}

static int film_stops(struct cx *cx, const struct course_duty *d, bool *ret)
{
	struct err before = cx->err;
	struct course_film f;
	int64_t needed;
	bool there;

	TRY(policy_i64(cx, POL_COURSE_FILM, cx->now, &needed));
	TRY(or_none(cx, course_film_now(cx, &f), before, &there));
	*ret = needed && there && !d->film_seen;
	return 0;
}

int exam_may(struct cx *cx, const struct course_duty *d, str *ret_why)
{
	struct err before = cx->err;
	struct exam last;
	utc_ms over = 0;
	bool film, had;

	*ret_why = S("");
	TRY(film_stops(cx, d, &film));
	if (d->state == CDS_EXAM)      /* who signed in to the last session has not sat through it yet */
		TRY(course_done_at(cx, d->id, &over));
	TRY(or_none(cx, exam_last(cx, d->id, &last), before, &had));
	if (d->state != CDS_EXAM && d->state != CDS_RETAKE)
		*ret_why = S("not_complete");
	else if (cx->now < over)
		*ret_why = S("not_complete");
	else if (had && last.state == EXS_OPEN)
		*ret_why = S("open");
	else if (d->retake_day > day_of(cx->now))
		*ret_why = S("too_early");
	else if (film)
		*ret_why = S("film");
	return 0;
}

static int start(struct cx *cx, struct course_duty *d, enum exam_how how, struct exam *ret)
{
	struct exam_rules r;
	str why;

	TRY(exam_may(cx, d, &why));
	if (str_eq(why, S("not_complete")))
		return FAIL_FIELD(cx, E_STATE, "not_complete", "the exam comes after the whole course");
	if (str_eq(why, S("open")))
		return FAIL_FIELD(cx, E_STATE, "paper_open", "a paper is open already; go on with it");
	if (str_eq(why, S("too_early")))
		return FAIL_FIELD(cx, E_STATE, "too_early", "the exam is retaken from %.*s on", STR_ARG(course_day_zh(cx, d->retake_day)));
	if (why.n)
		return FAIL_FIELD(cx, E_STATE, "film_first", "look at the film to its end first");
	TRY(rules_of(cx, how, &r));
	TRY(course_duty_attempt(cx, d));
	return exam_start(cx, d->id, d->attempts, &r, ret);
}

/* --- its end --- */

static int passed(struct cx *cx, struct course_duty *d, const struct exam *e)
{
	struct course_certificate c;
	char code[PAPER_CODE + 1];
	bool told;

	TRY(course_program(cx, d, CDE_PASS, &(struct course_duty_do){ .note = S(""), .score = e->correct }));
	paper_code_make(code);
	TRY(course_certificate_add(cx, d->id, str_of(code), &c));
	return course_tell(cx, d, arena_fmt(cx->arena, "您的道路交通安全考试合格（%lld/%lld），合格证编号%.*s，可在车主页面查看。", (long long)e->correct, (long long)e->questions,
	                                    STR_ARG(c.number)), &told);
}

static int failed(struct cx *cx, struct course_duty *d, const struct exam *e)
{
	struct course_duty_do act = { .note = S(""), .score = e->correct };
	int64_t days, retakes;
	bool told;

	TRY(policy_i64(cx, POL_EXAM_RETAKE_DAYS, cx->now, &days));
	TRY(policy_i64(cx, POL_EXAM_RETAKES, cx->now, &retakes));
	act.retake_day = day_of(cx->now) + (int32_t)days;
	TRY(course_program(cx, d, CDE_FAIL, &act));
	if (d->fails <= retakes)
		return course_tell(cx, d, arena_fmt(cx->arena, "您的道路交通安全考试未合格（%lld/%lld），%.*s起可以补考。", (long long)e->correct, (long long)e->questions,
		                                    STR_ARG(course_day_zh(cx, act.retake_day))), &told);
	TRY(course_book_due(cx, &act.book_due));
	TRY(course_program(cx, d, CDE_AGAIN, &act));
	return course_tell(cx, d, arena_fmt(cx->arena, "您的道路交通安全考试补考仍未合格，须重新参加学习。请于%.*s（含当日）前在车主页面预约学习班。", STR_ARG(course_day_zh(cx, act.book_due))), &told);
}

int exam_finish(struct cx *cx, struct course_duty *d, struct exam *e)
{
	TRY(exam_end(cx, e));
	return e->state == EXS_PASSED ? passed(cx, d, e) : failed(cx, d, e);
}

int exam_void_open(struct cx *cx, int64_t duty)
{
	struct err before = cx->err;
	struct exam e;
	bool had;

	TRY(or_none(cx, exam_last(cx, duty, &e), before, &had));
	return had && e.state == EXS_OPEN ? exam_void(cx, &e) : 0;
}

/* --- on the phone --- */

int flow_my_exam_start(struct cx *cx, int64_t id, struct exam *ret)
{
	struct course_duty d;

	TRY(course_mine(cx, id, &d));
	return start(cx, &d, EXH_PHONE, ret);
}

static int open_paper(struct cx *cx, int64_t duty, enum exam_how how, struct exam *ret)
{
	struct err before = cx->err;
	bool had;

	TRY(or_none(cx, exam_last(cx, duty, ret), before, &had));
	if (!had || ret->state != EXS_OPEN || ret->how != how)      /* FC4 */
		return FAIL_FIELD(cx, E_STATE, "no_paper", "no paper is open");
	return 0;
}

int flow_my_exam(struct cx *cx, int64_t id, struct exam *ret)
{
	struct course_duty d;

	TRY(course_mine(cx, id, &d));
	TRY(open_paper(cx, d.id, EXH_PHONE, ret));
	return cx->now < ret->ends_at ? 0 : FAIL_FIELD(cx, E_STATE, "paper_over", "the time of this paper is over");
}

int flow_my_exam_answer(struct cx *cx, int64_t id, int no, str given, struct exam *ret)
{
	TRY(flow_my_exam(cx, id, ret));
	return exam_answer(cx, ret, no, given);
}

int flow_my_exam_end(struct cx *cx, int64_t id, struct exam *ret)
{
	struct course_duty d;

	TRY(course_mine(cx, id, &d));
	TRY(open_paper(cx, d.id, EXH_PHONE, ret));
	return exam_finish(cx, &d, ret);
}

/* --- printed --- */

int flow_exam_print(struct cx *cx, int64_t duty, struct exam *ret)
{
	struct course_duty d;

	TRY(flow_course_duty(cx, duty, &d));
	return start(cx, &d, EXH_PRINT, ret);
}

int flow_exam_enter(struct cx *cx, int64_t duty, str answers, struct exam *ret, struct course_duty *ret_duty)
{
	int no = 0;

	TRY(flow_course_duty(cx, duty, ret_duty));
	TRY(open_paper(cx, duty, EXH_PRINT, ret));
	for (size_t from = 0; from <= answers.n;) {
		size_t to = from;
		while (to < answers.n && answers.p[to] != ',')
			to++;
		TRY(exam_answer(cx, ret, ++no, (str){ answers.p + from, to - from }));
		from = to + 1;
	}
	if (no != ret->questions)
		return FAIL_FIELD(cx, E_INVALID, "answers", "the paper has %lld questions; leave those without an answer empty", (long long)ret->questions);
	return exam_finish(cx, ret_duty, ret);
}
