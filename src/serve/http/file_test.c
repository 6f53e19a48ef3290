/* file_test — bytes in (RF_UPLOAD) and bytes out (RF_FILE), against a daemon on loopback. */
#include "serve/http/http_kit.h"

#include <sys/stat.h>

static int echo(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx;
	js_obj(&rp->js, NULL);
	js_str(&rp->js, "name", arena_fmt(cx->arena, "%zu bytes", rq->upload.n));
	js_i64(&rp->js, "id", 1);
	js_end_obj(&rp->js);
	return 0;
}

static int give(struct cx *cx, const struct req *rq, struct rep *rp)
{
	char *big = arena_alloc(cx->arena, 3 << 20);

	(void)rq;
	if (!big)
		return FAIL(cx, E_TOOBIG, "no room");
	memset(big, 'x', 3 << 20);
	rp->file = (str){ big, 3 << 20 };
	rp->file_name = S("a.pdf");         /* its type is the row's */
	return 0;
}

/* An answer that lies in a file without a name; fd_now tells the test which descriptor it was. */
static int fd_now;

static int open_file(struct rep *rp)
{
	char path[] = "/tmp/yz-answer-XXXXXX";

	fd_now = rp->file_fd = mkstemp(path);
	unlink(path);
	for (int i = 0; i < 30; i++)
		if (write(rp->file_fd, memset((char[100000]){ 0 }, 'y', 100000), 100000) != 100000)
			return E_IO;
	rp->file_type = S("text/csv");
	rp->file_name = S("b.csv");
	return 0;
}

static int give_fd(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)cx, (void)rq;
	return open_file(rp);
}

static int give_fd_and_fail(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	TRY(open_file(rp));
	return FAIL(cx, E_STATE, "no");
}

static int push(struct cx *cx, const struct req *rq, struct rep *rp)
{
	assert_int_equal(cx->roles, ROLE_CAMERA);
	assert_int_equal(cx->actor.v, 0);
	put_thing(rp, 1, arena_fmt(cx->arena, "%zu of %.*s", rq->upload.n, STR_ARG(rq->device)));
	return 0;
}

static const struct route rows[] = {
	{ HTTP_POST, "/api/v1/push", ROLE_CAMERA, NULL, TX_WRITE, RF_UPLOAD, NULL, &thing_shape, NULL, 0, push, "file.push", "takes a camera's bytes", "image/jpeg,image/png", 5 << 20 },
	{ HTTP_POST, "/api/v1/echo", ROLE_OFFICER, NULL, TX_WRITE, RF_UPLOAD, NULL, &thing_shape, NULL, 0, echo, "file.echo", "takes bytes", "image/jpeg,image/png", 5 << 20 },
	{ HTTP_GET, "/api/v1/file", ROLE_OFFICER, NULL, TX_READ, RF_FILE, NULL, NULL, NULL, 0, give, NULL, "gives bytes", "application/pdf", 0 },
	{ HTTP_GET, "/api/v1/fd", ROLE_OFFICER, NULL, TX_NONE, RF_FILE, NULL, NULL, NULL, 0, give_fd, NULL, "gives a file", "text/csv", 0 },
	{ HTTP_GET, "/api/v1/fd-bad", ROLE_OFFICER, NULL, TX_READ, RF_FILE, NULL, NULL, NULL, 0, give_fd_and_fail, NULL, "fails", "text/csv", 0 },
};
static const struct routes set = ROUTES("file", rows);
static const struct routes *const sets[] = { &set };
static struct http *h;

static int up(void **state)
{
	struct http_opts o = kit_opts();

	(void)state;
	world_reset();
	o.routes = sets;
	o.limits.upload_bytes = (15 << 20) + 100;
	h = kit_start(&o);
	return 0;
}

static int down(void **state)
{
	(void)state;
	http_stop(h);
	return 0;
}

static struct reply post(const char *type, const char *body, size_t n)
{
	char head[400];
	struct reply r;
	int fd = dial(h);

	snprintf(head, sizeof head, "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n" GUARD
	         "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", type, n);
	say(fd, head);
	say_n(fd, body, n);
	assert_true(read_reply(fd, &r, false));
	close(fd);
	return r;
}

