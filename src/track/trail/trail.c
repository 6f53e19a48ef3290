/* trail — gathering visits, handing them over in key order, retention. Queries are in trail_read.c. */
#include "track/trail/trail.h"

#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"
#include "platform/mem.h"
#include "platform/thread.h"
#include "track/trail/trail_int.h"

enum { FIRST_CAP = 4096, SPANS_SLACK = 8, GROUP_DEFAULT = 1 << 21, FORMAT_PLAIN = 2, FORMAT = 3, TWO_THREADS = 1 << 15 };

static void *xrealloc(void *p, size_t n)
{
	p = realloc(p, n);
	ASSERT(p != NULL);
	return p;
}

/* ---- keys ---- */

size_t trail_key_tag(uint8_t *k, uint64_t tag, int32_t day)
{
	k[0] = 'T';
	put_be64(k + 1, tag);
	put_be16(k + 9, (uint16_t)day);
	return 11;
}

size_t trail_key_station(uint8_t *k, uint16_t station, int32_t day)
{
	k[0] = 'S';
	put_be16(k + 1, station);
	put_be16(k + 3, (uint16_t)day);
	return 5;
}

size_t trail_key_masked(uint8_t *k, uint64_t mask, int32_t day)
{
	k[0] = 'U';
	put_be16(k + 1, (uint16_t)day);
	put_be64(k + 3, mask);
	return 11;
}

size_t trail_key_heard(uint8_t *k, uint16_t station, int32_t day)
{
	k[0] = 'R';
	put_be16(k + 1, (uint16_t)day);
	put_be16(k + 3, station);
	return 5;
}

static size_t prefix_of(const uint8_t *k, size_t n)
{
	if (n == 11 && k[0] == 'U')
		return 11;
	return n >= 9 && k[0] == 'T' ? 9 : 0;
}

/* ---- gathering ---- */

static void gather_grow(struct gather *g, uint32_t cap)
{
	struct visit *v = mem_big((size_t)cap * sizeof(*v));   /* read in the order of keys */

	if (g->n)
		memcpy(v, g->v, g->n * sizeof(*v));
	mem_big_free(g->v, (size_t)g->cap * sizeof(*v));
	g->v = v;
	for (int o = 0; o < 2; o++)
		g->next[o] = xrealloc(g->next[o], (size_t)cap * sizeof(uint32_t));
	g->cap = cap;
}

static void gather_init(struct gather *g)
{
	*g = (struct gather){ 0 };
	g->head[BY_TAG] = calloc(TAG_HEADS, sizeof(uint32_t));
	g->head[BY_STATION] = calloc(ST_HEADS, sizeof(uint32_t));
	ASSERT(g->head[BY_TAG] && g->head[BY_STATION]);
	gather_grow(g, FIRST_CAP);
}

static void gather_done(struct gather *g)
{
	mem_big_free(g->v, (size_t)g->cap * sizeof(*g->v));
	for (int o = 0; o < 2; o++) {
		free(g->next[o]);
		free(g->head[o]);
	}
	*g = (struct gather){ 0 };
}

static void gather_clear(struct gather *g)
{
	for (uint32_t i = 0; i < g->n; i++)
		for (int o = 0; o < 2; o++)
			g->head[o][head_ix(&g->v[i], o)] = 0;
	g->n = g->committed = 0;
}

static void gather_add(struct gather *g, const struct visit *v)
{
	if (g->n == g->cap)
		gather_grow(g, g->cap * 2);
	uint32_t i = g->n++;
	g->v[i] = *v;
	for (int o = 0; o < 2; o++) {
		uint32_t *head = &g->head[o][head_ix(v, o)];
		g->next[o][i] = *head;
		*head = i + 1;
	}
}

void trail_put(struct trail *t, const struct visit *v)
{
	bool sane = v->first >= day_start(0) && v->first < day_start(DAY_LAST + 1);

	pthread_mutex_lock(&t->lock);
	if (!sane || visit_day(v) < t->limit) {
		t->dropped++;
	} else {
		gather_add(&t->act, v);
		t->put++;
	}
	pthread_mutex_unlock(&t->lock);
}

/* ---- spans: the column families ---- */

