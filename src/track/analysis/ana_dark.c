/* ana_dark — lengths of silences by place, and what they say of one. See dark.h. */
#include <math.h>
#include <stdlib.h>

#include "track/analysis/dark.h"
#include "track/analysis/next_int.h"

enum { TAGS_DEFAULT = 2000000, KNOWN_FROM = 20, HERE_WEIGHT_PCT = 50 };
#define DARK_PRIOR 8.0     /* silences' worth that the class has beside a station's own */
#define Z95 1.96

/* Silences by length: those that ended and those that go on. */
struct lengths { uint32_t ended[TIME_BINS], open[TIME_BINS]; };
struct part_lengths { struct lengths of[DARK_PARTS]; };
struct last { utc_ms at; uint16_t station; uint16_t zero[3]; };

struct dark_model {
	uint32_t stations;
	uint8_t *class_of;
	struct part_lengths *here, cls[DARK_CLASSES];
	struct tagmap tags;              /* of struct last */
	struct dark_stats s;
};

struct dark_model *dark_new(const struct dark_opts *o)
{
	struct dark_model *d = calloc(1, sizeof *d);
	uint32_t n = o->stations ? o->stations : 1;

	if (!d || !(d->here = calloc(n, sizeof *d->here)) || !(d->class_of = calloc(n, 1)))
		BUG("out of memory");
	d->stations = o->stations;
	for (uint32_t i = 0; o->class_of && i < o->stations; i++)
		d->class_of[i] = o->class_of[i] % DARK_CLASSES;
	tagmap_init(&d->tags, sizeof(struct last), o->max_tags ? o->max_tags : TAGS_DEFAULT);
	return d;
}

void dark_free(struct dark_model *d)
{
	if (!d)
		return;
	free(d->here);
	free(d->class_of);
	tagmap_done(&d->tags);
	free(d);
}

static int part_of(int hour)
{
	return hour * DARK_PARTS / 24;
}

/* ---- counting ---- */

void dark_add(struct dark_model *d, const struct visit *v)
{
	bool fresh;

	if (v->station >= d->stations || v->tag == 0)
		return;
	struct last *l = tagmap_at(&d->tags, v->tag, &fresh);
	d->s.visits++;
	if (!fresh && v->first - l->at >= DARK_LEAST_MS) {
		int part = part_of(hour_of(l->at)), bin = time_bin(v->first - l->at);
		d->here[l->station].of[part].ended[bin]++;
		d->cls[d->class_of[l->station]].of[part].ended[bin]++;
		d->s.silences++;
	}
	if (fresh || v->last >= l->at)
		*l = (struct last){ .at = v->last, .station = v->station };
}

static void forget_open(struct part_lengths *p)
{
	for (int i = 0; i < DARK_PARTS; i++)
		memset(p->of[i].open, 0, sizeof p->of[i].open);
}

void dark_going_on(struct dark_model *d, utc_ms now)
{
	for (uint32_t i = 0; i < d->stations; i++)
		forget_open(&d->here[i]);
	for (int i = 0; i < DARK_CLASSES; i++)
		forget_open(&d->cls[i]);
	d->s.going_on = 0;
	for (uint32_t i = 0; i < d->tags.cap; i++) {
		const struct last *l = (const struct last *)(void *)(d->tags.val + i * d->tags.size);
		if (!d->tags.tag[i] || now - l->at < DARK_LEAST_MS)
			continue;
		int part = part_of(hour_of(l->at)), bin = time_bin(now - l->at);
		d->here[l->station].of[part].open[bin]++;
		d->cls[d->class_of[l->station]].of[part].open[bin]++;
		d->s.going_on++;
	}
}

/* ---- the curve ---- */

static double reaching(const struct lengths *l, int bin)
{
	double n = 0;

	for (int b = bin; b < TIME_BINS; b++)
		n += l->ended[b] + l->open[b];
	return n;
}

struct survival { double s, var; };

/* The share that survives ms, and Greenwood's sum of it. A silence that goes on is at risk in half of the bin it has reached. */
static struct survival survive(const struct lengths *here, const struct lengths *cls, int64_t ms)
{
	struct survival v = { 1, 0 };

	for (int b = 0; b < TIME_BINS && time_bin_ms(b) < (double)ms; b++) {
		double lo = time_bin_ms(b), hi = time_bin_ms(b + 1);
		double risk_c = reaching(cls, b) - 0.5 * cls->open[b], risk_h = reaching(here, b) - 0.5 * here->open[b];
		double rate = risk_c > 0 ? cls->ended[b] / risk_c : 0;
		double risk = risk_h + MIN(DARK_PRIOR, risk_c), ends = here->ended[b] + MIN(DARK_PRIOR, risk_c) * rate;
		if (risk <= 0)
			break;                   /* nobody's silence lasted so long: nothing more is known */
		double h = ends / risk, part = (double)ms < hi ? log((double)ms / lo) / log(hi / lo) : 1;
		v.s *= 1 - h * part;
		if (risk > ends)
			v.var += part * ends / (risk * (risk - ends));
	}
	return v;
}

double dark_longer(const struct dark_model *d, uint16_t station, int hour, int64_t ms)
{
	if (station >= d->stations)
		return 1;
	int part = part_of(hour);
	return survive(&d->here[station].of[part], &d->cls[d->class_of[station]].of[part], ms).s;
}

