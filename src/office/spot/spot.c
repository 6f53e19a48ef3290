/* spot — decisions on the spot and their history. See spot.h for what this room owns and promises. */
#include "office/spot/spot.h"

#include <stdio.h>

#include "office/seal/seal.h"
#include "spot_sm.h"
#include "spot_sql.h"
#include "store/sql/sql.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(spot)

enum { PLACE_MAX = 256, WORD_MAX = 64, NOTE_MAX = 1000, WHY_LEAST = 4, REF_MAX = 64, STATES_TEXT = 128 };
static const int64_t YUAN = 100, OLD_MS = INT64_C(60) * DAY_MS, AHEAD_MS = 5 * 60000;

static const struct seal_column sealed[] = {
	{ "spot_decision.p_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "spot_decision.p_id_no", &q_seal_id_no, &q_put_id_no, &q_count_id_no, NULL, NULL, NULL, NULL },
	{ "spot_decision.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(spot, sealed)

struct stored { struct spot s; str ref, name, id_no, phone, sha; struct arena *arena; };

static void read_facts(struct sql_row *r, struct stored *o)
{
	struct spot_facts *f = &o->s.f;
	struct arena *a = o->arena;

	f->plate = sql_str_a(r, a);
	f->tag = sql_str_a(r, a);
	f->bike.v = sql_i64(r);
	f->owner.v = sql_i64(r);
	f->rider.v = sql_i64(r);
	o->name = sql_str_a(r, a);
	o->id_no = sql_str_a(r, a);
	o->phone = sql_str_a(r, a);
	f->age = (int32_t)sql_i64(r);
	str *const texts[] = { &f->code, &f->kind, &f->fact_zh, &f->fact_en, &f->basis, &f->place };
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = sql_str_a(r, a);
	f->junction = sql_i64(r);
	f->at = sql_i64(r);
	f->offline = sql_i64(r) != 0;
	f->refused = sql_i64(r) != 0;
	f->no_plate = sql_i64(r) != 0;
	f->first = sql_i64(r) != 0;
	f->defence = sql_str_a(r, a);
	f->told = sql_i64(r) != 0;
	f->is_signed = sql_i64(r) != 0;
}

static void read_stored(struct sql_row *r, void *ret)
{
	struct stored *o = ret;
	struct spot *s = &o->s;

	s->id = sql_i64(r);
	o->ref = sql_str_a(r, o->arena);
	s->number = sql_str_a(r, o->arena);
	s->client_key = sql_str_a(r, o->arena);
	s->state = (enum spot_state)spot_word(spot_state_names, SPS_N, sql_str(r));
	s->unit.v = sql_i64(r);
	s->path = sql_str_a(r, o->arena);
	read_facts(r, o);
	s->fine_fen = sql_i64(r);
	s->due_day = (int32_t)sql_i64(r);
	s->pct = sql_i64(r);
	s->surcharge_fen = sql_i64(r);
	s->paid_at = sql_i64(r);
	s->paid_by.v = sql_i64(r);
	s->paid.way = (enum spot_way)spot_word(spot_way_names, SPW_N, sql_str(r));
	s->paid.site.v = sql_i64(r);
	s->paid.ref = sql_str_a(r, o->arena);
	s->paid.receipt = sql_str_a(r, o->arena);
	s->violation = sql_i64(r);
	s->decided_by.v = sql_i64(r);
	s->decided_at = sql_i64(r);
	s->cancelled_by.v = sql_i64(r);
	s->reason = sql_str_a(r, o->arena);
	s->created_at = sql_i64(r);
	s->ver = sql_i64(r);
	o->sha = sql_str_a(r, o->arena);
	ASSERT(s->state < SPS_N);      /* CHECKed by the database */
}

static int open_stored(struct cx *cx, struct stored *o)
{
	TRY(vault_open(cx, "spot_decision.p_name", o->ref, o->name, &o->s.f.name));
	TRY(vault_open(cx, "spot_decision.p_id_no", o->ref, o->id_no, &o->s.f.id_no));
	return vault_open(cx, "spot_decision.p_phone", o->ref, o->phone, &o->s.f.phone);
}

int spot_get(struct cx *cx, int64_t id, struct spot *ret)
{
	struct stored o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_id, read_stored, &o, BIND(V(id))));
	TRY(open_stored(cx, &o));
	*ret = o.s;
	return 0;
}

int spot_by_number(struct cx *cx, str number, struct spot *ret)
{
	struct stored o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_by_number, read_stored, &o, BIND(V(number))));
	TRY(open_stored(cx, &o));
	*ret = o.s;
	return 0;
}

