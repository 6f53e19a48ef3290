/* station_test — ST1 to ST4, the registry and the rule of the health alarms. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "office/station/station.h"

static struct station_new some(const char *name)
{
	struct station_new n = { .kind = STATION_ROADSIDE, .district = 430405, .at = { 268940000, 1125720000 }, .range_m = 120, .place = S("广东路 12 号") };

	assert_true(station_name_parse(str_of(name), &n.name));
	return n;
}

static struct station add(struct cx *cx, const char *name)
{
	struct station_new n = some(name);
	uint8_t key[STATION_KEY];
	struct station s;

	DONE(cx, station_add(cx, &n, key, &s));
	return s;
}

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

static void ST1_an_index_is_given_once(void **state)
{
	struct cx *cx = CX;
	struct station a = add(cx, "A"), b = add(cx, "B"), got;

	assert_int_equal(a.ix.v, 0);
	assert_int_equal(b.ix.v, 1);
	DONE(cx, station_step(cx, &b, SE_WITHDRAW));
	assert_int_equal(add(cx, "C").ix.v, 2);
	DONE(cx, station_by_ix(cx, (station_ix){ 1 }, &got));
	assert_int_equal(got.state, SS_WITHDRAWN);
	static const struct sql_stmt del = { "t.del", "DELETE FROM station", 0, 0 }, move = { "t.move", "UPDATE station SET ix = ix + 100", 0, 0 };
	static const struct sql_stmt *const list[] = { &del, &move };
	sql_register(list, 2);
	REFUSED(cx, E_STATE, sql_exec(cx, &del, BIND_NONE));
	REFUSED(cx, E_STATE, sql_exec(cx, &move, BIND_NONE));
	int64_t n;
	DONE(cx, station_count(cx, &n));
	assert_int_equal(n, 2);
}

struct keys { int n; uint8_t last[STATION_KEY]; bool quarantined; };

static int take_key(struct cx *cx, str name, station_ix ix, bool quarantined, const uint8_t key[static STATION_KEY], void *arg)
{
	struct keys *k = arg;

	(void)cx, (void)name, (void)ix;
	k->n++;
	k->quarantined = quarantined;
	memcpy(k->last, key, STATION_KEY);
	return 0;
}

static void ST2_keys_differ_are_kept_and_are_replaced(void **state)
{
	struct cx *cx = CX;
	struct station_new n = some("A");
	uint8_t key[STATION_KEY], second[STATION_KEY];
	struct station s;
	struct keys k = { 0 };

	DONE(cx, station_add(cx, &n, key, &s));
	DONE(cx, station_keys(cx, take_key, &k));
	assert_int_equal(k.n, 1);
	assert_memory_equal(k.last, key, sizeof key);
	DONE(cx, station_rekey(cx, &s, second));
	assert_memory_not_equal(second, key, sizeof key);
	DONE(cx, station_keys(cx, take_key, &k));
	assert_memory_equal(k.last, second, sizeof key);
	DONE(cx, station_step(cx, &s, SE_QUARANTINE));
	DONE(cx, station_keys(cx, take_key, &k));
	assert_true(k.quarantined);
	DONE(cx, station_step(cx, &s, SE_WITHDRAW));
	k.n = 0;
	DONE(cx, station_keys(cx, take_key, &k));
	assert_int_equal(k.n, 0);
	REFUSED(cx, E_STATE, station_rekey(cx, &s, key));
}

static void ST3_one_open_alarm_a_kind(void **state)
{
	struct cx *cx = CX;
	struct station s = add(cx, "A");
	unsigned bits;

	assert_int_equal(station_alarm_open(cx, s.id, SA_DEAF, 1000, S("x")), 1);
	assert_int_equal(station_alarm_open(cx, s.id, SA_DEAF, 2000, S("y")), 0);
	assert_int_equal(station_alarm_open(cx, s.id, SA_DOOR, 2000, S("y")), 1);
	DONE(cx, station_open_alarm_bits(cx, s.id, &bits));
	assert_int_equal(bits, 1u << SA_DEAF | 1u << SA_DOOR);
	assert_int_equal(station_alarm_end(cx, s.id, SA_DEAF, 500), 1);   /* a clock that went back does not break it */
	assert_int_equal(station_alarm_end(cx, s.id, SA_DEAF, 3000), 0);
	assert_int_equal(station_alarm_open(cx, s.id, SA_DEAF, 4000, S("z")), 1);
}

