/* seqset against a plain array of bits, over random orders, repeats and ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "serve/ingest/seqset.h"

enum { SEQS = 400 };

static uint64_t rng;

static uint32_t below(uint32_t n)
{
	rng = hash_u64(rng + 0x9e3779b97f4a7c15u);
	return (uint32_t)(rng % n);
}

static void check(const struct seqset *s, const bool *in)
{
	for (uint64_t q = 1; q < SEQS; q++)
		assert_int_equal(seqset_has(s, q), in[q]);
	uint64_t last = s->cum;
	for (uint32_t i = 0; i < s->n; i++) {
		assert_true(s->r[i].first > last + 1);  /* disjoint, not touching */
		assert_true(s->r[i].last >= s->r[i].first);
		last = s->r[i].last;
	}
}

static void random_streams(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct seqset s = { .epoch = seed };
		bool in[SEQS] = { true };
		uint32_t full = 0;
		rng = seed;
		for (int k = 0; k < 300; k++) {
			uint64_t a = 1 + below(SEQS - 20), b = a + (below(4) ? 0 : below(18));
			bool all = true;
			for (uint64_t q = a; q <= b; q++)
				all = all && in[q];
			enum seqset_add want = seqset_probe(&s, a, b), got = seqset_add(&s, a, b);
			assert_int_equal(want, got);
			assert_int_equal(got == SEQSET_DUP, all);
			if (got == SEQSET_NEW)
				for (uint64_t q = a; q <= b; q++)
					in[q] = true;
			full += got == SEQSET_NO_ROOM;
			check(&s, in);
		}
		assert_true(full > 0 || s.n < SEQSET_RANGES);
	}
}

static void in_order_stays_one_number(void **state)
{
	struct seqset s = { .epoch = 1 };

	(void)state;
	for (uint64_t q = 1; q <= 100000; q++)
		assert_int_equal(seqset_add(&s, q, q), SEQSET_NEW);
	assert_int_equal(s.cum, 100000);
	assert_int_equal(s.n, 0);
	assert_int_equal(seqset_add(&s, 50000, 50000), SEQSET_DUP);
}

static void no_room_changes_nothing(void **state)
{
	struct seqset s = { .epoch = 1 }, before;

	(void)state;
	for (uint64_t k = 0; k < SEQSET_RANGES; k++)
		assert_int_equal(seqset_add(&s, 10 + 10 * k, 10 + 10 * k), SEQSET_NEW);
	before = s;
	assert_int_equal(seqset_add(&s, 5, 5), SEQSET_NO_ROOM);
	assert_int_equal(seqset_add(&s, 500, 500), SEQSET_NO_ROOM);
	assert_memory_equal(&s, &before, sizeof s);
	assert_int_equal(seqset_add(&s, 11, 11), SEQSET_NEW);   /* joins a range: no more of them needed */
	assert_int_equal(seqset_add(&s, 1, 9), SEQSET_NEW);     /* joins the cumulative number with the first range */
	assert_int_equal(s.cum, 11);
	assert_int_equal(s.n, SEQSET_RANGES - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_streams),
		cmocka_unit_test(in_order_stays_one_number),
		cmocka_unit_test(no_room_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
