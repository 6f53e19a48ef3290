/* http — the dispatcher's rules, one by one, against a daemon on loopback. */
#include "serve/http/http_kit.h"

#include <sys/stat.h>
#include <zlib.h>

static struct http *h;

static int up(void **state)
{
	(void)state;
	world_reset();
	struct http_opts o = kit_opts();
	h = kit_start(&o);
	return 0;
}

static int down(void **state)
{
	(void)state;
	w_lock();
	world.gate_open = true;
	w_unlock();
	http_stop(h);
	h = NULL;
	w_lock();
	int dbs = world.dbs;
	w_unlock();
	return dbs;   /* every connection to the database was closed */
}

#define GET(path, token) ask(h, "GET", (path), (token), NULL, NULL)

static void session_and_roles(void **state)
{
	(void)state;
	EXPECT(GET("/api/v1/things/1", NULL), 401, "UNAUTH");
	EXPECT(GET("/api/v1/things/1", "nonsense"), 401, "UNAUTH");
	EXPECT(GET("/api/v1/things/1", TOKEN_OFFICER), 200, NULL);
	EXPECT(GET("/api/v1/things/1", TOKEN_ADMIN), 403, "DENIED");
	EXPECT(GET("/api/v1/admin", TOKEN_OFFICER), 403, "DENIED");
	EXPECT(GET("/api/v1/admin", TOKEN_ADMIN), 200, NULL);
	/* two session cookies: neither counts */
	EXPECT(ask(h, "GET", "/api/v1/things/1", TOKEN_OFFICER "; yz_session=" TOKEN_OFFICER, NULL, NULL), 401, "UNAUTH");
	w_lock();
	world.session_fails = true;
	w_unlock();
	EXPECT(GET("/api/v1/things/1", TOKEN_OFFICER), 503, "STORE");
}

/* Nobody's body is read before there is a session cookie: the refusal comes while the sender still could send. */
static void the_refusal_comes_before_the_body(void **state)
{
	static const char *const heads[] = {
		"POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" GUARD "Content-Length: 20000\r\n\r\n",
		"POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" GUARD "Transfer-Encoding: chunked\r\n\r\n",
	};
	struct reply r;

	(void)state;
	for (size_t i = 0; i < COUNTOF(heads); i++) {
		int fd = dial(h);
		say(fd, heads[i]);
		assert_true(read_reply(fd, &r, false));
		assert_true(r.closed);
		EXPECT(r, 401, "UNAUTH");
		expect_end(fd);
		close(fd);
	}
}

/* S1: no row answers without a session but the ones that say so. */
static void every_route_without_credentials(void **state)
{
	static const char *const verbs[] = { "GET", "POST", "PUT", "DELETE" };
	int public = 0;

	(void)state;
	world.gate_open = true;
	for (size_t i = 0; i < h->nrows; i++) {
		const struct route *r = h->rows[i];
		char path[200] = "";
		for (const char *p = r->path; *p; p++) {
			size_t n = strlen(path);
			if (*p == '{') {
				memcpy(path + n, "1", 2);
				p += strcspn(p, "}");
			} else {
				path[n] = *p;
			}
		}
		struct reply a = ask(h, verbs[r->method], path, NULL, GUARD, r->method == HTTP_GET ? NULL : "{\"name\":\"x\"}");
		if (r->who & ROLE_PUBLIC) {
			public++;
			EXPECT(a, 200, NULL);
		} else {
			EXPECT(a, 401, "UNAUTH");
		}
	}
	assert_int_equal(public, 2);
	EXPECT(ask(h, "GET", "/metrics", NULL, NULL, NULL), 401, "UNAUTH");
}

