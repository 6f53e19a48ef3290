/* flow_violation — violations across rooms: whose bike it was, whether it was stolen, what the officer decides, what follows.
 *
 * Invariants (tests of the same names in flow_violation_test.c)
 *   FV1 a bike never collects violations while it is reported stolen, nor an owner for a time when the bike was another's; what was given back and is looked for again
 *       (it was another bike) was stolen all the time
 *   FV2 nothing reaches an owner and nothing counts before an officer confirmed it
 *   FV3 a radio reading without a picture leads to education at most, never to a fine (policy traffic.radio_only)
 *   FV4 reopening and revoking recompute all that followed (flow_count_month); who was told of it before is told that it is open again, and how that ends
 *   FV5 a capture that nobody reviewed within traffic.review_days working days lapses
 *   FV6 traffic.review_warn_days before that, and again on the last day, the reviewers are told once of each unit and day: an event "system" of kind
 *       violations_due for the stream (it knows roles and no areas, so it names the unit and the day, never what waits), and a row in the history of each
 *   FV7 what happened before a transfer is the former owner's for good, and never the new one's. What happened between its filing (the appointment for it, made with the
 *       bike) and its end at the counter is left out ("transferred") when the transfer is done: the bike is handed over in these days, and neither is known to have
 *       ridden. While it is only filed the register's owner answers, as for every bike (whose it was not tells who rode: FO6); an appointment that was cancelled, missed
 *       or served without a transfer changes nothing. A rider who is known answers for it in those days too: named and accepted,
 *       met on the spot, or who acknowledged it
 *   FV8 one plate is written in one way, whoever names it: the detector, an officer, a camera, a decision on the spot, an old record
 * All in the caller's transaction. E_DENIED: of another area. */
#pragma once
#include "core/cx.h"
#include "office/violation/violation.h"

/* A plate as it is written everywhere: as the register writes it, whatever brackets and blanks somebody typed; what is none stays as it is. (FV8) */
str flow_violation_plate(struct cx *cx, str typed);
/* From the detector, a camera, an officer or an import: bike, owner and rider as of its instant are found here, and it is screened. Where no unit is named, it is the
 * junction's. 0 known already, 1 new. */
MUST_USE int flow_violation_capture(struct cx *cx, const struct violation *in, struct violation *ret);
/* An officer stopped the rider and read his document (a decision on the spot): he rode, and names nobody else. */
bool flow_violation_met(const struct violation *v);
MUST_USE int flow_violation_get(struct cx *cx, int64_t id, struct violation *ret);
/* confirm, dismiss, revoke, reopen by staff; with what follows. */
MUST_USE int flow_violation_do(struct cx *cx, int64_t id, enum violation_ev ev, const struct violation_do *in, struct violation *ret);
/* What the program itself does of it, whoever's transaction it is in, of whatever unit; a decision on the spot goes with what it drops (FS9). */
MUST_USE int flow_violation_by_program(struct cx *cx, struct violation *v, enum violation_ev ev, const struct violation_do *in);
/* A bike was reported stolen since from (or that report was withdrawn): its violations since then are excluded (or count again). Called by flow_theft. */
MUST_USE int flow_violation_theft(struct cx *cx, bike_id bike, utc_ms from, bool stolen);
/* The bike of former became another's at that instant, its appointment is done: FV7. Called by flow_business. */
MUST_USE int flow_violation_transfer(struct cx *cx, bike_id bike, owner_id former, utc_ms at);
/* violation_rider, of a rider who is known: the days of a transfer no longer speak for him (FV7). */
MUST_USE int flow_violation_known(struct cx *cx, struct violation *v, owner_id rider, str reason);
/* After confirm (and uphold is told too): the notice is written in the same transaction. flow_notice.c. */
MUST_USE int flow_notice_confirmed(struct cx *cx, const struct violation *v);
/* Revoked, upheld, opened again, or dismissed or lapsed since, after a notice: the rider is told; who never had one is told nothing. flow_notice.c. */
MUST_USE int flow_notice_changed(struct cx *cx, const struct violation *v);
/* Excluded after a notice, or counting again: the rider is told. flow_notice.c. */
MUST_USE int flow_notice_counted(struct cx *cx, const struct violation *v);
MUST_USE int flow_violation_warn(struct cx *cx, int32_t *ret_day /* due on it or before: pressing */);
/* Its picture, as serve/media made it. Outside of a transaction; the audit row is committed when it comes back. E_STATE: reviewed already, or it has one.
 * flow_violation_picture_may before the work on it. */
