/* sql_int — what the files of this room share: the table of a back-end's functions, a connection, a prepared statement. */
#pragma once
#include "store/sql/sql.h"

/* A prepared statement of one connection. st: the back-end's own handle. */
struct sql_prep {
	const struct sql_stmt *q;
	void *st;
	uint8_t at[SQL_PARAM_MAX];             /* SQLite: its index of $1, $2, ... */
	uint16_t place;                        /* in the registry */
	bool ready, busy, writes;
};
struct sql_hook { void (*fn)(struct cx *cx, void *arg); void *arg; };

struct sql_row { struct sql *db; struct sql_prep *p; int col, ncol; };

/* The tables at the end of all migrations, each after those it refers to; made by tools/migrations.py. kinds: i, f, t, b a column.
 * select is in the order of the primary key, which is the same on both. off, on: its triggers (PostgreSQL). counter: the column that numbers itself, or NULL; counted: its
 * place, or -1; never: such a number is never given again (AUTOINCREMENT). seeded: the migrations put rows there. */
struct sql_table {
	const char *name, *kinds, *copy, *off, *on, *counter;
	int counted;
	bool never, seeded;
	struct sql_stmt select, insert, clear, count;
};
extern const struct sql_table sql_tables[];
extern const size_t sql_ntables;

/* What differs between SQLite and PostgreSQL. Errors go to *e with the E_ codes of sql.h; the text never holds a value of a row. */
struct sql_backend {
	const char *name;
	void (*close)(struct sql *db);                                       /* frees db */
	/* All of list at once: a broken one is the error, named. */
	int (*prepare)(struct sql *db, struct sql_prep *const *list, size_t n, struct err *e);
	/* Binds and starts; afterwards p is busy and finish must follow. Outside a transaction a lost connection is made anew here. */
	int (*run)(struct sql *db, struct sql_prep *p, const struct sqlv *v, size_t n, struct err *e);
	int (*step)(struct sql *db, struct sql_prep *p, struct sql_row *r, struct err *e);   /* 1: a row; 0: the end */
	/* Gives the statement back. rc: how the caller fared (0 or E_); returns rc, or what failed at the end. */
	int (*finish)(struct sql *db, struct sql_prep *p, int rc, struct err *e);
	/* NULL: run to its end as any other. Else sent without waiting; pipe_end takes the answers. */
	int (*pipe)(struct sql *db, struct sql_prep *p, const struct sqlv *v, size_t n, struct err *e);
	int (*pipe_end)(struct sql *db, struct err *e);
	int (*large)(struct sql *db, bool on, struct err *e);
	int (*changes)(struct sql *db, struct sql_prep *p);                  /* after the last step, before finish */
	int (*begin)(struct sql *db, bool write, struct err *e);
	int (*commit)(struct sql *db, struct err *e);                        /* on failure still open: a rollback follows */
	void (*rollback)(struct sql *db);
	int (*text)(struct sql *db, const char *text, struct err *e);        /* statements without parameters or rows, as they are */
	/* Around a migration: keys off before its BEGIN and on after its end; checked before its commit (E_CORRUPT). */
	int (*keys)(struct sql *db, bool on, struct err *e);
	int (*check_keys)(struct sql *db, struct err *e);
	/* mark, inside a transaction: notes that the data is to be written anew; else does so when that is noted. */
	int (*scrub)(struct sql *db, bool mark, struct err *e);
	int (*migrate)(struct sql *db, const struct sql_migration *m, struct err *e);        /* inside a write transaction */
	int (*backup)(struct sql *db, const char *to, struct err *e);
	int (*verify)(struct sql *db, struct err *e);
	/* Many rows into one table, inside a write transaction: begin, rows, end (good false: given up). bulk: after the BEGIN, takes time
	 * limits off and, when writing, lets foreign keys be checked at the commit. */
	int (*bulk)(struct sql *db, bool write, struct err *e);
	/* The tables' own triggers (append-only, ...), not foreign keys: off while rows are copied as they are, and on again. */
	int (*guards)(struct sql *db, bool on, struct err *e);
	int (*load_begin)(struct sql *db, const struct sql_table *t, struct err *e);
	int (*load_row)(struct sql *db, const struct sql_table *t, const struct sqlv *v, size_t n, struct err *e);
	int (*load_end)(struct sql *db, const struct sql_table *t, bool good, struct err *e);
	/* The last number given in t->counter; set >= 0: becomes that first. */
	int (*counter)(struct sql *db, const struct sql_table *t, int64_t set, int64_t *ret, struct err *e);
	/* The row's column c. */
	int64_t (*i64)(struct sql_row *r, int c);
	double (*f64)(struct sql_row *r, int c);
	str (*bytes)(struct sql_row *r, int c);
	bool (*is_null)(struct sql_row *r, int c);
};
extern const struct sql_backend sql_lite, sql_pg;

/* Rows of one statement that wait to go out together: n values of q->nparam each. most: a statement's, at most. */
enum { SQL_ROWS_MAX = 1024 };
struct sql_pipe_buf { const struct sql_stmt *q; struct sqlv *v; size_t n, cap_v, most; char *bytes; size_t nbytes, cap; };

struct sql {
	const struct sql_backend *be;
	struct sql_prep prep[SQL_STMT_MAX];    /* by place in the registry */
	bool in_tx, write;
	const char *tx_file;                   /* who opened the transaction */
	int tx_line;
	struct sql_pipe_buf pipe;
	struct sql_hook hook[SQL_HOOKS];
	int nhook;
};

MUST_USE int sql_lite_open(const struct sql_opts *o, struct err *e, struct sql **ret);
MUST_USE int sql_pg_open(const struct sql_opts *o, struct err *e, struct sql **ret);
/* The text of q for this back-end, NULL when it has none there. */
const char *sql_text_of(const struct sql *db, const struct sql_stmt *q);

/* The prepared form of a registered statement; prepares it on first use. An unregistered one is a BUG. */
MUST_USE int sql_prepared(struct sql *db, const struct sql_stmt *q, struct err *e, struct sql_prep **ret);
MUST_USE int sql_prepare_all(struct sql *db, struct err *e);
/* Runs a statement of this room that takes nothing and gives nothing. */
MUST_USE int sql_plain(struct sql *db, const struct sql_stmt *q, struct err *e);
/* Highest recorded version, 0 on a fresh file. */
MUST_USE int sql_recorded(struct sql *db, const struct sql_migration *m, size_t n, struct err *e);
/* The last thing of an open: every statement proved when the database is of this program's version, and that is wanted. */
MUST_USE int sql_opened(struct sql *db, bool unproven, struct err *e);
/* Makes the folder entry of path last. */
MUST_USE int sql_sync_folder_of(const char *path, struct err *e);

struct sqlite3;
/* sql_rows, the table of what waits in db's pipe while it is written: columns c1, c2, ... */
MUST_USE int sql_lite_rows(struct sql *db, struct sqlite3 *h);
/* SQLite's own handle of a connection to it. */
struct sqlite3 *sql_lite_handle(const struct sql *db);

/* For tests only: called before statement number n (from 0) of a migration; not 0 ends the upgrade with that code. */
extern int (*sql_migrate_hook)(struct sql *db, int version, int n);
