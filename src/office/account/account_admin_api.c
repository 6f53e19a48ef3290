/* account_admin_api — HTTP face of what administrators do with accounts, units and grants. No rules live here.
 *
 * The rows of system and security administrators are disjoint: where both look at the same list there are two rows (P8). */
#include "flow/api_list.h"
#include "office/account/account_api.h"
#include "serve/http/route.h"

extern const struct routes account_admin_routes;

/* --- accounts --- */

static int list_one(struct cx *cx, const struct account *a, void *arg)
{
	struct page *p = arg;
	struct account_view v;

	if (page_item(p, a->id.v)) {
		account_view_of(cx, a, &v);
		TRY(account_locked_until(cx, a->name, &v.locked_until));
		js_put(p->js, NULL, &account_view_shape, &v);
	}
	return 0;
}

static const struct route_q page_query[] = { PAGE_QUERY };

static int get_list(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(account_list(cx, rq->q[0].i, p.limit + 1, list_one, &p));
	page_end(&p);
	return 0;
}

struct add_in { str name, display; int64_t unit; };
static const struct js_field add_fields[] = {
	{ "name", JT_STR, offsetof(struct add_in, name), JF_REQUIRED, 2, 32, NULL, "a-z 0-9 . _ -" },
	{ "display", JT_STR, offsetof(struct add_in, display), JF_REQUIRED, 1, 64, NULL, NULL },
	{ "unit", JT_I64, offsetof(struct add_in, unit), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
};
static const struct js_shape add_shape = JS_SHAPE("AccountNew", struct add_in, add_fields);

struct made_out { struct account_view account; str password, otpauth; };
static const struct js_field made_fields[] = {
	{ "account", JT_OBJ, offsetof(struct made_out, account), 0, 0, 0, &account_view_shape, NULL },
	{ "password", JT_STR, offsetof(struct made_out, password), JF_SENSITIVE | JF_NULL_IF_EMPTY, 0, 64, NULL,
	  "a one-time password, shown only here; the person must choose another at the first log-in" },
	{ "otpauth", JT_STR, offsetof(struct made_out, otpauth), JF_SENSITIVE | JF_NULL_IF_EMPTY, 0, 400, NULL,
	  "the second factor for an authenticator, shown only here" },
};
static const struct js_shape made_shape = JS_SHAPE("AccountSecrets", struct made_out, made_fields);

static int put_made(struct cx *cx, account_id id, str password, const struct account_secret *secret, struct rep *rp)
{
	struct made_out out = { .password = password };
	struct account a;

	TRY(account_get(cx, id, &a));
	account_view_of(cx, &a, &out.account);
	if (secret)
		out.otpauth = account_otpauth(cx, a.name, secret);
	js_put(&rp->js, NULL, &made_shape, &out);
	rp->audit_subject = id.v;
	return 0;
}

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;
	char password[ACCOUNT_PASSWORD_MADE + 1];
	struct account_secret secret;
	account_id id;

	account_password_made(password);
	struct account_new n = { .name = in->name, .display = in->display, .password = str_of(password), .unit = { in->unit }, .must_change = true };
	TRY(account_add(cx, &n, &secret, &id));
	return put_made(cx, id, arena_str(cx->arena, str_of(password)), &secret, rp);
}

static int put_account(struct cx *cx, account_id id, struct rep *rp)
{
	struct account a;
	struct account_view v;

	TRY(account_get(cx, id, &a));
	account_view_of(cx, &a, &v);
	js_put(&rp->js, NULL, &account_view_shape, &v);
	rp->audit_subject = id.v;
	return 0;
}

struct display_in { str display; };
static const struct js_field display_fields[] = {
	{ "display", JT_STR, offsetof(struct display_in, display), JF_REQUIRED, 1, 64, NULL, NULL },
};
static const struct js_shape display_shape = JS_SHAPE("AccountDisplay", struct display_in, display_fields);

static int put_display(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(account_rename(cx, (account_id){ rq->id }, ((const struct display_in *)rq->in)->display));
	return put_account(cx, (account_id){ rq->id }, rp);
}

