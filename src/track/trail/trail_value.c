/* trail_value — the columns of a chunk: bits in, bits out. Chunks in values: trail_book.c. Format: docs/trail.md. */
#include "track/trail/trail_int.h"

/* A column: values of base + bits. With two widths a bitmap says which are the wide ones; a column by flags has width w
 * where the flags cell is not 0 and the other where it is, so that moving and parked need no bitmap of their own. */
struct col { uint64_t base; uint8_t w, wide, shift; bool by_flags; };   /* shift: zero bits below all flags, not stored */

enum { TWO_WIDTHS = 12 };   /* cells from which on two widths are worth looking for */
enum { BY_FLAGS = 65, BY_FLAGS_W = 127 - BY_FLAGS };   /* first head byte from here on: by flags, w the difference */
enum { ID, FIRST, DUR, HITS, RSSI, FLAGS };
enum { HEAD_MAX = 3 + COLS * (2 + 10) };

static const uint64_t col_max[COLS] = { UINT64_MAX, DAY_MS - 1, UINT64_MAX, UINT32_MAX, UINT8_MAX, UINT8_MAX };

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

size_t put_varint(uint8_t *p, uint64_t x)
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

/* The pair of widths that costs least; one width when a bitmap does not pay. Returns the bits it takes. */
static size_t choose(struct col *c, const unsigned *hist, size_t n)
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
	return best;
}

INLINE bool flagged(const struct row *v, size_t i, const struct col f) { return v[i].flags != f.base; }

/* Widths by flags where they take fewer bits than the column as planned, which takes cost. */
INLINE void choose_by_flags(struct col *c, const struct row *v, size_t n, const int ci, const struct col f, size_t cost)
{
	uint64_t any[2] = { 0 };
	size_t flags = 0;

	for (size_t i = 0; i < n; i++) {
		bool is = flagged(v, i, f);
		any[is] |= cell(v, i, ci) - c->base;
		flags += is;
	}
	unsigned w = bits_of(any[1]), rest = bits_of(any[0]);
	if (w > BY_FLAGS_W || w == rest || flags * w + (n - flags) * rest >= cost)
		return;
	c->by_flags = true;
	c->w = (uint8_t)w;
	c->wide = (uint8_t)rest;
}

struct limits { uint64_t least[COLS], most[COLS]; };

/* Of all columns in one pass: most values are a few visits, where six passes would cost more than the bits. */
static void limits_of(const struct row *v, size_t n, struct limits *ret)
{
	struct row lo = v[0], hi = v[0];
	uint32_t gap = 0;

	for (size_t i = 1; i < n; i++) {
		const struct row *x = &v[i];
#define LIMIT(f) (lo.f = MIN(lo.f, x->f), hi.f = MAX(hi.f, x->f))
		LIMIT(id), LIMIT(dur), LIMIT(hits), LIMIT(rssi), LIMIT(flags);
#undef LIMIT
		gap = MAX(gap, x->first - x[-1].first);
	}
	*ret = (struct limits){
		.least = { [ID] = lo.id, [DUR] = lo.dur, [HITS] = lo.hits, [RSSI] = lo.rssi, [FLAGS] = lo.flags },
		.most = { [ID] = hi.id, [FIRST] = gap, [DUR] = hi.dur, [HITS] = hi.hits, [RSSI] = hi.rssi, [FLAGS] = hi.flags },
	};
}

static uint8_t flags_shift(const struct row *v, size_t n, uint64_t least)
{
	uint64_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= v[i].flags - least;
	return (uint8_t)__builtin_ctzll(any);
}

/* f: the flags column, planned before. */
INLINE struct col plan(const struct row *v, size_t n, const int ci, const struct limits *l, const struct col f)
{
	size_t m = ci == FIRST ? n - 1 : n;
	uint64_t least = l->least[ci], range = l->most[ci] - least;
	struct col c = { .base = ci == FIRST ? v[0].first : least };

	if (ci != FIRST && ci != FLAGS && m > 1 && bits_of(l->most[ci]) == bits_of(range)) {
		c.base = least = 0;   /* a base that saves no bit is not worth its bytes */
		range = l->most[ci];
	}
	if (ci == FLAGS && range)
		c.shift = flags_shift(v, n, least);
	c.w = c.wide = (uint8_t)bits_of(range >> c.shift);
	if (m >= TWO_WIDTHS && c.wide > 1) {
		unsigned hist[65] = { 0 };
		for (size_t i = 0; i < m; i++)
			hist[bits_of((cell(v, i, ci) - least) >> c.shift)]++;
		size_t cost = choose(&c, hist, m);
		if ((ci == DUR || ci == HITS) && f.wide > 0)
			choose_by_flags(&c, v, n, ci, f, cost);
	} else if (ci == FIRST && n > 8 && c.wide == 0) {
		c.w = c.wide = 1;   /* so that a value's bytes bound its visits */
	}
	return c;
}

