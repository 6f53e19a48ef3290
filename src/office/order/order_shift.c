/* order_shift — hours of duty: which unit answers at a place from when to when, and who answers at a moment. See order.h, OR8 and OR9. */
#include "office/order/order.h"

#include "base/utc.h"
#include "order_shift_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(order_shift)

enum { STATION_KEY = 1000000 /* above every district's code */ };

/* --- who answers (pure) --- */

/* From when to when they run if they begin on that day; false when they do not. */
static bool begins(const struct duty_shift *s, int32_t day, utc_ms *ret_from, utc_ms *ret_until)
{
	int weekday = (int)((day + 3) % 7);      /* 0 Monday; 1970-01-01 was a Thursday */

	if (s->ended || day < s->from_day || (s->to_day && day > s->to_day) || !(s->weekdays >> weekday & 1))
		return false;
	*ret_from = day_start(day) + s->from_min * MINUTE_MS;
	*ret_until = day_start(day + (s->to_min <= s->from_min)) + s->to_min * MINUTE_MS;
	return true;
}

static bool before(const struct duty_shift *a, const struct duty_shift *b)
{
	int32_t la = a->to_day ? a->to_day - a->from_day : INT32_MAX, lb = b->to_day ? b->to_day - b->from_day : INT32_MAX;

	if ((a->station.v != 0) != (b->station.v != 0))
		return a->station.v != 0;
	return la != lb ? la < lb : a->id > b->id;
}

void duty_at(const struct duty_roster *r, utc_ms at, struct duty_span *ret)
{
	const struct duty_shift *best = NULL;
	int32_t today = day_of(at);
	utc_ms until = day_start(today + 2);

	for (int i = 0; i < r->n; i++)
		for (int32_t day = today - 1; day <= today + 1; day++) {
			utc_ms from, end;
			if (!begins(&r->v[i], day, &from, &end))
				continue;
			if (from <= at && at < end && (!best || before(&r->v[i], best)))
				best = &r->v[i];
			until = from > at && from < until ? from : end > at && end < until ? end : until;
		}
	*ret = (struct duty_span){ .from = at, .until = until };
	if (best && (best->station.v || !r->standing[0].id)) {
		ret->unit = best->unit;
		ret->shift = best->id;
		ret->station = best->station.v != 0;
	} else {
		ret->station = r->standing[0].id != 0;
		ret->unit = r->standing[ret->station ? 0 : 1].unit;
	}
}

int duty_spans(const struct duty_roster *r, utc_ms from, utc_ms until, struct duty_span *ret, int max)
{
	int n = 0;

	for (utc_ms at = from; at < until;) {
		struct duty_span s;
		duty_at(r, at, &s);
		s.until = MIN(s.until, until);
		at = s.until;
		if (n && ret[n - 1].unit.v == s.unit.v)
			ret[n - 1].until = s.until;
		else if (n == max)
			break;
		else
			ret[n++] = s;
	}
	return n;
}

/* --- rows --- */

static void read_shift(struct sql_row *r, void *ret)
{
	struct duty_shift *s = ret;

	s->id = sql_i64(r);
	s->unit.v = sql_i64(r);
	s->station.v = sql_i64(r);
	s->district = (int32_t)sql_i64(r);
	s->from_day = (int32_t)sql_i64(r);
	s->to_day = (int32_t)sql_i64(r);
	s->weekdays = (int)sql_i64(r);
	s->from_min = (int)sql_i64(r);
	s->to_min = (int)sql_i64(r);
	s->ended = sql_i64(r) != 0;
	s->set_by.v = sql_i64(r);
	s->set_at = sql_i64(r);
	s->ver = sql_i64(r);
}

int duty_shift_get(struct cx *cx, int64_t id, struct duty_shift *ret)
{
	return sql_one(cx, &q_shift_get, read_shift, ret, BIND(V(id)));
}

struct each { duty_shift_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct duty_shift s;

	read_shift(r, &s);
	return e->fn(cx, &s, e->arg);
}

int duty_shift_list(struct cx *cx, int64_t after, int max, duty_shift_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_shift_list, each_row, &e, BIND(V(after), V(day_of(cx->now) - 1), V(cx->now - DUTY_AHEAD_DAYS * DAY_MS), V(max)));
}

static int take_shift(struct cx *cx, const struct duty_shift *s, void *arg)
{
	struct duty_roster *r = arg;

	(void)cx;
	r->v[r->n++] = *s;
	return 0;
}

static int take_standing(struct cx *cx, struct sql_row *row, void *arg)
{
	struct duty_roster *r = arg;
	struct duty d;

	(void)cx;
	d.id = sql_i64(row);
	d.unit.v = sql_i64(row);
	d.station.v = sql_i64(row);
	d.district = (int32_t)sql_i64(row);
	d.set_at = sql_i64(row);
	r->standing[d.station.v ? 0 : 1] = d;
	return 0;
}

int duty_roster(struct cx *cx, station_id station, int32_t district, utc_ms at, struct duty_roster *ret)
{
	struct each e = { take_shift, ret };

	ret->n = 0;
	ret->standing[0] = ret->standing[1] = (struct duty){ .id = 0 };
	TRY(sql_each(cx, &q_standing, take_standing, ret, BIND(V(station.v), V(district))));
	return as_done(sql_each(cx, &q_shift_of, each_row, &e, BIND(V(station.v), V(district), V(day_of(at) - 1), V((int)COUNTOF(ret->v)))));
}

int duty_of(struct cx *cx, station_id station, int32_t district, utc_ms at, struct duty_span *ret)
{
	struct duty_roster r;

	TRY(duty_roster(cx, station, district, at, &r));
	duty_at(&r, at, ret);
	return 0;
}

