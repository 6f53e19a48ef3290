/* owner_bulk — see owner_bulk.h. */
#include "office/owner/owner_bulk.h"

#include "owner_bulk_sql.h"
#include "owner_int.h"

SQL_STATEMENTS(owner_bulk)

static str blob(const uint8_t b[static VAULT_REF])
{
	return (str){ (const char *)b, VAULT_REF };
}

static int seal_phone(struct cx *cx, const struct pii *in, struct owner_sealed *ret)
{
	struct pii norm, digits;
	struct phone p;
	int i = ret->nphone;

	if (!phone_parse(pii_reveal(in), &p) || !pii_take((str){ p.z, p.n }, &digits))
		return FAIL_FIELD(cx, E_INVALID, "phone", "not a phone number");
	pii_norm_phone(in, &norm);
	TRY(vault_index(cx, "owner_phone.x_phone", &norm, ret->phone[i].x.b));
	for (int k = 0; k < i; k++)
		if (memcmp(&ret->phone[k].x, &ret->phone[i].x, VAULT_INDEX) == 0)
			return 0;
	vault_ref(ret->phone[i].ref);
	TRY(vault_seal(cx, "owner_phone.p_phone", blob(ret->phone[i].ref), &norm, &ret->phone[i].text));
	ret->phone[i].mobile = p.mobile;
	if (p.mobile) {
		str ref = { (const char *)ret->phone[i].ref, VAULT_REF };
		TRY(vault_index(cx, "owner_login.x_phone", &digits, ret->phone[i].login.b));
		TRY(vault_seal(cx, "owner_login.p_phone", ref, &digits, &ret->phone[i].login_text));
	}
	ret->nphone++;
	return 0;
}

int owner_bulk_seal(struct cx *cx, const struct owner_new *in, struct owner_sealed *ret)
{
	struct pii norm;

	TRY(owner_check(cx, in));
	*ret = (struct owner_sealed){ .kind = in->kind, .id_kind = in->id_kind, .id_no = S(""), .address = S("") };
	vault_ref(ret->ref);
	pii_norm_name(&in->name, &norm);
	TRY(vault_seal(cx, "owner.p_name", blob(ret->ref), &norm, &ret->name));
	TRY(vault_index(cx, "owner.x_name", &norm, ret->x_name.b));
	if (in->id_kind != IK_NONE) {
		pii_norm_id(&in->id_no, &norm);
		TRY(vault_seal(cx, "owner.p_id_no", blob(ret->ref), &norm, &ret->id_no));
		TRY(vault_index(cx, "owner.x_id_no", &norm, ret->x_id.b));
	}
	if (!pii_empty(&in->address))
		TRY(vault_seal(cx, "owner.p_address", blob(ret->ref), &in->address, &ret->address));
	for (int i = 0; i < in->nphone; i++)
		TRY(seal_phone(cx, &in->phone[i], ret));
	return 0;
}

int owner_bulk_phone(struct cx *cx, owner_id id, const struct owner_sealed *s, int i)
{
	return sql_pipe(cx, &q_phone, BIND(V(id.v), V_BLOB(blob(s->phone[i].ref)), V(s->phone[i].text), V_BLOB(owner_index_str(&s->phone[i].x)), V(cx->now)));
}

int owner_bulk_add(struct cx *cx, owner_id id, const struct owner_sealed *s)
{
	struct sqlv x_id = s->id_kind == IK_NONE ? V_NULL : V_BLOB(owner_index_str(&s->x_id));

	return sql_pipe(cx, &q_add, BIND(V(id.v), V_BLOB(blob(s->ref)), V(owner_kind_words[s->kind]), V(s->name), V_BLOB(owner_index_str(&s->x_name)),
	    V(id_kind_words[s->id_kind]), V(s->id_no), x_id, V(s->address), V(cx->unit.v), V(cx->now)));
}

/* --- finding --- */

static void take_index(struct sql_row *r, struct owner_index *ret, bool *ret_has)
{
	str s = sql_str(r);

	*ret_has = s.n == VAULT_INDEX;
	if (*ret_has)
		memcpy(ret->b, s.p, VAULT_INDEX);
	else
		*ret = (struct owner_index){ .b = { 0 } };
}

struct find { owner_bulk_fn *fn; void *arg; };

static int find_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct find *f = arg;
	struct owner_known o = { .has_id = false };
	bool has;

	size_t at = (size_t)sql_i64(r);
	o.id.v = sql_i64(r);
	take_index(r, &o.x_name, &has);
	(void)sql_str(r);
	take_index(r, &o.x_id, &o.has_id);
	o.has_address = sql_i64(r) != 0;
	return f->fn(cx, at, &o, f->arg);
}

static int by_index(struct cx *cx, const struct sql_stmt *q, const struct owner_index *v, size_t n, owner_bulk_fn *fn, void *arg)
{
	struct find f = { fn, arg };

	return n ? sql_each(cx, q, find_row, &f, BIND(V_BLOB(((str){ (const char *)v, n * VAULT_INDEX })))) : 0;
}

int owner_bulk_by_id_no(struct cx *cx, const struct owner_index *v, size_t n, owner_bulk_fn *fn, void *arg)
{
	return by_index(cx, &q_by_id_nos, v, n, fn, arg);
}

int owner_bulk_by_phone(struct cx *cx, const struct owner_index *v, size_t n, owner_bulk_fn *fn, void *arg)
{
	return by_index(cx, &q_by_phones, v, n, fn, arg);
}

int owner_bulk_by_id(struct cx *cx, const str *ids, size_t n, owner_bulk_fn *fn, void *arg)
{
	struct find f = { fn, arg };
	str list;

	TRY(sql_list(cx, ids, n, &list));
	return n ? sql_each(cx, &q_by_ids, find_row, &f, BIND(V(list))) : 0;
}

struct phones { owner_bulk_phone_fn *fn; void *arg; };

static int phone_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct phones *p = arg;
	struct owner_index x;
	bool has;

	size_t at = (size_t)sql_i64(r);
	take_index(r, &x, &has);
	return has ? p->fn(cx, at, &x, p->arg) : 0;
}

int owner_bulk_phones(struct cx *cx, const str *ids, size_t n, owner_bulk_phone_fn *fn, void *arg)
{
	struct phones p = { fn, arg };
	str list;

	TRY(sql_list(cx, ids, n, &list));
	return n ? sql_each(cx, &q_phones_of, phone_row, &p, BIND(V(list))) : 0;
}

int owner_bulk_forget(struct cx *cx, owner_id id)
{
	int n = sql_exec(cx, &q_forget, BIND(V(id.v)));

	TRY(n);
	return n ? as_done(sql_exec(cx, &q_forget_phones, BIND(V(id.v)))) + n : 0;
}
