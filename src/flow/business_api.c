/* business_api — HTTP face of the counter's other businesses: check at each pause of the keyboard, and do. */
#include "flow/counter_api.h"
#include "flow/flow_business.h"
#include "office/audit/audit.h"
#include "office/owner/owner.h"
#include "serve/http/route.h"
#include "store/sql/sql.h"

extern const struct routes business_routes;

/* --- the form --- */

struct holder_in { int id_kind; struct pii id_no; };
static const struct js_field holder_fields[] = {
	{ "idKind", JT_ENUM, offsetof(struct holder_in, id_kind), 0, 0, IK_N, id_kind_words, NULL },
	{ "idNo", JT_PII, offsetof(struct holder_in, id_no), JF_SENSITIVE, 0, 96, NULL, NULL },
};
static const struct js_shape holder_shape = JS_SHAPE("BusinessHolder", struct holder_in, holder_fields);

struct form_in {
	str request_id; int64_t site, booking, bike, ver, owner_id; int what; str reason; struct holder_in holder;
	struct counter_owner owner; struct counter_agent agent; struct pii phone, address;
	str vehicle_code, frame_no, motor_no, brand, model, colour, colour2, use;
	bool new_plate; int old_plate, old_tags; str plate, tag, enforcement_tag, owner_tag, heard_note;
	struct js_list papers, photos, overrides;
	bool consent, consent_trail, heard_accepted;
};

/* What is typed is taken as it stands and judged by the check: a half-typed number is no bad request. */
#define F(member) offsetof(struct form_in, member)
#define FORM_FIELDS(need) \
	{ "requestId", JT_STR, F(request_id), need, 0, 64, NULL, "made by the page for one form; the same again is answered, not done again" }, \
	{ "siteId", JT_I64, F(site), JF_REQUIRED, 1, INT64_MAX, NULL, NULL }, \
	{ "bookingId", JT_I64, F(booking), 0, 0, INT64_MAX, NULL, NULL }, \
	{ "business", JT_ENUM, F(what), JF_REQUIRED, 0, BOP_N, booking_purpose_names, "change, transfer, replace or deregister" }, \
	{ "bikeId", JT_I64, F(bike), 0, 0, INT64_MAX, NULL, NULL }, \
	{ "ver", JT_I64, F(ver), 0, 0, INT64_MAX, NULL, "of the bike as the page read it" }, \
	{ "reason", JT_STR, F(reason), 0, 0, 32, NULL, "of the desk's lists; a change has none" }, \
	{ "holder", JT_OBJ, F(holder), 0, 0, 0, &holder_shape, "the present owner's document; none for what is inherited" }, \
	{ "ownerId", JT_I64, F(owner_id), 0, 0, INT64_MAX, NULL, "transfer: a new owner who is known; owner then only completes an old record" }, \
	{ "owner", JT_OBJ, F(owner), 0, 0, 0, &counter_owner_shape, "transfer: the new owner" }, \
	{ "agent", JT_OBJ, F(agent), 0, 0, 0, &counter_agent_shape, "who comes for the owner; in a transfer for the new one" }, \
	{ "phone", JT_PII, F(phone), JF_SENSITIVE, 0, 64, NULL, "change: a further telephone of the owner" }, \
	{ "address", JT_PII, F(address), JF_SENSITIVE, 0, 240, NULL, "change: the owner's new address" }, \
	{ "vehicleCode", JT_STR, F(vehicle_code), 0, 0, 200, NULL, "change, as the next ones: empty stays as it is" }, \
	{ "frameNo", JT_STR, F(frame_no), 0, 0, 200, NULL, NULL }, \
	{ "motorNo", JT_STR, F(motor_no), 0, 0, 200, NULL, NULL }, \
	{ "brand", JT_STR, F(brand), 0, 0, 200, NULL, NULL }, \
	{ "model", JT_STR, F(model), 0, 0, 200, NULL, NULL }, \
	{ "colour", JT_STR, F(colour), 0, 0, 200, NULL, NULL }, \
	{ "colour2", JT_STR, F(colour2), 0, 0, 200, NULL, NULL }, \
	{ "use", JT_STR, F(use), 0, 0, 32, NULL, "own, delivery, takeaway, other; empty stays" }, \
	{ "newPlate", JT_BOOL, F(new_plate), 0, 0, 0, NULL, "replace: another plate" }, \
	{ "plate", JT_STR, F(plate), 0, 0, 96, NULL, "empty: the lowest of the desk" }, \
	{ "oldPlate", JT_ENUM, F(old_plate), 0, 0, PE_N, piece_end_words, "replace, deregister: was it handed in; by_reason: lost where the reason says so" }, \
	{ "tag", JT_STR, F(tag), 0, 0, 64, NULL, "replace: the new theft tag; empty: stays" }, \
	{ "enforcementTag", JT_STR, F(enforcement_tag), 0, 0, 64, NULL, NULL }, \
	{ "ownerTag", JT_STR, F(owner_tag), 0, 0, 64, NULL, NULL }, \
	{ "oldTags", JT_ENUM, F(old_tags), 0, 0, PE_N, piece_end_words, "as oldPlate" }, \
	{ "heardAccepted", JT_BOOL, F(heard_accepted), 0, 0, 0, NULL, "goes on although the point's stations do not hear the tag" }, \
	{ "heardNote", JT_STR, F(heard_note), 0, 0, 400, NULL, "why" }, \
	{ "papers", JT_STRLIST, F(papers), 0, 0, 32, NULL, "documents that were shown" }, \
	{ "photos", JT_LIST, F(photos), 0, 0, 16, &counter_photo_shape, NULL }, \
	{ "consent", JT_BOOL, F(consent), 0, 0, 0, NULL, "transfer: the new owner's" }, \
	{ "consentTrail", JT_BOOL, F(consent_trail), 0, 0, 0, NULL, NULL }, \
	{ "overrides", JT_INTLIST, F(overrides), 0, 0, 16, NULL, "granted number overrides to use" },
