/* sse — event streams. One thread reads each new outbox row once and gives it to all clients whose roles may see it; a client that
 * resumes is first read up to date in batches. A second thread asks again for each client's session at every heartbeat.
 *
 * A message is shared by the queues of all clients and freed with the last. Lock order: hub, then client. A client's connection is
 * suspended only by its reader and resumed only with its mutex held, so each suspension is resumed once (H5). */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/log.h"
#include "serve/http/http_int.h"

enum { READ_MAX = 256, CATCH_UP = 64, CHECK_BATCH = 64, POLL_MS = 1000, HUB_ARENA = 64 << 20, TOKEN_MAX = 128, SOCKET_BUFFER = 65536 };

struct msg { _Atomic unsigned refs; int64_t id; unsigned roles; size_t n; char text[]; };

struct sse_client {
	struct sse_client *prev, *next;     /* under hub.m */
	struct hub *hub;
	struct http *h;
	uint64_t key;
	struct MHD_Connection *con;
	char token[TOKEN_MAX]; size_t token_n;
	unsigned roles;                     /* under hub.m, as all below down to m */
	int64_t pos;                        /* newest id given to it */
	_Atomic bool catching_up;           /* behind the hub: read up to date from the outbox */
	mono beat, checked;
	uint64_t taken_at_beat;
	bool full_at_beat;
	pthread_mutex_t m;
	struct msg **ring; unsigned cap, head, count;
	size_t sent;                        /* bytes of the head message already taken */
	uint64_t taken;                     /* bytes, ever */
	bool suspended, ended;
};

/* ---- messages ---- */

static struct msg *msg_new(int64_t id, unsigned roles, str event, str data)
{
	size_t cap = event.n + data.n + 64;
	struct msg *m = malloc(sizeof *m + cap);

	if (!m)
		BUG("out of memory");
	*m = (struct msg){ .refs = 1, .id = id, .roles = roles };
	int n = id ? snprintf(m->text, cap, "id: %lld\nevent: %.*s\ndata: ", (long long)id, STR_ARG(event))
	           : snprintf(m->text, cap, "event: %.*s\ndata: ", STR_ARG(event));
	m->n = (size_t)n;
	/* a line break inside would end the field; JSON may have one only between its parts */
	for (size_t i = 0; i < data.n; i++)
		m->text[m->n++] = data.p[i] == '\n' || data.p[i] == '\r' ? ' ' : data.p[i];
	m->text[m->n++] = '\n';
	m->text[m->n++] = '\n';
	return m;
}

static struct msg *msg_beat(void)
{
	struct msg *m = malloc(sizeof *m + 4);

	if (!m)
		BUG("out of memory");
	*m = (struct msg){ .refs = 1, .n = 3 };
	memcpy(m->text, ":\n\n", 3);
	return m;
}

static void msg_drop(struct msg *m)
{
	if (--m->refs == 0)
		free(m);
}

/* ---- one client ---- */

static void wake_client(struct sse_client *c)
{
	if (c->suspended) {
		c->suspended = false;
		MHD_resume_connection(c->con);
	}
}

static void empty(struct sse_client *c)
{
	for (; c->count; c->count--) {
		msg_drop(c->ring[c->head]);
		c->head = (c->head + 1) % c->cap;
	}
	c->sent = 0;
}

static void end(struct sse_client *c)
{
	pthread_mutex_lock(&c->m);
	c->ended = true;
	wake_client(c);
	pthread_mutex_unlock(&c->m);
}

static void drop(struct sse_client *c, const char *why)
{
	pthread_mutex_lock(&c->m);
	if (!c->ended) {
		empty(c);
		c->ended = true;
		c->h->sse_dropped++;
		log_line(LOG_WARN, "http.events.dropped", "stream=%llu reason=%s", (unsigned long long)c->key, why);
	}
	wake_client(c);
	pthread_mutex_unlock(&c->m);
}

