/* account_login — two factors, locks, sessions, step-up. See account.h.
 *
 * There is one check of the factors (prove) and every way to a session or to a confirmation goes through it (A4). */
#include "account_int.h"
#include "account_login_sql.h"

SQL_STATEMENTS(account_login)

enum {
	FAILS_MAX = 5, LOCK_MS = 15 * MINUTE_MS,
	NAMES_TRIED_MAX = 10000,                     /* rows of login_try */
	SESSION_KEEP_MS = 2 * DAY_MS,                /* a dead token is told why for so long */
};

/* --- failures --- */

struct tries { int64_t fails, locked_until; };

static void read_tries(struct sql_row *r, void *ret)
{
	struct tries *t = ret;

	t->fails = sql_i64(r);
	t->locked_until = sql_i64(r);
}

static int locked_until(struct cx *cx, const struct sha *name, utc_ms *ret)
{
	struct tries t = { 0 };
	struct err before = cx->err;
	int rc = sql_one(cx, &q_try_get, read_tries, &t, BIND(V_BLOB(sha_str(name))));

	if (rc == E_NOTFOUND)
		cx->err = before;
	else
		TRY(rc);
	*ret = t.locked_until > cx->now ? t.locked_until : 0;
	return 0;
}

int account_locked_until(struct cx *cx, str name, utc_ms *ret)
{
	struct sha key = sha_of(name);

	return locked_until(cx, &key, ret);
}

static int check_lock(struct cx *cx, const struct sha *name)
{
	utc_ms until;

	TRY(locked_until(cx, name, &until));
	return until == 0 ? 0 : FAIL(cx, E_BUSY, "too many failures; try again in a quarter of an hour");
}

/* Counts the failure in a transaction of its own: the caller's would be rolled back with the refusal. */
static int note_failure(struct cx *cx, const struct sha *name)
{
	TRY(sql_begin(cx, true));
	int rc = sql_exec(cx, &q_try_trim, BIND(V(cx->now - DAY_MS), V(cx->now), V((int)NAMES_TRIED_MAX)));
	if (rc >= 0)
		rc = sql_exec(cx, &q_try_fail, BIND(V_BLOB(sha_str(name)), V(cx->now), V((int)FAILS_MAX), V(cx->now + LOCK_MS)));
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

int account_unlock(struct cx *cx, account_id id)
{
	struct account a;

	TRY(account_get(cx, id, &a));
	struct sha key = sha_of(a.name);
	int n = sql_exec(cx, &q_try_clear, BIND(V_BLOB(sha_str(&key))));
	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "nobody failed to log in with this name lately");
}

/* --- the two factors --- */

struct found { struct account a; hash_text password; char ref[REF_BYTES]; str totp; int64_t step; struct arena *arena; };

static void read_factors(struct sql_row *r, void *ret)
{
	struct found *f = ret;

	account_read(r, f->arena, &f->a);
	str p = sql_str(r);
	memset(f->password, 0, sizeof f->password);
	memcpy(f->password, p.p, MIN(p.n, sizeof f->password - 1));
	str ref = sql_str(r);
	memcpy(f->ref, ref.p, MIN(ref.n, sizeof f->ref));
	f->totp = sql_str_a(r, f->arena);
	f->step = sql_i64(r);
}

/* Both factors of a found account (known), or the cost of them. *ret_step: 0 when anything is wrong (A1). */
static int prove(struct cx *cx, struct found *f, bool known, str password, str code, int64_t *ret_step)
{
	bool same = false;
	int64_t step = 0;

	*ret_step = 0;
	TRY(hash_check(cx, known ? f->password : NULL, password, &same));
	sodium_memzero(f->password, sizeof f->password);
	if (known)
		TRY(totp_check(cx, (str){ f->ref, sizeof f->ref }, f->totp, f->step, code, &step));
	if (known && same && !f->a.disabled)
		*ret_step = step;
	return 0;
}

int account_take_code(struct cx *cx, account_id id, int64_t step)
{
	int n = sql_exec(cx, &q_take_code, BIND(V(step), V(id.v)));

	TRY(n);
	return n == 1 ? 0 : FAIL_FIELD(cx, E_DENIED, "code", "this code has been used; wait for the next one");
}

/* --- log-in --- */

static int open_session(struct cx *cx, const struct sha *name, account_id id, int64_t step, const struct sha *token)
{
	TRY(sql_begin(cx, true));
	int rc = account_take_code(cx, id, step);
	if (rc >= 0)
		rc = sql_exec(cx, &q_try_clear, BIND(V_BLOB(sha_str(name))));
	if (rc >= 0)
		rc = sql_exec(cx, &q_sessions_trim, BIND(V(cx->now - SESSION_KEEP_MS)));
	if (rc >= 0)
		rc = sessions_end(cx, id, "elsewhere");
	if (rc >= 0)
		rc = sql_exec(cx, &q_session_add, BIND(V_BLOB(sha_str(token)), V(id.v), V(cx->now)));
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : 0;
}

static int refuse(struct cx *cx, const struct sha *name)
{
	cx->err = (struct err){ 0 };
	TRY(note_failure(cx, name));
	return FAIL(cx, E_UNAUTH, "the name, the password or the code is wrong");
}

