/* flow_booking_test — which times may be booked, who may work at which point. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_booking.h"
#include "flow/flow_hours.h"
#include "flow/flow_person.h"
#include "office/account/account.h"
#include "office/bike/bike.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"

static struct site point;
static int32_t today;      /* Monday 2026-11-23, 17:00 */

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	DONE(&t.cx, site_add(&t.cx, &(struct site_new){ .code = S("HY01"), .name = S("point"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30,
	                                                .quota = 1, .windows = 2, .address = S(""), .phone = S("") }, &point));
	for (int w = 1; w <= 5; w++)
		DONE(&t.cx, site_hours_set(&t.cx, point.id, w, (const struct span[]){ { 540, 600 }, { 960, 1080 } }, 2));
	today = day_of(t.cx.now);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct booking_new ask(int n, int32_t day, int32_t slot)
{
	struct booking_new b = { .site = point.id, .day = day, .slot = slot, .purpose = BOP_REGISTER };
	char phone[16];

	snprintf(phone, sizeof phone, "139%08d", n);
	assert_true(pii_take(S("赵甲"), &b.name) && pii_take(str_of(phone), &b.phone));
	return b;
}

static int book(struct cx *cx, int n, int32_t day, int32_t slot)
{
	struct booking_new in = ask(n, day, slot);
	struct booking b;

	return flow_book(cx, &in, &b);
}

static void only_times_of_the_points_day_are_booked(void **state)
{
	struct cx *cx = CX;

	DONE(cx, book(cx, 1, today + 1, 540));
	REFUSED(cx, E_STATE, book(cx, 2, today + 1, 540));              /* the quota is one */
	REFUSED(cx, E_INVALID, book(cx, 3, today + 1, 545));
	REFUSED(cx, E_INVALID, book(cx, 3, today + 1, 600));
	REFUSED(cx, E_INVALID, book(cx, 3, today - 1, 540));
	REFUSED(cx, E_INVALID, book(cx, 3, today, 1020));               /* 17:00 is now */
	DONE(cx, book(cx, 3, today, 1050));
	REFUSED(cx, E_STATE, book(cx, 4, today + 5, 540));              /* Saturday */
	DONE(cx, book(cx, 4, today + 14, 540));
	REFUSED(cx, E_INVALID, book(cx, 5, today + 15, 540));
	DONE(cx, site_close_day(cx, point.id, today + 2, S("搬迁")));
	REFUSED(cx, E_STATE, book(cx, 5, today + 2, 540));
	DONE(cx, site_quota_day(cx, point.id, today + 1, 2));
	DONE(cx, book(cx, 2, today + 1, 540));
}

static void moving_follows_the_same_rules(void **state)
{
	struct cx *cx = CX;
	struct booking_new in = ask(1, today + 1, 540);
	struct booking b;

	DONE(cx, flow_book(cx, &in, &b));
	DONE(cx, book(cx, 2, today + 1, 570));
	REFUSED(cx, E_STATE, flow_book_move(cx, &b, point.id, today + 1, 570));
	REFUSED(cx, E_INVALID, flow_book_move(cx, &b, point.id, today + 30, 540));
	DONE(cx, flow_book_move(cx, &b, point.id, today + 3, 540));
	assert_true(b.day == today + 3);
	DONE(cx, book(cx, 3, today + 1, 540));
}

static void free_slots_are_those_not_begun(void **state)
{
	struct cx *cx = CX;
	struct slot_free v[FLOW_SLOTS];
	struct site_day d;
	int n;

	DONE(cx, book(cx, 1, today, 1050));
	DONE(cx, flow_site_slots(cx, &point, today, &d, v, &n));
	assert_true(n == 1 && v[0].slot == 1050 && v[0].taken == 1 && v[0].quota == 1);
	DONE(cx, flow_site_slots(cx, &point, today + 1, &d, v, &n));
	assert_true(n == 6 && v[0].slot == 540 && v[0].taken == 0);
	DONE(cx, flow_site_slots(cx, &point, today + 5, &d, v, &n));
	assert_true(n == 0 && d.state == SD_NO_HOURS);
	DONE(cx, flow_site_slots(cx, &point, today - 1, &d, v, &n));
	assert_int_equal(n, 0);
}

static void walk_ins_come_on_open_days(void **state)
{
	struct cx *cx = CX;
	struct pii none = { .n_ = 0 };
	struct booking b;

	DONE(cx, flow_walk_in(cx, point.id, BOP_REPLACE, &none, &none, &b));
	assert_true(b.queue_no == 1 && b.day == today);
	cx->now += 5 * (utc_ms)DAY_MS;
	REFUSED(cx, E_STATE, flow_walk_in(cx, point.id, BOP_REPLACE, &none, &none, &b));
}

static void a_point_of_another_area_is_out_of_reach(void **state)
{
	struct cx *cx = CX;
	struct site_new n = { .code = S("HY02"), .name = S("other"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 1, .windows = 1,
	                      .unit = { 1 }, .address = S(""), .phone = S("") };
	struct site other, got;

	DONE(cx, site_add(cx, &n, &other));
	cx->roles = ROLE_CLERK;
	cx->area = S("/1/");
	DONE(cx, flow_site_reach(cx, other.id, &got));
	DONE(cx, flow_site_reach(cx, point.id, &got));
	cx->area = S("/1/7/");
	REFUSED(cx, E_DENIED, flow_site_reach(cx, other.id, &got));
	cx->area = S("");
	REFUSED(cx, E_DENIED, flow_site_reach(cx, other.id, &got));
	REFUSED(cx, E_NOTFOUND, flow_site_reach(cx, (site_id){ 99 }, &got));
}

static bike_id bike_of(struct cx *cx, const char *plate, uint64_t tag, unit_id unit)
{
	struct bike_new n = { .tag = { tag }, .how = S("register"), .owner = kit_owner(cx, "李四光", "13800001111"), .unit = unit.v };
	bike_id id;

	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(cx, bike_add(cx, &n, &id));
	return id;
}

static void at_the_desk_a_bike_of_the_own_area_is_named(void **state)
{
	struct cx *cx = CX;
	struct booking_new in = ask(1, today + 1, 540);
	struct booking_bike seen;
	struct booking b;
	struct unit bureau, here, there;

	DONE(cx, unit_add(cx, (unit_id){ 0 }, UNIT_BUREAU, S("TB"), S("局"), &bureau));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-A"), S("甲"), &here));
	DONE(cx, unit_add(cx, bureau.id, UNIT_BRANCH, S("TB-B"), S("乙"), &there));
	bike_id own = bike_of(cx, "衡（电动）阳A12358", 0xab, here.id), far = bike_of(cx, "衡（电动）阳A55501", 0xac, there.id);
	cx->roles = ROLE_CLERK;
	cx->area = here.path;
	in.purpose = BOP_REPLACE;
	in.bike = far;
	REFUSED(cx, E_DENIED, flow_book(cx, &in, &b));
	in.bike.v = 999;
	REFUSED(cx, E_NOTFOUND, flow_book(cx, &in, &b));
	in.bike = own;
	DONE(cx, flow_book(cx, &in, &b));
	DONE(cx, flow_booking_bike(cx, &b, &seen));
	assert_true(seen.bike.v == own.v && str_eq(seen.plate, S("衡(电动)阳A12358")));
	/* whoever works at the point and not in the bike's area sees that there is one, and no more */
	cx->area = there.path;
	DONE(cx, flow_booking_bike(cx, &b, &seen));
	assert_true(seen.bike.v == 0 && str_eq(seen.plate, S("衡(电动)阳A***58")));
	cx->area = S("");
	DONE(cx, flow_booking_bike(cx, &b, &seen));
	assert_int_equal(seen.bike.v, 0);
	b.bike.v = 0;
	DONE(cx, flow_booking_bike(cx, &b, &seen));
	assert_true(seen.bike.v == 0 && seen.plate.n == 0);
}

static void what_to_bring_follows_the_policies(void **state)
{
	struct cx *cx = CX;
	str w[BOOKING_PAPERS];
	int n;

	DONE(cx, flow_booking_papers(cx, BOP_REGISTER, w, &n));
	assert_true(n == 3 && str_eq(w[0], S("id_card")) && str_eq(w[1], S("invoice")) && str_eq(w[2], S("conformity")));
	DONE(cx, policy_set(cx, S("papers.new"), civil_of(cx->now), S("id_card,invoice|origin_pledge")));
	DONE(cx, flow_booking_papers(cx, BOP_REGISTER, w, &n));
	assert_true(n == 2 && str_eq(w[1], S("invoice|origin_pledge")));        /* each once */
	DONE(cx, policy_set(cx, S("papers.new"), civil_of(cx->now), S("")));
	for (int p = 0; p < BOP_N; p++) {
		DONE(cx, flow_booking_papers(cx, (enum booking_purpose)p, w, &n));
		assert_true(n >= 1 && str_eq(w[0], S("id_card")));
	}
	DONE(cx, flow_booking_papers(cx, BOP_TRANSFER, w, &n));
	assert_true(n == 3 && str_eq(w[1], S("old_certificate|loss_statement")) && str_eq(w[2], S("transfer_contract|invoice|court_paper")));
	DONE(cx, policy_set(cx, S("papers.deregister"), civil_of(cx->now), S("scrap_proof")));
	DONE(cx, flow_booking_papers(cx, BOP_DEREGISTER, w, &n));
	assert_true(n == 2 && str_eq(w[1], S("scrap_proof")));
}

static void days_are_read_as_written(void **state)
{
	static const char *const bad[] = { "2026-02-29", "2026-13-01", "2026-1-01", "20261123", "", "2026-11-23x" };
	char buf[FLOW_DAY_TEXT];
	int32_t d;

	(void)state;
	assert_true(flow_day_parse(S("2026-11-23"), &d) && d == 20780);
	assert_true(str_eq(flow_day_text(d, buf), S("2026-11-23")));
	for (size_t i = 0; i < COUNTOF(bad); i++)
		assert_false(flow_day_parse(str_of(bad[i]), &d));
}

static int count_one(struct cx *cx, const struct booking *b, void *arg)
{
	(void)cx, (void)b;
	(*(int *)arg)++;
	return 0;
}

static int of_owner(struct cx *cx, owner_id id)
{
	int n = 0;

	DONE(cx, as_done(booking_of_owner(cx, id, 0, 20, count_one, &n)));
	return n;
}

static owner_id login(struct cx *cx, str phone)
{
	char code[7], token[ACCOUNT_TOKEN_HEX + 1];
	owner_id who = { 0 };
	bool is_known;

	DONE(cx, sql_begin(cx, true));
	DONE(cx, owner_code_make(cx, phone, S("10.0.0.1"), code, &is_known));
	DONE(cx, sql_commit(cx));
	assert_true(is_known);
	DONE(cx, owner_code_login(cx, phone, str_of(code), S("10.0.0.1"), token, &who));
	return who;
}

static void a_merged_owners_appointments_are_the_others(void **state)
{
	struct cx *cx = CX;
	owner_id keep = kit_owner(cx, "赵甲", "13900000001"), gone = kit_owner(cx, "赵甲", "13900000002"), other = kit_owner(cx, "钱乙", "13900000003");
	struct booking_new in[] = { ask(1, today + 1, 540), ask(2, today + 2, 540), ask(3, today + 3, 540) };
	owner_id who[] = { gone, gone, other };
	struct owner_merge m;
	struct booking b;
	int64_t id;

	for (int i = 0; i < 3; i++) {
		in[i].owner = who[i];
		DONE(cx, flow_book(cx, &in[i], &b));
	}
	DONE(cx, owner_login_put(cx, S("13900000002"), gone));
	assert_true(login(cx, S("13900000002")).v == gone.v);
	cx->actor.v = 21;
	DONE(cx, owner_merge_ask(cx, keep, gone, S("one person"), &id));
	cx->actor.v = 22;
	DONE(cx, flow_person_merge(cx, id, true, S(""), &m));
	assert_int_equal(of_owner(cx, keep), 2);
	/* the second phone logs in as the same person */
	assert_true(login(cx, S("13900000002")).v == keep.v);
	assert_int_equal(of_owner(cx, gone), 0);
	assert_int_equal(of_owner(cx, other), 1);
	/* refused: nothing moves */
	cx->actor.v = 21;
	DONE(cx, owner_merge_ask(cx, keep, other, S("one person"), &id));
	cx->actor.v = 22;
	DONE(cx, flow_person_merge(cx, id, false, S("two people"), &m));
	assert_int_equal(of_owner(cx, other), 1);
}

static int left(struct cx *cx, const struct hours_change *c, struct hours_left **ret)
{
	int n;

	DONE(cx, flow_hours_left(cx, point.id, c, ret, &n));
	return n;
}

static void FH1_what_a_change_of_hours_leaves_outside_is_told_and_nothing_stays(void **state)
{
	static const struct span morning[] = { { 540, 570 } }, bad[] = { { 600, 540 } };
	struct cx *cx = CX;
	struct hours_left *l;
	struct span span[SITE_SPANS];
	struct site s;
	int n;

	DONE(cx, book(cx, 1, today + 1, 540));                          /* Tuesday */
	DONE(cx, book(cx, 2, today + 1, 570));
	DONE(cx, book(cx, 3, today + 8, 570));                          /* the Tuesday after */
	DONE(cx, book(cx, 4, today + 2, 570));
	n = left(cx, &(struct hours_change){ .weekday = 2, .span = morning, .nspan = 1 }, &l);
	assert_int_equal(n, 2);
	assert_true(l[0].day == today + 1 && l[0].slot == 570 && l[0].n == 1 && l[1].day == today + 8 && l[1].slot == 570);
	assert_int_equal(left(cx, &(struct hours_change){ .weekday = 2 }, &l), 3);
	assert_int_equal(left(cx, &(struct hours_change){ .weekday = 4 }, &l), 0);
	assert_int_equal(left(cx, &(struct hours_change){ .day = today + 2, .closed = true }, &l), 1);
	assert_int_equal(left(cx, &(struct hours_change){ .slot_min = 60 }, &l), 3);
	REFUSED(cx, E_INVALID, flow_hours_left(cx, point.id, &(struct hours_change){ .weekday = 2, .span = bad, .nspan = 1 }, &l, &n));
	/* nothing of all that stays */
	DONE(cx, site_hours(cx, point.id, 2, span, &n));
	assert_true(n == 2 && span[0].to == 600);
	DONE(cx, site_get(cx, point.id, &s));
	assert_true(s.slot_min == 30 && s.ver == point.ver);
	DONE(cx, book(cx, 5, today + 2, 540));
	/* what lies outside already is not told again */
	DONE(cx, site_hours_set(cx, point.id, 2, morning, 1));
	assert_int_equal(left(cx, &(struct hours_change){ .weekday = 2 }, &l), 1);
}

static int calendar(struct cx *cx, const struct holiday *v, int n, struct calendar_left **ret)
{
	struct holidays h = { .year = 2026, .announced = true, .source = S("") };
	int k;

	for (int i = 0; i < n; i++)
		DONE(cx, holidays_add(cx, &h, v[i].day, v[i].off, v[i].name));
	DONE(cx, flow_calendar_left(cx, &h, ret, &k));
	return k;
}

static void FH2_what_a_calendar_leaves_outside_is_told_of_all_points_and_nothing_stays(void **state)
{
	struct cx *cx = CX;
	struct site_new in = { .code = S("HY02"), .name = S("second"), .district = 430405, .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 3, .windows = 1,
	                       .address = S(""), .phone = S("") };
	struct calendar_left *l;
	struct holidays h;
	struct site other;
	struct booking_new b;
	struct booking made;

	DONE(cx, site_add(cx, &in, &other));
	DONE(cx, site_hours_set(cx, other.id, 2, (const struct span[]){ { 540, 600 } }, 1));
	DONE(cx, book(cx, 1, today, 1050));                             /* today: the 17:30 of 17:00 */
	DONE(cx, book(cx, 2, today + 1, 540));
	DONE(cx, book(cx, 3, today + 1, 570));
	DONE(cx, book(cx, 4, today + 8, 570));
	for (int i = 0; i < 2; i++) {
		b = ask(10 + i, today + 1, 540);
		b.site = other.id;
		DONE(cx, flow_book(cx, &b, &made));
	}
	/* two points on one day, and today's rest */
	assert_int_equal(calendar(cx, (const struct holiday[]){ { today, true, SI("") }, { today + 1, true, SI("x") }, { today + 2, true, SI("") } }, 3, &l), 3);
	assert_true(l[0].day == today && l[0].n == 1 && l[1].day == today + 1 && l[1].site.v == point.id.v && l[1].n == 2 && str_eq(l[1].name, S("point")));
	assert_true(l[2].day == today + 1 && l[2].site.v == other.id.v && l[2].n == 2 && str_eq(l[2].name, S("second")));
	/* a made-up workday has the hours of Monday, or its own: the second point has neither */
	assert_int_equal(calendar(cx, (const struct holiday[]){ { today + 1, false, SI("") } }, 1, &l), 1);
	assert_true(l[0].site.v == other.id.v && l[0].n == 2);
	assert_int_equal(calendar(cx, NULL, 0, &l), 0);
	/* nothing of all that stays */
	DONE(cx, holidays_get(cx, 2026, &h));
	assert_true(h.n == 0 && !h.announced);
	DONE(cx, book(cx, 5, today + 2, 540));
	/* taking a workday away again is told too; what lies outside already is not, nor what is over */
	DONE(cx, holidays_add(cx, &h, today + 1, true, S("")));
	DONE(cx, holidays_add(cx, &h, today + 5, false, S("")));
	DONE(cx, holidays_put(cx, &h, 0));
	b = ask(20, today + 5, 540);
	DONE(cx, flow_book(cx, &b, &made));
	assert_int_equal(calendar(cx, (const struct holiday[]){ { today + 1, true, SI("") } }, 1, &l), 1);
	assert_true(l[0].day == today + 5 && l[0].n == 1);
	assert_int_equal(calendar(cx, (const struct holiday[]){ { today + 1, false, SI("") }, { today + 5, false, SI("") } }, 2, &l), 0);      /* the second point was shut and stays so */
	cx->now += 45 * (utc_ms)MINUTE_MS;
	assert_int_equal(calendar(cx, (const struct holiday[]){ { today, true, SI("") }, { today + 1, true, SI("") }, { today + 5, false, SI("") } }, 3, &l), 0);
	REFUSED(cx, E_INVALID, flow_calendar_left(cx, &(struct holidays){ .year = 1999 }, &l, &(int){ 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(only_times_of_the_points_day_are_booked), T(a_merged_owners_appointments_are_the_others), T(moving_follows_the_same_rules), T(free_slots_are_those_not_begun), T(walk_ins_come_on_open_days),
		T(a_point_of_another_area_is_out_of_reach), T(at_the_desk_a_bike_of_the_own_area_is_named), T(what_to_bring_follows_the_policies), T(FH1_what_a_change_of_hours_leaves_outside_is_told_and_nothing_stays),
		T(FH2_what_a_calendar_leaves_outside_is_told_of_all_points_and_nothing_stays),
		cmocka_unit_test(days_are_read_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
