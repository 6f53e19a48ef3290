/* flow_person — a bike's owner across rooms: who it was at an instant, masked for lists; unmasking one field with a reason; merging two rows.
 *
 * Every answer with an unmasked field is preceded by its audit row in the same, committed transaction (S11, P3). */
#pragma once
#include "core/cx.h"
#include "office/bike/bike.h"
#include "office/owner/owner.h"

/* Masked; empty texts where the bike had no owner then. */
struct owner_brief { owner_id id; str kind, id_kind, name, id_no, phone, address; };
/* The owner at t, or the one of the registration when t is before it. Arena memory. */
MUST_USE int flow_person_brief(struct cx *cx, bike_id bike, utc_ms t, struct owner_brief *ret);
MUST_USE int flow_person_masked(struct cx *cx, const struct owner *o, struct owner_brief *ret);
/* One field of one record in the clear: "name", "idNo", "address", "phone" (all of them, by ", "). E_DENIED: outside the account's area; E_INVALID: field, or a reason
 * under 4 bytes. The audit row "owner.unmask" is written here, before the value is read. */
MUST_USE int flow_person_unmask(struct cx *cx, owner_id id, str field, str reason, str *ret);
/* Decides a merge; with approve the bikes go over too. Errors of owner_merge_decide. */
MUST_USE int flow_person_merge(struct cx *cx, int64_t id, bool approve, struct owner_merge *ret);
