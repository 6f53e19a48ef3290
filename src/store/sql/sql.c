/* sql — opening and closing a SQLite connection, the registry of statements. See sql.h. */
#include "sql_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "platform/fs.h"
#include "sql_sql.h"

SQL_STATEMENTS(sql)

/* The registry: filled before main() and by tests, then only read. A statement is found by its address. */
static const struct sql_stmt *registry[SQL_STMT_MAX];
static size_t nregistry;
enum { MAP_SIZE = 2048 };
static uint16_t map[MAP_SIZE];    /* 1 + place in the registry; 0 free */

static size_t map_at(const struct sql_stmt *q)
{
	size_t i = hash_u64((uintptr_t)q) % MAP_SIZE;

	while (map[i] && registry[map[i] - 1] != q)
		i = (i + 1) % MAP_SIZE;
	return i;
}

void sql_register(const struct sql_stmt *const *list, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		size_t i = map_at(list[k]);
		if (map[i])
			continue;
		ASSERT(nregistry < SQL_STMT_MAX);
		ASSERT(list[k]->nparam <= SQL_PARAM_MAX);
		registry[nregistry++] = list[k];
		map[i] = (uint16_t)nregistry;
	}
}

int sql_fault(struct sql *db, struct err *e, const char *what)
{
	int rc = sqlite3_extended_errcode(db->db), sys_no = sqlite3_system_errno(db->db);
	const char *text = sqlite3_errmsg(db->db);
	bool full = (rc & 0xff) == SQLITE_IOERR && (sys_no == ENOSPC || sys_no == EDQUOT);

	switch (full ? SQLITE_FULL : rc & 0xff) {
	case SQLITE_CONSTRAINT: return ERR(e, E_STATE, "%s: %s", what, text);
	case SQLITE_FULL:       return ERR_SYS(e, E_FULL, sys_no, "%s: %s", what, text);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:     return ERR(e, E_BUSY, "%s: %s", what, text);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:     return ERR(e, E_CORRUPT, "%s: %s", what, text);
	default:                return ERR_SYS(e, E_STORE, sys_no, "%s: %s", what, text);
	}
}

static int prepare(struct sql *db, const struct sql_stmt *q, struct sql_prep *p, struct err *e)
{
	sqlite3_stmt *st = NULL;
	const char *tail = NULL;

	if (sqlite3_prepare_v3(db->db, q->text, -1, SQLITE_PREPARE_PERSISTENT, &st, &tail) != SQLITE_OK)
		return sql_fault(db, e, q->name);
	if (!st || (tail && *tail) || sqlite3_bind_parameter_count(st) != (int)q->nparam) {
		sqlite3_finalize(st);
		return ERR(e, E_STORE, "%s: not one statement with parameters $1 to $%u", q->name, q->nparam);
	}
	for (unsigned i = 0; i < q->nparam; i++) {
		char name[16];
		snprintf(name, sizeof name, "$%u", i + 1);
		p->at[i] = (uint8_t)sqlite3_bind_parameter_index(st, name);
	}
	p->st = st;
	return 0;
}

int sql_prepared(struct sql *db, const struct sql_stmt *q, struct err *e, struct sql_prep **ret)
{
	size_t i = map_at(q);

	if (!map[i])
		BUG("a statement that was never registered");
	struct sql_prep *p = &db->prep[map[i] - 1];
	if (!p->st)
		TRY(prepare(db, q, p, e));
	*ret = p;
	return 0;
}

int sql_prepare_all(struct sql *db, struct err *e)
{
	struct sql_prep *p;

	for (size_t i = 0; i < nregistry; i++)
		if (!registry[i]->step)
			TRY(sql_prepared(db, registry[i], e, &p));
	return 0;
}

/* Q1. journal_size_limit keeps a WAL that once grew from staying so; recursive_triggers makes REPLACE run the DELETE triggers
 * that guard append-only tables. */
