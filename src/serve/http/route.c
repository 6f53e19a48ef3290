/* route — checks the rows, finds the row for a request, decodes what stands in its address. */
#include "serve/http/route.h"

#include "serve/http/http_int.h"

enum { MAX_QUERY = 12, MAX_STR_QUERY = 1024 };

static const struct route_q events_query[] = {
	{ "after", JT_I64, 0, 0, INT64_MAX, "outbox id to resume behind; the Last-Event-ID header goes first" },
};
struct doc_out { int32_t none; };
static const struct js_field doc_fields[] = {
	{ "openapi", JT_STR, 0, 0, 0, 0, NULL, "3.1.0; the rest is as the OpenAPI specification says" },
};
static const struct js_shape doc_shape = JS_SHAPE("OpenApiDocument", struct doc_out, doc_fields);

static int never(struct cx *cx, const struct req *rq, struct rep *rp)
{
	(void)rq;
	(void)rp;
	return FAIL(cx, E_INTERNAL, "this row is answered by http itself");
}

static const struct route own_rows[] = {
	[OWN_EVENTS] = { HTTP_GET, "/api/v1/events", ROLE_STAFF, NULL, TX_NONE, RF_STREAM, NULL, NULL, events_query, COUNTOF(events_query), never, NULL,
	  "Server-sent events: alert, theft, station, system; resumes by Last-Event-ID" },
	[OWN_OPENAPI] = { HTTP_GET, "/api/v1/openapi.json", ROLE_STAFF, NULL, TX_NONE, 0, NULL, &doc_shape, NULL, 0, never, NULL,
	  "This interface as an OpenAPI 3.1 document" },
};
const struct routes http_own_routes = ROUTES("system", own_rows);

bool route_is_own(const struct route *r, int which)
{
	return r == &own_rows[which];
}

/* ---- checking ---- */

static bool shape_ok(const struct js_shape *s, bool out, int depth, const char **why)
{
	if (depth > 8) {
		*why = "its shape is nested deeper than 8";
		return false;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct js_field *f = &s->f[i];
		bool sub = f->type == JT_OBJ || f->type == JT_LIST || f->type == JT_ENUM || f->type == JT_RAW;
		if (!f->name || !*f->name || (sub && !f->sub))
			*why = "a field without a name or without its sub shape";
		else if (out && f->type == JT_PII)
			*why = "personal data in an answer; mask it first";
		else if (!out && f->type == JT_RAW)
			*why = "a raw field in a request";
		if (*why)
			return false;
		if ((f->type == JT_OBJ || f->type == JT_LIST) && !shape_ok(f->sub, out, depth + 1, why))
			return false;
	}
	return true;
}

static const char *query_fault(const struct route *r)
{
	if (r->nquery > MAX_QUERY)
		return "more than 12 query parameters";
	for (size_t i = 0; i < r->nquery; i++) {
		enum js_type t = r->query[i].type;
		if (t == JT_ENUM || t == JT_OBJ || t == JT_LIST || t == JT_STRLIST || t == JT_INTLIST || t == JT_PII || t == JT_RAW)
			return "a query parameter of a type that cannot stand in an address";
		for (size_t k = 0; k < i; k++) {
			if (strcmp(r->query[i].name, r->query[k].name) == 0)
				return "a query parameter declared twice";
		}
	}
	return NULL;
}

/* What nobody does without a fresh code, by the verb of its audit row: "bike.export", "owner.unmask", ... */
static bool wants_stepup(const char *verb)
{
	static const char *const ends[] = { ".unmask", ".export", ".decide", ".pay", ".reset", ".collect" };
	size_t n = verb ? strlen(verb) : 0;

	for (size_t i = 0; i < COUNTOF(ends); i++) {
		size_t k = strlen(ends[i]);
		if (n > k && strcmp(verb + n - k, ends[i]) == 0)
			return true;
	}
	return false;
}

