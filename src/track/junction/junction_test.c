/* junction_test — the law's table, geometry that contradicts itself, and a small made-up junction whose riders are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "track/junction/junction.h"

/* ---- the law ---- */

static void law_is_a_table(void **st)
{
	(void)st;
	for (int s = -1; s <= JS_STATE_N; s++)
		for (int m = -1; m <= JM_N; m++)
			for (int ev = 0; ev < JE_EVENT_N; ev++) {
				bool known = s == JS_GREEN || s == JS_YELLOW || s == JS_RED;
				bool moves = m >= 0 && m < JM_N;
				enum jn_ruling want = !known || !moves ? JLAW_OFF : JLAW_LEGAL;
				if (s == JS_RED && m == JM_ANY)
					want = JLAW_OFF;
				else if (s == JS_RED && moves && m != JM_RIGHT && ev == JE_CROSS_LINE)
					want = JLAW_RED;
				assert_int_equal(jn_law(s, m, ev), want);
			}
	assert_int_equal(jn_stale_ms(60000), 300000);
	assert_int_equal(jn_stale_ms(120000), 360000);
}

static void words(void **st)
{
	uint8_t v;

	(void)st;
	assert_true(jn_role_of(S("center"), &v) && v == JNR_CENTRE);
	assert_true(jn_role_of(S("Stop"), &v) && v == JNR_STOP);
	assert_false(jn_role_of(S("pole"), &v));
	assert_int_equal(v, JNR_UNKNOWN);
	assert_true(jn_state_of(S("R"), &v) && v == JS_RED);
	assert_false(jn_state_of(S("purple"), &v));
	assert_int_equal(v, JS_UNKNOWN);
	assert_true(jn_move_of(S("T"), &v) && v == JM_THROUGH);
	assert_int_equal(jn_lane_of(S("nonmotor")), JNL_BIKE);
	assert_int_equal(jn_lane_of(S("")), JNL_ALL);
	assert_string_equal(jn_kind_name(JK_RED), "red");
	assert_string_equal(jn_kind_name(99), "unknown");
	assert_string_equal(jn_reason_name(JNB_CLONE), "clone-suspect");
}

/* ---- a small junction ---- */

enum { ANTS = 13, T0 = 1000000000, CYCLE = 80000, GREEN = 30000, LINE = 16 };
#define LAT 26.9
#define LON 112.57
static const int32_t clock_off[ANTS] = { 3100, -2200, 400, -4100, 1500, 2700, -900, 3900, -3300, 800, -1700, 600, -100 };

struct world {
	struct jn *jn;
	struct jn_geometry g;
	struct jn_verdict v[400]; int n;
	uint64_t rnd;
	bool exchange;                 /* the stop antennas of arms 0 and 2 have each other's place */
	bool across;                   /* station 103 is where 207 was registered, at the second junction, and 207 where 103 was */
	int deaf;                      /* this antenna hears 28 dB less; 0 none */
	double fading;                 /* dB */
	int base;                      /* stations of the junction that is ridden through: 100, or 200 of the second */
};

static double noise(struct world *w)   /* -1..1 */
{
	w->rnd = hash_u64(w->rnd + 0x9e3779b97f4a7c15u);
	return (double)(w->rnd >> 11) / 4503599627370496.0 - 1;
}

static struct geo at(double x, double y)
{
	struct geo g;

	assert_true(geo_from_deg(LAT + y / 111194.9, LON + x / (111194.9 * cos(LAT * 0.0174532925)), &g));
	return g;
}

/* d metres out along an arm, s to the right of who rides in. */
static void place(int arm, double d, double s, double *x, double *y)
{
	double h = (180 + 90 * arm) * 0.0174532925;

	*x = -sin(h) * d + cos(h) * s;
	*y = -cos(h) * d - sin(h) * s;
}