static void ST4_every_pair_of_state_and_event(void **state)
{
	struct cx *cx = CX;
	static const int want[SS_N][SE_N] = {   /* -1: refused */
		[SS_ACTIVE] =      { [SE_QUARANTINE] = SS_QUARANTINED, [SE_RELEASE] = -1,        [SE_WITHDRAW] = SS_WITHDRAWN },
		[SS_QUARANTINED] = { [SE_QUARANTINE] = -1,             [SE_RELEASE] = SS_ACTIVE, [SE_WITHDRAW] = SS_WITHDRAWN },
		[SS_WITHDRAWN] =   { [SE_QUARANTINE] = -1,             [SE_RELEASE] = -1,        [SE_WITHDRAW] = -1 },
	};
	char name[] = "S00";

	for (int from = 0; from < SS_N; from++)
		for (int ev = 0; ev < SE_N; ev++) {
			name[1] = (char)('0' + from);
			name[2] = (char)('0' + ev);
			struct station s = add(cx, name), stale, got;
			if (from != SS_ACTIVE)
				DONE(cx, station_step(cx, &s, from == SS_QUARANTINED ? SE_QUARANTINE : SE_WITHDRAW));
			stale = s;
			if (want[from][ev] < 0) {
				REFUSED(cx, E_STATE, station_step(cx, &s, (enum station_event)ev));
				continue;
			}
			DONE(cx, station_step(cx, &s, (enum station_event)ev));
			DONE(cx, station_get(cx, s.id, &got));
			assert_int_equal(got.state, want[from][ev]);
			assert_int_equal(got.ver, s.ver);
			REFUSED(cx, E_STATE, station_step(cx, &stale, (enum station_event)ev));
		}
}

static int count(struct cx *cx, const struct station *s, void *arg)
{
	(void)cx, (void)s;
	++*(int *)arg;
	return 0;
}

static void lists_find_by_name_place_and_alarm(void **state)
{
	struct cx *cx = CX;
	struct station_new n = some("Junction-7");
	struct station s;
	uint8_t key[STATION_KEY];
	int k = 0;

	n.place = S("解放西路");
	add(cx, "A1");
	DONE(cx, station_add(cx, &n, key, &s));
	assert_int_equal(station_list(cx, 0, S("junction"), false, false, 10, count, &k), 1);
	assert_int_equal(station_list(cx, 0, S("放西"), false, false, 10, count, &k), 1);
	assert_int_equal(station_list(cx, 0, S(""), false, false, 10, count, &k), 2);
	assert_int_equal(station_list(cx, 0, S(""), true, false, 10, count, &k), 0);
	DONE(cx, station_alarm_open(cx, s.id, SA_DOOR, 1, S("")));
	assert_int_equal(station_list(cx, 0, S(""), true, false, 10, count, &k), 1);
	assert_int_equal(station_list(cx, s.id.v, S(""), false, false, 10, count, &k), 0);
	REFUSED(cx, E_STATE, station_add(cx, &n, key, &s));
	n.district = 7;
	REFUSED(cx, E_INVALID, station_add(cx, &n, key, &s));
	n = some("B");
	n.kind = 2;
	REFUSED(cx, E_INVALID, station_add(cx, &n, key, &s));
}

static void places_stay_untold_until_their_version_is_told(void **state)
{
	struct cx *cx = CX;
	struct station s = add(cx, "A");
	int k = 0;

	assert_int_equal(station_unplaced(cx, 10, count, &k), 1);
	int64_t ver = s.ver;
	DONE(cx, station_step(cx, &s, SE_WITHDRAW));
	DONE(cx, station_placed(cx, s.id, ver));      /* told of the older version: stays */
	assert_int_equal(station_unplaced(cx, 10, count, &k), 1);
	DONE(cx, station_placed(cx, s.id, s.ver));
	assert_int_equal(station_unplaced(cx, 10, count, &k), 0);
	assert_int_equal(station_unplace_all(cx), 1);
	assert_int_equal(station_unplaced(cx, 10, count, &k), 1);
}

/* --- the rule --- */

static const struct station_limits lim = { 60, 3, 10, 60, 2000, 8, 60000, 20, 300 };
enum { NOW = 100000000 };

static struct station_signs healthy(void)
{
	return (struct station_signs){ .ever = true, .online = true, .config_ok = true, .has_stats = true, .last_frame_at = NOW - 1000,
	                               .connected_at = NOW - HOUR_MS, .power = 1, .reference_heard = 1, .battery_pct = 100,
	                               .heard_10min = 1000, .usual_10min = 1000 };
}

