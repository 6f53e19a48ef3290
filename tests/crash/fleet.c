/* fleet — see fleet.h. */
#define _GNU_SOURCE
#include "fleet.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "format/sup/sup.h"

enum { OUT_CAP = 96 * 1024, ROWS_MAX = 4000 };

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void fleet_init(struct fleet *f, int n, int rows, uint64_t total, uint64_t window)
{
	*f = (struct fleet){ .n = n, .rows = rows, .total = total, .window = window, .patience_ms = 60000 };
	if (n > FLEET_MAX || rows > ROWS_MAX)
		BUG("a fleet that is too large");
	for (int i = 0; i < n; i++) {
		f->st[i].fd = -1;
		f->st[i].out = malloc(OUT_CAP);
		if (!f->st[i].out)
			BUG("out of memory");
	}
}

static void drop(struct fleet_station *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->live = false;
	s->in_n = s->out_n = s->out_at = 0;
}

void fleet_drop(struct fleet *f)
{
	for (int i = 0; i < f->n; i++)
		drop(&f->st[i]);
}

void fleet_done(struct fleet *f)
{
	fleet_drop(f);
	for (int i = 0; i < f->n; i++)
		free(f->st[i].out);
}

bool fleet_idle(const struct fleet *f)
{
	for (int i = 0; i < f->n; i++)
		if (f->st[i].acked < f->total)
			return false;
	return true;
}

uint64_t fleet_acked(const struct fleet *f)
{
	uint64_t n = 0;

	for (int i = 0; i < f->n; i++)
		n += f->st[i].acked;
	return n;
}

static void make_hello(struct fleet *f, struct fleet_station *s, int i)
{
	struct sup_buf b = { .p = s->out, .cap = OUT_CAP };
	char name[8];

	snprintf(name, sizeof name, "s%d", i);
	struct sup_hello h = { .station = str_of(name), .hardware = S("test"), .firmware = S("1.0"), .proto_min = 1, .proto_max = 1,
		.boot_id = 77, .epoch = FLEET_EPOCH, .first_seq = s->acked < f->total ? s->acked + 1 : 0,
		.last_seq = s->acked < f->total ? f->total : 0, .clock_source = SUP_CLOCK_SERVER, .wall_ms = 1700000000000, .mono_ms = 1000, .clock_err_ms = 5 };
	s->out_n = (uint32_t)sup_hello_put(&b, &h);
	s->out_at = 0;
}

static void dial(struct fleet *f, struct fleet_station *s, int port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	f->dials++;
	if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof sa) < 0) {
		if (fd >= 0)
			close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	s->fd = fd;
	s->since_ms = now_ms();
	make_hello(f, s, (int)(s - f->st));
}

static void took(struct fleet *f, struct fleet_station *s, uint64_t cum)
{
	if (cum < s->acked || cum > s->ever) {
		fprintf(stderr, "fleet: s%d: acknowledged up to %llu, before %llu, sent up to %llu\n", (int)(s - f->st), (unsigned long long)cum,
		        (unsigned long long)s->acked, (unsigned long long)s->ever);
		f->lies++;
		return;
	}
	if (cum > s->acked)
		s->since_ms = now_ms();
	s->acked = cum;
}

/* False: the connection is of no more use. */
static bool take(struct fleet *f, struct fleet_station *s, const struct sup_frame *fr)
{
	struct sup_hello_ack ha;
	struct sup_ack a;

	if (fr->type == SUP_HELLO_ACK && sup_hello_ack_get(fr, &ha) == 0) {
		if (ha.result != SUP_WELCOME)
			return false;
		if (ha.epoch == FLEET_EPOCH)
			took(f, s, ha.cum_seq);
		else if (s->acked)
			f->lies++;
		s->live = true;
		s->sent = s->acked;
		s->since_ms = now_ms();
	} else if (fr->type == SUP_ACK && sup_ack_get(fr, &a) == 0 && a.epoch == FLEET_EPOCH) {
		took(f, s, a.cum_seq);
	}
	return fr->type != SUP_BYE && fr->type != SUP_ERROR;
}

static void readable(struct fleet *f, struct fleet_station *s)
{
	struct sup_frame fr;
	ssize_t got = recv(s->fd, s->in + s->in_n, sizeof s->in - s->in_n, MSG_DONTWAIT);
	int k;

	if (got <= 0) {
		drop(s);
		return;
	}
	s->in_n += (uint32_t)got;
	while ((k = sup_frame_parse(s->in, s->in_n, SUP_MAX_PAYLOAD, &fr)) == 1) {
		bool on = take(f, s, &fr);
		s->in_n -= (uint32_t)fr.total;
		memmove(s->in, s->in + fr.total, s->in_n);
		if (!on)
			break;
	}
	if (k != 0)
		drop(s);
}

static void next_frame(struct fleet *f, struct fleet_station *s)
{
	static uint8_t recs[ROWS_MAX * SUP_REC];
	struct sup_buf b = { .p = s->out, .cap = OUT_CAP };
	struct sup_batch v = { .boot_id = 77, .base_mono_ms = 1000, .utc_minus_mono_ms = 1700000000000, .clock_err_ms = 5, .clock_source = SUP_CLOCK_SERVER,
		.n = (uint16_t)f->rows, .recs = recs };
	uint64_t q = s->sent + 1;

	for (int i = 0; i < f->rows; i++) {
		struct sup_rec r = { .tag = q * 1000 + (uint64_t)i + 1, .hits = 1, .rssi_max = -60 };
		sup_rec_put(recs + i * SUP_REC, &r);
	}
	s->out_n = (uint32_t)sup_batch_put(&b, 0, q, &v, -1);
	s->out_at = 0;
	s->sent = q;
	s->ever = MAX(s->ever, q);
}

static void writable(struct fleet *f, struct fleet_station *s)
{
	for (;;) {
		if (s->out_at == s->out_n && s->live && s->sent < f->total && s->sent < s->acked + f->window)
			next_frame(f, s);
		if (s->out_at == s->out_n)
			return;
		ssize_t k = send(s->fd, s->out + s->out_at, s->out_n - s->out_at, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (k <= 0)
			return;         /* full, or ended: reading will tell */
		s->out_at += (uint32_t)k;
	}
}

void fleet_step(struct fleet *f, int port, int ms)
{
	struct pollfd p[FLEET_MAX];
	int64_t now = now_ms();

	for (int i = 0; i < f->n; i++) {
		struct fleet_station *s = &f->st[i];
		if (s->fd >= 0 && now - s->since_ms > f->patience_ms && s->acked < f->total)
			drop(s);
		if (s->fd < 0)
			dial(f, s, port);
		if (s->fd >= 0)
			writable(f, s);
		p[i] = (struct pollfd){ .fd = s->fd, .events = (short)(POLLIN | (s->out_at < s->out_n ? POLLOUT : 0)) };
	}
	if (poll(p, (nfds_t)f->n, ms) <= 0)
		return;
	for (int i = 0; i < f->n; i++) {
		struct fleet_station *s = &f->st[i];
		if (s->fd >= 0 && (p[i].revents & (POLLIN | POLLHUP | POLLERR)))
			readable(f, s);
		if (s->fd >= 0)
			writable(f, s);
	}
}
