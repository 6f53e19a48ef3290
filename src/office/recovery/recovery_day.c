/* recovery_day — return lists: a day, a place, and the bikes that are given back there. See recovery.h. */
#include "office/recovery/recovery.h"

#include <stdio.h>

#include "base/utc.h"
#include "office/seal/seal.h"
#include "recovery_day_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(recovery_day)

enum { NUMBER_TEXT = 64, PLACE_MAX = 256, NOTE_MAX = 1000, LETTER_MAX = 64 };

static const struct seal_column sealed[] = {
	{ "return_item.p_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "return_item.p_id_no", &q_seal_id_no, &q_put_id_no, &q_count_id_no, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(recovery_day, sealed)

const str return_state_names[RI_N] = { SI("listed"), SI("checked_in"), SI("returned"), SI("no_show"), SI("dropped") };
const str return_call_names[RCALL_N] = { SI("none"), SI("called"), SI("reached"), SI("not_reached") };
const str return_who_names[RW_N] = { SI(""), SI("owner"), SI("agent") };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static void read_day(struct sql_row *r, struct arena *a, struct return_day *d)
{
	d->id = sql_i64(r);
	d->number = sql_str_a(r, a);
	d->unit.v = sql_i64(r);
	d->path = sql_str_a(r, a);
	d->day = (int32_t)sql_i64(r);
	d->place = sql_str_a(r, a);
	d->closed = str_eq(sql_str(r), S("closed"));
	d->note = sql_str_a(r, a);
	d->created_at = sql_i64(r);
	d->closed_at = sql_i64(r);
	d->ver = sql_i64(r);
}

struct one_day { struct arena *arena; struct return_day d; };

static void read_one_day(struct sql_row *r, void *ret)
{
	struct one_day *o = ret;

	read_day(r, o->arena, &o->d);
}

int return_day_get(struct cx *cx, int64_t id, struct return_day *ret)
{
	struct one_day o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_day_by_id, read_one_day, &o, BIND(V(id))));
	*ret = o.d;
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int return_day_add(struct cx *cx, unit_id unit, str path, int32_t day, str place, str note, struct return_day *ret)
{
	struct civil c = civil_of(cx->now);
	char head[40], number[NUMBER_TEXT];
	int64_t n, id;

	if (!place.n || place.n > PLACE_MAX || !str_utf8(place))
		return FAIL_FIELD(cx, E_INVALID, "place", "must be 1 to %d bytes of text", PLACE_MAX);
	if (note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (day < day_of(cx->now))
		return FAIL_FIELD(cx, E_INVALID, "day", "must be today or later");
	snprintf(head, sizeof head, "FH%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(head)))));
	snprintf(number, sizeof number, "%s-%04lld", head, (long long)n);
	TRY(sql_insert(cx, &q_day_add, &id, BIND(V(str_of(number)), V(unit.v), V(path), V((int)day), V(place), V(note), V(cx->actor.v), V(cx->now))));
	return return_day_get(cx, id, ret);
}

int return_day_close(struct cx *cx, struct return_day *d)
{
	int n = sql_exec(cx, &q_day_close, BIND(V(cx->now), V(d->id)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "day_waits", "it is closed, or a bike on it is neither given back nor taken off");
	return return_day_get(cx, d->id, d);
}

struct each_day { return_day_fn *fn; void *arg; };

static int day_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_day *e = arg;
	struct return_day d;

	read_day(r, cx->arena, &d);
	return e->fn(cx, &d, e->arg);
}

int return_day_list(struct cx *cx, str area, int64_t before, int max, return_day_fn *fn, void *arg)
{
	struct each_day e = { fn, arg };

	return area.n ? sql_each(cx, &q_day_list, day_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(area), V(max))) : 0;
}

static void read_counts(struct sql_row *r, void *ret)
{
	struct return_counts *c = ret;

	c->listed = sql_i64(r);
	c->checked_in = sql_i64(r);
	c->returned = sql_i64(r);
	c->no_show = sql_i64(r);
	c->reached = sql_i64(r);
}

int return_day_counts(struct cx *cx, int64_t day, struct return_counts *ret)
{
	return sql_one(cx, &q_day_counts, read_counts, ret, BIND(V(day)));
}

/* --- items --- */

struct stored { struct return_item i; str ref, name, id_no; struct arena *arena; };

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *o = ret;
	struct return_item *i = &o->i;

	i->id = sql_i64(r);
	i->day = sql_i64(r);
	i->seized = sql_i64(r);
	i->unit.v = sql_i64(r);
	i->state = (enum return_state)word_of(return_state_names, RI_N, sql_str(r));
	i->call = (enum return_call)word_of(return_call_names, RCALL_N, sql_str(r));
	i->called_at = sql_i64(r);
	i->appointment = sql_i64(r);
	i->checked_at = sql_i64(r);
	i->receiver = (enum return_who)word_of(return_who_names, RW_N, sql_str(r));
	o->ref = sql_str_a(r, o->arena);
	o->name = sql_str_a(r, o->arena);
	o->id_no = sql_str_a(r, o->arena);
	i->letter = sql_str_a(r, o->arena);
	i->voucher = sql_str_a(r, o->arena);
	i->person = sql_str_a(r, o->arena);
	i->is_signed = sql_i64(r) != 0;
	i->returned_at = sql_i64(r);
	i->returned_by.v = sql_i64(r);
	i->ver = sql_i64(r);
}

static int open_stored(struct cx *cx, struct stored *o)
{
	TRY(vault_open(cx, "return_item.p_name", o->ref, o->name, &o->i.name));
	return vault_open(cx, "return_item.p_id_no", o->ref, o->id_no, &o->i.id_no);
}

int return_item_get(struct cx *cx, int64_t id, struct return_item *ret)
{
	struct stored o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_item_by_id, read_stored, &o, BIND(V(id))));
	TRY(open_stored(cx, &o));
	*ret = o.i;
	return 0;
}

