/* crossing_test — geometries and signals from the journal: what is shown, what a restart knows, what a bad record does. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/utc.h"
#include "platform/sys.h"
#include "serve/engine/crossing.h"
#include "serve/engine/woken_testkit.h"

#define T0 ((utc_ms)1795424400000)

static uint64_t marked;

static struct woken woken = WOKEN_NOBODY;

static void wake(void *c)
{
	crossing_wake(c);
}

static void on_mark(void *arg, uint64_t lsn)
{
	(void)arg;
	marked = lsn;
}

static void dir_drop(const char *dir)
{
	DIR *d = opendir(dir);
	char path[600];

	assert_non_null(d);
	for (struct dirent *de; (de = readdir(d));) {
		if (strcmp(de->d_name, ".") == 0 || strcmp(de->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, de->d_name);
		if (unlink(path) < 0)
			dir_drop(path);
	}
	closedir(d);
	assert_int_equal(rmdir(dir), 0);
}

struct rig { char dir[400]; struct journal *j; struct crossing *c; uint64_t end; };

static void begin(struct rig *r, uint64_t from, const struct jn_geometry *g, size_t n)
{
	struct err e = { 0 };

	assert_int_equal(crossing_start(&(struct crossing_opts){ .journal = r->j, .from = from, .geometry = g, .n = n, .mark_ms = 10 * MINUTE_MS, .on_mark = on_mark }, &e, &r->c), 0);
	woken_set(&woken, r->c, wake);
}

static void end(struct rig *r)
{
	woken_set(&woken, NULL, NULL);
	crossing_stop(r->c);
}

static void rig_new(struct rig *r)
{
	const char *tmp = getenv("TMPDIR");
	char jdir[420];
	struct err e = { 0 };

	*r = (struct rig){ .end = 0 };
	marked = 0;
	snprintf(r->dir, sizeof r->dir, "%s/yz-crossing-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(r->dir));
	snprintf(jdir, sizeof jdir, "%s/journal", r->dir);
	assert_int_equal(journal_open(&(struct journal_opts){ .dir = jdir, .segment_bytes = 1 << 20, .on_durable = woken_call, .arg = &woken }, &e, &r->j), 0);
	begin(r, 0, NULL, 0);
}

static void rig_stop(struct rig *r)
{
	end(r);
	journal_close(r->j);
	dir_drop(r->dir);
}

static void append(struct rig *r, enum journal_type type, utc_ms now, const void *p, size_t n)
{
	assert_int_equal(journal_append(r->j, type, 7, now, p, (uint32_t)n, NULL, 0, &r->end), 0);
	assert_int_equal(journal_wait(r->j, r->end, 10000), 0);
	assert_true(crossing_caught_up(r->c, r->end, 10000));
}

static struct jn_geometry cross(uint32_t version)
{
	static const struct { const char *name; int16_t deg; } arms[] = { { "N", 180 }, { "E", 270 }, { "S", 0 }, { "W", 90 } };
	struct jn_geometry g;

	memset(&g, 0, sizeof g);
	g.junction = 7;
	g.version = version;
	g.at = (struct geo){ 268940000, 1125720000 };
	for (int i = 0; i < 4; i++) {
		memcpy(g.arm[i].name, arms[i].name, 2);
		g.arm[i].inbound_deg = arms[i].deg;
		g.arm[i].stop = g.at;
		g.antenna[i] = (struct jn_antenna){ .station = (uint16_t)(i + 1), .role = JNR_STOP, .arm = (int8_t)i, .heading_deg = arms[i].deg, .group = JM_ANY, .at = g.at, .range_m = 40 };
	}
	g.arms = g.antennas = 4;
	return g;
}

static struct jn_signal_rec change(const char *arm, uint8_t move, uint8_t state, utc_ms at, utc_ms received)
{
	struct jn_signal_rec s;

	memset(&s, 0, sizeof s);
	s = (struct jn_signal_rec){ .at = at, .received = received, .junction = 7, .move = move, .state = state, .source = JNS_API };
	memcpy(s.arm, arm, strlen(arm));
	return s;
}

static void signal(struct rig *r, const char *arm, uint8_t move, uint8_t state, utc_ms at, utc_ms received)
{
	struct jn_signal_rec s = change(arm, move, state, at, received);

	append(r, JR_SIGNAL, received, &s, sizeof s);
}

static const struct junction_phase *group(const struct junction_now *n, const char *arm, uint8_t move)
{
	for (uint32_t i = 0; i < n->n; i++)
		if (strcmp(n->group[i].arm, arm) == 0 && n->group[i].move == move)
			return &n->group[i];
	return NULL;
}

static void what_is_shown_is_what_the_journal_says(void **state)
{
	struct jn_geometry g = cross(1);
	struct junction_now n;
	struct rig r;
	(void)state;

	rig_new(&r);
	assert_false(crossing_now(r.c, 7, &n));
	signal(&r, "W", JM_THROUGH, JS_GREEN, T0, T0);           /* of a junction that is not known yet */
	append(&r, JR_JUNCTION, T0, &g, sizeof g);
	assert_true(crossing_now(r.c, 7, &n));
	assert_int_equal(n.n, 0);
	struct jn_signal_rec two[2] = { change("W", JM_THROUGH, JS_GREEN, T0 + 1000, T0 + 1400), change("N", JM_THROUGH, JS_RED, T0 + 1000, T0 + 1400) };
	append(&r, JR_SIGNAL, T0 + 1400, two, sizeof two);
	signal(&r, "Q", JM_THROUGH, JS_RED, T0 + 1500, T0 + 1900);    /* an arm that it has not */
	assert_true(crossing_now(r.c, 7, &n));
	assert_int_equal(n.n, 2);
	assert_int_equal(group(&n, "W", JM_THROUGH)->state, JS_GREEN);
	assert_int_equal(group(&n, "N", JM_THROUGH)->state, JS_RED);
	assert_int_equal(n.last_received, T0 + 1400);
	signal(&r, "W", JM_THROUGH, JS_GREEN, T0 + 9000, T0 + 9400);  /* said again is not a change */
	assert_true(crossing_now(r.c, 7, &n));
	assert_int_equal(n.last_received, T0 + 1400);
	assert_int_equal(group(&n, "W", JM_THROUGH)->at, T0 + 1000);
	signal(&r, "W", JM_THROUGH, JS_YELLOW, T0 + 500, T0 + 9500);  /* late: the newer stays on the screen */
	assert_true(crossing_now(r.c, 7, &n));
	assert_int_equal(group(&n, "W", JM_THROUGH)->state, JS_GREEN);
	rig_stop(&r);
}