static void antenna(struct world *w, int arm, int role, double d, double s)
{
	double x = 0, y = 0;
	struct jn_antenna *a = &w->g.antenna[w->g.antennas];

	if (arm >= 0)
		place(arm, d, s, &x, &y);
	*a = (struct jn_antenna){ .station = (uint16_t)(100 + w->g.antennas), .role = (uint8_t)role, .lane = JNL_BIKE, .arm = (int8_t)arm, .group = JM_ANY,
		.heading_deg = -1, .at = at(x, y), .range_m = 35 };
	w->g.antennas++;
}

static void on_verdict(void *arg, const struct jn_verdict *v)
{
	struct world *w = arg;

	assert_true(w->n < (int)COUNTOF(w->v));
	w->v[w->n++] = *v;
}

static void geometry(struct world *w)
{
	static const char *const name[4] = { "N", "E", "S", "W" };

	memset(&w->g, 0, sizeof w->g);
	w->g.junction = 1;
	w->g.version = 7;
	w->g.at = at(0, 0);
	w->g.arms = 4;
	for (int a = 0; a < 4; a++) {
		double x, y;
		place(a, LINE, 8, &x, &y);
		w->g.arm[a] = (struct jn_arm){ .inbound_deg = (int16_t)((180 + 90 * a) % 360), .motor_lanes = 2, .has_bike_lane = 1, .bike_lane_cm = 250,
			.stop = at(x, y) };
		memcpy(w->g.arm[a].name, name[a], 2);
		antenna(w, a, JNR_APPROACH, 44, 9.5);
		antenna(w, a, JNR_STOP, LINE, 9.5);
		antenna(w, a, JNR_EXIT, 27, -9.5);
	}
	antenna(w, -1, JNR_CENTRE, 0, 0);
}

/* Three workers by turns, the last junction first. */
static void backwards(void *arg, uint32_t n, void (*one)(void *of, uint32_t i, uint32_t worker), void *of)
{
	int *calls = arg;

	++*calls;
	for (uint32_t i = n; i > 0; i--)
		one(of, i - 1, i % 3);
}

static int *workers;               /* NULL: none but the engine's own */

static void begin_until(struct world *w, bool whole, bool signals, int64_t until)
{
	*w = (struct world){ .rnd = 42, .fading = 3, .base = 100 };
	geometry(w);
	struct jn_geometry said = w->g;
	w->jn = jn_new(&(struct jn_opts){ .whole = whole, .on_verdict = on_verdict, .arg = w, .workers = workers ? 3 : 0, .each = workers ? backwards : NULL, .each_arg = workers });
	assert_int_equal(jn_put_geometry(w->jn, &said, NULL), 0);
	for (int a = 0; a < 4 && signals; a++)
		for (int m = JM_LEFT; m <= JM_RIGHT; m++)
			for (int64_t t = T0 + (a & 1 ? 40000 : 0) - CYCLE; t < until; t += CYCLE) {
				struct jn_signal s = { t, 1, (uint8_t)a, (uint8_t)m, JS_GREEN };
				jn_put_signal(w->jn, &s);
				s.t = t + GREEN;
				s.state = JS_YELLOW;
				jn_put_signal(w->jn, &s);
				s.t += 3000;
				s.state = JS_RED;
				jn_put_signal(w->jn, &s);
			}
}

static void begin(struct world *w, bool whole, bool signals)
{
	begin_until(w, whole, signals, T0 + 3600000);
}

struct ride {
	uint64_t tag; int in, out;
	double s_in, s_out;
	int64_t line, wait;
	double pace;                   /* m/s, 0: 5 */
	double up;                     /* on a bridge so high above the street, whose deck takes 3 dB */
	bool begins;                   /* its tag is first heard when it stands at the line */
};

/* Where a rider is, m metres behind the line (less than 0: before it). */
static void where(const struct ride *r, double m, double *x, double *y)
{
	double ax, ay, bx, by;

	place(r->in, LINE, r->s_in, &ax, &ay);
	place(r->out, LINE, r->s_out, &bx, &by);
	double across = hypot(bx - ax, by - ay);
	if (m < 0) {
		place(r->in, LINE - m, r->s_in, x, y);
	} else if (m > across) {
		place(r->out, LINE + m - across, r->s_out, x, y);
	} else {
		*x = ax + (bx - ax) * m / across;
		*y = ay + (by - ay) * m / across;
	}
}

