/* import_apply — a piece of the file against the register: looked up by lists, decided row by row, written in one go. See import_int.h. */
#include <stdlib.h>

#include "import_int.h"
#include "import_store.h"
#include "office/account/account.h"
#include "office/plate/plate.h"

struct batch {
	struct work *w;
	struct chunk *c;
	int nadd, nperson;             /* to be added */
	int *fresh;                    /* the new persons, in order */
	/* while they are written */
	int64_t next, tag_batch[TSL_N];
	str detail;
};

static struct row *row_at(const struct batch *b, int i)
{
	return &b->c->row[i];
}

/* --- looking up --- */

struct look { struct batch *b; int *row; int *slot; str *list; size_t n; };

static int look_room(struct cx *cx, struct batch *b, struct look *ret, size_t each)
{
	size_t most = (size_t)b->c->n * each;

	*ret = (struct look){ .b = b };
	ret->row = arena_alloc(cx->arena, most * sizeof *ret->row);
	ret->slot = arena_alloc(cx->arena, most * sizeof *ret->slot);
	ret->list = arena_alloc(cx->arena, most * sizeof *ret->list);
	return ret->row && ret->slot && ret->list ? 0 : FAIL(cx, E_TOOBIG, "the batch is too large");
}

static void look_add(struct look *l, int row, int slot, str s)
{
	l->row[l->n] = row;
	l->slot[l->n] = slot;
	l->list[l->n++] = s;
}

static int copy_bike(struct cx *cx, const struct bike *b, const struct bike **ret)
{
	struct bike *to = arena_alloc(cx->arena, sizeof *to);

	if (!to)
		return FAIL(cx, E_TOOBIG, "the batch is too large");
	*to = *b;
	str *texts[] = { &to->vehicle_code, &to->frame_no, &to->motor_no, &to->brand, &to->model, &to->colour, &to->colour2, &to->bought_on, &to->ends_on };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = arena_str(cx->arena, *texts[i]);
	*ret = to;
	return 0;
}

static int on_known(struct cx *cx, size_t at, const struct bike *b, owner_id owner, void *arg)
{
	struct look *l = arg;
	struct row *r = row_at(l->b, l->row[at]);

	r->known_owner = owner;
	return copy_bike(cx, b, &r->known);
}

static int on_tag(struct cx *cx, size_t at, const struct bike *b, owner_id owner, void *arg)
{
	struct look *l = arg;

	(void)cx, (void)owner;
	row_at(l->b, l->row[at])->tag_on = b->id;
	return 0;
}

static int on_number(struct cx *cx, size_t at, enum number_kind k, str norm, bike_id bike, void *arg)
{
	struct look *l = arg;
	int slot = l->slot[at];

	(void)cx, (void)norm;
	if (import_kinds[slot] == k)
		row_at(l->b, l->row[at])->rival[slot] = bike;
	return 0;
}

static int on_like(struct cx *cx, size_t at, enum number_kind k, str norm, bike_id bike, void *arg)
{
	struct look *l = arg;
	struct row *r = row_at(l->b, l->row[at]);
	int slot = l->slot[at];

	(void)cx, (void)bike;
	if (import_kinds[slot] == k && !str_eq(norm, number_str(&r->num[slot])))
		r->like[slot] = true;
	return 0;
}

static int look_numbers(struct cx *cx, struct batch *b)
{
	struct look same, like;
	struct number skel;

	TRY(look_room(cx, b, &same, RN_N));
	TRY(look_room(cx, b, &like, RN_N));
	for (int i = 0; i < b->c->n; i++) {
		struct row *r = row_at(b, i);
		for (int k = RN_PLATE; k < RN_N && !r->refused; k++) {
			if (r->num[k].n == 0)
				continue;
			look_add(&same, i, k, number_str(&r->num[k]));
			if (k < RN_FRAME)
				continue;
			number_skeleton(&r->num[k], &skel);
			look_add(&like, i, k, arena_str(cx->arena, number_str(&skel)));
		}
	}
	TRY(number_bulk_find(cx, false, same.list, same.n, on_number, &same));
	return as_done(number_bulk_find(cx, true, like.list, like.n, on_like, &like));
}

