/* openapi — the route rows as an OpenAPI 3.1 document and as a permission matrix. */
#include <stdio.h>
#include <stdlib.h>

#include "serve/http/http_int.h"

enum { DOC_MAX = 8 << 20, SHAPES_MAX = 512, NAME_MAX_ = 80 };

static const char *const verbs[HTTP_METHODS] = { "get", "post", "put", "delete" };
static const struct { unsigned bit; const char *name; } role_names[] = {
	{ ROLE_PUBLIC, "public" }, { ROLE_OWNER, "owner" }, { ROLE_OFFICER, "officer" }, { ROLE_CASE, "case_officer" }, { ROLE_CLERK, "clerk" },
	{ ROLE_TRAFFIC, "traffic" }, { ROLE_ADJUSTER, "adjuster" }, { ROLE_INSURER, "insurer" }, { ROLE_ENGINEER, "engineer" },
	{ ROLE_LEADER, "leader" }, { ROLE_SYSADMIN, "sysadmin" }, { ROLE_SECADMIN, "secadmin" }, { ROLE_AUDITOR, "auditor" },
};

/* Shapes by name. A shape used both ways has two forms, because an answer always has all its fields. */
struct named { const struct js_shape *shape; bool out; char name[NAME_MAX_]; };
struct doc { struct js o; struct named s[SHAPES_MAX]; size_t n; };

static const struct named *name_of(const struct doc *d, const struct js_shape *s, bool out)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->s[i].shape == s && d->s[i].out == out)
			return &d->s[i];
	}
	return NULL;
}

static bool taken(const struct doc *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->s[i].name, name) == 0)
			return true;
	}
	return strcmp(name, "Error") == 0 || strcmp(name, "ErrorBody") == 0;
}

static int collect(struct doc *d, const struct js_shape *s, bool out, struct err *e)
{
	if (!s || name_of(d, s, out))
		return 0;
	if (d->n == SHAPES_MAX)
		return ERR(e, E_CONFIG, "more than %d shapes", SHAPES_MAX);
	struct named *n = &d->s[d->n];
	*n = (struct named){ .shape = s, .out = out };
	/* ASCII letters and digits only, so that every generator of types takes it */
	size_t k = 0;
	for (const char *p = s->name; *p && k < 60; p++) {
		if ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))
			n->name[k++] = *p;
	}
	if (n->name[0] >= 'a' && n->name[0] <= 'z')
		n->name[0] = (char)(n->name[0] - 32);
	if (k == 0)
		return ERR(e, E_CONFIG, "a shape without a name");
	if (!out && name_of(d, s, true))
		k += (size_t)snprintf(n->name + k, sizeof n->name - k, "Input");
	for (int tries = 2; taken(d, n->name); tries++)
		snprintf(n->name + k, sizeof n->name - k, "%d", tries);
	d->n++;
	for (size_t i = 0; i < s->n; i++) {
		if (s->f[i].type == JT_OBJ || s->f[i].type == JT_LIST)
			TRY(collect(d, s->f[i].sub, out, e));
	}
	return 0;
}

/* ---- schemas ---- */

static void ref(struct js *o, const char *key, const char *name)
{
	char b[NAME_MAX_ + 32];

	snprintf(b, sizeof b, "#/components/schemas/%s", name);
	js_obj(o, key);
	js_str(o, "$ref", str_of(b));
	js_end_obj(o);
}

static void type_of(struct js *o, const char *type, bool null)
{
	if (!null) {
		js_str(o, "type", str_of(type));
		return;
	}
	js_arr(o, "type");
	js_str(o, NULL, str_of(type));
	js_str(o, NULL, S("null"));
	js_end_arr(o);
}

static void bounds(struct js *o, int64_t min, int64_t max, const char *lo, const char *hi)
{
	if (min || max) {
		js_i64(o, lo, min);
		js_i64(o, hi, max);
	}
}

static void text_schema(struct js *o, enum js_type t, bool out, int64_t min, int64_t max)
{
	switch (t) {
	case JT_TAG:
		js_str(o, "pattern", out ? S("^[0-9A-F]{1,16}$") : S("^ *[0-9A-Fa-f]{1,16} *$"));
		break;
	case JT_PLATE:
		js_i64(o, "maxLength", out ? 31 : 64);
		break;
	case JT_PII:
		js_i64(o, "maxLength", max ? MIN(max, (int64_t)PII_MAX) : PII_MAX);
		if (min)
			js_i64(o, "minLength", 1);
		js_bool(o, "writeOnly", true);
		break;
	default:
		/* bounds are bytes of UTF-8: in characters only the upper one and "not empty" are true */
		if (!out)
			js_i64(o, "maxLength", max ? max : 1024);
		if (!out && min)
			js_i64(o, "minLength", 1);
	}
}

