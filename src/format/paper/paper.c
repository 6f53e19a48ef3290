/* paper — see paper.h. Layout runs down the page with one pen; whatever does not fit begins the next page. */
#include "format/paper/paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utc.h"

enum { PDF_MAX = 32 << 20, QR_MAX = 512 };

struct sheet { double w, h, margin, base; };   /* base: font size of the form */
static const struct sheet sheets[] = {
	[PAPER_A4] = { 595.28, 841.89, 48, 10.5 },
	[PAPER_A5_LANDSCAPE] = { 595.28, 419.53, 36, 10 },
	[PAPER_A5] = { 419.53, 595.28, 34, 9.5 },
	[PAPER_RECEIPT] = { 226.77, 0, 12, 8.5 },     /* height: what is drawn */
};

struct bytes { char *p; size_t n, cap; bool over; };

struct pen {
	const struct paper *d;
	const struct sheet *s;
	cairo_t *cr;
	double y, bottom;
	int page;
	bool measure;      /* draws nothing: finds the height of a receipt */
	bool over;
};

static cairo_status_t take_bytes(void *arg, const unsigned char *data, unsigned n)
{
	struct bytes *b = arg;

	if (b->n + n > PDF_MAX) {
		b->over = true;
		return CAIRO_STATUS_WRITE_ERROR;
	}
	if (b->n + n > b->cap) {
		b->cap = MAX(b->cap * 2, MAX(b->n + n, (size_t)1 << 16));
		b->p = realloc(b->p, b->cap);
		if (!b->p)
			BUG("out of memory");
	}
	memcpy(b->p + b->n, data, n);
	b->n += n;
	return CAIRO_STATUS_SUCCESS;
}

/* --- text --- */

struct line { double size; bool bold; PangoAlignment align; double grey; };

