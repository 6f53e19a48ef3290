/* jn_clone — tags that are heard at two junctions at once, or sooner than anybody rides from one to the other.
 *
 * Which rider of a copied tag is the bike's owner cannot be told, so nothing is said of either. Few tags are copied: where many seem
 * too quick it is the places or the clocks of the junctions that are wrong, and only being at two at once counts. */
#include "track/junction/jn_int.h"

enum { SLACK_MS = 15000, RIDE_M_PER_S = 22, LEAST_ROWS = 6, LEAST_ANTENNAS = 3, FEW = 50 };   /* clocks of two junctions may differ by so much */

struct stay { uint64_t tag; utc_ms from, to; uint32_t junc; };

static int by_tag(const void *x, const void *y)
{
	const struct stay *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->junc > b->junc) - (a->junc < b->junc);
}

/* Was there, and not heard from afar by one antenna whose station stands elsewhere. */
static bool present(const struct junc *j, const struct passage *p)
{
	uint64_t heard = 0;

	for (uint32_t i = p->from; i < p->to; i++)
		heard |= UINT64_C(1) << j->row[i].ant;
	return p->to - p->from >= LEAST_ROWS && __builtin_popcountll(heard) >= LEAST_ANTENNAS;
}

static void keep(struct jn *e, uint64_t tag)
{
	if (e->clones && e->clone[e->clones - 1] == tag)
		return;
	e->clone = jn_grown(e->clone, &e->clone_cap, e->clones + 1, sizeof *e->clone);
	e->clone[e->clones++] = tag;
}

static uint32_t stays(const struct jn *e, struct stay **ret)
{
	struct stay *s = NULL;
	uint32_t n = 0, cap = 0;

	for (uint32_t k = 0; k < e->njunc; k++) {
		const struct junc *j = &e->j[k];
		for (uint32_t i = 0; j->on && i < j->npass; i++) {
			const struct passage *p = &j->pass[i];
			if (!present(j, p))
				continue;
			s = jn_grown(s, &cap, n + 1, sizeof *s);
			s[n++] = (struct stay){ p->tag, jn_time(j, &j->row[p->from]), jn_time(j, &j->row[p->to - 1]), k };
		}
	}
	if (n)
		qsort(s, n, sizeof *s, by_tag);
	*ret = s;
	return n;
}

/* Tags of whom two stays that follow each other are too near in time. Returns how many tags have two stays. */
static uint32_t look(struct jn *e, const struct stay *s, uint32_t n, bool at_once)
{
	uint32_t tags = 0;

	e->clones = 0;
	for (uint32_t i = 1; i < n; i++) {
		const struct stay *a = &s[i - 1], *b = &s[i];
		if (a->tag != b->tag || a->junc == b->junc)
			continue;
		tags += i < 2 || s[i - 2].tag != b->tag;
		double far = geo_dist_m(e->j[a->junc].g.at, e->j[b->junc].g.at), gap = (double)(b->from - a->to + SLACK_MS);
		if (far > 200 && gap < (at_once ? 0 : far / RIDE_M_PER_S * 1000))
			keep(e, a->tag);
	}
	return tags;
}

/* Passages of all junctions stand. */
void jn_clones(struct jn *e)
{
	struct stay *s;
	uint32_t n = stays(e, &s), tags = look(e, s, n, false);

	if (e->clones * FEW > tags)
		look(e, s, n, true);
	free(s);
}

bool jn_cloned(const struct jn *e, uint64_t tag)
{
	uint32_t lo = 0, hi = e->clones;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (e->clone[mid] < tag)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < e->clones && e->clone[lo] == tag;
}
