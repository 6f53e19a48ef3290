/* owner_api — HTTP face of the owners in the register. Masked in every answer; one field at a time in the clear, with a reason and a fresh code.
 * Personal values come in bodies, never in addresses. */
#include "flow/api_list.h"
#include "flow/flow_person.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/owner/owner.h"
#include "serve/http/route.h"

extern const struct routes register_owner_routes;

struct owner_view { int64_t id; str kind, id_kind, name, id_no, phone, address; int64_t unit; bool merged; int64_t merged_into; int32_t age; utc_ms created_at; int64_t ver; };
#define F(member) offsetof(struct owner_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "kind", JT_STR, F(kind), 0, 0, 16, NULL, "person or unit" },
	{ "idKind", JT_STR, F(id_kind), 0, 0, 16, NULL, "none, idcard, passport, hkmo_permit, tw_permit, residence, military or uscc" },
	{ "name", JT_STR, F(name), 0, 0, 256, NULL, "masked" },
	{ "idNo", JT_STR, F(id_no), 0, 0, 256, NULL, "masked" },
	{ "phone", JT_STR, F(phone), 0, 0, 256, NULL, "the first one, masked" },
	{ "address", JT_STR, F(address), 0, 0, 256, NULL, "down to the street, masked" },
	{ "unit", JT_I64, F(unit), 0, 0, 0, NULL, "unit that registered it" },
	{ "merged", JT_BOOL, F(merged), 0, 0, 0, NULL, NULL },
	{ "mergedInto", JT_I64, F(merged_into), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "age", JT_I32, F(age), 0, 0, 0, NULL, "full years by the ID card; -1: not known" },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Owner", struct owner_view, view_fields);

static int put_owner(struct cx *cx, struct js *js, const struct owner *o)
{
	struct owner_brief b;

	TRY(flow_person_masked(cx, o, &b));
	struct owner_view v = { o->id.v, b.kind, b.id_kind, b.name, b.id_no, b.phone, b.address, o->unit, o->merged, o->merged_into.v,
	                        owner_age(o, cx->now), o->created_at, o->ver };
	js_put(js, NULL, &view_shape, &v);
	return 0;
}

static int put_by_id(struct cx *cx, owner_id id, struct rep *rp)
{
	struct owner o;

	TRY(owner_get(cx, id, &o));
	rp->audit_subject = id.v;
	return put_owner(cx, &rp->js, &o);
}

static int get_one(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return put_by_id(cx, (owner_id){ rq->id }, rp);
}

static int in_area(struct cx *cx, const struct req *rq)
{
	return flow_person_in_area(cx, (owner_id){ rq->id });
}

/* --- finding --- */

struct find_in { str by; struct pii value; };
static const struct js_field find_fields[] = {
	{ "by", JT_STR, offsetof(struct find_in, by), JF_REQUIRED, 1, 16, NULL, "name, idNo or phone" },
	{ "value", JT_PII, offsetof(struct find_in, value), JF_REQUIRED | JF_SENSITIVE, 1, 250, NULL, "the whole value, in any way of writing it" },
};
static const struct js_shape find_shape = JS_SHAPE("OwnerFind", struct find_in, find_fields);

enum { FIND_MAX = 20 };
static int found(struct cx *cx, const struct owner *o, void *arg)
{
	return put_owner(cx, arg, o);
}

static int post_find(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct find_in *in = rq->in;

	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	int n = owner_find(cx, in->by, &in->value, FIND_MAX, found, &rp->js);
	TRY(n);
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	rp->audit_detail = arena_fmt(cx->arena, "{\"by\":\"%.*s\",\"found\":%d}", STR_ARG(in->by), n);
	return 0;
}

/* --- adding and changing --- */