/* False when the queue is full. */
static bool give(struct sse_client *c, struct msg *m)
{
	bool room;

	pthread_mutex_lock(&c->m);
	room = c->ended || c->count < c->cap;
	if (room && !c->ended) {
		m->refs++;
		c->ring[(c->head + c->count++) % c->cap] = m;
		c->h->sse_events += m->id != 0;
	}
	wake_client(c);
	pthread_mutex_unlock(&c->m);
	return room;
}

static unsigned room_of(struct sse_client *c)
{
	pthread_mutex_lock(&c->m);
	unsigned room = c->ended ? 0 : c->cap - c->count;
	pthread_mutex_unlock(&c->m);
	return room;
}

static ssize_t take(void *cls, uint64_t pos, char *buf, size_t max)
{
	struct sse_client *c = cls;
	size_t n = 0;

	(void)pos;
	pthread_mutex_lock(&c->m);
	while (c->count && n < max) {
		struct msg *m = c->ring[c->head];
		size_t k = MIN(m->n - c->sent, max - n);
		memcpy(buf + n, m->text + c->sent, k);
		n += k;
		c->sent += k;
		if (c->sent < m->n)
			break;
		msg_drop(m);
		c->head = (c->head + 1) % c->cap;
		c->count--;
		c->sent = 0;
	}
	c->taken += n;
	if (c->catching_up && c->count < c->cap / 2)
		wake_post(&c->hub->wake);
	ssize_t rc = (ssize_t)n;
	if (!n && c->ended) {
		rc = MHD_CONTENT_READER_END_OF_STREAM;
	} else if (!n) {
		ASSERT(!c->suspended);
		c->suspended = true;
		MHD_suspend_connection(c->con);
	}
	pthread_mutex_unlock(&c->m);
	return rc;
}

static void client_free(void *cls)
{
	struct sse_client *c = cls;
	struct hub *hub = c->hub;

	pthread_mutex_lock(&hub->m);
	if (c->prev)
		c->prev->next = c->next;
	else
		hub->clients = c->next;
	if (c->next)
		c->next->prev = c->prev;
	hub->n--;
	pthread_mutex_unlock(&hub->m);
	if (!c->ended && c->count == c->cap)
		c->h->sse_dropped++;    /* the library gave up on it before the heartbeat did */
	empty(c);
	pthread_mutex_destroy(&c->m);
	free(c->ring);
	free(c);
}

static struct sse_client *client_new(struct call *call, unsigned roles)
{
	struct http *h = call->h;
	struct sse_client *c = calloc(1, sizeof *c);

	if (!c)
		BUG("out of memory");
	c->hub = &h->hub;
	c->h = h;
	c->con = call->con;
	c->cap = MAX(h->lim.sse_queue, 4u);
	c->ring = calloc(c->cap, sizeof(struct msg *));
	if (!c->ring)
		BUG("out of memory");
	c->roles = roles;
	memcpy(c->token, call->hd.token.p, call->hd.token.n);
	c->token_n = call->hd.token.n;
	c->beat = c->checked = clock_mono();
	pthread_mutex_init(&c->m, NULL);
	return c;
}

/* The first event tells where the stream begins. Its id is told only to a client that does not resume: one that does keeps its own
 * place until the events it missed have passed. */
static void hello(struct sse_client *c, int64_t last, int64_t after, bool reset)
{
	char b[96];
	bool resumes = after >= 0 && !reset;
	int n = snprintf(b, sizeof b, "{\"last\":%lld,\"reset\":%s}", (long long)last, reset ? "true" : "false");
	struct msg *m = msg_new(resumes ? 0 : last, c->roles, S("hello"), (str){ b, (size_t)n });

	c->pos = resumes ? after : last;
	c->catching_up = resumes && after < last;
	bool room = give(c, m);
	ASSERT(room);
	msg_drop(m);
}

