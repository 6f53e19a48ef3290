/* exam_api — HTTP face of the question bank, of printed exams and of the film, for officers. No rules live here. */
#include "flow/flow_film.h"
#include "course_view.h"
#include "flow/api_list.h"
#include "flow/flow_course.h"
#include "serve/http/route.h"

extern const struct routes exam_routes;

struct question_view { int64_t id; str code; int topic, kind; str text; struct js_list options; str answer, source; utc_ms created_at, retired_at; };
#define F(member) offsetof(struct question_view, member)
static const struct js_field question_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "code", JT_STR, F(code), 0, 0, 24, NULL, NULL }, { "topic", JT_ENUM, F(topic), 0, 0, QT_N, question_topic_names, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, QK_N, question_kind_names, NULL }, { "text", JT_STR, F(text), 0, 0, 600, NULL, NULL },
	{ "options", JT_STRLIST, F(options), 0, 0, QUESTION_OPTIONS, NULL, NULL }, { "answer", JT_STR, F(answer), 0, 0, 4, NULL, "letters" },
	{ "source", JT_STR, F(source), 0, 0, 300, NULL, "the article" }, { "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "retiredAt", JT_UTC, F(retired_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape question_shape = JS_SHAPE("Question", struct question_view, question_fields);

static int put_question(struct cx *cx, struct js *js, const struct question *q)
{
	str *o = arena_alloc(cx->arena, QUESTION_OPTIONS * sizeof *o);
	size_t n = 0;

	if (!o)
		return FAIL(cx, E_TOOBIG, "too many questions at once");
	for (; n < QUESTION_OPTIONS && q->option[n].n; n++)
		o[n] = q->option[n];
	struct question_view v = { q->id, q->code, q->topic, q->kind, q->text, { o, n }, q->answer, q->source, q->created_at, q->retired_at };
	js_put(js, NULL, &question_shape, &v);
	return 0;
}

static int question_one(struct cx *cx, const struct question *q, void *arg)
{
	struct page *p = arg;

	return page_item(p, q->id) ? put_question(cx, p->js, q) : 0;
}

static const struct route_q question_query[] = { PAGE_QUERY, { "topic", JT_STR, 0, 0, 16, NULL }, { "retired", JT_BOOL, 0, 0, 0, "1: also those that are retired" } };

static int get_questions(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;
	int topic = 0;

	while (topic < QT_N && !str_eq(question_topic_names[topic], rq->q[2].s))
		topic++;
	if (rq->q[2].s.n && topic == QT_N)
		return FAIL_FIELD(cx, E_INVALID, "topic", "is no topic of the bank");
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(question_list(cx, (enum question_topic)topic, rq->q[3].i != 0, rq->q[0].i, p.limit + 1, question_one, &p));
	page_end(&p);
	return 0;
}

static int post_retire(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct question q;

	TRY(question_get(cx, rq->id, &q));
	TRY(question_retire(cx, &q));
	return put_question(cx, &rp->js, &q);
}

/* --- the bank's file --- */

static const struct js_field fault_fields[] = {
	{ "line", JT_I64, offsetof(struct question_fault, line), 0, 0, 0, NULL, NULL }, { "field", JT_STR, offsetof(struct question_fault, field), 0, 0, 32, NULL, NULL },
	{ "why", JT_STR, offsetof(struct question_fault, why), 0, 0, 300, NULL, NULL },
};
static const struct js_shape fault_shape = JS_SHAPE("QuestionFault", struct question_fault, fault_fields);
struct import_view { bool done; int64_t lines, fresh, replaced, same, nfaults; struct js_list faults; };
#define F(member) offsetof(struct import_view, member)
static const struct js_field import_fields[] = {
	{ "done", JT_BOOL, F(done), 0, 0, 0, NULL, "stored; nothing is while a line is at fault, or when it was only asked" }, { "lines", JT_I64, F(lines), 0, 0, 0, NULL, NULL },
	{ "fresh", JT_I64, F(fresh), 0, 0, 0, NULL, NULL }, { "replaced", JT_I64, F(replaced), 0, 0, 0, NULL, "the old one is retired" }, { "same", JT_I64, F(same), 0, 0, 0, NULL, NULL },
	{ "nfaults", JT_I64, F(nfaults), 0, 0, 0, NULL, NULL }, { "faults", JT_LIST, F(faults), 0, 0, 0, &fault_shape, "the first fifty" },
};
#undef F
static const struct js_shape import_shape = JS_SHAPE("QuestionImport", struct import_view, import_fields);
static const struct route_q import_query[] = { { "dry", JT_BOOL, 0, 0, 0, "1: only look" } };
enum { IMPORT_MAX = 4 << 20 };

static int post_import(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct question_import *r = arena_alloc(cx->arena, sizeof *r);
	bool dry = rq->q[0].i != 0;

	if (!r)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	TRY(question_import(cx, rq->upload, !dry, r));
	struct import_view v = { !dry && !r->nfaults, r->lines, r->fresh, r->replaced, r->same, r->nfaults, { r->fault, (size_t)MIN(r->nfaults, QUESTION_FAULTS) } };
	rp->audit_detail = arena_fmt(cx->arena, "{\"dry\":%s,\"fresh\":%lld,\"replaced\":%lld,\"faults\":%lld}", dry ? "true" : "false", (long long)r->fresh, (long long)r->replaced,
		(long long)r->nfaults);
	js_put(&rp->js, NULL, &import_shape, &v);
	return 0;
}

/* --- exams of a duty --- */

struct exam_view { int64_t id, attempt; int how, state; utc_ms started_at, ends_at, ended_at; int64_t questions, pass_at, correct; bool late; };
#define F(member) offsetof(struct exam_view, member)
static const struct js_field exam_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "attempt", JT_I64, F(attempt), 0, 0, 0, NULL, NULL }, { "how", JT_ENUM, F(how), 0, 0, EXH_N, exam_how_names, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, EXS_N, exam_state_names, NULL }, { "startedAt", JT_UTC, F(started_at), 0, 0, 0, NULL, NULL },
	{ "endsAt", JT_UTC, F(ends_at), 0, 0, 0, NULL, NULL }, { "endedAt", JT_UTC, F(ended_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "questions", JT_I64, F(questions), 0, 0, 0, NULL, NULL }, { "passAt", JT_I64, F(pass_at), 0, 0, 0, NULL, "right answers that pass" },
	{ "correct", JT_I64, F(correct), 0, 0, 0, NULL, "-1: not counted yet" }, { "late", JT_BOOL, F(late), 0, 0, 0, NULL, "ended by its time" },
};
#undef F
static const struct js_shape exam_shape = JS_SHAPE("Exam", struct exam_view, exam_fields);

