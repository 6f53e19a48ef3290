/* flow_station — see flow_station.h. Import and what travels to the engines; health is in flow_health.c. */
#include "flow/flow_station.h"

#include "flow/flow_bike.h"
#include "flow/flow_person.h"
#include "office/owner/owner.h"
#include "platform/thread.h"
#include "store/sql/sql.h"

enum { IMPORT_TX = 500 /* on PostgreSQL a sum that one transaction writes again and again grows dear */, PUSH_MAX = 1024 };

/* --- import --- */

/* One row: 1 added, 0 known, or the refusal. */
typedef int import_fn(struct cx *cx, const void *rows, size_t i);

static int import_station(struct cx *cx, const void *rows, size_t i)
{
	const struct station_new *in = &((const struct station_new *)rows)[i];
	uint8_t key[STATION_KEY];
	struct station s;
	struct err before = cx->err;

	int rc = station_add(cx, in, key, &s);
	if (rc == E_STATE && strcmp(cx->err.field, "name") == 0) {
		cx->err = before;
		return 0;
	}
	return rc < 0 ? rc : 1;
}

struct same { const struct pii *name; owner_id id; };

static int same_name(struct cx *cx, const struct owner *o, void *arg)
{
	struct same *s = arg;

	(void)cx;
	if (str_eq(pii_reveal(&o->name), pii_reveal(s->name)))
		s->id = o->id;
	return 0;
}

int flow_owner_row(struct cx *cx, const struct bike_import *in, owner_id *ret)
{
	struct owner_new n = { .kind = OK_PERSON, .id_kind = IK_NONE, .name = in->owner_name, .nphone = !pii_empty(&in->owner_phone) };
	struct same s = { .name = &n.name };

	if (pii_empty(&n.name) && !pii_take(S("（未登记）"), &n.name))
		BUG("a name of our own");
	n.phone[0] = in->owner_phone;
	if (n.nphone)
		TRY(owner_find(cx, S("phone"), &in->owner_phone, 20, same_name, &s));
	if (s.id.v) {
		*ret = s.id;
		return 0;
	}
	return owner_add(cx, &n, ret);
}

int flow_owner_of(struct cx *cx, const struct bike_import *in, owner_id *ret)
{
	TRY(flow_owner_row(cx, in, ret));
	return pii_empty(&in->owner_phone) ? 0 : flow_person_login(cx, *ret, &in->owner_phone);
}

static int import_bike(struct cx *cx, const void *rows, size_t i)
{
	const struct bike_import *in = &((const struct bike_import *)rows)[i];
	struct err before = cx->err;
	struct bike_new new = in->bike;
	struct bike b;
	bike_id id;

	int rc = bike_by_tag(cx, in->bike.tag, &b);
	if (rc == 0 && str_eq(plate_str(&b.plate), plate_str(&in->bike.plate)))
		return 0;
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	TRY(flow_owner_of(cx, in, &new.owner));
	new.how = S("import");
	TRY(bike_add(cx, &new, &id));
	TRY(flow_numbers(cx, id));
	return 1;
}

int flow_bike_add(struct cx *cx, const struct bike_import *in, bike_id *ret)
{
	struct bike_new new = in->bike;

	TRY(flow_owner_of(cx, in, &new.owner));
	new.how = S("register");
	new.unit = new.unit ? new.unit : cx->unit.v;
	TRY(bike_add(cx, &new, ret));
	return flow_numbers(cx, *ret);
}

static int import_tx(struct cx *cx, import_fn *fn, const void *rows, size_t from, size_t to, struct import_counts *c, size_t *ret_bad)
{
	struct import_counts mine = { 0, 0 };
	int rc = sql_begin(cx, true);

	for (size_t i = from; rc >= 0 && i < to; i++) {
		rc = fn(cx, rows, i);
		if (rc < 0)
			*ret_bad = i;
		else if (rc)
			mine.added++;
		else
			mine.known++;
	}
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	if (rc < 0)
		return rc;
	c->added += mine.added;
	c->known += mine.known;
	return 0;
}

static int import(struct cx *cx, import_fn *fn, const void *rows, size_t n, struct import_counts *ret, size_t *ret_bad)
{
	struct import_counts c = { 0, 0 };
	struct arena own, *outer = cx->arena;   /* a row's memory is given back after its transaction */
	int rc = 0;

	ASSERT(!sql_in_tx(cx));
	arena_init(&own, 16 << 20);
	cx->arena = &own;
	for (size_t at = 0; rc >= 0 && at < n; at += IMPORT_TX) {
		rc = import_tx(cx, fn, rows, at, MIN(at + IMPORT_TX, n), &c, ret_bad);
		arena_reset(&own);
	}
	cx->arena = outer;
	arena_done(&own);
	*ret = c;
	return rc < 0 ? rc : 0;
}

int flow_station_import(struct cx *cx, const struct station_new *rows, size_t n, struct import_counts *ret, size_t *ret_bad)
{
	return import(cx, import_station, rows, n, ret, ret_bad);
}

