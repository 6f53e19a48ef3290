/* http — the daemon: MHD's callbacks, the life of a call, the connections, start and stop. See http.h for the promises. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "platform/fs.h"
#include "platform/log.h"
#include "serve/http/http_int.h"

enum { PUBLIC_BODY = 4096, URL_MAX = 4096, KEY_FILE_MAX = 65536, TOKEN_FILE_MAX = 4096, FILE_ARENA = 256 << 20 };

/* ---- connections ---- */

void conn_enter(struct conn *cn, enum conn_state s)
{
	cn->since_ns = sys.mono_ns();
	cn->state = s;
}

static void on_connection(void *cls, struct MHD_Connection *con, void **socket_context, enum MHD_ConnectionNotificationCode code)
{
	struct http *h = cls;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *i = MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD);
		struct conn *cn = calloc(1, sizeof *cn);
		if (!cn)
			BUG("out of memory");
		cn->fd = i ? i->connect_fd : -1;
		conn_enter(cn, CONN_WAIT);
		*socket_context = cn;
		pthread_mutex_lock(&h->m);
		cn->next = h->conns;
		if (cn->next)
			cn->next->prev = cn;
		h->conns = cn;
		h->nconns++;
		pthread_mutex_unlock(&h->m);
		return;
	}
	struct conn *cn = *socket_context;
	if (!cn)
		return;
	/* before MHD closes the descriptor, so that the janitor never cuts another's connection */
	pthread_mutex_lock(&h->m);
	if (cn->prev)
		cn->prev->next = cn->next;
	else
		h->conns = cn->next;
	if (cn->next)
		cn->next->prev = cn->prev;
	h->nconns--;
	pthread_mutex_unlock(&h->m);
	free(cn);
	*socket_context = NULL;
}

/* MHD's own time-out starts again with every byte; this one does not, so a sender of one byte a second is gone too. */
static void cut_late(struct http *h)
{
	int64_t now = sys.mono_ns();

	pthread_mutex_lock(&h->m);
	for (struct conn *cn = h->conns; cn; cn = cn->next) {
		int state = cn->state;
		int64_t ms = (now - cn->since_ns) / 1000000;
		bool late = (state == CONN_WAIT && ms > h->lim.request_ms) || (state == CONN_REPLY && ms > h->lim.reply_ms) ||
		            (state == CONN_FILM && ms > (int64_t)LONG_REPLY * h->lim.reply_ms);
		if (!late || cn->cut || cn->fd < 0)
			continue;
		shutdown(cn->fd, SHUT_RDWR);
		cn->cut = true;
		h->late_closed++;
	}
	pthread_mutex_unlock(&h->m);
}

static void janitor_main(void *arg)
{
	struct http *h = arg;
	int tick = (int)MAX(MIN(h->lim.request_ms, h->lim.reply_ms) / 16, 5u);

	while (!h->stopping) {
		struct pollfd p = { h->janitor_wake.fd, POLLIN, 0 };
		poll(&p, 1, tick);
		cut_late(h);
	}
}

/* ---- a call ---- */

