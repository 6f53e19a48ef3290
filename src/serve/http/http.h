/* http — the HTTP face: router, dispatcher, worker pool, events (SSE), static files, OpenAPI, metrics text.
 *
 * Owns      the listening sockets, the MHD daemons, the workers with a database connection each, the SSE thread.
 * Threads   MHD threads parse and send and never block; a request is suspended, run by a worker, resumed. One SSE thread reads
 *           new outbox rows once and fans them out. One janitor ends connections that do not deliver a request in time.
 * Invariants
 *   H1 no row of the route table is answered without a valid session unless it says ROLE_PUBLIC
 *   H2 a write's audit row is in the same transaction as the write, and committed before the answer leaves
 *   H3 one request gives one answer; a request whose length is in doubt gives 400 and the end of the connection
 *   H4 every queue, body, reply, client list and wait has a bound in struct http_limits; a full one is answered, never waited for
 *   H5 a suspended connection is resumed exactly once, and all are resumed before the daemon stops
 * Never     reads files for a request: static files are in the program. */
#pragma once
#include <stdio.h>

#include "flow/outbox.h"
#include "flow/track_port.h"
#include "office/account/account.h"
#include "serve/http/route.h"
#include "store/sql/sql.h"

/* One embedded file; made by tools/embed.py from the built web application (meson option web_dist). */
struct http_asset {
	const char *path, *type, *etag;          /* "/index.html", "text/html; charset=utf-8", "\"<hex>\"" */
	const unsigned char *data; size_t n;
	const unsigned char *gz; size_t gz_n;    /* NULL where it does not pay */
	bool immutable;                          /* named by its hash: may be cached for ever */
};
extern const struct http_asset http_web_assets[];   /* sorted by path */
extern const size_t http_web_nassets;

/* What the dispatcher calls outside its room. Tests put their own here; the program uses http_ports_real. */
struct http_ports {
	int (*session)(struct cx *cx, str token, struct account *ret);
	int (*camera)(struct cx *cx, str token, str *ret_name);      /* NULL: there are none */
	int (*audit)(struct cx *cx, const char *verb, const char *kind, int64_t subject, theft_id case_id, str detail);
	int (*begin)(struct cx *cx, bool write);
	int (*commit)(struct cx *cx);
	void (*rollback)(struct cx *cx);
	void (*db_close)(struct sql *db);
	int (*outbox_after)(struct cx *cx, int64_t after, unsigned roles, int max, outbox_fn *fn, void *arg);
	int (*outbox_last)(struct cx *cx, int64_t *ret_id);
};
extern const struct http_ports http_ports_real;

/* 0 takes the default in brackets. */
struct http_limits {
	unsigned mhd_threads;       /* [2] threads that parse and send */
	unsigned workers;           /* [4] */
	unsigned slow_workers;      /* [1] own lane for RF_SLOW rows */
	unsigned stranger_workers;  /* [2] own lane for ROLE_PUBLIC rows: log-in and what needs none */
	unsigned queue;             /* [256] waiting requests a lane; more: 503 with Retry-After */
	unsigned connections;       /* [2048] incl. event streams */
	unsigned per_ip;            /* [1024] connections of one address */
	unsigned conn_memory;       /* [65536] bytes MHD may use for a connection's headers */
	unsigned request_ms;        /* [12000] from connect or last answer to a whole request, however busy the sender is */
	unsigned reply_ms;          /* [60000] to take a reply */
	unsigned body_bytes;        /* [262144]; 4096 on public rows */
	size_t upload_bytes;        /* [256 MiB] bodies of RF_UPLOAD rows at one time, of all requests; more: 503 with Retry-After, from the head alone */
	unsigned arena_bytes;       /* [16 MiB] a request's memory */
	unsigned reply_bytes;       /* [8 MiB] */
	unsigned sse_clients;       /* [1000] */
	unsigned sse_of_one;        /* [32] of one session */
	unsigned sse_queue;         /* [256] events waiting for one client; the rest waits in the outbox. Full and not moving for a heartbeat: dropped, counted */
	unsigned sse_backlog;       /* [10000] events a client may be behind; more: dropped, and when it resumes hello says "reset" */
	unsigned heartbeat_ms;      /* [15000] */
	unsigned device_minute;     /* [60] requests of one device's token (ROLE_CAMERA) in a minute; more: 429 */
	unsigned device_burst;      /* [30] of them at once */
	unsigned stop_ms;           /* [3000] that http_stop waits for running requests */
};

struct http_opts {
	const char *listen;              /* numeric address; NULL: no TCP */
	uint16_t port;                   /* 0: any free one, see http_port */
	const char *unix_path;           /* NULL: none; created with mode 0660, an old socket file there is replaced */
	const char *cert_file, *key_file;   /* PEM; both or neither; TLS 1.2 and 1.3 (GnuTLS) on TCP */
	bool secure_cookie;              /* adds "; Secure" to every cookie; implied by cert_file and proxied */
	bool proxied;                    /* a proxy on this machine has the certificate: of a caller from loopback or the socket, the last address of X-Forwarded-For counts */
	bool allow_plain_remote;         /* without it, no TLS on a non-loopback address is E_CONFIG */
	const char *metrics_token_file;  /* "Authorization: Bearer" that may read /metrics; refused if readable by others */
	const char *tile_origin;         /* "https://tiles.example" added to the content policy, or NULL */
	const char *version;
	const struct routes *const *routes; size_t nroutes;
	const struct http_asset *assets; size_t nassets;
	const struct track_port *track;
	const struct http_ports *ports;
	int (*db_open)(void *arg, struct err *e, struct sql **ret);    /* one a worker; called in http_start */
	void *db_arg;
	void (*metrics)(void *arg, FILE *out);         /* Prometheus text of the rest of the program, or NULL; runs in a worker */
	bool (*health)(void *arg, struct js *out);     /* adds fields to /healthz's open object; false: "degraded". Must not block. NULL: ok */
	void *arg;                                     /* of metrics and health */
	struct http_limits limits;
};

struct http_stats {
	uint64_t requests, status[6] /* [2] = 2xx ... */, saturated, late_closed, bad_framing;
	uint64_t sse_events, sse_dropped, sse_refused;
	unsigned connections, running, queued, sse_clients;
	uint64_t handle_us_total, handle_us_max;
};

struct http;
/* Everything is copied or must outlive the daemon (routes, assets, track, ports). E_CONFIG (routes_check, keys, address),
 * E_IO (cannot listen), or what db_open says. */
MUST_USE int http_start(const struct http_opts *o, struct err *e, struct http **ret);
/* Stops accepting, lets running requests end (stop_ms), ends event streams. NULL is fine. */
void http_stop(struct http *h);
uint16_t http_port(const struct http *h);
/* Told after a commit that put outbox rows, from any thread; does not block. */
void http_notify(struct http *h);
void http_stats(struct http *h, struct http_stats *ret);

/* The contract as text, without a running server: OpenAPI 3.1, and the permission matrix as Markdown. They add the rows that http
 * answers itself (events, openapi.json). 0 or E_CONFIG from routes_check, E_IO. */
MUST_USE int http_openapi(const struct routes *const *sets, size_t n, const char *version, FILE *out, struct err *e);
MUST_USE int http_permissions(const struct routes *const *sets, size_t n, FILE *out, struct err *e);
