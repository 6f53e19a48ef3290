/* exam — papers: drawn, answered, counted. See exam.h; the bank stands in question.c. */
#include "office/course/exam.h"

#include "core/value.h"
#include "exam_int.h"
#include "exam_sql.h"
#include "platform/sys.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(exam)

const str question_topic_names[QT_N] = { SI("signals"), SI("lanes"), SI("riding"), SI("carrying"), SI("vehicle"), SI("accident"), SI("law") };
const str question_kind_names[QK_N] = { SI("single"), SI("multi"), SI("judge") };
const str exam_state_names[EXS_N] = { SI("open"), SI("passed"), SI("failed"), SI("void") };
const str exam_how_names[EXH_N] = { SI("phone"), SI("print") };

enum { BANK_MAX = 5000 };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

/* --- the bank, as stored --- */

static void read_question(struct sql_row *r, struct arena *a, struct question *q)
{
	*q = (struct question){ .id = sql_i64(r) };
	q->code = sql_str_a(r, a);
	q->topic = (enum question_topic)word_of(question_topic_names, QT_N, sql_str(r));
	q->kind = (enum question_kind)word_of(question_kind_names, QK_N, sql_str(r));
	q->text = sql_str_a(r, a);
	for (int i = 0; i < QUESTION_OPTIONS; i++)
		q->option[i] = sql_str_a(r, a);
	q->answer = sql_str_a(r, a);
	q->source = sql_str_a(r, a);
	q->created_at = sql_i64(r);
	q->retired_at = sql_i64(r);
}

struct one_question { struct arena *arena; struct question q; };

static void read_one_question(struct sql_row *r, void *ret)
{
	struct one_question *o = ret;

	read_question(r, o->arena, &o->q);
}

int question_get(struct cx *cx, int64_t id, struct question *ret)
{
	struct one_question o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_question_by_id, read_one_question, &o, BIND(V(id))));
	*ret = o.q;
	return 0;
}

int question_retire(struct cx *cx, struct question *q)
{
	int n = sql_exec(cx, &q_question_retire, BIND(V(cx->now), V(q->id)));

	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "this question is retired already");
	q->retired_at = cx->now;
	return 0;
}

static bool same(const struct question *a, const struct question *b)
{
	for (int i = 0; i < QUESTION_OPTIONS; i++)
		if (!str_eq(a->option[i], b->option[i]))
			return false;
	return a->topic == b->topic && a->kind == b->kind && str_eq(a->text, b->text) && str_eq(a->answer, b->answer) && str_eq(a->source, b->source);
}

/* As question_put would say; the row of that code in *ret_old. */
int question_looks(struct cx *cx, const struct question *q, struct question *ret_old)
{
	struct one_question o = { .arena = cx->arena };
	struct err before = cx->err;

	int rc = sql_one(cx, &q_question_by_code, read_one_question, &o, BIND(V(q->code)));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 1;
	}
	TRY(rc);
	*ret_old = o.q;
	return same(q, &o.q) ? 0 : 2;
}

int question_put(struct cx *cx, const struct question *q)
{
	struct question old;
	int64_t id;

	TRY(question_check(cx, q));
	int what = question_looks(cx, q, &old);
	if (what <= 0)
		return what;
	if (what == 2)
		TRY(question_retire(cx, &old));      /* EX1 */
	TRY(sql_insert(cx, &q_question_add, &id, BIND(V(q->code), V(question_topic_names[q->topic]), V(question_kind_names[q->kind]), V(q->text), V(q->option[0]), V(q->option[1]),
		V(q->option[2]), V(q->option[3]), V(q->answer), V(q->source), V(cx->actor.v), V(cx->now))));
	return what;
}

struct each_question { question_fn *fn; void *arg; };

static int question_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_question *e = arg;
	struct question q;

	read_question(r, cx->arena, &q);
	return e->fn(cx, &q, e->arg);
}

