/* plan — see plan.h. */
#include "office/plan/plan.h"

#include "core/card.h"
#include "plan_sm.h"
#include "plan_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(plan)

enum { SLIP_DIGITS = 12 };      /* of a slip's own reference; a longer number may be the card's, which is written down nowhere */

/* --- reading --- */

struct stored { struct arena *arena; struct plan p; };

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *s = ret;
	struct plan *p = &s->p;

	p->id.v = sql_i64(r);
	p->receipt = sql_str_a(r, s->arena);
	p->sale_key = sql_str_a(r, s->arena);
	p->product_id = sql_i64(r);
	p->product = sql_str_a(r, s->arena);
	p->bike.v = sql_i64(r);
	bool plate = plate_parse(sql_str(r), &p->plate);
	p->owner.v = sql_i64(r);
	p->site.v = sql_i64(r);
	p->unit = sql_i64(r);
	p->price_fen = sql_i64(r);
	p->years = (int32_t)sql_i64(r);
	p->starts_at = sql_i64(r);
	p->ends_at = sql_i64(r);
	p->way = pay_way_of(sql_str(r));
	p->way_ref = sql_str_a(r, s->arena);
	p->state = plan_state_of(sql_str(r));
	p->sold_by.v = sql_i64(r);
	p->sold_day = (int32_t)sql_i64(r);
	p->sold_at = sql_i64(r);
	p->ended_at = sql_i64(r);
	p->refund_fen = sql_i64(r);
	p->refund_way = sql_str_a(r, s->arena);
	p->ver = sql_i64(r);
	p->refundable = str_eq(sql_str(r), S("months"));
	ASSERT(plate && p->way < PW_N && p->state < PLS_N);      /* CHECKed by the database */
}

static int get(struct cx *cx, const struct sql_stmt *q, struct plan *ret, const struct sqlv *v, size_t n)
{
	struct stored s = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_stored, &s, v, n));
	*ret = s.p;
	return 0;
}

int plan_get(struct cx *cx, plan_id id, struct plan *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id.v)));
}

/* A row that may not be there. */
static int maybe(struct cx *cx, int rc, struct err before, bool *ret_found)
{
	*ret_found = rc == 0;
	if (rc == E_NOTFOUND)
		cx->err = before;
	return rc == E_NOTFOUND ? 0 : rc;
}

int plan_by_key(struct cx *cx, str key, struct plan *ret, bool *ret_found)
{
	struct err before = cx->err;

	return maybe(cx, get(cx, &q_by_key, ret, BIND(V(key))), before, ret_found);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* --- the term (PL2, PL3) --- */

/* The same day of another year; of 29 February 1 March. */
static utc_ms years_on(utc_ms t, int32_t years)
{
	struct civil c = civil_of(t);

	c.y = (int16_t)(c.y + years);
	if (!civil_valid(c)) {
		c.m = 3;
		c.d = 1;
	}
	return civil_start(c);
}

static str day_text(struct cx *cx, utc_ms t)
{
	struct civil c = civil_of(t);

	return arena_fmt(cx->arena, "%04d-%02d-%02d", c.y, c.m, c.d);
}

int plan_term_of(struct cx *cx, bike_id bike, const struct plan_product *p, int64_t renew_days, struct plan_term *ret)
{
	utc_ms tomorrow = day_start(day_of(cx->now) + 1);
	int64_t last;

	TRY(sql_one(cx, &q_last_end, read_int, &last, BIND(V(bike.v), V(p->product))));
	if (last && last > cx->now + renew_days * DAY_MS)
		return FAIL_FIELD(cx, E_STATE, "product", "the bike has this plan until %.*s; it may be renewed from %.*s on", STR_ARG(day_text(cx, last - 1)),
		                  STR_ARG(day_text(cx, last - renew_days * DAY_MS)));
	ret->renewal = last > 0;
	ret->starts_at = MAX(tomorrow, last);
	ret->ends_at = years_on(ret->starts_at, p->years);
	return 0;
}

int64_t plan_refund_at(const struct plan *p, utc_ms t)
{
	struct civil now = civil_of(t), end = civil_of(p->ends_at);
	int64_t all = (int64_t)p->years * 12, left = (end.y * 12 + end.m) - (now.y * 12 + now.m) - (end.d < now.d ? 1 : 0);

	if (p->state != PLS_LIVE || !p->refundable || left <= 0)
		return 0;
	return p->price_fen * MIN(left, all) / all;
}

/* --- selling --- */

static bool word_of(str s, size_t least, size_t most)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return s.n >= least && s.n <= most;
}