static struct call *call_new(struct http *h, struct MHD_Connection *con)
{
	struct call *c = calloc(1, sizeof *c);
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(con, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (!c)
		BUG("out of memory");
	c->h = h;
	c->con = con;
	c->cn = i ? i->socket_context : NULL;
	c->id = ++h->next_id;
	c->born = clock_mono();
	arena_init(&c->arena, h->lim.arena_bytes);
	arena_init(&c->out, 3 * (size_t)h->lim.reply_bytes + 8192);   /* the writer doubles: twice the text, and slack */
	pthread_mutex_lock(&h->m);
	h->ncalls++;
	pthread_mutex_unlock(&h->m);
	return c;
}

static void call_free_in(struct http *h, struct call *c)
{
	if (c->rsp)
		MHD_destroy_response(c->rsp);
	arena_done(&c->arena);
	arena_done(&c->out);
	free(c->body);
	h->uploading -= c->upload;
	free(c);
	pthread_mutex_lock(&h->m);
	h->ncalls--;
	pthread_cond_broadcast(&h->quiet);
	pthread_mutex_unlock(&h->m);
}

static void on_completed(void *cls, struct MHD_Connection *con, void **con_cls, enum MHD_RequestTerminationCode why)
{
	struct call *c = *con_cls;

	(void)con;
	(void)why;
	if (!c)
		return;
	if (c->cn)
		conn_enter(c->cn, CONN_WAIT);
	call_free_in(cls, c);
	*con_cls = NULL;
}

static bool body_add(struct call *c, const char *p, size_t n)
{
	if (n > c->body_max - c->body_n)
		return false;
	if (c->body_n + n > c->body_cap) {
		size_t cap = MIN(MAX(c->body_cap * 2, c->body_n + n), c->body_max);
		char *q = realloc(c->body, cap);
		if (!q)
			BUG("out of memory");
		c->body = q;
		c->body_cap = cap;
	}
	memcpy(c->body + c->body_n, p, n);
	c->body_n += n;
	return true;
}

static bool method_of(str s, struct call *c)
{
	static const str names[HTTP_METHODS] = { SI("GET"), SI("POST"), SI("PUT"), SI("DELETE") };

	for (int m = 0; m < HTTP_METHODS; m++) {
		if (str_eq(s, names[m])) {
			c->method = (enum method)m;
			return true;
		}
	}
	c->head_only = str_eq(s, S("HEAD"));
	c->method = HTTP_GET;
	return c->head_only;
}

static void peer_of(struct call *c)
{
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(c->con, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *sa = i ? i->client_addr : NULL;

	if (sa && sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, c->peer, sizeof c->peer);
	else if (sa && sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, c->peer, sizeof c->peer);
	else
		memcpy(c->peer, "unix", 5);
}

/* The proxy adds whom it speaks for at the end of the list; what stands before that is the caller's own word. A list that does not end in an address,
 * or a caller who did not come through the proxy, changes nothing. */
static void peer_behind_proxy(struct call *c)
{
	str list = c->hd.forwarded;
	unsigned char bin[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	size_t at = list.n;

	if (strcmp(c->peer, "127.0.0.1") != 0 && strcmp(c->peer, "::1") != 0 && strcmp(c->peer, "unix") != 0)
		return;
	while (at > 0 && list.p[at - 1] != ',' && list.p[at - 1] != ' ')
		at--;
	if (list.n - at >= sizeof text)
		return;
	snprintf(text, sizeof text, "%.*s", (int)(list.n - at), list.p ? list.p + at : "");
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, text, bin) == 1)
		inet_ntop(family, bin, c->peer, sizeof c->peer);
}

/* H4: whoever has no session yet has a body in memory all the same; all of them together are bounded. */
static bool upload_enter(struct call *c)
{
	size_t n = c->hd.length >= 0 ? (size_t)c->hd.length : c->body_max;

	if ((c->h->uploading += n) > c->h->lim.upload_bytes) {
		c->h->uploading -= n;
		return false;
	}
	c->upload = n;
	return true;
}

/* HEAD is for what may be asked for in parts; elsewhere nothing wants it, and a look that is audited would be one without its answer. */
static bool head_may(struct call *c, str path)
{
	const struct route *row;
	struct req rq = { 0 };
	unsigned allow;

	return route_find(c->h->rows, c->h->nrows, HTTP_GET, path, &rq, &row, &allow) == 0 && (row->flags & RF_RANGE);
}

/* What can be answered from the headers alone. Sets c->rsp, or leaves the call for a worker. */
static void first_route(struct call *c, str path, bool known_method)
{
	struct http *h = c->h;
	unsigned allow = 0;

	if (!known_method || (c->head_only && !head_may(c, path)))
		c->method = HTTP_METHODS;
	int rc = route_find(h->rows, h->nrows, c->method, path, &c->rq, &c->row, &allow);
	if (rc == E_METHOD) {
		reply_method(c, allow, c->hd.has_body);
		return;
	}
	if (rc == 0 && memchr(c->rq.name.p ? c->rq.name.p : "", '%', c->rq.name.n)) {
		char *p = arena_alloc(&c->arena, c->rq.name.n);
		size_t n = 0;
		if (!p || !pct_decode(c->rq.name, p, &n) || !str_utf8((str){ p, n }))
			rc = E_NOTFOUND;
		c->rq.name = (str){ p, n };
	}
	if (rc < 0) {
		reply_error(c, rc, NULL, c->hd.has_body);
		return;
	}
	/* without a session nobody's body is read */
	bool public = c->row->who & ROLE_PUBLIC;
	if (!public && !(c->row->who == ROLE_CAMERA ? head_bearer(&c->hd) : c->hd.token).n) {
		reply_error(c, E_UNAUTH, NULL, c->hd.has_body);
		return;
	}
	c->body_max = public ? MIN(h->lim.body_bytes, (unsigned)PUBLIC_BODY) : c->row->flags & RF_UPLOAD ? c->row->body_max : h->lim.body_bytes;
	if (c->row->flags & (RF_UPLOAD | RF_FILE))
		c->arena.cap = MAX(c->arena.cap, (size_t)FILE_ARENA);
	if (c->hd.length > (int64_t)c->body_max)
		reply_error(c, E_TOOBIG, NULL, true);
	else if ((c->row->flags & RF_UPLOAD) && !upload_enter(c))
		reply_busy(c, 2, "too many uploads at once; try again shortly", true);
}

static void reply_health(struct call *c)
{
	struct js o;

	js_init(&o, &c->out, 65536);
	js_obj(&o, NULL);
	bool ok = true;
	if (c->h->o.health)
		ok = c->h->o.health(c->h->o.arg, &o);
	js_str(&o, "status", ok ? S("ok") : S("degraded"));
	js_i64(&o, "now", clock_utc());
	js_end_obj(&o);
	reply_text(c, 200, "application/json; charset=utf-8", js_over(&o) ? S("{\"status\":\"degraded\"}") : js_text(&o), false);
}

static void refuse_framing(struct call *c, const char *why)
{
	struct err e = { 0 };

	c->h->bad_framing++;
	ERR(&e, E_INVALID, "%s", why);
	reply_error(c, E_INVALID, &e, true);
}

static void first(struct call *c, const char *url, const char *method, const char *version)
{
	str path = str_of(url);
	bool known = method_of(str_of(method), c);

	head_read(c->con, method, version, &c->hd);
	peer_of(c);
	if (c->h->o.proxied)
		peer_behind_proxy(c);
	c->rq.cookie = c->hd.token;
	c->rq.agent = c->hd.agent;
	c->rq.peer = str_of(c->peer);
	if (c->hd.bad)
		refuse_framing(c, c->hd.bad);
	else if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		refuse_framing(c, "only HTTP/1.0 and 1.1 are spoken here");
	else if (c->hd.chunked && strcmp(version, "HTTP/1.0") == 0)
		refuse_framing(c, "a Transfer-Encoding in HTTP/1.0");
	else if (path.n == 0 || path.p[0] != '/' || path.n > URL_MAX || memchr(path.p, '#', path.n))
		refuse_framing(c, "the address must be a path");
	else if (c->hd.has_body && known && c->method == HTTP_GET)
		refuse_framing(c, "a body on GET");
	else if (c->h->stopping)
		reply_busy(c, 5, "the server is stopping", true);
	else if (str_starts(path, S("/api/")) || str_eq(path, S("/api")))
		first_route(c, path, known);
	else if (!known || c->method != HTTP_GET)
		reply_method(c, 1u << HTTP_GET, c->hd.has_body);
	else if (str_eq(path, S("/healthz")))
		reply_health(c);
	else if (str_eq(path, S("/metrics")))
		c->kind = CALL_METRICS;
	else
		reply_asset(c, path);
}

/* Everything has arrived: a worker's turn. Suspended before it is handed over, because the worker may be done at once. */
static enum MHD_Result submit(struct call *c)
{
	c->submitted = true;
	conn_enter(c->cn, CONN_RUN);
	MHD_suspend_connection(c->con);
	if (!lane_put(c->h, c)) {
		c->h->saturated++;
		reply_busy(c, 1, "the server is busy; try again shortly", false);
		MHD_resume_connection(c->con);
	}
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *con, const char *url, const char *method, const char *version,
                                  const char *data, size_t *data_n, void **con_cls)
{
	struct call *c = *con_cls;

	if (!c) {
		c = *con_cls = call_new(cls, con);
		first(c, url, method, version);
		/* an answer given now ends the connection, as it must where a body follows; else it waits for the second call */
		return c->rsp && (c->hd.has_body || c->hd.bad) ? reply_send(c) : MHD_YES;
	}
	if (*data_n) {
		if (!c->rsp && !body_add(c, data, *data_n))
			reply_error(c, E_TOOBIG, NULL, true);
		*data_n = 0;
		return MHD_YES;
	}
	if (!c->submitted && !c->rsp)
		return submit(c);
	if (!c->rsp)
		return MHD_YES;
	return reply_send(c);
}

/* ---- start ---- */

/* Addresses are decoded by pct_decode(), strictly; MHD leaves them alone. */
static size_t no_unescape(void *cls, struct MHD_Connection *con, char *s)
{
	(void)cls;
	(void)con;
	return strlen(s);
}

static void mhd_log(void *cls, const char *fmt, va_list ap) PRINTF(2, 0);
static void mhd_log(void *cls, const char *fmt, va_list ap)
{
	char b[200];

	(void)cls;
	vsnprintf(b, sizeof b, fmt, ap);
	log_line(LOG_DEBUG, "http.library", "msg=%s", LOG_Q(str_of(b)));
}

static void defaults(struct http_limits *l)
{
#define DEF(f, v) if (!l->f) l->f = (v)
	DEF(mhd_threads, 2);
	DEF(workers, 4);
	DEF(slow_workers, 1);
	DEF(stranger_workers, 2);
	DEF(queue, 256);
	DEF(connections, 2048);
	DEF(per_ip, 1024);
	DEF(conn_memory, 65536);
	DEF(request_ms, 12000);
	DEF(reply_ms, 60000);
	DEF(body_bytes, 262144);
	DEF(upload_bytes, (size_t)256 << 20);
	DEF(arena_bytes, 16u << 20);
	DEF(reply_bytes, 8u << 20);
	DEF(sse_clients, 1000);
	DEF(sse_of_one, 32);
	DEF(sse_queue, 256);
	DEF(sse_backlog, 10000);
	DEF(heartbeat_ms, 15000);
	DEF(device_minute, 60);
	DEF(device_burst, 30);
	DEF(stop_ms, 3000);
#undef DEF
}

static int listen_tcp(const struct http_opts *o, struct err *e, int *ret)
{
	struct sockaddr_storage ss = { 0 };
	struct sockaddr_in *v4 = (void *)&ss;
	struct sockaddr_in6 *v6 = (void *)&ss;
	socklen_t len = sizeof *v4;
	bool loopback;
	int one = 1;

	if (inet_pton(AF_INET, o->listen, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(o->port);
		loopback = ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	} else if (inet_pton(AF_INET6, o->listen, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(o->port);
		len = sizeof *v6;
		loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
	} else {
		return ERR(e, E_CONFIG, "'%s' is not a numeric address", o->listen);
	}
	if (!loopback && !o->cert_file && !o->allow_plain_remote)
		return ERR(e, E_CONFIG, "HTTP without TLS on %s, which others can reach; give a certificate and key", o->listen);
	int fd = socket(ss.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return ERR_SYS(e, E_IO, errno, "no socket for HTTP");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (void *)&ss, len) || listen(fd, 1024)) {
		ERR_SYS(e, E_IO, errno, "cannot listen on %s port %u", o->listen, o->port);
		fd_close(&fd);
		return E_IO;
	}
	*ret = fd;
	return 0;
}

static int listen_unix(const char *path, struct err *e, int *ret)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct stat st;

	if (strlen(path) >= sizeof un.sun_path)
		return ERR(e, E_CONFIG, "the path of the HTTP socket is too long");
	memcpy(un.sun_path, path, strlen(path));
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		sys.unlink(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return ERR_SYS(e, E_IO, errno, "no socket for HTTP");
	mode_t old = umask(0117);
	int rc = bind(fd, (void *)&un, sizeof un);
	umask(old);
	if (rc || listen(fd, 1024)) {
		ERR_SYS(e, E_IO, errno, "cannot listen on %s", path);
		fd_close(&fd);
		return E_IO;
	}
	*ret = fd;
	return 0;
}

static int daemon_start(struct http *h, int fd, bool tls, struct err *e)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (tls ? MHD_USE_TLS : 0);
	struct MHD_OptionItem ops[] = {
		{ MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)mhd_log, NULL },
		{ MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, h },
		{ MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, h },
		{ MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)no_unescape, NULL },
		{ MHD_OPTION_LISTEN_SOCKET, fd, NULL },
		{ MHD_OPTION_THREAD_POOL_SIZE, h->lim.mhd_threads, NULL },
		{ MHD_OPTION_CONNECTION_LIMIT, h->lim.connections, NULL },
		{ MHD_OPTION_PER_IP_CONNECTION_LIMIT, h->lim.per_ip, NULL },
		{ MHD_OPTION_CONNECTION_MEMORY_LIMIT, h->lim.conn_memory, NULL },
		{ MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)MAX((h->lim.request_ms + 999) / 1000, 1u), NULL },
		{ MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
		{ tls ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0, h->cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, h->key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
		{ MHD_OPTION_END, 0, NULL },
	};
	struct MHD_Daemon *d = MHD_start_daemon(flags, 0, NULL, NULL, on_request, h, MHD_OPTION_ARRAY, ops, MHD_OPTION_END);

	if (!d) {
		fd_close(&fd);
		return ERR(e, E_IO, "the HTTP library did not start%s", tls ? "; are the certificate and the key good?" : "");
	}
	h->daemons[h->ndaemons++] = d;
	return 0;
}

