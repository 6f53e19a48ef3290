/* reply — answers: JSON, errors, static files; the headers every answer carries. */
#define _GNU_SOURCE
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#include "platform/log.h"
#include "serve/http/http_int.h"

enum { GZIP_FROM = 1400, ETAG_FROM = 1024 };

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	if (MHD_add_response_header(r, name, value) != MHD_YES)
		BUG("a response header was refused");
}

static void common(struct call *c, struct MHD_Response *r)
{
	add(r, "X-Content-Type-Options", "nosniff");
	add(r, "Content-Security-Policy", c->h->csp);
	add(r, "X-Frame-Options", "DENY");
	add(r, "Referrer-Policy", "no-referrer");
	add(r, "Cross-Origin-Opener-Policy", "same-origin");
	add(r, "Cross-Origin-Resource-Policy", "same-origin");
	if (c->h->cert || c->h->o.proxied)
		add(r, "Strict-Transport-Security", "max-age=31536000");
}

static void settle(struct call *c, struct MHD_Response *r, unsigned status, bool close)
{
	ASSERT(!c->rsp && r);
	common(c, r);
	if (close)
		add(r, "Connection", "close");
	c->rsp = r;
	c->status = status;
}

/* gzip of p in malloc'd memory, or NULL when it does not pay. */
static void *squeeze(const char *p, size_t n, size_t *ret_n)
{
	z_stream z = { 0 };

	if (deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	size_t cap = n - n / 8;
	unsigned char *out = malloc(cap);
	if (!out)
		BUG("out of memory");
	z.next_in = (unsigned char *)(uintptr_t)p;
	z.avail_in = (unsigned)n;
	z.next_out = out;
	z.avail_out = (unsigned)cap;
	int rc = deflate(&z, Z_FINISH);
	*ret_n = z.total_out;
	deflateEnd(&z);
	if (rc == Z_STREAM_END)
		return out;
	free(out);
	return NULL;
}

/* A body that lives in c->out (or for ever); squeezed when that pays and the client takes it. */
static struct MHD_Response *body_of(struct call *c, str text)
{
	size_t n = 0;
	void *gz = c->hd.gzip && text.n >= GZIP_FROM && text.n < UINT32_MAX ? squeeze(text.p, text.n, &n) : NULL;
	struct MHD_Response *r;

	if (gz)
		r = MHD_create_response_from_buffer(n, gz, MHD_RESPMEM_MUST_FREE);
	else
		r = MHD_create_response_from_buffer(text.n, (void *)(uintptr_t)text.p, MHD_RESPMEM_PERSISTENT);
	if (!r)
		BUG("out of memory");
	if (gz)
		add(r, "Content-Encoding", "gzip");
	if (text.n >= GZIP_FROM)
		add(r, "Vary", "Accept-Encoding");
	return r;
}

static struct MHD_Response *api_body(struct call *c, str text)
{
	struct MHD_Response *r = body_of(c, text);
	char id[24];

	snprintf(id, sizeof id, "%llu", (unsigned long long)c->id);
	add(r, "Cache-Control", "no-store");
	add(r, "X-Request-Id", id);
	if (text.n)
		add(r, "Content-Type", "application/json; charset=utf-8");
	return r;
}

static struct MHD_Response *error_body(struct call *c, int code, const char *msg, const char *field)
{
	struct js o;

	arena_reset(&c->out);
	js_init(&o, &c->out, 4096);
	js_obj(&o, NULL);
	js_obj(&o, "error");
	js_str(&o, "code", str_of(err_name(code)));
	js_str(&o, "message", str_of(msg));
	js_str(&o, "field", str_of(field));
	js_i64(&o, "request", (int64_t)c->id);
	js_end_obj(&o);
	js_end_obj(&o);
	return api_body(c, js_text(&o));
}

void reply_error(struct call *c, int code, const struct err *e, bool close)
{
	unsigned status = (unsigned)err_http(code);
	bool inner = status >= 500;
	const char *msg = inner || !e || !e->msg[0] ? err_text(code) : e->msg;
	struct MHD_Response *r = error_body(c, code, msg, inner || !e ? "" : e->field);

	if (inner)
		log_line(LOG_ERROR, "http.error", "request=%llu path=%s code=%s errno=%d at=%s:%d msg=%s", (unsigned long long)c->id,
		         c->row ? c->row->path : "-", err_name(code), e ? e->sys : 0, e && e->file ? e->file : "-", e ? e->line : 0,
		         LOG_Q(str_of(e ? e->msg : "")));
	if (status == 429 || status == 503)
		add(r, "Retry-After", "1");
	settle(c, r, status, close);
}

void reply_busy(struct call *c, unsigned retry_s, const char *msg, bool close)
{
	struct MHD_Response *r = error_body(c, E_BUSY, msg, "");
	char s[12];

	snprintf(s, sizeof s, "%u", retry_s);
	add(r, "Retry-After", s);
	settle(c, r, 503, close);
}

void reply_method(struct call *c, unsigned allow, bool close)
{
	static const char *const names[HTTP_METHODS] = { "GET", "POST", "PUT", "DELETE" };
	struct MHD_Response *r = error_body(c, E_METHOD, err_text(E_METHOD), "");
	char list[40] = "";

	for (int m = 0; m < HTTP_METHODS; m++) {
		if (allow >> m & 1)
			snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", list[0] ? ", " : "", names[m]);
	}
	add(r, "Allow", list);
	settle(c, r, (unsigned)err_http(E_METHOD), close);
}

static void etag_of(str text, char ret[static 36])
{
	unsigned char md[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)text.p, text.n, md);
	ret[0] = '"';
	for (int i = 0; i < 16; i++)
		snprintf(ret + 1 + 2 * i, 3, "%02x", md[i]);
	memcpy(ret + 33, "\"", 2);
}

