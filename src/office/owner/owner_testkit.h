/* owner_testkit — for tests only: a synthetic owner. Numbers are of no real person: area 430405, sequence 000. */
#pragma once
#include "office/owner/owner.h"
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

static inline owner_id kit_owner(struct cx *cx, const char *name, const char *phone)
{
	struct owner_new n = { .kind = OK_PERSON, .id_kind = IK_NONE, .nphone = 1 };
	owner_id id;

	assert_true(pii_take(str_of(name), &n.name));
	assert_true(pii_take(str_of(phone), &n.phone[0]));
	DONE(cx, owner_add(cx, &n, &id));
	return id;
}
