/* vault — values: sealed, opened, indexed, named. See vault.h. */
#include <sodium.h>

#include "platform/sys.h"
#include "vault_int.h"

enum { AAD_MAX = 96, COLUMN_MAX = 64, BUF = VAULT_TEXT_MAX + 64 };

static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char alg_letter[] = { [VAULT_AES] = 'a', [VAULT_SM] = 's' };
enum { PREFIX = 14 };   /* "v1.a.1234abcd." */

void vault_ref(uint8_t ret[static VAULT_REF])
{
	sys.random(ret, VAULT_REF);
}

static str aad_of(const char *column, str ref, char buf[static AAD_MAX])
{
	size_t n = strlen(column);

	ASSERT(n > 0 && n <= COLUMN_MAX && ref.n == VAULT_REF);
	memcpy(buf, column, n);
	buf[n] = '|';
	memcpy(buf + n + 1, ref.p, VAULT_REF);
	return (str){ buf, n + 1 + VAULT_REF };
}

/* ---- base64url, without padding; one text for one value only ---- */

static size_t b64_size(size_t n)
{
	return n / 3 * 4 + (n % 3 ? n % 3 + 1 : 0);
}

static void b64_put(const uint8_t *p, size_t n, char *out)
{
	for (; n >= 3; p += 3, n -= 3) {
		*out++ = b64[p[0] >> 2];
		*out++ = b64[(p[0] & 3) << 4 | p[1] >> 4];
		*out++ = b64[(p[1] & 15) << 2 | p[2] >> 6];
		*out++ = b64[p[2] & 63];
	}
	if (n) {
		*out++ = b64[p[0] >> 2];
		*out++ = b64[(p[0] & 3) << 4 | (n > 1 ? p[1] >> 4 : 0)];
		if (n > 1)
			*out++ = b64[(p[1] & 15) << 2];
	}
}

static int b64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

/* False on a foreign character, an impossible length, or bits left over that are not 0. */
static bool b64_take(str s, uint8_t *out, size_t cap, size_t *ret_n)
{
	uint32_t acc = 0;
	size_t n = 0;
	int bits = 0;

	if (s.n % 4 == 1 || s.n / 4 * 3 + 3 > cap)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int d = b64_digit(s.p[i]);
		if (d < 0)
			return false;
		acc = acc << 6 | (uint32_t)d;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (uint8_t)(acc >> bits);
		}
	}
	*ret_n = n;
	return (acc & ((1u << bits) - 1)) == 0;
}

/* ---- values ---- */

static void put_head(char *out, enum vault_alg alg, const char *kid)
{
	memcpy(out, "v1.", 3);
	out[3] = alg_letter[alg];
	out[4] = out[13] = '.';
	memcpy(out + 5, kid, VAULT_KID - 1);
}

int vault_seal_bytes(struct cx *cx, const char *column, str ref, str plain, str *ret)
{
	const struct vault_keyring *k;
	uint8_t raw[BUF];
	char aad[AAD_MAX];

	if (plain.n == 0) {
		*ret = (str){ "", 0 };
		return 0;
	}
	if (plain.n > VAULT_TEXT_MAX)
		return FAIL(cx, E_TOOBIG, "at most %d bytes can be sealed", VAULT_TEXT_MAX);
	const struct ring *r = vault_ring(cx, &k);
	if (!r)
		return cx->err.code;
	size_t n = plain.n + crypt_extra(k->alg);
	const struct key *key = &r->key[r->data];
	crypt_seal(key, k->alg, aad_of(column, ref, aad), plain, raw);
	char *out = arena_alloc(cx->arena, PREFIX + b64_size(n));
	if (!out)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	put_head(out, k->alg, key->kid);
	b64_put(raw, n, out + PREFIX);
	*ret = (str){ out, PREFIX + b64_size(n) };
	return 0;
}

