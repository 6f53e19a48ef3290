/* owner_api — HTTP face of the owners' log-in. No rules live here: decode, call, encode. */
#include "flow/flow_owner.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "serve/http/route.h"

extern const struct routes owner_routes;

struct code_in { str phone; };
static const struct js_field code_fields[] = {
	{ "phone", JT_STR, offsetof(struct code_in, phone), JF_REQUIRED | JF_SENSITIVE, 11, 11, NULL, "a mobile number of 11 digits" },
};
static const struct js_shape code_shape = JS_SHAPE("OwnerCode", struct code_in, code_fields);

static int post_code(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rp;
	return flow_owner_code(cx, ((const struct code_in *)rq->in)->phone, rq->peer);
}

struct login_in { str phone, code; };
static const struct js_field login_fields[] = {
	{ "phone", JT_STR, offsetof(struct login_in, phone), JF_REQUIRED | JF_SENSITIVE, 11, 11, NULL, NULL },
	{ "code", JT_STR, offsetof(struct login_in, code), JF_REQUIRED | JF_SENSITIVE, 1, 16, NULL, "six digits from the message" },
};
static const struct js_shape login_shape = JS_SHAPE("OwnerLogin", struct login_in, login_fields);

static int post_login(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct login_in *in = rq->in;
	char token[ACCOUNT_TOKEN_HEX + 1];
	owner_id owner;

	TRY(owner_code_login(cx, in->phone, in->code, rq->peer, token, &owner));
	cx->owner = owner;
	cx->roles = ROLE_OWNER;
	TRY(audit_add(cx, "owner.login", "owner", owner.v, (theft_id){ 0 }, S("")));
	rp->set_cookie = arena_fmt(cx->arena, "yz_session=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200", token);
	return 0;
}

static int post_logout(struct cx *cx, const struct req *rq, struct rep *rp)
{
	TRY(owner_logout(cx, rq->cookie));
	rp->audit_subject = cx->owner.v;
	rp->set_cookie = S("yz_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
	return 0;
}

struct me_out { int64_t owner; utc_ms now; };
static const struct js_field me_fields[] = {
	{ "owner", JT_I64, offsetof(struct me_out, owner), 0, 0, 0, NULL, NULL },
	{ "now", JT_UTC, offsetof(struct me_out, now), 0, 0, 0, NULL, "the server's clock" },
};
static const struct js_shape me_shape = JS_SHAPE("OwnerMe", struct me_out, me_fields);

static int get_me(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct me_out out = { cx->owner.v, cx->now };

	(void)rq;
	js_put(&rp->js, NULL, &me_shape, &out);
	return 0;
}

static const struct route rows[] = {
	/* method, path, who, scope, tx, flags, in, out, query, nquery, fn, audit, summary */
	{ HTTP_POST, "/api/v1/owner/code", ROLE_PUBLIC, NULL, TX_WRITE, RF_NOBODY, &code_shape, NULL, NULL, 0, post_code, "owner.code",
	  "Ask for a one-time code by message; answered alike whether the phone is known or not" },
	{ HTTP_POST, "/api/v1/owner/login", ROLE_PUBLIC, NULL, TX_NONE, RF_AUDITED | RF_NOBODY, &login_shape, NULL, NULL, 0, post_login, "owner.login",
	  "Begin an owner's session with phone and code; the code counts once, for five minutes and five tries" },
	{ HTTP_POST, "/api/v1/owner/logout", ROLE_OWNER, NULL, TX_WRITE, RF_NOBODY, NULL, NULL, NULL, 0, post_logout, "owner.logout", "End the session" },
	{ HTTP_GET, "/api/v1/owner/me", ROLE_OWNER, NULL, TX_READ, 0, NULL, &me_shape, NULL, 0, get_me, NULL, "The owner of this session" },
};
const struct routes owner_routes = ROUTES("owner", rows);
