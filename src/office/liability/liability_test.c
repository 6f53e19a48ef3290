/* liability_test — the accident's life and its guards in the database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "liability_sm.h"
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "office/account/account_testkit.h"
#include "office/bike/bike.h"
#include "office/liability/liability.h"
#include "office/owner/owner_testkit.h"

#define STMT(nm, n, sql_text) static const struct sql_stmt nm = { "t." #nm, sql_text, 0, n, .step = true }
STMT(t_force, 2, "UPDATE accident SET state = $1, surveyor = 77, assessed_by = 55, rounds = 1, amount_fen = 100, limit_fen = 1000, loss_fen = 100, agreed_at = 1, "
	"released_by = CASE WHEN $1 IN ('released', 'paid') THEN 66 END, way = CASE WHEN $1 IN ('released', 'paid') THEN 'batch' ELSE '' END, "
	"paid_at = CASE WHEN $1 = 'paid' THEN 1 END WHERE id = $2");
STMT(t_unpay, 0, "UPDATE accident SET state = 'agreed', paid_at = NULL");
STMT(t_amount, 0, "UPDATE accident SET amount_fen = 101");
STMT(t_over, 0, "UPDATE accident SET amount_fen = limit_fen + 1");
STMT(t_self, 0, "UPDATE accident SET released_by = assessed_by");
STMT(t_event, 0, "UPDATE accident_event SET note = 'x'");
STMT(t_event_gone, 0, "DELETE FROM accident_event");
STMT(t_assess, 0, "UPDATE accident_assess SET amount_fen = 1");
STMT(t_pay_fen, 0, "UPDATE accident_payment SET fen = 1");
STMT(t_pay_back, 0, "UPDATE accident_payment SET state = 'made'");
static const struct sql_stmt *const t_stmts[] = { &t_force, &t_unpay, &t_amount, &t_over, &t_self, &t_event, &t_event_gone, &t_assess, &t_pay_fen, &t_pay_back };

static struct world { struct testdb t; account_id a, b; owner_id owner; bike_id bike; unit_id insurer, rival; int n; } w;
#define CX (&w.t.cx)

static int setup(void **state)
{
	struct bike_new n = { .tag = { 0x77 }, .how = S("register"), .bought_on = S("2026-01-10") };
	struct unit u;

	testdb_open(&w.t);
	sql_register(t_stmts, COUNTOF(t_stmts));
	w.a = kit_account_row(CX, "ins1", ROLE_INSURER);
	w.b = kit_account_row(CX, "ins2", ROLE_INSURER);
	w.owner = n.owner = kit_owner(CX, "李四光", "13800001111");
	assert_true(plate_parse(S("TEST77"), &n.plate));
	DONE(CX, bike_add(CX, &n, &w.bike));
	DONE(CX, unit_add(CX, (unit_id){ 0 }, UNIT_INSURER, S("pa"), S("平安财险"), &u));
	w.insurer = u.id;
	DONE(CX, unit_add(CX, (unit_id){ 0 }, UNIT_INSURER, S("rb"), S("人保"), &u));
	w.rival = u.id;
	CX->actor = w.a;
	CX->roles = ROLE_INSURER;
	w.n = 0;
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct accident_new report_of(const char *key)
{
	return (struct accident_new){ .key = str_of(key), .bike = w.bike, .owner = w.owner, .unit = w.insurer, .happened_at = CX->now - HOUR_MS, .place = S("解放路口"), .what = S("相撞"),
	                              .reporter = S("owner") };
}

static struct accident add(void)
{
	struct accident a;
	char key[32];
	bool again;

	snprintf(key, sizeof key, "request-%d", ++w.n);
	struct accident_new n = report_of(key);
	DONE(CX, accident_add(CX, &n, &a, &again));
	assert_false(again);
	return a;
}

static void force(struct accident *a, enum accident_state s)
{
	DONE(CX, sql_exec(CX, &t_force, BIND(V(accident_state_names[s]), V(a->id))));
	DONE(CX, accident_get(CX, a->id, a));
}

/* --- LB1: every cell, as the file that is reviewed by hand says --- */

static const unsigned roles[] = { ROLE_INSURER, ROLE_ADJUSTER, ROLE_OWNER, ROLE_SYSTEM, ROLE_OFFICER, ROLE_CASE, ROLE_CLERK, ROLE_TRAFFIC, ROLE_ENGINEER, ROLE_LEADER,
                                  ROLE_SYSADMIN, ROLE_SECADMIN, ROLE_AUDITOR, ROLE_PUBLIC };