static void ride(struct world *w, const struct ride *r)
{
	double power = 3 * noise(w), v = r->pace > 0 ? r->pace : 5;
	int64_t t = r->line - (int64_t)(60000 / v) - r->wait + (int64_t)(1000 * noise(w)), arrival = 0;

	power -= r->up > 0 ? 3 : 0;

	for (; t < r->line + (int64_t)(100000 / v); t += 1800 + (int64_t)(200 * noise(w))) {
		double s = (double)(t - r->line) / 1000, x, y, m = s >= 0 ? v * s : s > -(double)r->wait / 1000 ? -1 : v * (s + (double)r->wait / 1000) - 1;
		where(r, m, &x, &y);
		for (int i = 0; i < ANTS; i++) {
			int seat = w->exchange && (i == 1 || i == 7) ? 8 - i : i;
			struct geo g = w->g.antenna[seat].at;
			double dz = 3 - r->up, dx = (geo_lon(g) - LON) * 111194.9 * cos(LAT * 0.0174532925) - x, dy = (geo_lat(g) - LAT) * 111194.9 - y;
			double rssi = -46 + power - (w->deaf && i == w->deaf ? 28 : 0) - 13.5 * log10(dx * dx + dy * dy + dz * dz) + w->fading * (noise(w) + noise(w));
			if (rssi < -87 || noise(w) > 0.85 || (r->begins && t < r->line - r->wait + 1000))
				continue;
			arrival = t + 300;
			int station = w->base + i;
			if (w->across && (station == 103 || station == 207))
				station = 310 - station;
			struct jn_sighting q = { t + clock_off[i], arrival, r->tag, (uint16_t)station, (int8_t)lround(rssi), 1 };
			assert_true(jn_put_sighting(w->jn, &q));
		}
	}
}

/* An hour's first moment of green for that arm, in the n-th cycle. */
static int64_t green(int arm, int n)
{
	return T0 + (arm & 1 ? 40000 : 0) + (int64_t)n * CYCLE;
}

static const double BIKE = 8.2;

/* Law-abiding traffic: through and right and left, some wait for green, some come at green. */
static void traffic(struct world *w, int n)
{
	for (int i = 0; i < n; i++) {
		int in = i & 3, turn = 1 + i / 4 % 3;
		struct ride r = { .tag = (uint64_t)(1000 + i), .in = in, .out = (in + turn) & 3, .s_in = BIKE, .s_out = -BIKE };
		bool waits = i % 5 < 3 && turn != 3;
		r.line = green(in, i % 40) + (waits ? 1500 + i % 5 * 400 : 8000 + i % 7 * 2000);
		r.wait = waits ? 4000 + i % 6 * 5000 : 0;
		ride(w, &r);
	}
}

/* One junction more, eleven hundred metres north, of the same stations plus 100. */
static void second(struct world *w)
{
	struct jn_geometry g = w->g;

	g.junction = 2;
	g.at.lat_e7 += 100000;
	for (int a = 0; a < g.arms; a++)
		g.arm[a].stop.lat_e7 += 100000;
	for (int i = 0; i < g.antennas; i++) {
		g.antenna[i].at.lat_e7 += 100000;
		g.antenna[i].station += 100;
	}
	assert_int_equal(jn_put_geometry(w->jn, &g, NULL), 0);
}

static int found(const struct world *w, int kind, uint64_t tag)
{
	int n = 0;

	for (int i = 0; i < w->n; i++)
		n += w->v[i].kind == kind && (tag == 0 || w->v[i].tag == tag);
	return n;
}

static void offenders(struct world *w)
{
	struct ride red = { 1, 0, 2, BIKE, -BIKE, green(0, 5) + 50000, 0 }, right = { 2, 0, 3, BIKE, -BIKE, green(0, 6) + 50000, 0 },
		yellow = { 3, 1, 3, BIKE, -BIKE, green(1, 7) + GREEN + 800, 0 }, in = { 4, 2, 0, -BIKE, -BIKE, green(2, 8) + 9000, 0 },
		out = { 5, 3, 1, BIKE, BIKE, green(3, 9) + 9000, 0 };

	ride(w, &red);
	ride(w, &right);
	ride(w, &yellow);
	ride(w, &in);
	ride(w, &out);
}

