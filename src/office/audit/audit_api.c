/* audit_api — the auditor reads the audit; a look into it leaves a row too. Names of accounts, units, stations and points are no personal data of
 * owners; everything else stays a pseudonym (flow_audit.h). */
#include <stdio.h>

#include "flow/api_list.h"
#include "flow/flow_audit.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes audit_routes;

struct audit_view {
	int64_t id; utc_ms at; int64_t actor; str by, actor_name, actor_login, actor_unit, group, verb, kind, subject, subject_name, subject_login; int64_t case_id;
	str case_number, policy, policy_zh, policy_en, detail;
};
#define F(member) offsetof(struct audit_view, member)
static const struct js_field fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "actor", JT_I64, F(actor), 0, 0, 0, NULL, "account id; 0: no account" },
	{ "by", JT_STR, F(by), 0, 0, 8, NULL, "account, owner (a citizen), public (nobody logged in) or system (the program, or a command on the machine)" },
	{ "actorName", JT_STR, F(actor_name), 0, 0, 64, NULL, "the account's shown name" },
	{ "actorLogin", JT_STR, F(actor_login), 0, 0, 32, NULL, "its log-in name" },
	{ "actorUnit", JT_STR, F(actor_unit), 0, 0, 64, NULL, "its unit, as it is now" },
	{ "group", JT_STR, F(group), 0, 0, 8, NULL, "look, change, export or login" },
	{ "verb", JT_STR, F(verb), 0, 0, 40, NULL, NULL },
	{ "kind", JT_STR, F(kind), 0, 0, 40, NULL, NULL },
	{ "subject", JT_STR, F(subject), 0, 0, 24, NULL, "16 hexadecimal digits: a pseudonym, the same for the same record; #12: a record that is nobody's" },
	{ "subjectName", JT_STR, F(subject_name), 0, 0, 200, NULL, "of an account, a unit, a station or a point; else empty" },
	{ "subjectLogin", JT_STR, F(subject_login), 0, 0, 32, NULL, "of an account" },
	{ "caseId", JT_I64, F(case_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "caseNumber", JT_STR, F(case_number), 0, 0, 32, NULL, NULL },
	{ "policy", JT_STR, F(policy), 0, 0, 64, NULL, "the key, of a row about a policy; else empty" },
	{ "policyZh", JT_STR, F(policy_zh), 0, 0, 400, NULL, "what that policy decides" },
	{ "policyEn", JT_STR, F(policy_en), 0, 0, 400, NULL, NULL },
	{ "detail", JT_STR, F(detail), 0, 0, 400, NULL, "coded; no personal data" },
};
#undef F
static const struct js_shape shape = JS_SHAPE("AuditRow", struct audit_view, fields);

struct list_arg { struct page p; struct audit_namer names; };

static int list_one(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct audit_names n;

	if (!page_item(&l->p, r->id))
		return 0;
	TRY(flow_audit_names(cx, &l->names, r, &n));
	struct audit_view v = { r->id, r->at, r->actor.v, n.by, n.actor, n.login, n.unit, audit_group_names[audit_group_of(r->verb)], r->verb, r->kind, r->subject,
	                        n.subject, n.subject_login, r->case_id.v, n.case_number,
	                        n.policy, n.policy_zh, n.policy_en, r->detail };
	js_put(l->p.js, NULL, &shape, &v);
	return 0;
}

static const struct route_q query[] = {
	PAGE_QUERY,
	{ "verb", JT_STR, 0, 0, 40, "only this verb" },
	{ "actor", JT_I64, 0, 0, INT64_MAX, "only this account" },
	{ "subject", JT_STR, 0, 0, 24, "only this record, as it is named in the rows: all looks at it" },
	{ "from", JT_UTC, 0, 0, INT64_MAX, NULL }, { "to", JT_UTC, 0, 0, INT64_MAX, "before this" },
	{ "group", JT_STR, 0, 0, 8, "look, change, export or login" },
};

