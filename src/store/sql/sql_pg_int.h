/* sql_pg_int — what the files of the PostgreSQL back-end share. */
#pragma once
#include <libpq-fe.h>

#include "sql_int.h"
#include "sql_pg_type.h"

/* A prepared statement's types, and the results that wait to be read: rows one by one while they stream, or all of a write's. */
struct pg_stmt {
	uint32_t types[SQL_PARAM_MAX];
	PGresult **q;
	size_t at, n, cap;
	int row, changes;
	char buf[4][32];
	unsigned nbuf;
};

enum { PG_PIPE = 256 };

struct pg {
	struct sql base;
	PGconn *c;
	char *url;                     /* holds the password: never logged */
	int32_t busy_ms;
	bool read_only;
	bool dead, ever, implicit;     /* implicit: a write outside a transaction, in one of its own */
	bool open_tx;                  /* as far as we told the server */
	mono tried;
	const struct sql_stmt *piped[PG_PIPE];   /* sent, not answered yet */
	int npiped;                    /* -1: no pipeline */
	struct sql_prep *stream;       /* whose rows are on the wire */
	char *load;                    /* rows on their way into COPY */
	size_t nload;
};

static inline struct pg *pg_of(struct sql *db)
{
	return (struct pg *)(void *)db;
}

/* The E_ code of a failed result (NULL: of the connection). Never a value of a row. */
int pg_fault(struct pg *p, const PGresult *r, struct err *e, const char *what);
/* Outside a transaction: the connection is there, made anew when it was lost. */
MUST_USE int pg_checkout(struct pg *p, struct err *e);
/* Runs text, without parameters, to its end; the first column of the first row to ret (of cap) when not NULL. */
MUST_USE int pg_simple(struct pg *p, const char *text, struct err *e);
/* What streams is taken in, so that the connection is free; keep: its reader still wants it. */
MUST_USE int pg_drain(struct pg *p, bool keep, struct err *e);

#define PG_STATEMENT_MS "60000"     /* a statement ends after so long */
/* set_config(name, value), or current_setting(name) with value NULL; what stands then in ret. */
MUST_USE int pg_setting(struct pg *p, const char *name, const char *value, char ret[static 64], struct err *e);

int pg_prepare(struct sql *db, struct sql_prep *const *list, size_t n, struct err *e);
int pg_run(struct sql *db, struct sql_prep *s, const struct sqlv *v, size_t n, struct err *e);
int pg_pipe(struct sql *db, struct sql_prep *s, const struct sqlv *v, size_t n, struct err *e);
int pg_pipe_end(struct sql *db, struct err *e);
int pg_large(struct sql *db, bool on, struct err *e);
int pg_step(struct sql *db, struct sql_prep *s, struct sql_row *r, struct err *e);
int pg_finish(struct sql *db, struct sql_prep *s, int rc, struct err *e);
int pg_changes(struct sql *db, struct sql_prep *s);
int64_t pg_row_i64(struct sql_row *r, int c);
double pg_row_f64(struct sql_row *r, int c);
str pg_row_bytes(struct sql_row *r, int c);
bool pg_row_is_null(struct sql_row *r, int c);
int pg_begin(struct sql *db, bool write, struct err *e);
int pg_commit(struct sql *db, struct err *e);
void pg_rollback(struct sql *db);
/* Frees what is kept for the statement's rows; all: and the statement. */
void pg_forget(struct sql_prep *s, bool all);

int pg_text(struct sql *db, const char *text, struct err *e);
int pg_keys(struct sql *db, bool on, struct err *e);
int pg_scrub(struct sql *db, bool mark, struct err *e);
int pg_check_keys(struct sql *db, struct err *e);
int pg_migrate(struct sql *db, const struct sql_migration *m, struct err *e);
int pg_backup(struct sql *db, const char *to, struct err *e);
int pg_verify(struct sql *db, struct err *e);
int pg_bulk(struct sql *db, bool write, struct err *e);
int pg_guards(struct sql *db, bool on, struct err *e);
int pg_load_begin(struct sql *db, const struct sql_table *t, struct err *e);
int pg_load_row(struct sql *db, const struct sql_table *t, const struct sqlv *v, size_t n, struct err *e);
int pg_load_end(struct sql *db, const struct sql_table *t, bool good, struct err *e);
int pg_counter(struct sql *db, const struct sql_table *t, int64_t set, int64_t *ret, struct err *e);
