/* cmd_junctions — yanzhen-sim junctions: a world of junctions with signals and riders as a capture with its truth; see jworld.h. */
#include <stdio.h>
#include <stdlib.h>

#include "cmds.h"
#include "core/value.h"
#include "jwrite.h"
#include "opts.h"

enum { MAX_SETS = 64, X_CLONE = 7500 };

struct run { struct jradio radio; struct jfiles files; };

static void on_track(void *arg, const struct jtrack *t)
{
	struct run *r = arg;

	jradio_track(&r->radio, t);
	jfiles_track(&r->files, t);
}

static void on_passage(void *arg, const struct jpassage *p)
{
	struct run *r = arg;

	jfiles_passage(&r->files, p);
}

static uint32_t *clones(const struct jworld *w, uint32_t bikes)
{
	uint32_t *as = calloc(bikes, sizeof *as);
	struct rng r = rng_of(w->seed, X_CLONE, 0);

	ASSERT(as);
	for (uint32_t i = 0; i < bikes; i++)
		as[i] = i;
	for (uint32_t k = (uint32_t)(w->p.clones * bikes + rng_unit(&r)); k > 0; k--) {
		uint32_t a = rng_below(&r, bikes), b = rng_below(&r, bikes);
		if (a != b && as[a] == a && as[b] == b)
			as[a] = b;
	}
	return as;
}

static int run_world(struct jworld *w, const char *dir, uint32_t bikes, bool positions, struct err *e)
{
	struct run r = { .files = { .dir = dir, .w = w } };
	struct jsignals *sig = jsignals_make(w);
	uint32_t *as = clones(w, bikes);

	r.files.sig = sig;
	r.files.as = as;
	jradio_init(&r.radio, w, bikes, as);
	int rc = jfiles_open(&r.files, positions, e);
	if (rc == 0) {
		jride_all(&(struct jride_opts){ .w = w, .sig = sig, .bikes = bikes, .track = on_track, .passed = on_passage, .arg = &r });
		jradio_sort(&r.radio);
		rc = jfiles_write(&r.files, &r.radio, bikes, e);
	}
	if (rc == 0)
		fprintf(stderr, "%zu sightings arrived (resends included), %llu lost, %d stations, %llu passages: %llu red, %llu wrong way, %llu motor lane\n",
		        r.radio.n, (unsigned long long)r.radio.lost, w->nstations, (unsigned long long)r.files.passages, (unsigned long long)r.files.red,
		        (unsigned long long)r.files.wrongway, (unsigned long long)r.files.motorlane);
	jradio_free(&r.radio);
	jsignals_free(sig, w->n);
	free(as);
	return rc;
}

/* Takes --set name=value (any number of them) out of the arguments: they are not single options. */
static int take_sets(int *argc, char **argv, const char **set, struct err *e)
{
	int n = 0, k = 1;

	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--set") != 0) {
			argv[k++] = argv[i];
			continue;
		}
		if (i + 1 == *argc || n == MAX_SETS)
			return ERR(e, E_USAGE, "--set takes name=value, at most %d of them", MAX_SETS);
		set[n++] = argv[++i];
	}
	*argc = k;
	return n;
}

int cmd_junctions(int argc, char **argv)
{
	struct jworld w = { 0 };
	const char *dir = NULL, *set[MAX_SETS];
	int64_t world = 0, seed = 1, n = 40, bikes = 10500, minutes = 60, hour = 8;
	bool plain = false, positions = false, params = false;
	struct err e = { 0 };
	const struct opt o[] = {
		{ "out", OPT_STR, &dir, 0, 0, "DIR", "folder for the capture and the truth" },
		{ "world", OPT_INT, &world, 0, 1e6, "K", "which world: 0 the reference (default), every other drawn from wide ranges" },
		{ "seed", OPT_INT, &seed, 0, 1e15, "N", "which city and which day in it (default 1)" },
		{ "junctions", OPT_INT, &n, 1, JW_MAX, "N", "how many (default 40)" },
		{ "bikes", OPT_INT, &bikes, 1, 1e6, "N", "how many (default 10500)" },
		{ "minutes", OPT_INT, &minutes, 1, 1440, "N", "how long (default 60)" },
		{ "hour", OPT_INT, &hour, 0, 23, "H", "hour of the day (+08:00) at which it begins (default 8)" },
		{ "plain", OPT_FLAG, &plain, 0, 0, NULL, "no faults, no traps" },
		{ "positions", OPT_FLAG, &positions, 0, 0, NULL, "truth_positions.csv: each tag each half second near junctions" },
		{ "params", OPT_FLAG, &params, 0, 0, NULL, "only tell the numbers of a world (--set name=value) with reference and range" },
	};
	int sets = take_sets(&argc, argv, set, &e);
	int rc = sets < 0 ? sets : opts_parse(argc, argv, o, COUNTOF(o), "junctions --out DIR [--set name=value ...]", &e);

	if (rc == 1)
		return 0;
	if (rc == 0 && params) {
		jparams_help();
		return 0;
	}
	if (rc == 0 && !dir)
		rc = ERR(&e, E_USAGE, "junctions needs --out DIR");
	jparams_draw(&w.p, world);
	if (plain)
		jparams_plain(&w.p);
	for (int i = 0; i < sets && rc == 0; i++)
		rc = jparams_set(&w.p, set[i], &e);
	if (rc < 0)
		return fail(&e);
	/* a fixed Monday, so that the same options give the same bytes on every day */
	int64_t start = 1772380800000 + hour * HOUR_MS;
	jworld_make(&w, world, seed, (int)n, start, start + minutes * MINUTE_MS);
	rc = run_world(&w, dir, (uint32_t)bikes, positions, &e);
	jworld_free(&w);
	return rc < 0 ? fail(&e) : 0;
}
