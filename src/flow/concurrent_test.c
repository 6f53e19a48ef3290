/* concurrent_test — what the rooms promise when several threads write at once, each on a connection of its own: on SQLite, and on
 * PostgreSQL (YZ_TEST_PG), where nothing but our own lock makes writers stand in a line. */
#include "store/sql/sql_testdb.h"

#include "flow/outbox.h"
#include "office/account/account_testkit.h"
#include "office/alert/alert.h"
#include "office/owner/owner_testkit.h"
#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/theft/theft.h"
#include "platform/thread.h"
#include "store/vault/vault_testkit.h"

enum { THREADS = 8, TURNS = 25 };

static struct testdb db;
static account_id officer;
static struct account_secret secret;
static bike_id bikes[THREADS * TURNS];

struct worker {
	struct thread th;
	struct arena arena;
	struct cx cx;
	int no, rc;
	int (*turn)(struct worker *w, int i);
};

/* One turn is one write transaction. */
static void work(void *arg)
{
	struct worker *w = arg;

	for (int i = 0; i < TURNS && w->rc >= 0; i++) {
		w->rc = sql_begin(&w->cx, true);
		w->rc = w->rc < 0 ? w->rc : w->turn(w, i);
		w->rc = w->rc < 0 ? w->rc : sql_commit(&w->cx);
		sql_rollback(&w->cx);
	}
}

static void open_worker(struct worker *w, int no, int (*turn)(struct worker *, int))
{
	*w = (struct worker){ .no = no, .turn = turn, .cx = testdb_second(&db, 120000) };
	arena_init(&w->arena, 4 << 20);
	w->cx.arena = &w->arena;
}

static void close_worker(struct worker *w)
{
	thread_join(&w->th);
	if (w->rc < 0)
		fail_msg("thread %d: %s (%s)", w->no, err_name(w->rc), w->cx.err.msg);
	sql_close(w->cx.db);
	arena_done(&w->arena);
}

static void all_at_once(int (*turn)(struct worker *, int))
{
	static struct worker w[THREADS];

	for (int i = 0; i < THREADS; i++)
		open_worker(&w[i], i, turn);
	for (int i = 0; i < THREADS; i++)
		thread_start(&w[i].th, "worker", work, &w[i]);
	for (int i = 0; i < THREADS; i++)
		close_worker(&w[i]);
}

