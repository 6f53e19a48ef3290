/* theft_test — T1 to T5 and every pair of state and event. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/account/account_testkit.h"
#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/theft/theft.h"

struct world { struct testdb t; bike_id bike; };

static bike_id add_bike(struct cx *cx, uint64_t tag)
{
	struct bike_new n = { .tag = { tag }, .owner = kit_owner(cx, "李四光", "13800001111"), .how = S("register") };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "TEST%llu", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static int setup(void **state)
{
	static struct world w;
	account_id officer;

	testdb_open(&w.t);
	officer = kit_account(&w.t.cx, "officer", "correct horse", ROLE_POLICE, NULL);
	w.t.cx.actor = officer;
	w.t.cx.roles = ROLE_OFFICER;
	w.bike = add_bike(&w.t.cx, 0xab);
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(&((struct world *)*state)->t);
	return 0;
}

static struct theft_new report_of(struct cx *cx, bike_id bike)
{
	struct theft_new n = { .bike = bike, .tag = { 0xab }, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS,
	                       .district = 430405, .place = S("财富广场"), .note = S("") };

	assert_true(plate_parse(S("TEST171"), &n.plate));
	return n;
}

static struct theft report(struct cx *cx, bike_id bike)
{
	struct theft_new n = report_of(cx, bike);
	struct theft t;

	DONE(cx, theft_report(cx, &n, &t));
	return t;
}

#define CX (&((struct world *)*state)->t.cx)
#define BIKE (((struct world *)*state)->bike)

static int step(struct cx *cx, struct theft *t, enum theft_event ev, unsigned *fx)
{
	return theft_step(cx, t, ev, 0, S(""), 30, fx);
}

static void T1_one_open_case_a_bike(void **state)
{
	struct cx *cx = CX;
	struct theft a = report(cx, BIKE), b;
	struct theft_new n = report_of(cx, BIKE);
	unsigned fx = 99;

	REFUSED(cx, E_STATE, theft_report(cx, &n, &b));
	DONE(cx, step(cx, &a, TE_WATCH, &fx));
	REFUSED(cx, E_STATE, theft_report(cx, &n, &b));
	DONE(cx, step(cx, &a, TE_RECOVER, &fx));
	b = report(cx, BIKE);
	assert_string_equal(a.number.p, "430405-20261123-0001");
	fx = 99;
	REFUSED(cx, E_STATE, step(cx, &a, TE_REOPEN, &fx));   /* the newer case is open */
	assert_int_equal(fx, 99);
}

static void T1_race_of_two_connections(void **state)
{
	struct cx *cx = CX, other = testdb_second(&((struct world *)*state)->t, 50);
	struct theft_new n = report_of(cx, BIKE);
	struct theft t;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, theft_report(cx, &n, &t));
	REFUSED(&other, E_BUSY, sql_begin(&other, true));
	DONE(cx, sql_commit(cx));
	DONE(&other, sql_begin(&other, true));
	REFUSED(&other, E_STATE, theft_report(&other, &n, &t));
	sql_rollback(&other);
	sql_close(other.db);
}

static void bring(struct cx *cx, struct theft *t, enum theft_state to)
{
	unsigned fx, roles = cx->roles;

	if (to == TS_WITHDRAWN)
		DONE(cx, step(cx, t, TE_WITHDRAW, &fx));
	if (to == TS_WATCHED || to == TS_LOCATED || to == TS_RECOVERED)
		DONE(cx, step(cx, t, TE_WATCH, &fx));
	cx->roles = ROLE_SYSTEM;
	if (to == TS_LOCATED)
		DONE(cx, step(cx, t, TE_HIT, &fx));
	cx->roles = roles;
	if (to == TS_RECOVERED)
		DONE(cx, step(cx, t, TE_RECOVER, &fx));
	assert_int_equal(t->state, to);
}

/* T2: written out by hand, not read from the table. */
static void T2_every_pair_of_state_event_and_role(void **state)
{
	struct cx *cx = CX;
	enum { NO = -1, UNW = FX_UNWATCH | FX_CLOSE_ALERTS };
	static const struct { int to; unsigned fx; } want[TS_N][TE_N] = {
		/*                 watch                     hit                recover              withdraw             reopen */
		[TS_REPORTED]  = { { TS_WATCHED, FX_WATCH }, { NO, 0 },         { NO, 0 },           { TS_WITHDRAWN, 0 }, { NO, 0 } },
		[TS_WATCHED]   = { { NO, 0 },                { TS_LOCATED, 0 }, { TS_RECOVERED, UNW }, { TS_WITHDRAWN, UNW }, { NO, 0 } },
		[TS_LOCATED]   = { { NO, 0 },                { NO, 0 },         { TS_RECOVERED, UNW }, { TS_WITHDRAWN, UNW }, { NO, 0 } },
		[TS_RECOVERED] = { { NO, 0 },                { NO, 0 },         { NO, 0 },           { NO, 0 },           { TS_WATCHED, FX_WATCH } },
		[TS_WITHDRAWN] = { { NO, 0 },                { NO, 0 },         { NO, 0 },           { NO, 0 },           { NO, 0 } },
	};
	static const unsigned roles[] = { ROLE_OFFICER, ROLE_SYSTEM, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN, ROLE_TRAFFIC, ROLE_ADJUSTER,
	                                  ROLE_INSURER, ROLE_LEADER, ROLE_CASE, ROLE_OWNER };
	uint64_t tag = 1000;

	for (int from = 0; from < TS_N; from++)
		for (int ev = 0; ev < TE_N; ev++)
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				DONE(cx, sql_begin(cx, true));   /* one commit a cell */
				struct theft t = report(cx, add_bike(cx, tag++));
				bring(cx, &t, (enum theft_state)from);
				cx->roles = roles[r];
				unsigned fx = 77, who = ev == TE_HIT ? ROLE_SYSTEM : ROLE_POLICE;
				bool may = want[from][ev].to != NO && (roles[r] & who);
				assert_int_equal((theft_actions(&t, roles[r], cx->now, 30) >> ev) & 1, may);
				int64_t ver = t.ver;
				if (may) {
					DONE(cx, step(cx, &t, (enum theft_event)ev, &fx));
					assert_int_equal(t.state, want[from][ev].to);
					assert_int_equal(fx, want[from][ev].fx);
					assert_int_equal(t.ver, ver + 1);
				} else {
					REFUSED(cx, want[from][ev].to == NO ? E_STATE : E_DENIED, step(cx, &t, (enum theft_event)ev, &fx));
					assert_int_equal(t.state, from);
					assert_int_equal(fx, 77);
				}
				cx->roles = ROLE_OFFICER;
				sql_rollback(cx);
			}
}

