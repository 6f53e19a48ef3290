/* flow_guard_test — FG1 to FG5 and GD2: who arms a bike, what ends that, what a hit becomes, and what its answers start. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_alert.h"
#include "flow/flow_bike.h"
#include "flow/flow_guard.h"
#include "flow/flow_theft.h"
#include "flow/track_port.h"
#include "office/account/account_testkit.h"
#include "office/message/message.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"
#include "office/tag/tag.h"

static struct { struct testdb t; struct unit a, b; account_id oa, ob; owner_id anna, bert; bike_id bike; struct guard_change put[256]; int n; bool broken; } w;
#define CX (&w.t.cx)

static int take_watch(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	return 0;
}

static int take_guard(void *self, const struct guard_change *c, struct err *e)
{
	(void)self;
	if (w.broken)
		return ERR(e, E_STORE, "the journal is not available");
	assert_true(w.n < (int)COUNTOF(w.put));
	w.put[w.n++] = *c;
	return 0;
}

static const struct track_port port = { .watch_put = take_watch, .guard_put = take_guard };

static struct cx as(account_id who, unsigned roles, const struct unit *u)
{
	struct cx cx = w.t.cx;

	cx.actor = who;
	cx.roles = roles;
	cx.unit = u->id;
	cx.area = u->path;
	return cx;
}

static struct cx as_owner(owner_id who)
{
	struct cx cx = w.t.cx;

	cx.roles = ROLE_OWNER;
	cx.owner = who;
	return cx;
}

static int setup(void **state)
{
	struct bike_new n = { .tag = { 0xb1 }, .how = S("register") };
	(void)state;

	testdb_open(&w.t);
	CX->track = &port;
	w.n = 0;
	w.broken = false;
	DONE(CX, sql_begin(CX, true));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ua"), S("甲分局"), &w.a));
	DONE(CX, unit_add(CX, (unit_id){ 1 }, UNIT_BRANCH, S("ub"), S("乙分局"), &w.b));
	w.oa = kit_account_row(CX, "oa", ROLE_OFFICER);
	w.ob = kit_account_row(CX, "ob", ROLE_OFFICER);
	w.anna = kit_owner(CX, "安娜", "13800001111");
	w.bert = kit_owner(CX, "贝特", "13800002222");
	assert_true(plate_parse(S("TEST177"), &n.plate));
	n.owner = w.anna;
	n.unit = w.a.id.v;
	CX->now -= 30ll * DAY_MS;
	DONE(CX, bike_add(CX, &n, &w.bike));
	CX->now += 30ll * DAY_MS;
	DONE(CX, sql_commit(CX));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

#define TX(cx_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	DONE(cx_, call_); \
	DONE(cx_, sql_commit(cx_)); \
} while (0)
#define TX_REFUSED(cx_, code_, call_) do { \
	DONE(cx_, sql_begin(cx_, true)); \
	REFUSED(cx_, code_, call_); \
	sql_rollback(cx_); \
} while (0)

static const struct guard_wish armed = { .armed = true, .night_from = -1, .night_to = -1 };

static struct guard arm(void)
{
	struct cx anna = as_owner(w.anna);
	struct guard g;

	TX(&anna, flow_guard_arm(&anna, w.bike, &armed, &g));
	return g;
}

static void hit(const struct guard *g, uint64_t lsn, enum hit_kind kind)
{
	struct watch_hit h = { .lsn = lsn, .n = 0, .tag = 0xb1, .case_id = g->id, .station = 7, .district = 430405, .heard = CX->now - 1000, .recv = CX->now,
	                       .severity = 1, .kind = (uint8_t)kind };

	DONE(CX, flow_alert_hit(CX, &h, &(struct fix){ .at = { 268940000, 1125720000 }, .radius_m = 80 }));
}

struct list { struct guard_alert a[8]; int n; };
static int take_alert(struct cx *cx, const struct guard_alert *a, void *arg)
{
	struct list *l = arg;

	(void)cx;
	l->a[l->n++] = *a;
	return 0;
}

static struct list alerts(void)
{
	struct list l = { .n = 0 };

	DONE(CX, guard_alerts(CX, false, S(""), 0, 8, take_alert, &l));
	return l;
}

static int count_message(struct cx *cx, const struct message *m, void *arg)
{
	(void)cx, (void)m;
	(*(int *)arg)++;
	return 0;
}

static int messages(void)
{
	int n = 0;

	DONE(CX, message_due(CX, 50, count_message, &n));
	return n;
}

static void FG1_only_the_owner_arms_and_disarms(void **state)
{
	struct cx anna = as_owner(w.anna), bert = as_owner(w.bert);
	struct guard g;
	bool on;
	(void)state;

	TX_REFUSED(&bert, E_NOTFOUND, flow_guard_arm(&bert, w.bike, &armed, &g));
	TX_REFUSED(&anna, E_STATE, flow_guard_disarm(&anna, w.bike));
	TX_REFUSED(&anna, E_INVALID, flow_guard_arm(&anna, w.bike, &(struct guard_wish){ .night_from = -1, .night_to = -1 }, &g));
	TX_REFUSED(&anna, E_STATE, flow_guard_arm(&anna, w.bike, &(struct guard_wish){ .dual = true, .night_from = -1, .night_to = -1 }, &g));
	assert_int_equal(w.n, 0);
	g = arm();
	assert_int_equal(w.n, 1);
	assert_true(w.put[0].op == GUARD_PUT && w.put[0].flags == GUARD_ARMED && w.put[0].tag == 0xb1 && w.put[0].guard_id == g.id);
	TX_REFUSED(&bert, E_NOTFOUND, flow_guard_disarm(&bert, w.bike));
	REFUSED(&bert, E_NOTFOUND, flow_guard_owner(&bert, w.bike, &g, &on));
	TX(&anna, flow_guard_disarm(&anna, w.bike));
	assert_int_equal(w.n, 2);
	assert_int_equal(w.put[1].op, GUARD_REMOVE);
	assert_true(w.put[1].version > w.put[0].version);
	DONE(&anna, flow_guard_owner(&anna, w.bike, &g, &on));
	assert_false(on);
}

static void FG2_a_transfer_ends_it(void **state)
{
	struct cx bert = as_owner(w.bert);
	struct guard g = arm();
	struct bike b;
	bool on;
	(void)state;

	hit(&g, 50, HIT_ARMED);
	DONE(CX, bike_get(CX, w.bike, &b));
	CX->roles = ROLE_CLERK;
	CX->now += 1000;
	TX(CX, flow_bike_step(CX, &b, BE_TRANSFER, w.bert, S("sold")));
	assert_int_equal(w.n, 2);
	assert_int_equal(w.put[1].op, GUARD_REMOVE);
	DONE(CX, guard_get(CX, g.id, &g));
	assert_true(g.ended_at);
	assert_int_equal(alerts().a[0].state, GS_ENDED);
	bert = as_owner(w.bert);
	DONE(&bert, flow_guard_owner(&bert, w.bike, &g, &on));
	assert_false(on);
	struct list l = { .n = 0 };
	DONE(&bert, flow_guard_owner_alerts(&bert, w.bike, 8, take_alert, &l));
	assert_int_equal(l.n, 0);                    /* what moved before was not his bike */
	hit(&g, 60, HIT_ARMED);                      /* on its way when it ended */
	assert_int_equal(alerts().n, 1);
}

