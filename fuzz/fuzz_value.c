/* fuzz_value — what people write: numbers, tags, plates, station names, names and phones. What was taken reads back the same from
 * its canonical text, numbers agree with libc, and what is shown of personal data is well-formed text. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utc.h"
#include "core/pii.h"
#include "core/value.h"

/* RFC 3629 a second time, from its table 3-7. */
static bool utf8_again(str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n;) {
		unsigned c = p[i++], lo = 0x80, hi = 0xbf, more;
		if (c >= 0x01 && c <= 0x7f)
			continue;
		if (c >= 0xc2 && c <= 0xdf)
			more = 1;
		else if (c >= 0xe0 && c <= 0xef)
			more = 2;
		else if (c >= 0xf0 && c <= 0xf4)
			more = 3;
		else
			return false;
		lo = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : lo;
		hi = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : hi;
		for (; more; more--, lo = 0x80, hi = 0xbf)
			if (i >= s.n || p[i] < lo || p[i++] > hi)
				return false;
	}
	return true;
}

static void numbers(str s)
{
	char z[64], again[400];
	int64_t i;
	uint64_t h;
	double f;

	if (s.n >= sizeof z) {
		ASSERT(!str_i64(s, INT64_MIN, INT64_MAX, &i) && !str_hex64(s, &h) && !str_f64(s, &f));
		return;
	}
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	errno = 0;
	if (str_i64(s, INT64_MIN, INT64_MAX, &i))
		ASSERT(strtoll(z, NULL, 10) == i && errno == 0);
	if (str_i64(s, -7, 7, &i))
		ASSERT(i >= -7 && i <= 7);
	if (str_hex64(s, &h))
		ASSERT(strtoull(z, NULL, 16) == h && errno == 0);
	if (str_f64(s, &f)) {
		ASSERT(f == strtod(z, NULL) && f - f == 0);
		snprintf(again, sizeof again, "%.60f", f);
		ASSERT(strtod(again, NULL) == f || (f < 1e-40 && f > -1e-40));
	}
}

static void names(str s)
{
	char text[TAG_TEXT];
	struct station_name st, st2;
	struct plate p, p2;
	tag_id t, t2;

	if (tag_parse(s, &t))
		ASSERT(t.v && tag_parse(str_of(tag_text(t, text)), &t2) && t2.v == t.v);
	if (station_name_parse(s, &st))
		ASSERT(str_eq(station_name_str(&st), s) && station_name_parse(station_name_str(&st), &st2));
	if (plate_parse(s, &p)) {
		ASSERT(p.n >= 2 && p.n <= 31 && p.z[p.n] == 0 && utf8_again(plate_str(&p)));
		ASSERT(plate_parse(plate_str(&p), &p2) && str_eq(plate_str(&p), plate_str(&p2)));
	}
}

static void personal(str s)
{
	struct arena a;
	struct pii v;

	if (!pii_take(s, &v))
		return;
	arena_init(&a, 4096);
	ASSERT(str_eq(pii_reveal(&v), s));
	str name = pii_mask_name(&a, &v), phone = pii_mask_phone(&a, &v);
	ASSERT(!arena_over(&a) && utf8_again(name) && utf8_again(phone));
	/* a mask hides: never the whole of more than one character, never more than seven of a phone's bytes */
	ASSERT(s.n < 5 || name.n <= 6);
	ASSERT(phone.n <= 4 + 7 * 4);      /* four stars, and seven characters of at most four bytes */
	arena_done(&a);
}

static void dates(str s)
{
	char text[UTC_TEXT];
	int64_t t;

	if (s.n < 8)
		return;
	memcpy(&t, s.p, 8);
	if (t < -62135596800000 || t > 253402271999000)      /* the years 1 to 9999 */
		return;
	struct civil c = civil_of(t);
	ASSERT(civil_valid(c) && civil_start(c) <= t && t < civil_start(c) + DAY_MS);
	ASSERT(day_start(day_of(t)) == civil_start(c) && strlen(utc_text(t, text)) == 29);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	str s = { (const char *)data, n };

	ASSERT(str_utf8(s) == utf8_again(s));
	numbers(s);
	names(s);
	personal(s);
	dates(s);
	return 0;
}
