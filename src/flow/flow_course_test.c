/* flow_course_test — FC1 to FC7: three violations to a certificate; the exam's rules one by one; the wall's code; seats; who does not come. */
#include "flow/flow_notice_testkit.h"

#include <unistd.h>

#include "flow/flow_course.h"
#include "flow/flow_paper.h"
#include "office/bike/bike.h"

enum { MONTH = 202611 };
static int64_t room;
static int nriders;

static const struct sql_stmt t_noted = { "tc.noted", "SELECT count(*) FROM audit WHERE verb = 'course.list'", 0, 0 };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_noted };
	static char file[100000];
	const char *source = getenv("YZ_SOURCE");
	struct question_import i;
	struct course_room r;
	char path[600];

	sql_register(list, COUNTOF(list));
	kit_setup(state);
	snprintf(path, sizeof path, "%s/db/course/questions.csv", source ? source : ".");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	size_t n = fread(file, 1, sizeof file, f);
	fclose(f);
	DONE(CX, question_import(CX, (str){ file, n }, true, &i));
	assert_int_equal(i.nfaults, 0);
	DONE(CX, course_room_add(CX, (unit_id){ 1 }, S("/1/"), S("一号教室"), S("解放路 1 号"), 60, &r));
	room = r.id;
	return 0;
}

static int teardown(void **state) { return kit_teardown(state); }

/* The memory of one request. */
static int fresh(void **state)
{
	(void)state;
	arena_reset(CX->arena);
	CX->err = (struct err){ 0 };
	return 0;
}

static owner_id a_rider(void)
{
	char phone[24];

	snprintf(phone, sizeof phone, "154100%05d", ++nriders);
	return kit_owner(CX, "张三丰", phone);
}

static struct course_duty duty_of(owner_id who)
{
	struct course_duty d;

	DONE(CX, course_duty_of_month(CX, who, MONTH, &d));
	return d;
}

static struct course_duty owing(owner_id *ret)
{
	*ret = a_rider();
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_course_owed(CX, *ret, MONTH, 3, true));
	return duty_of(*ret);
}

static struct course_planned planned;

/* n classes on weekdays at nine, from tomorrow on. */
static struct course plan(int n, struct course *ret)
{
	struct course_plan p = { .room = room, .from_day = day_of(CX->now) + 1, .from_min = 9 * 60, .count = n, .seats = 3, .weekdays = 31 };

	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_course_plan(CX, &p, &planned));
	assert_int_equal(planned.n, n);
	memcpy(ret, planned.c, (size_t)n * sizeof *ret);
	return ret[0];
}

static void attend(owner_id who, const struct course_duty *d, const struct course *c, int session)
{
	enum course_attend_says says;
	char code[COURSE_CODE + 1];
	utc_ms until;

	CX->now = course_session_start(&c->s[session]) + MINUTE_MS;
	DONE(CX, course_code_now(CX, c->id, code, &until));
	as_owner(who);
	DONE(CX, flow_my_course_attend(CX, d->id, str_of(code), &says));
	assert_int_equal(says, CAS_CAME);
}

/* Who has completed the course. */
static struct course_duty ready(owner_id *ret)
{
	struct course_duty d = owing(ret);
	struct my_course m;
	struct course c;

	plan(1, &c);
	as_owner(*ret);
	DONE(CX, flow_my_course_book(CX, d.id, c.id, &m));
	for (int i = 0; i < c.nsession; i++)
		attend(*ret, &d, &c, i);
	d = duty_of(*ret);
	assert_int_equal(d.state, CDS_EXAM);
	CX->now = course_session_end(&c.s[c.nsession - 1]);
	return d;
}

struct keys { char key[EXAM_QUESTIONS_MAX + 1][8]; int n; };

static int take_key(struct cx *cx, const struct exam_question *q, void *arg)
{
	struct keys *k = arg;

	(void)cx;
	snprintf(k->key[q->no], sizeof k->key[0], "%.*s", STR_ARG(q->key));
	k->n++;
	return 0;
}

static void answer(const struct course_duty *d, const struct exam *e, int right)
{
	struct keys k = { .n = 0 };
	struct exam x;

	DONE(CX, exam_questions(CX, e, true, take_key, &k));
	for (int no = 1; no <= k.n; no++)
		DONE(CX, flow_my_exam_answer(CX, d->id, no, no <= right ? str_of(k.key[no]) : S(""), &x));
}

/* FC1, by way of the count */
static void FC1_three_violations_make_a_duty_and_two_take_it_away(void **state)
{
	owner_id who = a_rider();
	struct violation v[3];
	struct course_duty d;

	(void)state;
	for (int i = 0; i < 3; i++)
		v[i] = confirmed_by(who, CX->now - (3 - i) * HOUR_MS);
	d = duty_of(who);
	assert_true(d.state == CDS_REQUIRED && d.count == 3);
	assert_int_equal(d.book_due, day_of(CX->now) + 30);
	DONE(CX, flow_count_month(CX, who, MONTH));
	assert_int_equal(duty_of(who).ver, d.ver);              /* again: nothing more */
	struct violation extra = confirmed_by(who, CX->now - MINUTE_MS);
	assert_int_equal(duty_of(who).count, 4);
	as_officer(w.two, ROLE_TRAFFIC);
	for (int i = 0; i < 2; i++) {
		struct violation *x = i ? &v[0] : &extra;
		DONE(CX, violation_step(CX, x, VE_REVOKE, &(struct violation_do){ .ground = S("unclear"), .note = S("误判") }));
		DONE(CX, flow_count_month(CX, who, MONTH));
	}
	assert_int_equal(duty_of(who).state, CDS_WITHDRAWN);
	confirmed_by(who, CX->now - MINUTE_MS);
	assert_int_equal(duty_of(who).state, CDS_REQUIRED);
}

