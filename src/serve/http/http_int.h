/* http_int — the inside of the room: one call (request), its connection, the lanes of workers, the event hub. */
#pragma once
#include <microhttpd.h>
#include <stdatomic.h>

#include "platform/sys.h"
#include "platform/thread.h"
#include "serve/http/http.h"

/* What a request's headers said: views into MHD's memory, valid until the request completes. */
struct head {
	str token, origin, host, ctype, agent, forwarded, last_event_id, if_none_match, if_range, range, authorization;
	unsigned ranges;             /* lines of Range; of more than one none counts */
	bool guard, quiet /* nobody is at the desk: the session is not refreshed */, gzip, chunked, has_body;
	int64_t length;              /* -1: not given */
	const char *bad;             /* why the request is not to be trusted, or NULL */
};
/* What Authorization: Bearer brought; empty: nothing. */
static inline str head_bearer(const struct head *hd)
{
	str got = hd->authorization;

	return str_starts(got, S("Bearer ")) ? (str){ got.p + 7, got.n - 7 } : (str){ 0 };
}
/* method and version as MHD gave them: they lie in its buffer, before the headers. */
void head_read(struct MHD_Connection *con, const char *method, const char *version, struct head *ret);

enum conn_state { CONN_WAIT, CONN_RUN, CONN_REPLY, CONN_FILM /* a player takes it as it plays: LONG_REPLY times as long */, CONN_STREAM };
enum { LONG_REPLY = 15 };
struct conn {
	struct conn *prev, *next;
	int fd;
	_Atomic int state;           /* enum conn_state */
	_Atomic int64_t since_ns;    /* of the state */
	bool cut;                    /* the janitor has shut it down */
};
void conn_enter(struct conn *cn, enum conn_state s);

enum call_kind { CALL_ROUTE, CALL_METRICS };
struct call {
	struct http *h;
	struct MHD_Connection *con;
	struct conn *cn;
	struct call *next;           /* in a lane */
	enum call_kind kind;
	bool started, submitted, answered, head_only;
	enum method method;
	const struct route *row;
	struct head hd;
	struct req rq;
	uint64_t id;
	mono born;
	char *body; size_t body_n, body_cap, body_max;
	size_t upload;               /* taken of lim.upload_bytes */
	struct arena arena, out;     /* of the work; of the reply until it is sent */
	struct MHD_Response *rsp;
	unsigned status;
	bool stream, film;
	char peer[64];
};

/* Strangers, who need no session, have workers of their own: a flood of log-ins, of which each costs a password's hash, holds up nobody
 * who is at work. */
enum { LANE_WORK, LANE_SLOW /* RF_SLOW */, LANE_STRANGERS /* ROLE_PUBLIC */, LANES };
enum { STRANGERS_OF_ONE = 32 };      /* of one address, waiting */
struct worker { struct http *h; struct lane *lane; struct sql *db; struct thread th; };
struct lane {
	pthread_mutex_t m;
	pthread_cond_t some, idle;   /* work to take; nothing left (waited for at the stop) */
	struct call *first, *last;
	unsigned queued, running, max, nworkers;
	bool stop;
	struct worker *workers;
};

struct sse_client;
struct hub {
	pthread_mutex_t m;           /* lock order: hub, then client */
	struct sse_client *clients;
	unsigned n;
	int64_t last;                /* newest outbox id fanned out; written by the SSE thread under m */
	uint64_t next_key;
	struct wake wake, check_wake;
	struct sql *db, *check_db;
	struct thread th, check_th;
	_Atomic bool stop;
	bool ended;                  /* under m: no new client */
};

/* What a device may ask yet, in milliseconds of its pace. */
enum { DEVICES = 1024, DEVICE_PROBES = 8 };
struct device_pace { uint64_t key; mono at; int64_t left_ms; };

struct http {
	_Atomic size_t uploading;    /* bytes that RF_UPLOAD requests may bring */
	struct http_opts o;
	struct http_limits lim;
	const struct route **rows; size_t nrows;
	char *openapi; size_t openapi_n;
	char *csp, *metrics_token, *cert, *key;
	struct MHD_Daemon *daemons[2]; unsigned ndaemons;
	uint16_t port;
	struct lane lanes[LANES];
	struct hub hub;
	pthread_mutex_t m;           /* conns, calls */
	pthread_cond_t quiet;
	struct conn *conns;
	unsigned nconns, ncalls;
	struct thread janitor;
	struct wake janitor_wake;
	pthread_mutex_t device_m;
	struct device_pace device[DEVICES];   /* under device_m */
	_Atomic bool stopping;
	_Atomic uint64_t next_id;
	_Atomic uint64_t requests, status[6], saturated, late_closed, bad_framing, handle_us_total, handle_us_max;
	_Atomic uint64_t sse_events, sse_dropped, sse_refused;
};

/* route.c */
extern const struct routes http_own_routes;
enum { OWN_EVENTS, OWN_OPENAPI };
bool route_is_own(const struct route *r, int which);
/* The row for method and path; fills rq->id and rq->name. E_NOTFOUND, or E_METHOD with the methods that exist. */
MUST_USE int route_find(const struct route *const *rows, size_t n, enum method m, str path, struct req *rq, const struct route **ret, unsigned *ret_allow);
MUST_USE int route_query_put(struct cx *cx, const struct route *row, str key, str value, struct req *rq);
MUST_USE int route_query_end(struct cx *cx, const struct route *row, const struct req *rq);
/* %XX decoding into dst (at least s.n bytes); false on a malformed or NUL escape. */
bool pct_decode(str s, char *dst, size_t *ret_n);

/* reply.c: each sets c->rsp and c->status once. close: the connection ends after it. */
void reply_error(struct call *c, int code, const struct err *e, bool close);
void reply_busy(struct call *c, unsigned retry_s, const char *msg, bool close);
void reply_method(struct call *c, unsigned allow, bool close);
void reply_json(struct call *c, const struct rep *rp);
void reply_file(struct call *c, struct rep *rp);
void reply_text(struct call *c, unsigned status, const char *type, str text, bool borrowed_for_ever);
void reply_asset(struct call *c, str path);
void reply_stream(struct call *c, struct MHD_Response *rsp);
/* Hands c->rsp to MHD; in the MHD thread. */
enum MHD_Result reply_send(struct call *c);

/* range.c: what a Range header asks of n bytes. RANGE_ALL: none, one that is no range, or several at once (any of which may be answered whole). */
enum range_kind { RANGE_ALL, RANGE_PART, RANGE_NONE /* nothing of it is there */ };
enum range_kind range_of(str header, uint64_t n, uint64_t *ret_from, uint64_t *ret_n);

/* dispatch.c */
MUST_USE int lanes_start(struct http *h, struct err *e);
/* False when the lane is full. The connection is suspended already; a worker resumes it. */
bool lane_put(struct http *h, struct call *c);
void lanes_stop(struct http *h);
void call_free(struct call *c);

/* sse.c */
MUST_USE int hub_start(struct http *h, struct err *e);
void hub_stop(struct http *h);
/* An event stream for the call; E_BUSY when there are too many. */
MUST_USE int sse_open(struct call *c, struct cx *cx, unsigned roles, int64_t after, struct MHD_Response **ret);

/* metrics.c */
void metrics_write(struct http *h, FILE *out);
