/* course_test — CO1 to CO7: every state, event and role against a golden matrix; seats, rooms, codes of the wall, versions, certificates. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/account/account_testkit.h"
#include "office/course/course.h"
#include "office/owner/owner_testkit.h"

struct world { struct testdb t; int nrider; account_id officer; int64_t room; int32_t next_day; };
static struct world w;
#define CX (&w.t.cx)

static const struct sql_stmt t_change = { "t.change", "UPDATE course_duty_event SET note = 'x' WHERE duty = $1", 0, 1, .step = true };
static const struct sql_stmt t_plain = { "t.plain", "SELECT count(*) FROM course_certificate WHERE p_code LIKE '%ABCDEFGH%'", 0, 0, .step = true };

static int setup(void **state)
{
	static const struct sql_stmt *const list[] = { &t_change, &t_plain };
	struct course_room r;

	(void)state;
	sql_register(list, COUNTOF(list));
	testdb_open(&w.t);
	w.officer = kit_account(CX, "one", "correct horse", ROLE_TRAFFIC, NULL);
	CX->actor = w.officer;
	CX->roles = ROLE_TRAFFIC;
	DONE(CX, course_room_add(CX, (unit_id){ 1 }, S("/1/"), S("一号教室"), S("解放路 1 号"), 60, &r));
	w.room = r.id;
	w.next_day = day_of(CX->now) + 1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct course a_class(int64_t seats)
{
	struct course_session s[3];
	struct course c;

	for (int i = 0; i < 3; i++)
		s[i] = (struct course_session){ w.next_day++, 9 * 60, 11 * 60 };
	DONE(CX, course_add(CX, (unit_id){ 1 }, S("/1/"), &(struct course_new){ w.room, seats, s, 3 }, &c));
	return c;
}

static struct course_duty a_duty(void)
{
	struct course_duty d;
	char phone[24];

	snprintf(phone, sizeof phone, "154%08d", w.nrider++);
	DONE(CX, course_duty_add(CX, (unit_id){ 1 }, S("/1/"), kit_owner(CX, "李四光", phone), 202611, 3, day_of(CX->now) + 30, &d));
	return d;
}

static int step(struct course_duty *d, enum course_duty_ev ev, int64_t course)
{
	return course_duty_step(CX, d, ev, &(struct course_duty_do){ .note = S("一句话说明"), .course = course, .score = 18 });
}

/* A duty in that state. */
static struct course_duty in_state(enum course_duty_state to)
{
	static const enum course_duty_ev way[CDS_N][6] = {
		[CDS_REQUIRED] = { CDE_N }, [CDS_BOOKED] = { CDE_BOOK, CDE_N }, [CDS_IN_CLASS] = { CDE_BOOK, CDE_ATTEND, CDE_N },
		[CDS_EXAM] = { CDE_BOOK, CDE_ATTEND, CDE_COMPLETE, CDE_N }, [CDS_RETAKE] = { CDE_BOOK, CDE_ATTEND, CDE_COMPLETE, CDE_FAIL, CDE_N },
		[CDS_PASSED] = { CDE_BOOK, CDE_ATTEND, CDE_COMPLETE, CDE_PASS, CDE_N }, [CDS_NO_SHOW] = { CDE_BOOK, CDE_MISS, CDE_N }, [CDS_ESCALATED] = { CDE_ESCALATE, CDE_N },
		[CDS_WITHDRAWN] = { CDE_WITHDRAW, CDE_N },
	};
	struct course_duty d = a_duty();
	int64_t course = a_class(3).id;

	for (int i = 0; way[to][i] != CDE_N; i++) {
		CX->roles = way[to][i] == CDE_WITHDRAW ? ROLE_SYSTEM : ROLE_TRAFFIC;
		DONE(CX, step(&d, way[to][i], course));
	}
	CX->roles = ROLE_TRAFFIC;
	assert_int_equal(d.state, to);
	return d;
}

static const unsigned roles[] = { ROLE_OFFICER, ROLE_CASE, ROLE_SYSTEM, ROLE_OWNER, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN,
                                  ROLE_TRAFFIC, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_PUBLIC };

/* One cell: the state after it, CDS_N where it was refused. */
static enum course_duty_state cell(const struct course_duty *at, enum course_duty_ev ev, unsigned role, int64_t course)
{
	struct course_duty d = *at;

	CX->roles = role;
	bool offered = (course_duty_actions(&d, role) >> ev) & 1;
	DONE(CX, sql_begin(CX, true));
	int rc = step(&d, ev, course);
	sql_rollback(CX);
	assert_int_equal(rc == 0, offered);
	assert_int_equal(d.ver, at->ver + (rc == 0));
	CX->err = (struct err){ 0 };
	return rc == 0 ? d.state : CDS_N;
}