static void paths_and_methods(void **state)
{
	(void)state;
	EXPECT(GET("/api/v1/nothing", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/things/", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/things/0", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/things/01", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/things/-1", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/things/99999999999999999999", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/things/1/x", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api//v1/things", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/../v1/things", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/things/1001", TOKEN_OFFICER), 404, "NOTFOUND");
	struct reply r = ask(h, "PUT", "/api/v1/things/1", TOKEN_OFFICER, GUARD, NULL);
	assert_string_equal(HEADER(&r, "Allow"), "GET, DELETE");
	EXPECT(r, 405, "METHOD");
	EXPECT(ask(h, "BREW", "/api/v1/things", TOKEN_OFFICER, GUARD, NULL), 405, "METHOD");
	r = GET("/api/v1/things/map", TOKEN_OFFICER);
	assert_non_null(strstr(r.body, "\"map\""));   /* a literal goes before {id} */
	EXPECT(r, 200, NULL);
	r = GET("/api/v1/names/a%2fb%E4%B8%AD", TOKEN_OFFICER);
	assert_non_null(strstr(r.body, "\"a/b中\""));
	EXPECT(r, 200, NULL);
	EXPECT(GET("/api/v1/names/a%00b", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/names/a%", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(GET("/api/v1/names/a%ff", TOKEN_OFFICER), 404, "NOTFOUND");
	EXPECT(ask(h, "POST", "/api/v1/things/7/do/watch", TOKEN_OFFICER, GUARD, NULL), 200, NULL);
}

static void forged_cross_site_writes(void **state)
{
	static const char body[] = "{\"name\":\"x\"}";

	(void)state;
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, NULL, body), 403, "DENIED");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, "X-Yanzhen: 0\r\n", body), 403, "DENIED");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD "Origin: http://evil.test\r\n", body), 403, "DENIED");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD "Origin: null\r\n", body), 403, "DENIED");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD "Origin: http://x.test.evil.test\r\n", body), 403, "DENIED");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD "Origin: https://x.test\r\n", body), 201, NULL);
	EXPECT(ask(h, "POST", "/api/v1/login", NULL, NULL, body), 403, "DENIED");
	assert_int_equal(world.handled, 1);
}

/* S9: a confirmed session only, for five minutes; and nothing but one's own things while the one-time password stands. */
static void fresh_codes_and_first_passwords(void **state)
{
	(void)state;
	struct reply r = ask(h, "POST", "/api/v1/fresh", TOKEN_OFFICER, GUARD, NULL);
	EXPECT(r, 403, "STEPUP");
	assert_int_equal(world.commits, 0);
	world.stepup_at = clock_utc() - 5 * MINUTE_MS;
	EXPECT(ask(h, "POST", "/api/v1/fresh", TOKEN_OFFICER, GUARD, NULL), 403, "STEPUP");
	world.stepup_at = clock_utc() - 4 * MINUTE_MS;
	EXPECT(ask(h, "POST", "/api/v1/fresh", TOKEN_OFFICER, GUARD, NULL), 200, NULL);
	EXPECT(ask(h, "POST", "/api/v1/fresh", TOKEN_OFFICER, NULL, NULL), 403, "DENIED");
	world.must_change = true;
	r = GET("/api/v1/things/1", TOKEN_OFFICER);
	assert_non_null(strstr(r.body, "\"field\":\"password.change\""));
	EXPECT(r, 403, "DENIED");
	EXPECT(ask(h, "POST", "/api/v1/fresh", TOKEN_OFFICER, GUARD, NULL), 403, "DENIED");
	EXPECT(GET("/api/v1/events", TOKEN_OFFICER), 403, "DENIED");
	EXPECT(GET("/api/v1/own", TOKEN_OFFICER), 200, NULL);
}

/* A page nobody sits at does not keep its session: it is looked up in a transaction that is rolled back. */
static void an_absent_desk_does_not_keep_its_session(void **state)
{
	(void)state;
	EXPECT(GET("/api/v1/things/1", TOKEN_OFFICER), 200, NULL);
	assert_int_equal(world.looks_in_tx, 0);
	EXPECT(ask(h, "GET", "/api/v1/things/1", TOKEN_OFFICER, "X-Yanzhen-Quiet: 1\r\n", NULL), 200, NULL);
	assert_int_equal(world.looks_in_tx, 1);
	EXPECT(ask(h, "GET", "/api/v1/admin", TOKEN_OFFICER, "X-Yanzhen-Quiet: 1\r\n", NULL), 403, "DENIED");
}

