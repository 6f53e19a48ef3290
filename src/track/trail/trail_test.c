/* trail_test — the promises of trail.h, against a plain list of visits. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utc.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "track/trail/trail.h"
#include "track/trail/trail_int.h"

enum { DAY0 = 20700 /* 2026-09-04 */, KILLS = 32 };

/* ---- tools ---- */

static uint64_t seed_ = 1;

static uint64_t rnd(void) { return hash_u64(seed_ += 0x9e3779b97f4a7c15u); }
static int64_t below(int64_t n) { return (int64_t)(rnd() % (uint64_t)n); }

static char *dir_new(char *buf, size_t n)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(buf, n, "%s/yz-trail-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(buf));
	return buf;
}

static void dir_drop(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[600];

	assert_non_null(d);
	while ((de = readdir(d))) {
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, de->d_name);
		if (unlink(path) < 0)
			dir_drop(path);
	}
	closedir(d);
	assert_int_equal(rmdir(dir), 0);
}

struct list { struct visit *v; size_t n, cap; };

static bool list_add(void *arg, const struct visit *v)
{
	struct list *l = arg;

	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->v = realloc(l->v, l->cap * sizeof(*l->v));
		assert_non_null(l->v);
	}
	l->v[l->n++] = *v;
	return true;
}

static int by_all(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

#define CMP(f) if (x->f != y->f) return x->f < y->f ? -1 : 1
	CMP(first); CMP(tag); CMP(station); CMP(last); CMP(hits); CMP(rssi_max); CMP(flags);
	return 0;
}

static void lists_match(struct list *got, struct list *want)
{
	assert_int_equal(got->n, want->n);
	if (got->n == 0)
		return;
	qsort(got->v, got->n, sizeof(*got->v), by_all);
	qsort(want->v, want->n, sizeof(*want->v), by_all);
	for (size_t i = 0; i < got->n; i++)
		assert_int_equal(by_all(&got->v[i], &want->v[i]), 0);
}

static void lists_equal(struct list *got, struct list *want)
{
	for (size_t i = 1; i < got->n; i++)
		assert_true(got->v[i - 1].first <= got->v[i].first);
	lists_match(got, want);
}

/* What the queries must give: the visits of all that touch [from, to), not before limit. */
static void naive(const struct list *all, bool by_tag, uint64_t id, utc_ms from, utc_ms to, int32_t limit, struct list *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < all->n; i++) {
		const struct visit *v = &all->v[i];
		if ((by_tag ? v->tag : v->station) == id && v->first < to && v->last >= from && day_of(v->first) >= limit)
			list_add(ret, v);
	}
}

static void ask(struct trail *t, bool by_tag, uint64_t id, utc_ms from, utc_ms to, struct list *ret)
{
	struct err e = { 0 };

	ret->n = 0;
	int rc = by_tag ? trail_tag(t, (tag_id){ id }, from, to, list_add, ret, &e)
	                : trail_station(t, (uint16_t)id, from, to, list_add, ret, &e);
	assert_int_equal(rc, (int)ret->n);
}

static void check_query(struct trail *t, const struct list *all, bool by_tag, uint64_t id, utc_ms from, utc_ms to,
                        int32_t limit)
{
	struct list got = { 0 }, want = { 0 };

	ask(t, by_tag, id, from, to, &got);
	naive(all, by_tag, id, from, to, limit, &want);
	lists_equal(&got, &want);
	free(got.v);
	free(want.v);
}

static struct trail *open_at(const char *dir, uint32_t group, int32_t keep)
{
	struct trail_opts o = { .dir = dir, .cache_bytes = 8 << 20, .memtable_bytes = 8 << 20, .group_visits = group,
	                        .keep_days = keep };
	struct err e = { 0 };
	struct trail *t = NULL;

	int rc = trail_open(&o, &e, &t);
	if (rc < 0)
		fail_msg("trail_open: %s", e.msg);
	return t;
}

#define OK(call) do { struct err e_ = { 0 }; int rc_ = (call); if (rc_ < 0) fail_msg("%s: %s", #call, e_.msg); } while (0)

/* A visit within one day; tags and stations few, so that keys are shared; times often equal. */
static struct visit any_visit(int32_t day)
{
	utc_ms start = day_start(day);
	struct visit v = { .tag = below(8) == 0 ? ~(uint64_t)0 - (uint64_t)below(3) : (uint64_t)(1 + below(20)), .station = (uint16_t)below(6) };

