/* order_test — OR1 to OR7: every state, event and role against a matrix written by hand; keys, versions, levels, help, duty. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/account/account_testkit.h"
#include "office/alert/alert.h"
#include "office/bike/bike.h"
#include "office/order/order.h"
#include "office/owner/owner_testkit.h"
#include "office/theft/theft.h"

/* Refused, naming the field. */
#define FIELD(cx, code, name, call) do { \
	assert_int_equal((call), (code)); \
	assert_string_equal((cx)->err.field, (name)); \
	(cx)->err = (struct err){ 0 }; \
} while (0)

struct world { struct testdb t; struct theft theft; struct unit branch, precinct, other; account_id one, two; uint64_t lsn; };

static struct testdb *all;

#define W ((struct world *)*state)
#define CX (&W->t.cx)

/* One database for all (its making is most of a test's time): each test has orders of its own, and those of before are not open any more. */
static int setup(void **state)
{
	static struct world w;
	struct cx *cx = &w.t.cx;
	struct bike_new n = { .tag = { 0xab }, .how = S("register") };
	static const struct sql_stmt away = { "t.away", "UPDATE police_order SET state = 'lapsed', ended_at = 1, path = '/0/' WHERE state NOT IN ('done', 'revoked', 'lapsed')", 0, 0 };
	static const struct sql_stmt *const list[] = { &away };
	bike_id bike;

	*state = &w;
	if (w.one.v) {
		cx->actor = w.one;
		cx->roles = ROLE_POLICE;
		DONE(cx, sql_exec(cx, &away, BIND_NONE));
		return 0;
	}
	sql_register(list, 1);
	testdb_open(&w.t);
	all = &w.t;
	w.one = kit_account(cx, "one", "correct horse", ROLE_POLICE, NULL);
	w.two = kit_account(cx, "two", "correct horse", ROLE_POLICE, NULL);
	cx->actor = w.one;
	cx->roles = ROLE_POLICE;
	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("B"), S("石鼓分局"), &w.branch));
	DONE(cx, unit_add(cx, w.branch.id, UNIT_PRECINCT, S("P"), S("人民路派出所"), &w.precinct));
	DONE(cx, unit_add(cx, w.branch.id, UNIT_PRECINCT, S("Q"), S("青山派出所"), &w.other));
	assert_true(plate_parse(S("TEST171"), &n.plate));
	n.owner = kit_owner(cx, "李四光", "13800001111");
	DONE(cx, bike_add(cx, &n, &bike));
	struct theft_new r = { .bike = bike, .tag = { 0xab }, .plate = n.plate, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS,
	                       .district = 430405, .place = S(""), .note = S("") };
	DONE(cx, theft_report(cx, &r, &w.theft));
	return 0;
}

static int done(void **state)
{
	(void)state;
	testdb_close(all);
	return 0;
}

/* A new alert: its subject is a tag of its own. */
static struct alert raise(struct world *w)
{
	struct detection d = { .lsn = ++w->lsn, .n = 1, .theft = w->theft.id, .tag = { 0x1000 + w->lsn }, .case_number = w->theft.number, .bike = w->theft.bike,
	                       .plate = w->theft.plate, .station_name = S("S1"), .station_place = S("解放路"), .district = 430405, .heard_at = w->t.cx.now,
	                       .recv_at = w->t.cx.now, .severity = 2, .doubt = S("") };
	enum alert_told told;
	struct alert a;

	DONE(&w->t.cx, alert_raise(&w->t.cx, &d, 600000, &a, &told));
	return a;
}

static struct order issue(struct world *w)
{
	struct alert a = raise(w);
	struct order_new n = { .alert = { a.id }, .theft = w->theft.id, .unit = w->precinct.id, .path = w->precinct.path, .how = ORH_STATION, .severity = 2,
	                       .next_at = w->t.cx.now + 120 * SECOND_MS, .who = S(""), .note = S(""), .key = S("") };
	struct order o;

	DONE(&w->t.cx, order_add(&w->t.cx, &n, &o));
	return o;
}

static struct order_do act(enum order_ev ev)
{
	return (struct order_do){ .key = S(""), .note = S("一句话说明"), .who = S("王警官"), .result = ev == ORE_FEEDBACK ? ORR_BIKE : ORR_NONE };
}

static int step(struct cx *cx, struct order *o, enum order_ev ev)
{
	struct order_do d = act(ev);
	bool again;

	return order_step(cx, o, ev, &d, &again);
}

