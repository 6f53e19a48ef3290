/* account_api — HTTP face of log-in, step-up and one's own account. No rules live here: decode, call, encode. */
#include "office/account/account_api.h"

#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "serve/http/route.h"
#include "store/sql/sql.h"

const char *account_api_version = "unknown";

extern const struct routes account_routes;

#define F(member) offsetof(struct account_view, member)
static const struct js_field view_fields[] = {
	{ "id", JT_I64, F(id), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 2, 32, NULL, NULL },
	{ "display", JT_STR, F(display), 0, 1, 64, NULL, "the name shown" },
	{ "unit", JT_I64, F(unit), 0, 0, 0, NULL, NULL },
	{ "unitName", JT_STR, F(unit_name), 0, 0, 64, NULL, NULL },
	{ "roles", JT_STRLIST, F(roles), 0, 0, 11, NULL,
	  "officer, case_officer, clerk, traffic, adjuster, insurer, engineer, leader; sysadmin, secadmin, auditor each alone" },
	{ "disabled", JT_BOOL, F(disabled), 0, 0, 0, NULL, NULL },
	{ "mustChange", JT_BOOL, F(must_change), 0, 0, 0, NULL, "its one-time password still stands" },
	{ "lockedUntil", JT_UTC, F(locked_until), JF_NULL_IF_EMPTY, 0, 0, NULL, "after five failures" },
	{ "createdAt", JT_UTC, F(created_at), 0, 0, 0, NULL, NULL },
};
#undef F
const struct js_shape account_view_shape = JS_SHAPE("Account", struct account_view, view_fields);

void account_view_of(struct cx *cx, const struct account *a, struct account_view *ret)
{
	str *roles = arena_alloc(cx->arena, 16 * sizeof *roles);
	size_t n = 0;

	for (unsigned bit = 1; roles && bit <= ROLE_SECADMIN; bit <<= 1)
		if (a->roles & bit)
			roles[n++] = role_name(bit);
	*ret = (struct account_view){ .id = a->id.v, .name = a->name, .display = a->display, .unit = a->unit.v, .unit_name = a->unit_name,
		.roles = { roles, n }, .disabled = a->disabled, .must_change = a->must_change, .created_at = a->created_at };
}

/* --- log-in --- */

struct login_in { str name, password, code; };
static const struct js_field login_fields[] = {
	{ "name", JT_STR, offsetof(struct login_in, name), JF_REQUIRED, 1, 64, NULL, NULL },
	{ "password", JT_STR, offsetof(struct login_in, password), JF_REQUIRED | JF_SENSITIVE, 1, 256, NULL, NULL },
	{ "code", JT_STR, offsetof(struct login_in, code), JF_REQUIRED | JF_SENSITIVE, 1, 16, NULL, "the authenticator's six digits" },
};
static const struct js_shape login_shape = JS_SHAPE("Login", struct login_in, login_fields);
struct login_out { struct account_view account; };
static const struct js_field login_out_fields[] = {
	{ "account", JT_OBJ, offsetof(struct login_out, account), 0, 0, 0, &account_view_shape, NULL },
};
static const struct js_shape login_out_shape = JS_SHAPE("LoginAnswer", struct login_out, login_out_fields);

/* A refused log-in leaves a row too; of names that are nobody's one a second, or a stranger could fill the disk. The refusal stays the answer. */
static int audit_refused(struct cx *cx, account_id tried)
{
	struct err why = cx->err;
	bool told = false;

	cx->err = (struct err){ 0 };
	if (tried.v == 0)
		TRY(audit_recent(cx, "account.login.fail", "account", 0, cx->now - 1000, &told));
	if (!told)
		TRY(audit_add(cx, "account.login.fail", "account", tried.v, (theft_id){ 0 }, S("")));
	cx->err = why;
	return E_UNAUTH;
}