static bool cell(struct cx *cx, const struct accident *at, enum accident_event ev, unsigned role, enum accident_state *ret_to)
{
	struct accident a = *at;
	unsigned fx = 0xfff;

	cx->roles = role;
	bool offered = (accident_actions(&a, role) >> ev) & 1, row = accident_row_for(a.state, ev) != NULL;
	DONE(cx, sql_begin(cx, true));
	int rc = accident_step(cx, &a, ev, 0, S(""), &fx);
	sql_rollback(cx);
	assert_int_equal(rc == 0, offered);
	assert_int_equal(rc, rc == 0 ? 0 : row ? E_DENIED : E_STATE);
	assert_int_equal(a.ver, at->ver + (rc == 0));
	cx->err = (struct err){ 0 };
	cx->roles = ROLE_INSURER;
	*ret_to = a.state;
	return rc == 0;
}

static void LB1_every_cell_of_state_event_and_role(void **state)
{
	static const char letters[] = "ijwSoectklmsa-";
	static char want[32 << 10], got[32 << 10];
	const char *source = getenv("YZ_SOURCE");
	char path[600];
	size_t k = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/tests/golden/accident_life.txt", source ? source : ".");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	want[fread(want, 1, sizeof want - 1, f)] = 0;
	fclose(f);
	struct accident at = add();
	for (int from = 0; from < AS_N; from++) {
		if (from == AS_PAID)      /* from where nothing leads away: on an accident of its own */
			at = add();
		if (from == AS_REFUSED)
			at = add();
		force(&at, (enum accident_state)from);
		for (int ev = 0; ev < AE_N; ev++) {
			char map[COUNTOF(roles) + 1] = "";
			enum accident_state to = AS_N, one;
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				bool may = cell(CX, &at, (enum accident_event)ev, roles[r], &one);
				map[r] = may ? letters[r] : '.';
				to = may ? one : to;
			}
			k += (size_t)snprintf(got + k, sizeof got - k, "%-13.*s %-11.*s %s %.*s\n", STR_ARG(accident_state_names[from]), STR_ARG(accident_event_names[ev]), map,
			                      STR_ARG(to == AS_N ? S("-") : accident_state_names[to]));
		}
	}
	char *body = strstr(want, "\n\n");
	assert_non_null(body);
	if (strcmp(body + 2, got) != 0) {
		for (char *a = body + 2, *b = got; *a && *b; a += strcspn(a, "\n") + 1, b += strcspn(b, "\n") + 1)
			if (strncmp(a, b, strcspn(b, "\n") + 1) != 0)
				print_error("# the file: %.*s\n# the room: %.*s\n", (int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
		fail_msg("tests/golden/accident_life.txt says otherwise");
	}
}

static void LB1_guards_versions_and_history(void **state)
{
	struct accident a = add(), stale = a;
	unsigned fx;

	(void)state;
	a.surveyor = w.a;
	DONE(CX, accident_step(CX, &a, AE_ASSIGN, a.ver, S(""), &fx));
	REFUSED(CX, E_STATE, accident_step(CX, &stale, AE_ASSIGN, 0, S(""), &fx));      /* somebody moved it first */
	REFUSED(CX, E_STATE, accident_step(CX, &a, AE_ARRIVE, a.ver + 1, S(""), &fx));
	a.code = S("Not Coded");
	REFUSED(CX, E_INVALID, accident_step(CX, &a, AE_ARRIVE, 0, S(""), &fx));
	force(&a, AS_DISPUTED);
	a.surveyor = a.assessed_by;
	REFUSED(CX, E_STATE, accident_step(CX, &a, AE_REASSESS, 0, S(""), &fx));      /* another one is sent first */
	a = add();
	force(&a, AS_REFUSED);
	a.rounds = 0;
	REFUSED(CX, E_STATE, accident_step(CX, &a, AE_DISPUTE, 0, S(""), &fx));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_event, BIND_NONE));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_event_gone, BIND_NONE));
	assert_int_equal(accident_state_of(S("nonsense")), AS_N);
	assert_int_equal(accident_event_of(S("nonsense")), AE_N);
}

