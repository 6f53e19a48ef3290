/* ana_place — what stations have to do with one another: who hears a tag at once, how long the way between takes; and from that,
 * which station is not where the register has it. */
#include <math.h>
#include <stdlib.h>

#include "track/analysis/ana_int.h"

enum {
	MAX_LINKS = 1 << 22, FIRST_LINKS = 1 << 12, LEARN_TAGS = 40, TOGETHER_TAGS = 3,
	FIRST_MS = 8000, THIRDS = 3, BINS = 4096, BIN_M = 10, MAX_NEIGHBOURS = 4096,
};
static const double m_per_deg = 111319.490793, reach_of_median = 2.5, default_reach_m = 250;
static const double slow_mps = 16.7, fast_mps = 25, faster_yet = 0.4, far_m = 500, suspicious = 1.4, most_of = 0.5, most_agree = 0.7;

static void *must(void *p)
{
	ASSERT(p);
	return p;
}

struct ana_links *ana_links_new(const struct station_place *places, size_t n)
{
	struct ana_links *l = must(calloc(1, sizeof *l));
	struct geo at = { 0 };

	l->places = places;
	l->n = MIN(n, (size_t)STATION_MAX + 1);
	l->spot = must(calloc(STATION_MAX + 1, sizeof *l->spot));
	l->seen_tag = must(calloc(STATION_MAX + 1, sizeof *l->seen_tag));
	l->met_tag = must(calloc(STATION_MAX + 1, sizeof *l->met_tag));
	l->cap = FIRST_LINKS;
	l->link = must(calloc(l->cap, sizeof *l->link));
	for (size_t i = 0; i < l->n && !at.lat_e7 && !at.lon_e7; i++)
		if (places[i].used)
			at = places[i].at;
	for (size_t i = 0; i < l->n; i++) {
		double x = ((double)places[i].at.lon_e7 - at.lon_e7) * 1e-7 * m_per_deg * cos(geo_lat(at) * 0.017453292519943295);
		double y = ((double)places[i].at.lat_e7 - at.lat_e7) * 1e-7 * m_per_deg;
		l->spot[i] = (struct spot){ .x = (float)x, .y = (float)y, .known = places[i].used };
	}
	return l;
}

void ana_links_free(struct ana_links *l)
{
	if (!l)
		return;
	free(l->spot);
	free(l->seen_tag);
	free(l->met_tag);
	free(l->link);
	free(l->seen);
	free(l->bad);
	free(l->clash);
	free(l);
}

/* ---- pairs ---- */

static uint32_t link_at(const struct ana_links *l, uint32_t key)
{
	uint32_t i = (uint32_t)hash_u64(key) & (l->cap - 1);

	while (l->link[i].key && l->link[i].key != key + 1)
		i = (i + 1) & (l->cap - 1);
	return i;
}

static void grow(struct ana_links *l)
{
	struct link *old = l->link;
	uint32_t n = l->cap;

	l->cap *= 2;
	l->link = must(calloc(l->cap, sizeof *l->link));
	for (uint32_t i = 0; i < n; i++)
		if (old[i].key)
			l->link[link_at(l, old[i].key - 1)] = old[i];
	free(old);
}

/* NULL when the table is full: such a pair is not learned. */
static struct link *link_new(struct ana_links *l, uint32_t key)
{
	uint32_t i = link_at(l, key);

	if (l->link[i].key)
		return &l->link[i];
	if (l->links * 4 >= l->cap * 3) {
		if (l->cap >= MAX_LINKS) {
			l->full = true;
			return NULL;
		}
		grow(l);
		i = link_at(l, key);
	}
	l->links++;
	l->link[i].key = key + 1;
	return &l->link[i];
}

const struct link *ana_link(const struct ana_links *l, uint16_t a, uint16_t b)
{
	const struct link *k = &l->link[link_at(l, pair_key(a, b))];

	return k->key ? k : NULL;
}

double ana_apart_m(const struct ana_links *l, uint16_t a, uint16_t b)
{
	return hypot((double)(l->spot[a].x - l->spot[b].x), (double)(l->spot[a].y - l->spot[b].y));
}

static int time_bin(uint32_t ms)
{
	int k = ms < FIRST_MS ? 0 : 1 + (int)(log2f((float)ms / FIRST_MS) * THIRDS);

	return MIN(k, TIMES - 1);
}

/* The least time of a bin. */
static double bin_ms(int k)
{
	return k == 0 ? 0 : FIRST_MS * exp2((double)(k - 1) / THIRDS);
}

/* ---- learning ---- */

static int by_pair(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->gap > y->gap) - (x->gap < y->gap);
}

