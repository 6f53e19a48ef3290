/* course — rooms, classes, seats, and the code on the wall. See course.h for what this room owns and promises. */
#include "office/course/course.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>

#include "core/value.h"
#include "course_sql.h"
#include "office/seal/seal.h"
#include "platform/sys.h"
#include "platform/thread.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(course)

#define SECRET "course.p_secret"
static const struct seal_column sealed[] = { { SECRET, &q_seal_secret, &q_put_secret, &q_count_secret, NULL, NULL, NULL, NULL } };
SEALED_COLUMNS(course, sealed)

enum { NUMBER_TEXT = 64, NAME_MAX_B = 128, REASON_MAX = 1000, WHY_LEAST = 4, SEATS_MAX = 1000, SECRET_BYTES = 20, STEP_S = COURSE_STEP_MS / 1000, ROLL_MAX = 1000, MIN_MS = 60000 };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* --- rooms --- */

static void read_room(struct sql_row *r, struct arena *a, struct course_room *ret)
{
	ret->id = sql_i64(r);
	ret->unit.v = sql_i64(r);
	ret->path = sql_str_a(r, a);
	ret->name = sql_str_a(r, a);
	ret->address = sql_str_a(r, a);
	ret->seats = sql_i64(r);
	ret->closed = sql_i64(r) != 0;
	ret->created_at = sql_i64(r);
	ret->ver = sql_i64(r);
}

struct one_room { struct arena *arena; struct course_room r; };

static void read_one_room(struct sql_row *r, void *ret)
{
	struct one_room *o = ret;

	read_room(r, o->arena, &o->r);
}

int course_room_get(struct cx *cx, int64_t id, struct course_room *ret)
{
	struct one_room o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_room_by_id, read_one_room, &o, BIND(V(id))));
	*ret = o.r;
	return 0;
}

static int check_word(struct cx *cx, const char *field, str s)
{
	return s.n && s.n <= NAME_MAX_B && str_utf8(s) ? 0 : FAIL_FIELD(cx, E_INVALID, field, "must be 1 to %d bytes of text", NAME_MAX_B);
}

int course_room_add(struct cx *cx, unit_id unit, str path, str name, str address, int64_t seats, struct course_room *ret)
{
	int64_t id;

	TRY(check_word(cx, "name", name));
	TRY(check_word(cx, "address", address));
	if (seats < 1 || seats > SEATS_MAX)
		return FAIL_FIELD(cx, E_INVALID, "seats", "must be 1 to %d", SEATS_MAX);
	int rc = sql_insert(cx, &q_room_add, &id, BIND(V(unit.v), V(path), V(name), V(address), V(seats), V(cx->actor.v), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "name", "your unit has a room of this name already");
	}
	TRY(rc);
	return course_room_get(cx, id, ret);
}

int course_room_close(struct cx *cx, struct course_room *r, bool closed, int64_t ver)
{
	int n = sql_exec(cx, &q_room_close, BIND(V(closed), V(r->id), V(ver ? ver : r->ver)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the room has changed; read it again");
	return course_room_get(cx, r->id, r);
}

struct each_room { course_room_fn *fn; void *arg; };

static int room_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_room *e = arg;
	struct course_room room;

	read_room(r, cx->arena, &room);
	return e->fn(cx, &room, e->arg);
}

int course_room_list(struct cx *cx, str area, int max, course_room_fn *fn, void *arg)
{
	struct each_room e = { fn, arg };

	return area.n ? sql_each(cx, &q_room_list, room_row, &e, BIND(V(area), V(max))) : 0;
}

/* --- classes --- */

static void read_course(struct sql_row *r, struct arena *a, struct course *c)
{
	*c = (struct course){ .id = sql_i64(r) };
	c->number = sql_str_a(r, a);
	c->unit.v = sql_i64(r);
	c->path = sql_str_a(r, a);
	c->room = sql_i64(r);
	c->state = (enum course_state)word_of(course_state_names, COS_N, sql_str(r));
	c->seats = sql_i64(r);
	c->taken = sql_i64(r);
	c->first_day = (int32_t)sql_i64(r);
	c->last_day = (int32_t)sql_i64(r);
	c->reason = sql_str_a(r, a);
	c->created_at = sql_i64(r);
	c->ended_at = sql_i64(r);
	c->ver = sql_i64(r);
}

struct one { struct arena *arena; struct course c; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_course(r, o->arena, &o->c);
}

static int session_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct course *c = arg;
	struct course_session *s = &c->s[c->nsession];

	(void)cx;
	ASSERT(c->nsession < COURSE_SESSIONS);      /* CHECKed by the database */
	s->day = (int32_t)sql_i64(r);
	s->from_min = (int32_t)sql_i64(r);
	s->to_min = (int32_t)sql_i64(r);
	c->nsession++;
	return 0;
}

