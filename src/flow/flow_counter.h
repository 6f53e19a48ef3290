/* flow_counter — the counter: what stands against a registration, the registration itself, and its refusal.
 *
 * Owns      table counter_request. Tables of this room's files (flow_counter_rows.c): problem codes, documents.
 * Invariants (tests of the same names in flow_counter_test.c)
 *   CO1 everything that is wrong is told at once, each with code, field and level
 *   CO2 what is checked before is checked again inside the one write transaction that registers: numbers that became a stolen bike's
 *       meanwhile are refused. Nothing can come between that check and the commit (Q3 of store/sql)
 *   CO3 a registration is whole or not there: owner, bike, plate, tags, numbers, photos, papers, booking and audit are one transaction
 *   CO4 the same request id again answers the same and does nothing; with other contents it is refused
 *   CO5 a number of a stolen bike is never given to another one; an override lifts doubles and look-alikes, not that
 * Never     logs or stores personal data itself: office/owner does, sealed. The request's digest is keyed. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"
#include "flow/flow_paper.h"
#include "flow/flow_stock.h"
#include "format/js/js.h"
#include "office/bike/bike.h"
#include "office/booking/booking.h"
#include "office/site/site.h"

/* --- the rows --- */

enum counter_level { CL_BLOCK, CL_WARN, CL_MISSING, CL_N };
/* X(NAME, code, level, what to do about it) */
#define COUNTER_PROBLEMS(X) \
	X(MISSING, "missing", CL_MISSING, "is needed") \
	X(SITE_CLOSED, "site_closed", CL_BLOCK, "the point is closed") \
	X(BOOKING_UNKNOWN, "booking_unknown", CL_BLOCK, "there is no such booking") \
	X(BOOKING_ELSEWHERE, "booking_elsewhere", CL_BLOCK, "the booking is for another point") \
	X(BOOKING_DAY, "booking_day", CL_BLOCK, "the booking is for another day") \
	X(BOOKING_STATE, "booking_state", CL_BLOCK, "the booking is not being served: call it first") \
	X(BOOKING_PURPOSE, "booking_purpose", CL_WARN, "the booking was made for something else") \
	X(OWNER_UNKNOWN, "owner_unknown", CL_BLOCK, "there is no such owner") \
	X(OWNER_KNOWN, "owner_known", CL_WARN, "this document is registered already: the bike goes to that owner") \
	X(OWNER_NAME, "owner_name", CL_BLOCK, "this document is registered under another name: compare, or have it corrected") \
	X(OWNER_OTHER, "owner_other", CL_BLOCK, "this document is another owner's: take that one, or ask for the two to be merged") \
	X(OWNER_YOUNG, "owner_young", CL_BLOCK, "is too young to ride") \
	X(ID_KIND, "id_kind", CL_BLOCK, "this document is not for an owner of this kind") \
	X(ID_NO, "id_no", CL_BLOCK, "is not right: read it again, digit by digit") \
	X(PHONE, "phone", CL_BLOCK, "is no telephone number") \
	X(TOO_LONG, "too_long", CL_BLOCK, "is too long") \
	X(NUMBER_TAKEN, "number_taken", CL_BLOCK, "another bike carries this number: look again, or ask for an override") \
	X(NUMBER_STOLEN, "number_stolen", CL_BLOCK, "a stolen bike carries this number: keep the bike here and call the police") \
	X(NUMBER_ALIKE, "number_alike", CL_WARN, "another bike carries a number that looks like this one: compare") \
	X(NUMBER_ALIKE_STOLEN, "number_alike_stolen", CL_BLOCK, "a stolen bike carries a number that looks like this one: compare; an override is needed to go on") \
	X(NUMBER_OVERRIDE, "number_override", CL_WARN, "a second bike with this number: allowed by an override") \
	X(NUMBER_NONE, "number_none", CL_WARN, "stands for no number") \
	X(NUMBER_UNREADABLE, "number_unreadable", CL_BLOCK, "has places that could not be read") \
	X(NUMBER_SHORT, "number_short", CL_BLOCK, "is too short for a number: read it again, from its first character") \
	X(VEHICLE_CODE, "vehicle_code", CL_WARN, "a vehicle code has 15 digits: compare") \
	X(OVERRIDE_USELESS, "override_useless", CL_WARN, "an override that is not granted, or not for these numbers") \
	X(DAY, "day", CL_BLOCK, "is no day, or lies in the future") \
	X(ENDS_ON, "ends_on", CL_BLOCK, "is no day on which a temporary plate may end") \
	X(PRICE, "price", CL_BLOCK, "is no price") \
	X(PAPER_UNKNOWN, "paper_unknown", CL_BLOCK, "is no document of the list") \
	X(PHOTO_SLOT, "photo_slot", CL_BLOCK, "is no place for a photo, or it is given twice") \
	X(PLATE_NONE, "plate_none", CL_BLOCK, "no plate of this kind is left here: fetch some") \
	X(PLATE_UNKNOWN, "plate_unknown", CL_BLOCK, "this plate is not in the stock") \
	X(PLATE_ELSEWHERE, "plate_elsewhere", CL_BLOCK, "this plate lies somewhere else") \
	X(PLATE_KIND, "plate_kind", CL_BLOCK, "this plate is of the other kind") \
	X(PLATE_USED, "plate_used", CL_BLOCK, "this plate is on a bike, or was taken out of use") \
	X(TAG_BAD, "tag_bad", CL_BLOCK, "is no tag: 1 to 16 hexadecimal digits") \
	X(TAG_TWICE, "tag_twice", CL_BLOCK, "the same tag stands in two places") \
	X(TAG_UNKNOWN, "tag_unknown", CL_BLOCK, "this tag is not in the stock") \
	X(TAG_ELSEWHERE, "tag_elsewhere", CL_BLOCK, "this tag lies somewhere else, or is in a transfer") \
	X(TAG_SLOT, "tag_slot", CL_BLOCK, "this tag is for another place") \
	X(TAG_USED, "tag_used", CL_BLOCK, "this tag is on a bike") \
	X(TAG_GONE, "tag_gone", CL_BLOCK, "this tag was taken out of use") \
	X(TAG_UNHEARD, "tag_unheard", CL_BLOCK, "the point's stations do not hear this tag: hold it near, or say why it goes on without") \
	X(TAG_UNHEARD_ACCEPTED, "tag_unheard_accepted", CL_WARN, "goes on although the point's stations do not hear the tag") \
	X(TAG_NOBODY_LISTENS, "tag_nobody_listens", CL_WARN, "no station of this point is up: nobody knows whether the tag works") \
	/* other businesses (flow_business.h) */ \
	X(BIKE_UNKNOWN, "bike_unknown", CL_BLOCK, "there is no such bike") \
	X(BIKE_OUTSIDE, "bike_outside", CL_BLOCK, "is registered outside of the own area: the owner's document must be the registered one") \
	X(BIKE_CHANGED, "bike_changed", CL_BLOCK, "somebody changed the bike meanwhile: read it again") \
	X(BIKE_CASE, "bike_case", CL_BLOCK, "the bike has an open theft case: the case ends first") \
	X(BIKE_FLAG, "bike_flag", CL_BLOCK, "this stands against it: it is settled first") \
	X(BIKE_LIFE, "bike_life", CL_BLOCK, "the bike is not registered any more") \
	X(BOOKING_BIKE, "booking_bike", CL_WARN, "the booking is for another bike") \
	X(HOLDER_OTHER, "holder_other", CL_BLOCK, "is not the registered owner's document: the owner comes, or somebody with the owner's letter and a copy") \
	X(HOLDER_NONE, "holder_none", CL_WARN, "the register has no document of this owner: compare the name; this one is kept") \
	X(OWNER_SAME, "owner_same", CL_BLOCK, "the new owner is the present one") \
	X(REASON_UNKNOWN, "reason_unknown", CL_BLOCK, "is no reason of the list") \
	X(PLAN_REFUND, "plan_refund", CL_WARN, "the bike has a plan: this much of it is to be paid back, in yuan (the plan's panel)") \
	X(PLAN_ENDS, "plan_ends", CL_WARN, "the bike has a plan, which ends without a refund")

