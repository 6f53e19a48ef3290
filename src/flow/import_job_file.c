/* import_job_file — an uploaded file as sealed pieces in the folder imports/: REF.N, N from 0. See flow_import_job.h (IJ1, IJ4). */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "import_job_int.h"
#include "platform/fs.h"
#include "store/blob/blob.h"

enum { DIR_MAX = 1200, PATH_BYTES = DIR_MAX + 300, RESERVE = 512 << 20, OPEN_ARENA = 16 << 20, SWEEP = 4096 };

static const char column[] = "import_job.file";
static struct { char dir[DIR_MAX]; } in_use;

int import_job_dir(const char *dir, struct err *e)
{
	if (strlen(dir) >= DIR_MAX)
		return ERR(e, E_CONFIG, "the name of the data directory is too long");
	TRY(fs_mkdir(dir, e));
	snprintf(in_use.dir, sizeof in_use.dir, "%s", dir);
	return 0;
}

static void path_of(const uint8_t ref[static 16], int64_t n, char ret[static PATH_BYTES])
{
	char name[BLOB_NAME];

	snprintf(ret, PATH_BYTES, "%s/%s.%lld", in_use.dir, blob_name(ref, name).p, (long long)n);
}

/* What a piece is bound to: twelve bytes of the file's own, four of its place. */
static str place_of(const uint8_t ref[static 16], int64_t n, uint8_t buf[static 16])
{
	memcpy(buf, ref, 12);
	for (int i = 0; i < 4; i++)
		buf[12 + i] = (uint8_t)(n >> (24 - 8 * i));
	return (str){ (const char *)buf, 16 };
}

int job_piece_put(struct cx *cx, const uint8_t ref[static 16], int64_t n, str bytes)
{
	struct arena own, *outer = cx->arena;
	uint8_t place[16];
	char path[PATH_BYTES];
	str sealed;

	if (!in_use.dir[0])
		return FAIL(cx, E_STATE, "no folder for imports is open");
	int64_t left = fs_free_bytes(in_use.dir);
	if (left >= 0 && left - (int64_t)bytes.n < RESERVE)
		return FAIL(cx, E_FULL, "the disk is almost full: %lld MiB are left", (long long)(left >> 20));
	path_of(ref, n, path);
	arena_init(&own, OPEN_ARENA);
	cx->arena = &own;
	int rc = vault_seal_big(cx, column, place_of(ref, n, place), bytes, &sealed);
	rc = rc < 0 ? rc : fs_replace(path, sealed.p, sealed.n, 0600, &cx->err);
	cx->arena = outer;
	arena_done(&own);
	return rc;
}

/* Opens one piece to its place; cx's arena is used. */
static int take_piece(struct cx *cx, const struct import_job *j, int64_t n, char *to)
{
	char path[PATH_BYTES], *raw;
	uint8_t place[16];
	size_t raw_n, want = (size_t)MIN((int64_t)IMPORT_PIECE, j->bytes - n * IMPORT_PIECE);
	struct err e = { 0 };
	str open;

	path_of(j->ref, n, path);
	int rc = fs_read(path, VAULT_BIG_SEALED, &raw, &raw_n, &e);
	if (rc == E_NOTFOUND)
		return FAIL_FIELD(cx, E_STATE, "kept", "the uploaded file is not there any more: upload it again");
	if (rc < 0)
		return FAIL(cx, rc, "%s", e.msg);
	rc = vault_open_big(cx, column, place_of(j->ref, n, place), (str){ raw, raw_n }, &open);
	free(raw);
	TRY(rc);
	if (open.n != want)
		return FAIL(cx, E_CORRUPT, "a piece of the uploaded file has another length");
	memcpy(to, open.p, want);
	explicit_bzero((char *)(uintptr_t)open.p, open.n);
	return 0;
}

int job_bytes(struct cx *cx, const struct import_job *j, char **ret)
{
	struct arena own, *outer = cx->arena;
	int rc = 0;

	if (!j->kept || !in_use.dir[0])
		return FAIL_FIELD(cx, E_STATE, "kept", "the uploaded file is not there any more: upload it again");
	char *p = malloc((size_t)j->bytes + 1);
	if (!p)
		BUG("out of memory");
	arena_init(&own, OPEN_ARENA);
	cx->arena = &own;
	for (int64_t n = 0; rc >= 0 && n * IMPORT_PIECE < j->bytes; n++) {
		rc = take_piece(cx, j, n, p + n * IMPORT_PIECE);
		arena_reset(&own);
	}
	cx->arena = outer;
	arena_done(&own);
	if (rc < 0) {
		job_bytes_free(p, j->bytes);
		return rc;
	}
	*ret = p;
	return 0;
}

void job_bytes_free(char *p, int64_t n)
{
	if (p)
		explicit_bzero(p, (size_t)n);
	free(p);
}

int job_text(struct cx *cx, const struct import_job *j, struct import_text *ret)
{
	char *raw;

	TRY(job_bytes(cx, j, &raw));
	int rc = import_text_take(raw, (size_t)j->bytes, j->encoding, ret, &cx->err);
	job_bytes_free(raw, j->bytes);
	return rc;
}

void job_text_free(struct import_text *t)
{
	if (t->p)
		explicit_bzero(t->p, t->n);
	import_text_free(t);
}

/* --- what goes --- */

struct names { struct { char z[300]; } v[SWEEP]; int n; };

/* The files of the folder, those of one upload when ref is not NULL. */
static int list(struct names *l, const uint8_t *ref)
{
	char name[BLOB_NAME] = "";
	struct dirent *d;
	uint8_t id[16];

	l->n = 0;
	DIR *h = in_use.dir[0] ? opendir(in_use.dir) : NULL;
	if (!h)
		return 0;
	if (ref)
		blob_name(ref, name);
	for (int turns = 0; turns < 1000000 && l->n < SWEEP && (d = readdir(h)); turns++) {
		str s = str_of(d->d_name);
		if (s.n < BLOB_NAME || s.p[BLOB_NAME - 1] != '.' || !blob_parse((str){ s.p, BLOB_NAME - 1 }, id) || (ref && memcmp(s.p, name, BLOB_NAME - 1) != 0))
			continue;
		snprintf(l->v[l->n++].z, sizeof l->v[0].z, "%.255s", d->d_name);
	}
	closedir(h);
	return l->n;
}

static void drop(const char *name)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "%.*s/%.255s", DIR_MAX - 1, in_use.dir, name);
	sys.unlink(path);               /* what cannot go now goes with the next sweep */
}

void job_file_remove(const uint8_t ref[static 16])
{
	struct names *l = malloc(sizeof *l);

	if (!l)
		BUG("out of memory");
	for (int i = list(l, ref) - 1; i >= 0; i--)
		drop(l->v[i].z);
	free(l);
}

int job_file_sweep(struct cx *cx)
{
	struct names *l = malloc(sizeof *l);
	uint8_t id[16], last[16] = { 0 };
	bool kept = false;
	int rc = 0, n = 0;

	if (!l)
		BUG("out of memory");
	list(l, NULL);
	for (int i = 0; rc >= 0 && i < l->n; i++) {
		ASSERT(blob_parse((str){ l->v[i].z, BLOB_NAME - 1 }, id));
		if (i == 0 || memcmp(id, last, 16) != 0)
			rc = job_is_kept(cx, id, &kept);
		memcpy(last, id, 16);
		if (rc >= 0 && !kept) {
			drop(l->v[i].z);
			n++;
		}
	}
	free(l);
	return rc < 0 ? rc : n;
}
