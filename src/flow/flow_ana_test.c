/* flow_ana_test — companions, scenes, clones, misplaced stations and evidence sheets over made-up streets behind a fake of the engines: who may ask, for which
 * times, what is named, what is written down before; and a golden sheet with its hash. */
#include "store/sql/sql_testdb.h"
#include "store/vault/vault_testkit.h"

#include <math.h>

#include "base/utc.h"
#include "flow/flow_ana_int.h"
#include "flow/flow_evidence.h"
#include "flow/flow_theft.h"
#include "office/account/account_testkit.h"
#include "office/audit/audit.h"
#include "office/owner/owner_testkit.h"
#include "office/policy/policy.h"
#include "office/station/station.h"

enum { SIDE = 10, STATIONS = SIDE * SIDE, STEP_M = 150, MAX_V = 40000, OWN = 0x7000, MATE = 0x7001 };

/* --- the engines, faked --- */

static struct fake { struct visit v[MAX_V]; size_t n; int asked; utc_ms least, most; bool early; struct cx *cx; const char *verb; double up; } fake;
static uint64_t rng_;
static int64_t below(int64_t n) { return (int64_t)(hash_u64(rng_ += 0x9e3779b97f4a7c15u) % (uint64_t)n); }

static int count_audit(struct cx *cx, const struct audit_row *row, void *arg)
{
	(void)cx, (void)row;
	++*(int *)arg;
	return 0;
}

static int audits(struct cx *cx, const char *verb)
{
	int n = 0;

	DONE(cx, audit_list(cx, 0, str_of(verb), (account_id){ 0 }, 1000, count_audit, &n));
	return n;
}

/* Each question: within which times, and was its row committed before. */
static void asked(utc_ms from, utc_ms to)
{
	if (!fake.asked++)
		fake.early = sql_in_tx(fake.cx) || audits(fake.cx, fake.verb) == 0;
	fake.least = fake.asked == 1 ? from : MIN(fake.least, from);
	fake.most = MAX(fake.most, to);
}

static int answer(struct arena *a, uint64_t tag, int ix, utc_ms from, utc_ms to, struct visit **ret, uint32_t *ret_n, bool *ret_more)
{
	uint32_t n = 0;

	asked(from, to);
	*ret = arena_alloc(a, (fake.n + 1) * sizeof **ret);
	assert_non_null(*ret);
	for (size_t i = 0; i < fake.n; i++)
		if ((ix < 0 ? fake.v[i].tag == tag : fake.v[i].station == ix) && fake.v[i].last >= from && fake.v[i].first < to)
			(*ret)[n++] = fake.v[i];
	*ret_n = n;
	*ret_more = false;
	return 0;
}

static int fake_tag(void *self, struct arena *a, tag_id tag, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	(void)self, (void)max, (void)e;
	return answer(a, tag.v, -1, from, to, ret, ret_n, ret_more);
}

static int fake_station(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, uint32_t max, struct visit **ret, uint32_t *ret_n, bool *ret_more, struct err *e)
{
	(void)self, (void)max, (void)e;
	return answer(a, 0, ix, from, to, ret, ret_n, ret_more);
}

static int fake_past(void *self, uint16_t ix, utc_ms from, utc_ms to, trail_fn *fn, void *arg, struct err *e)
{
	(void)self, (void)e;
	asked(from, to);
	for (size_t i = 0; i < fake.n; i++)
		if (fake.v[i].station == ix && fake.v[i].last >= from && fake.v[i].first < to && !fn(arg, &fake.v[i]))
			break;
	return 0;
}

static int fake_uptime(void *self, struct arena *a, uint16_t ix, utc_ms from, utc_ms to, utc_ms (**ret)[2], uint32_t *ret_n, struct err *e)
{
	(void)self, (void)ix, (void)e;
	*ret = arena_alloc(a, sizeof **ret);
	(*ret)[0][0] = from;
	(*ret)[0][1] = from + (utc_ms)((double)(to - from) * fake.up);
	*ret_n = 1;
	return 0;
}

