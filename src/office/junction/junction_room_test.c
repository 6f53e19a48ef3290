/* junction_room_test — JU1 to JU4, every contradiction by name, and the fixed-time plan. */
#include "store/sql/sql_testdb.h"

#include "base/utc.h"
#include "office/junction/junction_testkit.h"

static struct testdb t;
#define CX (&t.cx)

static int setup(void **state)
{
	(void)state;
	testdb_open(&t);
	CX->actor.v = 1;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&t);
	return 0;
}

static struct junction made(void)
{
	struct junction j;

	DONE(CX, junction_add(CX, 7, S("解放路与蒸湘路口"), (unit_id){ 1 }, S("/1/"), KIT_CENTRE, &j));
	return j;
}

static void JU1_what_was_published_stays(void **state)
{
	struct kit_junction k;
	struct junction_version v;
	struct junction j;
	(void)state;

	kit_junction(&k);
	DONE(CX, sql_begin(CX, true));
	j = made();
	REFUSED(CX, E_STATE, junction_add(CX, 7, S("again"), (unit_id){ 1 }, S("/1/"), KIT_CENTRE, &j));
	REFUSED(CX, E_INVALID, junction_add(CX, 0, S("none"), (unit_id){ 1 }, S("/1/"), KIT_CENTRE, &j));
	REFUSED(CX, E_STATE, junction_publish(CX, &j, 0));
	DONE(CX, junction_draft(CX, &j, &k.g, S("as surveyed")));
	assert_int_equal(j.draft, 1);
	assert_int_equal(j.published, 0);
	DONE(CX, junction_publish(CX, &j, 0));
	assert_int_equal(j.published, 1);
	assert_int_equal(j.draft, 0);
	k.arm[0].heading = 175;
	DONE(CX, junction_draft(CX, &j, &k.g, S("")));
	DONE(CX, junction_draft(CX, &j, &k.g, S("the same draft")));
	assert_int_equal(j.draft, 2);
	DONE(CX, junction_publish(CX, &j, 0));
	DONE(CX, junction_version_get(CX, 7, 1, &v));
	assert_int_equal(v.state, JV_REPLACED);
	assert_non_null(strstr(arena_fmt(CX->arena, "%.*s", STR_ARG(v.geometry)).p, "\"heading\":180"));
	DONE(CX, junction_version_get(CX, 7, 2, &v));
	assert_int_equal(v.state, JV_PUBLISHED);
	assert_int_equal(v.published_by.v, 1);
	static const struct sql_stmt change = { "t.change", "UPDATE junction_version SET geometry = '{}' WHERE version = 1", 0, 0 },
		back = { "t.back", "UPDATE junction_version SET state = 'draft' WHERE version = 1", 0, 0 }, gone = { "t.gone", "DELETE FROM junction_version", 0, 0 };
	static const struct sql_stmt *const list[] = { &change, &back, &gone };
	sql_register(list, 3);
	REFUSED(CX, E_STATE, sql_exec(CX, &change, BIND_NONE));
	REFUSED(CX, E_STATE, sql_exec(CX, &back, BIND_NONE));
	REFUSED(CX, E_STATE, sql_exec(CX, &gone, BIND_NONE));
	DONE(CX, sql_commit(CX));
}

static void JU2_every_step_of_a_version(void **state)
{
	static const int to[JV_N][JEV_N] = {
		[JV_DRAFT] = { JV_PUBLISHED, JV_N, JV_DISCARDED }, [JV_PUBLISHED] = { JV_N, JV_REPLACED, JV_N },
		[JV_REPLACED] = { JV_N, JV_N, JV_N }, [JV_DISCARDED] = { JV_N, JV_N, JV_N },
	};
	struct kit_junction k;
	struct junction j, old;
	(void)state;

	for (int s = 0; s < JV_N; s++)
		for (int e = 0; e < JEV_N; e++)
			assert_int_equal(junction_next(s, e), to[s][e]);
	kit_junction(&k);
	DONE(CX, sql_begin(CX, true));
	j = made();
	old = j;
	DONE(CX, junction_draft(CX, &j, &k.g, S("")));
	REFUSED(CX, E_STATE, junction_draft(CX, &old, &k.g, S("")));      /* seen before the other */
	DONE(CX, junction_discard(CX, &j));
	REFUSED(CX, E_STATE, junction_discard(CX, &j));
	DONE(CX, junction_draft(CX, &j, &k.g, S("")));
	assert_int_equal(j.draft, 2);
	sql_rollback(CX);
}

