/* owner_course_api — HTTP face of a rider's own courses and exams. No rules live here; no shape has a field for a key (FC4). */
#include "flow/api_list.h"
#include "flow/flow_course.h"
#include "office/audit/audit.h"
#include "office/course/course_view.h"
#include "serve/http/route.h"

extern const struct routes owner_course_routes;

struct my_view {
	int64_t id; int32_t month; int64_t count; int state; bool history; int32_t book_due; int64_t misses; struct js_list classes; struct js_list came; bool may_book, may_cancel,
	may_attend, may_exam; str why; int32_t retake_day; int64_t retakes_left, attempts, questions, minutes, pass_pct; int exam_state; int64_t correct, asked; utc_ms exam_ends_at;
	str film, film_address; int64_t film_seconds; utc_ms film_from, film_seen; str certificate; utc_ms passed_at, now; int64_t ver;
};
#define F(member) offsetof(struct my_view, member)
static const struct js_field my_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "month", JT_I32, F(month), 0, 0, 0, NULL, "of the violations: 202611" }, { "count", JT_I64, F(count), 0, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, CDS_N, course_duty_state_names, NULL }, { "history", JT_BOOL, F(history), 0, 0, 0, NULL, "passed, and not owed any more" },
	{ "bookDue", JT_I32, F(book_due), 0, 0, 0, NULL, "day by which to book" }, { "misses", JT_I64, F(misses), 0, 0, 0, NULL, NULL },
	{ "course", JT_LIST, F(classes), 0, 0, 0, &course_view_shape, "the class that is booked: one or none" }, { "came", JT_INTLIST, F(came), 0, 0, COURSE_SESSIONS, NULL, "1: came; a session each" },
	{ "mayBook", JT_BOOL, F(may_book), 0, 0, 0, NULL, NULL }, { "mayCancel", JT_BOOL, F(may_cancel), 0, 0, 0, NULL, NULL },
	{ "mayAttend", JT_BOOL, F(may_attend), 0, 0, 0, NULL, "a session is on" }, { "mayExam", JT_BOOL, F(may_exam), 0, 0, 0, NULL, NULL },
	{ "why", JT_STR, F(why), JF_NULL_IF_EMPTY, 0, 24, NULL, "why no exam now: not_complete, open, too_early, film" }, { "retakeDay", JT_I32, F(retake_day), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "retakesLeft", JT_I64, F(retakes_left), 0, 0, 0, NULL, NULL }, { "attempts", JT_I64, F(attempts), 0, 0, 0, NULL, NULL },
	{ "questions", JT_I64, F(questions), 0, 0, 0, NULL, "of a paper" }, { "minutes", JT_I64, F(minutes), 0, 0, 0, NULL, NULL }, { "passPct", JT_I64, F(pass_pct), 0, 0, 0, NULL, NULL },
	{ "examState", JT_ENUM, F(exam_state), 0, 0, EXS_N, exam_state_names, "of the last paper, where attempts is above 0" },
	{ "correct", JT_I64, F(correct), 0, 0, 0, NULL, "-1: not counted" }, { "asked", JT_I64, F(asked), 0, 0, 0, NULL, "questions of the last paper" },
	{ "examEndsAt", JT_UTC, F(exam_ends_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "film", JT_STR, F(film), JF_NULL_IF_EMPTY, 0, 128, NULL, NULL }, { "filmAddress", JT_STR, F(film_address), JF_NULL_IF_EMPTY, 0, 500, NULL, NULL },
	{ "filmSeconds", JT_I64, F(film_seconds), 0, 0, 0, NULL, NULL }, { "filmFromAt", JT_UTC, F(film_from), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "filmSeenAt", JT_UTC, F(film_seen), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "certificate", JT_STR, F(certificate), JF_NULL_IF_EMPTY, 0, 32, NULL, "its number" },
	{ "passedAt", JT_UTC, F(passed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "nowAt", JT_UTC, F(now), 0, 0, 0, NULL, "the server's clock" }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape my_shape = JS_SHAPE("MyCourse", struct my_view, my_fields);

static int lists_of(struct cx *cx, const struct my_course *m, struct my_view *v)
{
	struct course_view *c = arena_alloc(cx->arena, sizeof *c);
	int64_t *came = arena_alloc(cx->arena, COURSE_SESSIONS * sizeof *came);

	if (!c || !came)
		return FAIL(cx, E_TOOBIG, "too many courses at once");
	if (!m->has_course)
		return 0;
	TRY(course_view_of(cx, &m->c, false, c));
	for (int i = 0; i < m->c.nsession; i++)
		came[i] = m->came[i];
	v->classes = (struct js_list){ c, 1 };
	v->came = (struct js_list){ came, (size_t)m->c.nsession };
	return 0;
}

static int put_my(struct cx *cx, struct js *js, const struct my_course *m)
{
	const struct course_duty *d = &m->d;
	struct my_view v = { .id = d->id, .month = d->month, .count = d->count, .state = (int)d->state, .history = d->history, .book_due = d->book_due, .misses = d->misses,
	                     .may_book = m->may_book, .may_cancel = m->may_cancel, .may_attend = m->may_attend, .may_exam = m->may_exam, .why = m->why, .retake_day = d->retake_day,
	                     .retakes_left = m->retakes_left, .attempts = d->attempts, .questions = m->questions, .minutes = m->minutes, .pass_pct = m->pass_pct, .correct = -1,
	                     .film = S(""), .film_address = S(""), .film_from = d->film_from, .film_seen = d->film_seen, .certificate = S(""), .passed_at = d->passed_at, .now = cx->now,
	                     .ver = d->ver };

	TRY(lists_of(cx, m, &v));
	if (m->has_exam) {
		v.exam_state = (int)m->exam.state;
		v.correct = m->exam.correct;
		v.asked = m->exam.questions;
		v.exam_ends_at = m->exam.ends_at;
	}
	if (m->has_film) {
		v.film = m->film.name;
		v.film_address = m->film.address;
		v.film_seconds = m->film.seconds;
	}
	if (m->has_certificate)
		v.certificate = m->certificate.number;
	js_put(js, NULL, &my_shape, &v);
	return 0;
}

static int my_one(struct cx *cx, const struct my_course *m, void *arg)
{
	return put_my(cx, arg, m);
}

static int get_mine(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_my_courses(cx, my_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct my_course m;

	TRY(flow_my_course(cx, rq->id, &m));
	return put_my(cx, &rp->js, &m);
}

static int class_one(struct cx *cx, const struct course *c, void *arg)
{
	struct page *p = arg;
	struct course_view v;

	if (!page_item(p, c->id))
		return 0;
	TRY(course_view_of(cx, c, false, &v));
	js_put(p->js, NULL, &course_view_shape, &v);
	return 0;
}

static const struct route_q class_query[] = { PAGE_QUERY };

static int get_classes(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course_filter f = { .area = S("/"), .state = COS_OPEN, .from_day = day_of(cx->now), .free = true };
	struct my_course m;
	struct course last;
	struct page p;

	TRY(flow_my_course(cx, rq->id, &m));
	if (rq->q[0].i) {
		TRY(course_get(cx, rq->q[0].i, &last));
		f.after = last.id;
		f.after_day = last.first_day;
	}
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(course_list(cx, &f, p.limit + 1, class_one, &p));
	page_end(&p);
	return 0;
}

/* Who acted stands in the detail: a citizen has no account. */
static int by_owner(struct cx *cx, struct rep *rp, int64_t subject)
{
	char who[AUDIT_SUBJECT];

	TRY(audit_subject(cx, "owner", cx->owner.v, who));
	rp->audit_subject = subject;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\"}", who);
	return 0;
}

struct book_in { int64_t course; };
static const struct js_field book_fields[] = { { "courseId", JT_I64, 0, JF_REQUIRED, 1, INT64_MAX, NULL, NULL } };
static const struct js_shape book_shape = JS_SHAPE("MyCourseBook", struct book_in, book_fields);

static int post_book(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct book_in *in = rq->in;
	struct my_course m;

	TRY(flow_my_course_book(cx, rq->id, in->course, &m));
	TRY(by_owner(cx, rp, rq->id));
	return put_my(cx, &rp->js, &m);
}

static int post_cancel(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct my_course m;

	TRY(flow_my_course_cancel(cx, rq->id, &m));
	TRY(by_owner(cx, rp, rq->id));
	return put_my(cx, &rp->js, &m);
}

struct attend_in { str code; };
static const struct js_field attend_fields[] = { { "code", JT_STR, 0, JF_REQUIRED | JF_SENSITIVE, 1, 16, NULL, "the six figures on the wall" } };
static const struct js_shape attend_shape = JS_SHAPE("MyCourseAttend", struct attend_in, attend_fields);
struct attended_view { int result; };
static const struct js_field attended_fields[] = { { "result", JT_ENUM, 0, 0, 0, CAS_N, course_attend_words, NULL } };
static const struct js_shape attended_shape = JS_SHAPE("MyCourseAttended", struct attended_view, attended_fields);

static int post_attend(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct attend_in *in = rq->in;
	enum course_attend_says says;

	TRY(flow_my_course_attend(cx, rq->id, in->code, &says));
	TRY(by_owner(cx, rp, rq->id));
	js_put(&rp->js, NULL, &attended_shape, &(struct attended_view){ (int)says });
	return 0;
}

struct film_in { bool seen; };
static const struct js_field film_fields[] = { { "seen", JT_BOOL, 0, JF_REQUIRED, 0, 0, NULL, "false: begins now" } };
static const struct js_shape film_shape = JS_SHAPE("MyCourseFilm", struct film_in, film_fields);

static int post_film(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct film_in *in = rq->in;
	struct my_course m;

	TRY(flow_my_course_film(cx, rq->id, in->seen, &m));
	TRY(by_owner(cx, rp, rq->id));
	return put_my(cx, &rp->js, &m);
}

/* --- the exam --- */

struct question_view { int32_t no; int kind; str text; struct js_list options; str given; };
#define F(member) offsetof(struct question_view, member)
static const struct js_field question_fields[] = {
	{ "no", JT_I32, F(no), 0, 0, 0, NULL, NULL }, { "kind", JT_ENUM, F(kind), 0, 0, QK_N, question_kind_names, NULL }, { "text", JT_STR, F(text), 0, 0, 600, NULL, NULL },
	{ "options", JT_STRLIST, F(options), 0, 0, QUESTION_OPTIONS, NULL, "A, B, C, D of this paper" }, { "given", JT_STR, F(given), 0, 0, 4, NULL, "letters, as saved" },
};
#undef F
static const struct js_shape question_shape = JS_SHAPE("ExamQuestion", struct question_view, question_fields);
struct paper_view { int64_t attempt, questions, pass_at; utc_ms ends_at, now; struct js_list items; };
#define F(member) offsetof(struct paper_view, member)
static const struct js_field paper_fields[] = {
	{ "attempt", JT_I64, F(attempt), 0, 0, 0, NULL, NULL }, { "questions", JT_I64, F(questions), 0, 0, 0, NULL, NULL }, { "passAt", JT_I64, F(pass_at), 0, 0, 0, NULL, NULL },
	{ "endsAt", JT_UTC, F(ends_at), 0, 0, 0, NULL, NULL }, { "nowAt", JT_UTC, F(now), 0, 0, 0, NULL, "the server's clock" }, { "items", JT_LIST, F(items), 0, 0, 0, &question_shape, NULL },
};
#undef F
static const struct js_shape paper_shape = JS_SHAPE("ExamPaper", struct paper_view, paper_fields);
struct gather { struct question_view *v; size_t n; };

static int question_one(struct cx *cx, const struct exam_question *q, void *arg)
{
	struct gather *g = arg;
	str *o = arena_alloc(cx->arena, QUESTION_OPTIONS * sizeof *o);
	size_t n = 0;

	if (!o || g->n == EXAM_QUESTIONS_MAX)
		return FAIL(cx, E_TOOBIG, "the paper is too long");
	for (; n < QUESTION_OPTIONS && q->option[n].n; n++)
		o[n] = q->option[n];
	g->v[g->n++] = (struct question_view){ q->no, (int)q->kind, q->text, { o, n }, q->given };
	return 0;
}

static int put_paper(struct cx *cx, struct rep *rp, const struct exam *e)
{
	struct gather g = { arena_alloc(cx->arena, EXAM_QUESTIONS_MAX * sizeof *g.v), 0 };

	if (!g.v)
		return FAIL(cx, E_TOOBIG, "the paper is too long");
	TRY(exam_questions(cx, e, false, question_one, &g));
	js_put(&rp->js, NULL, &paper_shape, &(struct paper_view){ e->attempt, e->questions, e->pass_at, e->ends_at, cx->now, { g.v, g.n } });
	return 0;
}

static int post_start(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct exam e;

	TRY(flow_my_exam_start(cx, rq->id, &e));
	TRY(by_owner(cx, rp, rq->id));
	return put_paper(cx, rp, &e);
}

static int get_paper(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct exam e;

	TRY(flow_my_exam(cx, rq->id, &e));
	return put_paper(cx, rp, &e);
}

struct answer_in { int32_t no; str given; };
static const struct js_field answer_fields[] = {
	{ "no", JT_I32, offsetof(struct answer_in, no), JF_REQUIRED, 1, EXAM_QUESTIONS_MAX, NULL, NULL },
	{ "given", JT_STR, offsetof(struct answer_in, given), JF_REQUIRED, 0, 4, NULL, "letters in order; empty takes it back" },
};
static const struct js_shape answer_shape = JS_SHAPE("ExamAnswer", struct answer_in, answer_fields);
struct saved_view { int32_t no; str given; utc_ms ends_at, now; };
static const struct js_field saved_fields[] = {
	{ "no", JT_I32, offsetof(struct saved_view, no), 0, 0, 0, NULL, NULL }, { "given", JT_STR, offsetof(struct saved_view, given), 0, 0, 4, NULL, "as saved" },
	{ "endsAt", JT_UTC, offsetof(struct saved_view, ends_at), 0, 0, 0, NULL, NULL }, { "nowAt", JT_UTC, offsetof(struct saved_view, now), 0, 0, 0, NULL, NULL },
};
static const struct js_shape saved_shape = JS_SHAPE("ExamSaved", struct saved_view, saved_fields);

static int post_answer(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct answer_in *in = rq->in;
	struct exam e;

	TRY(flow_my_exam_answer(cx, rq->id, in->no, in->given, &e));
	TRY(by_owner(cx, rp, rq->id));
	js_put(&rp->js, NULL, &saved_shape, &(struct saved_view){ in->no, in->given, e.ends_at, cx->now });
	return 0;
}

struct result_view { int state; int64_t correct, questions, pass_at; bool late; };
#define F(member) offsetof(struct result_view, member)
static const struct js_field result_fields[] = {
	{ "state", JT_ENUM, F(state), 0, 0, EXS_N, exam_state_names, NULL }, { "correct", JT_I64, F(correct), 0, 0, 0, NULL, NULL }, { "questions", JT_I64, F(questions), 0, 0, 0, NULL, NULL },
	{ "passAt", JT_I64, F(pass_at), 0, 0, 0, NULL, NULL }, { "late", JT_BOOL, F(late), 0, 0, 0, NULL, "ended by its time" },
};
#undef F
static const struct js_shape result_shape = JS_SHAPE("ExamResult", struct result_view, result_fields);

static int post_end(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct exam e;

	TRY(flow_my_exam_end(cx, rq->id, &e));
	TRY(by_owner(cx, rp, rq->id));
	js_put(&rp->js, NULL, &result_shape, &(struct result_view){ (int)e.state, e.correct, e.questions, e.pass_at, e.late });
	return 0;
}

static int get_certificate(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_course_certificate_pdf(cx, rq->id, true, &rp->file));
	rp->file_name = arena_fmt(cx->arena, "certificate-%lld.pdf", (long long)rq->id);
	return 0;
}

#define OWN ROLE_OWNER
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/owner/courses", OWN, NULL, TX_READ, RF_LIST, NULL, &my_shape, NULL, 0, get_mine, NULL, "The own courses, newest month first" },
	{ HTTP_GET, "/api/v1/owner/courses/{id}", OWN, NULL, TX_READ, 0, NULL, &my_shape, NULL, 0, get_one, NULL, "One of the own courses" },
	{ HTTP_GET, "/api/v1/owner/courses/{id}/classes", OWN, NULL, TX_READ, RF_LIST, NULL, &course_view_shape, class_query, COUNTOF(class_query), get_classes, NULL, "Classes that can be booked" },
	{ HTTP_POST, "/api/v1/owner/courses/{id}/book", OWN, NULL, TX_WRITE, 0, &book_shape, &my_shape, NULL, 0, post_book, "course.book", "Book a class, or move to it" },
	{ HTTP_POST, "/api/v1/owner/courses/{id}/cancel", OWN, NULL, TX_WRITE, 0, NULL, &my_shape, NULL, 0, post_cancel, "course.unbook", "Give the seat back" },
	{ HTTP_POST, "/api/v1/owner/courses/{id}/attend", OWN, NULL, TX_WRITE, 0, &attend_shape, &attended_shape, NULL, 0, post_attend, "course.attend", "Note one's coming by the code on the wall" },
	{ HTTP_POST, "/api/v1/owner/courses/{id}/film", OWN, NULL, TX_WRITE, 0, &film_shape, &my_shape, NULL, 0, post_film, "course.film_seen", "Begin the film, or say that it was seen" },
	{ HTTP_POST, "/api/v1/owner/courses/{id}/exam", OWN, NULL, TX_WRITE, RF_CREATED, NULL, &paper_shape, NULL, 0, post_start, "course.exam", "Begin the exam: draws a paper" },
	{ HTTP_GET, "/api/v1/owner/courses/{id}/exam", OWN, NULL, TX_READ, 0, NULL, &paper_shape, NULL, 0, get_paper, NULL, "The open paper" },
	{ HTTP_POST, "/api/v1/owner/courses/{id}/exam/answer", OWN, NULL, TX_WRITE, 0, &answer_shape, &saved_shape, NULL, 0, post_answer, "course.answer", "Save one answer" },
	{ HTTP_POST, "/api/v1/owner/courses/{id}/exam/end", OWN, NULL, TX_WRITE, 0, NULL, &result_shape, NULL, 0, post_end, "course.exam_end", "Hand the paper in" },
	{ HTTP_GET, "/api/v1/owner/courses/{id}/certificate", OWN, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_certificate, "course.certificate", "The own certificate, as PDF", "application/pdf", 0 },
};
const struct routes owner_course_routes = ROUTES("own courses", rows);
