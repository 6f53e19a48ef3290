/* flow_figures_test — figures against their own rows and against a count by hand, on random cities. */
#include "flow/figures_testkit.h"

static struct toy city;
static struct unit bureau;

static int setup(void **state)
{
	static struct testdb t;

	testdb_open(&t);
	city = (struct toy){ .seed = 20261125 };
	t.cx.roles = ROLE_OFFICER | ROLE_CLERK | ROLE_SYSTEM;
	t.cx.actor.v = 5;
	city_places(&t.cx, &city);
	DONE(&t.cx, unit_get(&t.cx, (unit_id){ 1 }, &bureau));
	city_as(&t.cx, &bureau, ROLE_OFFICER | ROLE_CLERK | ROLE_ADJUSTER | ROLE_TRAFFIC);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	testdb_close(*state);
	return 0;
}

#define CX (&((struct testdb *)*state)->cx)

static struct figure_q ask(struct cx *cx, enum figure_id fig, enum figure_dim by)
{
	return (struct figure_q){ fig, by, day_of(cx->now) - 50, day_of(cx->now) + 1, -1, -1 };
}

struct last { int64_t id, n; utc_ms at; bool by_day; };

static int last_id(struct cx *cx, const struct figure_item *i, void *arg)
{
	struct last *v = arg;

	(void)cx;
	assert_true(v->by_day ? i->at > v->at || (i->at == v->at && i->id > v->id) : i->id > v->id);
	v->id = i->id;
	v->at = i->at;
	v->n++;
	return 0;
}

/* Counted by pages, as a reader turns them. */
static int64_t listed(struct cx *cx, const struct figure_q *q, str key)
{
	struct last v = { .by_day = figure_defs[q->fig].rows == FR_BOOKING };
	int n;

	do {
		n = flow_figure_rows(cx, q, key, v.id, 7, last_id, &v);
		DONE(cx, n);
	} while (n == 7);
	return v.n;
}

static void every_row(struct cx *outer, const struct figure_q *q)
{
	struct cx own = *outer, *cx = &own;
	struct arena a;
	struct figure f;
	int64_t sum = 0, den = 0;

	arena_init(&a, 4 << 20);
	cx->arena = &a;
	DONE(cx, flow_figure(cx, q, &f));
	for (int i = 0; i < f.n; i++) {
		int64_t n = listed(cx, q, str_of(f.row[i].key));
		if (n != f.row[i].num)
			fail_msg("%.*s by %.*s, %s: the figure says %ld, its rows are %ld", STR_ARG(figure_defs[q->fig].id), STR_ARG(figure_dim_names[q->by]), f.row[i].key,
			         (long)f.row[i].num, (long)n);
		sum += f.row[i].num;
		den += f.row[i].den;
		assert_true(f.row[i].den < 0 || f.row[i].num <= f.row[i].den);
	}
	assert_int_equal(sum, f.num);
	assert_int_equal(f.den, figure_defs[q->fig].den.en.n ? den : -1);
	assert_int_equal(f.cut_off, cx->now);
	assert_int_equal(listed(cx, q, S("")), f.num);
	arena_done(&a);
}

static void each_figure(struct cx *cx)
{
	for (int fig = 0; fig < FIG_N; fig++)
		for (int by = 0; by < FD_N; by++) {
			struct figure_q q = ask(cx, (enum figure_id)fig, (enum figure_dim)by), narrow = q;
			struct figure f;
			if (!(figure_defs[fig].dims & 1u << by)) {
				REFUSED(cx, E_INVALID, flow_figure(cx, &q, &f));
				continue;
			}
			every_row(cx, &q);
			narrow.site = city.site[2].id.v;
			every_row(cx, &narrow);
			if (figure_defs[fig].rows == FR_PLATE || figure_defs[fig].rows == FR_TAG)
				continue;
			q.district = 430405;
			every_row(cx, &q);
		}
}

static void populate(struct cx *cx)
{
	city_bikes(cx, &city, 150);
	city_pieces(cx, &city);
	city_bookings(cx, &city, 120);
}

static void FI1_every_row_counts_exactly_what_is_listed(void **state)
{
	struct cx *cx = CX;
	struct figure f;

	each_figure(cx);                        /* of nothing: nothing */
	populate(cx);
	each_figure(cx);
	/* and it is not all zero */
	for (int fig = 0; fig < FIG_CASES; fig++) {
		struct figure_q q = ask(cx, (enum figure_id)fig, FD_SITE);
		if (fig == FIG_LIFE)
			q.by = FD_LIFE;
		DONE(cx, flow_figure(cx, &q, &f));
		if (f.num == 0)
			fail_msg("%.*s is 0 in this city: the test says nothing about it", STR_ARG(figure_defs[fig].id));
	}
}

