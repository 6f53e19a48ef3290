/* position — see position.h. */
#include "track/position/position.h"

#include <math.h>

enum { WINDOW_MS = 10 * SECOND_MS, TERMS = 16, RANGE_DEFAULT_M = 100 };
#define M_PER_DEG 111319.490793

bool position_estimate(const struct station_place *stations, size_t count, const struct heard *h, int n, utc_ms now,
                       struct fix *ret)
{
	utc_ms newest = INT64_MIN;
	double sw = 0, sx = 0, sy = 0, sxx = 0, best = -1, range = RANGE_DEFAULT_M;
	struct geo o = { 0 };
	uint16_t station = 0;
	int used = 0;

	for (int i = 0; i < n; i++)
		if (h[i].station < count && stations[h[i].station].used)
			newest = MAX(newest, h[i].last);
	if (newest == INT64_MIN)
		return false;
	double coslat = 1;
	for (int i = 0; i < n && used < TERMS; i++) {
		if (h[i].station >= count || !stations[h[i].station].used || h[i].last < newest - WINDOW_MS)
			continue;
		const struct station_place *s = &stations[h[i].station];
		double w = pow(10, h[i].rssi / 20.0) * exp(-(double)(newest - h[i].last) / 4000);

		if (used++ == 0) {
			o = s->at;
			coslat = cos(geo_lat(o) * 0.017453292519943295);
		}
		double x = (s->at.lon_e7 - o.lon_e7) * 1e-7 * M_PER_DEG * coslat, y = (s->at.lat_e7 - o.lat_e7) * 1e-7 * M_PER_DEG;
		sw += w;
		sx += w * x;
		sy += w * y;
		sxx += w * (x * x + y * y);
		if (w > best) {
			best = w;
			station = h[i].station;
			range = s->range_m ? s->range_m : RANGE_DEFAULT_M;
		}
	}
	if (!used || !(sw > 0))
		return false;
	double x = sx / sw, y = sy / sw, spread = sqrt(MAX(sxx / sw - x * x - y * y, 0.0));
	double age_s = (double)MAX(now - newest, 0) / 1000;
	double radius = MAX(range * (used == 1 ? 1.0 : 0.6), spread) + 4 * MIN(age_s, 750.0);

	*ret = (struct fix){ .at = { (int32_t)lround(o.lat_e7 + y / M_PER_DEG * 1e7),
	                             (int32_t)lround(o.lon_e7 + x / (M_PER_DEG * coslat) * 1e7) },
	                     .radius_m = (uint32_t)lround(radius), .t = newest, .station = station, .n = (uint8_t)used };
	return true;
}
