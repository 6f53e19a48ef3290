/* booking_sm — the life of a booking as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "booking_sm.h"

static const struct booking_row rows[] = {
	/* from            on           to              effects */
	{ BOS_BOOKED,     BOE_CHECK_IN, BOS_CHECKED_IN, BFX_NUMBER },
	{ BOS_BOOKED,     BOE_NO_SHOW,  BOS_NO_SHOW,    BFX_END },
	{ BOS_BOOKED,     BOE_CANCEL,   BOS_CANCELLED,  BFX_END | BFX_GIVE },
	{ BOS_CHECKED_IN, BOE_CALL,     BOS_SERVING,    BFX_NONE },
	{ BOS_CHECKED_IN, BOE_NO_SHOW,  BOS_NO_SHOW,    BFX_END },      /* gone before being called */
	{ BOS_CHECKED_IN, BOE_CANCEL,   BOS_CANCELLED,  BFX_END },      /* came, so the place was used */
	{ BOS_SERVING,    BOE_DONE,     BOS_DONE,       BFX_END },
	{ BOS_SERVING,    BOE_BACK,     BOS_CHECKED_IN, BFX_NONE },     /* to fetch a paper; keeps number and turn */
	{ BOS_SERVING,    BOE_NO_SHOW,  BOS_NO_SHOW,    BFX_END },      /* called, and nobody came */
};

const str booking_state_names[BOS_N] = { SI("booked"), SI("checked_in"), SI("serving"), SI("done"), SI("no_show"), SI("cancelled") };
const str booking_event_names[BOE_N] = { SI("check_in"), SI("call"), SI("back"), SI("done"), SI("no_show"), SI("cancel") };
const str booking_purpose_names[BOP_N] = { SI("register"), SI("change"), SI("transfer"), SI("replace"), SI("deregister") };
const bool booking_purpose_bike[BOP_N] = { [BOP_CHANGE] = true, [BOP_TRANSFER] = true, [BOP_REPLACE] = true, [BOP_DEREGISTER] = true };

const struct booking_row *booking_row_for(enum booking_state from, enum booking_event on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

enum booking_state booking_state_of(str s)
{
	int i = 0;

	while (i < BOS_N && !str_eq(booking_state_names[i], s))
		i++;
	return (enum booking_state)i;
}
