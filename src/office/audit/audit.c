/* audit — see audit.h. */
#include "office/audit/audit.h"

#include "audit_sql.h"

SQL_STATEMENTS(audit)

int audit_add(struct cx *cx, const char *verb, const char *kind, int64_t subject, theft_id case_id, str detail)
{
	ASSERT(verb && kind);
	if (detail.n > 400)
		return FAIL(cx, E_INVALID, "an audit detail has at most 400 bytes");
	TRY(sql_exec(cx, &q_add, BIND(V(cx->now), V(cx->actor.v), V(cx->roles), V((int64_t)cx->request), V(str_of(verb)),
	                              V(str_of(kind)), V(subject), V_ID(case_id.v), V(detail))));
	return 0;
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int audit_recent(struct cx *cx, const char *verb, int64_t subject, utc_ms after, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_recent, read_count, &n, BIND(V(cx->actor.v), V(str_of(verb)), V(subject), V(after))));
	*ret = n > 0;
	return 0;
}

struct list_arg { audit_fn *fn; void *arg; };

static int list_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct audit_row a;

	a.id = sql_i64(r);
	a.at = sql_i64(r);
	a.actor.v = sql_i64(r);
	a.roles = (unsigned)sql_i64(r);
	a.request = (uint64_t)sql_i64(r);
	a.verb = sql_str_a(r, cx->arena);
	a.kind = sql_str_a(r, cx->arena);
	a.subject = sql_i64(r);
	a.case_id.v = sql_i64(r);
	a.detail = sql_str_a(r, cx->arena);
	return l->fn(cx, &a, l->arg);
}

int audit_list(struct cx *cx, int64_t before, str verb, account_id actor, int max, audit_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_list, list_row, &l, BIND(V(before > 0 ? before : INT64_MAX), V(verb), V(actor.v), V(max)));
}
