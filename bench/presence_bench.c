/* presence_bench — sightings a second through presence_apply in one thread, over several shapes of traffic.
 *
 * usage: presence_bench [--tags N] [--seconds S] [--only 0..5]
 * A city: 4,334 stations, tags that stay with their station (parked) or go to a neighbour now and then (moving); every
 * frame holds beacons of one station. Frames are made beforehand in a ring larger than the caches and their times
 * are shifted at each round, so that the generator costs nothing and no tag or order is known to the engine. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "format/sup/sup.h"
#include "track/presence/presence.h"
#include "track/watch/watch.h"

enum { STATIONS = 4334, FRAMES = 65536 };

static uint64_t rng = 1;
static uint64_t rnd(void) { rng += 0x9e3779b97f4a7c15u; return hash_u64(rng); }

static double spent_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);   /* other work on the machine is not ours */
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t visits;
static void on_visit(void *arg, const struct visit *v) { (void)arg; (void)v; visits++; }

struct shape { const char *name; uint32_t tags, expect; uint16_t frame; double moving; bool fresh, watch; };

static uint64_t tag_of(uint32_t i) { return hash_u64(i + 1) | 1; }

/* Station of the tag in round r: its home, or a step along a walk for moving tags. */
static uint16_t station_of(uint32_t i, uint64_t r, const struct shape *s)
{
	uint64_t home = hash_u64(i ^ 0x5555) % STATIONS;

	if ((double)(hash_u64(i + 77) % 1000) < s->moving * 1000)
		home += r / 16 + hash_u64(i) % 3;
	return (uint16_t)(home % STATIONS);
}

/* One pass over all tags, grouped by station as frames; returns the frames. */
static uint8_t *make(const struct shape *s, uint64_t round, size_t nrecs, uint16_t *station)
{
	uint8_t *recs = malloc(nrecs * SUP_REC);
	uint32_t *at = calloc(STATIONS + 1, sizeof *at), *order = malloc(sizeof *order * s->tags);

	if (!recs || !at || !order)
		abort();
	for (uint32_t i = 0; i < s->tags; i++)
		at[station_of(i, round, s) + 1]++;
	for (int i = 0; i < STATIONS; i++)
		at[i + 1] += at[i];
	for (uint32_t i = 0; i < s->tags; i++)
		order[at[station_of(i, round, s)]++] = i;
	/* Frames of all stations interleaved at random: each takes the next tags of a station. */
	uint32_t *next = calloc(STATIONS, sizeof *next);
	for (size_t f = 0; f < nrecs / s->frame; f++) {
		uint16_t st = (uint16_t)(rnd() % STATIONS);
		uint32_t lo = st ? at[st - 1] : 0, hi = at[st];

		while (lo == hi) {
			st = (uint16_t)(rnd() % STATIONS);
			lo = st ? at[st - 1] : 0;
			hi = at[st];
		}
		station[f] = st;
		for (unsigned k = 0; k < s->frame; k++) {
			uint32_t i = order[lo + next[st]++ % (hi - lo)];
			struct sup_rec r = { .tag = s->fresh ? rnd() | 1 : tag_of(i), .offset_ms = (uint32_t)(k / 4),
				.hits = 1, .rssi_max = (int8_t)(-50 - (int)(rnd() % 40)) };
			sup_rec_put(recs + (f * s->frame + k) * SUP_REC, &r);
		}
	}
	free(next);
	free(at);
	free(order);
	return recs;
}

static void run(const struct shape *s, double seconds)
{
	struct presence *p = presence_new(&(struct presence_opts){ .expect_tags = s->expect, .on_visit = on_visit });
	struct watch *w = watch_new(&(struct watch_opts){ 0 });
	size_t nrecs = s->fresh ? (size_t)1 << 22 : MAX((size_t)s->tags * 4, (size_t)1 << 22), frames = nrecs / s->frame;
	uint16_t *station = malloc(sizeof *station * frames);
	const utc_ms t0_ms = 1700000000000;
	utc_ms t = t0_ms;
	uint64_t sent = 0;
	double spent = 0;
	uint64_t done = 0, round = 0;

	for (uint32_t i = 0; i < 10000; i++)
		if (watch_change(w, &(struct watch_change){ .tag = rnd() | 1, .case_id = i, .op = WATCH_ADD, .severity = 1 }) < 0)
			abort();
	visits = 0;
	for (int warm = s->fresh ? 0 : 1; spent < seconds; round++) {
		uint8_t *recs = make(s, round, nrecs, station);
		double t0 = spent_s();

		for (size_t f = 0; f < frames; f++) {
			struct presence_batch b = { .station = station[f], .base = t, .recv = t + 200, .n = s->frame,
				.recs = recs + f * s->frame * SUP_REC };
			presence_apply(p, &b);
			if (s->watch)
				watch_apply(w, &b, 1);
			/* 10 million sightings a second of the city's time: one tick each second of it, as in the engine. */
			sent += s->frame;
			if (t != t0_ms + (utc_ms)(sent / 10000)) {
				t = t0_ms + (utc_ms)(sent / 10000);
				if (t % SECOND_MS == 0)
					presence_tick(p, t);
			}
		}
		if (warm-- <= 0) {
			spent += spent_s() - t0;
			done += nrecs;
		}
		free(recs);
	}
	struct presence_stats st;
	presence_stats(p, &st);
	printf("%-34s %7.1f M/s  tags %9llu  lines/tag %.2f  bytes/tag %.0f  side %llu  visits %llu\n", s->name,
	       (double)done / spent * 1e-6, (unsigned long long)st.tags, (double)st.lines / (double)st.tags,
	       (double)st.table_bytes / (double)st.tags, (unsigned long long)st.overflow_lines, (unsigned long long)visits);
	presence_free(p);
	watch_free(w);
	free(station);
}

int main(int argc, char **argv)
{
	uint32_t tags = 274000;
	double seconds = 1;
	int only = -1;

	for (int i = 1; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "--tags"))
			tags = (uint32_t)strtoul(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "--seconds"))
			seconds = strtod(argv[i + 1], NULL);
		else if (!strcmp(argv[i], "--only"))
			only = atoi(argv[i + 1]);
	}
	const struct shape shapes[] = {
		{ "city, 64 a frame", tags, tags, 64, 0.1, false, false },
		{ "city, 64 a frame, with watch", tags, tags, 64, 0.1, false, true },
		{ "city, all moving", tags, tags, 64, 1, false, false },
		{ "city, one sighting a frame", tags, tags, 1, 0.1, false, false },
		{ "tags never seen before", tags, tags, 64, 0, true, false },
		{ "10 million tags", 10000000, 10000000, 64, 0.1, false, false },
	};
	for (size_t i = 0; i < COUNTOF(shapes); i++)
		if (only < 0 || only == (int)i)
			run(&shapes[i], seconds);
	return 0;
}
