/* replay_live — the capture sent to a running server over SUP/1, one connection a station that has something to say.
 *
 * One thread. The feed pushes frames into the stations' queues; at each slice the connections are served, until few enough
 * bytes wait (as fast as acknowledgements allow) and, with --speed, until the slice's time has come.
 * Bounds: MAX_QUEUED bytes over all queues; MAX_TRIES connections in a row without a welcome; STALL_MS without progress. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "serve/cli/replay_int.h"

enum { KEY = 32, IN_CAP = 16384, MAX_QUEUED = 32 << 20, MAX_TRIES = 12, STALL_MS = 60000, EVENTS = 256, MAX_OPEN_AT_ONCE = 64 };

enum step { CLOSED, CONNECTING, HANDSHAKE, HELLO, LIVE, GIVEN_UP };

struct item { uint8_t *p; uint32_t n; uint64_t seq; };

struct line {
	struct live *live;
	uint16_t ix;
	enum step step;
	int fd;
	SSL *ssl;
	uint8_t key[KEY];
	bool has_key, dead;
	struct item *q; uint32_t head, n, cap, sent;   /* q[head..n) is not acknowledged, q[head..sent) is sent */
	uint8_t *out; uint32_t out_n, out_at, out_cap; /* bytes for the socket */
	uint8_t in[IN_CAP]; uint32_t in_n, skip;       /* skip: what is left of a frame too long to be of use here */
	uint32_t credits, flying;
	uint64_t last_seq;
	int tries;
	int64_t retry_at, beat_at, opened_at;          /* mono ms */
	uint16_t beat_s;
};

struct live {
	const struct capture *c;
	const struct replay_opts *o;
	struct addrinfo *to;
	SSL_CTX *ctx;
	int ep;
	struct line **line;             /* by station, NULL until it has something to say */
	uint64_t epoch, boot_id;
	uint64_t queued, acked, frames;
	uint32_t opening, refused;
	utc_ms first;                   /* stream time of the first slice */
	int64_t begun, progress;        /* mono ms */
	bool started;
	char why[160];                  /* the last refusal or error a server told */
	struct err *e;
};

static int64_t now_ms(void)
{
	return clock_mono().ns / 1000000;
}

/* ---- keys ---- */

static int use_psk(SSL *ssl, const EVP_MD *md, const unsigned char **ret_id, size_t *ret_n, SSL_SESSION **ret)
{
	static const unsigned char suite[] = { 0x13, 0x01 };   /* TLS_AES_128_GCM_SHA256 */
	struct line *l = SSL_get_app_data(ssl);
	const SSL_CIPHER *c = SSL_CIPHER_find(ssl, suite);

	*ret = NULL;
	if (md && EVP_MD_get_type(md) != NID_sha256)
		return 1;
	SSL_SESSION *s = SSL_SESSION_new();
	if (!c || !s || !SSL_SESSION_set1_master_key(s, l->key, KEY) || !SSL_SESSION_set_cipher(s, c) ||
	    !SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION)) {
		SSL_SESSION_free(s);
		return 0;
	}
	*ret = s;
	*ret_id = (const unsigned char *)l->live->c->name[l->ix].z;
	*ret_n = strlen(l->live->c->name[l->ix].z);
	return 1;
}

static bool hex_key(str s, uint8_t ret[static KEY])
{
	uint64_t part;

	if (s.n != 2 * KEY)
		return false;
	for (int i = 0; i < KEY / 8; i++) {
		if (!str_hex64((str){ s.p + i * 16, 16 }, &part))
			return false;
		put_be64(ret + i * 8, part);
	}
	return true;
}

static struct line *line_of(struct live *v, uint16_t ix)
{
	if (!v->line[ix]) {
		struct line *l = calloc(1, sizeof *l);
		if (!l)
			return NULL;
		*l = (struct line){ .live = v, .ix = ix, .fd = -1 };
		v->line[ix] = l;
	}
	return v->line[ix];
}