static int span_cmp(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

static struct kv_cf *span_find(const struct trail *t, int32_t group)
{
	for (size_t i = t->nspans; i > 0; i--)
		if (t->spans[i - 1].group == group)
			return t->spans[i - 1].cf;
	return NULL;
}

/* A family is made by the writer on the first visit of its days, or ahead of the next week. *ret is NULL when there
 * are too many: hostile times must not make families without end. */
static int span_get(struct trail *t, int32_t group, struct err *e, struct kv_cf **ret)
{
	struct kv_cf *cf = span_find(t, group);
	char name[24];

	if (!cf) {
		if (t->nspans >= t->max_spans) {
			*ret = NULL;
			return 0;
		}
		snprintf(name, sizeof(name), "w%05d", (int)group);
		pthread_mutex_lock(&t->lock);
		int rc = kv_cf_add(t->kv, name, e, &cf);
		if (rc == 0) {
			t->spans[t->nspans++] = (struct span){ group, cf };
			qsort(t->spans, t->nspans, sizeof(*t->spans), span_cmp);
		}
		pthread_mutex_unlock(&t->lock);
		TRY(rc);
	}
	*ret = cf;
	return 0;
}

static int spans_load(struct trail *t, struct err *e)
{
	size_t n = kv_cf_count(t->kv);

	t->max_spans = MAX(n, (size_t)t->o.keep_days / SPAN_DAYS + SPANS_SLACK);
	t->spans = calloc(t->max_spans, sizeof(*t->spans));
	ASSERT(t->spans != NULL);
	for (size_t i = 0; i < n; i++) {
		struct kv_cf *cf = kv_cf_at(t->kv, i);
		const char *name = kv_cf_name(cf);
		int64_t g;
		if (name[0] != 'w' || !str_i64(str_of(name + 1), 0, DAY_LAST, &g))
			return ERR(e, E_CORRUPT, "trail store: a column family of another program");
		t->spans[t->nspans++] = (struct span){ (int32_t)g, cf };
	}
	qsort(t->spans, t->nspans, sizeof(*t->spans), span_cmp);
	return 0;
}

/* ---- open and close ---- */

static int load_meta(struct trail *t, struct err *e)
{
	uint8_t *p;
	size_t n;

	TRY(kv_get(t->kv, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)"P", 1 }, e, &p, &n));
	if (p && n != 16) {
		free(p);
		return ERR(e, E_CORRUPT, "trail store: the position has %zu bytes", n);
	}
	if (p) {
		t->act.lsn = t->written = be64(p);
		t->act.no = be64(p + 8) + 1;
		free(p);
	} else {
		t->act.no = 1;
	}
	atomic_store(&t->durable, t->written);
	TRY(kv_get(t->kv, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)"L", 1 }, e, &p, &n));
	if (p && n != 4) {
		free(p);
		return ERR(e, E_CORRUPT, "trail store: the retention limit has %zu bytes", n);
	}
	t->limit = p ? (int32_t)be32(p) : 0;
	free(p);
	return 0;
}

/* Days with visits in one family, from its marks, that are in [from, to). */
static int days_present(struct trail *t, struct kv_cf *cf, int32_t from, int32_t to, struct err *e)
{
	uint8_t key[3] = { 'D' };
	int n = 0;

	put_be16(key + 1, (uint16_t)MAX(from, 0));
	struct kv_iter *it = kv_iter_new(t->kv, cf, false);
	for (kv_iter_seek(it, (struct kv_slice){ key, 3 }); kv_iter_valid(it); kv_iter_next(it)) {
		struct kv_slice k = kv_iter_key(it);
		if (k.n != 3 || k.p[0] != 'D' || be16(k.p + 1) >= to)
			break;
		n++;
	}
	int rc = kv_iter_error(it, e);
	kv_iter_free(it);
	return rc < 0 ? rc : n;
}

