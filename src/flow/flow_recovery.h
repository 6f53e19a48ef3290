/* flow_recovery — seized goods across rooms: numbers and tags of the register, theft cases, claims, owners, photos.
 *
 * Invariants (tests of the same names in flow_recovery_test.c)
 *   FR1 a match is made by a person, never by the program: candidates are only shown
 *   FR2 a match moves the bike's case to recovered, giving back moves it to returned, in the same transaction: all that follows from a case's step follows
 *   FR3 what was paid for and not paid back goes to the payer, once the operator has decided so (claim forfeited); an owner gets it back only after repaying
 *   FR4 giving back is approved by another person, of a unit of policy recovery.approve_level or a leader
 *   FR5 a receiver is the owner, by the document that the register has, or an agent with a letter; the photos of policy recovery.photos are there
 * All in the caller's transaction. E_DENIED: what is of another area. */
#pragma once
#include "core/cx.h"
#include "format/js/js.h"
#include "office/number/number.h"
#include "office/recovery/recovery.h"

/* Kept by the actor's unit. Errors of seized_add; E_NOTFOUND, E_DENIED: den, suspect. */
MUST_USE int flow_seized_add(struct cx *cx, enum seized_kind kind, const struct seized_facts *in, struct seized *ret);
MUST_USE int flow_seized_get(struct cx *cx, int64_t id, struct seized *ret);

/* A bike it may be: by what number, how sure, and its open case (0: none). by: "plate", "tag", "frame", "motor". */
struct seized_candidate { int64_t bike; str tier, by, number, plate, brand, colour, owner; int64_t theft; str case_number, case_state; };
enum { SEIZED_CANDIDATES = 24 };
/* Exact before contains before near; each bike once. A near one of another area is shown only with an open case. Count in *ret_n. */
MUST_USE int flow_seized_candidates(struct cx *cx, const struct seized *s, struct seized_candidate ret[static SEIZED_CANDIDATES], int *ret_n);

/* One step; match, unmatch and to_insurer with what follows from them. E_INVALID: list, unlist and return belong to a return list. */
MUST_USE int flow_seized_do(struct cx *cx, int64_t id, enum seized_ev ev, const struct seized_do *in, struct seized *ret);
/* Who gets the bike (FR3). */
enum seized_payer { SP_OWNER, SP_PAYER, SP_UNDECIDED, SP_N };
extern const str seized_payer_names[SP_N];
MUST_USE int flow_seized_payer(struct cx *cx, const struct seized *s, enum seized_payer *ret);

/* --- return lists --- */
MUST_USE int flow_return_day_get(struct cx *cx, int64_t id, struct return_day *ret);
MUST_USE int flow_return_item_get(struct cx *cx, int64_t id, struct return_item *ret);
/* Puts an approved item on the list. E_STATE (FR3). */
MUST_USE int flow_return_list(struct cx *cx, int64_t day, int64_t seized, utc_ms appointment, struct return_item *ret);
/* appointment 0: as it was. */
MUST_USE int flow_return_call(struct cx *cx, int64_t item, enum return_call call, utc_ms appointment, struct return_item *ret);
struct return_receiver { enum return_who who; struct pii name, id_no; str letter; };
/* E_INVALID (FR5). */
MUST_USE int flow_return_check_in(struct cx *cx, int64_t item, const struct return_receiver *r, struct return_item *ret);
struct return_proof { str voucher, person; bool is_signed; };
/* E_INVALID: a photo or the signature is missing; E_STATE: not checked in, FR3. */
MUST_USE int flow_return_give(struct cx *cx, int64_t item, const struct return_proof *p, struct return_item *ret);
/* Off the list: nobody came, or it was a mistake. The item is approved as before. */
MUST_USE int flow_return_off(struct cx *cx, int64_t item, bool no_show, struct return_item *ret);
/* The JPEG, "voucher" or "person". Outside of a transaction; its audit row is committed when it comes back. */
MUST_USE int flow_return_photo(struct cx *cx, int64_t item, str which, str *ret);

/* One field of a suspect in the clear: "name", "idNo", "phone"; behind its audit row "recovery.unmask". reference: as flow_coded_reference. */
MUST_USE int flow_den_get(struct cx *cx, int64_t id, struct den *ret);
MUST_USE int flow_suspect_get(struct cx *cx, int64_t id, struct suspect *ret);
MUST_USE int flow_suspect_unmask(struct cx *cx, int64_t id, str field, str reference, str *ret);
