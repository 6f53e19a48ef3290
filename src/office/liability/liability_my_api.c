/* liability_my_api — HTTP face of an owner's own accidents. No rules live here: decode, call, encode. */
#include "flow/api_list.h"
#include "flow/flow_liability_view.h"
#include "flow/flow_owner_view.h"
#include "office/audit/audit.h"
#include "office/liability/liability.h"
#include "serve/http/route.h"

extern const struct routes liability_my_routes;

/* Who acted stands in the detail: a citizen has no account. */
static int put_mine(struct cx *cx, struct rep *rp, const struct accident *a, str what)
{
	char who[AUDIT_SUBJECT];

	TRY(audit_subject(cx, "owner", a->owner.v, who));
	rp->audit_subject = a->id;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\",\"step\":\"%.*s\"}", who, STR_ARG(what));
	return flow_accident_put(cx, &rp->js, a, true);
}

static const struct js_shape report_shape = { "MyAccidentReport", accident_report_fields, ACCIDENT_REPORT_FIELDS, sizeof(struct accident_report_in) };

static int post_report(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct accident_report_in *in = rq->in;
	struct ownership own;
	struct accident a;
	struct owner me;
	struct bike b;
	bool again;

	TRY(flow_owner_me(cx, &me));
	TRY(flow_owner_bike(cx, (bike_id){ rq->id }, &b, &own));
	TRY(flow_accident_report(cx, &(struct accident_report){ in->key, b.id, in->happened_at, in->place, in->what, in->injured, in->police_called }, me.id, &a, &again));
	return put_mine(cx, rp, &a, S("report"));
}

static int list_one(struct cx *cx, const struct accident *a, void *arg)
{
	struct page *p = arg;

	return page_item(p, a->id) ? flow_accident_put(cx, p->js, a, false) : 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct ownership own;
	struct owner me;
	struct bike b;
	struct page p;

	TRY(flow_owner_me(cx, &me));
	TRY(flow_owner_bike(cx, (bike_id){ rq->id }, &b, &own));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(accident_of_owner(cx, me.id, b.id, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int mine(struct cx *cx, int64_t id, struct accident *ret)
{
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	return accident_get_of(cx, id, me.id, ret);
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct accident a;

	TRY(mine(cx, rq->id, &a));
	return put_mine(cx, rp, &a, S(""));
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct accident_step_in *in = rq->in;
	enum accident_event ev = accident_event_of(rq->name);
	struct accident a;

	TRY(mine(cx, rq->id, &a));
	if (ev == AE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_accident_step(cx, &a, ev, in->ver, S(""), in->note));
	return put_mine(cx, rp, &a, accident_event_names[ev]);
}

#define OWN ROLE_OWNER
static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/owner/bikes/{id}/accident", OWN, NULL, TX_WRITE, RF_CREATED, &report_shape, &accident_shape, NULL, 0, post_report, "liability.report",
	  "Report an accident of one's own bike. With injuries call 122 and 120 first" },
	{ HTTP_GET, "/api/v1/owner/bikes/{id}/accidents", OWN, NULL, TX_READ, RF_LIST, NULL, &accident_brief_shape, page_query, COUNTOF(page_query), get_list, NULL,
	  "Accidents of one's own bike, newest first" },
	{ HTTP_GET, "/api/v1/owner/accidents/{id}", OWN, NULL, TX_READ, 0, NULL, &accident_shape, NULL, 0, get_one, NULL, "One accident of one's own, with its time line and promised times" },
	{ HTTP_POST, "/api/v1/owner/accidents/{id}/do/{event}", OWN, NULL, TX_WRITE, 0, &accident_step_shape, &accident_shape, NULL, 0, post_step, "liability.step",
	  "dispute, withdraw or court, of one's own accident" },
};
const struct routes liability_my_routes = ROUTES("owner", rows);
