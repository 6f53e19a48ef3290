/* claim_sm — the life of a claim as one table. A pair (from, on) has at most one row; a pair without a row is refused. */
#include "claim_sm.h"

static const char *asked_once(const struct claim *c)
{
	return c->asked_at ? "missing papers were asked for already; they are asked for once (Insurance Law, article 22)" : NULL;
}

static const char *appealed_once(const struct claim *c)
{
	return c->appealed_at ? "there was an appeal already" : NULL;
}

static const char *was_paid(const struct claim *c)
{
	return c->paid_at ? NULL : "nothing was paid on it";
}

static const char *not_paid(const struct claim *c)
{
	return c->paid_at ? "it was paid already" : NULL;
}

#define ADJ ROLE_ADJUSTER
#define OWN (ROLE_OWNER | ROLE_ADJUSTER)
#define SYS ROLE_SYSTEM
#define LATE (CFX_OWE | CFX_PAY | CFX_GO)      /* the bank paid what was no longer to be paid; its clock has nothing to stand still for */
static const struct claim_row rows[] = {
	/* from             on           who        guard          to                effects */
	{ CS_DRAFT,        CE_SUBMIT,   OWN,       NULL,          CS_SUBMITTED,     CFX_CLOCK | CFX_CHECK },
	{ CS_DRAFT,        CE_WITHDRAW, OWN,       NULL,          CS_CLOSED,        CFX_END },
	{ CS_SUBMITTED,    CE_CHECK,    SYS,       NULL,          CS_AUTO_CHECKED,  CFX_NONE },
	{ CS_AUTO_CHECKED, CE_ASK,      SYS,       asked_once,    CS_NEEDS_PAPERS,  CFX_STOP },
	{ CS_AUTO_CHECKED, CE_REVIEW,   SYS,       NULL,          CS_IN_REVIEW,     CFX_NONE },
	{ CS_AUTO_CHECKED, CE_APPROVE,  SYS,       NULL,          CS_APPROVED,      CFX_OWE },
	{ CS_AUTO_CHECKED, CE_REJECT,   SYS,       NULL,          CS_REJECTED,      CFX_END },
	{ CS_AUTO_CHECKED, CE_SIGHT,    SYS,       NULL,          CS_HELD_SIGHTED,  CFX_STOP },
	{ CS_NEEDS_PAPERS, CE_PAPERS,   OWN,       NULL,          CS_SUBMITTED,     CFX_GO | CFX_CHECK },
	{ CS_NEEDS_PAPERS, CE_SIGHT,    SYS,       NULL,          CS_HELD_SIGHTED,  CFX_STOP },
	{ CS_NEEDS_PAPERS, CE_WITHDRAW, OWN,       NULL,          CS_CLOSED,        CFX_END },
	{ CS_NEEDS_PAPERS, CE_PAID,     SYS,       not_paid,      CS_FOUND,         LATE },
	{ CS_IN_REVIEW,    CE_ASK,      ADJ,       asked_once,    CS_NEEDS_PAPERS,  CFX_STOP },
	{ CS_IN_REVIEW,    CE_APPROVE,  ADJ,       NULL,          CS_APPROVED,      CFX_OWE },
	{ CS_IN_REVIEW,    CE_REJECT,   ADJ,       NULL,          CS_REJECTED,      CFX_END },
	{ CS_IN_REVIEW,    CE_SIGHT,    SYS,       NULL,          CS_HELD_SIGHTED,  CFX_STOP },
	{ CS_IN_REVIEW,    CE_WITHDRAW, OWN,       NULL,          CS_CLOSED,        CFX_END },
	{ CS_IN_REVIEW,    CE_PAID,     SYS,       not_paid,      CS_FOUND,         LATE },
	{ CS_APPROVED,     CE_BATCH,    ADJ,       NULL,          CS_BATCHED,       CFX_NONE },
	{ CS_APPROVED,     CE_REJECT,   ADJ,       NULL,          CS_REJECTED,      CFX_UNOWE | CFX_END },
	{ CS_APPROVED,     CE_SIGHT,    SYS,       NULL,          CS_HELD_SIGHTED,  CFX_UNOWE | CFX_STOP },
	{ CS_APPROVED,     CE_PAID,     SYS,       NULL,          CS_PAID,          CFX_PAY },
	{ CS_BATCHED,      CE_UNBATCH,  ADJ | SYS, NULL,          CS_APPROVED,      CFX_NONE },
	{ CS_BATCHED,      CE_SIGHT,    SYS,       NULL,          CS_HELD_SIGHTED,  CFX_UNOWE | CFX_STOP },
	{ CS_BATCHED,      CE_PAID,     SYS,       NULL,          CS_PAID,          CFX_PAY },
	{ CS_HELD_SIGHTED, CE_UNHOLD,   ADJ,       NULL,          CS_IN_REVIEW,     CFX_GO },
	{ CS_HELD_SIGHTED, CE_REJECT,   ADJ,       NULL,          CS_REJECTED,      CFX_END },
	{ CS_HELD_SIGHTED, CE_WITHDRAW, OWN,       NULL,          CS_CLOSED,        CFX_END },
	{ CS_HELD_SIGHTED, CE_PAID,     SYS,       not_paid,      CS_FOUND,         LATE },
	{ CS_REJECTED,     CE_APPEAL,   OWN,       appealed_once, CS_APPEALED,      CFX_CLOCK },
	{ CS_REJECTED,     CE_CLOSE,    ADJ | SYS, NULL,          CS_CLOSED,        CFX_END },
	{ CS_REJECTED,     CE_PAID,     SYS,       not_paid,      CS_FOUND,         LATE },
	{ CS_APPEALED,     CE_TAKE_UP,  ADJ,       NULL,          CS_IN_REVIEW,     CFX_NONE },
	{ CS_APPEALED,     CE_SIGHT,    SYS,       NULL,          CS_HELD_SIGHTED,  CFX_STOP },
	{ CS_APPEALED,     CE_PAID,     SYS,       not_paid,      CS_FOUND,         LATE },
	{ CS_PAID,         CE_CLOSE,    ADJ | SYS, NULL,          CS_CLOSED,        CFX_END },
	{ CS_PAID,         CE_FOUND,    ADJ | SYS, NULL,          CS_FOUND,         CFX_NONE },
	{ CS_PAID,         CE_ENDED,    SYS,       NULL,          CS_FOUND,         CFX_NONE },
	{ CS_CLOSED,       CE_FOUND,    ADJ | SYS, was_paid,      CS_FOUND,         CFX_NONE },
	{ CS_CLOSED,       CE_ENDED,    SYS,       was_paid,      CS_FOUND,         CFX_NONE },
	{ CS_CLOSED,       CE_PAID,     SYS,       not_paid,      CS_FOUND,         LATE },
	{ CS_FOUND,        CE_REPAY,    ADJ,       NULL,          CS_REPAID,        CFX_RECOVER | CFX_END },
	{ CS_FOUND,        CE_FORFEIT,  ADJ,       NULL,          CS_FORFEITED,     CFX_END },
	{ CS_FOUND,        CE_ENDED,    SYS,       NULL,          CS_FOUND,         CFX_NONE },
	{ CS_FOUND,        CE_LOOK,     ADJ | SYS, NULL,          CS_FOUND,         CFX_NONE },
	{ CS_REPAID,       CE_LOOK,     SYS,       NULL,          CS_FOUND,         CFX_NONE },
	{ CS_FORFEITED,    CE_LOOK,     SYS,       NULL,          CS_FOUND,         CFX_NONE },
	{ CS_FOUND,        CE_STAND,    ADJ,       NULL,          CS_PAID,          CFX_GO },
};
#undef ADJ
#undef OWN
#undef SYS
#undef LATE

