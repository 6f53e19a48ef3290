/* gaps_test — what the migration "register_gaps" makes of a register of before: plates, pieces of deregistered bikes, flags of cases. YZ_GAPS_BIKES: so many
 * bikes more, and the time it took. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <sqlite3.h>

#include "office/bike/bike.h"
#include "office/plate/plate.h"
#include "office/tag/tag.h"

static int no_rows(struct cx *cx)
{
	(void)cx;
	return 0;
}

static void steps_without_rows(void)
{
	static const char *const names[] = { "bike_seal", "station_seal", "audit_chain", "bike_owners", "owner_logins", "number_fill" };

	for (size_t i = 0; i < COUNTOF(names); i++)
		sql_step(names[i], no_rows);
}

static size_t before_gaps(void)
{
	size_t n = 0;

	while (n < sql_nmigrations && !strstr(sql_migrations[n].name, "register_gaps"))
		n++;
	assert_true(n < sql_nmigrations);
	return n;
}

/* Straight into the database: this program's statements know only its own version. The answer's first value. */
static int64_t ask(struct testdb *t, const char *text)
{
	char got[400] = "0";
	sqlite3 *db;
	sqlite3_stmt *st;
	int64_t n = 0;

	if (testdb_pg()) {
		if (!testdb_ask(t->name, text, got, sizeof got))
			fail_msg("%s: %s", text, got);
		return got[0] ? atoll(got) : 0;
	}
	assert_int_equal(sqlite3_open(t->path, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, text, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	else if (rc != SQLITE_DONE)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
	sqlite3_finalize(st);
	sqlite3_close(db);
	return n;
}

static void put(struct testdb *t, const char *text)
{
	(void)ask(t, text);
}

/* 1 imported, temporary; 2 imported, its plate lies in stock; 3 issued; 4 scrapped; 5 lost; 6 a plate of two spellings, in a transfer; 7 scrapped, imported. */
static void seed(struct testdb *t)
{
	put(t, "INSERT INTO bike (id, tag, plate, brand, colour, state, life, kind, ends_on, district, created_at) VALUES "
	        "(1, 'A1', '衡A1', '', '', 'live', 'registered', 'temporary', '2030-01-01', 430405, 1000), (2, 'A2', '衡A2', '', '', 'live', 'registered', 'standard', '', 430405, 2000), "
	        "(3, 'A3', '衡A3', '', '', 'live', 'registered', 'standard', '', 430405, 3000), (4, 'A4', '衡A4', '', '', 'ended', 'deregistered', 'standard', '', 430405, 4000), "
	        "(5, 'A5', '衡A5', '', '', 'ended', 'deregistered', 'standard', '', 430405, 5000), (6, 'A6', '衡A6', '', '', 'live', 'registered', 'standard', '', 430405, 6000), "
	        "(7, 'A7', '衡A7', '', '', 'ended', 'deregistered', 'standard', '', 430405, 7000)");
	put(t, "INSERT INTO number_entry (kind, norm, skel, bike, live, added_at, ended_at) VALUES ('plate', '衡A1', 'x', 1, 1, 0, NULL), ('plate', '衡A2', 'x', 2, 1, 0, NULL), "
	        "('plate', '衡A3', 'x', 3, 1, 0, NULL), ('plate', '衡A4', 'x', 4, 0, 0, 9), ('plate', '衡A6', 'x', 6, 1, 0, NULL), ('frame', 'F1', 'x', 1, 1, 0, NULL)");
	put(t, "INSERT INTO plate_format (id, district, kind, prefix, alphabet, places) VALUES (1, 430405, 'standard', '衡A', '0123456789', 1)");
	put(t, "INSERT INTO plate_batch (id, format, first_text, last_text, n, received_by, received_at) VALUES (1, 1, '衡A2', '衡A6', 5, 1, 0)");
	put(t, "INSERT INTO plate (text, kind, district, batch, state, site, transfer, bike, bound_at) VALUES ('衡A2', 'standard', 430405, 1, 'at_site', 5, 0, NULL, NULL), "
	        "('衡A3', 'standard', 430405, 1, 'bound', 5, 0, 3, 3000), ('衡A4', 'standard', 430405, 1, 'bound', 5, 0, 4, 4000), ('衡A5', 'standard', 430405, 1, 'bound', 5, 0, 5, 5000), "
	        "('衡A6', 'standard', 430405, 1, 'at_site', 5, 77, NULL, NULL)");
	put(t, "INSERT INTO tag_batch (id, slot, n, received_by, received_at) VALUES (1, 'theft', 5, 1, 0)");
	put(t, "INSERT INTO tag (tag, slot, batch, state, bike, bound_at, silent_since) VALUES ('A1', 'theft', 1, 'bound', 1, 1000, NULL), ('A4', 'theft', 1, 'bound', 4, 4000, 4500), "
	        "('A5', 'theft', 1, 'bound', 5, 5000, NULL)");
	put(t, "INSERT INTO bike_event (bike, at, event, actor, request, detail) VALUES (4, 4800, 'deregister', 1, 0, '{\"reason\":\"scrapped\"}'), "
	        "(5, 5800, 'deregister', 1, 0, '{\"reason\":\"lost\"}')");
	put(t, testdb_pg() ? "INSERT INTO account (id, ref, name, display, unit, password, roles, created_at) VALUES (9, decode('00112233445566778899aabbccddeeff', 'hex'), 'o1', 'o', 1, 'x', 2, 0)"
	                   : "INSERT INTO account (id, ref, name, display, unit, password, roles, created_at) VALUES (9, x'00112233445566778899aabbccddeeff', 'o1', 'o', 1, 'x', 2, 0)");
	put(t, "INSERT INTO theft (id, number, bike, tag, plate, state, severity, last_seen_at, missing_at, reported_at, closed_at, officer) VALUES "
	        "(31, 'n1', 1, 'A1', '衡A1', 'watched', 2, 1, 2, 3, NULL, 9), (32, 'n2', 2, 'A2', '衡A2', 'reported', 2, 1, 2, 3, NULL, 9), "
	        "(33, 'n3', 3, 'A3', '衡A3', 'recovered', 2, 1, 2, 3, 4, 9)");
	put(t, "INSERT INTO bike_flag (bike, flag, source, ref, since, actor) VALUES (2, 'stolen', 'theft', 32, 3, 9)");
}

static void many(struct testdb *t, int n)
{
	char text[900];

	snprintf(text, sizeof text, "INSERT INTO bike (id, tag, plate, brand, colour, state, created_at) WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %d) "
	         "SELECT i + 1000, 'B' || i, '衡B' || i, '', '', 'live', 1000 FROM k", n);
	put(t, text);
	put(t, "INSERT INTO number_entry (kind, norm, skel, bike, added_at) SELECT 'plate', plate, plate, id, 0 FROM bike WHERE id > 1000");
	put(t, "INSERT INTO number_entry (kind, norm, skel, bike, added_at) SELECT 'frame', 'F' || plate, plate, id, 0 FROM bike WHERE id > 1000");
}

static void plate_is(struct cx *cx, const char *text, enum stock_state state, int64_t bike, utc_ms bound, utc_ms ended)
{
	struct plate_piece p;
	struct number n;

	assert_true(number_fold(str_of(text), &n));
	DONE(cx, plate_piece_by_text(cx, &n, &p));
	if (p.state != state || p.bike.v != bike || p.bound_at != bound || p.ended_at != ended)
		fail_msg("%s: %s, bike %lld, bound %lld, ended %lld", text, stock_state_names[p.state].p, (long long)p.bike.v, (long long)p.bound_at, (long long)p.ended_at);
}

static void checked(struct testdb *db)
{
	struct cx *cx = &db->cx;
	struct tag_piece t;
	struct plate_piece p;

	DONE(cx, plate_of_bike(cx, (bike_id){ 1 }, &p));
	assert_true(p.kind == PK_TEMPORARY && p.district == 430405 && p.bound_at == 1000);
	plate_is(cx, "衡A2", SKS_BOUND, 2, 2000, 0);
	plate_is(cx, "衡A3", SKS_BOUND, 3, 3000, 0);
	plate_is(cx, "衡A4", SKS_RETIRED, 4, 4000, 4800);
	plate_is(cx, "衡A5", SKS_LOST, 5, 5000, 5800);
	plate_is(cx, "衡A6", SKS_AT_SITE, 0, 0, 0);           /* on its way elsewhere: somebody has to look */
	assert_int_equal(ask(db, "SELECT count(*) FROM plate WHERE text = '衡A7'"), 0);
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ 0xA1 }, &t));
	assert_int_equal(t.state, SKS_BOUND);
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ 0xA4 }, &t));
	assert_true(t.state == SKS_RETIRED && t.ended_at == 4800 && t.silent_since == 0);
	DONE(cx, tag_piece_by_tag(cx, (tag_id){ 0xA5 }, &t));
	assert_int_equal(t.state, SKS_LOST);
	assert_int_equal(ask(db, "SELECT count(*) FROM bike_flag WHERE flag = 'stolen' AND until IS NULL"), 2);
	assert_int_equal(ask(db, "SELECT count(*) FROM bike_flag WHERE bike = 1 AND source = 'theft' AND ref = 31 AND since = 3 AND actor = 9"), 1);
	/* the cases go on (0027): what was closed as recovered had been given back */
	assert_int_equal(ask(db, "SELECT count(*) FROM theft WHERE id = 31 AND state = 'watched' AND accepted_at = 3 AND filed_at = 3 AND receipt_no = 'R-n1' AND filing_no = 'L-n1' "
	                         "AND unit = 1 AND source = 'police'"), 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM theft WHERE id = 32 AND state = 'reported' AND accepted_at IS NULL AND receipt_no = ''"), 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM theft WHERE id = 33 AND state = 'returned' AND recovered_at = 4 AND closed_at = 4"), 1);
	assert_int_equal(ask(db, "SELECT count(*) FROM theft_event WHERE theft = 33 AND event = 'return' AND from_state = 'recovered' AND to_state = 'returned' AND at = 4"), 1);
}

static void a_register_of_before_gets_its_plates_flags_and_ends(void **state)
{
	const char *more = getenv("YZ_GAPS_BIKES");
	int64_t n = 0;
	struct testdb t;
	struct err e = { 0 };
	size_t old = before_gaps();
	struct sql_migration list[64];

	(void)state;
	steps_without_rows();
	testdb_raw(&t);
	memcpy(list, sql_migrations, old * sizeof *list);        /* an older program */
	assert_int_equal(sql_upgrade(t.db, list, old, t.cx.now, &e), (int)old);
	seed(&t);
	if (more && str_i64(str_of(more), 1, 1000000, &n))
		many(&t, (int)n);
	int64_t from = clock_utc();
	if (sql_upgrade(t.db, sql_migrations, sql_nmigrations, t.cx.now, &e) < 0)
		fail_msg("%s", e.msg);
	if (n)
		print_message("# %lld bikes more: %lld ms\n", (long long)n, (long long)(clock_utc() - from));
	checked(&t);
	assert_int_equal(ask(&t, "SELECT count(*) FROM plate WHERE state = 'bound'"), 3 + n);
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_register_of_before_gets_its_plates_flags_and_ends) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
