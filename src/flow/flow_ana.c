/* flow_ana — companions of a case's bike, who was at all scenes; see flow_ana.h. */
#include "flow/flow_ana_int.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "office/access/access.h"
#include "office/audit/audit.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "store/sql/sql.h"

enum { RUNNING_MAX = 2, BEFORE_SEEN_MS = 2 * HOUR_MS, APART_MS = HOUR_MS, STATION_VISITS = 500000, STATION_BYTES = 64 << 20, MAP_MORE = 16 /* withdrawn ones */ };
static atomic_int running;

int ana_begin(struct cx *cx, mono *ret)
{
	if (atomic_fetch_add(&running, 1) >= RUNNING_MAX) {
		ana_end();
		return FAIL_FIELD(cx, E_BUSY, "analysis.running", "two analyses are being worked out already: ask again in a moment");
	}
	*ret = clock_mono();
	return 0;
}

void ana_end(void)
{
	atomic_fetch_sub(&running, 1);
}

/* --- stations --- */

/* The list is read once; withdrawn stations, which the count does not have, make the room grow. */
struct map_fill { struct ana_map m; size_t cap; };

static int map_grow(struct cx *cx, struct map_fill *f, size_t need)
{
	size_t cap = MAX(need, f->cap * 2);
	struct station_place *p = arena_alloc(cx->arena, cap * sizeof *p);
	struct ana_stop *s = arena_alloc(cx->arena, cap * sizeof *s);

	if (!p || !s)
		return FAIL(cx, E_TOOBIG, "too many stations for one answer");
	if (f->m.count) {
		memcpy(p, f->m.p, f->m.count * sizeof *p);
		memcpy(s, f->m.s, f->m.count * sizeof *s);
	}
	memset(p + f->m.count, 0, (cap - f->m.count) * sizeof *p);
	memset(s + f->m.count, 0, (cap - f->m.count) * sizeof *s);
	f->m.p = p;
	f->m.s = s;
	f->cap = cap;
	return 0;
}

static int add_station(struct cx *cx, const struct station *s, void *arg)
{
	struct map_fill *f = arg;
	size_t need = (size_t)s->ix.v + 1;

	if (need > f->cap)
		TRY(map_grow(cx, f, need));
	f->m.count = MAX(f->m.count, need);
	f->m.p[s->ix.v] = (struct station_place){ .ix = s->ix.v, .kind = (uint8_t)s->kind, .used = 1, .district = (uint32_t)s->district, .at = s->at,
	                                           .range_m = (uint16_t)s->range_m };
	f->m.s[s->ix.v] = (struct ana_stop){ s->id.v, arena_str(cx->arena, station_name_str(&s->name)), arena_str(cx->arena, s->place), s->at };
	return 0;
}

int ana_map_load(struct cx *cx, struct ana_map *ret)
{
	struct map_fill f = { .cap = 0 };
	int64_t n;

	TRY(station_count(cx, &n));
	TRY(map_grow(cx, &f, (size_t)n + MAP_MORE));
	TRY(station_list(cx, 0, S(""), false, true, STATION_MAX, add_station, &f));
	*ret = f.m;
	return 0;
}

/* --- the store as a source --- */

static bool take_past(void *arg, const struct visit *v)
{
	struct ana_store *s = arg;

	if (v->last < s->from || v->first >= s->to)
		return true;
	return s->fn(s->arg, v);
}

int ana_store_station(void *arg, uint16_t station, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e)
{
	struct ana_store *s = arg;

	from = MAX(from, s->from);
	to = MIN(to, s->to);
	if (from >= to)
		return 0;
	if (mono_since_ms(s->begun) > ANA_WORK_MS)
		return err_at(e, __FILE__, __LINE__, E_BUSY, 0, "analysis.work", "this takes longer than %d s: narrow the time", ANA_WORK_MS / 1000);
	s->fn = fn;
	s->arg = fn_arg;
	return s->cx->track->station_past(s->cx->track->self, station, from, to, take_past, s, e);
}

