/* plan — theft-protection and liability plans of bikes: what is sold at which price since when, what a bike has, and how it ends.
 *
 * Owns      tables plan_product, plan, plan_event, plan_number, plan_remind.
 * Thread    any, inside the caller's transaction.
 * Invariants (tests of the same names in plan_test.c)
 *   PL1 a product is a dated row that two people release (the migration's and the machine's own console's aside); a released row is never changed   (trigger)
 *   PL2 cover starts at 00:00 (+08:00) of the day after the sale, or where the plan before it ends, and never at once
 *   PL3 a bike has one live plan of a product at a time; a renewal is taken when the present one has at most plan.renew_days left, and queues behind it   (trigger)
 *   PL4 a sale has a key: the same again is the same plan, with other contents it is refused
 *   PL5 a state changes only by a row of plan_sm; every change adds 1 to ver and leaves a row in the history, which is never changed   (triggers)
 *   PL6 a refund is by the whole months that are left, never more than the price; a plan that paid out, or ended, gives none
 * Never     touches the ledger: flow_plan posts. Holds no personal data: owners are ids. */
#pragma once
#include "base/utc.h"
#include "core/cx.h"
#include "core/value.h"
#include "office/ledger/till.h"

/* --- products (plan_product.c) --- */

enum { PLAN_PRODUCTS = 2 };
extern const str plan_product_words[PLAN_PRODUCTS];      /* theft, liability */
struct plan_product {
	int64_t id; str product; int32_t from_day; int64_t price_fen; int32_t years;
	bool refund;                /* by the months that are left; false: none */
	str basis, state;           /* legal basis; asked, released, refused */
	account_id asked_by, decided_by; utc_ms asked_at, decided_at;
};
/* The released row with the greatest from_day not after day. E_NOTFOUND: not sold on that day. Texts in cx->arena, as below. */
MUST_USE int plan_product_at(struct cx *cx, str product, int32_t day, struct plan_product *ret);
MUST_USE int plan_product_get(struct cx *cx, int64_t id, struct plan_product *ret);
/* A new row to be released by somebody else. E_INVALID (product, fromDay: before today, priceFen, years, basis). */
MUST_USE int plan_product_ask(struct cx *cx, const struct plan_product *in, struct plan_product *ret);
/* E_DENIED: whoever asked; E_STATE: decided already, or a row of that day is released; E_INVALID: its day has passed. */
MUST_USE int plan_product_decide(struct cx *cx, int64_t id, bool release, struct plan_product *ret);
typedef int plan_product_fn(struct cx *cx, const struct plan_product *p, void *arg);
/* Newest day first. Count. */
MUST_USE int plan_products(struct cx *cx, plan_product_fn *fn, void *arg);

/* --- plans --- */

enum plan_state { PLS_LIVE, PLS_CANCELLED, PLS_REFUND_DUE, PLS_REFUNDED, PLS_ENDED, PLS_PAID, PLS_EXPIRED, PLS_N };
/* cancel: on the day of the sale, by who sold it. refund: the registration ended, money is owed; repay: it was paid back. end: the registration ended, or the
 * bike changed hands, without a refund. move: to the bike's new owner. pay: a claim used it up; unpay: that was taken back. expire: its time is over. */
enum plan_event { PLE_CANCEL, PLE_REFUND, PLE_REPAY, PLE_END, PLE_MOVE, PLE_PAY, PLE_UNPAY, PLE_EXPIRE, PLE_N };
extern const str plan_state_words[PLS_N], plan_event_words[PLE_N];

struct plan {
	plan_id id; str receipt, sale_key; int64_t product_id; str product; bike_id bike; struct plate plate; owner_id owner; site_id site; int64_t unit;
	int64_t price_fen; int32_t years; utc_ms starts_at, ends_at; enum pay_way way; str way_ref; enum plan_state state; account_id sold_by; int32_t sold_day;
	utc_ms sold_at, ended_at; int64_t refund_fen; str refund_way; int64_t ver; bool refundable /* its product says so */;
};
/* price_fen: what the clerk was shown; it must be the price in force. scope: the point's short name, part of the receipt's number. */
struct plan_new {
	str key, product, scope; bike_id bike; struct plate plate; owner_id owner; site_id site; int64_t unit, price_fen; enum pay_way way; str way_ref;
	int64_t renew_days;
};
/* PL2 to PL4. *ret_again: it was there. E_INVALID (product, way, wayRef, requestId); E_STATE (priceFen: another price is in force; product: the bike has
 * one, with until when; wayRef: this payment is on another receipt; requestId: another sale had this key). */