static int64_t total(struct cx *cx, enum figure_id fig, enum figure_dim by)
{
	struct figure_q q = ask(cx, fig, by);
	struct cx own = *cx;
	struct arena a;
	struct figure f;

	arena_init(&a, 4 << 20);
	own.arena = &a;
	DONE(&own, flow_figure(&own, &q, &f));
	arena_done(&a);
	return f.num;
}

static void FI2_an_account_counts_what_lies_in_its_area(void **state)
{
	struct cx *cx = CX;
	int64_t all[FIG_CASES], parts[FIG_CASES] = { 0 };
	struct unit outside = { .id = { 0 }, .path = S("") };
	struct unit branch2;

	populate(cx);
	DONE(cx, unit_by_code(cx, S("B2"), &branch2));
	for (int fig = 0; fig < FIG_CASES; fig++)
		all[fig] = total(cx, (enum figure_id)fig, fig == FIG_LIFE ? FD_LIFE : FD_SITE);
	const struct unit *const areas[] = { &city.branch, &branch2 };
	for (size_t i = 0; i < COUNTOF(areas); i++) {
		city_as(cx, areas[i], ROLE_OFFICER | ROLE_ADJUSTER | ROLE_TRAFFIC);
		each_figure(cx);
		for (int fig = 0; fig < FIG_CASES; fig++)
			parts[fig] += total(cx, (enum figure_id)fig, fig == FIG_LIFE ? FD_LIFE : FD_SITE);
	}
	/* the fourth point and what lies there has no unit: the bureau's alone, as the depot */
	for (int fig = 0; fig < FIG_CASES; fig++)
		if (parts[fig] > all[fig] || (parts[fig] == all[fig] && fig != FIG_TODAY) || parts[fig] == 0)
			fail_msg("%.*s: %ld in two branches, %ld in all", STR_ARG(figure_defs[fig].id), (long)parts[fig], (long)all[fig]);
	city_as(cx, &outside, ROLE_OFFICER);
	for (int fig = 0; fig < FIG_CASES; fig++) {
		struct figure_q q = ask(cx, (enum figure_id)fig, fig == FIG_LIFE ? FD_LIFE : FD_SITE);
		assert_int_equal(total(cx, q.fig, q.by), 0);
		assert_int_equal(listed(cx, &q, S("")), 0);
	}
}

static int64_t row_of(struct cx *cx, const struct figure_q *q, const char *key)
{
	struct figure f;

	DONE(cx, flow_figure(cx, q, &f));
	for (int i = 0; i < f.n; i++)
		if (strcmp(f.row[i].key, key) == 0)
			return f.row[i].num;
	return 0;
}

/* By day the units are not asked where all bikes are of the area's: one bike of another tree, and they are. */
static void FI2_new_by_day_knows_another_tree(void **state)
{
	struct cx *cx = CX;
	static const struct sql_stmt elsewhere = { "test.elsewhere", "UPDATE bike SET unit = $1 WHERE id = (SELECT id FROM bike WHERE unit > 0 ORDER BY created_at DESC LIMIT 1)", 0, 1, true },
	                             *const list[] = { &elsewhere };
	struct unit other;

	sql_register(list, COUNTOF(list));
	populate(cx);
	int64_t before = total(cx, FIG_NEW, FD_DAY);
	assert_int_equal(before, total(cx, FIG_NEW, FD_SITE));
	DONE(cx, unit_add(cx, (unit_id){ 0 }, UNIT_OPERATOR, S("OP"), S("运营"), &other));
	assert_int_equal(total(cx, FIG_NEW, FD_DAY), before);
	DONE(cx, sql_exec(cx, &elsewhere, BIND(V(other.id.v))));
	assert_int_equal(total(cx, FIG_NEW, FD_DAY), before - 1);
	assert_int_equal(total(cx, FIG_NEW, FD_SITE), before - 1);
}

