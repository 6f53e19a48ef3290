/* question — what makes a question sound, and the bank as a file. See exam.h. */
#include "core/value.h"
#include "exam_int.h"
#include "format/csv/csv.h"

enum { CODE_MAX = 24, TEXT_MAX = 600, OPTION_MAX = 300, SOURCE_MAX = 300, LINES_MAX = 5000 };

static int text_of(struct cx *cx, const char *field, str s, size_t least, size_t most)
{
	if (s.n < least || s.n > most || !str_utf8(s))
		return FAIL_FIELD(cx, E_INVALID, field, "must be %zu to %zu bytes of text", least, most);
	return 0;
}

static int options_of(const struct question *q)
{
	int n = 0;

	while (n < QUESTION_OPTIONS && q->option[n].n)
		n++;
	return n;
}

static int check_options(struct cx *cx, const struct question *q)
{
	static const char *const names[QUESTION_OPTIONS] = { "a", "b", "c", "d" };
	int n = options_of(q);

	if (n < 2 || (q->kind == QK_JUDGE && n != 2))
		return FAIL_FIELD(cx, E_INVALID, n < 2 ? names[n] : "c", q->kind == QK_JUDGE ? "right or wrong: a and b only" : "at least two to choose from");
	for (int i = 0; i < QUESTION_OPTIONS; i++) {
		TRY(text_of(cx, names[i], q->option[i], 0, OPTION_MAX));
		if (i > n && q->option[i].n)
			return FAIL_FIELD(cx, E_INVALID, names[n], "is empty, and one after it is not");
		for (int k = 0; k < i; k++)
			if (q->option[i].n && str_eq(q->option[i], q->option[k]))
				return FAIL_FIELD(cx, E_INVALID, names[i], "stands there twice");
	}
	return 0;
}

