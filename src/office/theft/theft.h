/* theft — theft cases: one case per stolen bike, from the report to its end.
 *
 * Owns      tables theft, theft_number, theft_event, theft_reporter, watch_change.
 * Thread    any HTTP worker, job or the alert thread, inside the caller's transaction.
 * Invariants (each has a test of the same name in theft_test.c)
 *   T1 a bike has at most one open case                   (unique index theft_open)
 *   T2 a state changes only by a row of theft_rows[]      (theft_sm.c; every cell stands in tests/golden/theft_life.txt)
 *   T3 every change adds 1 to ver; a stale ver is refused with E_STATE
 *   T4 every change leaves an event row; event rows are never changed   (triggers)
 *   T5 a watch or unwatch is a row of watch_change in the transaction of the step; it is marked journaled only afterwards, so
 *      that a crash in between repeats it and loses nothing
 *   T6 solved is not found: solved_at moves alone, and of one crime all cases are solved or none is
 *   T7 who told of a case is sealed; a case without such a row was told by the owner, or by nobody who is named
 * Never     tells engines or people: flow/ compares the case before and after a step and acts on the difference (flow_theft.h). */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "core/pii.h"
#include "core/value.h"

enum theft_state {
	TS_REPORTED, TS_ACCEPTED, TS_FILED, TS_NOT_FILED, TS_WATCHED, TS_LOCATED, TS_RECOVERED, TS_RETURNED, TS_UNSOLVED, TS_WITHDRAWN, TS_UNFOUNDED, TS_N
};
enum theft_event {
	TE_ACCEPT, TE_FILE, TE_NOT_FILE, TE_EXTEND, TE_WATCH, TE_HIT, TE_RECOVER, TE_RETURN, TE_GIVE_UP, TE_WITHDRAW, TE_UNFOUND, TE_REOPEN, TE_SOLVE, TE_UNSOLVE, TE_N
};
enum theft_source { TO_POLICE, TO_COUNTER, TO_OWNER, TO_EMERGENCY, TO_N };      /* owner: by phone page or API; emergency: taken over from 110 */
enum theft_filing { TF_PLAIN, TF_CHECKS, TF_COMPLEX, TF_N };                    /* how long the decision on filing may take */
enum theft_locked { TL_UNKNOWN, TL_YES, TL_NO, TL_N };
enum { LOCK_KINDS = 8, KEY_PLACES = 6 };
extern const str theft_state_words[TS_N], theft_event_words[TE_N], theft_source_words[TO_N], theft_filing_words[TF_N], theft_locked_words[TL_N],
	theft_lock_kinds[LOCK_KINDS], theft_key_places[KEY_PLACES];     /* as stored and shown; the last two begin with "unknown" */

struct theft_lock { int locked, kind, keys /* 0: not said */, key_place; };      /* all 0: nothing is known */

struct theft {
	theft_id id;
	str number;                 /* "430405-20261123-0001": district, day, count */
	bike_id bike;
	tag_id tag;                 /* as at the report; a bike's tag is not changed while a case is open */
	struct plate plate;
	enum theft_state state;
	int32_t severity;           /* 1..3 */
	enum theft_source reported_by;
	str source_ref;             /* the emergency call's number; empty */
	utc_ms last_seen_at, missing_at, reported_at;   /* in this order */
	utc_ms accepted_at, filing_due_at, filed_at, located_at, recovered_at, unsolved_at, closed_at, solved_at;   /* 0: not */
	str receipt_no;             /* from accepted on */
	enum theft_filing filing;
	str filing_no;              /* document number of the decision to file, or not to */
	theft_id crime;             /* several bikes, one crime: the case that leads; 0: alone */
	bool has_place; struct geo at;
	str place, note;            /* arena of the work item, as all texts here */
	struct theft_lock lock;
	str reason;                 /* of the last step that gave one */
	account_id officer;         /* 0: an owner's report that nobody has confirmed */
	unit_id unit;               /* the duty unit; 0: none, everybody's */
	int64_t ver;
};
struct theft_new {
	bike_id bike; tag_id tag; struct plate plate;
	utc_ms last_seen_at, missing_at;
	int32_t severity, district;     /* severity 0: 2 */
	bool has_place; struct geo at;
	str place, note;
	enum theft_source source; str source_ref;
	struct theft_lock lock;
	unit_id unit;
	struct pii reporter, reporter_phone;   /* empty: the owner, or nobody named */
};

/* The words stored, shown by the API and used in logs; empty beyond _N. */
str theft_state_name(enum theft_state s);
str theft_event_name(enum theft_event e);
/* TS_N, TE_N when the word is none. */
enum theft_state theft_state_of(str s);
enum theft_event theft_event_of(str s);
/* Open: not filed, given back, withdrawn and unfounded are the ends. */
static inline bool theft_is_open(const struct theft *t)
{
	return t->state != TS_NOT_FILED && t->state != TS_RETURNED && t->state != TS_WITHDRAWN && t->state != TS_UNFOUNDED;
}
/* The tag is listened for: also when the search was given up. */
static inline bool theft_is_watched(const struct theft *t)
{
	return t->state == TS_WATCHED || t->state == TS_LOCATED || t->state == TS_UNSOLVED;
}
/* False: an owner's own report that no officer has looked at. It opens nothing but the bike's flag: no watch, no trail, no exact place. */
static inline bool theft_is_confirmed(const struct theft *t)
{
	return t->reported_by != TO_OWNER || t->accepted_at != 0;
}

/* Opens a case. E_INVALID: times out of order or in the future, severity, texts, lock facts, an emergency call without its number; E_STATE if T1
 * would break. The actor becomes its officer, but for an owner's own report. */