static void FC1_what_was_passed_is_history_and_an_open_paper_is_void(void **state)
{
	owner_id who, other;
	struct course_duty d = ready(&who), o = ready(&other);
	struct exam e, x;

	(void)state;
	as_owner(who);
	DONE(CX, flow_my_exam_start(CX, d.id, &e));
	answer(&d, &e, 20);
	DONE(CX, flow_my_exam_end(CX, d.id, &e));
	as_owner(other);
	DONE(CX, flow_my_exam_start(CX, o.id, &x));
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_course_owed(CX, who, MONTH, 2, false));
	DONE(CX, flow_course_owed(CX, other, MONTH, 2, false));
	d = duty_of(who);
	assert_true(d.state == CDS_PASSED && d.history);
	assert_int_equal(duty_of(other).state, CDS_WITHDRAWN);
	DONE(CX, exam_get(CX, x.id, &x));
	assert_int_equal(x.state, EXS_VOID);
	DONE(CX, flow_course_owed(CX, who, MONTH, 3, true));
	d = duty_of(who);
	assert_true(d.state == CDS_PASSED && !d.history);      /* passed once is passed */
}

/* FC2 */
static void FC2_classes_are_planned_around_holidays_and_other_classes(void **state)
{
	struct course_planned *c = &planned;
	struct course_plan p = { .room = room, .from_day = day_of(day_at(2026, 12, 29, 0)), .from_min = 14 * 60, .count = 2, .weekdays = 31, .dry = true };

	(void)state;
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_course_plan(CX, &p, c));
	assert_true(c->n == 2 && c->c[0].id == 0 && c->days == 3 && c->minutes == 120);
	assert_int_equal(c->c[0].first_day, day_of(day_at(2026, 12, 29, 0)));
	assert_int_equal(c->c[0].last_day, day_of(day_at(2026, 12, 31, 0)));
	assert_int_equal(c->c[1].first_day, day_of(day_at(2027, 1, 4, 0)));      /* 1 to 3 January are off */
	assert_int_equal(c->c[0].s[0].to_min, 16 * 60);
	assert_true(c->nskip == 1 && c->skip[0].why == CSK_HOLIDAY && c->skip[0].day == day_of(day_at(2027, 1, 1, 0)));      /* the 2nd and the 3rd nobody asked for */
	p.dry = false;
	DONE(CX, flow_course_plan(CX, &p, c));
	struct course had = c->c[0];
	p.count = 1;
	DONE(CX, flow_course_plan(CX, &p, c));
	assert_int_equal(c->c[0].first_day, day_of(day_at(2027, 1, 7, 0)));      /* after those two */
	assert_int_equal(c->c[0].seats, 60);
	assert_true(c->nskip == 7 && c->skip[0].why == CSK_TAKEN && c->skip[0].by.id == had.id && str_eq(c->skip[0].by.number, had.number));
	assert_true(c->skip[0].by.from_min == 14 * 60 && c->skip[0].by.to_min == 16 * 60 && c->skip[3].why == CSK_HOLIDAY);
	p.weekdays = 0;
	REFUSED(CX, E_INVALID, flow_course_plan(CX, &p, c));
	CX->area = S("/1/2/");
	p.weekdays = 31;
	REFUSED(CX, E_DENIED, flow_course_plan(CX, &p, c));
}

/* FC2 */
static void FC2_a_class_does_not_begin_in_the_past(void **state)
{
	utc_ms was = CX->now;
	struct course_plan p = { .room = room, .from_day = day_of(day_at(2026, 11, 11, 0)), .from_min = 14 * 60, .count = 1, .weekdays = 127, .dry = true };

	(void)state;
	as_officer(w.one, ROLE_TRAFFIC);
	CX->now = day_at(2026, 11, 12, 0) + 14 * 3600 * 1000;      /* a Thursday, two in the afternoon */
	assert_int_equal(flow_course_plan(CX, &p, &planned), E_STATE);
	assert_string_equal(CX->err.field, "first_day_past");
	CX->err = (struct err){ 0 };
	p.from_day++;
	REFUSED(CX, E_STATE, flow_course_plan(CX, &p, &planned));      /* begins this minute */
	p.from_min++;
	DONE(CX, flow_course_plan(CX, &p, &planned));
	assert_int_equal(planned.c[0].first_day, p.from_day);
	p.from_min = 9 * 60;
	p.weekdays = 127 & ~8;      /* from today on, but never on a Thursday: nothing of it is over */
	DONE(CX, flow_course_plan(CX, &p, &planned));
	assert_int_equal(planned.c[0].first_day, p.from_day + 1);
	CX->now = was;
}