struct add_in { int kind, id_kind; struct pii name, id_no, address, phone; };
#define F(member) offsetof(struct add_in, member)
static const struct js_field add_fields[] = {
	{ "kind", JT_ENUM, F(kind), JF_REQUIRED, 0, OK_N, owner_kind_words, NULL },
	{ "idKind", JT_ENUM, F(id_kind), JF_REQUIRED, 0, IK_N, id_kind_words, NULL },
	{ "name", JT_PII, F(name), JF_REQUIRED | JF_SENSITIVE, 1, 250, NULL, NULL },
	{ "idNo", JT_PII, F(id_no), JF_REQUIRED | JF_SENSITIVE, 1, 64, NULL, NULL },
	{ "phone", JT_PII, F(phone), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, NULL },
	{ "address", JT_PII, F(address), JF_SENSITIVE, 0, 250, NULL, NULL },
};
static const struct js_field change_fields[] = {
	{ "name", JT_PII, F(name), JF_SENSITIVE, 0, 250, NULL, NULL },
	{ "idNo", JT_PII, F(id_no), JF_SENSITIVE, 0, 64, NULL, "with idKind" },
	{ "idKind", JT_ENUM, F(id_kind), 0, 0, IK_N, id_kind_words, NULL },
	{ "address", JT_PII, F(address), JF_SENSITIVE, 0, 250, NULL, NULL },
};
#undef F
static const struct js_shape add_shape = JS_SHAPE("OwnerNew", struct add_in, add_fields);
static const struct js_shape change_shape = JS_SHAPE("OwnerChange", struct add_in, change_fields);

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;
	struct owner_new n = { .kind = (enum owner_kind)in->kind, .id_kind = (enum id_kind)in->id_kind, .name = in->name, .id_no = in->id_no, .address = in->address,
	                       .phone = { in->phone }, .nphone = 1 };
	owner_id id;

	if (n.id_kind == IK_NONE)
		return FAIL_FIELD(cx, E_INVALID, "idKind", "an owner is registered with a document");
	TRY(owner_add(cx, &n, &id));
	TRY(flow_person_login(cx, id, &n.phone[0]));
	return put_by_id(cx, id, rp);
}

static int put_change(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;
	struct owner_change c = { .name = in->name, .id_no = in->id_no, .address = in->address, .id_kind = (enum id_kind)in->id_kind, .has_id = !pii_empty(&in->id_no) };
	struct owner o;

	TRY(owner_get(cx, (owner_id){ rq->id }, &o));
	TRY(owner_change(cx, &o, &c));
	return put_owner(cx, &rp->js, &o);
}

struct phone_in { struct pii phone; };
static const struct js_field phone_fields[] = { { "phone", JT_PII, offsetof(struct phone_in, phone), JF_REQUIRED | JF_SENSITIVE, 1, 32, NULL, NULL } };
static const struct js_shape phone_shape = JS_SHAPE("OwnerPhone", struct phone_in, phone_fields);

