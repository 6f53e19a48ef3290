/* js — the streaming writer; see js.h. Levels are bits of first_bits: set while nothing has been written at that level. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/js/js.h"

enum { JS_LEVELS = 31, JS_FIRST_CAP = 512 };

void js_init(struct js *o, struct arena *a, size_t max_bytes)
{
	*o = (struct js){ .a = a, .max = max_bytes, .first_bits = 1 };
}

/* Room for n more bytes, or over for good. Doubling costs the arena at most twice the text. */
static bool need(struct js *o, size_t n)
{
	if (o->over || n > o->max || o->n > o->max - n) {
		o->over = true;
		return false;
	}
	if (o->n + n <= o->cap)
		return true;
	size_t cap = MAX(o->cap * 2, (size_t)JS_FIRST_CAP);
	while (cap < o->n + n)
		cap *= 2;
	cap = MIN(cap, o->max);
	char *p = arena_alloc(o->a, cap);
	if (!p) {
		o->over = true;
		return false;
	}
	if (o->n)
		memcpy(p, o->p, o->n);
	o->p = p;
	o->cap = cap;
	return true;
}

static void put(struct js *o, const char *p, size_t n)
{
	if (n && need(o, n)) {
		memcpy(o->p + o->n, p, n);
		o->n += n;
	}
}

static void put_c(struct js *o, char c)
{
	put(o, &c, 1);
}

/* Length of the well-formed UTF-8 sequence at s, or 0. */
static size_t utf8_len(str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return n <= s.n && str_utf8((str){ s.p, n }) ? n : 0;
}

static void put_escaped(struct js *o, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char b[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
	char two[2] = { '\\', 0 };

	switch (c) {
	case '"': case '\\': two[1] = (char)c; break;
	case '\n': two[1] = 'n'; break;
	case '\r': two[1] = 'r'; break;
	case '\t': two[1] = 't'; break;
	default: put(o, b, sizeof b); return;
	}
	put(o, two, sizeof two);
}

/* What is not UTF-8 becomes U+FFFD, so that the text is JSON whatever the bytes are. */
static void put_text(struct js *o, str s)
{
	size_t from = 0;

	put_c(o, '"');
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
			i++;
			continue;
		}
		size_t k = c >= 0x80 ? utf8_len((str){ s.p + i, s.n - i }) : 0;
		if (k) {
			i += k;
			continue;
		}
		put(o, s.p + from, i - from);
		if (c >= 0x80)
			put(o, "\xef\xbf\xbd", 3);
		else
			put_escaped(o, c);
		from = ++i;
	}
	put(o, s.p + from, s.n - from);
	put_c(o, '"');
}

/* Comma and key before a value. */
static void lead(struct js *o, const char *key)
{
	if (o->first_bits >> o->depth & 1)
		o->first_bits &= ~(1u << o->depth);
	else
		put_c(o, ',');
	if (key) {
		put_text(o, str_of(key));
		put_c(o, ':');
	}
}

static void open_level(struct js *o, const char *key, char c)
{
	lead(o, key);
	put_c(o, c);
	ASSERT(o->depth < JS_LEVELS);
	o->depth++;
	o->first_bits |= 1u << o->depth;
}

static void close_level(struct js *o, char c)
{
	ASSERT(o->depth > 0);
	o->depth--;
	put_c(o, c);
}

void js_obj(struct js *o, const char *key)
{
	open_level(o, key, '{');
}

void js_end_obj(struct js *o)
{
	close_level(o, '}');
}

void js_arr(struct js *o, const char *key)
{
	open_level(o, key, '[');
}

void js_end_arr(struct js *o)
{
	close_level(o, ']');
}

