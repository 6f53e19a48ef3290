/* trail_book — values: a tag's chunks, a station's day with its dictionary of tags, and how values are joined. */
#include <stdlib.h>

#include "track/trail/trail_int.h"

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

/* Sorts n rows, in v or in tmp (room for n); returns where they are. */
static struct row *sort_rows(struct row *v, struct row *tmp, size_t n)
{
	if (run_end(v, 0, n) >= n)
		return v;
	if (n <= 24) {
		insertion_sort(v, n);
		return v;
	}
	/* Natural merge sort: each pass joins neighbouring runs, so there are log2(runs) passes. */
	for (size_t runs = 2; runs > 1;) {
		runs = 0;
		for (size_t at = 0; at < n; runs++) {
			size_t mid = run_end(v, at, n), end = mid < n ? run_end(v, mid, n) : mid;
			merge_runs(v + at, mid - at, end - at, tmp + at);
			at = end;
		}
		struct row *x = v;
		v = tmp;
		tmp = x;
	}
	return v;
}

void rows_sort(struct rows *r, struct rows *tmp)
{
	if (r->n == 0)
		return;
	tmp->n = 0;
	rows_reserve(tmp, r->n);
	if (sort_rows(r->v, tmp->v, r->n) == r->v)
		return;
	tmp->n = r->n;
	struct rows x = *r;
	*r = *tmp;
	*tmp = x;
	r->c = x.c;
}

/* ---- writing ---- */

void book_free(struct book *b)
{
	free(b->buf);
	rows_free(&b->tmp);
	rows_free(&b->ids);
	free(b->a);
	free(b->b);
	*b = (struct book){ 0 };
}

/* Room for n more bytes; where they begin. */
static uint8_t *room(struct book *b, size_t n)
{
	if (b->cap < b->len + n) {
		b->cap = (b->len + n) * 2;
		b->buf = realloc(b->buf, b->cap);
		ASSERT(b->buf != NULL);
	}
	return b->buf + b->len;
}

void book_tag(struct book *b, const struct row *v, size_t n)
{
	for (size_t at = 0; at < n; at += CHUNK_MAX) {
		size_t m = MIN(n - at, (size_t)CHUNK_MAX);
		uint8_t *p = room(b, 1 + chunk_room(m));
		*p++ = KIND_TAG;
		b->len = (size_t)(chunk_put(p, v + at, m) - b->buf);
	}
}

static inline unsigned bits_of(uint64_t x) { return x ? 64u - (unsigned)__builtin_clzll(x) : 0; }

/* Replaces the tags of n rows by their places in a dictionary, whose gaps go to b->ids. Returns its size, or 0 when the
 * tags themselves take less and the rows are as they were. */
static size_t make_dict(struct book *b, struct row *v, size_t n)
{
	size_t m = 1;

	if (b->ntag < n) {
		b->ntag = n * 2;
		b->a = realloc(b->a, b->ntag * sizeof(*b->a));
		b->b = realloc(b->b, b->ntag * sizeof(*b->b));
		ASSERT(b->a && b->b);
	}
	for (size_t i = 0; i < n; i++)
		b->a[i] = (struct ref){ .k = v[i].id, .i = (uint32_t)i };
	const struct ref *t = refs_sort(b->a, b->b, n);
	for (size_t i = 1; i < n; i++)
		m += t[i].k != t[i - 1].k;
	uint64_t range = t[n - 1].k - t[0].k;
	if (m * (bits_of(range / m) + 2) + n * bits_of(m - 1) >= n * bits_of(range))
		return 0;
	b->ids.n = 0;
	rows_reserve(&b->ids, m);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || t[i].k != t[i - 1].k)
			b->ids.v[b->ids.n++].id = i ? t[i].k - t[i - 1].k : t[0].k;
		v[t[i].i].id = b->ids.n - 1;
	}
	return m;
}

/* One book of up to CHUNK_MAX rows; count: how many of each node, in whose order they stand. */
static void put_station(struct book *b, struct row *v, size_t n, const uint32_t *count, bool dict)
{
	size_t m = dict && n > 8 ? make_dict(b, v, n) : 0, parts = 0, at = 0;
	uint8_t *p = room(b, 8 + chunk_room(m));

	for (size_t k = 0; k < NODES; k++)
		parts += count[k] > 0;
	*p++ = KIND_STATION;
	p += put_varint(p, m);
	if (m > 0)
		p += put_varint(p, b->ids.v[0].id);
	if (m > 1)
		p = ids_put(p, b->ids.v + 1, m - 1);
	p += put_varint(p, parts);
	b->len = (size_t)(p - b->buf);
	for (size_t k = 0; k < NODES; at += count[k++]) {
		if (count[k] == 0)
			continue;
		enum { LEN = 4 };   /* of the length before it is known; then the chunk moves up */
		p = room(b, 1 + LEN + chunk_room(count[k]));
		*p++ = (uint8_t)k;
		size_t len = (size_t)(chunk_put(p + LEN, v + at, count[k]) - (p + LEN)), ln = put_varint(p, len);
		memmove(p + ln, p + LEN, len);
		b->len = (size_t)(p + ln + len - b->buf);
	}
}

