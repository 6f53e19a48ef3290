/* sql — the one door to the business database: SQLite in the data directory, or PostgreSQL behind the same calls.
 *
 * Statements live in <room>.sql files ("-- name: x" blocks, $1 $2 parameters), become struct sql_stmt by
 * tools/sqlgen.py, and are all prepared when a database gets to this program's version and when a server starts: a broken statement is a failed start.
 * Other connections prepare what they use.
 * tools/pgsql.py makes the PostgreSQL text; a block may carry its own after "-- pg:" where that does not do.
 * Threads   one connection (struct sql) a thread or a checked-out pool entry; never shared while in use.
 * Invariants
 *   Q1 every pragma is set, read back and compared; a mismatch refuses the start (foreign_keys, WAL, synchronous=FULL ...)
 *   Q2 no SQL text in .c files; parameters only
 *   Q3 there is one write transaction at a time (BEGIN IMMEDIATE, for which this process's writers stand in a line and do not sleep and look
 *      again; an advisory lock on PostgreSQL): ids, numbers and outbox rows come in
 *      the order of commits. What fails inside is rolled back by the caller's one sql_rollback
 *   Q4 a statement that is refused (E_STATE) leaves its transaction usable and everything before it done */
#pragma once
#include "core/cx.h"

/* step: prepared when first used: the statements of a migration's step (a room's <name>_step.sql), whose tables may be of another age, and
 * those that are seldom needed. */
/* many, rows: the same INSERT with several rows of parameters (PostgreSQL), and with the rows that wait (SQLite); NULL without "-- many" in its block. */
struct sql_stmt { const char *name, *text, *pg; unsigned nparam; bool step; const struct sql_stmt *many, *rows; };

/* Registers a room's statements (from its generated *_sql.h); before the first sql_open. A room writes
 * SQL_STATEMENTS(theft) once, in the .c file that includes "theft_sql.h": they are then registered before main() in every
 * program that links the room. At most SQL_STMT_MAX in all. */
