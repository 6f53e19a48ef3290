/* trail_seal_test — R4: what a store with day keys gives away, and to whom: 120 virtual days, a backup of day 20, then a search of all bytes. */
#define _GNU_SOURCE
#include <dirent.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utc.h"
#include "platform/fs.h"
#include "track/trail/trail.h"
#include "track/trail/trail_int.h"

enum { DAY0 = 20700, KEEP = 90, DAYS = 120, BACKUP = 20, TAGS = 40, STATIONS = 9 };

static char dir_[64], store_[96], copy_[96], ring_[96];

static void drop(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[700];

	while (d && (de = readdir(d))) {
		if (de->d_name[0] == '.' && (!de->d_name[1] || de->d_name[1] == '.'))
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		if (unlink(path) < 0)
			drop(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static int setup(void **state)
{
	(void)state;
	snprintf(dir_, sizeof dir_, "/tmp/yz-seal-XXXXXX");
	if (!mkdtemp(dir_))
		return -1;
	snprintf(store_, sizeof store_, "%s/trail", dir_);
	snprintf(copy_, sizeof copy_, "%s/backup", dir_);
	snprintf(ring_, sizeof ring_, "%s/keys", dir_);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	drop(dir_);
	return 0;
}

static struct daykeys *ring(const char *file, bool make)
{
	struct daykeys *k = NULL;
	struct err e = { 0 };

	if (daykeys_open(file, NULL, make, &e, &k) < 0)
		fail_msg("%s", e.msg);
	return k;
}

static int try_open(const char *dir, struct daykeys *k, struct err *e, struct trail **ret)
{
	return trail_open(&(struct trail_opts){ .dir = dir, .cache_bytes = 4 << 20, .memtable_bytes = 4 << 20, .keep_days = KEEP, .keys = k }, e, ret);
}

static struct trail *open_store(const char *dir, struct daykeys *k)
{
	struct err e = { 0 };
	struct trail *t = NULL;

	if (try_open(dir, k, &e, &t) < 0)
		fail_msg("%s", e.msg);
	return t;
}

/* Tags whose eight bytes stand nowhere by chance. */
static uint64_t tag_of(int i) { return 0x5A5AC3C3F00D0000u + (uint64_t)i * 0x101; }

/* Each tag passes each day at three stations, at a second of its own. */
static uint32_t put_day(struct trail *t, int32_t day)
{
	uint32_t n = 0;

	for (int i = 0; i < TAGS; i++)
		for (int s = 0; s < 3; s++, n++) {
			utc_ms first = day_start(day) + (utc_ms)(6 + s) * HOUR_MS + i * 1001;
			trail_put(t, &(struct visit){ .tag = tag_of(i), .station = (uint16_t)((i + s) % STATIONS), .rssi_max = -60, .hits = 5, .first = first, .last = first + 9000 });
		}
	return n;
}

static void day_done(struct trail *t, uint64_t lsn, int32_t day)
{
	struct err e = { 0 };

	assert_int_equal(trail_commit(t, lsn, &e), 0);
	assert_int_equal(trail_sync(t, &e), 0);
	assert_true(trail_retain(t, day_start(day) + 12 * HOUR_MS, &e) >= 0);
}

static bool count(void *arg, const struct visit *v)
{
	(void)v;
	++*(int *)arg;
	return true;
}

static int of_tag(struct trail *t, int i, int32_t from, int32_t to)
{
	struct err e = { 0 };
	int n = 0;

	assert_true(trail_tag(t, (tag_id){ tag_of(i) }, day_start(from), day_start(to), count, &n, &e) >= 0);
	return n;
}

/* How often any tag's eight bytes, in either order, stand in the files of the folder. */
static int found(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[700], *text;
	size_t n;
	int hits = 0;
	struct err e = { 0 };

	assert_non_null(d);
	while ((de = readdir(d))) {
		if (de->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		if (fs_read(path, 64 << 20, &text, &n, &e) < 0)
			continue;
		for (int i = 0; i < TAGS; i++) {
			uint8_t big[8], little[8];
			put_be64(big, tag_of(i));
			put_le64(little, tag_of(i));
			hits += memmem(text, n, big, 8) != NULL;
			hits += memmem(text, n, little, 8) != NULL;
			hits += memmem(text, n, big, 5) != NULL;     /* a prefix, as indexes cut keys short */
		}
		free(text);
	}
	closedir(d);
	return hits;
}

/* Every row of visits is sealed: what a search for whole tags would miss in packed bits. */
static void all_sealed(struct trail *t)
{
	int rows = 0;

	for (size_t i = 0; i < t->nspans; i++) {
		struct kv_iter *it = kv_iter_new(t->kv, t->spans[i].cf, false);
		for (kv_iter_seek(it, (struct kv_slice){ (const uint8_t *)"", 0 }); kv_iter_valid(it); kv_iter_next(it)) {
			struct kv_slice k = kv_iter_key(it), v = kv_iter_value(it);
			if (k.p[0] == 'D' || k.p[0] == 'G')
				continue;
			assert_true(k.p[0] == 'U' || k.p[0] == 'R');
			assert_int_equal(v.p[0], k.p[0] == 'U' ? KIND_SEALED_TAG : KIND_SEALED_STATION);
			rows++;
		}
		kv_iter_free(it);
	}
	assert_true(rows >= TAGS);
}

static void test_r4_120_days_and_a_backup_of_day_20(void **state)
{
	struct daykeys *k = ring(ring_, true);
	struct trail *t = open_store(store_, k);
	struct err e = { 0 };
	int32_t days[DAYS + 2];
	(void)state;

	for (int32_t d = 0; d < DAYS; d++) {
		put_day(t, DAY0 + d);
		day_done(t, (uint64_t)d + 1, DAY0 + d);
		if (d == BACKUP) {
			assert_int_equal(trail_checkpoint(t, copy_, &e), 0);
			assert_int_equal(of_tag(t, 7, DAY0, DAY0 + DAYS), 3 * (BACKUP + 1));
		}
		if (d == 60) {
			put_day(t, DAY0 + d);           /* a second group of the day: joined and sealed again by merging */
			assert_int_equal(trail_compact(t, &e), 0);
			all_sealed(t);
		}
	}
	/* on the last day, at noon, 90 days back are there and not one more; each has its key, and no other day has one */
	int32_t limit = DAY0 + DAYS - 1 - KEEP;
	assert_int_equal(of_tag(t, 7, DAY0, DAY0 + DAYS), 3 * (KEEP + 1) + 3);
	assert_int_equal(of_tag(t, 7, limit, limit + 1), 3);
	int n = 0;
	assert_true(trail_station(t, 4, day_start(limit), day_start(limit + 1), count, &n, &e) > 0);
	all_sealed(t);
	assert_int_equal(daykeys_days(k, days, COUNTOF(days)), KEEP + 1);
	assert_int_equal(days[0], limit);
	trail_close(t);
	assert_int_equal(found(store_), 0);
	assert_int_equal(found(copy_), 0);
	/* the backup of day 20 under today's keys: its days are all past retention */
	t = open_store(copy_, k);
	assert_int_equal(of_tag(t, 7, DAY0, DAY0 + DAYS), 0);
	put_day(t, DAY0 + 3);
	assert_int_equal(trail_commit(t, 1000, &e), 0);
	assert_int_equal(of_tag(t, 7, DAY0, DAY0 + DAYS), 0);       /* nor do they come again */
	trail_close(t);
	daykeys_close(k);
}

/* A backup half as old: what retention has taken is gone from it, what it has not is read. */
static void test_r4_a_backup_loses_its_days_one_by_one(void **state)
{
	struct daykeys *k = ring(ring_, true);
	struct trail *t = open_store(store_, k);
	struct err e = { 0 };
	(void)state;

	for (int32_t d = 0; d <= 100; d++) {
		put_day(t, DAY0 + d);
		day_done(t, (uint64_t)d + 1, DAY0 + d);
		if (d == BACKUP)
			assert_int_equal(trail_checkpoint(t, copy_, &e), 0);
	}
	trail_close(t);
	t = open_store(copy_, k);
	assert_int_equal(of_tag(t, 7, DAY0, DAY0 + 10), 0);
	for (int32_t d = 10; d <= BACKUP; d++)
		assert_int_equal(of_tag(t, 7, DAY0 + d, DAY0 + d + 1), 3);
	trail_close(t);
	/* another register's keys open nothing and say why; none at all neither */
	char other[96];
	snprintf(other, sizeof other, "%s/other", dir_);
	struct daykeys *wrong = ring(other, true);
	assert_int_equal(try_open(copy_, wrong, &e, &t), E_CONFIG);
	assert_non_null(strstr(e.msg, "track_key_file"));
	assert_int_equal(try_open(copy_, NULL, &e, &t), E_CONFIG);
	daykeys_close(wrong);
	daykeys_close(k);
}

/* A store that was begun in the clear: read on, and not written on in the clear. */
static void test_a_plain_store_goes_on_sealed(void **state)
{
	struct trail *t = open_store(store_, NULL);
	struct err e = { 0 };
	(void)state;

	put_day(t, DAY0 + 1);
	day_done(t, 1, DAY0 + 1);
	trail_close(t);
	assert_true(found(store_) > 0);             /* the search does find what is plain */
	struct daykeys *k = ring(ring_, true);
	for (int round = 0; round < 2; round++) {   /* the second one opens what the first one wrote */
		t = open_store(store_, k);
		put_day(t, DAY0 + 2 + round);       /* the same week */
		day_done(t, 2 + (uint64_t)round, DAY0 + 2 + round);
		assert_int_equal(of_tag(t, 7, DAY0, DAY0 + 9), 3 * (2 + round));
		int n = 0, all = 0;
		assert_true(trail_station(t, 4, day_start(DAY0), day_start(DAY0 + 2), count, &n, &e) > 0);
		assert_true(trail_station(t, 4, day_start(DAY0), day_start(DAY0 + 9), count, &all, &e) > 0);
		assert_int_equal(all, n * (2 + round));
		trail_close(t);
	}
	t = open_store(store_, k);
	for (int32_t d = 9; d <= 100; d += 7)       /* weeks later the plain rows have left the disk with their family */
		day_done(t, 100 + (uint64_t)d, DAY0 + d);
	trail_close(t);
	trail_close(open_store(store_, k));         /* RocksDB's list of files begins anew: it names each file's first and last key */
	assert_int_equal(found(store_), 0);
	daykeys_close(k);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_r4_120_days_and_a_backup_of_day_20), T(test_r4_a_backup_loses_its_days_one_by_one), T(test_a_plain_store_goes_on_sealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
