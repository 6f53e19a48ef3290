/* violation_sm — the life of a violation as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "violation_sm.h"

#define S_ ROLE_SYSTEM
#define T ROLE_TRAFFIC
#define W ROLE_OWNER
static const struct violation_row rows[] = {
	/* from            on              who     reason to */
	{ VI_CAPTURED,     VE_SCREEN,      S_ | T, false, VI_SCREENED },
	{ VI_CAPTURED,     VE_DISMISS,     S_ | T, false, VI_DISMISSED },
	{ VI_CAPTURED,     VE_LAPSE,       S_,     false, VI_LAPSED },
	{ VI_SCREENED,     VE_CONFIRM,     T,      false, VI_CONFIRMED },
	{ VI_SCREENED,     VE_DISMISS,     S_ | T, false, VI_DISMISSED },
	{ VI_SCREENED,     VE_LAPSE,       S_,     false, VI_LAPSED },
	{ VI_DISMISSED,    VE_REOPEN,      S_ | T, true,  VI_SCREENED },
	{ VI_CONFIRMED,    VE_NOTIFY,      S_ | T, false, VI_NOTIFIED },
	{ VI_CONFIRMED,    VE_REVOKE,      T,      false, VI_REVOKED },
	{ VI_CONFIRMED,    VE_REOPEN,      T,      true,  VI_SCREENED },
	{ VI_NOTIFIED,     VE_ACKNOWLEDGE, W | T,  false, VI_ACKNOWLEDGED },
	{ VI_NOTIFIED,     VE_APPEAL,      W | T,  true,  VI_APPEALED },
	{ VI_NOTIFIED,     VE_REVOKE,      T,      false, VI_REVOKED },
	{ VI_NOTIFIED,     VE_REOPEN,      T,      true,  VI_SCREENED },
	{ VI_ACKNOWLEDGED, VE_APPEAL,      W | T,  true,  VI_APPEALED },
	{ VI_ACKNOWLEDGED, VE_REVOKE,      T,      false, VI_REVOKED },
	{ VI_ACKNOWLEDGED, VE_REOPEN,      T,      true,  VI_SCREENED },
	{ VI_APPEALED,     VE_UPHOLD,      T,      true,  VI_UPHELD },
	{ VI_APPEALED,     VE_REVOKE,      T,      false, VI_REVOKED },
	{ VI_UPHELD,       VE_REVOKE,      T,      false, VI_REVOKED },
	{ VI_UPHELD,       VE_REOPEN,      T,      true,  VI_SCREENED },
	{ VI_REVOKED,      VE_REOPEN,      T,      true,  VI_SCREENED },
};      /* what lapsed stays so: nobody reviewed it in time (FV5) */
#undef S_
#undef T
#undef W

const str violation_kind_names[VK_N] = { SI("red"), SI("wrongway"), SI("motorlane"), SI("passenger"), SI("load"), SI("not_yielding"), SI("other") };
const str violation_source_names[VS_N] = { SI("radio"), SI("camera"), SI("officer"), SI("import") };
const str violation_state_names[VI_N] = { SI("captured"), SI("screened"), SI("confirmed"), SI("dismissed"), SI("lapsed"), SI("notified"), SI("acknowledged"),
	SI("appealed"), SI("upheld"), SI("revoked") };
const str violation_event_names[VE_N] = { SI("screen"), SI("confirm"), SI("dismiss"), SI("lapse"), SI("notify"), SI("acknowledge"), SI("appeal"), SI("uphold"),
	SI("revoke"), SI("reopen") };
const str violation_excluded_names[VX_N] = { SI(""), SI("stolen"), SI("transferred"), SI("no_rider"), SI("education_only") };

const struct violation_row *violation_row_for(enum violation_state from, enum violation_ev on)
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

enum violation_kind violation_kind_of(str s)
{
	return (enum violation_kind)word_of(violation_kind_names, VK_N, s);
}

enum violation_source violation_source_of(str s)
{
	return (enum violation_source)word_of(violation_source_names, VS_N, s);
}

enum violation_state violation_state_of(str s)
{
	return (enum violation_state)word_of(violation_state_names, VI_N, s);
}

enum violation_ev violation_event_of(str s)
{
	return (enum violation_ev)word_of(violation_event_names, VE_N, s);
}

bool violation_own_hand(const struct violation *v, enum violation_ev ev, account_id actor)
{
	return v->state == VI_APPEALED && (ev == VE_UPHOLD || ev == VE_REVOKE) && actor.v == v->reviewed_by.v;
}

unsigned violation_actions(const struct violation *v, unsigned roles, account_id actor)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == v->state && (rows[i].who & roles) && !violation_own_hand(v, rows[i].on, actor))
			bits |= 1u << rows[i].on;
	return bits;
}
