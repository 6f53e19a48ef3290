/* load — yanzhen-sim load: as many valid sightings as the server takes, made as cheaply as possible.
 *
 * One thread. Each connection is a station that hears its neighbourhood: a tag is heard --hits times in a row by its home
 * station, then by the next station, then by the one after, and so round. Record blocks are built once and shared; each
 * frame gets its own sequence number, time and CRC. Nothing is kept for a resend: a lost connection ends the run.
 * --move is nearer to life: a station hears all tags of its neighbourhood in turn; --riding per cent of them ride, and after
 * --hits hearings are at the next station, the rest are parked and stay. So a ride leaves a visit a station, --hits : 1,
 * and a parked bike one visit without end. For visits to close in seconds the server's clock must run fast
 * (clock_speed_for_benchmarks): event times follow the clock in its HELLO_ACK, --clock-speed times as fast as ours.
 * Bounds: one 64 KiB write in hand a connection, the smaller of the server's credits and --window unacknowledged. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "city.h"
#include "cmds.h"
#include "figures.h"
#include "live.h"
#include "net.h"
#include "opts.h"
#include "platform/sys.h"

enum { CHUNK = 65536, MARKS = 64, BUCKETS = 64 * 32, IN_CAP = SUP_HEADER + SUP_MAX_EXT + SUP_MAX_PAYLOAD };

struct mark { uint64_t seq; int64_t at; };
struct conn {
	int fd, home, phase, block, repeat, turn;
	int64_t last_ms;
	SSL *ssl;
	bool live, armed;
	uint64_t next_seq, acked_seq;
	uint32_t credits;
	uint8_t *rest;
	size_t nrest, atrest;
	struct mark mark[MARKS];
	uint32_t mark_head, marks;
	uint8_t *in;
	size_t nin, capin;
};

struct load {
	int64_t stations, frame, seconds, warmup, tags, hits, window, seed, burst, riding, speed, rate;
	bool fresh, move, json, plain;
	const char *connect, *keys, *url, *account;
	uint32_t blocks;               /* a home */
	uint8_t *recs;                 /* stations * blocks * frame records */
	uint8_t *fresh_rec;
	uint64_t fresh_tag;
	uint8_t head[SUP_HEADER + SUP_BATCH_HEAD];
	size_t frame_bytes;
	struct conn *c;
	int ep;
	SSL_CTX *ctx;
	int64_t now_ns, now_ms, start_ms;
	int64_t clock_ns, clock_ms;    /* ours and the server's at the first HELLO_ACK; 0 before */
	struct api *api;
	struct figures before, after;
	bool measuring;
	int64_t rate_ns, may_send;     /* --rate: frames that may go now, and since when they are counted */
	uint64_t acked_frames, sent_frames, hist[BUCKETS], lat_n;
	int64_t lat_max;
	uint8_t chunk[CHUNK];
};

/* A logarithmic histogram of nanoseconds: 32 steps an octave, 2 % wide. */
static int bucket_of(int64_t ns)
{
	uint64_t v = (uint64_t)MAX(ns, 1);
	int top = 63 - __builtin_clzll(v);

	return top < 5 ? (int)v : MIN((top - 4) * 32 + (int)(v >> (top - 5) & 31), BUCKETS - 1);
}

static double bucket_ms(int b)
{
	int top = b / 32 + 4;

	return b < 32 ? b * 1e-6 : ldexp(32 + b % 32, top - 5) * 1e-6;
}

static double quantile(const struct load *l, double q)
{
	uint64_t n = 0;

	for (int b = 0; b < BUCKETS; b++)
		if ((n += l->hist[b]) > 0 && (double)n >= q * (double)l->lat_n)
			return bucket_ms(b);
	return 0;
}

/* Tags of a neighbourhood do not stand side by side in number. */
static uint64_t tag_of(const struct load *l, int64_t home, uint64_t i)
{
	return 0x20000000u + (((uint64_t)home * l->blocks * (uint64_t)l->frame + i) * 2654435761u & 0xffffffffu);
}

/* The riding tags are spread evenly over a neighbourhood. */
static bool rides(const struct load *l, uint64_t i)
{
	return l->move && (i + 1) * (uint64_t)l->riding / 100 != i * (uint64_t)l->riding / 100;
}

