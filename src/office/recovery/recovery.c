/* recovery — seized goods and their history. See recovery.h for what this room owns and promises. */
#include "office/recovery/recovery.h"

#include <stdio.h>

#include "base/utc.h"
#include "core/value.h"
#include "recovery_sm.h"
#include "recovery_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(recovery)

enum { NUMBER_TEXT = 64, PLACE_MAX = 256, WORD_MAX = 64, NOTE_MAX = 1000, WHY_LEAST = 4, PAPERS_MAX = 200 };
static const int64_t VALUE_MAX = 100000000;

static int word_of(const str *v, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(v[i], s))
		i++;
	ASSERT(i < n);   /* CHECKed by the database */
	return i;
}

static void read_facts(struct sql_row *r, struct arena *a, struct seized_facts *f)
{
	str *const texts[] = { &f->place, &f->kept_at, &f->frame_no, &f->motor_no, &f->tag, &f->plate, &f->brand, &f->colour, &f->note };

	f->found_at = sql_i64(r);
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = sql_str_a(r, a);
	f->den = sql_i64(r);
	f->suspect = sql_i64(r);
}

static void read_fields(struct sql_row *r, struct arena *a, struct seized *s)
{
	s->id = sql_i64(r);
	s->number = sql_str_a(r, a);
	s->kind = (enum seized_kind)word_of(seized_kind_names, SK_N, sql_str(r));
	s->state = (enum seized_state)word_of(seized_state_names, SZ_N, sql_str(r));
	s->unit.v = sql_i64(r);
	s->path = sql_str_a(r, a);
	read_facts(r, a, &s->f);
	s->theft.v = sql_i64(r);
	s->bike.v = sql_i64(r);
	s->matched_by.v = sql_i64(r);
	s->matched_at = sql_i64(r);
	s->papers = sql_str_a(r, a);
	s->proven_by.v = sql_i64(r);
	s->value_fen = sql_i64(r);
	s->valued_by.v = sql_i64(r);
	s->approved_by.v = sql_i64(r);
	s->approved_at = sql_i64(r);
	s->returned_at = sql_i64(r);
	s->reason = sql_str_a(r, a);
	s->created_by.v = sql_i64(r);
	s->created_at = sql_i64(r);
	s->ver = sql_i64(r);
}

struct one { struct arena *arena; struct seized s; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, o->arena, &o->s);
}

int seized_get(struct cx *cx, int64_t id, struct seized *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_one, &o, BIND(V(id))));
	*ret = o.s;
	return 0;
}

struct each { seized_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct seized s;

	read_fields(r, cx->arena, &s);
	return e->fn(cx, &s, e->arg);
}

int seized_list(struct cx *cx, const struct seized_filter *f, int max, seized_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
	return sql_each(cx, &q_list, each_row, &e, BIND(V(f->before > 0 ? f->before : INT64_MAX), V(f->state < SZ_N ? seized_state_names[f->state] : S("")),
		V(f->kind < SK_N ? seized_kind_names[f->kind] : S("")), V(f->open), V(f->area), V(f->theft.v), V(max)));
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str note)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V(id), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(note))));
	return 0;
}

/* --- new ones, and what was written wrong --- */

struct text_row { const char *name; size_t off; size_t most; bool number; };
#define F(member) offsetof(struct seized_facts, member)
static const struct text_row texts[] = {
	{ "place", F(place), PLACE_MAX, false }, { "keptAt", F(kept_at), PLACE_MAX, false }, { "frameNo", F(frame_no), WORD_MAX, true },
	{ "motorNo", F(motor_no), WORD_MAX, true }, { "tag", F(tag), WORD_MAX, true }, { "plate", F(plate), WORD_MAX, true }, { "brand", F(brand), WORD_MAX, false },
	{ "colour", F(colour), WORD_MAX, false }, { "note", F(note), NOTE_MAX, false },
};
#undef F