static int read_secret(const char *path, size_t max, char **ret, struct err *e)
{
	struct stat st;
	size_t n;

	if (stat(path, &st) == 0 && (st.st_mode & 077))
		return ERR(e, E_CONFIG, "%s can be read by others; chmod 600 it", path);
	return fs_read(path, max, ret, &n, e);
}

static int read_files(struct http *h, struct err *e)
{
	const struct http_opts *o = &h->o;
	size_t n;

	h->o.secure_cookie |= o->proxied;
	if (!o->cert_file != !o->key_file)
		return ERR(e, E_CONFIG, "a certificate needs its key, and a key its certificate");
	if (o->cert_file) {
		TRY(fs_read(o->cert_file, KEY_FILE_MAX, &h->cert, &n, e));
		TRY(read_secret(o->key_file, KEY_FILE_MAX, &h->key, e));
		h->o.secure_cookie = true;
	}
	if (o->metrics_token_file) {
		TRY(read_secret(o->metrics_token_file, TOKEN_FILE_MAX, &h->metrics_token, e));
		h->metrics_token[strcspn(h->metrics_token, "\r\n")] = 0;
		if (strlen(h->metrics_token) < 16)
			return ERR(e, E_CONFIG, "the token in %s is shorter than 16 characters", o->metrics_token_file);
	}
	return 0;
}