INLINE void put_col(struct bitw *b, const struct row *v, size_t n, const int ci, const struct col c, const struct col f)
{
	uint64_t sub = ci == FIRST ? 0 : c.base;
	size_t m = ci == FIRST ? n - 1 : n;

	if (c.w == c.wide) {
		for (size_t i = 0; i < m; i++)
			put_bits(b, (cell(v, i, ci) - sub) >> c.shift, c.w);
		return;
	}
	if (c.by_flags) {
		for (size_t i = 0; i < m; i++)
			put_bits(b, cell(v, i, ci) - sub, flagged(v, i, f) ? c.w : c.wide);
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
	*p++ = (uint8_t)(c.by_flags ? BY_FLAGS + c.w : c.w | (c.w != c.wide ? 0x80 : 0));
	if (c.w != c.wide)
		*p++ = c.wide;
	return p + put_varint(p, (uint64_t)c.shift << 8 | c.base);
}

size_t chunk_room(size_t n) { return HEAD_MAX + n * (sizeof(struct row) + 1) + 16; }   /* bitmaps: at most 6 bits a row */

uint8_t *chunk_put(uint8_t *p, const struct row *v, size_t n)
{
	struct bitw b = { 0 };
	struct limits l;
	struct col c[COLS];

	p += put_varint(p, n);
	limits_of(v, n, &l);
	c[FLAGS] = plan(v, n, FLAGS, &l, (struct col){ 0 });
#define PLAN(ci) c[ci] = plan(v, n, ci, &l, c[FLAGS])
	PLAN(ID); PLAN(FIRST); PLAN(DUR); PLAN(HITS); PLAN(RSSI);
#undef PLAN
	for (int i = 0; i < COLS; i++)
		p = put_col_head(p, c[i]);
	b.p = p;
#define PUT(ci) put_col(&b, v, n, ci, c[ci], c[FLAGS])
	PUT(FLAGS); PUT(ID); PUT(FIRST); PUT(DUR); PUT(HITS); PUT(RSSI);
#undef PUT
	return end_bits(&b);
}

uint8_t *ids_put(uint8_t *p, const struct row *v, size_t n)
{
	struct limits l = { .least[ID] = UINT64_MAX };

	for (size_t i = 0; i < n; i++) {
		l.least[ID] = MIN(l.least[ID], v[i].id);
		l.most[ID] = MAX(l.most[ID], v[i].id);
	}
	struct col c = plan(v, n, ID, &l, (struct col){ 0 });
	if (c.wide == 0)
		c.w = c.wide = 1;   /* as with times: bytes bound the ids */
	struct bitw b = { .p = put_col_head(p, c) };

	put_col(&b, v, n, ID, c, c);
	return end_bits(&b);
}

/* ---- reading ---- */

uint8_t get_byte(struct value_in *in)
{
	if (in->at >= in->n) {
		in->bad = true;
		return 0;
	}
	return in->p[in->at++];
}

uint64_t get_varint(struct value_in *in)
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

INLINE uint64_t load64(const struct value_in *in, size_t byte)
{
	uint64_t x = 0;

	if (byte + 8 <= in->n)
		return le64(in->p + byte);
	if (byte < in->n)
		memcpy(&x, in->p + byte, in->n - byte);
	return x;
}

/* w bits at bit position pos; the caller has checked that they are there. */
INLINE uint64_t get_bits(const struct value_in *in, size_t pos, unsigned w)
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

static size_t count_ones(const struct value_in *in, size_t pos, size_t m)
{
	size_t ones = 0;

	for (size_t i = 0; i < m; i += 32)
		ones += (size_t)__builtin_popcountll(get_bits(in, pos + i, (unsigned)MIN(m - i, 32u)));
	return ones;
}

/* The wide cells of a bitmap, or of the flags before them. */
INLINE size_t count_wide(const struct value_in *in, size_t map, const struct row *v, size_t m, const struct col c, const struct col f)
{
	size_t wide = 0;

	if (!c.by_flags)
		return count_ones(in, map, m);
	for (size_t i = 0; i < m; i++)
		wide += !flagged(v, i, f);
	return wide;
}

/* Reads m cells from bit *pos on; false if they are not all there or out of range. */
INLINE bool get_col(const struct value_in *in, size_t *pos, struct row *v, size_t m, const int ci, const struct col c, const struct col f)
{
	size_t have = in->n * 8 - *pos, at = *pos, map = *pos;
	uint64_t sub = ci == FIRST ? 0 : c.base, most = col_max[ci] - sub, sum = ci == FIRST ? c.base : 0;
	bool two = c.w != c.wide, over = false;

	if (two) {
		size_t bitmap = c.by_flags ? 0 : m;
		if (have < bitmap)
			return false;
		size_t wide = count_wide(in, map, v, m, c, f);
		if (have < bitmap + wide * c.wide + (m - wide) * c.w)
			return false;
		at += bitmap;
	} else if (have < m * c.w) {
		return false;
	}
	for (size_t i = 0; !two && i < m && ci != FIRST; i++, at += c.w) {
		uint64_t x = get_bits(in, at, c.w) << (ci == FLAGS ? c.shift : 0);
		over |= x > most;
		set_cell(v, i, ci, sub + x);
	}
	for (size_t i = 0; (two || ci == FIRST) && i < m; i++) {
		bool is = two && (c.by_flags ? !flagged(v, i, f) : in->p[(map + i) >> 3] >> ((map + i) & 7) & 1);
		unsigned w = is ? c.wide : c.w;
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

static bool get_col_head(struct value_in *in, const int ci, struct col *ret)
{
	uint8_t b = get_byte(in);
	struct col c = { .w = b & 0x7f, .wide = b & 0x7f, .by_flags = !(b & 0x80) && b >= BY_FLAGS };

	if (c.by_flags)
		c.w = (uint8_t)(b - BY_FLAGS);
	if (c.by_flags || b & 0x80)
		c.wide = get_byte(in);
	c.base = get_varint(in);
	if (ci == FLAGS) {
		in->bad |= c.base >> 8 > 7;
		c.shift = (uint8_t)(c.base >> 8 & 7);
		c.base &= 0xff;
	}
	if (in->bad || c.w > 64 || c.wide > 64 || c.base > col_max[ci])
		return false;
	*ret = c;
	return c.by_flags ? (ci == DUR || ci == HITS) && c.w != c.wide : c.wide >= c.w;
}

static bool get_head(struct value_in *in, size_t *ret_n, struct col *c)
{
	uint64_t n = get_varint(in);

	if (in->bad || n == 0 || n > CHUNK_MAX)
		return false;
	for (int i = 0; i < COLS; i++)
		if (!get_col_head(in, i, &c[i]))
			return false;
	*ret_n = (size_t)n;
	return n <= 8 || (c[FIRST].wide > 0 && (in->n - in->at) * 8 >= n - 1);
}

bool chunk_get(struct rows *r, struct value_in *in, bool old)
{
	struct col c[COLS];
	size_t n;

	if (!get_head(in, &n, c) || (old && (c[DUR].by_flags || c[HITS].by_flags)))
		return false;
	rows_reserve(r, n);
	struct row *v = r->v + r->n;
	size_t pos = in->at * 8;
	v[0].first = (uint32_t)c[FIRST].base;
#define GET(ci) get_col(in, &pos, v, ci == FIRST ? n - 1 : n, ci, c[ci], c[FLAGS])
	if (!old && !GET(FLAGS))
		return false;
	if (!GET(ID) || !GET(FIRST) || !GET(DUR) || !GET(HITS) || !GET(RSSI) || (old && !GET(FLAGS)))
		return false;
#undef GET
	in->at = (pos + 7) / 8;
	r->n += n;
	return true;
}

bool ids_get(struct value_in *in, struct row *v, size_t n)
{
	struct col c;

	if (!get_col_head(in, ID, &c) || c.wide == 0)
		return false;
	size_t pos = in->at * 8;
	if (!get_col(in, &pos, v, n, ID, c, c))
		return false;
	in->at = (pos + 7) / 8;
	return true;
}
