/* next_bench — where a tag goes next: time of a question, of learning, and memory, over a made-up city of 4,356 stations.
 *
 * usage: next_bench [BIKES] [DAYS]    (274,000 bikes, 1 day)
 * All bikes' days are learned; then questions are put for single bikes with fifteen days of their own visits, at each of the last day's visits.
 * One JSON object a line: {"name","value","unit"}. Processor time, so that other work on the machine is not ours. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "track/analysis/ana_city_testkit.h"
#include "track/analysis/dark.h"
#include "track/analysis/hide.h"
#include "track/analysis/next.h"

enum { SIDE = 66, ASKED = 200, OWN_DAYS = 15, QUESTIONS_MAX = 60000 };

static double spent_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double percentile(double *v, size_t n, double q)
{
	qsort(v, n, sizeof *v, by_value);
	return n ? v[(size_t)(q * (double)(n - 1))] : 0;
}

static void tell(const char *name, double value, const char *unit)
{
	printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\"}\n", name, value, unit);
}

static void learn(const struct city *c, struct next_model *m, struct dark_model *d, int days)
{
	struct city_day day = { 0 };
	struct next_stats s;
	struct dark_stats ds;
	double next_s = 0, dark_s = 0;

	for (int i = 0; i < days; i++)
		for (uint32_t b = 0; b < c->bikes; b++) {
			city_make(c, b, i, &day);
			double t0 = spent_s();
			for (uint32_t k = 0; k < day.n; k++)
				next_add(m, &day.v[k]);
			double t1 = spent_s();
			for (uint32_t k = 0; k < day.n; k++)
				dark_add(d, &day.v[k]);
			next_s += t1 - t0;
			dark_s += spent_s() - t1;
		}
	next_stats(m, &s);
	dark_stats(d, &ds);
	tell("next_learn_per_s", (double)s.visits / next_s, "visit/s");
	tell("dark_learn_per_s", (double)ds.visits / dark_s, "visit/s");
	tell("next_model_mib", (double)s.bytes / 1048576, "MiB");
	tell("dark_model_mib", (double)ds.bytes / 1048576, "MiB");
	fprintf(stderr, "%llu visits, %llu steps, %llu links, %llu contexts (halved %llu times), %llu tags, %llu silences\n", (unsigned long long)s.visits,
	        (unsigned long long)s.steps, (unsigned long long)s.links, (unsigned long long)s.contexts, (unsigned long long)s.halvings,
	        (unsigned long long)s.tags, (unsigned long long)ds.silences);
	double t0 = spent_s();
	dark_going_on(d, CITY_T0 + days * (utc_ms)DAY_MS);
	tell("dark_going_on_ms", (spent_s() - t0) * 1e3, "ms");
	free(day.v);
}

static void ask(const struct city *c, const struct next_model *m, const struct dark_model *d)
{
	static double next_ms[QUESTIONS_MAX], dark_ms[QUESTIONS_MAX], hide_ms[QUESTIONS_MAX];
	struct city_day day = { 0 };
	struct visit *own = NULL;
	size_t n = 0, hides = 0, right = 0;

	for (uint32_t b = 0; b < ASKED; b++) {
		uint32_t have = 0, from = 0;
		for (int i = 0; i < OWN_DAYS; i++) {
			city_make(c, b * (c->bikes / ASKED), i, &day);
			own = realloc(own, (have + day.n) * sizeof *own);
			if (!own)
				abort();
			memcpy(own + have, day.v, day.n * sizeof *own);
			from = have;
			have += day.n;
		}
		for (uint32_t k = from; k < have && n < QUESTIONS_MAX; k++, n++) {
			struct next_answer a;
			struct dark_answer da;
			struct hide_answer ha;
			struct next_near near[8];
			double t0 = spent_s();
			next_ask(m, own, k + 1, own[k].first, &a);
			double t1 = spent_s();
			int nn = next_around(m, own[k].station, near, 8);
			dark_ask(d, own, k + 1, own[k].last + HOUR_MS, near, nn, NULL, NULL, &da);
			double t2 = spent_s();
			if (k + 1 == have) {
				hide_ask(own, k + 1, own[k].last + HOUR_MS, NULL, 0, &ha);
				hide_ms[hides++] = (spent_s() - t2) * 1e3;
			}
			dark_ms[n] = (t2 - t1) * 1e3;
			next_ms[n] = (t1 - t0) * 1e3;
			right += k + 1 < have && a.n && a.guess[0].station == own[k + 1].station;
		}
	}
	fprintf(stderr, "%zu questions of tags with up to %u visits of their own; the next visit was at the first station named in %zu\n", n, (unsigned)(OWN_DAYS * day.n), right);
	tell("next_p50_ms", percentile(next_ms, n, 0.5), "ms");
	tell("next_p99_ms", percentile(next_ms, n, 0.99), "ms");
	tell("next_max_ms", percentile(next_ms, n, 1), "ms");
	tell("dark_p99_ms", percentile(dark_ms, n, 0.99), "ms");
	tell("hide_p99_ms", percentile(hide_ms, hides, 0.99), "ms");
	free(own);
	free(day.v);
}

int main(int argc, char **argv)
{
	struct city c = { .side = SIDE, .bikes = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 274000, .seed = 1 };
	int days = argc > 2 ? (int)strtoul(argv[2], NULL, 10) : 1;

	if (c.bikes < ASKED || days < 1) {
		fprintf(stderr, "usage: next_bench [BIKES] [DAYS]   at least %d bikes, 1 day\n", ASKED);
		return 64;
	}
	struct next_model *m = next_new(&(struct next_opts){ .stations = city_stations(&c) });
	struct dark_model *d = dark_new(&(struct dark_opts){ .stations = city_stations(&c) });
	learn(&c, m, d, days);
	ask(&c, m, d);
	next_free(m);
	dark_free(d);
	return 0;
}
