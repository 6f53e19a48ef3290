/* backup — see backup.h. */
#define _GNU_SOURCE
#include "app/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backup_int.h"
#include "app/keys.h"
#include "app/server.h"
#include "platform/fs.h"
#include "store/sql/sql.h"

enum { COPY_BUF = 1 << 20, FILES_MAX = 1000000, ASK_S = 3600 };

#define LIST "files.sha256"

int data_lock(const struct config *cfg, int *ret_fd, struct err *e)
{
	char path[1200];
	int fd = sys.open(server_path(cfg, "lock", path), O_RDWR | O_CREAT, 0600);

	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s (run 'yanzhen init' first?)", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		sys.close(fd);
		return ERR(e, E_STATE, "another yanzhen is running on %s", cfg->data_dir);
	}
	*ret_fd = fd;
	return 0;
}

/* ---- copying ---- */

int backup_copy_file(const char *from, const char *to, struct err *e)
{
	CLEANUP(fd_close) int in = sys.open(from, O_RDONLY, 0);
	CLEANUP(fd_close) int out = in < 0 ? -1 : sys.open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
	char *buf = malloc(COPY_BUF);
	off_t at = 0;
	int rc = 0;

	if (!buf)
		BUG("out of memory");
	if (in < 0 || out < 0)
		rc = ERR_SYS(e, fs_err(errno), errno, "cannot copy %s to %s: %s", from, to, strerror(errno));
	while (rc == 0) {
		ssize_t n = fs_pread_all(in, buf, COPY_BUF, at);
		if (n < 0)
			rc = ERR(e, E_IO, "cannot read %s", from);
		if (n <= 0)
			break;
		rc = fs_pwrite_all(out, buf, (size_t)n, at);
		if (rc < 0)
			ERR_SYS(e, rc, errno, "cannot write %s: %s", to, strerror(errno));
		at += n;
	}
	if (rc == 0 && sys.fsync(out) < 0)
		rc = ERR_SYS(e, fs_err(errno), errno, "cannot sync %s: %s", to, strerror(errno));
	free(buf);
	return rc;
}

typedef int each_fn(void *arg, const char *rel, const char *path, struct err *e);

/* Every regular file below root, in the order of the folder. */
static int each_file(const char *root, const char *rel, each_fn *fn, void *arg, int depth, struct err *e)
{
	char dir[PATHS], path[PATHS + 300], sub[PATHS];
	struct dirent *d;
	int rc = 0;

	snprintf(dir, sizeof dir, "%s%s%s", root, rel[0] ? "/" : "", rel);
	DIR *h = opendir(dir);
	if (!h)
		return ERR_SYS(e, fs_err(errno), errno, "cannot read the folder %s: %s", dir, strerror(errno));
	for (int n = 0; rc >= 0 && n < FILES_MAX && (d = readdir(h)); n++) {
		struct stat st;
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%.2500s/%.255s", dir, d->d_name);
		snprintf(sub, sizeof sub, "%.2000s%s%.255s", rel, rel[0] ? "/" : "", d->d_name);
		if (lstat(path, &st) < 0)
			continue;       /* removed meanwhile */
		if (S_ISDIR(st.st_mode) && depth < 8)
			rc = each_file(root, sub, fn, arg, depth + 1, e);
		else if (S_ISREG(st.st_mode))
			rc = fn(arg, sub, path, e);
	}
	closedir(h);
	return rc;
}

/* restore: what is sealed is opened instead (backup_unseal). no_trail: the tracks stay where they are. */
struct copy { const char *to; bool restore, no_trail; };

static int copy_one(void *arg, const char *rel, const char *path, struct err *e)
{
	const struct copy *c = arg;
	char to[PATHS + 300];
	size_t n = strlen(rel);

	if ((n > 4 && strcmp(rel + n - 4, ".tmp") == 0) || (c->restore && backup_is_sealed(rel)) || (c->no_trail && strncmp(rel, "trail/", 6) == 0))
		return 0;
	snprintf(to, sizeof to, "%s/%.2500s", c->to, rel);
	for (char *p = to + strlen(c->to) + 1; (p = strchr(p, '/')); p++) {
		*p = 0;
		int rc = fs_mkdir(to, e);
		*p = '/';
		TRY(rc);
	}
	return backup_copy_file(path, to, e);
}

