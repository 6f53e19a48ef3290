/* flow_attach — photos of a claim's papers and of an own theft report, from the owner's phone, and of what an order's officers found.
 *
 * What is kept is what serve/media made of the picture, sealed (office/photo). All outside of a transaction: each opens its own, and its audit row is
 * committed when it comes back. The *_may functions come before the work on a picture: they refuse what would be refused after it, too.
 *   EV1 another's claim, order or case is answered as it would be without photos: none of its photos goes out or in
 *   EV2 a photo leaves only behind its audit row
 *   EV3 an owner sends at most policy owner.photos_day a day, pictures that were refused with them
 *   EV4 they go photo.case_years after the end of what they belong to (flow_photo_old) */
#pragma once
#include "flow/flow_order.h"
#include "flow/flow_theft.h"
#include "office/claim/claim.h"
#include "office/photo/photo.h"

/* --- an owner's --- */
/* E_NOTFOUND: not the own; E_STATE: a person is looking at it already; E_INVALID: kind; E_BUSY: too many today. Counts one. */
MUST_USE int flow_claim_photo_may(struct cx *cx, int64_t claim, str kind);
/* The photo takes the place of an older one. */
MUST_USE int flow_claim_photo(struct cx *cx, int64_t claim, str kind, str jpeg, int32_t width, int32_t height, struct claim *ret);
/* The own case that was reported on the phone, while it is open. E_STATE: policy theft.photos is used up; else as above. */
MUST_USE int flow_theft_photo_may(struct cx *cx, theft_id theft);
MUST_USE int flow_theft_photo(struct cx *cx, theft_id theft, str jpeg, int32_t width, int32_t height, struct photo *ret);
/* --- of an order, by those who may feed it back, before they do --- */
MUST_USE int flow_order_photo_may(struct cx *cx, int64_t order);
MUST_USE int flow_order_photo(struct cx *cx, int64_t order, str jpeg, int32_t width, int32_t height, struct photo *ret);

/* --- looking --- */
/* id_card and bank_card want a fresh code (E_STEPUP). E_NOTFOUND: no photo of that paper. */
MUST_USE int flow_claim_photo_read(struct cx *cx, int64_t claim, str kind, str *ret);
MUST_USE int flow_theft_photo_read(struct cx *cx, theft_id theft, str photo, str *ret);
MUST_USE int flow_order_photo_read(struct cx *cx, int64_t order, str photo, str *ret);
