/* notice — what was told, and how it arrived. See notice.h for what this room owns and promises. */
#include "office/notice/notice.h"

#include "notice_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(notice)

enum { NOTE_MAX = 400, WHY_LEAST = 4 };
const str notice_kind_names[NOK_N] = { SI("violation"), SI("changed"), SI("rider"), SI("exposure") };
const str notice_state_names[NS_N] = { SI("waiting"), SI("sent"), SI("failed"), SI("no_phone"), SI("seen"), SI("served") };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static void read_fields(struct sql_row *r, struct arena *a, struct notice *n)
{
	n->id = sql_i64(r);
	n->kind = (enum notice_kind)word_of(notice_kind_names, NOK_N, sql_str(r));
	n->violation = sql_i64(r);
	n->exposure = sql_i64(r);
	n->owner.v = sql_i64(r);
	n->path = sql_str_a(r, a);
	n->state = (enum notice_state)word_of(notice_state_names, NS_N, sql_str(r));
	n->step = sql_str_a(r, a);
	n->made_at = sql_i64(r);
	n->due_day = (int32_t)sql_i64(r);
	n->sent_at = sql_i64(r);
	n->seen_at = sql_i64(r);
	n->served_at = sql_i64(r);
	n->served_by.v = sql_i64(r);
	n->note = sql_str_a(r, a);
}

struct one { struct arena *arena; struct notice n; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->n);
}

int notice_get(struct cx *cx, int64_t id, struct notice *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	*ret = o.n;
	return 0;
}

int notice_add(struct cx *cx, const struct notice *in, struct notice *ret)
{
	struct one o = { .arena = cx->arena };

	ASSERT(in->step.n && (in->state == NS_WAITING || in->state == NS_NO_PHONE));
	int n = sql_exec(cx, &q_add, BIND(V(notice_kind_names[in->kind]), V_ID(in->violation), V_ID(in->exposure), V(in->owner.v), V(in->path),
		V(notice_state_names[in->state]), V(in->step), V(cx->now), V(in->due_day)));
	TRY(n);
	TRY(sql_one(cx, &q_by_step, read_one, &o, BIND(V(in->step))));
	*ret = o.n;
	return n;
}

struct each { notice_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct notice n;

	read_fields(r, cx->arena, &n);
	return e->fn(cx, &n, e->arg);
}

int notice_of(struct cx *cx, int64_t violation, int max, notice_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_of, each_row, &e, BIND(V(violation), V(max)));
}

int notice_waiting(struct cx *cx, int64_t after, int max, notice_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_waiting, each_row, &e, BIND(V(after), V(max)));
}

int notice_undelivered(struct cx *cx, str area, int max, notice_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return area.n ? sql_each(cx, &q_undelivered, each_row, &e, BIND(V(area), V(max))) : 0;
}

int notice_sent(struct cx *cx, struct notice *n, utc_ms at)
{
	int rows = sql_exec(cx, &q_sent, BIND(V(at), V(n->id)));

	TRY(rows);
	if (rows) {
		n->state = NS_SENT;
		n->sent_at = at;
	}
	return 0;
}

int notice_failed(struct cx *cx, struct notice *n)
{
	int rows = sql_exec(cx, &q_failed, BIND(V(n->id)));

	TRY(rows);
	if (rows)
		n->state = NS_FAILED;
	return 0;
}

int notice_seen(struct cx *cx, owner_id owner, int64_t violation, int64_t exposure)
{
	return sql_exec(cx, &q_seen, BIND(V(cx->now), V(owner.v), V(violation), V(exposure)));
}

struct each_unseen { notice_unseen_fn *fn; void *arg; };

static int unseen_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_unseen *e = arg;

	return e->fn(cx, sql_i64(r), e->arg);
}

int notice_unseen(struct cx *cx, owner_id owner, int max, notice_unseen_fn *fn, void *arg)
{
	return sql_each(cx, &q_unseen, unseen_row, &(struct each_unseen){ fn, arg }, BIND(V(owner.v), V(max)));
}

int notice_served(struct cx *cx, struct notice *n, str note)
{
	if (note.n < WHY_LEAST || note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "say how it was served");
	int rows = sql_exec(cx, &q_served, BIND(V(cx->now), V(cx->actor.v), V(note), V(n->id)));
	TRY(rows);
	if (!rows)
		return FAIL(cx, E_STATE, "this notice has arrived already");
	return notice_get(cx, n->id, n);
}

int notice_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	return sql_exec(cx, &q_owner_merged, BIND(V(keep.v), V(gone.v)));
}