static int post_phone(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct pii *phone = &((const struct phone_in *)rq->in)->phone;
	bool add = str_eq(rq->name, S("add"));

	if (!add && !str_eq(rq->name, S("end")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are add and end");
	TRY(add ? owner_phone_add(cx, (owner_id){ rq->id }, phone) : owner_phone_end(cx, (owner_id){ rq->id }, phone));
	if (add)
		TRY(flow_person_login(cx, (owner_id){ rq->id }, phone));
	rp->audit_detail = add ? S("add") : S("end");
	return put_by_id(cx, (owner_id){ rq->id }, rp);
}

/* --- in the clear --- */

struct unmask_in { str field, reference; int purpose; int64_t agent; };
static const struct js_field unmask_fields[] = {
	{ "field", JT_STR, offsetof(struct unmask_in, field), JF_REQUIRED, 1, 16, NULL, "name, idNo, address or phone" },
	{ "purpose", JT_ENUM, offsetof(struct unmask_in, purpose), JF_REQUIRED, 0, UNMASK_PURPOSES, unmask_purposes, "why" },
	{ "reference", JT_STR, offsetof(struct unmask_in, reference), JF_REQUIRED, 3, 32, NULL, "number of the file it is for" },
	{ "agentId", JT_I64, offsetof(struct unmask_in, agent), 0, 1, INT64_MAX, NULL, "of this agent of the owner's: name, idNo or phone" },
};
static const struct js_shape unmask_shape = JS_SHAPE("OwnerUnmask", struct unmask_in, unmask_fields);
struct clear_view { str field, value; };
static const struct js_field clear_fields[] = {
	{ "field", JT_STR, offsetof(struct clear_view, field), 0, 0, 16, NULL, NULL },
	{ "value", JT_STR, offsetof(struct clear_view, value), 0, 0, 1400, NULL, "in the clear; the look is in the audit" },
};
static const struct js_shape clear_shape = JS_SHAPE("OwnerClear", struct clear_view, clear_fields);

static int post_unmask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct unmask_in *in = rq->in;
	struct clear_view v = { .field = in->field };

	if (in->agent)
		TRY(flow_person_unmask_agent(cx, (owner_id){ rq->id }, in->agent, in->field, in->purpose, in->reference, &v.value));
	else
		TRY(flow_person_unmask(cx, (owner_id){ rq->id }, in->field, in->purpose, in->reference, &v.value));
	js_put(&rp->js, NULL, &clear_shape, &v);
	return 0;
}

/* --- merges --- */

struct merge_in { int64_t gone; str reason; };
static const struct js_field merge_fields[] = {
	{ "gone", JT_I64, offsetof(struct merge_in, gone), JF_REQUIRED, 1, INT64_MAX, NULL, "the owner that becomes part of this one" },
	{ "reason", JT_STR, offsetof(struct merge_in, reason), JF_REQUIRED, 1, 400, NULL, NULL },
};
static const struct js_shape merge_shape = JS_SHAPE("OwnerMergeNew", struct merge_in, merge_fields);
struct merge_view { int64_t id, keep, gone; str reason, state, note; int64_t asked_by, decided_by; str asker, decider; utc_ms asked_at, decided_at; bool may_decide; };
#define F(member) offsetof(struct merge_view, member)
static const struct js_field merge_view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "keep", JT_I64, F(keep), 0, 0, 0, NULL, NULL },
	{ "gone", JT_I64, F(gone), 0, 0, 0, NULL, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 400, NULL, NULL },
	{ "state", JT_STR, F(state), 0, 0, 16, NULL, "asked, approved or refused" },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, "of who decided" },
	{ "askedBy", JT_I64, F(asked_by), 0, 0, 0, NULL, NULL },
	{ "decidedBy", JT_I64, F(decided_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "askedByName", JT_STR, F(asker), 0, 0, 64, NULL, NULL },
	{ "decidedByName", JT_STR, F(decider), 0, 0, 64, NULL, NULL },
	{ "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "mayDecide", JT_BOOL, F(may_decide), 0, 0, 0, NULL, "it is open and not one's own; both owners must be of the own area too" },
};
#undef F
static const struct js_shape merge_view_shape = JS_SHAPE("OwnerMerge", struct merge_view, merge_view_fields);

/* Empty for nobody, and for an account that is there no more. */
static int name_of(struct cx *cx, account_id id, str *ret)
{
	struct err before = cx->err;
	struct account a;

	*ret = S("");
	if (!id.v)
		return 0;
	int rc = account_get(cx, id, &a);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret = a.display;
	return 0;
}

static int merge_view_of(struct cx *cx, const struct owner_merge *m, struct merge_view *ret)
{
	bool open = str_eq(m->state, S("asked"));

	*ret = (struct merge_view){ .id = m->id, .keep = m->keep.v, .gone = m->gone.v, .reason = m->reason, .state = m->state, .note = m->note, .asked_by = m->asked_by.v, .decided_by = m->decided_by.v,
	                            .asked_at = m->asked_at, .decided_at = m->decided_at,
	                            .may_decide = open && (cx->roles & ROLE_OFFICER) && m->asked_by.v != cx->actor.v };
	TRY(name_of(cx, m->asked_by, &ret->asker));
	return name_of(cx, m->decided_by, &ret->decider);
}

static int one_merge(struct cx *cx, const struct owner_merge *m, void *arg)
{
	struct page *p = arg;
	struct merge_view v;

	if (!page_item(p, m->id))
		return 0;
	TRY(merge_view_of(cx, m, &v));
	js_put(p->js, NULL, &merge_view_shape, &v);
	return 0;
}

static const struct route_q merges_query[] = {
	PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "only those that wait for a decision" }, { "mine", JT_BOOL, 0, 0, 0, "1: only what one asked for oneself" },
};

