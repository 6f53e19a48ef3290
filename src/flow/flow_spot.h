/* flow_spot — on the spot across rooms: whose bike it is and what stands against it, the decision with its violation and its money, the bike in the yard.
 *
 * Money    a payment is one posting in the same transaction: WAY.SITE (or bank.treasury) + income.fine - income.surcharge -, under spot.pay.ID; what is cancelled
 *          after it was paid goes the reverse way under spot.back.ID.
 * Invariants (tests of the same names in flow_spot_test.c)
 *   FS1 one decision that is sent twice, at once or days later, is one decision, one violation, one posting and one bike in the yard
 *   FS2 a fine lies within the range of the dictionary on the day of the act; who is under 14 is let go
 *   FS3 a bike is impounded only by a basis: the local rule (policy spot.impound and the text basis.impound), a refused fine, or no plate
 *   FS4 a bike in the yard has the flag impounded, and no bike out of it has; it leaves not before its day, not to somebody else, and not while it is stolen
 *   FS5 an act that was decided on the spot counts once: a capture of the same bike within SPOT_SAME_MS at the same junction is dismissed as handled,
 *       whichever came first and whosever junction it is; where one of them names no junction, one of the same kind within SPOT_SOON_MS. Another act stands
 *   FS6 what is paid, late or not, is in the books to the fen, and so is what goes back
 *   FS7 a look at a stolen bike raises the alarm of its case and names the case
 *   FS8 a bike that is disposed of is deregistered with the reason "unclaimed", in the same transaction and by the register's own rules; its history and the yard's stay
 *   FS9 whose violation was taken back (an appeal, an officer; opened again, it lapsed or a theft dismissed it) owes nothing for it: the decision is cancelled with it, what was paid by the bank goes back, the bike is free.
 *       Out of a till money goes back over the counter, by cancelling; until then flow_spot_to_give_back names it. Who decided takes neither back
 * All in the caller's transaction but the papers and the job. E_DENIED: of another area. */
#pragma once
#include "core/cx.h"
#include "office/spot/spot.h"
#include "office/violation/violation.h"

enum { SPOT_SAME_MS = 10 * 60 * 1000, SPOT_SOON_MS = 5 * 60 * 1000 };

/* --- a look at a bike --- */
enum spot_reason { SPR_VIOLATION, SPR_PATROL, SPR_THEFT, SPR_CUSTODY, SPR_N };
extern const str spot_reason_names[SPR_N];
enum { SPOT_FLAGS = 16, SPOT_OPEN = 8, SPOT_NEAR = 5 };
struct spot_look_in { str q /* plate, tag, or what a certificate's code says */; str client_id /* of the look, for its alarm */, place; };
struct spot_look {
	bool found; bike_id bike; str plate, tag, life, kind, brand, colour, owner, phone /* masked */; str flags[SPOT_FLAGS]; int nflags;
	bool stolen, alarm; theft_id theft; str case_number;
	struct spot open[SPOT_OPEN]; int nopen; bool in_custody; struct custody custody;
	int64_t open_violations, month_violations, course_at, courses /* to be attended yet */; bool first;
	str near[SPOT_NEAR]; int nnear;     /* plates it may have been, when it is none */
};
/* Writes: an alarm. The caller's route is in the audit with the reason. */
MUST_USE int flow_spot_look(struct cx *cx, const struct spot_look_in *in, struct spot_look *ret);

/* What a phone carries with it: policies and whether and by which words a bike may be impounded. */
struct spot_rules { int64_t fine_fen, impound_days, pay_days, overdue_pct; str basis /* of the local rule; empty: it may not */; };
MUST_USE int flow_spot_rules(struct cx *cx, utc_ms t, struct spot_rules *ret);

