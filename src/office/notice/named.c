/* named — who rode instead, as an owner says. See notice.h. */
#include "office/notice/notice.h"

#include "core/value.h"
#include "named_sql.h"
#include "office/seal/seal.h"
#include "store/sql/sql.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(named)

enum { NOTE_LEAST = 4, NOTE_MAX = 400 };
const str named_state_names[NR_N] = { SI("asked"), SI("accepted"), SI("declined"), SI("confirmed"), SI("refused"), SI("taken_back") };

static const struct seal_column sealed[] = {
	{ "named_rider.p_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "named_rider.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(named, sealed)

static enum named_state state_of(str s)
{
	int i = 0;

	while (i < NR_N && !str_eq(named_state_names[i], s))
		i++;
	ASSERT(i < NR_N);
	return (enum named_state)i;
}

static int read_fields(struct cx *cx, struct sql_row *r, struct named *n)
{
	*n = (struct named){ .id = sql_i64(r) };
	str ref = sql_str_a(r, cx->arena);
	n->violation = sql_i64(r);
	n->owner.v = sql_i64(r);
	n->rider.v = sql_i64(r);
	n->path = sql_str_a(r, cx->arena);
	n->state = state_of(sql_str(r));
	str name = sql_str_a(r, cx->arena), phone = sql_str_a(r, cx->arena);
	n->made_at = sql_i64(r);
	n->decided_by.v = sql_i64(r);
	n->decided_at = sql_i64(r);
	n->note = sql_str_a(r, cx->arena);
	n->ver = sql_i64(r);
	TRY(vault_open(cx, sealed[0].column, ref, name, &n->name));
	return vault_open(cx, sealed[1].column, ref, phone, &n->phone);
}

struct each { named_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct named n;

	TRY(read_fields(cx, r, &n));
	return e->fn(cx, &n, e->arg);
}

static int keep_one(struct cx *cx, const struct named *n, void *arg)
{
	(void)cx;
	*(struct named *)arg = *n;
	return 0;
}

int named_get(struct cx *cx, int64_t id, struct named *ret)
{
	struct each e = { keep_one, ret };
	int n = sql_each(cx, &q_by_id, each_row, &e, BIND(V(id)));

	TRY(n);
	return n ? 0 : FAIL(cx, E_NOTFOUND, "nobody was named here");
}

int named_of(struct cx *cx, int64_t violation, struct named *ret, bool *ret_found)
{
	struct each e = { keep_one, ret };
	int n = sql_each(cx, &q_of, each_row, &e, BIND(V(violation)));

	TRY(n);
	*ret_found = n > 0;
	return 0;
}

int named_asked(struct cx *cx, owner_id rider, str area, int max, named_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return area.n ? sql_each(cx, &q_asked, each_row, &e, BIND(V(rider.v), V(area), V(max))) : 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int named_times(struct cx *cx, int64_t violation, owner_id owner, int64_t *ret)
{
	return sql_one(cx, &q_times, read_int, ret, BIND(V(violation), V(owner.v)));
}

int named_add(struct cx *cx, const struct named *in, struct named *ret)
{
	uint8_t raw[VAULT_REF];
	str ref = { (const char *)raw, sizeof raw }, name, phone;
	int64_t id, times;

	if (pii_empty(&in->name))
		return FAIL_FIELD(cx, E_INVALID, "name", "say who it was");
	if (pii_empty(&in->phone))
		return FAIL_FIELD(cx, E_INVALID, "phone", "must be a mobile number");
	if (in->rider.v && in->rider.v == in->owner.v)
		return FAIL_FIELD(cx, E_INVALID, "self", "name another person");
	TRY(named_times(cx, in->violation, in->owner, &times));
	if (times >= NAMED_MOST)
		return FAIL_FIELD(cx, E_STATE, "named_enough", "somebody has been named for this %d times: explain it in an appeal, or at the counter", NAMED_MOST);
	vault_ref(raw);
	TRY(vault_seal(cx, sealed[0].column, ref, &in->name, &name));
	TRY(vault_seal(cx, sealed[1].column, ref, &in->phone, &phone));
	int rc = sql_insert(cx, &q_add, &id, BIND(V_BLOB(ref), V(in->violation), V(in->owner.v), V_ID(in->rider.v), V(in->path), V(name), V(phone), V(cx->now)));
	if (rc == E_STATE) {   /* NO5 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "open", "somebody has been named already and has not answered");
	}
	TRY(rc);
	return named_get(cx, id, ret);
}

int named_decide(struct cx *cx, struct named *n, enum named_state to, owner_id rider, str note)
{
	owner_id who = rider.v ? rider : n->rider;

	ASSERT(to != NR_ASKED);
	if (n->state != NR_ASKED)
		return FAIL(cx, E_STATE, "this has been answered already");
	if ((to == NR_CONFIRMED || to == NR_REFUSED) && (note.n < NOTE_LEAST || note.n > NOTE_MAX || !str_utf8(note)))
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if ((to == NR_CONFIRMED || to == NR_ACCEPTED) && !who.v)
		return FAIL_FIELD(cx, E_INVALID, "riderName", "say who of the register it was");
	if ((to == NR_CONFIRMED || to == NR_ACCEPTED) && who.v == n->owner.v)
		return FAIL_FIELD(cx, E_STATE, "rider_self", "that is the owner who named somebody else");
	int rows = sql_exec(cx, &q_decide, BIND(V(named_state_names[to]), V_ID(who.v), V_ID(cx->actor.v), V(cx->now), V(note), V(n->id), V(n->ver)));
	TRY(rows);
	if (rows != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "this has changed; read it again");
	return named_get(cx, n->id, n);
}

int named_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	TRY(sql_exec(cx, &q_merged_self, BIND(V(keep.v), V(gone.v), V_ID(cx->actor.v), V(cx->now), V(S("登记合并：指认的是本人")))));
	return sql_exec(cx, &q_owner_merged, BIND(V(keep.v), V(gone.v)));
}
