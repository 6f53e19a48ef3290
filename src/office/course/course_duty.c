/* course_duty — who owes a course, and its way to a certificate. See course.h. */
#include <stdio.h>

#include "core/value.h"
#include "course_duty_sql.h"
#include "course_sm.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(course_duty)

enum { NOTE_MAX = 1000, WHY_LEAST = 4, MIN_MS = 60000, PARKED = 999912 /* a month that nobody has */ };

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static void read_fields(struct sql_row *r, struct arena *a, struct course_duty *d)
{
	*d = (struct course_duty){ .id = sql_i64(r) };
	d->unit.v = sql_i64(r);
	d->path = sql_str_a(r, a);
	d->rider.v = sql_i64(r);
	d->month = (int32_t)sql_i64(r);
	d->count = sql_i64(r);
	d->state = course_duty_state_of(sql_str(r));
	ASSERT(d->state < CDS_N);   /* CHECKed by the database */
	d->history = sql_i64(r) != 0;
	d->course = sql_i64(r);
	d->book_due = (int32_t)sql_i64(r);
	d->misses = sql_i64(r);
	d->fails = sql_i64(r);
	d->attempts = sql_i64(r);
	d->retake_day = (int32_t)sql_i64(r);
	d->invited_at = sql_i64(r);
	d->invites = sql_i64(r);
	d->film_from = sql_i64(r);
	d->film_seen = sql_i64(r);
	d->passed_at = sql_i64(r);
	d->score = sql_i64(r);
	d->note = sql_str_a(r, a);
	d->created_at = sql_i64(r);
	d->changed_at = sql_i64(r);
	d->ver = sql_i64(r);
}

struct one { struct arena *arena; struct course_duty d; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->d);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct course_duty *ret, const struct sqlv *v, size_t n)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_one, &o, v, n));
	*ret = o.d;
	return 0;
}

int course_duty_get(struct cx *cx, int64_t id, struct course_duty *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id)));
}

int course_duty_get_of(struct cx *cx, int64_t id, owner_id rider, struct course_duty *ret)
{
	return get(cx, &q_by_id_of, ret, BIND(V(id), V(rider.v)));
}

int course_duty_of_month(struct cx *cx, owner_id rider, int32_t month, struct course_duty *ret)
{
	return get(cx, &q_of_month, ret, BIND(V(rider.v), V((int)month)));
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str note)
{
	return as_done(sql_exec(cx, &q_event_add, BIND(V(id), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(note))));
}

int course_duty_add(struct cx *cx, unit_id unit, str path, owner_id rider, int32_t month, int64_t count, int32_t book_due, struct course_duty *ret)
{
	int64_t id;

	TRY(sql_insert(cx, &q_add, &id, BIND(V(unit.v), V(path), V(rider.v), V((int)month), V(count), V((int)book_due), V(cx->now))));
	TRY(note_event(cx, id, S("owe"), S(""), course_duty_state_names[CDS_REQUIRED], S("")));
	return course_duty_get(cx, id, ret);
}

/* --- lists --- */

struct each { course_duty_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct course_duty d;

	read_fields(r, cx->arena, &d);
	return e->fn(cx, &d, e->arg);
}

/* ",required,booked," */
static str states_text(struct cx *cx, unsigned states)
{
	str s = S("");

	for (int i = 0; i < CDS_N; i++)
		if (states >> i & 1)
			s = arena_fmt(cx->arena, "%.*s,%.*s", STR_ARG(s), STR_ARG(course_duty_state_names[i]));
	return s.n ? arena_fmt(cx->arena, "%.*s,", STR_ARG(s)) : s;
}

int course_duty_list(struct cx *cx, const struct course_duty_filter *f, int max, course_duty_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
	return sql_each(cx, &q_list, each_row, &e, BIND(V(f->before > 0 ? f->before : INT64_MAX), V(f->area), V(states_text(cx, f->states)), V((int)f->month), V((int)f->overdue),
		V(f->never), V(f->rider.v), V(max)));
}

int course_duty_overdue(struct cx *cx, int32_t day, int max, course_duty_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_overdue, each_row, &e, BIND(V((int)day), V(max)));
}

int course_duty_of_rider(struct cx *cx, owner_id rider, int max, course_duty_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_of_rider, each_row, &e, BIND(V(rider.v), V(max)));
}

int course_duty_in(struct cx *cx, int64_t course, int max, course_duty_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_in, each_row, &e, BIND(V(course), V(max)));
}

/* --- seats (CO3, CO4) --- */

static int seat_put(struct cx *cx, int64_t course, int64_t duty, enum course_seat_state s)
{
	return as_done(sql_exec(cx, &q_seat_put, BIND(V(course), V(duty), V(course_seat_names[s]), V(cx->now))));
}

/* One statement that looks and takes: between the two nobody comes in. */
static int take(struct cx *cx, int64_t course)
{
	int minute = (int)((cx->now - day_start(day_of(cx->now))) / MIN_MS);
	int n = sql_exec(cx, &q_take, BIND(V(course), V((int)day_of(cx->now)), V(minute)));

	TRY(n);
	return n == 1 ? 0 : FAIL_FIELD(cx, E_STATE, "class_full", "this class is full, has begun or was called off; choose another");
}