	v.first = start + (below(4) == 0 ? (int64_t)below(24) * HOUR_MS : (int64_t)below(DAY_MS));
	int64_t left = start + DAY_MS - 1 - v.first;
	static const int64_t most[] = { 1, 1000, 60000, HOUR_MS, 5 * HOUR_MS, DAY_MS };
	int64_t dur = (int64_t)below(most[below(COUNTOF(most))]);
	v.last = v.first + MIN(dur, left);
	v.hits = below(10) == 0 ? (uint32_t)rnd() : (uint32_t)(1 + below(300));
	v.rssi_max = (int8_t)(below(20) == 0 ? (int)below(256) - 128 : -100 + (int)below(60));
	v.flags = (uint8_t)(below(3) == 0 ? below(256) : 0);
	return v;
}

/* ---- tests ---- */

/* A group so large that two threads code it, with tags as random as they come and days of two weeks. */
static void test_large_group(void **state)
{
	enum { N = 120000, TAGS = 9000 };
	char dir[400];
	struct list all = { 0 };

	(void)state;
	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 1 << 20, 90);
	for (uint32_t i = 0; i < N; i++) {
		struct visit v = any_visit(DAY0 + (int32_t)below(9));
		if (i % 3)
			v.tag = hash_u64((uint64_t)below(TAGS) + 1);
		trail_put(t, &v);
		list_add(&all, &v);
	}
	OK(trail_commit(t, 1, &e_));
	OK(trail_sync(t, &e_));
	struct list got = { 0 };
	for (uint16_t st = 0; st < 6; st++)
		check_query(t, &all, false, st, day_start(DAY0), day_start(DAY0 + 9), 0);
	for (uint64_t tag = 1; tag <= 20; tag++)
		check_query(t, &all, true, tag, day_start(DAY0), day_start(DAY0 + 9), 0);
	for (uint32_t i = 0; i < TAGS; i++)     /* compared as a whole: each against the list would take minutes */
		OK(trail_tag(t, (tag_id){ hash_u64(i + 1) }, day_start(DAY0), day_start(DAY0 + 9), list_add, &got, &e_));
	struct list want = { 0 };
	for (size_t i = 0; i < all.n; i++)
		if (i % 3)
			list_add(&want, &all.v[i]);
	lists_match(&got, &want);
	trail_close(t);
	dir_drop(dir);
	free(got.v);
	free(want.v);
	free(all.v);
}

static void test_exact_values(void **state)
{
	char dir[400];
	struct list all = { 0 };
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 10, 90);
	utc_ms s = day_start(DAY0);
	struct visit v[] = {
		{ .tag = UINT64_MAX, .station = 65535, .first = s, .last = s + DAY_MS - 1, .hits = UINT32_MAX, .rssi_max = 127, .flags = 255 },
		{ .tag = 1, .station = 0, .first = s + DAY_MS - 1, .last = s + DAY_MS - 1, .hits = 0, .rssi_max = -128, .flags = 0 },
		{ .tag = 1, .station = 0, .first = s + DAY_MS, .last = s + DAY_MS + 7, .hits = 1, .rssi_max = 0, .flags = VF_LATE },
		{ .tag = 1, .station = 3, .first = s + 12 * HOUR_MS - 1, .last = s + 12 * HOUR_MS, .hits = 9, .rssi_max = -1, .flags = VF_MOVING },
	};
	for (size_t i = 0; i < COUNTOF(v); i++) {
		trail_put(t, &v[i]);
		list_add(&all, &v[i]);
	}
	for (int stage = 0; stage < 4; stage++) {
		check_query(t, &all, true, UINT64_MAX, s, s + 1, 0);
		check_query(t, &all, true, 1, INT64_MIN, INT64_MAX, 0);
		check_query(t, &all, true, 1, s + DAY_MS - 1, s + DAY_MS, 0);
		check_query(t, &all, true, 1, s + DAY_MS, s + DAY_MS, 0);
		check_query(t, &all, true, 2, s, s + DAY_MS, 0);
		check_query(t, &all, false, 65535, s + DAY_MS - 1, s + DAY_MS, 0);
		check_query(t, &all, false, 65535, s + 5 * HOUR_MS, s + 5 * HOUR_MS + 1, 0);
		check_query(t, &all, false, 3, s + 12 * HOUR_MS, s + 13 * HOUR_MS, 0);
		check_query(t, &all, false, 0, s, s + 2 * DAY_MS, 0);
		if (stage == 0)
			OK(trail_commit(t, 77, &e_));
		else if (stage == 1)
			OK(trail_sync(t, &e_));
		else if (stage == 2)
			OK(trail_compact(t, &e_));
	}
	assert_int_equal(trail_position(t), 77);
	trail_close(t);
	t = open_at(dir, 10, 90);
	assert_int_equal(trail_position(t), 77);
	check_query(t, &all, true, 1, s, s + 2 * DAY_MS, 0);
	trail_close(t);
	free(all.v);
	dir_drop(dir);
}