static void T3_a_stale_version_is_refused(void **state)
{
	struct cx *cx = CX;
	struct theft a = report(cx, BIKE), stale = a;
	unsigned fx;

	REFUSED(cx, E_STATE, theft_step(cx, &a, TE_WATCH, a.ver + 1, S(""), 30, &fx));
	DONE(cx, theft_step(cx, &a, TE_WATCH, a.ver, S(""), 30, &fx));
	REFUSED(cx, E_STATE, theft_step(cx, &stale, TE_WITHDRAW, 0, S(""), 30, &fx));
	assert_int_equal(stale.state, TS_REPORTED);
}

static int keep_event(struct cx *cx, const struct theft_history *h, void *arg)
{
	char *out = arg;
	size_t k = strlen(out);

	(void)cx;
	snprintf(out + k, 256 - k, "%.*s:%.*s>%.*s ", STR_ARG(h->event), STR_ARG(h->from), STR_ARG(h->to));
	return 0;
}

static void T4_every_change_leaves_an_event(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	char got[256] = "";

	bring(cx, &t, TS_RECOVERED);
	assert_int_equal(theft_events(cx, t.id, 100, keep_event, got), 3);
	assert_string_equal(got, "report:>reported watch:reported>watched recover:watched>recovered ");
	static const struct sql_stmt upd = { "t.upd", "UPDATE theft_event SET note = 'x'", 0, 0 }, del = { "t.del", "DELETE FROM theft_event", 0, 0 };
	static const struct sql_stmt *const list[] = { &upd, &del };
	sql_register(list, 2);
	REFUSED(cx, E_STATE, sql_exec(cx, &upd, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &del, BIND_NONE));
}

static int keep_watch(struct cx *cx, const struct theft_watch *w, void *arg)
{
	struct theft_watch *out = arg;

	(void)cx;
	while (out->version)
		out++;
	*out = *w;
	return 0;
}

static void T5_watch_changes_stay_in_order_until_marked(void **state)
{
	struct cx *cx = CX;
	struct theft t = report(cx, BIKE);
	struct theft_watch w[4] = { 0 };

	DONE(cx, theft_watch(cx, &t, true));
	DONE(cx, theft_watch(cx, &t, false));
	assert_int_equal(theft_watch_pending(cx, 10, keep_watch, w), 2);
	assert_true(w[0].add && !w[1].add && w[1].version > w[0].version);
	assert_int_equal(w[0].tag.v, 0xab);
	assert_int_equal(w[0].since, t.last_seen_at);
	DONE(cx, theft_watch_journaled(cx, w[0].version));
	memset(w, 0, sizeof w);
	assert_int_equal(theft_watch_pending(cx, 10, keep_watch, w), 1);
	assert_false(w[0].add);
	assert_int_equal(theft_watch_again(cx), 0);   /* only watched cases */
	bring(cx, &t, TS_LOCATED);
	assert_int_equal(theft_watch_again(cx), 1);
}

static void times_texts_and_reopening_have_limits(void **state)
{
	struct cx *cx = CX;
	struct theft_new n = report_of(cx, BIKE);
	struct theft t;
	unsigned fx;

	n.last_seen_at = cx->now + 1;
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	n = report_of(cx, BIKE);
	n.missing_at = n.last_seen_at - 1;
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	n = report_of(cx, BIKE);
	n.severity = 4;
	REFUSED(cx, E_INVALID, theft_report(cx, &n, &t));
	t = report(cx, BIKE);
	bring(cx, &t, TS_RECOVERED);
	cx->now += 30 * (int64_t)DAY_MS + 1;
	REFUSED(cx, E_STATE, step(cx, &t, TE_REOPEN, &fx));
	cx->now -= 1;
	DONE(cx, step(cx, &t, TE_REOPEN, &fx));
	assert_int_equal(t.closed_at, 0);
	assert_int_equal(theft_state_of(S("nonsense")), TS_N);
	assert_int_equal(theft_state_name(TS_N).n, 0);
	assert_int_equal(theft_event_name((enum theft_event)-1).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(T1_one_open_case_a_bike), T(T1_race_of_two_connections), T(T2_every_pair_of_state_event_and_role), T(T3_a_stale_version_is_refused),
		T(T4_every_change_leaves_an_event), T(T5_watch_changes_stay_in_order_until_marked), T(times_texts_and_reopening_have_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