/* The days whose rows are sealed have their keys, or it is the wrong file: rather no start than tracks that are silently not there. */
static int check_keys(struct trail *t, struct err *e)
{
	t->limit = MAX(t->limit, daykeys_limit(t->keys));
	for (size_t i = 0; i < t->nspans; i++) {
		struct span s = t->spans[i];
		for (int32_t day = MAX(s.group * SPAN_DAYS, t->limit); s.group > t->plain_until && day < (s.group + 1) * SPAN_DAYS; day++) {
			if (daykeys_has(t->keys, day))
				continue;
			int n = days_present(t, s.cf, day, day + 1, e);
			TRY(n);
			if (n > 0)
				return ERR(e, E_CONFIG, "the tracks of day %d are sealed with a key that the file of day keys lacks: put back the right file "
				           "(track_key_file), or move the folder trail away to begin without these tracks", (int)day);
		}
	}
	return 0;
}

static int save_version(struct trail *t, unsigned version, struct err *e)
{
	uint8_t val[9] = { (uint8_t)version };

	put_be32(val + 1, (uint32_t)t->old_until);
	put_be32(val + 5, (uint32_t)t->plain_until);
	struct kv_batch *b = kv_batch_new();
	kv_batch_put(b, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)"V", 1 },
	             (struct kv_slice){ val, version == FORMAT ? 9 : 5 });
	int rc = kv_write(t->kv, b, e);
	kv_batch_free(b);
	return rc;
}

/* A store without a version is new, or of format 1: then its families may hold format 1's station keys for as long as
 * they live; so may those of a store that had no keys hold plain rows. What is written here is durable with the first flush, as is all that
 * depends on it. */
static int load_version(struct trail *t, struct err *e)
{
	uint8_t *p;
	size_t n;
	int32_t last = t->nspans > 0 ? t->spans[t->nspans - 1].group : -1;

	TRY(kv_get(t->kv, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)"V", 1 }, e, &p, &n));
	bool there = p != NULL;
	unsigned version = p && n > 0 ? p[0] : 0;
	bool known = !p || (version == FORMAT_PLAIN && n == 5) || (version == FORMAT && n == 9);
	t->old_until = !p ? last : known ? (int32_t)be32(p + 1) : -1;
	t->plain_until = p && version == FORMAT && n == 9 ? (int32_t)be32(p + 5) : t->keys ? last : INT32_MAX;
	free(p);
	if (!known)
		return ERR(e, E_STORE, "trail store: format %u is not known to this program (it knows %d)", version, FORMAT);
	if (version == FORMAT && !t->keys)
		return ERR(e, E_CONFIG, "the tracks are sealed, and no file of day keys is open");
	if (version == FORMAT || (there && !t->keys))
		return 0;
	return save_version(t, t->keys ? FORMAT : FORMAT_PLAIN, e);
}

static void trail_free(struct trail *t)
{
	kv_close(t->kv);
	gather_done(&t->act);
	gather_done(&t->hand);
	for (int o = 0; o < 2; o++)
		order_done(&t->w.of[o]);
	kv_batch_free(t->w.batch);
	free(t->spans);
	pthread_mutex_destroy(&t->lock);
	pthread_mutex_destroy(&t->writer);
	free(t);
}

int trail_open(const struct trail_opts *o, struct err *e, struct trail **ret)
{
	struct trail *t = calloc(1, sizeof(*t));

	ASSERT(t != NULL);
	pthread_mutex_init(&t->lock, NULL);
	pthread_mutex_init(&t->writer, NULL);
	t->o = *o;
	t->o.cache_bytes = o->cache_bytes ? o->cache_bytes : 64u << 20;
	t->o.memtable_bytes = o->memtable_bytes ? o->memtable_bytes : 64u << 20;
	t->o.keep_days = o->keep_days > 0 ? MIN(o->keep_days, 3650) : 90;
	t->o.group_visits = o->group_visits ? o->group_visits : GROUP_DEFAULT;
	t->keys = o->keys;
	gather_init(&t->act);
	gather_init(&t->hand);
	t->w.batch = kv_batch_new();
	struct kv_opts k = { .dir = o->dir, .cache_bytes = t->o.cache_bytes, .memtable_bytes = t->o.memtable_bytes,
	                     .wal = o->wal, .merge_name = "yz.trail.2", .merge = trail_merge, .merge_arg = t->keys,
	                     .prefix_name = "yz.tag9", .prefix = prefix_of };
	int rc = fs_mkdir(o->dir, e);
	if (rc == 0)
		rc = kv_open(&k, e, &t->kv);
	if (rc == 0)
		rc = spans_load(t, e);
	if (rc == 0)
		rc = load_version(t, e);
	if (rc == 0)
		rc = load_meta(t, e);
	if (rc == 0 && t->keys)
		rc = check_keys(t, e);
	if (rc < 0) {
		trail_free(t);
		return rc;
	}
	*ret = t;
	return 0;
}

