/* jn_stranger — stations of two junctions that were exchanged when they were registered.
 *
 * An antenna whose stamps pile up nowhere at its junction hears other riders: it stands elsewhere. Its beacons are heard at the same moments by the
 * antennas of the junction where it stands. Where two such antennas of two junctions each stand at the other's, they get each other's
 * place; one without its opposite is left out, as its place is not known. */
#include <math.h>

#include "track/junction/jn_int.h"

enum { LEAST_ROWS = 100, LEAST_AT_ONCE = 80, SPAN_MS = 20000, BIN_MS = 50, BINS = 2 * SPAN_MS / BIN_MS + 1, BLUR = 3 };
#define CLEAR 12.0f          /* how far the pile stands out */

static uint32_t first_of(const struct junc *j, uint64_t tag)
{
	uint32_t lo = 0, hi = j->n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		if (j->row[mid].tag < tag)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* How many of an antenna's rows are at one moment, but for one difference of clocks, with what another junction heard; 0 where they do not pile up. */
static uint32_t at_once(const struct junc *own, int ant, const struct junc *j)
{
	uint32_t h[BINS] = { 0 }, all = 0, best = 0, from = 0;

	for (uint32_t i = 0; i < own->n; i++) {
		const struct jrow *r = &own->row[i];
		if (r->ant != ant)
			continue;
		if (from >= j->n || j->row[from].tag != r->tag)
			from = first_of(j, r->tag);
		for (uint32_t k = from; k < j->n && j->row[k].tag == r->tag; k++) {
			int64_t d = r->t - jn_time(j, &j->row[k]);
			if (!j->clock[j->row[k].ant].known || d < -SPAN_MS || d > SPAN_MS)
				continue;
			h[(d + SPAN_MS) / BIN_MS]++;
			all++;
		}
	}
	for (uint32_t i = 0, sum = 0; i < BINS; i++) {
		sum += h[i] - (i >= BLUR ? h[i - BLUR] : 0);
		best = MAX(best, sum);
	}
	float mean = (float)all / BINS * BLUR;
	return best >= LEAST_AT_ONCE && (float)best > mean + CLEAR * sqrtf(mean + 4) ? best : 0;
}

struct stranger { uint32_t junc, home, rows; uint8_t ant; bool placed; };

/* The junction where an antenna's beacons are heard: clearly, and nowhere else half as much. */
static bool find_home(const struct jn *e, struct stranger *s)
{
	uint32_t best = 0, second = 0;

	for (uint32_t k = 0; k < e->njunc; k++) {
		if (!e->j[k].on || k == s->junc)
			continue;
		uint32_t n = at_once(&e->j[s->junc], s->ant, &e->j[k]);
		if (n > best) {
			second = best;
			best = n;
			s->home = k;
		} else if (n > second) {
			second = n;
		}
	}
	return best > 2 * second;
}

static void cross_rows(struct jrow **a, uint32_t *na, uint32_t *cap_a, uint8_t i, struct jrow **b, uint32_t *nb, uint32_t *cap_b, uint8_t k)
{
	struct jrow *from_b = malloc(MAX(*nb, 1u) * sizeof *from_b);
	uint32_t n = 0, left = 0;

	ASSERT(from_b);
	for (uint32_t x = 0; x < *nb; x++)
		if ((*b)[x].ant == k)
			from_b[n++] = (*b)[x];
		else
			(*b)[left++] = (*b)[x];
	*nb = left;
	left = 0;
	for (uint32_t x = 0; x < *na; x++)
		if ((*a)[x].ant == i) {
			*b = jn_grown(*b, cap_b, (size_t)*nb + 1, sizeof **b);
			(*b)[*nb] = (*a)[x];
			(*b)[(*nb)++].ant = k;
		} else {
			(*a)[left++] = (*a)[x];
		}
	*na = left;
	for (uint32_t x = 0; x < n; x++) {
		*a = jn_grown(*a, cap_a, (size_t)*na + 1, sizeof **a);
		(*a)[*na] = from_b[x];
		(*a)[(*na)++].ant = i;
	}
	free(from_b);
}

void jn_cross_rows(struct jn *e, const struct exchange *x)
{
	struct junc *a = &e->j[x->a], *b = &e->j[x->b];

	cross_rows(&a->row, &a->n, &a->cap, x->i, &b->row, &b->n, &b->cap, x->k);
}

/* Either way: what is exchanged twice is where it was. */
static void exchange(struct jn *e, const struct exchange *x)
{
	struct junc *a = &e->j[x->a], *b = &e->j[x->b];
	uint16_t station = a->g.antenna[x->i].station;

	a->g.antenna[x->i].station = b->g.antenna[x->k].station;
	b->g.antenna[x->k].station = station;
	e->of_station[a->g.antenna[x->i].station] = (x->a << 8 | x->i) + 1;
	e->of_station[b->g.antenna[x->k].station] = (x->b << 8 | x->k) + 1;
	a->came[x->i] ^= 1;
	b->came[x->k] ^= 1;
	jn_cross_rows(e, x);
	cross_rows(&a->old, &a->nold, &a->old_cap, x->i, &b->old, &b->nold, &b->old_cap, x->k);
}

void jn_strangers_back(struct jn *e, uint32_t junc)
{
	uint32_t left = 0;

	for (uint32_t i = e->exchanges; i > 0; i--) {
		const struct exchange *x = &e->exchange[i - 1];
		if (x->a != junc && x->b != junc)
			continue;
		exchange(e, x);
		/* what is known of these two clocks is of the other station: left out until it is looked at again */
		e->j[x->a].clock[x->i] = (struct jclock){ 0 };
		e->j[x->b].clock[x->k] = (struct jclock){ 0 };
	}
	for (uint32_t i = 0; i < e->exchanges; i++)
		if (e->exchange[i].a != junc && e->exchange[i].b != junc)
			e->exchange[left++] = e->exchange[i];
	e->exchanges = left;
}

static uint32_t gather(const struct jn *e, struct stranger **ret)
{
	struct stranger *s = NULL;
	uint32_t n = 0, cap = 0;

	for (uint32_t k = 0; k < e->njunc; k++) {
		const struct junc *j = &e->j[k];
		uint32_t rows[JN_ANTENNAS] = { 0 };
		for (uint32_t i = 0; j->on && i < j->n; i++)
			rows[j->row[i].ant] += !j->clock[j->row[i].ant].known;
		for (int i = 0; i < j->g.antennas; i++) {
			struct stranger one = { .junc = k, .ant = (uint8_t)i, .rows = rows[i] };
			if (rows[i] < LEAST_ROWS || !find_home(e, &one))
				continue;
			s = jn_grown(s, &cap, (size_t)n + 1, sizeof *s);
			s[n++] = one;
		}
	}
	*ret = s;
	return n;
}

bool jn_strangers(struct jn *e)
{
	struct stranger *s;
	uint32_t n = gather(e, &s), had = e->exchanges;

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = i + 1; k < n && !s[i].placed; k++) {
			if (s[k].placed || s[i].home != s[k].junc || s[k].home != s[i].junc)
				continue;
			s[i].placed = s[k].placed = true;
			e->exchange = jn_grown(e->exchange, &e->exchange_cap, (size_t)e->exchanges + 1, sizeof *e->exchange);
			e->exchange[e->exchanges++] = (struct exchange){ s[i].junc, s[k].junc, s[i].ant, s[k].ant };
			exchange(e, &e->exchange[e->exchanges - 1]);
		}
	free(s);
	return e->exchanges > had;
}
