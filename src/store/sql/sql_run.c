/* sql_run — statements and transactions on an open connection. See sql.h. */
#include "sql_int.h"
#include "sql_sql.h"

SQL_STATEMENTS(sql)   /* each file has its own copy of the generated rows */

static int bind(struct sql *db, struct sql_prep *p, const struct sqlv *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int rc = SQLITE_OK, at = p->at[i];
		const char *text = v[i].s.p ? v[i].s.p : "";
		switch (v[i].k) {
		case SQLV_NULL: rc = sqlite3_bind_null(p->st, at); break;
		case SQLV_I64:  rc = sqlite3_bind_int64(p->st, at, v[i].i); break;
		case SQLV_F64:  rc = sqlite3_bind_double(p->st, at, v[i].f); break;
		case SQLV_STR:  rc = sqlite3_bind_text64(p->st, at, text, v[i].s.n, SQLITE_STATIC, SQLITE_UTF8); break;
		case SQLV_BLOB: rc = sqlite3_bind_blob64(p->st, at, text, v[i].s.n, SQLITE_STATIC); break;
		}
		if (rc != SQLITE_OK)
			return rc;
	}
	(void)db;
	return SQLITE_OK;
}

static void finish(struct sql_prep *p)
{
	sqlite3_reset(p->st);
	sqlite3_clear_bindings(p->st);
	p->busy = false;
}

/* Binds; afterwards p->st may be stepped and finish() must follow. */
static int start(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n, struct sql_prep **ret)
{
	struct sql *db = cx->db;
	struct sql_prep *p;

	ASSERT(db);
	ASSERT(n == q->nparam);
	TRY(sql_prepared(db, q, &cx->err, &p));
	ASSERT(!p->busy);   /* a statement may not run inside its own rows */
	/* a reader that writes would hold an old snapshot and fail later with "busy": our own bug */
	ASSERT(!db->in_tx || db->write || sqlite3_stmt_readonly(p->st));
	if (bind(db, p, v, n) != SQLITE_OK) {
		int rc = sql_fault(db, &cx->err, q->name);
		finish(p);
		return rc;
	}
	p->busy = true;
	*ret = p;
	return 0;
}

int sql_exec(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n)
{
	struct sql_prep *p;

	TRY(start(cx, q, v, n, &p));
	int rc;
	while ((rc = sqlite3_step(p->st)) == SQLITE_ROW)
		;
	rc = rc == SQLITE_DONE ? sqlite3_changes(cx->db->db) : sql_fault(cx->db, &cx->err, q->name);
	finish(p);
	return rc;
}

static void read_id(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int sql_insert(struct cx *cx, const struct sql_stmt *q, int64_t *ret_id, const struct sqlv *v, size_t n)
{
	return sql_one(cx, q, read_id, ret_id, v, n);
}

int sql_one(struct cx *cx, const struct sql_stmt *q, sql_read_fn *read, void *ret, const struct sqlv *v, size_t n)
{
	struct sql_prep *p;
	int found = 0, rc;

	TRY(start(cx, q, v, n, &p));
	/* stepped to its end: an INSERT ... RETURNING outside a transaction commits only there */
	while ((rc = sqlite3_step(p->st)) == SQLITE_ROW) {
		struct sql_row r = { p->st, 0, sqlite3_column_count(p->st) };
		if (found++)
			continue;
		read(&r, ret);
		ASSERT(r.col == r.ncol);
	}
	if (rc != SQLITE_DONE)
		rc = sql_fault(cx->db, &cx->err, q->name);
	else if (!found)
		rc = FAIL(cx, E_NOTFOUND, "no such record (%s)", q->name);
	else
		rc = 0;
	finish(p);
	return rc;
}

int sql_each(struct cx *cx, const struct sql_stmt *q, sql_each_fn *each, void *arg, const struct sqlv *v, size_t n)
{
	struct sql_prep *p;
	int count = 0, rc, stop = 0;

	TRY(start(cx, q, v, n, &p));
	while ((rc = sqlite3_step(p->st)) == SQLITE_ROW) {
		struct sql_row r = { p->st, 0, sqlite3_column_count(p->st) };
		stop = each(cx, &r, arg);
		if (stop < 0)
			break;
		count++;
	}
	if (stop < 0)
		rc = stop;
	else
		rc = rc == SQLITE_DONE ? count : sql_fault(cx->db, &cx->err, q->name);
	finish(p);
	return rc;
}

int64_t sql_i64(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	return sqlite3_column_int64(r->st, r->col++);
}

double sql_f64(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	return sqlite3_column_double(r->st, r->col++);
}

str sql_str(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	int c = r->col++;
	const char *p = sqlite3_column_blob(r->st, c);   /* text columns give their UTF-8 bytes */
	size_t n = (size_t)sqlite3_column_bytes(r->st, c);

	return p ? (str){ p, n } : (str){ "", 0 };
}

str sql_str_a(struct sql_row *r, struct arena *a)
{
	return arena_str(a, sql_str(r));
}

bool sql_is_null(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	return sqlite3_column_type(r->st, r->col) == SQLITE_NULL;
}

int sql_plain(struct sql *db, const struct sql_stmt *q, struct err *e)
{
	struct sql_prep *p;

	TRY(sql_prepared(db, q, e, &p));
	int rc = sqlite3_step(p->st) == SQLITE_DONE ? 0 : sql_fault(db, e, q->name);
	sqlite3_reset(p->st);
	return rc;
}

int sql_begin_at(struct cx *cx, bool write, const char *file, int line)
{
	struct sql *db = cx->db;

	ASSERT(db && !db->in_tx);
	TRY(sql_plain(db, write ? &q_begin_write : &q_begin_read, &cx->err));
	db->in_tx = true;
	db->write = write;
	db->tx_file = file;
	db->tx_line = line;
	db->nhook = 0;
	return 0;
}

bool sql_in_tx(const struct cx *cx)
{
	return cx->db && cx->db->in_tx;
}

int sql_commit(struct cx *cx)
{
	struct sql *db = cx->db;
	struct sql_hook hook[SQL_HOOKS];

	ASSERT(db && db->in_tx);
	TRY(sql_plain(db, &q_commit, &cx->err));   /* on failure still open: the caller rolls back */
	db->in_tx = db->write = false;
	int n = db->nhook;
	memcpy(hook, db->hook, sizeof hook);
	db->nhook = 0;
	for (int i = 0; i < n; i++)
		hook[i].fn(cx, hook[i].arg);
	return 0;
}

void sql_rollback(struct cx *cx)
{
	struct sql *db = cx->db;
	struct err ignored = { 0 };

	if (!db || !db->in_tx)
		return;
	/* a full disk or an I/O error makes SQLite roll back by itself */
	if (!sqlite3_get_autocommit(db->db))
		(void)!sql_plain(db, &q_rollback, &ignored);
	ASSERT(sqlite3_get_autocommit(db->db));
	db->in_tx = db->write = false;
	db->nhook = 0;
}

void sql_after_commit(struct cx *cx, void (*fn)(struct cx *cx, void *arg), void *arg)
{
	struct sql *db = cx->db;

	if (!db->in_tx) {
		fn(cx, arg);
		return;
	}
	for (int i = 0; i < db->nhook; i++)
		if (db->hook[i].fn == fn && db->hook[i].arg == arg)
			return;
	ASSERT(db->nhook < SQL_HOOKS);
	db->hook[db->nhook++] = (struct sql_hook){ fn, arg };
}
