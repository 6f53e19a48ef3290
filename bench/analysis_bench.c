#define _GNU_SOURCE
/* analysis_bench — companions of one tag over a city-day: analysis_bench [--json] [--dir D] [--tags N] [--visits N]
 *
 * A made-up city (4,334 stations on a grid, 274,000 tags by default) of one day with as many visits as asked for (27 million by default: twenty-odd
 * rides' worth a moving bike). Measures the index in memory (build, bytes, a question, all pairs of a sample) and the same question asked of
 * the trail store's station days, and that both say the same. One JSON object a line with --json. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/utc.h"
#include "platform/sys.h"
#include "track/analysis/analysis.h"
#include "track/trail/trail.h"

enum { DAY0 = 20700, GRID = 66, STATIONS = 4334, ASK = 300, ASK_TRAIL = 200, SPACING = 150 };

static bool json_;
static uint64_t seed_ = 7;
static uint64_t rnd(void) { return hash_u64(seed_ += 0x9e3779b97f4a7c15u); }
static int64_t below(int64_t n) { return (int64_t)(rnd() % (uint64_t)n); }
static double now_ms(void) { return (double)sys.mono_ns() * 1e-6; }

static double thread_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_THREAD, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-3;
}

static void say(const char *name, double value, const char *unit, const char *goal)
{
	if (json_)
		printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\"}\n", name, value, unit);
	else
		printf("%-34s %14.3f %-8s %s\n", name, value, unit, goal);
	fflush(stdout);
}

static void must(int rc, const struct err *e)
{
	if (rc < 0) {
		fprintf(stderr, "analysis_bench: %s\n", e->msg);
		exit(1);
	}
}

/* ---- the city ---- */

struct out { struct visit *v; size_t n, cap; };

static void add(struct out *o, uint64_t tag, int x, int y, utc_ms first, utc_ms last, bool moving, utc_ms end)
{
	if (o->n == o->cap || last >= end)
		return;
	o->v[o->n++] = (struct visit){ .tag = tag, .station = (uint16_t)((x + y * GRID) % STATIONS), .first = first, .last = MAX(first, last),
		.hits = (uint32_t)(1 + (last - first) / (moving ? 2000 : 8000)), .rssi_max = -70, .flags = moving ? VF_MOVING : 0 };
}

/* Parked, a ride to another place, parked ... until the day or the bike's share of visits is over. */
static void bike_day(struct out *o, uint32_t i, size_t share)
{
	uint64_t tag = hash_u64(i + 1);
	utc_ms start = day_start(DAY0), end = start + DAY_MS, t = start + below(20 * MINUTE_MS);
	int x = (int)below(GRID), y = (int)below(GRID - 2);
	size_t to = o->n + share;

	while (o->n < to && t < end) {
		int tx = x + (int)below(17) - 8, ty = y + (int)below(17) - 8;
		tx = MIN(MAX(tx, 0), GRID - 1);
		ty = MIN(MAX(ty, 0), GRID - 3);   /* a whole grid has more than the stations there are */
		utc_ms go = t + below(140 * MINUTE_MS);
		add(o, tag, x, y, t, go, false, end);
		for (t = go; (x != tx || y != ty) && o->n < to; t += 22000 + below(16000)) {
			if (x != tx && (y == ty || below(2)))
				x += tx > x ? 1 : -1;
			else
				y += ty > y ? 1 : -1;
			utc_ms stay = 20000 + below(30000);
			add(o, tag, x, y, t, t + stay, true, end);
			if (below(3))
				add(o, tag, x, y + 1, t + below(5000), t + stay / 2, true, end);
		}
	}
}

static struct out city_day(uint32_t tags, size_t visits)
{
	struct out o = { .cap = visits };

	o.v = malloc(visits * sizeof *o.v);
	ASSERT(o.v);
	for (uint32_t i = 0; i < tags; i++)
		bike_day(&o, i, (size_t)((double)visits * (i + 1) / tags) - o.n);
	return o;
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct got { int n; uint64_t sum; };
static void on_pair(void *arg, const struct ana_pair *c)
{
	struct got *g = arg;

	g->n++;
	g->sum += hash_u64(c->b ^ (uint64_t)c->shared);
}

static void tell(const char *name, double *ms, int n, const char *goal)
{
	char z[64];

	qsort(ms, (size_t)n, sizeof *ms, by_number);
	snprintf(z, sizeof z, "%s_p50_ms", name);
	say(z, ms[n / 2], "ms", "");
	snprintf(z, sizeof z, "%s_p99_ms", name);
	say(z, ms[n * 99 / 100], "ms", goal);
}

/* ---- measures ---- */

static struct got in_memory(const struct ana_index *x, struct ana_pairs *p, uint32_t tags)
{
	struct ana_pair_opts o = { .min_score = 1 };
	struct got all = { .n = 0 };
	double ms[ASK], cpu = thread_ms();

