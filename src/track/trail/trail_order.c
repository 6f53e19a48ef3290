/* trail_order — one order of a group: its visits sorted by key and coded, one operand for each run of equal keys. */
#include <stdlib.h>

#include "platform/mem.h"
#include "track/trail/trail_int.h"

enum { DIGIT = 11, DIGIT_FEW = 8, FEW = 8192, TOP_DIGITS = 3 };   /* few: the counts of a digit would cost more than the refs */

/* One stable pass by w bits from bit shift on, from a to b. */
static void radix_pass(const struct ref *a, struct ref *b, size_t n, unsigned shift, unsigned w)
{
	uint32_t count[1 << DIGIT], at = 0;
	uint64_t mask = ((uint64_t)1 << w) - 1;

	memset(count, 0, sizeof(*count) << w);
	for (size_t i = 0; i < n; i++)
		count[a[i].k >> shift & mask]++;
	for (size_t d = 0; d <= mask; d++) {
		uint32_t c = count[d];
		count[d] = at;
		at += c;
	}
	for (size_t i = 0; i < n; i++)
		b[count[a[i].k >> shift & mask]++] = a[i];
}

/* By the bits [lo, hi) of k, least significant first, in as few equal digits as do. */
static struct ref *radix(struct ref *a, struct ref *b, size_t n, unsigned lo, unsigned hi)
{
	unsigned digit = n < FEW ? DIGIT_FEW : DIGIT, passes = (hi - lo + digit - 1) / digit;

	for (; passes > 0; passes--) {
		unsigned w = (hi - lo + passes - 1) / passes;
		radix_pass(a, b, n, lo, w);
		lo += w;
		struct ref *x = a;
		a = b;
		b = x;
	}
	return a;
}

/* Mends what is nearly in order; false when it is not and would take long. Stable. */
static bool insert_few(struct ref *a, size_t n)
{
	size_t left = n;

	for (size_t i = 1; i < n; i++) {
		struct ref x = a[i];
		size_t j = i;
		for (; j > 0 && a[j - 1].k > x.k && left > 0; j--, left--)
			a[j] = a[j - 1];
		a[j] = x;
		if (left == 0)
			return false;
	}
	return true;
}

struct ref *refs_sort(struct ref *a, struct ref *b, size_t n)
{
	uint64_t any = 0;

	for (size_t i = 1; i < n; i++)
		any |= a[i].k ^ a[0].k;
	if (any == 0)
		return a;
	unsigned lo = (unsigned)__builtin_ctzll(any), hi = 64 - (unsigned)__builtin_clzll(any);
	unsigned most = TOP_DIGITS * (n < FEW ? DIGIT_FEW : DIGIT), top = hi - lo > most ? hi - most : lo;
	struct ref *s = radix(a, b, n, top, hi);
	if (top == lo || insert_few(s, n))
		return s;
	return radix(s, s == a ? b : a, n, lo, hi);
}

/* In place of the tags' names their masks, under the key of the one day that all n are of. */
static void mask_refs(const struct gather *g, struct daycrypt *c, struct ref *a, size_t n)
{
	enum { RUN = 64 };
	uint64_t k[RUN];

	for (size_t at = 0; at < n; at += RUN) {
		size_t m = MIN(n - at, (size_t)RUN);
		for (size_t i = 0; i < m; i++)
			k[i] = g->v[a[at + i].i].tag;
		daycrypt_mask(c, k, m);
		for (size_t i = 0; i < m; i++)
			a[at + i].k = k[i];
	}
}

/* Sorts by tag and day, or by station and day; a and b hold n, the answer is one of them. */
static struct ref *sort_refs(const struct gather *g, enum order o, struct daycrypt *c, struct ref *a, struct ref *b, size_t n)
{
	if (c && o == BY_TAG) {
		mask_refs(g, c, a, n);
		return refs_sort(a, b, n);
	}
	for (size_t i = 0; i < n; i++)
		a[i].k = o == BY_TAG ? a[i].day : (uint64_t)g->v[a[i].i].station << 16 | a[i].day;
	struct ref *s = refs_sort(a, b, n);
	if (o == BY_STATION)
		return s;
	for (size_t i = 0; i < n; i++)
		s[i].k = g->v[s[i].i].tag;
	return refs_sort(s, s == a ? b : a, n);
}

