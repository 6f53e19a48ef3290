/* guard — see guard.h. */
#include "office/guard/guard.h"

#include "base/utc.h"
#include "guard_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(guard)

enum { DAY_MIN = 1440 };

const str guard_kind_names[GK_N] = { SI("armed"), SI("no_owner_tag") };
const str guard_state_names[GS_N] = { SI("open"), SI("mine"), SI("reported"), SI("taken"), SI("taken_back"), SI("ended") };

static int minute_at(utc_ms t) { return (int)((t + 8 * HOUR_MS) % DAY_MS / MINUTE_MS); }

int guard_flags_at(const struct guard_wish *w, utc_ms t)
{
	int m = minute_at(t);
	bool night = w->night_from >= 0 && (w->night_from <= w->night_to ? m >= w->night_from && m < w->night_to : m >= w->night_from || m < w->night_to);

	return (w->armed || night ? GUARD_IS_ARMED : 0) | (w->dual ? GUARD_IS_DUAL : 0);
}

static tag_id tag_of(str s)
{
	tag_id t = { 0 };

	if (s.n)
		ASSERT(tag_parse(s, &t));
	return t;
}

static void read_guard(struct sql_row *r, void *ret)
{
	struct guard *g = ret;

	g->id = sql_i64(r);
	g->bike.v = sql_i64(r);
	g->ownership = sql_i64(r);
	g->tag = tag_of(sql_str(r));
	g->owner_tag = tag_of(sql_str(r));
	g->w.armed = sql_i64(r) != 0;
	g->w.dual = sql_i64(r) != 0;
	g->w.night_from = (int32_t)sql_i64(r);
	g->w.night_to = (int32_t)sql_i64(r);
	g->flags = (int)sql_i64(r);
	g->set_at = sql_i64(r);
	g->ended_at = sql_i64(r);
}

int guard_of(struct cx *cx, bike_id bike, struct guard *ret)
{
	return sql_one(cx, &q_now_of, read_guard, ret, BIND(V(bike.v)));
}

int guard_get(struct cx *cx, int64_t id, struct guard *ret)
{
	return sql_one(cx, &q_by_id, read_guard, ret, BIND(V(id)));
}

static int tell(struct cx *cx, const struct guard *g, int flags)
{
	char tag[TAG_TEXT], own[TAG_TEXT];
	str owner = g->owner_tag.v ? str_of(tag_text(g->owner_tag, own)) : S("");

	TRY(sql_exec(cx, &q_tell, BIND(V(g->id), V(str_of(tag_text(g->tag, tag))), V(owner), V(flags), V(cx->now))));
	return 0;
}

static int find(struct cx *cx, bike_id bike, struct guard *ret, bool *ret_found)
{
	struct err before = cx->err;
	int rc = guard_of(cx, bike, ret);

	*ret_found = rc >= 0;
	if (rc == E_NOTFOUND) {
		cx->err = before;
		rc = 0;
	}
	return rc;
}

static int check(struct cx *cx, const struct guard_wish *w, tag_id owner_tag)
{
	if (!w->armed && !w->dual && w->night_from < 0)
		return FAIL_FIELD(cx, E_INVALID, "armed", "say what is wished: armed now, every night, or a warning without the owner's tag");
	if ((w->night_from < 0) != (w->night_to < 0) || w->night_from >= DAY_MIN || w->night_to >= DAY_MIN || (w->night_from >= 0 && w->night_from == w->night_to))
		return FAIL_FIELD(cx, E_INVALID, "nightFrom", "a night has a beginning and another end, in minutes of the day");
	if (w->dual && !owner_tag.v)
		return FAIL_FIELD(cx, E_STATE, "dual", "the bike has no owner's tag; get one at a point");
	return 0;
}

