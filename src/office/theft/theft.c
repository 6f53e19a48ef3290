/* theft — see theft.h for what this room owns and promises. */
#include "office/theft/theft.h"

#include <stdio.h>

#include "base/utc.h"
#include "theft_sm.h"
#include "theft_sql.h"

SQL_STATEMENTS(theft)

enum { NUMBER_TEXT = 32, PLACE_MAX = 256, NOTE_MAX = 1000 };

static void read_fields(struct sql_row *r, struct theft *t)
{
	t->id.v = sql_i64(r);
	t->number = sql_str(r);
	t->bike.v = sql_i64(r);
	ASSERT(tag_parse(sql_str(r), &t->tag));
	ASSERT(plate_parse(sql_str(r), &t->plate));
	t->state = theft_state_of(sql_str(r));
	ASSERT(t->state < TS_N);   /* CHECKed by the database */
	t->severity = (int32_t)sql_i64(r);
	t->last_seen_at = sql_i64(r);
	t->missing_at = sql_i64(r);
	t->reported_at = sql_i64(r);
	t->located_at = sql_i64(r);
	t->closed_at = sql_i64(r);
	t->has_place = !sql_is_null(r);
	t->at.lat_e7 = (int32_t)sql_i64(r);
	t->at.lon_e7 = (int32_t)sql_i64(r);
	t->place = sql_str(r);
	t->note = sql_str(r);
	t->officer.v = sql_i64(r);
	t->ver = sql_i64(r);
}

struct one { struct arena *arena; struct theft t; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, &o->t);
	o->t.number = arena_str(o->arena, o->t.number);
	o->t.place = arena_str(o->arena, o->t.place);
	o->t.note = arena_str(o->arena, o->t.note);
}

int theft_get(struct cx *cx, theft_id id, struct theft *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id.v))));
	*ret = o.t;
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int theft_open_of(struct cx *cx, bike_id bike, theft_id *ret, bool *ret_found)
{
	int64_t id;

	TRY(sql_one(cx, &q_open_of, read_int, &id, BIND(V(bike.v))));
	ret->v = id;
	*ret_found = id != 0;
	return 0;
}

int theft_open_count(struct cx *cx, int64_t *ret)
{
	return sql_one(cx, &q_open_count, read_int, ret, BIND_NONE);
}

static int check_new(struct cx *cx, const struct theft_new *in)
{
	if (in->last_seen_at <= 0 || in->last_seen_at > cx->now)
		return FAIL_FIELD(cx, E_INVALID, "lastSeenAt", "must be an instant in the past");
	if (in->missing_at < in->last_seen_at || in->missing_at > cx->now)
		return FAIL_FIELD(cx, E_INVALID, "missingAt", "must lie between lastSeenAt and now");
	if (in->severity < 0 || in->severity > 3)
		return FAIL_FIELD(cx, E_INVALID, "severity", "must be 1 to 3");
	if (in->place.n > PLACE_MAX || !str_utf8(in->place))
		return FAIL_FIELD(cx, E_INVALID, "place", "must be at most %d bytes of text", PLACE_MAX);
	if (in->note.n > NOTE_MAX || !str_utf8(in->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	return 0;
}

/* "430405-20261123-0001"; the count rises without a hole because it is in the case's transaction. */
static int next_number(struct cx *cx, int32_t district, char ret[static NUMBER_TEXT])
{
	struct civil c = civil_of(cx->now);
	char day[16];
	int64_t n;

	snprintf(day, sizeof day, "%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V((int)district), V(str_of(day)))));
	snprintf(ret, NUMBER_TEXT, "%06d-%s-%04lld", district, day, (long long)n);
	return 0;
}

static int note_event(struct cx *cx, theft_id id, str event, str from, str to, str note)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V(id.v), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(note))));
	return 0;
}

