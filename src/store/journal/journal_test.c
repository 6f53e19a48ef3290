/* journal_test — the invariants J1..J5 by name, and the edges of the interface. */
#define _GNU_SOURCE
#include "store/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utc.h"
#include "platform/fs.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "store/journal/journal_int.h"

enum { REC_MAX = 64 * 1024 };
static char dir[256];

static void run_rm(const char *d)
{
	char cmd[600];

	snprintf(cmd, sizeof cmd, "rm -rf '%s'", d);
	assert_int_equal(system(cmd), 0);
}

static int setup(void **st)
{
	const char *tmp = getenv("TMPDIR");

	(void)st;
	snprintf(dir, sizeof dir, "%s/yz-journal-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(dir));
	return 0;
}

static int teardown(void **st)
{
	(void)st;
	sys = sys_real;
	run_rm(dir);
	return 0;
}

static struct journal_opts small(void)
{
	return (struct journal_opts){ .dir = dir, .segment_bytes = 64 * 1024, .buf_bytes = 16 * 1024, .nbufs = 4 };
}

static struct journal *open_ok(const struct journal_opts *o)
{
	struct err e = { 0 };
	struct journal *j = NULL;
	int rc = journal_open(o, &e, &j);

	if (rc < 0)
		print_error("journal_open: %s\n", e.msg);
	assert_int_equal(rc, 0);
	return j;
}

/* Record i has a length and a content that only it has. */
static uint32_t payload(uint64_t i, uint8_t *p, uint32_t max)
{
	uint32_t n = 8 + (uint32_t)(hash_u64(i + 1) % (max - 8));

	for (uint32_t k = 0; k < n; k++)
		p[k] = (uint8_t)(hash_u64(i * 131 + k / 8) >> (k % 8 * 8));
	put_le64(p, i);
	return n;
}

static uint64_t append_ok(struct journal *j, uint64_t i, uint32_t max)
{
	static _Thread_local uint8_t p[REC_MAX];
	uint32_t n = payload(i, p, max), cut = n / 3;
	uint64_t end = 0;
	int rc;

	while ((rc = journal_append(j, JR_FRAME, (uint16_t)i, (utc_ms)i, p, cut, p + cut, n - cut, &end)) == E_BUSY)
		assert_int_equal(journal_wait(j, UINT64_MAX, 1), E_BUSY);
	assert_int_equal(rc, 0);
	return end;
}

static void check_rec(const struct journal_rec *r, uint64_t i, uint32_t max)
{
	static _Thread_local uint8_t p[REC_MAX];
	uint32_t n = payload(i, p, max);

	assert_int_equal(r->n, n);
	assert_int_equal(r->type, JR_FRAME);
	assert_int_equal(r->source, (uint16_t)i);
	assert_int_equal(r->stored, (utc_ms)i);
	assert_memory_equal(r->p, p, n);
}

/* Reads i.. up to what is durable; returns the next i. */
static uint64_t read_all(struct journal_reader *r, uint64_t i, uint32_t max)
{
	struct journal_rec rec;
	struct err e = { 0 };
	int rc;

	while ((rc = journal_read(r, &rec, &e)) == 1)
		check_rec(&rec, i++, max);
	if (rc < 0)
		print_error("journal_read: %s\n", e.msg);
	assert_int_equal(rc, 0);
	return i;
}

static void test_J5_order_and_bytes(void **st)
{
	struct journal_opts o = small();
	struct journal_reader *r, *late;
	uint64_t end = 0, i = 0, n = 3000;
	struct err e = { 0 };
	struct journal *j = open_ok(&o);

	(void)st;
	assert_int_equal(journal_reader_open(j, 0, &e, &r), 0);
	for (uint64_t k = 0; k < n; k++) {
		end = append_ok(j, k, 300);
		if (k % 97 == 0)
			i = read_all(r, i, 300);
	}
	assert_int_equal(journal_wait(j, end, 5000), 0);
	assert_int_equal(read_all(r, i, 300), n);
	assert_int_equal(journal_reader_open(j, 0, &e, &late), 0);   /* far behind the buffers: mapped files */
	assert_int_equal(read_all(late, 0, 300), n);
	journal_reader_close(late);
	journal_reader_close(r);
	struct journal_stats s;
	journal_stats(j, &s);
	assert_int_equal(s.records, n);
	assert_true(s.segments > 5);
	journal_close(j);
}

/* ---- replaced rows of sys ---- */

static _Atomic int sync_gate, sync_calls, sync_fail, dir_fail, no_space;
static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_cv = PTHREAD_COND_INITIALIZER;

/* 1 = syncs wait in the gate. */
static void gate(int closed)
{
	pthread_mutex_lock(&gate_lock);
	atomic_store(&sync_gate, closed);
	pthread_cond_broadcast(&gate_cv);
	pthread_mutex_unlock(&gate_lock);
}

static int gated_sync(int fd)
{
	(void)fd;
	atomic_fetch_add(&sync_calls, 1);
	pthread_mutex_lock(&gate_lock);
	while (atomic_load(&sync_gate))
		pthread_cond_wait(&gate_cv, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	if (atomic_load(&sync_fail)) {
		errno = EIO;
		return -1;
	}
	return 0;
}

static int maybe_dir_sync(int fd)
{
	(void)fd;
	if (atomic_load(&dir_fail)) {
		errno = EIO;
		return -1;
	}
	return 0;
}

static int maybe_fallocate(int fd, int mode, off_t at, off_t n)
{
	if (atomic_load(&no_space)) {
		errno = ENOSPC;
		return -1;
	}
	return sys_real.fallocate(fd, mode, at, n);
}

static void hook(void)
{
	atomic_store(&sync_gate, 0);
	atomic_store(&sync_calls, 0);
	atomic_store(&sync_fail, 0);
	atomic_store(&dir_fail, 0);
	atomic_store(&no_space, 0);
	sys.fdatasync = gated_sync;
	sys.fsync = maybe_dir_sync;
	sys.fallocate = maybe_fallocate;
}

static void until_sync_calls(int n)
{
	mono t0 = clock_mono();

	while (atomic_load(&sync_calls) < n) {
		assert_true(mono_since_ms(t0) < 10000);
		sched_yield();
	}
}

static _Atomic uint64_t told;

static void tell(void *arg, uint64_t lsn)
{
	(void)arg;
	atomic_store(&told, lsn);
}

static void test_J1_durable_only_after_the_sync(void **st)
{
	struct journal_opts o = small();

	(void)st;
	hook();
	o.on_durable = tell;
	atomic_store(&told, 0);
	struct journal *j = open_ok(&o);
	uint64_t before = journal_durable_lsn(j);
	gate(1);
	uint64_t end = append_ok(j, 0, 300);
	until_sync_calls(1);
	assert_int_equal(journal_durable_lsn(j), before);
	assert_int_equal(journal_wait(j, end, 50), E_BUSY);
	assert_int_equal(atomic_load(&told), 0);
	gate(0);
	assert_int_equal(journal_wait(j, end, 5000), 0);
	assert_int_equal(journal_durable_lsn(j), end);
	journal_close(j);
	assert_int_equal(atomic_load(&told), end);
}

static void test_J2_a_failed_sync_is_final(void **st)
{
	struct journal_opts o = small();
	struct err e = { 0 };

	(void)st;
	hook();
	struct journal *j = open_ok(&o);
	uint64_t good = append_ok(j, 0, 300), end = 0;
	assert_int_equal(journal_wait(j, good, 5000), 0);
	atomic_store(&sync_fail, 1);
	end = append_ok(j, 1, 300);
	assert_int_equal(journal_wait(j, end, 5000), E_STORE);
	int calls = atomic_load(&sync_calls);
	atomic_store(&sync_fail, 0);   /* the disk is said to be well again: too late */
	assert_int_equal(journal_state(j), JOURNAL_FAILED);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(journal_append(j, JR_TICK, 0, 0, "12345678", 8, NULL, 0, &end), E_STORE);
		journal_kick(j);
		assert_int_equal(journal_wait(j, good + 8, 20), E_STORE);
	}
	assert_int_equal(journal_durable_lsn(j), good);
	journal_close(j);
	assert_int_equal(atomic_load(&sync_calls), calls);
	struct journal_reader *r;
	j = open_ok(&o);
	assert_true(journal_durable_lsn(j) >= good);
	assert_int_equal(journal_reader_open(j, 0, &e, &r), 0);
	assert_true(read_all(r, 0, 300) >= 1);
	journal_reader_close(r);
	journal_close(j);
}

static void test_J3_folder_synced_before_durable(void **st)
{
	struct journal_opts o = small();

	(void)st;
	hook();
	struct journal *j = open_ok(&o);
	uint64_t before = journal_durable_lsn(j);
	atomic_store(&dir_fail, 1);
	uint64_t end = append_ok(j, 0, 300);
	assert_int_equal(journal_wait(j, end, 5000), E_STORE);
	assert_int_equal(journal_durable_lsn(j), before);
	assert_int_equal(journal_state(j), JOURNAL_FAILED);
	journal_close(j);
}

/* The path of the newest segment. */
static void newest(char ret[512])
{
	char cmd[600];

	snprintf(cmd, sizeof cmd, "ls '%s'/*.seg | tail -1", dir);
	FILE *f = popen(cmd, "r");
	assert_non_null(f);
	assert_non_null(fgets(ret, 512, f));
	ret[strcspn(ret, "\n")] = 0;
	pclose(f);
}

static void poke(const char *path, uint64_t at, uint8_t v)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &v, 1, (off_t)at), 1);
	close(fd);
}

