/* api — a client of the public HTTP API: JSON calls with a session, and the event stream on a thread of its own.
 *
 * An api is used by one thread; a stream may be read by another. Replies are at most 16 MiB, the stream's queue holds 4,096
 * events (past it the oldest are dropped and counted). */
#pragma once
#include <jansson.h>

#include "base/err.h"

struct api;
struct api_event { char kind[24]; json_t *data; int64_t at_ns; int64_t at_ms; };

MUST_USE int api_new(struct api **ret, const char *url, struct err *e);
void api_free(struct api *a);
/* An account for a program: name, password and the secret of its second factor (base32). */
struct api_who { char name[128], password[128], totp[128]; };
/* From a file's first line ("name:password:secret"), or from YZ_ACCOUNT, YZ_PASSWORD and YZ_TOTP. */
MUST_USE int api_account(const char *file, struct api_who *ret, struct err *e);
/* Waits until /healthz answers. */
MUST_USE int api_wait_up(struct api *a, int64_t timeout_ms, struct err *e);
/* Logs in with the code of the server's clock (/healthz tells it); when that code was used already, with the next one, waiting for it
 * if need be. An account has one session: a second log-in of it ends the first. */
MUST_USE int api_login(struct api *a, const struct api_who *who, struct err *e);
/* Takes over the session of another api, which must not log in again meanwhile. */
void api_join(struct api *a, const struct api *session);
/* method GET, POST or PUT; path below /api/v1; body may be NULL and is taken over. 0 and a new *ret, or the E_ code that
 * fits the HTTP status, with the server's code and message in e. */
MUST_USE int api_call(struct api *a, const char *method, const char *path, json_t *body, json_t **ret, struct err *e);
/* GET of a page that is not JSON; path from the root. *ret is borrowed until the next call of this api. */
MUST_USE int api_text(struct api *a, const char *path, const char **ret, struct err *e);
/* Text for an URL's query. */
void api_escape(const char *s, char *ret, size_t cap);

struct stream;
/* Opens GET /events with the session of a; returns when the first byte came. */
MUST_USE int stream_open(struct stream **ret, struct api *a, struct err *e);
void stream_close(struct stream *s);
/* The next event within the time; false when there is none. data is the caller's (json_decref). */
bool stream_next(struct stream *s, int64_t timeout_ms, struct api_event *ret);
uint64_t stream_lost(struct stream *s);
