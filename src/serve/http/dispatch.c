/* dispatch — the lanes of workers and what a worker does with a request, in the order route.h promises. */
#define _GNU_SOURCE
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "platform/fs.h"
#include "serve/http/http_int.h"

enum { TX_TRIES = 3, METRICS_MAX = 1 << 20 };

/* ---- lanes ---- */

static int lane_of(const struct call *c)
{
	if (c->kind != CALL_ROUTE)
		return LANE_WORK;
	return c->row->who == ROLE_PUBLIC ? LANE_STRANGERS : c->row->flags & RF_SLOW ? LANE_SLOW : LANE_WORK;
}

static unsigned waiting_of(const struct lane *l, const char *peer)
{
	unsigned n = 0;

	for (const struct call *c = l->first; c; c = c->next)
		n += strcmp(c->peer, peer) == 0;
	return n;
}

bool lane_put(struct http *h, struct call *c)
{
	struct lane *l = &h->lanes[lane_of(c)];
	bool room;

	pthread_mutex_lock(&l->m);
	room = !l->stop && l->queued < l->max && (l != &h->lanes[LANE_STRANGERS] || waiting_of(l, c->peer) < STRANGERS_OF_ONE);
	if (room) {
		if (l->last)
			l->last->next = c;
		else
			l->first = c;
		l->last = c;
		l->queued++;
		pthread_cond_signal(&l->some);
	}
	pthread_mutex_unlock(&l->m);
	return room;
}

static struct call *lane_take(struct lane *l)
{
	pthread_mutex_lock(&l->m);
	while (!l->first && !l->stop)
		pthread_cond_wait(&l->some, &l->m);
	struct call *c = l->first;
	if (c) {
		l->first = c->next;
		if (!l->first)
			l->last = NULL;
		c->next = NULL;
		l->queued--;
		l->running++;
	}
	pthread_mutex_unlock(&l->m);
	return c;
}

/* ---- one request ---- */

/* Same host as the page that sent it; behind a TLS proxy the scheme may differ, so only the host is compared. */
static bool origin_ok(const struct head *hd)
{
	if (!hd->origin.n)
		return true;
	const char *p = memmem(hd->origin.p, hd->origin.n, "://", 3);
	if (!p)
		return false;
	size_t skip = (size_t)(p - hd->origin.p) + 3;
	return str_eq((str){ p + 3, hd->origin.n - skip }, hd->host);
}

/* A page that asks by itself while nobody is at the desk says so; its session is looked up inside a transaction, where it is not
 * refreshed, and so still idles out. */
static int look_up(struct call *c, struct cx *cx, struct account *ret)
{
	const struct http_ports *p = c->h->o.ports;

	if (!c->hd.quiet)
		return p->session(cx, c->hd.token, ret);
	TRY(p->begin(cx, false));
	int rc = p->session(cx, c->hd.token, ret);
	p->rollback(cx);
	return rc;
}

static uint64_t key_of(str name)
{
	uint64_t k = name.n + 1;

	for (size_t i = 0; i < name.n; i++)
		k = hash_u64(k ^ (unsigned char)name.p[i]);
	return k ? k : 1;
}

/* The device's row; else a free one, or that of who asked longest ago: it has its full burst by then, or there are more devices than rows. */
static struct device_pace *pace_of(struct http *h, uint64_t key, int64_t full)
{
	struct device_pace *best = NULL;

	for (unsigned i = 0; i < DEVICE_PROBES; i++) {
		struct device_pace *d = &h->device[(key + i) % DEVICES];
		if (d->key == key)
			return d;
		if (!best || (best->key && (!d->key || d->at.ns < best->at.ns)))
			best = d;
	}
	*best = (struct device_pace){ key, clock_mono(), full };
	return best;
}

/* A token may be stolen, and a device may go mad: it is slowed down alone, before its bytes are looked at. */
static int device_paced(struct http *h, struct cx *cx, str name)
{
	int64_t cost = 60000 / h->lim.device_minute, full = cost * h->lim.device_burst;

	pthread_mutex_lock(&h->device_m);
	struct device_pace *d = pace_of(h, key_of(name), full);
	d->left_ms = MIN(full, d->left_ms + mono_since_ms(d->at));
	d->at = clock_mono();
	bool may = d->left_ms >= cost;
	if (may)
		d->left_ms -= cost;
	pthread_mutex_unlock(&h->device_m);
	return may ? 0 : FAIL(cx, E_BUSY, "this device sends more than %u a minute; slower", h->lim.device_minute);
}

