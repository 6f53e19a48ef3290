/* booking_sm — private: a row of a booking's life. */
#pragma once
#include "office/booking/booking.h"

enum { BFX_NONE = 0, BFX_NUMBER = 1 /* gets a queue number */, BFX_GIVE = 2 /* the place in the slot is free again */, BFX_END = 4 };
struct booking_row { enum booking_state from; enum booking_event on; enum booking_state to; unsigned fx; };
/* NULL: no such step. */
const struct booking_row *booking_row_for(enum booking_state from, enum booking_event on);
enum booking_state booking_state_of(str s);
