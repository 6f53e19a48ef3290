/* flow_order_test — from the hit to the officer in the street: who is on duty, the way up on the test's clock, help, the shelf, doubt, floods. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "flow/flow_alert.h"
#include "flow/flow_order.h"
#include "flow/flow_station.h"
#include "flow/flow_theft.h"
#include "flow/outbox.h"
#include "office/account/account_testkit.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"
#include "office/site/site.h"

struct world {
	struct testdb t; struct station s0, s1; struct unit branch, precinct, other; struct theft theft; account_id one, two; uint64_t lsn, bikes; int64_t told;
};
#define W ((struct world *)*state)
#define CX (&W->t.cx)

static struct station add_station(struct cx *cx, const char *name, int32_t district)
{
	struct station_new n = { .district = district, .at = { 268940000, 1125720000 }, .range_m = 100, .role = S(""), .place = S("解放路 中心") };
	uint8_t key[STATION_KEY];
	struct station s;

	assert_true(station_name_parse(str_of(name), &n.name));
	DONE(cx, flow_station_add(cx, &n, key, &s));
	return s;
}

/* A watched case on a bike of its own. */
static struct theft watched(struct world *w)
{
	struct cx *cx = &w->t.cx;
	struct bike_new n = { .tag = { 0xa00 + ++w->bikes }, .how = S("register") };
	char plate[24], name[32];
	struct theft t;
	bike_id bike;

	snprintf(plate, sizeof plate, "TEST%03d", (int)w->bikes);
	snprintf(name, sizeof name, "138%08d", (int)w->bikes);
	assert_true(plate_parse(str_of(plate), &n.plate));
	cx->now -= 30ll * DAY_MS;
	n.owner = kit_owner(cx, "李四光", name);
	DONE(cx, bike_add(cx, &n, &bike));
	cx->now += 30ll * DAY_MS;
	struct flow_report r = { .bike = bike, .last_seen_at = cx->now - HOUR_MS, .missing_at = cx->now - MINUTE_MS, .place = S(""), .note = S(""), .watch = true };
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_report(cx, &r, &t));
	DONE(cx, sql_commit(cx));
	return t;
}

static struct testdb *all;

static void make(struct world *w)
{
	struct cx *cx = &w->t.cx;

	testdb_open(&w->t);
	all = &w->t;
	w->one = kit_account(cx, "one", "correct horse", ROLE_POLICE, NULL);
	w->two = kit_account(cx, "two", "correct horse", ROLE_POLICE, NULL);
	w->s0 = add_station(cx, "S0", 430405);
	w->s1 = add_station(cx, "S1", 430406);
	DONE(cx, unit_add(cx, (unit_id){ 1 }, UNIT_BRANCH, S("B"), S("石鼓分局"), &w->branch));
	DONE(cx, unit_add(cx, w->branch.id, UNIT_PRECINCT, S("P"), S("人民路派出所"), &w->precinct));
	DONE(cx, unit_add(cx, w->branch.id, UNIT_PRECINCT, S("Q"), S("青山派出所"), &w->other));
}

static void hit_at(struct world *w, const struct theft *t, const struct station *s, bool late)
{
	struct watch_hit h = { .lsn = ++w->lsn, .n = 1, .tag = t->tag.v, .case_id = t->id.v, .station = s->ix.v, .district = (uint32_t)s->district,
	                       .heard = w->t.cx.now, .recv = w->t.cx.now, .rssi = -60, .severity = 2, .late = late };

	DONE(&w->t.cx, flow_alert_hit(&w->t.cx, &h, NULL));
}

static struct alert alert_now(struct world *w, const struct theft *t)
{
	struct alert a;

	DONE(&w->t.cx, alert_of(&w->t.cx, t->id, &a));
	return a;
}

static struct order order_now(struct world *w, const struct theft *t)
{
	struct alert a = alert_now(w, t);
	struct order o;
	bool found;

