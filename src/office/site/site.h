/* site — the plating points: place, hours a weekday, closed days, holidays, quota, the stations that stand there.
 *
 * Owns      tables site, site_hours, site_closed, site_quota, site_station, holiday, holiday_year.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names)
 *   SI1 a day's hours follow, in this order, from: the point closed, the point's own closed day, a holiday, a make-up workday, the weekday
 *   SI2 a year that is not announced yet says so: its days are answered by what is set for them so far and marked provisional
 *   SI3 a year's calendar is replaced as a whole, and only as it was read
 * Never     knows bookings. */
#pragma once
#include "base/geo.h"
#include "base/utc.h"
#include "core/cx.h"
#include "core/value.h"
#include "core/workday.h"

struct site {
	site_id id; unit_id unit; str code, name, address, phone; int32_t district; struct geo at; int32_t slot_min, quota, windows; bool open; int64_t ver;
};
struct site_new { unit_id unit; str code, name, address, phone; int32_t district; struct geo at; int32_t slot_min, quota, windows; };
/* E_INVALID (field named), E_STATE (code): taken. Without hours it is closed every day. */
MUST_USE int site_add(struct cx *cx, const struct site_new *in, struct site *ret);
MUST_USE int site_get(struct cx *cx, site_id id, struct site *ret);
MUST_USE int site_by_code(struct cx *cx, str code, struct site *ret);
/* All but the code; ver as read. open false: closed for good or for long. */
MUST_USE int site_edit(struct cx *cx, struct site *s, const struct site_new *in, bool open);
typedef int site_fn(struct cx *cx, const struct site *s, void *arg);
MUST_USE int site_list(struct cx *cx, int64_t after, int max, site_fn *fn, void *arg);

enum { SITE_SPANS = 4, SITE_STATIONS = 8, SITE_MAKE_UP = 8 };
struct span { int32_t from, to; };      /* minutes of the day */
/* weekday 1 Monday to 7 Sunday, SITE_MAKE_UP for make-up workdays (without: Monday's). In order, not overlapping; none: closed. */
MUST_USE int site_hours_set(struct cx *cx, site_id id, int weekday, const struct span *v, int n);
MUST_USE int site_hours(struct cx *cx, site_id id, int weekday, struct span ret[static SITE_SPANS], int *ret_n);
/* Empty reason: open again. */
MUST_USE int site_close_day(struct cx *cx, site_id id, int32_t day, str reason);
MUST_USE int site_quota_day(struct cx *cx, site_id id, int32_t day, int32_t quota);      /* < 0: the point's usual one */
MUST_USE int site_stations_set(struct cx *cx, site_id id, const struct station_name *v, int n);
MUST_USE int site_stations(struct cx *cx, site_id id, struct station_name ret[static SITE_STATIONS], int *ret_n);

enum day_state { SD_OPEN, SD_NO_HOURS, SD_HOLIDAY, SD_CLOSED_DAY, SD_CLOSED, SD_N };
extern const str day_state_names[SD_N];
struct site_day { enum day_state state; bool provisional; struct span span[SITE_SPANS]; int n; int32_t quota, slot_min; str reason; };
MUST_USE int site_day(struct cx *cx, const struct site *s, int32_t day, struct site_day *ret);
/* Is the minute the beginning of a slot that ends within the hours? */
bool site_day_slot(const struct site_day *d, int32_t slot);

/* 1 Monday to 7 Sunday. */
int weekday_of(int32_t day);
/* The city's calendar of a year, in order: days off, and workdays made up for. Without `announced` (by the State Council, in source's words) it is provisional. */
enum { HOLIDAYS_MAX = 366 };
struct holiday { int32_t day; bool off; str name; };
struct holidays { int year; bool announced; utc_ms announced_at; str source; int64_t ver; struct holiday v[HOLIDAYS_MAX]; int n; };
/* As it is set; texts in cx->arena. E_INVALID (year: 2000 to 2999). */
MUST_USE int holidays_get(struct cx *cx, int year, struct holidays *ret);
/* One day more, put in its place; the name is copied. E_INVALID: day (not of the year, or there already), name. */
MUST_USE int holidays_add(struct cx *cx, struct holidays *io, int32_t day, bool off, str name);
/* The whole year. seen: the ver that was read, 0 for whatever stands; E_STATE: it has changed since. E_INVALID: year, source. */
MUST_USE int holidays_put(struct cx *cx, const struct holidays *h, int64_t seen);
/* One day of it alone; and a day like others again. */
MUST_USE int holiday_put(struct cx *cx, const struct holiday *h);
MUST_USE int holiday_drop(struct cx *cx, int32_t day);
MUST_USE int holiday_year_known(struct cx *cx, int year, bool *ret);

/* Notices as a file (db/calendar/holidays.csv: year, version, published, paper, from, to, kind, name): of each year the newest version, put over what stands.
 * A notice may take days of the December before. E_INVALID (file: the line), E_TOOBIG. */
MUST_USE int holidays_import(struct cx *cx, str text, int *ret_years, int *ret_days);
/* The years first to last as the working-day engine wants them (at most WORKDAY_YEARS); announced ones are known. */
MUST_USE int holidays_workdays(struct cx *cx, int first, int last, struct workdays *ret);
/* YYYY-MM-DD of a year from 1999 to 2100. */
bool site_day_parse(str s, int32_t *ret);

/* What is set from a day on, in order, at most SITE_MARKS: own closed days (text: the reason), quotas of a day (n), and the city's holidays (text: the name;
 * n 1: off, 0: a workday made up for). */
enum { SITE_MARKS = 200 };
struct site_mark { int32_t day, n; str text; };
struct site_marks { struct site_mark v[SITE_MARKS]; int n; };
MUST_USE int site_closed_days(struct cx *cx, site_id id, int32_t from, struct site_marks *ret);
MUST_USE int site_quota_days(struct cx *cx, site_id id, int32_t from, struct site_marks *ret);
MUST_USE int holidays_from(struct cx *cx, int32_t from, struct site_marks *ret);
