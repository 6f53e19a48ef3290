/* journal_dir — the folder of segments: listing, chain of headers, recovery of the tail, offline scan. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "platform/fs.h"
#include "store/journal/journal_int.h"

void seg_name(char ret[SEG_NAME], uint64_t first)
{
	snprintf(ret, SEG_NAME, "%016" PRIx64 ".seg", first);
}

int seg_path(char ret[JR_PATH], const char *dir, const char *name)
{
	return snprintf(ret, JR_PATH, "%s/%s", dir, name) < JR_PATH ? 0 : E_INVALID;
}

void seg_add(struct seg_list *l, struct seg s)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 64;
		l->v = realloc(l->v, l->cap * sizeof *l->v);
		if (!l->v)
			BUG("out of memory");
	}
	l->v[l->n++] = s;
}

int jr_open_file(const char *path, int flags)
{
	int fd;

	for (int i = 0; i < 16; i++)
		if ((fd = sys.open(path, flags, 0600)) >= 0 || errno != EINTR)
			return fd;
	return -1;
}

int jr_open_direct(const char *path, int flags)
{
	int fd = jr_open_file(path, flags | O_DIRECT);

	return fd < 0 && errno == EINVAL ? jr_open_file(path, flags) : fd;
}

uint8_t *jr_blocks(size_t n)
{
	void *p;

	if (posix_memalign(&p, JR_BLOCK, ALIGN_UP(n, JR_BLOCK)) != 0)
		BUG("out of memory");
	return p;
}

static int by_first(const void *a, const void *b)
{
	const struct seg *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Only names of the exact form count; anything else in the folder is not ours and is left alone. */
static int list(const char *dir, struct seg_list *ret, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *de;

	if (!d)
		return ERR_SYS(e, fs_err(errno), errno, "cannot list the folder %s: %s", dir, strerror(errno));
	while ((de = readdir(d))) {
		uint64_t first;
		size_t n = strlen(de->d_name);
		if (n == 20 && strcmp(de->d_name + 16, ".seg") == 0 && str_hex64((str){ de->d_name, 16 }, &first))
			seg_add(ret, (struct seg){ .first = first });
	}
	closedir(d);
	if (ret->n)
		qsort(ret->v, ret->n, sizeof *ret->v, by_first);
	for (uint32_t i = 0; i + 1 < ret->n; i++)
		ret->v[i].end = ret->v[i + 1].first;
	return 0;
}

static int damaged(struct err *e, const char *path, uint64_t off, const char *what)
{
	char field[32];

	snprintf(field, sizeof field, "%" PRIu64, off);
	return ERR_FIELD(e, E_CORRUPT, field, "%s is damaged at byte %" PRIu64 ": %s", path, off, what);
}

/* Where the written bytes of a file of n bytes end: a segment's space is taken before it is written, and what follows reads as zeros. */
static uint64_t written(int fd, uint64_t n)
{
	off_t at = 0, data;

	while ((uint64_t)at < n && (data = lseek(fd, at, SEEK_DATA)) >= 0) {
		off_t hole = lseek(fd, data, SEEK_HOLE);
		if (hole <= data)
			return n;
		at = hole;
	}
	return (uint64_t)at < n && errno != ENXIO ? n : MIN((uint64_t)at, n);
}

/* Large reads into fresh memory: fewer page faults. */
static uint8_t *room(size_t n)
{
	uint8_t *p = jr_blocks(n);

	if (n >= (4u << 20))
		(void)madvise(p, n, MADV_HUGEPAGE);
	return p;
}

