/* import_undo — a run taken back, batch by batch from its end. See flow_import.h (I4). */
#include "import_store.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/plate/plate.h"
#include "office/theft/theft.h"

enum { UNDO_ARENA = 1 << 30 };

struct made { bike_id bike; owner_id owner; bool touched; };
struct undo { int64_t run; import_left_fn *left; void *arg; struct import_undone f; struct made *v; size_t n; };

static int gather(struct cx *cx, bike_id id, owner_id owner, bool touched, void *arg)
{
	struct undo *u = arg;

	(void)cx;
	u->v[u->n++] = (struct made){ id, owner, touched };
	return 0;
}

static int tell_left(struct cx *cx, struct undo *u, bike_id id, str field)
{
	struct bike b;

	u->f.left++;
	TRY(bike_get(cx, id, &b));
	if (u->left)
		u->left(u->arg, id, plate_str(&b.plate), field);
	return 0;
}

static int take_bike(struct cx *cx, struct undo *u, struct made *m, str detail)
{
	theft_id theft;
	bool open = false;

	if (!m->touched)
		TRY(theft_open_of(cx, m->bike, &theft, &open));
	m->touched |= open;
	if (m->touched)
		return tell_left(cx, u, m->bike, S(""));
	TRY(bike_bulk_unmake(cx, m->bike, detail));
	TRY(number_bulk_end(cx, m->bike));
	u->f.bikes++;
	TRY(plate_bulk_unbind(cx, m->bike));
	return tag_bulk_unbind(cx, m->bike);
}

/* An owner that the batch made and that has no bike any more. */
static int take_owner(struct cx *cx, struct undo *u, owner_id id)
{
	int64_t owns;

	TRY(bike_bulk_owns(cx, id, &owns));
	if (owns)
		return 0;
	TRY(owner_login_forget(cx, id));
	int n = owner_bulk_forget(cx, id);
	TRY(n);
	u->f.owners += n;
	return 0;
}

static int take_change(struct cx *cx, const struct stored_change *c, void *arg)
{
	static const struct { const char *field; enum number_kind kind; } numbers[] = { { "frameNo", NK_FRAME }, { "motorNo", NK_MOTOR }, { "vehicleCode", NK_VEHICLE } };
	struct undo *u = arg;
	struct bike b;
	bool is_free, stored;
	str old, new;

	TRY(bike_get(cx, c->bike, &b));
	TRY(bike_bulk_free(cx, &b, c->field, &is_free));
	TRY(bike_bulk_text(cx, &b, c->field, &old));
	if (!is_free || !str_eq(old, c->new) || b.life != BL_REGISTERED)
		return tell_left(cx, u, c->bike, c->field);
	TRY(bike_bulk_set(cx, &b, c->field, c->old, &old, &new));
	for (size_t i = 0; i < COUNTOF(numbers); i++) {
		if (!str_eq(c->field, str_of(numbers[i].field)))
			continue;
		TRY(number_end(cx, numbers[i].kind, c->new, c->bike));
		if (c->old.n)
			TRY(number_add(cx, numbers[i].kind, c->old, c->bike, &stored));
	}
	u->f.fields++;
	return import_store_change_undone(cx, c->id);
}

static int undo_batch(struct cx *cx, struct undo *u, const struct stored_batch *b)
{
	str detail = arena_fmt(cx->arena, "{\"run\":%lld}", (long long)u->run);
	size_t most = b->last_bike >= b->first_bike ? (size_t)(b->last_bike - b->first_bike + 1) : 0;

	u->n = 0;
	u->v = arena_alloc(cx->arena, most * sizeof *u->v);
	if (!u->v)
		return FAIL(cx, E_TOOBIG, "the batch is too large");
	TRY(import_store_changes(cx, u->run, b->n, take_change, u));
	if (most)
		TRY(bike_bulk_made(cx, b->first_bike, b->last_bike, gather, u));
	for (size_t i = 0; i < u->n; i++)
		TRY(take_bike(cx, u, &u->v[i], detail));
	TRY(sql_pipe_end(cx));
	for (int64_t id = b->first_owner; id <= b->last_owner; id++)
		TRY(take_owner(cx, u, (owner_id){ id }));
	return import_store_batch_undone(cx, u->run, b->n);
}

static int in_tx(struct cx *cx, struct undo *u, bool *ret_more)
{
	struct stored_batch b;
	struct arena own, *outer = cx->arena;

	arena_init(&own, UNDO_ARENA);
	cx->arena = &own;
	int rc = sql_begin(cx, true);
	rc = rc < 0 ? rc : import_store_last(cx, u->run, &b, ret_more);
	if (rc >= 0 && *ret_more)
		rc = undo_batch(cx, u, &b);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	cx->arena = outer;
	arena_done(&own);
	return rc;
}

static int mark(struct cx *cx, int64_t run, str from, str to, str detail)
{
	TRY(sql_begin(cx, true));
	int rc = import_store_state(cx, run, from, to);
	rc = rc < 0 ? rc : audit_add(cx, str_eq(to, S("undone")) ? "import.undone" : "import.undo", "import", run, (theft_id){ 0 }, detail);
	rc = rc < 0 ? rc : sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

int flow_import_undo_until(struct cx *cx, int64_t run, const atomic_bool *stop, import_left_fn *left, void *arg, struct import_undone *ret)
{
	struct undo u = { .run = run, .left = left, .arg = arg };
	struct import_run r;
	bool more = true;
	int rc = 0;

	ASSERT(!sql_in_tx(cx));
	*ret = u.f;
	TRY(import_run_get(cx, run, &r));
	if (str_eq(r.state, S("undone")))
		return FAIL(cx, E_STATE, "run %lld is taken back already", (long long)run);
	if (!str_eq(r.state, S("undoing")))
		TRY(mark(cx, run, r.state, S("undoing"), S("")));
	TRY(sql_large(cx, true));        /* others who write go first */
	while (rc == 0 && more) {
		rc = stop && *stop ? FAIL(cx, E_BUSY, "stopped; take it back again to go on") : in_tx(cx, &u, &more);
		if (rc == 0)
			*ret = u.f;
	}
	struct err why = cx->err;
	if (sql_large(cx, false) < 0 && rc == 0)
		rc = cx->err.code;
	else
		cx->err = why;
	TRY(rc);
	return mark(cx, run, S("undoing"), S("undone"), arena_fmt(cx->arena, "{\"bikes\":%lld,\"fields\":%lld,\"left\":%lld}", (long long)u.f.bikes,
	            (long long)u.f.fields, (long long)u.f.left));
}

int flow_import_undo(struct cx *cx, int64_t run, import_left_fn *left, void *arg, struct import_undone *ret)
{
	return flow_import_undo_until(cx, run, NULL, left, arg, ret);
}
