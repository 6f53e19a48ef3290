/* flow_junction_test — FJ1 to FJ5: what reaches the engines, which phases are taken, why red-light detection is off, what a verdict becomes. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include "base/utc.h"
#include "flow/flow_junction.h"
#include "flow/flow_violation_sheet.h"
#include "flow/track_port.h"
#include "office/junction/junction_testkit.h"
#include "office/station/station.h"

static struct {
	struct testdb t; struct kit_junction k; struct jn_geometry g[8]; size_t ng; struct jn_signal_rec s[64]; size_t ns; bool broken, known; struct junction_now now;
} w;
#define CX (&w.t.cx)

static int put_geometry(void *self, const struct jn_geometry *g, size_t n, struct err *e)
{
	(void)self;
	if (w.broken)
		return ERR(e, E_STORE, "the journal is not available");
	for (size_t i = 0; i < n; i++)
		w.g[w.ng++ % COUNTOF(w.g)] = g[i];
	return 0;
}

static int put_signals(void *self, const struct jn_signal_rec *r, size_t n, struct err *e)
{
	(void)self;
	if (w.broken)
		return ERR(e, E_STORE, "the journal is not available");
	for (size_t i = 0; i < n; i++)
		w.s[w.ns++ % COUNTOF(w.s)] = r[i];
	return 0;
}

static bool now_of(void *self, uint16_t junction, struct junction_now *ret)
{
	(void)self;
	if (!w.known || junction != 7)
		return false;
	*ret = w.now;
	return true;
}

static const struct track_port port = { .signals_put = put_signals, .junctions_put = put_geometry, .junction_now = now_of };

static int setup(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	testdb_open(&w.t);
	CX->track = &port;
	CX->actor.v = 1;
	CX->unit.v = 1;
	CX->roles = ROLE_ENGINEER;
	kit_junction(&w.k);
	DONE(CX, sql_begin(CX, true));
	for (size_t i = 0; i < w.k.nst; i++) {
		struct station_new n = { .kind = STATION_JUNCTION, .district = 430405, .range_m = 40, .junction = 7, .at = w.k.station[i].at, .role = S(""), .place = S("") };
		uint8_t key[STATION_KEY];
		struct station s;
		assert_true(station_name_parse(w.k.station[i].name, &n.name));
		DONE(CX, station_add(CX, &n, key, &s));
	}
	DONE(CX, sql_commit(CX));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&w.t);
	return 0;
}

static struct junction drafted(void)
{
	struct junction j;

	DONE(CX, sql_begin(CX, true));
	DONE(CX, flow_junction_add(CX, 7, S("解放路口"), 0, KIT_CENTRE, &j));
	DONE(CX, flow_junction_draft(CX, 7, j.ver, &w.k.g, S("as surveyed"), &j));
	DONE(CX, sql_commit(CX));
	return j;
}

static struct junction published(void)
{
	struct junction j = drafted();

	DONE(CX, sql_begin(CX, true));
	DONE(CX, flow_junction_publish(CX, 7, j.ver, &j));
	DONE(CX, sql_commit(CX));
	return j;
}

static void FJ1_what_contradicts_itself_is_not_published(void **state)
{
	struct junction_fault_list f;
	struct junction j = drafted();
	(void)state;

	DONE(CX, flow_junction_faults(CX, &j, &w.k.g, &f));
	assert_int_equal(f.n, 0);
	w.k.antenna[3].station = S("J7-ZZ");          /* in no register */
	DONE(CX, sql_begin(CX, true));
	DONE(CX, flow_junction_draft(CX, 7, j.ver, &w.k.g, S(""), &j));
	DONE(CX, flow_junction_faults(CX, &j, &w.k.g, &f));
	assert_int_equal(f.stops, 1);
	assert_int_equal(f.f[0].kind, JX_STATION_UNKNOWN);
	REFUSED(CX, E_STATE, flow_junction_publish(CX, 7, j.ver, &j));
	REFUSED(CX, E_STATE, flow_junction_publish(CX, 7, 1, &j));      /* stale */
	REFUSED(CX, E_STATE, flow_junction_draft(CX, 7, 1, &w.k.g, S(""), &j));
	sql_rollback(CX);
	assert_int_equal(w.ng, 0);
}

