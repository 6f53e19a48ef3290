/* tls — TLS 1.3 with an external pre-shared key a station; bytes pass through the sys seam by an own BIO. */
#include <errno.h>
#include <openssl/err.h>

#include "serve/ingest/ingest_int.h"

static int bio_write(BIO *b, const char *p, int n)
{
	BIO_clear_retry_flags(b);
	ssize_t k = sys.send(*(int *)BIO_get_data(b), p, (size_t)n, MSG_NOSIGNAL);
	if (k < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		BIO_set_retry_write(b);
	return (int)k;
}

static int bio_read(BIO *b, char *p, int n)
{
	BIO_clear_retry_flags(b);
	ssize_t k = sys.recv(*(int *)BIO_get_data(b), p, (size_t)n, 0);
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
	SSL_CTX_set_read_ahead(g->ctx, 1);
	SSL_CTX_set_default_read_buffer_len(g->ctx, 64 * 1024);
	SSL_CTX_set_options(g->ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
	return 0;
}

int tls_attach(struct session *s)
{
	s->ssl = SSL_new(s->g->ctx);
	BIO *b = BIO_new(bio_method());
	if (!s->ssl || !b) {
		BIO_free(b);
		return E_INTERNAL;
	}
	BIO_set_data(b, &s->fd);
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
	if (rc == 1)
		return SSL_session_reused(s->ssl) && s->psk_name[0] ? 1 : -1;  /* only a PSK is an identity */
	return tls_rc(s, rc) == -1 ? 0 : -1;
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