static void put_exam(struct js *js, const struct exam *e)
{
	struct exam_view v = { e->id, e->attempt, e->how, e->state, e->started_at, e->ends_at, e->ended_at, e->questions, e->pass_at, e->correct, e->late };

	js_put(js, NULL, &exam_shape, &v);
}

static int exam_one(struct cx *cx, const struct exam *e, void *arg)
{
	(void)cx;
	put_exam(arg, e);
	return 0;
}

static int get_exams(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course_duty d;

	TRY(flow_course_duty(cx, rq->id, &d));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(exam_of(cx, d.id, PAGE_MAX, exam_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int post_print(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct exam e;

	TRY(flow_exam_print(cx, rq->id, &e));
	put_exam(&rp->js, &e);
	return 0;
}

static int get_pdf(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_exam_pdf(cx, rq->id, rq->name, &rp->file));
	rp->file_name = arena_fmt(cx->arena, "exam-%lld-%.*s.pdf", (long long)rq->id, STR_ARG(rq->name));
	return 0;
}

struct enter_in { str answers; };
static const struct js_field enter_fields[] = { { "answers", JT_STR, 0, JF_REQUIRED, 0, 600, NULL, "one word a question, in order, by commas: A,BC,,D" } };
static const struct js_shape enter_shape = JS_SHAPE("ExamEnter", struct enter_in, enter_fields);

static int post_enter(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct enter_in *in = rq->in;
	struct course_duty d;
	struct exam e;

	TRY(flow_exam_enter(cx, rq->id, in->answers, &e, &d));
	put_exam(&rp->js, &e);
	return 0;
}

static int get_certificate(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_course_certificate_pdf(cx, rq->id, false, &rp->file));
	rp->file_name = arena_fmt(cx->arena, "certificate-%lld.pdf", (long long)rq->id);
	return 0;
}

/* --- the film --- */

#define F(member) offsetof(struct course_film, member)
static const struct js_field film_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, "0: there is none" }, { "name", JT_STR, F(name), JF_REQUIRED, 1, 128, NULL, NULL },
	{ "address", JT_STR, F(address), JF_REQUIRED, 1, 500, NULL, "a path of this server, or https://" }, { "seconds", JT_I64, F(seconds), JF_REQUIRED, 10, 14400, NULL, "how long it is" },
};
#undef F
static const struct js_shape film_shape = JS_SHAPE("CourseFilm", struct course_film, film_fields);

