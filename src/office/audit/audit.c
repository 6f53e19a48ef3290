/* audit — see audit.h. */
#include "office/audit/audit.h"

#include <stdio.h>

#include "audit_sql.h"
#include "platform/failpoint.h"
#include "store/sql/sql.h"
#include "store/vault/vault.h"

SQL_STATEMENTS(audit)

/* Kinds of records that belong to nobody: the auditor may know which one it was. Every other kind is named by its pseudonym. */
static const char *const open_kinds[] = { "account", "audit", "backup", "city", "db", "grant", "import_job", "junction", "key", "plate_format", "policy", "role_grant", "shift", "site", "station", "unit" };

int audit_subject(struct cx *cx, const char *kind, int64_t id, char ret[static AUDIT_SUBJECT])
{
	ret[0] = 0;
	if (id == 0)
		return 0;
	for (size_t i = 0; i < COUNTOF(open_kinds); i++) {
		if (strcmp(kind, open_kinds[i]) == 0) {
			snprintf(ret, AUDIT_SUBJECT, "#%lld", (long long)id);
			return 0;
		}
	}
	return vault_pseudonym(cx, kind, id, ret);
}

static void read_end(struct sql_row *r, void *ret)
{
	struct audit_end *e = ret;

	e->id = sql_i64(r);
	str h = sql_str(r);
	ASSERT(h.n == AUDIT_HASH);
	memcpy(e->hash, h.p, AUDIT_HASH);
}

int audit_end(struct cx *cx, struct audit_end *ret)
{
	return sql_one(cx, &q_end, read_end, ret, BIND_NONE);
}

static int put(struct cx *cx, struct audit_row *r)
{
	struct audit_end before;
	str hash = { (const char *)r->hash, AUDIT_HASH };

	if (FAILPOINT("audit.add"))
		return FAIL(cx, E_FULL, "failpoint");
	/* takes the end's row first: from here to the commit no other writer adds to the chain */
	TRY(sql_one(cx, &q_take_end, read_end, &before, BIND_NONE));
	r->id = before.id;
	audit_hash(before.hash, r, r->hash);
	TRY(sql_exec(cx, &q_add, BIND(V(r->id), V(r->at), V(r->actor.v), V(r->roles), V((int64_t)r->request), V(r->verb), V(r->kind),
	                              V(r->subject), V_ID(r->case_id.v), V(r->detail), V_BLOB(hash))));
	return sql_exec(cx, &q_set_end, BIND(V_BLOB(hash)));
}

/* A row is its own transaction where the caller has none (a log-in has made its own changes before). */
static int put_alone(struct cx *cx, struct audit_row *r)
{
	TRY(sql_begin(cx, true));
	int rc = put(cx, r);
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

int audit_add(struct cx *cx, const char *verb, const char *kind, int64_t subject, theft_id case_id, str detail)
{
	char text[AUDIT_SUBJECT];

	ASSERT(verb && kind);
	if (detail.n > AUDIT_DETAIL_MAX)
		return FAIL(cx, E_INVALID, "an audit detail has at most %d bytes", AUDIT_DETAIL_MAX);
	TRY(audit_subject(cx, kind, subject, text));
	struct audit_row r = { .at = cx->now, .actor = cx->actor, .roles = cx->roles, .request = cx->request, .verb = str_of(verb),
	                       .kind = str_of(kind), .subject = str_of(text), .case_id = case_id, .detail = detail };
	int rc = sql_in_tx(cx) ? put(cx, &r) : put_alone(cx, &r);
	if (rc == E_FULL || rc == E_STORE) {
		char why[160];
		snprintf(why, sizeof why, "%.150s", cx->err.msg);
		cx->err = (struct err){ 0 };
		return FAIL(cx, E_AUDIT, "the audit cannot be written: %s", why);
	}
	return rc;
}

static void read_count(struct sql_row *r, void *ret)
{
	*(int64_t *)ret = sql_i64(r);
}

int audit_recent(struct cx *cx, const char *verb, const char *kind, int64_t subject, utc_ms after, bool *ret)
{
	char text[AUDIT_SUBJECT];
	int64_t n;

	TRY(audit_subject(cx, kind, subject, text));
	TRY(sql_one(cx, &q_recent, read_count, &n, BIND(V(cx->actor.v), V(str_of(verb)), V(str_of(text)), V(after))));
	*ret = n > 0;
	return 0;
}

static void read_row(struct sql_row *r, struct audit_row *a)
{
	a->id = sql_i64(r);
	a->at = sql_i64(r);
	a->actor.v = sql_i64(r);
	a->roles = (unsigned)sql_i64(r);
	a->request = (uint64_t)sql_i64(r);
	a->verb = sql_str(r);
	a->kind = sql_str(r);
	a->subject = sql_str(r);
	a->case_id.v = sql_i64(r);
	a->detail = sql_str(r);
	str h = sql_str(r);
	memset(a->hash, 0, sizeof a->hash);
	memcpy(a->hash, h.p, MIN(h.n, sizeof a->hash));
}

struct list_arg { audit_fn *fn; void *arg; };

static int list_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct audit_row a;
	str *const kept[] = { &a.verb, &a.kind, &a.subject, &a.detail };

	read_row(r, &a);
	for (size_t i = 0; i < COUNTOF(kept); i++)
		*kept[i] = arena_str(cx->arena, *kept[i]);
	return l->fn(cx, &a, l->arg);
}

/* ---- groups of verbs ---- */

const str audit_group_names[AG_N] = { SI(""), SI("look"), SI("change"), SI("export"), SI("login") };

