/* trail_read — the queries: what memory knows and what the store knows, day by day, in order of first heard.
 *
 * A reader takes its matches from memory and makes its iterators under one lock, so that no group is seen twice or
 * missed: a group in hand counts from memory unless the iterator already shows its number (key 'G'). */
#include <stdlib.h>

#include "track/trail/trail_int.h"

struct mem { struct visit *v; size_t n, cap, at; };

struct scan {
	struct trail *t;
	enum order o;
	uint64_t id;              /* tag or station */
	utc_ms from, to;
	int32_t day_from, day_to; /* both inclusive */
	trail_fn *fn;
	void *arg;
	struct err *e;
	struct mem act, hand;     /* matches in memory, by first heard; at: what is given out */
	bool hand_busy;
	uint64_t hand_no;
	struct kv_moment *moment; /* with keys: what is looked up is as of then, and so are the iterators */
	struct view { int32_t group; struct kv_cf *cf; struct kv_iter *it; } *view;   /* families of the range, ascending; cf: held; it: NULL where no plain rows are */
	size_t nview;
	struct rows rows, tmp;    /* of the day at hand */
	int count;
	bool stop;
};

static bool touches(const struct scan *s, const struct visit *v)
{
	return v->first < s->to && MAX(v->last, v->first) >= s->from;
}

/* ---- under the lock: memory and iterators ---- */

static void mem_add(struct mem *m, const struct visit *v)
{
	if (m->n == m->cap) {
		m->cap = MAX(m->cap * 2, (size_t)16);
		m->v = realloc(m->v, m->cap * sizeof(*m->v));
		ASSERT(m->v != NULL);
	}
	m->v[m->n++] = *v;
}

static void mem_scan(const struct scan *s, const struct gather *g, uint32_t n, struct mem *m)
{
	struct visit key = { .tag = s->id, .station = (uint16_t)s->id };
	uint32_t i = g->head[s->o][head_ix(&key, s->o)];

	for (; i > 0; i = g->next[s->o][i - 1]) {
		const struct visit *v = &g->v[i - 1];
		bool ours = s->o == BY_TAG ? v->tag == s->id : v->station == s->id;
		if (ours && i <= n && touches(s, v) && visit_day(v) >= s->t->limit)
			mem_add(m, v);
	}
}

/* Sealed rows are looked up one by one, since a tag's days do not lie side by side; plain ones do, and an iterator goes along them. */
static struct view view_of(const struct scan *s, const struct span *p)
{
	struct view w = { .group = p->group, .cf = p->cf };
	/* The group's mark is outside every prefix, so a busy hand needs the total order. */
	bool prefix = s->o == BY_TAG && !s->hand_busy;

	kv_cf_hold(p->cf);
	if (!s->moment)
		w.it = kv_iter_new(s->t->kv, p->cf, prefix);
	else if (p->group <= s->t->plain_until)
		w.it = kv_iter_new_at(s->t->kv, p->cf, prefix, s->moment);
	return w;
}

static void take_views(struct scan *s)
{
	struct trail *t = s->t;

	pthread_mutex_lock(&t->lock);
	s->day_from = MAX(s->day_from, t->limit);
	s->from = MAX(s->from, day_start(t->limit));
	mem_scan(s, &t->act, t->act.n, &s->act);
	s->hand_busy = t->pending;
	s->hand_no = t->hand.no;
	if (s->hand_busy)
		mem_scan(s, &t->hand, t->hand.committed, &s->hand);
	s->view = calloc(t->nspans + 1, sizeof(*s->view));
	ASSERT(s->view != NULL);
	if (s->rows.c)
		s->moment = kv_moment_new(t->kv);
	for (size_t i = 0; i < t->nspans; i++) {
		int32_t g = t->spans[i].group;
		if (g < s->day_from / SPAN_DAYS || g > s->day_to / SPAN_DAYS)
			continue;
		s->view[s->nview++] = view_of(s, &t->spans[i]);
	}
	pthread_mutex_unlock(&t->lock);
}

static int by_first(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	return (x->station > y->station) - (x->station < y->station);
}

/* ---- one day ---- */

static int take_value(struct scan *s, struct kv_slice v, uint64_t want)
{
	if (rows_decode(&s->rows, v.p, v.n, want) < 0)
		return ERR(s->e, E_CORRUPT, "trail store: a value does not decode (%zu bytes)", v.n);
	return 0;
}

static bool at_key(const struct kv_iter *it, const uint8_t *key, size_t n)
{
	if (!kv_iter_valid(it))
		return false;
	struct kv_slice k = kv_iter_key(it);
	return k.n == n && memcmp(k.p, key, n) == 0;
}