static int fake_watch_put(void *self, const struct watch_change *c, struct err *e)
{
	(void)self, (void)c, (void)e;
	return 0;
}

static int fake_overview(void *self, struct engine_overview *ret)
{
	(void)self;
	*ret = (struct engine_overview){ .tags_known = 400 };
	return 0;
}

static const struct track_port port = { .watch_put = fake_watch_put, .trail_tag = fake_tag, .trail_station = fake_station, .station_past = fake_past, .uptime = fake_uptime,
                                        .overview = fake_overview };

/* --- the world: a town of stations in a grid --- */

static struct testdb t;
static account_id ann, ben;
static owner_id anna;
static bike_id own_bike;
static int64_t station_of[STATIONS + 1];
static utc_ms t0;

static struct geo at_m(double x, double y)
{
	struct geo g = { 0 };

	assert_true(geo_from_deg(26.9 + y / 111319.49, 112.57 + x / (111319.49 * cos(26.9 * 0.017453292519943295)), &g));
	return g;
}

static bike_id add_bike(uint64_t tag)
{
	struct bike_new n = { .tag = { tag }, .how = S("import"), .owner = anna };
	char plate[24];
	bike_id id;

	snprintf(plate, sizeof plate, "衡%05llX", (unsigned long long)tag);
	assert_true(plate_parse(str_of(plate), &n.plate));
	DONE(&t.cx, bike_add(&t.cx, &n, &id));
	return id;
}

static void add_station(int i, double x, double y)
{
	struct station_new n = { .district = 430405, .at = at_m(x, y), .range_m = 100, .role = S(""), .place = S("") };
	uint8_t key[STATION_KEY];
	struct station s;
	char name[8];

	snprintf(name, sizeof name, "S%02d", i);
	assert_true(station_name_parse(str_of(name), &n.name));
	DONE(&t.cx, station_add(&t.cx, &n, key, &s));
	assert_int_equal(s.ix.v, i);
	station_of[i] = s.id.v;
}

static int setup(void **state)
{
	testdb_open(&t);
	memset(&fake, 0, sizeof fake);
	fake.cx = &t.cx;
	fake.up = 1;
	fake.verb = "analysis.companions";
	t.cx.track = &port;
	for (int i = 0; i < STATIONS; i++)
		add_station(i, i % SIDE * STEP_M, i / SIDE * STEP_M);
	anna = kit_owner(&t.cx, "安甲", "13800001111");
	ann = kit_account_row(&t.cx, "ann", ROLE_OFFICER | ROLE_CASE);
	ben = kit_account_row(&t.cx, "ben", ROLE_OFFICER | ROLE_CASE);
	t.cx.actor = ann;
	t.cx.roles = ROLE_POLICE;
	t.cx.now = civil_start((struct civil){ 2027, 3, 1 }) + 16 * HOUR_MS;
	own_bike = add_bike(OWN);
	t.cx.now += DAY_MS;
	t0 = t.cx.now - 5 * HOUR_MS;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	testdb_close(&t);
	return 0;
}

static struct theft report(bike_id bike, utc_ms seen)
{
	struct flow_report r = { .bike = bike, .last_seen_at = seen, .missing_at = seen + MINUTE_MS, .place = S(""), .note = S(""), .has_place = true, .at = at_m(300, 300), .watch = true };
	struct theft th;

	DONE(&t.cx, sql_begin(&t.cx, true));
	DONE(&t.cx, flow_theft_report(&t.cx, &r, &th));
	DONE(&t.cx, sql_commit(&t.cx));
	return th;
}

static void hear(uint64_t tag, int station, utc_ms first, utc_ms last)
{
	assert_true(fake.n < MAX_V);
	fake.v[fake.n++] = (struct visit){ .tag = tag, .station = (uint16_t)station, .rssi_max = -70, .flags = VF_MOVING, .hits = 20, .first = first, .last = last };
}

