/* ingest under strangers (I3): what half-open links cost, which of them go, and that a station gets in all the same. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>

#include "serve/ingest/ingest_int.h"
#include "serve/ingest/ingest_testkit.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { MEASURED = 0, HALF = 300, DRIBBLE = 100, HELLO_MS = 10000 };
#else
enum { MEASURED = 1, HALF = 2000, DRIBBLE = 500, HELLO_MS = 1000 };
#endif

/* From 127.0.0.n. */
static int dial_from(int port, int n)
{
	struct sockaddr_in me = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000u + (uint32_t)n) };
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&me, sizeof me), 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
	return fd;
}

/* Has the server ended it? Waits up to ms. */
static bool ended(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char c[256];

	while (poll(&p, 1, ms) == 1)
		if (recv(fd, c, sizeof c, 0) <= 0)
			return true;
	return false;
}

/* The first message of a TLS client; with a pre-shared key when key is given. */
static size_t client_hello(const char *identity, const uint8_t *key, uint8_t *buf, size_t cap)
{
	struct link l = { .fd = -1 };
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());

	SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
	SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256");
	if (key) {
		snprintf(l.psk_id, sizeof l.psk_id, "%s", identity);
		memcpy(l.psk, key, LINK_KEY);
		SSL_CTX_set_psk_use_session_callback(ctx, use_psk);
	}
	SSL *ssl = SSL_new(ctx);
	SSL_set_app_data(ssl, &l);
	SSL_set_bio(ssl, in, out);
	SSL_set_connect_state(ssl);
	assert_int_equal(SSL_do_handshake(ssl), -1);
	int n = BIO_read(out, buf, (int)cap);
	assert_true(n > 100);
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	ERR_clear_error();
	return (size_t)n;
}

static uint32_t young(struct kit *k)
{
	struct ingest_stats st;

	ingest_stats(k->g, &st);
	return st.young;
}

static bool young_becomes(struct kit *k, uint32_t n)
{
	for (int i = 0; i < 5000 && young(k) != n; i++)
		usleep(1000);
	return young(k) == n;
}

static size_t heap(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

static void room_for_sockets(void)
{
	struct rlimit rl;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &rl), 0);
	rl.rlim_cur = rl.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &rl), 0);
	if (rl.rlim_cur < 2 * (HALF + DRIBBLE) + 200)
		skip();
}

/* The station s1 comes, over TLS, is welcome, and has a batch acknowledged. */
static void station_gets_in(struct kit *k)
{
	uint8_t key[LINK_KEY];
	mono begun = clock_mono();

	kit_key("s1", key);
	struct link *l = link_tls(k, "s1", key);
	assert_non_null(l);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, NULL), SUP_WELCOME);
	assert_in_range(mono_since_ms(begun), 0, HELLO_MS);
	link_batch(l, 1, 10);
	assert_true(link_acked(l, 1, 5000));
	link_close(l);
}

/* I3: 2,000 links in the middle of a ClientHello and 500 in the middle of a HELLO. */
static void a_flood_costs_little_and_stations_get_in(void **state)
{
	static int fd[HALF + DRIBBLE];
	struct kit k;
	uint8_t hello[4096], sup[512];

	(void)state;
	room_for_sockets();
	kit_new(&k);
	kit_stop(&k);
	k.io.hello_ms = 60000;
	k.io.max_young = HALF + DRIBBLE;
	kit_start(&k);
	size_t n = client_hello("", NULL, hello, sizeof hello), m = make_hello(sup, sizeof sup, "s2", 9, 0, 0);
	station_gets_in(&k);                    /* what is made once is made now */
	size_t before = heap();
	for (int i = 0; i < HALF; i++) {
		fd[i] = dial_from(ingest_tls_port(k.g), 2 + i % 3);
		assert_int_equal(send(fd[i], hello, n - 1, 0), n - 1);
	}
	for (int i = HALF; i < HALF + DRIBBLE; i++) {
		fd[i] = dial_from(ingest_plain_port(k.g), 2);
		assert_int_equal(send(fd[i], sup, m - 1, 0), m - 1);
	}
	assert_true(young_becomes(&k, HALF + DRIBBLE));
	station_gets_in(&k);
	if (MEASURED) {
		size_t each = (heap() - before) / (HALF + DRIBBLE);
		print_message("# a half-open link holds %zu bytes\n", each);
		assert_in_range(each, 500, 6144);
	}
	for (int i = 0; i < HALF + DRIBBLE; i++)
		close(fd[i]);
	assert_true(young_becomes(&k, 0));
	kit_end(&k);
}