	for (int i = 0; i < ASK; i++) {
		uint64_t tag = hash_u64((uint32_t)((uint64_t)i * 911 % tags) + 1);
		double t = now_ms();
		ana_index_companions(x, p, &o, tag, on_pair, &all);
		ms[i] = now_ms() - t;
	}
	cpu = (thread_ms() - cpu) / ASK;
	tell("companions", ms, ASK, "<= 300");
	say("companions_cpu_ms", cpu, "ms", "");
	say("companions_all_pairs_s", cpu * tags / 1000, "s", "(reckoned from these)");
	return all;
}

static int trail_ask(void *arg, uint16_t st, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e)
{
	return trail_station(arg, st, from, to, fn, fn_arg, e);
}

struct mine { struct visit v[4096]; size_t n; };
static bool on_mine(void *arg, const struct visit *v)
{
	struct mine *m = arg;

	m->v[m->n++] = *v;
	return m->n < COUNTOF(m->v);
}

/* What "clones over six hours" costs: all stations read, of which one tag in sixteen is kept as of a whole city, and what is learned of those. */
struct sweep { struct visit *v; size_t n, cap; uint64_t read; };
static bool on_sweep(void *arg, const struct visit *v)
{
	struct sweep *s = arg;

	s->read++;
	if (hash_u64(v->tag) % 16 == 0 && s->n < s->cap)
		s->v[s->n++] = *v;
	return true;
}

static int by_tag_first(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->tag != b->tag)
		return a->tag < b->tag ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

static void sweep(struct trail *t, const struct station_place *place, size_t most)
{
	struct sweep s = { .cap = most };
	struct err e = { 0 };
	struct ana_clone c;
	utc_ms from = day_start(DAY0) + 6 * HOUR_MS;

	s.v = malloc(most * sizeof *s.v);
	ASSERT(s.v);
	double cpu = thread_ms();
	for (uint16_t st = 0; st < STATIONS; st++)
		must(trail_station(t, st, from, from + 6 * HOUR_MS, on_sweep, &s, &e), &e);
	say("sweep_visits", (double)s.read, "", "");
	say("sweep_read_cpu_ns_per_visit", (thread_ms() - cpu) * 1e6 / (double)s.read, "ns", "");
	cpu = thread_ms();
	qsort(s.v, s.n, sizeof *s.v, by_tag_first);
	say("sweep_sort_cpu_ns_per_kept_visit", (thread_ms() - cpu) * 1e6 / (double)s.n, "ns", "");
	cpu = thread_ms();
	struct ana_links *l = ana_links_new(place, STATIONS);
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0, n; i < s.n; i += n) {
			for (n = 1; i + n < s.n && s.v[i + n].tag == s.v[i].tag;)
				n++;
			if (pass == 0)
				ana_links_tag(l, s.v + i, n);
			else if (pass == 1)
				ana_links_blame(l, s.v + i, n);
			else
				ana_clone(l, s.v + i, n, &c);
		}
		if (pass == 0)
			ana_links_done(l);
		if (pass == 1)
			ana_links_judge(l);
		say(pass == 0 ? "sweep_learn_cpu_ns_per_kept_visit" : pass == 1 ? "sweep_blame_cpu_ns_per_kept_visit" : "sweep_clone_cpu_ns_per_kept_visit",
		    (thread_ms() - cpu) * 1e6 / (double)s.n, "ns", "");
		cpu = thread_ms();
	}
	ana_links_free(l);
	free(s.v);
}

