/* flow_market — see flow_market.h. */
#include "flow/flow_market.h"

#include "base/utc.h"
#include "flow/flow_figures.h"
#include "flow/flow_owner_view.h"
#include "office/claim/claim.h"
#include "office/message/message.h"
#include "office/policy/policy.h"
#include "office/site/site.h"
#include "store/sql/sql.h"

enum { LAPSE_MAX = 64, BATCH = 64, MESSAGE_DAYS = 3 };

static int or_none(struct cx *cx, int rc, struct err before, bool *ret_found)
{
	*ret_found = rc >= 0;
	if (rc != E_NOTFOUND)
		return MIN(rc, 0);
	cx->err = before;
	return 0;
}

/* FM1: could the bike be transferred now? told: only by the flags that its owner knows of (OV3); the others hide the offer and say nothing. */
static int may(struct cx *cx, const struct bike *b, bool told, struct bike_refusals *ret)
{
	struct bike_refusals all = { .n = 0 };
	struct err before = cx->err;
	struct cx system = *cx;

	ret->n = 0;
	system.roles = ROLE_OWNER;
	int rc = bike_may(&system, b, BE_TRANSFER, &all);
	cx->err = before;
	if (rc < 0 && rc != E_STATE)
		return FAIL(cx, rc, "the bike's flags cannot be read");
	for (int i = 0; i < all.n; i++)
		if (!told || b->life != BL_REGISTERED || flow_owner_flag_told(all.flag[i]))
			ret->flag[ret->n++] = all.flag[i];
	return 0;
}

int flow_market_own(struct cx *cx, bike_id bike, struct offer *ret, bool *ret_on, struct bike_refusals *ret_refusals)
{
	struct ownership own;
	struct bike b;

	TRY(flow_owner_bike(cx, bike, &b, &own));
	TRY(market_of(cx, bike, ret, ret_on));
	*ret_on = *ret_on && ret->ownership == own.id;
	return may(cx, &b, true, ret_refusals);
}

int flow_market_offer(struct cx *cx, bike_id bike, int64_t price_fen, enum offer_shape shape, struct offer *ret)
{
	struct bike_refusals no;
	struct ownership own;
	struct bike b;
	int64_t days;

	TRY(flow_owner_bike(cx, bike, &b, &own));
	TRY(may(cx, &b, true, &no));
	if (no.n)
		return FAIL_FIELD(cx, E_STATE, "bike", "the bike could not change hands now; see its flags");
	TRY(policy_i64(cx, POL_MARKET_DAYS, cx->now, &days));
	return market_put(cx, bike, own.id, price_fen, shape, cx->now + days * DAY_MS, ret);
}

int flow_market_withdraw(struct cx *cx, bike_id bike)
{
	struct bike_refusals no;
	struct offer o;
	bool on;

	TRY(flow_market_own(cx, bike, &o, &on, &no));
	if (!on)
		return FAIL(cx, E_STATE, "the bike is not offered");
	return flow_market_over(cx, bike, S("owner"));
}

int flow_market_over(struct cx *cx, bike_id bike, str why)
{
	bool was;

	return market_end(cx, bike, why, &was);
}

int flow_market_hold(struct cx *cx, bike_id bike)
{
	return market_hold(cx, bike);
}

int flow_market_back(struct cx *cx, bike_id bike)
{
	struct err before = cx->err;
	struct ownership own = { .id = 0 };
	bool known;

	TRY(or_none(cx, bike_owner_now(cx, bike, &own), before, &known));
	return market_back(cx, bike, known ? own.id : 0);
}

/* --- what owners see --- */

static int months_since(str bought_on, utc_ms now)
{
	int32_t bought;

	return site_day_parse(bought_on, &bought) ? claim_age_months(bought, day_of(now)) : -1;
}

