/* liability_api — HTTP face of accidents for the insurer's people. No rules live here: decode, call, encode. */
#include "base/utc.h"
#include "flow/api_list.h"
#include "flow/flow_liability_view.h"
#include "office/bike/bike.h"
#include "office/liability/liability.h"
#include "office/plan/plan.h"
#include "serve/http/route.h"

extern const struct routes liability_routes;

enum { SURVEYORS_MAX = 200, STATES_MAX = AS_N, LOSSES_MAX = 40, FIGURE_DAYS = 365, RESULTS_BYTES = 1 << 20 };

static int put(struct cx *cx, struct rep *rp, const struct accident *a)
{
	rp->audit_subject = a->id;
	return flow_accident_put(cx, &rp->js, a, true);
}

/* --- the queue --- */

static const struct route_q list_query[] = { PAGE_QUERY, { "queue", JT_STR, 0, 0, 16, "new, mine, assess, dispute or release; none: all" } };

static int list_one(struct cx *cx, const struct accident *a, void *arg)
{
	struct page *p = arg;

	return page_item(p, a->id) ? flow_accident_put(cx, p->js, a, false) : 0;
}

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int q = 0;
	unit_id carrier;
	struct page p;

	while (q < AQ_N && !str_eq(accident_queue_words[q], rq->q[2].s))
		q++;
	if (q == AQ_N)
		return FAIL_FIELD(cx, E_INVALID, "queue", "must be new, mine, assess, dispute or release");
	TRY(flow_accident_carrier(cx, &carrier));
	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(accident_list(cx, (enum accident_queue)q, carrier, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	return put(cx, rp, &a);
}

static const struct js_shape report_shape = { "AccidentReport", accident_report_fields, ACCIDENT_REPORT_FIELDS + 1, sizeof(struct accident_report_in) };

static int post_report(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct accident_report_in *in = rq->in;
	struct accident a;
	struct bike b;
	bool again;

	TRY(bike_by_plate(cx, &in->plate, &b));
	TRY(flow_accident_report(cx, &(struct accident_report){ in->key, b.id, in->happened_at, in->place, in->what, in->injured, in->police_called }, (owner_id){ 0 }, &a, &again));
	return put(cx, rp, &a);
}

struct surveyor_view { int64_t id; str name; };
static const struct js_field surveyor_fields[] = {
	{ "id", JT_I64, offsetof(struct surveyor_view, id), 0, 0, 0, NULL, NULL }, { "name", JT_STR, offsetof(struct surveyor_view, name), 0, 0, 64, NULL, NULL },
};
static const struct js_shape surveyor_shape = JS_SHAPE("Surveyor", struct surveyor_view, surveyor_fields);

static int one_surveyor(struct cx *cx, account_id id, str display, void *arg)
{
	(void)cx;
	js_put(arg, NULL, &surveyor_shape, &(struct surveyor_view){ id.v, display });
	return 0;
}

static int get_surveyors(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(flow_accident_surveyors(cx, one_surveyor, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- on scene --- */

struct assign_in { int64_t ver, surveyor; };
static const struct js_field assign_fields[] = {
	{ "ver", JT_I64, offsetof(struct assign_in, ver), 0, 0, INT64_MAX, NULL, NULL },
	{ "surveyorId", JT_I64, offsetof(struct assign_in, surveyor), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
};
static const struct js_shape assign_shape = JS_SHAPE("AccidentAssign", struct assign_in, assign_fields);

static int post_assign(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct assign_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_assign(cx, &a, (account_id){ in->surveyor }, in->ver));
	return put(cx, rp, &a);
}

struct finding_in { int64_t ver; int fault; str number; };
static const struct js_field finding_fields[] = {
	{ "ver", JT_I64, offsetof(struct finding_in, ver), 0, 0, INT64_MAX, NULL, NULL },
	{ "fault", JT_ENUM, offsetof(struct finding_in, fault), JF_REQUIRED, 0, AF_N, accident_fault_words, "the rider's: full, main, equal, minor or none" },
	{ "findingNo", JT_STR, offsetof(struct finding_in, number), 0, 0, 60, NULL, "empty where nobody was hurt and both agreed on the share" },
};
static const struct js_shape finding_shape = JS_SHAPE("AccidentFinding", struct finding_in, finding_fields);

static int post_finding(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct finding_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_finding(cx, &a, in->ver, (enum accident_fault)in->fault, in->number));
	rp->audit_detail = accident_fault_words[a.fault];
	return put(cx, rp, &a);
}

#define F(member) offsetof(struct party_new, member)
static const struct js_field party_fields[] = {
	{ "role", JT_ENUM, F(role), JF_REQUIRED, 0, PR_N, party_role_words, NULL }, { "name", JT_PII, F(name), JF_REQUIRED | JF_SENSITIVE, 1, 120, NULL, NULL },
	{ "phone", JT_PII, F(phone), JF_SENSITIVE, 0, 40, NULL, NULL }, { "idNo", JT_PII, F(id_no), JF_SENSITIVE, 0, 40, NULL, NULL },
	{ "card", JT_PII, F(card), JF_SENSITIVE, 0, 40, NULL, "bank card, where it is paid through the bank" }, { "plate", JT_STR, F(plate), 0, 0, 40, NULL, NULL },
	{ "vehicle", JT_STR, F(vehicle), 0, 0, 120, NULL, "kind and colour" },
};
#undef F
static const struct js_shape party_shape = JS_SHAPE("AccidentPartyNew", struct party_new, party_fields);

static int post_party(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct accident a;
	int64_t id;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_party(cx, &a, rq->in, &id));
	return put(cx, rp, &a);
}

struct card_in { int64_t party; struct pii card; };
static const struct js_field card_fields[] = {
	{ "partyId", JT_I64, offsetof(struct card_in, party), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "card", JT_PII, offsetof(struct card_in, card), JF_REQUIRED | JF_SENSITIVE, 1, 40, NULL, NULL },
};
static const struct js_shape card_shape = JS_SHAPE("AccidentCard", struct card_in, card_fields);

static int post_card(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct card_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_card(cx, &a, in->party, &in->card));
	return put(cx, rp, &a);
}

#define F(member) offsetof(struct item, member)
static const struct js_field item_fields[] = {
	{ "partyId", JT_I64, F(party), JF_REQUIRED, 1, INT64_MAX, NULL, "whose damage it is" }, { "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, IT_N, item_kind_words, NULL },
	{ "what", JT_STR, F(what), JF_REQUIRED, 1, 200, NULL, NULL }, { "claimedFen", JT_I64, F(claimed_fen), JF_REQUIRED, 1, ACCIDENT_ITEM_FEN, NULL, NULL },
};
#undef F
static const struct js_shape item_shape = JS_SHAPE("AccidentItemNew", struct item, item_fields);

static int post_item(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct item it = *(const struct item *)rq->in;
	struct accident a;
	int64_t id;

	TRY(flow_accident_get(cx, rq->id, &a));
	it.accident = a.id;
	TRY(flow_accident_item(cx, &a, &it, &id));
	return put(cx, rp, &a);
}

struct photo_in { str kind, photo; };
static const struct js_field photo_fields[] = {
	{ "kind", JT_STR, offsetof(struct photo_in, kind), JF_REQUIRED, 1, 16, NULL, "scene, vehicle, plate, injury or paper" },
	{ "photo", JT_STR, offsetof(struct photo_in, photo), JF_REQUIRED, 32, 32, NULL, "of an upload" },
};
static const struct js_shape photo_shape = JS_SHAPE("AccidentPhotoNew", struct photo_in, photo_fields);

static int post_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct photo_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_photo(cx, &a, in->kind, in->photo));
	return put(cx, rp, &a);
}