/* FC3 */
static void FC3_the_code_counts_in_its_time_for_who_holds_a_seat(void **state)
{
	owner_id who, other;
	struct course_duty d = owing(&who), o = owing(&other);
	enum course_attend_says says;
	char code[COURSE_CODE + 1];
	struct my_course m;
	struct course c;
	utc_ms until;

	(void)state;
	plan(1, &c);
	as_owner(who);
	DONE(CX, flow_my_course_book(CX, d.id, c.id, &m));
	DONE(CX, course_code_now(CX, c.id, code, &until));
	DONE(CX, flow_my_course_attend(CX, d.id, str_of(code), &says));
	assert_int_equal(says, CAS_NOT_NOW);
	CX->now = course_session_start(&c.s[0]);
	DONE(CX, course_code_now(CX, c.id, code, &until));
	REFUSED(CX, E_NOTFOUND, flow_my_course_attend(CX, o.id, str_of(code), &says));      /* another's */
	as_owner(other);
	DONE(CX, flow_my_course_attend(CX, o.id, str_of(code), &says));
	assert_int_equal(says, CAS_NOT_NOW);                       /* holds no seat */
	as_owner(who);
	CX->now += 2 * COURSE_STEP_MS;
	DONE(CX, flow_my_course_attend(CX, d.id, str_of(code), &says));
	assert_int_equal(says, CAS_WRONG);
	for (int i = 1; i < COURSE_TRIES; i++)
		DONE(CX, flow_my_course_attend(CX, d.id, S("000000x"), &says));
	DONE(CX, course_code_now(CX, c.id, code, &until));
	DONE(CX, flow_my_course_attend(CX, d.id, str_of(code), &says));
	assert_int_equal(says, CAS_TOO_MANY);
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_course_tick(CX, c.id, d.id, 1, true, S(""), &d));
	assert_int_equal(d.state, CDS_IN_CLASS);
	REFUSED(CX, E_STATE, flow_course_tick(CX, c.id, d.id, 2, true, S(""), &d));        /* to come */
	REFUSED(CX, E_STATE, flow_course_tick(CX, c.id, o.id, 1, true, S(""), &o));        /* no seat */
	attend(who, &d, &c, 1);                                    /* another session, other tries */
	DONE(CX, flow_my_course_attend(CX, d.id, S("000000"), &says));
	assert_int_equal(says, CAS_WRONG);
}

/* FC4 */
static void FC4_the_exam_is_not_read_before_its_start_nor_after_its_end(void **state)
{
	owner_id who, other;
	struct course_duty d = ready(&who), o = owing(&other);
	struct exam e, x;

	(void)state;
	as_owner(who);
	REFUSED(CX, E_STATE, flow_my_exam(CX, d.id, &e));
	DONE(CX, flow_my_exam_start(CX, d.id, &e));
	DONE(CX, flow_my_exam(CX, d.id, &x));
	assert_int_equal(x.id, e.id);
	as_owner(other);
	REFUSED(CX, E_NOTFOUND, flow_my_exam(CX, d.id, &x));
	REFUSED(CX, E_NOTFOUND, flow_my_exam_answer(CX, d.id, 1, S("A"), &x));
	REFUSED(CX, E_NOTFOUND, flow_my_exam_end(CX, d.id, &x));
	REFUSED(CX, E_STATE, flow_my_exam(CX, o.id, &x));
	as_officer(w.one, ROLE_TRAFFIC);
	str pdf;
	REFUSED(CX, E_STATE, flow_exam_pdf(CX, d.id, S("key"), &pdf));      /* of a paper on the phone nobody prints the key */
	as_owner(who);
	DONE(CX, flow_my_exam_end(CX, d.id, &e));
	REFUSED(CX, E_STATE, flow_my_exam(CX, d.id, &x));
	REFUSED(CX, E_STATE, flow_my_exam_answer(CX, d.id, 1, S("A"), &x));
	REFUSED(CX, E_STATE, flow_my_exam_end(CX, d.id, &x));
}

/* A duty in that state, by the room's own steps. */
static struct course_duty in_state(enum course_duty_state to, owner_id *ret)
{
	static const enum course_duty_ev way[CDS_N][6] = {
		[CDS_REQUIRED] = { CDE_N }, [CDS_BOOKED] = { CDE_BOOK, CDE_N }, [CDS_IN_CLASS] = { CDE_BOOK, CDE_ATTEND, CDE_N },
		[CDS_EXAM] = { CDE_BOOK, CDE_ATTEND, CDE_COMPLETE, CDE_N }, [CDS_RETAKE] = { CDE_BOOK, CDE_ATTEND, CDE_COMPLETE, CDE_FAIL, CDE_N },
		[CDS_PASSED] = { CDE_BOOK, CDE_ATTEND, CDE_COMPLETE, CDE_PASS, CDE_N }, [CDS_NO_SHOW] = { CDE_BOOK, CDE_MISS, CDE_N }, [CDS_ESCALATED] = { CDE_ESCALATE, CDE_N },
		[CDS_WITHDRAWN] = { CDE_WITHDRAW, CDE_N },
	};
	struct course_duty d;
	struct course c;

	arena_reset(CX->arena);
	d = owing(ret);
	plan(1, &c);
	for (int i = 0; way[to][i] != CDE_N; i++) {
		CX->roles = way[to][i] == CDE_WITHDRAW ? ROLE_SYSTEM : ROLE_TRAFFIC;
		if (way[to][i] == CDE_COMPLETE)
			CX->now = course_session_end(&c.s[c.nsession - 1]);
		DONE(CX, course_duty_step(CX, &d, way[to][i], &(struct course_duty_do){ .note = S("一句话说明"), .course = c.id, .retake_day = day_of(CX->now), .score = 12 }));
	}
	assert_int_equal(d.state, to);
	return d;
}

