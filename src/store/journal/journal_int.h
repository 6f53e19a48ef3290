/* journal_int — what the files of this room share: the byte layout (pure functions, journal_rec.c), the folder
 * (journal_dir.c) and the running journal (journal.c, journal_read.c). */
#pragma once
#include <pthread.h>
#include <stdatomic.h>

#include "platform/sys.h"
#include "platform/thread.h"
#include "store/journal/journal.h"

enum {
	SEG_HEAD = 4096,      /* bytes of a segment before its first record */
	SEG_BEGUN_AT = 24,    /* the creation time in the header */
	SEG_MARK_AT = 512,    /* the durable mark: its own sector, so that writing it cannot tear the header */
	SEG_MARK = 24,
	SEG_NAME = 32,
	SEG_BYTES_MIN = 16 * 1024,
	JR_PATH = 4096,
	JR_BUFS_MAX = 64,
	JR_POLL_MS = 500,     /* how often a full disk is looked at again */
	JR_BLOCK = 4096,      /* segments are written in whole blocks, past the page cache */
	JR_BOUNCE = 64 * 1024,
	JR_MARK_MS = 10,      /* quiet time before the durable mark is written */
	JR_GAP_US = 1000,     /* two commits begin at least this far apart unless half a buffer is waiting */
};
#define SEG_BYTES_MAX (1024ull * 1024 * 1024)
#define SPARE_NAME "spare.tmp"
#define BALLAST_NAME "ballast"

struct seg_head {
	uint64_t first, prev_first;   /* prev_first 0: the oldest segment there ever was */
	utc_ms created;
	uint8_t id[16];
	uint32_t prev_crc;            /* of the previous segment's last record */
};

/* ---- journal_rec.c: bytes in, facts out; no I/O ---- */

uint32_t jr_seed(const uint8_t id[16]);
/* Bytes of a record with n payload bytes, head and padding included. */
static inline uint64_t jr_size(uint32_t n) { return ALIGN_UP((uint64_t)JOURNAL_REC_HEAD + n, 8); }
/* Writes the 24 head bytes of a record whose payload has the CRC pcrc; returns the record's CRC. */
uint32_t jr_put_head(uint8_t *p, uint32_t seed, uint64_t lsn, uint64_t durable, enum journal_type type,
                     uint16_t source, utc_ms now, uint32_t n, uint32_t pcrc);
void jr_put_seg(uint8_t p[SEG_HEAD], const struct seg_head *h);
/* E_CORRUPT if the n bytes at p do not begin with a sound segment header. */
MUST_USE int jr_get_seg(const uint8_t *p, size_t n, struct seg_head *ret);
void jr_put_mark(uint8_t p[SEG_MARK], uint32_t seed, uint64_t first, uint64_t durable);

/* A segment's bytes in memory. */
struct seg_view { const uint8_t *p; size_t n; uint32_t seed; uint64_t first; };
/* The record at lsn: true and *ret, its CRC and the durable LSN it names; false if there is no sound record. */
bool jr_at(const struct seg_view *v, uint64_t lsn, struct journal_rec *ret, uint32_t *ret_crc, uint64_t *ret_durable);
/* The LSN known durable from the mark, or v->first without a sound one. */
uint64_t jr_mark(const struct seg_view *v);

struct seg_end {
	uint64_t end;         /* behind the last sound record */
	uint64_t durable;     /* known synced, <= end unless damaged */
	uint32_t last_crc;    /* of the last record; 0 if there is none */
	bool damaged;         /* the bytes at end were synced once and are not sound now */
};
typedef int (*jr_fn)(void *arg, const struct journal_rec *r);
/* Walks all records; fn may be NULL, sees those at or behind from, and stops the walk by returning < 0. */
MUST_USE int jr_walk(const struct seg_view *v, uint64_t from, jr_fn fn, void *arg, struct seg_end *ret);

/* ---- journal_dir.c: the folder ---- */

/* end 0: still being written, or the end is not known yet; begun: its creation time, 0 not known */
struct seg { uint64_t first, end; utc_ms begun; };
struct seg_list { struct seg *v; uint32_t n, cap; };

void seg_name(char ret[SEG_NAME], uint64_t first);
int seg_path(char ret[JR_PATH], const char *dir, const char *name);
void seg_add(struct seg_list *l, struct seg s);
struct recovered {
	struct seg_list segs;   /* ends filled in */
	uint64_t end;           /* LSN behind the last record; everything below is synced */
	uint8_t id[16];
	uint32_t last_crc;
};
/* Reads the folder, checks the chain of headers, scans the last two segments, makes the tail durable (J4). */
MUST_USE int jr_recover(const char *dir, struct recovered *ret, struct err *e);
/* Retries EINTR a bounded number of times. */
int jr_open_file(const char *path, int flags);
/* The same past the page cache where the file system can (whole blocks only), otherwise through it. */
int jr_open_direct(const char *path, int flags);
uint8_t *jr_blocks(size_t n);   /* n bytes at a block boundary; free() */

/* ---- the running journal ---- */

/* A commit buffer: mem[0] goes to file offset off0, a whole block; mem[data0] is LSN lsn0. Before data0 stands the
 * segment header, or what the block already holds. Bytes below fill never change again until the buffer is reused. */
struct jbuf {
	uint8_t *mem;
	uint64_t lsn0, off0;
	uint32_t data0, fill;
	uint32_t written;      /* writer thread only */
	uint32_t pins;         /* readers that look into it */
	bool opens;            /* begins a segment */
	bool queued;           /* in fifo: being filled, or not yet durable */
	bool used;             /* holds records */
};

struct journal {
	struct journal_opts o;
	char dir[JR_PATH / 2];
	uint8_t id[16];
	uint32_t seed, buf_cap;
	_Atomic uint64_t durable;
	_Atomic int state;

	pthread_mutex_t lock;         /* everything down to the next comment */
	pthread_cond_t wake, moved;   /* writer waits on wake, journal_wait on moved */
	uint64_t append_lsn, wake_at; /* an append reaching wake_at wakes the writer */
	uint32_t last_crc;
	bool in_segment, stop, kick;
	struct jbuf bufs[JR_BUFS_MAX];
	uint8_t fifo[JR_BUFS_MAX];    /* indexes of queued buffers in LSN order; the last is being filled */
	uint32_t nfifo, nbufs, npinned;
	struct seg_list segs;
	uint64_t seg_first;           /* of the segment being filled */
	int32_t seg_day;              /* the civil day it was begun on */
	struct journal_stats st;

	/* writer thread only */
	struct thread writer;
	uint8_t *bounce;              /* JR_BOUNCE bytes: small writes, and the last block of large ones */
	uint8_t *head;                /* the header block of the segment being written, with the mark */
	bool mark_due;                /* the mark in the file is behind */
	int fd, spare_fd, dir_fd;     /* fd: the segment being written, -1 before the first append */
	uint64_t fd_first;
	bool fd_named;                /* it carries its real name, synced in the folder */
	bool ballast_out;             /* the ballast file is not there */
	bool dirty;                   /* records written to fd since its last sync */
	int64_t spare_try_ns;         /* not before this time */

	pthread_mutex_t retain_lock;
};

/* Under j->lock: the buffer holding lsn, or NULL. */
struct jbuf *jr_buf_of(struct journal *j, uint64_t lsn);