struct each { spot_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct stored o = { .arena = cx->arena };
	struct each *e = arg;

	read_stored(r, &o);
	TRY(open_stored(cx, &o));
	return e->fn(cx, &o.s, e->arg);
}

/* ",fined,overdue,": the states of the bits; empty: any. */
static str states_text(const str *names, int n, unsigned bits, char buf[static STATES_TEXT])
{
	size_t k = 0;

	for (int i = 0; i < n; i++)
		if (bits >> i & 1)
			k += (size_t)snprintf(buf + k, STATES_TEXT - k, "%s%.*s,", k ? "" : ",", STR_ARG(names[i]));
	return (str){ buf, k };
}

int spot_list(struct cx *cx, const struct spot_filter *f, int max, spot_fn *fn, void *arg)
{
	struct each e = { fn, arg };
	char buf[STATES_TEXT];

	if (!f->area.n)   /* who has no area sees nothing */
		return 0;
	return sql_each(cx, &q_list, each_row, &e, BIND(V(f->before > 0 ? f->before : INT64_MAX), V(states_text(spot_state_names, SPS_N, f->states, buf)), V(f->area), V(f->bike.v),
		V(f->rider.v), V(f->plate), V(max)));
}

int spot_late(struct cx *cx, int32_t today, int max, spot_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_late, each_row, &e, BIND(V((int64_t)today), V(max)));
}

static int note_event(struct cx *cx, int64_t id, str event, str from, str to, str note)
{
	TRY(sql_exec(cx, &q_event_add, BIND(V(id), V_NULL, V(cx->now), V(event), V(cx->actor.v), V(from), V(to), V(note))));
	return 0;
}

/* --- a stop --- */

static int check_text(struct cx *cx, str s, const char *field, size_t most)
{
	return s.n <= most && str_utf8(s) ? 0 : FAIL_FIELD(cx, E_INVALID, field, "must be at most %zu bytes of text", most);
}

static int check_facts(struct cx *cx, const struct spot_facts *f)
{
	TRY(check_text(cx, f->plate, "plate", WORD_MAX));
	TRY(check_text(cx, f->tag, "tag", WORD_MAX));
	TRY(check_text(cx, f->place, "place", PLACE_MAX));
	TRY(check_text(cx, f->defence, "defence", NOTE_MAX));
	if (!f->place.n)
		return FAIL_FIELD(cx, E_INVALID, "place", "say where it was");
	if (!f->code.n || !f->basis.n)
		return FAIL_FIELD(cx, E_INVALID, "code", "say by which code of the dictionary");
	if (!f->plate.n && !f->tag.n && !f->bike.v && !f->no_plate)
		return FAIL_FIELD(cx, E_INVALID, "plate", "name the plate or the tag, or say that there is no plate");
	if (f->at > cx->now + AHEAD_MS || f->at < cx->now - OLD_MS)
		return FAIL_FIELD(cx, E_INVALID, "at", "must be an instant of the last 60 days");
	if (f->age < -1 || f->age > 150)
		return FAIL_FIELD(cx, E_INVALID, "age", "must be full years");
	return 0;
}