/* The bike of a row: by its plate, or by the number that was chosen as the key where the row has one. */
static int look_known(struct cx *cx, struct batch *b)
{
	static const int slots[] = { [IMK_PLATE] = -1, [IMK_VEHICLE] = RN_VEHICLE, [IMK_FRAME] = RN_FRAME };
	int slot = slots[b->w->o->key];
	struct look plates, tags, ids;

	TRY(look_room(cx, b, &plates, 1));
	TRY(look_room(cx, b, &tags, 1));
	TRY(look_room(cx, b, &ids, 1));
	for (int i = 0; i < b->c->n; i++) {
		struct row *r = row_at(b, i);
		char z[TAG_TEXT];
		if (r->refused)
			continue;
		if (slot >= 0 && r->rival[slot].v)
			look_add(&ids, i, 0, arena_fmt(cx->arena, "%lld", (long long)r->rival[slot].v));
		else
			look_add(&plates, i, 0, plate_str(&r->bike.plate));
		look_add(&tags, i, 0, arena_str(cx->arena, str_of(tag_text(r->bike.tag, z))));
	}
	TRY(bike_bulk_find(cx, BB_PLATE, plates.list, plates.n, on_known, &plates));
	TRY(bike_bulk_find(cx, BB_ID, ids.list, ids.n, on_known, &ids));
	return as_done(bike_bulk_find(cx, BB_TAG, tags.list, tags.n, on_tag, &tags));
}

/* --- persons --- */

enum { SPACE_ID = 64, SPACE_PHONE = 65, SPACE_OWNER = 66 };
struct people { struct batch *b; int *row; struct owner_index *list; size_t n; int *place; str *ids; };

static str id_key(const int64_t *v)
{
	return (str){ (const char *)v, sizeof *v };
}

/* The register's owner among the file's persons. */
static int person_of(struct batch *b, const struct owner_known *o)
{
	struct seen *s = b->w->seen;
	int p = seen_find(s, SPACE_OWNER, id_key(&o->id.v), S(""));

	if (p >= 0)
		return p;
	p = seen_person_new(s);
	struct person *to = seen_person(s, p);
	*to = (struct person){ .id = o->id, .x_name = o->x_name, .x_id = o->x_id, .has_id = o->has_id, .has_address = o->has_address, .in_db = true };
	seen_put(s, SPACE_OWNER, id_key(&to->id.v), S(""), p);
	return p;
}

static int on_document(struct cx *cx, size_t at, const struct owner_known *o, void *arg)
{
	struct people *pl = arg;
	int p = person_of(pl->b, o);

	(void)cx, (void)at;
	seen_put(pl->b->w->seen, SPACE_ID, owner_index_str(&o->x_id), S(""), p);
	return 0;
}

static int on_phone(struct cx *cx, size_t at, const struct owner_known *o, void *arg)
{
	struct people *pl = arg;
	int p = person_of(pl->b, o);

	(void)cx;
	if (seen_find(pl->b->w->seen, SPACE_PHONE, owner_index_str(&pl->list[at]), owner_index_str(&o->x_name)) < 0)
		seen_put(pl->b->w->seen, SPACE_PHONE, owner_index_str(&pl->list[at]), owner_index_str(&o->x_name), p);
	return 0;
}

static int on_owner(struct cx *cx, size_t at, const struct owner_known *o, void *arg)
{
	struct people *pl = arg;

	(void)cx;
	pl->place[at] = person_of(pl->b, o);
	return 0;
}

static int on_phone_of(struct cx *cx, size_t at, const struct owner_index *x, void *arg)
{
	struct people *pl = arg;
	struct person *p = seen_person(pl->b->w->seen, pl->place[at]);

	(void)cx;
	for (int i = 0; i < p->nphone; i++)
		if (memcmp(&p->phone[i], x, sizeof *x) == 0)
			return 0;
	if (p->nphone < OWNER_PHONES)
		p->phone[p->nphone++] = *x;
	return 0;
}

