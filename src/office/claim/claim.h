/* claim — claims after a theft: what a bike's age pays, the claim from its filing to its money, and the payments that go to the bank.
 *
 * Owns      tables claim, claim_number, claim_event, claim_check, claim_paper, claim_stop (claim.c); claim_table, claim_rate (claim_rate.c);
 *           claim_batch, claim_payment (claim_batch.c). The bank card and the payee's name are sealed under the claim's ref.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in claim_test.c)
 *   CL1 a state changes only by a row of claim_sm; every change adds 1 to ver and leaves an event row, which is never changed
 *   CL2 one theft has one claim that lives, and for ever only one that was paid                       (unique index claim_theft)
 *   CL3 what a claim pays comes from a released table and nothing else; a table has no gap and no overlap, and two people set it
 *   CL4 what is approved keeps its amount, owner, theft and card                                     (trigger)
 *   CL5 a claim has at most one payment that lives, always under its own merchant number; what is paid stays paid   (unique index, triggers); one that is put
 *       aside is not it
 *   CL6 whoever made a batch does not release it                                                     (CHECK)
 * Never     asks whether a claim is right: flow_claim does, and posts what happens to the ledger. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"
#include "core/workday.h"
#include "store/vault/vault.h"

enum claim_state {
	CS_DRAFT, CS_SUBMITTED, CS_AUTO_CHECKED, CS_NEEDS_PAPERS, CS_IN_REVIEW, CS_APPROVED, CS_BATCHED, CS_PAID, CS_CLOSED, CS_REJECTED, CS_APPEALED,
	CS_HELD_SIGHTED, CS_FOUND, CS_REPAID, CS_FORFEITED, CS_N
};
enum claim_event {
	CE_SUBMIT, CE_CHECK, CE_ASK, CE_PAPERS, CE_REVIEW, CE_APPROVE, CE_REJECT, CE_APPEAL, CE_TAKE_UP, CE_SIGHT, CE_UNHOLD, CE_BATCH, CE_UNBATCH, CE_PAID,
	CE_CLOSE, CE_FOUND, CE_REPAY, CE_FORFEIT, CE_WITHDRAW, CE_ENDED /* its case was */, CE_LOOK, CE_STAND, CE_N
};
/* What flow carries out in the same transaction. OWE: it is owed (ledger); UNOWE: it no longer is; PAY: the bank paid; RECOVER: it was paid back. */
enum claim_fx { CFX_NONE = 0, CFX_CHECK = 1, CFX_STOP = 2, CFX_GO = 4, CFX_OWE = 8, CFX_UNOWE = 16, CFX_PAY = 32, CFX_RECOVER = 64, CFX_CLOCK = 128, CFX_END = 256 };
extern const str claim_state_names[CS_N], claim_event_names[CE_N];
/* CS_N, CE_N when the word is none. */
enum claim_state claim_state_of(str s);
enum claim_event claim_event_of(str s);

struct claim {
	int64_t id;
	str number;                 /* "LP20261126-0001"; arena, as all texts */
	theft_id theft; bike_id bike; owner_id owner;
	int64_t unit, plan;
	enum claim_state state;
	str code;                   /* why it is refused, withdrawn or held */
	str sampled;                /* why a person looks at it: amount, chance, suspicion, asked; empty: nobody needs to */
	int32_t months;             /* age of the bike when it was stolen; -1: not known */
	int64_t price_fen, tbl, amount_fen;      /* by the table of the day of the theft (CL3) */
	uint8_t ref[VAULT_REF]; str card, payee;      /* sealed; claim_card and claim_payee open them */
	account_id created_by; utc_ms created_at, submitted_at;
	int32_t clock_day, owed_day;      /* 0: the clock has not begun; owed 0: it stands still, or the year is not known */
	bool provisional;           /* the owed day lies in a year that is not announced: weekends only were left out */
	utc_ms asked_at;            /* missing papers are asked for once */
	account_id decided_by; utc_ms decided_at;
	int32_t approvals;
	utc_ms appealed_at, heard_at, paid_at, closed_at;
	int64_t ver;
};
struct claim_new { theft_id theft; bike_id bike; owner_id owner; int64_t unit; };