static void LB2_the_same_report_is_the_same_accident(void **state)
{
	struct accident_new n = report_of("request-once");
	struct accident a, b;
	bool again;

	(void)state;
	DONE(CX, accident_add(CX, &n, &a, &again));
	assert_false(again);
	DONE(CX, accident_add(CX, &n, &b, &again));
	assert_true(again && a.id == b.id);
	n.what = S("别的事");
	REFUSED(CX, E_STATE, accident_add(CX, &n, &b, &again));
	n = report_of("short");
	REFUSED(CX, E_INVALID, accident_add(CX, &n, &b, &again));
	n = report_of("request-later");
	n.happened_at = CX->now + 1;
	REFUSED(CX, E_INVALID, accident_add(CX, &n, &b, &again));
	n = report_of("request-nowhere");
	n.place = S("");
	REFUSED(CX, E_INVALID, accident_add(CX, &n, &b, &again));
}

static int64_t party_of(const struct accident *a, enum party_role role)
{
	struct party_new n = { .role = role, .plate = S("湘D12345"), .vehicle = S("轿车") };
	int64_t id;

	assert_true(pii_take(S("王小二"), &n.name));
	DONE(CX, party_add(CX, a->id, &n, &id));
	return id;
}

static void LB3_each_assessment_is_somebody_elses(void **state)
{
	struct accident a = add();
	bool did;

	(void)state;
	DONE(CX, assess_add(CX, &a, 1, 500, 500));
	REFUSED(CX, E_DENIED, assess_add(CX, &a, 2, 400, 400));
	CX->actor = w.b;
	REFUSED(CX, E_STATE, assess_add(CX, &a, 1, 400, 400));      /* the round is taken */
	DONE(CX, assess_add(CX, &a, 2, 400, 400));
	DONE(CX, assess_by(CX, a.id, w.a, &did));
	assert_true(did);
	REFUSED(CX, E_STATE, sql_exec(CX, &t_assess, BIND_NONE));
}

static void LB4_whoever_assessed_does_not_release(void **state)
{
	struct accident a = add();
	unsigned fx;

	(void)state;
	force(&a, AS_AGREED);
	a.assessed_by = w.a;
	REFUSED(CX, E_DENIED, accident_step(CX, &a, AE_PAY, 0, S(""), &fx));
	REFUSED(CX, E_DENIED, accident_step(CX, &a, AE_RELEASE, 0, S(""), &fx));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_self, BIND_NONE));
	CX->actor = w.b;
	DONE(CX, accident_step(CX, &a, AE_PAY, 0, S(""), &fx));
	assert_int_equal(fx, AFX_PAY | AFX_END);
	assert_int_equal(a.released_by.v, w.b.v);
}

static void LB5_never_above_the_limit_and_never_twice(void **state)
{
	struct accident a = add();
	unsigned fx;

	(void)state;
	int64_t other = party_of(&a, PR_OTHER), walker = party_of(&a, PR_PEDESTRIAN);
	force(&a, AS_AGREED);      /* its limit is 1,000 */
	REFUSED(CX, E_STATE, sql_exec(CX, &t_over, BIND_NONE));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_amount, BIND_NONE));
	DONE(CX, payment_add(CX, &a, other, 1, 700));
	REFUSED(CX, E_STATE, payment_add(CX, &a, walker, 2, 301));
	REFUSED(CX, E_STATE, payment_add(CX, &a, other, 3, 100));      /* this party has one */
	DONE(CX, payment_add(CX, &a, walker, 4, 300));
	DONE(CX, payment_move(CX, a.id, S("made"), S("released"), S("")));
	REFUSED(CX, E_STATE, payment_move(CX, a.id, S("made"), S("released"), S("")));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_pay_fen, BIND_NONE));
	DONE(CX, payment_move(CX, a.id, S("released"), S("paid"), S("B1")));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_pay_back, BIND_NONE));
	struct accident twin = a;
	CX->actor = w.b;
	DONE(CX, accident_step(CX, &a, AE_PAY, 0, S(""), &fx));
	REFUSED(CX, E_STATE, accident_step(CX, &twin, AE_PAY, 0, S(""), &fx));
	REFUSED(CX, E_STATE, accident_step(CX, &a, AE_PAY, 0, S(""), &fx));
	REFUSED(CX, E_STATE, sql_exec(CX, &t_unpay, BIND_NONE));
}

static int count_one(struct cx *cx, const struct accident *a, void *arg)
{
	(void)cx;
	(void)a;
	(*(int *)arg)++;
	return 0;
}

static int queue(enum accident_queue q, unit_id carrier)
{
	int n = 0;

	DONE(CX, accident_list(CX, q, carrier, 0, 100, count_one, &n));
	return n;
}