static void query_parameters(void **state)
{
	(void)state;
	struct reply r = GET("/api/v1/things?q=%E4%B8%AD+%22a%2B&limit=5&open=true&south=26.894&f=-1.5", TOKEN_OFFICER);
	assert_non_null(strstr(r.body, "\"id\":5,\"name\":\"中 \\\"a+\""));
	assert_non_null(strstr(r.body, "\"id\":268940000"));
	EXPECT(r, 200, NULL);
	static const struct { const char *q, *field; } bad[] = {
		{ "limit=0", "limit" }, { "limit=501", "limit" }, { "limit=", "limit" }, { "limit=1e2", "limit" }, { "limit=5&limit=6", "limit" },
		{ "q=%zz", "q" }, { "q=%c3%28", "q" }, { "q=%00", "q" }, { "q=12345678901234567890123456789012345678901", "q" },
		{ "open=yes", "open" }, { "south=91", "south" }, { "south=nan", "south" }, { "f=11", "f" }, { "role=admin", "role" }, { "LIMIT=1", "LIMIT" },
		{ "after=-1", "after" }, { "q", NULL },
	};
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		char path[120], want[60];
		snprintf(path, sizeof path, "/api/v1/things?%s", bad[i].q);
		snprintf(want, sizeof want, "\"field\":\"%s\"", bad[i].field ? bad[i].field : "");
		r = GET(path, TOKEN_OFFICER);
		if (bad[i].field && !strstr(r.body, want))
			fail_msg("%s: %d %s", bad[i].q, r.status, r.body);
		EXPECT(r, bad[i].field ? 400 : 200, NULL);
	}
	r = GET("/api/v1/big", TOKEN_OFFICER);
	assert_non_null(strstr(r.body, "\"field\":\"n\""));
	EXPECT(r, 400, "INVALID");
}

static void bodies(void **state)
{
	(void)state;
	struct reply r = ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"\\u4e2d</script>\",\"tag\":\"AB\"}");
	assert_string_equal(r.body, "{\"id\":77,\"name\":\"中</script>\",\"tag\":null}");
	assert_string_equal(HEADER(&r, "Content-Type"), "application/json; charset=utf-8");
	EXPECT(r, 201, NULL);
	r = ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"x\",\"roles\":1}");
	assert_non_null(strstr(r.body, "\"field\":\"roles\""));
	EXPECT(r, 400, "INVALID");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"x\""), 400, "INVALID");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, NULL), 400, "INVALID");
	/* a row without a body shape takes none, or {} */
	EXPECT(ask(h, "POST", "/api/v1/things/7/do/watch", TOKEN_OFFICER, GUARD, "{}"), 200, NULL);
	EXPECT(ask(h, "POST", "/api/v1/things/7/do/watch", TOKEN_OFFICER, GUARD, "{\"a\":1}"), 400, "INVALID");
	r = ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD "Content-Length: 12\r\nContent-Type: text/plain\r\n\r\n{\"name\":\"x\"}", NULL);
	assert_non_null(strstr(r.body, "Content-Type"));
	EXPECT(r, 400, "INVALID");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD "Content-Length: 12\r\nContent-Type: application/jsonx\r\n\r\n{\"name\":\"x\"}", NULL), 400, "INVALID");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD "Content-Length: 12\r\nContent-Type: Application/JSON ; charset=utf-8\r\n\r\n{\"name\":\"x\"}", NULL), 201, NULL);
	EXPECT(ask(h, "DELETE", "/api/v1/things/7", TOKEN_OFFICER, GUARD, NULL), 204, NULL);
	/* too large: for the public 4 KiB, for staff as configured */
	char *big = malloc(300000);
	assert_non_null(big);
	memset(big, ' ', 299999);
	big[299999] = 0;
	big[5000] = 0;
	EXPECT(ask(h, "POST", "/api/v1/login", NULL, GUARD, big), 413, "TOOBIG");
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, big), 400, "INVALID");
	big[5000] = ' ';
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, big), 413, "TOOBIG");
	free(big);
}

