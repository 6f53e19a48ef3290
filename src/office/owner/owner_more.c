/* owner_more — an owner's phones, agents, consents, and the merging of two rows that are one person. See owner.h. */
#include "owner_int.h"
#include "owner_more_sql.h"

SQL_STATEMENTS(owner_more)

static str blob(const uint8_t b[static VAULT_INDEX])
{
	return (str){ (const char *)b, VAULT_INDEX };
}

/* --- phones --- */

static int phone_index(struct cx *cx, const struct pii *phone, struct pii *ret_norm, uint8_t ret[static VAULT_INDEX])
{
	if (!owner_phone_ok(phone))
		return FAIL_FIELD(cx, E_INVALID, "phone", "not a phone number");
	pii_norm_phone(phone, ret_norm);
	return vault_index(cx, "owner_phone.x_phone", ret_norm, ret);
}

struct phones { struct arena *arena; struct vref ref[OWNER_PHONES]; str text[OWNER_PHONES]; int n; };

static int phone_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct phones *p = arg;

	vref_take(sql_str(r), &p->ref[p->n]);
	p->text[p->n++] = sql_str_a(r, cx->arena);
	return 0;
}

int owner_phones(struct cx *cx, owner_id id, struct pii ret[static OWNER_PHONES], int *ret_n)
{
	struct phones p = { .n = 0 };

	TRY(sql_each(cx, &q_phones, phone_row, &p, BIND(V(id.v))));
	for (int i = 0; i < p.n; i++)
		TRY(vault_open(cx, "owner_phone.p_phone", vref_str(&p.ref[i]), p.text[i], &ret[i]));
	*ret_n = p.n;
	return 0;
}

int owner_phone_add(struct cx *cx, owner_id id, const struct pii *phone)
{
	struct pii norm, have[OWNER_PHONES];
	struct vref ref;
	uint8_t index[VAULT_INDEX];
	str text;
	int n;

	TRY(phone_index(cx, phone, &norm, index));
	TRY(owner_phones(cx, id, have, &n));
	if (n == OWNER_PHONES)
		return FAIL_FIELD(cx, E_STATE, "phone", "an owner has at most %d phones", OWNER_PHONES);
	vref_new(&ref);
	TRY(vault_seal(cx, "owner_phone.p_phone", vref_str(&ref), &norm, &text));
	int rc = sql_exec(cx, &q_phone_add, BIND(V(id.v), V_BLOB(vref_str(&ref)), V(text), V_BLOB(blob(index)), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL_FIELD(cx, E_STATE, "phone", "the owner has this phone already");
	}
	return MIN(rc, 0);
}

int owner_phone_end(struct cx *cx, owner_id id, const struct pii *phone)
{
	struct pii norm;
	uint8_t index[VAULT_INDEX];

	TRY(phone_index(cx, phone, &norm, index));
	int n = sql_exec(cx, &q_phone_end, BIND(V(cx->now), V(id.v), V_BLOB(blob(index))));
	TRY(n);
	return n ? 0 : FAIL_FIELD(cx, E_NOTFOUND, "phone", "the owner has no such phone");
}

/* --- agents --- */

static str today(struct cx *cx)
{
	struct civil c = civil_of(cx->now);

	return arena_fmt(cx->arena, "%04d-%02d-%02d", c.y, c.m, c.d);
}

static bool day_text(str s)
{
	int64_t y, m, d;

	return s.n == 10 && s.p[4] == '-' && s.p[7] == '-' && str_i64((str){ s.p, 4 }, 1990, 2200, &y) &&
	       str_i64((str){ s.p + 5, 2 }, 1, 12, &m) && str_i64((str){ s.p + 8, 2 }, 1, 31, &d) &&
	       civil_valid((struct civil){ (int16_t)y, (int8_t)m, (int8_t)d });
}

int owner_agent_add(struct cx *cx, const struct owner_agent *in, int64_t *ret)
{
	struct vref ref;
	struct pii name, id_no, phone;
	uint8_t x_name[VAULT_INDEX], x_id[VAULT_INDEX], x_phone[VAULT_INDEX];
	str p_name, p_id, p_phone = S("");
	bool has_phone = !pii_empty(&in->phone);

	if (pii_empty(&in->name) || in->id_kind == IK_NONE || in->id_kind == IK_USCC)
		return FAIL_FIELD(cx, E_INVALID, "agent", "an agent has a name and a personal document");
	TRY(owner_check_id(cx, in->id_kind, &in->id_no));
	str day = today(cx);
	if (!day_text(in->until_day) || memcmp(in->until_day.p, day.p, 10) < 0)
		return FAIL_FIELD(cx, E_INVALID, "untilDay", "must be a day like 2026-11-25, not in the past");
	vref_new(&ref);
	pii_norm_name(&in->name, &name);
	pii_norm_id(&in->id_no, &id_no);
	TRY(vault_seal(cx, "owner_agent.p_name", vref_str(&ref), &name, &p_name));
	TRY(vault_index(cx, "owner_agent.x_name", &name, x_name));
	TRY(vault_seal(cx, "owner_agent.p_id_no", vref_str(&ref), &id_no, &p_id));
	TRY(vault_index(cx, "owner_agent.x_id_no", &id_no, x_id));
	if (has_phone) {
		TRY(phone_index(cx, &in->phone, &phone, x_phone));
		TRY(vault_seal(cx, "owner_agent.p_phone", vref_str(&ref), &phone, &p_phone));
	}
	return sql_insert(cx, &q_agent_add, ret, BIND(V(in->owner.v), V_BLOB(vref_str(&ref)), V(p_name), V_BLOB(blob(x_name)),
	                  V(id_kind_words[in->id_kind]), V(p_id), V_BLOB(blob(x_id)), V(p_phone), has_phone ? V_BLOB(blob(x_phone)) : V_NULL,
	                  V(in->paper), V(in->until_day), V(cx->now)));
}

struct agents { owner_agent_fn *fn; void *arg; };

static int agent_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct agents *e = arg;
	struct owner_agent a = { .id = sql_i64(r) };
	struct vref ref;

	a.owner.v = sql_i64(r);
	vref_take(sql_str(r), &ref);
	TRY(vault_open(cx, "owner_agent.p_name", vref_str(&ref), sql_str(r), &a.name));
	a.id_kind = id_kind_of(sql_str(r));
	TRY(vault_open(cx, "owner_agent.p_id_no", vref_str(&ref), sql_str(r), &a.id_no));
	str phone = sql_str(r);
	if (phone.n)
		TRY(vault_open(cx, "owner_agent.p_phone", vref_str(&ref), phone, &a.phone));
	a.paper = sql_str_a(r, cx->arena);
	a.until_day = sql_str_a(r, cx->arena);
	a.created_at = sql_i64(r);
	return e->fn(cx, &a, e->arg);
}

