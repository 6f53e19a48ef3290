/* photo_test — PH1 to PH4, and the work of 'yanzhen key' on the files. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/photo/photo.h"
#include "platform/fs.h"

static struct { struct testdb t; char dir[160]; } w;
static struct cx *const cx = &w.t.cx;

static int setup(void **state)
{
	(void)state;
	testdb_open(&w.t);
	snprintf(w.dir, sizeof w.dir, "%s/photos", w.t.dir);
	assert_int_equal(blob_use(w.dir, 0, NULL), 0);
	cx->actor.v = 5;
	return 0;
}

static int teardown(void **state)
{
	char cmd[200];

	(void)state;
	sys = sys_real;
	assert_int_equal(blob_use(NULL, 0, NULL), 0);
	snprintf(cmd, sizeof cmd, "rm -rf %s", w.dir);
	assert_int_equal(system(cmd), 0);
	testdb_close(&w.t);
	return 0;
}

static int photo_keep(const char *jpeg, int32_t width, int32_t height, struct photo *ret)
{
	TRY(photo_file(cx, str_of(jpeg), width, height, ret));
	TRY(sql_begin(cx, true));
	int rc = photo_add(cx, ret);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

/* The id in memory that outlives the arena. */
static const char *keep(const char *jpeg)
{
	static char names[8][BLOB_NAME];
	static int n;
	struct photo p;
	char *name = names[n++ % 8];

	DONE(cx, photo_keep(jpeg, 640, 480, &p));
	assert_true(p.id.n == 32 && p.width == 640 && p.height == 480 && p.bytes == (int64_t)strlen(jpeg) && !p.used);
	memcpy(name, p.id.p, 32);
	return name;
}

static int use(const char *id, int64_t *ret_same)
{
	struct photo p;

	DONE(cx, sql_begin(cx, true));
	int rc = photo_use(cx, str_of(id), &p, ret_same);
	if (rc < 0) {
		sql_rollback(cx);
		return rc;
	}
	assert_true(p.used && str_eq(p.id, str_of(id)));
	DONE(cx, sql_commit(cx));
	return 0;
}

static void path_of(const char *id, char ret[static 260])
{
	snprintf(ret, 260, "%s/%.2s/%s", w.dir, id, id);
}

static bool on_disk(const char *id)
{
	char path[260];

	path_of(id, path);
	return access(path, F_OK) == 0;
}

static void expect(const char *id, const char *jpeg)
{
	str got;

	DONE(cx, photo_read(cx, str_of(id), &got));
	assert_true(str_eq(got, str_of(jpeg)));
}

static void kept_sealed_and_read_back(void **state)
{
	char path[260], *raw;
	size_t n;
	const char *id = keep("\xff\xd8 a picture of nobody \xff\xd9"), *again = keep("\xff\xd8 a picture of nobody \xff\xd9");

	(void)state;
	assert_string_not_equal(id, again);
	path_of(id, path);
	assert_int_equal(fs_read(path, 1000, &raw, &n, NULL), 0);
	assert_null(memmem(raw, n, "picture", 7));
	assert_memory_equal(raw, "v1.a.", 5);
	free(raw);
	expect(id, "\xff\xd8 a picture of nobody \xff\xd9");
	str got;
	REFUSED(cx, E_NOTFOUND, photo_read(cx, S("00000000000000000000000000000000"), &got));
	REFUSED(cx, E_NOTFOUND, photo_read(cx, S("../../../../../../../etc/passwd"), &got));
	struct photo p;
	static char big[PHOTO_BYTES_MAX + 1];
	REFUSED(cx, E_TOOBIG, photo_file(cx, (str){ big, sizeof big }, 1, 1, &p));
	REFUSED(cx, E_TOOBIG, photo_file(cx, S(""), 1, 1, &p));
}

static int no_write(const char *from, const char *to)
{
	(void)from, (void)to;
	errno = ENOSPC;
	return -1;
}

