/* net — see net.h. */
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/fs.h"
#include "platform/sys.h"

enum { EVENTS = 512, IN_BUF = 65536 };
enum line_state { L_NONE, L_CONNECTING, L_HANDSHAKE, L_UP };

struct line { int fd; uint8_t state; bool want_write, held; SSL *ssl; };

struct net {
	struct net_opts o;
	struct station *st;
	const struct station_key *key;
	int n, ep, open, dial_at;
	struct line *line;
	SSL_CTX *ctx;
	struct sockaddr_in to;
	struct net_counts c;
	uint8_t in[IN_BUF];
};

static int key_order(const void *a, const void *b)
{
	return strcmp(((const struct station_key *)a)->name, ((const struct station_key *)b)->name);
}

static bool key_line(str line, struct station_key *k)
{
	const char *sp = memchr(line.p, ' ', line.n);
	size_t name = sp ? (size_t)(sp - line.p) : 0, hex = sp ? line.n - name - 1 : 0;

	if (name < 1 || name > 32 || hex < 32 || hex > 128 || hex % 2)
		return false;
	*k = (struct station_key){ .n = (uint8_t)(hex / 2) };
	memcpy(k->name, line.p, name);
	for (size_t i = 0; i < hex / 2; i++) {
		uint64_t v;
		if (!str_hex64((str){ sp + 1 + 2 * i, 2 }, &v))
			return false;
		k->key[i] = (uint8_t)v;
	}
	return true;
}

int keys_read(const char *path, struct station_key **ret, int *ret_n, struct err *e)
{
	char *text;
	size_t len, at = 0;
	int n = 0, cap = 0, line = 0;
	struct station_key *k = NULL;

	TRY(fs_read(path, 64u << 20, &text, &len, e));
	while (at < len) {
		const char *nl = memchr(text + at, '\n', len - at);
		size_t l = nl ? (size_t)(nl - text - at) : len - at;
		str s = { text + at, l };
		at += l + 1;
		line++;
		if (s.n > 0 && s.p[s.n - 1] == '\r')
			s.n--;
		if (s.n == 0 || s.p[0] == '#')
			continue;
		if (n == cap) {
			cap = cap ? cap * 2 : 1024;
			k = realloc(k, (size_t)cap * sizeof *k);
			ASSERT(k);
		}
		if (!key_line(s, &k[n++])) {
			free(k);
			free(text);
			return ERR(e, E_INVALID, "%s line %d: not \"name hexkey\"", path, line);
		}
	}
	free(text);
	if (n > 0)
		qsort(k, (size_t)n, sizeof *k, key_order);
	*ret = k;
	*ret_n = n;
	return 0;
}

const struct station_key *keys_find(const struct station_key *k, int n, const char *name)
{
	struct station_key want = { 0 };

	if (n == 0)
		return NULL;
	snprintf(want.name, sizeof want.name, "%s", name);
	return bsearch(&want, k, (size_t)n, sizeof *k, key_order);
}

int net_address(const char *text, char host[static 64], uint16_t *ret_port, struct err *e)
{
	const char *colon = strrchr(text, ':');
	int64_t port;
	struct in_addr a;

	if (!colon || colon - text >= 63 || !str_i64(str_of(colon + 1), 1, 65535, &port))
		return ERR(e, E_USAGE, "'%s' is not HOST:PORT", text);
	snprintf(host, 64, "%.*s", (int)(colon - text), text);
	if (host[0] == 0 || strcmp(host, "localhost") == 0)
		snprintf(host, 64, "127.0.0.1");
	if (inet_pton(AF_INET, host, &a) != 1)
		return ERR(e, E_USAGE, "'%s' is not a numeric IPv4 address", host);
	*ret_port = (uint16_t)port;
	return 0;
}

/* TLS 1.3 external PSK: the session is made of the station's key, the identity is its name. */
static int psk_cb(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **sess)
{
	static const unsigned char aes128_gcm_sha256[] = { 0x13, 0x01 };
	const struct station_key *k = SSL_get_app_data(ssl);
	SSL_SESSION *s;
	const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, aes128_gcm_sha256);

	*sess = NULL;
	if (!k || !cipher)
		return 0;
	if (md && EVP_MD_get_type(md) != NID_sha256)
		return 1;   /* a second ClientHello for another hash: no PSK of ours fits */
	s = SSL_SESSION_new();
	if (!s || !SSL_SESSION_set1_master_key(s, k->key, k->n) || !SSL_SESSION_set_cipher(s, cipher) ||
	    !SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION)) {
		SSL_SESSION_free(s);
		return 0;
	}
	*sess = s;
	*id = (const unsigned char *)k->name;
	*idlen = strlen(k->name);
	return 1;
}