static int people_room(struct cx *cx, struct batch *b, struct people *ret, size_t each)
{
	size_t most = (size_t)b->c->n * each;

	*ret = (struct people){ .b = b };
	ret->list = arena_alloc(cx->arena, most * sizeof *ret->list);
	ret->place = arena_alloc(cx->arena, most * sizeof *ret->place);
	ret->ids = arena_alloc(cx->arena, most * sizeof *ret->ids);
	return ret->list && ret->place && ret->ids ? 0 : FAIL(cx, E_TOOBIG, "the batch is too large");
}

/* The owners of bikes that are known. */
static int look_owners(struct cx *cx, struct batch *b)
{
	struct people pl;

	TRY(people_room(cx, b, &pl, 1));
	for (int i = 0; i < b->c->n; i++) {
		const struct row *r = row_at(b, i);
		if (!r->refused && r->known)
			pl.ids[pl.n++] = arena_fmt(cx->arena, "%lld", (long long)r->known_owner.v);
	}
	return as_done(owner_bulk_by_id(cx, pl.ids, pl.n, on_owner, &pl));
}

/* All phones of the register's owners that rows of this batch are given to. */
static int look_phones(struct cx *cx, struct batch *b)
{
	struct people pl;

	TRY(people_room(cx, b, &pl, 1));
	for (int i = 0; i < b->c->n; i++) {
		const struct row *r = row_at(b, i);
		struct person *p = r->act == RA_REFUSE ? NULL : seen_person(b->w->seen, r->person);
		if (!p || !p->in_db || p->loaded)
			continue;
		p->loaded = true;
		pl.place[pl.n] = r->person;
		pl.ids[pl.n++] = arena_fmt(cx->arena, "%lld", (long long)p->id.v);
	}
	return as_done(owner_bulk_phones(cx, pl.ids, pl.n, on_phone_of, &pl));
}

static int look_people(struct cx *cx, struct batch *b)
{
	struct people docs, phones;

	TRY(look_owners(cx, b));
	TRY(people_room(cx, b, &docs, 1));
	TRY(people_room(cx, b, &phones, OWNER_PHONES));
	for (int i = 0; i < b->c->n; i++) {
		const struct row *r = row_at(b, i);
		if (r->refused || r->known)
			continue;
		if (r->owner.id_kind != IK_NONE)
			docs.list[docs.n++] = r->owner.x_id;
		for (int k = 0; k < r->owner.nphone && r->owner.id_kind == IK_NONE; k++)
			phones.list[phones.n++] = r->owner.phone[k].x;
	}
	TRY(owner_bulk_by_id_no(cx, docs.list, docs.n, on_document, &docs));
	return as_done(owner_bulk_by_phone(cx, phones.list, phones.n, on_phone, &phones));
}

/* The person of a row that is added: by document; without one by phone and name; else a new one. False: refused. */
static bool find_person(struct batch *b, struct row *r)
{
	struct seen *s = b->w->seen;
	const struct owner_sealed *o = &r->owner;
	int p = -1;

	if (o->id_kind != IK_NONE) {
		p = seen_find(s, SPACE_ID, owner_index_str(&o->x_id), S(""));
		if (p >= 0 && memcmp(&seen_person(s, p)->x_name, &o->x_name, sizeof o->x_name) != 0) {
			row_problem(r, IC_NAME, IMC_owner_name_differs);
			return false;
		}
	}
	for (int k = 0; k < o->nphone && p < 0 && o->id_kind == IK_NONE; k++)
		p = seen_find(s, SPACE_PHONE, owner_index_str(&o->phone[k].x), owner_index_str(&o->x_name));
	if (p < 0) {
		p = seen_person_new(s);
		struct person *to = seen_person(s, p);
		*to = (struct person){ .x_name = o->x_name, .x_id = o->x_id, .has_id = o->id_kind != IK_NONE, .is_new = true };
		if (to->has_id)
			seen_put(s, SPACE_ID, owner_index_str(&o->x_id), S(""), p);
		b->fresh[b->nperson++] = p;
	}
	for (int k = 0; k < o->nphone; k++)
		if (seen_find(s, SPACE_PHONE, owner_index_str(&o->phone[k].x), owner_index_str(&o->x_name)) < 0)
			seen_put(s, SPACE_PHONE, owner_index_str(&o->phone[k].x), owner_index_str(&o->x_name), p);
	r->person = p;
	return true;
}

/* --- deciding --- */

