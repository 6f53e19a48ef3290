/* access_request — requests to see a way, and who may decide them. See access.h. */
#include "access_request_sql.h"
#include "office/access/access.h"
#include "office/policy/policy.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(access_request)

enum { REFERENCE_LEAST = 4, REFERENCE_MAX = 64, REASON_LEAST = 4, REASON_MAX = 400, NOTE_LEAST = 4, NOTE_MAX = 400 };

const str access_purpose_words[AP_N] = { SI("case_lead"), SI("accident"), SI("missing_person"), SI("court"), SI("clone"), SI("discipline") };
const str access_state_words[AQ_N] = { SI("asked"), SI("approved"), SI("refused"), SI("withdrawn") };

static int word(const str *words, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(words[i], s))
		i++;
	ASSERT(i < n);     /* CHECKed by the database, or written from the same words */
	return i;
}

static void read_fields(struct sql_row *r, struct access_request *q, struct arena *arena)
{
	q->id = sql_i64(r);
	q->of_case = str_eq(sql_str(r), S("case"));
	q->state = (enum access_state)word(access_state_words, AQ_N, sql_str(r));
	q->asker.v = sql_i64(r);
	q->area = sql_str_a(r, arena);
	q->purpose = (enum access_purpose)word(access_purpose_words, AP_N, sql_str(r));
	q->reference = sql_str_a(r, arena);
	q->reason = sql_str_a(r, arena);
	q->bike.v = sql_i64(r);
	q->theft.v = sql_i64(r);
	q->from = sql_i64(r);
	q->to = sql_i64(r);
	q->asked_at = sql_i64(r);
	q->decided_by.v = sql_i64(r);
	q->decided_at = sql_i64(r);
	q->expires_at = sql_i64(r);
	q->used_at = sql_i64(r);
	q->note = sql_str_a(r, arena);
	q->ver = sql_i64(r);
}

struct one { struct arena *arena; struct access_request q; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	read_fields(r, &o->q, o->arena);
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int access_get(struct cx *cx, int64_t id, struct access_request *ret)
{
	struct one o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_request, read_one, &o, BIND(V(id))));
	*ret = o.q;
	return 0;
}

/* ---- asking ---- */

static int check_span(struct cx *cx, const struct access_new *in)
{
	int64_t span, far;

	TRY(policy_i64(cx, POL_ACCESS_SPAN_DAYS, cx->now, &span));
	TRY(policy_i64(cx, POL_ACCESS_FAR_DAYS, cx->now, &far));
	if (in->from <= 0 || in->from >= in->to)
		return FAIL_FIELD(cx, E_INVALID, "from", "must be an instant before \"to\"");
	if (in->to > cx->now + MINUTE_MS)
		return FAIL_FIELD(cx, E_INVALID, "to", "must not lie in the future");
	if (in->to - in->from > span * DAY_MS)
		return FAIL_FIELD(cx, E_INVALID, "to", "one request asks for %lld days at most", (long long)span);
	if (in->from < cx->now - far * DAY_MS && (!in->oldest || in->from < in->oldest))
		return FAIL_FIELD(cx, E_INVALID, "from", "what is older than %lld days is not shown to anybody", (long long)far);
	return 0;
}

static int check_text(struct cx *cx, const char *field, str s, size_t least, size_t most)
{
	if (s.n < least || s.n > most || !str_utf8(s))
		return FAIL_FIELD(cx, E_INVALID, field, "must be %d to %d bytes of text", (int)least, (int)most);
	return 0;
}

int access_ask(struct cx *cx, const struct access_new *in, struct access_request *ret)
{
	int64_t id, same;

	ASSERT((unsigned)in->purpose < AP_N && in->bike.v);
	TRY(check_text(cx, "reference", in->reference, REFERENCE_LEAST, REFERENCE_MAX));
	TRY(check_text(cx, "reason", in->reason, REASON_LEAST, REASON_MAX));
	TRY(check_span(cx, in));
	TRY(sql_one(cx, &q_asked_same, read_int, &same, BIND(V(cx->actor.v), V(in->bike.v), V(in->from), V(in->to))));
	if (same)
		return FAIL_FIELD(cx, E_STATE, "asked_already", "you have asked for this already; another person will decide it");
	TRY(sql_insert(cx, &q_ask, &id, BIND(V(in->theft.v ? S("case") : S("bike")), V(cx->actor.v), V(cx->area), V(access_purpose_words[in->purpose]),
	                                     V(in->reference), V(in->reason), V(in->bike.v), V_ID(in->theft.v), V(in->from), V(in->to), V(cx->now))));
	return access_get(cx, id, ret);
}