static void FJ1_what_is_published_reaches_the_engines(void **state)
{
	struct junction j;
	(void)state;

	w.broken = true;
	j = published();
	assert_int_equal(w.ng, 0);
	w.broken = false;
	assert_int_equal(flow_junction_tell(CX), 1);
	assert_int_equal(flow_junction_tell(CX), 0);
	assert_int_equal(w.ng, 1);
	const struct jn_geometry *g = &w.g[0];
	assert_int_equal(g->junction, 7);
	assert_int_equal(g->version, 1);
	assert_int_equal(g->arms, 4);
	assert_int_equal(g->antennas, 13);
	assert_string_equal(g->arm[0].name, "N");
	assert_int_equal(g->arm[0].inbound_deg, 180);
	assert_int_equal(g->antenna[1].role, JNR_STOP);
	assert_int_equal(g->antenna[1].arm, 0);
	assert_int_equal(g->antenna[1].lane, JNL_BIKE);
	assert_int_equal(g->antenna[1].camera, 1);
	assert_int_equal(g->antenna[12].arm, -1);
	assert_null(jn_geometry_check(g));
	DONE(CX, sql_begin(CX, true));
	DONE(CX, junction_get(CX, 7, &j));
	DONE(CX, flow_junction_draft(CX, 7, j.ver, &w.k.g, S(""), &j));
	DONE(CX, flow_junction_publish(CX, 7, j.ver, &j));
	assert_int_equal(w.ng, 1);                     /* not before the commit */
	DONE(CX, sql_commit(CX));
	assert_int_equal(w.ng, 2);
	assert_int_equal(w.g[1].version, 2);
}

static void an_import_makes_drafts(void **state)
{
	static const char in[] = "intersection,lat,lon,arm,inbound_heading,stop_lat,stop_lon,motor_lanes,bike_lane_width_m,road_class\n"
		"J07,26.894,112.572,N,180,26.89416,112.57192,2,2.5,main\nJ07,26.894,112.572,S,0,26.89384,112.57208,2,0,side\n";
	static const char st[] = "id,kind,lat,lon,intersection,role,heading,arm,lane,nominal_range_m\nJ7-NS,junction,26.894,112.572,J07,stop,180,N,nonmotor,40\n"
		"R1,roadside,26.8,112.5,,,,,,120\nJ7-QQ,junction,26.894,112.572,J07,center,,,,40\n";
	struct junction_import done;
	struct junction_geometry g;
	struct junction_version v;
	struct junction j;
	(void)state;

	DONE(CX, sql_begin(CX, true));
	DONE(CX, flow_junction_import(CX, str_of(in), str_of(st), 0, &done));
	assert_int_equal(done.added, 1);
	assert_int_equal(done.drafts, 1);
	assert_int_equal(done.antennas, 2);
	assert_int_equal(done.unknown, 1);
	DONE(CX, junction_get(CX, 7, &j));
	assert_int_equal(j.draft, 1);
	DONE(CX, junction_version_get(CX, 7, 1, &v));
	DONE(CX, junction_geometry_of(CX, v.geometry, &g));
	const struct junction_arm *a = g.arms.items;
	assert_int_equal(a[0].bike_lane_cm, 250);
	assert_int_equal(a[1].bike_lane_cm, 0);
	assert_int_equal(a[1].road, JROAD_SIDE);
	assert_int_equal(g.groups.n, 6);
	const struct junction_antenna *n = g.antennas.items;
	assert_int_equal(n[0].role, JROLE_STOP);
	assert_int_equal(n[1].role, JROLE_CENTRE);
	assert_int_equal(n[1].heading, -1);
	DONE(CX, flow_junction_import(CX, str_of(in), S(""), 0, &done));     /* again: the same draft */
	assert_int_equal(done.added, 0);
	REFUSED(CX, E_INVALID, flow_junction_import(CX, S("intersection,lat,lon,arm,inbound_heading\nJ07,26.8,x,N,0\n"), S(""), 0, &done));
	REFUSED(CX, E_INVALID, flow_junction_import(CX, S("intersection,lat,lon,arm,inbound_heading\nMain,26.8,112.5,N,0\n"), S(""), 0, &done));
	REFUSED(CX, E_INVALID, flow_junction_import(CX, S("lat,lon\n1,2\n"), S(""), 0, &done));
	REFUSED(CX, E_INVALID, flow_junction_import(CX, S("intersection,lat,lon,arm,inbound_heading\n"), S(""), 0, &done));
	sql_rollback(CX);
	assert_int_equal(flow_junction_number(S("J017")), 17);
	assert_int_equal(flow_junction_number(S("17")), 17);
	assert_int_equal(flow_junction_number(S("J")), 0);
	assert_int_equal(flow_junction_number(S("")), 0);
	assert_int_equal(flow_junction_number(S("J5000")), 0);
}