static void uploads_are_bytes_of_the_declared_kind_and_size(void **state)
{
	static char big[(5 << 20) + 1];
	char head[300];

	(void)state;
	struct reply r = post("image/png", big, 5 << 20);
	assert_non_null(strstr(r.body, "5242880 bytes"));
	EXPECT(r, 200, NULL);
	EXPECT(post("image/jpeg; q=1", "abc", 3), 200, NULL);
	EXPECT(post("image/gif", "abc", 3), 400, "INVALID");
	EXPECT(post("image/jp", "abc", 3), 400, "INVALID");
	EXPECT(post("application/json", "{}", 2), 400, "INVALID");
	EXPECT(post("image/png", "", 0), 400, "INVALID");
	/* refused from the head alone: nothing of the body is waited for */
	snprintf(head, sizeof head, "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n" GUARD
	         "Content-Type: image/png\r\nContent-Length: %zu\r\n\r\n", sizeof big);
	int fd = dial(h);
	say(fd, head);
	assert_true(read_reply(fd, &r, false));
	EXPECT(r, 413, "TOOBIG");
	close(fd);
}

static struct reply pushed(const char *who, size_t announced)
{
	char head[400];
	struct reply r;
	int fd = dial(h);

	snprintf(head, sizeof head, "POST /api/v1/push HTTP/1.1\r\nHost: x\r\n%sContent-Type: image/png\r\nContent-Length: %zu\r\n\r\n", who, announced);
	say(fd, head);
	if (announced == 3)
		say_n(fd, "abc", 3);
	assert_true(read_reply(fd, &r, false));
	close(fd);
	return r;
}

/* A camera has a token instead of a session; neither opens what is the other's. */
static void a_camera_comes_with_its_token_alone(void **state)
{
	(void)state;
	struct reply r = pushed("Authorization: Bearer " TOKEN_CAMERA "\r\n", 3);
	assert_non_null(strstr(r.body, "3 of C-1"));
	EXPECT(r, 200, NULL);
	EXPECT(pushed("Authorization: Bearer " TOKEN_CAMERA "x\r\n", 3), 401, "UNAUTH");
	EXPECT(pushed("Authorization: " TOKEN_CAMERA "\r\n", 5 << 20), 401, "UNAUTH");      /* from the head alone */
	EXPECT(pushed("Cookie: yz_session=" TOKEN_CAMERA "\r\n", 5 << 20), 401, "UNAUTH");
	EXPECT(pushed("Cookie: yz_session=" TOKEN_OFFICER "\r\n" GUARD, 5 << 20), 401, "UNAUTH");
	EXPECT(ask(h, "GET", "/api/v1/file", NULL, "Authorization: Bearer " TOKEN_CAMERA "\r\n", NULL), 401, "UNAUTH");
	EXPECT(ask(h, "GET", "/api/v1/file", TOKEN_CAMERA, NULL, NULL), 401, "UNAUTH");
}

/* A token that was stolen, or a camera gone mad, is slowed down alone; who knows no token takes nothing of it. */
static void a_camera_that_floods_is_told_to_wait(void **state)
{
	struct reply r = { 0 };
	int taken = 0;

	(void)state;
	for (int i = 0; i < 40; i++)
		EXPECT(pushed("Authorization: Bearer " TOKEN_CAMERA "x\r\n", 3), 401, "UNAUTH");
	for (; taken < 200; taken++) {
		r = pushed("Authorization: Bearer " TOKEN_CAMERA "\r\n", 3);
		if (r.status != 200)
			break;
		done(&r);
	}
	assert_in_range(taken, 10, 60);
	assert_non_null(HEADER(&r, "Retry-After"));
	EXPECT(r, 429, "BUSY");
	EXPECT(post("image/png", "abc", 3), 200, NULL);        /* others are not held up */
	for (int i = 0; i < 100; i++) {        /* one a second is what it may */
		r = pushed("Authorization: Bearer " TOKEN_CAMERA "\r\n", 3);
		if (r.status == 200)
			break;
		done(&r);
		usleep(100 * 1000);
	}
	EXPECT(r, 200, NULL);
}

