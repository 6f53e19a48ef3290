/* kv_test — the door itself: batches, merges, prefix and total order, families, the all-family flush. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/kv/kv.h"

#define SL(lit) ((struct kv_slice){ (const uint8_t *)(lit), sizeof(lit) - 1 })
#define OK(call) do { struct err e_ = { 0 }; if ((call) < 0) fail_msg("%s: %s", #call, e_.msg); } while (0)

static char dir_[400];

static int setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	(void)state;

	snprintf(dir_, sizeof(dir_), "%s/yz-kv-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(dir_) ? 0 : -1;
}

static void dir_drop(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *de;
	char path[700];

	while (d && (de = readdir(d))) {
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, de->d_name);
		if (unlink(path) < 0)
			dir_drop(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static int teardown(void **state)
{
	(void)state;
	dir_drop(dir_);
	return 0;
}

/* Joins with a bar between the pieces, so that order and number show. */
static uint8_t *bars(void *arg, const struct kv_slice *in, size_t n, bool reading, size_t *ret_n)
{
	size_t at = 0;
	uint8_t *p = malloc(4096);

	(void)arg;
	(void)reading;
	assert_non_null(p);
	for (size_t i = 0; i < n; i++) {
		if (i)
			p[at++] = '|';
		memcpy(p + at, in[i].p, in[i].n);
		at += in[i].n;
	}
	*ret_n = at;
	return p;
}

static size_t two(const uint8_t *k, size_t n) { return n >= 2 && k[0] == 'p' ? 2 : 0; }

static struct kv *open_kv(void)
{
	struct kv_opts o = { .dir = dir_, .cache_bytes = 1 << 20, .memtable_bytes = 2 << 20, .merge_name = "test.1", .merge = bars,
	                     .prefix_name = "test.p", .prefix = two };
	struct kv *k = NULL;

	OK(kv_open(&o, &e_, &k));
	return k;
}

static void value_is(struct kv *k, struct kv_cf *cf, struct kv_slice key, const char *want)
{
	uint8_t *p = NULL;
	size_t n = 0;

	OK(kv_get(k, cf, key, &e_, &p, &n));
	if (!want) {
		assert_null(p);
		return;
	}
	assert_int_equal(n, strlen(want));
	assert_memory_equal(p, want, n);
	free(p);
}

static void test_merge_in_order_through_flush_and_reopen(void **state)
{
	struct kv *k = open_kv();
	struct kv_cf *cf = NULL;
	static const char *const want[] = { "a", "a|b", "a|b|c", "a|b|c|d" };
	(void)state;

	OK(kv_cf_add(k, "x", &e_, &cf));
	for (int i = 0; i < 4; i++) {
		uint8_t c = (uint8_t)('a' + i);
		struct kv_batch *b = kv_batch_new();
		kv_batch_merge(b, cf, SL("key"), (struct kv_slice){ &c, 1 });
		OK(kv_write(k, b, &e_));
		kv_batch_free(b);
		value_is(k, cf, SL("key"), want[i]);
		OK(kv_flush(k, &e_));
		value_is(k, cf, SL("key"), want[i]);
		if (i == 2)
			OK(kv_compact(k, cf, &e_));
		kv_close(k);
		k = open_kv();
		assert_int_equal(kv_cf_count(k), 1);
		cf = kv_cf_at(k, 0);
		assert_string_equal(kv_cf_name(cf), "x");
	}
	value_is(k, cf, SL("other"), NULL);
	kv_close(k);
}

/* K1: a flush leaves nothing in the memory of any family. */
static void test_k1_flush_takes_all_families(void **state)
{
	struct kv *k = open_kv();
	struct kv_cf *a = NULL, *c = NULL;
	(void)state;

	OK(kv_cf_add(k, "a", &e_, &a));
	OK(kv_cf_add(k, "c", &e_, &c));
	struct kv_batch *b = kv_batch_new();
	kv_batch_put(b, a, SL("1"), SL("x"));
	kv_batch_put(b, c, SL("2"), SL("y"));
	kv_batch_put(b, kv_cf_default(k), SL("P"), SL("z"));
	OK(kv_write(k, b, &e_));
	kv_batch_free(b);
	assert_int_equal(kv_prop(k, NULL, "rocksdb.num-entries-active-mem-table"), 3);
	OK(kv_flush(k, &e_));
	assert_int_equal(kv_prop(k, NULL, "rocksdb.num-entries-active-mem-table"), 0);
	assert_true(kv_prop(k, a, "rocksdb.live-sst-files-size") > 0);
	assert_true(kv_prop(k, c, "rocksdb.live-sst-files-size") > 0);
	OK(kv_flush(k, &e_));   /* nothing to do is fine */
	kv_close(k);
}

