/* counter_api — HTTP face of the counter: check at each pause of the keyboard, issue, refuse, and the desk's head. */
#include "flow/counter_api.h"
#include "flow/flow_business.h"
#include "office/audit/audit.h"
#include "office/booking/booking_api.h"
#include "office/owner/owner.h"
#include "office/paper/paper_api.h"
#include "serve/http/route.h"
#include "store/sql/sql.h"

extern const struct routes counter_routes;

/* --- the form --- */

struct form_in {
	str request_id; int64_t site, booking, owner_id; int kind, use;
	struct counter_owner owner; struct counter_agent agent;
	str vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on; int64_t price_fen;
	struct js_list papers, photos, overrides;
	str tag, enforcement_tag, owner_tag, plate, heard_note;
	bool consent, consent_trail, heard_accepted;
};
#define F(member) offsetof(struct counter_owner, member)
static const struct js_field owner_fields[] = {
	{ "kind", JT_ENUM, F(kind), 0, 0, OK_N, owner_kind_words, NULL },
	{ "idKind", JT_ENUM, F(id_kind), 0, 0, IK_N, id_kind_words, NULL },
	{ "name", JT_PII, F(name), JF_SENSITIVE, 0, 96, NULL, NULL },
	{ "idNo", JT_PII, F(id_no), JF_SENSITIVE, 0, 96, NULL, NULL },
	{ "phone", JT_PII, F(phone), JF_SENSITIVE, 0, 64, NULL, NULL },
	{ "address", JT_PII, F(address), JF_SENSITIVE, 0, 240, NULL, NULL },
};
#undef F
const struct js_shape counter_owner_shape = JS_SHAPE("CounterOwner", struct counter_owner, owner_fields);
#define F(member) offsetof(struct counter_agent, member)
static const struct js_field agent_fields[] = {
	{ "name", JT_PII, F(name), JF_SENSITIVE, 0, 96, NULL, NULL },
	{ "idKind", JT_ENUM, F(id_kind), 0, 0, IK_N, id_kind_words, NULL },
	{ "idNo", JT_PII, F(id_no), JF_SENSITIVE, 0, 96, NULL, NULL },
	{ "phone", JT_PII, F(phone), JF_SENSITIVE, 0, 64, NULL, NULL },
};
#undef F
const struct js_shape counter_agent_shape = JS_SHAPE("CounterAgent", struct counter_agent, agent_fields);
#define F(member) offsetof(struct counter_photo, member)
static const struct js_field photo_fields[] = {
	{ "slot", JT_STR, F(slot), JF_REQUIRED, 1, 32, NULL, NULL },
	{ "photo", JT_STR, F(photo), JF_REQUIRED, 32, 32, NULL, "as POST /photos answered" },
};
#undef F
const struct js_shape counter_photo_shape = JS_SHAPE("CounterPhoto", struct counter_photo, photo_fields);

