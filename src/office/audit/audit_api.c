/* audit_api — the auditor reads the audit; a look into it leaves a row too. */
#include "flow/api_list.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes audit_routes;

struct audit_view { int64_t id; utc_ms at; int64_t actor; str actor_name, verb, kind; int64_t subject, case_id; str detail; };
#define F(member) offsetof(struct audit_view, member)
static const struct js_field fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "actor", JT_I64, F(actor), 0, 0, 0, NULL, "account id; 0: the program itself" },
	{ "actorName", JT_STR, F(actor_name), 0, 0, 64, NULL, NULL },
	{ "verb", JT_STR, F(verb), 0, 0, 40, NULL, NULL },
	{ "kind", JT_STR, F(kind), 0, 0, 40, NULL, NULL },
	{ "subject", JT_I64, F(subject), 0, 0, 0, NULL, NULL },
	{ "caseId", JT_I64, F(case_id), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "detail", JT_STR, F(detail), 0, 0, 400, NULL, "coded; no personal data" },
};
#undef F
static const struct js_shape shape = JS_SHAPE("AuditRow", struct audit_view, fields);

static int list_one(struct cx *cx, const struct audit_row *r, void *arg)
{
	struct page *p = arg;
	struct audit_view v = { r->id, r->at, r->actor.v, S(""), r->verb, r->kind, r->subject, r->case_id.v, r->detail };
	struct err before = cx->err;
	struct account a;

	if (!page_item(p, r->id))
		return 0;
	if (r->actor.v) {
		int rc = account_get(cx, r->actor, &a);
		if (rc == 0)
			v.actor_name = a.display;
		else if (rc != E_NOTFOUND)
			return rc;
		cx->err = before;
	} else {
		v.actor_name = S("system");
	}
	js_put(p->js, NULL, &shape, &v);
	return 0;
}

static const struct route_q query[] = {
	PAGE_QUERY,
	{ "verb", JT_STR, 0, 0, 40, "only this verb" },
	{ "actor", JT_I64, 0, 0, INT64_MAX, "only this account" },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(audit_list(cx, rq->q[0].i, rq->q[2].s, (account_id){ rq->q[3].i }, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/audit", ROLE_AUDITOR, NULL, TX_WRITE, RF_LIST, NULL, &shape, query, COUNTOF(query), get_list, "audit.read",
	  "Who looked at or changed what, newest first" },
};
const struct routes audit_routes = ROUTES("audit", rows);