/* Blocks of hours that a visit touching [from, to) may be filed in. */
static uint64_t nodes_of(const struct scan *s, int32_t day)
{
	utc_ms start = day_start(day), a = MAX(s->from, start) - start, b = MIN(s->to - 1, start + DAY_MS - 1) - start;
	uint64_t set = 2;   /* the root holds what fits nowhere else */

	for (int64_t h = a / HOUR_MS; h <= b / HOUR_MS; h++)
		for (unsigned l = 0; l < 6; l++)
			set |= (uint64_t)1 << ((32 + (unsigned)h) >> l);
	return set;
}

/* The day's sealed row. */
static int sealed_day(struct scan *s, const struct view *w, int32_t day)
{
	uint64_t mask = s->id, want = s->o == BY_TAG ? UINT64_MAX : nodes_of(s, day);
	uint8_t key[KEY_MAX];
	size_t n;

	if (!s->rows.c || !daycrypt_day(s->rows.c, day))
		return 0;               /* nothing was stored that day, or retention came meanwhile */
	if (s->o == BY_TAG) {
		daycrypt_mask(s->rows.c, &mask, 1);
		n = trail_key_masked(key, mask, day);
	} else {
		n = trail_key_heard(key, (uint16_t)s->id, day);
	}
	struct kv_found f;
	int rc = kv_look(s->t->kv, w->cf, s->moment, (struct kv_slice){ key, n }, s->e, &f);
	if (rc <= 0)
		return rc;
	rc = take_value(s, f.v, want);
	kv_found_free(&f);
	return rc;
}

/* The iterator stands at or before this day's key, or at the first key of the family not yet read; with sealed rows beside, anywhere. */
static int tag_day(struct scan *s, struct kv_iter *it, int32_t day)
{
	uint8_t key[KEY_MAX];
	size_t n = trail_key_tag(key, s->id, day);

	if (s->rows.c)
		kv_iter_seek(it, (struct kv_slice){ key, n });
	if (!at_key(it, key, n))
		return 0;
	TRY(take_value(s, kv_iter_value(it), UINT64_MAX));
	kv_iter_next(it);
	return 0;
}

/* Format 1 had a key for each block of hours behind the place of the day's one key. */
static int old_blocks(struct scan *s, struct kv_iter *it, const uint8_t *key, size_t n, uint64_t want)
{
	for (; kv_iter_valid(it); kv_iter_next(it)) {
		struct kv_slice k = kv_iter_key(it);
		if (k.n != n + 1 || memcmp(k.p, key, n) != 0)
			break;
		if (k.p[n] < NODES && want >> k.p[n] & 1)
			TRY(take_value(s, kv_iter_value(it), want));
	}
	return 0;
}

static int station_day(struct scan *s, struct kv_iter *it, int32_t day)
{
	uint64_t want = nodes_of(s, day);
	uint8_t key[KEY_MAX];
	size_t n = trail_key_station(key, (uint16_t)s->id, day);
	bool old = day / SPAN_DAYS <= s->t->old_until;

	kv_iter_seek(it, (struct kv_slice){ key, n });
	if (at_key(it, key, n)) {
		TRY(take_value(s, kv_iter_value(it), want));
		if (old)
			kv_iter_next(it);
	}
	if (old)
		TRY(old_blocks(s, it, key, n, want));
	return kv_iter_error(it, s->e);
}

static void add_mem(struct scan *s, struct mem *m, int32_t day)
{
	for (; m->at < m->n && visit_day(&m->v[m->at]) <= day; m->at++) {
		if (visit_day(&m->v[m->at]) < day)
			continue;
		rows_reserve(&s->rows, 1);
		s->rows.v[s->rows.n++] = trail_row(&m->v[m->at], day, s->o);
	}
}

static void give_out(struct scan *s, int32_t day)
{
	utc_ms start = day_start(day);

	rows_sort(&s->rows, &s->tmp);
	for (size_t i = 0; i < s->rows.n && !s->stop; i++) {
		const struct row *r = &s->rows.v[i];
		struct visit v = {
			.tag = s->o == BY_TAG ? s->id : r->id,
			.station = (uint16_t)(s->o == BY_TAG ? r->id : s->id),
			.rssi_max = (int8_t)(r->rssi - 128),
			.flags = r->flags,
			.hits = r->hits,
			.first = start + r->first,
			.last = (utc_ms)((uint64_t)(start + r->first) + r->dur),
		};
		if (!touches(s, &v))
			continue;
		s->count++;
		s->stop = !s->fn(s->arg, &v);
	}
	s->rows.n = 0;
}

