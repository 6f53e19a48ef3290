/* policy_api — HTTP face of the policies: what is in force, what comes, and changes of them by two persons. */
#include "flow/api_list.h"
#include "flow/flow_policy.h"
#include "office/account/account.h"
#include "serve/http/route.h"

extern const struct routes policy_routes;

static const str kind_names[] = { SI("number"), SI("list"), SI("words") };

/* --- what there is --- */

struct policy_view { str key; int kind; str value, since, normal, range, unit, en, zh, next_value, next_day; };
#define F(member) offsetof(struct policy_view, member)
static const struct js_field policy_fields[] = {
	{ "key", JT_STR, F(key), 0, 0, 48, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, COUNTOF(kind_names), kind_names, "number; list: words by commas; words: a|b is one of the two" },
	{ "value", JT_STR, F(value), 0, 0, 256, NULL, "in force today" },
	{ "since", JT_STR, F(since), 0, 0, 10, NULL, "YYYY-MM-DD; empty: the default" },
	{ "normal", JT_STR, F(normal), 0, 0, 256, NULL, "the default" },
	{ "range", JT_STR, F(range), 0, 0, 600, NULL, "10 to 86400, or the words" },
	{ "unit", JT_STR, F(unit), 0, 0, 32, NULL, NULL },
	{ "en", JT_STR, F(en), 0, 0, 256, NULL, "what it decides" },
	{ "zh", JT_STR, F(zh), 0, 0, 256, NULL, NULL },
	{ "nextValue", JT_STR, F(next_value), 0, 0, 256, NULL, "what comes next; empty: nothing" },
	{ "nextDay", JT_STR, F(next_day), 0, 0, 10, NULL, NULL },
};
#undef F
static const struct js_shape policy_shape = JS_SHAPE("Policy", struct policy_view, policy_fields);

