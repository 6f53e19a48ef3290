/* ledger_test — LE1 to LE3 and the till, TI1 to TI3. */
#include "store/sql/sql_testdb.h"

#include "base/utc.h"
#include "office/ledger/ledger.h"
#include "office/ledger/till.h"
#include "office/site/site.h"
#include "platform/thread.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n }
STMT(t_line, 3, "INSERT INTO ledger_line (entry, n, account, fen, day) VALUES ($1, $2, 'cash.1', $3, 20000)");
STMT(t_head, 1, "INSERT INTO ledger (id, key, kind, ref, day, at, actor, lines) VALUES ($1, 'raw', 'raw', 0, 20000, 1, 0, 2)");
STMT(t_edit, 0, "UPDATE ledger_line SET fen = 1");
STMT(t_drop, 0, "DELETE FROM ledger_line");
STMT(t_edit_head, 0, "UPDATE ledger SET ref = 9");
STMT(t_drop_head, 0, "DELETE FROM ledger");
STMT(t_count, 0, "SELECT count(*) FROM ledger");
STMT(t_close, 1, "UPDATE till SET state = 'closed', closed_by = $1, closed_at = 1, ver = ver + 1");
STMT(t_touch, 0, "UPDATE till SET note = 'x'");
static const struct sql_stmt *const t_stmts[] = { &t_line, &t_head, &t_edit, &t_drop, &t_edit_head, &t_drop_head, &t_count, &t_close, &t_touch };

static site_id site;

static int setup(void **state)
{
	static struct testdb t;
	struct site s;

	testdb_open(&t);
	t.cx.actor.v = 11;
	DONE(&t.cx, site_add(&t.cx, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30,
	                                                .quota = 4, .windows = 2, .address = S(""), .phone = S("") }, &s));
	site = s.id;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static int post(struct cx *cx, const struct ledger_entry *e, int n, const char *key, int64_t *ret)
{
	DONE(cx, sql_begin(cx, true));
	int rc = ledger_post(cx, e, n, S("test"), 1, str_of(key), ret);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

static int64_t sum(struct cx *cx)
{
	int64_t v;

	DONE(cx, ledger_sum(cx, &v));
	return v;
}

static int64_t balance(struct cx *cx, const char *account)
{
	int64_t v;

	DONE(cx, ledger_balance(cx, str_of(account), &v));
	return v;
}

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t postings(struct cx *cx)
{
	int64_t n;

	DONE(cx, sql_one(cx, &t_count, read_n, &n, BIND_NONE));
	return n;
}

static void LE1_a_posting_sums_to_zero(void **state)
{
	struct cx *cx = CX;
	struct ledger_entry good[] = { { S("cash.1"), 12000, 0, 1 }, { S("income.plan"), -12000, 0, 0 } };
	struct ledger_entry off[] = { { S("cash.1"), 12000, 0, 1 }, { S("income.plan"), -11999, 0, 0 } };
	struct ledger_entry none[] = { { S("cash.1"), 0, 0, 1 }, { S("income.plan"), 0, 0, 0 } };
	struct ledger_entry odd[] = { { S("Cash 1"), 5, 0, 1 }, { S("income.plan"), -5, 0, 0 } };
	struct ledger_entry vast[] = { { S("cash.1"), LEDGER_MOST_FEN + 1, 0, 1 }, { S("income.plan"), -LEDGER_MOST_FEN - 1, 0, 0 } };
	int64_t id;

	assert_int_equal(post(cx, off, 2, "k1", &id), E_INVALID);       /* told in words, before the table has to stop it */
	assert_string_equal(cx->err.field, "fen");
	cx->err = (struct err){ 0 };
	REFUSED(cx, E_INVALID, post(cx, none, 2, "k1", &id));
	REFUSED(cx, E_INVALID, post(cx, odd, 2, "k1", &id));
	REFUSED(cx, E_INVALID, post(cx, vast, 2, "k1", &id));
	REFUSED(cx, E_INVALID, post(cx, good, 1, "k1", &id));
	REFUSED(cx, E_INVALID, post(cx, good, 2, "", &id));
	assert_int_equal(postings(cx), 0);
	DONE(cx, post(cx, good, 2, "k1", &id));
	assert_int_equal(balance(cx, "cash.1"), 12000);
	assert_int_equal(balance(cx, "income.plan"), -12000);
	assert_int_equal(sum(cx), 0);
}

static void LE1_the_table_refuses_it_too(void **state)
{
	struct cx *cx = CX;

	DONE(cx, sql_exec(cx, &t_line, BIND(V(900), V(1), V(100))));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_head, BIND(V(900))));      /* a line is missing */
	DONE(cx, sql_exec(cx, &t_line, BIND(V(900), V(2), V(-99))));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_head, BIND(V(900))));      /* a fen is missing */
	assert_int_equal(postings(cx), 0);
	assert_int_equal(balance(cx, "cash.1"), 0);                     /* lines without a posting count for nothing */
	DONE(cx, sql_exec(cx, &t_line, BIND(V(901), V(1), V(100))));
	DONE(cx, sql_exec(cx, &t_line, BIND(V(901), V(2), V(-100))));
	DONE(cx, sql_exec(cx, &t_head, BIND(V(901))));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_line, BIND(V(901), V(3), V(7))));
}

