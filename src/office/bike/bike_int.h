/* bike_int — what the files of this room share. */
#pragma once
#include "office/bike/bike.h"
#include "store/sql/sql.h"

/* Reads in the column order of every SELECT of a bike; texts borrowed from the row. */
void bike_read(struct sql_row *r, struct bike *b);
/* The field's text now; false when there is no such field. */
bool bike_field_now(struct cx *cx, const struct bike *b, str field, str *ret);
/* The place of s in words, or n. */
int word_of(const str *words, int n, str s);
/* A row of any SELECT of a bike; texts borrowed from the row. */
struct sql_row;
void bike_read(struct sql_row *r, struct bike *b);
/* rc of an UPDATE that names id and ver: 0, or E_STATE when it changed no row or a unique thing is taken. */
int bike_changed(struct cx *cx, int n);
/* Writes one field with its history row; *b is read again. Errors of bike_edit, but for the window. */
MUST_USE int bike_field_set(struct cx *cx, struct bike *b, str field, str value, const char *event);
/* The field's text now and value in its stored form. E_INVALID. */
MUST_USE int bike_field_text(struct cx *cx, const struct bike *b, str field, str value, str *ret_old, str *ret_new);
/* What a person types for a field now: E_INVALID, field = its name, where it is a number of too few characters (number_is_short). */
MUST_USE int bike_field_typed(struct cx *cx, str field, str value);

/* A text as the inside of a JSON string: quotes, backslashes and control characters become '.'; they have no business in a number. */
struct js_text { char z[256]; };
static inline const char *json_text(str s, struct js_text *ret)
{
	size_t n = MIN(s.n, sizeof ret->z - 1);

	for (size_t i = 0; i < n; i++)
		ret->z[i] = s.p[i] == '"' || s.p[i] == '\\' || (unsigned char)s.p[i] < 0x20 ? '.' : s.p[i];
	ret->z[n] = 0;
	return ret->z;
}