static bool twice(struct batch *b, struct row *r)
{
	static const enum import_code codes[RN_N] = { IMC_plate_twice, IMC_tag_twice, IMC_tag_twice, IMC_tag_twice, IMC_number_twice, IMC_number_twice,
	                                              IMC_number_twice };

	for (int k = RN_TAG_ENF; k <= RN_TAG_OWNER; k++) {
		for (int i = RN_TAG; i < k; i++) {
			if (r->num[k].n && str_eq(number_str(&r->num[k]), number_str(&r->num[i]))) {
				row_problem(r, import_cols[k], IMC_tag_twice);
				return true;
			}
		}
	}
	for (int k = 0; k < RN_N; k++) {
		if (r->num[k].n && seen_has(b->w->seen, import_kinds[k], number_str(&r->num[k]))) {
			row_problem(r, import_cols[k], codes[k]);
			return true;
		}
	}
	return false;
}

static bool taken(struct row *r)
{
	static const enum import_code codes[RN_N] = { IMC_plate_taken, IMC_tag_taken, IMC_tag_taken, IMC_tag_taken, IMC_frame_taken, IMC_motor_taken, IMC_vehicle_taken };

	if (r->tag_on.v) {
		row_problem(r, IC_TAG, IMC_tag_taken);
		return true;
	}
	for (int k = RN_PLATE; k < RN_N; k++) {
		if (r->rival[k].v) {
			row_problem(r, import_cols[k], codes[k]);
			return true;
		}
	}
	return false;
}

static void look_alikes(struct batch *b, struct row *r)
{
	struct number skel;

	for (int k = RN_FRAME; k < RN_N; k++) {
		if (r->num[k].n == 0)
			continue;
		number_skeleton(&r->num[k], &skel);
		if (r->like[k] || seen_has(b->w->seen, 16u + import_kinds[k], number_str(&skel)))
			row_problem(r, import_cols[k], IMC_look_alike);
	}
}

/* Is the bike that is there the row's own? Its plate and tag are changed at the counter, its owner by a transfer. */
static void compare(struct batch *b, struct row *r)
{
	struct seen *s = b->w->seen;
	int p = seen_find(s, SPACE_OWNER, id_key(&r->known_owner.v), S(""));
	const struct person *own = p >= 0 ? seen_person(s, p) : NULL;

	if (!str_eq(plate_str(&r->known->plate), plate_str(&r->bike.plate)))
		row_problem(r, IC_PLATE, IMC_plate_differs);
	else if (r->known->tag.v != r->bike.tag.v)
		row_problem(r, IC_TAG, IMC_tag_differs);
	else if (!own || memcmp(&own->x_name, &r->owner.x_name, sizeof own->x_name) != 0 ||
	         (own->has_id && r->owner.id_kind != IK_NONE && memcmp(&own->x_id, &r->owner.x_id, sizeof own->x_id) != 0))
		row_problem(r, IC_NAME, IMC_owner_differs);
	r->person = p;
}

static void decide(struct batch *b, struct row *r)
{
	r->act = RA_REFUSE;
	if (r->refused || twice(b, r))
		return;
	if (r->known) {
		compare(b, r);
		if (r->refused)
			return;
		r->act = RA_KNOWN;
	} else {
		if (taken(r) || !find_person(b, r))
			return;
		look_alikes(b, r);
		r->act = RA_ADD;
		b->nadd++;
	}
	row_seen(b->w->seen, r);
}

/* --- writing --- */

/* Phones of the row that its person has not: noted in the row, to be written. */
static void new_phones(struct person *p, struct row *r)
{
	for (int k = 0; k < r->owner.nphone; k++) {
		bool has = false;
		for (int i = 0; i < p->nphone; i++)
			has |= memcmp(&p->phone[i], &r->owner.phone[k].x, VAULT_INDEX) == 0;
		if (has || p->nphone == OWNER_PHONES)
			continue;
		p->phone[p->nphone++] = r->owner.phone[k].x;
		r->phone_new |= 1u << k;
	}
}

static int add_login(struct cx *cx, const struct row *r, int k, owner_id owner)
{
	return owner_login_bulk(cx, r->owner.phone[k].login.b, owner_bulk_ref(&r->owner, k), r->owner.phone[k].login_text, owner);
}

