/* sheet — see sheet.h. CSV through format/csv's quoting, XLSX through libxlsxwriter with constant memory. */
#include "format/sheet/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <xlsxwriter.h>

#include "format/csv/csv.h"
#include "platform/fs.h"

enum { BUF = 64 << 10, PATH_MAX_BYTES = 1200 };

struct sheet {
	enum sheet_form form;
	char path[PATH_MAX_BYTES], tmp[PATH_MAX_BYTES];
	int64_t rows;
	/* CSV */
	int fd;
	off_t at;
	size_t n;
	char buf[BUF];
	/* XLSX */
	lxw_workbook *book;
	lxw_worksheet *page;
	lxw_format *plain, *bold;
	char cell[SHEET_CELL * 2 + 16];
};

const str sheet_form_names[SHEET_N] = { SI("csv"), SI("xlsx") };

const char *sheet_type(enum sheet_form form)
{
	return form == SHEET_CSV ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

/* ---- CSV ---- */

static int flush(struct sheet *s, struct err *e)
{
	if (fs_pwrite_all(s->fd, s->buf, s->n, s->at) < 0)
		return ERR(e, fs_err(errno), "the table cannot be written");
	s->at += (off_t)s->n;
	s->n = 0;
	return 0;
}

/* Would a spreadsheet take a cell that begins so for more than text? */
static bool formula(str s)
{
	static const str wide[] = { SI("＝"), SI("＋"), SI("－"), SI("＠") };

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < COUNTOF(wide); i++)
		if (str_starts(s, wide[i]))
			return true;
	return memchr("=+-@\t\r\n", s.p[0], 7) != NULL;
}

static int csv_cell(struct sheet *s, str cell, bool more, struct err *e)
{
	if (BUF - s->n < SHEET_CELL * 2 + 16)
		TRY(flush(s, e));
	if (formula(cell)) {
		s->cell[0] = '\'';
		memcpy(s->cell + 1, cell.p, cell.n);
		cell = (str){ s->cell, cell.n + 1 };
	}
	int n = csv_put_str(s->buf + s->n, BUF - s->n - 2, cell);
	ASSERT(n >= 0);
	s->n += (size_t)n;
	memcpy(s->buf + s->n, more ? "," : "\r\n", more ? 1 : 2);
	s->n += more ? 1 : 2;
	return 0;
}

/* ---- XLSX ---- */

static int fault(lxw_error x, struct err *e)
{
	int code = errno == ENOSPC || errno == EDQUOT ? E_FULL : E_IO;

	return ERR(e, code, "the table cannot be written: %s", lxw_strerror(x));
}

/* "_x0041_" means A to Excel: the underscore itself is escaped then. */
static bool escape_at(str s, size_t i)
{
	if (s.n - i < 7 || s.p[i] != '_' || s.p[i + 1] != 'x' || s.p[i + 6] != '_')
		return false;
	for (size_t k = i + 2; k < i + 6; k++)
		if (!memchr("0123456789abcdefABCDEF", s.p[k], 22))
			return false;
	return true;
}

static int xlsx_cell(struct sheet *s, int col, str cell, bool head, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < cell.n; i++) {
		if (n + 8 >= sizeof s->cell)
			return ERR(e, E_INVALID, "a cell is too long");
		if (escape_at(cell, i)) {
			memcpy(s->cell + n, "_x005F", 6);
			n += 6;
		}
		s->cell[n++] = cell.p[i];
	}
	s->cell[n] = 0;
	errno = 0;
	lxw_error x = worksheet_write_string(s->page, (lxw_row_t)s->rows, (lxw_col_t)col, s->cell, head ? s->bold : s->plain);
	return x == LXW_NO_ERROR ? 0 : fault(x, e);
}

