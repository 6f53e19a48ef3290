/* audit_api — the auditor reads the audit; a look into it leaves a row too. */
#include <stdio.h>

#include "flow/api_list.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes audit_routes;

struct audit_view { int64_t id; utc_ms at; int64_t actor; str actor_name, verb, kind, subject; int64_t case_id; str detail; };
#define F(member) offsetof(struct audit_view, member)
static const struct js_field fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "at", JT_UTC, F(at), 0, 0, 0, NULL, NULL },
	{ "actor", JT_I64, F(actor), 0, 0, 0, NULL, "account id; 0: the program itself" },
	{ "actorName", JT_STR, F(actor_name), 0, 0, 64, NULL, NULL },
	{ "verb", JT_STR, F(verb), 0, 0, 40, NULL, NULL },
	{ "kind", JT_STR, F(kind), 0, 0, 40, NULL, NULL },
	{ "subject", JT_STR, F(subject), 0, 0, 24, NULL, "16 hexadecimal digits: a pseudonym, the same for the same record; #12: a record that is nobody's" },
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
	{ "subject", JT_STR, 0, 0, 24, "only this record, as it is named in the rows: all looks at it" },
	{ "from", JT_UTC, 0, 0, INT64_MAX, NULL }, { "to", JT_UTC, 0, 0, INT64_MAX, "before this" },
};

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	struct audit_filter f = { rq->q[0].i, rq->q[2].s, { rq->q[3].i }, rq->q[4].s, rq->q[5].i, rq->q[6].i };
	TRY(audit_find(cx, &f, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

/* ---- the chain ---- */

struct chain_view {
	int64_t end_id; str end_hash; bool to_file, to_url; int64_t anchor_id; utc_ms anchor_at, file_at, url_at; int64_t pending_file, pending_url;
	str fault;
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
};
#undef F
static const struct js_shape chain_shape = JS_SHAPE("AuditChain", struct chain_view, chain_fields);

static int get_chain(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct audit_anchor_state s;
	struct audit_end end;
	char hex[2 * AUDIT_HASH + 1];

	(void)rq;
	TRY(audit_end(cx, &end));
	TRY(audit_anchor_state(cx, &s));
	for (size_t i = 0; i < AUDIT_HASH; i++)
		snprintf(hex + 2 * i, 3, "%02x", end.hash[i]);
	struct chain_view v = { end.id, str_of(hex), s.to_file, s.to_url, s.last.id, s.last.at, s.last_file_at, s.last_url_at, s.pending_file,
	                        s.pending_url, str_of(s.fault) };
	js_put(&rp->js, NULL, &chain_shape, &v);
	return 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/audit", ROLE_AUDITOR, NULL, TX_WRITE, RF_LIST, NULL, &shape, query, COUNTOF(query), get_list, "audit.read",
	  "Who looked at or changed what, newest first" },
	{ HTTP_GET, "/api/v1/audit/chain", ROLE_AUDITOR, NULL, TX_READ, 0, NULL, &chain_shape, NULL, 0, get_chain, NULL,
	  "The end of the audit's chain, and where it was told" },
};
const struct routes audit_routes = ROUTES("audit", rows);