/* At once, of a person who was there before. */
static int add_phones(struct cx *cx, struct person *p, struct row *r)
{
	new_phones(p, r);
	for (int k = 0; k < r->owner.nphone; k++)
		if (r->phone_new & 1u << k)
			TRY(owner_bulk_phone(cx, p->id, &r->owner, k));
	for (int k = 0; k < r->owner.nphone; k++)
		if ((r->phone_new & 1u << k) && r->owner.phone[k].mobile)
			TRY(add_login(cx, r, k, p->id));
	return 0;
}

/* Rows of a table in the order of its largest index: neighbours are written together, and a page of the index is touched once for many of them. */
struct put { uint64_t head; str key; struct row *r; int slot; };
struct puts { struct put *v; size_t n; };

static int puts_room(struct cx *cx, const struct batch *b, size_t each, struct puts *ret)
{
	*ret = (struct puts){ .v = arena_alloc(cx->arena, (size_t)b->c->n * each * sizeof *ret->v) };
	return ret->v ? 0 : FAIL(cx, E_TOOBIG, "the batch is too large");
}

static void puts_add(struct puts *p, str key, struct row *r, int slot)
{
	uint64_t head = 0;

	memcpy(&head, key.p, MIN(key.n, sizeof head));
	p->v[p->n++] = (struct put){ __builtin_bswap64(head), key, r, slot };
}

/* Equal ones stay in the file's order. */
static int by_key(const void *va, const void *vb)
{
	const struct put *a = va, *b = vb;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	int c = memcmp(a->key.p, b->key.p, MIN(a->key.n, b->key.n));
	if (c || a->key.n != b->key.n)
		return c ? c : a->key.n < b->key.n ? -1 : 1;
	return a->r != b->r ? (a->r < b->r ? -1 : 1) : a->slot - b->slot;
}

static void puts_sort(struct puts *p)
{
	if (p->n)
		qsort(p->v, p->n, sizeof *p->v, by_key);
}

static int put_person(struct cx *cx, struct batch *b, struct row *r)
{
	struct person *p = seen_person(b->w->seen, r->person);

	r->bike.owner = p->id;
	if (!p->is_new)
		return 0;
	p->is_new = false;
	return owner_bulk_add(cx, p->id, &r->owner);
}

static int put_phones(struct cx *cx, struct batch *b)
{
	struct puts p, logins;

	TRY(puts_room(cx, b, OWNER_PHONES, &p));
	TRY(puts_room(cx, b, OWNER_PHONES, &logins));
	for (int i = 0; i < b->c->n; i++) {
		struct row *r = row_at(b, i);
		if (r->act != RA_ADD)
			continue;
		new_phones(seen_person(b->w->seen, r->person), r);
		for (int k = 0; k < r->owner.nphone; k++) {
			if (!(r->phone_new & 1u << k))
				continue;
			puts_add(&p, owner_index_str(&r->owner.phone[k].x), r, k);
			if (r->owner.phone[k].mobile)
				puts_add(&logins, owner_index_str(&r->owner.phone[k].login), r, k);
		}
	}
	puts_sort(&p);
	puts_sort(&logins);
	for (size_t i = 0; i < p.n; i++)
		TRY(owner_bulk_phone(cx, p.v[i].r->bike.owner, &p.v[i].r->owner, p.v[i].slot));
	for (size_t i = 0; i < logins.n; i++)       /* a phone of several owners logs in the last of them */
		if (i + 1 == logins.n || !str_eq(logins.v[i].key, logins.v[i + 1].key))
			TRY(add_login(cx, logins.v[i].r, logins.v[i].slot, logins.v[i].r->bike.owner));
	return 0;
}

static utc_ms registered(const struct cx *cx, const struct row *r)
{
	return r->at ? r->at : cx->now;
}

static int put_bike(struct cx *cx, struct batch *b, struct row *r)
{
	r->id.v = b->next++;
	return bike_bulk_add(cx, r->id, &r->bike, registered(cx, r));
}

static int put_ownership(struct cx *cx, struct batch *b, struct row *r)
{
	(void)b;
	return bike_bulk_own(cx, r->id, r->bike.owner, registered(cx, r));
}

