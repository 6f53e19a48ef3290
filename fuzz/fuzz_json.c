/* fuzz_json — a request body read by a field table with every type of field, and written again. */
#include <stdint.h>
#include <stdlib.h>

#include "format/js/js.h"

struct spot { int32_t lat, lon; };
static const struct js_field spot_fields[] = {
	{ .name = "lat", .type = JT_GEO_LAT, .off = offsetof(struct spot, lat), .flags = JF_REQUIRED },
	{ .name = "lon", .type = JT_GEO_LON, .off = offsetof(struct spot, lon), .flags = JF_REQUIRED },
};
static const struct js_shape spot_shape = JS_SHAPE("Spot", struct spot, spot_fields);
static const str colours[] = { SI("red"), SI("green") };

struct all {
	int64_t big; int32_t small; bool on; double f; str s; utc_ms at; tag_id tag; struct plate plate; struct spot where;
	int colour; struct js_list spots, words;
};
#define F(n, t, m, ...) { .name = n, .type = t, .off = offsetof(struct all, m), __VA_ARGS__ }
static const struct js_field all_fields[] = {
	F("big", JT_I64, big, .flags = JF_REQUIRED),
	F("small", JT_I32, small, .min = -5, .max = 5),
	F("on", JT_BOOL, on),
	F("f", JT_F64, f, .min = -1000000, .max = 1000000),
	F("s", JT_STR, s, .flags = JF_NULL_IF_EMPTY, .max = 20),
	F("seenAt", JT_UTC, at, .flags = JF_NULL_IF_EMPTY),
	F("tag", JT_TAG, tag, .flags = JF_NULL_IF_EMPTY),
	F("plate", JT_PLATE, plate, .flags = JF_NULL_IF_EMPTY),
	F("where", JT_OBJ, where, .sub = &spot_shape),
	F("colour", JT_ENUM, colour, .max = COUNTOF(colours), .sub = colours),
	F("spots", JT_LIST, spots, .max = 3, .sub = &spot_shape),
	F("words", JT_STRLIST, words, .max = 3),
};
static const struct js_shape all_shape = JS_SHAPE("All", struct all, all_fields);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a;
	struct cx cx = { .arena = &a };
	struct all v;
	struct js out;

	arena_init(&a, 1 << 20);
	int rc = js_read(&cx, &all_shape, (str){ (const char *)data, n }, &v);
	if (rc == 0) {
		js_init(&out, &a, 1 << 16);
		js_put(&out, NULL, &all_shape, &v);
		ASSERT(js_over(&out) || js_text(&out).n > 2);
	} else {
		ASSERT(rc < 0 && cx.err.msg[0]);
	}
	arena_done(&a);
	return 0;
}