static int check(struct cx *cx, const struct plan_new *in)
{
	if (!str_eq(in->product, plan_product_words[0]) && !str_eq(in->product, plan_product_words[1]))
		return FAIL_FIELD(cx, E_INVALID, "product", "must be theft or liability");
	if ((unsigned)in->way >= PW_N)
		return FAIL_FIELD(cx, E_INVALID, "way", "must be cash, wechat, alipay or card");
	if (in->way == PW_CASH && in->way_ref.n)
		return FAIL_FIELD(cx, E_INVALID, "wayRef", "cash has no reference: leave it out");
	if (in->way != PW_CASH && !word_of(in->way_ref, 4, 64))
		return FAIL_FIELD(cx, E_INVALID, "wayRef", "is the payment's own number: 4 to 64 letters, digits or -");
	if (in->way == PW_CARD && in->way_ref.n > SLIP_DIGITS && card_number_valid(in->way_ref))
		return FAIL_FIELD(cx, E_INVALID, "wayRef", "looks like the card's own number, which is never written down: take the reference on the slip");
	return 0;
}

/* PL4. */
static int same_sale(struct cx *cx, const struct plan *p, const struct plan_new *in)
{
	bool same = str_eq(p->product, in->product) && p->bike.v == in->bike.v && p->site.v == in->site.v && p->way == in->way &&
	            str_eq(p->way_ref, in->way_ref) && p->price_fen == in->price_fen && p->sold_by.v == cx->actor.v;

	return same ? 0 : FAIL_FIELD(cx, E_STATE, "requestId", "another sale was made with this id");
}

struct text { struct arena *arena; str s; };

static void read_text(struct sql_row *r, void *ret)
{
	struct text *t = ret;

	t->s = sql_str_a(r, t->arena);
}

static int unused_ref(struct cx *cx, const struct plan_new *in)
{
	struct err before = cx->err;
	struct text t = { cx->arena, S("") };
	bool found;

	TRY(maybe(cx, sql_one(cx, &q_by_way_ref, read_text, &t, BIND(V(pay_way_words[in->way]), V(in->way_ref))), before, &found));
	return found ? FAIL_FIELD(cx, E_STATE, "wayRef", "this payment is on receipt %.*s already", STR_ARG(t.s)) : 0;
}

static int receipt_of(struct cx *cx, const struct plan_new *in, int32_t day, str *ret)
{
	struct civil c = civil_of(cx->now);
	int64_t n;

	TRY(sql_one(cx, &q_number_next, read_int, &n, BIND(V(in->site.v), V((int)day))));
	*ret = arena_fmt(cx->arena, "%.*s-%04d%02d%02d-%04lld", STR_ARG(in->scope), c.y, c.m, c.d, (long long)n);
	return 0;
}

static int note(struct cx *cx, const struct plan *p, str event, str was, int64_t fen)
{
	return as_done(sql_exec(cx, &q_event, BIND(V(p->id.v), V(cx->now), V(event), V(was), V(plan_state_words[p->state]), V(cx->actor.v), V(fen),
	                                           V(p->owner.v))));
}

