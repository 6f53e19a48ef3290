/* flow_figures_junction — see flow_figures_junction.h. */
#include "flow/flow_figures_junction.h"

#include <stdlib.h>

#include "flow/flow_figures_int.h"
#include "flow_figures_junction_sql.h"
#include "office/account/account.h"

SQL_STATEMENTS(flow_figures_junction)

const str flow_junction_word_names[FJW_N] = { SI("rate"), SI("watched"), SI("accidents"), SI("caveat") };
const struct figure_text flow_junction_words[FJW_N] = {
	[FJW_RATE] = { SI("违法率：正常检测日里由路口基站测得、经确认且现仍成立的违法，除以正常检测日数，即每个正常检测日几起；经过路口的车辆数没有记录，所以不是每千辆次的比例"),
		SI("rate: violations that the junction's stations told of on watched days, that were confirmed and stand, over the number of watched days. Passages are not recorded, so it is a day's number, not a share of those who passed") },
	[FJW_WATCHED] = { SI("正常检测日：当天已在位的该路口各基站都至少正常收听了十八小时（未离线、未失聪）的整日；今天不算，停用和隔离的基站不看"),
		SI("watched day: a whole day on which every station of the junction then in place heard for at least eighteen hours (neither offline nor deaf); not today, and stations withdrawn or quarantined are not looked at") },
	[FJW_ACCIDENTS] = { SI("路口事故：第三者责任理赔里登记的事故，发生地点写有该路口名称的；撤回的不算，没有保障或没有报案的事故不在内"),
		SI("accidents at the junction: those reported for liability cover whose written place names the junction; withdrawn ones are not counted, and accidents without cover or never reported are not in it") },
	[FJW_CAVEAT] = { SI("前后对比不等于因果：天气、学期、施工、流量和审核进度都会变，天数少时偶然就能差出几起；“待审核”多的一段，违法数还会增加。不用于考核民警"),
		SI("Before and after is not cause and effect: weather, terms, road works, traffic and the progress of the review change too, and with few days chance alone makes a difference of some. Where many are still to be reviewed the number will grow. Not for judging officers") },
};

/* ---- on which days a junction was watched ---- */

enum { DEAF_MS = 6 * HOUR_MS };
struct stand { int64_t junction, id; utc_ms since; };
struct gap { int64_t station; utc_ms from, to; };
struct watch { struct cx *cx; struct stand *st; struct gap *gap; int nst, ngap, room_st, room_gap; int32_t from; int ndays; utc_ms *deaf; };

static void *more(struct cx *cx, void *v, int n, int *room, size_t size)
{
	if (n < *room)
		return v;
	int want = *room ? 2 * *room : 64;
	void *to = arena_alloc(cx->arena, (size_t)want * size);
	if (to && n)
		memcpy(to, v, (size_t)n * size);
	*room = to ? want : *room;
	return to;
}

static int stand_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct watch *w = arg;
	struct stand *v = more(cx, w->st, w->nst, &w->room_st, sizeof *v);

	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	w->st = v;
	v = &w->st[w->nst++];
	v->junction = sql_i64(r);
	v->id = sql_i64(r);
	v->since = sql_i64(r);
	return 0;
}

static int gap_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct watch *w = arg;
	struct gap *v = more(cx, w->gap, w->ngap, &w->room_gap, sizeof *v);

	if (!v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	w->gap = v;
	v = &w->gap[w->ngap++];
	v->station = sql_i64(r);
	v->from = sql_i64(r);
	v->to = sql_i64(r);
	return 0;
}

/* Of the days [from, to) those that are over: of no other is anything said. junction 0: of all. */
static int watch_open(struct cx *cx, int64_t junction, int32_t from, int32_t to, struct watch *w)
{
	int32_t end = MIN(to, day_of(cx->now));

	*w = (struct watch){ .cx = cx, .from = from, .ndays = MAX(end - from, 0) };
	w->deaf = arena_alloc(cx->arena, (size_t)MAX(w->ndays, 1) * sizeof *w->deaf);
	if (!w->deaf)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(sql_each(cx, &q_watch_stations, stand_one, w, BIND(V(junction))));
	return as_done(sql_each(cx, &q_watch_gaps, gap_one, w, BIND(V(junction), V(day_start(from)), V(day_start(MAX(end, from))))));
}