static PangoLayout *layout_of(struct pen *p, str text, double width, const struct line *how)
{
	PangoLayout *l = pango_cairo_create_layout(p->cr);
	PangoFontDescription *f = pango_font_description_new();

	/* 72: a point is a point; pango's 96 draws everything a third too large */
	pango_cairo_context_set_resolution(pango_layout_get_context(l), 72);
	pango_context_set_language(pango_layout_get_context(l), pango_language_from_string("zh-cn"));
	pango_layout_context_changed(l);
	pango_font_description_set_family_static(f, PAPER_FONT);
	pango_font_description_set_weight(f, how->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(f, how->size * PANGO_SCALE);
	pango_layout_set_font_description(l, f);
	pango_font_description_free(f);
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(l, how->align);
	pango_layout_set_text(l, text.p ? text.p : "", (int)text.n);
	return l;
}

static double height_of(PangoLayout *l)
{
	PangoRectangle r;

	pango_layout_get_extents(l, NULL, &r);
	return (double)r.height / PANGO_SCALE;
}

static void show(struct pen *p, PangoLayout *l, double x, double y, double grey)
{
	if (!p->measure) {
		cairo_set_source_rgb(p->cr, grey, grey, grey);
		cairo_move_to(p->cr, x, y);
		pango_cairo_show_layout(p->cr, l);
	}
	g_object_unref(l);
}

static void rule(struct pen *p, double x0, double y0, double x1, double y1, double width, double grey)
{
	if (p->measure)
		return;
	cairo_set_source_rgb(p->cr, grey, grey, grey);
	cairo_set_line_width(p->cr, width);
	cairo_move_to(p->cr, x0, y0);
	cairo_line_to(p->cr, x1, y1);
	cairo_stroke(p->cr);
}

static double inner(const struct pen *p)
{
	return p->s->w - 2 * p->s->margin;
}

/* --- pages --- */

static void watermark(struct pen *p)
{
	if (!p->d->watermark.n || p->measure)
		return;
	PangoLayout *l = layout_of(p, p->d->watermark, 2 * p->s->w, &(struct line){ 22, true, PANGO_ALIGN_LEFT, 0 });
	int wide;
	pango_layout_get_pixel_size(l, &wide, NULL);
	for (double y = 0; y < p->s->h + p->s->w; y += 140)
		for (double x = 10; x < p->s->w; x += wide + 70) {      /* one is whole wherever the paper is cut */
			cairo_save(p->cr);
			cairo_translate(p->cr, x, y);
			cairo_rotate(p->cr, -M_PI / 7);
			cairo_set_source_rgba(p->cr, 0.35, 0.45, 0.6, 0.13);
			cairo_move_to(p->cr, 0, 0);
			pango_cairo_show_layout(p->cr, l);
			cairo_restore(p->cr);
		}
	g_object_unref(l);
}

static void footer(struct pen *p)
{
	char text[64];

	if (p->d->size == PAPER_RECEIPT)
		return;
	double y = p->s->h - p->s->margin + 8;
	rule(p, p->s->margin, y - 4, p->s->w - p->s->margin, y - 4, 0.4, 0.6);
	show(p, layout_of(p, p->d->footer, inner(p) - 60, &(struct line){ 7.5, false, PANGO_ALIGN_LEFT, 0.35 }), p->s->margin, y, 0.35);
	snprintf(text, sizeof text, "第 %d 页", p->page);
	show(p, layout_of(p, str_of(text), inner(p), &(struct line){ 7.5, false, PANGO_ALIGN_RIGHT, 0.35 }), p->s->margin, y, 0.35);
}

static void next_page(struct pen *p)
{
	footer(p);
	if (!p->measure)
		cairo_show_page(p->cr);
	p->page++;
	p->over |= p->page > PAPER_PAGES;
	p->y = p->s->margin;
	watermark(p);
	if (p->d->number.n) {
		PangoLayout *l = layout_of(p, p->d->number, inner(p), &(struct line){ 8, false, PANGO_ALIGN_RIGHT, 0.35 });
		double h = height_of(l);
		show(p, l, p->s->margin, p->y, 0.35);
		p->y += h + 6;
	}
}

/* Room for h more, on this page or the next. */
static void room(struct pen *p, double h)
{
	if (p->d->size != PAPER_RECEIPT && p->y + h > p->bottom && p->y > p->s->margin + 30)
		next_page(p);
}

/* What is longer than a page begins where the pen is, and goes on after each page's last line. */
static void put_long(struct pen *p, str text, const struct line *how)
{
	while (text.n && !p->over) {
		PangoLayout *l = layout_of(p, text, inner(p), how);
		int lines = pango_layout_get_line_count(l), fit = (int)((p->bottom - p->y) / (height_of(l) / lines));
		size_t n = fit <= 0 ? 0 : fit < lines ? (size_t)pango_layout_get_line_readonly(l, fit)->start_index : text.n;
		g_object_unref(l);
		if (n) {
			l = layout_of(p, (str){ text.p, n }, inner(p), how);
			double h = height_of(l);
			show(p, l, p->s->margin, p->y, how->grey);
			p->y += h;
			text = (str){ text.p + n, text.n - n };
		}
		if (text.n)
			next_page(p);
	}
}

static void put_text(struct pen *p, str text, const struct line *how, double after)
{
	if (!text.n)
		return;
	PangoLayout *l = layout_of(p, text, inner(p), how);
	double h = height_of(l);
	if (p->d->size != PAPER_RECEIPT && h > p->bottom - p->s->margin - 30) {
		g_object_unref(l);
		put_long(p, text, how);
		p->y += after;
		return;
	}
	room(p, h);
	show(p, l, p->s->margin, p->y, how->grey);
	p->y += h + after;
}

/* --- the parts of a document --- */

static void head(struct pen *p)
{
	const struct paper *d = p->d;
	double b = p->s->base;

	put_text(p, d->issuer, &(struct line){ b, false, PANGO_ALIGN_CENTER, 0.25 }, 3);
	put_text(p, d->title, &(struct line){ b * 1.9, true, PANGO_ALIGN_CENTER, 0 }, 2);
	put_text(p, d->subtitle, &(struct line){ b * 0.85, false, PANGO_ALIGN_CENTER, 0.35 }, 6);
	put_text(p, d->number, &(struct line){ b, false, d->size == PAPER_RECEIPT ? PANGO_ALIGN_CENTER : PANGO_ALIGN_RIGHT, 0.15 }, 6);
}

/* One label and value in a box; returns the height it needs. Draws when y >= 0. */
static double field(struct pen *p, const struct paper_field *f, double x, double y, double w, double h)
{
	double label_w = MIN(w * 0.36, p->s->base * 7.2), pad = 4;
	struct line label = { p->s->base * 0.92, false, PANGO_ALIGN_LEFT, 0.35 }, value = { p->s->base, false, PANGO_ALIGN_LEFT, 0 };
	PangoLayout *a = layout_of(p, f->label, label_w - 2 * pad, &label), *b = layout_of(p, f->value, w - label_w - 2 * pad, &value);
	double need = MAX(height_of(a), height_of(b)) + 2 * pad;

	if (y < 0) {
		g_object_unref(a);
		g_object_unref(b);
		return need;
	}
	show(p, a, x + pad, y + pad, 0.35);
	show(p, b, x + label_w + pad, y + pad, 0);
	rule(p, x, y, x + w, y, 0.5, 0.55);
	rule(p, x, y + h, x + w, y + h, 0.5, 0.55);
	rule(p, x, y, x, y + h, 0.5, 0.55);
	rule(p, x + w, y, x + w, y + h, 0.5, 0.55);
	rule(p, x + label_w, y, x + label_w, y + h, 0.3, 0.75);
	return need;
}

static void form(struct pen *p)
{
	const struct paper *d = p->d;
	double w = inner(p);

	for (size_t i = 0; i < d->nfields && !p->over;) {
		const struct paper_field *a = &d->fields[i], *b = i + 1 < d->nfields ? &d->fields[i + 1] : NULL;
		bool one = d->size == PAPER_RECEIPT || a->wide || !b || b->wide;
		double each = one ? w : w / 2;
		double h = field(p, a, 0, -1, each, 0);
		if (!one)
			h = MAX(h, field(p, b, 0, -1, each, 0));
		room(p, h);
		field(p, a, p->s->margin, p->y, each, h);
		if (!one)
			field(p, b, p->s->margin + each, p->y, each, h);
		p->y += h;
		i += one ? 1 : 2;
	}
	if (d->nfields)
		p->y += 8;
}

enum { PICTURE_HIGH = 250, PICTURE_SIDE = 10000 };

/* PA4: the surface holds no pixels that are drawn; what cairo writes of it is the JPEG. */
static int picture(struct pen *p, struct err *e)
{
	const struct paper_picture *pic = p->d->picture;

	if (!pic || !pic->jpeg.n)
		return 0;
	if (pic->width <= 0 || pic->height <= 0 || pic->width > PICTURE_SIDE || pic->height > PICTURE_SIDE)
		return ERR(e, E_INVALID, "a picture of that size cannot be printed");
	double k = MIN(inner(p) / pic->width, (double)PICTURE_HIGH / pic->height), w = pic->width * k, h = pic->height * k;
	room(p, h + 40);
	if (!p->measure) {
		cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_A8, pic->width, pic->height);
		cairo_status_t st = cairo_surface_set_mime_data(s, CAIRO_MIME_TYPE_JPEG, (const unsigned char *)pic->jpeg.p, pic->jpeg.n, NULL, NULL);
		cairo_save(p->cr);
		cairo_translate(p->cr, p->s->margin + (inner(p) - w) / 2, p->y);
		cairo_scale(p->cr, k, k);
		cairo_set_source_surface(p->cr, s, 0, 0);
		cairo_paint(p->cr);
		cairo_restore(p->cr);
		cairo_surface_destroy(s);
		if (st != CAIRO_STATUS_SUCCESS || cairo_status(p->cr) != CAIRO_STATUS_SUCCESS)
			return ERR(e, E_INVALID, "the picture cannot be put into the document");
	}
	p->y += h + 3;
	put_text(p, pic->caption, &(struct line){ 7.5, false, PANGO_ALIGN_CENTER, 0.25 }, 8);
	return 0;
}