enum exam_op { XO_START, XO_READ, XO_ANSWER, XO_END, XO_PRINT, XO_ENTER, XO_KEY, XO_N };

static int exam_op(const struct course_duty *d, enum exam_op op)
{
	struct course_duty after;
	struct exam e;
	str pdf;

	switch (op) {
	case XO_START: return flow_my_exam_start(CX, d->id, &e);
	case XO_READ: return flow_my_exam(CX, d->id, &e);
	case XO_ANSWER: return flow_my_exam_answer(CX, d->id, 1, S("A"), &e);
	case XO_END: return flow_my_exam_end(CX, d->id, &e);
	case XO_PRINT: return flow_exam_print(CX, d->id, &e);
	case XO_ENTER: return flow_exam_enter(CX, d->id, S(",,,,,,,,,,,,,,,,,,,"), &e, &after);
	default: return flow_exam_pdf(CX, d->id, S("key"), &pdf);
	}
}

/* Done or refused, with nothing left of it. PDFs are made outside of a transaction. */
static bool exam_does(const struct course_duty *d, enum exam_op op, enum exam_op first)
{
	int rc = first == XO_N ? 0 : exam_op(d, first);

	assert_true(rc >= 0);
	if (op != XO_KEY)
		DONE(CX, sql_begin(CX, true));
	rc = exam_op(d, op);
	if (op != XO_KEY)
		sql_rollback(CX);
	CX->err = (struct err){ 0 };
	return rc >= 0;
}

enum exam_who { XW_RIDER, XW_OTHER, XW_OFFICER, XW_AFAR, XW_N };

static void be(enum exam_who who, owner_id rider, owner_id other)
{
	if (who == XW_RIDER || who == XW_OTHER)
		as_owner(who == XW_RIDER ? rider : other);
	else
		as_officer(w.one, ROLE_TRAFFIC);
	if (who == XW_AFAR)
		CX->area = S("/1/2/");
}

/* FC4, FC5: the whole table. A paper is begun in the two states that have the exam before them, by the rider on the phone or by an officer of the area on paper;
 * without a paper nothing else is done in any state. */
static void FC4_FC5_every_state_of_a_duty_and_everybody_at_the_exam(void **state)
{
	(void)state;
	for (int s = 0; s < CDS_N; s++) {
		owner_id rider, other = a_rider();
		struct course_duty d = in_state((enum course_duty_state)s, &rider);
		bool exam = s == CDS_EXAM || s == CDS_RETAKE;
		for (int who = 0; who < XW_N; who++)
			for (int op = 0; op < XO_N; op++) {
				bool want = exam && ((op == XO_START && who == XW_RIDER) || (op == XO_PRINT && who == XW_OFFICER));
				be((enum exam_who)who, rider, other);
				if (exam_does(&d, (enum exam_op)op, XO_N) != want)
					fail_msg("%.*s, operation %d by %d: %s", STR_ARG(course_duty_state_names[s]), op, who, want ? "refused" : "done");
			}
	}
}

/* The same with a paper open: the phone's is its rider's alone, the printed one the officers' of the area alone. */
static void FC4_an_open_paper_is_of_one_side_only(void **state)
{
	static const bool may[2][XO_N][XW_N] = {
		[EXH_PHONE] = { [XO_READ] = { [XW_RIDER] = true }, [XO_ANSWER] = { [XW_RIDER] = true }, [XO_END] = { [XW_RIDER] = true } },
		[EXH_PRINT] = { [XO_ENTER] = { [XW_OFFICER] = true }, [XO_KEY] = { [XW_OFFICER] = true } },
	};

	(void)state;
	for (int how = 0; how < 2; how++) {
		owner_id rider, other = a_rider();
		struct course_duty d = in_state(CDS_EXAM, &rider);
		be(how == EXH_PHONE ? XW_RIDER : XW_OFFICER, rider, other);
		assert_true(exam_op(&d, how == EXH_PHONE ? XO_START : XO_PRINT) >= 0);
		for (int late = 0; late < 2; late++) {
			utc_ms now = CX->now;
			struct exam e;
			DONE(CX, exam_last(CX, d.id, &e));
			CX->now = late ? e.ends_at : now;
			for (int who = 0; who < XW_N; who++)
				for (int op = 0; op < XO_N; op++) {
					/* after its time it is still handed in, and then counts as what was saved; nothing is added to it */
					bool want = may[how][op][who] && (!late || op == XO_END || op == XO_KEY);
					be((enum exam_who)who, rider, other);
					if (exam_does(&d, (enum exam_op)op, XO_N) != want)
						fail_msg("%s, operation %d by %d%s: %s", how ? "print" : "phone", op, who, late ? ", late" : "", want ? "refused" : "done");
				}
			CX->now = now;
		}
	}
}

