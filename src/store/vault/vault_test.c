/* vault_test — V1 to V5, known answers, rotation. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/fs.h"
#include "vault_int.h"

struct world { char dir[64], data[80], file[96]; struct arena arena; struct cx cx; struct vault_keyring_opts o; struct vault_keyring *k; };

static void take(struct world *w)
{
	struct err e = { 0 };
	struct vault_keyring *k = NULL;

	if (vault_keyring_load(&w->o, &e, &k) < 0)
		fail_msg("load: %s", e.msg);
	vault_keyring_use(k);
	vault_keyring_free(w->k);
	w->k = k;
}

static int setup(void **state)
{
	static struct world w;
	struct err e = { 0 };

	memset(&w, 0, sizeof w);
	snprintf(w.dir, sizeof w.dir, "/tmp/yz-vault-XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	snprintf(w.data, sizeof w.data, "%s/data", w.dir);
	snprintf(w.file, sizeof w.file, "%s/keys", w.dir);
	assert_int_equal(fs_mkdir(w.data, &e), 0);
	w.o = (struct vault_keyring_opts){ w.file, w.data, VAULT_AES };
	arena_init(&w.arena, 64 << 20);
	w.cx = (struct cx){ .now = 1795424400000, .arena = &w.arena };
	if (vault_file_make(&w.o, w.cx.now, &e) < 0)
		fail_msg("make: %s", e.msg);
	take(&w);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	vault_keyring_use(NULL);
	vault_keyring_free(w->k);
	arena_done(&w->arena);
	unlink(w->file);
	rmdir(w->data);
	rmdir(w->dir);
	return 0;
}

#define DONE(call_) do { int rc_ = (call_); if (rc_ < 0) fail_msg("%s: %s (%s)", #call_, err_name(rc_), w->cx.err.msg); } while (0)
#define REFUSED(code_, words_, call_) do { \
	int rc_ = (call_); \
	if (rc_ != (code_) || !strstr(w->cx.err.msg, words_)) \
		fail_msg("%s: %s '%s', expected %s with '%s'", #call_, err_name(rc_), w->cx.err.msg, err_name(code_), words_); \
	w->cx.err = (struct err){ 0 }; \
} while (0)

static const char ref_a[] = "0123456789abcdef", ref_b[] = "0123456789abcdeF";
#define A ((str){ ref_a, 16 })
#define B ((str){ ref_b, 16 })
#define COL "bike.p_owner_name"

static struct pii person(const char *z)
{
	struct pii p;

	assert_true(pii_take(str_of(z), &p));
	return p;
}

/* ---- known answers ---- */

static void bytes(const char *hex, uint8_t *out)
{
	for (size_t i = 0; hex[2 * i]; i++)
		assert_int_equal(sscanf(hex + 2 * i, "%2hhx", &out[i]), 1);
}

static void known_answers(void **state)
{
	uint8_t key[32], iv[16], in[64], want[64], out[64], tag[16], want_tag[16], sum[32], aad[20];
	size_t n = 0;

	(void)state;
	/* GB/T 32907-2016 A.1: one block; in counter mode the keystream's first block is the cipher of the counter */
	bytes("0123456789abcdeffedcba9876543210", key);
	bytes("0123456789abcdeffedcba9876543210", iv);
	bytes("681edf34d206965e86b3e94f536e4246", want);
	memset(in, 0, sizeof in);
	crypt_sm4_ctr(key, iv, (str){ (char *)in, 16 }, out);
	assert_memory_equal(out, want, 16);
	/* GB/T 32905-2016 A.1 */
	assert_int_equal(EVP_Q_digest(NULL, "SM3", NULL, "abc", 3, sum, &n), 1);
	bytes("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", want);
	assert_memory_equal(sum, want, 32);
	/* the GCM paper's test case 16, as in NIST SP 800-38D's set */
	bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", key);
	bytes("cafebabefacedbaddecaf888", iv);
	bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2", aad);
	bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39", in);
	bytes("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662", want);
	bytes("76fc6ece0f4e1768cddf8853bb2d551b", want_tag);
	assert_true(crypt_gcm(true, key, iv, (str){ (char *)aad, 20 }, (str){ (char *)in, 60 }, out, tag));
	assert_memory_equal(out, want, 60);
	assert_memory_equal(tag, want_tag, 16);
	tag[15] ^= 1;
	assert_false(crypt_gcm(false, key, iv, (str){ (char *)aad, 20 }, (str){ (char *)want, 60 }, out, tag));
}

