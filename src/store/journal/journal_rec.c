/* journal_rec — the byte layout of segments and records; see journal.h. Pure: no I/O, no state. */
#include "base/crc32c.h"
#include "store/journal/journal_int.h"

static const char magic[8] = "YZJRNL1";
enum { SEG_VERSION = 1, SEG_CRC_AT = 508, CHECK_SALT = 0x5bd1e995 };

uint32_t jr_seed(const uint8_t id[16])
{
	return crc32c(0, id, 16);
}

/* 16 bits over the head: enough to make a search through damaged bytes look at few payloads. */
static uint32_t head_check(const uint8_t *p, uint32_t seed, uint64_t lsn)
{
	uint8_t b[8 + 3 + 1 + 14];
	uint32_t c;

	put_le64(b, lsn);
	memcpy(b + 8, p, 3);
	b[11] = p[8];
	memcpy(b + 12, p + 10, 14);
	c = crc32c(seed ^ (uint32_t)CHECK_SALT, b, sizeof b);
	return (c ^ (c >> 16)) & 0xffff;
}

static uint32_t rec_crc(const uint8_t *p, uint32_t seed, uint64_t lsn, uint32_t pcrc)
{
	uint8_t b[8 + 4 + 16 + 4];

	put_le64(b, lsn);
	memcpy(b + 8, p, 4);
	memcpy(b + 12, p + 8, 16);
	put_le32(b + 28, pcrc);
	return crc32c(seed, b, sizeof b);
}

uint32_t jr_put_head(uint8_t *p, uint32_t seed, uint64_t lsn, uint64_t durable, enum journal_type type,
                     uint16_t source, utc_ms now, uint32_t n, uint32_t pcrc)
{
	uint64_t back = (lsn - durable) / 8;
	uint32_t c;

	put_le32(p, n);
	p[8] = (uint8_t)type;
	p[9] = 0;
	p[10] = (uint8_t)source;
	p[11] = (uint8_t)(source >> 8);
	put_le32(p + 12, back > UINT32_MAX ? UINT32_MAX : (uint32_t)back);
	put_le64(p + 16, (uint64_t)now);
	c = head_check(p, seed, lsn);
	p[3] = (uint8_t)(c >> 8);
	p[9] = (uint8_t)c;
	c = rec_crc(p, seed, lsn, pcrc);
	put_le32(p + 4, c);
	return c;
}

void jr_put_seg(uint8_t p[SEG_HEAD], const struct seg_head *h)
{
	memset(p, 0, SEG_HEAD);
	memcpy(p, magic, 8);
	put_le32(p + 8, SEG_VERSION);
	put_le32(p + 12, SEG_HEAD);
	put_le64(p + 16, h->first);
	put_le64(p + SEG_BEGUN_AT, (uint64_t)h->created);
	memcpy(p + 32, h->id, 16);
	put_le32(p + 48, h->prev_crc);
	put_le64(p + 56, h->prev_first);
	put_le32(p + SEG_CRC_AT, crc32c(0, p, SEG_CRC_AT));
}

int jr_get_seg(const uint8_t *p, size_t n, struct seg_head *ret)
{
	if (n < SEG_HEAD || memcmp(p, magic, 8) != 0 || le32(p + SEG_CRC_AT) != crc32c(0, p, SEG_CRC_AT))
		return E_CORRUPT;
	if (le32(p + 8) != SEG_VERSION || le32(p + 12) != SEG_HEAD || le64(p + 16) % 8 != 0)
		return E_CORRUPT;
	ret->first = le64(p + 16);
	ret->created = (utc_ms)le64(p + SEG_BEGUN_AT);
	memcpy(ret->id, p + 32, 16);
	ret->prev_crc = le32(p + 48);
	ret->prev_first = le64(p + 56);
	return 0;
}

static uint32_t mark_crc(uint32_t seed, uint64_t first, uint64_t durable)
{
	uint8_t b[16];

	put_le64(b, first);
	put_le64(b + 8, durable);
	return crc32c(seed, b, sizeof b);
}

void jr_put_mark(uint8_t p[SEG_MARK], uint32_t seed, uint64_t first, uint64_t durable)
{
	memset(p, 0, SEG_MARK);
	memcpy(p, "YZMARK", 6);
	put_le64(p + 8, durable);
	put_le32(p + 16, mark_crc(seed, first, durable));
}

uint64_t jr_mark(const struct seg_view *v)
{
	const uint8_t *p = v->p + SEG_MARK_AT;

	if (v->n < SEG_HEAD || memcmp(p, "YZMARK", 6) != 0)
		return v->first;
	uint64_t durable = le64(p + 8);
	return le32(p + 16) == mark_crc(v->seed, v->first, durable) && durable >= v->first ? durable : v->first;
}

bool jr_at(const struct seg_view *v, uint64_t lsn, struct journal_rec *ret, uint32_t *ret_crc, uint64_t *ret_durable)
{
	uint64_t off = SEG_HEAD + (lsn - v->first);

	if (off > v->n || v->n - off < JOURNAL_REC_HEAD || v->p[off + 8] == 0)
		return false;
	const uint8_t *p = v->p + off;
	uint32_t n = le32(p) & 0xffffff, c = head_check(p, v->seed, lsn);
	if (p[3] != (uint8_t)(c >> 8) || p[9] != (uint8_t)c)
		return false;
	if (n > JOURNAL_MAX_REC || n > v->n - off - JOURNAL_REC_HEAD)
		return false;
	c = rec_crc(p, v->seed, lsn, crc32c(0, p + JOURNAL_REC_HEAD, n));
	if (c != le32(p + 4))
		return false;

	uint32_t back = le32(p + 12);
	uint64_t durable = lsn - (uint64_t)back * 8;
	if (back == UINT32_MAX || durable > lsn)
		durable = 0;
	ret->lsn = lsn;
	ret->end = lsn + jr_size(n);
	ret->type = (enum journal_type)p[8];
	ret->source = (uint16_t)(p[10] | p[11] << 8);
	ret->stored = (utc_ms)le64(p + 16);
	ret->p = p + JOURNAL_REC_HEAD;
	ret->n = n;
	*ret_crc = c;
	*ret_durable = durable;
	return true;
}

/* True if a sound record behind end says that the bytes at end had been synced when it was appended. Sectors of
 * an unfinished commit may reach the disk in any order, so a sound record alone proves nothing. */
static bool proven_behind(const struct seg_view *v, uint64_t end)
{
	struct journal_rec r;
	uint64_t durable;
	uint32_t crc;

	if (v->n < SEG_HEAD)
		return false;
	for (uint64_t lsn = end + 8; SEG_HEAD + (lsn - v->first) + JOURNAL_REC_HEAD <= v->n; lsn += 8) {
		const uint8_t *p = v->p + SEG_HEAD + (lsn - v->first);
		if (p[8] && (uint64_t)le32(p + 12) * 8 < lsn - end && jr_at(v, lsn, &r, &crc, &durable) && durable > end)
			return true;
	}
	return false;
}

int jr_walk(const struct seg_view *v, uint64_t from, jr_fn fn, void *arg, struct seg_end *ret)
{
	struct seg_end s = { .end = v->first, .durable = jr_mark(v) };
	struct journal_rec r;
	uint64_t durable;
	uint32_t crc;

	while (jr_at(v, s.end, &r, &crc, &durable)) {
		if (fn && r.lsn >= from)
			TRY(fn(arg, &r));
		s.durable = MAX(s.durable, durable);
		s.end = r.end;
		s.last_crc = crc;
	}
	s.damaged = s.durable > s.end || proven_behind(v, s.end);
	*ret = s;
	return 0;
}