static void make_records(struct load *l)
{
	double per_home = (double)l->tags / (double)l->stations / (double)l->frame;
	l->blocks = (uint32_t)MAX(1.0, per_home + 0.5);
	size_t n = (size_t)l->stations * l->blocks * (size_t)l->frame;
	struct rng r = rng_of((uint64_t)l->seed, 600, 0);

	l->recs = malloc(n * SUP_REC);
	l->fresh_rec = malloc((size_t)l->stations * (size_t)l->frame * SUP_REC);
	ASSERT(l->recs && l->fresh_rec);
	for (size_t i = 0; i < n; i++) {
		uint64_t v = rng_next(&r);
		bool moving = l->move ? rides(l, i % ((size_t)l->blocks * (size_t)l->frame)) : v >> 8 & 1;
		struct sup_rec rec = { .tag = tag_of(l, 0, i), .offset_ms = (uint32_t)(i % (size_t)l->frame) % 40, .hits = 1,
			.rssi_max = (int8_t)(-90 + (int)(v % 40)), .status = moving ? SUP_S_MOVING : 0, .antenna = v >> 16 & 3,
			.kind = SUP_BEACON };
		sup_rec_put(l->recs + i * SUP_REC, &rec);
	}
	for (size_t i = 0; i < (size_t)l->stations; i++)
		memcpy(l->fresh_rec + i * (size_t)l->frame * SUP_REC, l->recs, (size_t)l->frame * SUP_REC);
	l->fresh_tag = 0x8000000000ull + (uint64_t)l->now_ms * 1000000;
	uint8_t *buf = malloc(SUP_HEADER + SUP_BATCH_HEAD + (size_t)l->frame * SUP_REC + 64);
	struct sup_buf b = { .p = buf, .cap = SUP_HEADER + SUP_BATCH_HEAD + (size_t)l->frame * SUP_REC + 64 };
	struct sup_batch v = { .boot_id = (uint64_t)l->now_ms | 1, .utc_minus_mono_ms = l->start_ms, .clock_err_ms = 5,
		.clock_source = SUP_CLOCK_SERVER, .n = (uint16_t)l->frame, .recs = l->recs };
	ASSERT(buf);
	l->frame_bytes = sup_batch_put(&b, 0, 1, &v, -1);
	ASSERT(l->frame_bytes == sizeof l->head + (size_t)l->frame * SUP_REC);
	memcpy(l->head, buf, sizeof l->head);
	memset(l->head + 20, 0, 4);
	free(buf);
}

/* Those who rode with the station's turn before have gone on; the ones of the station before it are here. */
static void change_riders(const struct load *l, int i, uint8_t *block)
{
	const struct conn *c = &l->c[i];
	int64_t from = ((i - c->turn) % l->stations + l->stations) % l->stations;

	for (int64_t k = 0; k < l->frame; k++) {
		uint64_t at = (uint64_t)c->block * (uint64_t)l->frame + (uint64_t)k;
		if (rides(l, at))
			put_be64(block + k * SUP_REC, tag_of(l, from, at));
	}
}

static const uint8_t *next_moving(struct load *l, int i)
{
	struct conn *c = &l->c[i];
	uint8_t *p = l->recs + ((size_t)i * l->blocks + (size_t)c->block) * (size_t)l->frame * SUP_REC;

	if (c->repeat == 0)
		change_riders(l, i, p);
	if (++c->block == (int)l->blocks) {
		c->block = 0;
		if (++c->repeat == (int)l->hits) {
			c->repeat = 0;
			c->turn = (int)((c->turn + 1) % l->stations);
		}
	}
	return p;
}