/* HMAC by its definition over the digest above (RFC 2104), HKDF by its over HMAC (RFC 5869, no salt). */
static void hmac_and_hkdf_by_their_definitions(void **state)
{
	static const char *const names[] = { "SHA256", "SM3" };

	(void)state;
	for (int alg = VAULT_AES; alg <= VAULT_SM; alg++) {
		uint8_t key[32], in[64 + 16], out[64 + 32], inner[32], want[32], got[32], zero[32] = { 0 }, prk[32];
		size_t n;
		for (size_t i = 0; i < sizeof key; i++)
			key[i] = (uint8_t)(i * 7 + 1);
		memset(in, 0x36, 64);
		memset(out, 0x5c, 64);
		for (size_t i = 0; i < sizeof key; i++) {
			in[i] ^= key[i];
			out[i] ^= key[i];
		}
		memcpy(in + 64, "the text of it!!", 16);
		assert_int_equal(EVP_Q_digest(NULL, names[alg], NULL, in, sizeof in, inner, &n), 1);
		memcpy(out + 64, inner, 32);
		assert_int_equal(EVP_Q_digest(NULL, names[alg], NULL, out, sizeof out, want, &n), 1);
		str parts[] = { S("the text"), S(" of it!!") };
		crypt_hmac((enum vault_alg)alg, key, parts, 2, got);
		assert_memory_equal(got, want, 32);

		str secret = { (char *)key, sizeof key }, info[] = { S("purpose"), S("\1") };
		crypt_hmac((enum vault_alg)alg, zero, &secret, 1, prk);
		crypt_hmac((enum vault_alg)alg, prk, info, 2, want);
		crypt_derive(key, (enum vault_alg)alg, "purpose", got, 32);
		assert_memory_equal(got, want, 32);
	}
}

/* ---- values ---- */

static void with_alg(struct world *w, enum vault_alg alg)
{
	w->o.alg = alg;
	take(w);
}

static void V1_every_flipped_bit_and_every_move_refuses(void **state)
{
	struct world *w = *state;

	for (int alg = VAULT_AES; alg <= VAULT_SM; alg++) {
		struct pii name = person("张三丰"), got;
		str text, bytes_got;
		char copy[256];
		with_alg(w, (enum vault_alg)alg);
		DONE(vault_seal(&w->cx, COL, A, &name, &text));
		assert_true(text.n < sizeof copy);
		assert_int_equal(text.p[3], alg == VAULT_SM ? 's' : 'a');
		DONE(vault_open(&w->cx, COL, A, text, &got));
		assert_true(str_eq(pii_reveal(&got), S("张三丰")));
		for (size_t bit = 0; bit < text.n * 8; bit++) {
			memcpy(copy, text.p, text.n);
			copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
			if (vault_open_bytes(&w->cx, COL, A, (str){ copy, text.n }, &bytes_got) >= 0)   /* the bytes: garbage is no excuse */
				fail_msg("bit %zu of '%.*s' may be changed", bit, STR_ARG(text));
			w->cx.err = (struct err){ 0 };
		}
		for (size_t n = 1; n < text.n; n++)
			if (vault_open(&w->cx, COL, A, (str){ text.p, n }, &got) >= 0)
				fail_msg("%zu of %zu bytes are enough", n, text.n);
		w->cx.err = (struct err){ 0 };
		REFUSED(E_CORRUPT, "moved", vault_open(&w->cx, COL, B, text, &got));
		REFUSED(E_CORRUPT, "moved", vault_open(&w->cx, "bike.p_owner_nam", A, text, &got));
		REFUSED(E_CORRUPT, "moved", vault_open(&w->cx, "bike.p_owner_namf", A, text, &got));
		REFUSED(E_CORRUPT, "moved", vault_open(&w->cx, COL, ((str){ "", 0 }), text, &got));
		REFUSED(E_CORRUPT, "not sealed", vault_open(&w->cx, COL, A, S("张三丰"), &got));
	}
}