static SSL_CTX *make_ctx(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	ASSERT(ctx);
	ASSERT(SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION));
	ASSERT(SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256"));
	SSL_CTX_set_psk_use_session_callback(ctx, psk_cb);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	/* with a PSK no certificate is exchanged; a server that sends one instead is refused */
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	return ctx;
}

int net_new(struct net **ret, const struct net_opts *o, struct station *st, const struct station_key *key, int n, struct err *e)
{
	struct rlimit rl;
	struct net *x = calloc(1, sizeof *x);

	ASSERT(x);
	x->o = *o;
	if (x->o.dials_per_tick <= 0)
		x->o.dials_per_tick = 100;
	x->st = st;
	x->key = key;
	x->n = n;
	x->line = calloc((size_t)n, sizeof *x->line);
	ASSERT(x->line);
	for (int i = 0; i < n; i++)
		x->line[i].fd = -1;
	x->to = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(o->port) };
	x->ep = epoll_create1(EPOLL_CLOEXEC);
	if (x->ep < 0 || inet_pton(AF_INET, o->host, &x->to.sin_addr) != 1) {
		net_free(x);
		return ERR(e, E_IO, "no event queue, or '%s' is not an address", o->host);
	}
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < (rlim_t)n + 64) {
		rl.rlim_cur = MIN((rlim_t)n + 64, rl.rlim_max);
		if (setrlimit(RLIMIT_NOFILE, &rl) < 0 || rl.rlim_cur < (rlim_t)n + 64) {
			net_free(x);
			return ERR(e, E_IO, "%d connections need more open files than this login may have (ulimit -n)", n);
		}
	}
	if (o->tls)
		x->ctx = make_ctx();
	*ret = x;
	return 0;
}

static void drop(struct net *n, int i)
{
	struct line *l = &n->line[i];

	if (l->state == L_NONE)
		return;
	if (l->ssl) {
		if (l->state == L_UP)
			SSL_shutdown(l->ssl);
		SSL_free(l->ssl);
	}
	close(l->fd);
	*l = (struct line){ .fd = -1, .held = l->held };
	n->open--;
	n->c.closed++;
	station_lost(&n->st[i], clock_utc());
}

void net_free(struct net *n)
{
	if (!n)
		return;
	for (int i = 0; i < n->n; i++)
		drop(n, i);
	if (n->ep >= 0)
		close(n->ep);
	SSL_CTX_free(n->ctx);
	free(n->line);
	free(n);
}

static void want(struct net *n, int i, bool write)
{
	struct line *l = &n->line[i];
	struct epoll_event ev = { .events = EPOLLIN | (write ? (uint32_t)EPOLLOUT : 0), .data.u32 = (uint32_t)i };

	if (l->want_write == write)
		return;
	l->want_write = write;
	epoll_ctl(n->ep, EPOLL_CTL_MOD, l->fd, &ev);
}

static void dial(struct net *n, int i)
{
	struct line *l = &n->line[i];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
	struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT, .data.u32 = (uint32_t)i };

	station_dialling(&n->st[i]);
	n->c.dials++;
	if (fd < 0) {
		station_lost(&n->st[i], clock_utc());
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(fd, (struct sockaddr *)&n->to, sizeof n->to) < 0 && errno != EINPROGRESS) {
		close(fd);
		n->c.refused++;
		station_lost(&n->st[i], clock_utc());
		return;
	}
	*l = (struct line){ .fd = fd, .state = L_CONNECTING, .want_write = true };
	n->open++;
	if (n->ctx) {
		l->ssl = SSL_new(n->ctx);
		ASSERT(l->ssl && SSL_set_fd(l->ssl, fd));
		SSL_set_app_data(l->ssl, (void *)(uintptr_t)&n->key[i]);
		SSL_set_connect_state(l->ssl);
	}
	epoll_ctl(n->ep, EPOLL_CTL_ADD, fd, &ev);
}

