/* range_test — a file in parts (RF_RANGE): what Range may say, by hand and by chance; If-Range, ETag, HEAD; who takes his time. */
#include "serve/http/http_kit.h"

#include <sys/stat.h>

enum { FILE_N = 300000, ROUNDS = 20000, LONG_N = 48 << 20, CHUNK = 512 << 10, REPLY_MS = 150 };
static char bytes[FILE_N];

static int give(struct cx *cx, const struct req *rq, struct rep *rp)
{
	char path[] = "/tmp/yz-film-XXXXXX";

	(void)cx, (void)rq;
	rp->file_fd = mkstemp(path);
	unlink(path);
	if (write(rp->file_fd, bytes, FILE_N) != FILE_N)
		return E_IO;
	rp->file_tag = S("abc123");
	return 0;
}

/* More than the sockets hold. */
static int give_long(struct cx *cx, const struct req *rq, struct rep *rp)
{
	char path[] = "/tmp/yz-film-XXXXXX";

	(void)cx, (void)rq;
	rp->file_fd = mkstemp(path);
	unlink(path);
	rp->file_tag = S("long");
	return ftruncate(rp->file_fd, LONG_N) < 0 ? E_IO : 0;
}

static const struct route rows[] = {
	{ HTTP_GET, "/api/v1/film", ROLE_OFFICER, NULL, TX_NONE, RF_FILE | RF_RANGE, NULL, NULL, NULL, 0, give, NULL, "a film", "video/mp4", 0 },
	{ HTTP_GET, "/api/v1/plain", ROLE_OFFICER, NULL, TX_NONE, RF_FILE, NULL, NULL, NULL, 0, give, NULL, "a file", "text/csv", 0 },
	{ HTTP_GET, "/api/v1/long", ROLE_OFFICER, NULL, TX_NONE, RF_FILE | RF_RANGE, NULL, NULL, NULL, 0, give_long, NULL, "a long film", "video/mp4", 0 },
	{ HTTP_GET, "/api/v1/long-plain", ROLE_OFFICER, NULL, TX_NONE, RF_FILE, NULL, NULL, NULL, 0, give_long, NULL, "a long file", "text/csv", 0 },
};
static const struct routes set = ROUTES("film", rows);
static const struct routes *const sets[] = { &set };
static struct http *h;

static unsigned reply_ms;

static int up(void **state)
{
	struct http_opts o = kit_opts();

	(void)state;
	for (int i = 0; i < FILE_N; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	world_reset();
	o.routes = sets;
	o.limits.reply_ms = reply_ms;
	h = kit_start(&o);
	return 0;
}

static int down(void **state)
{
	(void)state;
	http_stop(h);
	return 0;
}

static void what_a_header_asks(void **state)
{
	static const struct { const char *text; uint64_t n; enum range_kind want; uint64_t from, len; } t[] = {
		{ "bytes=0-0", 10, RANGE_PART, 0, 1 }, { "bytes=0-", 10, RANGE_PART, 0, 10 }, { "bytes=3-7", 10, RANGE_PART, 3, 5 }, { "BYTES=3-7", 10, RANGE_PART, 3, 5 },
		{ "bytes=9-", 10, RANGE_PART, 9, 1 }, { "bytes=9-99", 10, RANGE_PART, 9, 1 }, { "bytes=10-", 10, RANGE_NONE, 0, 0 }, { "bytes=10-20", 10, RANGE_NONE, 0, 0 },
		{ "bytes=-1", 10, RANGE_PART, 9, 1 }, { "bytes=-10", 10, RANGE_PART, 0, 10 }, { "bytes=-11", 10, RANGE_PART, 0, 10 }, { "bytes=-0", 10, RANGE_NONE, 0, 0 },
		{ "bytes=0-18446744073709551615", 10, RANGE_PART, 0, 10 }, { "bytes=0-99999999999999999999999999", 10, RANGE_PART, 0, 10 },
		{ "bytes=18446744073709551616-", 10, RANGE_NONE, 0, 0 }, { "bytes=99999999999999999999-99999999999999999999", 10, RANGE_NONE, 0, 0 },
		{ "bytes=-99999999999999999999999999", 10, RANGE_PART, 0, 10 }, { "bytes=00-09", 10, RANGE_PART, 0, 10 },
		/* what is no range, or more than one: the whole */
		{ "", 10, RANGE_ALL, 0, 10 }, { "bytes", 10, RANGE_ALL, 0, 10 }, { "bytes=", 10, RANGE_ALL, 0, 10 }, { "bytes=-", 10, RANGE_ALL, 0, 10 }, { "bytes=5", 10, RANGE_ALL, 0, 10 },
		{ "bytes=7-3", 10, RANGE_ALL, 0, 10 }, { "bytes=0-1,3-4", 10, RANGE_ALL, 0, 10 }, { "bytes=0-0,-1", 10, RANGE_ALL, 0, 10 }, { "bytes=0-,0-,0-,0-", 10, RANGE_ALL, 0, 10 },
		{ "bytes=--1", 10, RANGE_ALL, 0, 10 }, { "bytes=+1-2", 10, RANGE_ALL, 0, 10 }, { "bytes= 1-2", 10, RANGE_ALL, 0, 10 }, { "bytes=1-2 ", 10, RANGE_ALL, 0, 10 },
		{ "bytes=0x1-2", 10, RANGE_ALL, 0, 10 }, { "bytes=1.0-2", 10, RANGE_ALL, 0, 10 }, { "items=0-1", 10, RANGE_ALL, 0, 10 }, { "bytes=1-2;q=1", 10, RANGE_ALL, 0, 10 },
		{ "bytes=0-0", 0, RANGE_NONE, 0, 0 }, { "bytes=-5", 0, RANGE_NONE, 0, 0 },
	};
	uint64_t from, len;

	(void)state;
	for (size_t i = 0; i < COUNTOF(t); i++) {
		enum range_kind k = range_of(str_of(t[i].text), t[i].n, &from, &len);
		if (k != t[i].want || (k != RANGE_NONE && (from != t[i].from || len != t[i].len)))
			fail_msg("%s of %llu: kind %d, from %llu, %llu bytes", t[i].text, (unsigned long long)t[i].n, k, (unsigned long long)from, (unsigned long long)len);
	}
}

/* Whatever is sent: a part lies in the file, and is what was asked for. */
static void nothing_asks_beyond_the_file(void **state)
{
	static const char from_these[] = "0123456789-,= bytesBx+\t9990";
	char text[40];
	uint64_t from, len, dice = 9;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		size_t k = (size_t)snprintf(text, sizeof text, "bytes="), most = 6 + i % 30;
		while (k < most) {
			dice = dice * 6364136223846793005u + 1442695040888963407u;
			text[k++] = from_these[(dice >> 33) % (sizeof from_these - 1)];
		}
		uint64_t n = (dice >> 40) % 3 ? (dice >> 20) % 1000 : UINT64_MAX - (dice >> 60);
		if (range_of((str){ text, k }, n, &from, &len) == RANGE_PART)
			assert_true(len > 0 && from < n && len <= n - from);
	}
}

