/* flow_junction — see flow_junction.h. The geometry: stations beside it, publishing, what the engines are told. */
#include "flow/flow_junction.h"

#include "office/account/account.h"
#include "office/station/station.h"
#include "store/sql/sql.h"

enum { TELL_MAX = 256 };

/* The stations that the geometry names; unknown ones are left out. */
static int stations_of(struct cx *cx, const struct junction_geometry *g, struct station *ret, size_t *ret_n)
{
	const struct junction_antenna *a = g->antennas.items;
	struct err before = cx->err;

	*ret_n = 0;
	for (size_t i = 0; i < g->antennas.n && i < JUNCTION_ANTENNAS; i++) {
		int rc = station_by_name(cx, a[i].station, &ret[*ret_n]);
		if (rc == E_NOTFOUND || (rc == 0 && ret[*ret_n].state == SS_WITHDRAWN)) {
			cx->err = before;
			continue;
		}
		TRY(rc);
		(*ret_n)++;
	}
	return 0;
}

int flow_junction_faults(struct cx *cx, const struct junction *j, const struct junction_geometry *g, struct junction_fault_list *ret)
{
	struct station *s = arena_alloc(cx->arena, JUNCTION_ANTENNAS * sizeof *s);
	struct junction_station st[JUNCTION_ANTENNAS];
	size_t n;

	if (!s)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(stations_of(cx, g, s, &n));
	for (size_t i = 0; i < n; i++)
		st[i] = (struct junction_station){ station_name_str(&s[i].name), s[i].junction, s[i].at };
	ret->n = junction_faults(g, j->id, j->at, st, n, ret->f, JUNCTION_FAULTS);
	ret->stops = junction_stops(ret->f, ret->n);
	return 0;
}

static int add_station(struct cx *cx, const struct station *s, void *arg)
{
	struct junction_stations *l = arg;

	for (size_t i = 0; i < l->n; i++)
		if (l->s[i].id.v == s->id.v)
			return 0;
	if (l->n == 2 * JUNCTION_ANTENNAS)
		return 0;
	l->s[l->n] = *s;
	l->s[l->n].role = arena_str(cx->arena, s->role);
	l->s[l->n].place = arena_str(cx->arena, s->place);
	l->n++;
	return 0;
}

int flow_junction_stations(struct cx *cx, const struct junction *j, const struct junction_geometry *g, struct junction_stations *ret)
{
	ret->s = arena_alloc(cx->arena, 2 * JUNCTION_ANTENNAS * sizeof *ret->s);
	if (!ret->s)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(stations_of(cx, g, ret->s, &ret->n));
	return as_done(station_of_junction(cx, (int32_t)j->id, 2 * JUNCTION_ANTENNAS, add_station, ret));
}

int flow_junction_add(struct cx *cx, int64_t id, str name, int64_t unit, struct geo at, struct junction *ret)
{
	struct unit u;

	TRY(unit_get(cx, unit ? (unit_id){ unit } : cx->unit.v ? cx->unit : (unit_id){ 1 }, &u));
	return junction_add(cx, id, name, u.id, u.path, at, ret);
}

static int seen(struct cx *cx, int64_t id, int64_t ver, struct junction *ret)
{
	TRY(junction_get(cx, id, ret));
	return !ver || ver == ret->ver ? 0 : FAIL_FIELD(cx, E_STATE, "ver", "somebody else has changed it meanwhile; look again");
}

int flow_junction_draft(struct cx *cx, int64_t id, int64_t ver, const struct junction_geometry *g, str note, struct junction *ret)
{
	TRY(seen(cx, id, ver, ret));
	return junction_draft(cx, ret, g, note);
}

/* --- what the engines are told --- */

static int arm_of(const struct jn_geometry *g, str arm)
{
	for (int i = 0; i < g->arms; i++)
		if (str_eq(arm, str_of(g->arm[i].name)))
			return i;
	return -1;
}

static void put_arm(struct jn_geometry *r, const struct junction_arm *a)
{
	struct jn_arm *o = &r->arm[r->arms++];

	memcpy(o->name, a->arm.p, MIN(a->arm.n, sizeof o->name - 1));
	o->inbound_deg = (int16_t)a->heading;
	o->motor_lanes = (uint8_t)a->motor_lanes;
	o->has_bike_lane = a->bike_lane_cm > 0;
	o->bike_lane_cm = (uint16_t)a->bike_lane_cm;
	o->road = (uint8_t)(a->road == JROAD_MAIN ? JC_MAIN : a->road == JROAD_SIDE ? JC_SIDE : JC_UNKNOWN_ROAD);
	o->stop = a->stop;
}

