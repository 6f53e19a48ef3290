/* flow_paper — documents across rooms: what each says of a bike, its owner and its point, the drawing, and the public's question whether one holds.
 *
 * Issuing is cheap: what the document says is gathered, sealed and numbered (office/paper); nothing is drawn. The PDF is drawn when it is
 * fetched, from what was sealed and the texts that were in force at the issue.
 * Invariants (each has a test of the same name in flow_paper_test.c)
 *   FP1 a document says what was true when it was issued, whatever is changed later
 *   FP2 each fetched PDF leaves an audit row in the same transaction; a drawing that differs from the first is a logged fault and a row more
 *   FP3 a code is valid only while the bike is registered, its plate is in force, and owner and plate are those of the certificate; stolen goes first
 *   FP4 a code that is unknown, no code at all, or of a certificate that does not hold any more gets the same answer by the same way */
#pragma once
#include "core/cx.h"
#include "office/paper/paper.h"

struct paper_made { int64_t id; str number; enum paper_kind kind; };
/* In the caller's write transaction; number in cx->arena. certificate, receipt (plate and bound tags handed over), transfer (from the owner before to
 * the one now), deregistration. E_STATE: the bike is not (or still) registered, or has not changed hands; E_INVALID: another kind. */
MUST_USE int flow_paper_bike(struct cx *cx, enum paper_kind k, bike_id bike, struct paper_made *ret);

/* reason (refusal): a word that has a text "reason.<word>"; missing: coded papers, a|b for one of them; those without a text "doc.<word>" are
 * printed as they are. numbers: of the vehicle, as said; note: shown below. Both, and who, stand in the sealed content only. */
struct paper_notice { int64_t site, booking; str who /* masked or clear name, sealed in the row */, numbers, reason /* coded */, note; const str *missing; int nmissing; /* coded papers */ };
/* missing, refusal. E_INVALID: reason, missing; E_DENIED: the point lies outside the area; E_TOOBIG. */
MUST_USE int flow_paper_notice(struct cx *cx, enum paper_kind k, const struct paper_notice *n, struct paper_made *ret);
/* The words a refusal may have now: texts "reason.<word>" in force; in cx->arena, at most max. Count. */
enum { PAPER_REASONS = 40 };
MUST_USE int flow_paper_reasons(struct cx *cx, str ret[static PAPER_REASONS]);

/* The document, if it was issued in the own area or its bike was registered there; else E_DENIED. E_NOTFOUND. */
MUST_USE int flow_paper_reach(struct cx *cx, int64_t id, struct paper_row *ret);
/* E_DENIED: neither the bike's unit nor that of one of its documents lies in the own area. E_NOTFOUND. */
MUST_USE int flow_paper_bike_reach(struct cx *cx, bike_id bike);
/* The document as PDF, in cx->arena, counted and audited (FP2). Outside a transaction: it reads in one, draws in none (the one writer is not held up by
 * a drawing), and counts and audits in another, committed before this returns. Errors of flow_paper_reach and format/paper; without its audit row no PDF. */
MUST_USE int flow_paper_pdf(struct cx *cx, int64_t id, struct paper_row *ret_row, str *ret_pdf);

enum paper_verdict { PV_INVALID, PV_VALID, PV_STOLEN, PV_COURSE /* a certificate of a safety course that holds */, PV_N };
extern const str paper_verdict_words[PV_N];
/* FP3, FP4. In a read transaction. E_BUSY: this address, or all together, have asked too often within a minute. */
MUST_USE int flow_paper_verify(struct cx *cx, str code, str peer, enum paper_verdict *ret);
/* Forgets who asked how often; for tests. */
void flow_paper_rates_clear(void);
