/* fail_call_test — R4: the k-th call of each kind fails, once or for ever, with each error. The journal must go on
 * correctly or stop loudly: no claim of durability that the disk does not back (the R3b oracle of the shim runs all
 * the time), no second try of a failed sync (the shim aborts on it), no wrong record, no hang; after the fault is
 * gone a fresh open finds every durable record. YZ_CASES sets the number of cases (all of them: about 12,000). */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "crash_util.h"
#include "platform/sys.h"
#include "shim.h"

enum { REC_MAX = 700, BASE = 40, RECS = 120 };

static char dir[256], base[256];   /* base: a journal of BASE records whose last ones are not marked as synced */

static void on_durable(void *arg, uint64_t lsn)
{
	(void)arg;
	shim_durable(lsn);
}

static int no_sync(int fd)
{
	(void)fd;
	return 0;
}

static uint64_t base_end;

static void make_base(void)
{
	struct journal_opts o = { .dir = base, .segment_bytes = 16 * 1024, .buf_bytes = 4096, .nbufs = 4 };
	struct err e = { 0 };
	struct journal *j;
	char cmd[600];

	util_memdir(base, "r4-base");
	sys.fdatasync = sys.fsync = no_sync;
	assert_int_equal(journal_open(&o, &e, &j), 0);
	for (uint64_t i = 0; i < BASE; i++)
		assert_int_equal(util_append(j, i, REC_MAX, &base_end), 0);
	assert_int_equal(journal_wait(j, base_end, 3000), 0);
	journal_close(j);
	sys = sys_real;
	/* without its mark the last segment is what a kill leaves: recovery has to settle the tail */
	snprintf(cmd, sizeof cmd, "for f in '%s'/*.seg; do dd if=/dev/zero of=$f bs=512 seek=1 count=1 conv=notrunc status=none;"
	         " done", base);
	assert_int_equal(system(cmd), 0);
}

struct outcome { uint64_t ends[RECS], n, durable; bool failed, full; uint32_t hits; };

static struct journal_opts opts(void)
{
	return (struct journal_opts){ .dir = dir, .segment_bytes = 16 * 1024, .buf_bytes = 4096, .nbufs = 4,
		.ballast_bytes = 64 * 1024, .on_durable = on_durable };
}

/* Reads what a reader gives from `from` on; records must be in order. Errors end it (a failed open or mmap). */
static void read_some(struct journal *j)
{
	struct journal_reader *r;
	struct journal_rec rec;
	struct err e = { 0 };
	uint64_t next = 0;
	bool begun = false;

	if (journal_reader_open(j, 0, &e, &r) < 0)
		return;
	while (journal_read(r, &rec, &e) == 1) {
		uint8_t p[UTIL_REC_MAX];
		if (!begun)
			next = le64(rec.p);
		begun = true;
		assert_int_equal(util_payload(next, REC_MAX, p), rec.n);
		assert_memory_equal(p, rec.p, rec.n);
		next++;
	}
	if (e.code)
		assert_true(e.code == E_IO || e.code == E_FULL || e.code == E_NOTFOUND);
	journal_reader_close(r);
}

/* The script: appends with waits, reads, retains, closes. Returns false if the journal did not even open. */
static bool script(struct outcome *o)
{
	struct journal_opts jo = opts();
	struct err e = { 0 };
	struct journal *j;

	memset(o, 0, sizeof *o);
	if (journal_open(&jo, &e, &j) < 0)
		return false;
	for (uint64_t i = BASE; i < BASE + RECS; i++) {
		uint64_t end;
		uint8_t p[UTIL_REC_MAX];
		uint32_t n = util_payload(i, REC_MAX, p);
		int rc;
		while ((rc = journal_append(j, JR_FRAME, (uint16_t)i, (utc_ms)i, p, n, NULL, 0, &end)) == E_BUSY) {
			rc = journal_wait(j, UINT64_MAX, 2);
			if (rc != E_BUSY)
				break;
		}
		if (rc == 0)
			o->ends[o->n++] = end;
		if (rc < 0) {
			assert_true(rc == E_STORE || rc == E_FULL);
			break;
		}
		if (i % 15 == 14 || i == BASE + RECS - 1) {
			journal_kick(j);
			rc = journal_wait(j, end, 3000);
			assert_true(rc == 0 || rc == E_STORE || rc == E_FULL);
			if (rc < 0)
				break;
		}
		if (i == BASE + 60)
			read_some(j);
		if (i == BASE + 80 && journal_retain(j, o->ends[40], &e) < 0)
			assert_true(e.code == E_IO || e.code == E_FULL);
	}
	read_some(j);
	o->durable = journal_durable_lsn(j);
	o->failed = journal_state(j) == JOURNAL_FAILED;
	o->full = journal_state(j) == JOURNAL_FULL;
	o->hits = shim_hits();
	journal_close(j);
	return true;
}