static void in_trail(const struct out *o, const char *dir, struct ana_pairs *p, uint32_t tags, const struct ana_index *x, const struct station_place *place)
{
	static struct mine m;
	struct daykeys *keys;
	struct ana_pair_opts opts = { .min_sum = 3, .tags = ana_index_tags(x) };   /* a score is of what an index has learned */
	struct got a = { .n = 0 }, b = { .n = 0 };
	char path[600];
	struct err e = { 0 };
	struct trail *t;
	double ms[ASK_TRAIL], begun = now_ms();

	snprintf(path, sizeof path, "%s/trail.keys", dir);
	must(daykeys_open(path, NULL, true, &e, &keys), &e);
	snprintf(path, sizeof path, "%s/trail", dir);
	must(trail_open(&(struct trail_opts){ .dir = path, .cache_bytes = 256u << 20, .keep_days = 400, .keys = keys }, &e, &t), &e);
	for (size_t i = 0; i < o->n; i++) {
		trail_put(t, &o->v[i]);
		if (i % 500000 == 499999)
			must(trail_commit(t, i + 1, &e), &e);
	}
	must(trail_commit(t, o->n, &e), &e);
	must(trail_sync(t, &e), &e);
	must(trail_compact(t, &e), &e);
	say("trail_load_s", (now_ms() - begun) / 1000, "s", "");
	struct ana_source src = { t, trail_ask };
	for (int i = 0; i < ASK_TRAIL; i++) {
		uint64_t tag = hash_u64((uint32_t)((uint64_t)i * 911 % tags) + 1);
		double at = now_ms();
		m.n = 0;
		must(trail_tag(t, (tag_id){ tag }, day_start(DAY0), day_start(DAY0 + 1), on_mine, &m, &e), &e);
		must(ana_companions(p, &src, &opts, m.v, m.n, on_pair, &b, &e), &e);
		ms[i] = now_ms() - at;
		ana_index_companions(x, p, &opts, tag, on_pair, &a);
	}
	tell("companions_trail", ms, ASK_TRAIL, "<= 300");
	sweep(t, place, o->n);
	if (a.n != b.n || a.sum != b.sum)
		must(ERR(&e, E_INTERNAL, "the store says %d companions, the index %d", b.n, a.n), &e);
	trail_close(t);
	daykeys_close(keys);
}

static void clones(const struct out *o, const struct station_place *place, uint32_t tags)
{
	struct ana_links *l = ana_links_new(place, STATIONS);
	struct ana_clone c;
	int found = 0;
	double t = now_ms();

	/* the generator's order is tag by tag */
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0, n; i < o->n; i += n) {
			for (n = 1; i + n < o->n && o->v[i + n].tag == o->v[i].tag;)
				n++;
			if (pass == 0)
				ana_links_tag(l, o->v + i, n);
			else if (pass == 1)
				ana_links_blame(l, o->v + i, n);
			else
				found += ana_clone(l, o->v + i, n, &c);
		}
		if (pass == 0)
			ana_links_done(l);
		if (pass == 1)
			ana_links_judge(l);
	}
	say("clones_city_day_s", (now_ms() - t) / 1000, "s", "");
	say("clones_falsely_of_1e5_tags", found * 1e5 / tags, "", "<= 1");
	say("misplaced_falsely", (double)ana_misplaced(l, NULL, 0), "", "0");
	ana_links_free(l);
}

int main(int argc, char **argv)
{
	const char *dir = NULL;
	int64_t tags = 274000, visits = 27000000;

	for (int i = 1; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : "";
		if (strcmp(argv[i], "--json") == 0)
			json_ = true;
		else if (strcmp(argv[i], "--dir") == 0)
			dir = argv[++i];
		else if (strcmp(argv[i], "--tags") == 0 && str_i64(str_of(next), 10, 5000000, &tags))
			i++;
		else if (strcmp(argv[i], "--visits") == 0 && str_i64(str_of(next), 1000, 100000000, &visits))
			i++;
		else {
			fprintf(stderr, "usage: analysis_bench [--json] [--dir D] [--tags N] [--visits N]\n");
			return 64;
		}
	}
	static struct station_place place[STATIONS];
	for (int i = 0; i < STATIONS; i++) {
		place[i] = (struct station_place){ .ix = (uint16_t)i, .used = 1, .range_m = 100 };
		ASSERT(geo_from_deg(26.85 + i / GRID * SPACING / 111319.49, 112.5 + i % GRID * SPACING / 99280.0, &place[i].at));
	}
	struct out o = city_day((uint32_t)tags, (size_t)visits);
	say("city_day_visits", (double)o.n, "", "");
	double t = now_ms();
	struct ana_index *x = ana_index_new(o.v, o.n, place, STATIONS);
	struct ana_pairs *p = ana_pairs_new(place, STATIONS);
	say("companions_index_build_s", (now_ms() - t) / 1000, "s", "");
	say("companions_index_mib", (double)ana_index_bytes(x) / 1048576, "MiB", "");
	in_memory(x, p, (uint32_t)tags);
	clones(&o, place, (uint32_t)tags);
	if (dir)
		in_trail(&o, dir, p, (uint32_t)tags, x, place);
	ana_pairs_free(p);
	ana_index_free(x);
	free(o.v);
	return 0;
}