static const struct { const char *name, *set, *reads; bool write_only; } pragmas[] = {
	{ "journal_mode", "WAL", "wal", true },
	{ "synchronous", "FULL", "2", false },
	{ "foreign_keys", "ON", "1", false },
	{ "recursive_triggers", "ON", "1", false },
	{ "trusted_schema", "OFF", "0", false },
	{ "cell_size_check", "ON", "1", false },
	{ "temp_store", "MEMORY", "2", false },
	{ "cache_size", "-8192", "-8192", false },
	{ "mmap_size", "0", "0", false },
	{ "journal_size_limit", "67108864", "67108864", true },
	{ "wal_autocheckpoint", "1000", "1000", true },
};

static int take_text(void *arg, int n, char **v, char **names)
{
	(void)names;
	if (n > 0 && v[0])
		snprintf(arg, 32, "%s", v[0]);
	return 0;
}

static int set_pragmas(struct sql *db, bool read_only, struct err *e)
{
	for (size_t i = 0; i < COUNTOF(pragmas); i++) {
		char text[96], got[32] = "";
		if (read_only && pragmas[i].write_only)
			continue;
		snprintf(text, sizeof text, "PRAGMA %s = %s", pragmas[i].name, pragmas[i].set);
		if (sqlite3_exec(db->db, text, NULL, NULL, NULL) != SQLITE_OK)
			return sql_fault(db, e, pragmas[i].name);
		snprintf(text, sizeof text, "PRAGMA %s", pragmas[i].name);
		if (sqlite3_exec(db->db, text, take_text, got, NULL) != SQLITE_OK)
			return sql_fault(db, e, pragmas[i].name);
		if (strcmp(got, pragmas[i].reads) != 0)
			return ERR(e, E_CONFIG, "SQLite's %s is '%s' and would not become '%s'", pragmas[i].name, got,
			           pragmas[i].reads);
	}
	return 0;
}

static int configure(struct sql *db, const struct sql_opts *o, struct err *e)
{
	static const struct { int op, on; } rows[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 }, { SQLITE_DBCONFIG_DQS_DDL, 0 }, { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};

	sqlite3_extended_result_codes(db->db, 1);
	sqlite3_busy_timeout(db->db, o->busy_ms > 0 ? o->busy_ms : 5000);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		int got = -1;
		if (sqlite3_db_config(db->db, rows[i].op, rows[i].on, &got) != SQLITE_OK || got != rows[i].on)
			return ERR(e, E_CONFIG, "SQLite refused the safety setting %d", rows[i].op);
	}
	TRY(set_pragmas(db, o->read_only, e));

	int version = sql_recorded(db, sql_migrations, sql_nmigrations, e);
	TRY(version);
	return (size_t)version == sql_nmigrations ? sql_prepare_all(db, e) : 0;
}

int sql_open(const struct sql_opts *o, struct err *e, struct sql **ret)
{
	int flags = SQLITE_OPEN_NOMUTEX | (o->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);

	/* Made here and not by SQLite, so that it is never readable by others. A file that is there is not opened by us: closing any descriptor
	 * of it would end the locks that this process's other connections hold (POSIX), and the next program that closes the database would
	 * take itself for the last and remove the log under them. */
	int fd = o->read_only ? -1 : sys.open(o->path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd >= 0)
		sys.close(fd);
	else if (access(o->path, o->read_only ? R_OK : R_OK | W_OK) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open the database file");

	struct sql *db = calloc(1, sizeof *db);
	ASSERT(db);
	int rc = sqlite3_open_v2(o->path, &db->db, flags, NULL);
	ASSERT(db->db);
	rc = rc == SQLITE_OK ? configure(db, o, e) : sql_fault(db, e, "open");
	if (rc < 0) {
		sql_close(db);
		return rc;
	}
	*ret = db;
	return 0;
}

void sql_close(struct sql *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < SQL_STMT_MAX; i++)
		sqlite3_finalize(db->prep[i].st);
	int rc = sqlite3_close(db->db);
	ASSERT(rc == SQLITE_OK);
	free(db);
}
