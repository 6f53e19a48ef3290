/* js — the reader: jansson checks the grammar, the field tables check the meaning; see js.h.
 * jansson's own objects live only inside js_read; what a record keeps is copied into the arena. */
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>

#include "format/js/js.h"

enum { JS_DEPTH = 16, JS_STR_MAX = 1024, JS_LIST_MAX = 1000 };

struct at { char path[64]; };

static const char *path_to(struct at *a, const char *path, const char *name)
{
	snprintf(a->path, sizeof a->path, "%.30s%s%.30s", path, *path ? "." : "", name);
	return a->path;
}

/* Depth by counting brackets outside of texts: known before the parser builds anything. */
static bool too_deep(str s)
{
	int depth = 0;
	bool in_text = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (in_text) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_text = false;
		} else if (c == '"') {
			in_text = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JS_DEPTH)
				return true;
		} else if ((c == '}' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return false;
}

static int read_shape(struct cx *cx, const struct js_shape *shape, const json_t *j, const char *path, void *ret);

#define BAD(...) FAIL_FIELD(cx, E_INVALID, path, __VA_ARGS__)

static int get_int(struct cx *cx, const char *path, const json_t *v, int64_t min, int64_t max, int64_t *ret)
{
	if (!json_is_integer(v))
		return BAD("must be a whole number");
	int64_t i = json_integer_value(v);
	if (i < min || i > max)
		return BAD("must be between %lld and %lld", (long long)min, (long long)max);
	*ret = i;
	return 0;
}

static int get_num(struct cx *cx, const char *path, const json_t *v, double min, double max, double *ret)
{
	if (!json_is_number(v))
		return BAD("must be a number");
	double d = json_number_value(v);
	if (!isfinite(d) || d < min || d > max)
		return BAD("must be between %g and %g", min, max);
	*ret = d;
	return 0;
}

static int get_str(struct cx *cx, const char *path, const json_t *v, int64_t min, int64_t max, str *ret)
{
	if (!json_is_string(v))
		return BAD("must be a text");
	str s = { json_string_value(v), json_string_length(v) };
	if ((int64_t)s.n < min || (int64_t)s.n > max)
		return BAD("must be %lld to %lld bytes long", (long long)min, (long long)max);
	*ret = s;
	return 0;
}

static bool unbounded(const struct js_field *f)
{
	return f->min == 0 && f->max == 0;
}

static int read_number(struct cx *cx, const struct js_field *f, const json_t *v, const char *path, void *ret)
{
	int64_t i = 0;
	double d = 0;

	switch (f->type) {
	case JT_I64:
		TRY(get_int(cx, path, v, unbounded(f) ? INT64_MIN : f->min, unbounded(f) ? INT64_MAX : f->max, &i));
		*(int64_t *)ret = i;
		return 0;
	case JT_UTC:
		TRY(get_int(cx, path, v, f->min, unbounded(f) ? JS_UTC_LAST : f->max, &i));
		*(utc_ms *)ret = i;
		return 0;
	case JT_I32:
		TRY(get_int(cx, path, v, unbounded(f) ? INT32_MIN : f->min, unbounded(f) ? INT32_MAX : f->max, &i));
		*(int32_t *)ret = (int32_t)i;
		return 0;
	case JT_F64:
		TRY(get_num(cx, path, v, unbounded(f) ? -HUGE_VAL : (double)f->min, unbounded(f) ? HUGE_VAL : (double)f->max, &d));
		*(double *)ret = d;
		return 0;
	case JT_GEO_LAT:
	case JT_GEO_LON:
		TRY(get_num(cx, path, v, f->type == JT_GEO_LAT ? -90 : -180, f->type == JT_GEO_LAT ? 90 : 180, &d));
		*(int32_t *)ret = (int32_t)lround(d * 1e7);
		return 0;
	default:
		BUG("not a number field");
	}
}

static int read_enum(struct cx *cx, const struct js_field *f, str s, const char *path, int *ret)
{
	const str *names = f->sub;

	for (int64_t i = 0; i < f->max; i++) {
		if (str_eq(names[i], s)) {
			*ret = (int)i;
			return 0;
		}
	}
	return BAD("is not one of the known words");
}

static int read_text(struct cx *cx, const struct js_field *f, const json_t *v, const char *path, void *ret)
{
	bool own_bounds = f->type == JT_STR || f->type == JT_PII;
	int64_t max = !own_bounds || unbounded(f) ? JS_STR_MAX : f->max;
	str s;

	TRY(get_str(cx, path, v, own_bounds ? f->min : 0, max, &s));
	switch (f->type) {
	case JT_TAG:
		return tag_parse(s, ret) ? 0 : BAD("must be 1 to 16 hexadecimal digits, not all zero");
	case JT_PLATE:
		return plate_parse(s, ret) ? 0 : BAD("is not a number plate");
	case JT_PII:
		return pii_take(s, ret) ? 0 : BAD("must be at most 250 bytes long");
	case JT_ENUM:
		return read_enum(cx, f, s, path, ret);
	case JT_STR:
		*(str *)ret = arena_str(cx->arena, s);
		return arena_over(cx->arena) ? FAIL_FIELD(cx, E_TOOBIG, path, "the request is too large") : 0;
	default:
		BUG("not a text field");
	}
}

static int read_list(struct cx *cx, const struct js_field *f, const json_t *v, const char *path, struct js_list *ret)
{
	const struct js_shape *item = f->sub;
	size_t each = f->type == JT_STRLIST ? sizeof(str) : f->type == JT_INTLIST ? sizeof(int64_t) : item->size;
	int64_t max = f->max ? f->max : JS_LIST_MAX;

	if (!json_is_array(v))
		return BAD("must be a list");
	size_t n = json_array_size(v);
	if ((int64_t)n < f->min || (int64_t)n > max)
		return BAD("must have %lld to %lld entries", (long long)f->min, (long long)max);
	char *items = arena_alloc(cx->arena, n * each);
	if (!items)
		return FAIL_FIELD(cx, E_TOOBIG, path, "the request is too large");
	for (size_t i = 0; i < n; i++) {
		const json_t *e = json_array_get(v, i);
		char at[64];
		snprintf(at, sizeof at, "%.36s[%zu]", path, i);
		if (f->type == JT_INTLIST) {
			TRY(get_int(cx, at, e, INT64_MIN, INT64_MAX, &((int64_t *)(void *)items)[i]));
		} else if (f->type == JT_STRLIST) {
			str s;
			TRY(get_str(cx, at, e, 0, JS_STR_MAX, &s));
			((str *)items)[i] = arena_str(cx->arena, s);
			if (arena_over(cx->arena))
				return FAIL_FIELD(cx, E_TOOBIG, path, "the request is too large");
		} else {
			TRY(read_shape(cx, item, e, at, items + i * each));
		}
	}
	*ret = (struct js_list){ items, n };
	return 0;
}

static int read_field(struct cx *cx, const struct js_field *f, const json_t *v, const char *path, void *ret)
{
	switch (f->type) {
	case JT_I64: case JT_I32: case JT_F64: case JT_UTC: case JT_GEO_LAT: case JT_GEO_LON:
		return read_number(cx, f, v, path, ret);
	case JT_STR: case JT_TAG: case JT_PLATE: case JT_PII: case JT_ENUM:
		return read_text(cx, f, v, path, ret);
	case JT_BOOL:
		if (!json_is_boolean(v))
			return BAD("must be true or false");
		*(bool *)ret = json_is_true(v);
		return 0;
	case JT_OBJ:
		return read_shape(cx, f->sub, v, path, ret);
	case JT_LIST: case JT_STRLIST: case JT_INTLIST:
		return read_list(cx, f, v, path, ret);
	case JT_RAW:
		break;
	}
	return BAD("cannot be set");
}

static const struct js_field *field_named(const struct js_shape *shape, const char *name, size_t *ret_ix)
{
	for (size_t i = 0; i < shape->n; i++) {
		if (strcmp(shape->f[i].name, name) == 0) {
			*ret_ix = i;
			return &shape->f[i];
		}
	}
	return NULL;
}

static int read_shape(struct cx *cx, const struct js_shape *shape, const json_t *j, const char *path, void *ret)
{
	struct at a;
	const char *key;
	json_t *v;

	memset(ret, 0, shape->size);
	if (!json_is_object(j))
		return BAD("must be an object");
	json_object_foreach((json_t *)(uintptr_t)j, key, v) {
		size_t ix;
		const struct js_field *f = field_named(shape, key, &ix);
		if (!f)
			return FAIL_FIELD(cx, E_INVALID, path_to(&a, path, key), "is not a field of this request");
		if (json_is_null(v) && !(f->flags & JF_REQUIRED))
			continue;
		TRY(read_field(cx, f, v, path_to(&a, path, f->name), (char *)ret + f->off));
	}
	for (size_t i = 0; i < shape->n; i++) {
		if ((shape->f[i].flags & JF_REQUIRED) && !json_object_get(j, shape->f[i].name))
			return FAIL_FIELD(cx, E_INVALID, path_to(&a, path, shape->f[i].name), "is missing");
	}
	return 0;
}

/* jansson's own texts quote the input, which may be personal data: only the place and the kind are told. */
static const char *what_kind(const json_error_t *e)
{
	switch (json_error_code(e)) {
	case json_error_duplicate_key: return "a key is there twice";
	case json_error_invalid_utf8: return "not well-formed UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key: return "a NUL character";
	case json_error_numeric_overflow: return "a number out of range";
	case json_error_premature_end_of_input: return "the text ends too early";
	case json_error_end_of_input_expected: return "text after the end";
	default: return "not the grammar of JSON";
	}
}

static void seed(void)
{
	json_object_seed(0);
}

int js_read(struct cx *cx, const struct js_shape *shape, str text, void *ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	json_error_t e;

	pthread_once(&once, seed);
	if (too_deep(text))
		return FAIL(cx, E_INVALID, "the JSON is nested deeper than %d levels", JS_DEPTH);
	json_t *j = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &e);
	if (!j)
		return FAIL(cx, E_INVALID, "not JSON: line %d column %d: %s", e.line, e.column, what_kind(&e));
	int rc = read_shape(cx, shape, j, "", ret);
	json_decref(j);
	return rc;
}