	DONE(&w->t.cx, order_of_alert(&w->t.cx, (alert_id){ a.id }, &o, &found));
	assert_true(found);
	return o;
}

static bool ordered(struct world *w, const struct theft *t)
{
	struct alert a = alert_now(w, t);
	struct order o;
	bool found;

	DONE(&w->t.cx, order_of_alert(&w->t.cx, (alert_id){ a.id }, &o, &found));
	return found;
}

/* A job's turn, as the server's. */
static void turn(struct cx *cx)
{
	DONE(cx, flow_alert_care(cx));
	DONE(cx, flow_order_work(cx));
}

static int do_step(struct world *w, int64_t id, enum order_ev ev, enum order_result result, struct order *o)
{
	struct cx *cx = &w->t.cx;
	struct order_do d = { .key = S(""), .note = S("在桥下找到"), .who = S("王警官"), .result = result };

	DONE(cx, sql_begin(cx, true));
	int rc = flow_order_step(cx, id, ev, &d, o);
	if (rc >= 0)
		DONE(cx, sql_commit(cx));
	sql_rollback(cx);
	return rc;
}

struct told_of { char text[800]; int64_t last; };

static int take_told(struct cx *cx, const struct outbox_row *row, void *arg)
{
	struct told_of *h = arg;
	size_t k = strlen(h->text);
	static char body[8192];

	(void)cx;
	snprintf(body, sizeof body, "%.*s", STR_ARG(row->body));
	assert_null(strstr(body, "李四光"));
	if (str_eq(row->topic, S("order")))      /* other units hear it, too */
		assert_true(!strstr(body, "\"note\"") && !strstr(body, "\"unit\"") && !strstr(body, "\"plate\"") && !strstr(body, "\"assists\"") && strstr(body, "\"state\""));
	char *kind = strstr(body, "\"kind\":\"");
	snprintf(h->text + k, sizeof h->text - k, "%.*s.%.*s ", STR_ARG(row->topic), kind ? (int)strcspn(kind + 8, "\"") : 4, kind ? kind + 8 : "many");
	h->last = row->id;
	return 0;
}

/* What the police were told since the last look, cases left out. */
static const char *told(struct world *w)
{
	static struct told_of h;

	h = (struct told_of){ .last = w->told };
	DONE(&w->t.cx, outbox_after(&w->t.cx, w->told, ROLE_POLICE, 1000, take_told, &h));
	w->told = h.last;
	return h.text;
}

static int drop_duty(struct cx *cx, const struct duty *d, void *arg)
{
	(void)arg;
	return duty_drop(cx, d->id);
}

/* One database for all (its making is most of a test's time): each test begins a day later, with nothing in work and nobody on duty. */
static int setup(void **state)
{
	static struct world w;
	struct cx *cx = &w.t.cx;

	*state = &w;
	if (!w.s0.id.v)
		make(&w);
	cx->actor = w.one;
	cx->roles = ROLE_POLICE;
	cx->area = S("/1/");
	cx->now += DAY_MS;
	while (duty_list(cx, 0, 1, drop_duty, NULL) > 0)
		;
	for (int i = 0; i < 4; i++) {
		turn(cx);
		cx->now += HOUR_MS;
	}
	w.theft = watched(&w);
	told(&w);
	return 0;
}

static int done(void **state)
{
	(void)state;
	testdb_close(all);
	return 0;
}

/* --- who is on duty --- */