int owner_agents(struct cx *cx, owner_id id, owner_agent_fn *fn, void *arg)
{
	struct agents e = { fn, arg };

	return sql_each(cx, &q_agents, agent_row, &e, BIND(V(id.v), V(today(cx))));
}

static int take_agent(struct cx *cx, const struct owner_agent *a, void *arg)
{
	(void)cx;
	*(struct owner_agent *)arg = *a;
	return 0;
}

int owner_agent_get(struct cx *cx, owner_id id, int64_t agent, struct owner_agent *ret)
{
	struct agents e = { take_agent, ret };

	int n = sql_each(cx, &q_agent, agent_row, &e, BIND(V(agent), V(id.v), V(today(cx))));
	TRY(n);
	return n ? 0 : FAIL_FIELD(cx, E_NOTFOUND, "agentId", "this owner has no such agent who may act today");
}

/* --- consents (O5) --- */

int owner_consent(struct cx *cx, owner_id id, str kind, str text_version, bool given)
{
	if (!str_eq(kind, S("register")) && !str_eq(kind, S("trail")))
		return FAIL_FIELD(cx, E_INVALID, "kind", "must be register or trail");
	if (text_version.n < 1 || text_version.n > 32 || !str_utf8(text_version))
		return FAIL_FIELD(cx, E_INVALID, "textVersion", "must have 1 to 32 bytes of text");
	return as_done(sql_exec(cx, &q_consent_add, BIND(V(id.v), V(kind), V(text_version), V(given), V(cx->now), V(cx->actor.v))));
}

struct consent_one { struct arena *arena; struct consent c; };

static void read_consent(struct sql_row *r, void *ret)
{
	struct consent_one *o = ret;

	o->c.kind = sql_str_a(r, o->arena);
	o->c.text_version = sql_str_a(r, o->arena);
	o->c.given = sql_i64(r) != 0;
	o->c.at = sql_i64(r);
}

int owner_consent_of(struct cx *cx, owner_id id, str kind, struct consent *ret)
{
	struct consent_one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_consent_of, read_consent, &o, BIND(V(id.v), V(kind))));
	*ret = o.c;
	return 0;
}

static void read_refused(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int owner_news_put(struct cx *cx, owner_id id, bool wanted)
{
	return as_done(sql_exec(cx, &q_news_put, BIND(V(id.v), V(wanted), V(cx->now))));
}

int owner_news(struct cx *cx, owner_id id, bool *ret)
{
	int64_t refused;

	TRY(sql_one(cx, &q_news_refused, read_refused, &refused, BIND(V(id.v))));
	*ret = refused == 0;
	return 0;
}

struct consents { consent_fn *fn; void *arg; };

static int consent_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct consents *e = arg;
	struct consent_one o = { .arena = cx->arena };

	read_consent(r, &o);
	return e->fn(cx, &o.c, e->arg);
}

