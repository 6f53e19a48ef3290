/* junctions_test — a world of junctions: the same options give the same bytes, the files keep their form, and the truth agrees with itself:
 * what is red crossed in red, what is not did not, as the signals of the capture have it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/crc32c.h"
#include "cmds.h"
#include "jpath.h"
#include "jradio.h"
#include "platform/fs.h"

static const char *const files[] = { "stations.csv", "tags.csv", "reports.csv", "intersections.csv", "signals.csv", "sightings_arrival.csv",
	"truth_crossings.csv", "truth_violations.csv", "truth_clocks.csv", "truth_faults.csv", "truth_params.csv", "truth_positions.csv" };
static char dir[256];

static void in_dir(char ret[static 512], const char *sub, const char *name) { snprintf(ret, 512, "%s/%s/%s", dir, sub, name); }

static int setup(void **st)
{
	const char *tmp = getenv("TMPDIR");

	(void)st;
	snprintf(dir, sizeof dir, "%s/yzsim.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(dir) ? 0 : -1;
}

static int teardown(void **st)
{
	static const char *const subs[] = { "a", "b", "c" };
	char path[512];

	(void)st;
	for (size_t s = 0; s < COUNTOF(subs); s++) {
		for (size_t i = 0; i < COUNTOF(files); i++) {
			in_dir(path, subs[s], files[i]);
			unlink(path);
		}
		in_dir(path, subs[s], "");
		rmdir(path);
	}
	return rmdir(dir);
}

static void make(const char *sub, const char *world, const char *more, const char *value)
{
	char out[512];
	char *argv[] = { "junctions", "--out", out, "--minutes", "4", "--bikes", "200", "--junctions", "4", "--world", (char *)(uintptr_t)world,
		(char *)(uintptr_t)more, (char *)(uintptr_t)value };

	in_dir(out, sub, "");
	assert_int_equal(cmd_junctions(more ? value ? 13 : 12 : 11, argv), 0);
}

static uint32_t sum_of(const char *sub, const char *name, size_t *size)
{
	char path[512], *text;
	struct err e = { 0 };

	in_dir(path, sub, name);
	assert_int_equal(fs_read(path, 64u << 20, &text, size, &e), 0);
	uint32_t c = crc32c(0, text, *size);
	free(text);
	return c;
}

static void the_same_options_the_same_bytes(void **st)
{
	size_t n, m;

	(void)st;
	make("a", "3", "--positions", NULL);
	make("b", "3", "--positions", NULL);
	make("c", "3", "--seed", "2");
	for (size_t i = 0; i < COUNTOF(files); i++) {
		assert_int_equal(sum_of("a", files[i], &n), sum_of("b", files[i], &m));
		assert_int_equal(n, m);
	}
	assert_int_not_equal(sum_of("a", "sightings_arrival.csv", &n), sum_of("c", "sightings_arrival.csv", &m));
	assert_true(n > 10000);
}

/* ---- a world at hand ---- */

enum { BIKES = 1500, JUNCTIONS = 9 };

struct seen {
	struct jworld w;
	struct jsignals *sig;
	struct jradio radio;
	bool listen;
	struct jtrack track;                   /* the last one */
	uint64_t passages, red, creep, waited, overrun, right_in_red, yellow, left, motor, other;
};

static void on_track(void *arg, const struct jtrack *t)
{
	struct seen *s = arg;
	int hint = 0;
	struct jxy was = t->pt[0];

	s->track = *t;
	if (s->listen)
		jradio_track(&s->radio, t);
	/* it goes on in time and does not jump */
	for (int i = 1; i < t->nk; i++)
		assert_true(t->k[i].t >= t->k[i - 1].t - 1e-9 && t->k[i].s >= t->k[i - 1].s - 1e-9);
	for (double at = t->k[0].t; at < t->end && !t->parked; at += 1) {
		struct jxy p = jtrack_at(t, at, &hint, NULL, NULL);
		assert_true(hypot(p.x - was.x, p.y - was.y) < 12);
		was = p;
	}
}