static int make_texts(struct http *h, struct err *e)
{
	const char *tiles = h->o.tile_origin ? h->o.tile_origin : "";

	if (strpbrk(tiles, "; ,\r\n"))
		return ERR(e, E_CONFIG, "the tile source must be one origin");
	if (asprintf(&h->csp, "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
	             "img-src 'self' data: blob: %s; connect-src 'self' %s; font-src 'self' data:; object-src 'none'; base-uri 'none'; "
	             "form-action 'self'; frame-ancestors 'none'", tiles, tiles) < 0)
		BUG("out of memory");
	FILE *f = open_memstream(&h->openapi, &h->openapi_n);
	if (!f)
		BUG("out of memory");
	int rc = http_openapi(h->o.routes, h->o.nroutes, h->o.version ? h->o.version : "0", f, e);
	fclose(f);
	return rc;
}

static void make_rows(struct http *h)
{
	size_t n = http_own_routes.n, at = 0;

	for (size_t i = 0; i < h->o.nroutes; i++)
		n += h->o.routes[i]->n;
	h->rows = calloc(n, sizeof *h->rows);
	if (!h->rows)
		BUG("out of memory");
	for (size_t i = 0; i <= h->o.nroutes; i++) {
		const struct routes *s = i < h->o.nroutes ? h->o.routes[i] : &http_own_routes;
		for (size_t k = 0; k < s->n; k++)
			h->rows[at++] = &s->rows[k];
	}
	h->nrows = n;
}