static void met(struct ana_links *l, uint32_t station)
{
	if (l->met_tag[station] != l->seen_no) {
		l->met_tag[station] = l->seen_no;
		l->spot[station].met++;
	}
}

/* Each pair of a tag once, with its shortest times. */
static void learn_seen(struct ana_links *l)
{
	if (l->nseen > 1)
		qsort(l->seen, l->nseen, sizeof *l->seen, by_pair);
	for (uint32_t i = 0, j; i < l->nseen; i = j) {
		struct seen best = l->seen[i];
		for (j = i + 1; j < l->nseen && l->seen[j].key == best.key; j++)
			best.arrive = MIN(best.arrive, l->seen[j].arrive);
		if (best.arrive <= NEAR_MS) {
			met(l, best.key >> 16);
			met(l, best.key & 0xffff);
		}
		struct link *k = link_new(l, best.key);
		if (!k)
			continue;
		k->together += best.gap <= TOGETHER_MS;
		k->close += best.arrive <= CLOSE_MS;
		k->near += best.arrive <= NEAR_MS;
		uint16_t *n = &k->time[time_bin(best.gap)];
		*n = (uint16_t)MIN(*n + 1, UINT16_MAX);
	}
}

void ana_links_tag(struct ana_links *l, const struct visit *v, size_t n)
{
	struct recent r = { .n = 0 };

	l->nseen = 0;
	l->seen_no++;
	for (size_t i = 0; i < n; i++) {
		if (v[i].flags & VF_CLOCK || v[i].station >= l->n)
			continue;
		if (l->seen_tag[v[i].station] != l->seen_no) {
			l->seen_tag[v[i].station] = l->seen_no;
			l->spot[v[i].station].tags++;
		}
		for (int k = 0; k < r.n; k++) {
			int64_t gap = v[i].first - r.v[k]->last;
			if (r.v[k]->station == v[i].station || gap > LOOK_BACK_MS)
				continue;
			l->seen = ana_grown(l->seen, &l->seen_cap, l->nseen + 1, sizeof *l->seen);
			l->seen[l->nseen++] = (struct seen){ pair_key(r.v[k]->station, v[i].station), (uint32_t)MAX(gap, 0),
				(uint32_t)MIN(v[i].first - r.v[k]->first, (int64_t)HOUR_MS) };
		}
		recent_add(&r, &v[i]);
	}
	learn_seen(l);
}

/* ---- what was learned ---- */

static uint32_t all_tags(const struct link *k)
{
	uint32_t n = 0;

	for (int i = 0; i < TIMES; i++)
		n += k->time[i];
	return n;
}

/* The time that all but two needed at least: the fastest may be another's tag. */
static double fast_ms(const struct link *k)
{
	uint32_t n = 0;

	for (int i = 0; i < TIMES; i++) {
		n += k->time[i];
		if (n > 2)
			return bin_ms(i);
	}
	return 0;
}

/* The weighted median distance of stations at which a tag arrives at once (or one after the other). */
static double median_m(const struct ana_links *l, bool close)
{
	uint64_t bin[BINS] = { 0 }, all = 0, n = 0;

	for (uint32_t i = 0; i < l->cap; i++) {
		const struct link *k = &l->link[i];
		uint32_t w = close ? k->close : k->near;
		uint16_t a = (uint16_t)((k->key - 1) >> 16), b = (uint16_t)(k->key - 1);
		if (!k->key || !w || !l->spot[a].known || !l->spot[b].known)
			continue;
		double m = ana_apart_m(l, a, b) / BIN_M;
		bin[m < BINS - 1 ? (int)m : BINS - 1] += w;
		all += w;
	}
	for (int i = 0; i < BINS; i++) {
		n += bin[i];
		if (n * 2 >= all && all)
			return (i + 1) * BIN_M;
	}
	return 0;
}

/* The speed that one pair in twenty shows, with half as much again; a bike on a van is no second bike. */
static double learn_speed(const struct ana_links *l)
{
	uint32_t bin[64] = { 0 }, all = 0, n = 0;

	for (uint32_t i = 0; i < l->cap; i++) {
		const struct link *k = &l->link[i];
		uint16_t a = (uint16_t)((k->key - 1) >> 16), b = (uint16_t)(k->key - 1);
		if (!k->key || !l->spot[a].known || !l->spot[b].known || l->spot[a].misplaced || l->spot[b].misplaced || all_tags(k) < LEARN_TAGS)
			continue;
		double m = ana_apart_m(l, a, b), ms = fast_ms(k);
		if (m < far_m + l->close_m || ms <= 0)
			continue;
		bin[MIN((int)((m - l->close_m) / ms * 1000), 63)]++;
		all++;
	}
	for (int i = 0; i < 64; i++) {
		n += bin[i];
		if (n * 20 >= all * 19 && all)
			return MIN(MAX((i + 1) * 1.5, slow_mps), fast_mps);
	}
	return slow_mps;
}

