/* signals_test — a controller of our own on a socket: what it says reaches the journal's side, and nothing is known that it does not say. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "format/gbt20999/gbt20999.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "serve/signals/signals.h"

static struct { pthread_mutex_t mu; struct jn_signal_rec r[256]; size_t n; bool broken; } got = { .mu = PTHREAD_MUTEX_INITIALIZER };

static int put(void *arg, const struct jn_signal_rec *r, size_t n)
{
	(void)arg;
	pthread_mutex_lock(&got.mu);
	bool broken = got.broken;
	for (size_t i = 0; !broken && i < n && got.n < COUNTOF(got.r); i++)
		got.r[got.n++] = r[i];
	pthread_mutex_unlock(&got.mu);
	return broken ? E_STORE : 0;
}

/* The last state told of a movement of arm W, or -1. */
static int last(uint8_t move)
{
	int s = -1;

	pthread_mutex_lock(&got.mu);
	for (size_t i = 0; i < got.n; i++)
		if (got.r[i].move == move)
			s = got.r[i].state;
	pthread_mutex_unlock(&got.mu);
	return s;
}

static void becomes(uint8_t move, int state)
{
	for (int i = 0; i < 500 && last(move) != state; i++)
		usleep(10000);
	assert_int_equal(last(move), state);
}

struct box { int listener, fd; char address[64]; struct signals *s; };

static struct signals_link link_of(const struct box *b)
{
	struct signals_link l = { .junction = 7, .controller = 99, .road = 1, .n = 2, .light = { { 1, JM_THROUGH, "W" }, { 2, JM_LEFT, "W" } } };

	memcpy(l.address, b->address, sizeof l.address);
	return l;
}

static void open_box(struct box *b)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;

	got.n = 0;
	got.broken = false;
	b->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(b->listener, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(b->listener, 4), 0);
	assert_int_equal(getsockname(b->listener, (struct sockaddr *)&a, &n), 0);
	snprintf(b->address, sizeof b->address, "127.0.0.1:%u", ntohs(a.sin_port));
	b->fd = -1;
	b->s = signals_start(&(struct signals_opts){ .put = put, .silence_ms = 1500, .again_ms = 100, .heart_ms = 300 });
	struct signals_link l = link_of(b);
	signals_set(b->s, &l, 1);
}

static void answer(struct box *b)
{
	struct pollfd p = { .fd = b->listener, .events = POLLIN };

	assert_int_equal(poll(&p, 1, 5000), 1);
	b->fd = accept(b->listener, NULL, NULL);
	assert_true(b->fd >= 0);
}

static void close_box(struct box *b)
{
	signals_stop(b->s);
	close(b->listener);
	if (b->fd >= 0)
		close(b->fd);
}

