/* query — questions of other threads: each copies what it needs on the engine thread, the rest happens on the asker's. */
#include <stdlib.h>

#include "serve/engine/partition_int.h"

enum { OPEN_MAX = 4096, TRAIL_WAIT_MS = 5000, DOTS_FRESH_MS = 2000 };

/* ---- trails ---- */

struct open_ask { bool station; tag_id tag; uint16_t ix; struct visit *v; int n; uint64_t ticket; };

static void open_visits(struct partition *p, void *arg)
{
	struct open_ask *q = arg;
	const struct presence *pr = engine_presence(p->engine);

	q->n = q->station ? presence_station(pr, q->ix, q->v, OPEN_MAX) : presence_tag(pr, q->tag, q->v, OPEN_MAX);
	trail_push(p, NULL);    /* closed ones become visible to the trail's readers behind this ticket */
	q->ticket = p->next_ticket;
}

struct gather { struct arena *a; struct visit *v; uint32_t n, cap, max; bool more; };

static bool gather_one(void *arg, const struct visit *v)
{
	struct gather *g = arg;

	if (g->n == g->max) {
		g->more = true;
		return false;
	}
	if (g->n == g->cap) {
		uint32_t cap = MAX(g->cap * 2, 64u);
		struct visit *q = arena_alloc(g->a, cap * sizeof *q);
		if (!q) {
			g->more = true;
			return false;
		}
		if (g->n)
			memcpy(q, g->v, g->n * sizeof *q);
		g->v = q;
		g->cap = cap;
	}
	g->v[g->n++] = *v;
	return true;
}

static int by_first(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->station < y->station ? -1 : x->station > y->station;
}

static void wait_ticket(struct partition *p, uint64_t ticket)
{
	mono begun = clock_mono();

	pthread_mutex_lock(&p->tmu);
	while (p->done_ticket < ticket && mono_since_ms(begun) < TRAIL_WAIT_MS)
		cond_wait_ms(&p->tdone, &p->tmu, 50);
	pthread_mutex_unlock(&p->tmu);
}

/* Stored visits are in g; adds the open ones that touch [from, to) and have not been stored meanwhile. */
static void merge_open(struct gather *g, const struct open_ask *q, utc_ms from, utc_ms to)
{
	uint32_t stored = g->n;

	for (int i = 0; i < q->n; i++) {
		const struct visit *v = &q->v[i];
		bool twin = v->last < from || v->first >= to;
		for (uint32_t k = 0; k < stored && !twin; k++)
			twin = g->v[k].tag == v->tag && g->v[k].station == v->station && g->v[k].first == v->first;
		if (twin)
			continue;
		struct visit open = *v;
		open.flags |= VF_OPEN;
		gather_one(g, &open);
	}
	if (g->n)
		qsort(g->v, g->n, sizeof *g->v, by_first);
}

static int trail_query(struct partition *p, struct open_ask *q, struct gather *g, utc_ms from, utc_ms to, struct err *e)
{
	q->v = malloc(OPEN_MAX * sizeof *q->v);
	if (!q->v)
		BUG("out of memory");
	if (!partition_call(p, open_visits, q)) {
		free(q->v);
		return ERR(e, E_BUSY, "the engines are busy or stopping; try again");
	}
	wait_ticket(p, q->ticket);
	int rc = q->station ? trail_station(p->trail, q->ix, from, to, gather_one, g, e)
	                    : trail_tag(p->trail, q->tag, from, to, gather_one, g, e);
	if (rc >= 0)
		merge_open(g, q, from, to);
	free(q->v);
	return MIN(rc, 0);
}

static int answer(int rc, const struct gather *g, struct visit **ret, uint32_t *ret_n, bool *ret_more)
{
	if (rc < 0)
		return rc;
	*ret = g->v;
	*ret_n = g->n;
	*ret_more = g->more;
	return 0;
}

int partition_trail_tag(struct partition *p, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max,
                        struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	struct open_ask q = { .tag = tag };
	struct gather g = { .a = a, .max = max };

	return answer(trail_query(p, &q, &g, from, to, e), &g, ret, ret_n, ret_more);
}

int partition_trail_station(struct partition *p, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, uint32_t max,
                            struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	struct open_ask q = { .station = true, .ix = ix };
	struct gather g = { .a = a, .max = max };

	return answer(trail_query(p, &q, &g, from, to, e), &g, ret, ret_n, ret_more);
}

int partition_station_past(struct partition *p, uint16_t ix, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e)
{
	int rc = trail_station(p->trail, ix, from, to, fn, arg, e);

	return as_done(rc);
}

/* ---- one tag now ---- */

struct live_ask { tag_id tag; struct fix *fix; bool known; int status; struct heard *h; int *io_nh; };

static void live(struct partition *p, void *arg)
{
	struct live_ask *q = arg;

	q->known = engine_fix(p->engine, q->tag, q->fix, q->h, q->io_nh);
}

