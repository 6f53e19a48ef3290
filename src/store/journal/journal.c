/* journal — the running journal: append, the writer thread, group commit, full disk, retention. See journal.h. */
#define _GNU_SOURCE
#include "store/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/utc.h"
#include "platform/failpoint.h"
#include "platform/fs.h"
#include "store/journal/journal_int.h"

/* ---- buffers; all under j->lock ---- */

static inline uint64_t buf_end(const struct jbuf *b)
{
	return b->lsn0 + (b->fill - b->data0);
}

static struct jbuf *cur_buf(struct journal *j)
{
	return j->nfifo ? &j->bufs[j->fifo[j->nfifo - 1]] : NULL;
}

struct jbuf *jr_buf_of(struct journal *j, uint64_t lsn)
{
	for (uint32_t i = 0; i < j->nbufs; i++) {
		struct jbuf *b = &j->bufs[i];
		if (b->used && lsn >= b->lsn0 && lsn < buf_end(b))
			return b;
	}
	return NULL;
}

/* Lets go of buffers that are durable and will not be added to. */
static void reap(struct journal *j, bool last_too)
{
	uint64_t durable = atomic_load(&j->durable);
	uint32_t n = 0;

	while (n < j->nfifo && (n + 1 < j->nfifo || last_too) && buf_end(&j->bufs[j->fifo[n]]) <= durable)
		j->bufs[j->fifo[n++]].queued = false;
	j->nfifo -= n;
	memmove(j->fifo, j->fifo + n, j->nfifo);
}

/* The buffer that ends where the next record begins. */
static const struct jbuf *last_buf(const struct journal *j)
{
	for (uint32_t i = 0; i < j->nbufs; i++)
		if (j->bufs[i].used && buf_end(&j->bufs[i]) == j->append_lsn)
			return &j->bufs[i];
	BUG("no buffer holds the end of the segment");
}

/* A new current buffer for file offset off, 0 for a new segment; the free one with the oldest content, so that
 * readers find the newest records in memory. NULL when all are in flight. */
static struct jbuf *take_buf(struct journal *j, uint64_t off)
{
	struct jbuf *best = NULL;
	uint32_t head = (uint32_t)(off % JR_BLOCK);
	uint32_t ix = 0;

	reap(j, true);
	for (uint32_t i = 0; i < j->nbufs; i++) {
		struct jbuf *b = &j->bufs[i];
		if (!b->queued && !b->pins && (!best || !b->used || (best->used && b->lsn0 < best->lsn0))) {
			best = b;
			ix = i;
		}
	}
	if (!best)
		return NULL;
	if (head) {  /* the block begun by the buffer before is written again as a whole */
		const struct jbuf *last = last_buf(j);
		memmove(best->mem, last->mem + last->fill - head, head);
	}
	best->lsn0 = j->append_lsn;
	best->off0 = off - head;
	best->data0 = best->fill = best->written = head;
	best->opens = off == 0;
	best->queued = best->used = true;
	j->fifo[j->nfifo++] = (uint8_t)ix;
	return best;
}

static void put_rec(struct journal *j, struct jbuf *b, enum journal_type type, uint16_t source, utc_ms now,
                    uint32_t n, uint32_t pcrc)
{
	uint8_t *p = b->mem + b->fill;
	uint64_t size = jr_size(n);

	memset(p + JOURNAL_REC_HEAD + n, 0, size - JOURNAL_REC_HEAD - n);
	j->last_crc = jr_put_head(p, j->seed, j->append_lsn, atomic_load(&j->durable), type, source, now, n, pcrc);
	b->fill += (uint32_t)size;
	j->append_lsn += size;
	j->st.records++;
	j->st.appended_bytes += size;
}

/* Begins a segment in the fresh buffer b: its header, and the head record of the caller. */
static void begin_segment(struct journal *j, struct jbuf *b, utc_ms now)
{
	struct seg_head h = { .first = j->append_lsn, .prev_first = j->seg_first, .created = now, .prev_crc = j->last_crc };

	memcpy(h.id, j->id, sizeof h.id);
	jr_put_seg(b->mem, &h);
	b->data0 = b->fill = SEG_HEAD;
	j->seg_first = j->append_lsn;
	j->seg_day = day_of(now);
	j->in_segment = true;
	if (!j->o.segment_head)
		return;
	uint64_t room = MIN((uint64_t)j->buf_cap, j->o.segment_bytes) - SEG_HEAD - JOURNAL_REC_HEAD - 8;
	uint32_t cap = (uint32_t)MIN(room, (uint64_t)JOURNAL_MAX_REC);
	uint8_t *p = b->mem + b->fill + JOURNAL_REC_HEAD;
	uint32_t n = j->o.segment_head(j->o.arg, p, cap);
	ASSERT(n <= cap);
	if (n)
		put_rec(j, b, JR_SESSIONS, 0, now, n, crc32c(0, p, n));
}