static void random_queries(struct trail *t, const struct list *all, int n, int32_t limit)
{
	for (int i = 0; i < n; i++) {
		bool by_tag = below(2);
		uint64_t id = by_tag ? (below(8) == 0 ? ~(uint64_t)0 - (uint64_t)below(3) : (uint64_t)(1 + below(20))) : (uint64_t)below(6);
		utc_ms from = day_start(DAY0 - 2) + (int64_t)below(24 * DAY_MS);
		static const int64_t width[] = { 1, HOUR_MS, DAY_MS, 30LL * DAY_MS };
		check_query(t, all, by_tag, id, from, from + 1 + (int64_t)below(width[below(4)]), limit);
	}
}

/* Random visits over 20 days, late ones and equal times among them, through every stage of their life. */
static void test_property_list(void **state)
{
	(void)state;
	for (int round = 0; round < 4; round++) {
		char dir[400];
		struct list all = { 0 };
		uint64_t lsn = 0;
		dir_new(dir, sizeof(dir));
		struct trail *t = open_at(dir, round == 0 ? 1 : 1 + (uint32_t)below(400), 90);
		for (int step = 0; step < 60; step++) {
			int32_t day = DAY0 + step / 3;
			for (uint64_t i = below(100); i > 0; i--) {
				struct visit v = any_visit(below(5) == 0 ? DAY0 + (int32_t)below(20) : day);
				trail_put(t, &v);
				list_add(&all, &v);
				if (below(20) == 0)
					OK(trail_commit(t, ++lsn, &e_));
			}
			random_queries(t, &all, 5, 0);
			OK(trail_commit(t, ++lsn, &e_));
			if (below(8) == 0)
				OK(trail_sync(t, &e_));
			if (below(30) == 0)
				OK(trail_compact(t, &e_));
			if (below(15) == 0) {
				trail_close(t);
				t = open_at(dir, 1 + (uint32_t)below(400), 90);
				assert_int_equal(trail_position(t), lsn);
			}
		}
		OK(trail_compact(t, &e_));
		random_queries(t, &all, 100, 0);
		trail_close(t);
		free(all.v);
		dir_drop(dir);
	}
}

/* R3: whole days go, to the day, and stay gone after a restart; later visits of those days are dropped and counted. */
static void test_r3_retention(void **state)
{
	char dir[400];
	struct list all = { 0 };
	struct trail_stats st;
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 50, 10);
	for (int32_t d = DAY0; d < DAY0 + 30; d++)
		for (int i = 0; i < 20; i++) {
			struct visit v = any_visit(d);
			trail_put(t, &v);
			list_add(&all, &v);
		}
	OK(trail_commit(t, 1, &e_));
	OK(trail_sync(t, &e_));
	trail_stats(t, &st);
	assert_int_equal(st.cf_days, 30);
	struct err e = { 0 };
	/* One millisecond before day DAY0 + 5 is ten days old, four days and no more are past. */
	assert_int_equal(trail_retain(t, day_start(DAY0 + 15) - 1, &e), 4);
	random_queries(t, &all, 60, DAY0 + 4);
	assert_int_equal(trail_retain(t, day_start(DAY0 + 15), &e), 1);
	assert_int_equal(trail_retain(t, day_start(DAY0 + 15) + DAY_MS - 1, &e), 0);
	random_queries(t, &all, 60, DAY0 + 5);
	struct visit late = any_visit(DAY0 + 4), kept = any_visit(DAY0 + 5);
	trail_put(t, &late);
	trail_put(t, &kept);
	list_add(&all, &kept);
	OK(trail_commit(t, 2, &e_));
	trail_stats(t, &st);
	assert_int_equal(st.dropped, 1);
	assert_int_equal(st.cf_days, 25);
	trail_close(t);
	t = open_at(dir, 50, 10);
	random_queries(t, &all, 100, DAY0 + 5);
	assert_int_equal(trail_retain(t, day_start(DAY0 + 100), &e), 25);
	trail_stats(t, &st);
	assert_int_equal(st.cf_days, 0);
	random_queries(t, &all, 20, DAY0 + 90);
	assert_int_equal(trail_retain(t, day_start(DAY0 + 50), &e), 0);   /* a clock set back brings nothing back */
	trail_close(t);
	free(all.v);
	dir_drop(dir);
}