/* Along a street and then a cross street, 5 m/s: heard 40 s at each station. */
static void ride(uint64_t tag, int x0, int y0, int x1, int y1, utc_ms at, int64_t jitter)
{
	for (int x = x0, y = y0;; x == x1 ? (y += y1 > y ? 1 : -1) : (x += x1 > x ? 1 : -1), at += 30000) {
		utc_ms first = at + below(jitter + 1);
		hear(tag, x + y * SIDE, first, first + 40000);
		if (x == x1 && y == y1)
			return;
	}
}

static int by_first(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->tag > b->tag) - (a->tag < b->tag);
}

/* Others on their ways; then all in order, as the engines give them. */
static void traffic(int n, utc_ms from, int64_t span)
{
	for (int i = 0; i < n; i++)
		ride(1000 + (uint64_t)i, (int)below(SIDE), (int)below(SIDE), (int)below(SIDE), (int)below(SIDE), from + below(span), 8000);
	qsort(fake.v, fake.n, sizeof fake.v[0], by_first);
}

/* The case's bike, and a mate six seconds behind, as the crow of chance does not go. */
static void two_ride(utc_ms at)
{
	rng_ = 1;
	ride(OWN, 0, 2, 8, 7, at, 2000);
	ride(MATE, 0, 2, 8, 7, at + 6000, 2000);
	ride(OWN, 8, 7, 1, 0, at + 40 * MINUTE_MS, 2000);
	ride(MATE, 8, 7, 1, 0, at + 40 * MINUTE_MS + 6000, 2000);
}

static int64_t policy(const char *key, const char *value)
{
	DONE(&t.cx, policy_set(&t.cx, str_of(key), (struct civil){ 2020, 1, 1 }, str_of(value)));
	return 0;
}

static void nobody_asked(void)
{
	assert_int_equal(fake.asked, 0);
}

/* --- companions --- */

static void a_companion_is_named_with_its_rows(void **state)
{
	bike_id mate = add_bike(MATE);
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);
	struct companions_seen a;

	(void)state;
	two_ride(t0);
	traffic(300, t0 - HOUR_MS, 3 * HOUR_MS);
	DONE(&t.cx, flow_companions(&t.cx, th.id, 0, 0, &a));
	assert_false(fake.early);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.v[0].who.bike, mate.v);
	assert_int_equal(a.v[0].who.tag.v, MATE);
	assert_true(a.v[0].who.plate.n > 0 && a.v[0].sure == SURE_GOOD && a.v[0].score >= 3 && a.visits == 29 && a.v[0].ways == 2);
	assert_int_equal(a.v[0].nrows, 29);
	for (size_t i = 0; i < 14; i++) {
		const struct ana_met *r = &a.v[0].rows[i];
		assert_int_equal(r->at.id, station_of[i <= 8 ? 20 + i : 28 + (i - 8) * SIDE]);
		assert_in_range(r->other - r->own, 4000, 8000);
	}
	assert_int_equal(audits(&t.cx, "analysis.companions"), 1);
	assert_int_equal(audits(&t.cx, "analysis.named"), 1);
}