/* What is typed is taken as it stands and judged by the check: a half-typed number is no bad request. */
#define F(member) offsetof(struct form_in, member)
#define FORM_FIELDS(need) \
	{ "requestId", JT_STR, F(request_id), need, 0, 64, NULL, "made by the page for one form; the same again is answered, not done again" }, \
	{ "siteId", JT_I64, F(site), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, \
	{ "bookingId", JT_I64, F(booking), 0, 0, INT64_MAX, NULL, NULL }, \
	{ "kind", JT_ENUM, F(kind), 0, 0, BK_N, bike_kind_words, NULL }, \
	{ "use", JT_ENUM, F(use), 0, 0, BU_N, bike_use_words, NULL }, \
	{ "ownerId", JT_I64, F(owner_id), 0, 0, INT64_MAX, NULL, "an owner who is known; owner then only completes an old record" }, \
	{ "owner", JT_OBJ, F(owner), 0, 0, 0, &counter_owner_shape, NULL }, \
	{ "agent", JT_OBJ, F(agent), 0, 0, 0, &counter_agent_shape, "who comes for the owner, or for the unit" }, \
	{ "vehicleCode", JT_STR, F(vehicle_code), 0, 0, 200, NULL, NULL }, \
	{ "frameNo", JT_STR, F(frame_no), 0, 0, 200, NULL, NULL }, \
	{ "motorNo", JT_STR, F(motor_no), 0, 0, 200, NULL, NULL }, \
	{ "brand", JT_STR, F(brand), 0, 0, 200, NULL, NULL }, \
	{ "model", JT_STR, F(model), 0, 0, 200, NULL, NULL }, \
	{ "colour", JT_STR, F(colour), 0, 0, 200, NULL, NULL }, \
	{ "colour2", JT_STR, F(colour2), 0, 0, 200, NULL, NULL }, \
	{ "boughtOn", JT_STR, F(bought_on), 0, 0, 32, NULL, "YYYY-MM-DD" }, \
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL }, \
	{ "endsOn", JT_STR, F(ends_on), 0, 0, 32, NULL, "of a temporary plate" }, \
	{ "papers", JT_STRLIST, F(papers), 0, 0, 32, NULL, "documents that were shown" }, \
	{ "photos", JT_LIST, F(photos), 0, 0, 16, &counter_photo_shape, NULL }, \
	{ "tag", JT_STR, F(tag), 0, 0, 64, NULL, "the theft tag" }, \
	{ "enforcementTag", JT_STR, F(enforcement_tag), 0, 0, 64, NULL, NULL }, \
	{ "ownerTag", JT_STR, F(owner_tag), 0, 0, 64, NULL, NULL }, \
	{ "plate", JT_STR, F(plate), 0, 0, 96, NULL, "empty: the lowest of the desk" }, \
	{ "consent", JT_BOOL, F(consent), 0, 0, 0, NULL, NULL }, \
	{ "consentTrail", JT_BOOL, F(consent_trail), 0, 0, 0, NULL, NULL }, \
	{ "heardAccepted", JT_BOOL, F(heard_accepted), 0, 0, 0, NULL, "goes on although the point's stations do not hear the tag" }, \
	{ "heardNote", JT_STR, F(heard_note), 0, 0, 400, NULL, "why" }, \
	{ "overrides", JT_INTLIST, F(overrides), 0, 0, 16, NULL, "granted number overrides to use" },
static const struct js_field form_fields[] = { FORM_FIELDS(0) };
static const struct js_field issue_fields[] = { FORM_FIELDS(JF_REQUIRED) };
#undef F
static const struct js_shape form_shape = JS_SHAPE("CounterForm", struct form_in, form_fields);
static const struct js_shape issue_shape = JS_SHAPE("CounterIssue", struct form_in, issue_fields);

static void form_of(const struct form_in *in, struct counter_form *ret)
{
	*ret = (struct counter_form){
		.request_id = in->request_id, .site = in->site, .booking = in->booking, .kind = in->kind, .use = in->use, .owner_id = in->owner_id,
		.owner = in->owner, .agent = in->agent, .vehicle_code = in->vehicle_code, .frame_no = in->frame_no, .motor_no = in->motor_no,
		.brand = in->brand, .model = in->model, .colour = in->colour, .colour2 = in->colour2, .bought_on = in->bought_on, .ends_on = in->ends_on,
		.price_fen = in->price_fen, .papers = in->papers, .photos = in->photos, .tag = { in->tag, in->enforcement_tag, in->owner_tag },
		.plate = in->plate, .consent = in->consent, .consent_trail = in->consent_trail, .heard_accepted = in->heard_accepted,
		.heard_note = in->heard_note, .overrides = in->overrides.items, .noverrides = in->overrides.n,
	};
}

/* --- the verdict --- */

