/* spot — what officers decide on the spot, and the bikes they take into custody.
 *
 * Owns      tables spot_decision, spot_number, spot_event (spot.c); custody (custody.c). Names, ID numbers and phones are sealed under their row's ref.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in spot_test.c)
 *   SD1 a state changes only by a row of spot_sm; every cell of (state, event, role) stands in tests/golden/spot_life.txt and custody_life.txt
 *   SD2 every change adds 1 to ver and leaves an event row, which is never changed; a stale ver is refused with E_STATE   (triggers);
 *       that the owner was reminded is no change
 *   SD3 one key of an officer's phone is one decision: the same again is the row that stands, something else under it is refused
 *   SD4 nobody under 14 is punished, and who is under 18 pays at most the middle of the fine's range; age -1 (unknown) is refused   (a CHECK too)
 *   SD5 what is late costs pct a day of the fine and never more than the fine, in whole fen
 *   SD6 a decision is cancelled by another than who made it, or by the program; a bike is disposed of by another than who proposed it, and neither is done before
 *       its public notice is over                                                                                       (guards, and a CHECK)
 *   SD7 a bike lies in one yard, and leaves it once: to somebody whose document was read, who signed                     (unique index, CHECK)
 *   SD8 no personal text is stored unsealed
 * Never     asks whose bike it is, what the dictionary says, or whether it may be impounded: flow_spot does. */
#pragma once
#include "base/utc.h"
#include "core/cx.h"
#include "core/pii.h"

/* --- decisions --- */
enum spot_state { SPS_STOPPED, SPS_WARNED, SPS_FINED, SPS_PAID, SPS_OVERDUE, SPS_CANCELLED, SPS_N };
enum spot_ev { SPE_LET_GO, SPE_WARN, SPE_FINE, SPE_PAY, SPE_OVERDUE, SPE_CANCEL, SPE_N };
/* bank: paid in at the bank or by the treasury's code; the others at a point's till. */
enum spot_way { SPW_CASH, SPW_WECHAT, SPW_ALIPAY, SPW_CARD, SPW_BANK, SPW_N };
extern const str spot_state_names[SPS_N], spot_event_names[SPE_N], spot_way_names[SPW_N];
enum spot_state spot_state_of(str s);      /* SPS_N, SPE_N when the word is none */
enum spot_ev spot_event_of(str s);

enum { SPOT_KEY_LEAST = 16, SPOT_KEY_MAX = 64, SPOT_PENAL_AGE = 14, SPOT_FULL_AGE = 18 };
struct spot_facts {
	str plate, tag; bike_id bike; owner_id owner /* of the bike then */, rider /* as the register knows the rider; 0: not there */;
	struct pii name, id_no, phone; int32_t age /* -1: not known */;
	str code, kind, fact_zh, fact_en, basis; int64_t fine_least, fine_most /* of the dictionary; not stored */;
	str place; int64_t junction; utc_ms at; bool offline;
	bool refused /* to pay */, no_plate, first /* nothing known before */; str defence; bool told /* facts, basis and rights */, is_signed;
};
struct spot_paid { enum spot_way way; site_id site; str ref /* the payment's own number */, receipt /* number of the fiscal receipt */; };
/* All texts in arena. Times 0: not yet. */
struct spot {
	int64_t id; str number;     /* "CF20261126-0001" */
	str client_key; enum spot_state state; unit_id unit; str path; struct spot_facts f;
	int64_t fine_fen; int32_t due_day; int64_t pct, surcharge_fen; utc_ms paid_at; account_id paid_by; struct spot_paid paid;
	int64_t violation; account_id decided_by; utc_ms decided_at; account_id cancelled_by; str reason; utc_ms created_at; int64_t ver;
};
/* Was this decided already? E_STATE (clientId): the key was used for something else, or by somebody else. name, ID number and phone of in are compared, too. */
MUST_USE int spot_known(struct cx *cx, str client_key, str sha, const struct spot_facts *in, struct spot *ret, bool *ret_known);
/* State stopped. sha: of what was sent, without its persons. *ret is the row that stands: 1 a new one, 0 this key was used for the same before. E_STATE (clientId): the key was used
 * for something else, or by somebody else; E_INVALID with the field. */
MUST_USE int spot_add(struct cx *cx, unit_id unit, str path, str client_key, str sha, const struct spot_facts *in, struct spot *ret);
MUST_USE int spot_get(struct cx *cx, int64_t id, struct spot *ret);
MUST_USE int spot_by_number(struct cx *cx, str number, struct spot *ret);
typedef int spot_fn(struct cx *cx, const struct spot *s, void *arg);
/* Newest first, ids below before (0: all), of units at or below area. states: bits 1 << SPS_ (0: any). Count. */
struct spot_filter { str area; unsigned states; bike_id bike; owner_id rider; str plate; int64_t before; };
MUST_USE int spot_list(struct cx *cx, const struct spot_filter *f, int max, spot_fn *fn, void *arg);
/* Fined, and past their last day. Oldest first. Count. */
MUST_USE int spot_late(struct cx *cx, int32_t today, int max, spot_fn *fn, void *arg);

