/* csv — RFC 4180 rows of a mapped or streamed file: header row, UTF-8 (a BOM is skipped), LF or CRLF.
 *
 * Pure. Bounds: 64 columns, 64 KiB a row. A fault names line and reason. An empty line is a row of one empty
 * cell. Cells are borrowed: from the text, or (quoted ones) from the scratch until the next row. */
#pragma once
#include "base/err.h"

enum { CSV_MAX_COLS = 64, CSV_MAX_ROW = 65536 };

/* Why a row is none. */
enum csv_fault { CSV_QUOTE_OPEN, CSV_QUOTE_INSIDE, CSV_QUOTE_AFTER, CSV_LONG, CSV_CELLS, CSV_NUL, CSV_ENCODING };

struct csv {
	const char *p, *end;      /* what is left of the text; the caller may refill between rows */
	int64_t line;             /* number of the row last returned, header = 1 */
	char *scratch;            /* CSV_MAX_ROW bytes for unquoting, the caller's */
	enum csv_fault fault;     /* after E_INVALID */
};

void csv_init(struct csv *c, const char *p, size_t n, char scratch[static CSV_MAX_ROW]);
/* Next row into cell[0..max); returns the number of cells, 0 at the end, or E_INVALID (quote not closed,
 * text after a quote, NUL byte, row too long, too many cells, not UTF-8) with the line in *e. After
 * E_INVALID the reader stands behind the faulty line, so that a caller may go on. */
int csv_row(struct csv *c, str *cell, int max, struct err *e);

/* Finds the columns named in want[0..n) (NULL-ended list not needed); at[i] = index, or -1 when absent.
 * E_INVALID when one whose required[i] is true is missing. Unknown columns are left alone. */
int csv_header(struct csv *c, const char *const *want, const bool *required, int n, int *at, struct err *e);

/* Writers into a growing caller buffer: quotes only where needed. Returns bytes written or -1 when full. */
int csv_put_str(char *buf, size_t cap, str s);
