/* sql_test — the door to the database keeps its promises. */
#define _GNU_SOURCE
#include "store/sql/sql_testdb.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "platform/fs.h"
#include "store/sql/sql_int.h"

#define STMT(nm, sql_text, n) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n }
STMT(t_make, "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, a TEXT NOT NULL UNIQUE, b BLOB, c REAL, p_d TEXT)", 0);
STMT(t_add, "INSERT INTO t (a, b, c, p_d) VALUES ($1, $2, $3, $4) RETURNING id", 4);
STMT(t_swap, "SELECT $2 || '-' || $1", 2);
STMT(t_get, "SELECT id, a, b, c, p_d FROM t WHERE id = $1", 1);
STMT(t_all, "SELECT id FROM t ORDER BY id", 0);
STMT(t_quiet, "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO NOTHING", 1);
STMT(t_del, "DELETE FROM t WHERE a = $1", 1);
STMT(t_bad_count, "SELECT 1", 1);
STMT(t_two, "SELECT 1; SELECT 2", 0);
static const struct sql_stmt *const t_stmts[] = { &t_make, &t_add, &t_swap, &t_get, &t_all, &t_quiet, &t_del };
static const struct sql_stmt *const bad_stmts[] = { &t_bad_count, &t_two };

static int setup(void **state)
{
	static struct testdb t;

	sql_register(t_stmts, COUNTOF(t_stmts));   /* after the tests that prepare everything without a table t */
	testdb_raw(&t);
	DONE(&t.cx, sql_exec(&t.cx, &t_make, BIND_NONE));
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

struct rec { int64_t id; char a[32], b[8]; size_t nb; double c; char d[32]; bool b_null; };

static void read_rec(struct sql_row *r, void *ret)
{
	struct rec *v = ret;

	v->id = sql_i64(r);
	str a = sql_str(r);
	snprintf(v->a, sizeof v->a, "%.*s", STR_ARG(a));
	v->b_null = sql_is_null(r);
	str b = sql_str(r);
	v->nb = MIN(b.n, sizeof v->b);
	memcpy(v->b, b.p, v->nb);
	v->c = sql_f64(r);
	str d = sql_str(r);
	snprintf(v->d, sizeof v->d, "%.*s", STR_ARG(d));
}

static void values_come_back_as_they_went(void **state)
{
	struct testdb *t = *state;
	struct rec v;
	int64_t id;

	DONE(&t->cx, sql_insert(&t->cx, &t_add, &id, BIND(V(S("x'; DROP TABLE t; --")), V_BLOB(((str){ "\0\1\2", 3 })), V(1.5), V(S("电动车")))));
	DONE(&t->cx, sql_one(&t->cx, &t_get, read_rec, &v, BIND(V(id))));
	assert_string_equal(v.a, "x'; DROP TABLE t; --");
	assert_int_equal(v.nb, 3);
	assert_memory_equal(v.b, "\0\1\2", 3);
	assert_true(v.c == 1.5);
	assert_string_equal(v.d, "电动车");
	DONE(&t->cx, sql_insert(&t->cx, &t_add, &id, BIND(V(((str){ NULL, 0 })), V_NULL, V(0.0), V(S("")))));
	DONE(&t->cx, sql_one(&t->cx, &t_get, read_rec, &v, BIND(V(id))));
	assert_true(v.b_null);
	assert_string_equal(v.a, "");
}

static void read_pair(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	snprintf(ret, 16, "%.*s", STR_ARG(s));
}

static void parameters_bind_by_their_number_not_their_place(void **state)
{
	struct testdb *t = *state;
	char got[16];

	DONE(&t->cx, sql_one(&t->cx, &t_swap, read_pair, got, BIND(V(S("one")), V(S("two")))));
	assert_string_equal(got, "two-one");
}

static void refusals_have_their_code(void **state)
{
	struct testdb *t = *state;
	struct rec v = { .id = 99 };

	REFUSED(&t->cx, E_NOTFOUND, sql_one(&t->cx, &t_get, read_rec, &v, BIND(V(1))));
	assert_int_equal(v.id, 99);
	assert_int_equal(sql_exec(&t->cx, &t_quiet, BIND(V(S("a")))), 1);
	assert_int_equal(sql_exec(&t->cx, &t_quiet, BIND(V(S("a")))), 0);
	REFUSED(&t->cx, E_STATE, sql_exec(&t->cx, &t_add, BIND(V(S("a")), V_NULL, V_NULL, V_NULL)));
	assert_int_equal(sql_exec(&t->cx, &t_del, BIND(V(S("none")))), 0);
}

static int count_row(struct cx *cx, struct sql_row *r, void *arg)
{
	(void)cx;
	*(int64_t *)arg += sql_i64(r);
	return 0;
}

static int stop_row(struct cx *cx, struct sql_row *r, void *arg)
{
	(void)r, (void)arg;
	return FAIL(cx, E_TOOBIG, "enough");
}

static int rows(struct cx *cx)
{
	int64_t sum = 0;

	return sql_each(cx, &t_all, count_row, &sum, BIND_NONE);
}

static void a_rollback_leaves_nothing_and_a_commit_all(void **state)
{
	struct testdb *t = *state;

	DONE(&t->cx, sql_begin(&t->cx, true));
	assert_true(sql_in_tx(&t->cx));
	DONE(&t->cx, sql_exec(&t->cx, &t_quiet, BIND(V(S("a")))));
	sql_rollback(&t->cx);
	sql_rollback(&t->cx);
	assert_int_equal(rows(&t->cx), 0);
	DONE(&t->cx, sql_begin(&t->cx, true));
	DONE(&t->cx, sql_exec(&t->cx, &t_quiet, BIND(V(S("a")))));
	DONE(&t->cx, sql_exec(&t->cx, &t_quiet, BIND(V(S("b")))));
	DONE(&t->cx, sql_commit(&t->cx));
	struct cx other = testdb_second(t, 0);
	assert_int_equal(rows(&other), 2);
	REFUSED(&other, E_TOOBIG, sql_each(&other, &t_all, stop_row, NULL, BIND_NONE));
	assert_int_equal(rows(&other), 2);   /* the stopped statement is free again */
	sql_close(other.db);
}

static void a_second_writer_waits_and_is_refused_as_busy(void **state)
{
	struct testdb *t = *state;
	struct cx other = testdb_second(t, 30);

	DONE(&t->cx, sql_begin(&t->cx, true));
	REFUSED(&other, E_BUSY, sql_begin(&other, true));   /* Q3: at BEGIN, not half way through */
	sql_rollback(&other);
	DONE(&other, sql_begin(&other, false));             /* readers are not held up */
	assert_int_equal(rows(&other), 0);
	DONE(&other, sql_commit(&other));
	sql_rollback(&t->cx);
	sql_close(other.db);
}

static int told;

static void hook(struct cx *cx, void *arg)
{
	assert_false(sql_in_tx(cx));
	told += arg ? 10 : 1;
}

static void hooks_run_once_after_commit_and_never_after_rollback(void **state)
{
	struct testdb *t = *state;

	told = 0;
	DONE(&t->cx, sql_begin(&t->cx, true));
	sql_after_commit(&t->cx, hook, NULL);
	sql_rollback(&t->cx);
	assert_int_equal(told, 0);
	DONE(&t->cx, sql_begin(&t->cx, true));
	sql_after_commit(&t->cx, hook, NULL);
	sql_after_commit(&t->cx, hook, NULL);
	sql_after_commit(&t->cx, hook, t);
	assert_int_equal(told, 0);
	DONE(&t->cx, sql_commit(&t->cx));
	assert_int_equal(told, 11);
	DONE(&t->cx, sql_begin(&t->cx, true));
	DONE(&t->cx, sql_commit(&t->cx));
	assert_int_equal(told, 11);
}

/* Q1, asked of SQLite and not of our table. */
/* Another process sees whether this one still holds its lock on the database: SQLite's shared bytes. Without it the next program that closes
 * the database removes the log under this one. */
static bool locked_by_parent(const char *path)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510 };
		int fd = sys.open(path, O_RDWR, 0);
		_exit(fd < 0 || fcntl(fd, F_GETLK, &l) < 0 ? 2 : l.l_type == F_UNLCK);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 0;
}