static void table_row(struct pen *p, const struct paper_table *t, const str *cells, bool is_head)
{
	PangoLayout *l[PAPER_COLUMNS];
	double h = 0, x = p->s->margin, total = 0, pad = 3;
	struct line how = { p->s->base * 0.9, is_head, PANGO_ALIGN_LEFT, 0 };

	for (int i = 0; i < t->columns; i++)
		total += t->share[i];
	for (int i = 0; i < t->columns; i++) {
		l[i] = layout_of(p, cells[i], inner(p) * t->share[i] / total - 2 * pad, &how);
		h = MAX(h, height_of(l[i]));
	}
	h += 2 * pad;
	if (!is_head && p->y + h > p->bottom && p->d->size != PAPER_RECEIPT) {
		next_page(p);
		table_row(p, t, t->head, true);
	}
	for (int i = 0; i < t->columns; i++) {
		show(p, l[i], x + pad, p->y + pad, 0);
		x += inner(p) * t->share[i] / total;
	}
	p->y += h;
	rule(p, p->s->margin, p->y, p->s->margin + inner(p), p->y, is_head ? 0.9 : 0.3, is_head ? 0.2 : 0.7);
}

static void table(struct pen *p, const struct paper_table *t)
{
	room(p, t->title.n ? 80 : 60);
	put_text(p, t->title, &(struct line){ p->s->base, true, PANGO_ALIGN_LEFT, 0 }, 2);
	table_row(p, t, t->head, true);
	for (size_t i = 0; i < t->rows && !p->over; i++)
		table_row(p, t, t->cells + i * (size_t)t->columns, false);
	p->y += 8;
}