void trail_close(struct trail *t)
{
	if (!t)
		return;
	struct err e = { 0 };
	(void)!trail_sync(t, &e);   /* what fails here is replayed from the journal */
	trail_free(t);
}

uint64_t trail_position(const struct trail *t)
{
	return atomic_load(&((struct trail *)(uintptr_t)t)->durable);
}

/* ---- handing over ---- */

static void add_ops(struct kv_batch *b, struct kv_cf *cf, const struct order_scratch *w)
{
	const uint8_t *p = w->ops;

	for (size_t at = 0; at < w->len;) {
		size_t kn = p[at], n = le32(p + at + 1), key = at + OP_HEAD;
		kv_batch_merge(b, cf, (struct kv_slice){ p + key, kn }, (struct kv_slice){ p + key + kn, n });
		at = key + kn + n;
	}
}

struct half { struct order_scratch *w; const struct gather *g; int32_t from, to; };

static void code_by_tag(void *arg)
{
	struct half *h = arg;

	order_code(h->w, h->g, BY_TAG, refs_of(h->g, h->from, h->to, h->w->a));
}

/* Both orders are coded at the same time when that is worth a thread: nothing changes what is in hand meanwhile. The n references of
 * the station's order are there already. */
static void code_both(struct trail *t, int32_t from, int32_t to, size_t n)
{
	struct half h = { &t->w.of[BY_TAG], &t->hand, from, to };
	struct thread other = { 0 };

	if (n >= TWO_THREADS)
		thread_start(&other, "yz-trail-tags", code_by_tag, &h);
	else
		code_by_tag(&h);
	order_code(&t->w.of[BY_STATION], &t->hand, BY_STATION, n);
	thread_join(&other);
}

/* Days that are coded as one: rows are sealed under the key of their day, and their names masked with it. */
static int32_t step_of(const struct trail *t) { return t->keys ? 1 : SPAN_DAYS; }

/* Both orders work under the day's key. 1: it has one, 0: it is past retention, and its visits are dropped. */
static int use_key(struct trail *t, int32_t day, struct err *e)
{
	struct err why = { 0 };
	int rc = daykeys_ensure(t->keys, day, &why);

	if (rc == E_NOTFOUND)
		return 0;
	if (rc < 0)
		return ERR(e, rc, "%s", why.msg);
	for (int o = 0; o < 2; o++) {
		struct order_scratch *w = &t->w.of[o];
		if (!w->c)
			w->c = daycrypt_take(t->keys);
		if (!daycrypt_day(w->c, day))
			return 0;
	}
	return 1;
}

static void count_dropped(struct trail *t, size_t n)
{
	pthread_mutex_lock(&t->lock);
	t->dropped += n;
	pthread_mutex_unlock(&t->lock);
}

/* Both orders of days that are coded as one; visits that no family can take, or that no key is left for, are counted as dropped. */
static int put_days(struct trail *t, struct kv_batch *batch, int32_t from, int32_t to, struct err *e)
{
	struct kv_cf *cf;
	struct ref *a = t->w.of[BY_STATION].a;
	size_t n = refs_of(&t->hand, from, to, a);
	int usable = 1;

	if (n == 0)
		return 0;
	TRY(span_get(t, from / SPAN_DAYS, e, &cf));
	if (cf && t->keys)
		TRY(usable = use_key(t, from, e));
	if (!cf || !usable) {
		count_dropped(t, n);
		return 0;
	}
	struct kv_cf *ahead;   /* on the last day of a week the next week's family is made already */
	for (size_t i = 0; i < n; i++)
		if (a[i].day % SPAN_DAYS == SPAN_DAYS - 1) {
			TRY(span_get(t, from / SPAN_DAYS + 1, e, &ahead));
			break;
		}
	code_both(t, from, to, n);
	for (int o = 0; o < 2; o++)
		add_ops(batch, cf, &t->w.of[o == 0 ? BY_STATION : BY_TAG]);
	return 0;
}

