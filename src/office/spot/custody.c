/* custody — bikes in the yard and their history. See spot.h. */
#include "office/spot/spot.h"

#include <stdio.h>

#include "custody_sql.h"
#include "office/seal/seal.h"
#include "spot_sm.h"
#include "store/sql/sql.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(custody)

enum { PLACE_MAX = 256, WORD_MAX = 64, NOTE_MAX = 1000, WHY_LEAST = 4, ID_LEAST = 6, STATES_TEXT = 128 };

static const struct seal_column sealed[] = {
	{ "custody.p_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "custody.p_id_no", &q_seal_id_no, &q_put_id_no, &q_count_id_no, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(custody, sealed)

struct stored { struct custody c; str ref, name, id_no; struct arena *arena; };

static void read_facts(struct sql_row *r, struct arena *a, struct custody_facts *f)
{
	f->bike.v = sql_i64(r);
	f->owner.v = sql_i64(r);
	str *const texts[] = { &f->plate, &f->brand, &f->colour, &f->marks, &f->yard, &f->slot };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = sql_str_a(r, a);
	f->ground = (enum custody_ground)spot_word(custody_ground_names, CUG_N, sql_str(r));
	f->basis = sql_str_a(r, a);
}

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *o = ret;
	struct custody *c = &o->c;
	struct arena *a = o->arena;

	c->id = sql_i64(r);
	o->ref = sql_str_a(r, a);
	c->number = sql_str_a(r, a);
	c->decision = sql_i64(r);
	c->state = (enum custody_state)spot_word(custody_state_names, CUS_N, sql_str(r));
	c->unit.v = sql_i64(r);
	c->path = sql_str_a(r, a);
	read_facts(r, a, &c->f);
	c->impounded_at = sql_i64(r);
	c->f.release_day = (int32_t)sql_i64(r);
	c->reminded = (int)sql_i64(r);
	c->unclaimed_at = sql_i64(r);
	c->notice = sql_str_a(r, a);
	c->noticed_at = sql_i64(r);
	c->noticed_by.v = sql_i64(r);
	c->dispose_day = (int32_t)sql_i64(r);
	c->disposal = (enum custody_disposal)spot_word(custody_disposal_names, CUD_N, sql_str(r));
	c->proposed_by.v = sql_i64(r);
	c->disposed_by.v = sql_i64(r);
	c->disposed_at = sql_i64(r);
	c->receiver = (enum custody_receiver)spot_word(custody_receiver_names, CUR_N, sql_str(r));
	o->name = sql_str_a(r, a);
	o->id_no = sql_str_a(r, a);
	c->letter = sql_str_a(r, a);
	c->photo = sql_str_a(r, a);
	c->is_signed = sql_i64(r) != 0;
	c->released_at = sql_i64(r);
	c->released_by.v = sql_i64(r);
	c->reason = sql_str_a(r, a);
	c->ver = sql_i64(r);
	ASSERT(c->state < CUS_N);      /* CHECKed by the database */
}

static int open_stored(struct cx *cx, struct stored *o)
{
	TRY(vault_open(cx, "custody.p_name", o->ref, o->name, &o->c.name));
	return vault_open(cx, "custody.p_id_no", o->ref, o->id_no, &o->c.id_no);
}

static int one(struct cx *cx, const struct sql_stmt *q, int64_t id, struct stored *o)
{
	o->arena = cx->arena;
	TRY(sql_one(cx, q, read_stored, o, BIND(V(id))));
	return open_stored(cx, o);
}

int custody_get(struct cx *cx, int64_t id, struct custody *ret)
{
	struct stored o;

	TRY(one(cx, &q_by_id, id, &o));
	*ret = o.c;
	return 0;
}

int custody_of(struct cx *cx, int64_t decision, struct custody *ret, bool *ret_found)
{
	struct err before = cx->err;
	struct stored o;
	int rc = one(cx, &q_of_decision, decision, &o);

	*ret_found = rc == 0;
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret = o.c;
	return 0;
}

struct each { custody_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct stored o = { .arena = cx->arena };
	struct each *e = arg;

	read_stored(r, &o);
	TRY(open_stored(cx, &o));
	return e->fn(cx, &o.c, e->arg);
}

int custody_list(struct cx *cx, const struct custody_filter *f, int max, custody_fn *fn, void *arg)
{
	struct each e = { fn, arg };
	char buf[STATES_TEXT];
	size_t k = 0;

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
	for (int i = 0; i < CUS_N; i++)
		if (f->states >> i & 1)
			k += (size_t)snprintf(buf + k, sizeof buf - k, "%s%.*s,", k ? "" : ",", STR_ARG(custody_state_names[i]));
	return sql_each(cx, &q_list, each_row, &e, BIND(V(((str){ buf, k })), V(f->area), V(f->bike.v), V((int64_t)f->after_day), V(f->after_id), V(max)));
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str note)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V_NULL, V(id), V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(note))));
	return 0;
}

static int stale(struct cx *cx)
{
	return FAIL_FIELD(cx, E_STATE, "ver", "the bike in custody has changed; read it again");
}

/* --- taken --- */

