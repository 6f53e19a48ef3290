/* owner — see owner.h. This file: the record itself and how it is found; phones, agents, consents and merges are in owner_more.c. */
#include "office/owner/owner.h"

#include "owner_int.h"
#include "owner_sql.h"

SQL_STATEMENTS(owner)

const str owner_kind_words[OK_N] = { SI("person"), SI("unit") };
const str id_kind_words[IK_N] = {
	SI("none"), SI("idcard"), SI("passport"), SI("hkmo_permit"), SI("tw_permit"), SI("residence"), SI("military"), SI("uscc"),
};

str owner_kind_name(enum owner_kind k)
{
	return (unsigned)k < OK_N ? owner_kind_words[k] : S("");
}

str id_kind_name(enum id_kind k)
{
	return (unsigned)k < IK_N ? id_kind_words[k] : S("");
}

enum id_kind id_kind_of(str s)
{
	int i = 0;

	while (i < IK_N && !str_eq(id_kind_words[i], s))
		i++;
	return (enum id_kind)i;
}

/* --- checks (O2) --- */

bool owner_phone_ok(const struct pii *phone)
{
	struct phone p;

	return phone_parse(pii_reveal(phone), &p);
}

int owner_check_id(struct cx *cx, enum id_kind kind, const struct pii *no)
{
	str s = pii_reveal(no);
	struct cn_id card;
	struct uscc code;
	enum id_fault fault;

	switch (kind) {
	case IK_NONE:
		return s.n == 0 ? 0 : FAIL_FIELD(cx, E_INVALID, "idKind", "say which document the number is of");
	case IK_IDCARD:
		fault = cn_id_parse(s, civil_of(cx->now), &card);
		return fault == IDF_NONE ? 0 : FAIL_FIELD(cx, E_INVALID, "idNo", "%s", id_fault_text(fault));
	case IK_USCC:
		fault = uscc_parse(s, &code);
		return fault == IDF_NONE ? 0 : FAIL_FIELD(cx, E_INVALID, "idNo", "%s", id_fault_text(fault));
	default:
		return s.n >= 5 && s.n <= 32 ? 0 : FAIL_FIELD(cx, E_INVALID, "idNo", "must have 5 to 32 characters");
	}
}

int owner_check(struct cx *cx, const struct owner_new *in)
{
	if (pii_empty(&in->name))
		return FAIL_FIELD(cx, E_INVALID, "name", "is missing");
	if ((in->id_kind == IK_USCC) > (in->kind == OK_UNIT))
		return FAIL_FIELD(cx, E_INVALID, "idKind", "only units have a social credit code");
	TRY(owner_check_id(cx, in->id_kind, &in->id_no));
	for (int i = 0; i < in->nphone; i++)
		if (!owner_phone_ok(&in->phone[i]))
			return FAIL_FIELD(cx, E_INVALID, "phone", "not a phone number");
	return 0;
}

/* --- the record --- */

static str blob(const uint8_t b[static VAULT_INDEX])
{
	return (str){ (const char *)b, VAULT_INDEX };
}

int owner_seal_id(struct cx *cx, const struct vref *ref, enum id_kind kind, const struct pii *no, str *ret_text, struct sqlv *ret_index)
{
	static _Thread_local uint8_t index[VAULT_INDEX];   /* read by the statement that follows */
	struct pii norm;

	*ret_text = S("");
	*ret_index = V_NULL;
	if (kind == IK_NONE)
		return 0;
	pii_norm_id(no, &norm);
	TRY(vault_seal(cx, "owner.p_id_no", vref_str(ref), &norm, ret_text));
	TRY(vault_index(cx, "owner.x_id_no", &norm, index));
	*ret_index = V_BLOB(blob(index));
	return 0;
}

static int taken(struct cx *cx, int rc)
{
	if (rc != E_STATE)
		return rc;
	cx->err = (struct err){ 0 };
	return FAIL_FIELD(cx, E_STATE, "idNo", "an owner with this document is registered already");
}

