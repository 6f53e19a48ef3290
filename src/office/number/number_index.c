/* number_index — all live numbers in memory, to be scanned from end to end. See number_int.h for the codes.
 *
 * A kind's numbers stand in chunks: the codes of each number between two zero bytes, beside them the bike of each, and of every
 * BLOCK-th where it begins. Chunks are only appended to: whoever has seen `used` may read what lies below it, without a lock. Ended
 * numbers stay until a new load; nothing is told from here without number_entry (N5).
 * Threads   many readers on a counted reference of `snap`; one writer at a time under `mu`, which no reader holds while it scans. */
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "number_int.h"
#include "number_sql.h"
#include "platform/sys.h"
#include "platform/thread.h"

SQL_STATEMENTS(number)

enum { CHUNK_TEXT = 256 * 1024, CHUNK_RECS = 32 * 1024, BLOCK = 32, CHUNKS_MAX = 4096, LOAD_ROWS = 5000, OVERLAP_MS = 30000 };
enum { PENDING_MAX = 256, HAN_CODES = 128, HAN_FIRST = 30 };
#define ID_MAX ((int64_t)1 << 32)      /* entries beyond it are not told apart: they may stand twice */

struct chunk {
	_Atomic uint32_t used, n;                /* bytes, numbers; written by the writer alone */
	uint32_t at[CHUNK_RECS / BLOCK];         /* where the BLOCK-th numbers begin */
	uint32_t bike[CHUNK_RECS];
	uint8_t text[CHUNK_TEXT];                /* begins with a zero byte */
};
struct list { _Atomic(struct chunk *) chunk[CHUNKS_MAX]; _Atomic uint32_t nchunk; };

struct snap {
	struct list list[NK_N];
	int refs;                                /* under mu; 1 for being the current one */
	uint64_t numbers, dead;
	uint64_t *seen; size_t seen_words;       /* a bit an entry id */
	int64_t max_id, mark, next_mark;         /* all below mark have been looked at long enough ago */
	utc_ms mark_at;
};
struct number_index {
	pthread_mutex_t mu;
	struct snap *now, *making;               /* making: being loaded; commits go to both */
	bool loading;
};

static _Atomic(struct number_index *) in_use;

/* --- codes --- */

/* Han characters and whatever else is no Latin letter, in the order of their first appearance in this process. */
static struct { pthread_mutex_t mu; _Atomic uint32_t cp[HAN_CODES]; _Atomic int n; } han = { .mu = PTHREAD_MUTEX_INITIALIZER };

static int han_find(uint32_t cp)
{
	int n = atomic_load_explicit(&han.n, memory_order_acquire);

	for (int i = 0; i < n; i++)
		if (atomic_load_explicit(&han.cp[i], memory_order_relaxed) == cp)
			return i;
	return n == HAN_CODES ? HAN_CODES : -1;
}

static int han_learn(uint32_t cp)
{
	pthread_mutex_lock(&han.mu);
	int i = han_find(cp);
	if (i < 0) {
		i = atomic_load_explicit(&han.n, memory_order_relaxed);
		atomic_store_explicit(&han.cp[i], cp, memory_order_relaxed);
		atomic_store_explicit(&han.n, i + 1, memory_order_release);
	}
	pthread_mutex_unlock(&han.mu);
	return i;
}

static uint8_t han_code(uint32_t cp, bool learn)
{
	int i = han_find(cp);

	if (i < 0 && learn)
		i = han_learn(cp);
	if (i < 0)
		return CODE_NEVER;
	return i == HAN_CODES ? CODE_OTHER : (uint8_t)((HAN_FIRST + i % 32) | (i / 32) << 6);
}

/* Digits are 1 to 10 and their look-alikes the same with high bits; other letters 11 to 27. */
static uint8_t code_of_char(uint32_t cp, bool learn)
{
	static const struct { uint32_t cp; uint8_t digit, variant; } alike[] = {
		{ 'O', 0, 1 }, { 'Q', 0, 2 }, { 'D', 0, 3 }, { 'I', 1, 1 }, { 'L', 1, 2 }, { 'Z', 2, 1 }, { 'S', 5, 1 }, { 'B', 8, 1 }, { 'G', 6, 1 },
		{ 0x4e00, 1, 3 }, { 0x4e8c, 2, 3 }, { 0x4e09, 3, 3 }, { 0x56db, 4, 3 }, { 0x4e94, 5, 3 }, { 0x516d, 6, 3 }, { 0x4e03, 7, 3 },
		{ 0x516b, 8, 3 }, { 0x4e5d, 9, 3 },
	};
	static const char others[] = "ACEFHJKMNPRTUVWXY*?";

	if (cp >= '0' && cp <= '9')
		return (uint8_t)(1 + cp - '0');
	for (size_t i = 0; i < COUNTOF(alike); i++)
		if (alike[i].cp == cp)
			return (uint8_t)((1 + alike[i].digit) | alike[i].variant << 6);
	const char *at = cp < 0x80 ? memchr(others, (int)cp, sizeof others - 1) : NULL;
	return at ? (uint8_t)(11 + (at - others)) : han_code(cp, learn);
}