/* The records of this connection's next frame. */
static const uint8_t *next_records(struct load *l, int i)
{
	struct conn *c = &l->c[i];
	size_t bytes = (size_t)l->frame * SUP_REC;

	if (l->move)
		return next_moving(l, i);
	if (l->fresh) {
		uint8_t *p = l->fresh_rec + (size_t)i * bytes;
		if (c->repeat == 0)
			for (int64_t k = 0; k < l->frame; k++)
				put_be64(p + k * SUP_REC, ++l->fresh_tag);
		c->repeat = c->repeat + 1 == (int)l->hits ? 0 : c->repeat + 1;
		return p;
	}
	const uint8_t *p = l->recs + ((size_t)c->home * l->blocks + (size_t)c->block) * bytes;
	if (++c->repeat == (int)l->hits) {
		c->repeat = 0;
		if (++c->block == (int)l->blocks) {
			c->block = 0;
			c->phase = (c->phase + 1) % 3;
			c->home = (int)((i - c->phase + l->stations) % l->stations);
		}
	}
	return p;
}

static inline size_t make_frame(struct load *l, int i, uint8_t *p)
{
	struct conn *c = &l->c[i];
	const uint8_t *rec = next_records(l, i);
	size_t n = l->frame_bytes;

	/* of one write's frames each has its own instant when time is fast enough for that */
	c->last_ms = l->speed > 1 ? MAX(l->now_ms, c->last_ms + 1) : l->now_ms;
	memcpy(p, l->head, sizeof l->head);
	put_be64(p + 12, c->next_seq++);
	put_be64(p + SUP_HEADER + 8, (uint64_t)MAX(c->last_ms - l->start_ms, 0));
	memcpy(p + sizeof l->head, rec, n - sizeof l->head);
	put_be32(p + 20, crc32c(0, p, n));
	return n;
}