static int read_keys(struct live *v)
{
	static const char *const want[] = { "station", "key" };
	static const bool need[] = { true, true };
	struct capture strict = { .skip_bad = false };
	struct table t;
	str cell[RP_COLS];
	char dir[4096];
	const char *slash = strrchr(v->o->keys, '/');
	size_t n = slash ? (size_t)(slash - v->o->keys) : 1;

	snprintf(dir, sizeof dir, "%.*s", (int)MIN(n, sizeof dir - 1), slash ? v->o->keys : ".");
	int rc = table_open(&t, dir, slash ? slash + 1 : v->o->keys, want, need, 2, v->e);
	while (rc >= 0 && (rc = table_row(&strict, &t, cell)) > 0) {
		int ix = capture_station(v->c, cell[0]);
		struct line *l = ix >= 0 ? line_of(v, (uint16_t)ix) : NULL;
		if (l && !(l->has_key = hex_key(cell[1], l->key)))
			rc = table_bad(&strict, &t, "the key is not 64 hexadecimal digits");
	}
	if (rc < 0 && strict.e.code)
		*v->e = strict.e;
	table_close(&t);
	return rc;
}

/* ---- one connection ---- */

static void line_close(struct line *l, int64_t retry_ms)
{
	struct live *v = l->live;

	if (l->step > CLOSED && l->step < LIVE)
		v->opening--;
	if (l->ssl)
		SSL_free(l->ssl);
	l->ssl = NULL;
	if (l->fd >= 0)
		sys.close(l->fd);
	l->fd = -1;
	l->step = CLOSED;
	l->sent = l->head;
	l->flying = l->out_n = l->out_at = l->in_n = l->skip = 0;
	l->retry_at = now_ms() + retry_ms;
}

/* A station that the server does not take: what it had to say is counted as refused. */
static void give_up(struct line *l, const char *why, str detail)
{
	struct live *v = l->live;

	snprintf(v->why, sizeof v->why, "station %s: %s %.*s", v->c->name[l->ix].z, why, (int)MIN(detail.n, 80), detail.p ? detail.p : "");
	line_close(l, 0);
	l->step = GIVEN_UP;
	v->refused++;
	for (; l->head < l->n; l->head++) {
		v->queued -= l->q[l->head].n;
		free(l->q[l->head].p);
	}
}

static void lost(struct line *l)
{
	int64_t wait = MIN(1000 << MIN(l->tries, 6), 30000);

	if (++l->tries > MAX_TRIES)
		give_up(l, "cannot connect, last error:", str_of(strerror(errno)));
	else
		line_close(l, wait / 2 + (int64_t)(hash_u64(l->ix + (uint64_t)l->tries * 131071) % (uint64_t)wait) / 2);
}

static bool out_put(struct line *l, const void *p, uint32_t n)
{
	if (l->out_at == l->out_n)
		l->out_at = l->out_n = 0;
	if (l->out_n + n > l->out_cap) {
		uint32_t cap = MAX(l->out_cap * 2, l->out_n + n + 4096);
		uint8_t *q = realloc(l->out, cap);
		if (!q)
			return false;
		l->out = q;
		l->out_cap = cap;
	}
	memcpy(l->out + l->out_n, p, n);
	l->out_n += n;
	return true;
}

static void watch_fd(struct line *l, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = l };

	if (epoll_ctl(l->live->ep, EPOLL_CTL_MOD, l->fd, &ev) < 0)
		epoll_ctl(l->live->ep, EPOLL_CTL_ADD, l->fd, &ev);
}