size_t code_of(const struct number *n, bool learn, uint8_t ret[static NUMBER_MAX])
{
	uint32_t c[NUMBER_MAX];
	size_t k = number_chars(n, c), out = 0;

	for (size_t i = 0; i < k; i++)
		if (c[i] != '(' && c[i] != ')')
			ret[out++] = code_of_char(c[i], learn);
	return out;
}

/* --- memory --- */

static void snap_free(struct snap *s)
{
	if (!s)
		return;
	for (int k = 0; k < NK_N; k++)
		for (uint32_t i = 0; i < atomic_load(&s->list[k].nchunk); i++)
			sys.munmap(atomic_load(&s->list[k].chunk[i]), sizeof(struct chunk));
	free(s->seen);
	free(s);
}

static struct snap *snap_new(void)
{
	struct snap *s = calloc(1, sizeof *s);

	if (!s)
		BUG("out of memory");
	s->refs = 1;
	return s;
}

/* The chunk that takes n more bytes; NULL when all are full. */
static struct chunk *chunk_for(struct list *l, size_t n)
{
	uint32_t k = atomic_load_explicit(&l->nchunk, memory_order_relaxed);
	struct chunk *c = k ? atomic_load_explicit(&l->chunk[k - 1], memory_order_relaxed) : NULL;

	if (c && atomic_load_explicit(&c->used, memory_order_relaxed) + n <= CHUNK_TEXT && atomic_load_explicit(&c->n, memory_order_relaxed) < CHUNK_RECS)
		return c;
	if (k == CHUNKS_MAX)
		return NULL;
	/* fresh pages: what is not written costs nothing */
	c = sys.mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (c == MAP_FAILED)
		BUG("out of memory");
	atomic_store_explicit(&c->used, 1, memory_order_relaxed);
	atomic_store_explicit(&l->chunk[k], c, memory_order_relaxed);
	atomic_store_explicit(&l->nchunk, k + 1, memory_order_release);
	return c;
}

/* True the first time an entry is seen. */
static bool first_seen(struct snap *s, int64_t id)
{
	size_t word = (size_t)id / 64;

	if (id < 0 || id >= ID_MAX)
		return true;
	if (word >= s->seen_words) {
		size_t words = MAX(word + 1, s->seen_words * 2);
		s->seen = realloc(s->seen, words * sizeof *s->seen);
		if (!s->seen)
			BUG("out of memory");
		memset(s->seen + s->seen_words, 0, (words - s->seen_words) * sizeof *s->seen);
		s->seen_words = words;
	}
	uint64_t bit = (uint64_t)1 << (id % 64);
	bool first = !(s->seen[word] & bit);
	s->seen[word] |= bit;
	return first;
}

struct fresh { int64_t entry; enum number_kind kind; uint32_t bike; uint8_t n, code[NUMBER_MAX]; };

/* Under mu. */
static void snap_add(struct snap *s, const struct fresh *f)
{
	s->max_id = MAX(s->max_id, f->entry);
	if (!first_seen(s, f->entry) || f->n == 0)
		return;
	struct chunk *c = chunk_for(&s->list[f->kind], f->n + 1u);
	if (!c)
		return;
	uint32_t used = atomic_load_explicit(&c->used, memory_order_relaxed), n = atomic_load_explicit(&c->n, memory_order_relaxed);
	memcpy(c->text + used, f->code, f->n);
	if (n % BLOCK == 0)
		c->at[n / BLOCK] = used;
	c->bike[n] = f->bike;
	s->numbers++;
	atomic_store_explicit(&c->n, n + 1, memory_order_release);
	atomic_store_explicit(&c->used, used + f->n + 1, memory_order_release);
}

/* --- scanning --- */