/* W/"x" and "x" name the same answer here: the squeezed form has its twin's name. */
static bool etag_matches(str given, const char *tag)
{
	return given.n && (str_eq(given, S("*")) || memmem(given.p, given.n, tag, strlen(tag)));
}

void reply_json(struct call *c, const struct rep *rp)
{
	str text = js_text(&rp->js);
	unsigned status = rp->status ? (unsigned)rp->status : c->row->flags & RF_NOBODY ? 204 : c->row->flags & RF_CREATED ? 201 : 200;
	char tag[36] = "";

	if (c->method == HTTP_GET && status == 200 && text.n >= ETAG_FROM && !c->row->audit) {
		etag_of(text, tag);
		if (etag_matches(c->hd.if_none_match, tag)) {
			text.n = 0;
			status = 304;
		}
	}
	if (status == 204)
		text.n = 0;
	struct MHD_Response *r = api_body(c, text);
	if (tag[0])
		add(r, "ETag", tag);
	if (rp->set_cookie.n) {
		char cookie[512];
		snprintf(cookie, sizeof cookie, "%.*s%s", STR_ARG(rp->set_cookie), c->h->o.secure_cookie ? "; Secure" : "");
		add(r, "Set-Cookie", cookie);
	}
	settle(c, r, status, false);
}

/* A file in parts. The tag names the bytes for ever, so a player may keep what it has; whoever holds another tag gets the whole (If-Range). */
static struct MHD_Response *film_body(struct call *c, struct rep *rp, uint64_t size, unsigned *ret_status)
{
	uint64_t from = 0, n = size;
	struct MHD_Response *r;
	char tag[120], text[100];

	snprintf(tag, sizeof tag, "\"%.*s\"", STR_ARG(rp->file_tag));
	bool same = etag_matches(c->hd.if_none_match, tag), still = !c->hd.if_range.n || str_eq(c->hd.if_range, str_of(tag));
	enum range_kind kind = same || !still || c->head_only ? RANGE_ALL : range_of(c->hd.range, size, &from, &n);

	*ret_status = same ? 304 : kind == RANGE_PART ? 206 : kind == RANGE_NONE ? 416 : 200;
	if (same || kind == RANGE_NONE) {
		r = MHD_create_response_from_buffer(0, (void *)(uintptr_t)"", MHD_RESPMEM_PERSISTENT);
	} else {
		r = MHD_create_response_from_fd_at_offset64(n, rp->file_fd, from);
		rp->file_fd = r ? 0 : rp->file_fd;      /* it is the answer's now */
	}
	if (!r)
		BUG("out of memory");
	if (kind == RANGE_PART)
		snprintf(text, sizeof text, "bytes %llu-%llu/%llu", (unsigned long long)from, (unsigned long long)(from + n - 1), (unsigned long long)size);
	else
		snprintf(text, sizeof text, "bytes */%llu", (unsigned long long)size);
	if (kind != RANGE_ALL)
		add(r, "Content-Range", text);
	add(r, "Accept-Ranges", "bytes");
	add(r, "ETag", tag);
	add(r, "Cache-Control", "private, max-age=3600");
	c->film = true;
	return r;
}