int plan_add(struct cx *cx, const struct plan_new *in, struct plan *ret, bool *ret_again)
{
	int32_t day = day_of(cx->now);
	struct err before = cx->err;
	struct plan_product product;
	struct plan_term term;
	struct plan p;
	str receipt;

	if (!word_of(in->key, 8, 80))
		return FAIL_FIELD(cx, E_INVALID, "requestId", "must be 8 to 80 letters, digits, - or _");
	TRY(check(cx, in));
	TRY(plan_by_key(cx, in->key, &p, ret_again));
	if (*ret_again) {
		TRY(same_sale(cx, &p, in));
		*ret = p;
		return 0;
	}
	int rc = plan_product_at(cx, in->product, day, &product);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return FAIL_FIELD(cx, E_STATE, "product", "is not sold today");
	}
	TRY(rc);
	if (in->price_fen != product.price_fen)
		return FAIL_FIELD(cx, E_STATE, "priceFen", "the price today is %lld fen: read it again", (long long)product.price_fen);
	TRY(plan_term_of(cx, in->bike, &product, in->renew_days, &term));
	if (in->way != PW_CASH)
		TRY(unused_ref(cx, in));
	TRY(receipt_of(cx, in, day, &receipt));
	TRY(sql_insert(cx, &q_add, &p.id.v, BIND(V(receipt), V(in->key), V(product.id), V(in->product), V(in->bike.v), V(plate_str(&in->plate)), V(in->owner.v),
		V(in->site.v), V(in->unit), V(product.price_fen), V((int)product.years), V(term.starts_at), V(term.ends_at), V(pay_way_words[in->way]), V(in->way_ref),
		V(cx->actor.v), V((int)day), V(cx->now))));
	TRY(plan_get(cx, p.id, ret));
	return note(cx, ret, S("sell"), S(""), ret->price_fen);
}

/* --- steps (PL5) --- */

static int may_cancel(struct cx *cx, const struct plan *p)
{
	int64_t behind;

	if (p->sold_by.v != cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "seller", "only who sold it cancels it");
	if (p->sold_day != day_of(cx->now))
		return FAIL_FIELD(cx, E_STATE, "sold_day", "a sale is cancelled on its own day only; later it ends with the registration, by the months that are left");
	TRY(sql_one(cx, &q_behind, read_int, &behind, BIND(V(p->bike.v), V(p->product), V(p->ends_at))));
	return behind ? FAIL_FIELD(cx, E_STATE, "renewal", "a renewal stands behind it: cancel that first") : 0;
}

/* What the row holds after the event. */
static void after(struct cx *cx, const struct plan_row *row, const struct plan_how *how, struct plan *io)
{
	if (row->on == PLE_MOVE)
		io->owner = how->to;
	if (row->on == PLE_CANCEL || row->on == PLE_REFUND)
		io->refund_fen = row->on == PLE_CANCEL ? io->price_fen : plan_refund_at(io, cx->now);
	if (row->on == PLE_CANCEL || row->on == PLE_REPAY)
		io->refund_way = pay_way_words[row->on == PLE_CANCEL ? io->way : how->way];
	if (row->from == PLS_LIVE && row->to != PLS_LIVE)
		io->ended_at = row->on == PLE_EXPIRE ? io->ends_at : cx->now;
	io->state = row->to;
	io->ver++;
}