static void a_further_connection_keeps_the_locks_of_the_others(void **state)
{
	struct testdb *t = *state;
	struct err e = { 0 };
	struct sql *more, *reader;

	assert_true(locked_by_parent(t->path));
	assert_int_equal(sql_open(&(struct sql_opts){ .path = t->path }, &e, &more), 0);
	assert_true(locked_by_parent(t->path));
	assert_int_equal(sql_open(&(struct sql_opts){ .path = t->path, .read_only = true }, &e, &reader), 0);
	sql_close(more);
	assert_true(locked_by_parent(t->path));
	sql_close(reader);
	assert_true(locked_by_parent(t->path));
}

static void pragmas_are_what_they_should_be(void **state)
{
	struct testdb *t = *state;
	static const struct { const char *ask, *want; } rows_[] = {
		{ "PRAGMA journal_mode", "wal" }, { "PRAGMA synchronous", "2" }, { "PRAGMA foreign_keys", "1" },
		{ "PRAGMA recursive_triggers", "1" }, { "PRAGMA trusted_schema", "0" },
	};

	for (size_t i = 0; i < COUNTOF(rows_); i++) {
		sqlite3_stmt *st;
		assert_int_equal(sqlite3_prepare_v2(t->db->db, rows_[i].ask, -1, &st, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_step(st), SQLITE_ROW);
		assert_string_equal((const char *)sqlite3_column_text(st, 0), rows_[i].want);
		sqlite3_finalize(st);
	}
	struct stat st;
	assert_int_equal(stat(t->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* --- migrations --- */

static void dump(struct sql *db, char *ret, size_t n)
{
	sqlite3_stmt *st;

	ret[0] = 0;
	assert_int_equal(sqlite3_prepare_v2(db->db, "SELECT type || name || coalesce(sql, '') FROM sqlite_master ORDER BY 1", -1, &st, NULL),
	                 SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		size_t k = strlen(ret);
		snprintf(ret + k, n - k, "%s\n", sqlite3_column_text(st, 0));
	}
	sqlite3_finalize(st);
	assert_true(strlen(ret) + 1 < n);
}

static int no_rows(struct cx *cx)
{
	(void)cx;
	return 0;
}

/* The steps of other rooms: here without rows to work on. */
static void all_steps(void)
{
	static char names[SQL_STEP_MAX][64];
	size_t k = 0;

	for (size_t i = 0; i < sql_nmigrations; i++) {
		for (const char *at = sql_migrations[i].steps; at && *at; at += strcspn(at, " "), at += *at == ' ') {
			snprintf(names[k], sizeof names[k], "%.*s", (int)strcspn(at, " "), at);
			sql_step(names[k++], no_rows);
		}
	}
}

static void fresh_equals_upgraded_from_every_version(void **state)
{
	static char fresh[65536], upgraded[65536];
	struct testdb t;
	struct err e = { 0 };

	(void)state;
	all_steps();
	testdb_raw(&t);
	assert_int_equal(sql_version(t.db, sql_migrations, sql_nmigrations, &e), 0);
	assert_int_equal(sql_upgrade(t.db, sql_migrations, sql_nmigrations, t.cx.now, &e), (int)sql_nmigrations);
	dump(t.db, fresh, sizeof fresh);
	assert_non_null(strstr(fresh, "theft_open"));
	testdb_close(&t);
	for (size_t from = 1; from < sql_nmigrations; from++) {
		testdb_raw(&t);
		/* an older program: it knows a shorter list (not by the global table's address, so it prepares nothing) */
		struct sql_migration old[64];
		memcpy(old, sql_migrations, from * sizeof *old);
		assert_int_equal(sql_upgrade(t.db, old, from, t.cx.now, &e), (int)from);
		sql_close(t.db);
		assert_int_equal(sql_open(&(struct sql_opts){ .path = t.path }, &e, &t.db), 0);
		assert_int_equal(sql_version(t.db, sql_migrations, sql_nmigrations, &e), (int)from);
		assert_int_equal(sql_upgrade(t.db, sql_migrations, sql_nmigrations, t.cx.now, &e), (int)sql_nmigrations);
		dump(t.db, upgraded, sizeof upgraded);
		assert_string_equal(upgraded, fresh);
		assert_int_equal(sql_verify(t.db, &e), 0);
		testdb_close(&t);
	}
}

static void a_failed_migration_leaves_the_version_before_it(void **state)
{
	struct testdb *t = *state;
	struct err e = { 0 };
	struct sql_migration m[] = {
		{ 1, "one", "CREATE TABLE one (x INTEGER);", "aa" },
		{ 2, "two", "CREATE TABLE two (x INTEGER); CREATE TABLE one (y INTEGER);", "bb" },
	};

	assert_true(sql_upgrade(t->db, m, 2, 1, &e) < 0);
	assert_non_null(strstr(e.msg, "two"));
	e = (struct err){ 0 };
	assert_int_equal(sql_version(t->db, m, 2, &e), 1);
	static char schema[8192];
	dump(t->db, schema, sizeof schema);
	assert_null(strstr(schema, "tabletwo"));
	m[1].sql = "CREATE TABLE two (x INTEGER);";
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), 2);
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), 2);
}