static void put_antenna(struct jn_geometry *r, const struct junction_antenna *a, const struct station *s)
{
	static const uint8_t roles[JROLE_N] = { JNR_APPROACH, JNR_STOP, JNR_EXIT, JNR_CENTRE };
	static const uint8_t lanes[JLANE_N] = { JNL_ALL, JNL_BIKE, JNL_MOTOR, JNL_FOOT };
	struct jn_antenna *o = &r->antenna[r->antennas++];
	str arm;
	char move = '*';
	uint8_t m = JM_ANY;

	o->station = s->ix.v;
	o->role = roles[a->role];
	o->lane = lanes[a->lane];
	o->arm = (int8_t)arm_of(r, a->arm);
	o->heading_deg = (int16_t)a->heading;
	o->at = s->at;
	o->range_m = (uint16_t)s->range_m;
	if (junction_group_parse(a->group, &arm, &move) && move != '*')
		jn_move_of((str){ &move, 1 }, &m);
	o->group = m;
	o->camera = a->camera.n > 0;
}

int flow_junction_geometry(struct cx *cx, const struct junction *j, const struct junction_version *v, struct jn_geometry *ret)
{
	struct station *s = arena_alloc(cx->arena, JUNCTION_ANTENNAS * sizeof *s);
	struct junction_geometry g;
	size_t n;

	if (!s)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(junction_geometry_of(cx, v->geometry, &g));
	TRY(stations_of(cx, &g, s, &n));
	memset(ret, 0, sizeof *ret);      /* it is written to the journal as it stands */
	ret->junction = (uint16_t)j->id;
	ret->version = (uint32_t)v->version;
	ret->at = j->at;
	for (size_t i = 0; i < g.arms.n; i++)
		put_arm(ret, &((const struct junction_arm *)g.arms.items)[i]);
	for (size_t i = 0; i < g.antennas.n; i++) {
		const struct junction_antenna *a = &((const struct junction_antenna *)g.antennas.items)[i];
		for (size_t k = 0; k < n; k++)
			if (str_eq(station_name_str(&s[k].name), a->station))
				put_antenna(ret, a, &s[k]);
	}
	return 0;
}

struct telling { struct jn_geometry *g; size_t n; };

static int take_untold(struct cx *cx, const struct junction_version *v, void *arg)
{
	struct telling *t = arg;
	struct junction j;

	TRY(junction_get(cx, v->junction, &j));
	return flow_junction_geometry(cx, &j, v, &t->g[t->n++]);
}

static int mark_told(struct cx *cx, const struct telling *t)
{
	TRY(sql_begin(cx, true));
	for (size_t i = 0; i < t->n; i++)
		TRY(junction_told(cx, t->g[i].junction, t->g[i].version));
	return sql_commit(cx);
}

int flow_junction_tell(struct cx *cx)
{
	struct telling t = { .g = arena_alloc(cx->arena, TELL_MAX * sizeof *t.g) };

	if (!cx->track || !cx->track->junctions_put)
		return 0;
	if (!t.g)
		return FAIL(cx, E_TOOBIG, "too many junctions at once");
	TRY(junction_untold(cx, TELL_MAX, take_untold, &t));
	if (t.n == 0)
		return 0;
	TRY(cx->track->junctions_put(cx->track->self, t.g, t.n, &cx->err));
	int rc = mark_told(cx, &t);
	sql_rollback(cx);
	return rc < 0 ? rc : (int)t.n;
}

/* What it cannot do now the job repeats. */
static void tell_now(struct cx *cx, void *arg)
{
	struct err before = cx->err;

	(void)arg;
	if (flow_junction_tell(cx) < 0)
		cx->err = before;
}

int flow_junction_publish(struct cx *cx, int64_t id, int64_t ver, struct junction *ret)
{
	struct junction_fault_list *f = arena_alloc(cx->arena, sizeof *f);
	struct junction_geometry g;
	struct junction_version v;

	if (!f)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(seen(cx, id, ver, ret));
	if (!ret->draft)
		return junction_publish(cx, ret, 0);      /* says so */
	TRY(junction_version_get(cx, id, ret->draft, &v));
	TRY(junction_geometry_of(cx, v.geometry, &g));
	TRY(flow_junction_faults(cx, ret, &g, f));
	TRY(junction_publish(cx, ret, f->stops));
	sql_after_commit(cx, tell_now, NULL);
	return 0;
}
