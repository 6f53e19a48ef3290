/* sup — frames: the header, its checks in order, the extensions and the builder. */
#include "format/sup/sup.h"

#include "base/crc32c.h"

enum { AT_VERSION = 2, AT_TYPE = 3, AT_FLAGS = 4, AT_EXT = 6, AT_LEN = 8, AT_SEQ = 12, AT_CRC = 20 };

static const struct { str name; bool journaled; } types[128] = {
	[SUP_HELLO] = { SI("hello"), false },
	[SUP_HELLO_ACK] = { SI("hello_ack"), false },
	[SUP_SIGHTINGS] = { SI("sightings"), true },
	[SUP_URGENT] = { SI("urgent"), true },
	[SUP_GAP] = { SI("gap"), true },
	[SUP_ACK] = { SI("ack"), false },
	[SUP_STATS] = { SI("stats"), false },
	[SUP_TIME] = { SI("time"), false },
	[SUP_CONFIG] = { SI("config"), false },
	[SUP_CONFIG_RESULT] = { SI("config_result"), false },
	[SUP_WATCHLIST] = { SI("watchlist"), false },
	[SUP_COMMAND] = { SI("command"), false },
	[SUP_RESULT] = { SI("result"), false },
	[SUP_BYE] = { SI("bye"), false },
	[SUP_ERROR] = { SI("error"), false },
};

static const str error_names[SUP_E_N] = {
	SI("?"), SI("magic"), SI("version"), SI("type"), SI("flags"), SI("length"), SI("crc"), SI("ext"), SI("trunc"),
	SI("value"), SI("zstd"), SI("order"), SI("seq"), SI("credit"), SI("identity"), SI("internal"), SI("busy"),
};

str sup_error_name(int code)
{
	return code > 0 && code < SUP_E_N ? error_names[code] : error_names[0];
}

static bool type_known(uint8_t type)
{
	return type < COUNTOF(types) && types[type].name.n > 0;
}

str sup_type_name(uint8_t type)
{
	return type_known(type) ? types[type].name : error_names[0];
}

/* Everything the first 24 bytes can tell. Fields that only the CRC can vouch for (the sequence number)
 * are judged after it, so that a damaged header is reported as damage where possible. */
static int parse_header(const uint8_t *p, size_t n, uint32_t max_payload, struct sup_frame *f)
{
	if (n >= 2 && be16(p) != SUP_MAGIC)
		return -SUP_E_MAGIC;
	if (n > AT_VERSION && p[AT_VERSION] != SUP_VERSION)
		return -SUP_E_VERSION;
	if (n < SUP_HEADER)
		return 0;

	f->type = p[AT_TYPE];
	f->flags = be16(p + AT_FLAGS);
	f->ext_len = be16(p + AT_EXT);
	f->len = be32(p + AT_LEN);
	f->seq = be64(p + AT_SEQ);
	f->crc = be32(p + AT_CRC);
	if (!type_known(f->type))
		return -SUP_E_TYPE;
	if (f->flags & ~SUP_F_ALL || (f->flags & (SUP_F_BACKLOG | SUP_F_URGENT) && !types[f->type].journaled))
		return -SUP_E_FLAGS;
	if (f->ext_len > SUP_MAX_EXT)
		return -SUP_E_EXT;
	if (f->len > MIN(max_payload, (uint32_t)SUP_MAX_PAYLOAD))
		return -SUP_E_LENGTH;
	f->total = SUP_HEADER + f->ext_len + f->len;
	f->ext = p + SUP_HEADER;
	f->payload = f->ext + f->ext_len;
	return n >= f->total;
}

static uint32_t frame_crc(const uint8_t *p, size_t total)
{
	uint8_t head[SUP_HEADER];

	memcpy(head, p, AT_CRC);
	memset(head + AT_CRC, 0, sizeof head - AT_CRC);
	return crc32c(crc32c(0, head, sizeof head), p + SUP_HEADER, total - SUP_HEADER);
}

