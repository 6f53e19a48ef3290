/* api — see api.h. */
#include "api.h"

#include <curl/curl.h>
#include <liboath/oath.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "platform/thread.h"

enum { REPLY_MAX = 16 << 20, QUEUE = 4096, EVENT_MAX = 262144 };

struct api {
	CURL *curl;
	char url[512], cookie[512];
	struct curl_slist *head;
	char *buf;
	size_t n, cap;
};

int api_new(struct api **ret, const char *url, struct err *e)
{
	struct api *a = calloc(1, sizeof *a);

	ASSERT(a);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	a->curl = curl_easy_init();
	snprintf(a->url, sizeof a->url, "%s", url);
	for (size_t n = strlen(a->url); n > 0 && a->url[n - 1] == '/'; n--)
		a->url[n - 1] = 0;
	a->head = curl_slist_append(curl_slist_append(NULL, "X-Yanzhen: 1"), "Content-Type: application/json");
	if (!a->curl || !a->head || strlen(url) >= sizeof a->url) {
		api_free(a);
		return ERR(e, E_IO, "no HTTP client");
	}
	*ret = a;
	return 0;
}

void api_free(struct api *a)
{
	if (!a)
		return;
	curl_easy_cleanup(a->curl);
	curl_slist_free_all(a->head);
	free(a->buf);
	free(a);
}

static int split_account(str line, struct api_who *ret)
{
	char *const to[3] = { ret->name, ret->password, ret->totp };

	for (int k = 0; k < 3; k++) {
		size_t i = 0;
		while (i < line.n && (k == 2 || line.p[i] != ':'))
			i++;
		if (i == 0 || i > 127 || (k < 2 && i == line.n))
			return E_INVALID;
		snprintf(to[k], 128, "%.*s", (int)i, line.p);
		line = k < 2 ? (str){ line.p + i + 1, line.n - i - 1 } : line;
	}
	return 0;
}

int api_account(const char *file, struct api_who *ret, struct err *e)
{
	const char *n = getenv("YZ_ACCOUNT"), *p = getenv("YZ_PASSWORD"), *t = getenv("YZ_TOTP");
	char *text;
	size_t len;

	if (!file && n && p && t) {
		snprintf(ret->name, sizeof ret->name, "%s", n);
		snprintf(ret->password, sizeof ret->password, "%s", p);
		snprintf(ret->totp, sizeof ret->totp, "%s", t);
		return 0;
	}
	if (!file)
		return ERR(e, E_USAGE, "an account is needed: --account FILE, or YZ_ACCOUNT, YZ_PASSWORD and YZ_TOTP");
	TRY(fs_read(file, 65536, &text, &len, e));
	int rc = split_account((str){ text, strcspn(text, "\r\n") }, ret);
	free(text);
	return rc < 0 ? ERR(e, E_INVALID, "%s: the first line is not \"name:password:secret\"", file) : 0;
}

static size_t take(char *p, size_t size, size_t n, void *arg)
{
	struct api *a = arg;

	n *= size;
	if (a->n + n > REPLY_MAX)
		return 0;
	if (a->n + n + 1 > a->cap) {
		a->cap = MAX(a->cap * 2, a->n + n + 4096);
		a->buf = realloc(a->buf, a->cap);
		ASSERT(a->buf);
	}
	memcpy(a->buf + a->n, p, n);
	a->n += n;
	a->buf[a->n] = 0;
	return n;
}

static void common(struct api *a, CURL *c)
{
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, a->head);
	if (a->cookie[0])
		curl_easy_setopt(c, CURLOPT_COOKIE, a->cookie);
}

static size_t take_head(char *p, size_t size, size_t n, void *arg)
{
	struct api *a = arg;
	static const char want[] = "set-cookie:";

	n *= size;
	if (n <= sizeof want)
		return n;
	for (size_t i = 0; i < sizeof want - 1; i++)
		if ((p[i] | 32) != (want[i] | 32))
			return n;
	size_t i = sizeof want - 1, len = 0;
	while (i < n && p[i] == ' ')
		i++;
	while (i + len < n && p[i + len] != ';' && p[i + len] != '\r' && p[i + len] != '\n')
		len++;
	snprintf(a->cookie, sizeof a->cookie, "%.*s", (int)len, p + i);
	return n;
}

