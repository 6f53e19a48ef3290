/* ingest from outside: what a station sees of sessions, acknowledgements, errors and keys; ST1, ST2. */
#include "serve/ingest/ingest_testkit.h"

#include <errno.h>
#include <stdatomic.h>

#include "serve/ingest/seqset.h"

/* ---- acknowledgement ---- */

static atomic_bool hold_sync;
static atomic_int syncs_waiting, sync_fails;

static int slow_fdatasync(int fd)
{
	atomic_fetch_add(&syncs_waiting, 1);
	while (atomic_load(&hold_sync))
		usleep(500);
	atomic_fetch_sub(&syncs_waiting, 1);
	if (atomic_load(&sync_fails)) {
		errno = EIO;
		return -1;
	}
	return sys_real.fdatasync(fd);
}

/* I1: while the disk has not answered there is no ACK; when it has, there is one. */
static void no_ack_before_sync(void **state)
{
	struct kit k;
	struct sup_frame f;

	(void)state;
	sys.fdatasync = slow_fdatasync;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, NULL), SUP_WELCOME);
	link_batch(l, 1, 10);
	assert_true(link_acked(l, 1, 5000));
	atomic_store(&hold_sync, true);
	link_batch(l, 2, 10);
	link_batch(l, 3, 10);
	for (int i = 0; i < 4000 && !atomic_load(&syncs_waiting); i++)
		usleep(500);
	assert_true(atomic_load(&syncs_waiting) > 0);
	link_batch(l, 2, 10);                   /* sent again while its first copy waits for the disk */
	bool told = link_want(l, SUP_ACK, 300, &f) != 0;
	atomic_store(&hold_sync, false);        /* whatever comes: the threads must be able to stop */
	assert_false(told);
	assert_true(link_acked(l, 3, 5000));
	link_close(l);
	kit_end(&k);
	sys = sys_real;
}

/* I2: what is sent without waiting for acknowledgements is bounded by the credits. */
static void more_than_the_credits_ends_the_session(void **state)
{
	struct kit k;
	struct sup_hello_ack a;
	uint64_t sent = 0, seq = 0;
	int code = -1;

	(void)state;
	sys.fdatasync = slow_fdatasync;
	kit_new(&k);
	kit_stop(&k);
	k.jo.segment_bytes = k.jo.buf_bytes = 4 << 20;   /* so that the journal's buffers are not what ends first */
	k.io.credit_total = 4 << 20;
	kit_start(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, &a), SUP_WELCOME);
	atomic_store(&hold_sync, true);
	while (sent < 2 * (uint64_t)a.credits + 4 * SUP_MAX_PAYLOAD && code < 0) {
		link_batch(l, ++seq, 2000);
		sent += 2000 * SUP_REC;
		code = link_error(l, 30);
	}
	atomic_store(&hold_sync, false);
	assert_int_equal(code, SUP_E_CREDIT);
	assert_true(sent > a.credits);          /* nobody is cut who keeps to them */
	assert_true(link_closed(l, 5000));
	link_close(l);
	kit_end(&k);
	sys = sys_real;
}

/* J2 seen by a station: after a failed sync nothing is acknowledged any more, and it is told so. */
static void failed_sync_never_acks(void **state)
{
	struct kit k;
	struct sup_frame f;

	(void)state;
	sys.fdatasync = slow_fdatasync;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 0, 0, NULL), SUP_WELCOME);
	link_batch(l, 1, 10);
	assert_true(link_acked(l, 1, 5000));
	atomic_store(&sync_fails, 1);
	link_batch(l, 2, 10);
	for (int i = 0; i < 4000 && journal_state(k.j) != JOURNAL_FAILED; i++)
		usleep(500);
	assert_int_equal(journal_state(k.j), JOURNAL_FAILED);
	assert_int_equal(link_want(l, SUP_ACK, 200, &f) == 1, false);
	atomic_store(&sync_fails, 0);           /* the disk "recovers": it must make no difference */
	link_batch(l, 3, 10);
	assert_int_equal(link_error(l, 2000), SUP_E_INTERNAL);
	link_close(l);
	kit_end(&k);
	sys = sys_real;
}

/* ---- ST2: once, whatever is sent how often in which order, across restarts ---- */