static void open_line(struct line *l)
{
	struct live *v = l->live;
	int one = 1;

	l->fd = socket(v->to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	l->opened_at = now_ms();
	if (l->fd < 0 || (connect(l->fd, v->to->ai_addr, v->to->ai_addrlen) < 0 && errno != EINPROGRESS)) {
		lost(l);
		return;
	}
	setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	l->step = CONNECTING;
	v->opening++;
	watch_fd(l, EPOLLOUT);
}

static bool put_hello(struct line *l)
{
	uint8_t frame[256];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	bool any = l->head < l->n;
	struct sup_hello h = { .station = str_of(l->live->c->name[l->ix].z), .hardware = S("replay"), .firmware = S("1"),
		.proto_min = 1, .proto_max = 1, .boot_id = l->live->boot_id, .epoch = l->live->epoch,
		.first_seq = any ? l->q[l->head].seq : 0, .last_seq = any ? l->q[l->n - 1].seq : 0, .clock_source = SUP_CLOCK_RTC,
		.wall_ms = clock_utc(), .mono_ms = (uint64_t)now_ms(), .clock_err_ms = 1000 };
	size_t n = sup_hello_put(&b, &h);

	l->step = HELLO;
	return n > 0 && out_put(l, frame, (uint32_t)n);
}

static bool put_stats(struct line *l)
{
	uint8_t frame[256];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	struct sup_stats s = { .battery_pct = 255, .power = 1, .reference_heard = 2, .backlog_rows = l->n - l->head };
	size_t n = sup_stats_put(&b, &s);

	l->beat_at = now_ms() + l->beat_s * 1000;
	return out_put(l, frame, (uint32_t)n);
}

/* Moves frames from the queue to the socket's buffer as far as the credits go. */
static bool fill_out(struct line *l)
{
	while (l->step == LIVE && l->sent < l->n && l->out_n - l->out_at < 256 * 1024) {
		struct item *i = &l->q[l->sent];
		if (l->flying + i->n > l->credits)
			return true;
		if (!out_put(l, i->p, i->n))
			return false;
		l->flying += i->n;
		l->sent++;
	}
	return true;
}

static void acked(struct line *l, uint64_t cum)
{
	struct live *v = l->live;

	for (; l->head < l->n && l->q[l->head].seq <= cum; l->head++) {
		v->queued -= l->q[l->head].n;
		v->acked++;
		if (l->head < l->sent)
			l->flying -= MIN(l->flying, l->q[l->head].n);
		free(l->q[l->head].p);
		v->progress = now_ms();
	}
	l->sent = MAX(l->sent, l->head);
	if (l->head == l->n)
		l->head = l->n = l->sent = 0;
}

static bool on_welcome(struct line *l, const struct sup_hello_ack *a)
{
	struct live *v = l->live;

	if (a->result == SUP_NOT_REGISTERED || a->result == SUP_QUARANTINED || a->result == SUP_REDIRECT) {
		give_up(l, a->result == SUP_NOT_REGISTERED ? "not registered" : a->result == SUP_QUARANTINED ? "quarantined"
		        : "is sent elsewhere:", a->redirect);
		return false;
	}
	v->opening--;
	l->step = LIVE;
	l->tries = 0;
	l->credits = a->credits;
	l->beat_s = a->heartbeat_s;
	if (a->epoch == v->epoch)
		acked(l, a->cum_seq);
	return put_stats(l);
}

/* False when the connection has ended. */
static bool on_frame(struct line *l, const struct sup_frame *f)
{
	struct live *v = l->live;
	struct sup_hello_ack h;
	struct sup_ack a;
	struct sup_bye b;
	struct sup_err r;

	switch (f->type) {
	case SUP_HELLO_ACK:
		return l->step == HELLO && sup_hello_ack_get(f, &h) == 0 && on_welcome(l, &h);
	case SUP_ACK:
		if (sup_ack_get(f, &a) < 0)
			return false;
		l->credits = a.credits;
		if (a.epoch == v->epoch)
			acked(l, a.cum_seq);
		return true;
	case SUP_BYE:
		if (sup_bye_get(f, &b) == 0 && l->step != GIVEN_UP)
			line_close(l, MIN(b.retry_s, 60u) * 1000);
		return false;
	case SUP_ERROR:
		if (sup_err_get(f, &r) == 0)
			snprintf(v->why, sizeof v->why, "station %s: the server says error %.*s %.*s", v->c->name[l->ix].z,
			         STR_ARG(sup_error_name(r.code)), (int)MIN(r.text.n, 80), r.text.p);
		return true;
	default:
		return true;   /* settings, watch lists, commands: nothing that a recording can follow */
	}
}

static ssize_t line_read(struct line *l, void *p, size_t n)
{
	if (!l->ssl)
		return sys.recv(l->fd, p, n, 0);
	ERR_clear_error();
	int k = SSL_read(l->ssl, p, (int)n);
	if (k > 0)
		return k;
	int why = SSL_get_error(l->ssl, k);
	errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
	return why == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

static ssize_t line_write(struct line *l, const void *p, size_t n)
{
	if (!l->ssl)
		return sys.send(l->fd, p, n, MSG_NOSIGNAL);
	ERR_clear_error();
	int k = SSL_write(l->ssl, p, (int)n);
	if (k > 0)
		return k;
	int why = SSL_get_error(l->ssl, k);
	errno = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? EAGAIN : ECONNRESET;
	return -1;
}

/* Takes the frames that stand whole in the buffer. A full watch list may be longer than it: a recording has no use for
 * one, so it is let pass. */
static bool take_frames(struct line *l)
{
	for (;;) {
		struct sup_frame f = { 0 };
		int rc = sup_frame_parse(l->in, l->in_n, SUP_MAX_PAYLOAD, &f);
		if (rc == 0 && f.total > sizeof l->in) {
			l->skip = f.total - l->in_n;
			l->in_n = 0;
		}
		if (rc == 0)
			return true;
		if (rc < 0 || !on_frame(l, &f))
			return false;
		l->in_n -= f.total;
		memmove(l->in, l->in + f.total, l->in_n);
	}
}

static bool read_in(struct line *l)
{
	for (;;) {
		size_t want = sizeof l->in - l->in_n;
		ssize_t k = line_read(l, l->in + l->in_n, l->skip ? MIN(l->skip, want) : want);
		if (k < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (k <= 0)
			return false;
		if (l->skip) {
			l->skip -= (uint32_t)k;
			continue;
		}
		l->in_n += (uint32_t)k;
		if (!take_frames(l))
			return false;
	}
}

static bool write_out(struct line *l)
{
	if (!fill_out(l))
		return false;
	while (l->out_at < l->out_n) {
		ssize_t k = line_write(l, l->out + l->out_at, l->out_n - l->out_at);
		if (k < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		if (k <= 0)
			return false;
		l->out_at += (uint32_t)k;
		if (!fill_out(l))
			return false;
	}
	watch_fd(l, l->out_at < l->out_n ? EPOLLIN | EPOLLOUT : EPOLLIN);
	return true;
}

static bool handshake(struct line *l)
{
	ERR_clear_error();
	int k = SSL_do_handshake(l->ssl);

	if (k == 1)
		return put_hello(l) && write_out(l);
	int why = SSL_get_error(l->ssl, k);
	if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
		errno = EACCES;
		return false;
	}
	watch_fd(l, why == SSL_ERROR_WANT_READ ? EPOLLIN : EPOLLOUT);
	return true;
}

static bool connected(struct line *l)
{
	int bad = 0;
	socklen_t n = sizeof bad;

	if (getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &bad, &n) < 0 || bad) {
		errno = bad;
		return false;
	}
	if (!l->live->ctx)
		return put_hello(l) && write_out(l);
	l->ssl = SSL_new(l->live->ctx);
	if (!l->ssl || !SSL_set_app_data(l->ssl, l) || !SSL_set_fd(l->ssl, l->fd))
		return false;
	SSL_set_connect_state(l->ssl);
	l->step = HANDSHAKE;
	return handshake(l);
}

static void on_event(struct line *l, uint32_t events)
{
	bool ok = true;

	if (l->step == CONNECTING)
		ok = connected(l);
	else if (l->step == HANDSHAKE)
		ok = handshake(l);
	else if (l->step == HELLO || l->step == LIVE)
		ok = (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)) || read_in(l)) && write_out(l);
	if (!ok && l->step != CLOSED && l->step != GIVEN_UP)
		lost(l);
}