static void V2_no_two_values_are_alike_and_indexes_are_per_column(void **state)
{
	struct world *w = *state;
	struct pii p = person("13800005678"), q = person("13800005679");
	uint8_t a[VAULT_INDEX], b[VAULT_INDEX];
	str one, two;

	for (int alg = VAULT_AES; alg <= VAULT_SM; alg++) {
		with_alg(w, (enum vault_alg)alg);
		DONE(vault_seal(&w->cx, COL, A, &p, &one));
		DONE(vault_seal(&w->cx, COL, A, &p, &two));
		assert_false(str_eq(one, two));
	}
	DONE(vault_index(&w->cx, "owner.x_phone", &p, a));
	DONE(vault_index(&w->cx, "owner.x_phone", &p, b));
	assert_memory_equal(a, b, VAULT_INDEX);
	DONE(vault_index(&w->cx, "owner.x_name", &p, b));
	assert_memory_not_equal(a, b, VAULT_INDEX);
	DONE(vault_index(&w->cx, "owner.x_phone", &q, b));
	assert_memory_not_equal(a, b, VAULT_INDEX);
	/* keyed: under another file it is another one */
	struct err e = { 0 };
	unlink(w->file);
	DONE(vault_file_make(&w->o, w->cx.now, &e));
	take(w);
	DONE(vault_index(&w->cx, "owner.x_phone", &p, b));
	assert_memory_not_equal(a, b, VAULT_INDEX);
}

static void bounds_and_the_empty_text(void **state)
{
	struct world *w = *state;
	static char big[VAULT_TEXT_MAX + 1];
	struct pii none = { .n_ = 0 }, got = person("x");
	str text, back;

	DONE(vault_seal(&w->cx, COL, A, &none, &text));
	assert_int_equal(text.n, 0);
	DONE(vault_open(&w->cx, COL, A, text, &got));
	assert_true(pii_empty(&got));
	for (size_t n = 1; n <= 40; n++) {
		DONE(vault_seal_bytes(&w->cx, COL, A, (str){ big, n }, &text));
		DONE(vault_open_bytes(&w->cx, COL, A, text, &back));
		assert_int_equal(back.n, n);
	}
	memset(big, 1, sizeof big);
	DONE(vault_seal_bytes(&w->cx, COL, A, (str){ big, VAULT_TEXT_MAX }, &text));
	DONE(vault_open_bytes(&w->cx, COL, A, text, &back));
	assert_int_equal(back.n, VAULT_TEXT_MAX);
	assert_memory_equal(back.p, big, VAULT_TEXT_MAX);
	REFUSED(E_TOOBIG, "4096", vault_seal_bytes(&w->cx, COL, A, (str){ big, VAULT_TEXT_MAX + 1 }, &text));
	DONE(vault_seal_bytes(&w->cx, COL, A, (str){ "\xff\xfe", 2 }, &text));
	REFUSED(E_CORRUPT, "no text", vault_open(&w->cx, COL, A, text, &got));
	vault_keyring_use(NULL);
	REFUSED(E_CONFIG, "no key file", vault_seal(&w->cx, COL, A, &(struct pii){ .hidden_ = "a", .n_ = 1 }, &text));
	vault_keyring_use(w->k);
}