/* The days present and the group's number, in each family the group touches. */
static void put_marks(struct trail *t, struct kv_batch *b)
{
	uint8_t seen[DAY_LAST / 8 + 1] = { 0 }, key[3] = { 'D' }, no[8];
	int32_t last = -1;

	put_be64(no, t->hand.no);
	for (uint32_t i = 0; i < t->hand.committed; i++) {
		int32_t day = visit_day(&t->hand.v[i]);
		struct kv_cf *cf;
		if (day == last || seen[day / 8] >> (day % 8) & 1)
			continue;
		last = day;
		seen[day / 8] |= (uint8_t)(1 << (day % 8));
		cf = span_find(t, day / SPAN_DAYS);
		if (!cf)
			continue;
		put_be16(key + 1, (uint16_t)day);
		kv_batch_put(b, cf, (struct kv_slice){ key, 3 }, (struct kv_slice){ no, 0 });
		kv_batch_put(b, cf, (struct kv_slice){ (const uint8_t *)"G", 1 }, (struct kv_slice){ no, 8 });
	}
}

/* The first run of `step` days after the one with this number that the group touches, INT32_MAX at the end; usually there is one. */
static int32_t next_days(const struct gather *g, int32_t step, int32_t after)
{
	utc_ms from = day_start((after + 1) * step), least = INT64_MAX;

	for (uint32_t i = 0; i < g->committed; i++)
		if (g->v[i].first >= from && g->v[i].first < least)
			least = g->v[i].first;
	return least == INT64_MAX ? INT32_MAX : day_of(least) / step;
}

static int write_hand(struct trail *t, struct err *e)
{
	struct put_scratch *w = &t->w;
	uint8_t pos[16];

	for (int o = 0; o < 2; o++)
		order_room(&w->of[o], t->hand.committed);
	kv_batch_clear(w->batch);
	int32_t step = step_of(t);
	for (int32_t i = next_days(&t->hand, step, -1); i != INT32_MAX; i = next_days(&t->hand, step, i))
		TRY(put_days(t, w->batch, i * step, (i + 1) * step, e));
	put_marks(t, w->batch);
	put_be64(pos, t->hand.lsn);
	put_be64(pos + 8, t->hand.no);
	kv_batch_put(w->batch, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)"P", 1 },
	             (struct kv_slice){ pos, sizeof(pos) });
	return kv_write(t->kv, w->batch, e);
}

/* Takes the committed part of the gathered visits into hand; later visits stay gathered. */
static void take_in_hand(struct trail *t)
{
	pthread_mutex_lock(&t->lock);
	struct gather x = t->hand;
	t->hand = t->act;
	t->act = x;
	t->act.no = t->hand.no + 1;
	t->act.lsn = t->hand.lsn;
	for (uint32_t i = t->hand.committed; i < t->hand.n; i++)
		gather_add(&t->act, &t->hand.v[i]);
	t->pending = true;
	pthread_mutex_unlock(&t->lock);
}

/* On failure everything is kept in memory, and the next call tries again. */
static int finish_hand(struct trail *t, struct err *e)
{
	if (!t->pending)
		return 0;
	TRY(write_hand(t, e));
	pthread_mutex_lock(&t->lock);
	t->written = t->hand.lsn;
	gather_clear(&t->hand);
	t->pending = false;
	pthread_mutex_unlock(&t->lock);
	return 0;
}

static int hand_over(struct trail *t, struct err *e)
{
	TRY(finish_hand(t, e));
	if (t->act.lsn == t->written && t->act.committed == 0)
		return 0;
	take_in_hand(t);
	return finish_hand(t, e);
}

int trail_commit(struct trail *t, uint64_t lsn, struct err *e)
{
	pthread_mutex_lock(&t->writer);
	pthread_mutex_lock(&t->lock);
	t->act.committed = t->act.n;
	t->act.lsn = lsn;
	t->commits++;
	bool due = t->act.committed >= t->o.group_visits;
	pthread_mutex_unlock(&t->lock);
	int rc = due ? hand_over(t, e) : 0;
	pthread_mutex_unlock(&t->writer);
	return rc;
}

