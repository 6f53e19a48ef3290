/* claim_api — HTTP face of the claims for those who decide and pay them. No rules live here: decode, call, encode. */
#include "flow/api_list.h"
#include "flow/flow_booking.h"
#include "flow/flow_claim_view.h"
#include "flow/flow_policy.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/claim/claim.h"
#include "office/site/site.h"
#include "office/theft/theft.h"
#include "serve/http/route.h"

extern const struct routes claim_routes;

enum { UPLOAD_MAX = 1 << 20, MONTHS_SHOWN = 132 };

static int put_claim(struct cx *cx, struct rep *rp, const struct claim *c)
{
	struct claim_view v;

	TRY(flow_claim_view(cx, c, true, &v));
	rp->audit_subject = c->id;
	rp->audit_case = c->theft;
	js_put(&rp->js, NULL, &claim_shape, &v);
	return 0;
}

/* --- the queue --- */

static const struct route_q list_query[] = {
	PAGE_QUERY,
	{ "open", JT_BOOL, 0, 0, 0, "1: only what is not at an end" },
	{ "state", JT_STR, 0, 0, 24, "a state of a claim" },
};

static int list_one(struct cx *cx, const struct claim *c, void *arg)
{
	struct page *p = arg;
	struct claim_view v;

	if (!page_item(p, claim_place(c)))
		return 0;
	TRY(flow_claim_view(cx, c, false, &v));
	js_put(p->js, NULL, &claim_brief_shape, &v);
	return 0;
}

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	enum claim_state state = claim_state_of(rq->q[3].s);
	struct page p;
	bool may;

	if (rq->q[3].present && rq->q[3].s.n && state == CS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "is not a state of a claim");
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(flow_claim_reader(cx, &may));
	if (may)
		TRY(claim_list(cx, state, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct claim c;
	bool may;

	TRY(flow_claim_reader(cx, &may));
	if (!may)
		return FAIL(cx, E_NOTFOUND, "no such record");
	TRY(claim_get(cx, rq->id, &c));
	return put_claim(cx, rp, &c);
}

/* --- filing --- */

struct about_in { int64_t theft, bike; str number; };
static const struct js_field about_fields[] = {
	{ "theftId", JT_I64, offsetof(struct about_in, theft), 0, 1, INT64_MAX, NULL, "this, caseNumber or bikeId" },
	{ "caseNumber", JT_STR, offsetof(struct about_in, number), 0, 0, 64, NULL, "the case's number, or the bike's plate for its newest case; whole" },
	{ "bikeId", JT_I64, offsetof(struct about_in, bike), 0, 1, INT64_MAX, NULL, "its newest case" },
};
static const struct js_shape about_shape = JS_SHAPE("ClaimAbout", struct about_in, about_fields);

static int newest(struct cx *cx, const struct theft *t, void *arg)
{
	theft_id *id = arg;

	(void)cx;
	*id = t->id;
	return 0;
}

static int about(struct cx *cx, const struct about_in *in, theft_id *ret)
{
	struct theft_filter f = { .state = TS_N, .area = S(""), .exact = in->number };

	*ret = (theft_id){ in->theft };
	if (!in->theft && !in->bike && !in->number.n)
		return FAIL_FIELD(cx, E_INVALID, "theftId", "theftId, caseNumber or bikeId is needed");
	if (!in->theft && in->number.n) {
		TRY(theft_list(cx, &f, 0, 1, newest, ret));
		return ret->v ? 0 : FAIL_FIELD(cx, E_NOTFOUND, "caseNumber", "no case has this number, and none is of a bike with this plate");
	}
	return in->theft ? 0 : flow_claim_case(cx, (bike_id){ in->bike }, ret);
}

static int post_check(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct ownership own;
	struct theft t;
	theft_id theft;

	TRY(about(cx, rq->in, &theft));
	TRY(theft_get(cx, theft, &t));
	TRY(bike_owner_at(cx, t.bike, t.missing_at, &own));
	rp->audit_case = theft;
	return flow_claim_put_outlook(cx, &rp->js, theft, own.owner);
}

static int post_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	theft_id theft;
	struct claim c;

	TRY(about(cx, rq->in, &theft));
	TRY(flow_claim_file(cx, theft, (owner_id){ 0 }, &c));
	return put_claim(cx, rp, &c);
}

