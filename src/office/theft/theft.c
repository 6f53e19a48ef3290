/* theft — see theft.h for what this room owns and promises. */
#include "office/theft/theft.h"

#include <stdio.h>

#include "base/utc.h"
#include "core/number.h"
#include "office/seal/seal.h"
#include "store/vault/vault.h"
#include "theft_sm.h"
#include "theft_sql.h"

SQL_STATEMENTS(theft)

enum { NUMBER_TEXT = 32, PLACE_MAX = 256, NOTE_MAX = 1000, DOC_MAX = 64, KEYS_MAX = 9 };

static const struct seal_column sealed[] = {
	{ "theft_reporter.p_name", &q_seal_name, &q_put_name, &q_count_name, NULL, NULL, NULL, NULL },
	{ "theft_reporter.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, NULL, NULL, NULL, NULL },
};
SEALED_COLUMNS(theft, sealed)

/* --- reading --- */

/* A word that the database CHECKs to be one of n. */
static int word_of(struct sql_row *r, const str *words, int n)
{
	str s = sql_str(r);
	int i = 0;

	while (i < n && !str_eq(words[i], s))
		i++;
	ASSERT(i < n);
	return i;
}

static void read_head(struct sql_row *r, struct theft *t)
{
	t->id.v = sql_i64(r);
	t->number = sql_str(r);
	t->bike.v = sql_i64(r);
	ASSERT(tag_parse(sql_str(r), &t->tag));
	ASSERT(plate_parse(sql_str(r), &t->plate));
	t->state = (enum theft_state)word_of(r, theft_state_words, TS_N);
	t->severity = (int32_t)sql_i64(r);
	t->reported_by = (enum theft_source)word_of(r, theft_source_words, TO_N);
	t->source_ref = sql_str(r);
	t->last_seen_at = sql_i64(r);
	t->missing_at = sql_i64(r);
	t->reported_at = sql_i64(r);
	t->accepted_at = sql_i64(r);
	t->filing_due_at = sql_i64(r);
	t->filed_at = sql_i64(r);
	t->located_at = sql_i64(r);
	t->recovered_at = sql_i64(r);
	t->unsolved_at = sql_i64(r);
	t->closed_at = sql_i64(r);
	t->solved_at = sql_i64(r);
}

static void read_fields(struct sql_row *r, struct theft *t)
{
	read_head(r, t);
	t->receipt_no = sql_str(r);
	t->filing = (enum theft_filing)word_of(r, theft_filing_words, TF_N);
	t->filing_no = sql_str(r);
	t->crime.v = sql_i64(r);
	t->has_place = !sql_is_null(r);
	t->at.lat_e7 = (int32_t)sql_i64(r);
	t->at.lon_e7 = (int32_t)sql_i64(r);
	t->place = sql_str(r);
	t->note = sql_str(r);
	t->lock.locked = word_of(r, theft_locked_words, TL_N);
	t->lock.kind = word_of(r, theft_lock_kinds, LOCK_KINDS);
	t->lock.keys = (int)sql_i64(r);
	t->lock.key_place = word_of(r, theft_key_places, KEY_PLACES);
	t->reason = sql_str(r);
	t->officer.v = sql_i64(r);
	t->unit.v = sql_i64(r);
	t->ver = sql_i64(r);
}

struct one { struct arena *arena; struct theft t; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;
	str *const texts[] = { &o->t.number, &o->t.source_ref, &o->t.receipt_no, &o->t.filing_no, &o->t.place, &o->t.note, &o->t.reason };

	read_fields(r, &o->t);
	for (size_t i = 0; i < COUNTOF(texts); i++)
		*texts[i] = arena_str(o->arena, *texts[i]);
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

int theft_owner_reports(struct cx *cx, bike_id bike, utc_ms since, int64_t *ret)
{
	return sql_one(cx, &q_owner_reports, read_int, ret, BIND(V(bike.v), V(since)));
}

struct stored { struct arena *arena; str ref, name, phone; };

static void read_reporter(struct sql_row *r, void *ret)
{
	struct stored *s = ret;

	s->ref = sql_str_a(r, s->arena);
	s->name = sql_str_a(r, s->arena);
	s->phone = sql_str_a(r, s->arena);
}

int theft_reporter(struct cx *cx, theft_id id, struct pii *ret_name, struct pii *ret_phone)
{
	struct stored s = { .arena = cx->arena };
	struct err before = cx->err;

	int rc = sql_one(cx, &q_reporter, read_reporter, &s, BIND(V(id.v)));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		*ret_name = *ret_phone = (struct pii){ .n_ = 0 };
		return 0;
	}
	TRY(rc);
	TRY(vault_open(cx, "theft_reporter.p_name", s.ref, s.name, ret_name));
	return vault_open(cx, "theft_reporter.p_phone", s.ref, s.phone, ret_phone);
}

/* --- the report --- */

static int check_lock(struct cx *cx, const struct theft_lock *l)
{
	if ((unsigned)l->locked >= TL_N)
		return FAIL_FIELD(cx, E_INVALID, "locked", "must be unknown, yes or no");
	if ((unsigned)l->kind >= LOCK_KINDS)
		return FAIL_FIELD(cx, E_INVALID, "lockKind", "is no kind of lock");
	if (l->keys < 0 || l->keys > KEYS_MAX)
		return FAIL_FIELD(cx, E_INVALID, "keys", "must be 0 to %d", KEYS_MAX);
	if ((unsigned)l->key_place >= KEY_PLACES)
		return FAIL_FIELD(cx, E_INVALID, "keyPlace", "is no place of a key");
	if (l->locked == TL_YES && str_eq(theft_lock_kinds[l->kind], S("none")))
		return FAIL_FIELD(cx, E_INVALID, "lockKind", "a bike without a lock was not locked");
	return 0;
}

static int check_source(struct cx *cx, const struct theft_new *in)
{
	struct phone phone;

	if ((unsigned)in->source >= TO_N)
		return FAIL_FIELD(cx, E_INVALID, "source", "must be owner, counter, police or emergency");
	if (in->source == TO_EMERGENCY && !in->source_ref.n)
		return FAIL_FIELD(cx, E_INVALID, "sourceRef", "the number of the emergency call is missing");
	if (in->source_ref.n > DOC_MAX || !str_utf8(in->source_ref))
		return FAIL_FIELD(cx, E_INVALID, "sourceRef", "must be at most %d bytes of text", DOC_MAX);
	if (pii_empty(&in->reporter) && !pii_empty(&in->reporter_phone))
		return FAIL_FIELD(cx, E_INVALID, "reporterPhone", "is nobody's: reporterName is missing");
	if (!pii_empty(&in->reporter_phone) && !phone_parse(pii_reveal(&in->reporter_phone), &phone))
		return FAIL_FIELD(cx, E_INVALID, "reporterPhone", "is no telephone number");
	return check_lock(cx, &in->lock);
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
	return check_source(cx, in);
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

static int add_reporter(struct cx *cx, theft_id id, const struct theft_new *in)
{
	uint8_t raw[VAULT_REF];
	str ref = { (const char *)raw, VAULT_REF }, name, phone;
	struct pii norm;

	if (pii_empty(&in->reporter))
		return 0;
	vault_ref(raw);
	pii_norm_phone(&in->reporter_phone, &norm);
	TRY(vault_seal(cx, "theft_reporter.p_name", ref, &in->reporter, &name));
	TRY(vault_seal(cx, "theft_reporter.p_phone", ref, &norm, &phone));
	TRY(sql_exec(cx, &q_reporter_add, BIND(V(id.v), V_BLOB(ref), V(name), V(phone))));
	return 0;
}

static int add(struct cx *cx, const struct theft_new *in, str number, theft_id *ret)
{
	char tag[TAG_TEXT];
	int severity = in->severity ? in->severity : 2;
	struct sqlv lat = in->has_place ? V((int)in->at.lat_e7) : V_NULL, lon = in->has_place ? V((int)in->at.lon_e7) : V_NULL;
	int64_t officer = in->source == TO_OWNER && cx->owner.v ? 0 : cx->actor.v;

	int rc = sql_insert(cx, &q_add, &ret->v, BIND(V(number), V(in->bike.v), V(str_of(tag_text(in->tag, tag))), V(plate_str(&in->plate)),
		V(severity), V(in->last_seen_at), V(in->missing_at), V(cx->now), lat, lon, V(in->place), V(in->note), V_ID(officer), V(theft_source_words[in->source]),
		V(in->source_ref), V(theft_locked_words[in->lock.locked]), V(theft_lock_kinds[in->lock.kind]), V(in->lock.keys),
		V(theft_key_places[in->lock.key_place]), V(in->unit.v)));
	if (rc == E_STATE && strstr(cx->err.msg, "theft.bike")) {   /* T1 */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "bikeId", "there is an open case for this bike");
	}
	return rc;
}

int theft_report(struct cx *cx, const struct theft_new *in, struct theft *ret)
{
	char number[NUMBER_TEXT];
	theft_id id;

	TRY(check_new(cx, in));
	TRY(next_number(cx, in->district, number));
	TRY(add(cx, in, str_of(number), &id));
	TRY(add_reporter(cx, id, in));
	TRY(note_event(cx, id, S("report"), S(""), theft_state_name(TS_REPORTED), S("")));
	return theft_get(cx, id, ret);
}

/* --- lists --- */

struct each { theft_fn *fn; void *arg; };

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct each *e = arg;
	struct theft t;

	read_fields(r, &t);
	return e->fn(cx, &t, e->arg);
}

