/* sql_pg_testdb — for tests only: the databases of sql_testdb.h on PostgreSQL.
 *
 * A database is copied from a migrated one, a thousand files, and a new connection learns its tables one by one: that took two thirds of the
 * tests' time there. So a program keeps one with its connection, and each test that wants a migrated one gets it as if it were new: no row
 * but the migrations', every counter back, nobody else connected. Where more than rows was changed (the catalogs, the session's settings, a
 * transaction left open) it is thrown away and another is made. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/sql/sql.h"
#include "store/sql/sql_pg_int.h"

static inline bool testdb_pg(void)
{
	const char *url = getenv("YZ_TEST_PG");

	return url && url[0];
}

static inline void testdb_url(const char *name, char ret[static 160])
{
	const char *url = getenv("YZ_TEST_PG"), *at = strstr(url, "%s");

	assert_non_null(at);
	assert_true(strlen(url) + strlen(name) < 160);
	snprintf(ret, 160, "%.*s%s%s", (int)(at - url), url, name, at + 2);
}

/* A connection for questions about a database; the last one is kept, for a new one knows no table yet, and so is that to "postgres".
 * A child of this process has its own. */
struct testdb_line { PGconn *c; char name[64]; pid_t pid; };

static inline struct testdb_line *testdb_dial(const char *database)
{
	static struct testdb_line lines[2];
	struct testdb_line *l = &lines[strcmp(database, "postgres") == 0];
	char url[160];

	if (l->c && l->pid == getpid() && strcmp(l->name, database) == 0 && PQstatus(l->c) == CONNECTION_OK)
		return l;
	if (l->c && l->pid == getpid())
		PQfinish(l->c);
	testdb_url(database, url);
	*l = (struct testdb_line){ .c = PQconnectdb(url), .pid = getpid() };
	snprintf(l->name, sizeof l->name, "%s", database);
	if (PQstatus(l->c) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(l->c));
	return l;
}

/* Runs a statement in the database named; the first value of the answer to ret. False when it failed. */
static inline bool testdb_ask(const char *database, const char *text, char *ret, size_t cap)
{
	struct testdb_line *l = testdb_dial(database);
	PGresult *r = PQexec(l->c, text);
	bool ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

	if (ret)
		snprintf(ret, cap, "%s", ok && PQntuples(r) ? PQgetvalue(r, 0, 0) : PQresultErrorMessage(r));
	PQclear(r);
	return ok;
}

static inline void testdb_must(const char *database, const char *text)
{
	char why[400];

	if (!testdb_ask(database, text, why, sizeof why))
		fail_msg("%s: %s", text, why);
}

#define TESTDB_EMPTY "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"

/* The template's name; made under a temporary one, so that nobody copies half of it. */
static inline void testdb_template(char ret[static 64])
{
	static bool made;
	char text[300], got[400], url[160], tmp[64];
	struct err e = { 0 };
	struct sql *db;

	snprintf(ret, 64, "tpl_%.16s", sql_migrations[sql_nmigrations - 1].sha256);
	snprintf(text, sizeof text, "SELECT count(*) FROM pg_database WHERE datname = '%s'", ret);
	if (made || (testdb_ask("postgres", text, got, sizeof got) && strcmp(got, "1") == 0))
		return;
	snprintf(tmp, sizeof tmp, "tmp_%d", (int)getpid());
	snprintf(text, sizeof text, "CREATE DATABASE %s " TESTDB_EMPTY, tmp);
	testdb_must("postgres", text);
	testdb_url(tmp, url);
	if (sql_open(&(struct sql_opts){ .path = url }, &e, &db) < 0 || sql_upgrade(db, sql_migrations, sql_nmigrations, 1, &e) < 0)
		fail_msg("template: %s", e.msg);
	sql_close(db);
	snprintf(text, sizeof text, "ALTER DATABASE %s RENAME TO %s", tmp, ret);
	if (!testdb_ask("postgres", text, got, sizeof got)) {      /* another test was quicker */
		snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", tmp);
		testdb_must("postgres", text);
	}
	made = true;
}