/* A segment is of one civil day, so that it can be given up with its day (J6). The appends of a midnight may come in any order, and a clock may be set back. */
static bool other_day(const struct journal *j, utc_ms now)
{
	int32_t day = day_of(now);

	return day > j->seg_day || day < j->seg_day - 1;
}

/* Makes the current buffer one with size bytes of room. A segment begun here may be filled by its head record so
 * far that the record needs the segment after it; twice is impossible because size fits into an empty one. */
static int make_room(struct journal *j, uint64_t size, utc_ms now, struct jbuf **ret)
{
	for (int i = 0; i < 3; i++) {
		struct jbuf *b = cur_buf(j);
		uint64_t off = j->in_segment ? SEG_HEAD + (j->append_lsn - j->seg_first) : 0;

		if (!j->in_segment || off + size > j->o.segment_bytes || other_day(j, now)) {
			if (!(b = take_buf(j, 0)))
				return E_BUSY;
			begin_segment(j, b, now);
		} else if (!b || b->fill + size > j->buf_cap) {
			if (!take_buf(j, off))
				return E_BUSY;
		} else {
			*ret = b;
			return 0;
		}
	}
	return E_TOOBIG;
}

int journal_append(struct journal *j, enum journal_type type, uint16_t source, utc_ms now,
                   const void *a, uint32_t na, const void *b, uint32_t nb, uint64_t *ret_end)
{
	uint64_t n = (uint64_t)na + nb, size = ALIGN_UP(JOURNAL_REC_HEAD + n, 8);
	struct jbuf *buf;

	if (type == 0 || type >= JR_TYPE_N)
		return E_INVALID;
	if (n > JOURNAL_MAX_REC || size > j->buf_cap - SEG_HEAD || size > j->o.segment_bytes - SEG_HEAD)
		return E_TOOBIG;
	uint32_t pcrc = crc32c(crc32c(0, a, na), b, nb);  /* outside the lock: the only long work on the bytes */

	pthread_mutex_lock(&j->lock);
	enum journal_state st = atomic_load(&j->state);
	int rc = j->stop ? E_STATE : st == JOURNAL_FAILED ? E_STORE : st == JOURNAL_FULL ? E_FULL :
	         make_room(j, size, now, &buf);
	bool wake = false;
	if (rc == 0) {
		uint8_t *p = buf->mem + buf->fill + JOURNAL_REC_HEAD;
		if (na)
			memcpy(p, a, na);
		if (nb)
			memcpy(p + na, b, nb);
		put_rec(j, buf, type, source, now, (uint32_t)n, pcrc);
		*ret_end = j->append_lsn;
		wake = j->append_lsn >= j->wake_at;
	} else if (rc == E_BUSY) {
		j->st.busy++;
		wake = true;
	}
	if (wake)
		j->wake_at = UINT64_MAX;
	pthread_mutex_unlock(&j->lock);
	if (wake)
		pthread_cond_signal(&j->wake);
	return rc;
}

void journal_kick(struct journal *j)
{
	pthread_mutex_lock(&j->lock);
	j->kick = true;
	pthread_mutex_unlock(&j->lock);
	pthread_cond_signal(&j->wake);
}

/* ---- the writer thread ---- */

static void set_state(struct journal *j, enum journal_state s)
{
	if (atomic_exchange(&j->state, (int)s) == (int)s)
		return;
	pthread_mutex_lock(&j->lock);
	pthread_cond_broadcast(&j->moved);
	pthread_mutex_unlock(&j->lock);
	if (j->o.on_durable)
		j->o.on_durable(j->o.arg, journal_durable_lsn(j));
}

/* Sleeps until woken, at most us; j->lock is held. */
static void nap(struct journal *j, int64_t us)
{
	cond_wait_us(&j->wake, &j->lock, us);
}

static bool is_full(int rc)
{
	return rc == E_FULL;
}