int question_check(struct cx *cx, const struct question *q)
{
	TRY(text_of(cx, "code", q->code, 1, CODE_MAX));
	if ((unsigned)q->topic >= QT_N)
		return FAIL_FIELD(cx, E_INVALID, "topic", "must be signals, lanes, riding, carrying, vehicle, accident or law");
	if ((unsigned)q->kind >= QK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be single, multi or judge");
	TRY(text_of(cx, "text", q->text, 1, TEXT_MAX));
	TRY(check_options(cx, q));
	if (!q->answer.n || q->answer.n > (q->kind == QK_MULTI ? (size_t)QUESTION_OPTIONS : 1) || (q->kind == QK_MULTI && q->answer.n < 2))
		return FAIL_FIELD(cx, E_INVALID, "answer", q->kind == QK_MULTI ? "a multiple choice has two letters or more" : "must be one letter");
	for (size_t i = 0; i < q->answer.n; i++)
		if (q->answer.p[i] < 'A' || q->answer.p[i] >= 'A' + options_of(q) || (i && q->answer.p[i] <= q->answer.p[i - 1]))
			return FAIL_FIELD(cx, E_INVALID, "answer", "must be letters of the options, in order, each once");
	return text_of(cx, "source", q->source, 1, SOURCE_MAX);
}

/* --- the file --- */

enum col { CO_CODE, CO_TOPIC, CO_KIND, CO_TEXT, CO_A, CO_B, CO_C, CO_D, CO_ANSWER, CO_SOURCE, COLS };
static const char *const want[COLS] = { "code", "topic", "kind", "text", "a", "b", "c", "d", "answer", "source" };
static const bool required[COLS] = { true, true, true, true, true, true, false, false, true, true };
static const str topics_zh[QT_N] = { SI("信号灯"), SI("车道"), SI("行驶"), SI("载人载物"), SI("车辆"), SI("事故"), SI("法律") };
static const str kinds_zh[QK_N] = { SI("单选"), SI("多选"), SI("判断") };

static int word_in(str s, const str *en, const str *zh, int n)
{
	int i = 0;

	while (i < n && !str_eq(s, en[i]) && !str_eq(s, zh[i]))
		i++;
	return i;
}

static str cell(const str *v, int n, const int *at, enum col c)
{
	return at[c] >= 0 && at[c] < n ? v[at[c]] : S("");
}

/* Small letters are letters too. */
static str upper(struct cx *cx, str s)
{
	char *p = arena_alloc(cx->arena, s.n + 1);

	for (size_t i = 0; p && i < s.n; i++)
		p[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 'a' + 'A') : s.p[i];
	return (str){ p, p ? s.n : 0 };
}

static void row_of(struct cx *cx, const str *v, int n, const int *at, struct question *q)
{
	*q = (struct question){ .code = arena_str(cx->arena, cell(v, n, at, CO_CODE)) };
	q->topic = (enum question_topic)word_in(cell(v, n, at, CO_TOPIC), question_topic_names, topics_zh, QT_N);
	q->kind = (enum question_kind)word_in(cell(v, n, at, CO_KIND), question_kind_names, kinds_zh, QK_N);
	q->text = arena_str(cx->arena, cell(v, n, at, CO_TEXT));
	for (int i = 0; i < QUESTION_OPTIONS; i++)
		q->option[i] = arena_str(cx->arena, cell(v, n, at, (enum col)(CO_A + i)));
	q->answer = upper(cx, cell(v, n, at, CO_ANSWER));
	q->source = arena_str(cx->arena, cell(v, n, at, CO_SOURCE));
}

static void fault(struct cx *cx, struct question_import *r, int64_t line)
{
	if (r->nfaults < QUESTION_FAULTS)
		r->fault[r->nfaults] = (struct question_fault){ line, arena_str(cx->arena, str_of(cx->err.field)), arena_str(cx->arena, str_of(cx->err.msg)) };
	r->nfaults++;
	cx->err = (struct err){ 0 };
}

struct seen { str *code; int n; };

static int one_line(struct cx *cx, const struct question *q, struct seen *s)
{
	for (int i = 0; i < s->n; i++)
		if (str_eq(s->code[i], q->code))
			return FAIL_FIELD(cx, E_INVALID, "code", "stands in this file twice");
	s->code[s->n++] = q->code;
	return question_check(cx, q);
}

static int look(struct cx *cx, const struct question *q, bool put, struct question_import *r)
{
	struct question old;
	int what = put ? question_put(cx, q) : question_looks(cx, q, &old);

	TRY(what);
	r->same += what == 0;
	r->fresh += what == 1;
	r->replaced += what == 2;
	return 0;
}

/* One time through the file. put: everything in it is sound. */
static int through(struct cx *cx, str file, bool put, struct question_import *r)
{
	char *scratch = arena_alloc(cx->arena, CSV_MAX_ROW);
	struct seen s = { arena_alloc(cx->arena, (LINES_MAX + 1) * sizeof *s.code), 0 };
	str v[CSV_MAX_COLS];
	struct question q;
	struct csv c;
	int at[COLS], n;

	if (!scratch || !s.code)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	*r = (struct question_import){ .lines = 0 };
	csv_init(&c, file.p, file.n, scratch);
	TRY(csv_header(&c, want, required, COLS, at, &cx->err));
	while ((n = csv_row(&c, v, CSV_MAX_COLS, &cx->err)) != 0) {
		if (n == 1 && !v[0].n)
			continue;
		if (++r->lines > LINES_MAX)
			return FAIL_FIELD(cx, E_TOOBIG, "file", "at most %d questions a file", LINES_MAX);
		int rc = n;
		if (n > 0) {
			row_of(cx, v, n, at, &q);
			rc = one_line(cx, &q, &s);
		}
		if (rc < 0)
			fault(cx, r, c.line);
		else
			TRY(look(cx, &q, put, r));
	}
	return 0;
}

int question_import(struct cx *cx, str file, bool put, struct question_import *ret)
{
	TRY(through(cx, file, false, ret));
	if (!put || ret->nfaults)
		return 0;
	return through(cx, file, true, ret);
}