static void chunked_body_is_taken_and_limited(void **state)
{
	struct reply r;
	int fd = dial(h);

	(void)state;
	say(fd, "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n" GUARD
	        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"nam\r\n7\r\ne\":\"x\"}\r\n0\r\n\r\n");
	assert_true(read_reply(fd, &r, false));
	EXPECT(r, 201, NULL);
	say(fd, "POST /api/v1/login HTTP/1.1\r\nHost: x\r\n" GUARD "Transfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 50; i++)
		say(fd, "80\r\n                                                                                                                                \r\n");
	say(fd, "0\r\n\r\n");
	assert_true(read_reply(fd, &r, false));
	EXPECT(r, 413, "TOOBIG");
	close(fd);
}

static void scope_refuses_and_nothing_is_committed(void **state)
{
	(void)state;
	EXPECT(GET("/api/v1/things/13", TOKEN_OFFICER), 403, "DENIED");
	EXPECT(ask(h, "POST", "/api/v1/things/13/do/watch", TOKEN_OFFICER, GUARD, NULL), 403, "DENIED");
	assert_int_equal(world.commits, 0);
	assert_int_equal(world.naudit, 0);
	assert_int_equal(world.rollbacks, 1);
}

static void writes_are_audited_in_their_transaction(void **state)
{
	(void)state;
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"x\"}"), 201, NULL);
	EXPECT(ask(h, "POST", "/api/v1/things/9/do/watch", TOKEN_OFFICER, GUARD, NULL), 200, NULL);
	EXPECT(GET("/api/v1/things/9", TOKEN_OFFICER), 200, NULL);
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"clash\"}"), 409, "STATE");
	assert_int_equal(world.naudit, 2);
	assert_string_equal(world.audit[0].verb, "thing.add");
	assert_string_equal(world.audit[0].kind, "thing");
	assert_int_equal(world.audit[0].subject, 77);
	assert_string_equal(world.audit[1].verb, "thing.step");
	assert_int_equal(world.audit[1].subject, 9);
	/* no audit row, no write: H2 */
	int commits = world.commits;
	w_lock();
	world.audit_fails = true;
	w_unlock();
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"x\"}"), 503, "STORE");
	assert_int_equal(world.commits, commits);
}

static void busy_is_tried_again(void **state)
{
	(void)state;
	w_lock();
	world.begin_busy = 1;
	world.commit_busy = 1;
	w_unlock();
	EXPECT(ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"x\"}"), 201, NULL);
	assert_int_equal(world.handled, 2);
	assert_int_equal(world.naudit, 1);
	assert_int_equal(world.commits, 1);
	w_lock();
	world.begin_busy = 3;
	w_unlock();
	struct reply r = ask(h, "POST", "/api/v1/things", TOKEN_OFFICER, GUARD, "{\"name\":\"x\"}");
	assert_non_null(HEADER(&r, "Retry-After"));
	EXPECT(r, 429, "BUSY");
}