int guard_wish(struct cx *cx, bike_id bike, int64_t ownership, tag_id tag, tag_id owner_tag, const struct guard_wish *w, struct guard *ret)
{
	struct guard g = { .bike = bike, .ownership = ownership, .tag = tag, .owner_tag = owner_tag, .w = *w, .set_at = cx->now }, old;
	struct sqlv from = w->night_from < 0 ? V_NULL : V((int)w->night_from), to = w->night_to < 0 ? V_NULL : V((int)w->night_to);
	char text[TAG_TEXT], own[TAG_TEXT];
	bool found;

	TRY(check(cx, w, owner_tag));
	g.flags = guard_flags_at(w, cx->now);
	str owner = owner_tag.v ? str_of(tag_text(owner_tag, own)) : S("");
	TRY(find(cx, bike, &old, &found));
	if (found && (old.ownership != ownership || old.tag.v != tag.v)) {
		TRY(guard_end(cx, bike, old.tag.v != tag.v ? S("tag") : S("transfer"), &found));
		found = false;
	}
	if (found) {
		g.id = old.id;
		TRY(sql_exec(cx, &q_change, BIND(V(owner), V(w->armed), V(w->dual), from, to, V(g.flags), V(cx->now), V(g.id))));
	} else {
		TRY(sql_insert(cx, &q_add, &g.id, BIND(V(bike.v), V(ownership), V(str_of(tag_text(tag, text))), V(owner), V(w->armed), V(w->dual), from, to,
			V(g.flags), V(cx->now))));
	}
	if (g.flags != (found ? old.flags : 0) || (found && old.owner_tag.v != owner_tag.v))
		TRY(tell(cx, &g, g.flags));
	*ret = g;
	return 0;
}

int guard_end(struct cx *cx, bike_id bike, str why, bool *ret)
{
	struct guard g;
	bool found;

	TRY(find(cx, bike, &g, &found));
	*ret = found;
	if (!found)
		return 0;
	TRY(sql_exec(cx, &q_end, BIND(V(cx->now), V(why), V(g.id))));
	TRY(sql_exec(cx, &q_alert_end, BIND(V(cx->now), V(g.id))));
	return tell(cx, &g, 0);
}

enum { TURN_MAX = 64 };
struct turns { struct guard g[TURN_MAX]; int n; };

static int take_turn(struct cx *cx, struct sql_row *r, void *arg)
{
	struct turns *t = arg;

	(void)cx;
	read_guard(r, &t->g[t->n++]);
	return 0;
}

int guard_turn_due(struct cx *cx, bool *ret)
{
	struct turns t = { .n = 0 };

	TRY(sql_each(cx, &q_nights, take_turn, &t, BIND(V(minute_at(cx->now)), V(1))));
	*ret = t.n > 0;
	return 0;
}

int guard_turn(struct cx *cx, int max)
{
	struct turns t = { .n = 0 };

	TRY(sql_each(cx, &q_nights, take_turn, &t, BIND(V(minute_at(cx->now)), V(MIN(max, (int)TURN_MAX)))));
	for (int i = 0; i < t.n; i++) {
		int flags = guard_flags_at(&t.g[i].w, cx->now);
		TRY(sql_exec(cx, &q_flags, BIND(V(flags), V(t.g[i].id))));
		TRY(tell(cx, &t.g[i], flags));
	}
	return t.n;
}

/* --- what the engines are told --- */

struct each_told { guard_told_fn *fn; void *arg; };

static int told_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_told *e = arg;
	struct guard_told t;

	t.version = sql_i64(r);
	t.guard = sql_i64(r);
	t.tag = tag_of(sql_str(r));
	t.owner_tag = tag_of(sql_str(r));
	t.flags = (int)sql_i64(r);
	t.at = sql_i64(r);
	return e->fn(cx, &t, e->arg);
}

int guard_pending(struct cx *cx, int max, guard_told_fn *fn, void *arg)
{
	struct each_told e = { fn, arg };

	return sql_each(cx, &q_pending, told_row, &e, BIND(V(max)));
}

int guard_journaled(struct cx *cx, int64_t version)
{
	TRY(sql_exec(cx, &q_journaled, BIND(V(version))));
	return 0;
}

int guard_again(struct cx *cx)
{
	TRY(sql_exec(cx, &q_again, BIND(V(cx->now))));
	return 0;
}

/* --- alerts --- */

static int word_of(const str *names, int n, str s)
{
	for (int i = 0; i < n; i++)
		if (str_eq(names[i], s))
			return i;
	BUG("a word that is none");
}

static void read_alert_row(struct sql_row *r, struct arena *arena, struct guard_alert *a)
{
	a->id = sql_i64(r);
	a->guard = sql_i64(r);
	a->kind = word_of(guard_kind_names, GK_N, sql_str(r));
	a->state = word_of(guard_state_names, GS_N, sql_str(r));
	a->bike.v = sql_i64(r);
	a->ownership = sql_i64(r);
	ASSERT(plate_parse(sql_str(r), &a->plate));
	a->path = sql_str_a(r, arena);
	a->heard_at = sql_i64(r);
	a->opened_at = sql_i64(r);
	a->station = sql_i64(r);
	a->station_name = sql_str_a(r, arena);
	a->station_place = sql_str_a(r, arena);
	a->district = (int32_t)sql_i64(r);
	a->at.lat_e7 = (int32_t)sql_i64(r);
	a->at.lon_e7 = (int32_t)sql_i64(r);
	a->radius_m = (int32_t)sql_i64(r);
	a->answered_at = sql_i64(r);
	a->theft = sql_i64(r);
}

