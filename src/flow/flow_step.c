/* flow_step — steps of migrations that cross rooms. See flow_person.h. */
#include "flow/flow_bike.h"
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
	return as_done(sql_exec(cx, &q_own, BIND(V(o->id), V(owner.v), V(o->created_at))));
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

/* --- 0016: the numbers of the bikes that are there --- */

enum { BIKES = 500, KINDS = 5 };
static const enum number_kind bike_kinds[KINDS] = { NK_PLATE, NK_TAG, NK_FRAME, NK_MOTOR, NK_VEHICLE };
struct numbered { int64_t id; struct { struct number n; bool good; } v[KINDS]; };
struct numbered_batch { struct numbered row[BIKES]; size_t n; };

static int take_numbers(struct cx *cx, struct sql_row *r, void *arg)
{
	struct numbered_batch *b = arg;
	struct numbered *o = &b->row[b->n++];

	(void)cx;
	o->id = sql_i64(r);
	for (int i = 0; i < KINDS; i++)
		o->v[i].good = number_fold(sql_str(r), &o->v[i].n) && !number_is_placeholder(&o->v[i].n);
	return 0;
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* A plate or a tag that stands on two is the first one's; the second has the flag until somebody decides. */
static int fill_one(struct cx *cx, const struct numbered *o)
{
	struct number skel;
	int64_t own = 0;

	for (int i = 0; i < KINDS; i++) {
		if (!o->v[i].good)
			continue;
		str kind = number_kind_names[bike_kinds[i]];
		number_skeleton(&o->v[i].n, &skel);
		int n = sql_exec(cx, &q_number, BIND(V(kind), V(number_str(&o->v[i].n)), V(number_str(&skel)), V(o->id), V(cx->now)));
		TRY(n);
		if (n == 0)
			TRY(sql_one(cx, &q_own_entry, read_count, &own, BIND(V(kind), V(number_str(&o->v[i].n)), V(o->id))));
		if (n == 0 && own == 0)
			TRY(sql_exec(cx, &q_double, BIND(V(o->id), V(kind), V(cx->now))));
	}
	return 0;
}

int flow_step_numbers(struct cx *cx)
{
	struct numbered_batch *b = arena_alloc(cx->arena, sizeof *b);
	int64_t after = INT64_MIN;

	if (!b)
		return FAIL(cx, E_TOOBIG, "no memory for the step");
	do {
		b->n = 0;
		TRY(sql_each(cx, &q_bikes, take_numbers, b, BIND(V(after), V((int)BIKES))));
		for (size_t i = 0; i < b->n; i++)
			TRY(fill_one(cx, &b->row[i]));
		after = b->n ? b->row[b->n - 1].id : after;
	} while (b->n == BIKES);
	return as_done(sql_exec(cx, &q_doubles, BIND_NONE));
}