MUST_USE int theft_report(struct cx *cx, const struct theft_new *in, struct theft *ret);
MUST_USE int theft_get(struct cx *cx, theft_id id, struct theft *ret);
/* The open case of a bike: false in *ret_found when there is none. */
MUST_USE int theft_open_of(struct cx *cx, bike_id bike, theft_id *ret, bool *ret_found);
/* How many cases an owner reported for this bike since then, whatever became of them. */
MUST_USE int theft_owner_reports(struct cx *cx, bike_id bike, utc_ms since, int64_t *ret);
/* Who told of it (T7); empty where nobody is named. */
MUST_USE int theft_reporter(struct cx *cx, theft_id id, struct pii *ret_name, struct pii *ret_phone);

enum theft_queue { TQ_ALL, TQ_CONFIRM /* owners' reports */, TQ_FILE /* accepted, by due date */, TQ_OVERDUE /* the decision is late */,
	TQ_GIVE_UP /* so long without a find that it may be given up */, TQ_N };
extern const str theft_queue_words[TQ_N];
/* State TS_N: any; open: only open ones; area: of duty units at or below it (or of none), empty: all. unsolved_days: policy, for TQ_GIVE_UP. */
/* crime 0: of any; exact: a number or a plate as it is written, "": any. */
struct theft_filter { enum theft_state state; bool open; enum theft_queue queue; str area; int64_t unsolved_days; theft_id crime; str exact; };
#define THEFT_ALL ((struct theft_filter){ .state = TS_N, .area = S(""), .exact = S("") })
typedef int theft_fn(struct cx *cx, const struct theft *t, void *arg);
/* Newest first, ids below before (0: all). Texts borrowed for the call. Count. */
MUST_USE int theft_list(struct cx *cx, const struct theft_filter *f, int64_t before, int max, theft_fn *fn, void *arg);
MUST_USE int theft_open_count(struct cx *cx, int64_t *ret);
/* A bike's cases, newest first. */
MUST_USE int theft_of_bike(struct cx *cx, bike_id bike, int max, theft_fn *fn, void *arg);
/* Queues now (area as in the filter). Bikes found and crimes solved are figures (flow_figures.h): one source. */
struct theft_counts { int64_t confirm, overdue, give_up; };
MUST_USE int theft_count(struct cx *cx, const struct theft_filter *f, struct theft_counts *ret);

/* Policies that steps go by. */
struct theft_rules { int64_t reopen_days, filing_days[TF_N], unsolved_days; };
/* ver 0: whatever it is; else T3. doc_no: of the decision on filing, made from the case's number when empty; filing: with extend, and with accept. */
struct theft_do { enum theft_event ev; int64_t ver; str note, doc_no; enum theft_filing filing; };
/* Moves *t along one event. On success *t is the stored case; on failure it is not touched. E_STATE: no such step from here, or stale; E_DENIED: not
 * for this role; E_INVALID: note, or a reason is wanted and missing. */
MUST_USE int theft_step(struct cx *cx, struct theft *t, const struct theft_do *d, const struct theft_rules *r);
/* Bits 1 << TE_ that roles may do now, guards included. */
unsigned theft_actions(const struct theft *t, unsigned roles, utc_ms now, const struct theft_rules *r);
/* So long without a find that giving up is offered. */
bool theft_may_give_up(const struct theft *t, utc_ms now, const struct theft_rules *r);
/* The decision on filing is late. */
bool theft_overdue(const struct theft *t, utc_ms now);
/* *t is another unit's from now on, and with officer that officer's (0: as before); ver as in theft_do. The caller knows that they are police. */
MUST_USE int theft_assign(struct cx *cx, struct theft *t, unit_id unit, account_id officer, int64_t ver, str note);
/* The steps that doing ev takes from here: ev itself, or, for an officer in a hurry, what lies before it (watch: accept, file; return: recover).
 * At most THEFT_WAY. Count, 0: no way. */
enum { THEFT_WAY = 3 };
int theft_way(const struct theft *t, enum theft_event ev, enum theft_event ret[static THEFT_WAY]);
/* *t is of one crime with the case with (and those that are of one with it). E_STATE: it is of another already, one of them is withdrawn or
 * unfounded, or one is solved and the other is not; E_INVALID: with itself. */
MUST_USE int theft_join(struct cx *cx, struct theft *t, theft_id with);
/* *t is a crime of its own again. E_STATE: it is, or it is the one that leads others. */
MUST_USE int theft_part(struct cx *cx, struct theft *t);

struct theft_history { int64_t id; utc_ms at; str event, from, to, note; account_id actor; };
typedef int theft_history_fn(struct cx *cx, const struct theft_history *h, void *arg);
/* In order; texts in cx->arena. "report" is the first. At most max. Count. */
MUST_USE int theft_events(struct cx *cx, theft_id id, int max, theft_history_fn *fn, void *arg);

/* --- the watch list's changes (T5) --- */
struct theft_watch { int64_t version; theft_id theft; tag_id tag; bool add; int32_t severity; utc_ms at, since; };
MUST_USE int theft_watch(struct cx *cx, const struct theft *t, bool add);
typedef int theft_watch_fn(struct cx *cx, const struct theft_watch *w, void *arg);
/* Not yet journaled ones in the order they were decided, at most max. Count. */
MUST_USE int theft_watch_pending(struct cx *cx, int max, theft_watch_fn *fn, void *arg);
MUST_USE int theft_watch_journaled(struct cx *cx, int64_t version);
/* After the loss of a journal: the watches of all cases that are watched (theft_is_watched) are to be journaled again. Count. */
MUST_USE int theft_watch_again(struct cx *cx);