/* 1 went on, 0 would block, -1 broken. */
static int handshake(struct net *n, int i)
{
	struct line *l = &n->line[i];

	ERR_clear_error();
	int rc = SSL_do_handshake(l->ssl);
	if (rc == 1) {
		l->state = L_UP;
		station_up(&n->st[i], clock_utc());
		return 1;
	}
	int why = SSL_get_error(l->ssl, rc);
	if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
		want(n, i, why == SSL_ERROR_WANT_WRITE);
		return 0;
	}
	n->c.tls_failed++;
	return -1;
}

static ssize_t line_send(struct line *l, const uint8_t *p, size_t len)
{
	if (!l->ssl) {
		ssize_t k = sys.send(l->fd, p, len, MSG_NOSIGNAL);
		return k >= 0 ? k : errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	ERR_clear_error();
	size_t k = 0;
	if (SSL_write_ex(l->ssl, p, len, &k) == 1)
		return (ssize_t)k;
	int why = SSL_get_error(l->ssl, 0);
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static ssize_t line_recv(struct line *l, uint8_t *p, size_t cap)
{
	if (!l->ssl) {
		ssize_t k = sys.recv(l->fd, p, cap, 0);
		return k > 0 ? k : k < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
	}
	ERR_clear_error();
	size_t k = 0;
	if (SSL_read_ex(l->ssl, p, cap, &k) == 1)
		return (ssize_t)k;
	int why = SSL_get_error(l->ssl, 0);
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

void net_flush(struct net *n, int i)
{
	struct line *l = &n->line[i];
	struct station *s = &n->st[i];
	const uint8_t *p;
	size_t len;

	if (l->state != L_UP)
		return;
	while ((len = station_output(s, &p)) > 0) {
		ssize_t k = line_send(l, p, len);
		if (k < 0) {
			drop(n, i);
			return;
		}
		if (k == 0)
			break;
		n->c.bytes_out += (uint64_t)k;
		station_sent(s, (size_t)k);
	}
	want(n, i, len > 0);
	if (s->hang_up && len == 0)
		drop(n, i);
}

static void ready(struct net *n, int i, uint32_t events)
{
	struct line *l = &n->line[i];

	if (l->state == L_CONNECTING) {
		int bad = 0;
		socklen_t len = sizeof bad;
		if (getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &bad, &len) < 0 || bad || (events & (EPOLLERR | EPOLLHUP))) {
			n->c.refused++;
			drop(n, i);
			return;
		}
		l->state = l->ssl ? L_HANDSHAKE : L_UP;
		if (l->state == L_UP)
			station_up(&n->st[i], clock_utc());
	}
	if (l->state == L_HANDSHAKE && handshake(n, i) < 0) {
		drop(n, i);
		return;
	}
	if (l->state != L_UP)
		return;
	for (int turns = 0; turns < 16; turns++) {
		ssize_t k = line_recv(l, n->in, sizeof n->in);
		if (k < 0) {
			drop(n, i);
			return;
		}
		if (k == 0)
			break;
		n->c.bytes_in += (uint64_t)k;
		station_input(&n->st[i], n->in, (size_t)k, clock_utc());
		if (n->st[i].hang_up || (!l->ssl && (size_t)k < sizeof n->in))
			break;
	}
	net_flush(n, i);
}

void net_poll(struct net *n, int wait_ms)
{
	struct epoll_event ev[EVENTS];
	int64_t now = clock_utc();
	int dials = 0;

	for (int k = 0; k < n->n && dials < n->o.dials_per_tick; k++) {
		int i = n->dial_at = (n->dial_at + 1) % n->n;
		if (n->line[i].state == L_NONE && !n->line[i].held && station_wants_connect(&n->st[i], now)) {
			dial(n, i);
			dials++;
		}
	}
	for (int rounds = 0; rounds < 32; rounds++) {
		int k = epoll_wait(n->ep, ev, EVENTS, rounds == 0 ? wait_ms : 0);
		for (int j = 0; j < k; j++)
			ready(n, (int)ev[j].data.u32, ev[j].events);
		if (k < EVENTS)
			break;
	}
}

void net_cut(struct net *n, int i) { drop(n, i); }
void net_hold(struct net *n, int i, bool held) { n->line[i].held = held; }
int net_open(const struct net *n) { return n->open; }
struct net_counts net_counts(const struct net *n) { return n->c; }
