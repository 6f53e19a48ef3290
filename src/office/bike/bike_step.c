/* bike_step — the step of migration 0004: names and phones of the bikes that are there become sealed values. */
#include "office/bike/bike.h"

#include "bike_step_sql.h"
#include "office/seal/seal.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(bike_step)

enum { BATCH = 200 };

struct plain { int64_t id; str name, phone; };
struct batch { struct plain row[BATCH]; size_t n; };

static int take(struct cx *cx, struct sql_row *r, void *arg)
{
	struct batch *b = arg;

	ASSERT(b->n < BATCH);
	struct plain *p = &b->row[b->n++];
	p->id = sql_i64(r);
	p->name = sql_str_a(r, cx->arena);
	p->phone = sql_str_a(r, cx->arena);
	return 0;
}

static int seal_one(struct cx *cx, const struct plain *p)
{
	uint8_t random[VAULT_REF];
	str ref = { (const char *)random, sizeof random }, name, phone;

	vault_ref(random);
	TRY(vault_seal_bytes(cx, "bike.p_owner_name", ref, p->name, &name));
	TRY(vault_seal_bytes(cx, "bike.p_owner_phone", ref, p->phone, &phone));
	return sql_exec(cx, &q_seal, BIND(V_BLOB(ref), V(name), V(phone), V(p->id)));
}

static int seal_batch(struct cx *cx, int64_t *after)
{
	struct batch b = { .n = 0 };

	TRY(sql_each(cx, &q_plain, take, &b, BIND(V(*after), V((int)BATCH))));
	for (size_t i = 0; i < b.n; i++)
		TRY(seal_one(cx, &b.row[i]));
	if (b.n)
		*after = b.row[b.n - 1].id;
	return (int)b.n;
}

int bike_step_seal(struct cx *cx)
{
	return seal_step(cx, seal_batch);
}