int owner_add(struct cx *cx, const struct owner_new *in, owner_id *ret)
{
	struct vref ref;
	uint8_t x_name[VAULT_INDEX];
	struct sqlv x_id;
	struct pii norm;
	str name, id_no, address = S("");
	int64_t id;

	TRY(owner_check(cx, in));
	vref_new(&ref);
	pii_norm_name(&in->name, &norm);
	TRY(vault_seal(cx, "owner.p_name", vref_str(&ref), &norm, &name));
	TRY(vault_index(cx, "owner.x_name", &norm, x_name));
	TRY(owner_seal_id(cx, &ref, in->id_kind, &in->id_no, &id_no, &x_id));
	if (!pii_empty(&in->address))
		TRY(vault_seal(cx, "owner.p_address", vref_str(&ref), &in->address, &address));
	int rc = sql_insert(cx, &q_add, &id, BIND(V_BLOB(vref_str(&ref)), V(owner_kind_words[in->kind]), V(name), V_BLOB(blob(x_name)),
	                    V(id_kind_words[in->id_kind]), V(id_no), x_id, V(address), V(cx->unit.v), V(cx->now)));
	if (rc < 0)
		return taken(cx, rc);
	ret->v = id;
	for (int i = 0; i < in->nphone; i++)
		TRY(owner_phone_add(cx, *ret, &in->phone[i]));
	return 0;
}

/* A row as stored; opened outside the reader, which cannot fail. */
struct sealed { struct arena *arena; struct owner o; struct vref ref; str name, id_no, address; };

static void read_sealed(struct sql_row *r, void *ret)
{
	struct sealed *s = ret;
	struct owner *o = &s->o;

	o->id.v = sql_i64(r);
	vref_take(sql_str(r), &s->ref);
	o->kind = str_eq(sql_str(r), S("unit")) ? OK_UNIT : OK_PERSON;
	s->name = sql_str_a(r, s->arena);
	o->id_kind = id_kind_of(sql_str(r));
	s->id_no = sql_str_a(r, s->arena);
	s->address = sql_str_a(r, s->arena);
	o->unit = sql_i64(r);
	o->merged_into.v = sql_i64(r);
	o->merged = o->merged_into.v != 0;
	o->created_at = sql_i64(r);
	o->ver = sql_i64(r);
}

static int open_one(struct cx *cx, const char *column, const struct vref *ref, str text, struct pii *ret)
{
	if (text.n == 0) {
		*ret = (struct pii){ .n_ = 0 };
		return 0;
	}
	return vault_open(cx, column, vref_str(ref), text, ret);
}

static int unseal(struct cx *cx, struct sealed *s)
{
	TRY(open_one(cx, "owner.p_name", &s->ref, s->name, &s->o.name));
	TRY(open_one(cx, "owner.p_id_no", &s->ref, s->id_no, &s->o.id_no));
	return open_one(cx, "owner.p_address", &s->ref, s->address, &s->o.address);
}

int owner_get(struct cx *cx, owner_id id, struct owner *ret)
{
	struct sealed s = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_sealed, &s, BIND(V(id.v))));
	TRY(unseal(cx, &s));
	*ret = s.o;
	return 0;
}

int owner_live(struct cx *cx, owner_id id, struct owner *ret)
{
	struct owner o;

	TRY(owner_get(cx, id, &o));
	/* a kept owner may have been merged in turn; the chain is as long as the merges made of it */
	for (int hops = 0; o.merged; hops++) {
		if (hops == 32)
			return FAIL(cx, E_CORRUPT, "the owner's merges run in a circle");
		TRY(owner_get(cx, o.merged_into, &o));
	}
	*ret = o;
	return 0;
}

int owner_age(const struct owner *o, utc_ms t)
{
	struct cn_id card;

	if (o->id_kind != IK_IDCARD || cn_id_parse(pii_reveal(&o->id_no), civil_of(t), &card) != IDF_NONE)
		return -1;
	return age_at(card.birth, civil_of(t));
}

