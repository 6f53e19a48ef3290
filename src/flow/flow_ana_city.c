/* flow_ana_city — what all tags say of the net: tags carried twice, stations that are not where the register has them; see flow_ana.h.
 *
 * The visits of the hours asked for are read station by station. Past VISITS_MAX only one tag in two is kept, then one in four ...: each tag whole or not at all,
 * and the answer says so (share). */
#include "flow/flow_ana_int.h"

#include <stdlib.h>

#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { VISITS_MAX = 1500000, FIRST_VISITS = 1 << 12 };

struct pool { struct visit *v; size_t n, cap; uint64_t share; utc_ms from, to; };

static bool kept(const struct pool *p, uint64_t tag)
{
	return hash_u64(tag) % p->share == 0;
}

static void thin(struct pool *p)
{
	size_t n = 0;

	p->share *= 2;
	for (size_t i = 0; i < p->n; i++)
		if (kept(p, p->v[i].tag))
			p->v[n++] = p->v[i];
	p->n = n;
}

static bool take(void *arg, const struct visit *v)
{
	struct pool *p = arg;

	if (!kept(p, v->tag))
		return true;
	while (p->n == VISITS_MAX)
		thin(p);
	if (!kept(p, v->tag))
		return true;
	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : FIRST_VISITS;
		p->v = realloc(p->v, p->cap * sizeof *p->v);
		ASSERT(p->v);
	}
	p->v[p->n++] = *v;
	return true;
}

static int by_tag_first(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->station > b->station) - (a->station < b->station);
}

/* The visits of one tag from io_at on; how many. */
static size_t next_tag(const struct pool *p, size_t *io_at, const struct visit **ret)
{
	size_t from = *io_at, to = from;

	while (to < p->n && p->v[to].tag == p->v[from].tag)
		to++;
	*ret = p->v + from;
	*io_at = to;
	return to - from;
}

/* --- what was asked for --- */

static int sweep_times(struct cx *cx, utc_ms *io_from, utc_ms *io_to)
{
	int64_t hours;

	TRY(policy_i64(cx, POL_ANALYSIS_SWEEP_H, cx->now, &hours));
	utc_ms to = *io_to ? MIN(*io_to, cx->now) : cx->now;
	utc_ms from = *io_from ? *io_from : to - hours * HOUR_MS;
	if (from >= to)
		return FAIL_FIELD(cx, E_INVALID, "to", "must be after from, and not in the future");
	if (to - from > hours * HOUR_MS)
		return FAIL_FIELD(cx, E_INVALID, "to", "at most %lld hours in one question", (long long)hours);
	*io_from = from;
	*io_to = to;
	return 0;
}

static int note_sweep(struct cx *cx, const char *verb, utc_ms from, utc_ms to)
{
	str detail = arena_fmt(cx->arena, "{\"from\":%lld,\"to\":%lld}", (long long)from, (long long)to);

	return audit_add(cx, verb, "analysis", 0, (theft_id){ 0 }, detail);
}

static int read_all(struct cx *cx, const struct ana_map *m, struct ana_store *store, struct pool *p, struct sweep *s)
{
	for (size_t ix = 0; ix < m->count; ix++)
		if (m->p[ix].used) {
			TRY(ana_store_station(store, (uint16_t)ix, p->from, p->to, take, p, &cx->err));
			s->stations++;
		}
	if (p->n)
		qsort(p->v, p->n, sizeof *p->v, by_tag_first);
	s->visits = (int64_t)p->n;
	s->share = (int64_t)p->share;
	return 0;
}

/* The day's lesson: what stations have to do with one another, and which of them accuse many. */
static void learn(struct ana_links *l, const struct pool *p, bool blame, struct sweep *s)
{
	const struct visit *v;

	for (size_t at = 0, n; (n = next_tag(p, &at, &v)) > 0; s->tags++)
		ana_links_tag(l, v, n);
	ana_links_done(l);
	if (!blame)
		return;
	for (size_t at = 0, n; (n = next_tag(p, &at, &v)) > 0;)
		ana_links_blame(l, v, n);
	ana_links_judge(l);
}

struct all_tags { struct ana_map m; struct pool p; struct ana_links *l; struct sweep s; };

static int city_work(struct cx *cx, struct all_tags *c, mono begun, bool blame)
{
	struct ana_store store = { .cx = cx, .from = c->p.from, .to = c->p.to, .begun = begun };

	TRY(read_all(cx, &c->m, &store, &c->p, &c->s));
	c->l = ana_links_new(c->m.p, c->m.count);
	learn(c->l, &c->p, blame, &c->s);
	return 0;
}

static void city_done(struct all_tags *c)
{
	ana_links_free(c->l);
	free(c->p.v);
	ana_end();
}

/* The row is on disk before anything is read. On an error nothing is left to be freed. */
static int city_open(struct cx *cx, const char *verb, utc_ms from, utc_ms to, bool blame, struct all_tags *ret)
{
	struct all_tags c = { .p = { .share = 1 } };
	mono begun;

	ASSERT(!sql_in_tx(cx));
	TRY(sweep_times(cx, &from, &to));
	TRY(note_sweep(cx, verb, from, to));
	if (!cx->track || !cx->track->station_past)
		return FAIL(cx, E_STORE, "the engines are not running");
	c.p.from = c.s.from = from;
	c.p.to = c.s.to = to;
	TRY(ana_map_load(cx, &c.m));
	TRY(ana_begin(cx, &begun));
	int rc = city_work(cx, &c, begun, blame);
	if (rc < 0) {
		if (c.l)
			ana_links_free(c.l);
		free(c.p.v);
		ana_end();
		return rc;
	}
	*ret = c;
	return 0;
}

