/* vault_crypt — the primitives: AES-256-GCM, SM4-CTR, HMAC, HKDF, from OpenSSL (HMAC-SHA-256: libsodium). Fetched once: a fetch by name costs more than sealing a name. */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include "platform/sys.h"
#include "vault_int.h"

enum { GCM_IV = 12, GCM_TAG = 16, SM_IV = 16, SM_TAG = 32 };

static struct { EVP_CIPHER *gcm, *sm4; EVP_MAC *hmac; EVP_KDF *hkdf; } lib;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *const hash_names[] = { [VAULT_AES] = "SHA256", [VAULT_SM] = "SM3" };

static void fetch(void)
{
	lib.gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	lib.sm4 = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
	lib.hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	lib.hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	if (!lib.gcm || !lib.sm4 || !lib.hmac || !lib.hkdf)
		BUG("OpenSSL lacks AES-256-GCM, SM4-CTR, HMAC or HKDF");
}

void crypt_init(void)
{
	pthread_once(&once, fetch);
}

static void must(int ok)
{
	if (ok != 1)
		BUG("OpenSSL failed in an operation that cannot fail");
}

void crypt_derive(const uint8_t secret[static SECRET], enum vault_alg alg, const char *purpose, uint8_t *ret, size_t n)
{
	char *hash = (char *)hash_names[alg];
	OSSL_PARAM p[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, SECRET),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)purpose, strlen(purpose)),
		OSSL_PARAM_END,
	};

	crypt_init();
	EVP_KDF_CTX *c = EVP_KDF_CTX_new(lib.hkdf);
	must(c && EVP_KDF_derive(c, ret, n, p) == 1);
	EVP_KDF_CTX_free(c);
}

/* Not OpenSSL's: for a short text most of its time goes into the context. Nothing of the key is left on the heap. */
static void hmac_sha256(const uint8_t key[static SECRET], const str *parts, size_t nparts, uint8_t ret[static SECRET])
{
	crypto_auth_hmacsha256_state s;

	crypto_auth_hmacsha256_init(&s, key, SECRET);
	for (size_t i = 0; i < nparts; i++)
		crypto_auth_hmacsha256_update(&s, (const uint8_t *)parts[i].p, parts[i].n);
	crypto_auth_hmacsha256_final(&s, ret);
	sodium_memzero(&s, sizeof s);
}

void crypt_hmac(enum vault_alg alg, const uint8_t key[static SECRET], const str *parts, size_t nparts, uint8_t ret[static SECRET])
{
	OSSL_PARAM p[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)hash_names[alg], 0), OSSL_PARAM_END };
	size_t n = 0;

	if (alg == VAULT_AES) {
		hmac_sha256(key, parts, nparts, ret);
		return;
	}
	crypt_init();
	EVP_MAC_CTX *c = EVP_MAC_CTX_new(lib.hmac);
	must(c && EVP_MAC_init(c, key, SECRET, p) == 1);
	for (size_t i = 0; i < nparts; i++)
		must(EVP_MAC_update(c, (const uint8_t *)parts[i].p, parts[i].n));
	must(EVP_MAC_final(c, ret, &n, SECRET) == 1 && n == SECRET);
	EVP_MAC_CTX_free(c);
}

bool crypt_gcm(bool seal, const uint8_t key[static SECRET], const uint8_t iv[static GCM_IV], str aad, str in, uint8_t *out, uint8_t tag[static GCM_TAG])
{
	int n = 0;
	EVP_CIPHER_CTX *c;

	crypt_init();
	c = EVP_CIPHER_CTX_new();
	must(c && EVP_CipherInit_ex2(c, lib.gcm, key, iv, seal, NULL) == 1);
	must(EVP_CipherUpdate(c, NULL, &n, (const uint8_t *)aad.p, (int)aad.n));
	must(EVP_CipherUpdate(c, out, &n, (const uint8_t *)in.p, (int)in.n));
	if (!seal)
		must(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, GCM_TAG, tag));
	bool good = EVP_CipherFinal_ex(c, out + n, &n) == 1;
	if (seal)
		must(good && EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, GCM_TAG, tag) == 1);
	EVP_CIPHER_CTX_free(c);
	return good;
}

void crypt_sm4_ctr(const uint8_t key[static SM4_KEY], const uint8_t iv[static SM_IV], str in, uint8_t *out)
{
	int n = 0;
	EVP_CIPHER_CTX *c;

	crypt_init();
	c = EVP_CIPHER_CTX_new();
	must(c && EVP_CipherInit_ex2(c, lib.sm4, key, iv, 1, NULL) == 1);
	must(EVP_CipherUpdate(c, out, &n, (const uint8_t *)in.p, (int)in.n));
	EVP_CIPHER_CTX_free(c);
}

/* Encrypt, then authenticate all that the ciphertext's meaning hangs on; the length keeps associated data and iv apart. */
static void sm_tag(const struct key *k, str aad, const uint8_t *iv_and_text, size_t n, uint8_t ret[static SM_TAG])
{
	uint8_t len[8];
	str parts[] = { { (const char *)len, sizeof len }, aad, { (const char *)iv_and_text, n } };

	put_be64(len, aad.n);
	crypt_hmac(VAULT_SM, k->mac, parts, COUNTOF(parts), ret);
}

size_t crypt_extra(enum vault_alg alg)
{
	return alg == VAULT_SM ? SM_IV + SM_TAG : GCM_IV + GCM_TAG;
}

void crypt_seal(const struct key *k, enum vault_alg alg, str aad, str plain, uint8_t *out)
{
	if (alg == VAULT_SM) {
		sys.random(out, SM_IV);
		crypt_sm4_ctr(k->sm4, out, plain, out + SM_IV);
		sm_tag(k, aad, out, SM_IV + plain.n, out + SM_IV + plain.n);
		return;
	}
	sys.random(out, GCM_IV);
	must(crypt_gcm(true, k->aes, out, aad, plain, out + GCM_IV, out + GCM_IV + plain.n));
}

bool crypt_open(const struct key *k, enum vault_alg alg, str aad, const uint8_t *in, size_t n, uint8_t *out)
{
	uint8_t tag[SM_TAG];

	if (n < crypt_extra(alg))
		return false;
	size_t text = n - crypt_extra(alg);
	if (alg == VAULT_SM) {
		sm_tag(k, aad, in, SM_IV + text, tag);
		if (CRYPTO_memcmp(tag, in + SM_IV + text, SM_TAG) != 0)
			return false;
		crypt_sm4_ctr(k->sm4, in, (str){ (const char *)in + SM_IV, text }, out);
		return true;
	}
	memcpy(tag, in + GCM_IV + text, GCM_TAG);
	if (crypt_gcm(false, k->aes, in, aad, (str){ (const char *)in + GCM_IV, text }, out, tag))
		return true;
	OPENSSL_cleanse(out, text);
	return false;
}