static ssize_t out(struct conn *c, const uint8_t *p, size_t n)
{
	if (!c->ssl) {
		ssize_t k = sys.send(c->fd, p, n, MSG_NOSIGNAL);
		return k >= 0 ? k : errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	size_t k = 0;
	ERR_clear_error();
	if (SSL_write_ex(c->ssl, p, n, &k) == 1)
		return (ssize_t)k;
	int why = SSL_get_error(c->ssl, 0);
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static void arm(struct load *l, int i, bool write)
{
	struct conn *c = &l->c[i];
	struct epoll_event ev = { .events = EPOLLIN | (write ? (uint32_t)EPOLLOUT : 0), .data.u32 = (uint32_t)i };

	if (c->armed == write)
		return;
	c->armed = write;
	epoll_ctl(l->ep, EPOLL_CTL_MOD, c->fd, &ev);
}

/* Sends what was left over; false while the line is full, -1 through *ret_bad. */
static bool send_rest(struct load *l, int i, bool *ret_bad)
{
	struct conn *c = &l->c[i];

	while (c->atrest < c->nrest) {
		ssize_t k = out(c, c->rest + c->atrest, c->nrest - c->atrest);
		if (k < 0)
			*ret_bad = true;
		if (k <= 0) {
			arm(l, i, true);
			return false;
		}
		c->atrest += (size_t)k;
	}
	c->nrest = c->atrest = 0;
	return true;
}

/* One write of up to 64 KiB of new frames. Returns the frames made, -1 on a dead line. */
static int feed(struct load *l, int i)
{
	struct conn *c = &l->c[i];
	uint64_t flying = (c->next_seq - 1 - c->acked_seq) * l->frame_bytes;
	uint64_t may = MIN((uint64_t)c->credits, (uint64_t)l->window);
	size_t n = 0;
	bool bad = false;
	int made = 0;

	if (!c->live || (c->nrest > 0 && !send_rest(l, i, &bad)))
		return bad ? -1 : 0;
	while (made < l->burst && l->may_send > 0 && flying + l->frame_bytes <= may && n + l->frame_bytes <= CHUNK) {
		n += make_frame(l, i, l->chunk + n);
		flying += l->frame_bytes;
		l->may_send--;
		made++;
	}
	if (made == 0)
		return 0;
	l->sent_frames += (uint64_t)made;
	if (c->marks < MARKS) {
		struct mark *m = &c->mark[(c->mark_head + c->marks++) % MARKS];
		*m = (struct mark){ c->next_seq - 1, l->now_ns };
	}
	ssize_t k = out(c, l->chunk, n);
	if (k < 0)
		return -1;
	if ((size_t)k < n) {
		memcpy(c->rest, l->chunk + k, n - (size_t)k);
		c->nrest = n - (size_t)k;
		c->atrest = 0;
		arm(l, i, true);
	}
	return made;
}

static int on_ack(struct load *l, struct conn *c, const struct sup_frame *f, struct err *e)
{
	struct sup_ack a;

	if (sup_ack_get(f, &a) < 0)
		return ERR(e, E_IO, "the server sent a malformed ACK");
	c->credits = a.credits;
	if (a.cum_seq <= c->acked_seq)
		return 0;
	if (a.cum_seq >= c->next_seq)
		return ERR(e, E_IO, "the server acknowledged what was never sent");
	if (l->measuring)
		l->acked_frames += a.cum_seq - c->acked_seq;
	c->acked_seq = a.cum_seq;
	while (c->marks > 0 && c->mark[c->mark_head].seq <= a.cum_seq) {
		int64_t ns = l->now_ns - c->mark[c->mark_head].at;
		c->mark_head = (c->mark_head + 1) % MARKS;
		c->marks--;
		if (!l->measuring)
			continue;
		l->hist[bucket_of(ns)]++;
		l->lat_n++;
		l->lat_max = MAX(l->lat_max, ns);
	}
	return 0;
}

static int on_frame(struct load *l, struct conn *c, const struct sup_frame *f, struct err *e)
{
	struct sup_hello_ack h;
	struct sup_err x;
	struct sup_bye b;

	switch (f->type) {
	case SUP_ACK:
		return on_ack(l, c, f, e);
	case SUP_HELLO_ACK:
		if (sup_hello_ack_get(f, &h) < 0 || h.result != SUP_WELCOME)
			return ERR(e, E_DENIED, "the server refuses station %d (result %d): is it registered?", (int)(c - l->c), f->payload[0]);
		if (l->clock_ns == 0) {
			l->clock_ns = clock_mono().ns;
			l->clock_ms = h.server_ms;
		}
		c->credits = h.credits;
		c->acked_seq = h.cum_seq;
		c->next_seq = h.cum_seq + 1;
		c->live = true;
		return 0;
	case SUP_ERROR:
		if (sup_err_get(f, &x) == 0)
			return ERR(e, E_IO, "the server says: %.*s (%.*s)", STR_ARG(sup_error_name(x.code)), STR_ARG(x.text));
		return ERR(e, E_IO, "the server says ERROR");
	case SUP_BYE:
		return ERR(e, E_BUSY, "the server says BYE (%d)", sup_bye_get(f, &b) == 0 ? b.why : -1);
	default:
		return 0;   /* watch lists and configuration are not this program's business */
	}
}

static int pull(struct load *l, int i, struct err *e)
{
	struct conn *c = &l->c[i];

	for (int turns = 0; turns < 64; turns++) {
		if (c->capin - c->nin < 16384) {
			c->capin = MIN(MAX(c->capin * 2, (size_t)32768), (size_t)IN_CAP + 32768);
			c->in = realloc(c->in, c->capin);
			ASSERT(c->in && c->capin > c->nin);
		}
		ssize_t k;
		size_t room = c->capin - c->nin, got = 0;
		if (c->ssl) {
			ERR_clear_error();
			k = SSL_read_ex(c->ssl, c->in + c->nin, room, &got) == 1 ? (ssize_t)got
			    : SSL_get_error(c->ssl, 0) == SSL_ERROR_WANT_READ ? -2 : -1;
		} else {
			k = sys.recv(c->fd, c->in + c->nin, room, 0);
			if (k < 0)
				k = errno == EAGAIN || errno == EINTR ? -2 : -1;
		}
		if (k == -2)
			return 0;
		if (k <= 0)
			return ERR(e, E_IO, "the server closed the connection of station %d", i);
		c->nin += (size_t)k;
		size_t at = 0;
		struct sup_frame f;
		int rc;
		while ((rc = sup_frame_parse(c->in + at, c->nin - at, SUP_MAX_PAYLOAD, &f)) == 1) {
			TRY(on_frame(l, c, &f, e));
			at += f.total;
		}
		if (rc < 0)
			return ERR(e, E_IO, "the server sent a bad frame (%.*s)", STR_ARG(sup_error_name(-rc)));
		memmove(c->in, c->in + at, c->nin - at);
		c->nin -= at;
		if (!c->ssl && (size_t)k < room)
			return 0;
	}
	return 0;
}

static int psk_cb(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **sess)
{
	static const unsigned char aes128_gcm_sha256[] = { 0x13, 0x01 };
	const struct station_key *k = SSL_get_app_data(ssl);
	SSL_SESSION *s = SSL_SESSION_new();

	(void)md;
	if (!s || !SSL_SESSION_set1_master_key(s, k->key, k->n) ||
	    !SSL_SESSION_set_cipher(s, SSL_CIPHER_find(ssl, aes128_gcm_sha256)) ||
	    !SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION)) {
		SSL_SESSION_free(s);
		return 0;
	}
	*sess = s;
	*id = (const unsigned char *)k->name;
	*idlen = strlen(k->name);
	return 1;
}

static int open_one(struct load *l, int i, const char *name, const struct station_key *key, const struct sockaddr_in *to, struct err *e)
{
	struct conn *c = &l->c[i];
	int one = 1;
	uint8_t buf[256];
	struct sup_buf b = { .p = buf, .cap = sizeof buf };
	struct sup_hello h = { .station = str_of(name), .hardware = S("load"), .firmware = S("sim-1.0"), .proto_min = 1, .proto_max = 1,
		.boot_id = (uint64_t)l->start_ms | 1, .epoch = (uint64_t)l->start_ms << 8, .clock_source = SUP_CLOCK_SERVER,
		.clock_err_ms = 5 };

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (const struct sockaddr *)to, sizeof *to) < 0)
		return ERR_SYS(e, E_IO, errno, "cannot connect to %s", l->connect);
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (l->ctx) {
		if (!key || key->n == 0)
			return ERR(e, E_CONFIG, "no key for station %s", name);
		c->ssl = SSL_new(l->ctx);
		ASSERT(c->ssl && SSL_set_fd(c->ssl, c->fd));
		SSL_set_app_data(c->ssl, (void *)(uintptr_t)key);
		if (SSL_connect(c->ssl) != 1)
			return ERR(e, E_IO, "the TLS handshake of station %s failed", name);
	}
	ASSERT(sup_hello_put(&b, &h) > 0);
	if (out(c, buf, b.n) != (ssize_t)b.n)
		return ERR(e, E_IO, "the server took no HELLO");
	fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
	struct epoll_event ev = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
	epoll_ctl(l->ep, EPOLL_CTL_ADD, c->fd, &ev);
	c->rest = malloc(CHUNK);
	ASSERT(c->rest);
	c->home = i;
	return 0;
}

