/* flow_exposure — see flow_exposure.h. */
#include "flow/flow_exposure.h"

#include "base/utc.h"
#include "flow/flow_count.h"
#include "flow/flow_notice.h"
#include "flow/flow_owner_view.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/owner/owner.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { EXPIRE_TURN = 200, OWN_MAX = 50 };

/* --- FX3: what the public sees --- */

static size_t char_len(str s, size_t at)
{
	size_t n = 1;

	while (at + n < s.n && ((unsigned char)s.p[at + n] & 0xc0) == 0x80)
		n++;
	return n;
}

str flow_exposure_name(struct arena *a, str name)
{
	return name.n ? arena_fmt(a, "%.*s*", (int)char_len(name, 0), name.p) : S("*");
}

/* The first character and the last two; of a short one only the last, of a very short one none. */
str flow_exposure_plate(struct arena *a, str plate)
{
	size_t at[80];
	int n = 0;

	for (size_t i = 0; i < plate.n && n < 80; i += char_len(plate, i))
		at[n++] = i;
	if (n < 3)
		return S("··");
	size_t tail = at[n >= 6 ? n - 2 : n - 1];
	return arena_fmt(a, "%.*s··%.*s", (int)char_len(plate, 0), plate.p, (int)(plate.n - tail), plate.p + tail);
}

struct newest { struct violation v; bool any; };

static int take_newest(struct cx *cx, const struct violation *v, void *arg)
{
	struct newest *n = arg;

	(void)cx;
	n->v = *v;
	n->any = true;
	return 0;
}

/* The newest violation that counts in that period: its plate, its unit. */
static int newest_of(struct cx *cx, owner_id owner, int32_t period, struct newest *ret)
{
	*ret = (struct newest){ 0 };
	return as_done(violation_strict(cx, owner, period, 1, take_newest, ret));
}

static int masks_of(struct cx *cx, const struct exposure *x, str *ret_name, str *ret_plate)
{
	struct newest n;
	struct owner o;

	TRY(owner_live(cx, x->owner, &o));
	TRY(newest_of(cx, x->owner, x->period, &n));
	*ret_name = flow_exposure_name(cx->arena, pii_reveal(&o.name));      /* its first character alone leaves */
	*ret_plate = flow_exposure_plate(cx->arena, n.any ? n.v.plate : S(""));
	return 0;
}

/* --- told (FX2) --- */

static str period_zh(struct cx *cx, int32_t period)
{
	return period ? arena_fmt(cx->arena, "%d年%d月", period / 100, period % 100) : S("累计");
}

static str day_zh(struct cx *cx, int32_t day)
{
	struct civil d = civil_of(day_start(day));

	return arena_fmt(cx->arena, "%d年%d月%d日", d.y, d.m, d.d);
}

static int tell(struct cx *cx, const struct exposure *x, str text)
{
	str step = arena_fmt(cx->arena, "exposure.%lld.%lld", (long long)x->id, (long long)x->ver);

	return flow_notice_exposure(cx, x->owner, x->id, x->path, step, text);
}

static int tell_step(struct cx *cx, const struct exposure *x, enum exposure_ev ev)
{
	str p = period_zh(cx, x->period);

	if (ev == XE_NOTIFY)
		return tell(cx, x, arena_fmt(cx->arena, "您%.*s交通违法%lld次，拟以“姓氏+部分号牌”的形式公示曝光。有异议的，请于%.*s（含当日）前在车主页面对其中的违法提出申诉，或到窗口说明。", STR_ARG(p),
		            (long long)x->n, STR_ARG(day_zh(cx, x->object_until))));
	if (ev == XE_PUBLISH)
		return tell(cx, x, arena_fmt(cx->arena, "您%.*s交通违法%lld次，已公示曝光（%.*s %.*s），到%.*s止。违法被撤销的，公示随即撤下。", STR_ARG(p), (long long)x->n,
		            STR_ARG(x->mask_name), STR_ARG(x->mask_plate), STR_ARG(day_zh(cx, x->until_day))));
	return tell(cx, x, arena_fmt(cx->arena, "您%.*s交通违法的公示曝光已取消。", STR_ARG(p)));
}

/* --- FX1 --- */

static int as_system(struct cx *cx, struct exposure *x, enum exposure_ev ev)
{
	bool told = x->state != XS_PROPOSED && x->state != XS_WITHDRAWN;
	unsigned was = cx->roles;

	cx->roles |= ROLE_SYSTEM;
	int rc = exposure_step(cx, x, ev, &(struct exposure_do){ 0 });
	cx->roles = was;
	TRY(rc);
	return ev == XE_FALL && told ? tell_step(cx, x, ev) : 0;
}

struct shown { str plate, newest; bool counts; };

static int look_plate(struct cx *cx, const struct violation *v, void *arg)
{
	struct shown *s = arg;
	str mask = flow_exposure_plate(cx->arena, v->plate);

	if (!s->newest.n)
		s->newest = mask;
	s->counts = s->counts || str_eq(mask, s->plate);
	return 0;
}

/* FX4 */
static int show_no_more(struct cx *cx, struct exposure *x, int64_t count)
{
	struct shown s = { .plate = x->mask_plate };

	TRY(violation_strict(cx, x->owner, x->period, INT32_MAX, look_plate, &s));
	return exposure_count(cx, x, MIN(count, x->n), s.counts ? x->mask_plate : s.newest);
}

