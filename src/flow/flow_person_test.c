/* flow_person_test — one field of an owner, or of an owner's agent, in the clear: of which record, for whom, and behind which audit row; merges by who asked. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_person.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/owner/owner_testkit.h"

static struct { struct testdb t; struct unit a, b; owner_id here, there; int64_t agent, elsewhere; } w;
static struct cx *const cx = &w.t.cx;
enum { PURPOSE_CHECK = 5 };

static int64_t add_agent(owner_id owner, const char *name, const char *id_no, const char *phone, const char *until)
{
	struct owner_agent a = { .owner = owner, .id_kind = IK_IDCARD, .paper = S(""), .until_day = str_of(until) };
	int64_t id;

	assert_true(pii_take(str_of(name), &a.name) && pii_take(str_of(id_no), &a.id_no) && pii_take(str_of(phone), &a.phone));
	DONE(cx, owner_agent_add(cx, &a, &id));
	return id;
}

static int setup(void **state)
{
	struct unit bureau;

	(void)state;
	testdb_open(&w.t);
	DONE(cx, unit_add(cx, (unit_id){ 0 }, UNIT_BUREAU, S("TB"), S("局"), &bureau));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-A"), S("甲"), &w.a));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-B"), S("乙"), &w.b));
	cx->unit = w.a.id;
	w.here = kit_owner(cx, "张三", "13800000001");
	cx->unit = w.b.id;
	w.there = kit_owner(cx, "李四", "13800000002");
	w.agent = add_agent(w.here, "代办甲", "430405199001010011", "13900000001", "2030-01-01");
	w.elsewhere = add_agent(w.there, "代办乙", "43040519900101002X", "13900000002", "2030-01-01");
	cx->actor.v = 5;
	cx->roles = ROLE_OFFICER;
	cx->area = w.a.path;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

struct rows { int n; char last[300]; };

static int one_row(struct cx *c, const struct audit_row *r, void *arg)
{
	struct rows *v = arg;

	(void)c;
	if (v->n++ == 0)
		snprintf(v->last, sizeof v->last, "%.*s", STR_ARG(r->detail));
	return 0;
}

static struct rows looks(void)
{
	struct rows v = { 0 };

	DONE(cx, audit_list(cx, 0, S("owner.unmask"), (account_id){ 0 }, 100, one_row, &v));
	return v;
}

static int unmask(owner_id owner, int64_t agent, const char *field, const char *reference, str *ret)
{
	DONE(cx, sql_begin(cx, true));
	int rc = flow_person_unmask_agent(cx, owner, agent, str_of(field), PURPOSE_CHECK, str_of(reference), ret);
	if (rc < 0) {
		sql_rollback(cx);
		return rc;
	}
	DONE(cx, sql_commit(cx));
	return 0;
}

static void one_field_of_an_agent_behind_its_audit_row(void **state)
{
	static const struct { const char *field, *value; } all[] = { { "name", "代办甲" }, { "idNo", "430405199001010011" }, { "phone", "13900000001" } };
	char who[AUDIT_SUBJECT], want[300];
	str got;

	(void)state;
	DONE(cx, audit_subject(cx, "owner_agent", w.agent, who));
	for (size_t i = 0; i < COUNTOF(all); i++) {
		DONE(cx, unmask(w.here, w.agent, all[i].field, "CASE-2026-17", &got));
		assert_true(str_eq(got, str_of(all[i].value)));
		struct rows v = looks();
		snprintf(want, sizeof want, "{\"agent\":\"%s\",\"field\":\"%s\",\"purpose\":\"check\",\"reference\":\"CASE-2026-17\"}", who, all[i].field);
		assert_int_equal(v.n, (int)i + 1);
		assert_string_equal(v.last, want);
	}
}

static void an_agent_of_that_owner_in_the_own_area_today(void **state)
{
	str got = S("nothing");

	(void)state;
	REFUSED(cx, E_DENIED, unmask(w.there, w.elsewhere, "name", "CASE-1", &got));
	REFUSED(cx, E_NOTFOUND, unmask(w.here, w.elsewhere, "name", "CASE-1", &got));      /* through an owner of one's own */
	REFUSED(cx, E_NOTFOUND, unmask(w.here, 99999, "name", "CASE-1", &got));
	REFUSED(cx, E_INVALID, unmask(w.here, w.agent, "address", "CASE-1", &got));
	REFUSED(cx, E_INVALID, unmask(w.here, w.agent, "paper", "CASE-1", &got));
	REFUSED(cx, E_INVALID, unmask(w.here, w.agent, "name", "为王五", &got));
	cx->now += 10 * 365 * (utc_ms)DAY_MS;          /* the authorisation has run out */
	REFUSED(cx, E_NOTFOUND, unmask(w.here, w.agent, "name", "CASE-1", &got));
	assert_true(str_eq(got, S("nothing")));
	assert_int_equal(looks().n, 0);
}

struct seen { int n; int64_t first; };

static int one_merge(struct cx *c, const struct owner_merge *m, void *arg)
{
	struct seen *s = arg;

	(void)c;
	if (s->n++ == 0)
		s->first = m->id;
	return 0;
}

static void merges_by_who_asked(void **state)
{
	struct seen all = { 0 }, mine = { 0 }, open = { 0 };
	owner_id third = kit_owner(cx, "张三", "13800000003");
	struct owner_merge m;
	int64_t a, b;

	(void)state;
	DONE(cx, owner_merge_ask(cx, w.here, third, S("同一人"), &a));
	cx->actor.v = 6;
	DONE(cx, owner_merge_ask(cx, w.here, w.there, S("同一人"), &b));
	DONE(cx, flow_person_merge(cx, a, false, S("证件不同"), &m));
	assert_true(str_eq(m.note, S("证件不同")));
	DONE(cx, owner_merges(cx, false, (account_id){ 0 }, 0, 10, one_merge, &all));
	DONE(cx, owner_merges(cx, false, (account_id){ 5 }, 0, 10, one_merge, &mine));
	DONE(cx, owner_merges(cx, true, (account_id){ 0 }, 0, 10, one_merge, &open));
	assert_true(all.n == 2 && mine.n == 1 && mine.first == a && open.n == 1 && open.first == b);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = { T(one_field_of_an_agent_behind_its_audit_row), T(an_agent_of_that_owner_in_the_own_area_today), T(merges_by_who_asked) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