/* False in *ret_shown: it is not to be seen now (FM1). */
static int look(struct cx *cx, const struct offer *o, struct offer_seen *ret, bool *ret_shown)
{
	struct bike_refusals no;
	struct ownership own;
	struct owner me;

	*ret = (struct offer_seen){ .o = *o };
	TRY(bike_get(cx, o->bike, &ret->b));
	TRY(bike_owner_now(cx, o->bike, &own));
	TRY(may(cx, &ret->b, false, &no));
	*ret_shown = o->state == OF_OPEN && o->until_at > cx->now && own.id == o->ownership && !no.n;
	if (!*ret_shown)
		return 0;
	TRY(flow_owner_me(cx, &me));
	ret->own = own.owner.v == me.id.v;
	ret->plate = flow_mask_mark(cx->arena, arena_str(cx->arena, plate_str(&ret->b.plate)));
	ret->months = months_since(ret->b.bought_on, cx->now);
	return market_asked(cx, o->id, me.id, &ret->asked);
}

struct batch { struct offer o[BATCH]; int n; };

static int gather(struct cx *cx, const struct offer *o, void *arg)
{
	struct batch *b = arg;

	(void)cx;
	b->o[b->n++] = *o;
	return 0;
}

int flow_market_list(struct cx *cx, int64_t before, int max, offer_seen_fn *fn, void *arg)
{
	struct batch b = { .n = BATCH };
	int given = 0;

	while (given < max && b.n == BATCH) {
		b.n = 0;
		TRY(market_list(cx, before, BATCH, gather, &b));
		for (int i = 0; i < b.n && given < max; i++) {
			struct offer_seen s;
			bool shown;
			TRY(look(cx, &b.o[i], &s, &shown));
			if (shown)
				TRY(fn(cx, &s, arg));
			given += shown;
			before = b.o[i].id;
		}
	}
	return given;
}

/* FM5. The first telephone of the register. */
static int phone_of(struct cx *cx, owner_id owner, struct pii ret[static OWNER_PHONES])
{
	struct owner who;
	int n = 0;

	TRY(owner_live(cx, owner, &who));
	TRY(owner_phones(cx, who.id, ret, &n));
	return n ? 0 : FAIL_FIELD(cx, E_STATE, "phone", "the register has no telephone of one of you; bring it up to date at a point");
}

static int tell_seller(struct cx *cx, const struct offer_seen *s, owner_id seller, owner_id buyer)
{
	struct pii to[OWNER_PHONES], from[OWNER_PHONES];

	TRY(phone_of(cx, seller, to));
	TRY(phone_of(cx, buyer, from));
	str text = arena_fmt(cx->arena, "【雁阵】有车主想买您转让的 %.*s，请联系 %.*s。请一起到上牌点办过户，过户前不要先付全款。", STR_ARG(s->plate),
	                     STR_ARG(pii_reveal(&from[0])));
	return message_put(cx, S("case_news"), pii_reveal(&to[0]), text, cx->now + MESSAGE_DAYS * (utc_ms)DAY_MS, false);
}

int flow_market_ask(struct cx *cx, int64_t offer, struct offer_seen *ret)
{
	struct ownership own;
	int64_t most, asked;
	struct offer o;
	struct owner me;
	bool shown, fresh;

	TRY(market_get(cx, offer, &o));
	TRY(look(cx, &o, ret, &shown));
	if (!shown)
		return FAIL(cx, E_NOTFOUND, "no such record");
	if (ret->own)
		return FAIL(cx, E_STATE, "this is your own bike");
	TRY(flow_owner_me(cx, &me));
	TRY(policy_i64(cx, POL_MARKET_ASKS_DAY, cx->now, &most));
	TRY(market_asks_since(cx, me.id, cx->now - DAY_MS, &asked));
	if (asked >= most)
		return FAIL(cx, E_BUSY, "you have asked for enough bikes today; go on tomorrow");
	TRY(market_ask(cx, offer, me.id, &fresh));
	if (!fresh)
		return FAIL(cx, E_STATE, "you have asked for this bike already");
	TRY(bike_owner_now(cx, o.bike, &own));
	ret->asked = true;
	return tell_seller(cx, ret, own.owner, me.id);
}

int flow_market_work(struct cx *cx)
{
	bool due;

	ASSERT(!sql_in_tx(cx));
	TRY(market_lapse_due(cx, &due));
	if (!due)
		return 0;
	TRY(sql_begin(cx, true));
	int n = market_lapse(cx, LAPSE_MAX);
	int end = n < 0 ? n : sql_commit(cx);
	sql_rollback(cx);
	return end < 0 ? end : n;
}