static bool take_head(str text, enum vault_alg *ret_alg, char ret_kid[static VAULT_KID])
{
	if (text.n <= PREFIX || memcmp(text.p, "v1.", 3) != 0 || text.p[4] != '.' || text.p[13] != '.' || (text.p[3] != 'a' && text.p[3] != 's'))
		return false;
	for (size_t i = 5; i < 13; i++)
		if (!((text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'f')))
			return false;
	*ret_alg = text.p[3] == 's' ? VAULT_SM : VAULT_AES;
	memcpy(ret_kid, text.p + 5, VAULT_KID - 1);
	ret_kid[VAULT_KID - 1] = 0;
	return true;
}

bool vault_kid_of(str text, char ret[static VAULT_KID])
{
	enum vault_alg alg;

	return take_head(text, &alg, ret);
}

/* The key a sealed value names; NULL: cx->err is set. */
static const struct key *key_of(struct cx *cx, const char *column, str sealed, enum vault_alg *ret_alg)
{
	const struct vault_keyring *k;
	char kid[VAULT_KID];

	if (!take_head(sealed, ret_alg, kid)) {
		(void)!FAIL(cx, E_CORRUPT, "%s: a stored value is not sealed", column);
		return NULL;
	}
	if (!vault_ring(cx, &k))
		return NULL;
	const struct key *key = vault_find(k, kid);
	if (!key)
		(void)!FAIL(cx, E_CONFIG, "%s: sealed with key %s, which is not in the key file; is it the key file of this data?", column, kid);
	return key;
}

/* Into out, of VAULT_TEXT_MAX bytes at least. */
static int open_into(struct cx *cx, const char *column, str ref, str text, uint8_t *out, size_t *ret_n)
{
	enum vault_alg alg;
	uint8_t raw[BUF];
	char aad[AAD_MAX];
	size_t n;

	*ret_n = 0;
	if (text.n == 0)
		return 0;
	const struct key *key = key_of(cx, column, text, &alg);
	if (!key)
		return cx->err.code;
	if (ref.n != VAULT_REF || !b64_take((str){ text.p + PREFIX, text.n - PREFIX }, raw, sizeof raw, &n) || n < crypt_extra(alg) ||
	    n - crypt_extra(alg) > VAULT_TEXT_MAX || !crypt_open(key, alg, aad_of(column, ref, aad), raw, n, out))
		return FAIL(cx, E_CORRUPT, "%s: a sealed value was changed, or moved here from another row", column);
	*ret_n = n - crypt_extra(alg);
	return 0;
}

int vault_open_bytes(struct cx *cx, const char *column, str ref, str text, str *ret)
{
	uint8_t plain[VAULT_TEXT_MAX];
	size_t n;

	TRY(open_into(cx, column, ref, text, plain, &n));
	*ret = arena_str(cx->arena, (str){ (const char *)plain, n });
	sodium_memzero(plain, n);
	return arena_over(cx->arena) ? FAIL(cx, E_TOOBIG, "the answer is too large") : 0;
}

int vault_seal(struct cx *cx, const char *column, str ref, const struct pii *p, str *ret)
{
	return vault_seal_bytes(cx, column, ref, pii_reveal(p), ret);
}

int vault_open(struct cx *cx, const char *column, str ref, str text, struct pii *ret)
{
	uint8_t plain[VAULT_TEXT_MAX];
	size_t n;

	TRY(open_into(cx, column, ref, text, plain, &n));
	bool good = pii_take((str){ (const char *)plain, n }, ret);
	sodium_memzero(plain, n);
	return good ? 0 : FAIL(cx, E_CORRUPT, "%s: a sealed value is no text of a person's data", column);
}

int vault_seal_big(struct cx *cx, const char *column, str ref, str plain, str *ret)
{
	const struct vault_keyring *k;
	char aad[AAD_MAX];

	ASSERT(plain.n > 0);
	if (plain.n > VAULT_BIG_MAX)
		return FAIL(cx, E_TOOBIG, "at most %d bytes can be sealed", VAULT_BIG_MAX);
	const struct ring *r = vault_ring(cx, &k);
	if (!r)
		return cx->err.code;
	size_t n = PREFIX + plain.n + crypt_extra(k->alg);
	char *out = arena_alloc(cx->arena, n);
	if (!out)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	put_head(out, k->alg, r->key[r->data].kid);
	crypt_seal(&r->key[r->data], k->alg, aad_of(column, ref, aad), plain, (uint8_t *)out + PREFIX);
	*ret = (str){ out, n };
	return 0;
}

