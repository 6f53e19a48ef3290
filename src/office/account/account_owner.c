/* account_owner — citizens log in by phone and one-time code. See account.h.
 *
 * A phone that nobody has goes the same way: a code is made and kept, rates are counted, tries are counted; it only never fits
 * anybody (A8). */
#include "account_int.h"
#include "account_owner_sql.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(account_owner)

enum {
	CODE_MS = 5 * MINUTE_MS, CODE_TRIES = 5,
	PHONE_CODES_HOUR = 5, ADDR_CODES_HOUR = 60, ADDR_TRIES_HOUR = 120,
	INDEX_BYTES = 16,
};

/* Codes are known by a keyed hash whose key lives as long as the program: who reads the table cannot try all million codes. */
static unsigned char mac_key[crypto_generichash_KEYBYTES];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	if (sodium_init() < 0)
		BUG("libsodium does not start");
	sys.random(mac_key, sizeof mac_key);
}

struct mac { unsigned char b[32]; };

static struct mac mac_of(str phone, str code)
{
	crypto_generichash_state st;
	struct mac m;

	pthread_once(&once, start);
	crypto_generichash_init(&st, mac_key, sizeof mac_key, sizeof m.b);
	crypto_generichash_update(&st, (const unsigned char *)phone.p, phone.n);
	crypto_generichash_update(&st, (const unsigned char *)"|", 1);
	crypto_generichash_update(&st, (const unsigned char *)code.p, code.n);
	crypto_generichash_final(&st, m.b, sizeof m.b);
	return m;
}

/* The one place where a phone becomes its blind index. */
struct index { unsigned char b[INDEX_BYTES]; };

static int phone_index(struct cx *cx, str phone, struct pii *ret_phone, struct index *ret)
{
	bool ok = phone.n == 11 && phone.p[0] == '1';

	for (size_t i = 0; ok && i < phone.n; i++)
		ok = phone.p[i] >= '0' && phone.p[i] <= '9';
	if (!ok)
		return FAIL_FIELD(cx, E_INVALID, "phone", "must be a mobile number of 11 digits");
	if (!pii_take(phone, ret_phone))
		return FAIL_FIELD(cx, E_INVALID, "phone", "must be a mobile number of 11 digits");
	return vault_index(cx, "owner_login.x_phone", ret_phone, ret->b);
}

static str index_str(const struct index *x)
{
	return (str){ (const char *)x->b, sizeof x->b };
}

int owner_login_put(struct cx *cx, str phone, owner_id owner)
{
	uint8_t ref[VAULT_REF];
	struct pii p;
	struct index x;
	str sealed;

	TRY(phone_index(cx, phone, &p, &x));
	vault_ref(ref);
	TRY(vault_seal(cx, "owner_login.p_phone", (str){ (const char *)ref, sizeof ref }, &p, &sealed));
	str row = { (const char *)ref, sizeof ref };
	TRY(sql_exec(cx, &q_put, BIND(V_BLOB(index_str(&x)), V(owner.v), V(cx->now), V_BLOB(row), V(sealed))));
	return 0;
}

int owner_login_bulk(struct cx *cx, const uint8_t index[static 16], str ref, str sealed, owner_id owner)
{
	return sql_pipe(cx, &q_put_bulk, BIND(V_BLOB(((str){ (const char *)index, INDEX_BYTES })), V(owner.v), V(cx->now), V_BLOB(ref), V(sealed)));
}

int owner_login_forget(struct cx *cx, owner_id owner)
{
	TRY(sql_exec(cx, &q_sessions_of, BIND(V(owner.v))));
	return as_done(sql_exec(cx, &q_forget, BIND(V(owner.v))));
}

int owner_login_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	return sql_exec(cx, &q_login_merged, BIND(V(keep.v), V(gone.v)));
}

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* Counts one more of its kind from this phone or address within the hour. who may be any bytes. */
static int rate(struct cx *cx, const char *kind, str who, int64_t most)
{
	struct sha whose = sha_of(who), key;
	char text[64 + sizeof whose];
	size_t head = strlen(kind);
	int64_t n;

	ASSERT(head < 64);
	memcpy(text, kind, head);
	memcpy(text + head, sha_str(&whose).p, sizeof whose);
	key = sha_of((str){ text, head + sizeof whose });

	TRY(sql_one(cx, &q_rate, read_i64, &n, BIND(V_BLOB(sha_str(&key)), V(cx->now), V(cx->now - HOUR_MS))));
	return n <= most ? 0 : FAIL(cx, E_BUSY, "asked too often; try again in an hour");
}

struct login { int64_t id, owner; };

static void read_login(struct sql_row *r, void *ret)
{
	struct login *l = ret;

	l->id = sql_i64(r);
	l->owner = sql_i64(r);
}

static int find_login(struct cx *cx, const struct index *x, struct login *ret)
{
	struct err before = cx->err;
	int rc = sql_one(cx, &q_by_phone, read_login, ret, BIND(V_BLOB(index_str(x))));

	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret = (struct login){ 0 };
		return 0;
	}
	return rc;
}

