/* ana_index — arrivals in memory, in two orders: by station for the sweep, by tag for the ways. 8 bytes each. */
#include <math.h>
#include <stdlib.h>

#include "track/analysis/analysis.h"

enum { MOVING_PERMILLE = 10 };         /* fewer visits than that say that they move: nobody knows it there */

struct arrival { uint32_t t, tag; };                       /* at a station; t in units since base, tag by its rank */
struct stay { uint32_t t; uint16_t station; uint8_t hits, zero; };   /* of a tag */
_Static_assert(sizeof(struct arrival) == 8 && sizeof(struct stay) == 8, "16 bytes an arrival");

struct ana_index {
	const struct station_place *places; size_t nplaces;
	utc_ms base; int shift;            /* a unit is 1 << shift ms */
	bool moving;
	struct ana_chance chance;          /* learned */
	uint32_t tags, stations, n;
	uint64_t *tag;                     /* ascending */
	uint32_t *tag_at, *station_at;     /* tags + 1, stations + 1 offsets */
	struct stay *stay;
	struct arrival *arrival;
};

static void *must(void *p)
{
	ASSERT(p);
	return p;
}

static bool kept(const struct ana_index *x, const struct visit *v)
{
	return !x->moving || v->flags & VF_MOVING;
}

/* ---- tags: a hash from tag to the number it was met as, then ranks ---- */

struct names { uint64_t *tag; uint32_t *no, cap, n; uint64_t *met; uint32_t met_cap; };

static uint32_t name_at(const struct names *m, uint64_t tag)
{
	uint32_t i = (uint32_t)hash_u64(tag) & (m->cap - 1);

	while (m->tag[i] && m->tag[i] != tag)
		i = (i + 1) & (m->cap - 1);
	return i;
}

static void names_grow(struct names *m)
{
	struct names big = { .cap = m->cap ? m->cap * 2 : 1 << 12, .n = m->n };

	big.tag = must(calloc(big.cap, sizeof *big.tag));
	big.no = must(calloc(big.cap, sizeof *big.no));
	for (uint32_t i = 0; i < m->cap; i++)
		if (m->tag[i]) {
			uint32_t at = name_at(&big, m->tag[i]);
			big.tag[at] = m->tag[i];
			big.no[at] = m->no[i];
		}
	free(m->tag);
	free(m->no);
	*m = big;
}

