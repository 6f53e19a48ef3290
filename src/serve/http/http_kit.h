/* http_kit — for the tests of this room: a daemon on loopback with its own ports (sessions, audit, outbox in memory), a few routes,
 * and a client on raw sockets. Everything is waited for by facts, with a 10 s limit. */
#pragma once
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/un.h>
#include <unistd.h>
#include <cmocka.h>

#include "platform/thread.h"
#include "serve/http/http_int.h"

#define KIT static __attribute__((unused))
#define TOKEN_CAMERA "camera-token"
#define TOKEN_OFFICER "0f"
#define TOKEN_ADMIN "ad"
#define TOKEN_AUDITOR "a1"

struct sql { bool open, write; };

/* The world behind the ports; world.m guards it. */
struct kit_audit { char verb[32], kind[16]; int64_t subject, case_id; };
static struct {
	pthread_mutex_t m;
	pthread_cond_t changed;
	bool revoked_officer, session_fails;
	unsigned officer_roles;
	bool must_change;            /* the officer's one-time password still stands */
	utc_ms stepup_at;            /* of the officer's session */
	int looks_in_tx;             /* sessions looked up inside a transaction, where they are not refreshed */
	int begin_busy;              /* so many times sql_begin says E_BUSY */
	int commit_busy;
	int commits, rollbacks, handled, dbs;
	bool audit_fails;
	struct kit_audit audit[64]; int naudit, staged;
	struct { int64_t id; unsigned roles; char topic[12], body[200]; } out[4096]; int nout;
	int outbox_reads;
	int rows_while_catching_up;  /* so many rows are committed just before one client's own read */
	bool gate_open; int at_gate;
} world = { .m = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

KIT void w_lock(void)
{
	pthread_mutex_lock(&world.m);
}

KIT void w_unlock(void)
{
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.m);
}

