/* sql_schema — migrations and their record. See sql.h. */
#include "sql_int.h"

#include <stdlib.h>

#include "platform/fs.h"
#include "sql_sql.h"

SQL_STATEMENTS(sql)

enum { STEP_ARENA = 64 << 20 };

int (*sql_migrate_hook)(struct sql *db, int version, int n);

struct versions { const struct sql_migration *m; size_t n; int version; };

static int check_version(struct cx *cx, struct sql_row *r, void *arg)
{
	struct versions *s = arg;
	int v = (int)sql_i64(r);
	str hash = sql_str(r);

	if (v != s->version + 1)
		return FAIL(cx, E_CORRUPT, "the database's migrations have a hole before %d", v);
	if ((size_t)v > s->n)
		return FAIL(cx, E_STATE, "the database is of version %d, newer than this program's %zu", v, s->n);
	if (!str_eq(hash, str_of(s->m[v - 1].sha256)))
		return FAIL(cx, E_STATE, "migration %d (%s) is not the one this database was made with", v, s->m[v - 1].name);
	s->version = v;
	return 0;
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int sql_recorded(struct sql *db, const struct sql_migration *m, size_t n, struct err *e)
{
	struct cx cx = { .db = db, .roles = ROLE_SYSTEM };
	struct versions s = { m, n, 0 };
	int64_t has = 0;

	int rc = sql_one(&cx, &q_has_version, read_count, &has, BIND_NONE);
	if (rc == 0 && has)
		rc = sql_each(&cx, &q_versions, check_version, &s, BIND_NONE);
	if (rc < 0) {
		if (e && e->code == 0)
			*e = cx.err;
		return rc;
	}
	return s.version;
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
	return !fresh && m->steps ? cx->db->be->scrub(cx->db, true, &cx->err) : 0;
}

int sql_scrub(struct sql *db, struct err *e)
{
	return db->be->scrub(db, false, e);
}

static int migrate(struct cx *cx, const struct sql_migration *m, size_t n, bool fresh)
{
	struct sql *db = cx->db;

	TRY(sql_plain(db, &q_make_version, &cx->err));
	int at = sql_recorded(db, m, n, &cx->err);   /* again, now that no other process can move it */
	TRY(at);
	if ((size_t)at == n)
		return 0;
	TRY(db->be->migrate(db, &m[at], &cx->err));
	TRY(run_steps(cx, &m[at], fresh));
	TRY(sql_exec(cx, &q_add_version, BIND(V(m[at].version), V(str_of(m[at].name)), V(str_of(m[at].sha256)), V(cx->now))));
	return 0;
}

/* One migration in its transaction. A table that others point to is rebuilt by making a new one and dropping the old, which SQLite lets
 * happen only while foreign keys are not enforced, and that can be said only outside a transaction: so they are off for its time, and
 * every reference is checked before the commit. On PostgreSQL the translation takes the keys off by name and puts them back. */
static int upgrade_one(struct cx *cx, const struct sql_migration *m, size_t n, bool fresh)
{
	const struct sql_backend *be = cx->db->be;

	TRY(be->keys(cx->db, false, &cx->err));
	int rc = sql_begin(cx, true);
	if (rc == 0)
		rc = migrate(cx, m, n, fresh);
	if (rc == 0)
		rc = be->check_keys(cx->db, &cx->err);
	if (rc == 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	int on = be->keys(cx->db, true, &cx->err);
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
		TRY(sql_prove(db, e));
	return at;
}

/* The new name lasts only once its folder is synced. */
int sql_sync_folder_of(const char *path, struct err *e)
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
	return db->be->backup(db, to, e);
}

int sql_verify(struct sql *db, struct err *e)
{
	return db->be->verify(db, e);
}