static void JU3_what_contradicts_itself_is_not_published(void **state)
{
	struct kit_junction k;
	struct junction j;
	(void)state;

	kit_junction(&k);
	DONE(CX, sql_begin(CX, true));
	j = made();
	DONE(CX, junction_draft(CX, &j, &k.g, S("")));
	REFUSED(CX, E_STATE, junction_publish(CX, &j, 1));
	assert_int_equal(j.published, 0);
	assert_int_equal(j.draft, 1);
	sql_rollback(CX);
}

static int count_version(struct cx *cx, const struct junction_version *v, void *arg)
{
	(void)cx;
	*(int64_t *)arg = v->version;
	return 0;
}

static void JU4_told_until_marked(void **state)
{
	struct kit_junction k;
	struct junction j;
	int64_t seen = 0;
	(void)state;

	kit_junction(&k);
	DONE(CX, sql_begin(CX, true));
	j = made();
	DONE(CX, junction_draft(CX, &j, &k.g, S("")));
	assert_int_equal(junction_untold(CX, 10, count_version, &seen), 0);
	DONE(CX, junction_publish(CX, &j, 0));
	assert_int_equal(junction_untold(CX, 10, count_version, &seen), 1);
	assert_int_equal(seen, 1);
	DONE(CX, junction_told(CX, 7, 1));
	assert_int_equal(junction_untold(CX, 10, count_version, &seen), 0);
	DONE(CX, junction_get(CX, 7, &j));
	DONE(CX, junction_change(CX, &j, S("新名"), kit_at(0, 1, 0), j.ver));     /* its middle is part of the geometry */
	assert_int_equal(junction_untold(CX, 10, count_version, &seen), 1);
	DONE(CX, junction_told(CX, 7, 1));
	DONE(CX, junction_untell_all(CX));
	assert_int_equal(junction_untold(CX, 10, count_version, &seen), 1);
	assert_int_equal(junction_in_force(CX, count_version, &seen), 1);
	sql_rollback(CX);
}

static int faults(struct kit_junction *k, struct junction_fault *f)
{
	return junction_faults(&k->g, 7, KIT_CENTRE, k->station, k->nst, f, JUNCTION_FAULTS);
}

/* Exactly this one kind is found. */
static void only(struct kit_junction *k, int kind, int n, int line)
{
	struct junction_fault f[JUNCTION_FAULTS];
	int got = faults(k, f);

	if (got != n)
		print_error("line %d: %d faults, the first %s\n", line, got, got ? junction_fault_names[f[0].kind].p : "-");
	assert_int_equal(got, n);
	for (int i = 0; i < got; i++) {
		if (f[i].kind != kind)
			print_error("line %d: %s beside %s\n", line, junction_fault_names[f[i].kind].p, junction_fault_names[kind].p);
		assert_int_equal(f[i].kind, kind);
	}
}
#define ONLY(kind, n, ...) do { \
	struct kit_junction k; \
	kit_junction(&k); \
	__VA_ARGS__; \
	only(&k, kind, n, __LINE__); \
} while (0)

