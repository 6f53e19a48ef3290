/* journal_read — readers of durable records: from the commit buffers while they are there, from mapped segments
 * otherwise; the segment being written is read in chunks past the page cache, as it is written (a mapping of it
 * would get in the way of those writes). A reader holds at most one buffer, one mapping or chunk. See journal.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "platform/fs.h"
#include "store/journal/journal_int.h"

struct journal_reader {
	struct journal *j;
	uint64_t pos, hi;         /* next record; the window [.., hi) is readable without a look at the journal */
	struct jbuf *buf;         /* pinned, or NULL */
	struct seg_view map;      /* mapped segment; p NULL if none */
	bool chunk;               /* map is a chunk of the segment being written, in malloc'd memory */
};

static void unpin(struct journal_reader *r)
{
	if (!r->buf)
		return;
	pthread_mutex_lock(&r->j->lock);
	r->buf->pins--;
	r->j->npinned--;
	pthread_mutex_unlock(&r->j->lock);
	r->buf = NULL;
}

static void unmap(struct journal_reader *r)
{
	if (r->map.p && r->chunk)
		free((void *)r->map.p);
	else if (r->map.p)
		sys.munmap((void *)r->map.p, r->map.n);
	r->map.p = NULL;
	r->chunk = false;
}

static int map_segment(struct journal_reader *r, struct seg s, struct err *e)
{
	char path[JR_PATH], name[SEG_NAME];
	struct seg_head h;
	struct stat st;

	seg_name(name, s.first);
	TRY(seg_path(path, r->j->dir, name));
	CLEANUP(fd_close) int fd = jr_open_file(path, O_RDONLY);
	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || st.st_size < SEG_HEAD)
		return ERR(e, E_CORRUPT, "%s is too short for a segment", path);
	void *p = sys.mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return ERR_SYS(e, E_IO, errno, "cannot map %s: %s", path, strerror(errno));
	r->map = (struct seg_view){ p, (size_t)st.st_size, r->j->seed, s.first };
	if (jr_get_seg(p, r->map.n, &h) < 0 || h.first != s.first || memcmp(h.id, r->j->id, sizeof h.id) != 0) {
		unmap(r);
		return ERR_FIELD(e, E_CORRUPT, "0", "%s is damaged at byte 0: no sound segment header", path);
	}
	return 0;
}

enum { CHUNK = 512 * 1024, CHUNK_MAX = JOURNAL_MAX_REC + 4 * JR_BLOCK };

/* Reads records from pos on, at most n bytes and nothing beyond durable. */
static int load_chunk(struct journal_reader *r, struct seg s, uint64_t durable, size_t n, struct err *e)
{
	char path[JR_PATH], name[SEG_NAME];
	uint64_t off = (SEG_HEAD + (r->pos - s.first)) / JR_BLOCK * JR_BLOCK;
	uint64_t end = ALIGN_UP(SEG_HEAD + (durable - s.first), (uint64_t)JR_BLOCK);

	unmap(r);
	seg_name(name, s.first);
	TRY(seg_path(path, r->j->dir, name));
	CLEANUP(fd_close) int fd = jr_open_direct(path, O_RDONLY);
	if (fd < 0)
		return ERR_SYS(e, fs_err(errno), errno, "cannot open %s: %s", path, strerror(errno));
	n = (size_t)MIN((uint64_t)n, end - off);
	uint8_t *p = jr_blocks(n);
	ssize_t got = fs_pread_all(fd, p, n, (off_t)off);
	if (got < 0) {
		free(p);
		return ERR_SYS(e, E_IO, errno, "cannot read %s: %s", path, strerror(errno));
	}
	/* a view whose byte 0 is file offset off: jr_at adds SEG_HEAD to what lies behind first */
	r->map = (struct seg_view){ p, (size_t)got, r->j->seed, s.first + off };
	r->chunk = true;
	r->hi = MIN(durable, s.first + (off + (uint64_t)got - SEG_HEAD));
	return 0;
}

/* The segment that holds pos; its end as far as it is known. Under j->lock. */
static int find_segment(struct journal *j, uint64_t pos, struct seg *ret)
{
	if (!j->segs.n || pos < j->segs.v[0].first)
		return E_NOTFOUND;
	uint32_t lo = 0, hi = j->segs.n;
	while (hi - lo > 1) {
		uint32_t mid = (lo + hi) / 2;
		if (j->segs.v[mid].first <= pos)
			lo = mid;
		else
			hi = mid;
	}
	*ret = j->segs.v[lo];
	return 0;
}