/* The next p in [p, end - off) with t[p] = a and t[p + off] = b under the mask; end when there is none. */
static size_t scan_two(const uint8_t *t, size_t p, size_t end, uint8_t a, size_t off, uint8_t b, uint8_t mask)
{
#ifdef __SSE2__
	const __m128i m = _mm_set1_epi8((char)mask), va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);

	for (; p + 16 + off <= end; p += 16) {
		__m128i x = _mm_cmpeq_epi8(_mm_and_si128(_mm_loadu_si128((const __m128i *)(t + p)), m), va);
		__m128i y = _mm_cmpeq_epi8(_mm_and_si128(_mm_loadu_si128((const __m128i *)(t + p + off)), m), vb);
		unsigned bits = (unsigned)_mm_movemask_epi8(_mm_and_si128(x, y));
		if (bits)
			return p + (size_t)__builtin_ctz(bits);
	}
#endif
	for (; p + off < end; p++)
		if ((t[p] & mask) == a && (t[p + off] & mask) == b)
			return p;
	return end;
}

/* Which number holds the byte at p. */
static uint32_t number_at(const struct chunk *c, size_t p)
{
	uint32_t n = atomic_load_explicit(&c->n, memory_order_acquire), lo = 0, hi = (n + BLOCK - 1) / BLOCK;

	while (hi - lo > 1) {
		uint32_t mid = (lo + hi) / 2;
		if (c->at[mid] <= p)
			lo = mid;
		else
			hi = mid;
	}
	uint32_t k = lo * BLOCK;
	for (size_t i = c->at[lo]; i < p; i++)
		k += c->text[i] == 0;
	return k;
}

struct finds { uint32_t *bike; int max, n; };

/* False: full. */
static bool found(struct finds *f, const struct chunk *c, size_t p)
{
	uint32_t bike = c->bike[number_at(c, p)];

	for (int i = 0; i < f->n; i++)
		if (f->bike[i] == bike)
			return true;
	if (f->n == f->max)
		return false;
	f->bike[f->n++] = bike;
	return true;
}

static bool contains_in(const struct chunk *c, const uint8_t *q, size_t n, struct finds *f)
{
	size_t end = atomic_load_explicit(&c->used, memory_order_acquire);

	for (size_t p = 0; (p = scan_two(c->text, p, end, q[0], n - 1, q[n - 1], 0xff)) < end; p++)
		if (memcmp(c->text + p, q, n) == 0) {
			if (!found(f, c, p))
				return false;
		}
	return true;
}

static bool within_one(const uint8_t *a, size_t na, const uint8_t *q, size_t nq)
{
	size_t i = 0, j = 0, lo = MIN(na, nq), hi = MAX(na, nq);

	if (hi - lo > 1)
		return false;
	while (i < lo && (a[i] & CODE_MASK) == q[i])
		i++;
	while (j < lo - i && (a[na - 1 - j] & CODE_MASK) == q[nq - 1 - j])
		j++;
	if (i + j + 1 >= hi)
		return true;
	return na == nq && i + j + 2 == na && (a[i] & CODE_MASK) == q[i + 1] && (a[i + 1] & CODE_MASK) == q[i];
}

/* The number around p (p is within it), compared as a whole. */
static bool near_here(const struct chunk *c, size_t p, size_t end, const uint8_t *q, size_t n, struct finds *f)
{
	size_t from = p, to = p;

	while (c->text[from - 1])
		from--;
	while (to < end && c->text[to])
		to++;
	return !within_one(c->text + from, to - from, q, n) || found(f, c, from);
}

/* One edit leaves the number's head or its tail as it was, a swap too, for one character lies between the two. The tail is short: numbers
 * that are given out in a row differ there. */
static bool near_in(const struct chunk *c, const uint8_t *q, size_t n, struct finds *f)
{
	size_t end = atomic_load_explicit(&c->used, memory_order_acquire), tail = MIN((size_t)4, n / 2), head = n - tail - 1;

	for (size_t p = 0; (p = scan_two(c->text, p, end, 0, head, q[head - 1], CODE_MASK)) < end; p++) {
		size_t i = 1;
		while (i < head && (c->text[p + i] & CODE_MASK) == q[i - 1])
			i++;
		if (i == head && p + 1 < end && !near_here(c, p + 1, end, q, n, f))
			return false;
	}
	for (size_t p = 0; (p = scan_two(c->text, p, end, q[n - tail], tail, 0, CODE_MASK)) < end; p++) {
		size_t i = 1;
		while (i < tail && (c->text[p + i] & CODE_MASK) == q[n - tail + i])
			i++;
		if (i == tail && !near_here(c, p, end, q, n, f))
			return false;
	}
	return true;
}