struct row trail_row(const struct visit *v, int32_t day, enum order o)
{
	return (struct row){
		.id = o == BY_TAG ? v->station : v->tag,
		.dur = (uint64_t)v->last - (uint64_t)v->first,
		.first = (uint32_t)(v->first - day_start(day)),
		.hits = v->hits,
		.rssi = (uint8_t)(v->rssi_max + 128),
		.flags = v->flags,
	};
}

static void ops_add(struct order_scratch *w, const uint8_t *key, size_t kn, const uint8_t *val, size_t n)
{
	size_t len = OP_HEAD + kn + n;

	if (w->cap < w->len + len) {
		w->cap = (w->len + len) * 2;
		w->ops = realloc(w->ops, w->cap);
		ASSERT(w->ops != NULL);
	}
	uint8_t *p = w->ops + w->len;
	p[0] = (uint8_t)kn;
	put_le32(p + 1, (uint32_t)n);
	memcpy(p + OP_HEAD, key, kn);
	memcpy(p + OP_HEAD + kn, val, n);
	w->len += len;
}

static size_t key_of(const struct order_scratch *w, uint8_t *key, enum order o, struct ref r)
{
	if (o == BY_TAG)
		return w->c ? trail_key_masked(key, r.k, r.day) : trail_key_tag(key, r.k, r.day);
	return w->c ? trail_key_heard(key, (uint16_t)(r.k >> 16), r.day) : trail_key_station(key, (uint16_t)(r.k >> 16), r.day);
}

/* One operand for each run of equal keys. */
static void code(struct order_scratch *w, const struct gather *g, enum order o, const struct ref *s, size_t n)
{
	enum { AHEAD = 12 };
	const struct visit *v = g->v;
	uint8_t key[KEY_MAX];

	for (size_t i = 0; i < n;) {
		struct ref first = s[i];
		size_t end = i + 1;
		while (end < n && s[end].k == first.k && s[end].day == first.day)
			end++;
		w->r.n = 0;
		rows_reserve(&w->r, end - i);
		for (; i < end; i++) {
			__builtin_prefetch(&v[s[MIN(i + AHEAD, n - 1)].i]);
			w->r.v[w->r.n++] = trail_row(&v[s[i].i], first.day, o);
		}
		size_t kn = key_of(w, key, o, first);
		w->book.len = 0;
		if (o == BY_STATION) {
			book_station(&w->book, w->r.v, w->r.n, false);
		} else {
			rows_sort(&w->r, &w->tmp);
			book_tag(&w->book, w->r.v, w->r.n);
		}
		if (w->c)
			book_seal(&w->book, 0, w->c, first.day);
		ops_add(w, key, kn, w->book.buf, w->book.len);
	}
}

size_t refs_of(const struct gather *g, int32_t first, int32_t end, struct ref *a)
{
	utc_ms from = day_start(first), to = day_start(end);
	size_t n = 0;
	utc_ms start = 0;
	int32_t day = -1;

	for (uint32_t i = 0; i < g->committed; i++) {
		const struct visit *v = &g->v[i];
		if (v->first < from || v->first >= to)
			continue;
		if (day < 0 || v->first < start || v->first >= start + DAY_MS) {   /* mostly the day is that of the visit before */
			day = visit_day(v);
			start = day_start(day);
		}
		a[n++] = (struct ref){ .i = i, .day = (uint16_t)day };
	}
	return n;
}

static void order_free_refs(struct order_scratch *w)
{
	mem_big_free(w->a, w->nref * sizeof(*w->a));
	mem_big_free(w->b, w->nref * sizeof(*w->b));
}

void order_room(struct order_scratch *w, size_t n)
{
	if (n <= w->nref)
		return;
	order_free_refs(w);
	w->nref = n;
	w->a = mem_big(n * sizeof(*w->a));
	w->b = mem_big(n * sizeof(*w->b));
}

void order_code(struct order_scratch *w, const struct gather *g, enum order o, size_t n)
{
	w->len = 0;
	code(w, g, o, sort_refs(g, o, w->c, w->a, w->b, n), n);
}

void order_done(struct order_scratch *w)
{
	rows_free(&w->r);
	rows_free(&w->tmp);
	book_free(&w->book);
	order_free_refs(w);
	daycrypt_give(w->c);
	free(w->ops);
	*w = (struct order_scratch){ 0 };
}
