#define _GNU_SOURCE
/* trail_bench — speed and size of the trail store: trail_bench [--json] [--dir D] [--quick] [--set name=value]
 *
 * A made-up city writes one full day (274,000 tags, 4,334 stations on a grid, trips and parking, about 8.7 million visits
 * in the order in which they end), with random 64-bit tags and with numbered ones (rows _numbered_tags), then 90 days of
 * a part of it, then tags nobody has seen before. Prints a table, or one
 * JSON object a line. Wall time, with processor time and the machine's load beside it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/utc.h"
#include "platform/sys.h"
#include "track/trail/trail.h"

enum { DAY0 = 20700, GRID = 66, STATIONS = 4334 };

static bool json_, ask_ = true;   /* ask_: also put questions and compact */
static int64_t keyed_ = 1;                /* 0: in the clear, what sealing costs */
static int64_t again_;                    /* 1: the 90 days are in --dir already; only questions */
static uint64_t seed_ = 7;
static uint64_t rnd(void) { return hash_u64(seed_ += 0x9e3779b97f4a7c15u); }
static int64_t below(int64_t n) { return (int64_t)(rnd() % (uint64_t)n); }

static double now_s(void) { return (double)sys.mono_ns() * 1e-9; }

static double cpu_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static double thread_s(void)
{
	struct rusage u;

	getrusage(RUSAGE_THREAD, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static void say(const char *name, double value, const char *unit, double limit, bool most)
{
	if (json_ && limit > 0)
		printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"limit\":%.6g}\n", name, value, unit, limit);
	else if (json_)
		printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"limit\":null}\n", name, value, unit);
	else if (limit > 0)
		printf("%-34s %14.2f %-10s %s %.6g\n", name, value, unit, most ? "<=" : ">=", limit);
	else
		printf("%-34s %14.2f %s\n", name, value, unit);
	fflush(stdout);
}

static void must(int rc, const struct err *e)
{
	if (rc < 0) {
		fprintf(stderr, "trail_bench: %s\n", e->msg);
		exit(1);
	}
}

/* ---- the city ---- */

struct city { uint32_t tags; uint32_t stations; bool random_tags; };
struct out { struct visit *v; size_t n, cap; };

static uint64_t tag_of(const struct city *c, uint32_t i)
{
	/* What counts is random tags: all 64 bits. Beside them tags as makers number them, within ranges of their own. */
	return c->random_tags ? hash_u64(i + 1) : 0xE280110000000000u + (uint64_t)i * 7 % 16777216 + ((uint64_t)(i & 3) << 28);
}

static void add(struct out *o, struct visit v)
{
	if (o->n == o->cap) {
		o->cap = o->cap ? o->cap * 2 : 1 << 20;
		o->v = realloc(o->v, o->cap * sizeof(*o->v));
		ASSERT(o->v != NULL);
	}
	o->v[o->n++] = v;
}

static uint16_t near_station(const struct city *c, int64_t x, int64_t y)
{
	int64_t g = MAX((int64_t)1, (int64_t)sqrt((double)c->stations));

	x = ((x % g) + g) % g;
	y = ((y % g) + g) % g;
	return (uint16_t)((x + y * g) % c->stations);
}

static void hear(struct out *o, uint64_t tag, uint16_t st, utc_ms a, utc_ms b, bool moving, utc_ms end)
{
	if (b >= end)
		b = end - 1;
	if (a >= b)
		return;
	int64_t period = moving ? 1000 : 30000;
	int64_t hits = 1 + (b - a) * (60 + below(35)) / 100 / period;
	add(o, (struct visit){ .tag = tag, .station = st, .first = a, .last = b, .hits = (uint32_t)hits,
	                       .rssi_max = (int8_t)(-92 + (int)(below(20) + below(20))), .flags = moving ? VF_MOVING : 0 });
}