/* The families of past days are files that are gone, not only days that are hidden. */
static void test_r3_files_go(void **state)
{
	char dir[400];
	struct trail_stats before, after;
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 5000, 10);
	for (int32_t d = 0; d < 28; d++)
		for (int i = 0; i < 500; i++) {
			struct visit v = any_visit(DAY0 / SPAN_DAYS * SPAN_DAYS + d);
			trail_put(t, &v);
		}
	OK(trail_commit(t, 1, &e_));
	OK(trail_compact(t, &e_));
	trail_stats(t, &before);
	OK(trail_retain(t, day_start(DAY0 / SPAN_DAYS * SPAN_DAYS + 14 + 10), &e_));
	trail_stats(t, &after);
	assert_true(after.disk_bytes < before.disk_bytes * 6 / 10);
	trail_close(t);
	dir_drop(dir);
}

/* Uncommitted visits are seen, but a close or crash forgets them: the journal brings them again. */
static void test_r1_commit_is_the_border(void **state)
{
	char dir[400];
	struct list all = { 0 };
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 100, 90);
	for (int i = 0; i < 10; i++) {
		struct visit v = any_visit(DAY0);
		v.tag = 5;
		trail_put(t, &v);
		list_add(&all, &v);
		if (i == 6)
			OK(trail_commit(t, 7, &e_));
		check_query(t, &all, true, 5, day_start(DAY0), day_start(DAY0 + 1), 0);
	}
	OK(trail_sync(t, &e_));
	assert_int_equal(trail_position(t), 7);
	check_query(t, &all, true, 5, day_start(DAY0), day_start(DAY0 + 1), 0);
	trail_close(t);
	t = open_at(dir, 3, 90);
	assert_int_equal(trail_position(t), 7);
	all.n = 7;
	check_query(t, &all, true, 5, day_start(DAY0), day_start(DAY0 + 1), 0);
	OK(trail_commit(t, 9, &e_));   /* a commit without visits moves the position all the same */
	OK(trail_sync(t, &e_));
	assert_int_equal(trail_position(t), 9);
	trail_close(t);
	free(all.v);
	dir_drop(dir);
}

static void test_late_visit_goes_to_its_day(void **state)
{
	char dir[400];
	struct list all = { 0 };
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 1, 90);
	for (int i = 0; i < 40; i++) {
		struct visit v = any_visit(i % 4 == 3 ? DAY0 + i / 4 - 9 : DAY0 + i / 4);
		v.tag = 6;
		trail_put(t, &v);
		list_add(&all, &v);
		OK(trail_commit(t, (uint64_t)i + 1, &e_));
	}
	for (int32_t d = DAY0 - 10; d < DAY0 + 11; d++)
		check_query(t, &all, true, 6, day_start(d), day_start(d + 1), 0);
	trail_close(t);
	free(all.v);
	dir_drop(dir);
}

/* Times that no clock should give make neither a crash nor families without end. */
static void test_absurd_times(void **state)
{
	static const utc_ms at[] = { INT64_MIN, INT64_MAX, -DAY_MS, -8 * HOUR_MS - 1, 6000000000000, 1LL << 62 };
	char dir[400];
	struct trail_stats st;
	struct list got = { 0 };
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 10, 90);
	for (size_t i = 0; i < COUNTOF(at); i++) {
		struct visit v = { .tag = 1, .first = at[i], .last = at[i] };
		trail_put(t, &v);
	}
	trail_stats(t, &st);
	assert_int_equal(st.dropped, COUNTOF(at));
	for (int32_t d = 0; d < 300; d++) {
		struct visit v = { .tag = 2, .first = day_start(d * 100), .last = day_start(d * 100) };
		trail_put(t, &v);
	}
	struct visit back = { .tag = 3, .first = day_start(5) + 9, .last = day_start(5) };   /* ends before it begins */
	trail_put(t, &back);
	OK(trail_commit(t, 1, &e_));
	OK(trail_sync(t, &e_));
	trail_stats(t, &st);
	assert_true(st.cf_days <= 90 / SPAN_DAYS + 9);
	assert_int_equal(st.dropped + st.cf_days, COUNTOF(at) + 301);
	ask(t, true, 3, INT64_MIN, INT64_MAX, &got);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.v[0].last, back.last);
	trail_close(t);
	free(got.v);
	dir_drop(dir);
}

static bool stop_after(void *arg, const struct visit *v)
{
	(void)v;
	return --*(int *)arg > 0;
}

static void test_stop_early(void **state)
{
	char dir[400];
	struct err e = { 0 };
	int left = 3;
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 1, 90);
	for (int i = 0; i < 50; i++) {
		struct visit v = any_visit(DAY0 + i);
		v.tag = 6;
		trail_put(t, &v);
	}
	OK(trail_commit(t, 1, &e_));
	assert_int_equal(trail_tag(t, (tag_id){ 6 }, INT64_MIN, INT64_MAX, stop_after, &left, &e), 3);
	assert_int_equal(left, 0);
	trail_close(t);
	dir_drop(dir);
}

