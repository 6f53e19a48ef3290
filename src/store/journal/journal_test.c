/* journal_test — the invariants J1..J5 by name, and the edges of the interface. */
#define _GNU_SOURCE
#include "store/journal/journal.h"

#include <errno.h>
#include <fcntl.h>
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_J5_order_and_bytes, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