static int step_calls, step_rc;

static const struct sql_stmt t_step_fill = { "t.step_fill", "UPDATE s SET y = 7", 0, 0, .step = true };   /* not prepared by the tests after it */

static int fill_step(struct cx *cx)
{
	static const struct sql_stmt *const list[] = { &t_step_fill };

	sql_register(list, 1);
	step_calls++;
	assert_true(sql_in_tx(cx));
	assert_true(arena_alloc(cx->arena, 100) != NULL);
	TRY(sql_exec(cx, &t_step_fill, BIND_NONE));
	return step_rc < 0 ? FAIL(cx, step_rc, "the step failed") : 0;
}

static bool file_holds(const char *path, const char *what)
{
	static char buf[1 << 20];
	CLEANUP(fd_close) int fd = sys.open(path, O_RDONLY, 0);
	ssize_t n = fd < 0 ? 0 : sys.pread(fd, buf, sizeof buf, 0);

	assert_true(n < (ssize_t)sizeof buf);
	return n > 0 && memmem(buf, (size_t)n, what, strlen(what));
}

static void a_step_runs_with_its_migration_or_not_at_all(void **state)
{
	struct testdb *t = *state;
	struct err e = { 0 };
	char wal[200];
	struct sql_migration m[] = {
		{ 1, "one", "CREATE TABLE s (x TEXT, y INTEGER); INSERT INTO s VALUES ('plain-old-name', 0);", "aa" },
		{ 2, "two", "ALTER TABLE s ADD COLUMN z INTEGER; UPDATE s SET x = 'sealed';", "bb", "t_fill t_other" },
	};

	/* an old database needs every step; a fresh one has nothing for them to do */
	assert_int_equal(sql_upgrade(t->db, m, 1, 1, &e), 1);
	sql_step("t_fill", fill_step);
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), E_CONFIG);
	assert_non_null(strstr(e.msg, "t_other"));
	e = (struct err){ 0 };
	sql_step("t_other", no_rows);
	step_rc = E_FULL;
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), E_FULL);
	e = (struct err){ 0 };
	assert_int_equal(sql_version(t->db, m, 2, &e), 1);
	static char schema[8192];
	dump(t->db, schema, sizeof schema);
	assert_null(strstr(schema, "z INTEGER"));
	assert_true(file_holds(t->path, "plain-old-name") || file_holds((snprintf(wal, sizeof wal, "%s-wal", t->path), wal), "plain-old-name"));
	step_rc = 0;
	step_calls = 0;
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), 2);
	assert_int_equal(step_calls, 1);
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), 2);
	assert_int_equal(step_calls, 1);
	/* nothing of the old text is left in a free page or the log */
	assert_false(file_holds(t->path, "plain-old-name"));
	assert_false(file_holds(wal, "plain-old-name"));
	assert_true(file_holds(t->path, "sealed"));
}

