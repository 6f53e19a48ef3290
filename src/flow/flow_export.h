/* flow_export — lists out of the register: masked, limited, marked with who, when and what for, and in the audit before they leave.
 *
 * Owns      tables export_run, export_ask.
 * Thread    any HTTP worker; flow_export outside any transaction (it opens its own three: begin, read, audit).
 * Invariants (tests of the same names in flow_export_test.c)
 *   EX1 no export shows more of a person than the masks of core/pii (P3)
 *   EX2 no file without its audit row, committed before the file is given; a refused one leaves no file
 *   EX3 never more rows than export.max_rows, nor a day and account than export.max_rows_day, however many ask at once
 *   EX4 only what lies in the account's area, and only what the filter says
 *   EX5 a list of the register of more than export.alone_rows rows is one that another person of the area granted: this list, this purpose, once, in time
 * Bounds    memory does not grow with the rows; the file lies nameless in the temporary folder (0600) until it is sent. */
#pragma once
#include "core/cx.h"
#include "flow/flow_figures.h"
#include "format/sheet/sheet.h"

enum { EXPORT_COLS = 20, EXPORT_PURPOSES = 6, EXPORT_REF = 32 };
extern const str export_cols[EXPORT_COLS], export_purposes[EXPORT_PURPOSES];

/* filter.scope is not the caller's business: it comes from the account and unit (0: all of the own area). cols: bits of export_cols; en: English head. */
struct export_in { struct bike_filter filter; unit_id unit; uint32_t cols; enum sheet_form form; int purpose; str reference; bool en; };
struct export_left { int64_t max_rows, rows, runs, alone; };      /* what one export may have, what is left of today, and what one may have alone */
struct export_done { int64_t id, rows; str number, file_name; int fd; };      /* fd: open for reading, at its start; the caller closes it */

MUST_USE int flow_export_left(struct cx *cx, struct export_left *ret);
/* How many bikes the filter has now. E_DENIED: unit outside the area. */
MUST_USE int flow_export_count(struct cx *cx, const struct export_in *in, int64_t *ret);
/* E_INVALID (columns, reference, from); E_DENIED: unit outside the area, or the day's limit, or (second_person) a second person is wanted; E_TOOBIG: more rows than one export may have; E_STATE: there is
 * no temporary folder; E_IO, E_FULL. What is refused by a limit is in the audit as bike.export.refused. */
MUST_USE int flow_export(struct cx *cx, const struct export_in *in, struct export_done *ret);

struct export_run { int64_t id; account_id account; int32_t day; utc_ms at; str purpose, reference, filter, form, state; int64_t n; };
typedef int export_run_fn(struct cx *cx, const struct export_run *r, void *arg);
/* The actor's own, newest first, ids below before (0: from the newest). Count. */
MUST_USE int flow_export_runs(struct cx *cx, int64_t before, int max, export_run_fn *fn, void *arg);

/* --- the second person (flow_export_ask.c) --- */

enum { EXPORT_ASK_STATES = 5, EXPORT_ASK_EVENTS = 3 };
enum export_ask_state { EXS_ASKED, EXS_GRANTED, EXS_REFUSED, EXS_WITHDRAWN, EXS_USED };
enum export_ask_event { EXE_GRANT, EXE_REFUSE, EXE_WITHDRAW };
extern const str export_ask_states[EXPORT_ASK_STATES], export_ask_events[EXPORT_ASK_EVENTS];
/* Texts in the arena. n: rows when it was asked; the file may have a twentieth more. */
struct export_ask { int64_t id; account_id account; str area; utc_ms asked_at; str purpose, reference, filter; int64_t n; str state; account_id decided_by; utc_ms decided_at, expires_at; str note; };
/* Asks for the list that flow_export of the same would give. E_STATE (needs_nobody; asked_already); E_TOOBIG; E_INVALID and E_DENIED as flow_export. */
MUST_USE int flow_export_ask(struct cx *cx, const struct export_in *in, struct export_ask *ret);
/* grant, refuse: by other police or a leader whose area holds the asker's; withdraw: by who asked, until it is used. E_NOTFOUND: none that one has to do with;
 * E_DENIED (own_hand, asker); E_INVALID (note: a refusal says why); E_STATE (decided). */
MUST_USE int flow_export_decide(struct cx *cx, int64_t id, enum export_ask_event ev, str note, struct export_ask *ret);
bool export_ask_may_decide(const struct cx *cx, const struct export_ask *a);
typedef int export_ask_fn(struct cx *cx, const struct export_ask *a, void *arg);
/* The actor's own, or the open ones he may decide; newest first, ids below before (0: from the newest). Count. */
MUST_USE int flow_export_asks(struct cx *cx, bool to_decide, int64_t before, int max, export_ask_fn *fn, void *arg);

/* The folder for the files, made when it is not there; what an earlier run of the program left in it is removed. Once, before threads start. */
MUST_USE int flow_export_dir(const char *dir, struct err *e);
