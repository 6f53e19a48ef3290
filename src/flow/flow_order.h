/* flow_order — from an alert to the officer in the street: who is on duty there, the order, its way up when nobody signs, its end.
 *
 * The unit of an order, in this turn: whoever has hours of duty at that moment for the station that heard the bike, its standing unit, the same of
 * its district; the precinct (or branch) above the nearest plating point of the district; the bureau. A closed unit's work is that of the unit above it.
 * Whose order it is: units at or below the actor's area, and units that were asked for help. The police is told that an
 * order moved (topic "order"), never what stands in it: the stream of events knows roles and no areas. */
#pragma once
#include "core/cx.h"
#include "format/js/js.h"
#include "office/account/account.h"
#include "office/alert/alert.h"
#include "office/order/order.h"

MUST_USE int flow_order_unit(struct cx *cx, const struct alert *a, struct unit *ret, enum order_how *ret_how);
/* By hand, to that unit (0: whoever is on duty there), in the caller's write transaction. E_STATE: the alert is closed or has an open order; E_INVALID. */
MUST_USE int flow_order_hand(struct cx *cx, alert_id alert, unit_id unit, str note, str key, str who, struct order *ret);
/* One step by a person, in the caller's write transaction. Signing acknowledges the alert; an accepted find confirms it. E_DENIED: not of the own area;
 * and as order_step. */
MUST_USE int flow_order_step(struct cx *cx, int64_t id, enum order_ev ev, const struct order_do *in, struct order *ret);
MUST_USE int flow_order_ask(struct cx *cx, int64_t id, unit_id unit, str note, str who, struct order *ret);
/* By the unit that was asked. */
MUST_USE int flow_order_answer(struct cx *cx, int64_t assist, bool yes, str answer, str who, struct order *ret);
/* E_DENIED: neither of the own area nor asked for help there. *ret_own: of the own area; *ret_helps: it was asked, and has not declined. */
MUST_USE int flow_order_reach(struct cx *cx, const struct order *o, bool *ret_own, bool *ret_helps);

/* A job's turn, outside a transaction: alerts without an order get one, unsigned orders go up when their time is over (not while their alert is put
 * aside), unsigned orders of closed alerts lapse. Count of what was done. */
MUST_USE int flow_order_work(struct cx *cx);

struct assist_view { int64_t id, unit_id; str unit, state, note, answer, asked_by, decided_by; utc_ms asked_at, decided_at; bool mine; };
struct order_view {
	int64_t id, alert_id, case_id, bike_id; str case_number; struct plate plate; tag_id tag;
	int state, how, result; int32_t severity, level; bool late;
	int64_t unit_id; str unit;
	utc_ms issued_at, next_at; str next_unit;
	str signed_by, fed_by, reviewed_by, note, review_note; utc_ms signed_at, fed_at, reviewed_at, ended_at;
	int64_t station_id; str station_name, station_place; int32_t district, radius_m; struct geo at; utc_ms first_heard_at, last_heard_at, alert_shelved_until;
	int alert_state;
	struct js_list assists, actions;
	int64_t photos;
	int64_t ver;
};
extern const struct js_shape order_view_shape;
/* As this actor sees it; text in cx->arena. */
MUST_USE int flow_order_view(struct cx *cx, const struct order *o, struct order_view *ret);
