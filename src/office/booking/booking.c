/* booking — see booking.h. */
#include "office/booking/booking.h"

#include "booking_sm.h"
#include "booking_sql.h"
#include "core/number.h"
#include "office/seal/seal.h"
#include "platform/sys.h"

SQL_STATEMENTS(booking)

static const struct seal_column sealed[] = {
	{ "booking.p_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "booking.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, "booking.x_phone", &q_index_phone, &q_reindex_phone, pii_norm_phone },
};
SEALED_COLUMNS(booking, sealed)

static str blob(const uint8_t *p, size_t n)
{
	return (str){ (const char *)p, n };
}

/* --- reading --- */

/* A row as stored; opened outside the reader, which cannot fail. */
struct stored { struct arena *arena; struct booking b; uint8_t ref[VAULT_REF]; str name, phone; };

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *s = ret;
	struct booking *b = &s->b;

	b->id = sql_i64(r);
	str number = sql_str(r);
	ASSERT(number.n < sizeof b->number);
	memcpy(b->number, number.p, number.n);
	b->number[number.n] = 0;
	b->site.v = sql_i64(r);
	b->day = (int32_t)sql_i64(r);
	b->slot = (int32_t)sql_i64(r);
	b->state = booking_state_of(sql_str(r));
	str purpose = sql_str(r);
	int k = 0;
	while (k < BOP_N && !str_eq(booking_purpose_names[k], purpose))
		k++;
	ASSERT(b->state < BOS_N && k < BOP_N);   /* CHECKed by the database */
	b->purpose = (enum booking_purpose)k;
	b->owner.v = sql_i64(r);
	b->bike.v = sql_i64(r);
	str ref = sql_str(r);
	ASSERT(ref.n == VAULT_REF);
	memcpy(s->ref, ref.p, VAULT_REF);
	s->name = sql_str_a(r, s->arena);
	s->phone = sql_str_a(r, s->arena);
	b->queue_no = (int32_t)sql_i64(r);
	b->window = (int32_t)sql_i64(r);
	b->created_at = sql_i64(r);
	b->checked_in_at = sql_i64(r);
	b->called_at = sql_i64(r);
	b->ended_at = sql_i64(r);
	b->ver = sql_i64(r);
}

static int open_stored(struct cx *cx, struct stored *s)
{
	TRY(vault_open(cx, "booking.p_name", blob(s->ref, VAULT_REF), s->name, &s->b.name));
	return vault_open(cx, "booking.p_phone", blob(s->ref, VAULT_REF), s->phone, &s->b.phone);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct booking *ret, const struct sqlv *v, size_t n)
{
	struct stored s = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_stored, &s, v, n));
	TRY(open_stored(cx, &s));
	*ret = s.b;
	return 0;
}

int booking_get(struct cx *cx, int64_t id, struct booking *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id)));
}

int booking_get_of(struct cx *cx, int64_t id, owner_id owner, struct booking *ret)
{
	return get(cx, &q_by_id_of, ret, BIND(V(id), V(owner.v)));
}

int booking_by_number(struct cx *cx, str number, struct booking *ret)
{
	return get(cx, &q_by_number, ret, BIND(V(number)));
}

/* --- places in a slot (BO1) --- */

static int take(struct cx *cx, site_id site, int32_t day, int32_t slot, int32_t quota)
{
	TRY(sql_exec(cx, &q_slot_open, BIND(V(site.v), V((int)day), V((int)slot), V((int)quota))));
	/* one statement that looks and takes: between the two nobody comes in */
	int n = sql_exec(cx, &q_slot_take, BIND(V(site.v), V((int)day), V((int)slot)));
	TRY(n);
	return n == 1 ? 0 : FAIL_FIELD(cx, E_STATE, "slot", "this time is fully booked");
}

