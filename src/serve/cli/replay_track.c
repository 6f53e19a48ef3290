/* replay_track — what was heard of riding tags, kept to the end of the run, and the positions made of it.
 *
 * 16 bytes a reception, in blocks that are never moved, chained by tag. Receptions that came late are as good as others here. */
#include <stdlib.h>

#include "core/value.h"
#include "serve/cli/replay_int.h"

enum {
	BLOCK = 1 << 16, MAX_BLOCKS = 1 << 15, STEP_MS = 4900, FILL_MS = 20000, SAMPLE = 60000, ROUNDS = 3,
	LAGS = 4, LAG_MIN_MS = 3000, LAG_SPREAD_MS = 1500, LAG_APART_MS = 8000, LAG_MAX_MS = 2 * 3600 * 1000,
};
#define NONE UINT32_MAX

struct kept { utc_ms t; uint32_t prev; uint16_t station; int8_t rssi; uint8_t zero; };
_Static_assert(sizeof(struct kept) == 16, "one of these a reception");

struct rider { uint64_t tag; uint32_t last, n; };
/* The least delays of a station's rows against the stream, ascending. */
struct lag { int32_t ms[LAGS]; uint32_t n; utc_ms at[LAGS]; };   /* at: the front then */

struct tracks {
	const struct capture *c;
	struct kept *block[MAX_BLOCKS];
	uint32_t n;
	struct rider *rider; uint32_t cap, riders;
	struct lag *lag;
	struct reception *rec; size_t rec_cap;
};

int tracks_new(const struct capture *c, struct err *e, struct tracks **ret)
{
	struct tracks *k = calloc(1, sizeof *k);

	if (k)
		k->lag = calloc(c->stations, sizeof *k->lag);
	if (!k || !k->lag) {
		free(k);
		return ERR(e, E_FULL, "no memory");
	}
	k->c = c;
	*ret = k;
	return 0;
}

void tracks_free(struct tracks *k)
{
	if (!k)
		return;
	for (uint32_t i = 0; i < MAX_BLOCKS && k->block[i]; i++)
		free(k->block[i]);
	free(k->rider);
	free(k->lag);
	free(k->rec);
	free(k);
}

static struct rider *rider_at(const struct tracks *k, uint64_t tag)
{
	uint32_t at = (uint32_t)hash_u64(tag) & (k->cap - 1);

	while (k->rider[at].tag && k->rider[at].tag != tag)
		at = (at + 1) & (k->cap - 1);
	return &k->rider[at];
}

static bool grow(struct tracks *k)
{
	struct rider *old = k->rider, *big = calloc(k->cap ? k->cap * 2 : 4096, sizeof *big);
	uint32_t n = k->cap;

	if (!big)
		return false;
	k->rider = big;
	k->cap = n ? n * 2 : 4096;
	for (uint32_t i = 0; i < n; i++)
		if (old[i].tag)
			*rider_at(k, old[i].tag) = old[i];
	free(old);
	return true;
}

static void note_lag(struct lag *l, int64_t ms, utc_ms front)
{
	int32_t v = (int32_t)MIN(MAX(ms, -LAG_MAX_MS), LAG_MAX_MS);
	uint32_t at = MIN(l->n, (uint32_t)LAGS);

	l->n = at == LAGS ? LAGS : at + 1;
	if (at == LAGS && v >= l->ms[LAGS - 1])
		return;
	for (at = MIN(at, (uint32_t)LAGS - 1); at && l->ms[at - 1] > v; at--) {
		l->ms[at] = l->ms[at - 1];
		l->at[at] = l->at[at - 1];
	}
	l->ms[at] = v;
	l->at[at] = front;
}

int tracks_add(struct tracks *k, uint64_t tag, utc_ms t, utc_ms front, uint16_t station, int8_t rssi, struct err *e)
{
	uint32_t b = k->n / BLOCK;

	if (k->riders * 4 >= k->cap * 3 && !grow(k))
		return ERR(e, E_FULL, "no memory");
	if (b == MAX_BLOCKS)
		return ERR(e, E_FULL, "more than %u rows of moving tags", (unsigned)MAX_BLOCKS * BLOCK);
	if (!k->block[b] && !(k->block[b] = malloc(BLOCK * sizeof *k->block[b])))
		return ERR(e, E_FULL, "no memory");
	struct rider *r = rider_at(k, tag);
	if (!r->tag) {
		*r = (struct rider){ .tag = tag, .last = NONE };
		k->riders++;
	}
	k->block[b][k->n % BLOCK] = (struct kept){ t, r->last, station, rssi, 0 };
	r->last = k->n++;
	r->n++;
	note_lag(&k->lag[station], front - t, front);
	return 0;
}

/* How far a station's clock is behind the others, 0 when it is not known to be. */
static int32_t behind(const struct tracks *k, uint16_t station)
{
	const struct lag *l = &k->lag[station];

	utc_ms begin = l->at[0], end = l->at[0];

	if (l->n < LAGS || l->ms[LAGS - 1] - l->ms[0] > LAG_SPREAD_MS || abs(l->ms[LAGS - 1]) < LAG_MIN_MS || abs(l->ms[LAGS - 1]) == LAG_MAX_MS)
		return 0;
	for (int i = 1; i < LAGS; i++) {
		begin = MIN(begin, l->at[i]);
		end = MAX(end, l->at[i]);
	}
	/* what came in one go was stored: that says nothing of the clock */
	return end - begin < LAG_APART_MS ? 0 : l->ms[LAGS - 1];
}