/* P1: the same reasons as for a track, and nothing asked without one. */
static void P1_companions_need_an_open_case_of_ones_own(void **state)
{
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);
	struct companions_seen a;
	struct evidence e;
	struct scene_in s[2] = { { 0, { station_of[22] }, 1, t0, t0 + 10 * MINUTE_MS }, { 0, { station_of[24] }, 1, t0, t0 + 10 * MINUTE_MS } };
	struct passed_seen p;

	(void)state;
	two_ride(t0);
	t.cx.actor = ben;      /* a case officer, and not of this case */
	REFUSED(&t.cx, E_DENIED, flow_companions(&t.cx, th.id, 0, 0, &a));
	REFUSED(&t.cx, E_DENIED, flow_passed(&t.cx, th.id, s, 2, false, &p));
	REFUSED(&t.cx, E_DENIED, flow_evidence(&t.cx, th.id, 0, 0, &e));
	t.cx.actor = ann;
	REFUSED(&t.cx, E_NOTFOUND, flow_companions(&t.cx, (theft_id){ 999 }, 0, 0, &a));
	REFUSED(&t.cx, E_STATE, flow_companions(&t.cx, th.id, t0 - 3ll * DAY_MS, t0 - 2ll * DAY_MS, &a));      /* before the case's window */
	DONE(&t.cx, sql_begin(&t.cx, true));
	DONE(&t.cx, flow_theft_step(&t.cx, th.id, TE_WITHDRAW, 0, S("found it"), &th));
	DONE(&t.cx, sql_commit(&t.cx));
	REFUSED(&t.cx, E_STATE, flow_companions(&t.cx, th.id, 0, 0, &a));
	REFUSED(&t.cx, E_STATE, flow_passed(&t.cx, th.id, s, 2, false, &p));
	REFUSED(&t.cx, E_STATE, flow_evidence(&t.cx, th.id, 0, 0, &e));
	nobody_asked();
	assert_int_equal(audits(&t.cx, "analysis.companions.refused"), 4);
	assert_int_equal(audits(&t.cx, "analysis.passed.refused"), 2);
	assert_int_equal(audits(&t.cx, "analysis.evidence.refused"), 2);
}

static void AN1_what_lies_outside_the_window_is_neither_asked_nor_shown(void **state)
{
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);
	utc_ms least = th.last_seen_at - DAY_MS;
	struct companions_seen a;

	(void)state;
	two_ride(least - 4 * MINUTE_MS);      /* the first half of the way lies before the window */
	traffic(200, least - HOUR_MS, 2 * HOUR_MS);
	DONE(&t.cx, flow_companions(&t.cx, th.id, least - 10 * HOUR_MS, least + 10 * HOUR_MS, &a));
	assert_true(a.from == least && fake.least >= least && fake.most <= a.to);
	for (size_t i = 0; i < a.n; i++) {
		assert_true(a.v[i].from >= least);
		for (size_t k = 0; k < a.v[i].nrows; k++)
			assert_true(a.v[i].rows[k].own >= least && a.v[i].rows[k].other >= least);
	}
	REFUSED(&t.cx, E_INVALID, flow_companions(&t.cx, th.id, least, least + 25 * HOUR_MS, &a));
}

/* P5: a day's bikes are a day's bikes, whether looked at or named. */
static void AN2_P5_naming_takes_from_the_days_quota(void **state)
{
	bike_id other = add_bike(0x7100);
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS), th2 = report(other, t0 + 30 * MINUTE_MS);
	struct companions_seen a;
	struct trail_answer tr;

	(void)state;
	for (int i = 0; i < 3; i++) {
		add_bike(MATE + (uint64_t)i);
		rng_ = 5;
		ride(MATE + (uint64_t)i, 0, 2, 8, 7, t0 + 4000 + i * 3000, 2000);
		ride(MATE + (uint64_t)i, 8, 7, 1, 0, t0 + 40 * MINUTE_MS + 4000 + i * 3000, 2000);
	}
	ride(OWN, 0, 2, 8, 7, t0, 2000);
	ride(OWN, 8, 7, 1, 0, t0 + 40 * MINUTE_MS, 2000);
	traffic(300, t0 - HOUR_MS, 3 * HOUR_MS);
	policy("access.plates_day", "2");
	DONE(&t.cx, flow_companions(&t.cx, th.id, 0, 0, &a));
	assert_true(a.n == 1 && a.withheld == 2);
	REFUSED(&t.cx, E_DENIED, flow_trail(&t.cx, th2.id, 0, 0, &tr));
	DONE(&t.cx, flow_companions(&t.cx, th.id, 0, 0, &a));      /* the same again is none more */
	assert_true(a.n == 1 && a.withheld == 2);
	policy("access.plates_day", "20");
	policy("analysis.named_max", "2");
	DONE(&t.cx, flow_companions(&t.cx, th.id, 0, 0, &a));
	assert_true(a.n == 2 && a.withheld == 0 && a.more);
}