static void every_contradiction_is_named(void **state)
{
	(void)state;
	ONLY(JX_NO_ARMS, 0, (void)k);
	ONLY(JX_ARM_NAME, 1, k.arm[0].arm = S("n"); for (int i = 0; i < 3; i++) { k.antenna[i].arm = S("n"); k.group[i].group = i == 0 ? S("n:L") : i == 1 ? S("n:T") : S("n:R"); });
	ONLY(JX_NO_STOP_LINE, 1, k.arm[1].stop = (struct geo){ 0, 0 });
	ONLY(JX_STOP_FAR, 1, k.arm[1].stop = kit_at(270, 130, 5));
	ONLY(JX_STOP_BEHIND, 1, k.arm[1].stop = kit_at(270, -18, 5));
	ONLY(JX_STATION_TWICE, 1, k.antenna[12].station = k.antenna[0].station);
	ONLY(JX_STATION_UNKNOWN, 1, k.antenna[12].station = S("J9-X"));
	ONLY(JX_STATION_ELSEWHERE, 1, k.station[3].junction = 8);
	ONLY(JX_STATION_FAR, 1, k.station[0].at = kit_at(180, 260, 9));
	ONLY(JX_ANTENNA_ARM, 1, k.antenna[12].arm = S("Q"));
	ONLY(JX_HEADING, 1, k.antenna[0].heading = 0);
	ONLY(JX_HEADING, 1, k.antenna[2].heading = 180);
	ONLY(JX_HEADING, 0, k.antenna[0].heading = -1);
	ONLY(JX_EXIT_INBOUND, 1, k.station[2].at = kit_at(180, 25, 9));
	ONLY(JX_APPROACH_OUTBOUND, 1, k.station[0].at = kit_at(180, 60, -9));
	ONLY(JX_GROUP_WORD, 1, k.group[0].group = S("N-L"));
	ONLY(JX_GROUP_ARM, 1, k.group[0].group = S("Q:L"));
	ONLY(JX_GROUP_TWICE, 1, k.group[1].group = S("N:L"));
	ONLY(JX_LIGHT_TWICE, 1, k.group[3].light = 1);
	ONLY(JX_LIGHT_TWICE, 0, k.group[1].light = 1);                        /* of one arm */
	ONLY(JX_ANTENNA_GROUP, 1, k.antenna[1].group = S("E:T"));
	ONLY(JX_ANTENNA_GROUP, 0, k.antenna[1].group = S("N:T"));
	ONLY(JX_ARM_NO_GROUP, 1, k.g.groups.n = 9);
	ONLY(JX_NO_CAMERA, 1, k.antenna[1].camera = S(""));
}

static void what_goes_together_is_told_together(void **state)
{
	struct junction_fault f[JUNCTION_FAULTS];
	struct kit_junction k;
	(void)state;

	kit_junction(&k);
	k.g.arms.n = 1;                       /* one arm is no junction, and all else hangs in the air */
	int n = faults(&k, f);
	assert_int_equal(f[0].kind, JX_NO_ARMS);
	assert_true(n > 10);
	assert_int_equal(junction_stops(f, n), n);
	kit_junction(&k);
	k.arm[1].arm = S("N");                /* twice */
	n = faults(&k, f);
	assert_int_equal(f[0].kind, JX_ARM_TWICE);
	kit_junction(&k);
	k.arm[1].heading = 185;
	n = faults(&k, f);
	assert_int_equal(f[0].kind, JX_ARMS_ONE_WAY);
	kit_junction(&k);
	k.antenna[0].role = JROLE_STOP;
	k.antenna[3].role = JROLE_STOP;
	n = faults(&k, f);
	assert_int_equal(n, 2);
	assert_int_equal(f[0].kind, JX_ARM_NO_APPROACH);
	assert_int_equal(junction_stops(f, n), 0);
	assert_int_equal(faults(&k, f), junction_faults(&k.g, 7, KIT_CENTRE, k.station, k.nst, f, 1) + 1);   /* never past its room */
}

static void the_geometry_comes_back_as_it_was(void **state)
{
	struct kit_junction k;
	struct junction_geometry g;
	struct junction_version v;
	struct junction j;
	(void)state;

	kit_junction(&k);
	DONE(CX, sql_begin(CX, true));
	j = made();
	DONE(CX, junction_draft(CX, &j, &k.g, S("note")));
	DONE(CX, junction_version_get(CX, 7, 1, &v));
	DONE(CX, junction_geometry_of(CX, v.geometry, &g));
	assert_int_equal(g.antennas.n, 13);
	const struct junction_antenna *a = g.antennas.items;
	assert_int_equal(a[2].role, JROLE_EXIT);
	assert_int_equal(a[2].heading, 0);
	assert_true(str_eq(a[12].station, S("J7-MC")));
	const struct junction_arm *arm = g.arms.items;
	assert_int_equal(arm[3].stop.lat_e7, k.arm[3].stop.lat_e7);
	assert_int_equal(arm[3].bike_lane_cm, 250);
	sql_rollback(CX);
}