static void test_J4_torn_tail_cut_synced_damage_refused(void **st)
{
	struct journal_opts o = small();
	struct err e = { 0 };
	uint64_t end[10], lsn0;
	char path[512], at[32];
	struct journal *j = open_ok(&o);

	(void)st;
	lsn0 = journal_durable_lsn(j);
	for (uint64_t i = 0; i < 10; i++) {
		end[i] = append_ok(j, i, 300);
		if (i == 4)
			assert_int_equal(journal_wait(j, end[i], 5000), 0);
	}
	assert_int_equal(journal_wait(j, end[9], 5000), 0);
	journal_close(j);
	newest(path);
	/* with the mark everything is known to have been synced */
	uint64_t off9 = SEG_HEAD + end[8] - lsn0 + 30, off2 = SEG_HEAD + end[1] - lsn0;
	poke(path, off9, 0x5a);
	assert_int_equal(journal_open(&o, &e, &j), E_CORRUPT);
	snprintf(at, sizeof at, "%" PRIu64, SEG_HEAD + end[8] - lsn0);
	assert_string_equal(e.field, at);
	assert_non_null(strstr(e.msg, path));
	/* without it the last record may have been torn: cut */
	for (uint64_t k = 0; k < 24; k++)
		poke(path, SEG_MARK_AT + k, 0);
	j = open_ok(&o);
	assert_int_equal(journal_durable_lsn(j), end[8]);
	struct journal_reader *r;
	memset(&e, 0, sizeof e);
	assert_int_equal(journal_reader_open(j, 0, &e, &r), 0);
	assert_int_equal(read_all(r, 0, 300), 9);
	journal_reader_close(r);
	journal_close(j);
	/* record 2 was durable when record 5 was appended, which says so: refused, mark or not */
	poke(path, off2 + 30, 0x5a);
	assert_int_equal(journal_open(&o, &e, &j), E_CORRUPT);
	snprintf(at, sizeof at, "%" PRIu64, off2);
	assert_string_equal(e.field, at);
}