static int setup(void **state)
{
	testdb_open(&db);
	officer = kit_account(&db.cx, "officer", "correct horse", ROLE_OFFICER, &secret);
	db.cx.actor = officer;
	db.cx.roles = ROLE_OFFICER;
	DONE(&db.cx, sql_begin(&db.cx, true));
	owner_id owner = kit_owner(&db.cx, "李四光", "13800001111");
	for (int i = 0; i < THREADS * TURNS; i++) {
		char plate[32];
		struct bike_new n = { .tag = { 0x1000u + (unsigned)i }, .owner = owner, .how = S("register") };
		snprintf(plate, sizeof plate, "衡阳%05d", i);
		assert_true(plate_parse(str_of(plate), &n.plate));
		DONE(&db.cx, bike_add(&db.cx, &n, &bikes[i]));
	}
	DONE(&db.cx, sql_commit(&db.cx));
	*state = &db;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

static int report(struct worker *w, int i)
{
	int k = w->no * TURNS + i;
	struct theft_new n = { .bike = bikes[k], .tag = { 0x1000u + (unsigned)k }, .last_seen_at = w->cx.now - HOUR_MS, .missing_at = w->cx.now - MINUTE_MS,
	                       .district = 430405, .place = S(""), .note = S("") };
	struct theft t;

	assert_true(plate_parse(S("衡阳00001"), &n.plate));
	return theft_report(&w->cx, &n, &t);
}

struct seen { bool number[THREADS * TURNS + 1]; int n; };

static int see_number(struct cx *cx, const struct theft *t, void *arg)
{
	struct seen *s = arg;
	int64_t n;

	(void)cx;
	assert_true(str_i64((str){ t->number.p + t->number.n - 4, 4 }, 1, THREADS * TURNS, &n));
	assert_false(s->number[n]);
	s->number[n] = true;
	s->n++;
	return 0;
}

static void case_numbers_have_no_gap_and_no_twin(void **state)
{
	static struct seen s;

	(void)state;
	all_at_once(report);
	s = (struct seen){ .n = 0 };
	assert_int_equal(theft_list(&db.cx, &THEFT_ALL, 0, 1000, see_number, &s), THREADS * TURNS);
	assert_int_equal(s.n, THREADS * TURNS);
}

/* All report the same bike: one case is opened, everybody else is told that there is one. */
static int report_same(struct worker *w, int i)
{
	struct theft_new n = { .bike = bikes[i], .tag = { 0x1000u + (unsigned)i }, .last_seen_at = w->cx.now - HOUR_MS, .missing_at = w->cx.now - MINUTE_MS,
	                       .district = 430405, .place = S(""), .note = S("") };
	struct theft t;

	assert_true(plate_parse(S("衡阳00001"), &n.plate));
	int rc = theft_report(&w->cx, &n, &t);
	if (rc == E_STATE && strcmp(w->cx.err.field, "bikeId") == 0) {
		w->cx.err = (struct err){ 0 };
		return 0;
	}
	return rc;
}

static void a_bike_has_one_open_case_however_many_report_it(void **state)
{
	int64_t open;

	(void)state;
	all_at_once(report_same);
	DONE(&db.cx, theft_open_count(&db.cx, &open));
	assert_int_equal(open, TURNS);
}

static theft_id one_case;

static int raise_alert(struct worker *w, int i)
{
	struct detection d = { .lsn = (uint64_t)(100 + w->no * TURNS + i), .theft = one_case, .tag = { 0x1000 }, .case_number = S("n"), .bike = bikes[0],
	                       .station = { 1 }, .station_name = S("S1"), .district = 430405, .heard_at = w->cx.now, .recv_at = w->cx.now, .rssi = -60,
	                       .severity = 2 };
	struct alert a;
	enum alert_told told;

	assert_true(plate_parse(S("衡阳00001"), &d.plate));
	return alert_raise(&w->cx, &d, 600000, &a, &told);
}

static void hits_of_one_case_count_up_one_alert(void **state)
{
	struct theft_new n = { .bike = bikes[0], .tag = { 0x1000 }, .last_seen_at = db.cx.now - HOUR_MS, .missing_at = db.cx.now - MINUTE_MS, .district = 430405,
	                       .place = S(""), .note = S("") };
	struct theft t;
	struct alert a;
	int64_t open;

	(void)state;
	assert_true(plate_parse(S("衡阳00001"), &n.plate));
	DONE(&db.cx, theft_report(&db.cx, &n, &t));
	one_case = t.id;
	all_at_once(raise_alert);
	DONE(&db.cx, alert_open_count(&db.cx, &open));
	assert_int_equal(open, 1);
	DONE(&db.cx, alert_of(&db.cx, one_case, &a));
	assert_int_equal(a.count, THREADS * TURNS);
}

/* ---- log-ins ---- */

static void fail_once(void *arg)
{
	struct worker *w = arg;
	struct account a;
	char token[ACCOUNT_TOKEN_HEX + 1];

	w->rc = account_login(&w->cx, S("officer"), S("a wrong password"), S("000000"), token, &a);
}

static void failures_at_once_all_count(void **state)
{
	static struct worker w[5];
	struct account a;
	char token[ACCOUNT_TOKEN_HEX + 1], code[7];

	(void)state;
	for (int i = 0; i < 5; i++) {
		open_worker(&w[i], i, NULL);
		thread_start(&w[i].th, "worker", fail_once, &w[i]);
	}
	for (int i = 0; i < 5; i++) {
		thread_join(&w[i].th);
		assert_int_equal(w[i].rc, E_UNAUTH);
		w[i].rc = 0;
		close_worker(&w[i]);
	}
	REFUSED(&db.cx, E_BUSY, account_login(&db.cx, S("officer"), S("correct horse"), kit_code(&secret, db.cx.now, code), token, &a));
}

/* ---- the outbox ---- */

static int tell(struct worker *w, int i)
{
	char body[64];

	/* two rows, and something else in between: the second comes late in its transaction */
	for (int k = 0; k < 2; k++) {
		snprintf(body, sizeof body, "{\"from\":%d,\"turn\":%d,\"k\":%d}", w->no, i, k);
		TRY(outbox_put(&w->cx, S("system"), ROLE_SYSTEM, str_of(body)));
		if (k == 0)
			TRY(report_same(w, i));
	}
	return 0;
}

struct reader { struct worker w; int64_t last; int rows; _Atomic bool stop; };

static int see_row(struct cx *cx, const struct outbox_row *row, void *arg)
{
	struct reader *r = arg;

	(void)cx;
	if (row->id <= r->last)
		return FAIL(cx, E_CORRUPT, "out of order");
	r->last = row->id;
	r->rows++;
	return 0;
}

/* As the event stream does it: what is above the last id seen, until the writers have ended and nothing comes. */
static void read_on(void *arg)
{
	struct reader *r = arg;

	for (;;) {
		bool over = r->stop;
		int n = outbox_after(&r->w.cx, r->last, ROLE_SYSTEM, 1000, see_row, r);
		if (n < 0) {
			r->w.rc = n;
			return;
		}
		if (n == 0 && over)
			return;
	}
}

static void a_reader_by_id_misses_no_row_of_the_outbox(void **state)
{
	static struct reader r;

	(void)state;
	r = (struct reader){ .last = 0 };
	open_worker(&r.w, 99, NULL);
	thread_start(&r.w.th, "reader", read_on, &r);
	all_at_once(tell);
	r.stop = true;
	close_worker(&r.w);
	assert_int_equal(r.rows, 2 * THREADS * TURNS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(case_numbers_have_no_gap_and_no_twin), T(a_bike_has_one_open_case_however_many_report_it),
		T(hits_of_one_case_count_up_one_alert), T(failures_at_once_all_count), T(a_reader_by_id_misses_no_row_of_the_outbox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
