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

/* ---- characters: the text is known to be UTF-8 ---- */

static size_t char_bytes(str s)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : 0;
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return MIN(n, s.n);
}

static size_t char_count(str s)
{
	size_t k = 0;

	for (; s.n; k++) {
		size_t n = char_bytes(s);
		s.p += n;
		s.n -= n;
	}
	return k;
}

/* The bytes of the first k characters. */
static size_t bytes_of(str s, size_t k)
{
	size_t at = 0;

	while (k-- && at < s.n)
		at += char_bytes((str){ s.p + at, s.n - at });
	return at;
}

/* ---- masks ---- */

static const char stars[] = "****************************************************************"
                            "****************************************************************"
                            "****************************************************************"
                            "****************************************************************";
_Static_assert(sizeof stars > PII_MAX, "a star for every character there can be");

/* head characters, nstars stars, tail characters. */
static str mask(struct arena *a, str s, size_t head, size_t nstars, size_t tail)
{
	size_t n = char_count(s), h = bytes_of(s, head), t = bytes_of(s, n - tail);

	return arena_fmt(a, "%.*s%.*s%.*s", (int)h, s.p, (int)nstars, stars, (int)(s.n - t), s.p + t);
}

str pii_mask_name(struct arena *a, const struct pii *p)
{
	str s = pii_reveal(p);

	if (s.n == 0)
		return s;
	return mask(a, s, 1, char_count(s) > 1 ? 2 : 0, 0);
}

str pii_mask_phone(struct arena *a, const struct pii *p)
{
	str s = pii_reveal(p);
	size_t n = char_count(s);

	if (s.n == 0)
		return s;
	return n >= 11 ? mask(a, s, 3, 4, 4) : mask(a, s, 0, 4, n >= 7 ? 2 : 0);
}

str pii_mask_id(struct arena *a, const struct pii *p)
{
	str s = pii_reveal(p);
	size_t n = char_count(s), keep = n >= 15 ? 4 : n >= 8 ? 2 : 0;

	return s.n ? mask(a, s, keep, n - 2 * keep, keep) : s;
}

str pii_mask_card(struct arena *a, const struct pii *p)
{
	return pii_mask_id(a, p);
}

/* Where the first of these words ends within s, from byte at on; 0 when none is there. */
static size_t after_word(str s, size_t at, const char *const *words, size_t nwords)
{
	for (; at < s.n; at += char_bytes((str){ s.p + at, s.n - at })) {
		for (size_t i = 0; i < nwords; i++) {
			str w = str_of(words[i]);
			if (str_starts((str){ s.p + at, s.n - at }, w))
				return at + w.n;
		}
	}
	return 0;
}

/* 区 that is no district: the words for housing estates, parks, campuses, factory grounds, scenic areas and neighbourhoods. */
static bool no_district(str s, size_t end)
{
	static const char *const before[] = { "小", "社", "园", "校", "院", "厂", "景", "片", "库", "住宅" };
	size_t at = end - strlen("区");

	if (memcmp(s.p + at, "区", strlen("区")) != 0)
		return false;
	for (size_t i = 0; i < COUNTOF(before); i++) {
		size_t n = strlen(before[i]);
		if (at >= n && memcmp(s.p + at - n, before[i], n) == 0)
			return true;
	}
	return false;
}

str pii_mask_address(struct arena *a, const struct pii *p)
{
	static const char *const districts[] = { "区", "县", "旗" }, *const cities[] = { "市" }, *const streets[] = { "街道", "镇", "乡" };
	enum { STREET_NEAR = 12 };   /* characters; what comes later is part of a building's name */
	str s = pii_reveal(p);
	size_t end = 0;

	if (s.n == 0)
		return s;
	while ((end = after_word(s, end, districts, COUNTOF(districts))) && no_district(s, end))
		;
	if (!end)
		end = after_word(s, 0, cities, COUNTOF(cities));
	for (size_t i = 0; i < end; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			end = 0;       /* written from the house outwards: nothing of it is safe to show */
	if (end) {
		str rest = { s.p + end, s.n - end };
		size_t street = after_word((str){ rest.p, bytes_of(rest, STREET_NEAR) }, 0, streets, COUNTOF(streets));
		end += street;
	}
	return arena_fmt(a, "%.*s****", (int)end, s.p);
}

/* ---- normal forms ---- */

/* One code point off the front of *s, full-width forms as their half-width ones. */
static uint32_t take_cp(str *s)
{
	uint32_t cp = str_take_cp(s);

	return cp >= 0xff01 && cp <= 0xff5e ? cp - 0xfee0 : cp;
}

/* Blanks of all kinds, and marks without width that come with copied text. */
static bool blank_cp(uint32_t cp)
{
	return cp <= ' ' || cp == 0x7f || cp == 0xa0 || cp == 0x3000 || cp == 0xfeff || (cp >= 0x2000 && cp <= 0x200f) ||
	       (cp >= 0x2028 && cp <= 0x202f) || cp == 0x205f || (cp >= 0x2060 && cp <= 0x206f);
}

/* A code point is never longer here than where it came from, so there is always room. */
static void put_cp(struct pii *v, uint32_t cp)
{
	v->n_ = (uint8_t)(v->n_ + cp_utf8(cp, v->hidden_ + v->n_));
	ASSERT(v->n_ <= PII_MAX);
}

static void norm(const struct pii *p, struct pii *ret, bool name)
{
	struct pii v = { .n_ = 0 };
	str s = pii_reveal(p);

	while (s.n) {
		uint32_t cp = take_cp(&s);
		if (blank_cp(cp))
			continue;
		if (cp >= 'a' && cp <= 'z')
			cp -= 32;
		if (name && (cp == 0x2022 || cp == 0x2027 || cp == 0x22c5 || cp == 0x30fb || cp == 0xff65 || cp == 0xb7))
			cp = '.';
		put_cp(&v, cp);
	}
	*ret = v;
}

void pii_norm_name(const struct pii *p, struct pii *ret)
{
	norm(p, ret, true);
}

void pii_norm_id(const struct pii *p, struct pii *ret)
{
	norm(p, ret, false);
}

void pii_norm_phone(const struct pii *p, struct pii *ret)
{
	static const str heads[] = { SI("+86"), SI("0086"), SI("86") };
	enum { MOBILE = 11 };
	struct pii v = { .n_ = 0 };
	str s = pii_reveal(p);

	while (s.n) {
		uint32_t cp = take_cp(&s);
		bool mark = cp == '-' || cp == '.' || cp == '(' || cp == ')' || (cp >= 0x2010 && cp <= 0x2015);
		if (!mark && !blank_cp(cp))
			put_cp(&v, cp);
	}
	s = pii_reveal(&v);
	for (size_t i = 0; i < COUNTOF(heads); i++) {
		if (s.n == heads[i].n + MOBILE && str_starts(s, heads[i]) && s.p[heads[i].n] == '1') {
			memmove(v.hidden_, v.hidden_ + heads[i].n, MOBILE);
			v.n_ = MOBILE;
			break;
		}
	}
	*ret = v;
}
