/* account_testkit — for tests only: accounts whose second factor the test holds, and codes on the virtual clock. */
#pragma once
#include <liboath/oath.h>
#include <stdlib.h>

#include "office/account/account.h"
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

/* The code of a secret at an instant of the test's clock. */
static inline str kit_code(const struct account_secret *s, utc_ms at, char ret[static 7])
{
	char *raw = NULL;
	size_t n = 0;

	assert_int_equal(oath_base32_decode(s->totp, strlen(s->totp), &raw, &n), OATH_OK);
	assert_int_equal(oath_totp_generate(raw, n, (time_t)(at / 1000), 30, 0, 6, ret), OATH_OK);
	free(raw);
	return (str){ ret, 6 };
}

static inline account_id kit_account(struct cx *cx, const char *name, const char *password, unsigned roles, struct account_secret *ret)
{
	struct account_new n = { .name = str_of(name), .display = S("王警官"), .password = str_of(password), .roles = roles, .unit = { 1 } };
	struct account_secret none;
	account_id id;

	DONE(cx, account_add(cx, &n, ret ? ret : &none, &id));
	return id;
}

/* One that nobody logs in with: no password is hashed, which takes some 50 ms. */
static inline account_id kit_account_row(struct cx *cx, const char *name, unsigned roles)
{
	static const struct sql_stmt q = { .name = "kit.account", .nparam = 3,
		.text = "INSERT INTO account (ref, name, display, password, roles, created_at, unit) VALUES ($1, $2, $2, 'none', $3, 1, 1) RETURNING id" };
	static const struct sql_stmt *const list[] = { &q };
	static bool known;
	uint8_t ref[VAULT_REF];
	account_id id;

	if (!known)
		sql_register(list, 1);
	known = true;
	vault_ref(ref);
	DONE(cx, sql_insert(cx, &q, &id.v, BIND(V_BLOB(((str){ (const char *)ref, VAULT_REF })), V(str_of(name)), V((int)roles))));
	return id;
}