static int put_event(struct cx *cx, struct batch *b, struct row *r)
{
	return bike_bulk_event(cx, r->id, b->detail);
}

static int put_numbers(struct cx *cx, struct batch *b)
{
	struct puts p;

	TRY(puts_room(cx, b, RN_N, &p));
	for (int i = 0; i < b->c->n; i++)
		for (int k = 0; k < RN_N && row_at(b, i)->act == RA_ADD; k++)
			if (row_at(b, i)->num[k].n)
				puts_add(&p, number_str(&row_at(b, i)->num[k]), row_at(b, i), k);
	puts_sort(&p);
	for (size_t i = 0; i < p.n; i++)
		TRY(number_bulk_add(cx, import_kinds[p.v[i].slot], &p.v[i].r->num[p.v[i].slot], p.v[i].r->id));
	return 0;
}

static int put_plates(struct cx *cx, struct batch *b)
{
	struct puts p;

	TRY(puts_room(cx, b, 1, &p));
	for (int i = 0; i < b->c->n; i++)
		if (row_at(b, i)->act == RA_ADD && row_at(b, i)->num[RN_PLATE].n)
			puts_add(&p, number_str(&row_at(b, i)->num[RN_PLATE]), row_at(b, i), RN_PLATE);
	puts_sort(&p);
	for (size_t i = 0; i < p.n; i++) {
		struct row *r = p.v[i].r;
		enum plate_kind kind = r->bike.kind == BK_TEMPORARY ? PK_TEMPORARY : PK_STANDARD;
		TRY(plate_bulk_bind(cx, number_str(&r->num[RN_PLATE]), kind, r->bike.district, r->id, registered(cx, r)));
	}
	return 0;
}

static const enum tag_slot slots[] = { TSL_THEFT, TSL_ENFORCEMENT, TSL_OWNER };

static int put_tags(struct cx *cx, struct batch *b)
{
	struct puts p;

	TRY(puts_room(cx, b, COUNTOF(slots), &p));
	for (int i = 0; i < b->c->n; i++)
		for (int k = 0; k < (int)COUNTOF(slots) && row_at(b, i)->act == RA_ADD; k++)
			if (row_at(b, i)->num[RN_TAG + k].n)
				puts_add(&p, number_str(&row_at(b, i)->num[RN_TAG + k]), row_at(b, i), k);
	puts_sort(&p);
	for (size_t i = 0; i < p.n; i++) {
		struct row *r = p.v[i].r;
		enum tag_slot s = slots[p.v[i].slot];
		TRY(tag_bulk_bind(cx, s, r->tag[s], b->tag_batch[s], r->id, registered(cx, r)));
	}
	return 0;
}

static int put_flags(struct cx *cx, struct batch *b, struct row *r)
{
	for (int i = 0; i < r->nflag; i++)
		TRY(bike_bulk_flag(cx, r->id, r->flag[i], b->w->f->run));
	return 0;
}

static int each_new(struct cx *cx, struct batch *b, int (*put)(struct cx *cx, struct batch *b, struct row *r))
{
	for (int i = 0; i < b->c->n; i++)
		if (row_at(b, i)->act == RA_ADD)
			TRY(put(cx, b, row_at(b, i)));
	return 0;
}

static int tag_batches(struct cx *cx, struct batch *b, int64_t ret[static TSL_N])
{
	int64_t n[TSL_N] = { 0 };

	for (int i = 0; i < b->c->n; i++)
		for (int k = 0; k < 3 && row_at(b, i)->act == RA_ADD; k++)
			n[slots[k]] += row_at(b, i)->num[RN_TAG + k].n > 0;
	for (int k = 0; k < TSL_N; k++)
		if (n[k])
			TRY(tag_bulk_batch(cx, (enum tag_slot)k, n[k], arena_fmt(cx->arena, "import %lld", (long long)b->w->f->run), &ret[k]));
	return 0;
}

