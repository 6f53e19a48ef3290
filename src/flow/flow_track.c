/* flow_track — see flow_track.h. */
#include "flow/flow_track.h"

#include <stdio.h>

#include "base/utc.h"
#include "flow/flow_hold.h"
#include "flow/flow_station.h"
#include "office/access/access.h"
#include "office/alert/alert.h"
#include "office/audit/audit.h"
#include "office/bike/bike.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

enum { UPTIME_CALLS_MAX = 1000, PASSAGES_MAX = 20000, HEARD_MAX = 16, FIX_WINDOW_MS = 15 * SECOND_MS };

/* --- may this be seen --- */

int flow_owned(struct cx *cx, const struct ownership *o, tag_id tag, struct span_ms *ret)
{
	struct span_ms s = { str_eq(o->how, S("import")) ? 0 : o->from, o->until ? o->until : INT64_MAX }, on;

	TRY(bike_tag_span(cx, o->bike, tag, &on.from, &on.until));
	*ret = (struct span_ms){ MAX(s.from, on.from), MIN(s.until, on.until) };
	return 0;
}

int flow_owned_case(struct cx *cx, const struct theft *t, struct span_ms *ret)
{
	struct ownership o;

	TRY(bike_owner_at(cx, t->bike, t->reported_at, &o));
	return flow_owned(cx, &o, t->tag, ret);
}

uint32_t flow_visits_cut(struct visit *v, uint32_t n, struct span_ms own)
{
	uint32_t k = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct visit one = v[i];
		if (one.last < own.from || one.first >= own.until)
			continue;
		if (one.first < own.from || one.last >= own.until) {
			one.first = MAX(one.first, own.from);
			one.last = MIN(one.last, own.until - 1);
			one.hits = 0;
			one.rssi_max = INT8_MIN;
			one.flags &= (uint8_t)~VF_OPEN;
		}
		v[k++] = one;
	}
	return k;
}

/* request > 0: by that approved request instead of a case. held: what the case holds back is asked for, too. */
struct look { theft_id id; const char *verb, *kind; int64_t subject; utc_ms from, to; utc_ms quiet_ms; int64_t request; str more; bool held; int64_t seen_ver; };

/* What was admitted: the times asked for, within the case's window (or the request's) and within the ownership. older_from: where the part begins that needs
 * a second person, 0: there is none, or it is shown. far: what is before comes of the case's hold alone. approval: the request that opened it. moved: when the case last moved.
 * stale: the case is not any more what the asker, one of its people, knows; nothing else was judged. */
struct admitted { struct theft theft; bike_id bike; tag_id tag; utc_ms from, to, older_from, far, moved; struct span_ms own; int64_t approval; bool stale; };

int flow_assigned(struct cx *cx, const struct theft *t)
{
	int64_t assigned_only;
	bool helps;

	if (t->officer.v && t->officer.v == cx->actor.v)
		return 0;
	TRY(access_helper_is(cx, t->id, cx->actor, &helps));
	TRY(policy_i64(cx, POL_CASE_TRAIL_ASSIGNED, cx->now, &assigned_only));
	if (helps || (!assigned_only && (cx->roles & ROLE_CASE)))
		return 0;
	return FAIL_FIELD(cx, E_DENIED, "access.assigned", "only the officer of this case and those added to it read its trail: ask the case's officer to add you");
}

/* AC4: what is old needs an approval, what is older is not there. */
static int judge_age(struct cx *cx, const struct look *l, struct admitted *a)
{
	int64_t near_days, far_days;

	TRY(policy_i64(cx, POL_ACCESS_NEAR_DAYS, cx->now, &near_days));
	TRY(policy_i64(cx, POL_ACCESS_FAR_DAYS, cx->now, &far_days));
	utc_ms near = cx->now - near_days * DAY_MS, far = cx->now - far_days * DAY_MS, held = INT64_MAX;
	if (l->held)
		TRY(flow_hold_from(cx, a->theft.id, &held));
	a->far = day_start(day_of(far));       /* a day is held whole, when it goes */
	far = MIN(far, held);
	if (a->to <= far)
		return FAIL_FIELD(cx, E_STATE, "access.far", "what is older than %lld days is not shown to anybody, but what a case holds of its own window", (long long)far_days);
	a->from = MAX(a->from, far);
	if (a->from >= near || l->request)
		return 0;
	if (!l->from && a->to > near) {
		a->older_from = a->from;
		a->from = near;
		return 0;
	}
	TRY(access_of_case(cx, l->id, a->from, MIN(a->to, near), &a->approval));
	if (!a->approval)
		return FAIL_FIELD(cx, E_STATE, "access.older", "what is older than %lld days needs a second person for each query: ask for it, a superior decides", (long long)near_days);
	return 0;
}

