/* blob_long — big files that come in parts and leave in parts: films. See blob.h. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "platform/fs.h"
#include "store/blob/blob_int.h"

enum { IDLE_S = 600, HASH_CHUNK = 1 << 20, HASH_TURNS = 1 << 20, FILES = 10000 };
#define PART ".part"
#define NO_UPLOAD "there is no such upload; begin again"

static int path_of(const uint8_t id[static BLOB_ID], const char *end, char ret[static BLOB_PATH], struct err *e)
{
	char name[BLOB_NAME];

	if (!blob_dir()[0])
		return ERR(e, E_STATE, "no folder for photos is open");
	snprintf(ret, BLOB_PATH, "%s/long/%s%s", blob_dir(), blob_name(id, name).p, end);
	return 0;
}

static int64_t size_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? (int64_t)st.st_size : -1;
}

static int make_folder(struct err *e)
{
	char dir[BLOB_PATH];
	struct stat st;

	snprintf(dir, sizeof dir, "%s/long", blob_dir());
	if (stat(dir, &st) == 0)
		return 0;
	TRY(fs_mkdir(blob_dir(), e));
	TRY(fs_mkdir(dir, e));
	return fs_dir_sync(blob_dir(), e);
}

/* Files of the folder that are parts, or are not, and are older; what fn does with each. */
static int each_old(bool parts, int64_t age_s, blob_fn *fn, void *arg, struct err *e)
{
	char dir[BLOB_PATH], path[BLOB_PATH + 300];
	uint8_t id[BLOB_ID];
	struct dirent *d;
	int n = 0, rc = 0;

	if (!blob_dir()[0])
		return ERR(e, E_STATE, "no folder for photos is open");
	snprintf(dir, sizeof dir, "%s/long", blob_dir());
	DIR *h = opendir(dir);
	if (!h)
		return errno == ENOENT ? 0 : ERR_SYS(e, fs_err(errno), errno, "cannot list the folder %s: %s", dir, strerror(errno));
	for (int turns = 0; rc >= 0 && turns < FILES && (d = readdir(h)); turns++) {
		str name = str_of(d->d_name);
		snprintf(path, sizeof path, "%s/%.255s", dir, d->d_name);
		bool part = name.n == BLOB_NAME - 1 + sizeof PART - 1 && memcmp(name.p + BLOB_NAME - 1, PART, sizeof PART - 1) == 0;
		if (part != parts || !blob_parse((str){ name.p, MIN(name.n, (size_t)BLOB_NAME - (part ? 1 : 0)) }, id) || !blob_older(path, age_s))
			continue;
		if ((rc = fn(arg, id)) >= 0)
			n++;
	}
	closedir(h);
	return rc < 0 ? rc : n;
}

static int count(void *arg, const uint8_t id[BLOB_ID])
{
	(void)arg, (void)id;
	return 0;
}

static int drop_part(void *arg, const uint8_t id[BLOB_ID])
{
	char path[BLOB_PATH];
	struct err *e = arg;

	TRY(path_of(id, PART, path, e));
	sys.unlink(path);
	return 0;
}

/* The last four bytes of an upload's name. */
static int64_t announced(const uint8_t id[static BLOB_ID])
{
	const uint8_t *p = id + BLOB_ID - 4;

	return (int64_t)p[0] << 24 | (int64_t)p[1] << 16 | (int64_t)p[2] << 8 | p[3];
}

static void announce(uint8_t id[static BLOB_ID], int64_t bytes)
{
	for (int i = 0; i < 4; i++)
		id[BLOB_ID - 1 - i] = (uint8_t)(bytes >> 8 * i);
}

