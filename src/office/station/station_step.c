/* station_step — the step of migration 0004: the stations' keys become sealed values. The plain column leaves with the next migration. */
#include "office/station/station.h"

#include "station_step_sql.h"
#include "office/seal/seal.h"
#include "store/sql/sql.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(station_step)

enum { BATCH = 200 };

struct batch { int64_t id[BATCH]; str key[BATCH]; size_t n; };

static int take(struct cx *cx, struct sql_row *r, void *arg)
{
	struct batch *b = arg;

	ASSERT(b->n < BATCH);
	b->id[b->n] = sql_i64(r);
	b->key[b->n++] = sql_str_a(r, cx->arena);
	return 0;
}

static int seal_one(struct cx *cx, int64_t id, str key)
{
	static const char gone[STATION_KEY];
	uint8_t random[VAULT_REF];
	str ref = { (const char *)random, sizeof random }, text;

	vault_ref(random);
	TRY(vault_seal_bytes(cx, "station.p_key", ref, key, &text));
	return sql_exec(cx, &q_seal, BIND(V_BLOB(ref), V(text), V_BLOB(((str){ gone, sizeof gone })), V(id)));
}

static int seal_batch(struct cx *cx, int64_t *after)
{
	struct batch b = { .n = 0 };

	TRY(sql_each(cx, &q_plain, take, &b, BIND(V(*after), V((int)BATCH))));
	for (size_t i = 0; i < b.n; i++)
		TRY(seal_one(cx, b.id[i], b.key[i]));
	if (b.n)
		*after = b.id[b.n - 1];
	return (int)b.n;
}

int station_step_seal(struct cx *cx)
{
	return seal_step(cx, seal_batch);
}
