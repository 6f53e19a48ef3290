/* theft_sm — the life of a theft case as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "theft_sm.h"

static const char *still_reopenable(const struct theft *t, utc_ms now, int64_t reopen_days)
{
	return now - t->closed_at <= reopen_days * DAY_MS ? NULL : "the time in which a case may be reopened is over";
}

#define P ROLE_POLICE
#define SYS ROLE_SYSTEM
static const struct theft_row theft_rows[] = {
	/* from          on           who  guard             to             effects */
	{ TS_REPORTED,  TE_WATCH,    P,   NULL,             TS_WATCHED,   FX_WATCH },
	{ TS_REPORTED,  TE_WITHDRAW, P,   NULL,             TS_WITHDRAWN, FX_NONE },
	{ TS_WATCHED,   TE_HIT,      SYS, NULL,             TS_LOCATED,   FX_NONE },
	{ TS_WATCHED,   TE_RECOVER,  P,   NULL,             TS_RECOVERED, FX_UNWATCH | FX_CLOSE_ALERTS },
	{ TS_WATCHED,   TE_WITHDRAW, P,   NULL,             TS_WITHDRAWN, FX_UNWATCH | FX_CLOSE_ALERTS },
	{ TS_LOCATED,   TE_RECOVER,  P,   NULL,             TS_RECOVERED, FX_UNWATCH | FX_CLOSE_ALERTS },
	{ TS_LOCATED,   TE_WITHDRAW, P,   NULL,             TS_WITHDRAWN, FX_UNWATCH | FX_CLOSE_ALERTS },
	{ TS_RECOVERED, TE_REOPEN,   P,   still_reopenable, TS_WATCHED,   FX_WATCH },
};
#undef P
#undef SYS

const struct theft_row *theft_row_for(enum theft_state from, enum theft_event on)
{
	for (size_t i = 0; i < COUNTOF(theft_rows); i++)
		if (theft_rows[i].from == from && theft_rows[i].on == on)
			return &theft_rows[i];
	return NULL;
}

static const str states[TS_N] = { SI("reported"), SI("watched"), SI("located"), SI("recovered"), SI("withdrawn") };
static const str events[TE_N] = { SI("watch"), SI("hit"), SI("recover"), SI("withdraw"), SI("reopen") };

str theft_state_name(enum theft_state s)
{
	return (unsigned)s < TS_N ? states[s] : S("");
}

str theft_event_name(enum theft_event e)
{
	return (unsigned)e < TE_N ? events[e] : S("");
}

enum theft_state theft_state_of(str s)
{
	int i = 0;

	while (i < TS_N && !str_eq(states[i], s))
		i++;
	return (enum theft_state)i;
}

enum theft_event theft_event_of(str s)
{
	int i = 0;

	while (i < TE_N && !str_eq(events[i], s))
		i++;
	return (enum theft_event)i;
}

unsigned theft_actions(const struct theft *t, unsigned roles, utc_ms now, int64_t reopen_days)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(theft_rows); i++) {
		const struct theft_row *r = &theft_rows[i];
		if (r->from == t->state && (r->who & roles) && (!r->guard || !r->guard(t, now, reopen_days)))
			bits |= 1u << r->on;
	}
	return bits;
}
