/* ana_clone — one tag in two places: hearings nearer in time than the way between their stations allows. */
#include <math.h>
#include <stdlib.h>

#include "track/analysis/ana_int.h"

/* LONGEST_MS: the part of the longest time told apart that ana_links_least_ms takes. */
enum { LONGEST_MS = 14 * MINUTE_MS, APART_MS = 30000, STAYS_MS = 10 * MINUTE_MS, STAYS_HITS = 10, STAY_APART_MS = 5 * MINUTE_MS, BLAME_TAGS = 5, MAX_RAW = 256 };
static const double blame_share = 0.1;

/* A contradiction as found: the visits, the time between, the time needed. */
struct raw { const struct visit *a, *b; int32_t least, gap; };

/* The longest silence that may hide in a visit: its own rhythm tells, with some beacons lost. */
static int64_t silence(const struct visit *v)
{
	int64_t each = v->hits > 1 ? (v->last - v->first) / (v->hits - 1) : 0;

	return MIN(each * 6 + TOGETHER_MS, (int64_t)SILENCE_MS);
}

/* Whether b, which begins not before a, contradicts it. */
static bool contradicts(const struct ana_links *l, const struct visit *a, const struct visit *b, struct raw *ret)
{
	int64_t gap = b->first - a->last;

	if (a->station == b->station || gap > LOOK_BACK_MS)
		return false;
	/* what was learned asks for no more than that, and the distance for less: most pairs end here */
	if (gap >= LONGEST_MS && ana_apart_m(l, a->station, b->station) <= (double)gap / 1000 * l->most_mps)
		return false;
	int32_t least = ana_links_least_ms(l, a->station, b->station);
	if (least <= CLOCK_MS || MAX(gap, 0) + CLOCK_MS >= least)
		return false;
	/* heard there before and after: it must have gone and come back in a silence of that visit */
	if (gap < 0 && 2 * (int64_t)least <= silence(a) + CLOCK_MS)
		return false;
	*ret = (struct raw){ a, b, least, (int32_t)MAX(gap, 0) };
	return true;
}

static bool usable(const struct ana_links *l, const struct visit *v)
{
	return !(v->flags & VF_CLOCK) && v->station < l->n && l->spot[v->station].known && !l->spot[v->station].misplaced &&
	       !l->spot[v->station].blamed;
}

static int find(const struct ana_links *l, const struct visit *v, size_t n, struct raw *ret, int max)
{
	struct recent r = { .n = 0 };
	int found = 0;

	for (size_t i = 0; i < n; i++) {
		if (!usable(l, &v[i]))
			continue;
		for (int k = 0; k < r.n && found < max; k++)
			found += contradicts(l, r.v[k], &v[i], &ret[found]);
		recent_add(&r, &v[i]);
	}
	return found;
}

/* Two contradictions do not rest on the same hearing, unless it is a long stay and they are minutes apart. */
static bool same_visit(const struct visit *a, const struct visit *b, int64_t apart)
{
	return a == b && !(a->last - a->first >= STAYS_MS && a->hits >= STAYS_HITS && apart >= STAY_APART_MS);
}

static bool independent(const struct raw *x, const struct raw *y)
{
	int64_t apart = llabs(x->b->first - y->b->first);

	return apart >= APART_MS && !same_visit(x->a, y->a, apart) && !same_visit(x->a, y->b, apart) && !same_visit(x->b, y->a, apart) &&
	       !same_visit(x->b, y->b, apart);
}

/* The chance that such a contradiction is an error: fewer hearings, more of it; much too fast, less. */
static double error_chance(const struct raw *r)
{
	uint32_t hits = MIN(r->a->hits, r->b->hits);
	double chance = hits >= 10 ? 0.01 : hits >= 3 ? 0.03 : 0.1;

	return (r->gap + CLOCK_MS) * 3 <= r->least ? chance / 2 : chance;
}

/* All rest on one station, whose clock may be wrong: there must be one more, and tags that vouch for it. */
static bool unvouched(const struct ana_links *l, const struct raw *r, int n)
{
	const uint16_t end[2] = { r[0].a->station, r[0].b->station };

	for (int k = 0; k < 2; k++) {
		bool all = true;
		for (int i = 1; all && i < n; i++)
			all = r[i].a->station == end[k] || r[i].b->station == end[k];
		if (all && (n < 3 || l->spot[end[k]].met < VOUCH_TAGS))
			return true;
	}
	return false;
}