static int start_in(struct http *h, struct err *e)
{
	int fd = -1;

	TRY(read_files(h, e));
	TRY(make_texts(h, e));
	make_rows(h);
	if (!h->o.listen && !h->o.unix_path)
		return ERR(e, E_CONFIG, "HTTP has neither an address nor a socket path");
	TRY(lanes_start(h, e));
	TRY(hub_start(h, e));
	if (h->o.listen) {
		TRY(listen_tcp(&h->o, e, &fd));
		struct sockaddr_storage ss;
		socklen_t len = sizeof ss;
		if (getsockname(fd, (void *)&ss, &len) == 0)
			h->port = ntohs(ss.ss_family == AF_INET ? ((struct sockaddr_in *)(void *)&ss)->sin_port : ((struct sockaddr_in6 *)(void *)&ss)->sin6_port);
		TRY(daemon_start(h, fd, h->cert != NULL, e));
	}
	if (h->o.unix_path) {
		TRY(listen_unix(h->o.unix_path, e, &fd));
		TRY(daemon_start(h, fd, false, e));
	}
	thread_start(&h->janitor, "http-janitor", janitor_main, h);
	return 0;
}

int http_start(const struct http_opts *o, struct err *e, struct http **ret)
{
	struct http *h = calloc(1, sizeof *h);

	if (!h)
		BUG("out of memory");
	h->o = *o;
	h->lim = o->limits;
	defaults(&h->lim);
	pthread_mutex_init(&h->m, NULL);
	pthread_mutex_init(&h->hub.m, NULL);
	pthread_mutex_init(&h->device_m, NULL);
	cond_init(&h->quiet);
	wake_init(&h->janitor_wake);
	wake_init(&h->hub.wake);
	wake_init(&h->hub.check_wake);
	for (int i = 0; i < LANES; i++) {
		pthread_mutex_init(&h->lanes[i].m, NULL);
		cond_init(&h->lanes[i].some);
		cond_init(&h->lanes[i].idle);
		h->lanes[i].max = h->lim.queue;
	}
	int rc = start_in(h, e);
	if (rc < 0) {
		http_stop(h);
		return rc;
	}
	*ret = h;
	return 0;
}

