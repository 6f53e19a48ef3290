/* site — see site.h; days, hours and holidays are in site_day.c. */
#include "office/site/site.h"

#include "site_sql.h"

SQL_STATEMENTS(site)

static void read_fields(struct sql_row *r, struct site *s)
{
	s->id.v = sql_i64(r);
	s->unit.v = sql_i64(r);
	s->code = sql_str(r);
	s->name = sql_str(r);
	s->district = (int32_t)sql_i64(r);
	s->at.lat_e7 = (int32_t)sql_i64(r);
	s->at.lon_e7 = (int32_t)sql_i64(r);
	s->address = sql_str(r);
	s->phone = sql_str(r);
	s->slot_min = (int32_t)sql_i64(r);
	s->quota = (int32_t)sql_i64(r);
	s->windows = (int32_t)sql_i64(r);
	s->open = str_eq(sql_str(r), S("open"));
	s->ver = sql_i64(r);
}

struct one { struct arena *arena; struct site s; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, &o->s);
	o->s.code = arena_str(o->arena, o->s.code);
	o->s.name = arena_str(o->arena, o->s.name);
	o->s.address = arena_str(o->arena, o->s.address);
	o->s.phone = arena_str(o->arena, o->s.phone);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct site *ret, const struct sqlv *v, size_t n)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_one, &o, v, n));
	*ret = o.s;
	return 0;
}

int site_get(struct cx *cx, site_id id, struct site *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id.v)));
}

int site_by_code(struct cx *cx, str code, struct site *ret)
{
	return get(cx, &q_by_code, ret, BIND(V(code)));
}

static int check(struct cx *cx, const struct site_new *in)
{
	static const struct { const char *field; size_t least, most; } texts[] = { { "code", 1, 16 }, { "name", 1, 64 }, { "address", 0, 200 }, { "phone", 0, 32 } };
	const str v[] = { in->code, in->name, in->address, in->phone };
	struct geo at;

	for (size_t i = 0; i < COUNTOF(texts); i++)
		if (v[i].n < texts[i].least || v[i].n > texts[i].most || !str_utf8(v[i]))
			return FAIL_FIELD(cx, E_INVALID, texts[i].field, "must be text of %zu to %zu bytes", texts[i].least, texts[i].most);
	if (in->district < 100000 || in->district > 999999)
		return FAIL_FIELD(cx, E_INVALID, "district", "must be a six-digit code of GB/T 2260");
	if (!geo_from_deg(geo_lat(in->at), geo_lon(in->at), &at))
		return FAIL_FIELD(cx, E_INVALID, "lat", "is not a place on earth");
	if (in->slot_min < 5 || in->slot_min > 240)
		return FAIL_FIELD(cx, E_INVALID, "slotMin", "must be 5 to 240");
	if (in->quota < 0 || in->quota > 1000)
		return FAIL_FIELD(cx, E_INVALID, "quota", "must be 0 to 1000");
	if (in->windows < 1 || in->windows > 50)
		return FAIL_FIELD(cx, E_INVALID, "windows", "must be 1 to 50");
	return 0;
}

int site_add(struct cx *cx, const struct site_new *in, struct site *ret)
{
	int64_t id;

	TRY(check(cx, in));
	int rc = sql_insert(cx, &q_add, &id, BIND(V(in->unit.v), V(in->code), V(in->name), V((int)in->district), V((int)in->at.lat_e7), V((int)in->at.lon_e7),
	                                          V(in->address), V(in->phone), V((int)in->slot_min), V((int)in->quota), V((int)in->windows), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "code", "there is a point of this code");
	}
	TRY(rc);
	return site_get(cx, (site_id){ id }, ret);
}

int site_edit(struct cx *cx, struct site *s, const struct site_new *in, bool open)
{
	struct site_new v = *in;

	v.code = s->code;
	TRY(check(cx, &v));
	int n = sql_exec(cx, &q_edit, BIND(V(v.unit.v), V(v.name), V((int)v.district), V((int)v.at.lat_e7), V((int)v.at.lon_e7), V(v.address), V(v.phone),
	                                   V((int)v.slot_min), V((int)v.quota), V((int)v.windows), V(open ? S("open") : S("closed")), V(s->id.v), V(s->ver)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "the point has changed; read it again");
	return site_get(cx, s->id, s);
}

struct each { site_fn *fn; void *arg; };

static int each_site(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct site s;

	read_fields(r, &s);
	return e->fn(cx, &s, e->arg);
}

int site_list(struct cx *cx, int64_t after, int max, site_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_site, &e, BIND(V(after), V(max)));
}

struct names { struct station_name *v; int n; };

static int each_station(struct cx *cx, struct sql_row *r, void *arg)
{
	struct names *s = arg;

	(void)cx;
	if (s->n < SITE_STATIONS && station_name_parse(sql_str(r), &s->v[s->n]))
		s->n++;
	return 0;
}

int site_stations(struct cx *cx, site_id id, struct station_name ret[static SITE_STATIONS], int *ret_n)
{
	struct names s = { ret, 0 };

	TRY(sql_each(cx, &q_stations, each_station, &s, BIND(V(id.v))));
	*ret_n = s.n;
	return 0;
}

int site_stations_set(struct cx *cx, site_id id, const struct station_name *v, int n)
{
	if (n < 0 || n > SITE_STATIONS)
		return FAIL_FIELD(cx, E_INVALID, "stations", "must be at most %d", SITE_STATIONS);
	TRY(sql_exec(cx, &q_stations_clear, BIND(V(id.v))));
	for (int i = 0; i < n; i++)
		TRY(sql_exec(cx, &q_station_add, BIND(V(id.v), V(station_name_str(&v[i])))));
	return 0;
}