static int group_of(struct cx *cx, str name, enum audit_group *ret)
{
	for (int g = 0; g < AG_N; g++) {
		if (str_eq(name, audit_group_names[g])) {
			*ret = (enum audit_group)g;
			return 0;
		}
	}
	return FAIL_FIELD(cx, E_INVALID, "group", "there are look, change, export and login");
}

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct audit_filter f = { rq->q[0].i, rq->q[2].s, { rq->q[3].i }, rq->q[4].s, rq->q[5].i, rq->q[6].i, AG_ALL };
	struct list_arg *l = arena_alloc(cx->arena, sizeof *l);

	TRY(group_of(cx, rq->q[7].s, &f.group));
	if (!l)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	l->names.n = 0;
	page_begin(&l->p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(audit_find(cx, &f, l->p.limit + 1, list_one, l));
	page_end(&l->p);
	return 0;
}

/* ---- what one may ask for ---- */

struct verb_view { str verb, group; };
static const struct js_field verb_fields[] = {
	{ "verb", JT_STR, offsetof(struct verb_view, verb), 0, 0, 40, NULL, NULL },
	{ "group", JT_STR, offsetof(struct verb_view, group), 0, 0, 8, NULL, "look, change, export or login" },
};
static const struct js_shape verb_shape = JS_SHAPE("AuditVerb", struct verb_view, verb_fields);

static int verb_one(struct cx *cx, str verb, void *arg)
{
	struct page *p = arg;
	struct verb_view v = { verb, audit_group_names[audit_group_of(verb)] };

	(void)cx;
	if (page_item(p, p->n + 1))
		js_put(p->js, NULL, &verb_shape, &v);
	return 0;
}

static int get_verbs(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	(void)rq;
	page_begin(&p, &rp->js, true, PAGE_MAX);
	TRY(audit_verbs(cx, verb_one, &p));
	page_end(&p);
	return 0;
}

struct who_view { int64_t id; str name, display, unit_name; bool disabled; };
static const struct js_field who_fields[] = {
	{ "id", JT_I64, offsetof(struct who_view, id), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, offsetof(struct who_view, name), 0, 0, 32, NULL, "its log-in name" },
	{ "display", JT_STR, offsetof(struct who_view, display), 0, 0, 64, NULL, NULL },
	{ "unitName", JT_STR, offsetof(struct who_view, unit_name), 0, 0, 64, NULL, NULL },
	{ "disabled", JT_BOOL, offsetof(struct who_view, disabled), 0, 0, 0, NULL, NULL },
};
static const struct js_shape who_shape = JS_SHAPE("AuditAccount", struct who_view, who_fields);
static const struct route_q who_query[] = {
	{ "q", JT_STR, 0, 0, 64, "a number, or a part of a log-in name or of a shown name" }, { "limit", JT_I64, 0, 1, 100, "20 if not given" },
};

static int who_one(struct cx *cx, const struct account *a, void *arg)
{
	struct page *p = arg;
	struct who_view v = { a->id.v, a->name, a->display, a->unit_name, a->disabled };

	(void)cx;
	if (page_item(p, a->id.v))
		js_put(p->js, NULL, &who_shape, &v);
	return 0;
}

static int get_who(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, true, rq->q[1].present ? rq->q[1].i : 20);
	TRY(account_find(cx, rq->q[0].s, p.limit, who_one, &p));
	page_end(&p);
	return 0;
}

/* ---- the chain ---- */