static void on_passage(void *arg, const struct jpassage *p)
{
	struct seen *s = arg;
	const struct jsignals *sig = &s->sig[p->junction];
	const struct junction *j = &s->w.j[p->junction];

	if (p->arm_in < 0 || p->arm_out < 0) {
		assert_false(p->red || p->motor);
		s->other++;
		return;
	}
	s->passages++;
	assert_int_equal(p->arm_out, jarm_out(p->arm_in, p->move));
	assert_true(j->arm[p->arm_in].exists && j->arm[p->arm_out].exists);
	char state = jsignal_at(sig, jsignal_group(sig, p->arm_in, p->two_stage ? MV_THROUGH : p->move), p->line, NULL, NULL);
	assert_int_equal(state, p->state);
	bool meant = p->how == JH_RUN || p->how == JH_CREEP || p->how == JH_EARLY || p->how == JH_LATE;
	if (p->red) {
		assert_int_equal(state, 'R');
		assert_true(meant && p->move != MV_RIGHT);
	} else {
		assert_true(state != 'R' || p->move == MV_RIGHT || p->how == JH_OVERRUN || p->how == JH_PUSH);
	}
	if (p->how == JH_WAIT)
		assert_true(state == 'G' && p->since < 60000);
	/* and it is at the line at that instant: on its own side of the arm */
	int hint = 0;
	struct jxy at = jtrack_at(&s->track, (double)(p->line - s->w.start) / 1000, &hint, NULL, NULL);
	const struct jarm *a = &j->arm[p->arm_in];
	double d = (at.x - j->at.x) * a->ux + (at.y - j->at.y) * a->uy, side = (at.y - j->at.y) * a->ux - (at.x - j->at.x) * a->uy;
	assert_true(fabs(d - a->line) < 0.2);
	assert_true(p->left_in ? side < 0 : side > 0);
	double edge = a->kerb - a->bike_w;
	if (p->motor)
		assert_true(a->bike_w > 0 && side < edge);
	else if (!p->left_in && a->bike_w > 0 && p->how != JH_PUSH)
		assert_true(side > edge - 0.7 && side < a->kerb + 0.7);
	s->red += p->red;
	s->creep += p->red && p->how == JH_CREEP;
	s->waited += p->how == JH_WAIT && p->waited > 3000;
	s->overrun += p->how == JH_OVERRUN && state == 'R';
	s->right_in_red += p->move == MV_RIGHT && state == 'R';
	s->yellow += state == 'Y';
	s->left += p->left_in || p->left_out;
	s->motor += p->motor;
}

static void play(struct seen *s, int64_t world, bool listen)
{
	static uint32_t as[BIKES];

	memset(s, 0, sizeof *s);
	jparams_draw(&s->w.p, world);
	s->w.p.overrun = 0.05;
	s->w.p.push = 0.02;
	s->w.p.red_creep = 0.05;
	jworld_make(&s->w, world, 1, JUNCTIONS, 1772409600000, 1772409600000 + 20 * MINUTE_MS);
	s->sig = jsignals_make(&s->w);
	for (uint32_t i = 0; i < BIKES; i++)
		as[i] = i;
	s->listen = listen;
	jradio_init(&s->radio, &s->w, BIKES, as);
	jride_all(&(struct jride_opts){ .w = &s->w, .sig = s->sig, .bikes = BIKES, .track = on_track, .passed = on_passage, .arg = s });
}

static void stop(struct seen *s)
{
	jradio_free(&s->radio);
	jsignals_free(s->sig, s->w.n);
	jworld_free(&s->w);
}

static void truth_agrees_with_the_signals(void **st)
{
	static struct seen s;

	(void)st;
	for (int64_t world = 0; world < 6; world++) {
		play(&s, world, false);
		assert_true(s.passages > 500 && s.red > 10 && s.waited > 50 && s.right_in_red > 10 && s.left > 5 && s.motor > 5);
		assert_true(s.red * 5 < s.passages);
		if (world == 0)
			assert_true(s.creep > 0 && s.overrun > 0 && s.yellow > 5 && s.other > 5);
		stop(&s);
	}
}

