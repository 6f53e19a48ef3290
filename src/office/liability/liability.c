/* liability — see liability.h for what this room owns and promises. */
#include "office/liability/liability.h"

#include <stdio.h>

#include "base/utc.h"
#include "liability_sm.h"
#include "liability_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(liability)

enum { NUMBER_TEXT = 32, CODE_MAX = 40, NOTE_MAX = 1000, PLACE_MAX = 300, WHAT_MAX = 1000, FINDING_MAX = 60 };

/* --- reading --- */

static enum accident_fault fault_of(str s)
{
	int i = 0;

	while (i < AF_N - 1 && !str_eq(accident_fault_words[i], s))
		i++;
	return (enum accident_fault)i;      /* CHECKed by the database */
}

static void read_money(struct sql_row *r, struct arena *arena, struct accident *a)
{
	a->fault = fault_of(sql_str(r));
	a->fault_pct = (int32_t)sql_i64(r);
	a->finding_no = sql_str_a(r, arena);
	a->loss_fen = sql_i64(r);
	a->limit_fen = sql_i64(r);
	a->amount_fen = sql_i64(r);
	a->agreements = (int32_t)sql_i64(r);
	a->agreed_at = sql_i64(r);
	a->pay_by = sql_i64(r);
	a->way = sql_str_a(r, arena);
	a->released_by.v = sql_i64(r);
	a->released_at = sql_i64(r);
	a->paid_at = sql_i64(r);
	a->closed_at = sql_i64(r);
	a->ver = sql_i64(r);
}

static void read_accident(struct sql_row *r, struct arena *arena, struct accident *a)
{
	a->id = sql_i64(r);
	a->number = sql_str_a(r, arena);
	a->key = sql_str_a(r, arena);
	a->bike.v = sql_i64(r);
	a->owner.v = sql_i64(r);
	a->plan = sql_i64(r);
	a->unit.v = sql_i64(r);
	a->state = accident_state_of(sql_str(r));
	ASSERT(a->state < AS_N);   /* CHECKed by the database */
	a->code = sql_str_a(r, arena);
	a->happened_at = sql_i64(r);
	a->place = sql_str_a(r, arena);
	a->what = sql_str_a(r, arena);
	a->injured = sql_i64(r) != 0;
	a->police_called = sql_i64(r) != 0;
	a->reporter = sql_str_a(r, arena);
	a->created_by.v = sql_i64(r);
	a->created_at = sql_i64(r);
	a->surveyor.v = sql_i64(r);
	a->sent_at = sql_i64(r);
	a->due_at = sql_i64(r);
	a->arrived_at = sql_i64(r);
	a->assessed_by.v = sql_i64(r);
	a->assessed_at = sql_i64(r);
	a->rounds = (int32_t)sql_i64(r);
	read_money(r, arena, a);
}

struct one { struct arena *arena; struct accident a; bool found; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_accident(r, o->arena, &o->a);
}

static int get(struct cx *cx, const struct sql_stmt *q, struct accident *ret, const struct sqlv *v, size_t n)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, q, read_one, &o, v, n));
	*ret = o.a;
	return 0;
}

int accident_get(struct cx *cx, int64_t id, struct accident *ret)
{
	return get(cx, &q_by_id, ret, BIND(V(id)));
}

int accident_get_in(struct cx *cx, int64_t id, unit_id carrier, struct accident *ret)
{
	return get(cx, &q_by_id_in, ret, BIND(V(id), V(cx->area), V(carrier.v)));
}

int accident_get_of(struct cx *cx, int64_t id, owner_id owner, struct accident *ret)
{
	return get(cx, &q_by_id_of, ret, BIND(V(id), V(owner.v)));
}

struct each { accident_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct accident a;

	read_accident(r, cx->arena, &a);
	return e->fn(cx, &a, e->arg);
}

int accident_list(struct cx *cx, enum accident_queue q, unit_id carrier, int64_t after, int max, accident_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_row, &e, BIND(V(after), V(cx->area), V(carrier.v), V(accident_queue_words[q]), V(cx->actor.v), V(max)));
}