struct problem_view { int code, level; str field, number; int64_t bike, owner; struct js_list flags; };
#define F(member) offsetof(struct problem_view, member)
static const struct js_field problem_fields[] = {
	{ "code", JT_ENUM, F(code), 0, 0, CC_N, counter_codes, NULL },
	{ "field", JT_STR, F(field), 0, 0, 64, NULL, "of the form: frameNo, owner.idNo, papers.invoice, photos.front" },
	{ "level", JT_ENUM, F(level), 0, 0, CL_N, counter_level_names, NULL },
	{ "bikeId", JT_I64, F(bike), JF_NULL_IF_EMPTY, 0, 0, NULL, "the bike in the way" },
	{ "number", JT_STR, F(number), 0, 0, 128, NULL, "the number in the way; of a missing document: a|b one of them" },
	{ "flags", JT_STRLIST, F(flags), 0, 0, 24, NULL, "what stands against that bike: stolen, ..." },
	{ "ownerId", JT_I64, F(owner), JF_NULL_IF_EMPTY, 0, 0, NULL, "the owner who has this document" },
};
#undef F
static const struct js_shape problem_shape = JS_SHAPE("CounterProblem", struct problem_view, problem_fields);
struct verdict_view { bool ready; struct js_list problems; };
#define F(member) offsetof(struct verdict_view, member)
static const struct js_field verdict_fields[] = {
	{ "ready", JT_BOOL, F(ready), 0, 0, 0, NULL, "nothing but warnings stands against it" },
	{ "problems", JT_LIST, F(problems), 0, 0, COUNTER_PROBLEMS_MAX, &problem_shape, NULL },
};
#undef F
const struct js_shape counter_verdict_shape = JS_SHAPE("CounterVerdict", struct verdict_view, verdict_fields);

static int problems_view(struct cx *cx, const struct counter_verdict *v, struct js_list *ret)
{
	struct problem_view *p = arena_alloc(cx->arena, (size_t)v->n * sizeof *p);

	if (!p)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < v->n; i++)
		p[i] = (struct problem_view){ v->v[i].code, v->v[i].level, v->v[i].field, v->v[i].number, v->v[i].bike, v->v[i].owner, v->v[i].flags };
	*ret = (struct js_list){ p, (size_t)v->n };
	return 0;
}

/* That a document is registered is told to nobody without a row; once a minute is enough while the form is typed. */
static int audit_one(struct cx *cx, int64_t owner)
{
	bool recent;

	TRY(audit_recent(cx, "counter.check", "owner", owner, cx->now - MINUTE_MS, &recent));
	return recent ? 0 : audit_add(cx, "counter.check", "owner", owner, (theft_id){ 0 }, S(""));
}

int counter_audit_known(struct cx *cx, const struct counter_verdict *v)
{
	if (v->known.v)
		TRY(audit_one(cx, v->known.v));
	for (int i = 0; i < v->n; i++)
		if (v->v[i].owner > 0 && v->v[i].owner != v->known.v)
			TRY(audit_one(cx, v->v[i].owner));
	return 0;
}

static int check(struct cx *cx, const struct counter_form *f, struct counter_verdict *ret)
{
	struct counter_ears ears;

	TRY(counter_listen(cx, f, &ears));
	TRY(sql_begin(cx, false));
	TRY(counter_check(cx, f, &ears, ret));
	return sql_commit(cx);
}

int counter_put_verdict(struct cx *cx, struct rep *rp, const struct counter_verdict *v)
{
	struct verdict_view out = { .ready = v->ready };

	TRY(problems_view(cx, v, &out.problems));
	js_put(&rp->js, NULL, &counter_verdict_shape, &out);
	return 0;
}

static int post_check(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct counter_form f;
	struct counter_verdict v = { .n = 0 };

	form_of(rq->in, &f);
	int rc = check(cx, &f, &v);
	sql_rollback(cx);
	TRY(rc);
	TRY(counter_audit_known(cx, &v));
	return counter_put_verdict(cx, rp, &v);
}

/* --- issue --- */

struct issued_view { int64_t bike, owner; struct plate plate; tag_id tag; bool again; struct js_list papers, problems; };
#define F(member) offsetof(struct issued_view, member)
static const struct js_field issued_fields[] = {
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL },
	{ "ownerId", JT_I64, F(owner), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, F(tag), 0, 0, 0, NULL, NULL },
	{ "again", JT_BOOL, F(again), 0, 0, 0, NULL, "this request had been done already: nothing was done now" },
	{ "papers", JT_LIST, F(papers), 0, 0, COUNTER_MADE, &paper_view_shape, "what was issued: certificate and receipt, a transfer sheet, a proof" },
	{ "problems", JT_LIST, F(problems), 0, 0, COUNTER_PROBLEMS_MAX, &problem_shape, "warnings that were gone past" },
};
#undef F
const struct js_shape counter_issued_shape = JS_SHAPE("CounterIssued", struct issued_view, issued_fields);

