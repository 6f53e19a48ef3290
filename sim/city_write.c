/* city_write — the city as files: CSV for the server, for captures and for people, GeoJSON for the map; see city.h. */
#include <errno.h>
#include <math.h>
#include <stdio.h>

#include "city.h"
#include "core/value.h"
#include "platform/fs.h"

static const char *const role_name[SR_N] = { "", "approach", "stop", "exit", "centre" };
static const char *const arm_code[4] = { "N", "E", "S", "W" };
static const char *const class_name[] = { "local", "arterial", "bridge", "country" };

static FILE *file_open(const char *path, struct err *e)
{
	FILE *f = fopen(path, "wb");

	if (!f)
		ERR_SYS(e, fs_err(errno), errno, "%s: cannot write", path);
	return f;
}

static int file_close(FILE *f, const char *path, struct err *e)
{
	bool bad = ferror(f) != 0;

	if (fclose(f) != 0 || bad)
		return ERR_SYS(e, fs_err(errno), errno, "%s: not written completely", path);
	return 0;
}

static int join(char *ret, size_t cap, const char *dir, const char *name, struct err *e)
{
	if ((size_t)snprintf(ret, cap, "%s/%s", dir, name) >= cap)
		return ERR(e, E_INVALID, "the folder's name is too long");
	return 0;
}

int city_write_stations(const struct city *c, const char *dir, struct err *e)
{
	char path[1024];
	TRY(join(path, sizeof path, dir, "stations.csv", e));
	FILE *f = file_open(path, e);
	if (!f)
		return e->code;
	fputs("id,kind,lat,lon,intersection,role,heading,arm,lane,nominal_range_m\n", f);
	for (int i = 0; i < CITY_STATIONS; i++) {
		const struct city_station *s = &c->station[i];
		struct geo g = city_geo(s->x, s->y);
		fprintf(f, "%s,%s,%.7f,%.7f,", s->name, s->junction_kind ? "junction" : "roadside", geo_lat(g), geo_lon(g));
		if (s->junction)
			fprintf(f, "J%02d", s->junction);
		fprintf(f, ",%s,", role_name[s->role]);
		if (s->heading >= 0)
			fprintf(f, "%d", s->heading);
		fprintf(f, ",%s,%s,%d\n", s->arm < 4 ? arm_code[s->arm] : "", s->junction_kind ? "nonmotor" : "", s->range_m);
	}
	return file_close(f, path, e);
}

static int write_registry(const struct city *c, const char *dir, struct err *e)
{
	char path[1024];
	TRY(join(path, sizeof path, dir, "stations_registry.csv", e));
	FILE *f = file_open(path, e);
	if (!f)
		return e->code;
	fputs("name,kind,lat,lon,district,range_m,junction,role,place\n", f);
	for (int i = 0; i < CITY_STATIONS; i++) {
		const struct city_station *s = &c->station[i];
		struct geo g = city_geo(s->x, s->y);
		fprintf(f, "%s,%s,%.7f,%.7f,%u,%d,%d,%s,%s\n", s->name, s->junction_kind ? "junction" : "roadside", geo_lat(g),
		        geo_lon(g), city_districts[s->district].code, s->range_m, s->junction, role_name[s->role], s->place);
	}
	return file_close(f, path, e);
}

int city_write_tags(const char *path, uint32_t bikes, struct err *e)
{
	FILE *f = file_open(path, e);
	if (!f)
		return e->code;
	fputs("tag,plate\n", f);
	for (uint32_t i = 0; i < bikes; i++) {
		char tag[TAG_TEXT], plate[48];
		city_plate(i, plate);
		fprintf(f, "%s,%s\n", tag_text((tag_id){ city_tag(i) }, tag), plate);
	}
	return file_close(f, path, e);
}

static int write_points(const struct city *c, const char *dir, struct err *e)
{
	char path[1024];
	TRY(join(path, sizeof path, dir, "points.csv", e));
	FILE *f = file_open(path, e);
	if (!f)
		return e->code;
	fputs("name,lat,lon,district\n", f);
	for (int i = 0; i < CITY_POINTS; i++) {
		struct geo g = city_geo(c->point[i].x, c->point[i].y);
		fprintf(f, "%s,%.7f,%.7f,%u\n", c->point[i].name, geo_lat(g), geo_lon(g), city_districts[c->point[i].district].code);
	}
	return file_close(f, path, e);
}

static void put_xy(FILE *f, double x, double y)
{
	struct geo g = city_geo(x, y);

	fprintf(f, "[%.5f,%.5f]", geo_lon(g), geo_lat(g));
}

static void feature(FILE *f, bool *first, const char *geometry)
{
	fprintf(f, "%s\n{\"type\":\"Feature\",\"geometry\":{\"type\":\"%s\",\"coordinates\":", *first ? "" : ",", geometry);
	*first = false;
}

/* Water as polygons: the polyline widened on both sides, so that a map without line widths in metres shows it right. */
static void put_river(FILE *f, bool *first, const struct shape *s)
{
	feature(f, first, "Polygon");
	fputs("[[", f);
	struct xy begin = { 0 };
	for (int k = 0; k < 2 * s->n; k++) {
		int i = k < s->n ? k : 2 * s->n - 1 - k;
		int a = MAX(i - 1, 0), b = MIN(i + 1, s->n - 1);
		double dx = s->p[b].x - s->p[a].x, dy = s->p[b].y - s->p[a].y, l = hypot(dx, dy);
		double side = k < s->n ? s->width / 2 : -s->width / 2;
		struct xy p = { (float)(s->p[i].x + dy / l * side), (float)(s->p[i].y - dx / l * side) };
		if (k == 0)
			begin = p;
		put_xy(f, p.x, p.y);
		fputc(',', f);
	}
	put_xy(f, begin.x, begin.y);
	fprintf(f, "]]},\"properties\":{\"kind\":\"water\",\"name\":\"%s\"}}", s->name);
}