static void the_unit_is_the_stations_the_districts_the_nearest_points_or_the_bureau(void **state)
{
	struct cx *cx = CX;
	struct theft a = watched(W), b = watched(W), c = watched(W);
	struct unit point;
	struct site site;
	struct duty d;

	hit_at(W, &W->theft, &W->s0, false);
	turn(cx);
	struct order o = order_now(W, &W->theft);
	assert_int_equal(o.how, ORH_BUREAU);
	assert_int_equal(o.unit.v, 1);
	DONE(cx, unit_add(cx, W->precinct.id, UNIT_SITE, S("D"), S("上牌点"), &point));
	struct site_new n = { .unit = point.id, .code = S("D1"), .name = S("人民路"), .address = S(""), .phone = S(""), .district = 430405, .at = { 268940000, 1125720000 },
	                      .slot_min = 15, .quota = 2, .windows = 1 };
	DONE(cx, site_add(cx, &n, &site));
	hit_at(W, &a, &W->s0, false);
	turn(cx);
	o = order_now(W, &a);
	assert_int_equal(o.how, ORH_SITE);
	assert_int_equal(o.unit.v, W->precinct.id.v);      /* not the plating point: those above it */
	DONE(cx, duty_set(cx, W->other.id, (station_id){ 0 }, 430405, &d));
	hit_at(W, &b, &W->s0, false);
	turn(cx);
	o = order_now(W, &b);
	assert_int_equal(o.how, ORH_DISTRICT);
	assert_int_equal(o.unit.v, W->other.id.v);
	DONE(cx, duty_set(cx, W->precinct.id, W->s0.id, 0, &d));
	hit_at(W, &c, &W->s0, false);
	turn(cx);
	o = order_now(W, &c);
	assert_int_equal(o.how, ORH_STATION);
	assert_int_equal(o.unit.v, W->precinct.id.v);
	REFUSED(cx, E_INVALID, duty_set(cx, W->precinct.id, W->s0.id, 430405, &d));
	DONE(cx, duty_drop(cx, d.id));
	REFUSED(cx, E_NOTFOUND, duty_drop(cx, d.id));
}

static void the_unit_is_the_one_on_duty_at_that_moment(void **state)
{
	struct cx *cx = CX;
	utc_ms was = cx->now;
	int32_t day = day_of(was);
	struct duty_shift night = { .unit = W->other.id, .station = W->s0.id, .from_day = day, .weekdays = DUTY_ALL_WEEK, .from_min = 20 * 60, .to_min = 8 * 60 }, s;
	static const struct { int day, hour; bool night; } at[] = { { 0, 19, false }, { 0, 20, true }, { 1, 7, true }, { 1, 8, false } };
	struct duty d;

	DONE(cx, duty_set(cx, W->precinct.id, W->s0.id, 0, &d));
	DONE(cx, duty_shift_add(cx, &night, &s));
	for (size_t i = 0; i < COUNTOF(at); i++) {
		struct theft t = watched(W);
		cx->now = day_start(day + at[i].day) + at[i].hour * HOUR_MS + (at[i].hour == 19 || at[i].hour == 7 ? 59 * MINUTE_MS : 0);
		hit_at(W, &t, &W->s0, false);
		turn(cx);
		struct order o = order_now(W, &t);
		assert_int_equal(o.unit.v, at[i].night ? W->other.id.v : W->precinct.id.v);
		assert_int_equal(o.how, ORH_STATION);
	}
	DONE(cx, duty_shift_end(cx, s.id, s.ver, &s));
	DONE(cx, duty_drop(cx, d.id));
}

static void duty_at_s0(struct world *w)
{
	struct duty d;

	DONE(&w->t.cx, duty_set(&w->t.cx, w->precinct.id, w->s0.id, 0, &d));
}

/* --- from the hit to the review --- */