/* How long a station did not hear on each day; two alarms at once are one silence. gaps come by time. */
static void silence(struct watch *w, const struct gap *g, int n)
{
	utc_ms done = day_start(w->from);

	memset(w->deaf, 0, (size_t)w->ndays * sizeof *w->deaf);
	for (int i = 0; i < n; i++) {
		utc_ms from = MAX(g[i].from, done), to = MIN(g[i].to, day_start(w->from + w->ndays));
		for (utc_ms at = from; at < to;) {
			int day = day_of(at) - w->from;
			utc_ms end = MIN(to, day_start(w->from + day + 1));
			w->deaf[day] += end - at;
			at = end;
		}
		done = MAX(done, to);
	}
}

/* day[i]: 1 where all stations of the junction that were in place heard, *ret_n: how many stations it has. day has ndays bytes. */
static void watched_days(struct watch *w, int64_t junction, uint8_t *day, int64_t *ret_n)
{
	int s = 0, g = 0;

	memset(day, 0, (size_t)w->ndays);
	while (s < w->nst && w->st[s].junction < junction)
		s++;
	int first = s;
	for (; s < w->nst && w->st[s].junction == junction; s++) {
		for (g = 0; g < w->ngap && w->gap[g].station != w->st[s].id;)
			g++;
		int n = 0;
		while (g + n < w->ngap && w->gap[g + n].station == w->st[s].id)
			n++;
		silence(w, w->gap + g, n);
		for (int i = 0; i < w->ndays; i++)
			if (w->st[s].since <= day_start(w->from + i))
				day[i] = day[i] != 2 && w->deaf[i] <= DEAF_MS ? 1 : 2;      /* 2: one of them did not hear */
	}
	for (int i = 0; i < w->ndays; i++)
		day[i] = day[i] == 1;
	*ret_n = s - first;
}

/* ---- the map ---- */

struct heat { struct flow_heat *v; int n; struct watch w; uint8_t *day; const struct flow_heat_q *q; };

static int place_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct heat *h = arg;
	struct flow_heat *v = &h->v[h->n];

	if (h->n == FIGURE_ROWS)
		return FAIL(cx, E_TOOBIG, "too many junctions");
	*v = (struct flow_heat){ .id = sql_i64(r) };
	v->name = arena_str(cx->arena, sql_str(r));
	v->at.lat_e7 = (int32_t)sql_i64(r);
	v->at.lon_e7 = (int32_t)sql_i64(r);
	h->n++;
	return 0;
}

static struct flow_heat *heat_of(struct heat *h, int64_t id)
{
	int lo = 0, hi = h->n;

	while (lo < hi) {
		int at = (lo + hi) / 2;
		if (h->v[at].id < id)
			lo = at + 1;
		else
			hi = at;
	}
	return lo < h->n && h->v[lo].id == id ? &h->v[lo] : NULL;
}

/* Violations of the area at a junction of another one count where none is known. */
static int heat_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct heat *h = arg;
	struct flow_heat *v = heat_of(h, sql_i64(r));
	int64_t day = sql_i64(r) - h->q->from;

	(void)cx;
	if (!v)
		v = &h->v[0];
	unsigned stage = figure_stage(sql_str(r));
	bool radio = sql_i64(r);
	int64_t n = sql_i64(r);
	v->captured += n;
	v->standing += stage & FV_STANDS ? n : 0;
	v->open += stage & FV_OPEN ? n : 0;
	if (radio && stage & FV_STANDS && v->id && day < h->w.ndays && h->day[(v - h->v) * h->w.ndays + day])
		v->seen += n;
	return 0;
}