MUST_USE int plan_add(struct cx *cx, const struct plan_new *in, struct plan *ret, bool *ret_again);
/* When a plan sold now would begin and end. E_STATE as plan_add. */
struct plan_term { utc_ms starts_at, ends_at; bool renewal; };
MUST_USE int plan_term_of(struct cx *cx, bike_id bike, const struct plan_product *p, int64_t renew_days, struct plan_term *ret);
MUST_USE int plan_get(struct cx *cx, plan_id id, struct plan *ret);
/* The sale of a key; false in *ret_found where there is none. */
MUST_USE int plan_by_key(struct cx *cx, str key, struct plan *ret, bool *ret_found);

/* One event. to: the new owner of a move; way: how a repay was paid. What a refund is, plan_refund_at says. E_STATE: no such step from here, or it has changed meanwhile; E_DENIED: not
 * for this role, or a cancel by somebody else; of a cancel also E_STATE when it is not the day of the sale any more, or a renewal stands behind it. */
struct plan_how { owner_id to; enum pay_way way; };
MUST_USE int plan_step(struct cx *cx, struct plan *p, enum plan_event ev, const struct plan_how *how);
/* Bits 1 << PLE_ that roles may do in a state. */
unsigned plan_actions(enum plan_state s, unsigned roles);
/* What is paid back for it at t by the months that are left (PL6); 0 unless it is live. */
int64_t plan_refund_at(const struct plan *p, utc_ms t);

typedef int plan_fn(struct cx *cx, const struct plan *p, void *arg);
/* Texts in cx->arena. Of a bike and of an owner newest first, at most 100; of a point's day in the order of sale, id > after. Count. */
MUST_USE int plan_of_bike(struct cx *cx, bike_id bike, plan_fn *fn, void *arg);
MUST_USE int plan_of_owner(struct cx *cx, owner_id owner, plan_fn *fn, void *arg);
MUST_USE int plan_of_day(struct cx *cx, site_id site, int32_t day, int64_t after, int max, plan_fn *fn, void *arg);
/* Live ones of a bike, oldest first. */
MUST_USE int plan_live_of(struct cx *cx, bike_id bike, plan_fn *fn, void *arg);
/* All plans of gone become keep's (a merge of two rows that are one person). Count of rows. */
MUST_USE int plan_owner_merged(struct cx *cx, owner_id keep, owner_id gone);

/* --- cover --- */

struct plan_cover { plan_id id; str product; utc_ms starts_at, ends_at; owner_id owner; int64_t price_fen; enum plan_state state; };
/* The theft plan that covered the bike at an instant, whatever became of it since (state says); a cancelled one never did. ends_at is where the cover ended:
 * earlier than sold when it was cut. owner: whose it was then. False in *ret_found: none. */
MUST_USE int plan_cover_of(struct cx *cx, bike_id bike, utc_ms at, struct plan_cover *ret, bool *ret_found);
/* The same of another product. */
MUST_USE int plan_cover_by(struct cx *cx, bike_id bike, str product, utc_ms at, struct plan_cover *ret, bool *ret_found);

/* --- time --- */

/* Live plans whose time is over become expired, at most max. Count. */
MUST_USE int plan_expire(struct cx *cx, int max);
/* Live plans that end after now and within days, that nothing queues behind and whose owner was not reminded at that mark; at most max. Count. */
MUST_USE int plan_to_remind(struct cx *cx, int64_t days, int max, plan_fn *fn, void *arg);
/* E_STATE: was already. */
MUST_USE int plan_reminded(struct cx *cx, plan_id id, int64_t days);