int flow_exposure_owed(struct cx *cx, owner_id rider, int32_t month, int64_t count, bool owed, enum exposure_reach reach)
{
	struct exposure x;
	struct newest n;
	bool found;

	TRY(exposure_find(cx, rider, month, &x, &found));
	if (!found) {
		if (!owed || reach < XR_NEW)
			return 0;
		TRY(newest_of(cx, rider, month, &n));
		ASSERT(n.any);
		return exposure_add(cx, rider, month, count, n.v.unit, n.v.path, &x);
	}
	if (!owed)
		return x.state == XS_WITHDRAWN || x.state == XS_EXPIRED ? 0 : as_system(cx, &x, XE_FALL);
	if (x.state == XS_WITHDRAWN && !x.withdrawn_by.v && reach >= XR_BACK)
		TRY(as_system(cx, &x, XE_RISE));
	if (x.state == XS_PUBLISHED)
		return show_no_more(cx, &x, count);
	return x.state == XS_PROPOSED || x.state == XS_NOTICE_SENT || x.state == XS_APPROVED ? exposure_count(cx, &x, count, x.mask_plate) : 0;
}

/* --- staff --- */

static int see(struct cx *cx, const struct exposure *x, struct exposure_seen *ret)
{
	enum exposure_ev next = x->first_by.v ? XE_SECOND : XE_APPROVE;
	int32_t today = day_of(cx->now);

	*ret = (struct exposure_seen){ .x = *x, .name = x->mask_name, .plate = x->mask_plate, .why = S("") };
	if (!x->mask_name.n)
		TRY(masks_of(cx, x, &ret->name, &ret->plate));
	ret->actions = exposure_actions(x, cx->roles, cx->actor, today);
	if (x->state == XS_NOTICE_SENT && !((ret->actions >> next) & 1))
		ret->why = today <= x->object_until ? S("early") : x->first_by.v == cx->actor.v ? S("own_hand") : S("role");
	return 0;
}

struct exposure_keep { struct exposure *v; int n, max; };

static int keep(struct cx *cx, const struct exposure *x, void *arg)
{
	struct exposure_keep *k = arg;

	(void)cx;
	if (k->n < k->max)
		k->v[k->n++] = *x;
	return 0;
}

int flow_exposures(struct cx *cx, unsigned states, int64_t before, int max, exposure_seen_fn *fn, void *arg)
{
	struct exposure_keep k = { arena_alloc(cx->arena, (size_t)max * sizeof *k.v), 0, max };
	struct exposure_filter f = { .area = cx->area, .states = states, .before = before };
	struct exposure_seen s;

	if (!k.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(exposure_list(cx, &f, max, keep, &k));
	for (int i = 0; i < k.n; i++) {
		TRY(see(cx, &k.v[i], &s));
		TRY(fn(cx, &s, arg));
	}
	return k.n;
}

static int get_own_area(struct cx *cx, int64_t id, struct exposure *ret)
{
	TRY(exposure_get(cx, id, ret));
	return account_area_covers(cx, ret->path) ? 0 : FAIL_FIELD(cx, E_DENIED, "foreign", "this is another unit's; ask them");
}

int flow_exposure_get(struct cx *cx, int64_t id, struct exposure_seen *ret)
{
	struct exposure x;

	TRY(get_own_area(cx, id, &x));
	return see(cx, &x, ret);
}

int flow_exposure_do(struct cx *cx, int64_t id, enum exposure_ev ev, int64_t ver, str note, struct exposure_seen *ret)
{
	struct exposure_do d = { .ver = ver, .note = note };
	int32_t today = day_of(cx->now);
	struct exposure x;
	int64_t days;

	TRY(get_own_area(cx, id, &x));
	bool told = x.state != XS_PROPOSED;
	if (ev != XE_NOTIFY && ev != XE_APPROVE && ev != XE_SECOND && ev != XE_PUBLISH && ev != XE_WITHDRAW)
		return FAIL(cx, E_INVALID, "must be notify, approve, publish or withdraw");
	if (ev == XE_APPROVE && x.first_by.v)
		ev = XE_SECOND;
	if (ev == XE_NOTIFY) {
		TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_NOTICE_DAYS, cx->now, &days));
		d.object_until = days ? today + (int32_t)days : today - 1;
	} else if (ev == XE_PUBLISH) {
		TRY(policy_i64(cx, POL_TRAFFIC_EXPOSURE_DAYS, cx->now, &days));
		d.until_day = today + (int32_t)days;
		TRY(masks_of(cx, &x, &d.mask_name, &d.mask_plate));
	}
	TRY(exposure_step(cx, &x, ev, &d));
	if (ev == XE_NOTIFY || ev == XE_PUBLISH || (ev == XE_WITHDRAW && told))
		TRY(tell_step(cx, &x, ev));
	return see(cx, &x, ret);
}

/* --- the rider --- */

int flow_my_exposures(struct cx *cx, exposure_fn *fn, void *arg)
{
	/* a proposal that nobody was told of is not told here either */
	struct exposure_filter f = { .area = S("/"), .states = 1 << XS_NOTICE_SENT | 1 << XS_APPROVED | 1 << XS_PUBLISHED | 1 << XS_EXPIRED };
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	f.owner = me.id;
	return exposure_list(cx, &f, OWN_MAX, fn, arg);
}

/* --- the job --- */

static int expire_in_tx(struct cx *cx)
{
	struct exposure_keep k = { arena_alloc(cx->arena, EXPIRE_TURN * sizeof *k.v), 0, EXPIRE_TURN };

	if (!k.v)
		return FAIL(cx, E_TOOBIG, "no memory for what is over");
	TRY(exposure_over(cx, day_of(cx->now), EXPIRE_TURN, keep, &k));
	for (int i = 0; i < k.n; i++)
		TRY(as_system(cx, &k.v[i], XE_EXPIRE));
	TRY(sql_commit(cx));
	return k.n;
}

int flow_exposure_expire(struct cx *cx)
{
	ASSERT(!sql_in_tx(cx));
	TRY(sql_begin(cx, true));
	int rc = expire_in_tx(cx);
	sql_rollback(cx);
	return rc;
}
