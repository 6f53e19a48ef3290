/* blob — see blob.h. */
#define _GNU_SOURCE
#include "store/blob/blob_int.h"

#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "platform/fs.h"

enum { DIR_MAX = BLOB_DIR, PATH_BYTES = BLOB_PATH, SHARD_FILES = 1000000 };

static struct { char dir[DIR_MAX], above[DIR_MAX]; int64_t reserve; } in_use;

int blob_use(const char *dir, int64_t reserve, struct err *e)
{
	if (!dir) {
		in_use.dir[0] = 0;
		return 0;
	}
	if (strlen(dir) >= DIR_MAX)
		return ERR(e, E_CONFIG, "the name of the data directory is too long");
	char above[DIR_MAX];
	snprintf(above, sizeof above, "%s", dir);
	snprintf(in_use.above, sizeof in_use.above, "%s", dirname(above));
	snprintf(in_use.dir, sizeof in_use.dir, "%s", dir);
	in_use.reserve = reserve;
	return 0;
}

const char *blob_dir(void)
{
	return in_use.dir;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool blob_parse(str name, uint8_t ret[static BLOB_ID])
{
	uint8_t id[BLOB_ID];

	if (name.n != BLOB_NAME - 1)
		return false;
	for (size_t i = 0; i < BLOB_ID; i++) {
		int hi = digit(name.p[2 * i]), lo = digit(name.p[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return false;
		id[i] = (uint8_t)(hi << 4 | lo);
	}
	memcpy(ret, id, BLOB_ID);
	return true;
}

str blob_name(const uint8_t id[static BLOB_ID], char ret[static BLOB_NAME])
{
	for (size_t i = 0; i < BLOB_ID; i++)
		snprintf(ret + 2 * i, 3, "%02x", id[i]);
	return (str){ ret, BLOB_NAME - 1 };
}

static int path_of(const uint8_t id[static BLOB_ID], char ret[static PATH_BYTES], struct err *e)
{
	char name[BLOB_NAME];

	if (!in_use.dir[0])
		return ERR(e, E_STATE, "no folder for photos is open");
	snprintf(ret, PATH_BYTES, "%s/%02x/%s", in_use.dir, id[0], blob_name(id, name).p);
	return 0;
}

int blob_room(size_t n, struct err *e)
{
	int64_t left = in_use.dir[0] ? fs_free_bytes(in_use.dir) : -1;       /* the folder may be a disk of its own */

	if (left < 0 && in_use.dir[0])
		left = fs_free_bytes(in_use.above);
	return left < 0 || left - (int64_t)n >= in_use.reserve
	       ? 0 : ERR(e, E_FULL, "the disk of the photos is almost full: %lld MiB are left", (long long)(left >> 20));
}

/* The shard's folder and the one above, and their entries on the disk. */
static int make_shard(unsigned shard, struct err *e)
{
	char dir[PATH_BYTES];
	struct stat st;

	snprintf(dir, sizeof dir, "%s/%02x", in_use.dir, shard);
	if (stat(dir, &st) == 0)
		return 0;
	TRY(fs_mkdir(in_use.dir, e));
	TRY(fs_mkdir(dir, e));
	TRY(fs_dir_sync(in_use.dir, e));
	return fs_dir_sync(in_use.above, e);
}

int blob_put(const uint8_t id[static BLOB_ID], str bytes, struct err *e)
{
	char path[PATH_BYTES];

	TRY(path_of(id, path, e));
	if (bytes.n > BLOB_MAX)
		return ERR(e, E_TOOBIG, "at most %d bytes are kept in one file", BLOB_MAX);
	TRY(blob_room(bytes.n, e));
	TRY(make_shard(id[0], e));
	return fs_replace(path, bytes.p, bytes.n, 0600, e);
}

int blob_get(struct arena *a, const uint8_t id[static BLOB_ID], str *ret, struct err *e)
{
	char path[PATH_BYTES], *p;
	size_t n;

	TRY(path_of(id, path, e));
	TRY(fs_read(path, BLOB_MAX, &p, &n, e));
	*ret = arena_str(a, (str){ p, n });
	free(p);
	return arena_over(a) ? ERR(e, E_TOOBIG, "the answer is too large") : 0;
}

int blob_remove(const uint8_t id[static BLOB_ID], struct err *e)
{
	char path[PATH_BYTES];

	TRY(path_of(id, path, e));
	if (sys.unlink(path) < 0 && errno != ENOENT)
		return ERR_SYS(e, fs_err(errno), errno, "cannot remove %s: %s", path, strerror(errno));
	return 0;
}

/* The real clock: files carry its times, whatever the program's clock says. */
bool blob_older(const char *path, int64_t age_s)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && sys_real.utc_ms() / SECOND_MS - (int64_t)st.st_mtim.tv_sec > age_s;
}

int blob_old(unsigned shard, int64_t age_s, blob_fn *fn, void *arg, struct err *e)
{
	char dir[PATH_BYTES], path[PATH_BYTES + 300];
	uint8_t id[BLOB_ID];
	struct dirent *d;
	int n = 0, rc = 0;

	if (!in_use.dir[0])
		return ERR(e, E_STATE, "no folder for photos is open");
	snprintf(dir, sizeof dir, "%s/%02x", in_use.dir, shard);
	DIR *h = opendir(dir);
	if (!h)
		return errno == ENOENT ? 0 : ERR_SYS(e, fs_err(errno), errno, "cannot list the folder %s: %s", dir, strerror(errno));
	for (int turns = 0; rc >= 0 && turns < SHARD_FILES && (d = readdir(h)); turns++) {
		str name = str_of(d->d_name);
		snprintf(path, sizeof path, "%s/%.255s", dir, d->d_name);
		bool part = name.n == BLOB_NAME + 3 && memcmp(name.p + BLOB_NAME - 1, ".tmp", 4) == 0;
		if ((!part && !blob_parse(name, id)) || !blob_older(path, age_s))
			continue;
		if (part)
			sys.unlink(path);
		else if ((rc = fn(arg, id)) >= 0)
			n++;
	}
	closedir(h);
	return rc < 0 ? rc : n;
}
