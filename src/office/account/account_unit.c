/* account_unit — the tree of organisations. See account.h. */
#include "account_int.h"
#include "account_unit_sql.h"

SQL_STATEMENTS(account_unit)

const str unit_kind_names[UNIT_N] = { SI("bureau"), SI("branch"), SI("precinct"), SI("site"), SI("operator"), SI("insurer"), SI("traffic") };
/* What a unit of a kind stands below; UNIT_N: it is a root. */
static const enum unit_kind above[UNIT_N] = { UNIT_N, UNIT_BUREAU, UNIT_BRANCH, UNIT_PRECINCT, UNIT_N, UNIT_N, UNIT_N };

bool account_area_covers(const struct cx *cx, str path)
{
	return cx->area.n > 0 && str_starts(path, cx->area);
}

struct found { struct unit *u; struct arena *arena; };

static void read_fields(struct sql_row *r, struct arena *arena, struct unit *u)
{
	u->id.v = sql_i64(r);
	u->parent.v = sql_i64(r);
	str kind = sql_str(r);
	u->kind = UNIT_N;
	for (int k = 0; k < UNIT_N; k++)
		if (str_eq(unit_kind_names[k], kind))
			u->kind = (enum unit_kind)k;
	u->code = sql_str_a(r, arena);
	u->name = sql_str_a(r, arena);
	u->path = sql_str_a(r, arena);
	u->closed_at = sql_i64(r);
	u->ver = sql_i64(r);
}

static void read_unit(struct sql_row *r, void *ret)
{
	struct found *f = ret;

	read_fields(r, f->arena, f->u);
}

int unit_get(struct cx *cx, unit_id id, struct unit *ret)
{
	struct found f = { ret, cx->arena };

	return sql_one(cx, &q_by_id, read_unit, &f, BIND(V(id.v)));
}

int unit_by_code(struct cx *cx, str code, struct unit *ret)
{
	struct found f = { ret, cx->arena };
	struct err before = cx->err;
	int rc = sql_one(cx, &q_by_code, read_unit, &f, BIND(V(code)));

	if (rc == E_NOTFOUND) {
		cx->err = before;
		return FAIL_FIELD(cx, E_NOTFOUND, "unit", "no unit has the code '%.*s'", STR_ARG(code));
	}
	return rc;
}

struct list_arg { unit_fn *fn; void *arg; };

static int list_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct unit u;

	read_fields(r, cx->arena, &u);
	return l->fn(cx, &u, l->arg);
}

int unit_list(struct cx *cx, int64_t after, int max, unit_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_list, list_row, &l, BIND(V(after), V(max)));
}

static int check_name(struct cx *cx, str name)
{
	return name.n >= 1 && name.n <= 64 && str_utf8(name) ? 0 : FAIL_FIELD(cx, E_INVALID, "name", "must have 1 to 64 bytes of text");
}

static int check_code(struct cx *cx, str code)
{
	bool ok = code.n <= 32;

	for (size_t i = 0; ok && i < code.n; i++) {
		char c = code.p[i];
		ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
	}
	return ok ? 0 : FAIL_FIELD(cx, E_INVALID, "code", "must be at most 32 of letters, digits, . _ -");
}

static int check_parent(struct cx *cx, unit_id parent, enum unit_kind kind, struct unit *ret)
{
	struct err before = cx->err;

	*ret = (struct unit){ .path = S("/") };
	if (above[kind] == UNIT_N)
		return parent.v == 0 ? 0 : FAIL_FIELD(cx, E_INVALID, "parent", "this kind of unit stands below no other");
	int rc = unit_get(cx, parent, ret);
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	if (rc < 0 || ret->kind != above[kind]) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "parent", "a %.*s stands below a %.*s", STR_ARG(unit_kind_names[kind]),
		                  STR_ARG(unit_kind_names[above[kind]]));
	}
	return ret->closed_at == 0 ? 0 : FAIL_FIELD(cx, E_STATE, "parent", "that unit is closed");
}

int unit_add(struct cx *cx, unit_id parent, enum unit_kind kind, str code, str name, struct unit *ret)
{
	struct unit up;
	int64_t id;

	if ((unsigned)kind >= UNIT_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "no such kind of unit");
	TRY(check_name(cx, name));
	TRY(check_code(cx, code));
	TRY(check_parent(cx, parent, kind, &up));
	int rc = sql_insert(cx, &q_add, &id, BIND(V_ID(parent.v), V(unit_kind_names[kind]), V(code), V(name), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "code", "this code is taken");
	}
	TRY(rc);
	str path = arena_fmt(cx->arena, "%.*s%lld/", STR_ARG(up.path), (long long)id);
	TRY(sql_exec(cx, &q_set_path, BIND(V(path), V(id))));
	return unit_get(cx, (unit_id){ id }, ret);
}

int unit_rename(struct cx *cx, unit_id id, str name, struct unit *ret)
{
	TRY(check_name(cx, name));
	int n = sql_exec(cx, &q_rename, BIND(V(name), V(id.v)));
	TRY(n);
	return unit_get(cx, id, ret);
}

static void read_i64(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int unit_close(struct cx *cx, unit_id id, struct unit *ret)
{
	int64_t used;

	TRY(unit_get(cx, id, ret));
	TRY(sql_one(cx, &q_in_use, read_i64, &used, BIND(V(id.v))));
	if (used > 0)
		return FAIL(cx, E_STATE, "units stand below it or accounts belong to it");
	int n = sql_exec(cx, &q_close, BIND(V(cx->now), V(id.v)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "it is closed already");
	return unit_get(cx, id, ret);
}

/* A bureau of a file names the one without a code. 1: done so. */
static int name_first_bureau(struct cx *cx, str code, str name)
{
	struct err before = cx->err;
	int64_t id;
	int rc = sql_one(cx, &q_first_bureau, read_i64, &id, BIND(V(code), V(name)));

	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	return rc < 0 ? rc : 1;
}

int unit_import(struct cx *cx, str code, enum unit_kind kind, str name, str parent, bool *ret_added, bool *ret_changed)
{
	struct err before = cx->err;
	struct unit u, up = { 0 };

	*ret_added = *ret_changed = false;
	if (code.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "code", "a unit of a file has a code");
	TRY(check_code(cx, code));
	TRY(check_name(cx, name));
	if (parent.n)
		TRY(unit_by_code(cx, parent, &up));
	int rc = unit_by_code(cx, code, &u);
	if (rc == 0) {
		if (u.kind != kind || u.parent.v != up.id.v)
			return FAIL_FIELD(cx, E_STATE, "code", "the unit is known with another kind or place; a unit keeps its place");
		*ret_changed = !str_eq(u.name, name);
		return *ret_changed ? unit_rename(cx, u.id, name, &u) : 0;
	}
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	*ret_added = true;
	if (kind == UNIT_BUREAU) {
		rc = name_first_bureau(cx, code, name);
		if (rc != 0)
			return MIN(rc, 0);
	}
	return unit_add(cx, up.id, kind, code, name, &u);
}

int account_of_insurer(struct cx *cx, bool *ret)
{
	struct unit u;

	*ret = false;
	if (!cx->unit.v)
		return 0;
	TRY(unit_get(cx, cx->unit, &u));
	*ret = u.kind == UNIT_INSURER;
	return 0;
}

int account_operators(struct cx *cx, const struct req *rq)
{
	bool insurer = false;

	(void)rq;
	if (cx->roles & ROLE_ADJUSTER)
		TRY(account_of_insurer(cx, &insurer));
	return insurer ? FAIL(cx, E_DENIED, "claims and plans are the operator's: an insurer's adjuster works on accidents") : 0;
}
