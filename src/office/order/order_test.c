/* order_test — OR1 to OR9: every state, event and role against a matrix written by hand; keys, versions, levels, help, hours of duty. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
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

/* --- hours of duty --- */

enum { MON = 1, SAT = 32, SUN = 64, WORKDAYS = 31 };
#define HOURS(u, d, from, to, week, a, b) (struct duty_shift){ .unit = { u }, .district = (d), .from_day = (from), .to_day = (to), .weekdays = (week), .from_min = (a) * 60, .to_min = (b) * 60 }

/* A Monday that is today or to come, whatever the tests before have waited for. */
static int32_t monday(struct cx *cx)
{
	return day_of(cx->now) + (7 - (day_of(cx->now) + 3) % 7) % 7;
}

static unit_id on_duty(const struct duty_roster *r, int32_t day, int hour, int minute)
{
	struct duty_span s;

	duty_at(r, day_start(day) + hour * HOUR_MS + minute * MINUTE_MS, &s);
	return s.unit;
}

static void OR8_hours_go_before_the_standing_unit(void **state)
{
	int32_t mon = monday(CX);
	struct duty_roster r = { .standing = { { .id = 0 }, { .id = 1, .unit = { 9 }, .district = 430405 } } };
	struct duty_span s, v[8];

	r.v[r.n++] = HOURS(1, 430405, mon, 0, WORKDAYS, 20, 8);      /* nights that begin on a working day */
	r.v[r.n - 1].id = 1;
	assert_int_equal(on_duty(&r, mon, 19, 59).v, 9);
	assert_int_equal(on_duty(&r, mon, 20, 0).v, 1);
	assert_int_equal(on_duty(&r, mon + 1, 7, 59).v, 1);
	assert_int_equal(on_duty(&r, mon + 1, 8, 0).v, 9);
	assert_int_equal(on_duty(&r, mon, 7, 0).v, 9);               /* Sunday's night is not one of them */
	assert_int_equal(on_duty(&r, mon + 5, 7, 59).v, 1);          /* Friday's reaches into Saturday */
	assert_int_equal(on_duty(&r, mon + 5, 20, 0).v, 9);
	r.v[r.n++] = HOURS(2, 430405, mon + 1, mon + 1, DUTY_ALL_WEEK, 20, 8);      /* one night another unit instead: the shorter rule wins */
	r.v[r.n - 1].id = 2;
	assert_int_equal(on_duty(&r, mon + 1, 23, 0).v, 2);
	assert_int_equal(on_duty(&r, mon + 2, 7, 0).v, 2);
	assert_int_equal(on_duty(&r, mon + 2, 23, 0).v, 1);
	r.v[r.n++] = HOURS(3, 430405, mon + 1, mon + 1, DUTY_ALL_WEEK, 22, 23);     /* as short and newer */
	r.v[r.n - 1].id = 3;
	assert_int_equal(on_duty(&r, mon + 1, 22, 30).v, 3);
	assert_int_equal(on_duty(&r, mon + 1, 23, 0).v, 2);
	int n = duty_spans(&r, day_start(mon + 1) + 19 * HOUR_MS, day_start(mon + 2) + 9 * HOUR_MS, v, 8);
	assert_int_equal(n, 5);
	assert_true(v[0].unit.v == 9 && v[1].unit.v == 2 && v[2].unit.v == 3 && v[3].unit.v == 2 && v[4].unit.v == 9);
	assert_true(v[3].from == day_start(mon + 1) + 23 * HOUR_MS && v[3].until == day_start(mon + 2) + 8 * HOUR_MS);
	r.v[r.n] = HOURS(4, 0, mon, 0, DUTY_ALL_WEEK, 8, 8);         /* the station's own, around the clock, before all of the district's */
	r.v[r.n].id = 4;
	r.v[r.n++].station.v = 7;
	assert_int_equal(on_duty(&r, mon + 1, 22, 30).v, 4);
	assert_int_equal(on_duty(&r, mon, 7, 59).v, 9);
	r.v[r.n - 1].ended = true;
	assert_int_equal(on_duty(&r, mon + 1, 22, 30).v, 3);
	r.standing[0] = (struct duty){ .id = 2, .unit = { 8 }, .station = { 7 } };
	duty_at(&r, day_start(mon + 1) + 22 * HOUR_MS, &s);
	assert_true(s.unit.v == 8 && s.station && !s.shift);
	r.standing[0].id = r.standing[1].id = 0;
	r.standing[0].unit.v = r.standing[1].unit.v = 0;
	assert_int_equal(on_duty(&r, mon, 12, 0).v, 0);              /* a gap */
}