/* Reads a segment's bytes from..upto, whole blocks, as far as they are written, into malloc'd memory. */
static int load(const char *path, uint64_t from, uint64_t upto, uint8_t **ret, size_t *ret_n, struct err *e)
{
	struct stat st;

	/* The segment may be written past the page cache this moment; reading it through the cache would be in the
	 * way. A file whose length is no whole block was cut, and is not being written. */
	bool blocks = stat(path, &st) == 0 && st.st_size % JR_BLOCK == 0;
	CLEANUP(fd_close) int fd = blocks ? jr_open_direct(path, O_RDONLY) : jr_open_file(path, O_RDONLY);
	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0)
		return ERR_SYS(e, E_IO, errno, "cannot read %s: %s", path, strerror(errno));
	if ((uint64_t)st.st_size > SEG_BYTES_MAX && upto > SEG_HEAD)
		return damaged(e, path, SEG_BYTES_MAX, "larger than any segment");
	upto = MIN(upto, (uint64_t)st.st_size);
	/* the header first, where it is read at all: what its mark says is written lies before the end that is looked for then, whoever writes meanwhile */
	uint8_t *head = from == 0 && upto > SEG_HEAD ? jr_blocks(SEG_HEAD) : NULL;
	ssize_t had = head ? fs_pread_all(fd, head, SEG_HEAD, 0) : 0;
	if (upto > SEG_HEAD)
		upto = MIN(ALIGN_UP(written(fd, upto), (uint64_t)JR_BLOCK), upto);
	uint64_t n = upto - MIN(from, upto);
	uint8_t *p = room(n + 1);
	ssize_t got = had < 0 ? -1 : fs_pread_all(fd, p, n, (off_t)from);
	if (got > 0 && had > 0)
		memcpy(p, head, (size_t)MIN(got, had));
	free(head);
	if (got < 0) {
		free(p);
		return ERR_SYS(e, E_IO, errno, "cannot read %s: %s", path, strerror(errno));
	}
	*ret = p;
	*ret_n = (size_t)got;
	return 0;
}

static int head_of(const char *path, uint64_t first, struct seg_head *ret, struct err *e)
{
	uint8_t *p;
	size_t n;

	TRY(load(path, 0, SEG_HEAD, &p, &n, e));
	int rc = jr_get_seg(p, n, ret);
	free(p);
	if (rc < 0 || ret->first != first)
		return damaged(e, path, 0, rc < 0 ? "no sound segment header" : "header and name disagree");
	return 0;
}

/* What follows in the chain must say the same as what was found. */
static int check_link(const struct seg_head *prev, const struct seg_head *h, const char *path, struct err *e)
{
	if (memcmp(prev->id, h->id, sizeof h->id) != 0)
		return damaged(e, path, 32, "belongs to another journal");
	if (prev->first != h->prev_first)
		return damaged(e, path, 56, "the segment before it is missing");
	return 0;
}

struct scan { uint64_t from; jr_fn fn; void *arg; };

/* Walks segment i; sealed segments must reach exactly the first LSN of the next. */
static int scan_seg(const char *dir, const struct seg *s, const struct seg_head *h, const struct seg_head *next,
                    const struct scan *sc, struct seg_end *ret, struct err *e)
{
	char path[JR_PATH], name[SEG_NAME];
	uint8_t *p;
	size_t n;

	seg_name(name, s->first);
	TRY(seg_path(path, dir, name));
	TRY(load(path, 0, UINT64_MAX, &p, &n, e));
	struct seg_view v = { p, n, jr_seed(h->id), h->first };
	int rc = jr_walk(&v, sc->from, sc->fn, sc->arg, ret);
	free(p);
	if (rc < 0)
		return rc;
	if (next ? ret->end != next->first : ret->damaged)
		return damaged(e, path, SEG_HEAD + (ret->end - h->first), "synced records are not sound here");
	if (ret->end == h->first)
		ret->last_crc = h->prev_crc;
	if (next && ret->last_crc != next->prev_crc)
		return damaged(e, path, SEG_HEAD, "the next segment was written behind another one");
	return 0;
}

/* Checks headers of segments from..n-1, notes when they were begun, and walks those from scan_from on. */
static int chain(const char *dir, struct seg_list *l, uint32_t from, uint32_t scan_from, const struct scan *sc,
                 struct seg_head *ret_last, struct seg_end *ret_end, struct err *e)
{
	struct seg_head h, next;
	char path[JR_PATH], name[SEG_NAME];

	for (uint32_t i = from; i < l->n; i++) {
		if (i == from) {
			seg_name(name, l->v[i].first);
			TRY(seg_path(path, dir, name));
			TRY(head_of(path, l->v[i].first, &h, e));
		}
		bool last = i + 1 == l->n;
		l->v[i].begun = h.created;
		if (!last) {
			seg_name(name, l->v[i + 1].first);
			TRY(seg_path(path, dir, name));
			TRY(head_of(path, l->v[i + 1].first, &next, e));
			TRY(check_link(&h, &next, path, e));
		}
		if (i >= scan_from)
			TRY(scan_seg(dir, &l->v[i], &h, last ? NULL : &next, sc, ret_end, e));
		if (!last)
			h = next;
	}
	*ret_last = h;
	return 0;
}

