/* access_review — what was found in the looks, and the sample of them that is reviewed. See access.h. */
#include "access_review_sql.h"
#include "office/access/access.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(access_review)

enum { NOTE_LEAST = 4, NOTE_MAX = 400 };

const str access_kind_words[AK_N] = { SI("borrowed"), SI("drip"), SI("off_duty"), SI("repeat"), SI("transfer"), SI("refused") };
const str access_verdict_words[AV_N] = { SI("open"), SI("fine"), SI("misuse") };

static int word(const str *words, int n, str s)
{
	int i = 0;

	while (i < n && !str_eq(words[i], s))
		i++;
	ASSERT(i < n);     /* CHECKed by the database */
	return i;
}

/* The auditor reads everywhere; a leader in the own units. */
static str whole(const struct cx *cx)
{
	return cx->roles & (ROLE_AUDITOR | ROLE_SYSTEM) ? S("") : cx->area;
}

static bool nowhere(const struct cx *cx)
{
	return !(cx->roles & (ROLE_AUDITOR | ROLE_SYSTEM)) && !cx->area.n;
}

/* Who may judge: not about oneself, and within one's reach. */
static int may_judge(struct cx *cx, account_id about, str area)
{
	if (about.v == cx->actor.v)
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "nobody judges his own looks");
	if (nowhere(cx) || !str_starts(area, whole(cx)))
		return FAIL_FIELD(cx, E_DENIED, "foreign", "this lies outside your area");
	return 0;
}

static int check_note(struct cx *cx, str note)
{
	if (note.n < NOTE_LEAST || note.n > NOTE_MAX || !str_utf8(note))
		return FAIL_FIELD(cx, E_INVALID, "note", "say what was found, in %d to %d bytes", NOTE_LEAST, NOTE_MAX);
	return 0;
}

static void read_int(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

/* ---- findings ---- */

int access_finding_add(struct cx *cx, const struct access_finding *f, utc_ms again_ms)
{
	int64_t known;

	ASSERT((unsigned)f->kind < AK_N);
	TRY(sql_one(cx, &q_finding_known, read_int, &known, BIND(V(f->account.v), V(access_kind_words[f->kind]), V(f->subject), V(f->last - again_ms), V(f->last + again_ms))));
	if (known)
		return 0;
	return sql_exec(cx, &q_finding_add, BIND(V(access_kind_words[f->kind]), V(f->account.v), V(f->area), V(f->subject), V_ID(f->theft.v), V(f->first), V(f->last), V(f->looks), V(cx->now)));
}

static void read_finding(struct sql_row *r, struct arena *arena, struct access_finding *f)
{
	f->id = sql_i64(r);
	f->kind = (enum access_kind)word(access_kind_words, AK_N, sql_str(r));
	f->account.v = sql_i64(r);
	f->area = sql_str_a(r, arena);
	f->subject = sql_i64(r);
	f->theft.v = sql_i64(r);
	f->first = sql_i64(r);
	f->last = sql_i64(r);
	f->looks = sql_i64(r);
	f->found_at = sql_i64(r);
	f->verdict = (enum access_verdict)word(access_verdict_words, AV_N, sql_str(r));
	f->closed_by.v = sql_i64(r);
	f->closed_at = sql_i64(r);
	f->note = sql_str_a(r, arena);
}

struct one_finding { struct arena *arena; struct access_finding f; };

static void read_one_finding(struct sql_row *r, void *ret)
{
	struct one_finding *o = ret;

	read_finding(r, o->arena, &o->f);
}

int access_finding_get(struct cx *cx, int64_t id, struct access_finding *ret)
{
	struct one_finding o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_finding, read_one_finding, &o, BIND(V(id))));
	*ret = o.f;
	return 0;
}

int access_finding_close(struct cx *cx, int64_t id, bool misuse, str note, struct access_finding *ret)
{
	struct access_finding f;

	TRY(access_finding_get(cx, id, &f));
	TRY(may_judge(cx, f.account, f.area));
	TRY(check_note(cx, note));
	int n = sql_exec(cx, &q_finding_close, BIND(V(access_verdict_words[misuse ? AV_MISUSE : AV_FINE]), V(cx->actor.v), V(cx->now), V(note), V(id)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "decided", "this finding has been closed already");
	return access_finding_get(cx, id, ret);
}

struct finding_arg { access_finding_fn *fn; void *arg; };

static int finding_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct finding_arg *a = arg;
	struct access_finding f;

	read_finding(r, cx->arena, &f);
	return a->fn(cx, &f, a->arg);
}

