/* pii — see pii.h. */
#include "core/pii.h"

bool pii_take(str s, struct pii *ret)
{
	struct pii v = { .n_ = 0 };

	if (s.n >= sizeof v.hidden_ || !str_utf8(s))
		return false;
	if (s.n)
		memcpy(v.hidden_, s.p, s.n);
	v.n_ = (uint8_t)s.n;
	*ret = v;
	return true;
}

str pii_reveal(const struct pii *p)
{
	return (str){ p->hidden_, p->n_ };
}

static size_t first_char(str s)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : 0;
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return MIN(n, s.n);
}

str pii_mask_name(struct arena *a, const struct pii *p)
{
	str s = pii_reveal(p);

	if (s.n == 0)
		return s;
	size_t k = first_char(s);
	return arena_fmt(a, "%.*s%s", (int)k, s.p, s.n > k ? "**" : "");
}

str pii_mask_phone(struct arena *a, const struct pii *p)
{
	str s = pii_reveal(p);

	bool digits = s.n >= 8;
	for (size_t i = 0; digits && i < 7; i++)       /* the bytes that stay must be whole characters */
		digits = (unsigned char)s.p[i < 3 ? i : s.n - 7 + i] < 0x80;
	if (!digits)
		return s.n ? S("****") : (str){ "", 0 };
	return arena_fmt(a, "%.3s****%.4s", s.p, s.p + s.n - 4);
}