static int get_merges(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(owner_merges(cx, rq->q[2].i != 0, (account_id){ rq->q[3].i ? cx->actor.v : 0 }, rq->q[0].i, p.limit + 1, one_merge, &p));
	page_end(&p);
	return 0;
}

static int post_merge(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct merge_in *in = rq->in;
	int64_t id;

	TRY(owner_merge_ask(cx, (owner_id){ rq->id }, (owner_id){ in->gone }, in->reason, &id));
	rp->audit_detail = arena_fmt(cx->arena, "{\"merge\":%lld}", (long long)id);
	return put_by_id(cx, (owner_id){ rq->id }, rp);
}

/* Both rows change: who decides has both in the own area. */
static int merge_in_area(struct cx *cx, const struct req *rq)
{
	struct owner_merge m;

	TRY(owner_merge_get(cx, rq->id, &m));
	TRY(flow_person_in_area(cx, m.keep));
	return flow_person_in_area(cx, m.gone);
}

struct decide_in { str note; };
static const struct js_field decide_fields[] = { { "note", JT_STR, offsetof(struct decide_in, note), 0, 0, 400, NULL, "why; needed to refuse" } };
static const struct js_shape decide_shape = JS_SHAPE("OwnerMergeStep", struct decide_in, decide_fields);