static int check_text(struct cx *cx, const struct text_row *t, const struct seized_facts *f)
{
	str s = *(const str *)((const char *)f + t->off);
	tag_id tag;

	if (s.n > t->most || !str_utf8(s))
		return FAIL_FIELD(cx, E_INVALID, t->name, "must be at most %zu bytes of text", t->most);
	if (s.n && str_eq(str_of(t->name), S("tag")) && !tag_parse(s, &tag))
		return FAIL_FIELD(cx, E_INVALID, "tag", "is no tag: 1 to 16 hexadecimal digits");
	return 0;
}

static int check_facts(struct cx *cx, const struct seized_facts *f)
{
	for (size_t i = 0; i < COUNTOF(texts); i++)
		TRY(check_text(cx, &texts[i], f));
	if (!f->place.n)
		return FAIL_FIELD(cx, E_INVALID, "place", "say where it was found");
	if (f->found_at <= 0 || f->found_at > cx->now)
		return FAIL_FIELD(cx, E_INVALID, "foundAt", "must be an instant in the past");
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

static int next_number(struct cx *cx, char ret[static NUMBER_TEXT])
{
	struct civil c = civil_of(cx->now);
	char day[40];
	int64_t n;

	snprintf(day, sizeof day, "KY%04d%02d%02d", c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(day)))));
	snprintf(ret, NUMBER_TEXT, "%s-%04lld", day, (long long)n);
	return 0;
}

int seized_add(struct cx *cx, enum seized_kind kind, unit_id unit, str path, const struct seized_facts *in, struct seized *ret)
{
	char number[NUMBER_TEXT];
	int64_t id;

	if ((unsigned)kind >= SK_N)
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be bike, tag, plate, battery or other");
	TRY(check_facts(cx, in));
	TRY(next_number(cx, number));
	int rc = sql_insert(cx, &q_add, &id, BIND(V(str_of(number)), V(seized_kind_names[kind]), V(unit.v), V(path), V(in->found_at), V(in->place), V(in->kept_at),
		V(in->frame_no), V(in->motor_no), V(in->tag), V(in->plate), V(in->brand), V(in->colour), V(in->note), V_ID(in->den), V_ID(in->suspect), V(cx->actor.v),
		V(cx->now)));
	TRY(rc);
	TRY(note_event(cx, id, S("seize"), S(""), seized_state_names[SZ_SEIZED], S("")));
	return seized_get(cx, id, ret);
}

