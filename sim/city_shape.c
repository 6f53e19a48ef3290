/* city_shape — water and districts of the demo city as a few polylines; see city.h. */
#include <math.h>

#include "city.h"

#define M_PER_DEG 111319.490793
static const double lat0 = 26.894, lon0 = 112.572;

static const struct xy xiang[] = { { -1700, -9000 }, { -900, -6500 }, { 500, -4700 }, { 2200, -3200 }, { 3050, -1600 },
	{ 3200, 0 }, { 3300, 1650 }, { 3900, 3000 }, { 4500, 4400 }, { 4800, 6500 }, { 4400, 9000 } };
static const struct xy zheng[] = { { -9000, 3700 }, { -6500, 2700 }, { -4500, 3050 }, { -2500, 2150 }, { -900, 2400 },
	{ 1200, 1800 }, { 3300, 1650 } };
static const struct xy lei[] = { { 9000, -3500 }, { 7500, -2000 }, { 7800, 0 }, { 6500, 1500 }, { 6800, 2900 },
	{ 5600, 4100 }, { 4500, 4400 } };
const struct shape city_rivers[3] = {
	{ xiang, COUNTOF(xiang), 420, "湘江" }, { zheng, COUNTOF(zheng), 120, "蒸水" }, { lei, COUNTOF(lei), 170, "耒水" },
};
const struct city_district city_districts[CITY_DISTRICTS] = {
	{ 430405, "珠晖区" }, { 430406, "雁峰区" }, { 430407, "石鼓区" }, { 430408, "蒸湘区" }, { 430412, "南岳区" },
};
/* The land border between 蒸湘 and 雁峰, from 蒸水 to the south edge. */
static const struct xy border[] = { { -900, 2400 }, { -480, 600 }, { -720, -1500 }, { -1500, -4200 }, { -3200, -9000 } };

struct geo city_geo(double x, double y)
{
	struct geo g = { 0 };

	if (!geo_from_deg(lat0 + y / M_PER_DEG, lon0 + x / (M_PER_DEG * cos(lat0 * 0.017453292519943295)), &g))
		BUG("a place outside the world");
	return g;
}

struct xy city_xy(struct geo g)
{
	return (struct xy){ (float)((geo_lon(g) - lon0) * M_PER_DEG * cos(lat0 * 0.017453292519943295)),
	                    (float)((geo_lat(g) - lat0) * M_PER_DEG) };
}

static double dist_to_segment(double x, double y, struct xy a, struct xy b)
{
	double dx = b.x - a.x, dy = b.y - a.y, l2 = dx * dx + dy * dy;
	double t = l2 > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / l2 : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypot(x - a.x - t * dx, y - a.y - t * dy);
}

bool city_in_water(double x, double y)
{
	for (size_t r = 0; r < COUNTOF(city_rivers); r++)
		for (int i = 0; i + 1 < city_rivers[r].n; i++)
			if (dist_to_segment(x, y, city_rivers[r].p[i], city_rivers[r].p[i + 1]) < city_rivers[r].width / 2 + 45)
				return true;
	return false;
}

static void add(struct xy *ret, int *n, const struct xy *p, int from, int to)
{
	for (int i = from; i != to + (from <= to ? 1 : -1); i += from <= to ? 1 : -1)
		ret[(*n)++] = p[i];
}

int city_district_shape(unsigned d, struct xy ret[static 64])
{
	int n = 0;

	switch (d) {
	case 0:  /* 珠晖: east of 湘江 */
		add(ret, &n, xiang, 0, COUNTOF(xiang) - 1);
		ret[n++] = (struct xy){ 9000, 9000 };
		ret[n++] = (struct xy){ 9000, -9000 };
		break;
	case 1:  /* 雁峰: between the border and 湘江 */
		add(ret, &n, border, 0, COUNTOF(border) - 1);
		add(ret, &n, xiang, 0, 6);
		add(ret, &n, zheng, 5, 4);
		n--;     /* where 蒸水 and the border meet is there already */
		break;
	case 2:  /* 石鼓: north of 蒸水 */
		add(ret, &n, zheng, 0, COUNTOF(zheng) - 1);
		add(ret, &n, xiang, 7, COUNTOF(xiang) - 1);
		ret[n++] = (struct xy){ -9000, 9000 };
		break;
	case 3:  /* 蒸湘: west */
		add(ret, &n, zheng, 0, 4);
		add(ret, &n, border, 1, COUNTOF(border) - 1);
		ret[n++] = (struct xy){ -9000, -9000 };
		break;
	default: /* 南岳, to the north */
		ret[n++] = (struct xy){ 11000, 35000 };
		ret[n++] = (struct xy){ 19000, 35000 };
		ret[n++] = (struct xy){ 19000, 43000 };
		ret[n++] = (struct xy){ 11000, 43000 };
	}
	return n;
}

static bool inside(const struct xy *p, int n, double x, double y)
{
	bool in = false;

	for (int i = 0, j = n - 1; i < n; j = i++)
		if ((p[i].y > y) != (p[j].y > y) && x < (p[j].x - p[i].x) * (y - p[i].y) / (p[j].y - p[i].y) + p[i].x)
			in = !in;
	return in;
}

unsigned city_district_at(double x, double y)
{
	struct xy p[64];

	for (unsigned d = 0; d < CITY_DISTRICTS; d++)
		if (inside(p, city_district_shape(d, p), x, y))
			return d;
	return y > 20000 ? 4 : 2;  /* the country road north belongs to 石鼓 until it reaches 南岳 */
}