static void source(int kind)
{
	struct junction_source s = { .junction = 7, .kind = kind, .address = S("") }, done;

	DONE(CX, sql_begin(CX, true));
	DONE(CX, flow_junction_source(CX, &s, NULL, &done));
	assert_int_equal(w.ns, 0);
	DONE(CX, sql_commit(CX));
	/* what another source has said counts no more */
	assert_int_equal(w.ns, 12);
	for (size_t i = 0; i < w.ns; i++)
		assert_int_equal(w.s[i].state, JS_UNKNOWN);
	w.ns = 0;
}

static void FJ2_a_change_becomes_a_record_of_a_group_that_is_there(void **state)
{
	struct signal_in in[] = { { 7, S("W:T"), S("G"), 0 }, { 7, S("E:L"), S("red"), 0 } };
	(void)state;

	in[0].at = CX->now - 1500;
	in[1].at = CX->now - 1400;
	drafted();
	REFUSED(CX, E_STATE, flow_junction_signals(CX, in, 2, JNS_API));          /* nothing published */
	DONE(CX, sql_begin(CX, true));
	struct junction j;
	DONE(CX, flow_junction_publish(CX, 7, 0, &j));
	DONE(CX, sql_commit(CX));
	REFUSED(CX, E_STATE, flow_junction_signals(CX, in, 2, JNS_API));          /* from elsewhere */
	source(JSRC_API);
	DONE(CX, flow_junction_signals(CX, in, 2, JNS_API));
	assert_int_equal(w.ns, 2);
	assert_string_equal(w.s[0].arm, "W");
	assert_int_equal(w.s[0].move, JM_THROUGH);
	assert_int_equal(w.s[0].state, JS_GREEN);
	assert_int_equal(w.s[0].at, CX->now - 1500);
	assert_int_equal(w.s[0].received, CX->now);
	assert_int_equal(w.s[1].move, JM_LEFT);
	assert_int_equal(w.s[1].state, JS_RED);
	in[1].group = S("Q:L");
	REFUSED(CX, E_INVALID, flow_junction_signals(CX, in, 2, JNS_API));
	in[1] = (struct signal_in){ 7, S("E:L"), S("pink"), CX->now };
	REFUSED(CX, E_INVALID, flow_junction_signals(CX, in, 2, JNS_API));
	in[1] = (struct signal_in){ 7, S("E:L"), S("R"), CX->now / 1000 };        /* seconds */
	REFUSED(CX, E_INVALID, flow_junction_signals(CX, in, 2, JNS_API));
	in[1] = (struct signal_in){ 7, S("E:L"), S("R"), CX->now + 2 * HOUR_MS };
	REFUSED(CX, E_INVALID, flow_junction_signals(CX, in, 2, JNS_API));
	in[1] = (struct signal_in){ 8, S("E:L"), S("R"), CX->now };
	REFUSED(CX, E_NOTFOUND, flow_junction_signals(CX, in, 2, JNS_API));
	assert_int_equal(w.ns, 2);                                                /* all or nothing */
	w.broken = true;
	REFUSED(CX, E_STORE, flow_junction_signals(CX, in, 1, JNS_API));
}

static void FJ2_a_file_of_changes(void **state)
{
	char text[400];
	int64_t n;
	(void)state;

	published();
	snprintf(text, sizeof text, "t_ms,intersection,group,state\n%lld,J07,W:T,R\n%lld,J07,W:T,G\n%lld,J07,W:L,Y", (long long)CX->now - 3000, (long long)CX->now - 2000,
	         (long long)CX->now - 1000);
	DONE(CX, flow_junction_signals_csv(CX, str_of(text), &n));
	assert_int_equal(n, 3);
	assert_int_equal(w.ns, 3);
	assert_int_equal(w.s[1].state, JS_GREEN);
	assert_int_equal(w.s[2].source, JNS_FILE);
	REFUSED(CX, E_INVALID, flow_junction_signals_csv(CX, S("t_ms,intersection,group,state\nx,J07,W:T,R\n"), &n));
	REFUSED(CX, E_INVALID, flow_junction_signals_csv(CX, S("t_ms,group,state\n"), &n));
}