/* ---- all of them ---- */

/* Opens what has something to say, beats the hearts, writes what waits. */
static void serve_lines(struct live *v)
{
	int64_t now = now_ms();

	for (uint32_t i = 0; i < v->c->stations; i++) {
		struct line *l = v->line[i];
		if (!l)
			continue;
		if (l->step == CLOSED && l->n > l->head && now >= l->retry_at && v->opening < MAX_OPEN_AT_ONCE) {
			if (v->ctx && !l->has_key)
				give_up(l, "no key for it", (str){ "", 0 });
			else
				open_line(l);
		}
		if ((l->step == CONNECTING || l->step == HANDSHAKE || l->step == HELLO) && now - l->opened_at > 20000) {
			errno = ETIMEDOUT;
			lost(l);
		}
		if (l->step == LIVE && ((now >= l->beat_at && !put_stats(l)) || !write_out(l)))
			lost(l);
	}
}

static void poll_lines(struct live *v, int timeout_ms)
{
	struct epoll_event ev[EVENTS];
	int n = epoll_wait(v->ep, ev, EVENTS, timeout_ms);

	for (int i = 0; i < n; i++)
		on_event(ev[i].data.ptr, ev[i].events);
}

/* Serves until at most left bytes wait and the clock has reached until (mono ms). */
static int pump(struct live *v, uint64_t left, int64_t until)
{
	v->progress = MAX(v->progress, v->begun);
	for (;;) {
		int64_t now = now_ms();
		serve_lines(v);
		poll_lines(v, v->queued > left ? 5 : (int)MAX(0, MIN(until - now, 50)));
		if (v->queued <= left && now >= until)
			return 0;
		if (v->queued <= left)
			v->progress = now;
		if (now - v->progress > STALL_MS)
			return ERR(v->e, E_BUSY, "the server has acknowledged nothing for %d s; %s", STALL_MS / 1000, v->why);
	}
}

