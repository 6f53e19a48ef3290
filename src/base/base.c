/* base — see base.h. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files and journals are written in host order");

void bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr, "BUG %s:%d: %s\n", file, line, what);
	fflush(stderr);
	abort();
}

bool str_i64(str s, int64_t min, int64_t max, int64_t *ret)
{
	size_t i = 0;
	bool neg = false;
	uint64_t v = 0;

	if (s.n > 0 && s.p[0] == '-') {
		neg = true;
		i = 1;
	}
	if (i == s.n || s.n - i > 19)
		return false;
	for (; i < s.n; i++) {
		unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
		if (d > 9)
			return false;
		v = v * 10 + d;  /* 19 digits fit into 64 bits */
	}
	if (v > (uint64_t)INT64_MAX + (neg ? 1u : 0u))
		return false;
	int64_t x = neg ? (int64_t)(0 - v) : (int64_t)v;
	if (x < min || x > max)
		return false;
	*ret = x;
	return true;
}

bool str_hex64(str s, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.n < 1 || s.n > 16)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned c = (unsigned char)s.p[i], d;
		if (c - '0' <= 9)
			d = c - '0';
		else if ((c | 32) - 'a' <= 5)
			d = (c | 32) - 'a' + 10;
		else
			return false;
		v = v << 4 | d;
	}
	*ret = v;
	return true;
}

bool str_f64(str s, double *ret)
{
	char z[40];
	size_t digits = 0, dots = 0;

	if (s.n == 0 || s.n >= sizeof z)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= '0' && c <= '9')
			digits++;
		else if (c == '.')
			dots++;
		else if (c != '-' || i != 0)
			return false;
	}
	if (digits == 0 || dots > 1)
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	*ret = strtod(z, NULL);
	return true;
}

bool str_utf8(str s)
{
	const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;

	while (p < end) {
		unsigned c = *p++;
		if (c == 0)
			return false;
		if (c < 0x80)
			continue;
		int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		unsigned cp = c & (0x3fu >> more);
		if (c < 0xc2 || c > 0xf4 || end - p < more)
			return false;
		for (int i = 0; i < more; i++, p++) {
			if ((*p & 0xc0) != 0x80)
				return false;
			cp = cp << 6 | (*p & 0x3fu);
		}
		static const unsigned least[] = { 0, 0x80, 0x800, 0x10000 };
		if (cp < least[more] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
			return false;
	}
	return true;
}

str str_cut(str s, size_t most)
{
	size_t n = s.n < most ? s.n : most;

	while (n && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return (str){ s.p, n };
}

uint32_t str_take_cp(str *s)
{
	const unsigned char *p = (const unsigned char *)s->p;
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	uint32_t cp = n == 1 ? p[0] : p[0] & (0x7fu >> n);

	for (size_t i = 1; i < n; i++)
		cp = cp << 6 | (p[i] & 0x3fu);
	s->p += n;
	s->n -= n;
	return cp;
}

size_t cp_utf8(uint32_t cp, char ret[static 4])
{
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; cp >>= 6)
		ret[i] = (char)(0x80 | (cp & 63));
	ret[0] = (char)(lead[n] | cp);
	return n;
}