static int get_film(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct course_film f;
	struct err before = cx->err;

	(void)rq;
	int rc = course_film_now(cx, &f);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		f = (struct course_film){ .name = S(""), .address = S("") };
		rc = 0;
	}
	TRY(rc);
	js_put(&rp->js, NULL, &film_shape, &f);
	return 0;
}

static int post_film(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct course_film *in = rq->in;
	struct course_film f;

	TRY(flow_film_link(cx, in, &f));
	rp->audit_subject = f.id;
	js_put(&rp->js, NULL, &film_shape, &f);
	return 0;
}

#define T ROLE_TRAFFIC
#define PDF (RF_FILE | RF_AUDITED)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/course-questions", T, NULL, TX_READ, RF_LIST, NULL, &question_shape, question_query, COUNTOF(question_query), get_questions, NULL, "The question bank, with keys" },
	{ HTTP_POST, "/api/v1/course-questions/import", T, NULL, TX_WRITE, RF_UPLOAD, NULL, &import_shape, import_query, COUNTOF(import_query), post_import, "course.bank",
	  "Take a file of questions, whole or not at all", "text/csv", IMPORT_MAX },
	{ HTTP_POST, "/api/v1/course-questions/{id}/retire", T, NULL, TX_WRITE, 0, NULL, &question_shape, NULL, 0, post_retire, "course.question_retire", "In no new paper from now on" },
	{ HTTP_GET, "/api/v1/course-duties/{id}/exams", T, NULL, TX_READ, RF_LIST, NULL, &exam_shape, NULL, 0, get_exams, NULL, "A rider's papers and their results" },
	{ HTTP_POST, "/api/v1/course-duties/{id}/exam", T, NULL, TX_WRITE, RF_CREATED, NULL, &exam_shape, NULL, 0, post_print, "course.exam_print", "Draw a paper to be printed" },
	{ HTTP_GET, "/api/v1/course-duties/{id}/exam/{name}", T, NULL, TX_NONE, PDF, NULL, NULL, NULL, 0, get_pdf, "course.paper", "paper or key of the open printed exam, as PDF", "application/pdf", 0 },
	{ HTTP_POST, "/api/v1/course-duties/{id}/exam/enter", T, NULL, TX_WRITE, 0, &enter_shape, &exam_shape, NULL, 0, post_enter, "course.exam_enter", "Enter the answers of a printed paper; counts it" },
	{ HTTP_GET, "/api/v1/course-duties/{id}/certificate", T, NULL, TX_NONE, PDF, NULL, NULL, NULL, 0, get_certificate, "course.certificate", "The certificate, as PDF", "application/pdf", 0 },
	{ HTTP_GET, "/api/v1/course-film", T, NULL, TX_READ, 0, NULL, &film_shape, NULL, 0, get_film, NULL, "The film that riders look at" },
	{ HTTP_POST, "/api/v1/course-film", T, NULL, TX_WRITE, 0, &film_shape, &film_shape, NULL, 0, post_film, "course.film", "Another film; the one before is retired" },
};
const struct routes exam_routes = ROUTES("exams", rows);