struct chain_view {
	int64_t end_id; str end_hash; bool to_file, to_url; int64_t anchor_id; utc_ms anchor_at, file_at, url_at; int64_t pending_file, pending_url;
	str fault; int64_t checked, bad_id; str why;
};
#define F(member) offsetof(struct chain_view, member)
static const struct js_field chain_fields[] = {
	{ "endId", JT_I64, F(end_id), 0, 0, 0, NULL, "the newest row" },
	{ "endHash", JT_STR, F(end_hash), 0, 0, 64, NULL, "its hash, hexadecimal: compare it with what the receivers hold" },
	{ "toFile", JT_BOOL, F(to_file), 0, 0, 0, NULL, "is the chain's end told to a file" },
	{ "toUrl", JT_BOOL, F(to_url), 0, 0, 0, NULL, "and to an address outside" },
	{ "anchorId", JT_I64, F(anchor_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "row of the newest anchor" },
	{ "anchorAt", JT_UTC, F(anchor_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "fileAt", JT_UTC, F(file_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when one last arrived in the file" },
	{ "urlAt", JT_UTC, F(url_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when one was last taken at the address" },
	{ "pendingFile", JT_I64, F(pending_file), 0, 0, 0, NULL, "anchors that wait for the file" },
	{ "pendingUrl", JT_I64, F(pending_url), 0, 0, 0, NULL, "anchors that wait for the address" },
	{ "fault", JT_STR, F(fault), 0, 0, 160, NULL, "what failed last, or empty" },
	{ "checked", JT_I64, F(checked), 0, 0, 0, NULL, "of the newest rows so many were computed anew for this answer and are sound; the whole chain: yanzhen audit verify" },
	{ "badId", JT_I64, F(bad_id), JF_NULL_IF_EMPTY, 0, 0, NULL, "the first of them that is not as it was written" },
	{ "why", JT_STR, F(why), 0, 0, 200, NULL, "what is wrong with it, or empty" },
};
#undef F
static const struct js_shape chain_shape = JS_SHAPE("AuditChain", struct chain_view, chain_fields);

enum { CHECKED = 1000 };     /* a few milliseconds */

static int check_newest(struct cx *cx, struct audit_verdict *ret)
{
	struct err before = cx->err;
	int rc = audit_verify_tail(cx, CHECKED, ret);

	if (rc != E_CORRUPT)
		return rc;
	cx->err = before;
	return 0;
}

static int get_chain(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct audit_verdict verdict;
	struct audit_anchor_state s;
	struct audit_end end;
	char hex[2 * AUDIT_HASH + 1];

	(void)rq;
	TRY(audit_end(cx, &end));
	TRY(audit_anchor_state(cx, &s));
	TRY(check_newest(cx, &verdict));
	for (size_t i = 0; i < AUDIT_HASH; i++)
		snprintf(hex + 2 * i, 3, "%02x", end.hash[i]);
	struct chain_view v = { end.id, str_of(hex), s.to_file, s.to_url, s.last.id, s.last.at, s.last_file_at, s.last_url_at, s.pending_file,
	                        s.pending_url, str_of(s.fault), verdict.rows, verdict.bad_id, str_of(verdict.why) };
	js_put(&rp->js, NULL, &chain_shape, &v);
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/audit", ROLE_AUDITOR, NULL, TX_WRITE, RF_LIST, NULL, &shape, query, COUNTOF(query), get_list, "audit.read",
	  "Who looked at or changed what, newest first" },
	{ HTTP_GET, "/api/v1/audit/chain", ROLE_AUDITOR, NULL, TX_READ, 0, NULL, &chain_shape, NULL, 0, get_chain, NULL,
	  "The end of the audit's chain, whether the newest rows are sound, and where it was told" },
	{ HTTP_GET, "/api/v1/audit/verbs", ROLE_AUDITOR, NULL, TX_READ, RF_LIST, NULL, &verb_shape, NULL, 0, get_verbs, NULL,
	  "Each verb that a row has, and its group" },
	{ HTTP_GET, "/api/v1/audit/accounts", ROLE_AUDITOR, NULL, TX_READ, RF_LIST, NULL, &who_shape, who_query, COUNTOF(who_query), get_who, NULL,
	  "Accounts by number or name, to choose whose rows to see" },
};
const struct routes audit_routes = ROUTES("audit", rows);