/* Everything recovered must really be on the disk before it counts as durable: after a failed sync of an earlier
 * run the kernel may hold these pages as clean though they were never written, so they are written once more. */
static int settle_tail(const char *dir, uint64_t first, const struct seg_end *s, struct err *e)
{
	char path[JR_PATH], name[SEG_NAME];
	uint8_t *p;
	size_t n;
	int rc = 0;

	seg_name(name, first);
	TRY(seg_path(path, dir, name));
	uint64_t lo = SEG_HEAD + (s->durable - first), hi = SEG_HEAD + (s->end - first);
	CLEANUP(fd_close) int fd = jr_open_file(path, O_RDWR);
	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	if (hi > lo) {
		uint64_t at = lo / JR_BLOCK * JR_BLOCK;
		TRY(load(path, at, ALIGN_UP(hi, (uint64_t)JR_BLOCK), &p, &n, e));
		hi = MAX(MIN(hi, at + n), lo);
		rc = fs_pwrite_all(fd, p + (lo - at), hi - lo, (off_t)lo);
		free(p);
		if (rc < 0)
			return ERR_SYS(e, rc, errno, "cannot write %s: %s", path, strerror(errno));
		if (sys.fdatasync(fd) < 0)
			return ERR_SYS(e, E_IO, errno, "cannot sync %s: %s", path, strerror(errno));
	}
	/* Gives the unused preallocated space back; a failure costs only that space. */
	rc = sys.ftruncate(fd, (off_t)ALIGN_UP(hi, 4096));
	return 0;
}

int jr_recover(const char *dir, struct recovered *ret, struct err *e)
{
	struct recovered r = { .end = JOURNAL_FIRST_LSN };
	struct seg_head h;
	struct seg_end s = { .end = 0 };
	struct scan sc = { UINT64_MAX, NULL, NULL };
	int rc = list(dir, &r.segs, e);

	if (rc == 0 && r.segs.n == 0) {
		sys.random(r.id, sizeof r.id);
	} else if (rc == 0) {
		rc = chain(dir, &r.segs, 0, r.segs.n < 2 ? 0 : r.segs.n - 2, &sc, &h, &s, e);
		if (rc == 0)
			rc = settle_tail(dir, h.first, &s, e);
		if (rc == 0) {
			memcpy(r.id, h.id, sizeof r.id);
			r.end = s.end;
			r.last_crc = s.last_crc;
			r.segs.v[r.segs.n - 1].end = s.end;
		}
	}
	if (rc < 0) {
		free(r.segs.v);
		return rc;
	}
	*ret = r;
	return 0;
}

int journal_begin_at(const char *dir, uint64_t first_lsn, utc_ms now, struct err *e)
{
	char path[JR_PATH], name[SEG_NAME];
	struct seg_head h = { .first = first_lsn, .created = now };
	uint8_t *p = jr_blocks(SEG_HEAD);

	sys.random(h.id, sizeof h.id);
	jr_put_seg(p, &h);
	seg_name(name, first_lsn);
	int rc = seg_path(path, dir, name);
	rc = rc < 0 ? rc : fs_create(path, p, SEG_HEAD, e);
	free(p);
	return rc;
}

int journal_scan(const char *dir, uint64_t from, int (*fn)(void *arg, const struct journal_rec *r), void *arg,
                 uint64_t *ret_end, struct err *e)
{
	struct seg_list l = { 0 };
	struct seg_head h;
	struct seg_end s = { .end = JOURNAL_FIRST_LSN };
	struct scan sc = { from, fn, arg };
	uint32_t i = 0;
	int rc = list(dir, &l, e);

	if (rc == 0 && l.n) {
		while (i + 1 < l.n && l.v[i + 1].first <= from)
			i++;
		rc = from && from < l.v[0].first
			? ERR(e, E_NOTFOUND, "the journal in %s begins behind position %" PRIu64, dir, from)
			: chain(dir, &l, i, i, &sc, &h, &s, e);
	}
	free(l.v);
	if (rc < 0)
		return rc;
	*ret_end = s.end;
	return 0;
}