static int read_events(struct load *l, int wait_ms, struct err *e)
{
	struct epoll_event ev[512];
	int n = epoll_wait(l->ep, ev, 512, wait_ms);

	for (int k = 0; k < n; k++) {
		int i = (int)ev[k].data.u32;
		bool bad = false;
		TRY(pull(l, i, e));
		if ((ev[k].events & EPOLLOUT) && send_rest(l, i, &bad))
			arm(l, i, false);
		if (bad)
			return ERR(e, E_IO, "the connection of station %d broke", i);
	}
	return n < 0 ? 0 : n;
}

static int open_all(struct load *l, const struct city *city, struct station_key *keys, int nkeys, struct err *e)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	char host[64];
	uint16_t port;

	TRY(net_address(l->connect, host, &port, e));
	to.sin_port = htons(port);
	if (inet_pton(AF_INET, host, &to.sin_addr) != 1)
		return ERR(e, E_USAGE, "'%s' is not an address", host);
	struct rlimit rl;
	if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < (rlim_t)l->stations + 64) {
		rl.rlim_cur = MIN((rlim_t)l->stations + 64, rl.rlim_max);
		setrlimit(RLIMIT_NOFILE, &rl);
	}
	for (int i = 0; i < l->stations; i++) {
		const char *name = city->station[i].name;
		TRY(open_one(l, i, name, keys_find(keys, nkeys, name), &to, e));
		TRY(read_events(l, 0, e));
	}
	mono begin = clock_mono();
	for (;;) {
		int live = 0;
		for (int i = 0; i < l->stations; i++)
			live += l->c[i].live;
		if (live == l->stations)
			return 0;
		if (mono_since_ms(begin) > 15000)
			return ERR(e, E_IO, "%d of %d stations were welcomed within 15 s", live, (int)l->stations);
		TRY(read_events(l, 100, e));
	}
}

