/* ingest_testkit — a small blocking station for the tests of ingest: real sockets, real TLS, real journal. */
#pragma once
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "format/sup/sup.h"
#include "platform/sys.h"
#include "serve/ingest/ingest.h"

struct kit { char dir[64]; struct ingest_hook hook; struct journal *j; struct ingest *g; struct journal_opts jo; struct ingest_opts io; };

static inline void kit_key(const char *name, uint8_t key[LINK_KEY])
{
	for (int i = 0; i < LINK_KEY; i++)
		key[i] = (uint8_t)(hash_u64((uint64_t)i * 131 + strlen(name) + (uint8_t)name[strlen(name) - 1]) | 1);
}

static inline void kit_start(struct kit *k)
{
	struct err e = { 0 };

	k->jo.dir = k->dir;
	k->jo.on_durable = ingest_on_durable;
	k->jo.segment_head = ingest_segment_head;
	k->jo.arg = &k->hook;
	k->hook.g = NULL;
	if (journal_open(&k->jo, &e, &k->j) < 0)
		fail_msg("journal: %s", e.msg);
	k->io.journal = k->j;
	k->io.hook = &k->hook;
	k->io.plain_addr = k->io.tls_addr = "127.0.0.1";
	if (ingest_start(&k->io, &e, &k->g) < 0)
		fail_msg("ingest: %s", e.msg);
	for (uint16_t ix = 0; ix < 8; ix++) {
		char name[8];
		uint8_t key[LINK_KEY];
		snprintf(name, sizeof name, "s%u", ix);
		kit_key(name, key);
		assert_int_equal(ingest_station_set(k->g, name, ix, LINK_ACTIVE, key, &e), 0);
	}
}

static inline void kit_stop(struct kit *k)
{
	ingest_stop(k->g);
	journal_close(k->j);
	k->g = NULL;
	k->j = NULL;
}

static inline void kit_new(struct kit *k)
{
	*k = (struct kit){ .jo = { .segment_bytes = 1 << 20, .buf_bytes = 65536, .nbufs = 4 } };
	snprintf(k->dir, sizeof k->dir, "/tmp/yz-ingest-XXXXXX");
	assert_non_null(mkdtemp(k->dir));
	kit_start(k);
}

static inline void kit_end(struct kit *k)
{
	char cmd[128];

	if (k->g)
		kit_stop(k);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", k->dir);
	assert_int_equal(system(cmd), 0);
}

/* ---- a link ---- */

struct link { int fd, port; SSL *ssl; SSL_CTX *ctx; uint8_t in[600000]; size_t n; char psk_id[64]; uint8_t psk[LINK_KEY]; uint64_t epoch, seq; };

static inline int dial(int port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
	return fd;
}

static inline struct link *link_to(int port)
{
	struct link *l = calloc(1, sizeof *l);

	assert_non_null(l);
	l->port = port;
	l->fd = dial(port);
	return l;
}

static inline struct link *link_plain(struct kit *k)
{
	return link_to(ingest_plain_port(k->g));
}

static inline int use_psk(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **sess)
{
	static const unsigned char suite[] = { 0x13, 0x01 };
	struct link *l = SSL_get_app_data(ssl);
	SSL_SESSION *s = SSL_SESSION_new();

	(void)md;
	SSL_SESSION_set1_master_key(s, l->psk, sizeof l->psk);
	SSL_SESSION_set_cipher(s, SSL_CIPHER_find(ssl, suite));
	SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION);
	*id = (const unsigned char *)l->psk_id;
	*idlen = strlen(l->psk_id);
	*sess = s;
	return 1;
}

/* NULL when the handshake fails. */
static inline struct link *link_tls(struct kit *k, const char *identity, const uint8_t key[LINK_KEY])
{
	struct link *l = calloc(1, sizeof *l);

	assert_non_null(l);
	l->fd = dial(ingest_tls_port(k->g));
	snprintf(l->psk_id, sizeof l->psk_id, "%s", identity);
	memcpy(l->psk, key, LINK_KEY);
	l->ctx = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_min_proto_version(l->ctx, TLS1_3_VERSION);
	SSL_CTX_set_ciphersuites(l->ctx, "TLS_AES_128_GCM_SHA256");
	SSL_CTX_set_psk_use_session_callback(l->ctx, use_psk);
	l->ssl = SSL_new(l->ctx);
	SSL_set_app_data(l->ssl, l);
	SSL_set_fd(l->ssl, l->fd);
	if (SSL_connect(l->ssl) == 1)
		return l;
	SSL_free(l->ssl);
	SSL_CTX_free(l->ctx);
	close(l->fd);
	free(l);
	ERR_clear_error();
	return NULL;
}

static inline void link_close(struct link *l)
{
	SSL_free(l->ssl);
	SSL_CTX_free(l->ctx);
	close(l->fd);
	free(l);
}