/* ver 0: whatever it is. fine_fen, due_day and pct with fine; paid and surcharge_fen with pay; note with what wants a reason. */
struct spot_do { int64_t ver; str note; int64_t fine_fen; int32_t due_day; int64_t pct; struct spot_paid paid; int64_t surcharge_fen; };
/* E_STATE: no such step from here, or stale; E_DENIED: not for this role, or SD6; E_INVALID: field, SD4. */
MUST_USE int spot_step(struct cx *cx, struct spot *s, enum spot_ev ev, const struct spot_do *in);
/* Bits 1 << SPE_ that this actor may do now. */
unsigned spot_actions(const struct spot *s, unsigned roles, account_id actor);
MUST_USE int spot_violation(struct cx *cx, struct spot *s, int64_t violation);
/* SD5. Days are day_of's; due_day: the last day on which nothing is late. */
int64_t spot_surcharge(int64_t fine_fen, int64_t pct, int32_t due_day, int32_t day);
/* SD4: the most that somebody of that age pays; 0 under SPOT_PENAL_AGE. */
int64_t spot_fine_most(int64_t least_fen, int64_t most_fen, int32_t age);

struct spot_history { int64_t id; utc_ms at; str event, from, to, note; account_id actor; };
typedef int spot_history_fn(struct cx *cx, const struct spot_history *h, void *arg);
MUST_USE int spot_events(struct cx *cx, int64_t id, int max, spot_history_fn *fn, void *arg);

/* --- custody (custody.c) --- */
enum custody_state { CUS_IMPOUNDED, CUS_RELEASE_DUE, CUS_RELEASED, CUS_UNCLAIMED, CUS_NOTICED, CUS_DISPOSED, CUS_N };
enum custody_ev { CUE_DUE, CUE_RELEASE, CUE_UNCLAIM, CUE_NOTICE, CUE_PROPOSE, CUE_DISPOSE, CUE_N };
enum custody_ground { CUG_POLICY, CUG_REFUSED, CUG_NO_PLATE, CUG_N };
enum custody_receiver { CUR_NONE, CUR_OWNER, CUR_RIDER, CUR_AGENT, CUR_N };
enum custody_disposal { CUD_NONE, CUD_AUCTION, CUD_SCRAP, CUD_TREASURY, CUD_N };
extern const str custody_state_names[CUS_N], custody_event_names[CUE_N], custody_ground_names[CUG_N], custody_receiver_names[CUR_N], custody_disposal_names[CUD_N];
enum custody_state custody_state_of(str s);
enum custody_ev custody_event_of(str s);

struct custody_facts { bike_id bike; owner_id owner; str plate, brand, colour, marks, yard, slot; enum custody_ground ground; str basis; int32_t release_day; };
struct custody {
	int64_t id; str number;     /* "KC20261126-0001" */
	int64_t decision; enum custody_state state; unit_id unit; str path; struct custody_facts f; utc_ms impounded_at; int reminded; utc_ms unclaimed_at;
	str notice; utc_ms noticed_at; account_id noticed_by; int32_t dispose_day; enum custody_disposal disposal; account_id proposed_by, disposed_by; utc_ms disposed_at;
	enum custody_receiver receiver; struct pii name, id_no; str letter, photo; bool is_signed; utc_ms released_at; account_id released_by; str reason; int64_t ver;
};
/* Of a decision, once. E_STATE (inCustody): the bike lies in a yard already (SD7); E_INVALID with the field. */
MUST_USE int custody_add(struct cx *cx, const struct spot *of, const struct custody_facts *in, struct custody *ret);
MUST_USE int custody_get(struct cx *cx, int64_t id, struct custody *ret);
/* That of a decision; false in *ret_found: none. */
MUST_USE int custody_of(struct cx *cx, int64_t decision, struct custody *ret, bool *ret_found);
typedef int custody_fn(struct cx *cx, const struct custody *c, void *arg);
/* By release day, then id; behind (after_day, after_id). states: bits (0: any). bike 0: any. Count. */
struct custody_filter { str area; unsigned states; bike_id bike; int32_t after_day; int64_t after_id; };
MUST_USE int custody_list(struct cx *cx, const struct custody_filter *f, int max, custody_fn *fn, void *arg);
struct custody_do {
	int64_t ver; str note; int32_t dispose_day; str notice; enum custody_disposal disposal;
	enum custody_receiver receiver; struct pii name, id_no; str letter, photo; bool is_signed;
};
MUST_USE int custody_step(struct cx *cx, struct custody *c, enum custody_ev ev, const struct custody_do *in);
/* today: day_of. SD6: its last day is one on which it runs. */
bool custody_notice_runs(const struct custody *c, int32_t today);
unsigned custody_actions(const struct custody *c, unsigned roles, account_id actor, int32_t today);
/* How many reminders were written. No change of the custody: ver stays, and what an officer fills in meanwhile is not old by it. */
MUST_USE int custody_reminded(struct cx *cx, struct custody *c, int n);
/* Where it stands now; with its reason as a row of the history. */
MUST_USE int custody_move(struct cx *cx, struct custody *c, str yard, str slot, int64_t ver);
/* The receiver's photo is past its years: the row does not name it any more, its history says so. The file is photo_forget's. */
MUST_USE int custody_photo_old(struct cx *cx, int64_t id);
MUST_USE int custody_events(struct cx *cx, int64_t id, int max, spot_history_fn *fn, void *arg);
/* The register has made one owner of two: what was gone's is keep's. Count. */
MUST_USE int spot_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
MUST_USE int custody_owner_merged(struct cx *cx, owner_id keep, owner_id gone);
/* A number of the day for a paper of this room: "GG20261126-0001". */
enum { SPOT_NUMBER = 64 };
MUST_USE int spot_number(struct cx *cx, const char *prefix, char ret[static SPOT_NUMBER]);