int question_list(struct cx *cx, enum question_topic topic, bool retired, int64_t after, int max, question_fn *fn, void *arg)
{
	struct each_question e = { fn, arg };

	return sql_each(cx, &q_question_list, question_row, &e, BIND(V(after), V(topic < QT_N ? question_topic_names[topic] : S("")), V(retired), V(max)));
}

static int count_row(struct cx *cx, struct sql_row *r, void *arg)
{
	int64_t *n = arg;
	int k = word_of(question_topic_names, QT_N, sql_str(r));

	(void)cx;
	n[k] = sql_i64(r);
	return 0;
}

int question_counts(struct cx *cx, int64_t ret[static QT_N])
{
	memset(ret, 0, QT_N * sizeof *ret);
	return as_done(sql_each(cx, &q_question_counts, count_row, ret, BIND_NONE));
}

/* --- drawing a paper (EX5, EX6) --- */

struct drawn { int64_t id; int topic, options; bool judge; int64_t seen; bool taken; uint32_t luck; };
struct bank { struct drawn *v; int n, max; };

static int bank_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct bank *b = arg;
	struct drawn *d = &b->v[MIN(b->n, b->max)];

	(void)cx;
	if (b->n == b->max)
		return 0;
	*d = (struct drawn){ .id = sql_i64(r) };
	d->topic = word_of(question_topic_names, QT_N, sql_str(r));
	d->options = (int)sql_i64(r);
	d->judge = word_of(question_kind_names, QK_N, sql_str(r)) == QK_JUDGE;
	d->seen = sql_i64(r);
	sys.random(&d->luck, sizeof d->luck);
	b->n++;
	return 0;
}

/* The one of that topic (QT_N: any) that this rider has seen least, and luck among those; NULL: none is left. */
static struct drawn *pick(struct bank *b, int topic)
{
	struct drawn *best = NULL;

	for (int i = 0; i < b->n; i++) {
		struct drawn *d = &b->v[i];
		if (!d->taken && (topic == QT_N || d->topic == topic) && (!best || d->seen < best->seen || (d->seen == best->seen && d->luck < best->luck)))
			best = d;
	}
	return best;
}

static uint32_t below(uint32_t n)
{
	uint32_t r;

	sys.random(&r, sizeof r);
	return r % n;      /* of a handful: the bias is 1 in 10^8 */
}

static void shuffle(int *v, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int j = (int)below((uint32_t)i + 1), t = v[i];
		v[i] = v[j];
		v[j] = t;
	}
}

static int draw(struct cx *cx, int64_t duty, int n, const struct drawn *ret[static EXAM_QUESTIONS_MAX])
{
	struct bank b = { .n = 0 };
	int64_t counts[QT_N];
	int order[QT_N], have = 0;

	TRY(question_counts(cx, counts));
	for (int i = 0; i < QT_N; i++)
		b.max += (int)counts[i];
	b.max = MIN(b.max, BANK_MAX);
	b.v = arena_alloc(cx->arena, (size_t)(b.max + 1) * sizeof *b.v);
	if (!b.v)
		return FAIL(cx, E_TOOBIG, "the bank is too large");
	TRY(sql_each(cx, &q_bank, bank_row, &b, BIND(V(duty))));
	if (b.n < n)
		return FAIL_FIELD(cx, E_STATE, "bank_small", "the bank has %d questions; a paper needs %d", b.n, n);
	for (int i = 0; i < QT_N; i++)
		order[i] = i;
	shuffle(order, QT_N);
	for (int round = 0; have < n; round++) {
		struct drawn *d = pick(&b, round < n ? order[round % QT_N] : QT_N);
		if (d) {
			d->taken = true;
			ret[have++] = d;
		}
	}
	return 0;
}

static str shown(struct cx *cx, const struct drawn *d)
{
	int v[QUESTION_OPTIONS] = { 0, 1, 2, 3 };
	char *s = arena_alloc(cx->arena, QUESTION_OPTIONS);

	if (!s)
		return S("");
	if (!d->judge)      /* right and wrong stand as people expect them */
		shuffle(v, d->options);
	for (int i = 0; i < d->options; i++)
		s[i] = (char)('A' + v[i]);
	return (str){ s, (size_t)d->options };
}