struct seen { uint64_t next, bad; bool begun; };

static int see(void *arg, const struct journal_rec *r)
{
	struct seen *s = arg;

	if (!s->begun)
		s->next = le64(r->p);
	s->begun = true;
	s->bad += le64(r->p) != s->next || r->source != (uint16_t)s->next;
	s->next++;
	return 0;
}

/* One case on an empty folder. */
static void one_case(const struct shim_fault *f)
{
	struct outcome o;
	struct seen s = { 0 };
	struct err e = { 0 };
	uint64_t end = 0, need = 0;

	util_empty(dir);
	util_copy(base, dir);
	shim_start(dir);
	shim_base(base_end);
	shim_fault(f);
	bool opened = script(&o);
	uint32_t hits = shim_hits();
	shim_stop();
	if (!opened || hits == 0) {
		assert_true(opened || hits > 0);
		return;
	}
	while (need < o.n && o.ends[need] <= o.durable)
		need++;
	/* a disk that works again: nothing durable is missing, and the journal goes on */
	sys.fdatasync = sys.fsync = no_sync;
	assert_int_equal(journal_scan(dir, 0, see, &s, &end, &e), 0);
	assert_int_equal(s.bad, 0);
	assert_true(s.next >= BASE + need && s.next <= BASE + o.n);
	struct journal_opts jo = opts();
	struct journal *j;
	jo.on_durable = NULL;
	assert_int_equal(journal_open(&jo, &e, &j), 0);
	assert_int_equal(journal_durable_lsn(j), end);
	assert_int_equal(util_append(j, s.next, REC_MAX, &end), 0);
	assert_int_equal(journal_wait(j, end, 3000), 0);
	journal_close(j);
	sys = sys_real;
	/* a failing sync or write must have stopped it, whatever the error was */
	if (o.hits == 0)
		return;   /* it struck in journal_close */
	bool all = o.n == RECS && o.durable == o.ends[RECS - 1];   /* then it struck the mark only */
	if (f->call == SHIM_FDATASYNC || (f->call == SHIM_PWRITE && f->err == EIO && f->forever && !all))
		assert_true(o.failed);
	if (f->call == SHIM_PWRITE && f->forever && (f->err == ENOSPC || f->err == EDQUOT) && !all)
		assert_true(o.full || o.failed);
}

static const enum shim_call kinds[] = { SHIM_OPEN, SHIM_PWRITE, SHIM_FDATASYNC, SHIM_FSYNC, SHIM_RENAME,
	SHIM_FTRUNCATE, SHIM_FALLOCATE, SHIM_MMAP, SHIM_CLOSE, SHIM_UNLINK, SHIM_PREAD };
static const int errs[] = { EIO, ENOSPC, EINTR, SHIM_SHORT, EDQUOT };

static void R4_kth_call_fails(void **st)
{
	uint64_t seed = util_seed("R4");
	uint32_t calls[SHIM_CALL_N], cases = util_env("YZ_CASES", 500), struck[SHIM_CALL_N] = { 0 };
	struct outcome o;

	(void)st;
	util_memdir(dir, "r4");
	make_base();
	util_copy(base, dir);
	shim_start(dir);
	shim_base(base_end);
	assert_true(script(&o));
	assert_true(o.n == RECS && !o.failed && !o.full && o.durable == o.ends[RECS - 1]);
	for (enum shim_call c = 0; c < SHIM_CALL_N; c++)
		calls[c] = shim_calls(c);
	shim_stop();
	for (uint32_t i = 0; i < cases; i++) {
		struct shim_fault f = {
			.call = kinds[i % COUNTOF(kinds)], .err = errs[util_rnd(&seed) % COUNTOF(errs)],
			.forever = util_rnd(&seed) % 2,
		};
		f.kth = 1 + (uint32_t)(util_rnd(&seed) % MAX(calls[f.call], 1u));
		printf("# %s %d %s k=%" PRIu32 "\n", shim_call_name(f.call), f.err, f.forever ? "forever" : "once", f.kth);
		one_case(&f);
		struck[f.call]++;
	}
	for (size_t i = 0; i < COUNTOF(kinds); i++)
		printf("# %s: %" PRIu32 " calls in the script, %" PRIu32 " cases\n", shim_call_name(kinds[i]), calls[kinds[i]],
		       struck[kinds[i]]);
	util_remove(dir);
	util_remove(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(R4_kth_call_fails) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
