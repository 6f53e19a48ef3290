/* flow_plan — plans across rooms: the sale at a point with its money, cancelling, what a deregistration or a transfer makes of them, paying back, reminding,
 * the day's reconciliation.
 *
 * Money    every step that is about money is one posting in the same transaction, under a key made of the plan's id: a sale WAY.SITE + income -, a cancel the
 *          reverse, a refund refund.plan + payable.plan -, paying it back payable.plan + WAY.SITE -.
 * Invariants (tests of the same names in flow_plan_test.c)
 *   FL1 the ledger sums to zero after every step, and the tills, what is owed and the income agree with the plans
 *   FL2 a sale that is sent twice is one plan and one posting; two desks at once sell one plan, not two
 *   FL3 deregistration and transfer carry their plans in the same transaction: all or nothing; a plan that paid out gives no refund
 *   FL4 nothing is taken or given back at a point whose day is closed
 * All in the caller's write transaction but the jobs. */
#pragma once
#include "core/cx.h"
#include "office/bike/bike.h"
#include "office/ledger/till.h"
#include "office/plan/plan.h"

/* What may be sold to a bike now; why: the reason where it may not, in words. */
struct plan_offer { struct plan_product product; struct plan_term term; bool may; str why, field /* what stands against it: product, bikeId */; };
MUST_USE int flow_plan_offers(struct cx *cx, bike_id bike, struct plan_offer ret[static PLAN_PRODUCTS], int *ret_n);

struct plan_sale { str request_id, product; bike_id bike; site_id site; int64_t price_fen; enum pay_way way; str way_ref; };
/* E_DENIED: the point is outside of the account's area; E_NOTFOUND: point, bike; E_STATE: the point or its day is closed, the bike is not registered any
 * more, a flag stands against it (field "bikeId"), and as plan_add. *ret_again: this request was done before. */
MUST_USE int flow_plan_sell(struct cx *cx, const struct plan_sale *in, struct plan *ret, bool *ret_again);
/* The plan, if it was sold at a point of the account's area. E_DENIED, E_NOTFOUND. */
MUST_USE int flow_plan_reach(struct cx *cx, plan_id id, struct plan *ret);
/* On the day, by who sold it: a counter-entry. Errors of plan_step; E_STATE: the day is closed. */
MUST_USE int flow_plan_cancel(struct cx *cx, plan_id id, struct plan *ret);
/* What a deregistration left owed is paid back, out of this point's till. Errors as above. */
MUST_USE int flow_plan_repay(struct cx *cx, plan_id id, site_id site, enum pay_way way, struct plan *ret);

/* The bike's registration has ended, for a coded reason: its live plans end; where the policy plan.refund has the reason, what is left of them is owed. */
MUST_USE int flow_plan_bike_off(struct cx *cx, bike_id bike, str reason);
/* The bike is another owner's: its live plans move with it, or end (policy plan.transfer). */
MUST_USE int flow_plan_bike_moved(struct cx *cx, bike_id bike, owner_id to);
/* What is paid back if the bike is deregistered now for that reason. */
MUST_USE int flow_plan_refund_ahead(struct cx *cx, bike_id bike, str reason, int64_t *ret_fen);

/* The job: what is over expires, who ends soon is reminded, once a mark (policies plan.remind_first, plan.remind_last). Outside a transaction. Count of
 * messages. */
MUST_USE int flow_plan_tick(struct cx *cx);

/* A receipt for a sale on the 80 mm roll, as PDF, in cx->arena; audited ("plan.read"). Outside a transaction. */
MUST_USE int flow_plan_receipt(struct cx *cx, plan_id id, struct plan *ret, str *ret_pdf);

/* Who works there and may see its money: E_DENIED outside of the account's area. */
MUST_USE int flow_till(struct cx *cx, site_id site, int32_t day, struct till *ret);
/* Days of the points whose money the account sees (flow_books.h, BK2). Count. */
MUST_USE int flow_till_days(struct cx *cx, int32_t from, int32_t to, bool open_only, till_fn *fn, void *arg);
/* Name of the point, shown names of who counted and who closed; empty: nobody yet. In cx->arena. */
struct till_names { str site, counted_by, closed_by; };
MUST_USE int flow_till_names(struct cx *cx, const struct till *t, struct till_names *ret);
