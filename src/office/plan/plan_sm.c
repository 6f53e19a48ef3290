/* plan_sm — the life of a plan as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "plan_sm.h"

/* Who may end or move a registration does so to its plans; who decides a claim uses a plan up. */
#define COUNTER ROLE_CLERK
#define REGISTER (ROLE_CLERK | ROLE_OFFICER | ROLE_OWNER | ROLE_SYSTEM)
#define CLAIM (ROLE_ADJUSTER | ROLE_INSURER | ROLE_SYSTEM)
static const struct plan_row rows[] = {
	/* from            on           who          to */
	{ PLS_LIVE,       PLE_CANCEL, COUNTER,     PLS_CANCELLED },
	{ PLS_LIVE,       PLE_REFUND, REGISTER,    PLS_REFUND_DUE },
	{ PLS_LIVE,       PLE_END,    REGISTER,    PLS_ENDED },
	{ PLS_LIVE,       PLE_MOVE,   REGISTER,    PLS_LIVE },
	{ PLS_LIVE,       PLE_PAY,    CLAIM,       PLS_PAID },
	{ PLS_LIVE,       PLE_EXPIRE, ROLE_SYSTEM, PLS_EXPIRED },
	{ PLS_REFUND_DUE, PLE_REPAY,  COUNTER,     PLS_REFUNDED },
	{ PLS_ENDED,      PLE_PAY,    CLAIM,       PLS_PAID },      /* a bike stolen under cover and deregistered since */
	{ PLS_EXPIRED,    PLE_PAY,    CLAIM,       PLS_PAID },      /* stolen under cover, decided later */
	{ PLS_PAID,       PLE_UNPAY,  CLAIM,       PLS_ENDED },     /* repaid: the cover that was used does not come back */
};

const str plan_state_words[PLS_N] = { SI("live"), SI("cancelled"), SI("refund_due"), SI("refunded"), SI("ended"), SI("paid"), SI("expired") };
const str plan_event_words[PLE_N] = { SI("cancel"), SI("refund"), SI("repay"), SI("end"), SI("move"), SI("pay"), SI("unpay"), SI("expire") };
const str plan_product_words[PLAN_PRODUCTS] = { SI("theft"), SI("liability") };

const struct plan_row *plan_row_for(enum plan_state from, enum plan_event on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

unsigned plan_actions(enum plan_state s, unsigned roles)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == s && (rows[i].who & roles))
			bits |= 1u << rows[i].on;
	return bits;
}

enum plan_state plan_state_of(str s)
{
	int i = 0;

	while (i < PLS_N && !str_eq(plan_state_words[i], s))
		i++;
	return (enum plan_state)i;
}
