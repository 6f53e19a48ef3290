/* number — see number.h. The parsers of persons' and units' numbers and telephones are in number_id.c. */
#define _GNU_SOURCE
#include "core/number.h"

static bool put(struct number *v, uint32_t cp)
{
	char b[4];
	size_t n = cp_utf8(cp, b);

	if (v->n + n > NUMBER_MAX)
		return false;
	memcpy(v->z + v->n, b, n);
	v->n = (uint8_t)(v->n + n);
	v->z[v->n] = 0;
	return true;
}

/* Signs that are written or read for others; sorted by nothing, it is short. */
static const struct { uint32_t from; char to; } same[] = {
	{ 0x3007, '0' }, { 0x96f6, '0' }, { 0x24ea, '0' },                                       /* 〇 零 ⓪ */
	{ 0x2160, 'I' }, { 0x2164, 'V' }, { 0x2169, 'X' },                                       /* Roman */
	{ 0x391, 'A' }, { 0x392, 'B' }, { 0x395, 'E' }, { 0x396, 'Z' }, { 0x397, 'H' }, { 0x399, 'I' }, { 0x39a, 'K' }, { 0x39c, 'M' },
	{ 0x39d, 'N' }, { 0x39f, 'O' }, { 0x3a1, 'P' }, { 0x3a4, 'T' }, { 0x3a5, 'Y' }, { 0x3a7, 'X' }, { 0x3bf, 'O' },      /* Greek */
	{ 0x410, 'A' }, { 0x412, 'B' }, { 0x415, 'E' }, { 0x405, 'S' }, { 0x406, 'I' }, { 0x408, 'J' }, { 0x41a, 'K' }, { 0x41c, 'M' },
	{ 0x41d, 'H' }, { 0x41e, 'O' }, { 0x420, 'P' }, { 0x421, 'C' }, { 0x422, 'T' }, { 0x425, 'X' }, { 0x430, 'A' }, { 0x435, 'E' },
	{ 0x43e, 'O' }, { 0x440, 'P' }, { 0x441, 'C' }, { 0x443, 'Y' }, { 0x445, 'X' }, { 0x456, 'I' },                     /* Cyrillic */
};
static const uint32_t opening[] = { '[', '{', '<', 0x3008, 0x300a, 0x300c, 0x300e, 0x3010, 0x3014, 0x3016, 0xfe35, 0xfe59, 0x2768, 0x27e8 };
static const uint32_t closing[] = { ']', '}', '>', 0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015, 0x3017, 0xfe36, 0xfe5a, 0x2769, 0x27e9 };

static bool one_of(uint32_t cp, const uint32_t *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == cp)
			return true;
	return false;
}

/* Letters of other scripts, as ranges: rare, but not to be dropped in silence. */
static bool foreign_letter(uint32_t cp)
{
	return (cp >= 0xc0 && cp <= 0x24f && cp != 0xd7 && cp != 0xf7) || (cp >= 0x370 && cp <= 0x52f) || (cp >= 0x3040 && cp <= 0x30ff) ||
	       (cp >= 0x3400 && cp <= 0x9fff) || (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0x20000 && cp <= 0x323af);
}

/* The folded form of one code point; 0: dropped. */
static uint32_t fold_cp(uint32_t cp)
{
	if (cp >= 0xff01 && cp <= 0xff5e)
		cp -= 0xfee0;
	if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || cp == '(' || cp == ')' || cp == '*' || cp == '?')
		return cp;
	if (cp >= 'a' && cp <= 'z')
		return cp - 32;
	if (one_of(cp, opening, COUNTOF(opening)))
		return '(';
	if (one_of(cp, closing, COUNTOF(closing)))
		return ')';
	if (cp < 0x80)
		return 0;
	if (cp == 0xd7 || cp == 0x2217 || cp == 0x204e || cp == 0x203b)   /* × ∗ ⁎ ※ for an asterisk */
		return '*';
	if (cp >= 0x2460 && cp <= 0x2468)
		return '1' + (cp - 0x2460);
	for (size_t i = 0; i < COUNTOF(same); i++)
		if (same[i].from == cp)
			return (unsigned char)same[i].to;
	return foreign_letter(cp) ? cp : 0;
}

bool number_fold(str s, struct number *ret)
{
	struct number v = { .n = 0 };

	if (!str_utf8(s))
		return false;
	while (s.n) {
		uint32_t cp = fold_cp(str_take_cp(&s));
		if (cp && !put(&v, cp))
			return false;
	}
	*ret = v;
	return true;
}

static uint32_t skeleton_cp(uint32_t cp)
{
	static const char ascii[] = "O0Q0D0I1L1Z2S5B8G6";
	static const uint32_t han[] = { 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };   /* 一 to 九 */

	for (size_t i = 0; i + 1 < sizeof ascii; i += 2)
		if ((unsigned char)ascii[i] == cp)
			return (unsigned char)ascii[i + 1];
	for (size_t i = 0; i < COUNTOF(han); i++)
		if (han[i] == cp)
			return '1' + (uint32_t)i;
	return cp == '(' || cp == ')' ? 0 : cp;
}

