/* sql_testdb — for tests only: a business database in a temporary folder, at this program's version, with a work item on it. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/sys.h"
#include "store/sql/sql.h"

struct testdb { char dir[128], path[160]; struct sql *db; struct arena arena; struct cx cx; };

enum { TESTDB_NOW_S = 1795424400 };   /* 2026-11-23T17:00+08:00 */

/* Everything but the migrations. */
static inline void testdb_raw(struct testdb *t)
{
	struct err e = { 0 };

	memset(t, 0, sizeof *t);
	snprintf(t->dir, sizeof t->dir, "/tmp/yz-test-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->path, sizeof t->path, "%s/db", t->dir);
	arena_init(&t->arena, 4 << 20);
	if (sql_open(&(struct sql_opts){ .path = t->path }, &e, &t->db) < 0)
		fail_msg("open: %s", e.msg);
	t->cx = (struct cx){ .now = (utc_ms)TESTDB_NOW_S * 1000, .roles = ROLE_SYSTEM, .arena = &t->arena, .db = t->db, .request = 7 };
}

static inline void testdb_open(struct testdb *t)
{
	struct err e = { 0 };

	testdb_raw(t);
	if (sql_upgrade(t->db, sql_migrations, sql_nmigrations, t->cx.now, &e) < 0)
		fail_msg("upgrade: %s", e.msg);
}

/* A second connection to the same file, with its own work item. */
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
	char path[200];

	sql_close(t->db);
	arena_done(&t->arena);
	for (size_t i = 0; i < COUNTOF(ends); i++) {
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