static void enum_schema(struct js *o, const struct js_field *f, bool null)
{
	const str *names = f->sub;

	js_arr(o, "enum");
	for (int64_t i = 0; i < f->max; i++)
		js_str(o, NULL, names[i]);
	if (null)
		js_null(o, NULL);
	js_end_arr(o);
}

static void scalar_schema(struct js *o, enum js_type t, bool out, bool null, int64_t min, int64_t max)
{
	switch (t) {
	case JT_I64: case JT_UTC: case JT_I32:
		type_of(o, "integer", null);
		js_str(o, "format", t == JT_I32 ? S("int32") : S("int64"));
		bounds(o, min, max, "minimum", "maximum");
		break;
	case JT_F64:
		type_of(o, "number", null);
		bounds(o, min, max, "minimum", "maximum");
		break;
	case JT_GEO_LAT: case JT_GEO_LON:
		type_of(o, "number", null);
		js_i64(o, "minimum", t == JT_GEO_LAT ? -90 : -180);
		js_i64(o, "maximum", t == JT_GEO_LAT ? 90 : 180);
		break;
	case JT_BOOL:
		type_of(o, "boolean", null);
		break;
	default:
		type_of(o, "string", null);
		text_schema(o, t, out, min, max);
	}
}

static void list_schema(struct doc *d, const struct js_field *f, bool out)
{
	struct js *o = &d->o;

	js_str(o, "type", S("array"));
	if (f->type == JT_LIST) {
		ref(o, "items", name_of(d, f->sub, out)->name);
	} else {
		js_obj(o, "items");
		js_str(o, "type", f->type == JT_INTLIST ? S("integer") : S("string"));
		js_end_obj(o);
	}
	if (!out) {
		js_i64(o, "minItems", f->min);
		js_i64(o, "maxItems", f->max ? f->max : 1000);
	}
}

/* "$ref" beside other words is allowed in 3.1, but not every reader takes it: allOf is understood everywhere. */
static void object_schema(struct doc *d, const struct js_field *f, bool out)
{
	js_arr(&d->o, "allOf");
	ref(&d->o, NULL, name_of(d, f->sub, out)->name);
	js_end_arr(&d->o);
}

static void field_schema(struct doc *d, const struct js_field *f, bool out)
{
	struct js *o = &d->o;
	bool null = out ? f->flags & JF_NULL_IF_EMPTY : !(f->flags & JF_REQUIRED);

	if (f->type == JT_RAW && !f->doc) {
		js_raw(o, f->name, str_of(f->sub));
		return;
	}
	js_obj(o, f->name);
	if (f->doc)
		js_str(o, "description", str_of(f->doc));
	switch (f->type) {
	case JT_RAW:
		js_arr(o, "allOf");
		js_raw(o, NULL, str_of(f->sub));
		js_end_arr(o);
		break;
	case JT_OBJ:
		object_schema(d, f, out);
		break;
	case JT_LIST: case JT_STRLIST: case JT_INTLIST:
		list_schema(d, f, out);
		break;
	case JT_ENUM:
		type_of(o, "string", null);
		enum_schema(o, f, null);
		break;
	default:
		scalar_schema(o, f->type, out, null, f->min, f->max);
	}
	js_end_obj(o);
}

static void shape_schema(struct doc *d, const struct named *n)
{
	const struct js_shape *s = n->shape;
	struct js *o = &d->o;
	bool open = strcmp(s->name, "OpenApiDocument") == 0;

	js_obj(o, n->name);
	js_str(o, "type", S("object"));
	js_obj(o, "properties");
	for (size_t i = 0; i < s->n; i++)
		field_schema(d, &s->f[i], n->out);
	js_end_obj(o);
	js_arr(o, "required");
	for (size_t i = 0; i < s->n; i++) {
		if (n->out || (s->f[i].flags & JF_REQUIRED))
			js_str(o, NULL, str_of(s->f[i].name));
	}
	js_end_arr(o);
	js_bool(o, "additionalProperties", open);
	js_end_obj(o);
}

