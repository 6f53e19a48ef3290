/* gateway_test — messages as files, and by HTTP to a server of the test's own on loopback. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/message/message.h"
#include "platform/thread.h"
#include "serve/jobs/gateway.h"

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	DONE(&t.cx, message_put(&t.cx, S("owner_code"), S("13800000001"), S("验证码 123456"), t.cx.now + DAY_MS, false));
	DONE(&t.cx, message_put(&t.cx, S("owner_code"), S("13800000002"), S("验证码 654321"), t.cx.now + DAY_MS, true));
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static void a_file_a_message_for_its_owner_only(void **state)
{
	struct testdb *t = *state;
	char dir[200], path[600], text[200] = "";
	struct stat st;
	int n = 0;

	snprintf(dir, sizeof dir, "%s/messages", t->dir);
	struct gateway_opts o = { .dir = dir, .url = "" };
	assert_int_equal(gateway_send_due(CX, &o), 1);
	assert_int_equal(gateway_send_due(CX, &o), 0);      /* once */
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		FILE *f = fopen(path, "r");
		assert_non_null(f);
		assert_true(fread(text, 1, sizeof text - 1, f) > 0);
		fclose(f);
		unlink(path);
		n++;
	}
	closedir(d);
	rmdir(dir);
	assert_int_equal(n, 1);                             /* the void one reached nobody */
	assert_string_equal(text, "13800000001\n\n验证码 123456\n");
}

/* The first connection gets its answer, every later one 200. */
struct peer { int fd, served; struct thread th; const char *answer; char got[4096]; };

static bool serve_one(struct peer *p)
{
	int c = accept(p->fd, NULL, NULL);
	size_t n = 0;

	if (c < 0)
		return false;
	while (n < sizeof p->got - 1 && !memmem(p->got, n, "}", 1)) {
		ssize_t k = recv(c, p->got + n, sizeof p->got - 1 - n, 0);
		if (k <= 0)
			break;
		n += (size_t)k;
	}
	p->got[n] = 0;
	const char *answer = p->served++ ? "HTTP/1.1 200 ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : p->answer;
	send(c, answer, strlen(answer), MSG_NOSIGNAL);
	close(c);
	return true;
}

static void serve(void *arg)
{
	while (serve_one(arg))
		;
}

static void peer_start(struct peer *p, const char *answer, char url[static 64])
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof a;

	memset(p, 0, sizeof *p);
	p->answer = answer;
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(p->fd >= 0 && bind(p->fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(p->fd, 4) == 0);
	assert_int_equal(getsockname(p->fd, (struct sockaddr *)&a, &len), 0);
	snprintf(url, 64, "http://127.0.0.1:%u/send", ntohs(a.sin_port));
	thread_start(&p->th, "peer", serve, p);
}

static void peer_end(struct peer *p)
{
	shutdown(p->fd, SHUT_RDWR);      /* wakes accept */
	thread_join(&p->th);
	close(p->fd);
}

static void http_posts_with_an_idempotency_key_and_tries_again(void **state)
{
	struct cx *cx = CX;
	struct peer p;
	char url[64], first[64] = "";
	struct gateway_opts o = { .dir = "", .url = url };

	peer_start(&p, "HTTP/1.1 503 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", url);
	assert_int_equal(gateway_send_due(cx, &o), 0);
	peer_end(&p);
	const char *key = strstr(p.got, "Idempotency-Key: ");
	assert_non_null(key);
	snprintf(first, sizeof first, "%.49s", key);
	assert_non_null(strstr(p.got, "\"phone\":\"13800000001\""));
	/* a redirect is no answer and not followed, though there is a server that would take it */
	cx->now += MINUTE_MS;
	peer_start(&p, "HTTP/1.1 302 x\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", url);
	assert_int_equal(gateway_send_due(cx, &o), 0);
	peer_end(&p);
	assert_int_equal(p.served, 1);
	cx->now += MINUTE_MS;
	peer_start(&p, "HTTP/1.1 200 ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", url);
	assert_int_equal(gateway_send_due(cx, &o), 1);
	peer_end(&p);
	assert_non_null(strstr(p.got, first));              /* the same key every time */
	cx->now += HOUR_MS;
	assert_int_equal(gateway_send_due(cx, &o), 0);
}

static void other_protocols_are_refused(void **state)
{
	static const char *const bad[] = { "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "127.0.0.1:80", " http://x" };
	struct err e;

	(void)state;
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		e = (struct err){ 0 };
		assert_int_equal(gateway_check(&(struct gateway_opts){ .url = bad[i] }, &e), E_CONFIG);
	}
	assert_int_equal(gateway_check(&(struct gateway_opts){ .url = "https://sms.example/send" }, &e), 0);
	assert_int_equal(gateway_check(&(struct gateway_opts){ .url = "" }, &e), 0);
	struct gateway_opts o = { .dir = "", .url = "file:///etc/passwd" };
	assert_int_equal(gateway_send_due(CX, &o), 0);      /* and curl itself takes none of them */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_file_a_message_for_its_owner_only), T(http_posts_with_an_idempotency_key_and_tries_again), T(other_protocols_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