static bool can_pass(int sys_errno)
{
	switch (sys_errno) {
	case ENOSPC: case EDQUOT: case EMFILE: case ENFILE: case ENOMEM: case EINTR: return true;
	default: return false;
	}
}

static int zero_fill(int fd, uint64_t n)
{
	static const uint8_t zero[64 * 1024] __attribute__((aligned(JR_BLOCK)));

	for (uint64_t at = 0; at < n; at += sizeof zero)
		TRY(fs_pwrite_all(fd, zero, MIN(sizeof zero, n - at), (off_t)at));
	return 0;
}

/* Reserves n bytes. E_FULL when that may work later, E_IO when not. */
static int reserve(int fd, uint64_t n)
{
	int rc = -1;

	for (int i = 0; rc < 0 && i < 16; i++) {
		rc = sys.fallocate(fd, 0, 0, (off_t)n);
		if (rc < 0 && errno != EINTR)
			break;
	}
	if (rc < 0 && errno == EOPNOTSUPP)
		return zero_fill(fd, n);
	return rc == 0 ? 0 : can_pass(errno) ? E_FULL : E_IO;
}

/* The ballast is space kept for the other stores of the machine: let go when the disk is full. */
static void ballast(struct journal *j, bool want)
{
	char path[JR_PATH];

	if (!j->o.ballast_bytes || j->ballast_out != want || seg_path(path, j->dir, BALLAST_NAME) < 0)
		return;
	if (!want) {
		j->ballast_out = sys.unlink(path) == 0 || errno == ENOENT;
		return;
	}
	int fd = jr_open_file(path, O_RDWR | O_CREAT);
	if (fd < 0)
		return;
	j->ballast_out = reserve(fd, j->o.ballast_bytes) < 0;
	sys.close(fd);
	if (j->ballast_out)
		sys.unlink(path);
}

/* Makes the next segment's file ready: reserved, under a temporary name. 0, E_FULL (try later), E_IO (final). */
static int make_spare(struct journal *j)
{
	char path[JR_PATH];

	if (j->spare_fd >= 0)
		return 0;
	TRY(seg_path(path, j->dir, SPARE_NAME));
	int64_t room = fs_free_bytes(j->dir);
	if (j->ballast_out && room >= 0 && (uint64_t)room < j->o.segment_bytes + j->o.ballast_bytes)
		return E_FULL;
	int fd = jr_open_direct(path, O_RDWR | O_CREAT | O_TRUNC);
	if (fd < 0)
		return can_pass(errno) ? E_FULL : E_IO;
	int rc = reserve(fd, j->o.segment_bytes);
	if (rc < 0) {
		sys.close(fd);
		sys.unlink(path);
		if (is_full(rc))
			ballast(j, false);
		return rc;
	}
	j->spare_fd = fd;
	ballast(j, true);
	return 0;
}

/* The disk is full: says so, and looks again until there is room (0) or the journal is being closed (E_FULL). */
static int wait_for_space(struct journal *j)
{
	set_state(j, JOURNAL_FULL);
	pthread_mutex_lock(&j->lock);
	if (!j->stop)
		nap(j, JR_POLL_MS * 1000);
	bool stop = j->stop;
	pthread_mutex_unlock(&j->lock);
	return stop ? E_FULL : 0;
}

static int need_spare(struct journal *j)
{
	int rc;

	while (is_full(rc = make_spare(j)))
		TRY(wait_for_space(j));
	return rc;
}

static int write_blocks(struct journal *j, const uint8_t *p, size_t n, uint64_t at)
{
	int rc;

	j->dirty = true;
	/* Writing the same bytes to the same place again is safe as long as no sync of them was tried. */
	while (is_full(rc = fs_pwrite_all(j->fd, p, n, (off_t)at)))
		TRY(wait_for_space(j));
	return rc;
}

/* Writes mem[from, to) in whole blocks. The last block goes out of the bounce buffer, zeroed behind to, because
 * records are appended to it meanwhile; a small write does so altogether, to be one. */
static int write_range(struct journal *j, const struct jbuf *b, uint32_t from, uint32_t to)
{
	uint32_t lo = from / JR_BLOCK * JR_BLOCK, full = to / JR_BLOCK * JR_BLOCK;

	if (to - lo > JR_BOUNCE) {
		TRY(write_blocks(j, b->mem + lo, full - lo, b->off0 + lo));
		lo = full;
	}
	if (to == lo)
		return 0;
	size_t n = ALIGN_UP((size_t)(to - lo), JR_BLOCK);
	memcpy(j->bounce, b->mem + lo, to - lo);
	memset(j->bounce + (to - lo), 0, n - (to - lo));
	return write_blocks(j, j->bounce, n, b->off0 + lo);
}