/* The places are taken: the flood's own links go, oldest first, and one from another address stays though it is older than all. */
static void a_flood_drives_out_its_own_links(void **state)
{
	struct kit k;
	int fd[48];
	struct ingest_stats st;

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.hello_ms = 60000;
	k.io.max_young = 16;
	kit_start(&k);
	struct link *l = link_plain(&k);        /* from 127.0.0.1 */
	assert_true(young_becomes(&k, 1));
	for (int i = 0; i < 48; i++)
		fd[i] = dial_from(ingest_tls_port(k.g), 2);
	assert_true(ended(fd[32], 5000));       /* 15 places were left: 33 had to go */
	for (int i = 0; i < 33; i++)
		assert_true(ended(fd[i], 5000));
	assert_true(young_becomes(&k, 16));
	ingest_stats(k.g, &st);
	assert_int_equal(st.evicted, 33);
	assert_int_equal(link_hello(l, "s2", 9, 0, 0, NULL), SUP_WELCOME);
	station_gets_in(&k);
	for (int i = 33; i < 48; i++)
		assert_false(ended(fd[i], 0));
	for (int i = 0; i < 48; i++)
		close(fd[i]);
	link_close(l);
	kit_end(&k);
}

/* Who proves no key with its first message holds no TLS state: not for a second message, not for a message in pieces. */
static void a_first_message_without_a_key_ends_the_link(void **state)
{
	static const uint8_t x25519_share[] = { 0x00, 0x33, 0x00, 0x26, 0x00, 0x24, 0x00, 0x1d, 0x00, 0x20 };
	static const uint8_t groups[] = { 0x00, 0x1d, 0x00, 0x17, 0x00, 0x1e, 0x00, 0x19 };
	struct kit k;
	uint8_t hello[4096], cut[4096];

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.hello_ms = 60000;
	kit_start(&k);
	size_t n = client_hello("", NULL, hello, sizeof hello);
	/* the only share is of a group that the client names and the server does not know: it would ask for another (HelloRetryRequest) and keep the state */
	uint8_t *share = memmem(hello, n, x25519_share, sizeof x25519_share), *named = memmem(hello, n, groups, sizeof groups);
	assert_true(share && named);
	share[6] = share[7] = named[6] = named[7] = 0x0a;
	int fd = dial(ingest_tls_port(k.g));
	assert_int_equal(send(fd, hello, n, 0), n);
	assert_true(ended(fd, 5000));
	close(fd);
	/* the message in two records */
	size_t first = 60;
	memcpy(cut, hello, 5 + first);
	put_be16(cut + 3, (uint16_t)first);
	fd = dial(ingest_tls_port(k.g));
	assert_int_equal(send(fd, cut, 5 + first, 0), 5 + first);
	assert_true(ended(fd, 5000));
	close(fd);
	/* a record too large to wait for */
	put_be16(hello + 3, 5000);
	put_be32(hello + 5, 0x01000000u | 4996);
	fd = dial(ingest_tls_port(k.g));
	assert_int_equal(send(fd, hello, 9, 0), 9);
	assert_true(ended(fd, 5000));
	close(fd);
	assert_true(young_becomes(&k, 0));
	station_gets_in(&k);
	kit_end(&k);
}

/* Each of n is there, or was ended for one that waited longer than SHAKE_MS for its place: on a slow machine the first have had their time before the last
 * came, and never sooner. */
static bool many_are_there(struct kit *k, uint32_t n, uint64_t evicted, mono begun)
{
	struct ingest_stats st = { 0 };
	int64_t took = 0;

	for (int i = 0; i < 5000; i++) {
		ingest_stats(k->g, &st);
		took = mono_since_ms(begun);
		if (st.young + st.evicted - evicted == n)
			break;
		usleep(1000);
	}
	return st.young + st.evicted - evicted == n && st.young >= SHAKING_MAX && (st.evicted == evicted || took >= SHAKE_MS);
}

/* Somebody repeats a station's first message, again and again: such links hold TLS state, so they have few places. The station that
 * comes from another address has one at once. */
