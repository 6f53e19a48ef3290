/* flow_figures — the city's figures, each with its definition and its rows.
 *
 * Owns      booking_sum: kept and missed appointments a point and day, written by triggers on booking; figure_month: sums of whole months of cases, alerts,
 *           orders, plans and claims, figure_day: the same by day, figure_values: every value of them where a median is told; and figure_kept, which says of which months they hold. Else reads only: bike_sum and bike_day through office/bike, bookings, plates and tags, cases, alerts, orders, plans, claims, violations, courses and decisions at the roadside. Days are civil days at +08:00.
 * Thread    any, inside the caller's transaction: a figure and its rows are of one moment when they are read in one.
 * Invariants (tests of the same names)
 *   FI1 every row of every figure counts exactly what flow_figure_rows lists for it, and the rows' sum is the figure
 *   FI2 an account counts and lists only what lies at or below its unit; a bureau's also what has no unit
 *   FI3 a deregistered bike is in no figure but "life" and "new"
 *   FI4 a list for ROLE_LEADER alone has masked names only (plate, appointment), and no id
 *   FI6 what counts in a figure of cases, alerts, orders, plans or claims is decided by one table for the figure and for its list
 *   FI5 booking_sum says what the bookings say, after any change and any rollback
 *   FI8 what counts of violations is said by one table (figure_stages), and what counts against a rider is what the room of violations counts (VI3)
 *   FI7 a figure says the same with and without kept months, after any change, step back and rollback; what changes a month takes it out of figure_kept
 *       in the same transaction (triggers) */
#pragma once
#include "core/cx.h"
#include "office/bike/bike_list.h"

/* From FIG_CASES on they are counted row by row (flow_figures_facts.c) and kept by month (flow_figures_kept.c, flow_figures_values.c). */
enum figure_id {
	FIG_REGISTERED, FIG_LIFE, FIG_NEW, FIG_TODAY, FIG_PLATES, FIG_TAGS, FIG_KEPT, FIG_NO_SHOW, FIG_SILENT,
	FIG_CASES, FIG_ACCEPTED, FIG_FILED, FIG_SOLVED, FIG_RECOVERED, FIG_RETURNED, FIG_FOUND, FIG_TO_LOCATION, FIG_TO_RECOVERY, FIG_OPEN, FIG_FALSE_ALARMS, FIG_SIGNED,
	FIG_SUSPECTS_CAUGHT, FIG_ITEMS_SEIZED, FIG_DENS_RAIDED, FIG_LIST_RETURNED,
	FIG_PLANS_SOLD, FIG_PLANS_RUNNING, FIG_PLANS_REFUNDED, FIG_CLAIMS_FILED, FIG_CLAIMS_PAID, FIG_CLAIMS_REFUSED, FIG_CLAIM_DAYS, FIG_CLAIMS_OVERDUE, FIG_CLAIMS_DUE_SOON,
	FIG_CAPTURED, FIG_VIOLATIONS, FIG_DISMISSED, FIG_LAPSED, FIG_APPEALED, FIG_REVOKED, FIG_RIDERS, FIG_RIDERS_AT_COURSE,
	FIG_CLASSES_HELD, FIG_RIDERS_TAUGHT, FIG_EXAMS_PASSED, FIG_SPOT_WARNED, FIG_SPOT_FINED,
	FIG_N
};
/* Nobody's work is ranked: there is no division by a person, and none may come (figure_defs_test). */
enum figure_dim { FD_DISTRICT, FD_SITE, FD_KIND, FD_USE, FD_LIFE, FD_DAY, FD_MONTH, FD_SORT, FD_UNIT, FD_WEEK, FD_LOCK, FD_AGE, FD_PRODUCT, FD_VIOLATION, FD_JUNCTION, FD_HOUR, FD_SOURCE, FD_N };
enum figure_rows { FR_BIKE, FR_BOOKING, FR_PLATE, FR_TAG, FR_CASE, FR_ALERT, FR_ORDER, FR_PLAN, FR_CLAIM, FR_SUSPECT, FR_SEIZED, FR_DEN, FR_RETURN, FR_VIOLATION, FR_CLASS, FR_EXAM, FR_SPOT, FR_N };
enum figure_group { FG_REGISTER, FG_THEFT, FG_SERVICE, FG_TRAFFIC, FG_N };
/* What is told of the rows that count besides their number: median and 90th percentile, or a sum. */
enum figure_measure { FM_NONE, FM_MINUTES, FM_WORKDAYS, FM_FEN, FM_N };
extern const str figure_dim_names[FD_N], figure_rows_names[FR_N], figure_group_names[FG_N], figure_measure_names[FM_N];
enum { FIGURE_AGES = 5 };
extern const str figure_age_words[FIGURE_AGES];          /* younger than 7, 30, 92, 365 days; older */