static int live_record(void *arg, enum journal_type type, uint16_t source, utc_ms now, const void *a, uint32_t na, const void *b,
                       uint32_t nb, struct err *e)
{
	struct live *v = arg;

	(void)now;
	(void)a;
	(void)na;
	if (type != JR_FRAME)
		return 0;
	struct line *l = line_of(v, source);
	if (!l)
		return ERR(e, E_FULL, "no memory");
	if (l->step == GIVEN_UP)
		return 0;
	if (l->n == l->cap) {
		if (l->head > 0) {
			memmove(l->q, l->q + l->head, (l->n - l->head) * sizeof *l->q);
			l->n -= l->head;
			l->sent -= l->head;
			l->head = 0;
		} else {
			uint32_t cap = l->cap ? l->cap * 2 : 16;
			struct item *q = realloc(l->q, cap * sizeof *q);
			if (!q)
				return ERR(e, E_FULL, "no memory");
			l->q = q;
			l->cap = cap;
		}
	}
	uint8_t *copy = malloc(nb);
	if (!copy)
		return ERR(e, E_FULL, "no memory");
	memcpy(copy, b, nb);
	l->q[l->n++] = (struct item){ copy, nb, ++l->last_seq };
	v->queued += nb;
	v->frames++;
	return 0;
}

static int live_slice(void *arg, utc_ms now, struct err *e)
{
	struct live *v = arg;

	(void)e;
	if (!v->started) {
		v->started = true;
		v->first = now;
		v->begun = now_ms();
	}
	int64_t until = v->o->speed > 0 ? v->begun + (int64_t)((double)(now - v->first) / v->o->speed) : 0;
	if (until == 0 && v->queued < MAX_QUEUED / 4) {
		poll_lines(v, 0);   /* the servers' windows are far from full: parse on */
		return 0;
	}
	return pump(v, MAX_QUEUED / 2, until);
}

/* What is added to all times so that the capture ends now, or begins now when it is played at a speed. */
static int find_shift(const struct replay_opts *o, int64_t *ret, struct err *e)
{
	struct capture c;
	struct row r;
	utc_ms first = INT64_MAX, last = 0;
	int rc = capture_open(&c, o->dir, o->skip_bad);

	while (rc >= 0 && (rc = capture_row(&c, &r)) > 0) {
		first = first == INT64_MAX ? r.t : first;
		last = MAX(last, r.t);
	}
	if (rc < 0)
		*e = c.e;
	else if (last > 0)
		*ret = clock_utc() - (o->speed > 0 ? first : last);
	capture_close(&c);
	return rc;
}