static void FC4_one_duty_does_not_open_another(void **state)
{
	owner_id who;
	struct course_duty d = in_state(CDS_EXAM, &who), n;
	struct exam e, x;

	(void)state;
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_course_owed(CX, who, MONTH - 1, 3, true));
	DONE(CX, course_duty_of_month(CX, who, MONTH - 1, &n));
	as_owner(who);
	DONE(CX, flow_my_exam_start(CX, d.id, &e));
	REFUSED(CX, E_STATE, flow_my_exam(CX, n.id, &x));
	REFUSED(CX, E_STATE, flow_my_exam_start(CX, n.id, &x));
	REFUSED(CX, E_STATE, flow_my_exam_end(CX, n.id, &x));
	/* handed in twice, and by the job besides: counted once */
	answer(&d, &e, 20);
	CX->now = e.ends_at;
	DONE(CX, flow_my_exam_end(CX, d.id, &x));
	REFUSED(CX, E_STATE, flow_my_exam_end(CX, d.id, &x));
	as_officer((account_id){ 0 }, ROLE_SYSTEM);
	DONE(CX, flow_course_work(CX));
	d = duty_of(who);
	assert_true(d.state == CDS_PASSED && d.attempts == 1);
}

/* FC5 */
static void FC5_it_is_sat_after_the_course_once_at_a_time_and_retaken_by_the_rules(void **state)
{
	owner_id who, early;
	struct course_duty o = owing(&early), d = ready(&who);
	struct exam e, x;

	(void)state;
	as_owner(early);
	REFUSED(CX, E_STATE, flow_my_exam_start(CX, o.id, &e));      /* not complete */
	as_owner(who);
	for (int i = 0; i < 3; i++) {
		DONE(CX, flow_my_exam_start(CX, d.id, &e));
		assert_int_equal(e.attempt, i + 1);
		REFUSED(CX, E_STATE, flow_my_exam_start(CX, d.id, &x));   /* twice at once */
		answer(&d, &e, 15);
		DONE(CX, flow_my_exam_end(CX, d.id, &e));
		assert_true(e.state == EXS_FAILED && e.correct == 15);
		assert_int_equal(duty_of(who).state, i < 2 ? CDS_RETAKE : CDS_REQUIRED);
		REFUSED(CX, E_STATE, flow_my_exam_start(CX, d.id, &x));   /* too early; at last: the course again */
		CX->now += DAY_MS;
	}
	REFUSED(CX, E_STATE, flow_my_exam_start(CX, d.id, &x));
	d = duty_of(who);
	assert_true(d.state == CDS_REQUIRED && d.fails == 0 && d.attempts == 3);
}

static void FC5_the_last_session_is_over_before_the_exam(void **state)
{
	owner_id who;
	struct course_duty d = ready(&who);
	struct my_course m;
	struct exam e;

	(void)state;
	as_owner(who);
	CX->now -= 1;
	REFUSED(CX, E_STATE, flow_my_exam_start(CX, d.id, &e));      /* signed in to all of them, and the last one is on */
	DONE(CX, flow_my_course(CX, d.id, &m));
	assert_true(!m.may_exam && str_eq(m.why, S("not_complete")));
	as_officer(w.one, ROLE_TRAFFIC);
	REFUSED(CX, E_STATE, flow_exam_print(CX, d.id, &e));
	CX->now += 1;
	as_owner(who);
	DONE(CX, flow_my_exam_start(CX, d.id, &e));
}

static void FC5_who_passes_has_a_certificate_that_verifies(void **state)
{
	owner_id who;
	struct course_duty d = ready(&who);
	struct course_certificate c;
	enum paper_verdict v;
	struct exam e;

	(void)state;
	as_owner(who);
	DONE(CX, flow_my_exam_start(CX, d.id, &e));
	answer(&d, &e, 16);
	DONE(CX, flow_my_exam_end(CX, d.id, &e));
	assert_true(e.state == EXS_PASSED && e.correct == 16);
	REFUSED(CX, E_STATE, flow_my_exam_start(CX, d.id, &e));
	DONE(CX, course_certificate_of(CX, d.id, &c));
	flow_paper_rates_clear();
	DONE(CX, flow_paper_verify(CX, c.code, S("127.0.0.1"), &v));
	assert_int_equal(v, PV_COURSE);
	DONE(CX, flow_paper_verify(CX, S("00000000000000000000000000"), S("127.0.0.1"), &v));
	assert_int_equal(v, PV_INVALID);
	DONE(CX, flow_paper_verify(CX, S("x"), S("127.0.0.1"), &v));
	assert_int_equal(v, PV_INVALID);
}

/* FC6 */
static void FC6_what_was_saved_by_its_end_counts(void **state)
{
	owner_id who, other;
	struct course_duty d = ready(&who), o = ready(&other);
	struct exam e, x;

	(void)state;
	as_owner(who);
	DONE(CX, flow_my_exam_start(CX, d.id, &e));
	answer(&d, &e, 17);
	as_owner(other);
	DONE(CX, flow_my_exam_start(CX, o.id, &x));
	CX->now = e.ends_at;
	as_owner(who);
	struct exam y;
	REFUSED(CX, E_STATE, flow_my_exam_answer(CX, d.id, 18, S("A"), &y));
	REFUSED(CX, E_STATE, flow_my_exam(CX, d.id, &y));
	as_officer((account_id){ 0 }, ROLE_SYSTEM);
	assert_true(flow_course_work(CX) >= 2);
	DONE(CX, exam_get(CX, e.id, &e));
	assert_true(e.state == EXS_PASSED && e.late && e.correct == 17);
	assert_int_equal(duty_of(who).state, CDS_PASSED);
	assert_int_equal(duty_of(other).state, CDS_RETAKE);
}