static int check_text(struct cx *cx, str s, const char *field, size_t most)
{
	return s.n <= most && str_utf8(s) ? 0 : FAIL_FIELD(cx, E_INVALID, field, "must be at most %zu bytes of text", most);
}

static int check_yard(struct cx *cx, str yard, str slot)
{
	TRY(check_text(cx, yard, "yard", PLACE_MAX));
	TRY(check_text(cx, slot, "slot", WORD_MAX));
	return yard.n ? 0 : FAIL_FIELD(cx, E_INVALID, "yard", "say in which yard it stands");
}

int custody_add(struct cx *cx, const struct spot *of, const struct custody_facts *f, struct custody *ret)
{
	char number[SPOT_NUMBER];
	uint8_t raw[VAULT_REF];
	int64_t id;

	TRY(check_yard(cx, f->yard, f->slot));
	TRY(check_text(cx, f->marks, "marks", NOTE_MAX));
	if (!f->basis.n || (unsigned)f->ground >= CUG_N)
		return FAIL_FIELD(cx, E_INVALID, "basis", "say by which law it is taken into custody");
	TRY(spot_number(cx, "KC", number));
	vault_ref(raw);
	int rc = sql_insert(cx, &q_add, &id, BIND(V_BLOB(((str){ (const char *)raw, VAULT_REF })), V(str_of(number)), V(of->id), V(of->unit.v), V(of->path), V_ID(f->bike.v),
		V_ID(f->owner.v), V(f->plate), V(f->brand), V(f->colour), V(f->marks), V(f->yard), V(f->slot), V(custody_ground_names[f->ground]), V(f->basis), V(of->f.at),
		V((int64_t)f->release_day), V(cx->now)));
	if (rc == E_STATE && strstr(cx->err.msg, "custody")) {   /* SD7 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "inCustody", "this bike lies in a yard already");
	}
	TRY(rc);
	TRY(note_event(cx, id, S("impound"), S(""), custody_state_names[CUS_IMPOUNDED], S("")));
	return custody_get(cx, id, ret);
}

int custody_move(struct cx *cx, struct custody *c, str yard, str slot, int64_t ver)
{
	if (ver && ver != c->ver)
		return stale(cx);
	if (c->state == CUS_RELEASED || c->state == CUS_DISPOSED)
		return FAIL(cx, E_STATE, "it has left the yard");
	TRY(check_yard(cx, yard, slot));
	int n = sql_exec(cx, &q_place, BIND(V(yard), V(slot), V(c->id), V(c->ver)));
	TRY(n);
	if (n != 1)
		return stale(cx);
	TRY(note_event(cx, c->id, S("move"), custody_state_names[c->state], custody_state_names[c->state],
		arena_fmt(cx->arena, "%.*s %.*s → %.*s %.*s", STR_ARG(c->f.yard), STR_ARG(c->f.slot), STR_ARG(yard), STR_ARG(slot))));
	return custody_get(cx, c->id, c);
}

int custody_reminded(struct cx *cx, struct custody *c, int n)
{
	int rows = sql_exec(cx, &q_reminded, BIND(V(n), V(c->id), V(c->ver)));

	TRY(rows);
	if (rows != 1)
		return stale(cx);
	c->reminded = n;
	return 0;
}

int custody_photo_old(struct cx *cx, int64_t id)
{
	struct custody c;

	TRY(custody_get(cx, id, &c));
	if (!c.photo.n)
		return 0;
	TRY(sql_exec(cx, &q_photo_old, BIND(V(id))));
	return note_event(cx, id, S("photo_gone"), custody_state_names[c.state], custody_state_names[c.state], S(""));
}

/* --- steps --- */

/* SD7 */
static int check_receiver(struct cx *cx, const struct custody_do *in)
{
	struct pii name, id_no;

	pii_norm_name(&in->name, &name);
	pii_norm_id(&in->id_no, &id_no);
	if (in->receiver == CUR_NONE || (unsigned)in->receiver >= CUR_N)
		return FAIL_FIELD(cx, E_INVALID, "receiver", "the receiver is the owner, the rider or an agent");
	if (pii_empty(&name))      /* blanks are nobody's name and no document */
		return FAIL_FIELD(cx, E_INVALID, "name", "say who receives the bike");
	if (pii_reveal(&id_no).n < ID_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "idNo", "the receiver shows an identity document");
	TRY(check_text(cx, in->letter, "letter", PLACE_MAX));
	if (in->receiver == CUR_AGENT && !in->letter.n)
		return FAIL_FIELD(cx, E_INVALID, "letter", "an agent brings the owner's letter: write its number or date");
	return in->is_signed ? 0 : FAIL_FIELD(cx, E_INVALID, "signed", "the receiver signs");
}

static int check_do(struct cx *cx, const struct custody *c, const struct custody_row *row, const struct custody_do *in)
{
	TRY(check_text(cx, in->note, "note", NOTE_MAX));
	if (row->reason && in->note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if (row->on == CUE_RELEASE)
		TRY(check_receiver(cx, in));
	if (row->on == CUE_NOTICE && (!in->notice.n || in->dispose_day <= day_of(cx->now)))
		return FAIL_FIELD(cx, E_INVALID, "notice", "a notice has a number and a last day");
	if (row->on == CUE_PROPOSE && (in->disposal == CUD_NONE || (unsigned)in->disposal >= CUD_N))
		return FAIL_FIELD(cx, E_INVALID, "disposal", "must be auction, scrap or treasury");
	if (row->on == CUE_DISPOSE && !c->proposed_by.v)
		return FAIL_FIELD(cx, E_STATE, "proposeFirst", "somebody proposes how to dispose of it first");
	if (row->on == CUE_DISPOSE && c->proposed_by.v == cx->actor.v)      /* SD6 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "somebody disposes of it who has not proposed it");
	if ((row->on == CUE_DISPOSE || row->on == CUE_PROPOSE) && custody_notice_runs(c, day_of(cx->now)))
		return FAIL_FIELD(cx, E_STATE, "noticeRuns", "the notice's time is not over yet");
	return 0;
}

static void apply(struct cx *cx, struct custody *c, const struct custody_row *row, const struct custody_do *in)
{
	c->state = row->to;
	c->reason = in->note.n ? in->note : c->reason;
	if (row->on == CUE_DUE) {
		c->f.release_day = MIN(c->f.release_day, day_of(cx->now));
	} else if (row->on == CUE_RELEASE) {
		c->receiver = in->receiver;
		c->name = in->name;
		pii_norm_id(&in->id_no, &c->id_no);
		c->letter = in->letter;
		c->photo = in->photo;
		c->is_signed = true;
		c->released_at = cx->now;
		c->released_by = cx->actor;
	} else if (row->on == CUE_UNCLAIM) {
		c->unclaimed_at = cx->now;
	} else if (row->on == CUE_NOTICE) {
		c->notice = in->notice;
		c->noticed_at = cx->now;
		c->noticed_by = cx->actor;
		c->dispose_day = in->dispose_day;
	} else if (row->on == CUE_PROPOSE) {
		c->disposal = in->disposal;
		c->proposed_by = cx->actor;
	} else if (row->on == CUE_DISPOSE) {
		c->disposed_by = cx->actor;
		c->disposed_at = cx->now;
	}
}

static int store(struct cx *cx, const struct custody *was, struct custody *now)
{
	struct stored o = { .arena = cx->arena };
	str name, id_no;

	TRY(sql_one(cx, &q_by_id, read_stored, &o, BIND(V(was->id))));
	TRY(vault_seal(cx, "custody.p_name", o.ref, &now->name, &name));
	TRY(vault_seal(cx, "custody.p_id_no", o.ref, &now->id_no, &id_no));
	int n = sql_exec(cx, &q_move, BIND(V(custody_state_names[now->state]), V_ID(now->unclaimed_at), V(now->notice), V_ID(now->noticed_at), V_ID(now->noticed_by.v),
		V_ID((int64_t)now->dispose_day), V(custody_disposal_names[now->disposal]), V_ID(now->proposed_by.v), V_ID(now->disposed_by.v), V_ID(now->disposed_at),
		V(custody_receiver_names[now->receiver]), V(name), V(id_no), V(now->letter), V(now->photo), V(now->is_signed), V_ID(now->released_at), V_ID(now->released_by.v),
		V(now->reason), V((int64_t)now->f.release_day), V(was->id), V(was->ver), V(custody_state_names[was->state])));
	TRY(n);
	return n == 1 ? 0 : stale(cx);
}

int custody_step(struct cx *cx, struct custody *c, enum custody_ev ev, const struct custody_do *in)
{
	const struct custody_row *row = custody_row_for(c->state, ev);
	struct custody now = *c;

	if (!row)
		return FAIL(cx, E_STATE, "no such step for a bike that is %.*s", STR_ARG(custody_state_names[c->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (in->ver && in->ver != c->ver)      /* SD2 */
		return stale(cx);
	TRY(check_do(cx, c, row, in));
	apply(cx, &now, row, in);
	TRY(store(cx, c, &now));
	now.ver++;
	TRY(note_event(cx, c->id, custody_event_names[ev], custody_state_names[c->state], custody_state_names[now.state], in->note));
	*c = now;
	return 0;
}

struct each_event { spot_history_fn *fn; void *arg; };

static int event_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each_event *e = arg;
	struct spot_history h = { .id = sql_i64(r) };

	h.at = sql_i64(r);
	h.event = sql_str_a(r, cx->arena);
	h.actor.v = sql_i64(r);
	h.from = sql_str_a(r, cx->arena);
	h.to = sql_str_a(r, cx->arena);
	h.note = sql_str_a(r, cx->arena);
	return e->fn(cx, &h, e->arg);
}

int custody_events(struct cx *cx, int64_t id, int max, spot_history_fn *fn, void *arg)
{
	struct each_event e = { fn, arg };

	return sql_each(cx, &q_events, event_row, &e, BIND(V(id), V(max)));
}

int custody_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	TRY(sql_exec(cx, &q_merged_events, BIND(V(cx->now), V(cx->actor.v), V(gone.v))));
	return sql_exec(cx, &q_merged, BIND(V(keep.v), V(gone.v)));
}