static int qr_draw(struct pen *p, double x, double y, double side, struct err *e)
{
	char text[QR_MAX + 1];

	if (p->measure)
		return 0;
	if (p->d->qr.n > QR_MAX)
		return ERR(e, E_INVALID, "the text of a code has at most %d bytes", QR_MAX);
	memcpy(text, p->d->qr.p, p->d->qr.n);
	text[p->d->qr.n] = 0;
	QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (!q)
		return ERR(e, E_INVALID, "the text of the code cannot be encoded");
	double m = side / q->width;
	cairo_set_source_rgb(p->cr, 0, 0, 0);
	for (int r = 0; r < q->width; r++)
		for (int c = 0; c < q->width; c++)
			if (q->data[r * q->width + c] & 1)
				cairo_rectangle(p->cr, x + c * m, y + r * m, m, m);
	cairo_fill(p->cr);
	QRcode_free(q);
	return 0;
}

/* --- paragraphs beside the code: a small certificate stays one page --- */

enum { CODE_SIDE = 92, CODE_GAP = 18, SEAL_WIDTH = 110 };

static double beside_width(const struct pen *p)
{
	return inner(p) - CODE_SIDE - CODE_GAP - (p->d->seal ? SEAL_WIDTH : 0);
}

static bool beside(struct pen *p)
{
	const struct paper *d = p->d;
	struct line how = { p->s->base * 0.9, false, PANGO_ALIGN_LEFT, 0.1 };
	double h = 0;

	if (!d->beside || !d->qr.n || d->nsign || d->size == PAPER_RECEIPT)
		return false;
	for (size_t i = 0; i < d->ntext; i++) {
		PangoLayout *l = layout_of(p, d->text[i], beside_width(p), &how);
		h += height_of(l) + 4;
		g_object_unref(l);
	}
	return h <= CODE_SIDE + 12;
}

static void texts_beside(struct pen *p, double y)
{
	struct line how = { p->s->base * 0.9, false, PANGO_ALIGN_LEFT, 0.1 };

	for (size_t i = 0; i < p->d->ntext; i++) {
		PangoLayout *l = layout_of(p, p->d->text[i], beside_width(p), &how);
		double h = height_of(l);
		show(p, l, p->s->margin + CODE_SIDE + CODE_GAP, y, how.grey);
		y += h + 4;
	}
}

