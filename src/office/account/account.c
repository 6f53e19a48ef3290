/* account — see account.h. */
#include "office/account/account.h"

#include <sodium.h>

#include "account_sql.h"
#include "platform/sys.h"
#include "platform/thread.h"

SQL_STATEMENTS(account)

enum {
	OPSLIMIT = 2, MEMLIMIT = 19 * 1024 * 1024,   /* OWASP's Argon2id figures */
	HASHES_AT_ONCE = 2, HASH_WAITERS = 6, HASH_WAIT_MS = 2000,
	FAILS_MAX = 5, LOCK_MS = 15 * MINUTE_MS,
	IDLE_MS = 30 * MINUTE_MS, LIFE_MS = 12 * HOUR_MS,
	NAMES_TRIED_MAX = 10000,                     /* rows of login_try */
	PASSWORD_MIN = 12, PASSWORD_MAX = 256,
};

static const struct { unsigned bit; str name; } role_names[] = {
	{ ROLE_OFFICER, SI("officer") }, { ROLE_CLERK, SI("clerk") }, { ROLE_ENGINEER, SI("engineer") },
	{ ROLE_ADMIN, SI("admin") }, { ROLE_AUDITOR, SI("auditor") },
};

str role_name(unsigned one_bit)
{
	for (size_t i = 0; i < COUNTOF(role_names); i++)
		if (role_names[i].bit == one_bit)
			return role_names[i].name;
	return one_bit == ROLE_SYSTEM ? S("system") : one_bit == ROLE_PUBLIC ? S("public") : S("");
}

static unsigned role_bit(str name)
{
	for (size_t i = 0; i < COUNTOF(role_names); i++)
		if (str_eq(role_names[i].name, name))
			return role_names[i].bit;
	return 0;
}

bool roles_parse(str s, unsigned *ret)
{
	unsigned roles = 0;

	while (s.n || roles == 0) {
		size_t n = 0;
		while (n < s.n && s.p[n] != ',')
			n++;
		unsigned bit = role_bit((str){ s.p, n });
		if (!bit)
			return false;
		roles |= bit;
		if (n == s.n)
			break;
		s.p += n + 1;
		s.n -= n + 1;
		if (s.n == 0)
			return false;   /* ends in a comma */
	}
	*ret = roles;
	return true;
}

/* --- password hashes: each takes 19 MiB and some 20 ms, so at most two run and a few wait --- */

static pthread_mutex_t hash_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hash_free;
static pthread_once_t hash_once = PTHREAD_ONCE_INIT;
static int hash_running, hash_waiting;

static void hash_init(void)
{
	cond_init(&hash_free);
	if (sodium_init() < 0)
		BUG("libsodium does not start");
}

static int hash_enter(struct cx *cx)
{
	int64_t until;

	pthread_once(&hash_once, hash_init);
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

typedef char hash_text[crypto_pwhash_STRBYTES];

static int hash_make(struct cx *cx, str password, hash_text ret)
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

static int hash_check(struct cx *cx, const char *hash, str password, bool *ret_same)
{
	TRY(hash_enter(cx));
	*ret_same = crypto_pwhash_str_verify(hash, password.p, password.n) == 0;
	hash_leave();
	return 0;
}

/* --- accounts --- */

struct found { struct account a; hash_text password; struct arena *arena; };

static void read_fields(struct sql_row *r, struct arena *arena, struct account *a)
{
	a->id.v = sql_i64(r);
	a->name = sql_str_a(r, arena);
	a->display = sql_str_a(r, arena);
	a->roles = (unsigned)sql_i64(r);
	a->disabled = sql_i64(r) != 0;
	a->created_at = sql_i64(r);
	a->ver = sql_i64(r);
}

static void read_account(struct sql_row *r, void *ret)
{
	struct found *f = ret;

	read_fields(r, f->arena, &f->a);
}

static void read_with_password(struct sql_row *r, void *ret)
{
	struct found *f = ret;

	read_fields(r, f->arena, &f->a);
	str p = sql_str(r);
	memset(f->password, 0, sizeof f->password);
	memcpy(f->password, p.p, MIN(p.n, sizeof f->password - 1));
}

static int check_password(struct cx *cx, str p)
{
	if (p.n < PASSWORD_MIN || p.n > PASSWORD_MAX || !str_utf8(p))
		return FAIL_FIELD(cx, E_INVALID, "password", "must have %d to %d characters", PASSWORD_MIN, PASSWORD_MAX);
	for (size_t i = 1; i < p.n; i++)
		if (p.p[i] != p.p[0])
			return 0;
	return FAIL_FIELD(cx, E_INVALID, "password", "must not be one character repeated");
}

static int check_name(struct cx *cx, str name)
{
	bool ok = name.n >= 2 && name.n <= 32;

	for (size_t i = 0; ok && i < name.n; i++) {
		char c = name.p[i];
		ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i > 0 && (c == '.' || c == '_' || c == '-'));
	}
	return ok ? 0 : FAIL_FIELD(cx, E_INVALID, "name", "must be 2 to 32 of a-z 0-9 . _ -, beginning with a letter or digit");
}

