/* policy_test — PO1, PO2 and the city. */
#include "store/sql/sql_testdb.h"

#include "office/policy/policy.h"

#define STMT(nm, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, 0 }
STMT(t_bad, "UPDATE policy SET value = '-4' WHERE key = 'watch.live_s'");
STMT(t_keys, "SELECT count(*) FROM policy WHERE key NOT LIKE 'city.%'");
STMT(t_bad_list, "UPDATE policy SET value = 'side' WHERE key = 'photo.required'");
static const struct sql_stmt *const t_stmts[] = { &t_bad, &t_keys, &t_bad_list };

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void the_migration_holds_every_key_with_its_default(void **state)
{
	static const int64_t normal[] = {
#define X(n, key, lo, hi, def, doc) def,
		POLICY_KEYS(X)
#undef X
	};
	struct testdb t;
	int64_t v[POL_N], n;

	(void)state;
	testdb_open(&t);
	DONE(&t.cx, policy_all(&t.cx, t.cx.now, v));
	assert_memory_equal(v, normal, sizeof v);
	sql_register(t_stmts, COUNTOF(t_stmts));
	DONE(&t.cx, sql_one(&t.cx, &t_keys, read_n, &n, BIND_NONE));
	assert_int_equal(n, POL_N - 3 + POLL_N);      /* owner.trail_*: the defaults are in the program until a migration brings their rows */
	assert_true(str_eq(policy_key_name(POL_WATCH_LIVE_S), S("watch.live_s")));
	assert_int_equal(policy_key_name(POL_N).n, 0);
	testdb_close(&t);
}

static void PO1_the_newest_row_not_after_the_day_is_in_force(void **state)
{
	struct testdb t;
	int64_t v;

	(void)state;
	testdb_open(&t);
	struct civil today = civil_of(t.cx.now), tomorrow = civil_of(t.cx.now + DAY_MS);
	DONE(&t.cx, policy_set(&t.cx, S("watch.live_s"), tomorrow, S("60")));
	DONE(&t.cx, policy_i64(&t.cx, POL_WATCH_LIVE_S, t.cx.now, &v));
	assert_int_equal(v, 30);
	utc_ms midnight = civil_start(tomorrow);
	DONE(&t.cx, policy_i64(&t.cx, POL_WATCH_LIVE_S, midnight - 1, &v));
	assert_int_equal(v, 30);
	DONE(&t.cx, policy_i64(&t.cx, POL_WATCH_LIVE_S, midnight, &v));
	assert_int_equal(v, 60);
	DONE(&t.cx, policy_set(&t.cx, S("watch.live_s"), today, S("45")));
	DONE(&t.cx, policy_i64(&t.cx, POL_WATCH_LIVE_S, t.cx.now, &v));
	assert_int_equal(v, 45);
	DONE(&t.cx, policy_i64(&t.cx, POL_WATCH_LIVE_S, 0, &v));   /* before any row: the default */
	assert_int_equal(v, 30);
	testdb_close(&t);
}

static void PO2_values_out_of_range_are_refused(void **state)
{
	struct testdb t;
	int64_t v = 5;

	(void)state;
	testdb_open(&t);
	struct civil day = civil_of(t.cx.now);
	REFUSED(&t.cx, E_INVALID, policy_set(&t.cx, S("watch.live_s"), day, S("4")));
	REFUSED(&t.cx, E_INVALID, policy_set(&t.cx, S("watch.live_s"), day, S("x")));
	REFUSED(&t.cx, E_INVALID, policy_set(&t.cx, S("no.such"), day, S("1")));
	REFUSED(&t.cx, E_INVALID, policy_set(&t.cx, S("watch.live_s"), (struct civil){ 2026, 2, 30 }, S("30")));
	sql_register(t_stmts, COUNTOF(t_stmts));
	DONE(&t.cx, sql_exec(&t.cx, &t_bad, BIND_NONE));
	REFUSED(&t.cx, E_CONFIG, policy_i64(&t.cx, POL_WATCH_LIVE_S, t.cx.now, &v));
	assert_int_equal(v, 5);
	testdb_close(&t);
}

static void lists_are_dated_and_of_known_words(void **state)
{
	struct testdb t;
	str w[POLICY_WORDS];
	int n;

	(void)state;
	testdb_open(&t);
	struct civil today = civil_of(t.cx.now), tomorrow = civil_of(t.cx.now + DAY_MS);
	DONE(&t.cx, policy_words(&t.cx, POLL_PHOTO_REQUIRED, t.cx.now, w, &n));
	assert_int_equal(n, 4);
	assert_true(str_eq(w[0], S("front")) && str_eq(w[3], S("tag_place")));
	DONE(&t.cx, policy_set(&t.cx, S("photo.required"), tomorrow, S("rear_plate,front")));
	DONE(&t.cx, policy_words(&t.cx, POLL_PHOTO_REQUIRED, t.cx.now, w, &n));
	assert_int_equal(n, 4);
	DONE(&t.cx, policy_words(&t.cx, POLL_PHOTO_REQUIRED, civil_start(tomorrow), w, &n));
	assert_int_equal(n, 2);
	assert_true(str_eq(w[0], S("rear_plate")) && str_eq(w[1], S("front")));
	DONE(&t.cx, policy_set(&t.cx, S("photo.required"), today, S("")));
	DONE(&t.cx, policy_words(&t.cx, POLL_PHOTO_REQUIRED, t.cx.now, w, &n));
	assert_int_equal(n, 0);
	static const str bad[] = { SI("side"), SI("front,"), SI(",front"), SI("front, rear_plate"), SI("front,front"), SI("fron"), SI("front,rear_plate,x") };
	for (size_t i = 0; i < COUNTOF(bad); i++)
		REFUSED(&t.cx, E_INVALID, policy_set(&t.cx, S("photo.required"), today, bad[i]));
	sql_register(t_stmts, COUNTOF(t_stmts));
	DONE(&t.cx, sql_exec(&t.cx, &t_bad_list, BIND_NONE));
	REFUSED(&t.cx, E_CONFIG, policy_words(&t.cx, POLL_PHOTO_REQUIRED, t.cx.now, w, &n));
	assert_true(str_eq(policy_list_name(POLL_PHOTO_REQUIRED), S("photo.required")));
	assert_int_equal(policy_list_name(POLL_N).n, 0);
	testdb_close(&t);
}

static void the_city_is_data(void **state)
{
	struct testdb t;
	struct city c;

	(void)state;
	testdb_open(&t);
	DONE(&t.cx, policy_city(&t.cx, &c));
	assert_int_equal(c.zoom, 12);
	DONE(&t.cx, policy_set_city(&t.cx, &(struct city){ S("衡阳市"), 26.894, 112.572, 13 }));
	DONE(&t.cx, policy_city(&t.cx, &c));
	assert_true(str_eq(c.name, S("衡阳市")));
	assert_true(c.lat > 26.8939 && c.lat < 26.8941 && c.zoom == 13);
	REFUSED(&t.cx, E_INVALID, policy_set_city(&t.cx, &(struct city){ S("x"), 91, 0, 13 }));
	REFUSED(&t.cx, E_INVALID, policy_set_city(&t.cx, &(struct city){ S("x"), 9, 0, 0 }));
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_migration_holds_every_key_with_its_default), cmocka_unit_test(PO1_the_newest_row_not_after_the_day_is_in_force),
		cmocka_unit_test(PO2_values_out_of_range_are_refused), cmocka_unit_test(lists_are_dated_and_of_known_words), cmocka_unit_test(the_city_is_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
