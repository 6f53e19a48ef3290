/* sys — the one seam to the operating system: clock, random, files, sockets.
 *
 * Every call that can fail, block or return something different tomorrow goes through this table, so
 * that tests inject faults, virtual time and a simulated disk by replacing rows of it. Rows have the
 * meaning and the errno behaviour of the POSIX call they are named after.
 * Thread    set up before threads start (tests), then read-only. */
#pragma once
#include <sys/socket.h>
#include <sys/types.h>

#include "base/base.h"

struct sys_ops {
	/* clock and random */
	int64_t (*utc_ms)(void);
	int64_t (*mono_ns)(void);
	void (*random)(void *buf, size_t n);          /* cryptographic; aborts if there is none */
	/* files */
	int (*open)(const char *path, int flags, unsigned mode);
	int (*close)(int fd);
	ssize_t (*pread)(int fd, void *buf, size_t n, off_t at);
	ssize_t (*pwrite)(int fd, const void *buf, size_t n, off_t at);
	int (*fdatasync)(int fd);
	int (*fsync)(int fd);
	int (*ftruncate)(int fd, off_t n);
	int (*fallocate)(int fd, int mode, off_t at, off_t n);
	int (*rename)(const char *from, const char *to);
	int (*unlink)(const char *path);
	void *(*mmap)(void *at, size_t n, int prot, int flags, int fd, off_t off);
	int (*munmap)(void *p, size_t n);
	/* sockets */
	int (*accept4)(int fd, struct sockaddr *sa, socklen_t *len, int flags);
	ssize_t (*recv)(int fd, void *buf, size_t n, int flags);
	ssize_t (*send)(int fd, const void *buf, size_t n, int flags);
};

extern struct sys_ops sys;
/* The real rows, for a test that wraps or restores them. */
extern const struct sys_ops sys_real;

/* The seam of virtual time: from now on sys.utc_ms runs n times as fast as the real clock (1 to 1000; 1 is the real clock again).
 * The monotonic clock stays as it is, so timeouts keep their real length. Once, before threads start: benchmarks let hours of
 * a city pass in minutes. */
void sys_speed_up(int64_t n);

static inline utc_ms clock_utc(void) { return sys.utc_ms(); }
static inline mono clock_mono(void) { return (mono){ sys.mono_ns() }; }
static inline int64_t mono_since_ms(mono since) { return (sys.mono_ns() - since.ns) / 1000000; }
