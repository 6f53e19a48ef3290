/* violation — what was caught and its history. See violation.h for what this room owns and promises. */
#include "office/violation/violation.h"

#include <stdio.h>

#include "store/sql/sql.h"
#include "violation_sm.h"
#include "violation_sql.h"

SQL_STATEMENTS(violation)

enum { NUMBER_TEXT = 64, KEY_MAX = 200, PLACE_MAX = 256, WORD_MAX = 64, NOTE_MAX = 1000, WHY_LEAST = 4, EVIDENCE_MAX = 65536, AGAINST_MAX = 400, PERMILLE = 1000, STATES_TEXT = 160 };

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static void read_what(struct sql_row *r, struct arena *a, struct violation *v)
{
	v->id = sql_i64(r);
	v->number = sql_str_a(r, a);
	v->kind = (enum violation_kind)word_of(violation_kind_names, VK_N, sql_str(r));
	v->source = (enum violation_source)word_of(violation_source_names, VS_N, sql_str(r));
	v->source_key = sql_str_a(r, a);
	v->state = (enum violation_state)word_of(violation_state_names, VI_N, sql_str(r));
	v->unit.v = sql_i64(r);
	v->path = sql_str_a(r, a);
	v->junction = sql_i64(r);
	v->arm = sql_str_a(r, a);
	v->place = sql_str_a(r, a);
	v->at = sql_i64(r);
	v->err_ms = sql_i64(r);
	v->day = (int32_t)sql_i64(r);
	v->month = (int32_t)sql_i64(r);
	v->tag = sql_str_a(r, a);
	v->plate = sql_str_a(r, a);
	v->bike.v = sql_i64(r);
	v->owner.v = sql_i64(r);
	v->rider.v = sql_i64(r);
	v->excluded = (enum violation_excluded)word_of(violation_excluded_names, VX_N, sql_str(r));
}

static void read_fields(struct sql_row *r, struct arena *a, struct violation *v)
{
	read_what(r, a, v);
	v->confidence = sql_i64(r);
	str *const texts[] = { &v->against, &v->evidence, &v->evidence_sha, &v->picture, &v->picture_sha, &v->code, &v->ground, &v->note };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = sql_str_a(r, a);
	v->review_due = (int32_t)sql_i64(r);
	v->captured_at = sql_i64(r);
	v->reviewed_by.v = sql_i64(r);
	v->reviewed_at = sql_i64(r);
	v->notified_at = sql_i64(r);
	v->acknowledged_at = sql_i64(r);
	v->appealed_at = sql_i64(r);
	v->appeal_due = (int32_t)sql_i64(r);
	v->decided_by.v = sql_i64(r);
	v->decided_at = sql_i64(r);
	v->ver = sql_i64(r);
}

struct one { struct arena *arena; struct violation v; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->v);
}

int violation_get(struct cx *cx, int64_t id, struct violation *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	*ret = o.v;
	return 0;
}

struct each { violation_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct violation v;

	read_fields(r, cx->arena, &v);
	return e->fn(cx, &v, e->arg);
}

/* ",screened,confirmed,"; "" for any. */
static str states_text(unsigned states, char buf[static STATES_TEXT])
{
	size_t k = 0;

	if (!states)
		return S("");
	for (int i = 0; i < VI_N; i++)
		if (states >> i & 1)
			k += (size_t)snprintf(buf + k, STATES_TEXT - k, ",%.*s", STR_ARG(violation_state_names[i]));
	snprintf(buf + k, STATES_TEXT - k, ",");
	return str_of(buf);
}

int violation_list(struct cx *cx, const struct violation_filter *f, int max, violation_fn *fn, void *arg)
{
	struct each e = { fn, arg };
	char states[STATES_TEXT];

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
#define FILTER V(f->before > 0 ? f->before : INT64_MAX), V(f->area), V(states_text(f->states, states)), V(f->kind < VK_N ? violation_kind_names[f->kind] : S("")), \
	V(f->source < VS_N ? violation_source_names[f->source] : S("")), V(f->junction), V(f->rider.v), V(f->bike.v), V((int64_t)f->from_day), \
	V(f->to_day ? (int64_t)f->to_day : INT64_MAX), V((int64_t)f->month), V((int64_t)f->due_by), V(max)
	return f->by_due ? sql_each(cx, &q_queue, each_row, &e, BIND(FILTER, V((int64_t)f->by_place))) : sql_each(cx, &q_list, each_row, &e, BIND(FILTER));
#undef FILTER
}