static int xlsx_start(struct sheet *s, const char *name, utc_ms now, struct err *e)
{
	lxw_workbook_options o = { .constant_memory = LXW_TRUE, .tmpdir = s->tmp };

	s->book = workbook_new_opt(s->path, &o);
	if (!s->book)
		return ERR(e, E_IO, "the table cannot be begun");
	lxw_doc_properties p = { .created = (time_t)(now / SECOND_MS) };
	if (workbook_set_properties(s->book, &p) != LXW_NO_ERROR || workbook_validate_sheet_name(s->book, name) != LXW_NO_ERROR)
		return ERR(e, E_INVALID, "the sheet's name is not one");
	s->page = workbook_add_worksheet(s->book, name);
	s->plain = workbook_add_format(s->book);
	s->bold = workbook_add_format(s->book);
	if (!s->page || !s->plain || !s->bold)
		return ERR(e, E_IO, "the table cannot be begun");
	format_set_num_format(s->plain, "@");
	format_set_num_format(s->bold, "@");
	format_set_bold(s->bold);
	worksheet_set_column(s->page, 0, SHEET_COLS - 1, 16, NULL);
	return 0;
}

/* ---- both ---- */

int sheet_open(const char *path, enum sheet_form form, const char *tmp, const char *name, utc_ms now, struct err *e, struct sheet **ret)
{
	int fd = strlen(path) < PATH_MAX_BYTES && strlen(tmp) < PATH_MAX_BYTES ? sys.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
	int rc = 0;

	if (fd < 0)
		return ERR(e, errno == EEXIST ? E_STATE : fs_err(errno), "the table's file cannot be made");
	struct sheet *s = calloc(1, sizeof *s);
	if (!s)
		BUG("out of memory");
	s->form = form;
	s->fd = fd;
	memcpy(s->path, path, strlen(path) + 1);
	memcpy(s->tmp, tmp, strlen(tmp) + 1);
	if (form == SHEET_CSV) {
		memcpy(s->buf, "\xef\xbb\xbf", 3);
		s->n = 3;
	} else {
		rc = xlsx_start(s, name, now, e);
	}
	if (rc < 0) {
		sheet_drop(s);
		return rc;
	}
	*ret = s;
	return 0;
}

static int cell_ok(str s, struct err *e)
{
	if (s.n > SHEET_CELL)
		return ERR(e, E_INVALID, "a cell is too long");
	if (!str_utf8(s))
		return ERR(e, E_INVALID, "a cell is not UTF-8");
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return ERR(e, E_INVALID, "a cell holds a control character");
		if (c == 0xef && s.n - i > 2 && (unsigned char)s.p[i + 1] == 0xbf && (unsigned char)s.p[i + 2] >= 0xbe)
			return ERR(e, E_INVALID, "a cell holds U+FFFE or U+FFFF");
	}
	return 0;
}

int sheet_row(struct sheet *s, bool head, const str *cell, int n, struct err *e)
{
	ASSERT(n > 0 && n <= SHEET_COLS);
	if (s->rows >= SHEET_ROWS)
		return ERR(e, E_TOOBIG, "more rows than a sheet holds");
	for (int i = 0; i < n; i++)
		TRY(cell_ok(cell[i], e));
	for (int i = 0; i < n; i++)
		TRY(s->form == SHEET_CSV ? csv_cell(s, cell[i], i + 1 < n, e) : xlsx_cell(s, i, cell[i], head, e));
	s->rows++;
	return 0;
}

/* Everything but the file. */
static void release(struct sheet *s)
{
	fd_close(&s->fd);
	free(s);
}

int sheet_end(struct sheet *s, struct err *e)
{
	int rc = 0;

	if (s->form == SHEET_CSV) {
		rc = flush(s, e);
	} else {
		errno = 0;
		lxw_error x = workbook_close(s->book);
		if (x != LXW_NO_ERROR)
			rc = fault(x, e);
	}
	if (rc < 0)
		(void)sys.unlink(s->path);
	release(s);
	return rc;
}

void sheet_drop(struct sheet *s)
{
	if (!s)
		return;
	if (s->book)
		(void)workbook_close(s->book);      /* the only way to give its memory back */
	(void)sys.unlink(s->path);
	release(s);
}
