/* vault_int — what the files of this room share. */
#pragma once
#include <stdatomic.h>

#include "platform/thread.h"
#include "store/vault/vault.h"

enum { SECRET = 32, SM4_KEY = 16 };
enum key_kind { KEY_DATA, KEY_INDEX, KEY_INDEX_NEXT, KEY_INDEX_OLD, KEY_AUDIT, KEY_KINDS };

struct key {
	enum key_kind kind;
	enum vault_alg alg;             /* of an index key; a data key serves both */
	char kid[VAULT_KID];
	utc_ms made_at;
	uint8_t secret[SECRET];
	/* derived */
	uint8_t aes[SECRET], sm4[SM4_KEY], mac[SECRET];   /* data */
	uint8_t use[SECRET];                              /* index, audit */
};

/* One state of the file: in sodium's locked memory, read-only once it is published; older states stay until the end, because readers hold them. */
struct ring { struct ring *older; unsigned n; int data, index, index_next, audit; struct key key[VAULT_KEYS_MAX]; };

struct vault_keyring {
	char *key_file, *data_dir;
	enum vault_alg alg;
	struct ring *_Atomic now;
	pthread_mutex_t m;              /* loading */
	_Atomic int64_t tried_ns;       /* the last reload that a missing key asked for */
};

/* vault_file.c */
const struct ring *vault_ring(struct cx *cx, const struct vault_keyring **ret);   /* NULL: cx->err is set */
/* The data key with this id; the file is read again once when the ring lacks it. NULL: not there. */
const struct key *vault_find(const struct vault_keyring *k, const char *kid);

/* vault_crypt.c; failures of the library are BUGs: the algorithms were fetched at the start */
void crypt_init(void);
void crypt_derive(const uint8_t secret[static SECRET], enum vault_alg alg, const char *purpose, uint8_t *ret, size_t n);
void crypt_hmac(enum vault_alg alg, const uint8_t key[static SECRET], const str *parts, size_t nparts, uint8_t ret[static SECRET]);
size_t crypt_extra(enum vault_alg alg);          /* iv and tag */
/* iv | ciphertext | tag into out, n + crypt_extra bytes. */
void crypt_seal(const struct key *k, enum vault_alg alg, str aad, str plain, uint8_t *out);
/* The plain text into out (n - crypt_extra bytes); false: not authentic, and out holds nothing of it. */
bool crypt_open(const struct key *k, enum vault_alg alg, str aad, const uint8_t *in, size_t n, uint8_t *out);
/* For the known-answer tests: the bare primitives. */
bool crypt_gcm(bool seal, const uint8_t key[static SECRET], const uint8_t iv[static 12], str aad, str in, uint8_t *out, uint8_t tag[static 16]);
void crypt_sm4_ctr(const uint8_t key[static SM4_KEY], const uint8_t iv[static 16], str in, uint8_t *out);
