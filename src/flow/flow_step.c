/* flow_step — steps of migrations that cross rooms. See flow_person.h. */
#include "flow/flow_person.h"
#include "flow/flow_station.h"
#include "flow_step_sql.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(flow_step)

enum { BATCH = 200, BATCH_ARENA = 8 << 20 };

struct old { int64_t id; str ref, name, phone; utc_ms created_at; owner_id owner; };
struct batch { struct old row[BATCH]; size_t n; };

static int take(struct cx *cx, struct sql_row *r, void *arg)
{
	struct batch *b = arg;
	struct old *o = &b->row[b->n++];

	o->id = sql_i64(r);
	o->ref = sql_str_a(r, cx->arena);
	o->name = sql_str_a(r, cx->arena);
	o->phone = sql_str_a(r, cx->arena);
	o->created_at = sql_i64(r);
	return 0;
}

static int move_one(struct cx *cx, const struct old *o)
{
	struct bike_import in = { .owner_name.n_ = 0 };
	struct phone p;
	owner_id owner;

	TRY(vault_open(cx, "bike.p_owner_name", o->ref, o->name, &in.owner_name));
	TRY(vault_open(cx, "bike.p_owner_phone", o->ref, o->phone, &in.owner_phone));
	if (!phone_parse(pii_reveal(&in.owner_phone), &p))
		in.owner_phone = (struct pii){ .n_ = 0 };      /* what was no number finds nobody */
	TRY(flow_owner_row(cx, &in, &owner));      /* the log-in's table has its columns of today only after bike_owners: see flow_step_logins */
	return MIN(0, sql_exec(cx, &q_own, BIND(V(o->id), V(owner.v), V(o->created_at))));
}

/* Row by row in batches of one arena; the caller's transaction holds them all. */
static int each(struct cx *outer, const struct sql_stmt *rows, sql_each_fn *read, int (*one)(struct cx *cx, const struct old *o))
{
	struct arena a;
	struct cx cx = *outer;
	int64_t after = INT64_MIN;
	int rc;

	arena_init(&a, BATCH_ARENA);
	cx.arena = &a;
	do {
		struct batch b = { .n = 0 };
		rc = sql_each(&cx, rows, read, &b, BIND(V(after), V((int)BATCH)));
		for (size_t i = 0; rc >= 0 && i < b.n; i++)
			rc = one(&cx, &b.row[i]);
		if (rc < 0 || b.n == 0)
			break;
		after = b.row[b.n - 1].id;
		arena_reset(&a);
	} while (true);
	arena_done(&a);
	outer->err = cx.err;
	return MIN(rc, 0);
}

int flow_step_owners(struct cx *cx)
{
	return each(cx, &q_plain, take, move_one);
}

static int take_phone(struct cx *cx, struct sql_row *r, void *arg)
{
	struct batch *b = arg;
	struct old *o = &b->row[b->n++];

	o->id = sql_i64(r);
	o->ref = sql_str_a(r, cx->arena);
	o->phone = sql_str_a(r, cx->arena);
	o->owner.v = sql_i64(r);
	return 0;
}

static int login_one(struct cx *cx, const struct old *o)
{
	struct pii phone;

	TRY(vault_open(cx, "owner_phone.p_phone", o->ref, o->phone, &phone));
	return flow_person_login(cx, o->owner, &phone);
}

int flow_step_logins(struct cx *cx)
{
	return each(cx, &q_phones, take_phone, login_one);
}
