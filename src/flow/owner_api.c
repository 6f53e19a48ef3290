/* owner_api — HTTP face of the owners' log-in. No rules live here: decode, call, encode. */
#include "flow/flow_owner.h"
#include "flow/flow_owner_view.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
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

struct me_out { int64_t owner; str name, consent_version; bool trail_consent; utc_ms trail_consent_at, now; bool news; };
#define F(member) offsetof(struct me_out, member)
static const struct js_field me_fields[] = {
	{ "owner", JT_I64, F(owner), 0, 0, 0, NULL, NULL },
	{ "name", JT_STR, F(name), 0, 0, 256, NULL, "masked" },
	{ "consentVersion", JT_STR, F(consent_version), 0, 0, 32, NULL, "of the text in force" },
	{ "trailConsent", JT_BOOL, F(trail_consent), 0, 0, 0, NULL, "agreed to the look at the own bike's way" },
	{ "trailConsentAt", JT_UTC, F(trail_consent_at), JF_NULL_IF_EMPTY, 0, 0, NULL, "when that was last said" },
	{ "now", JT_UTC, F(now), 0, 0, 0, NULL, "the server's clock" },
	{ "news", JT_BOOL, F(news), 0, 0, 0, NULL, "told by message what becomes of the own cases and claims" },
};
#undef F
static const struct js_shape me_shape = JS_SHAPE("OwnerMe", struct me_out, me_fields);

static int get_me(struct cx *cx, const struct req *rq, struct rep *rp)
{
	struct consent consent = { .given = false };
	struct err before = cx->err;
	struct owner me;
	str version;

	(void)rq;
	TRY(flow_owner_me(cx, &me));
	TRY(policy_text(cx, POT_CONSENT, cx->now, &version));
	int rc = owner_consent_of(cx, me.id, S("trail"), &consent);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	bool news;
	TRY(owner_news(cx, me.id, &news));
	struct me_out out = { me.id.v, pii_mask_name(cx->arena, &me.name), version, rc >= 0 && consent.given, consent.at, cx->now, news };
	js_put(&rp->js, NULL, &me_shape, &out);
	return 0;
}

struct news_in { bool wanted; };
static const struct js_field news_fields[] = { { "wanted", JT_BOOL, offsetof(struct news_in, wanted), JF_REQUIRED, 0, 0, NULL, "false: no messages of cases and claims" } };
static const struct js_shape news_shape = JS_SHAPE("OwnerNews", struct news_in, news_fields);

static int post_news(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct news_in *in = rq->in;
	struct owner me;

	TRY(flow_owner_me(cx, &me));
	TRY(owner_news_put(cx, me.id, in->wanted));
	rp->audit_subject = me.id.v;
	rp->audit_detail = in->wanted ? S("wanted") : S("not_wanted");
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
	{ HTTP_POST, "/api/v1/owner/news", ROLE_OWNER, NULL, TX_WRITE, RF_NOBODY, &news_shape, NULL, NULL, 0, post_news, "owner.news",
	  "Whether one is told by message what becomes of the own cases and claims" },
};
const struct routes owner_routes = ROUTES("owner", rows);