enum counter_code {
#define X(n, code, level, say) CC_##n,
	COUNTER_PROBLEMS(X)
#undef X
	CC_N
};
extern const str counter_codes[CC_N], counter_level_names[CL_N];
enum counter_level counter_level_of(enum counter_code c);

/* Documents a clerk may tick. Which of them a case needs is policy (papers.*); why a registration is refused, texts of the papers' room. */
extern const str counter_papers[];
extern const int counter_npapers;

/* --- what the clerk has put in --- */

struct counter_owner { int kind, id_kind; struct pii name, id_no, phone, address; };
struct counter_agent { int id_kind; struct pii name, id_no, phone; };
struct counter_photo { str slot, photo; };
struct counter_override { int64_t id; };
struct counter_form {
	str request_id; int64_t site, booking; int kind, use; int64_t owner_id;
	struct counter_owner owner; struct counter_agent agent;     /* none where their names and numbers are empty */
	str vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on; int64_t price_fen;
	struct js_list papers, photos;                              /* of str; of struct counter_photo */
	str tag[3];                                                 /* by enum tag_slot */
	str plate;                                                  /* empty: the desk's lowest */
	bool consent, consent_trail, heard_accepted; str heard_note;
	const int64_t *overrides; size_t noverrides;
};

struct counter_problem { int code, level; str field, number; int64_t bike, owner; struct js_list flags; };
enum { COUNTER_PROBLEMS_MAX = 100 };
struct counter_verdict { struct counter_problem *v; int n; bool ready; owner_id known; /* the owner it would go to; 0: a new one */ };

