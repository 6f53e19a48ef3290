/* blob_long_test — BL4: parts in their order and on the disk, the hash, what is swept; a disk that is full or breaks. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "platform/fs.h"
#include "store/blob/blob.h"

static struct { char base[64], dir[80]; struct err e; uint8_t up[BLOB_ID], file[BLOB_ID]; char sha[65]; } w;

static int setup(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	snprintf(w.base, sizeof w.base, "/tmp/yz-long-XXXXXX");
	assert_non_null(mkdtemp(w.base));
	snprintf(w.dir, sizeof w.dir, "%s/photos", w.base);
	assert_int_equal(blob_use(w.dir, 0, &w.e), 0);
	return 0;
}

static int teardown(void **state)
{
	char cmd[100];

	(void)state;
	sys = sys_real;
	assert_int_equal(blob_use(NULL, 0, NULL), 0);
	snprintf(cmd, sizeof cmd, "rm -r %s", w.base);
	return system(cmd);
}

static int add(int64_t at, const char *text)
{
	int64_t size = -1;

	w.e = (struct err){ 0 };
	int rc = blob_long_add(w.up, at, str_of(text), &size, &w.e);
	if (rc == 0)
		assert_int_equal(size, at + (int64_t)strlen(text));
	return rc;
}

static int end(int64_t bytes, const char *sha)
{
	w.e = (struct err){ 0 };
	return blob_long_end(w.up, bytes, str_of(sha), w.sha, &w.e);
}

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void BL4_parts_become_a_file_under_its_hash(void **state)
{
	char got[8];
	int64_t size;
	int fd;

	(void)state;
	assert_int_equal(blob_long_begin(3, w.up, &w.e), 0);
	assert_int_equal(blob_long_size(w.up, &size, &w.e), 0);
	assert_int_equal(size, 0);
	assert_int_equal(add(1, "x"), E_STATE);
	assert_string_equal(w.e.field, "offset");
	assert_int_equal(add(0, "a"), 0);
	assert_int_equal(add(0, "a"), E_STATE);                  /* an answer that was lost: it is told where to go on */
	assert_non_null(strstr(w.e.msg, "1 bytes"));
	assert_int_equal(end(3, ABC), E_STATE);
	assert_int_equal(add(1, "bc"), 0);
	assert_int_equal(end(2, ABC), E_STATE);
	assert_string_equal(w.e.field, "announced");
	assert_int_equal(end(3, ABC), 0);
	assert_string_equal(w.sha, ABC);
	assert_true(blob_parse((str){ w.sha, 32 }, w.file));
	assert_int_equal(blob_long_open(w.file, &fd, &w.e), 0);
	assert_int_equal(fs_pread_all(fd, got, sizeof got, 0), 3);
	assert_memory_equal(got, "abc", 3);
	fd_close(&fd);
	assert_int_equal(add(3, "d"), E_NOTFOUND);               /* it is no upload any more */
	assert_int_equal(blob_long_head(w.file, false, got, 8, &w.e), 0);
	assert_memory_equal(got, "abc\0\0\0\0\0", 8);
	assert_int_equal(blob_long_remove(w.file, &w.e), 0);
	assert_int_equal(blob_long_open(w.file, &fd, &w.e), E_NOTFOUND);
}

/* Neither more nor fewer bytes than it was begun for. */
static void BL4_what_was_announced_is_kept_to(void **state)
{
	int64_t size;

	(void)state;
	assert_int_equal(blob_long_begin(3, w.up, &w.e), 0);
	assert_int_equal(add(0, "abcd"), E_STATE);
	assert_string_equal(w.e.field, "announced");
	assert_int_equal(add(0, "ab"), 0);
	assert_int_equal(add(2, "cd"), E_STATE);
	assert_string_equal(w.e.field, "announced");
	assert_int_equal(blob_long_size(w.up, &size, &w.e), 0);
	assert_int_equal(size, 2);                               /* nothing of it was kept */
	assert_int_equal(end(2, ""), E_STATE);
	assert_string_equal(w.e.field, "announced");
	assert_int_equal(end(3, ""), E_STATE);
	assert_string_equal(w.e.field, "offset");
	assert_int_equal(add(2, "c"), 0);
	assert_int_equal(end(3, ABC), 0);
	assert_true(blob_parse((str){ w.sha, 32 }, w.file));
	assert_int_equal(blob_long_remove(w.file, &w.e), 0);
	assert_int_equal(blob_long_begin(BLOB_LONG_MAX, w.up, &w.e), 0);
	assert_int_equal(add(0, "abc"), 0);
	assert_int_equal(end(BLOB_LONG_MAX, ""), E_STATE);
	assert_string_equal(w.e.field, "offset");
}

static void BL4_another_file_than_was_sent_is_dropped(void **state)
{
	int64_t size;

	(void)state;
	assert_int_equal(blob_long_begin(3, w.up, &w.e), 0);
	assert_int_equal(add(0, "abd"), 0);
	assert_int_equal(end(3, ABC), E_INVALID);
	assert_string_equal(w.e.field, "sha256");
	assert_int_equal(blob_long_size(w.up, &size, &w.e), E_NOTFOUND);
}