/* The few exports, which may be years apart, are read by their verbs; the other groups are in every page. */
enum { FEW = 8 };
static const str exports[FEW] = { SI("audit.export"), SI("bike.export"), SI("bike.export.refused"), SI("import_job.errors"), SI("claim.export"),
                                 SI("liability.export"), SI("ledger.export"), SI("ledger.export.refused") };
static const str logins[] = { SI("account.login"), SI("account.login.fail"), SI("account.logout"), SI("account.stepup"), SI("owner.code"), SI("owner.login"),
                              SI("owner.logout") };
static const str looks[] = { SI("counter.check"), SI("number.paste"), SI("owner.find"), SI("paper.pdf") };
static const str look_ends[] = { SI(".read"), SI(".read.refused"), SI(".photo_read"), SI(".unmask") };      /* in every room */

static bool one_of(str verb, const str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(verb, list[i]))
			return true;
	return false;
}

static bool ends_in(str s, str end)
{
	return s.n >= end.n && memcmp(s.p + s.n - end.n, end.p, end.n) == 0;
}

enum audit_group audit_group_of(str verb)
{
	if (one_of(verb, exports, FEW))
		return AG_EXPORT;
	if (one_of(verb, logins, COUNTOF(logins)))
		return AG_LOGIN;
	for (size_t i = 0; i < COUNTOF(look_ends); i++)
		if (ends_in(verb, look_ends[i]))
			return AG_LOOK;
	bool worked_out = str_starts(verb, S("analysis."));      /* of ways: companions, scenes, evidence, and who they are */
	return worked_out || one_of(verb, looks, COUNTOF(looks)) ? AG_LOOK : AG_CHANGE;
}

struct verbs_arg { audit_verb_fn *fn; void *arg; };

static int verb_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct verbs_arg *a = arg;

	return a->fn(cx, sql_str_a(r, cx->arena), a->arg);
}

int audit_verbs(struct cx *cx, audit_verb_fn *fn, void *arg)
{
	struct verbs_arg a = { fn, arg };

	return sql_each(cx, &q_verbs, verb_row, &a, BIND_NONE);
}

struct verbs_of { enum audit_group group; str text; };

static int add_verb(struct cx *cx, str verb, void *arg)
{
	struct verbs_of *v = arg;

	if (audit_group_of(verb) == v->group)
		v->text = arena_fmt(cx->arena, "%.*s%.*s,", STR_ARG(v->text), STR_ARG(verb));
	return 0;
}

/* ---- a page ---- */

static void read_at(struct sql_row *r, void *ret)
{
	*(utc_ms *)ret = sql_i64(r);
}

/* Where the page before ended, by the clock. */
static int by_time(struct cx *cx, const struct audit_filter *f, utc_ms *ret_to, utc_ms *ret_last)
{
	struct err before = cx->err;
	utc_ms last;

	*ret_to = f->to > 0 ? f->to : INT64_MAX;
	*ret_last = -1;
	if (f->before <= 0)
		return 0;
	int rc = sql_one(cx, &q_at_of, read_at, &last, BIND(V(f->before)));
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return FAIL_FIELD(cx, E_INVALID, "after", "there is no such row");
	}
	TRY(rc);
	*ret_last = last;
	*ret_to = MIN(*ret_to, last + 1);
	return 0;
}

int audit_find(struct cx *cx, const struct audit_filter *f, int max, audit_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };
	struct verbs_of v = { f->group, S("") };
	int64_t before = f->before > 0 ? f->before : INT64_MAX;
	utc_ms to = f->to > 0 ? f->to : INT64_MAX, last;
	const struct sql_stmt *q = f->subject.n ? &q_list_subject : f->actor.v ? &q_list_actor : f->verb.n ? &q_list_verb : &q_list;

	if (f->group == AG_EXPORT && q == &q_list)
		return sql_each(cx, &q_list_few, list_row, &l, BIND(V(before), V(exports[0]), V(f->actor.v), V(f->subject), V(f->from), V(to), V(max), V(exports[1]),
		                                                    V(exports[2]), V(exports[3]), V(exports[4]), V(exports[5]), V(exports[6]), V(exports[7])));
	if (f->group != AG_ALL) {
		v.text = S(",");
		TRY(audit_verbs(cx, add_verb, &v));
	}
	if (q == &q_list && (f->from > 0 || f->to > 0)) {
		TRY(by_time(cx, f, &to, &last));
		return sql_each(cx, &q_list_time, list_row, &l, BIND(V(before), V(f->verb), V(f->actor.v), V(f->subject), V(f->from), V(to), V(max), V(v.text), V(last)));
	}
	return sql_each(cx, q, list_row, &l, BIND(V(before), V(f->verb), V(f->actor.v), V(f->subject), V(f->from), V(to), V(max), V(v.text)));
}

int audit_list(struct cx *cx, int64_t before, str verb, account_id actor, int max, audit_fn *fn, void *arg)
{
	struct audit_filter f = { .before = before, .verb = verb, .actor = actor, .subject = { "", 0 } };

	return audit_find(cx, &f, max, fn, arg);
}

static int each_row(struct cx *cx, struct sql_row *r, void *arg)
{
	struct list_arg *l = arg;
	struct audit_row a;

	read_row(r, &a);
	return l->fn(cx, &a, l->arg);
}

int audit_each(struct cx *cx, audit_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_each, each_row, &l, BIND_NONE);
}

int audit_from(struct cx *cx, int64_t first, audit_fn *fn, void *arg)
{
	struct list_arg l = { fn, arg };

	return sql_each(cx, &q_tail, each_row, &l, BIND(V(first)));
}
