/* flow_booking — appointments against a point's hours: what office/site knows of a day meets what office/booking may take. */
#pragma once
#include "core/cx.h"
#include "office/booking/booking.h"
#include "office/site/site.h"

/* May the actor work at this point: its unit lies in the own area (a point without a unit is everybody's). E_DENIED, E_NOTFOUND. */
MUST_USE int flow_site_reach(struct cx *cx, site_id id, struct site *ret);
MUST_USE int flow_booking_reach(struct cx *cx, int64_t booking, struct booking *ret);

/* The bike of an appointment, as the asker may see it: a citizen the own one, an account one of the own area. Otherwise the bike is not named (0) and
 * its plate masked; without a bike 0 and empty. Arena memory. */
struct booking_bike { bike_id bike; str plate; };
MUST_USE int flow_booking_bike(struct cx *cx, const struct booking *b, struct booking_bike *ret);

/* E_INVALID (day, slot): in the past, too far ahead, no slot of that day; E_STATE (day) with the reason when the point is closed; of the bike: a citizen
 * names one of the own (E_NOTFOUND, alike for another's and for none), an account one of the own area (E_DENIED, E_NOTFOUND); and as booking_add. */
MUST_USE int flow_book(struct cx *cx, const struct booking_new *in, struct booking *ret);
MUST_USE int flow_book_move(struct cx *cx, struct booking *b, site_id site, int32_t day, int32_t slot);
/* Somebody without an appointment, today; E_STATE when the point is closed today. */
MUST_USE int flow_walk_in(struct cx *cx, site_id site, enum booking_purpose purpose, const struct pii *name, const struct pii *phone, struct booking *ret);

enum { FLOW_SLOTS = 96 };
struct slot_free { int32_t slot, quota, taken; };
/* The slots of a day with what is taken of them; those that have begun are left out. */
MUST_USE int flow_site_slots(struct cx *cx, const struct site *s, int32_t day, struct site_day *ret_day, struct slot_free ret[static FLOW_SLOTS], int *ret_n);
/* What a person brings for this: coded words of the policies papers.*, in their order; a|b: one of them. Arena memory. */
enum { BOOKING_PAPERS = 24 };
MUST_USE int flow_booking_papers(struct cx *cx, enum booking_purpose purpose, str ret[static BOOKING_PAPERS], int *ret_n);
/* The job: who was booked and did not come. Outside a transaction. Count. */
MUST_USE int flow_no_shows(struct cx *cx);

/* "2026-11-23" and day numbers. */
bool flow_day_parse(str s, int32_t *ret);
enum { FLOW_DAY_TEXT = 16 };
str flow_day_text(int32_t day, char buf[static FLOW_DAY_TEXT]);