static void finds_what_is_there(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, true, true);
	traffic(&w, 320);
	offenders(&w);
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 0), 1);           /* not the right turn, not the yellow, nobody of the traffic */
	assert_int_equal(found(&w, JK_WRONG_WAY, 4), 1);
	assert_int_equal(found(&w, JK_WRONG_WAY, 5), 1);
	assert_true(found(&w, JK_WRONG_WAY, 0) <= 3);
	for (int i = 0; i < w.n; i++) {
		const struct jn_verdict *v = &w.v[i];
		assert_int_equal(v->geometry, 7);
		assert_true(v->readings > 4 && v->confidence <= 999);
		if (v->tag == 1) {
			assert_int_equal(v->arm, 0);
			assert_true(llabs(v->t - (green(0, 5) + 50000)) < 2500);
			assert_true(v->phases > 2);
		}
		if (v->kind == JK_WRONG_WAY && v->tag == 4)
			assert_int_equal(v->arm, 2);
		if (v->kind == JK_WRONG_WAY && v->tag == 5)
			assert_int_equal(v->arm, 1);
	}
	/* the clocks, against each other */
	struct jn_health a, b;
	for (int i = 1; i < ANTS; i++) {
		assert_true(jn_health(w.jn, 100, &a) && jn_health(w.jn, (uint16_t)(100 + i), &b));
		assert_true(a.clock_known && b.clock_known);
		assert_true(abs((b.clock_ms - a.clock_ms) - (clock_off[0] - clock_off[i])) <= 60);
	}
	jn_free(w.jn);
}

static void who_pushes_is_on_foot(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, true, true);
	traffic(&w, 320);
	ride(&w, &(struct ride){ 1, 0, 2, BIKE, -BIKE, green(0, 5) + 42000, 0, 0 });
	ride(&w, &(struct ride){ 2, 0, 2, BIKE, -BIKE, green(0, 7) + 42000, 0, 1.2 });
	ride(&w, &(struct ride){ 3, 2, 0, BIKE, -BIKE, green(2, 9) + 42000, 0, 2.4 });
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 2), 0);
	assert_int_equal(found(&w, JK_RED, 3), 1);   /* slowly, but he rides */
	jn_free(w.jn);
}

enum { BRIDGE_TAG = 600, OVERHEAD = 24 };

/* On a bridge above the middle of the arms, six metres up, while it is red below. */
static void who_rides_on_a_bridge_is_not_below(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, true, true);
	traffic(&w, 320);
	for (int i = 0; i < OVERHEAD; i++) {
		double s = 5.0 * i / (OVERHEAD - 1) - 4.7;
		ride(&w, &(struct ride){ .tag = BRIDGE_TAG + (uint64_t)i, .in = i & 3, .out = (i + 2) & 3, .s_in = s, .s_out = -s, .line = green(i & 3, i % 40) + 50000, .up = 6 });
	}
	ride(&w, &(struct ride){ 1, 0, 2, BIKE, -BIKE, green(0, 5) + 50000 });
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	printf("%d of %d on the bridge\n", found(&w, JK_RED, 0) - 1, OVERHEAD);
	assert_true(found(&w, JK_RED, 0) <= 1 + OVERHEAD / 3);     /* some fit a ride below as well as those who ride there */
	jn_free(w.jn);
}

/* Who slows down, or stops for a moment, and goes while it is red has not waited for the green that comes when he is inside. */
static void green_that_comes_when_he_is_inside(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, true, true);
	traffic(&w, 320);
	ride(&w, &(struct ride){ 1, 0, 2, BIKE, -BIKE, green(0, 6) - 3000, 4000, 4 });
	ride(&w, &(struct ride){ 2, 2, 0, BIKE, -BIKE, green(2, 9) + 1000, 4000, 4 });
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 2), 0);
	jn_free(w.jn);
}

