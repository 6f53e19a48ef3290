/* js — reader and writer, with jansson's own reader as the second opinion on what is written. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>
#include <math.h>

#include "format/js/js.h"

struct spot { int32_t lat, lon; };
static const struct js_field spot_fields[] = {
	{ "lat", JT_GEO_LAT, offsetof(struct spot, lat), JF_REQUIRED },
	{ "lon", JT_GEO_LON, offsetof(struct spot, lon), JF_REQUIRED },
};
static const struct js_shape spot_shape = JS_SHAPE("Spot", struct spot, spot_fields);

static const str colours[] = { SI("red"), SI("green"), SI("blue") };
struct all {
	int64_t big; int32_t small; bool on; double f; str s; utc_ms at; tag_id tag; struct plate plate;
	struct spot where; int colour; struct js_list spots, words; str raw;
};
#define F(n, t, m, ...) { n, t, offsetof(struct all, m), __VA_ARGS__ }
static const struct js_field all_fields[] = {
	F("big", JT_I64, big, JF_REQUIRED),
	F("small", JT_I32, small, 0, -5, 5),
	F("on", JT_BOOL, on, 0),
	F("f", JT_F64, f, 0, -1000000, 1000000),
	F("s", JT_STR, s, JF_NULL_IF_EMPTY, 0, 20),
	F("seenAt", JT_UTC, at, JF_NULL_IF_EMPTY),
	F("tag", JT_TAG, tag, JF_NULL_IF_EMPTY),
	F("plate", JT_PLATE, plate, JF_NULL_IF_EMPTY),
	F("where", JT_OBJ, where, 0, 0, 0, &spot_shape),
	F("colour", JT_ENUM, colour, 0, 0, COUNTOF(colours), colours),
	F("spots", JT_LIST, spots, 0, 0, 3, &spot_shape),
	F("words", JT_STRLIST, words, 0, 0, 3),
};
static const struct js_shape all_shape = JS_SHAPE("All", struct all, all_fields);

struct fx { struct arena a; struct cx cx; };

static struct cx *fresh(struct fx *x)
{
	arena_done(&x->a);
	*x = (struct fx){ 0 };
	arena_init(&x->a, 1 << 20);
	x->cx.arena = &x->a;
	return &x->cx;
}

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct fx));
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	arena_done(&((struct fx *)*state)->a);
	free(*state);
	return 0;
}

static void refused(struct fx *x, const char *text, size_t n, const char *field)
{
	struct all r;
	struct cx *cx = fresh(x);

	int rc = js_read(cx, &all_shape, (str){ text, n }, &r);
	if (rc != E_INVALID || strcmp(cx->err.field, field) != 0)
		fail_msg("%.*s: rc %d field '%s' (wanted '%s') %s", (int)n, text, rc, cx->err.field, field, cx->err.msg);
}
#define REFUSED(text, field) refused(x, text, sizeof(text) - 1, field)

static void reads_every_type(void **state)
{
	struct fx *x = *state;
	struct cx *cx = fresh(x);
	struct all r;
	str t = S("{\"big\":-9223372036854775808,\"small\":-5,\"on\":true,\"f\":2,\"s\":\"a\\u4e2d\\n\",\"seenAt\":1700000000000,"
	          "\"tag\":\" 00ab12 \",\"plate\":\"衡（电动）阳ab58\",\"where\":{\"lat\":26.894,\"lon\":-112.5720001},\"colour\":\"blue\","
	          "\"spots\":[{\"lat\":-90,\"lon\":180},{\"lat\":0,\"lon\":1e2}],\"words\":[\"x\",\"\"]}");

	assert_int_equal(js_read(cx, &all_shape, t, &r), 0);
	assert_true(r.big == INT64_MIN && r.small == -5 && r.on && r.f == 2.0);
	assert_true(str_eq(r.s, S("a中\n")));
	assert_true(r.at == 1700000000000 && r.tag.v == 0xab12);
	assert_true(str_eq(plate_str(&r.plate), S("衡(电动)阳AB58")));
	assert_true(r.where.lat == 268940000 && r.where.lon == -1125720001 && r.colour == 2);
	assert_int_equal(r.spots.n, 2);
	const struct spot *sp = r.spots.items;
	assert_true(sp[0].lat == -900000000 && sp[0].lon == 1800000000 && sp[1].lon == 1000000000);
	assert_int_equal(r.words.n, 2);
	assert_true(str_eq(((const str *)r.words.items)[0], S("x")));
}

static void absent_and_null_are_zero(void **state)
{
	struct fx *x = *state;
	struct cx *cx = fresh(x);
	struct all r;

	memset(&r, 0xff, sizeof r);
	assert_int_equal(js_read(cx, &all_shape, S("{\"big\":1,\"s\":null,\"where\":null}"), &r), 0);
	assert_true(r.s.n == 0 && r.where.lat == 0 && r.spots.n == 0 && !r.on && r.tag.v == 0);
}

static void eleven_hostile_texts(void **state)
{
	struct fx *x = *state;

	REFUSED("{\"big\":1,}", "");
	REFUSED("{\"big\":1,\"big\":2}", "");
	REFUSED("{\"big\":1,\"f\":NaN}", "");
	REFUSED("{\"big\":1,\"s\":\"\xc3\x28\"}", "");
	REFUSED("{\"big\":01}", "");
	REFUSED("{\"big\":1,\"f\":1e999}", "");
	REFUSED("{\"big\":1,\"s\":\"\\u0000\"}", "");
	REFUSED("{\"big\":18446744073709551616}", "");
	REFUSED("{\"big\":1} x", "");
	REFUSED("{'big':1}", "");
	REFUSED("{\"big\":1,\"s\":\"\\ud800\"}", "");
	REFUSED("", "");
	REFUSED("\xef\xbb\xbf{\"big\":1}", "");
	REFUSED("{\"big\":1,\"\\u0000\":1}", "");
}

static void faults_name_the_field(void **state)
{
	struct fx *x = *state;

	REFUSED("{}", "big");
	REFUSED("{\"big\":null}", "big");
	REFUSED("{\"big\":1.0}", "big");
	REFUSED("{\"big\":\"1\"}", "big");
	REFUSED("{\"big\":1,\"small\":6}", "small");
	REFUSED("{\"big\":1,\"small\":-6}", "small");
	REFUSED("{\"big\":1,\"on\":1}", "on");
	REFUSED("{\"big\":1,\"f\":1000001}", "f");
	REFUSED("{\"big\":1,\"s\":\"123456789012345678901\"}", "s");
	REFUSED("{\"big\":1,\"seenAt\":-1}", "seenAt");
	REFUSED("{\"big\":1,\"tag\":\"0\"}", "tag");
	REFUSED("{\"big\":1,\"tag\":\"12345678901234567\"}", "tag");
	REFUSED("{\"big\":1,\"plate\":\"<script>\"}", "plate");
	REFUSED("{\"big\":1,\"where\":{\"lat\":90.1,\"lon\":0}}", "where.lat");
	REFUSED("{\"big\":1,\"where\":{\"lat\":1}}", "where.lon");
	REFUSED("{\"big\":1,\"where\":{\"lat\":1,\"lon\":1,\"alt\":1}}", "where.alt");
	REFUSED("{\"big\":1,\"where\":[]}", "where");
	REFUSED("{\"big\":1,\"colour\":\"pink\"}", "colour");
	REFUSED("{\"big\":1,\"colour\":1}", "colour");
	REFUSED("{\"big\":1,\"spots\":[{\"lat\":1,\"lon\":1},{\"lat\":1,\"lon\":200}]}", "spots[1].lon");
	REFUSED("{\"big\":1,\"spots\":[1]}", "spots[0]");
	REFUSED("{\"big\":1,\"words\":[\"a\",\"b\",\"c\",\"d\"]}", "words");
	REFUSED("{\"big\":1,\"words\":[null]}", "words[0]");
	REFUSED("{\"big\":1,\"role\":\"admin\"}", "role");
	REFUSED("[{\"big\":1}]", "");
}

static void depth_is_limited_before_parsing(void **state)
{
	struct fx *x = *state;
	enum { N = 100000 };
	char *deep = malloc(N);
	struct all r;
	struct cx *cx = fresh(x);

	assert_non_null(deep);
	memset(deep, '[', N);
	assert_int_equal(js_read(cx, &all_shape, (str){ deep, N }, &r), E_INVALID);
	assert_non_null(strstr(cx->err.msg, "deeper"));
	free(deep);
	cx = fresh(x);
	/* brackets inside a text are not depth */
	assert_int_equal(js_read(cx, &all_shape, S("{\"big\":1,\"s\":\"[[[[[[[[[[[[[[[[[\\\"\"}"), &r), 0);
}