/* The one place that syncs records. Any failure is final: it is never called again for this journal (J2). */
static int sync_records(struct journal *j)
{
	int64_t t0 = sys.mono_ns();
	int rc = FAILPOINT("journal.sync") ? -1 : sys.fdatasync(j->fd);
	int64_t ns = sys.mono_ns() - t0;

	pthread_mutex_lock(&j->lock);
	j->st.syncs++;
	j->st.sync_ns_sum += ns;
	j->st.sync_ns_max = MAX(j->st.sync_ns_max, ns);
	pthread_mutex_unlock(&j->lock);
	return rc < 0 ? E_STORE : 0;
}

/* Syncs the segment being written; a new one then gets its real name, synced in the folder (J3). */
static int settle(struct journal *j)
{
	char from[JR_PATH], to[JR_PATH], name[SEG_NAME];

	if (j->dirty)
		TRY(sync_records(j));
	j->dirty = false;
	if (j->fd_named)
		return 0;
	seg_name(name, j->fd_first);
	TRY(seg_path(from, j->dir, SPARE_NAME));
	TRY(seg_path(to, j->dir, name));
	while (sys.rename(from, to) < 0) {
		if (fs_err(errno) != E_FULL)
			return E_IO;
		TRY(wait_for_space(j));
	}
	if (FAILPOINT("journal.dirsync") || sys.fsync(j->dir_fd) < 0)
		return E_STORE;
	j->fd_named = true;
	utc_ms begun = (utc_ms)le64(j->head + SEG_BEGUN_AT);

	pthread_mutex_lock(&j->lock);
	struct seg_list *l = &j->segs;
	if (l->n && l->v[l->n - 1].first == j->fd_first)
		l->n--;  /* the empty last segment of an earlier run: the new one has taken its name */
	if (l->n)
		l->v[l->n - 1].end = j->fd_first;
	seg_add(l, (struct seg){ .first = j->fd_first, .begun = begun });
	pthread_mutex_unlock(&j->lock);
	return 0;
}

struct job { struct jbuf *b; uint32_t from, to; };

/* The space of a segment that its day ended early; a failure costs only that space. */
static void give_back(struct journal *j, uint64_t end)
{
	uint64_t used = ALIGN_UP(SEG_HEAD + (end - j->fd_first), (uint64_t)JR_BLOCK);

	if (used + JR_BOUNCE < j->o.segment_bytes)
		(void)!sys.ftruncate(j->fd, (off_t)used);
}

static int write_jobs(struct journal *j, const struct job *job, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct jbuf *b = job[i].b;
		if (job[i].from == 0 && b->opens) {
			/* all of the old segment is durable before anything of the new one is written */
			if (j->fd >= 0) {
				TRY(settle(j));
				give_back(j, b->lsn0);
				sys.close(j->fd);
				j->fd = -1;
			}
			TRY(need_spare(j));
			j->fd = j->spare_fd;
			j->spare_fd = -1;
			j->fd_named = false;
			j->fd_first = b->lsn0;
			memcpy(j->head, b->mem, SEG_HEAD);
		}
		TRY(write_range(j, b, job[i].from, job[i].to));
	}
	return settle(j);
}

/* The mark is a hint to recovery: not synced by itself, and true whenever it reaches the disk. */
static void write_mark(struct journal *j)
{
	jr_put_mark(j->head + SEG_MARK_AT, j->seed, j->fd_first, atomic_load(&j->durable));
	int rc = fs_pwrite_all(j->fd, j->head, SEG_HEAD, 0);
	(void)rc;  /* without it recovery knows less, not something wrong; an I/O error shows in the next sync */
	j->mark_due = false;
}

static void publish(struct journal *j, uint64_t lsn)
{
	j->mark_due = true;
	pthread_mutex_lock(&j->lock);
	ASSERT(lsn >= atomic_load(&j->durable));
	j->st.synced_bytes += lsn - atomic_load(&j->durable);
	atomic_store(&j->durable, lsn);
	reap(j, false);
	pthread_cond_broadcast(&j->moved);
	pthread_mutex_unlock(&j->lock);
	atomic_store(&j->state, JOURNAL_OK);
	if (j->o.on_durable)
		j->o.on_durable(j->o.arg, lsn);
}