/* FC7 */
static void FC7_who_does_not_come_is_before_an_officer_after_the_second_class(void **state)
{
	owner_id who, late;
	struct course_duty d = owing(&who), l;
	struct my_course m;
	struct course c[2];

	(void)state;
	plan(2, c);
	as_owner(who);
	DONE(CX, flow_my_course_book(CX, d.id, c[0].id, &m));
	CX->now = course_session_start(&c[0].s[0]) + MINUTE_MS;
	REFUSED(CX, E_STATE, flow_my_course_cancel(CX, d.id, &m));      /* begun */
	REFUSED(CX, E_STATE, flow_my_course_book(CX, d.id, c[1].id, &m));
	as_officer((account_id){ 0 }, ROLE_SYSTEM);
	CX->now = course_session_end(&c[0].s[0]) + MINUTE_MS;
	DONE(CX, flow_course_work(CX));
	assert_int_equal(duty_of(who).state, CDS_BOOKED);               /* a quarter of an hour is left */
	CX->now = course_session_end(&c[0].s[0]) + 15 * MINUTE_MS;
	DONE(CX, flow_course_work(CX));
	d = duty_of(who);
	assert_true(d.state == CDS_NO_SHOW && d.misses == 1);
	as_owner(who);
	DONE(CX, flow_my_course_book(CX, d.id, c[1].id, &m));
	attend(who, &d, &c[1], 0);
	as_officer((account_id){ 0 }, ROLE_SYSTEM);
	CX->now = course_session_end(&c[1].s[2]) + 16 * MINUTE_MS;
	DONE(CX, flow_course_work(CX));
	assert_int_equal(duty_of(who).state, CDS_ESCALATED);
	DONE(CX, course_get(CX, c[1].id, &c[1]));
	assert_int_equal(c[1].state, COS_CLOSED);
	l = owing(&late);
	CX->now += 31 * (utc_ms)DAY_MS;
	as_officer((account_id){ 0 }, ROLE_SYSTEM);
	DONE(CX, flow_course_work(CX));
	l = duty_of(late);
	assert_int_equal(l.state, CDS_ESCALATED);
	as_officer(w.one, ROLE_TRAFFIC);
	REFUSED(CX, E_INVALID, flow_course_do(CX, l.id, CDE_SETTLE, &(struct course_duty_do){ .note = S("") }, &l));
	DONE(CX, flow_course_do(CX, l.id, CDE_SETTLE, &(struct course_duty_do){ .note = S("已电话联系") }, &l));
	assert_true(l.state == CDS_REQUIRED && l.book_due > day_of(CX->now));
	CX->area = S("/1/2/");
	REFUSED(CX, E_DENIED, flow_course_do(CX, l.id, CDE_ESCALATE, &(struct course_duty_do){ .note = S("一句话") }, &l));
}

static void FC7_who_misses_one_session_of_a_class_has_missed_the_class(void **state)
{
	for (int missing = 0; missing < 3; missing++) {
		owner_id who;
		struct course_duty d = owing(&who);
		struct my_course m;
		struct course c;
		plan(1, &c);
		as_owner(who);
		DONE(CX, flow_my_course_book(CX, d.id, c.id, &m));
		for (int i = 0; i < missing; i++)
			attend(who, &d, &c, i);
		as_officer((account_id){ 0 }, ROLE_SYSTEM);
		CX->now = course_session_end(&c.s[missing]) + 14 * MINUTE_MS;
		DONE(CX, flow_course_work(CX));
		assert_int_equal(duty_of(who).state, missing ? CDS_IN_CLASS : CDS_BOOKED);
		CX->now += MINUTE_MS;
		DONE(CX, flow_course_work(CX));
		assert_int_equal(duty_of(who).state, CDS_NO_SHOW);
		fresh(state);
	}
}

static void a_class_called_off_gives_its_riders_back(void **state)
{
	owner_id who;
	struct course_duty d = owing(&who);
	struct my_course m;
	struct course c;

	(void)state;
	plan(1, &c);
	as_owner(who);
	DONE(CX, flow_my_course_book(CX, d.id, c.id, &m));
	as_officer(w.one, ROLE_TRAFFIC);
	REFUSED(CX, E_INVALID, flow_course_cancel(CX, c.id, S(""), &c));
	d = duty_of(who);
	if (d.state == CDS_BOOKED)      /* the refusal is rolled back by its caller; here it is not */
		DONE(CX, flow_course_cancel(CX, c.id, S("教室漏水"), &c));
	assert_int_equal(duty_of(who).state, CDS_REQUIRED);
	DONE(CX, course_get(CX, c.id, &c));
	assert_int_equal(c.state, COS_CANCELLED);
}

