/* flow_override — a request to let a second bike carry a number, with pictures of the bike at the desk.
 *
 * The pictures are uploads that belong to no bike yet (office/photo). A request keeps them from vanishing while it waits for its decision; whoever took
 * them can attach them all the time, and for a day after the decision. What is looked at leaves only behind its audit row (S11), for the police of the
 * asker's area or above, never for the asker. Photos of papers are none of a bike and do not go with a request. */
#pragma once
#include "core/cx.h"
#include "office/number/number.h"

/* In the caller's write transaction. Errors of override_ask; E_INVALID (photos): no place of a bike's photo, a place twice, too many; E_NOTFOUND (photos): an upload that is not
 * the actor's, or is used or gone. */
MUST_USE int flow_override_ask(struct cx *cx, enum number_kind k, str text, str reason, const struct override_desk *desk, const struct override_photo *p, size_t n,
                               struct override *ret);
/* As override_step; a decided request needs its pictures no longer. In the caller's write transaction. */
MUST_USE int flow_override_step(struct cx *cx, struct override *o, enum override_event ev, str note);
/* The JPEG of one of its pictures. Outside of a transaction; the audit row "number.photo_read" is committed when it comes back. E_NOTFOUND: none, or
 * gone; E_DENIED: the asker, or another area. */
MUST_USE int flow_override_photo(struct cx *cx, int64_t id, str slot, str *ret);
/* E_DENIED: asked for outside of the account's area. */
MUST_USE int flow_override_in_area(struct cx *cx, const struct override *o);