struct tally { uint8_t seen[3][3001]; uint64_t epoch[8]; int twice; };

static int tally_record(void *arg, const struct journal_rec *r)
{
	struct tally *t = arg;
	struct session_event ev;
	struct sup_frame f;

	if (r->type == JR_HELLO) {
		memcpy(&ev, r->p, sizeof ev);
		t->epoch[r->source] = ev.epoch;
	}
	if (r->type != JR_FRAME)
		return 0;
	assert_int_equal(sup_frame_parse_trusted(r->p + 8, r->n - 8, &f), 1);
	assert_in_range(t->epoch[r->source], 1, 2);
	t->twice += t->seen[t->epoch[r->source]][f.seq]++ > 0;
	return 0;
}

static uint64_t rng = 20261123;

static uint32_t below(uint32_t n)
{
	rng = hash_u64(rng + 0x9e3779b97f4a7c15u);
	return (uint32_t)(rng % n);
}

/* A station with its own memory of what was acknowledged: sends a window of frames in random order with repeats. */
static uint64_t send_window(struct kit *k, uint64_t epoch, uint64_t done, uint64_t until)
{
	struct sup_hello_ack a;
	struct link *l = below(2) ? link_plain(k) : NULL;
	uint8_t key[LINK_KEY];

	if (!l) {
		kit_key("s3", key);
		l = link_tls(k, "s3", key);
		assert_non_null(l);
	}
	assert_int_equal(link_hello(l, "s3", epoch, 1, until, &a), SUP_WELCOME);
	assert_true(a.cum_seq >= done);         /* what was acknowledged is never forgotten */
	done = a.cum_seq;                       /* HELLO_ACK acknowledges as well */
	for (uint64_t base = a.cum_seq + 1; base <= until; base += 8) {
		for (int i = 0; i < 12; i++) {
			uint64_t seq = base + below(8);
			if (seq <= until)
				link_batch(l, seq, 3);
		}
		for (uint64_t seq = base; seq < base + 8 && seq <= until; seq++)
			link_batch(l, seq, 3);
		if (below(6) == 0)
			break;                  /* the line drops before anything is known */
	}
	struct sup_frame f;
	struct sup_ack ack = { 0 };
	while (link_want(l, SUP_ACK, 60, &f) == 1) {
		assert_int_equal(sup_ack_get(&f, &ack), 0);
		link_drop(l, &f);
		done = MAX(done, ack.cum_seq);
	}
	link_close(l);
	return done;
}

static void each_frame_once(void **state)
{
	struct kit k;
	struct tally t = { 0 };
	struct err e = { 0 };
	uint64_t end;

	(void)state;
	kit_new(&k);
	for (uint64_t epoch = 1; epoch <= 2; epoch++) {
		uint64_t done = 0;
		for (int turn = 0; turn < 200 && done < 600; turn++) {
			done = send_window(&k, epoch, done, MIN(done + 40 + below(100), 600u));
			if (below(4) == 0) {
				kit_stop(&k);
				kit_start(&k);
			}
		}
		assert_int_equal(done, 600);
	}
	send_window(&k, 1, 600, 600);           /* the old epoch comes back (a swapped flash card): still known */
	kit_stop(&k);
	assert_int_equal(journal_scan(k.dir, 0, tally_record, &t, &end, &e), 0);
	assert_int_equal(t.twice, 0);
	for (uint64_t epoch = 1; epoch <= 2; epoch++)
		for (uint64_t q = 1; q <= 600; q++)
			assert_int_equal(t.seen[epoch][q], 1);
	kit_end(&k);
}

static void gap_moves_the_cumulative_number(void **state)
{
	struct kit k;
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_gap g = { .first_seq = 3, .last_seq = 9, .why = SUP_GAP_OVERRUN, .records = 100 };
	struct sup_hello_ack a;

	(void)state;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 1, 20, NULL), SUP_WELCOME);
	link_batch(l, 1, 1);
	link_batch(l, 2, 1);
	link_batch(l, 11, 1);
	assert_true(link_put(l, buf, sup_gap_put(&b, 10, &g)));
	assert_true(link_acked(l, 11, 5000));
	link_close(l);
	kit_stop(&k);
	kit_start(&k);          /* and it is the same after a restart */
	l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 9, 12, 20, &a), SUP_WELCOME);
	assert_int_equal(a.cum_seq, 11);
	link_close(l);
	kit_end(&k);
}

