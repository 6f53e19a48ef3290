/* ana_pair — who goes along with a tag.
 *
 * The tag's arrivals, ride by ride. At each station all others that arrived within T are taken; each of them has a lag. One that
 * appears begins with the number of others that arrived as near in time. From then on two stories are told of it: a companion is heard where
 * the tag is and keeps its lag but for the noise of radio; a stranger on the same road turns off sooner or later, as the others that
 * were with the tag just before show, and its lag drifts, because no two ride equally fast. Each arrival adds the log of how much better the
 * first story tells it (two Kalman filters of one lag); each ride gives the best piece of that sum. Arrivals at the same moment
 * say the same in both stories, so stations that overlap count once. */
#include <math.h>
#include <stdlib.h>

#include "track/analysis/ana_int.h"

enum {
	RIDE_GAP_MS = 15 * MINUTE_MS,   /* a longer time between two arrivals: another ride */
	BACK = 3,                       /* with it at one of so many passages before: still with it */
	AS_NEAR_MS = 6000,              /* arrivals nearer in time than that are equally near */
	WITHIN_MS = 60000, WITHIN_MAX_MS = 120000, SLOTS = WITHIN_MAX_MS / 1000 + 1,
	LEAST_M = 300, LEAST_STATIONS = 3, HALF_LOGS = 4096,
};
#define NONE UINT32_MAX
/* Of strangers on the same road, how many are still there so much later; what that belief weighs against counting (observations). */
static const float stays_s = 240, prior_n = 4, most_stay = 0.98f;
/* Lags in s: variance of the noise of an arrival, and what it gains a second; a companion's gains a little, too. Wild ones: two in five. */
static const float noise_s2 = 4, drift_s2 = 2, companion_drift_s2 = 0.02f, wild = 0.4f, wild_times = 50;
/* How strangers do in a city where nothing else is known (the simulator's, everybody riding). */
static const struct ana_chance usual = { 3, 0.76, 0.75 };
static const double least_score = 1.5;

struct stop { utc_ms t; uint16_t station; uint8_t hits; };
/* A lag as one story has it: mean and variance, in s. */
struct lag { float mean, var; };
/* One met on the way; values of the current ride. */
struct cand {
	uint64_t tag;
	uint32_t ride, last, from, k;
	uint32_t best_from, best_to, best_k;
	uint32_t first_at, last_at, ways;    /* over all rides */
	struct lag keeps, drifts;       /* at passage `last` */
	float run, best, total;
	uint32_t met_at, met;           /* the passage it was met at last, and the hit there */
	bool with;                      /* at this passage: was with it before */
};
struct hit { uint32_t cand, at; int32_t lag; };
struct ranked { float score; uint32_t cand; uint64_t tag; };
/* Distinct stations and the extent (corner to corner) of some stops; those without a place count with 0 m. */
struct extent { uint32_t stations, placed; struct geo lo, hi; };

struct ana_pairs {
	const struct station_place *places; size_t nplaces;
	struct ana_pair_opts o;
	uint64_t self;
	uint32_t ride;
	struct stop *stop; uint32_t nstop, stop_cap;
	struct cand *cand; uint32_t ncand, cand_cap;
	uint32_t *slot; uint32_t slots;               /* by tag: cand + 1; a power of two */
	struct hit *hit; uint32_t nhit, hit_cap;
	uint32_t *hit_from; uint32_t hit_from_cap;    /* by stop: its hits are hit[hit_from[i] .. hit_from[i + 1]) */
	float *missed; uint32_t missed_cap;           /* by stop: log10 of what missing all up to here costs */
	struct ranked *rank; uint32_t rank_cap;
	uint32_t *seen, seen_no;                      /* by station: in the extent of that number */
	float half_log[HALF_LOGS];                    /* log10(i + 0.5) */
	utc_ms now; uint32_t at;                      /* while a station answers */
};

struct ana_pairs *ana_pairs_new(const struct station_place *places, size_t nplaces)
{
	struct ana_pairs *p = calloc(1, sizeof *p);

	ASSERT(p);
	p->seen = calloc(STATION_MAX + 1, sizeof *p->seen);
	ASSERT(p->seen);
	p->places = places;
	p->nplaces = nplaces;
	for (int i = 0; i < HALF_LOGS; i++)
		p->half_log[i] = log10f((float)i + 0.5f);
	return p;
}

void ana_pairs_free(struct ana_pairs *p)
{
	if (!p)
		return;
	free(p->stop);
	free(p->cand);
	free(p->slot);
	free(p->hit);
	free(p->hit_from);
	free(p->missed);
	free(p->rank);
	free(p->seen);
	free(p);
}

/* ---- those met ---- */

