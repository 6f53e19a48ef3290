/* workday — working days: weekdays without holidays, and the weekend days that were made up for them.
 *
 * Pure. The calendar is data: a caller fills struct workdays from what the State Council has announced (office/site, db/calendar) and asks.
 * Days are whole days since 1970-01-01 at +08:00, as day_of counts them.
 * Invariants (tests of the same names in workday_test.c)
 *   WD1 the start day is not counted: one working day after a Friday is the Monday, or what is made up for it
 *   WD2 a year that nobody has announced is not guessed: E_NOTFOUND, and the caller says so
 *   WD3 days in which the clock stood still are not counted: after the day it stopped, up to and with the day it went on */
#pragma once
#include "base/err.h"
#include "base/utc.h"

enum { WORKDAY_YEARS = 32 };
enum workday_mark { WDM_NONE, WDM_OFF, WDM_WORK };
struct workdays { int first; uint32_t known; uint8_t mark[WORKDAY_YEARS][366]; };

/* Nothing known, from that year on. */
void workdays_init(struct workdays *w, int first_year);
/* That year is announced: what is not marked is as its weekday says. False outside of the WORKDAY_YEARS. */
bool workdays_year(struct workdays *w, int year);
/* False outside of the years. */
bool workdays_mark(struct workdays *w, int32_t day, bool off);
bool workdays_known(const struct workdays *w, int32_t day);
/* As marked, else Monday to Friday; also in a year that is not known. */
bool workday_is(const struct workdays *w, int32_t day);
/* The n-th working day after day (WD1); n 0: day itself. E_NOTFOUND: a year on the way is not known (WD2). */
MUST_USE int workday_add(const struct workdays *w, int32_t day, int n, int32_t *ret);
/* Working days after `from`, up to and with `to`; negative the other way round. For "two working days left"; years not known count by their weekdays. */
int workday_between(const struct workdays *w, int32_t from, int32_t to);

/* WD3. until 0: it stands still yet. */
struct workday_stop { int32_t from, until; };
/* As workday_add, without the days that stops cover. E_STATE: a stop is open, so there is no such day yet. */
MUST_USE int workday_owed(const struct workdays *w, int32_t start, int n, const struct workday_stop *stops, int nstops, int32_t *ret);
