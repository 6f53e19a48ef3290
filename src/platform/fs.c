/* fs — see fs.h. */
#define _GNU_SOURCE
#include "platform/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { TREE_DEPTH = 8, EINTR_MAX = 1000 };  /* a call that is interrupted for ever is a failed call */

int fs_err(int sys_errno)
{
	switch (sys_errno) {
	case ENOSPC:
	case EDQUOT: return E_FULL;
	case ENOENT: return E_NOTFOUND;
	default: return E_IO;
	}
}

void fd_close(int *fd)
{
	if (*fd >= 0)
		sys.close(*fd);
	*fd = -1;
}

int fs_memory(const char *name)
{
	return memfd_create(name, MFD_CLOEXEC);
}

int fs_pwrite_all(int fd, const void *buf, size_t n, off_t at)
{
	const char *p = buf;
	int interrupted = 0;

	while (n) {
		ssize_t k = sys.pwrite(fd, p, n, at);
		if (k < 0 && errno == EINTR && ++interrupted < EINTR_MAX)
			continue;
		if (k < 0)
			return fs_err(errno);
		if (k == 0)
			return E_IO;
		p += k;
		n -= (size_t)k;
		at += k;
	}
	return 0;
}

ssize_t fs_pread_all(int fd, void *buf, size_t n, off_t at)
{
	char *p = buf;
	size_t got = 0;
	int interrupted = 0;

	while (got < n) {
		ssize_t k = sys.pread(fd, p + got, n - got, at + (off_t)got);
		if (k < 0 && errno == EINTR && ++interrupted < EINTR_MAX)
			continue;
		if (k < 0)
			return E_IO;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

int fs_dir_sync(const char *dir, struct err *e)
{
	CLEANUP(fd_close) int fd = sys.open(dir, O_RDONLY | O_DIRECTORY, 0);

	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open the folder %s: %s", dir, strerror(errno));
	if (sys.fsync(fd) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot sync the folder %s: %s", dir, strerror(errno));
	return 0;
}

static int sync_below(const char *dir, int depth, struct err *e)
{
	char path[4096];
	struct dirent *d;
	int rc = 0;
	DIR *h = opendir(dir);

	if (!h)
		return ERR_SYS(e, fs_err(errno), errno, "cannot read the folder %s: %s", dir, strerror(errno));
	while (rc == 0 && (d = readdir(h))) {
		struct stat st;
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (snprintf(path, sizeof path, "%s/%s", dir, d->d_name) >= (int)sizeof path)
			rc = ERR(e, E_INVALID, "the path is too long: %s", dir);
		else if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			rc = depth > 0 ? sync_below(path, depth - 1, e) : ERR(e, E_IO, "%s lies too deep", path);
	}
	closedir(h);
	return rc < 0 ? rc : fs_dir_sync(dir, e);
}

int fs_tree_sync(const char *dir, struct err *e)
{
	char above[4096];

	TRY(sync_below(dir, TREE_DEPTH, e));
	snprintf(above, sizeof above, "%s", dir);
	return fs_dir_sync(dirname(above), e);
}

static int write_synced(const char *path, const void *p, size_t n, unsigned mode, struct err *e)
{
	CLEANUP(fd_close) int fd = sys.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot create %s: %s", path, strerror(errno));
	int rc = fs_pwrite_all(fd, p, n, 0);
	if (rc < 0)
		return ERR_SYS(e, rc, errno, "cannot write %s: %s", path, strerror(errno));
	if (sys.fsync(fd) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot sync %s: %s", path, strerror(errno));
	return 0;
}

int fs_replace(const char *path, const void *p, size_t n, unsigned mode, struct err *e)
{
	char tmp[4096], dir[4096];

	if (snprintf(tmp, sizeof tmp, "%s.tmp", path) >= (int)sizeof tmp)
		return ERR(e, E_INVALID, "the path is too long: %s", path);
	snprintf(dir, sizeof dir, "%s", path);
	int rc = write_synced(tmp, p, n, mode, e);
	if (rc < 0) {
		sys.unlink(tmp);
		return rc;
	}
	if (sys.rename(tmp, path) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot rename to %s: %s", path, strerror(errno));
	return fs_dir_sync(dirname(dir), e);
}

int fs_read(const char *path, size_t max, char **ret, size_t *ret_n, struct err *e)
{
	CLEANUP(fd_close) int fd = sys.open(path, O_RDONLY | O_NONBLOCK, 0);    /* a pipe that nobody writes would hold the open for ever */
	struct stat st;

	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return ERR(e, E_IO, "%s is not a regular file", path);
	if ((uint64_t)st.st_size > max)
		return ERR(e, E_TOOBIG, "%s is larger than %zu bytes", path, max);
	char *p = malloc((size_t)st.st_size + 1);
	if (!p)
		BUG("out of memory");
	ssize_t n = fs_pread_all(fd, p, (size_t)st.st_size, 0);
	if (n < 0) {
		free(p);
		return ERR_SYS(e, E_IO, errno, "cannot read %s: %s", path, strerror(errno));
	}
	p[n] = 0;
	*ret = p;
	*ret_n = (size_t)n;
	return 0;
}

static int secret_enough(const char *path, int fd, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return ERR(e, E_CONFIG, "%s is not a regular file", path);
	if (st.st_uid != geteuid())
		return ERR(e, E_CONFIG, "%s belongs to another user; it must belong to the user this program runs as", path);
	if ((st.st_mode & 07777) != 0600 && (st.st_mode & 07777) != 0400)
		return ERR(e, E_CONFIG, "%s has mode %04o; others must not reach it: chmod 0600 or 0400", path, (unsigned)st.st_mode & 07777);
	return 0;
}

int fs_read_secret(const char *path, size_t max, char **ret, size_t *ret_n, struct err *e)
{
	CLEANUP(fd_close) int fd = sys.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);

	if (fd < 0 && errno == ELOOP)
		return ERR(e, E_CONFIG, "%s is a link; name the file itself", path);
	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	TRY(secret_enough(path, fd, e));
	char *p = malloc(max + 1);
	if (!p)
		BUG("out of memory");
	ssize_t n = fs_pread_all(fd, p, max + 1, 0);
	if (n < 0 || (size_t)n > max) {
		explicit_bzero(p, max + 1);
		free(p);
		return n < 0 ? ERR_SYS(e, E_IO, errno, "cannot read %s: %s", path, strerror(errno))
		             : ERR(e, E_TOOBIG, "%s is larger than %zu bytes", path, max);
	}
	p[n] = 0;
	*ret = p;
	*ret_n = (size_t)n;
	return 0;
}

int fs_create(const char *path, const void *p, size_t n, struct err *e)
{
	char dir[4096];
	CLEANUP(fd_close) int fd = sys.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);

	if (fd < 0 && errno == EEXIST)
		return ERR(e, E_STATE, "%s exists already", path);
	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot create %s: %s", path, strerror(errno));
	int rc = fs_pwrite_all(fd, p, n, 0);
	if (rc == 0 && sys.fsync(fd) < 0)
		rc = fs_err(errno);
	if (rc < 0) {
		sys.unlink(path);
		return ERR_SYS(e, rc, errno, "cannot write %s: %s", path, strerror(errno));
	}
	snprintf(dir, sizeof dir, "%s", path);
	return fs_dir_sync(dirname(dir), e);
}

int fs_append(const char *path, const void *p, size_t n, struct err *e)
{
	struct stat st;
	char dir[4096];
	CLEANUP(fd_close) int fd = sys.open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_APPEND, 0600);

	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return ERR(e, E_IO, "%s is not a regular file", path);
	int rc = fs_pwrite_all(fd, p, n, st.st_size);   /* O_APPEND: at the end whatever the offset */
	if (rc == 0 && sys.fdatasync(fd) < 0)
		rc = fs_err(errno);
	if (rc < 0)
		return ERR_SYS(e, rc, errno, "cannot write %s: %s", path, strerror(errno));
	snprintf(dir, sizeof dir, "%s", path);
	return st.st_size == 0 ? fs_dir_sync(dirname(dir), e) : 0;      /* it may be new */
}

int fs_inside(const char *dir, const char *path, bool *ret, struct err *e)
{
	char real_dir[PATH_MAX], folder[PATH_MAX], real[PATH_MAX];

	if (!realpath(dir, real_dir))
		return ERR_SYS(e, fs_err(errno), errno, "cannot find the folder %s: %s", dir, strerror(errno));
	if (!realpath(path, real)) {
		if (snprintf(folder, sizeof folder, "%s", path) >= (int)sizeof folder || !realpath(dirname(folder), real))
			return ERR_SYS(e, fs_err(errno), errno, "cannot find the folder of %s: %s", path, strerror(errno));
	}
	size_t n = strcmp(real_dir, "/") == 0 ? 0 : strlen(real_dir);
	*ret = strncmp(real, real_dir, n) == 0 && (real[n] == 0 || real[n] == '/');
	return 0;
}

int fs_mkdir(const char *dir, struct err *e)
{
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return ERR_SYS(e, fs_err(errno), errno, "cannot make the folder %s: %s", dir, strerror(errno));
	return 0;
}

int64_t fs_free_bytes(const char *path)
{
	struct statvfs v;

	return statvfs(path, &v) < 0 ? -1 : (int64_t)v.f_bavail * (int64_t)v.f_frsize;
}