/* A tag that is first heard when it stands at the line came from there. */
static void first_heard_at_the_line(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, true, true);
	traffic(&w, 320);
	ride(&w, &(struct ride){ .tag = 1, .in = 0, .out = 2, .s_in = BIKE, .s_out = -BIKE, .line = green(0, 6) - 20000, .wait = 20000, .begins = true });
	ride(&w, &(struct ride){ .tag = 2, .in = 2, .out = 0, .s_in = BIKE, .s_out = -BIKE, .line = green(2, 9) + 2500, .wait = 20000, .begins = true });
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 2), 0);
	jn_free(w.jn);
}

enum { OVER_TAG = 50 };

/* Four of each arm, straight on, s to the right of the middle of the street. */
static void in_motor_lane(struct world *w, uint64_t tag, double s)
{
	for (int i = 0; i < 16; i++) {
		int in = i & 3;
		ride(w, &(struct ride){ .tag = tag + (uint64_t)i, .in = in, .out = (in + 2) & 3, .s_in = s, .s_out = -BIKE,
			.line = green(in, 3 + 2 * i) + (i & 4 ? 1500 : 9000), .wait = i & 4 ? 8000 + 1000 * i : 0 });
	}
}

static void motor_lane_is_told(void **st)
{
	static struct world w;
	int said = 0;

	(void)st;
	begin(&w, true, true);
	w.fading = 1;
	traffic(&w, 320);
	in_motor_lane(&w, OVER_TAG, 4.9);
	jn_finish(w.jn);
	for (int i = 0; i < w.n; i++) {
		const struct jn_verdict *v = &w.v[i];
		if (v->kind != JK_MOTOR_LANE || v->tag < OVER_TAG || v->tag >= OVER_TAG + 16)
			continue;
		int k = (int)v->tag - OVER_TAG;
		said++;
		assert_int_equal(v->arm, k & 3);
		assert_true(v->confidence >= 600);
		assert_true(llabs(v->t - (green(k & 3, 3 + 2 * k) + (k & 4 ? 1500 : 9000))) < 4000);
	}
	assert_true(said >= 8);
	assert_true(found(&w, JK_MOTOR_LANE, 0) - said <= 2);
	assert_int_equal(found(&w, JK_WRONG_WAY, 0), 0);
	jn_free(w.jn);
}

/* An arm whose map errs, or that was drawn a lane too wide: all of its riders seem to be further over. They are not the ones who are wrong. */
static void an_arm_that_was_drawn_amiss_has_no_motor_lane_riders(void **st)
{
	static struct world w;
	int there = 0;

	(void)st;
	begin(&w, true, true);
	w.fading = 1;
	for (int i = 0; i < 320; i++) {
		int in = i & 3;
		ride(&w, &(struct ride){ .tag = (uint64_t)(1000 + i), .in = in, .out = (in + 2) & 3, .s_in = in == 1 ? 5.6 : BIKE, .s_out = in == 3 ? -5.6 : -BIKE,
			.line = green(in, i % 40) + 8000 + i % 7 * 2000 });
	}
	jn_finish(w.jn);
	for (int i = 0; i < w.n; i++)
		there += w.v[i].kind == JK_MOTOR_LANE;
	assert_true(there <= 6);
	jn_free(w.jn);
}

static void same_twice(void **st)
{
	static struct world a, b;

	(void)st;
	for (int k = 0; k < 2; k++) {
		struct world *w = k ? &b : &a;
		begin(w, true, true);
		traffic(w, 160);
		offenders(w);
		jn_finish(w->jn);
		jn_free(w->jn);
	}
	assert_true(a.n > 0);
	assert_int_equal(a.n, b.n);
	assert_memory_equal(a.v, b.v, (size_t)a.n * sizeof a.v[0]);
}