/* The same by another way: every row's days are written out one by one as stretches of time, and the best of those that hold the moment is looked for. */
static unit_id oracle(const struct duty_roster *r, utc_ms at, int32_t first, int32_t last)
{
	int64_t best = INT64_MIN;
	unit_id unit = r->standing[1].unit;

	for (int i = 0; i < r->n; i++)
		for (int32_t d = first; d <= last; d++) {
			const struct duty_shift *s = &r->v[i];
			int64_t minutes = s->to_min - s->from_min + (s->to_min > s->from_min ? 0 : DAY_MIN);
			utc_ms from = civil_start(civil_of(day_start(d) + HOUR_MS)) + s->from_min * MINUTE_MS;
			bool fits = d >= s->from_day && (!s->to_day || d <= s->to_day) && s->weekdays >> ((d - 4) % 7) & 1;      /* day 4 was a Monday */
			int64_t rank = (s->to_day ? 1000 - (s->to_day - s->from_day) : 0) * 1000 + s->id;
			if (fits && at >= from && at < from + minutes * MINUTE_MS && rank > best) {
				best = rank;
				unit = s->unit;
			}
		}
	return unit;
}

static void OR8_any_hours_at_any_moment(void **state)
{
	int32_t mon = monday(CX);
	uint64_t x = 1;

	for (int round = 0; round < 60; round++) {
		struct duty_roster r = { .standing = { { .id = 0 }, { .id = 1, .unit = { 99 }, .district = 430405 } } };
		struct duty_span v[DUTY_SPANS];
#define ROLL(n) ((int)(hash_u64(x++) % (n)))
		for (r.n = 0; r.n < 1 + round % 6; r.n++) {
			struct duty_shift *s = &r.v[r.n];
			*s = HOURS(r.n + 1, 430405, mon + ROLL(5), 0, 1 + ROLL(127), 0, 0);
			s->id = r.n + 1;
			s->to_day = ROLL(3) ? s->from_day + ROLL(9) : 0;
			s->from_min = ROLL(DAY_MIN);
			s->to_min = ROLL(4) ? ROLL(DAY_MIN) : s->from_min;
		}
		utc_ms from = day_start(mon - 1), until = day_start(mon + 10), at = from;
		int n = duty_spans(&r, from, until, v, DUTY_SPANS);
		for (int i = 0; i < n; i++) {
			assert_true(v[i].from == at && v[i].until > at);
			assert_true(i == 0 || v[i].unit.v != v[i - 1].unit.v);
			assert_int_equal(v[i].unit.v, oracle(&r, at, mon - 2, mon + 12).v);
			assert_int_equal(v[i].unit.v, oracle(&r, v[i].until - 1, mon - 2, mon + 12).v);
			at = v[i].until;
		}
		assert_true(at == until);
		for (int k = 0; k < 300; k++) {
			utc_ms t = from + (utc_ms)(hash_u64(x++) % (uint64_t)(until - from));
			struct duty_span s;
			duty_at(&r, t, &s);
			assert_int_equal(s.unit.v, oracle(&r, t, mon - 2, mon + 12).v);
		}
	}
}

static int keep_shift(struct cx *cx, const struct duty_shift *s, void *arg)
{
	(void)cx;
	*(struct duty_shift *)arg = *s;
	return 0;
}

