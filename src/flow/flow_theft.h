/* flow_theft — a theft case across rooms: case, the bike's flag "stolen", watch list, alerts, the outbox. What one report starts, its undoing ends.
 *
 * Watch    theft_step's effects become a row of watch_change in the same transaction; after the commit it is journaled with the
 *          engines and then marked. A crash anywhere leaves the row unmarked, and flow_watch_reconcile repeats it: the engine takes the
 *          same change twice as one. All of this process's pushes go through one lock, in the order of the rows. */
#pragma once
#include "core/cx.h"
#include "format/js/js.h"
#include "office/theft/theft.h"

struct flow_report { bike_id bike; utc_ms last_seen_at, missing_at; int32_t severity; bool has_place; struct geo at; str place, note; bool watch; };

/* In the caller's write transaction: the case, and with watch its first step. Errors of theft_report and theft_step; E_NOTFOUND: bike;
 * E_STATE: it is deregistered. */
MUST_USE int flow_theft_report(struct cx *cx, const struct flow_report *in, struct theft *ret);
/* In the caller's write transaction. Carries out the effects and tells the outbox. E_STATE: as above, when a case would be opened again. */
MUST_USE int flow_theft_step(struct cx *cx, theft_id id, enum theft_event ev, int64_t ver, str note, struct theft *ret);
/* Journals the watch changes that are not yet marked; outside a transaction. Returns how many were marked. With no engines (cx->track
 * NULL) 0. The engines' refusal is returned; what is left stays for the next call. */
MUST_USE int flow_watch_reconcile(struct cx *cx);

/* A case as the API and the outbox show it. */
struct bike_brief { int64_t id; struct plate plate; tag_id tag; str owner_name, owner_phone, brand, colour; };   /* masked */
struct theft_view {
	str kind;
	int64_t id;
	str number;
	struct bike_brief bike;
	int state;
	int32_t severity;
	utc_ms last_seen_at, missing_at, reported_at, located_at, closed_at;
	struct geo at;
	str place, note, officer;
	int64_t officer_id, ver;
	struct js_list actions;     /* of str */
	str alert;                  /* JSON of the case's newest alert, or empty */
};
extern const struct js_shape bike_brief_shape, theft_view_shape, theft_event_shape;
/* Fills the view for this account's roles; text in cx->arena. */
MUST_USE int flow_theft_view(struct cx *cx, const struct theft *t, struct theft_view *ret);