static void bring(struct world *w, struct order *o, enum order_state to)
{
	struct cx *cx = &w->t.cx;
	unsigned roles = cx->roles;
	account_id me = cx->actor;

	cx->roles = ROLE_POLICE;
	if (to == ORS_REVOKED)
		DONE(cx, step(cx, o, ORE_REVOKE));
	if (to == ORS_LAPSED) {
		cx->roles = ROLE_SYSTEM;
		DONE(cx, step(cx, o, ORE_LAPSE));
	}
	if (to >= ORS_SIGNED && to <= ORS_DONE)
		DONE(cx, step(cx, o, ORE_SIGN));
	if (to >= ORS_FED_BACK && to <= ORS_DONE)
		DONE(cx, step(cx, o, ORE_FEEDBACK));
	cx->actor = w->two;
	if (to == ORS_RETURNED)
		DONE(cx, step(cx, o, ORE_SEND_BACK));
	if (to == ORS_DONE)
		DONE(cx, step(cx, o, ORE_ACCEPT));
	cx->roles = roles;
	cx->actor = me;
	assert_int_equal(o->state, to);
}

static void OR1_one_open_order_an_alert(void **state)
{
	struct cx *cx = CX;
	struct order a = issue(W), b;
	struct order_new n = { .alert = a.alert, .theft = a.theft, .unit = a.unit, .path = a.path, .how = ORH_HAND, .severity = 2, .who = S(""), .note = S(""), .key = S("") };
	bool found;

	REFUSED(cx, E_STATE, order_add(cx, &n, &b));
	bring(W, &a, ORS_REVOKED);
	DONE(cx, order_add(cx, &n, &b));
	DONE(cx, order_of_alert(cx, a.alert, &a, &found));
	assert_true(found);
	assert_int_equal(a.id, b.id);
}

/* Written by hand, not read from the table. */
static void OR2_every_state_event_and_role(void **state)
{
	struct cx *cx = CX;
	enum { NO = -1 };
	static const int want[ORS_N][ORE_N] = {
		/*                 sign        feedback      accept    send_back     revoke       escalate    lapse */
		[ORS_ISSUED]   = { ORS_SIGNED, NO,           NO,       NO,           ORS_REVOKED, ORS_ISSUED, ORS_LAPSED },
		[ORS_SIGNED]   = { NO,         ORS_FED_BACK, NO,       NO,           ORS_REVOKED, NO,         NO },
		[ORS_FED_BACK] = { NO,         NO,           ORS_DONE, ORS_RETURNED, NO,          NO,         NO },
		[ORS_RETURNED] = { NO,         ORS_FED_BACK, NO,       NO,           ORS_REVOKED, NO,         NO },
		[ORS_DONE]     = { NO,         NO,           NO,       NO,           NO,          NO,         NO },
		[ORS_REVOKED]  = { NO,         NO,           NO,       NO,           NO,          NO,         NO },
		[ORS_LAPSED]   = { NO,         NO,           NO,       NO,           NO,          NO,         NO },
	};
	static const unsigned roles[] = { ROLE_OFFICER, ROLE_CASE, ROLE_SYSTEM, ROLE_CLERK, ROLE_ENGINEER, ROLE_SYSADMIN, ROLE_AUDITOR, ROLE_SECADMIN,
	                                  ROLE_TRAFFIC, ROLE_ADJUSTER, ROLE_INSURER, ROLE_LEADER, ROLE_OWNER };

	for (int from = 0; from < ORS_N; from++)
		for (int ev = 0; ev < ORE_N; ev++)
			for (size_t r = 0; r < COUNTOF(roles); r++) {
				DONE(cx, sql_begin(cx, true));
				struct order o = issue(W);
				bring(W, &o, (enum order_state)from);
				unsigned who = ev == ORE_ESCALATE || ev == ORE_LAPSE ? ROLE_SYSTEM : ROLE_POLICE;
				bool may = want[from][ev] != NO && (roles[r] & who), again;
				int64_t ver = o.ver;
				cx->roles = roles[r];
				cx->actor = W->two;               /* not who fed back */
				assert_int_equal((order_actions(&o, cx->roles, cx->actor) >> ev) & 1, may);
				int rc = ev == ORE_ESCALATE ? order_escalate(cx, &o, W->branch.id, 0, &again) : step(cx, &o, (enum order_ev)ev);
				assert_int_equal(rc, may ? 0 : want[from][ev] == NO ? E_STATE : E_DENIED);
				assert_int_equal(o.state, may ? want[from][ev] : from);
				assert_int_equal(o.ver, may ? ver + 1 : ver);
				cx->err = (struct err){ 0 };
				cx->roles = ROLE_POLICE;
				cx->actor = W->one;
				sql_rollback(cx);
			}
}

