/* trail_value — the columns of a chunk: bits in, bits out. See docs/trail.md for the format. */
#include "track/trail/trail_int.h"

#include <stdlib.h>

/* A column: values of base + w bits; with two widths a bitmap says which are the wide ones. */
struct col { uint64_t base; uint8_t w, wide, shift; };   /* shift: zero bits below all flags, not stored */

enum { TWO_WIDTHS = 12 };   /* cells from which on a bitmap is worth looking for */
enum { ID, FIRST, DUR, HITS, RSSI, FLAGS };
enum { HEAD_MAX = 1 + 3 + COLS * (2 + 10) };

static const uint64_t col_max[COLS] = { UINT64_MAX, DAY_MS - 1, UINT64_MAX, UINT32_MAX, UINT8_MAX, UINT8_MAX };

/* ---- rows ---- */

void rows_reserve(struct rows *r, size_t n)
{
	if (r->n + n <= r->cap)
		return;
	r->cap = MAX(r->n + n, r->cap * 2);
	r->v = realloc(r->v, r->cap * sizeof(*r->v));
	ASSERT(r->v != NULL);
}

void rows_free(struct rows *r)
{
	free(r->v);
	*r = (struct rows){ 0 };
}

static void merge_runs(const struct row *a, size_t na, size_t n, struct row *out)
{
	size_t i = 0, j = na, o = 0;

	while (i < na && j < n)
		out[o++] = a[j].first < a[i].first ? a[j++] : a[i++];
	while (i < na)
		out[o++] = a[i++];
	while (j < n)
		out[o++] = a[j++];
}

static size_t run_end(const struct row *v, size_t at, size_t n)
{
	while (++at < n && v[at].first >= v[at - 1].first)
		;
	return at;
}

