/* route — the checks that refuse to start on a bad row, and the documents made from the rows. */
#include "serve/http/http_kit.h"

#include <jansson.h>

static int check_one(struct route r, struct err *e)
{
	struct routes s = { "t", &r, 1 };
	const struct routes *sets[] = { &s };

	*e = (struct err){ 0 };
	return routes_check(sets, 1, e);
}

static const struct route good_get = { HTTP_GET, "/api/v1/x/{id}", ROLE_OFFICER, NULL, TX_READ, 0, NULL, &thing_shape, NULL, 0, get_thing, NULL, "x" };
static const struct route good_post = { HTTP_POST, "/api/v1/x", ROLE_OFFICER, NULL, TX_WRITE, 0, &thing_in_shape, &thing_shape, NULL, 0, post_thing, "x.y", "x" };
static const struct js_field pii_fields[] = { { "owner", JT_PII, 0 } };
static const struct js_shape pii_shape = JS_SHAPE("Leak", struct pii, pii_fields);
static const struct js_field inner_fields[] = { { "in", JT_OBJ, 0, 0, 0, 0, &pii_shape } };
static const struct js_shape outer_shape = JS_SHAPE("Outer", struct pii, inner_fields);
static const struct route_q many[13] = {
	{ "a", JT_I64 }, { "b", JT_I64 }, { "c", JT_I64 }, { "d", JT_I64 }, { "e", JT_I64 }, { "f", JT_I64 }, { "g", JT_I64 },
	{ "h", JT_I64 }, { "i", JT_I64 }, { "j", JT_I64 }, { "k", JT_I64 }, { "l", JT_I64 }, { "m", JT_I64 },
};
static const struct route_q twice[] = { { "a", JT_I64 }, { "a", JT_STR } };
static const struct route_q words[] = { { "a", JT_ENUM } };

static void bad_rows_are_refused(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(check_one(good_get, &e), 0);
	assert_int_equal(check_one(good_post, &e), 0);
#define REFUSED(base, reason, ...) do { \
		struct route r = (base); \
		__VA_ARGS__; \
		if (check_one(r, &e) != E_CONFIG || !strstr(e.msg, (reason))) fail_msg("%s: '%s'", (reason), e.msg); \
	} while (0)
	REFUSED(good_get, "no role", r.who = 0);
	REFUSED(good_get, "public and roles", r.who = ROLE_PUBLIC | ROLE_OFFICER);
	REFUSED(good_post, "a public write", r.who = ROLE_PUBLIC);
	REFUSED(good_get, "no account can have", r.who = ROLE_SYSTEM);
	REFUSED(good_post, "without an audit verb", r.audit = NULL);
	REFUSED(good_post, "without TX_WRITE", r.tx = TX_READ);
	REFUSED(good_post, "without TX_WRITE", r.tx = TX_NONE);
	REFUSED(good_get, "a GET that writes", r.tx = TX_WRITE);
	REFUSED(good_get, "audited GET", r.audit = "x.read");
	REFUSED(good_get, "a body on GET", r.in = &thing_in_shape);
	REFUSED(good_get, "no summary", r.summary = "");
	REFUSED(good_get, "no out shape", r.out = NULL);
	REFUSED(good_get, "begin with", r.path = "/x");
	REFUSED(good_get, "no function", r.fn = NULL);
	REFUSED(good_get, "more than 12", r.query = many, r.nquery = 13);
	REFUSED(good_get, "declared twice", r.query = twice, r.nquery = 2);
	REFUSED(good_get, "cannot stand", r.query = words, r.nquery = 1);
	REFUSED(good_get, "personal data", r.out = &pii_shape);
	REFUSED(good_get, "personal data", r.out = &outer_shape);
	static const char *const fresh[] = { "x.unmask", "bike.export", "grant.decide", "account.reset", "grant.collect", "claim.pay" };
	for (size_t i = 0; i < COUNTOF(fresh); i++) {
		REFUSED(good_post, "fresh code", r.audit = fresh[i]);
		struct route ok = good_post;
		ok.audit = fresh[i];
		ok.flags = RF_STEPUP;
		assert_int_equal(check_one(ok, &e), 0);
	}
	REFUSED(good_post, "without a staff session", r.who = ROLE_OWNER, r.flags = RF_STEPUP);
	REFUSED(good_get, "owners and staff", r.who = ROLE_OWNER | ROLE_CLERK);
	struct route login = good_post;
	login.path = "/api/v1/login";
	login.who = ROLE_PUBLIC;
	assert_int_equal(check_one(login, &e), 0);
	struct route read = good_get;
	read.audit = "trail.read";
	read.tx = TX_WRITE;
	read.flags = RF_AUDITED;
	assert_int_equal(check_one(read, &e), 0);
}

