/* account_api — HTTP face of the accounts: log-in, who am I, administration. No rules live here: decode, call, encode. */
#include "office/account/account_api.h"

#include "flow/api_list.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "serve/http/route.h"

const char *account_api_version = "unknown";

extern const struct routes account_routes;

struct account_view { int64_t id; str name, display; struct js_list roles; bool disabled; utc_ms created_at; };
#define F(member) offsetof(struct account_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 2, 32, NULL, NULL },
	{ "display", JT_STR, F(display), 0, 1, 64, NULL, "the name shown" },
	{ "roles", JT_STRLIST, F(roles), 0, 0, 5, NULL, "officer, clerk, engineer, admin, auditor" },
	{ "disabled", JT_BOOL, F(disabled), 0, 0, 0, NULL, NULL },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
};
#undef F
static const struct js_shape view_shape = JS_SHAPE("Account", struct account_view, view_fields);

static void view_of(struct cx *cx, const struct account *a, struct account_view *ret)
{
	str *roles = arena_alloc(cx->arena, 8 * sizeof *roles);
	size_t n = 0;

	for (unsigned bit = 1; roles && bit <= ROLE_AUDITOR; bit <<= 1)
		if (a->roles & bit)
			roles[n++] = role_name(bit);
	*ret = (struct account_view){ a->id.v, a->name, a->display, { roles, n }, a->disabled, a->created_at };
}

/* --- log-in --- */

struct login_in { str name, password; };
static const struct js_field login_fields[] = {
	{ "name", JT_STR, offsetof(struct login_in, name), JF_REQUIRED, 1, 64, NULL, NULL },
	{ "password", JT_STR, offsetof(struct login_in, password), JF_REQUIRED | JF_SENSITIVE, 1, 256, NULL, NULL },
};
static const struct js_shape login_shape = JS_SHAPE("Login", struct login_in, login_fields);
struct login_out { struct account_view account; };
static const struct js_field login_out_fields[] = {
	{ "account", JT_OBJ, offsetof(struct login_out, account), 0, 0, 0, &view_shape, NULL },
};
static const struct js_shape login_out_shape = JS_SHAPE("LoginAnswer", struct login_out, login_out_fields);

static int post_login(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct login_in *in = rq->in;
	char token[ACCOUNT_TOKEN_HEX + 1];
	struct login_out out;
	struct account a;

	TRY(account_login(cx, in->name, in->password, token, &a));
	cx->actor = a.id;
	cx->roles = a.roles;
	TRY(audit_add(cx, "account.login", "account", a.id.v, (theft_id){ 0 }, S("")));
	view_of(cx, &a, &out.account);
	js_put(&rp->js, NULL, &login_out_shape, &out);
	rp->set_cookie = arena_fmt(cx->arena, "yz_session=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200", token);
	return 0;
}

