/* geo — positions as WGS-84 degrees times 1e7 in 32 bits (1.1 cm), and plane distances in a city. */
#pragma once
#include "base/base.h"

struct geo { int32_t lat_e7, lon_e7; };

static inline double geo_lat(struct geo g) { return g.lat_e7 * 1e-7; }
static inline double geo_lon(struct geo g) { return g.lon_e7 * 1e-7; }
/* Degrees to a position; false outside lat [-90, 90], lon [-180, 180] or on nan. */
bool geo_from_deg(double lat, double lon, struct geo *ret);
/* Metres between two places on the local tangent plane; error below 0.1 % within 100 km. */
double geo_dist_m(struct geo a, struct geo b);
