/* fuzz_trail — a value of the trail as found in the store. First byte even: the bytes are the value; what decodes is written again, in both
 * forms, and decodes to the same visits. Odd: visits made of the input, written in two pieces, merged, and read back. */
#include <stdint.h>
#include <stdlib.h>

#include "track/trail/trail_int.h"

static int by_all(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const uint64_t p[6][2] = { { x->first, y->first }, { x->id, y->id }, { x->dur, y->dur }, { x->hits, y->hits }, { x->rssi, y->rssi }, { x->flags, y->flags } };

	for (size_t i = 0; i < 6; i++)
		if (p[i][0] != p[i][1])
			return p[i][0] < p[i][1] ? -1 : 1;
	return 0;
}

/* The same visits, in whatever order (a station's book gives them by blocks of hours). */
static bool same(struct rows *a, struct rows *b)
{
	if (a->n != b->n)
		return false;
	if (a->n == 0)
		return true;
	qsort(a->v, a->n, sizeof *a->v, by_all);
	qsort(b->v, b->n, sizeof *b->v, by_all);
	for (size_t i = 0; i < a->n; i++)
		if (by_all(&a->v[i], &b->v[i]) != 0)
			return false;
	return true;
}

/* form 0: a tag's book; 1: a station's; 2: a station's without its dictionary. */
static void write_rows(struct book *b, const struct row *v, size_t n, int form)
{
	struct rows copy = { 0 };

	if (form == 0) {
		book_tag(b, v, n);
		return;
	}
	rows_reserve(&copy, n);
	memcpy(copy.v, v, n * sizeof *v);
	book_station(b, copy.v, n, form == 1);
	rows_free(&copy);
}

static void again(struct rows *r)
{
	struct rows tmp = { 0 };

	if (r->n == 0)
		return;
	rows_sort(r, &tmp);
	rows_free(&tmp);
	for (int form = 0; form < 3; form++) {
		struct rows back = { 0 };
		struct book b = { 0 };
		write_rows(&b, r->v, r->n, form);
		ASSERT(rows_decode(&back, b.buf, b.len, UINT64_MAX) == 0 && same(r, &back));
		rows_free(&back);
		book_free(&b);
	}
}

static void raw(const uint8_t *data, size_t n)
{
	struct rows r = { 0 };
	int rc = rows_decode(&r, data, n, UINT64_MAX);

	ASSERT(rc == 0 || rc == E_CORRUPT);
	ASSERT(r.n <= 8 * n && trail_value_check(data, n) == rc);
	for (size_t i = 0; i < r.n; i++)
		ASSERT(r.v[i].first < DAY_MS);
	if (rc == 0)
		again(&r);
	rows_free(&r);
}

static void built(const uint8_t *data, size_t n)
{
	struct rows r = { 0 }, tmp = { 0 }, back = { 0 };
	struct book half[2] = { 0 };
	int form = n ? data[0] % 3 : 0;
	size_t all;

	rows_reserve(&r, n / 8 + 1);
	for (; n >= 8; n -= 8, data += 8) {
		struct row v = { .first = (uint32_t)(be32(data) % DAY_MS), .id = hash_u64(data[4]) >> (data[5] & 63), .dur = (uint64_t)data[6] << (data[5] >> 2 & 63),
			.hits = (uint32_t)data[6] << (data[4] & 7), .rssi = data[7], .flags = (uint8_t)(data[5] & data[7]) };
		r.v[r.n++] = v;
	}
	rows_sort(&r, &tmp);
	size_t cut = r.n / 3;
	if (r.n >= 2 && cut) {
		write_rows(&half[0], r.v, cut, form);
		write_rows(&half[1], r.v + cut, r.n - cut, form);
		struct kv_slice in[2] = { { half[0].buf, half[0].len }, { half[1].buf, half[1].len } };
		uint8_t *joined = trail_merge(NULL, in, 2, false, &all);
		ASSERT(rows_decode(&back, joined, all, UINT64_MAX) == 0 && same(&r, &back));
		free(joined);
	}
	book_free(&half[0]);
	book_free(&half[1]);
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
