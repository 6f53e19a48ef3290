/* daycrypt — sealing under a day's key. The counter mode is made of the block cipher itself: OpenSSL's own needs 200 ns to take a new counter, and a tag's
 * day is some 60 bytes. daykeys_test compares the two. */
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>

#include "store/daykeys/daykeys_int.h"

enum { BLOCK = 16, RUN = 64 /* blocks at once */, NONCE_RUN = 4096, NAME = 1 };

struct daycrypt {
	struct daykeys *of;
	struct daycrypt *next;
	EVP_CIPHER_CTX *x;
	int32_t day;
	uint64_t changes;
	uint64_t nonce, nonce_end;
};

static void must(int ok)
{
	if (ok != 1)
		BUG("OpenSSL failed in an operation that cannot fail");
}

struct daycrypt *daycrypt_take(struct daykeys *k)
{
	pthread_mutex_lock(&k->m);
	struct daycrypt *c = k->idle;
	if (c)
		k->idle = c->next;
	pthread_mutex_unlock(&k->m);
	if (c)
		return c;
	c = calloc(1, sizeof *c);
	if (!c || !(c->x = EVP_CIPHER_CTX_new()))
		BUG("out of memory");
	c->of = k;
	c->day = -1;
	return c;
}

void daycrypt_give(struct daycrypt *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->of->m);
	c->next = c->of->idle;
	c->of->idle = c;
	pthread_mutex_unlock(&c->of->m);
}

void daycrypt_free_all(struct daykeys *k)
{
	while (k->idle) {
		struct daycrypt *c = k->idle;
		k->idle = c->next;
		EVP_CIPHER_CTX_free(c->x);         /* overwrites the key */
		free(c);
	}
}

bool daycrypt_day(struct daycrypt *c, int32_t day)
{
	uint8_t key[DAY_KEY];

	pthread_mutex_lock(&c->of->m);
	bool same = c->day == day && c->changes == c->of->changes;
	bool found = same || daykeys_find(c->of, day, key);
	c->changes = c->of->changes;
	pthread_mutex_unlock(&c->of->m);
	if (same)
		return true;
	c->day = found ? day : -1;
	if (!found)
		return false;
	must(EVP_EncryptInit_ex(c->x, EVP_aes_256_ecb(), NULL, key, NULL));
	must(EVP_CIPHER_CTX_set_padding(c->x, 0));
	sodium_memzero(key, sizeof key);
	return true;
}

static void put40(uint8_t *p, uint64_t x)
{
	p[0] = (uint8_t)(x >> 32);
	put_be32(p + 1, (uint32_t)x);
}

void daycrypt_nonce(struct daycrypt *c, uint8_t ret[static DAY_NONCE])
{
	if (c->nonce == c->nonce_end) {
		pthread_mutex_lock(&c->of->m);
		c->nonce = c->of->nonces;
		c->nonce_end = c->of->nonces += NONCE_RUN;
		pthread_mutex_unlock(&c->of->m);
		ASSERT(c->nonce_end < (uint64_t)1 << 40);
	}
	memcpy(ret, c->of->salt, sizeof c->of->salt);
	put40(ret + sizeof c->of->salt, c->nonce++);
}

void daycrypt_xor(struct daycrypt *c, const uint8_t nonce[static DAY_NONCE], uint64_t block, uint8_t *p, size_t n)
{
	uint8_t in[RUN * BLOCK], out[RUN * BLOCK];

	ASSERT(c->day >= 0);
	while (n > 0) {
		size_t blocks = (MIN(n, sizeof in) + BLOCK - 1) / BLOCK, m = MIN(n, sizeof in);
		int got = 0;
		for (size_t i = 0; i < blocks; i++) {
			in[i * BLOCK] = 0;
			memcpy(in + i * BLOCK + 1, nonce, DAY_NONCE);
			put40(in + i * BLOCK + 1 + DAY_NONCE, block++);
		}
		must(EVP_EncryptUpdate(c->x, out, &got, in, (int)(blocks * BLOCK)));
		for (size_t i = 0; i < m; i++)
			p[i] ^= out[i];
		p += m;
		n -= m;
	}
}

void daycrypt_mask(struct daycrypt *c, uint64_t *io, size_t n)
{
	uint8_t in[RUN * BLOCK] = { 0 }, out[RUN * BLOCK];

	ASSERT(c->day >= 0);
	for (size_t at = 0; at < n; at += RUN) {
		size_t m = MIN(n - at, (size_t)RUN);
		int got = 0;
		for (size_t i = 0; i < m; i++) {
			in[i * BLOCK] = NAME;
			put_be64(in + i * BLOCK + 8, io[at + i]);
		}
		must(EVP_EncryptUpdate(c->x, out, &got, in, (int)(m * BLOCK)));
		for (size_t i = 0; i < m; i++)
			io[at + i] = be64(out + i * BLOCK);
	}
}