void book_station(struct book *b, struct row *v, size_t n, bool dict)
{
	uint32_t count[NODES] = { 0 }, start[NODES], end[NODES];

	for (size_t i = 0; i < n; i++)
		count[trail_node(v[i].first, v[i].dur)]++;
	for (uint32_t k = 0, at = 0; k < NODES; at += count[k++])
		start[k] = end[k] = at;
	b->tmp.n = 0;
	rows_reserve(&b->tmp, n);
	for (size_t i = 0; i < n; i++)
		b->tmp.v[end[trail_node(v[i].first, v[i].dur)]++] = v[i];
	for (size_t k = 0; k < NODES; k++) {
		struct row *s = count[k] ? sort_rows(b->tmp.v + start[k], v + start[k], count[k]) : NULL;
		if (s && s != v + start[k])
			memcpy(v + start[k], s, count[k] * sizeof(*s));
	}
	for (size_t at = 0; at < n; at += CHUNK_MAX) {
		size_t m = MIN(n - at, (size_t)CHUNK_MAX);
		for (size_t k = 0; k < NODES; k++) {   /* of this book */
			size_t from = MAX((size_t)start[k], at), to = MIN((size_t)end[k], at + m);
			count[k] = to > from ? (uint32_t)(to - from) : 0;
		}
		put_station(b, v + at, m, count, dict);
	}
}

void book_seal(struct book *b, size_t from, struct daycrypt *c, int32_t day)
{
	enum { HEAD = 3 + 5 + DAY_NONCE };
	size_t n = b->len - from;
	uint8_t head[HEAD] = { b->buf[from] == KIND_STATION ? KIND_SEALED_STATION : KIND_SEALED_TAG }, *nonce;

	put_be16(head + 1, (uint16_t)day);
	nonce = head + 3 + put_varint(head + 3, n);
	daycrypt_nonce(c, nonce);
	room(b, HEAD);
	size_t hn = (size_t)(nonce + DAY_NONCE - head);
	memmove(b->buf + from + hn, b->buf + from, n);
	memcpy(b->buf + from, head, hn);
	daycrypt_xor(c, nonce, 0, b->buf + from + hn, n);
	b->len += hn;
}

/* ---- reading ---- */

static bool get_dict(struct value_in *in, struct rows *d)
{
	uint64_t m = get_varint(in);

	d->n = 0;
	if (in->bad || m > CHUNK_MAX || (m > 1 && (in->n - in->at) * 8 < m - 1))
		return false;
	if (m == 0)
		return true;
	rows_reserve(d, (size_t)m);
	uint64_t tag = d->v[0].id = get_varint(in);
	if (in->bad || (m > 1 && !ids_get(in, d->v + 1, (size_t)m - 1)))
		return false;
	for (size_t i = 1; i < m; i++) {
		uint64_t gap = d->v[i].id;
		if (gap == 0 || tag + gap < tag)
			return false;
		d->v[i].id = tag += gap;
	}
	d->n = (size_t)m;
	return true;
}

/* Places in the dictionary become tags again. */
static bool look_up(struct row *v, size_t n, const struct rows *d)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i].id >= d->n)
			return false;
		v[i].id = d->v[v[i].id].id;
	}
	return true;
}

static bool get_part(struct rows *r, struct value_in *in, const struct rows *d, uint64_t want, unsigned *io_node)
{
	unsigned node = get_byte(in);
	uint64_t len = get_varint(in);

	if (in->bad || node <= *io_node || node >= NODES || len > in->n - in->at)
		return false;
	*io_node = node;
	struct value_in part = { .p = in->p, .n = in->at + (size_t)len, .at = in->at };
	in->at = part.n;
	if (!(want >> node & 1))
		return true;
	size_t before = r->n;
	return chunk_get(r, &part, false) && part.at == part.n && (d->n == 0 || look_up(r->v + before, r->n - before, d));
}

static bool get_station(struct rows *r, struct value_in *in, uint64_t want, struct rows *d)
{
	unsigned node = 0;

	if (!get_dict(in, d))
		return false;
	uint64_t parts = get_varint(in);
	if (in->bad || parts == 0 || parts >= NODES)
		return false;
	for (; parts > 0; parts--)
		if (!get_part(r, in, d, want, &node))
			return false;
	return true;
}

static bool is_sealed(uint8_t kind) { return kind == KIND_SEALED_TAG || kind == KIND_SEALED_STATION; }