enum { SEAL_HEAD = 64 };
struct photos { struct copy to; const char *older; int n; };

/* A seal begins with key and a random number that no two seals share: what begins alike and is as long is the same. */
static bool same_seal(const char *a, const char *b)
{
	CLEANUP(fd_close) int x = sys.open(a, O_RDONLY, 0);
	CLEANUP(fd_close) int y = x < 0 ? -1 : sys.open(b, O_RDONLY, 0);
	char p[SEAL_HEAD] = "", q[SEAL_HEAD] = "";
	struct stat s, t;

	return y >= 0 && fstat(x, &s) == 0 && fstat(y, &t) == 0 && s.st_size == t.st_size && fs_pread_all(x, p, sizeof p, 0) >= 0 &&
	       fs_pread_all(y, q, sizeof q, 0) >= 0 && memcmp(p, q, sizeof p) == 0;
}

/* Into the place of a copy: a second name for the older backup's file. */
static bool linked(const struct photos *p, const char *rel, const char *path, const char *to)
{
	char had[PATHS + 300], dir[PATHS + 300];

	snprintf(had, sizeof had, "%.2000s/photos/%.300s", p->older, rel);
	snprintf(dir, sizeof dir, "%s", to);
	return same_seal(had, path) && fs_mkdir(dirname(dir), NULL) == 0 && link(had, to) == 0;
}

/* One that is there is the same: a photo's file never changes but by 'key reseal', and then only in its seal. */
static int copy_photo(void *arg, const char *rel, const char *path, struct err *e)
{
	struct photos *p = arg;
	char to[PATHS + 300];
	struct err why = { 0 };

	snprintf(to, sizeof to, "%s/%.2500s", p->to.to, rel);
	if (access(to, F_OK) == 0)
		return 0;
	if (p->older && linked(p, rel, path, to)) {
		p->n++;
		return 0;
	}
	int rc = copy_one(&p->to, rel, path, &why);
	if (rc == E_NOTFOUND && access(path, F_OK) < 0)
		return 0;                       /* nobody used it, and it went meanwhile */
	p->n += rc == 0;
	return rc < 0 ? ERR(e, rc, "%s", why.msg) : 0;
}

int backup_copy_photos(const char *from, const char *to, const char *older, struct err *e)
{
	char src[PATHS], dst[PATHS];
	struct photos p = { .to = { dst }, .older = older };

	snprintf(src, sizeof src, "%.2000s/photos", from);
	snprintf(dst, sizeof dst, "%.2000s/photos", to);
	if (access(src, F_OK) < 0)
		return 0;
	TRY(fs_mkdir(dst, e));
	TRY(each_file(src, "", copy_photo, &p, 0, e));
	return p.n;
}

/* ---- the list of files ---- */

static int sum_file(const char *path, char ret[static 65], struct err *e)
{
	CLEANUP(fd_close) int fd = sys.open(path, O_RDONLY, 0);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char out[EVP_MAX_MD_SIZE];
	char *buf = malloc(COPY_BUF);
	ssize_t n = -1;

	if (!buf || !md)
		BUG("out of memory");
	bool ok = fd >= 0 && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	for (off_t at = 0; ok && (n = fs_pread_all(fd, buf, COPY_BUF, at)) > 0; at += n)
		ok = EVP_DigestUpdate(md, buf, (size_t)n) == 1;
	ok = ok && n == 0 && EVP_DigestFinal_ex(md, out, NULL) == 1;
	EVP_MD_CTX_free(md);
	free(buf);
	if (!ok)
		return ERR(e, E_IO, "cannot read %s", path);
	for (int i = 0; i < 32; i++)
		snprintf(ret + 2 * i, 3, "%02x", out[i]);
	return 0;
}

struct list { char *p; size_t n, cap; };

static int list_one(void *arg, const char *rel, const char *path, struct err *e)
{
	struct list *l = arg;
	char sum[65];

	TRY(sum_file(path, sum, e));
	size_t need = strlen(rel) + 68;
	if (l->n + need > l->cap) {
		l->cap = MAX(l->cap * 2, l->n + need + 4096);
		l->p = realloc(l->p, l->cap);
		if (!l->p)
			BUG("out of memory");
	}
	l->n += (size_t)snprintf(l->p + l->n, l->cap - l->n, "%s  %s\n", sum, rel);
	return 0;
}