static void rehash(struct ana_pairs *p, uint32_t slots)
{
	p->slot = realloc(p->slot, slots * sizeof *p->slot);
	ASSERT(p->slot);
	p->slots = slots;
	memset(p->slot, 0, slots * sizeof *p->slot);
	for (uint32_t c = 0; c < p->ncand; c++) {
		uint32_t i = (uint32_t)hash_u64(p->cand[c].tag) & (slots - 1);
		while (p->slot[i])
			i = (i + 1) & (slots - 1);
		p->slot[i] = c + 1;
	}
}

static uint32_t cand_of(struct ana_pairs *p, uint64_t tag)
{
	uint32_t i = (uint32_t)hash_u64(tag) & (p->slots - 1);

	for (; p->slot[i]; i = (i + 1) & (p->slots - 1))
		if (p->cand[p->slot[i] - 1].tag == tag)
			return p->slot[i] - 1;
	if ((p->ncand + 1) * 4 >= p->slots * 3) {
		rehash(p, p->slots * 2);
		for (i = (uint32_t)hash_u64(tag) & (p->slots - 1); p->slot[i];)
			i = (i + 1) & (p->slots - 1);
	}
	p->cand = ana_grown(p->cand, &p->cand_cap, p->ncand + 1, sizeof *p->cand);
	p->cand[p->ncand] = (struct cand){ .tag = tag, .ride = NONE, .last = NONE, .first_at = NONE, .met_at = NONE };
	p->slot[i] = ++p->ncand;
	return p->ncand - 1;
}

/* One visit at the station of passage p->at. A tag that arrived there twice counts with the arrival nearer in time. */
static bool on_visit(void *arg, const struct visit *v)
{
	struct ana_pairs *p = arg;
	int64_t lag = v->first - p->now;

	if (v->tag == p->self || lag < -p->o.within_ms || lag > p->o.within_ms || (!p->o.all_move && !(v->flags & VF_MOVING)))
		return true;
	uint32_t c = cand_of(p, v->tag);
	if (p->cand[c].met_at == p->at) {
		struct hit *h = &p->hit[p->cand[c].met];
		if (llabs(lag) < abs(h->lag))
			h->lag = (int32_t)lag;
		return true;
	}
	p->cand[c].met_at = p->at;
	p->cand[c].met = p->nhit;
	p->hit = ana_grown(p->hit, &p->hit_cap, p->nhit + 1, sizeof *p->hit);
	p->hit[p->nhit++] = (struct hit){ c, p->at, (int32_t)lag };
	return true;
}

/* ---- one passage ---- */

static int slot_of(float ms)
{
	int s = (int)(MAX(ms, (float)AS_NEAR_MS) / 1000);

	return MIN(s, SLOTS - 1);
}

/* The chance that a companion is heard where the tag was heard so many times. */
static float heard(uint8_t hits)
{
	return hits <= 1 ? 0.35f : hits == 2 ? 0.55f : hits <= 4 ? 0.7f : 0.9f;
}

/* Ends a candidate's ride: its best piece counts when it is something. A second ride together is not independent of the first for
 * neighbours with the same hours, so it counts with half of its surprise that it is this one again. */
static void close_ride(const struct ana_pairs *p, struct cand *c)
{
	float again = c->ways ? 0.5f * log10f((float)p->o.tags) : 0;

	if (c->best_k >= 2 && c->best + again > 0) {
		c->total += c->best + again;
		c->ways++;
		c->first_at = MIN(c->first_at, c->best_from);
		c->last_at = c->best_to;
	}
	c->best = 0;
	c->best_k = 0;
}

/* How many were with the tag at one of the last passages of this ride. */
static uint32_t company(const struct ana_pairs *p, uint32_t i, uint32_t ride_from)
{
	uint32_t n = 0;

	for (uint32_t k = i; k-- > ride_from && i - k <= BACK;)
		for (uint32_t h = p->hit_from[k]; h < p->hit_from[k + 1]; h++)
			n += p->cand[p->hit[h].cand].last == k;
	return n;
}

/* Takes one more lag into a story; log10 of the density it gave to it. */
static float hear_lag(struct lag *l, float lag, float dt, float drift)
{
	float var = l->var + drift * dt, s = var + noise_s2, wide = s + noise_s2 * wild_times, d2 = (lag - l->mean) * (lag - l->mean);
	float tame = (1 - wild) / sqrtf(s) * expf(-d2 / (2 * s)), rest = wild / sqrtf(wide) * expf(-d2 / (2 * wide));
	float gain = tame / (tame + rest + 1e-30f) * var / s;     /* a wild one moves nothing */

	l->mean += gain * (lag - l->mean);
	l->var = (1 - gain) * var;
	return log10f(tame + rest + 1e-30f);
}