static int get_photo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	int64_t n = 0;

	for (size_t i = 0; i < rq->name.n && i < 18; i++) {
		if (rq->name.p[i] < '0' || rq->name.p[i] > '9')
			return FAIL(cx, E_NOTFOUND, "no such photo");
		n = n * 10 + (rq->name.p[i] - '0');
	}
	TRY(flow_accident_photo_read(cx, rq->id, n, &rp->file));
	rp->file_type = S("image/jpeg");
	rp->file_name = arena_fmt(cx->arena, "accident-%lld-%lld.jpg", (long long)rq->id, (long long)n);
	return 0;
}

/* --- figures out, money out --- */

#define F(member) offsetof(struct accident_assessed, member)
static const struct js_field figure_fields[] = { { "id", JT_I64, F(id), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, { "fen", JT_I64, F(fen), JF_REQUIRED, 0, ACCIDENT_ITEM_FEN, NULL, NULL } };
#undef F
static const struct js_shape figure_shape = JS_SHAPE("AccidentItemFound", struct accident_assessed, figure_fields);
struct assess_in { int64_t ver; struct js_list items; str note; };
#define F(member) offsetof(struct assess_in, member)
static const struct js_field assess_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL }, { "items", JT_LIST, F(items), JF_REQUIRED, 1, ACCIDENT_ITEMS, &figure_shape, "every item" },
	{ "note", JT_STR, F(note), 0, 0, 1000, NULL, "told to the owner" },
};
#undef F
static const struct js_shape assess_shape = JS_SHAPE("AccidentAssess", struct assess_in, assess_fields);

