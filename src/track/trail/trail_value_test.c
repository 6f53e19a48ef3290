/* trail_value_test — the stored form of visits: what is written is read, what is damaged is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utc.h"
#include "track/trail/trail_int.h"

static uint64_t seed_ = 1;

static uint64_t rnd(void) { return hash_u64(seed_ += 0x9e3779b97f4a7c15u); }
static int64_t below(int64_t n) { return (int64_t)(rnd() % (uint64_t)n); }

#define CMP(f) if (x->f != y->f) return x->f < y->f ? -1 : 1

enum form { TAG, STATION, STATION_PLAIN, FORMS };

/* Few tags now and then, so that a dictionary pays; durations of two kinds by flags, so that flags choose widths. */
static void random_rows(struct rows *r, size_t n)
{
	uint64_t tags = below(2) ? UINT64_MAX : 1 + (uint64_t)below(30);
	bool kinds = below(2);

	r->n = 0;
	rows_reserve(r, n);
	unsigned w[6];
	for (int c = 0; c < 6; c++)
		w[c] = (unsigned)below(65);
	for (size_t i = 0; i < n; i++) {
		struct row *x = &r->v[r->n++];
#define BITS(k) (w[k] ? rnd() >> (64 - (below(4) == 0 ? w[k] : w[k] / 2 + 1)) : 0)
		*x = (struct row){ 0 };
		x->id = tags == UINT64_MAX ? BITS(0) : hash_u64(rnd() % tags);
		x->first = (uint32_t)(BITS(1) % DAY_MS);
		x->dur = BITS(2);
		x->hits = (uint32_t)BITS(3);
		x->rssi = (uint8_t)BITS(4);
		x->flags = (uint8_t)BITS(5);
		if (kinds) {
			x->flags = below(2) ? VF_MOVING : 0;
			x->dur = x->flags ? (uint64_t)below(60000) : (uint64_t)below(DAY_MS);
		}
	}
}

/* Encodes n random rows into b, from its start; r is sorted by first when the form is a tag's. */
static void random_value(struct book *b, struct rows *r, size_t n, enum form form)
{
	struct rows tmp = { 0 };

	random_rows(r, n);
	b->len = 0;
	if (form == TAG) {
		rows_sort(r, &tmp);
		book_tag(b, r->v, r->n);
	} else {   /* writing takes the rows it is given to pieces */
		rows_reserve(&tmp, n);
		memcpy(tmp.v, r->v, n * sizeof(*r->v));
		book_station(b, tmp.v, n, form == STATION);
	}
	rows_free(&tmp);
}

static int row_cmp(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	CMP(first); CMP(id); CMP(dur); CMP(hits); CMP(rssi); CMP(flags);
	return 0;
}

static void rows_match(struct rows *got, struct rows *want)
{
	assert_int_equal(got->n, want->n);
	qsort(got->v, got->n, sizeof(*got->v), row_cmp);
	qsort(want->v, want->n, sizeof(*want->v), row_cmp);
	for (size_t k = 0; k < got->n; k++)
		assert_int_equal(row_cmp(&got->v[k], &want->v[k]), 0);
}

static uint8_t *tight_copy(const struct book *b)   /* so that ASan sees a read past the end */
{
	uint8_t *p = malloc(b->len);

	assert_non_null(p);
	memcpy(p, b->buf, b->len);
	return p;
}

static void test_value_round_trip(void **state)
{
	struct rows r = { 0 }, back = { 0 };
	struct book b = { 0 };
	(void)state;

	for (int i = 0; i < 20000; i++) {
		enum form form = (enum form)(i % FORMS);
		random_value(&b, &r, 1 + below(i % 100 < 3 ? 3000 : 40), form);
		uint8_t *tight = tight_copy(&b);
		back.n = 0;
		assert_int_equal(rows_decode(&back, tight, b.len, UINT64_MAX), 0);
		if (form == TAG)
			for (size_t k = 1; k < back.n; k++)
				assert_true(back.v[k - 1].first <= back.v[k].first);
		rows_match(&back, &r);
		free(tight);
	}
	rows_free(&r);
	rows_free(&back);
	book_free(&b);
}

static void test_value_more_than_a_chunk(void **state)
{
	struct rows r = { 0 }, back = { 0 };
	struct book b = { 0 };
	(void)state;

	for (int form = 0; form < FORMS; form++) {
		random_value(&b, &r, 2 * CHUNK_MAX + 7, (enum form)form);
		back.n = 0;
		assert_int_equal(rows_decode(&back, b.buf, b.len, UINT64_MAX), 0);
		rows_match(&back, &r);
	}
	rows_free(&r);
	rows_free(&back);
	book_free(&b);
}

