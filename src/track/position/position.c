/* position — see position.h. */
#include "track/position/position.h"

#include <math.h>

enum { WINDOW_MS = 10 * SECOND_MS, TERMS = 64, RANGE_DEFAULT_M = 100, SPEED_M_S = 4, SILENCE_MAX_S = 750 };
#define M_PER_DEG 111319.490793
#define RADIAN 0.017453292519943295
/* Found over the radio models of position_test: weight 10^(dBm / G), age discount per second, and the radius as
 * REACH times the nominal range, or SPREAD times the hearings' own spread (which tells where the nominal range is
 * understated), both falling with the number of fresh hearings. */
#define LOG2_10 3.321928f
#define G 16.0f
#define AGE_LOG2 0.36f
#define REACH 2.5f
#define SPREAD 1.2f

struct sums { float w, x, y, xx, best, fresh; uint16_t station; int n; };

static void add(struct sums *s, float x, float y, float w, float fresh, uint16_t station)
{
	s->w += w;
	s->x += w * x;
	s->y += w * y;
	s->xx += w * (x * x + y * y);
	s->fresh += fresh;
	s->n++;
	if (w > s->best) {
		s->best = w;
		s->station = station;
	}
}

static bool placed(const struct station_place *stations, size_t count, uint16_t station)
{
	return station < count && stations[station].used;
}

bool position_estimate(const struct station_place *stations, size_t count, const struct heard *h, int n, utc_ms now,
                       struct fix *ret)
{
	utc_ms newest = INT64_MIN;
	struct geo o = { 0 };
	struct sums s = { .best = -1 };

	for (int i = 0; i < n; i++)
		if (placed(stations, count, h[i].station) && MIN(h[i].last, now) > newest) {
			newest = MIN(h[i].last, now);
			o = stations[h[i].station].at;
		}
	if (newest == INT64_MIN)
		return false;

	/* Metres around the station of the newest hearing: exact enough over the reach of a radio. */
	float ky = (float)(M_PER_DEG * 1e-7), kx = ky * (float)cos(geo_lat(o) * RADIAN);
	for (int i = 0; i < n && s.n < TERMS; i++) {
		if (!placed(stations, count, h[i].station) || h[i].last < newest - WINDOW_MS)
			continue;
		const struct station_place *p = &stations[h[i].station];
		float age = (float)MAX(newest - h[i].last, 0) * -1e-3f * AGE_LOG2;
		float dx = (float)((int64_t)p->at.lon_e7 - o.lon_e7) * kx, dy = (float)((int64_t)p->at.lat_e7 - o.lat_e7) * ky;

		add(&s, dx, dy, exp2f((float)(h[i].rssi + 60) * (LOG2_10 / G) + age), exp2f(age), h[i].station);
	}
	float x = s.x / s.w, y = s.y / s.w, spread = sqrtf(MAX(s.xx / s.w - x * x - y * y, 0.0f));
	float range = stations[s.station].range_m ? stations[s.station].range_m : RANGE_DEFAULT_M;
	float silence = (float)MIN(MAX(now - newest, 0) / 1000, SILENCE_MAX_S);
	float few = SPREAD * spread * (1 - 1 / (float)s.n) / sqrtf(s.fresh);
	float radius = MAX(REACH * range * powf(s.fresh, -0.9f), few) + SPEED_M_S * silence;

	*ret = (struct fix){ .at = { o.lat_e7 + (int32_t)lroundf(y / ky), o.lon_e7 + (int32_t)lroundf(x / kx) },
	                     .radius_m = (uint32_t)lroundf(radius), .t = newest, .station = s.station, .n = (uint8_t)s.n };
	return true;
}