static int write_list(const char *dir, struct err *e)
{
	struct list l = { 0 };
	char path[PATHS];
	int rc = each_file(dir, "", list_one, &l, 0, e);

	snprintf(path, sizeof path, "%s/" LIST, dir);
	if (rc >= 0)
		rc = fs_replace(path, l.p ? l.p : "", l.n, 0600, e);
	free(l.p);
	return rc;
}

static int count_one(void *arg, const char *rel, const char *path, struct err *e)
{
	int *n = arg;

	(void)path;
	(void)e;
	*n += strcmp(rel, LIST) != 0;
	return 0;
}

/* A list that was cut off names fewer files than there are; a restore would take the others unread. */
static int check_complete(const char *dir, int listed, struct err *e)
{
	int there = 0;

	TRY(each_file(dir, "", count_one, &there, 0, e));
	if (there != listed || listed == 0)
		return ERR(e, E_CORRUPT, "%s holds %d files, and its list " LIST " names %d: it is not what was backed up", dir, there, listed);
	return 0;
}

int backup_check(const char *dir, struct err *e)
{
	char path[PATHS], file[PATHS + 300], sum[65], *text, *line, *save;
	size_t n;
	int count = 0, rc = 0;

	snprintf(path, sizeof path, "%s/" LIST, dir);
	if (fs_read(path, 1 << 28, &text, &n, NULL) < 0)
		return ERR(e, E_NOTFOUND, "%s is not a finished backup: it has no " LIST, dir);
	for (line = strtok_r(text, "\n", &save); line && rc == 0; line = strtok_r(NULL, "\n", &save)) {
		if (strlen(line) < 67 || strstr(line, "..") || line[66] == '/') {
			rc = ERR(e, E_CORRUPT, "%s holds a line that is none: %.80s", path, line);
			break;
		}
		snprintf(file, sizeof file, "%.2500s/%.300s", dir, line + 66);
		rc = sum_file(file, sum, e);
		if (rc == 0 && strncmp(sum, line, 64) != 0)
			rc = ERR(e, E_CORRUPT, "%s has changed since the backup was made", file);
		count++;
	}
	free(text);
	if (rc >= 0)
		rc = check_complete(dir, count, e);
	return rc < 0 ? rc : count;
}

/* ---- the whole ---- */

static int copy_db(const struct config *cfg, const char *dir, struct err *e)
{
	char to[PATHS];
	struct sql *db;

	snprintf(to, sizeof to, "%s/yanzhen.db", dir);
	TRY(server_open_db(cfg, false, e, &db));
	int rc = sql_backup(db, to, e);
	sql_close(db);
	return rc;
}

static int copy_trail(const struct config *cfg, struct partition *part, struct daykeys *keys, const char *dir, struct err *e)
{
	char to[PATHS], from[1200];
	struct trail *t;

	snprintf(to, sizeof to, "%s/trail", dir);
	if (part)
		return partition_checkpoint(part, to, e);
	struct trail_opts o = { .dir = server_path(cfg, "trail", from), .keys = keys };
	int rc = trail_open(&o, e, &t);
	if (rc == 0) {
		rc = trail_checkpoint(t, to, e);
		trail_close(t);
	}
	return rc;
}

int backup_make(const struct config *cfg, struct partition *part, struct daykeys *keys, const char *dir, struct err *e)
{
	if (access(dir, F_OK) == 0)
		return ERR(e, E_STATE, "%s exists already; a backup goes into a new folder", dir);
	TRY(fs_mkdir(dir, e));
	TRY(backup_seal_snapshot(cfg, keys, dir, e));
	TRY(copy_db(cfg, dir, e));
	TRY(copy_trail(cfg, part, keys, dir, e));
	return backup_seal_journal(cfg, keys, dir, e);
}

int backup_finish(const struct config *cfg, const char *dir, const char *older, struct err *e)
{
	TRY(backup_copy_photos(cfg->data_dir, dir, older, e));
	TRY(fs_tree_sync(dir, e));      /* a list that is there after a power cut must not name what is not */
	return write_list(dir, e);
}

