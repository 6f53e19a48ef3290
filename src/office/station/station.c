/* station — see station.h. */
#include "office/station/station.h"

#include "office/seal/seal.h"
#include "platform/sys.h"
#include "station_sql.h"

SQL_STATEMENTS(station)

static const struct seal_column sealed[] = {
	{ "station.p_key", &q_seal_key, &q_put_key, &q_count_key, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(station, sealed)

const str station_state_names[SS_N] = { SI("active"), SI("quarantined"), SI("withdrawn") };
const str station_event_names[SE_N] = { SI("quarantine"), SI("release"), SI("withdraw") };
const str station_kind_names[STATION_KINDS] = { [STATION_ROADSIDE] = SI("roadside"), [STATION_JUNCTION] = SI("junction") };

/* ST4: the life of a station. */
static const struct { enum station_state from; enum station_event on; enum station_state to; } steps[] = {
	{ SS_ACTIVE,      SE_QUARANTINE, SS_QUARANTINED },
	{ SS_ACTIVE,      SE_WITHDRAW,   SS_WITHDRAWN },
	{ SS_QUARANTINED, SE_RELEASE,    SS_ACTIVE },
	{ SS_QUARANTINED, SE_WITHDRAW,   SS_WITHDRAWN },
};

/* The place of s in names, or n. */
static int word_of(str s, const str *names, int n)
{
	int i = 0;

	while (i < n && !str_eq(names[i], s))
		i++;
	return i;
}

static void read_fields(struct sql_row *r, struct station *s)
{
	s->id.v = sql_i64(r);
	s->ix.v = (uint16_t)sql_i64(r);
	ASSERT(station_name_parse(sql_str(r), &s->name));
	s->kind = word_of(sql_str(r), station_kind_names, STATION_KINDS);
	s->state = (enum station_state)word_of(sql_str(r), station_state_names, SS_N);
	ASSERT(s->kind < STATION_KINDS && s->state < SS_N);   /* CHECKed by the database */
	s->district = (int32_t)sql_i64(r);
	s->at.lat_e7 = (int32_t)sql_i64(r);
	s->at.lon_e7 = (int32_t)sql_i64(r);
	s->range_m = (int32_t)sql_i64(r);
	s->junction = (int32_t)sql_i64(r);
	s->role = sql_str(r);
	s->place = sql_str(r);
	s->key_at = sql_i64(r);
	s->created_at = sql_i64(r);
	s->ver = sql_i64(r);
}

struct one { struct arena *arena; struct station s; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, &o->s);
	o->s.role = arena_str(o->arena, o->s.role);
	o->s.place = arena_str(o->arena, o->s.place);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct station *ret, const struct sqlv *v, size_t n)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_one, &o, v, n));
	*ret = o.s;
	return 0;
}

int station_get(struct cx *cx, station_id id, struct station *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id.v)));
}

int station_by_ix(struct cx *cx, station_ix ix, struct station *ret)
{
	return get(cx, &q_by_ix, ret, BIND(V((int)ix.v)));
}

int station_by_name(struct cx *cx, str name, struct station *ret)
{
	return get(cx, &q_by_name, ret, BIND(V(name)));
}

int station_nearest(struct cx *cx, struct geo at, struct station *ret)
{
	return get(cx, &q_nearest, ret, BIND(V((int)at.lat_e7), V((int)at.lon_e7)));
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int station_count(struct cx *cx, int64_t *ret)
{
	return sql_one(cx, &q_count, read_int, ret, BIND_NONE);
}

static int check_new(struct cx *cx, const struct station_new *in)
{
	struct geo at;

	if (in->name.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "name", "must be 1 to 32 of A-Z a-z 0-9 . _ -");
	if (in->kind < 0 || in->kind >= STATION_KINDS)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be roadside or junction");
	if (in->district < 100000 || in->district > 999999)
		return FAIL_FIELD(cx, E_INVALID, "district", "must be a six-digit code of GB/T 2260");
	if (!geo_from_deg(geo_lat(in->at), geo_lon(in->at), &at))
		return FAIL_FIELD(cx, E_INVALID, "lat", "is not a place on earth");
	if (in->range_m < 0 || in->range_m > 5000)
		return FAIL_FIELD(cx, E_INVALID, "rangeM", "must be 0 to 5000");
	if (in->junction < 0 || in->junction > 65535)
		return FAIL_FIELD(cx, E_INVALID, "junction", "must be 0 to 65535");
	if (in->role.n > 64 || !str_utf8(in->role))
		return FAIL_FIELD(cx, E_INVALID, "role", "must be at most 64 bytes of text");
	if (in->place.n > 256 || !str_utf8(in->place))
		return FAIL_FIELD(cx, E_INVALID, "place", "must be at most 256 bytes of text");
	return 0;
}

static int add_fault(struct cx *cx, int rc)
{
	bool name = rc == E_STATE && strstr(cx->err.msg, "station.name");
	bool full = rc == E_STATE && strstr(cx->err.msg, "ix BETWEEN");

	if (!name && !full)
		return rc;
	cx->err = (struct err){ 0 };
	return name ? FAIL_FIELD(cx, E_STATE, "name", "there is a station of this name")
	            : FAIL(cx, E_FULL, "all %d station places of this partition are taken", STATION_MAX);
}

int station_add(struct cx *cx, const struct station_new *in, uint8_t ret_key[static STATION_KEY], struct station *ret)
{
	uint8_t key[STATION_KEY], random[VAULT_REF];
	str ref = { (const char *)random, sizeof random }, text;
	int64_t id;

	TRY(check_new(cx, in));
	if (in->has_key)
		memcpy(key, in->key, sizeof key);
	else
		sys.random(key, sizeof key);
	vault_ref(random);
	TRY(vault_seal_bytes(cx, "station.p_key", ref, (str){ (const char *)key, sizeof key }, &text));
	int rc = sql_insert(cx, &q_add, &id, BIND(V(station_name_str(&in->name)), V(station_kind_names[in->kind]), V((int)in->district),
		V((int)in->at.lat_e7), V((int)in->at.lon_e7), V((int)in->range_m), V((int)in->junction), V(in->role), V(in->place),
		V_BLOB(ref), V(text), V(cx->now)));
	if (rc < 0)
		return add_fault(cx, rc);
	TRY(station_get(cx, (station_id){ id }, ret));
	memcpy(ret_key, key, sizeof key);
	return 0;
}

struct each { station_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct station s;

	read_fields(r, &s);
	return e->fn(cx, &s, e->arg);
}

int station_list(struct cx *cx, int64_t after, str q, bool alarm, bool withdrawn, int max, station_fn *fn, void *arg)
{
	struct each e = { fn, arg };
	char low[64];
	size_t n = MIN(q.n, sizeof low);

	for (size_t i = 0; i < n; i++)   /* ASCII only; hanzi bytes stay */
		low[i] = q.p[i] >= 'A' && q.p[i] <= 'Z' ? (char)(q.p[i] + 32) : q.p[i];
	return sql_each(cx, &q_list, each_row, &e, BIND(V(after), V(((str){ low, n })), V(alarm), V(withdrawn), V(max)));
}

int station_of_junction(struct cx *cx, int32_t junction, int max, station_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_of_junction, each_row, &e, BIND(V((int)junction), V(max)));
}