static int sessions(struct cx *cx, struct course *c)
{
	c->nsession = 0;
	return as_done(sql_each(cx, &q_sessions, session_row, c, BIND(V(c->id))));
}

int course_get(struct cx *cx, int64_t id, struct course *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	TRY(sessions(cx, &o.c));
	*ret = o.c;
	return 0;
}

utc_ms course_session_start(const struct course_session *s)
{
	return day_start(s->day) + (utc_ms)s->from_min * MIN_MS;
}

utc_ms course_session_end(const struct course_session *s)
{
	return day_start(s->day) + (utc_ms)s->to_min * MIN_MS;
}

int course_session_now(const struct course *c, utc_ms now, int early_min, int late_min)
{
	for (int i = 0; i < c->nsession; i++)
		if (now >= course_session_start(&c->s[i]) - (utc_ms)early_min * MIN_MS && now < course_session_end(&c->s[i]) + (utc_ms)late_min * MIN_MS)
			return i;
	return -1;
}

int course_sessions_ended(const struct course *c, utc_ms now)
{
	int n = 0;

	for (int i = 0; i < c->nsession; i++)
		n += course_session_end(&c->s[i]) <= now;
	return n;
}

static int check_sessions(struct cx *cx, const struct course_new *in)
{
	if (in->n < 1 || in->n > COURSE_SESSIONS)
		return FAIL_FIELD(cx, E_INVALID, "days", "a class has 1 to %d sessions", COURSE_SESSIONS);
	for (int i = 0; i < in->n; i++) {
		const struct course_session *s = &in->s[i];
		if (s->from_min < 0 || s->to_min <= s->from_min || s->to_min > 24 * 60)
			return FAIL_FIELD(cx, E_INVALID, "fromMin", "a session begins and ends on its day");
		if (i && s->day <= in->s[i - 1].day)
			return FAIL_FIELD(cx, E_INVALID, "days", "the days of a class follow one another");
	}
	if (course_session_start(&in->s[0]) <= cx->now)
		return FAIL_FIELD(cx, E_INVALID, "days", "a class begins in the future");
	return 0;
}

struct one_taken { struct arena *arena; struct course_taken t; };

static void read_taken(struct sql_row *r, void *ret)
{
	struct one_taken *o = ret;

	o->t.id = sql_i64(r);
	o->t.number = sql_str_a(r, o->arena);
	o->t.from_min = (int32_t)sql_i64(r);
	o->t.to_min = (int32_t)sql_i64(r);
}

int course_room_who(struct cx *cx, int64_t room, const struct course_session *s, struct course_taken *ret)
{
	struct one_taken o = { .arena = cx->arena };
	int rc = sql_one(cx, &q_room_who, read_taken, &o, BIND(V(room), V((int)s->day), V((int)s->from_min), V((int)s->to_min)));

	*ret = o.t;
	return rc == E_NOTFOUND ? (cx->err = (struct err){ 0 }, 0) : rc;
}

