/* booking — appointments at the points, and the queue on the day.
 *
 * Owns      tables booking, booking_slot, booking_queue.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names)
 *   BO1 never more bookings of a slot than its quota, however many book at the same time     (CHECK, and one conditional UPDATE)
 *   BO2 a state changes only by a row of booking_sm; every change adds 1 to ver
 *   BO3 a queue number is given once a point and day; a window serves one at a time          (unique indexes)
 *   BO4 names and telephones are sealed; the public display has numbers and windows only
 *   BO5 a new registration is for no bike; the others may be for one (CHECK). Whose bike somebody may name: flow_booking.
 * Never     knows a point's hours: flow_booking asks office/site and says what the quota is. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"

enum booking_state { BOS_BOOKED, BOS_CHECKED_IN, BOS_SERVING, BOS_DONE, BOS_NO_SHOW, BOS_CANCELLED, BOS_N };
enum booking_event { BOE_CHECK_IN, BOE_CALL, BOE_BACK, BOE_DONE, BOE_NO_SHOW, BOE_CANCEL, BOE_N };
enum booking_purpose { BOP_REGISTER, BOP_CHANGE, BOP_TRANSFER, BOP_REPLACE, BOP_DEREGISTER, BOP_N };
extern const str booking_state_names[BOS_N], booking_event_names[BOE_N], booking_purpose_names[BOP_N];
/* May an appointment for this be for a bike (BO5)? */
extern const bool booking_purpose_bike[BOP_N];

struct booking {
	int64_t id; char number[12]; site_id site; int32_t day, slot /* -1: walk-in */; enum booking_state state; enum booking_purpose purpose;
	owner_id owner; bike_id bike /* 0: none */; struct pii name, phone; int32_t queue_no, window; utc_ms created_at, checked_in_at, called_at, ended_at; int64_t ver;
};
struct booking_new { site_id site; int32_t day, slot; enum booking_purpose purpose; owner_id owner; bike_id bike; struct pii name, phone; };

/* quota: of that slot now; 0 with slot -1 (a walk-in, who is checked in at once). most: bookings a telephone may have open. E_INVALID (name,
 * phone, bikeId); E_STATE: slot full (field "slot"), this telephone has one there already, or `most` of them. */
MUST_USE int booking_add(struct cx *cx, const struct booking_new *in, int32_t quota, int64_t most, struct booking *ret);
MUST_USE int booking_get(struct cx *cx, int64_t id, struct booking *ret);
/* The owner's own. E_NOTFOUND alike, and as quickly, for another's booking and for none. */
MUST_USE int booking_get_of(struct cx *cx, int64_t id, owner_id owner, struct booking *ret);
MUST_USE int booking_by_number(struct cx *cx, str number, struct booking *ret);
/* To another day or slot of a point, while it is only booked. */
MUST_USE int booking_move(struct cx *cx, struct booking *b, site_id site, int32_t day, int32_t slot, int32_t quota);
/* All but call. no_show keeps the place taken, cancel gives it back. E_STATE. */
MUST_USE int booking_step(struct cx *cx, struct booking *b, enum booking_event ev);
/* The next in the queue to this window: who booked for a slot that has begun, then in the order of coming. E_NOTFOUND: nobody waits; E_STATE: the
 * window serves somebody. */
MUST_USE int booking_call(struct cx *cx, site_id site, int32_t day, int32_t minute, int32_t window, struct booking *ret);
/* Of those being served there, the one called last. E_NOTFOUND: nobody. */
MUST_USE int booking_serving(struct cx *cx, site_id site, int32_t day, struct booking *ret);
/* Everybody booked on earlier days, or at a slot that ended `grace` minutes before, who did not come. Count. */
MUST_USE int booking_no_shows(struct cx *cx, int32_t day, int32_t minute, int32_t grace);

typedef int booking_fn(struct cx *cx, const struct booking *b, void *arg);
/* A point's day in the order of slots and numbers; id > after. Personal data is opened only when `open`. */
MUST_USE int booking_list(struct cx *cx, site_id site, int32_t day, int64_t after, int max, bool open, booking_fn *fn, void *arg);
/* An owner's own, newest first, id < before (0: all). Personal data stays closed. */
MUST_USE int booking_of_owner(struct cx *cx, owner_id owner, int64_t before, int max, booking_fn *fn, void *arg);
/* All bookings of gone become keep's (a merge of two rows that are one person). Count of rows. */
MUST_USE int booking_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
/* When the transfer of that bike was filed that was done at that instant: its first appointment was made then; 0: there was none. */
MUST_USE int booking_transfer_filed(struct cx *cx, bike_id bike, utc_ms done_at, utc_ms *ret);
struct booking_slot { int32_t slot, quota, taken; };
typedef int booking_slot_fn(struct cx *cx, const struct booking_slot *s, void *arg);
MUST_USE int booking_slots(struct cx *cx, site_id site, int32_t day, booking_slot_fn *fn, void *arg);
/* Slots from a minute of a day on for which somebody is booked, in order. */
typedef int booking_ahead_fn(struct cx *cx, int32_t day, int32_t slot, int64_t n, void *arg);
MUST_USE int booking_ahead(struct cx *cx, site_id site, int32_t day, int32_t minute, booking_ahead_fn *fn, void *arg);
/* Those of that day alone. */
MUST_USE int booking_on_day(struct cx *cx, site_id site, int32_t day, int32_t minute, booking_ahead_fn *fn, void *arg);
/* The public screen: numbers being served with their windows, newest call first, and how many wait. No names (BO4). */
struct booking_call_row { int32_t queue_no, window; utc_ms called_at; };
struct booking_display { struct booking_call_row row[16]; int n; int64_t waiting; };
MUST_USE int booking_display(struct cx *cx, site_id site, int32_t day, struct booking_display *ret);
/* Of those called on that day: how many, and how long they had waited on average. */
struct booking_wait { int64_t called, wait_ms; };
MUST_USE int booking_wait(struct cx *cx, site_id site, int32_t day, struct booking_wait *ret);
