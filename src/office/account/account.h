/* account — units, staff accounts with two factors, their sessions, grants by two persons; owners' log-in by phone and code.
 *
 * Owns      tables unit, account, session, login_try, role_grant, owner_login, owner_code, owner_rate, owner_session.
 *           Passwords: Argon2id (libsodium, at least 19 MiB, t=2). Second factor: TOTP (RFC 6238: SHA-1, 30 s, 6 digits) of a 20-byte
 *           secret, stored sealed. Session tokens: 256 random bits, stored as SHA-256.
 * Thread    any HTTP worker, inside the caller's transaction (but where "outside any transaction" is said: asserted). At most 2
 *           password hashes run at once (memory bound), 6 wait for at most 2 s, more are refused with E_BUSY.
 * Invariants (each has a test of the same name)
 *   A1 an unknown name, a wrong password and a wrong code answer alike and take alike
 *   A2 after 5 failures in a row the name is locked for 15 minutes; step-up and a change of password count too
 *   A3 a role change or a lock takes effect with the next request
 *   A4 no way into a session without password and code; there is no setting for it, and an account without a secret cannot log in
 *   A5 a code counts once, and only within one step of the clock
 *   A6 a person has one live session: a new log-in ends the other; idle 15 minutes, at most 12 hours
 *   A7 a grant is asked by one and decided by another, for a third account
 *   A8 an owner's code: 6 digits, 5 minutes, 5 tries, once; known and unknown phones are answered alike
 * Never     lets one administrator hold both factors of a person with rights: the system administrator hands out second factors, the
 *           security administrator passwords. */
#pragma once
#include "core/cx.h"

struct account {
	account_id id; str name, display;
	unit_id unit; str unit_name, area;
	unsigned roles;
	bool disabled, must_change, has_totp;
	utc_ms created_at; int64_t ver;
	owner_id owner;            /* account_session only: a citizen; id is 0 then and roles is ROLE_OWNER */
	utc_ms stepup_at;          /* account_session only */
};
enum { ACCOUNT_TOKEN_HEX = 64, ACCOUNT_PASSWORD_MADE = 24, ACCOUNT_TOTP_TEXT = 32, ACCOUNT_STEPUP_MS = 5 * MINUTE_MS,
       ACCOUNT_FIND_MAX = 192, ACCOUNT_IDLE_MS = 15 * MINUTE_MS, ACCOUNT_LIFE_MS = 12 * HOUR_MS };
struct account_secret { char totp[ACCOUNT_TOTP_TEXT + 1]; };   /* base32; shown once, never read back */

/* ---- log-in (account_login.c) ---- */

/* Outside any transaction: the hash takes some 20 ms, and a counted failure must outlive the refusal; opens its own.
 * E_UNAUTH for every wrong log-in (A1), E_BUSY when locked or too many hashes run. On success a new session's token text.
 * With E_UNAUTH ret->id is the account that was tried, 0 for an unknown name: for the audit alone. */
MUST_USE int account_login(struct cx *cx, str name, str password, str code, char ret_token[static ACCOUNT_TOKEN_HEX + 1], struct account *ret);
/* The session behind a token, of staff or of an owner; refreshes its idle time at most once a minute (when called outside a
 * transaction). E_UNAUTH; the error's field says why a token that once counted does not: "session.elsewhere", "session.idle",
 * "session.password", "session.disabled", "session.over". */
MUST_USE int account_session(struct cx *cx, str token, struct account *ret);
MUST_USE int account_logout(struct cx *cx, str token);
/* Outside any transaction. Confirms the actor's session with a fresh code. E_DENIED: wrong or used code (counted); E_BUSY: locked. */
MUST_USE int account_step_up(struct cx *cx, str code);
static inline bool account_stepped_up(const struct cx *cx)
{
	return cx->stepup_at > 0 && cx->now - cx->stepup_at < ACCOUNT_STEPUP_MS;
}
/* Outside any transaction. The actor's password and a fresh code; E_DENIED (counted), E_BUSY. *ret_step goes to account_take_code in the
 * transaction that does what was confirmed. */
