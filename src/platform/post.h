/* post — one outgoing HTTP request with a text, for receivers outside (anchors, message gateways).
 *
 * http and https only, certificates checked, no redirects followed, no proxy taken from the environment, the answer's body thrown away.
 * Thread    any; blocks up to timeout_ms, so never in a thread that must not wait. Nothing is kept between calls. */
#pragma once
#include "base/err.h"

struct post {
	const char *url;
	const char *type;              /* "text/plain" */
	const char *token_file;        /* "Authorization: Bearer" with the first line of this file (mode 0600 or 0400); NULL or "": none */
	int32_t timeout_ms;            /* of the whole request; 0: 10,000 */
};
/* 0 on a 2xx answer. E_INVALID: not an http or https address; E_CONFIG, E_NOTFOUND: the token file; E_IO: no such answer. The message
 * names neither token nor path of the address. */
MUST_USE int post_text(const struct post *p, str body, struct err *e);