int blob_long_begin(int64_t bytes, uint8_t ret[static BLOB_ID], struct err *e)
{
	char path[BLOB_PATH];

	if (bytes <= 0 || bytes > BLOB_LONG_MAX)
		return ERR_FIELD(e, E_TOOBIG, "bytes", "a file has 1 byte to %lld MiB", (long long)BLOB_LONG_MAX >> 20);
	TRY(blob_room((size_t)bytes, e));
	int open = each_old(true, -1, count, NULL, e);
	TRY(open);
	if (open >= BLOB_LONG_PARTS) {      /* who left one standing makes room */
		int gone = each_old(true, IDLE_S, drop_part, e, e);
		TRY(gone);
		open -= gone;
	}
	if (open >= BLOB_LONG_PARTS)
		return ERR_FIELD(e, E_BUSY, "uploads", "%d uploads are under way; try again in some minutes", BLOB_LONG_PARTS);
	TRY(make_folder(e));
	sys.random(ret, BLOB_ID);
	announce(ret, bytes);
	TRY(path_of(ret, PART, path, e));
	CLEANUP(fd_close) int fd = sys.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return fd < 0 ? ERR_SYS(e, fs_err(errno), errno, "cannot create %s: %s", path, strerror(errno)) : 0;
}

static int open_part(const uint8_t id[static BLOB_ID], int *ret_fd, int64_t *ret_size, struct err *e)
{
	char path[BLOB_PATH];

	TRY(path_of(id, PART, path, e));
	*ret_fd = sys.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
	if (*ret_fd < 0)
		return errno == ENOENT ? ERR(e, E_NOTFOUND, NO_UPLOAD) : ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	*ret_size = size_of(*ret_fd);
	return 0;
}

int blob_long_size(const uint8_t id[static BLOB_ID], int64_t *ret, struct err *e)
{
	CLEANUP(fd_close) int fd = -1;

	return open_part(id, &fd, ret, e);
}

/* Waits for nobody, and looks again at what it has: since it was opened it may have become a file, which never changes, or be gone. */
static int lock_part(const uint8_t id[static BLOB_ID], int fd, int64_t *ret_size, struct err *e)
{
	char path[BLOB_PATH];
	struct stat mine, there;

	TRY(path_of(id, PART, path, e));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return ERR_FIELD(e, E_BUSY, "uploads", "another part of it is being written");
	if (fstat(fd, &mine) < 0 || stat(path, &there) < 0 || mine.st_ino != there.st_ino || mine.st_dev != there.st_dev)
		return ERR(e, E_NOTFOUND, NO_UPLOAD);
	*ret_size = mine.st_size;
	return 0;
}

int blob_long_add(const uint8_t id[static BLOB_ID], int64_t at, str bytes, int64_t *ret_size, struct err *e)
{
	CLEANUP(fd_close) int fd = -1;
	int64_t size;

	TRY(open_part(id, &fd, &size, e));
	TRY(lock_part(id, fd, &size, e));
	if (at != size)
		return ERR_FIELD(e, E_STATE, "offset", "%lld bytes are here: go on there", (long long)size);
	if ((int64_t)bytes.n > announced(id) - size)
		return ERR_FIELD(e, E_STATE, "announced", "the upload was begun for %lld bytes, and more come: begin again with the file's size", (long long)announced(id));
	TRY(blob_room(bytes.n, e));
	if (fs_pwrite_all(fd, bytes.p, bytes.n, at) < 0 || sys.fdatasync(fd) < 0) {
		int no = errno;
		if (sys.ftruncate(fd, at) < 0)      /* what is half there is not there */
			no = no ? no : errno;
		return ERR_SYS(e, fs_err(no), no, "cannot write the part: %s", strerror(no));
	}
	*ret_size = size + (int64_t)bytes.n;
	return 0;
}