/* One kind of the books that may stand in the clear or in a sealed one. */
static bool get_plain(struct rows *r, struct value_in *in, uint64_t want, struct rows *d)
{
	switch (get_byte(in)) {
	case KIND_OLD: return chunk_get(r, in, true);
	case KIND_TAG: return chunk_get(r, in, false);
	case KIND_STATION: return get_station(r, in, want, d);
	default: return false;
	}
}

/* day (2) | length (varint) | nonce | books, sealed. */
static bool get_sealed(struct rows *r, struct value_in *in, uint64_t want, struct rows *d)
{
	uint8_t small[2048], *p = small;
	int32_t day = get_byte(in) << 8;

	day |= get_byte(in);
	uint64_t len = get_varint(in);
	if (in->bad || len == 0 || in->n - in->at < DAY_NONCE || len > in->n - in->at - DAY_NONCE || !r->c || !daycrypt_day(r->c, day))
		return false;
	if (len > sizeof small && !(p = malloc((size_t)len)))
		BUG("out of memory");
	memcpy(p, in->p + in->at + DAY_NONCE, (size_t)len);
	daycrypt_xor(r->c, in->p + in->at, 0, p, (size_t)len);
	in->at += DAY_NONCE + (size_t)len;
	struct value_in part = { .p = p, .n = (size_t)len };
	bool good = true;
	while (good && part.at < part.n)
		good = get_plain(r, &part, want, d);
	if (p != small)
		free(p);
	return good;
}

static bool get_book(struct rows *r, struct value_in *in, uint64_t want, struct rows *d)
{
	if (in->at >= in->n || !is_sealed(in->p[in->at]))
		return get_plain(r, in, want, d);
	in->at++;
	return get_sealed(r, in, want, d);
}

int rows_decode(struct rows *r, const uint8_t *p, size_t n, uint64_t want)
{
	struct value_in in = { .p = p, .n = n };
	struct rows d = { 0 };
	bool good = n > 0;

	while (good && in.at < n)
		good = get_book(r, &in, want, &d);
	rows_free(&d);
	return good ? 0 : E_CORRUPT;
}

int trail_value_check(const uint8_t *p, size_t n)
{
	struct rows r = { 0 };
	int rc = rows_decode(&r, p, n, UINT64_MAX);

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

/* A part of a value that was not coded anew: as it is. */
static void keep(struct book *b, const struct kv_slice *in)
{
	memcpy(room(b, in->n), in->p, in->n);
	b->len += in->n;
}

/* A merge at work. All pieces of a key are of one form and one day. */
struct joined { struct book b; struct rows r, tmp; bool station, sealed; int32_t day; };

/* Codes what was gathered and empties it. */
static void recode(struct joined *j)
{
	size_t from = j->b.len;

	if (j->r.n == 0)
		return;
	if (j->station) {
		book_station(&j->b, j->r.v, j->r.n, true);
	} else {
		rows_sort(&j->r, &j->tmp);
		book_tag(&j->b, j->r.v, j->r.n);
	}
	if (j->sealed)
		book_seal(&j->b, from, j->r.c, j->day);
	j->r.n = 0;
}

/* Of which form it is. */
static void look_at(struct joined *j, const struct kv_slice *in)
{
	j->station |= in->n > 0 && (in->p[0] == KIND_STATION || in->p[0] == KIND_SEALED_STATION);
	if (in->n > 2 && is_sealed(in->p[0])) {
		j->sealed = true;
		j->day = be16(in->p + 1);
	}
}

static bool join_one(struct joined *j, const struct kv_slice *in)
{
	look_at(j, in);
	/* memory: a value that is large already gains little and would be taken apart again at every compaction */
	if (in->n > RECODE_BYTES) {
		recode(j);
		keep(&j->b, in);
		return true;
	}
	if (rows_decode(&j->r, in->p, in->n, UINT64_MAX) < 0)
		return false;
	if (j->r.n >= RECODE_ROWS)
		recode(j);
	return true;
}

uint8_t *trail_merge(void *arg, const struct kv_slice *in, size_t n, bool reading, size_t *ret_n)
{
	struct joined j = { 0 };
	bool good = true;

	if (reading)
		return join(in, n, ret_n);
	j.r.c = arg ? daycrypt_take(arg) : NULL;
	for (size_t i = 0; i < n && good; i++)
		good = join_one(&j, &in[i]);
	if (good)
		recode(&j);
	uint8_t *buf = NULL;
	if (good) {
		buf = j.b.buf;
		j.b.buf = NULL;
		*ret_n = j.b.len;
	}
	daycrypt_give(j.r.c);
	book_free(&j.b);
	rows_free(&j.r);
	rows_free(&j.tmp);
	return good ? buf : join(in, n, ret_n);
}
