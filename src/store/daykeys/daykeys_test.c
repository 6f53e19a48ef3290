/* daykeys_test — the promises of daykeys.h. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "platform/fs.h"
#include "platform/sys.h"
#include "store/daykeys/daykeys_int.h"

static char dir_[64], file_[96];

static int setup(void **state)
{
	(void)state;
	snprintf(dir_, sizeof dir_, "/tmp/yz-daykeys-XXXXXX");
	if (!mkdtemp(dir_))
		return -1;
	snprintf(file_, sizeof file_, "%s/k", dir_);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(file_);
	return rmdir(dir_);
}

static struct daykeys *open_ring(bool make)
{
	struct daykeys *k = NULL;
	struct err e = { 0 };

	if (daykeys_open(file_, NULL, make, &e, &k) < 0)
		fail_msg("%s", e.msg);
	return k;
}

/* What the day's key makes of a name: as good as the key. */
static uint64_t mask_of(struct daykeys *k, int32_t day)
{
	struct daycrypt *c = daycrypt_take(k);
	uint64_t x = 42;

	assert_true(daycrypt_day(c, day));
	daycrypt_mask(c, &x, 1);
	daycrypt_give(c);
	return x;
}

static void test_d1_a_key_is_on_disk_at_once(void **state)
{
	struct daykeys *a = open_ring(true);
	struct err e = { 0 };
	int32_t days[4];
	(void)state;

	assert_int_equal(daykeys_ensure(a, 200, &e), 0);
	assert_int_equal(daykeys_ensure(a, 100, &e), 0);
	struct daykeys *b = open_ring(false);      /* as after a kill here */
	assert_int_equal(daykeys_days(b, days, 4), 2);
	assert_int_equal(days[0], 100);
	assert_int_equal(days[1], 200);
	assert_true(mask_of(a, 100) == mask_of(b, 100));
	assert_true(mask_of(a, 100) != mask_of(a, 200));
	daykeys_close(a);
	daykeys_close(b);
}

/* The key's hexadecimal digits as the file has them. */
static void hex_of(int32_t day, char ret[static 65])
{
	char *text, want[32];
	struct err e = { 0 };
	size_t n;

	assert_int_equal(fs_read(file_, 1 << 20, &text, &n, &e), 0);
	snprintf(want, sizeof want, "day %d ", (int)day);
	char *at = strstr(text, want);
	assert_non_null(at);
	memcpy(ret, at + strlen(want), 64);
	ret[64] = 0;
	free(text);
}

static void test_d2_a_shredded_key_is_in_no_file(void **state)
{
	struct daykeys *k = open_ring(true);
	struct err e = { 0 };
	char hex[65], *text;
	size_t n;
	(void)state;

	assert_int_equal(daykeys_ensure(k, 100, &e), 0);
	assert_int_equal(daykeys_ensure(k, 101, &e), 0);
	hex_of(100, hex);
	uint64_t kept = mask_of(k, 101);
	int old = open(file_, O_RDONLY);            /* what is replaced stays reachable by this alone */
	struct daycrypt *c = daycrypt_take(k);
	assert_true(daycrypt_day(c, 100));
	assert_int_equal(daykeys_shred(k, 101, &e), 1);
	assert_false(daycrypt_day(c, 100));         /* one that was at work has lost it too */
	daycrypt_give(c);
	char was[4096];
	ssize_t m = pread(old, was, sizeof was, 0);
	assert_true(m > 0);
	assert_null(memmem(was, (size_t)m, hex, 64));
	close(old);
	assert_int_equal(fs_read(file_, 1 << 20, &text, &n, &e), 0);
	assert_null(strstr(text, hex));
	free(text);
	assert_true(mask_of(k, 101) == kept);
	daykeys_close(k);
}

static void test_d3_a_day_past_the_limit_never_gets_a_key_again(void **state)
{
	struct daykeys *k = open_ring(true);
	struct err e = { 0 };
	(void)state;

	assert_int_equal(daykeys_ensure(k, 100, &e), 0);
	assert_int_equal(daykeys_shred(k, 101, &e), 1);
	assert_int_equal(daykeys_ensure(k, 100, &e), E_NOTFOUND);
	assert_int_equal(daykeys_shred(k, 50, &e), 0);
	daykeys_close(k);
	k = open_ring(false);
	assert_int_equal(daykeys_limit(k), 101);
	assert_int_equal(daykeys_ensure(k, 100, &e), E_NOTFOUND);
	assert_int_equal(daykeys_ensure(k, 101, &e), 0);
	daykeys_close(k);
}