MUST_USE int account_prove(struct cx *cx, str password, str code, int64_t *ret_step);
MUST_USE int account_take_code(struct cx *cx, account_id id, int64_t step);
/* Forgets the failures of the account's name. */
MUST_USE int account_unlock(struct cx *cx, account_id id);
/* Until when its name is locked; 0: it is not. */
MUST_USE int account_locked_until(struct cx *cx, str name, utc_ms *ret);

/* ---- accounts (account.c) ---- */

struct account_new { str name, display, password; unsigned roles; unit_id unit; bool must_change; };
/* E_STATE when the name is taken; E_INVALID: weak password (under 12 characters), name, roles that exclude each other, closed unit. */
MUST_USE int account_add(struct cx *cx, const struct account_new *in, struct account_secret *ret_secret, account_id *ret);
/* A new password; ends the account's session when end is set. */
MUST_USE int account_password(struct cx *cx, account_id id, str password, bool must_change, bool end);
/* A new second factor; ends the account's session. */
MUST_USE int account_totp_reset(struct cx *cx, account_id id, struct account_secret *ret);
MUST_USE int account_rename(struct cx *cx, account_id id, str display);
/* Ends the session of the account when on. E_STATE: it is so already, or it is the last of its kind of administrator. */
MUST_USE int account_disable(struct cx *cx, account_id id, bool on);
MUST_USE int account_get(struct cx *cx, account_id id, struct account *ret);
/* Of id 0, and of an account that is no more: empty texts, and 0. */
MUST_USE int account_or_none(struct cx *cx, account_id id, struct account *ret);
MUST_USE int account_named(struct cx *cx, str name, account_id *ret);
/* Accounts with id > after in order, at most max; text in cx->arena. Count. */
typedef int account_fn(struct cx *cx, const struct account *a, void *arg);
MUST_USE int account_list(struct cx *cx, int64_t after, int max, account_fn *fn, void *arg);
/* Accounts that have this number, or whose log-in or shown name has this text in it (capital or small letters): best first, at most max; "" finds all. Count. */
MUST_USE int account_find(struct cx *cx, str text, int max, account_fn *fn, void *arg);
/* A password that is read from a screen and typed. */
void account_password_made(char ret[static ACCOUNT_PASSWORD_MADE + 1]);
/* What an authenticator takes: otpauth://totp/... ; arena memory. */
str account_otpauth(struct cx *cx, str name, const struct account_secret *s);
/* Roles that may stand together: no administrator beside anything else. */
bool account_roles_ok(unsigned roles);
/* "officer", ...: names of role bits, for JSON and the command line. */
str role_name(unsigned one_bit);
bool roles_parse(str comma_separated, unsigned *ret);

/* ---- units (account_unit.c) ---- */

enum unit_kind { UNIT_BUREAU, UNIT_BRANCH, UNIT_PRECINCT, UNIT_SITE, UNIT_OPERATOR, UNIT_INSURER, UNIT_TRAFFIC, UNIT_N };
struct unit { unit_id id, parent; enum unit_kind kind; str code, name, path; utc_ms closed_at; int64_t ver; };
extern const str unit_kind_names[UNIT_N];
/* Does the actor's area cover the unit of this path? */
bool account_area_covers(const struct cx *cx, str path);
/* Of an insurer's unit? What such an adjuster works on are accidents; claims, plans and their prices are the operator's. */
MUST_USE int account_of_insurer(struct cx *cx, bool *ret);
/* The scope of routes of the operator's adjusters: E_DENIED for an adjuster of an insurer's unit. */
struct req;
MUST_USE int account_operators(struct cx *cx, const struct req *rq);
/* E_INVALID: name, code, or a kind that does not stand below that parent; E_STATE: code taken, parent closed. */
MUST_USE int unit_add(struct cx *cx, unit_id parent, enum unit_kind kind, str code, str name, struct unit *ret);
MUST_USE int unit_rename(struct cx *cx, unit_id id, str name, struct unit *ret);
/* E_STATE: it has open units below or accounts that are not disabled, or is closed. */
MUST_USE int unit_close(struct cx *cx, unit_id id, struct unit *ret);
MUST_USE int unit_get(struct cx *cx, unit_id id, struct unit *ret);
MUST_USE int unit_by_code(struct cx *cx, str code, struct unit *ret);
typedef int unit_fn(struct cx *cx, const struct unit *u, void *arg);
/* Ids above after, in order; parents come before their children. */
MUST_USE int unit_list(struct cx *cx, int64_t after, int max, unit_fn *fn, void *arg);
/* One row of a file: added, renamed or known (*ret_added, *ret_changed). parent is a code, or empty. A bureau takes the place of the
 * one without a code that every installation begins with. */