static int post_assess(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct assess_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_assess(cx, &a, in->items.items, (int)in->items.n, in->ver, in->note));
	rp->audit_detail = arena_fmt(cx->arena, "round %d: %lld fen", (int)a.rounds, (long long)a.amount_fen);
	return put(cx, rp, &a);
}

struct agree_in { int64_t ver; bool rider, other; str note; };
#define F(member) offsetof(struct agree_in, member)
static const struct js_field agree_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL }, { "rider", JT_BOOL, F(rider), JF_REQUIRED, 0, 0, NULL, "the rider has confirmed the amount" },
	{ "other", JT_BOOL, F(other), JF_REQUIRED, 0, 0, NULL, "so have the others" }, { "note", JT_STR, F(note), JF_REQUIRED, 1, 1000, NULL, "what was signed" },
};
#undef F
static const struct js_shape agree_shape = JS_SHAPE("AccidentAgree", struct agree_in, agree_fields);

static int post_agree(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct agree_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_agree(cx, &a, in->rider, in->other, in->ver, in->note));
	rp->audit_detail = arena_fmt(cx->arena, "%lld fen", (long long)a.amount_fen);
	return put(cx, rp, &a);
}

static int post_pay(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct accident_step_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_pay(cx, &a, in->ver));
	rp->audit_detail = arena_fmt(cx->arena, "%.*s: %lld fen", STR_ARG(a.way), (long long)a.amount_fen);
	return put(cx, rp, &a);
}

struct bank_in { int64_t ver; bool paid; str ref; };
#define F(member) offsetof(struct bank_in, member)
static const struct js_field bank_fields[] = {
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL }, { "paid", JT_BOOL, F(paid), JF_REQUIRED, 0, 0, NULL, "false: the bank says that it failed; it is released again" },
	{ "bankRef", JT_STR, F(ref), 0, 0, 60, NULL, "the bank's own number" },
};
#undef F
static const struct js_shape bank_shape = JS_SHAPE("AccidentBank", struct bank_in, bank_fields);

static int post_bank(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct bank_in *in = rq->in;
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_bank(cx, &a, in->paid, in->ref, in->ver));
	rp->audit_detail = accident_state_names[a.state];
	return put(cx, rp, &a);
}

static int post_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct civil c = civil_of(cx->now);
	int n;

	(void)rq;
	TRY(flow_accident_bank_file(cx, &rp->file, &n));
	rp->file_type = S("text/csv; charset=utf-8");
	rp->file_name = arena_fmt(cx->arena, "accidents-%04d%02d%02d.csv", c.y, c.m, c.d);
	rp->audit_detail = arena_fmt(cx->arena, "%d payments", n);
	return 0;
}

static int post_results(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bank_results r;

	TRY(flow_accident_results(cx, rq->upload, &r));
	rp->audit_detail = bank_results_text(cx, &r);
	js_put(&rp->js, NULL, &bank_results_shape, &r);
	return 0;
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct accident_step_in *in = rq->in;
	enum accident_event ev = accident_event_of(rq->name);
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	if (ev == AE_N)
		return FAIL(cx, E_NOTFOUND, "no such step");
	TRY(flow_accident_step(cx, &a, ev, in->ver, in->code, in->note));
	rp->audit_detail = arena_fmt(cx->arena, "%.*s: %.*s %.*s", STR_ARG(accident_event_names[ev]), STR_ARG(accident_state_names[a.state]), STR_ARG(a.code));
	return put(cx, rp, &a);
}

