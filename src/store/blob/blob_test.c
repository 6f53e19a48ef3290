/* blob_test — BL1 to BL3, names, what is swept. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/fs.h"
#include "store/blob/blob.h"

static struct { char base[64], dir[80]; struct arena arena; struct err e; } w;

static int setup(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	snprintf(w.base, sizeof w.base, "/tmp/yz-blob-XXXXXX");
	assert_non_null(mkdtemp(w.base));
	snprintf(w.dir, sizeof w.dir, "%s/photos", w.base);
	arena_init(&w.arena, 32 << 20);
	assert_int_equal(blob_use(w.dir, 0, &w.e), 0);
	return 0;
}

static int teardown(void **state)
{
	char cmd[100];

	(void)state;
	sys = sys_real;
	assert_int_equal(blob_use(NULL, 0, NULL), 0);
	arena_done(&w.arena);
	snprintf(cmd, sizeof cmd, "rm -r %s", w.base);
	return system(cmd);
}

static const uint8_t one[BLOB_ID] = { 0xab, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xef }, two[BLOB_ID] = { 0xab, 9 };
#define ONE "ab0102030405060708090a0b0c0d0eef"

static void put(const uint8_t *id, const char *text)
{
	if (blob_put(id, str_of(text), &w.e) < 0)
		fail_msg("%s", w.e.msg);
}

static void expect(const uint8_t *id, const char *text)
{
	struct err e = { 0 };
	str got;
	int rc = blob_get(&w.arena, id, &got, &e);

	if (!text)
		assert_int_equal(rc, E_NOTFOUND);
	else if (rc < 0 || !str_eq(got, str_of(text)))
		fail_msg("%s: '%.*s', expected '%s'", e.msg, rc < 0 ? 0 : (int)got.n, rc < 0 ? "" : got.p, text);
}

static void names_and_places(void **state)
{
	static const char *const bad[] = { "", "ab", ONE "0", "AB0102030405060708090a0b0c0d0eef", "ab0102030405060708090a0b0c0d0e/f", "../../../../../../../etc/passwd" };
	char name[BLOB_NAME], path[200];
	uint8_t id[BLOB_ID];
	struct stat st;

	(void)state;
	assert_true(str_eq(blob_name(one, name), S(ONE)));
	assert_true(blob_parse(S(ONE), id) && memcmp(id, one, BLOB_ID) == 0);
	for (size_t i = 0; i < COUNTOF(bad); i++)
		assert_false(blob_parse(str_of(bad[i]), id));
	expect(one, NULL);
	put(one, "bytes");
	expect(one, "bytes");
	snprintf(path, sizeof path, "%s/ab/" ONE, w.dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(w.dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(blob_remove(one, &w.e), 0);
	assert_int_equal(blob_remove(one, &w.e), 0);
	expect(one, NULL);
	static char big[BLOB_MAX + 1];
	assert_int_equal(blob_put(one, (str){ big, sizeof big }, &w.e), E_TOOBIG);
	assert_int_equal(blob_use(NULL, 0, NULL), 0);
	assert_int_equal(blob_put(one, S("x"), &w.e), E_STATE);
}

/* What was asked of the disk, a letter a call; the k-th fails. */
static struct { char seq[64]; int n, fail_at; } disk;

static bool note(char c)
{
	if (disk.n < 63)
		disk.seq[disk.n] = c;
	errno = ENOSPC;
	return ++disk.n == disk.fail_at;
}

static ssize_t d_pwrite(int fd, const void *p, size_t n, off_t at)
{
	if (note('w')) {
		(void)!sys_real.pwrite(fd, p, n / 2, at);      /* half of it came through */
		errno = ENOSPC;
		return -1;
	}
	return sys_real.pwrite(fd, p, n, at);
}

static int d_fsync(int fd)
{
	struct stat st;

	return note(fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? 'd' : 's') ? -1 : sys_real.fsync(fd);
}

static int d_rename(const char *a, const char *b)
{
	return note('r') ? -1 : sys_real.rename(a, b);
}

static void watch(int fail_at)
{
	memset(&disk, 0, sizeof disk);
	disk.fail_at = fail_at;
	sys.pwrite = d_pwrite;
	sys.fsync = d_fsync;
	sys.rename = d_rename;
}

static void BL1_BL2_whole_or_not_at_all_and_on_the_disk(void **state)
{
	(void)state;
	watch(0);
	put(one, "first");
	assert_string_equal(disk.seq, "ddwsrd");       /* the new folders, the bytes, their place, its entry */
	watch(0);
	put(one, "second");
	assert_string_equal(disk.seq, "wsrd");
	for (int k = 1; k <= 4; k++) {
		watch(k);
		w.e = (struct err){ 0 };
		assert_int_equal(blob_put(one, S("third, which does not come through"), &w.e), E_FULL);
		assert_true(w.e.msg[0] != 0);
		sys = sys_real;
		if (k < 4)
			expect(one, "second");
	}
	watch(3);
	assert_int_equal(blob_put(two, S("new"), &w.e), E_FULL);
	sys = sys_real;
	expect(two, NULL);
}

static void BL3_the_reserve_stays_free(void **state)
{
	(void)state;
	int64_t left = fs_free_bytes(w.base);
	assert_true(left > 0);
	assert_int_equal(blob_use(w.dir, INT64_MAX, &w.e), 0);
	assert_int_equal(blob_put(one, S("x"), &w.e), E_FULL);
	assert_int_equal(blob_room(1, &w.e), E_FULL);
	expect(one, NULL);
	assert_int_equal(blob_use(w.dir, left / 2, &w.e), 0);
	w.e = (struct err){ 0 };
	put(one, "x");
}

static int seen_fn(void *arg, const uint8_t *id)
{
	char *seen = arg, name[BLOB_NAME];

	strncat(seen, blob_name(id, name).p, 200 - strlen(seen) - 1);
	return 0;
}

static void age(const char *rel)
{
	char path[200];
	struct timespec t[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };

	snprintf(path, sizeof path, "%s/%s", w.dir, rel);
	assert_int_equal(utimensat(AT_FDCWD, path, t, 0), 0);
}

static void only_old_files_are_shown_and_old_parts_removed(void **state)
{
	char seen[200] = "", path[200];

	(void)state;
	put(one, "x");
	put(two, "y");
	age("ab/" ONE);
	static const char *const more[] = { ONE ".tmp", "ab0900000000000000000000000000aa.tmp", "README" };
	for (size_t i = 0; i < COUNTOF(more); i++) {
		snprintf(path, sizeof path, "%s/ab/%s", w.dir, more[i]);
		assert_int_equal(fs_create(path, "z", 1, &w.e), 0);
	}
	age("ab/" ONE ".tmp");
	age("ab/README");
	assert_int_equal(blob_old(0xab, 3600, seen_fn, seen, &w.e), 1);
	assert_string_equal(seen, ONE);
	snprintf(path, sizeof path, "%s/ab/" ONE ".tmp", w.dir);
	assert_int_equal(access(path, F_OK), -1);
	snprintf(path, sizeof path, "%s/ab/%s", w.dir, more[1]);
	assert_int_equal(access(path, F_OK), 0);      /* still being written, for all we know */
	snprintf(path, sizeof path, "%s/ab/README", w.dir);
	assert_int_equal(access(path, F_OK), 0);      /* not ours */
	assert_int_equal(blob_old(0xac, 3600, seen_fn, seen, &w.e), 0);
	expect(one, "x");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(names_and_places), T(BL1_BL2_whole_or_not_at_all_and_on_the_disk), T(BL3_the_reserve_stays_free),
		T(only_old_files_are_shown_and_old_parts_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