/* Two junctions, offences at both: whoever judges them, and in whatever order, what is said is the same and in the same order. */
static void workers_change_nothing(void **st)
{
	static struct world w[2];
	int calls = 0;

	(void)st;
	for (int k = 0; k < 2; k++) {
		workers = k ? &calls : NULL;
		begin(&w[k], true, true);
		second(&w[k]);
		for (int base = 100; base <= 200; base += 100) {
			w[k].base = base;
			traffic(&w[k], 200);
			for (int i = 0; i < 4; i++) {
				struct ride r = { (uint64_t)(base + i), i & 1, (i & 1) + 2, i & 2 ? BIKE : -BIKE, -BIKE, green(i & 1, 5 + i) + (i & 2 ? 52000 : 9000), 0 };
				ride(&w[k], &r);
			}
		}
		jn_finish(w[k].jn);
		jn_free(w[k].jn);
	}
	workers = NULL;
	assert_true(calls > 3);
	assert_true(w[0].n >= 4);
	assert_int_not_equal(w[0].v[0].junction, w[0].v[w[0].n - 1].junction);
	assert_int_equal(w[0].n, w[1].n);
	assert_memory_equal(w[0].v, w[1].v, (size_t)w[0].n * sizeof w[0].v[0]);
}

/* Signals that stopped, that flash, or that are missing: no red light is found; the other kinds are. */
static void no_phase_no_red(void **st)
{
	static struct world w;

	(void)st;
	for (int k = 0; k < 2; k++) {
		begin(&w, true, k == 1);
		if (k == 1) {
			/* it fell silent after its first state: all red, for ever */
			jn_free(w.jn);
			begin(&w, true, false);
			for (int a = 0; a < 4; a++)
				for (int m = JM_LEFT; m <= JM_RIGHT; m++)
					jn_put_signal(w.jn, &(struct jn_signal){ T0 - 60000, 1, (uint8_t)a, (uint8_t)m, JS_RED });
		}
		traffic(&w, 160);
		offenders(&w);
		jn_finish(w.jn);
		assert_int_equal(found(&w, JK_RED, 0), 0);
		assert_int_equal(found(&w, JK_WRONG_WAY, 4), 1);
		jn_free(w.jn);
	}
}

/* A junction that is well calibrated, whose signals stop towards the end of the hour: the last of them was red. The light goes on, and nobody hears of it: who goes at the
 * next green is not judged by a red that lasts as long as none did before it, nor is anybody later. */
static void signals_that_stopped_judge_nobody(void **st)
{
	static struct world w;
	int64_t until = T0 + 3300000, next = T0 + (until - 1 - T0) / CYCLE * CYCLE + CYCLE;      /* the first green that is not told */
	struct ride before = { 1, 0, 2, BIKE, -BIKE, green(0, 5) + 50000, 0 }, unseen = { 76, 0, 2, BIKE, -BIKE, next + 6000, 0 };
	struct ride after = { 77, 0, 2, BIKE, -BIKE, T0 + 3900000, 0 };

	(void)st;
	begin_until(&w, true, true, until);
	traffic(&w, 320);
	ride(&w, &before);
	ride(&w, &unseen);
	ride(&w, &after);
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 0), 1);
	jn_free(w.jn);
}

static void exchanged_stations(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, true, true);
	w.exchange = true;
	traffic(&w, 320);
	offenders(&w);
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 0), 1);
	assert_true(found(&w, JK_WRONG_WAY, 0) <= 4);
	struct jn_health h;
	assert_true(jn_health(w.jn, 101, &h) && h.swapped);
	assert_true(jn_health(w.jn, 107, &h) && h.swapped);
	assert_true(jn_health(w.jn, 102, &h) && !h.swapped);
	jn_free(w.jn);
}

