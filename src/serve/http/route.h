/* route — one row per HTTP operation. The dispatcher does, in order: limits, session, role, CSRF check, JSON by shape, transaction,
 * scope, handler, overflow check, audit, commit, reply. routes_check() refuses to start the daemon on a bad row.
 * From the rows come the dispatcher, OpenAPI 3.1 (yanzhen openapi), the TypeScript types and docs/permissions.md. */
#pragma once
#include "format/js/js.h"

enum method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_METHODS };
enum route_tx { TX_NONE, TX_READ, TX_WRITE };
enum { RF_LIST = 1 /* reply is {items: [out...], next: cursor|null} */, RF_STREAM = 2 /* SSE */, RF_CREATED = 4 /* 201 */,
       RF_AUDITED = 8 /* the handler writes its own audit row (before its answer) */, RF_SLOW = 16 /* own lane of workers; ROLE_PUBLIC rows have another */,
       RF_NOBODY = 32 /* 204 */, RF_STEPUP = 64 /* only within 5 minutes of a step-up; else E_STEPUP */,
       RF_FIRST = 128 /* also while the one-time password of the account still stands */,
       RF_UPLOAD = 256 /* the body is bytes of file_type, at most body_max: rq->upload */,
       RF_FILE = 512 /* the reply is rep.file, not JSON */,
       RF_RANGE = 1024 /* with RF_FILE, of rep.file_fd: may be asked for in parts (Range, If-Range), by its tag, and by HEAD */ };

/* One query parameter, declared so that OpenAPI knows it and unknown ones are refused. */
struct route_q { const char *name; enum js_type type; unsigned flags; int64_t min, max; const char *doc; };

struct req {
	int64_t id;                 /* {id} in the path, or 0 */
	str name;                   /* {name} or {event} in the path, or empty */
	const void *in;             /* decoded body, or NULL */
	/* query parameters in the order of route.query; text decoded; present[i] tells if given */
	struct { bool present; int64_t i; double f; str s; } q[12];
	str upload;                 /* RF_UPLOAD: the body's bytes, borrowed for the call */
	str device;                 /* ROLE_CAMERA: whose token it is, arena memory */
	str cookie, agent, peer;    /* session token text (login/logout only), user agent, peer address */
};
struct rep {                        /* what a handler may set besides the JSON */
	struct js js;
	str set_cookie;             /* whole header value, or empty */
	int status;                 /* 0: by the route's flags */
	str file, file_type, file_name;   /* RF_FILE: arena memory; the row's type unless given here; the name is offered for saving unless empty (then it is shown in place) */
	str file_tag;               /* RF_RANGE: names these bytes and no others, for ever: letters and digits */
	int file_fd;                /* RF_FILE: > 0: the answer is this open file's bytes instead; the dispatcher closes it in every case */
	/* for the dispatcher's audit row: 0 or empty take {id} of the path (kind is the verb's first word) */
	int64_t audit_subject; theft_id audit_case; str audit_detail;
};

struct route {
	enum method method;
	const char *path;           /* "/api/v1/thefts/{id}/do/{event}" */
	unsigned who;               /* roles, any of; ROLE_PUBLIC must be written; ROLE_CAMERA, alone: Authorization: Bearer with a camera's token, no session and no X-Yanzhen */
	int (*scope)(struct cx *cx, const struct req *rq);    /* may this actor touch this record; NULL where the role decides */
	enum route_tx tx;
	unsigned flags;
	const struct js_shape *in, *out;
	const struct route_q *query; size_t nquery;
	int (*fn)(struct cx *cx, const struct req *rq, struct rep *rp);
	const char *audit;          /* verb of the audit row; required for writes and for RF_AUDITED */
	const char *summary;        /* one line, English; the OpenAPI summary */
	const char *file_type;      /* RF_UPLOAD: content types taken, by comma; RF_FILE: the one given */
	size_t body_max;            /* RF_UPLOAD: bytes; never more than BODY_MAX */
};
enum { BODY_MAX = 128 << 20 };

/* A room's rows: room_api.c defines `const struct routes theft_routes;` */
struct routes { const char *tag; const struct route *rows; size_t n; };
#define ROUTES(tag, rows) { tag, rows, COUNTOF(rows) }

/* 0, or E_CONFIG with the reason: no role, ROLE_PUBLIC with a scope-less write outside the allow-list, a write without audit, a GET that
 * writes, a path declared twice, a body on GET, no summary, no out shape, more than 12 query parameters, an unmasking, an export, a
 * decision on a grant or the making of a log-in's secrets without RF_STEPUP. */
MUST_USE int routes_check(const struct routes *const *sets, size_t n, struct err *e);
