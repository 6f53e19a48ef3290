/* sql_copy_test — a register goes from one database into another and back and is the same; both of the kind under test and as a file. */
#include "store/sql/sql_testdb.h"

#include <sys/stat.h>

#include "store/sql/sql_int.h"

#define STMT(nm, sql_text, n) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n, true }
STMT(t_unit, "INSERT INTO unit (parent, kind, code, name, path, created_at) VALUES ($1, 'branch', $2, $3, $2, 1) RETURNING id", 3);
STMT(t_station, "INSERT INTO station (ix, name, kind, state, district, lat_e7, lon_e7, range_m, ref, key_at, created_at) "
     "VALUES ($1, $2, 'roadside', 'active', 430405, $3, $4, 100, $5, 9007199254740993, -1) RETURNING id", 5);
STMT(t_bike, "INSERT INTO login_try (name_sha, fails, last_at) VALUES ($1, 9223372036854775807, -9223372036854775807)", 1);
STMT(t_alarm, "INSERT INTO station_alarm (station, kind, since, until) VALUES ($1, 'door', 5, $2)", 2);
STMT(t_tell, "INSERT INTO outbox (at, topic, roles, body) VALUES (1, 'system', 64, $1) RETURNING id", 1);
STMT(t_untell, "DELETE FROM outbox WHERE id = $1", 1);
STMT(t_policy, "UPDATE policy SET value = 'mine' WHERE key = 'city.name'", 0);
STMT(t_number, "UPDATE station SET range_m = 101 WHERE ix = 3", 0);
STMT(t_mine, "SELECT count(*) FROM policy WHERE value = 'mine'", 0);
static const struct sql_stmt *const t_stmts[] = { &t_unit, &t_station, &t_bike, &t_alarm, &t_tell, &t_untell, &t_policy, &t_number, &t_mine };

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* Every kind of value: the ends of a bigint, bytes of every value, NULL, hanzi beyond the basic plane; and a number given and gone. */
static int64_t fill(struct cx *cx)
{
	uint8_t key[32];
	char name[32];
	int64_t id, last = 0;

	DONE(cx, sql_exec(cx, &t_policy, BIND_NONE));
	DONE(cx, sql_insert(cx, &t_unit, &id, BIND(V(1), V(S("/zoe")), V(S("䶮𠮷")))));   /* a row that points into its own table */
	DONE(cx, sql_insert(cx, &t_unit, &id, BIND(V(id), V(S("/amy")), V(S("~")))));
	for (int i = 0; i < 40; i++) {
		for (int k = 0; k < 32; k++)
			key[k] = (uint8_t)(k ? i * 32 + k : 255 - i);
		str bytes = { (const char *)key, 32 };
		snprintf(name, sizeof name, "%c station %d", "aZ_09"[i % 5], i);
		DONE(cx, sql_insert(cx, &t_station, &id, BIND(V(i), V(str_of(name)), V(-900000000 + i), V(i), V_BLOB(bytes))));
		DONE(cx, sql_exec(cx, &t_alarm, BIND(V(id), i % 2 ? V(7) : V_NULL)));
		DONE(cx, sql_exec(cx, &t_bike, BIND(V_BLOB(bytes))));
	}
	for (int i = 0; i < 3; i++)
		DONE(cx, sql_insert(cx, &t_tell, &last, BIND(V(S("{\"a\":\"\\u0000 '\"}")))));
	assert_int_equal(sql_exec(cx, &t_untell, BIND(V(last))), 1);
	return last;
}

struct digests { int n; int64_t rows; uint8_t d[200][32]; };

static void keep_digest(void *arg, const char *table, int64_t rows, const uint8_t digest[32])
{
	struct digests *d = arg;

	(void)table;
	assert_true(d->n < 200);
	memcpy(d->d[d->n++], digest, 32);
	d->rows += rows;
}

static void digests_of(struct sql *db, struct digests *ret)
{
	struct err e = { 0 };

	*ret = (struct digests){ .n = 0 };
	if (sql_digests(db, keep_digest, ret, &e) < 0)
		fail_msg("%s", e.msg);
	assert_int_equal(ret->n, (int)sql_ntables);
}

static struct sql *open_file(const struct testdb *t, const char *name, bool read_only)
{
	struct err e = { 0 };
	struct sql *db;
	char path[200];

	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	if (sql_open(&(struct sql_opts){ .path = path, .read_only = read_only }, &e, &db) < 0)
		fail_msg("%s", e.msg);
	if (!read_only)
		assert_int_equal(sql_upgrade(db, sql_migrations, sql_nmigrations, 1, &e), (int)sql_nmigrations);
	return db;
}

