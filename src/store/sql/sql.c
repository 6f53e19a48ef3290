/* sql — the registry of statements, and the calls of sql.h on whichever back-end a connection has. See sql.h. */
#include "sql_int.h"

#include <stdatomic.h>
#include <stdlib.h>

/* The registry: filled before main() and by tests, then only read. A statement is found by its address. */
static const struct sql_stmt *registry[SQL_STMT_MAX];
static size_t nregistry;
enum { MAP_SIZE = 4096 };
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

const char *sql_text_of(const struct sql *db, const struct sql_stmt *q)
{
	const char *text = db->be == &sql_pg && q->pg ? q->pg : q->text;

	return text[0] ? text : NULL;
}

static struct sql_prep *place(struct sql *db, size_t i)
{
	struct sql_prep *p = &db->prep[i];

	p->q = registry[i];
	p->place = (uint16_t)i;
	return p;
}

int sql_prepared(struct sql *db, const struct sql_stmt *q, struct err *e, struct sql_prep **ret)
{
	size_t i = map_at(q);

	if (!map[i])
		BUG("a statement that was never registered");
	struct sql_prep *p = place(db, map[i] - 1u);
	if (!p->ready)
		TRY(db->be->prepare(db, &p, 1, e));
	*ret = p;
	return 0;
}

int sql_prepare_all(struct sql *db, struct err *e)
{
	struct sql_prep *list[SQL_STMT_MAX];
	size_t n = 0;

	for (size_t i = 0; i < nregistry; i++)
		if (!place(db, i)->ready && !registry[i]->step && sql_text_of(db, registry[i]))
			list[n++] = &db->prep[i];
	return n ? db->be->prepare(db, list, n, e) : 0;
}

/* How many of the registry's statements were all good, once, on SQLite and on PostgreSQL. */
static _Atomic size_t proven[2];

int sql_prove(struct sql *db, struct err *e)
{
	_Atomic size_t *good = &proven[sql_remote(db)];

	if (atomic_load(good) == nregistry)
		return 0;
	TRY(sql_prepare_all(db, e));
	atomic_store(good, nregistry);
	return 0;
}

bool sql_is_url(const char *path)
{
	return strncmp(path, "postgresql://", 13) == 0 || strncmp(path, "postgres://", 11) == 0;
}

int sql_open(const struct sql_opts *o, struct err *e, struct sql **ret)
{
	return sql_is_url(o->path) ? sql_pg_open(o, e, ret) : sql_lite_open(o, e, ret);
}

bool sql_remote(const struct sql *db)
{
	return db->be == &sql_pg;
}

int sql_opened(struct sql *db, bool unproven, struct err *e)
{
	int version = sql_recorded(db, sql_migrations, sql_nmigrations, e);

	TRY(version);
	return (size_t)version == sql_nmigrations && !unproven ? sql_prove(db, e) : 0;
}

void sql_close(struct sql *db)
{
	if (!db)
		return;
	free(db->pipe.bytes);
	free(db->pipe.v);
	db->pipe = (struct sql_pipe_buf){ .q = NULL };
	db->be->close(db);
}

/* ---- statements ---- */

static int pipe_flush(struct cx *cx);

/* Binds; afterwards p may be stepped and finish() must follow. */
static int start(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n, struct sql_prep **ret)
{
	struct sql *db = cx->db;
	struct sql_prep *p;

	ASSERT(db);
	ASSERT(n == q->nparam);
	if (db->pipe.n)
		TRY(pipe_flush(cx));
	TRY(sql_prepared(db, q, &cx->err, &p));
	ASSERT(!p->busy);   /* a statement may not run inside its own rows */
	/* a reader that writes would hold an old snapshot and fail later with "busy": our own bug */
	ASSERT(!db->in_tx || db->write || !p->writes);
	TRY(db->be->run(db, p, v, n, &cx->err));
	*ret = p;
	return 0;
}

int sql_exec(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n)
{
	struct sql *db = cx->db;
	struct sql_prep *p;
	struct sql_row r;
	int rc, changes = 0;

	TRY(start(cx, q, v, n, &p));
	while ((rc = db->be->step(db, p, &r, &cx->err)) > 0)
		;
	if (rc == 0)
		changes = db->be->changes(db, p);
	rc = db->be->finish(db, p, rc, &cx->err);
	return rc < 0 ? rc : changes;
}

