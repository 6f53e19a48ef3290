/* exposure — see exposure.h for what this room owns and promises. */
#include "office/exposure/exposure.h"

#include "exposure_sm.h"
#include "exposure_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(exposure)

enum { NOTE_MAX = 1000, WHY_LEAST = 4, PARKED = 999912 /* a month that nobody has */ };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static void read_fields(struct sql_row *r, struct arena *a, struct exposure *x)
{
	x->id = sql_i64(r);
	x->owner.v = sql_i64(r);
	x->period = (int32_t)sql_i64(r);
	x->n = sql_i64(r);
	x->state = (enum exposure_state)word_of(exposure_state_names, XS_N, sql_str(r));
	x->unit.v = sql_i64(r);
	x->path = sql_str_a(r, a);
	x->proposed_at = sql_i64(r);
	x->notice_at = sql_i64(r);
	x->object_until = (int32_t)sql_i64(r);
	x->first_by.v = sql_i64(r);
	x->first_at = sql_i64(r);
	x->second_by.v = sql_i64(r);
	x->second_at = sql_i64(r);
	x->published_by.v = sql_i64(r);
	x->published_at = sql_i64(r);
	x->until_day = (int32_t)sql_i64(r);
	x->mask_name = sql_str_a(r, a);
	x->mask_plate = sql_str_a(r, a);
	x->withdrawn_by.v = sql_i64(r);
	x->withdrawn_at = sql_i64(r);
	x->reason = sql_str_a(r, a);
	x->ver = sql_i64(r);
}

struct one { struct arena *arena; struct exposure x; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->x);
}

int exposure_get(struct cx *cx, int64_t id, struct exposure *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	*ret = o.x;
	return 0;
}

struct each { exposure_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct exposure x;

	read_fields(r, cx->arena, &x);
	return e->fn(cx, &x, e->arg);
}

static int keep_one(struct cx *cx, const struct exposure *x, void *arg)
{
	(void)cx;
	*(struct exposure *)arg = *x;
	return 0;
}

int exposure_find(struct cx *cx, owner_id owner, int32_t period, struct exposure *ret, bool *ret_found)
{
	struct each e = { keep_one, ret };
	int n = sql_each(cx, &q_find, each_row, &e, BIND(V(owner.v), V(period)));

	TRY(n);
	*ret_found = n > 0;
	return 0;
}

/* ",proposed,approved,"; empty: any. */
static str states_text(struct cx *cx, unsigned states)
{
	str s = S("");

	for (int i = 0; i < XS_N; i++)
		if ((states >> i) & 1)
			s = arena_fmt(cx->arena, "%.*s%s%.*s,", STR_ARG(s), s.n ? "" : ",", STR_ARG(exposure_state_names[i]));
	return s;
}

int exposure_list(struct cx *cx, const struct exposure_filter *f, int max, exposure_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
	return sql_each(cx, &q_list, each_row, &e, BIND(V(f->before > 0 ? f->before : INT64_MAX), V(f->area), V(f->owner.v), V(states_text(cx, f->states)), V(max)));
}

static int public_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct exposure x = { .id = sql_i64(r) };

	x.period = (int32_t)sql_i64(r);
	x.n = sql_i64(r);
	x.published_at = sql_i64(r);
	x.until_day = (int32_t)sql_i64(r);
	x.mask_name = sql_str_a(r, cx->arena);
	x.mask_plate = sql_str_a(r, cx->arena);
	x.state = XS_PUBLISHED;
	return e->fn(cx, &x, e->arg);
}

int exposure_public(struct cx *cx, int32_t day, int max, exposure_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_public, public_row, &e, BIND(V(day), V(max)));
}

int exposure_over(struct cx *cx, int32_t day, int max, exposure_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_over, each_row, &e, BIND(V(day), V(max)));
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str note)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V(id), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(note))));
	return 0;
}

int exposure_add(struct cx *cx, owner_id owner, int32_t period, int64_t n, unit_id unit, str path, struct exposure *ret)
{
	int64_t id;

	TRY(sql_insert(cx, &q_add, &id, BIND(V(owner.v), V(period), V(n), V(unit.v), V(path), V(cx->now))));
	TRY(note_event(cx, id, S("propose"), S(""), exposure_state_names[XS_PROPOSED], S("")));
	return exposure_get(cx, id, ret);
}