static void OR2_a_stale_version_is_refused(void **state)
{
	struct cx *cx = CX;
	struct order o = issue(W), stale = o;
	struct order_do d = act(ORE_SIGN);
	bool again;

	d.ver = o.ver + 1;
	FIELD(cx, E_STATE, "ver", order_step(cx, &o, ORE_SIGN, &d, &again));
	d.ver = o.ver;
	DONE(cx, order_step(cx, &o, ORE_SIGN, &d, &again));
	assert_int_equal(o.next_at, 0);
	REFUSED(cx, E_STATE, step(cx, &stale, ORE_REVOKE));
	assert_int_equal(stale.state, ORS_ISSUED);
}

static void OR3_another_reviews(void **state)
{
	struct cx *cx = CX;
	struct order o = issue(W);

	bring(W, &o, ORS_FED_BACK);
	assert_int_equal(order_actions(&o, ROLE_POLICE, W->one), 0);
	REFUSED(cx, E_DENIED, step(cx, &o, ORE_ACCEPT));
	REFUSED(cx, E_DENIED, step(cx, &o, ORE_SEND_BACK));
	assert_int_equal(o.state, ORS_FED_BACK);
	cx->actor = W->two;
	DONE(cx, step(cx, &o, ORE_SEND_BACK));
	DONE(cx, step(cx, &o, ORE_FEEDBACK));      /* now it is the other who fed back */
	REFUSED(cx, E_DENIED, step(cx, &o, ORE_ACCEPT));
	cx->actor = W->one;
	DONE(cx, step(cx, &o, ORE_ACCEPT));
	assert_true(o.ended_at == cx->now && o.review.by.v == W->one.v && o.fed.by.v == W->two.v);
	static const struct sql_stmt same = { "t.same", "UPDATE police_order SET reviewed_by = fed_by", 0, 0 };
	static const struct sql_stmt *const list[] = { &same };
	sql_register(list, 1);
	REFUSED(cx, E_STATE, sql_exec(cx, &same, BIND_NONE));
}

static int keep_event(struct cx *cx, const struct order_history *h, void *arg)
{
	char *out = arg;
	size_t k = strlen(out);

	(void)cx;
	snprintf(out + k, 400 - k, "%.*s:%.*s>%.*s ", STR_ARG(h->event), STR_ARG(h->from), STR_ARG(h->to));
	return 0;
}

static void OR4_every_change_leaves_an_event(void **state)
{
	struct cx *cx = CX;
	struct order o = issue(W);
	char got[400] = "";

	bring(W, &o, ORS_RETURNED);
	DONE(cx, step(cx, &o, ORE_REVOKE));
	assert_int_equal(order_events(cx, o.id, 100, keep_event, got), 5);
	assert_string_equal(got, "issue:>issued sign:issued>signed feedback:signed>fed_back send_back:fed_back>returned revoke:returned>revoked ");
	static const struct sql_stmt upd = { "t.upd", "UPDATE order_event SET note = 'x'", 0, 0 }, del = { "t.del", "DELETE FROM order_event", 0, 0 };
	static const struct sql_stmt *const list[] = { &upd, &del };
	sql_register(list, 2);
	REFUSED(cx, E_STATE, sql_exec(cx, &upd, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &del, BIND_NONE));
}

static void OR5_a_repeated_key_is_harmless(void **state)
{
	struct cx *cx = CX;
	struct order o = issue(W);
	struct order_do d = act(ORE_SIGN);
	bool again;
	char got[400] = "";

	d.key = S("phone-1");
	d.ver = o.ver;
	DONE(cx, order_step(cx, &o, ORE_SIGN, &d, &again));
	assert_false(again);
	DONE(cx, order_step(cx, &o, ORE_SIGN, &d, &again));   /* the same version too: the answer was lost, not the step */
	assert_true(again);
	assert_int_equal(o.state, ORS_SIGNED);
	assert_int_equal(order_events(cx, o.id, 100, keep_event, got), 2);
	d = act(ORE_REVOKE);
	d.key = S("phone-1");
	FIELD(cx, E_STATE, "key", order_step(cx, &o, ORE_REVOKE, &d, &again));
}

static int count(struct cx *cx, const struct order *o, void *arg)
{
	(void)cx, (void)o;
	++*(int *)arg;
	return 0;
}

