/* vault — personal data and secrets as they are stored: sealed values, blind indexes, pseudonyms, and the keyring behind them.
 *
 * Owns      the key file and the process-wide keyring. Knows no table: a column is a name, "bike.p_owner_name".
 * Threads   vault_keyring_use before other threads start; then everything from any thread. Keys that another process adds to the file are
 *           taken when a value names one, and by vault_keyring_refresh.
 * Format    v1.<alg>.<kid>.<base64url(iv | ciphertext | tag)>: alg "a" is AES-256-GCM (iv 12, tag 16 bytes), "s" is SM4-CTR with HMAC-SM3
 *           over length of the associated data, associated data, iv and ciphertext (iv 16, tag 32); kid is eight hexadecimal digits.
 *           Associated data: column "|" ref. The empty text is sealed as the empty text. Big values (pictures) are the same in binary:
 *           "v1.<alg>.<kid>." and the bytes as they are.
 *           Keys come by HKDF-SHA-256 (HKDF-SM3) from the 32-byte secrets of the file, one for each purpose and algorithm.
 * Invariants (tests of the same names in vault_test.c)
 *   V1 one changed bit of a sealed value refuses it, and so does another row or another column
 *   V2 the same text sealed twice gives two values; indexed twice in one column one, in two columns two
 *   V3 a key file in the data directory, reachable by others, or of another user refuses
 *   V4 a value sealed with a key that the file lacks is refused with that key's id in the message
 *   V5 secrets lie in locked memory that is overwritten when given back; no message holds any part of one
 * Bounds    a text of at most VAULT_TEXT_MAX bytes, a big value of VAULT_BIG_MAX; at most VAULT_KEYS_MAX keys in a file of at most 16 KiB.
 * Errors    E_CONFIG (key file, missing key), E_CORRUPT (value changed or moved), E_STATE, E_TOOBIG, E_FULL and E_IO (file). */
#pragma once
#include "core/cx.h"
#include "core/pii.h"

enum { VAULT_REF = 16, VAULT_INDEX = 16, VAULT_PSEUDONYM = 17, VAULT_KID = 9, VAULT_KEYS_MAX = 64, VAULT_TEXT_MAX = 4096,
       VAULT_HEAD = 13 /* "v1.a.1234abcd": how and under which key a value is sealed */, VAULT_BIG_MAX = 4 << 20, VAULT_BIG_SEALED = VAULT_BIG_MAX + 64 };
enum vault_alg { VAULT_AES, VAULT_SM };

/* ---- values ---- */

/* A row's random reference, made once with the row; a sealed value opens only with it. */
void vault_ref(uint8_t ret[static VAULT_REF]);
/* ref is the row's; *ret in cx->arena. E_TOOBIG. */
MUST_USE int vault_seal(struct cx *cx, const char *column, str ref, const struct pii *p, str *ret);
/* E_CORRUPT (V1), E_CONFIG (V4). */
MUST_USE int vault_open(struct cx *cx, const char *column, str ref, str text, struct pii *ret);
/* The same for secrets that are no text (station keys); the opened bytes lie in cx->arena. */
MUST_USE int vault_seal_bytes(struct cx *cx, const char *column, str ref, str plain, str *ret);
MUST_USE int vault_open_bytes(struct cx *cx, const char *column, str ref, str text, str *ret);
/* The same for a big value that is not empty, for a file; both results in cx->arena. */
MUST_USE int vault_seal_big(struct cx *cx, const char *column, str ref, str plain, str *ret);
MUST_USE int vault_open_big(struct cx *cx, const char *column, str ref, str sealed, str *ret);
/* The blind index of a normalised text (pii_norm_...): 16 bytes of HMAC-SHA-256 (HMAC-SM3 if the index key was made under that cipher)
 * under a key of the column's own. */
MUST_USE int vault_index(struct cx *cx, const char *column, const struct pii *norm, uint8_t ret[static VAULT_INDEX]);
/* The name of a record in the audit: 16 hexadecimal digits, the same for ever. */
MUST_USE int vault_pseudonym(struct cx *cx, const char *kind, int64_t id, char ret[static VAULT_PSEUDONYM]);

/* The "v1.a.1234abcd." that the newest key under the configured cipher writes; what begins otherwise is to be sealed again. */
MUST_USE int vault_prefix(struct cx *cx, char ret[static 16]);
/* The key id inside a sealed value; false if it is none. */
bool vault_kid_of(str text, char ret[static VAULT_KID]);

/* ---- the keyring ---- */

struct vault_keyring_opts {
	const char *key_file;
	const char *data_dir;          /* the file may not lie in it (V3) */
	enum vault_alg alg;            /* for what is sealed from now on */
};
struct vault_keyring;
/* E_CONFIG with what to mend; E_NOTFOUND when there is no such file. */
MUST_USE int vault_keyring_load(const struct vault_keyring_opts *o, struct err *e, struct vault_keyring **ret);
void vault_keyring_free(struct vault_keyring *k);       /* NULL is fine; not while in use */
/* The keyring that all calls above take; NULL: none, they fail with E_CONFIG. Gives back the one before. */
struct vault_keyring *vault_keyring_use(struct vault_keyring *k);
/* Reads the file again if it has changed. */
MUST_USE int vault_keyring_refresh(struct err *e);
/* False: this id is not in the ring. */
bool vault_has_key(const char *kid);

/* A new file with one key of each kind. E_STATE when there is one. */
MUST_USE int vault_file_make(const struct vault_keyring_opts *o, utc_ms now, struct err *e);
/* One more data key, the newest; ret_kid its id. E_FULL at VAULT_KEYS_MAX. */
MUST_USE int vault_file_rotate(const struct vault_keyring_opts *o, utc_ms now, char ret_kid[static VAULT_KID], struct err *e);
/* The index key in two steps: a next one (one that is there already is kept: a rotation that was broken off), and, when every x_ column was
 * written with it, that one in the place of the old. */
MUST_USE int vault_file_index_next(const struct vault_keyring_opts *o, utc_ms now, struct err *e);
MUST_USE int vault_file_index_done(const struct vault_keyring_opts *o, struct err *e);
/* Is there a next index key in the ring in use? Then vault_index_next gives the index under it; the server does not start. */
bool vault_index_pending(void);
MUST_USE int vault_index_next(struct cx *cx, const char *column, const struct pii *norm, uint8_t ret[static VAULT_INDEX]);

struct vault_key_info { char kid[VAULT_KID]; const char *kind; utc_ms made_at; bool newest; };
/* Each key of the ring in use, in the file's order; never a secret. */
void vault_keys(void (*fn)(void *arg, const struct vault_key_info *k), void *arg);