static int give(struct cx *cx, const struct booking *b)
{
	TRY(sql_exec(cx, &q_slot_give, BIND(V(b->site.v), V((int)b->day), V((int)b->slot))));
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int queue_number(struct cx *cx, site_id site, int32_t day, int64_t *ret)
{
	return sql_one(cx, &q_queue_next, read_int, ret, BIND(V(site.v), V((int)day)));
}

/* --- adding and moving --- */

/* Nine figures that tell nothing and are not to be guessed in a row. */
static void make_number(char ret[static 12])
{
	uint8_t r[9];

	sys.random(r, sizeof r);
	ret[0] = 'B';
	for (size_t i = 0; i < sizeof r; i++)
		ret[1 + i] = (char)('0' + r[i] % 10);
	ret[10] = 0;
}

struct seals { uint8_t ref[VAULT_REF], x_phone[VAULT_INDEX]; str name, phone; };

static int seal(struct cx *cx, const struct booking_new *in, struct seals *s)
{
	struct pii norm;

	vault_ref(s->ref);
	TRY(vault_seal(cx, "booking.p_name", blob(s->ref, VAULT_REF), &in->name, &s->name));
	pii_norm_phone(&in->phone, &norm);
	TRY(vault_seal(cx, "booking.p_phone", blob(s->ref, VAULT_REF), &norm, &s->phone));
	return vault_index(cx, "booking.x_phone", &norm, s->x_phone);
}

static int check(struct cx *cx, const struct booking_new *in)
{
	bool walk_in = in->slot < 0;
	struct pii norm;
	struct phone phone;

	if ((unsigned)in->purpose >= BOP_N)
		return FAIL_FIELD(cx, E_INVALID, "purpose", "must be register, change, transfer, replace or deregister");
	if (in->bike.v && !booking_purpose_bike[in->purpose])
		return FAIL_FIELD(cx, E_INVALID, "bikeId", "a new registration is for no bike of the register: leave it out");
	if (!walk_in && pii_empty(&in->name))
		return FAIL_FIELD(cx, E_INVALID, "name", "is missing");
	if (!walk_in && pii_empty(&in->phone))
		return FAIL_FIELD(cx, E_INVALID, "phone", "is missing");
	pii_norm_phone(&in->phone, &norm);
	if (!pii_empty(&in->phone) && !phone_parse(pii_reveal(&norm), &phone))
		return FAIL_FIELD(cx, E_INVALID, "phone", "is no telephone number");
	return 0;
}

int booking_add(struct cx *cx, const struct booking_new *in, int32_t quota, int64_t most, struct booking *ret)
{
	bool walk_in = in->slot < 0;
	int64_t id, open = 0, queue_no = 0;
	struct seals s;
	char number[12];

	TRY(check(cx, in));
	TRY(seal(cx, in, &s));
	if (walk_in) {
		TRY(queue_number(cx, in->site, in->day, &queue_no));
	} else {
		TRY(sql_one(cx, &q_open_of_phone, read_int, &open, BIND(V_BLOB(blob(s.x_phone, VAULT_INDEX)))));
		if (open >= most)
			return FAIL_FIELD(cx, E_STATE, "phone", "this telephone has %lld open bookings already", (long long)open);
		TRY(take(cx, in->site, in->day, in->slot, quota));
	}
	make_number(number);
	int rc = sql_insert(cx, &q_add, &id, BIND(V(str_of(number)), V(in->site.v), V((int)in->day), V(walk_in ? -1 : (int)in->slot),
		V(booking_state_names[walk_in ? BOS_CHECKED_IN : BOS_BOOKED]), V(booking_purpose_names[in->purpose]), V(walk_in), V_ID(in->owner.v),
		V_BLOB(blob(s.ref, VAULT_REF)), V(s.name), V(s.phone), pii_empty(&in->phone) ? V_NULL : V_BLOB(blob(s.x_phone, VAULT_INDEX)), V_ID(queue_no),
		V(cx->now), V_ID(walk_in ? cx->now : 0), V_ID(in->bike.v)));
	if (rc == E_STATE && strstr(cx->err.msg, "x_phone")) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "phone", "this telephone has a booking for this time already");
	}
	TRY(rc);
	return booking_get(cx, id, ret);
}

