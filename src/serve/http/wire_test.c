/* wire — S15 and R7: bytes on raw sockets. One request is one answer, or it is 400 and the end of the connection; who dribbles is cut. */
#include "serve/http/http_kit.h"

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
	http_stop(h);
	return 0;
}

/* Everything up to the end of the connection, or up to 300 ms of silence. Number of answers; their statuses. */
static int answers(int fd, int *statuses, int max, bool *ret_ended)
{
	char b[65536];
	size_t n = 0;
	int count = 0;

	*ret_ended = false;
	for (;;) {
		struct pollfd p = { fd, POLLIN, 0 };
		if (poll(&p, 1, 300) <= 0)
			break;
		ssize_t k = recv(fd, b + n, sizeof b - 1 - n, 0);
		if (k <= 0) {
			*ret_ended = true;
			break;
		}
		n += (size_t)k;
	}
	b[n] = 0;
	for (char *p = b; strncmp(p, "HTTP/1.1 ", 9) == 0 && count < max;) {
		char *end = strstr(p, "\r\n\r\n"), *len = strcasestr(p, "Content-Length:");
		statuses[count++] = atoi(p + 9);
		if (!end)
			break;
		p = end + 4 + (len && len < end ? strtoul(len + 15, NULL, 10) : 0);
	}
	return count;
}

/* After each case's bytes a second, good request is in the same packet: where the case may be understood in two ways, the second must
 * not be answered as if nothing had happened. */
#define NEXT "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
#define COOKIE "Cookie: yz_session=" TOKEN_OFFICER "\r\n"
#define POST "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" COOKIE GUARD "Content-Type: application/json\r\n"
#define BODY "{\"name\":\"x\"}"   /* 12 bytes */
enum expect { BAD /* 400 and the end */, GONE /* no answer or 4xx/5xx, and the end */, TWO /* this and the next are answered */,
	EITHER /* TWO, or BAD as newer libraries do */ };