/* ---- ST1: keys ---- */

static void only_the_right_key(void **state)
{
	struct kit k;
	uint8_t key[LINK_KEY], wrong[LINK_KEY] = { 1 }, none[LINK_KEY] = { 0 };
	struct ingest_stats st;

	(void)state;
	kit_new(&k);
	kit_key("s2", key);
	assert_null(link_tls(&k, "s2", wrong));
	assert_null(link_tls(&k, "s2", none));
	assert_null(link_tls(&k, "s1", key));
	assert_null(link_tls(&k, "stranger", key));
	assert_null(link_tls(&k, "", key));
	assert_null(link_tls(&k, "s2 ", key));
	assert_null(link_tls(&k, "S2", key));
	struct link *l = link_tls(&k, "s2", key);
	assert_non_null(l);
	assert_int_equal(link_hello(l, "s2", 5, 0, 0, NULL), SUP_WELCOME);
	link_close(l);
	/* a good key does not speak for another station */
	l = link_tls(&k, "s2", key);
	assert_non_null(l);
	uint8_t buf[512];
	assert_true(link_put(l, buf, make_hello(buf, sizeof buf, "s4", 1, 0, 0)));
	assert_int_equal(link_error(l, 3000), SUP_E_IDENTITY);
	link_close(l);
	ingest_stats(k.g, &st);
	assert_int_equal(st.frames, 0);
	struct ingest_pending p[4];
	struct err e = { 0 };
	bool full;
	assert_int_equal(ingest_pending(k.g, p, 4, &full), 2);  /* "stranger" and "S2" wait for approval */
	assert_string_equal(p[0].name, "stranger");
	assert_false(full);
	assert_int_equal(ingest_station_set(k.g, "stranger", 77, LINK_ACTIVE, NULL, &e), 0);
	assert_int_equal(ingest_pending(k.g, p, 4, &full), 1);  /* registered: waits no more */
	assert_string_equal(p[0].name, "S2");
	kit_end(&k);
}

/* The registry is read anew every few seconds, while an engineer may withdraw a station or change its key: what was read before that is
 * older than what was told. */
static void a_re_reading_does_not_undo_a_revocation(void **state)
{
	struct kit k;
	struct err e = { 0 };
	struct ingest_health h;
	uint8_t key[LINK_KEY], fresh[LINK_KEY] = { 9 };

	(void)state;
	kit_new(&k);
	kit_key("s2", key);
	uint64_t mark = ingest_registry_mark(k.g);      /* here the rows are read ... */
	assert_int_equal(ingest_station_key(k.g, "s2", NULL, &e), 0);
	assert_int_equal(ingest_station_set(k.g, "s2", 2, LINK_WITHDRAWN, NULL, &e), 0);
	assert_int_equal(ingest_quarantine(k.g, 3, true, &e), 0);
	assert_int_equal(ingest_station_key(k.g, "s4", fresh, &e), 0);
	assert_int_equal(ingest_station_reset(k.g, mark, "s2", 2, LINK_ACTIVE, key, &e), 0);    /* ... and here they arrive */
	assert_int_equal(ingest_station_reset(k.g, mark, "s3", 3, LINK_ACTIVE, key, &e), 0);
	assert_int_equal(ingest_station_reset(k.g, mark, "s4", 4, LINK_ACTIVE, key, &e), 0);
	assert_null(link_tls(&k, "s2", key));
	assert_true(ingest_health(k.g, 3, &h) && h.quarantined);
	assert_null(link_tls(&k, "s4", key));
	struct link *l = link_tls(&k, "s4", fresh);
	assert_non_null(l);
	link_close(l);
	/* the next reading knows it all */
	mark = ingest_registry_mark(k.g);
	assert_int_equal(ingest_station_reset(k.g, mark, "s4", 4, LINK_ACTIVE, key, &e), 0);
	l = link_tls(&k, "s4", key);
	assert_non_null(l);
	link_close(l);
	kit_end(&k);
}