int flow_heat(struct cx *cx, const struct flow_heat_q *q, struct flow_heat **ret, int *ret_n)
{
	struct heat h = { .q = q, .v = arena_alloc(cx->arena, FIGURE_ROWS * sizeof *h.v) };
	struct bike_scope sc;
	int64_t stations;

	if (q->to <= q->from || q->to - q->from > FLOW_HEAT_DAYS)
		return FAIL_FIELD(cx, E_INVALID, "to", "the last day must not lie before the first, and at most 400 days after it");
	if (!h.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	h.v[h.n++] = (struct flow_heat){ .id = 0 };
	TRY(flow_scope(cx, (unit_id){ 0 }, &sc));
	*ret = h.v;
	*ret_n = 0;
	if (sc.area.n == 0)
		return 0;
	TRY(sql_each(cx, &q_heat_junctions, place_one, &h, BIND(V(sc.area))));
	TRY(watch_open(cx, 0, q->from, q->to, &h.w));
	h.day = arena_alloc(cx->arena, (size_t)h.n * (size_t)MAX(h.w.ndays, 1));
	if (!h.day)
		return FAIL(cx, E_TOOBIG, "too many rows; choose fewer days");
	for (int i = 0; i < h.n; i++) {
		uint8_t *day = h.day + (size_t)i * (size_t)h.w.ndays;
		watched_days(&h.w, h.v[i].id, day, &stations);
		for (int k = 0; k < h.w.ndays; k++)
			h.v[i].watched += day[k];
	}
	TRY(sql_each(cx, &q_heat_days, heat_one, &h, BIND(V(sc.area), V(sc.city), V((int64_t)q->from), V((int64_t)q->to),
	             V(q->kind < VK_N ? violation_kind_names[q->kind] : S("")), V(q->first_hour), V(q->last_hour), V(q->first_hour > q->last_hour))));
	*ret_n = h.n;
	return 0;
}

/* ---- before and after ---- */

struct change { struct flow_change *c; const uint8_t *day; int ndays; int32_t from; };

static struct flow_span *span_of(struct flow_change *c, int32_t day)
{
	return day < c->span[0].to ? &c->span[0] : &c->span[1];
}

static int change_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct change *a = arg;
	int32_t day = (int32_t)sql_i64(r);
	enum violation_kind kind = violation_kind_of(sql_str(r));
	struct flow_span *s = span_of(a->c, day);

	(void)cx;
	unsigned stage = figure_stage(sql_str(r));
	bool radio = sql_i64(r);
	int64_t n = sql_i64(r), standing = stage & FV_STANDS ? n : 0;
	s->captured += n;
	s->standing += standing;
	s->open += stage & FV_OPEN ? n : 0;
	s->seen += radio && a->day[day - a->from] ? standing : 0;
	if (kind < VK_N)
		a->c->kind[kind][s != a->c->span] += standing;
	return 0;
}

static int accident_one(struct cx *cx, struct sql_row *r, void *arg)
{
	struct flow_span *s = span_of(arg, day_of(sql_i64(r)));

	(void)cx;
	s->accidents += sql_i64(r);
	s->city++;
	return 0;
}

struct junction_row { int64_t id; str name, path; struct arena *arena; };

static void read_junction(struct sql_row *r, void *ret)
{
	struct junction_row *j = ret;

	j->id = sql_i64(r);
	j->name = arena_str(j->arena, sql_str(r));
	j->path = arena_str(j->arena, sql_str(r));
}

int flow_junction_name(struct cx *cx, int64_t id, str *ret)
{
	struct junction_row j = { .arena = cx->arena, .name = S("") };
	int rc = sql_one(cx, &q_junction_at, read_junction, &j, BIND(V(id)));

	*ret = j.name;
	return rc == E_NOTFOUND ? 0 : rc;
}

int flow_junction_change(struct cx *cx, int64_t junction, int32_t day, int days, struct flow_change *ret)
{
	struct junction_row j = { .arena = cx->arena };
	struct watch w;
	int32_t from = day - days, to = MIN(day + days, day_of(cx->now));

	if (days < 1 || days > FLOW_CHANGE_DAYS)
		return FAIL_FIELD(cx, E_INVALID, "days", "must be 1 to 200");
	if (to <= day)
		return FAIL_FIELD(cx, E_INVALID, "day", "must be a day that is over, so that there is something after it");
	TRY(sql_one(cx, &q_junction_at, read_junction, &j, BIND(V(junction))));
	if (!account_area_covers(cx, j.path))
		return FAIL(cx, E_DENIED, "this junction lies outside your area");
	*ret = (struct flow_change){ .id = j.id, .name = j.name, .span = { { .from = from, .to = day }, { .from = day, .to = to } } };
	TRY(watch_open(cx, junction, from, to, &w));
	uint8_t *on = arena_alloc(cx->arena, (size_t)(to - from));
	if (!on)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	watched_days(&w, junction, on, &ret->stations);
	for (int i = 0; i < w.ndays; i++)
		span_of(ret, from + i)->watched += on[i];
	TRY(sql_each(cx, &q_change_days, change_one, &(struct change){ ret, on, w.ndays, from }, BIND(V(junction), V((int64_t)from), V((int64_t)to))));
	return as_done(sql_each(cx, &q_accidents, accident_one, ret, BIND(V(j.name), V(day_start(from)), V(day_start(to)))));
}
