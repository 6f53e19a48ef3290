/* site_test — SI1, SI2, and what a point is made of. */
#include "store/sql/sql_testdb.h"

#include "office/site/site.h"

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct site_new some(void)
{
	return (struct site_new){ .code = S("HY01"), .name = S("珠晖区广东路上牌点"), .address = S("广东路 12 号"), .phone = S("0734-8000001"), .district = 430405,
	                          .at = { 268900000, 1125700000 }, .slot_min = 30, .quota = 4, .windows = 2 };
}

static int32_t day(int y, int m, int d)
{
	return day_of(civil_start((struct civil){ (int16_t)y, (int8_t)m, (int8_t)d }));
}

static struct site new_site(struct cx *cx)
{
	struct site_new n = some();
	struct site s;

	DONE(cx, site_add(cx, &n, &s));
	for (int w = 1; w <= 5; w++)
		DONE(cx, site_hours_set(cx, s.id, w, (const struct span[]){ { 540, 720 }, { 840, w == 1 ? 960 : 1020 } }, 2));
	return s;
}

static void announce(struct cx *cx, int year, str source, const struct holiday *v, int n)
{
	struct holidays h = { .year = year, .announced = true, .source = source };

	for (int i = 0; i < n; i++)
		DONE(cx, holidays_add(cx, &h, v[i].day, v[i].off, v[i].name));
	DONE(cx, holidays_put(cx, &h, 0));
}

static void weekdays(void **state)
{
	(void)state;
	assert_int_equal(weekday_of(day(2026, 11, 23)), 1);
	assert_int_equal(weekday_of(day(2026, 11, 29)), 7);
	assert_int_equal(weekday_of(day(2024, 2, 29)), 4);
	assert_int_equal(weekday_of(0), 4);
	assert_int_equal(weekday_of(-4), 7);
}

static void SI1_hours_follow_from_the_nearest_reason(void **state)
{
	struct cx *cx = CX;
	struct site s = new_site(cx);
	struct site_new n = some();
	struct site_day d;
	int32_t mon = day(2026, 11, 23), sat = day(2026, 11, 28), sun = day(2026, 11, 29);

	DONE(cx, site_day(cx, &s, mon, &d));
	assert_true(d.state == SD_OPEN && d.n == 2 && d.span[1].to == 960 && d.quota == 4);
	DONE(cx, site_day(cx, &s, sat, &d));
	assert_true(d.state == SD_NO_HOURS && d.n == 0);
	announce(cx, 2026, S("made up for this test"), (const struct holiday[]){ { sat, false, SI("班") }, { mon, true, SI("休") } }, 2);
	DONE(cx, site_day(cx, &s, mon, &d));
	assert_int_equal(d.state, SD_HOLIDAY);
	assert_true(str_eq(d.reason, S("休")));
	DONE(cx, site_day(cx, &s, sat, &d));
	assert_true(d.state == SD_OPEN && d.span[1].to == 960);                 /* as on a Monday */
	DONE(cx, site_hours_set(cx, s.id, SITE_MAKE_UP, (const struct span[]){ { 600, 660 } }, 1));
	DONE(cx, site_day(cx, &s, sat, &d));
	assert_true(d.state == SD_OPEN && d.n == 1 && d.span[0].from == 600);
	DONE(cx, site_day(cx, &s, sun, &d));
	assert_int_equal(d.state, SD_NO_HOURS);
	DONE(cx, site_close_day(cx, s.id, sat, S("停电")));
	DONE(cx, site_day(cx, &s, sat, &d));
	assert_true(d.state == SD_CLOSED_DAY && str_eq(d.reason, S("停电")));
	DONE(cx, site_close_day(cx, s.id, sat, S("")));
	DONE(cx, site_quota_day(cx, s.id, sat, 1));
	DONE(cx, site_day(cx, &s, sat, &d));
	assert_true(d.state == SD_OPEN && d.quota == 1);
	DONE(cx, site_quota_day(cx, s.id, sat, -1));
	DONE(cx, site_edit(cx, &s, &n, false));
	DONE(cx, site_day(cx, &s, sat, &d));
	assert_true(d.state == SD_CLOSED && d.quota == 4);
	/* a year put again forgets what it said before */
	announce(cx, 2026, S("amended"), NULL, 0);
	DONE(cx, site_edit(cx, &s, &n, true));
	DONE(cx, site_day(cx, &s, mon, &d));
	assert_int_equal(d.state, SD_OPEN);
}