void number_skeleton(const struct number *n, struct number *ret)
{
	struct number v = { .n = 0 };
	str s = number_str(n);

	while (s.n) {
		uint32_t cp = skeleton_cp(str_take_cp(&s));
		if (cp && !put(&v, cp))
			BUG("a skeleton is no longer than its number");
	}
	*ret = v;
}

size_t number_chars(const struct number *n, uint32_t ret[static NUMBER_MAX])
{
	str s = number_str(n);
	size_t k = 0;

	while (s.n)
		ret[k++] = str_take_cp(&s);
	return k;
}

/* One character throughout, look-alikes counted as one. */
static bool is_run(const struct number *n)
{
	struct number skel;
	uint32_t c[NUMBER_MAX];

	number_skeleton(n, &skel);
	size_t k = number_chars(&skel, c);
	for (size_t i = 1; i < k; i++)
		if (c[i] != c[0])
			return false;
	return true;
}

/* 无电机号, 不清楚, 未打码: begins with a "no" and has neither digit nor Latin letter. */
static bool says_no(str s)
{
	static const str no[] = { SI("无"), SI("無"), SI("没"), SI("沒"), SI("不"), SI("未"), SI("暂无"), SI("空"), SI("看不"), SI("模糊") };
	bool begins = false;

	for (size_t i = 0; i < COUNTOF(no); i++)
		begins |= str_starts(s, no[i]);
	for (size_t i = 0; begins && i < s.n; i++)
		begins = (s.p[i] & 0x80) || s.p[i] == '(' || s.p[i] == ')';
	return begins;
}

bool number_is_placeholder(const struct number *n)
{
	static const str words[] = { SI("NONE"), SI("NULL"), SI("NA"), SI("NO"), SI("NIL"), SI("WU"), SI("UNKNOWN"), SI("EMPTY") };
	str s = number_str(n);

	for (size_t i = 0; i < COUNTOF(words); i++)
		if (str_eq(s, words[i]))
			return true;
	return memchr(s.p, '*', s.n) || memchr(s.p, '?', s.n) || is_run(n) || says_no(s);
}

bool number_is_short(const struct number *n)
{
	uint32_t c[NUMBER_MAX];

	return number_chars(n, c) < NUMBER_LEAST;
}

bool number_is_vehicle_code(const struct number *n)
{
	return n->n == VEHICLE_CODE_DIGITS && strspn(n->z, "0123456789") == VEHICLE_CODE_DIGITS;
}

bool number_within_one(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
	size_t i = 0, j = 0;

	if (na > nb)
		return number_within_one(b, nb, a, na);
	if (nb - na > 1)
		return false;
	while (i < na && a[i] == b[i])
		i++;
	while (j < na - i && a[na - 1 - j] == b[nb - 1 - j])
		j++;
	if (i + j + 1 >= nb)    /* equal, one put in, or one exchanged */
		return true;
	return na == nb && i + j + 2 == na && a[i] == b[i + 1] && a[i + 1] == b[i];
}

/* --- formats --- */

bool number_format_make(str prefix, str alphabet, int places, struct number_format *ret)
{
	struct number_format f = { .places = (uint8_t)places };

	if (places < 1 || places > 9 || alphabet.n < 2 || alphabet.n > 36 || !number_fold(prefix, &f.prefix) || f.prefix.n + places > NUMBER_MAX)
		return false;
	for (size_t i = 0; i < alphabet.n; i++) {
		char c = alphabet.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) || memchr(f.alphabet, c, f.base))
			return false;
		f.alphabet[f.base++] = c;
	}
	*ret = f;
	return true;
}

int64_t number_format_count(const struct number_format *f)
{
	int64_t n = 1;

	for (int i = 0; i < f->places; i++)
		n *= f->base;
	return n;
}

bool number_format_at(const struct number_format *f, int64_t seq, struct number *ret)
{
	struct number v = f->prefix;

	if (seq < 0 || seq >= number_format_count(f))
		return false;
	for (int i = f->places; i-- > 0; seq /= f->base)
		v.z[v.n + i] = f->alphabet[seq % f->base];
	v.n = (uint8_t)(v.n + f->places);
	v.z[v.n] = 0;
	*ret = v;
	return true;
}

bool number_format_seq(const struct number_format *f, const struct number *n, int64_t *ret)
{
	int64_t seq = 0;

	if (n->n != f->prefix.n + f->places || memcmp(n->z, f->prefix.z, f->prefix.n) != 0)
		return false;
	for (int i = f->prefix.n; i < n->n; i++) {
		const char *at = memchr(f->alphabet, n->z[i], f->base);
		if (!at)
			return false;
		seq = seq * f->base + (at - f->alphabet);
	}
	*ret = seq;
	return true;
}

bool number_format_forbidden(const struct number_format *f, const struct number *n, str forbidden)
{
	const char *p = n->z + f->prefix.n;
	size_t len = n->n > f->prefix.n ? (size_t)(n->n - f->prefix.n) : 0;

	while (forbidden.n) {
		const char *comma = memchr(forbidden.p, ',', forbidden.n);
		size_t k = comma ? (size_t)(comma - forbidden.p) : forbidden.n;
		if (k && k <= len && memmem(p, len, forbidden.p, k))
			return true;
		k += comma != NULL;
		forbidden = (str){ forbidden.p + k, forbidden.n - k };
	}
	return false;
}