static struct reply part(const char *method, const char *head)
{
	char text[600];
	struct reply r;
	int fd = dial(h);

	snprintf(text, sizeof text, "%s /api/v1/film HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n%s\r\n", method, head);
	say(fd, text);
	assert_true(read_reply(fd, &r, strcmp(method, "HEAD") == 0));
	close(fd);
	return r;
}

static void expect_part(const char *head, int status, size_t from, size_t n, const char *range)
{
	struct reply r = part("GET", head);
	char value[200];

	if (r.status != status || (status < 300 && (r.n != n || memcmp(r.body, bytes + from, n) != 0)))
		fail_msg("%s: status %d, %zu bytes", head, r.status, r.n);
	const char *got = header_in(&r, "Content-Range", value, sizeof value);
	if ((got != NULL) != (range != NULL) || (got && strcmp(got, range) != 0))
		fail_msg("%s: Content-Range %s", head, got ? got : "none");
	assert_string_equal(header_in(&r, "Accept-Ranges", value, sizeof value), "bytes");
	assert_string_equal(header_in(&r, "ETag", value, sizeof value), "\"abc123\"");
	assert_string_equal(header_in(&r, "X-Content-Type-Options", value, sizeof value), "nosniff");
	done(&r);
}

static void parts_whole_and_none(void **state)
{
	(void)state;
	expect_part("", 200, 0, FILE_N, NULL);
	expect_part("Range: bytes=0-\r\n", 206, 0, FILE_N, "bytes 0-299999/300000");
	expect_part("Range: bytes=1000-1999\r\n", 206, 1000, 1000, "bytes 1000-1999/300000");
	expect_part("Range: bytes=299999-\r\n", 206, 299999, 1, "bytes 299999-299999/300000");
	expect_part("Range: bytes=-500\r\n", 206, 299500, 500, "bytes 299500-299999/300000");
	expect_part("Range: bytes=-999999999\r\n", 206, 0, FILE_N, "bytes 0-299999/300000");
	expect_part("Range: bytes=300000-\r\n", 416, 0, 0, "bytes */300000");
	expect_part("Range: bytes=-0\r\n", 416, 0, 0, "bytes */300000");
	expect_part("Range: bytes=99999999999999999999-\r\n", 416, 0, 0, "bytes */300000");
	expect_part("Range: bytes=5-2\r\n", 200, 0, FILE_N, NULL);
	expect_part("Range: bytes=0-1,5-6\r\n", 200, 0, FILE_N, NULL);
	expect_part("Range: bytes=0-1\r\nRange: bytes=4-5\r\n", 200, 0, FILE_N, NULL);
	/* If-Range: only the very tag */
	expect_part("Range: bytes=1-2\r\nIf-Range: \"abc123\"\r\n", 206, 1, 2, "bytes 1-2/300000");
	expect_part("Range: bytes=1-2\r\nIf-Range: W/\"abc123\"\r\n", 200, 0, FILE_N, NULL);
	expect_part("Range: bytes=1-2\r\nIf-Range: \"other\"\r\n", 200, 0, FILE_N, NULL);
	expect_part("Range: bytes=1-2\r\nIf-Range: Wed, 21 Oct 2026 07:28:00 GMT\r\n", 200, 0, FILE_N, NULL);
	expect_part("Range: bytes=900000-\r\nIf-Range: \"other\"\r\n", 200, 0, FILE_N, NULL);
	expect_part("If-None-Match: \"abc123\"\r\n", 304, 0, 0, NULL);
	expect_part("If-None-Match: \"abc123\"\r\nRange: bytes=0-1\r\n", 304, 0, 0, NULL);
	expect_part("If-None-Match: \"abc124\"\r\nRange: bytes=0-1\r\n", 206, 0, 2, "bytes 0-1/300000");
}