/* One statement on its way. On SQLite it is done here. */
static int pipe_one(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n)
{
	struct sql *db = cx->db;
	struct sql_prep *p;
	struct sql_row r;
	int rc;

	ASSERT(n == q->nparam);
	TRY(sql_prepared(db, q, &cx->err, &p));
	if (db->be->pipe)
		return db->be->pipe(db, p, v, n, &cx->err);
	TRY(db->be->run(db, p, v, n, &cx->err));
	while ((rc = db->be->step(db, p, &r, &cx->err)) > 0)
		;
	return db->be->finish(db, p, rc, &cx->err);
}

/* What waits goes out: as one on SQLite, and on PostgreSQL where it is a full set; else row by row. */
static int pipe_flush(struct cx *cx)
{
	struct sql_pipe_buf *b = &cx->db->pipe;
	const struct sql_stmt *q = b->q;
	size_t n = b->n;
	int rc = 0;

	if (n == 0)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (b->v[i].k == SQLV_STR || b->v[i].k == SQLV_BLOB)
			b->v[i].s.p = b->bytes + b->v[i].i;
	if (!sql_remote(cx->db) && n > q->nparam)
		rc = pipe_one(cx, q->rows, NULL, 0);
	else if (sql_remote(cx->db) && n == b->most)
		rc = pipe_one(cx, q->many, b->v, n);
	else
		for (size_t i = 0; i < n && rc == 0; i += q->nparam)
			rc = pipe_one(cx, q, b->v + i, q->nparam);
	b->n = b->nbytes = 0;
	b->q = NULL;
	return rc;
}

static void pipe_begin(struct sql *db, const struct sql_stmt *q)
{
	struct sql_pipe_buf *b = &db->pipe;

	b->q = q;
	b->n = b->nbytes = 0;
	b->most = sql_remote(db) ? q->many->nparam : (size_t)q->nparam * SQL_ROWS_MAX;
	if (b->cap_v < b->most) {
		b->cap_v = b->most;
		b->v = realloc(b->v, b->cap_v * sizeof *b->v);
		ASSERT(b->v);
	}
}

/* A copy of the row; a text's place is kept in i until all are there, because the bytes may move. */
static void pipe_keep(struct sql_pipe_buf *b, const struct sqlv *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sqlv *to = &b->v[b->n++];
		*to = v[i];
		if (v[i].k != SQLV_STR && v[i].k != SQLV_BLOB)
			continue;
		if (b->nbytes + v[i].s.n + 1 > b->cap) {
			b->cap = MAX(2 * b->cap, b->nbytes + v[i].s.n + 4096);
			b->bytes = realloc(b->bytes, b->cap);
			ASSERT(b->bytes);
		}
		if (v[i].s.n)
			memcpy(b->bytes + b->nbytes, v[i].s.p, v[i].s.n);
		to->i = (int64_t)b->nbytes;
		b->nbytes += v[i].s.n;
	}
}

int sql_pipe(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n)
{
	struct sql *db = cx->db;

	ASSERT(db && db->in_tx && db->write && n == q->nparam);
	if (db->pipe.n && db->pipe.q != q)
		TRY(pipe_flush(cx));
	if (!q->many)
		return pipe_one(cx, q, v, n);
	if (db->pipe.n == 0)
		pipe_begin(db, q);
	pipe_keep(&db->pipe, v, n);
	return db->pipe.n == db->pipe.most ? pipe_flush(cx) : 0;
}

int sql_pipe_end(struct cx *cx)
{
	TRY(pipe_flush(cx));
	return cx->db->be->pipe_end ? cx->db->be->pipe_end(cx->db, &cx->err) : 0;
}

static size_t put_json(char *to, str s)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '"' || c == '\\') {
			to[n++] = '\\';
			to[n++] = (char)c;
		} else if (c < 0x20) {
			memcpy(to + n, "\\u00", 4);
			to[n + 4] = hex[c >> 4];
			to[n + 5] = hex[c & 15];
			n += 6;
		} else {
			to[n++] = (char)c;
		}
	}
	return n;
}