int seized_correct(struct cx *cx, struct seized *s, str field, str value, str reason, int64_t ver)
{
	struct seized_facts *f = &s->f;
	size_t i = 0;

	while (i < COUNTOF(texts) && !str_eq(str_of(texts[i].name), field))
		i++;
	if (i == COUNTOF(texts))
		return FAIL_FIELD(cx, E_INVALID, "field", "must be place, keptAt, frameNo, motorNo, tag, plate, brand, colour or note");
	if (reason.n < WHY_LEAST || reason.n > NOTE_MAX || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "say why");
	if (texts[i].number && s->state != SZ_SEIZED)
		return FAIL_FIELD(cx, E_STATE, "match_rests", "a match rests on this number; take the match back first");
	if (ver && ver != s->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the item has changed; read it again");
	str *at = (str *)((char *)f + texts[i].off), old = *at;
	*at = value;
	TRY(check_facts(cx, f));
	int n = sql_exec(cx, &q_correct, BIND(V(f->place), V(f->kept_at), V(f->frame_no), V(f->motor_no), V(f->tag), V(f->plate), V(f->brand), V(f->colour), V(f->note),
		V(s->id), V(s->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the item has changed; read it again");
	s->ver++;
	return note_event(cx, s->id, S("correct"), seized_state_names[s->state], seized_state_names[s->state],
		arena_fmt(cx->arena, "%.*s: %.*s → %.*s (%.*s)", STR_ARG(field), STR_ARG(old), STR_ARG(value), STR_ARG(reason)));
}

/* --- steps --- */

static int check_do(struct cx *cx, const struct seized *s, const struct seized_row *row, const struct seized_do *in)
{
	if (in->note.n > NOTE_MAX || !str_utf8(in->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (row->reason && in->note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if (row->on == SE_MATCH && (!in->bike.v || !cx->actor.v))      /* RC3 */
		return FAIL_FIELD(cx, E_INVALID, "bikeId", "an officer says whose bike it is");
	if (row->on == SE_PROVE && (!in->papers.n || in->papers.n > PAPERS_MAX))
		return FAIL_FIELD(cx, E_INVALID, "papers", "say by what documents it was proven");
	if (row->on == SE_VALUE && (in->value_fen <= 0 || in->value_fen > VALUE_MAX))
		return FAIL_FIELD(cx, E_INVALID, "valueFen", "must be 1 to %lld", (long long)VALUE_MAX);
	if (row->on == SE_APPROVE && seized_own_hand(s, cx->actor))      /* RC4 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "somebody approves who has neither matched, proven nor valued it");
	return 0;
}

/* What a step back forgets: it is made anew. Evidence is still whose it is: its case waits for it. */
static void forget(struct seized *s)
{
	s->papers = S("");
	s->proven_by.v = s->valued_by.v = s->approved_by.v = 0;
	s->value_fen = s->approved_at = 0;
	if (s->state == SZ_SEIZED) {
		s->bike.v = s->theft.v = s->matched_by.v = 0;
		s->matched_at = 0;
	}
}

static void apply(struct cx *cx, struct seized *s, const struct seized_row *row, const struct seized_do *in)
{
	s->state = row->to;
	s->reason = row->reason ? in->note : S("");
	if (row->to == SZ_SEIZED || row->to == SZ_EVIDENCE || row->on == SE_SEND_BACK || row->on == SE_SETTLE)
		forget(s);
	if (row->on == SE_MATCH) {
		s->bike = in->bike;
		s->theft = in->theft;
		s->matched_by = cx->actor;
		s->matched_at = cx->now;
	} else if (row->on == SE_PROVE) {
		s->papers = in->papers;
		s->proven_by = cx->actor;
	} else if (row->on == SE_VALUE) {
		s->value_fen = in->value_fen;
		s->valued_by = cx->actor;
	} else if (row->on == SE_APPROVE) {
		s->approved_by = cx->actor;
		s->approved_at = cx->now;
	}
	if (row->to == SZ_RETURNED || row->to == SZ_INSURER)
		s->returned_at = cx->now;
}

int seized_step(struct cx *cx, struct seized *s, enum seized_ev ev, const struct seized_do *in)
{
	const struct seized_row *row = seized_row_for(s->state, ev);
	struct seized now = *s;

	if (!row)
		return FAIL(cx, E_STATE, "no such step for an item that is %.*s", STR_ARG(seized_state_names[s->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (in->ver && in->ver != s->ver)      /* RC2 */
		return FAIL_FIELD(cx, E_STATE, "ver", "the item has changed; read it again");
	TRY(check_do(cx, s, row, in));
	apply(cx, &now, row, in);
	int n = sql_exec(cx, &q_move, BIND(V(seized_state_names[now.state]), V_ID(now.theft.v), V_ID(now.bike.v), V_ID(now.matched_by.v), V_ID(now.matched_at), V(now.papers),
		V_ID(now.proven_by.v), V(now.value_fen), V_ID(now.valued_by.v), V_ID(now.approved_by.v), V_ID(now.approved_at), V_ID(now.returned_at), V(now.reason),
		V(s->id), V(s->ver), V(seized_state_names[s->state])));
	if (n == E_STATE && strstr(cx->err.msg, "seized.bike")) {   /* RC5 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "taken", "another seized item is matched to this bike already");
	}
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the item has changed; read it again");
	now.ver++;
	TRY(note_event(cx, s->id, seized_event_names[ev], seized_state_names[s->state], seized_state_names[now.state], in->note));
	*s = now;
	return 0;
}

struct each_event { seized_history_fn *fn; void *arg; };

static int event_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_event *e = arg;
	struct seized_history h = { .id = sql_i64(r) };

	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int seized_events(struct cx *cx, int64_t id, int max, seized_history_fn *fn, void *arg)
{
	struct each_event e = { fn, arg };

	return sql_each(cx, &q_events, event_row, &e, BIND(V(id), V(max)));
}