/* The code at the left, lines to sign and the place of the seal at the right; kept together on one page. */
static int foot(struct pen *p, struct err *e)
{
	const struct paper *d = p->d;
	bool roll = d->size == PAPER_RECEIPT;
	double side = d->qr.n ? (roll ? 110 : CODE_SIDE) : 0, line_h = 24, signs = d->nsign * line_h, caption = d->qr_caption.n ? 12 : 0;
	double h = roll ? side + caption + signs + 8 : MAX(side + caption, signs + (d->seal ? 20 : 0));

	room(p, h + 6);
	double top = p->y + 4, x = p->s->margin;
	if (d->qr.n) {
		TRY(qr_draw(p, roll ? (p->s->w - side) / 2 : x, top, side, e));
		if (d->qr_caption.n) {
			PangoLayout *l = layout_of(p, d->qr_caption, roll ? inner(p) : side + 60, &(struct line){ 7.5, false, roll ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT, 0.3 });
			show(p, l, x, top + side + 2, 0.3);
		}
	}
	double sx = roll || d->size == PAPER_A5 ? x : x + side + 90, sy = roll ? top + side + caption : top;
	for (int i = 0; i < d->nsign; i++) {
		struct line how = { p->s->base * 0.95, false, PANGO_ALIGN_LEFT, 0.2 };
		show(p, layout_of(p, d->sign[i], 110, &how), sx, sy, 0.2);
		rule(p, sx + 90, sy + 14, p->s->w - p->s->margin - (d->seal && !roll ? 110 : 0), sy + 14, 0.5, 0.4);
		sy += line_h;
	}
	if (beside(p))
		texts_beside(p, top);
	if (d->seal && !roll)
		show(p, layout_of(p, S("（盖章）"), 100, &(struct line){ p->s->base, false, PANGO_ALIGN_CENTER, 0.5 }), p->s->w - p->s->margin - 100, top + 30, 0.5);
	p->y = top + h + 6;
	return 0;
}

static int draw(struct pen *p, struct err *e)
{
	const struct paper *d = p->d;

	p->page = 1;
	p->y = p->s->margin;
	watermark(p);
	head(p);
	form(p);
	TRY(picture(p, e));
	for (const struct paper_table *t = d->table; t && !p->over; t = t->next)
		table(p, t);
	for (size_t i = 0; i < d->ntext && !beside(p); i++)
		put_text(p, d->text[i], &(struct line){ p->s->base, false, PANGO_ALIGN_LEFT, 0.1 }, 5);
	put_text(p, d->small, &(struct line){ 6.5, false, PANGO_ALIGN_LEFT, 0.25 }, 5);
	if (d->qr.n || d->nsign || d->seal)
		TRY(foot(p, e));
	if (d->size == PAPER_RECEIPT)
		put_text(p, d->footer, &(struct line){ 7, false, PANGO_ALIGN_CENTER, 0.35 }, 4);
	footer(p);
	return p->over ? ERR(e, E_TOOBIG, "the document has more than %d pages", PAPER_PAGES) : 0;
}

/* --- in and out --- */

static int check_table(const struct paper_table *t, struct err *e)
{
	ASSERT(t->columns > 0 && t->columns <= PAPER_COLUMNS);
	if (t->rows > PAPER_ROWS)
		return ERR(e, E_TOOBIG, "a document has at most %d rows", PAPER_ROWS);
	for (size_t i = 0; i < t->rows * (size_t)t->columns; i++)
		if (!str_utf8(t->cells[i]))
			return ERR(e, E_INVALID, "a cell of the document is not UTF-8");
	return str_utf8(t->title) ? 0 : ERR(e, E_INVALID, "the title of a table is not UTF-8");
}