static int status_error(struct api *a, const char *method, const char *path, long status, struct err *e)
{
	json_t *j = json_loads(a->buf ? a->buf : "", 0, NULL), *x = json_object_get(j, "error");
	const char *code = json_string_value(json_object_get(x, "code")), *msg = json_string_value(json_object_get(x, "message"));
	int rc = status == 401 ? E_UNAUTH : status == 403 ? E_DENIED : status == 404 ? E_NOTFOUND : status == 409 ? E_STATE
	         : status == 429 ? E_BUSY : status >= 500 ? E_STORE : E_INVALID;

	rc = ERR(e, rc, "%s %s: HTTP %ld %s %s", method, path, status, code ? code : "", msg ? msg : "");
	json_decref(j);
	return rc;
}

static int perform(struct api *a, const char *method, const char *url, const char *body, long *ret_status, struct err *e)
{
	CURL *c = a->curl;

	curl_easy_reset(c);
	common(a, c);
	a->n = 0;
	if (a->buf)
		a->buf[0] = 0;
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, 30000L);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, a);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	if (strcmp(method, "GET") != 0) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, body ? body : "");
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)(body ? strlen(body) : 0));
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method);
	}
	CURLcode k = curl_easy_perform(c);
	if (k != CURLE_OK)
		return ERR(e, E_IO, "%s %s: %s", method, url, curl_easy_strerror(k));
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, ret_status);
	return 0;
}

