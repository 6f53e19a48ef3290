/* export_int — how an export runs, whatever it lists (flow_export.c), and what a bike's row looks like (export_cells.c). For flow_export.c and flow_books_file.c. */
#pragma once
#include "flow/flow_export.h"
#include "office/account/account.h"

struct export_sheet;
/* One export. begin, in the first transaction: sets filter (coded, nothing personal) and refuses what is not asked rightly; write, in the second: head and rows,
 * export_next before each row. verb, refused: of its rows in the audit. second: EX5 holds for it. Texts in cx->arena. */
struct export_job {
	const char *verb, *refused, *sheet; enum sheet_form form; int purpose; str reference; bool en, second; str filter;
	int (*begin)(struct cx *cx, struct export_job *j);
	int (*write)(struct cx *cx, struct export_sheet *s);
	void *arg;
};
struct export_sheet { struct export_job *job; struct sheet *sheet; struct account who; struct export_left left; int64_t id, most, rows; str number; };
/* EX5. The grant for n rows of it, 0: none is needed; E_DENIED (second_person). Its use, in the transaction of the file's audit row. A new request. */
MUST_USE int export_second(struct cx *cx, str filter, str purpose, str reference, int64_t n, int64_t *ret_ask);
MUST_USE int export_ask_use(struct cx *cx, int64_t ask, int64_t run);
MUST_USE int export_ask_add(struct cx *cx, str filter, str purpose, str reference, int64_t n, struct export_ask *ret);
/* Outside any transaction. Errors of flow_export. */
MUST_USE int export_run(struct cx *cx, struct export_job *j, struct export_done *ret);
/* One row more. E_TOOBIG, E_DENIED: a limit is met. */
MUST_USE int export_next(struct cx *cx, struct export_sheet *s);
/* What stands above every table: title, a line of warning, number, who, when, what for, which filter. */
MUST_USE int export_mark(struct cx *cx, struct export_sheet *s, const struct figure_text *title, const struct figure_text *warning);
/* A cell's text without control characters. */
str export_plain(struct arena *a, str s);
str export_when(struct arena *a, utc_ms t);

/* Names of points and units, read once an export; arena memory. */
struct export_names;
MUST_USE int export_names(struct cx *cx, struct export_names **ret);
MUST_USE int export_head(struct cx *cx, struct export_sheet *s, const struct export_in *in);
/* One bike; the owner masked. Arena memory is used and may be given back after it. */
MUST_USE int export_row(struct cx *cx, struct sheet *s, const struct export_names *names, const struct export_in *in, str number, int64_t row, const struct bike *b);