struct one_alert { struct arena *arena; struct guard_alert a; };

static void read_alert(struct sql_row *r, void *ret)
{
	struct one_alert *o = ret;

	read_alert_row(r, o->arena, &o->a);
}

int guard_alert_add(struct cx *cx, uint64_t lsn, uint32_t n, const struct guard_alert *a, struct guard_alert *ret, bool *ret_new)
{
	struct one_alert o = { .arena = cx->arena };
	int rc = sql_exec(cx, &q_alert_add, BIND(V(a->guard), V((int64_t)lsn), V((int64_t)n), V(guard_kind_names[a->kind]), V(a->bike.v), V(a->ownership),
		V(plate_str(&a->plate)), V(a->path), V(a->heard_at), V(cx->now), V(a->station), V(a->station_name), V(a->station_place), V((int)a->district),
		V((int)a->at.lat_e7), V((int)a->at.lon_e7), V((int)a->radius_m)));

	TRY(rc);
	*ret_new = rc == 1;
	TRY(sql_one(cx, &q_alert_at, read_alert, &o, BIND(V((int64_t)lsn), V((int64_t)n))));
	*ret = o.a;
	return 0;
}

int guard_alert_get(struct cx *cx, int64_t id, struct guard_alert *ret)
{
	struct one_alert o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_alert_by_id, read_alert, &o, BIND(V(id))));
	*ret = o.a;
	return 0;
}

struct each_alert { guard_alert_fn *fn; void *arg; };

static int alert_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_alert *e = arg;
	struct guard_alert a;

	read_alert_row(r, cx->arena, &a);
	return e->fn(cx, &a, e->arg);
}

int guard_alerts(struct cx *cx, bool open, str path, int64_t before, int max, guard_alert_fn *fn, void *arg)
{
	struct each_alert e = { fn, arg };

	return sql_each(cx, &q_alerts, alert_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(open), V(path), V(max)));
}

int guard_alerts_of(struct cx *cx, bike_id bike, int64_t ownership, int max, guard_alert_fn *fn, void *arg)
{
	struct each_alert e = { fn, arg };

	return sql_each(cx, &q_alerts_of, alert_row, &e, BIND(V(bike.v), V(ownership), V(INT64_MAX), V(max)));
}

int guard_answer(struct cx *cx, struct guard_alert *a, enum guard_state s, theft_id theft)
{
	int n = sql_exec(cx, &q_alert_answer, BIND(V(guard_state_names[s]), V(cx->now), cx->actor.v ? V(cx->actor.v) : V_NULL,
		theft.v ? V(theft.v) : V_NULL, V(a->id)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "decided", "this alert has been answered already");
	return guard_alert_get(cx, a->id, a);
}

int guard_take_back(struct cx *cx, int64_t guard)
{
	TRY(sql_exec(cx, &q_alert_take_back, BIND(V(cx->now), V(guard))));
	return 0;
}

int guard_message(struct cx *cx, int64_t alert)
{
	TRY(sql_exec(cx, &q_told, BIND(V(alert))));
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int guard_messages(struct cx *cx, bike_id bike, utc_ms since, int64_t *ret)
{
	return sql_one(cx, &q_told_since, read_int, ret, BIND(V(bike.v), V(since)));
}

struct each_figure { guard_figure_fn *fn; void *arg; };

static int figure_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_figure *e = arg;
	struct guard_figure f;

	f.kind = word_of(guard_kind_names, GK_N, sql_str(r));
	f.alerts = sql_i64(r);
	f.mine = sql_i64(r);
	f.cases = sql_i64(r);
	f.taken_back = sql_i64(r);
	return e->fn(cx, &f, e->arg);
}

int guard_figures(struct cx *cx, utc_ms from, utc_ms to, guard_figure_fn *fn, void *arg)
{
	struct each_figure e = { fn, arg };

	return sql_each(cx, &q_figures, figure_row, &e, BIND(V(from), V(to)));
}