static void tick(struct load *l)
{
	l->now_ns = clock_mono().ns;
	l->now_ms = l->clock_ns == 0 ? clock_utc() : l->clock_ms + (l->now_ns - l->clock_ns) / 1000 * l->speed / 1000;
}

/* What --rate lets go since the last time; what could not go within 50 ms is not made up for. */
static void allow(struct load *l)
{
	int64_t per_s = l->rate / l->frame, ns = l->now_ns - l->rate_ns;

	if (l->rate == 0) {
		l->may_send = INT64_MAX;
		return;
	}
	int64_t more = MIN(ns, SECOND_MS * 1000000) / 1000 * per_s / 1000000;
	if (more == 0)
		return;
	l->may_send = MIN(MAX(l->may_send, 0) + more, MAX(per_s / 20, 1));
	l->rate_ns = l->now_ns;
}

static int pour(struct load *l, double *ret_seconds, double *ret_cpu, struct err *e)
{
	mono begin = clock_mono(), from = begin;
	struct timespec cpu0 = { 0 }, cpu1;
	bool stop = false;

	while (!stop && !live_stopped()) {
		int made = 0;
		tick(l);
		allow(l);
		if (!l->measuring && mono_since_ms(begin) >= l->warmup * 1000) {
			if (l->api)
				TRY(figures_read(l->api, &l->before, e));
			l->measuring = true;
			l->sent_frames = 0;
			from = clock_mono();
			clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu0);
		}
		stop = l->measuring && mono_since_ms(from) >= l->seconds * 1000;
		for (int i = 0; i < l->stations && !stop; i++) {
			int k = feed(l, i);
			if (k < 0)
				return ERR(e, E_IO, "the connection of station %d broke", i);
			made += k;
			if ((i & 63) == 63) {
				tick(l);
				TRY(read_events(l, 0, e));
			}
		}
		TRY(read_events(l, made == 0 ? 1 : 0, e));
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu1);
	*ret_seconds = (double)mono_since_ms(from) / 1000;
	if (l->api)
		TRY(figures_read(l->api, &l->after, e));
	*ret_cpu = (double)(cpu1.tv_sec - cpu0.tv_sec) + (double)(cpu1.tv_nsec - cpu0.tv_nsec) * 1e-9;
	l->measuring = false;
	return 0;
}

/* What was sent and not acknowledged when the time was up must still be. */
static int settle(struct load *l, uint64_t *ret_missing, struct err *e)
{
	mono begin = clock_mono();

	do {
		*ret_missing = 0;
		tick(l);
		TRY(read_events(l, 20, e));
		for (int i = 0; i < l->stations; i++) {
			bool bad = false;
			if (l->c[i].nrest > 0)
				send_rest(l, i, &bad);
			*ret_missing += l->c[i].next_seq - 1 - l->c[i].acked_seq;
		}
	} while (*ret_missing > 0 && mono_since_ms(begin) < 10000);
	return 0;
}

/* Sustained means: the engines applied as much as was acknowledged, and closed the visits that follow from it. */
static void report_server(const struct load *l, double seconds)
{
	const struct figures *a = &l->before, *b = &l->after;
	double applied = (b->sightings - a->sightings) / seconds;
	double due = l->move ? applied * (double)l->riding / 100 / (double)l->hits : 0;

	printf(l->json ? ",\"applied_per_s\":%.0f,\"visits_per_s\":%.0f,\"visits_due_per_s\":%.0f,\"behind_before_bytes\":%.0f,"
	       "\"behind_bytes\":%.0f,\"trail_queue\":%.0f,\"open_visits\":%.0f,\"blocked_ms\":%.0f"
	       : "; the server applied %.0f sightings/s and closed %.0f visits/s (%.0f would follow); its engines were %.0f bytes behind "
	       "before and %.0f after, %.0f groups of visits waiting for the store, %.0f visits open, %.0f ms blocked by the journal",
	       applied, (b->visits - a->visits) / seconds, due, a->behind, b->behind, b->trail_queue, b->open, b->blocked_ms - a->blocked_ms);
}