static int next_number(struct cx *cx, char ret[static NUMBER_TEXT])
{
	struct civil c = civil_of(cx->now);
	char day[40];
	int64_t n;

	snprintf(day, sizeof day, "XX%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(day)))));
	snprintf(ret, NUMBER_TEXT, "%s-%04lld", day, (long long)n);
	return 0;
}

/* CO5 */
static int room_for(struct cx *cx, const struct course_new *in)
{
	struct course_room r;
	struct course_taken by;

	TRY(course_room_get(cx, in->room, &r));
	if (r.closed)
		return FAIL_FIELD(cx, E_STATE, "room_closed", "this room is closed; take another");
	if (in->seats < 1 || in->seats > r.seats)
		return FAIL_FIELD(cx, E_INVALID, "seats", "the room has %lld seats", (long long)r.seats);
	for (int i = 0; i < in->n; i++) {
		TRY(course_room_who(cx, in->room, &in->s[i], &by));
		if (by.id)
			return FAIL_FIELD(cx, E_STATE, "room_taken", "another class is in this room at that time");
	}
	return 0;
}

int course_add(struct cx *cx, unit_id unit, str path, const struct course_new *in, struct course *ret)
{
	uint8_t raw[VAULT_REF], key[SECRET_BYTES];
	char number[NUMBER_TEXT];
	str ref = { (const char *)raw, VAULT_REF }, secret;
	int64_t id;

	TRY(check_sessions(cx, in));
	TRY(room_for(cx, in));
	TRY(next_number(cx, number));
	vault_ref(raw);
	sys.random(key, sizeof key);
	int rc = vault_seal_bytes(cx, SECRET, ref, (str){ (const char *)key, sizeof key }, &secret);
	sodium_memzero(key, sizeof key);
	TRY(rc);
	TRY(sql_insert(cx, &q_add, &id, BIND(V_BLOB(ref), V(str_of(number)), V(unit.v), V(path), V(in->room), V(in->seats), V((int)in->s[0].day),
		V((int)in->s[in->n - 1].day), V(secret), V(cx->actor.v), V(cx->now))));
	for (int i = 0; i < in->n; i++)
		TRY(sql_exec(cx, &q_session_add, BIND(V(id), V(i + 1), V(in->room), V((int)in->s[i].day), V((int)in->s[i].from_min), V((int)in->s[i].to_min))));
	return course_get(cx, id, ret);
}

struct gathered { struct course *v; int n, max; };

static int gather(struct cx *cx, struct sql_row *r, void *arg)
{
	struct gathered *g = arg;

	if (g->n < g->max)
		read_course(r, cx->arena, &g->v[g->n++]);
	return 0;
}

static int give_each(struct cx *cx, struct gathered *g, course_fn *fn, void *arg)
{
	for (int i = 0; i < g->n; i++) {
		TRY(sessions(cx, &g->v[i]));
		TRY(fn(cx, &g->v[i], arg));
	}
	return g->n;
}

static int gather_room(struct cx *cx, int max, struct gathered *ret)
{
	*ret = (struct gathered){ arena_alloc(cx->arena, (size_t)max * sizeof *ret->v), 0, max };
	return ret->v ? 0 : FAIL(cx, E_TOOBIG, "too many classes at once");
}

static int minute_of(utc_ms t)
{
	return (int)((t - day_start(day_of(t))) / MIN_MS);
}

int course_list(struct cx *cx, const struct course_filter *f, int max, course_fn *fn, void *arg)
{
	struct gathered g;

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
	TRY(gather_room(cx, max, &g));
	TRY(sql_each(cx, &q_list, gather, &g, BIND(V((int)f->after_day), V(f->after), V(f->area), V(f->state < COS_N ? course_state_names[f->state] : S("")), V(f->room),
		V((int)f->from_day), V((int)f->to_day), V(f->free), V((int)day_of(cx->now)), V(minute_of(cx->now)), V(max), V((int)f->last_from))));
	return give_each(cx, &g, fn, arg);
}

int course_over(struct cx *cx, int max, course_fn *fn, void *arg)
{
	struct gathered g;

	TRY(gather_room(cx, max, &g));
	TRY(sql_each(cx, &q_over, gather, &g, BIND(V((int)day_of(cx->now)), V(minute_of(cx->now)), V(max))));
	return give_each(cx, &g, fn, arg);
}

int course_end(struct cx *cx, struct course *c, bool cancel, str reason)
{
	if (cancel && (reason.n < WHY_LEAST || reason.n > REASON_MAX || !str_utf8(reason)))
		return FAIL_FIELD(cx, E_INVALID, "reason", "say why");
	int n = sql_exec(cx, &q_end, BIND(V(course_state_names[cancel ? COS_CANCELLED : COS_CLOSED]), V(cancel ? reason : S("")), V(cx->now), V(c->id), V(c->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "class_waits", "it has ended, or somebody still holds a seat in it");
	if (cancel)
		TRY(sql_exec(cx, &q_sessions_off, BIND(V(c->id))));
	return course_get(cx, c->id, c);
}

/* --- the roll --- */

struct roll { struct course_roll *v; int n, max; };

static int roll_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct roll *l = arg;
	struct course_roll *o = &l->v[l->n];

	(void)cx;
	if (l->n == l->max)
		return 0;
	*o = (struct course_roll){ .duty = sql_i64(r) };
	o->rider.v = sql_i64(r);
	o->month = (int32_t)sql_i64(r);
	o->seat = (enum course_seat_state)word_of(course_seat_names, CSS_N, sql_str(r));
	o->state = course_duty_state_of(sql_str(r));
	o->score = sql_i64(r);
	o->attempts = sql_i64(r);
	l->n++;
	return 0;
}

/* Both lists are by duty. */
struct came { struct roll *l; int at; };

static int came_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct came *c = arg;
	int64_t duty = sql_i64(r), no = sql_i64(r);

	(void)cx;
	while (c->at < c->l->n && c->l->v[c->at].duty < duty)
		c->at++;
	if (c->at < c->l->n && c->l->v[c->at].duty == duty && no >= 1 && no <= COURSE_SESSIONS)
		c->l->v[c->at].came[no - 1] = true;
	return 0;
}

int course_roll(struct cx *cx, int64_t course, int max, course_roll_fn *fn, void *arg)
{
	struct course_counts n;
	struct roll l = { .n = 0 };
	struct came c = { &l, 0 };

	TRY(course_counts(cx, course, &n));
	l.max = (int)MIN(n.seats, MIN(max, ROLL_MAX));
	l.v = arena_alloc(cx->arena, (size_t)(l.max + 1) * sizeof *l.v);
	if (!l.v)
		return FAIL(cx, E_TOOBIG, "too many seats at once");
	TRY(sql_each(cx, &q_roll, roll_row, &l, BIND(V(course), V(l.max))));
	TRY(sql_each(cx, &q_came_all, came_row, &c, BIND(V(course))));
	for (int i = 0; i < l.n; i++)
		TRY(fn(cx, &l.v[i], arg));
	return l.n;
}

static void read_counts(struct sql_row *r, void *ret)
{
	struct course_counts *c = ret;

	c->seats = sql_i64(r);
	c->came = sql_i64(r);
	c->passed = sql_i64(r);
	c->missed = sql_i64(r);
}

int course_counts(struct cx *cx, int64_t course, struct course_counts *ret)
{
	return sql_one(cx, &q_counts, read_counts, ret, BIND(V(course)));
}

/* --- the code on the wall (CO6) --- */

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start(void)
{
	if (oath_init() != OATH_OK)
		BUG("liboath does not start");
}

struct secret { struct arena *arena; str ref, sealed; };

static void read_secret(struct sql_row *r, void *ret)
{
	struct secret *s = ret;

	s->ref = sql_str_a(r, s->arena);
	s->sealed = sql_str_a(r, s->arena);
}

static int code_at(struct cx *cx, int64_t course, utc_ms t, char ret[static COURSE_CODE + 1])
{
	struct secret s = { .arena = cx->arena };
	str key;

	pthread_once(&once, start);
	TRY(sql_one(cx, &q_secret, read_secret, &s, BIND(V(course))));
	TRY(vault_open_bytes(cx, SECRET, s.ref, s.sealed, &key));
	if (key.n != SECRET_BYTES)
		return FAIL(cx, E_CORRUPT, "a stored secret of a class cannot be read");
	int rc = oath_totp_generate(key.p, key.n, (time_t)(t / 1000), STEP_S, 0, COURSE_CODE, ret);
	sodium_memzero((char *)key.p, key.n);
	return rc == OATH_OK ? 0 : FAIL(cx, E_CORRUPT, "the code of a class cannot be made");
}

int course_code_now(struct cx *cx, int64_t course, char ret[static COURSE_CODE + 1], utc_ms *ret_until)
{
	*ret_until = (cx->now / COURSE_STEP_MS + 1) * COURSE_STEP_MS;
	return code_at(cx, course, cx->now, ret);
}

int course_code_check(struct cx *cx, int64_t course, str code, bool *ret)
{
	char now[COURSE_CODE + 1], before[COURSE_CODE + 1];

	*ret = false;
	TRY(code_at(cx, course, cx->now, now));
	TRY(code_at(cx, course, cx->now - COURSE_STEP_MS, before));
	if (code.n == COURSE_CODE)
		*ret = sodium_memcmp(code.p, now, COURSE_CODE) == 0 || sodium_memcmp(code.p, before, COURSE_CODE) == 0;
	return 0;
}

int course_seat_tries(struct cx *cx, int64_t course, int64_t duty, int no, int64_t *ret)
{
	return sql_one(cx, &q_seat_tries, read_int, ret, BIND(V(course), V(duty), V(no)));
}

int course_seat_try(struct cx *cx, int64_t course, int64_t duty, int no, int64_t *ret)
{
	TRY(sql_exec(cx, &q_seat_try, BIND(V(course), V(duty), V(no))));
	return course_seat_tries(cx, course, duty, no, ret);
}
