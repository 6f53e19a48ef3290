/* cmd_run — yanzhen-sim run: the city against a server until stopped; see live.h. */
#include <stdio.h>
#include <stdlib.h>

#include "cmds.h"
#include "live.h"
#include "live_opts.h"
#include "opts.h"
#include "platform/fs.h"
#include "platform/sys.h"

/* The folder must hold this seed's city, else the server's stations stand elsewhere than the simulator's. */
static int check_data(const char *dir, uint64_t seed, struct err *e)
{
	char path[1024], *text;
	size_t n;
	int rc = 0;

	snprintf(path, sizeof path, "%s/stations.csv", dir);
	TRY(fs_read(path, 16u << 20, &text, &n, e));
	struct city *c = city_new(seed);
	const char *at = text;
	for (int i = 0; i < CITY_STATIONS && rc == 0; i++) {
		const struct city_station *s = &c->station[i];
		struct geo g = city_geo(s->x, s->y);
		char want[128];
		snprintf(want, sizeof want, "\n%s,%s,%.7f,%.7f,", s->name, s->junction_kind ? "junction" : "roadside", geo_lat(g), geo_lon(g));
		const char *found = strstr(at, want);
		if (!found)
			rc = ERR(e, E_CONFIG, "%s: station %s is not where --seed %llu has it", path, s->name, (unsigned long long)seed);
		else
			at = found;
	}
	city_free(c);
	free(text);
	return rc;
}

int cmd_run(int argc, char **argv)
{
	struct live_opts lo = live_defaults;
	int64_t seed = 1, seconds = 0, report = 10;
	const char *data = NULL;
	struct err e = { 0 };
	const struct opt o[] = {
		LIVE_OPTS,
		{ "data", OPT_STR, &data, 0, 0, "DIR", "folder of `city --out`: checked to be this seed's city" },
		{ "seconds", OPT_INT, &seconds, 0, 1e9, "N", "stop after so long (default: run until stopped)" },
		{ "report", OPT_INT, &report, 0, 3600, "N", "a line of figures every N seconds (default 10, 0 none)" },
	};
	int rc = opts_parse(argc, argv, o, COUNTOF(o), "run --connect HOST:PORT [--keys FILE]", &e);

	if (rc == 1)
		return 0;
	lo.seed = (uint64_t)seed;
	if (rc == 0 && !lo.connect)
		rc = ERR(&e, E_USAGE, "run needs --connect HOST:PORT");
	if (rc == 0 && data)
		rc = check_data(data, lo.seed, &e);
	if (rc < 0)
		return fail(&e);
	live_catch_signals();
	struct live *l = NULL;
	rc = live_new(&l, &lo, &e);
	mono begin = clock_mono(), said = begin;
	while (rc == 0 && !live_stopped() && (seconds == 0 || mono_since_ms(begin) < seconds * 1000)) {
		live_tick(l, 10);
		if (report > 0 && mono_since_ms(said) >= report * 1000) {
			live_report(l, (double)mono_since_ms(said) / 1000);
			said = clock_mono();
		}
	}
	if (rc == 0)
		live_report(l, MAX((double)mono_since_ms(said) / 1000, 0.001));
	live_free(l);
	return rc < 0 ? fail(&e) : 0;
}