static void report(const struct load *l, double seconds, double cpu, uint64_t missing)
{
	double sightings = (double)l->acked_frames * (double)l->frame, per_s = sightings / seconds;
	double sent = (double)l->sent_frames * (double)l->frame;
	double tags = l->fresh ? sent / (double)l->hits : (double)l->stations * l->blocks * (double)l->frame;
	double round = per_s > 0 && !l->fresh && !l->move ? tags * 3 * (double)l->hits / per_s : 0;
	double stay = per_s > 0 && l->move ? tags * (double)l->hits / per_s : 0;

	printf(l->json ? "{\"acked_per_s\":%.0f,\"seconds\":%.2f,\"frames_per_s\":%.0f,\"mbyte_per_s\":%.1f,\"ack_p50_ms\":%.3f,"
	       "\"ack_p99_ms\":%.3f,\"ack_max_ms\":%.3f,\"client_ns_per_sighting\":%.2f,\"client_cpu\":%.3f,\"unacked_frames\":%llu,"
	       "\"tags\":%.0f,\"round_s\":%.2f,\"stay_s\":%.2f,\"clock_speed\":%lld"
	       : "acked %.0f sightings/s over %.2f s (%.0f frames/s, %.1f MB/s); ack p50 %.3f ms, p99 %.3f ms, max %.3f ms; client %.2f ns a "
	       "sighting (%.3f cores); %llu frames never acknowledged; %.0f tags, each heard again by the same station after %.2f s, a ride "
	       "stays %.2f s at a station, clock %lld times as fast",
	       per_s, seconds, (double)l->acked_frames / seconds, per_s / (double)l->frame * (double)l->frame_bytes / 1e6,
	       quantile(l, 0.5), quantile(l, 0.99), (double)l->lat_max * 1e-6, sent > 0 ? cpu / sent * 1e9 : 0, cpu / seconds,
	       (unsigned long long)missing, tags, round, stay, (long long)l->speed);
	if (l->api)
		report_server(l, seconds);
	printf(l->json ? "}\n" : "\n");
}

static int open_api(struct load *l, struct err *e)
{
	struct api_who who;

	if (!l->url)
		return 0;
	TRY(api_account(l->account, &who, e));
	TRY(api_new(&l->api, l->url, e));
	TRY(api_wait_up(l->api, 10000, e));
	return api_login(l->api, &who, e);
}