static int post_decide(struct cx *cx, const struct req *rq, struct rep *rp)
{
	str note = ((const struct decide_in *)rq->in)->note;
	bool approve = str_eq(rq->name, S("approve"));
	struct owner_merge m;

	if (!approve && !str_eq(rq->name, S("refuse")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are approve and refuse");
	TRY(flow_person_merge(cx, rq->id, approve, note, &m));
	struct merge_view v;
	TRY(merge_view_of(cx, &m, &v));
	js_put(&rp->js, NULL, &merge_view_shape, &v);
	/* The words may name somebody: the audit tells that there are some, the row keeps them. */
	rp->audit_detail = arena_fmt(cx->arena, "{\"step\":\"%.*s\",\"note\":%zu}", STR_ARG(rq->name), note.n);
	return 0;
}

/* --- the file of one owner: what else is known, and the bikes over time; in the own area only --- */

struct phone_view { str phone; };
static const struct js_field phone_view_fields[] = { { "phone", JT_STR, offsetof(struct phone_view, phone), 0, 0, 64, NULL, "masked" } };
static const struct js_shape phone_view_shape = JS_SHAPE("OwnerPhoneShown", struct phone_view, phone_view_fields);
struct agent_view { int64_t id; str name, id_kind, id_no, phone, paper, until_day; utc_ms created_at; };
#define F(member) offsetof(struct agent_view, member)
static const struct js_field agent_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 256, NULL, "masked" },
	{ "idKind", JT_STR, F(id_kind), 0, 0, 16, NULL, NULL },
	{ "idNo", JT_STR, F(id_no), 0, 0, 256, NULL, "masked" },
	{ "phone", JT_STR, F(phone), 0, 0, 64, NULL, "masked" },
	{ "paper", JT_STR, F(paper), 0, 0, 0, NULL, "the authorisation; empty: none is on file" },
	{ "untilDay", JT_STR, F(until_day), 0, 0, 10, NULL, "may act until this day" },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape agent_shape = JS_SHAPE("OwnerAgent", struct agent_view, agent_fields);
#define F(member) offsetof(struct consent, member)
static const struct js_field consent_fields[] = {
	{ "kind", JT_STR, F(kind), 0, 0, 16, NULL, "register or trail" },
	{ "textVersion", JT_STR, F(text_version), 0, 0, 32, NULL, NULL },
	{ "given", JT_BOOL, F(given), 0, 0, 0, NULL, "false: taken back" },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape consent_shape = JS_SHAPE("OwnerConsentRow", struct consent, consent_fields);
enum { FILE_ROWS = 50 };
struct file_view { struct js_list phones, agents, consents, merges; };
#define F(member) offsetof(struct file_view, member)
static const struct js_field file_fields[] = {
	{ "phones", JT_LIST, F(phones), 0, 0, OWNER_PHONES, &phone_view_shape, "in use, oldest first" },
	{ "agents", JT_LIST, F(agents), 0, 0, FILE_ROWS, &agent_shape, "who may act today" },
	{ "consents", JT_LIST, F(consents), 0, 0, FILE_ROWS, &consent_shape, "newest first" },
	{ "merges", JT_LIST, F(merges), 0, 0, FILE_ROWS, &merge_view_shape, "asked for with this owner, newest first" },
};
#undef F
static const struct js_shape file_shape = JS_SHAPE("OwnerFile", struct file_view, file_fields);

struct file { struct phone_view phone[OWNER_PHONES]; struct agent_view agent[FILE_ROWS]; struct consent consent[FILE_ROWS]; struct merge_view merge[FILE_ROWS]; size_t agents, consents, merges; };

static int file_agent(struct cx *cx, const struct owner_agent *a, void *arg)
{
	struct file *f = arg;

	if (f->agents < FILE_ROWS)
		f->agent[f->agents++] = (struct agent_view){ a->id, pii_mask_name(cx->arena, &a->name), id_kind_name(a->id_kind), pii_mask_id(cx->arena, &a->id_no),
		                                             pii_empty(&a->phone) ? S("") : pii_mask_phone(cx->arena, &a->phone), a->paper, a->until_day, a->created_at };
	return 0;
}

static int file_consent(struct cx *cx, const struct consent *c, void *arg)
{
	struct file *f = arg;

	(void)cx;
	if (f->consents < FILE_ROWS)
		f->consent[f->consents++] = *c;
	return 0;
}

static int file_merge(struct cx *cx, const struct owner_merge *m, void *arg)
{
	struct file *f = arg;
	struct owner_merge kept = *m;

	kept.reason = arena_str(cx->arena, m->reason);
	kept.state = arena_str(cx->arena, m->state);
	kept.note = arena_str(cx->arena, m->note);
	return f->merges < FILE_ROWS ? merge_view_of(cx, &kept, &f->merge[f->merges++]) : 0;
}

static int get_file(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct file *f = arena_alloc(cx->arena, sizeof *f);
	struct pii phone[OWNER_PHONES];
	owner_id id = { rq->id };
	int n;

	if (!f)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	f->agents = f->consents = f->merges = 0;
	TRY(owner_phones(cx, id, phone, &n));
	for (int i = 0; i < n; i++)
		f->phone[i].phone = pii_mask_phone(cx->arena, &phone[i]);
	TRY(owner_agents(cx, id, file_agent, f));
	TRY(owner_consents(cx, id, file_consent, f));
	TRY(owner_merges_of(cx, id, file_merge, f));
	js_put(&rp->js, NULL, &file_shape, &(struct file_view){ { f->phone, (size_t)n }, { f->agent, f->agents }, { f->consent, f->consents }, { f->merge, f->merges } });
	return 0;
}

struct owned_view { int64_t id, bike; struct plate plate; int life; str brand, colour; utc_ms from, until; str how; };
#define F(member) offsetof(struct owned_view, member)
static const struct js_field owned_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, "of the interval" },
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "life", JT_ENUM, F(life), 0, 0, BL_N, bike_life_words, NULL },
	{ "brand", JT_STR, F(brand), 0, 0, 64, NULL, NULL },
	{ "colour", JT_STR, F(colour), 0, 0, 64, NULL, NULL },
	{ "from", JT_UTC, F(from), 0, 0, 0, NULL, "0: from before the register" },
	{ "until", JT_UTC, F(until), JF_NULL_IF_EMPTY, 0, 0, NULL, "null: now" },
	{ "how", JT_STR, F(how), 0, 0, 32, NULL, "register, import, transfer, ..." },
};
#undef F
static const struct js_shape owned_shape = JS_SHAPE("OwnerBikeSpan", struct owned_view, owned_fields);