int exam_start(struct cx *cx, int64_t duty, int64_t attempt, const struct exam_rules *r, struct exam *ret)
{
	const struct drawn *d[EXAM_QUESTIONS_MAX];
	int n = (int)r->questions, at[EXAM_QUESTIONS_MAX];
	int64_t id, pass_at = (r->questions * r->pass_pct + 99) / 100;
	utc_ms ends = cx->now + r->minutes * MINUTE_MS + (r->how == EXH_PRINT ? r->grace_ms : 0);

	ASSERT(n > 0 && n <= EXAM_QUESTIONS_MAX);
	TRY(draw(cx, duty, n, d));
	int rc = sql_insert(cx, &q_add, &id, BIND(V(duty), V(attempt), V(exam_how_names[r->how]), V(cx->now), V(ends), V(r->questions), V(MAX(pass_at, 1)), V(cx->actor.v)));
	if (rc == E_STATE) {      /* EX2 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "paper_open", "a paper is open already; go on with it");
	}
	TRY(rc);
	for (int i = 0; i < n; i++)
		at[i] = i;
	shuffle(at, n);
	for (int i = 0; i < n; i++)
		TRY(sql_exec(cx, &q_question_in, BIND(V(id), V(i + 1), V(d[at[i]]->id), V(shown(cx, d[at[i]])))));
	return exam_get(cx, id, ret);
}

/* --- papers --- */

static void read_exam(struct sql_row *r, void *ret)
{
	struct exam *e = ret;

	*e = (struct exam){ .id = sql_i64(r) };
	e->duty = sql_i64(r);
	e->attempt = sql_i64(r);
	e->how = (enum exam_how)word_of(exam_how_names, EXH_N, sql_str(r));
	e->state = (enum exam_state)word_of(exam_state_names, EXS_N, sql_str(r));
	e->started_at = sql_i64(r);
	e->ends_at = sql_i64(r);
	e->ended_at = sql_i64(r);
	e->questions = sql_i64(r);
	e->pass_at = sql_i64(r);
	e->correct = sql_i64(r);
	e->late = sql_i64(r) != 0;
	e->actor.v = sql_i64(r);
}

int exam_get(struct cx *cx, int64_t id, struct exam *ret)
{
	return sql_one(cx, &q_by_id, read_exam, ret, BIND(V(id)));
}

int exam_last(struct cx *cx, int64_t duty, struct exam *ret)
{
	return sql_one(cx, &q_last, read_exam, ret, BIND(V(duty)));
}

struct each_exam { exam_fn *fn; void *arg; };

static int exam_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_exam *e = arg;
	struct exam x;

	read_exam(r, &x);
	return e->fn(cx, &x, e->arg);
}

int exam_of(struct cx *cx, int64_t duty, int max, exam_fn *fn, void *arg)
{
	struct each_exam e = { fn, arg };

	return sql_each(cx, &q_of, exam_row, &e, BIND(V(duty), V(max)));
}

int exam_due(struct cx *cx, int max, exam_fn *fn, void *arg)
{
	struct each_exam e = { fn, arg };

	return sql_each(cx, &q_due, exam_row, &e, BIND(V(cx->now), V(max)));
}

/* --- what it shows (EX4) --- */

struct shown { exam_question_fn *fn; void *arg; bool key; };

static bool has(str letters, char c)
{
	return letters.n && memchr(letters.p, c, letters.n) != NULL;
}

/* The question's letters as the paper's, in order. */
static str own_letters(struct cx *cx, str order, str answer)
{
	char *s = arena_alloc(cx->arena, QUESTION_OPTIONS);
	size_t n = 0;

	for (size_t i = 0; s && i < order.n; i++)
		if (has(answer, order.p[i]))
			s[n++] = (char)('A' + i);
	return (str){ s, n };
}

static int shown_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct shown *s = arg;
	struct exam_question q = { .no = (int)sql_i64(r), .key = S("") };
	str option[QUESTION_OPTIONS];

	q.kind = (enum question_kind)word_of(question_kind_names, QK_N, sql_str(r));
	q.topic = (enum question_topic)word_of(question_topic_names, QT_N, sql_str(r));
	q.text = sql_str_a(r, cx->arena);
	for (int i = 0; i < QUESTION_OPTIONS; i++) {
		option[i] = sql_str_a(r, cx->arena);
		q.option[i] = S("");
	}
	str order = sql_str_a(r, cx->arena);
	for (size_t i = 0; i < order.n; i++)
		q.option[i] = option[order.p[i] - 'A'];
	q.given = sql_str_a(r, cx->arena);
	str answer = sql_str_a(r, cx->arena);
	q.source = s->key ? sql_str_a(r, cx->arena) : S("");
	if (s->key)
		q.key = own_letters(cx, order, answer);
	return s->fn(cx, &q, s->arg);
}