int exposure_count(struct cx *cx, struct exposure *x, int64_t n, str mask_plate)
{
	if (x->n == n && str_eq(x->mask_plate, mask_plate))
		return 0;
	ASSERT((mask_plate.n > 0) == (x->mask_plate.n > 0) && (x->state != XS_PUBLISHED || n <= x->n));      /* EX4 */
	int rows = sql_exec(cx, &q_count, BIND(V(n), V(mask_plate), V(x->id), V(x->ver)));
	TRY(rows);
	if (rows != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the proposal has changed; read it again");
	str note = str_eq(x->mask_plate, mask_plate) ? arena_fmt(cx->arena, "%lld", (long long)n) : arena_fmt(cx->arena, "%lld %.*s", (long long)n, STR_ARG(mask_plate));
	x->n = n;
	x->mask_plate = mask_plate;
	x->ver++;
	return note_event(cx, x->id, S("count"), exposure_state_names[x->state], exposure_state_names[x->state], note);
}

/* --- steps --- */

static int check_do(struct cx *cx, const struct exposure *x, const struct exposure_row *row, const struct exposure_do *in)
{
	int code;
	str bar = exposure_barred(x, row->on, cx->actor, day_of(cx->now), &code);

	if (str_eq(bar, S("own_hand")))
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another person gives the second approval");
	if (str_eq(bar, S("early")))
		return FAIL_FIELD(cx, E_STATE, "early", "the rider may answer until that day; not before");
	if (bar.n)
		return FAIL_FIELD(cx, code, "approvals", "this is not the next approval");
	if (in->note.n > NOTE_MAX || !str_utf8(in->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (row->reason && in->note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if (row->on == XE_PUBLISH && (!in->mask_name.n || !in->mask_plate.n || in->until_day < day_of(cx->now)))
		return FAIL_FIELD(cx, E_INVALID, "until", "what is published is masked, and has a last day");
	return 0;
}

static void apply(struct cx *cx, struct exposure *x, const struct exposure_row *row, const struct exposure_do *in)
{
	x->state = row->to;
	x->reason = row->reason ? in->note : S("");
	switch (row->on) {
	case XE_NOTIFY:
		x->notice_at = cx->now;
		x->object_until = in->object_until;
		break;
	case XE_APPROVE:
		x->first_by = cx->actor;
		x->first_at = cx->now;
		break;
	case XE_SECOND:
		x->second_by = cx->actor;
		x->second_at = cx->now;
		break;
	case XE_PUBLISH:
		x->published_by = cx->actor;
		x->published_at = cx->now;
		x->until_day = in->until_day;
		x->mask_name = in->mask_name;
		x->mask_plate = in->mask_plate;
		break;
	case XE_WITHDRAW:
	case XE_FALL:
		x->withdrawn_by = row->on == XE_FALL ? (account_id){ 0 } : cx->actor;
		x->withdrawn_at = cx->now;
		break;
	case XE_RISE:      /* begins anew: told anew, approved anew */
		x->notice_at = x->first_at = x->second_at = x->published_at = x->withdrawn_at = 0;
		x->first_by.v = x->second_by.v = x->published_by.v = x->withdrawn_by.v = 0;
		x->object_until = x->until_day = 0;
		x->mask_name = x->mask_plate = S("");
		break;
	default:
		break;
	}
}

int exposure_step(struct cx *cx, struct exposure *x, enum exposure_ev ev, const struct exposure_do *in)
{
	const struct exposure_row *row = exposure_row_for(x->state, ev);
	struct exposure now = *x;

	if (!row)
		return FAIL(cx, E_STATE, "no such step for a publication that is %.*s", STR_ARG(exposure_state_names[x->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (in->ver && in->ver != x->ver)      /* EX2 */
		return FAIL_FIELD(cx, E_STATE, "ver", "the proposal has changed; read it again");
	TRY(check_do(cx, x, row, in));
	apply(cx, &now, row, in);
	int n = sql_exec(cx, &q_move, BIND(V(exposure_state_names[now.state]), V_ID(now.notice_at), V_ID((int64_t)now.object_until), V_ID(now.first_by.v), V_ID(now.first_at),
		V_ID(now.second_by.v), V_ID(now.second_at), V_ID(now.published_by.v), V_ID(now.published_at), V_ID((int64_t)now.until_day), V(now.mask_name), V(now.mask_plate),
		V_ID(now.withdrawn_by.v), V_ID(now.withdrawn_at), V(now.reason), V(x->id), V(x->ver), V(exposure_state_names[x->state])));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the proposal has changed; read it again");
	now.ver++;
	TRY(note_event(cx, x->id, exposure_event_names[ev], exposure_state_names[x->state], exposure_state_names[now.state], in->note));
	*x = now;
	return 0;
}

struct each_event { exposure_history_fn *fn; void *arg; };

static int event_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_event *e = arg;
	struct exposure_history h = { .id = sql_i64(r) };

	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int exposure_events(struct cx *cx, int64_t id, int max, exposure_history_fn *fn, void *arg)
{
	struct each_event e = { fn, arg };

	return sql_each(cx, &q_events, event_row, &e, BIND(V(id), V(max)));
}

/* --- one owner of two --- */

static int put(struct cx *cx, struct exposure *x, owner_id owner, int32_t period)
{
	int n = sql_exec(cx, &q_put, BIND(V(owner.v), V((int64_t)period), V(x->id), V(x->ver)));

	TRY(n);
	x->owner = owner;
	x->period = period;
	x->ver++;
	return n == 1 ? 0 : FAIL_FIELD(cx, E_STATE, "ver", "this has changed; read it again");
}

/* One goes to a month that nobody has while the other takes its place: the two are never one rider's of one month. */
int exposure_swap(struct cx *cx, struct exposure *a, struct exposure *b)
{
	owner_id first = a->owner, second = b->owner;
	int32_t month = a->period;

	ASSERT(a->period == b->period && first.v != second.v);
	TRY(put(cx, a, second, PARKED));
	TRY(put(cx, b, first, month));
	TRY(put(cx, a, second, month));
	TRY(note_event(cx, a->id, S("merged"), exposure_state_names[a->state], exposure_state_names[a->state], S("")));
	return note_event(cx, b->id, S("merged"), exposure_state_names[b->state], exposure_state_names[b->state], S(""));
}

int exposure_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	TRY(sql_exec(cx, &q_merged_events, BIND(V(cx->now), V(cx->actor.v), V(gone.v), V(keep.v))));
	return sql_exec(cx, &q_merged, BIND(V(keep.v), V(gone.v)));
}