static void test_iterators(void **state)
{
	struct kv *k = open_kv();
	struct kv_cf *cf = NULL;
	static const char *const keys[] = { "G", "pa1", "pa2", "pb1", "q" };
	size_t n = 0;
	(void)state;

	OK(kv_cf_add(k, "x", &e_, &cf));
	struct kv_batch *b = kv_batch_new();
	for (size_t i = 0; i < COUNTOF(keys); i++)
		kv_batch_put(b, cf, (struct kv_slice){ (const uint8_t *)keys[i], strlen(keys[i]) }, SL("v"));
	OK(kv_write(k, b, &e_));
	kv_batch_free(b);
	OK(kv_flush(k, &e_));
	struct kv_iter *it = kv_iter_new(k, cf, false);
	for (kv_iter_seek(it, SL("")); kv_iter_valid(it); kv_iter_next(it), n++)
		assert_memory_equal(kv_iter_key(it).p, keys[n], kv_iter_key(it).n);
	assert_int_equal(n, COUNTOF(keys));
	OK(kv_iter_error(it, &e_));
	kv_iter_free(it);
	it = kv_iter_new(k, cf, true);
	n = 0;
	for (kv_iter_seek(it, SL("pa0")); kv_iter_valid(it); kv_iter_next(it))
		n++;
	assert_int_equal(n, 2);   /* stays within its prefix */
	OK(kv_cf_drop(k, cf, &e_));
	kv_iter_seek(it, SL("pb0"));   /* made before the drop: still good */
	assert_true(kv_iter_valid(it));
	kv_iter_free(it);
	assert_int_equal(kv_cf_count(k), 0);
	kv_close(k);
	k = open_kv();
	assert_int_equal(kv_cf_count(k), 0);
	kv_close(k);
}

static str look(struct kv *k, struct kv_cf *cf, const struct kv_moment *m, struct kv_slice key)
{
	static char text[64];
	struct kv_found f;
	struct err e = { 0 };
	int rc = kv_look(k, cf, m, key, &e, &f);

	assert_true(rc >= 0);
	if (rc == 0)
		return S("none");
	assert_true(f.v.n < sizeof text);
	memcpy(text, f.v.p, f.v.n);
	str r = { text, f.v.n };
	kv_found_free(&f);
	return r;
}

static void put_one(struct kv *k, struct kv_cf *cf, struct kv_slice key, struct kv_slice val)
{
	struct kv_batch *b = kv_batch_new();

	kv_batch_merge(b, cf, key, val);
	OK(kv_write(k, b, &e_));
	kv_batch_free(b);
}

/* A moment sees what was there and nothing since, in memory and in files, and a family that is dropped meanwhile (K4). */
static void test_a_moment_stands_still(void **state)
{
	struct kv *k = open_kv();
	struct kv_cf *cf = NULL;
	(void)state;

	OK(kv_cf_add(k, "x", &e_, &cf));
	put_one(k, cf, SL("pa1"), SL("a"));
	OK(kv_flush(k, &e_));
	put_one(k, cf, SL("q"), SL("b"));
	struct kv_moment *then = kv_moment_new(k);
	put_one(k, cf, SL("pa1"), SL("c"));
	put_one(k, cf, SL("pb1"), SL("d"));
	OK(kv_flush(k, &e_));
	OK(kv_compact(k, cf, &e_));
	struct kv_moment *now = kv_moment_new(k);
	assert_true(str_eq(look(k, cf, then, SL("pa1")), S("a")));
	assert_true(str_eq(look(k, cf, then, SL("q")), S("b")));
	assert_true(str_eq(look(k, cf, then, SL("pb1")), S("none")));
	assert_true(str_eq(look(k, cf, now, SL("pa1")), S("a|c")));
	assert_true(str_eq(look(k, cf, now, SL("pb1")), S("d")));
	struct kv_iter *it = kv_iter_new_at(k, cf, false, then);
	kv_iter_seek(it, SL("pb"));
	assert_true(kv_iter_valid(it) && kv_iter_key(it).n == 1);      /* q: what came since is not in between */
	kv_iter_free(it);
	kv_cf_hold(cf);
	OK(kv_cf_drop(k, cf, &e_));
	assert_true(str_eq(look(k, cf, then, SL("pa1")), S("a")));
	kv_cf_release(cf);
	kv_moment_free(k, then);
	kv_moment_free(k, now);
	kv_close(k);
}

static void test_refusals(void **state)
{
	struct kv_opts o = { .dir = "/proc/no/such/place", .cache_bytes = 1 << 20, .memtable_bytes = 2 << 20 };
	struct err e = { 0 };
	struct kv *k = NULL;
	(void)state;

	assert_int_equal(kv_open(&o, &e, &k), E_STORE);
	assert_null(k);
	assert_true(e.msg[0] != 0);
	k = open_kv();
	struct kv_cf *cf = NULL;
	OK(kv_cf_add(k, "x", &e_, &cf));
	struct err e2 = { 0 };
	assert_true(kv_cf_add(k, "x", &e2, &cf) < 0);
	kv_close(k);
}

/* K5: every write to every file fails, RocksDB's own log among them if it had one, and then no more. */
static void test_refused_writes_end_nothing(void **state)
{
	struct kv *k = open_kv();
	struct kv_cf *cf = NULL;
	struct rlimit was, none;
	(void)state;

	OK(kv_cf_add(k, "x", &e_, &cf));
	struct kv_batch *b = kv_batch_new();
	kv_batch_put(b, cf, SL("key"), SL("value"));
	kv_batch_put(b, kv_cf_default(k), SL("at"), SL("1"));
	OK(kv_write(k, b, &e_));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_IGN);
	none = was;
	none.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	struct err e = { 0 }, e2 = { 0 };
	int flushed = kv_flush(k, &e), again = kv_flush(k, &e2);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_true(flushed < 0 && again < 0);
	kv_batch_free(b);
	kv_close(k);
	k = open_kv();          /* and the folder is sound */
	kv_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_merge_in_order_through_flush_and_reopen, setup, teardown),
		cmocka_unit_test_setup_teardown(test_k1_flush_takes_all_families, setup, teardown),
		cmocka_unit_test_setup_teardown(test_iterators, setup, teardown), cmocka_unit_test_setup_teardown(test_a_moment_stands_still, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused_writes_end_nothing, setup, teardown),
	};

	return cmocka_run_group_tests_name("kv", tests, NULL, NULL);
}