/* E_STATE (field "theft"): there is a claim for it (CL2). */
MUST_USE int claim_add(struct cx *cx, const struct claim_new *in, struct claim *ret);
MUST_USE int claim_get(struct cx *cx, int64_t id, struct claim *ret);
/* The claim of a theft that lives or was paid. */
MUST_USE int claim_of_theft(struct cx *cx, theft_id theft, struct claim *ret, bool *ret_found);
/* Claims of a bike or of an owner that live or were paid, without the one with that id; of a bike without what was paid back. */
MUST_USE int claim_others(struct cx *cx, bike_id bike, owner_id owner, int64_t without, utc_ms since, int64_t *ret_bike, int64_t *ret_owner);
typedef int claim_fn(struct cx *cx, const struct claim *c, void *arg);
/* By the day that is owed (those without one last), then by id; after: where the page before ended (claim_place). state CS_N: any; open: what is not yet at an end. Count. */
MUST_USE int claim_list(struct cx *cx, enum claim_state state, bool open, int64_t after, int max, claim_fn *fn, void *arg);
int64_t claim_place(const struct claim *c);
/* Newest first; with those of the owner's bikes whose owner of then was merged into somebody: whether into this one, the caller asks (flow_claim_is_of). */
MUST_USE int claim_of_owner(struct cx *cx, owner_id owner, int64_t before, int max, claim_fn *fn, void *arg);
/* Claims whose money has not left and whose clock has begun: their dates are counted anew when the calendar changes. By id. */
MUST_USE int claim_waiting(struct cx *cx, int64_t after, int max, claim_fn *fn, void *arg);
/* Bank card: 12 to 19 digits with a right check digit (Luhn). E_INVALID (card), E_STATE: no longer to be changed. */
MUST_USE int claim_card_put(struct cx *cx, struct claim *c, const struct pii *card);
/* Who wrote the card down last, by the event "card"; 0: the owner himself, or not known. */
MUST_USE int claim_card_by(struct cx *cx, int64_t claim, account_id *ret);
/* Who looked last (event "look"), after the last change of state and the program's last word; 0: nobody. */
MUST_USE int claim_looked_by(struct cx *cx, int64_t claim, account_id *ret);
MUST_USE int claim_card(struct cx *cx, const struct claim *c, struct pii *ret);
MUST_USE int claim_payee(struct cx *cx, const struct claim *c, struct pii *ret);
MUST_USE int claim_payee_put(struct cx *cx, struct claim *c, const struct pii *name);

/* Moves *c along one event, and stores what the caller has set of: code, sampled, plan, months, price_fen, tbl, amount_fen, payee, clock_day, owed_day,
 * provisional, heard_at. ver 0: whatever it is. E_STATE: no such step, or stale; E_DENIED: not for this role; E_INVALID: code or note. On failure *c may
 * hold what the caller has set; read it again. */
MUST_USE int claim_step(struct cx *cx, struct claim *c, enum claim_event ev, int64_t ver, str note, unsigned *ret_fx);
/* The days alone. */
MUST_USE int claim_clock_put(struct cx *cx, struct claim *c);
/* Bits 1 << CE_ that roles may do now. */
unsigned claim_actions(const struct claim *c, unsigned roles);

struct claim_history { int64_t id; utc_ms at; str event, from, to, code, note; account_id actor; };
typedef int claim_history_fn(struct cx *cx, const struct claim_history *h, void *arg);
MUST_USE int claim_events(struct cx *cx, int64_t id, int max, claim_history_fn *fn, void *arg);

/* --- checks, papers, stops --- */
enum claim_verdict { CV_OK, CV_REFUSE, CV_ASK, CV_REVIEW, CV_NOTE, CV_N };
extern const str claim_verdict_names[CV_N];
struct claim_check { str code; enum claim_verdict verdict; str fact; utc_ms at; };
MUST_USE int claim_checks_put(struct cx *cx, int64_t claim, const struct claim_check *v, int n);
typedef int claim_check_fn(struct cx *cx, const struct claim_check *k, void *arg);
MUST_USE int claim_checks(struct cx *cx, int64_t claim, claim_check_fn *fn, void *arg);
struct claim_paper { int64_t id; str kind, photo; utc_ms at; account_id actor; };
/* A kind once; a later one takes its place. */
MUST_USE int claim_paper_put(struct cx *cx, int64_t claim, str kind, str photo);
/* Its photo's time is over; that the paper was there stands. */
MUST_USE int claim_paper_old(struct cx *cx, int64_t paper);
typedef int claim_paper_fn(struct cx *cx, const struct claim_paper *p, void *arg);
MUST_USE int claim_papers(struct cx *cx, int64_t claim, claim_paper_fn *fn, void *arg);
enum { CLAIM_STOPS = 16 };
struct claim_stops { struct workday_stop v[CLAIM_STOPS]; str reason[CLAIM_STOPS]; int n; };
/* Stopping what stands still, and starting what goes, is no fault; of a long reason its beginning is kept. E_STATE: too many stops. */
MUST_USE int claim_stop(struct cx *cx, int64_t claim, int32_t day, str reason);
MUST_USE int claim_go(struct cx *cx, int64_t claim, int32_t day);
MUST_USE int claim_stops(struct cx *cx, int64_t claim, struct claim_stops *ret);