static void a_plan_is_told_at_its_instants(void **state)
{
	struct junction_plan_group g[] = { { S("W:T"), 10, 40, 3 }, { S("N:*"), 45, 80, 3 } };
	struct junction_plan p = { 90, 0, 0, 1440, { g, 2 } };
	struct junction_source s = { .junction = 7, .kind = JSRC_PLAN, .address = S("") }, done;
	utc_ms begun = day_start(day_of(CX->now)) + 12 * HOUR_MS;
	(void)state;

	published();
	DONE(CX, sql_begin(CX, true));
	REFUSED(CX, E_INVALID, flow_junction_source(CX, &s, NULL, &done));
	REFUSED(CX, E_INVALID, flow_junction_source(CX, &s, &p, &done));          /* N:* is no group of it */
	g[1].group = S("N:T");
	DONE(CX, flow_junction_source(CX, &s, &p, &done));
	DONE(CX, sql_commit(CX));
	assert_int_equal(w.ns, 12);                                               /* what it shows now, at once; of the others nothing is known */
	for (size_t i = 0; i < w.ns; i++) {
		bool listed = w.s[i].move == JM_THROUGH && (w.s[i].arm[0] == 'W' || w.s[i].arm[0] == 'N');
		utc_ms since;
		char shows = junction_plan_at(&p, &g[w.s[i].arm[0] == 'N'], CX->now, &since);
		assert_int_equal(w.s[i].state, !listed ? JS_UNKNOWN : shows == 'G' ? JS_GREEN : shows == 'Y' ? JS_YELLOW : JS_RED);
		assert_int_equal(w.s[i].at, CX->now);
	}
	w.ns = 0;
	assert_int_equal(flow_junction_plans(CX, 0, begun + 20000), 2);           /* all that is shown */
	assert_int_equal(w.s[0].state, JS_GREEN);
	assert_int_equal(w.s[0].at, begun + 10000);
	assert_int_equal(w.s[0].source, JNS_PLAN);
	assert_int_equal(w.s[1].state, JS_RED);
	assert_int_equal(flow_junction_plans(CX, begun + 20000, begun + 39999), 0);
	assert_int_equal(flow_junction_plans(CX, begun + 39999, begun + 40400), 1);
	assert_int_equal(w.s[2].state, JS_YELLOW);
	assert_int_equal(w.s[2].at, begun + 40000);                               /* not when the job came */
	/* a job that comes late tells what it missed, each group's changes in their order: with the green left out, who goes in it would go at red */
	utc_ms last[2] = { 0 };
	w.ns = 0;
	int told = flow_junction_plans(CX, begun + 40400, begun + 40400 + 2 * p.cycle_s * 1000);
	assert_int_equal(told, 2 * 2 * 3);
	for (size_t i = 0; i < w.ns; i++) {
		utc_ms *of = &last[w.s[i].arm[0] == 'N'];
		assert_true(w.s[i].at > *of && w.s[i].at > begun + 40400);
		*of = w.s[i].at;
	}
	/* after an hour: of the last minutes, and what is shown */
	told = flow_junction_plans(CX, begun + 40400, begun + HOUR_MS);
	assert_in_range(told, 2 * 3 * (300 / p.cycle_s), 2 * 3 * (300 / p.cycle_s + 1));
}

static void FJ3_why_red_light_detection_is_off(void **state)
{
	const struct red_facts on = { true, true, true, 12, 12, 1u << JS_RED | 1u << JS_GREEN | 1u << JS_YELLOW, 20000, 90000, true, true, 300 };
	struct red_facts f;
	(void)state;

#define OFF(reason, ...) do { \
		f = on; \
		__VA_ARGS__; \
		assert_int_equal(flow_red_off(&f), reason); \
	} while (0)
	OFF(RO_ON, (void)f);
	OFF(RO_ON, f.states |= 1u << JS_RED_YELLOW);
	OFF(RO_NO_ENGINE, f.engine = false);
	OFF(RO_NO_GEOMETRY, f.geometry = false);
	OFF(RO_NO_GROUPS, f.groups = 0);
	OFF(RO_NO_SOURCE, f.source = false; f.age_ms = -1);
	OFF(RO_NEVER, f.age_ms = -1; f.states = 0; f.shown = 0);
	OFF(RO_STALE, f.age_ms = 5 * MINUTE_MS + 1);                       /* longer of five minutes and three cycles */
	OFF(RO_ON, f.age_ms = 5 * MINUTE_MS);
	OFF(RO_ON, f.cycle_ms = 150000; f.age_ms = 7 * MINUTE_MS);
	OFF(RO_STALE, f.cycle_ms = 150000; f.age_ms = 8 * MINUTE_MS);
	OFF(RO_STALE, f.states |= 1u << JS_STALE);
	OFF(RO_FLASHING, f.states |= 1u << JS_FLASHING);
	OFF(RO_ALL_OFF, f.states |= 1u << JS_OFF);
	OFF(RO_MANUAL, f.states |= 1u << JS_MANUAL);
	OFF(RO_UNKNOWN, f.states |= 1u << JS_UNKNOWN);
	OFF(RO_MISSING, f.shown = 11);
	OFF(RO_CLOCK, f.clock_known = false);
	OFF(RO_CLOCK, f.clock_err_ms = 2001);
	OFF(RO_ON, f.judged = false; f.clock_known = false);               /* nothing heard yet: nothing to be wrong about */