bool ana_clone(const struct ana_links *l, const struct visit *v, size_t n, struct ana_clone *ret)
{
	struct raw raw[MAX_RAW], taken[ANA_CLASHES * 4];
	int found = find(l, v, n, raw, MAX_RAW), k = 0;
	struct ana_clone c = { .score = 0 };

	for (int i = 0; i < found && k < (int)COUNTOF(taken); i++) {
		bool alone = true;
		for (int j = 0; alone && j < k; j++)
			alone = independent(&taken[j], &raw[i]);
		if (!alone)
			continue;
		taken[k++] = raw[i];
		c.score -= log10(error_chance(&raw[i]));
		if (c.n < ANA_CLASHES)
			c.clash[c.n] = (struct ana_clash){ raw[i].a->station, raw[i].b->station, MIN(raw[i].a->last, raw[i].b->first), raw[i].b->first,
				raw[i].least, raw[i].a->hits, raw[i].b->hits };
		c.n++;
	}
	bool suspected = c.n >= 2 && !unvouched(l, taken, k);
	if (!suspected)
		c.score = 0;
	*ret = c;
	return suspected;
}

/* ---- stations that contradict many tags ---- */

void ana_links_blame(struct ana_links *l, const struct visit *v, size_t n)
{
	struct raw raw[MAX_RAW];
	int found = find(l, v, n, raw, MAX_RAW);
	uint32_t from = l->nclash;

	l->clash_tag++;
	for (int i = 0; i < found; i++) {
		uint32_t key = pair_key(raw[i].a->station, raw[i].b->station);
		bool old = false;
		for (uint32_t k = from; !old && k < l->nclash; k++)
			old = l->clash[k].key == key;
		if (old)
			continue;
		l->clash = ana_grown(l->clash, &l->clash_cap, l->nclash + 1, sizeof *l->clash);
		l->clash[l->nclash++] = (struct clash_key){ key, l->clash_tag };
	}
}

/* Tags with a contradiction at each station; the entries of a tag stand together. */
static void count(const struct ana_links *l, uint32_t *n, uint32_t *last)
{
	memset(n, 0, (STATION_MAX + 1) * sizeof *n);
	memset(last, 0, (STATION_MAX + 1) * sizeof *last);
	for (uint32_t i = 0; i < l->nclash; i++) {
		uint32_t end[2] = { l->clash[i].key >> 16, l->clash[i].key & 0xffff };
		for (int k = 0; k < 2; k++)
			if (last[end[k]] != l->clash[i].tag) {
				last[end[k]] = l->clash[i].tag;
				n[end[k]]++;
			}
	}
}

/* The station that contradicts most tags, of those that contradict one in ten of what they heard; -1 none. */
static int worst(const struct ana_links *l, const uint32_t *n)
{
	int at = -1;

	for (int s = 0; s <= STATION_MAX; s++)
		if (n[s] >= BLAME_TAGS && n[s] >= l->spot[s].tags * blame_share && (at < 0 || n[s] > n[at]))
			at = s;
	return at;
}

/* The worst is taken out with all its pairs, which may have accused its neighbours; and so on. */
void ana_links_judge(struct ana_links *l)
{
	uint32_t *n = malloc((STATION_MAX + 1) * sizeof *n), *last = malloc((STATION_MAX + 1) * sizeof *last);

	ASSERT(n && last);
	for (;;) {
		uint32_t kept = 0;
		count(l, n, last);
		int bad = worst(l, n);
		if (bad < 0)
			break;
		l->spot[bad].blamed = true;
		for (uint32_t i = 0; i < l->nclash; i++)
			if (l->clash[i].key >> 16 != (uint32_t)bad && (l->clash[i].key & 0xffff) != (uint32_t)bad)
				l->clash[kept++] = l->clash[i];
		l->nclash = kept;
	}
	free(n);
	free(last);
	l->nclash = 0;
}
