/* outbox — see outbox.h. */
#include "flow/outbox.h"

#include "outbox_sql.h"

SQL_STATEMENTS(outbox)

/* Set once by app/ before threads start. */
static void (*told)(void *arg);
static void *told_arg;

void outbox_on_commit(void (*fn)(void *arg), void *arg)
{
	told = fn;
	told_arg = arg;
}

static void tell(struct cx *cx, void *arg)
{
	(void)cx, (void)arg;
	if (told)
		told(told_arg);
}

int outbox_put(struct cx *cx, str topic, unsigned roles, str body)
{
	ASSERT(body.n);
	TRY(sql_exec(cx, &q_put, BIND(V(cx->now), V(topic), V(roles), V(body))));
	sql_after_commit(cx, tell, NULL);
	return 0;
}

struct after_arg { outbox_fn *fn; void *arg; };

static int after_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct after_arg *a = arg;
	struct outbox_row row;

	row.id = sql_i64(r);
	row.at = sql_i64(r);
	row.topic = sql_str(r);
	row.roles = (unsigned)sql_i64(r);
	row.body = sql_str(r);
	return a->fn(cx, &row, a->arg);
}

int outbox_after(struct cx *cx, int64_t after, unsigned roles, int max, outbox_fn *fn, void *arg)
{
	struct after_arg a = { fn, arg };

	return sql_each(cx, &q_after, after_row, &a, BIND(V(after), V(roles), V(max)));
}

static void read_id(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int outbox_last(struct cx *cx, int64_t *ret_id)
{
	return sql_one(cx, &q_last, read_id, ret_id, BIND_NONE);
}

int outbox_trim(struct cx *cx, utc_ms before)
{
	return sql_exec(cx, &q_trim, BIND(V(before)));
}