/* Three uploads of 5 MiB may be under way; a fourth is told to come again, and may when one of them has ended. */
static void uploads_under_way_are_bounded(void **state)
{
	char head[300];
	struct reply r;
	int fd[3];

	(void)state;
	snprintf(head, sizeof head, "POST /api/v1/echo HTTP/1.1\r\nHost: x\r\nCookie: yz_session=" TOKEN_OFFICER "\r\n" GUARD
	         "Content-Type: image/png\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", 5 << 20);
	for (int i = 0; i < 3; i++) {
		fd[i] = dial(h);
		say(fd[i], head);
		assert_true(read_head(fd[i], &r));
		assert_int_equal(r.status, 100);           /* it has its place */
	}
	int more = dial(h);
	say(more, head);
	assert_true(read_reply(more, &r, false));
	assert_non_null(HEADER(&r, "Retry-After"));
	EXPECT(r, 503, "BUSY");
	close(more);
	EXPECT(post("image/png", "abc", 3), 200, NULL);        /* a small one has room */
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	for (int i = 0; i < 500; i++) {                        /* the server sees the ends when it comes to them */
		r = ask(h, "GET", "/api/v1/file", TOKEN_OFFICER, NULL, NULL);
		done(&r);
		more = dial(h);
		say(more, head);
		assert_true(read_head(more, &r));
		close(more);
		if (r.status == 100)
			return;
	}
	fail_msg("the places of ended uploads are not given back");
}

static void files_leave_whole_and_run_nothing(void **state)
{
	char value[200];

	(void)state;
	struct reply r = ask(h, "GET", "/api/v1/file", TOKEN_OFFICER, NULL, NULL);
	assert_int_equal(r.n, 3 << 20);
	assert_int_equal(r.body[(3 << 20) - 1], 'x');
	assert_string_equal(header_in(&r, "Content-Type", value, sizeof value), "application/pdf");
	assert_string_equal(header_in(&r, "X-Content-Type-Options", value, sizeof value), "nosniff");
	assert_string_equal(header_in(&r, "Content-Disposition", value, sizeof value), "attachment; filename=\"a.pdf\"");
	assert_non_null(strstr(header_in(&r, "Content-Security-Policy", value, sizeof value), "default-src 'none'"));
	assert_string_equal(header_in(&r, "Cache-Control", value, sizeof value), "no-store");
	EXPECT(r, 200, NULL);
	EXPECT(ask(h, "GET", "/api/v1/file", NULL, NULL, NULL), 401, "UNAUTH");
}

/* Is that descriptor the test's file still? */
static bool open_still(void)
{
	struct stat st;

	return fstat(fd_now, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 0;
}

static void a_file_without_a_name_leaves_whole_and_is_closed(void **state)
{
	char value[200];

	(void)state;
	struct reply r = ask(h, "GET", "/api/v1/fd", TOKEN_OFFICER, NULL, NULL);
	assert_int_equal(r.n, 3000000);
	assert_int_equal(r.body[2999999], 'y');
	assert_string_equal(header_in(&r, "Content-Type", value, sizeof value), "text/csv");
	assert_string_equal(header_in(&r, "Content-Disposition", value, sizeof value), "attachment; filename=\"b.csv\"");
	EXPECT(r, 200, NULL);
	for (int i = 0; i < 500 && open_still(); i++)      /* closed when the answer is done with, on the server's thread */
		usleep(10000);
	assert_false(open_still());
	EXPECT(ask(h, "GET", "/api/v1/fd-bad", TOKEN_OFFICER, NULL, NULL), 409, "STATE");
	assert_false(open_still());
}

static void rows_of_files_are_checked(void **state)
{
	struct route bad = rows[0];
	struct routes one = { "bad", &bad, 1 };
	const struct routes *const list[] = { &one };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(routes_check(list, 1, &e), 0);
	bad.file_type = NULL;
	assert_int_equal(routes_check(list, 1, &e), E_CONFIG);
	bad = rows[0];
	bad.body_max = (size_t)BODY_MAX + 1;
	assert_int_equal(routes_check(list, 1, &e), E_CONFIG);
	bad.body_max = 0;
	assert_int_equal(routes_check(list, 1, &e), E_CONFIG);
	bad = rows[1];
	bad.file_type = NULL;
	assert_int_equal(routes_check(list, 1, &e), E_CONFIG);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, up, down)
	const struct CMUnitTest tests[] = {
		T(uploads_are_bytes_of_the_declared_kind_and_size), T(a_camera_comes_with_its_token_alone), T(a_camera_that_floods_is_told_to_wait), T(uploads_under_way_are_bounded),
		T(files_leave_whole_and_run_nothing), T(a_file_without_a_name_leaves_whole_and_is_closed), cmocka_unit_test(rows_of_files_are_checked),
	};
	return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