static void a_hit_is_ordered_signed_fed_back_and_reviewed_by_another(void **state)
{
	struct cx *cx = CX;
	struct order o;

	duty_at_s0(W);
	told(W);
	hit_at(W, &W->theft, &W->s0, false);
	turn(cx);
	turn(cx);                                  /* a second turn finds nothing to do */
	assert_string_equal(told(W), "alert.opened theft.located order.issued ");
	o = order_now(W, &W->theft);
	cx->area = W->other.path;
	REFUSED(cx, E_DENIED, do_step(W, o.id, ORE_SIGN, ORR_NONE, &o));
	cx->area = W->precinct.path;
	DONE(cx, do_step(W, o.id, ORE_SIGN, ORR_NONE, &o));
	assert_int_equal(alert_now(W, &W->theft).state, AS_ACKED);
	DONE(cx, do_step(W, o.id, ORE_FEEDBACK, ORR_PERSON_AND_BIKE, &o));
	REFUSED(cx, E_DENIED, do_step(W, o.id, ORE_ACCEPT, ORR_NONE, &o));
	cx->actor = W->two;
	cx->area = W->branch.path;
	DONE(cx, do_step(W, o.id, ORE_ACCEPT, ORR_NONE, &o));
	assert_string_equal(told(W), "alert.acked order.signed order.fed_back order.done ");
	assert_true(str_eq(alert_now(W, &W->theft).outcome, S("true")));
	turn(cx);                                  /* nothing new was heard: no second order */
	assert_string_equal(told(W), "");
	cx->now += 20 * MINUTE_MS;
	hit_at(W, &W->theft, &W->s1, false);       /* heard again after all: somebody goes again */
	turn(cx);
	assert_string_equal(told(W), "alert.updated order.issued ");
	assert_true(order_now(W, &W->theft).id != o.id);
}

static void the_way_up_is_timed_and_each_step_is_recorded(void **state)
{
	struct cx *cx = CX;
	struct order_view v;

	duty_at_s0(W);
	hit_at(W, &W->theft, &W->s0, false);
	turn(cx);
	told(W);
	struct order o = order_now(W, &W->theft);
	DONE(cx, flow_order_view(cx, &o, &v));
	assert_int_equal(v.next_at, cx->now + 120 * SECOND_MS);
	assert_true(str_eq(v.next_unit, S("石鼓分局")));
	cx->now += 119 * SECOND_MS;
	turn(cx);
	assert_string_equal(told(W), "");
	cx->now += SECOND_MS;
	turn(cx);
	turn(cx);
	assert_string_equal(told(W), "order.escalated ");
	o = order_now(W, &W->theft);
	assert_int_equal(o.level, 1);
	assert_int_equal(o.next_at, o.issued_at + 600 * SECOND_MS);
	cx->now = o.next_at;
	turn(cx);
	cx->now += DAY_MS;
	turn(cx);
	assert_string_equal(told(W), "order.escalated ");
	o = order_now(W, &W->theft);
	assert_true(o.level == 2 && o.next_at == 0);
	/* another: signed in time, so nobody is told */
	struct theft t = watched(W);
	DONE(cx, policy_set(cx, S("order.sign_s"), civil_of(cx->now), S("30")));
	hit_at(W, &t, &W->s0, false);
	turn(cx);
	o = order_now(W, &t);
	assert_int_equal(o.next_at, cx->now + 30 * SECOND_MS);
	DONE(cx, do_step(W, o.id, ORE_SIGN, ORR_NONE, &o));
	told(W);
	cx->now += HOUR_MS;
	turn(cx);
	assert_string_equal(told(W), "");
	/* late evidence stops at the branch */
	struct theft l = watched(W);
	hit_at(W, &l, &W->s0, true);
	turn(cx);
	cx->now += MINUTE_MS;
	turn(cx);
	o = order_now(W, &l);
	assert_true(o.late && o.level == 1 && o.next_at == 0);
	DONE(cx, policy_set(cx, S("order.sign_s"), civil_of(cx->now), S("120")));
}

