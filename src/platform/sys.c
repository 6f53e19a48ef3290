/* sys — the real rows. */
#define _GNU_SOURCE
#include "platform/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static int64_t real_utc_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t real_mono_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void real_random(void *buf, size_t n)
{
	unsigned char *p = buf;

	while (n) {
		ssize_t k = getrandom(p, MIN(n, (size_t)256), 0);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			BUG("no random numbers from the kernel");
		p += k;
		n -= (size_t)k;
	}
}

static int real_open(const char *path, int flags, unsigned mode)
{
	return open(path, flags | O_CLOEXEC, (mode_t)mode);
}

static int real_accept4(int fd, struct sockaddr *sa, socklen_t *len, int flags)
{
	return accept4(fd, sa, len, flags);
}

#define REAL_ROWS { \
	.utc_ms = real_utc_ms, .mono_ns = real_mono_ns, .random = real_random, \
	.open = real_open, .close = close, .pread = pread, .pwrite = pwrite, \
	.fdatasync = fdatasync, .fsync = fsync, .ftruncate = ftruncate, .fallocate = fallocate, \
	.rename = rename, .unlink = unlink, .mmap = mmap, .munmap = munmap, \
	.accept4 = real_accept4, .recv = recv, .send = send }

const struct sys_ops sys_real = REAL_ROWS;
struct sys_ops sys = REAL_ROWS;

static struct { int64_t n, utc_ms, mono_ns; } fast;

/* Measured on the monotonic clock: a step of the real clock would come out n times as large. */
static int64_t fast_utc_ms(void)
{
	return fast.utc_ms + (sys.mono_ns() - fast.mono_ns) / 1000 * fast.n / 1000;
}

void sys_speed_up(int64_t n)
{
	ASSERT(n >= 1 && n <= 1000);
	fast.n = n;
	fast.utc_ms = sys_real.utc_ms();
	fast.mono_ns = sys.mono_ns();
	sys.utc_ms = n == 1 ? sys_real.utc_ms : fast_utc_ms;
}