/* The only writes without a session: they make one. */
static bool is_login(const struct route *r)
{
	static const char *const paths[] = { "/api/v1/login", "/api/v1/owner/code", "/api/v1/owner/login" };

	for (size_t i = 0; i < COUNTOF(paths); i++)
		if (r->method == HTTP_POST && strcmp(r->path, paths[i]) == 0)
			return true;
	return false;
}

static const char *access_fault(const struct route *r)
{
	bool write = r->method != HTTP_GET;
	if (!r->who)
		return "no role";
	if ((r->who & ROLE_PUBLIC) && r->who != ROLE_PUBLIC)
		return "public and roles at once";
	if ((r->who & ROLE_PUBLIC) && write && !is_login(r))
		return "a public write";
	if ((r->who & ROLE_CAMERA) && r->who != ROLE_CAMERA)
		return "a camera and others at once";
	if (r->who & ~(unsigned)(ROLE_PUBLIC | ROLE_STAFF | ROLE_OWNER | ROLE_CAMERA))
		return "a role that no account can have";
	if ((r->who & ROLE_OWNER) && (r->who & ROLE_STAFF))
		return "owners and staff at once";
	if ((r->flags & RF_STEPUP) && !(r->who & ROLE_STAFF))
		return "a step-up without a staff session";
	if (wants_stepup(r->audit) && !(r->flags & RF_STEPUP))
		return "what needs a fresh code is without RF_STEPUP";
	if (write && !r->audit)
		return "a write without an audit verb";
	if (write && r->tx != TX_WRITE && !(r->flags & RF_AUDITED))
		return "a write without TX_WRITE that does not write its own audit row";
	if (!write && r->tx == TX_WRITE && !r->audit)
		return "a GET that writes";
	if (!write && r->audit && r->tx != TX_WRITE && !(r->flags & RF_AUDITED))
		return "an audited GET without TX_WRITE";
	return NULL;
}

static const char *row_fault(const struct route *r)
{
	const char *why = NULL;

	if (!r->path || !str_starts(str_of(r->path), S("/api/v1/")))
		return "its path does not begin with /api/v1/";
	if ((unsigned)r->method >= HTTP_METHODS || !r->fn)
		return "no method or no function";
	why = access_fault(r);
	if (why)
		return why;
	if (!r->summary || !*r->summary)
		return "no summary";
	if ((r->flags & (RF_NOBODY | RF_FILE)) ? r->out != NULL : !r->out && !(r->flags & RF_STREAM))
		return "no out shape (or one beside RF_NOBODY or RF_FILE)";
	if ((r->flags & (RF_UPLOAD | RF_FILE)) ? !r->file_type : r->file_type != NULL)
		return "no content type with RF_UPLOAD or RF_FILE (or one without)";
	if ((r->flags & RF_RANGE) && (!(r->flags & RF_FILE) || r->method != HTTP_GET || r->audit))
		return "parts and HEAD are for files without an audit row of each look";
	if ((r->flags & RF_UPLOAD) && (r->in || r->method == HTTP_GET || (r->flags & RF_FILE) || !r->body_max || r->body_max > BODY_MAX || (r->who & ROLE_PUBLIC)))
		return "an upload has no body shape, a size, and a session";
	if (r->method == HTTP_GET && r->in)
		return "a body on GET";
	why = query_fault(r);
	if (!why && r->in)
		shape_ok(r->in, false, 0, &why);
	if (!why && r->out)
		shape_ok(r->out, true, 0, &why);
	return why;
}

static bool is_var(str seg)
{
	return seg.n >= 3 && seg.p[0] == '{' && seg.p[seg.n - 1] == '}';
}

static str next_seg(str *rest)
{
	const char *end = memchr(rest->p, '/', rest->n);
	str seg = { rest->p, end ? (size_t)(end - rest->p) : rest->n };

	*rest = end ? (str){ end + 1, rest->n - seg.n - 1 } : (str){ rest->p + rest->n, 0 };
	return seg;
}

