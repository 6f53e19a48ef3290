/* camera_test — which addresses are asked for a picture: those of devices, not this machine's own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/media/camera.h"
#include "serve/media/media.h"

static bool may(const char *text)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return camera_may_be((struct sockaddr *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return camera_may_be((struct sockaddr *)&six);
}

static void a_camera_has_an_address_of_its_own(void **state)
{
	static const char *const good[] = { "10.1.2.3", "192.168.7.9", "172.16.0.1", "203.0.113.5", "223.255.255.1", "2001:db8::5", "fd00::5", "::ffff:10.1.2.3", "100.100.100.201", "64:ff9b::a01:203" };
	static const char *const bad[] = { "127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "169.254.169.254", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "ff02::1",
		"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "100.100.100.200", "::ffff:100.100.100.200", "fd00:ec2::254", "64:ff9b::7f00:1",
		"64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "2002:a9fe:a9fe::1", "fec0::1" };

	(void)state;
	for (size_t i = 0; i < COUNTOF(good); i++)
		assert_true(may(good[i]) || (print_error("%s\n", good[i]), false));
	for (size_t i = 0; i < COUNTOF(bad); i++)
		assert_true(!may(bad[i]) || (print_error("%s\n", bad[i]), false));
	assert_false(camera_may_be(&(struct sockaddr){ .sa_family = AF_UNIX }));
}

/* Something listens there, and nobody knocks. */
static void this_machine_is_not_asked(void **state)
{
	static const char *const names[] = { "127.0.0.1", "localhost", "0.0.0.0", "127.1", "[::ffff:127.0.0.1]", "2130706433" };
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	char *room = malloc(MEDIA_IN_MAX), url[100];
	socklen_t n = sizeof at;
	struct arena a;
	str got;

	(void)state;
	assert_non_null(room);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 5), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	arena_init(&a, 1 << 20);
	struct cx cx = { .arena = &a };
	for (size_t i = 0; i < COUNTOF(names); i++) {
		snprintf(url, sizeof url, "http://%s:%d/shot.jpg", names[i], ntohs(at.sin_port));
		cx.err = (struct err){ 0 };
		assert_int_equal(camera_get(&cx, url, room, &got), E_IO);
		assert_non_null(strstr(cx.err.msg, "the server's own"));
		assert_string_equal(cx.err.field, "not_reached");      /* what an engineer is told: as of an address where nobody is */
		assert_true(accept(fd, NULL, NULL) < 0);
	}
	cx.err = (struct err){ 0 };
	assert_int_equal(camera_get(&cx, "file:///etc/hostname", room, &got), E_IO);
	arena_done(&a);
	free(room);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_camera_has_an_address_of_its_own), cmocka_unit_test(this_machine_is_not_asked) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