/* One bike's day: parked, trip, parked, trip ... Two stations hear it where it is parked. */
static void bike_day(const struct city *c, struct out *o, uint32_t i, int32_t day)
{
	uint64_t h = hash_u64(i * 2654435761u + 99), tag = tag_of(c, i);
	int64_t hx = (int64_t)(h % GRID), hy = (int64_t)(h >> 8) % GRID, wx = hx + (int64_t)(h >> 20) % 9 - 4, wy = hy + (int64_t)(h >> 30) % 9 - 4;
	utc_ms start = day_start(day), end = start + DAY_MS, at = start;
	static const int start_h[] = { 7, 11, 14, 17, 20 };
	bool home = true;

	for (size_t t = 0; t < COUNTOF(start_h); t++) {
		if (t != 0 && t != 3 && below(2))
			continue;
		utc_ms go = start + start_h[t] * HOUR_MS + below(2 * HOUR_MS);
		if (go <= at)
			continue;
		int64_t x = home ? hx : wx, y = home ? hy : wy, tx = home ? wx : hx, ty = home ? wy : hy;
		hear(o, tag, near_station(c, x, y), at + below(60000), go - below(60000), false, end);
		hear(o, tag, near_station(c, x + 1, y), at + below(60000), go - below(60000), false, end);
		utc_ms p = go;
		for (int steps = 0; steps < 40 && (x != tx || y != ty); steps++) {
			if (x != tx && (y == ty || below(2)))
				x += tx > x ? 1 : -1;
			else
				y += ty > y ? 1 : -1;
			utc_ms stay = 15000 + below(30000);
			hear(o, tag, near_station(c, x, y), p, p + stay, true, end);
			if (below(3) == 0)
				hear(o, tag, near_station(c, x, y + 1), p + below(5000), p + stay / 2, true, end);
			p += stay + below(20000) - 8000;
		}
		at = p;
		home = !home;
	}
	int64_t x = home ? hx : wx, y = home ? hy : wy;
	hear(o, tag, near_station(c, x, y), at + below(60000), end - 1, false, end);
	hear(o, tag, near_station(c, x + 1, y), at + below(60000), end - 1, false, end);
}

static int by_last(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	return (x->last > y->last) - (x->last < y->last);
}

static void city_day(const struct city *c, struct out *o, int32_t day)
{
	o->n = 0;
	for (uint32_t i = 0; i < c->tags; i++)
		bike_day(c, o, i, day);
	qsort(o->v, o->n, sizeof(*o->v), by_last);
}

/* ---- measures ---- */

static struct trail *open_in(const char *dir, const char *name, uint32_t cache, uint32_t group, int32_t keep)
{
	char path[600];
	struct err e = { 0 };
	struct trail *t;

	struct daykeys *keys = NULL;   /* to the end of the program */

	snprintf(path, sizeof(path), "%s/%s.keys", dir, name);
	if (keyed_)
		must(daykeys_open(path, NULL, true, &e, &keys), &e);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	struct trail_opts o = { .dir = path, .cache_bytes = cache, .group_visits = group, .keep_days = keep, .keys = keys };
	must(trail_open(&o, &e, &t), &e);
	return t;
}

static void store(struct trail *t, const struct out *o, size_t per_commit, uint64_t *lsn)
{
	struct err e = { 0 };

	for (size_t i = 0; i < o->n; i++) {
		trail_put(t, &o->v[i]);
		if ((i + 1) % per_commit == 0)
			must(trail_commit(t, ++*lsn, &e), &e);
	}
	must(trail_commit(t, ++*lsn, &e), &e);
}

static bool count_one(void *arg, const struct visit *v)
{
	*(uint64_t *)arg += v->hits;
	return true;
}

static int by_double(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* p99 of the processor time beside p99 of the wall clock: on a busy machine the latter shows the scheduler. */
struct lat { double p50, p99, cpu50, cpu99, mean_visits; };

static double cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec * 1e-3;
}


static struct lat ask(struct trail *t, const struct city *c, bool by_tag, int32_t days, int32_t first_day, utc_ms width, int n)
{
	double *us = malloc((size_t)n * sizeof(*us)), *cu = malloc((size_t)n * sizeof(*cu)), visits = 0;
	uint64_t sum = 0;
	struct err e = { 0 };

	ASSERT(us && cu);
	for (int i = 0; i < n; i++) {
		utc_ms from = day_start(first_day + (int32_t)below(days));
		if (width == HOUR_MS)
			from += below(24) * HOUR_MS;
		tag_id tag = { tag_of(c, (uint32_t)below(c->tags)) };
		uint16_t st = (uint16_t)below(c->stations);
		double p = cpu_us(), a = now_s();
		int rc = by_tag ? trail_tag(t, tag, from, from + width, count_one, &sum, &e)
		                : trail_station(t, st, from, from + width, count_one, &sum, &e);
		us[i] = (now_s() - a) * 1e6;
		cu[i] = cpu_us() - p;
		must(rc, &e);
		visits += rc;
	}
	qsort(us, (size_t)n, sizeof(*us), by_double);
	qsort(cu, (size_t)n, sizeof(*cu), by_double);
	struct lat l = { us[n / 2], us[(size_t)n * 99 / 100], cu[n / 2], cu[(size_t)n * 99 / 100], visits / n };
	free(us);
	free(cu);
	return l;
}