static int hash(int fd, int64_t size, uint8_t md[static 32], struct err *e)
{
	char *buf = malloc(HASH_CHUNK);
	EVP_MD_CTX *x = EVP_MD_CTX_new();
	int64_t at = 0;
	int rc = 0;

	if (!buf || !x || EVP_DigestInit_ex(x, EVP_sha256(), NULL) != 1)
		BUG("out of memory");
	for (int turns = 0; rc == 0 && at < size && turns < HASH_TURNS; turns++) {
		ssize_t k = fs_pread_all(fd, buf, HASH_CHUNK, at);
		if (k <= 0 || EVP_DigestUpdate(x, buf, (size_t)k) != 1)
			rc = ERR(e, E_IO, "the upload cannot be read back");
		at += MAX(k, (ssize_t)0);
	}
	if (rc == 0 && EVP_DigestFinal_ex(x, md, NULL) != 1)
		BUG("no hash");
	EVP_MD_CTX_free(x);
	free(buf);
	return rc;
}

int blob_long_end(const uint8_t id[static BLOB_ID], int64_t bytes, str sha256, char ret_sha[static 65], struct err *e)
{
	char path[BLOB_PATH], to[BLOB_PATH], dir[BLOB_PATH];
	CLEANUP(fd_close) int fd = -1;
	uint8_t md[32];
	int64_t size;

	TRY(open_part(id, &fd, &size, e));
	TRY(lock_part(id, fd, &size, e));
	if (bytes != announced(id))
		return ERR_FIELD(e, E_STATE, "announced", "the upload was begun for %lld bytes and is to end with %lld: begin again with the file's size", (long long)announced(id), (long long)bytes);
	if (size != bytes)
		return ERR_FIELD(e, E_STATE, "offset", "%lld bytes are here: go on there", (long long)size);
	TRY(hash(fd, size, md, e));
	for (size_t i = 0; i < sizeof md; i++)
		snprintf(ret_sha + 2 * i, 3, "%02x", md[i]);
	TRY(path_of(id, PART, path, e));
	if (sha256.n && !str_eq(sha256, str_of(ret_sha))) {
		sys.unlink(path);
		return ERR_FIELD(e, E_INVALID, "sha256", "another file arrived than was sent; begin again");
	}
	TRY(path_of(md, "", to, e));
	if (sys.fsync(fd) < 0 || sys.rename(path, to) < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot keep %s: %s", to, strerror(errno));
	snprintf(dir, sizeof dir, "%s/long", blob_dir());
	return fs_dir_sync(dir, e);
}

int blob_long_head(const uint8_t id[static BLOB_ID], bool part, char *ret, size_t n, struct err *e)
{
	CLEANUP(fd_close) int fd = -1;
	int64_t size;

	memset(ret, 0, n);
	TRY(part ? open_part(id, &fd, &size, e) : blob_long_open(id, &fd, e));
	return fs_pread_all(fd, ret, n, 0) < 0 ? ERR(e, E_IO, "the file cannot be read") : 0;
}

int blob_long_open(const uint8_t id[static BLOB_ID], int *ret_fd, struct err *e)
{
	char path[BLOB_PATH];

	TRY(path_of(id, "", path, e));
	*ret_fd = sys.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
	if (*ret_fd < 0)
		return ERR_SYS(e, errno == ENOENT ? E_NOTFOUND : fs_err(errno), errno, "there is no such file");
	return 0;
}

void blob_long_touch(const uint8_t id[static BLOB_ID])
{
	char path[BLOB_PATH];
	struct err e = { 0 };

	if (path_of(id, "", path, &e) == 0)
		(void)utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
}

int blob_long_remove(const uint8_t id[static BLOB_ID], struct err *e)
{
	char path[BLOB_PATH];

	TRY(path_of(id, "", path, e));
	if (sys.unlink(path) < 0 && errno != ENOENT)
		return ERR_SYS(e, fs_err(errno), errno, "cannot remove %s: %s", path, strerror(errno));
	return 0;
}

int blob_long_old(int64_t age_s, blob_fn *fn, void *arg, struct err *e)
{
	TRY(each_old(true, age_s, drop_part, e, e));
	return each_old(false, age_s, fn, arg, e);
}
