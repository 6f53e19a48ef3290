/* power_cut_test — R2: power cuts of a real file system. A loop-mounted ext4; a child appends; it is stopped, the
 * file system is shut down without flushing anything (FS_IOC_SHUTDOWN, NOLOGFLUSH), the child is killed, the file
 * system is unmounted and mounted again: what is left is what a disk without power would hold. Everything the child
 * called durable must be there. Needs root, loop devices, mkfs.ext4; otherwise "R2 not run" and exit 77 (skipped).
 * YZ_CUTS sets the number of cycles. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/loop.h>

#include <cmocka.h>

#include "crash_util.h"
#include "platform/sys.h"

#define FS_IOC_SHUTDOWN_ _IOR('X', 125, uint32_t)
enum { REC_MAX = 3000, NOLOGFLUSH = 2, IMAGE_MIB = 48 };

struct shared { _Atomic uint64_t durable, appended; };

static char top[256], image[300], mnt[300], dir[320], loopdev[64];
static int loop_fd = -1;
static bool mounted;

static void on_durable(void *arg, uint64_t lsn)
{
	struct shared *s = arg;

	atomic_store(&s->durable, lsn);
}

NORETURN static void child(struct shared *s, uint64_t next)
{
	struct journal_opts o = { .dir = dir, .segment_bytes = 1024 * 1024, .buf_bytes = 64 * 1024, .nbufs = 4,
		.on_durable = on_durable, .arg = s };
	struct err e = { 0 };
	struct journal *j;
	uint64_t end;

	if (journal_open(&o, &e, &j) < 0)
		_exit(10);
	for (uint64_t i = next;; i++) {
		int rc = util_append(j, i, REC_MAX, &end);
		if (rc < 0)
			_exit(100 - rc);
		atomic_store(&s->appended, i + 1);
		if (i % 512 == 511 && journal_retain(j, end > 4194304 ? end - 4194304 : 0, &e) < 0)
			_exit(12);
	}
}

/* A free loop device with the image behind it. It detaches itself at the unmount, and must: a device that stays
 * keeps blocks in its cache that the power cut was to lose. */
static int attach(void)
{
	int ctl = open("/dev/loop-control", O_RDWR | O_CLOEXEC), n;

	if (ctl < 0)
		return -1;
	for (int tries = 0; tries < 20; tries++) {
		n = ioctl(ctl, LOOP_CTL_GET_FREE);
		snprintf(loopdev, sizeof loopdev, "/dev/loop%d", n);
		int fd = n < 0 ? -1 : open(loopdev, O_RDWR | O_CLOEXEC), img = open(image, O_RDWR | O_CLOEXEC);
		struct loop_config c = { .fd = (uint32_t)img, .info = { .lo_flags = LO_FLAGS_AUTOCLEAR } };
		int rc = fd < 0 || img < 0 ? -1 : ioctl(fd, LOOP_CONFIGURE, &c);
		if (img >= 0)
			close(img);
		if (rc == 0) {
			close(ctl);
			loop_fd = fd;
			return 0;
		}
		if (fd >= 0)
			close(fd);
	}
	close(ctl);
	return -1;
}

static int do_mount(void)
{
	if (attach() < 0)
		return -2;
	mounted = mount(loopdev, mnt, "ext4", 0, NULL) == 0;
	close(loop_fd);
	loop_fd = -1;
	return mounted ? 0 : -1;
}

