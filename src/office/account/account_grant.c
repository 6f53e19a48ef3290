/* account_grant — rights are asked for by one person and given by another. See account.h. */
#include "account_int.h"
#include "account_grant_sql.h"

SQL_STATEMENTS(account_grant)

enum { REASON_MIN = 4, REASON_MAX = 200 };

const str grant_op_names[GRANT_OPS] = { SI("add"), SI("remove"), SI("move"), SI("totp") };

struct found { struct grant *g; struct arena *arena; };

static void read_fields(struct sql_row *r, struct arena *arena, struct grant *g)
{
	g->id.v = sql_i64(r);
	g->account.v = sql_i64(r);
	str op = sql_str(r);
	g->op = GRANT_ADD;
	for (int k = 0; k < GRANT_OPS; k++)
		if (str_eq(grant_op_names[k], op))
			g->op = (enum grant_op)k;
	g->role = sql_str_a(r, arena);
	g->unit.v = sql_i64(r);
	g->reason = sql_str_a(r, arena);
	g->state = sql_str_a(r, arena);
	g->asked_by.v = sql_i64(r);
	g->asked_at = sql_i64(r);
	g->decided_by.v = sql_i64(r);
	g->decided_at = sql_i64(r);
	g->ver = sql_i64(r);
	g->account_name = sql_str_a(r, arena);
	g->account_display = sql_str_a(r, arena);
	g->asked_name = sql_str_a(r, arena);
	g->decided_name = sql_str_a(r, arena);
	g->unit_name = sql_str_a(r, arena);
}

static void read_grant(struct sql_row *r, void *ret)
{
	struct found *f = ret;

	read_fields(r, f->arena, f->g);
}

int grant_get(struct cx *cx, grant_id id, struct grant *ret)
{
	struct found f = { ret, cx->arena };

	return sql_one(cx, &q_by_id, read_grant, &f, BIND(V(id.v)));
}

struct list_arg { grant_fn *fn; void *arg; };

static int list_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct grant g;

	read_fields(r, cx->arena, &g);
	return l->fn(cx, &g, l->arg);
}

int grant_list(struct cx *cx, int64_t before, bool open_only, int max, grant_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_list, list_row, &l, BIND(V(before > 0 ? before : INT64_MAX), V(open_only), V(max)));
}

/* What the request would do to the account; refuses what has no effect or must not be. apply: does it. */
static int effect(struct cx *cx, const struct account *a, enum grant_op op, str role, unit_id unit, bool apply)
{
	unsigned bit = 0;

	switch (op) {
	case GRANT_ADD: case GRANT_REMOVE:
		if (memchr(role.p ? role.p : "", ',', role.n) || !roles_parse(role, &bit))
			return FAIL_FIELD(cx, E_INVALID, "role", "no such role");
		if (op == GRANT_ADD ? (a->roles & bit) != 0 : !(a->roles & bit))
			return FAIL_FIELD(cx, E_STATE, "role", op == GRANT_ADD ? "the account has this role already" : "the account does not have this role");
		unsigned roles = op == GRANT_ADD ? a->roles | bit : a->roles & ~bit;
		if (!account_roles_ok(roles))
			return FAIL_FIELD(cx, E_STATE, "role", "an administrator has no other role; take the other roles away first");
		return apply ? account_set_roles(cx, a->id, roles) : 0;
	case GRANT_MOVE:
		if (a->unit.v == unit.v)
			return FAIL_FIELD(cx, E_STATE, "unit", "the account belongs to this unit already");
		return apply ? account_set_unit(cx, a->id, unit) : 0;
	default:
		return 0;   /* a second factor is made when it is collected */
	}
}

static int check_unit(struct cx *cx, enum grant_op op, unit_id unit)
{
	struct err before = cx->err;
	struct unit u;

	if (op != GRANT_MOVE)
		return unit.v == 0 ? 0 : FAIL_FIELD(cx, E_INVALID, "unit", "only a move names a unit");
	int rc = unit_get(cx, unit, &u);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	return rc == 0 && !u.closed_at ? 0 : FAIL_FIELD(cx, E_INVALID, "unit", "no such unit, or it is closed");
}

int grant_ask(struct cx *cx, account_id account, enum grant_op op, str role, unit_id unit, str reason, struct grant *ret)
{
	struct account a;
	int64_t id;

	if ((unsigned)op >= GRANT_OPS)
		return FAIL_FIELD(cx, E_INVALID, "op", "no such request");
	if (reason.n < REASON_MIN || reason.n > REASON_MAX || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "must have %d to %d bytes of text", REASON_MIN, REASON_MAX);
	if ((op == GRANT_MOVE || op == GRANT_TOTP) && role.n)
		return FAIL_FIELD(cx, E_INVALID, "role", "this request names no role");
	if (account.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "account", "nobody asks for himself");
	TRY(account_get(cx, account, &a));
	TRY(check_unit(cx, op, unit));
	TRY(effect(cx, &a, op, role, unit, false));
	int rc = sql_insert(cx, &q_ask, &id, BIND(V(account.v), V(grant_op_names[op]), V(role), V_ID(unit.v), V(reason), V(cx->actor.v), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_STATE, "this has been asked for already and is not decided yet");
	}
	TRY(rc);
	return grant_get(cx, (grant_id){ id }, ret);
}

static int decide(struct cx *cx, const struct grant *g, bool approve)
{
	struct account a;

	if (g->asked_by.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "who asked does not decide");
	if (g->account.v == cx->actor.v)
		return FAIL(cx, E_DENIED, "nobody decides about himself");
	int n = sql_exec(cx, &q_decide, BIND(V(approve ? S("approved") : S("refused")), V(cx->actor.v), V(cx->now), V(g->id.v)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "this is decided or withdrawn already");
	if (!approve)
		return 0;
	TRY(account_get(cx, g->account, &a));
	return effect(cx, &a, g->op, g->role, g->unit, true);
}

static int by_asker(struct cx *cx, const struct grant *g, const struct sql_stmt *q)
{
	if (g->asked_by.v != cx->actor.v)
		return FAIL(cx, E_DENIED, "only who asked may do this");
	int n = sql_exec(cx, q, BIND(V(g->id.v)));
	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "not possible in the present state of the request");
}

int grant_do(struct cx *cx, grant_id id, enum grant_event ev, struct grant *ret, struct account_secret *ret_secret)
{
	struct grant g;

	TRY(grant_get(cx, id, &g));
	switch (ev) {
	case GRANT_APPROVE: case GRANT_REFUSE:
		TRY(decide(cx, &g, ev == GRANT_APPROVE));
		break;
	case GRANT_WITHDRAW:
		TRY(by_asker(cx, &g, &q_withdraw));
		break;
	case GRANT_COLLECT:
		TRY(by_asker(cx, &g, &q_collect));
		TRY(account_totp_reset(cx, g.account, ret_secret));
		break;
	}
	return grant_get(cx, id, ret);
}