static void a_plan_shows_what_it_says(void **state)
{
	struct junction_plan_group g = { S("W:T"), 10, 40, 3 };
	struct junction_plan p = { 90, 5, 6 * 60, 22 * 60, { &g, 1 } };
	utc_ms day = day_start(day_of(CX->now)), noon = day + 12 * HOUR_MS, begun = noon + 5000, since;   /* 43,200 s are 480 cycles */
	(void)state;

	DONE(CX, junction_plan_check(CX, &p));
	static const struct { int s; char state; int since; } rows[] = {
		{ 0, 'R', -47 }, { 9, 'R', -47 }, { 10, 'G', 10 }, { 39, 'G', 10 }, { 40, 'Y', 40 }, { 42, 'Y', 40 }, { 43, 'R', 43 }, { 89, 'R', 43 }, { 90, 'R', 43 }, { 100, 'G', 100 },
	};
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		assert_int_equal(junction_plan_at(&p, &g, begun + rows[i].s * 1000ll, &since), rows[i].state);
		assert_int_equal((since - begun) / 1000, rows[i].since);
	}
	assert_int_equal(junction_plan_at(&p, &g, day + 5 * HOUR_MS, &since), 'U');
	assert_int_equal(since, day);
	assert_int_equal(junction_plan_at(&p, &g, day + 22 * HOUR_MS, &since), 'U');
	assert_int_equal(since, day + 22 * HOUR_MS);
	junction_plan_at(&p, &g, day + 6 * HOUR_MS + 1000, &since);
	assert_int_equal(since, day + 6 * HOUR_MS);
	g.green_to_s = 89;
	REFUSED(CX, E_INVALID, junction_plan_check(CX, &p));
	g = (struct junction_plan_group){ S("WT"), 10, 40, 3 };
	REFUSED(CX, E_INVALID, junction_plan_check(CX, &p));
}

static void a_source_is_whole(void **state)
{
	struct junction_source s;
	uint64_t mark;
	(void)state;

	DONE(CX, sql_begin(CX, true));
	made();
	DONE(CX, junction_source_get(CX, 7, &s));
	assert_int_equal(s.kind, JSRC_NONE);
	s.kind = JSRC_GBT20999;
	REFUSED(CX, E_INVALID, junction_source_put(CX, &s));
	static const char *const bad[] = { "10.1.2.3", "10.1.2.3:", "10.1.2.3:0", "10.1.2.3:65536", ":5050", "10.1.2:5050", "controller:5050", "10.1.2.3:50 50", "1000.1000.1000.1000:5050" };
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		s.address = str_of(bad[i]);
		REFUSED(CX, E_INVALID, junction_source_put(CX, &s));
	}
	s.address = S("10.1.2.3:5050");
	s.controller = 4294967295;
	DONE(CX, junction_source_put(CX, &s));
	s.kind = JSRC_API;
	DONE(CX, junction_source_put(CX, &s));
	DONE(CX, junction_source_get(CX, 7, &s));
	assert_int_equal(s.kind, JSRC_API);
	assert_int_equal(s.controller, 4294967295);
	assert_int_equal(s.ver, 2);
	DONE(CX, junction_mark_get(CX, &mark));
	assert_int_equal(mark, 0);
	DONE(CX, junction_mark_put(CX, 4096));
	DONE(CX, junction_mark_put(CX, 8192));
	DONE(CX, junction_mark_get(CX, &mark));
	assert_int_equal(mark, 8192);
	sql_rollback(CX);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(JU1_what_was_published_stays), T(JU2_every_step_of_a_version), T(JU3_what_contradicts_itself_is_not_published), T(JU4_told_until_marked),
		T(every_contradiction_is_named), T(what_goes_together_is_told_together), T(the_geometry_comes_back_as_it_was), T(a_plan_shows_what_it_says),
		T(a_source_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