static void personal_data_is_not_quoted_in_errors(void **state)
{
	struct fx *x = *state;
	struct cx *cx = fresh(x);
	struct all r;

	assert_int_equal(js_read(cx, &all_shape, S("{\"big\":1,\"s\":\"张三13812345678\" oops}"), &r), E_INVALID);
	assert_null(strstr(cx->err.msg, "138"));
	assert_null(strstr(cx->err.msg, "oops"));
}

static void read_stops_at_the_arena_cap(void **state)
{
	struct fx *x = *state;
	struct cx *cx = fresh(x);
	struct all r;

	x->a.cap = 32;
	assert_int_equal(js_read(cx, &all_shape, S("{\"big\":1,\"words\":[\"a\",\"b\",\"c\"]}"), &r), E_TOOBIG);
}

static void writer_is_sticky_past_its_limit(void **state)
{
	struct fx *x = *state;
	struct js o;

	fresh(x);
	js_init(&o, &x->a, 10);
	js_obj(&o, NULL);
	js_str(&o, "k", S("12"));
	assert_false(js_over(&o));
	js_i64(&o, "long", 1);
	js_end_obj(&o);
	assert_true(js_over(&o));
	assert_true(js_text(&o).n <= 10);
	x->a.cap = 600;
	js_init(&o, &x->a, 1 << 20);
	js_arr(&o, NULL);
	for (int i = 0; i < 2000; i++)
		js_i64(&o, NULL, i);
	assert_true(js_over(&o));
}