static void error_schema(struct js *o)
{
	js_raw(o, "Error", S("{\"type\":\"object\",\"required\":[\"error\"],\"additionalProperties\":false,"
	       "\"properties\":{\"error\":{\"$ref\":\"#/components/schemas/ErrorBody\"}}}"));
	js_obj(o, "ErrorBody");
	js_str(o, "type", S("object"));
	js_raw(o, "required", S("[\"code\",\"message\",\"field\",\"request\"]"));
	js_bool(o, "additionalProperties", false);
	js_obj(o, "properties");
	js_obj(o, "code");
	js_str(o, "type", S("string"));
	js_arr(o, "enum");
	for (int i = 1; i < ERR_N; i++)
		js_str(o, NULL, str_of(err_name(-i)));
	js_end_arr(o);
	js_end_obj(o);
	js_raw(o, "message", S("{\"type\":\"string\",\"description\":\"English; show a text of your own by code and field\"}"));
	js_raw(o, "field", S("{\"type\":\"string\",\"description\":\"the field at fault, such as spots[1].lon, or empty\"}"));
	js_raw(o, "request", S("{\"type\":\"integer\",\"format\":\"int64\",\"description\":\"the number of the request in the server's log\"}"));
	js_end_obj(o);
	js_end_obj(o);
}

/* ---- operations ---- */

static void operation_id(const struct route *r, char ret[static 128])
{
	size_t n = (size_t)snprintf(ret, 128, "%s", verbs[r->method]);
	bool up = true;

	for (const char *p = r->path + strlen("/api/v1"); *p && n < 126; p++) {
		bool alnum = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
		if (!alnum) {
			up = true;
			continue;
		}
		ret[n++] = up && *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
		up = false;
	}
	ret[n] = 0;
}

static void path_params(struct js *o, const char *path)
{
	for (const char *p = strchr(path, '{'); p; p = strchr(p + 1, '{')) {
		str name = { p + 1, strcspn(p + 1, "}") };
		bool id = str_eq(name, S("id"));
		js_obj(o, NULL);
		js_str(o, "name", name);
		js_str(o, "in", S("path"));
		js_bool(o, "required", true);
		js_obj(o, "schema");
		js_str(o, "type", id ? S("integer") : S("string"));
		if (id) {
			js_str(o, "format", S("int64"));
			js_i64(o, "minimum", 1);
		}
		js_end_obj(o);
		js_end_obj(o);
	}
}

static void query_params(struct js *o, const struct route *r)
{
	for (size_t i = 0; i < r->nquery; i++) {
		const struct route_q *q = &r->query[i];
		js_obj(o, NULL);
		js_str(o, "name", str_of(q->name));
		js_str(o, "in", S("query"));
		js_bool(o, "required", q->flags & JF_REQUIRED);
		if (q->doc)
			js_str(o, "description", str_of(q->doc));
		js_obj(o, "schema");
		scalar_schema(o, q->type, false, false, q->min, q->max);
		js_end_obj(o);
		js_end_obj(o);
	}
}

static void roles_list(struct js *o, unsigned who)
{
	js_arr(o, "x-roles");
	for (size_t i = 0; i < COUNTOF(role_names); i++) {
		if (who & role_names[i].bit)
			js_str(o, NULL, str_of(role_names[i].name));
	}
	if (who & ROLE_CAMERA)
		js_str(o, NULL, S("camera"));
	js_end_arr(o);
}

static void security(struct js *o, const struct route *r)
{
	bool camera = r->who & ROLE_CAMERA, session = !camera && !(r->who & ROLE_PUBLIC), guard = !camera && r->method != HTTP_GET;

	js_arr(o, "security");
	if (session || guard || camera) {
		js_obj(o, NULL);
		if (camera) {
			js_arr(o, "camera");
			js_end_arr(o);
		}
		if (session) {
			js_arr(o, "session");
			js_end_arr(o);
		}
		if (guard) {
			js_arr(o, "guard");
			js_end_arr(o);
		}
		js_end_obj(o);
	}
	js_end_arr(o);
}

static void list_reply(struct js *o, const char *item)
{
	js_str(o, "type", S("object"));
	js_obj(o, "properties");
	js_obj(o, "items");
	js_str(o, "type", S("array"));
	ref(o, "items", item);
	js_end_obj(o);
	js_raw(o, "next", S("{\"type\":[\"integer\",\"null\"],\"format\":\"int64\",\"description\":\"give it as after= for the next page; null: that was all\"}"));
	js_end_obj(o);
	js_raw(o, "required", S("[\"items\",\"next\"]"));
	js_bool(o, "additionalProperties", false);
}

/* Bytes: "content": { type: {}, ... } */
static void bytes_content(struct js *o, const char *types)
{
	js_obj(o, "content");
	for (str left = str_of(types); left.n;) {
		const char *comma = memchr(left.p, ',', left.n);
		char one[80];
		size_t n = MIN(comma ? (size_t)(comma - left.p) : left.n, sizeof one - 1);
		memcpy(one, left.p, n);
		one[n] = 0;
		js_raw(o, one, S("{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}"));
		left.p += MIN(left.n, n + 1);
		left.n -= MIN(left.n, n + 1);
	}
	js_end_obj(o);
}

