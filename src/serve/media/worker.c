/* worker — the picture worker: reads one picture from standard input, writes one JPEG to standard output, in a jail. See media.h. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <jpeglib.h>
#include <png.h>

#include "platform/proc.h"
#include "serve/media/media.h"
#include "serve/media/media_int.h"

enum { QUALITY = 85 };

/* RGB, 8 bit a channel. */
struct image { uint8_t *rgb; uint32_t w, h; };

static bool size_ok(uint32_t w, uint32_t h)
{
	return w >= 1 && h >= 1 && w <= 65500 && h <= 65500 && (uint64_t)w * h <= MEDIA_PIXELS;
}

/* --- JPEG in --- */

struct jpeg_fail { struct jpeg_error_mgr base; jmp_buf jump; };

static void jpeg_give_up(j_common_ptr c)
{
	longjmp(((struct jpeg_fail *)c->err)->jump, 1);
}

static void jpeg_quiet(j_common_ptr c, int level)
{
	/* a warning is damage: what is kept as evidence is whole or not there */
	if (level < 0)
		c->err->num_warnings++;
}

/* The orientation of EXIF (1..8) in the APP1 segment, or 1. */
static int orientation(const struct jpeg_decompress_struct *d)
{
	for (const struct jpeg_marker_struct *m = d->marker_list; m; m = m->next) {
		const uint8_t *p = m->data;
		size_t n = m->data_length;
		if (m->marker != JPEG_APP0 + 1 || n < 14 || memcmp(p, "Exif\0\0", 6) != 0)
			continue;
		bool big = p[6] == 'M';
		const uint8_t *t = p + 6;
		size_t left = n - 6;
#define U16(at) (big ? (uint32_t)be16(t + (at)) : (uint32_t)(t[at] | t[(at) + 1] << 8))
		uint32_t ifd = big ? be32(t + 4) : le32(t + 4);
		if (ifd > left - 2 || left < 10)
			return 1;
		uint32_t count = U16(ifd);
		for (uint32_t i = 0; i < count && ifd + 2 + (size_t)(i + 1) * 12 <= left; i++) {
			size_t at = ifd + 2 + (size_t)i * 12;
			if (U16(at) == 0x0112)
				return U16(at + 8) >= 1 && U16(at + 8) <= 8 ? (int)U16(at + 8) : 1;
		}
#undef U16
	}
	return 1;
}

static bool read_jpeg(const uint8_t *in, size_t n, struct image *ret, int *ret_turn)
{
	struct jpeg_decompress_struct d;
	struct jpeg_fail fail;
	uint8_t *volatile rgb = NULL;

	d.err = jpeg_std_error(&fail.base);
	fail.base.error_exit = jpeg_give_up;
	fail.base.emit_message = jpeg_quiet;
	if (setjmp(fail.jump)) {
		free(rgb);
		return false;
	}
	jpeg_create_decompress(&d);
	jpeg_mem_src(&d, in, n);
	jpeg_save_markers(&d, JPEG_APP0 + 1, 0xffff);
	jpeg_read_header(&d, TRUE);
	if (!size_ok(d.image_width, d.image_height))
		return false;
	*ret_turn = orientation(&d);
	d.out_color_space = JCS_RGB;
	/* the decoder halves for less than the work of reading it whole */
	for (d.scale_num = d.scale_denom = 1; d.scale_denom < 8 && MAX(d.image_width, d.image_height) / (d.scale_denom * 2) >= MEDIA_SIDE;)
		d.scale_denom *= 2;
	jpeg_start_decompress(&d);
	rgb = malloc((size_t)d.output_width * d.output_height * 3);
	if (!rgb)
		return false;
	while (d.output_scanline < d.output_height) {
		JSAMPROW row = rgb + (size_t)d.output_scanline * d.output_width * 3;
		jpeg_read_scanlines(&d, &row, 1);
	}
	jpeg_finish_decompress(&d);
	bool whole = fail.base.num_warnings == 0;
	*ret = (struct image){ rgb, d.output_width, d.output_height };
	jpeg_destroy_decompress(&d);
	return whole;
}

/* --- PNG in --- */

static bool read_png(const uint8_t *in, size_t n, struct image *ret)
{
	png_image p = { .version = PNG_IMAGE_VERSION };
	png_color white = { 255, 255, 255 };

	if (!png_image_begin_read_from_memory(&p, in, n) || !size_ok(p.width, p.height))
		return false;
	p.format = PNG_FORMAT_RGB;
	uint8_t *rgb = malloc(PNG_IMAGE_SIZE(p));
	if (!rgb || !png_image_finish_read(&p, &white, rgb, 0, NULL) || PNG_IMAGE_FAILED(p))
		return false;
	*ret = (struct image){ rgb, p.width, p.height };
	return true;
}

/* --- turning, shrinking --- */

