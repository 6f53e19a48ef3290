/* fuzz_journal — a segment as found on disk. First byte 0: the bytes are the segment. Otherwise a sound segment is made of up to
 * eight records whose payloads come from the input, bytes of it are changed as the input says, and the rule is
 * checked: what the walk gives out is what was appended, and nothing behind the first changed record. */
#include <stdint.h>
#include <stdlib.h>

#include "base/crc32c.h"
#include "store/journal/journal_int.h"

enum { RECORDS = 8, CAP = SEG_HEAD + RECORDS * (JOURNAL_REC_HEAD + 264) };

struct made { uint64_t lsn[RECORDS]; uint8_t n[RECORDS]; const uint8_t *p[RECORDS]; int count, seen; };

static int any(void *arg, const struct journal_rec *r)
{
	const struct seg_view *v = arg;

	ASSERT(r->end > r->lsn && r->p >= v->p && r->p + r->n <= v->p + v->n);
	return 0;
}

static void raw(const uint8_t *data, size_t n)
{
	uint8_t *p = malloc(n ? n : 1);
	struct seg_head h;
	struct seg_end end;

	ASSERT(p);
	if (n)
		memcpy(p, data, n);
	if (jr_get_seg(p, n, &h) == 0) {
		struct seg_view v = { .p = p, .n = n, .seed = jr_seed(h.id), .first = h.first };
		ASSERT(jr_walk(&v, 0, any, &v, &end) == 0);
		ASSERT(end.end >= h.first && end.end - h.first <= n);
	}
	free(p);
}

static int same(void *arg, const struct journal_rec *r)
{
	struct made *m = arg;
	int i = m->seen++;

	ASSERT(i < m->count && r->lsn == m->lsn[i] && r->n == m->n[i] && r->type == JR_TICK && r->source == i);
	ASSERT(memcmp(r->p, m->p[i], r->n) == 0);
	return 0;
}

static void built(const uint8_t *data, size_t n)
{
	static uint8_t seg[CAP];
	struct seg_head h = { .first = 4096, .created = 1, .id = { 1, 2, 3 } };
	struct seg_view v = { .p = seg, .n = CAP, .seed = jr_seed(h.id), .first = h.first };
	struct made m = { 0 };
	struct seg_end end;
	uint64_t lsn = h.first;
	int whole = 0;

	memset(seg, 0, sizeof seg);
	jr_put_seg(seg, &h);
	while (n > 0 && m.count < RECORDS && data[0] && n - 1 >= data[0]) {   /* a length, a payload */
		uint8_t *at = seg + SEG_HEAD + (lsn - h.first);
		m.n[m.count] = data[0];
		m.p[m.count] = data + 1;
		m.lsn[m.count] = lsn;
		jr_put_head(at, v.seed, lsn, h.first, JR_TICK, (uint16_t)m.count, 7, data[0], crc32c(0, data + 1, data[0]));
		memcpy(at + JOURNAL_REC_HEAD, data + 1, data[0]);
		lsn += jr_size(data[0]);
		m.count++;
		n -= data[0] + 1u;
		data += data[0] + 1u;
	}
	size_t used = SEG_HEAD + (size_t)(lsn - h.first), first = SIZE_MAX;
	if (n > 0 && data[0] == 0) {   /* the end of the records */
		data++;
		n--;
	}
	for (; n >= 3; n -= 3, data += 3) {
		size_t at = SEG_HEAD + be16(data + 1) % (used - SEG_HEAD + 1);
		seg[at < CAP ? at : CAP - 1] ^= data[0];
		first = data[0] ? MIN(first, at) : first;
	}
	ASSERT(jr_walk(&v, 0, same, &m, &end) == 0);
	/* every record that lies wholly before the first changed byte is there */
	while (whole < m.count && SEG_HEAD + (m.lsn[whole] - h.first) + jr_size(m.n[whole]) <= first)
		whole++;
	ASSERT(m.seen >= whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0)
		return 0;
	if (data[0] == 0)
		raw(data + 1, n - 1);
	else
		built(data + 1, n - 1);
	return 0;
}