static int give(struct cx *cx, int64_t course, int64_t duty)
{
	TRY(sql_exec(cx, &q_give, BIND(V(course))));
	TRY(sql_exec(cx, &q_came_drop, BIND(V(duty), V(course))));
	return seat_put(cx, course, duty, CSS_GIVEN);
}

static int seats(struct cx *cx, const struct course_duty *d, const struct course_duty_row *row, const struct course_duty_do *in)
{
	if (row->fx & CFX_TAKE)
		TRY(take(cx, in->course));
	if (row->fx & CFX_GIVE)
		TRY(give(cx, d->course, d->id));
	if (row->fx & CFX_TAKE)
		TRY(seat_put(cx, in->course, d->id, CSS_HELD));
	if (row->fx & CFX_MISSED)
		TRY(seat_put(cx, d->course, d->id, CSS_MISSED));
	if (row->fx & CFX_DONE)
		TRY(seat_put(cx, d->course, d->id, CSS_DONE));
	return 0;
}

/* --- steps --- */

static void apply(struct cx *cx, struct course_duty *d, const struct course_duty_row *row, const struct course_duty_do *in)
{
	d->state = row->to;
	d->changed_at = cx->now;
	d->note = row->reason ? in->note : S("");
	if (row->fx & CFX_TAKE)
		d->course = in->course;
	if (row->to != CDS_BOOKED && row->to != CDS_IN_CLASS)
		d->course = 0;
	if (row->to == CDS_REQUIRED || row->to == CDS_NO_SHOW)
		d->book_due = in->book_due ? in->book_due : d->book_due;
	if (row->fx & CFX_FRESH)
		d->fails = d->retake_day = 0;
	if (row->on == CDE_MISS)
		d->misses++;
	if (row->on == CDE_SETTLE || row->on == CDE_RESTORE)
		d->misses = 0;
	if (row->on == CDE_FAIL) {
		d->fails++;
		d->retake_day = in->retake_day;
	}
	if (row->on == CDE_PASS)
		d->passed_at = cx->now;
	if (row->on == CDE_PASS || row->on == CDE_FAIL)
		d->score = in->score;
	if (row->fx & (CFX_HISTORY | CFX_COUNTS))
		d->history = (row->fx & CFX_HISTORY) != 0;
}