static void repeated_first_messages_have_few_places(void **state)
{
	enum { MANY = 500 };
	static int fd[MANY];
	struct kit k;
	uint8_t hello[4096], key[LINK_KEY];

	(void)state;
	room_for_sockets();
	kit_new(&k);
	kit_stop(&k);
	k.io.hello_ms = 60000;
	kit_start(&k);
	kit_key("s3", key);
	size_t n = client_hello("s3", key, hello, sizeof hello);
	station_gets_in(&k);
	size_t before = heap();
	mono begun = clock_mono();
	struct ingest_stats was;
	ingest_stats(k.g, &was);
	for (int i = 0; i < MANY; i++) {
		fd[i] = dial_from(ingest_tls_port(k.g), 2);
		assert_int_equal(send(fd[i], hello, n, 0), n);
	}
	assert_true(many_are_there(&k, MANY, was.evicted, begun));
	station_gets_in(&k);
	if (MEASURED) {
		size_t each = (heap() - before) / SHAKING_MAX;
		print_message("# a link that proved a key holds %zu bytes before HELLO\n", each);
		assert_in_range(each, 10000, 48 * 1024);
	}
	for (int i = 0; i < MANY; i++)
		close(fd[i]);
	assert_true(young_becomes(&k, 0));
	kit_end(&k);
}

/* ---- the list of stations that wait for approval ---- */

/* The station knocks from 127.0.0.source and is told that it is not registered. */
static void knock(struct kit *k, const char *name, int source)
{
	struct link *l = calloc(1, sizeof *l);

	assert_non_null(l);
	l->fd = dial_from(ingest_plain_port(k->g), source);
	assert_int_equal(link_hello(l, name, 1, 0, 0, NULL), SUP_NOT_REGISTERED);
	link_close(l);
}

static bool waits(struct kit *k, const char *name, uint32_t *ret_n, bool *ret_full)
{
	static struct ingest_pending p[1000];

	*ret_n = ingest_pending(k->g, p, 1000, ret_full);
	for (uint32_t i = 0; i < *ret_n; i++)
		if (strcmp(p[i].name, name) == 0)
			return true;
	return false;
}

static void strangers_do_not_push_out_a_station(void **state)
{
	struct kit k;
	uint32_t n;
	bool full;
	char name[16];

	(void)state;
	kit_new(&k);
	knock(&k, "new-station", 5);
	for (int i = 0; i < 130; i++) {
		snprintf(name, sizeof name, "x%03d", i);
		knock(&k, name, 6);
	}
	assert_true(waits(&k, "new-station", &n, &full));
	assert_int_equal(n, 101);               /* a hundred an address, the newest of them */
	assert_true(full);
	assert_false(waits(&k, "x029", &n, &full));
	assert_true(waits(&k, "x030", &n, &full) && waits(&k, "x129", &n, &full));
	for (int s = 10; s < 20; s++)
		for (int i = 0; i < 90; i++) {
			snprintf(name, sizeof name, "y%d-%02d", s, i);
			knock(&k, name, s);
		}
	assert_true(waits(&k, "y19-89", &n, &full) && n == 1000 && full);
	assert_true(waits(&k, "new-station", &n, &full));       /* the oldest of all, but the only one of its address */
	knock(&k, "another", 7);
	assert_true(waits(&k, "another", &n, &full) && n == 1000);
	kit_end(&k);
}

/* One knock more than the list holds must cost the stations' thread next to nothing, however many addresses knock. */
static void a_full_list_costs_little(void **state)
{
	struct kit k;
	uint32_t n;
	bool full;
	char name[16];
	struct timespec a, b;

	(void)state;
	kit_new(&k);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "z%03d", i);
		knock(&k, name, 10 + i % 200);
	}
	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a), 0);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof name, "more%03d", i);
		knock(&k, name, 10 + i);
	}
	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b), 0);
	assert_true(waits(&k, "more199", &n, &full) && n == 1000 && full);
	double ms = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) * 1e-6;
	print_message("# a knock at a full list costs %.2f ms of CPU, both sides\n", ms / 200);
	if (MEASURED)
		assert_true(ms < 200 * 2);
	kit_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flood_costs_little_and_stations_get_in),
		cmocka_unit_test(a_flood_drives_out_its_own_links),
		cmocka_unit_test(a_first_message_without_a_key_ends_the_link),
		cmocka_unit_test(repeated_first_messages_have_few_places),
		cmocka_unit_test(strangers_do_not_push_out_a_station),
		cmocka_unit_test(a_full_list_costs_little),
	};

	return cmocka_run_group_tests_name("ingest_flood", tests, NULL, NULL);
}
