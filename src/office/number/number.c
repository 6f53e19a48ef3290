/* number — entries and overrides. See number.h; searching is in number_search.c, the index in number_index.c. */
#include "number_int.h"
#include "number_sql.h"

SQL_STATEMENTS(number)

static int folded(struct cx *cx, enum number_kind k, str text, struct number *ret)
{
	ASSERT((unsigned)k < NK_N);
	if (!number_fold(text, ret))
		return FAIL_FIELD(cx, E_INVALID, number_kind_names[k].p, "must be text of at most %d bytes", NUMBER_MAX);
	return 0;
}

struct read_arg { number_fn *fn; void *arg; };

static int each_entry(struct cx *cx, struct sql_row *r, void *arg)
{
	struct read_arg *a = arg;
	enum number_kind k;
	struct number n;

	ASSERT(number_kind_of(sql_str(r), &k) && number_fold(sql_str(r), &n));   /* CHECKed and folded when it was stored */
	return a->fn(cx, k, &n, (bike_id){ sql_i64(r) }, a->arg);
}

int number_of_bike(struct cx *cx, bike_id bike, number_fn *fn, void *arg)
{
	struct read_arg a = { fn, arg };

	return sql_each(cx, &q_of_bike, each_entry, &a, BIND(V(bike.v)));
}

/* --- adding and ending --- */

struct rivals { enum number_kind kind; bike_id self; bool mine; int others; };

static int count_rival(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike, void *arg)
{
	struct rivals *r = arg;

	(void)cx, (void)n;
	if (k != r->kind)
		return 0;
	if (bike.v == r->self.v)
		r->mine = true;
	else
		r->others++;
	return 0;
}

/* In the order of the columns. */
#define DESK(d) &(d)->brand, &(d)->model, &(d)->colour, &(d)->frame_no, &(d)->motor_no, &(d)->vehicle_code

static void read_override(struct sql_row *r, void *ret)
{
	struct override *o = ret;

	o->id = sql_i64(r);
	ASSERT(number_kind_of(sql_str(r), &o->kind) && number_fold(sql_str(r), &o->norm));
	o->reason = sql_str(r);
	o->note = sql_str(r);
	o->asked_by.v = sql_i64(r);
	o->decided_by.v = sql_i64(r);
	o->asked_at = sql_i64(r);
	o->decided_at = sql_i64(r);
	o->used_by.v = sql_i64(r);
	o->state = override_state_of(sql_str(r));
	ASSERT(o->state < OV_STATES);
	o->ver = sql_i64(r);
	str *desk[OVERRIDE_DESK] = { DESK(&o->desk) };
	for (int i = 0; i < OVERRIDE_DESK; i++)
		*desk[i] = sql_str(r);
}

struct one { struct arena *arena; struct override o; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_override(r, &o->o);
	o->o.reason = arena_str(o->arena, o->o.reason);
	o->o.note = arena_str(o->arena, o->o.note);
	str *desk[OVERRIDE_DESK] = { DESK(&o->o.desk) };
	for (int i = 0; i < OVERRIDE_DESK; i++)
		*desk[i] = arena_str(o->arena, *desk[i]);
}

/* N2: uses up the leave to have the number, if there is one; *ret_id 0: there was none. */
static int use_override(struct cx *cx, enum number_kind k, const struct number *n, bike_id bike, bool needed, int64_t *ret_id)
{
	struct one o = { .arena = cx->arena };
	struct err before = cx->err;

	int rc = k == NK_PLATE || k == NK_TAG ? E_NOTFOUND : sql_one(cx, &q_granted, read_one, &o, BIND(V(number_kind_names[k]), V(number_str(n))));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret_id = 0;
		return !needed ? 0 : FAIL_FIELD(cx, E_STATE, number_kind_names[k].p, "another bike carries this %s number", number_kind_names[k].p);
	}
	TRY(rc);
	if (!override_row_for(o.o.state, OVE_USE))
		return FAIL(cx, E_STATE, "the override has changed; read it again");
	int changed = sql_exec(cx, &q_use, BIND(V(bike.v), V(o.o.id), V(o.o.ver)));
	TRY(changed);
	if (changed != 1)
		return FAIL(cx, E_STATE, "the override has changed; read it again");
	*ret_id = o.o.id;
	return 0;
}

int number_add(struct cx *cx, enum number_kind k, str text, bike_id bike, bool *ret_stored)
{
	struct number n, skel;
	struct rivals r = { k, bike, false, 0 };
	struct read_arg a = { count_rival, &r };
	int64_t override, id;

	TRY(folded(cx, k, text, &n));
	*ret_stored = !number_is_placeholder(&n);
	if (!*ret_stored)    /* N4 */
		return 0;
	TRY(sql_each(cx, &q_exact, each_entry, &a, BIND(V(number_str(&n)), V(1000))));
	if (r.mine)
		return 0;
	TRY(use_override(cx, k, &n, bike, r.others > 0, &override));
	number_skeleton(&n, &skel);
	TRY(sql_insert(cx, &q_add, &id, BIND(V(number_kind_names[k]), V(number_str(&n)), V(number_str(&skel)), V(bike.v), V(cx->now), V_ID(override))));
	index_added(cx, id);
	return 0;
}

