/* flow_figures_int — between the files of flow_figures: what is added up, and the figures that are read row by row (cases, alerts, orders, plans, claims). */
#pragma once
#include "flow/flow_figures.h"

/* total: fen; mid, p90: by the def's measure. -1 where the measure has none. */
struct sum { int64_t key, num, den, total, mid, p90; };
struct gather { const struct figure_q *q; struct sum *v; int n; bool over; struct bike_scope sc; struct sum all; };

/* Figures from FIG_CASES on. The rows are those that the figure counted: one statement and one table of what counts serve both. */
MUST_USE int figure_facts_read(struct cx *cx, struct gather *g);
/* key -1: all. fn gets unmasked items. Count of items given. */
MUST_USE int figure_facts_rows(struct cx *cx, const struct figure_q *q, int64_t key, struct bike_scope sc, int64_t after, int max, figure_item_fn *fn, void *arg);
