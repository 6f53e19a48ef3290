/* recovery_sm — the life of a seized item as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "recovery_sm.h"

#define P ROLE_POLICE
#define A (ROLE_POLICE | ROLE_LEADER)
static const struct seized_row rows[] = {
	/* from         on              who reason to */
	{ SZ_SEIZED,   SE_MATCH,       P, false, SZ_MATCHED },
	{ SZ_SEIZED,   SE_HOLD,        P, true,  SZ_EVIDENCE },
	{ SZ_SEIZED,   SE_DISPOSE,     P, true,  SZ_DISPOSED },
	{ SZ_MATCHED,  SE_UNMATCH,     P, true,  SZ_SEIZED },
	{ SZ_MATCHED,  SE_PROVE,       P, false, SZ_PROVEN },
	{ SZ_MATCHED,  SE_DISPUTE,     P, true,  SZ_DISPUTED },
	{ SZ_MATCHED,  SE_HOLD,        P, true,  SZ_EVIDENCE },
	{ SZ_PROVEN,   SE_VALUE,       P, false, SZ_VALUED },
	{ SZ_PROVEN,   SE_DISPUTE,     P, true,  SZ_DISPUTED },
	{ SZ_PROVEN,   SE_HOLD,        P, true,  SZ_EVIDENCE },
	{ SZ_VALUED,   SE_APPROVE,     A, false, SZ_APPROVED },
	{ SZ_VALUED,   SE_SEND_BACK,   A, true,  SZ_MATCHED },
	{ SZ_VALUED,   SE_DISPUTE,     P, true,  SZ_DISPUTED },
	{ SZ_VALUED,   SE_HOLD,        P, true,  SZ_EVIDENCE },
	{ SZ_APPROVED, SE_LIST,        P, false, SZ_LISTED },
	{ SZ_APPROVED, SE_TO_INSURER,  P, false, SZ_INSURER },
	{ SZ_APPROVED, SE_DISPUTE,     P, true,  SZ_DISPUTED },
	{ SZ_APPROVED, SE_HOLD,        P, true,  SZ_EVIDENCE },
	{ SZ_LISTED,   SE_UNLIST,      P, false, SZ_APPROVED },
	{ SZ_LISTED,   SE_RETURN,      P, false, SZ_RETURNED },
	{ SZ_DISPUTED, SE_SETTLE,      P, true,  SZ_MATCHED },      /* proven anew */
	{ SZ_DISPUTED, SE_HOLD,        P, true,  SZ_EVIDENCE },
	{ SZ_EVIDENCE, SE_RELEASE,     P, true,  SZ_SEIZED },       /* matched anew */
	{ SZ_EVIDENCE, SE_DISPOSE,     P, true,  SZ_DISPOSED },
};
#undef P
#undef A

const str seized_kind_names[SK_N] = { SI("bike"), SI("tag"), SI("plate"), SI("battery"), SI("other") };
const str seized_state_names[SZ_N] = { SI("seized"), SI("matched"), SI("proven"), SI("valued"), SI("approved"), SI("listed"), SI("returned"), SI("disputed"),
	SI("held_as_evidence"), SI("to_insurer"), SI("disposed") };
const str seized_event_names[SE_N] = { SI("match"), SI("unmatch"), SI("prove"), SI("value"), SI("approve"), SI("send_back"), SI("list"), SI("unlist"), SI("return"),
	SI("dispute"), SI("settle"), SI("hold"), SI("release"), SI("to_insurer"), SI("dispose") };

const struct seized_row *seized_row_for(enum seized_state from, enum seized_ev on)
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

enum seized_state seized_state_of(str s)
{
	return (enum seized_state)word_of(seized_state_names, SZ_N, s);
}

enum seized_ev seized_event_of(str s)
{
	return (enum seized_ev)word_of(seized_event_names, SE_N, s);
}

bool seized_own_hand(const struct seized *s, account_id actor)
{
	return actor.v == s->matched_by.v || actor.v == s->proven_by.v || actor.v == s->valued_by.v;
}

unsigned seized_actions(const struct seized *s, unsigned roles, account_id actor)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == s->state && (rows[i].who & roles) && !(rows[i].on == SE_APPROVE && seized_own_hand(s, actor)))
			bits |= 1u << rows[i].on;
	return bits;
}