int flow_bike_import(struct cx *cx, const struct bike_import *rows, size_t n, struct import_counts *ret, size_t *ret_bad)
{
	return import(cx, import_bike, rows, n, ret, ret_bad);
}

/* --- places --- */

static void place_of(const struct station *s, struct station_place *p)
{
	*p = (struct station_place){ .ix = s->ix.v, .kind = (uint8_t)s->kind, .used = s->state != SS_WITHDRAWN, .district = (uint32_t)s->district,
	                             .at = s->at, .range_m = (uint16_t)s->range_m, .junction = (uint16_t)s->junction };
	memcpy(p->name, s->name.z, sizeof p->name);
}

struct batch { struct station_place p[PUSH_MAX]; station_id id[PUSH_MAX]; int64_t ver[PUSH_MAX]; int n; };

static int gather(struct cx *cx, const struct station *s, void *arg)
{
	struct batch *b = arg;

	(void)cx;
	place_of(s, &b->p[b->n]);
	b->id[b->n] = s->id;
	b->ver[b->n++] = s->ver;
	return 0;
}

static int push_batch(struct cx *cx, const struct batch *b)
{
	TRY(cx->track->stations_put(cx->track->self, b->p, (size_t)b->n, &cx->err));
	TRY(sql_begin(cx, true));
	int rc = 0;
	for (int i = 0; i < b->n && rc >= 0; i++)
		rc = station_placed(cx, b->id[i], b->ver[i]);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc < 0 ? rc : b->n;
}

int flow_station_reconcile(struct cx *cx)
{
	static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
	int total = 0, rc;

	ASSERT(!sql_in_tx(cx));
	if (!cx->track || !cx->track->stations_put)
		return 0;
	pthread_mutex_lock(&order);
	static struct batch b;   /* under the lock */
	do {
		b.n = 0;
		rc = station_unplaced(cx, PUSH_MAX, gather, &b);
		if (rc > 0)
			rc = push_batch(cx, &b);
		total += MAX(rc, 0);
	} while (rc == PUSH_MAX);
	pthread_mutex_unlock(&order);
	return rc < 0 ? rc : total;
}

/* --- what the ingest must know, told after the commit --- */

struct after { char name[33]; uint8_t key[STATION_KEY]; size_t nkey; bool has_key, quarantine, has_quarantine; uint16_t ix; };

static void tell_ingest(struct cx *cx, void *arg)
{
	const struct after *a = arg;
	const struct track_port *t = cx->track;
	struct cx own = *cx;

	own.err = (struct err){ 0 };
	if (!t)
		return;
	/* the place first: a session that comes at once must find its station */
	(void)!flow_station_reconcile(&own);
	if (a->has_key && t->station_key)
		t->station_key(t->self, a->name, a->key, a->nkey, &own.err);
	own.err = (struct err){ 0 };
	if (a->has_quarantine && t->station_quarantine)
		t->station_quarantine(t->self, a->ix, a->quarantine, &own.err);
}

/* Filled by the caller, then given to sql_after_commit. */
static int after_new(struct cx *cx, const struct station *s, struct after **ret)
{
	struct after *a = arena_alloc(cx->arena, sizeof *a);

	if (!a)
		return FAIL(cx, E_TOOBIG, "the request is too large");
	memcpy(a->name, s->name.z, sizeof a->name);
	a->ix = s->ix.v;
	*ret = a;
	return 0;
}

int flow_station_add(struct cx *cx, const struct station_new *in, uint8_t ret_key[static STATION_KEY], struct station *ret)
{
	struct after *a;

	TRY(station_add(cx, in, ret_key, ret));
	TRY(after_new(cx, ret, &a));
	a->has_key = true;
	a->nkey = STATION_KEY;
	memcpy(a->key, ret_key, STATION_KEY);
	sql_after_commit(cx, tell_ingest, a);
	return 0;
}

int flow_station_step(struct cx *cx, station_id id, enum station_event ev, struct station *ret)
{
	struct after *a;
	struct station s;

	TRY(station_get(cx, id, &s));
	TRY(station_step(cx, &s, ev));
	TRY(after_new(cx, &s, &a));
	a->has_quarantine = ev != SE_WITHDRAW;
	a->quarantine = ev == SE_QUARANTINE;
	a->has_key = ev == SE_WITHDRAW;   /* with no bytes: the key ends and a live session is cut */
	sql_after_commit(cx, tell_ingest, a);
	*ret = s;
	return 0;
}

int flow_station_rekey(struct cx *cx, station_id id, uint8_t ret_key[static STATION_KEY], struct station *ret)
{
	struct after *a;
	struct station s;

	TRY(station_get(cx, id, &s));
	TRY(station_rekey(cx, &s, ret_key));
	TRY(after_new(cx, &s, &a));
	a->has_key = true;
	a->nkey = STATION_KEY;
	memcpy(a->key, ret_key, STATION_KEY);
	sql_after_commit(cx, tell_ingest, a);
	*ret = s;
	return 0;
}
