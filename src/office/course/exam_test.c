/* exam_test — EX1 to EX6: the bank and its file, papers drawn, answered, counted; what is refused. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/account/account_testkit.h"
#include "office/course/course.h"
#include "office/course/exam.h"
#include "office/owner/owner_testkit.h"

struct world { struct testdb t; int64_t duty; };
static struct world w;
#define CX (&w.t.cx)

static const struct sql_stmt t_edit = { "t.edit", "UPDATE course_question SET answer = 'B' WHERE id = $1", 0, 1, .step = true };
static const struct sql_stmt t_reopen = { "t.reopen", "UPDATE exam_paper SET state = 'open', ended_at = NULL WHERE id = $1", 0, 1, .step = true };
static const struct exam_rules rules = { 14, 30, 80, EXH_PHONE, 0 };

static const char *const head = "code,topic,kind,text,a,b,c,d,answer,source\n";

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_edit, &t_reopen };
	struct question q = { .text = S("") };
	struct course_duty d;
	char code[16];

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	CX->actor = kit_account(CX, "one", "correct horse", ROLE_TRAFFIC, NULL);
	CX->roles = ROLE_TRAFFIC;
	for (int i = 0; i < 42; i++) {
		snprintf(code, sizeof code, "T%03d", i);
		q = (struct question){ .code = str_of(code), .topic = (enum question_topic)(i % QT_N), .kind = i % 3 == 0 ? QK_MULTI : i % 3 == 1 ? QK_JUDGE : QK_SINGLE,
		                       .text = S("红灯亮时怎么办？"), .source = S("道路交通安全法第三十八条"), .answer = i % 3 == 0 ? S("AC") : S("A") };
		q.option[0] = S("停下"), q.option[1] = S("冲过去");
		q.option[2] = i % 3 == 1 ? S("") : S("停在线后"), q.option[3] = i % 3 == 1 ? S("") : S("按喇叭");
		assert_int_equal(question_put(CX, &q), 1);
	}
	DONE(CX, course_duty_add(CX, (unit_id){ 1 }, S("/1/"), kit_owner(CX, "李四光", "15400000001"), 202611, 3, 0, &d));
	w.duty = d.id;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static int attempt;

static struct exam start(void)
{
	struct exam e;

	DONE(CX, exam_start(CX, w.duty, ++attempt, &rules, &e));
	return e;
}

struct paper_seen { int n, topic[QT_N], keys; int64_t right; char given[EXAM_QUESTIONS_MAX + 1][8]; str text[EXAM_QUESTIONS_MAX + 1]; char key[EXAM_QUESTIONS_MAX + 1][8]; bool turned; };

static int look(struct cx *cx, const struct exam_question *q, void *arg)
{
	struct paper_seen *p = arg;

	(void)cx;
	p->n++;
	p->topic[q->topic]++;
	p->keys += q->key.n > 0;
	snprintf(p->key[q->no], sizeof p->key[0], "%.*s", STR_ARG(q->key));
	snprintf(p->given[q->no], sizeof p->given[0], "%.*s", STR_ARG(q->given));
	p->turned |= q->kind != QK_JUDGE && !str_eq(q->option[0], S("停下"));
	return 0;
}

static struct paper_seen seen(const struct exam *e, bool key)
{
	struct paper_seen p = { .n = 0 };

	assert_int_equal(exam_questions(CX, e, key, look, &p), e->questions);
	return p;
}

/* As many right answers as asked for; the others wrong. */
static void answer(const struct exam *e, int right)
{
	struct paper_seen p = seen(e, true);

	for (int no = 1; no <= p.n; no++)
		DONE(CX, exam_answer(CX, e, no, no <= right ? str_of(p.key[no]) : strcmp(p.key[no], "B") == 0 ? S("A") : S("B")));
}

/* EX1 */
static void a_question_is_never_changed(void **state)
{
	struct question q, old;

	(void)state;
	DONE(CX, question_get(CX, 1, &q));
	assert_true(sql_exec(CX, &t_edit, BIND(V(q.id))) < 0);
	CX->err = (struct err){ 0 };
	assert_int_equal(question_put(CX, &q), 0);
	struct exam e = start();
	q.text = S("红灯亮时应当怎么办？");
	assert_int_equal(question_put(CX, &q), 2);
	DONE(CX, question_get(CX, 1, &old));
	assert_true(old.retired_at > 0);
	REFUSED(CX, E_STATE, question_retire(CX, &old));
	assert_int_equal(seen(&e, false).n, rules.questions);
	DONE(CX, exam_end(CX, &e));
}

/* EX2 */
static void there_is_one_open_paper_and_an_ended_one_stands(void **state)
{
	struct exam e = start(), other;

	(void)state;
	REFUSED(CX, E_STATE, exam_start(CX, w.duty, attempt + 1, &rules, &other));
	answer(&e, 14);
	DONE(CX, exam_end(CX, &e));
	assert_int_equal(e.state, EXS_PASSED);
	assert_int_equal(e.correct, 14);
	REFUSED(CX, E_STATE, exam_end(CX, &e));
	assert_true(sql_exec(CX, &t_reopen, BIND(V(e.id))) < 0);
	CX->err = (struct err){ 0 };
	struct exam stale = e;
	stale.state = EXS_OPEN;      /* even from what was read before */
	REFUSED(CX, E_STATE, exam_answer(CX, &stale, 1, S("A")));
}