static void a_tag_without_a_bike_then_has_no_plate(void **state)
{
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);
	struct companions_seen a;

	(void)state;
	two_ride(t0);
	traffic(300, t0 - HOUR_MS, 3 * HOUR_MS);
	DONE(&t.cx, flow_companions(&t.cx, th.id, 0, 0, &a));
	assert_true(a.n == 1 && a.v[0].who.bike == 0 && a.v[0].who.plate.n == 0 && a.v[0].who.tag.v == MATE);
}

/* --- scenes --- */

static struct scene_in scene(int station, utc_ms from, int minutes)
{
	return (struct scene_in){ 0, { station_of[station] }, 1, from, from + minutes * (utc_ms)MINUTE_MS };
}

static void who_was_at_all_scenes(void **state)
{
	bike_id mate = add_bike(MATE);
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);
	struct passed_seen a;

	(void)state;
	two_ride(t0);
	for (uint64_t i = 0; i < 30; i++)      /* at one of the two, or at the wrong time */
		hear(0x9000 + i, i % 2 ? 22 : 28, t0 + MINUTE_MS, t0 + 2 * MINUTE_MS);
	hear(0x9100, 22, t0 + HOUR_MS, t0 + HOUR_MS + MINUTE_MS);
	hear(0x9100, 28, t0 + HOUR_MS, t0 + HOUR_MS + MINUTE_MS);
	fake.verb = "analysis.passed";
	struct scene_in s[2] = { scene(22, t0, 10), scene(28, t0, 10) };
	DONE(&t.cx, flow_passed(&t.cx, th.id, s, 2, false, &a));
	assert_false(fake.early);
	assert_int_equal(audits(&t.cx, "analysis.passed"), 2);      /* one row a scene, each with its stations and times */
	assert_int_equal(a.found, 2);
	assert_true(a.n == 2 && !a.too_many && a.withheld == 0);
	assert_true(a.v[0].own && a.v[0].who.bike == own_bike.v && !a.v[1].own && a.v[1].who.bike == mate.v);
	assert_true(a.v[1].at[0] < a.v[1].at[1] && a.v[1].at[0] >= t0);
	assert_true(a.scene[0].tags == 17 && a.scene[1].tags == 17);
	assert_true(fabs(a.chance - 17.0 * 17 / 1000) < 1e-9 && a.sure == SURE_FAIR);
	struct scene_in back[2] = { s[1], s[0] };
	DONE(&t.cx, flow_passed(&t.cx, th.id, back, 2, true, &a));
	assert_int_equal(a.found, 0);
	policy("analysis.named_max", "1");
	DONE(&t.cx, flow_passed(&t.cx, th.id, s, 2, false, &a));
	assert_true(a.too_many && a.found == 2 && a.n == 0);
}