/* Upright by EXIF's orientation: bit 4 swaps the axes, the others mirror. */
static bool upright(struct image *m, int turn)
{
	bool swap = turn >= 5, flip_x = turn == 2 || turn == 3 || turn == 7 || turn == 6, flip_y = turn == 4 || turn == 3 || turn == 7 || turn == 8;
	uint32_t w = swap ? m->h : m->w, h = swap ? m->w : m->h;

	if (turn == 1)
		return true;
	uint8_t *to = malloc((size_t)w * h * 3);
	if (!to)
		return false;
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++) {
			uint32_t tx = flip_x ? w - 1 - x : x, ty = flip_y ? h - 1 - y : y;
			uint32_t sx = swap ? ty : tx, sy = swap ? tx : ty;
			memcpy(to + ((size_t)y * w + x) * 3, m->rgb + ((size_t)sy * m->w + sx) * 3, 3);
		}
	free(m->rgb);
	*m = (struct image){ to, w, h };
	return true;
}

/* The mean of the pixels that fall into each new one. */
static bool shrink(struct image *m)
{
	uint32_t side = MAX(m->w, m->h);

	if (side <= MEDIA_SIDE)
		return true;
	uint32_t w = MAX(1u, (uint32_t)((uint64_t)m->w * MEDIA_SIDE / side)), h = MAX(1u, (uint32_t)((uint64_t)m->h * MEDIA_SIDE / side));
	uint8_t *to = malloc((size_t)w * h * 3);
	if (!to)
		return false;
	for (uint32_t y = 0; y < h; y++) {
		uint32_t y0 = (uint32_t)((uint64_t)y * m->h / h), y1 = MAX(y0 + 1, (uint32_t)((uint64_t)(y + 1) * m->h / h));
		for (uint32_t x = 0; x < w; x++) {
			uint32_t x0 = (uint32_t)((uint64_t)x * m->w / w), x1 = MAX(x0 + 1, (uint32_t)((uint64_t)(x + 1) * m->w / w)), sum[3] = { 0 };
			for (uint32_t v = y0; v < y1; v++)
				for (uint32_t u = x0; u < x1; u++)
					for (int c = 0; c < 3; c++)
						sum[c] += m->rgb[((size_t)v * m->w + u) * 3 + (size_t)c];
			for (int c = 0; c < 3; c++)
				to[((size_t)y * w + x) * 3 + (size_t)c] = (uint8_t)(sum[c] / ((x1 - x0) * (y1 - y0)));
		}
	}
	free(m->rgb);
	*m = (struct image){ to, w, h };
	return true;
}

/* --- JPEG out --- */

static bool write_all(const void *p, size_t n)
{
	const char *at = p;

	while (n) {
		ssize_t w = write(1, at, n);
		if (w <= 0)
			return false;
		at += w;
		n -= (size_t)w;
	}
	return true;
}

static bool write_jpeg(const struct image *m)
{
	struct jpeg_compress_struct c;
	struct jpeg_fail fail;
	unsigned char *out = NULL;
	unsigned long n = 0;
	uint8_t head[MEDIA_HEAD];

	c.err = jpeg_std_error(&fail.base);
	fail.base.error_exit = jpeg_give_up;
	fail.base.emit_message = jpeg_quiet;
	if (setjmp(fail.jump))
		return false;
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, &n);
	c.image_width = m->w;
	c.image_height = m->h;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, QUALITY, TRUE);
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = m->rgb + (size_t)c.next_scanline * m->w * 3;
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	put_le32(head, MEDIA_MAGIC);
	put_le32(head + 4, m->w);
	put_le32(head + 8, m->h);
	return write_all(head, sizeof head) && write_all(out, n);
}

static uint8_t *read_all(size_t *ret_n)
{
	uint8_t *p = malloc(MEDIA_IN_MAX + 1);
	size_t n = 0;
	ssize_t r;

	if (!p)
		return NULL;
	while (n <= MEDIA_IN_MAX && (r = read(0, p + n, MEDIA_IN_MAX + 1 - n)) > 0)
		n += (size_t)r;
	*ret_n = n;
	return n > MEDIA_IN_MAX ? NULL : p;
}

int media_worker(void)
{
	static const uint8_t png_sign[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	struct image m = { .w = 0 };
	struct err e = { 0 };
	int turn = 1;
	size_t n = 0;

	if (jail_enter(MEDIA_MEM, MEDIA_CPU_S, &e) < 0)
		return MEDIA_NO_JAIL;
	uint8_t *in = read_all(&n);
	if (!in || n < 12)
		return MEDIA_BAD;
	bool png = memcmp(in, png_sign, sizeof png_sign) == 0;
	if (!(png ? read_png(in, n, &m) : read_jpeg(in, n, &m, &turn)))
		return MEDIA_BAD;
	free(in);
	return upright(&m, turn) && shrink(&m) && write_jpeg(&m) ? 0 : MEDIA_BAD;
}
