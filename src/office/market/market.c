/* market — see market.h. */
#include "office/market/market.h"

#include "base/utc.h"
#include "market_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(market)

const str offer_shape_names[OS_N] = { SI("as_new"), SI("good"), SI("used"), SI("repair") };
const str offer_state_names[OF_N] = { SI("open"), SI("held"), SI("ended") };

static int word_of(const str *names, int n, str s)
{
	for (int i = 0; i < n; i++)
		if (str_eq(names[i], s))
			return i;
	BUG("a word that the table's CHECK does not know");
}

static void read_offer(struct sql_row *r, void *ret)
{
	struct offer *o = ret;

	o->id = sql_i64(r);
	o->bike.v = sql_i64(r);
	o->ownership = sql_i64(r);
	o->price_fen = sql_i64(r);
	o->shape = word_of(offer_shape_names, OS_N, sql_str(r));
	o->state = word_of(offer_state_names, OF_N, sql_str(r));
	o->made_at = sql_i64(r);
	o->until_at = sql_i64(r);
	o->ended_at = sql_i64(r);
	o->asks = sql_i64(r);
	o->ver = sql_i64(r);
}

int market_of(struct cx *cx, bike_id bike, struct offer *ret, bool *ret_found)
{
	struct err before = cx->err;
	int rc = sql_one(cx, &q_now_of, read_offer, ret, BIND(V(bike.v)));

	*ret_found = rc >= 0;
	if (rc == E_NOTFOUND) {
		cx->err = before;
		rc = 0;
	}
	return MIN(rc, 0);
}

int market_get(struct cx *cx, int64_t id, struct offer *ret)
{
	return sql_one(cx, &q_by_id, read_offer, ret, BIND(V(id)));
}

int market_put(struct cx *cx, bike_id bike, int64_t ownership, int64_t price_fen, enum offer_shape shape, utc_ms until, struct offer *ret)
{
	struct offer old;
	int64_t id;
	bool found;

	if (price_fen < OFFER_MIN_FEN || price_fen > OFFER_MAX_FEN)
		return FAIL_FIELD(cx, E_INVALID, "priceFen", "a price is from 1 to 50,000 yuan");
	TRY(market_of(cx, bike, &old, &found));
	if (found && old.ownership != ownership) {
		TRY(market_end(cx, bike, S("transfer"), &found));
		found = false;
	}
	if (found && old.state == OF_HELD)
		return FAIL(cx, E_STATE, "a theft case of the bike is open; the offer comes back when it ends");
	id = found ? old.id : 0;
	if (found)
		TRY(sql_exec(cx, &q_change, BIND(V(price_fen), V(offer_shape_names[shape]), V(until), V(id))));
	else
		TRY(sql_insert(cx, &q_add, &id, BIND(V(bike.v), V(ownership), V(price_fen), V(offer_shape_names[shape]), V(cx->now), V(until))));
	return market_get(cx, id, ret);
}

int market_end(struct cx *cx, bike_id bike, str why, bool *ret)
{
	struct offer o;

	TRY(market_of(cx, bike, &o, ret));
	return *ret ? as_done(sql_exec(cx, &q_end, BIND(V(cx->now), V(why), V(o.id)))) : 0;
}

int market_hold(struct cx *cx, bike_id bike)
{
	return as_done(sql_exec(cx, &q_hold, BIND(V(bike.v))));
}

int market_back(struct cx *cx, bike_id bike, int64_t ownership)
{
	struct offer o;
	bool found;

	TRY(market_of(cx, bike, &o, &found));
	if (!found || o.state != OF_HELD)
		return 0;
	if (o.ownership != ownership)
		return market_end(cx, bike, S("theft"), &found);
	if (o.until_at <= cx->now)
		return market_end(cx, bike, S("lapsed"), &found);
	return as_done(sql_exec(cx, &q_back, BIND(V(o.id))));
}

struct ids { int64_t *v; int n; };

static int take_id(struct cx *cx, struct sql_row *r, void *arg)
{
	struct ids *l = arg;

	(void)cx;
	l->v[l->n++] = sql_i64(r);
	return 0;
}

int market_lapse(struct cx *cx, int max)
{
	struct ids l = { arena_alloc(cx->arena, (size_t)max * sizeof *l.v), 0 };

	if (!l.v)
		return FAIL(cx, E_TOOBIG, "too many at a time");
	TRY(sql_each(cx, &q_lapsed, take_id, &l, BIND(V(cx->now), V(max))));
	for (int i = 0; i < l.n; i++)
		TRY(sql_exec(cx, &q_end, BIND(V(cx->now), V(S("lapsed")), V(l.v[i]))));
	return l.n;
}

int market_lapse_due(struct cx *cx, bool *ret)
{
	int64_t one[1];
	struct ids l = { one, 0 };

	TRY(sql_each(cx, &q_lapsed, take_id, &l, BIND(V(cx->now), V(1))));
	*ret = l.n > 0;
	return 0;
}

struct walk { offer_fn *fn; void *arg; };

static int take_offer(struct cx *cx, struct sql_row *r, void *arg)
{
	struct walk *w = arg;
	struct offer o;

	read_offer(r, &o);
	return w->fn(cx, &o, w->arg);
}

int market_list(struct cx *cx, int64_t before, int max, offer_fn *fn, void *arg)
{
	struct walk w = { fn, arg };

	return sql_each(cx, &q_list, take_offer, &w, BIND(V(cx->now), V(before ? before : INT64_MAX), V(max)));
}

int market_ask(struct cx *cx, int64_t offer, owner_id owner, bool *ret_new)
{
	int n = sql_exec(cx, &q_ask, BIND(V(offer), V(owner.v), V(cx->now)));

	*ret_new = n > 0;
	return MIN(n, 0);
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int market_asks_since(struct cx *cx, owner_id owner, utc_ms since, int64_t *ret)
{
	return sql_one(cx, &q_asks_since, read_count, ret, BIND(V(owner.v), V(since)));
}

int market_asked(struct cx *cx, int64_t offer, owner_id owner, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_asked, read_count, &n, BIND(V(offer), V(owner.v))));
	*ret = n > 0;
	return 0;
}