#undef OFF
	for (int i = 0; i < RO_N; i++)
		assert_true(red_off_names[i].n > 0);
}

static void FJ3_the_state_now_is_what_the_journal_has(void **state)
{
	struct junction_seen st;
	struct junction j = published();
	(void)state;

	source(JSRC_API);
	DONE(CX, flow_junction_now(CX, &j, &st));
	assert_int_equal(st.off, RO_NEVER);
	w.known = true;
	w.now.last_received = CX->now - 1000;
	for (w.now.n = 0; w.now.n < 12; w.now.n++)
		w.now.group[w.now.n] = (struct junction_phase){ .state = w.now.n % 2 ? JS_RED : JS_GREEN, .received = CX->now - 1000 };
	DONE(CX, flow_junction_now(CX, &j, &st));
	assert_int_equal(st.off, RO_ON);
	w.now.group[3].state = JS_FLASHING;
	DONE(CX, flow_junction_now(CX, &j, &st));
	assert_int_equal(st.off, RO_FLASHING);
	w.now.group[3].state = JS_RED;
	w.now.group[3].received = CX->now - 6 * MINUTE_MS;     /* one lamp that does not change any more is enough */
	DONE(CX, flow_junction_now(CX, &j, &st));
	assert_int_equal(st.off, RO_STALE);
	w.now.group[3].received = CX->now;
	w.now.n = 11;
	DONE(CX, flow_junction_now(CX, &j, &st));
	assert_int_equal(st.off, RO_MISSING);
}

static struct junction_verdict verdict(void)
{
	struct junction_verdict v = { .v = { .kind = JK_RED, .move = JM_THROUGH, .arm_in = 3, .arm_out = 1, .arm = 3, .readings = 3, .phases = 3, .junction = 7, .confidence = 968,
		.tag = 0xb1, .t = CX->now - 90000, .t_err_ms = 700, .first = CX->now - 100000, .last = CX->now - 80000, .against = JN_REASON(EDGE) | JN_REASON(THIN),
		.geometry = 1, .controller_ms = -420 }, .nhealth = 1 };

	v.v.reading[0] = (struct jn_reading){ .t = CX->now - 97000, .station = 9, .rssi = -61 };
	v.v.reading[1] = (struct jn_reading){ .t = CX->now - 91000, .station = 10, .rssi = -55 };
	v.v.reading[2] = (struct jn_reading){ .t = CX->now - 86000, .station = 12, .rssi = -64 };
	v.v.clock_ms[1] = 1234;
	v.v.phase[0] = (struct jn_phase){ CX->now - 120000, JS_YELLOW };
	v.v.phase[1] = (struct jn_phase){ CX->now - 117000, JS_RED };
	v.v.phase[2] = (struct jn_phase){ CX->now - 60000, JS_GREEN };
	v.health[0] = (struct jn_health){ .station = 10, .clock_known = true, .clock_ms = 1234, .clock_err_ms = 80, .heard = 90, .expected = 100 };
	return v;
}