/* --- who they are --- */

/* The bike that carried the tag for all of that time; 0 where none did. */
static int bike_then(struct cx *cx, tag_id tag, const utc_ms at[2], struct ana_named *ret)
{
	struct err before = cx->err;
	struct bike b;
	utc_ms from, until;
	int rc = bike_by_tag(cx, tag, &b);

	*ret = (struct ana_named){ .tag = tag };
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	TRY(bike_tag_span(cx, b.id, tag, &from, &until));
	if (at[0] >= from && at[1] < until) {
		ret->bike = b.id.v;
		ret->plate = b.plate;
	}
	return 0;
}

/* theft 0: nothing of a way is shown, so the day's quota is not asked. */
static int name_one(struct cx *cx, theft_id id, tag_id tag, const utc_ms at[2], struct ana_named *ret, bool *ret_shown)
{
	struct err before = cx->err;

	TRY(bike_then(cx, tag, at, ret));
	*ret_shown = true;
	if (!ret->bike || !id.v)
		return 0;
	int rc = access_quota(cx, (bike_id){ ret->bike });
	if (rc == E_DENIED) {
		cx->err = before;
		*ret_shown = false;
		return 0;
	}
	TRY(rc);
	return access_looked(cx, (bike_id){ ret->bike }, (theft_id){ 0 });
}

static int name_in_tx(struct cx *cx, theft_id id, const char *of, const uint64_t *tag, utc_ms (*at)[2], size_t n, struct ana_named *ret, bool *ret_shown, int64_t *ret_withheld)
{
	char detail[AUDIT_DETAIL_MAX];
	int k = snprintf(detail, sizeof detail, "{\"of\":\"%s\",\"bikes\":[", of);
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		TRY(name_one(cx, id, (tag_id){ tag[i] }, at[i], &ret[i], &ret_shown[i]));
		*ret_withheld += !ret_shown[i];
		if (!ret_shown[i] || !ret[i].bike || (size_t)k + 64 > sizeof detail)
			continue;
		k += snprintf(detail + k, sizeof detail - (size_t)k, "%s%lld", first ? "" : ",", (long long)ret[i].bike);
		first = false;
	}
	snprintf(detail + k, sizeof detail - (size_t)k, "],\"tags\":%zu,\"withheld\":%lld}", n, (long long)*ret_withheld);
	TRY(audit_add(cx, "analysis.named", id.v ? "theft" : "analysis", id.v, id, str_of(detail)));
	return sql_commit(cx);
}

int ana_name(struct cx *cx, theft_id id, const char *of, const uint64_t *tag, utc_ms (*at)[2], size_t n, struct ana_named *ret, bool *ret_shown, int64_t *ret_withheld)
{
	*ret_withheld = 0;
	if (n == 0)
		return 0;
	TRY(sql_begin(cx, true));
	int rc = name_in_tx(cx, id, of, tag, at, n, ret, ret_shown, ret_withheld);
	sql_rollback(cx);
	return rc;
}

/* --- companions --- */

struct found { struct cx *cx; utc_ms from, to; struct ana_pair *v; size_t n, max; bool more; };

static void take_pair(void *arg, const struct ana_pair *c)
{
	struct found *f = arg;

	if (f->n == f->max)
		f->more = true;
	else
		f->v[f->n++] = *c;
}