/* Makes pos readable: sets hi, and buf or map. */
static int window(struct journal_reader *r, uint64_t durable, struct err *e)
{
	struct journal *j = r->j;
	struct seg s;

	pthread_mutex_lock(&j->lock);
	struct jbuf *b = jr_buf_of(j, r->pos), *old = r->buf;
	/* readers may hold at most half of the buffers, so that they never stop the appends */
	if (b && b != old && !old && j->npinned >= j->nbufs / 2)
		b = NULL;
	if (b != old) {
		if (old) {
			old->pins--;
			j->npinned--;
		}
		if (b) {
			b->pins++;
			j->npinned++;
		}
		r->buf = b;
	}
	uint64_t buf_hi = b ? b->lsn0 + (b->fill - b->data0) : 0;
	int rc = b ? 0 : find_segment(j, r->pos, &s);
	pthread_mutex_unlock(&j->lock);
	if (rc < 0)
		return ERR(e, rc, "position %" PRIu64 " is no longer kept in the journal", r->pos);
	if (b) {
		unmap(r);
		r->hi = MIN(durable, buf_hi);
		return 0;
	}
	if (!s.end)
		return load_chunk(r, s, durable, CHUNK, e);
	if (!r->map.p || r->chunk || r->map.first != s.first) {
		unmap(r);
		TRY(map_segment(r, s, e));
	}
	r->hi = s.end ? MIN(durable, s.end) : durable;
	return 0;
}

static void from_buf(struct journal_reader *r, struct journal_rec *ret)
{
	const uint8_t *p = r->buf->mem + r->buf->data0 + (r->pos - r->buf->lsn0);
	uint32_t n = le32(p) & 0xffffff;

	*ret = (struct journal_rec){
		.lsn = r->pos, .end = r->pos + jr_size(n), .type = (enum journal_type)p[8],
		.source = (uint16_t)(p[10] | p[11] << 8), .stored = (utc_ms)le64(p + 16),
		.p = p + JOURNAL_REC_HEAD, .n = n,
	};
}

static int damaged_here(struct journal_reader *r, struct seg s, struct err *e)
{
	char name[SEG_NAME], field[32];
	uint64_t off = SEG_HEAD + (r->pos - s.first);

	seg_name(name, s.first);
	snprintf(field, sizeof field, "%" PRIu64, off);
	return ERR_FIELD(e, E_CORRUPT, field, "%s/%s is damaged at byte %" PRIu64, r->j->dir, name, off);
}

/* The record at pos from the mapping or the chunk; one that the chunk holds only in part is read again, whole. */
static int from_file(struct journal_reader *r, uint64_t durable, struct journal_rec *ret, struct err *e)
{
	struct seg s;
	uint64_t known;
	uint32_t crc;

	if (jr_at(&r->map, r->pos, ret, &crc, &known))
		return 0;
	pthread_mutex_lock(&r->j->lock);
	int rc = find_segment(r->j, r->pos, &s);
	pthread_mutex_unlock(&r->j->lock);
	if (rc < 0)
		return ERR(e, rc, "position %" PRIu64 " is no longer kept in the journal", r->pos);
	if (r->chunk) {
		TRY(load_chunk(r, s, s.end ? MIN(durable, s.end) : durable, CHUNK_MAX, e));
		if (jr_at(&r->map, r->pos, ret, &crc, &known))
			return 0;
	}
	return damaged_here(r, s, e);
}

int journal_read(struct journal_reader *r, struct journal_rec *ret, struct err *e)
{
	uint64_t durable = atomic_load_explicit(&r->j->durable, memory_order_acquire);
	struct journal_rec rec;

	if (r->pos >= durable)
		return 0;
	if (r->pos >= r->hi)
		TRY(window(r, durable, e));
	if (r->buf)
		from_buf(r, &rec);
	else
		TRY(from_file(r, durable, &rec, e));
	r->pos = rec.end;
	*ret = rec;
	return 1;
}

int journal_reader_open(struct journal *j, uint64_t from, struct err *e, struct journal_reader **ret)
{
	uint64_t first = journal_first_lsn(j), durable = journal_durable_lsn(j);

	if (from == 0)
		from = first;
	if (from < first)
		return ERR(e, E_NOTFOUND, "position %" PRIu64 " is no longer kept in the journal", from);
	if (from > durable || from % 8)
		return ERR(e, E_INVALID, "the journal has no position %" PRIu64, from);
	struct journal_reader *r = calloc(1, sizeof *r);
	if (!r)
		BUG("out of memory");
	r->j = j;
	r->pos = r->hi = from;
	*ret = r;
	return 0;
}

void journal_reader_close(struct journal_reader *r)
{
	if (!r)
		return;
	unpin(r);
	unmap(r);
	free(r);
}
