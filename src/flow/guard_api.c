/* guard_api — HTTP face of armed bikes: the owner arms and answers, the police of the area looks and takes. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_guard.h"
#include "flow/flow_owner_view.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "serve/http/route.h"

extern const struct routes guard_routes;

enum { ALERTS_MAX = 20 };

/* --- the owner --- */

struct own_alert { int64_t id; int kind, state; utc_ms heard_at, opened_at; struct geo at; int64_t case_id; };
#define F(member) offsetof(struct own_alert, member)
static const struct js_field own_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, GK_N, guard_kind_names, "the armed bike moved, or it moved without its owner's tag" },
	{ "state", JT_ENUM, F(state), 0, 0, GS_N, guard_state_names, NULL },
	{ "heardAt", JT_UTC, F(heard_at), 0, 0, 0, NULL, NULL }, { "openedAt", JT_UTC, F(opened_at), 0, 0, 0, NULL, NULL },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, "the middle of the grid's field" }, { "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "caseId", JT_I64, F(case_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "the theft case that came of it" },
};
#undef F
static const struct js_shape own_shape = JS_SHAPE("OwnerGuardAlert", struct own_alert, own_fields);

struct guard_view { bool on, armed_now, dual, may_dual; int32_t night_from, night_to; int64_t grid_m; struct js_list alerts; };
#define F(member) offsetof(struct guard_view, member)
static const struct js_field guard_fields[] = {
	{ "on", JT_BOOL, F(on), 0, 0, 0, NULL, "something is wished" }, { "armedNow", JT_BOOL, F(armed_now), 0, 0, 0, NULL, "it shall not move now" },
	{ "dual", JT_BOOL, F(dual), 0, 0, 0, NULL, "warn when it moves without the owner's tag" },
	{ "mayDual", JT_BOOL, F(may_dual), 0, 0, 0, NULL, "the bike has an owner's tag" },
	{ "nightFrom", JT_I32, F(night_from), 0, 0, 0, NULL, "minute of the day; -1: no night" }, { "nightTo", JT_I32, F(night_to), 0, 0, 0, NULL, NULL },
	{ "gridM", JT_I64, F(grid_m), 0, 0, 0, NULL, "metres to which places are told" },
	{ "alerts", JT_LIST, F(alerts), 0, 0, 0, &own_shape, "newest first" },
};
#undef F
static const struct js_shape guard_shape = JS_SHAPE("OwnerGuard", struct guard_view, guard_fields);

struct own_list { struct own_alert v[ALERTS_MAX]; size_t n; int64_t grid_m; };

static struct own_alert own_of(const struct guard_alert *a, int64_t grid_m)
{
	struct geo at = a->at.lat_e7 ? flow_owner_coarse(a->at, grid_m) : a->at;

	return (struct own_alert){ a->id, a->kind, a->state, a->heard_at, a->opened_at, at, a->theft };
}

static int take_own(struct cx *cx, const struct guard_alert *a, void *arg)
{
	struct own_list *l = arg;

	(void)cx;
	l->v[l->n++] = own_of(a, l->grid_m);
	return 0;
}

static int put_guard(struct cx *cx, struct rep *rp, bike_id bike)
{
	struct own_list *l = arena_alloc(cx->arena, sizeof *l);
	struct guard g = { .w = { .night_from = -1, .night_to = -1 } };
	tag_id tag;
	bool on;

	if (!l)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	l->n = 0;
	TRY(flow_guard_owner(cx, bike, &g, &on));
	TRY(policy_i64(cx, POL_OWNER_TRAIL_GRID_M, cx->now, &l->grid_m));
	TRY(flow_guard_owner_tag(cx, bike, &tag));
	TRY(flow_guard_owner_alerts(cx, bike, ALERTS_MAX, take_own, l));
	struct guard_view v = { on, on && guard_flags_at(&g.w, cx->now) & GUARD_IS_ARMED, on && g.w.dual, tag.v != 0, on ? g.w.night_from : -1, on ? g.w.night_to : -1,
	                        l->grid_m, { l->v, l->n } };
	js_put(&rp->js, NULL, &guard_shape, &v);
	return 0;
}

