/* sql_int — what the files of this room share. */
#pragma once
#include <sqlite3.h>

#include "store/sql/sql.h"

struct sql_prep { sqlite3_stmt *st; uint8_t at[SQL_PARAM_MAX]; bool busy; };   /* at: SQLite's index of $1, $2, ... */
struct sql_hook { void (*fn)(struct cx *cx, void *arg); void *arg; };

struct sql {
	sqlite3 *db;
	struct sql_prep prep[SQL_STMT_MAX];    /* by place in the registry */
	bool in_tx, write;
	const char *tx_file;                   /* who opened the transaction */
	int tx_line;
	struct sql_hook hook[SQL_HOOKS];
	int nhook;
};

struct sql_row { sqlite3_stmt *st; int col, ncol; };

/* The E_ code for SQLite's answer, with its text (never a value of a row) in *e. */
int sql_fault(struct sql *db, struct err *e, const char *what);
/* The prepared form of a registered statement; prepares it on first use. An unregistered one is a BUG. */
MUST_USE int sql_prepared(struct sql *db, const struct sql_stmt *q, struct err *e, struct sql_prep **ret);
MUST_USE int sql_prepare_all(struct sql *db, struct err *e);
/* Runs a statement of this room that takes nothing and gives nothing. */
MUST_USE int sql_plain(struct sql *db, const struct sql_stmt *q, struct err *e);
/* Highest recorded version, 0 on a fresh file. */
MUST_USE int sql_recorded(struct sql *db, const struct sql_migration *m, size_t n, struct err *e);
