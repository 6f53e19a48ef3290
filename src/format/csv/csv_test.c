/* csv_test — rows of every shape, every fault with its line, and writing against reading. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "format/csv/csv.h"

static char scratch[CSV_MAX_ROW];

/* All rows of text as "[cell|cell][...]"; a fault as "!message!". */
static const char *all(const char *text, size_t n)
{
	static char out[8192];
	size_t at = 0;
	struct csv c;
	str cell[CSV_MAX_COLS];
	struct err e = { 0 };
	char *exact = malloc(n ? n : 1);   /* so that ASan sees a read past the end */

	memcpy(exact, text, n);
	csv_init(&c, exact, n, scratch);
	out[0] = 0;
	for (int rows = 0; rows < 100; rows++) {
		int k = csv_row(&c, cell, CSV_MAX_COLS, &e);
		if (k == 0)
			break;
		if (k < 0) {
			assert_int_equal(k, E_INVALID);
			at += (size_t)snprintf(out + at, sizeof out - at, "!%s!", e.msg);
			e = (struct err){ 0 };
			continue;
		}
		for (int i = 0; i < k; i++)
			at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s", i ? "|" : "[", STR_ARG(cell[i]));
		at += (size_t)snprintf(out + at, sizeof out - at, "]");
	}
	free(exact);
	return out;
}

#define CASE(text, want) assert_string_equal(all(text, sizeof(text) - 1), want)

static void test_rows(void **state)
{
	(void)state;
	CASE("", "");
	CASE("\n", "[]");
	CASE("a", "[a]");
	CASE("a,b\nc,d\n", "[a|b][c|d]");
	CASE("a,b\r\nc,d\r\n", "[a|b][c|d]");
	CASE("\xef\xbb\xbf" "a,b\r\n", "[a|b]");
	CASE("a,,\n,\n", "[a||][|]");
	CASE("\"a\",\"b,c\"\n", "[a|b,c]");
	CASE("\"a\"\"b\",\"\"\n\"x\"", "[a\"b|][x]");
	CASE("\"two\nlines\",b\r\nc,\"d\"\r\n", "[two\nlines|b][c|d]");
	CASE("\"a\",b\r\n", "[a|b]");
	CASE("衡阳,雁\n", "[衡阳|雁]");
	CASE("a\rb\n", "[a\rb]");
}

static void test_faults(void **state)
{
	(void)state;
	CASE("a,b\n\"c\nd,e\n", "[a|b]!line 2: quote not closed![d|e]");
	CASE("a\n\"c\"x,y\nd\n", "[a]!line 2: text after a closing quote![d]");
	CASE("ab\"c,d\ne\n", "!line 1: quote inside an unquoted cell![e]");
	CASE("a\n\xff\xfe,b\nc\n", "[a]!line 2: not UTF-8![c]");
	CASE("\xc0\xaf\n", "!line 1: not UTF-8!");
	CASE("a\0b\nc\n", "!line 1: NUL byte![c]");
	CASE("\"a\0b\"\nc\n", "!line 1: NUL byte![c]");
	CASE("12345678\0\nc\n", "!line 1: NUL byte![c]");
	CASE("\"", "!line 1: quote not closed!");
}

static void test_bounds(void **state)
{
	static char text[CSV_MAX_ROW + 100];
	struct csv c;
	str cell[CSV_MAX_COLS];
	struct err e = { 0 };

	(void)state;
	/* 64 columns pass, 65 do not; a smaller max is kept */
	memset(text, ',', 64);
	memcpy(text + 64, "\nx\n", 3);
	csv_init(&c, text, 67, scratch);
	assert_int_equal(csv_row(&c, cell, 100, &e), E_INVALID);
	assert_string_equal(e.msg, "line 1: too many cells");
	assert_int_equal(csv_row(&c, cell, 100, NULL), 1);
	csv_init(&c, text + 1, 66, scratch);
	assert_int_equal(csv_row(&c, cell, 100, NULL), 64);
	csv_init(&c, text + 1, 66, scratch);
	assert_int_equal(csv_row(&c, cell, 63, NULL), E_INVALID);
	csv_init(&c, "\"a\",b\n", 6, scratch);
	assert_int_equal(csv_row(&c, cell, 1, NULL), E_INVALID);

	/* the longest row, and one byte more; plain and quoted */
	for (int quoted = 0; quoted < 2; quoted++)
		for (size_t n = CSV_MAX_ROW - 1; n <= CSV_MAX_ROW + 4; n++) {
			memset(text, 'a', sizeof text);
			if (quoted)
				text[0] = text[n - 1] = '"';
			memcpy(text + n, "\nb\n", 3);
			csv_init(&c, text, n + 3, scratch);
			int rc = csv_row(&c, cell, 64, NULL);
			assert_int_equal(rc, n <= CSV_MAX_ROW ? 1 : E_INVALID);
			if (rc == 1)
				assert_int_equal(cell[0].n, quoted ? n - 2 : n);
			assert_int_equal(csv_row(&c, cell, 64, NULL), 1);
			assert_int_equal(c.line, 2);
			assert_true(str_eq(cell[0], S("b")));
		}
}

static void test_header(void **state)
{
	static const char *const want[] = { "t_ms", "tag", "rssi" };
	static const bool need[] = { true, true, false };
	struct csv c;
	struct err e = { 0 };
	int at[3];

	(void)state;
	csv_init(&c, "tag,extra,t_ms\n1,2,3\n", 21, scratch);
	assert_int_equal(csv_header(&c, want, need, 3, at, &e), 0);
	assert_true(at[0] == 2 && at[1] == 0 && at[2] == -1);
	csv_init(&c, "tag,rssi\n", 9, scratch);
	assert_int_equal(csv_header(&c, want, need, 3, at, &e), E_INVALID);
	assert_string_equal(e.msg, "line 1: column 't_ms' is missing");
	e = (struct err){ 0 };
	csv_init(&c, "tag,t_ms,tag\n", 13, scratch);
	assert_int_equal(csv_header(&c, want, need, 3, at, &e), E_INVALID);
	assert_string_equal(e.msg, "line 1: column 'tag' is there twice");
	e = (struct err){ 0 };
	csv_init(&c, "", 0, scratch);
	assert_int_equal(csv_header(&c, want, need, 3, at, &e), E_INVALID);
	assert_string_equal(e.msg, "line 1: no header row");
}

static uint64_t rnd_state = 7;

static uint32_t rnd(uint32_t below)
{
	rnd_state += 0x9e3779b97f4a7c15u;
	return (uint32_t)(hash_u64(rnd_state) % below);
}

/* What is written is read back, cell by cell. */
static void test_round_trip(void **state)
{
	static const char *const bits[] = { "a", "\"", ",", "\n", "\r\n", "衡", " ", "b\"\"", "12345678", "" };
	char buf[4096], want[8][64];
	struct csv c;
	str cell[CSV_MAX_COLS];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		int n = 1 + (int)rnd(8);
		size_t len = 0;
		for (int i = 0; i < n; i++) {
			want[i][0] = 0;
			for (uint32_t k = rnd(6); k; k--)
				strcat(want[i], bits[rnd(COUNTOF(bits))]);
			if (i)
				buf[len++] = ',';
			int w = csv_put_str(buf + len, sizeof buf - len, str_of(want[i]));
			assert_true(w >= 0);
			/* every buffer that is too small is told so, and not written past */
			if (w > 0) {
				char *small = malloc((size_t)w - 1 ? (size_t)w - 1 : 1);
				assert_int_equal(csv_put_str(small, (size_t)w - 1, str_of(want[i])), -1);
				free(small);
			}
			len += (size_t)w;
		}
		if (rnd(2))
			buf[len++] = '\r';
		buf[len++] = '\n';
		csv_init(&c, buf, len, scratch);
		assert_int_equal(csv_row(&c, cell, CSV_MAX_COLS, NULL), n);
		for (int i = 0; i < n; i++)
			if (!str_eq(cell[i], str_of(want[i])))
				fail_msg("cell %d: '%.*s', not '%s'", i, STR_ARG(cell[i]), want[i]);
		assert_int_equal(csv_row(&c, cell, CSV_MAX_COLS, NULL), 0);
	}
}

/* Noise: always an end, lines never run backwards, nothing read past the end (ASan). */
static void test_noise(void **state)
{
	static const char set[] = "\",\r\n\0\xff\xe8\xa1\xa1" "ab";

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = rnd(60);
		char *p = malloc(n ? n : 1);
		struct csv c;
		str cell[CSV_MAX_COLS];
		for (size_t i = 0; i < n; i++)
			p[i] = set[rnd(sizeof set - 1)];
		csv_init(&c, p, n, scratch);
		const char *before = c.p;
		while (csv_row(&c, cell, CSV_MAX_COLS, NULL) != 0) {
			assert_true(c.p > before);
			before = c.p;
		}
		assert_ptr_equal(c.p, c.end);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_faults), cmocka_unit_test(test_bounds), cmocka_unit_test(test_header),
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