static int post_reset(struct cx *cx, const struct req *rq, struct rep *rp)
{
	char password[ACCOUNT_PASSWORD_MADE + 1];
	account_id id = { rq->id };

	if (id.v == cx->actor.v)
		return FAIL(cx, E_DENIED, "one's own password is changed with the old one");
	account_password_made(password);
	TRY(account_password(cx, id, str_of(password), true, true));
	return put_made(cx, id, arena_str(cx->arena, str_of(password)), NULL, rp);
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	static const str events[] = { SI("disable"), SI("enable"), SI("unlock") };
	account_id id = { rq->id };
	size_t ev = 0;

	while (ev < COUNTOF(events) && !str_eq(rq->name, events[ev]))
		ev++;
	if (ev == COUNTOF(events))
		return FAIL(cx, E_NOTFOUND, "no such step; there are disable, enable and unlock");
	if (id.v == cx->actor.v)
		return FAIL(cx, E_DENIED, "not for oneself");
	TRY(ev == 2 ? account_unlock(cx, id) : account_disable(cx, id, ev == 0));
	rp->audit_detail = events[ev];
	return put_account(cx, id, rp);
}

/* --- units --- */

struct unit_view { int64_t id, parent; int kind; str code, name, path; bool closed; };
#define F(member) offsetof(struct unit_view, member)
static const struct js_field unit_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "parent", JT_I64, F(parent), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "kind", JT_ENUM, F(kind), 0, 0, UNIT_N, unit_kind_names, NULL },
	{ "code", JT_STR, F(code), 0, 0, 32, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 1, 64, NULL, NULL },
	{ "path", JT_STR, F(path), 0, 0, 200, NULL, "ids from the root down, /1/4/9/: a unit sees what lies at or below its own path" },
	{ "closed", JT_BOOL, F(closed), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape unit_shape = JS_SHAPE("Unit", struct unit_view, unit_fields);

static struct unit_view unit_view_of(const struct unit *u)
{
	return (struct unit_view){ u->id.v, u->parent.v, (int)u->kind, u->code, u->name, u->path, u->closed_at != 0 };
}

static int unit_one(struct cx *cx, const struct unit *u, void *arg)
{
	struct page *p = arg;
	struct unit_view v = unit_view_of(u);

	(void)cx;
	if (page_item(p, u->id.v))
		js_put(p->js, NULL, &unit_shape, &v);
	return 0;
}

static int get_units(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(unit_list(cx, rq->q[0].i, p.limit + 1, unit_one, &p));
	page_end(&p);
	return 0;
}

static int put_unit(const struct unit *u, struct rep *rp)
{
	struct unit_view v = unit_view_of(u);

	js_put(&rp->js, NULL, &unit_shape, &v);
	rp->audit_subject = u->id.v;
	return 0;
}

struct unit_in { int64_t parent; int kind; str code, name; };
static const struct js_field unit_in_fields[] = {
	{ "parent", JT_I64, offsetof(struct unit_in, parent), 0, 0, INT64_MAX, NULL, "absent for bureau, operator, insurer, traffic" },
	{ "kind", JT_ENUM, offsetof(struct unit_in, kind), JF_REQUIRED, 0, UNIT_N, unit_kind_names, NULL },
	{ "code", JT_STR, offsetof(struct unit_in, code), 0, 0, 32, NULL, NULL },
	{ "name", JT_STR, offsetof(struct unit_in, name), JF_REQUIRED, 1, 64, NULL, NULL },
};
static const struct js_shape unit_in_shape = JS_SHAPE("UnitNew", struct unit_in, unit_in_fields);

static int post_unit(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct unit_in *in = rq->in;
	struct unit u;

	TRY(unit_add(cx, (unit_id){ in->parent }, (enum unit_kind)in->kind, in->code, in->name, &u));
	return put_unit(&u, rp);
}

struct name_in { str name; };
static const struct js_field name_fields[] = { { "name", JT_STR, offsetof(struct name_in, name), JF_REQUIRED, 1, 64, NULL, NULL } };
static const struct js_shape name_shape = JS_SHAPE("UnitName", struct name_in, name_fields);

static int put_unit_name(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct unit u;

	TRY(unit_rename(cx, (unit_id){ rq->id }, ((const struct name_in *)rq->in)->name, &u));
	return put_unit(&u, rp);
}

static int post_unit_close(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct unit u;

	TRY(unit_close(cx, (unit_id){ rq->id }, &u));
	return put_unit(&u, rp);
}

/* --- grants --- */

struct grant_view { int64_t id, account; str account_name, account_display; int op; str role; int64_t unit; str unit_name, reason, state, asked, decided;
                    int64_t asked_by; utc_ms asked_at, decided_at; };
#define F(member) offsetof(struct grant_view, member)
static const struct js_field grant_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "account", JT_I64, F(account), 0, 0, 0, NULL, NULL },
	{ "accountName", JT_STR, F(account_name), 0, 0, 32, NULL, NULL },
	{ "accountDisplay", JT_STR, F(account_display), 0, 0, 64, NULL, NULL },
	{ "op", JT_ENUM, F(op), 0, 0, GRANT_OPS, grant_op_names, "add or remove a role, move to a unit, totp: a new second factor" },
	{ "role", JT_STR, F(role), 0, 0, 20, NULL, NULL },
	{ "unit", JT_I64, F(unit), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
	{ "unitName", JT_STR, F(unit_name), 0, 0, 64, NULL, NULL },
	{ "reason", JT_STR, F(reason), 0, 0, 200, NULL, NULL },
	{ "state", JT_STR, F(state), 0, 0, 12, NULL, "open, approved, refused, withdrawn, collected" },
	{ "askedBy", JT_I64, F(asked_by), 0, 0, 0, NULL, NULL },
	{ "askedName", JT_STR, F(asked), 0, 0, 64, NULL, NULL },
	{ "askedAt", JT_UTC, F(asked_at), 0, 0, 0, NULL, NULL },
	{ "decidedName", JT_STR, F(decided), 0, 0, 64, NULL, NULL },
	{ "decidedAt", JT_UTC, F(decided_at), JF_NULL_IF_EMPTY, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape grant_shape = JS_SHAPE("Grant", struct grant_view, grant_fields);

static void put_grant(struct js *js, const struct grant *g)
{
	struct grant_view v = { g->id.v, g->account.v, g->account_name, g->account_display, (int)g->op, g->role, g->unit.v, g->unit_name, g->reason,
	                        g->state, g->asked_name, g->decided_name, g->asked_by.v, g->asked_at, g->decided_at };

	js_put(js, NULL, &grant_shape, &v);
}

static int grant_one(struct cx *cx, const struct grant *g, void *arg)
{
	struct page *p = arg;

	(void)cx;
	if (page_item(p, g->id.v))
		put_grant(p->js, g);
	return 0;
}

static const struct route_q grant_query[] = { PAGE_QUERY, { "open", JT_BOOL, 0, 0, 0, "only what is not decided yet" } };

static int get_grants(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct page p;

	page_begin(&p, &rp->js, rq->q[1].present, rq->q[1].i);
	TRY(grant_list(cx, rq->q[0].i, rq->q[2].i != 0, p.limit + 1, grant_one, &p));
	page_end(&p);
	return 0;
}

struct grant_in { int64_t account; int op; str role; int64_t unit; str reason; };
static const struct js_field grant_in_fields[] = {
	{ "account", JT_I64, offsetof(struct grant_in, account), JF_REQUIRED, 1, INT64_MAX, NULL, NULL },
	{ "op", JT_ENUM, offsetof(struct grant_in, op), JF_REQUIRED, 0, GRANT_OPS, grant_op_names, NULL },
	{ "role", JT_STR, offsetof(struct grant_in, role), 0, 0, 20, NULL, "for add and remove" },
	{ "unit", JT_I64, offsetof(struct grant_in, unit), 0, 0, INT64_MAX, NULL, "for move" },
	{ "reason", JT_STR, offsetof(struct grant_in, reason), JF_REQUIRED, 4, 200, NULL, NULL },
};
static const struct js_shape grant_in_shape = JS_SHAPE("GrantNew", struct grant_in, grant_in_fields);

static int audit_grant(struct cx *cx, const struct grant *g, struct rep *rp)
{
	rp->audit_subject = g->account.v;
	rp->audit_detail = arena_fmt(cx->arena, "{\"grant\":%lld,\"op\":\"%.*s\",\"role\":\"%.*s\",\"unit\":%lld,\"state\":\"%.*s\"}", (long long)g->id.v,
	                             STR_ARG(grant_op_names[g->op]), STR_ARG(g->role), (long long)g->unit.v, STR_ARG(g->state));
	return 0;
}

static int post_grant(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct grant_in *in = rq->in;
	struct grant g;

	TRY(grant_ask(cx, (account_id){ in->account }, (enum grant_op)in->op, in->role, (unit_id){ in->unit }, in->reason, &g));
	put_grant(&rp->js, &g);
	return audit_grant(cx, &g, rp);
}

static int grant_step(struct cx *cx, const struct req *rq, enum grant_event ev, struct rep *rp)
{
	struct account_secret none;
	struct grant g;

	TRY(grant_do(cx, (grant_id){ rq->id }, ev, &g, &none));
	put_grant(&rp->js, &g);
	return audit_grant(cx, &g, rp);
}

static int post_decide(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool yes = str_eq(rq->name, S("approve"));

	if (!yes && !str_eq(rq->name, S("refuse")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are approve and refuse");
	return grant_step(cx, rq, yes ? GRANT_APPROVE : GRANT_REFUSE, rp);
}

static int post_withdraw(struct cx *cx, const struct req *rq, struct rep *rp)
{
	return grant_step(cx, rq, GRANT_WITHDRAW, rp);
}

static int post_collect(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct account_secret secret;
	struct grant g;

	TRY(grant_do(cx, (grant_id){ rq->id }, GRANT_COLLECT, &g, &secret));
	TRY(put_made(cx, g.account, S(""), &secret, rp));
	return audit_grant(cx, &g, rp);
}

#define SYS ROLE_SYSADMIN
#define SEC ROLE_SECADMIN
static const struct route rows[] = {
	/* method, path, who, scope, tx, flags, in, out, query, nquery, fn, audit, summary */
	{ HTTP_GET, "/api/v1/accounts", SYS, NULL, TX_READ, RF_LIST, NULL, &account_view_shape, page_query, COUNTOF(page_query), get_list, NULL, "Accounts" },
	{ HTTP_POST, "/api/v1/accounts", SYS, NULL, TX_WRITE, RF_CREATED, &add_shape, &made_shape, NULL, 0, post_add, "account.add",
	  "Make an account without rights; answers its one-time password and second factor once" },
	{ HTTP_PUT, "/api/v1/accounts/{id}", SYS, NULL, TX_WRITE, 0, &display_shape, &account_view_shape, NULL, 0, put_display, "account.rename",
	  "Change the name shown" },
	{ HTTP_GET, "/api/v1/units", ROLE_STAFF, NULL, TX_READ, RF_LIST, NULL, &unit_shape, page_query, COUNTOF(page_query), get_units, NULL,
	  "The tree of organisations, parents first" },
	{ HTTP_POST, "/api/v1/units", SYS, NULL, TX_WRITE, RF_CREATED, &unit_in_shape, &unit_shape, NULL, 0, post_unit, "unit.add", "Add a unit" },
	{ HTTP_PUT, "/api/v1/units/{id}", SYS, NULL, TX_WRITE, 0, &name_shape, &unit_shape, NULL, 0, put_unit_name, "unit.rename", "Rename a unit" },
	{ HTTP_POST, "/api/v1/units/{id}/close", SYS, NULL, TX_WRITE, 0, NULL, &unit_shape, NULL, 0, post_unit_close, "unit.close",
	  "Close a unit that nothing and nobody belongs to" },
	{ HTTP_GET, "/api/v1/grants/asked", SYS, NULL, TX_READ, RF_LIST, NULL, &grant_shape, grant_query, COUNTOF(grant_query), get_grants, NULL,
	  "What was asked for, newest first" },
	{ HTTP_POST, "/api/v1/grants", SYS, NULL, TX_WRITE, RF_CREATED, &grant_in_shape, &grant_shape, NULL, 0, post_grant, "grant.ask",
	  "Ask for a role more or less, another unit, or a new second factor for an account" },
	{ HTTP_POST, "/api/v1/grants/{id}/do/withdraw", SYS, NULL, TX_WRITE, 0, NULL, &grant_shape, NULL, 0, post_withdraw, "grant.withdraw",
	  "Take one's own request back" },
	{ HTTP_POST, "/api/v1/grants/{id}/do/collect", SYS, NULL, TX_WRITE, RF_STEPUP, NULL, &made_shape, NULL, 0, post_collect, "grant.collect",
	  "Make the second factor that was approved; answers it once" },
	{ HTTP_GET, "/api/v1/accounts/rights", SEC, NULL, TX_READ, RF_LIST, NULL, &account_view_shape, page_query, COUNTOF(page_query), get_list, NULL,
	  "Accounts with their rights and locks" },
	{ HTTP_POST, "/api/v1/accounts/{id}/reset", SEC, NULL, TX_WRITE, RF_STEPUP, NULL, &made_shape, NULL, 0, post_reset, "account.reset",
	  "Set a one-time password; the second factor stays" },
	{ HTTP_POST, "/api/v1/accounts/{id}/do/{event}", SEC, NULL, TX_WRITE, RF_STEPUP, NULL, &account_view_shape, NULL, 0, post_step, "account.step",
	  "disable, enable or unlock an account" },
	{ HTTP_GET, "/api/v1/grants", SEC, NULL, TX_READ, RF_LIST, NULL, &grant_shape, grant_query, COUNTOF(grant_query), get_grants, NULL,
	  "What is asked for and what was decided, newest first" },
	{ HTTP_POST, "/api/v1/grants/{id}/do/{event}", SEC, NULL, TX_WRITE, RF_STEPUP, NULL, &grant_shape, NULL, 0, post_decide, "grant.decide",
	  "approve or refuse; not by who asked, not by whom it is for" },
};
#undef SYS
#undef SEC
const struct routes account_admin_routes = ROUTES("accounts", rows);
