/* flow_owner_view — see flow_owner_view.h. */
#include "flow/flow_owner_view.h"

#include <math.h>

#include "flow/flow_booking.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "store/sql/sql.h"

int flow_owner_me(struct cx *cx, struct owner *ret)
{
	return owner_live(cx, cx->owner, ret);
}

int flow_owner_bike(struct cx *cx, bike_id id, struct bike *ret, struct ownership *ret_own)
{
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	TRY(bike_owner_is(cx, id, me.id, ret_own));
	return bike_get(cx, id, ret);
}

bool flow_owner_flag_told(str flag)
{
	static const str told[] = { SI("stolen"), SI("impounded"), SI("violation_open"), SI("accident_open"), SI("sealed"), SI("correction_open"), SI("claim_open"),
	                            SI("transfer_open"), SI("silent_tag"), SI("low_battery"), SI("plate_lost"), SI("plan_expired") };

	for (size_t i = 0; i < COUNTOF(told); i++)
		if (str_eq(told[i], flag))
			return true;
	return false;
}

/* Open, this owner's, and, where asked, looked at by an officer. */
static int case_open(struct cx *cx, bike_id id, const struct ownership *own, bool confirmed, bool *ret)
{
	struct theft t;
	theft_id theft;
	bool open;

	TRY(theft_open_of(cx, id, &theft, &open));
	if (open) {
		TRY(theft_get(cx, theft, &t));
		open = t.reported_at >= own->from && (!own->until || t.reported_at < own->until) && (!confirmed || theft_is_confirmed(&t));
	}
	*ret = open;
	return 0;
}

int flow_owner_case_open(struct cx *cx, bike_id id, const struct ownership *own, bool *ret)
{
	return case_open(cx, id, own, false, ret);
}

/* --- the way --- */

struct look { bike_id bike; utc_ms from, to; };
struct grant { struct bike bike; struct owner_trail t; };

static int consented(struct cx *cx, owner_id me)
{
	struct consent c = { .given = false };
	struct err before = cx->err;

	int rc = owner_consent_of(cx, me, S("trail"), &c);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	return c.given ? 0 : FAIL_FIELD(cx, E_DENIED, "consent", "agree to the keeping of the bike's way first");
}

static int judge(struct cx *cx, const struct look *l, owner_id me, const struct ownership *own, struct grant *g)
{
	int64_t days, delay, grid;
	struct span_ms mine;
	bool open;

	TRY(consented(cx, me));
	TRY(bike_get(cx, l->bike, &g->bike));
	if (g->bike.life != BL_REGISTERED)
		return FAIL(cx, E_STATE, "the bike is deregistered");
	TRY(flow_owned(cx, own, g->bike.tag, &mine));
	TRY(case_open(cx, l->bike, own, true, &open));       /* one's own word alone opens no exact place */
	TRY(policy_i64(cx, POL_OWNER_TRAIL_DAYS, cx->now, &days));
	TRY(policy_i64(cx, POL_OWNER_TRAIL_DELAY_MIN, cx->now, &delay));
	TRY(policy_i64(cx, POL_OWNER_TRAIL_GRID_M, cx->now, &grid));
	g->t = (struct owner_trail){ .coarse = !open, .grid_m = open ? 0 : grid, .delay_min = open ? 0 : delay };
	utc_ms least = cx->now - days * DAY_MS, most = cx->now - g->t.delay_min * MINUTE_MS;
	g->t.from = MAX(MAX(l->from, least), mine.from);
	g->t.to = MIN(MIN(l->to ? l->to : most, most), mine.until);
	if (g->t.from >= g->t.to)
		return FAIL_FIELD(cx, E_STATE, "from", "nothing of that time can be seen: only the last %lld days, until %lld minutes ago, while the bike was yours",
		                  (long long)days, (long long)g->t.delay_min);
	return 0;
}

static int note(struct cx *cx, const struct look *l, owner_id me, bool refused, const struct grant *g)
{
	char who[AUDIT_SUBJECT];

	TRY(audit_subject(cx, "owner", me.v, who));
	return audit_add(cx, refused ? "owner_trail.read.refused" : "owner_trail.read", "bike", l->bike.v, (theft_id){ 0 },
	                 arena_fmt(cx->arena, "{\"owner\":\"%s\",\"from\":%lld,\"to\":%lld,\"coarse\":%s}", who, (long long)(refused ? l->from : g->t.from),
	                           (long long)(refused ? l->to : g->t.to), refused || g->t.coarse ? "true" : "false"));
}