static void AN3_scenes_are_two_apart_and_places_of_the_case(void **state)
{
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);
	struct passed_seen a;
	struct scene_in one = scene(22, t0, 10), same[2] = { one, scene(22, t0 + 20 * MINUTE_MS, 10) }, far[2] = { one, scene(99, t0, 10) }, later[2] = { one, scene(22, t0 + 2 * HOUR_MS, 10) };
	struct scene_in lasting[2] = { one, scene(24, t0, 61) }, none[2] = { one, { .n = 0, .from = t0, .to = t0 + 1 } }, of_ben[2] = { one, scene(24, t0, 10) };

	(void)state;
	two_ride(t0);
	fake.verb = "analysis.passed";
	REFUSED(&t.cx, E_INVALID, flow_passed(&t.cx, th.id, &one, 1, false, &a));
	REFUSED(&t.cx, E_INVALID, flow_passed(&t.cx, th.id, same, 2, false, &a));
	REFUSED(&t.cx, E_INVALID, flow_passed(&t.cx, th.id, lasting, 2, false, &a));
	REFUSED(&t.cx, E_INVALID, flow_passed(&t.cx, th.id, none, 2, false, &a));
	t.cx.actor = ben;
	struct theft other = report(add_bike(0x7200), t0 + 30 * MINUTE_MS);
	t.cx.actor = ann;
	of_ben[1].theft = other.id.v;
	REFUSED(&t.cx, E_DENIED, flow_passed(&t.cx, th.id, of_ben, 2, false, &a));
	nobody_asked();
	policy("analysis.near_m", "300");
	REFUSED(&t.cx, E_DENIED, flow_passed(&t.cx, th.id, far, 2, false, &a));
	assert_int_equal(audits(&t.cx, "analysis.passed.refused"), 2);
	DONE(&t.cx, flow_passed(&t.cx, th.id, later, 2, false, &a));
	/* 87: too far from the theft's place; but the bike itself was heard beside */
	struct scene_in heard[2] = { one, scene(77, t0 + 5 * MINUTE_MS, 10) };
	DONE(&t.cx, flow_passed(&t.cx, th.id, heard, 2, false, &a));
}

/* --- clones, misplaced stations, bounds --- */

static void a_clone_is_told_without_a_place_and_a_wrong_station_without_a_tag(void **state)
{
	bike_id twice = add_bike(MATE);
	struct clones_seen c;
	struct misplaceds_seen m;

	(void)state;
	rng_ = 3;
	for (int i = 0; i < 6; i++) {
		ride(MATE, 0, 0, 9, 0, t0 + i * 20 * MINUTE_MS, 1000);
		ride(MATE, 9, 9, 0, 9, t0 + i * 20 * MINUTE_MS, 1000);
	}
	traffic(600, t0 - HOUR_MS, 4 * HOUR_MS);
	fake.verb = "analysis.clones";
	t.cx.roles = ROLE_TRAFFIC;
	DONE(&t.cx, flow_clones(&t.cx, 0, 0, &c));
	assert_false(fake.early);
	assert_true(c.s.stations == STATIONS && c.s.share == 1 && c.s.tags == 601 && c.s.to == t.cx.now);
	assert_int_equal(c.found, 1);
	assert_int_equal(c.v[0].who.bike, twice.v);
	assert_true(c.v[0].clashes >= 2 && c.v[0].apart_m > 500 && c.v[0].had_ms < c.v[0].least_ms && c.v[0].score > 2);
	int n = fake.asked;
	DONE(&t.cx, flow_misplaced(&t.cx, t0 - HOUR_MS, t.cx.now, &m));
	assert_int_equal(fake.asked, n + STATIONS);
	assert_int_equal(m.found, 0);
	assert_int_equal(audits(&t.cx, "analysis.misplaced"), 1);
	REFUSED(&t.cx, E_INVALID, flow_misplaced(&t.cx, t.cx.now - 7 * HOUR_MS, 0, &m));
}

static void a_station_that_stands_elsewhere_is_told(void **state)
{
	struct misplaceds_seen m;

	(void)state;
	rng_ = 3;
	traffic(600, t0 - HOUR_MS, 4 * HOUR_MS);
	/* what stands at 11 hears what 88 would, 1.5 km off */
	for (size_t i = 0; i < fake.n; i++)
		fake.v[i].station = fake.v[i].station == 11 ? 88 : fake.v[i].station == 88 ? 11 : fake.v[i].station;
	fake.verb = "analysis.misplaced";
	DONE(&t.cx, flow_misplaced(&t.cx, 0, 0, &m));
	assert_false(fake.early);
	assert_true(m.found == 2 && m.n == 2);
	assert_true(m.v[0].at.id == station_of[11] || m.v[0].at.id == station_of[88]);
	assert_in_range(m.v[0].off_m, 1000, 2000);
	assert_true(m.v[0].of >= 10 && m.v[0].tags * 10 >= m.v[0].of * 7);
}