static void pseudonyms_last(void **state)
{
	struct world *w = *state;
	char a[VAULT_PSEUDONYM], b[VAULT_PSEUDONYM], kid[VAULT_KID];
	struct err e = { 0 };

	DONE(vault_pseudonym(&w->cx, "bike", 12, a));
	assert_int_equal(strlen(a), 16);
	DONE(vault_pseudonym(&w->cx, "bike", 13, b));
	assert_string_not_equal(a, b);
	DONE(vault_pseudonym(&w->cx, "theft", 12, b));
	assert_string_not_equal(a, b);
	DONE(vault_file_rotate(&w->o, w->cx.now, kid, &e));
	with_alg(w, VAULT_SM);
	DONE(vault_pseudonym(&w->cx, "bike", 12, b));
	assert_string_equal(a, b);
}

/* ---- the file ---- */

static void refused(struct world *w, const char *words)
{
	struct vault_keyring *k = NULL;
	struct err e = { 0 };
	int rc = vault_keyring_load(&w->o, &e, &k);

	if (rc != E_CONFIG || !strstr(e.msg, words))
		fail_msg("'%s', expected '%s'", rc < 0 ? e.msg : "taken", words);
	assert_null(k);
}

static void V3_where_the_file_lies_and_who_may_reach_it(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };
	struct stat st;
	char other[160], link_path[160];

	assert_int_equal(stat(w->file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(vault_file_make(&w->o, w->cx.now, &e), E_STATE);
	for (unsigned m = 0; m < 01000; m++) {
		chmod(w->file, m);
		struct vault_keyring *k = NULL;
		e = (struct err){ 0 };
		int rc = vault_keyring_load(&w->o, &e, &k);
		bool good = m == 0600 || m == 0400, unreadable = rc == E_IO && geteuid() != 0;
		if (good != (rc == 0) || (rc < 0 && !unreadable && rc != E_CONFIG))
			fail_msg("mode %o: %s", m, rc < 0 ? e.msg : "taken");
		vault_keyring_free(k);
	}
	chmod(w->file, 0600);
	snprintf(link_path, sizeof link_path, "%s/link", w->dir);
	assert_int_equal(symlink(w->file, link_path), 0);
	w->o.key_file = link_path;
	refused(w, "link");
	unlink(link_path);
	/* in the data directory, also by a detour */
	snprintf(other, sizeof other, "%s/../data/keys", w->data);
	w->o.key_file = other;
	e = (struct err){ 0 };
	assert_int_equal(vault_file_make(&w->o, w->cx.now, &e), E_CONFIG);
	assert_non_null(strstr(e.msg, "lies in the data directory"));
	assert_int_equal(rename(w->file, other), 0);
	refused(w, "lies in the data directory");
	assert_int_equal(rename(other, w->file), 0);
	w->o.key_file = w->file;
	if (geteuid() == 0) {      /* only root can give a file away */
		assert_int_equal(chown(w->file, 12345, 12345), 0);
		refused(w, "another user");
		assert_int_equal(chown(w->file, 0, 0), 0);
	}
	/* beside it, with a name that begins alike */
	snprintf(other, sizeof other, "%s.keyring", w->data);
	w->o.key_file = other;
	e = (struct err){ 0 };
	assert_int_equal(vault_file_make(&w->o, w->cx.now, &e), 0);
	unlink(other);
}

static void V4_the_wrong_file_names_the_missing_key(void **state)
{
	struct world *w = *state;
	struct pii name = person("张三丰"), got;
	struct err e = { 0 };
	char kid[VAULT_KID];
	str text;

	DONE(vault_seal(&w->cx, COL, A, &name, &text));
	assert_true(vault_kid_of(text, kid));
	unlink(w->file);
	DONE(vault_file_make(&w->o, w->cx.now, &e));
	take(w);
	assert_false(vault_has_key(kid));
	REFUSED(E_CONFIG, kid, vault_open(&w->cx, COL, A, text, &got));
}

static void a_damaged_file_is_refused(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };
	char *text;
	size_t n;

	assert_int_equal(fs_read(w->file, 16384, &text, &n, &e), 0);
	for (size_t cut = 0; cut < n; cut += cut < n - 200 ? 37 : 1) {
		assert_int_equal(fs_replace(w->file, text, cut, 0600, &e), 0);
		refused(w, "damaged at line");
	}
	char *key = strstr(text, "\nindex ");
	assert_non_null(key);
	key[1] = 'I';
	assert_int_equal(fs_replace(w->file, text, n, 0600, &e), 0);
	refused(w, "damaged at line 5");
	free(text);
}