static int get_policies(struct cx *cx, const struct req *rq, struct rep *rp)
{
	char buf[POLICY_RANGE];

	(void)rq;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	for (int i = 0; i < POLICY_N; i++) {
		struct policy_row r = policy_row(i);
		struct policy_view v = { r.key, (int)r.kind, S(""), S(""), r.normal, policy_range(&r, buf), r.unit, r.en, r.zh, S(""), S("") };
		TRY(policy_now(cx, r.key, cx->now, &v.value, &v.since));
		TRY(policy_to_come(cx, r.key, cx->now, &v.next_value, &v.next_day));
		js_put(&rp->js, NULL, &policy_shape, &v);
	}
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

struct dated_view { str from_day, value; };
#define F(member) offsetof(struct dated_view, member)
static const struct js_field dated_fields[] = {
	{ "fromDay", JT_STR, F(from_day), 0, 0, 10, NULL, NULL },
	{ "value", JT_STR, F(value), 0, 0, 256, NULL, NULL },
};
#undef F
static const struct js_shape dated_shape = JS_SHAPE("PolicyRow", struct dated_view, dated_fields);
static const struct route_q key_query[] = { { "key", JT_STR, 0, 0, 48, "the policy" } };

static int put_dated(struct cx *cx, str from_day, str value, void *arg)
{
	(void)cx;
	js_put(arg, NULL, &dated_shape, &(struct dated_view){ from_day, value });
	return 0;
}

static int get_history(struct cx *cx, const struct req *rq, struct rep *rp)
{
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	TRY(policy_history(cx, rq->q[0].s, put_dated, &rp->js));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

/* --- what a change would have meant --- */

#define F(member) offsetof(struct policy_dry, member)
static const struct js_field dry_fields[] = {
	{ "known", JT_BOOL, F(known), 0, 0, 0, NULL, "false: there is no past of this policy that could be counted" },
	{ "what", JT_STR, F(what), 0, 0, 32, NULL, "what is counted, as a word" },
	{ "zh", JT_STR, F(zh), 0, 0, 256, NULL, "what is counted, or why nothing can be" },
	{ "en", JT_STR, F(en), 0, 0, 256, NULL, NULL },
	{ "now", JT_I64, F(now), 0, 0, 0, NULL, "in the last 92 days, by the value in force" },
	{ "then", JT_I64, F(then), 0, 0, 0, NULL, "by the value asked about" },
};
#undef F
static const struct js_shape dry_shape = JS_SHAPE("PolicyDryRun", struct policy_dry, dry_fields);
static const struct route_q dry_query[] = { { "key", JT_STR, 0, 0, 48, "the policy" }, { "value", JT_STR, 0, 0, 256, "as it would be stored" } };

static int get_dry(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct policy_dry d;

	if (!rq->q[0].s.n)
		return FAIL(cx, E_INVALID, "say which policy: ?key=");
	TRY(flow_policy_dry(cx, rq->q[0].s, rq->q[1].s, &d));
	js_put(&rp->js, NULL, &dry_shape, &d);
	return 0;
}

/* --- changes --- */

struct change_view {
	int64_t id; str key, value, before, from_day, basis, note; int state; int64_t asked_by, decided_by; str asked_name, decided_name; utc_ms asked_at, decided_at;
	struct js_list actions; int64_t ver;
};
#define F(member) offsetof(struct change_view, member)
static const struct js_field change_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "key", JT_STR, F(key), 0, 0, 48, NULL, NULL },
	{ "value", JT_STR, F(value), 0, 0, 256, NULL, NULL },
	{ "before", JT_STR, F(before), 0, 0, 256, NULL, "what counted on that day when it was asked for" },
	{ "fromDay", JT_STR, F(from_day), 0, 0, 10, NULL, NULL },
	{ "basis", JT_STR, F(basis), 0, 0, PC_BASIS_MAX, NULL, "the law, decree or decision it rests on" },
	{ "note", JT_STR, F(note), 0, 0, PC_NOTE_MAX, NULL, "of who decided" },
	{ "state", JT_ENUM, F(state), 0, 0, PC_N, pc_state_names, NULL },
	{ "askedBy", JT_I64, F(asked_by), 0, 0, 0, NULL, NULL },
	{ "decidedBy", JT_I64, F(decided_by), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "askedName", JT_STR, F(asked_name), 0, 0, 64, NULL, NULL },
	{ "decidedName", JT_STR, F(decided_name), 0, 0, 64, NULL, NULL },
	{ "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "actions", JT_STRLIST, F(actions), 0, 0, PCE_N, NULL, "steps this account may take now" },
	{ "ver", JT_I64, F(ver), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape change_shape = JS_SHAPE("PolicyChange", struct change_view, change_fields);

static int name_of(struct cx *cx, account_id id, str *ret)
{
	struct err before = cx->err;
	struct account a;

	*ret = S("");
	if (!id.v)
		return 0;
	int rc = account_get(cx, id, &a);
	if (rc == 0)
		*ret = a.display;
	else if (rc == E_NOTFOUND)
		cx->err = before;
	return rc == E_NOTFOUND ? 0 : rc;
}

static struct js_list actions_of(struct cx *cx, const struct policy_change *c)
{
	str *v = arena_alloc(cx->arena, PCE_N * sizeof *v);
	size_t n = 0;

	for (int e = 0; v && e < PCE_N; e++) {
		const struct pc_row *r = pc_row_for(c->state, (enum pc_event)e);
		bool mine = c->asked_by.v == cx->actor.v;
		if (r && (r->who & cx->roles) && !(r->other && mine) && !(r->same && !mine))
			v[n++] = pc_event_names[e];
	}
	return (struct js_list){ v, n };
}

static int put_change(struct cx *cx, struct js *js, const struct policy_change *c)
{
	str asker, decider;

	TRY(name_of(cx, c->asked_by, &asker));
	TRY(name_of(cx, c->decided_by, &decider));
	struct change_view v = { c->id, c->key, c->value, c->before, c->from_day, c->basis, c->note, (int)c->state, c->asked_by.v, c->decided_by.v, asker, decider,
	                         c->asked_at, c->decided_at, actions_of(cx, c), c->ver };
	js_put(js, NULL, &change_shape, &v);
	return 0;
}

static int change_one(struct cx *cx, const struct policy_change *c, void *arg)
{
	struct page *p = arg;

	return page_item(p, c->id) ? put_change(cx, p->js, c) : 0;
}

static const struct route_q change_query[] = {
	PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "1: only those that wait for a decision" }, { "key", JT_STR, 0, 0, 48, "only of this policy" },
};

static int get_changes(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(policy_change_list(cx, rq->q[3].s, rq->q[2].i != 0, rq->q[0].i, p.limit + 1, change_one, &p));
	page_end(&p);
	return 0;
}

struct change_in { str key, value, from_day, basis; };
#define F(member) offsetof(struct change_in, member)
static const struct js_field ask_fields[] = {
	{ "key", JT_STR, F(key), JF_REQUIRED, 1, 48, NULL, NULL },
	{ "value", JT_STR, F(value), JF_REQUIRED, 0, 256, NULL, NULL },
	{ "fromDay", JT_STR, F(from_day), JF_REQUIRED, 10, 10, NULL, "YYYY-MM-DD, today or later" },
	{ "basis", JT_STR, F(basis), JF_REQUIRED, 1, PC_BASIS_MAX, NULL, "the law, decree or decision it rests on" },
};
#undef F
static const struct js_shape ask_shape = JS_SHAPE("PolicyChangeNew", struct change_in, ask_fields);

static int post_change(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct change_in *in = rq->in;
	struct policy_change c;
	struct civil day;

	TRY(flow_policy_may(cx));
	if (!policy_day(in->from_day, &day))
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "must be YYYY-MM-DD");
	TRY(policy_change_ask(cx, in->key, day, in->value, in->basis, &c));
	rp->audit_subject = c.id;
	rp->audit_detail = arena_fmt(cx->arena, "%.*s from %.*s", STR_ARG(c.key), STR_ARG(c.from_day));
	return put_change(cx, &rp->js, &c);
}

struct step_in { str note; int64_t ver; };
static const struct js_field step_fields[] = {
	{ "note", JT_STR, offsetof(struct step_in, note), 0, 0, PC_NOTE_MAX, NULL, "why; needed to refuse" },
	{ "ver", JT_I64, offsetof(struct step_in, ver), 0, 0, 0, NULL, "as it was read" },
};
static const struct js_shape step_shape = JS_SHAPE("PolicyChangeStep", struct step_in, step_fields);

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct step_in *in = rq->in;
	struct policy_change c;

	TRY(flow_policy_may(cx));
	for (int e = 0; e < PCE_N; e++) {
		if (!str_eq(rq->name, pc_event_names[e]))
			continue;
		TRY(policy_change_get(cx, rq->id, &c));
		TRY(policy_change_step(cx, &c, (enum pc_event)e, in->ver, in->note));
		rp->audit_detail = pc_event_names[e];
		return put_change(cx, &rp->js, &c);
	}
	return FAIL(cx, E_NOTFOUND, "no such step; there are release, refuse and withdraw");
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/policies", ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &policy_shape, NULL, 0, get_policies, NULL, "What the city has decided: every policy, its value, range and meaning" },
	{ HTTP_GET, "/api/v1/policies/history", ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &dated_shape, key_query, COUNTOF(key_query), get_history, NULL, "A policy's dated rows, oldest first" },
	{ HTTP_GET, "/api/v1/policies/dry", ROLE_LEADER, NULL, TX_READ, RF_SLOW, NULL, &dry_shape, dry_query, COUNTOF(dry_query), get_dry, NULL, "What a value would have met in the last 92 days" },
	{ HTTP_GET, "/api/v1/policies/changes", ROLE_LEADER, NULL, TX_READ, RF_LIST, NULL, &change_shape, change_query, COUNTOF(change_query), get_changes, NULL, "Changes of policies, newest first" },
	{ HTTP_POST, "/api/v1/policies/changes", ROLE_LEADER, NULL, TX_WRITE, RF_CREATED, &ask_shape, &change_shape, NULL, 0, post_change, "policy.ask", "Ask for a change, with its legal basis" },
	{ HTTP_POST, "/api/v1/policies/changes/{id}/do/{event}", ROLE_LEADER, NULL, TX_WRITE, RF_STEPUP, &step_shape, &change_shape, NULL, 0, post_step, "policy.decide",
	  "release, refuse or withdraw a change; another person decides" },
};
const struct routes policy_routes = ROUTES("policy", rows);