static void inner_errors_say_nothing_of_the_inside(void **state)
{
	static const struct { int idx, status; bool inner; } tab[] = {
		{ ERR_IDX_INVALID, 400, false }, { ERR_IDX_STATE, 409, false }, { ERR_IDX_INTERNAL, 500, true }, { ERR_IDX_STORE, 503, true },
		{ ERR_IDX_FULL, 507, true }, { ERR_IDX_CORRUPT, 500, true }, { ERR_IDX_CONFIG, 500, true }, { 99, 500, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(tab); i++) {
		char path[60];
		snprintf(path, sizeof path, "/api/v1/fail?n=%d", tab[i].idx);
		struct reply r = GET(path, TOKEN_OFFICER);
		assert_int_equal(strstr(r.body, "secret") == NULL, tab[i].inner);
		assert_non_null(strstr(r.body, "\"request\":"));
		EXPECT(r, tab[i].status, NULL);
	}
}

static void too_large_answers_are_413(void **state)
{
	(void)state;
	EXPECT(GET("/api/v1/big?n=100000", TOKEN_OFFICER), 200, NULL);
	EXPECT(GET("/api/v1/big?n=2000000", TOKEN_OFFICER), 413, "TOOBIG");
}

static void security_headers_are_everywhere(void **state)
{
	static const char *const paths[] = { "/", "/assets/app-1a2b.js", "/nothing.js", "/healthz", "/api/v1/things", "/api/v1/nothing", "/metrics" };

	(void)state;
	for (size_t i = 0; i < COUNTOF(paths); i++) {
		struct reply r = GET(paths[i], i == 4 ? TOKEN_OFFICER : NULL);
		assert_string_equal(HEADER(&r, "X-Content-Type-Options"), "nosniff");
		assert_string_equal(HEADER(&r, "Referrer-Policy"), "no-referrer");
		const char *csp = HEADER(&r, "Content-Security-Policy");
		assert_non_null(csp);
		assert_non_null(strstr(csp, "script-src 'self';"));
		assert_non_null(strstr(csp, "worker-src 'self' blob:;"));
		assert_non_null(strstr(csp, "frame-ancestors 'none'"));
		assert_null(HEADER(&r, "Access-Control-Allow-Origin"));
		assert_null(HEADER(&r, "Server"));
		if (strncmp(paths[i], "/api/", 5) == 0)
			assert_string_equal(HEADER(&r, "Cache-Control"), "no-store");
		done(&r);
	}
}

static void static_files(void **state)
{
	(void)state;
	struct reply r = GET("/", NULL);
	assert_string_equal(r.body, (const char *)page);
	assert_string_equal(HEADER(&r, "Cache-Control"), "no-cache");
	EXPECT(r, 200, NULL);
	r = GET("/cases/12", NULL);      /* a page of the application */
	assert_string_equal(r.body, (const char *)page);
	EXPECT(r, 200, NULL);
	static const struct { const char *path; const unsigned char *page; } pages[] = { { "/m", owners_page }, { "/m/", owners_page }, { "/m/any", owners_page },
		{ "/v", public_page }, { "/v/ABC", public_page }, { "/map", page }, { "/vault/1", page } };
	for (size_t i = 0; i < COUNTOF(pages); i++) {
		r = GET(pages[i].path, NULL);
		assert_string_equal(r.body, (const char *)pages[i].page);
		EXPECT(r, 200, NULL);
	}
	EXPECT(GET("/cases/12.js", NULL), 404, "NOTFOUND");
	EXPECT(GET("/../etc/passwd.txt", NULL), 404, "NOTFOUND");
	EXPECT(GET("/api", NULL), 404, "NOTFOUND");
	r = GET("/assets/app-1a2b.js", NULL);
	assert_string_equal(r.body, (const char *)script);
	assert_non_null(strstr(HEADER(&r, "Cache-Control"), "immutable"));
	assert_string_equal(HEADER(&r, "ETag"), "\"aa\"");
	EXPECT(r, 200, NULL);
	r = ask(h, "GET", "/assets/app-1a2b.js", NULL, "Accept-Encoding: br, gzip\r\n", NULL);
	assert_string_equal(r.body, "GZ");
	assert_string_equal(HEADER(&r, "Content-Encoding"), "gzip");
	EXPECT(r, 200, NULL);
	EXPECT(ask(h, "GET", "/assets/app-1a2b.js", NULL, "If-None-Match: \"aa\"\r\n", NULL), 304, NULL);
	EXPECT(ask(h, "HEAD", "/assets/app-1a2b.js", NULL, NULL, NULL), 200, NULL);
	r = ask(h, "POST", "/index.html", NULL, GUARD, NULL);
	assert_string_equal(HEADER(&r, "Allow"), "GET");
	EXPECT(r, 405, "METHOD");
}

static void large_answers_are_squeezed_and_named(void **state)
{
	(void)state;
	struct reply plain = GET("/api/v1/big?n=2000", TOKEN_OFFICER);
	struct reply r = ask(h, "GET", "/api/v1/big?n=2000", TOKEN_OFFICER, "Accept-Encoding: gzip, br\r\n", NULL);
	char *out = calloc(1, plain.n + 100), head[200], tag[60];
	z_stream z = { .next_in = (unsigned char *)r.body, .avail_in = (unsigned)r.n, .next_out = (unsigned char *)out, .avail_out = (unsigned)plain.n + 99 };

	assert_string_equal(HEADER(&r, "Content-Encoding"), "gzip");
	assert_true(r.n < plain.n / 4);
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	assert_string_equal(out, plain.body);
	assert_null(HEADER(&plain, "Content-Encoding"));
	snprintf(tag, sizeof tag, "%s", HEADER(&plain, "ETag"));
	snprintf(head, sizeof head, "If-None-Match: %s\r\n", tag);
	EXPECT(ask(h, "GET", "/api/v1/big?n=2000", TOKEN_OFFICER, head, NULL), 304, NULL);
	EXPECT(ask(h, "GET", "/api/v1/big?n=2001", TOKEN_OFFICER, head, NULL), 200, NULL);
	struct reply no = ask(h, "GET", "/api/v1/big?n=2000", TOKEN_OFFICER, "Accept-Encoding: gzip;q=0\r\n", NULL);
	assert_null(HEADER(&no, "Content-Encoding"));
	done(&no);
	free(out);
	done(&r);
	done(&plain);
}

static void cookies_are_set_and_secured(void **state)
{
	(void)state;
	struct reply r = ask(h, "POST", "/api/v1/login", NULL, GUARD, "{\"name\":\"x\"}");
	assert_string_equal(HEADER(&r, "Set-Cookie"), "yz_session=0f; Path=/; HttpOnly; SameSite=Strict");
	assert_non_null(strstr(r.body, "127.0.0.1"));
	EXPECT(r, 200, NULL);
	struct http_opts o = kit_opts();
	o.secure_cookie = true;
	struct http *h2 = kit_start(&o);
	r = ask(h2, "POST", "/api/v1/login", NULL, GUARD, "{\"name\":\"x\"}");
	assert_string_equal(HEADER(&r, "Set-Cookie"), "yz_session=0f; Path=/; HttpOnly; SameSite=Strict; Secure");
	EXPECT(r, 200, NULL);
	http_stop(h2);
}

/* What the log-in is told of its caller: with "proxied" what the proxy said of it. */
static void the_address_behind_a_proxy(void **state)
{
	static const struct { bool proxied; const char *head, *want; } rows[] = {
		{ false, "X-Forwarded-For: 203.0.113.7\r\n", "127.0.0.1" },
		{ true, "", "127.0.0.1" },
		{ true, "X-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7" },
		{ true, "X-Forwarded-For: 10.9.8.7, 203.0.113.7\r\n", "203.0.113.7" },
		{ true, "X-Forwarded-For: 10.9.8.7\r\nX-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7" },
		{ true, "X-Forwarded-For: 2001:db8:0:0::1\r\n", "2001:db8::1" },
		{ true, "X-Forwarded-For: nobody\r\n", "127.0.0.1" },
		{ true, "X-Forwarded-For: 203.0.113.7,\r\n", "127.0.0.1" },
		{ true, "X-Forwarded-For: 203.0.113.7:4000000000000000000000000000000000000000000\r\n", "127.0.0.1" },
	};
	struct http_opts o = kit_opts();

	(void)state;
	o.proxied = true;
	struct http *h2 = kit_start(&o);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		char head[400];
		snprintf(head, sizeof head, "%s%s", GUARD, rows[i].head);
		struct reply r = ask(rows[i].proxied ? h2 : h, "POST", "/api/v1/login", NULL, head, "{\"name\":\"x\"}");
		if (!strstr(r.body, rows[i].want))
			fail_msg("row %zu: %s is not in %s", i, rows[i].want, r.body);
		assert_true(!HEADER(&r, "Strict-Transport-Security") == !rows[i].proxied);
		assert_true(!strstr(HEADER(&r, "Set-Cookie"), "; Secure") == !rows[i].proxied);
		EXPECT(r, 200, NULL);
	}
	http_stop(h2);
}