static struct snap *snap_take(struct number_index *x)
{
	pthread_mutex_lock(&x->mu);
	struct snap *s = x->now;
	if (s)
		s->refs++;
	pthread_mutex_unlock(&x->mu);
	return s;
}

static void snap_drop(struct number_index *x, struct snap *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&x->mu);
	bool last = --s->refs == 0;
	pthread_mutex_unlock(&x->mu);
	if (last)
		snap_free(s);
}

static bool each_chunk(struct number_index *x, enum number_kind k, const uint8_t *q, size_t n, uint32_t *ret, int max, int *ret_n,
                       bool (*in)(const struct chunk *c, const uint8_t *q, size_t n, struct finds *f))
{
	struct snap *s = snap_take(x);
	struct finds f = { ret, max, 0 };
	bool whole = true;

	uint32_t chunks = s ? atomic_load_explicit(&s->list[k].nchunk, memory_order_acquire) : 0;
	for (uint32_t i = 0; whole && i < chunks; i++)
		whole = in(atomic_load_explicit(&s->list[k].chunk[i], memory_order_relaxed), q, n, &f);
	snap_drop(x, s);
	*ret_n = f.n;
	return whole;
}

bool index_contains(struct number_index *x, enum number_kind k, const uint8_t *q, size_t n, uint32_t *ret, int max, int *ret_n)
{
	ASSERT(n > 0);
	return each_chunk(x, k, q, n, ret, max, ret_n, contains_in);
}

bool index_near(struct number_index *x, enum number_kind k, const uint8_t *q, size_t n, uint32_t *ret, int max, int *ret_n)
{
	uint8_t skel[NUMBER_MAX];

	ASSERT(n >= NUMBER_NEAR_LEAST);
	for (size_t i = 0; i < n; i++)
		skel[i] = q[i] & CODE_MASK;
	return each_chunk(x, k, skel, n, ret, max, ret_n, near_in);
}

/* --- following commits --- */

/* The entries this thread's open transaction has added, read again once they are committed: a rolled-back one's id may be another's by
 * then. Past PENDING_MAX the rest is left to number_index_follow. */
static _Thread_local struct { int64_t id[PENDING_MAX]; int n, ended; } pending;

static void make_fresh(struct fresh *f, int64_t entry, enum number_kind k, const struct number *n, bike_id bike)
{
	*f = (struct fresh){ .entry = entry, .kind = k, .bike = (uint32_t)bike.v };
	f->n = (uint8_t)code_of(n, true, f->code);
}

static void read_fresh(struct sql_row *r, void *ret)
{
	enum number_kind k;
	struct number n;
	int64_t id = sql_i64(r);

	ASSERT(number_kind_of(sql_str(r), &k) && number_fold(sql_str(r), &n));
	make_fresh(ret, id, k, &n, (bike_id){ sql_i64(r) });
}

static void committed(struct cx *cx, void *arg)
{
	struct number_index *x = arg;
	struct fresh f;
	struct err before = cx->err;

	for (int i = 0; i < pending.n; i++) {
		if (sql_one(cx, &q_entry, read_fresh, &f, BIND(V(pending.id[i]))) < 0) {
			cx->err = before;      /* rolled back or ended since; what a fault hides, the job finds */
			continue;
		}
		pthread_mutex_lock(&x->mu);
		if (x->now)
			snap_add(x->now, &f);
		if (x->making)
			snap_add(x->making, &f);
		pthread_mutex_unlock(&x->mu);
	}
	pthread_mutex_lock(&x->mu);
	if (x->now)
		x->now->dead += (uint64_t)pending.ended;
	pthread_mutex_unlock(&x->mu);
	pending.n = pending.ended = 0;
}

void index_added(struct cx *cx, int64_t entry)
{
	struct number_index *x = atomic_load(&in_use);

	if (!x)
		return;
	if (pending.n < PENDING_MAX)
		pending.id[pending.n++] = entry;
	sql_after_commit(cx, committed, x);
}

void index_ended(struct cx *cx, int count)
{
	struct number_index *x = atomic_load(&in_use);

	if (!x)
		return;
	pending.ended += count;
	sql_after_commit(cx, committed, x);
}

/* --- loading --- */

struct number_index *number_index_new(void)
{
	struct number_index *x = calloc(1, sizeof *x);

