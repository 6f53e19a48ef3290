/* fuzz_csv — a file of a capture or an import: rows to the end, and each row written again reads back the same. */
#include <stdint.h>
#include <stdlib.h>

#include "format/csv/csv.h"

static char scratch[CSV_MAX_ROW], scratch2[CSV_MAX_ROW], text[CSV_MAX_COLS * 8 + 3 * CSV_MAX_ROW];

static void read_back(const str *cell, int n)
{
	struct csv c;
	str got[CSV_MAX_COLS];
	size_t len = 0;

	for (int i = 0; i < n; i++) {
		if (i)
			text[len++] = ',';
		int k = csv_put_str(text + len, sizeof text - len, cell[i]);
		ASSERT(k >= 0);
		len += (size_t)k;
	}
	text[len++] = '\n';
	if (len > CSV_MAX_ROW || (cell[0].n >= 3 && memcmp(cell[0].p, "\xef\xbb\xbf", 3) == 0))
		return;
	csv_init(&c, text, len, scratch2);
	ASSERT(csv_row(&c, got, CSV_MAX_COLS, NULL) == n);
	for (int i = 0; i < n; i++)
		ASSERT(str_eq(got[i], cell[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const want[] = { "t_ms", "tag" };
	static const bool need[] = { true, false };
	char *p = malloc(n ? n : 1);
	struct csv c;
	str cell[CSV_MAX_COLS];
	struct err e = { 0 };
	int at[2], k;

	ASSERT(p);
	memcpy(p, data, n);
	csv_init(&c, p, n, scratch);
	int rc = csv_header(&c, want, need, 2, at, &e);
	ASSERT(rc == 0 || (rc == E_INVALID && e.msg[0]));
	csv_init(&c, p, n, scratch);
	const char *before = c.p;
	while ((k = csv_row(&c, cell, CSV_MAX_COLS, NULL)) != 0) {
		ASSERT(c.p > before && c.p <= c.end);
		before = c.p;
		if (k > 0)
			read_back(cell, k);
	}
	free(p);
	return 0;
}
