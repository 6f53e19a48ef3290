/* sql_schema — migrations, backup, verification. See sql.h. */
#include "sql_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "sql_sql.h"

SQL_STATEMENTS(sql)   /* each file has its own copy of the generated rows */

enum { STEP_ARENA = 64 << 20 };

static int count_of(struct sql *db, const struct sql_stmt *q, struct err *e)
{
	struct sql_prep *p;

	TRY(sql_prepared(db, q, e, &p));
	int rc = sqlite3_step(p->st) == SQLITE_ROW ? sqlite3_column_int(p->st, 0) : sql_fault(db, e, q->name);
	sqlite3_reset(p->st);
	return rc;
}

static int check_versions(struct sql_prep *p, const struct sql_migration *m, size_t n, struct sql *db, struct err *e)
{
	int version = 0, rc;

	while ((rc = sqlite3_step(p->st)) == SQLITE_ROW) {
		int v = sqlite3_column_int(p->st, 0);
		const char *hash = (const char *)sqlite3_column_text(p->st, 1);
		if (v != version + 1)
			return ERR(e, E_CORRUPT, "the database's migrations have a hole before %d", v);
		if ((size_t)v > n)
			return ERR(e, E_STATE, "the database is of version %d, newer than this program's %zu", v, n);
		if (!hash || strcmp(hash, m[v - 1].sha256) != 0)
			return ERR(e, E_STATE, "migration %d (%s) is not the one this database was made with", v, m[v - 1].name);
		version = v;
	}
	return rc == SQLITE_DONE ? version : sql_fault(db, e, q_versions.name);
}

int sql_recorded(struct sql *db, const struct sql_migration *m, size_t n, struct err *e)
{
	struct sql_prep *p;
	int has = count_of(db, &q_has_version, e);

	if (has <= 0)
		return has;
	TRY(sql_prepared(db, &q_versions, e, &p));
	int rc = check_versions(p, m, n, db, e);
	sqlite3_reset(p->st);
	return rc;
}

int sql_version(struct sql *db, const struct sql_migration *m, size_t n, struct err *e)
{
	return sql_recorded(db, m, n, e);
}

/* ---- steps ---- */

static struct { const char *name; int (*fn)(struct cx *cx); } steps[SQL_STEP_MAX];
static size_t nsteps;

void sql_step(const char *name, int (*fn)(struct cx *cx))
{
	for (size_t i = 0; i < nsteps; i++)
		if (strcmp(steps[i].name, name) == 0)
			return;
	ASSERT(nsteps < SQL_STEP_MAX);
	steps[nsteps].name = name;
	steps[nsteps++].fn = fn;
}

static int run_step(struct cx *cx, const struct sql_migration *m, str name, bool fresh)
{
	for (size_t i = 0; i < nsteps; i++)
		if (str_eq(str_of(steps[i].name), name))
			return steps[i].fn(cx);
	return fresh ? 0 : FAIL(cx, E_CONFIG, "migration %d (%s) needs the step %.*s, which this program lacks", m->version, m->name, STR_ARG(name));
}

static int run_steps(struct cx *cx, const struct sql_migration *m, bool fresh)
{
	for (str rest = str_of(m->steps); rest.n;) {
		const char *blank = memchr(rest.p, ' ', rest.n);
		size_t n = blank ? (size_t)(blank - rest.p) : rest.n;
		TRY(run_step(cx, m, (str){ rest.p, n }, fresh));
		rest = (str){ rest.p + n + (blank != NULL), rest.n - n - (blank != NULL) };
	}
	/* in the same transaction: to be written anew once this is committed */
	if (!fresh && m->steps && sqlite3_exec(cx->db->db, "PRAGMA user_version = 1", NULL, NULL, NULL) != SQLITE_OK)
		return sql_fault(cx->db, &cx->err, m->name);
	return 0;
}

static int take_int(void *arg, int n, char **v, char **names)
{
	(void)names;
	*(bool *)arg = n > 0 && v[0] && strcmp(v[0], "0") != 0;
	return 0;
}

int sql_scrub(struct sql *db, struct err *e)
{
	static const char *const work[] = { "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA user_version = 0" };
	bool wanted = false;

	if (sqlite3_exec(db->db, "PRAGMA user_version", take_int, &wanted, NULL) != SQLITE_OK)
		return sql_fault(db, e, "scrub");
	for (size_t i = 0; wanted && i < COUNTOF(work); i++)
		if (sqlite3_exec(db->db, work[i], NULL, NULL, NULL) != SQLITE_OK)
			return sql_fault(db, e, "scrub");
	return 0;
}

static int migrate(struct cx *cx, const struct sql_migration *m, size_t n, bool fresh)
{
	struct sql *db = cx->db;

	TRY(sql_plain(db, &q_make_version, &cx->err));
	int at = sql_recorded(db, m, n, &cx->err);   /* again, now that no other process can move it */
	TRY(at);
	if ((size_t)at == n)
		return 0;
	if (sqlite3_exec(db->db, m[at].sql, NULL, NULL, NULL) != SQLITE_OK)
		return sql_fault(db, &cx->err, m[at].name);
	TRY(run_steps(cx, &m[at], fresh));
	TRY(sql_exec(cx, &q_add_version, BIND(V(m[at].version), V(str_of(m[at].name)), V(str_of(m[at].sha256)), V(cx->now))));
	return 0;
}