static void OR9_hours_are_changed_ended_and_taken_back(void **state)
{
	struct cx *cx = CX;
	int32_t mon = monday(cx);
	struct duty_shift in = HOURS(W->precinct.id.v, 430481, mon, 0, WORKDAYS, 20, 8), s, t;
	struct duty_span who;

	DONE(cx, duty_shift_add(cx, &in, &s));
	DONE(cx, duty_of(cx, (station_id){ 0 }, 430481, day_start(mon) + 21 * HOUR_MS, &who));
	assert_true(who.unit.v == W->precinct.id.v && who.shift == s.id && !who.station);
	DONE(cx, duty_of(cx, (station_id){ 0 }, 430481, day_start(mon) + 12 * HOUR_MS, &who));
	assert_int_equal(who.unit.v, 0);
	cx->actor = W->two;
	in.unit = W->other.id;
	in.from_min = 18 * 60;
	FIELD(cx, E_STATE, "ver", duty_shift_put(cx, s.id, s.ver + 1, &in, &t));
	DONE(cx, duty_shift_put(cx, s.id, s.ver, &in, &t));
	assert_true(t.unit.v == W->other.id.v && t.from_min == 18 * 60 && t.ver == 2 && t.set_by.v == W->two.v);
	FIELD(cx, E_STATE, "ver", duty_shift_undo(cx, s.id, s.ver, &t));      /* a page of before the change */
	DONE(cx, duty_shift_undo(cx, s.id, 2, &t));
	assert_true(t.unit.v == W->precinct.id.v && t.from_min == 20 * 60 && t.ver == 3 && !t.ended);
	DONE(cx, duty_shift_end(cx, s.id, 3, &t));
	REFUSED(cx, E_STATE, duty_shift_end(cx, s.id, 4, &t));
	REFUSED(cx, E_STATE, duty_shift_put(cx, s.id, 4, &in, &t));
	DONE(cx, duty_of(cx, (station_id){ 0 }, 430481, day_start(mon) + 21 * HOUR_MS, &who));
	assert_int_equal(who.unit.v, 0);
	assert_int_equal(duty_shift_list(cx, s.id - 1, 10, keep_shift, &t), 1);      /* still shown, so that the end can be taken back */
	assert_true(t.ended);
	DONE(cx, duty_shift_undo(cx, s.id, 4, &t));
	assert_true(!t.ended && t.ver == 5);
	DONE(cx, duty_shift_end(cx, s.id, 5, &t));
	cx->now += 8 * (utc_ms)DAY_MS;
	assert_int_equal(duty_shift_list(cx, s.id - 1, 10, keep_shift, &t), 0);
	cx->now -= 8 * (utc_ms)DAY_MS;
	DONE(cx, duty_shift_add(cx, &HOURS(W->other.id.v, 430481, mon, mon, DUTY_ALL_WEEK, 0, 12), &t));
	DONE(cx, duty_shift_undo(cx, t.id, 1, &t));
	assert_true(t.ended);                                       /* what was just made ends */
	static const struct sql_stmt upd = { "t.supd", "UPDATE duty_shift_log SET unit = 1", 0, 0 }, del = { "t.sdel", "DELETE FROM duty_shift_log", 0, 0 };
	static const struct sql_stmt *const list[] = { &upd, &del };
	sql_register(list, 2);
	REFUSED(cx, E_STATE, sql_exec(cx, &upd, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &del, BIND_NONE));
}

static int count_place(struct cx *cx, const struct duty_place *p, void *arg)
{
	(void)cx;
	*(int64_t *)arg = duty_place_key(p);
	return 0;
}

