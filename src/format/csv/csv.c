/* csv — rows by a scan for the next delimiter; only a quoted cell is copied. */
#include "format/csv/csv.h"

void csv_init(struct csv *c, const char *p, size_t n, char scratch[static CSV_MAX_ROW])
{
	*c = (struct csv){ .p = p, .end = p + n, .line = 0, .scratch = scratch };
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		c->p += 3;
}

/* Behind the end of the line that p stands in. */
static const char *next_line(const struct csv *c, const char *p)
{
	const char *nl = memchr(p, '\n', (size_t)(c->end - p));

	return nl ? nl + 1 : c->end;
}

static int say(struct csv *c, struct err *e, enum csv_fault why)
{
	static const char *const words[] = { [CSV_QUOTE_OPEN] = "quote not closed", [CSV_QUOTE_INSIDE] = "quote inside an unquoted cell",
		[CSV_QUOTE_AFTER] = "text after a closing quote", [CSV_LONG] = "row longer than 65536 bytes", [CSV_CELLS] = "too many cells", [CSV_NUL] = "NUL byte",
		[CSV_ENCODING] = "not UTF-8" };

	c->fault = why;
	return ERR(e, E_INVALID, "line %lld: %s", (long long)c->line, words[why]);
}

static int bad(struct csv *c, struct err *e, const char *from, enum csv_fault why)
{
	c->p = next_line(c, from);
	return say(c, e, why);
}

/* A quoted cell from its opening quote on, unquoted into the scratch. Returns behind the closing quote, NULL
 * with the reason otherwise. *io_used counts scratch bytes of this row. */
static const char *quoted(const struct csv *c, const char *p, size_t *io_used, str *ret, enum csv_fault *ret_why)
{
	char *to = c->scratch + *io_used;
	size_t n = 0;

	for (p++; p < c->end; p++) {
		if (*p == '"') {
			if (p + 1 == c->end || p[1] != '"') {
				*ret = (str){ to, n };
				*io_used += n;
				return p + 1;
			}
			p++;
		}
		if (*io_used + n >= CSV_MAX_ROW) {
			*ret_why = CSV_LONG;
			return NULL;
		}
		to[n++] = *p;
	}
	*ret_why = CSV_QUOTE_OPEN;
	return NULL;
}

static const char *plain(const struct csv *c, const char *p, str *ret, enum csv_fault *ret_why)
{
	const char *from = p;

	for (; p < c->end && *p != ',' && *p != '\n'; p++)
		if (*p == '"') {
			*ret_why = CSV_QUOTE_INSIDE;
			return NULL;
		}
	*ret = (str){ from, (size_t)(p - from) };
	if ((p == c->end || *p == '\n') && ret->n > 0 && p[-1] == '\r')
		ret->n--;
	return p;
}

/* A row without a quote: the form of every row of a capture, so without the per-cell calls. */
static int plain_row(struct csv *c, const char *end, str *cell, int max, struct err *e)
{
	const char *row = c->p, *p = row, *stop = end;
	int n = 0;

	if (stop > p && stop[-1] == '\r')
		stop--;
	for (;;) {
		const char *comma = memchr(p, ',', (size_t)(stop - p));
		const char *to = comma ? comma : stop;
		if (n == max)
			return bad(c, e, row, CSV_CELLS);
		cell[n++] = (str){ p, (size_t)(to - p) };
		if (!comma)
			break;
		p = comma + 1;
	}
	c->p = end < c->end ? end + 1 : end;
	return n;
}

static int quoted_row(struct csv *c, str *cell, int max, struct err *e)
{
	const char *p = c->p, *row = p;
	enum csv_fault why = CSV_QUOTE_OPEN;
	size_t used = 0;
	int n = 0;

	for (;;) {
		if (n == max)
			return bad(c, e, p, CSV_CELLS);
		const char *to = p < c->end && *p == '"' ? quoted(c, p, &used, &cell[n], &why) : plain(c, p, &cell[n], &why);
		if (!to)
			return bad(c, e, row, why);
		p = to;
		n++;
		if (p - row > CSV_MAX_ROW)
			return bad(c, e, p, CSV_LONG);
		if (p < c->end && *p == ',') {
			p++;
			continue;
		}
		if (p < c->end && *p == '\r' && (p + 1 == c->end || p[1] == '\n'))
			p++;
		if (p < c->end && *p != '\n')
			return bad(c, e, p, CSV_QUOTE_AFTER);
		c->p = p < c->end ? p + 1 : p;
		return n;
	}
}

static bool ascii(const char *p, size_t n)
{
	uint64_t any = 0;

	for (; n >= 8; n -= 8, p += 8) {
		uint64_t v = le64(p);
		/* high bit of a byte set, or a byte zero (the classic test; exact while the high bits are clear) */
		any |= (v | (v - 0x0101010101010101u)) & 0x8080808080808080u;
	}
	for (; n; n--, p++)
		any |= (uint64_t)((uint8_t)(*p - 1) >= 0x7f);
	return any == 0;
}

int csv_row(struct csv *c, str *cell, int max, struct err *e)
{
	if (c->p == c->end)
		return 0;
	const char *row = c->p;
	const char *nl = memchr(row, '\n', (size_t)MIN(c->end - row, CSV_MAX_ROW + 2));
	const char *end = nl ? nl : c->end;
	int n;

	c->line++;
	max = MIN(max, CSV_MAX_COLS);
	if (!memchr(row, '"', (size_t)MIN(end - row, CSV_MAX_ROW))) {
		if (end - row > CSV_MAX_ROW + (end > row && end[-1] == '\r'))
			return bad(c, e, row, CSV_LONG);
		n = plain_row(c, end, cell, max, e);
	} else {
		n = quoted_row(c, cell, max, e);
	}
	if (n <= 0 || ascii(row, (size_t)(c->p - row)))
		return n;
	for (int i = 0; i < n; i++)
		if (!str_utf8(cell[i]))
			return say(c, e, memchr(cell[i].p, 0, cell[i].n) ? CSV_NUL : CSV_ENCODING);
	return n;
}

int csv_header(struct csv *c, const char *const *want, const bool *required, int n, int *at, struct err *e)
{
	str cell[CSV_MAX_COLS];
	int cols = csv_row(c, cell, CSV_MAX_COLS, e);

	TRY(cols);
	if (cols == 0)
		return ERR(e, E_INVALID, "line 1: no header row");
	for (int i = 0; i < n; i++) {
		at[i] = -1;
		for (int k = 0; k < cols; k++) {
			if (!str_eq(cell[k], str_of(want[i])))
				continue;
			if (at[i] >= 0)
				return ERR(e, E_INVALID, "line 1: column '%s' is there twice", want[i]);
			at[i] = k;
		}
		if (at[i] < 0 && required && required[i])
			return ERR(e, E_INVALID, "line 1: column '%s' is missing", want[i]);
	}
	return 0;
}

static bool needs_quotes(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r')
			return true;
	return s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

int csv_put_str(char *buf, size_t cap, str s)
{
	size_t n = 0;

	if (s.n > CSV_MAX_ROW)
		return -1;
	if (!needs_quotes(s)) {
		if (s.n > cap)
			return -1;
		if (s.n)
			memcpy(buf, s.p, s.n);
		return (int)s.n;
	}
	if (cap < 2)
		return -1;
	buf[n++] = '"';
	for (size_t i = 0; i < s.n; i++) {
		if (n + 3 > cap)   /* this one twice, and the closing quote */
			return -1;
		if (s.p[i] == '"')
			buf[n++] = '"';
		buf[n++] = s.p[i];
	}
	buf[n++] = '"';
	return (int)n;
}