/* Adds all new rows, under numbers taken in one go; table by table, so that many rows go as one statement. */
static int add_rows(struct cx *cx, struct batch *b)
{
	struct work *w = b->w;
	static int (*const puts[])(struct cx *cx, struct batch *b, struct row *r) = { put_bike, put_ownership, put_event, put_flags };

	TRY(sql_ids(cx, "owner", b->nperson, &w->first_owner));
	TRY(sql_ids(cx, "bike", b->nadd, &w->first_bike));
	w->last_owner = w->first_owner + b->nperson - 1;
	w->last_bike = w->first_bike + b->nadd - 1;
	TRY(tag_batches(cx, b, b->tag_batch));
	for (int i = 0; i < b->nperson; i++) {
		struct person *p = seen_person(w->seen, b->fresh[i]);
		p->id.v = w->first_owner + i;
		seen_put(w->seen, SPACE_OWNER, id_key(&p->id.v), S(""), b->fresh[i]);
	}
	b->detail = arena_fmt(cx->arena, "{\"run\":%lld}", (long long)w->f->run);
	b->next = w->first_bike;
	TRY(each_new(cx, b, put_person));
	TRY(put_phones(cx, b));
	for (size_t i = 0; i < COUNTOF(puts); i++)
		TRY(each_new(cx, b, puts[i]));
	TRY(put_numbers(cx, b));
	TRY(put_plates(cx, b));
	TRY(put_tags(cx, b));
	return sql_pipe_end(cx);
}

/* --- rows that are there already --- */

struct field { const char *name; enum import_col col; int num; size_t now, next; };
#define F(n, c, k, member) { n, c, k, offsetof(struct bike, member), offsetof(struct bike_new, member) }
static const struct field fields[] = {
	F("vehicleCode", IC_VEHICLE, RN_VEHICLE, vehicle_code), F("frameNo", IC_FRAME, RN_FRAME, frame_no), F("motorNo", IC_MOTOR, RN_MOTOR, motor_no),
	F("brand", IC_BRAND, -1, brand), F("model", IC_MODEL, -1, model), F("colour", IC_COLOUR, -1, colour), F("colour2", IC_COLOUR2, -1, colour2),
	F("boughtOn", IC_BOUGHT, -1, bought_on),
};
#undef F

static int set_field(struct cx *cx, struct batch *b, struct row *r, struct bike *bike, const char *name, enum import_col col, int num, str value)
{
	static const enum import_code codes[RN_N] = { [RN_FRAME] = IMC_frame_taken, [RN_MOTOR] = IMC_motor_taken, [RN_VEHICLE] = IMC_vehicle_taken };
	struct work *w = b->w;
	str old, new;
	bool is_free;

	TRY(bike_bulk_free(cx, bike, str_of(name), &is_free));
	if (!is_free) {
		row_problem(r, col, IMC_kept);
		return 0;
	}
	if (num >= 0 && r->rival[num].v && r->rival[num].v != bike->id.v) {
		row_problem(r, col, codes[num]);       /* this field only: the others are taken */
		return 0;
	}
	r->changed = true;
	if (w->o->dry)
		return 0;
	TRY(bike_bulk_set(cx, bike, str_of(name), value, &old, &new));
	if (num >= 0 && old.n)
		TRY(number_end(cx, import_kinds[num], old, bike->id));
	if (num >= 0)
		TRY(number_bulk_add(cx, import_kinds[num], &r->num[num], bike->id));
	return import_store_change(cx, w, r, bike->id, str_of(name), old, new);
}

static int fill_owner(struct cx *cx, struct batch *b, struct row *r)
{
	struct person *p = seen_person(b->w->seen, r->person);
	struct owner_change ch = { .has_id = !p->has_id && r->owner.id_kind != IK_NONE };
	bool address = !p->has_address && r->owner.address.n, phone = false;
	struct owner o;

	for (int k = 0; k < r->owner.nphone && p->nphone < OWNER_PHONES; k++) {
		bool has = false;
		for (int i = 0; i < p->nphone; i++)
			has |= memcmp(&p->phone[i], &r->owner.phone[k].x, VAULT_INDEX) == 0;
		phone |= !has;
	}
	if (ch.has_id && seen_find(b->w->seen, SPACE_ID, owner_index_str(&r->owner.x_id), S("")) >= 0)
		ch.has_id = false;
	r->changed |= ch.has_id || address || phone;
	if (b->w->o->dry || (!ch.has_id && !address && !phone))
		return 0;
	if (ch.has_id || address) {
		ch.id_kind = r->owner.id_kind;
		if ((ch.has_id && !pii_take(r->cell[IC_ID_NO], &ch.id_no)) || (address && !pii_take(r->cell[IC_ADDRESS], &ch.address)))
			BUG("what was sealed fits");
		TRY(owner_get(cx, p->id, &o));
		int rc = owner_change(cx, &o, &ch);
		if (rc == E_STATE || rc == E_INVALID) {      /* the document is another owner's: said, and the rest goes on */
			cx->err = (struct err){ 0 };
			row_problem(r, IC_ID_NO, IMC_owner_differs);
			return 0;
		}
		TRY(rc);
		p->has_id |= ch.has_id;
		p->has_address |= address;
	}
	return add_phones(cx, p, r);
}

