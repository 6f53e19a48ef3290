/* value — see value.h. */
#include "core/value.h"

#include <stdio.h>

bool station_name_parse(str s, struct station_name *ret)
{
	struct station_name v = { .n = 0 };

	if (s.n < 1 || s.n > 32)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		          c == '.' || c == '_' || c == '-';
		if (!ok)
			return false;
		v.z[v.n++] = c;
	}
	*ret = v;
	return true;
}

static str trim(str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s.p++;
		s.n--;
	}
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

bool tag_parse(str s, tag_id *ret)
{
	uint64_t v;

	if (!str_hex64(trim(s), &v) || v == 0)
		return false;
	ret->v = v;
	return true;
}

const char *tag_text(tag_id t, char buf[static TAG_TEXT])
{
	snprintf(buf, TAG_TEXT, "%llX", (unsigned long long)t.v);
	return buf;
}

static bool put_cp(struct plate *v, uint32_t cp)
{
	char b[4];
	size_t n = cp_utf8(cp, b);

	if (n > 3 || v->n + n > 31)       /* no plate uses characters beyond the basic plane */
		return false;
	memcpy(v->z + v->n, b, n);
	v->n = (uint8_t)(v->n + n);
	return true;
}

bool plate_parse(str s, struct plate *ret)
{
	struct plate v = { .n = 0 };

	if (!str_utf8(s))
		return false;
	while (s.n) {
		uint32_t cp = str_take_cp(&s);
		if (cp >= 0xff01 && cp <= 0xff5e)  /* full-width forms of ASCII */
			cp -= 0xfee0;
		if (cp == ' ' || cp == '\t' || cp == 0x3000 || cp == 0xa0 || cp == 0xb7)
			continue;
		if (cp == '[' || cp == 0x3010 || cp == 0x3014)
			cp = '(';
		if (cp == ']' || cp == 0x3011 || cp == 0x3015)
			cp = ')';
		if (cp >= 'a' && cp <= 'z')
			cp -= 32;
		bool ascii_ok = (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || cp == '(' || cp == ')' || cp == '-';
		if (!(ascii_ok || (cp >= 0x4e00 && cp <= 0x9fff)) || !put_cp(&v, cp))
			return false;
	}
	if (v.n < 2)
		return false;
	*ret = v;
	return true;
}