struct unmask_in { int64_t party; str field, reference; };
#define F(member) offsetof(struct unmask_in, member)
static const struct js_field unmask_fields[] = {
	{ "partyId", JT_I64, F(party), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, { "field", JT_STR, F(field), JF_REQUIRED, 1, 16, NULL, "name, phone, idNo or card" },
	{ "reference", JT_STR, F(reference), JF_REQUIRED, 3, 32, NULL, "the number of the file it is for" },
};
#undef F
static const struct js_shape unmask_shape = JS_SHAPE("AccidentUnmask", struct unmask_in, unmask_fields);
struct clear_view { str field, value; };
static const struct js_field clear_fields[] = {
	{ "field", JT_STR, offsetof(struct clear_view, field), 0, 0, 16, NULL, NULL },
	{ "value", JT_STR, offsetof(struct clear_view, value), 0, 0, 250, NULL, "in the clear; the look is in the audit" },
};
static const struct js_shape clear_shape = JS_SHAPE("AccidentClear", struct clear_view, clear_fields);

static int post_unmask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct unmask_in *in = rq->in;
	struct clear_view v = { .field = in->field };
	struct accident a;

	TRY(flow_accident_get(cx, rq->id, &a));
	TRY(flow_accident_unmask(cx, &a, in->party, in->field, in->reference, &v.value));
	js_put(&rp->js, NULL, &clear_shape, &v);
	return 0;
}

/* --- the insurer's figures --- */