/* CO1 */
static void every_cell_is_as_the_golden_matrix_says(void **state)
{
	static const char letters[] = "oeSwckmastjil-";
	static char want[32768], got[32768];
	const char *source = getenv("YZ_SOURCE");
	char path[600];
	size_t k = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/golden/course_life.txt", source ? source : ".");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	want[fread(want, 1, sizeof want - 1, f)] = 0;
	fclose(f);
	for (int from = 0; from < CDS_N; from++) {
		struct course_duty at = in_state((enum course_duty_state)from);
		int64_t other = a_class(3).id;
		for (int ev = 0; ev < CDE_N; ev++) {
			char map[COUNTOF(roles) + 1] = "";
			str to = S("-");
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				enum course_duty_state one = cell(&at, (enum course_duty_ev)ev, roles[r], other);
				map[r] = one == CDS_N ? '.' : letters[r];
				if (one != CDS_N)
					to = course_duty_state_names[one];
			}
			k += (size_t)snprintf(got + k, sizeof got - k, "%-10.*s %-9.*s %s %.*s\n", STR_ARG(course_duty_state_names[from]), STR_ARG(course_duty_event_names[ev]), map,
				STR_ARG(to));
		}
	}
	CX->roles = ROLE_TRAFFIC;
	char *body = strstr(want, "\n\n");
	assert_non_null(body);
	if (strcmp(body + 2, got) != 0) {
		if (getenv("YZ_GOLDEN_OUT")) {
			FILE *o = fopen(getenv("YZ_GOLDEN_OUT"), "w");
			fputs(got, o);
			fclose(o);
		}
		for (char *a = body + 2, *b = got; *a && *b; a += strcspn(a, "\n") + 1, b += strcspn(b, "\n") + 1)
			if (strncmp(a, b, strcspn(b, "\n") + 1) != 0)
				print_error("# the file: %.*s\n# the room: %.*s\n", (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
		fail_msg("tests/golden/course_life.txt says otherwise");
	}
}

/* CO2 */
static void a_change_counts_the_version_and_leaves_a_row_that_stays(void **state)
{
	struct course_duty d = a_duty();
	int64_t c = a_class(2).id;

	(void)state;
	REFUSED(CX, E_STATE, course_duty_step(CX, &d, CDE_BOOK, &(struct course_duty_do){ .course = c, .ver = d.ver + 1 }));
	DONE(CX, step(&d, CDE_BOOK, c));
	assert_int_equal(d.ver, 2);
	assert_true(sql_exec(CX, &t_change, BIND(V(d.id))) < 0);
	CX->err = (struct err){ 0 };
	REFUSED(CX, E_INVALID, course_duty_step(CX, &d, CDE_CLASS_OFF, &(struct course_duty_do){ .note = S("") }));
}

static int64_t taken(int64_t id)
{
	struct course c;

	DONE(CX, course_get(CX, id, &c));
	return c.taken;
}

/* CO3, CO4 */
static void a_class_has_its_seats_and_a_rider_one_of_them(void **state)
{
	struct course_duty a = a_duty(), b = a_duty(), c = a_duty();
	int64_t one = a_class(2).id, two = a_class(2).id;

	(void)state;
	DONE(CX, step(&a, CDE_BOOK, one));
	DONE(CX, step(&b, CDE_BOOK, one));
	REFUSED(CX, E_STATE, step(&c, CDE_BOOK, one));
	assert_int_equal(taken(one), 2);
	DONE(CX, step(&a, CDE_MOVE, two));
	assert_int_equal(taken(one), 1);
	assert_int_equal(taken(two), 1);
	DONE(CX, step(&c, CDE_BOOK, one));
	DONE(CX, step(&a, CDE_CANCEL, 0));
	assert_int_equal(taken(two), 0);
	assert_int_equal(a.course, 0);
	REFUSED(CX, E_STATE, step(&a, CDE_CANCEL, 0));
	REFUSED(CX, E_STATE, course_duty_add(CX, (unit_id){ 1 }, S("/1/"), a.rider, 202611, 4, 0, &b));
}

static void a_class_that_has_begun_or_was_called_off_takes_nobody(void **state)
{
	struct course_duty a = a_duty(), b = a_duty();
	struct course c = a_class(2);
	utc_ms now = CX->now;

	(void)state;
	DONE(CX, step(&a, CDE_BOOK, c.id));
	DONE(CX, course_get(CX, c.id, &c));
	REFUSED(CX, E_STATE, course_end(CX, &c, true, S("教室漏水")));      /* somebody holds a seat */
	CX->now = course_session_start(&c.s[0]);
	REFUSED(CX, E_STATE, step(&b, CDE_BOOK, c.id));
	CX->now = now;
	DONE(CX, step(&a, CDE_CLASS_OFF, 0));
	DONE(CX, course_get(CX, c.id, &c));
	REFUSED(CX, E_INVALID, course_end(CX, &c, true, S("")));
	DONE(CX, course_end(CX, &c, true, S("教室漏水")));
	REFUSED(CX, E_STATE, step(&b, CDE_BOOK, c.id));
}

/* Every state of a class, and what is done to one. */
static void every_cell_of_a_classs_life_is_as_the_table_says(void **state)
{
	enum { BOOK, CLOSE, CANCEL, N };
	static const bool may[COS_N][N] = { [COS_OPEN] = { true, true, true } };

	(void)state;
	for (int s = 0; s < COS_N; s++)
		for (int op = 0; op < N; op++) {
			struct course c = a_class(3);
			struct course_duty d = a_duty();
			if (s != COS_OPEN)
				DONE(CX, course_end(CX, &c, s == COS_CANCELLED, S("老师生病")));
			assert_int_equal(c.state, s);
			int64_t ver = c.ver;
			int rc = op == BOOK ? step(&d, CDE_BOOK, c.id) : course_end(CX, &c, op == CANCEL, S("老师生病"));
			if ((rc >= 0) != may[s][op])
				fail_msg("%.*s class, operation %d: %s", STR_ARG(course_state_names[s]), op, rc < 0 ? "refused" : "done");
			if (rc < 0)
				assert_int_equal(CX->err.code, E_STATE);
			CX->err = (struct err){ 0 };
			DONE(CX, course_get(CX, c.id, &c));
			assert_int_equal(c.ver > ver, may[s][op]);
			assert_int_equal(c.state, !may[s][op] || op == BOOK ? s : op == CLOSE ? COS_CLOSED : COS_CANCELLED);
		}
}

/* CO5 */
static void a_room_holds_one_class_at_a_time(void **state)
{
	struct course c = a_class(2), other;
	struct course_session s[1] = { { c.s[1].day, 10 * 60, 12 * 60 } };
	struct course_new in = { w.room, 2, s, 1 };

	(void)state;
	REFUSED(CX, E_STATE, course_add(CX, (unit_id){ 1 }, S("/1/"), &in, &other));
	s[0].from_min = 11 * 60;
	DONE(CX, course_add(CX, (unit_id){ 1 }, S("/1/"), &in, &other));      /* after it */
	DONE(CX, course_end(CX, &c, true, S("老师生病")));
	s[0].from_min = 9 * 60;
	s[0].to_min = 10 * 60;
	DONE(CX, course_add(CX, (unit_id){ 1 }, S("/1/"), &in, &other));      /* what was called off leaves its room */
	in.seats = 61;
	s[0].from_min = 14 * 60, s[0].to_min = 16 * 60;
	REFUSED(CX, E_INVALID, course_add(CX, (unit_id){ 1 }, S("/1/"), &in, &other));
}

/* CO6 */
static void the_walls_code_holds_for_a_minute(void **state)
{
	struct course a = a_class(2), b = a_class(2);
	char code[COURSE_CODE + 1], of_b[COURSE_CODE + 1];
	utc_ms now = CX->now, until;
	bool good;

	(void)state;
	CX->now = course_session_start(&a.s[0]);
	DONE(CX, course_code_now(CX, a.id, code, &until));
	assert_int_equal(strlen(code), COURSE_CODE);
	assert_int_equal(until, CX->now + COURSE_STEP_MS);
	DONE(CX, course_code_now(CX, b.id, of_b, &until));
	DONE(CX, course_code_check(CX, a.id, str_of(code), &good));
	assert_true(good);
	CX->now += COURSE_STEP_MS;
	DONE(CX, course_code_check(CX, a.id, str_of(code), &good));
	assert_true(good);
	CX->now += COURSE_STEP_MS;
	DONE(CX, course_code_check(CX, a.id, str_of(code), &good));
	assert_false(good);                                     /* two windows old */
	CX->now -= 3 * COURSE_STEP_MS;
	DONE(CX, course_code_check(CX, a.id, str_of(code), &good));
	assert_false(good);                                     /* of the window to come */
	CX->now += COURSE_STEP_MS;
	if (strcmp(code, of_b) != 0) {
		DONE(CX, course_code_check(CX, a.id, str_of(of_b), &good));
		assert_false(good);
	}
	DONE(CX, course_code_check(CX, a.id, S("12345"), &good));
	assert_false(good);
	CX->now = now;
}

static int keep_roll(struct cx *cx, const struct course_roll *r, void *arg)
{
	(void)cx;
	*(struct course_roll *)arg = *r;
	return 0;
}

static void who_came_stands_on_the_roll_once(void **state)
{
	struct course_duty d = a_duty();
	struct course c = a_class(2);
	struct course_roll r;
	bool fresh;
	int came;

	(void)state;
	DONE(CX, step(&d, CDE_BOOK, c.id));
	DONE(CX, course_attend(CX, &d, 1, COH_CODE, &came, &fresh));
	assert_true(fresh);
	assert_int_equal(d.state, CDS_IN_CLASS);
	DONE(CX, course_attend(CX, &d, 1, COH_STAFF, &came, &fresh));
	assert_false(fresh);
	DONE(CX, course_attend(CX, &d, 3, COH_STAFF, &came, &fresh));
	assert_int_equal(came, 2);
	assert_int_equal(course_roll(CX, c.id, 10, keep_roll, &r), 1);
	assert_true(r.came[0] && !r.came[1] && r.came[2]);
	REFUSED(CX, E_INVALID, course_untick(CX, &d, 3, S("")));
	DONE(CX, course_came(CX, d.id, c.id, &came));
	assert_int_equal(came, 1);
}

/* CO7 */
static void what_was_passed_stays_passed(void **state)
{
	struct course_duty d = in_state(CDS_PASSED), e = in_state(CDS_BOOKED);
	int64_t at = e.course;

	(void)state;
	CX->roles = ROLE_SYSTEM;
	DONE(CX, step(&d, CDE_WITHDRAW, 0));
	assert_true(d.state == CDS_PASSED && d.history && d.passed_at);
	DONE(CX, step(&d, CDE_RESTORE, 0));
	assert_true(d.state == CDS_PASSED && !d.history);
	DONE(CX, step(&e, CDE_WITHDRAW, 0));
	assert_int_equal(e.state, CDS_WITHDRAWN);
	assert_int_equal(taken(at), 0);
	DONE(CX, step(&e, CDE_RESTORE, 0));
	assert_int_equal(e.state, CDS_REQUIRED);
	CX->roles = ROLE_TRAFFIC;
}

static void take_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void a_certificates_code_is_sealed_and_found(void **state)
{
	struct course_duty d = in_state(CDS_PASSED);
	struct course_certificate c;
	int64_t duty, n;

	(void)state;
	DONE(CX, course_certificate_add(CX, d.id, S("ABCDEFGH0123456789ABCDEFGH"), &c));
	assert_string_equal(c.code.p, "ABCDEFGH0123456789ABCDEFGH");
	REFUSED(CX, E_STATE, course_certificate_add(CX, d.id, S("ABCDEFGH0123456789ABCDEFG0"), &c));
	DONE(CX, course_certificate_by_code(CX, S("ABCDEFGH0123456789ABCDEFGH"), &duty));
	assert_int_equal(duty, d.id);
	REFUSED(CX, E_NOTFOUND, course_certificate_by_code(CX, S("ABCDEFGH0123456789ABCDEFG1"), &duty));
	DONE(CX, sql_one(CX, &t_plain, take_count, &n, BIND_NONE));
	assert_int_equal(n, 0);
}

static void a_film_has_an_address_a_browser_opens(void **state)
{
	struct course_film f;

	(void)state;
	REFUSED(CX, E_NOTFOUND, course_film_now(CX, &f));
	REFUSED(CX, E_INVALID, course_film_add(CX, S("安全片"), S("javascript:alert(1)"), 60, &f));
	REFUSED(CX, E_INVALID, course_film_add(CX, S("安全片"), S("//elsewhere/x.mp4"), 60, &f));
	REFUSED(CX, E_INVALID, course_film_add(CX, S("安全片"), S("/\\elsewhere/x.mp4"), 60, &f));      /* browsers read it as the one above */
	DONE(CX, course_film_add(CX, S("安全片"), S("/films/a.mp4"), 60, &f));
	DONE(CX, course_film_add(CX, S("安全片二"), S("https://films.example/b.mp4"), 90, &f));
	DONE(CX, course_film_now(CX, &f));
	assert_int_equal(f.seconds, 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_is_as_the_golden_matrix_says), cmocka_unit_test(a_change_counts_the_version_and_leaves_a_row_that_stays),
		cmocka_unit_test(a_class_has_its_seats_and_a_rider_one_of_them), cmocka_unit_test(a_class_that_has_begun_or_was_called_off_takes_nobody),
		cmocka_unit_test(every_cell_of_a_classs_life_is_as_the_table_says),
		cmocka_unit_test(a_room_holds_one_class_at_a_time), cmocka_unit_test(the_walls_code_holds_for_a_minute), cmocka_unit_test(who_came_stands_on_the_roll_once),
		cmocka_unit_test(what_was_passed_stays_passed), cmocka_unit_test(a_certificates_code_is_sealed_and_found),
		cmocka_unit_test(a_film_has_an_address_a_browser_opens),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
