/* shim — see shim.h. */
#define _GNU_SOURCE
#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/sys.h"

enum { SECTOR = 512, FDS = 4096, SEG_HEAD_BYTES = 4096, NAMES = 256 };

struct file {
	struct file *next;
	char name[NAMES];            /* in the root now; "" when unlinked */
	char durable_name[NAMES];    /* in the folder as last synced; "" none */
	uint8_t *cur, *syn, *dirty;  /* bytes as seen, bytes as synced, a flag a sector */
	size_t n, syn_n, cap;
	size_t dirty_lo, dirty_hi;   /* sectors */
	bool sync_failed;
};

static const char *const names[SHIM_CALL_N] = {
	"open", "pwrite", "fdatasync", "fsync", "rename", "ftruncate", "fallocate", "mmap", "close", "unlink", "pread",
	"send", "recv",
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static struct file *files;
static struct file *fd_file[FDS];
static bool fd_root[FDS], fd_failed[FDS];
static struct shim_fault fault;
static bool fault_on, writeback;
static uint32_t hits, calls[SHIM_CALL_N];
static uint64_t checked, rng;
static void (*point_fn)(void *arg);
static void *point_arg;
static _Thread_local bool bypass;

const char *shim_call_name(enum shim_call c)
{
	return (unsigned)c < SHIM_CALL_N ? names[c] : "?";
}

static void die(const char *what, const char *name, uint64_t at)
{
	fprintf(stderr, "shim: %s: %s at %llu\n", what, name, (unsigned long long)at);
	abort();
}

static uint64_t rnd(uint64_t *s)
{
	*s += 0x9e3779b97f4a7c15u;
	return hash_u64(*s);
}

static void *must(void *p)
{
	if (!p)
		BUG("out of memory");
	return p;
}

static void grow(struct file *f, size_t n)
{
	size_t cap = f->cap ? f->cap : 64 * 1024;

	while (cap < n)
		cap *= 2;
	if (cap == f->cap)
		return;
	f->cur = must(realloc(f->cur, cap));
	f->syn = must(realloc(f->syn, cap));
	f->dirty = must(realloc(f->dirty, cap / SECTOR));
	memset(f->cur + f->cap, 0, cap - f->cap);
	memset(f->syn + f->cap, 0, cap - f->cap);
	memset(f->dirty + f->cap / SECTOR, 0, (cap - f->cap) / SECTOR);
	f->cap = cap;
}

/* The name within root, or NULL if path is not directly in it. */
static const char *in_root(const char *path)
{
	size_t n = strlen(root);

	return n && strncmp(path, root, n) == 0 && path[n] == '/' && !strchr(path + n + 1, '/') &&
	       strlen(path + n + 1) < NAMES ? path + n + 1 : NULL;
}

static struct file *by_name(const char *name)
{
	for (struct file *f = files; f; f = f->next)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static struct file *new_file(const char *name)
{
	struct file *f = must(calloc(1, sizeof *f));

	snprintf(f->name, sizeof f->name, "%s", name);
	f->next = files;
	files = f;
	grow(f, 1);
	return f;
}

/* A file that was there before: its bytes and its name count as synced. */
static struct file *adopt(const char *name, int fd)
{
	struct file *f = new_file(name);
	struct stat st;

	if (fstat(fd, &st) < 0)
		BUG("fstat");
	grow(f, (size_t)st.st_size + 1);
	f->n = f->syn_n = (size_t)st.st_size;
	char p[32];

	snprintf(p, sizeof p, "/proc/self/fd/%d", fd);
	int rd = open(p, O_RDONLY | O_CLOEXEC);
	if (rd < 0 || pread(rd, f->cur, f->n, 0) != (ssize_t)f->n)
		BUG("cannot read a watched file");
	close(rd);
	memcpy(f->syn, f->cur, f->n);
	snprintf(f->durable_name, sizeof f->durable_name, "%s", name);
	return f;
}

static void taint(struct file *f, size_t at, size_t n)
{
	if (!n)
		return;
	if (f->dirty_lo == f->dirty_hi) {
		f->dirty_lo = at / SECTOR;
		f->dirty_hi = (at + n + SECTOR - 1) / SECTOR;
	} else {
		f->dirty_lo = MIN(f->dirty_lo, at / SECTOR);
		f->dirty_hi = MAX(f->dirty_hi, (at + n + SECTOR - 1) / SECTOR);
	}
	memset(f->dirty + at / SECTOR, 1, (at + n + SECTOR - 1) / SECTOR - at / SECTOR);
	if (!writeback)
		return;
	for (size_t s = f->dirty_lo; s < f->dirty_hi; s++)
		if (f->dirty[s] && rnd(&rng) % 16 == 0) {
			memcpy(f->syn + s * SECTOR, f->cur + s * SECTOR, SECTOR);
			f->dirty[s] = 0;
		}
}

static void synced(struct file *f)
{
	for (size_t s = f->dirty_lo; s < f->dirty_hi; s++)
		if (f->dirty[s]) {
			memcpy(f->syn + s * SECTOR, f->cur + s * SECTOR, SECTOR);
			f->dirty[s] = 0;
		}
	f->dirty_lo = f->dirty_hi = 0;
	f->syn_n = f->n;
}

/* ---- faults and points ---- */

static void point(void)
{
	void (*fn)(void *) = point_fn;

	if (!fn)
		return;
	bypass = true;
	fn(point_arg);
	bypass = false;
}

/* True if this call is to fail; errno is set. *ret_short: do half of it instead. */
static bool strikes(enum shim_call c, bool *ret_short)
{
	bool hit = false;

	*ret_short = false;
	pthread_mutex_lock(&lock);
	calls[c]++;
	if (fault_on && fault.call == c && (fault.kth <= 1)) {
		hit = true;
		hits++;
		if (!fault.forever)
			fault_on = false;
	} else if (fault_on && fault.call == c) {
		fault.kth--;
	}
	int err = fault.err;
	pthread_mutex_unlock(&lock);
	if (!hit)
		return false;
	bool has_short = c == SHIM_PWRITE || c == SHIM_PREAD || c == SHIM_SEND || c == SHIM_RECV;
	if (err == SHIM_SHORT && has_short) {
		*ret_short = true;
		return false;
	}
	errno = err == SHIM_SHORT ? EIO : err;
	return true;
}

/* ---- the rows ---- */

static int s_open(const char *path, int flags, unsigned mode)
{
	bool sh;

	flags &= ~O_DIRECT;                     /* nothing goes to the disk for real: be quick */
	if (bypass)
		return sys_real.open(path, flags, mode);
	point();
	if (strikes(SHIM_OPEN, &sh))
		return -1;
	bool there = access(path, F_OK) == 0;
	int fd = sys_real.open(path, flags, mode);
	const char *name = in_root(path);
	if (fd < 0 || fd >= FDS)
		return fd;
	pthread_mutex_lock(&lock);
	fd_root[fd] = strcmp(path, root) == 0;
	fd_failed[fd] = false;
	fd_file[fd] = NULL;
	if (name) {
		struct file *f = by_name(name);
		if (!f)
			f = there ? adopt(name, fd) : new_file(name);
		if (flags & O_TRUNC) {
			memset(f->cur, 0, f->cap);
			f->n = 0;
		}
		fd_file[fd] = f;
	}
	pthread_mutex_unlock(&lock);
	return fd;
}

static int s_close(int fd)
{
	bool sh;

	if (bypass)
		return sys_real.close(fd);
	bool hit = strikes(SHIM_CLOSE, &sh);
	int err = errno;
	if (fd >= 0 && fd < FDS) {
		pthread_mutex_lock(&lock);
		fd_file[fd] = NULL;
		fd_root[fd] = false;
		pthread_mutex_unlock(&lock);
	}
	int rc = sys_real.close(fd);  /* Linux closes even when it reports an error */
	errno = err;
	return hit ? -1 : rc;
}

static ssize_t s_pread(int fd, void *buf, size_t n, off_t at)
{
	bool sh;

	if (bypass)
		return sys_real.pread(fd, buf, n, at);
	if (strikes(SHIM_PREAD, &sh))
		return -1;
	return sys_real.pread(fd, buf, sh && n > 1 ? n / 2 : n, at);
}

static ssize_t s_pwrite(int fd, const void *buf, size_t n, off_t at)
{
	bool sh;

	if (bypass)
		return sys_real.pwrite(fd, buf, n, at);
	point();
	if (strikes(SHIM_PWRITE, &sh))
		return -1;
	ssize_t k = sys_real.pwrite(fd, buf, sh && n > 1 ? n / 2 : n, at);
	if (k > 0 && fd < FDS && fd_file[fd]) {
		pthread_mutex_lock(&lock);
		struct file *f = fd_file[fd];
		grow(f, (size_t)at + (size_t)k);
		memcpy(f->cur + at, buf, (size_t)k);
		f->n = MAX(f->n, (size_t)at + (size_t)k);
		taint(f, (size_t)at, (size_t)k);
		pthread_mutex_unlock(&lock);
	}
	return k;
}

static void entries_synced(void)
{
	for (struct file *f = files; f; f = f->next)
		memcpy(f->durable_name, f->name, sizeof f->name);
}

static int any_sync(int fd, enum shim_call c)
{
	bool sh;

	if (bypass)
		return 0;
	point();
	if (fd < 0 || fd >= FDS)
		BUG("a sync of a strange descriptor");
	struct file *f = fd_file[fd];
	if (f && f->sync_failed)
		die("sync tried again after it failed (J2)", f->name, 0);
	if (fd_failed[fd])
		die("sync of a folder tried again after it failed (J2)", root, 0);
	if (strikes(c, &sh)) {
		if (f)
			f->sync_failed = true;
		fd_failed[fd] = true;
		return -1;
	}
	pthread_mutex_lock(&lock);
	if (f)
		synced(f);
	if (fd_root[fd])
		entries_synced();
	pthread_mutex_unlock(&lock);
	return 0;
}

static int s_fdatasync(int fd)
{
	return any_sync(fd, SHIM_FDATASYNC);
}

static int s_fsync(int fd)
{
	return any_sync(fd, SHIM_FSYNC);
}

static int s_ftruncate(int fd, off_t n)
{
	bool sh;

	if (bypass)
		return sys_real.ftruncate(fd, n);
	point();
	if (strikes(SHIM_FTRUNCATE, &sh))
		return -1;
	int rc = sys_real.ftruncate(fd, n);
	if (rc == 0 && fd < FDS && fd_file[fd]) {
		pthread_mutex_lock(&lock);
		struct file *f = fd_file[fd];
		grow(f, (size_t)n);
		size_t old = f->n;
		f->n = (size_t)n;
		if (old > f->n) {
			memset(f->cur + f->n, 0, old - f->n);
			taint(f, f->n, old - f->n);
		}
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

static int s_fallocate(int fd, int mode, off_t at, off_t n)
{
	bool sh;

	if (bypass)
		return sys_real.fallocate(fd, mode, at, n);
	point();
	if (strikes(SHIM_FALLOCATE, &sh))
		return -1;
	int rc = sys_real.fallocate(fd, mode, at, n);
	if (rc == 0 && fd < FDS && fd_file[fd]) {
		pthread_mutex_lock(&lock);
		struct file *f = fd_file[fd];
		grow(f, (size_t)(at + n));
		f->n = MAX(f->n, (size_t)(at + n));
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

static int s_rename(const char *from, const char *to)
{
	bool sh;

	if (bypass)
		return sys_real.rename(from, to);
	point();
	if (strikes(SHIM_RENAME, &sh))
		return -1;
	int rc = sys_real.rename(from, to);
	const char *a = in_root(from), *b = in_root(to);
	if (rc == 0 && a && b) {
		pthread_mutex_lock(&lock);
		struct file *f = by_name(a), *g = by_name(b);
		if (g)
			g->name[0] = 0;
		if (f)
			snprintf(f->name, sizeof f->name, "%s", b);
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

static int s_unlink(const char *path)
{
	bool sh;

	if (bypass)
		return sys_real.unlink(path);
	point();
	if (strikes(SHIM_UNLINK, &sh))
		return -1;
	int rc = sys_real.unlink(path);
	const char *a = in_root(path);
	if (rc == 0 && a) {
		pthread_mutex_lock(&lock);
		struct file *f = by_name(a);
		if (f)
			f->name[0] = 0;
		pthread_mutex_unlock(&lock);
	}
	return rc;
}

/* Of files: who has no memory ends, and says so (mem.h). */
static void *s_mmap(void *at, size_t n, int prot, int flags, int fd, off_t off)
{
	bool sh;

	if (!bypass && fd >= 0 && strikes(SHIM_MMAP, &sh))
		return MAP_FAILED;
	return sys_real.mmap(at, n, prot, flags, fd, off);
}

static ssize_t s_recv(int fd, void *buf, size_t n, int flags)
{
	bool sh;

	if (strikes(SHIM_RECV, &sh))
		return -1;
	return sys_real.recv(fd, buf, sh && n > 1 ? n / 2 : n, flags);
}

static ssize_t s_send(int fd, const void *buf, size_t n, int flags)
{
	bool sh;

	if (strikes(SHIM_SEND, &sh))
		return -1;
	return sys_real.send(fd, buf, sh && n > 1 ? n / 2 : n, flags);
}

/* ---- life ---- */

void shim_start(const char *dir)
{
	snprintf(root, sizeof root, "%s", dir);
	memset(calls, 0, sizeof calls);
	hits = 0;
	checked = 0;
	fault_on = writeback = false;
	point_fn = NULL;
	memset(fd_file, 0, sizeof fd_file);
	memset(fd_root, 0, sizeof fd_root);
	memset(fd_failed, 0, sizeof fd_failed);
	sys.open = s_open;
	sys.close = s_close;
	sys.pread = s_pread;
	sys.pwrite = s_pwrite;
	sys.fdatasync = s_fdatasync;
	sys.fsync = s_fsync;
	sys.ftruncate = s_ftruncate;
	sys.fallocate = s_fallocate;
	sys.rename = s_rename;
	sys.unlink = s_unlink;
	sys.mmap = s_mmap;
	sys.recv = s_recv;
	sys.send = s_send;
}

void shim_stop(void)
{
	sys = sys_real;
	while (files) {
		struct file *f = files;
		files = f->next;
		free(f->cur);
		free(f->syn);
		free(f->dirty);
		free(f);
	}
	root[0] = 0;
}

void shim_fault(const struct shim_fault *f)
{
	pthread_mutex_lock(&lock);
	fault_on = f != NULL;
	if (f)
		fault = *f;
	pthread_mutex_unlock(&lock);
}

uint32_t shim_hits(void)
{
	pthread_mutex_lock(&lock);
	uint32_t n = hits;
	pthread_mutex_unlock(&lock);
	return n;
}

uint32_t shim_calls(enum shim_call c)
{
	pthread_mutex_lock(&lock);
	uint32_t n = calls[c];
	pthread_mutex_unlock(&lock);
	return n;
}

void shim_base(uint64_t lsn)
{
	checked = lsn;
}

void shim_each_point(void (*fn)(void *), void *arg)
{
	point_arg = arg;
	point_fn = fn;
}

void shim_writeback(bool on)
{
	writeback = on;
}

void shim_bypass(bool on)
{
	bypass = on;
}

/* ---- R3b ---- */

static bool is_segment(const struct file *f, uint64_t *ret_first)
{
	if (f->n < SEG_HEAD_BYTES || memcmp(f->cur, "YZJRNL1", 8) != 0)
		return false;
	*ret_first = le64(f->cur + 16);
	return true;
}

/* The segment holding lsn and where it ends (the next one's beginning). */
static struct file *segment_of(uint64_t lsn, uint64_t *ret_first, uint64_t *ret_end)
{
	struct file *best = NULL;
	uint64_t first, best_first = 0, end = UINT64_MAX;

	for (struct file *f = files; f; f = f->next)
		if (f->name[0] && is_segment(f, &first) && first <= lsn && (!best || first > best_first)) {
			best = f;
			best_first = first;
		}
	for (struct file *f = files; f; f = f->next)
		if (f->name[0] && is_segment(f, &first) && first > best_first)
			end = MIN(end, first);
	*ret_first = best_first;
	*ret_end = end;
	return best;
}

void shim_durable(uint64_t lsn)
{
	pthread_mutex_lock(&lock);
	while (checked < lsn) {
		uint64_t first, end;
		struct file *f = segment_of(checked, &first, &end);
		if (!f)
			die("durable position without any segment (R3b)", root, lsn);
		end = MIN(end, lsn);
		size_t a = SEG_HEAD_BYTES + (size_t)(checked - first), n = (size_t)(end - checked);
		size_t len = strlen(f->durable_name);
		if (len < 4 || strcmp(f->durable_name + len - 4, ".seg") != 0)
			die("durable position in a segment whose folder entry is not synced (R3b, J3)", f->name, lsn);
		if (a + n > f->syn_n || memcmp(f->syn, f->cur, SECTOR) != 0)
			die("durable position in a segment whose header is not synced (R3b)", f->name, lsn);
		if (memcmp(f->syn + a, f->cur + a, n) != 0)
			die("durable position beyond what was synced (R3b, J1)", f->name, lsn);
		checked = end;
	}
	pthread_mutex_unlock(&lock);
}

/* ---- R3 ---- */

static void write_out(const char *dest, const char *name, const uint8_t *p, size_t n)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", dest, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, (off_t)n) < 0)
		BUG("cannot write an image");
	while (n && p[n - 1] == 0)
		n--;
	if (n && pwrite(fd, p, n, 0) != (ssize_t)n)
		BUG("cannot write an image");
	close(fd);
}

static void file_image(const struct file *f, const char *dest, const char *name, uint64_t *s)
{
	size_t n = rnd(s) % 2 ? f->n : f->syn_n, keep = rnd(s) % 4;  /* sometimes all or nothing of the sectors */
	uint8_t *p = must(malloc(n + SECTOR));

	memcpy(p, f->syn, n);
	for (size_t i = f->dirty_lo; i < f->dirty_hi && i * SECTOR < n; i++) {
		if (!f->dirty[i])
			continue;
		size_t m = MIN((size_t)SECTOR, n - i * SECTOR), how = rnd(s) % 5;
		if (keep == 1 || (keep > 1 && how == 0))
			m = 0;
		else if (keep > 1 && how == 1)
			m = rnd(s) % (m + 1);      /* torn: new bytes first, old ones behind */
		memcpy(p + i * SECTOR, f->cur + i * SECTOR, m);
	}
	write_out(dest, name, p, n);
	free(p);
}

void shim_image(const char *dest, uint64_t seed)
{
	uint64_t s = seed;

	pthread_mutex_lock(&lock);
	/* a changed entry (made, renamed, removed) may have reached the disk or not; a name goes to its last taker */
	for (int pass = 0; pass < 2; pass++)
		for (struct file *f = files; f; f = f->next) {
			bool changed = strcmp(f->name, f->durable_name) != 0;
			const char *name = f->durable_name;
			if (changed != (pass == 1))
				continue;
			if (changed && rnd(&s) % 2)
				name = f->name;
			if (name[0] && strcmp(name, "ballast") != 0)
				file_image(f, dest, name, &s);
		}
	pthread_mutex_unlock(&lock);
}