static void a_printed_exam_is_entered_by_an_officer(void **state)
{
	owner_id who;
	struct course_duty d = ready(&who);
	struct keys k = { .n = 0 };
	str words = S(""), pdf;
	struct exam e, x;

	(void)state;
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_exam_print(CX, d.id, &e));
	as_owner(who);
	REFUSED(CX, E_STATE, flow_my_exam(CX, d.id, &x));               /* it is on paper, not on the phone */
	REFUSED(CX, E_STATE, flow_my_exam_start(CX, d.id, &x));
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, flow_exam_pdf(CX, d.id, S("paper"), &pdf));
	assert_memory_equal(pdf.p, "%PDF", 4);
	DONE(CX, flow_exam_pdf(CX, d.id, S("key"), &pdf));
	DONE(CX, exam_questions(CX, &e, true, take_key, &k));
	for (int i = 1; i <= k.n; i++)
		words = arena_fmt(CX->arena, "%.*s%s%s", STR_ARG(words), i > 1 ? "," : "", i <= 4 ? "" : k.key[i]);
	REFUSED(CX, E_INVALID, flow_exam_enter(CX, d.id, S("A,B"), &e, &d));
	DONE(CX, flow_exam_enter(CX, d.id, words, &e, &d));
	assert_true(e.state == EXS_PASSED && e.correct == 16);
	assert_int_equal(d.state, CDS_PASSED);
	REFUSED(CX, E_STATE, flow_exam_pdf(CX, d.id, S("key"), &pdf));
	DONE(CX, flow_course_certificate_pdf(CX, d.id, false, &pdf));
	assert_memory_equal(pdf.p, "%PDF", 4);
	as_owner(a_rider());
	REFUSED(CX, E_NOTFOUND, flow_course_certificate_pdf(CX, d.id, true, &pdf));
}

static void read_noted(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t lists_noted(void)
{
	int64_t n;

	DONE(CX, sql_one(CX, &t_noted, read_noted, &n, BIND_NONE));
	return n;
}

static int pages(str pdf)
{
	char path[] = "/tmp/yz-lists-XXXXXX", line[80];
	int fd = mkstemp(path), n = 0;

	assert_true(fd >= 0 && write(fd, pdf.p, pdf.n) == (ssize_t)pdf.n);
	close(fd);
	snprintf(line, sizeof line, "pdfinfo %s | sed -n 's/^Pages: *//p'", path);
	FILE *f = popen(line, "r");
	assert_true(f && fscanf(f, "%d", &n) == 1);
	pclose(f);
	unlink(path);
	return n;
}

/* One file, a page a class; those that were called off, of another day or another area are not in it. */
static void the_lists_of_a_day_are_one_file(void **state)
{
	struct course c;
	struct course_plan late = { .room = room, .from_day = day_of(CX->now) + 1, .from_min = 14 * 60, .count = 1, .seats = 3, .weekdays = 31 };
	struct course_room own;
	struct unit u;
	str pdf;

	(void)state;
	if (system("command -v pdfinfo >/dev/null") != 0)
		skip();
	as_officer(w.one, ROLE_TRAFFIC);
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("u7"), S("七分局"), &u));
	DONE(CX, course_room_add(CX, u.id, u.path, S("七号教室"), S("解放路 7 号"), 60, &own));
	CX->unit = u.id;
	CX->area = u.path;
	struct course_plan early = late;
	early.room = late.room = own.id;
	early.from_min = 9 * 60;
	early.count = 2;      /* one after the other */
	DONE(CX, flow_course_plan(CX, &early, &planned));
	int32_t day = planned.c[0].s[1].day, last = planned.c[1].s[planned.c[1].nsession - 1].day;
	DONE(CX, flow_course_plan(CX, &late, &planned));
	c = planned.c[0];
	assert_int_equal(c.s[1].day, day);
	int64_t had = lists_noted();
	DONE(CX, flow_course_lists_pdf(CX, day, &pdf));
	assert_int_equal(pages(pdf), 2);
	assert_int_equal(lists_noted(), had + 2);      /* a row of each */
	DONE(CX, flow_course_cancel(CX, c.id, S("教室停电"), &c));
	DONE(CX, flow_course_lists_pdf(CX, day, &pdf));
	assert_int_equal(pages(pdf), 1);
	DONE(CX, flow_course_lists_pdf(CX, last, &pdf));
	assert_int_equal(pages(pdf), 1);
	REFUSED(CX, E_NOTFOUND, flow_course_lists_pdf(CX, last + 30, &pdf));
	CX->area = S("/1/999/");
	REFUSED(CX, E_NOTFOUND, flow_course_lists_pdf(CX, day, &pdf));
}

static void named_refusal(const char *name, int rc)
{
	assert_int_equal(rc, E_NOTFOUND);
	assert_string_equal(CX->err.field, name);
	CX->err = (struct err){ 0 };
}

static void a_film_is_seen_when_its_length_has_passed(void **state)
{
	owner_id who;
	struct course_duty d = ready(&who);
	struct course_film f;
	struct my_course m;
	struct exam e;
	str pdf;

	(void)state;
	as_owner(who);
	named_refusal("film_none", flow_my_course_film(CX, d.id, false, &m));
	named_refusal("no_duty", flow_my_course_film(CX, d.id + 1000, false, &m));
	named_refusal("not_passed", flow_course_certificate_pdf(CX, d.id, true, &pdf));
	as_owner(a_rider());
	named_refusal("no_duty", flow_course_certificate_pdf(CX, d.id, true, &pdf));      /* another's is like none */
	as_officer(w.one, ROLE_TRAFFIC);
	named_refusal("not_passed", flow_course_certificate_pdf(CX, d.id, false, &pdf));
	named_refusal("no_duty", flow_course_certificate_pdf(CX, d.id + 1000, false, &pdf));
	DONE(CX, course_film_add(CX, S("警示片"), S("/films/a.mp4"), 600, &f));
	DONE(CX, policy_set(CX, S("course.film"), civil_of(CX->now), S("1")));
	as_owner(who);
	REFUSED(CX, E_STATE, flow_my_exam_start(CX, d.id, &e));
	REFUSED(CX, E_STATE, flow_my_course_film(CX, d.id, true, &m));
	DONE(CX, flow_my_course_film(CX, d.id, false, &m));
	CX->now += 599 * SECOND_MS;
	REFUSED(CX, E_STATE, flow_my_course_film(CX, d.id, true, &m));
	CX->now += SECOND_MS;
	DONE(CX, flow_my_course_film(CX, d.id, true, &m));
	DONE(CX, flow_my_exam_start(CX, d.id, &e));
	DONE(CX, policy_set(CX, S("course.film"), civil_of(CX->now), S("0")));
}

