/* flow_photo — the photos of a register's bike: from the upload that waits to the slot it fills, and back to a screen.
 *
 * A photo leaves only behind its audit row (S11), within the account's own area; pictures of papers that show a whole identity
 * (flow_photo_personal) only within minutes of a fresh code, as any unmasked field. What is stored is what serve/media made. */
#pragma once
#include "core/cx.h"
#include "office/bike/bike.h"
#include "office/photo/photo.h"
#include "office/policy/policy.h"

/* Keeps a JPEG that serve/media made, for whoever uploaded it, until it is attached. Outside of a transaction: the row and its audit row
 * "photo.upload" are committed when it comes back. E_STATE: too many wait; E_TOOBIG, E_FULL. */
MUST_USE int flow_photo_keep(struct cx *cx, str jpeg, int32_t width, int32_t height, struct photo *ret);
/* The photo becomes the bike's, in the caller's write transaction; an older one of the slot is kept. E_NOTFOUND (field "photos"): not there, another's, or
 * used; E_INVALID (field "slot"). */
MUST_USE int photo_attach(struct cx *cx, str photo_hex, bike_id bike, str slot);
/* The JPEG of the slot as it is now. Outside of a transaction; the audit row "bike.photo_read" is committed when it comes back. E_NOTFOUND: none;
 * E_DENIED: another area; E_STEPUP. */
MUST_USE int flow_photo_read(struct cx *cx, bike_id bike, str slot, str *ret);
/* id_front, id_back, form. */
bool flow_photo_personal(str slot);
/* A job, outside of a transaction: photos whose time is over (policies photo.keep_years after the deregistration, photo.old_days after another replaced it)
 * go, at most PHOTO_TURN; none of a bike with an open case or a flag that holds it. So do those of a theft case, its orders, a claim, an accident or a return
 * (voucher and person; not before its case's) photo.case_years after its end. Audited as a count ("photo.retention"). Count. */
enum { PHOTO_TURN = 200 };
MUST_USE int flow_photo_old(struct cx *cx);
/* Slots that policy photo.required names now. */
MUST_USE int flow_photo_required(struct cx *cx, str ret[static POLICY_WORDS], int *ret_n);