int account_add(struct cx *cx, str name, str display, str password, unsigned roles, account_id *ret)
{
	hash_text hash;
	int64_t id;

	TRY(check_name(cx, name));
	if (display.n < 1 || display.n > 64 || !str_utf8(display))
		return FAIL_FIELD(cx, E_INVALID, "display", "must have 1 to 64 bytes of text");
	if (roles == 0 || (roles & ~(unsigned)ROLE_STAFF))
		return FAIL_FIELD(cx, E_INVALID, "roles", "no such role");
	TRY(check_password(cx, password));
	TRY(hash_make(cx, password, hash));
	int rc = sql_insert(cx, &q_add, &id, BIND(V(name), V(display), V(str_of(hash)), V(roles), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "name", "this name is taken");
	}
	TRY(rc);
	ret->v = id;
	return 0;
}

int account_password(struct cx *cx, account_id id, str password)
{
	hash_text hash;

	TRY(check_password(cx, password));
	TRY(hash_make(cx, password, hash));
	int n = sql_exec(cx, &q_set_password, BIND(V(str_of(hash)), V(id.v)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_NOTFOUND, "no such account");
	TRY(sql_exec(cx, &q_sessions_end, BIND(V(id.v))));
	return 0;
}

int account_get(struct cx *cx, account_id id, struct account *ret)
{
	struct found f = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_account, &f, BIND(V(id.v))));
	*ret = f.a;
	return 0;
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int account_disable(struct cx *cx, account_id id, bool on)
{
	struct account a;
	int64_t others;

	TRY(account_get(cx, id, &a));
	if (on && (a.roles & ROLE_ADMIN)) {
		TRY(sql_one(cx, &q_admins, read_count, &others, BIND(V((int)ROLE_ADMIN), V(id.v))));
		if (others == 0)
			return FAIL(cx, E_STATE, "this is the last administrator");
	}
	int n = sql_exec(cx, &q_set_disabled, BIND(V(on), V(id.v)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, on ? "the account is already disabled" : "the account is not disabled");
	if (on)
		TRY(sql_exec(cx, &q_sessions_end, BIND(V(id.v))));
	return 0;
}

struct list_arg { account_fn *fn; void *arg; };

static int list_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct account a;

	read_fields(r, cx->arena, &a);
	return l->fn(cx, &a, l->arg);
}

int account_list(struct cx *cx, int64_t after, int max, account_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_list, list_row, &l, BIND(V(after), V(max)));
}

/* --- log-in --- */

struct sha { unsigned char b[crypto_hash_sha256_BYTES]; };

static struct sha sha_of(str s)
{
	struct sha h;

	crypto_hash_sha256(h.b, (const unsigned char *)s.p, s.n);
	return h;
}

static str sha_str(const struct sha *h)
{
	return (str){ (const char *)h->b, sizeof h->b };
}

struct tries { int64_t fails, locked_until; };

static void read_tries(struct sql_row *r, void *ret)
{
	struct tries *t = ret;

	t->fails = sql_i64(r);
	t->locked_until = sql_i64(r);
}

