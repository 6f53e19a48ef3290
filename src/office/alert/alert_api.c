/* alert_api — HTTP face of the alerts. */
#include "flow/api_list.h"
#include "flow/flow_alert.h"
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

static const struct route_q query[] = { PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "1: only new and acknowledged ones" } };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(alert_list(cx, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, list_one, &p));
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

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/alerts", ROLE_POLICE, NULL, TX_READ, RF_LIST, NULL, &alert_shape, query, COUNTOF(query), get_list, NULL, "Alerts, newest first" },
	{ HTTP_GET, "/api/v1/alerts/{id}", ROLE_POLICE, NULL, TX_READ, 0, NULL, &alert_shape, NULL, 0, get_one, NULL, "One alert" },
	{ HTTP_POST, "/api/v1/alerts/{id}/ack", ROLE_POLICE, NULL, TX_WRITE, 0, NULL, &alert_shape, NULL, 0, post_ack, "alert.ack", "Acknowledge an alert" },
};
const struct routes alert_routes = ROUTES("alerts", rows);