/* EX3 */
static void the_time_is_the_servers(void **state)
{
	struct exam e = start();
	utc_ms now = CX->now;

	(void)state;
	answer(&e, 12);
	CX->now = e.ends_at - 1;
	DONE(CX, exam_answer(CX, &e, 13, S("A")));
	CX->now = e.ends_at;
	REFUSED(CX, E_STATE, exam_answer(CX, &e, 14, S("A")));
	DONE(CX, exam_end(CX, &e));
	assert_true(e.late && e.correct >= 12);
	CX->now = now;
}

static void the_mark_is_rounded_up(void **state)
{
	struct exam e = start();

	(void)state;
	assert_int_equal(e.pass_at, 12);      /* 80 % of 14 is 11.2 */
	answer(&e, 11);
	DONE(CX, exam_end(CX, &e));
	assert_int_equal(e.state, EXS_FAILED);
	assert_int_equal(e.correct, 11);
}

/* EX4 */
static void a_paper_shows_no_keys_and_an_order_of_its_own(void **state)
{
	struct exam e = start();
	struct paper_seen p = seen(&e, false);

	(void)state;
	assert_int_equal(p.keys, 0);
	assert_true(p.turned);
	assert_int_equal(seen(&e, true).keys, rules.questions);
	REFUSED(CX, E_INVALID, exam_answer(CX, &e, 15, S("A")));
	REFUSED(CX, E_INVALID, exam_answer(CX, &e, 1, S("E")));
	REFUSED(CX, E_INVALID, exam_answer(CX, &e, 1, S("BA")));
	DONE(CX, exam_answer(CX, &e, 1, S("A")));
	DONE(CX, exam_answer(CX, &e, 1, S("")));
	assert_string_equal(seen(&e, false).given[1], "");
	DONE(CX, exam_void(CX, &e));
}

/* A paper in that state, of a rider of its own. */
static struct exam paper_in(enum exam_state to, int n)
{
	struct course_duty d;
	struct exam e;
	char phone[24];

	snprintf(phone, sizeof phone, "154002%05d", n);
	DONE(CX, course_duty_add(CX, (unit_id){ 1 }, S("/1/"), kit_owner(CX, "李四光", phone), 202611, 3, 0, &d));
	DONE(CX, exam_start(CX, d.id, 1, &rules, &e));
	if (to == EXS_PASSED)
		answer(&e, 14);
	if (to == EXS_PASSED || to == EXS_FAILED)
		DONE(CX, exam_end(CX, &e));
	else if (to == EXS_VOID)
		DONE(CX, exam_void(CX, &e));
	assert_int_equal(e.state, to);
	return e;
}

enum op { OP_ANSWER, OP_END, OP_VOID, OP_START, OP_N };

static int operate(struct exam *e, enum op op)
{
	struct exam other;

	return op == OP_ANSWER ? exam_answer(CX, e, 1, S("A")) : op == OP_END ? exam_end(CX, e) : op == OP_VOID ? exam_void(CX, e) : exam_start(CX, e->duty, 2, &rules, &other);
}

/* EX2: every state of a paper and everything that is done to one; each also with a row that was read while it was open. */
static void every_cell_of_a_papers_life_is_as_the_table_says(void **state)
{
	static const bool may[EXS_N][OP_N] = {
		[EXS_OPEN] = { [OP_ANSWER] = true, [OP_END] = true, [OP_VOID] = true, [OP_START] = false },
		[EXS_PASSED] = { [OP_START] = true }, [EXS_FAILED] = { [OP_START] = true }, [EXS_VOID] = { [OP_START] = true },      /* again or not: flow_course decides */
	};
	int n = 0;

	(void)state;
	for (int s = 0; s < EXS_N; s++)
		for (int op = 0; op < OP_N; op++)
			for (int stale = 0; stale < 2; stale++) {
				struct exam e = paper_in((enum exam_state)s, n++), after;
				enum exam_state before = e.state;
				if (stale)
					e.state = EXS_OPEN;
				DONE(CX, sql_begin(CX, true));
				bool done = operate(&e, (enum op)op) >= 0;
				if (done != may[s][op])
					fail_msg("%.*s paper, operation %d%s: %s", STR_ARG(exam_state_names[s]), op, stale ? ", stale" : "", done ? "done" : "refused");
				if (!done)
					assert_int_equal(CX->err.code, E_STATE);
				sql_rollback(CX);
				CX->err = (struct err){ 0 };
				DONE(CX, exam_get(CX, e.id, &after));
				assert_int_equal(after.state, before);      /* a refusal changes nothing; what was done is rolled back here */
			}
}

static int ids(struct cx *cx, struct sql_row *r, void *arg)
{
	int64_t *v = arg;

	(void)cx;
	v[++v[0]] = sql_i64(r);
	return 0;
}

