/* stock — what plates and tags have in common on their way to a bike: the life of a piece, transfers with counter-signature, daily counts.
 *
 * Owns      tables stock_transfer, stock_count. The pieces belong to office/plate and office/tag, which lend their statements.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names)
 *   SK1 a piece changes its state only by a row of stock_sm
 *   SK2 a transfer moves pieces only when another person than the offerer has signed it (CHECK); until then they stay where they are, and are
 *       neither issued nor offered again
 *   SK3 a count that differs from what is computed has an explanation (CHECK); a place is counted once a day
 * Never     knows the numbers on the pieces. */
#pragma once
#include "core/cx.h"
#include "store/sql/sql.h"

enum stock_state { SKS_RECEIVED, SKS_AT_SITE, SKS_BOUND, SKS_REPLACED, SKS_RETIRED, SKS_LOST, SKS_N };
enum stock_event { SKE_MOVE, SKE_BIND, SKE_REPLACE, SKE_RETIRE, SKE_LOSE, SKE_RESTORE, SKE_N };
extern const str stock_state_names[SKS_N], stock_event_names[SKE_N];
/* False: no such step. */
bool stock_next(enum stock_state from, enum stock_event ev, enum stock_state *ret);
enum stock_state stock_state_of(str s);       /* SKS_N: none */

/* Where pieces lie: site 0 the depot, holder 0 the point's cupboard. */
struct stock_place { site_id site; account_id holder; };

/* Lent by the room of the pieces. Parameters: mark $1 transfer $2 site $3 holder $4 sort $5 n; arrive $1 transfer $2 site $3 holder;
 * release $1 transfer; count $1 site $2 holder. mark takes pieces of no open transfer, the lowest first. */
struct stock_kind { const char *what; const struct sql_stmt *mark, *arrive, *release, *count; };

/* What lies where: q ($1 site; -1: all) site, holder, sort, count. Count of rows. */
typedef int stock_sum_fn(struct cx *cx, struct stock_place at, str sort, int64_t n, void *arg);
MUST_USE int stock_sums(struct cx *cx, const struct sql_stmt *q, site_id site, stock_sum_fn *fn, void *arg);

enum transfer_state { TRS_OFFERED, TRS_SIGNED, TRS_REFUSED, TRS_WITHDRAWN, TRS_N };
enum transfer_event { TRE_SIGN, TRE_REFUSE, TRE_WITHDRAW, TRE_N };
extern const str transfer_state_names[TRS_N], transfer_event_names[TRE_N];
struct transfer {
	int64_t id; str what, sort, note; struct stock_place from, to; int32_t n; enum transfer_state state;
	account_id offered_by, closed_by; utc_ms offered_at, closed_at; int64_t ver;
};
/* sort: plate kind or tag slot. E_INVALID (n 1 to 5000, from = to); E_STATE when fewer lie there (then the caller
 * rolls back). */
MUST_USE int stock_offer(struct cx *cx, const struct stock_kind *k, struct stock_place from, struct stock_place to, str sort, int32_t n, str note,
                         struct transfer *ret);
MUST_USE int transfer_get(struct cx *cx, int64_t id, struct transfer *ret);
/* k as the transfer's `what` says. E_DENIED: the offerer signing, another person withdrawing, or not the holder it goes to; E_STATE. */
MUST_USE int transfer_step(struct cx *cx, const struct stock_kind *k, struct transfer *t, enum transfer_event ev);
typedef int transfer_fn(struct cx *cx, const struct transfer *t, void *arg);
/* Newest first; site 0: all; open: only offered ones. */
MUST_USE int transfer_list(struct cx *cx, site_id site, bool open, int64_t before, int max, transfer_fn *fn, void *arg);

struct stock_count { int64_t id; int32_t day; str what; struct stock_place at; int64_t computed, counted; str explanation; account_id actor; utc_ms time; };
/* The day's count of a place; *ret_computed also when it is refused. E_INVALID (explanation) when it differs and nothing explains it;
 * E_STATE when it has been counted today. */
MUST_USE int stock_count_put(struct cx *cx, const struct stock_kind *k, struct stock_place at, int64_t counted, str explanation, int64_t *ret_computed);
typedef int stock_count_fn(struct cx *cx, const struct stock_count *c, void *arg);
MUST_USE int stock_counts(struct cx *cx, site_id site, int64_t before, int max, stock_count_fn *fn, void *arg);
