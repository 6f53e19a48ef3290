/* bike_list — the register by filter, and how many: for lists, exports and figures.
 *
 * Owns      tables bike_sum, bike_day and bike_month, which triggers on bike keep in the same transaction, whoever writes.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in flow_figures_test.c)
 *   BL1 bike_sum, bike_day and bike_month say what a count of the bikes says, after every insert, change and removal
 *   BL2 what bike_find_count says is how many bike_find gives */
#pragma once
#include "office/bike/bike.h"

/* What the caller may see: units at or below the path; city: also bikes without a unit. Empty path: nothing. */
struct bike_scope { str area; bool city; };
/* 0 and -1 as said: any. from <= registered at < to (to 0: no end). flag: set now. */
struct bike_filter {
	struct bike_scope scope;
	int kind, use, life;        /* -1: any */
	int64_t district, site;     /* -1: any */
	utc_ms from, to;
	str flag;                   /* empty: any */
};
#define BIKE_FILTER_ALL(sc) ((struct bike_filter){ .scope = (sc), .kind = -1, .use = -1, .life = -1, .district = -1, .site = -1 })
/* By id, above after; at most max. Texts are borrowed for the call. Count. */
MUST_USE int bike_find(struct cx *cx, const struct bike_filter *f, int64_t after, int max, bike_fn *fn, void *arg);
/* Reads the bikes: some 300 ms for a million. */
MUST_USE int bike_find_count(struct cx *cx, const struct bike_filter *f, int64_t *ret);

/* From bike_sum: one call a combination that has bikes. Count of calls. */
struct bike_sum { int64_t site, district; enum bike_kind kind; enum bike_use use; enum bike_life life; int64_t n; };
typedef int bike_sum_fn(struct cx *cx, const struct bike_sum *s, void *arg);
MUST_USE int bike_sums(struct cx *cx, struct bike_scope sc, bike_sum_fn *fn, void *arg);
/* From bike_day: registrations by day (those of days with any), also of bikes that have been deregistered since; site and district -1: all. */
typedef int bike_day_fn(struct cx *cx, int32_t day, int64_t n, void *arg);
MUST_USE int bike_days(struct cx *cx, struct bike_scope sc, int32_t from, int32_t to, int64_t district, int64_t site, bike_day_fn *fn, void *arg);
/* The same by month, each whole month under its first day, the days of a month that is not whole under themselves. From bike_month. */
MUST_USE int bike_months(struct cx *cx, struct bike_scope sc, int32_t from, int32_t to, int64_t district, int64_t site, bike_day_fn *fn, void *arg);
typedef int bike_site_fn(struct cx *cx, int64_t site, int64_t district, int64_t n, void *arg);
MUST_USE int bike_day_sites(struct cx *cx, struct bike_scope sc, int32_t from, int32_t to, int64_t district, int64_t site, bike_site_fn *fn, void *arg);

/* How many rows of these tables are not what the bikes say (BL1): 0 is sound. Reads every bike. */
MUST_USE int bike_sums_check(struct cx *cx, int64_t *ret);
/* Counts them anew, in the caller's write transaction. */
MUST_USE int bike_sums_rebuild(struct cx *cx);
