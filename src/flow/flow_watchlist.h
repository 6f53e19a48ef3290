/* flow_watchlist — the watch list as officers' readers carry it, and what they heard while they had no line.
 *
 * Owns      table handheld_hit. Reads watch_change of office/theft.
 * Thread    any HTTP worker.
 * Invariants (tests of the same names)
 *   WL1 whoever applies every page of every answer has exactly the tags that are watched: what left the list comes as a tombstone
 *   WL2 the feed has tags, severities and versions: no case, no bike, no person
 *   WL3 an upload repeated adds nothing: (account, clientId) is once
 *   WL4 a hit told later is late: it opens or counts up the case's alert and moves nothing; on a closed case, or of a time in which the bike was
 *       another owner's, it is kept as a detection alone */
#pragma once
#include "base/geo.h"
#include "core/cx.h"
#include "format/js/js.h"

enum { WATCHLIST_PAGE = 1000, WATCHLIST_HITS = 100 };

struct watchlist_item { tag_id tag; bool removed; int32_t severity; int64_t version; };
/* full: forget what you have, this is all of it (no tombstones). version: what to ask since next time, once every page has come. next: cursor of the
 * next page, 0: this was the last. */
struct watchlist { bool full; int64_t version, next; struct watchlist_item *items; size_t n; };
/* since: the version the reader has, 0: none. after, upto: the cursor and the version of the first page; 0 with the first. Outside a transaction; writes the
 * audit row "watchlist.read" first. An old version (policy order.list_keep_days) or an unknown one gets everything. */
MUST_USE int flow_watchlist(struct cx *cx, int64_t since, int64_t after, int64_t upto, struct watchlist *ret);

struct handheld_hit { str client_id; tag_id tag; utc_ms heard_at; bool has_place; struct geo at; str place; };
enum handheld_outcome { HO_ALERT, HO_KEPT, HO_UNKNOWN, HO_N };
extern const str handheld_outcome_names[HO_N];
struct handheld_done { str client_id; int outcome; bool again; int64_t alert_id, case_id; };
/* In the caller's write transaction. Unknown: no case ever watched that tag. E_INVALID: clientId, or a time ahead of the server's. */
MUST_USE int flow_handheld_hit(struct cx *cx, const struct handheld_hit *in, struct handheld_done *ret);