/* A device's token comes with each request and is no browser's: no page can have it sent. */
static int camera_may(struct call *c, struct cx *cx)
{
	const struct http_ports *p = c->h->o.ports;
	str token = head_bearer(&c->hd);

	if (!token.n || !p->camera)
		return FAIL(cx, E_UNAUTH, "a camera's token is missing: Authorization: Bearer");
	TRY(p->camera(cx, token, &c->rq.device));
	return device_paced(c->h, cx, c->rq.device);
}

static int who_may(struct call *c, struct cx *cx, unsigned who, unsigned flags)
{
	if (who == ROLE_CAMERA)
		return camera_may(c, cx);

	struct account acc = { 0 };

	if (!(who & ROLE_PUBLIC)) {
		if (!c->hd.token.n)
			return FAIL(cx, E_UNAUTH, "log in first");
		TRY(look_up(c, cx, &acc));
		cx->actor = acc.id;
		cx->roles = acc.roles;
		cx->unit = acc.unit;
		cx->area = acc.area;
		cx->owner = acc.owner;
		cx->stepup_at = acc.stepup_at;
		if (!(acc.roles & who) && !((flags & RF_FIRST) && acc.id.v))   /* an account without roles may still give itself a password */
			return FAIL(cx, E_DENIED, "not allowed for this account");
		if (acc.must_change && !(flags & RF_FIRST))
			return FAIL_FIELD(cx, E_DENIED, "password.change", "choose a password of your own first");
	} else {
		cx->roles = ROLE_PUBLIC;
	}
	if (c->method != HTTP_GET) {
		if (!c->hd.guard)
			return FAIL_FIELD(cx, E_DENIED, "X-Yanzhen", "the header X-Yanzhen: 1 is missing");
		if (!origin_ok(&c->hd))
			return FAIL_FIELD(cx, E_DENIED, "Origin", "the request comes from another site");
	}
	if ((flags & RF_STEPUP) && !account_stepped_up(cx))
		return FAIL(cx, E_STEPUP, "confirm with a fresh code first");
	return 0;
}

struct each_q { struct call *c; struct cx *cx; int rc; };

static enum MHD_Result each_query(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value, size_t value_n)
{
	struct each_q *q = cls;

	(void)kind;
	q->rc = route_query_put(q->cx, q->c->row, (str){ key, key_n }, (str){ value ? value : "", value ? value_n : 0 }, &q->c->rq);
	return q->rc < 0 ? MHD_NO : MHD_YES;
}

static int take_query(struct call *c, struct cx *cx)
{
	struct each_q q = { c, cx, 0 };

	MHD_get_connection_values_n(c->con, MHD_GET_ARGUMENT_KIND, each_query, &q);
	if (q.rc < 0)
		return q.rc;
	return route_query_end(cx, c->row, &c->rq);
}

static bool blank(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!strchr(" \t\r\n", s.p[i]))
			return false;
	}
	return true;
}

/* The content type, without its parameters and in any case, is one of the row's. */
static bool type_taken(str got, const char *types)
{
	while (got.n && (memchr(got.p, ';', got.n) || got.p[got.n - 1] == ' '))
		got.n--;
	for (str left = str_of(types); left.n;) {
		const char *comma = memchr(left.p, ',', left.n);
		str one = { left.p, comma ? (size_t)(comma - left.p) : left.n };
		if (one.n == got.n && strncasecmp(one.p, got.p, got.n) == 0)
			return true;
		left.p += MIN(left.n, one.n + 1);
		left.n -= MIN(left.n, one.n + 1);
	}
	return false;
}

static int take_upload(struct call *c, struct cx *cx, str bytes)
{
	if (!type_taken(c->hd.ctype, c->row->file_type))
		return FAIL_FIELD(cx, E_INVALID, "Content-Type", "must be one of %s", c->row->file_type);
	if (bytes.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "body", "is empty");
	c->rq.upload = bytes;
	return 0;
}