static void two_rows_for_one_request(void **state)
{
	struct route a = good_get, b = good_get;
	struct routes s1 = { "one", &a, 1 }, s2 = { "two", &b, 1 };
	const struct routes *sets[] = { &s1, &s2 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(routes_check(sets, 2, &e), E_CONFIG);
	assert_non_null(strstr(e.msg, "twice"));
	e = (struct err){ 0 };
	b.path = "/api/v1/x/map";       /* a literal beside a variable is fine */
	assert_int_equal(routes_check(sets, 2, &e), 0);
	a.path = "/api/v1/x/{event}";
	b.path = "/api/v1/x/{name}";
	assert_int_equal(routes_check(sets, 2, &e), E_CONFIG);
	e = (struct err){ 0 };
	b = good_post;
	b.path = a.path;
	assert_int_equal(routes_check(sets, 2, &e), 0);
}

static json_t *at(json_t *j, const char *const *keys)
{
	for (; *keys; keys++) {
		j = json_object_get(j, *keys);
		if (!j)
			fail_msg("not in the document: %s", *keys);
	}
	return j;
}
#define AT(...) at(doc, (const char *const[]){ __VA_ARGS__, NULL })

static void the_document_tells_what_the_rows_say(void **state)
{
	char *text = NULL;
	size_t n = 0;
	struct err e = { 0 };
	FILE *f = open_memstream(&text, &n);

	(void)state;
	struct routes more = { kit_routes.tag, kit_rows, 0 };     /* a second room under the same tag */
	assert_int_equal(http_openapi((const struct routes *const[]){ &kit_routes, &more }, 2, "1.2.3", f, &e), 0);
	fclose(f);
	json_error_t je;
	json_t *doc = json_loadb(text, n, JSON_REJECT_DUPLICATES, &je);
	if (!doc)
		fail_msg("%s at %d", je.text, je.position);
	assert_string_equal(json_string_value(AT("openapi")), "3.1.0");
	assert_string_equal(json_string_value(AT("info", "version")), "1.2.3");
	assert_int_equal(json_array_size(AT("tags")), 2);       /* the rooms' and the server's own, each once */
	json_t *paths = AT("paths");
	size_t ops = 0;
	const char *key;
	json_t *v;
	json_object_foreach(paths, key, v)
		ops += json_object_size(v);
	assert_int_equal(ops, COUNTOF(kit_rows) + http_own_routes.n);
	assert_string_equal(json_string_value(AT("paths", "/api/v1/things/{id}/do/{event}", "post", "operationId")), "postThingsIdDoEvent");
	assert_int_equal(json_array_size(AT("paths", "/api/v1/things/{id}/do/{event}", "post", "parameters")), 2);
	assert_int_equal(json_array_size(AT("paths", "/api/v1/login", "post", "security")), 1);
	assert_null(json_object_get(json_array_get(AT("paths", "/api/v1/login", "post", "security"), 0), "session"));
	assert_non_null(AT("paths", "/api/v1/things", "post", "responses", "201"));
	assert_non_null(AT("paths", "/api/v1/things/{id}", "delete", "responses", "204"));
	assert_non_null(AT("paths", "/api/v1/events", "get", "responses", "200", "content", "text/event-stream"));
	assert_string_equal(json_string_value(AT("components", "schemas", "Thing", "properties", "tag", "pattern")), "^[0-9A-F]{1,16}$");
	assert_int_equal(json_array_size(AT("components", "schemas", "Thing", "required")), 3);
	assert_int_equal(json_array_size(AT("components", "schemas", "ThingIn", "required")), 1);
	assert_int_equal(json_integer_value(AT("components", "schemas", "ThingIn", "properties", "name", "maxLength")), 200);
	assert_int_equal(json_array_size(AT("components", "schemas", "ErrorBody", "properties", "code", "enum")), ERR_N - 1);
	assert_string_equal(json_string_value(json_array_get(AT("paths", "/api/v1/admin", "get", "x-roles"), 0)), "sysadmin");
	assert_true(json_is_true(AT("paths", "/api/v1/fresh", "post", "x-step-up")));
	json_decref(doc);
	free(text);
}

static void permission_matrix(void **state)
{
	char *text = NULL;
	size_t n = 0;
	struct err e = { 0 };
	FILE *f = open_memstream(&text, &n);

	(void)state;
	assert_int_equal(http_permissions(kit_sets, 1, f, &e), 0);
	fclose(f);
	assert_non_null(strstr(text, "| post | `/api/v1/things` |  |  | x |  |  |  |  |  |  |  |  |  |  |  |  | thing.add | add |\n"));
	assert_non_null(strstr(text, "| get | `/api/v1/things/{id}` |  |  | x |  |  |  |  |  |  |  |  |  |  | by record |  |  | one |\n"));
	assert_non_null(strstr(text, "| post | `/api/v1/fresh` |  |  | x |  |  |  |  |  |  |  |  |  |  |  | yes | thing.reset | fresh |\n"));
	free(text);
}

static void the_server_gives_the_document_to_staff(void **state)
{
	struct http_opts o = kit_opts();
	struct http *h;

	(void)state;
	world_reset();
	h = kit_start(&o);
	EXPECT(ask(h, "GET", "/api/v1/openapi.json", NULL, NULL, NULL), 401, "UNAUTH");
	struct reply r = ask(h, "GET", "/api/v1/openapi.json", TOKEN_AUDITOR, NULL, NULL);
	assert_non_null(strstr(r.body, "\"openapi\":\"3.1.0\""));
	EXPECT(r, 200, NULL);
	http_stop(h);
}

static void percent_decoding(void **state)
{
	static const struct { str in, out; bool ok; } tab[] = {
		{ SI(""), SI(""), true }, { SI("a%20b"), SI("a b"), true }, { SI("%e4%B8%ad"), SI("中"), true }, { SI("%"), SI(""), false },
		{ SI("%4"), SI(""), false }, { SI("%41"), SI("A"), true }, { SI("%00"), SI(""), false }, { SI("%4g"), SI(""), false }, { SI("x%%41"), SI(""), false },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(tab); i++) {
		char b[32];
		size_t n = 0;
		assert_int_equal(pct_decode(tab[i].in, b, &n), tab[i].ok);
		if (tab[i].ok)
			assert_true(str_eq((str){ b, n }, tab[i].out));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_rows_are_refused), cmocka_unit_test(two_rows_for_one_request), cmocka_unit_test(the_document_tells_what_the_rows_say),
		cmocka_unit_test(permission_matrix), cmocka_unit_test(the_server_gives_the_document_to_staff), cmocka_unit_test(percent_decoding),
	};

	if (argc > 1 && strcmp(argv[1], "--print") == 0) {   /* for other tools to read */
		struct err e = { 0 };
		return http_openapi(kit_sets, 1, "0", stdout, &e);
	}
	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
