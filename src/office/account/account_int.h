/* account_int — what the files of this room share. */
#pragma once
#include <sodium.h>

#include "office/account/account.h"
#include "store/sql/sql.h"

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 256, TOTP_BYTES = 20, REF_BYTES = 16 };

/* --- account_secret.c: passwords, second factors, hashes --- */

typedef char hash_text[crypto_pwhash_STRBYTES];
MUST_USE int hash_make(struct cx *cx, str password, hash_text ret);
/* hash NULL: that of nobody, which costs the same and never fits (A1). */
MUST_USE int hash_check(struct cx *cx, const char *hash, str password, bool *ret_same);

/* A new secret: its text for the authenticator, and sealed for the table. ref is the row's. */
MUST_USE int totp_make(struct cx *cx, str ref, struct account_secret *ret, str *ret_sealed);
/* The step that the code belongs to, when it lies within one step of now and behind the last taken one; else 0. */
MUST_USE int totp_check(struct cx *cx, str ref, str sealed, int64_t last_step, str code, int64_t *ret_step);

struct sha { unsigned char b[crypto_hash_sha256_BYTES]; };
struct sha sha_of(str s);
static inline str sha_str(const struct sha *h) { return (str){ (const char *)h->b, sizeof h->b }; }
/* A new token of 256 random bits as text, and its hash. */
void token_make(char ret[static ACCOUNT_TOKEN_HEX + 1], struct sha *ret_sha);

/* --- account.c --- */

/* The columns every SELECT of accounts begins with. */
void account_read(struct sql_row *r, struct arena *arena, struct account *a);
MUST_USE int account_check_password(struct cx *cx, str p);
MUST_USE int account_set_roles(struct cx *cx, account_id id, unsigned roles);
MUST_USE int account_set_unit(struct cx *cx, account_id id, unit_id unit);

/* --- account_login.c --- */

/* Ends the live session, for the reason that its token will be told. */
MUST_USE int sessions_end(struct cx *cx, account_id id, const char *why);