static int take_body(struct call *c, struct cx *cx)
{
	static const struct js_shape nothing = { "Nothing", NULL, 0, 0 };
	const struct js_shape *shape = c->row->in ? c->row->in : &nothing;
	str text = { c->body ? c->body : "", c->body_n };

	if (c->row->flags & RF_UPLOAD)
		return take_upload(c, cx, text);
	if (!blank(text)) {
		if (!type_taken(c->hd.ctype, "application/json"))
			return FAIL_FIELD(cx, E_INVALID, "Content-Type", "must be application/json");
	} else {
		text = S("{}");
	}
	void *in = arena_alloc(cx->arena, MAX(shape->size, (size_t)8));
	if (!in)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	TRY(js_read(cx, shape, text, in));
	c->rq.in = c->row->in ? in : NULL;
	return 0;
}

static int audit_row(struct call *c, struct cx *cx, const struct rep *rp)
{
	const char *verb = c->row->audit;
	char kind[32];

	if (!verb || (c->row->flags & RF_AUDITED))
		return 0;
	snprintf(kind, sizeof kind, "%.*s", (int)MIN(strcspn(verb, "."), sizeof kind - 1), verb);
	int64_t subject = rp->audit_subject ? rp->audit_subject : c->rq.id;
	return c->h->o.ports->audit(cx, verb, kind, subject, rp->audit_case, rp->audit_detail);
}

