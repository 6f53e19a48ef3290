/* gbt20999_test — frames there and back, bytes as the field description has them, everything cut, flipped and out of place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "format/gbt20999/gbt20999.h"

static uint8_t body[GBT_MAX_BODY];

static size_t trap(uint8_t *out, uint32_t controller, const uint8_t *states, int n)
{
	struct gbt_frame h = { .centre = 1, .controller = controller, .road = 1, .seq = 0x7D, .type = GBT_TRAP };
	struct gbt_put it[16] = { 0 };

	for (int i = 0; i < n; i++)
		it[i] = (struct gbt_put){ GBT_C_LIGHTS, GBT_O_LIGHT_STATE, GBT_A_LIGHT_STATE, (uint8_t)(i + 1), 1, { states[i] } };
	return gbt_build(&h, it, n, out, GBT_MAX_FRAME);
}

/* Bit by bit, the other way round than the room does it: the remainder of the message polynomial. */
static uint16_t crc_slow(const uint8_t *p, size_t n)
{
	uint32_t r = 0;

	for (size_t i = 0; i < n * 8 + 16; i++) {
		uint32_t bit = i / 8 < n ? p[i / 8] >> (7 - i % 8) & 1 : 0;
		r = r << 1 | bit;
		if (r & 0x10000)
			r ^= 0x11005;
	}
	return (uint16_t)r;
}

static void the_checksum_is_the_polynomial(void **state)
{
	uint8_t p[64];
	(void)state;

	assert_int_equal(gbt_crc((const uint8_t *)"", 0), 0);
	assert_int_equal(gbt_crc((const uint8_t *)"\x01", 1), 0x1005);
	for (size_t n = 0; n < sizeof p; n++) {
		p[n] = (uint8_t)(n * 37 + 11);
		assert_int_equal(gbt_crc(p, n + 1), crc_slow(p, n + 1));
	}
}

static void bytes_stand_as_described(void **state)
{
	/* a trap of light group 2 being red, of controller 0x00000A7E: the 7E within stands behind an escape */
	static const uint8_t want[] = { 0x7E, 0x00, 0x16, 0x01, 0x02, 0x01, 0x00, 0x00, 0x0A, 0x5C, 0x7E, 0x01, 0x09, 0x60, 0x01, 0x01, 0x05, 0x03, 0x03, 0x01, 0x02, 0x10 };
	struct gbt_frame h = { .centre = 1, .controller = 0xA7E, .road = 1, .seq = 9, .type = GBT_TRAP }, f;
	struct gbt_put it = { GBT_C_LIGHTS, GBT_O_LIGHT_STATE, GBT_A_LIGHT_STATE, 2, 1, { 0x10 } };
	uint8_t out[GBT_MAX_FRAME];
	struct gbt_item i;
	uint32_t at = 0;
	size_t used;
	(void)state;

	size_t n = gbt_build(&h, &it, 1, out, sizeof out);
	assert_true(n >= sizeof want + 3);
	assert_memory_equal(out, want, sizeof want);
	assert_int_equal(out[n - 1], 0x7D);
	assert_int_equal(gbt_parse(out, n, body, &f, &used), 1);
	assert_int_equal(used, n);
	assert_int_equal(f.controller, 0xA7E);
	assert_int_equal(f.version, 0x0102);
	assert_int_equal(f.type, GBT_TRAP);
	assert_int_equal(f.seq, 9);
	assert_int_equal(gbt_item(&f, &at, &i), 1);
	assert_int_equal(i.cls, 3);
	assert_int_equal(i.element, 2);
	assert_int_equal(i.n, 1);
	assert_int_equal(i.value[0], 0x10);
	assert_int_equal(gbt_item(&f, &at, &i), 0);
}

static void frames_in_a_stream(void **state)
{
	static const uint8_t states[] = { 0x10, 0x20, 0x30, 0x7D, 0x5C };
	uint8_t s[3 * GBT_MAX_FRAME], one[GBT_MAX_FRAME];
	struct gbt_frame f;
	size_t n = trap(one, 7, states, 5), len = 0, used, at = 0;
	int got = 0;
	(void)state;

	memcpy(s, "noise", 5);
	len = 5;
	for (int i = 0; i < 3; i++, len += n)
		memcpy(s + len, one, n);
	for (;;) {
		int rc = gbt_parse(s + at, len - at, body, &f, &used);
		at += used;
		if (rc != 1)
			break;
		got++;
		assert_int_equal(f.items, 5);
	}
	assert_int_equal(got, 3);
	assert_int_equal(at, len);
	/* one byte at a time: never a frame too early, never a wrong one */
	for (size_t k = 0; k < n; k++)
		assert_int_equal(gbt_parse(one, k, body, &f, &used), 0);
	/* broken off, and the next one is whole */
	memcpy(s, one, n / 2);
	memcpy(s + n / 2, one, n);
	assert_true(gbt_parse(s, n / 2 + n, body, &f, &used) < 0);
	assert_int_equal(used, n / 2);
	assert_int_equal(gbt_parse(s + used, n, body, &f, &used), 1);
}

