/* exposure_sm — the life of an exposure as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "exposure_sm.h"

#define T ROLE_TRAFFIC
#define A (ROLE_TRAFFIC | ROLE_LEADER)
#define S_ ROLE_SYSTEM
static const struct exposure_row rows[] = {
	/* from            on           who reason to */
	{ XS_PROPOSED,    XE_NOTIFY,   T,  false, XS_NOTICE_SENT },
	{ XS_PROPOSED,    XE_WITHDRAW, A,  true,  XS_WITHDRAWN },
	{ XS_PROPOSED,    XE_FALL,     S_, false, XS_WITHDRAWN },
	{ XS_NOTICE_SENT, XE_APPROVE,  A,  false, XS_NOTICE_SENT },      /* the first of two */
	{ XS_NOTICE_SENT, XE_SECOND,   A,  false, XS_APPROVED },
	{ XS_NOTICE_SENT, XE_WITHDRAW, A,  true,  XS_WITHDRAWN },
	{ XS_NOTICE_SENT, XE_FALL,     S_, false, XS_WITHDRAWN },
	{ XS_APPROVED,    XE_PUBLISH,  T,  false, XS_PUBLISHED },
	{ XS_APPROVED,    XE_WITHDRAW, A,  true,  XS_WITHDRAWN },
	{ XS_APPROVED,    XE_FALL,     S_, false, XS_WITHDRAWN },
	{ XS_PUBLISHED,   XE_EXPIRE,   S_, false, XS_EXPIRED },
	{ XS_PUBLISHED,   XE_WITHDRAW, A,  true,  XS_WITHDRAWN },
	{ XS_PUBLISHED,   XE_FALL,     S_, false, XS_WITHDRAWN },
	{ XS_WITHDRAWN,   XE_RISE,     S_, false, XS_PROPOSED },         /* what the program withdrew, never what a person did */
};
#undef T
#undef A
#undef S_

const str exposure_state_names[XS_N] = { SI("proposed"), SI("notice_sent"), SI("approved"), SI("published"), SI("expired"), SI("withdrawn") };
const str exposure_event_names[XE_N] = { SI("notify"), SI("approve"), SI("second"), SI("publish"), SI("expire"), SI("withdraw"), SI("fall"), SI("rise") };

const struct exposure_row *exposure_row_for(enum exposure_state from, enum exposure_ev on)
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

enum exposure_state exposure_state_of(str s)
{
	return (enum exposure_state)word_of(exposure_state_names, XS_N, s);
}

enum exposure_ev exposure_event_of(str s)
{
	return (enum exposure_ev)word_of(exposure_event_names, XE_N, s);
}

str exposure_barred(const struct exposure *x, enum exposure_ev ev, account_id actor, int32_t day, int *ret_code)
{
	*ret_code = E_STATE;
	if ((ev == XE_APPROVE || ev == XE_SECOND) && day <= x->object_until)
		return S("early");
	if (ev == XE_APPROVE && x->first_by.v)
		return S("approved_once");
	if (ev == XE_SECOND && !x->first_by.v)
		return S("first_missing");
	if (ev == XE_EXPIRE && day <= x->until_day)
		return S("early");
	if (ev == XE_RISE && x->withdrawn_by.v)
		return S("by_hand");
	*ret_code = E_DENIED;
	if (ev == XE_SECOND && x->first_by.v == actor.v)
		return S("own_hand");
	return S("");
}

unsigned exposure_actions(const struct exposure *x, unsigned roles, account_id actor, int32_t day)
{
	unsigned bits = 0;
	int code;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == x->state && (rows[i].who & roles) && !exposure_barred(x, rows[i].on, actor, day, &code).n)
			bits |= 1u << rows[i].on;
	return bits;
}
