/* claim_my_api — HTTP face of an owner's own claims. No rules live here: decode, call, encode. */
#include "flow/api_list.h"
#include "flow/flow_claim_view.h"
#include "flow/flow_owner_view.h"
#include "office/audit/audit.h"
#include "office/claim/claim.h"
#include "serve/http/route.h"

extern const struct routes claim_my_routes;

/* Who acted stands in the detail: a citizen has no account. */
static int put_mine(struct cx *cx, struct rep *rp, const struct claim *c, str what)
{
	char who[AUDIT_SUBJECT];
	struct claim_view v;

	TRY(audit_subject(cx, "owner", c->owner.v, who));
	TRY(flow_claim_view(cx, c, true, &v));
	rp->audit_subject = c->id;
	rp->audit_case = c->theft;
	rp->audit_detail = arena_fmt(cx->arena, "{\"owner\":\"%s\",\"step\":\"%.*s\"}", who, STR_ARG(what));
	js_put(&rp->js, NULL, &claim_shape, &v);
	return 0;
}

struct about_in { int64_t bike; bool ahead; };
static const struct js_field about_fields[] = {
	{ "bikeId", JT_I64, offsetof(struct about_in, bike), JF_REQUIRED, 1, INT64_MAX, NULL, "one's own; its newest case" },
};
static const struct js_shape about_shape = JS_SHAPE("MyClaimAbout", struct about_in, about_fields);
static const struct js_field ask_fields[] = {
	{ "bikeId", JT_I64, offsetof(struct about_in, bike), JF_REQUIRED, 1, INT64_MAX, NULL, "one's own; its newest case" },
	{ "ahead", JT_BOOL, offsetof(struct about_in, ahead), 0, 0, 0, NULL, "true: of no case, but as if the bike were stolen now" },
};
static const struct js_shape ask_shape = JS_SHAPE("MyClaimAsk", struct about_in, ask_fields);

/* The newest case of the own bike. */
static int about(struct cx *cx, const struct about_in *in, struct owner *ret_me, theft_id *ret)
{
	struct ownership own;
	struct bike b;

	TRY(flow_owner_me(cx, ret_me));
	TRY(flow_owner_bike(cx, (bike_id){ in->bike }, &b, &own));
	return flow_claim_case(cx, b.id, ret);
}

static int post_check(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct about_in *in = rq->in;
	struct ownership own;
	struct owner me;
	struct bike b;
	theft_id theft;

	if (in->ahead) {
		TRY(flow_owner_me(cx, &me));
		TRY(flow_owner_bike(cx, (bike_id){ in->bike }, &b, &own));
		rp->audit_detail = arena_fmt(cx->arena, "ahead, bike %lld", (long long)b.id.v);
		return flow_claim_put_ahead(cx, &rp->js, b.id, me.id);
	}
	TRY(about(cx, in, &me, &theft));
	rp->audit_case = theft;
	return flow_claim_put_outlook(cx, &rp->js, theft, me.id);
}

struct mine { struct page p; owner_id me; };

static int list_one(struct cx *cx, const struct claim *c, void *arg)
{
	struct mine *m = arg;
	struct page *p = &m->p;
	struct claim_view v;
	bool own;

	TRY(flow_claim_is_of(cx, c, m->me, &own));
	if (!own || !page_item(p, c->id))
		return 0;
	TRY(flow_claim_view(cx, c, false, &v));
	js_put(p->js, NULL, &claim_brief_shape, &v);
	return 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct owner me;
	struct mine m;

	TRY(flow_owner_me(cx, &me));
	m.me = me.id;
	page_begin(&m.p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(claim_of_owner(cx, me.id, rq->q[0].i, m.p.limit + 1, list_one, &m));
	page_end(&m.p);
	return 0;
}

static int mine(struct cx *cx, int64_t id, struct claim *ret)
{
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	return flow_claim_mine(cx, id, me.id, ret);
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct claim c;

	TRY(mine(cx, rq->id, &c));
	return put_mine(cx, rp, &c, S(""));
}

static int post_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct owner me;
	struct claim c;
	theft_id theft;

	TRY(about(cx, rq->in, &me, &theft));
	TRY(flow_claim_file(cx, theft, me.id, &c));
	return put_mine(cx, rp, &c, S("file"));
}

static int post_card(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct claim_card_in *in = rq->in;
	struct claim c;

	TRY(mine(cx, rq->id, &c));
	if (c.state != CS_DRAFT && c.state != CS_NEEDS_PAPERS)
		return FAIL(cx, E_STATE, "the card of a claim that is being decided is changed at the counter");
	TRY(flow_claim_card(cx, &c, &in->card));
	return put_mine(cx, rp, &c, S("card"));
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct claim_step_in *in = rq->in;
	enum claim_event ev = claim_event_of(rq->name);
	struct claim c;

	TRY(mine(cx, rq->id, &c));
	if (ev == CE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_claim_step(cx, &c, ev, in->ver, S(""), in->note));
	return put_mine(cx, rp, &c, claim_event_names[ev]);
}

#define OWN ROLE_OWNER
static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/my/claims/check", OWN, NULL, TX_WRITE, 0, &ask_shape, &claim_outlook_shape, NULL, 0, post_check, "claim.check",
	  "What speaks for and against a claim for one's own bike, and what it would pay" },
	{ HTTP_GET, "/api/v1/my/claims", OWN, NULL, TX_READ, RF_LIST, NULL, &claim_brief_shape, page_query, COUNTOF(page_query), get_list, NULL, "One's own claims, newest first" },
	{ HTTP_GET, "/api/v1/my/claims/{id}", OWN, NULL, TX_READ, 0, NULL, &claim_shape, NULL, 0, get_one, NULL, "One claim of one's own, with the day that is owed" },
	{ HTTP_POST, "/api/v1/my/claims", OWN, NULL, TX_WRITE, RF_CREATED, &about_shape, &claim_shape, NULL, 0, post_file, "claim.file", "File a claim for one's own bike" },
	{ HTTP_POST, "/api/v1/my/claims/{id}/card", OWN, NULL, TX_WRITE, 0, &claim_card_shape, &claim_shape, NULL, 0, post_card, "claim.card", "One's own bank card" },
	{ HTTP_POST, "/api/v1/my/claims/{id}/do/{event}", OWN, NULL, TX_WRITE, 0, &claim_step_shape, &claim_shape, NULL, 0, post_step, "claim.step",
	  "submit, papers, appeal or withdraw one's own claim" },
};
const struct routes claim_my_routes = ROUTES("my", rows);