/* Handshakes of other kinds end before a byte of SUP is looked at. */
static void other_handshakes_fail(void **state)
{
	static const struct { int min, max; const char *suites; bool psk; } tab[] = {
		{ TLS1_2_VERSION, TLS1_2_VERSION, NULL, false }, { TLS1_3_VERSION, TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", false },
		{ TLS1_3_VERSION, TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384", false },
		{ TLS1_3_VERSION, TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256", false }, { TLS1_2_VERSION, TLS1_3_VERSION, NULL, false },
	};
	struct kit k;
	struct ingest_stats st;

	(void)state;
	kit_new(&k);
	for (size_t i = 0; i < COUNTOF(tab); i++) {
		SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
		SSL_CTX_set_min_proto_version(ctx, tab[i].min);
		SSL_CTX_set_max_proto_version(ctx, tab[i].max);
		if (tab[i].suites)
			assert_int_equal(SSL_CTX_set_ciphersuites(ctx, tab[i].suites), 1);
		SSL *ssl = SSL_new(ctx);
		int fd = dial(ingest_tls_port(k.g));
		SSL_set_fd(ssl, fd);
		assert_int_not_equal(SSL_connect(ssl), 1);
		ERR_clear_error();
		SSL_free(ssl);
		SSL_CTX_free(ctx);
		close(fd);
	}
	struct link *l = link_plain(&k);        /* plain SUP at the TLS port */
	close(l->fd);
	l->fd = dial(ingest_tls_port(k.g));
	uint8_t buf[512];
	link_put(l, buf, make_hello(buf, sizeof buf, "s1", 1, 0, 0));
	struct pollfd p = { .fd = l->fd, .events = POLLIN };
	assert_int_equal(poll(&p, 1, 5000), 1);
	char c[64];
	ssize_t n = recv(l->fd, c, sizeof c, 0);        /* a TLS alert or the end, never a SUP frame */
	assert_true(n <= 0 || (uint8_t)c[0] == 0x15);
	link_close(l);
	ingest_stats(k.g, &st);
	assert_int_equal(st.frames + st.online, 0);
	kit_end(&k);
}

/* The client's side of a PSK as a table wants it: any identity, any length of key, any suite. */
static struct offer { const char *what, *id; size_t id_n, key_n; int flip; uint8_t suite, key[64]; } offer;

static int offer_psk(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_n, SSL_SESSION **ret)
{
	const unsigned char suite[] = { 0x13, offer.suite };
	SSL_SESSION *s = SSL_SESSION_new();

	(void)md;
	SSL_SESSION_set1_master_key(s, offer.key, offer.key_n);
	SSL_SESSION_set_cipher(s, SSL_CIPHER_find(ssl, suite));
	SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION);
	*id = (const unsigned char *)offer.id;
	*id_n = offer.id_n;
	*ret = s;
	return 1;
}

/* True when the server completes the handshake; what it says first then is its own affair. */
static bool offered(struct kit *k, const struct offer *o)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL *ssl;
	int fd = dial(ingest_tls_port(k->g));

	offer = *o;
	kit_key("s2", offer.key);
	if (o->flip >= 0)
		offer.key[o->flip / 8] ^= (uint8_t)(1u << o->flip % 8);
	SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
	SSL_CTX_set_psk_use_session_callback(ctx, offer_psk);
	ssl = SSL_new(ctx);
	SSL_set_fd(ssl, fd);
	bool done = SSL_connect(ssl) == 1;
	ERR_clear_error();
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	close(fd);
	return done;
}

static void no_other_identity_or_key(void **state)
{
	static const struct offer good = { "the right one", "s2", 2, 32, -1, 1, { 0 } }, tab[] = {
		{ "first bit of the key", "s2", 2, 32, 0, 1, { 0 } }, { "last bit of the key", "s2", 2, 32, 255, 1, { 0 } },
		{ "a bit in the middle", "s2", 2, 32, 100, 1, { 0 } }, { "half of the key", "s2", 2, 16, -1, 1, { 0 } },
		{ "all but a byte", "s2", 2, 31, -1, 1, { 0 } }, { "one byte", "s2", 2, 1, -1, 1, { 0 } },
		{ "a NUL behind the name", "s2", 3, 32, -1, 1, { 0 } }, { "a NUL before the name", "\0s2", 3, 32, -1, 1, { 0 } },
		{ "the name twice", "s2s2", 4, 32, -1, 1, { 0 } }, { "half of the name", "s2", 1, 32, -1, 1, { 0 } },
		{ "a name too long", "s2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 40, 32, -1, 1, { 0 } },
		{ "a name that is no text", "\xff\xfe", 2, 32, -1, 1, { 0 } }, { "a blank before", " s2", 3, 32, -1, 1, { 0 } },
		{ "another station", "s5", 2, 32, -1, 1, { 0 } }, { "a suite of SHA-384", "s2", 2, 32, -1, 2, { 0 } },
	};
	struct kit k;
	struct ingest_stats st;

	(void)state;
	kit_new(&k);
	assert_true(offered(&k, &good));
	for (size_t i = 0; i < COUNTOF(tab); i++)
		if (offered(&k, &tab[i]))
			fail_msg("%s was let in", tab[i].what);
	ingest_stats(k.g, &st);
	assert_int_equal(st.frames + st.online, 0);
	assert_true(offered(&k, &good));
	kit_end(&k);
}

/* What is no TLS ends without an answer in SUP, and without harm. */
static void other_protocols_get_nothing(void **state)
{
	static const str tab[] = {
		SI("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), SI("SSH-2.0-x\r\n"), SI("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n"), SI("\0\0\0\0\0\0\0\0"),
		SI("\xff\xff\xff\xff\xff\xff\xff\xff"), SI("\x17\x03\x03\0\x10" "0123456789abcdef"), SI("\x15\x03\x03\0\2\2\x28"), SI("\x14\x03\x03\0\1\1"),
		SI("\x16\x03\x01\xff\xff"), SI("\x16\x03\x01\0\4\1\xff\xff\xff"), SI("\x16\x03\x01\0\5\2\0\0\1\0"), SI("\x80\x2e\1\0\2\0\x15\0\0\0\x10"), SI("\x16"),
	};
	struct kit k;
	struct ingest_stats st;

	(void)state;
	kit_new(&k);
	for (size_t i = 0; i < COUNTOF(tab); i++) {
		int fd = dial(ingest_tls_port(k.g));
		struct pollfd p = { .fd = fd, .events = POLLIN };
		uint8_t c[64];
		ssize_t n;
		assert_int_equal(send(fd, tab[i].p, tab[i].n, MSG_NOSIGNAL), (ssize_t)tab[i].n);
		shutdown(fd, SHUT_WR);
		do {
			assert_int_equal(poll(&p, 1, 5000), 1);
			n = recv(fd, c, sizeof c, 0);
			assert_true(n <= 0 || c[0] == 0x15);    /* an alert, then the end */
		} while (n > 0);
		close(fd);
	}
	ingest_stats(k.g, &st);
	assert_int_equal(st.frames + st.online, 0);
	kit_end(&k);
}

static void plain_stays_on_loopback(void **state)
{
	struct ingest_opts o = { .plain_addr = "0.0.0.0", .plain_port = 0, .tls_port = -1 };
	struct err e = { 0 };
	struct ingest *g = NULL;
	struct kit k;

	(void)state;
	kit_new(&k);
	o.journal = k.j;
	assert_int_equal(ingest_start(&o, &e, &g), E_CONFIG);
	assert_null(g);
	assert_non_null(strstr(e.msg, "plain text"));
	kit_end(&k);
}

static void revoked_key_cuts_the_session(void **state)
{
	struct kit k;
	struct err e = { 0 };
	uint8_t key[LINK_KEY];
	struct sup_frame f;
	struct sup_bye bye;

	(void)state;
	kit_new(&k);
	kit_key("s5", key);
	struct link *l = link_tls(&k, "s5", key);
	assert_int_equal(link_hello(l, "s5", 5, 0, 0, NULL), SUP_WELCOME);
	assert_int_equal(ingest_station_key(k.g, "s5", NULL, &e), 0);
	assert_int_equal(link_want(l, SUP_BYE, 3000, &f), 1);
	assert_int_equal(sup_bye_get(&f, &bye), 0);
	assert_int_equal(bye.why, SUP_BYE_REVOKED);
	link_drop(l, &f);
	assert_true(link_closed(l, 3000));
	link_close(l);
	assert_null(link_tls(&k, "s5", key));
	assert_int_equal(ingest_quarantine(k.g, 1, true, &e), 0);
	l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 1, 0, 0, NULL), SUP_QUARANTINED);
	assert_true(link_closed(l, 3000));
	link_close(l);
	l = link_plain(&k);
	assert_int_equal(link_hello(l, "nobody", 1, 0, 0, NULL), SUP_NOT_REGISTERED);
	assert_true(link_closed(l, 3000));
	link_close(l);
	kit_end(&k);
}

static void a_second_session_takes_over(void **state)
{
	struct kit k;
	struct sup_frame f;
	struct sup_bye bye;
	struct ingest_health h;

	(void)state;
	kit_new(&k);
	struct link *a = link_plain(&k), *b = link_plain(&k);
	assert_int_equal(link_hello(a, "s1", 1, 0, 0, NULL), SUP_WELCOME);
	assert_int_equal(link_hello(b, "s1", 1, 0, 0, NULL), SUP_WELCOME);
	assert_int_equal(link_want(a, SUP_BYE, 3000, &f), 1);
	assert_int_equal(sup_bye_get(&f, &bye), 0);
	assert_int_equal(bye.why, SUP_BYE_DUPLICATE);
	link_batch(b, 1, 1);
	assert_true(link_acked(b, 1, 3000));
	assert_true(ingest_health(k.g, 1, &h));
	assert_true(h.online);
	assert_int_equal(h.duplicate_sessions, 1);
	link_close(a);
	link_close(b);
	kit_end(&k);
}

/* ---- errors ---- */

static size_t bad_crc(uint8_t *p, size_t cap) { size_t n = make_batch(p, cap, 0, 1, 2); p[n - 1] ^= 1; return n; }
static size_t bad_magic(uint8_t *p, size_t cap) { size_t n = make_batch(p, cap, 0, 1, 2); p[0] = 'X'; return n; }
static size_t bad_version(uint8_t *p, size_t cap) { size_t n = make_batch(p, cap, 0, 1, 2); p[2] = 9; return n; }
static size_t too_long(uint8_t *p, size_t cap) { size_t n = make_batch(p, cap, 0, 1, 2); put_be32(p + 8, 0x7fffffff); return n; }
static size_t hello_twice(uint8_t *p, size_t cap) { return make_hello(p, cap, "s1", 1, 0, 0); }
static size_t seq_zero(uint8_t *p, size_t cap)
{
	struct sup_buf b = { .p = p, .cap = cap };

	sup_begin(&b, SUP_SIGHTINGS, 0, 0);
	return sup_end(&b);
}
static size_t empty_batch(uint8_t *p, size_t cap)
{
	struct sup_buf b = { .p = p, .cap = cap };

	sup_begin(&b, SUP_SIGHTINGS, 0, 7);
	return sup_end(&b);
}
static size_t not_zstd(uint8_t *p, size_t cap) { size_t n = make_batch(p, cap, 0, 1, 2); struct sup_buf b = { .p = p, .cap = cap };
	uint8_t keep[64]; (void)n; memset(keep, 7, sizeof keep); sup_begin(&b, SUP_SIGHTINGS, SUP_F_ZSTD, 3);
	memcpy(b.p + b.n, keep, sizeof keep); b.n += sizeof keep; return sup_end(&b); }
static size_t server_type(uint8_t *p, size_t cap)
{
	struct sup_buf b = { .p = p, .cap = cap };
	struct sup_ack a = { .epoch = 1 };

	return sup_ack_put(&b, &a);
}
static size_t tag_zero(uint8_t *p, size_t cap)
{
	uint8_t rec[SUP_REC];
	struct sup_buf b = { .p = p, .cap = cap };
	struct sup_batch v = { .n = 1, .recs = rec };
	struct sup_rec r = { .tag = 0, .hits = 1 };

	sup_rec_put(rec, &r);
	return sup_batch_put(&b, 0, 1, &v, -1);
}

static void every_error_is_told_and_ends_the_session(void **state)
{
	static const struct { const char *what; size_t (*make)(uint8_t *, size_t); bool hello; int code; } tab[] = {
		{ "a batch before HELLO", empty_batch, false, SUP_E_ORDER }, { "crc", bad_crc, true, SUP_E_CRC },
		{ "magic", bad_magic, true, SUP_E_MAGIC }, { "version", bad_version, true, SUP_E_VERSION },
		{ "length", too_long, true, SUP_E_LENGTH }, { "length before HELLO", too_long, false, SUP_E_LENGTH },
		{ "HELLO twice", hello_twice, true, SUP_E_ORDER }, { "sequence 0", seq_zero, true, SUP_E_SEQ },
		{ "an empty batch", empty_batch, true, SUP_E_TRUNC }, { "zstd", not_zstd, true, SUP_E_ZSTD },
		{ "a frame only servers send", server_type, true, SUP_E_ORDER }, { "tag 0", tag_zero, true, SUP_E_VALUE },
	};
	struct kit k;

	(void)state;
	kit_new(&k);
	struct link *other = link_plain(&k);
	assert_int_equal(link_hello(other, "s7", 1, 0, 0, NULL), SUP_WELCOME);
	for (size_t i = 0; i < COUNTOF(tab); i++) {
		uint8_t buf[8192];
		struct link *l = link_plain(&k);
		if (tab[i].hello)
			assert_int_equal(link_hello(l, "s1", 1, 0, 0, NULL), SUP_WELCOME);
		assert_true(link_put(l, buf, tab[i].make(buf, sizeof buf)));
		int code = link_error(l, 3000);
		if (code != tab[i].code)
			fail_msg("%s: error %d, not %d", tab[i].what, code, tab[i].code);
		assert_true(link_closed(l, 3000));
		link_close(l);
		link_batch(other, i + 1, 1);    /* the others are served meanwhile */
		assert_true(link_acked(other, i + 1, 3000));
	}
	link_close(other);
	kit_end(&k);
}

/* I3: a peer that says nothing, or dribbles, is gone after hello_ms. */
static void silent_peers_are_dropped(void **state)
{
	struct kit k;
	struct link *l[3];

	(void)state;
	kit_new(&k);
	kit_stop(&k);
	k.io.hello_ms = 200;
	kit_start(&k);
	for (int i = 0; i < 3; i++)
		l[i] = link_plain(&k);
	close(l[2]->fd);
	l[2]->fd = dial(ingest_tls_port(k.g));
	assert_true(link_put(l[1], "SU", 2));
	for (int i = 0; i < 3; i++) {
		assert_true(link_closed(l[i], 4000));
		link_close(l[i]);
	}
	kit_end(&k);
}

/* ---- a full disk ---- */

static atomic_bool disk_full;

static int full_fallocate(int fd, int mode, off_t at, off_t n)
{
	if (atomic_load(&disk_full)) {
		errno = ENOSPC;
		return -1;
	}
	return sys_real.fallocate(fd, mode, at, n);
}

/* I4: acknowledgements stop, nothing is lost, and space returning is enough. */
static void full_disk_holds_and_resumes(void **state)
{
	struct kit k;
	struct tally t = { .epoch = { 0 } };
	struct err e = { 0 };
	uint64_t end, sent = 0;

	(void)state;
	sys.fallocate = full_fallocate;
	kit_new(&k);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 1, 0, 0, NULL), SUP_WELCOME);
	atomic_store(&disk_full, true);
	while (sent < 2000 && journal_state(k.j) == JOURNAL_OK)
		link_batch(l, ++sent, 100);
	for (mono since = clock_mono(); mono_since_ms(since) < 10000 && journal_state(k.j) != JOURNAL_FULL;)
		usleep(1000);           /* the server may lag behind what was sent */
	assert_int_equal(journal_state(k.j), JOURNAL_FULL);
	link_batch(l, ++sent, 100);
	assert_false(link_acked(l, sent, 300));
	atomic_store(&disk_full, false);
	assert_true(link_acked(l, sent, 10000));
	link_close(l);
	kit_stop(&k);
	assert_int_equal(journal_scan(k.dir, 0, tally_record, &t, &end, &e), 0);
	assert_int_equal(t.twice, 0);
	for (uint64_t q = 1; q <= sent; q++)
		assert_int_equal(t.seen[1][q], 1);
	kit_end(&k);
	sys = sys_real;
}