static void say_lat(const char *name, struct lat l, double limit)
{
	char buf[80];

	snprintf(buf, sizeof(buf), "%s_p99_us", name);
	say(buf, l.p99, "us", limit, true);
	snprintf(buf, sizeof(buf), "%s_p50_us", name);
	say(buf, l.p50, "us", 0, true);
	snprintf(buf, sizeof(buf), "%s_cpu_p50_us", name);
	say(buf, l.cpu50, "us", 0, true);
	snprintf(buf, sizeof(buf), "%s_cpu_p99_us", name);
	say(buf, l.cpu99, "us", 0, true);
	snprintf(buf, sizeof(buf), "%s_visits", name);
	say(buf, l.mean_visits, "visits", 0, true);
}

static double sum_bytes(struct trail *t)
{
	struct trail_stats s;

	trail_stats(t, &s);
	return (double)s.disk_bytes;
}

static void full_day(const char *dir, struct city *c, uint32_t group, uint32_t cache)
{
	struct out o = { 0 };
	struct err e = { 0 };
	uint64_t lsn = 0;

	city_day(c, &o, DAY0);
	struct trail *t = open_in(dir, c->random_tags ? "day" : "day-numbered", cache, group, 90);
	double w = now_s(), p = cpu_s(), th = thread_s();
	store(t, &o, 4096, &lsn);
	must(trail_sync(t, &e), &e);
	w = now_s() - w;
	p = cpu_s() - p;
	th = thread_s() - th;
	const char *sfx = c->random_tags ? "" : "_numbered_tags";
	char name[80];
#define NAME(x) (snprintf(name, sizeof(name), "%s%s", x, sfx), name)
	say(NAME("visits_store_per_s"), (double)o.n / w, "visits/s", 2e6, false);
	say(NAME("visits_store_cpu_per_s"), (double)o.n / p, "visits/cpu-s", 0, false);
	say(NAME("visits_store_writer_cpu_per_s"), (double)o.n / th, "visits/cpu-s", 0, false);
	say(NAME("visit_bytes_before_compaction"), sum_bytes(t) / (double)o.n, "bytes", 0, true);
	if (!ask_) {
		trail_close(t);
		free(o.v);
		return;
	}
	say_lat(NAME("trail_day_uncompacted"), ask(t, c, true, 1, DAY0, DAY_MS, 20000), 0);
	w = now_s();
	must(trail_compact(t, &e), &e);
	say(NAME("compact_s"), now_s() - w, "s", 0, true);
	say(NAME("visit_bytes"), sum_bytes(t) / (double)o.n, "bytes", 20, true);
	(void)ask(t, c, true, 1, DAY0, DAY_MS, 20000);
	say_lat(NAME("trail_day"), ask(t, c, true, 1, DAY0, DAY_MS, 50000), 50);
	say_lat(NAME("station_hour"), ask(t, c, false, 1, DAY0, HOUR_MS, 50000), 100);
	trail_close(t);
	free(o.v);
#undef NAME
}

static void many_days(const char *dir, uint32_t group, uint32_t cache, int days, uint32_t tags)
{
	struct city c = { .tags = tags, .stations = MAX(1u, (uint32_t)((uint64_t)tags * STATIONS / 274000)),
	                  .random_tags = true };
	struct out o = { 0 };
	struct err e = { 0 };
	uint64_t lsn = 0, n = 0;
	double w = 0, p = 0;
	struct trail *t = open_in(dir, "days", cache, group, 365);

	for (int d = 0; d < days && !again_; d++) {
		city_day(&c, &o, DAY0 + d);
		double a = now_s(), b = cpu_s();
		store(t, &o, 4096, &lsn);
		must(trail_sync(t, &e), &e);
		w += now_s() - a;
		p += cpu_s() - b;
		n += o.n;
	}
	(void)ask(t, &c, true, 1, DAY0, 90LL * DAY_MS, 2000);
	if (!again_) {
		say("days_store_per_s", (double)n / w, "visits/s", 0, false);
		say("days_store_cpu_per_s", (double)n / p, "visits/cpu-s", 0, false);
		say_lat("trail_90d_uncompacted", ask(t, &c, true, 1, DAY0, 90LL * DAY_MS, 5000), 0);
		double cw = now_s();
		must(trail_compact(t, &e), &e);
		say("days_compact_s", now_s() - cw, "s", 0, true);
		say("days_visit_bytes", sum_bytes(t) / (double)n, "bytes", 0, true);
	}
	say_lat("trail_90d", ask(t, &c, true, 1, DAY0, 90LL * DAY_MS, 10000), 1000);
	say_lat("days_trail_day", ask(t, &c, true, days, DAY0, DAY_MS, 20000), 0);
	say_lat("days_station_hour", ask(t, &c, false, days, DAY0, HOUR_MS, 20000), 0);
	trail_close(t);
	free(o.v);
}

