/* gbt20999 — see gbt20999.h. */
#include "format/gbt20999/gbt20999.h"

uint16_t gbt_crc(const uint8_t *p, size_t n)
{
	uint16_t c = 0;

	for (size_t i = 0; i < n; i++) {
		c = (uint16_t)(c ^ (uint16_t)(p[i] << 8));
		for (int b = 0; b < 8; b++)
			c = (uint16_t)(c & 0x8000 ? c << 1 ^ 0x1005 : c << 1);
	}
	return c;
}

/* Takes the escapes out. Bytes of the body, or -GBT_E_; *ret_end: behind the end byte, 0 when it is not there yet. */
static int unescape(const uint8_t *p, size_t n, uint8_t *body, size_t *ret_end)
{
	size_t k = 0;

	*ret_end = 0;
	for (size_t i = 1; i < n; i++) {
		uint8_t b = p[i];
		if (b == GBT_END) {
			*ret_end = i + 1;
			return (int)k;
		}
		if (b == GBT_START) {             /* the frame before it was broken off */
			*ret_end = i;
			return -GBT_E_ESCAPE;
		}
		if (b == GBT_ESC) {
			if (++i == n)
				return 0;
			b = p[i];
			if (b != GBT_ESC && b != GBT_START && b != GBT_END) {
				*ret_end = i;
				return -GBT_E_ESCAPE;
			}
		}
		if (k == GBT_MAX_BODY) {
			*ret_end = i;
			return -GBT_E_LONG;
		}
		body[k++] = b;
	}
	return 0;
}

static int read_body(const uint8_t *b, size_t n, struct gbt_frame *ret)
{
	if (n < GBT_HEAD + 2)
		return -GBT_E_SHORT;
	if (gbt_crc(b, n - 2) != be16(b + n - 2))
		return -GBT_E_CRC;
	uint16_t len = be16(b);
	if (len != n && len + 2u != n && len != n - 4)
		return -GBT_E_LENGTH;
	*ret = (struct gbt_frame){ .version = be16(b + 2), .centre = b[4], .controller = be32(b + 5), .road = b[9], .seq = b[10], .type = b[11], .items = b[12],
		.body = b + GBT_HEAD, .n = (uint32_t)(n - GBT_HEAD - 2) };
	uint32_t at = 0, items = 0;
	struct gbt_item it;
	while (gbt_item(ret, &at, &it) == 1)
		items++;
	return items == ret->items && at == ret->n ? 1 : -GBT_E_ITEMS;
}

int gbt_parse(const uint8_t *p, size_t n, uint8_t *body, struct gbt_frame *ret, size_t *ret_used)
{
	const uint8_t *start = n ? memchr(p, GBT_START, n) : NULL;
	size_t skip = start ? (size_t)(start - p) : n, end;

	*ret_used = skip;
	if (!start)
		return 0;
	int k = unescape(start, n - skip, body, &end);
	*ret_used = skip + end;
	if (end == 0)
		return 0;
	return k < 0 ? k : read_body(body, (size_t)k, ret);
}

int gbt_item(const struct gbt_frame *f, uint32_t *io_at, struct gbt_item *ret)
{
	const uint8_t *p = f->body + *io_at;

	if (f->n - *io_at < 6 || p[1] < 4 || f->n - *io_at < 2u + p[1])
		return 0;
	*ret = (struct gbt_item){ p[0], p[2], p[3], p[4], p[5], (uint8_t)(p[1] - 4), p + 6 };
	*io_at += 2u + p[1];
	return 1;
}

/* --- writing --- */

static bool put_escaped(uint8_t *out, size_t cap, size_t *io_n, uint8_t b)
{
	bool esc = b == GBT_ESC || b == GBT_START || b == GBT_END;

	if (*io_n + 1 + esc > cap)
		return false;
	if (esc)
		out[(*io_n)++] = GBT_ESC;
	out[(*io_n)++] = b;
	return true;
}

size_t gbt_build(const struct gbt_frame *head, const struct gbt_put *items, int n, uint8_t *out, size_t cap)
{
	uint8_t b[GBT_MAX_BODY];
	size_t k = GBT_HEAD, at = 0;

	if (n < 0 || n > 255 || cap < 2)
		return 0;
	for (int i = 0; i < n; i++) {
		const struct gbt_put *it = &items[i];
		if (it->n > sizeof it->value || k + 6 + it->n + 2 > sizeof b)
			return 0;
		const uint8_t fixed[6] = { (uint8_t)(i + 1), (uint8_t)(4 + it->n), it->cls, it->object, it->attr, it->element };
		memcpy(b + k, fixed, sizeof fixed);
		memcpy(b + k + 6, it->value, it->n);
		k += 6u + it->n;
	}
	put_be16(b, (uint16_t)(k + 2));
	put_be16(b + 2, GBT_VERSION);
	b[4] = head->centre;
	put_be32(b + 5, head->controller);
	b[9] = head->road;
	b[10] = head->seq;
	b[11] = head->type;
	b[12] = (uint8_t)n;
	put_be16(b + k, gbt_crc(b, k));
	k += 2;
	out[at++] = GBT_START;
	for (size_t i = 0; i < k; i++)
		if (!put_escaped(out, cap - 1, &at, b[i]))
			return 0;
	out[at++] = GBT_END;
	return at;
}

/* --- what it means --- */

static const struct { uint8_t code; char state; } lights[] = {
	{ 0x01, 'O' }, { 0x10, 'R' }, { 0x11, 'F' }, { 0x12, 'F' }, { 0x20, 'G' }, { 0x21, 'G' }, { 0x22, 'G' }, { 0x30, 'Y' }, { 0x31, 'F' }, { 0x32, 'F' }, { 0x40, 'A' },
};
static const struct { uint8_t code; char state; } modes[] = {
	{ 0x10, 0 }, { 0x11, 0 }, { 0x12, 0 }, { 0x13, 0 }, { 0x14, 0 }, { 0x15, 'M' }, { 0x20, 0 }, { 0x21, 0 }, { 0x22, 0 }, { 0x23, 0 }, { 0x24, 0 }, { 0x25, 'M' },
	{ 0x30, 'U' }, { 0x31, 'F' }, { 0x32, 'M' }, { 0x33, 'O' },
};

char gbt_light(uint8_t state)
{
	for (size_t i = 0; i < COUNTOF(lights); i++)
		if (lights[i].code == state)
			return lights[i].state;
	return 'U';
}

char gbt_mode(uint8_t mode)
{
	for (size_t i = 0; i < COUNTOF(modes); i++)
		if (modes[i].code == mode)
			return modes[i].state;
	return 'U';
}