int sup_ext_next(const struct sup_frame *f, uint32_t *io_at, uint16_t *ret_type, str *ret_value)
{
	uint32_t left = f->ext_len - *io_at;

	if (left == 0)
		return 0;
	if (left < 4 || left - 4 < be16(f->ext + *io_at + 2))
		return -SUP_E_EXT;
	*ret_type = be16(f->ext + *io_at);
	*ret_value = (str){ (const char *)f->ext + *io_at + 4, be16(f->ext + *io_at + 2) };
	*io_at += 4 + (uint32_t)ret_value->n;
	return 1;
}

/* No extension is known to version 1: all are skipped, a critical one is refused. */
static int check_ext(const struct sup_frame *f)
{
	uint32_t at = 0;
	uint16_t type;
	str value;
	int rc;

	while ((rc = sup_ext_next(f, &at, &type, &value)) > 0)
		if (type & SUP_EXT_CRITICAL)
			return -SUP_E_EXT;
	return rc;
}

static int check_rest(const struct sup_frame *f)
{
	if ((f->seq != 0) != types[f->type].journaled)
		return -SUP_E_SEQ;
	return f->ext_len ? check_ext(f) : 0;
}

static int parse(const uint8_t *p, size_t n, uint32_t max_payload, bool trusted, struct sup_frame *ret)
{
	struct sup_frame f = { 0 };
	int rc = parse_header(p, n, max_payload, &f);

	if (rc < 0)
		return rc;
	if (rc == 0) {
		ret->total = f.total;
		return 0;
	}
	if (!trusted && UNLIKELY(frame_crc(p, f.total) != f.crc))
		return -SUP_E_CRC;
	TRY(check_rest(&f));
	*ret = f;
	return 1;
}

int sup_frame_parse(const uint8_t *p, size_t n, uint32_t max_payload, struct sup_frame *ret)
{
	return parse(p, n, max_payload, false, ret);
}

int sup_frame_parse_trusted(const uint8_t *p, size_t n, struct sup_frame *ret)
{
	return parse(p, n, SUP_MAX_PAYLOAD, true, ret);
}

/* ---- the builder ---- */

void sup_add(struct sup_buf *b, const void *p, size_t n)
{
	if (b->over || n > b->cap - b->n) {
		b->over = true;
		return;
	}
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
}

void sup_begin(struct sup_buf *b, enum sup_type type, uint16_t flags, uint64_t seq)
{
	uint8_t h[SUP_HEADER] = { 0 };

	put_be16(h, SUP_MAGIC);
	h[AT_VERSION] = SUP_VERSION;
	h[AT_TYPE] = (uint8_t)type;
	put_be16(h + AT_FLAGS, flags);
	put_be64(h + AT_SEQ, seq);
	b->start = b->n;
	b->over = false;
	sup_add(b, h, sizeof h);
}

void sup_ext_add(struct sup_buf *b, uint16_t type, str value)
{
	uint8_t h[4];

	if (value.n > SUP_MAX_EXT) {
		b->over = true;
		return;
	}
	put_be16(h, type);
	put_be16(h + 2, (uint16_t)value.n);
	sup_add(b, h, sizeof h);
	sup_add(b, value.p, value.n);
	if (b->over)
		return;
	uint8_t *at = b->p + b->start + AT_EXT;
	size_t sum = be16(at) + sizeof h + value.n;

	if (sum > SUP_MAX_EXT)
		b->over = true;
	else
		put_be16(at, (uint16_t)sum);
}

size_t sup_end(struct sup_buf *b)
{
	size_t total = b->n - b->start;
	uint8_t *p = b->p + b->start;
	size_t len = b->over ? 0 : total - SUP_HEADER - be16(p + AT_EXT);

	if (b->over || len > SUP_MAX_PAYLOAD) {
		b->n = b->start;
		b->over = false;
		return 0;
	}
	put_be32(p + AT_LEN, (uint32_t)len);
	put_be32(p + AT_CRC, frame_crc(p, total));
	return total;
}