static inline void testpg_create(bool migrated, char ret_name[static 64], char ret_url[static 160])
{
	static int n;
	char text[300], tpl[64];

	snprintf(ret_name, 64, "t_%d_%d", (int)getpid(), ++n);
	if (migrated)
		testdb_template(tpl);
	snprintf(text, sizeof text, migrated ? "CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY" : "CREATE DATABASE %s %s", ret_name, migrated ? tpl : TESTDB_EMPTY);
	testdb_must("postgres", text);
	testdb_url(ret_name, ret_url);
}

static inline void testpg_drop(const char *name)
{
	char text[100];

	snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", name);
	testdb_must("postgres", text);
}

/* ---- the one that is kept ---- */

enum { TESTPG_SEEDS = 64, TESTPG_ROWS = 20000 };

struct testpg_seed { char table[64], sum[64]; char *rows; size_t n; };
static struct {
	char name[64], url[160], catalog[400], session[2000];
	struct sql *db;
	pid_t pid;
	bool idle;
	char *counters;                        /* sets back those that moved */
	struct testpg_seed seed[TESTPG_SEEDS];
	size_t seeds;
} testpg_kept;

/* What of the catalogs an ALTER, a CREATE, a DROP or an ANALYZE changes; a row's insertion changes none of it. */
#define TESTPG_OF(catalog, where) "(SELECT count(*) || '.' || coalesce(max(xmin::text::bigint), 0) FROM " catalog where ")"
static const char testpg_catalog[] = "SELECT concat_ws(' ', " TESTPG_OF("pg_class", "") ", " TESTPG_OF("pg_attribute", " WHERE attrelid >= 16384") ", "
	TESTPG_OF("pg_attrdef", "") ", " TESTPG_OF("pg_trigger", "") ", " TESTPG_OF("pg_constraint", "") ", " TESTPG_OF("pg_index", "") ", "
	TESTPG_OF("pg_proc", "") ", " TESTPG_OF("pg_type", "") ", " TESTPG_OF("pg_namespace", "") ", " TESTPG_OF("pg_description", "") ", "
	TESTPG_OF("pg_statistic", "") ", " TESTPG_OF("pg_sequence", "") ", " TESTPG_OF("pg_rewrite", "") ", " TESTPG_OF("pg_largeobject_metadata", "") ", "
	"(SELECT count(*) FROM pg_db_role_setting))";
/* Tables that ever had a row. */
static const char testpg_touched[] = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) > 0";
static const char testpg_session[] = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE source = 'session'";

/* The first value of the answer as a string that the caller frees; NULL when the statement failed. */
static inline char *testpg_text(PGconn *c, const char *text)
{
	PGresult *r = PQexec(c, text);
	bool got = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r);
	size_t n = got ? strlen(PQgetvalue(r, 0, 0)) + 1 : 0;
	char *ret = got ? malloc(n) : NULL;

	if (ret)
		memcpy(ret, PQgetvalue(r, 0, 0), n);

	PQclear(r);
	return ret;
}

static inline bool testpg_is(PGconn *c, const char *text, const char *want)
{
	char *got = testpg_text(c, text);
	bool same = got && strcmp(got, want) == 0;

	free(got);
	return same;
}

static inline bool testpg_do(PGconn *c, const char *text, int64_t *rows)
{
	PGresult *r = PQexec(c, text);
	bool ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

	if (rows && ok)
		*rows += atoll(PQcmdTuples(r));
	PQclear(r);
	return ok;
}

