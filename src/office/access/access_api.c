/* access_api — HTTP face of the reasons for a look: a case's people, requests, findings, the sample. No rules live here. */
#include "flow/api_list.h"
#include "flow/flow_access.h"
#include "flow/trail_api.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "serve/http/route.h"

extern const struct routes access_routes;

/* ---- the people of a case ---- */

struct helper_view { int64_t account; str name, display, unit, added_by; utc_ms added_at; };
#define F(member) offsetof(struct helper_view, member)
static const struct js_field helper_fields[] = {
	{ "account", JT_I64, F(account), 0, 0, 0, NULL, NULL }, { "name", JT_STR, F(name), 0, 0, 64, NULL, "log-in name" },
	{ "display", JT_STR, F(display), 0, 0, 64, NULL, "shown name" }, { "unit", JT_STR, F(unit), 0, 0, 200, NULL, NULL },
	{ "addedBy", JT_STR, F(added_by), 0, 0, 64, NULL, "shown name" }, { "addedAt", JT_UTC, F(added_at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape helper_shape = JS_SHAPE("CaseHelper", struct helper_view, helper_fields);

static int helper_one(struct cx *cx, const struct access_helper *h, void *arg)
{
	struct account who, by;

	TRY(account_or_none(cx, h->account, &who));
	TRY(account_or_none(cx, h->added_by, &by));
	struct helper_view v = { h->account.v, who.name, who.display, who.unit_name, by.display, h->added_at };
	js_put(arg, NULL, &helper_shape, &v);
	return 0;
}

static int put_helpers(struct cx *cx, struct js *js, theft_id theft)
{
	js_obj(js, NULL);
	js_arr(js, "items");
	TRY(access_helpers(cx, theft, helper_one, js));
	js_end_arr(js);
	js_null(js, "next");
	js_end_obj(js);
	return 0;
}

static int get_helpers(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct theft t;

	TRY(theft_get(cx, (theft_id){ rq->id }, &t));
	return put_helpers(cx, &rp->js, t.id);
}

struct helper_in { str name; };
static const struct js_field helper_in_fields[] = { { "name", JT_STR, offsetof(struct helper_in, name), JF_REQUIRED, 1, 64, NULL, "log-in name of a police account" } };
static const struct js_shape helper_in_shape = JS_SHAPE("CaseHelperName", struct helper_in, helper_in_fields);

static int post_helper(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool end = str_eq(rq->name, S("remove"));

	if (!end && !str_eq(rq->name, S("add")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are add and remove");
	TRY(flow_helper(cx, (theft_id){ rq->id }, ((const struct helper_in *)rq->in)->name, end));
	rp->audit_case = (theft_id){ rq->id };
	rp->audit_detail = end ? S("remove") : S("add");
	return put_helpers(cx, &rp->js, (theft_id){ rq->id });
}

/* ---- requests ---- */

struct request_view {
	int64_t id; str kind; int state, purpose;
	str reference, reason; int64_t bike; struct plate plate; int64_t theft; str case_number;
	utc_ms from, to; int64_t asker; str asker_name, asker_unit; utc_ms asked_at; str decided_by; utc_ms decided_at, expires_at, used_at; str note;
	bool mine, may_decide, live; int64_t ver;
};
#define F(member) offsetof(struct request_view, member)
static const struct js_field request_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "kind", JT_STR, F(kind), 0, 0, 8, NULL, "bike: the way of a bike without a case; case: the older part of a case's" },
	{ "state", JT_ENUM, F(state), 0, 0, AQ_N, access_state_words, NULL },
	{ "purpose", JT_ENUM, F(purpose), 0, 0, AP_N, access_purpose_words, NULL },
	{ "reference", JT_STR, F(reference), 0, 0, 64, NULL, "number of the paper it rests on" },
	{ "reason", JT_STR, F(reason), 0, 0, 400, NULL, NULL },
	{ "bikeId", JT_I64, F(bike), 0, 0, 0, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, NULL },
	{ "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "caseNumber", JT_STR, F(case_number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "fromAt", JT_UTC, F(from), 0, 0, 0, NULL, NULL },
	{ "toAt", JT_UTC, F(to), 0, 0, 0, NULL, NULL },
	{ "askedBy", JT_I64, F(asker), 0, 0, 0, NULL, "account" },
	{ "askedName", JT_STR, F(asker_name), 0, 0, 64, NULL, "shown name" },
	{ "askedUnit", JT_STR, F(asker_unit), 0, 0, 200, NULL, NULL },
	{ "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "decidedName", JT_STR, F(decided_by), JF_NULL_IF_EMPTY, 0, 64, NULL, "shown name" },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "expiresAt", JT_UTC, F(expires_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "of an approval" },
	{ "usedAt", JT_UTC, F(used_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "the first look by it" },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, "of who decided" },
	{ "mine", JT_BOOL, F(mine), 0, 0, 0, NULL, "you asked for it" },
	{ "mayDecide", JT_BOOL, F(may_decide), 0, 0, 0, NULL, "you may decide it now" },
	{ "live", JT_BOOL, F(live), 0, 0, 0, NULL, "it opens a way now, to who asked" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape request_shape = JS_SHAPE("AccessRequest", struct request_view, request_fields);

static int put_request(struct cx *cx, struct js *js, const struct access_request *q)
{
	struct account asker, by;
	struct theft t = { .number = S("") };
	struct bike b;

	TRY(account_or_none(cx, q->asker, &asker));
	TRY(account_or_none(cx, q->decided_by, &by));
	TRY(bike_get(cx, q->bike, &b));
	if (q->theft.v)
		TRY(theft_get(cx, q->theft, &t));
	struct request_view v = { .id = q->id, .kind = q->of_case ? S("case") : S("bike"), .state = (int)q->state, .purpose = (int)q->purpose, .reference = q->reference, .reason = q->reason,
		.bike = q->bike.v, .plate = b.plate, .theft = q->theft.v, .case_number = t.number, .from = q->from, .to = q->to, .asker = q->asker.v, .asker_name = asker.display,
		.asker_unit = asker.unit_name, .asked_at = q->asked_at, .decided_by = by.display, .decided_at = q->decided_at, .expires_at = q->expires_at, .used_at = q->used_at,
		.note = q->note, .mine = q->asker.v == cx->actor.v, .may_decide = q->state == AQ_ASKED && access_may_decide(cx, q),
		.live = q->state == AQ_APPROVED && cx->now < q->expires_at && !(q->of_case && q->used_at && cx->now - q->used_at >= ACCESS_QUERY_MS), .ver = q->ver };
	js_put(js, NULL, &request_shape, &v);
	return 0;
}

static int list_request(struct cx *cx, const struct access_request *q, void *arg)
{
	struct page *p = arg;

	return page_item(p, q->id) ? put_request(cx, p->js, q) : 0;
}

static const struct route_q request_query[] = { PAGE_QUERY, { "which", JT_STR, 0, 0, 8, "mine (if not given), decide: undecided ones of the units at or below yours; below: all of those" } };

static int get_requests(struct cx *cx, const struct req *rq, struct rep *rp)
{
	str which = rq->q[2].present ? rq->q[2].s : S("mine");
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	if (str_eq(which, S("mine")))
		TRY(access_mine(cx, rq->q[0].i, p.limit + 1, list_request, &p));
	else if (str_eq(which, S("decide")) || str_eq(which, S("below")))
		TRY(access_below(cx, str_eq(which, S("decide")), rq->q[0].i, p.limit + 1, list_request, &p));
	else
		return FAIL_FIELD(cx, E_INVALID, "which", "must be mine, decide or below");
	page_end(&p);
	return 0;
}

static int get_request(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct access_request q;

	TRY(flow_access_see(cx, rq->id, &q));
	return put_request(cx, &rp->js, &q);
}

struct ask_in { int purpose; str reference, reason; int64_t bike, theft; struct plate plate; utc_ms from, to; };
#define F(member) offsetof(struct ask_in, member)
static const struct js_field ask_fields[] = {
	{ "purpose", JT_ENUM, F(purpose), JF_REQUIRED, 0, AP_N, access_purpose_words, NULL },
	{ "reference", JT_STR, F(reference), JF_REQUIRED, 4, 64, NULL, "number of the paper it rests on" },
	{ "reason", JT_STR, F(reason), JF_REQUIRED, 4, 400, NULL, NULL },
	{ "plate", JT_PLATE, F(plate), 0, 0, 0, NULL, "this, bikeId, or caseId" },
	{ "bikeId", JT_I64, F(bike), 0, 1, INT64_MAX, NULL, NULL },
	{ "caseId", JT_I64, F(theft), 0, 1, INT64_MAX, NULL, "the older part of this case's way" },
	{ "fromAt", JT_UTC, F(from), JF_REQUIRED, 0, 0, NULL, NULL },
	{ "toAt", JT_UTC, F(to), JF_REQUIRED, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape ask_shape = JS_SHAPE("AccessRequestNew", struct ask_in, ask_fields);

static int post_ask(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct ask_in *in = rq->in;
	struct flow_ask a = { .purpose = (enum access_purpose)in->purpose, .reference = in->reference, .reason = in->reason, .bike = { in->bike }, .plate = in->plate,
	                      .theft = { in->theft }, .from = in->from, .to = in->to };
	struct access_request q;

	TRY(flow_access_ask(cx, &a, &q));
	rp->audit_subject = q.id;
	rp->audit_case = q.theft;
	rp->audit_detail = access_purpose_words[q.purpose];
	return put_request(cx, &rp->js, &q);
}

struct note_in { str note; };
static const struct js_field note_fields[] = { { "note", JT_STR, offsetof(struct note_in, note), 0, 0, 400, NULL, "why; needed for a refusal" } };
static const struct js_shape note_shape = JS_SHAPE("AccessDecision", struct note_in, note_fields);

static int post_decide(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool approve = str_eq(rq->name, S("approve"));
	struct access_request q;

	if (!approve && !str_eq(rq->name, S("refuse")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are approve and refuse");
	TRY(access_get(cx, rq->id, &q));
	TRY(access_decide(cx, &q, approve, ((const struct note_in *)rq->in)->note));
	rp->audit_case = q.theft;
	rp->audit_detail = approve ? S("approve") : S("refuse");
	return put_request(cx, &rp->js, &q);
}

static int post_withdraw(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct access_request q;

	TRY(access_get(cx, rq->id, &q));
	TRY(access_withdraw(cx, &q));
	rp->audit_case = q.theft;
	return put_request(cx, &rp->js, &q);
}

static int get_trail(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct trail_answer a;

	TRY(flow_trail_asked(cx, rq->id, &a));
	return flow_trail_put(cx, &rp->js, &a);
}

struct desk_view { int64_t seen, most, to_decide, near_days, far_days, span_days, hours; bool sees; };
#define F(member) offsetof(struct desk_view, member)
static const struct js_field desk_fields[] = {
	{ "seenToday", JT_I64, F(seen), 0, 0, 0, NULL, "different bikes you have looked at today" }, { "platesDay", JT_I64, F(most), 0, 0, 0, NULL, "how many you may" },
	{ "toDecide", JT_I64, F(to_decide), 0, 0, 0, NULL, "requests that you may decide, at most 100" },
	{ "nearDays", JT_I64, F(near_days), 0, 0, 0, NULL, "days back that a case's people see alone" }, { "farDays", JT_I64, F(far_days), 0, 0, 0, NULL, "days back that anybody sees" },
	{ "spanDays", JT_I64, F(span_days), 0, 0, 0, NULL, "days one request may ask for" }, { "hours", JT_I64, F(hours), 0, 0, 0, NULL, "that an approval lives" },
	{ "seesCase", JT_BOOL, F(sees), 0, 0, 0, NULL, "you are one of the people of the case asked about" },
};
static const struct route_q desk_query[] = { { "case", JT_I64, 0, 1, INT64_MAX, "a case: does one see its way?" } };
#undef F
static const struct js_shape desk_shape = JS_SHAPE("AccessDesk", struct desk_view, desk_fields);

static int count_mine_to_decide(struct cx *cx, const struct access_request *q, void *arg)
{
	*(int64_t *)arg += access_may_decide(cx, q);
	return 0;
}

/* Whether a page should ask for the case's way at all: asking in vain is a refused look in the audit. */
static int sees_case(struct cx *cx, theft_id id, bool *ret)
{
	struct err before = cx->err;
	struct theft t;

	TRY(theft_get(cx, id, &t));
	int rc = flow_assigned(cx, &t);
	if (rc < 0 && rc != E_DENIED)
		return rc;
	cx->err = before;
	*ret = rc == 0;
	return 0;
}

static int get_desk(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct desk_view v = { .seen = 0 };

	if (rq->q[0].present)
		TRY(sees_case(cx, (theft_id){ rq->q[0].i }, &v.sees));
	TRY(access_seen_today(cx, &v.seen));
	TRY(access_below(cx, true, 0, PAGE_DEFAULT, count_mine_to_decide, &v.to_decide));
	TRY(policy_i64(cx, POL_ACCESS_PLATES_DAY, cx->now, &v.most));
	TRY(policy_i64(cx, POL_ACCESS_NEAR_DAYS, cx->now, &v.near_days));
	TRY(policy_i64(cx, POL_ACCESS_FAR_DAYS, cx->now, &v.far_days));
	TRY(policy_i64(cx, POL_ACCESS_SPAN_DAYS, cx->now, &v.span_days));
	TRY(policy_i64(cx, POL_ACCESS_REQUEST_H, cx->now, &v.hours));
	js_put(&rp->js, NULL, &desk_shape, &v);
	return 0;
}

/* ---- findings ---- */

struct finding_view {
	int64_t id; int kind; int64_t account; str name, unit, subject; int64_t theft; str case_number; utc_ms first, last; int64_t looks; utc_ms found_at;
	int verdict; str closed_by; utc_ms closed_at; str note;
};
#define F(member) offsetof(struct finding_view, member)
static const struct js_field finding_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, AK_N, access_kind_words, NULL },
	{ "account", JT_I64, F(account), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 64, NULL, "shown name" },
	{ "unit", JT_STR, F(unit), 0, 0, 200, NULL, NULL },
	{ "subject", JT_STR, F(subject), 0, 0, 32, NULL, "the pseudonym of the bike, as it would stand in the audit; empty where it is about no bike" },
	{ "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "caseNumber", JT_STR, F(case_number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "firstAt", JT_UTC, F(first), 0, 0, 0, NULL, "of the looks that make it" },
	{ "lastAt", JT_UTC, F(last), 0, 0, 0, NULL, NULL },
	{ "looks", JT_I64, F(looks), 0, 0, 0, NULL, "looks, days or bikes, as the kind counts" },
	{ "foundAt", JT_UTC, F(found_at), 0, 0, 0, NULL, NULL },
	{ "verdict", JT_ENUM, F(verdict), 0, 0, AV_N, access_verdict_words, NULL },
	{ "closedName", JT_STR, F(closed_by), JF_NULL_IF_EMPTY, 0, 64, NULL, "shown name" },
	{ "closedAt", JT_UTC, F(closed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, NULL },
};
#undef F
static const struct js_shape finding_shape = JS_SHAPE("AccessFinding", struct finding_view, finding_fields);

static int case_number(struct cx *cx, theft_id id, str *ret)
{
	struct err before = cx->err;
	struct theft t;

	*ret = S("");
	if (!id.v)
		return 0;
	int rc = theft_get(cx, id, &t);
	if (rc == E_NOTFOUND)
		cx->err = before;
	else if (rc < 0)
		return rc;
	else
		*ret = t.number;
	return 0;
}

static int put_finding(struct cx *cx, struct js *js, const struct access_finding *f)
{
	char subject[AUDIT_SUBJECT] = "";
	struct account who, by;
	str number;

	TRY(account_or_none(cx, f->account, &who));
	TRY(account_or_none(cx, f->closed_by, &by));
	TRY(case_number(cx, f->theft, &number));
	if (f->kind == AK_REPEAT || f->kind == AK_TRANSFER)
		TRY(audit_subject(cx, "bike", f->subject, subject));
	struct finding_view v = { f->id, (int)f->kind, f->account.v, who.display, who.unit_name, arena_str(cx->arena, str_of(subject)), f->theft.v, number, f->first, f->last, f->looks,
	                          f->found_at, (int)f->verdict, by.display, f->closed_at, f->note };
	js_put(js, NULL, &finding_shape, &v);
	return 0;
}

static int list_finding(struct cx *cx, const struct access_finding *f, void *arg)
{
	struct page *p = arg;

	return page_item(p, f->id) ? put_finding(cx, p->js, f) : 0;
}

static const struct route_q open_query[] = { PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "1: only those nobody has judged" } };

static int get_findings(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(access_findings(cx, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, list_finding, &p));
	page_end(&p);
	return 0;
}

static const str verdicts[] = { SI("fine"), SI("misuse") };
struct verdict_in { int verdict; str note; };
static const struct js_field verdict_fields[] = {
	{ "verdict", JT_ENUM, offsetof(struct verdict_in, verdict), JF_REQUIRED, 0, COUNTOF(verdicts), verdicts, NULL },
	{ "note", JT_STR, offsetof(struct verdict_in, note), JF_REQUIRED, 4, 400, NULL, "what was found" },
};
static const struct js_shape verdict_shape = JS_SHAPE("AccessVerdict", struct verdict_in, verdict_fields);

static int post_finding(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct verdict_in *in = rq->in;
	struct access_finding f;

	TRY(access_finding_close(cx, rq->id, in->verdict != 0, in->note, &f));
	rp->audit_case = f.theft;
	rp->audit_detail = verdicts[in->verdict];
	return put_finding(cx, &rp->js, &f);
}

/* ---- the sample ---- */

struct sample_view {
	int64_t id; str month; int64_t audit; utc_ms at; str verb, subject; int64_t account; str name, unit; int64_t theft; str case_number; int verdict; str reviewed_by; utc_ms reviewed_at;
	str note;
};
#define F(member) offsetof(struct sample_view, member)
static const struct js_field sample_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "month", JT_STR, F(month), 0, 0, 7, NULL, "YYYY-MM" },
	{ "audit", JT_I64, F(audit), 0, 0, 0, NULL, "the look's row in the audit" },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "verb", JT_STR, F(verb), 0, 0, 40, NULL, NULL },
	{ "subject", JT_STR, F(subject), 0, 0, 32, NULL, "as it stands in the audit" },
	{ "account", JT_I64, F(account), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 64, NULL, "shown name" },
	{ "unit", JT_STR, F(unit), 0, 0, 200, NULL, NULL },
	{ "caseId", JT_I64, F(theft), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "caseNumber", JT_STR, F(case_number), JF_NULL_IF_EMPTY, 0, 32, NULL, NULL },
	{ "verdict", JT_ENUM, F(verdict), 0, 0, AV_N, access_verdict_words, NULL },
	{ "reviewedName", JT_STR, F(reviewed_by), JF_NULL_IF_EMPTY, 0, 64, NULL, "shown name" },
	{ "reviewedAt", JT_UTC, F(reviewed_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "note", JT_STR, F(note), 0, 0, 400, NULL, NULL },
};
#undef F
static const struct js_shape sample_shape = JS_SHAPE("AccessSample", struct sample_view, sample_fields);

static int put_sample(struct cx *cx, struct js *js, const struct access_sample *s)
{
	struct account who, by;
	str number;

	TRY(account_or_none(cx, s->account, &who));
	TRY(account_or_none(cx, s->reviewed_by, &by));
	TRY(case_number(cx, s->theft, &number));
	struct sample_view v = { s->id, arena_fmt(cx->arena, "%04d-%02d", s->month / 12, s->month % 12 + 1), s->audit, s->at, s->verb, s->subject, s->account.v, who.display, who.unit_name,
	                         s->theft.v, number, (int)s->verdict, by.display, s->reviewed_at, s->note };
	js_put(js, NULL, &sample_shape, &v);
	return 0;
}

static int list_sample(struct cx *cx, const struct access_sample *s, void *arg)
{
	struct page *p = arg;

	return page_item(p, s->id) ? put_sample(cx, p->js, s) : 0;
}

static int get_samples(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(access_samples(cx, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, list_sample, &p));
	page_end(&p);
	return 0;
}

static int post_sample(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct verdict_in *in = rq->in;
	struct access_sample s;

	TRY(access_sample_review(cx, rq->id, in->verdict != 0, in->note, &s));
	rp->audit_case = s.theft;
	rp->audit_detail = verdicts[in->verdict];
	return put_sample(cx, &rp->js, &s);
}

#define P ROLE_POLICE
#define ABOVE (ROLE_POLICE | ROLE_LEADER)
static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/thefts/{id}/helpers", ABOVE, NULL, TX_READ, RF_LIST, NULL, &helper_shape, NULL, 0, get_helpers, NULL, "Who works on a case besides its officer" },
	{ HTTP_POST, "/api/v1/thefts/{id}/helpers/{event}", ABOVE, NULL, TX_WRITE, RF_LIST, &helper_in_shape, &helper_shape, NULL, 0, post_helper, "theft.helper",
	  "add or remove one of a case's people; by its officer or a superior" },
	{ HTTP_GET, "/api/v1/access/desk", ABOVE, NULL, TX_READ, 0, NULL, &desk_shape, desk_query, COUNTOF(desk_query), get_desk, NULL, "What is left of today's quota, and what waits for you" },
	{ HTTP_GET, "/api/v1/access/requests", ABOVE, NULL, TX_READ, RF_LIST, NULL, &request_shape, request_query, COUNTOF(request_query), get_requests, NULL,
	  "Requests to see a way: one's own, or those one may decide" },
	{ HTTP_POST, "/api/v1/access/requests", P, NULL, TX_WRITE, RF_CREATED, &ask_shape, &request_shape, NULL, 0, post_ask, "access.ask",
	  "Ask to see the way of a bike without a case, or the older part of a case's" },
	{ HTTP_GET, "/api/v1/access/requests/{id}", ABOVE, NULL, TX_READ, 0, NULL, &request_shape, NULL, 0, get_request, NULL, "One request, to who asked and to who decides" },
	{ HTTP_POST, "/api/v1/access/requests/{id}/decide/{event}", ABOVE, NULL, TX_WRITE, RF_STEPUP, &note_shape, &request_shape, NULL, 0, post_decide, "access.decide",
	  "approve or refuse a request; from above, never one's own" },
	{ HTTP_POST, "/api/v1/access/requests/{id}/withdraw", P, NULL, TX_WRITE, 0, NULL, &request_shape, NULL, 0, post_withdraw, "access.withdraw", "Withdraw one's own request, or end its approval" },
	{ HTTP_GET, "/api/v1/access/requests/{id}/trail", P, NULL, TX_NONE, RF_AUDITED | RF_SLOW, NULL, &trail_shape, NULL, 0, get_trail, "access.read",
	  "The way that an approved request of one's own opens; audited" },
	/* a leader's and the auditor's own rows: an administrator shares none */
	{ HTTP_GET, "/api/v1/access/findings", ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &finding_shape, open_query, COUNTOF(open_query), get_findings, NULL,
	  "Patterns found in the looks; of the units at or below the own" },
	{ HTTP_POST, "/api/v1/access/findings/{id}/close", ROLE_LEADER, NULL, TX_WRITE, 0, &verdict_shape, &finding_shape, NULL, 0, post_finding, "access.finding",
	  "Judge a finding; never about oneself" },
	{ HTTP_GET, "/api/v1/access/sample", ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &sample_shape, open_query, COUNTOF(open_query), get_samples, NULL,
	  "Looks drawn for review, month by month; of the units at or below the own" },
	{ HTTP_POST, "/api/v1/access/sample/{id}/review", ROLE_LEADER, NULL, TX_WRITE, 0, &verdict_shape, &sample_shape, NULL, 0, post_sample, "access.review",
	  "Review a look; never by the unit that looked" },
	{ HTTP_GET, "/api/v1/audit/findings", ROLE_AUDITOR, NULL, TX_READ, RF_LIST, NULL, &finding_shape, open_query, COUNTOF(open_query), get_findings, NULL,
	  "Patterns found in the looks; of all units" },
	{ HTTP_POST, "/api/v1/audit/findings/{id}/close", ROLE_AUDITOR, NULL, TX_WRITE, 0, &verdict_shape, &finding_shape, NULL, 0, post_finding, "access.finding",
	  "Judge a finding; never about oneself" },
	{ HTTP_GET, "/api/v1/audit/sample", ROLE_AUDITOR, NULL, TX_READ, RF_LIST, NULL, &sample_shape, open_query, COUNTOF(open_query), get_samples, NULL,
	  "Looks drawn for review, month by month; of all units" },
	{ HTTP_POST, "/api/v1/audit/sample/{id}/review", ROLE_AUDITOR, NULL, TX_WRITE, 0, &verdict_shape, &sample_shape, NULL, 0, post_sample, "access.review",
	  "Review a look; never by the unit that looked" },
};
const struct routes access_routes = ROUTES("access", rows);