static bool key_sound(str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (!strchr("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.", key.p[i]))
			return false;
	return key.n >= SPOT_KEY_LEAST && key.n <= SPOT_KEY_MAX;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int spot_number(struct cx *cx, const char *prefix, char ret[static SPOT_NUMBER])
{
	struct civil c = civil_of(cx->now);
	char day[40];
	int64_t n;

	snprintf(day, sizeof day, "%s%04d%02d%02d", prefix, c.y, c.m, c.d);
	TRY(sql_one(cx, &q_number, read_int, &n, BIND(V(str_of(day)))));
	snprintf(ret, SPOT_NUMBER, "%s-%04lld", day, (long long)n);
	return 0;
}

static int insert(struct cx *cx, unit_id unit, str path, str key, str sha, const struct spot_facts *f, int64_t *ret)
{
	char number[SPOT_NUMBER];
	uint8_t raw[VAULT_REF];
	str name, id_no, phone;

	vault_ref(raw);
	str ref = { (const char *)raw, VAULT_REF };
	TRY(vault_seal(cx, "spot_decision.p_name", ref, &f->name, &name));
	TRY(vault_seal(cx, "spot_decision.p_id_no", ref, &f->id_no, &id_no));
	TRY(vault_seal(cx, "spot_decision.p_phone", ref, &f->phone, &phone));
	TRY(spot_number(cx, "CF", number));
	return sql_insert(cx, &q_add, ret, BIND(V_BLOB(ref), V(str_of(number)), V(key), V(sha), V(unit.v), V(path), V(f->plate), V(f->tag), V_ID(f->bike.v), V_ID(f->owner.v),
		V_ID(f->rider.v), V(name), V(id_no), V(phone), V((int64_t)f->age), V(f->code), V(f->kind), V(f->fact_zh), V(f->fact_en), V(f->basis), V(f->place), V_ID(f->junction),
		V(f->at), V(f->offline), V(f->refused), V(f->no_plate), V(f->first), V(f->defence), V(f->told), V(f->is_signed), V(cx->actor.v), V(cx->now)));
}

static bool same_person(const struct spot_facts *a, const struct spot_facts *b)
{
	return str_eq(pii_reveal(&a->name), pii_reveal(&b->name)) && str_eq(pii_reveal(&a->id_no), pii_reveal(&b->id_no)) &&
	       str_eq(pii_reveal(&a->phone), pii_reveal(&b->phone));
}

/* SD3 */
int spot_known(struct cx *cx, str client_key, str sha, const struct spot_facts *in, struct spot *ret, bool *ret_known)
{
	struct stored o = { .arena = cx->arena };
	struct err before = cx->err;
	int rc = sql_one(cx, &q_by_key, read_stored, &o, BIND(V(client_key)));

	*ret_known = false;
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	TRY(open_stored(cx, &o));
	if (o.s.decided_by.v != cx->actor.v || !str_eq(o.sha, sha) || !same_person(&o.s.f, in))
		return FAIL_FIELD(cx, E_STATE, "clientId", "this key was used for another decision; make a new one");
	*ret = o.s;
	*ret_known = true;
	return 0;
}

int spot_add(struct cx *cx, unit_id unit, str path, str client_key, str sha, const struct spot_facts *in, struct spot *ret)
{
	bool was;
	int64_t id;

	if (!key_sound(client_key))
		return FAIL_FIELD(cx, E_INVALID, "clientId", "must be %d to %d letters, digits, - _ .", SPOT_KEY_LEAST, SPOT_KEY_MAX);
	TRY(spot_known(cx, client_key, sha, in, ret, &was));
	if (was)
		return 0;
	TRY(check_facts(cx, in));
	TRY(insert(cx, unit, path, client_key, sha, in, &id));
	TRY(note_event(cx, id, S("stop"), S(""), spot_state_names[SPS_STOPPED], S("")));
	TRY(spot_get(cx, id, ret));
	return 1;
}

/* --- steps --- */

/* SD4 */
static int check_party(struct cx *cx, const struct spot *s)
{
	if (pii_empty(&s->f.name))
		return FAIL_FIELD(cx, E_INVALID, "name", "say who it is decided against");
	if (pii_empty(&s->f.id_no))
		return FAIL_FIELD(cx, E_INVALID, "idNo", "say by which document");
	if (s->f.age < 0)
		return FAIL_FIELD(cx, E_INVALID, "age", "the age is not known from the document: say it");
	if (s->f.age < SPOT_PENAL_AGE)
		return FAIL_FIELD(cx, E_STATE, "under14", "nobody under 14 is punished: tell the guardian, and let them go");
	if (!s->f.told)
		return FAIL_FIELD(cx, E_INVALID, "told", "facts, grounds and rights are told before a decision");
	return 0;
}

static int check_fine(struct cx *cx, const struct spot *s, const struct spot_do *in, int64_t least, int64_t most)
{
	int64_t may = spot_fine_most(least, most, s->f.age);

	if (in->fine_fen % YUAN || in->fine_fen < least || in->fine_fen <= 0 || in->fine_fen > most)
		return FAIL_FIELD(cx, E_INVALID, "fineFen", "must be whole yuan, %lld to %lld", (long long)(least / YUAN), (long long)(most / YUAN));
	if (in->fine_fen > may)
		return FAIL_FIELD(cx, E_INVALID, "fineMinor", "somebody under 18 pays at most %lld yuan", (long long)(may / YUAN));
	return in->due_day > 0 ? 0 : FAIL_FIELD(cx, E_INVALID, "dueDay", "say until when it is to be paid");
}

static int check_paid(struct cx *cx, const struct spot_paid *p)
{
	TRY(check_text(cx, p->ref, "wayRef", REF_MAX));
	TRY(check_text(cx, p->receipt, "receipt", REF_MAX));
	if ((unsigned)p->way >= SPW_N)
		return FAIL_FIELD(cx, E_INVALID, "way", "must be cash, wechat, alipay, card or bank");
	if (p->way != SPW_BANK && !p->site.v)
		return FAIL_FIELD(cx, E_INVALID, "siteId", "say into which point's till it goes");
	if (p->way == SPW_CASH && !p->receipt.n)
		return FAIL_FIELD(cx, E_INVALID, "receipt", "who pays cash gets a fiscal receipt: write its number");
	if (p->way != SPW_CASH && !p->ref.n)
		return FAIL_FIELD(cx, E_INVALID, "wayRef", "write the payment's own number");
	return 0;
}

static int check_do(struct cx *cx, const struct spot *s, const struct spot_row *row, const struct spot_do *in)
{
	TRY(check_text(cx, in->note, "note", NOTE_MAX));
	if (row->reason && in->note.n < WHY_LEAST)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if (row->on == SPE_WARN || row->on == SPE_FINE)
		TRY(check_party(cx, s));
	if (row->on == SPE_FINE)
		TRY(check_fine(cx, s, in, s->f.fine_least, s->f.fine_most));
	if (row->on == SPE_PAY)
		TRY(check_paid(cx, &in->paid));
	if (row->on == SPE_PAY && (in->surcharge_fen < 0 || in->surcharge_fen > s->fine_fen))
		return FAIL_FIELD(cx, E_INVALID, "surchargeFen", "must be 0 to the fine");
	if (row->on == SPE_CANCEL && cx->actor.v == s->decided_by.v)      /* SD6 */
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "somebody cancels who has not decided it");
	return 0;
}

