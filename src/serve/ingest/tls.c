/* tls — TLS 1.3 with an external pre-shared key a station; bytes pass through the sys seam by an own BIO. */
#include <errno.h>
#include <openssl/err.h>

#include "serve/ingest/ingest_int.h"

static int bio_write(BIO *b, const char *p, int n)
{
	struct session *s = BIO_get_data(b);

	BIO_clear_retry_flags(b);
	ssize_t k = sys.send(s->fd, p, (size_t)n, MSG_NOSIGNAL);
	if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		BIO_set_retry_write(b);
	return (int)k;
}

static int bio_read(BIO *b, char *p, int n)
{
	struct session *s = BIO_get_data(b);

	BIO_clear_retry_flags(b);
	if (s->step == SS_TLS && s->in_n) {     /* the ClientHello that was gathered */
		uint32_t k = MIN((uint32_t)n, s->in_n);
		memcpy(p, s->in, k);
		s->in_n -= k;
		memmove(s->in, s->in + k, s->in_n);
		return (int)k;
	}
	ssize_t k = sys.recv(s->fd, p, (size_t)n, 0);
	if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		BIO_set_retry_read(b);
	return (int)k;
}

static long bio_ctrl(BIO *b, int cmd, long num, void *ptr)
{
	(void)b;
	(void)num;
	(void)ptr;
	return cmd == BIO_CTRL_FLUSH;
}

static BIO_METHOD *bio_method(void)
{
	static BIO_METHOD *m;

	if (!m) {
		m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "sys socket");
		BIO_meth_set_write(m, bio_write);
		BIO_meth_set_read(m, bio_read);
		BIO_meth_set_ctrl(m, bio_ctrl);
	}
	return m;
}

/* RFC 8446 section 4.2.11: the identity names the station; its key becomes an external PSK for SHA-256 suites. */
static int find_psk(SSL *ssl, const unsigned char *identity, size_t n, SSL_SESSION **ret)
{
	static const unsigned char suite[] = { 0x13, 0x01 };  /* TLS_AES_128_GCM_SHA256 */
	struct session *s = SSL_get_app_data(ssl);
	str name = { (const char *)identity, n };
	struct station *st = ingest_find(s->g, name);

	*ret = NULL;
	if (!st || !st->has_key || st->state == LINK_WITHDRAWN) {
		pending_note(s->g, name, s->peer, (str){ "", 0 }, (str){ "", 0 });
		return 1;
	}
	const SSL_CIPHER *c = SSL_CIPHER_find(ssl, suite);
	SSL_SESSION *ses = SSL_SESSION_new();
	if (!c || !ses || !SSL_SESSION_set1_master_key(ses, st->key, sizeof st->key) ||
	    !SSL_SESSION_set_cipher(ses, c) || !SSL_SESSION_set_protocol_version(ses, TLS1_3_VERSION)) {
		SSL_SESSION_free(ses);
		return 0;
	}
	memcpy(s->psk_name, st->name.z, sizeof s->psk_name);
	s->psk_gen = st->key_gen;
	*ret = ses;
	return 1;
}

int tls_init(struct ingest *g, struct err *e)
{
	g->ctx = SSL_CTX_new(TLS_server_method());
	if (!g->ctx || !SSL_CTX_set_min_proto_version(g->ctx, TLS1_3_VERSION) ||
	    !SSL_CTX_set_ciphersuites(g->ctx, "TLS_AES_128_GCM_SHA256"))
		return ERR(e, E_CONFIG, "OpenSSL offers no TLS 1.3");
	SSL_CTX_set_psk_find_session_callback(g->ctx, find_psk);
	SSL_CTX_set_mode(g->ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
	                         SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(g->ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(g->ctx, 0);
	SSL_CTX_set_max_early_data(g->ctx, 0);
	SSL_CTX_set_options(g->ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
	return 0;
}

/* I3: OpenSSL's state is 40 KiB and more (100 KiB with a ClientHello cut in two). So nothing is given to it before one record with one
 * whole ClientHello is there, and that either proves a key or ends the link. */
int tls_first(struct session *s)
{
	enum { HEAD = 9 };      /* of the record 5, of the message 4 */

	for (;;) {
		uint32_t want = HEAD;
		if (s->in_n >= HEAD) {
			uint32_t record = be16(s->in + 3), message = be32(s->in + 5) & 0xffffff;
			want = 5 + record;
			if (s->in[0] != 22 || s->in[5] != 1 || record != 4 + message || want > FIRST_BUF)
				return -1;
			if (s->in_n == want)
				return 1;
		}
		if (want > s->in_cap) {
			uint8_t *q = realloc(s->in, want);
			if (!q)
				BUG("out of memory");
			s->in = q;
			s->in_cap = want;
		}
		ssize_t k = sys.recv(s->fd, s->in + s->in_n, want - s->in_n, 0);
		if (k < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
		if (k == 0)
			return -1;
		s->in_n += (uint32_t)k;
	}
}

/* Batches come from here on: fewer, larger reads. */
void tls_welcome(struct session *s)
{
	if (!s->ssl)
		return;
	SSL_set_read_ahead(s->ssl, 1);
	SSL_set_default_read_buffer_len(s->ssl, 64 * 1024);
}

int tls_attach(struct session *s)
{
	s->ssl = SSL_new(s->g->ctx);
	BIO *b = BIO_new(bio_method());
	if (!s->ssl || !b) {
		BIO_free(b);
		return E_INTERNAL;
	}
	BIO_set_data(b, s);
	BIO_set_init(b, 1);
	SSL_set_bio(s->ssl, b, b);
	SSL_set_app_data(s->ssl, s);
	SSL_set_accept_state(s->ssl);
	return 0;
}

static int tls_rc(struct session *s, int rc)
{
	switch (SSL_get_error(s->ssl, rc)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE: return -1;
	case SSL_ERROR_ZERO_RETURN: return 0;
	default: return -2;
	}
}

int tls_handshake(struct session *s)
{
	ERR_clear_error();
	int rc = SSL_do_handshake(s->ssl);
	bool proven = SSL_session_reused(s->ssl) && s->psk_name[0];    /* only a PSK is an identity */
	if (rc == 1)
		return proven ? 1 : -1;
	/* a peer that has proved no key in its first message gets no second one (HelloRetryRequest): its state is not kept */
	return tls_rc(s, rc) == -1 && proven ? 0 : -1;
}

int link_read(struct session *s, void *p, size_t n)
{
	if (s->ssl) {
		ERR_clear_error();
		int k = SSL_read(s->ssl, p, (int)MIN(n, (size_t)INT32_MAX));
		return k > 0 ? k : tls_rc(s, k);
	}
	ssize_t k = sys.recv(s->fd, p, n, 0);
	if (k < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? -1 : -2;
	return (int)k;
}

int link_write(struct session *s, const void *p, size_t n)
{
	if (s->ssl) {
		ERR_clear_error();
		int k = SSL_write(s->ssl, p, (int)n);
		return k > 0 ? k : tls_rc(s, k);
	}
	ssize_t k = sys.send(s->fd, p, n, MSG_NOSIGNAL);
	if (k < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? -1 : -2;
	return (int)k;
}