static void FI3_a_deregistered_bike_is_only_in_life_and_new(void **state)
{
	struct cx *cx = CX;
	struct bike b[3];

	for (int i = 0; i < 3; i++)
		b[i] = city_bike(cx, &city);
	assert_int_equal(total(cx, FIG_REGISTERED, FD_USE), 3);
	DONE(cx, bike_step(cx, &b[1], BE_DEREGISTER, (owner_id){ 0 }, S("lost")));
	for (int by = FD_DISTRICT; by <= FD_USE; by++)
		assert_int_equal(total(cx, FIG_REGISTERED, (enum figure_dim)by), 2);
	struct figure_q life = ask(cx, FIG_LIFE, FD_LIFE);
	assert_int_equal(row_of(cx, &life, "registered"), 2);
	assert_int_equal(row_of(cx, &life, "deregistered"), 1);
	assert_int_equal(total(cx, FIG_NEW, FD_DAY), 3);
	DONE(cx, bike_step(cx, &b[1], BE_RESTORE, (owner_id){ 0 }, S("mistake")));
	assert_int_equal(total(cx, FIG_REGISTERED, FD_KIND), 3);
}

static void days_are_those_of_the_city(void **state)
{
	struct cx *cx = CX;
	utc_ms midnight = day_start(day_of(cx->now));
	struct figure_q by_day = ask(cx, FIG_NEW, FD_DAY), by_month = ask(cx, FIG_NEW, FD_MONTH);
	const utc_ms at[] = { midnight - 1, midnight, midnight + DAY_MS - 1, midnight + DAY_MS };

	by_month.from = by_day.from = day_of(cx->now) - 60;
	by_month.to = by_day.to = day_of(cx->now) + 10;
	for (size_t i = 0; i < COUNTOF(at); i++) {
		cx->now = at[i];
		(void)city_bike(cx, &city);
	}
	cx->now = civil_start((struct civil){ 2026, 11, 1 }) - 1;
	(void)city_bike(cx, &city);
	cx->now = midnight + DAY_MS - 1;
	assert_int_equal(row_of(cx, &by_day, "2026-11-22"), 1);
	assert_int_equal(row_of(cx, &by_day, "2026-11-23"), 2);
	assert_int_equal(row_of(cx, &by_day, "2026-11-24"), 1);
	assert_int_equal(row_of(cx, &by_month, "2026-11"), 4);
	assert_int_equal(row_of(cx, &by_month, "2026-10"), 1);
	assert_int_equal(total(cx, FIG_TODAY, FD_SITE), 2);
	by_month.from = day_of(cx->now);            /* a month that is cut by the range */
	assert_int_equal(row_of(cx, &by_month, "2026-11"), 3);
	every_row(cx, &by_month);
}

static int masked_item(struct cx *cx, const struct figure_item *i, void *arg)
{
	(void)cx;
	if (!memchr(i->name.p, '*', i->name.n) || i->at)
		fail_msg("a leader sees %.*s", STR_ARG(i->name));
	++*(int *)arg;
	return 0;
}

static void FI4_a_leader_sees_masked_names(void **state)
{
	struct cx *cx = CX;
	struct arena *a = cx->arena;
	int n = 0;

	populate(cx);
	city_as(cx, &bureau, ROLE_LEADER);
	for (int fig = 0; fig < FIG_CASES; fig++) {
		struct figure_q q = ask(cx, (enum figure_id)fig, fig == FIG_LIFE ? FD_LIFE : FD_SITE);
		DONE(cx, flow_figure_rows(cx, &q, S(""), 0, 50, masked_item, &n));
	}
	assert_true(n > 50);
	assert_true(str_eq(flow_mask_mark(a, S("衡（电动）阳A12358")), S("衡（电动）阳A***58")));
	assert_true(str_eq(flow_mask_mark(a, S("HY00001")), S("*****01")));
	assert_true(str_eq(flow_mask_mark(a, S("A1")), S("*1")) && str_eq(flow_mask_mark(a, S("")), S("")));
}

static const struct sql_stmt spoil = { "test.spoil", "UPDATE bike_sum SET n = n + 1 WHERE life = 'registered' AND kind = 'standard'", 0, 0, true };
static const struct sql_stmt cut = { "test.cut", "DELETE FROM bike_day WHERE day = (SELECT max(day) FROM bike_day)", 0, 0, true };

__attribute__((constructor)) static void register_test(void)
{
	static const struct sql_stmt *const list[] = { &spoil, &cut };

	sql_register(list, COUNTOF(list));
}

