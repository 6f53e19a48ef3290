/* import_fault — why a whole file is not taken: coded, and in words that say what to do. See flow_import.h. */
#include <stdio.h>

#include "import_int.h"

#define X(c, zh, en) { SI(#c), SI(zh), SI(en) },
const struct import_fault_row import_faults[IMF_N] = { IMPORT_FAULTS(X) };
#undef X

/* How the field of an error says that it is one of these: "file.CODE", "file.columns:FIELD,FIELD". */
static const char mark[] = "file.";

enum import_fault import_fault_begin(const char *raw, size_t n)
{
	static const struct { const char *begin; size_t n; enum import_fault f; } rows[] = {
		{ "PK\x03\x04", 4, IMF_xlsx }, { "\xd0\xcf\x11\xe0", 4, IMF_xls }, { "\xff\xfe", 2, IMF_utf16 }, { "\xfe\xff", 2, IMF_utf16 },
	};

	for (size_t i = 0; i < COUNTOF(rows); i++)
		if (n >= rows[i].n && memcmp(raw, rows[i].begin, rows[i].n) == 0)
			return rows[i].f;
	return IMF_N;
}

/* The first name of a column in this language, or the field as it is. */
static str name_of(str field, bool zh)
{
	struct import_column c;

	for (int i = 0; import_column(i, &c); i++)
		for (int k = 0; k < c.n && str_eq(c.field, field); k++)
			if (((uint8_t)c.names[k].p[0] >= 0x80) == zh)
				return c.names[k];
	return field;
}

void import_fault_words(enum import_fault f, str columns, bool zh, char *buf, size_t cap)
{
	static const char place[] = "{columns}";
	str text = zh ? import_faults[f].zh : import_faults[f].en;
	const char *at = strstr(text.p, place);
	size_t n = at ? (size_t)(at - text.p) : text.n;
	int k = snprintf(buf, cap, "%.*s", (int)n, text.p);

	while (at && columns.n && (size_t)k < cap) {
		const char *comma = memchr(columns.p, ',', columns.n);
		str one = { columns.p, comma ? (size_t)(comma - columns.p) : columns.n };
		k += snprintf(buf + k, cap - (size_t)k, "%.*s%s", STR_ARG(name_of(one, zh)), !comma ? "" : zh ? "、" : ", ");
		columns = comma ? (str){ comma + 1, columns.n - one.n - 1 } : (str){ "", 0 };
	}
	if (at && (size_t)k < cap)
		snprintf(buf + k, cap - (size_t)k, "%s", at + strlen(place));
}

int import_fault_set(struct err *e, enum import_fault f, str columns)
{
	char field[sizeof e->field], words[sizeof e->msg];

	if (f != IMF_columns)
		columns = S("");
	snprintf(field, sizeof field, "%s%.*s%s%.*s", mark, STR_ARG(import_faults[f].code), columns.n ? ":" : "", STR_ARG(columns));
	import_fault_words(f, columns, false, words, sizeof words);
	return ERR_FIELD(e, E_INVALID, field, "%s", words);
}

enum import_fault import_fault_of(const struct err *e, str *ret_columns)
{
	str s = str_of(e->field);
	enum import_fault f = IMF_empty;

	*ret_columns = S("");
	if (e->code != E_INVALID || !str_starts(s, str_of(mark)))
		return IMF_N;
	s = (str){ s.p + strlen(mark), s.n - strlen(mark) };
	const char *colon = memchr(s.p, ':', s.n);
	if (colon)
		*ret_columns = (str){ colon + 1, (size_t)(s.p + s.n - colon - 1) };
	s.n = colon ? (size_t)(colon - s.p) : s.n;
	while (f < IMF_N && !str_eq(import_faults[f].code, s))
		f++;
	return f;
}