static int get_guard(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return put_guard(cx, rp, (bike_id){ rq->id });
}

/* Who acted stands in the detail: a citizen has no account. */
static int by_owner(struct cx *cx, struct rep *rp, int64_t subject)
{
	char who[AUDIT_SUBJECT];

	TRY(audit_subject(cx, "owner", cx->owner.v, who));
	rp->audit_subject = subject;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\"}", who);
	return 0;
}

struct arm_in { bool armed, dual, night; int32_t from, to; };
#define F(member) offsetof(struct arm_in, member)
static const struct js_field arm_fields[] = {
	{ "armed", JT_BOOL, F(armed), 0, 0, 0, NULL, "from now on, until disarmed" },
	{ "dual", JT_BOOL, F(dual), 0, 0, 0, NULL, "warn when it moves without the owner's tag" },
	{ "night", JT_BOOL, F(night), 0, 0, 0, NULL, "armed every night from nightFrom to nightTo" },
	{ "nightFrom", JT_I32, F(from), 0, 0, 1439, NULL, "minute of the day" }, { "nightTo", JT_I32, F(to), 0, 0, 1439, NULL, "minute of the day" },
};
#undef F
static const struct js_shape arm_shape = JS_SHAPE("OwnerArm", struct arm_in, arm_fields);

static int post_arm(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct arm_in *in = rq->in;
	struct guard_wish w = { in->armed, in->dual, in->night ? in->from : -1, in->night ? in->to : -1 };
	struct guard g;

	TRY(flow_guard_arm(cx, (bike_id){ rq->id }, &w, &g));
	TRY(by_owner(cx, rp, rq->id));
	return put_guard(cx, rp, (bike_id){ rq->id });
}

static int post_disarm(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(flow_guard_disarm(cx, (bike_id){ rq->id }));
	TRY(by_owner(cx, rp, rq->id));
	return put_guard(cx, rp, (bike_id){ rq->id });
}

static int put_own(struct cx *cx, struct rep *rp, const struct guard_alert *a)
{
	int64_t grid_m;

	TRY(policy_i64(cx, POL_OWNER_TRAIL_GRID_M, cx->now, &grid_m));
	struct own_alert v = own_of(a, grid_m);
	TRY(by_owner(cx, rp, a->id));
	js_put(&rp->js, NULL, &own_shape, &v);
	return 0;
}

static int post_mine(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct guard_alert a;

	TRY(flow_guard_mine(cx, rq->id, &a));
	return put_own(cx, rp, &a);
}

static int post_report(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct guard_alert a;
	struct theft t;

	TRY(flow_guard_report(cx, rq->id, &a, &t));
	rp->audit_case = t.id;
	return put_own(cx, rp, &a);
}

/* --- the police --- */