static void replies(struct doc *d, const struct route *r)
{
	struct js *o = &d->o;

	js_obj(o, "responses");
	js_obj(o, r->flags & RF_NOBODY ? "204" : r->flags & RF_CREATED ? "201" : "200");
	js_str(o, "description", S("done"));
	if (r->flags & RF_FILE) {
		bytes_content(o, r->file_type);
	} else if (!(r->flags & RF_NOBODY)) {
		js_obj(o, "content");
		js_obj(o, r->flags & RF_STREAM ? "text/event-stream" : "application/json");
		if (r->flags & RF_STREAM) {
			js_raw(o, "schema", S("{\"type\":\"string\"}"));
		} else if (r->flags & RF_LIST) {
			js_obj(o, "schema");
			list_reply(o, name_of(d, r->out, true)->name);
			js_end_obj(o);
		} else {
			ref(o, "schema", name_of(d, r->out, true)->name);
		}
		js_end_obj(o);
		js_end_obj(o);
	}
	js_end_obj(o);
	if (r->flags & RF_RANGE) {
		js_raw(o, "206", S("{\"description\":\"the part that Range asked for\"}"));
		js_raw(o, "304", S("{\"description\":\"If-None-Match names what is there\"}"));
		js_raw(o, "416", S("{\"description\":\"nothing of that range is there; Content-Range tells the length\"}"));
	}
	js_raw(o, "default", S("{\"description\":\"refused, or failed\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Error\"}}}}"));
	js_end_obj(o);
}

static bool body_needed(const struct js_shape *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->f[i].flags & JF_REQUIRED)
			return true;
	}
	return false;
}

static void upload_body(struct js *o, const struct route *r)
{
	js_obj(o, "requestBody");
	js_bool(o, "required", true);
	bytes_content(o, r->file_type);
	js_end_obj(o);
}

static void operation(struct doc *d, const char *tag, const struct route *r)
{
	struct js *o = &d->o;
	char id[128];

	operation_id(r, id);
	js_obj(o, verbs[r->method]);
	js_str(o, "operationId", str_of(id));
	js_str(o, "summary", str_of(r->summary));
	js_arr(o, "tags");
	js_str(o, NULL, str_of(tag));
	js_end_arr(o);
	roles_list(o, r->who);
	if (r->audit)
		js_str(o, "x-audit", str_of(r->audit));
	if (r->flags & RF_STEPUP)
		js_bool(o, "x-step-up", true);
	security(o, r);
	js_arr(o, "parameters");
	path_params(o, r->path);
	query_params(o, r);
	js_end_arr(o);
	if (r->in) {
		js_obj(o, "requestBody");
		js_bool(o, "required", body_needed(r->in));
		js_obj(o, "content");
		js_obj(o, "application/json");
		ref(o, "schema", name_of(d, r->in, false)->name);
		js_end_obj(o);
		js_end_obj(o);
		js_end_obj(o);
	}
	if (r->flags & RF_UPLOAD)
		upload_body(o, r);
	replies(d, r);
	js_end_obj(o);
}

struct all { const struct routes *const *sets; size_t n; };

static const struct routes *set_at(const struct all *a, size_t i)
{
	return i < a->n ? a->sets[i] : &http_own_routes;
}

static bool path_seen(const struct all *a, size_t set, size_t row)
{
	const char *path = set_at(a, set)->rows[row].path;

	for (size_t i = 0; i <= set; i++) {
		for (size_t k = 0; k < (i == set ? row : set_at(a, i)->n); k++) {
			if (strcmp(set_at(a, i)->rows[k].path, path) == 0)
				return true;
		}
	}
	return false;
}

static void paths(struct doc *d, const struct all *a)
{
	for (size_t i = 0; i <= a->n; i++) {
		for (size_t k = 0; k < set_at(a, i)->n; k++) {
			const char *path = set_at(a, i)->rows[k].path;
			if (path_seen(a, i, k))
				continue;
			js_obj(&d->o, path);
			for (size_t i2 = i; i2 <= a->n; i2++) {
				const struct routes *s = set_at(a, i2);
				for (size_t k2 = 0; k2 < s->n; k2++) {
					if (strcmp(s->rows[k2].path, path) == 0)
						operation(d, s->tag, &s->rows[k2]);
				}
			}
			js_end_obj(&d->o);
		}
	}
}

