/* kill_test — R1 (journal part): kill -9 at random moments. A child appends and, from the durable callback, writes
 * the durable LSN into shared memory; the parent kills it, opens the journal again and checks that everything the
 * child ever called durable is there and that there is no hole; the next child goes on behind it. YZ_KILLS sets the
 * number. Also measures recovery (R13): opening after a kill must take well below a second. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "crash_util.h"
#include "platform/sys.h"

enum { REC_MAX = 3000 };

struct shared { _Atomic uint64_t durable, appended; };

static void on_durable(void *arg, uint64_t lsn)
{
	struct shared *s = arg;

	atomic_store(&s->durable, lsn);
}

static struct journal_opts opts(const char *dir, struct shared *s)
{
	return (struct journal_opts){ .dir = dir, .segment_bytes = 256 * 1024, .buf_bytes = 32 * 1024, .nbufs = 4,
		.on_durable = on_durable, .arg = s };
}

NORETURN static void child(const char *dir, struct shared *s, uint64_t next)
{
	struct journal_opts o = opts(dir, s);
	struct err e = { 0 };
	struct journal *j;
	uint64_t end, keep = 0;

	if (journal_open(&o, &e, &j) < 0)
		_exit(10);
	for (uint64_t i = next;; i++) {
		if (util_append(j, i, REC_MAX, &end) < 0)
			_exit(11);
		atomic_store(&s->appended, i + 1);
		if (i % 512 == 511) {  /* keep about the last megabyte */
			keep = end > 1024 * 1024 ? end - 1024 * 1024 : 0;
			if (journal_retain(j, keep, &e) < 0)
				_exit(12);
		}
	}
}

static void R1_kill_at_random_moments(void **st)
{
	uint64_t seed = util_seed("R1"), next = 0, end = JOURNAL_FIRST_LSN;
	uint32_t kills = util_env("YZ_KILLS", 300);
	int64_t open_max = 0, t0 = sys.mono_ns();
	struct err e = { 0 };
	char dir[256];

	(void)st;
	util_tmpdir(dir, "r1");
	struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(s, MAP_FAILED);
	for (uint32_t k = 0; k < kills; k++) {
		atomic_store(&s->durable, end);
		atomic_store(&s->appended, next);
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			child(dir, s, next);
		long us = (long)(util_rnd(&seed) % 30000);
		nanosleep(&(struct timespec){ .tv_nsec = us * 1000 }, NULL);
		kill(pid, SIGKILL);
		int status;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));

		uint64_t durable = atomic_load(&s->durable), appended = atomic_load(&s->appended);
		struct journal_opts o = opts(dir, s);
		struct journal *j;
		int64_t a = sys.mono_ns();
		int rc = journal_open(&o, &e, &j);
		open_max = MAX(open_max, sys.mono_ns() - a);
		if (rc < 0)
			fprintf(stderr, "R1: %s\n", e.msg);
		assert_int_equal(rc, 0);
		end = journal_durable_lsn(j);
		journal_close(j);
		assert_true(end >= durable);
		int64_t got = util_check(dir, REC_MAX, true, &end, &e);
		if (got < 0)
			fprintf(stderr, "R1: %s\n", e.msg);
		assert_true(got >= 0 || next == 0);
		assert_true((uint64_t)got >= next && (uint64_t)got <= appended + 1);
		next = (uint64_t)got;
	}
	printf("# R1: %" PRIu32 " kills, %" PRIu64 " records, %.1f kills/s, slowest open %.1f ms\n", kills, next,
	       kills * 1e9 / (double)(sys.mono_ns() - t0), (double)open_max / 1e6);
	assert_true(next > kills);
	assert_true(open_max < 1000000000);
	util_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(R1_kill_at_random_moments) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
