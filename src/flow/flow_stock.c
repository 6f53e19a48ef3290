/* flow_stock — see flow_stock.h. */
#include "flow/flow_stock.h"

#include "office/bike/bike.h"
#include "office/policy/policy.h"
#include "office/station/station.h"
#include "office/tag/tag.h"
#include "store/sql/sql.h"

enum { HEARD_MS = 120000, HEARINGS = 68, TURN = 200, AGAIN_MS = 6 * HOUR_MS, USUAL_DAYS = 30, USUAL_VISITS = 2000, UPTIMES = 64 };

/* --- the binding check --- */

static int one_ear(struct cx *cx, const struct heard *h, int n, struct tag_ear *ear)
{
	struct err before = cx->err;
	struct station_health health;
	struct station s;

	int rc = station_by_name(cx, station_name_str(&ear->station), &s);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	ear->known = true;
	ear->up = cx->track->health && cx->track->health(cx->track->self, s.ix.v, &health) == 0 && health.online;
	for (int i = 0; i < n; i++) {
		if (h[i].station != s.ix.v)
			continue;
		ear->heard = cx->now - h[i].last <= HEARD_MS;
		ear->ago_s = MAX(cx->now - h[i].last, 0) / SECOND_MS;
		ear->rssi = h[i].rssi;
		break;               /* newest first */
	}
	return 0;
}

int flow_tag_listen(struct cx *cx, tag_id tag, const struct station_name *stations, int n, struct tag_ear ret[static LISTEN_STATIONS])
{
	struct heard h[HEARINGS];
	int nh = HEARINGS, battery;

	ASSERT(n >= 0 && n <= LISTEN_STATIONS);
	if (!cx->track || !cx->track->tag_heard)
		return FAIL(cx, E_STATE, "the stations cannot be asked here");
	TRY(cx->track->tag_heard(cx->track->self, tag, h, &nh, &battery, &cx->err));
	for (int i = 0; i < n; i++) {
		ret[i] = (struct tag_ear){ .station = stations[i], .ago_s = -1 };
		TRY(one_ear(cx, h, nh, &ret[i]));
	}
	return 0;
}

int flow_tag_free(struct cx *cx, tag_id tag)
{
	struct err before = cx->err;
	struct tag_piece t;
	struct bike b;

	int rc = bike_by_tag(cx, tag, &b);
	bool on = rc == 0;
	if (rc == E_NOTFOUND)
		rc = tag_piece_by_tag(cx, tag, &t);      /* another slot than the theft tag's */
	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	on = on || (rc == 0 && t.state == SKS_BOUND);
	cx->err = before;
	return on ? FAIL(cx, E_DENIED, "this tag is on a bike: where it is heard is shown with a case only") : 0;
}

/* --- silent tags --- */

/* The station that heard the tag in most visits of its last month; false when there is none. */
static bool usual_station(const struct visit *v, uint32_t n, uint16_t *ret)
{
	uint32_t best = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t same = 0;
		for (uint32_t k = i; k < n && best < n - i; k++)
			same += v[k].station == v[i].station;
		if (same > best) {
			best = same;
			*ret = v[i].station;
		}
	}
	return best > 0;
}

/* Was the station up for at least half of [from, to)? */
static int listening(struct cx *cx, uint16_t ix, utc_ms from, utc_ms to, bool *ret)
{
	utc_ms (*up)[2];
	utc_ms sum = 0;
	uint32_t n;

	TRY(cx->track->uptime(cx->track->self, cx->arena, ix, from, to, &up, &n, &cx->err));
	for (uint32_t i = 0; i < n; i++)
		sum += up[i][1] - up[i][0];
	*ret = n == UPTIMES || sum * 2 >= to - from;     /* a list that is full says at least that it was often up */
	return 0;
}

/* TG3 of office/tag. Never heard since it was bound: silent too, somebody bound it where stations are. */
static int is_silent(struct cx *cx, const struct tag_piece *t, utc_ms last, int64_t days, bool *ret)
{
	struct visit *v;
	uint32_t n;
	uint16_t ix;
	bool more;
	utc_ms since = MAX(last, t->bound_at);

	*ret = cx->now - since >= days * DAY_MS;
	if (!*ret || last < t->bound_at)
		return 0;
	TRY(cx->track->trail_tag(cx->track->self, cx->arena, t->tag, last - (utc_ms)USUAL_DAYS * DAY_MS, last + 1, USUAL_VISITS, &v, &n, &more, &cx->err));
	return usual_station(v, n, &ix) ? listening(cx, ix, last, cx->now, ret) : 0;
}

static int look(struct cx *cx, const struct tag_piece *t, int64_t days, struct tag_health *ret)
{
	struct heard h;
	int nh = 1, battery;

	TRY(cx->track->tag_heard(cx->track->self, t->tag, &h, &nh, &battery, &cx->err));
	utc_ms last = MAX(nh ? h.last : 0, t->last_heard_at);
	*ret = (struct tag_health){ .id = t->id, .last_heard_at = last, .battery_low = battery };
	return is_silent(cx, t, last, days, &ret->silent);
}

struct turn { struct tag_piece t[TURN]; int n; };

static int gather(struct cx *cx, const struct tag_piece *t, void *arg)
{
	struct turn *u = arg;

	(void)cx;
	u->t[u->n++] = *t;
	return 0;
}

int flow_tag_health(struct cx *cx)
{
	struct turn *u = arena_alloc(cx->arena, sizeof *u);
	struct tag_health *h = arena_alloc(cx->arena, TURN * sizeof *h);
	struct arena own, *outer = cx->arena;
	int64_t days;
	int rc = 0;

	if (!cx->track || !cx->track->tag_heard || !u || !h)
		return 0;
	TRY(policy_i64(cx, POL_TAG_SILENT_DAYS, cx->now, &days));
	TRY(tag_unchecked(cx, cx->now - AGAIN_MS, TURN, gather, u));
	/* the engines are asked outside of a transaction; what one look needs is given back after it */
	arena_init(&own, 4 << 20);
	cx->arena = &own;
	for (int i = 0; rc >= 0 && i < u->n; i++) {
		rc = look(cx, &u->t[i], days, &h[i]);
		arena_reset(&own);
	}
	cx->arena = outer;
	arena_done(&own);
	if (rc < 0 || u->n == 0)
		return rc;
	TRY(sql_begin(cx, true));
	for (int i = 0; i < u->n; i++)
		TRY(tag_health_put(cx, &h[i]));
	TRY(sql_commit(cx));
	return u->n;
}