/* NULL, or why it cannot be done here. */
static const char *prepare(void)
{
	char cmd[800];

	if (geteuid() != 0)
		return "not root";
	util_tmpdir(top, "r2");
	snprintf(image, sizeof image, "%s/image", top);
	snprintf(mnt, sizeof mnt, "%s/mnt", top);
	snprintf(dir, sizeof dir, "%s/j", mnt);
	if (mkdir(mnt, 0700) < 0)
		return "no folder";
	snprintf(cmd, sizeof cmd, "PATH=$PATH:/sbin:/usr/sbin; truncate -s %dM '%s' && mkfs.ext4 -q -F '%s' >/dev/null 2>&1",
	         IMAGE_MIB, image, image);
	if (system(cmd) != 0)
		return "mkfs.ext4 does not run";
	int rc = do_mount();
	if (rc < 0)
		return rc == -2 ? "no loop device" : "a loop device cannot be mounted";
	int fd = open(mnt, O_RDONLY | O_CLOEXEC);
	uint32_t how = NOLOGFLUSH;
	rc = ioctl(fd, FS_IOC_SHUTDOWN_, &how);
	close(fd);
	if (rc < 0)
		return "the kernel does not shut down a file system";
	umount(mnt);
	mounted = false;
	return do_mount() < 0 ? "cannot mount again" : NULL;
}

static void tidy(void)
{
	if (mounted)
		umount2(mnt, MNT_DETACH);
	if (loop_fd >= 0)
		close(loop_fd);
	rmdir(mnt);
	util_remove(top);
}

static void wait_stopped(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	if (!WIFSTOPPED(status))
		fprintf(stderr, "R2: the child ended by itself: %d\n", WEXITSTATUS(status));
	assert_true(WIFSTOPPED(status));
}

static void cut_power(pid_t pid)
{
	uint32_t how = NOLOGFLUSH;
	int status;

	kill(pid, SIGSTOP);       /* waitpid reports it when every thread has stopped */
	wait_stopped(pid);
	int fd = open(mnt, O_RDONLY | O_CLOEXEC);
	assert_int_equal(ioctl(fd, FS_IOC_SHUTDOWN_, &how), 0);
	close(fd);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	for (int i = 0; umount(mnt) < 0; i++) {
		assert_true(i < 1000 && errno == EBUSY);
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	}
	mounted = false;
	assert_int_equal(do_mount(), 0);
}

static void R2_power_cut_on_ext4(void **st)
{
	uint64_t seed = util_seed("R2"), next = 0, end = JOURNAL_FIRST_LSN, lost_tail = 0;
	uint32_t cuts = util_env("YZ_CUTS", 100);
	int64_t t0 = sys.mono_ns();
	struct err e = { 0 };

	(void)st;
	struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(s, MAP_FAILED);
	for (uint32_t k = 0; k < cuts; k++) {
		atomic_store(&s->durable, end);
		atomic_store(&s->appended, next);
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			child(s, next);
		nanosleep(&(struct timespec){ .tv_nsec = (long)(util_rnd(&seed) % 60000) * 1000 }, NULL);
		cut_power(pid);

		uint64_t durable = atomic_load(&s->durable), appended = atomic_load(&s->appended);
		if (access(dir, F_OK) < 0) {   /* cut before the journal's folder was synced: nothing was durable */
			assert_true(durable <= JOURNAL_FIRST_LSN);
			continue;
		}
		int64_t got = util_check(dir, REC_MAX, true, &end, &e);
		if (got < 0 || end < durable)
			fprintf(stderr, "R2: cycle %" PRIu32 ": %" PRId64 ", end %" PRIu64 ", durable %" PRIu64 " %s\n", k, got, end,
			        durable, e.msg);
		assert_true(got >= 0 && end >= durable);
		assert_true((uint64_t)got >= next && (uint64_t)got <= appended + 1);
		lost_tail += appended > (uint64_t)got;
		next = (uint64_t)got;
	}
	printf("# R2: %" PRIu32 " power cuts, %" PRIu64 " records, %.1f cycles/s, an unsynced tail was lost in %" PRIu64 "\n",
	       cuts, next, cuts * 1e9 / (double)(sys.mono_ns() - t0), lost_tail);
	assert_true(lost_tail > 0);   /* otherwise the cuts did not cut */
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(R2_power_cut_on_ext4) };
	const char *why = prepare();
	int rc = 77;

	if (why)
		printf("1..0 # SKIP R2 not run: %s\n", why);
	else
		rc = cmocka_run_group_tests(tests, NULL, NULL);
	if (top[0])
		tidy();
	return rc;
}