uint32_t ana_links_together(const struct ana_links *l, uint16_t a, uint16_t b)
{
	const struct link *k = a < l->n && b < l->n && a != b ? ana_link(l, a, b) : NULL;

	return k ? k->together : 0;
}

int32_t ana_links_least_ms(const struct ana_links *l, uint16_t a, uint16_t b)
{
	double least = 0;

	if (a >= l->n || b >= l->n || a == b)
		return 0;
	const struct link *k = ana_link(l, a, b);
	if (k && k->together >= TOGETHER_TAGS)
		return 0;
	if (l->spot[a].known && l->spot[b].known && !l->spot[a].misplaced && !l->spot[b].misplaced) {
		/* between two so near a tag may stand that now the one hears and now the other */
		if (ana_apart_m(l, a, b) <= 2 * l->close_m)
			return 0;
		least = (ana_apart_m(l, a, b) - 2 * l->close_m) / l->most_mps * 1000;
	}
	if (k && all_tags(k) >= LEARN_TAGS)
		least = MAX(least, fast_ms(k) * faster_yet);
	return (int32_t)MIN(MAX(least, 0), (double)HOUR_MS);
}

/* ---- misplaced ---- */

struct side { float at; uint32_t w; };

static int by_side(const void *a, const void *b)
{
	float x = ((const struct side *)a)->at, y = ((const struct side *)b)->at;

	return (x > y) - (x < y);
}

static float weighted_median(struct side *s, size_t n)
{
	uint64_t all = 0, sum = 0;

	qsort(s, n, sizeof *s, by_side);
	for (size_t i = 0; i < n; i++)
		all += s[i].w;
	for (size_t i = 0; i < n; i++) {
		sum += s[i].w;
		if (sum * 2 >= all)
			return s[i].at;
	}
	return s[n - 1].at;
}

/* Links by station: list[at[s]..at[s + 1]) are the other ends with their weights. */
struct end { uint16_t other; uint32_t close, near; };
struct ends { uint32_t *at; struct end *list; };

static struct ends ends_of(const struct ana_links *l)
{
	struct ends e = { .at = must(calloc(STATION_MAX + 2, sizeof *e.at)) };
	uint32_t *next = must(malloc((STATION_MAX + 2) * sizeof *next));

	for (uint32_t i = 0; i < l->cap; i++)
		if (l->link[i].key && l->link[i].near) {
			e.at[((l->link[i].key - 1) >> 16) + 1]++;
			e.at[((l->link[i].key - 1) & 0xffff) + 1]++;
		}
	for (uint32_t s = 0; s <= STATION_MAX; s++)
		e.at[s + 1] += e.at[s];
	memcpy(next, e.at, (STATION_MAX + 2) * sizeof *next);
	e.list = must(malloc(MAX(e.at[STATION_MAX + 1], 1u) * sizeof *e.list));
	for (uint32_t i = 0; i < l->cap; i++) {
		const struct link *k = &l->link[i];
		uint16_t a = (uint16_t)((k->key - 1) >> 16), b = (uint16_t)(k->key - 1);
		if (!k->key || !k->near)
			continue;
		e.list[next[a]++] = (struct end){ b, k->close, k->near };
		e.list[next[b]++] = (struct end){ a, k->close, k->near };
	}
	free(next);
	return e;
}

/* What the other stations say of one, given where each of them is thought to be. False: too few, or nothing wrong. */
struct verdict { float x, y; double score; uint32_t tags, of; };