/* ---- the range ---- */

/* True if the view already shows the group that is in hand. */
static int hand_in_view(const struct scan *s, const struct view *w)
{
	static const struct kv_slice g = { (const uint8_t *)"G", 1 };
	struct kv_found f;

	if (!s->hand_busy || s->hand.n == 0)
		return false;
	if (!s->moment) {
		kv_iter_seek(w->it, g);
		return at_key(w->it, g.p, g.n) && kv_iter_value(w->it).n == 8 && be64(kv_iter_value(w->it).p) == s->hand_no;
	}
	int rc = kv_look(s->t->kv, w->cf, s->moment, g, s->e, &f);
	if (rc <= 0)
		return rc;
	rc = f.v.n == 8 && be64(f.v.p) == s->hand_no;
	kv_found_free(&f);
	return rc;
}

static int scan_family(struct scan *s, const struct view *w, int32_t a, int32_t b)
{
	uint8_t key[KEY_MAX];
	int skip_hand = w ? hand_in_view(s, w) : 0;
	bool plain = w && w->it;

	TRY(skip_hand);
	if (plain && s->o == BY_TAG)
		kv_iter_seek(w->it, (struct kv_slice){ key, trail_key_tag(key, s->id, a) });
	for (int32_t d = a; d <= b && !s->stop; d++) {
		if (w && s->moment)
			TRY(sealed_day(s, w, d));
		if (plain)
			TRY(s->o == BY_TAG ? tag_day(s, w->it, d) : station_day(s, w->it, d));
		add_mem(s, &s->act, d);
		if (!skip_hand)
			add_mem(s, &s->hand, d);
		give_out(s, d);
	}
	return plain ? kv_iter_error(w->it, s->e) : 0;
}

static void widen(const struct mem *m, int32_t *lo, int32_t *hi)
{
	if (m->n == 0)
		return;
	*lo = MIN(*lo, visit_day(&m->v[0]) / SPAN_DAYS);
	*hi = MAX(*hi, visit_day(&m->v[m->n - 1]) / SPAN_DAYS);
}

static int scan_all(struct scan *s)
{
	int32_t lo = INT32_MAX / SPAN_DAYS, hi = -1;
	size_t at = 0;

	if (s->nview > 0) {
		lo = s->view[0].group;
		hi = s->view[s->nview - 1].group;
	}
	widen(&s->act, &lo, &hi);
	widen(&s->hand, &lo, &hi);
	for (int32_t g = lo; g <= hi && !s->stop; g++) {
		while (at < s->nview && s->view[at].group < g)
			at++;
		const struct view *w = at < s->nview && s->view[at].group == g ? &s->view[at] : NULL;
		int32_t a = MAX(g * SPAN_DAYS, s->day_from), b = MIN(g * SPAN_DAYS + SPAN_DAYS - 1, s->day_to);
		TRY(scan_family(s, w, a, b));
	}
	return 0;
}

static int run(struct scan *s)
{
	utc_ms least = day_start(0), most = day_start(DAY_LAST + 1);

	s->from = MAX(s->from, least);
	s->to = MIN(s->to, most);
	if (s->from >= s->to)
		return 0;
	s->day_from = day_of(s->from);
	s->day_to = day_of(s->to - 1);
	if (s->t->keys)
		s->rows.c = daycrypt_take(s->t->keys);
	take_views(s);
	if (s->act.n > 1)
		qsort(s->act.v, s->act.n, sizeof(struct visit), by_first);
	if (s->hand.n > 1)
		qsort(s->hand.v, s->hand.n, sizeof(struct visit), by_first);
	int rc = s->day_from <= s->day_to ? scan_all(s) : 0;
	for (size_t i = 0; i < s->nview; i++) {
		kv_iter_free(s->view[i].it);
		kv_cf_release(s->view[i].cf);
	}
	kv_moment_free(s->t->kv, s->moment);
	free(s->view);
	free(s->act.v);
	free(s->hand.v);
	daycrypt_give(s->rows.c);
	rows_free(&s->rows);
	rows_free(&s->tmp);
	return rc < 0 ? rc : s->count;
}

int trail_tag(struct trail *t, tag_id tag, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e)
{
	struct scan s = { .t = t, .o = BY_TAG, .id = tag.v, .from = from, .to = to, .fn = fn, .arg = arg, .e = e };

	return run(&s);
}

int trail_station(struct trail *t, uint16_t station, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e)
{
	struct scan s = { .t = t, .o = BY_STATION, .id = station, .from = from, .to = to, .fn = fn, .arg = arg, .e = e };

	return run(&s);
}