static inline bool link_put(struct link *l, const void *p, size_t n)
{
	return l->ssl ? SSL_write(l->ssl, p, (int)n) == (int)n : send(l->fd, p, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* Next frame within ms. 1; 0 nothing came; -1 the server closed. The frame lives until the next call. */
static inline int link_get(struct link *l, int ms, struct sup_frame *f)
{
	for (;;) {
		int k = sup_frame_parse(l->in, l->n, SUP_MAX_PAYLOAD, f);
		assert_true(k >= 0);
		if (k == 1)
			return 1;
		struct pollfd p = { .fd = l->fd, .events = POLLIN };
		if (!(l->ssl && SSL_pending(l->ssl)) && poll(&p, 1, ms) == 0)
			return 0;
		ssize_t got = l->ssl ? SSL_read(l->ssl, l->in + l->n, (int)(sizeof l->in - l->n))
		                     : recv(l->fd, l->in + l->n, sizeof l->in - l->n, 0);
		if (got <= 0)
			return -1;
		l->n += (size_t)got;
	}
}

static inline void link_drop(struct link *l, const struct sup_frame *f)
{
	size_t total = f->total;

	memmove(l->in, l->in + total, l->n - total);
	l->n -= total;
}

/* Waits for a frame of a type, dropping others. */
static inline int link_want(struct link *l, uint8_t type, int ms, struct sup_frame *f)
{
	for (;;) {
		int k = link_get(l, ms, f);
		if (k != 1 || f->type == type)
			return k;
		link_drop(l, f);
	}
}

static inline size_t make_hello(uint8_t *buf, size_t cap, const char *name, uint64_t epoch, uint64_t first, uint64_t last)
{
	struct sup_buf b = { .p = buf, .cap = cap };
	struct sup_hello h = { .station = str_of(name), .hardware = S("test"), .firmware = S("1.0"), .proto_min = 1, .proto_max = 1,
		.boot_id = 77, .epoch = epoch, .first_seq = first, .last_seq = last, .clock_source = SUP_CLOCK_SERVER,
		.wall_ms = clock_utc(), .mono_ms = 1000, .clock_err_ms = 5 };

	return sup_hello_put(&b, &h);
}

/* HELLO and its answer; the result code, or -1 when the server closed instead. */
static inline int link_hello(struct link *l, const char *name, uint64_t epoch, uint64_t first, uint64_t last, struct sup_hello_ack *ret)
{
	uint8_t buf[512];
	struct sup_frame f;
	struct sup_hello_ack a;
	size_t n = make_hello(buf, sizeof buf, name, epoch, first, last);

	if (!link_put(l, buf, n) || link_want(l, SUP_HELLO_ACK, 5000, &f) != 1)
		return -1;
	assert_int_equal(sup_hello_ack_get(&f, &a), 0);
	link_drop(l, &f);
	l->epoch = epoch;
	if (ret)
		*ret = a;
	return a.result;
}

static inline size_t make_batch(uint8_t *buf, size_t cap, uint16_t flags, uint64_t seq, int n)
{
	static uint8_t recs[4096 * SUP_REC];
	struct sup_buf b = { .p = buf, .cap = cap };
	struct sup_batch v = { .boot_id = 77, .base_mono_ms = 1000, .utc_minus_mono_ms = clock_utc() - 1000, .clock_err_ms = 5,
		.clock_source = SUP_CLOCK_SERVER, .n = (uint16_t)n, .recs = recs };

	for (int i = 0; i < n; i++) {
		struct sup_rec r = { .tag = seq * 1000 + (uint64_t)i + 1, .hits = 1, .rssi_max = -60 };
		sup_rec_put(recs + i * SUP_REC, &r);
	}
	return sup_batch_put(&b, flags, seq, &v, -1);
}

static inline void link_batch(struct link *l, uint64_t seq, int n)
{
	static uint8_t buf[300000];
	size_t k = make_batch(buf, sizeof buf, 0, seq, n);

	assert_true(k > 0);
	assert_true(link_put(l, buf, k));
}

/* Waits until an ACK's cumulative number reaches seq. */
static inline bool link_acked(struct link *l, uint64_t seq, int ms)
{
	struct sup_frame f;
	struct sup_ack a;
	mono begun = clock_mono();

	while (mono_since_ms(begun) < ms) {
		if (link_want(l, SUP_ACK, ms, &f) != 1)
			return false;
		assert_int_equal(sup_ack_get(&f, &a), 0);
		link_drop(l, &f);
		if (a.epoch == l->epoch && a.cum_seq >= seq)
			return true;
	}
	return false;
}

/* What an ERROR frame says, or -1 when none came before the end. */
static inline int link_error(struct link *l, int ms)
{
	struct sup_frame f;
	struct sup_err e;

	if (link_want(l, SUP_ERROR, ms, &f) != 1)
		return -1;
	assert_int_equal(sup_err_get(&f, &e), 0);
	return e.code;
}

static inline bool link_closed(struct link *l, int ms)
{
	struct sup_frame f;
	int k;

	while ((k = link_get(l, ms, &f)) == 1)
		link_drop(l, &f);
	return k == -1;
}