/* Of two junctions: each is found where it is heard, its rows judge there, and who is judged by them has that said. A new geometry begins anew. */
static void exchanged_between_junctions(void **st)
{
	static struct world w;
	struct jn_health h;
	int said = 0;

	(void)st;
	for (int live = 0; live < 2; live++) {
		begin(&w, !live, true);
		second(&w);
		w.across = true;
		traffic(&w, 320);
		if (!live)
			offenders(&w);
		w.base = 200;
		for (int i = 0; i < 240; i++) {
			struct ride r = { (uint64_t)(7000 + i), i & 3, (i + 2) & 3, BIKE, -BIKE, green(i & 3, i % 40) + 9000 + i % 7 * 1500, 0 };
			ride(&w, &r);
		}
		if (live) {
			jn_advance(w.jn, T0 + 1000);
			jn_advance(w.jn, T0 + 3500000);
			w.base = 100;
			offenders(&w);
			jn_advance(w.jn, T0 + 3510000);
		}
		jn_finish(w.jn);
		for (int s = 100; s < 213; s++)
			if (s < 113 || s >= 200) {
				assert_true(jn_health(w.jn, (uint16_t)s, &h) && h.clock_known);
				assert_int_equal(h.swapped, s == 103 || s == 207);
			}
		assert_int_equal(found(&w, JK_RED, 1), 1);
		assert_int_equal(found(&w, JK_RED, 0), 1);
		assert_int_equal(found(&w, JK_WRONG_WAY, 5), 1);   /* on arm 1, whose approach is the one that was exchanged */
		for (int i = 0; i < w.n; i++)
			if (w.v[i].tag == 5 && w.v[i].kind == JK_WRONG_WAY) {
				assert_true(w.v[i].against & JN_REASON(SWAPPED));
				for (int k = 0; k < w.v[i].readings; k++) {
					assert_int_not_equal(w.v[i].reading[k].station, 103);
					said += w.v[i].reading[k].station == 207;
				}
			}
		assert_true(said > live);
		struct jn_geometry again = w.g;
		assert_int_equal(jn_put_geometry(w.jn, &again, NULL), 0);
		/* nothing of what was known of one is taken for the other's */
		for (int s = 103; s <= 207; s += 104)
			assert_true(jn_health(w.jn, (uint16_t)s, &h) && !h.clock_known && !h.swapped);
		jn_free(w.jn);
	}
}

static void deaf_antenna(void **st)
{
	static struct world w;
	struct jn_health h;

	(void)st;
	begin(&w, true, true);
	w.deaf = 4;                    /* the stop antenna of the second arm */
	traffic(&w, 320);
	offenders(&w);
	jn_finish(w.jn);
	assert_true(jn_health(w.jn, 104, &h) && h.deaf);
	assert_true(jn_health(w.jn, 101, &h) && !h.deaf);
	for (int i = 0; i < w.n; i++)
		assert_int_equal(!!(w.v[i].against & JN_REASON(DEAF)), w.v[i].arm == 1);   /* and who is judged on its arm has that said for him */
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 0), 1);
	assert_true(found(&w, JK_WRONG_WAY, 0) <= 4);
	jn_free(w.jn);
}

/* A tag that is at two junctions at once is somebody's copy: nothing is said of it; of the others as ever. */
static void clone_says_nothing(void **st)
{
	static struct world w;

	(void)st;
	for (int copied = 0; copied < 2; copied++) {
		begin(&w, true, true);
		second(&w);
		traffic(&w, 320);
		offenders(&w);
		w.base = 200;
		for (int i = 0; i < 200; i++) {   /* many ride through both, and take their time */
			struct ride r = { (uint64_t)(1000 + i), i & 3, (i + 2) & 3, BIKE, -BIKE, green(i & 3, i % 40 + 4) + 9000, 0 };
			ride(&w, &r);
		}
		struct ride r = { copied ? 1 : 7, 1, 3, BIKE, -BIKE, green(0, 5) + 51000, 0 };
		ride(&w, &r);
		jn_finish(w.jn);
		assert_int_equal(found(&w, JK_RED, 1), !copied);
		assert_int_equal(found(&w, JK_WRONG_WAY, 4), 1);
		jn_free(w.jn);
	}
}

/* Where every third rider of an arm seems to be on its left, the arm is not as it was drawn: nobody is accused. */
static void doubted_arm(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, true, true);
	traffic(&w, 320);
	offenders(&w);
	for (int i = 0; i < 50; i++) {
		struct ride r = { (uint64_t)(5000 + i), 0, 2, -BIKE, -BIKE, green(0, i % 40) + 9000 + i * 50, 0 };
		ride(&w, &r);
	}
	jn_finish(w.jn);
	int accused = 0;
	for (int i = 0; i < w.n; i++)
		accused += w.v[i].kind == JK_WRONG_WAY && w.v[i].arm == 0;
	assert_int_equal(accused, 0);
	assert_int_equal(found(&w, JK_WRONG_WAY, 4), 1);   /* the other arms are not doubted */
	jn_free(w.jn);
}