/* E_CORRUPT when a row points to one that is not there. */
static int check_keys(struct sql *db, struct err *e)
{
	struct sql_prep *p;
	int rc = 0;

	TRY(sql_prepared(db, &q_foreign_keys, e, &p));
	int step = sqlite3_step(p->st);
	if (step == SQLITE_ROW)
		rc = ERR(e, E_CORRUPT, "a row of %s points to a missing row of %s", sqlite3_column_text(p->st, 0),
		         sqlite3_column_text(p->st, 2));
	else if (step != SQLITE_DONE)
		rc = sql_fault(db, e, q_foreign_keys.name);
	sqlite3_reset(p->st);
	return rc;
}

/* One migration in its transaction. A table that others point to is rebuilt by making a new one and dropping the old, which SQLite lets
 * happen only while foreign keys are not enforced, and that can be said only outside a transaction: so they are off for its time, and
 * every reference is checked before the commit. */
static int upgrade_one(struct cx *cx, const struct sql_migration *m, size_t n, bool fresh)
{
	TRY(sql_plain(cx->db, &q_keys_off, &cx->err));
	int rc = sql_begin(cx, true);
	if (rc == 0)
		rc = migrate(cx, m, n, fresh);
	if (rc == 0)
		rc = check_keys(cx->db, &cx->err);
	if (rc == 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	int on = sql_plain(cx->db, &q_keys_on, &cx->err);
	return rc < 0 ? rc : on;
}

int sql_upgrade(struct sql *db, const struct sql_migration *m, size_t n, utc_ms now, struct err *e)
{
	struct arena arena = { 0 };
	struct cx cx = { .db = db, .now = now, .roles = ROLE_SYSTEM, .arena = &arena };
	int at = sql_recorded(db, m, n, e);
	bool fresh = at == 0;

	for (size_t i = 0; i < n; i++)
		ASSERT(m[i].version == (int)i + 1);
	while ((at = sql_recorded(db, m, n, e)) >= 0 && (size_t)at < n) {
		arena_init(&arena, STEP_ARENA);
		int rc = upgrade_one(&cx, m, n, fresh);
		arena_done(&arena);
		if (rc < 0) {
			if (e)
				*e = cx.err;
			return rc;
		}
	}
	TRY(at);
	TRY(sql_scrub(db, e));
	if (m == sql_migrations)
		TRY(sql_prepare_all(db, e));
	return at;
}

static int copy_all(struct sql *db, sqlite3 *to, struct err *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", db->db, "main");
	int rc, tries = 0;

	if (!b)
		return ERR(e, E_STORE, "backup: %s", sqlite3_errmsg(to));
	/* in one step: the writers of WAL mode are not held up by a reader */
	while ((rc = sqlite3_backup_step(b, -1)) == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		if (++tries > 100)
			break;
		sqlite3_sleep(50);
	}
	sqlite3_backup_finish(b);
	if (rc == SQLITE_DONE)
		return 0;
	return ERR(e, rc == SQLITE_FULL ? E_FULL : rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? E_BUSY : E_STORE,
	           "backup: %s", sqlite3_errmsg(to));
}

/* The new name lasts only once its folder is synced. */
static int sync_folder_of(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) + 1 : 1;
	char *dir = malloc(n + 1);

	ASSERT(dir);
	memcpy(dir, slash ? path : ".", n);
	dir[n] = 0;
	int rc = fs_dir_sync(dir, e);
	free(dir);
	return rc;
}

int sql_backup(struct sql *db, const char *to, struct err *e)
{
	sqlite3 *out = NULL;

	int fd = sys.open(to, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return ERR_SYS(e, errno == EEXIST ? E_STATE : fs_err(errno), errno, "cannot create the backup file");
	int rc = sqlite3_open_v2(to, &out, SQLITE_OPEN_READWRITE, NULL);
	rc = rc == SQLITE_OK ? copy_all(db, out, e) : ERR(e, E_STORE, "backup: %s", sqlite3_errmsg(out));
	sqlite3_close(out);
	if (rc == 0 && sys.fsync(fd) != 0)
		rc = ERR_SYS(e, fs_err(errno), errno, "backup: fsync");
	sys.close(fd);
	if (rc < 0) {
		sys.unlink(to);
		return rc;
	}
	return sync_folder_of(to, e);
}

int sql_verify(struct sql *db, struct err *e)
{
	struct sql_prep *p;
	int rc;

	TRY(sql_prepared(db, &q_integrity, e, &p));
	if (sqlite3_step(p->st) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(p->st, 0);
		rc = text && strcmp(text, "ok") == 0 ? 0 : ERR(e, E_CORRUPT, "integrity: %.200s", text ? text : "no answer");
	} else {
		rc = sql_fault(db, e, q_integrity.name);
	}
	sqlite3_reset(p->st);
	TRY(rc);
	return check_keys(db, e);
}
