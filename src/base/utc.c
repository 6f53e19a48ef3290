/* utc — proleptic Gregorian arithmetic on days since 1970-01-01 (after Hinnant, "chrono-compatible
 * low-level date algorithms"). */
#include "base/utc.h"

#include <stdio.h>

enum { ZONE_MS = 8 * HOUR_MS };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int32_t day_of(utc_ms t)
{
	return (int32_t)floor_div(t + ZONE_MS, DAY_MS);
}

utc_ms day_start(int32_t day)
{
	return (utc_ms)day * DAY_MS - ZONE_MS;
}

struct civil civil_of(utc_ms t)
{
	int64_t z = floor_div(t + ZONE_MS, DAY_MS) + 719468;
	int64_t era = floor_div(z, 146097), doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int64_t m = mp < 10 ? mp + 3 : mp - 9;

	return (struct civil){ .y = (int16_t)(yoe + era * 400 + (m <= 2)), .m = (int8_t)m,
	                       .d = (int8_t)(doy - (153 * mp + 2) / 5 + 1) };
}

utc_ms civil_start(struct civil c)
{
	int64_t y = c.y - (c.m <= 2), era = floor_div(y, 400), yoe = y - era * 400;
	int64_t doy = (153 * (c.m + (c.m > 2 ? -3 : 9)) + 2) / 5 + c.d - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return (era * 146097 + doe - 719468) * DAY_MS - ZONE_MS;
}

bool civil_valid(struct civil c)
{
	if (c.m < 1 || c.m > 12 || c.d < 1 || c.d > 31)
		return false;
	struct civil back = civil_of(civil_start(c));
	return back.y == c.y && back.m == c.m && back.d == c.d;
}

const char *utc_text(utc_ms t, char buf[static UTC_TEXT])
{
	struct civil c = civil_of(t);
	int64_t ms = t - civil_start(c);
	char wide[64];

	snprintf(wide, sizeof wide, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00", c.y, c.m, c.d,
	         (int)(ms / HOUR_MS), (int)(ms / MINUTE_MS % 60), (int)(ms / SECOND_MS % 60), (int)(ms % 1000));
	memcpy(buf, wide, UTC_TEXT - 1);
	buf[UTC_TEXT - 1] = 0;
	return buf;
}
