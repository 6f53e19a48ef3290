/* tag — radio tags from delivery to the bike, a bike's slots, and how the tags in use fare.
 *
 * Owns      tables tag_batch, tag.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names)
 *   TG1 a tag has one row for ever; it is bound to one bike at most, and a bike has one bound tag a slot  (unique index tag_bound)
 *   TG2 a state changes only by a row of stock_sm; a tag in an open transfer is not bound
 *   TG3 a tag is silent only while it is bound, not heard for the policy's days, and those who should have heard it were listening
 * Never     asks the engines: flow_stock does and puts the answers here. */
#pragma once
#include "core/value.h"
#include "office/stock/stock.h"

enum tag_slot { TSL_THEFT, TSL_ENFORCEMENT, TSL_OWNER, TSL_N };
extern const str tag_slot_names[TSL_N];
extern const struct stock_kind tag_stock_kind;

struct tag_batch { int64_t id; int32_t n, known; };      /* known: tags that had a row already, left as they are */
/* Tags as delivered, into the depot. E_INVALID: n 1 to 50,000. */
MUST_USE int tag_receive(struct cx *cx, enum tag_slot slot, const tag_id *tags, int32_t n, str note, struct tag_batch *ret);

/* A batch that was delivered straight to a point, not to the depot. Pieces. */
MUST_USE int tag_deliver(struct cx *cx, int64_t batch, site_id site);

struct tag_piece {
	int64_t id; tag_id tag; enum tag_slot slot; enum stock_state state; struct stock_place at; int64_t transfer; bike_id bike;
	utc_ms bound_at, ended_at, last_heard_at, battery_low_since, silent_since; int64_t ver;
};
MUST_USE int tag_piece_get(struct cx *cx, int64_t id, struct tag_piece *ret);
MUST_USE int tag_piece_by_tag(struct cx *cx, tag_id tag, struct tag_piece *ret);
/* Binds a tag lying at the place. E_STATE: it does not lie there (field "tag"), is in a transfer, or the bike's slot has one. */
MUST_USE int tag_bind(struct cx *cx, tag_id tag, struct stock_place at, bike_id bike, struct tag_piece *ret);
/* replace, retire, lose; restore: bound again to the bike it was on. E_STATE: no such step, in a transfer, on no bike, or changed meanwhile. */
MUST_USE int tag_step(struct cx *cx, struct tag_piece *t, enum stock_event ev, str note);
typedef int tag_piece_fn(struct cx *cx, const struct tag_piece *t, void *arg);
MUST_USE int tag_of_bike(struct cx *cx, bike_id bike, tag_piece_fn *fn, void *arg);      /* bound ones, by slot */
/* Those that left the bike, retired or lost, with that note. */
MUST_USE int tag_ended_of(struct cx *cx, bike_id bike, str note, tag_piece_fn *fn, void *arg);
MUST_USE int tag_pieces(struct cx *cx, struct stock_place at, int64_t after, int max, tag_piece_fn *fn, void *arg);
MUST_USE int tag_sums(struct cx *cx, site_id site, stock_sum_fn *fn, void *arg);           /* site -1: all */

/* --- how they fare --- */
/* Bound tags looked at longest ago, before `before`; at most max. */
MUST_USE int tag_unchecked(struct cx *cx, utc_ms before, int max, tag_piece_fn *fn, void *arg);
struct tag_health { int64_t id; utc_ms last_heard_at; /* 0: not known to be later */ int battery_low; /* 1, 0, -1: not known */ bool silent; };
/* What was found at cx->now. A since keeps its first instant while it lasts. */
MUST_USE int tag_health_put(struct cx *cx, const struct tag_health *h);
enum tag_list { TL_SILENT, TL_BATTERY };
MUST_USE int tag_list(struct cx *cx, enum tag_list which, int64_t after, int max, tag_piece_fn *fn, void *arg);   /* by id */
MUST_USE int tag_list_count(struct cx *cx, enum tag_list which, int64_t *ret);

/* --- an import: many at once (tag_bulk.c) --- */
/* The batch that tags without a row are booked under. Then each tag as bound since `at`, without a look (sql_pipe): a tag lying in stock is taken from it; one that is
 * bound, replaced, retired or lost is left as it is. Unbind: the bike's tags lie in the depot again. */
MUST_USE int tag_bulk_batch(struct cx *cx, enum tag_slot slot, int64_t n, str note, int64_t *ret);
MUST_USE int tag_bulk_bind(struct cx *cx, enum tag_slot slot, tag_id tag, int64_t batch, bike_id bike, utc_ms at);
MUST_USE int tag_bulk_unbind(struct cx *cx, bike_id bike);