static bool judge(const struct ana_links *l, const struct ends *e, uint16_t s, struct side *x, struct side *y, struct verdict *ret)
{
	struct verdict v = { .score = 0 };
	uint32_t n = 0, close = 0, near = 0;

	for (uint32_t i = e->at[s]; i < e->at[s + 1]; i++)
		if (l->spot[e->list[i].other].known) {
			close += e->list[i].close;
			near += e->list[i].near;
		}
	bool at_once = close >= VOUCH_TAGS;
	double reach = at_once ? l->close_m : l->near_m, off = 0;
	if (l->spot[s].met < VOUCH_TAGS || near < VOUCH_TAGS || reach <= 0 || !l->spot[s].known)
		return false;
	for (uint32_t i = e->at[s]; i < e->at[s + 1] && n < MAX_NEIGHBOURS; i++) {
		const struct spot *o = &l->spot[e->list[i].other];
		uint32_t w = at_once ? e->list[i].close : e->list[i].near;
		if (!o->known || w == 0)
			continue;
		x[n] = (struct side){ o->x, w };
		y[n++] = (struct side){ o->y, w };
		v.of += w;
		v.tags += hypot((double)(o->x - l->spot[s].x), (double)(o->y - l->spot[s].y)) > reach ? w : 0;
	}
	v.x = weighted_median(x, n);
	v.y = weighted_median(y, n);
	uint32_t agree = 0;
	for (uint32_t i = 0; i < e->at[s + 1] - e->at[s]; i++) {
		const struct end *o = &e->list[e->at[s] + i];
		const struct spot *p = &l->spot[o->other];
		if (p->known && hypot((double)(p->x - v.x), (double)(p->y - v.y)) <= reach)
			agree += at_once ? o->close : o->near;
	}
	off = hypot((double)(v.x - l->spot[s].x), (double)(v.y - l->spot[s].y));
	v.score = off / reach;
	*ret = v;
	/* a wrong clock makes neighbours of far stations, too, but on all sides */
	return v.score >= suspicious && v.tags >= v.of * most_of && agree >= v.of * most_agree;
}

static struct geo geo_of(const struct ana_links *l, const struct spot *said, uint16_t s, float x, float y)
{
	struct geo g = l->places[s].at;
	double east = (double)x - (double)said[s].x, north = (double)y - (double)said[s].y;

	g.lat_e7 += (int32_t)lround(north / m_per_deg * 1e7);
	g.lon_e7 += (int32_t)lround(east / (m_per_deg * cos(geo_lat(g) * 0.017453292519943295)) * 1e7);
	return g;
}

static int by_score(const void *x, const void *y)
{
	const struct ana_misplaced *a = x, *b = y;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (a->station > b->station) - (a->station < b->station);
}

/* Two rounds: in the second the suspects of the first stand where the others would have them, so that they accuse nobody falsely. */
static void find_misplaced(struct ana_links *l)
{
	struct ends e = ends_of(l);
	struct side *x = must(malloc(MAX_NEIGHBOURS * sizeof *x)), *y = must(malloc(MAX_NEIGHBOURS * sizeof *y));
	struct spot *said = must(malloc(l->n * sizeof *said + 1)), *round = must(malloc(l->n * sizeof *round + 1));
	struct verdict v;

	memcpy(said, l->spot, l->n * sizeof *said);
	memcpy(round, l->spot, l->n * sizeof *round);
	for (uint32_t s = 0; s < l->n; s++)
		if (judge(l, &e, (uint16_t)s, x, y, &v)) {
			round[s].x = v.x;
			round[s].y = v.y;
		}
	memcpy(l->spot, round, l->n * sizeof *round);
	for (uint32_t s = 0; s < l->n; s++) {
		l->spot[s] = said[s];
		bool wrong = judge(l, &e, (uint16_t)s, x, y, &v);
		l->spot[s] = round[s];
		if (!wrong)
			continue;
		l->bad = realloc(l->bad, (l->nbad + 1) * sizeof *l->bad);
		ASSERT(l->bad);
		l->bad[l->nbad++] = (struct ana_misplaced){ .station = (uint16_t)s, .score = v.score, .tags = v.tags, .of = v.of,
			.guess = geo_of(l, said, (uint16_t)s, v.x, v.y),
			.off_m = (int32_t)lround(hypot((double)(v.x - said[s].x), (double)(v.y - said[s].y))) };
	}
	memcpy(l->spot, said, l->n * sizeof *said);
	for (size_t i = 0; i < l->nbad; i++)
		l->spot[l->bad[i].station].misplaced = true;
	if (l->nbad > 1)
		qsort(l->bad, l->nbad, sizeof *l->bad, by_score);
	free(said);
	free(round);
	free(x);
	free(y);
	free(e.at);
	free(e.list);
}

void ana_links_done(struct ana_links *l)
{
	double close = median_m(l, true), near = median_m(l, false);

	/* where stations are sparse the few that overlap say little: those that follow one another bound the reach */
	l->near_m = near > 0 ? near * reach_of_median : default_reach_m;
	l->close_m = close > 0 ? MIN(close * reach_of_median, l->near_m) : l->near_m;
	find_misplaced(l);
	l->most_mps = learn_speed(l);
}

size_t ana_misplaced(const struct ana_links *l, struct ana_misplaced *ret, size_t max)
{
	for (size_t i = 0; i < MIN(l->nbad, max); i++)
		ret[i] = l->bad[i];
	return l->nbad;
}