static void say_as(struct box *b, uint32_t controller, uint8_t type, const struct gbt_put *it, int n)
{
	struct gbt_frame h = { .centre = 1, .controller = controller, .road = 1, .type = type };
	uint8_t out[GBT_MAX_FRAME];
	size_t len = gbt_build(&h, it, n, out, sizeof out);

	assert_int_equal(send(b->fd, out, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void lights(struct box *b, uint8_t first, uint8_t second)
{
	say_as(b, 99, GBT_QUERY_REPLY, &(struct gbt_put){ GBT_C_LIGHTS, GBT_O_LIGHT_STATE, GBT_A_LIGHT_STATE, 0, 2, { first, second } }, 1);
}

static void one(struct box *b, uint8_t element, uint8_t value)
{
	say_as(b, 99, GBT_TRAP, &(struct gbt_put){ GBT_C_LIGHTS, GBT_O_LIGHT_STATE, GBT_A_LIGHT_STATE, element, 1, { value } }, 1);
}

static void mode(struct box *b, uint8_t value)
{
	say_as(b, 99, GBT_TRAP, &(struct gbt_put){ GBT_C_RUNNING, GBT_O_CONTROL, GBT_A_MODE, 0, 1, { value } }, 1);
}

/* The next frame that the centre sends. */
static uint8_t heard(struct box *b)
{
	static uint8_t in[4096], body[GBT_MAX_BODY];
	size_t n = 0, used;
	struct gbt_frame f;

	for (;;) {
		assert_true(n < sizeof in);
		ssize_t k = recv(b->fd, in + n, 1, 0);
		assert_int_equal(k, 1);
		n++;
		if (gbt_parse(in, n, body, &f, &used) == 1) {
			assert_int_equal(f.controller, 99);
			return f.type;
		}
	}
}

static void what_a_controller_says(void **state)
{
	struct signals_state st;
	struct box b;
	(void)state;

	open_box(&b);
	becomes(JM_THROUGH, JS_UNKNOWN);             /* nobody has said anything */
	answer(&b);
	assert_int_equal(heard(&b), GBT_QUERY);
	lights(&b, 0x20, 0x10);
	becomes(JM_THROUGH, JS_GREEN);
	becomes(JM_LEFT, JS_RED);
	one(&b, 1, 0x30);
	becomes(JM_THROUGH, JS_YELLOW);
	one(&b, 1, 0x10);
	becomes(JM_THROUGH, JS_RED);
	say_as(&b, 98, GBT_TRAP, &(struct gbt_put){ GBT_C_LIGHTS, GBT_O_LIGHT_STATE, GBT_A_LIGHT_STATE, 1, 1, { 0x20 } }, 1);   /* another controller */
	size_t before = got.n;
	one(&b, 2, 0x10);                            /* said again: no change */
	one(&b, 1, 0x21);
	becomes(JM_THROUGH, JS_GREEN);               /* flashing green is green */
	assert_int_equal(got.n, before + 1);
	assert_true(signals_state(b.s, 7, &st));
	assert_true(st.connected);
	assert_int_equal(st.bad, 0);
	for (size_t i = 0; i < got.n; i++) {
		assert_int_equal(got.r[i].junction, 7);
		assert_int_equal(got.r[i].source, JNS_GBT20999);
		assert_string_equal(got.r[i].arm, "W");
	}
	close_box(&b);
}

/* It may have been the change to green: who rides then is not judged by the red before. */
static void what_cannot_be_read_may_have_been_a_change(void **state)
{
	struct gbt_frame h = { .centre = 1, .controller = 99, .road = 1, .type = GBT_TRAP };
	struct gbt_put green = { GBT_C_LIGHTS, GBT_O_LIGHT_STATE, GBT_A_LIGHT_STATE, 1, 1, { 0x20 } };
	uint8_t out[GBT_MAX_FRAME];
	struct signals_state st;
	struct box b;
	(void)state;

	open_box(&b);
	answer(&b);
	assert_int_equal(heard(&b), GBT_QUERY);
	lights(&b, 0x10, 0x10);
	becomes(JM_THROUGH, JS_RED);
	size_t n = gbt_build(&h, &green, 1, out, sizeof out);
	out[n - 2] ^= 1;                             /* its check sum is another */
	assert_int_equal(send(b.fd, out, n, MSG_NOSIGNAL), (ssize_t)n);
	becomes(JM_THROUGH, JS_UNKNOWN);
	becomes(JM_LEFT, JS_UNKNOWN);
	for (uint8_t t; (t = heard(&b)) != GBT_QUERY;)
		assert_int_equal(t, GBT_HEART);
	lights(&b, 0x20, 0x10);                      /* the answer */
	becomes(JM_THROUGH, JS_GREEN);
	assert_true(signals_state(b.s, 7, &st));
	assert_int_equal(st.bad, 1);
	close_box(&b);
}

static void a_mode_stands_before_the_lights(void **state)
{
	static const struct { uint8_t mode; int state; } rows[] = { { 0x31, JS_FLASHING }, { 0x33, JS_OFF }, { 0x32, JS_MANUAL }, { 0x25, JS_MANUAL }, { 0x99, JS_UNKNOWN }, { 0x21, JS_RED } };
	struct box b;
	(void)state;

	open_box(&b);
	answer(&b);
	lights(&b, 0x20, 0x10);
	becomes(JM_LEFT, JS_RED);
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		mode(&b, rows[i].mode);
		becomes(JM_LEFT, rows[i].state);
	}
	close_box(&b);
}

static void a_lost_link_knows_nothing(void **state)
{
	struct signals_state st;
	struct box b;
	(void)state;

	open_box(&b);
	answer(&b);
	lights(&b, 0x20, 0x10);
	becomes(JM_LEFT, JS_RED);
	becomes(JM_LEFT, JS_UNKNOWN);                /* silent, though connected */
	close(b.fd);
	answer(&b);
	lights(&b, 0x10, 0x20);
	becomes(JM_LEFT, JS_GREEN);
	close(b.fd);                                 /* hung up */
	becomes(JM_LEFT, JS_UNKNOWN);
	answer(&b);
	lights(&b, 0x10, 0x20);
	becomes(JM_LEFT, JS_GREEN);
	signals_set(b.s, NULL, 0);                   /* not wanted any more */
	becomes(JM_LEFT, JS_UNKNOWN);
	assert_false(signals_state(b.s, 7, &st));
	close_box(&b);
}

static void what_was_not_taken_is_given_again(void **state)
{
	struct box b;
	(void)state;

	open_box(&b);
	answer(&b);
	lights(&b, 0x20, 0x10);
	becomes(JM_LEFT, JS_RED);
	pthread_mutex_lock(&got.mu);
	got.broken = true;
	pthread_mutex_unlock(&got.mu);
	one(&b, 2, 0x20);
	usleep(200000);
	assert_int_equal(last(JM_LEFT), JS_RED);
	pthread_mutex_lock(&got.mu);
	got.broken = false;
	pthread_mutex_unlock(&got.mu);
	becomes(JM_LEFT, JS_GREEN);
	close_box(&b);
}

static void a_heartbeat_keeps_a_quiet_link(void **state)
{
	struct signals_state st;
	struct box b;
	(void)state;

	open_box(&b);
	answer(&b);
	assert_int_equal(heard(&b), GBT_QUERY);
	lights(&b, 0x20, 0x10);
	for (int i = 0; i < 6; i++) {                /* longer than the silence it bears */
		assert_int_equal(heard(&b), GBT_HEART);
		say_as(&b, 99, GBT_HEART_REPLY, NULL, 0);
	}
	say_as(&b, 99, GBT_HEART, NULL, 0);
	while (heard(&b) != GBT_HEART_REPLY)
		;
	assert_true(signals_state(b.s, 7, &st) && st.connected);
	assert_int_equal(last(JM_LEFT), JS_RED);
	close_box(&b);
}

static void an_address_that_is_none(void **state)
{
	struct signals_state st = { .why = "" };
	struct signals_link l = { .junction = 9, .address = "controller.example:1", .n = 1, .light = { { 1, JM_LEFT, "W" } } };
	(void)state;

	got.n = 0;
	got.broken = false;
	struct signals *s = signals_start(&(struct signals_opts){ .put = put, .again_ms = 50 });
	signals_set(s, &l, 1);
	for (int i = 0; i < 300 && !st.why[0]; i++) {
		usleep(10000);
		signals_state(s, 9, &st);
	}
	assert_string_equal(st.why, "the address is not four numbers");
	becomes(JM_LEFT, JS_UNKNOWN);
	signals_stop(s);
	signals_stop(NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_read_may_have_been_a_change), cmocka_unit_test(what_a_controller_says), cmocka_unit_test(a_mode_stands_before_the_lights), cmocka_unit_test(a_lost_link_knows_nothing),
		cmocka_unit_test(what_was_not_taken_is_given_again), cmocka_unit_test(a_heartbeat_keeps_a_quiet_link), cmocka_unit_test(an_address_that_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