int number_end(struct cx *cx, enum number_kind k, str text, bike_id bike)
{
	struct number n;

	TRY(folded(cx, k, text, &n));
	int ended = sql_exec(cx, &q_end, BIND(V(number_kind_names[k]), V(number_str(&n)), V(bike.v), V(cx->now)));
	if (ended > 0)
		index_ended(cx, ended);
	return ended;
}

int number_end_all(struct cx *cx, bike_id bike)
{
	int ended = sql_exec(cx, &q_end_all, BIND(V(bike.v), V(cx->now)));

	if (ended > 0)
		index_ended(cx, ended);
	return ended;
}

/* --- overrides --- */

int override_get(struct cx *cx, int64_t id, struct override *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_override, read_one, &o, BIND(V(id))));
	*ret = o.o;
	return 0;
}

static int desk_sound(struct cx *cx, const struct override_desk *d)
{
	const str *desk[OVERRIDE_DESK] = { DESK(d) };

	for (int i = 0; i < OVERRIDE_DESK; i++)
		if (desk[i]->n > OVERRIDE_DESK_MAX || !str_utf8(*desk[i]))
			return FAIL_FIELD(cx, E_INVALID, "desk", "must be texts of at most %d bytes", OVERRIDE_DESK_MAX);
	return 0;
}

int override_ask(struct cx *cx, enum number_kind k, str text, str reason, const struct override_desk *desk, struct override *ret)
{
	static const struct override_desk none = { SI(""), SI(""), SI(""), SI(""), SI(""), SI("") };
	const struct override_desk *d = desk ? desk : &none;
	struct number n;
	int64_t id;

	if (k == NK_PLATE || k == NK_TAG)
		return FAIL_FIELD(cx, E_INVALID, "kind", "a plate or a tag is never on two bikes");
	TRY(folded(cx, k, text, &n));
	if (number_is_placeholder(&n))
		return FAIL_FIELD(cx, E_INVALID, "number", "is no number");
	if (reason.n < 4 || reason.n > 400 || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "must be 4 to 400 bytes of text");
	TRY(desk_sound(cx, d));
	int rc = sql_insert(cx, &q_ask, &id, BIND(V(number_kind_names[k]), V(number_str(&n)), V(reason), V(cx->actor.v), V(cx->now), V(d->brand), V(d->model),
	                    V(d->colour), V(d->frame_no), V(d->motor_no), V(d->vehicle_code)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_STATE, "this number has an override that is asked for or granted already");
	}
	TRY(rc);
	return override_get(cx, id, ret);
}

int override_step(struct cx *cx, struct override *o, enum override_event ev, str note)
{
	const struct override_row *row = ev == OVE_USE ? NULL : override_row_for(o->state, ev);

	if (!row)
		return FAIL(cx, E_STATE, "not possible for an override that is %.*s", STR_ARG(override_state_name(o->state)));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (row->other_person && o->asked_by.v == cx->actor.v)     /* N3 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another person than the one who asked decides");
	if (row->same_person && o->asked_by.v != cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "asker", "only the one who asked may withdraw it");
	if (row->other_person && note.n < 4)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why, in at least 4 bytes of text");
	if (note.n > 400 || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	int n = sql_exec(cx, &q_decide, BIND(V(override_state_name(row->to)), V(note), V(cx->actor.v), V(cx->now), V(o->id), V(override_state_name(o->state)), V(o->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the override has changed; read it again");
	return override_get(cx, o->id, o);
}

int override_photos_add(struct cx *cx, int64_t id, const struct override_photo *p, size_t n)
{
	if (n > OVERRIDE_PHOTOS)
		return FAIL_FIELD(cx, E_INVALID, "photos", "at most %d photos go with a request", OVERRIDE_PHOTOS);
	for (size_t i = 0; i < n; i++) {
		int rc = sql_exec(cx, &q_photo_add, BIND(V(id), V(p[i].slot), V(p[i].photo)));
		if (rc == E_STATE) {
			cx->err = (struct err){ 0 };
			return FAIL_FIELD(cx, E_INVALID, "photos", "the same place twice");
		}
		TRY(rc);
	}
	return 0;
}

struct photos { struct override_photo *v; int n; };

static int each_photo(struct cx *cx, struct sql_row *r, void *arg)
{
	struct photos *p = arg;

	ASSERT(p->n < OVERRIDE_PHOTOS);
	p->v[p->n].slot = sql_str_a(r, cx->arena);
	p->v[p->n++].photo = sql_str_a(r, cx->arena);
	return 0;
}

int override_photos(struct cx *cx, int64_t id, struct override_photo ret[static OVERRIDE_PHOTOS], int *ret_n)
{
	struct photos p = { ret, 0 };

	TRY(sql_each(cx, &q_photos, each_photo, &p, BIND(V(id))));
	*ret_n = p.n;
	return 0;
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int override_photo_needed(struct cx *cx, str photo, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_photo_needed, read_count, &n, BIND(V(photo))));
	*ret = n > 0;
	return 0;
}

struct list_arg { override_fn *fn; void *arg; };

static int each_override(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct override o;

	read_override(r, &o);
	return l->fn(cx, &o, l->arg);
}

int override_list(struct cx *cx, bool open, account_id asker, int64_t before, int max, override_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_overrides, each_override, &l, BIND(V(before ? before : INT64_MAX), V(open), V(asker.v), V(max)));
}