static void remove_file(const struct testdb *t, const char *name)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[200];

	for (size_t i = 0; i < COUNTOF(ends); i++) {
		snprintf(path, sizeof path, "%s/%s%s", t->dir, name, ends[i]);
		unlink(path);
	}
}

static void there_and_back_is_the_same(void **state)
{
	static struct digests first, file, second;
	struct testdb a, b;
	struct err e = { 0 };
	int64_t id;

	(void)state;
	sql_register(t_stmts, COUNTOF(t_stmts));
	testdb_open(&a);
	int64_t last = fill(&a.cx);
	struct sql *f = open_file(&a, "there", false);
	if (sql_copy(a.db, f, NULL, NULL, &e) < 0)
		fail_msg("%s", e.msg);
	testdb_open(&b);
	if (sql_copy(f, b.db, NULL, NULL, &e) < 0)
		fail_msg("%s", e.msg);
	digests_of(a.db, &first);
	digests_of(f, &file);
	digests_of(b.db, &second);
	assert_true(first.rows > 120);
	assert_memory_equal(first.d, file.d, sizeof first.d);
	assert_memory_equal(first.d, second.d, sizeof first.d);
	/* one difference is seen */
	assert_int_equal(sql_exec(&b.cx, &t_number, BIND_NONE), 1);
	digests_of(b.db, &second);
	assert_memory_not_equal(first.d, second.d, sizeof first.d);
	/* a number that was given once is not given again, though its row is gone */
	struct cx fcx = { .db = f, .roles = ROLE_SYSTEM };
	DONE(&fcx, sql_insert(&fcx, &t_tell, &id, BIND(V(S("{}")))));
	assert_int_equal(id, last + 1);
	DONE(&b.cx, sql_insert(&b.cx, &t_tell, &id, BIND(V(S("{}")))));
	assert_int_equal(id, last + 1);
	sql_close(f);
	remove_file(&a, "there");
	testdb_close(&b);
	testdb_close(&a);
}

static void a_target_with_rows_is_left_as_it_is(void **state)
{
	struct testdb a, b;
	struct err e = { 0 };
	static struct digests before, after;
	int64_t n;

	(void)state;
	testdb_open(&a);
	testdb_open(&b);
	fill(&a.cx);
	DONE(&b.cx, sql_exec(&b.cx, &t_policy, BIND_NONE));
	DONE(&b.cx, sql_insert(&b.cx, &t_tell, &n, BIND(V(S("{}")))));
	digests_of(b.db, &before);
	assert_int_equal(sql_copy(a.db, b.db, NULL, NULL, &e), E_STATE);
	assert_non_null(strstr(e.msg, "outbox has 1 rows"));
	digests_of(b.db, &after);
	assert_memory_equal(before.d, after.d, sizeof before.d);
	DONE(&b.cx, sql_one(&b.cx, &t_mine, read_i64, &n, BIND_NONE));
	assert_int_equal(n, 1);
	testdb_close(&b);
	testdb_close(&a);
}

static void an_older_database_is_refused(void **state)
{
	struct testdb a, b;
	struct err e = { 0 };

	(void)state;
	testdb_open(&a);
	testdb_raw(&b);
	assert_int_equal(sql_copy(a.db, b.db, NULL, NULL, &e), E_STATE);
	e = (struct err){ 0 };
	assert_int_equal(sql_copy(b.db, a.db, NULL, NULL, &e), E_STATE);
	testdb_close(&b);
	testdb_close(&a);
}

static void a_backup_is_a_file_with_everything_and_overwrites_nothing(void **state)
{
	static struct digests was, is;
	struct testdb t;
	struct err e = { 0 };
	struct stat st;
	char to[200];

	(void)state;
	testdb_open(&t);
	fill(&t.cx);
	snprintf(to, sizeof to, "%s/copy", t.dir);
	if (sql_backup(t.db, to, &e) < 0)
		fail_msg("%s", e.msg);
	assert_int_equal(sql_backup(t.db, to, &e), E_STATE);
	e = (struct err){ 0 };
	assert_int_equal(stat(to, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	struct cx copy = { .db = open_file(&t, "copy", true), .roles = ROLE_SYSTEM };
	assert_int_equal(sql_verify(copy.db, &e), 0);
	digests_of(t.db, &was);
	digests_of(copy.db, &is);
	assert_memory_equal(was.d, is.d, sizeof was.d);
	assert_true(sql_exec(&copy, &t_policy, BIND_NONE) < 0);
	sql_close(copy.db);
	remove_file(&t, "copy");
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back_is_the_same), cmocka_unit_test(a_target_with_rows_is_left_as_it_is),
		cmocka_unit_test(an_older_database_is_refused), cmocka_unit_test(a_backup_is_a_file_with_everything_and_overwrites_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