int access_findings(struct cx *cx, bool open, int64_t before, int max, access_finding_fn *fn, void *arg)
{
	struct finding_arg a = { fn, arg };

	if (nowhere(cx))
		return 0;
	return sql_each(cx, &q_findings, finding_row, &a, BIND(V(before > 0 ? before : INT64_MAX), V(open), V(cx->actor.v), V(whole(cx)), V(max)));
}

/* ---- the sample ---- */

int access_month_drawn(struct cx *cx, int32_t month, bool *ret)
{
	int64_t n;

	TRY(sql_one(cx, &q_month_is, read_int, &n, BIND(V((int)month))));
	*ret = n > 0;
	return 0;
}

int access_month_put(struct cx *cx, int32_t month, int64_t looks, int64_t drawn)
{
	return sql_exec(cx, &q_month_put, BIND(V((int)month), V(looks), V(drawn)));
}

int access_sample_add(struct cx *cx, const struct access_sample *s)
{
	return sql_exec(cx, &q_sample_add, BIND(V((int)s->month), V(s->audit), V(s->at), V(s->verb), V(s->subject), V(s->account.v), V(s->area), V_ID(s->theft.v)));
}

static void read_sample(struct sql_row *r, struct arena *arena, struct access_sample *s)
{
	s->id = sql_i64(r);
	s->month = (int32_t)sql_i64(r);
	s->audit = sql_i64(r);
	s->at = sql_i64(r);
	s->verb = sql_str_a(r, arena);
	s->subject = sql_str_a(r, arena);
	s->account.v = sql_i64(r);
	s->area = sql_str_a(r, arena);
	s->theft.v = sql_i64(r);
	s->verdict = (enum access_verdict)word(access_verdict_words, AV_N, sql_str(r));
	s->reviewed_by.v = sql_i64(r);
	s->reviewed_at = sql_i64(r);
	s->note = sql_str_a(r, arena);
}

struct one_sample { struct arena *arena; struct access_sample s; };

static void read_one_sample(struct sql_row *r, void *ret)
{
	struct one_sample *o = ret;

	read_sample(r, o->arena, &o->s);
}

static int sample_get(struct cx *cx, int64_t id, struct access_sample *ret)
{
	struct one_sample o = { .arena = cx->arena };

	TRY(sql_one(cx, &q_sample, read_one_sample, &o, BIND(V(id))));
	*ret = o.s;
	return 0;
}

int access_sample_review(struct cx *cx, int64_t id, bool misuse, str note, struct access_sample *ret)
{
	struct access_sample s;

	TRY(sample_get(cx, id, &s));
	TRY(may_judge(cx, s.account, s.area));
	if (!(cx->roles & ROLE_AUDITOR) && str_eq(s.area, cx->area))
		return FAIL_FIELD(cx, E_DENIED, "own_hand", "a look is reviewed by another unit than the one that looked");
	TRY(check_note(cx, note));
	int n = sql_exec(cx, &q_sample_review, BIND(V(access_verdict_words[misuse ? AV_MISUSE : AV_FINE]), V(cx->actor.v), V(cx->now), V(note), V(id)));
	TRY(n);
	if (n != 1)
		return FAIL_FIELD(cx, E_STATE, "decided", "this look has been reviewed already");
	return sample_get(cx, id, ret);
}

struct sample_arg { access_sample_fn *fn; void *arg; };

static int sample_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct sample_arg *a = arg;
	struct access_sample s;

	read_sample(r, cx->arena, &s);
	return a->fn(cx, &s, a->arg);
}

int access_samples(struct cx *cx, bool open, int64_t before, int max, access_sample_fn *fn, void *arg)
{
	struct sample_arg a = { fn, arg };

	if (nowhere(cx))
		return 0;
	return sql_each(cx, &q_samples, sample_row, &a, BIND(V(before > 0 ? before : INT64_MAX), V(open), V(cx->actor.v), V(whole(cx)), V(max)));
}