int accident_of_owner(struct cx *cx, owner_id owner, bike_id bike, int64_t before, int max, accident_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_of_owner, each_row, &e, BIND(V(owner.v), V(bike.v), V(before > 0 ? before : INT64_MAX), V(max)));
}

int accident_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	return sql_exec(cx, &q_owner_merged, BIND(V(keep.v), V(gone.v)));
}

struct text { struct arena *arena; str s; };

static int read_text(struct cx *cx, struct sql_row *r, void *arg)
{
	struct text *t = arg;

	(void)cx;
	t->s = sql_str_a(r, t->arena);
	return 0;
}

int accident_twin(struct cx *cx, const struct accident *a, int64_t hours, str *ret_number)
{
	struct text t = { cx->arena, S("") };

	TRY(sql_each(cx, &q_twin, read_text, &t, BIND(V(a->bike.v), V(a->id), V(a->happened_at - hours * HOUR_MS), V(a->happened_at + hours * HOUR_MS))));
	*ret_number = t.s;
	return 0;
}

/* --- reporting --- */

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str code, str note)
{
	return as_done(sql_exec(cx, &q_event_add, BIND(V(id), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(code), V(note))));
}

static bool word_of(str s, size_t least, size_t most)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return s.n >= least && s.n <= most;
}

static int check(struct cx *cx, const struct accident_new *in)
{
	if (!word_of(in->key, 8, 80))
		return FAIL_FIELD(cx, E_INVALID, "requestId", "must be 8 to 80 letters, digits, - or _");
	if (in->happened_at <= 0 || in->happened_at > cx->now)
		return FAIL_FIELD(cx, E_INVALID, "happenedAt", "must be a time that has passed");
	if (!in->place.n || in->place.n > PLACE_MAX || !str_utf8(in->place))
		return FAIL_FIELD(cx, E_INVALID, "place", "say where it happened, in at most %d bytes", PLACE_MAX);
	if (!in->what.n || in->what.n > WHAT_MAX || !str_utf8(in->what))
		return FAIL_FIELD(cx, E_INVALID, "what", "say what happened, in at most %d bytes", WHAT_MAX);
	return 0;
}

/* "SG20261126-0001"; rises without a hole, because it is in the accident's transaction. */
static int next_number(struct cx *cx, char ret[static NUMBER_TEXT])
{
	struct civil c = civil_of(cx->now);
	char day[16];
	int64_t n;

	snprintf(day, sizeof day, "%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(day)))));
	snprintf(ret, NUMBER_TEXT, "SG%s-%04lld", day, (long long)n);
	return 0;
}

/* LB2. */
static int again(struct cx *cx, const struct accident *a, const struct accident_new *in)
{
	bool same = a->bike.v == in->bike.v && a->owner.v == in->owner.v && a->happened_at == in->happened_at && str_eq(a->place, in->place) && str_eq(a->what, in->what) &&
	            a->injured == in->injured && a->police_called == in->police_called && str_eq(a->reporter, in->reporter);

	return same ? 0 : FAIL_FIELD(cx, E_STATE, "requestId", "another report was made with this id");
}

int accident_add(struct cx *cx, const struct accident_new *in, struct accident *ret, bool *ret_again)
{
	struct err before = cx->err;
	char number[NUMBER_TEXT];
	uint8_t ref[VAULT_REF];
	int64_t id;

	TRY(check(cx, in));
	int rc = get(cx, &q_by_key, ret, BIND(V(in->key)));
	*ret_again = rc == 0;
	if (rc == 0)
		return again(cx, ret, in);
	if (rc != E_NOTFOUND)
		return rc;
	cx->err = before;
	TRY(next_number(cx, number));
	vault_ref(ref);
	TRY(sql_insert(cx, &q_add, &id, BIND(V_BLOB(((str){ (const char *)ref, VAULT_REF })), V(str_of(number)), V(in->key), V(in->bike.v), V(in->owner.v), V(in->plan),
		V(in->unit.v), V(in->happened_at), V(in->place), V(in->what), V(in->injured), V(in->police_called), V(in->reporter), V(cx->actor.v), V(cx->now))));
	TRY(note_event(cx, id, S("report"), S(""), accident_state_names[AS_REPORTED], S(""), S("")));
	return accident_get(cx, id, ret);
}

/* --- steps --- */

static bool code_ok(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && s.p[i] != '_')
			return false;
	return s.n <= CODE_MAX;
}