/* --- finding --- */

struct find { owner_fn *fn; void *arg; };

static int find_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct find *f = arg;
	struct sealed s = { .arena = cx->arena };

	read_sealed(r, &s);
	TRY(unseal(cx, &s));
	return f->fn(cx, &s.o, f->arg);
}

int owner_find(struct cx *cx, str what, const struct pii *value, int max, owner_fn *fn, void *arg)
{
	struct find f = { fn, arg };
	uint8_t index[VAULT_INDEX];
	struct pii norm;
	const struct sql_stmt *q;

	if (str_eq(what, S("name"))) {
		pii_norm_name(value, &norm);
		TRY(vault_index(cx, "owner.x_name", &norm, index));
		q = &q_by_name;
	} else if (str_eq(what, S("idNo"))) {
		pii_norm_id(value, &norm);
		TRY(vault_index(cx, "owner.x_id_no", &norm, index));
		q = &q_by_id_no;
	} else if (str_eq(what, S("phone"))) {
		if (!owner_phone_ok(value))
			return 0;
		pii_norm_phone(value, &norm);
		TRY(vault_index(cx, "owner_phone.x_phone", &norm, index));
		q = &q_by_phone;
	} else {
		return FAIL_FIELD(cx, E_INVALID, "by", "owners are found by name, idNo or phone");
	}
	if (q == &q_by_name)
		return sql_each(cx, q, find_row, &f, BIND(V_BLOB(blob(index)), V(max), V(cx->roles & ROLE_SYSTEM ? S("/") : cx->area.n ? cx->area : S("-"))));
	return sql_each(cx, q, find_row, &f, BIND(V_BLOB(blob(index)), V(max)));
}

/* --- changing --- */

int owner_changed(struct cx *cx, int n)
{
	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "the owner has changed; read it again");
}

struct ref_ver { struct vref ref; int64_t ver; };

static void read_ref(struct sql_row *r, void *ret)
{
	struct ref_ver *v = ret;

	vref_take(sql_str(r), &v->ref);
	v->ver = sql_i64(r);
}

int owner_change(struct cx *cx, struct owner *o, const struct owner_change *in)
{
	struct ref_ver rv;
	uint8_t x_name[VAULT_INDEX];
	struct pii norm;
	struct sqlv x_id;
	str text;

	TRY(sql_one(cx, &q_ref_of, read_ref, &rv, BIND(V(o->id.v))));
	TRY(owner_changed(cx, sql_exec(cx, &q_bump, BIND(V(o->id.v), V(o->ver)))));
	if (!pii_empty(&in->name)) {
		pii_norm_name(&in->name, &norm);
		TRY(vault_seal(cx, "owner.p_name", vref_str(&rv.ref), &norm, &text));
		TRY(vault_index(cx, "owner.x_name", &norm, x_name));
		TRY(sql_exec(cx, &q_set_name, BIND(V(text), V_BLOB(blob(x_name)), V(o->id.v))));
	}
	if (in->has_id) {
		if ((in->id_kind == IK_USCC) > (o->kind == OK_UNIT))
			return FAIL_FIELD(cx, E_INVALID, "idKind", "only units have a social credit code");
		TRY(owner_check_id(cx, in->id_kind, &in->id_no));
		TRY(owner_seal_id(cx, &rv.ref, in->id_kind, &in->id_no, &text, &x_id));
		int rc = sql_exec(cx, &q_set_id, BIND(V(id_kind_words[in->id_kind]), V(text), x_id, V(o->id.v)));
		if (rc < 0)
			return taken(cx, rc);
	}
	if (!pii_empty(&in->address)) {
		TRY(vault_seal(cx, "owner.p_address", vref_str(&rv.ref), &in->address, &text));
		TRY(sql_exec(cx, &q_set_address, BIND(V(text), V(o->id.v))));
	}
	return owner_get(cx, o->id, o);
}