struct each_due { violation_due_fn *fn; void *arg; };

static int due_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_due *e = arg;
	int32_t day = (int32_t)sql_i64(r);
	int64_t n = sql_i64(r);

	return e->fn(cx, day, n, sql_i64(r), e->arg);
}

int violation_due_days(struct cx *cx, str area, violation_due_fn *fn, void *arg)
{
	struct each_due e = { fn, arg };

	return area.n ? sql_each(cx, &q_due_days, due_row, &e, BIND(V(area))) : 0;
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str note)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V(id), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(note))));
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static const str warnings[] = { SI("warn"), SI("warn_last") };
#define APPEAL_WARNED S("warn_appeal")
struct each_wait { violation_wait_fn *fn; void *arg; };

static int wait_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_wait *e = arg;
	struct violation_wait w = { .id = sql_i64(r) };

	w.unit.v = sql_i64(r);
	w.due = (int32_t)sql_i64(r);
	return e->fn(cx, &w, e->arg);
}

int violation_unwarned(struct cx *cx, int32_t from, int32_t until, bool last, int max, violation_wait_fn *fn, void *arg)
{
	struct each_wait e = { fn, arg };

	return sql_each(cx, &q_unwarned, wait_row, &e, BIND(V((int64_t)from), V((int64_t)until), V(warnings[last]), V(max)));
}

int violation_warned(struct cx *cx, int64_t id, bool last)
{
	struct violation v;

	TRY(violation_get(cx, id, &v));
	return note_event(cx, id, warnings[last], violation_state_names[v.state], violation_state_names[v.state], S(""));
}

int violation_appeal_warned(struct cx *cx, int64_t id)
{
	struct violation v;

	TRY(violation_get(cx, id, &v));
	return note_event(cx, id, APPEAL_WARNED, violation_state_names[v.state], violation_state_names[v.state], S(""));
}

int violation_appeal_told(struct cx *cx, int64_t id, utc_ms since, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_told_since, read_int, &n, BIND(V(id), V(APPEAL_WARNED), V(since))));
	*ret = n > 0;
	return 0;
}

/* --- new ones --- */