static int run(struct load *l, struct err *e)
{
	struct station_key *keys = NULL;
	int nkeys = 0;
	double seconds = 0, cpu = 0;
	uint64_t missing = 0;

	TRY(open_api(l, e));
	if (l->keys && !l->plain) {
		TRY(keys_read(l->keys, &keys, &nkeys, e));
		l->ctx = SSL_CTX_new(TLS_client_method());
		ASSERT(l->ctx && SSL_CTX_set_min_proto_version(l->ctx, TLS1_3_VERSION) &&
		       SSL_CTX_set_ciphersuites(l->ctx, "TLS_AES_128_GCM_SHA256"));
		SSL_CTX_set_psk_use_session_callback(l->ctx, psk_cb);
		SSL_CTX_set_verify(l->ctx, SSL_VERIFY_PEER, NULL);
		SSL_CTX_set_mode(l->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	}
	tick(l);
	l->start_ms = l->now_ms;
	l->ep = epoll_create1(EPOLL_CLOEXEC);
	ASSERT(l->ep >= 0);
	make_records(l);
	if (l->window == 0)
		l->window = MAX(MIN(262144, (32 << 20) / l->stations), (int64_t)l->frame_bytes * 2);
	l->c = calloc((size_t)l->stations, sizeof *l->c);
	ASSERT(l->c);
	struct city *city = city_new((uint64_t)l->seed);
	int rc = open_all(l, city, keys, nkeys, e);
	city_free(city);
	if (rc == 0)
		rc = pour(l, &seconds, &cpu, e);
	if (rc == 0)
		rc = settle(l, &missing, e);
	if (rc == 0)
		report(l, seconds, cpu, missing);
	if (rc == 0 && missing > 0)
		rc = ERR(e, E_IO, "%llu frames were not acknowledged within 10 s", (unsigned long long)missing);
	for (int i = 0; i < l->stations; i++) {
		SSL_free(l->c[i].ssl);
		if (l->c[i].fd > 0)
			close(l->c[i].fd);
		free(l->c[i].rest);
		free(l->c[i].in);
	}
	free(l->c);
	free(keys);
	free(l->recs);
	free(l->fresh_rec);
	SSL_CTX_free(l->ctx);
	api_free(l->api);
	close(l->ep);
	return rc;
}

int cmd_load(int argc, char **argv)
{
	struct err e = { 0 };
	struct load *l = calloc(1, sizeof *l);
	ASSERT(l);
	*l = (struct load){ .stations = 100, .frame = 64, .seconds = 10, .warmup = 1, .tags = CITY_BIKES, .hits = 0, .seed = 1, .burst = 10000,
		.riding = 20, .speed = 1 };
	const struct opt o[] = {
		{ "connect", OPT_STR, &l->connect, 0, 0, "HOST:PORT", "the server's station port (numeric address)" },
		{ "tls", OPT_STR, &l->keys, 0, 0, "FILE", "station keys: TLS 1.3; without it plain TCP" },
		{ "stations", OPT_INT, &l->stations, 1, CITY_STATIONS, "N", "connections, the first N stations of the city (default 100)" },
		{ "frame", OPT_INT, &l->frame, 1, 2000, "N", "sightings a frame (default 64)" },
		{ "seconds", OPT_INT, &l->seconds, 1, 1e6, "N", "measured time (default 10)" },
		{ "warmup", OPT_INT, &l->warmup, 0, 1e6, "N", "seconds before that (default 1)" },
		{ "tags", OPT_INT, &l->tags, 1, 200e6, "N", "tags in all (default 274000; rounded to whole frames)" },
		{ "fresh-tags", OPT_FLAG, &l->fresh, 0, 0, NULL, "every tag is new: heard --hits times, then never again" },
		{ "hits", OPT_INT, &l->hits, 1, 100000, "N", "frames in a row that hear the same tags (default 25; with --move 50, not in a row)" },
		{ "move", OPT_FLAG, &l->move, 0, 0, NULL, "tags are heard in turn; some ride from station to station, the others are parked" },
		{ "riding", OPT_INT, &l->riding, 0, 100, "PERCENT", "of the tags ride (default 20)" },
		{ "rate", OPT_INT, &l->rate, 0, 1e12, "N", "sightings sent a second at most (default 0: what the server takes)" },
		{ "clock-speed", OPT_INT, &l->speed, 1, 1000, "N", "the server's clock_speed_for_benchmarks (default 1)" },
		{ "api", OPT_STR, &l->url, 0, 0, "URL", "also ask the server what its engines did: its HTTP address" },
		{ "account", OPT_STR, &l->account, 0, 0, "FILE", "first line \"name:password:secret\"; or YZ_ACCOUNT, YZ_PASSWORD, YZ_TOTP" },
		{ "window", OPT_INT, &l->window, 2048, 64e6, "BYTES", "most unacknowledged bytes a connection, if credits allow (default: 32 MiB over all, at most 256 KiB)" },
		{ "burst", OPT_INT, &l->burst, 1, 10000, "N", "frames a write (default: what fits into 64 KiB)" },
		{ "seed", OPT_INT, &l->seed, 0, 1e15, "N", "which city (default 1)" },
		{ "json", OPT_FLAG, &l->json, 0, 0, NULL, "one JSON object" },
	};
	int rc = opts_parse(argc, argv, o, COUNTOF(o), "load --connect HOST:PORT", &e);

	if (rc == 0 && !l->connect)
		rc = ERR(&e, E_USAGE, "load needs --connect HOST:PORT");
	if (rc == 0 && l->fresh && l->move)
		rc = ERR(&e, E_USAGE, "--fresh-tags and --move exclude each other");
	if (l->hits == 0)
		l->hits = l->move ? 50 : 25;
	live_catch_signals();
	if (rc == 0)
		rc = run(l, &e);
	free(l);
	return rc < 0 ? fail(&e) : 0;
}