static int post_login(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct login_in *in = rq->in;
	char token[ACCOUNT_TOKEN_HEX + 1];
	struct login_out out;
	struct account a;

	int rc = account_login(cx, in->name, in->password, in->code, token, &a);
	if (rc == E_UNAUTH)
		return audit_refused(cx, a.id);
	TRY(rc);
	cx->actor = a.id;
	cx->roles = a.roles;
	TRY(audit_add(cx, "account.login", "account", a.id.v, (theft_id){ 0 }, S("")));
	account_view_of(cx, &a, &out.account);
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

/* --- oneself --- */

struct city_view { str name; double lat, lon; int32_t zoom; };
static const struct js_field city_fields[] = {
	{ "name", JT_STR, offsetof(struct city_view, name), 0, 0, 64, NULL, NULL },
	{ "lat", JT_F64, offsetof(struct city_view, lat), 0, 0, 0, NULL, NULL },
	{ "lon", JT_F64, offsetof(struct city_view, lon), 0, 0, 0, NULL, NULL },
	{ "zoom", JT_I32, offsetof(struct city_view, zoom), 0, 1, 20, NULL, "of the map's first view" },
};
static const struct js_shape city_shape = JS_SHAPE("City", struct city_view, city_fields);
struct me_out { struct account_view account; str version; struct city_view city; utc_ms now, stepup_until; };
static const struct js_field me_fields[] = {
	{ "account", JT_OBJ, offsetof(struct me_out, account), 0, 0, 0, &account_view_shape, NULL },
	{ "version", JT_STR, offsetof(struct me_out, version), 0, 0, 64, NULL, NULL },
	{ "city", JT_OBJ, offsetof(struct me_out, city), 0, 0, 0, &city_shape, NULL },
	{ "now", JT_UTC, offsetof(struct me_out, now), 0, 0, 0, NULL, "the server's clock" },
	{ "stepUpUntil", JT_UTC, offsetof(struct me_out, stepup_until), JF_NULL_IF_EMPTY, 0, 0, NULL, "until when the session counts as confirmed" },
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
	account_view_of(cx, &a, &out.account);
	out.city = (struct city_view){ c.name, c.lat, c.lon, c.zoom };
	if (account_stepped_up(cx))
		out.stepup_until = cx->stepup_at + ACCOUNT_STEPUP_MS;
	js_put(&rp->js, NULL, &me_shape, &out);
	return 0;
}

struct code_in { str code; };
static const struct js_field code_fields[] = {
	{ "code", JT_STR, offsetof(struct code_in, code), JF_REQUIRED | JF_SENSITIVE, 1, 16, NULL, "the authenticator's six digits" },
};
static const struct js_shape code_shape = JS_SHAPE("StepUp", struct code_in, code_fields);

static int post_step_up(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rp;
	TRY(account_step_up(cx, ((const struct code_in *)rq->in)->code));
	return audit_add(cx, "account.stepup", "account", cx->actor.v, (theft_id){ 0 }, S(""));
}

struct own_password_in { str old_password, password, code; };
static const struct js_field own_fields[] = {
	{ "oldPassword", JT_STR, offsetof(struct own_password_in, old_password), JF_REQUIRED | JF_SENSITIVE, 1, 256, NULL, NULL },
	{ "password", JT_STR, offsetof(struct own_password_in, password), JF_REQUIRED | JF_SENSITIVE, 12, 256, NULL, NULL },
	{ "code", JT_STR, offsetof(struct own_password_in, code), JF_REQUIRED | JF_SENSITIVE, 1, 16, NULL, "the authenticator's six digits" },
};
static const struct js_shape own_shape = JS_SHAPE("OwnPassword", struct own_password_in, own_fields);

static int change_own(struct cx *cx, str password, int64_t step)
{
	TRY(account_take_code(cx, cx->actor, step));
	TRY(account_password(cx, cx->actor, password, false, false));
	TRY(audit_add(cx, "account.password", "account", cx->actor.v, (theft_id){ 0 }, S("own")));
	return sql_commit(cx);
}

static int post_own_password(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct own_password_in *in = rq->in;
	int64_t step;

	(void)rp;
	if (str_eq(in->password, in->old_password))
		return FAIL_FIELD(cx, E_INVALID, "password", "must differ from the old one");
	TRY(account_prove(cx, in->old_password, in->code, &step));
	TRY(sql_begin(cx, true));
	int rc = change_own(cx, in->password, step);
	sql_rollback(cx);
	return rc;
}

static const struct route rows[] = {
	/* method, path, who, scope, tx, flags, in, out, query, nquery, fn, audit, summary */
	{ HTTP_POST, "/api/v1/login", ROLE_PUBLIC, NULL, TX_NONE, RF_AUDITED, &login_shape, &login_out_shape, NULL, 0, post_login, "account.login",
	  "Begin a session with password and code; ends the person's other session; five failures lock the name for a quarter of an hour" },
	{ HTTP_POST, "/api/v1/logout", ROLE_STAFF, NULL, TX_WRITE, RF_NOBODY | RF_FIRST, NULL, NULL, NULL, 0, post_logout, "account.logout", "End the session" },
	{ HTTP_GET, "/api/v1/me", ROLE_STAFF, NULL, TX_READ, RF_FIRST, NULL, &me_shape, NULL, 0, get_me, NULL, "The account of this session, the version and the city" },
	{ HTTP_POST, "/api/v1/me/password", ROLE_STAFF, NULL, TX_NONE, RF_AUDITED | RF_NOBODY | RF_FIRST, &own_shape, NULL, NULL, 0, post_own_password,
	  "account.password", "Change one's own password, with the old one and a fresh code" },
	{ HTTP_POST, "/api/v1/step-up", ROLE_STAFF, NULL, TX_NONE, RF_AUDITED | RF_NOBODY, &code_shape, NULL, NULL, 0, post_step_up, "account.stepup",
	  "Confirm the session with a fresh code, for five minutes" },
};
const struct routes account_routes = ROUTES("session", rows);