int owner_consents(struct cx *cx, owner_id id, consent_fn *fn, void *arg)
{
	struct consents e = { fn, arg };

	return sql_each(cx, &q_consents, consent_row, &e, BIND(V(id.v)));
}

/* --- merges (O4) --- */

int owner_merge_ask(struct cx *cx, owner_id keep, owner_id gone, str reason, int64_t *ret)
{
	struct owner a, b;

	if (reason.n < 1 || reason.n > 400 || !str_utf8(reason))
		return FAIL_FIELD(cx, E_INVALID, "reason", "must have 1 to 400 bytes of text");
	if (keep.v == gone.v)
		return FAIL_FIELD(cx, E_INVALID, "gone", "that is the same row");
	TRY(owner_get(cx, keep, &a));
	TRY(owner_get(cx, gone, &b));
	if (a.merged || b.merged)
		return FAIL(cx, E_STATE, "one of the two is merged already");
	if (a.kind != b.kind)
		return FAIL(cx, E_STATE, "a person and a unit are not one");
	int rc = sql_insert(cx, &q_merge_add, ret, BIND(V(keep.v), V(gone.v), V(reason), V(cx->actor.v), V(cx->now)));
	if (rc == E_STATE) {
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_STATE, "this merge waits for its decision");
	}
	return rc;
}

struct merge_one { struct arena *arena; struct owner_merge m; };

static void read_merge(struct sql_row *r, struct owner_merge *m)
{
	m->id = sql_i64(r);
	m->keep.v = sql_i64(r);
	m->gone.v = sql_i64(r);
	m->reason = sql_str(r);
	m->state = sql_str(r);
	m->note = sql_str(r);
	m->asked_by.v = sql_i64(r);
	m->decided_by.v = sql_i64(r);
	m->asked_at = sql_i64(r);
	m->decided_at = sql_i64(r);
}

static void read_merge_one(struct sql_row *r, void *ret)
{
	struct merge_one *o = ret;

	read_merge(r, &o->m);
	o->m.reason = arena_str(o->arena, o->m.reason);
	o->m.state = arena_str(o->arena, o->m.state);
	o->m.note = arena_str(o->arena, o->m.note);
}

int owner_merge_get(struct cx *cx, int64_t id, struct owner_merge *ret)
{
	struct merge_one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_merge_get, read_merge_one, &o, BIND(V(id))));
	*ret = o.m;
	return 0;
}

int owner_merge_decide(struct cx *cx, int64_t id, bool approve, str note, struct owner_merge *ret)
{
	struct owner_merge m;

	TRY(owner_merge_get(cx, id, &m));
	if (m.asked_by.v == cx->actor.v)
		return FAIL(cx, E_DENIED, "who asked for a merge does not decide it");
	if (!approve && note.n < 4)
		return FAIL_FIELD(cx, E_INVALID, "note", "say why, in at least 4 bytes of text");
	if (note.n > 400 || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "must be at most 400 bytes of text");
	str state = approve ? S("approved") : S("refused");
	int n = sql_exec(cx, &q_merge_decide, BIND(V(state), V(cx->actor.v), V(cx->now), V(id), V(note)));
	TRY(n);
	if (n != 1)
		return FAIL(cx, E_STATE, "this merge is decided already");
	if (approve) {
		TRY(owner_changed(cx, sql_exec(cx, &q_merge_gone, BIND(V(m.keep.v), V(m.gone.v)))));
		TRY(sql_exec(cx, &q_phone_move, BIND(V(m.keep.v), V(m.gone.v))));
		TRY(sql_exec(cx, &q_agent_move, BIND(V(m.keep.v), V(m.gone.v))));
	}
	m.state = state;
	m.note = note;
	m.decided_by = cx->actor;
	m.decided_at = cx->now;
	*ret = m;
	return 0;
}

struct merges { owner_merge_fn *fn; void *arg; };

static int merge_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct merges *e = arg;
	struct owner_merge m;

	read_merge(r, &m);
	return e->fn(cx, &m, e->arg);
}

int owner_merges_of(struct cx *cx, owner_id id, owner_merge_fn *fn, void *arg)
{
	struct merges e = { fn, arg };

	return sql_each(cx, &q_merges_of, merge_row, &e, BIND(V(id.v)));
}

int owner_merges(struct cx *cx, bool open, account_id asker, int64_t before, int max, owner_merge_fn *fn, void *arg)
{
	struct merges e = { fn, arg };

	return sql_each(cx, &q_merges, merge_row, &e, BIND(V(before > 0 ? before : INT64_MAX), V(open), V(asker.v), V(max)));
}