static void OR9_hours_that_cannot_be_are_refused(void **state)
{
	struct cx *cx = CX;
	int32_t mon = monday(cx);
	int64_t unit = W->precinct.id.v, last = 0;
	struct duty_shift s;

	FIELD(cx, E_INVALID, "station", duty_shift_add(cx, &HOURS(unit, 0, mon, 0, WORKDAYS, 8, 12), &s));
	FIELD(cx, E_INVALID, "toDay", duty_shift_add(cx, &HOURS(unit, 430482, mon, mon - 1, WORKDAYS, 8, 12), &s));
	FIELD(cx, E_INVALID, "toDay", duty_shift_add(cx, &HOURS(unit, 430482, day_of(cx->now) - 9, day_of(cx->now) - 2, DUTY_ALL_WEEK, 8, 12), &s));
	FIELD(cx, E_INVALID, "weekdays", duty_shift_add(cx, &HOURS(unit, 430482, mon, mon + 4, SAT | SUN, 8, 12), &s));
	FIELD(cx, E_INVALID, "weekdays", duty_shift_add(cx, &HOURS(unit, 430482, mon, 0, 0, 8, 12), &s));
	FIELD(cx, E_INVALID, "toMin", duty_shift_add(cx, &HOURS(unit, 430482, mon, 0, MON, 8, 24), &s));
	for (int i = 0; i < DUTY_SHIFTS; i++)
		DONE(cx, duty_shift_add(cx, &HOURS(unit, 430482, mon, 0, MON, 8, 12), &s));
	REFUSED(cx, E_STATE, duty_shift_add(cx, &HOURS(unit, 430482, mon, 0, MON, 8, 12), &s));
	DONE(cx, duty_shift_end(cx, s.id, 1, &s));
	struct duty_shift other;
	DONE(cx, duty_shift_add(cx, &HOURS(unit, 430482, mon, 0, MON, 8, 12), &other));
	REFUSED(cx, E_STATE, duty_shift_undo(cx, s.id, 2, &s));      /* there is no room for it any more */
	assert_int_equal(duty_places(cx, 430481, 10, count_place, &last), 1);
	assert_int_equal(last, 430482);
	assert_int_equal(duty_places(cx, 430482, 10, count_place, &last), 0);
	/* nor for hours whose last day is over: changed to a later one, or a change of them undone */
	const utc_ms now = cx->now;
	struct duty_shift old[2];
	for (int i = 0; i < 2; i++)
		DONE(cx, duty_shift_add(cx, &HOURS(unit, 430483, day_of(now), i ? 0 : day_of(now) + 1, DUTY_ALL_WEEK, 8, 12), &old[i]));
	DONE(cx, duty_shift_put(cx, old[1].id, 1, &HOURS(unit, 430483, day_of(now), day_of(now) + 1, DUTY_ALL_WEEK, 8, 12), &old[1]));
	cx->now += 9 * (utc_ms)DAY_MS;
	for (int i = 0; i < DUTY_SHIFTS; i++)
		DONE(cx, duty_shift_add(cx, &HOURS(unit, 430483, day_of(cx->now), 0, DUTY_ALL_WEEK, 8, 12), &s));
	REFUSED(cx, E_STATE, duty_shift_put(cx, old[0].id, 1, &HOURS(unit, 430483, day_of(now), 0, DUTY_ALL_WEEK, 8, 12), &other));
	REFUSED(cx, E_STATE, duty_shift_undo(cx, old[1].id, 2, &other));
	DONE(cx, duty_shift_put(cx, s.id, 1, &HOURS(unit, 430483, day_of(cx->now), 0, MON, 8, 12), &other));      /* what counts already may change */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup(f, setup)
		T(OR1_one_open_order_an_alert), T(OR2_every_state_event_and_role), T(OR2_a_stale_version_is_refused), T(OR3_another_reviews),
		T(OR4_every_change_leaves_an_event), T(OR5_a_repeated_key_is_harmless), T(OR6_each_level_is_told_once_and_a_signature_ends_it),
		T(OR7_a_unit_is_asked_once_and_sees_the_order), T(what_is_needed_is_asked_for),
		T(OR8_hours_go_before_the_standing_unit), T(OR8_any_hours_at_any_moment), T(OR9_hours_are_changed_ended_and_taken_back), T(OR9_hours_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
