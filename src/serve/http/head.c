/* head — reads a request's headers once, and looks for what libmicrohttpd before 1.0 lets pass although the ends of two
 * requests could be seen differently by a proxy in front (quality goal S15): two lengths, a length and a coding, another coding than
 * chunked, names that are not tokens, folded lines, lines that do not end in CR LF. What cannot be seen from here is listed in
 * docs/decisions/http.md. */
#define _GNU_SOURCE
#include <strings.h>

#include "serve/http/http_int.h"

struct scan {
	struct head *hd;
	unsigned lengths, codings, hosts, tokens;
	const char *at;      /* where the next header line must begin, or NULL: not asked */
};

static bool is(str name, const char *lower)
{
	return strlen(lower) == name.n && strncasecmp(name.p, lower, name.n) == 0;
}

static bool token_chars(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (!alnum && (c < 0x21 || c > 0x7e || strchr("\"(),/:;<=>?@[\\]{}", c)))
			return false;
	}
	return s.n > 0;
}

static bool value_chars(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* MHD up to 0.9.76 parses in place and takes any of CR, LF and CR LF for the end of a line. So the lines are laid end to end: each
 * must begin two bytes behind the end of the one before, and its value behind its name, the colon and blanks (a folded value was
 * copied away). From 0.9.77 on MHD itself refuses such lines, and this is not asked. */
static const char *line_form(struct scan *s, str name, str value)
{
	const char *p = name.p + name.n + 1;

	if (name.p != s->at)
		return "a line that does not end in CR LF";
	while (p < value.p && p - name.p < 65536 && (*p == ' ' || *p == '\t'))
		p++;
	s->at = value.p + value.n + 2;
	return p == value.p ? NULL : "a folded header line";
}

/* yz_session=<token> out of one Cookie header; a second one makes neither count. */
static void take_cookies(struct scan *s, str v)
{
	while (v.n) {
		const char *end = memchr(v.p, ';', v.n);
		str one = { v.p, end ? (size_t)(end - v.p) : v.n };
		v = end ? (str){ end + 1, v.n - one.n - 1 } : (str){ 0 };
		while (one.n && one.p[0] == ' ')
			one = (str){ one.p + 1, one.n - 1 };
		if (!str_starts(one, S("yz_session=")))
			continue;
		s->hd->token = ++s->tokens == 1 ? (str){ one.p + 11, one.n - 11 } : (str){ 0 };
	}
}

static bool accepts_gzip(str v)
{
	while (v.n) {
		const char *end = memchr(v.p, ',', v.n);
		str one = { v.p, end ? (size_t)(end - v.p) : v.n };
		v = end ? (str){ end + 1, v.n - one.n - 1 } : (str){ 0 };
		while (one.n && one.p[0] == ' ')
			one = (str){ one.p + 1, one.n - 1 };
		if (one.n >= 4 && strncasecmp(one.p, "gzip", 4) == 0)
			return !memmem(one.p, one.n, "q=0", 3) || memmem(one.p, one.n, "q=0.", 4);
	}
	return false;
}

static void take(struct scan *s, str name, str v)
{
	struct head *hd = s->hd;

	if (is(name, "content-length")) {
		s->lengths++;
		for (size_t i = 0; i < v.n; i++) {
			if (v.p[i] < '0' || v.p[i] > '9')
				hd->bad = "Content-Length is not a number";
		}
		if (!str_i64(v, 0, INT64_MAX, &hd->length))
			hd->bad = "Content-Length is not a number";
	} else if (is(name, "transfer-encoding")) {
		s->codings++;
		hd->chunked = true;
		if (!is(v, "chunked"))
			hd->bad = "a Transfer-Encoding other than chunked";
	} else if (is(name, "host")) {
		s->hosts++;
		hd->host = v;
	} else if (is(name, "cookie")) {
		take_cookies(s, v);
	} else if (is(name, "origin")) {
		hd->origin = v;
	} else if (is(name, "x-yanzhen")) {
		hd->guard = str_eq(v, S("1"));
	} else if (is(name, "x-yanzhen-quiet")) {
		hd->quiet = true;
	} else if (is(name, "content-type")) {
		hd->ctype = v;
	} else if (is(name, "accept-encoding")) {
		hd->gzip = accepts_gzip(v);
	} else if (is(name, "x-forwarded-for")) {
		hd->forwarded = v;           /* of several lines the last: the nearest proxy's */
	} else if (is(name, "user-agent")) {
		hd->agent = v;
	} else if (is(name, "last-event-id")) {
		hd->last_event_id = v;
	} else if (is(name, "if-none-match")) {
		hd->if_none_match = v;
	} else if (is(name, "range")) {
		hd->range = ++hd->ranges == 1 ? v : (str){ 0 };
	} else if (is(name, "if-range")) {
		hd->if_range = v;
	} else if (is(name, "authorization")) {
		hd->authorization = v;
	}
}

static enum MHD_Result each(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value, size_t value_n)
{
	struct scan *s = cls;
	str name = { key, key_n }, v = { value ? value : "", value ? value_n : 0 };
	(void)kind;
	if (s->at && !s->hd->bad)
		s->hd->bad = line_form(s, name, v);
	while (v.n && (v.p[v.n - 1] == ' ' || v.p[v.n - 1] == '\t'))
		v.n--;
	if (!token_chars(name))
		s->hd->bad = "a header name that is not a token";
	else if (!value_chars(v))
		s->hd->bad = "a control character in a header";
	else
		take(s, name, v);
	return MHD_YES;
}

static bool lays_lines_in_place(void)
{
	str v = str_of(MHD_get_version());
	int64_t patch;

	return str_starts(v, S("0.9.")) && str_i64((str){ v.p + 4, v.n - 4 }, 0, 76, &patch);
}

void head_read(struct MHD_Connection *con, const char *method, const char *version, struct head *ret)
{
	struct scan s = { .hd = ret };
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(con, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	*ret = (struct head){ .length = -1 };
	if (lays_lines_in_place())
		s.at = version + strlen(version) + 2;
	MHD_get_connection_values_n(con, MHD_HEADER_KIND, each, &s);
	if (s.at && i && !ret->bad && s.at + 2 != method + i->header_size)
		ret->bad = "a head that does not end in CR LF CR LF";
	if (s.lengths > 1)
		ret->bad = "more than one Content-Length";
	if (s.codings > 1)
		ret->bad = "more than one Transfer-Encoding";
	if (s.lengths && s.codings)
		ret->bad = "both Content-Length and Transfer-Encoding";
	if (s.hosts > 1)
		ret->bad = "more than one Host";
	ret->has_body = ret->chunked || ret->length > 0;
}
