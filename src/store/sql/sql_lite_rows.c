/* sql_lite_rows — sql_rows: the rows that wait in a connection's pipe, as a table for one INSERT ... SELECT.
 *
 * A statement of its own for each row opens and closes every index of the table, and walks the table of AUTOINCREMENT numbers: more than the row costs. With
 * several rows of parameters it copies each page that it touches, once a statement. From a table all of it is paid once.
 * Thread    that of the connection, inside pipe_flush: the rows are borrowed from the pipe, which stays as it is until the statement has ended. */
#include "sql_int.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "sql_rows_sql.h"

struct rows_table { sqlite3_vtab base; const struct sql_pipe_buf *pipe; };
struct rows_cursor { sqlite3_vtab_cursor base; const struct sql_pipe_buf *pipe; size_t at; };

static struct rows_cursor *cursor_of(sqlite3_vtab_cursor *c)
{
	return (struct rows_cursor *)(void *)c;
}

static int rows_connect(sqlite3 *h, void *arg, int argc, const char *const *argv, sqlite3_vtab **ret, char **ret_why)
{
	const struct sql *db = arg;
	int rc = sqlite3_declare_vtab(h, q_declare.text);

	(void)argc, (void)argv, (void)ret_why;
	if (rc != SQLITE_OK)
		return rc;
	struct rows_table *t = calloc(1, sizeof *t);
	ASSERT(t);
	t->pipe = &db->pipe;
	*ret = &t->base;
	return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *t)
{
	free(t);
	return SQLITE_OK;
}

static int rows_best(sqlite3_vtab *t, sqlite3_index_info *i)
{
	(void)t;
	i->estimatedCost = SQL_ROWS_MAX;
	return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *t, sqlite3_vtab_cursor **ret)
{
	struct rows_cursor *c = calloc(1, sizeof *c);

	ASSERT(c);
	c->pipe = ((const struct rows_table *)(const void *)t)->pipe;
	*ret = &c->base;
	return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *c)
{
	free(c);
	return SQLITE_OK;
}

static int rows_filter(sqlite3_vtab_cursor *c, int n, const char *s, int argc, sqlite3_value **argv)
{
	(void)n, (void)s, (void)argc, (void)argv;
	cursor_of(c)->at = 0;
	return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *c)
{
	cursor_of(c)->at += cursor_of(c)->pipe->q->nparam;
	return SQLITE_OK;
}

static int rows_eof(sqlite3_vtab_cursor *c)
{
	return cursor_of(c)->at >= cursor_of(c)->pipe->n;
}

static int rows_column(sqlite3_vtab_cursor *c, sqlite3_context *x, int column)
{
	const struct sql_pipe_buf *b = cursor_of(c)->pipe;

	ASSERT(column >= 0 && (unsigned)column < b->q->nparam);
	const struct sqlv *v = &b->v[cursor_of(c)->at + (size_t)column];
	switch (v->k) {
	case SQLV_NULL: sqlite3_result_null(x); break;
	case SQLV_I64:  sqlite3_result_int64(x, v->i); break;
	case SQLV_F64:  sqlite3_result_double(x, v->f); break;
	case SQLV_STR:  sqlite3_result_text64(x, v->s.p, v->s.n, SQLITE_STATIC, SQLITE_UTF8); break;
	case SQLV_BLOB: sqlite3_result_blob64(x, v->s.p, v->s.n, SQLITE_STATIC); break;
	}
	return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *ret)
{
	*ret = (sqlite3_int64)cursor_of(c)->at;
	return SQLITE_OK;
}

int sql_lite_rows(struct sql *db, sqlite3 *h)
{
	static const sqlite3_module module = {
		.xConnect = rows_connect, .xDisconnect = rows_disconnect, .xBestIndex = rows_best, .xOpen = rows_open, .xClose = rows_close,
		.xFilter = rows_filter, .xNext = rows_next, .xEof = rows_eof, .xColumn = rows_column, .xRowid = rows_rowid,
	};

	return sqlite3_create_module(h, "sql_rows", &module, db);
}