static bool sick(void *arg, struct js *out)
{
	js_i64(out, "disk", *(int *)arg);
	return *(int *)arg > 0;
}

static void more_metrics(void *arg, FILE *out)
{
	fprintf(out, "yanzhen_test %d\n", *(int *)arg);
}

static void health_and_metrics(void **state)
{
	int disk = 5;
	char file[] = "/tmp/yz-http-token-XXXXXX";
	int fd = mkstemp(file);
	struct err e = { 0 };

	(void)state;
	assert_true(write(fd, "0123456789abcdef\n", 17) == 17);
	close(fd);
	struct http_opts o = kit_opts();
	o.health = sick;
	o.metrics = more_metrics;
	o.arg = &disk;
	o.metrics_token_file = file;
	struct http *h2 = kit_start(&o), *none = NULL;
	struct reply r = ask(h2, "GET", "/healthz", NULL, NULL, NULL);
	assert_int_equal(strncmp(r.body, "{\"disk\":5,\"status\":\"ok\",\"now\":", 30), 0);
	EXPECT(r, 200, NULL);
	disk = 0;
	r = ask(h2, "GET", "/healthz", NULL, NULL, NULL);
	assert_int_equal(strncmp(r.body, "{\"disk\":0,\"status\":\"degraded\",", 30), 0);
	EXPECT(r, 200, NULL);
	EXPECT(ask(h2, "GET", "/metrics", NULL, NULL, NULL), 401, "UNAUTH");
	EXPECT(ask(h2, "GET", "/metrics", NULL, "Authorization: Bearer 0123456789abcdeg\r\n", NULL), 401, "UNAUTH");
	EXPECT(ask(h2, "GET", "/metrics", NULL, "Authorization: Bearer 0123456789abcde\r\n", NULL), 401, "UNAUTH");
	EXPECT(ask(h2, "GET", "/metrics", TOKEN_OFFICER, NULL, NULL), 403, "DENIED");
	EXPECT(ask(h2, "GET", "/metrics", TOKEN_ADMIN, NULL, NULL), 200, NULL);
	r = ask(h2, "GET", "/metrics", NULL, "Authorization: Bearer 0123456789abcdef\r\n", NULL);
	assert_non_null(strstr(r.body, "yanzhen_http_replies_total{class=\"4xx\"} 4\n"));
	assert_non_null(strstr(r.body, "yanzhen_test 0\n"));
	EXPECT(r, 200, NULL);
	http_stop(h2);
	chmod(file, 0644);
	assert_int_equal(http_start(&o, &e, &none), E_CONFIG);
	assert_null(none);
	unlink(file);
}

