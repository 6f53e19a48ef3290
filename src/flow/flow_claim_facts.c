/* flow_claim_facts — what a claim is weighed by, as the other rooms know it: the only file of the claims that knows how a case looks. */
#include "flow/flow_claim_int.h"

#include "flow_claim_sql.h"
#include "office/plan/plan.h"
#include "office/policy/policy.h"
#include "office/theft/theft.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_claim)

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int flow_claim_case(struct cx *cx, bike_id bike, theft_id *ret)
{
	int64_t id;

	TRY(sql_one(cx, &q_newest_case, read_int, &id, BIND(V(bike.v))));
	if (!id)
		return FAIL(cx, E_NOTFOUND, "no theft was reported for this bike");
	ret->v = id;
	return 0;
}

/* The case as the theft room has it. A claim is for one that is given out as unsolved. */
int claim_case_facts(struct cx *cx, theft_id id, struct case_facts *ret)
{
	struct theft t;

	TRY(theft_get(cx, id, &t));
	*ret = (struct case_facts){ t.id, t.bike, t.tag, t.number, t.last_seen_at, t.missing_at, t.reported_at, t.filed_at, t.state == TS_UNSOLVED,
	                            t.state == TS_NOT_FILED || t.state == TS_WITHDRAWN || t.state == TS_UNFOUNDED, t.state == TS_RECOVERED || t.state == TS_RETURNED };
	return 0;
}

int claim_cover_facts(struct cx *cx, bike_id bike, utc_ms at, struct cover_facts *ret)
{
	struct plan_cover c;
	bool found;

	TRY(plan_cover_of(cx, bike, at, &c, &found));
	*ret = (struct cover_facts){ .found = found };
	if (found)
		*ret = (struct cover_facts){ true, c.state == PLS_PAID, c.id.v, c.starts_at, c.ends_at, c.owner };
	return 0;
}

int claim_product_facts(struct cx *cx, int32_t day, int64_t *ret_fen, int32_t *ret_years)
{
	struct err before = cx->err;
	struct plan_product p;
	int rc = plan_product_at(cx, S("theft"), day, &p);

	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	*ret_fen = rc < 0 ? 0 : p.price_fen;
	*ret_years = rc < 0 ? 0 : p.years;
	return 0;
}

int claim_cover_used(struct cx *cx, int64_t plan, bool used)
{
	struct plan p;
	struct plan_how how = { .to = { 0 } };

	if (!plan)
		return 0;
	TRY(plan_get(cx, (plan_id){ plan }, &p));
	enum plan_event ev = used ? PLE_PAY : PLE_UNPAY;
	if (!(plan_actions(p.state, cx->roles) & 1u << ev))      /* refunded or cancelled since: the bank's word is taken all the same */
		return 0;
	return plan_step(cx, &p, ev, &how);
}

int claim_heard_at(struct cx *cx, const struct case_facts *f, utc_ms *ret)
{
	int64_t at;

	TRY(sql_one(cx, &q_heard, read_int, &at, BIND(V(f->id.v))));
	*ret = at > f->missing_at ? at : 0;
	return 0;
}

int claim_tag_silent(struct cx *cx, tag_id tag, utc_ms *ret)
{
	char text[TAG_TEXT];

	return sql_one(cx, &q_silent, read_int, ret, BIND(V(str_of(tag_text(tag, text)))));
}

int claim_overrides(struct cx *cx, bike_id bike, int64_t *ret)
{
	return sql_one(cx, &q_overrides, read_int, ret, BIND(V(bike.v)));
}

int claim_photos_again(struct cx *cx, int64_t claim, int64_t *ret)
{
	return sql_one(cx, &q_photos_again, read_int, ret, BIND(V(claim)));
}

int flow_claim_payer(struct cx *cx, theft_id theft, enum claim_payer *ret)
{
	struct claim_payment p;
	struct claim c;
	bool found, paying;

	*ret = CPY_OWNER;
	TRY(claim_of_theft(cx, theft, &c, &found));
	if (!found || c.state == CS_REPAID)
		return 0;
	TRY(claim_payment_live(cx, c.id, &p, &paying));
	if (c.state == CS_FORFEITED)
		*ret = CPY_PAYER;
	else if (c.paid_at || (paying && (p.state == CP_RELEASED || p.state == CP_UNKNOWN)))
		*ret = CPY_UNDECIDED;
	return 0;
}

struct thefts { int64_t v[CLAIM_WATCH_TURN]; int n; };

static int theft_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct thefts *w = arg;

	(void)cx;
	w->v[w->n++] = sql_i64(r);
	return 0;
}

static int sighted(struct cx *cx, int64_t theft)
{
	TRY(sql_begin(cx, true));
	int rc = flow_claim_sighted(cx, (theft_id){ theft }, false);
	int end = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return end < 0 ? end : rc;
}

/* Most turns find nothing, and hold nobody up. One that cannot be held does not keep the others from it. */
int flow_claim_watch(struct cx *cx)
{
	struct thefts w = { .n = 0 };
	struct err first = { 0 };
	int64_t hours;
	int moved = 0;

	ASSERT(!sql_in_tx(cx));
	TRY(policy_i64(cx, POL_CLAIM_HEARD_HOURS, cx->now, &hours));
	TRY(sql_each(cx, &q_claims_heard, theft_row, &w, BIND(V(cx->now - hours * HOUR_MS), V((int)CLAIM_WATCH_TURN))));
	for (int i = 0; i < w.n; i++) {
		int n = sighted(cx, w.v[i]);
		moved += MAX(n, 0);
		if (n < 0 && !first.code)
			first = cx->err;
		cx->err = (struct err){ 0 };
	}
	cx->err = first;
	return first.code ? first.code : moved;
}
