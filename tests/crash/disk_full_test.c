/* disk_full_test — R5b (journal part): a small tmpfs in a mount namespace of its own fills up. Durable positions stop
 * moving at once and the state says JOURNAL_FULL; reading goes on; the ballast is let go; when space returns the
 * journal resumes by itself within 5 s; nothing is lost. Needs root or user namespaces; otherwise says so, exit 77. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "crash_util.h"
#include "platform/fs.h"
#include "platform/sys.h"

enum { REC_MAX = 3000, SEG = 1024 * 1024 };

static char mnt[256], dir[300], filler[300];

static const char *prepare(void)
{
	util_tmpdir(mnt, "r5b");
	snprintf(dir, sizeof dir, "%s/j", mnt);
	snprintf(filler, sizeof filler, "%s/filler", mnt);
	if (unshare(CLONE_NEWNS) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return "no mount namespace";
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return "the mount namespace cannot be made private";
	return mount("none", mnt, "tmpfs", 0, "size=12m,mode=0700") < 0 ? "no tmpfs" : NULL;
}

static void fill_up(void)
{
	int fd = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	int64_t n = fs_free_bytes(mnt);

	assert_true(fd >= 0);
	for (; n > 0 && posix_fallocate(fd, 0, n) != 0; n -= 4096)
		;
	close(fd);
	assert_true(fs_free_bytes(mnt) < 64 * 1024);
}

static int64_t ms(void)
{
	return sys.mono_ns() / 1000000;
}

/* Appends until the journal says full; returns when it did. *ret_stalled: ms from the last durable move to that. */
static uint64_t until_full(struct journal *j, uint64_t i, int64_t *ret_stalled)
{
	uint64_t end, seen = journal_durable_lsn(j);
	int64_t moved = ms(), begin = moved;
	uint8_t p[UTIL_REC_MAX];

	for (;;) {
		uint32_t n = util_payload(i, REC_MAX, p);
		int rc = journal_append(j, JR_FRAME, (uint16_t)i, (utc_ms)i, p, n, NULL, 0, &end);
		uint64_t d = journal_durable_lsn(j);
		if (d != seen) {
			seen = d;
			moved = ms();
		}
		if (rc == E_FULL)
			break;
		assert_true(rc == 0 || rc == E_BUSY);
		i += rc == 0;
		if (rc == E_BUSY)
			nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
		assert_true(ms() - begin < 20000);
	}
	*ret_stalled = ms() - moved;
	return i;
}

static void R5b_disk_full_and_back(void **st)
{
	struct journal_opts o = { .dir = dir, .segment_bytes = SEG, .buf_bytes = 64 * 1024, .nbufs = 4, .ballast_bytes = SEG };
	struct journal_reader *r;
	struct journal_rec rec;
	struct err e = { 0 };
	struct journal *j;
	uint64_t i = 0, end = 0;
	char ballast[320];

	(void)st;
	assert_int_equal(journal_open(&o, &e, &j), 0);
	snprintf(ballast, sizeof ballast, "%s/ballast", dir);
	for (int round = 0; round < 3; round++) {
		for (int k = 0; k < 200; k++)
			assert_int_equal(util_append(j, i++, REC_MAX, &end), 0);
		assert_int_equal(journal_wait(j, end, 5000), 0);
		assert_int_equal(access(ballast, F_OK), 0);
		fill_up();
		int64_t stalled;
		i = until_full(j, i, &stalled);
		assert_int_equal(journal_state(j), JOURNAL_FULL);
		assert_true(stalled <= 100);
		assert_int_not_equal(access(ballast, F_OK), 0);       /* the other stores have its space */
		assert_true(fs_free_bytes(mnt) >= SEG);
		uint64_t d = journal_durable_lsn(j), n = 0;
		assert_int_equal(journal_wait(j, d + 8, 100), E_FULL);
		assert_int_equal(journal_reader_open(j, 0, &e, &r), 0); /* reading goes on */
		while (journal_read(r, &rec, &e) == 1)
			n++;
		assert_int_equal(e.code, 0);
		assert_true(n > 200);
		journal_reader_close(r);
		nanosleep(&(struct timespec){ .tv_nsec = 700000000 }, NULL);  /* it looks again, and must not live on the ballast */
		assert_int_equal(journal_state(j), JOURNAL_FULL);
		assert_int_equal(journal_durable_lsn(j), d);

		assert_int_equal(unlink(filler), 0);
		int64_t t0 = ms();
		while (journal_state(j) == JOURNAL_FULL && ms() - t0 < 10000)
			nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
		int64_t took = ms() - t0;
		printf("# R5b: %" PRIu64 " records; stopped within %lld ms, resumed after %lld ms\n", i, (long long)stalled,
		       (long long)took);
		assert_true(took <= 5000);
		assert_int_equal(util_append(j, i++, REC_MAX, &end), 0);
		assert_int_equal(journal_wait(j, end, 5000), 0);
		assert_int_equal(journal_retain(j, end - SEG, &e), 0);
		assert_int_equal(journal_state(j), JOURNAL_OK);
	}
	journal_close(j);
	assert_int_equal(util_check(dir, REC_MAX, true, &end, &e), i);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(R5b_disk_full_and_back) };
	const char *why = prepare();
	int rc = 77;

	if (why)
		printf("1..0 # SKIP R5b not run: %s\n", why);
	else
		rc = cmocka_run_group_tests(tests, NULL, NULL);
	umount2(mnt, MNT_DETACH);
	rmdir(mnt);
	return rc;
}
