/* foresee_test — days of the trail are learned when they have ended, each once, and questions are answered from them. */
#include <dirent.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utc.h"
#include "serve/engine/foresee.h"
#include "serve/engine/partition_int.h"
#include "serve/engine/woken_testkit.h"

enum { STATIONS = 6, TAGS = 60 };
#define DAY ((int32_t)20700)     /* of 1970 at +08:00 */

static struct woken woken = WOKEN_NOBODY;

static void wake(void *p)
{
	partition_wake(p);
}

static void dir_drop(const char *dir)
{
	DIR *d = opendir(dir);
	char path[600];

	assert_non_null(d);
	for (struct dirent *de; (de = readdir(d));) {
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		if (unlink(path) < 0)
			dir_drop(path);
	}
	closedir(d);
	assert_int_equal(rmdir(dir), 0);
}

struct rig { char dir[400]; struct journal *j; struct partition *p; uint64_t end; };

static void append(struct rig *r, enum journal_type type, uint16_t source, utc_ms now, const void *p, uint32_t n)
{
	assert_int_equal(journal_append(r->j, type, source, now, p, n, NULL, 0, &r->end), 0);
	assert_int_equal(journal_wait(r->j, r->end, 10000), 0);
}

static void tick(struct rig *r, utc_ms now)
{
	append(r, JR_TICK, 0, now, &now, sizeof now);
	assert_true(partition_caught_up(r->p, r->end, 10000));
}

static void rig_new(struct rig *r)
{
	const char *tmp = getenv("TMPDIR");
	char jdir[420];
	struct err e = { 0 };

	*r = (struct rig){ .end = 0 };
	snprintf(r->dir, sizeof r->dir, "%s/yz-foresee-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(r->dir));
	snprintf(jdir, sizeof jdir, "%s/journal", r->dir);
	assert_int_equal(journal_open(&(struct journal_opts){ .dir = jdir, .segment_bytes = 1 << 20, .on_durable = woken_call, .arg = &woken }, &e, &r->j), 0);
	assert_int_equal(partition_start(&(struct partition_opts){ .journal = r->j, .dir = r->dir, .cache_bytes = 4 << 20, .memtable_bytes = 4 << 20 }, &e, &r->p), 0);
	woken_set(&woken, r->p, wake);
	for (uint16_t i = 0; i < STATIONS; i++)
		append(r, JR_STATION, i, day_start(DAY), &(struct station_place){ .ix = i, .used = 1, .range_m = 100, .name = { 's', (char)('0' + i) } }, sizeof(struct station_place));
}

static void rig_stop(struct rig *r)
{
	woken_set(&woken, NULL, NULL);
	partition_stop(r->p);
	journal_close(r->j);
	dir_drop(r->dir);
}

/* All tags ride the way on a day, from 8 h, a minute from station to station. */
static void ride(struct rig *r, int32_t day, const uint16_t *way, int n)
{
	struct err e = { 0 };

	for (uint64_t k = 1; k <= TAGS; k++)
		for (int i = 0; i < n; i++) {
			utc_ms t = day_start(day) + 8 * HOUR_MS + (utc_ms)k * 10000 + i * 60000;
			trail_put(r->p->trail, &(struct visit){ .tag = hash_u64(k), .station = way[i], .hits = 3, .rssi_max = -60, .first = t, .last = t + 20000 });
		}
	assert_int_equal(trail_commit(r->p->trail, 1, &e), 0);
}

static void days_are_learned_when_they_have_ended(void **state)
{
	struct rig r;
	struct foreseen a;
	utc_ms t = day_start(DAY + 3) + 9 * HOUR_MS;
	const struct visit own[] = { { .tag = 7, .station = 0, .first = t, .last = t + 20000 }, { .tag = 7, .station = 1, .first = t + 60000, .last = t + 60000 } };

	(void)state;
	rig_new(&r);
	for (int32_t d = 0; d < 3; d++)
		ride(&r, DAY + d, (uint16_t[]){ 0, 1, 2 }, 3);
	ride(&r, DAY + 3, (uint16_t[]){ 0, 1, 3 }, 3);           /* today */
	struct foresee *f = foresee_start(r.p);
	foresee_ask(f, own, 2, t + 60000, &a);
	assert_true(a.days == 0 && a.next.n == 0 && a.dark.verdict == DARK_UNKNOWN);   /* nothing is learned, nothing is said */
	tick(&r, t);
	assert_true(foresee_learned(f, DAY + 2, 20000));
	assert_false(foresee_learned(f, DAY + 3, 50));
	foresee_ask(f, own, 2, t + 60000, &a);
	assert_int_equal(a.days, 3);                             /* the days before had no visits */
	assert_int_equal(a.last_day, DAY + 2);
	assert_int_equal(a.next.station, 1);
	assert_int_equal(a.next.steps_here, 3 * TAGS);
	assert_int_equal(a.next.n, 1);                           /* of today's ways to 3 nothing is known yet */
	assert_int_equal(a.next.guess[0].station, 2);
	assert_true(a.next.guess[0].p > 0.9);
	/* silent after 1: nobody was before, at stations of this kind silences last a day; none of the stations was up, so nothing is said of the bike */
	foresee_ask(f, own, 2, t + 2 * HOUR_MS, &a);
	assert_int_equal(a.dark.verdict, DARK_DEAF);
	assert_int_equal(a.dark.since, t + 60000);
	/* past midnight and ten minutes today is learned, too, and each day once */
	tick(&r, day_start(DAY + 4) + 9 * MINUTE_MS);
	assert_false(foresee_learned(f, DAY + 3, 50));
	tick(&r, day_start(DAY + 4) + 11 * MINUTE_MS);
	assert_true(foresee_learned(f, DAY + 3, 20000));
	foresee_ask(f, own, 2, t + 60000, &a);
	assert_int_equal(a.days, 4);
	assert_int_equal(a.next.steps_here, 4 * TAGS);
	assert_int_equal(a.next.n, 2);
	foresee_stop(f);
	/* another start learns the same from the trail */
	f = foresee_start(r.p);
	assert_true(foresee_learned(f, DAY + 3, 20000));
	foresee_ask(f, own, 2, t + 60000, &a);
	assert_int_equal(a.next.steps_here, 4 * TAGS);
	foresee_stop(f);
	rig_stop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(days_are_learned_when_they_have_ended) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
