/* import_store — the import's own tables, as its files write them. */
#pragma once
#include "import_int.h"
#include "store/sql/sql.h"

MUST_USE int import_store_change(struct cx *cx, const struct work *w, const struct row *r, bike_id bike, str field, str old, str new);
MUST_USE int import_store_problem(struct cx *cx, const struct work *w, const struct import_problem *p, bool refused);
MUST_USE int import_store_batch(struct cx *cx, const struct work *w, const struct chunk *c);
MUST_USE int import_store_run(struct cx *cx, const struct import_opts *o, int64_t *ret);
/* E_NOTFOUND, E_STATE: of another file, or not running any more. */
MUST_USE int import_store_resume(struct cx *cx, const struct import_opts *o, int64_t *ret_batch, size_t *ret_off);
typedef void import_line_fn(void *arg, int64_t line);
MUST_USE int import_store_refused(struct cx *cx, int64_t run, import_line_fn *fn, void *arg);
MUST_USE int import_store_state(struct cx *cx, int64_t run, str from, str to);
struct stored_batch { int64_t n, first_bike, last_bike, first_owner, last_owner; };
/* The last batch that is not undone; *ret_found false: none. */
MUST_USE int import_store_last(struct cx *cx, int64_t run, struct stored_batch *ret, bool *ret_found);
struct stored_change { int64_t id; bike_id bike; str field, old, new; };
typedef int import_change_fn(struct cx *cx, const struct stored_change *c, void *arg);
MUST_USE int import_store_changes(struct cx *cx, int64_t run, int64_t n, import_change_fn *fn, void *arg);
MUST_USE int import_store_change_undone(struct cx *cx, int64_t id);
MUST_USE int import_store_batch_undone(struct cx *cx, int64_t run, int64_t n);

/* How rows of the run's tables and of the job's are read: both have these columns in this order. */
/* bytes, off, rows, added, updated, unchanged, refused, doubts */
void import_read_figures(struct sql_row *r, struct import_figures *ret);
/* id, line, off, len, field, code, bike; to the function in arg, a struct import_problems. A code of a later program is passed over. */
struct import_problems { import_problem_fn *fn; void *arg; };
int import_problem_row(struct cx *cx, struct sql_row *r, void *arg);
enum import_code import_code_of(str s);                                    /* IMC_N: none */
int import_word_of(const str *v, int n, str s);                            /* the last one when it is none of them */
