/* recovery — what the police seizes and gives back: seized goods, suspects, fencing dens, return days.
 *
 * Owns      tables seized, seized_number, seized_event (recovery.c); suspect, den (recovery_who.c); return_day, return_item (recovery_day.c).
 *           Names, ID numbers and phones of suspects and of receivers are sealed under their row's ref.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in recovery_test.c)
 *   RC1 a state changes only by a row of recovery_sm; every cell of (state, event, role) stands in tests/golden/seized_life.txt
 *   RC2 every change adds 1 to ver and leaves an event row, which is never changed; a stale ver is refused with E_STATE   (triggers)
 *   RC3 a match has a person who made it                                                                                 (CHECK)
 *   RC4 who approves has neither matched, proven nor valued                                                              (guard, and a CHECK)
 *   RC5 a bike lies in one store: one item that is matched and not given away                                            (unique index)
 *   RC6 an item is on one list at a time, and is given back once                                                         (unique index)
 *   RC7 no personal text is stored unsealed
 * Never     asks whether a bike may be given back, or to whom: flow_recovery does. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"
#include "store/vault/vault.h"

enum seized_kind { SK_BIKE, SK_TAG, SK_PLATE, SK_BATTERY, SK_OTHER, SK_N };
enum seized_state { SZ_SEIZED, SZ_MATCHED, SZ_PROVEN, SZ_VALUED, SZ_APPROVED, SZ_LISTED, SZ_RETURNED, SZ_DISPUTED, SZ_EVIDENCE, SZ_INSURER, SZ_DISPOSED, SZ_N };
enum seized_ev {
	SE_MATCH, SE_UNMATCH, SE_PROVE, SE_VALUE, SE_APPROVE, SE_SEND_BACK, SE_LIST, SE_UNLIST, SE_RETURN, SE_DISPUTE, SE_SETTLE, SE_HOLD, SE_RELEASE, SE_TO_INSURER,
	SE_DISPOSE, SE_N
};
extern const str seized_kind_names[SK_N], seized_state_names[SZ_N], seized_event_names[SE_N];
enum seized_state seized_state_of(str s);      /* SZ_N, SE_N when the word is none */
enum seized_ev seized_event_of(str s);

/* Numbers as read from the thing itself; all texts in arena. */
struct seized_facts { utc_ms found_at; str place, kept_at, frame_no, motor_no, tag, plate, brand, colour, note; int64_t den, suspect; };
struct seized {
	int64_t id; str number;     /* "KY20261126-0001" */
	enum seized_kind kind; enum seized_state state;
	unit_id unit; str path; struct seized_facts f;
	theft_id theft; bike_id bike; account_id matched_by; utc_ms matched_at;
	str papers; account_id proven_by;
	int64_t value_fen; account_id valued_by, approved_by; utc_ms approved_at, returned_at;
	str reason; account_id created_by; utc_ms created_at; int64_t ver;
};
/* E_INVALID with the field. */
MUST_USE int seized_add(struct cx *cx, enum seized_kind kind, unit_id unit, str path, const struct seized_facts *in, struct seized *ret);
MUST_USE int seized_get(struct cx *cx, int64_t id, struct seized *ret);
typedef int seized_fn(struct cx *cx, const struct seized *s, void *arg);
/* Newest first, ids below before (0: all), of units at or below area. state SZ_N, kind SK_N: any; open: not yet given away. Count. */
struct seized_filter { str area; enum seized_state state; enum seized_kind kind; bool open; theft_id theft; int64_t before; };
MUST_USE int seized_list(struct cx *cx, const struct seized_filter *f, int max, seized_fn *fn, void *arg);

/* ver 0: whatever it is. bike and theft with match, papers with prove, value_fen with value, note with what wants a reason. */
struct seized_do { int64_t ver; str note; bike_id bike; theft_id theft; str papers; int64_t value_fen; };
/* E_STATE: no such step from here, stale, or RC5; E_DENIED: not for this role, or RC4; E_INVALID: field. */
MUST_USE int seized_step(struct cx *cx, struct seized *s, enum seized_ev ev, const struct seized_do *in);
/* Bits 1 << SE_ that this actor may do now. */
unsigned seized_actions(const struct seized *s, unsigned roles, account_id actor);
/* What was read or written wrong, with its reason, as a row of the history: "place", "keptAt", "frameNo", "motorNo", "tag", "plate", "brand", "colour", "note". Only
 * while the item is seized may a number change: a match rests on it. */
MUST_USE int seized_correct(struct cx *cx, struct seized *s, str field, str value, str reason, int64_t ver);
struct seized_history { int64_t id; utc_ms at; str event, from, to, note; account_id actor; };
typedef int seized_history_fn(struct cx *cx, const struct seized_history *h, void *arg);
MUST_USE int seized_events(struct cx *cx, int64_t id, int max, seized_history_fn *fn, void *arg);