/* ---- stop ---- */

static void wait_quiet(struct http *h)
{
	mono t0 = clock_mono();

	pthread_mutex_lock(&h->m);
	while (h->ncalls && mono_since_ms(t0) < 1000)
		cond_wait_ms(&h->quiet, &h->m, 100);
	pthread_mutex_unlock(&h->m);
}

void http_stop(struct http *h)
{
	if (!h)
		return;
	h->stopping = true;
	for (unsigned i = 0; i < h->ndaemons; i++) {
		int fd = MHD_quiesce_daemon(h->daemons[i]);
		fd_close(&fd);
	}
	lanes_stop(h);
	hub_stop(h);
	wait_quiet(h);      /* what is answered gets out; nothing is suspended any more */
	for (unsigned i = 0; i < h->ndaemons; i++)
		MHD_stop_daemon(h->daemons[i]);
	wake_post(&h->janitor_wake);
	thread_join(&h->janitor);
	if (h->o.unix_path && h->ndaemons)
		sys.unlink(h->o.unix_path);
	wake_done(&h->janitor_wake);
	wake_done(&h->hub.wake);
	wake_done(&h->hub.check_wake);
	free(h->rows);
	free(h->openapi);
	free(h->csp);
	free(h->metrics_token);
	free(h->cert);
	if (h->key)
		explicit_bzero(h->key, strlen(h->key));
	free(h->key);
	free(h);
}

uint16_t http_port(const struct http *h)
{
	return h->port;
}