static void FG2_deregistered_is_disarmed(void **state)
{
	struct bike b;
	(void)state;

	arm();
	DONE(CX, bike_get(CX, w.bike, &b));
	CX->roles = ROLE_CLERK;
	TX(CX, flow_bike_deregister(CX, &b, &(struct bike_off){ .reason = S("scrapped") }));
	assert_int_equal(w.n, 2);
	assert_int_equal(w.put[1].op, GUARD_REMOVE);
}

static void GD2_what_the_engines_were_not_told_they_are_told_later(void **state)
{
	(void)state;

	w.broken = true;
	arm();
	assert_int_equal(w.n, 0);
	REFUSED(CX, E_STORE, flow_guard_work(CX));
	w.broken = false;
	assert_int_equal(flow_guard_work(CX), 1);
	assert_int_equal(flow_guard_work(CX), 0);
	assert_int_equal(w.n, 1);
}

static void nights_begin_and_end(void **state)
{
	struct cx anna = as_owner(w.anna);
	struct guard_wish night = { .night_from = 22 * 60, .night_to = 6 * 60 };
	struct guard g;
	(void)state;

	CX->now = anna.now = CX->now / DAY_MS * DAY_MS + 4 * HOUR_MS;           /* noon at +08:00 */
	TX(&anna, flow_guard_arm(&anna, w.bike, &night, &g));
	assert_int_equal(flow_guard_work(CX), 0);
	assert_int_equal(w.n, 0);
	CX->now += 10 * HOUR_MS;                /* 22:00 */
	assert_int_equal(flow_guard_work(CX), 1);
	assert_int_equal(w.put[0].flags, GUARD_ARMED);
	CX->now += 8 * HOUR_MS - 1;
	assert_int_equal(flow_guard_work(CX), 0);
	CX->now += 1;                           /* 06:00 */
	assert_int_equal(flow_guard_work(CX), 1);
	assert_int_equal(w.put[1].op, GUARD_REMOVE);
}

/* Half a city arms at the same minute: all of it is told in one turn. */
static void nights_begin_together(void **state)
{
	enum { MANY = 150 };
	struct guard_wish night = { .night_from = 22 * 60, .night_to = 6 * 60 };
	struct guard g;
	(void)state;

	CX->now = CX->now / DAY_MS * DAY_MS + 4 * HOUR_MS;
	DONE(CX, sql_begin(CX, true));
	for (int i = 0; i < MANY; i++) {
		struct bike_new n = { .tag = { 0xc000 + (uint64_t)i }, .how = S("register"), .owner = w.anna, .unit = w.a.id.v };
		char plate[16];
		bike_id bike;
		snprintf(plate, sizeof plate, "TEST2%03d", i);
		assert_true(plate_parse(str_of(plate), &n.plate));
		DONE(CX, bike_add(CX, &n, &bike));
		DONE(CX, guard_wish(CX, bike, 1, n.tag, (tag_id){ 0 }, &night, &g));
	}
	DONE(CX, sql_commit(CX));
	assert_int_equal(flow_guard_work(CX), 0);
	CX->now += 10 * HOUR_MS;
	assert_int_equal(flow_guard_work(CX), MANY);
	assert_int_equal(w.n, MANY);
}