int theft_list(struct cx *cx, const struct theft_filter *f, int64_t before, int max, theft_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_list, each_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(theft_state_name(f->state)), V(f->open), V(f->area),
		V(theft_queue_words[f->queue]), V(cx->now), V(cx->now - f->unsolved_days * DAY_MS), V(max), V(f->crime.v), V(f->exact)));
}

int theft_of_bike(struct cx *cx, bike_id bike, int max, theft_fn *fn, void *arg)
{
	struct each e = { fn, arg };

	return sql_each(cx, &q_of_bike, each_row, &e, BIND(V(bike.v), V(max)));
}

static void read_queues(struct sql_row *r, void *ret)
{
	struct theft_counts *c = ret;

	c->confirm = sql_i64(r);
	c->overdue = sql_i64(r);
	c->give_up = sql_i64(r);
}

int theft_count(struct cx *cx, const struct theft_filter *f, struct theft_counts *ret)
{
	struct theft_counts c;

	TRY(sql_one(cx, &q_queues, read_queues, &c, BIND(V(f->area), V(cx->now), V(cx->now - f->unsolved_days * DAY_MS))));
	*ret = c;
	return 0;
}

/* --- steps --- */

static str made_no(struct cx *cx, const char *sort, const struct theft *t)
{
	return arena_fmt(cx->arena, "%s-%.*s", sort, STR_ARG(t->number));
}