#define F(member) offsetof(struct guard_alert, member)
static const struct js_field alert_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, GK_N, guard_kind_names, NULL }, { "state", JT_ENUM, F(state), 0, 0, GS_N, guard_state_names, NULL },
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL }, { "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "heardAt", JT_UTC, F(heard_at), 0, 0, 0, NULL, NULL }, { "openedAt", JT_UTC, F(opened_at), 0, 0, 0, NULL, NULL },
	{ "stationName", JT_STR, F(station_name), 0, 0, 32, NULL, NULL }, { "stationPlace", JT_STR, F(station_place), 0, 0, 256, NULL, NULL },
	{ "district", JT_I32, F(district), 0, 0, 0, NULL, "GB/T 2260" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "radiusM", JT_I32, F(radius_m), 0, 0, 0, NULL, NULL }, { "answeredAt", JT_UTC, F(answered_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape alert_shape = JS_SHAPE("GuardAlert", struct guard_alert, alert_fields);

static int list_one(struct cx *cx, const struct guard_alert *a, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, a->id))
		js_put(p->js, NULL, &alert_shape, a);
	return 0;
}

static const struct route_q query[] = { PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "1: only those nobody has answered" } };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_guard_alerts(cx, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int post_take(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct guard_alert a;
	struct theft t;

	TRY(flow_guard_take(cx, rq->id, &a, &t));
	rp->audit_case = t.id;
	js_put(&rp->js, NULL, &alert_shape, &a);
	return 0;
}

#define F(member) offsetof(struct guard_figure, member)
static const struct js_field figure_fields[] = {
	{ "kind", JT_ENUM, F(kind), 0, 0, GK_N, guard_kind_names, NULL }, { "alerts", JT_I64, F(alerts), 0, 0, 0, NULL, NULL },
	{ "mine", JT_I64, F(mine), 0, 0, 0, NULL, "the owner said it was the own doing" }, { "cases", JT_I64, F(cases), 0, 0, 0, NULL, "became a theft case" },
	{ "takenBack", JT_I64, F(taken_back), 0, 0, 0, NULL, "late hearings of the owner's tag took it back" },
};
#undef F
static const struct js_shape figure_shape = JS_SHAPE("GuardFigure", struct guard_figure, figure_fields);

static int figure_one(struct cx *cx, const struct guard_figure *f, void *arg)
{
	(void)cx;
	js_put(arg, NULL, &figure_shape, f);
	return 0;
}

static const struct route_q figure_query[] = {
	{ "from", JT_UTC, 0, 0, INT64_MAX, "30 days ago if not given" }, { "to", JT_UTC, 0, 0, INT64_MAX, "now if not given" },
};

static int get_figures(struct cx *cx, const struct req *rq, struct rep *rp)
{
	utc_ms to = rq->q[1].present ? rq->q[1].i : cx->now + 1, from = rq->q[0].present ? rq->q[0].i : to - 30ll * DAY_MS;

	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(guard_figures(cx, from, to, figure_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define OWN ROLE_OWNER
#define P ROLE_POLICE
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/owner/bikes/{id}/guard", OWN, NULL, TX_READ, 0, NULL, &guard_shape, NULL, 0, get_guard, NULL,
	  "Is the own bike armed, and what came of it" },
	{ HTTP_POST, "/api/v1/owner/bikes/{id}/arm", OWN, NULL, TX_WRITE, 0, &arm_shape, &guard_shape, NULL, 0, post_arm, "guard.arm",
	  "Arm the own bike: tell me when it moves, or moves without my tag" },
	{ HTTP_POST, "/api/v1/owner/bikes/{id}/disarm", OWN, NULL, TX_WRITE, 0, NULL, &guard_shape, NULL, 0, post_disarm, "guard.disarm", "Disarm the own bike" },
	{ HTTP_POST, "/api/v1/owner/guard-alerts/{id}/mine", OWN, NULL, TX_WRITE, 0, NULL, &own_shape, NULL, 0, post_mine, "guard.mine",
	  "It was me: a false alarm" },
	{ HTTP_POST, "/api/v1/owner/guard-alerts/{id}/report", OWN, NULL, TX_WRITE, 0, NULL, &own_shape, NULL, 0, post_report, "guard.report",
	  "It was not me: report the theft with what the alert knows" },
	{ HTTP_GET, "/api/v1/guard-alerts", P, NULL, TX_READ, RF_LIST, NULL, &alert_shape, query, COUNTOF(query), get_list, NULL,
	  "Armed bikes of the own area that moved, newest first; no theft is reported yet" },
	{ HTTP_POST, "/api/v1/guard-alerts/{id}/take", P, NULL, TX_WRITE, 0, NULL, &alert_shape, NULL, 0, post_take, "guard.take",
	  "Take it as a theft case that is watched" },
	{ HTTP_GET, "/api/v1/guard-alerts/figures", P | ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &figure_shape, figure_query, COUNTOF(figure_query), get_figures, NULL,
	  "How many of them were false alarms" },
};
const struct routes guard_routes = ROUTES("guard", rows);