static inline bool testpg_copy_out(PGconn *c, struct testpg_seed *s)
{
	char text[128], *row;
	int n;

	snprintf(text, sizeof text, "COPY %s TO STDOUT", s->table);
	PGresult *r = PQexec(c, text);
	bool ok = PQresultStatus(r) == PGRES_COPY_OUT;
	PQclear(r);
	while (ok && (n = PQgetCopyData(c, &row, 0)) > 0) {
		s->rows = realloc(s->rows, s->n + (size_t)n);
		assert_non_null(s->rows);
		memcpy(s->rows + s->n, row, (size_t)n);
		s->n += (size_t)n;
		PQfreemem(row);
	}
	while ((r = PQgetResult(c)))
		PQclear(r);
	return ok;
}

static inline bool testpg_copy_in(PGconn *c, const struct testpg_seed *s)
{
	char text[128];

	snprintf(text, sizeof text, "COPY %s FROM STDIN", s->table);
	PGresult *r = PQexec(c, text);
	bool ok = PQresultStatus(r) == PGRES_COPY_IN;
	PQclear(r);
	ok = ok && PQputCopyData(c, s->rows, (int)s->n) == 1 && PQputCopyEnd(c, NULL) == 1;
	while ((r = PQgetResult(c))) {
		ok &= PQresultStatus(r) == PGRES_COMMAND_OK;
		PQclear(r);
	}
	return ok;
}

static inline void testpg_forget(void)
{
	for (size_t i = 0; i < testpg_kept.seeds; i++)
		free(testpg_kept.seed[i].rows);
	free(testpg_kept.counters);
	memset(&testpg_kept, 0, sizeof testpg_kept);
}

static inline void testpg_end(void)
{
	if (!testpg_kept.idle || testpg_kept.pid != getpid())
		return;
	sql_close(testpg_kept.db);
	testpg_drop(testpg_kept.name);
	testpg_forget();
}

/* Remembers how a new one is. Whatever cannot be asked: it is not kept. */
static inline void testpg_keep(const char *name, const char *url, struct sql *db)
{
	static bool told;
	PGconn *c = testdb_dial(name)->c;
	char *catalog, *session;

	if (testpg_kept.db)
		return;
	PGresult *r = PQexec(c, testpg_touched);
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) <= TESTPG_SEEDS;
	for (int i = 0; ok && i < PQntuples(r); i++) {
		struct testpg_seed *s = &testpg_kept.seed[testpg_kept.seeds++];
		char text[200];
		snprintf(s->table, sizeof s->table, "%s", PQgetvalue(r, i, 0));
		snprintf(text, sizeof text, "SELECT count(*) || '.' || sum(hashtextextended(x::text, 0)) FROM %s x", s->table);
		char *sum = testpg_text(c, text);
		snprintf(s->sum, sizeof s->sum, "%s", sum ? sum : "");
		ok = sum && testpg_copy_out(c, s);
		free(sum);
	}
	PQclear(r);
	testpg_kept.counters = testpg_text(c, "SELECT format('SELECT setval(s.seqrelid::regclass, coalesce(v.at, s.seqstart), v.at IS NOT NULL) FROM pg_sequence s LEFT JOIN "
		"(VALUES %s) v(id, at) ON v.id = s.seqrelid WHERE pg_sequence_last_value(s.seqrelid) IS DISTINCT FROM v.at', "
		"coalesce(string_agg(format('(%s::oid, %s::bigint)', seqrelid::int, pg_sequence_last_value(seqrelid)), ', '), '(0::oid, 0::bigint)')) "
		"FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL");
	catalog = testpg_text(c, testpg_catalog);
	session = testpg_text(pg_of(db)->c, testpg_session);
	ok = ok && testpg_kept.counters && catalog && session && strlen(catalog) < sizeof testpg_kept.catalog && strlen(session) < sizeof testpg_kept.session;
	if (ok) {
		memcpy(testpg_kept.catalog, catalog, strlen(catalog) + 1);
		memcpy(testpg_kept.session, session, strlen(session) + 1);
		snprintf(testpg_kept.name, sizeof testpg_kept.name, "%s", name);
		snprintf(testpg_kept.url, sizeof testpg_kept.url, "%s", url);
		testpg_kept.db = db;
		testpg_kept.pid = getpid();
		if (!told)
			atexit(testpg_end);
		told = true;
	} else {
		testpg_forget();
	}
	free(catalog);
	free(session);
}