static void insertion_sort(struct row *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct row x = v[i];
		size_t j = i;
		for (; j > 0 && v[j - 1].first > x.first; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

void rows_sort(struct rows *r, struct rows *tmp)
{
	if (run_end(r->v, 0, r->n) >= r->n)
		return;
	if (r->n <= 24) {
		insertion_sort(r->v, r->n);
		return;
	}
	tmp->n = 0;
	rows_reserve(tmp, r->n);
	/* Natural merge sort: each pass joins neighbouring runs, so there are log2(runs) passes. */
	for (size_t runs = 2; runs > 1;) {
		runs = 0;
		for (size_t at = 0; at < r->n; runs++) {
			size_t mid = run_end(r->v, at, r->n), end = mid < r->n ? run_end(r->v, mid, r->n) : mid;
			merge_runs(r->v + at, mid - at, end - at, tmp->v + at);
			at = end;
		}
		tmp->n = r->n;
		struct rows x = *r;
		*r = *tmp;
		*tmp = x;
	}
}

/* Columns are named by constants at every call, so that each gets its own loop. */
#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t cell(const struct row *v, size_t i, const int c)
{
	switch (c) {
	case ID: return v[i].id;
	case FIRST: return v[i + 1].first - v[i].first;
	case DUR: return v[i].dur;
	case HITS: return v[i].hits;
	case RSSI: return v[i].rssi;
	default: return v[i].flags;
	}
}

/* ---- writing ---- */

INLINE unsigned bits_of(uint64_t x) { return x ? 64u - (unsigned)__builtin_clzll(x) : 0; }

static size_t put_varint(uint8_t *p, uint64_t x)
{
	size_t n = 0;

	for (; x >= 0x80; x >>= 7)
		p[n++] = (uint8_t)(x | 0x80);
	p[n++] = (uint8_t)x;
	return n;
}

struct bitw { uint8_t *p; uint64_t acc; unsigned fill; };

INLINE void put_bits(struct bitw *b, uint64_t x, unsigned w)
{
	b->acc |= x << b->fill;
	if (b->fill + w < 64) {
		b->fill += w;
		return;
	}
	put_le64(b->p, b->acc);
	b->p += 8;
	unsigned used = 64 - b->fill;
	b->acc = used < 64 ? x >> used : 0;
	b->fill = w - used;
}

static uint8_t *end_bits(struct bitw *b)
{
	for (; b->fill > 0; b->fill -= MIN(b->fill, 8u)) {
		*b->p++ = (uint8_t)b->acc;
		b->acc >>= 8;
	}
	return b->p;
}

/* The pair of widths that costs least; one width when a bitmap does not pay. */
static void choose(struct col *c, const unsigned *hist, size_t n)
{
	unsigned wide = 64;

	while (wide > 0 && hist[wide] == 0)
		wide--;
	size_t best = n * wide, below = 0;
	c->w = c->wide = (uint8_t)wide;
	for (unsigned w = 0; w < wide; w++) {
		below += hist[w];
		size_t cost = n + n * w + (n - below) * (wide - w);
		if (cost < best) {
			best = cost;
			c->w = (uint8_t)w;
		}
	}
}

INLINE struct col plan(const struct row *v, size_t n, const int ci)
{
	size_t m = ci == FIRST ? n - 1 : n;
	uint64_t least = ci == FIRST ? 0 : cell(v, 0, ci), any = 0;

	for (size_t i = 0; i < m && ci != FIRST; i++)
		least = MIN(least, cell(v, i, ci));
	for (size_t i = 0; i < m; i++)
		any |= cell(v, i, ci) - least;
	struct col c = { .base = ci == FIRST ? v[0].first : least };
	if (ci != FIRST && ci != FLAGS && least > 0 && m > 1) {   /* a base that saves no bit is not worth its bytes */
		uint64_t raw = 0;
		for (size_t i = 0; i < m; i++)
			raw |= cell(v, i, ci);
		if (bits_of(raw) == bits_of(any)) {
			c.base = least = 0;
			any = raw;
		}
	}
	if (ci == FLAGS && any)
		c.shift = (uint8_t)__builtin_ctzll(any);
	c.w = c.wide = (uint8_t)bits_of(any >> c.shift);
	if (ci == ID) {   /* whole bytes, so that a block's compression sees the same tag again */
		c.w = c.wide = (uint8_t)ALIGN_UP(c.wide, 8u);
		if (c.w == 64)
			c.base = 0;
	} else if (m >= TWO_WIDTHS && c.wide > 1) {
		unsigned hist[65] = { 0 };
		for (size_t i = 0; i < m; i++)
			hist[bits_of((cell(v, i, ci) - least) >> c.shift)]++;
		choose(&c, hist, m);
	} else if (ci == FIRST && n > 8 && c.wide == 0) {
		c.w = c.wide = 1;   /* so that a value's bytes bound its visits */
	}
	return c;
}

INLINE void put_col(struct bitw *b, const struct row *v, size_t n, const int ci, const struct col c)
{
	uint64_t sub = ci == FIRST ? 0 : c.base;
	size_t m = ci == FIRST ? n - 1 : n;

	if (c.w == c.wide) {
		for (size_t i = 0; i < m; i++)
			put_bits(b, (cell(v, i, ci) - sub) >> c.shift, c.w);
		return;
	}
	for (size_t i = 0; i < m; i++)
		put_bits(b, bits_of((cell(v, i, ci) - sub) >> c.shift) > c.w, 1);
	for (size_t i = 0; i < m; i++) {
		uint64_t x = (cell(v, i, ci) - sub) >> c.shift;
		put_bits(b, x, bits_of(x) > c.w ? c.wide : c.w);
	}
}

static uint8_t *put_col_head(uint8_t *p, struct col c)
{
	*p++ = (uint8_t)(c.w | (c.w != c.wide ? 0x80 : 0));
	if (c.w != c.wide)
		*p++ = c.wide;
	return p + put_varint(p, (uint64_t)c.shift << 8 | c.base);
}

static uint8_t *put_chunk(uint8_t *p, const struct row *v, size_t n)
{
	struct bitw b = { 0 };
	struct col c[COLS];

	*p++ = CHUNK_KIND;
	p += put_varint(p, n);
#define PLAN(ci) p = put_col_head(p, c[ci] = plan(v, n, ci))
	PLAN(ID); PLAN(FIRST); PLAN(DUR); PLAN(HITS); PLAN(RSSI); PLAN(FLAGS);
#undef PLAN
	b.p = p;
#define PUT(ci) put_col(&b, v, n, ci, c[ci])
	PUT(ID); PUT(FIRST); PUT(DUR); PUT(HITS); PUT(RSSI); PUT(FLAGS);
#undef PUT
	return end_bits(&b);
}

void rows_encode(const struct row *v, size_t n, uint8_t **buf, size_t *len, size_t *cap)
{
	for (size_t at = 0; at < n;) {
		size_t m = MIN(n - at, (size_t)CHUNK_MAX);
		size_t need = *len + HEAD_MAX + m * (sizeof(*v) + 1) + 16;   /* widths never exceed the fields', bitmaps 5 bits */
		if (*cap < need) {
			*cap = need * 2;
			*buf = realloc(*buf, *cap);
			ASSERT(*buf != NULL);
		}
		*len = (size_t)(put_chunk(*buf + *len, v + at, m) - *buf);
		at += m;
	}
}

/* ---- reading ---- */

struct in { const uint8_t *p; size_t n, at; bool bad; };

static uint8_t get_byte(struct in *in)
{
	if (in->at >= in->n) {
		in->bad = true;
		return 0;
	}
	return in->p[in->at++];
}

static uint64_t get_varint(struct in *in)
{
	uint64_t x = 0;

	for (unsigned s = 0; s < 64; s += 7) {
		uint8_t b = get_byte(in);
		if (s == 63 && b > 1)
			break;
		x |= (uint64_t)(b & 0x7f) << s;
		if (!(b & 0x80))
			return x;
	}
	in->bad = true;
	return 0;
}

INLINE uint64_t load64(const struct in *in, size_t byte)
{
	uint64_t x = 0;

	if (byte + 8 <= in->n)
		return le64(in->p + byte);
	if (byte < in->n)
		memcpy(&x, in->p + byte, in->n - byte);
	return x;
}

/* w bits at bit position pos; the caller has checked that they are there. */
INLINE uint64_t get_bits(const struct in *in, size_t pos, unsigned w)
{
	unsigned s = pos & 7;
	uint64_t x = load64(in, pos >> 3) >> s;

	if (w + s > 64)
		x |= (uint64_t)in->p[(pos >> 3) + 8] << (64 - s);
	return w < 64 ? x & (((uint64_t)1 << w) - 1) : x;
}

INLINE void set_cell(struct row *v, size_t i, const int ci, uint64_t x)
{
	switch (ci) {
	case ID: v[i].id = x; break;
	case FIRST: v[i].first = (uint32_t)x; break;
	case DUR: v[i].dur = x; break;
	case HITS: v[i].hits = (uint32_t)x; break;
	case RSSI: v[i].rssi = (uint8_t)x; break;
	default: v[i].flags = (uint8_t)x; break;
	}
}

static size_t count_ones(const struct in *in, size_t pos, size_t m)
{
	size_t ones = 0;

	for (size_t i = 0; i < m; i += 32)
		ones += (size_t)__builtin_popcountll(get_bits(in, pos + i, (unsigned)MIN(m - i, 32u)));
	return ones;
}

/* Reads m cells from bit *pos on; false if they are not all there or out of range. */
INLINE bool get_col(const struct in *in, size_t *pos, struct row *v, size_t m, const int ci, const struct col c)
{
	size_t have = in->n * 8 - *pos, at = *pos, map = *pos;
	uint64_t sub = ci == FIRST ? 0 : c.base, most = col_max[ci] - sub, sum = ci == FIRST ? c.base : 0;
	bool two = c.w != c.wide, over = false;

	if (two) {
		if (have < m)
			return false;
		size_t wide = count_ones(in, map, m);
		if (have < m + wide * c.wide + (m - wide) * c.w)
			return false;
		at += m;
	} else if (have < m * c.w) {
		return false;
	}
	for (size_t i = 0; !two && i < m && ci != FIRST; i++, at += c.w) {
		uint64_t x = get_bits(in, at, c.w) << (ci == FLAGS ? c.shift : 0);
		over |= x > most;
		set_cell(v, i, ci, sub + x);
	}
	for (size_t i = 0; (two || ci == FIRST) && i < m; i++) {
		unsigned w = two && (in->p[(map + i) >> 3] >> ((map + i) & 7) & 1) ? c.wide : c.w;
		uint64_t x = get_bits(in, at, w) << (ci == FLAGS ? c.shift : 0);
		at += w;
		over |= x > most;
		if (ci == FIRST) {
			sum += x;
			over |= sum > DAY_MS - 1;
			set_cell(v, i + 1, ci, sum);
		} else {
			set_cell(v, i, ci, sub + x);
		}
	}
	*pos = at;
	return !over;
}

static bool get_head(struct in *in, size_t *ret_n, struct col *c)
{
	if (get_byte(in) != CHUNK_KIND)
		return false;
	uint64_t n = get_varint(in);
	if (in->bad || n == 0 || n > CHUNK_MAX)
		return false;
	for (int i = 0; i < COLS; i++) {
		uint8_t w = get_byte(in);
		c[i].w = c[i].wide = w & 0x7f;
		if (w & 0x80)
			c[i].wide = get_byte(in);
		c[i].base = get_varint(in);
		c[i].shift = 0;
		if (i == FLAGS) {
			c[i].shift = (uint8_t)MIN(c[i].base >> 8, (uint64_t)8);
			in->bad |= c[i].base >> 8 > 7;
			c[i].base &= 0xff;
		}
		if (in->bad || c[i].w > 64 || c[i].wide > 64 || c[i].wide < c[i].w || c[i].base > col_max[i])
			return false;
	}
	if (n > 8 && c[FIRST].wide == 0)
		return false;
	*ret_n = (size_t)n;
	return true;
}

static bool get_chunk(struct rows *r, struct in *in)
{
	struct col c[COLS];
	size_t n;

	if (!get_head(in, &n, c) || (n > 8 && (in->n - in->at) * 8 < n - 1))
		return false;
	rows_reserve(r, n);
	struct row *v = r->v + r->n;
	size_t pos = in->at * 8;
	v[0].first = (uint32_t)c[FIRST].base;
	if (!get_col(in, &pos, v, n, ID, c[ID]) || !get_col(in, &pos, v, n - 1, FIRST, c[FIRST]) ||
	    !get_col(in, &pos, v, n, DUR, c[DUR]) || !get_col(in, &pos, v, n, HITS, c[HITS]) ||
	    !get_col(in, &pos, v, n, RSSI, c[RSSI]) || !get_col(in, &pos, v, n, FLAGS, c[FLAGS]))
		return false;
	in->at = (pos + 7) / 8;
	r->n += n;
	return true;
}

int rows_decode(struct rows *r, const uint8_t *p, size_t n)
{
	struct in in = { .p = p, .n = n };

	if (n == 0)
		return E_CORRUPT;
	while (in.at < n)
		if (!get_chunk(r, &in))
			return E_CORRUPT;
	return 0;
}

int trail_value_check(const uint8_t *p, size_t n)
{
	struct rows r = { 0 };
	int rc = rows_decode(&r, p, n);

	rows_free(&r);
	return rc;
}

/* ---- merging ---- */

static uint8_t *join(const struct kv_slice *in, size_t n, size_t *ret_n)
{
	size_t len = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		len += in[i].n;
	uint8_t *p = malloc(len ? len : 1);
	ASSERT(p != NULL);
	for (size_t i = 0; i < n; i++) {
		memcpy(p + at, in[i].p, in[i].n);
		at += in[i].n;
	}
	*ret_n = len;
	return p;
}

uint8_t *trail_merge(void *arg, const struct kv_slice *in, size_t n, bool reading, size_t *ret_n)
{
	struct rows r = { 0 }, tmp = { 0 };
	uint8_t *buf = NULL;
	size_t len = 0, cap = 0;

	(void)arg;
	if (reading)
		return join(in, n, ret_n);
	bool good = true;
	for (size_t i = 0; i < n && good; i++)
		good = rows_decode(&r, in[i].p, in[i].n) == 0;
	if (good) {
		rows_sort(&r, &tmp);
		rows_encode(r.v, r.n, &buf, &len, &cap);
		*ret_n = len;
	}
	rows_free(&r);
	rows_free(&tmp);
	return good ? buf : join(in, n, ret_n);
}