int station_unplaced(struct cx *cx, int max, station_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_unplaced, each_row, &e, BIND(V(max)));
}

int station_placed(struct cx *cx, station_id id, int64_t ver)
{
	TRY(sql_exec(cx, &q_placed, BIND(V(id.v), V(ver))));
	return 0;
}

int station_unplace_all(struct cx *cx)
{
	return sql_exec(cx, &q_unplace_all, BIND_NONE);
}

int station_step(struct cx *cx, struct station *s, enum station_event ev)
{
	size_t i = 0;

	while (i < COUNTOF(steps) && !(steps[i].from == s->state && steps[i].on == ev))
		i++;
	if (i == COUNTOF(steps) || (unsigned)ev >= SE_N)
		return FAIL(cx, E_STATE, "not possible for a station that is %.*s", STR_ARG(station_state_names[s->state]));
	/* only a withdrawal changes what the engines know of the place */
	bool placed = steps[i].to != SS_WITHDRAWN;
	int n = sql_exec(cx, &q_move, BIND(V(station_state_names[steps[i].to]), V(placed), V(s->id.v),
	                                   V(station_state_names[s->state]), V(s->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the station has changed; read it again");
	s->state = steps[i].to;
	s->ver++;
	return 0;
}

static void read_ref(struct sql_row *r, void *ret)
{
	str s = sql_str(r);

	ASSERT(s.n == VAULT_REF);
	memcpy(ret, s.p, VAULT_REF);
}

int station_rekey(struct cx *cx, struct station *s, uint8_t ret_key[static STATION_KEY])
{
	uint8_t key[STATION_KEY], ref[VAULT_REF];
	str text;

	sys.random(key, sizeof key);
	TRY(sql_one(cx, &q_ref, read_ref, ref, BIND(V(s->id.v))));
	TRY(vault_seal_bytes(cx, "station.p_key", (str){ (const char *)ref, sizeof ref }, (str){ (const char *)key, sizeof key }, &text));
	int n = sql_exec(cx, &q_rekey, BIND(V(text), V(cx->now), V(s->id.v), V(s->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, s->state == SS_WITHDRAWN ? "the station is withdrawn" : "the station has changed; read it again");
	s->ver++;
	s->key_at = cx->now;
	memcpy(ret_key, key, sizeof key);
	return 0;
}

struct keys_arg { station_key_fn *fn; void *arg; };

static int key_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct keys_arg *k = arg;
	str name = sql_str(r);
	station_ix ix = { (uint16_t)sql_i64(r) };
	bool quarantined = str_eq(sql_str(r), station_state_names[SS_QUARANTINED]);
	str ref = sql_str(r), text = sql_str(r), key;

	TRY(vault_open_bytes(cx, "station.p_key", ref, text, &key));
	if (key.n != STATION_KEY)
		return FAIL(cx, E_CORRUPT, "the key of a station is not %d bytes long", STATION_KEY);
	return k->fn(cx, name, ix, quarantined, (const uint8_t *)key.p, k->arg);
}

int station_keys(struct cx *cx, station_key_fn *fn, void *arg)
{
	struct keys_arg k = { fn, arg };

	return sql_each(cx, &q_keys, key_row, &k, BIND_NONE);
}
