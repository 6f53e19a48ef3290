/* flow_owner_view — what a citizen may see and do of the own: the own bikes, their way, the own appointments.
 *
 * OV1 a bike or an appointment that is not the own is answered like one that is not there (E_NOTFOUND)
 * OV2 the way is shown only inside the own ownership (P7), with the consent "trail", delayed and coarse (policies owner.trail_*) unless an
 *     open case of this owner stands that an officer has confirmed; its audit row is on disk before the engines are asked
 * OV3 flags of an inquiry are not told to whom it may be about
 *
 * cx->owner is the citizen of the session. All but flow_owner_trail inside the caller's transaction; flow_owner_trail opens its own. */
#pragma once
#include "core/cx.h"
#include "flow/flow_track.h"
#include "office/bike/bike.h"
#include "office/booking/booking.h"
#include "office/owner/owner.h"

/* The live row of the session's owner: a merged one is followed. */
MUST_USE int flow_owner_me(struct cx *cx, struct owner *ret);
/* The bike, when it is the session's owner's now. E_NOTFOUND. */
MUST_USE int flow_owner_bike(struct cx *cx, bike_id id, struct bike *ret, struct ownership *ret_own);
/* Is this flag told to the owner (OV3)? */
bool flow_owner_flag_told(str flag);
/* Has this owner an open case on the bike (not one that another owner reported)? */
MUST_USE int flow_owner_case_open(struct cx *cx, bike_id id, const struct ownership *own, bool *ret);

/* The middle of the field of the grid that the place lies in. */
struct geo flow_owner_coarse(struct geo at, int64_t grid_m);

struct owner_stop { utc_ms from, to; struct geo at; str place; };      /* place: only with an open case */
struct owner_trail { bool coarse, more; utc_ms from, to; int64_t grid_m, delay_min; struct owner_stop *stops; size_t n; };
/* from, to 0: all that may be seen. Visits that follow one another in one field of the grid are one stop. E_NOTFOUND: never this owner's; E_DENIED, field
 * "consent": not agreed to; E_STATE: outside of what may be seen, or the bike is deregistered. A refusal leaves a row too, but for E_NOTFOUND. */
MUST_USE int flow_owner_trail(struct cx *cx, bike_id id, utc_ms from, utc_ms to, struct owner_trail *ret);

/* E_NOTFOUND: not this owner's. */
MUST_USE int flow_owner_booking(struct cx *cx, int64_t id, struct booking *ret);
/* In the name of the session's owner, with the first phone of the register; bike 0: for none. As flow_book; E_STATE, field "phone": the register has none. */
MUST_USE int flow_owner_book(struct cx *cx, site_id site, int32_t day, int32_t slot, enum booking_purpose purpose, bike_id bike, struct booking *ret);
