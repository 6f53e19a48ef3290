/* machine_bench — what this machine gives at best: loopback TCP, CRC-32C, memory copy, disk. The figures stand beside ours in the
 * benchmark table. usage: machine_bench DIR */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "platform/sys.h"

static double since(mono t)
{
	return (double)(sys.mono_ns() - t.ns) / 1e9;
}

static void print(const char *name, double v, const char *unit)
{
	printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"limit\":null}\n", name, v, unit);
	fflush(stdout);
}

/* A child writes pieces of n bytes for a second; the parent reads all. Writes per second, bytes per second. */
static void loopback(size_t n, double *ret_writes, double *ret_bytes)
{
	struct sockaddr_in sa = { .sin_family = AF_INET };
	socklen_t len = sizeof sa;
	static char buf[1 << 18];
	int l = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	uint64_t bytes = 0;

	inet_pton(AF_INET, "127.0.0.1", &sa.sin_addr);
	if (bind(l, (struct sockaddr *)&sa, sizeof sa) || listen(l, 1) || getsockname(l, (struct sockaddr *)&sa, &len))
		exit(74);
	pid_t pid = fork();
	if (pid == 0) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (connect(fd, (struct sockaddr *)&sa, sizeof sa))
			_exit(74);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		mono t = clock_mono();
		while (since(t) < 1)
			for (int i = 0; i < 64; i++)
				if (send(fd, buf, n, MSG_NOSIGNAL) < 0)
					_exit(74);
		_exit(0);
	}
	int fd = accept(l, NULL, NULL);
	mono t = clock_mono();
	for (ssize_t k; (k = recv(fd, buf, sizeof buf, 0)) > 0;)
		bytes += (uint64_t)k;
	*ret_bytes = (double)bytes / since(t);
	*ret_writes = *ret_bytes / (double)n;
	waitpid(pid, NULL, 0);
	close(fd);
	close(l);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void disk(const char *dir)
{
	enum { N = 200, BIG = 4 << 20, BIGS = 64 };
	char path[4096];
	static int64_t ns[N];
	char *p = aligned_alloc(4096, BIG);

	snprintf(path, sizeof path, "%s/machine.tmp", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || !p || posix_fallocate(fd, 0, (off_t)BIG * BIGS))
		exit(74);
	memset(p, 7, BIG);
	mono t = clock_mono();
	for (int i = 0; i < BIGS; i++)
		if (sys.pwrite(fd, p, BIG, (off_t)i * BIG) != BIG || (i % 8 == 7 && sys.fdatasync(fd)))
			exit(74);
	print("machine_disk_mb_per_s", (double)BIG * BIGS / since(t) / 1e6, "MB/s");
	for (int i = 0; i < N; i++) {
		if (sys.pwrite(fd, p, 4096, (off_t)(i % 64) * 4096) != 4096)
			exit(74);
		mono s = clock_mono();
		if (sys.fdatasync(fd))
			exit(74);
		ns[i] = sys.mono_ns() - s.ns;
	}
	qsort(ns, N, sizeof ns[0], by_value);
	print("machine_fdatasync_p50_ms", (double)ns[N / 2] / 1e6, "ms");
	print("machine_fdatasync_p99_ms", (double)ns[N * 99 / 100] / 1e6, "ms");
	close(fd);
	unlink(path);
	free(p);
}

int main(int argc, char **argv)
{
	enum { N = 64 << 10, TURNS = 20000 };
	static char a[N], b[N];
	double w, bytes;
	uint32_t c = 0;

	if (argc != 2)
		return 64;
	loopback(64 * 1024, &w, &bytes);
	print("machine_tcp_gb_per_s", bytes / 1e9, "GB/s");
	loopback(1200, &w, &bytes);
	print("machine_tcp_writes_per_s", w, "1/s");
	mono t = clock_mono();
	for (int i = 0; i < TURNS; i++)
		c = crc32c(c, a, N);
	print("machine_crc32c_gb_per_s", (double)N * TURNS / since(t) / 1e9, "GB/s");
	t = clock_mono();
	for (int i = 0; i < TURNS; i++) {
		memcpy(b, a, N);
		__asm__ volatile("" : : "r"(b) : "memory");
	}
	print("machine_memcpy_gb_per_s", (double)N * TURNS / since(t) / 1e9, "GB/s");
	disk(argv[1]);
	return c == 1;
}
