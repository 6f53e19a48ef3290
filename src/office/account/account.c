/* account — the accounts themselves: roles, making, changing, listing. See account.h. */
#include "account_int.h"
#include "account_sql.h"
#include "platform/sys.h"

SQL_STATEMENTS(account)

static const struct { unsigned bit; str name; } role_names[] = {
	{ ROLE_OFFICER, SI("officer") }, { ROLE_CASE, SI("case_officer") }, { ROLE_CLERK, SI("clerk") }, { ROLE_TRAFFIC, SI("traffic") },
	{ ROLE_ADJUSTER, SI("adjuster") }, { ROLE_INSURER, SI("insurer") }, { ROLE_ENGINEER, SI("engineer") }, { ROLE_LEADER, SI("leader") },
	{ ROLE_SYSADMIN, SI("sysadmin") }, { ROLE_SECADMIN, SI("secadmin") }, { ROLE_AUDITOR, SI("auditor") },
};

str role_name(unsigned one_bit)
{
	for (size_t i = 0; i < COUNTOF(role_names); i++)
		if (role_names[i].bit == one_bit)
			return role_names[i].name;
	return one_bit == ROLE_SYSTEM ? S("system") : one_bit == ROLE_PUBLIC ? S("public") : one_bit == ROLE_OWNER ? S("owner") : one_bit == ROLE_CAMERA ? S("camera") : S("");
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

bool account_roles_ok(unsigned roles)
{
	if (roles & ~(unsigned)ROLE_STAFF)
		return false;
	return !(roles & ROLE_ADMINS) || roles == ROLE_SYSADMIN || roles == ROLE_SECADMIN || roles == ROLE_AUDITOR;
}

/* --- reading --- */

void account_read(struct sql_row *r, struct arena *arena, struct account *a)
{
	*a = (struct account){ 0 };
	a->id.v = sql_i64(r);
	a->name = sql_str_a(r, arena);
	a->display = sql_str_a(r, arena);
	a->roles = (unsigned)sql_i64(r);
	a->disabled = sql_i64(r) != 0;
	a->must_change = sql_i64(r) != 0;
	a->has_totp = sql_i64(r) != 0;
	a->created_at = sql_i64(r);
	a->ver = sql_i64(r);
	a->unit.v = sql_i64(r);
	a->unit_name = sql_str_a(r, arena);
	a->area = sql_str_a(r, arena);
}

struct found { struct account *a; struct arena *arena; };

static void read_account(struct sql_row *r, void *ret)
{
	struct found *f = ret;

	account_read(r, f->arena, f->a);
}

int account_get(struct cx *cx, account_id id, struct account *ret)
{
	struct found f = { ret, cx->arena };

	return sql_one(cx, &q_by_id, read_account, &f, BIND(V(id.v)));
}

int account_or_none(struct cx *cx, account_id id, struct account *ret)
{
	struct err before = cx->err;

	*ret = (struct account){ .display = S(""), .name = S(""), .unit_name = S("") };
	if (!id.v)
		return 0;
	int rc = account_get(cx, id, ret);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	return rc;
}

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int account_named(struct cx *cx, str name, account_id *ret)
{
	struct err before = cx->err;
	int rc = sql_one(cx, &q_id_of, read_i64, &ret->v, BIND(V(name)));

	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	return FAIL(cx, E_NOTFOUND, "no account of this name");
}

struct list_arg { account_fn *fn; void *arg; };

static int list_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct account a;

	account_read(r, cx->arena, &a);
	return l->fn(cx, &a, l->arg);
}

int account_list(struct cx *cx, int64_t after, int max, account_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_list, list_row, &l, BIND(V(after), V(max)));
}

int account_find(struct cx *cx, str text, int max, account_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };
	char low[ACCOUNT_FIND_MAX];
	int64_t id = 0;

	if (text.n > sizeof low)
		return FAIL_FIELD(cx, E_INVALID, "q", "at most %d bytes", ACCOUNT_FIND_MAX);
	for (size_t i = 0; i < text.n; i++)
		low[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + ('a' - 'A') : text.p[i]);
	(void)!str_i64(text, 1, INT64_MAX, &id);
	return sql_each(cx, &q_find, list_row, &l, BIND(V(id), V(((str){ low, text.n })), V(max)));
}

/* --- making and changing --- */

int account_check_password(struct cx *cx, str p)
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

static int check_display(struct cx *cx, str display)
{
	return display.n >= 1 && display.n <= 64 && str_utf8(display) ? 0
	       : FAIL_FIELD(cx, E_INVALID, "display", "must have 1 to 64 bytes of text");
}

static int check_unit(struct cx *cx, unit_id id)
{
	struct err before = cx->err;
	struct unit u;
	int rc = unit_get(cx, id, &u);

	if (rc == E_NOTFOUND)
		cx->err = before;
	else
		TRY(rc);
	return rc == 0 && !u.closed_at ? 0 : FAIL_FIELD(cx, E_INVALID, "unit", "no such unit, or it is closed");
}