/* --- dens and suspects (recovery_who.c) --- */
enum den_kind { DK_MARKET, DK_SHOP, DK_HOUSE, DK_STORE, DK_ONLINE, DK_OTHER, DK_N };
enum den_state { DS_SUSPECTED, DS_WATCHED, DS_RAIDED, DS_CLOSED, DS_N };
enum suspect_state { SU_SUSPECTED, SU_CAUGHT, SU_HANDED_OVER, SU_CLEARED, SU_N };
extern const str den_kind_names[DK_N], den_state_names[DS_N], suspect_state_names[SU_N];
struct den { int64_t id; unit_id unit; str path; enum den_kind kind; str place; enum den_state state; str note; utc_ms created_at, raided_at; int64_t ver; };
MUST_USE int den_add(struct cx *cx, const struct den *in, struct den *ret);
MUST_USE int den_get(struct cx *cx, int64_t id, struct den *ret);
/* E_STATE: stale. */
MUST_USE int den_set(struct cx *cx, struct den *d, enum den_state state, str note, int64_t ver);
typedef int den_fn(struct cx *cx, const struct den *d, void *arg);
MUST_USE int den_list(struct cx *cx, str area, int64_t before, int max, den_fn *fn, void *arg);

struct suspect {
	int64_t id; unit_id unit; str path; struct pii name, id_no, phone; enum suspect_state state; theft_id theft; int64_t den; str note; utc_ms created_at, caught_at;
	int64_t ver;
};
/* E_INVALID: no name. */
MUST_USE int suspect_add(struct cx *cx, const struct suspect *in, struct suspect *ret);
MUST_USE int suspect_get(struct cx *cx, int64_t id, struct suspect *ret);
MUST_USE int suspect_set(struct cx *cx, struct suspect *s, enum suspect_state state, str note, int64_t ver);
typedef int suspect_fn(struct cx *cx, const struct suspect *s, void *arg);
MUST_USE int suspect_list(struct cx *cx, str area, theft_id theft, int64_t before, int max, suspect_fn *fn, void *arg);

/* --- return days (recovery_day.c) --- */
enum return_state { RI_LISTED, RI_CHECKED_IN, RI_RETURNED, RI_NO_SHOW, RI_DROPPED, RI_N };
enum return_call { RCALL_NONE, RCALL_CALLED, RCALL_REACHED, RCALL_NOT_REACHED, RCALL_N };
enum return_who { RW_NONE, RW_OWNER, RW_AGENT, RW_N };
extern const str return_state_names[RI_N], return_call_names[RCALL_N], return_who_names[RW_N];
struct return_day { int64_t id; str number; unit_id unit; str path; int32_t day; str place; bool closed; str note; utc_ms created_at, closed_at; int64_t ver; };
MUST_USE int return_day_add(struct cx *cx, unit_id unit, str path, int32_t day, str place, str note, struct return_day *ret);
MUST_USE int return_day_get(struct cx *cx, int64_t id, struct return_day *ret);
/* E_STATE: closed already, or an item waits. */
MUST_USE int return_day_close(struct cx *cx, struct return_day *d);
typedef int return_day_fn(struct cx *cx, const struct return_day *d, void *arg);
MUST_USE int return_day_list(struct cx *cx, str area, int64_t before, int max, return_day_fn *fn, void *arg);
struct return_counts { int64_t listed, checked_in, returned, no_show, reached; };
MUST_USE int return_day_counts(struct cx *cx, int64_t day, struct return_counts *ret);

struct return_item {
	int64_t id, day, seized; unit_id unit; enum return_state state; enum return_call call; utc_ms called_at, appointment, checked_at; enum return_who receiver;
	struct pii name, id_no; str letter, voucher, person; bool is_signed; utc_ms returned_at; account_id returned_by; int64_t ver;
};
/* E_STATE: the day is closed, or the item is on a list (RC6). */
MUST_USE int return_item_add(struct cx *cx, const struct return_day *d, int64_t seized, struct return_item *ret);
MUST_USE int return_item_get(struct cx *cx, int64_t id, struct return_item *ret);
typedef int return_item_fn(struct cx *cx, const struct return_item *i, void *arg);
MUST_USE int return_items(struct cx *cx, int64_t day, int max, return_item_fn *fn, void *arg);
/* The list that an item is on, or was given back on; 0: none. */
MUST_USE int return_day_of(struct cx *cx, int64_t seized, int64_t *ret);
/* The time of its voucher's (or its person's) photo is over; that it was given back stands. */
MUST_USE int return_item_photo_old(struct cx *cx, int64_t id, bool person);
/* Stores what the caller has changed, from the version it has. E_STATE: stale. The receiver is sealed. */
MUST_USE int return_item_put(struct cx *cx, struct return_item *i);
