/* sql_pg_admin — migrations, backup and verification on PostgreSQL. */
#include <errno.h>
#include <fcntl.h>

#include "platform/fs.h"
#include "sql_pg_int.h"

#include "sql_pg_sql.h"

static const struct sql_stmt *const looked_at[] = { &q_bad_indexes, &q_bad_constraints, &q_scrub_wanted };

__attribute__((constructor)) static void register_admin(void)
{
	sql_register(looked_at, COUNTOF(looked_at));
}

int pg_text(struct sql *db, const char *text, struct err *e)
{
	struct pg *p = pg_of(db);

	TRY(pg_checkout(p, e));
	TRY(pg_drain(p, true, e));
	return pg_simple(p, text, e);
}

/* The translated migrations take keys off and put them back themselves, and putting back checks every row. */
int pg_keys(struct sql *db, bool on, struct err *e)
{
	(void)db, (void)on, (void)e;
	return 0;
}

int pg_check_keys(struct sql *db, struct err *e)
{
	return pg_simple(pg_of(db), q_keys_now.pg, e);
}

int pg_migrate(struct sql *db, const struct sql_migration *m, struct err *e)
{
	struct pg *p = pg_of(db);
	const char *const whole[] = { m->sql, NULL }, *const *list = m->pg ? m->pg : whole;

	TRY(pg_simple(p, q_no_timeout.pg, e));
	for (int n = 0; list[n]; n++) {
		int hooked = sql_migrate_hook ? sql_migrate_hook(db, m->version, n) : 0;
		if (hooked < 0)
			return ERR(e, hooked, "%s: stopped", m->name);
		PGresult *r = PQexec(p->c, list[n]);
		ExecStatusType is = PQresultStatus(r);
		int rc = is == PGRES_COMMAND_OK || is == PGRES_TUPLES_OK ? 0 : pg_fault(p, r, e, m->name);
		PQclear(r);
		TRY(rc);
	}
	return 0;
}

/* A SQLite file of this program's version with every row of one moment: it can be looked at, verified and restored without PostgreSQL. */
static int copy_into(struct sql *db, const char *to, struct err *e)
{
	struct sql *file;

	TRY(sql_open(&(struct sql_opts){ .path = to }, e, &file));
	int rc = sql_upgrade(file, sql_migrations, sql_nmigrations, clock_utc(), e);
	rc = rc < 0 ? rc : sql_copy(db, file, NULL, NULL, e);
	sql_close(file);          /* takes the WAL into the file */
	return rc;
}

int pg_backup(struct sql *db, const char *to, struct err *e)
{
	int fd = sys.open(to, O_RDWR | O_CREAT | O_EXCL, 0600);

	if (fd < 0)
		return ERR_SYS(e, errno == EEXIST ? E_STATE : fs_err(errno), errno, "cannot create the backup file");
	int rc = copy_into(db, to, e);
	if (rc == 0 && sys.fsync(fd) != 0)
		rc = ERR_SYS(e, fs_err(errno), errno, "backup: fsync");
	sys.close(fd);
	if (rc < 0) {
		sys.unlink(to);
		return rc;
	}
	return sql_sync_folder_of(to, e);
}

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* The old rows stay in the tables' files until those are written anew. */
int pg_scrub(struct sql *db, bool mark, struct err *e)
{
	struct pg *p = pg_of(db);
	struct cx cx = { .db = db, .roles = ROLE_SYSTEM };
	int64_t wanted = 0;
	char got[64];

	if (mark)
		return pg_simple(p, q_scrub_mark.pg, e);
	int rc = sql_one(&cx, &q_scrub_wanted, read_i64, &wanted, BIND_NONE);
	if (rc < 0)
		return ERR(e, rc, "%s", cx.err.msg);
	if (!wanted)
		return 0;
	TRY(pg_setting(p, "statement_timeout", "0", got, e));
	rc = pg_simple(p, q_scrub.pg, e);
	rc = rc < 0 ? rc : pg_simple(p, q_scrub_done.pg, e);
	int back = pg_setting(p, "statement_timeout", PG_STATEMENT_MS, got, e);
	return rc < 0 ? rc : back;
}

int pg_verify(struct sql *db, struct err *e)
{
	struct cx cx = { .db = db, .roles = ROLE_SYSTEM };
	int64_t n = 0, k = 0;

	/* every page of every table is read: with data checksums a rotten one shows */
	TRY(sql_digests(db, NULL, NULL, e));
	int rc = sql_one(&cx, &q_bad_indexes, read_i64, &n, BIND_NONE);
	rc = rc < 0 ? rc : sql_one(&cx, &q_bad_constraints, read_i64, &k, BIND_NONE);
	if (rc < 0)
		return ERR(e, rc, "%s", cx.err.msg);
	if (n || k)
		return ERR(e, E_CORRUPT, "%lld indexes are not valid, %lld constraints are not validated", (long long)n, (long long)k);
	return 0;
}