static int by_time(const void *x, const void *y)
{
	const struct reception *a = x, *b = y;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	if (a->station != b->station)
		return a->station < b->station ? -1 : 1;
	return a->rssi - b->rssi;
}

/* All of a tag in order of time in k->rec. */
static int gather(struct tracks *k, const struct rider *r, struct err *e)
{
	bool ordered = true;
	uint32_t n = r->n;

	if (n > k->rec_cap) {
		struct reception *p = realloc(k->rec, n * sizeof *p);
		if (!p)
			return ERR(e, E_FULL, "no memory");
		k->rec = p;
		k->rec_cap = n;
	}
	for (uint32_t i = r->last; i != NONE;) {
		const struct kept *q = &k->block[i / BLOCK][i % BLOCK];
		k->rec[--n] = (struct reception){ q->t + behind(k, q->station), q->station, q->rssi };
		ordered = ordered && (n + 1 == r->n || by_time(&k->rec[n], &k->rec[n + 1]) <= 0);
		i = q->prev;
	}
	if (!ordered)
		qsort(k->rec, r->n, sizeof *k->rec, by_time);
	return 0;
}

/* The next time wanted: a reception at least RP_FIX_MS on, or the last before a longer silence. NULL: a new ride begins. */
static uint32_t next_heard(const struct reception *r, uint32_t n, uint32_t at, utc_ms since)
{
	while (at < n && r[at].t - since < RP_FIX_MS && !(at + 1 == n || r[at + 1].t - r[at].t > FILL_MS))
		at++;
	return at;
}

struct way {
	struct tracks *k;
	struct position_track *p;
	bool learn;
	int (*put)(void *arg, uint64_t tag, const struct fix *f, struct err *e);
	void *arg;
};

static int put_ride(const struct way *w, uint64_t tag, uint32_t from, uint32_t to, const utc_ms *t, int n, struct err *e)
{
	struct fix f[TRACK_MAX];
	int got = position_track_run(w->p, w->k->rec + from, (int)(to - from), t, n, w->learn, f);

	for (int i = 0; !w->learn && i < got; i++)
		TRY(w->put(w->arg, tag, &f[i], e));
	return 0;
}

/* The rides of a tag: pieces without a silence of more than FILL_MS, and of at most TRACK_MAX places. */
static int rides(const struct way *w, const struct rider *rider, struct err *e)
{
	const struct reception *r = w->k->rec;
	utc_ms t[TRACK_MAX];
	uint32_t from = 0, n = rider->n;

	while (from < n) {
		int m = 0;
		uint32_t at = from;
		t[m++] = r[from].t;
		for (;;) {
			uint32_t next = next_heard(r, n, at + 1, t[m - 1]);
			bool on = next < n && r[next].t - r[next - 1].t <= FILL_MS;
			int steps = on ? (int)((r[next].t - t[m - 1] + STEP_MS - 1) / STEP_MS) : 0;
			if (!on || m + MAX(steps, 1) > TRACK_MAX)
				break;
			utc_ms begin = t[m - 1];
			for (int i = 1; i < steps; i++)
				t[m++] = begin + (r[next].t - begin) * i / steps;
			if (r[next].t > t[m - 1])
				t[m++] = r[next].t;
			at = next;
		}
		while (at + 1 < n && r[at + 1].t == r[at].t)
			at++;
		TRY(put_ride(w, rider->tag, from, at + 1, t, m, e));
		from = at + 1;
	}
	return 0;
}

static int by_tag(const void *x, const void *y)
{
	const struct rider *a = x, *b = y;

	return a->tag < b->tag ? -1 : a->tag > b->tag;
}

static int walk(const struct way *w, uint32_t step, struct err *e)
{
	for (uint32_t i = 0; i < w->k->riders; i += step) {
		TRY(gather(w->k, &w->k->rider[i], e));
		TRY(rides(w, &w->k->rider[i], e));
	}
	return 0;
}

int tracks_put(struct tracks *k, int (*put)(void *arg, uint64_t tag, const struct fix *f, struct err *e), void *arg, struct err *e)
{
	struct way w = { .k = k, .put = put, .arg = arg };
	uint32_t n = 0;

	if (k->riders == 0)
		return 0;
	for (uint32_t i = 0; i < k->cap; i++)
		if (k->rider[i].tag)
			k->rider[n++] = k->rider[i];
	qsort(k->rider, n, sizeof *k->rider, by_tag);
	w.p = position_track_new(k->c->place, k->c->stations);
	w.learn = true;
	int rc = 0;
	for (uint32_t i = 0; rc >= 0 && i < n; i += k->n / SAMPLE + 1) {
		rc = gather(k, &k->rider[i], e);
		position_track_begin(w.p, k->rec, rc < 0 ? 0 : k->rider[i].n);
	}
	for (int i = 0; rc >= 0 && i < ROUNDS; i++) {
		rc = walk(&w, k->n / SAMPLE + 1, e);
		position_track_learn(w.p);
	}
	w.learn = false;
	if (rc >= 0)
		rc = walk(&w, 1, e);
	position_track_free(w.p);
	return rc;
}