static const struct sql_stmt t_rows = { "t.rows", "SELECT count(*) FROM photo", 0, 0 };
static const struct sql_stmt *const photo_t_stmts[] = { &t_rows };
SQL_STATEMENTS(photo_t)

static void read_n(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int64_t rows(void)
{
	int64_t n;

	DONE(cx, sql_one(cx, &t_rows, read_n, &n, BIND_NONE));
	return n;
}

static int find_any(void *arg, const uint8_t *id)
{
	char name[BLOB_NAME];

	snprintf(arg, BLOB_NAME, "%s", blob_name(id, name).p);
	return 0;
}

static void age_all(void)
{
	char cmd[300];

	snprintf(cmd, sizeof cmd, "find %s -type f -exec touch -d 2020-01-01 {} +", w.dir);
	assert_int_equal(system(cmd), 0);
}

static void PH1_no_row_without_its_file_and_files_without_one_go(void **state)
{
	struct photo p;
	char name[BLOB_NAME] = "";
	uint8_t raw[BLOB_ID];

	(void)state;
	sys.rename = no_write;
	REFUSED(cx, E_FULL, photo_keep("x", 1, 1, &p));
	sys = sys_real;
	assert_int_equal(rows(), 0);
	/* the row is refused (a size that is none): the file stays behind, for the sweep */
	assert_true(photo_keep("x", 0, 1, &p) < 0);
	cx->err = (struct err){ 0 };
	assert_int_equal(rows(), 0);
	for (unsigned s = 0; s < BLOB_SHARDS; s++)
		assert_true(blob_old(s, -5, find_any, name, &cx->err) >= 0);
	assert_true(blob_parse(str_of(name), raw) && on_disk(name));
	const char *id = keep("y");
	DONE(cx, photo_sweep(cx, raw[0]));
	assert_true(on_disk(name));                      /* young: its row may be on the way */
	age_all();
	assert_int_equal(photo_sweep(cx, raw[0]), 1);
	assert_false(on_disk(name));
	assert_true(blob_parse(str_of(id), raw));
	assert_int_equal(photo_sweep(cx, raw[0]), 0);
	expect(id, "y");
}

static void PH2_used_once_by_its_account_within_a_day(void **state)
{
	int64_t same = -1;
	const char *a = keep("a"), *b = keep("b"), *a2 = keep("a"), *late = keep("c");
	uint8_t raw[BLOB_ID];

	(void)state;
	cx->actor.v = 6;
	REFUSED(cx, E_NOTFOUND, use(a, &same));
	cx->actor.v = 5;
	DONE(cx, use(a, &same));
	assert_int_equal(same, 0);
	REFUSED(cx, E_NOTFOUND, use(a, &same));
	assert_string_equal(cx->err.field, "");
	DONE(cx, use(a2, &same));
	assert_int_equal(same, 1);                       /* the very same bytes were used before */
	REFUSED(cx, E_NOTFOUND, use("00000000000000000000000000000000", &same));
	cx->now += PHOTO_WAIT_MS - 1;
	DONE(cx, use(b, &same));
	cx->now += 1;
	REFUSED(cx, E_NOTFOUND, use(late, &same));
	assert_true(blob_parse(str_of(late), raw));
	assert_int_equal(photo_sweep(cx, raw[0] + 1u), 1);
	assert_false(on_disk(late));
	cx->now += 1000 * (utc_ms)DAY_MS;
	age_all();
	for (unsigned s = 0; s < BLOB_SHARDS; s++) {
		arena_reset(cx->arena);
		assert_int_equal(photo_sweep(cx, s), 0);
	}
	expect(a, "a");
	expect(b, "b");
	expect(a2, "a");
}

static int hold(const char *id, int (*fn)(struct cx *cx, str id))
{
	DONE(cx, sql_begin(cx, true));
	int rc = fn(cx, str_of(id));
	if (rc < 0) {
		sql_rollback(cx);
		return rc;
	}
	DONE(cx, sql_commit(cx));
	return 0;
}

static void PH2_a_held_one_waits_until_a_day_after(void **state)
{
	const char *a = keep("a"), *b = keep("b"), *free_one = keep("c"), *late = keep("d");
	int64_t same;
	bool there;

	(void)state;
	cx->actor.v = 6;
	REFUSED(cx, E_NOTFOUND, hold(a, photo_hold));    /* not this account's */
	cx->actor.v = 5;
	DONE(cx, hold(a, photo_hold));
	DONE(cx, hold(b, photo_hold));
	DONE(cx, hold(free_one, photo_release));         /* not held: nothing changes */
	cx->now += 40 * (utc_ms)DAY_MS;
	REFUSED(cx, E_NOTFOUND, hold(late, photo_hold));
	assert_int_equal(photo_sweep(cx, 0), 2);
	DONE(cx, photo_there(cx, str_of(free_one), &there));
	assert_false(there);
	DONE(cx, photo_there(cx, str_of(a), &there));
	assert_true(there);
	cx->actor.v = 9;                                 /* who decides is another */
	DONE(cx, hold(a, photo_release));
	DONE(cx, hold(b, photo_release));
	cx->actor.v = 5;
	cx->now += PHOTO_WAIT_MS - 1;
	DONE(cx, hold(b, photo_release));                /* a second time adds nothing */
	assert_int_equal(photo_sweep(cx, 0), 0);
	DONE(cx, use(a, &same));
	cx->now += 1;
	REFUSED(cx, E_NOTFOUND, use(b, &same));
	assert_int_equal(photo_sweep(cx, 0), 1);
	assert_true(on_disk(a) && !on_disk(b));
}

static void PH3_an_account_has_so_many_that_wait(void **state)
{
	struct photo p;
	int64_t same;
	const char *first = keep("0");

	(void)state;
	for (int i = 1; i < PHOTO_WAITING_MAX; i++)
		DONE(cx, photo_keep("x", 1, 1, &p));
	REFUSED(cx, E_STATE, photo_may(cx));
	REFUSED(cx, E_STATE, photo_keep("x", 1, 1, &p));
	cx->actor.v = 6;
	DONE(cx, photo_keep("x", 1, 1, &p));
	cx->actor.v = 5;
	DONE(cx, use(first, &same));
	DONE(cx, photo_keep("x", 1, 1, &p));
	REFUSED(cx, E_STATE, photo_keep("x", 1, 1, &p));
	cx->now += PHOTO_WAIT_MS;
	DONE(cx, photo_sweep(cx, 0));
	DONE(cx, photo_may(cx));
	assert_int_equal(blob_use(w.dir, INT64_MAX, NULL), 0);
	REFUSED(cx, E_FULL, photo_may(cx));
}

static void PH4_a_changed_or_exchanged_file_is_refused(void **state)
{
	const char *a = keep("picture a"), *b = keep("picture b");
	char pa[260], pb[260], *raw;
	size_t n;
	str got;
	int64_t same, seen;

	(void)state;
	path_of(a, pa);
	path_of(b, pb);
	assert_int_equal(fs_read(pa, 1000, &raw, &n, NULL), 0);
	raw[n / 2] ^= 1;
	assert_int_equal(fs_replace(pa, raw, n, 0600, NULL), 0);
	REFUSED(cx, E_CORRUPT, photo_read(cx, str_of(a), &got));
	raw[n / 2] ^= 1;
	assert_int_equal(fs_replace(pa, raw, n, 0600, NULL), 0);
	expect(a, "picture a");
	DONE(cx, use(a, &same));
	DONE(cx, use(b, &same));
	DONE(cx, photo_verify(cx, &seen));
	assert_int_equal(seen, 2);
	assert_int_equal(fs_replace(pb, raw, n, 0600, NULL), 0);      /* a's bytes under b's name */
	free(raw);
	REFUSED(cx, E_CORRUPT, photo_read(cx, str_of(b), &got));
	assert_int_equal(photo_verify(cx, &seen), E_CORRUPT);
	assert_non_null(strstr(cx->err.msg, b));
	cx->err = (struct err){ 0 };
	unlink(pb);
	REFUSED(cx, E_CORRUPT, photo_read(cx, str_of(b), &got));
	assert_int_equal(photo_verify(cx, &seen), E_CORRUPT);
	assert_non_null(strstr(cx->err.msg, "missing"));
	cx->err = (struct err){ 0 };
}

static int count_one(void *arg, const char *column, const char *kid, int64_t n)
{
	char *text = arg;

	assert_string_equal(column, "photo.file");
	snprintf(text + strlen(text), 100, "%s:%lld ", kid ? kid : "-", (long long)n);
	return 0;
}

/* Under the other cipher: every file is sealed anew, whatever its row said; broken off it goes on. */
static void sealed_again_under_the_newest_key(void **state)
{
	char dir[] = "/tmp/yz-keys-XXXXXX", path[64], kid[VAULT_KID], text[200] = "", want[40];
	struct vault_keyring_opts o = { .key_file = path };
	struct vault_keyring *k, *before;
	struct err e = { 0 };
	int64_t n, same;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/k", dir);
	assert_int_equal(vault_file_make(&o, 1, &e), 0);
	assert_int_equal(vault_keyring_load(&o, &e, &k), 0);
	before = vault_keyring_use(k);
	DONE(cx, photo_seal_count(cx, count_one, text));
	assert_string_equal(text, "-:0 ");
	const char *a = keep("a"), *b = keep("b"), *gone = keep("c");
	DONE(cx, use(a, &same));
	DONE(cx, use(b, &same));
	char pg[260];
	path_of(gone, pg);
	unlink(pg);                                    /* waits, and vanished under our hands: no fault */
	assert_int_equal(vault_file_rotate(&o, 2, kid, &e), 0);
	DONE(cx, vault_keyring_refresh(&cx->err));
	DONE(cx, photo_seal_again(cx, NULL, NULL, &n));
	text[0] = 0;
	DONE(cx, photo_seal_count(cx, count_one, text));
	snprintf(want, sizeof want, "%s:2", kid);
	assert_non_null(strstr(text, want));
	expect(a, "a");
	expect(b, "b");
	char pa[260], *raw;
	size_t len;
	path_of(a, pa);
	assert_int_equal(fs_read(pa, 1000, &raw, &len, NULL), 0);
	assert_memory_equal(raw + 5, kid, 8);
	free(raw);
	DONE(cx, photo_seal_again(cx, NULL, NULL, &n));
	assert_int_equal(n, 1);                        /* only the one without a file is looked at again */
	static char big[PHOTO_BYTES_MAX];              /* the largest there is goes through all of it */
	struct arena own, *small = cx->arena;
	struct photo p;
	str got;
	arena_init(&own, 64 << 20);
	cx->arena = &own;
	memset(big, 'x', sizeof big);
	DONE(cx, photo_file(cx, (str){ big, sizeof big }, 1920, 1920, &p));
	DONE(cx, sql_begin(cx, true));
	DONE(cx, photo_add(cx, &p));
	DONE(cx, sql_commit(cx));
	assert_int_equal(vault_file_rotate(&o, 3, kid, &e), 0);
	DONE(cx, vault_keyring_refresh(&cx->err));
	DONE(cx, photo_seal_again(cx, NULL, NULL, &n));
	DONE(cx, photo_verify(cx, &n));
	DONE(cx, photo_read(cx, p.id, &got));
	assert_true(got.n == sizeof big && memcmp(got.p, big, got.n) == 0);
	cx->arena = small;
	arena_done(&own);
	vault_keyring_use(before);
	vault_keyring_free(k);
	unlink(path);
	rmdir(dir);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(kept_sealed_and_read_back), T(PH1_no_row_without_its_file_and_files_without_one_go), T(PH2_used_once_by_its_account_within_a_day),
		T(PH2_a_held_one_waits_until_a_day_after), T(PH3_an_account_has_so_many_that_wait), T(PH4_a_changed_or_exchanged_file_is_refused), T(sealed_again_under_the_newest_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
