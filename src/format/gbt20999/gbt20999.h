/* gbt20999 — frames of GB/T 20999-2017 between a signal controller and a centre: what this system reads and asks of it.
 *
 * Pure: no I/O, no allocation. Over TCP: 0x7E, the escaped body, 0x7D; within the body 0x7E, 0x7D and 0x5C stand behind a 0x5C.
 * Body, big-endian: length u16 (of the body, with this field and the CRC) | version u16 0x0102 | centre u8 | controller u32 | road u8 | seq u8 | type u8 |
 * items u8 | items | CRC-16 (polynomial 0x1005, start 0, of the body before it, without escapes).
 * Item: index u8 | length u8 (of what follows) | class u8 | object u8 | attribute u8 | element u8 | value.
 * The length of the body and whether it counts itself differ between makers: both are taken on reading (the CRC decides); written as above.
 * Hostile input gets an error, never an unbounded cost. */
#pragma once
#include "base/base.h"

enum { GBT_START = 0x7E, GBT_END = 0x7D, GBT_ESC = 0x5C, GBT_VERSION = 0x0102, GBT_HEAD = 13, GBT_MAX_BODY = 4096, GBT_MAX_FRAME = 2 * GBT_MAX_BODY + 2 };
enum gbt_type {
	GBT_QUERY = 0x10, GBT_QUERY_REPLY = 0x20, GBT_QUERY_ERROR = 0x21, GBT_SET = 0x30, GBT_SET_REPLY = 0x40, GBT_SET_ERROR = 0x41, GBT_BROADCAST = 0x50, GBT_TRAP = 0x60,
	GBT_HEART = 0x70, GBT_HEART_REPLY = 0x80,
};
/* Data that this system knows. */
enum { GBT_C_LIGHTS = 0x03, GBT_O_LIGHT_STATE = 0x03, GBT_A_LIGHT_STATE = 0x01, GBT_C_RUNNING = 0x0D, GBT_O_CONTROL = 0x02, GBT_A_MODE = 0x02 };

struct gbt_frame { uint16_t version; uint8_t centre, road, seq, type, items; uint32_t controller; const uint8_t *body; uint32_t n; /* of the items' bytes */ };
struct gbt_item { uint8_t index, cls, object, attr, element, n; const uint8_t *value; };

uint16_t gbt_crc(const uint8_t *p, size_t n);

enum gbt_error { GBT_E_NONE, GBT_E_LONG, GBT_E_SHORT, GBT_E_LENGTH, GBT_E_CRC, GBT_E_ESCAPE, GBT_E_ITEMS, GBT_E_N };
/* Takes the frame at the front of p[0..n): *ret_used bytes are done with (also of noise before it). 1: *ret, its bytes in body (GBT_MAX_BODY); 0: more is
 * needed (*ret_used may be noise); -GBT_E_: a frame that is none, passed over. */
int gbt_parse(const uint8_t *p, size_t n, uint8_t *body, struct gbt_frame *ret, size_t *ret_used);
/* The next item from *io_at (0 to begin). 1, 0 at the end; never past the frame. */
int gbt_item(const struct gbt_frame *f, uint32_t *io_at, struct gbt_item *ret);

/* Builds a frame with items (each: class, object, attribute, element, value of vn bytes) into out (GBT_MAX_FRAME). Bytes, or 0 when it does not fit. */
struct gbt_put { uint8_t cls, object, attr, element, n; uint8_t value[32]; };
size_t gbt_build(const struct gbt_frame *head, const struct gbt_put *items, int n, uint8_t *out, size_t cap);

/* What a light group shows, as signals go here: 'G' 'Y' 'R', 'A' red and yellow, 'F' flashing, 'O' off, 'U' unknown. A flashing green is still green. */
char gbt_light(uint8_t state);
/* What the running mode makes of all groups: 0: nothing, they show what they show; 'F' flashing, 'O' all off, 'M' manual or all red, 'U' unknown. */
char gbt_mode(uint8_t mode);