static void test_checkpoint_is_a_copy(void **state)
{
	char dir[400], copy[420];
	struct list all = { 0 };
	(void)state;

	dir_new(dir, sizeof(dir));
	snprintf(copy, sizeof(copy), "%s.copy", dir);
	struct trail *t = open_at(dir, 1000, 90);
	for (int i = 0; i < 300; i++) {
		struct visit v = any_visit(DAY0 + i / 30);
		trail_put(t, &v);
		list_add(&all, &v);
	}
	OK(trail_commit(t, 42, &e_));
	OK(trail_checkpoint(t, copy, &e_));
	struct visit more = any_visit(DAY0);
	trail_put(t, &more);
	OK(trail_commit(t, 43, &e_));
	struct err e = { 0 };
	assert_true(trail_checkpoint(t, copy, &e) < 0);   /* there already */
	trail_close(t);
	t = open_at(copy, 1000, 90);
	assert_int_equal(trail_position(t), 42);
	random_queries(t, &all, 60, 0);
	trail_close(t);
	free(all.v);
	dir_drop(dir);
	dir_drop(copy);
}

/* ---- stores of other formats ---- */

/* What yz.trail.1 wrote for old_visit 0..13, under the tag's key (id: station) and the station's (id: tag). */
static const char OLD_TAG[] =
	"310e08008d1380c5b90f8b1100840900043c0180060003010402040001030201000402781ff4813ed0075906c0da0071024a477017bc34e0ab0040"
	"1f342100ac1d84407ebdccc96eb98667407e9dc9e2beb451c8afc39a6210c2929043584e5ab3bc05420ea9496bbdf5bd01";
static const char OLD_STATION[] =
	"310e40008d1380c5b90f8b1100840900043c0180060500000000000000f4cdab8967452301e39b5713cf8a46020500000000000000f4cdab896745"
	"2301e39b5713cf8a4602e39b5713cf8a4602050000000000000005000000000000000500000000000000f4cdab8967452301f4cdab8967452301f4"
	"cdab8967452301e39b5713cf8a4602781ff4813ed0075906c0da0071024a477017bc34e0ab00401f342100ac1d84407ebdccc96eb98667407e9dc9"
	"e2beb451c8afc39a6210c2929043584e5ab3bc05420ea9496bbdf5bd01";
enum { OLD_HOUR = 9, OLD_NODE = 32 + OLD_HOUR, OLD_TAG_ID = 77, OLD_STATION_ID = 88 };

static struct visit old_visit(int i, bool by_tag)
{
	struct visit v = { .hits = (uint32_t)(i % 5 ? i : 300), .rssi_max = (int8_t)(i - 68), .flags = i % 5 ? VF_MOVING : 0 };

	v.tag = by_tag ? OLD_TAG_ID : 5 + (uint64_t)(i % 3) * 0x123456789abcdefu;
	v.station = by_tag ? (uint16_t)(i * 7 % 5) : OLD_STATION_ID;
	v.first = day_start(DAY0) + OLD_HOUR * HOUR_MS + i * 1000 * (i % 4) * 37 + i * 1000;
	v.last = v.first + (i % 5 ? i * 100 + 7 : 90000);
	return v;
}

static size_t unhex(const char *s, uint8_t *ret)
{
	size_t n = 0;

	for (; s[0] && s[1]; s += 2, n++) {
		char two[3] = { s[0], s[1] };
		ret[n] = (uint8_t)strtoul(two, NULL, 16);
	}
	return n;
}

/* A store as format 1 left it: no version, one family, a tag's day and an hour of a station. */
static void old_store(const char *dir)
{
	struct kv_opts o = { .dir = dir, .cache_bytes = 1 << 20, .memtable_bytes = 2 << 20, .merge_name = "yz.trail.1", .merge = trail_merge };
	struct kv_cf *cf;
	struct kv *k;
	char name[24];
	uint8_t key[KEY_MAX], val[400], pos[16] = { [7] = 5, [15] = 1 };

	snprintf(name, sizeof(name), "w%05d", DAY0 / SPAN_DAYS);
	OK(kv_open(&o, &e_, &k));
	OK(kv_cf_add(k, name, &e_, &cf));
	struct kv_batch *b = kv_batch_new();
	size_t n = trail_key_tag(key, OLD_TAG_ID, DAY0);
	kv_batch_merge(b, cf, (struct kv_slice){ key, n }, (struct kv_slice){ val, unhex(OLD_TAG, val) });
	n = trail_key_station(key, OLD_STATION_ID, DAY0);
	key[n] = OLD_NODE;
	kv_batch_merge(b, cf, (struct kv_slice){ key, n + 1 }, (struct kv_slice){ val, unhex(OLD_STATION, val) });
	kv_batch_put(b, kv_cf_default(k), (struct kv_slice){ (const uint8_t *)"P", 1 }, (struct kv_slice){ pos, sizeof(pos) });
	OK(kv_write(k, b, &e_));
	kv_batch_free(b);
	OK(kv_flush(k, &e_));
	kv_close(k);
}

