/* booking_sm — the life of a booking as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "booking_sm.h"

static const struct booking_row rows[] = {
	/* from            on           to              effects */
	{ BS_BOOKED,     BE_CHECK_IN, BS_CHECKED_IN, BFX_NUMBER },
	{ BS_BOOKED,     BE_NO_SHOW,  BS_NO_SHOW,    BFX_END },
	{ BS_BOOKED,     BE_CANCEL,   BS_CANCELLED,  BFX_END | BFX_GIVE },
	{ BS_CHECKED_IN, BE_CALL,     BS_SERVING,    BFX_NONE },
	{ BS_CHECKED_IN, BE_NO_SHOW,  BS_NO_SHOW,    BFX_END },      /* gone before being called */
	{ BS_CHECKED_IN, BE_CANCEL,   BS_CANCELLED,  BFX_END },      /* came, so the place was used */
	{ BS_SERVING,    BE_DONE,     BS_DONE,       BFX_END },
	{ BS_SERVING,    BE_BACK,     BS_CHECKED_IN, BFX_NONE },     /* to fetch a paper; keeps number and turn */
	{ BS_SERVING,    BE_NO_SHOW,  BS_NO_SHOW,    BFX_END },      /* called, and nobody came */
};

const str booking_state_names[BS_N] = { SI("booked"), SI("checked_in"), SI("serving"), SI("done"), SI("no_show"), SI("cancelled") };
const str booking_event_names[BE_N] = { SI("check_in"), SI("call"), SI("back"), SI("done"), SI("no_show"), SI("cancel") };
const str booking_purpose_names[BP_N] = { SI("register"), SI("change"), SI("transfer"), SI("replace"), SI("deregister") };

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

	while (i < BS_N && !str_eq(booking_state_names[i], s))
		i++;
	return (enum booking_state)i;
}