static void an_unsigned_order_lapses_with_its_alert_and_a_signed_one_stays(void **state)
{
	struct cx *cx = CX;
	struct theft t = watched(W);
	struct order o, p;

	duty_at_s0(W);
	hit_at(W, &W->theft, &W->s0, false);
	hit_at(W, &t, &W->s0, false);
	turn(cx);
	o = order_now(W, &W->theft);
	p = order_now(W, &t);
	DONE(cx, do_step(W, p.id, ORE_SIGN, ORR_NONE, &p));
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_theft_step(cx, W->theft.id, TE_RECOVER, 0, S(""), &W->theft));
	DONE(cx, flow_theft_step(cx, t.id, TE_RECOVER, 0, S(""), &t));
	DONE(cx, sql_commit(cx));
	cx->now += HOUR_MS;                        /* due as well: it must not go up */
	told(W);
	turn(cx);
	assert_string_equal(told(W), "order.lapsed ");
	DONE(cx, order_get(cx, o.id, &o));
	DONE(cx, order_get(cx, p.id, &p));
	assert_int_equal(o.state, ORS_LAPSED);
	assert_int_equal(p.state, ORS_SIGNED);
	DONE(cx, do_step(W, p.id, ORE_FEEDBACK, ORR_BIKE, &p));
}

static void another_unit_helps_and_may_report_but_no_more(void **state)
{
	struct cx *cx = CX;
	struct order_view v;
	struct order o;

	duty_at_s0(W);
	hit_at(W, &W->theft, &W->s0, false);
	turn(cx);
	o = order_now(W, &W->theft);
	cx->area = W->precinct.path;
	DONE(cx, do_step(W, o.id, ORE_SIGN, ORR_NONE, &o));
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_order_ask(cx, o.id, W->other.id, S("到桥东堵一下"), S("王"), &o));
	DONE(cx, sql_commit(cx));
	DONE(cx, flow_order_view(cx, &o, &v));
	const struct assist_view *a = v.assists.items;
	assert_int_equal(v.assists.n, 1);
	assert_false(a->mine);
	cx->actor = W->two;
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_DENIED, flow_order_answer(cx, a->id, true, S(""), S("李"), &o));
	cx->area = W->other.path;
	DONE(cx, flow_order_answer(cx, a->id, true, S(""), S("李"), &o));
	DONE(cx, sql_commit(cx));
	DONE(cx, flow_order_view(cx, &o, &v));
	assert_true(v.actions.n == 1 && str_eq(((const str *)v.actions.items)[0], S("feedback")));
	REFUSED(cx, E_DENIED, do_step(W, o.id, ORE_REVOKE, ORR_NONE, &o));
	DONE(cx, do_step(W, o.id, ORE_FEEDBACK, ORR_ASSISTED, &o));
	assert_int_equal(o.state, ORS_FED_BACK);
}

static void by_hand_an_order_goes_where_it_is_sent(void **state)
{
	struct cx *cx = CX;
	struct alert a;
	struct order o;

	hit_at(W, &W->theft, &W->s0, false);
	a = alert_now(W, &W->theft);
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_order_hand(cx, (alert_id){ a.id }, W->other.id, S("就近"), S(""), S("王"), &o));
	REFUSED(cx, E_STATE, flow_order_hand(cx, (alert_id){ a.id }, W->other.id, S(""), S(""), S("王"), &o));
	DONE(cx, sql_commit(cx));
	assert_true(o.how == ORH_HAND && o.unit.v == W->other.id.v);
	turn(cx);                                  /* and the job sends no second one */
	assert_int_equal(order_now(W, &W->theft).id, o.id);
}

/* --- the shelf --- */

static void AL5_what_is_put_aside_is_quiet_and_comes_back_by_itself(void **state)
{
	struct cx *cx = CX;
	struct alert a;

	duty_at_s0(W);
	hit_at(W, &W->theft, &W->s0, false);
	turn(cx);
	a = alert_now(W, &W->theft);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_INVALID, flow_alert_shelve(cx, (alert_id){ a.id }, 481, S("车主在场核实"), S("王"), 0, &a));
	REFUSED(cx, E_STATE, flow_alert_shelve(cx, (alert_id){ a.id }, 30, S("车主在场核实"), S("王"), a.ver + 1, &a));
	DONE(cx, flow_alert_shelve(cx, (alert_id){ a.id }, 30, S("车主在场核实"), S("王"), a.ver, &a));
	DONE(cx, sql_commit(cx));
	told(W);
	cx->now += 15 * MINUTE_MS;
	hit_at(W, &W->theft, &W->s1, false);       /* another district, a long silence: would be told again */
	turn(cx);
	assert_string_equal(told(W), "");
	assert_int_equal(alert_now(W, &W->theft).count, 2);
	assert_int_equal(order_now(W, &W->theft).level, 0);     /* nor does its order go up meanwhile */
	cx->now += 15 * MINUTE_MS;
	turn(cx);
	assert_string_equal(told(W), "alert.updated ");
	a = alert_now(W, &W->theft);
	assert_true(a.shelved_until == 0 && a.state == AS_NEW && a.shelved_why.n == 0);
	cx->now += 120 * SECOND_MS;
	turn(cx);
	assert_string_equal(told(W), "order.escalated ");
}

