/* fuzz_seqset — which numbers were taken, against a plain list of what was added. The first byte chooses where the numbers lie: near 1 or
 * near 2^64; each further pair of bytes is one addition. */
#include <stdint.h>

#include "serve/ingest/seqset.h"

enum { SPAN = 128 };

static void check(const struct seqset *s, const bool *in, uint64_t low)
{
	uint64_t at = s->cum;

	for (uint32_t i = 0; i < s->n; i++) {
		ASSERT(s->r[i].first <= s->r[i].last && at < s->r[i].first && s->r[i].first - at > 1);
		at = s->r[i].last;
	}
	for (uint64_t k = 0; k < SPAN; k++)
		ASSERT(seqset_has(s, low + k) == in[k]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	bool in[SPAN] = { 0 };
	struct seqset s = { .epoch = 1 };

	if (n < 1 || n > 300)
		return 0;
	uint64_t low = data[0] & 1 ? UINT64_MAX - SPAN + 1 : 1;
	if (data[0] & 2)
		s.cum = low - 1;
	for (size_t i = 1; i + 1 < n; i += 2) {
		uint64_t a = data[i] % SPAN, len = data[i + 1] >> 4;
		uint64_t b = MIN(a + len, (uint64_t)SPAN - 1);
		struct seqset before = s;
		enum seqset_add want = seqset_probe(&s, low + a, low + b), got = seqset_add(&s, low + a, low + b);
		bool all = true;
		for (uint64_t k = a; k <= b; k++)
			all &= in[k];
		ASSERT(got == want && (got == SEQSET_DUP) == all);
		ASSERT(got == SEQSET_NEW || memcmp(&before, &s, sizeof s) == 0);
		for (uint64_t k = a; k <= b && got == SEQSET_NEW; k++)
			in[k] = true;
		if (i % 16 == 1)
			check(&s, in, low);
	}
	check(&s, in, low);
	return 0;
}
