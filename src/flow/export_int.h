/* export_int — what an export's rows look like (export_cells.c), for flow_export.c only. */
#pragma once
#include "flow/flow_export.h"
#include "office/account/account.h"

/* Names of points and units, read once an export; arena memory. */
struct export_names;
MUST_USE int export_names(struct cx *cx, struct export_names **ret);
/* Who, when, what for: stands above the table. */
struct export_mark { str number; const struct account *who; utc_ms at; str purpose, reference, filter; bool en; };
MUST_USE int export_head(struct cx *cx, struct sheet *s, const struct export_mark *m, const struct export_in *in);
/* One bike; the owner masked. Arena memory is used and may be given back after it. */
MUST_USE int export_row(struct cx *cx, struct sheet *s, const struct export_names *names, const struct export_in *in, str number, int64_t row, const struct bike *b);
