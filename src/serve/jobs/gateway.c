/* gateway — see gateway.h. */
#include "serve/jobs/gateway.h"

#include <curl/curl.h>
#include <stdio.h>

#include "format/js/js.h"
#include "office/message/message.h"
#include "platform/fs.h"
#include "platform/log.h"
#include "platform/thread.h"

enum { AT_ONCE = 20, HTTP_MS = 10000, URL_MAX = 1000 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		BUG("libcurl does not start");
}

int gateway_check(const struct gateway_opts *o, struct err *e)
{
	str u = str_of(o->url ? o->url : "");

	if (u.n == 0 || str_starts(u, S("http://")) || str_starts(u, S("https://")))
		return 0;
	return ERR(e, E_CONFIG, "message_url must begin with http:// or https://");
}

static int send_file(struct cx *cx, const struct gateway_opts *o, const struct message *m)
{
	char path[1300];

	TRY(fs_mkdir(o->dir, &cx->err));
	str phone = pii_reveal(&m->phone), text = pii_reveal(&m->text);
	str all = arena_fmt(cx->arena, "%.*s\n\n%.*s\n", STR_ARG(phone), STR_ARG(text));
	if (snprintf(path, sizeof path, "%s/%s.txt", o->dir, m->ref) >= (int)sizeof path)
		return FAIL(cx, E_IO, "the name of the messages' folder is too long");
	return fs_replace(path, all.p, all.n, 0600, &cx->err);
}

static size_t drop(char *p, size_t size, size_t n, void *arg)
{
	(void)p, (void)arg;
	return size * n;
}

static int post(struct cx *cx, const char *url, str body, struct curl_slist *head)
{
	CURL *c = curl_easy_init();
	long status = 0;

	if (!c)
		return FAIL(cx, E_IO, "no HTTP client");
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)HTTP_MS);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, head);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.p);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)body.n);
	CURLcode k = curl_easy_perform(c);
	if (k == CURLE_OK)
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	if (k != CURLE_OK)
		return FAIL(cx, E_IO, "the message gateway: %s", curl_easy_strerror(k));
	return status >= 200 && status <= 299 ? 0 : FAIL(cx, E_IO, "the message gateway answered HTTP %ld", status);
}

static int send_http(struct cx *cx, const struct gateway_opts *o, const struct message *m)
{
	char key[80];
	struct js js;

	js_init(&js, cx->arena, 4096);
	js_obj(&js, NULL);
	js_str(&js, "reference", str_of(m->ref));
	js_str(&js, "phone", pii_reveal(&m->phone));
	js_str(&js, "text", pii_reveal(&m->text));
	js_end_obj(&js);
	snprintf(key, sizeof key, "Idempotency-Key: %s", m->ref);
	struct curl_slist *head = curl_slist_append(NULL, key), *more = curl_slist_append(head, "Content-Type: application/json");
	int rc = head && more && !js_over(&js) ? post(cx, o->url, js_text(&js), more) : FAIL(cx, E_IO, "no memory for a message");
	curl_slist_free_all(more ? more : head);
	return rc;
}

struct sending { const struct gateway_opts *o; int sent; };

static int send_one(struct cx *cx, const struct message *m, void *arg)
{
	struct sending *s = arg;
	struct err before = cx->err;
	int rc = s->o->url && s->o->url[0] ? send_http(cx, s->o, m) : send_file(cx, s->o, m);

	if (rc < 0) {
		log_line(LOG_WARN, "message.not_sent", "id=%lld tries=%lld why=%s", (long long)m->id, (long long)m->tries + 1, LOG_Q(str_of(cx->err.msg)));
		cx->err = before;
		return message_not_sent(cx, m->id, m->tries);
	}
	s->sent++;
	return message_sent(cx, m->id);
}

int gateway_send_due(struct cx *cx, const struct gateway_opts *o)
{
	struct sending s = { o, 0 };

	pthread_once(&once, start);
	TRY(message_due(cx, AT_ONCE, send_one, &s));
	return s.sent;
}
