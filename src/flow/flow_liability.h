/* flow_liability — an accident across rooms: the cover, the owner, the insurer's people, the shares of the fault, the limit and the books.
 *
 * Invariants (tests of the same names in flow_liability_test.c)
 *   FB1 an insurer's account reaches accidents of its own unit's product only; everybody else's is answered like none
 *   FB2 an amount is what was assessed of others, times the share of the fault, and never above the limit of the day of the accident; no caller can give one
 *   FB3 whoever assessed does not release the money; a dispute is assessed again by somebody who has not assessed the accident before, at most
 *       liability.rounds times, and then a court decides
 *   FB4 a party is paid once: the same step, and the same word of the bank, again changes nothing, and each payment's posting has its number for a key
 *   FB5 the books balance after every step: what is owed is posted with the agreement, taken back with a dispute, and paid with the money
 *   FB6 nobody is paid while something hard speaks against it (liability_rules)
 *   FB7 while an accident is open its bike changes neither its owner nor its register (flag "accident_open"), where policy liability.hold says so
 *   FB8 the owner is told of each step that matters once, with the step (flow_news)
 *   FB9 whoever wrote down the card that is paid to does not release the money
 * All inside the caller's write transaction (reads: any). */
#pragma once
#include "core/cx.h"
#include "flow/bank_file.h"
#include "office/liability/liability.h"

/* --- what speaks for and against it --- */

enum accident_verdict { AV_REFUSE, AV_ASK, AV_REVIEW, AV_NOTE, AV_N };
extern const str accident_verdict_names[AV_N];
/* A row of the table of checks. hard: no person can decide against it. */
struct accident_rule { const char *code; enum accident_verdict verdict; bool hard; const char *en, *zh; };
extern const struct accident_rule liability_rules[];
extern const int liability_nrules;
/* NULL when there is none. */
const struct accident_rule *liability_rule_of(str code);
enum { ACCIDENT_CHECKS = 20 };
struct accident_check { const struct accident_rule *rule; str fact; };
struct accident_verdicts {
	struct accident_check v[ACCIDENT_CHECKS]; int n;
	str hard;                   /* the first hard code; empty: none */
	int64_t plan, product;      /* the cover at the moment of the accident */
	int64_t loss_fen, limit_fen, amount_fen;      /* as the items, the share and the limit make it now (FB2) */
};
MUST_USE int flow_accident_weigh(struct cx *cx, const struct accident *a, struct accident_verdicts *ret);

/* --- whose it is --- */

/* The unit that policy liability.insurer names today; 0: none. */
MUST_USE int flow_accident_carrier(struct cx *cx, unit_id *ret);
/* FB1. E_NOTFOUND. */
MUST_USE int flow_accident_get(struct cx *cx, int64_t id, struct accident *ret);

/* --- the report --- */

struct accident_report { str key; bike_id bike; utc_ms happened_at; str place, what; bool injured, police_called; };
/* By the owner who had the bike then (as), or {0}: taken by the insurer, of a bike that has or had its plan. E_NOTFOUND; E_INVALID (happenedAt: the bike was
 * not the owner's then); errors of accident_add. */
MUST_USE int flow_accident_report(struct cx *cx, const struct accident_report *in, owner_id as, struct accident *ret, bool *ret_again);

/* --- its steps. *a comes back as it stands afterwards. E_STATE, E_DENIED, E_INVALID as said with each --- */

/* E_INVALID (surveyorId): no account of the insurer's unit; E_DENIED: has assessed it before (FB3). */
MUST_USE int flow_accident_assign(struct cx *cx, struct accident *a, account_id surveyor, int64_t ver);
/* By the surveyor. number may be empty where nobody was hurt: then the parties agreed on the share. */
MUST_USE int flow_accident_finding(struct cx *cx, struct accident *a, int64_t ver, enum accident_fault fault, str number);
MUST_USE int flow_accident_party(struct cx *cx, const struct accident *a, const struct party_new *in, int64_t *ret);
MUST_USE int flow_accident_item(struct cx *cx, const struct accident *a, const struct item *in, int64_t *ret);
/* Until the money has left. */
MUST_USE int flow_accident_card(struct cx *cx, const struct accident *a, int64_t party, const struct pii *card);
/* An upload of the actor's (flow_photo_keep). */
MUST_USE int flow_accident_photo(struct cx *cx, const struct accident *a, str kind, str photo);
struct accident_assessed { int64_t id, fen; };
/* By the surveyor, of every item. The first time and after a dispute. */
MUST_USE int flow_accident_assess(struct cx *cx, struct accident *a, const struct accident_assessed *v, int n, int64_t ver, str note);
/* Both sides have confirmed; note: what was signed. */
MUST_USE int flow_accident_agree(struct cx *cx, struct accident *a, bool rider, bool other, int64_t ver, str note);
/* The second person (FB3): on the spot up to liability.spot_fen, else released to the bank, for which every party that is paid needs a card. */
MUST_USE int flow_accident_pay(struct cx *cx, struct accident *a, int64_t ver);
/* The bank's word on all that was released of an accident, typed. */
MUST_USE int flow_accident_bank(struct cx *cx, struct accident *a, bool paid, str ref, int64_t ver);
/* The bank's words as a file: no,amount_fen,status,bank_ref,reason with status paid, failed or unknown; a column batch is passed over. In any order, also again.
 * E_INVALID (file): the line. */
MUST_USE int flow_accident_results(struct cx *cx, str csv, struct bank_results *ret);
/* arrive, dispute, refuse (with the code of a check that speaks, or fraud), withdraw, court. */
MUST_USE int flow_accident_step(struct cx *cx, struct accident *a, enum accident_event ev, int64_t ver, str code, str note);
/* Payments that were released and have no word of the bank yet, for the bank: no,payee,card,amount_fen, and a line with count, sum and SHA-256 of what is above. */
MUST_USE int flow_accident_bank_file(struct cx *cx, str *ret, int *ret_n);
/* A field of a party in the clear, behind its audit row. E_DENIED never: FB1 has spoken; E_INVALID (field, reference). */
MUST_USE int flow_accident_unmask(struct cx *cx, const struct accident *a, int64_t party, str field, str reference, str *ret);
/* Those who may be sent: accounts of the accident's unit with the insurer's or adjuster's role. */
typedef int surveyor_fn(struct cx *cx, account_id id, str display, void *arg);
MUST_USE int flow_accident_surveyors(struct cx *cx, surveyor_fn *fn, void *arg);
/* The picture, behind its audit row. Outside of a transaction. */
MUST_USE int flow_accident_photo_read(struct cx *cx, int64_t accident, int64_t photo, str *ret);