int booking_move(struct cx *cx, struct booking *b, site_id site, int32_t day, int32_t slot, int32_t quota)
{
	if (b->state != BOS_BOOKED || slot < 0)
		return FAIL(cx, E_STATE, "only a booking that waits for its day is moved");
	if (b->site.v == site.v && b->day == day && b->slot == slot)
		return 0;
	TRY(take(cx, site, day, slot, quota));
	TRY(give(cx, b));
	int n = sql_exec(cx, &q_move, BIND(V(site.v), V((int)day), V((int)slot), V(b->id), V(b->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the booking has changed; read it again");
	return booking_get(cx, b->id, b);
}

/* --- steps --- */

int booking_step(struct cx *cx, struct booking *b, enum booking_event ev)
{
	const struct booking_row *row = ev == BOE_CALL ? NULL : booking_row_for(b->state, ev);
	int64_t queue_no = 0;

	if (!row)
		return FAIL(cx, E_STATE, "not possible for a booking that is %.*s", STR_ARG(booking_state_names[b->state]));
	if (row->fx & BFX_NUMBER)
		TRY(queue_number(cx, b->site, b->day, &queue_no));
	int n = sql_exec(cx, &q_step, BIND(V(booking_state_names[row->to]), V_ID(queue_no), V_ID(row->fx & BFX_NUMBER ? cx->now : 0),
	                                   V_ID(row->fx & BFX_END ? cx->now : 0), V(b->id), V(booking_state_names[b->state]), V(b->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the booking has changed; read it again");
	if ((row->fx & BFX_GIVE) && b->slot >= 0)
		TRY(give(cx, b));
	return booking_get(cx, b->id, b);
}

int booking_call(struct cx *cx, site_id site, int32_t day, int32_t minute, int32_t window, struct booking *ret)
{
	int64_t id;
	struct err before = cx->err;

	int rc = sql_one(cx, &q_call, read_int, &id, BIND(V((int)window), V(cx->now), V(site.v), V((int)day), V((int)minute)));
	if (rc == E_NOTFOUND || rc == E_STATE) {
		cx->err = before;
		return rc == E_NOTFOUND ? FAIL(cx, E_NOTFOUND, "nobody is waiting") : FAIL_FIELD(cx, E_STATE, "window", "this window serves somebody");
	}
	TRY(rc);
	return booking_get(cx, id, ret);
}

int booking_serving(struct cx *cx, site_id site, int32_t day, struct booking *ret)
{
	int64_t id;

	TRY(sql_one(cx, &q_serving, read_int, &id, BIND(V(site.v), V((int)day))));
	return booking_get(cx, id, ret);
}

int booking_no_shows(struct cx *cx, int32_t day, int32_t minute, int32_t grace)
{
	return sql_exec(cx, &q_no_shows, BIND(V(cx->now), V((int)day), V((int)(minute - grace))));
}

/* --- lists --- */

struct each { struct stored s; booking_fn *fn; booking_slot_fn *slot; struct booking_display *display; void *arg; bool open; };

static int each_booking(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;

	e->s = (struct stored){ .arena = cx->arena };
	read_stored(r, &e->s);
	if (e->open)
		TRY(open_stored(cx, &e->s));
	return e->fn(cx, &e->s.b, e->arg);
}

int booking_list(struct cx *cx, site_id site, int32_t day, int64_t after, int max, bool open, booking_fn *fn, void *arg)
{
	struct each e = { .fn = fn, .arg = arg, .open = open };

	return sql_each(cx, &q_list, each_booking, &e, BIND(V(site.v), V((int)day), V(after), V(max)));
}

int booking_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	return sql_exec(cx, &q_owner_merged, BIND(V(keep.v), V(gone.v)));
}

int booking_of_owner(struct cx *cx, owner_id owner, int64_t before, int max, booking_fn *fn, void *arg)
{
	struct each e = { .fn = fn, .arg = arg };

	return sql_each(cx, &q_of_owner, each_booking, &e, BIND(V(owner.v), V(before), V(max)));
}

int booking_transfer_filed(struct cx *cx, bike_id bike, utc_ms done_at, utc_ms *ret)
{
	return sql_one(cx, &q_transfer_filed, read_int, ret, BIND(V(bike.v), V(done_at)));
}

static int each_slot(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct booking_slot s;

	s.slot = (int32_t)sql_i64(r);
	s.quota = (int32_t)sql_i64(r);
	s.taken = (int32_t)sql_i64(r);
	return e->slot(cx, &s, e->arg);
}

int booking_slots(struct cx *cx, site_id site, int32_t day, booking_slot_fn *fn, void *arg)
{
	struct each e = { .slot = fn, .arg = arg };

	return sql_each(cx, &q_slots, each_slot, &e, BIND(V(site.v), V((int)day)));
}

struct ahead { booking_ahead_fn *fn; void *arg; };

static int each_ahead(struct cx *cx, struct sql_row *r, void *arg)
{
	struct ahead *a = arg;
	int32_t day = (int32_t)sql_i64(r), slot = (int32_t)sql_i64(r);

	return a->fn(cx, day, slot, sql_i64(r), a->arg);
}

int booking_ahead(struct cx *cx, site_id site, int32_t day, int32_t minute, booking_ahead_fn *fn, void *arg)
{
	struct ahead a = { fn, arg };

	return sql_each(cx, &q_ahead, each_ahead, &a, BIND(V(site.v), V((int)day), V((int)minute)));
}

int booking_on_day(struct cx *cx, site_id site, int32_t day, int32_t minute, booking_ahead_fn *fn, void *arg)
{
	struct ahead a = { fn, arg };

	return sql_each(cx, &q_on_day, each_ahead, &a, BIND(V(site.v), V((int)day), V((int)minute)));
}

static int each_call(struct cx *cx, struct sql_row *r, void *arg)
{
	struct booking_display *d = arg;
	struct booking_call_row *c = &d->row[d->n++];

	(void)cx;
	c->queue_no = (int32_t)sql_i64(r);
	c->window = (int32_t)sql_i64(r);
	c->called_at = sql_i64(r);
	return 0;
}

int booking_display(struct cx *cx, site_id site, int32_t day, struct booking_display *ret)
{
	struct booking_display d = { .n = 0 };

	TRY(sql_each(cx, &q_display, each_call, &d, BIND(V(site.v), V((int)day))));
	TRY(sql_one(cx, &q_waiting, read_int, &d.waiting, BIND(V(site.v), V((int)day))));
	*ret = d;
	return 0;
}

static void read_wait(struct sql_row *r, void *ret)
{
	struct booking_wait *w = ret;

	w->called = sql_i64(r);
	w->wait_ms = sql_i64(r);
}

int booking_wait(struct cx *cx, site_id site, int32_t day, struct booking_wait *ret)
{
	struct booking_wait w;

	TRY(sql_one(cx, &q_wait, read_wait, &w, BIND(V(site.v), V((int)day))));
	if (w.called)
		w.wait_ms /= w.called;
	*ret = w;
	return 0;
}