static const struct { const char *name, *bytes; enum expect want; int status; } cases[] = {
	{ "plain", POST "Content-Length: 12\r\n\r\n" BODY NEXT, TWO, 201 },
	{ "chunked", POST "Transfer-Encoding: chunked\r\n\r\nc\r\n" BODY "\r\n0\r\n\r\n" NEXT, TWO, 201 },
	{ "chunked in capitals", POST "TRANSFER-ENCODING: Chunked\r\n\r\nc\r\n" BODY "\r\n0\r\n\r\n" NEXT, TWO, 201 },
	{ "CL then TE", POST "Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n" BODY "\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE then CL", POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE then CL of a hidden request", POST "Transfer-Encoding: chunked\r\nContent-Length: 50\r\n\r\n0\r\n\r\nGET /api/v1/admin HTTP/1.1\r\nX: " NEXT, BAD, 400 },
	{ "two CL alike", POST "Content-Length: 12\r\nContent-Length: 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "two CL unlike", POST "Content-Length: 12\r\nContent-Length: 0\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "CL list", POST "Content-Length: 12, 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "CL plus", POST "Content-Length: +12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "CL minus", POST "Content-Length: -12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "CL hex", POST "Content-Length: 0xc\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "CL empty", POST "Content-Length: \r\n\r\n" BODY NEXT, BAD, 400 },
	{ "CL words", POST "Content-Length: 12 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "CL past 64 bits", POST "Content-Length: 18446744073709551628\r\n\r\n" BODY NEXT, BAD, 413 },
	{ "CL past the limit", POST "Content-Length: 9999999999\r\n\r\n" BODY NEXT, BAD, 413 },
	{ "CL on GET", "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /" NEXT, BAD, 400 },
	{ "chunked GET", "GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE identity", POST "Transfer-Encoding: identity\r\n\r\n" NEXT, BAD, 400 },
	{ "TE list", POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE twice", POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE with a tab", POST "Transfer-Encoding:\tchunked\r\n\r\nc\r\n" BODY "\r\n0\r\n\r\n" NEXT, TWO, 201 },
	{ "TE with a vertical tab", POST "Transfer-Encoding: \x0b" "chunked\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE quoted", POST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE xchunked", POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "TE in HTTP/1.0", "POST /api/v1/things HTTP/1.0\r\nHost: x\r\n" COOKIE GUARD "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "blank before the colon", POST "Content-Length : 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "blank before TE's colon", POST "Transfer-Encoding : chunked\r\nContent-Length: 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "NUL in a name", POST "Content-Length: 12\r\nX\x01Y: 1\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "header without a colon", POST "Content-Length: 12\r\nnonsense\r\n\r\n" BODY NEXT, GONE, 0 },
	{ "empty name", POST "Content-Length: 12\r\n: x\r\n\r\n" BODY NEXT, GONE, 0 },
	{ "folded value", POST "X-Long: a\r\n b\r\nContent-Length: 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "folded Transfer-Encoding", POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" NEXT, BAD, 400 },
	{ "folded first header", "POST /api/v1/things HTTP/1.1\r\n Host: x\r\nContent-Length: 12\r\n\r\n" BODY NEXT, GONE, 0 },
	{ "bare LF in the middle", POST "X-A: b\nContent-Length: 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "bare LF after the length", POST "Content-Length: 12\n\r\n" BODY NEXT, BAD, 400 },
	{ "bare CR in a value", POST "X-A: b\rContent-Length: 12\r\n\r\n" BODY NEXT, BAD, 400 },
	{ "bare LF after the request line", "GET /healthz HTTP/1.1\nHost: x\r\n\r\n", BAD, 400 },
	{ "bare LF at the end of the head", "GET /healthz HTTP/1.1\r\nHost: x\r\n\n" NEXT, BAD, 400 },
	{ "only LF", "GET /healthz HTTP/1.1\nHost: x\n\n" NEXT, BAD, 400 },
	{ "absolute form", "GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, BAD, 400 },
	{ "absolute form with another host", "GET http://y/healthz HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, BAD, 400 },
	{ "authority form", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, BAD, 400 },
	{ "asterisk form", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, BAD, 400 },
	{ "fragment", "GET /healthz#x HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, BAD, 400 },
	{ "two Hosts", "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" NEXT, BAD, 400 },
	{ "no Host", "GET /healthz HTTP/1.1\r\n\r\n" NEXT, GONE, 0 },
	{ "HTTP/2.0", "GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n" NEXT, GONE, 0 },
	{ "HTTP/1.2", "GET /healthz HTTP/1.2\r\nHost: x\r\n\r\n" NEXT, GONE, 0 },
	{ "HTTP/1.10", "GET /healthz HTTP/1.10\r\nHost: x\r\n\r\n" NEXT, GONE, 0 },
	{ "lower-case version", "GET /healthz http/1.1\r\nHost: x\r\n\r\n" NEXT, GONE, 0 },
	{ "HTTP/0.9", "GET /healthz\r\n\r\n" NEXT, GONE, 0 },
	{ "three blanks", "GET  /healthz  HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, GONE, 0 },
	{ "blank in the address", "GET /heal thz HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, GONE, 0 },
	{ "method of blanks", " GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, GONE, 0 },
	{ "garbage", "\x16\x03\x01\x02\r\n\r\n", GONE, 0 },
	{ "chunk size not hex", POST "Transfer-Encoding: chunked\r\n\r\nzz\r\n" BODY "\r\n0\r\n\r\n" NEXT, GONE, 0 },
	{ "chunk size negative", POST "Transfer-Encoding: chunked\r\n\r\n-c\r\n" BODY "\r\n0\r\n\r\n" NEXT, GONE, 0 },
	{ "chunk size with 0x", POST "Transfer-Encoding: chunked\r\n\r\n0xc\r\n" BODY "\r\n0\r\n\r\n" NEXT, GONE, 0 },
	{ "chunk size past 64 bits", POST "Transfer-Encoding: chunked\r\n\r\n1000000000000000c\r\n" BODY "\r\n0\r\n\r\n" NEXT, GONE, 0 },
	{ "chunk longer than said", POST "Transfer-Encoding: chunked\r\n\r\n5\r\n" BODY "\r\n0\r\n\r\n" NEXT, GONE, 0 },
	{ "chunk extension", POST "Transfer-Encoding: chunked\r\n\r\nc;x=y\r\n" BODY "\r\n0;z\r\n\r\n" NEXT, EITHER, 201 },
	{ "chunk extension with a quoted line", POST "Transfer-Encoding: chunked\r\n\r\nc;x=\"0\r\n" BODY "\r\n0\r\n\r\n" NEXT, EITHER, 201 },
	{ "trailers", POST "Transfer-Encoding: chunked\r\n\r\nc\r\n" BODY "\r\n0\r\nX-Yanzhen: 0\r\nContent-Length: 5\r\n\r\n" NEXT, TWO, 201 },
	{ "bare LF in chunks", POST "Transfer-Encoding: chunked\r\n\r\nc\n" BODY "\n0\n\n" NEXT, EITHER, 201 },
	{ "pipelined good ones", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, TWO, 200 },
	{ "an empty line first", "\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, TWO, 200 },
	{ "blanks around a value", "GET /healthz HTTP/1.1\r\nHost:x\r\nX-A: \t b \t \r\nX-B:\r\n\r\n" NEXT, TWO, 200 },
	{ "401 keeps the place", "GET /api/v1/things HTTP/1.1\r\nHost: x\r\n\r\n" NEXT, TWO, 401 },
	{ "401 with a body ends it", "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n" BODY NEXT, BAD, 401 },
	{ "404 with a body ends it", "POST /api/v1/none HTTP/1.1\r\nHost: x\r\nContent-Length: 37\r\n\r\n" NEXT NEXT, BAD, 404 },
	{ "405 with a body ends it", "PUT /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 37\r\n\r\n" NEXT NEXT, BAD, 405 },
	{ "static POST with a body ends it", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 37\r\n\r\n" NEXT NEXT, BAD, 405 },
	{ "Upgrade is left alone", "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n" NEXT, TWO, 200 },
	{ "Expect", POST "Expect: 100-continue\r\nContent-Length: 12\r\n\r\n" BODY NEXT, TWO, 201 },
};

static const char *verdict(enum expect want, int status, int n, const int *st, bool ended)
{
	/* an interim 100 is no answer */
	if (n && st[0] == 100) {
		n--;
		st++;
	}
	switch (want) {
	case TWO:
		return n == 2 && st[0] == status && st[1] == 200 ? NULL : "wanted two answers";
	case BAD:
		return n == 1 && st[0] == status && ended ? NULL : "wanted one refusal and the end";
	case EITHER:
		return (n == 2 && st[0] == status && st[1] == 200) || (n == 1 && st[0] == 400 && ended) ? NULL
		       : "wanted two answers, or one refusal and the end";
	case GONE:
		return ended && (n == 0 || (n == 1 && st[0] >= 400)) ? NULL : "wanted the end";
	}
	return "?";
}

static void one_request_one_answer_or_the_end(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < COUNTOF(cases); i++) {
		int st[8] = { 0 }, fd = dial(h);
		bool ended;
		say(fd, cases[i].bytes);
		int n = answers(fd, st, COUNTOF(st), &ended);
		const char *why = verdict(cases[i].want, cases[i].status, n, st, ended);
		if (why) {
			print_error("%s: %s, got %d (%d, %d)%s\n", cases[i].name, why, n, st[0], st[1], ended ? " and the end" : "");
			bad++;
		}
		close(fd);
	}
	assert_int_equal(bad, 0);
}

/* Head larger than the memory of a connection; many headers; a long address. */
static void oversized_heads(void **state)
{
	static const size_t sizes[] = { 60000, 70000, 1 << 20 };
	char *big = malloc((1 << 20) + 1);

	(void)state;
	assert_non_null(big);
	for (size_t i = 0; i < COUNTOF(sizes); i++) {
		for (int kind = 0; kind < 3; kind++) {
			int st[8] = { 0 }, fd = dial(h);
			bool ended;
			memset(big, 'a', sizes[i]);
			for (size_t k = 0; kind == 2 && k + 7 < sizes[i]; k += 7)
				memcpy(big + k, "a: bc\r\n", 7);
			say(fd, kind == 0 ? "GET /" : "GET /healthz HTTP/1.1\r\nHost: x\r\n");
			if (kind == 1)
				say(fd, "X-Long: ");
			say_n(fd, big, kind == 2 ? sizes[i] / 7 * 7 : sizes[i]);
			say(fd, kind == 0 ? " HTTP/1.1\r\nHost: x\r\n\r\n" NEXT : kind == 1 ? "\r\n\r\n" NEXT : "\r\n" NEXT);
			int n = answers(fd, st, COUNTOF(st), &ended);
			if (n > 1 && st[0] != 200)
				fail_msg("size %zu kind %d: %d answers, first %d", sizes[i], kind, n, st[0]);
			if (sizes[i] > 65536 && !(ended && (n == 0 || st[0] >= 400)))
				fail_msg("size %zu kind %d: taken (%d)", sizes[i], kind, st[0]);
			close(fd);
		}
	}
	free(big);
	EXPECT(ask(h, "GET", "/healthz", NULL, NULL, NULL), 200, NULL);
}

/* One byte now and then keeps MHD's own time-out from running out; the janitor's does not care. */
static void dribblers_are_cut(void **state)
{
	static const char *const parts[] = {
		"",                                               /* nothing at all */
		"GET /healthz HTTP/1.1\r\nX: ",                   /* never ends its head */
		POST "Content-Length: 5000\r\n\r\n",              /* never ends its body */
		"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /",  /* a second request after a good one */
	};
	struct http_opts o = kit_opts();
	struct http_stats s;
	int fd[COUNTOF(parts)];

	(void)state;
	o.limits.request_ms = 400;
	struct http *h2 = kit_start(&o);
	mono t0 = clock_mono();
	for (size_t i = 0; i < COUNTOF(parts); i++) {
		fd[i] = dial(h2);
		say(fd[i], parts[i]);
	}
	int left = COUNTOF(parts);
	while (left) {
		for (size_t i = 0; i < COUNTOF(parts); i++) {
			char b[4096];
			if (fd[i] < 0)
				continue;
			ssize_t k = recv(fd[i], b, sizeof b, MSG_DONTWAIT);
			if (k == 0 || (k < 0 && errno != EAGAIN)) {
				close(fd[i]);
				fd[i] = -1;
				left--;
			} else if (i) {
				say(fd[i], "a");
			}
		}
		if (mono_since_ms(t0) > 5000)
			fail_msg("%d dribblers are still there after 5 s", left);
		poll(NULL, 0, 10);
	}
	assert_true(mono_since_ms(t0) >= 400);
	LOOK_FOR((http_stats(h2, &s), s.connections == 0));
	assert_int_equal(s.late_closed, COUNTOF(parts));
	http_stop(h2);
}

/* A reader that does not take its answer is cut too. */
static void who_does_not_read_is_cut(void **state)
{
	struct http_opts o = kit_opts();
	struct http_stats s;
	int small = 4096;

	(void)state;
	o.limits.reply_ms = 300;
	struct http *h2 = kit_start(&o);
	int fd = dial(h2);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	for (int i = 0; i < 6; i++)
		say(fd, "GET /api/v1/big?n=500000 HTTP/1.1\r\nHost: x\r\n" COOKIE "\r\n");
	LOOK_FOR((http_stats(h2, &s), s.late_closed == 1 && s.connections == 0));
	close(fd);
	http_stop(h2);
}

static void one_address_has_its_limit(void **state)
{
	struct http_opts o = kit_opts();
	struct http_stats s;
	struct reply r;
	int fd[5];

	(void)state;
	o.limits.per_ip = 4;
	struct http *h2 = kit_start(&o);
	for (int i = 0; i < 4; i++) {
		fd[i] = dial(h2);
		say(fd[i], NEXT);
		assert_true(read_reply(fd[i], &r, false));
		EXPECT(r, 200, NULL);
	}
	fd[4] = dial(h2);
	say(fd[4], NEXT);
	assert_false(read_reply(fd[4], &r, false));
	close(fd[4]);
	close(fd[0]);
	LOOK_FOR((http_stats(h2, &s), s.connections == 3));
	EXPECT(ask(h2, "GET", "/healthz", NULL, NULL, NULL), 200, NULL);
	for (int i = 1; i < 4; i++)
		close(fd[i]);
	http_stop(h2);
}

/* Random cuts and flips of a good request: the daemon answers or ends, and lives. Seeded. MHD does not always see a half-closed
 * connection at once; the janitor does. */
static void torn_and_flipped_requests(void **state)
{
	static const char good[] = POST "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"nam\r\n7\r\ne\":\"x\"}\r\n0\r\n\r\n";
	enum { ROUNDS = 8, EACH = 100 };
	uint64_t seed = 20261123;
	struct http_opts o = kit_opts();

	(void)state;
	o.limits.request_ms = 200;
	struct http *h2 = kit_start(&o);
	for (int round = 0; round < ROUNDS; round++) {
		int fd[EACH];
		for (int i = 0; i < EACH; i++) {
			char b[sizeof good];
			size_t n = sizeof good - 1;
			memcpy(b, good, n);
			for (int k = 0; k < 3; k++) {
				seed += 0x9e3779b97f4a7c15u;
				uint64_t x = hash_u64(seed);
				if (k < (int)(x >> 60 & 3))
					b[x % n] = (char)(x >> 32);
			}
			if (i % 3 == 0)
				n = hash_u64(seed) % n;
			fd[i] = dial(h2);
			say_n(fd[i], b, n);
			shutdown(fd[i], SHUT_WR);
		}
		for (int i = 0; i < EACH; i++) {
			char sink[4096];
			while (recv(fd[i], sink, sizeof sink, 0) > 0)
				;
			close(fd[i]);
		}
	}
	EXPECT(ask(h2, "GET", "/healthz", NULL, NULL, NULL), 200, NULL);
	http_stop(h2);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest tests[] = {
		T(one_request_one_answer_or_the_end), T(oversized_heads), T(dribblers_are_cut), T(who_does_not_read_is_cut),
		T(one_address_has_its_limit), T(torn_and_flipped_requests),
	};
	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
