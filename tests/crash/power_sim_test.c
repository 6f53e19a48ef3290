/* power_sim_test — R3: power cuts on a simulated disk. A journal runs over the shim; before calls that change the
 * disk, a possible disk after a power cut at that moment is written out and recovered. Everything durable must be
 * there, what is there must be a prefix of what was appended, and recovery must not refuse a merely torn disk.
 * YZ_POINTS sets the number of crash points, YZ_SEED (hexadecimal) repeats a run. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "crash_util.h"
#include "platform/sys.h"
#include "shim.h"

enum { REC_MAX = 900 };

static struct {
	struct journal *j;
	char image[256], kept[256];
	uint64_t kept_durable;
	uint64_t seed, appended;   /* records appended so far: an image may hold no more */
	uint64_t ends[4096];       /* end LSN of record i */
	uint32_t points, fail, one_in;
	pthread_mutex_t lock;
} w = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void bad(const char *what, int64_t got, uint64_t durable, const char *msg)
{
	fprintf(stderr, "R3: %s: got %" PRId64 " records, durable lsn %" PRIu64 " %s\n", what, got, durable, msg);
	w.fail++;
}

/* The records below the durable LSN, by index. */
static uint64_t needed(uint64_t durable)
{
	uint64_t i = 0;

	while (i < __atomic_load_n(&w.appended, __ATOMIC_ACQUIRE) && w.ends[i] <= durable)
		i++;
	return i;
}

static void verify(const char *dir, uint64_t durable, bool twice)
{
	struct err e = { 0 };
	uint64_t end;
	int64_t got = util_check(dir, REC_MAX, false, &end, &e);

	if (got < 0)
		bad("refused or wrong", got, durable, e.msg);
	else if ((uint64_t)got < needed(durable))
		bad("durable records lost", got, durable, "");
	if (!twice || got < 0)
		return;
	struct journal *j;
	struct journal_opts o = { .dir = dir, .segment_bytes = 16 * 1024, .buf_bytes = 4096, .nbufs = 4 };
	if (journal_open(&o, &e, &j) < 0) {
		bad("open refused", got, durable, e.msg);
		return;
	}
	if (journal_durable_lsn(j) != end)
		bad("open and scan disagree", got, durable, "");
	int rc = 0;
	for (uint64_t i = (uint64_t)got; rc == 0 && i < (uint64_t)got + 40; i++)
		rc = util_append(j, i, REC_MAX, &end);
	journal_kick(j);
	rc = rc < 0 ? rc : journal_wait(j, end, 5000);
	journal_close(j);
	if (rc < 0 || util_check(dir, REC_MAX, false, &end, &e) != got + 40)
		bad("appending after recovery", got, durable, e.msg);
}

static void at_point(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&w.lock);
	if (w.j && util_rnd(&w.seed) % w.one_in == 0) {
		uint64_t durable = journal_durable_lsn(w.j);
		for (uint64_t i = util_rnd(&w.seed) % 4; i < 4; i++) {
			w.points++;
			util_empty(w.image);
			shim_image(w.image, util_rnd(&w.seed));
			verify(w.image, durable, false);
		}
		if (util_rnd(&w.seed) % 20 == 0) {     /* kept for the end of the run */
			util_empty(w.kept);
			shim_image(w.kept, util_rnd(&w.seed));
			w.kept_durable = durable;
		}
	}
	pthread_mutex_unlock(&w.lock);
}

static int no_sync(int fd)
{
	(void)fd;
	return 0;
}

/* A read of a file just written goes through the page cache, or each of ten thousand would wait for this machine's disk. */
static int plain_open(const char *path, int flags, unsigned mode)
{
	return sys_real.open(path, flags & ~O_DIRECT, mode);
}

/* A round: some records, in batches, with waits in between; a retained segment now and then. */
static void run_round(const char *dir, uint64_t *seed)
{
	struct journal_opts o = { .dir = dir, .segment_bytes = 16 * 1024, .buf_bytes = 4096 << (util_rnd(seed) % 3),
		.nbufs = 4 };
	struct err e = { 0 };
	uint64_t end = 0;

	util_empty(dir);
	shim_start(dir);
	shim_writeback(util_rnd(seed) % 2);
	util_empty(w.kept);
	w.kept_durable = w.appended = 0;
	w.seed = util_rnd(seed);
	shim_each_point(at_point, NULL);
	struct journal *j;
	assert_int_equal(journal_open(&o, &e, &j), 0);
	pthread_mutex_lock(&w.lock);
	w.j = j;
	pthread_mutex_unlock(&w.lock);
	uint32_t n = 60 + (uint32_t)(util_rnd(seed) % 60);
	for (uint32_t i = 0; i < n; i++) {
		int rc;
		uint8_t p[UTIL_REC_MAX];
		uint32_t len = util_payload(i, REC_MAX, p);
		while ((rc = journal_append(j, JR_FRAME, (uint16_t)i, i, p, len, NULL, 0, &end)) == E_BUSY)
			assert_int_equal(journal_wait(j, UINT64_MAX, 1), E_BUSY);
		assert_int_equal(rc, 0);
		w.ends[i] = end;
		__atomic_store_n(&w.appended, i + 1, __ATOMIC_RELEASE);
		if (util_rnd(seed) % 6 == 0) {
			journal_kick(j);
			if (util_rnd(seed) % 2)
				assert_int_equal(journal_wait(j, end, 5000), 0);
		}
	}
	journal_kick(j);
	assert_int_equal(journal_wait(j, end, 5000), 0);
	pthread_mutex_lock(&w.lock);
	w.j = NULL;
	pthread_mutex_unlock(&w.lock);
	journal_close(j);
	shim_stop();
	/* the whole way on one torn disk: open, append behind the tail, read again */
	sys.fdatasync = sys.fsync = no_sync;
	sys.open = plain_open;
	verify(w.kept, w.kept_durable, true);
	sys = sys_real;
}

static void R3_power_cut_at_any_call(void **st)
{
	uint64_t seed = util_seed("R3");
	uint32_t want = util_env("YZ_POINTS", 10000), rounds = 0;
	char dir[256];

	(void)st;
	util_memdir(dir, "r3");
	util_memdir(w.image, "r3-image");
	util_memdir(w.kept, "r3-kept");
	while (w.points < want && !w.fail) {
		w.one_in = 1 + (uint32_t)(util_rnd(&seed) % 2);
		run_round(dir, &seed);
		rounds++;
	}
	printf("# R3: %" PRIu32 " crash points in %" PRIu32 " runs\n", w.points, rounds);
	util_remove(dir);
	util_remove(w.image);
	util_remove(w.kept);
	assert_int_equal(w.fail, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(R3_power_cut_at_any_call) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