/* A backup copies from a thread of its own while the engine's thread commits. */
struct copier { struct trail *t; const char *dir; _Atomic bool stop; int copies; };

static void copy_on(void *arg)
{
	struct copier *c = arg;
	struct err e = { 0 };
	char to[600];

	while (!c->stop) {
		snprintf(to, sizeof(to), "%s/copy", c->dir);
		assert_int_equal(trail_checkpoint(c->t, to, &e), 0);
		dir_drop(to);
		c->copies++;
	}
}

static void test_a_copy_meanwhile_neither_loses_nor_doubles(void **state)
{
	enum { ROUNDS = 400, EACH = 300 };
	char buf[300], *dir = dir_new(buf, sizeof(buf)), store[400];
	struct trail *t;
	struct thread th = { 0 };
	struct err e = { 0 };
	struct list got = { 0 };
	(void)state;

	snprintf(store, sizeof(store), "%s/t", dir);
	assert_int_equal(trail_open(&(struct trail_opts){ .dir = store, .group_visits = 2 * EACH, .memtable_bytes = 1 << 20 }, &e, &t), 0);
	struct copier c = { .t = t, .dir = dir };
	thread_start(&th, "copier", copy_on, &c);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		for (uint32_t k = 0; k < EACH; k++)
			trail_put(t, &(struct visit){ .tag = 1 + k, .station = 7, .hits = 1, .first = day_start(DAY0) + (i * EACH + k) * 100,
			                              .last = day_start(DAY0) + (i * EACH + k) * 100 });
		assert_int_equal(trail_commit(t, i + 1, &e), 0);
	}
	c.stop = true;
	thread_join(&th);
	assert_true(c.copies > 0);
	assert_int_equal(trail_sync(t, &e), 0);
	assert_int_equal(trail_position(t), ROUNDS);
	ask(t, false, 7, day_start(DAY0), day_start(DAY0 + 1), &got);
	assert_int_equal(got.n, ROUNDS * EACH);
	for (size_t i = 0; i < got.n; i++)
		assert_int_equal(got.v[i].first, day_start(DAY0) + (int64_t)i * 100);
	free(got.v);
	trail_close(t);
	dir_drop(dir);
}

static void test_store_of_format_1_is_read(void **state)
{
	utc_ms day = day_start(DAY0), hour = day + OLD_HOUR * HOUR_MS;
	char dir[400];
	struct list all = { 0 };
	(void)state;

	dir_new(dir, sizeof(dir));
	old_store(dir);
	struct trail *t = open_at(dir, 100, 90);
	assert_int_equal(trail_position(t), 5);
	struct list tag = { 0 };
	for (int i = 0; i < 14; i++) {
		struct visit v = old_visit(i, true), w = old_visit(i, false);
		list_add(&tag, &v);
		list_add(&all, &w);
	}
	for (int stage = 0; stage < 4; stage++) {
		check_query(t, &tag, true, OLD_TAG_ID, day, day + DAY_MS, 0);
		check_query(t, &all, false, OLD_STATION_ID, hour, hour + HOUR_MS, 0);
		check_query(t, &all, false, OLD_STATION_ID, hour + 5000, hour + 5001, 0);
		check_query(t, &all, false, OLD_STATION_ID, hour + HOUR_MS, hour + 2 * HOUR_MS, 0);
		check_query(t, &all, false, OLD_STATION_ID, day - DAY_MS, day + 2 * DAY_MS, 0);
		if (stage == 0) {   /* new visits join the old ones, in both orders */
			struct visit v = { .tag = OLD_TAG_ID, .station = OLD_STATION_ID, .first = hour + 1234, .last = hour + 2345, .hits = 3 };
			trail_put(t, &v);
			list_add(&tag, &v);
			list_add(&all, &v);
		} else if (stage == 1) {
			OK(trail_commit(t, 6, &e_));
			OK(trail_compact(t, &e_));
		} else {
			trail_close(t);
			t = open_at(dir, 100, 90);
			assert_int_equal(trail_position(t), 6);
		}
	}
	trail_close(t);
	free(tag.v);
	free(all.v);
	dir_drop(dir);
}

