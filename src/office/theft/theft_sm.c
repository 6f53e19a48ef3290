/* theft_sm — the life of a theft case as one table. A pair (from, on) has at most one row; a pair without a row is refused. What a step starts or
 * ends elsewhere (flag, watch, alerts) stands nowhere here: flow/ compares the case before and after it. */
#include "theft_sm.h"

static const char *still_reopenable(const struct theft *t, utc_ms now, const struct theft_rules *r)
{
	return !t->closed_at || now - t->closed_at <= r->reopen_days * DAY_MS ? NULL : "the time in which a case may be reopened is over";
}

static const char *not_solved(const struct theft *t, utc_ms now, const struct theft_rules *r)
{
	(void)now, (void)r;
	return t->solved_at ? "the case is solved already" : NULL;
}

static const char *is_solved(const struct theft *t, utc_ms now, const struct theft_rules *r)
{
	(void)now, (void)r;
	return t->solved_at ? NULL : "the case is not solved";
}

#define P ROLE_POLICE
#define SYS ROLE_SYSTEM
#define OWN ROLE_OWNER
#define B(s) (1u << TS_##s)
#define SEARCHED (B(FILED) | B(WATCHED) | B(LOCATED))
#define FILED_ONCE (SEARCHED | B(RECOVERED) | B(RETURNED) | B(UNSOLVED))
static const struct theft_row theft_rows[] = {
	/* from                                       on           who      reason guard             to */
	{ B(REPORTED),                                TE_ACCEPT,   P,       false, NULL,             TS_ACCEPTED },
	{ B(ACCEPTED),                                TE_FILE,     P,       false, NULL,             TS_FILED },
	{ B(ACCEPTED),                                TE_NOT_FILE, P,       true,  NULL,             TS_NOT_FILED },
	{ B(ACCEPTED),                                TE_EXTEND,   P,       true,  NULL,             TS_N },
	{ B(FILED),                                   TE_WATCH,    P,       false, NULL,             TS_WATCHED },
	{ B(WATCHED) | B(UNSOLVED),                   TE_HIT,      SYS,     false, NULL,             TS_LOCATED },
	{ SEARCHED | B(UNSOLVED),                     TE_RECOVER,  P,       false, NULL,             TS_RECOVERED },
	{ B(RECOVERED),                               TE_RETURN,   P,       false, NULL,             TS_RETURNED },
	{ SEARCHED,                                   TE_GIVE_UP,  P,       false, NULL,             TS_UNSOLVED },
	{ B(REPORTED),                                TE_WITHDRAW, P | OWN, false, NULL,             TS_WITHDRAWN },
	{ B(ACCEPTED) | SEARCHED | B(UNSOLVED),       TE_WITHDRAW, P,       false, NULL,             TS_WITHDRAWN },
	{ B(REPORTED) | B(ACCEPTED) | SEARCHED | B(RECOVERED) | B(UNSOLVED), TE_UNFOUND, P, true, NULL, TS_UNFOUNDED },
	{ B(NOT_FILED),                               TE_REOPEN,   P,       false, still_reopenable, TS_ACCEPTED },
	{ B(RECOVERED) | B(RETURNED),                 TE_REOPEN,   P,       false, still_reopenable, TS_WATCHED },
	{ FILED_ONCE,                                 TE_SOLVE,    P,       false, not_solved,       TS_N },
	{ FILED_ONCE,                                 TE_UNSOLVE,  P,       true,  is_solved,        TS_N },
};
#undef P
#undef SYS
#undef OWN
#undef B
#undef SEARCHED
#undef FILED_ONCE

const struct theft_row *theft_row_for(enum theft_state from, enum theft_event on)
{
	for (size_t i = 0; i < COUNTOF(theft_rows); i++)
		if ((theft_rows[i].from & 1u << from) && theft_rows[i].on == on)
			return &theft_rows[i];
	return NULL;
}

const str theft_state_words[TS_N] = { SI("reported"), SI("accepted"), SI("filed"), SI("not_filed"), SI("watched"), SI("located"), SI("recovered"), SI("returned"),
                                      SI("unsolved"), SI("withdrawn"), SI("unfounded") };
const str theft_event_words[TE_N] = { SI("accept"), SI("file"), SI("not_file"), SI("extend"), SI("watch"), SI("hit"), SI("recover"), SI("return"), SI("give_up"),
                                      SI("withdraw"), SI("unfound"), SI("reopen"), SI("solve"), SI("unsolve") };
const str theft_source_words[TO_N] = { SI("police"), SI("counter"), SI("owner"), SI("emergency") };
const str theft_filing_words[TF_N] = { SI("plain"), SI("checks"), SI("complex") };
const str theft_locked_words[TL_N] = { SI("unknown"), SI("yes"), SI("no") };
const str theft_lock_kinds[LOCK_KINDS] = { SI("unknown"), SI("none"), SI("built_in"), SI("chain"), SI("u_lock"), SI("disc"), SI("electronic"), SI("other") };
const str theft_key_places[KEY_PLACES] = { SI("unknown"), SI("owner"), SI("family"), SI("in_bike"), SI("lost"), SI("other") };
const str theft_queue_words[TQ_N] = { SI("all"), SI("confirm"), SI("file"), SI("overdue"), SI("give_up") };

str theft_state_name(enum theft_state s)
{
	return (unsigned)s < TS_N ? theft_state_words[s] : S("");
}

str theft_event_name(enum theft_event e)
{
	return (unsigned)e < TE_N ? theft_event_words[e] : S("");
}

enum theft_state theft_state_of(str s)
{
	int i = 0;

	while (i < TS_N && !str_eq(theft_state_words[i], s))
		i++;
	return (enum theft_state)i;
}

enum theft_event theft_event_of(str s)
{
	int i = 0;

	while (i < TE_N && !str_eq(theft_event_words[i], s))
		i++;
	return (enum theft_event)i;
}

unsigned theft_actions(const struct theft *t, unsigned roles, utc_ms now, const struct theft_rules *r)
{
	unsigned bits = 0;

	for (int e = 0; e < TE_N; e++) {
		const struct theft_row *row = theft_row_for(t->state, (enum theft_event)e);
		if (row && (row->who & roles) && (!row->guard || !row->guard(t, now, r)))
			bits |= 1u << e;
	}
	return bits;
}

int theft_way(const struct theft *t, enum theft_event ev, enum theft_event ret[static THEFT_WAY])
{
	enum theft_state s = t->state;
	int n = 0;

	for (; !theft_row_for(s, ev); n++) {
		bool early = ev == TE_WATCH && (s == TS_REPORTED || s == TS_ACCEPTED);
		if (!early && !(ev == TE_RETURN && theft_row_for(s, TE_RECOVER)))
			return 0;
		ret[n] = !early ? TE_RECOVER : s == TS_REPORTED ? TE_ACCEPT : TE_FILE;
		s = theft_row_for(s, ret[n])->to;
	}
	ret[n] = ev;
	return n + 1;
}

bool theft_may_give_up(const struct theft *t, utc_ms now, const struct theft_rules *r)
{
	const struct theft_row *row = theft_row_for(t->state, TE_GIVE_UP);

	return row && now - MAX(t->filed_at, t->located_at) > r->unsolved_days * DAY_MS;
}

bool theft_overdue(const struct theft *t, utc_ms now)
{
	return t->state == TS_ACCEPTED && t->filing_due_at && now > t->filing_due_at;
}