static void put_i64(struct js *o, int64_t v)
{
	char b[21];
	size_t at = sizeof b;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do {
		b[--at] = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (v < 0)
		b[--at] = '-';
	put(o, b + at, sizeof b - at);
}

void js_i64(struct js *o, const char *key, int64_t v)
{
	lead(o, key);
	put_i64(o, v);
}

void js_f64(struct js *o, const char *key, double v, int decimals)
{
	char b[352];
	int n;

	lead(o, key);
	if (!isfinite(v)) {
		put(o, "null", 4);
		return;
	}
	if (decimals >= 0) {
		n = snprintf(b, sizeof b, "%.*f", MIN(decimals, 17), v);
	} else {
		for (int digits = 15; ; digits++) {
			n = snprintf(b, sizeof b, "%.*g", digits, v);
			if (digits == 17 || strtod(b, NULL) == v)
				break;
		}
	}
	put(o, b, (size_t)n);
}

void js_bool(struct js *o, const char *key, bool v)
{
	lead(o, key);
	put(o, v ? "true" : "false", v ? 4 : 5);
}

void js_str(struct js *o, const char *key, str v)
{
	lead(o, key);
	put_text(o, v);
}

void js_null(struct js *o, const char *key)
{
	lead(o, key);
	put(o, "null", 4);
}

void js_raw(struct js *o, const char *key, str json)
{
	ASSERT(json.n > 0);
	lead(o, key);
	put(o, json.p, json.n);
}

void js_e7(struct js *o, const char *key, int32_t e7)
{
	char b[16];
	int64_t v = e7;
	int n = snprintf(b, sizeof b, "%s%d.%07d", v < 0 ? "-" : "", (int)(llabs(v) / 10000000), (int)(llabs(v) % 10000000));

	while (b[n - 1] == '0' && b[n - 2] != '.')
		n--;
	lead(o, key);
	put(o, b, (size_t)n);
}

void js_tag(struct js *o, const char *key, tag_id t)
{
	char b[TAG_TEXT];

	js_str(o, key, str_of(tag_text(t, b)));
}

static str enum_name(const struct js_field *f, int v)
{
	const str *names = f->sub;

	return v >= 0 && v < f->max ? names[v] : S("unknown");
}

static void put_list(struct js *o, const struct js_field *f, const struct js_list *l)
{
	const struct js_shape *item = f->sub;

	js_arr(o, f->name);
	for (size_t i = 0; i < l->n; i++) {
		if (f->type == JT_INTLIST)
			js_i64(o, NULL, ((const int64_t *)l->items)[i]);
		else if (f->type == JT_STRLIST)
			js_str(o, NULL, ((const str *)l->items)[i]);
		else
			js_put(o, NULL, item, (const char *)l->items + i * item->size);
	}
	js_end_arr(o);
}

static bool nothing(const struct js_field *f, const void *p)
{
	switch (f->type) {
	case JT_I64: case JT_UTC: return *(const int64_t *)p == 0;
	case JT_I32: case JT_GEO_LAT: case JT_GEO_LON: return *(const int32_t *)p == 0;
	case JT_F64: return *(const double *)p == 0;
	case JT_STR: case JT_RAW: return ((const str *)p)->n == 0;
	case JT_TAG: return ((const tag_id *)p)->v == 0;
	case JT_PLATE: return ((const struct plate *)p)->n == 0;
	case JT_LIST: case JT_STRLIST: case JT_INTLIST: return ((const struct js_list *)p)->n == 0;
	case JT_BOOL: case JT_ENUM: case JT_PII: case JT_OBJ: break;
	}
	return false;
}

static void put_field(struct js *o, const struct js_field *f, const void *p)
{
	if ((f->flags & JF_NULL_IF_EMPTY) && nothing(f, p)) {
		js_null(o, f->name);
		return;
	}
	switch (f->type) {
	case JT_I64: case JT_UTC: js_i64(o, f->name, *(const int64_t *)p); break;
	case JT_I32: js_i64(o, f->name, *(const int32_t *)p); break;
	case JT_BOOL: js_bool(o, f->name, *(const bool *)p); break;
	case JT_F64: js_f64(o, f->name, *(const double *)p, -1); break;
	case JT_STR: js_str(o, f->name, *(const str *)p); break;
	case JT_RAW: js_raw(o, f->name, *(const str *)p); break;
	case JT_TAG: js_tag(o, f->name, *(const tag_id *)p); break;
	case JT_PLATE: js_str(o, f->name, plate_str(p)); break;
	case JT_GEO_LAT: case JT_GEO_LON: js_e7(o, f->name, *(const int32_t *)p); break;
	case JT_ENUM: js_str(o, f->name, enum_name(f, *(const int *)p)); break;
	case JT_OBJ: js_put(o, f->name, f->sub, p); break;
	case JT_LIST: case JT_STRLIST: case JT_INTLIST: put_list(o, f, p); break;
	case JT_PII: BUG("personal data given to the JSON writer; mask it first");
	}
}

void js_put(struct js *o, const char *key, const struct js_shape *shape, const void *rec)
{
	js_obj(o, key);
	for (size_t i = 0; i < shape->n; i++)
		put_field(o, &shape->f[i], (const char *)rec + shape->f[i].off);
	js_end_obj(o);
}
