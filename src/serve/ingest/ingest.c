/* ingest — start, stop, and the loop that carries all stations on one thread. */
#define _GNU_SOURCE
#include "serve/ingest/ingest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "platform/fs.h"
#include "platform/log.h"
#include "serve/ingest/ingest_int.h"

enum { EVENTS = 256, TICK_MS = 5, COMMANDS_MAX = 4096, QUEUE = 8192 };

/* ---- listening ---- */

static bool is_loopback(const struct sockaddr_in *a)
{
	return (ntohl(a->sin_addr.s_addr) >> 24) == 127;
}

static int listen_on(const char *addr, int port, bool loopback_only, int *ret_fd, struct err *e)
{
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int one = 1;

	if (!addr || inet_pton(AF_INET, addr, &sa.sin_addr) != 1)
		return ERR(e, E_CONFIG, "not an IPv4 address to listen on: %s", addr ? addr : "(none)");
	if (loopback_only && !is_loopback(&sa))
		return ERR(e, E_CONFIG, "stations would send in plain text over the network on %s; use TLS, or a loopback address, or set "
		           "plain_text_over_the_network_i_know_what_i_do = yes", addr);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ERR_SYS(e, E_IO, errno, "no socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)&sa, sizeof sa) < 0 || listen(fd, QUEUE) < 0) {
		int en = errno;
		sys.close(fd);
		return ERR_SYS(e, E_IO, en, "cannot listen on %s:%d: %s", addr, port, strerror(en));
	}
	*ret_fd = fd;
	return 0;
}

static int port_of(int fd)
{
	struct sockaddr_in sa;
	socklen_t len = sizeof sa;

	return fd >= 0 && getsockname(fd, (struct sockaddr *)&sa, &len) == 0 ? ntohs(sa.sin_port) : 0;
}

int ingest_listen(const struct ingest_opts *o, struct ingest_ports *ret, struct err *e)
{
	struct ingest_ports p = { -1, -1 };
	int rc = o->plain_port >= 0 ? listen_on(o->plain_addr, o->plain_port, !o->plain_anywhere, &p.plain, e) : 0;

	rc = rc == 0 && o->tls_port >= 0 ? listen_on(o->tls_addr, o->tls_port, false, &p.tls, e) : rc;
	if (rc < 0)
		ingest_ports_close(&p);
	*ret = p;
	return rc;
}

void ingest_ports_close(struct ingest_ports *p)
{
	fd_close(&p->plain);
	fd_close(&p->tls);
}

static void watch_fd(struct ingest *g, int op, int fd, uint32_t events, void *ptr)
{
	struct epoll_event ev = { .events = events, .data.ptr = ptr };

	if (epoll_ctl(g->ep, op, fd, &ev) < 0)
		BUG("epoll_ctl");
}