/* EX5 */
static void another_paper_takes_other_questions_first(void **state)
{
	static const struct sql_stmt of = { "t.of", "SELECT question FROM exam_answer WHERE paper = $1 ORDER BY question", 0, 1, .step = true };
	struct course_duty d;
	struct exam a, b;
	int64_t va[64] = { 0 }, vb[64] = { 0 };

	(void)state;
	DONE(CX, course_duty_add(CX, (unit_id){ 1 }, S("/1/"), kit_owner(CX, "王五", "15400000002"), 202611, 3, 0, &d));
	DONE(CX, exam_start(CX, d.id, 1, &rules, &a));
	struct paper_seen p = seen(&a, false);
	for (int t = 0; t < QT_N; t++)
		assert_int_equal(p.topic[t], 2);
	DONE(CX, exam_end(CX, &a));
	DONE(CX, exam_start(CX, d.id, 2, &rules, &b));
	sql_register((const struct sql_stmt *const[]){ &of }, 1);
	assert_int_equal(sql_each(CX, &of, ids, va, BIND(V(a.id))), 14);
	assert_int_equal(sql_each(CX, &of, ids, vb, BIND(V(b.id))), 14);
	for (int i = 1; i <= 14; i++)
		for (int k = 1; k <= 14; k++)
			assert_int_not_equal(va[i], vb[k]);
}

/* EX6 */
static void no_paper_is_drawn_from_a_bank_that_is_too_small(void **state)
{
	struct exam_rules r = rules;
	struct course_duty d;
	struct exam e;

	(void)state;
	DONE(CX, course_duty_add(CX, (unit_id){ 1 }, S("/1/"), kit_owner(CX, "赵六", "15400000003"), 202611, 3, 0, &d));
	r.questions = 43;
	REFUSED(CX, E_STATE, exam_start(CX, d.id, 1, &r, &e));
}

static struct question_import import(const char *lines, bool put)
{
	struct question_import i;

	DONE(CX, question_import(CX, arena_fmt(CX->arena, "%s%s", head, lines), put, &i));
	return i;
}

static void a_file_is_taken_whole_or_not_at_all(void **state)
{
	static const char good[] = "N1,信号灯,单选,黄灯亮时？,停,走,,,a,实施条例第三十八条\nN2,law,judge,骑车要靠右,正确,错误,,,A,道路交通安全法第三十五条\n";
	static const char bad[] = "N3,signals,single,x,停,走,,,A,s\nN4,none,single,x,停,走,,,A,s\nN5,law,single,x,停,停,,,A,s\nN6,law,multi,x,停,走,,,A,s\nN3,law,single,x,停,走,,,C,\n";
	struct question_import i = import(good, false);

	(void)state;
	assert_true(i.lines == 2 && i.fresh == 2 && i.nfaults == 0);
	i = import(bad, true);
	assert_true(i.lines == 5 && i.nfaults == 4 && i.fresh == 1);
	assert_int_equal(i.fault[0].line, 3);
	assert_string_equal(i.fault[0].field.p, "topic");
	assert_string_equal(i.fault[1].field.p, "b");
	assert_string_equal(i.fault[2].field.p, "answer");
	assert_string_equal(i.fault[3].field.p, "code");
	i = import("N3,signals,single,x,停,走,,,A,s\n", false);
	assert_int_equal(i.fresh, 1);                            /* nothing of the bad file was stored */
	i = import(good, true);
	assert_int_equal(i.fresh, 2);
	i = import(good, true);
	assert_int_equal(i.same, 2);
}

/* The bank that comes with the program. */
static void the_bank_of_the_city_is_sound(void **state)
{
	static char file[200000];
	const char *source = getenv("YZ_SOURCE");
	struct question_import i;
	char path[600];

	(void)state;
	snprintf(path, sizeof path, "%s/db/course/questions.csv", source ? source : ".");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	size_t n = fread(file, 1, sizeof file - 1, f);
	fclose(f);
	DONE(CX, question_import(CX, (str){ file, n }, true, &i));
	for (int64_t k = 0; k < MIN(i.nfaults, QUESTION_FAULTS); k++)
		print_error("# line %lld: %.*s %.*s\n", (long long)i.fault[k].line, STR_ARG(i.fault[k].field), STR_ARG(i.fault[k].why));
	assert_int_equal(i.nfaults, 0);
	assert_true(i.fresh >= 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_is_never_changed), cmocka_unit_test(there_is_one_open_paper_and_an_ended_one_stands), cmocka_unit_test(the_time_is_the_servers),
		cmocka_unit_test(the_mark_is_rounded_up), cmocka_unit_test(a_paper_shows_no_keys_and_an_order_of_its_own), cmocka_unit_test(another_paper_takes_other_questions_first),
		cmocka_unit_test(every_cell_of_a_papers_life_is_as_the_table_says),
		cmocka_unit_test(no_paper_is_drawn_from_a_bank_that_is_too_small), cmocka_unit_test(a_file_is_taken_whole_or_not_at_all),
		cmocka_unit_test(the_bank_of_the_city_is_sound),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
