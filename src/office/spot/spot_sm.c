/* spot_sm — the life of a decision on the spot, and of a bike in custody, as two tables. A pair (from, on) has at most one row; one without a row is refused. */
#include "spot_sm.h"

#define T ROLE_TRAFFIC
#define M (ROLE_TRAFFIC | ROLE_CLERK)          /* who takes money */
#define B (ROLE_TRAFFIC | ROLE_SYSTEM)         /* the program: with its violation, which lapsed or was dismissed for a theft */
static const struct spot_row rows[] = {
	/* from          on           who          reason to */
	{ SPS_STOPPED,  SPE_LET_GO,  T,           true,  SPS_CANCELLED },
	{ SPS_STOPPED,  SPE_WARN,    T,           false, SPS_WARNED },
	{ SPS_STOPPED,  SPE_FINE,    T,           false, SPS_FINED },
	{ SPS_WARNED,   SPE_CANCEL,  B,           true,  SPS_CANCELLED },
	{ SPS_FINED,    SPE_PAY,     M,           false, SPS_PAID },
	{ SPS_FINED,    SPE_OVERDUE, ROLE_SYSTEM, false, SPS_OVERDUE },
	{ SPS_FINED,    SPE_CANCEL,  B,           true,  SPS_CANCELLED },
	{ SPS_OVERDUE,  SPE_PAY,     M,           false, SPS_PAID },
	{ SPS_OVERDUE,  SPE_CANCEL,  B,           true,  SPS_CANCELLED },
	{ SPS_PAID,     SPE_CANCEL,  B,           true,  SPS_CANCELLED },      /* and the money goes back */
};
static const struct custody_row custody_rows[] = {
	{ CUS_IMPOUNDED,   CUE_DUE,     ROLE_SYSTEM, false, CUS_RELEASE_DUE },
	{ CUS_IMPOUNDED,   CUE_RELEASE, T,           true,  CUS_RELEASED },      /* before its day: flow_spot says when */
	{ CUS_RELEASE_DUE, CUE_RELEASE, T,           false, CUS_RELEASED },
	{ CUS_RELEASE_DUE, CUE_UNCLAIM, ROLE_SYSTEM, false, CUS_UNCLAIMED },
	{ CUS_UNCLAIMED,   CUE_RELEASE, T,           false, CUS_RELEASED },
	{ CUS_UNCLAIMED,   CUE_NOTICE,  T,           false, CUS_NOTICED },
	{ CUS_NOTICED,     CUE_RELEASE, T,           false, CUS_RELEASED },
	{ CUS_NOTICED,     CUE_PROPOSE, T,           true,  CUS_NOTICED },
	{ CUS_NOTICED,     CUE_DISPOSE, T | ROLE_LEADER, false, CUS_DISPOSED },
};
#undef T
#undef M
#undef B

const str spot_state_names[SPS_N] = { SI("stopped"), SI("warned"), SI("fined"), SI("paid"), SI("overdue"), SI("cancelled") };
const str spot_event_names[SPE_N] = { SI("let_go"), SI("warn"), SI("fine"), SI("pay"), SI("overdue"), SI("cancel") };
const str spot_way_names[SPW_N] = { SI("cash"), SI("wechat"), SI("alipay"), SI("card"), SI("bank") };
const str custody_state_names[CUS_N] = { SI("impounded"), SI("release_due"), SI("released"), SI("unclaimed"), SI("noticed"), SI("disposed") };
const str custody_event_names[CUE_N] = { SI("due"), SI("release"), SI("unclaim"), SI("notice"), SI("propose"), SI("dispose") };
const str custody_ground_names[CUG_N] = { SI("policy"), SI("refused"), SI("no_plate") };
const str custody_receiver_names[CUR_N] = { SI(""), SI("owner"), SI("rider"), SI("agent") };
const str custody_disposal_names[CUD_N] = { SI(""), SI("auction"), SI("scrap"), SI("treasury") };

const struct spot_row *spot_row_for(enum spot_state from, enum spot_ev on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

const struct custody_row *custody_row_for(enum custody_state from, enum custody_ev on)
{
	for (size_t i = 0; i < COUNTOF(custody_rows); i++)
		if (custody_rows[i].from == from && custody_rows[i].on == on)
			return &custody_rows[i];
	return NULL;
}

int spot_word(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	return i;
}

enum spot_state spot_state_of(str s)
{
	return (enum spot_state)spot_word(spot_state_names, SPS_N, s);
}

enum spot_ev spot_event_of(str s)
{
	return (enum spot_ev)spot_word(spot_event_names, SPE_N, s);
}

enum custody_state custody_state_of(str s)
{
	return (enum custody_state)spot_word(custody_state_names, CUS_N, s);
}

enum custody_ev custody_event_of(str s)
{
	return (enum custody_ev)spot_word(custody_event_names, CUE_N, s);
}

unsigned spot_actions(const struct spot *s, unsigned roles, account_id actor)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == s->state && (rows[i].who & roles) && !(rows[i].on == SPE_CANCEL && actor.v == s->decided_by.v))
			bits |= 1u << rows[i].on;
	return bits;
}

bool custody_notice_runs(const struct custody *c, int32_t today)
{
	return today <= c->dispose_day;
}

unsigned custody_actions(const struct custody *c, unsigned roles, account_id actor, int32_t today)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(custody_rows); i++)
		if (custody_rows[i].from == c->state && (custody_rows[i].who & roles))
			bits |= 1u << custody_rows[i].on;
	if (!c->proposed_by.v || actor.v == c->proposed_by.v)
		bits &= ~(1u << CUE_DISPOSE);
	if (custody_notice_runs(c, today))
		bits &= ~(1u << CUE_PROPOSE | 1u << CUE_DISPOSE);
	return bits;
}

/* --- the law's arithmetic --- */

int64_t spot_surcharge(int64_t fine_fen, int64_t pct, int32_t due_day, int32_t day)
{
	int64_t late = (int64_t)day - due_day;

	if (late <= 0 || fine_fen <= 0 || pct <= 0)
		return 0;
	return MIN(fine_fen, fine_fen * pct * late / 100);
}

int64_t spot_fine_most(int64_t least_fen, int64_t most_fen, int32_t age)
{
	if (age < SPOT_PENAL_AGE)
		return 0;
	return age < SPOT_FULL_AGE ? MAX(least_fen, (least_fen + most_fen) / 200 * 100) : most_fen;
}