static void FG4_a_hit_is_an_alert_once_and_a_message(void **state)
{
	struct guard g = arm();
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a), ob = as(w.ob, ROLE_OFFICER, &w.b);
	struct list l = { .n = 0 };
	(void)state;

	hit(&g, 50, HIT_ARMED);
	hit(&g, 50, HIT_ARMED);                 /* a replay */
	assert_int_equal(alerts().n, 1);
	assert_int_equal(alerts().a[0].kind, GK_ARMED);
	assert_int_equal(messages(), 1);
	DONE(&oa, flow_guard_alerts(&oa, true, 0, 8, take_alert, &l));
	assert_int_equal(l.n, 1);
	l.n = 0;
	DONE(&ob, flow_guard_alerts(&ob, true, 0, 8, take_alert, &l));
	assert_int_equal(l.n, 0);               /* another area */
	REFUSED(&ob, E_NOTFOUND, flow_guard_alert(&ob, alerts().a[0].id, &l.a[0]));
	for (uint64_t i = 0; i < 5; i++)        /* FG5 */
		hit(&g, 100 + i, HIT_ARMED);
	assert_int_equal(alerts().n, 6);
	assert_int_equal(messages(), 3);
	hit(&g, 200, HIT_NO_OWNER_TAG);
	hit(&g, 210, HIT_TAKEN_BACK);
	assert_int_equal(alerts().a[0].state, GS_TAKEN_BACK);
	assert_int_equal(alerts().a[1].state, GS_OPEN);
}

static int take_figure(struct cx *cx, const struct guard_figure *f, void *arg)
{
	(void)cx;
	*(struct guard_figure *)arg = *f;
	return 0;
}

static void answers_close_it_once(void **state)
{
	struct cx anna = as_owner(w.anna), bert = as_owner(w.bert), oa = as(w.oa, ROLE_OFFICER, &w.a);
	struct guard g = arm();
	struct guard_figure f = { .alerts = 0 };
	struct guard_alert a;
	struct theft t;
	(void)state;

	hit(&g, 50, HIT_ARMED);
	int64_t id = alerts().a[0].id;
	TX_REFUSED(&bert, E_NOTFOUND, flow_guard_mine(&bert, id, &a));
	TX(&anna, flow_guard_mine(&anna, id, &a));
	assert_int_equal(a.state, GS_MINE);
	TX_REFUSED(&anna, E_STATE, flow_guard_report(&anna, id, &a, &t));
	TX_REFUSED(&oa, E_STATE, flow_guard_take(&oa, id, &a, &t));
	DONE(CX, guard_figures(CX, CX->now - DAY_MS, CX->now + 1, take_figure, &f));
	assert_true(f.alerts == 1 && f.mine == 1 && f.cases == 0);

	hit(&g, 60, HIT_ARMED);
	id = alerts().a[0].id;
	TX_REFUSED(&bert, E_NOTFOUND, flow_guard_report(&bert, id, &a, &t));
	TX(&anna, flow_guard_report(&anna, id, &a, &t));
	assert_true(a.state == GS_REPORTED && a.theft == t.id.v && t.state == TS_REPORTED && t.reported_by == TO_OWNER);
}

static void FG3_an_officer_takes_it_and_the_case_goes_on(void **state)
{
	struct cx oa = as(w.oa, ROLE_OFFICER, &w.a), ob = as(w.ob, ROLE_OFFICER, &w.b);
	struct guard g = arm();
	struct guard_alert a;
	struct theft t;
	(void)state;

	hit(&g, 50, HIT_ARMED);
	int64_t id = alerts().a[0].id;
	TX_REFUSED(&ob, E_NOTFOUND, flow_guard_take(&ob, id, &a, &t));
	TX(&oa, flow_guard_take(&oa, id, &a, &t));
	assert_true(a.state == GS_TAKEN && a.theft == t.id.v);
	assert_true(theft_is_watched(&t));
	hit(&g, 60, HIT_ARMED);
	assert_int_equal(alerts().n, 1);        /* the case's watch tells now */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(FG1_only_the_owner_arms_and_disarms), T(FG2_a_transfer_ends_it), T(FG2_deregistered_is_disarmed),
		T(GD2_what_the_engines_were_not_told_they_are_told_later), T(nights_begin_and_end), T(nights_begin_together), T(FG4_a_hit_is_an_alert_once_and_a_message),
		T(answers_close_it_once), T(FG3_an_officer_takes_it_and_the_case_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
