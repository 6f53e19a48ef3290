/* gateway — how messages leave the program: as files in a folder, or by HTTP to a provider's address.
 *
 * File   <dir>/<reference>.txt, mode 0600: the phone, an empty line, the text. The folder is made with mode 0700.
 * HTTP   POST of {"reference","phone","text"} as JSON with the header Idempotency-Key; 2xx is taken as sent. Only http and https, no
 *        redirects, no proxy, 10 s; the address comes from the configuration file only.
 * Thread the jobs' thread. Never logs a phone or a text. */
#pragma once
#include "core/cx.h"

struct gateway_opts { const char *dir; const char *url; /* empty: files */ };
/* E_CONFIG for an address that is not http:// or https://. */
MUST_USE int gateway_check(const struct gateway_opts *o, struct err *e);
/* Sends what is due; what cannot be sent now is tried again later. Number sent; < 0 when the table cannot be read or written. */
MUST_USE int gateway_send_due(struct cx *cx, const struct gateway_opts *o);
