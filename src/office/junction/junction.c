/* junction — see junction.h. */
#include "office/junction/junction.h"

#include <arpa/inet.h>

#include "base/utc.h"
#include "junction_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(junction)

enum { GEOMETRY_MAX = 64 << 10 };

const str junction_state_names[JV_N] = { SI("draft"), SI("published"), SI("replaced"), SI("discarded") };
const str junction_source_names[JSRC_N] = { SI("none"), SI("api"), SI("plan"), SI("gbt20999") };

/* JU2 */
static const struct { int from, ev, to; } version_sm[] = {
	{ JV_DRAFT, JEV_PUBLISH, JV_PUBLISHED }, { JV_PUBLISHED, JEV_REPLACE, JV_REPLACED }, { JV_DRAFT, JEV_DISCARD, JV_DISCARDED },
};

enum junction_state junction_next(int state, int ev)
{
	for (size_t i = 0; i < COUNTOF(version_sm); i++)
		if (version_sm[i].from == state && version_sm[i].ev == ev)
			return (enum junction_state)version_sm[i].to;
	return JV_N;
}

static int word_of(const str *names, int n, str s)
{
	for (int i = 0; i < n; i++)
		if (str_eq(names[i], s))
			return i;
	BUG("a word that is none");
}

/* --- junctions --- */

static void read_row(struct sql_row *r, struct arena *a, struct junction *j)
{
	j->id = sql_i64(r);
	j->name = sql_str_a(r, a);
	j->unit.v = sql_i64(r);
	j->path = sql_str_a(r, a);
	j->at.lat_e7 = (int32_t)sql_i64(r);
	j->at.lon_e7 = (int32_t)sql_i64(r);
	j->created_by.v = sql_i64(r);
	j->created_at = sql_i64(r);
	j->told = sql_i64(r);
	j->ver = sql_i64(r);
	j->published = sql_i64(r);
	j->draft = sql_i64(r);
}

struct one { struct arena *a; struct junction j; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_row(r, o->a, &o->j);
}

