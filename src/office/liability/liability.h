/* liability — accidents under a liability plan: the accident from its report to its money, who was in it, what was damaged, and each party's payment.
 *
 * Owns      tables accident, accident_number, accident_event (liability.c); accident_party, accident_item, accident_assess, accident_photo,
 *           accident_payment (liability_part.c). Names, telephones, identity numbers and cards of the parties are sealed under the party's ref.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in liability_test.c)
 *   LB1 a state changes only by a row of liability_sm; every change adds 1 to ver and leaves an event row, which is never changed
 *   LB2 the same report again (same key) is the same accident; with other contents it is refused
 *   LB3 each assessment is by somebody else, and stays as it was made                                  (unique index, triggers)
 *   LB4 whoever assessed does not release                                                             (CHECK)
 *   LB5 an accident never pays above its limit, each party once; what is paid stays paid              (CHECK, triggers, unique index)
 *   LB6 an insurer's account finds accidents of its own units only
 * Never     asks what an accident pays: flow_liability does, and posts what happens to the ledger. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"
#include "store/vault/vault.h"

enum accident_state {
	AS_REPORTED, AS_SENT, AS_ON_SCENE, AS_ASSESSED, AS_DISPUTED, AS_REASSESSED, AS_AGREED, AS_RELEASED, AS_PAID, AS_REFUSED, AS_WITHDRAWN, AS_COURT, AS_N
};
/* assign: a surveyor is sent; of a dispute: another one. pay: on the spot; release: to the bank; bank_paid, bank_failed: its word. court: it is settled there. */
enum accident_event {
	AE_ASSIGN, AE_ARRIVE, AE_ASSESS, AE_REASSESS, AE_AGREE, AE_DISPUTE, AE_PAY, AE_RELEASE, AE_BANK_PAID, AE_BANK_FAILED, AE_REFUSE, AE_WITHDRAW, AE_COURT, AE_N
};
/* What flow carries out in the same transaction. OWE: it is owed; UNOWE: no longer; PAY: money left. */
enum accident_fx { AFX_NONE = 0, AFX_OWE = 1, AFX_UNOWE = 2, AFX_PAY = 4, AFX_END = 8 };
extern const str accident_state_names[AS_N], accident_event_names[AE_N];
/* AS_N, AE_N when the word is none. */
enum accident_state accident_state_of(str s);
enum accident_event accident_event_of(str s);

/* The bike rider's share of the fault, as the traffic police finds it. */
enum accident_fault { AF_UNSET, AF_FULL, AF_MAIN, AF_EQUAL, AF_MINOR, AF_NONE, AF_N };
extern const str accident_fault_words[AF_N];

struct accident {
	int64_t id;
	str number, key;            /* "SG20261126-0001"; arena, as all texts */
	bike_id bike; owner_id owner;
	int64_t plan;               /* the cover at the moment of the accident; 0: none */
	unit_id unit;
	enum accident_state state;
	str code;                   /* why it is refused */
	utc_ms happened_at; str place, what; bool injured, police_called; str reporter;
	account_id created_by; utc_ms created_at;
	account_id surveyor; utc_ms sent_at, due_at, arrived_at;
	account_id assessed_by; utc_ms assessed_at; int32_t rounds;
	enum accident_fault fault; int32_t fault_pct; str finding_no;
	int64_t loss_fen, limit_fen, amount_fen;      /* what was assessed of others; the most that is paid; what is paid */
	int32_t agreements; utc_ms agreed_at, pay_by;
	str way;                    /* spot, batch or empty */
	account_id released_by; utc_ms released_at, paid_at, closed_at;
	int64_t ver;
};
struct accident_new { str key; bike_id bike; owner_id owner; int64_t plan; unit_id unit; utc_ms happened_at; str place, what; bool injured, police_called; str reporter; };

