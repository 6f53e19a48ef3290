/* appeal — appeals against violations and their decisions. See notice.h. */
#include "office/notice/notice.h"

#include "appeal_sql.h"
#include "office/seal/seal.h"
#include "store/sql/sql.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(appeal)

enum { TEXT_LEAST = 4, TEXT_MAX = 2000, REASON_LEAST = 8, REASON_MAX = 2000 };
const str appeal_state_names[APS_N] = { SI("open"), SI("upheld"), SI("revoked") };

static const struct seal_column sealed[] = {
	{ "appeal.p_text", &q_seal_text, &q_put_text, &q_count_text, NULL, NULL, NULL, NULL },
	{ "appeal.p_reason", &q_seal_reason, &q_put_reason, &q_count_reason, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(appeal, sealed)

static enum appeal_state state_of(str s)
{
	int i = 0;

	while (i < APS_N && !str_eq(appeal_state_names[i], s))
		i++;
	ASSERT(i < APS_N);
	return (enum appeal_state)i;
}

static int read_fields(struct cx *cx, struct sql_row *r, struct appeal *p)
{
	*p = (struct appeal){ .id = sql_i64(r) };
	str ref = sql_str_a(r, cx->arena);
	p->violation = sql_i64(r);
	p->owner.v = sql_i64(r);
	p->path = sql_str_a(r, cx->arena);
	p->confirmed_by.v = sql_i64(r);
	p->state = state_of(sql_str(r));
	str text = sql_str_a(r, cx->arena);
	p->made_at = sql_i64(r);
	p->due_day = (int32_t)sql_i64(r);
	p->provisional = sql_i64(r) != 0;
	p->decided_by.v = sql_i64(r);
	p->decided_at = sql_i64(r);
	p->ground = sql_str_a(r, cx->arena);
	str reason = sql_str_a(r, cx->arena);
	p->ver = sql_i64(r);
	TRY(vault_open_bytes(cx, sealed[0].column, ref, text, &p->text));
	p->reason = S("");
	return reason.n ? vault_open_bytes(cx, sealed[1].column, ref, reason, &p->reason) : 0;
}

struct each { appeal_fn *fn; void *arg; str ref; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct appeal p;

	TRY(read_fields(cx, r, &p));
	return e->fn(cx, &p, e->arg);
}

static int keep_one(struct cx *cx, const struct appeal *p, void *arg)
{
	(void)cx;
	*(struct appeal *)arg = *p;
	return 0;
}

int appeal_get(struct cx *cx, int64_t id, struct appeal *ret)
{
	struct each e = { .fn = keep_one, .arg = ret };
	int n = sql_each(cx, &q_by_id, each_row, &e, BIND(V(id)));

	TRY(n);
	return n ? 0 : FAIL(cx, E_NOTFOUND, "no such appeal");
}

int appeal_of(struct cx *cx, int64_t violation, struct appeal *ret, bool *ret_found)
{
	struct each e = { .fn = keep_one, .arg = ret };
	int n = sql_each(cx, &q_of, each_row, &e, BIND(V(violation)));

	TRY(n);
	*ret_found = n > 0;
	return 0;
}

int appeal_list(struct cx *cx, str area, bool open, int64_t after, int max, appeal_fn *fn, void *arg)
{
	struct appeal at = { .due_day = INT32_MIN };
	struct each e = { .fn = fn, .arg = arg };

	if (!area.n)   /* who has no area sees nothing */
		return 0;
	if (!open)
		return sql_each(cx, &q_list_done, each_row, &e, BIND(V(area), V(after > 0 ? after : INT64_MAX), V(max)));
	if (after > 0)
		TRY(appeal_get(cx, after, &at));
	return sql_each(cx, &q_list_open, each_row, &e, BIND(V(area), V(at.due_day), V(at.id), V(max)));
}

int appeal_due_list(struct cx *cx, int32_t from, int32_t until, int max, appeal_fn *fn, void *arg)
{
	struct each e = { .fn = fn, .arg = arg };

	return sql_each(cx, &q_list_due, each_row, &e, BIND(V(from), V(until), V(max)));
}

int appeal_add(struct cx *cx, const struct appeal *in, struct appeal *ret)
{
	uint8_t raw[VAULT_REF];
	str ref = { (const char *)raw, sizeof raw }, text;
	int64_t id;

	if (in->text.n < TEXT_LEAST || in->text.n > TEXT_MAX || !str_utf8(in->text))
		return FAIL_FIELD(cx, E_INVALID, "text", "say what is wrong, in at most %d bytes", TEXT_MAX);
	vault_ref(raw);
	TRY(vault_seal_bytes(cx, sealed[0].column, ref, in->text, &text));
	int rc = sql_insert(cx, &q_add, &id, BIND(V_BLOB(ref), V(in->violation), V(in->owner.v), V(in->path), V(in->confirmed_by.v), V(text), V(cx->now), V(in->due_day),
		V(in->provisional)));
	if (rc == E_STATE) {   /* NO3 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "open", "an appeal against this is open already");
	}
	TRY(rc);
	return appeal_get(cx, id, ret);
}

struct ref_of { str ref; };

static int take_ref(struct cx *cx, struct sql_row *r, void *arg)
{
	struct ref_of *f = arg;

	(void)sql_i64(r);
	f->ref = sql_str_a(r, cx->arena);
	return 0;
}

int appeal_decide(struct cx *cx, struct appeal *a, const struct appeal_decision *in)
{
	struct ref_of f = { S("") };
	str reason;

	if (a->state != APS_OPEN)
		return FAIL(cx, E_STATE, "this appeal has been decided");
	if (in->ver && in->ver != a->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the appeal has changed; read it again");
	if (cx->actor.v == a->confirmed_by.v)   /* NO4 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another officer decides than the one who confirmed the violation");
	if (in->reason.n < REASON_LEAST || in->reason.n > REASON_MAX || !str_utf8(in->reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "say why, in words for the rider");
	TRY(sql_each(cx, &q_by_id, take_ref, &f, BIND(V(a->id))));
	TRY(vault_seal_bytes(cx, sealed[1].column, f.ref, in->reason, &reason));
	int n = sql_exec(cx, &q_decide, BIND(V(appeal_state_names[in->revoke ? APS_REVOKED : APS_UPHELD]), V(cx->actor.v), V(cx->now), V(in->ground), V(reason), V(a->id), V(a->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the appeal has changed; read it again");
	return appeal_get(cx, a->id, a);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int appeal_due(struct cx *cx, str area, int32_t day, int64_t *ret)
{
	return sql_one(cx, &q_due, read_int, ret, BIND(V(day), V(area)));
}

/* --- photos --- */

int appeal_photo_put(struct cx *cx, int64_t appeal, str photo, int64_t most)
{
	int64_t n;

	TRY(sql_one(cx, &q_photo_count, read_int, &n, BIND(V(appeal))));
	if (n >= most)
		return FAIL_FIELD(cx, E_STATE, "photos", "there are %lld photos already, no more are taken", (long long)n);
	return as_done(sql_exec(cx, &q_photo_add, BIND(V(appeal), V(photo), V(cx->now))));
}

struct each_photo { appeal_photo_fn *fn; void *arg; };

static int photo_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_photo *e = arg;
	str photo = sql_str_a(r, cx->arena);

	return e->fn(cx, photo, sql_i64(r), e->arg);
}

int appeal_photos(struct cx *cx, int64_t appeal, appeal_photo_fn *fn, void *arg)
{
	struct each_photo e = { fn, arg };

	return sql_each(cx, &q_photos, photo_row, &e, BIND(V(appeal)));
}

int appeal_photo_is(struct cx *cx, int64_t appeal, str photo, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_photo_is, read_int, &n, BIND(V(appeal), V(photo))));
	*ret = n > 0;
	return 0;
}

int appeal_photo_drop(struct cx *cx, int64_t id)
{
	return as_done(sql_exec(cx, &q_photo_drop, BIND(V(id))));
}

int appeal_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	return sql_exec(cx, &q_owner_merged, BIND(V(keep.v), V(gone.v)));
}
