/* violation_camera — cameras that give a picture over HTTP, or push it. See violation.h. */
#include "office/violation/violation.h"

#include <sodium.h>

#include "platform/sys.h"
#include "store/sql/sql.h"
#include "violation_camera_sql.h"

SQL_STATEMENTS(violation_camera)

enum { CAMERA_NAME = 64, CAMERA_URL = 500 };
const str camera_fault_names[CF_N] = { SI(""), SI("not_reached"), SI("refused"), SI("too_slow"), SI("not_picture"), SI("too_large") };

static enum camera_fault fault_of(str s)
{
	int i = 0;

	while (i < CF_N && !str_eq(camera_fault_names[i], s))
		i++;
	return i < CF_N ? (enum camera_fault)i : CF_NOT_REACHED;
}

static void read_fields(struct sql_row *r, struct arena *a, struct violation_camera *c)
{
	c->name = sql_str_a(r, a);
	c->url = sql_str_a(r, a);
	c->changed_at = sql_i64(r);
	c->asked_at = sql_i64(r);
	c->fault = fault_of(sql_str(r));
	c->token_at = sql_i64(r);
	c->pushed_at = sql_i64(r);
}

struct one { struct arena *arena; struct violation_camera c; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->c);
}

int violation_camera_get(struct cx *cx, str name, struct violation_camera *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_camera_get, read_one, &o, BIND(V(name))));
	*ret = o.c;
	return 0;
}

struct each { violation_camera_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct violation_camera c;

	read_fields(r, cx->arena, &c);
	return e->fn(cx, &c, e->arg);
}

int violation_cameras(struct cx *cx, violation_camera_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_cameras, each_row, &e, BIND_NONE);
}

static int check_name(struct cx *cx, str name)
{
	return name.n && name.n <= CAMERA_NAME && str_utf8(name) ? 0 : FAIL_FIELD(cx, E_INVALID, "name", "must be 1 to %d bytes of text", CAMERA_NAME);
}

int violation_camera_put(struct cx *cx, str name, str url)
{
	TRY(check_name(cx, name));
	if (url.n > CAMERA_URL || !(str_starts(url, S("http://")) || str_starts(url, S("https://"))))
		return FAIL_FIELD(cx, E_INVALID, "url", "must begin with http:// or https://");
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~')
			return FAIL_FIELD(cx, E_INVALID, "url", "must be printable characters without blanks");
	TRY(sql_exec(cx, &q_camera_put, BIND(V(name), V(url), V(cx->now))));
	return 0;
}

int violation_camera_drop(struct cx *cx, str name)
{
	int n = sql_exec(cx, &q_camera_drop, BIND(V(name))), tokens = sql_exec(cx, &q_token_drop, BIND(V(name)));

	TRY(n);
	TRY(tokens);
	return n + tokens ? 0 : FAIL(cx, E_NOTFOUND, "there is no camera of that name");
}

int violation_camera_asked(struct cx *cx, str name, enum camera_fault fault)
{
	TRY(sql_exec(cx, &q_camera_asked, BIND(V(cx->now), V(camera_fault_names[fault]), V(name))));
	return 0;
}

/* --- what is shown of an address --- */

static size_t find(str s, size_t from, const char *any)
{
	while (from < s.n && !strchr(any, s.p[from]))
		from++;
	return from;
}

str violation_camera_shown(struct arena *a, str url, bool *ret_secret)
{
	size_t host = str_starts(url, S("https://")) ? 8 : str_starts(url, S("http://")) ? 7 : 0, end = find(url, host, "/?#"), at = end;

	while (at > host && url.p[at - 1] != '@')
		at--;
	*ret_secret = at > host;
	str shown = arena_fmt(a, "%.*s%.*s", (int)host, url.p, (int)(find(url, at, "?#") - at), url.p + at);
	for (size_t i = find(url, at, "?#"); i < url.n;) {      /* a mark, a name, and a value that is not shown */
		size_t next = find(url, i + 1, "&;#"), eq = MIN(find(url, i + 1, "="), next);
		str value = { url.p + eq, next - eq };
		bool open = value.n > 1 && str_eq((str){ value.p + 1, value.n - 1 }, S("{at}"));
		bool bare = eq == next && next > i + 1;      /* what has no name may be the secret itself */
		*ret_secret = *ret_secret || bare || (value.n > 1 && !open);
		shown = arena_fmt(a, "%.*s%.*s%s", STR_ARG(shown), (int)((bare ? i + 1 : MIN(eq + 1, next)) - i), url.p + i, open ? "{at}" : bare || value.n > 1 ? "…" : "");
		i = next;
	}
	return shown;
}

/* --- tokens (VI9) --- */

static void sha_of(str token, char ret[static 2 * crypto_hash_sha256_BYTES + 1])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)token.p, token.n);
	sodium_bin2hex(ret, 2 * sizeof hash + 1, hash, sizeof hash);
}

int violation_camera_token(struct cx *cx, str name, char ret[static CAMERA_TOKEN_HEX + 1])
{
	char sha[2 * crypto_hash_sha256_BYTES + 1];
	unsigned char random[CAMERA_TOKEN_HEX / 2];

	TRY(check_name(cx, name));
	sys.random(random, sizeof random);
	sodium_bin2hex(ret, CAMERA_TOKEN_HEX + 1, random, sizeof random);
	sodium_memzero(random, sizeof random);
	sha_of((str){ ret, CAMERA_TOKEN_HEX }, sha);
	TRY(sql_exec(cx, &q_token_put, BIND(V(name), V(str_of(sha)), V(cx->actor.v), V(cx->now))));
	return 0;
}

int violation_camera_untoken(struct cx *cx, str name)
{
	int n = sql_exec(cx, &q_token_drop, BIND(V(name)));

	TRY(n);
	return n ? 0 : FAIL(cx, E_NOTFOUND, "this camera has no token");
}

struct whose { struct arena *arena; str name; };

static void read_whose(struct sql_row *r, void *ret)
{
	struct whose *w = ret;

	w->name = sql_str_a(r, w->arena);
}

int violation_camera_session(struct cx *cx, str token, str *ret_name)
{
	char sha[2 * crypto_hash_sha256_BYTES + 1];
	struct whose w = { .arena = cx->arena };
	struct err before = cx->err;

	if (token.n != CAMERA_TOKEN_HEX)
		return FAIL(cx, E_UNAUTH, "no camera has this token; have the engineer make one");
	sha_of(token, sha);
	int rc = sql_one(cx, &q_token_of, read_whose, &w, BIND(V(str_of(sha))));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return FAIL(cx, E_UNAUTH, "no camera has this token; have the engineer make one");
	}
	TRY(rc);
	cx->roles = ROLE_CAMERA;
	*ret_name = w.name;
	return 0;
}

int violation_camera_pushed(struct cx *cx, str name)
{
	TRY(sql_exec(cx, &q_token_used, BIND(V(cx->now), V(name))));
	return 0;
}