static void the_offset_is_that_of_the_quickest(void **state)
{
	struct jn_geometry g = cross(1);
	static const int delay[] = { 900, 420, 250, 700, 3000, 260, 255 };
	struct junction_now n;
	struct rig r;
	(void)state;

	rig_new(&r);
	append(&r, JR_JUNCTION, T0, &g, sizeof g);
	for (int i = 0; i < (int)COUNTOF(delay); i++) {
		utc_ms real = T0 + i * 45000;
		/* the controller's clock is 2,000 ms behind */
		signal(&r, "W", JM_THROUGH, i % 2 ? JS_RED : JS_GREEN, real - 2000, real + delay[i]);
		assert_true(crossing_now(r.c, 7, &n));
		assert_int_equal(n.offset_known, i >= 4);
	}
	assert_int_equal(n.offset_ms, -2250);                    /* and never less than the quickest's way */
	assert_int_equal(n.offset_spread_ms, 420 - 250);
	assert_int_equal(n.cycle_ms, 90000);
	rig_stop(&r);
}

static void a_restart_reads_from_the_mark(void **state)
{
	struct jn_geometry g = cross(1), g2 = cross(2);
	struct junction_now n;
	struct rig r;
	(void)state;

	rig_new(&r);
	append(&r, JR_JUNCTION, T0, &g, sizeof g);
	signal(&r, "E", JM_LEFT, JS_RED, T0, T0);
	for (int i = 0; i < 30; i++) {
		utc_ms t = T0 + i * MINUTE_MS;
		append(&r, JR_TICK, t, &t, sizeof t);
		if (i == 25)
			signal(&r, "W", JM_LEFT, JS_RED, t, t);
	}
	assert_true(marked > 0 && marked < r.end);
	uint64_t mark = marked;
	end(&r);
	begin(&r, mark, &g2, 1);                                 /* version 2 is in force by now */
	assert_true(crossing_caught_up(r.c, r.end, 10000));
	assert_true(crossing_now(r.c, 7, &n));
	assert_non_null(group(&n, "W", JM_LEFT));
	assert_null(group(&n, "E", JM_LEFT));                    /* older than the mark: unknown, not guessed */
	append(&r, JR_JUNCTION, T0, &g, sizeof g);               /* an older one that comes late changes nothing */
	g2.arms = 2;                                             /* W is no arm of version 3 */
	g2.antennas = 2;
	g2.version = 3;
	append(&r, JR_JUNCTION, T0, &g2, sizeof g2);
	assert_true(crossing_now(r.c, 7, &n));
	assert_null(group(&n, "W", JM_LEFT));
	end(&r);
	begin(&r, r.end + 1000000, &g2, 1);                      /* a mark of another journal */
	assert_true(crossing_caught_up(r.c, r.end, 10000));
	assert_true(crossing_now(r.c, 7, &n));
	rig_stop(&r);
}

