/* rot_test — R5: damaged bytes and cut files. A journal of about 256 KiB is damaged in one place at a time: each byte
 * inverted, zeroed, or set to ones (a sample of the bytes; YZ_ROT_STEP=1 takes all), and each file cut at each
 * length (sampled in sealed segments). Allowed: the same records; the tail cut, but never below what was synced;
 * refusal with file and offset. Never: a record missing in between, a changed record, a crash. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "crash_util.h"
#include "platform/sys.h"

enum { REC_MAX = 1500, TOTAL = 256 * 1024, SEG = 64 * 1024 };

static char dir[256];
static uint64_t recs, synced_recs;   /* in the journal; known synced */
static struct { char path[512]; off_t n; uint64_t lsn, first; } seg[32];   /* first: number of its first record */
static uint32_t nseg;
static uint64_t same, cut, refused;

static int no_sync(int fd)
{
	(void)fd;
	return 0;
}

/* Tens of thousands of reads of a file just written: through the page cache, or each would go to the disk. */
static int plain_open(const char *path, int flags, unsigned mode)
{
	return sys_real.open(path, flags & ~O_DIRECT, mode);
}

static void list_segments(void)
{
	char buf[600];
	struct stat st;
	FILE *f;

	nseg = 0;
	snprintf(buf, sizeof buf, "ls '%s'/*.seg", dir);
	f = popen(buf, "r");
	assert_non_null(f);
	while (fgets(seg[nseg].path, sizeof seg[nseg].path, f)) {
		seg[nseg].path[strcspn(seg[nseg].path, "\n")] = 0;
		assert_int_equal(stat(seg[nseg].path, &st), 0);
		assert_true(str_hex64((str){ seg[nseg].path + strlen(seg[nseg].path) - 20, 16 }, &seg[nseg].lsn));
		seg[nseg++].n = st.st_size;
	}
	pclose(f);
}

static int number(void *arg, const struct journal_rec *r)
{
	(void)arg;
	for (uint32_t s = 0; s < nseg; s++)
		if (r->lsn == seg[s].lsn)
			seg[s].first = le64(r->p);
	return 0;
}

/* unmarked: the last segment loses its durable mark, as after a power cut right behind the last sync. */
static void make(bool unmarked)
{
	struct journal_opts o = { .dir = dir, .segment_bytes = SEG, .buf_bytes = 16 * 1024, .nbufs = 4 };
	struct err e = { 0 };
	struct journal *j;
	uint64_t end, i = 0;
	bool waited = false;

	util_memdir(dir, "r5");
	sys.fdatasync = sys.fsync = no_sync;
	assert_int_equal(journal_open(&o, &e, &j), 0);
	for (end = 0; end < TOTAL; i++) {
		assert_int_equal(util_append(j, i, REC_MAX, &end), 0);
		if (waited)
			synced_recs = i;   /* record i was appended when all before it were durable, and says so */
		if ((waited = i % 7 == 0)) {
			journal_kick(j);
			assert_int_equal(journal_wait(j, end, 3000), 0);
		}
	}
	assert_int_equal(journal_wait(j, end, 3000), 0);
	journal_close(j);
	sys = sys_real;
	sys.open = plain_open;
	list_segments();
	recs = i;
	assert_int_equal(journal_scan(dir, 0, number, NULL, &end, &e), 0);
	if (!unmarked) {
		synced_recs = recs;
		return;
	}
	static const char zero[512];
	int fd = open(seg[nseg - 1].path, O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, zero, sizeof zero, 512), sizeof zero);
	close(fd);
}

static void verdict(const char *what, uint32_t s, off_t at)
{
	struct err e = { 0 };
	uint64_t end;
	uint32_t from = s ? s - 1 : 0;   /* what lies before is not touched */
	int64_t got = util_check_from(dir, REC_MAX, seg[from].lsn, seg[from].first, &end, &e);

	if (got == (int64_t)recs) {
		same++;
	} else if (got >= (int64_t)synced_recs && got < (int64_t)recs) {
		cut++;
	} else if (got == E_CORRUPT && strstr(e.msg, ".seg") && e.field[0]) {
		refused++;
	} else {
		fprintf(stderr, "R5: %s in segment %" PRIu32 " at %lld: got %" PRId64 " of %" PRIu64 " records (%" PRIu64
		        " synced): %s\n", what, s, (long long)at, got, recs, synced_recs, e.msg);
		fail();
	}
}

static void bytes(uint64_t seed, uint32_t step, uint32_t first)
{
	for (uint32_t s = first; s < nseg; s++) {
		int fd = open(seg[s].path, O_RDWR | O_CLOEXEC);
		assert_true(fd >= 0);
		for (off_t at = (off_t)(util_rnd(&seed) % step); at < seg[s].n; at += 1 + (off_t)(util_rnd(&seed) % (2 * step - 1))) {
			uint8_t old, to[3];
			assert_int_equal(pread(fd, &old, 1, at), 1);
			to[0] = old ^ (uint8_t)(1u << (util_rnd(&seed) % 8));
			to[1] = 0;
			to[2] = 0xff;
			for (int k = 0; k < 3; k++) {
				if (to[k] == old)
					continue;
				assert_int_equal(pwrite(fd, &to[k], 1, at), 1);
				verdict(k == 0 ? "flip" : k == 1 ? "0x00" : "0xff", s, at);
			}
			assert_int_equal(pwrite(fd, &old, 1, at), 1);
		}
		close(fd);
	}
}

static void cuts(uint32_t step)
{
	static uint8_t save[SEG + 4096];

	for (uint32_t s = 0; s < nseg; s++) {
		int fd = open(seg[s].path, O_RDWR | O_CLOEXEC);
		assert_int_equal(pread(fd, save, sizeof save, 0), seg[s].n);
		for (off_t n = seg[s].n - 1; n >= 0; n -= s + 1 == nseg ? 1 + (off_t)(step / 16) : 1 + 3 * (off_t)step) {
			assert_int_equal(ftruncate(fd, n), 0);
			verdict("cut", s, n);
		}
		assert_int_equal(pwrite(fd, save, (size_t)seg[s].n, 0), seg[s].n);
		close(fd);
	}
}

static void damage(bool unmarked)
{
	uint64_t seed = util_seed("R5");
	uint32_t step = util_env("YZ_ROT_STEP", 16);

	same = cut = refused = 0;
	make(unmarked);
	verdict("nothing", 0, 0);
	assert_int_equal(same, 1);
	bytes(seed, step, unmarked ? nseg - 1 : 0);
	if (!unmarked)
		cuts(step);   /* without a mark nothing tells a cut file from one that was never longer */
	printf("# R5: %" PRIu64 " the same, %" PRIu64 " tail cut, %" PRIu64 " refused\n", same, cut, refused);
	assert_true(refused > 0);
	sys = sys_real;
	util_remove(dir);
}

static void R5_damage_after_a_clean_close(void **st)
{
	(void)st;
	damage(false);
	assert_int_equal(cut, 0);   /* everything was synced and marked: nothing may be cut */
}

static void R5_damage_without_a_mark(void **st)
{
	(void)st;
	damage(true);
	assert_true(cut > 0);       /* of the last commit nothing is known */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(R5_damage_after_a_clean_close), cmocka_unit_test(R5_damage_without_a_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
