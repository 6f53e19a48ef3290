/* order — see order.h for what this room owns and promises. */
#include "office/order/order.h"

#include "order_sm.h"
#include "order_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(order)

enum { NOTE_MAX = 1000, WHY_LEAST = 4 };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static void read_mark(struct sql_row *r, struct arena *arena, struct order_mark *m)
{
	m->by.v = sql_i64(r);
	m->name = sql_str_a(r, arena);
	m->at = sql_i64(r);
}

static void read_fields(struct sql_row *r, struct arena *arena, struct order *o)
{
	o->id = sql_i64(r);
	o->alert.v = sql_i64(r);
	o->theft.v = sql_i64(r);
	o->unit.v = sql_i64(r);
	o->path = sql_str_a(r, arena);
	o->how = (enum order_how)word_of(order_how_names, ORH_N, sql_str(r));
	o->state = (enum order_state)word_of(order_state_names, ORS_N, sql_str(r));
	o->severity = (int32_t)sql_i64(r);
	o->late = sql_i64(r) != 0;
	o->level = (int32_t)sql_i64(r);
	o->next_at = sql_i64(r);
	o->issued_at = sql_i64(r);
	o->issued_by.v = sql_i64(r);
	read_mark(r, arena, &o->sign);
	o->result = (enum order_result)word_of(order_result_names, ORR_N, sql_str(r));
	o->note = sql_str_a(r, arena);
	read_mark(r, arena, &o->fed);
	read_mark(r, arena, &o->review);
	o->review_note = sql_str_a(r, arena);
	o->ended_at = sql_i64(r);
	o->ver = sql_i64(r);
}

struct one { struct arena *arena; struct order o; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->o);
}

int order_get(struct cx *cx, int64_t id, struct order *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	*ret = o.o;
	return 0;
}

int order_of_alert(struct cx *cx, alert_id alert, struct order *ret, bool *ret_found)
{
	struct one o = { .arena = cx->arena };
	struct err before = cx->err;
	int rc = sql_one(cx, &q_of_alert, read_one, &o, BIND(V(alert.v)));

	*ret_found = rc == 0;
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret = o.o;
	return 0;
}

struct happened { str event, from, to, who, note, key; unit_id unit; };

static int note_event(struct cx *cx, int64_t ord, const struct happened *h)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V(ord), V(cx->now), V(h->event), V(cx->actor.v), V(h->who), V(h->from), V(h->to), V(h->unit.v), V(h->note), V(h->key))));
	return 0;
}

