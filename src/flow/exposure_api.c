/* exposure_api — HTTP face of the published list: proposals and approvals for officers and leaders, the list for everybody. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_exposure.h"
#include "serve/http/route.h"

extern const struct routes exposure_routes;

enum { PUBLIC_MAX = 500 };

static str day_text(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return day ? arena_str(cx->arena, flow_day_text(day, buf)) : S("");
}

struct row { int64_t id; int32_t period; int64_t n; int state; str name, plate; utc_ms proposed_at, notice_at; str object_until; utc_ms first_at, second_at, published_at; str until_day;
	utc_ms withdrawn_at; bool by_hand; str reason; struct js_list actions; str why; int64_t ver; };
#define F(member) offsetof(struct row, member)
static const struct js_field fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL }, { "period", JT_I32, F(period), 0, 0, 0, NULL, "202611; 0: all that ever counted" }, { "count", JT_I64, F(n), 0, 0, 0, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, XS_N, exposure_state_names, NULL }, { "name", JT_STR, F(name), 0, 0, 16, NULL, "as it is, or would be published" },
	{ "plate", JT_STR, F(plate), 0, 0, 32, NULL, "as it is, or would be published" }, { "proposedAt", JT_UTC, F(proposed_at), 0, 0, 0, NULL, NULL },
	{ "noticeAt", JT_UTC, F(notice_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when the rider was told" },
	{ "objectUntil", JT_STR, F(object_until), JF_NULL_IF_EMPTY, 0, 10, NULL, "until when he may answer; approved after it" },
	{ "firstAt", JT_UTC, F(first_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "the first approval" }, { "secondAt", JT_UTC, F(second_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "the second, by another person" },
	{ "publishedAt", JT_UTC, F(published_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "untilDay", JT_STR, F(until_day), JF_NULL_IF_EMPTY, 0, 10, NULL, "the last day it is shown" },
	{ "withdrawnAt", JT_UTC, F(withdrawn_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "byHand", JT_BOOL, F(by_hand), 0, 0, 0, NULL, "a person withdrew it; else the count fell" },
	{ "reason", JT_STR, F(reason), 0, 0, 1000, NULL, NULL }, { "actions", JT_STRLIST, F(actions), 0, 0, XE_N, NULL, "what this account may do now" },
	{ "why", JT_STR, F(why), 0, 0, 16, NULL, "why it cannot approve: early, own_hand, role" }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape shape = JS_SHAPE("Exposure", struct row, fields);

static int put(struct cx *cx, struct js *js, const struct exposure_seen *s)
{
	str *acts = arena_alloc(cx->arena, XE_N * sizeof *acts);
	const struct exposure *x = &s->x;
	size_t n = 0;

	if (!acts)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < XE_N; i++)
		if ((s->actions >> i) & 1)
			acts[n++] = exposure_event_names[i == XE_SECOND ? XE_APPROVE : i];
	struct row r = { x->id, x->period, x->n, (int)x->state, s->name, s->plate, x->proposed_at, x->notice_at, x->notice_at ? day_text(cx, x->object_until) : S(""), x->first_at,
	                 x->second_at, x->published_at, day_text(cx, x->until_day), x->withdrawn_at, x->withdrawn_by.v > 0, x->reason, { acts, n }, s->why, x->ver };
	js_put(js, NULL, &shape, &r);
	return 0;
}

static int list_one(struct cx *cx, const struct exposure_seen *s, void *arg)
{
	struct page *p = arg;

	return page_item(p, s->x.id) ? put(cx, p->js, s) : 0;
}

static const struct route_q query[] = { PAGE_QUERY, { "state", JT_STR, 0, 1, 16, "proposed, notice_sent, approved, published, expired or withdrawn; open: the first four" } };

static int states_of(struct cx *cx, bool given, str s, unsigned *ret)
{
	enum exposure_state one = exposure_state_of(s);

	*ret = 0;
	if (!given)
		return 0;
	if (str_eq(s, S("open"))) {
		*ret = 1 << XS_PROPOSED | 1 << XS_NOTICE_SENT | 1 << XS_APPROVED | 1 << XS_PUBLISHED;
		return 0;
	}
	if (one == XS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "must be proposed, notice_sent, approved, published, expired, withdrawn or open");
	*ret = 1u << one;
	return 0;
}

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	unsigned states;
	struct page p;

	TRY(states_of(cx, rq->q[2].present, rq->q[2].s, &states));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_exposures(cx, states, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct exposure_seen s;

	TRY(flow_exposure_get(cx, rq->id, &s));
	return put(cx, &rp->js, &s);
}

struct do_in { int64_t ver; str note; };
static const struct js_field do_fields[] = {
	{ "ver", JT_I64, offsetof(struct do_in, ver), 0, 0, INT64_MAX, NULL, "as read" }, { "note", JT_STR, offsetof(struct do_in, note), 0, 0, 1000, NULL, "with withdraw" },
};
static const struct js_shape do_shape = JS_SHAPE("ExposureStep", struct do_in, do_fields);

static int post_do(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct do_in *in = rq->in;
	struct exposure_seen s;

	TRY(flow_exposure_do(cx, rq->id, exposure_event_of(rq->name), in->ver, in->note, &s));
	rp->audit_detail = rq->name;
	return put(cx, &rp->js, &s);
}

/* --- everybody (FX3): no id of a person, no plate in full --- */

struct public_row { str name, plate; int64_t n; int32_t period; str from_day, until_day; };
#define F(member) offsetof(struct public_row, member)
static const struct js_field public_fields[] = {
	{ "name", JT_STR, F(name), 0, 0, 16, NULL, "the surname" }, { "plate", JT_STR, F(plate), 0, 0, 32, NULL, "both ends of it" }, { "count", JT_I64, F(n), 0, 0, 0, NULL, NULL },
	{ "period", JT_I32, F(period), 0, 0, 0, NULL, "202611; 0: all that ever counted" }, { "fromDay", JT_STR, F(from_day), 0, 0, 10, NULL, NULL },
	{ "untilDay", JT_STR, F(until_day), 0, 0, 10, NULL, NULL },
};
#undef F
static const struct js_shape public_shape = JS_SHAPE("PublicExposure", struct public_row, public_fields);

static int public_one(struct cx *cx, const struct exposure *x, void *arg)
{
	struct public_row r = { x->mask_name, x->mask_plate, x->n, x->period, day_text(cx, day_of(x->published_at)), day_text(cx, x->until_day) };

	js_put(arg, NULL, &public_shape, &r);
	return 0;
}

static int get_public(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(exposure_public(cx, day_of(cx->now), PUBLIC_MAX, public_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define A (ROLE_TRAFFIC | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/exposures", A, NULL, TX_READ, RF_LIST, NULL, &shape, query, COUNTOF(query), get_list, NULL, "Proposals and publications of the own area, newest first; masked" },
	{ HTTP_GET, "/api/v1/exposures/{id}", A, NULL, TX_READ, 0, NULL, &shape, NULL, 0, get_one, NULL, "One of them" },
	{ HTTP_POST, "/api/v1/exposures/{id}/do/{event}", A, NULL, TX_WRITE, 0, &do_shape, &shape, NULL, 0, post_do, "exposure.step",
	  "notify, approve (two persons, after the rider could answer), publish, withdraw (with its reason)" },
	{ HTTP_GET, "/api/v1/public/exposures", ROLE_PUBLIC, NULL, TX_READ, RF_LIST, NULL, &public_shape, NULL, 0, get_public, NULL, "Who is published today; masked, without a log-in" },
};
const struct routes exposure_routes = ROUTES("exposures", rows);
