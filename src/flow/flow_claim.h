/* flow_claim — a claim across rooms: the theft case, the cover, the tracking net, the papers, the clock, the books and the bank.
 *
 * Invariants (tests of the same names in flow_claim_test.c)
 *   FC1 no money while the bike is heard: approving, batching and releasing ask in their own transaction, and hold the claim instead
 *   FC2 an amount is read from the table of the day of the theft, capped at the price; no caller can give one
 *   FC3 two persons: whoever made a batch or approved a claim in it does not release it; whoever filed a claim, or wrote down its card, does
 *       not approve it
 *   FC4 a payment is paid once: one merchant number a claim for ever, a second attempt only after the bank said that the first failed
 *   FC5 the books balance after every step: what is owed is posted with the approval, taken back when the claim is held or refused, and paid with the bank's word
 *   FC6 the clock counts working days after the day on which the claim with all its papers was there, and stands still with a reason
 * All inside the caller's write transaction (reads: any). Steps that the program itself takes are the system's in the claim's history. */
#pragma once
#include "core/cx.h"
#include "flow/bank_file.h"
#include "office/claim/claim.h"

/* --- what stands for and against it --- */

enum { CLAIM_CHECKS = 24, CLAIM_PAPERS = 12 };
/* A row of the table of checks. hard: no person can decide against it. */
struct claim_rule { const char *code; enum claim_verdict verdict; bool hard; const char *en, *zh; };
extern const struct claim_rule claim_rules[];
extern const int claim_nrules;
/* NULL when there is none. */
const struct claim_rule *claim_rule_of(str code);

struct claim_verdicts {
	struct claim_check v[CLAIM_CHECKS]; int n;
	str refused, held, hard;    /* the first code of each kind; empty: none */
	str review;                 /* why a person must look: suspicion */
	str missing[CLAIM_PAPERS]; int nmissing;      /* papers, and "card" */
	int32_t months; int64_t plan, tbl, amount_fen, price_fen; utc_ms heard_at;
	int64_t pay_workdays; utc_ms from_at;         /* when the waiting time is over; 0: not known */
	utc_ms covered_until;       /* of the cover of that day; 0: none */
};
/* Everything as it stands now. c: the claim, or NULL for a question before there is one (then nothing is said of papers). E_NOTFOUND: theft. */
MUST_USE int flow_claim_weigh(struct cx *cx, theft_id theft, owner_id who, const struct claim *c, struct claim_verdicts *ret);
/* What it would pay if the bike were stolen now: cover, age, table, price, tag. Nothing of any case is asked or told. */
MUST_USE int flow_claim_ahead(struct cx *cx, bike_id bike, owner_id who, struct claim_verdicts *ret);
/* The newest case of a bike. E_NOTFOUND: it has none. */
MUST_USE int flow_claim_case(struct cx *cx, bike_id bike, theft_id *ret);
/* Papers that policy claim.papers wants. */
MUST_USE int flow_claim_papers(struct cx *cx, str ret[static CLAIM_PAPERS], int *ret_n);
/* Those of them, with "invoice" where the day of purchase is not known, and "card", that a claim has not yet. */
MUST_USE int flow_claim_missing(struct cx *cx, const struct claim *c, str ret[static CLAIM_PAPERS], int *ret_n);

/* --- the claim --- */