static int check_new(struct cx *cx, const struct violation *in)
{
	const struct { const char *field; str s; size_t most; } texts[] = {
		{ "place", in->place, PLACE_MAX }, { "arm", in->arm, WORD_MAX }, { "tag", in->tag, WORD_MAX }, { "plate", in->plate, WORD_MAX },
		{ "against", in->against, AGAINST_MAX }, { "evidence", in->evidence, EVIDENCE_MAX }, { "code", in->code, WORD_MAX }, { "note", in->note, NOTE_MAX },
	};

	for (size_t i = 0; i < COUNTOF(texts); i++)
		if (texts[i].s.n > texts[i].most || !str_utf8(texts[i].s))
			return FAIL_FIELD(cx, E_INVALID, texts[i].field, "must be at most %zu bytes of text", texts[i].most);
	if ((unsigned)in->kind >= VK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be red, wrongway, motorlane, passenger, load, not_yielding or other");
	if ((unsigned)in->source >= VS_N)
		return FAIL_FIELD(cx, E_INVALID, "source", "must be radio, camera, officer or import");
	if (!in->source_key.n || in->source_key.n > KEY_MAX || !str_utf8(in->source_key))
		return FAIL_FIELD(cx, E_INVALID, "sourceKey", "must be 1 to %d bytes of text", KEY_MAX);
	if (in->at <= 0 || in->at > cx->now + MINUTE_MS)
		return FAIL_FIELD(cx, E_INVALID, "at", "must be an instant in the past");
	if (in->confidence < 0 || in->confidence > PERMILLE || in->err_ms < 0)
		return FAIL_FIELD(cx, E_INVALID, "confidence", "must be 0 to 1000");
	return 0;
}

static int next_number(struct cx *cx, char ret[static NUMBER_TEXT])
{
	struct civil c = civil_of(cx->now);
	char day[40];
	int64_t n;

	snprintf(day, sizeof day, "WF%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(day)))));
	snprintf(ret, NUMBER_TEXT, "%s-%04lld", day, (long long)n);
	return 0;
}

static int insert(struct cx *cx, const struct violation *in, int64_t *ret)
{
	struct civil c = civil_of(in->at);      /* VI6 */
	char number[NUMBER_TEXT];

	TRY(next_number(cx, number));
	return sql_insert(cx, &q_add, ret, BIND(V(str_of(number)), V(violation_kind_names[in->kind]), V(violation_source_names[in->source]), V(in->source_key), V(in->unit.v),
		V(in->path), V_ID(in->junction), V(in->arm), V(in->place), V(in->at), V(in->err_ms), V((int64_t)day_of(in->at)), V((int64_t)(c.y * 100 + c.m)), V(in->tag), V(in->plate),
		V_ID(in->bike.v), V_ID(in->owner.v), V_ID(in->rider.v), V(violation_excluded_names[in->excluded]), V(in->confidence), V(in->against), V(in->evidence),
		V(in->evidence_sha), V(in->picture), V(in->picture_sha), V(in->code), V(in->note), V((int64_t)in->review_due), V(cx->now)));
}

int violation_by_key(struct cx *cx, str source_key, int64_t *ret)
{
	struct err before = cx->err;
	int rc = sql_one(cx, &q_by_key, read_int, ret, BIND(V(source_key)));

	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret = 0;
		return 0;
	}
	return rc;
}

int violation_add(struct cx *cx, const struct violation *in, struct violation *ret)
{
	int64_t id;

	TRY(check_new(cx, in));
	TRY(violation_by_key(cx, in->source_key, &id));      /* VI5 */
	if (id)
		return violation_get(cx, id, ret);
	TRY(insert(cx, in, &id));
	TRY(note_event(cx, id, S("capture"), S(""), violation_state_names[VI_CAPTURED], S("")));
	TRY(violation_get(cx, id, ret));
	return 1;
}

/* --- steps --- */

static bool is_end(enum violation_ev ev)
{
	return ev == VE_DISMISS || ev == VE_REVOKE;
}

static int check_ground(struct cx *cx, enum violation_ev ev, str ground)
{
	struct err before = cx->err;
	struct violation_ground g;

	if (!ground.n)
		return FAIL_FIELD(cx, E_INVALID, "ground", "say on which ground");
	int rc = violation_ground_get(cx, ground, &g);
	if (rc == E_NOTFOUND || (rc == 0 && !(ev == VE_DISMISS ? g.dismiss : g.revoke))) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "ground", "no such ground for this step");
	}
	return rc;
}