int order_add(struct cx *cx, const struct order_new *in, struct order *ret)
{
	int64_t id;
	int rc = sql_insert(cx, &q_add, &id, BIND(V(in->alert.v), V(in->theft.v), V(in->unit.v), V(in->path), V(order_how_names[in->how]),
		V((int)in->severity), V(in->late), V_ID(in->next_at), V(cx->now), V_ID(cx->actor.v)));

	if (rc == E_STATE && strstr(cx->err.msg, "police_order.alert")) {   /* OR1 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "order_open", "there is an open order for this alert");
	}
	TRY(rc);
	struct happened h = { S("issue"), S(""), order_state_names[ORS_ISSUED], in->who, in->note, in->key, in->unit };
	TRY(note_event(cx, id, &h));
	TRY(sql_exec(cx, &q_send_add, BIND(V(id), V(0), V(in->unit.v), V(cx->now))));
	return order_get(cx, id, ret);
}

struct each { order_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct order o;

	read_fields(r, cx->arena, &o);
	return e->fn(cx, &o, e->arg);
}

int order_list(struct cx *cx, const struct order_filter *f, int max, order_fn *fn, void *arg)
{
	struct each e = { fn, arg };
	str state = (unsigned)f->state < ORS_N ? order_state_names[f->state] : S("");

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
	return sql_each(cx, &q_list, each_row, &e, BIND(V(f->before > 0 ? f->before : INT64_MAX), V(state), V(f->open), V(f->area), V(max)));
}

int order_due(struct cx *cx, int max, order_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_due, each_row, &e, BIND(V(cx->now), V(max)));
}

/* --- steps --- */

static int move(struct cx *cx, struct order *o, enum order_state from)
{
	int n = sql_exec(cx, &q_move, BIND(V(order_state_names[o->state]), V((int)o->level), V_ID(o->next_at), V_ID(o->sign.by.v), V(o->sign.name),
		V_ID(o->sign.at), V(order_result_names[o->result]), V(o->note), V_ID(o->fed.by.v), V(o->fed.name), V_ID(o->fed.at), V_ID(o->review.by.v),
		V(o->review.name), V_ID(o->review.at), V(o->review_note), V_ID(o->ended_at), V(o->id), V(o->ver), V(order_state_names[from])));

	TRY(n);
	if (n != 1)   /* OR2: somebody else moved it first */
		return FAIL(cx, E_STATE, "the order has changed; read it again");
	o->ver++;
	return 0;
}

static int check(struct cx *cx, enum order_ev ev, const struct order_do *in)
{
	if (in->note.n > NOTE_MAX || !str_utf8(in->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (in->key.n > ORDER_KEY_MAX)
		return FAIL_FIELD(cx, E_INVALID, "key", "must be at most %d bytes", ORDER_KEY_MAX);
	if ((ev == ORE_FEEDBACK) != (in->result != ORR_NONE) || (unsigned)in->result >= ORR_N)
		return FAIL_FIELD(cx, E_INVALID, "result", ev == ORE_FEEDBACK ? "say what was found" : "belongs to the feedback");
	if ((ev == ORE_REVOKE || ev == ORE_SEND_BACK) && in->note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	return 0;
}

struct text { struct arena *arena; str s; };

static void read_text(struct sql_row *r, void *ret)
{
	struct text *t = ret;

	t->s = sql_str_a(r, t->arena);
}

/* OR5: was the key used before, and for this very step? */
static int done_before(struct cx *cx, const struct order *o, enum order_ev ev, str key, bool *ret)
{
	struct text was = { .arena = cx->arena };
	struct err before = cx->err;

	*ret = false;
	if (!key.n)
		return 0;
	int rc = sql_one(cx, &q_event_of_key, read_text, &was, BIND(V(o->id), V(key)));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	if (!str_eq(was.s, order_event_names[ev]))
		return FAIL_FIELD(cx, E_STATE, "key", "this key was used for another step");
	*ret = true;
	return 0;
}

static void apply(struct cx *cx, struct order *o, enum order_ev ev, const struct order_do *in)
{
	struct order_mark mark = { cx->actor, in->who, cx->now };

	if (ev == ORE_SIGN) {
		o->sign = mark;
	} else if (ev == ORE_FEEDBACK) {
		o->fed = mark;
		o->result = in->result;
		o->note = in->note;
		o->review = (struct order_mark){ { 0 }, S(""), 0 };
		o->review_note = S("");
	} else if (ev == ORE_ACCEPT || ev == ORE_SEND_BACK) {
		o->review = mark;
		o->review_note = in->note;
	} else {
		o->review_note = in->note;
	}
	o->next_at = 0;
	o->ended_at = order_is_open(o->state) ? 0 : cx->now;
}

int order_step(struct cx *cx, struct order *o, enum order_ev ev, const struct order_do *in, bool *ret_again)
{
	const struct order_row *row = order_row_for(o->state, ev);
	struct order was = *o;

	TRY(done_before(cx, o, ev, in->key, ret_again));
	if (*ret_again)
		return 0;
	if (!row || ev == ORE_ESCALATE)   /* that one has a level: order_escalate */
		return FAIL(cx, E_STATE, "no such step for an order that is %.*s", STR_ARG(order_state_names[o->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (in->ver && in->ver != o->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the order has changed; read it again");
	if (row->other && o->fed.by.v == cx->actor.v)   /* OR3 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "what you fed back yourself is reviewed by another officer");
	TRY(check(cx, ev, in));
	struct order next = *o;
	next.state = row->to;
	apply(cx, &next, ev, in);
	TRY(move(cx, &next, was.state));
	struct happened h = { order_event_names[ev], order_state_names[was.state], order_state_names[row->to], in->who,
	                      ev == ORE_FEEDBACK ? order_result_names[in->result] : in->note, in->key, o->unit };
	TRY(note_event(cx, o->id, &h));
	return order_get(cx, o->id, o);
}

int order_escalate(struct cx *cx, struct order *o, unit_id unit, utc_ms next_at, bool *ret_new)
{
	const struct order_row *row = order_row_for(o->state, ORE_ESCALATE);

	if (!row || o->level + 1 >= ORDER_LEVELS)
		return FAIL(cx, E_STATE, "no such step for an order that is %.*s", STR_ARG(order_state_names[o->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	int n = sql_exec(cx, &q_send_add, BIND(V(o->id), V((int)o->level + 1), V(unit.v), V(cx->now)));
	TRY(n);
	struct order next = *o;
	next.level++;
	next.next_at = next_at;
	TRY(move(cx, &next, o->state));
	*ret_new = n == 1;
	if (n == 1) {
		struct happened h = { order_event_names[ORE_ESCALATE], order_state_names[o->state], order_state_names[o->state], S(""), S(""), S(""), unit };
		TRY(note_event(cx, o->id, &h));
	}
	return order_get(cx, o->id, o);
}

int order_postpone(struct cx *cx, struct order *o, utc_ms next_at)
{
	TRY(sql_exec(cx, &q_postpone, BIND(V(next_at), V(o->id))));
	o->next_at = next_at;
	return 0;
}

struct history { order_history_fn *fn; void *arg; };

static int history_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct history *e = arg;
	struct order_history h;

	h.id = sql_i64(r);
	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.actor_name = sql_str_a(r, cx->arena);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.unit.v = sql_i64(r);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int order_events(struct cx *cx, int64_t id, int max, order_history_fn *fn, void *arg)
{
	struct history e = { fn, arg };

	return sql_each(cx, &q_events, history_row, &e, BIND(V(id), V(max)));
}

/* --- help between units --- */

static void read_assist_row(struct sql_row *r, struct arena *arena, struct assist *a)
{
	a->id = sql_i64(r);
	a->ord = sql_i64(r);
	a->unit.v = sql_i64(r);
	a->path = sql_str_a(r, arena);
	a->state = (enum assist_state)word_of(assist_state_names, ASS_N, sql_str(r));
	a->note = sql_str_a(r, arena);
	a->answer = sql_str_a(r, arena);
	read_mark(r, arena, &a->asked);
	read_mark(r, arena, &a->decided);
}

struct one_assist { struct arena *arena; struct assist a; };

static void read_assist(struct sql_row *r, void *ret)
{
	struct one_assist *o = ret;

	read_assist_row(r, o->arena, &o->a);
}

int order_assist_get(struct cx *cx, int64_t id, struct assist *ret)
{
	struct one_assist o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_assist_by_id, read_assist, &o, BIND(V(id))));
	*ret = o.a;
	return 0;
}

int order_ask(struct cx *cx, const struct order *o, unit_id unit, str path, str note, str who, struct assist *ret)
{
	int64_t id;

	if (!order_is_open(o->state) || o->state == ORS_FED_BACK)
		return FAIL(cx, E_STATE, "an order that is %.*s needs no help", STR_ARG(order_state_names[o->state]));
	if (unit.v == o->unit.v)
		return FAIL_FIELD(cx, E_STATE, "unitId", "that unit has the order itself");
	if (note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	int rc = sql_insert(cx, &q_ask, &id, BIND(V(o->id), V(unit.v), V(path), V(note), V(cx->actor.v), V(who), V(cx->now)));
	if (rc == E_STATE && strstr(cx->err.msg, "order_assist.ord")) {   /* OR7 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "unitId", "that unit has been asked already");
	}
	TRY(rc);
	struct happened h = { S("ask"), order_state_names[o->state], order_state_names[o->state], who, note, S(""), unit };
	TRY(note_event(cx, o->id, &h));
	return order_assist_get(cx, id, ret);
}

int order_answer(struct cx *cx, struct assist *a, bool yes, str answer, str who)
{
	enum assist_state to = yes ? ASS_ACCEPTED : ASS_DECLINED;

	if (answer.n > NOTE_MAX || !str_utf8(answer))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (!yes && answer.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	int n = sql_exec(cx, &q_answer, BIND(V(assist_state_names[to]), V(answer), V(cx->actor.v), V(who), V(cx->now), V(a->id)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "decided", "this was answered already");
	struct happened h = { yes ? S("agree") : S("decline"), S(""), S(""), who, answer, S(""), a->unit };
	TRY(note_event(cx, a->ord, &h));
	return order_assist_get(cx, a->id, a);
}

struct each_assist { assist_fn *fn; void *arg; };

static int assist_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_assist *e = arg;
	struct assist a;

	read_assist_row(r, cx->arena, &a);
	return e->fn(cx, &a, e->arg);
}

int order_assists(struct cx *cx, int64_t ord, int max, assist_fn *fn, void *arg)
{
	struct each_assist e = { fn, arg };

	return sql_each(cx, &q_assists, assist_row, &e, BIND(V(ord), V(max)));
}