int exam_questions(struct cx *cx, const struct exam *e, bool with_key, exam_question_fn *fn, void *arg)
{
	struct shown s = { fn, arg, with_key };

	return sql_each(cx, &q_questions, shown_row, &s, BIND(V(e->id)));
}

/* --- answering and counting (EX3) --- */

struct find { int no; bool found; enum question_kind kind; size_t options; };

static int find_one(struct cx *cx, const struct exam_question *q, void *arg)
{
	struct find *f = arg;

	(void)cx;
	if (q->no == f->no) {
		f->found = true;
		f->kind = q->kind;
		for (f->options = 0; f->options < QUESTION_OPTIONS && q->option[f->options].n;)
			f->options++;
	}
	return 0;
}

/* Letters of that question, rising, one unless it is a multiple choice. */
static bool letters_good(str given, const struct find *f)
{
	if (given.n > (f->kind == QK_MULTI ? f->options : 1))
		return false;
	for (size_t i = 0; i < given.n; i++)
		if (given.p[i] < 'A' || given.p[i] >= (char)('A' + f->options) || (i && given.p[i] <= given.p[i - 1]))
			return false;
	return true;
}

int exam_answer(struct cx *cx, const struct exam *e, int no, str given)
{
	struct find f = { .no = no };

	if (e->state != EXS_OPEN || cx->now >= e->ends_at)
		return FAIL_FIELD(cx, E_STATE, "paper_over", "the time of this paper is over");
	TRY(exam_questions(cx, e, false, find_one, &f));
	if (!f.found)
		return FAIL_FIELD(cx, E_INVALID, "no", "the paper has no such question");
	if (!letters_good(given, &f))
		return FAIL_FIELD(cx, E_INVALID, "given", "must be letters of this question, in order");
	int n = sql_exec(cx, &q_answer, BIND(V(given), V(cx->now), V(e->id), V(no)));
	TRY(n);
	return n == 1 ? 0 : FAIL_FIELD(cx, E_STATE, "paper_over", "the time of this paper is over");
}

struct count { int64_t right; };

static int count_one(struct cx *cx, const struct exam_question *q, void *arg)
{
	struct count *c = arg;

	(void)cx;
	c->right += q->given.n > 0 && str_eq(q->given, q->key);
	return 0;
}

static int end(struct cx *cx, struct exam *e, enum exam_state to, int64_t correct)
{
	int n = sql_exec(cx, &q_end, BIND(V(exam_state_names[to]), V(cx->now), correct >= 0 ? V(correct) : V_NULL, V(cx->now >= e->ends_at), V(e->id)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "paper_over", "this paper has ended");
	return exam_get(cx, e->id, e);
}

int exam_end(struct cx *cx, struct exam *e)
{
	struct count c = { 0 };

	TRY(exam_questions(cx, e, true, count_one, &c));
	return end(cx, e, c.right >= e->pass_at ? EXS_PASSED : EXS_FAILED, c.right);
}

int exam_void(struct cx *cx, struct exam *e)
{
	return end(cx, e, EXS_VOID, -1);
}
