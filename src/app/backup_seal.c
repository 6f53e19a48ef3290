/* backup_seal — journal and snapshot of a backup, each file sealed under the key of the oldest day it holds a sighting of: it goes with that day. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/backup.h"
#include "app/backup_int.h"
#include "app/server.h"
#include "base/utc.h"
#include "platform/fs.h"
#include "serve/engine/partition.h"
#include "store/journal/journal.h"
#include "track/engine/engine.h"

enum { SNAP_DAYS = 7, TRIES = 10, SEG_HEADER = 4096, SEGMENT_MAX = 1 << 30, SEG_NAME = 20 };
#define SEALED ".sealed"
#define TMP "backup.tmp"

bool backup_is_sealed(const char *rel)
{
	size_t n = strlen(rel), m = strlen(SEALED);

	return n > m && strcmp(rel + n - m, SEALED) == 0;
}

/* ---- the snapshot ---- */

int backup_seal_snapshot(const struct config *cfg, struct daykeys *k, const char *dir, struct err *e)
{
	char from[1200], to[PATHS];
	struct snapshot_bytes s;

	if (access(server_path(cfg, "engine.snap", from), F_OK) < 0)
		return 0;
	TRY(partition_snapshot_recent(from, (uint32_t)cfg->max_tags, SNAP_DAYS, &s, e));
	snprintf(to, sizeof to, "%s/engine.snap" SEALED, dir);
	struct dayfile f = { s.oldest, s.lsn };
	f.day = MAX(f.day, daykeys_limit(k));
	int rc = dayfile_seal(k, &f, s.p, s.n, to, e);
	free(s.p);
	return rc;
}

/* ---- the journal ---- */

struct seg_file { uint64_t first; utc_ms oldest; };
struct copied { struct seg_file *v; size_t n; uint8_t *scratch; };

static int is_segment(const struct dirent *d)
{
	return strlen(d->d_name) == SEG_NAME && strcmp(d->d_name + SEG_NAME - 4, ".seg") == 0;
}

static void seg_path_of(char ret[static PATHS], const char *dir, uint64_t first, const char *ending)
{
	snprintf(ret, PATHS, "%.2000s/%016llx.seg%s", dir, (unsigned long long)first, ending);
}

void backup_clean(const struct config *cfg)
{
	char dir[1200], path[PATHS];
	struct dirent *de;
	DIR *d = opendir(server_path(cfg, TMP, dir));

	while (d && (de = readdir(d)))
		if (is_segment(de)) {
			snprintf(path, sizeof path, "%.1200s/%.255s", dir, de->d_name);
			sys.unlink(path);
		}
	if (d)
		closedir(d);
	rmdir(dir);
}

/* A second name for a segment that is written to no more, a copy of the newest one. 0: it left meanwhile. */
static int take_segment(const char *from, const char *to, uint64_t first, bool newest, struct err *e)
{
	char src[PATHS], dst[PATHS];

	seg_path_of(src, from, first, "");
	seg_path_of(dst, to, first, "");
	sys.unlink(dst);
	if (!newest && link(src, dst) == 0)
		return 1;
	if (!newest && errno == ENOENT)
		return 0;
	return backup_copy_file(src, dst, e) < 0 ? e->code : 1;
}

static int note_times(void *arg, const struct journal_rec *r)
{
	struct copied *c = arg;
	size_t i = c->n - 1;
	utc_ms t = engine_oldest(r, c->scratch);

	while (i > 0 && c->v[i].first > r->lsn)
		i--;
	c->v[i].oldest = MIN(c->v[i].oldest, r->stored);
	c->v[i].oldest = MIN(c->v[i].oldest, t);
	return 0;
}

/* The newest is being written: its copy can hold late records without earlier ones, which a restore would refuse as damage. So the copy is
 * read through, and the newest one made again until it is sound. */
static int read_through(const char *from, const char *tmp, struct copied *c, uint64_t *ret_end, struct err *e)
{
	for (int tries = 0;; tries++) {
		struct err why = { 0 };
		for (size_t i = 0; i < c->n; i++)
			c->v[i].oldest = INT64_MAX;
		int rc = journal_scan(tmp, 0, note_times, c, ret_end, &why);
		if (rc >= 0)
			return 0;
		if (rc != E_CORRUPT || tries == TRIES)
			return ERR(e, rc, "%s", why.msg);
		TRY(take_segment(from, tmp, c->v[c->n - 1].first, true, e));
	}
}

static int seal_segment(struct daykeys *k, const char *tmp, const char *to, const struct seg_file *s, uint64_t end, struct err *e)
{
	char path[PATHS], *text;
	size_t n;
	int32_t limit = daykeys_limit(k), day = s->oldest == INT64_MAX ? day_of(clock_utc()) : day_of(s->oldest);

	seg_path_of(path, tmp, s->first, "");
	TRY(fs_read(path, SEGMENT_MAX, &text, &n, e));
	seg_path_of(path, to, s->first, SEALED);
	/* behind its last record a segment holds nothing but its room; what is past the limit already is as good as gone with the day that goes next */
	size_t used = (size_t)ALIGN_UP(SEG_HEADER + (end - s->first), (uint64_t)SEG_HEADER);
	int rc = dayfile_seal(k, &(struct dayfile){ MAX(day, limit), end }, text, MIN(n, used), path, e);
	free(text);
	return rc;
}