static int paper_of(struct cx *cx, int64_t id, struct paper_view *ret)
{
	struct paper_row p;

	TRY(paper_get(cx, id, &p));
	paper_view_of(&p, ret);
	return 0;
}

int counter_put_issued(struct cx *cx, struct rep *rp, const struct counter_issued *v)
{
	struct paper_view *papers = arena_alloc(cx->arena, COUNTER_MADE * sizeof *papers);

	if (!papers)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (int i = 0; i < v->npapers; i++)
		TRY(paper_of(cx, v->papers[i], &papers[i]));
	struct issued_view out = { v->bike.v, v->owner.v, v->plate, v->tag, v->again, { papers, (size_t)v->npapers }, { NULL, 0 } };
	TRY(problems_view(cx, &v->verdict, &out.problems));
	rp->status = v->again ? 200 : 201;
	js_put(&rp->js, NULL, &counter_issued_shape, &out);
	return 0;
}

static int post_issue(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct counter_form f;
	struct counter_issued v;

	form_of(rq->in, &f);
	TRY(counter_issue(cx, &f, &v));
	return counter_put_issued(cx, rp, &v);
}

/* --- refuse --- */

struct refuse_in { str request_id; int64_t site, booking; str reason, note, numbers; struct pii name; struct js_list missing; };
#define F(member) offsetof(struct refuse_in, member)
static const struct js_field refuse_fields[] = {
	{ "requestId", JT_STR, F(request_id), JF_REQUIRED, 8, 64, NULL, NULL },
	{ "siteId", JT_I64, F(site), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "bookingId", JT_I64, F(booking), 0, 0, INT64_MAX, NULL, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 32, NULL, "of the desk's reasons; empty: only what is missing" },
	{ "note", JT_STR, F(note), JF_SENSITIVE, 0, 400, NULL, NULL },
	{ "name", JT_PII, F(name), JF_SENSITIVE, 0, 96, NULL, "as it stands on the paper" },
	{ "numbers", JT_STR, F(numbers), 0, 0, 200, NULL, "frame, motor and vehicle number, as on the paper" },
	{ "missing", JT_STRLIST, F(missing), 0, 0, 24, NULL, "documents, as the check tells them; a|b one of them" },
};
#undef F
static const struct js_shape refuse_shape = JS_SHAPE("CounterRefusal", struct refuse_in, refuse_fields);

static int post_refuse(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct refuse_in *in = rq->in;
	struct counter_refusal r = { in->request_id, in->site, in->booking, in->reason, in->note, in->name, in->numbers, in->missing };
	struct paper_view v;
	int64_t paper;
	bool again;

	TRY(counter_refuse(cx, &r, &paper, &again));
	TRY(paper_of(cx, paper, &v));
	rp->status = again ? 200 : 201;
	js_put(&rp->js, NULL, &paper_view_shape, &v);
	return 0;
}

/* --- the desk --- */