static int admit_in_tx(struct cx *cx, const struct look *l, struct grant *g, int *ret_refusal)
{
	struct ownership own;
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	TRY(bike_owned_by(cx, l->bike, me.id, &own));
	int refusal = judge(cx, l, me.id, &own, g);
	if (refusal < 0 && refusal != E_STATE && refusal != E_DENIED)
		return refusal;
	struct err why = cx->err;
	cx->err = (struct err){ 0 };
	TRY(note(cx, l, me.id, refusal < 0, g));
	TRY(sql_commit(cx));
	cx->err = why;
	*ret_refusal = refusal;
	return 0;
}

static int admit(struct cx *cx, const struct look *l, struct grant *g)
{
	int refusal = 0;

	ASSERT(!sql_in_tx(cx));
	TRY(sql_begin(cx, true));
	int rc = admit_in_tx(cx, l, g, &refusal);
	sql_rollback(cx);
	TRY(rc);
	TRY(refusal);
	return cx->track ? 0 : FAIL(cx, E_STORE, "the engines are not running");
}

/* The middle of the field of the grid that the place lies in; a field is about grid_m high and wide anywhere. */
struct geo flow_owner_coarse(struct geo at, int64_t grid_m)
{
	const double m_per_e7 = 111319.49 * 1e-7;
	double h = (double)grid_m / m_per_e7;
	double lat = (floor(at.lat_e7 / h) + 0.5) * h;
	double w = h / MAX(0.01, cos(lat * 1e-7 * 0.017453292519943295));
	double lon = (floor(at.lon_e7 / w) + 0.5) * w;

	return (struct geo){ (int32_t)lrint(lat), (int32_t)lrint(lon) };
}

static int add_stop(struct cx *cx, struct owner_trail *t, const struct visit *v)
{
	struct station s;
	struct err before = cx->err;

	int rc = station_by_ix(cx, (station_ix){ v->station }, &s);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	struct owner_stop one = { v->first, v->last, t->coarse ? flow_owner_coarse(s.at, t->grid_m) : s.at, t->coarse ? S("") : arena_str(cx->arena, s.place) };
	struct owner_stop *last = t->n ? &t->stops[t->n - 1] : NULL;
	if (last && last->at.lat_e7 == one.at.lat_e7 && last->at.lon_e7 == one.at.lon_e7)
		last->to = MAX(last->to, one.to);
	else
		t->stops[t->n++] = one;
	return 0;
}

int flow_owner_trail(struct cx *cx, bike_id id, utc_ms from, utc_ms to, struct owner_trail *ret)
{
	struct look l = { id, from, to };
	struct grant g = { .t.n = 0 };
	struct visit *v = NULL;
	uint32_t n = 0;

	TRY(admit(cx, &l, &g));
	TRY(cx->track->trail_tag(cx->track->self, cx->arena, g.bike.tag, g.t.from, g.t.to, TRAIL_VISITS_MAX, &v, &n, &g.t.more, &cx->err));
	/* the window lies within the ownership and ends where the delay does: so does each visit */
	n = flow_visits_cut(v, n, (struct span_ms){ g.t.from, g.t.to });
	g.t.stops = arena_alloc(cx->arena, MAX(n, 1u) * sizeof *g.t.stops);
	if (!g.t.stops)
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
	for (uint32_t i = 0; i < n; i++)
		TRY(add_stop(cx, &g.t, &v[i]));
	*ret = g.t;
	return 0;
}

/* --- appointments --- */

int flow_owner_booking(struct cx *cx, int64_t id, struct booking *ret)
{
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	return booking_get_of(cx, id, me.id, ret);
}

int flow_owner_book(struct cx *cx, site_id site, int32_t day, int32_t slot, enum booking_purpose purpose, bike_id bike, struct booking *ret)
{
	struct booking_new n = { .site = site, .day = day, .slot = slot, .purpose = purpose, .bike = bike };
	struct pii phone[OWNER_PHONES];
	struct owner me;
	int k;

	TRY(flow_owner_me(cx, &me));
	TRY(owner_phones(cx, me.id, phone, &k));
	if (k == 0)
		return FAIL_FIELD(cx, E_STATE, "phone", "the register has no phone of yours; have it added at a point");
	n.owner = me.id;
	n.name = me.name;
	n.phone = phone[0];
	return flow_book(cx, &n, ret);
}
