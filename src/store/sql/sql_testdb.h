/* sql_testdb — for tests only: a business database at this program's version, with a work item on it.
 *
 * It is a SQLite file in a temporary folder, or, where the environment has YZ_TEST_PG, a database of its own in that PostgreSQL
 * (a URL with %s for the database's name; tools/pgtest.py starts one; sql_pg_testdb.h). It is copied from one that the first test makes: migrating
 * takes more time than most tests. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/sys.h"
#include "store/sql/sql.h"
#include "store/sql/sql_pg_testdb.h"

struct testdb { char dir[128], path[160], name[64]; struct sql *db; struct arena arena; struct cx cx; };

enum { TESTDB_NOW_S = 1795424400 };   /* 2026-11-23T17:00+08:00 */

/* For the few tests of a SQLite file's own properties: nothing is tested on PostgreSQL, and it says so. */
#define ONLY_SQLITE() do { \
	if (testdb_pg()) { \
		print_message("# %s: a matter of SQLite files\n", __func__); \
		return; \
	} \
} while (0)

/* The file of a migrated database, as the first test of all left it closed: for the other programs it lies in memory, under a name that is made of all
 * migrations' hashes. */
static struct { char *p; size_t n; } testdb_file;

static inline bool testdb_kept_at(char ret[static 96])
{
	uint64_t h = 1469598103934665603u;

	for (size_t i = 0; i < sql_nmigrations; i++)
		for (const char *p = sql_migrations[i].sha256; *p; p++)
			h = (h ^ (uint8_t)*p) * 1099511628211u;
	snprintf(ret, 96, "/dev/shm/yz-migrated-%u-%016llx", (unsigned)getuid(), (unsigned long long)h);
	return access("/dev/shm", W_OK) == 0;
}

static inline bool testdb_load(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return false;
	bool good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == getuid() && (st.st_mode & 077) == 0 && st.st_size > 0;
	if (good && (testdb_file.p = malloc((size_t)st.st_size)))
		testdb_file.n = (size_t)read(fd, testdb_file.p, (size_t)st.st_size);
	close(fd);
	if (good && testdb_file.p && testdb_file.n == (size_t)st.st_size)
		return true;
	free(testdb_file.p);
	testdb_file.p = NULL;
	return false;
}

/* Whole or not at all; whoever is second keeps what is there. */
static inline void testdb_share(const char *path)
{
	char tmp[128];

	snprintf(tmp, sizeof tmp, "%s.%d", path, (int)getpid());
	int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	bool good = write(fd, testdb_file.p, testdb_file.n) == (ssize_t)testdb_file.n;
	good = close(fd) == 0 && good && rename(tmp, path) == 0;
	if (!good)
		unlink(tmp);
}

static inline void testdb_keep(struct testdb *t)
{
	struct err e = { 0 };
	FILE *f;

	sql_close(t->db);      /* its log is in the file now */
	if (!(f = fopen(t->path, "rb")) || fseek(f, 0, SEEK_END) != 0)
		fail_msg("%s cannot be read", t->path);
	testdb_file.n = (size_t)ftell(f);
	testdb_file.p = malloc(testdb_file.n);
	rewind(f);
	if (!testdb_file.p || fread(testdb_file.p, 1, testdb_file.n, f) != testdb_file.n)
		fail_msg("%s cannot be read", t->path);
	fclose(f);
	if (sql_open(&(struct sql_opts){ .path = t->path }, &e, &t->db) < 0)
		fail_msg("open: %s", e.msg);
}

static inline void testdb_copy(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd < 0 || write(fd, testdb_file.p, testdb_file.n) != (ssize_t)testdb_file.n || close(fd) < 0)
		fail_msg("%s cannot be written", path);
}

static inline void testdb_start(struct testdb *t, bool migrated)
{
	struct err e = { 0 };

	memset(t, 0, sizeof *t);
	/* in memory, where there is such a place: what a disk keeps is the crash tests' matter */
	snprintf(t->dir, sizeof t->dir, "%s/yz-test-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(t->dir));
	if (testdb_pg() && !(migrated && testpg_again(t->name, t->path, &t->db)))
		testpg_create(migrated, t->name, t->path);
	if (!testdb_pg())
		snprintf(t->path, sizeof t->path, "%s/db", t->dir);
	char kept[96];
	bool shared = migrated && !testdb_pg() && testdb_kept_at(kept);
	if (shared && !testdb_file.p)
		testdb_load(kept);
	bool first = migrated && !testdb_pg() && !testdb_file.p;
	if (migrated && !testdb_pg() && !first)
		testdb_copy(t->path);
	arena_init(&t->arena, 4 << 20);
	bool again = t->db != NULL;
	if (!again && sql_open(&(struct sql_opts){ .path = t->path }, &e, &t->db) < 0)
		fail_msg("open: %s", e.msg);
	if (migrated && !again && sql_upgrade(t->db, sql_migrations, sql_nmigrations, (utc_ms)TESTDB_NOW_S * 1000, &e) < 0)
		fail_msg("upgrade: %s", e.msg);
	if (migrated && !again && testdb_pg())
		testpg_keep(t->name, t->path, t->db);
	if (first)
		testdb_keep(t);
	if (first && shared)
		testdb_share(kept);
	t->cx = (struct cx){ .now = (utc_ms)TESTDB_NOW_S * 1000, .roles = ROLE_SYSTEM, .arena = &t->arena, .db = t->db, .request = 7 };
}

/* Everything but the migrations. */
static inline void testdb_raw(struct testdb *t)
{
	testdb_start(t, false);
}

static inline void testdb_open(struct testdb *t)
{
	testdb_start(t, true);
}

/* A second connection to the same database, with its own work item. */
static inline struct cx testdb_second(struct testdb *t, int32_t busy_ms)
{
	struct err e = { 0 };
	struct cx cx = t->cx;

	if (sql_open(&(struct sql_opts){ .path = t->path, .busy_ms = busy_ms }, &e, &cx.db) < 0)
		fail_msg("second open: %s", e.msg);
	return cx;
}

static inline void testdb_close(struct testdb *t)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	char path[300];

	bool back = t->name[0] && testpg_back(t->name, t->db);
	if (!back)
		sql_close(t->db);
	arena_done(&t->arena);
	if (t->name[0] && !back)
		testpg_drop(t->name);
	for (size_t i = 0; !t->name[0] && i < COUNTOF(ends); i++) {
		snprintf(path, sizeof path, "%s%s", t->path, ends[i]);
		unlink(path);
	}
	rmdir(t->dir);
}

/* Expects a refusal of that code and forgets it. */
#define REFUSED(cx_, code_, call_) do { \
	int rc_ = (call_); \
	if (rc_ != (code_)) \
		fail_msg("%s: %s, expected %s (%s)", #call_, rc_ < 0 ? err_name(rc_) : "done", err_name(code_), (cx_)->err.msg); \
	assert_int_equal((cx_)->err.code, (code_)); \
	(cx_)->err = (struct err){ 0 }; \
} while (0)
#define DONE(cx_, call_) do { \
	int rc_ = (call_); \
	if (rc_ < 0) \
		fail_msg("%s: %s (%s)", #call_, err_name(rc_), (cx_)->err.msg); \
} while (0)
