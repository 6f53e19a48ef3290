/* recovery_who — fencing dens and suspects. See recovery.h. */
#include "office/recovery/recovery.h"

#include "office/seal/seal.h"
#include "recovery_who_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(recovery_who)

enum { PLACE_MAX = 256, NOTE_MAX = 1000 };

static const struct seal_column sealed[] = {
	{ "suspect.p_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "suspect.p_id_no", &q_seal_id_no, &q_put_id_no, &q_count_id_no, NULL, NULL, NULL, NULL },
	{ "suspect.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(recovery_who, sealed)

const str den_kind_names[DK_N] = { SI("market"), SI("shop"), SI("house"), SI("store"), SI("online"), SI("other") };
const str den_state_names[DS_N] = { SI("suspected"), SI("watched"), SI("raided"), SI("closed") };
const str suspect_state_names[SU_N] = { SI("suspected"), SI("caught"), SI("handed_over"), SI("cleared") };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static int check_note(struct cx *cx, str note)
{
	return note.n <= NOTE_MAX && str_utf8(note) ? 0 : FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
}

/* --- dens --- */

static void read_den(struct sql_row *r, struct arena *a, struct den *d)
{
	d->id = sql_i64(r);
	d->unit.v = sql_i64(r);
	d->path = sql_str_a(r, a);
	d->kind = (enum den_kind)word_of(den_kind_names, DK_N, sql_str(r));
	d->place = sql_str_a(r, a);
	d->state = (enum den_state)word_of(den_state_names, DS_N, sql_str(r));
	d->note = sql_str_a(r, a);
	d->created_at = sql_i64(r);
	d->raided_at = sql_i64(r);
	d->ver = sql_i64(r);
}

struct one_den { struct arena *arena; struct den d; };

static void read_one_den(struct sql_row *r, void *ret)
{
	struct one_den *o = ret;

	read_den(r, o->arena, &o->d);
}

int den_get(struct cx *cx, int64_t id, struct den *ret)
{
	struct one_den o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_den_by_id, read_one_den, &o, BIND(V(id))));
	*ret = o.d;
	return 0;
}

int den_add(struct cx *cx, const struct den *in, struct den *ret)
{
	int64_t id;

	if (!in->place.n || in->place.n > PLACE_MAX || !str_utf8(in->place))
		return FAIL_FIELD(cx, E_INVALID, "place", "must be 1 to %d bytes of text", PLACE_MAX);
	if ((unsigned)in->kind >= DK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "is no kind of den");
	TRY(check_note(cx, in->note));
	TRY(sql_insert(cx, &q_den_add, &id, BIND(V(in->unit.v), V(in->path), V(den_kind_names[in->kind]), V(in->place), V(in->note), V(cx->actor.v), V(cx->now))));
	return den_get(cx, id, ret);
}

int den_set(struct cx *cx, struct den *d, enum den_state state, str note, int64_t ver)
{
	utc_ms raided = d->raided_at ? d->raided_at : state == DS_RAIDED ? cx->now : 0;

	if ((unsigned)state >= DS_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "must be suspected, watched, raided or closed");
	TRY(check_note(cx, note));
	int n = sql_exec(cx, &q_den_set, BIND(V(den_state_names[state]), V(note), V_ID(raided), V(d->id), V(ver ? ver : d->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the den has changed; read it again");
	return den_get(cx, d->id, d);
}

struct each_den { den_fn *fn; void *arg; };

static int den_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_den *e = arg;
	struct den d;

	read_den(r, cx->arena, &d);
	return e->fn(cx, &d, e->arg);
}

int den_list(struct cx *cx, str area, int64_t before, int max, den_fn *fn, void *arg)
{
	struct each_den e = { fn, arg };

	return area.n ? sql_each(cx, &q_den_list, den_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(area), V(max))) : 0;
}

/* --- suspects --- */

struct stored { struct suspect s; str ref, name, id_no, phone; struct arena *arena; };

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *o = ret;
	struct suspect *s = &o->s;

	s->id = sql_i64(r);
	s->unit.v = sql_i64(r);
	s->path = sql_str_a(r, o->arena);
	o->ref = sql_str_a(r, o->arena);
	o->name = sql_str_a(r, o->arena);
	o->id_no = sql_str_a(r, o->arena);
	o->phone = sql_str_a(r, o->arena);
	s->state = (enum suspect_state)word_of(suspect_state_names, SU_N, sql_str(r));
	s->theft.v = sql_i64(r);
	s->den = sql_i64(r);
	s->note = sql_str_a(r, o->arena);
	s->created_at = sql_i64(r);
	s->caught_at = sql_i64(r);
	s->ver = sql_i64(r);
}

static int open_stored(struct cx *cx, struct stored *o)
{
	TRY(vault_open(cx, "suspect.p_name", o->ref, o->name, &o->s.name));
	TRY(vault_open(cx, "suspect.p_id_no", o->ref, o->id_no, &o->s.id_no));
	return vault_open(cx, "suspect.p_phone", o->ref, o->phone, &o->s.phone);
}

int suspect_get(struct cx *cx, int64_t id, struct suspect *ret)
{
	struct stored o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_suspect_by_id, read_stored, &o, BIND(V(id))));
	TRY(open_stored(cx, &o));
	*ret = o.s;
	return 0;
}