static const char booking_schema[] = "{\"$ref\":\"#/components/schemas/Booking\"}";
struct desk_view {
	int64_t site; str site_name, clerk; int64_t waiting, plates, temporary, tags; str current; struct js_list reasons, papers, known_papers, photos, slots; str consent;
	struct js_list transfer, replace, deregister;
};
#define F(member) offsetof(struct desk_view, member)
static const struct js_field desk_fields[] = {
	{ "siteId", JT_I64, F(site), 0, 0, 0, NULL, NULL },
	{ "siteName", JT_STR, F(site_name), 0, 0, 64, NULL, NULL },
	{ "clerk", JT_STR, F(clerk), 0, 0, 64, NULL, "shown name" },
	{ "waiting", JT_I64, F(waiting), 0, 0, 0, NULL, "people in the queue" },
	{ "plates", JT_I64, F(plates), 0, 0, 0, NULL, "left: the clerk's own and the cupboard's" },
	{ "temporaryPlates", JT_I64, F(temporary), 0, 0, 0, NULL, "of temporary ones" },
	{ "tags", JT_I64, F(tags), 0, 0, 0, NULL, "theft tags left" },
	{ "current", JT_RAW, F(current), JF_NULL_IF_EMPTY, 0, 0, booking_schema, "who is being served: called last" },
	{ "reasons", JT_STRLIST, F(reasons), 0, 0, PAPER_REASONS, NULL, "of a refusal" },
	{ "papersRequired", JT_STRLIST, F(papers), 0, 0, 24, NULL, "of a person with a new bike; a|b one of them" },
	{ "papersKnown", JT_STRLIST, F(known_papers), 0, 0, 32, NULL, "all documents a form may name" },
	{ "photosRequired", JT_STRLIST, F(photos), 0, 0, 16, NULL, NULL },
	{ "consentVersion", JT_STR, F(consent), 0, 0, 32, NULL, NULL },
	{ "slots", JT_STRLIST, F(slots), 0, 0, 16, NULL, "places for photos" },
	{ "transferReasons", JT_STRLIST, F(transfer), 0, 0, BUSINESS_REASONS, NULL, "of a transfer" },
	{ "replaceReasons", JT_STRLIST, F(replace), 0, 0, BUSINESS_REASONS, NULL, "of another plate or tag" },
	{ "deregisterReasons", JT_STRLIST, F(deregister), 0, 0, BUSINESS_REASONS, NULL, "of a deregistration" },
};
#undef F
static const struct js_shape desk_shape = JS_SHAPE("CounterDesk", struct desk_view, desk_fields);

static int current_view(struct cx *cx, const struct counter_desk *d, str *ret)
{
	struct booking_view v;
	struct js js;

	*ret = S("");
	if (!d->serving)
		return 0;
	TRY(booking_view_of(cx, &d->current, &v));
	js_init(&js, cx->arena, 4096);
	js_put(&js, NULL, &booking_view_shape, &v);
	if (js_over(&js))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = js_text(&js);
	return 0;
}

static const struct route_q desk_query[] = { { "site", JT_I64, JF_REQUIRED, 1, INT64_MAX, "the point" } };

static int get_desk(struct cx *cx, const struct req *rq, struct rep *rp)
{
	str reasons[BOP_N][BUSINESS_REASONS];
	struct js_list lists[BOP_N];
	struct counter_desk d;
	str current;

	for (int i = 0; i < BOP_N; i++)
		lists[i] = (struct js_list){ reasons[i], (size_t)business_reasons((enum booking_purpose)i, reasons[i]) };
	TRY(counter_desk(cx, (site_id){ rq->q[0].i }, &d));
	TRY(current_view(cx, &d, &current));
	struct desk_view v = { d.site.id.v, d.site.name, d.clerk, d.waiting, d.plates, d.temporary_plates, d.tags, current,
	                       d.reasons, d.papers, { counter_papers, (size_t)counter_npapers }, d.photos,
	                       { bike_photo_slots, (size_t)bike_nphoto_slots }, d.consent, lists[BOP_TRANSFER], lists[BOP_REPLACE], lists[BOP_DEREGISTER] };
	js_put(&rp->js, NULL, &desk_shape, &v);
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/counter/desk", ROLE_CLERK, NULL, TX_READ, 0, NULL, &desk_shape, desk_query, COUNTOF(desk_query), get_desk, NULL,
	  "The head of the counter's page: queue, stock, lists" },
	{ HTTP_POST, "/api/v1/counter/check", ROLE_CLERK, NULL, TX_NONE, RF_AUDITED, &form_shape, &counter_verdict_shape, NULL, 0, post_check, "counter.check",
	  "Everything that stands against this registration" },
	{ HTTP_POST, "/api/v1/counter/issue", ROLE_CLERK, NULL, TX_NONE, RF_CREATED | RF_AUDITED, &issue_shape, &counter_issued_shape, NULL, 0, post_issue,
	  "counter.issue", "Register: owner, bike, plate, tags, papers, all or nothing" },
	{ HTTP_POST, "/api/v1/counter/refuse", ROLE_CLERK, NULL, TX_NONE, RF_CREATED | RF_AUDITED, &refuse_shape, &paper_view_shape, NULL, 0, post_refuse,
	  "counter.refuse", "A notice of what is missing, or a refusal with its reason" },
};
const struct routes counter_routes = ROUTES("counter", rows);
