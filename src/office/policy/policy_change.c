/* policy_change — see policy_change.h. */
#include "office/policy/policy_change.h"

#include <stdio.h>

#include "policy_change_sql.h"

SQL_STATEMENTS(policy_change)

enum { AHEAD_DAYS = 731, BASIS_MIN = 6, WHY_MIN = 4 };

const str pc_state_names[PC_N] = { SI("asked"), SI("released"), SI("refused"), SI("withdrawn") };
const str pc_event_names[PCE_N] = { SI("release"), SI("refuse"), SI("withdraw") };

static const struct pc_row policy_change_rows[] = {
	/* from       on            who          another / the same person  to */
	{ PC_ASKED, PCE_RELEASE,  ROLE_LEADER, true,  false, PC_RELEASED },
	{ PC_ASKED, PCE_REFUSE,   ROLE_LEADER, true,  false, PC_REFUSED },
	{ PC_ASKED, PCE_WITHDRAW, ROLE_LEADER, false, true,  PC_WITHDRAWN },
};

const struct pc_row *pc_row_for(enum pc_state from, enum pc_event on)
{
	for (size_t i = 0; i < COUNTOF(policy_change_rows); i++)
		if (policy_change_rows[i].from == from && policy_change_rows[i].on == on)
			return &policy_change_rows[i];
	return NULL;
}

static enum pc_state state_of(str s)
{
	int i = 0;

	while (i < PC_N && !str_eq(pc_state_names[i], s))
		i++;
	ASSERT(i < PC_N);
	return (enum pc_state)i;
}

static void read_change(struct sql_row *r, struct arena *a, struct policy_change *c)
{
	c->id = sql_i64(r);
	c->key = sql_str_a(r, a);
	c->from_day = sql_str_a(r, a);
	c->value = sql_str_a(r, a);
	c->before = sql_str_a(r, a);
	c->basis = sql_str_a(r, a);
	c->state = state_of(sql_str(r));
	c->note = sql_str_a(r, a);
	c->asked_by.v = sql_i64(r);
	c->asked_at = sql_i64(r);
	c->decided_by.v = sql_i64(r);
	c->decided_at = sql_i64(r);
	c->ver = sql_i64(r);
}

struct one { struct arena *a; struct policy_change *c; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_change(r, o->a, o->c);
}

int policy_change_get(struct cx *cx, int64_t id, struct policy_change *ret)
{
	return sql_one(cx, &q_get, read_one, &(struct one){ cx->arena, ret }, BIND(V(id)));
}

/* PC3; *ret_then is the beginning of that day. */
static int day_open(struct cx *cx, struct civil from, utc_ms *ret_then)
{
	utc_ms then = civil_start(from), today = civil_start(civil_of(cx->now));

	if (then < today)
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "is past: what was decided by the old value stays; take today or a later day");
	if (then - today > (int64_t)AHEAD_DAYS * DAY_MS)
		return FAIL_FIELD(cx, E_INVALID, "fromDay", "lies more than two years ahead");
	*ret_then = then;
	return 0;
}

static int texts_ok(struct cx *cx, str basis)
{
	if (basis.n < BASIS_MIN || basis.n > PC_BASIS_MAX || !str_utf8(basis))
		return FAIL_FIELD(cx, E_INVALID, "basis", "name the law, decree or decision it rests on, in %d to %d bytes of text", BASIS_MIN, PC_BASIS_MAX);
	return 0;
}

int policy_change_ask(struct cx *cx, str key, struct civil from, str value, str basis, struct policy_change *ret)
{
	char day[32];
	utc_ms then = 0;
	str before, since;
	int64_t id;

	if (!(cx->roles & ROLE_LEADER))
		return FAIL(cx, E_DENIED, "policies are not changed by your role");
	TRY(policy_check(cx, key, from, value));
	TRY(day_open(cx, from, &then));
	TRY(texts_ok(cx, basis));
	TRY(policy_now(cx, key, then, &before, &since));
	if (str_eq(before, value))
		return FAIL_FIELD(cx, E_STATE, "value", "counts on that day already");
	snprintf(day, sizeof day, "%04d-%02d-%02d", from.y, from.m, from.d);
	int rc = sql_insert(cx, &q_ask, &id, BIND(V(key), V(str_of(day)), V(value), V(before), V(basis), V(cx->actor.v), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "key", "a change of this policy waits for its release; it is decided first");
	}
	TRY(rc);
	return policy_change_get(cx, id, ret);
}