static int may(struct cx *cx, const struct accident *a, const struct accident_row *row, int64_t ver, str note)
{
	if (!row)
		return FAIL(cx, E_STATE, "no such step for an accident that is %.*s", STR_ARG(accident_state_names[a->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (ver && ver != a->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the accident has changed; read it again");
	if (!code_ok(a->code))
		return FAIL_FIELD(cx, E_INVALID, "code", "must be a coded word");
	if (note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if ((row->on == AE_PAY || row->on == AE_RELEASE) && a->assessed_by.v == cx->actor.v)   /* LB4 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "whoever assessed does not release the money: ask a colleague");
	const char *why_not = row->guard ? row->guard(a) : NULL;
	return why_not ? FAIL(cx, E_STATE, "%s", why_not) : 0;
}

/* The instants, persons and counts that a step itself sets. */
static void mark(const struct cx *cx, struct accident *a, enum accident_event ev, const struct accident_row *row)
{
	if (ev == AE_ASSIGN)
		a->sent_at = cx->now;
	if (ev == AE_ARRIVE)
		a->arrived_at = cx->now;
	if (ev == AE_ASSESS || ev == AE_REASSESS) {
		a->assessed_by = cx->actor;
		a->assessed_at = cx->now;
		a->rounds++;
	}
	if (ev == AE_AGREE) {
		a->agreements++;
		a->agreed_at = cx->now;
	}
	if (ev == AE_PAY || ev == AE_RELEASE) {
		a->released_by = cx->actor;
		a->released_at = cx->now;
		a->way = ev == AE_PAY ? S("spot") : S("batch");
	}
	if (ev == AE_BANK_FAILED || ev == AE_DISPUTE) {      /* nobody has released what is open again */
		a->released_by.v = 0;
		a->released_at = 0;
		a->way = S("");
	}
	if (row->fx & AFX_PAY)
		a->paid_at = cx->now;
	a->closed_at = row->fx & AFX_END ? cx->now : 0;
}

static int move(struct cx *cx, const struct accident *a, enum accident_state from)
{
	int n = sql_exec(cx, &q_move, BIND(V(accident_state_names[a->state]), V(a->code), V(a->unit.v), V(a->plan), V_ID(a->surveyor.v), V_ID(a->sent_at), V_ID(a->due_at),
		V_ID(a->arrived_at), V_ID(a->assessed_by.v), V_ID(a->assessed_at), V((int)a->rounds), V(accident_fault_words[a->fault]), V((int)a->fault_pct), V(a->finding_no),
		V(a->loss_fen), V(a->limit_fen), V(a->amount_fen), V((int)a->agreements), V_ID(a->agreed_at), V_ID(a->pay_by), V(a->way), V_ID(a->released_by.v),
		V_ID(a->released_at), V_ID(a->paid_at), V_ID(a->closed_at), V(a->id), V(accident_state_names[from]), V(a->ver)));

	TRY(n);
	return n == 1 ? 0 : FAIL(cx, E_STATE, "the accident has changed; read it again");      /* LB1: someone else moved it first */
}

int accident_step(struct cx *cx, struct accident *a, enum accident_event ev, int64_t ver, str note, unsigned *ret_fx)
{
	const struct accident_row *row = accident_row_for(a->state, ev);
	struct accident to = *a;

	TRY(may(cx, a, row, ver, note));
	to.state = row->to;
	mark(cx, &to, ev, row);
	TRY(move(cx, &to, a->state));
	TRY(note_event(cx, a->id, accident_event_names[ev], accident_state_names[a->state], accident_state_names[row->to], a->code, note));
	to.ver++;
	*a = to;
	*ret_fx = row->fx;
	return 0;
}

int accident_finding(struct cx *cx, struct accident *a, int64_t ver, enum accident_fault fault, int32_t pct, str number)
{
	struct accident to = *a;

	if (ver && ver != a->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the accident has changed; read it again");
	if (a->state != AS_REPORTED && a->state != AS_SENT && a->state != AS_ON_SCENE && a->state != AS_DISPUTED)
		return FAIL_FIELD(cx, E_STATE, "share_fixed", "the share of the fault counts before the damage is assessed: dispute the assessment first");
	if (fault <= AF_UNSET || fault >= AF_N)
		return FAIL_FIELD(cx, E_INVALID, "fault", "must be full, main, equal, minor or none");
	if (number.n && !word_of(number, 3, FINDING_MAX) && number.n > FINDING_MAX)
		return FAIL_FIELD(cx, E_INVALID, "findingNo", "is the number of the finding, at most %d bytes", FINDING_MAX);
	to.fault = fault;
	to.fault_pct = pct;
	to.finding_no = number;
	TRY(move(cx, &to, a->state));
	TRY(note_event(cx, a->id, S("finding"), accident_state_names[a->state], accident_state_names[a->state], accident_fault_words[fault], number));
	to.ver++;
	*a = to;
	return 0;
}

struct history { accident_history_fn *fn; void *arg; };

static int history_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct history *e = arg;
	struct accident_history h;

	h.id = sql_i64(r);
	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.code = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int accident_events(struct cx *cx, int64_t id, int max, accident_history_fn *fn, void *arg)
{
	struct history e = { fn, arg };

	return sql_each(cx, &q_events, history_row, &e, BIND(V(id), V(max)));
}

/* --- figures --- */

struct counts { accident_count_fn *fn; void *arg; };

static int count_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct counts *e = arg;
	struct accident_count c;

	c.state = sql_str_a(r, cx->arena);
	c.n = sql_i64(r);
	c.paid_fen = sql_i64(r);
	return e->fn(cx, &c, e->arg);
}

int accident_counts(struct cx *cx, unit_id carrier, utc_ms from, utc_ms to, accident_count_fn *fn, void *arg)
{
	struct counts e = { fn, arg };

	return sql_each(cx, &q_counts, count_row, &e, BIND(V(from), V(to), V(cx->area), V(carrier.v)));
}

struct middle { int64_t at, n, low, high; };      /* which ones are wanted, and what they are */

static int middle_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct middle *m = arg;
	int64_t v = sql_i64(r);

	(void)cx;
	if (m->n == m->at)
		m->low = v;
	if (m->n == m->at + 1)
		m->high = v;
	m->n++;
	return 0;
}

int accident_median_ms(struct cx *cx, unit_id carrier, utc_ms from, utc_ms to, int64_t *ret)
{
	struct middle m = { .at = INT64_MAX - 1 };

	TRY(sql_each(cx, &q_paid_times, middle_row, &m, BIND(V(from), V(to), V(cx->area), V(carrier.v))));
	int64_t n = m.n;
	*ret = -1;
	if (!n)
		return 0;
	m = (struct middle){ .at = (n - 1) / 2 };
	TRY(sql_each(cx, &q_paid_times, middle_row, &m, BIND(V(from), V(to), V(cx->area), V(carrier.v))));
	*ret = n % 2 ? m.low : (m.low + m.high) / 2;
	return 0;
}

struct losses { accident_loss_fn *fn; void *arg; };

static int loss_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct losses *e = arg;
	struct accident_loss l;

	l.product = sql_i64(r);
	l.n = sql_i64(r);
	l.fen = sql_i64(r);
	return e->fn(cx, &l, e->arg);
}

int accident_losses(struct cx *cx, unit_id carrier, utc_ms from, utc_ms to, accident_loss_fn *fn, void *arg)
{
	struct losses e = { fn, arg };

	return sql_each(cx, &q_losses, loss_row, &e, BIND(V(from), V(to), V(cx->area), V(carrier.v)));
}
