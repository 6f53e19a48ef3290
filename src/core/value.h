/* value — things people write, parsed once into values that are valid by construction. */
#pragma once
#include "base/err.h"
#include "core/ids.h"

/* Station name on the wire and in files: 1..32 of A-Z a-z 0-9 . _ - */
struct station_name { char z[33]; uint8_t n; };
bool station_name_parse(str s, struct station_name *ret);
static inline str station_name_str(const struct station_name *s) { return (str){ s->z, s->n }; }

/* Tag as 1..16 hexadecimal digits, either case, surrounding blanks dropped; zero is refused. */
bool tag_parse(str s, tag_id *ret);
/* Sixteen upper-case digits, or fewer without leading zeros; returns buf. */
enum { TAG_TEXT = 17 };
const char *tag_text(tag_id t, char buf[static TAG_TEXT]);

/* Number plate in canonical form: full-width forms and brackets folded to one form, blanks dropped,
 * letters upper case ("衡（电动）阳AB58" and "衡(电动)阳 ab58" are one plate). 2..31 bytes UTF-8. */
struct plate { char z[64]; uint8_t n; };
bool plate_parse(str s, struct plate *ret);
static inline str plate_str(const struct plate *p) { return (str){ p->z, p->n }; }
