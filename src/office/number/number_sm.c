/* number_sm — the life of an override as one table, and the words of this room. A pair without a row is refused. */
#include "number_int.h"

#define CLERK (ROLE_CLERK | ROLE_OFFICER)
#define JUDGE (ROLE_OFFICER | ROLE_CASE)
static const struct override_row rows[] = {
	/* from        on            who    another asked / oneself  to */
	{ OV_ASKED,   OVE_GRANT,    JUDGE, true,  false, OV_GRANTED },
	{ OV_ASKED,   OVE_REFUSE,   JUDGE, true,  false, OV_REFUSED },
	{ OV_ASKED,   OVE_WITHDRAW, CLERK, false, true,  OV_WITHDRAWN },
	{ OV_GRANTED, OVE_USE,      ~0u,   false, false, OV_USED },      /* by number_add alone */
};
#undef CLERK
#undef JUDGE

const str number_kind_names[NK_N] = { SI("plate"), SI("tag"), SI("frame"), SI("motor"), SI("vehicle") };
const str number_tier_names[NT_N] = { SI("exact"), SI("contains"), SI("near") };
static const str states[OV_STATES] = { SI("asked"), SI("granted"), SI("refused"), SI("withdrawn"), SI("used") };
static const str events[OV_EVENTS] = { SI("grant"), SI("refuse"), SI("withdraw"), SI("use") };

const struct override_row *override_row_for(enum override_state from, enum override_event on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

str override_state_name(enum override_state s)
{
	return (unsigned)s < OV_STATES ? states[s] : S("");
}

str override_event_name(enum override_event e)
{
	return (unsigned)e < OV_EVENTS ? events[e] : S("");
}

enum override_state override_state_of(str s)
{
	int i = 0;

	while (i < OV_STATES && !str_eq(states[i], s))
		i++;
	return (enum override_state)i;
}

bool number_kind_of(str s, enum number_kind *ret)
{
	for (int k = 0; k < NK_N; k++)
		if (str_eq(number_kind_names[k], s)) {
			*ret = (enum number_kind)k;
			return true;
		}
	return false;
}