static int handle(struct call *c, struct cx *cx, struct rep *rp)
{
	if (c->row->scope)
		TRY(c->row->scope(cx, &c->rq));
	TRY(c->row->fn(cx, &c->rq, rp));
	if (js_over(&rp->js) || arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the request");
	return audit_row(c, cx, rp);
}

static void rep_done(struct rep *rp)
{
	if (rp->file_fd > 0)
		fd_close(&rp->file_fd);
	rp->file_fd = 0;
}

static void rep_new(struct call *c, struct rep *rp)
{
	rep_done(rp);
	arena_reset(&c->out);
	*rp = (struct rep){ 0 };
	js_init(&rp->js, &c->out, c->h->lim.reply_bytes);
}

/* The handler in its transaction; what another writer spoiled before anything was committed is done again. */
static int transact(struct call *c, struct cx *cx, struct rep *rp)
{
	const struct http_ports *p = c->h->o.ports;
	bool write = c->row->tx == TX_WRITE;

	if (c->row->tx == TX_NONE) {
		rep_new(c, rp);
		return handle(c, cx, rp);
	}
	for (int try = 1; ; try++) {
		bool spoiled = true;
		rep_new(c, rp);
		int rc = p->begin(cx, write);
		if (rc >= 0) {
			rc = handle(c, cx, rp);
			spoiled = false;
		}
		if (rc >= 0) {
			rc = p->commit(cx);
			spoiled = true;
		}
		if (rc >= 0)
			return 0;
		p->rollback(cx);
		if (!(spoiled && rc == E_BUSY && try < TX_TRIES))
			return rc;
		cx->err = (struct err){ 0 };
	}
}

static int open_stream(struct call *c, struct cx *cx)
{
	struct MHD_Response *r;
	int64_t after = c->rq.q[0].present ? c->rq.q[0].i : -1;

	if (c->hd.last_event_id.n && !str_i64(c->hd.last_event_id, 0, INT64_MAX, &after))
		return FAIL_FIELD(cx, E_INVALID, "Last-Event-ID", "must be a whole number");
	int rc = sse_open(c, cx, cx->roles, after, &r);
	if (rc == E_BUSY) {
		reply_busy(c, 5, "too many event streams are open", false);
		return 0;
	}
	TRY(rc);
	reply_stream(c, r);
	return 0;
}

static int serve_route(struct call *c, struct cx *cx)
{
	struct rep rp = { 0 };

	TRY(who_may(c, cx, c->row->who, c->row->flags));
	TRY(take_query(c, cx));
	TRY(take_body(c, cx));
	if (c->row->flags & RF_STREAM)
		return open_stream(c, cx);
	if (route_is_own(c->row, OWN_OPENAPI)) {
		reply_text(c, 200, "application/json; charset=utf-8", (str){ c->h->openapi, c->h->openapi_n }, true);
		return 0;
	}
	int rc = transact(c, cx, &rp);
	if (rc == 0 && (c->row->flags & RF_FILE))
		reply_file(c, &rp);
	else if (rc == 0)
		reply_json(c, &rp);
	rep_done(&rp);
	return rc;
}

static bool bearer_ok(const struct call *c)
{
	str got = head_bearer(&c->hd), want = str_of(c->h->metrics_token);

	return want.n && got.n == want.n && CRYPTO_memcmp(got.p, want.p, want.n) == 0;
}

static int serve_metrics(struct call *c, struct cx *cx)
{
	char *text = NULL;
	size_t n = 0;

	if (!bearer_ok(c))
		TRY(who_may(c, cx, ROLE_ENGINEER | ROLE_SYSADMIN, 0));
	FILE *f = open_memstream(&text, &n);
	if (!f)
		BUG("out of memory");
	metrics_write(c->h, f);
	fclose(f);
	reply_text(c, 200, "text/plain; version=0.0.4; charset=utf-8", (str){ text, MIN(n, (size_t)METRICS_MAX) }, false);
	free(text);
	return 0;
}

static void work(struct worker *w, struct call *c)
{
	struct cx cx = { .now = clock_utc(), .request = c->id, .arena = &c->arena, .db = w->db, .track = w->h->o.track };

	int rc = c->kind == CALL_METRICS ? serve_metrics(c, &cx) : serve_route(c, &cx);
	if (rc < 0)
		reply_error(c, rc, cx.err.code == rc ? &cx.err : NULL, false);
	arena_done(&c->arena);
	/* c belongs to the MHD thread again */
	MHD_resume_connection(c->con);
}

static void worker_main(void *arg)
{
	struct worker *w = arg;

	for (struct call *c; (c = lane_take(w->lane));) {
		work(w, c);
		pthread_mutex_lock(&w->lane->m);
		w->lane->running--;
		pthread_cond_signal(&w->lane->idle);
		pthread_mutex_unlock(&w->lane->m);
	}
}

int lanes_start(struct http *h, struct err *e)
{
	static const char *const names[LANES] = { "work", "slow", "door" };
	unsigned n[LANES] = { h->lim.workers, h->lim.slow_workers, h->lim.stranger_workers };

	for (int i = 0; i < LANES; i++) {
		struct lane *l = &h->lanes[i];
		l->workers = calloc(n[i], sizeof *l->workers);
		if (!l->workers)
			BUG("out of memory");
		for (; l->nworkers < n[i]; l->nworkers++) {
			struct worker *w = &l->workers[l->nworkers];
			*w = (struct worker){ .h = h, .lane = l };
			TRY(h->o.db_open(h->o.db_arg, e, &w->db));
			char name[16];
			snprintf(name, sizeof name, "http-%s-%u", names[i], l->nworkers % 1000);
			thread_start(&w->th, name, worker_main, w);
		}
	}
	return 0;
}

/* Lets the lanes run dry for stop_ms; then what still waits is answered 503, and what runs is waited for. */
void lanes_stop(struct http *h)
{
	mono t0 = clock_mono();

	for (int i = 0; i < LANES; i++) {
		struct lane *l = &h->lanes[i];
		pthread_mutex_lock(&l->m);
		while ((l->queued || l->running) && mono_since_ms(t0) < (int64_t)h->lim.stop_ms)
			cond_wait_ms(&l->idle, &l->m, 100);
		struct call *left = l->first;
		l->first = l->last = NULL;
		l->queued = 0;
		l->stop = true;
		pthread_cond_broadcast(&l->some);
		pthread_mutex_unlock(&l->m);
		for (struct call *c; (c = left);) {
			left = c->next;
			c->next = NULL;
			reply_busy(c, 5, "the server is stopping", true);
			MHD_resume_connection(c->con);
		}
		for (unsigned k = 0; k < l->nworkers; k++) {
			thread_join(&l->workers[k].th);
			if (l->workers[k].db)
				h->o.ports->db_close(l->workers[k].db);
		}
		free(l->workers);
		l->workers = NULL;
		l->nworkers = 0;
	}
}
