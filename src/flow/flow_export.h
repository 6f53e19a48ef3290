/* flow_export — lists out of the register: masked, limited, marked with who, when and what for, and in the audit before they leave.
 *
 * Owns      table export_run.
 * Thread    any HTTP worker; flow_export outside any transaction (it opens its own three: begin, read, audit).
 * Invariants (tests of the same names in flow_export_test.c)
 *   EX1 no export shows more of a person than the masks of core/pii (P3)
 *   EX2 no file without its audit row, committed before the file is given; a refused one leaves no file
 *   EX3 never more rows than export.max_rows, nor a day and account than export.max_rows_day, however many ask at once
 *   EX4 only what lies in the account's area, and only what the filter says
 * Bounds    memory does not grow with the rows; the file lies nameless in the temporary folder (0600) until it is sent. */
#pragma once
#include "core/cx.h"
#include "flow/flow_figures.h"
#include "format/sheet/sheet.h"

enum { EXPORT_COLS = 20, EXPORT_PURPOSES = 6, EXPORT_REF = 32 };
extern const str export_cols[EXPORT_COLS], export_purposes[EXPORT_PURPOSES];

/* filter.scope is not the caller's business: it comes from the account and unit (0: all of the own area). cols: bits of export_cols; en: English head. */
struct export_in { struct bike_filter filter; unit_id unit; uint32_t cols; enum sheet_form form; int purpose; str reference; bool en; };
struct export_left { int64_t max_rows, rows, runs; };      /* what one export may have, and what is left of today */
struct export_done { int64_t id, rows; str number, file_name; int fd; };      /* fd: open for reading, at its start; the caller closes it */

MUST_USE int flow_export_left(struct cx *cx, struct export_left *ret);
/* How many bikes the filter has now. E_DENIED: unit outside the area. */
MUST_USE int flow_export_count(struct cx *cx, const struct export_in *in, int64_t *ret);
/* E_INVALID (columns, reference, from); E_DENIED: unit outside the area, or the day's limit; E_TOOBIG: more rows than one export may have; E_STATE: there is
 * no temporary folder; E_IO, E_FULL. What is refused by a limit is in the audit as bike.export.refused. */
MUST_USE int flow_export(struct cx *cx, const struct export_in *in, struct export_done *ret);

struct export_run { int64_t id; account_id account; int32_t day; utc_ms at; str purpose, reference, filter, form, state; int64_t n; };
typedef int export_run_fn(struct cx *cx, const struct export_run *r, void *arg);
/* The actor's own, newest first, ids below before (0: from the newest). Count. */
MUST_USE int flow_export_runs(struct cx *cx, int64_t before, int max, export_run_fn *fn, void *arg);

/* The folder for the files, made when it is not there; what an earlier run of the program left in it is removed. Once, before threads start. */
MUST_USE int flow_export_dir(const char *dir, struct err *e);