static void rotation_while_another_process_works(void **state)
{
	struct world *w = *state;
	struct pii name = person("张三丰"), got;
	struct vault_keyring *other = NULL;
	struct err e = { 0 };
	char first[VAULT_KID], kid[VAULT_KID], prefix[16];
	str old, text;

	DONE(vault_seal(&w->cx, COL, A, &name, &old));
	assert_true(vault_kid_of(old, first));
	DONE(vault_file_rotate(&w->o, w->cx.now, kid, &e));
	assert_string_not_equal(kid, first);
	DONE(vault_keyring_load(&w->o, &e, &other));
	vault_keyring_use(other);
	DONE(vault_seal(&w->cx, COL, A, &name, &text));
	DONE(vault_prefix(&w->cx, prefix));
	assert_true(str_starts(text, str_of(prefix)));
	assert_true(memcmp(text.p + 5, kid, 8) == 0);
	DONE(vault_open(&w->cx, COL, A, old, &got));          /* old keys stay */
	/* this process has not seen the new key yet: it finds it when a value names it */
	vault_keyring_use(w->k);
	assert_false(vault_has_key(kid));
	DONE(vault_open(&w->cx, COL, A, text, &got));
	assert_true(str_eq(pii_reveal(&got), S("张三丰")));
	DONE(vault_seal(&w->cx, COL, A, &name, &text));
	assert_true(memcmp(text.p + 5, kid, 8) == 0);
	vault_keyring_free(other);
	/* two changes at once: the second is refused */
	char lock[120];
	snprintf(lock, sizeof lock, "%s.lock", w->file);
	assert_int_equal(fs_create(lock, "", 0, &e), 0);
	assert_int_equal(vault_file_rotate(&w->o, w->cx.now, kid, &e), E_STATE);
	unlink(lock);
	e = (struct err){ 0 };
	for (int i = 4; i < VAULT_KEYS_MAX; i++)
		DONE(vault_file_rotate(&w->o, w->cx.now, kid, &e));
	assert_int_equal(vault_file_rotate(&w->o, w->cx.now, kid, &e), E_FULL);
	take(w);
	DONE(vault_open(&w->cx, COL, A, old, &got));
}

static void the_index_key_in_two_steps(void **state)
{
	struct world *w = *state;
	struct pii p = person("13800005678");
	uint8_t now[VAULT_INDEX], next[VAULT_INDEX], again[VAULT_INDEX];
	struct err e = { 0 };

	assert_false(vault_index_pending());
	DONE(vault_index(&w->cx, "o.x", &p, now));
	REFUSED(E_STATE, "no next", vault_index_next(&w->cx, "o.x", &p, next));
	DONE(vault_file_index_next(&w->o, w->cx.now, &e));
	take(w);
	assert_true(vault_index_pending());
	DONE(vault_index(&w->cx, "o.x", &p, again));
	assert_memory_equal(now, again, VAULT_INDEX);
	DONE(vault_index_next(&w->cx, "o.x", &p, next));
	assert_memory_not_equal(now, next, VAULT_INDEX);
	DONE(vault_file_index_next(&w->o, w->cx.now, &e));    /* broken off and begun again: the same */
	take(w);
	DONE(vault_index_next(&w->cx, "o.x", &p, again));
	assert_memory_equal(next, again, VAULT_INDEX);
	DONE(vault_file_index_done(&w->o, &e));
	take(w);
	assert_false(vault_index_pending());
	DONE(vault_index(&w->cx, "o.x", &p, again));
	assert_memory_equal(next, again, VAULT_INDEX);
}