/* *ret_again: it was there (LB2). E_INVALID (requestId, place, what, happenedAt); E_STATE (requestId): another report had this key. */
MUST_USE int accident_add(struct cx *cx, const struct accident_new *in, struct accident *ret, bool *ret_again);
MUST_USE int accident_get(struct cx *cx, int64_t id, struct accident *ret);
/* Whose unit the actor's area covers; carrier: the unit that has those which nobody has taken up yet. E_NOTFOUND alike for another's and for none (LB6). */
MUST_USE int accident_get_in(struct cx *cx, int64_t id, unit_id carrier, struct accident *ret);
MUST_USE int accident_get_of(struct cx *cx, int64_t id, owner_id owner, struct accident *ret);
typedef int accident_fn(struct cx *cx, const struct accident *a, void *arg);
enum accident_queue { AQ_ALL, AQ_NEW, AQ_MINE, AQ_ASSESS, AQ_DISPUTE, AQ_RELEASE, AQ_N };
extern const str accident_queue_words[AQ_N];
/* Of the actor's units, by id > after: all, not taken up, the actor's own that wait for him, to be assessed, disputed, to be released. Count. */
MUST_USE int accident_list(struct cx *cx, enum accident_queue q, unit_id carrier, int64_t after, int max, accident_fn *fn, void *arg);
/* Newest first. */
MUST_USE int accident_of_owner(struct cx *cx, owner_id owner, bike_id bike, int64_t before, int max, accident_fn *fn, void *arg);
/* A merge of two rows of one owner. Count. */
MUST_USE int accident_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
/* Another living accident of the bike within so many hours of that instant: its number, or empty. */
MUST_USE int accident_twin(struct cx *cx, const struct accident *a, int64_t hours, str *ret_number);

/* Moves *a along one event and stores what the caller has set of: code, plan, unit, surveyor, due_at, loss_fen, limit_fen, amount_fen, fault, fault_pct,
 * finding_no, pay_by, way. ver 0: whatever it is. most: assessments that there may be (LB3). E_STATE: no such step, or stale; E_DENIED: not for this role;
 * E_INVALID. On failure *a may hold what the caller has set. */
MUST_USE int accident_step(struct cx *cx, struct accident *a, enum accident_event ev, int64_t ver, str note, unsigned *ret_fx);
/* The finding alone, with an event row of its own. E_STATE: stale, or past the point where it counts. */
MUST_USE int accident_finding(struct cx *cx, struct accident *a, int64_t ver, enum accident_fault fault, int32_t pct, str number);
/* Bits 1 << AE_ that roles may do now. */
unsigned accident_actions(const struct accident *a, unsigned roles);
/* No step leads on from here. */
bool accident_ended(const struct accident *a);

struct accident_history { int64_t id; utc_ms at; str event, from, to, code, note; account_id actor; };
typedef int accident_history_fn(struct cx *cx, const struct accident_history *h, void *arg);
MUST_USE int accident_events(struct cx *cx, int64_t id, int max, accident_history_fn *fn, void *arg);

/* --- figures of the actor's units, reported from <= at < to --- */
struct accident_count { str state; int64_t n, paid_fen; };
typedef int accident_count_fn(struct cx *cx, const struct accident_count *c, void *arg);
MUST_USE int accident_counts(struct cx *cx, unit_id carrier, utc_ms from, utc_ms to, accident_count_fn *fn, void *arg);
/* Milliseconds from the report to the payment, the middle one of those paid; -1: none was. */
MUST_USE int accident_median_ms(struct cx *cx, unit_id carrier, utc_ms from, utc_ms to, int64_t *ret);
/* By the product's row that was sold: its id, accidents paid, what was paid. */
struct accident_loss { int64_t product, n, fen; };
typedef int accident_loss_fn(struct cx *cx, const struct accident_loss *l, void *arg);
MUST_USE int accident_losses(struct cx *cx, unit_id carrier, utc_ms from, utc_ms to, accident_loss_fn *fn, void *arg);