/* --- doubt --- */

static void AL6_a_station_in_doubt_is_shown_and_does_not_ring(void **state)
{
	struct cx *cx = CX;
	struct alert a;

	DONE(cx, station_alarm_open(cx, W->s0.id, SA_CLOCK, cx->now, S("")));
	hit_at(W, &W->theft, &W->s0, false);
	turn(cx);
	a = alert_now(W, &W->theft);
	assert_true(str_eq(a.doubt, S("clock")));
	assert_false(ordered(W, &W->theft));
	DONE(cx, theft_get(cx, W->theft.id, &W->theft));
	assert_int_equal(W->theft.state, TS_WATCHED);      /* it is no sole evidence */
	told(W);
	cx->now += SECOND_MS;
	hit_at(W, &W->theft, &W->s1, false);               /* a sound station hears it too: now it rings */
	turn(cx);
	assert_string_equal(told(W), "alert.updated theft.located order.issued ");
	a = alert_now(W, &W->theft);
	assert_true(a.doubt.n == 0 && a.station_id == W->s1.id.v);
	cx->now += 20 * MINUTE_MS;
	hit_at(W, &W->theft, &W->s0, false);
	a = alert_now(W, &W->theft);
	assert_true(a.count == 3 && a.station_id == W->s1.id.v && a.doubt.n == 0);   /* nor does doubt move the place */
	DONE(cx, station_alarm_end(cx, W->s0.id, SA_CLOCK, cx->now));
	cx->now += SECOND_MS;
	hit_at(W, &W->theft, &W->s0, false);
	assert_int_equal(alert_now(W, &W->theft).station_id, W->s0.id.v);
}

/* --- floods --- */

static int count(struct cx *cx, const struct alert_flood *f, void *arg)
{
	(void)cx;
	*(struct alert_flood *)arg = *f;
	return 0;
}

static void AL8_a_flood_has_one_parent_and_its_children_wait(void **state)
{
	struct cx *cx = CX;
	struct theft t[9];
	struct alert_flood f;
	int open = 0;

	DONE(cx, policy_set(cx, S("order.flood_a_min"), civil_of(cx->now), S("6")));
	for (size_t i = 0; i < COUNTOF(t); i++)
		t[i] = watched(W);
	for (size_t i = 0; i < 6; i++) {
		cx->now += SECOND_MS;
		hit_at(W, &t[i], &W->s0, false);
	}
	assert_int_equal(alert_floods(cx, true, 0, 10, count, &f), 0);     /* six are as many as may be */
	turn(cx);
	for (size_t i = 6; i < COUNTOF(t); i++)
		hit_at(W, &t[i], &W->s0, false);
	assert_int_equal(alert_floods(cx, true, 0, 10, count, &f), 1);
	assert_int_equal(f.n, 9);
	hit_at(W, &W->theft, &W->s1, false);                               /* another district is no part of it */
	assert_int_equal(alert_now(W, &W->theft).flood, 0);
	turn(cx);
	assert_true(ordered(W, &t[0]) && !ordered(W, &t[7]) && ordered(W, &W->theft));
	DONE(cx, sql_begin(cx, true));
	DONE(cx, flow_alert_flood_ack(cx, f.id, S("王"), &f));
	REFUSED(cx, E_STATE, flow_alert_flood_ack(cx, f.id, S("王"), &f));
	DONE(cx, sql_commit(cx));
	for (size_t i = 0; i < COUNTOF(t); i++)
		open += alert_now(W, &t[i]).state == AS_ACKED;
	assert_int_equal(open, 9);
	told(W);
	cx->now += MINUTE_MS;
	turn(cx);                                                          /* it has gone down: what waited gets its order */
	assert_int_equal(alert_floods(cx, true, 0, 10, count, &f), 0);
	assert_true(ordered(W, &t[7]) && ordered(W, &t[8]));
	assert_string_equal(told(W), "flood.many order.issued order.issued order.issued ");
	DONE(cx, policy_set(cx, S("order.flood_a_min"), civil_of(cx->now), S("20")));
}