int theft_report(struct cx *cx, const struct theft_new *in, struct theft *ret)
{
	char number[NUMBER_TEXT], tag[TAG_TEXT];
	int64_t id;

	TRY(check_new(cx, in));
	TRY(next_number(cx, in->district, number));
	int severity = in->severity ? in->severity : 2;
	struct sqlv lat = in->has_place ? V((int)in->at.lat_e7) : V_NULL, lon = in->has_place ? V((int)in->at.lon_e7) : V_NULL;
	int rc = sql_insert(cx, &q_add, &id, BIND(V(str_of(number)), V(in->bike.v), V(str_of(tag_text(in->tag, tag))), V(plate_str(&in->plate)),
		V(severity), V(in->last_seen_at), V(in->missing_at), V(cx->now), lat, lon, V(in->place), V(in->note), V(cx->actor.v)));
	if (rc == E_STATE && strstr(cx->err.msg, "theft.bike")) {   /* T1 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "bikeId", "there is an open case for this bike");
	}
	TRY(rc);
	TRY(note_event(cx, (theft_id){ id }, S("report"), S(""), theft_state_name(TS_REPORTED), S("")));
	return theft_get(cx, (theft_id){ id }, ret);
}

struct each { theft_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct theft t;

	read_fields(r, &t);
	return e->fn(cx, &t, e->arg);
}

int theft_list(struct cx *cx, enum theft_state state, bool open, int64_t before, int max, theft_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(theft_state_name(state)), V(open), V(max)));
}

int theft_step(struct cx *cx, struct theft *t, enum theft_event ev, int64_t ver, str note, int64_t reopen_days, unsigned *ret_fx)
{
	const struct theft_row *row = theft_row_for(t->state, ev);

	if (!row)
		return FAIL(cx, E_STATE, "no such step for a case that is %.*s", STR_ARG(theft_state_name(t->state)));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (ver && ver != t->ver)   /* T3: the caller looked at an older case */
		return FAIL_FIELD(cx, E_STATE, "ver", "the case has changed; read it again");
	if (note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	const char *why_not = row->guard ? row->guard(t, cx->now, reopen_days) : NULL;
	if (why_not)
		return FAIL(cx, E_STATE, "%s", why_not);

	bool ends = row->to >= TS_RECOVERED;
	utc_ms located = row->to == TS_LOCATED && !t->located_at ? cx->now : t->located_at;
	utc_ms closed = ends ? cx->now : 0;
	int n = sql_exec(cx, &q_move, BIND(V(theft_state_name(row->to)), V_ID(located), V_ID(closed), V(t->id.v),
	                                   V(theft_state_name(t->state)), V(t->ver)));
	if (n == E_STATE && strstr(cx->err.msg, "theft.bike")) {   /* T1: reopened while a newer case is open */
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_STATE, "there is another open case for this bike");
	}
	TRY(n);
	if (n != 1)   /* T3: someone else moved it first */
		return FAIL(cx, E_STATE, "the case has changed; read it again");
	TRY(note_event(cx, t->id, theft_event_name(ev), theft_state_name(t->state), theft_state_name(row->to), note));

	t->state = row->to;
	t->located_at = located;
	t->closed_at = closed;
	t->ver++;
	*ret_fx = row->fx;
	return 0;
}

struct history { theft_history_fn *fn; void *arg; };

static int history_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct history *e = arg;
	struct theft_history h;

	h.id = sql_i64(r);
	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int theft_events(struct cx *cx, theft_id id, int max, theft_history_fn *fn, void *arg)
{
	struct history e = { fn, arg };

	return sql_each(cx, &q_events, history_row, &e, BIND(V(id.v), V(max)));
}

int theft_watch(struct cx *cx, const struct theft *t, bool add)
{
	char tag[TAG_TEXT];

	TRY(sql_exec(cx, &q_watch_add, BIND(V(t->id.v), V(str_of(tag_text(t->tag, tag))), V(add ? S("add") : S("remove")), V((int)t->severity),
	                                    V(cx->now), V(t->last_seen_at))));
	return 0;
}

struct watch_arg { theft_watch_fn *fn; void *arg; };

static int watch_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct watch_arg *a = arg;
	struct theft_watch w;

	w.version = sql_i64(r);
	w.theft.v = sql_i64(r);
	ASSERT(tag_parse(sql_str(r), &w.tag));
	w.add = str_eq(sql_str(r), S("add"));
	w.severity = (int32_t)sql_i64(r);
	w.at = sql_i64(r);
	w.since = sql_i64(r);
	return a->fn(cx, &w, a->arg);
}

int theft_watch_pending(struct cx *cx, int max, theft_watch_fn *fn, void *arg)
{
	struct watch_arg a = { fn, arg };

	return sql_each(cx, &q_watch_pending, watch_row, &a, BIND(V(max)));
}

int theft_watch_journaled(struct cx *cx, int64_t version)
{
	TRY(sql_exec(cx, &q_watch_journaled, BIND(V(version))));
	return 0;
}

int theft_watch_again(struct cx *cx)
{
	return sql_exec(cx, &q_watch_again, BIND(V(cx->now)));
}