/* The rows inside the window: the station and when each of the two was first heard there (AN1). */
static int put_companion(struct cx *cx, const struct ana_map *m, const struct found *f, const struct ana_pair *p, const struct ana_named *who, struct ana_companion *ret)
{
	*ret = (struct ana_companion){ .who = *who, .score = p->score, .sure = ana_sure(p->score, 2, 3), .from = MAX(p->t0, f->from), .to = MIN(p->t1, f->to),
	                               .stations = p->stations, .shared = p->shared, .ways = p->ways };
	ret->rows = arena_alloc(cx->arena, (p->rows + 1) * sizeof *ret->rows);
	if (!ret->rows)
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
	for (uint32_t i = 0; i < p->rows; i++) {
		const struct ana_row *r = &p->row[i];
		if (r->a >= f->from && r->a < f->to && r->b >= f->from && r->b < f->to)
			ret->rows[ret->nrows++] = (struct ana_met){ ana_stop_at(m, r->station), r->a, r->b };
	}
	return 0;
}

static int name_companions(struct cx *cx, theft_id id, const struct ana_map *m, const struct found *f, struct companions_seen *a)
{
	uint64_t *tag = arena_alloc(cx->arena, (f->n + 1) * sizeof *tag);
	utc_ms (*at)[2] = arena_alloc(cx->arena, (f->n + 1) * sizeof *at);
	struct ana_named *who = arena_alloc(cx->arena, (f->n + 1) * sizeof *who);
	bool *shown = arena_alloc(cx->arena, (f->n + 1) * sizeof *shown);

	a->v = arena_alloc(cx->arena, (f->n + 1) * sizeof *a->v);
	if (!tag || !at || !who || !shown || !a->v)
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
	for (size_t i = 0; i < f->n; i++) {
		tag[i] = f->v[i].b;
		at[i][0] = f->v[i].t0;
		at[i][1] = f->v[i].t1;
	}
	TRY(ana_name(cx, id, "companions", tag, at, f->n, who, shown, &a->withheld));
	for (size_t i = 0; i < f->n; i++)
		if (shown[i])
			TRY(put_companion(cx, m, f, &f->v[i], &who[i], &a->v[a->n++]));
	return 0;
}

/* The tag's visits go in cut to the window: what lies outside of it is in no arrival. */
static int ask_companions(struct cx *cx, const struct track_grant *g, const struct ana_map *m, struct visit *v, uint32_t n, struct found *f)
{
	struct ana_pair_opts o = { .all_move = true };
	struct engine_overview ov = { .tags_known = 0 };
	mono begun;

	for (uint32_t i = 0; i < n; i++)
		o.all_move = o.all_move && !(v[i].flags & VF_MOVING);
	if (cx->track->overview)
		cx->track->overview(cx->track->self, &ov);
	o.tags = MAX(ov.tags_known, 1000u);
	TRY(ana_begin(cx, &begun));
	struct ana_pairs *p = ana_pairs_new(m->p, m->count);
	struct ana_store store = { .cx = cx, .from = g->from, .to = g->to, .begun = begun };
	struct ana_source src = { &store, ana_store_station };
	int rc = ana_companions(p, &src, &o, v, n, take_pair, f, &cx->err);
	ana_pairs_free(p);
	ana_end();
	return as_done(rc);
}

/* Which part of the case's window is asked for: AN4's hours, and by default from two hours before it was last seen. */
static int companion_times(struct cx *cx, theft_id id, utc_ms *io_from, utc_ms *io_to, double *ret_hours)
{
	struct err before = cx->err;
	struct theft t = { .last_seen_at = 0 };
	int64_t hours;
	int rc = theft_get(cx, id, &t);

	if (rc < 0 && rc != E_NOTFOUND)      /* one that is not there is refused by the gate, with its row */
		return rc;
	cx->err = before;
	TRY(policy_i64(cx, POL_ANALYSIS_WINDOW_H, cx->now, &hours));
	*ret_hours = (double)hours;
	if (!*io_from)
		*io_from = *io_to ? *io_to - hours * HOUR_MS : MAX(t.last_seen_at - BEFORE_SEEN_MS, (utc_ms)1);
	if (!*io_to)
		*io_to = *io_from + hours * HOUR_MS;
	if (*io_to <= *io_from)
		return FAIL_FIELD(cx, E_INVALID, "to", "must be after from");
	if (*io_to - *io_from > hours * HOUR_MS)
		return FAIL_FIELD(cx, E_INVALID, "to", "at most %lld hours in one question: choose a part of the case's window", (long long)hours);
	return 0;
}