int api_wait_up(struct api *a, int64_t timeout_ms, struct err *e)
{
	char url[600];
	mono begin = clock_mono();

	snprintf(url, sizeof url, "%s/healthz", a->url);
	for (;;) {
		struct err first = { 0 };
		long status = 0;
		if (perform(a, "GET", url, NULL, &status, &first) == 0 && status == 200)
			return 0;
		if (mono_since_ms(begin) > timeout_ms)
			return ERR(e, E_IO, "the server does not answer: %s (HTTP %ld)", first.msg, status);
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
}

int api_call(struct api *a, const char *method, const char *path, json_t *body, json_t **ret, struct err *e)
{
	char url[1100];
	long status = 0;
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;

	json_decref(body);
	snprintf(url, sizeof url, "%s/api/v1%s", a->url, path);
	int rc = perform(a, method, url, text, &status, e);
	free(text);
	if (rc < 0)
		return rc;
	if (status < 200 || status > 299)
		return status_error(a, method, path, status, e);
	json_t *j = a->n > 0 ? json_loadb(a->buf, a->n, JSON_REJECT_DUPLICATES, NULL) : json_object();
	if (!j)
		return ERR(e, E_INVALID, "%s %s: the reply is not JSON", method, path);
	*ret = j;
	return 0;
}

int api_text(struct api *a, const char *path, const char **ret, struct err *e)
{
	char url[1100];
	long status = 0;

	snprintf(url, sizeof url, "%s%s", a->url, path);
	TRY(perform(a, "GET", url, NULL, &status, e));
	if (status != 200)
		return status_error(a, "GET", path, status, e);
	*ret = a->n > 0 ? a->buf : "";
	return 0;
}

/* The server's clock; a benchmark's may run fast. */
static int server_now(struct api *a, int64_t *ret_ms, struct err *e)
{
	const char *text;

	TRY(api_text(a, "/healthz", &text, e));
	json_t *j = json_loads(text, 0, NULL);
	*ret_ms = json_integer_value(json_object_get(j, "now"));
	json_decref(j);
	return *ret_ms > 0 ? 0 : ERR(e, E_INVALID, "/healthz does not tell the time");
}

static int code_of(const struct api_who *who, int64_t step, char ret[static 7], struct err *e)
{
	char *raw = NULL;
	size_t n = 0;

	if (oath_init() != OATH_OK || oath_base32_decode(who->totp, strlen(who->totp), &raw, &n) != OATH_OK)
		return ERR(e, E_INVALID, "the secret of %s is not base32", who->name);
	int rc = oath_hotp_generate(raw, n, (uint64_t)step, 6, false, OATH_HOTP_DYNAMIC_TRUNCATION, ret);
	free(raw);
	return rc == OATH_OK ? 0 : ERR(e, E_INVALID, "no code for %s", who->name);
}

static int try_login(struct api *a, const struct api_who *who, int64_t step, struct err *e)
{
	char code[7];
	json_t *j = NULL;

	TRY(code_of(who, step, code, e));
	TRY(api_call(a, "POST", "/login", json_pack("{s:s,s:s,s:s}", "name", who->name, "password", who->password, "code", code), &j, e));
	json_decref(j);
	return a->cookie[0] ? 0 : ERR(e, E_UNAUTH, "the log-in gave no session");
}

int api_login(struct api *a, const struct api_who *who, struct err *e)
{
	int64_t now = 0, first;

	TRY(server_now(a, &now, e));
	first = now / 30000;
	for (int64_t step = first; step < first + 2; step++) {
		struct err why = { 0 };
		int rc = try_login(a, who, step, &why);
		if (rc != E_UNAUTH)
			return rc < 0 ? ERR(e, rc, "%s", why.msg) : rc;
	}
	while (now / 30000 < first + 1) {      /* both codes of now are used: the second after next is not */
		nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
		TRY(server_now(a, &now, e));
	}
	return try_login(a, who, first + 2, e);
}

void api_join(struct api *a, const struct api *session)
{
	memcpy(a->cookie, session->cookie, sizeof a->cookie);
}

void api_escape(const char *s, char *ret, size_t cap)
{
	size_t n = 0;

	for (; *s && n + 4 < cap; s++) {
		unsigned char c = (unsigned char)*s;
		if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'))
			ret[n++] = (char)c;
		else
			n += (size_t)snprintf(ret + n, cap - n, "%%%02X", c);
	}
	ret[n] = 0;
}

/* ---- the event stream ---- */

struct stream {
	CURL *curl;
	struct thread thread;
	struct curl_slist *head;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct api_event q[QUEUE];
	size_t first, n;
	uint64_t lost;
	bool opened, ended;
	atomic_bool stop;
	char why[128];
	/* the line parser, of the stream's thread */
	char line[EVENT_MAX], data[EVENT_MAX], kind[24];
	size_t nline, ndata;
	bool too_long;
};

static void deliver(struct stream *s, int64_t ns, int64_t ms)
{
	json_t *j = s->too_long ? NULL : json_loadb(s->data, s->ndata, 0, NULL);

	if (j) {
		pthread_mutex_lock(&s->lock);
		if (s->n == QUEUE) {
			json_decref(s->q[s->first].data);
			s->first = (s->first + 1) % QUEUE;
			s->n--;
			s->lost++;
		}
		struct api_event *ev = &s->q[(s->first + s->n++) % QUEUE];
		*ev = (struct api_event){ .data = j, .at_ns = ns, .at_ms = ms };
		memcpy(ev->kind, s->kind, sizeof ev->kind);
		pthread_cond_broadcast(&s->more);
		pthread_mutex_unlock(&s->lock);
	}
	s->ndata = 0;
	s->kind[0] = 0;
	s->too_long = false;
}

static void on_line(struct stream *s, int64_t ns, int64_t ms)
{
	const char *p = s->line;
	size_t n = s->nline;

	if (n == 0) {
		if (s->ndata > 0)
			deliver(s, ns, ms);
		return;
	}
	if (n > 6 && memcmp(p, "event:", 6) == 0) {
		p += 6 + (p[6] == ' ');
		snprintf(s->kind, sizeof s->kind, "%.*s", (int)(s->line + n - p), p);
	} else if (n > 5 && memcmp(p, "data:", 5) == 0) {
		p += 5 + (p[5] == ' ');
		size_t k = (size_t)(s->line + n - p);
		if (s->ndata + k > EVENT_MAX) {
			s->too_long = true;
			return;
		}
		memcpy(s->data + s->ndata, p, k);
		s->ndata += k;
	}
}

static size_t stream_take(char *p, size_t size, size_t n, void *arg)
{
	struct stream *s = arg;
	int64_t ns = clock_mono().ns, ms = clock_utc();

	n *= size;
	if (!s->opened) {
		pthread_mutex_lock(&s->lock);
		s->opened = true;
		pthread_cond_broadcast(&s->more);
		pthread_mutex_unlock(&s->lock);
	}
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n') {
			if (s->nline > 0 && s->line[s->nline - 1] == '\r')
				s->nline--;
			on_line(s, ns, ms);
			s->nline = 0;
		} else if (s->nline < EVENT_MAX) {
			s->line[s->nline++] = p[i];
		} else {
			s->too_long = true;
		}
	}
	return n;
}