static void LE1_after_every_step_of_a_random_sequence(void **state)
{
	static const char *const accounts[] = { "cash.1", "cash.2", "wechat.1", "income.plan", "refund.plan", "payable.claim", "bank.operator" };
	struct cx *cx = CX;
	uint64_t r = 20261126;
	int64_t id, all = 0;

	for (int i = 0; i < 150; i++) {
		struct ledger_entry e[LEDGER_LINES];
		int n = 2 + (int)((r = hash_u64(r)) % 6);
		int64_t left = 0;
		char key[32];
		for (int k = 0; k < n; k++) {
			int64_t fen = k < n - 1 ? (int64_t)((r = hash_u64(r)) % 100000) - 50000 : -left;
			e[k] = (struct ledger_entry){ str_of(accounts[(r = hash_u64(r)) % COUNTOF(accounts)]), fen ? fen : 1, 0, 1 };
			left += e[k].fen;
		}
		snprintf(key, sizeof key, "random.%d", i);
		int rc = post(cx, e, n, key, &id);
		assert_int_equal(rc, left == 0 ? 0 : E_INVALID);
		cx->err = (struct err){ 0 };
		assert_int_equal(sum(cx), 0);
		all += rc == 0;
	}
	int64_t each = 0;
	for (size_t i = 0; i < COUNTOF(accounts); i++)
		each += balance(cx, accounts[i]);
	assert_int_equal(each, 0);
	assert_int_equal(postings(cx), all);
	assert_true(all > 100);
}

static void LE2_nothing_is_changed_or_removed(void **state)
{
	struct cx *cx = CX;
	struct ledger_entry e[] = { { S("cash.1"), 5, 0, 1 }, { S("income.plan"), -5, 0, 0 } };
	int64_t id;

	DONE(cx, post(cx, e, 2, "k", &id));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_edit, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_drop, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_edit_head, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_drop_head, BIND_NONE));
	assert_int_equal(balance(cx, "cash.1"), 5);
}

static void LE3_a_key_is_posted_once(void **state)
{
	struct cx *cx = CX;
	struct ledger_entry e[] = { { S("cash.1"), 5, 2, 1 }, { S("income.plan"), -5, 0, 0 } };
	int64_t first, second;
	bool found;

	DONE(cx, post(cx, e, 2, "k", &first));
	cx->now += DAY_MS;
	DONE(cx, post(cx, e, 2, "k", &second));
	assert_int_equal(first, second);
	assert_int_equal(postings(cx), 1);
	assert_int_equal(balance(cx, "cash.1"), 5);
	struct ledger_entry other[] = { { S("cash.1"), 6, 2, 1 }, { S("income.plan"), -6, 0, 0 } };
	assert_int_equal(post(cx, other, 2, "k", &second), E_STATE);
	assert_string_equal(cx->err.field, "key");
	cx->err = (struct err){ 0 };
	other[0] = e[0];
	other[1] = e[1];
	other[0].unit = 3;
	REFUSED(cx, E_STATE, post(cx, other, 2, "k", &second));
	DONE(cx, ledger_find(cx, S("k"), &second, &found));
	assert_true(found && second == first);
	DONE(cx, ledger_find(cx, S("none"), &second, &found));
	assert_false(found);
}

enum { THREADS = 6, KEYS = 10 };
struct worker { struct thread th; struct arena arena; struct cx cx; int rc; };

static void post_all(void *arg)
{
	struct worker *w = arg;
	struct ledger_entry e[] = { { S("cash.1"), 7, 0, 1 }, { S("income.plan"), -7, 0, 0 } };
	int64_t id;
	char key[16];

	for (int i = 0; i < KEYS && w->rc >= 0; i++) {
		snprintf(key, sizeof key, "same.%d", i);
		w->rc = sql_begin(&w->cx, true);
		w->rc = w->rc < 0 ? w->rc : ledger_post(&w->cx, e, 2, S("test"), i, str_of(key), &id);
		w->rc = w->rc < 0 ? w->rc : sql_commit(&w->cx);
		sql_rollback(&w->cx);
	}
}

