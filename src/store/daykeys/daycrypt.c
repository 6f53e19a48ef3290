/* daycrypt — sealing under a day's key. The counter mode is made of the block cipher itself: OpenSSL's own needs 200 ns to take a new counter, and a tag's
 * day is some 60 bytes. daykeys_test compares the two. */
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>

#include "store/daykeys/daykeys_int.h"

enum { BLOCK = 16, RUN = 64 /* blocks at once */, NONCE_RUN = 4096, NAME = 1 };
enum { READY = 128 };      /* days of one daycrypt whose ciphers are kept: 90 days of a tag, asked for again and again */

/* The cipher of a day, its key expanded; x NULL, or day -1: there is none. */
struct ready { EVP_CIPHER_CTX *x; int32_t day; };
struct daycrypt {
	struct daykeys *of;
	struct daycrypt *next;
	struct ready ready[READY];         /* by day modulo READY; that of a day whose key is gone goes with it (D6) */
	EVP_CIPHER_CTX *x;                 /* of the day at hand */
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
	if (!c)
		BUG("out of memory");
	for (int i = 0; i < READY; i++)
		c->ready[i].day = -1;
	c->of = k;
	c->day = -1;
	return c;
}

/* D6. m is held. */
static void forget_gone(struct daycrypt *c)
{
	uint8_t key[DAY_KEY];

	if (c->changes == c->of->changes)
		return;
	c->changes = c->of->changes;
	for (int i = 0; i < READY; i++) {
		struct ready *r = &c->ready[i];
		if (r->day < 0 || daykeys_find(c->of, r->day, key))
			continue;
		must(EVP_CIPHER_CTX_reset(r->x));      /* overwrites the key */
		r->day = -1;
	}
	sodium_memzero(key, sizeof key);
}

void daycrypt_forget_idle(struct daykeys *k)
{
	for (struct daycrypt *c = k->idle; c; c = c->next)
		forget_gone(c);
}

size_t daycrypt_ready(struct daykeys *k, int32_t day)
{
	size_t n = 0;

	pthread_mutex_lock(&k->m);
	for (const struct daycrypt *c = k->idle; c; c = c->next)
		n += c->ready[day % READY].day == day;
	pthread_mutex_unlock(&k->m);
	return n;
}

void daycrypt_give(struct daycrypt *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->of->m);
	forget_gone(c);
	c->next = c->of->idle;
	c->of->idle = c;
	pthread_mutex_unlock(&c->of->m);
}

void daycrypt_free_all(struct daykeys *k)
{
	while (k->idle) {
		struct daycrypt *c = k->idle;
		k->idle = c->next;
		for (int i = 0; i < READY; i++)
			EVP_CIPHER_CTX_free(c->ready[i].x);
		free(c);
	}
}

static void make_ready(struct daykeys *k, struct ready *r, int32_t day, const uint8_t *key)
{
	if (!r->x && !(r->x = EVP_CIPHER_CTX_new()))
		BUG("out of memory");
	must(EVP_EncryptInit_ex(r->x, k->cipher, NULL, key, NULL));
	must(EVP_CIPHER_CTX_set_padding(r->x, 0));
	r->day = day;
}

bool daycrypt_day(struct daycrypt *c, int32_t day)
{
	struct ready *r = &c->ready[(uint32_t)day % READY];
	uint8_t key[DAY_KEY];

	if (day < 0)
		return false;
	pthread_mutex_lock(&c->of->m);
	forget_gone(c);
	bool same = r->day == day, found = same || daykeys_find(c->of, day, key);
	pthread_mutex_unlock(&c->of->m);
	c->day = found ? day : -1;
	if (found && !same) {
		make_ready(c->of, r, day, key);
		sodium_memzero(key, sizeof key);
	}
	c->x = r->x;
	return found;
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

/* By words; what is left over by bytes. */
static void xor_to(uint8_t *p, const uint8_t *q, size_t n)
{
	uint64_t a, b;

	for (; n >= sizeof a; n -= sizeof a, p += sizeof a, q += sizeof a) {
		memcpy(&a, p, sizeof a);
		memcpy(&b, q, sizeof b);
		a ^= b;
		memcpy(p, &a, sizeof a);
	}
	for (size_t i = 0; i < n; i++)
		p[i] ^= q[i];
}

/* A block that is encrypted: 0, the nonce (10 bytes), the counter (5 bytes). */
void daycrypt_xor(struct daycrypt *c, const uint8_t nonce[static DAY_NONCE], uint64_t block, uint8_t *p, size_t n)
{
	uint8_t in[RUN * BLOCK], out[RUN * BLOCK], head[BLOCK] = { 0 };

	ASSERT(c->day >= 0);
	memcpy(head + 1, nonce, DAY_NONCE);
	uint64_t low = be64(head + 8);
	while (n > 0) {
		size_t blocks = (MIN(n, sizeof in) + BLOCK - 1) / BLOCK, m = MIN(n, sizeof in);
		int got = 0;
		for (size_t i = 0; i < blocks; i++) {
			memcpy(in + i * BLOCK, head, 8);
			put_be64(in + i * BLOCK + 8, low | block++);
		}
		must(EVP_EncryptUpdate(c->x, out, &got, in, (int)(blocks * BLOCK)));
		xor_to(p, out, m);
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