static int seal_all(const struct config *cfg, struct daykeys *k, const char *from, const char *to, struct copied *c, struct err *e)
{
	char tmp[1200];
	uint64_t end = 0;
	size_t n = c->n, kept = 0;

	TRY(fs_mkdir(server_path(cfg, TMP, tmp), e));
	for (size_t i = 0; i < n; i++) {
		int got = take_segment(from, tmp, c->v[i].first, i + 1 == n, e);
		TRY(got);
		if (got)
			c->v[kept++] = c->v[i];
	}
	c->n = kept;
	if (kept == 0)
		return 0;
	TRY(read_through(from, tmp, c, &end, e));
	for (size_t i = 0; i < kept; i++)
		TRY(seal_segment(k, tmp, to, &c->v[i], i + 1 < kept ? c->v[i + 1].first : end, e));
	return 0;
}

int backup_seal_journal(const struct config *cfg, struct daykeys *k, const char *dir, struct err *e)
{
	char to[PATHS], from[1200], snap[1200];
	struct dirent **seg = NULL;
	struct copied c = { .n = 0 };

	snprintf(to, sizeof to, "%s/journal", dir);
	TRY(fs_mkdir(to, e));
	backup_clean(cfg);
	int n = scandir(server_path(cfg, "journal", from), &seg, is_segment, alphasort);
	if (n < 0 && errno == ENOENT && access(server_path(cfg, "engine.snap", snap), F_OK) < 0)
		return 0;               /* a register that was filled and never served has none yet */
	if (n < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot read the folder %s: %s", from, strerror(errno));
	c.v = calloc((size_t)n + 1, sizeof *c.v);
	c.scratch = malloc(ENGINE_SCRATCH);
	if (!c.v || !c.scratch)
		BUG("out of memory");
	for (int i = 0; i < n; i++) {
		if (str_hex64((str){ seg[i]->d_name, SEG_NAME - 4 }, &c.v[c.n].first))
			c.n++;
		free(seg[i]);
	}
	free(seg);
	int rc = seal_all(cfg, k, from, to, &c, e);
	backup_clean(cfg);
	free(c.v);
	free(c.scratch);
	return rc;
}

/* ---- back again ---- */

static int is_sealed_segment(const struct dirent *d)
{
	return strlen(d->d_name) == SEG_NAME + strlen(SEALED) && backup_is_sealed(d->d_name);
}

bool backup_has_sealed(const char *dir)
{
	char path[PATHS];
	struct dirent **seg = NULL;

	snprintf(path, sizeof path, "%.2000s/engine.snap" SEALED, dir);
	if (access(path, F_OK) == 0)
		return true;
	snprintf(path, sizeof path, "%.2000s/journal", dir);
	int n = scandir(path, &seg, is_sealed_segment, alphasort);
	for (int i = 0; i < n; i++)
		free(seg[i]);
	free(seg);
	return n > 0;
}

/* Opens the segments from the newest back to the first one whose key is gone: what lies before that cannot be joined to it. Where none is left
 * the journal begins anew where the backup's ended, so that no position is given twice. k NULL: none is opened. */
static int open_segments(struct daykeys *k, const char *from, const char *to, struct dirent **seg, int n, struct restored *r, struct err *e)
{
	char src[PATHS], dst[PATHS];
	struct dayfile f = { .note = 0 };
	int i = n;

	for (; k && i > 0; i--) {
		snprintf(src, sizeof src, "%.2000s/%.255s", from, seg[i - 1]->d_name);
		snprintf(dst, sizeof dst, "%.2000s/%.*s", to, SEG_NAME, seg[i - 1]->d_name);
		int rc = dayfile_open(k, src, dst, e);
		if (rc == E_NOTFOUND && access(src, F_OK) == 0)
			break;
		TRY(rc);
		if (!str_hex64((str){ seg[i - 1]->d_name, SEG_NAME - 4 }, &r->first_lsn))
			return ERR(e, E_CORRUPT, "%s is no name of a segment", src);
	}
	*e = (struct err){ 0 };
	r->segments_gone = i;
	if (n == 0 || i < n)
		return 0;
	snprintf(src, sizeof src, "%.2000s/%.255s", from, seg[n - 1]->d_name);
	TRY(dayfile_head(src, &f, e));
	r->first_lsn = f.note;
	return journal_begin_at(to, f.note, clock_utc(), e);
}

/* A snapshot from before the journal's first position is of no use. */
static int open_snapshot(const struct config *cfg, struct daykeys *k, const char *dir, struct restored *r, struct err *e)
{
	char src[PATHS], dst[1200];
	struct dayfile f;

	snprintf(src, sizeof src, "%.2000s/engine.snap" SEALED, dir);
	if (access(src, F_OK) < 0)
		return 0;
	TRY(dayfile_head(src, &f, e));
	r->snapshot_gone = true;
	if (!k || f.note < r->first_lsn)
		return 0;
	int rc = dayfile_open(k, src, server_path(cfg, "engine.snap", dst), e);
	r->snapshot_gone = rc == E_NOTFOUND;
	if (rc == E_NOTFOUND) {
		*e = (struct err){ 0 };
		return 0;
	}
	return rc;
}

int backup_unseal(const struct config *cfg, struct daykeys *k, const char *dir, struct restored *ret, struct err *e)
{
	char from[PATHS], to[1200];
	struct dirent **seg = NULL;
	struct restored r = { .segments_gone = 0 };

	snprintf(from, sizeof from, "%.2000s/journal", dir);
	int n = scandir(from, &seg, is_sealed_segment, alphasort), rc = 0;
	if (n > 0) {
		rc = fs_mkdir(server_path(cfg, "journal", to), e);
		rc = rc < 0 ? rc : open_segments(k, from, to, seg, n, &r, e);
	}
	for (int i = 0; i < n; i++)
		free(seg[i]);
	free(seg);
	TRY(rc);
	TRY(open_snapshot(cfg, k, dir, &r, e));
	*ret = r;
	return 0;
}
