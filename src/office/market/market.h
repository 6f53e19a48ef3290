/* market — used bikes that their owners offer to other owners.
 *
 * Owns      tables offer, offer_ask.
 * Thread    any, inside the caller's transaction.
 * Invariants
 *   MK1 a bike has one offer at most, of one ownership; no other owner has it              (unique index offer_now; flow ends it)
 *   MK2 a held offer is shown to nobody but its owner; it is open again, or ended, when what held it is over
 *   MK3 who asks is told of to the seller once an offer                                     (UNIQUE (offer, owner))
 * Never     knows names, numbers or places: flow adds what a buyer may see. Never takes money: the bike changes hands at a counter. */
#pragma once
#include "core/cx.h"
#include "core/value.h"

enum offer_shape { OS_AS_NEW, OS_GOOD, OS_USED, OS_REPAIR, OS_N };
extern const str offer_shape_names[OS_N];
enum offer_state { OF_OPEN, OF_HELD, OF_ENDED, OF_N };
extern const str offer_state_names[OF_N];
enum { OFFER_MIN_FEN = 100, OFFER_MAX_FEN = 5000000 };

struct offer { int64_t id; bike_id bike; int64_t ownership, price_fen; int shape, state; utc_ms made_at, until_at, ended_at; int64_t asks, ver; };

/* The bike's offer that has not ended. False in *ret_found: it has none. */
MUST_USE int market_of(struct cx *cx, bike_id bike, struct offer *ret, bool *ret_found);
/* E_NOTFOUND. */
MUST_USE int market_get(struct cx *cx, int64_t id, struct offer *ret);
/* Offers the bike, or changes price, shape and end of the offer that stands. E_INVALID, field "priceFen"; E_STATE: it is held. */
MUST_USE int market_put(struct cx *cx, bike_id bike, int64_t ownership, int64_t price_fen, enum offer_shape shape, utc_ms until, struct offer *ret);
/* why: owner, transfer, deregistered, lapsed, theft. Without an offer nothing happens. True in *ret: there was one. */
MUST_USE int market_end(struct cx *cx, bike_id bike, str why, bool *ret);
/* Nobody sees it until market_back. Without an open offer nothing happens. */
MUST_USE int market_hold(struct cx *cx, bike_id bike);
/* Open again; one that has lapsed or is of another ownership meanwhile ends instead. Without a held offer nothing happens. */
MUST_USE int market_back(struct cx *cx, bike_id bike, int64_t ownership);
/* Ends what has lapsed by now. Count, at most max. */
MUST_USE int market_lapse(struct cx *cx, int max);
/* Is there such a one? Reads only. */
MUST_USE int market_lapse_due(struct cx *cx, bool *ret);

typedef int offer_fn(struct cx *cx, const struct offer *o, void *arg);
/* The open ones that have not lapsed, newest first, ids below before (0: all). Count. */
MUST_USE int market_list(struct cx *cx, int64_t before, int max, offer_fn *fn, void *arg);
/* False in *ret_new: asked already. */
MUST_USE int market_ask(struct cx *cx, int64_t offer, owner_id owner, bool *ret_new);
MUST_USE int market_asks_since(struct cx *cx, owner_id owner, utc_ms since, int64_t *ret);
MUST_USE int market_asked(struct cx *cx, int64_t offer, owner_id owner, bool *ret);
