/* sheet — a table of texts written row by row into a file that a spreadsheet opens without running anything: CSV or XLSX, one interface.
 *
 * CSV       UTF-8 with a BOM, RFC 4180, lines end in CR LF. What a spreadsheet would take for a formula (first character = + - @ TAB CR LF, or the
 *           full-width forms of the first four) gets an apostrophe before it.
 * XLSX      every cell is text in the number format "text": no formula, no number, no link, no shared strings; a text that Excel would
 *           read as an escape (_x0041_) stays what it is.
 * Owner     the caller of sheet_open, one thread. The file is made with mode 0600 and must not exist; sheet_end closes it, sheet_drop also removes it.
 * Bounds    memory does not grow with the rows (a row is written when the next begins); temporary files lie in tmp, without a name.
 * Never     knows what the cells mean, or who may see them. */
#pragma once
#include "base/err.h"

enum sheet_form { SHEET_CSV, SHEET_XLSX, SHEET_N };
extern const str sheet_form_names[SHEET_N];      /* "csv", "xlsx": also the end of a file's name */
enum { SHEET_COLS = 64, SHEET_CELL = 8192, SHEET_ROWS = 1048576 };

struct sheet;
/* tmp: folder for what XLSX writes in between. name: of the XLSX's only sheet, 1 to 31 characters without []:*?/\ . E_STATE: path exists; E_IO, E_FULL,
 * E_INVALID (name). */
MUST_USE int sheet_open(const char *path, enum sheet_form form, const char *tmp, const char *name, utc_ms now, struct err *e, struct sheet **ret);
/* head: shown bold in XLSX. E_INVALID: not UTF-8, a control character other than TAB, LF and CR, a cell or row too long; E_TOOBIG: more rows than a sheet holds; E_IO, E_FULL. */
MUST_USE int sheet_row(struct sheet *s, bool head, const str *cell, int n, struct err *e);
/* Ends the file, synced not: it is given away and removed. s is gone in every case; on a fault so is the file. */
MUST_USE int sheet_end(struct sheet *s, struct err *e);
void sheet_drop(struct sheet *s);      /* NULL is fine */
/* Content type of the form. */
const char *sheet_type(enum sheet_form form);