int suspect_add(struct cx *cx, const struct suspect *in, struct suspect *ret)
{
	uint8_t raw[VAULT_REF];
	str ref = { (const char *)raw, VAULT_REF }, name, id_no, phone;
	struct pii norm_id, norm_phone;
	int64_t id;

	if (pii_empty(&in->name))
		return FAIL_FIELD(cx, E_INVALID, "name", "name the suspect; write 不详 for one who is not known");
	TRY(check_note(cx, in->note));
	vault_ref(raw);
	pii_norm_id(&in->id_no, &norm_id);
	pii_norm_phone(&in->phone, &norm_phone);
	TRY(vault_seal(cx, "suspect.p_name", ref, &in->name, &name));
	TRY(vault_seal(cx, "suspect.p_id_no", ref, &norm_id, &id_no));
	TRY(vault_seal(cx, "suspect.p_phone", ref, &norm_phone, &phone));
	TRY(sql_insert(cx, &q_suspect_add, &id, BIND(V_BLOB(ref), V(in->unit.v), V(in->path), V(name), V(id_no), V(phone), V_ID(in->theft.v), V_ID(in->den), V(in->note),
		V(cx->actor.v), V(cx->now))));
	return suspect_get(cx, id, ret);
}

int suspect_set(struct cx *cx, struct suspect *s, enum suspect_state state, str note, int64_t ver)
{
	utc_ms caught = s->caught_at ? s->caught_at : state == SU_CAUGHT || state == SU_HANDED_OVER ? cx->now : 0;

	if ((unsigned)state >= SU_N)
		return FAIL_FIELD(cx, E_INVALID, "state", "must be suspected, caught, handed_over or cleared");
	TRY(check_note(cx, note));
	int n = sql_exec(cx, &q_suspect_set, BIND(V(suspect_state_names[state]), V(note), V_ID(caught), V(s->id), V(ver ? ver : s->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the suspect's row has changed; read it again");
	return suspect_get(cx, s->id, s);
}

struct each_suspect { suspect_fn *fn; void *arg; };

static int suspect_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_suspect *e = arg;
	struct stored o = { .arena = cx->arena };

	read_stored(r, &o);
	TRY(open_stored(cx, &o));
	return e->fn(cx, &o.s, e->arg);
}

int suspect_list(struct cx *cx, str area, theft_id theft, int64_t before, int max, suspect_fn *fn, void *arg)
{
	struct each_suspect e = { fn, arg };

	return area.n ? sql_each(cx, &q_suspect_list, suspect_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(area), V(theft.v), V(max))) : 0;
}