const struct claim_row *claim_row_for(enum claim_state from, enum claim_event on)
{
	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == from && rows[i].on == on)
			return &rows[i];
	return NULL;
}

const str claim_state_names[CS_N] = { SI("draft"), SI("submitted"), SI("auto_checked"), SI("needs_papers"), SI("in_review"), SI("approved"), SI("batched"),
	SI("paid"), SI("closed"), SI("rejected"), SI("appealed"), SI("held_sighted"), SI("found_after_payment"), SI("repaid"), SI("forfeited") };
const str claim_event_names[CE_N] = { SI("submit"), SI("check"), SI("ask_papers"), SI("papers"), SI("review"), SI("approve"), SI("reject"), SI("appeal"), SI("take_up"),
	SI("sight"), SI("unhold"), SI("batch"), SI("unbatch"), SI("paid"), SI("close"), SI("found"), SI("repay"), SI("forfeit"), SI("withdraw"), SI("ended"), SI("look"), SI("stand") };
const str claim_verdict_names[CV_N] = { SI("ok"), SI("refuse"), SI("ask"), SI("review"), SI("note") };
const str claim_batch_names[CB_N] = { SI("open"), SI("released"), SI("settled"), SI("cancelled") };
const str claim_payment_names[CP_N] = { SI("made"), SI("dropped"), SI("released"), SI("unknown"), SI("paid"), SI("failed") };

enum claim_state claim_state_of(str s)
{
	int i = 0;

	while (i < CS_N && !str_eq(claim_state_names[i], s))
		i++;
	return (enum claim_state)i;
}

enum claim_event claim_event_of(str s)
{
	int i = 0;

	while (i < CE_N && !str_eq(claim_event_names[i], s))
		i++;
	return (enum claim_event)i;
}

unsigned claim_actions(const struct claim *c, unsigned roles)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (rows[i].from == c->state && (rows[i].who & roles) && (!rows[i].guard || !rows[i].guard(c)))
			bits |= 1u << rows[i].on;
	return bits;
}