/* The register of the restored folder into the PostgreSQL that the configuration names; its file then leaves, so that there are not two. */
static int restore_db(const struct config *cfg, struct err *e)
{
	struct config file = *cfg;
	struct sql *from = NULL, *to = NULL;
	char path[1200];

	file.database[0] = 0;
	int rc = server_open_db(&file, false, e, &from);
	rc = rc < 0 ? rc : sql_upgrade(from, sql_migrations, sql_nmigrations, clock_utc(), e);
	rc = rc < 0 ? rc : server_open_db(cfg, false, e, &to);
	rc = rc < 0 ? rc : sql_upgrade(to, sql_migrations, sql_nmigrations, clock_utc(), e);
	rc = rc < 0 ? rc : sql_copy(from, to, NULL, NULL, e);
	sql_close(from);
	sql_close(to);
	if (rc == 0)
		sys.unlink(server_path(cfg, "yanzhen.db", path));
	return rc;
}

/* The day keys are looked for before anything is made. */
static int restore_keys(const struct config *cfg, const char *dir, struct daykeys **ret, struct err *e)
{
	char path[1200];
	struct err why = { 0 };

	*ret = NULL;
	if (!backup_has_sealed(dir))
		return 0;
	int rc = daykeys_open(keys_tracks_path(cfg, path), NULL, false, &why, ret);
	if (rc == E_NOTFOUND)
		return ERR(e, E_CONFIG, "the backup's journal is sealed with the day keys of its tracks: put a copy of that file at %s (or name it in track_key_file). "
		           "Without it the register alone can be restored: --without-tracks", path);
	return rc < 0 ? ERR(e, rc, "%s", why.msg) : 0;
}

int backup_restore(const struct config *cfg, const char *dir, bool without_tracks, struct restored *ret, struct err *e)
{
	struct copy c = { .to = cfg->data_dir, .restore = true, .no_trail = without_tracks };
	char list[1200];
	struct daykeys *keys = NULL;

	if (access(cfg->data_dir, F_OK) == 0)
		return ERR(e, E_STATE, "%s exists already; a restore makes a new data directory", cfg->data_dir);
	TRY(backup_check(dir, e));
	if (!without_tracks)
		TRY(restore_keys(cfg, dir, &keys, e));
	int rc = fs_mkdir(cfg->data_dir, e);
	rc = rc < 0 ? rc : each_file(dir, "", copy_one, &c, 0, e);
	rc = rc < 0 ? rc : backup_unseal(cfg, keys, dir, ret, e);
	daykeys_close(keys);
	TRY(rc);
	sys.unlink(server_path(cfg, LIST, list));
	if (cfg->database[0])
		TRY(restore_db(cfg, e));
	return fs_tree_sync(cfg->data_dir, e);
}

/* ---- asking a running server ---- */

int backup_serve(const struct config *cfg, struct partition *part, struct daykeys *keys, struct err *e)
{
	char req[1200], ans[1200], *dir, text[400];
	size_t n;

	if (fs_read(server_path(cfg, "backup.request", req), 1000, &dir, &n, NULL) < 0)
		return 0;
	int rc = backup_make(cfg, part, keys, dir, e);
	int len = rc < 0 ? snprintf(text, sizeof text, "%d %s", -rc, e->msg) : snprintf(text, sizeof text, "0 done");
	free(dir);
	sys.unlink(req);
	TRY(fs_replace(server_path(cfg, "backup.answer", ans), text, (size_t)len, 0600, e));
	return rc;
}

int backup_ask(const struct config *cfg, const char *dir, struct err *e)
{
	char req[1200], ans[1200], *text, *full = dir[0] == '/' ? NULL : getcwd(NULL, 0), path[PATHS];
	size_t n;

	snprintf(path, sizeof path, "%s%s%s", full ? full : "", full ? "/" : "", dir);
	free(full);
	sys.unlink(server_path(cfg, "backup.answer", ans));
	TRY(fs_replace(server_path(cfg, "backup.request", req), path, strlen(path), 0600, e));
	for (int i = 0; i < ASK_S * 5; i++) {
		usleep(200000);
		if (fs_read(ans, 1000, &text, &n, NULL) < 0)
			continue;
		int64_t code = 0;
		char *space = strchr(text, ' ');
		int rc = space && str_i64((str){ text, (size_t)(space - text) }, 0, 1000, &code) && code == 0
		         ? 0 : ERR(e, (int)-code, "%s", space ? space + 1 : "the server gave no reason");
		free(text);
		sys.unlink(ans);
		return rc;
	}
	return ERR(e, E_BUSY, "the server did not answer within %d minutes", ASK_S / 60);
}