void account_password_made(char ret[static ACCOUNT_PASSWORD_MADE + 1])
{
	/* no 0 O 1 l I: it is read from a screen and typed */
	static const char alphabet[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	uint8_t r[ACCOUNT_PASSWORD_MADE];
	size_t n = 0;

	while (n < ACCOUNT_PASSWORD_MADE) {
		sys.random(r, sizeof r);
		for (size_t i = 0; i < sizeof r && n < ACCOUNT_PASSWORD_MADE; i++)
			if (r[i] < 4 * (sizeof alphabet - 1))       /* no letter is likelier than another */
				ret[n++] = alphabet[r[i] % (sizeof alphabet - 1)];
	}
	ret[n] = 0;
}

str account_otpauth(struct cx *cx, str name, const struct account_secret *s)
{
	return arena_fmt(cx->arena, "otpauth://totp/Yanzhen:%.*s?secret=%s&issuer=Yanzhen&algorithm=SHA1&digits=6&period=30",
	                 STR_ARG(name), s->totp);
}

int account_add(struct cx *cx, const struct account_new *in, struct account_secret *ret_secret, account_id *ret)
{
	unsigned char random[REF_BYTES];
	str ref = { (const char *)random, sizeof random }, sealed;
	struct account_secret secret;
	hash_text hash;
	int64_t id;

	TRY(check_name(cx, in->name));
	TRY(check_display(cx, in->display));
	if (!account_roles_ok(in->roles))
		return FAIL_FIELD(cx, E_INVALID, "roles", "no such role, or an administrator beside another role");
	TRY(check_unit(cx, in->unit));
	TRY(account_check_password(cx, in->password));
	TRY(hash_make(cx, in->password, hash));
	sys.random(random, sizeof random);
	TRY(totp_make(cx, ref, &secret, &sealed));
	int rc = sql_insert(cx, &q_add, &id, BIND(V_BLOB(ref), V(in->name), V(in->display), V(in->unit.v), V(str_of(hash)), V(in->must_change),
	                                          V(sealed), V(in->roles), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "name", "this name is taken");
	}
	TRY(rc);
	ret->v = id;
	*ret_secret = secret;
	sodium_memzero(&secret, sizeof secret);
	return 0;
}

static int one_row(struct cx *cx, int n)
{
	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_NOTFOUND, "no such account");
}

int account_password(struct cx *cx, account_id id, str password, bool must_change, bool end)
{
	hash_text hash;

	TRY(account_check_password(cx, password));
	TRY(hash_make(cx, password, hash));
	TRY(one_row(cx, sql_exec(cx, &q_set_password, BIND(V(str_of(hash)), V(must_change), V(id.v)))));
	return end ? sessions_end(cx, id, "password") : 0;
}

static void read_ref(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	memcpy(ret, s.p, MIN(s.n, (size_t)REF_BYTES));
}

int account_totp_reset(struct cx *cx, account_id id, struct account_secret *ret)
{
	char ref[REF_BYTES] = { 0 };
	str sealed;

	TRY(sql_one(cx, &q_ref_of, read_ref, ref, BIND(V(id.v))));
	TRY(totp_make(cx, (str){ ref, sizeof ref }, ret, &sealed));
	TRY(one_row(cx, sql_exec(cx, &q_set_totp, BIND(V(sealed), V(id.v)))));
	return sessions_end(cx, id, "password");
}

int account_rename(struct cx *cx, account_id id, str display)
{
	TRY(check_display(cx, display));
	return one_row(cx, sql_exec(cx, &q_set_display, BIND(V(display), V(id.v))));
}

/* The last administrator of a kind stays: nobody could make another. */
static int not_the_last(struct cx *cx, const struct account *a)
{
	int64_t others;

	if (!(a->roles & (ROLE_SYSADMIN | ROLE_SECADMIN)))
		return 0;
	TRY(sql_one(cx, &q_others, read_i64, &others, BIND(V(a->roles), V(a->id.v))));
	return others > 0 ? 0 : FAIL(cx, E_STATE, "this is the last administrator of its kind");
}

int account_set_roles(struct cx *cx, account_id id, unsigned roles)
{
	struct account a;

	TRY(account_get(cx, id, &a));
	if (!account_roles_ok(roles))
		return FAIL_FIELD(cx, E_STATE, "role", "an administrator has no other role; take the other roles away first");
	if ((a.roles & ROLE_ADMINS) != (roles & ROLE_ADMINS))
		TRY(not_the_last(cx, &a));
	return one_row(cx, sql_exec(cx, &q_set_roles, BIND(V(roles), V(id.v))));
}

int account_set_unit(struct cx *cx, account_id id, unit_id unit)
{
	TRY(check_unit(cx, unit));
	return one_row(cx, sql_exec(cx, &q_set_unit, BIND(V(unit.v), V(id.v))));
}

int account_disable(struct cx *cx, account_id id, bool on)
{
	struct account a;

	TRY(account_get(cx, id, &a));
	if (on)
		TRY(not_the_last(cx, &a));
	int n = sql_exec(cx, &q_set_disabled, BIND(V(on), V(id.v)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, on ? "the account is already disabled" : "the account is not disabled");
	return on ? sessions_end(cx, id, "disabled") : 0;
}