/* ---- watch list ---- */

static void watch_list_comes_as_deltas(void **state)
{
	struct kit k;
	struct sup_frame f;
	struct sup_watchlist w;

	(void)state;
	kit_new(&k);
	ingest_watch(k.g, 1, true, 0xabc);
	ingest_watch(k.g, 2, true, 0xdef);
	struct link *l = link_plain(&k);
	assert_int_equal(link_hello(l, "s1", 1, 0, 0, NULL), SUP_WELCOME);
	assert_int_equal(link_want(l, SUP_WATCHLIST, 3000, &f), 1);
	assert_int_equal(sup_watchlist_get(&f, &w), 0);
	assert_int_equal(w.from_version, 0);
	assert_int_equal(w.to_version, 2);
	assert_int_equal(w.n, 2);
	link_drop(l, &f);
	ingest_watch(k.g, 3, false, 0xabc);
	assert_int_equal(link_want(l, SUP_WATCHLIST, 3000, &f), 1);
	assert_int_equal(sup_watchlist_get(&f, &w), 0);
	assert_int_equal(w.from_version, 2);
	assert_int_equal(w.to_version, 3);
	assert_int_equal(w.n, 1);
	assert_int_equal(w.items[0], 0);
	assert_int_equal(be64(w.items + 1), 0xabc);
	link_drop(l, &f);
	link_close(l);
	kit_end(&k);
}