static void FJ4_a_verdict_becomes_one_violation_with_its_evidence(void **state)
{
	static const char *const says[] = { "\"geometry\":1", "\"station\":\"J7-WS\"", "\"clockMs\":1234", "\"rssi\":-55", "\"state\":\"red\"", "\"against\":\"near-phase-edge,few-readings\"",
		"\"controllerMs\":-420", "\"clockErrMs\":80", "\"swapped\":false", "\"heard\":90",
		"\"armIn\":\"W\"", "\"armOut\":\"E\"" };
	struct junction_verdict v = verdict();
	struct violation a, b;
	(void)state;

	published();
	CX->roles = ROLE_SYSTEM;
	DONE(CX, sql_begin(CX, true));
	assert_int_equal(flow_junction_verdict(CX, &v, &a), 1);
	assert_int_equal(a.kind, VK_RED);
	assert_int_equal(a.source, VS_RADIO);
	assert_int_equal(a.junction, 7);
	assert_true(str_eq(a.arm, S("W")));
	assert_int_equal(a.at, v.v.t);
	assert_int_equal(a.err_ms, 700);
	assert_int_equal(a.confidence, 968);
	assert_true(str_eq(a.tag, S("B1")));
	assert_int_equal(a.evidence_sha.n, 64);
	str e = arena_fmt(CX->arena, "%.*s", STR_ARG(a.evidence));
	for (size_t i = 0; i < COUNTOF(says); i++)
		if (!strstr(e.p, says[i]))
			fail_msg("%s is not in %s", says[i], e.p);
	struct violation_sheet sheet;              /* and the case file reads it */
	DONE(CX, flow_violation_sheet(CX, &a, &sheet));
	assert_true(sheet.read);
	assert_int_equal(sheet.readings.rows, v.v.readings);
	assert_int_equal(sheet.stations.rows, v.nhealth);
	/* judged again after a restart, with its clocks corrected otherwise */
	v.v.t += 300;
	v.v.confidence = 955;
	assert_int_equal(flow_junction_verdict(CX, &v, &b), 0);
	assert_int_equal(b.id, a.id);
	v.v.kind = JK_WRONG_WAY;                   /* ridden out on the left: it is about the arm out, the light was that of the arm in */
	v.v.arm = v.v.arm_out;
	assert_int_equal(flow_junction_verdict(CX, &v, &b), 1);
	assert_true(str_eq(b.arm, S("E")));
	assert_non_null(strstr(arena_fmt(CX->arena, "%.*s", STR_ARG(b.evidence)).p, "\"armIn\":\"W\",\"armOut\":\"E\""));
	v.v.kind = JK_MOTOR_LANE;                  /* where the way out is not known, nothing is said of it */
	v.v.arm = v.v.arm_in;
	v.v.arm_out = -1;
	assert_int_equal(flow_junction_verdict(CX, &v, &b), 1);
	assert_null(strstr(arena_fmt(CX->arena, "%.*s", STR_ARG(b.evidence)).p, "armOut"));
	sql_rollback(CX);
}

static void FJ5_a_phase_that_says_nothing_takes_the_verdict_away(void **state)
{
	static const int bad[] = { JS_UNKNOWN, JS_FLASHING, JS_OFF, JS_MANUAL, JS_STALE, JS_RED_YELLOW };
	struct violation a;
	(void)state;

	published();
	CX->roles = ROLE_SYSTEM;
	DONE(CX, sql_begin(CX, true));
	for (size_t i = 0; i < COUNTOF(bad); i++) {
		struct junction_verdict v = verdict();
		v.v.phase[2].state = (uint8_t)bad[i];
		v.v.confidence = 1000;
		assert_int_equal(flow_junction_verdict(CX, &v, &a), 0);
		v.v.kind = JK_MOTOR_LANE;          /* which no signal decides */
		v.v.reading[0].t += (utc_ms)i + 1;
		assert_int_equal(flow_junction_verdict(CX, &v, &a), 1);
	}
	struct junction_verdict v = verdict();
	v.v.phases = 0;
	assert_int_equal(flow_junction_verdict(CX, &v, &a), 0);
	v = verdict();
	v.v.against |= JN_REASON(STALE);
	assert_int_equal(flow_junction_verdict(CX, &v, &a), 0);
	v = verdict();
	assert_int_equal(flow_junction_verdict(CX, &v, &a), 1);
	sql_rollback(CX);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(FJ1_what_contradicts_itself_is_not_published), T(FJ1_what_is_published_reaches_the_engines), T(an_import_makes_drafts),
		T(FJ2_a_change_becomes_a_record_of_a_group_that_is_there), T(FJ2_a_file_of_changes), T(a_plan_is_told_at_its_instants),
		T(FJ3_why_red_light_detection_is_off), T(FJ3_the_state_now_is_what_the_journal_has), T(FJ4_a_verdict_becomes_one_violation_with_its_evidence),
		T(FJ5_a_phase_that_says_nothing_takes_the_verdict_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