void sql_register(const struct sql_stmt *const *list, size_t n);
#define SQL_STATEMENTS(room) \
	__attribute__((constructor)) static void CONCAT(room, _sql_register_)(void) \
	{ \
		sql_register(room##_stmts, COUNTOF(room##_stmts)); \
	}
enum { SQL_STMT_MAX = 4096, SQL_PARAM_MAX = 64 };

struct sql_opts {
	const char *path;              /* SQLite file, or the URL of a PostgreSQL database */
	int32_t busy_ms;               /* wait for another writer; default 5,000 */
	bool read_only;
	bool unproven;                 /* statements are prepared when they are used: for a command, which uses few; a server calls sql_prove once */
};
/* path: a file, or postgresql://... (sql_pg.c says what is different there and what is not). When the database is at this program's version, the first open that is not .unproven prepares every
 * registered statement; on an older or fresh file the sql_upgrade that follows does. E_STATE: newer than this program; E_CONFIG: a pragma did not take;
 * E_STORE, E_CORRUPT, E_NOTFOUND (read_only). A file is made with mode 0600. The URL (it may hold a password) is in no message. */
MUST_USE int sql_open(const struct sql_opts *o, struct err *e, struct sql **ret);
/* Prepares every registered statement, once in a program for such a database; E_STORE names one that is broken. */
MUST_USE int sql_prove(struct sql *db, struct err *e);
/* True for postgresql:// and postgres:// */
bool sql_is_url(const char *path);
void sql_close(struct sql *db);           /* NULL is fine */
bool sql_remote(const struct sql *db);    /* on PostgreSQL */

/* Bound values; NULL for absent. struct pii does not bind: what is stored of it is what store/vault made of it. */
enum sqlv_kind { SQLV_NULL, SQLV_I64, SQLV_F64, SQLV_STR, SQLV_BLOB };
struct sqlv { enum sqlv_kind k; int64_t i; double f; str s; };
static inline struct sqlv sqlv_i(int64_t i) { return (struct sqlv){ .k = SQLV_I64, .i = i }; }
static inline struct sqlv sqlv_f(double f) { return (struct sqlv){ .k = SQLV_F64, .f = f }; }
static inline struct sqlv sqlv_s(str s) { return (struct sqlv){ .k = SQLV_STR, .s = s }; }
static inline struct sqlv sqlv_blob(str s) { return (struct sqlv){ .k = SQLV_BLOB, .s = s }; }
static inline struct sqlv sqlv_null(void) { return (struct sqlv){ .k = SQLV_NULL }; }
#define V(x) _Generic((x), bool: sqlv_i, int: sqlv_i, unsigned: sqlv_i, int64_t: sqlv_i, double: sqlv_f, str: sqlv_s)(x)
#define V_NULL sqlv_null()
#define V_ID(x) ((x) ? sqlv_i(x) : sqlv_null())            /* 0 is stored as NULL */
#define V_BLOB(x) sqlv_blob(x)
#define BIND(...) (struct sqlv[]){ __VA_ARGS__ }, COUNTOF(((struct sqlv[]){ __VA_ARGS__ }))
#define BIND_NONE NULL, 0

/* Reading a row left to right, in the column order of the statement. str is borrowed until the next row;
 * sql_str_a copies into the arena. A NULL reads as 0, 0.0 or "". */
struct sql_row;
int64_t sql_i64(struct sql_row *r);
double sql_f64(struct sql_row *r);
str sql_str(struct sql_row *r);
str sql_str_a(struct sql_row *r, struct arena *a);
bool sql_is_null(struct sql_row *r);      /* looks at the next column without taking it */

/* Changed rows; E_STATE when a unique, check or foreign key constraint refuses; E_STORE; E_FULL; E_BUSY. */
MUST_USE int sql_exec(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n);
/* As sql_exec; the new row's id in *ret_id (statement ends in RETURNING id). */
MUST_USE int sql_insert(struct cx *cx, const struct sql_stmt *q, int64_t *ret_id, const struct sqlv *v, size_t n);
typedef void sql_read_fn(struct sql_row *r, void *ret);
/* 0, or E_NOTFOUND when no row (the message names the statement's subject). */
MUST_USE int sql_one(struct cx *cx, const struct sql_stmt *q, sql_read_fn *read, void *ret, const struct sqlv *v, size_t n);
/* Rows given to each; each returns < 0 to stop with that code. Returns the number of rows. */
typedef int sql_each_fn(struct cx *cx, struct sql_row *r, void *arg);
MUST_USE int sql_each(struct cx *cx, const struct sql_stmt *q, sql_each_fn *each, void *arg, const struct sqlv *v, size_t n);

/* Writes of the open transaction whose answers nobody waits for, as an import's: many rows of one statement go as one (its "many" or "rows"); on PostgreSQL they
 * go out in a pipeline, without a savepoint each. The order of different statements is kept. Who sorts the rows by what is indexed has them written faster.
 * What fails shows in a later sql_pipe, in the next other statement, or in sql_pipe_end at the latest, and then the transaction is lost (not Q4).
*/
MUST_USE int sql_pipe(struct cx *cx, const struct sql_stmt *q, const struct sqlv *v, size_t n);
MUST_USE int sql_pipe_end(struct cx *cx);
/* A list as one parameter: a JSON array of the texts, in cx->arena. E_TOOBIG. */
MUST_USE int sql_list(struct cx *cx, const str *v, size_t n, str *ret);
/* n numbers in a row of a table that numbers itself, in the open write transaction; they are *ret_first and those after it. */
MUST_USE int sql_ids(struct cx *cx, const char *table, int64_t n, int64_t *ret_first);
/* Around much work on this connection, outside a transaction. On: SQLite gets a large cache, the log goes into the file each 256 MiB, and other writers of this
 * program that wait go before this connection's next transaction. Off: an ordinary one; PostgreSQL counts its tables anew, so that
 * no statement goes on with a plan made when they were small. */
MUST_USE int sql_large(struct cx *cx, bool on);

/* Transactions on cx->db. The opener's place is kept for the log. Nesting is a BUG. */
MUST_USE int sql_begin_at(struct cx *cx, bool write, const char *file, int line);
#define sql_begin(cx, write) sql_begin_at((cx), (write), __FILE__, __LINE__)
MUST_USE int sql_commit(struct cx *cx);
void sql_rollback(struct cx *cx);         /* no-op when none is open */
bool sql_in_tx(const struct cx *cx);
/* Runs fn once after the commit of the open transaction (at once when none is open), on this thread, outside any transaction; not
 * after a rollback. The same fn and arg twice is once. fn must not fail the caller: what it cannot do is left to a job.
 * arg lives at least until the commit. At most SQL_HOOKS different ones a transaction. */
enum { SQL_HOOKS = 8 };
void sql_after_commit(struct cx *cx, void (*fn)(struct cx *cx, void *arg), void *arg);

/* Numbered migrations db/migrations/NNNN_name.sql, embedded in the program; one transaction each together with its row in
 * schema_migration(version, name, sha256, at_ms). steps: names, one blank between, from a line "-- step: bike_seal station_seal" of the
 * file, or NULL: functions that run in the same transaction after the SQL, for what SQL cannot do. pg: the statements for PostgreSQL, NULL at
 * the end; or NULL: sql as it is. */
struct sql_migration { int version; const char *name, *sql; char sha256[65]; const char *steps; const char *const *pg; };
/* Registers a step (app/, before sql_upgrade). It has an arena of its own work item and must be able to run on any number of rows. A step that
 * this program does not have is left out on a fresh database (there are no rows) and refuses the upgrade of an older one. */
void sql_step(const char *name, int (*fn)(struct cx *cx));
enum { SQL_STEP_MAX = 16 };
/* After an upgrade with steps the file may hold what the steps replaced (free pages, the WAL): writes it anew, once. The upgrade does it itself;
 * the server's start again, in case the upgrade was killed between. No-op when there is nothing to do. */
MUST_USE int sql_scrub(struct sql *db, struct err *e);
/* Current version; E_STATE when the database is newer or a recorded hash differs. */
MUST_USE int sql_version(struct sql *db, const struct sql_migration *m, size_t n, struct err *e);
/* Runs what is missing; returns the version reached. Foreign keys are off within a migration and checked before its commit (E_CORRUPT). */
MUST_USE int sql_upgrade(struct sql *db, const struct sql_migration *m, size_t n, utc_ms now, struct err *e);
/* The program's own migrations, made from db/migrations by tools/migrations.py. */
extern const struct sql_migration sql_migrations[];
extern const size_t sql_nmigrations;
/* Online copy into a new SQLite file, of one moment. */
MUST_USE int sql_backup(struct sql *db, const char *to, struct err *e);
/* SQLite: PRAGMA integrity_check and foreign_key_check. PostgreSQL: every row is read, indexes and constraints are valid. 0 or E_CORRUPT. */
MUST_USE int sql_verify(struct sql *db, struct err *e);
/* Copies every row of from into to, which may hold only what the migrations put there (E_STATE); both of this program's version. One
 * moment of from, all or nothing in to; every table is read back and its digest compared (E_CORRUPT). told (may be NULL) hears of
 * every 20,000 rows and of each table's end. */
typedef void sql_copy_fn(void *arg, const char *table, int64_t rows, bool done);
MUST_USE int sql_copy(struct sql *from, struct sql *to, sql_copy_fn *told, void *arg, struct err *e);
/* Reads every table through; fn (may be NULL) hears its SHA-256, which is the same for the same rows on both kinds. E_CORRUPT: a
 * number that would be given twice. */
typedef void sql_digest_fn(void *arg, const char *table, int64_t rows, const uint8_t digest[32]);
MUST_USE int sql_digests(struct sql *db, sql_digest_fn *fn, void *arg, struct err *e);
