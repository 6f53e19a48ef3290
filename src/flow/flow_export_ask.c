/* flow_export_ask — the second person of a large list out of the register. See flow_export.h. */
#include "flow/export_int.h"
#include "flow_export_ask_sql.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"

SQL_STATEMENTS(flow_export_ask)

enum { NOTE_LEAST = 4, NOTE_MAX = 300 };

const str export_ask_states[EXPORT_ASK_STATES] = { SI("asked"), SI("granted"), SI("refused"), SI("withdrawn"), SI("used") };
const str export_ask_events[EXPORT_ASK_EVENTS] = { SI("grant"), SI("refuse"), SI("withdraw") };

static void read_fields(struct sql_row *r, struct arena *arena, struct export_ask *a)
{
	a->id = sql_i64(r);
	a->account.v = sql_i64(r);
	a->area = sql_str_a(r, arena);
	a->asked_at = sql_i64(r);
	a->purpose = sql_str_a(r, arena);
	a->reference = sql_str_a(r, arena);
	a->filter = sql_str_a(r, arena);
	a->n = sql_i64(r);
	a->state = sql_str_a(r, arena);
	a->decided_by.v = sql_i64(r);
	a->decided_at = sql_i64(r);
	a->expires_at = sql_i64(r);
	a->note = sql_str_a(r, arena);
}

struct one { struct arena *arena; struct export_ask a; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->a);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int get(struct cx *cx, int64_t id, struct export_ask *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_one, read_one, &o, BIND(V(id))));
	*ret = o.a;
	return 0;
}

static int noted(struct cx *cx, const char *verb, const struct export_ask *a)
{
	return audit_add(cx, verb, "export_ask", a->id, (theft_id){ 0 }, arena_fmt(cx->arena,
	       "{\"state\":\"%.*s\",\"rows\":%lld,\"purpose\":\"%.*s\",\"reference\":\"%.*s\",\"filter\":\"%.*s\"}", STR_ARG(a->state), (long long)a->n,
	       STR_ARG(a->purpose), STR_ARG(a->reference), STR_ARG(a->filter)));
}

int export_ask_add(struct cx *cx, str filter, str purpose, str reference, int64_t n, struct export_ask *ret)
{
	int64_t alone, most, same, id;

	TRY(policy_i64(cx, POL_EXPORT_ALONE_ROWS, cx->now, &alone));
	TRY(policy_i64(cx, POL_EXPORT_MAX_ROWS, cx->now, &most));
	if (n <= alone)
		return FAIL_FIELD(cx, E_STATE, "needs_nobody", "a list of %lld rows needs no second person", (long long)n);
	if (n > most)
		return FAIL(cx, E_TOOBIG, "more than %lld rows; choose a narrower filter", (long long)most);
	TRY(sql_one(cx, &q_same, read_int, &same, BIND(V(cx->actor.v), V(filter), V(purpose), V(reference), V(cx->now))));
	if (same)
		return FAIL_FIELD(cx, E_STATE, "asked_already", "this list has been asked for already; another person decides it");
	TRY(sql_insert(cx, &q_ask, &id, BIND(V(cx->actor.v), V(cx->area), V(cx->now), V(purpose), V(reference), V(filter), V(n))));
	TRY(get(cx, id, ret));
	return noted(cx, "bike.export.ask", ret);
}

bool export_ask_may_decide(const struct cx *cx, const struct export_ask *a)
{
	return a->account.v != cx->actor.v && cx->area.n && str_starts(a->area, cx->area) && (cx->roles & (ROLE_POLICE | ROLE_LEADER));
}

static int decide(struct cx *cx, const struct export_ask *a, bool grant, str note)
{
	int64_t hours;

	if (a->account.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another person than the one who asked decides");
	if (note.n > NOTE_MAX || !str_utf8(note) || (!grant && note.n < NOTE_LEAST))
		return FAIL_FIELD(cx, E_INVALID, "note", "a refusal says why, in %d to %d bytes", NOTE_LEAST, NOTE_MAX);
	TRY(policy_i64(cx, POL_EXPORT_GRANT_H, cx->now, &hours));
	int n = sql_exec(cx, &q_decide, BIND(V(export_ask_states[grant ? EXS_GRANTED : EXS_REFUSED]), V(cx->actor.v), V(cx->now),
	                                     grant ? V(cx->now + hours * HOUR_MS) : V_NULL, V(note), V(a->id)));
	return n == 0 ? FAIL_FIELD(cx, E_STATE, "decided", "this has been decided or withdrawn; read it again") : MIN(n, 0);
}

static int withdraw(struct cx *cx, const struct export_ask *a)
{
	if (a->account.v != cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "asker", "only the one who asked withdraws it");
	int n = sql_exec(cx, &q_withdraw, BIND(V(a->id)));
	return n == 0 ? FAIL_FIELD(cx, E_STATE, "decided", "this is over already; read it again") : MIN(n, 0);
}

int flow_export_decide(struct cx *cx, int64_t id, enum export_ask_event ev, str note, struct export_ask *ret)
{
	TRY(get(cx, id, ret));
	if (ret->account.v != cx->actor.v && !export_ask_may_decide(cx, ret))
		return FAIL(cx, E_NOTFOUND, "no such request");
	TRY(ev == EXE_WITHDRAW ? withdraw(cx, ret) : decide(cx, ret, ev == EXE_GRANT, note));
	TRY(get(cx, id, ret));
	return noted(cx, ev == EXE_WITHDRAW ? "bike.export.withdraw" : "bike.export.decide", ret);
}

/* ---- the file ---- */

int export_second(struct cx *cx, str filter, str purpose, str reference, int64_t n, int64_t *ret_ask)
{
	int64_t alone;

	*ret_ask = 0;
	TRY(policy_i64(cx, POL_EXPORT_ALONE_ROWS, cx->now, &alone));
	if (n <= alone)
		return 0;
	TRY(sql_one(cx, &q_live, read_int, ret_ask, BIND(V(cx->actor.v), V(filter), V(purpose), V(reference), V(cx->now), V(n))));
	if (*ret_ask == 0)
		return FAIL_FIELD(cx, E_DENIED, "second_person", "more than %lld rows want a second person's consent: ask for it first", (long long)alone);
	return 0;
}

int export_ask_use(struct cx *cx, int64_t ask, int64_t run)
{
	int n = sql_exec(cx, &q_use, BIND(V(run), V(ask)));

	return n == 0 ? FAIL_FIELD(cx, E_DENIED, "second_person", "this consent has been used or withdrawn: ask for another") : MIN(n, 0);
}

/* ---- lists ---- */

struct each { export_ask_fn *fn; void *arg; };

static int ask_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct export_ask a;

	read_fields(r, cx->arena, &a);
	return e->fn(cx, &a, e->arg);
}

int flow_export_asks(struct cx *cx, bool to_decide, int64_t before, int max, export_ask_fn *fn, void *arg)
{
	struct each e = { fn, arg };
	int64_t below = before > 0 ? before : INT64_MAX;

	if (!to_decide)
		return sql_each(cx, &q_mine, ask_row, &e, BIND(V(cx->actor.v), V(below), V(max)));
	return cx->area.n ? sql_each(cx, &q_decidable, ask_row, &e, BIND(V(cx->actor.v), V(cx->area), V(below), V(max))) : 0;
}