int vault_open_big(struct cx *cx, const char *column, str ref, str sealed, str *ret)
{
	enum vault_alg alg;
	char aad[AAD_MAX];

	const struct key *key = key_of(cx, column, sealed, &alg);
	if (!key)
		return cx->err.code;
	const uint8_t *raw = (const uint8_t *)sealed.p + PREFIX;
	size_t n = sealed.n - PREFIX;
	if (n <= crypt_extra(alg) || n - crypt_extra(alg) > VAULT_BIG_MAX)
		return FAIL(cx, E_CORRUPT, "%s: a sealed value is cut off", column);
	uint8_t *out = arena_alloc(cx->arena, n - crypt_extra(alg));
	if (!out)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	if (!crypt_open(key, alg, aad_of(column, ref, aad), raw, n, out))
		return FAIL(cx, E_CORRUPT, "%s: a sealed value was changed, or moved here from another row", column);
	*ret = (str){ (const char *)out, n - crypt_extra(alg) };
	return 0;
}

int vault_prefix(struct cx *cx, char ret[static 16])
{
	const struct vault_keyring *k;
	const struct ring *r = vault_ring(cx, &k);

	if (!r)
		return cx->err.code;
	put_head(ret, k->alg, r->key[r->data].kid);
	ret[PREFIX] = 0;
	return 0;
}

/* ---- indexes and pseudonyms ---- */

static void index_with(const struct key *k, const char *column, str norm, uint8_t ret[static VAULT_INDEX])
{
	uint8_t of_column[SECRET], full[SECRET];
	str name = str_of(column);

	ASSERT(name.n > 0 && name.n <= COLUMN_MAX);
	crypt_hmac(k->alg, k->use, &name, 1, of_column);
	crypt_hmac(k->alg, of_column, &norm, 1, full);
	memcpy(ret, full, VAULT_INDEX);
	sodium_memzero(of_column, sizeof of_column);
}

int vault_index(struct cx *cx, const char *column, const struct pii *norm, uint8_t ret[static VAULT_INDEX])
{
	const struct vault_keyring *k;
	const struct ring *r = vault_ring(cx, &k);

	if (!r)
		return cx->err.code;
	index_with(&r->key[r->index], column, pii_reveal(norm), ret);
	return 0;
}

int vault_index_next(struct cx *cx, const char *column, const struct pii *norm, uint8_t ret[static VAULT_INDEX])
{
	const struct vault_keyring *k;
	const struct ring *r = vault_ring(cx, &k);

	if (!r)
		return cx->err.code;
	if (r->index_next < 0)
		return FAIL(cx, E_STATE, "there is no next index key");
	index_with(&r->key[r->index_next], column, pii_reveal(norm), ret);
	return 0;
}

int vault_pseudonym(struct cx *cx, const char *kind, int64_t id, char ret[static VAULT_PSEUDONYM])
{
	static const char hex[] = "0123456789abcdef";
	const struct vault_keyring *k;
	const struct ring *r = vault_ring(cx, &k);
	uint8_t number[8], full[SECRET];
	str parts[] = { str_of(kind), S("|"), { (const char *)number, sizeof number } };

	if (!r)
		return cx->err.code;
	put_be64(number, (uint64_t)id);
	crypt_hmac(r->key[r->audit].alg, r->key[r->audit].use, parts, COUNTOF(parts), full);
	for (size_t i = 0; i < 8; i++) {
		ret[2 * i] = hex[full[i] >> 4];
		ret[2 * i + 1] = hex[full[i] & 15];
	}
	ret[16] = 0;
	return 0;
}
