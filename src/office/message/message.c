/* message — see message.h. */
#include "office/message/message.h"

#include <stdio.h>

#include "message_sql.h"
#include "office/seal/seal.h"
#include "platform/sys.h"

SQL_STATEMENTS(message)

enum { REF_BYTES = MESSAGE_REF_HEX / 2, WAIT_FIRST_MS = 10 * SECOND_MS };

static const struct seal_column sealed[] = {
	{ "message.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, NULL, NULL, NULL, NULL },
	{ "message.p_text", &q_seal_text, &q_put_text, &q_count_text, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(message, sealed)

struct written { str kind, step, state, phone, text; utc_ms next_at, expires_at; };

static int put(struct cx *cx, const struct written *w)
{
	char random[REF_BYTES];
	str ref = { random, sizeof random }, p, t;

	sys.random(random, sizeof random);
	TRY(vault_seal_bytes(cx, "message.p_phone", ref, w->phone, &p));
	TRY(vault_seal_bytes(cx, "message.p_text", ref, w->text, &t));
	return as_done(sql_exec(cx, &q_put, BIND(V_BLOB(ref), V(w->kind), V(p), V(t), V(w->state), V(w->next_at), V(w->expires_at), V(cx->now), V(w->step))));
}

int message_put(struct cx *cx, str kind, str phone, str text, utc_ms expires_at, bool is_void)
{
	return put(cx, &(struct written){ kind, S(""), is_void ? S("void") : S("waiting"), phone, text, cx->now, expires_at });
}

int message_tell(struct cx *cx, str kind, str step, str phone, str text, utc_ms not_before, utc_ms expires_at)
{
	ASSERT(step.n);
	return put(cx, &(struct written){ kind, step, S("waiting"), phone, text, MAX(cx->now, not_before), expires_at });
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
	TRY(vault_open(cx, "message.p_phone", ref, sql_str(r), &m->phone));
	TRY(vault_open(cx, "message.p_text", ref, sql_str(r), &m->text));
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
	return as_done(sql_exec(cx, &q_sent, BIND(V(cx->now), V(id))));
}

int message_not_sent(struct cx *cx, int64_t id, int64_t tries)
{
	utc_ms wait = (utc_ms)WAIT_FIRST_MS << MIN(tries, (int64_t)10);

	return as_done(sql_exec(cx, &q_not_sent, BIND(V(cx->now + wait), V((int)MESSAGE_TRIES), V(id))));
}

int message_trim(struct cx *cx, utc_ms before)
{
	return as_done(sql_exec(cx, &q_trim, BIND(V(before))));
}

struct step_state { str state; utc_ms at; };

static int take_state(struct cx *cx, struct sql_row *r, void *arg)
{
	struct step_state *s = arg;

	s->state = sql_str_a(r, cx->arena);
	s->at = sql_i64(r);
	return 0;
}

int message_of_step(struct cx *cx, str step, str *ret_state, utc_ms *ret_at)
{
	struct step_state s = { S(""), 0 };

	TRY(as_done(sql_each(cx, &q_of_step, take_state, &s, BIND(V(step)))));
	*ret_state = s.state;
	*ret_at = s.at;
	return 0;
}
