/* flow_business — the counter's other businesses: change, transfer, replacement of plate and tags, deregistration.
 *
 * As a registration: checked while it is typed, done in one write transaction with its papers, safe to send twice (flow_counter.h, CO1 to CO4).
 * Invariants (tests of the same names in flow_business_test.c)
 *   FB1 everything that stands against it is told at once, with code and field; a flag that blocks is told as soon as the bike is known
 *   FB2 it is whole or not there: bike, owner, pieces of stock, photos, papers, booking and audit are one transaction
 *   FB3 only who shows the document of the registered owner changes anything, but for an inheritance; a bike registered outside of the own area needs that too
 *   FB4 an old piece that is lost is "lost" in stock and never given out again
 * Never     tells who the owner is: a document is compared, not shown. */
#pragma once
#include "flow/flow_bike.h"
#include "flow/flow_counter.h"

/* Which, by the purpose of a booking: all but BOP_REGISTER. `as` is the part a registration has too: site, booking, request id, papers, photos, overrides,
 * agent; owner, owner_id and consents (transfer); numbers, brand, model and colours (change: empty ones stay); plate and tags (replace). */
struct business_form {
	struct counter_form as;
	enum booking_purpose what; bike_id bike; int64_t ver;      /* ver 0: as it is */
	str reason;
	int holder_kind; struct pii holder_no;                     /* the present owner's document */
	struct pii phone, address;                                 /* change: of the owner */
	str use;                                                   /* change: a word of bike_use_words, or empty */
	bool new_plate; enum piece_end old_plate, old_tags;
};

enum { BUSINESS_REASONS = 8 };
/* Coded reasons; a change has none. Count. */
int business_reasons(enum booking_purpose what, str ret[static BUSINESS_REASONS]);

/* FB1. Reads only. E_DENIED: the point is outside of the account's area; E_NOTFOUND: no such point. */
MUST_USE int business_check(struct cx *cx, const struct business_form *f, const struct counter_ears *ears, struct counter_verdict *ret);
/* FB2; outside a transaction. Errors of counter_issue. */
MUST_USE int business_do(struct cx *cx, const struct business_form *f, struct counter_issued *ret);