static int check_step(struct cx *cx, const struct theft *t, const struct theft_row *row, const struct theft_do *d, const struct theft_rules *r)
{
	if (!row)
		return FAIL(cx, E_STATE, "no such step for a case that is %.*s", STR_ARG(theft_state_name(t->state)));
	if (!(row->who & cx->roles))
		return FAIL(cx, E_DENIED, "this step is not for your role");
	if (d->ver && d->ver != t->ver)   /* T3: the caller looked at an older case */
		return FAIL_FIELD(cx, E_STATE, "ver", "the case has changed; read it again");
	if (d->note.n > NOTE_MAX || !str_utf8(d->note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	if (d->doc_no.n > DOC_MAX || !str_utf8(d->doc_no))
		return FAIL_FIELD(cx, E_INVALID, "docNo", "must be at most %d bytes of text", DOC_MAX);
	if (row->reason && !d->note.n)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why");
	if (d->ev == TE_EXTEND && d->filing <= t->filing)
		return FAIL_FIELD(cx, E_INVALID, "filing", "must be longer than now: checks or complex");
	const char *why_not = row->guard ? row->guard(t, cx->now, r) : NULL;
	return why_not ? FAIL(cx, E_STATE, "%s", why_not) : 0;
}

/* What the case is after the step. */
static struct theft moved(struct cx *cx, const struct theft *t, enum theft_state to, const struct theft_do *d, const struct theft_rules *r)
{
	struct theft n = *t;

	n.state = to;
	if (d->ev == TE_ACCEPT) {
		n.accepted_at = cx->now;
		n.receipt_no = made_no(cx, "R", t);
	}
	if (d->ev == TE_ACCEPT || d->ev == TE_EXTEND)
		n.filing = d->filing;
	if (d->ev == TE_ACCEPT || d->ev == TE_EXTEND || to == TS_ACCEPTED)
		n.filing_due_at = (d->ev == TE_REOPEN ? cx->now : n.accepted_at) + r->filing_days[n.filing] * DAY_MS;
	if (!n.officer.v && (cx->roles & ROLE_POLICE))
		n.officer = cx->actor;
	if (d->ev == TE_FILE || d->ev == TE_NOT_FILE)
		n.filing_no = d->doc_no.n ? d->doc_no : made_no(cx, d->ev == TE_FILE ? "L" : "N", t);
	if (d->ev == TE_FILE)
		n.filed_at = cx->now;
	if (d->ev == TE_HIT && !n.located_at)
		n.located_at = cx->now;
	if (d->ev == TE_RECOVER)
		n.recovered_at = cx->now;
	if (d->ev == TE_REOPEN)
		n.recovered_at = 0;
	if (d->ev == TE_GIVE_UP)
		n.unsolved_at = cx->now;
	if (d->ev == TE_SOLVE || d->ev == TE_UNSOLVE)
		n.solved_at = d->ev == TE_SOLVE ? cx->now : 0;
	if (to != t->state)
		n.closed_at = theft_is_open(&n) ? 0 : cx->now;
	if (d->note.n)
		n.reason = d->note;
	n.ver++;
	return n;
}

static int store(struct cx *cx, const struct theft *t, const struct theft *n)
{
	int rc = sql_exec(cx, &q_move, BIND(V(theft_state_name(n->state)), V_ID(n->accepted_at), V(n->receipt_no), V(theft_filing_words[n->filing]),
		V_ID(n->filing_due_at), V_ID(n->filed_at), V(n->filing_no), V_ID(n->located_at), V_ID(n->recovered_at), V_ID(n->unsolved_at), V_ID(n->closed_at),
		V_ID(n->solved_at), V_ID(n->officer.v), V(n->unit.v), V(n->reason), V(t->id.v), V(theft_state_name(t->state)), V(t->ver)));

	if (rc == E_STATE && strstr(cx->err.msg, "theft.bike")) {   /* T1: reopened while a newer case is open */
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "case_open", "there is another open case for this bike");
	}
	TRY(rc);
	return rc == 1 ? 0 : FAIL(cx, E_STATE, "the case has changed; read it again");   /* T3: someone else moved it first */
}

int theft_step(struct cx *cx, struct theft *t, const struct theft_do *d, const struct theft_rules *r)
{
	const struct theft_row *row = theft_row_for(t->state, d->ev);

	TRY(check_step(cx, t, row, d, r));
	struct theft n = moved(cx, t, row->to == TS_N ? t->state : row->to, d, r);
	TRY(store(cx, t, &n));
	TRY(note_event(cx, t->id, theft_event_name(d->ev), theft_state_name(t->state), theft_state_name(n.state), d->note));
	if ((d->ev == TE_SOLVE || d->ev == TE_UNSOLVE) && t->crime.v) {   /* T6 */
		TRY(sql_exec(cx, &q_solve_others, BIND(V_ID(n.solved_at), V(t->crime.v), V(t->id.v))));
		TRY(sql_exec(cx, &q_event_others, BIND(V(cx->now), V(theft_event_name(d->ev)), V(cx->actor.v), V(d->note), V(t->crime.v), V(t->id.v))));
	}
	*t = n;
	return 0;
}

int theft_assign(struct cx *cx, struct theft *t, unit_id unit, account_id officer, int64_t ver, str note)
{
	if (!theft_is_open(t))
		return FAIL(cx, E_STATE, "the case is closed");
	if (ver && ver != t->ver)
		return FAIL_FIELD(cx, E_STATE, "ver", "the case has changed; read it again");
	if (note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most %d bytes of text", NOTE_MAX);
	account_id to = officer.v ? officer : t->officer;
	if (sql_exec(cx, &q_assign, BIND(V(unit.v), V_ID(to.v), V(t->id.v), V(t->ver))) != 1)
		return cx->err.code ? cx->err.code : FAIL(cx, E_STATE, "the case has changed; read it again");
	TRY(note_event(cx, t->id, S("assign"), theft_state_name(t->state), theft_state_name(t->state), note));
	t->unit = unit;
	t->officer = to;
	t->ver++;
	return 0;
}

/* --- one crime, several bikes --- */

static int set_crime(struct cx *cx, struct theft *t, int64_t crime, str event)
{
	if (t->crime.v == crime)
		return 0;
	if (sql_exec(cx, &q_crime_set, BIND(V(crime), V(t->id.v), V(t->ver))) != 1)
		return cx->err.code ? cx->err.code : FAIL(cx, E_STATE, "the case has changed; read it again");
	TRY(note_event(cx, t->id, event, theft_state_name(t->state), theft_state_name(t->state), S("")));
	t->crime.v = crime;
	t->ver++;
	return 0;
}

static bool counts(const struct theft *t)
{
	return t->state != TS_WITHDRAWN && t->state != TS_UNFOUNDED;
}

int theft_join(struct cx *cx, struct theft *t, theft_id with)
{
	struct theft lead;

	if (with.v == t->id.v)
		return FAIL_FIELD(cx, E_INVALID, "caseId", "is this case itself");
	TRY(theft_get(cx, with, &lead));
	if (t->crime.v)
		return FAIL_FIELD(cx, E_STATE, "joined", "the case is one crime with others already; part it first");
	if (!counts(t) || !counts(&lead))
		return FAIL_FIELD(cx, E_STATE, "no_crime", "a case that is withdrawn or unfounded is no part of a crime");
	if ((t->solved_at != 0) != (lead.solved_at != 0))
		return FAIL_FIELD(cx, E_STATE, "one_solved", "one of the two is solved and the other is not");
	int64_t crime = lead.crime.v ? lead.crime.v : lead.id.v;
	TRY(set_crime(cx, &lead, crime, S("join")));
	return set_crime(cx, t, crime, S("join"));
}

int theft_part(struct cx *cx, struct theft *t)
{
	int64_t led;

	if (!t->crime.v)
		return FAIL_FIELD(cx, E_STATE, "alone", "the case is a crime of its own");
	TRY(sql_one(cx, &q_crime_led, read_int, &led, BIND(V(t->id.v))));
	if (led)
		return FAIL_FIELD(cx, E_STATE, "leads", "other cases hang on this one: part those first");
	return set_crime(cx, t, 0, S("part"));
}

/* --- what happened --- */

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