/* --- how right it was --- */

static int keep_rule(struct cx *cx, const struct alert_precision *p, void *arg)
{
	(void)cx;
	((struct alert_precision *)arg)[p->rule] = *p;
	return 0;
}

static void AL7_a_false_alarm_has_a_reason_and_feeds_the_figure(void **state)
{
	struct cx *cx = CX;
	struct theft t = watched(W);
	struct alert_precision p[AR_N] = { 0 };
	struct alert a;
	struct order o;

	duty_at_s0(W);
	hit_at(W, &W->theft, &W->s0, false);
	hit_at(W, &t, &W->s0, false);
	turn(cx);
	a = alert_now(W, &W->theft);
	DONE(cx, sql_begin(cx, true));
	REFUSED(cx, E_INVALID, flow_alert_false(cx, (alert_id){ a.id }, AF_OTHER, S(""), 0, &a));
	REFUSED(cx, E_INVALID, flow_alert_false(cx, (alert_id){ a.id }, AF_N, S(""), 0, &a));
	DONE(cx, flow_alert_false(cx, (alert_id){ a.id }, AF_OWNER_HAS_IT, S(""), 0, &a));
	REFUSED(cx, E_STATE, flow_alert_false(cx, (alert_id){ a.id }, AF_CLONE, S(""), 0, &a));
	DONE(cx, sql_commit(cx));
	assert_int_equal(a.state, AS_CLOSED);
	o = order_now(W, &t);
	DONE(cx, do_step(W, o.id, ORE_SIGN, ORR_NONE, &o));
	DONE(cx, do_step(W, o.id, ORE_FEEDBACK, ORR_BIKE, &o));
	cx->actor = W->two;
	DONE(cx, do_step(W, o.id, ORE_ACCEPT, ORR_NONE, &o));
	DONE(cx, alert_precision(cx, cx->now - HOUR_MS, cx->now + 1, keep_rule, p));
	assert_true(p[AR_WATCH].alerts == 2 && p[AR_WATCH].right == 1 && p[AR_WATCH].wrong == 1);
	turn(cx);
	DONE(cx, order_get(cx, order_now(W, &W->theft).id, &o));
	assert_int_equal(o.state, ORS_LAPSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup(f, setup)
		T(the_unit_is_the_stations_the_districts_the_nearest_points_or_the_bureau), T(the_unit_is_the_one_on_duty_at_that_moment), T(a_hit_is_ordered_signed_fed_back_and_reviewed_by_another),
		T(the_way_up_is_timed_and_each_step_is_recorded), T(an_unsigned_order_lapses_with_its_alert_and_a_signed_one_stays),
		T(another_unit_helps_and_may_report_but_no_more), T(by_hand_an_order_goes_where_it_is_sent),
		T(AL5_what_is_put_aside_is_quiet_and_comes_back_by_itself), T(AL6_a_station_in_doubt_is_shown_and_does_not_ring),
		T(AL8_a_flood_has_one_parent_and_its_children_wait), T(AL7_a_false_alarm_has_a_reason_and_feeds_the_figure),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