static int progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return atomic_load(&((struct stream *)arg)->stop);
}

static void stream_main(void *arg)
{
	struct stream *s = arg;
	CURLcode k = curl_easy_perform(s->curl);
	long status = 0;

	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
	pthread_mutex_lock(&s->lock);
	s->ended = true;
	snprintf(s->why, sizeof s->why, "HTTP %ld, %s", status, curl_easy_strerror(k));
	pthread_cond_broadcast(&s->more);
	pthread_mutex_unlock(&s->lock);
}

int stream_open(struct stream **ret, struct api *a, struct err *e)
{
	struct stream *s = calloc(1, sizeof *s);
	char url[600];

	ASSERT(s);
	s->curl = curl_easy_init();
	ASSERT(s->curl);
	pthread_mutex_init(&s->lock, NULL);
	cond_init(&s->more);
	snprintf(url, sizeof url, "%s/api/v1/events", a->url);
	common(a, s->curl);
	s->head = curl_slist_append(NULL, "Accept: text/event-stream");
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, s->head);
	curl_easy_setopt(s->curl, CURLOPT_URL, url);
	curl_easy_setopt(s->curl, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, stream_take);
	curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(s->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(s->curl, CURLOPT_XFERINFOFUNCTION, progress);
	curl_easy_setopt(s->curl, CURLOPT_XFERINFODATA, s);
	thread_start(&s->thread, "events", stream_main, s);
	pthread_mutex_lock(&s->lock);
	mono begin = clock_mono();
	while (!s->opened && !s->ended && mono_since_ms(begin) < 20000)
		cond_wait_ms(&s->more, &s->lock, 200);
	bool ok = s->opened;
	pthread_mutex_unlock(&s->lock);
	if (!ok) {
		int rc = ERR(e, E_IO, "the event stream did not open (%s)", s->ended ? s->why : "no answer within 20 s");
		stream_close(s);
		return rc;
	}
	*ret = s;
	return 0;
}

void stream_close(struct stream *s)
{
	if (!s)
		return;
	atomic_store(&s->stop, true);   /* seen by progress() within a second */
	thread_join(&s->thread);
	for (size_t i = 0; i < s->n; i++)
		json_decref(s->q[(s->first + i) % QUEUE].data);
	curl_easy_cleanup(s->curl);
	curl_slist_free_all(s->head);
	pthread_cond_destroy(&s->more);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

bool stream_next(struct stream *s, int64_t timeout_ms, struct api_event *ret)
{
	mono begin = clock_mono();
	bool got = false;

	pthread_mutex_lock(&s->lock);
	while (s->n == 0 && !s->ended && mono_since_ms(begin) < timeout_ms)
		cond_wait_ms(&s->more, &s->lock, MIN(timeout_ms, 100));
	if (s->n > 0) {
		*ret = s->q[s->first];
		s->first = (s->first + 1) % QUEUE;
		s->n--;
		got = true;
	}
	pthread_mutex_unlock(&s->lock);
	return got;
}

uint64_t stream_lost(struct stream *s)
{
	pthread_mutex_lock(&s->lock);
	uint64_t n = s->lost;
	pthread_mutex_unlock(&s->lock);
	return n;
}
