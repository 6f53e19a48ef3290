/* account_secret — password hashes, second factors, tokens. See account.h. */
#include <liboath/oath.h>
#include <stdlib.h>

#include "account_int.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "store/vault/vault.h"

enum {
	OPSLIMIT = 2, MEMLIMIT = 19 * 1024 * 1024,   /* OWASP's Argon2id figures */
	HASHES_AT_ONCE = 2, HASH_WAITERS = 6, HASH_WAIT_MS = 2000,
	STEP_S = 30, WINDOW = 1, DIGITS = 6,
};

/* --- password hashes: each takes 19 MiB and some 20 ms, so at most two run and a few wait --- */

static pthread_mutex_t hash_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hash_free;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int hash_running, hash_waiting;

static void start(void)
{
	cond_init(&hash_free);
	if (sodium_init() < 0)
		BUG("libsodium does not start");
	if (oath_init() != OATH_OK)
		BUG("liboath does not start");
}

static int hash_enter(struct cx *cx)
{
	int64_t until;

	pthread_once(&once, start);
	pthread_mutex_lock(&hash_lock);
	until = clock_mono().ns + (int64_t)HASH_WAIT_MS * 1000000;
	if (hash_waiting < HASH_WAITERS) {
		hash_waiting++;
		while (hash_running >= HASHES_AT_ONCE && clock_mono().ns < until)
			cond_wait_ms(&hash_free, &hash_lock, 100);
		hash_waiting--;
	}
	bool in = hash_running < HASHES_AT_ONCE;
	if (in)
		hash_running++;
	pthread_mutex_unlock(&hash_lock);
	return in ? 0 : FAIL(cx, E_BUSY, "too many log-ins at once; try again shortly");
}

static void hash_leave(void)
{
	pthread_mutex_lock(&hash_lock);
	hash_running--;
	pthread_cond_signal(&hash_free);
	pthread_mutex_unlock(&hash_lock);
}

int hash_make(struct cx *cx, str password, hash_text ret)
{
	TRY(hash_enter(cx));
	int rc = crypto_pwhash_str_alg(ret, password.p, password.n, OPSLIMIT, MEMLIMIT, crypto_pwhash_ALG_ARGON2ID13);
	hash_leave();
	return rc == 0 ? 0 : FAIL(cx, E_BUSY, "no memory for a password hash; try again shortly");
}

/* The hash of no password, so that a name that does not exist costs what a real one costs (A1). */
static const char *nobody_hash(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static hash_text made;
	unsigned char secret[32];

	pthread_mutex_lock(&lock);
	if (!made[0]) {
		sys.random(secret, sizeof secret);
		if (crypto_pwhash_str_alg(made, (char *)secret, sizeof secret, OPSLIMIT, MEMLIMIT, crypto_pwhash_ALG_ARGON2ID13) != 0)
			made[0] = 0;
	}
	pthread_mutex_unlock(&lock);
	return made;
}

int hash_check(struct cx *cx, const char *hash, str password, bool *ret_same)
{
	TRY(hash_enter(cx));
	bool same = crypto_pwhash_str_verify(hash ? hash : nobody_hash(), password.p, password.n) == 0;
	hash_leave();
	*ret_same = same && hash;
	return 0;
}

/* --- second factors --- */

struct totp_key { unsigned char b[TOTP_BYTES]; };

/* The one place where a secret is sealed and opened. */
static int secret_seal(struct cx *cx, str ref, const struct totp_key *k, str *ret)
{
	return vault_seal_bytes(cx, "account.totp", ref, (str){ (const char *)k->b, sizeof k->b }, ret);
}

static int secret_open(struct cx *cx, str ref, str sealed, struct totp_key *ret)
{
	str plain;

	TRY(vault_open_bytes(cx, "account.totp", ref, sealed, &plain));
	if (plain.n != sizeof ret->b)
		return FAIL(cx, E_CORRUPT, "a stored second factor cannot be read");
	memcpy(ret->b, plain.p, sizeof ret->b);
	sodium_memzero((char *)plain.p, plain.n);
	return 0;
}

int totp_make(struct cx *cx, str ref, struct account_secret *ret, str *ret_sealed)
{
	struct totp_key k;
	char *text = NULL;
	size_t n = 0;

	pthread_once(&once, start);
	sys.random(k.b, sizeof k.b);
	if (oath_base32_encode((const char *)k.b, sizeof k.b, &text, &n) != OATH_OK || n != ACCOUNT_TOTP_TEXT)
		BUG("base32 of 20 bytes has not 32 letters");
	memcpy(ret->totp, text, n);
	ret->totp[n] = 0;
	sodium_memzero(text, n);
	free(text);
	int rc = secret_seal(cx, ref, &k, ret_sealed);
	sodium_memzero(&k, sizeof k);
	return rc;
}

int totp_check(struct cx *cx, str ref, str sealed, int64_t last_step, str code, int64_t *ret_step)
{
	struct totp_key k;
	char text[DIGITS + 1];
	uint64_t counter = 0;

	pthread_once(&once, start);
	*ret_step = 0;
	if (sealed.n == 0 || code.n != DIGITS)
		return 0;
	for (size_t i = 0; i < DIGITS; i++)
		if (code.p[i] < '0' || code.p[i] > '9')
			return 0;
	memcpy(text, code.p, DIGITS);
	text[DIGITS] = 0;
	TRY(secret_open(cx, ref, sealed, &k));
	int rc = oath_totp_validate3((const char *)k.b, sizeof k.b, (time_t)(cx->now / 1000), STEP_S, 0, WINDOW, NULL, &counter, text);
	sodium_memzero(&k, sizeof k);
	if (rc >= 0 && (int64_t)counter > last_step)
		*ret_step = (int64_t)counter;
	return 0;
}

/* --- tokens --- */

struct sha sha_of(str s)
{
	struct sha h;

	crypto_hash_sha256(h.b, (const unsigned char *)s.p, s.n);
	return h;
}

void token_make(char ret[static ACCOUNT_TOKEN_HEX + 1], struct sha *ret_sha)
{
	unsigned char random[ACCOUNT_TOKEN_HEX / 2];

	sys.random(random, sizeof random);
	sodium_bin2hex(ret, ACCOUNT_TOKEN_HEX + 1, random, sizeof random);
	*ret_sha = sha_of((str){ ret, ACCOUNT_TOKEN_HEX });
	sodium_memzero(random, sizeof random);
}