static uint32_t name_of(struct names *m, uint64_t tag)
{
	if (m->n * 4 >= m->cap * 3)
		names_grow(m);
	uint32_t i = name_at(m, tag);
	if (!m->tag[i]) {
		m->tag[i] = tag;
		m->no[i] = m->n++;
	}
	return m->no[i];
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The sorted tags into x, and for each number the rank. */
static uint32_t *ranks(struct ana_index *x, const struct names *m)
{
	uint32_t *rank = must(malloc(MAX(m->n, 1u) * sizeof *rank)), k = 0;

	x->tags = m->n;
	x->tag = must(malloc(MAX(m->n, 1u) * sizeof *x->tag));
	for (uint32_t i = 0; i < m->cap; i++)
		if (m->tag[i])
			x->tag[k++] = m->tag[i];
	if (k > 1)
		qsort(x->tag, k, sizeof *x->tag, by_value);
	for (uint32_t i = 0; i < k; i++)
		rank[m->no[name_at(m, x->tag[i])]] = i;
	return rank;
}

/* ---- building ---- */

static int stay_cmp(const void *a, const void *b)
{
	const struct stay *x = a, *y = b;

	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return (x->station > y->station) - (x->station < y->station);
}

static int arrival_cmp(const void *a, const void *b)
{
	const struct arrival *x = a, *y = b;

	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return (x->tag > y->tag) - (x->tag < y->tag);
}

/* Most runs come in order already. */
static void order(void *p, size_t n, size_t size, int (*cmp)(const void *, const void *))
{
	for (size_t i = 1; i < n; i++)
		if (cmp((char *)p + (i - 1) * size, (char *)p + i * size) > 0) {
			qsort(p, n, size, cmp);
			return;
		}
}

static void measure(struct ana_index *x, const struct visit *v, size_t n)
{
	utc_ms lo = INT64_MAX, hi = INT64_MIN;
	size_t moving = 0;

	for (size_t i = 0; i < n; i++) {
		lo = MIN(lo, v[i].first);
		hi = MAX(hi, v[i].first);
		x->stations = MAX(x->stations, (uint32_t)v[i].station + 1);
		moving += (v[i].flags & VF_MOVING) != 0;
	}
	x->moving = moving * 1000 >= n * MOVING_PERMILLE && moving > 0;
	x->base = n ? lo : 0;
	while (n && (hi - lo) >> x->shift > UINT32_MAX)
		x->shift++;
}

static void to_offsets(uint32_t *at, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		at[i + 1] += at[i];
}

static void fill(struct ana_index *x, const struct visit *v, size_t n, struct names *m, const uint32_t *rank)
{
	uint32_t *tag_next, *station_next;

	to_offsets(x->tag_at, x->tags);
	to_offsets(x->station_at, x->stations);
	x->n = x->tag_at[x->tags];
	x->stay = must(malloc(MAX(x->n, 1u) * sizeof *x->stay));
	x->arrival = must(malloc(MAX(x->n, 1u) * sizeof *x->arrival));
	tag_next = must(malloc((x->tags + 1) * sizeof *tag_next));
	station_next = must(malloc((x->stations + 1) * sizeof *station_next));
	memcpy(tag_next, x->tag_at, (x->tags + 1) * sizeof *tag_next);
	memcpy(station_next, x->station_at, (x->stations + 1) * sizeof *station_next);
	for (size_t i = 0; i < n; i++) {
		if (!kept(x, &v[i]))
			continue;
		uint32_t tag = rank[m->no[name_at(m, v[i].tag)]], t = (uint32_t)((v[i].first - x->base) >> x->shift);
		x->stay[tag_next[tag]++] = (struct stay){ t, v[i].station, (uint8_t)MIN(v[i].hits, 255u), 0 };
		x->arrival[station_next[v[i].station]++] = (struct arrival){ t, tag };
	}
	free(tag_next);
	free(station_next);
	for (uint32_t i = 0; i < x->tags; i++)
		order(x->stay + x->tag_at[i], x->tag_at[i + 1] - x->tag_at[i], sizeof *x->stay, stay_cmp);
	for (uint32_t i = 0; i < x->stations; i++)
		order(x->arrival + x->station_at[i], x->station_at[i + 1] - x->station_at[i], sizeof *x->arrival, arrival_cmp);
}

void ana_index_free(struct ana_index *x)
{
	if (!x)
		return;
	free(x->tag);
	free(x->tag_at);
	free(x->station_at);
	free(x->stay);
	free(x->arrival);
	free(x);
}

uint32_t ana_index_tags(const struct ana_index *x) { return x->tags; }

size_t ana_index_bytes(const struct ana_index *x)
{
	return sizeof *x + x->tags * (sizeof *x->tag + sizeof *x->tag_at) + x->stations * sizeof *x->station_at + (size_t)x->n * 16;
}

/* ---- questions ---- */

static uint32_t first_at(const struct ana_index *x, uint16_t st, int64_t t)
{
	uint32_t lo = x->station_at[st], hi = x->station_at[st + 1];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (x->arrival[mid].t < t)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int station(void *arg, uint16_t st, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e)
{
	const struct ana_index *x = arg;
	uint32_t n = 0;

	(void)e;
	if (st >= x->stations || to <= x->base)
		return 0;
	uint32_t lo = first_at(x, st, MAX(from - x->base, 0) >> x->shift);
	for (; lo < x->station_at[st + 1]; lo++, n++) {
		utc_ms t = x->base + ((int64_t)x->arrival[lo].t << x->shift);
		if (t >= to)
			break;
		struct visit v = { .tag = x->tag[x->arrival[lo].tag], .station = st, .first = t, .last = t, .hits = 1, .flags = VF_MOVING };
		if (!fn(fn_arg, &v))
			break;
	}
	return (int)n;
}

static int ask(const struct ana_index *x, struct ana_pairs *p, const struct ana_pair_opts *o, uint32_t rank, struct visit **io_v, size_t *io_cap,
               void (*fn)(void *arg, const struct ana_pair *c), void *arg)
{
	uint32_t from = x->tag_at[rank], n = x->tag_at[rank + 1] - from;
	struct ana_pair_opts mine = *o;
	struct ana_source src = { .arg = (void *)(uintptr_t)x, .station = station };
	struct err e = { 0 };

	mine.tags = x->tags;
	mine.all_move = !x->moving;
	mine.chance = x->chance;
	if (n > *io_cap) {
		*io_v = must(realloc(*io_v, n * sizeof **io_v));
		*io_cap = n;
	}
	for (uint32_t i = 0; i < n; i++) {
		const struct stay *s = &x->stay[from + i];
		utc_ms t = x->base + ((int64_t)s->t << x->shift);
		(*io_v)[i] = (struct visit){ .tag = x->tag[rank], .station = s->station, .first = t, .last = t, .hits = s->hits, .flags = VF_MOVING };
	}
	return ana_companions(p, &src, &mine, *io_v, n, fn, arg, &e);
}

int ana_index_companions(const struct ana_index *x, struct ana_pairs *p, const struct ana_pair_opts *o, uint64_t tag,
                         void (*fn)(void *arg, const struct ana_pair *c), void *arg)
{
	const uint64_t *at = x->tags ? bsearch(&tag, x->tag, x->tags, sizeof *x->tag, by_value) : NULL;
	struct visit *v = NULL;
	size_t cap = 0;

	if (!at)
		return 0;
	int n = ask(x, p, o, (uint32_t)(at - x->tag), &v, &cap, fn, arg);
	free(v);
	return n;
}

void ana_index_all(const struct ana_index *x, struct ana_pairs *p, const struct ana_pair_opts *o,
                   void (*fn)(void *arg, const struct ana_pair *c), void *arg)
{
	struct visit *v = NULL;
	size_t cap = 0;

	for (uint32_t i = 0; i < x->tags; i++)
		ask(x, p, o, i, &v, &cap, fn, arg);
	free(v);
}

/* ---- how well strangers do ---- */

enum { LEARN_TAGS = 500, LEARN_LEAST = 40, LEARN_MAX = 20000 };
struct strangers { double v[LEARN_MAX]; size_t n; };

static void on_stranger(void *arg, const struct ana_pair *c)
{
	struct strangers *s = arg;

	if (s->n < LEARN_MAX)
		s->v[s->n++] = c->sum;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The sums that a sample of tags finds: nearly all of them strangers. Their upper half falls off exponentially; its middle gives the rate, so
 * that the few companions among them, at the top, do not matter. */
static void learn_chance(struct ana_index *x)
{
	struct strangers *s = must(calloc(1, sizeof *s));
	struct ana_pairs *p = ana_pairs_new(x->places, x->nplaces);
	struct ana_pair_opts o = { .min_sum = 1 };
	struct visit *v = NULL;
	size_t cap = 0;
	uint32_t asked = 0;

	for (uint32_t i = 0; i < x->tags; i += x->tags / LEARN_TAGS + 1, asked++)
		ask(x, p, &o, i, &v, &cap, on_stranger, s);
	if (s->n >= LEARN_LEAST) {
		qsort(s->v, s->n, sizeof *s->v, by_size);
		double half = s->v[s->n / 2], upper = s->v[s->n * 3 / 4];
		x->chance = (struct ana_chance){ half, log(2) / MAX(upper - half, 0.2), (double)s->n / 2 / asked };
	}
	free(v);
	free(s);
	ana_pairs_free(p);
}

/* ---- making one ---- */

struct ana_index *ana_index_new(const struct visit *v, size_t n, const struct station_place *places, size_t nplaces)
{
	struct ana_index *x = must(calloc(1, sizeof *x));
	struct names m = { .n = 0 };

	ASSERT(n < UINT32_MAX);
	x->places = places;
	x->nplaces = nplaces;
	measure(x, v, n);
	for (size_t i = 0; i < n; i++)
		if (kept(x, &v[i]))
			name_of(&m, v[i].tag);
	uint32_t *rank = ranks(x, &m);
	x->tag_at = must(calloc(x->tags + 2, sizeof *x->tag_at));
	x->station_at = must(calloc(x->stations + 2, sizeof *x->station_at));
	for (size_t i = 0; i < n; i++)
		if (kept(x, &v[i])) {
			x->tag_at[rank[m.no[name_at(&m, v[i].tag)]] + 1]++;
			x->station_at[v[i].station + 1]++;
		}
	fill(x, v, n, &m, rank);
	free(rank);
	free(m.tag);
	free(m.no);
	learn_chance(x);
	return x;
}