/* One group commit of everything appended so far. j->lock is held on entry and exit. */
static int commit(struct journal *j)
{
	struct job job[JR_BUFS_MAX];
	uint64_t lsn = j->append_lsn;
	uint32_t n = 0;

	for (uint32_t i = 0; i < j->nfifo; i++) {
		struct jbuf *b = &j->bufs[j->fifo[i]];
		if (b->fill > b->written)
			job[n++] = (struct job){ b, b->written, b->fill };
	}
	pthread_mutex_unlock(&j->lock);
	int rc = write_jobs(j, job, n);
	for (uint32_t i = 0; rc == 0 && i < n; i++)
		job[i].b->written = job[i].to;
	if (rc == 0)
		publish(j, lsn);
	pthread_mutex_lock(&j->lock);
	return rc;
}

/* Nothing to write: prepares the next segment, then sleeps. j->lock is held. */
static void idle(struct journal *j)
{
	int64_t now = sys.mono_ns();

	if (j->spare_fd < 0 && now >= j->spare_try_ns) {
		pthread_mutex_unlock(&j->lock);
		int rc = make_spare(j);
		if (rc < 0)
			j->spare_try_ns = now + JR_POLL_MS * 1000000ll;
		if (is_full(rc) && j->fd < 0)
			set_state(j, JOURNAL_FULL);   /* no segment to append to either */
		else if (rc == 0 && atomic_load(&j->state) == JOURNAL_FULL)
			set_state(j, JOURNAL_OK);
		pthread_mutex_lock(&j->lock);
		return;
	}
	j->wake_at = j->append_lsn + 1;
	j->kick = false;
	nap(j, j->mark_due ? JR_MARK_MS * 1000 : j->spare_fd < 0 ? JR_POLL_MS * 1000 : 60 * 1000 * 1000);
	j->wake_at = UINT64_MAX;
	if (j->mark_due && j->append_lsn == atomic_load(&j->durable)) {
		pthread_mutex_unlock(&j->lock);
		write_mark(j);
		pthread_mutex_lock(&j->lock);
	}
}

/* Small commits are held apart a little: a sync costs the same for one record as for a thousand. */
static void pace(struct journal *j, int64_t begun_ns)
{
	int64_t us = JR_GAP_US - (sys.mono_ns() - begun_ns) / 1000;
	uint64_t pending = j->append_lsn - atomic_load(&j->durable);

	if (us <= 0 || us > JR_GAP_US || pending >= j->o.buf_bytes / 2 || j->stop || j->kick)
		return;
	j->wake_at = atomic_load(&j->durable) + j->o.buf_bytes / 2;
	nap(j, us);
	j->wake_at = UINT64_MAX;
}

static void writer(void *arg)
{
	struct journal *j = arg;
	int64_t begun = sys.mono_ns() - JR_GAP_US * 1000ll;
	int rc = 0;

	pthread_mutex_lock(&j->lock);
	while (rc == 0) {
		if (j->append_lsn == atomic_load(&j->durable)) {
			if (j->stop)
				break;
			idle(j);
			continue;
		}
		pace(j, begun);
		j->kick = false;
		begun = sys.mono_ns();
		rc = commit(j);
		if (rc == 0 && j->spare_fd < 0 && begun >= j->spare_try_ns) {
			pthread_mutex_unlock(&j->lock);
			if (make_spare(j) < 0)
				j->spare_try_ns = begun + JR_POLL_MS * 1000000ll;
			pthread_mutex_lock(&j->lock);
		}
	}
	pthread_mutex_unlock(&j->lock);
	if (rc < 0 && !is_full(rc))
		set_state(j, JOURNAL_FAILED);
}

/* ---- life ---- */

static int check_opts(struct journal_opts *o, struct err *e)
{
	o->segment_bytes = o->segment_bytes ? o->segment_bytes : 64ull * 1024 * 1024;
	o->buf_bytes = o->buf_bytes ? o->buf_bytes : 4 * 1024 * 1024;
	o->nbufs = o->nbufs ? o->nbufs : 8;
	if (o->segment_bytes < SEG_BYTES_MIN || o->segment_bytes > SEG_BYTES_MAX || o->segment_bytes % 4096)
		return ERR_FIELD(e, E_INVALID, "segment_bytes", "a journal segment is 16 KiB to 1 GiB, a multiple of 4096");
	if (o->buf_bytes < 4096 || o->buf_bytes > 16 * 1024 * 1024 || o->nbufs < 2 || o->nbufs > JR_BUFS_MAX)
		return ERR_FIELD(e, E_INVALID, "buf_bytes", "the journal takes 2 to 64 buffers of 4 KiB to 16 MiB");
	if (strlen(o->dir) >= JR_PATH / 2)
		return ERR_FIELD(e, E_INVALID, "dir", "the path of the journal is too long");
	return 0;
}

