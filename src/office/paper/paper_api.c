/* paper_api — HTTP face of the documents: those of a bike, the PDF, and the public's question behind the code on a certificate. */
#include "flow/api_list.h"
#include "flow/flow_paper.h"
#include "office/paper/paper_api.h"
#include "serve/http/route.h"

extern const struct routes paper_routes;

#define F(member) offsetof(struct paper_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "number", JT_STR, F(number), 0, 0, 64, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, PAK_N, paper_kind_words, NULL },
	{ "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "bookingId", JT_I64, F(booking), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "siteId", JT_I64, F(site), 0, 0, 0, NULL, "0: none" },
	{ "reason", JT_STR, F(reason), 0, 0, 800, NULL, "coded; of a refusal" },
	{ "issuedAt", JT_UTC, F(issued_at), 0, 0, 0, NULL, NULL },
	{ "actor", JT_I64, F(actor), 0, 0, 0, NULL, NULL },
	{ "printed", JT_I64, F(printed), 0, 0, 0, NULL, "how often it was fetched as PDF" },
};
#undef F
const struct js_shape paper_view_shape = JS_SHAPE("Paper", struct paper_view, view_fields);

void paper_view_of(const struct paper_row *p, struct paper_view *ret)
{
	*ret = (struct paper_view){ p->id, p->number, (int)p->kind, p->bike, p->booking, p->site, p->reason, p->issued_at, p->actor.v, p->printed };
}

static void put_paper(struct js *js, const struct paper_row *p)
{
	struct paper_view v;

	paper_view_of(p, &v);

	js_put(js, NULL, &paper_view_shape, &v);
}

static int list_one(struct cx *cx, const struct paper_row *p, void *arg)
{
	struct page *page = arg;

	(void)cx;
	if (page_item(page, p->id))
		put_paper(page->js, p);
	return 0;
}

static const struct route_q list_query[] = { { "bike", JT_I64, JF_REQUIRED, 1, INT64_MAX, "documents issued for this bike" }, PAGE_QUERY };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page page;

	TRY(flow_paper_bike_reach(cx, (bike_id){ rq->q[0].i }));
	page_begin(&page, &rp->js, rq->q[2].present, rq->q[2].i);
	TRY(paper_of_bike(cx, (bike_id){ rq->q[0].i }, rq->q[1].i, page.limit + 1, list_one, &page));
	page_end(&page);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct paper_row p;

	TRY(flow_paper_reach(cx, rq->id, &p));
	put_paper(&rp->js, &p);
	return 0;
}

static int get_pdf(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct paper_row p;

	TRY(flow_paper_pdf(cx, rq->id, &p, &rp->file));
	rp->file_type = S("application/pdf");
	return 0;
}

struct verified_view { int state; };
static const struct js_field verified_fields[] = { { "state", JT_ENUM, 0, 0, 0, PV_N, paper_verdict_words, "stolen goes first" } };
static const struct js_shape verified_shape = JS_SHAPE("Verified", struct verified_view, verified_fields);

static int get_verify(struct cx *cx, const struct req *rq, struct rep *rp)
{
	enum paper_verdict v;

	TRY(flow_paper_verify(cx, rq->name, rq->peer, &v));
	js_put(&rp->js, NULL, &verified_shape, &(struct verified_view){ (int)v });
	return 0;
}

#define DESK (ROLE_CLERK | ROLE_OFFICER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/papers", DESK, NULL, TX_READ, RF_LIST, NULL, &paper_view_shape, list_query, COUNTOF(list_query), get_list, NULL,
	  "Documents that were issued for a bike of the own area" },
	{ HTTP_GET, "/api/v1/papers/{id}", DESK, NULL, TX_READ, 0, NULL, &paper_view_shape, NULL, 0, get_one, NULL, "One issued document" },
	{ HTTP_GET, "/api/v1/papers/{id}/pdf", DESK, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_pdf, "paper.pdf",
	  "The document as PDF, counted and audited", "application/pdf", 0 },
	{ HTTP_GET, "/api/v1/public/verify/{code}", ROLE_PUBLIC, NULL, TX_READ, 0, NULL, &verified_shape, NULL, 0, get_verify, NULL,
	  "Does the certificate with this code hold; nothing else is told" },
};
const struct routes paper_routes = ROUTES("papers", rows);