static void test_d4_place_mode_and_damage_refuse(void **state)
{
	struct daykeys *k = open_ring(true);
	struct err e = { 0 };
	char *text;
	size_t n;
	(void)state;

	assert_int_equal(daykeys_ensure(k, 100, &e), 0);
	daykeys_close(k);
	assert_int_equal(daykeys_open(file_, dir_, false, &e, &k), E_CONFIG);
	chmod(file_, 0644);
	assert_int_equal(daykeys_open(file_, NULL, false, &e, &k), E_CONFIG);
	chmod(file_, 0600);
	assert_int_equal(fs_read(file_, 1 << 20, &text, &n, &e), 0);
	for (size_t cut = 1; cut < n; cut += 7) {    /* cut off anywhere */
		assert_int_equal(fs_replace(file_, text, n - 1 - cut, 0600, &e), 0);
		assert_int_equal(daykeys_open(file_, NULL, true, &e, &k), E_CONFIG);
	}
	free(text);
	unlink(file_);
	assert_int_equal(daykeys_open(file_, NULL, false, &e, &k), E_NOTFOUND);
}

/* What was made of a key to be fast goes with it, in the idle ones at once. */
static void test_d6_a_cipher_kept_ready_goes_with_its_key(void **state)
{
	struct daykeys *k = open_ring(true);
	struct daycrypt *c = daycrypt_take(k), *busy = daycrypt_take(k);
	struct err e = { 0 };
	uint8_t nonce[DAY_NONCE] = { 0 }, a[40] = { 0 }, b[40] = { 0 };
	(void)state;

	for (int32_t day = 100; day < 103; day++)
		assert_int_equal(daykeys_ensure(k, day, &e), 0);
	for (int32_t day = 100; day < 103; day++)
		assert_true(daycrypt_day(c, day) && daycrypt_day(busy, day));
	assert_true(daycrypt_day(c, 100));           /* ready: the same as before */
	assert_true(daycrypt_day(busy, 100));
	daycrypt_xor(c, nonce, 0, a, sizeof a);
	daycrypt_xor(busy, nonce, 0, b, sizeof b);
	assert_memory_equal(a, b, sizeof a);
	assert_true(daycrypt_day(c, 101));
	daycrypt_give(c);
	c = daycrypt_take(k);
	assert_int_equal(daykeys_ensure(k, 228, &e), 0);     /* it takes the place of day 100 */
	assert_true(daycrypt_day(c, 228));
	memset(b, 0, sizeof b);
	daycrypt_xor(c, nonce, 0, b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
	assert_true(daycrypt_day(c, 100));
	memset(b, 0, sizeof b);
	daycrypt_xor(c, nonce, 0, b, sizeof b);
	assert_memory_equal(a, b, sizeof a);
	daycrypt_give(c);
	assert_int_equal(daycrypt_ready(k, 100), 1);
	assert_int_equal(daycrypt_ready(k, 102), 1);
	assert_int_equal(daykeys_shred(k, 102, &e), 2);
	assert_int_equal(daycrypt_ready(k, 100), 0);
	assert_int_equal(daycrypt_ready(k, 101), 0);
	assert_int_equal(daycrypt_ready(k, 102), 1);
	assert_false(daycrypt_day(busy, 101));
	assert_false(daycrypt_day(busy, 100));
	assert_true(daycrypt_day(busy, 102));
	assert_int_equal(daykeys_shred(k, 103, &e), 1);
	daycrypt_give(busy);                         /* it was at work while the key went */
	assert_int_equal(daycrypt_ready(k, 102), 0);
	c = daycrypt_take(k);
	for (int32_t day = 100; day < 103; day++)
		assert_false(daycrypt_day(c, day));
	daycrypt_give(c);
	daykeys_close(k);
}

/* The file's key in OpenSSL's own counter mode gives the same bytes. */
static void test_cipher_is_counter_mode(void **state)
{
	struct daykeys *k = open_ring(true);
	struct daycrypt *c = daycrypt_take(k);
	struct err e = { 0 };
	char hex[65];
	uint8_t key[32], iv[16] = { 0 }, a[3000], b[3000], nonce[DAY_NONCE], again[DAY_NONCE];
	int n;
	(void)state;

	assert_int_equal(daykeys_ensure(k, 100, &e), 0);
	hex_of(100, hex);
	for (size_t i = 0; i < 32; i++) {
		unsigned x;
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &x), 1);
		key[i] = (uint8_t)x;
	}
	assert_true(daycrypt_day(c, 100));
	daycrypt_nonce(c, nonce);
	daycrypt_nonce(c, again);
	assert_memory_not_equal(nonce, again, DAY_NONCE);
	for (size_t i = 0; i < sizeof a; i++)
		a[i] = b[i] = (uint8_t)(i * 7);
	memcpy(iv + 1, nonce, DAY_NONCE);
	iv[15] = 250;                               /* the counter carries over */
	EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
	assert_int_equal(EVP_EncryptInit_ex(x, EVP_aes_256_ctr(), NULL, key, iv), 1);
	assert_int_equal(EVP_EncryptUpdate(x, b, &n, b, sizeof b), 1);
	EVP_CIPHER_CTX_free(x);
	daycrypt_xor(c, nonce, 250, a, sizeof a);
	assert_memory_equal(a, b, sizeof a);
	daycrypt_give(c);
	daykeys_close(k);
}

