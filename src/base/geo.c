/* geo — see geo.h. */
#include "base/geo.h"

#include <math.h>

#define M_PER_DEG 111319.490793  /* WGS-84 equatorial radius times pi / 180 */

bool geo_from_deg(double lat, double lon, struct geo *ret)
{
	if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180))
		return false;
	*ret = (struct geo){ (int32_t)lround(lat * 1e7), (int32_t)lround(lon * 1e7) };
	return true;
}

double geo_dist_m(struct geo a, struct geo b)
{
	double mid = (geo_lat(a) + geo_lat(b)) * 0.5 * 0.017453292519943295;
	double dy = (geo_lat(b) - geo_lat(a)) * M_PER_DEG;
	double dx = (geo_lon(b) - geo_lon(a)) * M_PER_DEG * cos(mid);

	return sqrt(dx * dx + dy * dy);
}