static int check_lock(struct cx *cx, const struct sha *name)
{
	struct tries t = { 0 };
	struct err before = cx->err;
	int rc = sql_one(cx, &q_try_get, read_tries, &t, BIND(V_BLOB(sha_str(name))));

	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	return t.locked_until <= cx->now ? 0 : FAIL(cx, E_BUSY, "too many failures; try again in a quarter of an hour");
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

static int open_session(struct cx *cx, const struct sha *name, account_id id, const struct sha *token)
{
	TRY(sql_begin(cx, true));
	int rc = sql_exec(cx, &q_try_clear, BIND(V_BLOB(sha_str(name))));
	if (rc >= 0)
		rc = sql_exec(cx, &q_sessions_trim, BIND(V(cx->now - IDLE_MS), V(cx->now - LIFE_MS)));
	if (rc >= 0)
		rc = sql_exec(cx, &q_session_add, BIND(V_BLOB(sha_str(token)), V(id.v), V(cx->now)));
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : 0;
}

/* The account if the password fits; E_UNAUTH alike for no such name, wrong password and a disabled account (A1). */
static int check_login(struct cx *cx, str name, str password, struct account *ret)
{
	struct found f = { .arena = cx->arena };
	struct err before = cx->err;
	bool same = false;

	int rc = sql_one(cx, &q_by_name, read_with_password, &f, BIND(V(name)));
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	bool known = rc == 0;
	TRY(hash_check(cx, known ? f.password : nobody_hash(), password, &same));
	sodium_memzero(f.password, sizeof f.password);
	if (!known || !same || f.a.disabled)
		return E_UNAUTH;
	*ret = f.a;
	return 0;
}

int account_login(struct cx *cx, str name, str password, char ret_token[static ACCOUNT_TOKEN_HEX + 1], struct account *ret)
{
	unsigned char random[ACCOUNT_TOKEN_HEX / 2];
	char token[ACCOUNT_TOKEN_HEX + 1];
	struct account a;

	ASSERT(!sql_in_tx(cx));   /* a hash takes long, and a counted failure must outlive the refusal */
	if (name.n > 64 || password.n > PASSWORD_MAX)
		return FAIL(cx, E_UNAUTH, "the name or the password is wrong");
	struct sha key = sha_of(name);
	TRY(check_lock(cx, &key));
	int rc = check_login(cx, name, password, &a);
	if (rc == E_UNAUTH) {
		TRY(note_failure(cx, &key));
		return FAIL(cx, E_UNAUTH, "the name or the password is wrong");
	}
	TRY(rc);

	sys.random(random, sizeof random);
	sodium_bin2hex(token, sizeof token, random, sizeof random);
	struct sha sha = sha_of((str){ token, ACCOUNT_TOKEN_HEX });
	TRY(open_session(cx, &key, a.id, &sha));
	memcpy(ret_token, token, sizeof token);
	*ret = a;
	return 0;
}

struct session { struct found f; utc_ms created_at, seen_at; };

static void read_session(struct sql_row *r, void *ret)
{
	struct session *s = ret;

	read_fields(r, s->f.arena, &s->f.a);
	s->created_at = sql_i64(r);
	s->seen_at = sql_i64(r);
}

int account_session(struct cx *cx, str token, struct account *ret)
{
	struct session s = { .f.arena = cx->arena };

	if (token.n != ACCOUNT_TOKEN_HEX)
		return FAIL(cx, E_UNAUTH, "log in first");
	struct sha sha = sha_of(token);
	int rc = sql_one(cx, &q_session_get, read_session, &s, BIND(V_BLOB(sha_str(&sha))));
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	if (rc == E_NOTFOUND || s.f.a.disabled || cx->now - s.seen_at >= IDLE_MS || cx->now - s.created_at >= LIFE_MS) {
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_UNAUTH, "log in first");
	}
	if (cx->now - s.seen_at >= MINUTE_MS && !sql_in_tx(cx)) {
		struct err before = cx->err;
		/* a session that cannot be refreshed (disk full) still reads until it idles out */
		if (sql_exec(cx, &q_session_seen, BIND(V(cx->now), V_BLOB(sha_str(&sha)))) < 0)
			cx->err = before;
	}
	*ret = s.f.a;
	return 0;
}

int account_logout(struct cx *cx, str token)
{
	struct sha sha = sha_of(token);

	TRY(sql_exec(cx, &q_session_end, BIND(V_BLOB(sha_str(&sha)))));
	return 0;
}