/* What the point's stations say of the tag: asked before any transaction, as it waits for the engines. */
struct counter_ears { bool asked, up, heard; };
MUST_USE int counter_listen(struct cx *cx, const struct counter_form *f, struct counter_ears *ret);

/* CO1. Reads only; in or outside a transaction. E_DENIED: the point is outside of the account's area; E_NOTFOUND: no such point. */
MUST_USE int counter_check(struct cx *cx, const struct counter_form *f, const struct counter_ears *ears, struct counter_verdict *ret);

enum { COUNTER_MADE = 2 };
struct counter_issued { bike_id bike; owner_id owner; struct plate plate; tag_id tag; bool again; int64_t papers[COUNTER_MADE]; int npapers; struct counter_verdict verdict; };
/* CO2 to CO4; outside a transaction: listens, checks, and registers in one write transaction. E_STATE with the first field at fault and all codes in
 * the message when something stands against it; E_STATE, field "requestId": another request had this id. */
MUST_USE int counter_issue(struct cx *cx, const struct counter_form *f, struct counter_issued *ret);

struct counter_refusal { str request_id; int64_t site, booking; str reason, note; struct pii name; str numbers; struct js_list missing; };
/* A notice of what is missing (reason empty: the person comes again, a booking goes back to the queue), or a refusal with a reason (the booking
 * is done). The paper's id. Outside a transaction. E_INVALID (reason, missing, note); E_STATE as counter_issue. */
MUST_USE int counter_refuse(struct cx *cx, const struct counter_refusal *r, int64_t *ret_paper, bool *ret_again);

/* --- the desk --- */

struct counter_desk { struct site site; str clerk; int64_t waiting, plates, temporary_plates, tags; bool serving; struct booking current; struct js_list papers, photos, reasons; str consent; };
MUST_USE int counter_desk(struct cx *cx, site_id site, struct counter_desk *ret);

/* The job: forgets requests older than a month. In the caller's write transaction. Count. */
MUST_USE int counter_trim(struct cx *cx, utc_ms before);
