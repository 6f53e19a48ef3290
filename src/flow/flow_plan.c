/* flow_plan — see flow_plan.h. */
#include "flow/flow_plan.h"

#include "flow/flow_booking.h"
#include "flow/flow_books.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/ledger/ledger.h"
#include "office/message/message.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

/* --- money --- */

static str income_of(const struct plan *p)
{
	return str_eq(p->product, plan_product_words[0]) ? S("income.plan") : S("income.liability");
}

/* One posting of two lines: fen comes to the first account from the second. */
static int post(struct cx *cx, const struct plan *p, const char *what, str to, str from, int64_t fen, site_id site)
{
	struct ledger_entry e[] = { { to, fen, p->unit, site.v }, { from, -fen, p->unit, site.v } };
	int64_t id;

	return ledger_post(cx, e, 2, S("plan"), p->id.v, arena_fmt(cx->arena, "plan.%s.%lld", what, (long long)p->id.v), &id);
}

/* --- what may be sold --- */

/* Flags with which no plan is sold: whose the bike is, or whether it is there, is not clear. */
static const str stops[] = { SI("stolen"), SI("suspect"), SI("sealed"), SI("locked"), SI("clone_suspect") };

static int sellable(struct cx *cx, const struct bike *b)
{
	bool has;

	if (b->life != BL_REGISTERED)
		return FAIL_FIELD(cx, E_STATE, "bikeId", "the bike is not registered any more");
	for (size_t i = 0; i < COUNTOF(stops); i++) {
		TRY(bike_has_flag(cx, b->id, stops[i], &has));
		if (has)
			return FAIL_FIELD(cx, E_STATE, "bikeId", "no plan is sold to a bike with the flag %.*s", STR_ARG(stops[i]));
	}
	return 0;
}

static int one_offer(struct cx *cx, const struct bike *b, struct plan_offer *io)
{
	struct err before = cx->err;
	int64_t renew;

	TRY(policy_i64(cx, POL_PLAN_RENEW_DAYS, cx->now, &renew));
	int rc = sellable(cx, b);
	rc = rc < 0 ? rc : plan_term_of(cx, b->id, &io->product, renew, &io->term);
	if (rc < 0 && rc != E_STATE)
		return rc;
	io->may = rc == 0;
	io->why = rc == 0 ? S("") : arena_str(cx->arena, str_of(cx->err.msg));
	io->field = rc == 0 ? S("") : arena_str(cx->arena, str_of(cx->err.field));
	cx->err = before;
	return 0;
}

int flow_plan_offers(struct cx *cx, bike_id bike, struct plan_offer ret[static PLAN_PRODUCTS], int *ret_n)
{
	struct err before = cx->err;
	struct bike b;
	int n = 0;

	TRY(bike_get(cx, bike, &b));
	for (int i = 0; i < PLAN_PRODUCTS; i++) {
		ret[n] = (struct plan_offer){ .may = false };
		int rc = plan_product_at(cx, plan_product_words[i], day_of(cx->now), &ret[n].product);
		if (rc == E_NOTFOUND) {
			cx->err = before;
			continue;
		}
		TRY(rc);
		TRY(one_offer(cx, &b, &ret[n++]));
	}
	*ret_n = n;
	return 0;
}

/* --- selling --- */

static int desk(struct cx *cx, site_id site, struct site *ret)
{
	TRY(flow_site_reach(cx, site, ret));
	if (!ret->open)
		return FAIL_FIELD(cx, E_STATE, "siteId", "the point is closed");
	return till_open(cx, site);      /* FL4 */
}

static int sell_new(struct cx *cx, const struct plan_sale *in, struct plan_new *io)
{
	struct ownership own;
	struct site s;
	struct bike b;

	TRY(desk(cx, in->site, &s));
	TRY(bike_get(cx, in->bike, &b));
	TRY(sellable(cx, &b));
	TRY(bike_owner_now(cx, b.id, &own));
	TRY(policy_i64(cx, POL_PLAN_RENEW_DAYS, cx->now, &io->renew_days));
	io->plate = b.plate;
	io->owner = own.owner;
	io->scope = s.code;
	io->unit = s.unit.v;
	return 0;
}

int flow_plan_sell(struct cx *cx, const struct plan_sale *in, struct plan *ret, bool *ret_again)
{
	struct plan_new n = { .key = in->request_id, .product = in->product, .bike = in->bike, .site = in->site, .price_fen = in->price_fen, .way = in->way,
	                      .way_ref = in->way_ref };
	struct plan p;

	TRY(plan_by_key(cx, in->request_id, &p, ret_again));
	if (!*ret_again)
		TRY(sell_new(cx, in, &n));
	TRY(plan_add(cx, &n, ret, ret_again));
	if (*ret_again)
		return 0;
	return post(cx, ret, "sale", till_account(cx, ret->way, ret->site), income_of(ret), ret->price_fen, ret->site);
}

