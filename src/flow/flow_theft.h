/* flow_theft — a theft case across rooms: case, the bike's flag "stolen", watch list, alerts, the outbox.
 *
 * Fan-out  what stands while a case is in some states is a row of theft_fans[]: {name, stands, open, undo}. After a step each row whose stands()
 *          differs between the case before and after is opened or undone, in the transaction of the step: so what a report starts, its undoing
 *          ends, by whichever way the case comes to its end. A case that is opened again opens, too, what stood on after its end. The flag is what stops transfer, deregistration and another tag meanwhile.
 *   FT1 flag <=> the case is open; watch <=> it is watched (theft_is_watched); an open alert => it is watched; also after a crash at any statement
 *   FT2 an owner's own report opens the flag, holds the bike's violations back, and nothing else before an officer has confirmed it
 *   FT3 a case is moved by officers of its duty unit's area, its own officer and case officers, and by nobody else
 *   FT4 a bike that a claim was paid for is not given back before the operator has decided whose it is
 *   FT5 nobody takes another's case, and with it the way of its bike: it is given to him by somebody else
 * Watch    a row of watch_change in the same transaction; after the commit it is journaled with the engines and then marked. A crash anywhere leaves
 *          the row unmarked, and flow_watch_reconcile repeats it: the engine takes the same change twice as one. All of this process's pushes go
 *          through one lock, in the order of the rows. */
#pragma once
#include "core/cx.h"
#include "format/js/js.h"
#include "office/bike/bike.h"
#include "office/theft/theft.h"

struct flow_report {
	bike_id bike; utc_ms last_seen_at, missing_at; int32_t severity; bool has_place; struct geo at; str place, note; bool watch;
	enum theft_source source; str source_ref; struct theft_lock lock; struct pii reporter, reporter_phone; enum theft_filing filing;
};

/* In the caller's write transaction: the case, and with watch all steps up to it. Errors of theft_report and theft_step; E_NOTFOUND: bike;
 * E_STATE: it is deregistered; E_INVALID: an owner's report by somebody else. */
MUST_USE int flow_theft_report(struct cx *cx, const struct flow_report *in, struct theft *ret);
/* In the caller's write transaction. Passes the steps of theft_way, carries out the fan-out and tells the outbox. E_STATE: as above, when a case would
 * be opened again, FT4; E_DENIED: FT3. */
MUST_USE int flow_theft_do(struct cx *cx, theft_id id, const struct theft_do *d, struct theft *ret);
/* The same as part of another use case, which has asked for FT4 itself. */
MUST_USE int flow_theft_step(struct cx *cx, theft_id id, enum theft_event ev, int64_t ver, str note, struct theft *ret);
/* FT3. E_DENIED. */
MUST_USE int flow_theft_may(struct cx *cx, const struct theft *t);
/* One crime with another case, or (with 0) a crime of its own. FT3 for both; errors of theft_join, theft_part. */
MUST_USE int flow_theft_crime(struct cx *cx, theft_id id, theft_id with, struct theft *ret);
/* The case goes to another police unit, with officer (or the log-in name officer_name) to that officer. FT3, FT5; E_INVALID: no police unit, no officer; errors of
 * theft_assign. */
MUST_USE int flow_theft_assign(struct cx *cx, theft_id id, unit_id unit, account_id officer, str officer_name, int64_t ver, str note, struct theft *ret);
/* Name or phone of who told of a case, in the clear: FT3, and behind its audit row "theft.unmask" with purpose (one of unmask_purposes) and reference (as
 * flow_coded_reference). E_NOTFOUND: nobody is named; E_INVALID: field, reference. */
MUST_USE int flow_theft_unmask(struct cx *cx, theft_id id, str field, int purpose, str reference, str *ret);
/* The policies steps go by, now. */
MUST_USE int flow_theft_rules(struct cx *cx, struct theft_rules *ret);

/* What stands while a case is in some states. open and undo may be NULL: nothing is to be done. */
struct theft_fan {
	str name;
	bool (*stands)(const struct theft *t);
	int (*open)(struct cx *cx, const struct theft *t);
	int (*undo)(struct cx *cx, const struct theft *t);
};
enum { THEFT_FANS = 5 };
extern const struct theft_fan theft_fans[THEFT_FANS];

/* --- an owner's side: cx->owner is the citizen of the session; E_NOTFOUND for what is not the own --- */
/* in->source, watch, severity and reporter are not the owner's to say. E_STATE: a case is open; E_BUSY: too many a day; E_INVALID: before the bike was theirs. */
MUST_USE int flow_theft_owner_report(struct cx *cx, const struct flow_report *in, struct theft *ret);
/* The own report, while nobody has confirmed it (E_STATE later: the police decides). */
MUST_USE int flow_theft_owner_withdraw(struct cx *cx, theft_id id, str note, struct theft *ret);
/* The cases of a bike of one's own that were reported while it was. Count. */
MUST_USE int flow_theft_owner_list(struct cx *cx, bike_id bike, int max, theft_fn *fn, void *arg);

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
	int reported_by;
	str source_ref, reporter_name, reporter_phone;      /* masked; empty: the owner, or nobody named */
	utc_ms last_seen_at, missing_at, reported_at, accepted_at, filing_due_at, filed_at, located_at, recovered_at, unsolved_at, closed_at, solved_at;
	str receipt_no, filing_no;
	int filing;
	bool overdue, may_give_up, confirmed;
	int64_t crime;
	struct geo at;
	str place, note, reason;
	int locked, lock_kind, key_place;
	int32_t keys;
	str officer;
	int64_t officer_id, unit_id;
	str unit;
	int64_t ver;
	struct js_list actions;     /* of str */
	str alert;                  /* JSON of the case's newest alert, or empty */
};
extern const struct js_shape bike_brief_shape, theft_view_shape, theft_event_shape;
/* Fills the view for this account's roles; text in cx->arena. */
MUST_USE int flow_theft_view(struct cx *cx, const struct theft *t, struct theft_view *ret);
/* As an event in the outbox, without actions. kind: opened, updated, located or closed. */
MUST_USE int flow_theft_tell(struct cx *cx, const struct theft *t, str kind);