/* One signal group at a time: green, yellow for three seconds, red; conflicting streams never together. */
static void signals_are_well_formed(void **st)
{
	struct jworld w = { 0 };

	(void)st;
	for (int64_t world = 0; world < 8; world++) {
		jparams_draw(&w.p, world);
		jworld_make(&w, world, 1, JUNCTIONS, 0, HOUR_MS);
		struct jsignals *sig = jsignals_make(&w);
		for (int i = 0; i < w.n; i++)
			for (int g = 0; g < JS_GROUPS; g++) {
				const struct jgroup *q = &sig[i].g[g];
				assert_true(q->exists == (q->n > 0));
				for (int k = 0; k < q->n; k++) {
					assert_true(q->w[k].yellow - q->w[k].on >= 5000);
					assert_true(k == 0 || q->w[k].on > q->w[k - 1].yellow + JS_YELLOW);
				}
				if (!q->exists)
					continue;
				int64_t t = q->w[3].yellow, since, green;
				assert_int_equal(jsignal_at(&sig[i], g, t - 1, NULL, NULL), 'G');
				assert_int_equal(jsignal_at(&sig[i], g, t + JS_YELLOW - 1, NULL, NULL), 'Y');
				assert_int_equal(jsignal_at(&sig[i], g, t + JS_YELLOW, &since, &green), 'R');
				assert_int_equal(since, t + JS_YELLOW);
				assert_int_equal(green, q->w[4].on);
				for (int64_t u = 0; u < 10 * MINUTE_MS; u += 700)   /* through from here: not through from the side */
					for (int side = 1; side <= 3 && g % MV_N == MV_THROUGH; side += 2) {
						int o = (g / MV_N + side) % 4 * MV_N + MV_THROUGH;
						if (sig[i].g[o].exists && jsignal_at(&sig[i], g, u, NULL, NULL) != 'R')
							assert_int_equal(jsignal_at(&sig[i], o, u, NULL, NULL), 'R');
					}
			}
		jsignals_free(sig, w.n);
		jworld_free(&w);
	}
}

/* 13 stations at a junction of four arms; each outage, exchange and clock is what the rows show. */
static void stations_and_what_they_hear(void **st)
{
	static struct seen s;
	size_t heard[JR_CENTRE + 1] = { 0 };
	int loudest = -200;

	(void)st;
	play(&s, 0, true);
	for (int i = 0; i < s.w.n; i++)
		assert_int_equal(s.w.j[i].n, 13);
	jradio_sort(&s.radio);
	assert_true(s.radio.n > 30000);
	int64_t last = INT64_MIN, most = 0;
	for (size_t k = 0; k < s.radio.n; k++) {
		const struct jrow *r = &s.radio.row[k];
		const struct jstation *a = &s.w.st[r->station];
		assert_true(r->arrive >= last);
		last = r->arrive;
		int64_t t = r->t - a->offset;                  /* no drift and no steps in world 0 */
		assert_true(t >= s.w.start - 10 && t < s.w.end + 10 && !a->dead);
		assert_true(r->rssi < 0 && r->rssi > -110);
		most = MAX(most, llabs(a->offset));
		for (int o = 0; o < a->nout; o++)
			if (t >= a->out[o].from + 10 && t < a->out[o].to - 10)
				assert_true(!a->out[o].lost && r->arrive >= a->out[o].to);
		heard[a->role]++;
		loudest = MAX(loudest, r->rssi);
	}
	assert_true(most > 3000 && most <= 5000);
	assert_true(loudest > -60 && heard[JR_ROADSIDE] > 100 && heard[JR_CENTRE] > 1000);
	assert_true(heard[JR_STOP] > heard[JR_APPROACH]);      /* they wait at the stop antennas */
	stop(&s);
	struct jparams p;
	struct err e = { 0 };
	jparams_draw(&p, 5);
	jparams_plain(&p);
	assert_true(p.swaps == 0 && p.clones == 0 && p.outages == 0 && p.clock_s == 0 && p.push == 0 && p.fade_sd > 0);
	assert_int_equal(jparams_set(&p, "fade_sd=7.5", &e), 0);
	assert_true(p.fade_sd == 7.5);
	assert_int_equal(jparams_set(&p, "fading=7.5", &e), E_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_options_the_same_bytes), cmocka_unit_test(truth_agrees_with_the_signals),
		cmocka_unit_test(signals_are_well_formed), cmocka_unit_test(stations_and_what_they_hear),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