static void test_store_of_a_later_format_is_refused(void **state)
{
	char dir[400];
	struct trail_opts o = { .dir = dir };
	struct err e = { 0 };
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 1, 90);
	struct kv_batch *b = kv_batch_new();
	kv_batch_put(b, kv_cf_default(t->kv), (struct kv_slice){ (const uint8_t *)"V", 1 }, (struct kv_slice){ (const uint8_t *)"\4new!", 5 });
	OK(kv_write(t->kv, b, &e_));
	kv_batch_free(b);
	trail_close(t);
	assert_int_equal(trail_open(&o, &e, &t), E_STORE);
	assert_non_null(strstr(e.msg, "format 4"));
	dir_drop(dir);
}

/* A damaged value in the store: the reader is told, the others go on, merging neither crashes nor hides it. */
static void test_damaged_value_is_reported(void **state)
{
	char dir[400];
	struct err e = { 0 };
	struct list got = { 0 };
	uint8_t key[KEY_MAX];
	(void)state;

	dir_new(dir, sizeof(dir));
	struct trail *t = open_at(dir, 1, 90);
	for (uint64_t tag = 1; tag < 4; tag++) {
		struct visit v = any_visit(DAY0);
		v.tag = tag;
		trail_put(t, &v);
	}
	OK(trail_commit(t, 1, &e_));
	struct kv_batch *b = kv_batch_new();
	size_t n = trail_key_tag(key, 2, DAY0);
	kv_batch_merge(b, t->spans[0].cf, (struct kv_slice){ key, n }, (struct kv_slice){ (const uint8_t *)"rubbish", 7 });
	OK(kv_write(t->kv, b, &e_));
	kv_batch_free(b);
	for (int stage = 0; stage < 2; stage++) {
		got.n = 0;
		assert_int_equal(trail_tag(t, (tag_id){ 2 }, 0, INT64_MAX, list_add, &got, &e), E_CORRUPT);
		assert_int_equal(e.code, E_CORRUPT);
		got.n = 0;
		assert_int_equal(trail_tag(t, (tag_id){ 3 }, 0, INT64_MAX, list_add, &got, NULL), 1);
		OK(trail_compact(t, &e_));
	}
	trail_close(t);
	free(got.v);
	dir_drop(dir);
}

/* ---- readers beside the writer ---- */

struct reading { struct trail *t; _Atomic uint32_t done, stop; _Atomic int bad; uint64_t asked; };

static bool each_once(void *arg, const struct visit *v)
{
	uint8_t *seen = arg;

	seen[v->hits]++;
	return true;
}

/* Visit i of tag 9 has hits = i; done of them are surely there. Each must be seen once: none lost, none twice. */
static void *reader(void *arg)
{
	struct reading *r = arg;
	static uint8_t seen[1 << 20];

	while (!r->stop) {
		uint32_t least = r->done;
		bool by_tag = r->asked++ & 1;
		memset(seen, 0, sizeof(seen));
		int n = by_tag ? trail_tag(r->t, (tag_id){ 9 }, 0, INT64_MAX, each_once, seen, NULL)
		               : trail_station(r->t, 9, 0, INT64_MAX, each_once, seen, NULL);
		r->bad |= n < (int)least;
		for (int i = 0; i < n; i++)
			r->bad |= seen[i] != 1;
	}
	return NULL;
}

static void test_readers_see_each_visit_once(void **state)
{
	char dir[400];
	(void)state;

	dir_new(dir, sizeof(dir));
	struct reading r = { .t = open_at(dir, 40, 90) };
	pthread_t th;
	assert_int_equal(pthread_create(&th, NULL, reader, &r), 0);
	for (uint32_t i = 0; i < 20000 || r.asked < 50; i++) {
		utc_ms at = day_start(DAY0 + (int32_t)(i % 15)) + (int64_t)below(DAY_MS - 10);
		struct visit v = { .tag = 9, .station = 9, .first = at, .last = at + 5, .hits = i };
		assert_true(i < 1 << 20);
		trail_put(r.t, &v);
		r.done = i + 1;
		if (i % 7 == 0)
			OK(trail_commit(r.t, i + 1, &e_));
		if (i % 3000 == 0)
			OK(trail_sync(r.t, &e_));
	}
	r.stop = 1;
	pthread_join(th, NULL);
	assert_int_equal(r.bad, 0);
	trail_close(r.t);
	dir_drop(dir);
}

/* ---- kill -9 ---- */

/* Visit number i of the crash test, a function of i alone. */
static struct visit nth_visit(uint64_t i)
{
	uint64_t keep = seed_;

	seed_ = hash_u64(i + 12345);
	struct visit v = any_visit(DAY0 + (int32_t)below(9));
	seed_ = keep;
	return v;
}

/* The child: puts visits from the store's position on, commits with "visits so far" as position, until it is killed.
 * Each sync is reported, or each commit where it never syncs and RocksDB flushes by itself. */
static bool child_syncs(uint64_t seed) { return seed % 4 != 0; }