/* --- parties, items, photos, payments (liability_part.c) --- */
enum party_role { PR_RIDER, PR_OTHER, PR_PEDESTRIAN, PR_N };
enum item_kind { IT_VEHICLE, IT_PROPERTY, IT_MEDICAL, IT_N };
enum { ACCIDENT_PARTIES = 12, ACCIDENT_ITEMS = 60, ACCIDENT_PHOTOS = 40 };
#define ACCIDENT_ITEM_FEN INT64_C(100000000)
extern const str party_role_words[PR_N], item_kind_words[IT_N], accident_photo_words[5];
struct party { int64_t id, accident; enum party_role role; str plate, vehicle; uint8_t ref[VAULT_REF]; str s_name, s_phone, s_id_no, s_card /* sealed; party_open opens */; account_id actor /* who wrote it, or its card, last */; };
struct party_new { enum party_role role; str plate, vehicle; struct pii name, phone, id_no, card; };
/* E_STATE: too many, or a second rider; E_INVALID (name: missing; phone, idNo, card). */
MUST_USE int party_add(struct cx *cx, int64_t accident, const struct party_new *in, int64_t *ret);
/* field: "name", "phone", "idNo" or "card". E_NOTFOUND: no such party of this accident; E_INVALID (field). */
MUST_USE int party_open(struct cx *cx, const struct party *p, str field, struct pii *ret);
MUST_USE int party_get(struct cx *cx, int64_t accident, int64_t id, struct party *ret);
/* card alone; E_INVALID. */
MUST_USE int party_card(struct cx *cx, const struct party *p, const struct pii *card);
typedef int party_fn(struct cx *cx, const struct party *p, void *arg);
MUST_USE int party_list(struct cx *cx, int64_t accident, party_fn *fn, void *arg);

struct item { int64_t id, accident, party; enum item_kind kind; str what; int64_t claimed_fen, assessed_fen; };
/* E_INVALID (what, claimedFen, partyId); E_STATE: too many. */
MUST_USE int item_add(struct cx *cx, const struct item *in, int64_t *ret);
/* E_NOTFOUND: none of this accident; E_INVALID: more than is claimed. */
MUST_USE int item_assess(struct cx *cx, int64_t accident, int64_t id, int64_t fen);
typedef int item_fn(struct cx *cx, const struct item *it, void *arg);
MUST_USE int item_list(struct cx *cx, int64_t accident, item_fn *fn, void *arg);
/* LB3. E_DENIED: has assessed it before. */
MUST_USE int assess_add(struct cx *cx, const struct accident *a, int32_t round, int64_t loss_fen, int64_t amount_fen);
MUST_USE int assess_by(struct cx *cx, int64_t accident, account_id who, bool *ret);
struct assessment { int32_t round; account_id surveyor; int64_t loss_fen, amount_fen; utc_ms at; };
typedef int assess_fn(struct cx *cx, const struct assessment *s, void *arg);
MUST_USE int assess_list(struct cx *cx, int64_t accident, assess_fn *fn, void *arg);

struct accident_photo { int64_t id; str kind, photo; utc_ms at; account_id actor; };
MUST_USE int accident_photo_add(struct cx *cx, int64_t accident, str kind, str photo);
MUST_USE int accident_photo_get(struct cx *cx, int64_t accident, int64_t id, struct accident_photo *ret);
/* Its time is over. */
MUST_USE int accident_photo_drop(struct cx *cx, int64_t id);
typedef int accident_photo_fn(struct cx *cx, const struct accident_photo *p, void *arg);
MUST_USE int accident_photos(struct cx *cx, int64_t accident, accident_photo_fn *fn, void *arg);

struct payment { int64_t id, accident, party; str no; int64_t fen; str state, bank_ref; };
/* E_STATE: the accident's limit is reached, or this party has one (LB5). */
MUST_USE int payment_add(struct cx *cx, const struct accident *a, int64_t party, int n, int64_t fen);
/* All of an accident that live, from one state to another. E_STATE: there were none. */
MUST_USE int payment_move(struct cx *cx, int64_t accident, str from, str to, str bank_ref);
/* One, from the state that y says. E_STATE: it is in another by now. */
MUST_USE int payment_put(struct cx *cx, const struct payment *y, str to, str bank_ref);
MUST_USE int payment_by_no(struct cx *cx, str no, struct payment *ret, bool *ret_found);
typedef int payment_fn(struct cx *cx, const struct payment *p, void *arg);
MUST_USE int payment_list(struct cx *cx, int64_t accident, payment_fn *fn, void *arg);
/* Those released and not yet answered by the bank, of the actor's units. */
MUST_USE int payment_released(struct cx *cx, unit_id carrier, int max, payment_fn *fn, void *arg);