/* Every row that is not the migrations' goes, those come back as they were, and so do the counters. */
static inline bool testpg_rows(PGconn *c)
{
	int64_t rows = 0;
	PGresult *r = PQexec(c, testpg_touched);
	bool ok = PQresultStatus(r) == PGRES_TUPLES_OK && testpg_do(c, "BEGIN; SET LOCAL session_replication_role = replica", NULL);
	bool there[TESTPG_SEEDS] = { 0 };

	for (int i = 0; ok && i < PQntuples(r); i++) {
		const char *table = PQgetvalue(r, i, 0);
		size_t k = 0;
		char text[200];
		while (k < testpg_kept.seeds && strcmp(testpg_kept.seed[k].table, table) != 0)
			k++;
		if (k < testpg_kept.seeds) {
			snprintf(text, sizeof text, "SELECT count(*) || '.' || sum(hashtextextended(x::text, 0)) FROM %s x", table);
			there[k] = testpg_is(c, text, testpg_kept.seed[k].sum);
		}
		snprintf(text, sizeof text, "DELETE FROM %s", table);
		if (k == testpg_kept.seeds || !there[k])
			ok = testpg_do(c, text, &rows);
	}
	PQclear(r);
	for (size_t k = 0; ok && k < testpg_kept.seeds; k++)
		ok = there[k] || testpg_copy_in(c, &testpg_kept.seed[k]);
	ok = ok && testpg_do(c, testpg_kept.counters, NULL);
	return testpg_do(c, ok ? "COMMIT" : "ROLLBACK", NULL) && ok && rows <= TESTPG_ROWS;
}

/* True when the database and its connection are as new for the next test. */
static inline bool testpg_as_new(struct sql *db)
{
	struct pg *p = pg_of(db);
	PGconn *c;
	char text[300];

	if (p->dead || p->open_tx || p->stream || p->npiped != -1 || p->read_only || p->busy_ms != 5000 || db->in_tx || db->nhook ||
	    PQtransactionStatus(p->c) != PQTRANS_IDLE || !testpg_is(p->c, testpg_session, testpg_kept.session) || !testpg_do(p->c, "SELECT pg_advisory_unlock_all()", NULL))
		return false;
	c = testdb_dial(testpg_kept.name)->c;
	snprintf(text, sizeof text, "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND "
	         "backend_type = 'client backend' AND pid NOT IN (pg_backend_pid(), %d)", PQbackendPID(p->c));
	return testpg_do(c, text, NULL) && testpg_is(c, testpg_catalog, testpg_kept.catalog) && testpg_rows(c);
}

/* A test gives the database back. False: it is not the kept one, or is no more as it was. */
static inline bool testpg_back(const char *name, struct sql *db)
{
	if (!testpg_kept.db || testpg_kept.idle || testpg_kept.pid != getpid() || strcmp(name, testpg_kept.name) != 0)
		return false;
	if (db == testpg_kept.db && testpg_as_new(db))
		testpg_kept.idle = true;
	else
		testpg_forget();
	return testpg_kept.idle;
}

/* The kept one for the next test. */
static inline bool testpg_again(char ret_name[static 64], char ret_url[static 160], struct sql **ret)
{
	if (!testpg_kept.idle || testpg_kept.pid != getpid())
		return false;
	testpg_kept.idle = false;
	memcpy(ret_name, testpg_kept.name, sizeof testpg_kept.name);
	memcpy(ret_url, testpg_kept.url, sizeof testpg_kept.url);
	*ret = testpg_kept.db;
	return true;
}
