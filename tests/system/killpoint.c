/* killpoint — a library for LD_PRELOAD: the process kills itself (SIGKILL) right before or right behind the k-th call of one kind, as
 * YZ_KILLPOINT="fdatasync:7:before" says. So the program that is installed dies inside its own disk calls and those of SQLite and RocksDB,
 * with no line of test code in it. YZ_SYNCLOG=FILE: each file and folder that is given to fsync or fdatasync is written there, a path a line. */
#undef _FILE_OFFSET_BITS     /* pwrite and pwrite64 are two names here */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char kind[32];
static bool behind;
static atomic_long left;

__attribute__((constructor)) static void aim(void)
{
	const char *z = getenv("YZ_KILLPOINT");
	long k = 0;
	char when[8] = "";

	if (z && sscanf(z, "%31[^:]:%ld:%7s", kind, &k, when) == 3)
		left = k;
	behind = strcmp(when, "behind") == 0;
}

static bool due(const char *what)
{
	return kind[0] && strcmp(kind, what) == 0 && atomic_fetch_sub(&left, 1) == 1;
}

static void die(void)
{
	kill(getpid(), SIGKILL);
	pause();
}

/* Before the call: who reads the list asks only whether it was made. */
static void tell_sync(int fd)
{
	char link[40], path[PATH_MAX + 1];
	const char *log = getenv("YZ_SYNCLOG");
	FILE *f;
	ssize_t n;

	if (!log)
		return;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	if ((n = readlink(link, path, PATH_MAX)) < 0 || !(f = fopen(log, "a")))
		return;
	fprintf(f, "%.*s\n", (int)n, path);
	fclose(f);
}

#define WRAP(type, name, params, args) \
	type name params \
	{ \
		static type (*real) params; \
		if (!real) \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		bool now = due(#name); \
		if (now && !behind) \
			die(); \
		type rc = real args; \
		if (now) \
			die(); \
		return rc; \
	}
#define WRAP_SYNC(name) \
	int name(int fd) \
	{ \
		static int (*real)(int fd); \
		if (!real) \
			*(void **)&real = dlsym(RTLD_NEXT, #name); \
		bool now = due(#name); \
		if (now && !behind) \
			die(); \
		tell_sync(fd); \
		int rc = real(fd); \
		if (now) \
			die(); \
		return rc; \
	}
WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at))
WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))
WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
WRAP_SYNC(fdatasync)
WRAP_SYNC(fsync)
WRAP(int, ftruncate, (int fd, off_t n), (fd, n))
WRAP(int, ftruncate64, (int fd, off64_t n), (fd, n))
WRAP(int, fallocate, (int fd, int mode, off_t at, off_t n), (fd, mode, at, n))
WRAP(int, fallocate64, (int fd, int mode, off64_t at, off64_t n), (fd, mode, at, n))
WRAP(int, rename, (const char *a, const char *b), (a, b))
WRAP(int, unlink, (const char *path), (path))
WRAP(ssize_t, send, (int fd, const void *p, size_t n, int flags), (fd, p, n, flags))