/* A reader of some blocks of hours gets those and no others, and a dictionary is there when tags come again. */
static void test_value_blocks_and_dictionary(void **state)
{
	struct rows r = { 0 }, back = { 0 }, want = { 0 };
	struct book b = { 0 };
	(void)state;

	for (int i = 0; i < 500; i++) {
		uint64_t set = rnd() & rnd();
		random_value(&b, &r, 1 + below(200), i & 1 ? STATION : STATION_PLAIN);
		back.n = want.n = 0;
		assert_int_equal(rows_decode(&back, b.buf, b.len, set), 0);
		rows_reserve(&want, r.n);
		for (size_t k = 0; k < r.n; k++)
			if (set >> trail_node(r.v[k].first, r.v[k].dur) & 1)
				want.v[want.n++] = r.v[k];
		rows_match(&back, &want);
	}
	r.n = 0;
	rows_reserve(&r, 600);
	for (uint64_t i = 0; i < 600; i++)
		r.v[r.n++] = (struct row){ .id = hash_u64(i % 200), .first = (uint32_t)i * 100000, .dur = 5000 };
	b.len = 0;
	book_station(&b, r.v, r.n, true);
	assert_true(b.len < 200 * 8 + 600 * 4);   /* 200 tags once; then a byte of place and two to three of time a visit */
	rows_free(&r);
	rows_free(&back);
	rows_free(&want);
	book_free(&b);
}

/* Random bytes, cut and bent values: E_CORRUPT or a value, never a crash, never more than 8 visits a byte. */
static void test_value_hostile(void **state)
{
	static const uint8_t kinds[] = { KIND_OLD, KIND_TAG, KIND_STATION };
	struct rows r = { 0 }, got = { 0 };
	struct book b = { 0 };
	size_t refused = 0;
	(void)state;

	assert_int_equal(trail_value_check((const uint8_t *)"", 0), E_CORRUPT);
	for (int i = 0; i < 200000; i++) {
		uint8_t p[64];
		size_t n = 1 + below(sizeof(p));
		for (size_t k = 0; k < n; k++)
			p[k] = (uint8_t)(below(3) ? below(256) : below(4));
		p[0] = below(16) ? kinds[below(3)] : p[0];
		uint8_t *tight = malloc(n);
		assert_non_null(tight);
		memcpy(tight, p, n);
		got.n = 0;
		int rc = rows_decode(&got, tight, n, UINT64_MAX);
		assert_true(rc == 0 || rc == E_CORRUPT);
		assert_true(got.n <= 8 * n);
		refused += rc < 0;
		free(tight);
	}
	assert_true(refused > 100000);
	for (int i = 0; i < 30000; i++) {
		random_value(&b, &r, 1 + below(60), (enum form)(i % FORMS));
		size_t whole = b.len;
		b.len = below((int64_t)whole);
		uint8_t *tight = tight_copy(&b);
		assert_int_equal(trail_value_check(tight, b.len), E_CORRUPT);
		free(tight);
		b.len = whole;
		b.buf[below((int64_t)whole)] ^= (uint8_t)(1 << below(8));
		tight = tight_copy(&b);
		got.n = 0;
		int rc = rows_decode(&got, tight, whole, UINT64_MAX);
		assert_true(rc == 0 || rc == E_CORRUPT);
		assert_true(got.n <= 8 * whole);
		free(tight);
	}
	rows_free(&r);
	rows_free(&got);
	book_free(&b);
}

/* Merging in any grouping gives what the pieces hold. */
static void test_value_merge(void **state)
{
	struct rows r = { 0 }, all = { 0 }, got = { 0 };
	struct book b = { 0 };
	(void)state;

	for (int i = 0; i < 2000; i++) {
		struct kv_slice in[9];
		size_t n = 1 + below(8);
		bool tag = below(2);
		all.n = 0;
		for (size_t k = 0; k < n; k++) {
			random_value(&b, &r, 1 + below(20), tag ? TAG : below(2) ? STATION : STATION_PLAIN);
			in[k] = (struct kv_slice){ tight_copy(&b), b.len };
			rows_reserve(&all, r.n);
			memcpy(all.v + all.n, r.v, r.n * sizeof(*r.v));
			all.n += r.n;
		}
		size_t left = 1 + below((int64_t)n), mn, on;
		uint8_t *m = trail_merge(NULL, in, left, below(2), &mn);
		struct kv_slice again[9] = { { m, mn } };
		for (size_t k = left; k < n; k++)
			again[1 + k - left] = in[k];
		uint8_t *o = trail_merge(NULL, again, 1 + n - left, below(2), &on);
		got.n = 0;
		assert_int_equal(rows_decode(&got, o, on, UINT64_MAX), 0);
		rows_match(&got, &all);
		free(m);
		free(o);
		for (size_t k = 0; k < n; k++)
			free((void *)(uintptr_t)in[k].p);
	}
	rows_free(&r);
	rows_free(&all);
	rows_free(&got);
	book_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value_round_trip),
		cmocka_unit_test(test_value_more_than_a_chunk),
		cmocka_unit_test(test_value_blocks_and_dictionary),
		cmocka_unit_test(test_value_hostile),
		cmocka_unit_test(test_value_merge),
	};

	return cmocka_run_group_tests_name("trail_value", tests, NULL, NULL);
}