static void LE3_however_many_post_at_once(void **state)
{
	static struct worker w[THREADS];
	struct testdb *t = *state;

	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct worker){ .cx = testdb_second(t, 120000) };
		arena_init(&w[i].arena, 4 << 20);
		w[i].cx.arena = &w[i].arena;
	}
	for (int i = 0; i < THREADS; i++)
		thread_start(&w[i].th, "poster", post_all, &w[i]);
	for (int i = 0; i < THREADS; i++) {
		thread_join(&w[i].th);
		if (w[i].rc < 0)
			fail_msg("%s (%s)", err_name(w[i].rc), w[i].cx.err.msg);
		sql_close(w[i].cx.db);
		arena_done(&w[i].arena);
	}
	assert_int_equal(postings(&t->cx), KEYS);
	assert_int_equal(balance(&t->cx, "cash.1"), 7 * KEYS);
}

static int count_line(struct cx *cx, const struct ledger_row *r, void *arg)
{
	int64_t *fen = arg;

	(void)cx;
	assert_true(r->ref == 1 && str_eq(r->kind, S("test")));
	*fen += r->e.fen;
	return 0;
}

static void lines_are_found_by_record_and_by_account_and_day(void **state)
{
	struct cx *cx = CX;
	int32_t today = day_of(cx->now);
	struct ledger_entry e[] = { { S("cash.1"), 5, 0, 1 }, { S("income.plan"), -5, 0, 0 } };
	int64_t id, fen = 0;

	DONE(cx, post(cx, e, 2, "a", &id));
	cx->now += DAY_MS;
	e[0].fen = 8;
	e[1].fen = -8;
	DONE(cx, post(cx, e, 2, "b", &id));
	assert_int_equal(ledger_of(cx, S("test"), 1, count_line, &fen), 4);
	assert_int_equal(fen, 0);
	assert_int_equal(ledger_lines(cx, S("cash.1"), today + 1, today + 1, count_line, &fen), 1);
	assert_int_equal(fen, 8);
	DONE(cx, ledger_balance_day(cx, S("cash.1"), today, &fen));
	assert_int_equal(fen, 5);
}

/* --- the till --- */

/* What comes to the point's account of that way. */
static void take(struct cx *cx, enum pay_way way, int64_t fen, const char *key)
{
	struct ledger_entry e[] = { { till_account(cx, way, site), fen, 0, site.v }, { S("income.plan"), -fen, 0, 0 } };
	int64_t id;

	DONE(cx, post(cx, e, 2, key, &id));
}

static void TI1_one_counts_and_another_closes(void **state)
{
	struct cx *cx = CX;
	int32_t today = day_of(cx->now);
	int64_t counted[PW_N] = { 12000, 0, 14500, 0 };
	struct till t;

	DONE(cx, till_get(cx, site, today, &t));
	assert_true(t.state == TIS_OPEN && !t.differs && !t.stale);
	take(cx, PW_CASH, 12000, "s1");
	take(cx, PW_ALIPAY, 14500, "s2");
	REFUSED(cx, E_STATE, till_close(cx, site, today, 0, &t));        /* nobody has counted */
	DONE(cx, till_count(cx, site, today, counted, S(""), 0, &t));
	assert_true(t.state == TIS_COUNTED && !t.differs && t.books[PW_CASH] == 12000 && t.books[PW_ALIPAY] == 14500);
	REFUSED(cx, E_STATE, till_count(cx, site, today, counted, S(""), 0, &t));      /* somebody has, meanwhile */
	REFUSED(cx, E_DENIED, till_close(cx, site, today, t.ver, &t));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_close, BIND(V(cx->actor.v))));
	cx->actor.v = 12;
	REFUSED(cx, E_STATE, till_close(cx, site, today, t.ver - 1, &t));
	DONE(cx, till_open(cx, site));
	DONE(cx, till_close(cx, site, today, t.ver, &t));
	assert_true(t.state == TIS_CLOSED && t.closed_by.v == 12 && t.counted_by.v == 11);
	assert_int_equal(till_open(cx, site), E_STATE);
	assert_string_equal(cx->err.field, "till_closed");
	cx->err = (struct err){ 0 };
	REFUSED(cx, E_INVALID, till_count(cx, site, today + 1, counted, S(""), 0, &t));
}