static void SI2_a_year_not_announced_says_so(void **state)
{
	struct cx *cx = CX;
	struct site s = new_site(cx);
	struct site_day d;

	announce(cx, 2026, S(""), NULL, 0);
	DONE(cx, site_day(cx, &s, day(2026, 12, 31), &d));
	assert_true(d.state == SD_OPEN && !d.provisional);
	DONE(cx, site_day(cx, &s, day(2027, 1, 1), &d));
	assert_true(d.state == SD_OPEN && d.provisional);
	/* what is sure before the announcement may be set */
	struct holidays h = { .year = 2027, .source = S("") };
	DONE(cx, holidays_add(cx, &h, day(2027, 1, 1), true, S("元旦")));
	DONE(cx, holidays_put(cx, &h, 0));
	DONE(cx, site_day(cx, &s, day(2027, 1, 1), &d));
	assert_true(d.state == SD_HOLIDAY && d.provisional);
}

static void SI3_a_calendar_is_replaced_as_it_was_read(void **state)
{
	struct cx *cx = CX;
	const struct holiday two[] = { { day(2027, 2, 14), false, SI("春节") }, { day(2027, 2, 6), true, SI("春节") } };
	struct holidays mine, theirs, now;

	DONE(cx, holidays_get(cx, 2027, &mine));
	assert_true(!mine.announced && mine.n == 0 && mine.ver > 0 && mine.ver <= 1LL << 32);
	announce(cx, 2026, S("another year"), (const struct holiday[]){ { day(2026, 12, 31), true, SI("") } }, 1);
	announce(cx, 2028, S(""), (const struct holiday[]){ { day(2028, 1, 1), true, SI("") } }, 1);
	theirs = mine;
	DONE(cx, holidays_add(cx, &theirs, two[0].day, two[0].off, two[0].name));
	DONE(cx, holidays_add(cx, &theirs, two[1].day, two[1].off, two[1].name));
	theirs.announced = true;
	theirs.source = S("notice 7");
	DONE(cx, holidays_put(cx, &theirs, mine.ver));
	DONE(cx, holidays_get(cx, 2027, &now));
	assert_true(now.announced && now.announced_at == cx->now && str_eq(now.source, S("notice 7")) && now.n == 2 && now.ver != mine.ver);
	assert_true(now.v[0].day == two[1].day && now.v[0].off && now.v[1].day == two[0].day && !now.v[1].off && str_eq(now.v[1].name, S("春节")));
	/* it was read before that */
	REFUSED(cx, E_STATE, holidays_put(cx, &mine, mine.ver));
	DONE(cx, holidays_put(cx, &mine, now.ver));
	DONE(cx, holidays_get(cx, 2027, &now));
	assert_true(!now.announced && now.n == 0 && now.ver == mine.ver);
	/* the years around stand */
	DONE(cx, holidays_get(cx, 2026, &now));
	assert_true(now.announced && now.n == 1);
	DONE(cx, holidays_get(cx, 2028, &now));
	assert_true(now.announced && now.n == 1);
}