static void bad_starts(void **state)
{
	struct http *none = NULL;
	struct err e = { 0 };
	struct http_opts o = kit_opts();

	(void)state;
	o.listen = "0.0.0.0";
	assert_int_equal(http_start(&o, &e, &none), E_CONFIG);
	e = (struct err){ 0 };
	o.listen = "localhost";
	assert_int_equal(http_start(&o, &e, &none), E_CONFIG);
	e = (struct err){ 0 };
	o.listen = NULL;
	assert_int_equal(http_start(&o, &e, &none), E_CONFIG);
	e = (struct err){ 0 };
	o = kit_opts();
	o.port = http_port(h);
	assert_int_equal(http_start(&o, &e, &none), E_IO);
	assert_int_equal(e.sys, EADDRINUSE);
	e = (struct err){ 0 };
	o = kit_opts();
	o.cert_file = "/nonexistent";
	assert_int_equal(http_start(&o, &e, &none), E_CONFIG);
}

static void unix_socket(void **state)
{
	char dir[] = "/tmp/yz-http-XXXXXX", path[64];
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct reply r;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/http", dir);
	struct http_opts o = kit_opts();
	o.listen = NULL;
	o.unix_path = path;
	struct http *h2 = kit_start(&o);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(un.sun_path, sizeof un.sun_path, "%s", path);
	assert_int_equal(connect(fd, (void *)&un, sizeof un), 0);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	say(fd, "GET /api/v1/things/4 HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n\r\n");
	assert_true(read_reply(fd, &r, false));
	EXPECT(r, 200, NULL);
	close(fd);
	http_stop(h2);
	assert_int_equal(rmdir(dir), 0);   /* the socket file is gone */
}

/* Workers busy and the queue full: 503 with Retry-After at once; what waits is still served. */
static void saturation_is_answered(void **state)
{
	struct http_opts o = kit_opts();
	struct http_stats s;
	int fd[4];

	(void)state;
	o.limits.workers = 2;
	o.limits.queue = 2;
	struct http *h2 = kit_start(&o);
	for (int i = 0; i < 4; i++) {
		fd[i] = dial(h2);
		say(fd[i], "GET /api/v1/gate HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n\r\n");
		if (i == 1)
			W_WAIT(world.at_gate == 2);
	}
	LOOK_FOR((http_stats(h2, &s), s.queued == 2));
	struct reply r = ask(h2, "GET", "/api/v1/gate", TOKEN_OFFICER, NULL, NULL);
	assert_string_equal(HEADER(&r, "Retry-After"), "1");
	EXPECT(r, 503, "BUSY");
	EXPECT(ask(h2, "GET", "/healthz", NULL, NULL, NULL), 200, NULL);
	w_lock();
	world.gate_open = true;
	w_unlock();
	for (int i = 0; i < 4; i++) {
		assert_true(read_reply(fd[i], &r, false));
		EXPECT(r, 200, NULL);
		close(fd[i]);
	}
	http_stats(h2, &s);
	assert_int_equal(s.saturated, 1);
	http_stop(h2);
}

/* Slow rows have their own lane: they do not hold up the others. */
static void slow_rows_do_not_hold_up_others(void **state)
{
	int fd[3];
	struct reply r;

	(void)state;
	for (int i = 0; i < 3; i++) {
		fd[i] = dial(h);
		say(fd[i], "GET /api/v1/slow HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n\r\n");
	}
	W_WAIT(world.at_gate == 1);
	for (int i = 0; i < 5; i++)
		EXPECT(GET("/api/v1/things/1", TOKEN_OFFICER), 200, NULL);
	w_lock();
	world.gate_open = true;
	w_unlock();
	for (int i = 0; i < 3; i++) {
		assert_true(read_reply(fd[i], &r, false));
		EXPECT(r, 200, NULL);
		close(fd[i]);
	}
}