static int open_folder(const char *dir, struct recovered *r, int *ret_fd, struct err *e)
{
	char path[JR_PATH];

	TRY(fs_mkdir(dir, e));
	snprintf(path, sizeof path, "%s", dir);
	TRY(fs_dir_sync(dirname(path), e));  /* the folder's own entry: J3 for the journal as a whole */
	TRY(jr_recover(dir, r, e));
	TRY(seg_path(path, dir, SPARE_NAME));
	sys.unlink(path);                    /* left by a crash; a new one overwrites it anyway */
	int fd = jr_open_file(dir, O_RDONLY | O_DIRECTORY);
	if (fd < 0) {
		free(r->segs.v);
		return ERR_SYS(e, E_IO, errno, "cannot open the folder %s: %s", dir, strerror(errno));
	}
	*ret_fd = fd;
	return 0;
}

static void alloc_bufs(struct journal *j)
{
	/* a record of JOURNAL_MAX_REC fits behind a segment header into a buffer of the default size */
	j->buf_cap = (uint32_t)ALIGN_UP(j->o.buf_bytes + SEG_HEAD + 64, JR_BLOCK);
	j->bounce = jr_blocks(JR_BOUNCE + JR_BLOCK);
	j->head = jr_blocks(SEG_HEAD);
	j->nbufs = j->o.nbufs;
	for (uint32_t i = 0; i < j->nbufs; i++) {
		void *p = mmap(NULL, j->buf_cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			BUG("out of memory");
		j->bufs[i].mem = p;
	}
}

int journal_open(const struct journal_opts *opts, struct err *e, struct journal **ret)
{
	struct journal_opts o = *opts;
	struct recovered r;
	int dir_fd = -1;

	TRY(check_opts(&o, e));
	TRY(open_folder(o.dir, &r, &dir_fd, e));
	struct journal *j = calloc(1, sizeof *j);
	if (!j)
		BUG("out of memory");
	snprintf(j->dir, sizeof j->dir, "%s", o.dir);
	j->o = o;
	j->o.dir = j->dir;
	memcpy(j->id, r.id, sizeof j->id);
	j->seed = jr_seed(j->id);
	j->segs = r.segs;
	j->append_lsn = r.end;
	j->last_crc = r.last_crc;
	/* the segment before the next one; an empty last segment will be replaced, its predecessor counts */
	for (uint32_t i = r.segs.n; i > 0 && !j->seg_first; i--)
		if (r.segs.v[i - 1].first < r.end)
			j->seg_first = r.segs.v[i - 1].first;
	atomic_init(&j->durable, r.end);
	atomic_init(&j->state, JOURNAL_OK);
	j->wake_at = UINT64_MAX;
	j->fd = j->spare_fd = -1;
	j->dir_fd = dir_fd;
	j->ballast_out = o.ballast_bytes != 0;
	pthread_mutex_init(&j->lock, NULL);
	pthread_mutex_init(&j->retain_lock, NULL);
	cond_init(&j->wake);
	cond_init(&j->moved);
	alloc_bufs(j);
	ballast(j, true);
	thread_start(&j->writer, "journal", writer, j);
	*ret = j;
	return 0;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	pthread_mutex_lock(&j->lock);
	j->stop = true;
	pthread_mutex_unlock(&j->lock);
	pthread_cond_signal(&j->wake);
	thread_join(&j->writer);

	if (j->spare_fd >= 0) {
		char path[JR_PATH];
		sys.close(j->spare_fd);
		if (seg_path(path, j->dir, SPARE_NAME) == 0)
			sys.unlink(path);
	}
	if (j->fd >= 0) {
		/* the mark of the last commit goes down too, so that later damage is told from a torn tail */
		if (atomic_load(&j->state) == JOURNAL_OK) {
			if (j->mark_due)
				write_mark(j);
			if (sys.fdatasync(j->fd) < 0)
				atomic_store(&j->state, JOURNAL_FAILED);
		}
		sys.close(j->fd);
	}
	sys.close(j->dir_fd);
	for (uint32_t i = 0; i < j->nbufs; i++)
		munmap(j->bufs[i].mem, j->buf_cap);
	free(j->bounce);
	free(j->head);
	pthread_mutex_destroy(&j->lock);
	pthread_mutex_destroy(&j->retain_lock);
	pthread_cond_destroy(&j->wake);
	pthread_cond_destroy(&j->moved);
	free(j->segs.v);
	free(j);
}

uint64_t journal_durable_lsn(const struct journal *j)
{
	return atomic_load(&((struct journal *)j)->durable);
}

enum journal_state journal_state(const struct journal *j)
{
	return (enum journal_state)atomic_load(&((struct journal *)j)->state);
}

uint64_t journal_first_lsn(const struct journal *cj)
{
	struct journal *j = (struct journal *)cj;

	pthread_mutex_lock(&j->lock);
	uint64_t lsn = j->segs.n ? j->segs.v[0].first : JOURNAL_FIRST_LSN;
	pthread_mutex_unlock(&j->lock);
	return lsn;
}

uint64_t journal_last_segment(const struct journal *cj)
{
	struct journal *j = (struct journal *)cj;

	pthread_mutex_lock(&j->lock);
	uint64_t lsn = j->segs.n ? j->segs.v[j->segs.n - 1].first : JOURNAL_FIRST_LSN;
	pthread_mutex_unlock(&j->lock);
	return lsn;
}

int journal_wait(struct journal *j, uint64_t lsn, int64_t timeout_ms)
{
	int64_t until = sys.mono_ns() + timeout_ms * 1000000;
	int rc = 0;

	pthread_mutex_lock(&j->lock);
	while (atomic_load(&j->durable) < lsn) {
		enum journal_state s = atomic_load(&j->state);
		int64_t left = (until - sys.mono_ns()) / 1000000;
		if (s != JOURNAL_OK || left <= 0) {
			rc = s == JOURNAL_FAILED ? E_STORE : s == JOURNAL_FULL ? E_FULL : E_BUSY;
			break;
		}
		cond_wait_ms(&j->moved, &j->lock, left);
	}
	pthread_mutex_unlock(&j->lock);
	return rc;
}

void journal_stats(const struct journal *cj, struct journal_stats *ret)
{
	struct journal *j = (struct journal *)cj;

	pthread_mutex_lock(&j->lock);
	*ret = j->st;
	ret->segments = j->segs.n;
	pthread_mutex_unlock(&j->lock);
}

/* Removes the oldest segment while it ends at or below lsn, is not the newest, and (before > 0) its day was over by then. Oldest first and each removal
 * synced: a crash in between leaves a journal without a gap. */
static int remove_oldest(struct journal *j, uint64_t lsn, utc_ms before, struct err *e)
{
	char path[JR_PATH], name[SEG_NAME];
	int rc = 0;

	pthread_mutex_lock(&j->retain_lock);
	while (rc == 0) {
		pthread_mutex_lock(&j->lock);
		const struct seg *v = j->segs.v;
		bool any = j->segs.n > 1 && v[0].end <= lsn && (!before || day_start(day_of(v[0].begun) + 1) <= before);
		struct seg s = any ? v[0] : (struct seg){ .first = 0 };
		pthread_mutex_unlock(&j->lock);
		if (!any)
			break;
		seg_name(name, s.first);
		rc = seg_path(path, j->dir, name);
		if (rc == 0 && sys.unlink(path) < 0 && errno != ENOENT)
			rc = ERR_SYS(e, E_IO, errno, "cannot remove %s: %s", path, strerror(errno));
		if (rc < 0)
			break;
		pthread_mutex_lock(&j->lock);
		j->segs.n--;
		memmove(j->segs.v, j->segs.v + 1, j->segs.n * sizeof *j->segs.v);
		pthread_mutex_unlock(&j->lock);
		rc = fs_dir_sync(j->dir, e);
	}
	pthread_mutex_unlock(&j->retain_lock);
	return rc;
}

int journal_retain(struct journal *j, uint64_t keep_lsn, struct err *e)
{
	return remove_oldest(j, keep_lsn, 0, e);
}

int journal_expire(struct journal *j, uint64_t done_lsn, utc_ms before, struct err *e)
{
	return before > 0 ? remove_oldest(j, done_lsn, before, e) : 0;
}
