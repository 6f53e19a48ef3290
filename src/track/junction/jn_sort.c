/* jn_sort — a junction's rows in order of tag, time, antenna and level, each once.
 *
 * They come nearly in order of time, so tags are put in order by their bytes, stably, and the rows of each tag are then a short walk. */
#include <stdlib.h>

#include "track/junction/jn_int.h"

enum { DIGIT = 11, DIGITS = 1 << DIGIT, WALK = 48 };

static int within_tag(const void *x, const void *y)
{
	const struct jrow *a = x, *b = y;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->ant != b->ant)
		return a->ant < b->ant ? -1 : 1;
	return (a->rssi > b->rssi) - (a->rssi < b->rssi);
}

/* One pass over a digit of the tags, from a to b. */
static void pass(const struct jrow *a, struct jrow *b, uint32_t n, int shift)
{
	uint32_t at[DIGITS] = { 0 }, sum = 0;

	for (uint32_t i = 0; i < n; i++)
		at[a[i].tag >> shift & (DIGITS - 1)]++;
	for (int d = 0; d < DIGITS; d++) {
		uint32_t many = at[d];
		at[d] = sum;
		sum += many;
	}
	for (uint32_t i = 0; i < n; i++)
		b[at[a[i].tag >> shift & (DIGITS - 1)]++] = a[i];
}

/* Rows of one tag: a walk while what is out of place is so by little. */
static void one_tag(struct jrow *r, uint32_t n)
{
	uint32_t steps = 0;

	for (uint32_t i = 1; i < n; i++) {
		struct jrow v = r[i];
		uint32_t k = i;
		for (; k > 0 && within_tag(&r[k - 1], &v) > 0; k--)
			r[k] = r[k - 1];
		r[k] = v;
		steps += i - k;
		if (steps > n * WALK) {
			qsort(r, n, sizeof *r, within_tag);
			return;
		}
	}
}

void jn_sort_rows(struct junc *j)
{
	uint64_t differ = 0;
	uint32_t n = 0;
	struct jrow *a = j->row, *b;

	if (j->n == 0)
		return;
	b = malloc(j->cap * sizeof *b);
	ASSERT(b);
	for (uint32_t i = 1; i < j->n; i++)
		differ |= a[i].tag ^ a[0].tag;
	for (int shift = 0; shift < 64; shift += DIGIT)
		if (differ >> shift & (DIGITS - 1)) {
			struct jrow *was = a;
			pass(a, b, j->n, shift);
			a = b;
			b = was;
		}
	for (uint32_t i = 0, to; i < j->n; i = to) {
		for (to = i + 1; to < j->n && a[to].tag == a[i].tag;)
			to++;
		one_tag(a + i, to - i);
	}
	for (uint32_t i = 0; i < j->n; i++)
		if (i == 0 || a[i].tag != a[n - 1].tag || within_tag(&a[i], &a[n - 1]) != 0)
			a[n++] = a[i];
	j->n = n;
	j->row = a;   /* both are of j->cap rows */
	free(b);
}
