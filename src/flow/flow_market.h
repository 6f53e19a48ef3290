/* flow_market — owners offer used bikes to owners; the bike changes hands at a counter and nowhere else.
 *
 *   FM1 only the bike's owner offers it, and only a bike that could be transferred now (bike_may: no flag stands in the way, registered)
 *   FM2 while a theft case of the bike is open its offer is hidden (a row of theft_fans); what ends the case brings it back
 *   FM3 an offer ends with the ownership, the registration, or when its days are over (policy market.days)
 *   FM4 a buyer sees the bike, its price and the district it was registered in: no plate in full, no name, no telephone, no place
 *   FM5 who asks leaves the own telephone to the seller, by message, once an offer, at most market.asks_day a day; the seller's is told to nobody */
#pragma once
#include "core/cx.h"
#include "office/bike/bike.h"
#include "office/market/market.h"

/* The own bike's offer. E_NOTFOUND: not the own bike. refusals: why it cannot be offered now (n 0: it can). */
MUST_USE int flow_market_own(struct cx *cx, bike_id bike, struct offer *ret, bool *ret_on, struct bike_refusals *ret_refusals);
/* In the caller's write transaction. E_STATE: a flag stands in the way, or the offer is held; errors of market_put. */
MUST_USE int flow_market_offer(struct cx *cx, bike_id bike, int64_t price_fen, enum offer_shape shape, struct offer *ret);
/* E_STATE: it is not offered. */
MUST_USE int flow_market_withdraw(struct cx *cx, bike_id bike);
/* FM3: in the caller's write transaction. why as market_end. */
MUST_USE int flow_market_over(struct cx *cx, bike_id bike, str why);
/* FM2, called by the fan-out of a theft. */
MUST_USE int flow_market_hold(struct cx *cx, bike_id bike);
MUST_USE int flow_market_back(struct cx *cx, bike_id bike);

struct offer_seen { struct offer o; struct bike b; str plate; int months; bool own, asked; };     /* plate masked; months since it was bought, -1: not known */
typedef int offer_seen_fn(struct cx *cx, const struct offer_seen *s, void *arg);
/* What owners see. Count. */
MUST_USE int flow_market_list(struct cx *cx, int64_t before, int max, offer_seen_fn *fn, void *arg);
/* E_NOTFOUND: it is not open. E_STATE: the own one, asked already, the register has no telephone of one of both. E_BUSY: too many today. */
MUST_USE int flow_market_ask(struct cx *cx, int64_t offer, struct offer_seen *ret);

/* Ends what has lapsed; outside a transaction. Count. */
MUST_USE int flow_market_work(struct cx *cx);
