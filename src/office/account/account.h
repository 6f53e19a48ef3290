/* account — staff accounts and their log-in sessions.
 *
 * Owns      tables account, session. Passwords: Argon2id (libsodium, at least 19 MiB, t=2); session tokens: 256 random bits,
 *           stored as SHA-256, valid idle 30 min, at most 12 h.
 * Thread    any HTTP worker, inside the caller's transaction (but account_login: see there). At most 2 password hashes run at once
 *           (memory bound), 6 wait for at most 2 s, more are refused with E_BUSY.
 * Invariants
 *   A1 an unknown name and a wrong password answer alike and take alike
 *   A2 after 5 failures in a row the account is locked for 15 minutes
 *   A3 a role change or a lock takes effect with the next request */
#pragma once
#include "core/cx.h"

struct account { account_id id; str name, display; unsigned roles; bool disabled; utc_ms created_at; int64_t ver; };
enum { ACCOUNT_TOKEN_HEX = 64 };

/* Outside any transaction (asserted): the hash takes some 20 ms, and a counted failure must outlive the refusal; opens its own.
 * E_UNAUTH for every wrong log-in (A1), E_BUSY when locked or too many hashes run. On success a new session's token text. */
MUST_USE int account_login(struct cx *cx, str name, str password, char ret_token[static ACCOUNT_TOKEN_HEX + 1], struct account *ret);
/* The session behind a token; refreshes its idle time at most once a minute (when called outside a transaction). E_UNAUTH. */
MUST_USE int account_session(struct cx *cx, str token, struct account *ret);
MUST_USE int account_logout(struct cx *cx, str token);
/* E_STATE when the name is taken; E_INVALID for a weak password (under 12 characters) or name. */
MUST_USE int account_add(struct cx *cx, str name, str display, str password, unsigned roles, account_id *ret);
MUST_USE int account_password(struct cx *cx, account_id id, str password);
/* Ends all sessions of the account when on. E_STATE: it is so already, or it is the last administrator. */
MUST_USE int account_disable(struct cx *cx, account_id id, bool on);
MUST_USE int account_get(struct cx *cx, account_id id, struct account *ret);
/* Accounts with id > after in order, at most max; text in cx->arena. Count. */
typedef int account_fn(struct cx *cx, const struct account *a, void *arg);
MUST_USE int account_list(struct cx *cx, int64_t after, int max, account_fn *fn, void *arg);
/* "officer", ...: names of role bits, for JSON and the command line. */
str role_name(unsigned one_bit);
bool roles_parse(str comma_separated, unsigned *ret);