/* --- decisions --- */
struct spot_decide {
	str client_id; enum spot_ev outcome /* let_go, warn, fine */; bike_id bike; str plate, tag, code; struct pii name, id_no, phone; int32_t age /* -1 */;
	str place; int64_t junction; utc_ms at; bool offline, refused, no_plate; str defence; bool told, is_signed; str note; int64_t fine_fen;
	bool impound; str yard, slot, marks; bool paid; struct spot_paid pay;
};
struct spot_done { struct spot spot; bool has_custody; struct custody custody; bool again; };
/* Errors of spot_add, spot_step, custody_add and flow_violation; E_INVALID (code): not in the dictionary that day; E_STATE (noBasis): FS3. */
MUST_USE int flow_spot_decide(struct cx *cx, const struct spot_decide *in, struct spot_done *ret);
MUST_USE int flow_spot_get(struct cx *cx, int64_t id, struct spot *ret);
/* What is to be paid today: the fine and what is late. 0 where nothing is. */
int64_t flow_spot_owed(const struct cx *cx, const struct spot *s);
/* seen_fen: what was asked for; E_STATE (owed): it is another sum today. */
MUST_USE int flow_spot_pay(struct cx *cx, int64_t id, const struct spot_paid *in, int64_t seen_fen, int64_t ver, struct spot *ret);
MUST_USE int flow_spot_cancel(struct cx *cx, int64_t id, str note, int64_t ver, struct spot *ret);
/* Taught and sent on by who stopped them: nothing was decided against anybody, so nothing was cancelled either (somebody else cancels: SD6). */
bool flow_spot_let_go(const struct spot *s);
/* What of a till has to be given back: its violation was taken back since it was paid. 0: nothing. */
MUST_USE int flow_spot_back_fen(struct cx *cx, const struct spot *s, int64_t *ret);
/* Those of the own area that have such, newest first, ids below before (0: all), at most SPOT_BACK_MAX. Count. */
enum { SPOT_BACK_MAX = 501 };
MUST_USE int flow_spot_to_give_back(struct cx *cx, int64_t before, int max, spot_fn *fn, void *arg);
/* The violation was revoked, or dismissed after it had been opened again (FS9); of another source: nothing. E_DENIED "own_hand". */
MUST_USE int flow_spot_revoked(struct cx *cx, const struct violation *v);
/* The same where the program dropped it: lapsed, or dismissed for a theft. Nobody's hand, so never E_DENIED. */
MUST_USE int flow_spot_dropped(struct cx *cx, const struct violation *v);

/* --- the yard (flow_custody.c) --- */
MUST_USE int flow_custody_get(struct cx *cx, int64_t id, struct custody *ret);
/* Impounded for a decision. For flow_spot_decide. */
MUST_USE int flow_custody_take(struct cx *cx, const struct spot *s, const struct spot_decide *in, struct custody *ret);
/* It may be fetched at once: the fine was paid that was refused, or the decision was cancelled. For flow_spot. */
MUST_USE int flow_custody_free(struct cx *cx, int64_t decision, bool only_refused);
struct custody_hand { int64_t ver; enum custody_receiver receiver; struct pii name, id_no; str letter, photo, note; bool is_signed; };
/* E_STATE: notDue, unpaid, stolenBike; E_INVALID: the document is not that of the owner or the rider, a photo is missing. */
MUST_USE int flow_custody_release(struct cx *cx, int64_t id, const struct custody_hand *in, struct custody *ret);
/* notice, propose, dispose. */
MUST_USE int flow_custody_do(struct cx *cx, int64_t id, enum custody_ev ev, const struct custody_do *in, struct custody *ret);
MUST_USE int flow_custody_move(struct cx *cx, int64_t id, str yard, str slot, int64_t ver, struct custody *ret);
MUST_USE int flow_custody_photo(struct cx *cx, int64_t id, str *ret);
/* The job of every hour, outside a transaction: what is late, what may be fetched, reminders, what nobody fetched, captures that came later (FS5). Count. */
MUST_USE int flow_spot_tick(struct cx *cx);
/* FS5, of one decision. Count. For flow_spot. */
MUST_USE int flow_spot_same(struct cx *cx, const struct spot *s);

/* --- papers, as PDF in cx->arena; audited ("spot.paper"). Outside a transaction (flow_spot_paper.c) --- */
enum spot_paper { SPP_ROLL, SPP_A5, SPP_N };
extern const str spot_paper_names[SPP_N];
MUST_USE int flow_spot_paper(struct cx *cx, int64_t id, enum spot_paper size, str *ret_pdf);
MUST_USE int flow_custody_paper(struct cx *cx, int64_t id, enum spot_paper size, str *ret_pdf);
/* The public notice: all bikes of the area that are noticed, under their notices' numbers. E_STATE: none is. */
MUST_USE int flow_custody_notice(struct cx *cx, str *ret_pdf);