/* t->writer is held, here and in all that changes the store. */
static int sync_all(struct trail *t, struct err *e)
{
	TRY(hand_over(t, e));
	TRY(kv_flush(t->kv, e));
	atomic_store(&t->durable, t->written);
	return 0;
}

int trail_sync(struct trail *t, struct err *e)
{
	pthread_mutex_lock(&t->writer);
	int rc = sync_all(t, e);
	pthread_mutex_unlock(&t->writer);
	return rc;
}

/* ---- retention, maintenance, figures ---- */

static int save_limit(struct trail *t, int32_t limit, struct err *e)
{
	uint8_t val[4];
	struct kv_batch *b = kv_batch_new();

	put_be32(val, (uint32_t)limit);
	kv_batch_put(b, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)"L", 1 }, (struct kv_slice){ val, 4 });
	int rc = kv_write(t->kv, b, e);
	kv_batch_free(b);
	return rc;
}

static int retain(struct trail *t, utc_ms now, struct err *e)
{
	int32_t limit = day_of(now - (int64_t)t->o.keep_days * DAY_MS), old = t->limit;
	int days = 0;

	if (limit > DAY_LAST)
		return 0;
	if (t->keys && limit > daykeys_limit(t->keys))
		TRY(daykeys_shred(t->keys, limit, e));   /* first: if this is all that happens, nobody reads those days any more */
	if (limit <= old)
		return 0;
	for (size_t i = 0; i < t->nspans; i++) {
		int n = days_present(t, t->spans[i].cf, old, limit, e);
		TRY(n);
		days += n;
	}
	TRY(save_limit(t, limit, e));
	pthread_mutex_lock(&t->lock);
	t->limit = limit;   /* from here on no query shows those days */
	int rc = 0;
	while (rc == 0 && t->nspans > 0 && (t->spans[0].group + 1) * SPAN_DAYS <= limit) {
		rc = kv_cf_drop(t->kv, t->spans[0].cf, e);
		if (rc == 0)
			memmove(t->spans, t->spans + 1, --t->nspans * sizeof(*t->spans));
	}
	pthread_mutex_unlock(&t->lock);
	return rc < 0 ? rc : days;
}

int trail_retain(struct trail *t, utc_ms now, struct err *e)
{
	pthread_mutex_lock(&t->writer);
	int rc = retain(t, now, e);
	pthread_mutex_unlock(&t->writer);
	return rc;
}

int32_t trail_first_day(struct trail *t)
{
	pthread_mutex_lock(&t->lock);
	int32_t day = t->limit;
	pthread_mutex_unlock(&t->lock);
	return day;
}

int trail_compact(struct trail *t, struct err *e)
{
	pthread_mutex_lock(&t->writer);
	int rc = sync_all(t, e);
	for (size_t i = 0; rc >= 0 && i < t->nspans; i++)
		rc = kv_compact(t->kv, t->spans[i].cf, e);
	pthread_mutex_unlock(&t->writer);
	return rc;
}

int trail_checkpoint(struct trail *t, const char *dir, struct err *e)
{
	pthread_mutex_lock(&t->writer);
	int rc = sync_all(t, e);
	if (rc >= 0)
		rc = kv_checkpoint(t->kv, dir, e);
	pthread_mutex_unlock(&t->writer);
	return rc;
}

static uint64_t gather_bytes(const struct gather *g)
{
	return (uint64_t)g->cap * (sizeof(*g->v) + 2 * sizeof(uint32_t)) + (TAG_HEADS + ST_HEADS) * sizeof(uint32_t);
}

void trail_stats(struct trail *t, struct trail_stats *ret)
{
	struct trail_stats s = { 0 };

	pthread_mutex_lock(&t->lock);
	s.visits_put = t->put;
	s.commits = t->commits;
	s.dropped = t->dropped;
	s.disk_bytes = kv_prop(t->kv, NULL, "rocksdb.live-sst-files-size");
	s.memory_bytes = kv_memory(t->kv) + gather_bytes(&t->act) + gather_bytes(&t->hand);
	for (size_t i = 0; i < t->nspans; i++) {
		int n = days_present(t, t->spans[i].cf, t->limit, DAY_LAST + 1, NULL);
		s.cf_days += n > 0 ? (uint64_t)n : 0;
	}
	pthread_mutex_unlock(&t->lock);
	*ret = s;
}