static int check(const struct paper *d, struct err *e)
{
	const str one[] = { d->issuer, d->title, d->subtitle, d->number, d->qr, d->qr_caption, d->small, d->footer, d->watermark };

	for (size_t i = 0; i < COUNTOF(one); i++)
		if (!str_utf8(one[i]))
			return ERR(e, E_INVALID, "a text of the document is not UTF-8");
	for (size_t i = 0; i < d->nfields; i++)
		if (!str_utf8(d->fields[i].label) || !str_utf8(d->fields[i].value))
			return ERR(e, E_INVALID, "a field of the document is not UTF-8");
	for (size_t i = 0; i < d->ntext; i++)
		if (!str_utf8(d->text[i]))
			return ERR(e, E_INVALID, "a paragraph of the document is not UTF-8");
	for (const struct paper_table *t = d->table; t; t = t->next)
		TRY(check_table(t, e));
	if (d->nfields > PAPER_ROWS || d->ntext > PAPER_ROWS)
		return ERR(e, E_TOOBIG, "a document has at most %d rows", PAPER_ROWS);
	ASSERT(d->nsign <= PAPER_SIGNS);
	return 0;
}

int paper_ready(struct err *e)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
	cairo_t *cr = cairo_create(s);
	PangoLayout *l = pango_cairo_create_layout(cr);
	PangoFontDescription *want = pango_font_description_from_string(PAPER_FONT " 10");
	PangoFont *f = pango_context_load_font(pango_layout_get_context(l), want);
	PangoFontDescription *got = f ? pango_font_describe(f) : NULL;
	bool ok = got && strcmp(pango_font_description_get_family(got), PAPER_FONT) == 0;

	pango_font_description_free(got);
	if (f)
		g_object_unref(f);
	pango_font_description_free(want);
	g_object_unref(l);
	cairo_destroy(cr);
	cairo_surface_destroy(s);
	return ok ? 0 : ERR(e, E_CONFIG, "the font '%s' is not installed (Debian: fonts-noto-cjk); documents cannot be printed", PAPER_FONT);
}

/* Each begins on a page of its own, its pages counted from one. */
static int draw_all(struct pen *p, const struct paper *const *v, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		p->d = v[i];
		TRY(draw(p, e));
		if (i + 1 < n && !p->measure)
			cairo_show_page(p->cr);
	}
	return 0;
}

static int render(struct pen *p, const struct paper *const *v, size_t n, double height, struct bytes *out, struct err *e)
{
	char when[UTC_TEXT];
	struct sheet s = *p->s;
	cairo_surface_t *surface = out ? cairo_pdf_surface_create_for_stream(take_bytes, out, s.w, height)
	                               : cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);

	if (out) {
		utc_text(v[0]->at, when);
		memcpy(when + 19, "+08:00", 7);      /* PDF dates have no milliseconds */
		cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
		cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Yanzhen");
	}
	s.h = height;
	p->s = &s;
	p->bottom = height - s.margin - 4;
	p->measure = out == NULL;
	p->cr = cairo_create(surface);
	int rc = draw_all(p, v, n, e);
	cairo_destroy(p->cr);
	cairo_surface_finish(surface);
	if (rc == 0 && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
		rc = ERR(e, E_TOOBIG, "the document is too large: %s", cairo_status_to_string(cairo_surface_status(surface)));
	cairo_surface_destroy(surface);
	return rc;
}

int paper_pdf(const struct paper *d, struct arena *a, struct err *e, str *ret)
{
	return paper_pdf_all(&d, 1, a, e, ret);
}

int paper_pdf_all(const struct paper *const *v, size_t n, struct arena *a, struct err *e, str *ret)
{
	const struct sheet *s = &sheets[v[0]->size];
	struct bytes out = { .n = 0 };
	struct pen p = { .s = s };
	double height = s->h;

	ASSERT(n > 0 && (n == 1 || v[0]->size != PAPER_RECEIPT));
	for (size_t i = 0; i < n; i++) {
		ASSERT(v[i]->size == v[0]->size);
		TRY(check(v[i], e));
	}
	TRY(paper_ready(e));
	if (v[0]->size == PAPER_RECEIPT) {
		TRY(render(&p, v, n, 10000, NULL, e));
		height = p.y + 10;
		p = (struct pen){ .s = s };
	}
	int rc = render(&p, v, n, height, &out, e);
	if (rc == 0) {
		*ret = arena_str(a, (str){ out.p, out.n });
		rc = ret->n == out.n ? 0 : ERR(e, E_TOOBIG, "the document is too large");
	}
	free(out.p);
	return rc;
}