static int check_do(struct cx *cx, const struct violation *v, const struct violation_row *row, const struct violation_do *in)
{
	if (in->note.n > NOTE_MAX || !str_utf8(in->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (row->reason && in->note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if (violation_own_hand(v, row->on, cx->actor))      /* VI4 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "somebody decides an appeal who did not confirm the violation");
	if (row->on == VE_CONFIRM && day_of(cx->now) > v->review_due)      /* VI7 */
		return FAIL_FIELD(cx, E_STATE, "late", "the days for reviewing it are over; it lapses");
	if (row->on == VE_CONFIRM && (!in->code.n || in->code.n > WORD_MAX))
		return FAIL_FIELD(cx, E_INVALID, "code", "say which violation it is: its code in the dictionary");
	if (row->on == VE_REOPEN && v->state == VI_DISMISSED && day_of(cx->now) > v->review_due)
		return FAIL_FIELD(cx, E_STATE, "late", "the days for reviewing it are over; it stays dismissed");
	return is_end(row->on) ? check_ground(cx, row->on, in->ground) : 0;
}

/* What a step back forgets: it is decided anew; the events keep what was. That it was stolen, sold or without a rider stays so. */
static void forget(struct violation *v, const struct violation_do *in)
{
	if (in->review_due && v->reviewed_by.v && v->state != VI_DISMISSED)
		v->review_due = in->review_due;
	v->code = v->ground = v->note = S("");
	v->excluded = v->excluded == VX_EDUCATION_ONLY ? VX_NONE : v->excluded;
	v->reviewed_by.v = v->decided_by.v = 0;
	v->reviewed_at = v->notified_at = v->acknowledged_at = v->appealed_at = v->decided_at = 0;
	v->appeal_due = 0;
}

static void decided(struct cx *cx, struct violation *v)
{
	v->decided_by = cx->actor;
	v->decided_at = cx->now;
}

static void apply(struct cx *cx, struct violation *v, const struct violation_row *row, const struct violation_do *in)
{
	enum violation_ev ev = row->on;

	if (ev == VE_REOPEN)
		forget(v, in);
	v->state = row->to;
	if (in->note.n)
		v->note = in->note;
	if (is_end(ev))
		v->ground = in->ground;
	if (ev == VE_CONFIRM || (ev == VE_DISMISS && cx->roles & ROLE_TRAFFIC)) {
		v->reviewed_by = cx->actor;
		v->reviewed_at = cx->now;
	}
	if (ev == VE_CONFIRM) {
		v->code = in->code;
		v->excluded = v->excluded == VX_NONE ? in->excluded : v->excluded;
	} else if (ev == VE_NOTIFY) {
		v->notified_at = cx->now;
	} else if (ev == VE_ACKNOWLEDGE) {
		v->acknowledged_at = cx->now;
	} else if (ev == VE_APPEAL) {
		v->appealed_at = cx->now;
		v->appeal_due = in->appeal_due;
	} else if (ev == VE_UPHOLD || ev == VE_REVOKE) {
		decided(cx, v);
	}
}

static int store(struct cx *cx, const struct violation *was, const struct violation *v)
{
	int n = sql_exec(cx, &q_move, BIND(V(violation_state_names[v->state]), V(violation_excluded_names[v->excluded]), V(v->code), V(v->ground), V(v->note),
		V((int64_t)v->review_due), V_ID(v->reviewed_by.v), V_ID(v->reviewed_at), V_ID(v->notified_at), V_ID(v->acknowledged_at), V_ID(v->appealed_at),
		V_ID((int64_t)v->appeal_due), V_ID(v->decided_by.v), V_ID(v->decided_at), V(was->id), V(was->ver), V(violation_state_names[was->state])));

	TRY(n);
	return n == 1 ? 0 : FAIL_FIELD(cx, E_STATE, "ver", "the violation has changed; read it again");
}

int violation_step(struct cx *cx, struct violation *v, enum violation_ev ev, const struct violation_do *in)
{
	const struct violation_row *row = violation_row_for(v->state, ev);
	struct violation now = *v;

	if (!row)
		return FAIL(cx, E_STATE, "no such step for a violation that is %.*s", STR_ARG(violation_state_names[v->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (in->ver && in->ver != v->ver)      /* VI2 */
		return FAIL_FIELD(cx, E_STATE, "ver", "the violation has changed; read it again");
	TRY(check_do(cx, v, row, in));
	apply(cx, &now, row, in);
	TRY(store(cx, v, &now));
	now.ver++;
	str note = is_end(ev) ? arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(in->ground), in->note.n ? ": " : "", STR_ARG(in->note)) : in->note;
	TRY(note_event(cx, v->id, violation_event_names[ev], violation_state_names[v->state], violation_state_names[now.state], note));
	*v = now;
	return 0;
}

/* --- who answers for it, what it is excluded for, its picture: no change of state, but an event as well --- */

static int changed(struct cx *cx, struct violation *v, int n, str event, str note)
{
	str state = violation_state_names[v->state];

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the violation has changed; read it again");
	v->ver++;
	return note_event(cx, v->id, event, state, state, note);
}

static int put_rider(struct cx *cx, struct violation *v, owner_id rider, enum violation_excluded why, str event, str note)
{
	int n = sql_exec(cx, &q_set_rider, BIND(V_ID(rider.v), V(violation_excluded_names[why]), V(v->id), V(v->ver)));

	TRY(changed(cx, v, n, event, note));
	v->rider = rider;
	v->excluded = why;
	return 0;
}

int violation_rider(struct cx *cx, struct violation *v, owner_id rider, str reason)
{
	enum violation_excluded why = v->excluded;

	if (reason.n < WHY_LEAST || reason.n > NOTE_MAX || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "say why");
	if (!rider.v && why == VX_NONE)
		why = VX_NO_RIDER;
	else if (rider.v && why == VX_NO_RIDER)
		why = VX_NONE;
	return put_rider(cx, v, rider, why, S("rider"), reason);
}

int violation_exclude(struct cx *cx, struct violation *v, enum violation_excluded why, str note)
{
	if ((unsigned)why >= VX_N)
		return FAIL_FIELD(cx, E_INVALID, "excluded", "no such word");
	return put_rider(cx, v, v->rider, why, why == VX_NONE ? S("include") : S("exclude"), note.n ? note : violation_excluded_names[why]);
}

int violation_picture(struct cx *cx, struct violation *v, str photo, str sha)
{
	int n = sql_exec(cx, &q_set_picture, BIND(V(photo), V(sha), V(v->id), V(v->ver)));

	TRY(changed(cx, v, n, S("picture"), sha));
	v->picture = photo;
	v->picture_sha = sha;
	return 0;
}

/* --- batches of old records --- */

int violation_batched(struct cx *cx, int64_t id, str batch)
{
	struct violation v;

	TRY(violation_get(cx, id, &v));
	return note_event(cx, id, S("import"), violation_state_names[v.state], violation_state_names[v.state], batch);
}

struct each_batch { violation_batch_fn *fn; violation_id_fn *id; void *arg; };

static int batch_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_batch *e = arg;
	struct violation_batch b = { .batch = sql_str_a(r, cx->arena) };

	b.at = sql_i64(r);
	b.by.v = sql_i64(r);
	b.taken = sql_i64(r);
	b.standing = sql_i64(r);
	return e->fn(cx, &b, e->arg);
}

int violation_batches(struct cx *cx, str area, int max, violation_batch_fn *fn, void *arg)
{
	struct each_batch e = { .fn = fn, .arg = arg };

	return area.n ? sql_each(cx, &q_import_list, batch_row, &e, BIND(V(area), V(max))) : 0;
}

static int batch_id(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_batch *e = arg;

	return e->id(cx, sql_i64(r), e->arg);
}

int violation_batch_rows(struct cx *cx, str area, str batch, int max, violation_id_fn *fn, void *arg)
{
	struct each_batch e = { .id = fn, .arg = arg };

	return area.n ? sql_each(cx, &q_import_rows, batch_id, &e, BIND(V(batch), V(area), V(max))) : 0;
}

int violation_batch_appealed(struct cx *cx, str area, str batch, int64_t *ret)
{
	*ret = 0;
	return area.n ? sql_one(cx, &q_import_appealed, read_int, ret, BIND(V(batch), V(area))) : 0;
}

int violation_unkey(struct cx *cx, struct violation *v)
{
	str key = arena_fmt(cx->arena, "undone:%lld", (long long)v->id);
	int n = sql_exec(cx, &q_unkey, BIND(V(key), V(v->id), V(v->ver)));

	TRY(changed(cx, v, n, S("undone"), S("")));
	v->source_key = key;
	return 0;
}

struct each_event { violation_history_fn *fn; void *arg; };

static int event_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_event *e = arg;
	struct violation_history h = { .id = sql_i64(r) };

	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int violation_events(struct cx *cx, int64_t id, int max, violation_history_fn *fn, void *arg)
{
	struct each_event e = { fn, arg };

	return sql_each(cx, &q_events, event_row, &e, BIND(V(id), V(max)));
}

/* --- one owner of two --- */

struct each_month { violation_month_fn *fn; void *arg; };

static int month_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_month *e = arg;

	return e->fn(cx, (int32_t)sql_i64(r), e->arg);
}

int violation_months(struct cx *cx, owner_id rider, violation_month_fn *fn, void *arg)
{
	return sql_each(cx, &q_merged_months, month_row, &(struct each_month){ fn, arg }, BIND(V(rider.v)));
}

int violation_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	TRY(sql_exec(cx, &q_merged_events, BIND(V(cx->now), V(cx->actor.v), V(gone.v))));
	return sql_exec(cx, &q_merged, BIND(V(keep.v), V(gone.v)));
}

/* --- what counts (VI3) --- */

int violation_count_month(struct cx *cx, owner_id rider, int32_t month, int64_t *ret)
{
	return sql_one(cx, &q_count_month, read_int, ret, BIND(V(rider.v), V((int64_t)month)));
}

int violation_count_month_strict(struct cx *cx, owner_id rider, int32_t month, int64_t *ret)
{
	return sql_one(cx, &q_count_month_strict, read_int, ret, BIND(V(rider.v), V((int64_t)month)));
}

int violation_count_month_old(struct cx *cx, owner_id rider, int32_t month, int64_t *ret)
{
	return sql_one(cx, &q_count_month_old, read_int, ret, BIND(V(rider.v), V((int64_t)month)));
}

int violation_count_ever(struct cx *cx, owner_id rider, int64_t *ret)
{
	return sql_one(cx, &q_count_ever, read_int, ret, BIND(V(rider.v)));
}