static void step(struct ana_pairs *p, struct cand *c, uint32_t i, float lag, const uint32_t *near, uint32_t go_on, uint32_t with)
{
	float chance = heard(p->stop[i].hits);
	uint32_t others = near[slot_of(fabsf(lag))] - 1;
	float begin = -(others < HALF_LOGS ? p->half_log[others] : log10f((float)others)), run = -1e9f;

	lag /= SECOND_MS;
	if (c->with) {
		float dt = (float)(p->stop[i].t - p->stop[c->last].t) / SECOND_MS;
		float stay = ((float)(go_on - 1) + prior_n * chance * expf(-dt / stays_s)) / ((float)(with - 1) + prior_n);
		run = c->run + (p->missed[i - 1] - p->missed[c->last]) + MAX(log10f(chance / MIN(stay, most_stay)), 0.0f);
		run += hear_lag(&c->keeps, lag, dt, companion_drift_s2);
		run -= hear_lag(&c->drifts, lag, dt, drift_s2);
	}
	if (run >= begin) {
		c->run = run;
		c->k++;
	} else {
		c->run = begin;
		c->from = i;
		c->k = 1;
		c->keeps = c->drifts = (struct lag){ lag, noise_s2 };
	}
	if (c->best_k == 0 || c->run > c->best) {
		c->best = c->run;
		c->best_from = c->from;
		c->best_to = i;
		c->best_k = c->k;
	}
	c->last = i;
}

static void passage(struct ana_pairs *p, uint32_t i, uint32_t ride_from)
{
	uint32_t near[SLOTS] = { 0 }, go_on = 0, with = company(p, i, ride_from);

	for (uint32_t k = p->hit_from[i]; k < p->nhit; k++) {
		struct cand *c = &p->cand[p->hit[k].cand];
		if (c->ride != p->ride) {
			close_ride(p, c);
			c->ride = p->ride;
			c->last = NONE;
		}
		c->with = c->last != NONE && i - c->last <= BACK;
		near[slot_of(fabsf((float)p->hit[k].lag))]++;
		go_on += c->with;
	}
	for (int k = 1; k < SLOTS; k++)
		near[k] += near[k - 1];
	float chance = heard(p->stop[i].hits), share = ((float)go_on + prior_n * chance) / ((float)with + prior_n);
	float cost = log10f((1 - chance) / (1 - MIN(share, 0.95f * chance)));
	p->missed[i] = (i > ride_from ? p->missed[i - 1] : 0) + MIN(cost, 0.0f);
	for (uint32_t k = p->hit_from[i]; k < p->nhit; k++)
		step(p, &p->cand[p->hit[k].cand], i, (float)p->hit[k].lag, near, go_on, with);
}

/* ---- the tag's own rides ---- */

static bool place_at(const struct ana_pairs *p, uint16_t station, struct geo *ret)
{
	if (station >= p->nplaces || !p->places[station].used)
		return false;
	*ret = p->places[station].at;
	return true;
}

static struct extent extent_new(struct ana_pairs *p)
{
	p->seen_no++;
	return (struct extent){ .stations = 0 };
}

static void extent_add(const struct ana_pairs *p, struct extent *x, uint16_t station)
{
	struct geo g;

	ASSERT(station <= STATION_MAX);
	if (p->seen[station] == p->seen_no)
		return;
	p->seen[station] = p->seen_no;
	x->stations++;
	if (!place_at(p, station, &g))
		return;
	if (x->placed++ == 0)
		x->lo = x->hi = g;
	x->lo = (struct geo){ MIN(x->lo.lat_e7, g.lat_e7), MIN(x->lo.lon_e7, g.lon_e7) };
	x->hi = (struct geo){ MAX(x->hi.lat_e7, g.lat_e7), MAX(x->hi.lon_e7, g.lon_e7) };
}

static bool is_way(const struct ana_pairs *p, const struct extent *x)
{
	return x->stations >= (uint32_t)p->o.min_stations && (x->placed < x->stations || geo_dist_m(x->lo, x->hi) >= p->o.min_m);
}

/* Keeps the stops [from, n) of a ride that just ended when they are one: a parked tag's stations come and go without a way. */
static void end_ride(struct ana_pairs *p, uint32_t from)
{
	struct extent x = extent_new(p);

	for (uint32_t i = from; i < p->nstop; i++)
		extent_add(p, &x, p->stop[i].station);
	if (!is_way(p, &x))
		p->nstop = from;
}

/* The arrivals of the tag that are part of a ride. */
static void gather(struct ana_pairs *p, const struct visit *v, size_t n)
{
	uint32_t from = 0;

	p->stop = ana_grown(p->stop, &p->stop_cap, n + 1, sizeof *p->stop);
	p->nstop = 0;
	for (size_t i = 0; i < n; i++) {
		if (!p->o.all_move && !(v[i].flags & VF_MOVING))
			continue;
		if (p->nstop > from && v[i].first - p->stop[p->nstop - 1].t > RIDE_GAP_MS) {
			end_ride(p, from);
			from = p->nstop;
		}
		p->stop[p->nstop++] = (struct stop){ v[i].first, v[i].station, (uint8_t)MIN(v[i].hits, 255u) };
	}
	end_ride(p, from);
}

