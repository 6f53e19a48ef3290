/* message — see message.h. */
#include "office/message/message.h"

#include <stdio.h>

#include "message_sql.h"
#include "platform/sys.h"

SQL_STATEMENTS(message)

enum { REF_BYTES = MESSAGE_REF_HEX / 2, WAIT_FIRST_MS = 10 * SECOND_MS };

/* The one place where phone and text are sealed and opened: until store/vault is there they are stored as they are. To connect it:
 * vault_seal(cx, column, ref, ...) and vault_open(cx, column, ref, ...) with "message.p_phone" and "message.p_text". */
static int field_seal(struct cx *cx, const char *column, str ref, str plain, str *ret)
{
	(void)cx, (void)column, (void)ref;
	*ret = plain;
	return 0;
}

static int field_open(struct cx *cx, const char *column, str ref, str sealed, struct pii *ret)
{
	(void)column, (void)ref;
	return pii_take(sealed, ret) ? 0 : FAIL(cx, E_CORRUPT, "a stored message cannot be read");
}

int message_put(struct cx *cx, str kind, str phone, str text, utc_ms expires_at, bool is_void)
{
	char random[REF_BYTES];
	str ref = { random, sizeof random }, p, t;

	sys.random(random, sizeof random);
	TRY(field_seal(cx, "message.p_phone", ref, phone, &p));
	TRY(field_seal(cx, "message.p_text", ref, text, &t));
	TRY(sql_exec(cx, &q_put, BIND(V_BLOB(ref), V(kind), V(p), V(t), V(is_void ? S("void") : S("waiting")), V(cx->now), V(expires_at))));
	return 0;
}

struct due_arg { message_fn *fn; void *arg; int n, max; struct message *m; };

static int due_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct due_arg *d = arg;
	struct message *m = &d->m[d->n];

	m->id = sql_i64(r);
	str ref = sql_str_a(r, cx->arena);
	for (size_t i = 0; i < REF_BYTES && i < ref.n; i++)
		snprintf(m->ref + 2 * i, 3, "%02x", (unsigned char)ref.p[i]);
	m->kind = sql_str_a(r, cx->arena);
	TRY(field_open(cx, "message.p_phone", ref, sql_str(r), &m->phone));
	TRY(field_open(cx, "message.p_text", ref, sql_str(r), &m->text));
	m->tries = sql_i64(r);
	m->created_at = sql_i64(r);
	d->n++;
	return 0;
}

int message_due(struct cx *cx, int max, message_fn *fn, void *arg)
{
	struct due_arg d = { .max = max, .m = arena_alloc(cx->arena, (size_t)max * sizeof *d.m) };

	ASSERT(max > 0 && max <= 1000);
	if (!d.m)
		return FAIL(cx, E_TOOBIG, "too many messages at once");
	TRY(sql_exec(cx, &q_expire, BIND(V(cx->now))));
	TRY(sql_each(cx, &q_due, due_row, &d, BIND(V(cx->now), V(max))));
	/* after the statement has ended: sending takes long, and it writes */
	for (int i = 0; i < d.n; i++)
		TRY(fn(cx, &d.m[i], arg));
	return d.n;
}

int message_sent(struct cx *cx, int64_t id)
{
	return MIN(sql_exec(cx, &q_sent, BIND(V(cx->now), V(id))), 0);
}

int message_not_sent(struct cx *cx, int64_t id, int64_t tries)
{
	utc_ms wait = (utc_ms)WAIT_FIRST_MS << MIN(tries, (int64_t)10);

	return MIN(sql_exec(cx, &q_not_sent, BIND(V(cx->now + wait), V((int)MESSAGE_TRIES), V(id))), 0);
}

int message_trim(struct cx *cx, utc_ms before)
{
	return MIN(sql_exec(cx, &q_trim, BIND(V(before))), 0);
}