/* One figure as people must be told it; docs/figures.md says the same (figure_defs_test). den: empty where a count stands alone. */
struct figure_text { str zh, en; };
struct figure_def {
	str id; struct figure_text title, unit, num, den, cut; unsigned dims; enum figure_rows rows; bool range;
	enum figure_group group; enum figure_measure measure; unsigned who, open;      /* roles that see it; those that see its rows' names and ids */
};
extern const struct figure_def figure_defs[FIG_N];

enum { FIGURE_DAYS = 3700, FIGURE_ROWS = 4096, FIGURE_KEY = 32 };
/* range: days [from, to), at most FIGURE_DAYS, for figures with a range. district, site: -1 any. */
struct figure_q { enum figure_id fig; enum figure_dim by; int32_t from, to; int64_t district, site; };
struct figure_row { char key[FIGURE_KEY]; int64_t num, den, mid, p90, total; };      /* -1: none. mid, p90: minutes or working days; total: fen */
struct figure { utc_ms cut_off; int64_t num, den, mid, p90, total; struct figure_row *row; int n; };
/* E_DENIED: not this role's. E_INVALID: "by" is not one of its dimensions, or no range. Rows in the order of their keys' values; arena memory. */
MUST_USE int flow_figure(struct cx *cx, const struct figure_q *q, struct figure *ret);

struct figure_item { int64_t id; str name, state; int64_t site, district; utc_ms at; int64_t unit, value; };      /* value: by the measure; -1: none */
typedef int figure_item_fn(struct cx *cx, const struct figure_item *i, void *arg);
/* The rows behind one row (key; empty: behind the whole figure), by id (appointments by day and id); after: the id of the row before, 0: from the first; at most max. Texts are borrowed for the call. Count. E_INVALID: no such key. */
MUST_USE int flow_figure_rows(struct cx *cx, const struct figure_q *q, str key, int64_t after, int max, figure_item_fn *fn, void *arg);

/* Rows of all kept sums (of bikes, bookings and months) that are not what the rows themselves say; and all of them counted anew, in the caller's write transaction. */
MUST_USE int flow_figures_check(struct cx *cx, int64_t *ret);
MUST_USE int flow_figures_rebuild(struct cx *cx);
/* Months that lie behind and are not kept are counted and kept, the oldest first, at most max; in the caller's write transaction. Count. */
MUST_USE int flow_figures_keep(struct cx *cx, int max);
/* The same outside of a transaction, each month in one of its own. */
MUST_USE int flow_figures_keep_job(struct cx *cx, int max);

/* What the actor may see, narrowed to a unit (0: all of it). E_DENIED: the unit lies outside. Arena memory. */
MUST_USE int flow_scope(struct cx *cx, unit_id unit, struct bike_scope *ret);
/* "衡（电动）阳A12358" → "衡（电动）阳A***58": the three characters before the last two are hidden; in a mark of seven or fewer all but the last two. */
str flow_mask_mark(struct arena *a, str s);