/* A payload that is itself a piece of journal must not be taken for records when what is around it is damaged. */
static void test_J4_records_inside_a_payload_do_not_count(void **st)
{
	static uint8_t file[32 * 1024];
	struct journal_opts o = small();
	char path[512];
	struct journal *j = open_ok(&o);
	uint64_t end = 0, first = journal_durable_lsn(j);

	(void)st;
	for (uint64_t i = 0; i < 20; i++) {
		end = append_ok(j, i, 300);
		assert_int_equal(journal_wait(j, end, 5000), 0);
	}
	newest(path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(pread(fd, file, sizeof file, 0) > 8192);
	close(fd);
	uint64_t evil;
	assert_int_equal(journal_append(j, JR_FRAME, 1, 1, file + SEG_HEAD, (uint32_t)(end - first), NULL, 0, &evil), 0);
	assert_int_equal(journal_wait(j, evil, 5000), 0);
	journal_close(j);
	poke(path, SEG_HEAD + end - first, 0);          /* the head of the evil record is torn */
	for (uint64_t k = 0; k < 8; k++)
		poke(path, SEG_HEAD + end - first + k, 0);
	for (uint64_t k = 0; k < 24; k++)
		poke(path, SEG_MARK_AT + k, 0);
	j = open_ok(&o);
	assert_int_equal(journal_durable_lsn(j), end);
	journal_close(j);
}

struct appender { struct thread t; struct journal *j; uint16_t id; uint32_t n; };

static void appender(void *arg)
{
	struct appender *a = arg;
	uint64_t end;
	int rc;

	for (uint64_t i = 0; i < a->n; i++) {
		while ((rc = journal_append(a->j, JR_FRAME, a->id, 7, &i, 8, "abcdefgh", (uint32_t)(i % 9), &end)) == E_BUSY)
			sched_yield();
		if (rc < 0)
			BUG("append");
	}
}

static void test_concurrent_appenders_and_a_reader(void **st)
{
	struct journal_opts o = small();
	struct journal *j = open_ok(&o);
	struct appender a[4] = { 0 };
	struct journal_reader *r;
	struct journal_rec rec;
	struct err e = { 0 };
	uint64_t next[4] = { 0 }, seen = 0, lsn = 0;

	(void)st;
	assert_int_equal(journal_reader_open(j, 0, &e, &r), 0);
	for (uint16_t k = 0; k < 4; k++) {
		a[k].j = j;
		a[k].id = k;
		a[k].n = 5000;
		thread_start(&a[k].t, "appender", appender, &a[k]);
	}
	while (seen < 4 * 5000) {
		int rc = journal_read(r, &rec, &e);
		if (rc == 0) {
			sched_yield();
			continue;
		}
		assert_int_equal(rc, 1);
		assert_true(rec.lsn >= lsn && rec.end > rec.lsn && rec.end <= journal_durable_lsn(j));
		lsn = rec.end;
		assert_int_equal(le64(rec.p), next[rec.source]);
		assert_int_equal(rec.n, 8 + next[rec.source] % 9);
		next[rec.source]++;
		seen++;
	}
	for (int k = 0; k < 4; k++)
		thread_join(&a[k].t);
	assert_int_equal(journal_read(r, &rec, &e), 0);
	journal_reader_close(r);
	journal_close(j);
}

static void test_busy_when_all_buffers_are_in_flight(void **st)
{
	struct journal_opts o = small();
	uint64_t end = 0, last = 0, n = 0;
	uint8_t p[1000] = { 0 };
	int rc;

	(void)st;
	hook();
	struct journal *j = open_ok(&o);
	gate(1);
	while ((rc = journal_append(j, JR_FRAME, 0, 0, p, sizeof p, NULL, 0, &end)) == 0) {
		last = end;
		n++;
		assert_true(n < 1000);
	}
	assert_int_equal(rc, E_BUSY);
	assert_true(n * 1024 >= 3 * 16 * 1024);   /* nearly all of the buffers were used */
	struct journal_stats s;
	journal_stats(j, &s);
	assert_int_equal(s.records, n);
	assert_int_equal(s.busy, 1);
	gate(0);
	assert_int_equal(journal_wait(j, last, 5000), 0);
	assert_int_equal(journal_append(j, JR_FRAME, 0, 0, p, sizeof p, NULL, 0, &end), 0);
	journal_close(j);
}

static void test_full_disk_waits_and_resumes(void **st)
{
	struct journal_opts o = small();
	struct err e = { 0 };
	uint64_t end = 0, i = 0;
	uint8_t p[REC_MAX];
	int rc;

	(void)st;
	hook();
	o.on_durable = tell;
	struct journal *j = open_ok(&o);
	end = append_ok(j, i++, 300);
	assert_int_equal(journal_wait(j, end, 5000), 0);
	atomic_store(&no_space, 1);
	for (;;) {
		uint32_t n = payload(i, p, 300);
		rc = journal_append(j, JR_FRAME, (uint16_t)i, (utc_ms)i, p, n, NULL, 0, &end);
		if (rc == E_FULL)
			break;
		assert_true(rc == 0 || rc == E_BUSY);
		i += rc == 0;
	}
	assert_int_equal(journal_state(j), JOURNAL_FULL);
	uint64_t stuck = journal_durable_lsn(j);
	assert_int_equal(journal_wait(j, stuck + 8, 100), E_FULL);
	atomic_store(&no_space, 0);
	mono t0 = clock_mono();
	while (journal_state(j) == JOURNAL_FULL && mono_since_ms(t0) < 5000)
		sched_yield();
	assert_true(mono_since_ms(t0) < 5000);
	end = append_ok(j, i++, 300);
	assert_int_equal(journal_wait(j, end, 5000), 0);
	struct journal_reader *r;
	assert_int_equal(journal_reader_open(j, 0, &e, &r), 0);
	assert_int_equal(read_all(r, 0, 300), i);      /* what was accepted before it was full is there, once */
	journal_reader_close(r);
	journal_close(j);
}

static int none(void *arg, const struct journal_rec *r)
{
	(void)arg;
	(void)r;
	return 0;
}

static void test_retention_removes_whole_segments(void **st)
{
	struct journal_opts o = small();
	struct err e = { 0 };
	struct journal *j = open_ok(&o);
	uint64_t end = 0, mid = 0, first = journal_first_lsn(j);
	struct journal_reader *r;
	struct journal_rec rec;

	(void)st;
	for (uint64_t i = 0; i < 2000; i++) {
		end = append_ok(j, i, 300);
		if (i == 1000)
			mid = end;
	}
	assert_int_equal(journal_wait(j, end, 5000), 0);
	assert_int_equal(journal_retain(j, mid, &e), 0);
	uint64_t kept = journal_first_lsn(j);
	assert_true(kept > first && kept <= mid && mid - kept <= 64 * 1024);
	assert_int_equal(journal_reader_open(j, first, &e, &r), E_NOTFOUND);
	memset(&e, 0, sizeof e);
	assert_int_equal(journal_reader_open(j, kept, &e, &r), 0);
	assert_int_equal(journal_read(r, &rec, &e), 1);
	journal_reader_close(r);
	assert_int_equal(journal_retain(j, UINT64_MAX, &e), 0);   /* never the newest */
	struct journal_stats s;
	journal_stats(j, &s);
	assert_int_equal(s.segments, 1);
	assert_true(journal_first_lsn(j) < end);
	journal_close(j);
	j = open_ok(&o);
	assert_int_equal(journal_durable_lsn(j), end);
	journal_close(j);
}

/* J6: a segment a day, short ones too; what is older leaves whole, but neither the newest nor what is still needed. */
static void test_J6_a_segment_is_of_one_day_and_leaves_with_it(void **st)
{
	enum { DAYS = 12, DAY0 = 20700 };
	struct journal_opts o = small();
	struct err e = { 0 };
	struct journal *j;
	struct journal_stats s;
	uint64_t end[DAYS] = { 0 }, x;
	char path[400], name[SEG_NAME];
	struct stat f;

	(void)st;
	o.segment_bytes = 1 << 20;
	j = open_ok(&o);
	for (int32_t d = 0; d < DAYS; d++) {
		for (int32_t h = 0; h < 24; h += 8)
			assert_int_equal(journal_append(j, JR_TICK, 0, day_start(DAY0 + d) + h * HOUR_MS, "12345678", 8, NULL, 0, &end[d]), 0);
		assert_int_equal(journal_wait(j, end[d], 5000), 0);
		if (d > 0) {     /* one that comes late over midnight begins none */
			assert_int_equal(journal_append(j, JR_TICK, 0, day_start(DAY0 + d) - 1, "12345678", 8, NULL, 0, &end[d]), 0);
			assert_int_equal(journal_wait(j, end[d], 5000), 0);
		}
	}
	journal_stats(j, &s);
	assert_int_equal(s.segments, DAYS);
	seg_name(name, end[2]);
	snprintf(path, sizeof path, "%s/%s", dir, name);
	assert_int_equal(stat(path, &f), 0);
	assert_true(f.st_size <= 2 * JR_BLOCK);          /* the room that its day left is given back */
	assert_int_equal(journal_expire(j, end[DAYS - 1], day_start(DAY0 + 4), &e), 0);
	assert_int_equal(journal_first_lsn(j), end[3]);
	assert_int_equal(journal_expire(j, end[4], day_start(DAY0 + 8), &e), 0);
	assert_int_equal(journal_first_lsn(j), end[4]);  /* not what is still needed */
	journal_close(j);
	j = open_ok(&o);                                 /* the days are known again */
	assert_int_equal(journal_expire(j, UINT64_MAX, day_start(DAY0 + 8), &e), 0);
	assert_int_equal(journal_first_lsn(j), end[7]);
	assert_int_equal(journal_expire(j, UINT64_MAX, day_start(DAY0 + 100), &e), 0);
	assert_int_equal(journal_first_lsn(j), end[DAYS - 2]);
	assert_int_equal(journal_scan(dir, 0, none, NULL, &x, &e), 0);
	journal_close(j);
}

/* A journal whose past is gone goes on where it ended. */
static void test_a_journal_begins_at_a_position(void **st)
{
	enum { AT = 1 << 20 };
	struct journal_opts o = small();
	struct err e = { 0 };
	struct journal_rec rec;
	struct journal_reader *r;
	uint64_t x = 0, end;

	(void)st;
	assert_int_equal(journal_begin_at(dir, AT, day_start(20700), &e), 0);
	assert_int_equal(journal_scan(dir, 0, none, NULL, &x, &e), 0);
	assert_int_equal(x, AT);
	struct journal *j = open_ok(&o);
	assert_int_equal(journal_durable_lsn(j), AT);
	end = append_ok(j, 7, 300);
	assert_int_equal(journal_wait(j, end, 5000), 0);
	journal_close(j);
	j = open_ok(&o);
	assert_int_equal(journal_first_lsn(j), AT);
	assert_int_equal(journal_reader_open(j, AT, &e, &r), 0);
	assert_int_equal(journal_read(r, &rec, &e), 1);
	check_rec(&rec, 7, 300);
	journal_reader_close(r);
	journal_close(j);
}

static uint32_t head_calls;

static uint32_t put_head(void *arg, uint8_t *buf, uint32_t cap)
{
	(void)arg;
	assert_true(cap >= 2000);
	head_calls++;
	memset(buf, 0xAB, 1999);
	return 1999;
}

static int count_heads(void *arg, const struct journal_rec *r)
{
	uint32_t *n = arg;

	if (r->type == JR_SESSIONS) {
		assert_int_equal(r->n, 1999);
		assert_int_equal(r->p[1998], 0xAB);
		(*n)++;
	}
	return 0;
}

static void test_segment_head_begins_every_segment(void **st)
{
	struct journal_opts o = small();
	struct err e = { 0 };
	uint64_t end = 0;
	uint32_t n = 0;

	(void)st;
	o.segment_head = put_head;
	head_calls = 0;
	struct journal *j = open_ok(&o);
	assert_int_equal(head_calls, 0);                  /* only with the first append: the caller has recovered by then */
	for (uint64_t i = 0; i < 1000; i++)
		end = append_ok(j, i, 300);
	assert_int_equal(journal_wait(j, end, 5000), 0);
	struct journal_stats s;
	journal_stats(j, &s);
	assert_int_equal(s.segments, head_calls);
	journal_close(j);
	j = open_ok(&o);
	uint32_t before = head_calls;
	end = append_ok(j, 1000, 300);
	assert_int_equal(head_calls, before + 1);         /* a new run opens a new segment */
	journal_close(j);
	assert_int_equal(journal_scan(dir, 0, count_heads, &n, &end, &e), 0);
	assert_int_equal(n, head_calls);
}

static void test_limits_of_a_record(void **st)
{
	struct journal_opts o = { .dir = dir };
	struct err e = { 0 };
	uint8_t *p = calloc(1, JOURNAL_MAX_REC + 1);
	struct journal *j = open_ok(&o);
	struct journal_reader *r;
	struct journal_rec rec;
	uint64_t end = 0, none = 77;

	(void)st;
	p[JOURNAL_MAX_REC - 1] = 9;
	assert_int_equal(journal_append(j, JR_TYPE_N, 0, 0, p, 8, NULL, 0, &none), E_INVALID);
	assert_int_equal(journal_append(j, JR_FRAME, 0, 0, p, JOURNAL_MAX_REC, p, 1, &none), E_TOOBIG);
	assert_int_equal(none, 77);
	assert_int_equal(journal_append(j, JR_TICK, 0, 0, NULL, 0, NULL, 0, &end), 0);
	assert_int_equal(journal_append(j, JR_FRAME, 65535, -5, p, JOURNAL_MAX_REC, NULL, 0, &end), 0);
	assert_int_equal(journal_wait(j, end, 10000), 0);
	assert_int_equal(journal_reader_open(j, 0, &e, &r), 0);
	assert_int_equal(journal_read(r, &rec, &e), 1);
	assert_int_equal(rec.n, 0);
	assert_int_equal(journal_read(r, &rec, &e), 1);
	assert_int_equal(rec.n, JOURNAL_MAX_REC);
	assert_int_equal(rec.source, 65535);
	assert_int_equal(rec.stored, -5);
	assert_int_equal(rec.p[JOURNAL_MAX_REC - 1], 9);
	assert_int_equal(journal_read(r, &rec, &e), 0);
	assert_int_equal(journal_reader_open(j, 4, &e, &r), E_NOTFOUND);
	journal_reader_close(r);
	journal_close(j);
	free(p);
	o.nbufs = 1;
	memset(&e, 0, sizeof e);
	assert_int_equal(journal_open(&o, &e, &j), E_INVALID);
	assert_string_equal(e.field, "buf_bytes");
}

static void test_a_missing_or_foreign_segment_is_refused(void **st)
{
	struct journal_opts o = small();
	struct err e = { 0 };
	struct journal *j = open_ok(&o);
	uint64_t end = 0;
	char cmd[700];

	(void)st;
	for (uint64_t i = 0; i < 2000; i++)
		end = append_ok(j, i, 300);
	assert_int_equal(journal_wait(j, end, 5000), 0);
	journal_close(j);
	snprintf(cmd, sizeof cmd, "rm \"$(ls '%s'/*.seg | sed -n 3p)\"", dir);
	assert_int_equal(system(cmd), 0);
	assert_int_equal(journal_open(&o, &e, &j), E_CORRUPT);
	assert_non_null(strstr(e.msg, "missing"));
	assert_int_equal(journal_scan(dir, 0, NULL, NULL, &end, &e), E_CORRUPT);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_J1_durable_only_after_the_sync), T(test_J2_a_failed_sync_is_final),
		T(test_J3_folder_synced_before_durable), T(test_J4_torn_tail_cut_synced_damage_refused),
		T(test_J4_records_inside_a_payload_do_not_count), T(test_J5_order_and_bytes),
		T(test_concurrent_appenders_and_a_reader), T(test_busy_when_all_buffers_are_in_flight),
		T(test_full_disk_waits_and_resumes), T(test_retention_removes_whole_segments),
		T(test_J6_a_segment_is_of_one_day_and_leaves_with_it), T(test_a_journal_begins_at_a_position),
		T(test_segment_head_begins_every_segment), T(test_limits_of_a_record),
		T(test_a_missing_or_foreign_segment_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
