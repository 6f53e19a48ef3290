/* flow_figures_int — between the files of flow_figures: what is added up, and the figures that are read row by row (cases, alerts, orders, plans, claims, violations). */
#pragma once
#include "flow/flow_figures.h"
#include "office/violation/violation.h"

/* total: fen; mid, p90: by the def's measure. -1 where the measure has none. */
struct sum { int64_t key, num, den, total, mid, p90; };
struct gather { const struct figure_q *q; struct sum *v; int n; bool over; struct bike_scope sc; struct sum all; };

/* Figures from FIG_CASES on. The rows are those that the figure counted: one statement and one table of what counts serve both. */
MUST_USE int figure_facts_read(struct cx *cx, struct gather *g);
/* What a violation is to the figures by its state, in this one table: FV_STANDS confirmed and not undone nor under appeal, whoever rode; FV_CONFIRMED a person confirmed
 * it, whatever became of it; FV_DECIDED a person said yes or no; FV_OPEN nobody has yet. */
enum { FV_STANDS = 1, FV_CONFIRMED = 2, FV_DECIDED = 4, FV_OPEN = 8 };
extern const unsigned figure_stages[VI_N];
/* 0 for a word that is no state. */
unsigned figure_stage(str state);
/* key -1: all. fn gets unmasked items. Count of items given. */
MUST_USE int figure_facts_rows(struct cx *cx, const struct figure_q *q, int64_t key, struct bike_scope sc, int64_t after, int max, figure_item_fn *fn, void *arg);

/* --- sums of whole months that lie behind (flow_figures_kept.c). word: a lock, a product; day: the first of its month where it is a month's sum; total: of a
 * figure whose values are kept the one value as it is kept --- */
struct figure_cell { int64_t unit, site, district; str word; int32_t day; int64_t num, den, total; };
typedef int figure_cell_fn(struct cx *cx, const struct figure_cell *c, void *arg);
/* The source under whose name a figure's months are kept; empty: they are not. */
str figure_facts_kept(enum figure_id fig);
/* Every row of the days [from, to) that counts in a figure or in its whole, the whole system's, one by one. word borrowed for the call. */
MUST_USE int figure_facts_cells(struct cx *cx, enum figure_id fig, int32_t from, int32_t to, figure_cell_fn *fn, void *arg);
/* Of its months every value is kept, not sums: it tells a median. */
bool figure_keeps_values(enum figure_id fig);
/* Is anything kept by what this question divides, so that figure_kept_sums may be asked? Sums by day and week of whole trees of units only. */
bool figure_kept_serves(const struct figure_q *q, struct bike_scope sc);
/* Gives what is kept of a question's range, added up by its division; the days that are to be read from the rows to gap. */
struct figure_gap { int32_t from, to; };
enum { FIGURE_GAPS = FIGURE_DAYS / 28 + 3 };
MUST_USE int figure_kept_sums(struct cx *cx, const struct figure_q *q, struct bike_scope sc, figure_cell_fn *fn, void *arg, struct figure_gap gap[static FIGURE_GAPS], int *ret_n);
/* --- every value of whole months (flow_figures_values.c): one row a figure and month --- */
/* What is kept of a month, which cells are rows of; replaces. cells are put in order. */
MUST_USE int figure_values_put(struct cx *cx, enum figure_id fig, int32_t month, struct figure_cell *cells, int n);
/* Adds one to *io_wrong where another than that is kept. */
MUST_USE int figure_values_check(struct cx *cx, enum figure_id fig, int32_t month, struct figure_cell *cells, int n, int64_t *io_wrong);
/* Gives each row of the kept ones of the months [first, end) that the question wants. E_CORRUPT: what is kept does not read. */
MUST_USE int figure_values_read(struct cx *cx, const struct figure_q *q, struct bike_scope sc, int64_t first, int64_t end, figure_cell_fn *fn, void *arg);

/* Rows of kept months that are not what the rows themselves say. */
MUST_USE int figure_kept_check(struct cx *cx, int64_t *ret);
/* Nothing is kept any more. */
MUST_USE int figure_kept_forget(struct cx *cx);