int flow_companions(struct cx *cx, theft_id id, utc_ms from, utc_ms to, struct companions_seen *ret)
{
	struct companions_seen a = { .n = 0 };
	struct track_grant g;
	struct ana_map m;
	struct visit *v = NULL;
	uint32_t n = 0;
	int64_t most;

	TRY(companion_times(cx, id, &from, &to, &a.hours_max));
	TRY(flow_track_admit(cx, "analysis.companions", id, from, to, S(""), &g));
	if (!cx->track->station_past)
		return FAIL(cx, E_STORE, "the engines are not running");
	TRY(policy_i64(cx, POL_ANALYSIS_NAMED_MAX, cx->now, &most));
	TRY(ana_map_load(cx, &m));
	TRY(cx->track->trail_tag(cx->track->self, cx->arena, g.theft.tag, g.from, g.to, TRAIL_VISITS_MAX, &v, &n, &a.more, &cx->err));
	n = flow_visits_cut(v, n, g.own);
	struct found f = { .cx = cx, .from = g.from, .to = g.to, .max = (size_t)most, .v = arena_alloc(cx->arena, (size_t)most * sizeof *f.v) };
	if (!f.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	a.from = g.from;
	a.to = g.to;
	a.older_from = g.older_from;
	a.visits = n;
	TRY(ask_companions(cx, &g, &m, v, n, &f));
	a.more = a.more || f.more;
	TRY(name_companions(cx, id, &m, &f, &a));
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
	*ret = a;
	return 0;
}

/* --- who was at all scenes --- */

struct scene { struct track_grant g; uint16_t ix[SCENE_STATIONS]; const struct scene_in *in; };

static bool share_station(const struct scene_in *a, const struct scene_in *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (a->station[i] == b->station[k])
				return true;
	return false;
}

/* AN3: one scene twice would be a list of everybody who passed a station. */
static int check_scenes(struct cx *cx, const struct scene_in *s, size_t n)
{
	int64_t most;

	TRY(policy_i64(cx, POL_ANALYSIS_SCENE_MIN, cx->now, &most));
	if (n < 2 || n > SCENES_MAX)
		return FAIL_FIELD(cx, E_INVALID, "scenes", "two to %d scenes: one scene alone would only list who passed by", SCENES_MAX);
	for (size_t i = 0; i < n; i++) {
		if (s[i].n < 1 || s[i].n > SCENE_STATIONS)
			return FAIL_FIELD(cx, E_INVALID, "scenes", "scene %zu: one to %d stations", i + 1, SCENE_STATIONS);
		if (s[i].from <= 0 || s[i].to <= s[i].from || s[i].to - s[i].from > most * MINUTE_MS)
			return FAIL_FIELD(cx, E_INVALID, "scenes", "scene %zu: a time of at most %lld minutes", i + 1, (long long)most);
		for (size_t k = 0; k < i; k++)
			if (share_station(&s[i], &s[k]) && s[i].from < s[k].to + APART_MS && s[k].from < s[i].to + APART_MS)
				return FAIL_FIELD(cx, E_INVALID, "scenes", "scenes %zu and %zu are the same place at the same time: take other stations, or times an hour apart", k + 1, i + 1);
	}
	return 0;
}

/* The refusal of AN3 leaves its row, like those of the gate. */
static int too_far(struct cx *cx, const struct scene *s, size_t no)
{
	int64_t near;

	TRY(policy_i64(cx, POL_ANALYSIS_NEAR_M, cx->now, &near));
	str detail = arena_fmt(cx->arena, "{\"scene\":%zu,\"why\":\"far\"}", no);
	TRY(audit_add(cx, "analysis.passed.refused", "theft", s->g.theft.id.v, s->g.theft.id, detail));
	return FAIL_FIELD(cx, E_DENIED, "analysis.far", "scene %zu is no place of this case: within %lld m its bike was neither stolen nor heard", no, (long long)near);
}

/* AN3: is each station of the scene near the case? */
static int check_near(struct cx *cx, const struct ana_map *m, const struct scene *s, size_t no)
{
	struct visit *v = NULL;
	uint32_t n = 0;
	bool more;
	int64_t near_m;

	TRY(policy_i64(cx, POL_ANALYSIS_NEAR_M, cx->now, &near_m));
	TRY(cx->track->trail_tag(cx->track->self, cx->arena, s->g.theft.tag, s->g.from, s->g.to, TRAIL_VISITS_MAX, &v, &n, &more, &cx->err));
	n = flow_visits_cut(v, n, s->g.own);
	for (size_t i = 0; i < s->in->n; i++) {
		struct geo at = m->p[s->ix[i]].at;
		bool near = s->g.theft.has_place && geo_dist_m(at, s->g.theft.at) <= (double)near_m;
		for (uint32_t k = 0; k < n && !near; k++)
			near = v[k].station < m->count && m->p[v[k].station].used && geo_dist_m(at, m->p[v[k].station].at) <= (double)near_m;
		if (!near)
			return too_far(cx, s, no);
	}
	return 0;
}

static int admit_scene(struct cx *cx, theft_id id, const struct scene_in *in, size_t no, struct scene *ret)
{
	char more[200];
	int k = snprintf(more, sizeof more, ",\"scene\":%zu,\"stations\":[", no);
	struct station s;

	ret->in = in;
	for (size_t i = 0; i < in->n; i++) {
		TRY(station_get(cx, (station_id){ in->station[i] }, &s));
		ret->ix[i] = s.ix.v;
		k += snprintf(more + k, sizeof more - (size_t)k, "%s%lld", i ? "," : "", (long long)in->station[i]);
	}
	snprintf(more + k, sizeof more - (size_t)k, "]");
	return flow_track_admit(cx, "analysis.passed", in->theft ? (theft_id){ in->theft } : id, in->from, in->to, str_of(more), &ret->g);
}

struct open_station { struct cx *cx; mono begun; };

/* Open visits too: few stations, short times. */
static int station_now(void *arg, uint16_t station, utc_ms from, utc_ms to, ana_visit_fn *fn, void *fn_arg, struct err *e)
{
	struct open_station *o = arg;
	struct visit *v = NULL;
	struct arena a;
	uint32_t n = 0;
	bool more = false;

	if (mono_since_ms(o->begun) > ANA_WORK_MS)
		return err_at(e, __FILE__, __LINE__, E_BUSY, 0, "analysis.work", "this takes longer than %d s: narrow the times", ANA_WORK_MS / 1000);
	arena_init(&a, STATION_BYTES);
	int rc = o->cx->track->trail_station(o->cx->track->self, &a, station, from, to, STATION_VISITS, &v, &n, &more, e);
	if (rc >= 0 && (more || arena_over(&a)))
		rc = err_at(e, __FILE__, __LINE__, E_TOOBIG, 0, "scenes", "too many passed one of the stations: narrow its time");
	for (uint32_t i = 0; rc >= 0 && i < n && fn(fn_arg, &v[i]); i++)
		;
	arena_done(&a);
	return as_done(rc);
}

static int ask_passed(struct cx *cx, const struct scene *s, size_t n, bool ordered, struct ana_passed_answer *ret)
{
	struct ana_scene q[SCENES_MAX];
	struct engine_overview ov = { .tags_known = 0 };
	struct open_station o = { .cx = cx };

	if (cx->track->overview)
		cx->track->overview(cx->track->self, &ov);
	for (size_t i = 0; i < n; i++)
		q[i] = (struct ana_scene){ s[i].ix, s[i].in->n, s[i].g.from, s[i].g.to };
	TRY(ana_begin(cx, &o.begun));
	struct ana_source src = { &o, station_now };
	int rc = ana_passed_all(&src, q, n, ordered, MAX(ov.tags_known, 1000u), ret, &cx->err);
	ana_end();
	return as_done(rc);
}

static int name_passed(struct cx *cx, theft_id id, const struct scene *s, size_t n, const struct ana_passed_answer *p, struct passed_seen *a)
{
	uint64_t *tag = arena_alloc(cx->arena, (p->n + 1) * sizeof *tag);
	utc_ms (*at)[2] = arena_alloc(cx->arena, (p->n + 1) * sizeof *at);
	struct ana_named *who = arena_alloc(cx->arena, (p->n + 1) * sizeof *who);
	bool *shown = arena_alloc(cx->arena, (p->n + 1) * sizeof *shown);

	a->v = arena_alloc(cx->arena, (p->n + 1) * sizeof *a->v);
	if (!tag || !at || !who || !shown || !a->v)
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the times");
	for (size_t i = 0; i < p->n; i++) {
		tag[i] = p->v[i].tag;
		at[i][0] = at[i][1] = p->v[i].at[0];
		for (size_t k = 1; k < n; k++) {
			at[i][0] = MIN(at[i][0], p->v[i].at[k]);
			at[i][1] = MAX(at[i][1], p->v[i].at[k]);
		}
	}
	TRY(ana_name(cx, id, "passed", tag, at, p->n, who, shown, &a->withheld));
	for (size_t i = 0; i < p->n; i++) {
		if (!shown[i])
			continue;
		struct passed_one *o = &a->v[a->n++];
		o->who = who[i];
		for (size_t k = 0; k < n; k++) {
			o->own = o->own || s[k].g.theft.tag.v == tag[i];
			o->at[k] = MAX(p->v[i].at[k], s[k].g.from);
		}
	}
	return 0;
}

static int passed_of(struct cx *cx, theft_id id, const struct scene *s, size_t n, bool ordered, struct passed_seen *ret)
{
	struct ana_passed_answer p = { .n = 0 };
	struct passed_seen a = { .nscenes = n };
	int64_t most;
	int rc = 0;

	TRY(policy_i64(cx, POL_ANALYSIS_NAMED_MAX, cx->now, &most));
	TRY(ask_passed(cx, s, n, ordered, &p));
	for (size_t i = 0; i < n; i++) {
		a.scene[i].from = s[i].g.from;
		a.scene[i].to = s[i].g.to;
		a.scene[i].tags = (int64_t)p.at[i];
	}
	a.found = (int64_t)p.n;
	a.chance = p.chance;
	a.sure = p.chance < 0.1 ? SURE_GOOD : p.chance < 1 ? SURE_FAIR : SURE_LOW;
	a.too_many = a.found > most;
	if (!a.too_many)
		rc = name_passed(cx, id, s, n, &p, &a);
	free(p.v);
	TRY(rc);
	*ret = a;
	return 0;
}

int flow_passed(struct cx *cx, theft_id id, const struct scene_in *scene, size_t n, bool ordered, struct passed_seen *ret)
{
	struct scene s[SCENES_MAX];
	struct ana_map m;

	TRY(check_scenes(cx, scene, n));
	for (size_t i = 0; i < n; i++)
		TRY(admit_scene(cx, id, &scene[i], i + 1, &s[i]));
	TRY(ana_map_load(cx, &m));
	for (size_t i = 0; i < n; i++)
		TRY(check_near(cx, &m, &s[i], i + 1));
	TRY(passed_of(cx, id, s, n, ordered, ret));
	return arena_over(cx->arena) ? FAIL(cx, E_TOOBIG, "the answer is too large; narrow the times") : 0;
}