#ifndef __SANITIZE_ADDRESS__   /* a sanitizer makes mlock do nothing: there this is not run */
static long locked_kb(void)
{
	char line[200];
	long kb = -1;
	FILE *f = fopen("/proc/self/status", "re");

	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "VmLck: %ld", &kb) == 1)
			break;
	fclose(f);
	return kb;
}

static void V5_secrets_lie_in_locked_memory(void **state)
{
	struct world *w = *state;
	struct err e = { 0 };
	struct vault_keyring *k = NULL;
	long before = locked_kb();

	assert_int_equal(vault_keyring_load(&w->o, &e, &k), 0);
	long with = locked_kb();
	vault_keyring_free(k);
	if (with == before && with == 0)
		skip();                    /* this machine lets nobody lock memory */
	assert_true(with > before);
	assert_int_equal(locked_kb(), before);
}
#endif

/* V1 and V4 for big values: each of some hundred bits, the head's too, another row, another column, a cut. */
static void big_values_open_only_whole_and_in_their_place(void **state)
{
	struct world *w = *state;
	static char big[VAULT_BIG_MAX + 1];
	str sealed, plain;

	for (size_t i = 0; i < sizeof big; i++)
		big[i] = (char)hash_u64(i);
	for (int alg = VAULT_AES; alg <= VAULT_SM; alg++) {
		w->o.alg = (enum vault_alg)alg;
		take(w);
		DONE(vault_seal_big(&w->cx, COL, A, (str){ big, VAULT_BIG_MAX }, &sealed));
		assert_true(sealed.n <= VAULT_BIG_SEALED && !memmem(sealed.p, sealed.n, big, 16));
		DONE(vault_open_big(&w->cx, COL, A, sealed, &plain));
		assert_true(plain.n == VAULT_BIG_MAX && memcmp(plain.p, big, plain.n) == 0);
		REFUSED(E_TOOBIG, "at most", vault_seal_big(&w->cx, COL, A, (str){ big, sizeof big }, &sealed));
		arena_reset(&w->arena);
		DONE(vault_seal_big(&w->cx, COL, A, (str){ big, 100 }, &sealed));
		REFUSED(E_CORRUPT, "moved here", vault_open_big(&w->cx, COL, B, sealed, &plain));
		REFUSED(E_CORRUPT, "moved here", vault_open_big(&w->cx, "bike.p_owner_phone", A, sealed, &plain));
		for (size_t n = 0; n < sealed.n; n++)
			REFUSED(E_CORRUPT, COL, vault_open_big(&w->cx, COL, A, (str){ sealed.p, n }, &plain));
		for (size_t bit = 14 * 8; bit < sealed.n * 8; bit++) {
			char *p = (char *)sealed.p + bit / 8;
			*p ^= (char)(1 << bit % 8);
			REFUSED(E_CORRUPT, "changed", vault_open_big(&w->cx, COL, A, sealed, &plain));
			*p ^= (char)(1 << bit % 8);
		}
		char was = sealed.p[12];
		((char *)sealed.p)[12] = was == '0' ? '1' : '0';       /* another key's id */
		REFUSED(E_CONFIG, "not in the key file", vault_open_big(&w->cx, COL, A, sealed, &plain));
		((char *)sealed.p)[12] = was;
		DONE(vault_open_big(&w->cx, COL, A, sealed, &plain));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		cmocka_unit_test(known_answers), cmocka_unit_test(hmac_and_hkdf_by_their_definitions),
		T(V1_every_flipped_bit_and_every_move_refuses), T(V2_no_two_values_are_alike_and_indexes_are_per_column),
		T(bounds_and_the_empty_text), T(pseudonyms_last), T(V3_where_the_file_lies_and_who_may_reach_it),
		T(V4_the_wrong_file_names_the_missing_key), T(a_damaged_file_is_refused), T(rotation_while_another_process_works),
		T(the_index_key_in_two_steps), T(big_values_open_only_whole_and_in_their_place),
#ifndef __SANITIZE_ADDRESS__
		T(V5_secrets_lie_in_locked_memory),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
