/* policy_test — PO1, PO2 and the city. */
#include "store/sql/sql_testdb.h"

#include <stdio.h>
#include <stdlib.h>

#include "office/policy/policy.h"
#include "platform/fs.h"

#define STMT(nm, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, 0 }
STMT(t_bad, "UPDATE policy SET value = '-4' WHERE key = 'watch.live_s'");
STMT(t_keys, "SELECT count(*) FROM policy WHERE key NOT LIKE 'city.%'");
STMT(t_bad_list, "UPDATE policy SET value = 'side' WHERE key = 'photo.required'");
static const struct sql_stmt *const t_stmts[] = { &t_bad, &t_keys, &t_bad_list };

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void the_migrations_rows_are_known_keys_with_their_defaults(void **state)
{
	static const int64_t normal[] = {
#define X(n, key, lo, hi, def, unit, en, zh) def,
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
	for (int i = 0; i < POLICY_N; i++) {
		struct policy_row r = policy_row(i);
		str value, since;
		DONE(&t.cx, policy_now(&t.cx, r.key, t.cx.now, &value, &since));
		assert_true(str_eq(value, r.normal) && (since.n == 0 || str_eq(since, S("2017-11-09"))));
		n -= since.n > 0;      /* a key without a row counts as its default */
	}
	assert_int_equal(n, 0);        /* and no row is of a key that is not there */
	testdb_close(&t);
}

static void texts_are_dated_rows_of_coded_words(void **state)
{
	static const str normal[] = {
#define X(n, key, def, words, en, zh) SI(def),
		POLICY_TEXTS(X)
#undef X
	};
	struct testdb t;
	struct cx *cx = &t.cx;
	str v;

	(void)state;
	testdb_open(&t);
	for (int k = 0; k < POT_N; k++) {
		DONE(cx, policy_text(cx, (enum policy_text)k, cx->now, &v));
		assert_true(str_eq(v, normal[k]));
	}
	DONE(cx, policy_set(cx, S("papers.new"), civil_of(cx->now + 2 * DAY_MS), S("invoice|court_paper,ccc")));
	DONE(cx, policy_text(cx, POT_PAPERS_NEW, cx->now, &v));
	assert_true(str_eq(v, S("invoice,conformity")));
	DONE(cx, policy_text(cx, POT_PAPERS_NEW, cx->now + 2 * DAY_MS, &v));
	assert_true(str_eq(v, S("invoice|court_paper,ccc")));
	static const str bad[] = { SI("invoice; drop"), SI("invoce"), SI("invoice,"), SI(",invoice"), SI("invoice|"), SI("invoice||ccc"), SI("invoice, ccc") };
	for (size_t i = 0; i < COUNTOF(bad); i++)
		REFUSED(cx, E_INVALID, policy_set(cx, S("papers.new"), civil_of(cx->now), bad[i]));
	DONE(cx, policy_set(cx, S("papers.new"), civil_of(cx->now + 3 * DAY_MS), S("")));        /* no document at all */
	DONE(cx, policy_set(cx, S("consent.version"), civil_of(cx->now + 3 * DAY_MS), S("2027-2")));
	REFUSED(cx, E_INVALID, policy_set(cx, S("papers.other"), civil_of(cx->now), S("invoice")));
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
	str value, day;
	DONE(&t.cx, policy_to_come(&t.cx, S("watch.live_s"), t.cx.now, &value, &day));
	assert_true(str_eq(value, S("60")) && day.n == 10);
	DONE(&t.cx, policy_to_come(&t.cx, S("watch.live_s"), midnight, &value, &day));
	assert_int_equal(day.n, 0);
	DONE(&t.cx, policy_now(&t.cx, S("watch.live_s"), midnight, &value, &day));
	assert_true(str_eq(value, S("60")) && !str_eq(day, S("2017-11-09")));
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
	testdb_close(&t);
}

static void PO3_every_row_has_its_meaning(void **state)
{
	char buf[POLICY_RANGE];

	(void)state;
	for (int i = 0; i < POLICY_N; i++) {
		struct policy_row r = policy_row(i);
		bool chinese = false;
		for (size_t k = 0; k < r.zh.n; k++)
			chinese |= (unsigned char)r.zh.p[k] >= 0xe0;
		if (!chinese || r.en.n < 10 || (r.kind == POLK_NUMBER && (r.unit.n == 0 || r.least >= r.most)))
			fail_msg("%.*s: no meaning, unit or range", STR_ARG(r.key));
		assert_true(r.kind == POLK_TEXT || policy_range(&r, buf).n > 0);
		for (int k = 0; k < i; k++)
			assert_false(str_eq(policy_row(k).key, r.key));
	}
	struct policy_row gap = policy_row(POL_VISIT_GAP_S);
	assert_true(str_eq(gap.key, S("visit.gap_s")) && str_eq(policy_range(&gap, buf), S("10 to 3600")));
}

struct doc { char text[40000]; size_t n; };

static void to_doc(void *arg, const char *line)
{
	struct doc *d = arg;

	d->n += (size_t)snprintf(d->text + d->n, sizeof d->text - d->n, "%s\n", line);
	assert_true(d->n < sizeof d->text);
}

static void PO3_the_document_is_printed_from_the_rows(void **state)
{
	static struct doc d;
	char path[1000], *there;
	struct err e = { 0 };
	size_t n;

	(void)state;
	policy_markdown(to_doc, &d);
	const char *source = getenv("YZ_SOURCE");
	if (!source)
		skip();
	snprintf(path, sizeof path, "%s/docs/policies.md", source);
	if (fs_read(path, sizeof d.text, &there, &n, &e) < 0)
		fail_msg("%s", e.msg);
	if (n != d.n || memcmp(there, d.text, n) != 0)
		fail_msg("docs/policies.md is not what the rows say: yanzhen policy list --markdown > docs/policies.md");
	free(there);
}

/* What an operator types, and the key that was meant; "": none is near. */
static void an_unknown_key_is_told_with_the_nearest(void **state)
{
	static const struct { str typed, meant; } rows[] = {
		{ SI("visit.gaps"), SI("visit.gap_s") }, { SI("visit_gap_s"), SI("visit.gap_s") }, { SI("gap_s"), SI("visit.gap_s") }, { SI("Watch.live_s"), SI("watch.live_s") },
		{ SI("watch.life_s"), SI("watch.live_s") }, { SI("photo.requried"), SI("photo.required") }, { SI("papers.persons"), SI("papers.person") },
		{ SI("offline_missed"), SI("alarm.offline_missed") }, { SI("export.max_row"), SI("export.max_rows") }, { SI("booking.day_ahead"), SI("booking.days_ahead") },
		{ SI("heartbeat"), SI("alarm.heartbeat_s") }, { SI("message_url"), SI("") }, { SI("x"), SI("") }, { SI(""), SI("") }, { SI("等候"), SI("") },
		{ SI("a key so long that no policy has one like it"), SI("") },
	};
	struct testdb t;

	(void)state;
	testdb_open(&t);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		str near = policy_nearest(rows[i].typed);
		if (!str_eq(near, rows[i].meant))
			fail_msg("'%.*s': '%.*s'", STR_ARG(rows[i].typed), STR_ARG(near));
		assert_int_equal(policy_set(&t.cx, rows[i].typed, civil_of(t.cx.now), S("30")), E_INVALID);
		assert_string_equal(t.cx.err.field, "key");
		assert_true(near.n == 0 || strstr(t.cx.err.msg, near.p));
		t.cx.err = (struct err){ 0 };
	}
	assert_int_equal(policy_set(&t.cx, S("city.name"), civil_of(t.cx.now), S("衡阳")), E_INVALID);
	assert_non_null(strstr(t.cx.err.msg, "yanzhen city"));
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
		cmocka_unit_test(the_migrations_rows_are_known_keys_with_their_defaults), cmocka_unit_test(PO1_the_newest_row_not_after_the_day_is_in_force),
		cmocka_unit_test(PO2_values_out_of_range_are_refused), cmocka_unit_test(lists_are_dated_and_of_known_words), cmocka_unit_test(the_city_is_data),
		cmocka_unit_test(texts_are_dated_rows_of_coded_words), cmocka_unit_test(PO3_every_row_has_its_meaning),
		cmocka_unit_test(PO3_the_document_is_printed_from_the_rows), cmocka_unit_test(an_unknown_key_is_told_with_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