int64_t duty_place_key(const struct duty_place *p)
{
	return p->station.v ? p->station.v + STATION_KEY : p->district;
}

struct places { duty_place_fn *fn; void *arg; };

static int place_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct places *e = arg;
	struct duty_place p;

	p.station.v = sql_i64(r);
	p.district = (int32_t)sql_i64(r);
	return e->fn(cx, &p, e->arg);
}

int duty_places(struct cx *cx, int64_t after, int max, duty_place_fn *fn, void *arg)
{
	struct places e = { fn, arg };

	return sql_each(cx, &q_places, place_row, &e, BIND(V(after), V(max), V(day_of(cx->now) - 1)));
}

/* --- changing them --- */

static int check(struct cx *cx, const struct duty_shift *s)
{
	int week = 0;

	if (s->from_day <= 0 || (s->to_day && s->to_day < s->from_day))
		return FAIL_FIELD(cx, E_INVALID, s->from_day <= 0 ? "fromDay" : "toDay", "the last day is not before the first one");
	if (s->to_day && s->to_day < day_of(cx->now) - 1)
		return FAIL_FIELD(cx, E_INVALID, "toDay", "lies in the past");
	if (s->from_min < 0 || s->from_min >= DAY_MIN || s->to_min < 0 || s->to_min >= DAY_MIN)
		return FAIL_FIELD(cx, E_INVALID, s->to_min < 0 || s->to_min >= DAY_MIN ? "toMin" : "fromMin", "must be 0 to %d", (int)DAY_MIN - 1);
	for (int32_t day = s->from_day; day < s->from_day + 7 && (!s->to_day || day <= s->to_day); day++)
		week |= 1 << (day + 3) % 7;
	if (s->weekdays < 1 || s->weekdays > DUTY_ALL_WEEK || !(s->weekdays & week))
		return FAIL_FIELD(cx, E_INVALID, "weekdays", "none of these weekdays lies between the two days");
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int room_for(struct cx *cx, const struct duty_shift *s)
{
	int64_t n;

	TRY(sql_one(cx, &q_shift_count, read_int, &n, BIND(V(s->station.v), V(s->district), V(day_of(cx->now) - 1))));
	return n < DUTY_SHIFTS ? 0 : FAIL_FIELD(cx, E_STATE, "station", "%d hours stand at this place already: end some of them first", (int)DUTY_SHIFTS);
}

/* As room_for counts them. */
static bool counts(const struct cx *cx, const struct duty_shift *s)
{
	return !s->ended && (!s->to_day || s->to_day >= day_of(cx->now) - 1);
}

/* OR9 */
static int log_and_read(struct cx *cx, int64_t id, struct duty_shift *ret)
{
	TRY(sql_exec(cx, &q_shift_log, BIND(V(id))));
	return duty_shift_get(cx, id, ret);
}

int duty_shift_add(struct cx *cx, const struct duty_shift *in, struct duty_shift *ret)
{
	int64_t id;

	if ((in->station.v != 0) == (in->district != 0))
		return FAIL_FIELD(cx, E_INVALID, "station", "a unit answers for a station or for a district: name one of them");
	TRY(check(cx, in));
	TRY(room_for(cx, in));
	TRY(sql_insert(cx, &q_shift_add, &id, BIND(V(in->unit.v), V_ID(in->station.v), V_ID((int64_t)in->district), V(in->from_day), V_ID((int64_t)in->to_day), V(in->weekdays),
	                                           V(in->from_min), V(in->to_min), V(cx->actor.v), V(cx->now))));
	return log_and_read(cx, id, ret);
}

static int put(struct cx *cx, const struct duty_shift *s, int64_t ver, struct duty_shift *ret)
{
	int n = sql_exec(cx, &q_shift_put, BIND(V(s->unit.v), V(s->from_day), V_ID((int64_t)s->to_day), V(s->weekdays), V(s->from_min), V(s->to_min), V(s->ended), V(cx->actor.v),
	                                        V(cx->now), V(s->id), V(ver)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "these hours have changed; read them again");
	return log_and_read(cx, s->id, ret);
}

int duty_shift_put(struct cx *cx, int64_t id, int64_t ver, const struct duty_shift *in, struct duty_shift *ret)
{
	struct duty_shift s = *in, now;

	TRY(duty_shift_get(cx, id, &now));
	if (now.ended)
		return FAIL(cx, E_STATE, "these hours have ended: take the end back first, or add new ones");
	TRY(check(cx, in));
	if (!counts(cx, &now))      /* over, and brought back */
		TRY(room_for(cx, &now));
	s.id = id;
	s.ended = false;
	return put(cx, &s, ver, ret);
}

int duty_shift_end(struct cx *cx, int64_t id, int64_t ver, struct duty_shift *ret)
{
	struct duty_shift s;

	TRY(duty_shift_get(cx, id, &s));
	if (s.ended)
		return FAIL(cx, E_STATE, "these hours have ended already");
	s.ended = true;
	return put(cx, &s, ver, ret);
}

int duty_shift_undo(struct cx *cx, int64_t id, int64_t ver, struct duty_shift *ret)
{
	struct duty_shift s, now;

	TRY(duty_shift_get(cx, id, &now));
	s = now;
	s.ended = true;
	if (now.ver > 1)
		TRY(sql_one(cx, &q_shift_was, read_shift, &s, BIND(V(id), V(now.ver - 1))));
	if (!counts(cx, &now) && counts(cx, &s))
		TRY(room_for(cx, &now));
	return put(cx, &s, ver, ret);
}