/* A table that others point to can be rebuilt; a migration that would lose what they point to is not committed. */
static void a_rebuilt_table_keeps_its_references(void **state)
{
	struct testdb *t = *state;
	struct err e = { 0 };
	struct sql_migration m[] = {
		{ 1, "one", "CREATE TABLE a (id INTEGER PRIMARY KEY, x); CREATE TABLE b (a INTEGER REFERENCES a (id)); INSERT INTO a VALUES (1, 2), (2, 3);"
		            "INSERT INTO b VALUES (1), (2);", "aa" },
		{ 2, "two", "CREATE TABLE n (id INTEGER PRIMARY KEY, y); INSERT INTO n SELECT id, x FROM a WHERE id < 2; DROP TABLE a;"
		            "ALTER TABLE n RENAME TO a;", "bb" },
	};

	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), E_CORRUPT);
	e = (struct err){ 0 };
	assert_int_equal(sql_version(t->db, m, 2, &e), 1);
	m[1].sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, y); INSERT INTO n SELECT id, x FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a;";
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), 2);
	static char schema[8192];
	dump(t->db, schema, sizeof schema);
	assert_non_null(strstr(schema, "REFERENCES a"));
	/* and references are enforced again */
	assert_int_equal(sqlite3_exec(t->db->db, "INSERT INTO b VALUES (9)", NULL, NULL, NULL), SQLITE_CONSTRAINT_FOREIGNKEY);
}