/* A draft for the owner that the bike had when it was stolen. E_NOTFOUND; E_STATE. as: the owner who files it himself, or {0}: at the counter. */
MUST_USE int flow_claim_file(struct cx *cx, theft_id theft, owner_id as, struct claim *ret);
/* Is it this owner's, also where the register has merged the owner of then with others since? */
MUST_USE int flow_claim_is_of(struct cx *cx, const struct claim *c, owner_id owner, bool *ret);
/* The owner's own. E_NOTFOUND alike for another's claim and for none. */
MUST_USE int flow_claim_mine(struct cx *cx, int64_t id, owner_id owner, struct claim *ret);
MUST_USE int flow_claim_card(struct cx *cx, struct claim *c, const struct pii *card);
/* E_INVALID: kind is none that policy wants; E_STATE: papers are not taken any more. photo: an upload of the actor's, or empty (seen at the counter). */
MUST_USE int flow_claim_paper(struct cx *cx, const struct claim *c, str kind, str photo);
/* May papers of that kind be taken for the claim now, from whoever acts? An owner's only until somebody reviews it. E_STATE, E_INVALID. */
MUST_USE int flow_claim_paper_may(struct cx *cx, const struct claim *c, str kind);
/* One step and all that follows from it. *c comes back as it stands afterwards, which may be held instead (FC1). code: why it is refused. E_STATE, E_DENIED, E_INVALID. */
MUST_USE int flow_claim_step(struct cx *cx, struct claim *c, enum claim_event ev, int64_t ver, str code, str note);
/* The bike of a case was heard, or found: what has not been paid is held, what has been paid is found after payment. For the alert's and the case's own transaction.
 * Count of claims moved. */
MUST_USE int flow_claim_sighted(struct cx *cx, theft_id theft, bool found);
/* The case was withdrawn or found to be untrue (how, coded): the same, with the reason case_ended; owner, adjusters and insurer are told. For the case's own
 * transaction. Count. */
MUST_USE int flow_claim_case_ended(struct cx *cx, theft_id theft, str how);
/* A job, outside of a transaction: the same for every claim whose bike the net has heard lately, or after the payment; at most CLAIM_WATCH_TURN. Count. */
enum { CLAIM_WATCH_TURN = 100 };
MUST_USE int flow_claim_watch(struct cx *cx);
/* Counts the owed days anew, after the calendar has changed. Count of those that moved. */
MUST_USE int flow_claim_clocks(struct cx *cx);
/* Claims that pay_workdays run out of in claim.warn_days working days or less, and those that are late. */
struct claim_warning { bool late, soon; int32_t left; };
MUST_USE int flow_claim_warning(struct cx *cx, const struct claim *c, struct claim_warning *ret);

/* Who gets the bike of a case when it is found: its owner, whoever paid for it, or nobody yet: a claim was paid, or is being paid, and the operator has not decided. */
enum claim_payer { CPY_OWNER, CPY_PAYER, CPY_UNDECIDED, CPY_N };
MUST_USE int flow_claim_payer(struct cx *cx, theft_id theft, enum claim_payer *ret);

/* --- the money --- */

enum { CLAIM_BATCH_MAX = 200 };
/* The approved claims named, or (n 0) all that are approved, at most CLAIM_BATCH_MAX. Those whose bike is heard are held and left out; *ret_held counts them. An
 * empty batch is none: ret->id 0. */
MUST_USE int flow_claim_batch(struct cx *cx, const int64_t *ids, int n, struct claim_batch *ret, int *ret_held);
/* The second person. Claims whose bike is heard now leave the batch; with none left it is cancelled. */
MUST_USE int flow_claim_release(struct cx *cx, struct claim_batch *b, int64_t ver, int *ret_held);
MUST_USE int flow_claim_unbatch(struct cx *cx, struct claim_batch *b, int64_t ver);
/* The file for the bank of a released batch; E_CORRUPT when it is no longer what was released. */
MUST_USE int flow_claim_bank_file(struct cx *cx, const struct claim_batch *b, str *ret);
/* The numbers whose result is not known yet, to ask the bank by. */
MUST_USE int flow_claim_bank_query(struct cx *cx, const struct claim_batch *b, str *ret);
/* The bank's words: batch,no,amount_fen,status,bank_ref,reason with status paid, failed or unknown. In any order, also again. E_INVALID: the line. */
MUST_USE int flow_claim_results(struct cx *cx, str csv, struct bank_results *ret);