int flow_plan_reach(struct cx *cx, plan_id id, struct plan *ret)
{
	struct site s;

	TRY(plan_get(cx, id, ret));
	return flow_site_reach(cx, ret->site, &s);
}

int flow_plan_cancel(struct cx *cx, plan_id id, struct plan *ret)
{
	struct plan p;

	TRY(flow_plan_reach(cx, id, &p));
	TRY(till_open(cx, p.site));
	TRY(plan_step(cx, &p, PLE_CANCEL, &(struct plan_how){ .way = p.way }));
	TRY(post(cx, &p, "cancel", income_of(&p), till_account(cx, p.way, p.site), p.price_fen, p.site));
	*ret = p;
	return 0;
}

int flow_plan_repay(struct cx *cx, plan_id id, site_id site, enum pay_way way, struct plan *ret)
{
	struct site s;
	struct plan p;

	TRY(desk(cx, site, &s));
	TRY(plan_get(cx, id, &p));
	TRY(plan_step(cx, &p, PLE_REPAY, &(struct plan_how){ .way = way }));
	TRY(post(cx, &p, "repay", S("payable.plan"), till_account(cx, way, site), p.refund_fen, site));
	*ret = p;
	return 0;
}

/* --- what becomes of the bike --- */

enum { LIVE_MAX = 16 };      /* two products, each with a renewal behind it; more than the trigger allows by far */
struct live { struct plan *v; int n; };

static int take_live(struct cx *cx, const struct plan *p, void *arg)
{
	struct live *l = arg;

	if (l->n == LIVE_MAX)
		return FAIL(cx, E_TOOBIG, "too many plans of one bike");
	l->v[l->n++] = *p;
	return 0;
}

static int live_of(struct cx *cx, bike_id bike, struct live *ret)
{
	*ret = (struct live){ .v = arena_alloc(cx->arena, LIVE_MAX * sizeof *ret->v) };
	if (!ret->v)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	return as_done(plan_live_of(cx, bike, take_live, ret));
}

static int refunds_for(struct cx *cx, str reason, bool *ret)
{
	str w[POLICY_WORDS];
	int n;

	*ret = false;
	TRY(policy_words(cx, POLL_PLAN_REFUND, cx->now, w, &n));
	for (int i = 0; i < n; i++)
		*ret |= str_eq(w[i], reason);
	return 0;
}

static int end_one(struct cx *cx, struct plan *p, bool refund)
{
	bool owed = refund && plan_refund_at(p, cx->now) > 0;

	TRY(plan_step(cx, p, owed ? PLE_REFUND : PLE_END, &(struct plan_how){ .way = PW_CASH }));
	if (owed)
		TRY(post(cx, p, "refund", S("refund.plan"), S("payable.plan"), p->refund_fen, p->site));
	return audit_add(cx, owed ? "plan.refund" : "plan.end", "plan", p->id.v, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"fen\":%lld}", (long long)p->refund_fen));
}

int flow_plan_bike_off(struct cx *cx, bike_id bike, str reason)
{
	struct live l;
	bool refund;

	TRY(refunds_for(cx, reason, &refund));
	TRY(live_of(cx, bike, &l));
	for (int i = 0; i < l.n; i++)
		TRY(end_one(cx, &l.v[i], refund));
	return 0;
}

int flow_plan_refund_ahead(struct cx *cx, bike_id bike, str reason, int64_t *ret_fen)
{
	struct live l;
	bool refund;

	*ret_fen = 0;
	TRY(refunds_for(cx, reason, &refund));
	TRY(live_of(cx, bike, &l));
	for (int i = 0; refund && i < l.n; i++)
		*ret_fen += plan_refund_at(&l.v[i], cx->now);
	return 0;
}

int flow_plan_bike_moved(struct cx *cx, bike_id bike, owner_id to)
{
	struct live l;
	str what;

	TRY(policy_text(cx, POT_PLAN_TRANSFER, cx->now, &what));
	TRY(live_of(cx, bike, &l));
	for (int i = 0; i < l.n; i++) {
		if (str_eq(what, S("end"))) {
			TRY(end_one(cx, &l.v[i], false));
			continue;
		}
		TRY(plan_step(cx, &l.v[i], PLE_MOVE, &(struct plan_how){ .to = to }));
		TRY(audit_add(cx, "plan.move", "plan", l.v[i].id.v, (theft_id){ 0 }, S("")));
	}
	return 0;
}