static int keep_text(void *arg, int n, char **v, char **names)
{
	char *out = arg;

	(void)names;
	for (int i = 0; i < n; i++)
		snprintf(out + strlen(out), 400 - strlen(out), "%s%s", v[i] ? v[i] : "", i + 1 < n ? " " : "\n");
	return 0;
}

/* 0004: what an account of before becomes; its cases still point to it, its session is gone. */
static void accounts_of_before_become_what_the_register_knows(void **state)
{
	struct testdb *t = *state;
	struct err e = { 0 };
	struct sql_migration old[3];
	char got[400] = "";

	memcpy(old, sql_migrations, sizeof old);
	assert_int_equal(sql_upgrade(t->db, old, 3, 1, &e), 3);
	static const char rows[] =
		"INSERT INTO account (name, display, password, roles, created_at) VALUES ('officer', 'o', 'h', 2, 1), ('all', 'a', 'h', 46, 1),"
		"('admin', 'm', 'h', 16, 1), ('both', 'b', 'h', 50, 1), ('auditor', 'u', 'h', 32, 1), ('clerk', 'c', 'h', 12, 1);"
		"INSERT INTO session VALUES (zeroblob(32), 1, 1, 1);"
		"INSERT INTO bike (tag, plate, p_owner_name, p_owner_phone, created_at) VALUES ('AB', 'P', '', '', 1);"
		"INSERT INTO theft (number, bike, tag, plate, state, severity, last_seen_at, missing_at, reported_at, officer)"
		" VALUES ('n', 1, 'AB', 'P', 'reported', 1, 1, 1, 1, 2)";
	assert_int_equal(sqlite3_exec(t->db->db, rows, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sql_upgrade(t->db, sql_migrations, sql_nmigrations, 1, &e), (int)sql_nmigrations);
	assert_int_equal(sqlite3_exec(t->db->db, "SELECT name, roles, totp, unit FROM account ORDER BY id", keep_text, got, NULL), SQLITE_OK);
	assert_string_equal(got, "officer 130  1\nall 142  1\nadmin 16  1\nboth 16  1\nauditor 32  1\nclerk 12  1\n");
	got[0] = 0;
	assert_int_equal(sqlite3_exec(t->db->db, "SELECT (SELECT count(*) FROM session), (SELECT a.name FROM theft t JOIN account a ON a.id = t.officer)",
	                              keep_text, got, NULL), SQLITE_OK);
	assert_string_equal(got, "0 all\n");
	assert_int_equal(sql_verify(t->db, &e), 0);
}

static void a_newer_or_a_changed_database_is_refused(void **state)
{
	struct testdb *t = *state;
	struct err e = { 0 };
	struct sql_migration m[] = { { 1, "one", "CREATE TABLE one (x INTEGER);", "aa" }, { 2, "two", "CREATE TABLE two (x INTEGER);", "bb" } };

	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), 2);
	assert_int_equal(sql_version(t->db, m, 1, &e), E_STATE);
	e = (struct err){ 0 };
	m[0].sha256[0] = 'z';
	assert_int_equal(sql_version(t->db, m, 2, &e), E_STATE);
	e = (struct err){ 0 };
	assert_int_equal(sql_upgrade(t->db, m, 2, 1, &e), E_STATE);
}