MUST_USE int unit_import(struct cx *cx, str code, enum unit_kind kind, str name, str parent, bool *ret_added, bool *ret_changed);

/* ---- grants (account_grant.c) ---- */

enum grant_op { GRANT_ADD, GRANT_REMOVE, GRANT_MOVE, GRANT_TOTP, GRANT_OPS };
enum grant_event { GRANT_APPROVE, GRANT_REFUSE, GRANT_WITHDRAW, GRANT_COLLECT };
extern const str grant_op_names[GRANT_OPS];
struct grant {
	grant_id id; account_id account; enum grant_op op; str role; unit_id unit; str reason, state;
	account_id asked_by, decided_by; utc_ms asked_at, decided_at; int64_t ver;
	str account_name, account_display, asked_name, decided_name, unit_name;
};
/* E_INVALID: role, unit, reason of less than 4 characters; E_STATE: asked already, without effect, or roles that exclude each other;
 * E_DENIED: for oneself. */
MUST_USE int grant_ask(struct cx *cx, account_id account, enum grant_op op, str role, unit_id unit, str reason, struct grant *ret);
/* approve and refuse: not by who asked, not by whom it is for (E_DENIED); withdraw and collect: by who asked. approve carries it out;
 * a second factor is made when it is collected (*ret_secret). E_STATE: decided already, or not possible any more. */
MUST_USE int grant_do(struct cx *cx, grant_id id, enum grant_event ev, struct grant *ret, struct account_secret *ret_secret);
MUST_USE int grant_get(struct cx *cx, grant_id id, struct grant *ret);
typedef int grant_fn(struct cx *cx, const struct grant *g, void *arg);
/* Newest first, ids below before (0: from the newest). */
MUST_USE int grant_list(struct cx *cx, int64_t before, bool open_only, int max, grant_fn *fn, void *arg);

/* ---- owners' log-in (account_owner.c) ---- */

/* The owner of a phone may log in from now on; once a phone. phone as 11 digits; kept sealed beside its index, so that a new index key can follow. */
MUST_USE int owner_login_put(struct cx *cx, str phone, owner_id owner);
/* The same of many at once (an import), through sql_pipe: by the index that vault_index gives for the digits under "owner_login.x_phone", and by the
 * digits sealed for "owner_login.p_phone" with ref; a phone only once in a row of these. Forget: nobody logs in for this owner any more. */
MUST_USE int owner_login_bulk(struct cx *cx, const uint8_t index[static 16], str ref, str sealed, owner_id owner);
MUST_USE int owner_login_forget(struct cx *cx, owner_id owner);
/* Who logged in as gone logs in as keep (a merge). Count of log-ins. */
MUST_USE int owner_login_merged(struct cx *cx, owner_id keep, owner_id gone);
/* A new code for the phone, in the caller's write transaction: *ret_known tells whether anybody has it (the caller's message goes out
 * only then). E_INVALID: not a mobile number; E_BUSY: asked too often for this phone or from this address (A8). */
MUST_USE int owner_code_make(struct cx *cx, str phone, str peer, char ret_code[static 7], bool *ret_known);
/* Outside any transaction. E_UNAUTH alike for every wrong try; E_BUSY from an address with too many. */
MUST_USE int owner_code_login(struct cx *cx, str phone, str code, str peer, char ret_token[static ACCOUNT_TOKEN_HEX + 1], owner_id *ret);
MUST_USE int owner_logout(struct cx *cx, str token);
/* For account_session: E_NOTFOUND when it is no owner's token. */
MUST_USE int owner_session(struct cx *cx, str token, struct account *ret);