/* A page that opens one stream after another takes its own places, not everybody's. Under hub.m. */
static bool place_for(const struct hub *hub, const struct sse_client *c)
{
	unsigned own = 0;

	for (const struct sse_client *o = hub->clients; o; o = o->next)
		own += o->token_n == c->token_n && memcmp(o->token, c->token, c->token_n) == 0;
	return !hub->ended && hub->n < c->h->lim.sse_clients && own < c->h->lim.sse_of_one;
}

int sse_open(struct call *call, struct cx *cx, unsigned roles, int64_t after, struct MHD_Response **ret)
{
	struct http *h = call->h;
	struct hub *hub = &h->hub;

	int buffer = SOCKET_BUFFER;

	if (call->hd.token.n >= TOKEN_MAX)
		return FAIL(cx, E_UNAUTH, "log in first");
	/* or the kernel would keep megabytes for each client that does not read */
	setsockopt(call->cn->fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
	struct sse_client *c = client_new(call, roles);
	pthread_mutex_lock(&hub->m);
	if (!place_for(hub, c)) {
		pthread_mutex_unlock(&hub->m);
		h->sse_refused++;
		pthread_mutex_destroy(&c->m);
		free(c->ring);
		free(c);
		return FAIL(cx, E_BUSY, "too many event streams are open");
	}
	c->key = ++hub->next_key;
	c->next = hub->clients;
	if (c->next)
		c->next->prev = c;
	hub->clients = c;
	hub->n++;
	hello(c, hub->last, after, after >= 0 && (after > hub->last || hub->last - after > h->lim.sse_backlog));
	bool behind = c->catching_up;
	pthread_mutex_unlock(&hub->m);
	if (behind)
		wake_post(&hub->wake);
	*ret = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, take, c, client_free);
	if (!*ret)
		BUG("out of memory");
	return 0;
}

/* ---- the thread ---- */

struct batch { struct msg *m[READ_MAX]; int n; };

static int each_row(struct cx *cx, const struct outbox_row *r, void *arg)
{
	struct batch *b = arg;

	(void)cx;
	if (b->n < READ_MAX)
		b->m[b->n++] = msg_new(r->id, r->roles, r->topic, r->body);
	return 0;
}

/* Rows behind `after` that roles may see. Returns how many, or a negative code (logged; tried again at the next turn). */
static int read_rows(struct http *h, struct sql *db, int64_t after, unsigned roles, int max, struct batch *b)
{
	struct arena a;
	arena_init(&a, HUB_ARENA);
	struct cx cx = { .now = clock_utc(), .arena = &a, .db = db, .roles = ROLE_SYSTEM };

	b->n = 0;
	int rc = h->o.ports->begin(&cx, false);
	if (rc >= 0)
		rc = h->o.ports->outbox_after(&cx, after, roles, max, each_row, b);
	h->o.ports->rollback(&cx);
	if (rc < 0) {
		log_line(LOG_ERROR, "http.events.read", "code=%s msg=%s", err_name(rc), LOG_Q(str_of(cx.err.msg)));
		for (int i = 0; i < b->n; i++)
			msg_drop(b->m[i]);
		b->n = 0;
	}
	arena_done(&a);
	return rc < 0 ? rc : b->n;
}

static void batch_drop(struct batch *b)
{
	for (int i = 0; i < b->n; i++)
		msg_drop(b->m[i]);
	b->n = 0;
}

/* What does not fit waits in the outbox: the client is read up to date from there when it has taken something. */
static void give_if(struct sse_client *c, struct msg *m)
{
	if (m->id <= c->pos)
		return;
	if (!(m->roles & c->roles) || give(c, m))
		c->pos = m->id;
	else
		c->catching_up = true;
}

