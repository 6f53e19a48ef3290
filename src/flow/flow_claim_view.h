/* flow_claim_view — a claim as the staff and its owner see it. Names and cards are masked. */
#pragma once
#include "flow/flow_claim.h"
#include "format/js/js.h"

struct claim_view {
	int64_t id; str number; int state; str code, code_text, code_zh, sampled; int64_t theft; str theft_number; int64_t bike; str plate, payee, card;
	int32_t months; int64_t price_fen, amount_fen; str clock_from, owed_on; bool provisional, stopped, soon, late; int32_t days_left;
	utc_ms created_at, submitted_at, decided_at, heard_at, paid_at, closed_at; int64_t ver; struct js_list actions, checks, papers, missing, stops, events, payments;
};
/* brief: a list's line, without the lists inside. */
extern const struct js_shape claim_brief_shape, claim_shape;
/* roles: whose actions are named. full: with checks, papers, stops, history and payments. Texts in cx->arena. */
MUST_USE int flow_claim_view(struct cx *cx, const struct claim *c, bool full, struct claim_view *ret);

/* May the actor read claims? An adjuster; an insurer's account whose area covers the unit that policy claim.insurer names. */
MUST_USE int flow_claim_reader(struct cx *cx, bool *ret);

/* What would be, before there is a claim. */
extern const struct js_shape claim_outlook_shape;
MUST_USE int flow_claim_put_outlook(struct cx *cx, struct js *js, theft_id theft, owner_id who);
/* What would be if the bike were stolen now (flow_claim_ahead); theftId is 0. */
MUST_USE int flow_claim_put_ahead(struct cx *cx, struct js *js, bike_id bike, owner_id who);

struct claim_step_in { int64_t ver; str code, note; };
struct claim_card_in { struct pii card; };
extern const struct js_shape claim_step_shape, claim_card_shape;