int junction_get(struct cx *cx, int64_t id, struct junction *ret)
{
	struct one o = { .a = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	*ret = o.j;
	return 0;
}

static int check(struct cx *cx, str name, struct geo at)
{
	if (name.n == 0 || name.n > 200)
		return FAIL_FIELD(cx, E_INVALID, "name", "a junction has a name of at most 200 bytes");
	if (at.lat_e7 == 0 && at.lon_e7 == 0)
		return FAIL_FIELD(cx, E_INVALID, "lat", "say where the middle of the junction is");
	return 0;
}

int junction_add(struct cx *cx, int64_t id, str name, unit_id unit, str path, struct geo at, struct junction *ret)
{
	struct err before = cx->err;
	struct junction j;

	if (id < 1 || id > JUNCTION_MAX_ID)
		return FAIL_FIELD(cx, E_INVALID, "id", "a junction has a number from 1 to %d", JUNCTION_MAX_ID);
	TRY(check(cx, name, at));
	int rc = junction_get(cx, id, &j);
	if (rc == 0)
		return FAIL_FIELD(cx, E_STATE, "junction_taken", "there is a junction with this number already");
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	TRY(sql_exec(cx, &q_add, BIND(V(id), V(name), V(unit.v), V(path), V((int)at.lat_e7), V((int)at.lon_e7), V(cx->actor.v), V(cx->now))));
	return junction_get(cx, id, ret);
}

int junction_change(struct cx *cx, struct junction *j, str name, struct geo at, int64_t ver)
{
	TRY(check(cx, name, at));
	int n = sql_exec(cx, &q_change, BIND(V(name), V((int)at.lat_e7), V((int)at.lon_e7), V(j->id), V(ver ? ver : j->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "somebody else has changed it meanwhile; look again");
	return junction_get(cx, j->id, j);
}

struct each { junction_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct junction j;

	read_row(r, cx->arena, &j);
	return e->fn(cx, &j, e->arg);
}

int junction_list(struct cx *cx, int64_t after, str q, int max, junction_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_row, &e, BIND(V(after), V(q), V(max)));
}

/* --- versions --- */

static void read_version_row(struct sql_row *r, struct arena *a, struct junction_version *v)
{
	v->junction = sql_i64(r);
	v->version = sql_i64(r);
	v->state = word_of(junction_state_names, JV_N, sql_str(r));
	v->geometry = sql_str_a(r, a);
	v->note = sql_str_a(r, a);
	v->created_by.v = sql_i64(r);
	v->created_at = sql_i64(r);
	v->published_by.v = sql_i64(r);
	v->published_at = sql_i64(r);
}

struct one_version { struct arena *a; struct junction_version v; };

static void read_version(struct sql_row *r, void *ret)
{
	struct one_version *o = ret;

	read_version_row(r, o->a, &o->v);
}

int junction_version_get(struct cx *cx, int64_t junction, int64_t version, struct junction_version *ret)
{
	struct one_version o = { .a = cx->arena };

	TRY(sql_one(cx, &q_version, read_version, &o, BIND(V(junction), V(version))));
	*ret = o.v;
	return 0;
}

struct each_version { junction_version_fn *fn; void *arg; };

static int version_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_version *e = arg;
	struct junction_version v;

	read_version_row(r, cx->arena, &v);
	return e->fn(cx, &v, e->arg);
}

int junction_versions(struct cx *cx, int64_t junction, int max, junction_version_fn *fn, void *arg)
{
	struct each_version e = { fn, arg };

	return sql_each(cx, &q_versions, version_row, &e, BIND(V(junction), V(max)));
}

int junction_in_force(struct cx *cx, junction_version_fn *fn, void *arg)
{
	struct each_version e = { fn, arg };

	return sql_each(cx, &q_in_force, version_row, &e, BIND_NONE);
}

int junction_untold(struct cx *cx, int max, junction_version_fn *fn, void *arg)
{
	struct each_version e = { fn, arg };

	return sql_each(cx, &q_untold, version_row, &e, BIND(V(max)));
}

int junction_told(struct cx *cx, int64_t junction, int64_t version)
{
	return as_done(sql_exec(cx, &q_told, BIND(V(version), V(junction))));
}

int junction_untell_all(struct cx *cx)
{
	return as_done(sql_exec(cx, &q_untell_all, BIND_NONE));
}

int junction_geometry_of(struct cx *cx, str json, struct junction_geometry *ret)
{
	return js_read(cx, &junction_geometry_shape, json, ret) < 0 ? FAIL(cx, E_CORRUPT, "the stored geometry cannot be read: %s", cx->err.msg) : 0;
}

/* Who writes has seen the junction as it is. */
static int touch(struct cx *cx, struct junction *j)
{
	int n = sql_exec(cx, &q_touch, BIND(V(j->id), V(j->ver)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "somebody else has changed it meanwhile; look again");
	return junction_get(cx, j->id, j);
}

int junction_draft(struct cx *cx, struct junction *j, const struct junction_geometry *g, str note)
{
	struct js o;

	js_init(&o, cx->arena, GEOMETRY_MAX);
	js_put(&o, NULL, &junction_geometry_shape, g);
	if (js_over(&o))
		return FAIL(cx, E_TOOBIG, "the geometry is too large");
	if (j->draft)
		TRY(sql_exec(cx, &q_draft_put, BIND(V(js_text(&o)), V(note), V(cx->actor.v), V(cx->now), V(j->id))));
	else
		TRY(sql_exec(cx, &q_draft_add, BIND(V(j->id), V(js_text(&o)), V(note), V(cx->actor.v), V(cx->now))));
	return touch(cx, j);
}

static int move(struct cx *cx, struct junction *j, int64_t version, int from, int ev)
{
	int to = (int)junction_next(from, ev);

	if (to == JV_N)
		return FAIL_FIELD(cx, E_STATE, "version", "there is no such step from here");
	int n = sql_exec(cx, &q_move, BIND(V(junction_state_names[to]), to == JV_PUBLISHED ? V(cx->actor.v) : V_NULL, to == JV_PUBLISHED ? V(cx->now) : V_NULL,
		V(j->id), V(version), V(junction_state_names[from])));
	TRY(n);
	return n == 1 ? 0 : FAIL_FIELD(cx, E_STATE, "version", "somebody else has changed it meanwhile; look again");
}

int junction_publish(struct cx *cx, struct junction *j, int stops)
{
	if (!j->draft)
		return FAIL_FIELD(cx, E_STATE, "no_draft", "there is no draft to publish");
	if (stops)
		return FAIL_FIELD(cx, E_STATE, "junction_faults", "the draft contradicts itself in %d places; mend them first", stops);
	if (j->published)
		TRY(move(cx, j, j->published, JV_PUBLISHED, JEV_REPLACE));
	TRY(move(cx, j, j->draft, JV_DRAFT, JEV_PUBLISH));
	return touch(cx, j);
}

int junction_discard(struct cx *cx, struct junction *j)
{
	if (!j->draft)
		return FAIL_FIELD(cx, E_STATE, "no_draft", "there is no draft to discard");
	TRY(move(cx, j, j->draft, JV_DRAFT, JEV_DISCARD));
	return touch(cx, j);
}

/* --- where the phases come from --- */

static void read_source_row(struct sql_row *r, struct arena *a, struct junction_source *s)
{
	s->junction = sql_i64(r);
	s->kind = word_of(junction_source_names, JSRC_N, sql_str(r));
	s->address = sql_str_a(r, a);
	s->controller = sql_i64(r);
	s->road = (int32_t)sql_i64(r);
	s->plan = sql_str_a(r, a);
	s->set_by.v = sql_i64(r);
	s->set_at = sql_i64(r);
	s->ver = sql_i64(r);
}

struct each_source { junction_source_fn *fn; void *arg; };

static int source_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_source *e = arg;
	struct junction_source s;

	read_source_row(r, cx->arena, &s);
	return e->fn(cx, &s, e->arg);
}

static int take_source(struct cx *cx, const struct junction_source *s, void *arg)
{
	(void)cx;
	*(struct junction_source *)arg = *s;
	return 0;
}

int junction_source_get(struct cx *cx, int64_t junction, struct junction_source *ret)
{
	struct each_source e = { take_source, ret };

	*ret = (struct junction_source){ .junction = junction, .kind = JSRC_NONE, .address = { "", 0 }, .plan = { "", 0 } };
	return as_done(sql_each(cx, &q_source, source_row, &e, BIND(V(junction))));
}

int junction_sources(struct cx *cx, int kind, junction_source_fn *fn, void *arg)
{
	struct each_source e = { fn, arg };

	return sql_each(cx, &q_sources, source_row, &e, BIND(V(junction_source_names[kind])));
}

/* Four numbers and a port, as the link to the controller takes it. */
static bool address_fits(str s)
{
	char host[16], *colon = memchr(s.p, ':', s.n);
	int64_t port;
	struct in_addr in;
	size_t n = colon ? (size_t)(colon - s.p) : 0;

	if (n == 0 || n >= sizeof host || !str_i64((str){ colon + 1, s.n - n - 1 }, 1, 65535, &port))
		return false;
	memcpy(host, s.p, n);
	host[n] = 0;
	return inet_pton(AF_INET, host, &in) == 1;
}

int junction_source_put(struct cx *cx, const struct junction_source *s)
{
	if (s->kind == JSRC_GBT20999 && (s->address.n == 0 || !address_fits(s->address)))
		return FAIL_FIELD(cx, E_INVALID, "address", "say where the controller is: ADDRESS:PORT, four numbers and a port like 10.1.2.3:5050");
	if (s->kind == JSRC_PLAN && s->plan.n == 0)
		return FAIL_FIELD(cx, E_INVALID, "plan", "give the fixed-time plan");
	return as_done(sql_exec(cx, &q_source_put, BIND(V(s->junction), V(junction_source_names[s->kind]), V(s->address), V(s->controller), V((int)s->road), V(s->plan),
		V(cx->actor.v), V(cx->now))));
}

int junction_plan_check(struct cx *cx, const struct junction_plan *p)
{
	const struct junction_plan_group *g = p->groups.items;
	str arm;
	char m;

	if (p->to_min <= p->from_min)
		return FAIL_FIELD(cx, E_INVALID, "toMin", "the plan ends after it begins on the same day");
	if (p->offset_s >= p->cycle_s)
		return FAIL_FIELD(cx, E_INVALID, "offsetS", "the offset is shorter than the cycle");
	for (size_t i = 0; i < p->groups.n; i++) {
		if (!junction_group_parse(g[i].group, &arm, &m))
			return FAIL_FIELD(cx, E_INVALID, "group", "a group is an arm and a movement, like W:T");
		if (g[i].green_to_s <= g[i].green_from_s || g[i].green_to_s + g[i].yellow_s > p->cycle_s)
			return FAIL_FIELD(cx, E_INVALID, "greenToS", "%.*s: green and the yellow behind it lie within the cycle", STR_ARG(g[i].group));
	}
	return 0;
}

char junction_plan_at(const struct junction_plan *p, const struct junction_plan_group *g, utc_ms t, utc_ms *ret_since)
{
	utc_ms day = day_start(day_of(t)), from = day + p->from_min * (utc_ms)MINUTE_MS, to = day + p->to_min * (utc_ms)MINUTE_MS;

	if (t < from || t >= to) {
		*ret_since = t < from ? day : to;
		return 'U';
	}
	utc_ms cycle = p->cycle_s * 1000ll, in = (t - day - p->offset_s * 1000ll) % cycle, at = 0;
	in += in < 0 ? cycle : 0;
	utc_ms begun = t - in, green = g->green_from_s * 1000ll, yellow = g->green_to_s * 1000ll, red = yellow + g->yellow_s * 1000ll;
	char s = in < green ? 'R' : in < yellow ? 'G' : in < red ? 'Y' : 'R';
	at = in < green ? red - cycle : in < yellow ? green : in < red ? yellow : red;
	*ret_since = MAX(begun + at, from);
	return s;
}

/* --- the mark --- */

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int junction_mark_get(struct cx *cx, uint64_t *ret)
{
	int64_t v;

	TRY(sql_one(cx, &q_mark, read_int, &v, BIND_NONE));
	*ret = (uint64_t)v;
	return 0;
}

int junction_mark_put(struct cx *cx, uint64_t lsn)
{
	return as_done(sql_exec(cx, &q_mark_put, BIND(V((int64_t)lsn), V(cx->now))));
}