int partition_live(struct partition *p, tag_id tag, struct fix *ret, bool *ret_known, struct heard *h, int *io_nh, struct err *e)
{
	struct live_ask q = { .tag = tag, .fix = ret, .h = h, .io_nh = io_nh };

	if (!partition_call(p, live, &q))
		return ERR(e, E_BUSY, "the engines are busy or stopping; try again");
	*ret_known = q.known;
	return 0;
}

static void heard(struct partition *p, void *arg)
{
	struct live_ask *q = arg;

	*q->io_nh = presence_heard(engine_presence(p->engine), q->tag, q->h, *q->io_nh);
	q->status = presence_status(engine_presence(p->engine), q->tag);
}

int partition_heard(struct partition *p, tag_id tag, struct heard *h, int *io_nh, int *ret_status, struct err *e)
{
	struct live_ask q = { .tag = tag, .h = h, .io_nh = io_nh };

	if (!partition_call(p, heard, &q))
		return ERR(e, E_BUSY, "the engines are busy or stopping; try again");
	*ret_status = q.status;
	return 0;
}

struct watch_ask { tag_id tag; bool yes; struct watch_change *ret; uint32_t max, n, version; };

static void watches(struct partition *p, void *arg)
{
	struct watch_ask *q = arg;

	q->yes = watch_has(engine_watch(p->engine), q->tag.v);
}

bool partition_watches(struct partition *p, tag_id tag)
{
	struct watch_ask q = { .tag = tag };

	return partition_call(p, watches, &q) && q.yes;
}

static void list_watch(struct partition *p, void *arg)
{
	struct watch_ask *q = arg;

	q->n = (uint32_t)watch_list(engine_watch(p->engine), q->ret, (int)q->max);
	q->version = watch_version(engine_watch(p->engine));
}

uint32_t partition_watch_list(struct partition *p, struct watch_change *ret, uint32_t max, uint32_t *ret_version)
{
	struct watch_ask q = { .ret = ret, .max = max };

	partition_call(p, list_watch, &q);
	*ret_version = q.version;
	return q.n;
}

/* ---- the live map ---- */

/* A slice of lines at a time, so that an alert never waits for the whole table (P3). */
struct map_walk { struct partition *p; utc_ms now; uint64_t at; bool end; const struct station_place *places; size_t n_places; };

static void add_dot(void *arg, tag_id tag, const struct heard *h, int n, uint8_t status)
{
	struct map_walk *w = arg;
	struct partition *p = w->p;
	struct fix f;

	(void)tag;
	if (n == 0 || w->now - h[0].last > HEARD_WINDOW_MS ||
	    !position_estimate(w->places, w->n_places, h, n, w->now, &f))
		return;
	if (p->n_next == p->next_cap) {
		p->next_cap = MAX(p->next_cap * 2, 65536u);
		p->next_dots = realloc(p->next_dots, p->next_cap * sizeof *p->next_dots);
		if (!p->next_dots)
			BUG("out of memory");
	}
	p->next_dots[p->n_next++] = (struct map_dot){ .at = f.at, .radius_m = (uint16_t)MIN(f.radius_m, 65535u),
		.age_s = (uint16_t)MIN(MAX(w->now - f.t, 0) / 1000, 65535), .moving = (status & VF_MOVING) != 0 };
}

static void walk_slice(struct partition *p, void *arg)
{
	struct map_walk *w = arg;

	w->now = engine_now(p->engine);
	w->places = engine_stations(p->engine, &w->n_places);
	w->end = !presence_walk(engine_presence(p->engine), &w->at, 4096, add_dot, w);
}

static int refresh_map(struct partition *p, struct err *e)
{
	struct map_walk w = { .p = p };

	p->n_next = 0;
	while (!w.end)
		if (!partition_call(p, walk_slice, &w))
			return ERR(e, E_BUSY, "the engines are busy or stopping; try again");
	struct map_dot *old = p->dots;
	uint32_t cap = p->dots_cap;
	p->dots = p->next_dots;
	p->dots_cap = p->next_cap;
	p->n_dots = p->map_heard = p->n_next;
	p->next_dots = old;
	p->next_cap = cap;
	p->a_heard = p->map_heard;
	p->map_at = w.now;
	p->map_made = clock_mono();
	p->map_ever = true;
	return 0;
}

int partition_map(struct partition *p, struct geo sw, struct geo ne, void (*fn)(void *, const struct map_dot *), void *arg,
                  uint32_t *ret_heard, utc_ms *ret_at)
{
	struct err e = { 0 };
	int rc = 0;

	pthread_mutex_lock(&p->mmu);
	if (!p->map_ever || mono_since_ms(p->map_made) > DOTS_FRESH_MS)
		rc = refresh_map(p, &e);
	for (uint32_t i = 0; rc == 0 && i < p->n_dots; i++) {
		const struct map_dot *d = &p->dots[i];
		if (d->at.lat_e7 >= sw.lat_e7 && d->at.lat_e7 <= ne.lat_e7 && d->at.lon_e7 >= sw.lon_e7 && d->at.lon_e7 <= ne.lon_e7)
			fn(arg, d);
	}
	*ret_heard = p->map_heard;
	*ret_at = p->map_at;
	pthread_mutex_unlock(&p->mmu);
	return rc;
}