static void what_a_calendar_is_made_of_is_checked(void **state)
{
	struct cx *cx = CX;
	struct holidays h = { .year = 2028, .source = S("") };
	char long_name[] = "61 bytes of text, which is one more than a name has room for.";

	DONE(cx, holidays_add(cx, &h, day(2028, 12, 31), true, S("")));
	DONE(cx, holidays_add(cx, &h, day(2028, 1, 1), true, S("")));
	REFUSED(cx, E_INVALID, holidays_add(cx, &h, day(2028, 1, 1), false, S("")));
	REFUSED(cx, E_INVALID, holidays_add(cx, &h, day(2027, 12, 31), true, S("")));
	REFUSED(cx, E_INVALID, holidays_add(cx, &h, day(2029, 1, 1), true, S("")));
	assert_int_equal(strlen(long_name), 61);
	REFUSED(cx, E_INVALID, holidays_add(cx, &h, day(2028, 1, 2), true, str_of(long_name)));
	REFUSED(cx, E_INVALID, holidays_add(cx, &h, day(2028, 1, 2), true, S("\xff")));
	assert_int_equal(h.n, 2);
	for (int32_t d = day(2028, 1, 2); d < day(2028, 12, 31); d++)
		DONE(cx, holidays_add(cx, &h, d, true, S("")));
	assert_int_equal(h.n, HOLIDAYS_MAX);
	DONE(cx, holidays_put(cx, &h, 0));
	DONE(cx, holidays_get(cx, 2028, &h));
	assert_true(h.n == HOLIDAYS_MAX && !h.announced);
	REFUSED(cx, E_INVALID, holidays_get(cx, 1999, &h));
	REFUSED(cx, E_INVALID, holidays_put(cx, &(struct holidays){ .year = 3000, .source = S("") }, 0));
}

static void slots_begin_at_the_span_and_end_within_it(void **state)
{
	struct site_day d = { .state = SD_OPEN, .span = { { 540, 620 }, { 845, 905 } }, .n = 2, .slot_min = 30 };
	static const int32_t yes[] = { 540, 570, 845, 875 }, no[] = { 0, 539, 555, 600, 620, 840, 890, 905, -1 };

	(void)state;
	for (size_t i = 0; i < COUNTOF(yes); i++)
		assert_true(site_day_slot(&d, yes[i]));
	for (size_t i = 0; i < COUNTOF(no); i++)
		assert_false(site_day_slot(&d, no[i]));
	d.state = SD_HOLIDAY;
	assert_false(site_day_slot(&d, 540));
}

static void what_a_point_is_made_of_is_checked(void **state)
{
	struct cx *cx = CX;
	struct site s = new_site(cx), got, stale = s;
	struct site_new n = some();
	struct station_name names[2], out[SITE_STATIONS];
	int k;

	REFUSED(cx, E_STATE, site_add(cx, &n, &got));
	n.code = S("");
	REFUSED(cx, E_INVALID, site_add(cx, &n, &got));
	n = some();
	n.slot_min = 1;
	REFUSED(cx, E_INVALID, site_edit(cx, &s, &n, true));
	n = some();
	n.name = S("新名");
	DONE(cx, site_edit(cx, &s, &n, true));
	assert_true(str_eq(s.name, S("新名")) && s.ver == stale.ver + 1);
	REFUSED(cx, E_STATE, site_edit(cx, &stale, &n, true));
	DONE(cx, site_by_code(cx, S("HY01"), &got));
	assert_true(got.id.v == s.id.v);
	REFUSED(cx, E_INVALID, site_hours_set(cx, s.id, 1, (const struct span[]){ { 600, 700 }, { 650, 800 } }, 2));
	REFUSED(cx, E_INVALID, site_hours_set(cx, s.id, 9, NULL, 0));
	assert_true(station_name_parse(S("HY01-B"), &names[0]) && station_name_parse(S("HY01-A"), &names[1]));
	DONE(cx, site_stations_set(cx, s.id, names, 2));
	DONE(cx, site_stations(cx, s.id, out, &k));
	assert_int_equal(k, 2);
	assert_string_equal(out[0].z, "HY01-A");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		cmocka_unit_test(weekdays), T(SI1_hours_follow_from_the_nearest_reason), T(SI2_a_year_not_announced_says_so),
		T(SI3_a_calendar_is_replaced_as_it_was_read), T(what_a_calendar_is_made_of_is_checked),
		cmocka_unit_test(slots_begin_at_the_span_and_end_within_it), T(what_a_point_is_made_of_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
