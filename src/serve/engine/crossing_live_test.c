/* crossing_live_test — an hour of riders at one crossing through the journal: who rides on red is handed over, with evidence, and nobody else. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/utc.h"
#include "format/sup/sup.h"
#include "serve/engine/crossing.h"

#define T0 ((utc_ms)1795424400000)
#define CENTRE ((struct geo){ 268940000, 1125720000 })
enum { CYCLE = 60, HOUR_S = 3600, BAD_EVERY = 12, MAX_ROWS = 1 << 20 };

struct row { utc_ms t; uint64_t tag; uint16_t station; int8_t rssi; };
static struct { struct row *r; size_t n; uint32_t dice; struct junction_verdict found[256]; int nfound; } w;

static double dice(void)
{
	w.dice = w.dice * 1664525u + 1013904223u;
	return (w.dice >> 8) / 16777216.0;
}

static struct geo at(double x, double y)
{
	return (struct geo){ CENTRE.lat_e7 + (int32_t)(y / 0.0111319), CENTRE.lon_e7 + (int32_t)(x / 0.0111319 / cos(26.894 * M_PI / 180)) };
}

/* Along the way into the junction and to the right of it. */
static struct geo along(int deg, double before, double right)
{
	double h = deg * M_PI / 180;

	return at(-before * sin(h) + right * cos(h), -before * cos(h) - right * sin(h));
}

static struct jn_geometry cross(void)
{
	static const struct { const char *name; int16_t deg; } arms[] = { { "N", 180 }, { "E", 270 }, { "S", 0 }, { "W", 90 } };
	static const struct { uint8_t role; double before, right; } ant[] = { { JNR_APPROACH, 60, 9 }, { JNR_STOP, 18, 9 }, { JNR_EXIT, 25, -9 } };
	struct jn_geometry g;

	memset(&g, 0, sizeof g);
	g.junction = 7;
	g.version = 1;
	g.at = CENTRE;
	for (int i = 0; i < 4; i++) {
		struct jn_arm *a = &g.arm[g.arms++];
		memcpy(a->name, arms[i].name, 2);
		a->inbound_deg = arms[i].deg;
		a->has_bike_lane = 1;
		a->bike_lane_cm = 250;
		a->motor_lanes = 2;
		a->stop = along(arms[i].deg, 18, 8);
		for (int k = 0; k < 3; k++) {
			struct jn_antenna *n = &g.antenna[g.antennas];
			*n = (struct jn_antenna){ .station = (uint16_t)(g.antennas + 1), .role = ant[k].role, .arm = (int8_t)i, .group = JM_ANY, .range_m = 40,
				.heading_deg = (int16_t)((arms[i].deg + (ant[k].role == JNR_EXIT ? 180 : 0)) % 360), .at = along(arms[i].deg, ant[k].before, ant[k].right) };
			g.antennas++;
		}
	}
	return g;
}

/* The west-east way is green in the first 25 seconds of a cycle. */
static bool green(int deg, double s)
{
	double in = fmod(s, CYCLE);

	return deg == 90 || deg == 270 ? in < 25 : in >= 30 && in < 55;
}

static bool red(int deg, double s)
{
	double in = fmod(s, CYCLE);

	return deg == 90 || deg == 270 ? in >= 28 : in < 30 || in >= 58;
}

static void hear(const struct jn_geometry *g, uint64_t tag, double s, struct geo p, double power)
{
	for (int i = 0; i < g->antennas; i++) {
		double d = MAX(geo_dist_m(p, g->antenna[i].at), 2.0), rssi = power - 25 * log10(d) + (dice() + dice() - 1) * 4;
		if (rssi > -84 && w.n < MAX_ROWS)
			w.r[w.n++] = (struct row){ T0 + (utc_ms)(s * 1000), tag, g->antenna[i].station, (int8_t)rssi };
	}
}

/* Straight over the junction at 4 m/s; who keeps the law waits before the line. */
static void ride(const struct jn_geometry *g, uint64_t tag, int deg, double begins, bool lawful)
{
	double before = 110, s = begins, beacon = begins, power = -38 + dice() * 6;

	for (; before > -110; s += 0.1) {
		bool waits = lawful && before < 20 && before > 18.3 && !green(deg, s);
		before -= waits ? 0 : 0.4;
		if (s >= beacon) {
			hear(g, tag, s, along(deg, before, 9), power);
			beacon += 0.8 + dice() * 0.4;
		}
	}
}

static int by_time(const void *x, const void *y)
{
	const struct row *a = x, *b = y;

	return a->t != b->t ? (a->t > b->t) - (a->t < b->t) : a->station != b->station ? a->station - b->station : (a->tag > b->tag) - (a->tag < b->tag);
}

static void append(struct journal *j, enum journal_type type, uint16_t source, utc_ms now, const void *p, size_t n)
{
	uint64_t end;
	int rc;

	while ((rc = journal_append(j, type, source, now, p, (uint32_t)n, NULL, 0, &end)) == E_BUSY)
		usleep(1000);
	assert_int_equal(rc, 0);
}

