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
/* The owner may log in with this phone from now on; a phone that is no mobile number, or none, changes nothing. In the transaction that stores it. */
MUST_USE int flow_person_login(struct cx *cx, owner_id id, const struct pii *phone);
/* E_DENIED when the owner was registered outside the account's area. */
MUST_USE int flow_person_in_area(struct cx *cx, owner_id id);
/* E_DENIED when the bike was registered outside the account's area; E_NOTFOUND. */
MUST_USE int flow_bike_in_area(struct cx *cx, bike_id id);
/* One field of one record in the clear: "name", "idNo", "address", "phone" (all of them, by ", "). purpose: one of unmask_purposes; reference: the number of
 * the file it is for. E_DENIED: outside the account's area; E_INVALID. The audit row "owner.unmask" is written here, before the value is read. */
/* What stands in the audit is coded: the number of a file, 3 to 32 of letters, digits and '-'; free words could name somebody. E_INVALID (reference). */
MUST_USE int flow_coded_reference(struct cx *cx, str reference);
enum { UNMASK_PURPOSES = 6 };
extern const str unmask_purposes[UNMASK_PURPOSES];
MUST_USE int flow_person_unmask(struct cx *cx, owner_id id, str field, int purpose, str reference, str *ret);
/* The same of one of the owner's agents who may act today: "name", "idNo" or "phone". E_NOTFOUND (agentId). */
MUST_USE int flow_person_unmask_agent(struct cx *cx, owner_id id, int64_t agent, str field, int purpose, str reference, str *ret);
/* The owner that this one has become by merges; one that is not there stays as it is. */
MUST_USE int flow_owner_now(struct cx *cx, owner_id *io);
/* Decides a merge; with approve the bikes, the appointments, the violations and what followed of them, and the log-ins go over too. Errors of owner_merge_decide. */
MUST_USE int flow_person_merge(struct cx *cx, int64_t id, bool approve, str note, struct owner_merge *ret);
/* Its part: violations, notices, appeals, namings, decisions on the spot, courses and publications of gone become keep's, and every month of gone's is counted anew.
 * flow_merge.c (FO9 of flow_notice.h). */
MUST_USE int flow_traffic_merged(struct cx *cx, owner_id keep, owner_id gone);
/* The step of migration 0007: the name and phone that stood on each bike become its owner; the same two are the same owner. */
MUST_USE int flow_step_owners(struct cx *cx);
/* The step of the migration "login": the log-ins of phones that are there get their phone sealed beside the index. */
MUST_USE int flow_step_logins(struct cx *cx);
