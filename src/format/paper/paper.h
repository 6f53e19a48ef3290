/* paper — printed documents as PDF: certificates, receipts, notices, lists. One description, one look.
 *
 * cairo draws, pango sets the text (Chinese first), libqrencode makes the code. Measures are in points (1/72 inch).
 * Thread    any; each call stands alone. The first takes a few hundred milliseconds (fonts), later ones a few.
 * Invariants (each has a test of the same name in paper_test.c)
 *   PA1 the same description gives the same bytes (the time in it is the description's own)
 *   PA2 nothing is drawn over anything else or cut off: text wraps; tables, long forms and texts longer than a page go on on the next page
 *   PA4 a picture is in the file as it was given, byte for byte
 *   PA3 without the font of PAPER_FONT nothing is printed (E_CONFIG): another font would lack characters silently */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define PAPER_FONT "Noto Sans CJK SC"

enum paper_size { PAPER_A4, PAPER_A5_LANDSCAPE, PAPER_A5, PAPER_RECEIPT /* an 80 mm roll, as long as it needs to be */ };
enum { PAPER_COLUMNS = 8, PAPER_SIGNS = 4, PAPER_ROWS = 5000, PAPER_PAGES = 400 };

struct paper_field { str label, value; bool wide; };   /* wide: a line of its own */
/* cells: rows * columns. title: above it, or empty. next: stands under it, or NULL. */
struct paper_table { str head[PAPER_COLUMNS]; double share[PAPER_COLUMNS]; int columns; const str *cells; size_t rows; str title; const struct paper_table *next; };

/* A JPEG stands in the file byte for byte: nothing is decoded here, and its hash is that of what was given. width, height: its own, in pixels. */
struct paper_picture { str jpeg; int32_t width, height; str caption; };

struct paper {
	enum paper_size size;
	str issuer, title, subtitle, number;   /* number stands at the upper right */
	const struct paper_field *fields; size_t nfields;
	const struct paper_picture *picture;   /* after the form; or NULL */
	const struct paper_table *table;       /* or NULL */
	const str *text; size_t ntext;         /* paragraphs after the form */
	str small;                             /* in small type after the paragraphs: what is there to be checked rather than read */
	str qr, qr_caption;                    /* text of the code, or empty */
	bool beside;                           /* the paragraphs stand at the right of the code, where they have room there; else before it as always */
	str sign[PAPER_SIGNS]; int nsign;      /* lines to be signed: "经办人" ... */
	bool seal;                             /* a place for the seal */
	str footer;                            /* small, on every page */
	str watermark;                         /* pale and slanting over every page, or empty */
	utc_ms at;                             /* stands in the file as its time of making */
};

/* The PDF, in arena memory. E_CONFIG: the font is missing; E_TOOBIG: more rows, pages or text than the bounds above, or the arena is full;
 * E_INVALID: text that is not UTF-8, or too long for the code. */
MUST_USE int paper_pdf(const struct paper *p, struct arena *a, struct err *e, str *ret);
/* Several of one size in one file, each on pages of its own; no receipts. n > 0. */
MUST_USE int paper_pdf_all(const struct paper *const *v, size_t n, struct arena *a, struct err *e, str *ret);
/* 0, or E_CONFIG when PAPER_FONT is not installed. Asked at the start, so that a counter does not find out at its first certificate. */
MUST_USE int paper_ready(struct err *e);