/* Live: nothing before there is something to calibrate with, then each passage once, after its silence. */
static void live(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, false, true);
	traffic(&w, 320);
	jn_advance(w.jn, T0 + 1000);
	assert_int_equal(w.n, 0);
	jn_advance(w.jn, T0 + 3500000);
	int before = found(&w, JK_RED, 0);
	assert_int_equal(before, 0);
	offenders(&w);
	jn_advance(w.jn, T0 + 3510000);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	jn_advance(w.jn, T0 + 3520000);
	jn_finish(w.jn);
	assert_int_equal(found(&w, JK_RED, 1), 1);
	assert_int_equal(found(&w, JK_RED, 0), 1);
	jn_free(w.jn);
}

static void live_motor_lane_is_of_this_geometry(void **st)
{
	static struct world w;

	(void)st;
	begin(&w, false, true);
	w.fading = 1;
	traffic(&w, 320);
	jn_advance(w.jn, T0 + 1000);
	jn_advance(w.jn, T0 + 3500000);
	jn_advance(w.jn, T0 + 4200000);     /* calibrated with riders that were judged */
	assert_int_equal(found(&w, JK_MOTOR_LANE, 0), 0);
	in_motor_lane(&w, OVER_TAG, 4.9);
	jn_advance(w.jn, T0 + 4210000);
	int said = found(&w, JK_MOTOR_LANE, 0);
	assert_true(said >= 6);
	assert_int_equal(jn_put_geometry(w.jn, &w.g, NULL), 0);
	jn_advance(w.jn, T0 + 4900000);
	in_motor_lane(&w, 2 * OVER_TAG, 4.9);
	jn_advance(w.jn, T0 + 4910000);
	assert_int_equal(found(&w, JK_MOTOR_LANE, 0), said);     /* nobody of the new one's riders is known yet */
	jn_free(w.jn);
}

static void contradictions(void **st)
{
	static struct world w;

	(void)st;
	geometry(&w);
	assert_null(jn_geometry_check(&w.g));
	w.g.arm[1].inbound_deg = (int16_t)(w.g.arm[0].inbound_deg + 5);
	assert_non_null(jn_geometry_check(&w.g));
	geometry(&w);
	w.g.antennas = 0;
	geometry(&w);
	w.g.antenna[2].heading_deg = w.g.arm[0].inbound_deg;     /* an exit in the direction of riding in */
	assert_non_null(jn_geometry_check(&w.g));
	geometry(&w);
	w.g.antenna[3].station = w.g.antenna[4].station;
	assert_non_null(jn_geometry_check(&w.g));
	geometry(&w);
	w.g.antenna[3].arm = 6;
	assert_non_null(jn_geometry_check(&w.g));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(law_is_a_table), cmocka_unit_test(words), cmocka_unit_test(contradictions), cmocka_unit_test(finds_what_is_there),
		cmocka_unit_test(motor_lane_is_told), cmocka_unit_test(who_pushes_is_on_foot), cmocka_unit_test(who_rides_on_a_bridge_is_not_below),
		cmocka_unit_test(green_that_comes_when_he_is_inside), cmocka_unit_test(first_heard_at_the_line), cmocka_unit_test(an_arm_that_was_drawn_amiss_has_no_motor_lane_riders),
		cmocka_unit_test(same_twice), cmocka_unit_test(workers_change_nothing), cmocka_unit_test(no_phase_no_red), cmocka_unit_test(signals_that_stopped_judge_nobody),
		cmocka_unit_test(exchanged_stations), cmocka_unit_test(exchanged_between_junctions), cmocka_unit_test(deaf_antenna),
		cmocka_unit_test(clone_says_nothing), cmocka_unit_test(doubted_arm), cmocka_unit_test(live), cmocka_unit_test(live_motor_lane_is_of_this_geometry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