int owner_code_make(struct cx *cx, str phone, str peer, char ret_code[static 7], bool *ret_known)
{
	struct login l;
	struct index x;
	struct pii p;

	pthread_once(&once, start);
	TRY(phone_index(cx, phone, &p, &x));
	TRY(rate(cx, "code.addr", peer, ADDR_CODES_HOUR));
	TRY(rate(cx, "code.phone", index_str(&x), PHONE_CODES_HOUR));
	TRY(find_login(cx, &x, &l));
	snprintf(ret_code, 7, "%06u", randombytes_uniform(1000000));
	struct mac m = mac_of(phone, (str){ ret_code, 6 });
	TRY(sql_exec(cx, &q_code_trim, BIND(V(cx->now - DAY_MS))));
	TRY(sql_exec(cx, &q_rate_trim, BIND(V(cx->now - DAY_MS))));
	TRY(sql_exec(cx, &q_code_put, BIND(V_BLOB(index_str(&x)), V_BLOB(((str){ (const char *)m.b, sizeof m.b })), V(cx->now))));
	*ret_known = l.id != 0;
	return 0;
}

static void read_mac(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	memcpy(((struct mac *)ret)->b, s.p, MIN(s.n, sizeof(struct mac)));
}

/* Counts the try and compares. *ret_fits only for a phone that somebody has, and only once. */
static int try_code(struct cx *cx, const struct index *x, str phone, str code, struct login *ret, bool *ret_fits)
{
	struct mac want = { { 0 } }, got = mac_of(phone, code);
	struct err before = cx->err;

	*ret_fits = false;
	TRY(find_login(cx, x, ret));
	int rc = sql_one(cx, &q_code_try, read_mac, &want, BIND(V_BLOB(index_str(x)), V((int)CODE_TRIES), V(cx->now - CODE_MS)));
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	if (rc < 0 || sodium_memcmp(want.b, got.b, sizeof got.b) != 0 || ret->id == 0)
		return 0;
	int n = sql_exec(cx, &q_code_use, BIND(V_BLOB(index_str(x)), V_BLOB(((str){ (const char *)want.b, sizeof want.b }))));
	TRY(n);
	*ret_fits = n == 1;
	return 0;
}

static int login_in_tx(struct cx *cx, str phone, str code, str peer, const struct sha *token, struct login *ret, bool *ret_fits)
{
	struct index x;
	struct pii p;

	TRY(phone_index(cx, phone, &p, &x));
	TRY(rate(cx, "try.addr", peer, ADDR_TRIES_HOUR));
	TRY(try_code(cx, &x, phone, code, ret, ret_fits));
	if (!*ret_fits)
		return 0;
	TRY(sql_exec(cx, &q_sessions_trim, BIND(V(cx->now - 2 * DAY_MS))));
	TRY(sql_exec(cx, &q_sessions_end, BIND(V(ret->id))));
	TRY(sql_exec(cx, &q_session_add, BIND(V_BLOB(sha_str(token)), V(ret->id), V(cx->now))));
	return 0;
}

int owner_code_login(struct cx *cx, str phone, str code, str peer, char ret_token[static ACCOUNT_TOKEN_HEX + 1], owner_id *ret)
{
	char token[ACCOUNT_TOKEN_HEX + 1];
	struct login l = { 0 };
	struct sha sha;
	bool fits = false;

	ASSERT(!sql_in_tx(cx));   /* a counted try must outlive the refusal */
	token_make(token, &sha);
	TRY(sql_begin(cx, true));
	int rc = login_in_tx(cx, phone, code, peer, &sha, &l, &fits);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	TRY(rc);
	if (!fits)
		return FAIL(cx, E_UNAUTH, "the phone or the code is wrong, or the code is too old");
	memcpy(ret_token, token, sizeof token);
	sodium_memzero(token, sizeof token);
	ret->v = l.owner;
	return 0;
}

struct session { int64_t owner, created_at, seen_at; };

static void read_session(struct sql_row *r, void *ret)
{
	struct session *s = ret;

	s->owner = sql_i64(r);
	s->created_at = sql_i64(r);
	s->seen_at = sql_i64(r);
}

int owner_session(struct cx *cx, str token, struct account *ret)
{
	struct sha sha = sha_of(token);
	struct session s;

	TRY(sql_one(cx, &q_session_get, read_session, &s, BIND(V_BLOB(sha_str(&sha)))));
	if (cx->now - s.seen_at >= ACCOUNT_IDLE_MS || cx->now - s.created_at >= ACCOUNT_LIFE_MS)
		return FAIL_FIELD(cx, E_UNAUTH, "session.idle", "the session has ended; log in again");
	if (cx->now - s.seen_at >= MINUTE_MS && !sql_in_tx(cx)) {
		struct err before = cx->err;
		if (sql_exec(cx, &q_session_seen, BIND(V(cx->now), V_BLOB(sha_str(&sha)))) < 0)
			cx->err = before;
	}
	*ret = (struct account){ .roles = ROLE_OWNER, .owner = { s.owner }, .created_at = s.created_at };
	return 0;
}

int owner_logout(struct cx *cx, str token)
{
	struct sha sha = sha_of(token);

	TRY(sql_exec(cx, &q_session_end, BIND(V_BLOB(sha_str(&sha)))));
	return 0;
}