/* Two rows that no request could tell apart: the same literals, variables in the same places. */
static bool same_path(const char *a, const char *b)
{
	str p = str_of(a), q = str_of(b);

	while (p.n && q.n) {
		str x = next_seg(&p), y = next_seg(&q);
		bool id_x = str_eq(x, S("{id}")), id_y = str_eq(y, S("{id}"));
		if (is_var(x) && is_var(y) ? id_x != id_y : !str_eq(x, y))
			return false;
	}
	return p.n == q.n;
}

int routes_check(const struct routes *const *sets, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < sets[i]->n; k++) {
			const struct route *r = &sets[i]->rows[k];
			const char *why = row_fault(r);
			if (why)
				return ERR(e, E_CONFIG, "route %s %zu '%s': %s", sets[i]->tag, k, r->path ? r->path : "", why);
			for (size_t i2 = 0; i2 <= i; i2++) {
				for (size_t k2 = 0; k2 < (i2 == i ? k : sets[i2]->n); k2++) {
					const struct route *o = &sets[i2]->rows[k2];
					if (o->method == r->method && same_path(o->path, r->path))
						return ERR(e, E_CONFIG, "route %s '%s' is declared twice", sets[i]->tag, r->path);
				}
			}
		}
	}
	return 0;
}

/* ---- finding ---- */

/* -1: no; else the number of variables, fewer is the better row. */
static int match(const char *pattern, str path, struct req *rq)
{
	str p = str_of(pattern);
	int vars = 0;

	rq->id = 0;
	rq->name = (str){ 0 };
	while (p.n && path.n) {
		bool more_p = memchr(p.p, '/', p.n), more_path = memchr(path.p, '/', path.n);
		str want = next_seg(&p), got = next_seg(&path);
		if (more_p != more_path)
			return -1;
		if (!is_var(want)) {
			if (!str_eq(want, got))
				return -1;
			continue;
		}
		vars++;
		if (str_eq(want, S("{id}"))) {
			if (got.n > 1 && got.p[0] == '0')
				return -1;
			if (!str_i64(got, 1, INT64_MAX, &rq->id))
				return -1;
		} else if (got.n == 0) {
			return -1;
		} else {
			rq->name = got;
		}
	}
	return p.n || path.n ? -1 : vars;
}

int route_find(const struct route *const *rows, size_t n, enum method m, str path, struct req *rq, const struct route **ret, unsigned *ret_allow)
{
	const struct route *best = NULL;
	int best_vars = 0;
	unsigned allow = 0;

	for (size_t i = 0; i < n; i++) {
		struct req tmp;
		int vars = match(rows[i]->path, path, &tmp);
		if (vars < 0)
			continue;
		allow |= 1u << rows[i]->method;
		if (rows[i]->method != m || (best && vars >= best_vars))
			continue;
		best = rows[i];
		best_vars = vars;
		rq->id = tmp.id;
		rq->name = tmp.name;
	}
	if (best) {
		*ret = best;
		return 0;
	}
	*ret_allow = allow;
	return allow ? E_METHOD : E_NOTFOUND;
}

/* ---- decoding ---- */

static int hex_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool pct_decode(str s, char *dst, size_t *ret_n)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			int hi = s.n - i > 2 ? hex_of(s.p[i + 1]) : -1;
			int lo = s.n - i > 2 ? hex_of(s.p[i + 2]) : -1;
			if (hi < 0 || lo < 0 || (hi == 0 && lo == 0))
				return false;
			c = (char)(hi << 4 | lo);
			i += 2;
		}
		dst[n++] = c;
	}
	*ret_n = n;
	return true;
}

static int put_num(struct cx *cx, const struct route_q *q, str v, int64_t *ret)
{
	bool open = q->min == 0 && q->max == 0;
	int64_t lo = open ? (q->type == JT_I32 ? INT32_MIN : INT64_MIN) : q->min;
	int64_t hi = open ? (q->type == JT_I32 ? INT32_MAX : INT64_MAX) : q->max;

	if (q->type == JT_UTC)      /* as in a body: whoever adds to it later does not overflow */
		hi = MIN(hi, JS_UTC_LAST);
	if (!str_i64(v, lo, hi, ret))
		return FAIL_FIELD(cx, E_INVALID, q->name, "must be a whole number between %lld and %lld", (long long)lo, (long long)hi);
	return 0;
}

