/* city — a city in the shape of Hengyang: three rivers, five districts, roads, junctions, stations, plating points.
 *
 * Deterministic: the same seed gives the same city, byte for byte. Real names only where the practice that the
 * product follows names the place; every other street name is invented. Plane coordinates are metres east and
 * north of 26.894 N 112.572 E. Read-only after city_new; one thread builds, any may read, except city_next_hop,
 * which fills its table on demand and belongs to the world's thread. */
#pragma once
#include "base/err.h"
#include "base/geo.h"
#include "rng.h"

enum {
	CITY_DISTRICTS = 5, CITY_JUNCTIONS = 40, CITY_AT_JUNCTION = 13, CITY_ROADSIDE = 3814,
	CITY_STATIONS = CITY_ROADSIDE + CITY_JUNCTIONS * CITY_AT_JUNCTION,
	CITY_POINTS = 44, CITY_BIKES = 274000,
	CITY_MAX_NODES = 4000, CITY_MAX_EDGES = 9000, CITY_MAX_DEG = 8, CITY_MAX_ROADS = 400, CITY_LANDMARKS = 8,
};

enum road_class { ROAD_LOCAL, ROAD_ARTERIAL, ROAD_BRIDGE, ROAD_COUNTRY };
enum station_role { SR_ROADSIDE, SR_APPROACH, SR_STOP, SR_EXIT, SR_CENTRE, SR_N };

struct city_district { uint32_t code; const char *name; };
extern const struct city_district city_districts[CITY_DISTRICTS];

struct city_node {
	float x, y;
	uint8_t district;              /* index into city_districts */
	uint8_t deg, arterials;
	uint16_t junction;             /* 1..40, 0 none */
	uint16_t adj[CITY_MAX_DEG], edge[CITY_MAX_DEG];
	int16_t gi, gj;                /* grid line numbers, for names */
};
struct city_edge { uint16_t a, b, road; uint8_t cls; float len; };
struct city_station {
	char name[16];
	uint8_t junction_kind;         /* 1: junction station */
	uint8_t role, arm;             /* arm 0..3 = N E S W, 255 none */
	uint8_t district;
	uint16_t junction;             /* 1..40, 0 none */
	uint16_t range_m;
	int16_t heading;               /* degrees of the traffic it looks at; -1 none */
	float x, y;
	char place[96];
};
struct city_point { char name[64], address[96]; float x, y; uint8_t district; };   /* address: of the plating points only */
struct city_junction { uint16_t node; char name[96]; };
struct xy { float x, y; };

struct city {
	uint64_t seed;
	int nnodes, nedges, nroads;
	struct city_node *node;
	struct city_edge *edge;
	char (*road)[48];
	struct city_station *station;              /* CITY_STATIONS, roadside first */
	struct city_junction junction[CITY_JUNCTIONS];
	struct city_point point[CITY_POINTS];
	struct city_point landmark[CITY_LANDMARKS];
	uint8_t **next_hop;                        /* [destination] -> [node] -> adjacency index, made on demand */
	/* home and work places: edges by weight, 4,096 buckets each; [1] is the district that lies apart */
	uint16_t bucket[2][2][4096];               /* [apart][0 home, 1 work] */
};

struct city *city_new(uint64_t seed);
void city_free(struct city *c);
/* The adjacency index to take at node towards dest, or 255 at dest itself. Every pair is connected. */
unsigned city_next_hop(struct city *c, unsigned node, unsigned dest);
struct geo city_geo(double x, double y);
struct xy city_xy(struct geo g);
/* Index of the district that holds (x, y). */
unsigned city_district_at(double x, double y);
/* True on water. */
bool city_in_water(double x, double y);

/* What a bike is called: tag, plate ("衡（电动）阳..."), owner. i in 0..CITY_BIKES-1 (any i works). */
uint64_t city_tag(uint32_t i);
void city_plate(uint32_t i, char ret[static 48]);
void city_owner(uint32_t i, char ret[static 32]);
void city_phone(uint32_t i, char ret[static 16]);

/* Files. err is E_IO with the path in e. */
MUST_USE int city_write_all(const struct city *c, const char *dir, uint32_t bikes, struct err *e);
MUST_USE int city_write_stations(const struct city *c, const char *dir, struct err *e);
MUST_USE int city_write_geojson(const struct city *c, const char *path, struct err *e);
/* Registrations for 'yanzhen import' (and a few that it refuses), points for 'yanzhen site import'. */
MUST_USE int city_write_bikes(const char *path, uint32_t bikes, struct err *e);
MUST_USE int city_write_sites(const struct city *c, const char *path, struct err *e);
MUST_USE int city_write_tags(const char *path, uint32_t bikes, struct err *e);

/* Shapes shared by generation and the map. */
struct shape { const struct xy *p; int n; double width; const char *name; };
extern const struct shape city_rivers[3];
int city_district_shape(unsigned d, struct xy ret[static 64]);