/* Bytes of what the route says; never shown as a page of ours: nosniff, and a policy that lets nothing run. */
void reply_file(struct call *c, struct rep *rp)
{
	unsigned status = rp->status ? (unsigned)rp->status : 200;
	struct MHD_Response *r;
	struct stat st;
	char name[200], type[100];

	if ((c->row->flags & RF_RANGE) && rp->file_fd > 0 && fstat(rp->file_fd, &st) == 0 && st.st_size > 0) {
		r = film_body(c, rp, (uint64_t)st.st_size, &status);
	} else if (rp->file_fd > 0 && fstat(rp->file_fd, &st) == 0) {
		r = MHD_create_response_from_fd64((uint64_t)st.st_size, rp->file_fd);
		rp->file_fd = r ? 0 : rp->file_fd;      /* it is the answer's now */
	} else {
		/* a copy: the request's memory goes before the answer is sent */
		r = MHD_create_response_from_buffer(rp->file.n, (void *)(uintptr_t)rp->file.p, MHD_RESPMEM_MUST_COPY);
	}

	if (!r)
		BUG("out of memory");
	snprintf(type, sizeof type, "%.*s", STR_ARG(rp->file_type.n ? rp->file_type : str_of(c->row->file_type)));
	if (!c->film)
		add(r, "Cache-Control", "no-store");
	add(r, "Content-Type", type);
	add(r, "X-Content-Type-Options", "nosniff");
	add(r, "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
	if (rp->file_name.n) {
		snprintf(name, sizeof name, "attachment; filename=\"%.*s\"", STR_ARG(rp->file_name));
		add(r, "Content-Disposition", name);
	}
	settle(c, r, status, false);
}

void reply_text(struct call *c, unsigned status, const char *type, str text, bool for_ever)
{
	if (!for_ever)
		text = arena_str(&c->out, text);
	struct MHD_Response *r = body_of(c, text);
	add(r, "Cache-Control", "no-store");
	add(r, "Content-Type", type);
	settle(c, r, status, false);
}

static const struct http_asset *asset_named(const struct http *h, str path)
{
	for (size_t i = 0; i < h->o.nassets; i++) {
		if (str_eq(path, str_of(h->o.assets[i].path)))
			return &h->o.assets[i];
	}
	return NULL;
}

static bool below(str path, str folder)
{
	return str_starts(path, folder) && (path.n == folder.n || path.p[folder.n] == '/');
}

/* An address of the application without a dot in its last part is a page of the single-page application; below /v/ it is the public's page,
 * below /m/ the owners', below /o/ that of officers on the road, below /exposure the published list. */
static const struct http_asset *asset_for(const struct http *h, str path)
{
	const struct http_asset *a = asset_named(h, path);
	const char *last = memrchr(path.p, '/', path.n);

	if (a || !last || memchr(last, '.', path.n - (size_t)(last - path.p)))
		return a;
	if (below(path, S("/v")))
		a = asset_named(h, S("/v/index.html"));
	else if (below(path, S("/m")))
		a = asset_named(h, S("/m/index.html"));
	else if (below(path, S("/o")))
		a = asset_named(h, S("/o/index.html"));
	else if (below(path, S("/exposure")))
		a = asset_named(h, S("/exposure/index.html"));
	return a ? a : asset_named(h, S("/index.html"));
}

void reply_asset(struct call *c, str path)
{
	const struct http_asset *a = asset_for(c->h, path);

	if (!a) {
		reply_error(c, E_NOTFOUND, NULL, c->hd.has_body);
		return;
	}
	bool gz = a->gz && c->hd.gzip, same = etag_matches(c->hd.if_none_match, a->etag);
	const unsigned char *p = gz ? a->gz : a->data;
	size_t n = same ? 0 : gz ? a->gz_n : a->n;
	struct MHD_Response *r = MHD_create_response_from_buffer(n, (void *)(uintptr_t)p, MHD_RESPMEM_PERSISTENT);
	if (!r)
		BUG("out of memory");
	add(r, "Content-Type", a->type);
	add(r, "ETag", a->etag);
	add(r, "Vary", "Accept-Encoding");
	if (below(path, S("/exposure")))      /* what expires here is to expire elsewhere */
		add(r, "X-Robots-Tag", "noindex, nofollow, noarchive");
	add(r, "Cache-Control", a->immutable ? "public, max-age=31536000, immutable" : "no-cache");
	if (gz && !same)
		add(r, "Content-Encoding", "gzip");
	settle(c, r, same ? 304 : 200, c->hd.has_body);
}

void reply_stream(struct call *c, struct MHD_Response *r)
{
	add(r, "Content-Type", "text/event-stream; charset=utf-8");
	add(r, "Cache-Control", "no-store");
	add(r, "X-Accel-Buffering", "no");
	settle(c, r, 200, false);
	c->stream = true;
}

enum MHD_Result reply_send(struct call *c)
{
	struct http *h = c->h;
	uint64_t us = (uint64_t)((sys.mono_ns() - c->born.ns) / 1000), max = h->handle_us_max;

	ASSERT(!c->answered);
	c->answered = true;
	h->requests++;
	h->status[MIN(c->status / 100, 5u)]++;
	h->handle_us_total += us;
	while (us > max && !atomic_compare_exchange_weak(&h->handle_us_max, &max, us))
		;
	log_line(c->status >= 500 ? LOG_WARN : LOG_DEBUG, "http.request", "request=%llu path=%s status=%u us=%llu",
	         (unsigned long long)c->id, c->row ? c->row->path : "-", c->status, (unsigned long long)us);
	conn_enter(c->cn, c->stream ? CONN_STREAM : c->film ? CONN_FILM : CONN_REPLY);
	enum MHD_Result ok = MHD_queue_response(c->con, c->status, c->rsp);
	MHD_destroy_response(c->rsp);
	c->rsp = NULL;
	return ok;
}