static void writer_texts(void **state)
{
	struct fx *x = *state;
	struct js o;

	fresh(x);
	js_init(&o, &x->a, 4096);
	js_obj(&o, NULL);
	js_e7(&o, "a", -5);
	js_e7(&o, "b", 1125720000);
	js_e7(&o, "c", INT32_MIN);
	js_f64(&o, "d", 0.1, -1);
	js_f64(&o, "e", 1.0 / 3, 3);
	js_f64(&o, "f", HUGE_VAL, -1);
	js_str(&o, "g", S("\"\\\n\x01\x7f\xff\xc3\xe4\xb8\xad"));
	js_arr(&o, "h");
	js_end_arr(&o);
	js_tag(&o, "i", (tag_id){ 0xab });
	js_raw(&o, "j", S("[1,[2]]"));
	js_bool(&o, "k", false);
	js_null(&o, "l");
	js_end_obj(&o);
	str want = S("{\"a\":-0.0000005,\"b\":112.572,\"c\":-214.7483648,\"d\":0.1,\"e\":0.333,\"f\":null,"
	             "\"g\":\"\\\"\\\\\\n\\u0001\x7f\xef\xbf\xbd\xef\xbf\xbd\xe4\xb8\xad\",\"h\":[],\"i\":\"AB\",\"j\":[1,[2]],\"k\":false,\"l\":null}");
	str got = js_text(&o);
	if (!str_eq(want, got))
		fail_msg("got %.*s", STR_ARG(got));
}

/* Property: random records, written, are JSON by jansson's reading, and come back the same through js_read. */
static uint64_t rnd_state;

static uint64_t rnd(void)
{
	rnd_state += 0x9e3779b97f4a7c15u;
	return hash_u64(rnd_state);
}

