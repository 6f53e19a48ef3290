/* fuzz_number — a number as typed: folding twice is folding once, and what a parser gives back parses to itself. */
#include <stdint.h>
#include <stdlib.h>

#include "core/number.h"

static void fold_twice(str s)
{
	struct number a, b, c;
	uint32_t chars[NUMBER_MAX];

	if (!number_fold(s, &a))
		return;
	ASSERT(a.n <= NUMBER_MAX && a.z[a.n] == 0 && str_utf8(number_str(&a)));
	ASSERT(number_fold(number_str(&a), &b) && str_eq(number_str(&a), number_str(&b)));
	number_skeleton(&a, &b);
	number_skeleton(&b, &c);
	ASSERT(str_eq(number_str(&b), number_str(&c)));
	ASSERT(number_fold(number_str(&b), &c) && str_eq(number_str(&b), number_str(&c)));
	size_t n = number_chars(&a, chars);
	ASSERT(n <= a.n && number_within_one(chars, n, chars, n));
	(void)number_is_placeholder(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct civil today = { 2026, 11, 23 };
	char *p = malloc(n ? n : 1);
	struct cn_id id, id2;
	struct uscc u, u2;
	struct phone t, t2;

	ASSERT(p);
	memcpy(p, data, n);
	str s = { p, n };
	fold_twice(s);
	if (cn_id_parse(s, today, &id) == IDF_NONE)
		ASSERT(cn_id_parse(str_of(id.z), today, &id2) == IDF_NONE && memcmp(id.z, id2.z, sizeof id.z) == 0);
	if (uscc_parse(s, &u) == IDF_NONE)
		ASSERT(uscc_parse(str_of(u.z), &u2) == IDF_NONE && memcmp(u.z, u2.z, sizeof u.z) == 0);
	if (phone_parse(s, &t))
		ASSERT(phone_parse(str_of(t.z), &t2) && t.n == t2.n && memcmp(t.z, t2.z, t.n) == 0);
	free(p);
	return 0;
}
