/* seal — which columns of the database are sealed, and the work on all of them: sealing again under a newer key, writing blind indexes
 * again, counting, checking the key file against the data.
 *
 * Owns      no table: rooms register their sealed columns here, as they register statements; it runs their statements.
 * Thread    registration before main(); the work on a work item of its own, outside a transaction, also while a server runs.
 * Invariants (seal_test.c)
 *   SE1 after seal_again every value of every registered column begins with the newest key's prefix, and opens to what it was
 *   SE2 killed anywhere and begun again it comes to the same end; a batch is one transaction
 *   SE3 a value that another writer changed in between is left to the next round, never overwritten
 * Errors    those of store/sql and store/vault. */
#pragma once
#include "store/sql/sql.h"
#include "store/vault/vault.h"

enum { SEAL_COLUMNS = 64, SEAL_BATCH = 200 };

/* One sealed column. Statements of the room's .sql file, all with the row's key as first column of the answer:
 *   batch ($1 rows with a greater key, $2 prefix, $3 at most) key, ref, value of rows whose value is neither empty nor begins with $2; by key
 *   put   ($1 new value, $2 key, $3 old value)
 *   count () first 13 bytes of the value, number of rows; one row each; empty values left out
 * and with a blind index:
 *   index_batch ($1, $2 at most) key, ref, value, index; by key      index_put ($1 index, $2 key, $3 old value) */
struct seal_column {
	const char *column;                    /* the vault's name, "owner.p_phone" */
	const struct sql_stmt *batch, *put, *count;
	const char *index;                     /* "owner.x_phone", or NULL */
	const struct sql_stmt *index_batch, *index_put;
	void (*norm)(const struct pii *p, struct pii *ret);
};
/* The rows live for ever. At most SEAL_COLUMNS in all. */
void seal_register(const struct seal_column *rows, size_t n);
#define SEALED_COLUMNS(room, rows) \
	__attribute__((constructor)) static void CONCAT(room, _seal_register_)(void) \
	{ \
		seal_register(rows, COUNTOF(rows)); \
	}

/* Told after each batch: the column, rows looked at in it so far. May be NULL. */
typedef void seal_progress(void *arg, const char *column, int64_t done);
/* Seals again, under the newest key and the configured cipher, what is sealed otherwise. Rows changed. */
MUST_USE int seal_again(struct cx *cx, seal_progress *fn, void *arg, int64_t *ret_n);
/* Writes every blind index again under the next index key (next) or the one in use. Rows changed. */
MUST_USE int seal_index_again(struct cx *cx, bool next, seal_progress *fn, void *arg, int64_t *ret_n);
/* Rows by column and key id; kid "" stands for values that are not sealed at all, NULL for a column without a value. */
typedef int seal_count_fn(void *arg, const char *column, const char *kid, int64_t rows);
MUST_USE int seal_count(struct cx *cx, seal_count_fn *fn, void *arg);
/* A migration's step: calls batch with the last key it has done (INT64_MIN at first) until it says 0 rows or fails, each time with an arena of its own,
 * and reports what failed to outer. In the migration's transaction. */
typedef int seal_batch_fn(struct cx *cx, int64_t *io_after);
MUST_USE int seal_step(struct cx *outer, seal_batch_fn *batch);
/* Opens one value of each column: E_CONFIG when the key file is not this data's. */
MUST_USE int seal_check(struct cx *cx);