static int collect_all(struct doc *d, const struct all *a, struct err *e)
{
	/* answers first, so that they have the plain names */
	for (int out = 1; out >= 0; out--) {
		for (size_t i = 0; i <= a->n; i++) {
			const struct routes *s = set_at(a, i);
			for (size_t k = 0; k < s->n; k++)
				TRY(collect(d, out ? s->rows[k].out : s->rows[k].in, out, e));
		}
	}
	return 0;
}

static void write_doc(struct doc *d, const struct all *a, const char *version)
{
	struct js *o = &d->o;

	js_obj(o, NULL);
	js_str(o, "openapi", S("3.1.0"));
	js_obj(o, "info");
	js_str(o, "title", S("Yanzhen"));
	js_str(o, "version", str_of(version));
	js_str(o, "description", S("Instants are integers, Unix milliseconds UTC. Tags are hexadecimal text. Unknown fields and parameters are refused. "
	       "x-roles: any of these roles may call it; x-audit: the verb of the audit row it leaves; "
	       "x-step-up: only within five minutes of POST /api/v1/step-up."));
	js_raw(o, "license", S("{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}"));
	js_end_obj(o);
	js_raw(o, "servers", S("[{\"url\":\"/\"}]"));
	js_arr(o, "tags");
	for (size_t i = 0; i <= a->n; i++) {
		size_t k = 0;   /* two sets may share a tag; its name stands once */
		while (k < i && !str_eq(str_of(set_at(a, k)->tag), str_of(set_at(a, i)->tag)))
			k++;
		if (k < i)
			continue;
		js_obj(o, NULL);
		js_str(o, "name", str_of(set_at(a, i)->tag));
		js_end_obj(o);
	}
	js_end_arr(o);
	js_obj(o, "paths");
	paths(d, a);
	js_end_obj(o);
	js_obj(o, "components");
	js_raw(o, "securitySchemes", S("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"yz_session\",\"description\":\"set by POST /api/v1/login\"},"
	       "\"camera\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"a camera's own token, of POST /api/v1/violation-cameras/token\"},"
	       "\"guard\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-Yanzhen\",\"description\":\"always 1; on every request that is not GET\"}}"));
	js_obj(o, "schemas");
	for (size_t i = 0; i < d->n; i++)
		shape_schema(d, &d->s[i]);
	error_schema(o);
	js_end_obj(o);
	js_end_obj(o);
	js_end_obj(o);
}

int http_openapi(const struct routes *const *sets, size_t n, const char *version, FILE *out, struct err *e)
{
	struct all a = { sets, n };
	struct arena mem;
	struct doc *d;

	TRY(routes_check(sets, n, e));
	d = calloc(1, sizeof *d);
	if (!d)
		BUG("out of memory");
	arena_init(&mem, 3 * (size_t)DOC_MAX);
	js_init(&d->o, &mem, DOC_MAX);
	int rc = collect_all(d, &a, e);
	if (rc == 0) {
		write_doc(d, &a, version);
		str t = js_text(&d->o);
		if (js_over(&d->o))
			rc = ERR(e, E_CONFIG, "the interface document is larger than %d bytes", DOC_MAX);
		else if (fwrite(t.p, 1, t.n, out) != t.n || fputc('\n', out) == EOF || fflush(out))
			rc = ERR(e, E_IO, "the interface document cannot be written");
	}
	arena_done(&mem);
	free(d);
	return rc;
}

int http_permissions(const struct routes *const *sets, size_t n, FILE *out, struct err *e)
{
	struct all a = { sets, n };

	TRY(routes_check(sets, n, e));
	fputs("| method | path |", out);
	for (size_t r = 0; r < COUNTOF(role_names); r++)
		fprintf(out, " %s |", role_names[r].name);
	fputs(" scope | fresh code | audit | what |\n|---|---|", out);
	for (size_t r = 0; r < COUNTOF(role_names) + 4; r++)
		fputs("---|", out);
	fputc('\n', out);
	for (size_t i = 0; i <= n; i++) {
		for (size_t k = 0; k < set_at(&a, i)->n; k++) {
			const struct route *row = &set_at(&a, i)->rows[k];
			fprintf(out, "| %s | `%s` |", verbs[row->method], row->path);
			for (size_t r = 0; r < COUNTOF(role_names); r++)
				fputs(row->who & role_names[r].bit ? " x |" : "  |", out);
			fprintf(out, " %s | %s | %s | %s |\n", row->who == ROLE_CAMERA ? "camera's token" : row->scope ? "by record" : "", row->flags & RF_STEPUP ? "yes" : "", row->audit ? row->audit : "", row->summary);
		}
	}
	return ferror(out) || fflush(out) ? ERR(e, E_IO, "the permission matrix cannot be written") : 0;
}