MUST_USE int flow_violation_picture_may(struct cx *cx, int64_t id);
MUST_USE int flow_violation_picture(struct cx *cx, int64_t id, str jpeg, int32_t width, int32_t height, struct violation *ret);
/* E_CORRUPT: not what was kept, by its hash. */
MUST_USE int flow_violation_picture_read(struct cx *cx, int64_t id, str *ret);
/* What a camera is still to be asked for: the url with the instant in it. Only what was caught within PULL_MS: a later picture shows another moment. Count. */
enum { VIOLATION_PULL_MS = 60000, VIOLATION_PULLS = 8 };
struct violation_pull { int64_t violation; str camera, url; };
MUST_USE int flow_violation_pulls(struct cx *cx, struct violation_pull ret[static VIOLATION_PULLS]);
/* How it went. Outside of a transaction. A camera that did not answer well is left alone for REST_MS. by_hand: with its audit row. */
enum { VIOLATION_PULL_REST_MS = 10000 };
MUST_USE int flow_violation_pulled(struct cx *cx, str camera, enum camera_fault fault, bool by_hand);
/* What asking that camera now would ask; violation 0. In a transaction of its own. */
MUST_USE int flow_violation_pull_now(struct cx *cx, str camera, struct violation_pull *ret);
/* What a camera pushes by itself is of the violation of its arm that is nearest to that instant, within PUSH_MS, waits for its review and has no picture yet.
 * E_NOTFOUND "nothing_caught". Then as flow_violation_picture, for that camera. */
enum { VIOLATION_PUSH_MS = 2000 };
MUST_USE int flow_violation_push_for(struct cx *cx, str camera, utc_ms at, int64_t *ret_id);
MUST_USE int flow_violation_push(struct cx *cx, str camera, int64_t id, str jpeg, int32_t width, int32_t height);
/* The case file as PDF with the evidence and its hashes. Outside of a transaction; behind its audit row with the file's own hash. */
MUST_USE int flow_violation_file(struct cx *cx, int64_t id, str *ret_pdf, str *ret_number);
/* Old records as CSV (columns number, at, kind, plate, place, code, result; reviewer, note, source): decided there, so nobody is told and no course follows; the same
 * number of the same source (the own district where the row names none) again is the same row. Rows of the month that runs are refused: they are reviewed here. dry: looks only. fault: a column's name, or "recent"; row 1 is the first.
 * batch: a name of the sender's for the parts of one file; empty: by the hash of the text. */
enum { VIOLATION_FAULTS = 100, VIOLATION_BATCH = 32 };
struct violation_fault { int64_t row; str why; };
struct violation_import { int64_t rows, taken, known, bad; struct violation_fault fault[VIOLATION_FAULTS]; int nfaults; str batch; };   /* batch: by which it can be taken back */
MUST_USE int flow_violation_import(struct cx *cx, str text, bool dry, str batch, struct violation_import *ret);
/* Some of a batch of the own area is taken back: revoked, and its number free again; what lapsed or was dismissed only frees it. *ret_kept: rows whose appeal waits for its
 * decision; they are taken back after it. *ret_more: ask again. E_NOTFOUND: nothing is left. */
MUST_USE int flow_violation_unimport(struct cx *cx, str batch, int64_t *ret_undone, int64_t *ret_kept, bool *ret_more);
/* A job's turn, in its transaction: what nobody reviewed in time lapses. Count. */
MUST_USE int flow_violation_due(struct cx *cx);
/* A job's turn, in its transaction: the reviewers of a unit are told of what will lapse (FV6). Count. */
MUST_USE int flow_violation_remind(struct cx *cx);
