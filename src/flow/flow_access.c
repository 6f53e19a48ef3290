/* flow_access — see flow_access.h. The jobs are in flow_access_job.c. */
#include "flow/flow_access.h"

#include "flow/flow_hold.h"
#include "flow/flow_track.h"
#include "office/account/account.h"
#include "office/policy/policy.h"

/* ---- helpers ---- */

static int may_add(struct cx *cx, const struct theft *t)
{
	struct account officer;

	if (t->officer.v && t->officer.v == cx->actor.v)
		return 0;
	if (t->officer.v) {
		TRY(account_get(cx, t->officer, &officer));
		bool above = cx->area.n && str_starts(officer.area, cx->area) && cx->area.n < officer.area.n;
		bool leads = cx->area.n && str_starts(officer.area, cx->area) && (cx->roles & ROLE_LEADER);
		if (leads || (above && (cx->roles & ROLE_POLICE)))
			return 0;
	}
	return FAIL_FIELD(cx, E_DENIED, "case_officer", "the case's officer says who works on it, or a superior");
}

static int account_by(struct cx *cx, str name, struct account *ret)
{
	struct err before = cx->err;
	account_id id;
	int rc = account_named(cx, name, &id);

	if (rc == E_NOTFOUND) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "name", "there is no account with this log-in name");
	}
	TRY(rc);
	return account_get(cx, id, ret);
}

int flow_helper(struct cx *cx, theft_id theft, str name, bool end)
{
	struct account who;
	struct theft t;

	TRY(theft_get(cx, theft, &t));
	TRY(may_add(cx, &t));
	TRY(account_by(cx, name, &who));
	if (end)
		return access_helper_end(cx, theft, who.id);
	if (!theft_is_open(&t))
		return FAIL(cx, E_STATE, "the case is closed");
	if (who.disabled || !(who.roles & ROLE_POLICE))
		return FAIL_FIELD(cx, E_STATE, "name", "this account is not at work with the police");
	if (who.id.v == t.officer.v)
		return FAIL_FIELD(cx, E_STATE, "name", "this is the case's officer already");
	return access_helper_put(cx, theft, who.id);
}

/* ---- requests ---- */

static int older_of_case(struct cx *cx, const struct flow_ask *in, struct access_new *n)
{
	int64_t near_days;
	struct theft t;

	TRY(theft_get(cx, in->theft, &t));
	if (!theft_is_open(&t))
		return FAIL_FIELD(cx, E_STATE, "access.closed", "the case is closed: its trail can no longer be read");
	TRY(flow_assigned(cx, &t));
	TRY(policy_i64(cx, POL_ACCESS_NEAR_DAYS, cx->now, &near_days));
	if (in->from >= cx->now - near_days * DAY_MS)
		return FAIL_FIELD(cx, E_STATE, "no_request", "the last %lld days of this case you see without a request", (long long)near_days);
	n->bike = t.bike;
	n->theft = t.id;
	utc_ms held;
	TRY(flow_hold_from(cx, t.id, &held));
	n->oldest = held == INT64_MAX ? 0 : held;
	return 0;
}

static int without_case(struct cx *cx, const struct flow_ask *in, struct access_new *n)
{
	theft_id open;
	struct bike b;
	bool found;

	if (!in->bike.v && !in->plate.n)
		return FAIL_FIELD(cx, E_INVALID, "plate", "a plate, bikeId or caseId is needed");
	TRY(in->bike.v ? bike_get(cx, in->bike, &b) : bike_by_plate(cx, &in->plate, &b));
	TRY(theft_open_of(cx, b.id, &open, &found));
	if (found)      /* FA1 */
		return FAIL_FIELD(cx, E_STATE, "case_way", "there is an open case on this bike: its way is seen under the case; ask the case's officer to add you");
	if (b.life != BL_REGISTERED || !b.tag.v)
		return FAIL_FIELD(cx, E_STATE, "no_tag", "this bike carries no tag: it has no way");
	n->bike = b.id;
	return 0;
}

int flow_access_ask(struct cx *cx, const struct flow_ask *in, struct access_request *ret)
{
	struct access_new n = { .purpose = in->purpose, .reference = in->reference, .reason = in->reason, .from = in->from, .to = in->to };

	TRY(in->theft.v ? older_of_case(cx, in, &n) : without_case(cx, in, &n));
	return access_ask(cx, &n, ret);
}

int flow_access_see(struct cx *cx, int64_t id, struct access_request *ret)
{
	struct access_request q;

	TRY(access_get(cx, id, &q));
	if (q.asker.v != cx->actor.v && !access_may_decide(cx, &q))
		return FAIL(cx, E_NOTFOUND, "no such request of yours, nor one that you decide");
	*ret = q;
	return 0;
}