static void put_river_line(FILE *f, bool *first, const struct shape *s)
{
	feature(f, first, "LineString");
	for (int i = 0; i < s->n; i++) {
		fputc(i == 0 ? '[' : ',', f);
		put_xy(f, s->p[i].x, s->p[i].y);
	}
	fprintf(f, "]},\"properties\":{\"kind\":\"waterline\",\"name\":\"%s\"}}", s->name);
}

static void put_districts(FILE *f, bool *first)
{
	struct xy p[64];

	for (unsigned d = 0; d < CITY_DISTRICTS; d++) {
		int n = city_district_shape(d, p);
		feature(f, first, "Polygon");
		for (int i = 0; i < n; i++) {
			fputs(i == 0 ? "[[" : ",", f);
			put_xy(f, p[i].x, p[i].y);
		}
		fputc(',', f);
		put_xy(f, p[0].x, p[0].y);
		fprintf(f, "]]},\"properties\":{\"kind\":\"district\",\"name\":\"%s\",\"code\":%u}}", city_districts[d].name,
		        city_districts[d].code);
		static const struct xy label[CITY_DISTRICTS] = { { 4700, -900 }, { 900, -2300 }, { 900, 3300 }, { -3000, 200 },
			{ 15000, 40800 } };
		feature(f, first, "Point");
		put_xy(f, label[d].x, label[d].y);
		fprintf(f, "},\"properties\":{\"kind\":\"district-label\",\"name\":\"%s\",\"code\":%u}}", city_districts[d].name,
		        city_districts[d].code);
	}
}

/* One line a chain of edges of one road and class, so that the file stays small and labels run along the road. */
static void put_road(FILE *f, bool *first, const struct city *c, uint8_t *done, int start)
{
	uint16_t chain[CITY_MAX_EDGES + 1];
	int n = 0;
	const struct city_edge *e0 = &c->edge[start];

	chain[n++] = e0->a;
	chain[n++] = e0->b;
	done[start] = 1;
	for (bool more = true; more;) {
		const struct city_node *v = &c->node[chain[n - 1]];
		more = false;
		for (int k = 0; k < v->deg && !more; k++) {
			const struct city_edge *e = &c->edge[v->edge[k]];
			if (done[v->edge[k]] || e->road != e0->road || e->cls != e0->cls)
				continue;
			done[v->edge[k]] = 1;
			chain[n++] = v->adj[k];
			more = true;
		}
	}
	feature(f, first, "LineString");
	for (int i = 0; i < n; i++) {
		fputc(i == 0 ? '[' : ',', f);
		put_xy(f, c->node[chain[i]].x, c->node[chain[i]].y);
	}
	fprintf(f, "]},\"properties\":{\"kind\":\"road\",\"class\":\"%s\",\"name\":\"%s\"}}", class_name[e0->cls], c->road[e0->road]);
}

int city_write_geojson(const struct city *c, const char *path, struct err *e)
{
	static uint8_t done[CITY_MAX_EDGES];
	FILE *f = file_open(path, e);
	if (!f)
		return e->code;
	bool first = true;

	fputs("{\"type\":\"FeatureCollection\",\"features\":[", f);
	put_districts(f, &first);
	for (size_t r = 0; r < COUNTOF(city_rivers); r++) {
		put_river(f, &first, &city_rivers[r]);
		put_river_line(f, &first, &city_rivers[r]);
	}
	memset(done, 0, sizeof done);
	for (int i = 0; i < c->nedges; i++)
		if (!done[i])
			put_road(f, &first, c, done, i);
	for (int j = 0; j < CITY_JUNCTIONS; j++) {
		const struct city_node *v = &c->node[c->junction[j].node];
		feature(f, &first, "Point");
		put_xy(f, v->x, v->y);
		fprintf(f, "},\"properties\":{\"kind\":\"junction\",\"id\":\"J%02d\",\"name\":\"%s\"}}", j + 1, c->junction[j].name);
	}
	for (int i = 0; i < CITY_POINTS + CITY_LANDMARKS; i++) {
		const struct city_point *p = i < CITY_POINTS ? &c->point[i] : &c->landmark[i - CITY_POINTS];
		feature(f, &first, "Point");
		put_xy(f, p->x, p->y);
		fprintf(f, "},\"properties\":{\"kind\":\"%s\",\"name\":\"%s\"}}", i < CITY_POINTS ? "point" : "landmark", p->name);
	}
	fputs("\n]}\n", f);
	return file_close(f, path, e);
}

int city_write_all(const struct city *c, const char *dir, uint32_t bikes, struct err *e)
{
	char path[1024];

	TRY(fs_mkdir(dir, e));
	TRY(city_write_stations(c, dir, e));
	TRY(write_registry(c, dir, e));
	TRY(write_points(c, dir, e));
	TRY(join(path, sizeof path, dir, "bikes.csv", e));
	TRY(city_write_bikes(path, bikes, e));
	TRY(join(path, sizeof path, dir, "sites.csv", e));
	TRY(city_write_sites(c, path, e));
	TRY(join(path, sizeof path, dir, "tags.csv", e));
	TRY(city_write_tags(path, bikes, e));
	TRY(join(path, sizeof path, dir, "city.geojson", e));
	return city_write_geojson(c, path, e);
}
