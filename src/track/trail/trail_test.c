/* trail_test — the promises of trail.h, against a plain list of visits. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utc.h"
#include "platform/sys.h"
#include "track/trail/trail.h"
#include "track/trail/trail_int.h"

enum { DAY0 = 20700 };   /* 2026-09-04 */

/* ---- tools ---- */

static uint64_t seed_ = 1;

static uint64_t rnd(void) { return hash_u64(seed_ += 0x9e3779b97f4a7c15u); }
static uint64_t below(uint64_t n) { return rnd() % n; }

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

static void lists_equal(struct list *got, struct list *want)
{
	for (size_t i = 1; i < got->n; i++)
		assert_true(got->v[i - 1].first <= got->v[i].first);
	assert_int_equal(got->n, want->n);
	if (got->n == 0)
		return;
	qsort(got->v, got->n, sizeof(*got->v), by_all);
	qsort(want->v, want->n, sizeof(*want->v), by_all);
	for (size_t i = 0; i < got->n; i++)
		assert_int_equal(by_all(&got->v[i], &want->v[i]), 0);
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
	struct visit v = { .tag = below(8) == 0 ? ~(uint64_t)0 - below(3) : 1 + below(20), .station = (uint16_t)below(6) };

	v.first = start + (below(4) == 0 ? (int64_t)below(24) * HOUR_MS : (int64_t)below(DAY_MS));
	int64_t left = start + DAY_MS - 1 - v.first;
	static const int64_t most[] = { 1, 1000, 60000, HOUR_MS, 5 * HOUR_MS, DAY_MS };
	int64_t dur = (int64_t)below((uint64_t)most[below(COUNTOF(most))]);
	v.last = v.first + MIN(dur, left);
	v.hits = below(10) == 0 ? (uint32_t)rnd() : (uint32_t)(1 + below(300));
	v.rssi_max = (int8_t)(below(20) == 0 ? (int)below(256) - 128 : -100 + (int)below(60));
	v.flags = (uint8_t)(below(3) == 0 ? below(256) : 0);
	return v;
}

/* ---- tests ---- */

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
		uint64_t id = by_tag ? (below(8) == 0 ? ~(uint64_t)0 - below(3) : 1 + below(20)) : below(6);
		utc_ms from = day_start(DAY0 - 2) + (int64_t)below(24 * DAY_MS);
		static const int64_t width[] = { 1, HOUR_MS, DAY_MS, 30LL * DAY_MS };
		check_query(t, all, by_tag, id, from, from + 1 + (int64_t)below((uint64_t)width[below(4)]), limit);
	}
}

/* Random visits over 20 days, late ones and equal times among them, through every stage of their life. */
static void test_property_list(void **state)
{
	(void)state;
	for (int round = 0; round < 6; round++) {
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact_values),
		cmocka_unit_test(test_property_list),
	};

	return cmocka_run_group_tests_name("trail", tests, NULL, NULL);
}