static void send_row(struct journal *j, const struct row *r)
{
	uint8_t rec[8 + 256];
	struct sup_buf b = { .p = rec + 8, .cap = sizeof rec - 8 };
	uint8_t head[SUP_BATCH_HEAD] = { 0 }, one[SUP_REC];
	utc_ms recv = r->t + 400;

	put_be64(head, 1);                               /* boot */
	put_be64(head + 8, (uint64_t)(r->t - T0));       /* base on the station's own clock */
	put_be64(head + 16, (uint64_t)T0);               /* what makes it UTC */
	put_be32(head + 24, 50);
	head[28] = SUP_CLOCK_NTP;
	put_be16(head + 30, 1);
	sup_rec_put(one, &(struct sup_rec){ .tag = r->tag, .hits = 1, .rssi_max = r->rssi });
	sup_begin(&b, SUP_SIGHTINGS, 0, 1);
	sup_add(&b, head, sizeof head);
	sup_add(&b, one, sizeof one);
	size_t n = sup_end(&b);
	assert_true(n > 0);
	memcpy(rec, &recv, 8);
	append(j, JR_FRAME, r->station, recv, rec, n + 8);
}

static void signals(struct journal *j, int s)
{
	static const char *const arms[] = { "N", "E", "S", "W" };
	static const int deg[] = { 180, 270, 0, 90 };

	for (int i = 0; i < 4; i++)
		for (uint8_t m = JM_LEFT; m <= JM_RIGHT; m++) {
			struct jn_signal_rec r;
			memset(&r, 0, sizeof r);
			r = (struct jn_signal_rec){ .at = T0 + s * 1000ll, .received = T0 + s * 1000ll + 200, .junction = 7, .move = m, .source = JNS_API,
				.state = green(deg[i], s) ? JS_GREEN : red(deg[i], s) ? JS_RED : JS_YELLOW };
			memcpy(r.arm, arms[i], 1);
			append(j, JR_SIGNAL, 0, r.received, &r, sizeof r);
		}
}

static int on_verdict(void *arg, const struct junction_verdict *v)
{
	(void)arg;
	if (w.nfound < (int)COUNTOF(w.found))
		w.found[w.nfound++] = *v;
	return 0;
}

static void an_hour_of_riders(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char dir[400], cmd[500];
	struct jn_geometry g = cross();
	struct journal *j;
	struct crossing *c;
	struct err e = { 0 };
	int bad = 0, reds = 0, right = 0;
	(void)state;

	w.r = calloc(MAX_ROWS, sizeof *w.r);
	w.dice = 7;
	for (int k = 0; k < HOUR_S / 8; k++) {
		int deg = k % 4 * 90;
		bool lawful = k % BAD_EVERY != 5 || k < 200;
		double begins = k * 8 + dice() * 3;
		if (!lawful) {                                /* at the line in the middle of red, 23 s after the begin */
			double reaches = begins + (110 - 18) / 4.0, middle = (deg == 90 || deg == 270 ? 43 : 12) + floor(reaches / CYCLE) * CYCLE;
			begins += middle - reaches;
			bad++;
		}
		ride(&g, lawful ? 1000u + (unsigned)k : 900000u + (unsigned)k, deg, MAX(begins, 0.0), lawful);
	}
	qsort(w.r, w.n, sizeof *w.r, by_time);
	snprintf(dir, sizeof dir, "%s/yz-live-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(dir));
	snprintf(cmd, sizeof cmd, "%s/journal", dir);
	assert_int_equal(journal_open(&(struct journal_opts){ .dir = cmd, .segment_bytes = 16 << 20 }, &e, &j), 0);
	assert_int_equal(crossing_start(&(struct crossing_opts){ .journal = j, .on_verdict = on_verdict }, &e, &c), 0);
	append(j, JR_JUNCTION, 7, T0, &g, sizeof g);
	size_t i = 0;
	for (int s = 0; s < HOUR_S + 300; s++) {
		utc_ms now = T0 + s * 1000ll;
		if (s % CYCLE == 0 || s % CYCLE == 25 || s % CYCLE == 28 || s % CYCLE == 30 || s % CYCLE == 55 || s % CYCLE == 58)
			signals(j, s);
		for (; i < w.n && w.r[i].t < now + 1000; i++)
			send_row(j, &w.r[i]);
		append(j, JR_TICK, 0, now, &now, sizeof now);
	}
	uint64_t end;
	utc_ms last = T0 + (HOUR_S + 301) * 1000ll;
	assert_int_equal(journal_append(j, JR_TICK, 0, last, &last, sizeof last, NULL, 0, &end), 0);
	assert_int_equal(journal_wait(j, end, 20000), 0);
	assert_true(crossing_caught_up(c, end, 250000));
	for (int k = 0; k < w.nfound; k++) {
		const struct jn_verdict *v = &w.found[k].v;
		reds += v->kind == JK_RED;
		right += v->kind == JK_RED && v->tag >= 900000;
		assert_true(w.found[k].nhealth > 0 && v->readings > 0);
	}
	print_message("# rows %zu, rode on red %d, found %d of which right %d, other kinds %d\n", w.n, bad, reds, right, w.nfound - reds);
	assert_int_equal(reds, right);
	assert_true(right * 2 >= bad);
	struct junction_now now;
	assert_true(crossing_now(c, 7, &now));
	assert_true(now.judged);
	assert_int_equal(now.cycle_ms, CYCLE * 1000);
	assert_int_equal(now.n, 12);
	crossing_stop(c);
	journal_close(j);
	free(w.r);
	snprintf(cmd, sizeof cmd, "rm -r %s", dir);
	assert_int_equal(system(cmd), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(an_hour_of_riders) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
