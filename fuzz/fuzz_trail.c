/* fuzz_trail — a value of the trail as found in the store. First byte even: the bytes are the value; what decodes is written again and
 * decodes to the same visits. Odd: visits made of the input, written, merged in two pieces, and read back. */
#include <stdint.h>
#include <stdlib.h>

#include "track/trail/trail_int.h"

static bool same(const struct rows *a, const struct rows *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct row *x = &a->v[i], *y = &b->v[i];
		if (x->id != y->id || x->dur != y->dur || x->first != y->first || x->hits != y->hits || x->rssi != y->rssi || x->flags != y->flags)
			return false;
	}
	return true;
}

static void again(struct rows *r)
{
	struct rows back = { 0 }, tmp = { 0 };
	uint8_t *p = NULL;
	size_t len = 0, cap = 0;

	rows_sort(r, &tmp);
	rows_encode(r->v, r->n, &p, &len, &cap);
	ASSERT(rows_decode(&back, p, len) == 0 && same(r, &back));
	rows_free(&back);
	rows_free(&tmp);
	free(p);
}

static void raw(const uint8_t *data, size_t n)
{
	struct rows r = { 0 };
	int rc = rows_decode(&r, data, n);

	ASSERT(rc == 0 || rc == E_CORRUPT);
	ASSERT(r.n <= 8 * n && trail_value_check(data, n) == rc);
	for (size_t i = 1; i < r.n; i++)
		ASSERT(r.v[i].first < DAY_MS);
	if (rc == 0)
		again(&r);
	rows_free(&r);
}

static void built(const uint8_t *data, size_t n)
{
	struct rows r = { 0 }, tmp = { 0 }, back = { 0 };
	uint8_t *half[2] = { NULL, NULL };
	size_t len[2] = { 0, 0 }, cap[2] = { 0, 0 }, all;

	rows_reserve(&r, n / 8 + 1);
	for (; n >= 8; n -= 8, data += 8) {
		struct row v = { .first = (uint32_t)(be32(data) % DAY_MS), .id = hash_u64(data[4]) >> (data[5] & 63), .dur = (uint64_t)data[6] << (data[5] >> 2 & 63),
			.hits = (uint32_t)data[6] << (data[4] & 7), .rssi = data[7], .flags = (uint8_t)(data[5] & data[7]) };
		r.v[r.n++] = v;
	}
	rows_sort(&r, &tmp);
	size_t cut = r.n / 3;
	if (r.n >= 2 && cut) {
		rows_encode(r.v, cut, &half[0], &len[0], &cap[0]);
		rows_encode(r.v + cut, r.n - cut, &half[1], &len[1], &cap[1]);
		struct kv_slice in[2] = { { half[0], len[0] }, { half[1], len[1] } };
		uint8_t *joined = trail_merge(NULL, in, 2, false, &all);
		ASSERT(rows_decode(&back, joined, all) == 0 && same(&r, &back));
		free(joined);
	}
	free(half[0]);
	free(half[1]);
	rows_free(&r);
	rows_free(&tmp);
	rows_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0 || n > 1 << 16)
		return 0;
	if (data[0] & 1)
		built(data + 1, n - 1);
	else
		raw(data + 1, n - 1);
	return 0;
}
