/* flow_access — who may see a way, across rooms: helpers of a case by their log-in names, requests to see a way, and the jobs that read the looks.
 *
 * Owns      nothing; the rows are office/access's, the gate is flow_track.
 * Thread    any HTTP worker or job. Inside the caller's transaction, but where "outside" is said.
 * Invariants
 *   FA1 a bike with an open case is looked at under its case only: no request is taken for it
 *   FA2 what the search for patterns reads are the audit's own rows: a look without a row there cannot be, and one that was refused counts too */
#pragma once
#include "core/cx.h"
#include "core/value.h"
#include "office/access/access.h"

/* By the case's officer, by police of a unit above his, or by a leader of his unit or above. E_DENIED; E_STATE: the case is closed, the account is disabled, not police, or
 * the case's own officer; E_INVALID field "name": no such account. */
MUST_USE int flow_helper(struct cx *cx, theft_id theft, str name, bool end);

struct flow_ask { enum access_purpose purpose; str reference, reason; bike_id bike; struct plate plate; theft_id theft; utc_ms from, to; };
/* One of bike, plate and theft. theft: the older part of its way, by one of its people. Errors of access_ask; E_NOTFOUND; E_STATE: FA1, no tag, deregistered, a closed case, or a
 * span that needs no request; E_DENIED as flow_assigned. */
MUST_USE int flow_access_ask(struct cx *cx, const struct flow_ask *in, struct access_request *ret);
/* The request to its asker and to who may decide it; to others E_NOTFOUND, as one that is not there. */
MUST_USE int flow_access_see(struct cx *cx, int64_t id, struct access_request *ret);

/* ---- jobs; outside ---- */

/* Reads the audit from where it stopped, and for every account that has looked since judges its looks of the last days. Count of new findings. */
MUST_USE int flow_access_watch(struct cx *cx);
/* Tells the owners whose cases have ended that the way was looked at (g), not at night. Count of messages. */
MUST_USE int flow_access_tell(struct cx *cx);
/* Draws last month's sample, once. Count. */
MUST_USE int flow_access_draw(struct cx *cx);