/* Each tag is new: one visit a key, the worst case for the tag order. */
static void unseen(const char *dir, uint32_t group, uint32_t n)
{
	struct out o = { 0 };
	struct err e = { 0 };
	uint64_t lsn = 0;
	utc_ms start = day_start(DAY0);

	for (uint32_t i = 0; i < n; i++) {
		utc_ms a = start + (int64_t)((double)i * (DAY_MS - 60000) / n);
		add(&o, (struct visit){ .tag = hash_u64(i + 77), .station = (uint16_t)below(STATIONS), .first = a, .last = a + below(50000),
		                        .hits = (uint32_t)below(60), .rssi_max = (int8_t)(-60 - (int)below(35)) });
	}
	struct trail *t = open_in(dir, "unseen", 0, group, 90);
	double w = now_s(), p = cpu_s();
	store(t, &o, 4096, &lsn);
	must(trail_sync(t, &e), &e);
	w = now_s() - w;
	say("visits_store_unseen_tags_per_s", n / w, "visits/s", 0, false);
	say("visits_store_unseen_cpu_per_s", n / (cpu_s() - p), "visits/cpu-s", 0, false);
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	say("bench_peak_rss_mib", (double)u.ru_maxrss / 1024, "MiB", 0, true);
	trail_close(t);
	free(o.v);
}

int main(int argc, char **argv)
{
	char dir[400] = "";
	int64_t group = 0, cache = 0, days = 90, day_tags = 8000, tags = 274000, many = 10000000, only = 0, ask = 1;
	static const char *names[] = { "group", "cache", "days", "day_tags", "tags", "unseen", "only", "ask", "keys", "again" };
	int64_t *vals[] = { &group, &cache, &days, &day_tags, &tags, &many, &only, &ask, &keyed_, &again_ };

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0) {
			json_ = true;
		} else if (strcmp(argv[i], "--quick") == 0) {
			day_tags = 3000;
			many = 1000000;
		} else if (strcmp(argv[i], "--dir") == 0 && i + 1 < argc) {
			snprintf(dir, sizeof(dir), "%s", argv[++i]);
		} else if (strcmp(argv[i], "--set") == 0 && i + 1 < argc) {
			i++;
			for (size_t k = 0; k < COUNTOF(names); k++)
				if (strncmp(argv[i], names[k], strlen(names[k])) == 0 && argv[i][strlen(names[k])] == '=')
					(void)!str_i64(str_of(argv[i] + strlen(names[k]) + 1), 0, INT32_MAX, vals[k]);
		} else {
			fprintf(stderr, "usage: trail_bench [--json] [--quick] [--dir D] [--set name=value]\n");
			return 64;
		}
	}
	ask_ = ask != 0;
	bool own = dir[0] == 0;
	const char *tmp = getenv("TMPDIR");
	if (own) {
		snprintf(dir, sizeof(dir), "%s/yz-trail-bench-XXXXXX", tmp ? tmp : "/tmp");
		if (!mkdtemp(dir))
			return 74;
	}
	double load[3] = { 0 };
	(void)!getloadavg(load, 3);
	say("load_average", load[0], "", 0, true);
	struct city c = { .tags = (uint32_t)tags, .stations = STATIONS, .random_tags = true };
	if (!only || only == 1)
		full_day(dir, &c, (uint32_t)group, (uint32_t)cache);
	c.random_tags = false;
	if (!only || only == 2)
		full_day(dir, &c, (uint32_t)group, (uint32_t)cache);
	if (!only || only == 3)
		many_days(dir, (uint32_t)group, (uint32_t)cache, (int)days, (uint32_t)day_tags);
	if (!only || only == 4)
		unseen(dir, (uint32_t)group, (uint32_t)many);
	(void)!getloadavg(load, 3);
	say("load_average_after", load[0], "", 0, true);
	if (own)
		fprintf(stderr, "trail_bench: files are in %s\n", dir);
	return 0;
}