int account_login(struct cx *cx, str name, str password, str code, char ret_token[static ACCOUNT_TOKEN_HEX + 1], struct account *ret)
{
	struct found f = { .arena = cx->arena };
	struct err before = cx->err;
	char token[ACCOUNT_TOKEN_HEX + 1];
	struct sha sha;
	int64_t step = 0;

	ASSERT(!sql_in_tx(cx));   /* a hash takes long, and a counted failure must outlive the refusal */
	ret->id = (account_id){ 0 };
	if (name.n > 64 || password.n > PASSWORD_MAX)
		return FAIL(cx, E_UNAUTH, "the name, the password or the code is wrong");
	struct sha key = sha_of(name);
	TRY(check_lock(cx, &key));
	int rc = sql_one(cx, &q_by_name, read_factors, &f, BIND(V(name)));
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	if (rc == 0)
		ret->id = f.a.id;
	TRY(prove(cx, &f, rc == 0, password, code, &step));
	if (step == 0)
		return refuse(cx, &key);
	token_make(token, &sha);
	rc = open_session(cx, &key, f.a.id, step, &sha);
	if (rc == E_DENIED)       /* another log-in took the same code meanwhile */
		return refuse(cx, &key);
	TRY(rc);
	memcpy(ret_token, token, sizeof token);
	sodium_memzero(token, sizeof token);
	*ret = f.a;
	return 0;
}

/* --- sessions --- */

struct session { struct account a; struct arena *arena; utc_ms created_at, seen_at; char ended[12]; };

static void read_session(struct sql_row *r, void *ret)
{
	struct session *s = ret;

	account_read(r, s->arena, &s->a);
	s->created_at = sql_i64(r);
	s->seen_at = sql_i64(r);
	s->a.stepup_at = sql_i64(r);
	str why = sql_str(r);
	snprintf(s->ended, sizeof s->ended, "%.*s", STR_ARG(why));
}

static const char *session_fault(const struct cx *cx, const struct session *s)
{
	if (strcmp(s->ended, "elsewhere") == 0)
		return "session.elsewhere";
	if (strcmp(s->ended, "password") == 0)
		return "session.password";
	if (s->a.disabled || strcmp(s->ended, "disabled") == 0)
		return "session.disabled";
	if (s->ended[0])
		return "session.over";
	if (cx->now - s->seen_at >= ACCOUNT_IDLE_MS)
		return "session.idle";
	return cx->now - s->created_at >= ACCOUNT_LIFE_MS ? "session.over" : NULL;
}

int account_session(struct cx *cx, str token, struct account *ret)
{
	struct session s = { .arena = cx->arena };
	struct err before = cx->err;

	if (token.n != ACCOUNT_TOKEN_HEX)
		return FAIL(cx, E_UNAUTH, "log in first");
	struct sha sha = sha_of(token);
	int rc = sql_one(cx, &q_session_get, read_session, &s, BIND(V_BLOB(sha_str(&sha))));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		rc = owner_session(cx, token, ret);
		if (rc != E_NOTFOUND)
			return rc;
		cx->err = before;
		return FAIL(cx, E_UNAUTH, "log in first");
	}
	TRY(rc);
	const char *fault = session_fault(cx, &s);
	if (fault)
		return FAIL_FIELD(cx, E_UNAUTH, fault, "the session has ended; log in again");
	if (cx->now - s.seen_at >= MINUTE_MS && !sql_in_tx(cx)) {
		/* a session that cannot be refreshed (disk full) still reads until it idles out */
		if (sql_exec(cx, &q_session_seen, BIND(V(cx->now), V_BLOB(sha_str(&sha)))) < 0)
			cx->err = before;
	}
	*ret = s.a;
	return 0;
}

int sessions_end(struct cx *cx, account_id id, const char *why)
{
	int n = sql_exec(cx, &q_sessions_end, BIND(V(str_of(why)), V(id.v)));

	return n < 0 ? n : 0;
}

int account_logout(struct cx *cx, str token)
{
	struct sha sha = sha_of(token);

	TRY(sql_exec(cx, &q_session_end, BIND(V_BLOB(sha_str(&sha)))));
	return 0;
}

/* --- confirmations within a session --- */

/* The actor's row and the hash of the name that failures are counted under. */
static int actor_factors(struct cx *cx, struct found *f, struct sha *ret_key)
{
	ASSERT(!sql_in_tx(cx));
	f->arena = cx->arena;
	TRY(sql_one(cx, &q_by_id, read_factors, f, BIND(V(cx->actor.v))));
	*ret_key = sha_of(f->a.name);
	return check_lock(cx, ret_key);
}

int account_step_up(struct cx *cx, str code)
{
	struct found f = { 0 };
	struct sha key;
	int64_t step;

	TRY(actor_factors(cx, &f, &key));
	sodium_memzero(f.password, sizeof f.password);
	TRY(totp_check(cx, (str){ f.ref, sizeof f.ref }, f.totp, f.step, code, &step));
	if (step == 0) {
		TRY(note_failure(cx, &key));
		return FAIL_FIELD(cx, E_DENIED, "code", "the code is wrong or has been used; wait for the next one");
	}
	TRY(sql_begin(cx, true));
	int rc = account_take_code(cx, f.a.id, step);
	if (rc >= 0)
		rc = sql_exec(cx, &q_try_clear, BIND(V_BLOB(sha_str(&key))));
	if (rc >= 0)
		rc = sql_exec(cx, &q_session_stepup, BIND(V(cx->now), V(f.a.id.v)));
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : 0;
}

int account_prove(struct cx *cx, str password, str code, int64_t *ret_step)
{
	struct found f = { 0 };
	struct sha key;

	TRY(actor_factors(cx, &f, &key));
	TRY(prove(cx, &f, password.n <= PASSWORD_MAX, password, code, ret_step));
	if (*ret_step)
		return 0;
	TRY(note_failure(cx, &key));
	return FAIL_FIELD(cx, E_DENIED, "code", "the password or the code is wrong");
}