/* ---- deciding ---- */

bool access_may_decide(const struct cx *cx, const struct access_request *q)
{
	if (q->asker.v == cx->actor.v || !cx->area.n || !str_starts(q->area, cx->area))
		return false;
	bool above = cx->area.n < q->area.n;
	return (cx->roles & ROLE_LEADER) || (above && (cx->roles & ROLE_POLICE));
}

int access_decide(struct cx *cx, struct access_request *q, bool approve, str note)
{
	int64_t hours;

	if (q->asker.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "another person than the one who asked decides");
	if (!access_may_decide(cx, q))
		return FAIL_FIELD(cx, E_DENIED, "above", "this is decided by police of a unit above the asker's, or by a leader of the asker's unit");
	if (note.n > NOTE_MAX || !str_utf8(note) || (!approve && note.n < NOTE_LEAST))
		return FAIL_FIELD(cx, E_INVALID, "note", "a refusal says why, in %d to %d bytes", NOTE_LEAST, NOTE_MAX);
	TRY(policy_i64(cx, POL_ACCESS_REQUEST_H, cx->now, &hours));
	int n = sql_exec(cx, &q_decide, BIND(V(access_state_words[approve ? AQ_APPROVED : AQ_REFUSED]), V(cx->actor.v), V(cx->now),
	                                     approve ? V(cx->now + hours * HOUR_MS) : V_NULL, V(note), V(q->id), V(q->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "decided", "this request has been decided or withdrawn; read it again");
	return access_get(cx, q->id, q);
}

int access_withdraw(struct cx *cx, struct access_request *q)
{
	if (q->asker.v != cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "asker", "only the one who asked withdraws a request");
	int n = sql_exec(cx, &q_withdraw, BIND(V(q->id), V(q->ver)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "decided", "this request is over already; read it again");
	return access_get(cx, q->id, q);
}

/* ---- looking by it ---- */

int access_live(struct cx *cx, const struct access_request *q)
{
	if (q->asker.v != cx->actor.v)
		return FAIL(cx, E_NOTFOUND, "no such request of yours; an approval is for the one who asked alone");
	if (q->state != AQ_APPROVED)
		return FAIL_FIELD(cx, E_STATE, "access.undecided", "this request is %s: only an approved one opens a way", access_state_words[q->state].p);
	if (cx->now >= q->expires_at)
		return FAIL_FIELD(cx, E_STATE, "access.expired", "this approval has expired; ask again");
	return 0;
}

int access_of_case(struct cx *cx, theft_id theft, utc_ms from, utc_ms to, int64_t *ret_id)
{
	return sql_one(cx, &q_of_case, read_int, ret_id, BIND(V(cx->actor.v), V(theft.v), V(cx->now), V(from), V(to), V(cx->now - ACCESS_QUERY_MS)));
}

int access_used(struct cx *cx, int64_t id)
{
	return sql_exec(cx, &q_used, BIND(V(cx->now), V(id)));
}

/* ---- lists ---- */

struct request_arg { access_request_fn *fn; void *arg; };

static int request_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct request_arg *a = arg;
	struct access_request q;

	read_fields(r, &q, cx->arena);
	return a->fn(cx, &q, a->arg);
}

int access_mine(struct cx *cx, int64_t before, int max, access_request_fn *fn, void *arg)
{
	struct request_arg a = { fn, arg };

	return sql_each(cx, &q_mine, request_row, &a, BIND(V(cx->actor.v), V(before > 0 ? before : INT64_MAX), V(max)));
}

int access_below(struct cx *cx, bool open, int64_t before, int max, access_request_fn *fn, void *arg)
{
	struct request_arg a = { fn, arg };

	if (!cx->area.n)
		return 0;
	return sql_each(cx, &q_below, request_row, &a, BIND(V(cx->actor.v), V(cx->area), V(open), V(before > 0 ? before : INT64_MAX), V(max)));
}