static int look_up(struct live *v)
{
	struct addrinfo hint = { .ai_socktype = SOCK_STREAM };
	const char *colon = strrchr(v->o->live, ':');
	char host[256];
	int64_t port;           /* getaddrinfo takes 99999 and makes another port of it */

	if (!colon || colon == v->o->live || (size_t)(colon - v->o->live) >= sizeof host || !str_i64(str_of(colon + 1), 1, 65535, &port))
		return ERR(v->e, E_USAGE, "--live takes HOST:PORT, not %s", v->o->live);
	snprintf(host, sizeof host, "%.*s", (int)(colon - v->o->live), v->o->live);
	size_t n = strlen(host);
	if (host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = 0;
		memmove(host, host + 1, n - 1);
	}
	int rc = getaddrinfo(host, colon + 1, &hint, &v->to);
	return rc ? ERR(v->e, E_NOTFOUND, "cannot find %s: %s", v->o->live, gai_strerror(rc)) : 0;
}

static int start(struct live *v)
{
	struct rlimit rl;

	TRY(look_up(v));
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0) {
		rl.rlim_cur = rl.rlim_max;
		setrlimit(RLIMIT_NOFILE, &rl);
	}
	sys.random(&v->epoch, sizeof v->epoch);
	sys.random(&v->boot_id, sizeof v->boot_id);
	v->line = calloc(v->c->stations, sizeof(struct line *));
	v->ep = epoll_create1(EPOLL_CLOEXEC);
	if (!v->line || v->ep < 0)
		return ERR_SYS(v->e, E_IO, errno, "cannot start: %s", strerror(errno));
	if (!v->o->keys)
		return 0;
	TRY(read_keys(v));
	v->ctx = SSL_CTX_new(TLS_client_method());
	if (!v->ctx || !SSL_CTX_set_min_proto_version(v->ctx, TLS1_3_VERSION) ||
	    !SSL_CTX_set_ciphersuites(v->ctx, "TLS_AES_128_GCM_SHA256"))
		return ERR(v->e, E_CONFIG, "OpenSSL offers no TLS 1.3");
	SSL_CTX_set_psk_use_session_callback(v->ctx, use_psk);
	SSL_CTX_set_mode(v->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_verify(v->ctx, SSL_VERIFY_PEER, NULL);   /* with a key no certificate is exchanged; one sent instead is refused */
	return 0;
}

static void done(struct live *v)
{
	for (uint32_t i = 0; v->line && i < v->c->stations; i++) {
		struct line *l = v->line[i];
		if (!l)
			continue;
		line_close(l, 0);
		for (uint32_t k = l->head; k < l->n; k++)
			free(l->q[k].p);
		free(l->q);
		free(l->out);
		OPENSSL_cleanse(l->key, sizeof l->key);
		free(l);
	}
	free(v->line);
	if (v->ep >= 0)
		sys.close(v->ep);
	if (v->to)
		freeaddrinfo(v->to);
	SSL_CTX_free(v->ctx);
}

int replay_live(struct capture *c, const struct replay_opts *o, struct err *e)
{
	struct live v = { .c = c, .o = o, .e = e, .ep = -1, .begun = now_ms() };
	struct sink s = { .arg = &v, .shift = -c->origin, .record = live_record, .slice = live_slice };
	struct feed_counts n;
	mono begun = clock_mono();
	int rc = start(&v);

	if (rc >= 0 && o->shift)
		rc = find_shift(o, &s.shift, e);
	if (rc >= 0)
		rc = feed_run(c, &s, &n, e);
	if (rc >= 0)
		rc = pump(&v, 0, 0);
	if (rc >= 0) {
		int64_t ms = mono_since_ms(begun);
		printf("replay: %llu rows of %s (%llu repeated, %llu late), %llu of %llu frames acknowledged in %lld.%03lld s\n",
		       (unsigned long long)n.rows, c->rows.file, (unsigned long long)n.resends, (unsigned long long)n.late,
		       (unsigned long long)v.acked, (unsigned long long)v.frames, (long long)(ms / 1000), (long long)(ms % 1000));
		if (v.refused)
			rc = ERR(e, E_STATE, "%u stations were refused, the last one: %s", v.refused, v.why);
	}
	done(&v);
	return rc;
}
