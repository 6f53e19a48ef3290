/* flow_import — whole files of registrations: read, checked, written in batches, resumed after a crash, taken back.
 *
 * Owns      tables import_run, import_batch, import_change, import_row_error. Bikes, owners, numbers, tags are written through their rooms.
 * Thread    the caller's, with threads of its own that parse and seal; outside a transaction.
 * Invariants (each has a test of the same name in import_test.c)
 *   I1 a batch and its position are one transaction: killed at any moment and resumed, each row of the file is done once
 *   I2 a dry run reports what a run would, and writes nothing
 *   I3 a row that is there already is updated where it differs, and never where somebody has edited or corrected the field since
 *   I4 undo takes back what the run made, except what has been touched since, which it names
 *   I5 a bad row costs its own registration, not the run
 * Never     stores a line of the file: reasons are coded, and the file is read again for the error file. */
#pragma once
#include <stdatomic.h>

#include "core/cx.h"
#include "flow/import_rows.h"

enum import_encoding { IME_ANY, IME_UTF8, IME_GBK };
enum import_key { IMK_PLATE, IMK_VEHICLE, IMK_FRAME, IMK_N };
extern const str import_key_names[IMK_N];

#define X(c, ...) IMC_##c,
enum import_code { IMPORT_CODES(X) IMC_N };
#undef X
struct import_code_row { str code, zh, en; bool refused; };
extern const struct import_code_row import_codes[IMC_N];

/* Why a file is not taken at all. */
#define X(c, ...) IMF_##c,
enum import_fault { IMPORT_FAULTS(X) IMF_N };
#undef X
struct import_fault_row { str code, zh, en; };
extern const struct import_fault_row import_faults[IMF_N];
/* By how it begins: a workbook or another file that is no CSV; IMF_N: nothing against it so far. */
enum import_fault import_fault_begin(const char *raw, size_t n);
/* E_INVALID; the field carries code and columns (fields of reports, with commas between), the message says it in English. */
int import_fault_set(struct err *e, enum import_fault f, str columns);
/* IMF_N: another error. columns: into ret, empty but for IMF_columns. */
enum import_fault import_fault_of(const struct err *e, str *ret_columns);
/* In words, columns by their first name in that language; at most cap, ended by 0. */
void import_fault_words(enum import_fault f, str columns, bool zh, char *buf, size_t cap);

/* The columns one after the other; false behind the last. names as in a header line, English before Chinese. */
enum { IMPORT_NAMES = 8 };
struct import_column { str field; bool required; str names[IMPORT_NAMES]; int n; };
bool import_column(int i, struct import_column *ret);

/* The file as UTF-8. raw is not kept. any: by byte order mark, then by whether it is UTF-8, else GBK. E_INVALID: no text (a fault). */
struct import_text { char *p; size_t n; enum import_encoding encoding; bool other; uint8_t sha[32]; };      /* other: GBK was wanted, and it is UTF-8 as well */
MUST_USE int import_text_take(const char *raw, size_t n, enum import_encoding want, struct import_text *ret, struct err *e);
void import_text_free(struct import_text *t);

/* id: of a stored one, the cursor of lists; else 0. */
struct import_problem { int64_t line; size_t off, len; str field; enum import_code code; bike_id bike; int64_t id; };
typedef int import_problem_fn(void *arg, const struct import_problem *p);
struct import_figures { int64_t run, rows, added, updated, unchanged, refused, doubts; size_t off, bytes; };
struct import_opts {
	const struct import_text *text;
	str file;                       /* its name, for the list of runs */
	enum import_key key;
	bool dry;
	int64_t resume;                 /* a run that was broken off; 0: a new one */
	int threads, batch;             /* 0: as many as there are cores, at most 4; 16,384 rows */
	int batch_ms;                   /* how long a batch may hold the database's writer: it gets more or fewer rows; 0: as many as batch says, all the way */
	void (*told)(void *arg, const struct import_figures *f);      /* after each batch */
	import_problem_fn *problem;     /* of a dry run; may be NULL */
	void *arg;
	const atomic_bool *stop;        /* may be NULL: looked at between batches; the run can be resumed */
	int (*began)(struct cx *cx, void *arg, int64_t run);   /* may be NULL: in the transaction that makes a new run */
};
/* E_INVALID: the file (a fault); E_NOTFOUND, E_STATE: no such run to resume, or of another file; E_BUSY: stopped; errors of the store,
 * after which the run can be resumed. */
MUST_USE int flow_import(struct cx *cx, const struct import_opts *o, struct import_figures *ret);

struct import_run { int64_t id; str file, state; enum import_key key; bool gbk; account_id actor; utc_ms started_at, ended_at; struct import_figures f; };
typedef int import_run_fn(struct cx *cx, const struct import_run *r, void *arg);
MUST_USE int import_run_get(struct cx *cx, int64_t id, struct import_run *ret);
MUST_USE int import_run_list(struct cx *cx, int64_t before, int max, import_run_fn *fn, void *arg);   /* newest first; count */
/* The run's bad rows in the file's order. Count. */
MUST_USE int import_run_problems(struct cx *cx, int64_t id, int64_t after, int max, import_problem_fn *fn, void *arg);
/* One row of the error file: line, column, level, code, reason, and the row as it stands in the file; into buf, bytes or -1 when full. The row is personal data: only into a
 * file that somebody named, readable by its owner alone. */
int import_error_row(const struct import_text *t, const struct import_problem *p, char *buf, size_t cap);
int import_error_head(char *buf, size_t cap);

/* Takes the run back; again after a crash it goes on. left hears of each bike that was touched since and stays. E_STATE: undone already. */
struct import_undone { int64_t bikes, owners, fields, left; };
typedef void import_left_fn(void *arg, bike_id bike, str plate, str field);
MUST_USE int flow_import_undo(struct cx *cx, int64_t run, import_left_fn *left, void *arg, struct import_undone *ret);
/* The same, until *stop (may be NULL; looked at between batches): E_BUSY, and *ret has what was done so far, as after every other error. */
MUST_USE int flow_import_undo_until(struct cx *cx, int64_t run, const atomic_bool *stop, import_left_fn *left, void *arg, struct import_undone *ret);