static void LB6_an_insurer_finds_its_own_only(void **state)
{
	struct accident a = add(), got;
	struct unit mine, rival;

	(void)state;
	DONE(CX, unit_get(CX, w.insurer, &mine));
	DONE(CX, unit_get(CX, w.rival, &rival));
	CX->area = mine.path;
	assert_int_equal(queue(AQ_ALL, w.rival), 1);      /* taken up: whoever carries the plan today */
	DONE(CX, accident_get_in(CX, a.id, w.rival, &got));
	CX->area = rival.path;
	assert_int_equal(queue(AQ_ALL, w.rival), 0);
	REFUSED(CX, E_NOTFOUND, accident_get_in(CX, a.id, w.rival, &got));
	CX->area = S("");
	assert_int_equal(queue(AQ_ALL, w.insurer), 0);
	REFUSED(CX, E_NOTFOUND, accident_get_in(CX, a.id, w.insurer, &got));
	CX->area = mine.path;
	assert_int_equal(queue(AQ_NEW, w.insurer), 1);
	assert_int_equal(queue(AQ_ASSESS, w.insurer), 0);
	force(&a, AS_SENT);
	assert_int_equal(queue(AQ_NEW, w.insurer), 0);
	assert_int_equal(queue(AQ_ASSESS, w.insurer), 1);
	assert_int_equal(queue(AQ_MINE, w.insurer), 0);      /* account 77's */
	CX->actor = (account_id){ 77 };
	assert_int_equal(queue(AQ_MINE, w.insurer), 1);
	force(&a, AS_DISPUTED);
	assert_int_equal(queue(AQ_DISPUTE, w.insurer), 1);
	force(&a, AS_AGREED);
	assert_int_equal(queue(AQ_RELEASE, w.insurer), 1);
	DONE(CX, accident_get_of(CX, a.id, w.owner, &got));
	REFUSED(CX, E_NOTFOUND, accident_get_of(CX, a.id, (owner_id){ w.owner.v + 1 }, &got));
}

static void parties_are_sealed_and_bounded(void **state)
{
	struct accident a = add();
	struct party_new n = { .role = PR_RIDER, .plate = S(""), .vehicle = S("") };
	struct party p;
	struct pii v;
	int64_t id;

	(void)state;
	REFUSED(CX, E_INVALID, party_add(CX, a.id, &n, &id));      /* no name */
	assert_true(pii_take(S("=HYPERLINK(1)"), &n.name));
	REFUSED(CX, E_INVALID, party_add(CX, a.id, &n, &id));      /* the bank's file is opened by table programs, too */
	assert_true(pii_take(S("赵钱孙"), &n.name));
	assert_true(pii_take(S("6222 0200 0000 0000 01"), &n.card));
	REFUSED(CX, E_INVALID, party_add(CX, a.id, &n, &id));      /* check digit */
	assert_true(pii_take(S("6222 0200 0000 0000 07"), &n.card));
	assert_true(pii_take(S("13900002222"), &n.phone));
	DONE(CX, party_add(CX, a.id, &n, &id));
	REFUSED(CX, E_STATE, party_add(CX, a.id, &n, &id));      /* one rider */
	DONE(CX, party_get(CX, a.id, id, &p));
	assert_null(strstr(arena_z(CX->arena, p.s_phone), "13900002222"));
	DONE(CX, party_open(CX, &p, S("phone"), &v));
	assert_true(str_eq(pii_reveal(&v), S("13900002222")));
	DONE(CX, party_open(CX, &p, S("card"), &v));
	assert_true(str_eq(pii_reveal(&v), S("622202000000000007")));
	REFUSED(CX, E_INVALID, party_open(CX, &p, S("address"), &v));
	REFUSED(CX, E_NOTFOUND, party_get(CX, a.id + 1, id, &p));
	struct item it = { .accident = a.id, .party = id, .kind = IT_VEHICLE, .what = S("车头"), .claimed_fen = 5000 };
	int64_t item;
	DONE(CX, item_add(CX, &it, &item));
	REFUSED(CX, E_INVALID, item_assess(CX, a.id, item, 5001));
	DONE(CX, item_assess(CX, a.id, item, 4000));
	it.party = id + 1;
	REFUSED(CX, E_INVALID, item_add(CX, &it, &item));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(LB1_every_cell_of_state_event_and_role), T(LB1_guards_versions_and_history), T(LB2_the_same_report_is_the_same_accident), T(LB3_each_assessment_is_somebody_elses),
		T(LB4_whoever_assessed_does_not_release), T(LB5_never_above_the_limit_and_never_twice), T(LB6_an_insurer_finds_its_own_only), T(parties_are_sealed_and_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