/* --- time --- */

enum { TICK_MOST = 50, REMIND_ALIVE_DAYS = 2, REMIND_FROM_H = 9, REMIND_UNTIL_H = 20 };

/* Nobody is woken by a reminder. */
static bool by_day(utc_ms t)
{
	int64_t hour = (t - day_start(day_of(t))) / HOUR_MS;

	return hour >= REMIND_FROM_H && hour < REMIND_UNTIL_H;
}

static int tell(struct cx *cx, const struct plan *p)
{
	struct pii phone[OWNER_PHONES];
	struct civil c = civil_of(p->ends_at - 1);
	int n;

	TRY(owner_phones(cx, p->owner, phone, &n));
	if (!n)
		return 0;
	const char *what = str_eq(p->product, plan_product_words[0]) ? "防盗服务" : "第三者责任保障";
	str text = arena_fmt(cx->arena, "您的电动自行车%.*s%s将于%d年%d月%d日到期。如需续办，请携带身份证到任一上牌点办理；不续办请忽略本短信。",
	                     STR_ARG(plate_str(&p->plate)), what, c.y, c.m, c.d);
	TRY(message_put(cx, S("plan_renew"), pii_reveal(&phone[0]), text, cx->now + REMIND_ALIVE_DAYS * DAY_MS, false));
	return 1;
}

/* The last mark first: who is reminded of it needs no first one any more. */
static int remind(struct cx *cx, int64_t days, int64_t earlier, int *io)
{
	struct live l = { .v = arena_alloc(cx->arena, LIVE_MAX * sizeof *l.v) };
	struct err before = cx->err;

	if (!l.v)
		return FAIL(cx, E_TOOBIG, "too many plans at once");
	TRY(plan_to_remind(cx, days, LIVE_MAX, take_live, &l));
	for (int i = 0; i < l.n; i++) {
		TRY(plan_reminded(cx, l.v[i].id, days));
		int rc = earlier && earlier != days ? plan_reminded(cx, l.v[i].id, earlier) : 0;
		if (rc == E_STATE)      /* it was */
			cx->err = before;
		else
			TRY(rc);
		rc = tell(cx, &l.v[i]);
		TRY(rc);
		*io += rc;
	}
	return 0;
}

static int tick(struct cx *cx, int *ret)
{
	int64_t first, last;

	TRY(policy_i64(cx, POL_PLAN_REMIND_FIRST, cx->now, &first));
	TRY(policy_i64(cx, POL_PLAN_REMIND_LAST, cx->now, &last));
	TRY(plan_expire(cx, TICK_MOST));
	if (by_day(cx->now)) {
		TRY(remind(cx, last, first, ret));
		TRY(remind(cx, first, 0, ret));
	}
	return sql_commit(cx);
}

int flow_plan_tick(struct cx *cx)
{
	int n = 0;

	TRY(sql_begin(cx, true));
	int rc = tick(cx, &n);
	sql_rollback(cx);
	return rc < 0 ? rc : n;
}

/* --- the till --- */

int flow_till(struct cx *cx, site_id site, int32_t day, struct till *ret)
{
	struct site s;

	TRY(flow_site_reach(cx, site, &s));
	return till_get(cx, site, day, ret);
}

struct reach { till_fn *fn; void *arg; int n; };

static int day_in_area(struct cx *cx, const struct till *t, void *arg)
{
	struct reach *r = arg;
	bool sees;

	TRY(flow_books_sees(cx, t->site, &sees));
	if (!sees)
		return 0;
	r->n++;
	return r->fn(cx, t, r->arg);
}

int flow_till_days(struct cx *cx, int32_t from, int32_t to, bool open_only, till_fn *fn, void *arg)
{
	struct reach r = { fn, arg, 0 };

	TRY(till_days(cx, from, to, open_only, day_in_area, &r));
	return r.n;
}

static int name_of(struct cx *cx, account_id id, str *ret)
{
	struct account a;

	*ret = S("");
	if (!id.v)
		return 0;
	TRY(account_get(cx, id, &a));
	*ret = a.display;
	return 0;
}

int flow_till_names(struct cx *cx, const struct till *t, struct till_names *ret)
{
	struct site s;

	TRY(site_get(cx, t->site, &s));
	ret->site = s.name;
	TRY(name_of(cx, t->counted_by, &ret->counted_by));
	return name_of(cx, t->closed_by, &ret->closed_by);
}