static const struct js_field form_fields[] = { FORM_FIELDS(0) };
static const struct js_field do_fields[] = { FORM_FIELDS(JF_REQUIRED) };
#undef F
static const struct js_shape form_shape = JS_SHAPE("BusinessForm", struct form_in, form_fields);
static const struct js_shape do_shape = JS_SHAPE("BusinessIssue", struct form_in, do_fields);

static bool use_known(str use)
{
	for (int i = 0; i < BU_N; i++)
		if (str_eq(bike_use_words[i], use))
			return true;
	return use.n == 0;
}

static int form_of(struct cx *cx, const struct form_in *in, struct business_form *ret)
{
	if (in->what == BOP_REGISTER)
		return FAIL_FIELD(cx, E_INVALID, "business", "must be change, transfer, replace or deregister; a registration is POST /counter/issue");
	if (!use_known(in->use))
		return FAIL_FIELD(cx, E_INVALID, "use", "must be own, delivery, takeaway or other");
	*ret = (struct business_form){
		.as = { .request_id = in->request_id, .site = in->site, .booking = in->booking, .owner_id = in->owner_id, .owner = in->owner, .agent = in->agent,
		        .vehicle_code = in->vehicle_code, .frame_no = in->frame_no, .motor_no = in->motor_no, .brand = in->brand, .model = in->model,
		        .colour = in->colour, .colour2 = in->colour2, .papers = in->papers, .photos = in->photos,
		        .tag = { in->tag, in->enforcement_tag, in->owner_tag }, .plate = in->plate, .consent = in->consent, .consent_trail = in->consent_trail,
		        .heard_accepted = in->heard_accepted, .heard_note = in->heard_note, .overrides = in->overrides.items, .noverrides = in->overrides.n },
		.what = (enum booking_purpose)in->what, .bike = { in->bike }, .ver = in->ver, .reason = in->reason, .holder_kind = in->holder.id_kind,
		.holder_no = in->holder.id_no, .phone = in->phone, .address = in->address, .use = in->use, .new_plate = in->new_plate,
		.old_plate = (enum piece_end)in->old_plate, .old_tags = (enum piece_end)in->old_tags,
	};
	return 0;
}

/* --- check --- */

/* That a document is not the owner's is an answer about a person too. */
static int audit_other(struct cx *cx, const struct business_form *f, const struct counter_verdict *v)
{
	bool recent, other = false;

	for (int i = 0; i < v->n; i++)
		other |= v->v[i].code == CC_HOLDER_OTHER;
	if (!other)
		return 0;
	TRY(audit_recent(cx, "counter.check", "bike", f->bike.v, cx->now - MINUTE_MS, &recent));
	return recent ? 0 : audit_add(cx, "counter.check", "bike", f->bike.v, (theft_id){ 0 }, S("{\"holder\":\"other\"}"));
}

static int check(struct cx *cx, const struct business_form *f, struct counter_verdict *ret)
{
	struct counter_ears ears;

	TRY(counter_listen(cx, &f->as, &ears));
	TRY(sql_begin(cx, false));
	TRY(business_check(cx, f, &ears, ret));
	return sql_commit(cx);
}

static int post_check(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct business_form f;
	struct counter_verdict v = { .n = 0 };

	TRY(form_of(cx, rq->in, &f));
	int rc = check(cx, &f, &v);
	sql_rollback(cx);
	TRY(rc);
	TRY(counter_audit_known(cx, &v));
	TRY(audit_other(cx, &f, &v));
	return counter_put_verdict(cx, rp, &v);
}

static int post_do(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct business_form f;
	struct counter_issued v;

	TRY(form_of(cx, rq->in, &f));
	TRY(business_do(cx, &f, &v));
	return counter_put_issued(cx, rp, &v);
}

static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/counter/business/check", ROLE_CLERK, NULL, TX_NONE, RF_AUDITED, &form_shape, &counter_verdict_shape, NULL, 0, post_check, "counter.check",
	  "Everything that stands against this change, transfer, replacement or deregistration" },
	{ HTTP_POST, "/api/v1/counter/business", ROLE_CLERK, NULL, TX_NONE, RF_CREATED | RF_AUDITED, &do_shape, &counter_issued_shape, NULL, 0, post_do,
	  "counter.business", "Change, transfer, replace or deregister: bike, owner, pieces, papers, all or nothing" },
};
const struct routes business_routes = ROUTES("business", rows);