/* The time in which the case last moved: a look at night or day by day is judged by it. */
static int last_move(struct cx *cx, const struct theft *t, utc_ms *ret)
{
	struct err before = cx->err;
	struct alert al = { .last_heard_at = 0 };
	int rc = alert_of(cx, t->id, &al);

	if (rc < 0 && rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	*ret = MAX(MAX(t->reported_at, t->located_at), al.last_heard_at);
	return 0;
}

static int judge(struct cx *cx, const struct look *l, struct admitted *a)
{
	int64_t before_h;
	struct theft *t = &a->theft;

	TRY(theft_get(cx, l->id, t));
	a->bike = t->bike;
	a->tag = t->tag;
	TRY(last_move(cx, t, &a->moved));
	TRY(policy_i64(cx, POL_CASE_WINDOW_BEFORE_H, cx->now, &before_h));
	if (!theft_is_open(t) || t->state == TS_RECOVERED)
		return FAIL_FIELD(cx, E_STATE, "access.closed", "the case is closed, or the bike is found: its trail can no longer be read");
	if (!theft_is_confirmed(t))
		return FAIL_FIELD(cx, E_STATE, "access.closed", "an owner's report opens no trail before an officer has accepted it");
	TRY(flow_assigned(cx, t));
	TRY(flow_owned_case(cx, t, &a->own));
	if (cx->now >= a->own.until && l->quiet_ms)
		return FAIL(cx, E_STATE, "the bike has another owner since: where it is now is not this case's");
	utc_ms least = t->last_seen_at - before_h * HOUR_MS;
	a->from = MAX(MAX(l->from ? l->from : least, least), a->own.from);
	a->to = MIN(MIN(l->to ? l->to : cx->now, cx->now), a->own.until);
	if (a->from >= a->to)
		return FAIL_FIELD(cx, E_STATE, "from", "the time asked for lies outside the case's window, or outside the time in which the bike was the owner's who reported");
	TRY(judge_age(cx, l, a));
	return access_quota(cx, a->bike);
}

struct had { utc_ms at; struct ownership o; };

static int take_owner(struct cx *cx, const struct ownership *o, void *arg)
{
	struct had *h = arg;
	bool begun = str_eq(o->how, S("import")) || o->from <= h->at;      /* as in flow_owned: an import's owner had it before, too */

	if (begun && (!o->until || o->until > h->at)) {
		h->o = *o;
		h->o.how = arena_str(cx->arena, o->how);
	}
	return 0;
}

static int owner_then(struct cx *cx, bike_id bike, utc_ms at, struct ownership *ret)
{
	struct had h = { .at = at, .o = { .id = 0 } };

	TRY(bike_owners(cx, bike, take_owner, &h));
	if (!h.o.id)
		return FAIL_FIELD(cx, E_STATE, "from", "in the time asked for, the bike was not registered");
	*ret = h.o;
	return 0;
}

/* The way of a bike without a case: the span that was approved, within the ownership at its end (P7). */
static int judge_request(struct cx *cx, const struct look *l, struct admitted *a)
{
	struct access_request q;
	struct ownership o;
	struct bike b;

	TRY(access_get(cx, l->request, &q));
	TRY(access_live(cx, &q));
	if (q.of_case)
		return FAIL_FIELD(cx, E_STATE, "access.case", "this approval is for the older part of a case's trail: read it there");
	TRY(bike_get(cx, q.bike, &b));
	a->bike = b.id;
	a->tag = b.tag;
	TRY(owner_then(cx, b.id, q.to - 1, &o));
	TRY(flow_owned(cx, &o, b.tag, &a->own));
	a->from = MAX(q.from, a->own.from);
	a->to = MIN(q.to, a->own.until);
	if (a->from >= a->to)
		return FAIL_FIELD(cx, E_STATE, "from", "in the time asked for, the bike was not this owner's, or did not carry its tag");
	TRY(judge_age(cx, l, a));
	a->approval = q.id;
	return access_quota(cx, a->bike);
}

/* The audit row of a look, or of its refusal. */
static int note(struct cx *cx, const struct look *l, bool refused, const struct admitted *a, bool *ret_written)
{
	char detail[AUDIT_DETAIL_MAX], verb[40], approval[40] = "", moved[40] = "";
	bool recent = false;

	snprintf(verb, sizeof verb, "%s%s", l->verb, refused ? ".refused" : "");
	if (l->quiet_ms)
		TRY(audit_recent(cx, verb, l->kind, l->subject, cx->now - l->quiet_ms, &recent));
	*ret_written = !recent;
	if (recent)
		return 0;
	if (a->approval || l->request)
		snprintf(approval, sizeof approval, ",\"request\":%lld", (long long)(l->request ? l->request : a->approval));
	if (a->moved)
		snprintf(moved, sizeof moved, ",\"moved\":%lld", (long long)a->moved);
	snprintf(detail, sizeof detail, "{\"from\":%lld,\"to\":%lld%s%s%.*s}", (long long)a->from, (long long)a->to, approval, moved, STR_ARG(l->more));
	return audit_add(cx, verb, l->kind, l->subject, a->theft.id, str_of(detail));
}

/* Told only to who is of the case's people: to others, and of no case, the look is judged, and is in the audit, as one without a version. */
static int is_stale(struct cx *cx, const struct look *l, bool *ret)
{
	struct theft t;

	*ret = false;
	if (!l->seen_ver)
		return 0;
	struct err before = cx->err;
	int rc = theft_get(cx, l->id, &t);
	if (!rc)
		rc = flow_assigned(cx, &t);
	if (rc == E_NOTFOUND || rc == E_DENIED) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret = t.ver != l->seen_ver;
	return 0;
}

static int admit_in_tx(struct cx *cx, const struct look *l, struct admitted *ret, int *ret_refusal)
{
	struct admitted a = { .from = l->from, .to = l->to };
	bool written;

	TRY(is_stale(cx, l, &a.stale));
	if (a.stale) {
		*ret = a;
		return 0;
	}
	int refusal = l->request ? judge_request(cx, l, &a) : judge(cx, l, &a);

	if (refusal < 0 && refusal != E_STATE && refusal != E_DENIED && refusal != E_NOTFOUND)
		return refusal;
	struct err why = cx->err;
	cx->err = (struct err){ 0 };
	TRY(note(cx, l, refusal < 0, &a, &written));
	if (refusal >= 0)
		TRY(access_looked(cx, a.bike, written ? a.theft.id : (theft_id){ 0 }));
	if (refusal >= 0 && a.approval)
		TRY(access_used(cx, a.approval));
	TRY(sql_commit(cx));
	cx->err = why;
	*ret_refusal = refusal;
	*ret = a;
	return 0;
}

/* The one gate: nothing of a trail is asked of the engines before this has returned 0 (its row is on disk then). */
static int admit(struct cx *cx, const struct look *l, struct admitted *ret)
{
	int refusal = 0;

	ASSERT(!sql_in_tx(cx));
	TRY(sql_begin(cx, true));
	int rc = admit_in_tx(cx, l, ret, &refusal);
	sql_rollback(cx);
	TRY(rc);
	TRY(refusal);
	return cx->track ? 0 : FAIL(cx, E_STORE, "the engines are not running");
}

int flow_track_admit(struct cx *cx, const char *verb, theft_id id, utc_ms from, utc_ms to, str more, struct track_grant *ret)
{
	struct look l = { id, verb, "theft", id.v, from, to, 0, 0, more, false, 0 };
	struct admitted a;

	TRY(admit(cx, &l, &a));
	*ret = (struct track_grant){ a.theft, a.from, a.to, a.older_from, a.own };
	return 0;
}

/* --- stations by index, once a request --- */

struct stop { int64_t id; str name, place; };
struct places { struct station_place *p; struct stop *s; size_t count; };

static int add_place(struct cx *cx, const struct station *s, void *arg)
{
	struct places *pl = arg;
	struct station_place *p = &pl->p[s->ix.v];

	*p = (struct station_place){ .ix = s->ix.v, .kind = (uint8_t)s->kind, .used = 1, .district = (uint32_t)s->district, .at = s->at,
	                             .range_m = (uint16_t)s->range_m };
	pl->s[s->ix.v] = (struct stop){ s->id.v, arena_str(cx->arena, station_name_str(&s->name)), arena_str(cx->arena, s->place) };
	pl->count = MAX(pl->count, (size_t)s->ix.v + 1);
	return 0;
}

static int highest_ix(struct cx *cx, const struct station *s, void *arg)
{
	(void)cx;
	*(int *)arg = MAX(*(int *)arg, (int)s->ix.v);
	return 0;
}

static int load_places(struct cx *cx, struct places *ret)
{
	struct places pl = { .count = 0 };
	int top = -1;

	/* withdrawn ones too: the trail may have been heard by them */
	TRY(station_list(cx, 0, S(""), false, true, STATION_MAX, highest_ix, &top));
	pl.p = arena_alloc(cx->arena, (size_t)(top + 1) * sizeof *pl.p);
	pl.s = arena_alloc(cx->arena, (size_t)(top + 1) * sizeof *pl.s);
	if (!pl.p || !pl.s)
		return FAIL(cx, E_TOOBIG, "too many stations for one answer");
	TRY(station_list(cx, 0, S(""), false, true, STATION_MAX, add_place, &pl));
	*ret = pl;
	return 0;
}

static const struct station_place *place_at(const struct places *pl, uint16_t ix)
{
	return ix < pl->count && pl->p[ix].used ? &pl->p[ix] : NULL;
}

static str stop_name(const struct places *pl, uint16_t ix)
{
	return place_at(pl, ix) ? pl->s[ix].name : S("");
}

static str stop_place(const struct places *pl, uint16_t ix)
{
	return place_at(pl, ix) ? pl->s[ix].place : S("");
}

/* The n stations nearest to a place, nearest first. */
static size_t nearest(const struct places *pl, struct geo at, uint16_t *ret, size_t n)
{
	double dist[LIVE_AROUND];
	size_t k = 0;

	ASSERT(n <= LIVE_AROUND);
	for (size_t ix = 0; ix < pl->count; ix++) {
		if (!pl->p[ix].used)
			continue;
		double d = geo_dist_m(at, pl->p[ix].at);
		if (k == n && d >= dist[k - 1])
			continue;
		size_t j = k < n ? k++ : k - 1;
		for (; j > 0 && dist[j - 1] > d; j--) {
			dist[j] = dist[j - 1];
			ret[j] = ret[j - 1];
		}
		dist[j] = d;
		ret[j] = (uint16_t)ix;
	}
	return k;
}

/* --- trail --- */

static void take_visits(struct cx *cx, const struct places *pl, const struct visit *v, uint32_t n, struct trail_answer *a)
{
	a->visits = arena_alloc(cx->arena, n * sizeof *a->visits);
	for (uint32_t i = 0; a->visits && i < n; i++) {
		const struct station_place *p = place_at(pl, v[i].station);
		a->visits[a->nvisits++] = (struct seen_visit){ p ? pl->s[v[i].station].id : 0, stop_name(pl, v[i].station), stop_place(pl, v[i].station),
			p ? p->at : (struct geo){ 0, 0 }, v[i].first, v[i].last, v[i].hits, v[i].rssi_max,
			(v[i].flags & VF_OPEN) != 0, (v[i].flags & VF_LATE) != 0, (v[i].flags & VF_CLOCK) != 0 };
	}
}

/* One estimate at the middle of each visit, from all visits that touch the moments around it. */
static void take_positions(struct cx *cx, const struct places *pl, const struct visit *v, uint32_t n, struct trail_answer *a)
{
	a->positions = arena_alloc(cx->arena, n * sizeof *a->positions);
	for (uint32_t i = 0; a->positions && i < n; i++) {
		utc_ms t = v[i].first + (v[i].last - v[i].first) / 2;
		struct heard h[HEARD_MAX];
		struct fix f;
		int k = 0;
		/* sorted by first; the window back is bounded so that a tag heard everywhere stays cheap */
		for (uint32_t j = i > 64 ? i - 64 : 0; j < n && v[j].first <= t + FIX_WINDOW_MS && k < HEARD_MAX; j++)
			if (v[j].last >= t - FIX_WINDOW_MS)
				h[k++] = (struct heard){ v[j].station, v[j].rssi_max, MAX(v[j].first, MIN(v[j].last, t)), 1 };
		if (position_estimate(pl->p, pl->count, h, k, t, &f))
			a->positions[a->npositions++] = (struct seen_position){ t, f.at, (int32_t)f.radius_m };
	}
}

static int up_share(struct cx *cx, uint16_t ix, utc_ms from, utc_ms to, double *ret)
{
	utc_ms (*up)[2] = NULL, sum = 0;
	uint32_t n = 0;

	TRY(cx->track->uptime(cx->track->self, cx->arena, ix, from, to, &up, &n, &cx->err));
	for (uint32_t i = 0; i < n; i++)
		sum += MAX((utc_ms)0, MIN(up[i][1], to) - MAX(up[i][0], from));
	*ret = 100.0 * (double)sum / (double)(to - from);
	return 0;
}

struct gaps { struct cx *cx; const struct places *pl; struct trail_answer *a; int64_t least; int calls; };

/* Stations where it was heard before and after, then those nearest to the former: were they up? */
static int add_gap(struct gaps *g, utc_ms from, utc_ms to, const uint16_t *before, const uint16_t *after)
{
	uint16_t who[TRAIL_GAP_STATIONS], near[TRAIL_GAP_STATIONS];
	size_t n = 0;

	if (to - from <= g->least || g->a->ngaps == TRAIL_GAPS_MAX)
		return 0;
	struct seen_gap *gap = &g->a->gaps[g->a->ngaps];
	*gap = (struct seen_gap){ .from = from, .to = to, .reason = S("not-heard") };
	const uint16_t *ends[2] = { before, after };
	for (int i = 0; i < 2; i++)
		if (ends[i] && place_at(g->pl, *ends[i]) && !(n && who[0] == *ends[i]))
			who[n++] = *ends[i];
	const struct station_place *centre = n ? place_at(g->pl, who[0]) : NULL;
	size_t nn = centre ? nearest(g->pl, centre->at, near, TRAIL_GAP_STATIONS) : 0;
	for (size_t i = 0; i < nn && n < TRAIL_GAP_STATIONS; i++)
		if (near[i] != who[0] && (n < 2 || near[i] != who[1]))
			who[n++] = near[i];
	gap->stations = arena_alloc(g->cx->arena, n * sizeof *gap->stations);
	for (size_t i = 0; gap->stations && i < n && g->calls < UPTIME_CALLS_MAX; i++, g->calls++) {
		gap->stations[i] = (struct gap_station){ g->pl->s[who[i]].id, g->pl->s[who[i]].name, g->pl->s[who[i]].place, 0 };
		TRY(up_share(g->cx, who[i], from, to, &gap->stations[i].up_pct));
		gap->n++;
	}
	g->a->ngaps++;
	return 0;
}

static int take_gaps(struct gaps *g, const struct visit *v, uint32_t n)
{
	struct trail_answer *a = g->a;
	utc_ms heard_to = MAX(a->from, a->theft.last_seen_at);
	const uint16_t *last = NULL;

	a->gaps = arena_alloc(g->cx->arena, TRAIL_GAPS_MAX * sizeof *a->gaps);
	if (!a->gaps)
		return FAIL(g->cx, E_TOOBIG, "the answer is too large; narrow the time");
	for (uint32_t i = 0; i < n; i++) {
		if (v[i].first > heard_to)
			TRY(add_gap(g, heard_to, v[i].first, last, &v[i].station));
		if (v[i].last >= heard_to || !last)
			last = &v[i].station;
		heard_to = MAX(heard_to, v[i].last);
	}
	/* with more to come nobody knows yet what follows */
	return a->more ? 0 : add_gap(g, MIN(heard_to, a->to), a->to, last, NULL);
}

/* What the case holds of days that are gone, then the tracks. */
static int way_of(struct cx *cx, const struct admitted *adm, struct visit **ret, uint32_t *ret_n, bool *ret_more)
{
	struct visit *v = NULL, *held = NULL;
	uint32_t n = 0, nheld = 0;
	utc_ms from = MAX(adm->from, adm->far);

	if (adm->from < adm->far || adm->theft.id.v)
		TRY(flow_hold_visits(cx, &adm->theft, adm->from, adm->to, TRAIL_VISITS_MAX, &held, &nheld));
	*ret_more = false;
	if (from < adm->to)
		TRY(cx->track->trail_tag(cx->track->self, cx->arena, adm->tag, from, adm->to, TRAIL_VISITS_MAX, &v, &n, ret_more, &cx->err));
	if (nheld) {
		struct visit *all = arena_alloc(cx->arena, (nheld + n) * sizeof *all);
		if (!all)
			return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
		memcpy(all, held, nheld * sizeof *all);
		if (n)
			memcpy(all + nheld, v, n * sizeof *all);
		v = all;
		n += nheld;
	}
	*ret_n = flow_visits_cut(v, n, adm->own);
	*ret = v;
	return 0;
}

static int trail_of(struct cx *cx, const struct admitted *adm, struct trail_answer *ret)
{
	struct trail_answer a = { .theft = adm->theft, .from = adm->from, .to = adm->to, .older_from = adm->older_from };
	struct places pl;
	struct visit *v = NULL;
	uint32_t n = 0;
	int64_t gap_s;

	TRY(load_places(cx, &pl));
	TRY(policy_i64(cx, POL_VISIT_GAP_S, cx->now, &gap_s));
	TRY(way_of(cx, adm, &v, &n, &a.more));
	take_visits(cx, &pl, v, n, &a);
	take_positions(cx, &pl, v, n, &a);
	struct gaps g = { cx, &pl, &a, gap_s * SECOND_MS, 0 };
	TRY(take_gaps(&g, v, n));
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
	*ret = a;
	return 0;
}

int flow_trail(struct cx *cx, theft_id id, utc_ms from, utc_ms to, struct trail_answer *ret)
{
	return flow_trail_as(cx, "trail.read", id, from, to, ret);
}

static int trail_by(struct cx *cx, const struct look *l, struct trail_answer *ret)
{
	struct admitted adm;

	TRY(admit(cx, l, &adm));
	if (!adm.stale)
		return trail_of(cx, &adm, ret);
	*ret = (struct trail_answer){ .moved = true };
	return 0;
}

int flow_trail_as(struct cx *cx, const char *verb, theft_id id, utc_ms from, utc_ms to, struct trail_answer *ret)
{
	struct look l = { id, verb, "theft", id.v, from, to, 0, 0, { "", 0 }, true, 0 };

	return trail_by(cx, &l, ret);
}

int flow_trail_seen(struct cx *cx, theft_id id, utc_ms from, utc_ms to, int64_t seen_ver, struct trail_answer *ret)
{
	struct look l = { id, "trail.read", "theft", id.v, from, to, 0, 0, { "", 0 }, true, seen_ver };

	return trail_by(cx, &l, ret);
}

int flow_trail_asked(struct cx *cx, int64_t request, struct trail_answer *ret)
{
	struct look l = { .verb = "access.read", .kind = "access", .subject = request, .request = request };
	struct admitted adm;

	TRY(admit(cx, &l, &adm));
	return trail_of(cx, &adm, ret);
}

/* --- live --- */

/* Where to look when the tag is silent: where it was told last, else where it was stolen. */
static int last_place(struct cx *cx, const struct theft *t, struct geo *ret, bool *ret_known)
{
	struct err before = cx->err;
	struct alert al;

	*ret_known = t->has_place;
	*ret = t->at;
	int rc = alert_of(cx, t->id, &al);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	if (al.at.lat_e7 || al.at.lon_e7) {
		*ret = al.at;
		*ret_known = true;
	}
	return 0;
}

static int take_around(struct cx *cx, const struct places *pl, struct geo centre, struct live_answer *a)
{
	uint16_t near[LIVE_AROUND];
	struct station_board b;
	struct station s;

	TRY(flow_station_board(cx, &b));
	size_t n = nearest(pl, centre, near, LIVE_AROUND);
	a->around = arena_alloc(cx->arena, n * sizeof *a->around);
	for (size_t i = 0; a->around && i < n; i++) {
		TRY(station_by_ix(cx, (station_ix){ near[i] }, &s));
		a->around[a->naround++] = (struct live_around){ s.id.v, pl->s[near[i]].name, pl->s[near[i]].place, s.at, (int)flow_station_status(&b, &s, cx->now) };
	}
	return 0;
}

int flow_live(struct cx *cx, theft_id id, int64_t seen_ver, struct live_answer *ret)
{
	struct look l = { id, "live.read", "theft", id.v, 0, 0, MINUTE_MS, 0, { "", 0 }, false, seen_ver };
	struct live_answer a = { .station_name = { "", 0 }, .station_place = { "", 0 } };
	struct heard h[HEARD_MAX];
	int nh = HEARD_MAX;
	struct admitted adm;
	struct places pl;
	struct fix f;
	bool centre_known;
	struct geo centre;

	TRY(admit(cx, &l, &adm));
	if (adm.stale) {
		a.moved = true;
		*ret = a;
		return 0;
	}
	TRY(load_places(cx, &pl));
	TRY(cx->track->live_tag(cx->track->self, adm.theft.tag, &f, &a.known, h, &nh, &cx->err));
	/* an estimate that leans on what was heard before this owner had it is none */
	for (int i = 0; a.known && i < nh; i++)
		a.known = h[i].last >= adm.own.from;
	a.known = a.known && f.t >= adm.own.from;
	TRY(last_place(cx, &adm.theft, &centre, &centre_known));
	if (a.known) {
		a.at = centre = f.at;
		centre_known = true;
		a.radius_m = (int32_t)f.radius_m;
		a.t = f.t;
		a.age_ms = MAX((int64_t)0, cx->now - f.t);
		a.station_name = stop_name(&pl, f.station);
		a.station_place = stop_place(&pl, f.station);
		a.station_id = place_at(&pl, f.station) ? pl.s[f.station].id : 0;
		a.hearings = arena_alloc(cx->arena, HEARD_MAX * sizeof *a.hearings);
		for (int i = 0; a.hearings && i < nh; i++)
			if (place_at(&pl, h[i].station))
				a.hearings[a.nhearings++] = (struct live_hearing){ pl.s[h[i].station].id, pl.s[h[i].station].name, pl.s[h[i].station].place, h[i].rssi, h[i].last };
	}
	if (centre_known)
		TRY(take_around(cx, &pl, centre, &a));
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	*ret = a;
	return 0;
}

/* --- passages --- */

int flow_passages(struct cx *cx, int64_t station, theft_id id, utc_ms from, utc_ms to, struct passages_answer *ret)
{
	struct look l = { id, "passages.read", "station", station, from, to, 0, 0, { "", 0 }, false, 0 };
	struct passages_answer a = { .nown = 0 };
	struct admitted adm;
	struct station s;
	struct visit *v = NULL;
	uint32_t n = 0;

	TRY(station_get(cx, (station_id){ station }, &s));
	TRY(admit(cx, &l, &adm));
	a.from = adm.from;
	a.to = adm.to;
	TRY(cx->track->trail_station(cx->track->self, cx->arena, s.ix.v, a.from, a.to, PASSAGES_MAX, &v, &n, &a.more, &cx->err));
	a.own = arena_alloc(cx->arena, (size_t)MIN(n, (uint32_t)TRAIL_VISITS_MAX) * sizeof *a.own);
	const struct theft *t = &adm.theft;
	for (uint32_t i = 0; i < n; i++) {
		if (v[i].tag != t->tag.v)
			a.others++;
		else if (a.own && a.nown < TRAIL_VISITS_MAX && flow_visits_cut(&v[i], 1, adm.own))
			a.own[a.nown++] = (struct passage){ t->tag, t->bike.v, t->plate, v[i].first, v[i].last, v[i].hits, v[i].rssi_max,
			                                    (v[i].flags & VF_OPEN) != 0, (v[i].flags & VF_LATE) != 0 };
	}
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large; narrow the time");
	*ret = a;
	return 0;
}