static void apply(struct cx *cx, struct spot *s, const struct spot_row *row, const struct spot_do *in)
{
	s->state = row->to;
	s->reason = row->reason ? in->note : s->reason;
	if (row->on == SPE_FINE) {
		s->fine_fen = in->fine_fen;
		s->due_day = in->due_day;
		s->pct = in->pct;
	} else if (row->on == SPE_PAY) {
		s->paid = in->paid;
		s->surcharge_fen = in->surcharge_fen;
		s->paid_at = cx->now;
		s->paid_by = cx->actor;
	}
	if (row->to == SPS_CANCELLED)
		s->cancelled_by = cx->actor;
}

int spot_step(struct cx *cx, struct spot *s, enum spot_ev ev, const struct spot_do *in)
{
	const struct spot_row *row = spot_row_for(s->state, ev);
	struct spot now = *s;

	if (!row)
		return FAIL(cx, E_STATE, "no such step for a decision that is %.*s", STR_ARG(spot_state_names[s->state]));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (in->ver && in->ver != s->ver)      /* SD2 */
		return FAIL_FIELD(cx, E_STATE, "ver", "the decision has changed; read it again");
	TRY(check_do(cx, s, row, in));
	apply(cx, &now, row, in);
	int n = sql_exec(cx, &q_move, BIND(V(spot_state_names[now.state]), V(now.fine_fen), V_ID((int64_t)now.due_day), V(now.pct), V(now.surcharge_fen), V_ID(now.paid_at),
		V_ID(now.paid_by.v), V(now.paid_at ? spot_way_names[now.paid.way] : S("")), V_ID(now.paid.site.v), V(now.paid.ref), V(now.paid.receipt), V_ID(now.cancelled_by.v),
		V(now.reason), V(s->id), V(s->ver), V(spot_state_names[s->state])));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the decision has changed; read it again");
	now.ver++;
	TRY(note_event(cx, s->id, spot_event_names[ev], spot_state_names[s->state], spot_state_names[now.state], in->note));
	*s = now;
	return 0;
}

int spot_violation(struct cx *cx, struct spot *s, int64_t violation)
{
	int n = sql_exec(cx, &q_violation, BIND(V_ID(violation), V(s->id), V(s->ver)));

	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "ver", "the decision has changed; read it again");
	s->violation = violation;
	s->ver++;
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

int spot_events(struct cx *cx, int64_t id, int max, spot_history_fn *fn, void *arg)
{
	struct each_event e = { fn, arg };

	return sql_each(cx, &q_events, event_row, &e, BIND(V(id), V(max)));
}

int spot_owner_merged(struct cx *cx, owner_id keep, owner_id gone)
{
	TRY(sql_exec(cx, &q_merged_events, BIND(V(cx->now), V(cx->actor.v), V(gone.v))));
	return sql_exec(cx, &q_merged, BIND(V(keep.v), V(gone.v)));
}