/* Strangers keep only their own workers busy, and one address only some places of their queue. */
static void strangers_do_not_hold_up_others(void **state)
{
	enum { N = 2 + STRANGERS_OF_ONE };
	struct http_stats s;
	struct reply r;
	int fd[N];

	(void)state;
	for (int i = 0; i < N; i++) {
		fd[i] = dial(h);
		say(fd[i], "GET /api/v1/door HTTP/1.1\r\nHost: x\r\n\r\n");
		if (i == 1)
			W_WAIT(world.at_gate == 2);
	}
	LOOK_FOR((http_stats(h, &s), s.queued == STRANGERS_OF_ONE));
	for (int i = 0; i < 5; i++)
		EXPECT(GET("/api/v1/things/1", TOKEN_OFFICER), 200, NULL);
	EXPECT(ask(h, "GET", "/api/v1/door", NULL, NULL, NULL), 503, "BUSY");
	w_lock();
	world.gate_open = true;
	w_unlock();
	for (int i = 0; i < N; i++) {
		assert_true(read_reply(fd[i], &r, false));
		EXPECT(r, 200, NULL);
		close(fd[i]);
	}
}

static void stop_it(void *arg)
{
	http_stop(arg);
}

/* Stopping: what runs is answered, what waits past stop_ms gets 503, nothing hangs and nothing is lost (H5). */
static void stop_with_suspended_connections(void **state)
{
	struct http_opts o = kit_opts();
	struct http_stats s;
	struct thread t = { 0 };
	struct reply r;
	int fd[3];

	(void)state;
	o.limits.workers = 1;
	o.limits.stop_ms = 50;
	struct http *h2 = kit_start(&o);
	for (int i = 0; i < 3; i++) {
		fd[i] = dial(h2);
		say(fd[i], "GET /api/v1/gate HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n\r\n");
		if (i == 0)
			W_WAIT(world.at_gate == 1);
	}
	LOOK_FOR((http_stats(h2, &s), s.queued == 2));
	thread_start(&t, "stop", stop_it, h2);
	for (int i = 1; i < 3; i++) {
		assert_true(read_reply(fd[i], &r, false));
		EXPECT(r, 503, "BUSY");
	}
	w_lock();
	world.gate_open = true;
	w_unlock();
	assert_true(read_reply(fd[0], &r, false));
	EXPECT(r, 200, NULL);
	thread_join(&t);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
}

/* A client that leaves while its request runs costs nothing. */
static void client_leaves_while_its_request_runs(void **state)
{
	struct http_stats s;
	int fd = dial(h);

	(void)state;
	say(fd, "GET /api/v1/gate HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n\r\n");
	W_WAIT(world.at_gate == 1);
	close(fd);
	w_lock();
	world.gate_open = true;
	w_unlock();
	LOOK_FOR((http_stats(h, &s), s.connections == 0));
	EXPECT(GET("/api/v1/things/1", TOKEN_OFFICER), 200, NULL);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest tests[] = {
		T(session_and_roles), T(the_refusal_comes_before_the_body), T(every_route_without_credentials), T(paths_and_methods), T(forged_cross_site_writes), T(fresh_codes_and_first_passwords), T(an_absent_desk_does_not_keep_its_session), T(query_parameters),
		T(bodies), T(chunked_body_is_taken_and_limited), T(scope_refuses_and_nothing_is_committed), T(writes_are_audited_in_their_transaction),
		T(busy_is_tried_again), T(inner_errors_say_nothing_of_the_inside), T(too_large_answers_are_413), T(security_headers_are_everywhere),
		T(static_files), T(large_answers_are_squeezed_and_named), T(cookies_are_set_and_secured), T(the_address_behind_a_proxy),
		T(health_and_metrics), T(bad_starts),
		T(unix_socket), T(saturation_is_answered), T(slow_rows_do_not_hold_up_others), T(strangers_do_not_hold_up_others), T(stop_with_suspended_connections),
		T(client_leaves_while_its_request_runs),
	};
	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