int plan_step(struct cx *cx, struct plan *io, enum plan_event ev, const struct plan_how *how)
{
	const struct plan_row *row = plan_row_for(io->state, ev);
	struct plan p = *io;

	if (!row)
		return FAIL(cx, E_STATE, "not possible for a plan that is %.*s", STR_ARG(plan_state_words[io->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (ev == PLE_CANCEL)
		TRY(may_cancel(cx, io));
	if (ev == PLE_EXPIRE && io->ends_at > cx->now)
		return FAIL(cx, E_STATE, "its time is not over");
	if (ev == PLE_MOVE && !how->to.v)
		return FAIL_FIELD(cx, E_INVALID, "to", "is missing");
	if (ev == PLE_REPAY && (unsigned)how->way >= PW_N)
		return FAIL_FIELD(cx, E_INVALID, "way", "must be cash, wechat, alipay or card");
	after(cx, row, how, &p);
	if (ev == PLE_REFUND && !p.refund_fen)
		return FAIL_FIELD(cx, E_STATE, "paid_back", "nothing of it is left to be paid back");
	int n = sql_exec(cx, &q_step, BIND(V(plan_state_words[p.state]), V(p.owner.v), V_ID(p.ended_at), V(p.refund_fen), V(p.refund_way), V(p.id.v),
	                                   V(plan_state_words[io->state]), V(io->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the plan has changed; read it again");
	TRY(note(cx, &p, plan_event_words[ev], plan_state_words[io->state], ev == PLE_CANCEL || ev == PLE_REFUND || ev == PLE_REPAY ? p.refund_fen : 0));
	*io = p;
	return 0;
}

/* --- lists --- */

struct each { plan_fn *fn; void *arg; };

static int each_plan(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct stored s = { .arena = cx->arena };

	read_stored(r, &s);
	return e->fn(cx, &s.p, e->arg);
}

int plan_of_bike(struct cx *cx, bike_id bike, plan_fn *fn, void *arg)
{
	return sql_each(cx, &q_of_bike, each_plan, &(struct each){ fn, arg }, BIND(V(bike.v)));
}

int plan_of_owner(struct cx *cx, owner_id owner, plan_fn *fn, void *arg)
{
	return sql_each(cx, &q_of_owner, each_plan, &(struct each){ fn, arg }, BIND(V(owner.v)));
}

int plan_of_day(struct cx *cx, site_id site, int32_t day, int64_t after_id, int max, plan_fn *fn, void *arg)
{
	return sql_each(cx, &q_of_day, each_plan, &(struct each){ fn, arg }, BIND(V(site.v), V((int)day), V(after_id), V(max)));
}

int plan_live_of(struct cx *cx, bike_id bike, plan_fn *fn, void *arg)
{
	return sql_each(cx, &q_live_of, each_plan, &(struct each){ fn, arg }, BIND(V(bike.v)));
}

int plan_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	return sql_exec(cx, &q_owner_merged, BIND(V(keep.v), V(gone.v)));
}

/* --- cover --- */

struct cover { struct arena *arena; struct plan_cover c; };

static void read_cover(struct sql_row *r, void *ret)
{
	struct cover *s = ret;
	struct plan_cover *c = &s->c;

	c->id.v = sql_i64(r);
	c->product = sql_str_a(r, s->arena);
	c->starts_at = sql_i64(r);
	c->ends_at = sql_i64(r);
	c->owner.v = sql_i64(r);
	c->price_fen = sql_i64(r);
	c->state = plan_state_of(sql_str(r));
}

int plan_cover_by(struct cx *cx, bike_id bike, str product, utc_ms at, struct plan_cover *ret, bool *ret_found)
{
	struct cover s = { .arena = cx->arena };
	struct err before = cx->err;

	TRY(maybe(cx, sql_one(cx, &q_cover, read_cover, &s, BIND(V(bike.v), V(product), V(at))), before, ret_found));
	if (*ret_found)
		*ret = s.c;
	return 0;
}

int plan_cover_of(struct cx *cx, bike_id bike, utc_ms at, struct plan_cover *ret, bool *ret_found)
{
	return plan_cover_by(cx, bike, plan_product_words[0], at, ret, ret_found);
}

/* --- time --- */

enum { EXPIRE_MOST = 200 };
struct over { struct plan *v; int n; };

static int take_over(struct cx *cx, const struct plan *p, void *arg)
{
	struct over *o = arg;

	(void)cx;
	o->v[o->n++] = *p;
	return 0;
}

int plan_expire(struct cx *cx, int max)
{
	struct over o = { .v = arena_alloc(cx->arena, EXPIRE_MOST * sizeof *o.v) };

	if (!o.v)
		return FAIL(cx, E_TOOBIG, "too many plans at once");
	TRY(sql_each(cx, &q_over, each_plan, &(struct each){ take_over, &o }, BIND(V(cx->now), V(MIN(max, EXPIRE_MOST)))));
	for (int i = 0; i < o.n; i++)
		TRY(plan_step(cx, &o.v[i], PLE_EXPIRE, &(struct plan_how){ .way = PW_CASH }));
	return o.n;
}

int plan_to_remind(struct cx *cx, int64_t days, int max, plan_fn *fn, void *arg)
{
	return sql_each(cx, &q_to_remind, each_plan, &(struct each){ fn, arg }, BIND(V(cx->now), V(cx->now + days * DAY_MS), V(days), V(max)));
}

int plan_reminded(struct cx *cx, plan_id id, int64_t days)
{
	return as_done(sql_exec(cx, &q_reminded, BIND(V(id.v), V(days), V(cx->now))));
}