/* What an earlier run read does not compete with the start of all the rest. */
static void what_is_read_again_stands_back(void **state)
{
	enum { TURNS = 60, A_TURN = 256 };
	struct jn_geometry g = cross(1);
	struct junction_now n;
	struct rig r;
	utc_ms t = T0;
	(void)state;

	rig_new(&r);
	append(&r, JR_JUNCTION, T0, &g, sizeof g);
	for (int i = 0; i < TURNS * A_TURN; i++)
		assert_int_equal(journal_append(r.j, JR_TICK, 0, T0, &t, sizeof t, NULL, 0, &r.end), 0);
	append(&r, JR_TICK, T0, &t, sizeof t);
	end(&r);
	mono begun = clock_mono();
	begin(&r, 0, &g, 1);
	assert_true(crossing_caught_up(r.c, r.end, 60000));
	assert_true(mono_since_ms(begun) >= TURNS);              /* a rest after every turn */
	signal(&r, "W", JM_LEFT, JS_RED, T0, T0);
	end(&r);
	begin(&r, 0, NULL, 0);                                   /* no junction: nothing is read again */
	assert_true(crossing_caught_up(r.c, r.end, 0));
	assert_false(crossing_now(r.c, 7, &n));
	append(&r, JR_JUNCTION, T0, &g, sizeof g);               /* the first that is published is heard */
	assert_true(crossing_now(r.c, 7, &n));
	assert_int_equal(n.n, 0);
	rig_stop(&r);
}

static void a_bad_record_harms_nobody(void **state)
{
	struct jn_geometry g = cross(1), bad;
	struct jn_signal_rec s;
	struct junction_now n;
	struct rig r;
	uint8_t junk[100];
	(void)state;

	rig_new(&r);
	memset(junk, 0xa5, sizeof junk);
	append(&r, JR_JUNCTION, T0, &g, sizeof g);
	append(&r, JR_JUNCTION, T0, junk, sizeof junk);
	append(&r, JR_SIGNAL, T0, junk, 96);
	append(&r, JR_SIGNAL, T0, junk, 31);
	append(&r, JR_FRAME, T0, junk, sizeof junk);
	bad = g;
	bad.version = 9;
	bad.junction = 0;
	append(&r, JR_JUNCTION, T0, &bad, sizeof bad);
	bad = g;
	bad.version = 9;
	bad.antennas = 65;
	append(&r, JR_JUNCTION, T0, &bad, sizeof bad);
	bad = g;
	bad.version = 9;
	bad.antenna[0].arm = 4;
	append(&r, JR_JUNCTION, T0, &bad, sizeof bad);
	bad = g;
	bad.version = 9;
	memset(bad.arm[0].name, 'x', sizeof bad.arm[0].name);
	append(&r, JR_JUNCTION, T0, &bad, sizeof bad);
	s = change("W", JM_N, JS_RED, T0, T0);
	append(&r, JR_SIGNAL, T0, &s, sizeof s);
	s = change("W", JM_LEFT, JS_STATE_N, T0, T0);
	append(&r, JR_SIGNAL, T0, &s, sizeof s);
	s = change("W", JM_LEFT, JS_RED, T0, T0);
	s.junction = 60000;
	append(&r, JR_SIGNAL, T0, &s, sizeof s);
	assert_true(crossing_now(r.c, 7, &n));
	assert_int_equal(n.n, 0);
	signal(&r, "W", JM_LEFT, JS_RED, T0, T0);
	assert_true(crossing_now(r.c, 7, &n));
	assert_int_equal(n.n, 1);
	rig_stop(&r);
	crossing_stop(NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_shown_is_what_the_journal_says), cmocka_unit_test(the_offset_is_that_of_the_quickest), cmocka_unit_test(a_restart_reads_from_the_mark),
		cmocka_unit_test(a_bad_record_harms_nobody), cmocka_unit_test(what_is_read_again_stands_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