static void bounds(void **state)
{
	uint8_t id[BLOB_ID];

	(void)state;
	assert_int_equal(blob_long_begin(0, id, &w.e), E_TOOBIG);
	assert_int_equal(blob_long_begin(BLOB_LONG_MAX + 1, id, &w.e), E_TOOBIG);
	for (int i = 0; i < BLOB_LONG_PARTS; i++)
		assert_int_equal(blob_long_begin(1, id, &w.e), 0);
	assert_int_equal(blob_long_begin(1, id, &w.e), E_BUSY);
	char path[200], name[BLOB_NAME];
	int64_t ago = sys_real.utc_ms() / 1000 - 700, size;
	struct timeval t[2] = { { .tv_sec = ago }, { .tv_sec = ago } };
	snprintf(path, sizeof path, "%s/long/%s.part", w.dir, blob_name(id, name).p);
	assert_int_equal(utimes(path, t), 0);
	memcpy(w.up, id, sizeof w.up);
	assert_int_equal(blob_long_begin(1, id, &w.e), 0);       /* the one that stood still made room */
	assert_int_equal(blob_long_size(w.up, &size, &w.e), E_NOTFOUND);
	assert_int_equal(blob_long_begin(1, w.file, &w.e), E_BUSY);
	assert_int_equal(blob_use(w.dir, INT64_MAX / 2, &w.e), 0);
	memcpy(w.up, id, sizeof w.up);
	assert_int_equal(add(0, "x"), E_FULL);
}

static int left;

static ssize_t short_then_full(int fd, const void *p, size_t n, off_t at)
{
	if (!left--) {
		errno = ENOSPC;
		return -1;
	}
	return sys_real.pwrite(fd, p, n > 1 ? n / 2 : n, at);
}

static void BL4_a_part_that_is_half_there_is_not_there(void **state)
{
	int64_t size;

	(void)state;
	assert_int_equal(blob_long_begin(8, w.up, &w.e), 0);
	assert_int_equal(add(0, "abcd"), 0);
	left = 1;
	sys.pwrite = short_then_full;
	assert_int_equal(add(4, "efgh"), E_FULL);
	sys = sys_real;
	assert_int_equal(blob_long_size(w.up, &size, &w.e), 0);
	assert_int_equal(size, 4);
	assert_int_equal(add(4, "efgh"), 0);
}

/* The upload becomes a file between another call's look for it and its lock. */
static bool meanwhile;

static int becomes_a_file(const char *path, int flags, unsigned mode)
{
	int fd = sys_real.open(path, flags, mode);

	if (meanwhile && fd >= 0) {
		meanwhile = false;
		assert_int_equal(end(3, ABC), 0);
	}
	return fd;
}

static void BL4_what_became_a_file_takes_no_part(void **state)
{
	char got[8];
	int fd;

	(void)state;
	for (int late_end = 0; late_end < 2; late_end++) {
		assert_int_equal(blob_long_begin(3, w.up, &w.e), 0);
		assert_int_equal(add(0, "abc"), 0);
		meanwhile = true;
		sys.open = becomes_a_file;
		assert_int_equal(late_end ? end(3, ABC) : add(3, "d"), E_NOTFOUND);
		sys = sys_real;
		assert_true(blob_parse((str){ w.sha, 32 }, w.file));
		assert_int_equal(blob_long_open(w.file, &fd, &w.e), 0);
		assert_int_equal(fs_pread_all(fd, got, sizeof got, 0), 3);
		fd_close(&fd);
	}
}

static int seen;

static int one_more(void *arg, const uint8_t id[BLOB_ID])
{
	(void)arg;
	assert_memory_equal(id, w.file, BLOB_ID);
	seen++;
	return 0;
}

static void what_nobody_went_on_with_is_removed(void **state)
{
	int64_t size;

	(void)state;
	assert_int_equal(blob_long_old(0, one_more, NULL, &w.e), 0);       /* no folder yet */
	assert_int_equal(blob_long_begin(3, w.up, &w.e), 0);
	assert_int_equal(add(0, "abc"), 0);
	assert_int_equal(end(3, ""), 0);
	assert_true(blob_parse((str){ w.sha, 32 }, w.file));
	assert_int_equal(blob_long_begin(3, w.up, &w.e), 0);
	assert_int_equal(add(0, "ab"), 0);
	assert_int_equal(blob_long_old(3600, one_more, NULL, &w.e), 0);
	assert_int_equal(blob_long_size(w.up, &size, &w.e), 0);
	assert_int_equal(blob_long_old(-1, one_more, NULL, &w.e), 1);
	assert_int_equal(seen, 1);
	assert_int_equal(blob_long_size(w.up, &size, &w.e), E_NOTFOUND);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(BL4_parts_become_a_file_under_its_hash), T(BL4_what_was_announced_is_kept_to), T(BL4_another_file_than_was_sent_is_dropped), T(bounds), T(BL4_a_part_that_is_half_there_is_not_there),
		T(BL4_what_became_a_file_takes_no_part),
		T(what_nobody_went_on_with_is_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