/* Waits until cond holds (evaluated with the world locked). */
#define W_WAIT(cond) do { \
	struct timespec ts_; \
	clock_gettime(CLOCK_REALTIME, &ts_); \
	ts_.tv_sec += 10; \
	w_lock(); \
	while (!(cond)) \
		if (pthread_cond_timedwait(&world.changed, &world.m, &ts_) == ETIMEDOUT) { w_unlock(); fail_msg("not seen: %s", #cond); } \
	w_unlock(); \
} while (0)

/* Waits for something only readable by looking (statistics of the daemon). */
#define LOOK_FOR(cond) do { \
	int tries_ = 0; \
	while (!(cond)) { \
		if (++tries_ > 2000) fail_msg("not seen: %s", #cond); \
		poll(NULL, 0, 5); \
	} \
} while (0)

/* ---- ports ---- */

static int k_session(struct cx *cx, str token, struct account *ret)
{
	static const struct { str token; unsigned roles; } known[] = {
		{ SI(TOKEN_OFFICER), ROLE_OFFICER }, { SI(TOKEN_ADMIN), ROLE_SYSADMIN }, { SI(TOKEN_AUDITOR), ROLE_AUDITOR },
	};
	int rc = E_UNAUTH;

	w_lock();
	world.looks_in_tx += cx->db && cx->db->open;
	for (size_t i = 0; i < COUNTOF(known); i++) {
		if (!str_eq(token, known[i].token) || (i == 0 && world.revoked_officer))
			continue;
		*ret = (struct account){ .id = { (int64_t)i + 1 }, .name = S("x"), .stepup_at = i == 0 ? world.stepup_at : 0,
			.must_change = i == 0 && world.must_change, .unit = { 3 }, .area = S("/1/3/"), .roles = i == 0 && world.officer_roles ? world.officer_roles : known[i].roles };
		rc = 0;
	}
	if (world.session_fails)
		rc = E_STORE;
	w_unlock();
	return rc < 0 ? FAIL(cx, rc, "no session") : 0;
}

static int k_camera(struct cx *cx, str token, str *ret_name)
{
	if (!str_eq(token, S(TOKEN_CAMERA)))
		return FAIL(cx, E_UNAUTH, "no such camera");
	cx->roles = ROLE_CAMERA;
	*ret_name = S("C-1");
	return 0;
}

static int k_audit(struct cx *cx, const char *verb, const char *kind, int64_t subject, theft_id case_id, str detail)
{
	(void)detail;
	assert_true(cx->db->open && cx->db->write);
	w_lock();
	int rc = world.audit_fails ? E_STORE : 0;
	if (!rc && world.naudit + world.staged < (int)COUNTOF(world.audit)) {
		struct kit_audit *a = &world.audit[world.naudit + world.staged++];
		*a = (struct kit_audit){ .subject = subject, .case_id = case_id.v };
		snprintf(a->verb, sizeof a->verb, "%s", verb);
		snprintf(a->kind, sizeof a->kind, "%s", kind);
	}
	w_unlock();
	return rc ? FAIL(cx, rc, "secret detail of the audit") : 0;
}

static int k_begin(struct cx *cx, bool write)
{
	w_lock();
	bool busy = write && world.begin_busy > 0;
	world.begin_busy -= busy;
	w_unlock();
	if (busy)
		return FAIL(cx, E_BUSY, "locked");
	ASSERT(!cx->db->open);
	*cx->db = (struct sql){ true, write };
	return 0;
}

static int k_commit(struct cx *cx)
{
	ASSERT(cx->db->open);
	w_lock();
	bool busy = world.commit_busy > 0;
	world.commit_busy -= busy;
	if (!busy) {
		world.commits++;
		world.naudit += world.staged;
		world.staged = 0;
	}
	w_unlock();
	if (busy)
		return FAIL(cx, E_BUSY, "locked");
	cx->db->open = false;
	return 0;
}

static void k_rollback(struct cx *cx)
{
	w_lock();
	if (cx->db->open && cx->db->write) {
		world.rollbacks++;
		world.staged = 0;
	}
	w_unlock();
	cx->db->open = false;
}

static void k_close(struct sql *db)
{
	w_lock();
	world.dbs--;
	w_unlock();
	free(db);
}

static int k_db_open(void *arg, struct err *e, struct sql **ret)
{
	(void)arg;
	(void)e;
	*ret = calloc(1, sizeof **ret);
	w_lock();
	world.dbs++;
	w_unlock();
	return 0;
}

/* The world is locked. */
static void put_row(const char *topic, unsigned roles, const char *body)
{
	ASSERT(world.nout < (int)COUNTOF(world.out));
	world.out[world.nout].id = world.nout ? world.out[world.nout - 1].id + 1 : 1;
	world.out[world.nout].roles = roles;
	snprintf(world.out[world.nout].topic, sizeof world.out[0].topic, "%s", topic);
	snprintf(world.out[world.nout].body, sizeof world.out[0].body, "%s", body);
	world.nout++;
}

static int k_outbox_after(struct cx *cx, int64_t after, unsigned roles, int max, outbox_fn *fn, void *arg)
{
	int n = 0;

	ASSERT(cx->db->open);
	w_lock();
	world.outbox_reads++;
	if (roles != ~0u && world.rows_while_catching_up > 0) {
		world.rows_while_catching_up--;
		put_row("alert", ROLE_OFFICER, "{}");
	}
	for (int i = 0; i < world.nout && n < max; i++) {
		if (world.out[i].id <= after || !(world.out[i].roles & roles))
			continue;
		struct outbox_row r = { world.out[i].id, 1, str_of(world.out[i].topic), world.out[i].roles, str_of(world.out[i].body) };
		fn(cx, &r, arg);
		n++;
	}
	w_unlock();
	return n;
}

static int k_outbox_last(struct cx *cx, int64_t *ret)
{
	(void)cx;
	w_lock();
	*ret = world.nout ? world.out[world.nout - 1].id : 0;
	w_unlock();
	return 0;
}

static const struct http_ports kit_ports = {
	k_session, k_camera, k_audit, k_begin, k_commit, k_rollback, k_close, k_outbox_after, k_outbox_last,
};

KIT void outbox(const char *topic, unsigned roles, const char *body)
{
	w_lock();
	put_row(topic, roles, body);
	w_unlock();
}

/* ---- routes ---- */

struct thing { int64_t id; str name; tag_id tag; };
static const struct js_field thing_fields[] = {
	{ "id", JT_I64, offsetof(struct thing, id), 0, 0, 0, NULL, "number of the thing" },
	{ "name", JT_STR, offsetof(struct thing, name) },
	{ "tag", JT_TAG, offsetof(struct thing, tag), JF_NULL_IF_EMPTY },
};
static const struct js_shape thing_shape = JS_SHAPE("Thing", struct thing, thing_fields);
struct thing_in { str name; tag_id tag; struct pii owner; };
static const struct js_field thing_in_fields[] = {
	{ "name", JT_STR, offsetof(struct thing_in, name), JF_REQUIRED, 1, 200 },
	{ "tag", JT_TAG, offsetof(struct thing_in, tag) },
	{ "owner", JT_PII, offsetof(struct thing_in, owner) },
};
static const struct js_shape thing_in_shape = JS_SHAPE("ThingIn", struct thing_in, thing_in_fields);
static const struct route_q things_query[] = {
	{ "q", JT_STR, 0, 0, 40, "text to look for" }, { "limit", JT_I32, 0, 1, 500 }, { "after", JT_I64, 0, 0, INT64_MAX }, { "open", JT_BOOL },
	{ "south", JT_GEO_LAT }, { "f", JT_F64, 0, -10, 10 },
};
static const struct route_q need_query[] = { { "n", JT_I64, JF_REQUIRED, 0, 1 << 30 } };

static void put_thing(struct rep *rp, int64_t id, str name)
{
	struct thing t = { id, name, { 0 } };

	js_put(&rp->js, NULL, &thing_shape, &t);
}

static int scope_thing(struct cx *cx, const struct req *rq)
{
	return rq->id == 13 ? FAIL(cx, E_DENIED, "not your thing") : 0;
}

static int get_things(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	js_obj(&rp->js, NULL);
	js_arr(&rp->js, "items");
	put_thing(rp, rq->q[1].present ? rq->q[1].i : -1, rq->q[0].s);
	put_thing(rp, rq->q[4].i, S("south"));
	js_end_arr(&rp->js);
	js_null(&rp->js, "next");
	js_end_obj(&rp->js);
	return 0;
}

static int get_thing(struct cx *cx, const struct req *rq, struct rep *rp)
{
	if (rq->id > 1000)
		return FAIL(cx, E_NOTFOUND, "no thing %lld", (long long)rq->id);
	put_thing(rp, rq->id, rq->name);
	return 0;
}

static int get_map(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	(void)rq;
	put_thing(rp, 0, S("map"));
	return 0;
}

static int post_thing(struct cx *cx, const struct req *rq, struct rep *rp)
{
	const struct thing_in *in = rq->in;

	w_lock();
	world.handled++;
	w_unlock();
	if (str_eq(in->name, S("clash")))
		return FAIL(cx, E_STATE, "there is such a thing");
	rp->audit_subject = 77;
	put_thing(rp, 77, in->name);
	return 0;
}

static int post_step(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	put_thing(rp, rq->id, rq->name);
	return 0;
}

static int del_thing(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	(void)rq;
	(void)rp;
	return 0;
}

static int post_login(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	put_thing(rp, 1, rq->peer);
	rp->set_cookie = S("yz_session=0f; Path=/; HttpOnly; SameSite=Strict");
	return 0;
}

static int get_big(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	js_arr(&rp->js, NULL);
	for (int64_t i = 0; i < rq->q[0].i; i++)
		js_str(&rp->js, NULL, S("0123456"));
	js_end_arr(&rp->js);
	return 0;
}

static int get_gate(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	(void)rq;
	w_lock();
	world.at_gate++;
	pthread_cond_broadcast(&world.changed);
	while (!world.gate_open)
		pthread_cond_wait(&world.changed, &world.m);
	w_unlock();
	put_thing(rp, 5, S("through"));
	return 0;
}

static int get_fail(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rp;
	return ERR_FIELD(&cx->err, (int)-rq->q[0].i, "secretField", "secret detail %s", "/var/lib/db");
}

static const struct route kit_rows[] = {
	{ HTTP_GET, "/api/v1/things", ROLE_OFFICER, NULL, TX_READ, RF_LIST, NULL, &thing_shape, things_query, COUNTOF(things_query), get_things, NULL, "list" },
	{ HTTP_GET, "/api/v1/things/{id}", ROLE_OFFICER, scope_thing, TX_READ, 0, NULL, &thing_shape, NULL, 0, get_thing, NULL, "one" },
	{ HTTP_GET, "/api/v1/things/map", ROLE_OFFICER, NULL, TX_READ, 0, NULL, &thing_shape, NULL, 0, get_map, NULL, "map" },
	{ HTTP_POST, "/api/v1/things", ROLE_OFFICER, NULL, TX_WRITE, RF_CREATED, &thing_in_shape, &thing_shape, NULL, 0, post_thing, "thing.add", "add" },
	{ HTTP_POST, "/api/v1/things/{id}/do/{event}", ROLE_OFFICER, scope_thing, TX_WRITE, 0, NULL, &thing_shape, NULL, 0, post_step, "thing.step", "step" },
	{ HTTP_DELETE, "/api/v1/things/{id}", ROLE_OFFICER, NULL, TX_WRITE, RF_NOBODY, NULL, NULL, NULL, 0, del_thing, "thing.remove", "remove" },
	{ HTTP_GET, "/api/v1/names/{name}", ROLE_OFFICER, NULL, TX_NONE, 0, NULL, &thing_shape, NULL, 0, get_thing, NULL, "by name" },
	{ HTTP_POST, "/api/v1/login", ROLE_PUBLIC, NULL, TX_NONE, RF_AUDITED, &thing_in_shape, &thing_shape, NULL, 0, post_login, "login", "log in" },
	{ HTTP_GET, "/api/v1/big", ROLE_OFFICER, NULL, TX_NONE, 0, NULL, &thing_shape, need_query, 1, get_big, NULL, "big" },
	{ HTTP_GET, "/api/v1/door", ROLE_PUBLIC, NULL, TX_NONE, 0, NULL, &thing_shape, NULL, 0, get_gate, NULL, "a gate for everybody" },
	{ HTTP_GET, "/api/v1/gate", ROLE_OFFICER, NULL, TX_NONE, 0, NULL, &thing_shape, NULL, 0, get_gate, NULL, "gate" },
	{ HTTP_GET, "/api/v1/slow", ROLE_OFFICER, NULL, TX_NONE, RF_SLOW, NULL, &thing_shape, NULL, 0, get_gate, NULL, "slow gate" },
	{ HTTP_GET, "/api/v1/fail", ROLE_OFFICER, NULL, TX_READ, 0, NULL, &thing_shape, need_query, 1, get_fail, NULL, "fail" },
	{ HTTP_POST, "/api/v1/fresh", ROLE_OFFICER, NULL, TX_WRITE, RF_STEPUP, NULL, &thing_shape, NULL, 0, get_thing, "thing.reset", "fresh" },
	{ HTTP_GET, "/api/v1/own", ROLE_OFFICER, NULL, TX_READ, RF_FIRST, NULL, &thing_shape, NULL, 0, get_thing, NULL, "own" },
	{ HTTP_GET, "/api/v1/admin", ROLE_SYSADMIN, NULL, TX_READ, 0, NULL, &thing_shape, NULL, 0, get_map, NULL, "admins only" },
};
static const struct routes kit_routes = ROUTES("kit", kit_rows);
static const struct routes *const kit_sets[] = { &kit_routes };

static const unsigned char page[] = "<!doctype html>page";
static const unsigned char owners_page[] = "<!doctype html>owners", public_page[] = "<!doctype html>public";
static const unsigned char script[] = "console.log(1)";
static const struct http_asset kit_assets[] = {
	{ "/assets/app-1a2b.js", "text/javascript; charset=utf-8", "\"aa\"", script, sizeof script - 1, (const unsigned char *)"GZ", 2, true },
	{ "/index.html", "text/html; charset=utf-8", "\"bb\"", page, sizeof page - 1, NULL, 0, false },
	{ "/m/index.html", "text/html; charset=utf-8", "\"cc\"", owners_page, sizeof owners_page - 1, NULL, 0, false },
	{ "/v/index.html", "text/html; charset=utf-8", "\"dd\"", public_page, sizeof public_page - 1, NULL, 0, false },
};

/* ---- the daemon ---- */

KIT void world_reset(void)
{
	w_lock();
	world.revoked_officer = world.session_fails = world.audit_fails = world.gate_open = false;
	world.officer_roles = 0;
	world.looks_in_tx = 0;
	world.must_change = false;
	world.stepup_at = 0;
	world.begin_busy = world.commit_busy = world.commits = world.rollbacks = world.handled = 0;
	world.naudit = world.staged = world.nout = world.outbox_reads = world.rows_while_catching_up = world.at_gate = 0;
	w_unlock();
}

KIT struct http_opts kit_opts(void)
{
	return (struct http_opts){
		.listen = "127.0.0.1", .version = "1.2.3", .routes = kit_sets, .nroutes = 1, .assets = kit_assets, .nassets = COUNTOF(kit_assets),
		.ports = &kit_ports, .db_open = k_db_open, .limits = { .workers = 2, .heartbeat_ms = 60000 },
	};
}

KIT struct http *kit_start(const struct http_opts *o)
{
	struct err e = { 0 };
	struct http *h = NULL;

	if (http_start(o, &e, &h) < 0)
		fail_msg("http_start: %s", e.msg);
	return h;
}

/* ---- the client ---- */

struct reply { int status; char head[8192]; char *body; size_t n; bool closed; };

KIT int dial(const struct http *h)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(http_port(h)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval tv = { .tv_sec = 10 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	assert_int_equal(connect(fd, (void *)&sa, sizeof sa), 0);
	return fd;
}

KIT void say_n(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
		if (k <= 0)
			return;   /* the server may have closed already: what it said is read next */
		p += k;
		n -= (size_t)k;
	}
}

KIT void say(int fd, const char *text)
{
	say_n(fd, text, strlen(text));
}

/* One byte at a time up to the blank line: nothing of a next answer is taken. False when the connection ended first. */
KIT bool read_head(int fd, struct reply *r)
{
	size_t n = 0;

	memset(r, 0, sizeof *r);
	for (;;) {
		ssize_t k = recv(fd, r->head + n, 1, 0);
		if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			fail_msg("no answer within 10 s (have: %s)", r->head);
		if (k <= 0)
			return false;
		n += (size_t)k;
		assert_true(n < sizeof r->head - 1);
		if (n >= 4 && memcmp(r->head + n - 4, "\r\n\r\n", 4) == 0)
			break;
	}
	assert_memory_equal(r->head, "HTTP/1.1 ", 9);
	r->status = atoi(r->head + 9);
	return true;
}

/* Value of a header, or NULL; in a buffer of the caller's line. */
KIT const char *header_in(const struct reply *r, const char *name, char *buf, size_t n)
{
	size_t k = strlen(name);

	for (const char *p = strstr(r->head, "\r\n"); p && p[2]; p = strstr(p + 2, "\r\n")) {
		if (strncasecmp(p + 2, name, k) == 0 && p[2 + k] == ':') {
			const char *v = p + 3 + k + strspn(p + 3 + k, " ");
			snprintf(buf, n, "%.*s", (int)strcspn(v, "\r"), v);
			return buf;
		}
	}
	return NULL;
}
#define HEADER(r, name) header_in((r), (name), (char[512]){ 0 }, 512)

KIT bool recv_all(int fd, char *p, size_t n)
{
	while (n) {
		ssize_t k = recv(fd, p, n, 0);
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* A whole answer with Content-Length (none: empty). False when the connection ended before one began. */
KIT bool read_reply(int fd, struct reply *r, bool head_only)
{
	if (!read_head(fd, r))
		return false;
	const char *len = HEADER(r, "Content-Length");
	r->n = len && !head_only && r->status != 304 ? strtoul(len, NULL, 10) : 0;
	r->body = calloc(1, r->n + 1);
	assert_true(recv_all(fd, r->body, r->n));
	const char *con = HEADER(r, "Connection");
	r->closed = con && strcasecmp(con, "close") == 0;
	return true;
}

KIT void done(struct reply *r)
{
	free(r->body);
	r->body = NULL;
}

/* The connection ends (and nothing more comes) within 10 s. */
KIT void expect_end(int fd)
{
	char b[256];
	ssize_t k = recv(fd, b, sizeof b, 0);

	if (k > 0)
		fail_msg("more bytes than one answer: %.*s", (int)k, b);
	if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		fail_msg("the connection is still open");
}

/* One request on its own connection. head: further header lines, each with CRLF. */
KIT struct reply ask(const struct http *h, const char *method, const char *target, const char *token, const char *head, const char *body)
{
	char *text = NULL, cookie[120] = "", len[200] = "";
	struct reply r;
	int fd = dial(h);

	if (token)
		snprintf(cookie, sizeof cookie, "Cookie: a=b; yz_session=%s\r\n", token);
	if (body)
		snprintf(len, sizeof len, "Content-Length: %zu\r\nContent-Type: application/json\r\n", strlen(body));
	assert_true(asprintf(&text, "%s %s HTTP/1.1\r\nHost: x.test\r\n%s%s%s\r\n%s", method, target, cookie, len, head ? head : "", body ? body : "") > 0);
	say(fd, text);
	free(text);
	if (!read_reply(fd, &r, strcmp(method, "HEAD") == 0))
		fail_msg("%s %s: no answer", method, target);
	close(fd);
	return r;
}

#define GUARD "X-Yanzhen: 1\r\n"

/* Asks and compares the status, and the error code when it is not NULL. */
KIT void expect_at(const char *file, int line, struct reply r, int status, const char *code)
{
	char want[40];

	snprintf(want, sizeof want, "\"code\":\"%s\"", code ? code : "");
	if (r.status != status || (code && !strstr(r.body, want))) {
		print_error("%s:%d: wanted %d %s, got %s%s\n", file, line, status, code ? code : "", r.head, r.body);
		fail();
	}
	free(r.body);
}
#define EXPECT(r, status, code) expect_at(__FILE__, __LINE__, (r), (status), (code))