int sql_list(struct cx *cx, const str *v, size_t n, str *ret)
{
	size_t most = 2, at = 0;

	for (size_t i = 0; i < n; i++)
		most += 6 * v[i].n + 3;
	char *to = arena_alloc(cx->arena, most);
	if (!to)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	to[at++] = '[';
	for (size_t i = 0; i < n; i++) {
		if (i)
			to[at++] = ',';
		to[at++] = '"';
		at += put_json(to + at, v[i]);
		to[at++] = '"';
	}
	to[at++] = ']';
	*ret = (str){ to, at };
	return 0;
}

int sql_ids(struct cx *cx, const char *table, int64_t n, int64_t *ret_first)
{
	const struct sql_backend *be = cx->db->be;
	int64_t last;
	size_t i = 0;

	ASSERT(cx->db->in_tx && cx->db->write && n >= 0);
	while (i < sql_ntables && strcmp(sql_tables[i].name, table) != 0)
		i++;
	ASSERT(i < sql_ntables && sql_tables[i].never);
	TRY(be->counter(cx->db, &sql_tables[i], -1, &last, &cx->err));
	*ret_first = last + 1;
	return n ? be->counter(cx->db, &sql_tables[i], last + n, &last, &cx->err) : 0;
}

int sql_large(struct cx *cx, bool on)
{
	ASSERT(!cx->db->in_tx);
	return cx->db->be->large(cx->db, on, &cx->err);
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
	struct sql *db = cx->db;
	struct sql_prep *p;
	struct sql_row r;
	int found = 0, rc;

	TRY(start(cx, q, v, n, &p));
	/* stepped to its end: an INSERT ... RETURNING outside a transaction commits only there */
	while ((rc = db->be->step(db, p, &r, &cx->err)) > 0) {
		if (found++)
			continue;
		read(&r, ret);
		ASSERT(r.col == r.ncol);
	}
	rc = db->be->finish(db, p, rc, &cx->err);
	if (rc == 0 && !found)
		rc = FAIL(cx, E_NOTFOUND, "%s", err_text(E_NOTFOUND));    /* anybody may be told: no statement's name */
	return rc;
}

int sql_each(struct cx *cx, const struct sql_stmt *q, sql_each_fn *each, void *arg, const struct sqlv *v, size_t n)
{
	struct sql *db = cx->db;
	struct sql_prep *p;
	struct sql_row r;
	int count = 0, rc;

	TRY(start(cx, q, v, n, &p));
	while ((rc = db->be->step(db, p, &r, &cx->err)) > 0) {
		rc = each(cx, &r, arg);
		if (rc < 0)
			break;
		count++;
	}
	rc = db->be->finish(db, p, rc, &cx->err);
	return rc < 0 ? rc : count;
}

int64_t sql_i64(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	return r->db->be->i64(r, r->col++);
}

double sql_f64(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	return r->db->be->f64(r, r->col++);
}

str sql_str(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	return r->db->be->bytes(r, r->col++);
}

str sql_str_a(struct sql_row *r, struct arena *a)
{
	return arena_str(a, sql_str(r));
}

bool sql_is_null(struct sql_row *r)
{
	ASSERT(r->col < r->ncol);
	return r->db->be->is_null(r, r->col);
}

int sql_plain(struct sql *db, const struct sql_stmt *q, struct err *e)
{
	struct sql_prep *p;
	struct sql_row r;
	int rc;

	TRY(sql_prepared(db, q, e, &p));
	TRY(db->be->run(db, p, NULL, 0, e));
	while ((rc = db->be->step(db, p, &r, e)) > 0)
		;
	return db->be->finish(db, p, rc, e);
}

/* ---- transactions ---- */

int sql_begin_at(struct cx *cx, bool write, const char *file, int line)
{
	struct sql *db = cx->db;

	ASSERT(db && !db->in_tx);
	TRY(db->be->begin(db, write, &cx->err));
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
	TRY(pipe_flush(cx));
	TRY(db->be->commit(db, &cx->err));   /* on failure still open: the caller rolls back */
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

	if (!db || !db->in_tx)
		return;
	db->pipe.n = 0;
	db->pipe.q = NULL;
	db->be->rollback(db);
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