/* ---- the answer ---- */

/* Whether a candidate is one, with its rows. */
static bool evidence(struct ana_pairs *p, uint32_t cand, struct ana_pair *ret)
{
	const struct cand *c = &p->cand[cand];
	struct extent x = extent_new(p);

	*ret = (struct ana_pair){ .a = p->self, .b = c->tag, .t0 = p->stop[c->first_at].t, .t1 = p->stop[c->last_at].t,
		.sum = (double)c->total, .ways = c->ways };
	ret->score = (ret->sum - p->o.chance.from) * p->o.chance.rate / log(10) - log10(p->o.chance.each);
	for (uint32_t h = p->hit_from[c->first_at]; h < p->nhit && p->hit[h].at <= c->last_at; h++) {
		if (p->hit[h].cand != cand)
			continue;
		const struct stop *s = &p->stop[p->hit[h].at];
		ret->shared++;
		extent_add(p, &x, s->station);
		if (ret->rows < ANA_ROWS)
			ret->row[ret->rows++] = (struct ana_row){ s->station, s->t, s->t + p->hit[h].lag };
	}
	ret->stations = x.stations;
	return is_way(p, &x);
}

static int by_score(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return (a->tag > b->tag) - (a->tag < b->tag);
}

static int answer(struct ana_pairs *p, void (*fn)(void *arg, const struct ana_pair *c), void *arg)
{
	uint32_t n = 0;
	int found = 0;

	for (uint32_t c = 0; c < p->ncand; c++) {
		close_ride(p, &p->cand[c]);
		if ((double)p->cand[c].total < p->o.min_sum)
			continue;
		p->rank = ana_grown(p->rank, &p->rank_cap, n + 1, sizeof *p->rank);
		p->rank[n++] = (struct ranked){ p->cand[c].total, c, p->cand[c].tag };
	}
	if (n > 1)
		qsort(p->rank, n, sizeof *p->rank, by_score);
	for (uint32_t i = 0; i < n; i++) {
		struct ana_pair c;
		if (evidence(p, p->rank[i].cand, &c)) {
			fn(arg, &c);
			found++;
		}
	}
	return found;
}

static void begin(struct ana_pairs *p, const struct ana_pair_opts *o, uint64_t self)
{
	p->o = *o;
	p->o.within_ms = o->within_ms ? MIN(o->within_ms, WITHIN_MAX_MS) : WITHIN_MS;
	p->o.min_score = o->min_score > 0 ? o->min_score : least_score;
	p->o.min_stations = o->min_stations ? o->min_stations : LEAST_STATIONS;
	p->o.min_m = o->min_m ? o->min_m : LEAST_M;
	p->o.chance = o->chance.rate > 0 ? o->chance : usual;
	if (o->min_sum <= 0)      /* the sum at which the score is min_score */
		p->o.min_sum = p->o.chance.from + (p->o.min_score + log10(p->o.chance.each)) * log(10) / p->o.chance.rate;
	p->o.tags = MAX(o->tags, 2u);
	p->self = self;
	p->ncand = p->nhit = p->ride = 0;
	if (p->slots == 0 || p->slots > 1 << 16)
		rehash(p, 1 << 10);
	else
		memset(p->slot, 0, p->slots * sizeof *p->slot);
}

int ana_companions(struct ana_pairs *p, const struct ana_source *src, const struct ana_pair_opts *o, const struct visit *v, size_t n,
                   void (*fn)(void *arg, const struct ana_pair *c), void *arg, struct err *e)
{
	uint32_t ride_from = 0;

	if (n == 0)
		return 0;
	begin(p, o, v[0].tag);
	gather(p, v, n);
	p->hit_from = ana_grown(p->hit_from, &p->hit_from_cap, p->nstop + 1, sizeof *p->hit_from);
	p->missed = ana_grown(p->missed, &p->missed_cap, p->nstop + 1, sizeof *p->missed);
	for (uint32_t i = 0; i < p->nstop; i++) {
		const struct stop *s = &p->stop[i];
		if (i > 0 && s->t - s[-1].t > RIDE_GAP_MS) {
			ride_from = i;
			p->ride++;
		}
		p->hit_from[i] = p->nhit;
		p->now = s->t;
		p->at = i;
		TRY(src->station(src->arg, s->station, s->t - p->o.within_ms, s->t + p->o.within_ms + 1, on_visit, p, e));
		passage(p, i, ride_from);
	}
	p->hit_from[p->nstop] = p->nhit;
	return answer(p, fn, arg);
}