static int check_do(struct cx *cx, const struct course_duty *d, const struct course_duty_row *row, const struct course_duty_do *in)
{
	if (in->note.n > NOTE_MAX || !str_utf8(in->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (row->reason && in->note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if (row->on == CDE_MOVE && in->course == d->course)
		return FAIL_FIELD(cx, E_STATE, "class_same", "this is the class that is booked already");
	return 0;
}

int course_duty_step(struct cx *cx, struct course_duty *d, enum course_duty_ev ev, const struct course_duty_do *in)
{
	const struct course_duty_row *row = course_duty_row_for(d->state, ev);
	struct course_duty now = *d;

	if (!row)
		return FAIL(cx, E_STATE, "no such step for a course that is %.*s", STR_ARG(course_duty_state_names[d->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (in->ver && in->ver != d->ver)      /* CO2 */
		return FAIL_FIELD(cx, E_STATE, "ver", "the course has changed; read it again");
	TRY(check_do(cx, d, row, in));
	TRY(seats(cx, d, row, in));
	apply(cx, &now, row, in);
	int n = sql_exec(cx, &q_move, BIND(V(course_duty_state_names[now.state]), V(now.history), V_ID(now.course), V((int)now.book_due), V(now.misses), V(now.fails), V(now.attempts),
		V_ID(now.retake_day), V_ID(now.passed_at), now.score >= 0 ? V(now.score) : V_NULL, V(now.note), V(now.changed_at), V(d->id), V(d->ver),
		V(course_duty_state_names[d->state])));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the course has changed; read it again");
	now.ver++;
	TRY(note_event(cx, d->id, course_duty_event_names[ev], course_duty_state_names[d->state], course_duty_state_names[now.state], in->note));
	*d = now;
	return 0;
}

static int counted(struct cx *cx, struct course_duty *d, int n)
{
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the course has changed; read it again");
	return course_duty_get(cx, d->id, d);
}

int course_duty_count(struct cx *cx, struct course_duty *d, int64_t count)
{
	return d->count == count ? 0 : counted(cx, d, sql_exec(cx, &q_count, BIND(V(count), V(d->id), V(d->ver))));
}

int course_duty_invited(struct cx *cx, struct course_duty *d)
{
	TRY(counted(cx, d, sql_exec(cx, &q_invited, BIND(V(cx->now), V(d->id), V(d->ver)))));
	return note_event(cx, d->id, S("invite"), course_duty_state_names[d->state], course_duty_state_names[d->state], S(""));
}

int course_duty_attempt(struct cx *cx, struct course_duty *d)
{
	TRY(counted(cx, d, sql_exec(cx, &q_attempt, BIND(V(d->id), V(d->ver)))));
	return note_event(cx, d->id, S("exam"), course_duty_state_names[d->state], course_duty_state_names[d->state], S(""));
}

int course_duty_film(struct cx *cx, struct course_duty *d, bool seen)
{
	return counted(cx, d, sql_exec(cx, &q_film, BIND(V(cx->now), V_ID(seen ? cx->now : 0), V(d->id), V(d->ver))));
}

/* --- who came --- */

int course_came(struct cx *cx, int64_t duty, int64_t course, int *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_came, read_int, &n, BIND(V(duty), V(course))));
	*ret = (int)n;
	return 0;
}

static int end_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct course_session s = { .day = (int32_t)sql_i64(r) };

	(void)cx;
	s.to_min = (int32_t)sql_i64(r);
	*(utc_ms *)arg = course_session_end(&s);
	return 0;
}

int course_done_at(struct cx *cx, int64_t duty, utc_ms *ret)
{
	*ret = 0;
	return as_done(sql_each(cx, &q_done_end, end_row, ret, BIND(V(duty))));
}

int course_attend(struct cx *cx, struct course_duty *d, int no, enum course_how how, int *ret_came, bool *ret_new)
{
	int n = sql_exec(cx, &q_came_add, BIND(V(d->id), V(d->course), V(no), V(course_how_names[how]), V(cx->now), V(cx->actor.v)));

	TRY(n);
	*ret_new = n == 1;
	if (n == 1)
		TRY(course_duty_step(cx, d, CDE_ATTEND, &(struct course_duty_do){ .note = arena_fmt(cx->arena, "%d %.*s", no, STR_ARG(course_how_names[how])) }));
	return course_came(cx, d->id, d->course, ret_came);
}

int course_untick(struct cx *cx, struct course_duty *d, int no, str reason)
{
	int n = sql_exec(cx, &q_came_off, BIND(V(d->id), V(d->course), V(no)));

	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "that session is not noted");
	return course_duty_step(cx, d, CDE_UNTICK, &(struct course_duty_do){ .note = reason });
}

struct each_event { course_history_fn *fn; void *arg; };

static int event_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_event *e = arg;
	struct course_history h = { .id = sql_i64(r) };

	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int course_duty_events(struct cx *cx, int64_t id, int max, course_history_fn *fn, void *arg)
{
	struct each_event e = { fn, arg };

	return sql_each(cx, &q_events, event_row, &e, BIND(V(id), V(max)));
}

/* --- one owner of two --- */

static int put(struct cx *cx, struct course_duty *x, owner_id owner, int32_t period)
{
	int n = sql_exec(cx, &q_put, BIND(V(owner.v), V((int64_t)period), V(x->id), V(x->ver)));

	TRY(n);
	x->rider = owner;
	x->month = period;
	x->ver++;
	return n == 1 ? 0 : FAIL_FIELD(cx, E_STATE, "ver", "this has changed; read it again");
}

/* One goes to a month that nobody has while the other takes its place: the two are never one rider's of one month. */
int course_duty_swap(struct cx *cx, struct course_duty *a, struct course_duty *b)
{
	owner_id first = a->rider, second = b->rider;
	int32_t month = a->month;

	ASSERT(a->month == b->month && first.v != second.v);
	TRY(put(cx, a, second, PARKED));
	TRY(put(cx, b, first, month));
	TRY(put(cx, a, second, month));
	TRY(note_event(cx, a->id, S("merged"), course_duty_state_names[a->state], course_duty_state_names[a->state], S("")));
	return note_event(cx, b->id, S("merged"), course_duty_state_names[b->state], course_duty_state_names[b->state], S(""));
}

int course_duty_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	TRY(sql_exec(cx, &q_merged_events, BIND(V(cx->now), V(cx->actor.v), V(gone.v), V(keep.v))));
	return sql_exec(cx, &q_merged, BIND(V(keep.v), V(gone.v)));
}

/* --- figures --- */

static void read_figures(struct sql_row *r, void *ret)
{
	struct course_figures *f = ret;
	int64_t *const v[] = { &f->owed, &f->booked, &f->in_class, &f->exam, &f->retake, &f->passed, &f->no_show, &f->escalated, &f->withdrawn, &f->history, &f->sat };

	for (size_t i = 0; i < COUNTOF(v); i++)
		*v[i] = sql_i64(r);
}

static void read_classes(struct sql_row *r, void *ret)
{
	struct course_figures *f = ret;

	f->classes = sql_i64(r);
	f->held = sql_i64(r);
}

int course_figures(struct cx *cx, str area, int32_t month, int32_t from_day, int32_t to_day, struct course_figures *ret)
{
	*ret = (struct course_figures){ .owed = 0 };
	if (!area.n)
		return 0;
	TRY(sql_one(cx, &q_figures, read_figures, ret, BIND(V((int)month), V(area))));
	return sql_one(cx, &q_figure_classes, read_classes, ret, BIND(V(area), V((int)from_day), V((int)to_day)));
}