static int one_owned(struct cx *cx, const struct ownership *o, void *arg)
{
	struct page *p = arg;
	struct bike b;

	if (!page_item(p, o->id))
		return 0;
	str how = arena_str(cx->arena, o->how);
	TRY(bike_get(cx, o->bike, &b));
	js_put(p->js, NULL, &owned_shape, &(struct owned_view){ o->id, b.id.v, b.plate, (int)b.life, b.brand, b.colour, o->from, o->until, how });
	return 0;
}

static const struct route_q owned_query[] = { PAGE_QUERY };

static int get_owned(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(bike_ownerships(cx, (owner_id){ rq->id }, rq->q[0].i, p.limit + 1, one_owned, &p));
	page_end(&p);
	return 0;
}

#define READ (ROLE_CLERK | ROLE_POLICE)
static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/owners/find", READ, NULL, TX_WRITE, RF_LIST, &find_shape, &view_shape, NULL, 0, post_find, "owner.find", "Owners by a whole name, document number or phone" },
	{ HTTP_POST, "/api/v1/owners", ROLE_CLERK, NULL, TX_WRITE, RF_CREATED, &add_shape, &view_shape, NULL, 0, post_add, "owner.add", "Register an owner" },
	{ HTTP_GET, "/api/v1/owners/{id}", READ, NULL, TX_WRITE, 0, NULL, &view_shape, NULL, 0, get_one, "owner.read", "One owner, masked; audited" },
	{ HTTP_GET, "/api/v1/owners/{id}/file", READ, in_area, TX_WRITE, 0, NULL, &file_shape, NULL, 0, get_file, "owner.read",
	  "Phones, agents, consents and merges of an owner of the own area, masked; audited" },
	{ HTTP_GET, "/api/v1/owners/{id}/bikes", READ, in_area, TX_WRITE, RF_LIST, NULL, &owned_shape, owned_query, COUNTOF(owned_query), get_owned, "owner.read",
	  "The bikes of an owner of the own area, each with the time it was the owner's; audited" },
	{ HTTP_PUT, "/api/v1/owners/{id}", ROLE_CLERK, in_area, TX_WRITE, 0, &change_shape, &view_shape, NULL, 0, put_change, "owner.change", "Change an owner's name, document or address" },
	{ HTTP_POST, "/api/v1/owners/{id}/phones/{event}", ROLE_CLERK, in_area, TX_WRITE, 0, &phone_shape, &view_shape, NULL, 0, post_phone, "owner.phone", "add or end a phone" },
	{ HTTP_POST, "/api/v1/owners/{id}/unmask", READ, in_area, TX_WRITE, RF_AUDITED | RF_STEPUP, &unmask_shape, &clear_shape, NULL, 0, post_unmask, "owner.unmask",
	  "One field of one owner, or of one of the owner's agents, in the clear, with a reason" },
	{ HTTP_POST, "/api/v1/owners/{id}/merges", READ, in_area, TX_WRITE, 0, &merge_shape, &view_shape, NULL, 0, post_merge, "owner.merge", "Ask that another row becomes part of this one" },
	{ HTTP_GET, "/api/v1/owner-merges", READ, NULL, TX_READ, RF_LIST, NULL, &merge_view_shape, merges_query, COUNTOF(merges_query), get_merges, NULL, "Merges, newest first" },
	{ HTTP_POST, "/api/v1/owner-merges/{id}/do/{event}", ROLE_OFFICER, merge_in_area, TX_WRITE, 0, &decide_shape, &merge_view_shape, NULL, 0, post_decide, "owner_merge.step",
	  "approve or refuse a merge that somebody else asked for; a refusal says why" },
};
const struct routes register_owner_routes = ROUTES("owners", rows);