struct count_view { str state; int64_t n, paid_fen; };
#define F(member) offsetof(struct count_view, member)
static const struct js_field count_fields[] = {
	{ "state", JT_STR, F(state), 0, 0, 20, NULL, NULL }, { "count", JT_I64, F(n), 0, 0, 0, NULL, NULL }, { "paidFen", JT_I64, F(paid_fen), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape count_shape = JS_SHAPE("AccidentCount", struct count_view, count_fields);
struct loss_view { int64_t product, price, n, fen; str basis; };
#define F(member) offsetof(struct loss_view, member)
static const struct js_field loss_fields[] = {
	{ "productId", JT_I64, F(product), 0, 0, 0, NULL, NULL }, { "basis", JT_STR, F(basis), 0, 0, 400, NULL, NULL }, { "priceFen", JT_I64, F(price), 0, 0, 0, NULL, NULL },
	{ "count", JT_I64, F(n), 0, 0, 0, NULL, "accidents paid" }, { "paidFen", JT_I64, F(fen), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape loss_shape = JS_SHAPE("AccidentLoss", struct loss_view, loss_fields);
struct def_view { const char *code, *en, *zh; };
struct def_out { str code, en, zh; };
static const struct def_view defs[] = {
	{ "count", "Accidents reported in the time, by the state they are in now.", "所选时间内报案的事故，按现在的状态统计。" },
	{ "paidFen", "What was paid for accidents reported in the time.", "所选时间内报案的事故已赔付的金额。" },
	{ "medianDays", "The middle one of the days from the report to the payment, of those paid; null while none is.", "从报案到赔付的天数的中位数，只算已赔付的；没有时为空。" },
	{ "losses", "What was paid, by the product as it was sold (its price row).", "按售出时的产品（价格行）统计的赔付。" },
};
static const struct js_field def_fields[] = {
	{ "code", JT_STR, offsetof(struct def_out, code), 0, 0, 20, NULL, NULL }, { "en", JT_STR, offsetof(struct def_out, en), 0, 0, 300, NULL, NULL },
	{ "zh", JT_STR, offsetof(struct def_out, zh), 0, 0, 300, NULL, NULL },
};
static const struct js_shape def_shape = JS_SHAPE("AccidentDefinition", struct def_out, def_fields);
struct figures_view { utc_ms from, to; int64_t total, paid_fen; str median; struct js_list states, losses, definitions; };
#define F(member) offsetof(struct figures_view, member)
static const struct js_field figures_fields[] = {
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, NULL }, { "to", JT_UTC, F(to), 0, 0, 0, NULL, NULL }, { "total", JT_I64, F(total), 0, 0, 0, NULL, NULL },
	{ "paidFen", JT_I64, F(paid_fen), 0, 0, 0, NULL, NULL }, { "medianDays", JT_STR, F(median), JF_NULL_IF_EMPTY, 0, 20, NULL, "with one digit behind the point" },
	{ "states", JT_LIST, F(states), 0, 0, STATES_MAX, &count_shape, NULL }, { "losses", JT_LIST, F(losses), 0, 0, LOSSES_MAX, &loss_shape, NULL },
	{ "definitions", JT_LIST, F(definitions), 0, 0, COUNTOF(defs), &def_shape, "what each figure counts" },
};
#undef F
static const struct js_shape figures_shape = JS_SHAPE("AccidentFigures", struct figures_view, figures_fields);
static const struct route_q figures_query[] = { { "days", JT_I64, 0, 1, 3660, "back from now; 365 if not given" } };

struct sums { struct count_view states[STATES_MAX]; struct loss_view losses[LOSSES_MAX]; struct def_out defs[COUNTOF(defs)]; int nstates, nlosses; int64_t total, paid; };

static int add_count(struct cx *cx, const struct accident_count *c, void *arg)
{
	struct sums *s = arg;

	(void)cx;
	if (s->nstates < STATES_MAX)
		s->states[s->nstates++] = (struct count_view){ c->state, c->n, c->paid_fen };
	s->total += c->n;
	s->paid += c->paid_fen;
	return 0;
}

static int add_loss(struct cx *cx, const struct accident_loss *l, void *arg)
{
	struct plan_product p;
	struct sums *s = arg;

	TRY(plan_product_get(cx, l->product, &p));
	if (s->nlosses < LOSSES_MAX)
		s->losses[s->nlosses++] = (struct loss_view){ l->product, p.price_fen, l->n, l->fen, p.basis };
	return 0;
}

static int get_figures(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct figures_view v = { .to = cx->now, .from = cx->now - (rq->q[0].present ? rq->q[0].i : FIGURE_DAYS) * DAY_MS, .median = S("") };
	struct sums *s = arena_alloc(cx->arena, sizeof *s);
	unit_id carrier;
	int64_t ms;

	if (!s)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*s = (struct sums){ .total = 0 };
	TRY(flow_accident_carrier(cx, &carrier));
	TRY(accident_counts(cx, carrier, v.from, v.to + 1, add_count, s));
	TRY(accident_losses(cx, carrier, v.from, v.to + 1, add_loss, s));
	TRY(accident_median_ms(cx, carrier, v.from, v.to + 1, &ms));
	if (ms >= 0)
		v.median = arena_fmt(cx->arena, "%lld.%lld", (long long)(ms / DAY_MS), (long long)(ms % DAY_MS * 10 / DAY_MS));
	for (size_t i = 0; i < COUNTOF(defs); i++)
		s->defs[i] = (struct def_out){ str_of(defs[i].code), str_of(defs[i].en), str_of(defs[i].zh) };
	v.total = s->total;
	v.paid_fen = s->paid;
	v.states = (struct js_list){ s->states, (size_t)s->nstates };
	v.losses = (struct js_list){ s->losses, (size_t)s->nlosses };
	v.definitions = (struct js_list){ s->defs, COUNTOF(defs) };
	js_put(&rp->js, NULL, &figures_shape, &v);
	return 0;
}

#define I (ROLE_INSURER | ROLE_ADJUSTER)
#define OUT &accident_shape
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/accidents", I, NULL, TX_READ, RF_LIST, NULL, &accident_brief_shape, list_query, COUNTOF(list_query), get_list, NULL,
	  "Accidents of the own insurer's unit, by queue, oldest first" },
	{ HTTP_POST, "/api/v1/accidents", I, NULL, TX_WRITE, RF_CREATED, &report_shape, OUT, NULL, 0, post_report, "liability.report", "Take an accident report by telephone, of a bike with the plan" },
	{ HTTP_GET, "/api/v1/accidents/figures", I, NULL, TX_READ, 0, NULL, &figures_shape, figures_query, COUNTOF(figures_query), get_figures, NULL,
	  "The insurer's figures of the own unit, with what each of them counts" },
	{ HTTP_GET, "/api/v1/accidents/surveyors", I, NULL, TX_READ, RF_LIST, NULL, &surveyor_shape, NULL, 0, get_surveyors, NULL, "Who may be sent" },
	{ HTTP_POST, "/api/v1/accidents/bank-file", I, NULL, TX_WRITE, RF_STEPUP | RF_FILE, NULL, NULL, NULL, 0, post_file, "liability.export",
	  "Payments that were released, for the bank; each keeps its number", "text/csv; charset=utf-8", 0 },
	{ HTTP_POST, "/api/v1/accidents/results", I, NULL, TX_WRITE, RF_STEPUP | RF_UPLOAD, NULL, &bank_results_shape, NULL, 0, post_results, "liability.results",
	  "The bank's results, as CSV: no,amount_fen,status,bank_ref,reason; a file that comes again changes nothing", "text/csv", RESULTS_BYTES },
	{ HTTP_GET, "/api/v1/accidents/{id}", I, NULL, TX_READ, 0, NULL, OUT, NULL, 0, get_one, NULL, "One accident with its checks, parties, items, photos, assessments, payments and history" },
	{ HTTP_POST, "/api/v1/accidents/{id}/assign", I, NULL, TX_WRITE, 0, &assign_shape, OUT, NULL, 0, post_assign, "liability.assign",
	  "Send a surveyor; of a dispute, one who has not assessed it" },
	{ HTTP_POST, "/api/v1/accidents/{id}/finding", I, NULL, TX_WRITE, 0, &finding_shape, OUT, NULL, 0, post_finding, "liability.finding", "The traffic police's finding, or the share both agreed on" },
	{ HTTP_POST, "/api/v1/accidents/{id}/parties", I, NULL, TX_WRITE, 0, &party_shape, OUT, NULL, 0, post_party, "liability.party", "Who was in it; stored sealed, shown masked" },
	{ HTTP_POST, "/api/v1/accidents/{id}/card", I, NULL, TX_WRITE, 0, &card_shape, OUT, NULL, 0, post_card, "liability.card", "A party's bank card; stored sealed, shown masked" },
	{ HTTP_POST, "/api/v1/accidents/{id}/items", I, NULL, TX_WRITE, 0, &item_shape, OUT, NULL, 0, post_item, "liability.item", "A damage that is claimed" },
	{ HTTP_POST, "/api/v1/accidents/{id}/photos", I, NULL, TX_WRITE, 0, &photo_shape, OUT, NULL, 0, post_photo, "liability.photo", "An uploaded photo belongs to the accident" },
	{ HTTP_GET, "/api/v1/accidents/{id}/photos/{name}", I, NULL, TX_NONE, RF_FILE | RF_AUDITED, NULL, NULL, NULL, 0, get_photo, "liability.photo_read",
	  "One photo, by its number; audited", "image/jpeg", 0 },
	{ HTTP_POST, "/api/v1/accidents/{id}/assess", I, NULL, TX_WRITE, 0, &assess_shape, OUT, NULL, 0, post_assess, "liability.assess", "What the damage is worth, by the surveyor who was sent" },
	{ HTTP_POST, "/api/v1/accidents/{id}/agree", I, NULL, TX_WRITE, 0, &agree_shape, OUT, NULL, 0, post_agree, "liability.agree", "Both sides have confirmed the amount" },
	{ HTTP_POST, "/api/v1/accidents/{id}/pay", I, NULL, TX_WRITE, RF_STEPUP, &accident_step_shape, OUT, NULL, 0, post_pay, "liability.pay",
	  "Release the money: on the spot up to the limit for that, else to the bank; never by who assessed" },
	{ HTTP_POST, "/api/v1/accidents/{id}/bank", I, NULL, TX_WRITE, RF_STEPUP, &bank_shape, OUT, NULL, 0, post_bank, "liability.bank", "The bank's word on a released payment" },
	{ HTTP_POST, "/api/v1/accidents/{id}/unmask", I, NULL, TX_WRITE, RF_AUDITED | RF_STEPUP, &unmask_shape, &clear_shape, NULL, 0, post_unmask, "liability.unmask",
	  "A party's name, telephone, identity number or card in the clear; audited" },
	{ HTTP_POST, "/api/v1/accidents/{id}/do/{event}", I, NULL, TX_WRITE, 0, &accident_step_shape, OUT, NULL, 0, post_step, "liability.step", "arrive, dispute, refuse, withdraw or court" },
};
const struct routes liability_routes = ROUTES("accidents", rows);