static void put_file(const char *path, const char *p, size_t n)
{
	struct err e = { 0 };

	assert_int_equal(fs_replace(path, p, n, 0600, &e), 0);
}

/* D5: of every length that a piece's border makes special; each changed byte of a head and some behind it, and each cut, refuses. */
static void test_d5_a_file_is_whole_or_refused_and_gone_with_its_day(void **state)
{
	enum { PIECE = 64 << 10, MAX = 2 * PIECE + 1 };
	static const size_t lengths[] = { 0, 1, PIECE - 1, PIECE, PIECE + 1, MAX };
	struct daykeys *k = open_ring(true), *other = NULL;
	struct err e = { 0 };
	char sealed[100], out[100], ring[100], *text, *plain = malloc(MAX);
	struct dayfile f;
	size_t n, m;
	(void)state;

	snprintf(sealed, sizeof sealed, "%s/sealed", dir_);
	snprintf(out, sizeof out, "%s/out", dir_);
	snprintf(ring, sizeof ring, "%s/other", dir_);
	for (size_t i = 0; i < MAX; i++)
		plain[i] = (char)('a' + i % 23);
	for (size_t i = 0; i < COUNTOF(lengths); i++) {
		assert_int_equal(dayfile_seal(k, &(struct dayfile){ 100, 77777 }, plain, lengths[i], sealed, &e), 0);
		assert_int_equal(dayfile_open(k, sealed, out, &e), 0);
		assert_int_equal(fs_read(out, MAX, &text, &n, &e), 0);
		assert_int_equal(n, lengths[i]);
		assert_memory_equal(text, plain, n);
		free(text);
		unlink(out);
	}
	assert_int_equal(dayfile_head(sealed, &f, &e), 0);
	assert_int_equal(f.day, 100);
	assert_int_equal(f.note, 77777);
	assert_int_equal(fs_read(sealed, 1 << 20, &text, &n, &e), 0);
	assert_null(memmem(text, n, plain, 8));
	for (size_t at = 0; at < n; at += at < 60 ? 1 : 9973) {
		text[at] ^= 4;
		put_file(sealed, text, n);
		int rc = dayfile_open(k, sealed, out, &e);
		assert_true(rc == E_CORRUPT || rc == E_CONFIG || rc == E_NOTFOUND);
		unlink(out);
		text[at] ^= 4;
	}
	const size_t cuts[] = { 1, 30, n - 44 - 17 - PIECE, n - 44 };
	for (size_t i = 0; i < COUNTOF(cuts); i++) {
		put_file(sealed, text, n - cuts[i]);
		assert_int_equal(dayfile_open(k, sealed, out, &e), E_CORRUPT);
		unlink(out);
	}
	put_file(sealed, text, n);
	free(text);
	assert_int_equal(daykeys_open(ring, NULL, true, &e, &other), 0);
	assert_int_equal(dayfile_open(other, sealed, out, &e), E_CONFIG);      /* another register's keys */
	daykeys_close(other);
	assert_int_equal(daykeys_shred(k, 101, &e), 1);
	assert_int_equal(dayfile_open(k, sealed, out, &e), E_NOTFOUND);
	assert_int_equal(dayfile_head(sealed, &f, &e), 0);
	assert_int_equal(dayfile_seal(k, &(struct dayfile){ 100, 1 }, plain, 1, sealed, &e), E_NOTFOUND);
	assert_int_equal(access(out, F_OK), -1);
	assert_int_equal(fs_read(sealed, 1 << 20, &text, &m, &e), 0);          /* a refused seal leaves what was there */
	assert_int_equal(m, n);
	free(text);
	free(plain);
	unlink(sealed);
	unlink(ring);
	daykeys_close(k);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_d1_a_key_is_on_disk_at_once), T(test_d2_a_shredded_key_is_in_no_file), T(test_d3_a_day_past_the_limit_never_gets_a_key_again),
		T(test_d4_place_mode_and_damage_refuse), T(test_cipher_is_counter_mode), T(test_d6_a_cipher_kept_ready_goes_with_its_key),
		T(test_d5_a_file_is_whole_or_refused_and_gone_with_its_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