static void AN4_a_third_question_waits(void **state)
{
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);
	struct companions_seen a;
	struct clones_seen c;
	mono m;

	(void)state;
	two_ride(t0);
	DONE(&t.cx, ana_begin(&t.cx, &m));
	DONE(&t.cx, flow_companions(&t.cx, th.id, 0, 0, &a));
	DONE(&t.cx, ana_begin(&t.cx, &m));
	REFUSED(&t.cx, E_BUSY, flow_companions(&t.cx, th.id, 0, 0, &a));
	REFUSED(&t.cx, E_BUSY, flow_clones(&t.cx, 0, 0, &c));
	ana_end();
	DONE(&t.cx, flow_clones(&t.cx, 0, 0, &c));
	ana_end();
	DONE(&t.cx, ana_begin(&t.cx, &m));
	DONE(&t.cx, ana_begin(&t.cx, &m));
	ana_end();
	ana_end();
}

/* --- the evidence sheet --- */

static const char golden[] =
	"yanzhen-evidence,1\n"
	"case,430405-20270302-0001\n"
	"plate,衡07000\n"
	"tag,7000\n"
	"from,2027-03-01T11:30:00.000+08:00\n"
	"to,2027-03-02T12:30:00.000+08:00\n"
	"no,kind,station,place,first,last,reads,strongest_dbm,clock,arrival,state,reason,listening\n"
	"1,gap,,,2027-03-02T11:30:00.000+08:00,2027-03-02T11:35:00.000+08:00,,,,,,silent,S20 100% S10 100% S21 100% S30 100% S11 100%\n"
	"2,heard,S20,,2027-03-02T11:35:00.000+08:00,2027-03-02T11:36:00.000+08:00,20,-70,trusted,live,closed,,\n"
	"3,heard,S21,,2027-03-02T11:37:00.000+08:00,2027-03-02T11:38:00.000+08:00,3,-88,doubtful,late,closed,,\n"
	"4,gap,,,2027-03-02T11:38:00.000+08:00,2027-03-02T12:30:00.000+08:00,,,,,,silent,S21 100% S22 100% S11 100% S20 100% S31 100%\n";
#define GOLDEN "e81b75069774e58ae6abe8a71c3831ab7635733e5e01529d6137145c9d229886"

static struct evidence sheet(theft_id id, utc_ms to)
{
	struct evidence e;

	DONE(&t.cx, flow_evidence(&t.cx, id, 0, to, &e));
	return e;
}

static struct theft sheet_case(void)
{
	struct theft th = report(own_bike, t0 + 30 * MINUTE_MS);

	hear(OWN, 20, t0 + 35 * MINUTE_MS, t0 + 36 * MINUTE_MS);
	hear(OWN, 21, t0 + 37 * MINUTE_MS, t0 + 38 * MINUTE_MS);
	fake.v[1].hits = 3;
	fake.v[1].rssi_max = -88;
	fake.v[1].flags = VF_LATE | VF_CLOCK;
	fake.verb = "analysis.evidence";
	return th;
}

static int with_hash(struct cx *cx, const struct audit_row *r, void *arg)
{
	*(int *)arg += strstr(arena_z(cx->arena, r->detail), "\"sha256\":\"" GOLDEN "\"") != NULL;
	return 0;
}