/* Changes close behind one another go along together, in order, to every session. */
static void watch_list_changes_are_gathered(void **state)
{
	struct kit k;
	struct link *l[2];

	(void)state;
	kit_new(&k);
	ingest_watch(k.g, 1, true, 1);
	for (int i = 0; i < 2; i++) {
		struct sup_frame f;
		l[i] = link_plain(&k);
		assert_int_equal(link_hello(l[i], i ? "s2" : "s1", 1, 0, 0, NULL), SUP_WELCOME);
		assert_int_equal(link_want(l[i], SUP_WATCHLIST, 3000, &f), 1);
		link_drop(l[i], &f);
	}
	for (uint32_t v = 2; v <= 41; v++)
		ingest_watch(k.g, v, true, v);
	for (int i = 0; i < 2; i++) {
		uint32_t seen = 1, frames = 0;
		while (seen < 41) {
			struct sup_frame f;
			struct sup_watchlist w;
			assert_int_equal(link_want(l[i], SUP_WATCHLIST, 3000, &f), 1);
			assert_int_equal(sup_watchlist_get(&f, &w), 0);
			assert_int_equal(w.from_version, seen);
			assert_int_equal(w.to_version, seen + w.n);
			for (int n = 0; n < w.n; n++)
				assert_int_equal(be64(w.items + 9 * n + 1), ++seen);
			frames++;
			link_drop(l[i], &f);
		}
		assert_true(frames < 20);
		link_close(l[i]);
	}
	kit_end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_ack_before_sync),
		cmocka_unit_test(more_than_the_credits_ends_the_session),
		cmocka_unit_test(failed_sync_never_acks),
		cmocka_unit_test(each_frame_once),
		cmocka_unit_test(gap_moves_the_cumulative_number),
		cmocka_unit_test(only_the_right_key),
		cmocka_unit_test(a_re_reading_does_not_undo_a_revocation),
		cmocka_unit_test(other_handshakes_fail),
		cmocka_unit_test(no_other_identity_or_key),
		cmocka_unit_test(other_protocols_get_nothing),
		cmocka_unit_test(plain_stays_on_loopback),
		cmocka_unit_test(revoked_key_cuts_the_session),
		cmocka_unit_test(a_second_session_takes_over),
		cmocka_unit_test(every_error_is_told_and_ends_the_session),
		cmocka_unit_test(silent_peers_are_dropped),
		cmocka_unit_test(full_disk_holds_and_resumes),
		cmocka_unit_test(watch_list_comes_as_deltas),
		cmocka_unit_test(watch_list_changes_are_gathered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
