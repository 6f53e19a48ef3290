/* order_sm — the life of an order as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "order_sm.h"

#define P ROLE_POLICE
#define SYS ROLE_SYSTEM
static const struct order_row rows[] = {
	/* from         on             who  other  to */
	{ ORS_ISSUED,   ORE_SIGN,      P,   false, ORS_SIGNED },
	{ ORS_ISSUED,   ORE_REVOKE,    P,   false, ORS_REVOKED },
	{ ORS_ISSUED,   ORE_ESCALATE,  SYS, false, ORS_ISSUED },
	{ ORS_ISSUED,   ORE_LAPSE,     SYS, false, ORS_LAPSED },      /* its alert was closed before anybody signed */
	{ ORS_SIGNED,   ORE_FEEDBACK,  P,   false, ORS_FED_BACK },
	{ ORS_SIGNED,   ORE_REVOKE,    P,   false, ORS_REVOKED },
	{ ORS_FED_BACK, ORE_ACCEPT,    P,   true,  ORS_DONE },
	{ ORS_FED_BACK, ORE_SEND_BACK, P,   true,  ORS_RETURNED },
	{ ORS_RETURNED, ORE_FEEDBACK,  P,   false, ORS_FED_BACK },
	{ ORS_RETURNED, ORE_REVOKE,    P,   false, ORS_REVOKED },
};
#undef P
#undef SYS

const str order_state_names[ORS_N] = { SI("issued"), SI("signed"), SI("fed_back"), SI("returned"), SI("done"), SI("revoked"), SI("lapsed") };
const str order_event_names[ORE_N] = { SI("sign"), SI("feedback"), SI("accept"), SI("send_back"), SI("revoke"), SI("escalate"), SI("lapse") };
const str order_result_names[ORR_N] = { SI(""), SI("person_and_bike"), SI("bike"), SI("tag_only"), SI("not_found"), SI("assisted") };
const str order_how_names[ORH_N] = { SI("station"), SI("district"), SI("site"), SI("bureau"), SI("hand") };
const str assist_state_names[ASS_N] = { SI("asked"), SI("accepted"), SI("declined") };

const struct order_row *order_row_for(enum order_state from, enum order_ev on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	return i;
}

enum order_state order_state_of(str s)
{
	return (enum order_state)word_of(order_state_names, ORS_N, s);
}

enum order_ev order_event_of(str s)
{
	return (enum order_ev)word_of(order_event_names, ORE_N, s);
}

static bool may(const struct order_row *r, const struct order *o, unsigned roles, account_id actor)
{
	return (r->who & roles) && !(r->other && o->fed.by.v == actor.v);
}

unsigned order_actions(const struct order *o, unsigned roles, account_id actor)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == o->state && may(&rows[i], o, roles, actor))
			bits |= 1u << rows[i].on;
	return bits;
}