static void BL1_the_kept_sums_say_what_the_bikes_say(void **state)
{
	struct cx *cx = CX;
	int64_t wrong;
	struct bike b;

	for (int round = 0; round < 3; round++) {
		city_bikes(cx, &city, 40);
		DONE(cx, bike_sums_check(cx, &wrong));
		assert_int_equal(wrong, 0);
	}
	/* a transaction that is undone leaves nothing */
	DONE(cx, sql_begin(cx, true));
	city_bikes(cx, &city, 10);
	sql_rollback(cx);
	DONE(cx, bike_sums_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	/* the check sees what is wrong, and the count anew mends it */
	DONE(cx, sql_exec(cx, &spoil, BIND_NONE));
	DONE(cx, bike_sums_check(cx, &wrong));
	assert_true(wrong > 0);
	DONE(cx, bike_sums_rebuild(cx));
	DONE(cx, sql_exec(cx, &cut, BIND_NONE));
	DONE(cx, bike_sums_check(cx, &wrong));
	assert_true(wrong > 0);
	DONE(cx, bike_sums_rebuild(cx));
	DONE(cx, bike_sums_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	b = city_bike(cx, &city);
	DONE(cx, bike_edit(cx, &b, S("kind"), b.kind == BK_STANDARD ? S("temporary") : S("standard"), 7));
	DONE(cx, bike_sums_check(cx, &wrong));
	assert_int_equal(wrong, 0);
}

static const struct sql_stmt spoil_b = { "test.spoil_b", "UPDATE booking_sum SET missed = missed + 1, came = came - 1 WHERE day = (SELECT min(day) FROM booking_sum)", 0, 0, true };
static const struct sql_stmt move_b = { "test.move_b", "UPDATE booking SET day = day + 100 WHERE id % 3 = 0", 0, 0, true };
static const struct sql_stmt site_b = { "test.site_b", "UPDATE booking SET site = (SELECT min(id) FROM site), queue_no = id + 1000 WHERE id % 4 = 0", 0, 0, true };
static const struct sql_stmt miss_b = { "test.miss_b", "UPDATE booking SET state = 'no_show' WHERE state = 'checked_in' AND id % 2 = 0", 0, 0, true };
static const struct sql_stmt unmiss_b = { "test.unmiss_b", "UPDATE booking SET state = 'booked' WHERE state = 'no_show' AND id % 5 = 0 AND x_phone IS NOT NULL", 0, 0, true };
static const struct sql_stmt gone_b = { "test.gone_b", "DELETE FROM booking WHERE id % 7 = 0", 0, 0, true };

__attribute__((constructor)) static void register_booking_test(void)
{
	static const struct sql_stmt *const list[] = { &spoil_b, &move_b, &site_b, &miss_b, &unmiss_b, &gone_b };

	sql_register(list, COUNTOF(list));
}

static void sound(struct cx *cx, const char *after)
{
	int64_t wrong;

	DONE(cx, flow_figures_check(cx, &wrong));
	if (wrong)
		fail_msg("%lld rows are wrong after %s", (long long)wrong, after);
}

static void FI5_the_kept_sums_say_what_the_bookings_say(void **state)
{
	const struct sql_stmt *const changes[] = { &move_b, &site_b, &miss_b, &unmiss_b, &gone_b };
	struct cx *cx = CX;
	int64_t wrong;

	city_bookings(cx, &city, 150);
	sound(cx, "bookings");
	for (size_t i = 0; i < COUNTOF(changes); i++) {
		int n = sql_exec(cx, changes[i], BIND_NONE);
		DONE(cx, n);
		assert_true(n > 1);
		sound(cx, changes[i]->name);
	}
	DONE(cx, sql_begin(cx, true));
	city_bookings(cx, &city, 20);
	sql_rollback(cx);
	sound(cx, "a rollback");
	DONE(cx, sql_exec(cx, &spoil_b, BIND_NONE));
	DONE(cx, flow_figures_check(cx, &wrong));
	assert_true(wrong > 0);
	DONE(cx, flow_figures_rebuild(cx));
	sound(cx, "a count anew");
}

static int64_t of_month(const struct figure *f, const char *month)
{
	int64_t n = 0;

	for (int i = 0; i < f->n; i++)
		n += strncmp(f->row[i].key, month, 7) == 0 ? f->row[i].num : 0;
	return n;
}

/* Whole months come from sums of their own: over any range they say what its days say, bike by bike. */
static void a_long_range_is_the_sum_of_its_days(void **state)
{
	struct cx own = *(struct cx *)CX, *cx = &own;
	struct arena a;
	utc_ms now = cx->now;
	struct figure days, months, sites;
	int64_t wrong;

	arena_init(&a, 4 << 20);
	cx->arena = &a;
	for (int i = 0; i < 150; i++) {
		cx->now = now - (utc_ms)city_rand(&city, 900) * (utc_ms)DAY_MS - (utc_ms)city_rand(&city, (uint32_t)DAY_MS);
		/* often the first or last hours of a month */
		struct civil c = civil_of(cx->now);
		c.d = 1;
		if (i % 3 == 0)
			cx->now = civil_start(c) + (city_rand(&city, 2) ? 0 : -1);
		struct bike b = city_bike(cx, &city);
		if (i % 5 == 0)
			DONE(cx, bike_step(cx, &b, BE_DEREGISTER, (owner_id){ 0 }, S("scrapped")));
	}
	cx->now = now;
	DONE(cx, bike_sums_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	for (int k = 0; k < 120; k++) {
		struct figure_q q = ask(cx, FIG_NEW, FD_DAY);
		q.from = day_of(now) - 910 + (int32_t)city_rand(&city, 900);
		q.to = q.from + 1 + (int32_t)city_rand(&city, 400);
		struct civil c = civil_of(day_start(q.from));
		c.d = 1;
		if (k % 4 == 0)
			q.from = day_of(civil_start(c));
		DONE(cx, flow_figure(cx, &q, &days));
		q.by = FD_MONTH;
		DONE(cx, flow_figure(cx, &q, &months));
		q.by = FD_SITE;
		DONE(cx, flow_figure(cx, &q, &sites));
		assert_int_equal(months.num, days.num);
		assert_int_equal(sites.num, days.num);
		for (int i = 0; i < months.n; i++)
			assert_int_equal(months.row[i].num, of_month(&days, months.row[i].key));
		arena_reset(&a);
	}
	arena_done(&a);
}

static int count_one(struct cx *cx, const struct bike *b, void *arg)
{
	int64_t *v = arg;

	(void)cx;
	assert_true(b->id.v > v[0]);
	v[0] = b->id.v;
	v[1]++;
	return 0;
}

static void BL2_the_count_is_how_many_are_found(void **state)
{
	struct cx *cx = CX;
	struct bike_scope sc = { bureau.path, true }, branch = { city.branch.path, false };
	int64_t n, some = 0;

	populate(cx);
	for (int i = 0; i < 200; i++) {
		struct bike_filter f = BIKE_FILTER_ALL(city_rand(&city, 3) ? sc : branch);
		if (city_rand(&city, 3) == 0)
			f.kind = (int)city_rand(&city, BK_N);
		if (city_rand(&city, 3) == 0)
			f.use = (int)city_rand(&city, BU_N);
		if (city_rand(&city, 3) == 0)
			f.life = (int)city_rand(&city, BL_N);
		if (city_rand(&city, 4) == 0)
			f.district = city.district[city_rand(&city, CITY_SITES)];
		if (city_rand(&city, 4) == 0)
			f.site = city.site[city_rand(&city, CITY_SITES)].id.v;
		if (city_rand(&city, 2) == 0)
			f.from = cx->now - (utc_ms)(1 + city_rand(&city, 100)) * DAY_MS;
		if (city_rand(&city, 3) == 0)
			f.to = cx->now - (utc_ms)city_rand(&city, 50) * DAY_MS;
		if (city_rand(&city, 3) == 0)
			f.flag = S("impounded");
		int64_t v[2] = { 0, 0 };
		int got;
		do {
			got = bike_find(cx, &f, v[0], 9, count_one, v);
			DONE(cx, got);
		} while (got == 9);
		DONE(cx, bike_find_count(cx, &f, &n));
		assert_int_equal(v[1], n);
		some += n > 0;
	}
	assert_true(some > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(FI1_every_row_counts_exactly_what_is_listed), T(FI2_an_account_counts_what_lies_in_its_area), T(FI2_new_by_day_knows_another_tree), T(FI3_a_deregistered_bike_is_only_in_life_and_new),
		T(days_are_those_of_the_city), T(FI4_a_leader_sees_masked_names), T(FI5_the_kept_sums_say_what_the_bookings_say), T(a_long_range_is_the_sum_of_its_days), T(BL1_the_kept_sums_say_what_the_bikes_say), T(BL2_the_count_is_how_many_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