/* New rows to everyone who is up to date. True when there may be more. */
static bool fan_out(struct http *h)
{
	struct hub *hub = &h->hub;
	struct batch b;

	if (read_rows(h, hub->db, hub->last, ~0u, READ_MAX, &b) <= 0)
		return false;
	pthread_mutex_lock(&hub->m);
	for (struct sse_client *c = hub->clients; c; c = c->next) {
		for (int i = 0; i < b.n && !c->catching_up; i++)
			give_if(c, b.m[i]);
	}
	hub->last = b.m[b.n - 1]->id;
	pthread_mutex_unlock(&hub->m);
	bool more = b.n == READ_MAX;
	batch_drop(&b);
	return more;
}

/* One batch for the oldest client that is behind and has room. True when another turn is needed at once. */
static bool catch_up(struct http *h)
{
	struct hub *hub = &h->hub;
	struct batch b;
	uint64_t key = 0;
	int64_t pos = 0;
	unsigned roles = 0, waiting = 0, max = MIN((unsigned)CATCH_UP, MAX(h->lim.sse_queue, 4u)) / 2;

	pthread_mutex_lock(&hub->m);
	for (struct sse_client *c = hub->clients; c; c = c->next) {
		if (!c->catching_up || room_of(c) <= max)
			continue;
		waiting++;
		key = c->key;
		pos = c->pos;
		roles = c->roles;
	}
	pthread_mutex_unlock(&hub->m);
	if (!waiting)
		return false;
	int n = read_rows(h, hub->db, pos, roles, (int)max, &b);
	if (n < 0)
		return false;
	pthread_mutex_lock(&hub->m);
	for (struct sse_client *c = hub->clients; c; c = c->next) {
		if (c->key != key)
			continue;
		c->catching_up = n == (int)max;
		for (int i = 0; i < n; i++)
			give_if(c, b.m[i]);
		if (!c->catching_up)
			c->pos = MAX(c->pos, hub->last);   /* what lies between is not for its roles */
	}
	pthread_mutex_unlock(&hub->m);
	batch_drop(&b);
	return waiting > 1 || n == (int)max;
}

/* A client is slow when its queue was full at two heartbeats and it took nothing between them, or when it has fallen further behind
 * than one may resume. */
static bool too_slow(struct sse_client *c)
{
	pthread_mutex_lock(&c->m);
	bool full = c->count == c->cap, stuck = full && c->full_at_beat && c->taken == c->taken_at_beat;
	c->full_at_beat = full;
	c->taken_at_beat = c->taken;
	pthread_mutex_unlock(&c->m);
	return stuck || (c->catching_up && c->hub->last - c->pos > c->h->lim.sse_backlog);
}

static void beat(struct http *h)
{
	struct hub *hub = &h->hub;
	struct msg *m = NULL;

	pthread_mutex_lock(&hub->m);
	for (struct sse_client *c = hub->clients; c; c = c->next) {
		if (mono_since_ms(c->beat) < (int64_t)h->lim.heartbeat_ms)
			continue;
		if (!m)
			m = msg_beat();
		c->beat = clock_mono();
		if (too_slow(c))
			drop(c, "slow");
		else if (!give(c, m))
			log_line(LOG_DEBUG, "http.events.full", "stream=%llu", (unsigned long long)c->key);
	}
	pthread_mutex_unlock(&hub->m);
	if (m)
		msg_drop(m);
}

static void hub_main(void *arg)
{
	struct http *h = arg;
	struct hub *hub = &h->hub;
	bool more = false, behind = false;
	int tick = (int)MIN((unsigned)POLL_MS, MAX(h->lim.heartbeat_ms / 8, 5u));

	while (!hub->stop) {
		struct pollfd p = { hub->wake.fd, POLLIN, 0 };
		poll(&p, 1, more || behind ? 0 : tick);
		wake_drain(&hub->wake);
		more = fan_out(h);
		behind = catch_up(h);
		beat(h);
	}
}

/* ---- sessions ---- */

struct due { uint64_t key; char token[TOKEN_MAX]; size_t n; };