static void who_owes_is_invited_and_told(void **state)
{
	owner_id who;
	struct course_duty d = owing(&who);
	int64_t told, no_phone, left;

	(void)state;
	DONE(CX, flow_course_invite(CX, &d.id, 1, &told, &no_phone));
	assert_true(told == 1 && no_phone == 0);
	d = duty_of(who);
	assert_true(d.invites == 1 && d.invited_at == CX->now);
	DONE(CX, flow_course_invite_all(CX, MONTH, CX->now - DAY_MS, 500, &told, &no_phone, &left));
	assert_int_equal(duty_of(who).invites, 1);                      /* not so soon again */
	for (int i = 0; i < 3; i++)
		owing(&who);
	DONE(CX, flow_course_invite_all(CX, MONTH, CX->now - DAY_MS, 2, &told, &no_phone, &left));
	assert_true(told == 2 && left == 1);
	DONE(CX, flow_course_invite_all(CX, MONTH, CX->now - DAY_MS, 2, &told, &no_phone, &left));
	assert_true(told == 1 && left == 0);                            /* the rest, and nobody twice */
	CX->area = S("/1/2/");
	REFUSED(CX, E_DENIED, flow_course_invite(CX, &d.id, 1, &told, &no_phone));
}

static int keep_one(struct cx *cx, const struct course_duty *d, void *arg)
{
	(void)cx;
	*(struct course_duty *)arg = *d;
	return 0;
}

static void a_rider_is_found_by_the_whole_name_the_phone_or_a_plate(void **state)
{
	owner_id who;
	struct course_duty d = owing(&who), got = { .id = 0 };
	struct pii value;
	char phone[24];

	(void)state;
	snprintf(phone, sizeof phone, "154100%05d", nriders);
	assert_true(pii_take(str_of(phone), &value));
	assert_int_equal(flow_course_find(CX, &(struct course_find){ S("phone"), &value, S("") }, 10, keep_one, &got), 1);
	assert_int_equal(got.id, d.id);
	assert_true(flow_course_find(CX, &(struct course_find){ S("idNo"), &value, S("") }, 10, keep_one, &got) < 0);
	CX->err = (struct err){ 0 };
	assert_true(pii_take(S("张三丰"), &value));
	assert_true(flow_course_find(CX, &(struct course_find){ S("name"), &value, S("") }, 50, keep_one, &got) > 1);
	assert_true(pii_take(S("张三"), &value));
	assert_int_equal(flow_course_find(CX, &(struct course_find){ S("name"), &value, S("") }, 50, keep_one, &got), 0);      /* never by a part */
	struct bike_new n = { .tag = { 0x5ec0c0de }, .owner = who, .how = S("register") };
	bike_id bike;
	assert_true(plate_parse(S("衡P0C0DE"), &n.plate));
	DONE(CX, bike_add(CX, &n, &bike));
	got.id = 0;
	assert_int_equal(flow_course_find(CX, &(struct course_find){ S(""), &value, S("衡p0c0de") }, 10, keep_one, &got), 1);
	assert_int_equal(got.id, d.id);
	REFUSED(CX, E_INVALID, flow_course_find(CX, &(struct course_find){ S(""), &value, S("?") }, 10, keep_one, &got));
	CX->area = S("/1/2/");
	assert_true(pii_take(str_of(phone), &value));
	assert_int_equal(flow_course_find(CX, &(struct course_find){ S("phone"), &value, S("") }, 10, keep_one, &got), 0);     /* of another area */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup(f, fresh)
		T(FC1_three_violations_make_a_duty_and_two_take_it_away), T(FC1_what_was_passed_is_history_and_an_open_paper_is_void),
		T(FC2_classes_are_planned_around_holidays_and_other_classes), T(FC2_a_class_does_not_begin_in_the_past), T(FC3_the_code_counts_in_its_time_for_who_holds_a_seat),
		T(FC4_the_exam_is_not_read_before_its_start_nor_after_its_end),
		T(FC4_FC5_every_state_of_a_duty_and_everybody_at_the_exam), T(FC4_an_open_paper_is_of_one_side_only),
		T(FC4_one_duty_does_not_open_another),
		T(FC5_it_is_sat_after_the_course_once_at_a_time_and_retaken_by_the_rules), T(FC5_who_passes_has_a_certificate_that_verifies),
		T(FC5_the_last_session_is_over_before_the_exam),
		T(FC6_what_was_saved_by_its_end_counts), T(FC7_who_does_not_come_is_before_an_officer_after_the_second_class),
		T(FC7_who_misses_one_session_of_a_class_has_missed_the_class),
		T(a_class_called_off_gives_its_riders_back), T(a_printed_exam_is_entered_by_an_officer), T(the_lists_of_a_day_are_one_file),
		T(a_film_is_seen_when_its_length_has_passed), T(who_owes_is_invited_and_told),
		T(a_rider_is_found_by_the_whole_name_the_phone_or_a_plate),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