	if (!x)
		BUG("out of memory");
	pthread_mutex_init(&x->mu, NULL);
	return x;
}

void number_index_free(struct number_index *x)
{
	if (!x)
		return;
	ASSERT(!x->loading);
	snap_free(x->now);
	pthread_mutex_destroy(&x->mu);
	free(x);
}

void number_index_use(struct number_index *x)
{
	atomic_store(&in_use, x);
}

struct number_index *index_ready(void)
{
	struct number_index *x = atomic_load(&in_use);

	if (!x)
		return NULL;
	pthread_mutex_lock(&x->mu);
	bool ready = x->now != NULL;
	pthread_mutex_unlock(&x->mu);
	return ready ? x : NULL;
}

struct rows { struct fresh *v; int n; int64_t last; };

static int take_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct rows *w = arg;
	enum number_kind k;
	struct number n;

	(void)cx;
	w->last = sql_i64(r);
	ASSERT(number_kind_of(sql_str(r), &k) && number_fold(sql_str(r), &n));
	make_fresh(&w->v[w->n++], w->last, k, &n, (bike_id){ sql_i64(r) });
	return 0;
}

/* Live rows beyond `after` into s. */
static int read_into(struct cx *cx, struct number_index *x, struct snap *s, int64_t after)
{
	struct rows w = { .v = malloc(sizeof *w.v * LOAD_ROWS), .last = after };
	int n;

	if (!w.v)
		BUG("out of memory");
	do {
		w.n = 0;
		n = sql_each(cx, &q_load, take_row, &w, BIND(V(w.last), V(LOAD_ROWS)));
		pthread_mutex_lock(&x->mu);
		for (int i = 0; n > 0 && i < w.n; i++)
			snap_add(s, &w.v[i]);
		pthread_mutex_unlock(&x->mu);
	} while (n == LOAD_ROWS);
	free(w.v);
	return n < 0 ? n : 0;
}

int number_index_load(struct cx *cx, struct number_index *x)
{
	struct snap *s = snap_new(), *old;

	pthread_mutex_lock(&x->mu);
	ASSERT(!x->loading);      /* one loader: the job */
	x->loading = true;
	x->making = s;            /* from here on commits reach it; what was committed before, the rows below show */
	pthread_mutex_unlock(&x->mu);
	int rc = read_into(cx, x, s, 0);
	pthread_mutex_lock(&x->mu);
	x->loading = false;
	x->making = NULL;
	old = rc < 0 ? s : x->now;
	if (rc >= 0) {
		s->next_mark = s->max_id;
		s->mark_at = cx->now;
		x->now = s;
	}
	pthread_mutex_unlock(&x->mu);
	snap_drop(x, old);
	return rc;
}

int number_index_follow(struct cx *cx, struct number_index *x)
{
	struct snap *s = snap_take(x);

	if (!s)
		return number_index_load(cx, x);
	pthread_mutex_lock(&x->mu);
	bool renew = s->dead > 1000 && s->dead * 10 > s->numbers;
	int64_t after = s->mark;
	pthread_mutex_unlock(&x->mu);
	int rc = renew ? number_index_load(cx, x) : read_into(cx, x, s, after);
	/* ids are given out before they are committed: a row may come later than one with a greater id, but not by much */
	pthread_mutex_lock(&x->mu);
	if (rc >= 0 && cx->now - s->mark_at >= OVERLAP_MS) {
		s->mark = s->next_mark;
		s->next_mark = s->max_id;
		s->mark_at = cx->now;
	}
	pthread_mutex_unlock(&x->mu);
	snap_drop(x, s);
	return rc;
}

void number_index_stats(struct number_index *x, struct number_index_stats *ret)
{
	struct number_index_stats v = { .loaded = false };

	pthread_mutex_lock(&x->mu);
	struct snap *s = x->now;
	if (s) {
		v = (struct number_index_stats){ true, s->numbers, s->dead, sizeof *s + s->seen_words * sizeof *s->seen };
		for (int k = 0; k < NK_N; k++)
			for (uint32_t i = 0; i < atomic_load(&s->list[k].nchunk); i++) {
				struct chunk *c = atomic_load(&s->list[k].chunk[i]);
				uint32_t n = atomic_load(&c->n);
				v.bytes += atomic_load(&c->used) + n * sizeof c->bike[0] + n / BLOCK * sizeof c->at[0] + 3 * 4096;   /* whole pages */
			}
	}
	pthread_mutex_unlock(&x->mu);
	*ret = v;
}
