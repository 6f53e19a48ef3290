/* alert_api — HTTP face of the alerts. */
#include "flow/api_list.h"
#include "flow/flow_alert.h"
#include "flow/flow_station.h"
#include "office/account/account.h"
#include "office/alert/alert.h"
#include "serve/http/route.h"

extern const struct routes alert_routes;

static int list_one(struct cx *cx, const struct alert *a, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, a->id))
		js_put(p->js, NULL, &alert_shape, a);
	return 0;
}

static const struct route_q query[] = {
	PAGE_QUERY,
	{ "open", JT_BOOL, 0, 0, 0, "1: only new and acknowledged ones" },
	{ "shelved", JT_BOOL, 0, 0, 0, "1: only those that are put aside; 0: none of them; both if not given" },
	{ "flood", JT_I64, 0, 1, INT64_MAX, "only the alerts of this flood" },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct alert_filter f = { .open = rq->q[2].i != 0, .shelved = rq->q[3].present ? rq->q[3].i != 0 : -1, .flood = rq->q[4].i, .before = rq->q[0].i };
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(alert_list(cx, &f, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct alert a;

	TRY(alert_get(cx, (alert_id){ rq->id }, &a));
	js_put(&rp->js, NULL, &alert_shape, &a);
	return 0;
}

static int post_ack(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct account who;
	struct alert a;

	TRY(account_get(cx, cx->actor, &who));
	TRY(flow_alert_ack(cx, (alert_id){ rq->id }, who.display, &a));
	rp->audit_case = (theft_id){ a.case_id };
	js_put(&rp->js, NULL, &alert_shape, &a);
	return 0;
}

static int put_done(struct rep *rp, const struct alert *a)
{
	rp->audit_case = (theft_id){ a->case_id };
	js_put(&rp->js, NULL, &alert_shape, a);
	return 0;
}

/* --- the shelf, false alarms --- */

struct shelve_in { int32_t minutes; str why; int64_t ver; };
static const struct js_field shelve_fields[] = {
	{ "minutes", JT_I32, offsetof(struct shelve_in, minutes), JF_REQUIRED, 1, 100000, NULL, "at most the policy order.shelve_max_min" },
	{ "why", JT_STR, offsetof(struct shelve_in, why), JF_REQUIRED, 4, 200, NULL, NULL },
	{ "ver", JT_I64, offsetof(struct shelve_in, ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
};
static const struct js_shape shelve_shape = JS_SHAPE("AlertShelve", struct shelve_in, shelve_fields);

static int post_shelve(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct shelve_in *in = rq->in;
	struct account who;
	struct alert a;

	TRY(account_get(cx, cx->actor, &who));
	TRY(flow_alert_shelve(cx, (alert_id){ rq->id }, in->minutes, in->why, who.display, in->ver, &a));
	return put_done(rp, &a);
}

struct ver_in { int64_t ver; };
static const struct js_field ver_fields[] = { { "ver", JT_I64, offsetof(struct ver_in, ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" } };
static const struct js_shape ver_shape = JS_SHAPE("AlertVer", struct ver_in, ver_fields);

static int post_unshelve(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct alert a;

	TRY(flow_alert_unshelve(cx, (alert_id){ rq->id }, ((const struct ver_in *)rq->in)->ver, &a));
	return put_done(rp, &a);
}

struct false_in { int reason; str note; int64_t ver; };
static const struct js_field false_fields[] = {
	{ "reason", JT_ENUM, offsetof(struct false_in, reason), JF_REQUIRED, 0, AF_N, alert_false_names, NULL },
	{ "note", JT_STR, offsetof(struct false_in, note), 0, 0, 500, NULL, "what it was; needed with 'other'" },
	{ "ver", JT_I64, offsetof(struct false_in, ver), 0, 0, INT64_MAX, NULL, "the version seen; a stale one is refused" },
};
static const struct js_shape false_shape = JS_SHAPE("AlertFalse", struct false_in, false_fields);

static int post_false(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct false_in *in = rq->in;
	struct alert a;

	TRY(flow_alert_false(cx, (alert_id){ rq->id }, in->reason, in->note, in->ver, &a));
	rp->audit_detail = alert_false_names[in->reason];
	return put_done(rp, &a);
}

/* --- the stations around --- */

#define F(member) offsetof(struct near_station, member)
static const struct js_field near_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 1, 32, NULL, NULL },
	{ "place", JT_STR, F(place), 0, 0, 256, NULL, "where the station stands, in words" },
	{ "lat", JT_GEO_LAT, F(at.lat_e7), 0, 0, 0, NULL, NULL }, { "lon", JT_GEO_LON, F(at.lon_e7), 0, 0, 0, NULL, NULL },
	{ "awayM", JT_I32, F(away_m), 0, 0, 0, NULL, "metres from where the bike probably is" },
	{ "status", JT_ENUM, F(status), 0, 0, SST_N, station_status_names, NULL },
	{ "alarms", JT_STRLIST, F(alarms), 0, 0, SA_N, NULL, "open health alarms" },
};
#undef F
static const struct js_shape near_shape = JS_SHAPE("AlertStation", struct near_station, near_fields);

static int get_around(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct near_station near[ALERT_NEAR];
	struct alert a;
	int n;

	TRY(alert_get(cx, (alert_id){ rq->id }, &a));
	TRY(flow_alert_around(cx, &a, near, &n));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < n; i++)
		js_put(&rp->js, NULL, &near_shape, &near[i]);
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- floods --- */

static int flood_one(struct cx *cx, const struct alert_flood *f, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, f->id))
		js_put(p->js, NULL, &alert_flood_shape, f);
	return 0;
}

static const struct route_q flood_query[] = { PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "1: only those that go on" } };

static int get_floods(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(alert_floods(cx, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, flood_one, &p));
	page_end(&p);
	return 0;
}

static int post_flood_ack(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct alert_flood f;
	struct account who;

	TRY(account_get(cx, cx->actor, &who));
	TRY(flow_alert_flood_ack(cx, rq->id, who.display, &f));
	js_put(&rp->js, NULL, &alert_flood_shape, &f);
	return 0;
}

/* --- how right the rules are --- */

struct reason_view { str reason; int64_t n; };
static const struct js_field reason_fields[] = {
	{ "reason", JT_STR, offsetof(struct reason_view, reason), 0, 0, 16, NULL, NULL }, { "count", JT_I64, offsetof(struct reason_view, n), 0, 0, 0, NULL, NULL },
};
static const struct js_shape reason_shape = JS_SHAPE("AlertFalseCount", struct reason_view, reason_fields);
struct rule_view { int rule; int64_t alerts, right, wrong; double pct; bool known; struct js_list reasons; };
#define F(member) offsetof(struct rule_view, member)
static const struct js_field rule_fields[] = {
	{ "rule", JT_ENUM, F(rule), 0, 0, AR_N, alert_rule_names, NULL }, { "alerts", JT_I64, F(alerts), 0, 0, 0, NULL, "opened in the time asked for" },
	{ "right", JT_I64, F(right), 0, 0, 0, NULL, "of these: a find was fed back and accepted" },
	{ "wrong", JT_I64, F(wrong), 0, 0, 0, NULL, "of these: closed as a false alarm" },
	{ "precisionPct", JT_F64, F(pct), 0, 0, 100, NULL, "right / (right + wrong); what nobody has judged yet does not count" },
	{ "judged", JT_BOOL, F(known), 0, 0, 0, NULL, "false: none is judged yet, the figure means nothing" },
	{ "reasons", JT_LIST, F(reasons), 0, 0, 0, &reason_shape, "of the false ones" },
};
#undef F
static const struct js_shape rule_shape = JS_SHAPE("AlertPrecision", struct rule_view, rule_fields);

struct rules { struct rule_view v[AR_N]; struct reason_view why[AR_N][AF_N]; };

static int rule_one(struct cx *cx, const struct alert_precision *p, void *arg)
{
	struct rules *r = arg;
	int64_t judged = p->right + p->wrong;

	(void)cx;
	r->v[p->rule] = (struct rule_view){ p->rule, p->alerts, p->right, p->wrong, judged ? 100.0 * (double)p->right / (double)judged : 0, judged > 0,
	                                    { r->why[p->rule], 0 } };
	return 0;
}

static int reason_one(struct cx *cx, const struct alert_reason *w, void *arg)
{
	struct rules *r = arg;
	struct rule_view *v = &r->v[w->rule];

	(void)cx;
	if (v->reasons.n < AF_N)
		r->why[w->rule][v->reasons.n++] = (struct reason_view){ w->reason, w->n };
	return 0;
}

static const struct route_q precision_query[] = {
	{ "from", JT_UTC, 0, 0, INT64_MAX, "30 days ago if not given" }, { "to", JT_UTC, 0, 0, INT64_MAX, "now if not given" },
};

static int get_precision(struct cx *cx, const struct req *rq, struct rep *rp)
{
	utc_ms to = rq->q[1].present ? rq->q[1].i : cx->now + 1, from = rq->q[0].present ? rq->q[0].i : to - 30ll * DAY_MS;
	struct rules r = { .v = { [AR_WATCH] = { .rule = AR_WATCH }, [AR_HANDHELD] = { .rule = AR_HANDHELD } } };

	for (int i = 0; i < AR_N; i++)
		r.v[i].reasons.items = r.why[i];
	TRY(alert_precision(cx, from, to, rule_one, &r));
	TRY(alert_reasons(cx, from, to, reason_one, &r));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < AR_N; i++)
		js_put(&rp->js, NULL, &rule_shape, &r.v[i]);
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define P ROLE_POLICE
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/alerts", P, NULL, TX_READ, RF_LIST, NULL, &alert_shape, query, COUNTOF(query), get_list, NULL, "Alerts, newest first" },
	{ HTTP_GET, "/api/v1/alerts/{id}", P, NULL, TX_READ, 0, NULL, &alert_shape, NULL, 0, get_one, NULL, "One alert" },
	{ HTTP_POST, "/api/v1/alerts/{id}/ack", P, NULL, TX_WRITE, 0, NULL, &alert_shape, NULL, 0, post_ack, "alert.ack", "Acknowledge an alert" },
	{ HTTP_POST, "/api/v1/alerts/{id}/shelve", P, NULL, TX_WRITE, 0, &shelve_shape, &alert_shape, NULL, 0, post_shelve, "alert.shelve",
	  "Put an alert aside for a time, with the reason" },
	{ HTTP_POST, "/api/v1/alerts/{id}/unshelve", P, NULL, TX_WRITE, 0, &ver_shape, &alert_shape, NULL, 0, post_unshelve, "alert.unshelve", "Take it up again before its time" },
	{ HTTP_POST, "/api/v1/alerts/{id}/false", P, NULL, TX_WRITE, 0, &false_shape, &alert_shape, NULL, 0, post_false, "alert.false", "Close it as a false alarm" },
	{ HTTP_GET, "/api/v1/alerts/{id}/around", P, NULL, TX_READ, RF_LIST, NULL, &near_shape, NULL, 0, get_around, NULL, "The stations around, and whether they listen" },
	{ HTTP_GET, "/api/v1/alerts/floods", P, NULL, TX_READ, RF_LIST, NULL, &alert_flood_shape, flood_query, COUNTOF(flood_query), get_floods, NULL,
	  "Times with more alerts than anybody can answer, newest first" },
	{ HTTP_POST, "/api/v1/alerts/floods/{id}/ack", P, NULL, TX_WRITE, 0, NULL, &alert_flood_shape, NULL, 0, post_flood_ack, "alert.flood_ack",
	  "Acknowledge all alerts of one flood" },
	{ HTTP_GET, "/api/v1/alerts/precision", P | ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &rule_shape, precision_query, COUNTOF(precision_query), get_precision, NULL,
	  "How many alerts of each rule were right" },
};
const struct routes alert_routes = ROUTES("alerts", rows);