static int update_row(struct cx *cx, struct batch *b, struct row *r)
{
	struct bike bike = *r->known;

	for (size_t i = 0; i < COUNTOF(fields); i++) {
		str now = *(const str *)((const char *)&bike + fields[i].now), next = *(const str *)((const char *)&r->bike + fields[i].next);
		if (next.n && !str_eq(now, next))
			TRY(set_field(cx, b, r, &bike, fields[i].name, fields[i].col, fields[i].num, next));
	}
	if (r->bike.price_fen && r->bike.price_fen != bike.price_fen)
		TRY(set_field(cx, b, r, &bike, "priceFen", IC_PRICE, -1, arena_fmt(cx->arena, "%lld", (long long)r->bike.price_fen)));
	if (r->has_use && r->bike.use != bike.use)
		TRY(set_field(cx, b, r, &bike, "use", IC_USE, -1, bike_use_words[r->bike.use]));
	return fill_owner(cx, b, r);
}

static int update_rows(struct cx *cx, struct batch *b)
{
	for (int i = 0; i < b->c->n; i++)
		if (row_at(b, i)->act == RA_KNOWN)
			TRY(update_row(cx, b, row_at(b, i)));
	return b->w->o->dry ? 0 : sql_pipe_end(cx);
}

/* --- a batch --- */

static int report(struct cx *cx, struct batch *b)
{
	struct work *w = b->w;

	for (int i = 0; i < b->c->n; i++) {
		struct row *r = row_at(b, i);
		w->added += r->act == RA_ADD;
		w->refused += r->act == RA_REFUSE;
		w->updated += r->act == RA_KNOWN && r->changed;
		w->unchanged += r->act == RA_KNOWN && !r->changed;
		w->doubts += r->act != RA_REFUSE && r->nprob > 0;
		for (int k = 0; k < r->nprob; k++) {
			if (r->act == RA_REFUSE && !import_codes[r->prob[k].code].refused)
				continue;
			struct import_problem p = { r->line, r->off, r->len, import_fields[r->prob[k].col], r->prob[k].code, r->known ? r->known->id : (bike_id){ 0 } };
			if (!w->o->dry)
				TRY(import_store_problem(cx, w, &p, r->act == RA_REFUSE));
			else if (w->o->problem)
				TRY(w->o->problem(w->o->arg, &p));
		}
	}
	return w->o->dry ? 0 : sql_pipe_end(cx);
}

int import_apply(struct cx *cx, struct work *w, struct chunk *c)
{
	struct batch b = { .w = w, .c = c };

	b.fresh = arena_alloc(cx->arena, (size_t)c->n * sizeof *b.fresh);
	if (!b.fresh)
		return FAIL(cx, E_TOOBIG, "the batch is too large");
	w->first_bike = w->first_owner = 1;
	w->last_bike = w->last_owner = 0;
	w->added = w->updated = w->unchanged = w->refused = w->doubts = 0;
	TRY(look_numbers(cx, &b));
	TRY(look_known(cx, &b));
	TRY(look_people(cx, &b));
	for (int i = 0; i < c->n; i++)
		decide(&b, row_at(&b, i));
	TRY(look_phones(cx, &b));
	if (!w->o->dry)
		TRY(add_rows(cx, &b));
	TRY(update_rows(cx, &b));
	return report(cx, &b);
}
