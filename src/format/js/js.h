/* js — JSON by field tables: one table describes a record for reading, writing and OpenAPI.
 *
 * In: jansson with duplicate keys rejected; depth at most 16; unknown keys refused; every fault names the field.
 * Out: own streaming writer into an arena-backed buffer with a sticky limit.
 * Instants are integers, Unix ms UTC, in fields named ...At or ...Ms. Tags are hexadecimal text. */
#pragma once
#include "core/cx.h"
#include "core/pii.h"
#include "core/value.h"

enum js_type {
	JT_I64, JT_I32, JT_BOOL, JT_F64,
	JT_STR,        /* str; min/max are bytes */
	JT_UTC,        /* utc_ms as integer */
	JT_TAG,        /* tag_id as hex text */
	JT_PLATE,      /* struct plate */
	JT_GEO_LAT, JT_GEO_LON,   /* int32_t e7 as number of degrees */
	JT_ENUM,       /* int; sub = const str[] of names, max = count */
	JT_PII,        /* struct pii; read only into; writing it is a BUG (mask first, into a JT_STR) */
	JT_OBJ,        /* nested struct in place; sub = const struct js_shape * */
	JT_LIST,       /* struct js_list; sub = const struct js_shape * of the items */
	JT_STRLIST,    /* struct js_list of str; min/max bound the count */
	JT_INTLIST,    /* struct js_list of int64_t; min/max bound the count */
	JT_RAW,        /* out only: str that holds JSON already; sub = const char * with its JSON schema */
};
enum { JF_REQUIRED = 1, JF_NULL_IF_EMPTY = 2 /* out: 0, "" or tag 0 is written as null */, JF_SENSITIVE = 4 /* never logged */ };
struct js_list { const void *items; size_t n; };
struct js_shape;
struct js_field {
	const char *name; enum js_type type; size_t off; unsigned flags;
	int64_t min, max;          /* numbers: range; text: bytes; 0,0 = no bound for numbers, 0..1024 for text */
	const void *sub; const char *doc;
};
struct js_shape { const char *name; const struct js_field *f; size_t n, size; };
#define JS_UTC_LAST 253402300799999      /* the end of the year 9999 */
#define JS_SHAPE(nm, type, fields) { nm, fields, COUNTOF(fields), sizeof(type) }

/* Parses text into *ret (shape->size bytes, zeroed first; absent optional fields stay zero). Text and list memory is in
 * cx->arena. E_INVALID with cx->err.field set. */
MUST_USE int js_read(struct cx *cx, const struct js_shape *shape, str text, void *ret);

/* Writer. Sticky: past the cap everything is dropped and js_over() says so. Commas are its own business. */
struct js { struct arena *a; char *p; size_t n, cap, max; uint8_t depth; bool over; uint32_t first_bits; };
void js_init(struct js *o, struct arena *a, size_t max_bytes);
void js_obj(struct js *o, const char *key);    /* key NULL inside a list or at the top */
void js_end_obj(struct js *o);
void js_arr(struct js *o, const char *key);
void js_end_arr(struct js *o);
void js_i64(struct js *o, const char *key, int64_t v);
void js_f64(struct js *o, const char *key, double v, int decimals);   /* decimals < 0: shortest exact; inf, nan: null */
void js_bool(struct js *o, const char *key, bool v);
void js_str(struct js *o, const char *key, str v);
void js_null(struct js *o, const char *key);
void js_raw(struct js *o, const char *key, str json);   /* a value that is JSON already */
void js_e7(struct js *o, const char *key, int32_t e7);  /* degrees */
void js_tag(struct js *o, const char *key, tag_id t);
/* One record by its table, as the value of key (NULL: list item or whole reply). */
void js_put(struct js *o, const char *key, const struct js_shape *shape, const void *rec);
static inline bool js_over(const struct js *o) { return o->over; }
static inline str js_text(const struct js *o) { return (str){ o->p, o->n }; }
