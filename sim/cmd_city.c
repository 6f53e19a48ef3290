/* cmd_city — yanzhen-sim city: the city as files; see city.h. */
#include <stdio.h>

#include "city.h"
#include "cmds.h"
#include "cross.h"
#include "opts.h"

int cmd_city(int argc, char **argv)
{
	const char *out = NULL, *geojson = NULL;
	int64_t seed = 1, bikes = CITY_BIKES;
	struct err e = { 0 };
	const struct opt o[] = {
		{ "out", OPT_STR, &out, 0, 0, "DIR", "folder for stations.csv, stations_registry.csv, points.csv, sites.csv, bikes.csv, tags.csv, intersections.csv, plans.csv, city.geojson" },
		{ "geojson", OPT_STR, &geojson, 0, 0, "FILE", "only the map, into this file" },
		{ "seed", OPT_INT, &seed, 0, 1e15, "N", "which city (default 1)" },
		{ "bikes", OPT_INT, &bikes, 0, 10e6, "N", "how many bikes and tags (default 274000)" },
	};
	int rc = opts_parse(argc, argv, o, COUNTOF(o), "city --out DIR", &e);

	if (rc == 1)
		return 0;
	if (rc == 0 && !out && !geojson)
		rc = ERR(&e, E_USAGE, "city needs --out DIR or --geojson FILE");
	if (rc < 0)
		return fail(&e);
	struct city *c = city_new((uint64_t)seed);
	rc = geojson ? city_write_geojson(c, geojson, &e) : 0;
	if (rc == 0 && out)
		rc = city_write_all(c, out, (uint32_t)bikes, &e);
	if (rc == 0 && out)
		rc = cross_write_intersections(c, out, &e);
	if (rc == 0 && out)
		rc = cross_write_plans(c, out, &e);
	if (rc == 0)
		printf("%d stations (%d at %d junctions), %d points, %d roads, %lld bikes\n", CITY_STATIONS,
		       CITY_JUNCTIONS * CITY_AT_JUNCTION, CITY_JUNCTIONS, CITY_POINTS, c->nroads, (long long)bikes);
	city_free(c);
	return rc < 0 ? fail(&e) : 0;
}