static str rnd_text(struct arena *a, size_t max)
{
	static const char *const bits[] = { "a", "\"", "\\", "\n", "\x1f", "中", "\xf0\xa0\xae\xb7", "é", "/", "</script>", "\x7f" };
	char b[64];
	size_t n = 0;

	for (size_t k = rnd() % 8; k; k--) {
		const char *p = bits[rnd() % COUNTOF(bits)];
		if (n + strlen(p) > max)
			break;
		memcpy(b + n, p, strlen(p));
		n += strlen(p);
	}
	return arena_str(a, (str){ b, n });
}

static struct all rnd_all(struct arena *a)
{
	struct all r = { .big = (int64_t)rnd(), .small = (int32_t)(rnd() % 11) - 5, .on = rnd() & 1,
	                 .f = (double)(int64_t)(rnd() % 2000001 - 1000000) / (double)(1 + rnd() % 1000), .at = (int64_t)(rnd() % 4000000000000),
	                 .colour = (int)(rnd() % 3) };
	struct spot *sp = arena_alloc(a, 3 * sizeof *sp);
	str *w = arena_alloc(a, 3 * sizeof *w);

	r.tag.v = rnd() >> (rnd() % 64);
	r.s = rnd_text(a, 20);
	r.where = (struct spot){ (int32_t)(rnd() % 1800000001 - 900000000), (int32_t)(rnd() % 3600000001 - 1800000000) };
	r.spots = (struct js_list){ sp, rnd() % 4 };
	for (size_t i = 0; i < r.spots.n; i++)
		sp[i] = r.where;
	r.words = (struct js_list){ w, rnd() % 4 };
	for (size_t i = 0; i < r.words.n; i++)
		w[i] = rnd_text(a, 20);
	return r;
}

static void same(const struct all *p, const struct all *q)
{
	assert_true(p->big == q->big && p->small == q->small && p->on == q->on && p->f == q->f && p->at == q->at);
	assert_true(str_eq(p->s, q->s) && p->tag.v == q->tag.v && p->colour == q->colour);
	assert_true(p->where.lat == q->where.lat && p->where.lon == q->where.lon && p->spots.n == q->spots.n && p->words.n == q->words.n);
	for (size_t i = 0; i < p->spots.n; i++)
		assert_memory_equal((const struct spot *)p->spots.items + i, (const struct spot *)q->spots.items + i, sizeof(struct spot));
	for (size_t i = 0; i < p->words.n; i++)
		assert_true(str_eq(((const str *)p->words.items)[i], ((const str *)q->words.items)[i]));
}

static void what_is_written_reads_back(void **state)
{
	struct fx *x = *state;

	rnd_state = 20261123;
	for (int i = 0; i < 20000; i++) {
		struct cx *cx = fresh(x);
		struct all r = rnd_all(&x->a), back;
		struct js o;
		js_init(&o, &x->a, 65536);
		js_put(&o, NULL, &all_shape, &r);
		assert_false(js_over(&o));
		json_error_t e;
		json_t *j = json_loadb(js_text(&o).p, js_text(&o).n, JSON_REJECT_DUPLICATES, &e);
		if (!j)
			fail_msg("round %d: %s in %.*s", i, e.text, STR_ARG(js_text(&o)));
		assert_int_equal(json_object_size(j), COUNTOF(all_fields));
		assert_true(json_integer_value(json_object_get(j, "big")) == r.big);
		json_decref(j);
		if (js_read(cx, &all_shape, js_text(&o), &back) != 0)
			fail_msg("round %d: %s %s in %.*s", i, cx->err.field, cx->err.msg, STR_ARG(js_text(&o)));
		same(&r, &back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_every_type, setup, teardown),
		cmocka_unit_test_setup_teardown(absent_and_null_are_zero, setup, teardown),
		cmocka_unit_test_setup_teardown(eleven_hostile_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(faults_name_the_field, setup, teardown),
		cmocka_unit_test_setup_teardown(depth_is_limited_before_parsing, setup, teardown),
		cmocka_unit_test_setup_teardown(personal_data_is_not_quoted_in_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(read_stops_at_the_arena_cap, setup, teardown),
		cmocka_unit_test_setup_teardown(writer_is_sticky_past_its_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(writer_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_written_reads_back, setup, teardown),
	};
	return cmocka_run_group_tests_name("js", tests, NULL, NULL);
}