/* --- clones --- */

struct twice { uint64_t tag; struct ana_clone k; utc_ms at[2]; };

static int by_score(const void *x, const void *y)
{
	const struct twice *a = x, *b = y;

	if (a->k.score != b->k.score)
		return a->k.score > b->k.score ? -1 : 1;
	return (a->tag > b->tag) - (a->tag < b->tag);
}

static int find_clones(struct cx *cx, struct all_tags *c, struct twice **ret, size_t *ret_n)
{
	const struct visit *v;
	struct twice one, *list = NULL;
	size_t n = 0, cap = 0;

	for (size_t at = 0, k; (k = next_tag(&c->p, &at, &v)) > 0;) {
		if (!ana_clone(c->l, v, k, &one.k))
			continue;
		one.tag = v->tag;
		one.at[0] = v[0].first;
		one.at[1] = v[k - 1].first;
		if (n == cap) {
			struct twice *more = arena_alloc(cx->arena, (cap = cap ? cap * 2 : 16) * sizeof *more);
			if (!more)
				return FAIL(cx, E_TOOBIG, "too many suspicions: look over less time");
			if (n)
				memcpy(more, list, n * sizeof *more);
			list = more;
		}
		list[n++] = one;
	}
	if (n > 1)
		qsort(list, n, sizeof *list, by_score);
	*ret = list;
	*ret_n = n;
	return 0;
}

/* Of the hardest contradiction the distance and the times, and no place (P1). */
static struct clone_seen clone_of(const struct ana_map *m, const struct twice *t, const struct ana_named *who)
{
	struct clone_seen r = { .who = *who, .score = t->k.score, .sure = ana_sure(t->k.score, 3, 6), .clashes = t->k.n };
	double hardest = -1;

	for (uint32_t i = 0; i < MIN(t->k.n, (uint32_t)ANA_CLASHES); i++) {
		const struct ana_clash *k = &t->k.clash[i];
		int64_t had = MAX(k->t_b - k->t_a, (utc_ms)0);
		double hard = (double)k->least_ms / (double)MAX(had, (int64_t)SECOND_MS);
		if (hard <= hardest)
			continue;
		hardest = hard;
		r.least_ms = k->least_ms;
		r.had_ms = had;
		if (k->a < m->count && k->b < m->count)
			r.apart_m = (int64_t)geo_dist_m(m->p[k->a].at, m->p[k->b].at);
	}
	return r;
}

static int name_clones(struct cx *cx, const struct all_tags *c, const struct twice *list, size_t n, struct clones_seen *a)
{
	uint64_t *tag = arena_alloc(cx->arena, (n + 1) * sizeof *tag);
	utc_ms (*at)[2] = arena_alloc(cx->arena, (n + 1) * sizeof *at);
	struct ana_named *who = arena_alloc(cx->arena, (n + 1) * sizeof *who);
	bool *shown = arena_alloc(cx->arena, (n + 1) * sizeof *shown);

	a->v = arena_alloc(cx->arena, (n + 1) * sizeof *a->v);
	if (!tag || !at || !who || !shown || !a->v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	for (size_t i = 0; i < n; i++) {
		tag[i] = list[i].tag;
		at[i][0] = list[i].at[0];
		at[i][1] = list[i].at[1];
	}
	TRY(ana_name(cx, (theft_id){ 0 }, "clones", tag, at, n, who, shown, &a->withheld));
	for (size_t i = 0; i < n; i++)
		a->v[a->n++] = clone_of(&c->m, &list[i], &who[i]);
	return 0;
}

int flow_clones(struct cx *cx, utc_ms from, utc_ms to, struct clones_seen *ret)
{
	struct clones_seen a = { .n = 0 };
	struct twice *list = NULL;
	struct all_tags c;
	int64_t most;
	size_t n = 0;

	TRY(policy_i64(cx, POL_ANALYSIS_NAMED_MAX, cx->now, &most));
	TRY(city_open(cx, "analysis.clones", from, to, true, &c));
	int rc = find_clones(cx, &c, &list, &n);
	city_done(&c);
	TRY(rc);
	a.s = c.s;
	a.found = (int64_t)n;
	TRY(name_clones(cx, &c, list, MIN(n, (size_t)most), &a));
	*ret = a;
	return 0;
}

/* --- misplaced stations --- */

int flow_misplaced(struct cx *cx, utc_ms from, utc_ms to, struct misplaceds_seen *ret)
{
	struct ana_misplaced found[MISPLACED_MAX];
	struct misplaceds_seen a = { .n = 0 };
	struct all_tags c;

	a.v = arena_alloc(cx->arena, MISPLACED_MAX * sizeof *a.v);
	if (!a.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(city_open(cx, "analysis.misplaced", from, to, false, &c));
	a.s = c.s;
	a.found = (int64_t)ana_misplaced(c.l, found, MISPLACED_MAX);
	city_done(&c);
	for (int64_t i = 0; i < MIN(a.found, (int64_t)MISPLACED_MAX); i++) {
		const struct ana_misplaced *f = &found[i];
		double agree = f->of ? (double)f->tags / f->of : 0;
		a.v[a.n++] = (struct misplaced_seen){ ana_stop_at(&c.m, f->station), f->guess, f->off_m, f->tags, f->of, f->score,
		                                      f->of >= 20 && agree >= 0.9 ? SURE_GOOD : f->of >= 10 ? SURE_FAIR : SURE_LOW };
	}
	*ret = a;
	return 0;
}