static int crash_child(const char *dir, uint64_t seed)
{
	struct trail_opts o = { .dir = dir, .cache_bytes = 4 << 20, .memtable_bytes = 2 << 20, .group_visits = 1 + (uint32_t)(seed % 700) };
	struct err e = { 0 };
	struct trail *t;
	bool syncs = child_syncs(seed);

	if (trail_open(&o, &e, &t) < 0)
		return 3;
	uint64_t i = trail_position(t);
	seed_ = seed;
	while (i < 4000000) {
		for (int64_t n = (int64_t)below(syncs ? 60 : 3000); n > 0; n--) {
			struct visit v = nth_visit(i++);
			trail_put(t, &v);
		}
		bool sync = syncs && below(6) == 0;
		if (trail_commit(t, i, &e) < 0 || (sync && trail_sync(t, &e) < 0))
			return 5;
		if ((sync || !syncs) && write(1, "r", 1) != 1)
			return 4;
	}
	return 6;
}

static pid_t spawn_child(const char *dir, uint64_t seed, int *ret_fd)
{
	char num[24];
	int p[2];

	snprintf(num, sizeof(num), "%llu", (unsigned long long)seed);
	assert_int_equal(pipe(p), 0);
	pid_t pid = fork();
	if (pid == 0) {   /* only exec here: RocksDB's threads do not come along */
		dup2(p[1], 1);
		close(p[0]);
		execl("/proc/self/exe", "trail_test", "--crash-child", dir, num, (char *)NULL);
		_exit(9);
	}
	close(p[1]);
	*ret_fd = p[0];
	return pid;
}

static void check_after_crash(const char *dir, uint64_t *io_pos)
{
	struct list want = { 0 }, got = { 0 };
	struct trail *t = open_at(dir, 100, 90);
	uint64_t pos = trail_position(t);

	assert_true(pos >= *io_pos);
	for (uint64_t i = 0; i < pos; i++) {
		struct visit v = nth_visit(i);
		list_add(&want, &v);
	}
	for (uint16_t st = 0; st < 6; st++) {
		struct err e = { 0 };
		assert_true(trail_station(t, st, 0, INT64_MAX, list_add, &got, &e) >= 0);
	}
	lists_match(&got, &want);
	check_query(t, &want, true, 1 + below(20), 0, INT64_MAX, 0);
	trail_close(t);
	free(want.v);
	free(got.v);
	*io_pos = pos;
}

static void test_r1_kill(void **state)
{
	char dir[400] = "";
	uint64_t pos = 0, moved = 0;
	(void)state;

	for (int i = 0; i < KILLS; i++) {
		int fd, status, reports = child_syncs((uint64_t)i + 1) ? 1 + (int)below(4) : 10 + (int)below(50);
		char c;
		if (dir[0] == 0)
			dir_new(dir, sizeof(dir));
		pid_t pid = spawn_child(dir, (uint64_t)i + 1, &fd);
		while (reports-- > 0)
			assert_int_equal(read(fd, &c, 1), 1);
		struct timespec ts = { 0, below(5000000) };
		nanosleep(&ts, NULL);   /* the random moment after what was reported */
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		close(fd);
		uint64_t before = pos;
		check_after_crash(dir, &pos);
		moved += pos > before;
		if (pos > 60000) {
			dir_drop(dir);
			dir[0] = 0;
			pos = 0;
		}
	}
	if (dir[0])
		dir_drop(dir);
	print_message("# %d kills, the position had moved in %llu\n", KILLS, (unsigned long long)moved);
	assert_true(moved * 2 > KILLS);   /* the kills did meet work in progress */
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--crash-child") == 0) {
		uint64_t seed = strtoull(argv[3], NULL, 10);
		return crash_child(argv[2], seed);
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_large_group),
		cmocka_unit_test(test_exact_values),
		cmocka_unit_test(test_property_list),
		cmocka_unit_test(test_r1_commit_is_the_border),
		cmocka_unit_test(test_r1_kill),
		cmocka_unit_test(test_r3_retention),
		cmocka_unit_test(test_r3_files_go),
		cmocka_unit_test(test_late_visit_goes_to_its_day),
		cmocka_unit_test(test_absurd_times),
		cmocka_unit_test(test_stop_early),
		cmocka_unit_test(test_checkpoint_is_a_copy),
		cmocka_unit_test(test_a_copy_meanwhile_neither_loses_nor_doubles),
		cmocka_unit_test(test_store_of_format_1_is_read),
		cmocka_unit_test(test_store_of_a_later_format_is_refused),
		cmocka_unit_test(test_damaged_value_is_reported),
		cmocka_unit_test(test_readers_see_each_visit_once),
	};

	return cmocka_run_group_tests_name("trail", tests, NULL, NULL);
}