static int post_logout(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(account_logout(cx, rq->cookie));
	rp->audit_subject = cx->actor.v;
	rp->set_cookie = S("yz_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
	return 0;
}

struct city_view { str name; double lat, lon; int32_t zoom; };
static const struct js_field city_fields[] = {
	{ "name", JT_STR, offsetof(struct city_view, name), 0, 0, 64, NULL, NULL },
	{ "lat", JT_F64, offsetof(struct city_view, lat), 0, 0, 0, NULL, NULL },
	{ "lon", JT_F64, offsetof(struct city_view, lon), 0, 0, 0, NULL, NULL },
	{ "zoom", JT_I32, offsetof(struct city_view, zoom), 0, 1, 20, NULL, "of the map's first view" },
};
static const struct js_shape city_shape = JS_SHAPE("City", struct city_view, city_fields);
struct me_out { struct account_view account; str version; struct city_view city; utc_ms now; };
static const struct js_field me_fields[] = {
	{ "account", JT_OBJ, offsetof(struct me_out, account), 0, 0, 0, &view_shape, NULL },
	{ "version", JT_STR, offsetof(struct me_out, version), 0, 0, 64, NULL, NULL },
	{ "city", JT_OBJ, offsetof(struct me_out, city), 0, 0, 0, &city_shape, NULL },
	{ "now", JT_UTC, offsetof(struct me_out, now), 0, 0, 0, NULL, "the server's clock" },
};
static const struct js_shape me_shape = JS_SHAPE("Me", struct me_out, me_fields);

static int get_me(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct me_out out = { .version = str_of(account_api_version), .now = cx->now };
	struct account a;
	struct city c;

	(void)rq;
	TRY(account_get(cx, cx->actor, &a));
	TRY(policy_city(cx, &c));
	view_of(cx, &a, &out.account);
	out.city = (struct city_view){ c.name, c.lat, c.lon, c.zoom };
	js_put(&rp->js, NULL, &me_shape, &out);
	return 0;
}

/* --- administration --- */

static int list_one(struct cx *cx, const struct account *a, void *arg)
{
	struct page *p = arg;
	struct account_view v;

	if (page_item(p, a->id.v)) {
		view_of(cx, a, &v);
		js_put(p->js, NULL, &view_shape, &v);
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

struct add_in { str name, display, password; struct js_list roles; };
static const struct js_field add_fields[] = {
	{ "name", JT_STR, offsetof(struct add_in, name), JF_REQUIRED, 2, 32, NULL, "a-z 0-9 . _ -" },
	{ "display", JT_STR, offsetof(struct add_in, display), JF_REQUIRED, 1, 64, NULL, NULL },
	{ "password", JT_STR, offsetof(struct add_in, password), JF_REQUIRED | JF_SENSITIVE, 12, 256, NULL, NULL },
	{ "roles", JT_STRLIST, offsetof(struct add_in, roles), JF_REQUIRED, 1, 5, NULL, NULL },
};
static const struct js_shape add_shape = JS_SHAPE("AccountNew", struct add_in, add_fields);

static int put_account(struct cx *cx, account_id id, struct rep *rp)
{
	struct account a;
	struct account_view v;

	TRY(account_get(cx, id, &a));
	view_of(cx, &a, &v);
	js_put(&rp->js, NULL, &view_shape, &v);
	rp->audit_subject = id.v;
	return 0;
}

static int post_add(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct add_in *in = rq->in;
	const str *names = in->roles.items;
	unsigned roles = 0, one;
	account_id id;

	for (size_t i = 0; i < in->roles.n; i++) {
		if (!roles_parse(names[i], &one))
			return FAIL_FIELD(cx, E_INVALID, "roles", "no such role");
		roles |= one;
	}
	TRY(account_add(cx, in->name, in->display, in->password, roles, &id));
	return put_account(cx, id, rp);
}

struct password_in { str password; };
static const struct js_field password_fields[] = {
	{ "password", JT_STR, offsetof(struct password_in, password), JF_REQUIRED | JF_SENSITIVE, 12, 256, NULL, NULL },
};
static const struct js_shape password_shape = JS_SHAPE("Password", struct password_in, password_fields);

static int put_password(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rp;
	return account_password(cx, (account_id){ rq->id }, ((const struct password_in *)rq->in)->password);
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	bool on = str_eq(rq->name, S("disable"));

	if (!on && !str_eq(rq->name, S("enable")))
		return FAIL(cx, E_NOTFOUND, "no such step; there are disable and enable");
	TRY(account_disable(cx, (account_id){ rq->id }, on));
	rp->audit_detail = on ? S("disable") : S("enable");
	return put_account(cx, (account_id){ rq->id }, rp);
}

static const struct route rows[] = {
	/* method, path, who, scope, tx, flags, in, out, query, nquery, fn, audit, summary */
	{ HTTP_POST, "/api/v1/login", ROLE_PUBLIC, NULL, TX_NONE, RF_AUDITED, &login_shape, &login_out_shape, NULL, 0, post_login, "account.login",
	  "Begin a session; five failures lock the name for a quarter of an hour" },
	{ HTTP_POST, "/api/v1/logout", ROLE_STAFF, NULL, TX_WRITE, RF_NOBODY, NULL, NULL, NULL, 0, post_logout, "account.logout", "End the session" },
	{ HTTP_GET, "/api/v1/me", ROLE_STAFF, NULL, TX_READ, 0, NULL, &me_shape, NULL, 0, get_me, NULL, "The account of this session, the version and the city" },
	{ HTTP_GET, "/api/v1/accounts", ROLE_ADMIN, NULL, TX_READ, RF_LIST, NULL, &view_shape, page_query, COUNTOF(page_query), get_list, NULL, "Accounts" },
	{ HTTP_POST, "/api/v1/accounts", ROLE_ADMIN, NULL, TX_WRITE, RF_CREATED, &add_shape, &view_shape, NULL, 0, post_add, "account.add", "Make an account" },
	{ HTTP_PUT, "/api/v1/accounts/{id}/password", ROLE_ADMIN, NULL, TX_WRITE, RF_NOBODY, &password_shape, NULL, NULL, 0, put_password, "account.password",
	  "Set a password; ends the account's sessions" },
	{ HTTP_POST, "/api/v1/accounts/{id}/do/{event}", ROLE_ADMIN, NULL, TX_WRITE, 0, NULL, &view_shape, NULL, 0, post_step, "account.step",
	  "disable or enable an account" },
};
const struct routes account_routes = ROUTES("accounts", rows);