/* ---- one tag ---- */

/* The tag's own silences, and where the present one began. */
static void own_silences(const struct visit *own, uint32_t n, utc_ms now, struct dark_answer *a)
{
	utc_ms last = 0;
	uint16_t at = NEXT_NONE;

	for (uint32_t i = 0; i < n && own[i].first <= now; i++)
		if (a->station == NEXT_NONE || own[i].last >= a->since) {
			a->station = own[i].station;
			a->since = own[i].last;
			a->row = i;
		}
	for (uint32_t i = 0; i < n && own[i].first <= now; i++) {
		if (at == a->station && at != NEXT_NONE && own[i].first - last >= DARK_LEAST_MS) {
			a->own++;
			a->own_longer += own[i].first - last > now - a->since;
			a->own_longest_ms = MAX(a->own_longest_ms, own[i].first - last);
		}
		if (at == NEXT_NONE || own[i].last >= last) {
			last = own[i].last;
			at = own[i].station;
		}
	}
}

/* How much of the silence somebody listened: half of it by the last place, half by the ways on from there. */
static void listening(const struct next_near *near, int nnear, utc_ms now, dark_up_fn *up, void *arg, struct dark_answer *a)
{
	double sum = 0, heard = 0, ways = 0;

	for (int i = 0; i < nnear && i < DARK_AROUND - 1; i++)
		ways += near[i].p;
	a->around[a->n++] = (struct dark_station){ a->station, ways > 0 ? HERE_WEIGHT_PCT / 100.0 : 1, 0 };
	for (int i = 0; i < nnear && a->n < DARK_AROUND; i++)
		if (near[i].station != a->station && near[i].p > 0)
			a->around[a->n++] = (struct dark_station){ near[i].station, (1 - HERE_WEIGHT_PCT / 100.0) * near[i].p / ways, 0 };
	for (int i = 0; i < a->n; i++) {
		a->around[i].up = up ? up(arg, a->around[i].station, a->since, now) : -1;
		sum += a->around[i].weight;
		heard += a->around[i].weight * (a->around[i].up < 0 ? 1 : MIN(a->around[i].up, 1.0));
	}
	a->listening = sum > 0 ? heard / sum : 1;
	a->listened_ms = (int64_t)(a->listening * (double)a->silent_ms);
}

/* 95 % by the complementary log-log of the survival, which stays within 0 and 1. */
static void interval(const struct survival *v, struct dark_answer *a)
{
	a->longer = a->longer_low = a->longer_high = v->s;
	if (v->s <= 0 || v->s >= 1)
		return;
	double half = Z95 * sqrt(v->var) / fabs(log(v->s));
	a->longer_low = pow(v->s, exp(half));
	a->longer_high = pow(v->s, exp(-half));
}

static int64_t median(const struct lengths *here, const struct lengths *cls)
{
	double lo = DARK_LEAST_MS, hi = time_bin_ms(TIME_BINS);

	for (int i = 0; i < 24; i++) {
		double mid = sqrt(lo * hi);
		if (survive(here, cls, (int64_t)mid).s > 0.5)
			lo = mid;
		else
			hi = mid;
	}
	return (int64_t)lo;
}

static enum dark_verdict verdict_of(const struct dark_answer *a)
{
	if (a->silent_ms < DARK_LEAST_MS)
		return DARK_HEARD;
	if (a->listening < 0.5)
		return DARK_DEAF;
	if (a->silences_here + a->silences_class < KNOWN_FROM)
		return DARK_UNKNOWN;
	if (a->longer <= 0.05 && a->longer_high <= 0.1)
		return DARK_RARE;
	return a->longer <= 0.2 ? DARK_UNUSUAL : DARK_USUAL;
}

enum dark_verdict dark_ask(const struct dark_model *d, const struct visit *own, uint32_t n, utc_ms now, const struct next_near *near, int nnear,
                           dark_up_fn *up, void *arg, struct dark_answer *ret)
{
	struct dark_answer a = { .verdict = DARK_UNKNOWN, .station = NEXT_NONE, .longer = 1, .longer_low = 0, .longer_high = 1 };

	own_silences(own, n, now, &a);
	if (a.station != NEXT_NONE && a.station < d->stations) {
		int part = part_of(hour_of(a.since));
		const struct lengths *here = &d->here[a.station].of[part], *cls = &d->cls[d->class_of[a.station]].of[part];
		a.silent_ms = MAX(now - a.since, 0);
		listening(near, nnear, now, up, arg, &a);
		a.silences_here = (uint32_t)reaching(here, 0);
		a.silences_class = (uint32_t)reaching(cls, 0);
		struct survival v = survive(here, cls, a.listened_ms);
		interval(&v, &a);
		a.usual_ms = median(here, cls);
		a.verdict = verdict_of(&a);
	}
	*ret = a;
	return a.verdict;
}

void dark_stats(const struct dark_model *d, struct dark_stats *ret)
{
	*ret = d->s;
	ret->tags = d->tags.n;
	ret->bytes = sizeof *d + d->stations * (sizeof *d->here + 1) + tagmap_bytes(&d->tags);
}
