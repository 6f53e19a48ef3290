/* access — see access.h: the people of a case, the quota, and what was looked at. Requests are in access_request.c, findings in access_review.c. */
#include "office/access/access.h"

#include "access_sql.h"
#include "base/utc.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(access)

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* ---- the people of a case ---- */

int access_helper_put(struct cx *cx, theft_id theft, account_id who)
{
	if (who.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "case_officer", "nobody adds himself to a case; the case's officer adds you");
	return sql_exec(cx, &q_helper_add, BIND(V(theft.v), V(who.v), V(cx->actor.v), V(cx->now)));
}

int access_helper_end(struct cx *cx, theft_id theft, account_id who)
{
	return sql_exec(cx, &q_helper_end, BIND(V(cx->actor.v), V(cx->now), V(theft.v), V(who.v)));
}

int access_helper_is(struct cx *cx, theft_id theft, account_id who, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_helper_is, read_int, &n, BIND(V(theft.v), V(who.v))));
	*ret = n > 0;
	return 0;
}

struct helper_arg { access_helper_fn *fn; void *arg; };

static int helper_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct helper_arg *a = arg;
	struct access_helper h;

	h.account.v = sql_i64(r);
	h.added_by.v = sql_i64(r);
	h.added_at = sql_i64(r);
	return a->fn(cx, &h, a->arg);
}

int access_helpers(struct cx *cx, theft_id theft, access_helper_fn *fn, void *arg)
{
	struct helper_arg a = { fn, arg };

	return sql_each(cx, &q_helpers, helper_row, &a, BIND(V(theft.v)));
}

/* ---- the quota ---- */

int access_seen_today(struct cx *cx, int64_t *ret)
{
	return sql_one(cx, &q_seen_count, read_int, ret, BIND(V(cx->actor.v), V((int)day_of(cx->now))));
}

int access_quota(struct cx *cx, bike_id bike)
{
	int64_t known, n, most;

	TRY(sql_one(cx, &q_seen_is, read_int, &known, BIND(V(cx->actor.v), V((int)day_of(cx->now)), V(bike.v))));
	if (known)
		return 0;
	TRY(access_seen_today(cx, &n));
	TRY(policy_i64(cx, POL_ACCESS_PLATES_DAY, cx->now, &most));
	if (n >= most)
		return FAIL_FIELD(cx, E_DENIED, "access.quota", "you have looked at %lld bikes today, the most for a day; those you see again tomorrow, another officer of the case today",
		                  (long long)n);
	return 0;
}

int access_looked(struct cx *cx, bike_id bike, theft_id theft)
{
	TRY(sql_exec(cx, &q_seen_add, BIND(V(cx->actor.v), V((int)day_of(cx->now)), V(bike.v))));
	return theft.v ? sql_exec(cx, &q_case_look, BIND(V(theft.v), V(cx->now))) : 0;
}

int access_trim(struct cx *cx, int32_t day)
{
	return sql_exec(cx, &q_seen_trim, BIND(V((int)day)));
}

/* ---- whose owner is to be told ---- */

struct case_arg { access_case_fn *fn; void *arg; };

static int case_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct case_arg *a = arg;
	struct access_case c;

	c.theft.v = sql_i64(r);
	c.looks = sql_i64(r);
	c.first = sql_i64(r);
	c.last = sql_i64(r);
	return a->fn(cx, &c, a->arg);
}

int access_untold(struct cx *cx, int64_t after, int max, access_case_fn *fn, void *arg)
{
	struct case_arg a = { fn, arg };

	return sql_each(cx, &q_untold, case_row, &a, BIND(V(after), V(max)));
}

int access_told(struct cx *cx, theft_id theft)
{
	return sql_exec(cx, &q_told, BIND(V(cx->now), V(theft.v)));
}

/* ---- how far the audit was read ---- */

int access_mark(struct cx *cx, int64_t *ret)
{
	return sql_one(cx, &q_mark, read_int, ret, BIND_NONE);
}

int access_mark_set(struct cx *cx, int64_t audit)
{
	return sql_exec(cx, &q_mark_set, BIND(V(audit)));
}
