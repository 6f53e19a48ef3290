/* flow_foresee — see flow_foresee.h. */
#include "flow/flow_foresee.h"

#include <stdio.h>

#include "office/station/station.h"
#include "store/sql/sql.h"

/* The case's visits with the stations' indexes again, and what is told of those stations. */
struct seen { struct trail_answer trail; struct visit *v; uint32_t n; struct station_place *p; struct foreseen_station *s; size_t count; };

static int highest(struct cx *cx, const struct station *s, void *arg)
{
	(void)cx;
	*(size_t *)arg = MAX(*(size_t *)arg, (size_t)s->ix.v + 1);
	return 0;
}

static int add(struct cx *cx, const struct station *s, void *arg)
{
	struct seen *z = arg;

	if (s->ix.v >= z->count)
		return 0;
	z->p[s->ix.v] = (struct station_place){ .ix = s->ix.v, .kind = (uint8_t)s->kind, .used = 1, .at = s->at, .range_m = (uint16_t)s->range_m };
	z->s[s->ix.v] = (struct foreseen_station){ s->id.v, arena_str(cx->arena, station_name_str(&s->name)), arena_str(cx->arena, s->place), s->at };
	return 0;
}

static int ix_of(const struct seen *z, int64_t station)
{
	for (size_t i = 0; i < z->count; i++)
		if (z->s[i].id == station)
			return (int)i;
	return -1;
}

/* The look itself; the audit row is on disk when it returns. */
static int look(struct cx *cx, theft_id id, struct seen *ret)
{
	struct seen z = { .n = 0 };

	TRY(flow_trail(cx, id, 0, 0, &z.trail));
	if (z.trail.more)       /* more than one answer holds: the latest week decides */
		TRY(flow_trail(cx, id, MAX(z.trail.from, cx->now - 7 * (utc_ms)DAY_MS), 0, &z.trail));
	TRY(station_list(cx, 0, S(""), false, true, STATION_MAX, highest, &z.count));
	z.p = arena_alloc(cx->arena, (z.count + 1) * sizeof *z.p);
	z.s = arena_alloc(cx->arena, (z.count + 1) * sizeof *z.s);
	z.v = arena_alloc(cx->arena, (z.trail.nvisits + 1) * sizeof *z.v);
	if (!z.p || !z.s || !z.v)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(station_list(cx, 0, S(""), false, true, STATION_MAX, add, &z));
	for (size_t i = 0; i < z.trail.nvisits; i++) {
		const struct seen_visit *v = &z.trail.visits[i];
		int ix = ix_of(&z, v->station_id);
		if (ix >= 0)
			z.v[z.n++] = (struct visit){ .tag = z.trail.theft.tag.v, .station = (uint16_t)ix, .rssi_max = (int8_t)v->rssi_max, .hits = (uint32_t)v->hits,
				.flags = (uint8_t)((v->open ? VF_OPEN : 0) | (v->clock_doubt ? VF_CLOCK : 0)), .first = v->first, .last = v->last };
	}
	*ret = z;
	return cx->track && cx->track->foresee ? 0 : FAIL(cx, E_STORE, "the engines are not running");
}

static struct foreseen_station station_of(const struct seen *z, uint16_t ix)
{
	return ix < z->count ? z->s[ix] : (struct foreseen_station){ .name = { "", 0 }, .place = { "", 0 } };
}

/* When the visits of the rows began. */
static size_t times(struct cx *cx, const struct seen *z, const uint32_t *row, int rows, utc_ms **ret)
{
	size_t n = 0;

	*ret = arena_alloc(cx->arena, (size_t)(rows + 1) * sizeof **ret);
	for (int i = 0; *ret && i < rows; i++)
		if (row[i] < z->n)
			(*ret)[n++] = z->v[row[i]].first;
	return n;
}

int flow_next(struct cx *cx, theft_id id, struct next_seen *ret)
{
	struct next_seen a = { .n = 0 };
	struct next_answer next;
	struct dark_answer dark;
	struct seen z;

	TRY(look(cx, id, &z));
	TRY(cx->track->foresee(cx->track->self, z.v, z.n, cx->now, &next, &dark, &a.days));
	a.known = next.station != NEXT_NONE;
	a.at = station_of(&z, next.station);
	a.since = next.since;
	a.trust = (int32_t)next.trust;
	a.order = next.order;
	a.steps_context = next.steps_context;
	a.steps_here = next.steps_here;
	for (int i = 0; i < next.n; i++) {
		const struct next_guess *g = &next.guess[i];
		struct foreseen_guess *o = &a.guess[a.n++];
		*o = (struct foreseen_guess){ station_of(&z, g->station), g->p * 100, g->early, g->eta, g->late, g->steps_all, g->steps_own, NULL, 0 };
		o->rows = times(cx, &z, g->row, g->rows, &o->row);
	}
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = a;
	return 0;
}

/* The names of an area's stations in a line. */
static str names(struct cx *cx, const struct seen *z, const struct hide_place *p)
{
	char text[HIDE_STATIONS * 36];
	size_t n = 0;

	for (int i = 0; i < p->stations; i++) {
		str s = station_of(z, p->station[i]).name;
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%.*s", i ? " " : "", STR_ARG(s));
	}
	return arena_str(cx->arena, (str){ text, n });
}

static void take_hide(struct cx *cx, const struct seen *z, struct dark_seen *a)
{
	struct hide_answer h;

	hide_ask(z->v, z->n, cx->now, z->p, z->count, &h);
	for (int i = 0; i < h.n; i++) {
		const struct hide_place *p = &h.place[i];
		struct hide_seen *o = &a->hide[a->nhide++];
		*o = (struct hide_seen){ p->at, (int32_t)p->radius_m, p->placed, names(cx, z, p), p->p * 100, p->p_now * 100, p->stays, p->nights, p->silences,
		                         p->heard_ms, p->silent_ms, p->first, p->last, p->here_last, (int32_t)p->trust, NULL, 0 };
		o->rows = times(cx, z, p->row, p->rows, &o->row);
	}
}

int flow_dark(struct cx *cx, theft_id id, struct dark_seen *ret)
{
	struct dark_seen a = { .naround = 0 };
	struct next_answer next;
	struct dark_answer d;
	struct seen z;

	TRY(look(cx, id, &z));
	TRY(cx->track->foresee(cx->track->self, z.v, z.n, cx->now, &next, &d, &a.days));
	a.verdict = (int32_t)d.verdict;
	a.known = d.station != NEXT_NONE;
	a.at = station_of(&z, d.station);
	a.since = d.since;
	a.silent_ms = d.silent_ms;
	a.listened_ms = d.listened_ms;
	a.longer_pct = d.longer * 100;
	a.low_pct = d.longer_low * 100;
	a.high_pct = d.longer_high * 100;
	a.silences_here = d.silences_here;
	a.silences_class = d.silences_class;
	a.usual_ms = d.usual_ms;
	a.own = d.own;
	a.own_longer = d.own_longer;
	a.own_longest_ms = d.own_longest_ms;
	a.around = arena_alloc(cx->arena, (size_t)(d.n + 1) * sizeof *a.around);
	for (int i = 0; a.around && i < d.n; i++)
		a.around[a.naround++] = (struct dark_around){ station_of(&z, d.around[i].station), d.around[i].weight * 100, MAX(d.around[i].up, 0.0) * 100, d.around[i].up >= 0 };
	take_hide(cx, &z, &a);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = a;
	return 0;
}