static unsigned judge(const struct station_signs *s, unsigned open)
{
	return station_health_judge(s, &lim, NOW, open);
}

static void each_cause_gives_its_alarm_and_no_other(void **state)
{
	(void)state;
	struct station_signs s = healthy();
	assert_int_equal(judge(&s, 0), 0);
	assert_int_equal(judge(&s, 0x1ff & ~(1u << SA_N)), 0);   /* and all end when all is well */

	s = healthy(); s.last_frame_at = NOW - 180000; s.online = false;
	assert_int_equal(judge(&s, 0), 0);                       /* exactly three heartbeats: not yet */
	s.last_frame_at--;
	assert_int_equal(judge(&s, 0), 1u << SA_OFFLINE);
	s = healthy(); s.heard_10min = 100;
	assert_int_equal(judge(&s, 0), 0);
	s.heard_10min = 99;
	assert_int_equal(judge(&s, 0), 1u << SA_DEAF);
	s.connected_at = NOW - 9 * MINUTE_MS;
	assert_int_equal(judge(&s, 0), 0);                       /* just back: not judged yet */
	s = healthy(); s.heard_10min = 0; s.usual_10min = 59;
	assert_int_equal(judge(&s, 0), 0);                       /* a quiet place is not deaf */
	s = healthy(); s.reference_heard = 0;
	assert_int_equal(judge(&s, 0), 1u << SA_DEAF);
	s.has_stats = false;
	assert_int_equal(judge(&s, 0), 0);
	s = healthy(); s.clock_offset_ms = -2001;
	assert_int_equal(judge(&s, 0), 1u << SA_DRIFT);
	s = healthy(); s.clock_err_ms = 2001;
	assert_int_equal(judge(&s, 0), 1u << SA_CLOCK);
	s = healthy(); s.heard_10min = 60001;
	assert_int_equal(judge(&s, 0), 1u << SA_FLOOD);
	s.usual_10min = 10000;
	assert_int_equal(judge(&s, 0), 0);
	s = healthy(); s.power = 0; s.battery_pct = 19;
	assert_int_equal(judge(&s, 0), 1u << SA_BATTERY);
	s.power = 1;
	assert_int_equal(judge(&s, 0), 0);
	s = healthy(); s.door = 1;
	assert_int_equal(judge(&s, 0), 1u << SA_DOOR);
	s = healthy(); s.config_ok = false;
	assert_int_equal(judge(&s, 0), 1u << SA_CONFIG);
	s.connected_at = NOW - 300000;
	assert_int_equal(judge(&s, 0), 0);
}

static void figures_at_the_threshold_do_not_chatter(void **state)
{
	(void)state;
	struct station_signs s = healthy();
	s.heard_10min = 150;
	assert_int_equal(judge(&s, 0), 0);
	assert_int_equal(judge(&s, 1u << SA_DEAF), 1u << SA_DEAF);
	s.heard_10min = 200;
	assert_int_equal(judge(&s, 1u << SA_DEAF), 0);
	s = healthy(); s.clock_offset_ms = 1500;
	assert_int_equal(judge(&s, 1u << SA_DRIFT), 1u << SA_DRIFT);
	s = healthy(); s.power = 0; s.battery_pct = 22;
	assert_int_equal(judge(&s, 0), 0);
	assert_int_equal(judge(&s, 1u << SA_BATTERY), 1u << SA_BATTERY);
}

static void what_is_not_known_begins_and_ends_nothing(void **state)
{
	(void)state;
	struct station_signs s = { .ever = false };
	assert_int_equal(judge(&s, 0), 0);
	assert_int_equal(judge(&s, 1u << SA_OFFLINE), 1u << SA_OFFLINE);   /* after a restart of the server */
	s = healthy(); s.last_frame_at = NOW - HOUR_MS; s.heard_10min = 0;
	assert_int_equal(judge(&s, 1u << SA_DOOR), 1u << SA_OFFLINE | 1u << SA_DOOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(ST1_an_index_is_given_once), T(ST2_keys_differ_are_kept_and_are_replaced), T(ST3_one_open_alarm_a_kind),
		T(ST4_every_pair_of_state_and_event), T(lists_find_by_name_place_and_alarm), T(places_stay_untold_until_their_version_is_told),
		cmocka_unit_test(each_cause_gives_its_alarm_and_no_other), cmocka_unit_test(figures_at_the_threshold_do_not_chatter),
		cmocka_unit_test(what_is_not_known_begins_and_ends_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