static void TI2_a_difference_needs_words(void **state)
{
	struct cx *cx = CX;
	int32_t today = day_of(cx->now);
	int64_t counted[PW_N] = { 11900, 0, 0, 0 };
	struct till t;

	take(cx, PW_CASH, 12000, "s1");
	DONE(cx, till_count(cx, site, today, counted, S(""), 0, &t));
	assert_true(t.differs && !t.stale);
	cx->actor.v = 12;
	assert_int_equal(till_close(cx, site, today, t.ver, &t), E_STATE);
	assert_string_equal(cx->err.field, "note");
	cx->err = (struct err){ 0 };
	REFUSED(cx, E_STATE, sql_exec(cx, &t_close, BIND(V(12))));
	cx->actor.v = 11;
	REFUSED(cx, E_INVALID, till_count(cx, site, today, counted, S("two\nlines"), t.ver, &t));
	DONE(cx, till_count(cx, site, today, counted, S("少收 1 元，已向所长报告"), t.ver, &t));
	take(cx, PW_CASH, 500, "s2");                                      /* after the count */
	cx->actor.v = 12;
	DONE(cx, till_get(cx, site, today, &t));
	assert_true(t.stale);
	REFUSED(cx, E_STATE, till_close(cx, site, today, t.ver, &t));
	cx->actor.v = 11;
	counted[PW_CASH] = 12400;
	DONE(cx, till_count(cx, site, today, counted, S("少收 1 元，已向所长报告"), t.ver, &t));
	cx->actor.v = 12;
	DONE(cx, till_close(cx, site, today, t.ver, &t));
	assert_true(t.state == TIS_CLOSED && t.differs && t.note.n > 0);
}

static int count_day(struct cx *cx, const struct till *t, void *arg)
{
	(void)cx;
	*(int64_t *)arg = t->counted[PW_CASH] - t->books[PW_CASH];
	return 0;
}

static void TI3_a_closed_day_is_never_changed(void **state)
{
	struct cx *cx = CX;
	int32_t today = day_of(cx->now);
	int64_t counted[PW_N] = { 12000, 0, 0, 0 }, diff;
	struct till t;

	take(cx, PW_CASH, 12000, "s1");
	assert_int_equal(till_days(cx, today - 3, today, true, count_day, &diff), 1);      /* not counted yet */
	DONE(cx, till_count(cx, site, today, counted, S(""), 0, &t));
	cx->actor.v = 12;
	DONE(cx, till_close(cx, site, today, t.ver, &t));
	REFUSED(cx, E_STATE, till_count(cx, site, today, counted, S(""), t.ver, &t));
	REFUSED(cx, E_STATE, till_close(cx, site, today, t.ver, &t));
	REFUSED(cx, E_STATE, sql_exec(cx, &t_touch, BIND_NONE));
	assert_int_equal(till_days(cx, today - 3, today, true, count_day, &diff), 0);
	assert_int_equal(till_days(cx, today - 3, today, false, count_day, &diff), 1);
	assert_int_equal(diff, 0);
}

static int one_more(struct cx *cx, const struct till *t, void *arg)
{
	int32_t *day = arg;

	(void)cx;
	assert_int_equal(t->day, --*day);
	return 0;
}

/* A city's month is more days of points than one page: the oldest one that is still open is not left out. */
static void days_are_all_there(void **state)
{
	enum { DAYS = 600 };
	struct cx *cx = CX;
	utc_ms now = cx->now;
	int32_t today = day_of(now), day = today + 1;
	char key[16];

	(void)state;
	for (int i = 0; i < DAYS; i++) {
		cx->now = now - (utc_ms)i * DAY_MS;
		snprintf(key, sizeof key, "d%d", i);
		take(cx, PW_CASH, 100, key);
	}
	cx->now = now;
	assert_int_equal(till_days(cx, today - DAYS, today, true, one_more, &day), DAYS);
	assert_int_equal(day, today + 1 - DAYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(LE1_a_posting_sums_to_zero), T(LE1_the_table_refuses_it_too), T(LE1_after_every_step_of_a_random_sequence), T(LE2_nothing_is_changed_or_removed),
		T(LE3_a_key_is_posted_once), T(LE3_however_many_post_at_once), T(lines_are_found_by_record_and_by_account_and_day), T(TI1_one_counts_and_another_closes),
		T(TI2_a_difference_needs_words), T(TI3_a_closed_day_is_never_changed), T(days_are_all_there),
	};

	sql_register(t_stmts, COUNTOF(t_stmts));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