bool policy_day(str s, struct civil *ret)
{
	int64_t y, m, d;

	if (s.n != 10 || !str_i64((str){ s.p, 4 }, 2000, 2999, &y) || !str_i64((str){ s.p + 5, 2 }, 1, 12, &m) || !str_i64((str){ s.p + 8, 2 }, 1, 31, &d))
		return false;
	*ret = (struct civil){ (int16_t)y, (int8_t)m, (int8_t)d };
	return civil_valid(*ret);
}

static int release(struct cx *cx, const struct policy_change *c)
{
	struct civil from = { 0 };
	str now, since;
	utc_ms then = 0;

	ASSERT(policy_day(c->from_day, &from));
	int rc = day_open(cx, from, &then);
	if (rc == E_INVALID) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "past_day", "the day from which it should count is past; it is asked for again with another day");
	}
	TRY(rc);
	TRY(policy_now(cx, c->key, then, &now, &since));
	if (!str_eq(now, c->before))
		return FAIL(cx, E_STATE, "the policy has changed since this was asked for; it is asked for again");
	return policy_set(cx, c->key, from, c->value);
}

int policy_change_step(struct cx *cx, struct policy_change *c, enum pc_event ev, int64_t ver, str note)
{
	const struct pc_row *row = pc_row_for(c->state, ev);

	if (!row)
		return FAIL(cx, E_STATE, "not possible for a change that is %.*s", STR_ARG(pc_state_names[c->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (row->other && c->asked_by.v == cx->actor.v)         /* PC2 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another person than the one who asked decides");
	if (row->same && c->asked_by.v != cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "asker", "only the one who asked may withdraw it");
	if (ver && ver != c->ver)
		return FAIL(cx, E_STATE, "the change was decided meanwhile; read it again");
	if ((ev == PCE_REFUSE && note.n < WHY_MIN) || note.n > PC_NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "say why, in %d to %d bytes of text", WHY_MIN, PC_NOTE_MAX);
	TRY(ev == PCE_RELEASE ? release(cx, c) : 0);
	int n = sql_exec(cx, &q_decide, BIND(V(pc_state_names[row->to]), V(note), V(cx->actor.v), V(cx->now), V(c->id), V(pc_state_names[c->state]), V(c->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the change was decided meanwhile; read it again");
	return policy_change_get(cx, c->id, c);
}

struct listed { policy_change_fn *fn; void *arg; };

static int each_change(struct cx *cx, struct sql_row *r, void *arg)
{
	struct listed *l = arg;
	struct policy_change c;

	read_change(r, cx->arena, &c);
	return l->fn(cx, &c, l->arg);
}

int policy_change_list(struct cx *cx, str key, bool open, int64_t before, int max, policy_change_fn *fn, void *arg)
{
	return sql_each(cx, &q_list, each_change, &(struct listed){ fn, arg }, BIND(V(key), V(open), V(before ? before : INT64_MAX), V(max)));
}

struct dated { policy_dated_fn *fn; void *arg; };

static int each_dated(struct cx *cx, struct sql_row *r, void *arg)
{
	struct dated *d = arg;
	str day = sql_str_a(r, cx->arena), value = sql_str_a(r, cx->arena);

	return d->fn(cx, day, value, d->arg);
}

int policy_history(struct cx *cx, str key, policy_dated_fn *fn, void *arg)
{
	return sql_each(cx, &q_history, each_dated, &(struct dated){ fn, arg }, BIND(V(key)));
}
