/* partition_stall_test — a slow disk under a snapshot, and a full queue to the trail: the engines go on as soon as the disk does. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "serve/engine/partition_int.h"

#define T0 ((utc_ms)1790000000000)

static atomic_bool hold, pushed_all;
static atomic_int held;

/* Only the file of the snapshot is synced through this row by the trail thread. */
static int slow_fsync(int fd)
{
	char name[16] = "";

	pthread_getname_np(pthread_self(), name, sizeof name);
	while (strcmp(name, "yz-trail") == 0 && hold) {
		held = 1;
		usleep(500);
	}
	return sys_real.fsync(fd);
}

/* On the engine thread: as many closed visits as make the queue to the trail full and more. */
static void push_many(struct partition *p, void *arg)
{
	(void)arg;
	for (int i = 0; i < CHUNKS_MAX + 8; i++) {
		p->fill->v[p->fill->n++] = (struct visit){ .tag = 7, .station = 1, .first = T0 + i * 1000, .last = T0 + i * 1000 + 500, .hits = 1 };
		trail_push(p, NULL);
	}
	pushed_all = true;
}

static void *call(void *arg)
{
	partition_call(arg, push_many, NULL);
	return NULL;
}

static bool within(int ms, bool (*fn)(struct partition *p), struct partition *p)
{
	for (mono begun = clock_mono(); mono_since_ms(begun) < ms; usleep(1000))
		if (fn(p))
			return true;
	return false;
}

static bool is_held(struct partition *p) { (void)p; return held; }
static bool is_pushed(struct partition *p) { (void)p; return pushed_all; }

static bool is_full(struct partition *p)
{
	pthread_mutex_lock(&p->tmu);
	bool full = p->n_chunks >= CHUNKS_MAX;
	pthread_mutex_unlock(&p->tmu);
	return full;
}

static void full_queue_behind_a_snapshot(void **state)
{
	char dir[64] = "/tmp/yz-stall-XXXXXX", jdir[80], cmd[128];
	struct err e = { 0 };
	struct journal *j;
	struct partition *p;
	pthread_t t;
	uint64_t end;
	utc_ms now = T0;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(jdir, sizeof jdir, "%s/journal", dir);
	assert_int_equal(journal_open(&(struct journal_opts){ .dir = jdir, .segment_bytes = 1 << 20 }, &e, &j), 0);
	sys.fsync = slow_fsync;
	hold = true;
	struct partition_opts po = { .journal = j, .dir = dir, .cache_bytes = 4 << 20, .memtable_bytes = 4 << 20, .snapshot_s = -1 };
	assert_int_equal(partition_start(&po, &e, &p), 0);
	assert_int_equal(journal_append(j, JR_TICK, 0, now, &now, sizeof now, NULL, 0, &end), 0);
	assert_true(within(10000, is_held, p));         /* the trail thread writes a snapshot to a slow disk */
	assert_int_equal(pthread_create(&t, NULL, call, p), 0);
	assert_true(within(10000, is_full, p));
	hold = false;
	assert_true(within(10000, is_pushed, p));       /* neither waits for the other */
	pthread_join(t, NULL);
	partition_stop(p);
	journal_close(j);
	sys = sys_real;
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	assert_int_equal(system(cmd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(full_queue_behind_a_snapshot) };

	return cmocka_run_group_tests_name("partition_stall", tests, NULL, NULL);
}