static void accept_some(struct ingest *g, int lfd, bool tls)
{
	int most = g->n_ready >= READY_MAX ? 4 : 64;    /* then those that are on have their turn */

	g->accepted = clock_mono();
	for (int i = 0; i < most; i++) {
		struct sockaddr_in sa;
		socklen_t len = sizeof sa;
		char ip[INET_ADDRSTRLEN], peer[48];
		int one = 1, fd = sys.accept4(lfd, (struct sockaddr *)&sa, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			return;
		if (g->stats.sessions >= g->o.max_sessions) {
			g->stats.refused++;
			sys.close(fd);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		inet_ntop(AF_INET, &sa.sin_addr, ip, sizeof ip);
		snprintf(peer, sizeof peer, "%s:%u", ip, ntohs(sa.sin_port));
		struct session *s = session_new(g, fd, tls, peer, (uint32_t)hash_u64(sa.sin_addr.s_addr));
		watch_fd(g, EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLRDHUP, s);
	}
}

/* ---- commands of other threads ---- */

static void finish(struct ingest *g, struct command *c, int rc)
{
	pthread_mutex_lock(&g->qmu);
	c->rc = rc;
	c->done = true;
	pthread_cond_broadcast(&g->qcv);
	pthread_mutex_unlock(&g->qmu);
}

/* Moves on in the command, so that what E_BUSY left is asked for again by itself. */
static int append_some(struct ingest *g, struct command *c)
{
	int rc = 0;

	while (c->n_rec) {
		rc = journal_append(g->o.journal, c->type, c->rec->source, ingest_now(g), c->rec->p, c->rec->n, NULL, 0, &c->end);
		if (rc < 0)
			break;
		c->rec++;
		c->n_rec--;
	}
	return rc;
}

static void run_commands(struct ingest *g)
{
	for (;;) {
		pthread_mutex_lock(&g->qmu);
		struct command *c = g->q_head;
		if (c) {
			g->q_head = c->next;
			if (!g->q_head)
				g->q_tail = NULL;
		}
		pthread_mutex_unlock(&g->qmu);
		if (!c)
			return;
		if (c->what == CMD_WATCH) {
			watchlist_note(g, c->version, c->add, c->tag);
			finish(g, c, 0);
		} else if (c->what == CMD_WATCH_LOAD) {
			watchlist_load(g, c->version, c->tags, c->n_tags);
			finish(g, c, 0);
		} else {
			finish(g, c, append_some(g, c));
		}
	}
}

static int post(struct ingest *g, struct command *c)
{
	pthread_mutex_lock(&g->qmu);
	if (g->stop) {
		pthread_mutex_unlock(&g->qmu);
		return E_STORE;
	}
	c->next = NULL;
	if (g->q_tail)
		g->q_tail->next = c;
	else
		g->q_head = c;
	g->q_tail = c;
	wake_post(&g->wake);
	while (!c->done)
		pthread_cond_wait(&g->qcv, &g->qmu);
	pthread_mutex_unlock(&g->qmu);
	return c->rc;
}

int ingest_append_all(struct ingest *g, enum journal_type type, const struct ingest_rec *r, size_t n, uint64_t *ret_end, struct err *e)
{
	struct command c = { .what = CMD_APPEND, .type = type, .rec = r, .n_rec = n };
	int rc = E_BUSY;

	ASSERT(n > 0);
	/* all buffers in flight lasts milliseconds, on a disk that others keep busy hundreds of them: two seconds without any progress are too long */
	for (int i = 0; i < 1000 && rc == E_BUSY; i++) {
		size_t left = c.n_rec;
		c.done = false;
		rc = post(g, &c);
		if (rc == E_BUSY) {
			i = c.n_rec < left ? 0 : i;
			usleep(2000);
		}
	}
	if (rc == 0) {
		*ret_end = c.end;
		rc = journal_wait(g->o.journal, c.end, 10000);
	}
	if (rc < 0)
		return ERR(e, rc, rc == E_FULL ? "the disk is full: nothing new can be taken" : "the journal cannot take this now");
	return 0;
}

int ingest_append(struct ingest *g, enum journal_type type, uint16_t source, const void *p, uint32_t n, uint64_t *ret_end,
                  struct err *e)
{
	struct ingest_rec r = { source, n, p };

	return ingest_append_all(g, type, &r, 1, ret_end, e);
}

void ingest_watch(struct ingest *g, uint32_t version, bool add, uint64_t tag)
{
	struct command c = { .what = CMD_WATCH, .version = version, .add = add, .tag = tag };
	int rc = post(g, &c);

	(void)rc;       /* at a stop the stations learn it at their next HELLO */
}

void ingest_watch_load(struct ingest *g, uint32_t version, const uint64_t *tags, uint32_t n)
{
	struct command c = { .what = CMD_WATCH_LOAD, .version = version, .tags = tags, .n_tags = n };
	int rc = post(g, &c);

	(void)rc;       /* only at a stop */
}

void ingest_on_durable(void *hook, uint64_t durable_lsn)
{
	struct ingest_hook *h = hook;

	(void)durable_lsn;
	pthread_mutex_lock(&h->mu);
	if (h->g)
		wake_post(&h->g->wake);
	pthread_mutex_unlock(&h->mu);
}

static void hook_set(struct ingest_hook *h, struct ingest *g)
{
	if (!h)
		return;
	pthread_mutex_lock(&h->mu);
	h->g = g;
	pthread_mutex_unlock(&h->mu);
}

/* ---- the loop ---- */

static void after_io(struct session *s)
{
	if (s->dead || s->want_write == s->polled_write)
		return;
	s->polled_write = s->want_write;
	watch_fd(s->g, EPOLL_CTL_MOD, s->fd, EPOLLIN | EPOLLRDHUP | (s->want_write ? (uint32_t)EPOLLOUT : 0), s);
}

/* Sets or clears the hold that a full or busy journal puts on all reading (I4). */
static void set_blocked(struct ingest *g, bool on)
{
	if (on && !g->blocked)
		g->blocked_since = clock_mono();
	if (!on && g->blocked) {
		g->stats.blocked_ms += (uint64_t)mono_since_ms(g->blocked_since);
		g->unblocked = clock_mono();
	}
	g->blocked = on;
}

static void serve(struct ingest *g, struct session *s, uint32_t events)
{
	if (s->dead)
		return;
	if (events & EPOLLOUT)
		session_flush(s);
	if (!s->dead && (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)))
		session_readable(s);
	after_io(s);
	if (!s->dead && s->held)
		set_blocked(g, true);
}

/* What waited for the journal goes on; still blocked when one of them is refused again. */
static void resume(struct ingest *g)
{
	set_blocked(g, false);
	for (struct session *s = g->all; s; s = s->next) {
		if (s->dead || !s->held)
			continue;
		s->held = false;
		if (!session_feed(s) && !s->dead && s->held) {
			set_blocked(g, true);
			return;
		}
		if (!s->dead && s->ssl && SSL_has_pending(s->ssl)) {
			s->more = true;
			g->any_more = true;
		}
		after_io(s);
	}
}

/* The engines read what the commit buffers still hold; further behind they would read files, beside the journal's writes on the same
 * disk, and lose more ground. What is on its way to the disk takes buffers, too. */
static bool lags(struct ingest *g)
{
	uint64_t durable = journal_durable_lsn(g->o.journal), on_way = g->appended > durable ? g->appended - durable : 0;
	bool yes = g->o.behind && g->o.behind(g->o.arg) + on_way > LAG_MAX;

	if (yes)
		g->unblocked = clock_mono();    /* what is not read is not silent */
	return yes;
}

static void read_more(struct ingest *g)
{
	if (!g->any_more || g->blocked || lags(g))
		return;
	g->any_more = false;
	for (struct session *s = g->all; s && !g->blocked; s = s->next)
		if (s->more && !s->dead)
			serve(g, s, EPOLLIN);
	g->any_more = g->any_more || g->blocked;        /* those it did not come to raise no event of their own */
}

/* Those whose ClientHello waits for a place among the links that shake hands, oldest first. */
static void retry_young(struct ingest *g)
{
	if (g->n_ready == 0 || g->blocked || (g->shaking.n >= SHAKING_MAX && mono_since_ms(g->ready_pass) < TICK_MS))
		return;
	g->ready_pass = clock_mono();
	for (struct session *s = g->waiting.oldest, *newer; s && g->n_ready; s = newer) {
		newer = s->y_prev;
		if (!s->ready)
			continue;
		serve(g, s, EPOLLIN);
	}
}

static void reap(struct ingest *g)
{
	if (!g->any_dead)
		return;
	g->any_dead = false;
	for (struct session *s = g->all, *next; s; s = next) {
		next = s->next;
		if (s->dead)
			session_free(s);
	}
}

/* A change of the watch list goes to thousands of stations: a few of them a turn, so that no frame waits behind all of them;
 * what changes meanwhile goes along with the next round. */
static void spread_watch_list(struct ingest *g)
{
	if (!g->spread && g->spread_due && mono_since_ms(g->spread_began) >= SPREAD_MS) {
		g->spread_due = false;
		g->spread_began = clock_mono();
		g->spread = g->all;
	}
	for (int n = 0; g->spread && n < SPREAD_TURN; n++) {
		struct session *s = g->spread;

		g->spread = s->next;
		if (s->step != SS_LIVE || s->dead)
			continue;
		watchlist_send(s);
		after_io(s);
	}
}

/* While nothing was read no station was silent. */
static int64_t idle_ms(const struct ingest *g, const struct session *s)
{
	return MIN(mono_since_ms(s->last_in), mono_since_ms(g->unblocked));
}

static void check_times(struct ingest *g)
{
	for (struct session *s = g->all; s; s = s->next) {
		if (s->dead)
			continue;
		if (s->cut)
			session_bye(s, (enum sup_bye_why)(s->cut - 1), 300);
		else if (s->step != SS_LIVE && mono_since_ms(s->opened) > g->o.hello_ms)
			session_end(s, SUP_BYE_IDLE);
		else if (s->step == SS_LIVE && !g->blocked && idle_ms(g, s) > 3000 * (int64_t)s->heartbeat_s)
			session_bye(s, SUP_BYE_IDLE, 1);
		else if (s->needs_list && g->lists_left)
			watchlist_send(s);
		after_io(s);
	}
}

static void tick(struct ingest *g)
{
	if (mono_since_ms(g->last_second) >= 1000) {
		utc_ms now = ingest_now(g);
		uint64_t end;

		g->last_second = clock_mono();
		g->lists_left = FULL_LISTS_PER_S;
		check_times(g);
		/* time passes for the engines even when no station speaks; a full journal keeps its last tick */
		if (journal_append(g->o.journal, JR_TICK, 0, now, &now, sizeof now, NULL, 0, &end) == E_STORE)
			set_blocked(g, true);
	}
}

/* A pass over the sessions that wait for the disk: when it moved on, and now and then for those that gather. */
static void acknowledge(struct ingest *g)
{
	uint64_t durable = journal_durable_lsn(g->o.journal);

	if (!g->unacked || (durable == g->acked_durable && mono_since_ms(g->last_ack_pass) < TICK_MS))
		return;
	g->acked_durable = durable;
	g->last_ack_pass = clock_mono();
	ack_all(g);
}

static int wait_ms(const struct ingest *g)
{
	if (g->spread || (g->any_more && !g->blocked))
		return 0;
	return g->unacked || g->spread_due || g->n_ready ? TICK_MS : 200;
}

/* While many links wait for a place to shake hands, a few come in at a time: those behind them wait in the ports' queue, where they cost no session and
 * drive nobody out. Never none: who comes from elsewhere than a flood has a place before it. */
static void mind_doors(struct ingest *g)
{
	bool shut = g->n_ready >= READY_MAX && mono_since_ms(g->accepted) < TICK_MS;
	int *fd[] = { &g->ports.plain, &g->ports.tls };

	if (shut == g->doors_shut || !g->admitting)
		return;
	g->doors_shut = shut;
	for (size_t i = 0; i < COUNTOF(fd); i++)
		if (*fd[i] >= 0)
			watch_fd(g, EPOLL_CTL_MOD, *fd[i], shut ? 0 : EPOLLIN, fd[i]);
}

static void turn(struct ingest *g, struct epoll_event *ev)
{
	/* while blocked only the wake-up descriptor counts: sockets stay unread */
	bool held = !g->blocked && lags(g);
	mono begun = clock_mono();
	int n = g->blocked || held ? epoll_wait(g->ep_wake, ev, 1, TICK_MS) : epoll_wait(g->ep, ev, EVENTS, wait_ms(g));
	if (held)
		g->held_ns += clock_mono().ns - begun.ns;

	g->turn++;
	for (int i = 0; i < n; i++) {
		void *p = ev[i].data.ptr;
		if (p == &g->wake) {
			wake_drain(&g->wake);
			continue;
		}
		pthread_mutex_lock(&g->mu);
		if (p == &g->ports.plain || p == &g->ports.tls)
			accept_some(g, *(int *)p, p == &g->ports.tls);
		else if (!g->blocked && !lags(g))
			serve(g, p, ev[i].events);
		pthread_mutex_unlock(&g->mu);
	}
	pthread_mutex_lock(&g->mu);
	g->stats.held_ms = (uint64_t)g->held_ns / 1000000;
	run_commands(g);
	if (g->blocked)
		resume(g);
	retry_young(g);
	mind_doors(g);
	read_more(g);
	acknowledge(g);
	spread_watch_list(g);
	tick(g);
	reap(g);
	pthread_mutex_unlock(&g->mu);
}

static void goodbye(struct ingest *g)
{
	uint32_t k = 0;

	pthread_mutex_lock(&g->mu);
	ack_all(g);
	for (struct session *s = g->all; s; s = s->next)
		if (!s->dead)
			session_bye(s, SUP_BYE_RESTART, 1 + k++ % (uint32_t)MAX(g->o.restart_spread_s, 1));
	reap(g);
	pthread_mutex_unlock(&g->mu);
}

static void loop(void *arg)
{
	struct ingest *g = arg;
	struct epoll_event *ev = calloc(EVENTS, sizeof *ev);

	if (!ev)
		BUG("out of memory");
	for (;;) {
		pthread_mutex_lock(&g->qmu);
		bool stop = g->stop && !g->q_head;
		pthread_mutex_unlock(&g->qmu);
		if (stop)
			break;
		turn(g, ev);
	}
	goodbye(g);
	free(ev);
}

/* ---- start and stop ---- */

static void defaults(struct ingest_opts *o)
{
	o->max_sessions = o->max_sessions ? o->max_sessions : 16000;
	o->credit_total = o->credit_total ? o->credit_total : 64u << 20;
	o->heartbeat_s = o->heartbeat_s ? o->heartbeat_s : 30;
	o->hello_ms = o->hello_ms ? o->hello_ms : 5000;
	o->clock_speed = MAX(o->clock_speed, 1);
	o->max_young = o->max_young ? MAX(MIN(o->max_young, 65535u), 1u) : 2048;
	o->watch_retry_ms = o->watch_retry_ms ? o->watch_retry_ms : 60000;
	o->restart_spread_s = o->restart_spread_s ? o->restart_spread_s : 5;
	o->config_text = o->config_text ? o->config_text : "";
}

static void release(struct ingest *g)
{
	ingest_ports_close(&g->ports);
	fd_close(&g->ep);
	fd_close(&g->ep_wake);
	wake_done(&g->wake);
	SSL_CTX_free(g->ctx);
	registry_done(g);
	free(g->watch_log);
	free(g->watch_set);
	free(g->read_buf);
	free(g->inflate_buf);
	pthread_mutex_destroy(&g->mu);
	pthread_mutex_destroy(&g->qmu);
	pthread_cond_destroy(&g->qcv);
	free(g);
}

static struct ingest *make(const struct ingest_opts *o)
{
	struct ingest *g = calloc(1, sizeof *g);
	unsigned char md[EVP_MAX_MD_SIZE];

	if (!g)
		BUG("out of memory");
	g->o = *o;
	defaults(&g->o);
	g->ports = (struct ingest_ports){ -1, -1 };
	if (g->o.ports) {
		g->ports = *g->o.ports;
		*g->o.ports = (struct ingest_ports){ -1, -1 };
	}
	pthread_mutex_init(&g->mu, NULL);
	pthread_mutex_init(&g->qmu, NULL);
	cond_init(&g->qcv);
	wake_init(&g->wake);
	registry_init(g);
	pace_init(g);
	g->watch_log = calloc(WATCH_LOG, sizeof *g->watch_log);
	g->read_buf = malloc(READ_BUF);
	g->inflate_buf = malloc(SUP_MAX_PAYLOAD);
	g->ep = epoll_create1(EPOLL_CLOEXEC);
	g->ep_wake = epoll_create1(EPOLL_CLOEXEC);
	if (!g->watch_log || !g->read_buf || !g->inflate_buf || g->ep < 0 || g->ep_wake < 0)
		BUG("out of memory or descriptors");
	if (EVP_Digest(g->o.config_text, strlen(g->o.config_text), md, NULL, EVP_sha256(), NULL) == 1 && g->o.config_text[0])
		memcpy(g->config_hash, md, 8);
	g->last_second = clock_mono();
	g->lists_left = FULL_LISTS_PER_S;
	return g;
}

void ingest_admit(struct ingest *g)
{
	pthread_mutex_lock(&g->mu);
	if (g->ports.plain >= 0)
		watch_fd(g, EPOLL_CTL_ADD, g->ports.plain, EPOLLIN, &g->ports.plain);
	if (g->ports.tls >= 0)
		watch_fd(g, EPOLL_CTL_ADD, g->ports.tls, EPOLLIN, &g->ports.tls);
	g->admitting = true;
	pthread_mutex_unlock(&g->mu);
}

static int open_all(struct ingest *g, struct err *e)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = &g->wake };

	TRY(ingest_recover(g, e));
	if (g->o.load)
		TRY(g->o.load(g->o.arg, g, e));
	TRY(tls_init(g, e));
	if (!g->o.ports)
		TRY(ingest_listen(&g->o, &g->ports, e));
	g->port_plain = port_of(g->ports.plain);
	g->port_tls = port_of(g->ports.tls);
	if (!g->o.hold)
		ingest_admit(g);
	watch_fd(g, EPOLL_CTL_ADD, g->wake.fd, EPOLLIN, &g->wake);
	if (epoll_ctl(g->ep_wake, EPOLL_CTL_ADD, g->wake.fd, &ev) < 0)
		BUG("epoll_ctl");
	return 0;
}

int ingest_start(const struct ingest_opts *o, struct err *e, struct ingest **ret)
{
	struct ingest *g = make(o);
	int rc = open_all(g, e);

	if (rc < 0) {
		release(g);
		return rc;
	}
	hook_set(g->o.hook, g);
	thread_start(&g->thread, "yz-ingest", loop, g);
	*ret = g;
	return 0;
}

void ingest_stop(struct ingest *g)
{
	if (!g)
		return;
	pthread_mutex_lock(&g->qmu);
	g->stop = true;
	pthread_mutex_unlock(&g->qmu);
	wake_post(&g->wake);
	thread_join(&g->thread);
	hook_set(g->o.hook, NULL);
	release(g);
}

int ingest_plain_port(const struct ingest *g)
{
	return g->port_plain;
}

int ingest_tls_port(const struct ingest *g)
{
	return g->port_tls;
}

void ingest_stats(struct ingest *g, struct ingest_stats *ret)
{
	pthread_mutex_lock(&g->mu);
	*ret = g->stats;
	ret->clock_off_ms = g->clock_off_ms;
	ret->young = g->waiting.n + g->shaking.n;
	pthread_mutex_unlock(&g->mu);
}
