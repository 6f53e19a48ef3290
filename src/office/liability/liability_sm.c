/* liability_sm — the life of an accident as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "liability_sm.h"

/* A surveyor is sent before anybody arrives, and another one before a dispute is looked at again. */
static const char *sent(const struct accident *a)
{
	return a->surveyor.v && a->surveyor.v != a->assessed_by.v ? NULL : "another surveyor is to be assigned first";
}

static const char *assessed(const struct accident *a)
{
	return a->rounds ? NULL : "nothing was assessed yet";
}

#define INS (ROLE_INSURER | ROLE_ADJUSTER)
#define OWN (ROLE_OWNER | ROLE_INSURER | ROLE_ADJUSTER)
static const struct accident_row rows[] = {
	/* from           on              who  guard     to             effects */
	{ AS_REPORTED,   AE_ASSIGN,      INS, NULL,     AS_SENT,       AFX_NONE },
	{ AS_REPORTED,   AE_REFUSE,      INS, NULL,     AS_REFUSED,    AFX_END },
	{ AS_REPORTED,   AE_WITHDRAW,    OWN, NULL,     AS_WITHDRAWN,  AFX_END },
	{ AS_SENT,       AE_ASSIGN,      INS, NULL,     AS_SENT,       AFX_NONE },
	{ AS_SENT,       AE_ARRIVE,      INS, NULL,     AS_ON_SCENE,   AFX_NONE },
	{ AS_SENT,       AE_REFUSE,      INS, NULL,     AS_REFUSED,    AFX_END },
	{ AS_SENT,       AE_WITHDRAW,    OWN, NULL,     AS_WITHDRAWN,  AFX_END },
	{ AS_ON_SCENE,   AE_ASSESS,      INS, NULL,     AS_ASSESSED,   AFX_NONE },
	{ AS_ON_SCENE,   AE_REFUSE,      INS, NULL,     AS_REFUSED,    AFX_END },
	{ AS_ON_SCENE,   AE_WITHDRAW,    OWN, NULL,     AS_WITHDRAWN,  AFX_END },
	{ AS_ASSESSED,   AE_AGREE,       INS, NULL,     AS_AGREED,     AFX_OWE },
	{ AS_ASSESSED,   AE_DISPUTE,     OWN, NULL,     AS_DISPUTED,   AFX_NONE },
	{ AS_ASSESSED,   AE_REFUSE,      INS, NULL,     AS_REFUSED,    AFX_END },
	{ AS_ASSESSED,   AE_WITHDRAW,    OWN, NULL,     AS_WITHDRAWN,  AFX_END },
	{ AS_DISPUTED,   AE_ASSIGN,      INS, NULL,     AS_DISPUTED,   AFX_NONE },
	{ AS_DISPUTED,   AE_REASSESS,    INS, sent,     AS_REASSESSED, AFX_NONE },
	{ AS_DISPUTED,   AE_COURT,       OWN, NULL,     AS_COURT,      AFX_END },
	{ AS_REASSESSED, AE_AGREE,       INS, NULL,     AS_AGREED,     AFX_OWE },
	{ AS_REASSESSED, AE_DISPUTE,     OWN, NULL,     AS_DISPUTED,   AFX_NONE },
	{ AS_REASSESSED, AE_REFUSE,      INS, NULL,     AS_REFUSED,    AFX_END },
	{ AS_REASSESSED, AE_COURT,       OWN, NULL,     AS_COURT,      AFX_END },
	{ AS_AGREED,     AE_PAY,         INS, NULL,     AS_PAID,       AFX_PAY | AFX_END },
	{ AS_AGREED,     AE_RELEASE,     INS, NULL,     AS_RELEASED,   AFX_NONE },
	{ AS_AGREED,     AE_DISPUTE,     OWN, NULL,     AS_DISPUTED,   AFX_UNOWE },
	{ AS_RELEASED,   AE_BANK_PAID,   INS, NULL,     AS_PAID,       AFX_PAY | AFX_END },
	{ AS_RELEASED,   AE_BANK_FAILED, INS, NULL,     AS_AGREED,     AFX_NONE },
	{ AS_REFUSED,    AE_DISPUTE,     OWN, assessed, AS_DISPUTED,   AFX_NONE },
	{ AS_REFUSED,    AE_COURT,       OWN, NULL,     AS_COURT,      AFX_END },
};
#undef INS
#undef OWN

const struct accident_row *accident_row_for(enum accident_state from, enum accident_event on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

const str accident_state_names[AS_N] = { SI("reported"), SI("surveyor_sent"), SI("on_scene"), SI("assessed"), SI("disputed"), SI("reassessed"), SI("agreed"),
	SI("released"), SI("paid"), SI("refused"), SI("withdrawn"), SI("court") };
const str accident_event_names[AE_N] = { SI("assign"), SI("arrive"), SI("assess"), SI("reassess"), SI("agree"), SI("dispute"), SI("pay"), SI("release"),
	SI("bank_paid"), SI("bank_failed"), SI("refuse"), SI("withdraw"), SI("court") };
const str accident_fault_words[AF_N] = { SI(""), SI("full"), SI("main"), SI("equal"), SI("minor"), SI("none") };
const str accident_queue_words[AQ_N] = { SI(""), SI("new"), SI("mine"), SI("assess"), SI("dispute"), SI("release") };

enum accident_state accident_state_of(str s)
{
	int i = 0;

	while (i < AS_N && !str_eq(accident_state_names[i], s))
		i++;
	return (enum accident_state)i;
}

enum accident_event accident_event_of(str s)
{
	int i = 0;

	while (i < AE_N && !str_eq(accident_event_names[i], s))
		i++;
	return (enum accident_event)i;
}

unsigned accident_actions(const struct accident *a, unsigned roles)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == a->state && (rows[i].who & roles) && (!rows[i].guard || !rows[i].guard(a)))
			bits |= 1u << rows[i].on;
	return bits;
}

bool accident_ended(const struct accident *a)
{
	return a->state == AS_PAID || a->state == AS_WITHDRAWN || a->state == AS_COURT || a->state == AS_REFUSED;
}