static int post_card(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct claim_card_in *in = rq->in;
	struct claim c;

	TRY(claim_get(cx, rq->id, &c));
	TRY(flow_claim_card(cx, &c, &in->card));
	return put_claim(cx, rp, &c);
}

struct paper_in { str kind, photo; };
static const struct js_field paper_fields[] = {
	{ "kind", JT_STR, offsetof(struct paper_in, kind), JF_REQUIRED, 1, 40, NULL, "as in missing, or invoice" },
	{ "photo", JT_STR, offsetof(struct paper_in, photo), 0, 0, 32, NULL, "an upload of one's own; empty: seen at the counter" },
};
static const struct js_shape paper_shape = JS_SHAPE("ClaimPaperSet", struct paper_in, paper_fields);

static int post_paper(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct paper_in *in = rq->in;
	struct claim c;

	TRY(claim_get(cx, rq->id, &c));
	TRY(flow_claim_paper(cx, &c, in->kind, in->photo));
	rp->audit_detail = in->kind;
	return put_claim(cx, rp, &c);
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct claim_step_in *in = rq->in;
	enum claim_event ev = claim_event_of(rq->name);
	struct claim c;

	TRY(claim_get(cx, rq->id, &c));
	if (ev == CE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_claim_step(cx, &c, ev, in->ver, in->code, in->note));
	rp->audit_detail = arena_fmt(cx->arena, "%.*s: %.*s %.*s", STR_ARG(claim_event_names[ev]), STR_ARG(claim_state_names[c.state]), STR_ARG(c.code));
	return put_claim(cx, rp, &c);
}

/* --- batches --- */