static void a_sheet_is_as_it_was_and_its_hash_with_it(void **state)
{
	struct theft th = sheet_case();
	struct evidence e = sheet(th.id, t0 + 90 * MINUTE_MS), again;
	int hashes = 0;

	(void)state;
	assert_false(fake.early);
	assert_int_equal(e.text.n, strlen(golden));
	assert_memory_equal(e.text.p, golden, e.text.n);
	assert_string_equal(e.sha256, GOLDEN);
	assert_true(str_starts(e.csv, e.text));
	assert_true(strstr(arena_z(t.cx.arena, e.csv), "\n# sha256," GOLDEN "\n# made,2027-03-02T16:00:00.000+08:00,ann\n") != NULL);
	t.cx.now += MINUTE_MS;      /* who and when are not in it (EV1) */
	again = sheet(th.id, t0 + 90 * MINUTE_MS);
	assert_string_equal(e.sha256, again.sha256);
	assert_int_equal(audits(&t.cx, "analysis.evidence"), 2);
	DONE(&t.cx, audit_list(&t.cx, 0, S("analysis.sheet"), (account_id){ 0 }, 10, with_hash, &hashes));      /* EV4 */
	assert_int_equal(hashes, 2);
}

/* EV2: whatever is changed of a row, the hash is another. */
static void EV2_each_column_is_in_the_hash(void **state)
{
	struct theft th = sheet_case();
	struct evidence e = sheet(th.id, t0 + 90 * MINUTE_MS);
	const struct visit was = fake.v[1];

	(void)state;
	for (int i = 0; i < 8; i++) {
		struct visit *v = &fake.v[1];
		*v = was;
		fake.up = 1;
		switch (i) {
		case 0: v->station = 22; break;
		case 1: v->first += 1; break;
		case 2: v->last += 1; break;
		case 3: v->hits += 1; break;
		case 4: v->rssi_max = (int8_t)(v->rssi_max + 1); break;
		case 5: v->flags ^= VF_CLOCK; break;
		case 6: v->flags ^= VF_LATE; break;
		default: fake.up = 0.99; break;
		}
		struct evidence other = sheet(th.id, t0 + 90 * MINUTE_MS);
		if (strcmp(e.sha256, other.sha256) == 0)
			fail_msg("change %d leaves the hash as it was", i);
	}
}

static void a_gap_says_why(void **state)
{
	struct theft th = sheet_case();
	struct evidence e;

	(void)state;
	fake.up = 0.2;
	e = sheet(th.id, t0 + 90 * MINUTE_MS);
	assert_true(e.rows[3].kind == EV_GAP && e.rows[3].reason == EV_DOWN);
	fake.up = 1;
	hear(OWN, 29, t0 + 60 * MINUTE_MS, t0 + 61 * MINUTE_MS);      /* along the street there is always somebody within 100 m */
	e = sheet(th.id, t0 + 61 * MINUTE_MS + 1);
	assert_true(e.rows[3].kind == EV_GAP && e.rows[3].reason == EV_SILENT && e.rows[4].kind == EV_HEARD);
	add_station(STATIONS, 5000, 300);      /* far out, and nobody between */
	fake.v[2].station = STATIONS;
	e = sheet(th.id, t0 + 61 * MINUTE_MS + 1);
	assert_int_equal(e.rows[3].reason, EV_NO_RANGE);
	fake.n = 0;
	e = sheet(th.id, t0 + 90 * MINUTE_MS);
	assert_true(e.n == 1 && e.rows[0].kind == EV_GAP && e.rows[0].reason == EV_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_companion_is_named_with_its_rows), T(P1_companions_need_an_open_case_of_ones_own), T(AN1_what_lies_outside_the_window_is_neither_asked_nor_shown),
		T(AN2_P5_naming_takes_from_the_days_quota), T(a_tag_without_a_bike_then_has_no_plate), T(who_was_at_all_scenes), T(AN3_scenes_are_two_apart_and_places_of_the_case),
		T(a_clone_is_told_without_a_place_and_a_wrong_station_without_a_tag), T(a_station_that_stands_elsewhere_is_told), T(AN4_a_third_question_waits),
		T(a_sheet_is_as_it_was_and_its_hash_with_it), T(EV2_each_column_is_in_the_hash), T(a_gap_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