static int put_real(struct cx *cx, const struct route_q *q, str v, double *ret_f, int64_t *ret_i)
{
	bool open = q->min == 0 && q->max == 0;
	double lo = q->type == JT_GEO_LAT ? -90 : q->type == JT_GEO_LON ? -180 : open ? -1e300 : (double)q->min;
	double hi = q->type == JT_GEO_LAT ? 90 : q->type == JT_GEO_LON ? 180 : open ? 1e300 : (double)q->max;

	if (!str_f64(v, ret_f) || *ret_f < lo || *ret_f > hi)
		return FAIL_FIELD(cx, E_INVALID, q->name, "must be a number between %g and %g", lo, hi);
	if (q->type != JT_F64)
		*ret_i = (int64_t)(*ret_f * 1e7 + (*ret_f < 0 ? -0.5 : 0.5));
	return 0;
}

static int put_value(struct cx *cx, const struct route_q *q, str v, struct req *rq, size_t i)
{
	int64_t max = q->max ? q->max : MAX_STR_QUERY;
	tag_id tag;

	switch (q->type) {
	case JT_I64: case JT_I32: case JT_UTC:
		return put_num(cx, q, v, &rq->q[i].i);
	case JT_F64: case JT_GEO_LAT: case JT_GEO_LON:
		return put_real(cx, q, v, &rq->q[i].f, &rq->q[i].i);
	case JT_BOOL:
		if (!str_eq(v, S("1")) && !str_eq(v, S("0")) && !str_eq(v, S("true")) && !str_eq(v, S("false")))
			return FAIL_FIELD(cx, E_INVALID, q->name, "must be 1, 0, true or false");
		rq->q[i].i = str_eq(v, S("1")) || str_eq(v, S("true"));
		return 0;
	case JT_TAG:
		if (!tag_parse(v, &tag))
			return FAIL_FIELD(cx, E_INVALID, q->name, "must be 1 to 16 hexadecimal digits, not all zero");
		rq->q[i].i = (int64_t)tag.v;
		rq->q[i].s = v;
		return 0;
	default:
		if (!str_utf8(v) || (int64_t)v.n < q->min || (int64_t)v.n > max)
			return FAIL_FIELD(cx, E_INVALID, q->name, "must be %lld to %lld bytes of UTF-8", (long long)q->min, (long long)max);
		rq->q[i].s = v;
		return 0;
	}
}

int route_query_put(struct cx *cx, const struct route *row, str key, str value, struct req *rq)
{
	for (size_t i = 0; i < row->nquery; i++) {
		const struct route_q *q = &row->query[i];
		if (!str_eq(key, str_of(q->name)))
			continue;
		if (rq->q[i].present)
			return FAIL_FIELD(cx, E_INVALID, q->name, "is given twice");
		char *p = arena_alloc(cx->arena, value.n + 1);
		size_t n;
		if (!p)
			return FAIL_FIELD(cx, E_TOOBIG, q->name, "is too long");
		if (!pct_decode(value, p, &n))
			return FAIL_FIELD(cx, E_INVALID, q->name, "has a malformed %% escape");
		TRY(put_value(cx, q, (str){ p, n }, rq, i));
		rq->q[i].present = true;
		return 0;
	}
	char name[32];
	size_t n = MIN(key.n, sizeof name - 1);
	for (size_t i = 0; i < n; i++)
		name[i] = key.p[i] > 0x20 && key.p[i] < 0x7f ? key.p[i] : '?';
	name[n] = 0;
	return FAIL_FIELD(cx, E_INVALID, name, "is not a parameter of this address");
}

int route_query_end(struct cx *cx, const struct route *row, const struct req *rq)
{
	for (size_t i = 0; i < row->nquery; i++) {
		if ((row->query[i].flags & JF_REQUIRED) && !rq->q[i].present)
			return FAIL_FIELD(cx, E_INVALID, row->query[i].name, "is missing");
	}
	return 0;
}