static void HEAD_is_for_what_has_parts(void **state)
{
	char value[200];
	struct reply r = part("HEAD", "");

	(void)state;
	assert_int_equal(r.status, 200);
	assert_string_equal(header_in(&r, "Content-Length", value, sizeof value), "300000");
	assert_string_equal(header_in(&r, "ETag", value, sizeof value), "\"abc123\"");
	done(&r);
	r = part("HEAD", "Range: bytes=0-1\r\n");      /* a part is for GET alone */
	assert_int_equal(r.status, 200);
	assert_string_equal(header_in(&r, "Content-Length", value, sizeof value), "300000");
	done(&r);
	int fd = dial(h);
	say(fd, "HEAD /api/v1/plain HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n\r\n");
	assert_true(read_reply(fd, &r, true));
	assert_int_equal(r.status, 405);
	done(&r);
	close(fd);
	fd = dial(h);
	say(fd, "HEAD /api/v1/film HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_true(read_reply(fd, &r, true));
	assert_int_equal(r.status, 401);
	done(&r);
	close(fd);
	EXPECT(ask(h, "GET", "/api/v1/plain", TOKEN_OFFICER, "Range: bytes=0-1\r\n", NULL), 200, NULL);
}

/* A part after another on one connection, and a player that goes away in the middle: nothing stays open. */
static void a_connection_goes_on(void **state)
{
	struct reply r;
	struct http_stats st;
	int fd = dial(h);

	(void)state;
	for (int i = 0; i < 50; i++) {
		say(fd, "GET /api/v1/film HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\nRange: bytes=100-199\r\n\r\n");
		assert_true(read_reply(fd, &r, false));
		assert_true(r.status == 206 && r.n == 100 && memcmp(r.body, bytes + 100, 100) == 0);
		done(&r);
	}
	close(fd);
	for (int i = 0; i < 20; i++) {
		fd = dial(h);
		say(fd, "GET /api/v1/film HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\nRange: bytes=0-\r\n\r\n");
		assert_true(read_head(fd, &r));
		close(fd);
	}
	LOOK_FOR((http_stats(h, &st), st.connections == 0));
}

static int up_short(void **state)
{
	reply_ms = REPLY_MS;
	int rc = up(state);
	reply_ms = 0;
	return rc;
}

/* What comes of it for somebody who takes three times as long as an answer may take. */
static size_t taken_slowly(const char *path)
{
	static char buf[CHUNK];
	struct reply r;
	size_t n = 0;
	char text[300];
	int fd = dial(h);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){ CHUNK / 4 }, sizeof(int));
	snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n\r\n", path);
	say(fd, text);
	assert_true(read_head(fd, &r));
	for (ssize_t k; n < LONG_N && (k = recv(fd, buf, MIN(sizeof buf, (size_t)LONG_N - n), 0)) > 0; n += (size_t)k)
		if (n / CHUNK != (n + (size_t)k) / CHUNK)
			poll(NULL, 0, 3 * REPLY_MS * CHUNK / LONG_N + 1);
	close(fd);
	return n;
}

static void a_player_may_take_its_time(void **state)
{
	(void)state;
	assert_int_equal(taken_slowly("/api/v1/long"), LONG_N);
	assert_true(taken_slowly("/api/v1/long-plain") < LONG_N);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_header_asks), cmocka_unit_test(nothing_asks_beyond_the_file), T(parts_whole_and_none), T(HEAD_is_for_what_has_parts), T(a_connection_goes_on),
		cmocka_unit_test_setup_teardown(a_player_may_take_its_time, up_short, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