/* --- what an age pays (claim_rate.c) --- */
enum { CLAIM_RATES = 40, CLAIM_MONTHS_MAX = 1200 };
struct claim_rate { int32_t from, to; int64_t fen; };      /* months, to not with it; to 0: without an end */
struct claim_table { int64_t id; int32_t from_day; str basis, state; account_id made_by, decided_by; utc_ms made_at, decided_at; struct claim_rate v[CLAIM_RATES]; int n; };
/* Months that are over at `day` since the purchase; the day of the month on which they end still belongs to them (Civil Code, articles 201 to 203, 1259:
 * the day of the purchase is not counted, the corresponding day is the last). The end of a shorter month stands for a day it lacks. -1: before the purchase. */
int32_t claim_age_months(int32_t bought, int32_t day);
/* In order from 0 months without gap and overlap to the last, which has no end. E_INVALID with the months at fault in words. */
MUST_USE int claim_rates_check(struct cx *cx, const struct claim_rate *v, int n);
/* What a table pays at an age; -1 for none. */
int64_t claim_rate_of(const struct claim_rate *v, int n, int32_t months);
/* The table in force on a day: released, with the latest from_day not after it. E_NOTFOUND. */
MUST_USE int claim_table_at(struct cx *cx, int32_t day, struct claim_table *ret);
MUST_USE int claim_table_get(struct cx *cx, int64_t id, struct claim_table *ret);
typedef int claim_table_fn(struct cx *cx, const struct claim_table *t, void *arg);
/* Newest first. */
MUST_USE int claim_tables(struct cx *cx, int max, claim_table_fn *fn, void *arg);
/* E_INVALID: the rates, the basis; from_day in the past. */
MUST_USE int claim_table_propose(struct cx *cx, const struct claim_table *in, struct claim_table *ret);
/* E_DENIED: by whoever proposed it; E_STATE: decided already, or another table is released for that day. */
MUST_USE int claim_table_decide(struct cx *cx, int64_t id, bool release, struct claim_table *ret);

/* --- payments (claim_batch.c) --- */
enum claim_batch_state { CB_OPEN, CB_RELEASED, CB_SETTLED, CB_CANCELLED, CB_N };
enum claim_payment_state { CP_MADE, CP_DROPPED, CP_RELEASED, CP_UNKNOWN, CP_PAID, CP_FAILED, CP_N };
extern const str claim_batch_names[CB_N], claim_payment_names[CP_N];
struct claim_batch { int64_t id; str number; enum claim_batch_state state; account_id made_by, released_by; utc_ms made_at, released_at; int64_t n, sum_fen; str sha256; int64_t ver; };
struct claim_payment { int64_t id, claim, batch; str no; int64_t fen; enum claim_payment_state state; str bank_ref, reason; utc_ms told_at; bool aside /* another one was paid */; };
/* The claim's own number with the bank. */
str claim_merchant_no(struct cx *cx, const struct claim *c);
MUST_USE int claim_batch_make(struct cx *cx, struct claim_batch *ret);
MUST_USE int claim_batch_get(struct cx *cx, int64_t id, struct claim_batch *ret);
MUST_USE int claim_batch_by_number(struct cx *cx, str number, struct claim_batch *ret);
typedef int claim_batch_fn(struct cx *cx, const struct claim_batch *b, void *arg);
MUST_USE int claim_batches(struct cx *cx, int64_t before, int max, claim_batch_fn *fn, void *arg);
/* E_STATE: the claim has a payment that lives (CL5). */
MUST_USE int claim_payment_add(struct cx *cx, int64_t batch, const struct claim *c);
typedef int claim_payment_fn(struct cx *cx, const struct claim_payment *p, void *arg);
/* In the order of their ids; texts in cx->arena. */
MUST_USE int claim_payments(struct cx *cx, int64_t batch, claim_payment_fn *fn, void *arg);
MUST_USE int claim_payments_of(struct cx *cx, int64_t claim, claim_payment_fn *fn, void *arg);
/* That of a batch under a number, and the one of a claim that lives. */
MUST_USE int claim_payment_find(struct cx *cx, int64_t batch, str no, struct claim_payment *ret, bool *ret_found);
MUST_USE int claim_payment_live(struct cx *cx, int64_t claim, struct claim_payment *ret, bool *ret_found);
/* It is with the bank (released, unknown), or failed, and another one was paid: from here on it is not the claim's payment. E_STATE. */
MUST_USE int claim_payment_put_aside(struct cx *cx, struct claim_payment *p);
/* From the state that *p has. E_STATE: it has changed. */
MUST_USE int claim_payment_put(struct cx *cx, struct claim_payment *p, enum claim_payment_state to, str bank_ref, str reason);
/* All that are made become released. E_DENIED: by whoever made the batch (CL6); E_STATE. */
MUST_USE int claim_batch_release(struct cx *cx, struct claim_batch *b, str sha256);
MUST_USE int claim_batch_cancel(struct cx *cx, struct claim_batch *b);
/* Released, and no payment of it is released or unknown any more: settled. */
MUST_USE int claim_batch_settle(struct cx *cx, struct claim_batch *b);
