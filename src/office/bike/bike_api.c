/* bike_api — HTTP face of the bikes. Names and phones leave masked only; what lies outside the account's area is read, never changed. */
#include "flow/api_list.h"
#include "flow/flow_bike.h"
#include "flow/flow_person.h"
#include "flow/flow_station.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/policy/policy.h"
#include "office/theft/theft.h"
#include "serve/http/route.h"

extern const struct routes bike_routes;

struct bike_view {
	int64_t id; struct plate plate; tag_id tag;
	int kind, use, life;
	str vehicle_code, frame_no, motor_no, brand, model, colour, colour2, bought_on, ends_on;
	int64_t price_fen, site, unit; int32_t district;
	int64_t owner_id; str owner_name, owner_phone;
	struct js_list flags;
	utc_ms created_at; int64_t open_case_id, ver;
};
#define F(member) offsetof(struct bike_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, F(tag), 0, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, BK_N, bike_kind_words, NULL },
	{ "use", JT_ENUM, F(use), 0, 0, BU_N, bike_use_words, NULL },
	{ "life", JT_ENUM, F(life), 0, 0, BL_N, bike_life_words, NULL },
	{ "vehicleCode", JT_STR, F(vehicle_code), 0, 0, 64, NULL, NULL },
	{ "frameNo", JT_STR, F(frame_no), 0, 0, 64, NULL, NULL },
	{ "motorNo", JT_STR, F(motor_no), 0, 0, 64, NULL, NULL },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL },
	{ "model", JT_STR, F(model), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
	{ "colour2", JT_STR, F(colour2), 0, 0, 64, NULL, NULL },
	{ "boughtOn", JT_STR, F(bought_on), 0, 0, 10, NULL, "YYYY-MM-DD or empty" },
	{ "endsOn", JT_STR, F(ends_on), 0, 0, 10, NULL, "of a temporary plate" },
	{ "priceFen", JT_I64, F(price_fen), 0, 0, 0, NULL, NULL },
	{ "site", JT_I64, F(site), 0, 0, 0, NULL, "plating point" },
	{ "unit", JT_I64, F(unit), 0, 0, 0, NULL, "unit that registered it" },
	{ "district", JT_I32, F(district), 0, 0, 0, NULL, "GB/T 2260" },
	{ "ownerId", JT_I64, F(owner_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ownerName", JT_STR, F(owner_name), 0, 0, 256, NULL, "masked" },
	{ "ownerPhone", JT_STR, F(owner_phone), 0, 0, 256, NULL, "masked" },
	{ "flags", JT_STRLIST, F(flags), 0, 0, 32, NULL, "what stands against it now" },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "openCaseId", JT_I64, F(open_case_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, "goes back with a change, so that a stale page is refused" },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Bike", struct bike_view, view_fields);

enum { FLAGS_SHOWN = 32 };
struct flag_words { str w[FLAGS_SHOWN]; size_t n; };

static int flag_word(struct cx *cx, const struct bike_flag *f, void *arg)
{
	struct flag_words *fw = arg;

	for (size_t i = 0; i < fw->n; i++)
		if (str_eq(fw->w[i], f->flag))
			return 0;
	if (fw->n < FLAGS_SHOWN)
		fw->w[fw->n++] = arena_str(cx->arena, f->flag);
	return 0;
}

static int put_bike(struct cx *cx, struct js *js, const struct bike *b)
{
	struct flag_words *fw = arena_alloc(cx->arena, sizeof *fw);
	struct owner_brief o;
	theft_id theft;
	bool open;

	if (!fw)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(theft_open_of(cx, b->id, &theft, &open));
	TRY(flow_person_brief(cx, b->id, cx->now, &o));
	TRY(bike_flags(cx, b->id, true, flag_word, fw));
	struct bike_view v = { b->id.v, b->plate, b->tag, (int)b->kind, (int)b->use, (int)b->life, b->vehicle_code, b->frame_no, b->motor_no, b->brand, b->model,
	                       b->colour, b->colour2, b->bought_on, b->ends_on, b->price_fen, b->site, b->unit, b->district, o.id.v, o.name, o.phone,
	                       { fw->w, fw->n }, b->created_at, open ? theft.v : 0, b->ver };
	js_put(js, NULL, &view_shape, &v);
	return 0;
}

static int list_one(struct cx *cx, const struct bike *b, void *arg)
{
	return put_bike(cx, arg, b);
}

static const struct route_q query[] = { { "q", JT_STR, JF_REQUIRED, 1, 64, "plate or tag, whole or a part; exact matches first, at most 50" } };

static int get_search(struct cx *cx, const struct req *rq, struct rep *rp)
{
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(bike_search(cx, rq->q[0].s, 50, list_one, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bike b;

	TRY(bike_get(cx, (bike_id){ rq->id }, &b));
	return put_bike(cx, &rp->js, &b);
}

/* --- may this account change this bike --- */

static int in_area(struct cx *cx, const struct req *rq)
{
	return flow_bike_in_area(cx, (bike_id){ rq->id });
}

static int correction_in_area(struct cx *cx, const struct req *rq)
{
	struct correction c;

	TRY(correction_get(cx, rq->id, &c));
	return flow_bike_in_area(cx, c.bike);
}

/* The bike as the caller read it: ver 0 is whatever it is. */
static int read_as(struct cx *cx, int64_t id, int64_t ver, struct bike *ret)
{
	TRY(bike_get(cx, (bike_id){ id }, ret));
	return ver == 0 || ver == ret->ver ? 0 : FAIL(cx, E_STATE, "the bike has changed; read it again");
}

/* --- register, tag --- */

struct add_in { struct plate plate; tag_id tag; struct pii owner_name, owner_phone; str brand, colour; };
#define F(member) offsetof(struct add_in, member)
static const struct js_field add_fields[] = {
	{ "plate", JT_PLATE, F(plate), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "tag", JT_TAG, F(tag), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "ownerName", JT_PII, F(owner_name), JF_REQUIRED | JF_SENSITIVE, 1, 96, NULL, NULL },
	{ "ownerPhone", JT_PII, F(owner_phone), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, NULL },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
};
#undef F
static const struct js_shape add_shape = JS_SHAPE("BikeNew", struct add_in, add_fields);

/* Past the counter, whose checks of documents, numbers and pieces nobody has made: for another system, where the city wants that. */
static int direct(struct cx *cx)
{
	int64_t on;

	TRY(policy_i64(cx, POL_REGISTER_DIRECT, cx->now, &on));
	return on ? 0 : FAIL(cx, E_DENIED, "this is done at the counter, with its documents; the policy register.direct opens it to another system");
}

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;
	struct bike_import one = { .bike = { .tag = in->tag, .plate = in->plate, .brand = in->brand, .colour = in->colour },
	                           .owner_name = in->owner_name, .owner_phone = in->owner_phone };
	struct bike b;
	bike_id id;

	TRY(direct(cx));
	TRY(flow_bike_add(cx, &one, &id));
	TRY(bike_get(cx, id, &b));
	rp->audit_subject = id.v;
	return put_bike(cx, &rp->js, &b);
}

struct tag_in { tag_id tag; };
static const struct js_field tag_fields[] = { { "tag", JT_TAG, offsetof(struct tag_in, tag), JF_REQUIRED, 0, 0, NULL, NULL } };
static const struct js_shape tag_shape = JS_SHAPE("BikeTag", struct tag_in, tag_fields);

static int put_tag(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bike b;

	TRY(direct(cx));
	TRY(flow_bike_retag(cx, (bike_id){ rq->id }, TSL_THEFT, ((const struct tag_in *)rq->in)->tag, PE_BY_REASON, &b));
	return put_bike(cx, &rp->js, &b);
}

struct plate_in { struct plate plate; };
static const struct js_field plate_fields[] = { { "plate", JT_PLATE, offsetof(struct plate_in, plate), JF_REQUIRED, 0, 0, NULL, NULL } };
static const struct js_shape plate_shape = JS_SHAPE("BikePlate", struct plate_in, plate_fields);

static int put_plate(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bike b;

	TRY(direct(cx));
	TRY(flow_bike_replate(cx, (bike_id){ rq->id }, &((const struct plate_in *)rq->in)->plate, PE_BY_REASON, &b));
	return put_bike(cx, &rp->js, &b);
}

/* --- one field, corrections --- */

struct field_in { str field, value, reason; int64_t ver; };
#define F(member) offsetof(struct field_in, member)
static const struct js_field field_fields[] = {
	{ "field", JT_STR, F(field), JF_REQUIRED, 1, 32, NULL, "brand, model, colour, colour2, frameNo, motorNo, vehicleCode, boughtOn, priceFen, kind, use" },
	{ "value", JT_STR, F(value), JF_REQUIRED, 0, 64, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL },
};
static const struct js_field ask_fields[] = {
	{ "field", JT_STR, F(field), JF_REQUIRED, 1, 32, NULL, NULL },
	{ "value", JT_STR, F(value), JF_REQUIRED, 0, 64, NULL, NULL },
	{ "reason", JT_STR, F(reason), JF_REQUIRED, 1, 400, NULL, NULL },
};
#undef F
static const struct js_shape field_shape = JS_SHAPE("BikeField", struct field_in, field_fields);
static const struct js_shape ask_shape = JS_SHAPE("CorrectionNew", struct field_in, ask_fields);

static int put_field(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct field_in *in = rq->in;
	int64_t days;
	struct bike b;

	TRY(read_as(cx, rq->id, in->ver, &b));
	TRY(policy_i64(cx, POL_REGISTER_EDIT_DAYS, cx->now, &days));
	TRY(flow_bike_edit(cx, &b, in->field, in->value, days));
	rp->audit_detail = arena_fmt(cx->arena, "{\"field\":\"%.*s\"}", STR_ARG(in->field));
	return put_bike(cx, &rp->js, &b);
}

struct correction_view { int64_t id, bike_id; str field, old, value, reason, state; int64_t asked_by, decided_by; utc_ms asked_at, decided_at; };
#define F(member) offsetof(struct correction_view, member)
static const struct js_field correction_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "bikeId", JT_I64, F(bike_id), 0, 0, 0, NULL, NULL },
	{ "field", JT_STR, F(field), 0, 0, 32, NULL, NULL },
	{ "old", JT_STR, F(old), 0, 0, 64, NULL, NULL },
	{ "value", JT_STR, F(value), 0, 0, 64, NULL, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 400, NULL, NULL },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "asked, approved, refused or withdrawn" },
	{ "askedBy", JT_I64, F(asked_by), 0, 0, 0, NULL, "account" },
	{ "decidedBy", JT_I64, F(decided_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape correction_shape = JS_SHAPE("Correction", struct correction_view, correction_fields);

static void put_correction(struct js *js, const struct correction *c)
{
	struct correction_view v = { c->id, c->bike.v, c->field, c->old, c->new_value, c->reason, c->state, c->asked_by.v, c->decided_by.v, c->asked_at, c->decided_at };

	js_put(js, NULL, &correction_shape, &v);
}

static int one_correction(struct cx *cx, const struct correction *c, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, c->id))
		put_correction(p->js, c);
	return 0;
}

static const struct route_q corrections_query[] = { PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "only those that wait for a decision" } };

static int get_corrections(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(correction_list(cx, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, one_correction, &p));
	page_end(&p);
	return 0;
}

static int post_correction(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct field_in *in = rq->in;
	struct bike b;
	int64_t id;

	TRY(bike_get(cx, (bike_id){ rq->id }, &b));
	TRY(correction_ask(cx, &b, in->field, in->value, in->reason, &id));
	rp->audit_detail = arena_fmt(cx->arena, "{\"correction\":%lld,\"field\":\"%.*s\"}", (long long)id, STR_ARG(in->field));
	TRY(bike_get(cx, b.id, &b));
	return put_bike(cx, &rp->js, &b);
}

static int post_decide(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool approve = str_eq(rq->name, S("approve"));
	struct correction c;

	if (!approve && !str_eq(rq->name, S("refuse")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are approve and refuse");
	TRY(flow_bike_correct(cx, rq->id, approve, &c));
	rp->audit_detail = approve ? S("approve") : S("refuse");
	put_correction(&rp->js, &c);
	return 0;
}

/* --- life --- */

struct step_in { int64_t owner, ver; str reason; int plate, tags; };
#define F(member) offsetof(struct step_in, member)
static const struct js_field step_fields[] = {
	{ "reason", JT_STR, F(reason), JF_REQUIRED, 1, 32, NULL, "scrapped, lost, stolen, moved_away, returned, mistake" },
	{ "plate", JT_ENUM, F(plate), 0, 0, PE_N, piece_end_words, "of a deregistration: retired where the plate is handed in, lost where it is not; by_reason: lost with the bike" },
	{ "tags", JT_ENUM, F(tags), 0, 0, PE_N, piece_end_words, "as plate" },
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL },
};
static const struct js_field transfer_fields[] = {
	{ "ownerId", JT_I64, F(owner), JF_REQUIRED, 1, INT64_MAX, NULL, "the new owner" },
	{ "reason", JT_STR, F(reason), JF_REQUIRED, 1, 32, NULL, "sold, given, inherited, other" },
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, NULL },
};
#undef F
static const struct js_shape step_shape = JS_SHAPE("BikeStep", struct step_in, step_fields);
static const struct js_shape transfer_shape = JS_SHAPE("BikeTransfer", struct step_in, transfer_fields);

static int post_transfer(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	struct owner to;
	struct bike b;

	TRY(read_as(cx, rq->id, in->ver, &b));
	TRY(direct(cx));
	TRY(owner_live(cx, (owner_id){ in->owner }, &to));
	TRY(flow_bike_step(cx, &b, BE_TRANSFER, to.id, in->reason));
	return put_bike(cx, &rp->js, &b);
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	bool off = str_eq(rq->name, S("deregister"));
	struct bike b;

	if (!off && !str_eq(rq->name, S("restore")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are deregister and restore");
	if (!(cx->roles & ROLE_OFFICER))
		TRY(direct(cx));
	TRY(read_as(cx, rq->id, in->ver, &b));
	if (off)
		TRY(flow_bike_deregister(cx, &b, &(struct bike_off){ in->reason, (enum piece_end)in->plate, (enum piece_end)in->tags }));
	else
		TRY(flow_bike_step(cx, &b, BE_RESTORE, (owner_id){ 0 }, in->reason));
	rp->audit_detail = off ? S("deregister") : S("restore");
	return put_bike(cx, &rp->js, &b);
}

struct flag_in { str flag, reason; };
static const struct js_field flag_in_fields[] = {
	{ "flag", JT_STR, offsetof(struct flag_in, flag), JF_REQUIRED, 1, 32, NULL, "impounded, accident_open, sealed, suspect, locked, hit_and_run, plate_lost" },
	{ "reason", JT_STR, offsetof(struct flag_in, reason), 0, 0, 200, NULL, NULL },
};
static const struct js_shape flag_in_shape = JS_SHAPE("BikeFlagNew", struct flag_in, flag_in_fields);

/* Flags that follow from something else (a case, a job) are set and ended by that, never by hand. */
static bool by_hand(str flag)
{
	static const str words[] = { SI("impounded"), SI("accident_open"), SI("sealed"), SI("suspect"), SI("locked"), SI("hit_and_run"), SI("plate_lost") };

	for (size_t i = 0; i < COUNTOF(words); i++)
		if (str_eq(words[i], flag))
			return true;
	return false;
}

static int post_flag(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct flag_in *in = rq->in;
	bool on = str_eq(rq->name, S("set"));
	struct bike b;

	if (!on && !str_eq(rq->name, S("end")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are set and end");
	if (!by_hand(in->flag))
		return FAIL_FIELD(cx, E_INVALID, "flag", "this flag is not set by hand");
	TRY(bike_get(cx, (bike_id){ rq->id }, &b));
	if (on)
		TRY(bike_flag_set(cx, b.id, in->flag, S("officer"), 0, in->reason));
	else
		TRY(bike_flag_end(cx, b.id, in->flag, S("officer"), 0));
	rp->audit_detail = arena_fmt(cx->arena, "{\"flag\":\"%.*s\",\"on\":%s}", STR_ARG(in->flag), on ? "true" : "false");
	return put_bike(cx, &rp->js, &b);
}

/* --- history --- */

struct history_view { int64_t id; utc_ms at; str event, detail; int64_t actor, unit; };
#define F(member) offsetof(struct history_view, member)
static const struct js_field history_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "event", JT_STR, F(event), 0, 0, 32, NULL, NULL },
	{ "detail", JT_STR, F(detail), 0, 0, 1000, NULL, "coded; no personal data" },
	{ "actor", JT_I64, F(actor), 0, 0, 0, NULL, "account; 0: the program itself" },
	{ "unit", JT_I64, F(unit), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape history_shape = JS_SHAPE("BikeHistory", struct history_view, history_fields);

static int one_event(struct cx *cx, const struct bike_history *h, void *arg)
{
	struct history_view v = { h->id, h->at, h->event, h->detail, h->actor.v, h->unit };

	(void)cx;
	js_put(arg, NULL, &history_shape, &v);
	return 0;
}

static int get_history(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct bike b;

	TRY(bike_get(cx, (bike_id){ rq->id }, &b));
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(bike_events(cx, b.id, 1000, one_event, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

#define READ (ROLE_CLERK | ROLE_POLICE)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/bikes", READ, NULL, TX_READ, RF_LIST, NULL, &view_shape, query, COUNTOF(query), get_search, NULL, "Find bikes by plate or tag" },
	{ HTTP_GET, "/api/v1/bikes/{id}", READ, NULL, TX_READ, 0, NULL, &view_shape, NULL, 0, get_one, NULL, "One bike" },
	{ HTTP_POST, "/api/v1/bikes", ROLE_CLERK, NULL, TX_WRITE, RF_CREATED, &add_shape, &view_shape, NULL, 0, post_add, "bike.add", "Register a bike past the counter (policy register.direct)" },
	{ HTTP_PUT, "/api/v1/bikes/{id}/tag", ROLE_CLERK, in_area, TX_WRITE, 0, &tag_shape, &view_shape, NULL, 0, put_tag, "bike.retag",
	  "Replace a bike's tag past the counter (policy register.direct): the stock's pieces follow" },
	{ HTTP_PUT, "/api/v1/bikes/{id}/plate", ROLE_CLERK, in_area, TX_WRITE, 0, &plate_shape, &view_shape, NULL, 0, put_plate, "bike.replate",
	  "Replace a bike's plate past the counter (policy register.direct): the stock's pieces follow" },
	{ HTTP_PUT, "/api/v1/bikes/{id}/field", ROLE_CLERK, in_area, TX_WRITE, 0, &field_shape, &view_shape, NULL, 0, put_field, "bike.edit",
	  "Change one field within the clerk's days after the registration" },
	{ HTTP_POST, "/api/v1/bikes/{id}/corrections", READ, in_area, TX_WRITE, 0, &ask_shape, &view_shape, NULL, 0, post_correction, "bike.correction",
	  "Ask for the correction of a field; another person decides" },
	{ HTTP_GET, "/api/v1/corrections", READ, NULL, TX_READ, RF_LIST, NULL, &correction_shape, corrections_query, COUNTOF(corrections_query), get_corrections, NULL,
	  "Corrections, newest first" },
	{ HTTP_POST, "/api/v1/corrections/{id}/do/{event}", ROLE_OFFICER, correction_in_area, TX_WRITE, 0, NULL, &correction_shape, NULL, 0, post_decide, "correction.step",
	  "approve or refuse a correction that somebody else asked for" },
	{ HTTP_POST, "/api/v1/bikes/{id}/transfer", ROLE_CLERK, in_area, TX_WRITE, 0, &transfer_shape, &view_shape, NULL, 0, post_transfer, "bike.transfer",
	  "The bike becomes another owner's, past the counter (policy register.direct); refused with the flags that stand in the way" },
	{ HTTP_POST, "/api/v1/bikes/{id}/do/{event}", ROLE_CLERK | ROLE_OFFICER, in_area, TX_WRITE, 0, &step_shape, &view_shape, NULL, 0, post_step, "bike.step",
	  "deregister or restore a bike; a clerk's account only past the counter (policy register.direct)" },
	{ HTTP_POST, "/api/v1/bikes/{id}/flags/{event}", ROLE_OFFICER, in_area, TX_WRITE, 0, &flag_in_shape, &view_shape, NULL, 0, post_flag, "bike.flag",
	  "set or end a flag" },
	{ HTTP_GET, "/api/v1/bikes/{id}/history", READ, NULL, TX_READ, RF_LIST, NULL, &history_shape, NULL, 0, get_history, NULL, "What was done with a bike, in order" },
};
const struct routes bike_routes = ROUTES("bikes", rows);