static void a_copy_holds_everything_and_overwrites_nothing(void **state)
{
	struct testdb *t = *state, copy = *t;
	struct err e = { 0 };
	char to[200];

	DONE(&t->cx, sql_exec(&t->cx, &t_quiet, BIND(V(S("kept")))));
	snprintf(to, sizeof to, "%s/copy", t->dir);
	assert_int_equal(sql_backup(t->db, to, &e), 0);
	assert_int_equal(sql_backup(t->db, to, &e), E_STATE);
	e = (struct err){ 0 };
	assert_int_equal(sql_open(&(struct sql_opts){ .path = to, .read_only = true }, &e, &copy.cx.db), 0);
	assert_int_equal(rows(&copy.cx), 1);
	assert_int_equal(sql_verify(copy.cx.db, &e), 0);
	assert_true(sql_exec(&copy.cx, &t_quiet, BIND(V(S("no")))) < 0);
	sql_close(copy.cx.db);
	snprintf(to, sizeof to, "%s/copy", t->dir);
	unlink(to);
	snprintf(to, sizeof to, "%s/copy-wal", t->dir);
	unlink(to);
	snprintf(to, sizeof to, "%s/copy-shm", t->dir);
	unlink(to);
}

static void a_damaged_file_is_found(void **state)
{
	struct testdb t;
	struct err e = { 0 };
	char junk[4096];

	(void)state;
	testdb_open(&t);
	sql_close(t.db);
	t.db = NULL;
	memset(junk, 0x5a, sizeof junk);
	int fd = open(t.path, O_RDWR);
	for (int page = 2; page < 40; page++)
		assert_int_equal(pwrite(fd, junk, sizeof junk, page * 4096), sizeof junk);
	close(fd);
	int rc = sql_open(&(struct sql_opts){ .path = t.path }, &e, &t.db);
	if (rc == 0)
		rc = sql_verify(t.db, &e);
	assert_int_equal(rc, E_CORRUPT);
	testdb_close(&t);
}

/* Run last: the bad statements stay registered. */
static void a_broken_statement_is_a_failed_start(void **state)
{
	struct testdb t;
	struct err e = { 0 };
	struct sql *again = NULL;

	(void)state;
	testdb_raw(&t);
	DONE(&t.cx, sql_exec(&t.cx, &t_make, BIND_NONE));
	assert_int_equal(sql_upgrade(t.db, sql_migrations, sql_nmigrations, 1, &e), (int)sql_nmigrations);
	sql_register(bad_stmts, 1);
	assert_int_equal(sql_open(&(struct sql_opts){ .path = t.path }, &e, &again), E_STORE);
	assert_null(again);
	assert_non_null(strstr(e.msg, "t_bad_count"));
	testdb_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fresh_equals_upgraded_from_every_version),
		cmocka_unit_test(a_damaged_file_is_found),
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(values_come_back_as_they_went), T(parameters_bind_by_their_number_not_their_place), T(refusals_have_their_code),
		T(a_rollback_leaves_nothing_and_a_commit_all), T(a_second_writer_waits_and_is_refused_as_busy),
		T(hooks_run_once_after_commit_and_never_after_rollback), T(pragmas_are_what_they_should_be),
		T(a_failed_migration_leaves_the_version_before_it), T(a_step_runs_with_its_migration_or_not_at_all), T(a_rebuilt_table_keeps_its_references),
		T(accounts_of_before_become_what_the_register_knows), T(a_newer_or_a_changed_database_is_refused),
		T(a_further_connection_keeps_the_locks_of_the_others),
		T(a_copy_holds_everything_and_overwrites_nothing),
		cmocka_unit_test(a_broken_statement_is_a_failed_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