struct payment_view { int64_t claim; str no, state, ref, reason; int64_t fen; utc_ms told_at; };
#define F(member) offsetof(struct payment_view, member)
static const struct js_field payment_fields[] = {
	{ "claimId", JT_I64, F(claim), 0, 0, 0, NULL, NULL }, { "no", JT_STR, F(no), 0, 0, 40, NULL, "merchant number" }, { "fen", JT_I64, F(fen), 0, 0, 0, NULL, NULL },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "made, dropped, released, unknown, paid or failed" }, { "bankRef", JT_STR, F(ref), 0, 0, 100, NULL, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 100, NULL, NULL }, { "toldAt", JT_UTC, F(told_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape payment_shape = JS_SHAPE("ClaimPayment", struct payment_view, payment_fields);
struct batch_view { int64_t id; str number; int state; int64_t made_by, released_by; utc_ms made_at, released_at; int64_t n, sum_fen; str sha; int64_t ver; int32_t held; struct js_list payments; };
#define F(member) offsetof(struct batch_view, member)
static const struct js_field batch_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, "0: none was made, everything is held" }, { "number", JT_STR, F(number), 0, 0, 32, NULL, NULL },
	{ "state", JT_ENUM, F(state), 0, 0, CB_N, claim_batch_names, NULL },
	{ "madeBy", JT_I64, F(made_by), 0, 0, 0, NULL, NULL }, { "releasedBy", JT_I64, F(released_by), JF_NULL_IF_EMPTY, 0, 0, NULL, "never who made it" },
	{ "madeAt", JT_UTC, F(made_at), 0, 0, 0, NULL, NULL }, { "releasedAt", JT_UTC, F(released_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "count", JT_I64, F(n), 0, 0, 0, NULL, NULL }, { "sumFen", JT_I64, F(sum_fen), 0, 0, 0, NULL, NULL },
	{ "sha256", JT_STR, F(sha), 0, 0, 64, NULL, "of the file as it was released" }, { "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
	{ "held", JT_I32, F(held), 0, 0, 0, NULL, "claims that this step held, because their bikes are heard" },
	{ "payments", JT_LIST, F(payments), 0, 0, CLAIM_BATCH_MAX, &payment_shape, "of one batch" },
};
#undef F
static const struct js_shape batch_shape = JS_SHAPE("ClaimBatch", struct batch_view, batch_fields),
                             batch_brief_shape = { "ClaimBatchBrief", batch_fields, COUNTOF(batch_fields) - 2, sizeof(struct batch_view) };

static struct batch_view batch_of(const struct claim_batch *b)
{
	return (struct batch_view){ .id = b->id, .number = b->number, .state = (int)b->state, .made_by = b->made_by.v, .released_by = b->released_by.v, .made_at = b->made_at,
	                            .released_at = b->released_at, .n = b->n, .sum_fen = b->sum_fen, .sha = b->sha256, .ver = b->ver };
}

struct gathered { struct payment_view *v; size_t n; };

static int gather(struct cx *cx, const struct claim_payment *p, void *arg)
{
	struct gathered *g = arg;

	(void)cx;
	if (g->n < CLAIM_BATCH_MAX)
		g->v[g->n++] = (struct payment_view){ p->claim, p->no, claim_payment_names[p->state], p->bank_ref, p->reason, p->fen, p->told_at };
	return 0;
}

static int put_batch(struct cx *cx, struct rep *rp, const struct claim_batch *b, int held)
{
	struct gathered g = { arena_alloc(cx->arena, CLAIM_BATCH_MAX * sizeof *g.v), 0 };
	struct batch_view v = batch_of(b);

	if (!g.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	if (b->id)
		TRY(claim_payments(cx, b->id, gather, &g));
	v.held = held;
	v.payments = (struct js_list){ g.v, g.n };
	rp->audit_subject = b->id;
	rp->audit_detail = arena_fmt(cx->arena, "%.*s %.*s: %lld payments, %lld fen, %d held", STR_ARG(b->number), STR_ARG(claim_batch_names[b->state]), (long long)b->n,
	                             (long long)b->sum_fen, held);
	js_put(&rp->js, NULL, &batch_shape, &v);
	return 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int list_batch(struct cx *cx, const struct claim_batch *b, void *arg)
{
	struct page *p = arg;
	struct batch_view v = batch_of(b);

	(void)cx;
	if (page_item(p, b->id))
		js_put(p->js, NULL, &batch_brief_shape, &v);
	return 0;
}

static int get_batches(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(claim_batches(cx, rq->q[0].i, p.limit + 1, list_batch, &p));
	page_end(&p);
	return 0;
}

static int get_batch(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct claim_batch b;

	TRY(claim_batch_get(cx, rq->id, &b));
	return put_batch(cx, rp, &b, 0);
}

struct batch_in { struct js_list claims; };
static const struct js_field batch_in_fields[] = {
	{ "claims", JT_INTLIST, offsetof(struct batch_in, claims), 0, 0, CLAIM_BATCH_MAX, NULL, "which; none: all that are approved" },
};
static const struct js_shape batch_in_shape = JS_SHAPE("ClaimBatchNew", struct batch_in, batch_in_fields);

static int post_batch(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct batch_in *in = rq->in;
	struct claim_batch b;
	int held;

	TRY(flow_claim_batch(cx, in->claims.items, (int)in->claims.n, &b, &held));
	if (!b.id) {
		if (!held)
			return FAIL_FIELD(cx, E_STATE, "none_approved", "no claim is approved");
		b.number = b.sha256 = S("");
	}
	return put_batch(cx, rp, &b, held);
}

static int post_batch_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct claim_step_in *in = rq->in;
	struct claim_batch b;
	int held = 0;

	TRY(claim_batch_get(cx, rq->id, &b));
	if (str_eq(rq->name, S("release")))
		TRY(flow_claim_release(cx, &b, in->ver, &held));
	else if (str_eq(rq->name, S("cancel")))
		TRY(flow_claim_unbatch(cx, &b, in->ver));
	else
		return FAIL(cx, E_NOTFOUND, "no such step");
	return put_batch(cx, rp, &b, held);
}

struct file_in { bool query; };
static const struct js_field file_fields[] = {
	{ "query", JT_BOOL, offsetof(struct file_in, query), 0, 0, 0, NULL, "true: the numbers whose result is not known, to ask the bank by" },
};
static const struct js_shape file_shape = JS_SHAPE("ClaimBankFile", struct file_in, file_fields);

static int post_file_of(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct file_in *in = rq->in;
	struct claim_batch b;

	TRY(claim_batch_get(cx, rq->id, &b));
	TRY(in->query ? flow_claim_bank_query(cx, &b, &rp->file) : flow_claim_bank_file(cx, &b, &rp->file));
	rp->file_type = S("text/csv; charset=utf-8");
	rp->file_name = arena_fmt(cx->arena, "%.*s%s.csv", STR_ARG(b.number), in->query ? "-query" : "");
	rp->audit_subject = b.id;
	rp->audit_detail = rp->file_name;
	return 0;
}

static int post_results(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bank_results r;

	TRY(flow_claim_results(cx, rq->upload, &r));
	rp->audit_detail = bank_results_text(cx, &r);
	js_put(&rp->js, NULL, &bank_results_shape, &r);
	return 0;
}

/* --- what an age pays --- */

struct rate_view { int32_t from, to; int64_t fen; };
#define F(member) offsetof(struct rate_view, member)
static const struct js_field rate_fields[] = {
	{ "fromMonths", JT_I32, F(from), JF_REQUIRED, 0, CLAIM_MONTHS_MAX, NULL, NULL }, { "toMonths", JT_I32, F(to), 0, 0, CLAIM_MONTHS_MAX, NULL, "not with it; 0: without an end" },
	{ "fen", JT_I64, F(fen), JF_REQUIRED, 0, 100000000, NULL, NULL },
};
#undef F
static const struct js_shape rate_shape = JS_SHAPE("ClaimRate", struct rate_view, rate_fields), rate_in_shape = JS_SHAPE("ClaimRateSet", struct rate_view, rate_fields);
struct table_view { int64_t id; str from, basis, state; int64_t made_by, decided_by; struct js_list rates, months; bool tried; struct rates_dry dry; };
#define F(member) offsetof(struct table_view, member)
static const struct js_field table_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, "0: only tried" }, { "from", JT_STR, F(from), 0, 0, 10, NULL, "the first day of a theft that it counts for" },
	{ "basis", JT_STR, F(basis), 0, 0, 300, NULL, NULL }, { "state", JT_STR, F(state), 0, 0, 16, NULL, "proposed, released or refused" },
	{ "madeBy", JT_I64, F(made_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL }, { "decidedBy", JT_I64, F(decided_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "rates", JT_LIST, F(rates), 0, 0, CLAIM_RATES, &rate_shape, NULL },
	{ "months", JT_INTLIST, F(months), 0, 0, MONTHS_SHOWN, NULL, "what each month of age pays, from 0 to 131" },
	{ "tried", JT_BOOL, F(tried), 0, 0, 0, NULL, "the next three say what the last 92 days would have been" },
	{ "dryClaims", JT_I64, F(dry.claims), 0, 0, 0, NULL, "claims of that time that were not refused" },
	{ "dryNowFen", JT_I64, F(dry.now_fen), 0, 0, 0, NULL, "what they pay by the tables of their days" },
	{ "dryThenFen", JT_I64, F(dry.then_fen), 0, 0, 0, NULL, "what they would pay by this one" },
};
#undef F
static const struct js_shape table_shape = JS_SHAPE("ClaimTable", struct table_view, table_fields);

static int put_table(struct cx *cx, struct js *js, const struct claim_table *t, const struct rates_dry *dry)
{
	struct rate_view *v = arena_alloc(cx->arena, CLAIM_RATES * sizeof *v);
	int64_t *months = arena_alloc(cx->arena, MONTHS_SHOWN * sizeof *months);
	char buf[FLOW_DAY_TEXT];

	if (!v || !months)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < t->n; i++)
		v[i] = (struct rate_view){ t->v[i].from, t->v[i].to, t->v[i].fen };
	for (int m = 0; m < MONTHS_SHOWN; m++)
		months[m] = claim_rate_of(t->v, t->n, m);
	js_put(js, NULL, &table_shape, &(struct table_view){ t->id, flow_day_text(t->from_day, buf), t->basis, t->state, t->made_by.v, t->decided_by.v, { v, (size_t)t->n },
	                                                     { months, MONTHS_SHOWN }, dry != NULL, dry ? *dry : (struct rates_dry){ 0 } });
	return 0;
}

static int list_table(struct cx *cx, const struct claim_table *t, void *arg)
{
	return put_table(cx, arg, t, NULL);
}

static int get_tables(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(claim_tables(cx, 50, list_table, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct table_in { str from, basis; struct js_list rates; bool attempt; };
#define F(member) offsetof(struct table_in, member)
static const struct js_field table_in_fields[] = {
	{ "from", JT_STR, F(from), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD, a day to come" }, { "basis", JT_STR, F(basis), JF_REQUIRED, 1, 300, NULL, "the decision it rests on" },
	{ "rates", JT_LIST, F(rates), JF_REQUIRED, 1, CLAIM_RATES, &rate_in_shape, "in order, without gap and overlap, the last without an end" },
	{ "try", JT_BOOL, F(attempt), 0, 0, 0, NULL, "true: only say whether it holds, what each age would pay, and what the claims of the last 92 days would have" },
};
#undef F
static const struct js_shape table_in_shape = JS_SHAPE("ClaimTableNew", struct table_in, table_in_fields);

static int post_table(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct table_in *in = rq->in;
	const struct rate_view *v = in->rates.items;
	struct claim_table t = { .basis = in->basis, .state = S("proposed"), .n = (int)in->rates.n };
	struct rates_dry dry;

	if (!site_day_parse(in->from, &t.from_day))
		return FAIL_FIELD(cx, E_INVALID, "from", "must be YYYY-MM-DD");
	for (int i = 0; i < t.n; i++)
		t.v[i] = (struct claim_rate){ v[i].from, v[i].to, v[i].fen };
	TRY(in->attempt ? claim_rates_check(cx, t.v, t.n) : claim_table_propose(cx, &t, &t));
	rp->audit_subject = t.id;
	rp->audit_detail = in->attempt ? S("tried") : S("proposed");
	if (in->attempt)
		TRY(flow_rates_dry(cx, t.v, t.n, &dry));
	return put_table(cx, &rp->js, &t, in->attempt ? &dry : NULL);
}

static int post_table_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool release = str_eq(rq->name, S("release"));
	struct claim_table t;

	if (!release && !str_eq(rq->name, S("refuse")))
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(claim_table_decide(cx, rq->id, release, &t));
	rp->audit_detail = t.state;
	return put_table(cx, &rp->js, &t, NULL);
}

#define J ROLE_ADJUSTER
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/claims", J | ROLE_INSURER, NULL, TX_READ, RF_LIST, NULL, &claim_brief_shape, list_query, COUNTOF(list_query), get_list, NULL, "Claims by the day that is owed; an insurer reads those that policy claim.insurer gives it" },
	{ HTTP_POST, "/api/v1/claims/check", J | ROLE_CLERK, account_operators, TX_WRITE, 0, &about_shape, &claim_outlook_shape, NULL, 0, post_check, "claim.check",
	  "What speaks for and against a claim, and what it would pay, before it is filed" },
	{ HTTP_POST, "/api/v1/claims", J, account_operators, TX_WRITE, RF_CREATED, &about_shape, &claim_shape, NULL, 0, post_file, "claim.file", "File a claim for an owner at the counter" },
	{ HTTP_GET, "/api/v1/claims/{id}", J | ROLE_INSURER, NULL, TX_READ, 0, NULL, &claim_shape, NULL, 0, get_one, NULL, "One claim with its checks, papers, stops, history and payments" },
	{ HTTP_POST, "/api/v1/claims/{id}/card", J, account_operators, TX_WRITE, 0, &claim_card_shape, &claim_shape, NULL, 0, post_card, "claim.card", "The owner's bank card; stored sealed, shown masked" },
	{ HTTP_POST, "/api/v1/claims/{id}/papers", J, account_operators, TX_WRITE, 0, &paper_shape, &claim_shape, NULL, 0, post_paper, "claim.paper", "A paper is there" },
	{ HTTP_POST, "/api/v1/claims/{id}/do/{event}", J, account_operators, TX_WRITE, 0, &claim_step_shape, &claim_shape, NULL, 0, post_step, "claim.step",
	  "submit, papers, ask_papers, approve, reject, appeal, take_up, unhold, close, found, repay, forfeit or withdraw" },
	{ HTTP_GET, "/api/v1/claims/batches", J, account_operators, TX_READ, RF_LIST, NULL, &batch_brief_shape, page_query, COUNTOF(page_query), get_batches, NULL, "Payment batches, newest first" },
	{ HTTP_POST, "/api/v1/claims/batches", J, account_operators, TX_WRITE, RF_CREATED, &batch_in_shape, &batch_shape, NULL, 0, post_batch, "claim.batch",
	  "Put approved claims into a batch; those whose bikes are heard are held instead" },
	{ HTTP_GET, "/api/v1/claims/batches/{id}", J, account_operators, TX_READ, 0, NULL, &batch_shape, NULL, 0, get_batch, NULL, "One batch with its payments" },
	{ HTTP_POST, "/api/v1/claims/batches/{id}/do/{event}", J, account_operators, TX_WRITE, RF_STEPUP, &claim_step_shape, &batch_shape, NULL, 0, post_batch_step, "claim.pay",
	  "release (by another than who made it) or cancel a batch" },
	{ HTTP_POST, "/api/v1/claims/batches/{id}/file", J, account_operators, TX_WRITE, RF_STEPUP | RF_FILE, &file_shape, NULL, NULL, 0, post_file_of, "claim.export",
	  "The file for the bank of a released batch, with control sums; or the numbers to ask the bank by", "text/csv; charset=utf-8", 0 },
	{ HTTP_POST, "/api/v1/claims/results", J, account_operators, TX_WRITE, RF_STEPUP | RF_UPLOAD, NULL, &bank_results_shape, NULL, 0, post_results, "claim.results",
	  "The bank's results or answers, as CSV: batch,no,amount_fen,status,bank_ref,reason", "text/csv", UPLOAD_MAX },
	{ HTTP_GET, "/api/v1/claims/rates", J, account_operators, TX_READ, RF_LIST, NULL, &table_shape, NULL, 0, get_tables, NULL, "What an age pays: the tables, newest first" },
	{ HTTP_POST, "/api/v1/claims/rates", J, account_operators, TX_WRITE, RF_CREATED, &table_in_shape, &table_shape, NULL, 0, post_table, "claim.rates",
	  "Propose what an age pays from a day on, or try it" },
	{ HTTP_POST, "/api/v1/claims/rates/{id}/do/{event}", J, account_operators, TX_WRITE, RF_STEPUP, NULL, &table_shape, NULL, 0, post_table_step, "claim_rate.decide",
	  "release or refuse a proposed table; another than who proposed it" },
};
const struct routes claim_routes = ROUTES("claims", rows);