static int pick_due(struct http *h, struct due *d)
{
	struct hub *hub = &h->hub;
	int n = 0;

	pthread_mutex_lock(&hub->m);
	for (struct sse_client *c = hub->clients; c && n < CHECK_BATCH; c = c->next) {
		if (mono_since_ms(c->checked) < (int64_t)h->lim.heartbeat_ms)
			continue;
		c->checked = clock_mono();
		d[n].key = c->key;
		memcpy(d[n].token, c->token, c->token_n);
		d[n++].n = c->token_n;
	}
	pthread_mutex_unlock(&hub->m);
	return n;
}

/* Rolled back, so that an open stream alone does not keep a session from its idle end. */
static int ask(struct http *h, const struct due *d, unsigned *ret_roles)
{
	struct arena a;
	struct account acc = { 0 };
	arena_init(&a, 1 << 20);
	struct cx cx = { .now = clock_utc(), .arena = &a, .db = h->hub.check_db };

	int rc = h->o.ports->begin(&cx, false);
	if (rc >= 0)
		rc = h->o.ports->session(&cx, (str){ d->token, d->n }, &acc);
	h->o.ports->rollback(&cx);
	arena_done(&a);
	*ret_roles = acc.roles & ROLE_STAFF;
	return rc;
}

static void check_sessions(struct http *h)
{
	struct due d[CHECK_BATCH];
	int n = pick_due(h, d);

	for (int i = 0; i < n && !h->hub.stop; i++) {
		unsigned roles = 0;
		int rc = ask(h, &d[i], &roles);
		if (rc < 0 && rc != E_UNAUTH)
			continue;   /* the database could not be asked: the next heartbeat asks again */
		pthread_mutex_lock(&h->hub.m);
		for (struct sse_client *c = h->hub.clients; c; c = c->next) {
			if (c->key != d[i].key)
				continue;
			c->roles = roles;
			if (rc == E_UNAUTH || !roles)
				end(c);
		}
		pthread_mutex_unlock(&h->hub.m);
	}
	explicit_bzero(d, sizeof d);
}

static void check_main(void *arg)
{
	struct http *h = arg;
	int tick = (int)MIN((unsigned)POLL_MS, MAX(h->lim.heartbeat_ms / 8, 5u));

	while (!h->hub.stop) {
		struct pollfd p = { h->hub.check_wake.fd, POLLIN, 0 };
		poll(&p, 1, tick);
		check_sessions(h);
	}
}

/* ---- life ---- */

int hub_start(struct http *h, struct err *e)
{
	struct hub *hub = &h->hub;
	struct arena a;
	int rc;

	TRY(h->o.db_open(h->o.db_arg, e, &hub->db));
	TRY(h->o.db_open(h->o.db_arg, e, &hub->check_db));
	arena_init(&a, 1 << 20);
	struct cx cx = { .now = clock_utc(), .arena = &a, .db = hub->db };
	rc = h->o.ports->begin(&cx, false);
	if (rc >= 0)
		rc = h->o.ports->outbox_last(&cx, &hub->last);
	h->o.ports->rollback(&cx);
	arena_done(&a);
	if (rc < 0)
		return ERR(e, rc, "the outbox cannot be read: %s", cx.err.msg);
	thread_start(&hub->th, "http-events", hub_main, h);
	thread_start(&hub->check_th, "http-sessions", check_main, h);
	return 0;
}

void hub_stop(struct http *h)
{
	struct hub *hub = &h->hub;

	hub->stop = true;
	wake_post(&hub->wake);
	wake_post(&hub->check_wake);
	thread_join(&hub->th);
	thread_join(&hub->check_th);
	pthread_mutex_lock(&hub->m);
	hub->ended = true;
	for (struct sse_client *c = hub->clients; c; c = c->next)
		end(c);
	pthread_mutex_unlock(&hub->m);
	if (hub->db)
		h->o.ports->db_close(hub->db);
	if (hub->check_db)
		h->o.ports->db_close(hub->check_db);
	hub->db = hub->check_db = NULL;
}

void http_notify(struct http *h)
{
	wake_post(&h->hub.wake);
}