static void what_is_damaged_is_refused(void **state)
{
	static const uint8_t states[] = { 0x10, 0x20, 0x30 };
	uint8_t one[GBT_MAX_FRAME], bad[GBT_MAX_FRAME];
	struct gbt_frame f;
	size_t n = trap(one, 7, states, 3), used;
	(void)state;

	for (size_t i = 1; i + 1 < n; i++)
		for (int b = 0; b < 8; b++) {
			memcpy(bad, one, n);
			bad[i] ^= (uint8_t)(1 << b);
			size_t from = 0;
			for (int turns = 0; turns < 4; turns++) {
				int rc = gbt_parse(bad + from, n - from, body, &f, &used);
				assert_true(rc != 1);
				from += used;
				if (rc == 0 || used == 0)
					break;
			}
		}
	/* too long for any frame */
	static uint8_t endless[3 * GBT_MAX_BODY];
	memset(endless, 0x11, sizeof endless);
	endless[0] = GBT_START;
	assert_int_equal(gbt_parse(endless, sizeof endless, body, &f, &used), -GBT_E_LONG);
	assert_true(used > GBT_MAX_BODY);
	/* an item that says it is longer than the frame */
	struct gbt_frame h = { .type = GBT_TRAP };
	struct gbt_put it = { 3, 3, 1, 1, 1, { 0x10 } };
	uint8_t raw[64] = { 0 };
	n = gbt_build(&h, &it, 1, one, sizeof one);
	assert_int_equal(gbt_parse(one, n, body, &f, &used), 1);
	size_t k = GBT_HEAD + f.n + 2;
	memcpy(raw, body, k);
	raw[GBT_HEAD + 1] = 200;
	put_be16(raw + k - 2, gbt_crc(raw, k - 2));
	bad[0] = GBT_START;
	size_t m = 1;
	for (size_t i = 0; i < k; i++) {
		if (raw[i] == GBT_ESC || raw[i] == GBT_START || raw[i] == GBT_END)
			bad[m++] = GBT_ESC;
		bad[m++] = raw[i];
	}
	bad[m++] = GBT_END;
	assert_int_equal(gbt_parse(bad, m, body, &f, &used), -GBT_E_ITEMS);
	assert_int_equal(gbt_build(&h, &it, 1, one, 10), 0);
}

static void what_lights_and_modes_mean(void **state)
{
	static const struct { uint8_t code; char want; } l[] = { { 0x01, 'O' }, { 0x10, 'R' }, { 0x11, 'F' }, { 0x20, 'G' }, { 0x21, 'G' }, { 0x30, 'Y' }, { 0x31, 'F' }, { 0x40, 'A' },
		{ 0x00, 'U' }, { 0x13, 'U' }, { 0xFF, 'U' } };
	static const struct { uint8_t code; char want; } m[] = { { 0x21, 0 }, { 0x13, 0 }, { 0x15, 'M' }, { 0x25, 'M' }, { 0x31, 'F' }, { 0x32, 'M' }, { 0x33, 'O' }, { 0x00, 'U' },
		{ 0x99, 'U' } };
	(void)state;

	for (size_t i = 0; i < COUNTOF(l); i++)
		assert_int_equal(gbt_light(l[i].code), l[i].want);
	for (size_t i = 0; i < COUNTOF(m); i++)
		assert_int_equal(gbt_mode(m[i].code), m[i].want);
	for (int i = 0; i < 256; i++)
		assert_non_null(memchr("GYRAFOU", gbt_light((uint8_t)i), 7));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_checksum_is_the_polynomial), cmocka_unit_test(bytes_stand_as_described), cmocka_unit_test(frames_in_a_stream),
		cmocka_unit_test(what_is_damaged_is_refused), cmocka_unit_test(what_lights_and_modes_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
