/* flow_hours — what a change of a point's hours, or of the city's calendar, would do to the appointments that are made already.
 *
 * FH1, FH2 (tests of the same names; hours, calendar) nothing of the change stays: it is made, looked at and taken back in one transaction. */
#pragma once
#include "core/cx.h"
#include "office/site/site.h"

/* One change: of a weekday (1 to SITE_MAKE_UP), else of one day (closed or open again), else of the slot's length; what is 0 is not changed. */
struct hours_change { int weekday; const struct span *span; int nspan; int32_t day; bool closed; int32_t slot_min; };
struct hours_left { int32_t day, slot; int64_t n; };      /* n people are booked for that slot */
/* Appointments from now on that are within the hours today and would not be after the change, by day and slot; arena memory. Outside of a transaction.
 * E_NOTFOUND; E_INVALID as the change itself. */
MUST_USE int flow_hours_left(struct cx *cx, site_id id, const struct hours_change *c, struct hours_left **ret, int *ret_n);

struct calendar_left { int32_t day; site_id site; str name; int64_t n; };      /* n people are booked for that day at the point */
/* The same for a year's calendar as it would be, over all points, by day and point; arena memory. Names of days and the announcement change nothing. Outside
 * of a transaction. E_INVALID (year); E_TOOBIG: more than 4,096 days of points. */
MUST_USE int flow_calendar_left(struct cx *cx, const struct holidays *h, struct calendar_left **ret, int *ret_n);