static void OR6_each_level_is_told_once_and_a_signature_ends_it(void **state)
{
	struct cx *cx = CX;
	struct order o = issue(W), stale;
	int n = 0;
	bool fresh;

	assert_int_equal(order_due(cx, 10, count, &n), 0);
	cx->now += 120 * SECOND_MS;
	assert_int_equal(order_due(cx, 10, count, &n), 1);
	stale = o;
	cx->roles = ROLE_SYSTEM;
	DONE(cx, order_escalate(cx, &o, W->branch.id, cx->now + MINUTE_MS, &fresh));
	assert_true(fresh && o.level == 1);
	REFUSED(cx, E_STATE, order_escalate(cx, &stale, W->branch.id, 0, &fresh));      /* another job was quicker */
	assert_int_equal(order_due(cx, 10, count, &n), 0);
	cx->now += MINUTE_MS;
	DONE(cx, order_escalate(cx, &o, (unit_id){ 1 }, 0, &fresh));
	assert_int_equal(o.level, 2);
	REFUSED(cx, E_STATE, order_escalate(cx, &o, (unit_id){ 1 }, 0, &fresh));
	cx->now += DAY_MS;
	assert_int_equal(order_due(cx, 10, count, &n), 0);
	cx->roles = ROLE_POLICE;
	struct order p = issue(W);
	DONE(cx, step(cx, &p, ORE_SIGN));
	cx->now += DAY_MS;
	assert_int_equal(order_due(cx, 10, count, &n), 0);
}

static void OR7_a_unit_is_asked_once_and_sees_the_order(void **state)
{
	struct cx *cx = CX;
	struct order o = issue(W);
	struct assist a, b;
	int n = 0;

	assert_int_equal(order_list(cx, &(struct order_filter){ .area = W->other.path, .state = ORS_N }, 10, count, &n), 0);
	REFUSED(cx, E_STATE, order_ask(cx, &o, W->precinct.id, W->precinct.path, S(""), S("王"), &a));
	DONE(cx, order_ask(cx, &o, W->other.id, W->other.path, S("到桥东堵一下"), S("王"), &a));
	REFUSED(cx, E_STATE, order_ask(cx, &o, W->other.id, W->other.path, S(""), S("王"), &b));
	assert_int_equal(order_list(cx, &(struct order_filter){ .area = W->other.path, .state = ORS_N }, 10, count, &n), 1);
	assert_int_equal(order_list(cx, &(struct order_filter){ .area = W->branch.path, .state = ORS_ISSUED, .open = true }, 10, count, &n), 1);
	assert_int_equal(order_list(cx, &(struct order_filter){ .area = S(""), .state = ORS_N }, 10, count, &n), 0);
	REFUSED(cx, E_INVALID, order_answer(cx, &a, false, S(""), S("李")));
	DONE(cx, order_answer(cx, &a, true, S(""), S("李")));
	assert_int_equal(a.state, ASS_ACCEPTED);
	REFUSED(cx, E_STATE, order_answer(cx, &a, false, S("来不及"), S("李")));
	bring(W, &o, ORS_SIGNED);
	DONE(cx, step(cx, &o, ORE_REVOKE));
	REFUSED(cx, E_STATE, order_ask(cx, &o, (unit_id){ 1 }, S("/1/"), S(""), S("王"), &b));
}

static void what_is_needed_is_asked_for(void **state)
{
	struct cx *cx = CX;
	struct order o = issue(W);
	struct order_do d = act(ORE_SIGN);
	bool again;

	d.result = ORR_BIKE;
	REFUSED(cx, E_INVALID, order_step(cx, &o, ORE_SIGN, &d, &again));
	DONE(cx, step(cx, &o, ORE_SIGN));
	d = act(ORE_FEEDBACK);
	d.result = ORR_NONE;
	FIELD(cx, E_INVALID, "result", order_step(cx, &o, ORE_FEEDBACK, &d, &again));
	d = act(ORE_REVOKE);
	d.note = S("");
	REFUSED(cx, E_INVALID, order_step(cx, &o, ORE_REVOKE, &d, &again));
	assert_int_equal(o.state, ORS_SIGNED);
	assert_int_equal(order_state_of(S("nonsense")), ORS_N);
	assert_int_equal(order_event_of(S("nonsense")), ORE_N);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup(f, setup)
		T(OR1_one_open_order_an_alert), T(OR2_every_state_event_and_role), T(OR2_a_stale_version_is_refused), T(OR3_another_reviews),
		T(OR4_every_change_leaves_an_event), T(OR5_a_repeated_key_is_harmless), T(OR6_each_level_is_told_once_and_a_signature_ends_it),
		T(OR7_a_unit_is_asked_once_and_sees_the_order), T(what_is_needed_is_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