int return_item_add(struct cx *cx, const struct return_day *d, int64_t seized, struct return_item *ret)
{
	uint8_t raw[VAULT_REF];
	int64_t id;

	if (d->closed)
		return FAIL_FIELD(cx, E_STATE, "day_closed", "this return list is closed; make another one");
	vault_ref(raw);
	int rc = sql_insert(cx, &q_item_add, &id, BIND(V_BLOB(((str){ (const char *)raw, VAULT_REF })), V(d->id), V(seized), V(d->unit.v), V(cx->now)));
	if (rc == E_STATE && strstr(cx->err.msg, "return_item.seized")) {   /* RC6 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "listed", "it is on a return list already");
	}
	TRY(rc);
	return return_item_get(cx, id, ret);
}

struct each_item { return_item_fn *fn; void *arg; };

static int item_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_item *e = arg;
	struct stored o = { .arena = cx->arena };

	read_stored(r, &o);
	TRY(open_stored(cx, &o));
	return e->fn(cx, &o.i, e->arg);
}

int return_items(struct cx *cx, int64_t day, int max, return_item_fn *fn, void *arg)
{
	struct each_item e = { fn, arg };

	return sql_each(cx, &q_items, item_row, &e, BIND(V(day), V(max)));
}

static void read_day_id(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int return_day_of(struct cx *cx, int64_t seized, int64_t *ret)
{
	return sql_one(cx, &q_day_of_seized, read_day_id, ret, BIND(V(seized)));
}

struct ref_of { struct arena *arena; str ref; };

static void read_ref(struct sql_row *r, void *ret)
{
	struct ref_of *o = ret;

	o->ref = sql_str_a(r, o->arena);
}

int return_item_photo_old(struct cx *cx, int64_t id, bool person)
{
	return as_done(sql_exec(cx, &q_item_photo_old, BIND(V(id), V(person))));
}

int return_item_put(struct cx *cx, struct return_item *i)
{
	struct ref_of o = { .arena = cx->arena };
	str name, id_no;

	if (i->letter.n > LETTER_MAX || !str_utf8(i->letter))
		return FAIL_FIELD(cx, E_INVALID, "letter", "must be at most %d bytes of text", LETTER_MAX);
	TRY(sql_one(cx, &q_item_ref, read_ref, &o, BIND(V(i->id))));
	TRY(vault_seal(cx, "return_item.p_name", o.ref, &i->name, &name));
	TRY(vault_seal(cx, "return_item.p_id_no", o.ref, &i->id_no, &id_no));
	int n = sql_exec(cx, &q_item_put, BIND(V(return_state_names[i->state]), V(return_call_names[i->call]), V_ID(i->called_at), V_ID(i->called_at ? cx->actor.v : 0), V_ID(i->appointment),
		V_ID(i->checked_at), V(return_who_names[i->receiver]), V(name), V(id_no), V(i->letter), V(i->voucher), V(i->person), V(i->is_signed), V_ID(i->returned_at),
		V_ID(i->returned_by.v), V(i->id), V(i->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the row has changed; read it again");
	i->ver++;
	return 0;
}
