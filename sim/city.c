/* city — builds the road graph, the junctions, the stations and the points; see city.h. */
#include "city.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAIN_LINES = 45, APART_LINES = 13, MAIN_STEP = 240, APART_STEP = 230, MID = MAIN_LINES / 2 };
enum { APART_X = 15000, APART_Y = 39000 };

/* South to north and west to east, every fourth grid line. 解放路, 环城南路, 蒸湘路, 广东路 and 白沙洲 are places of the real city. */
static const char *const east_west[11] = { "雁鸣路", "白沙洲大道", "雁栖路", "环城南路", "雁回路", "解放路", "雁书路",
	"雁字路", "雁塔路", "雁归路", "雁门路" };
static const char *const north_south[11] = { "西雁路", "平沙路", "落雁路", "鸿鹄路", "蒸湘路", "归雁路", "来雁路", "飞雁路",
	"沙洲路", "广东路", "东雁路" };
static const char *const apart_ew[3] = { "雁南大道", "雁岳路", "雁峰山路" };
static const char *const apart_ns[3] = { "朝雁路", "南岳大道", "暮雁路" };
static const char *const numbers[10] = { "", "一", "二", "三", "四", "五", "六", "七", "八", "九" };

struct build {
	struct city *c;
	struct rng r;
	int16_t main_at[MAIN_LINES][MAIN_LINES], apart_at[APART_LINES][APART_LINES];
};

static int add_node(struct city *c, double x, double y)
{
	ASSERT(c->nnodes < CITY_MAX_NODES);
	c->node[c->nnodes] = (struct city_node){ .x = (float)x, .y = (float)y, .district = (uint8_t)city_district_at(x, y),
		.gi = -1, .gj = -1 };
	return c->nnodes++;
}

static uint16_t road_named(struct city *c, const char *name)
{
	for (int i = 0; i < c->nroads; i++)
		if (strcmp(c->road[i], name) == 0)
			return (uint16_t)i;
	ASSERT(c->nroads < CITY_MAX_ROADS);
	snprintf(c->road[c->nroads], sizeof c->road[0], "%s", name);
	return (uint16_t)c->nroads++;
}

static void add_edge(struct city *c, int a, int b, enum road_class cls, const char *name)
{
	struct city_node *na = &c->node[a], *nb = &c->node[b];
	int e = c->nedges++;

	ASSERT(e < CITY_MAX_EDGES && na->deg < CITY_MAX_DEG && nb->deg < CITY_MAX_DEG);
	c->edge[e] = (struct city_edge){ (uint16_t)a, (uint16_t)b, road_named(c, name), (uint8_t)cls,
		hypotf(na->x - nb->x, na->y - nb->y) };
	na->adj[na->deg] = (uint16_t)b;
	na->edge[na->deg++] = (uint16_t)e;
	nb->adj[nb->deg] = (uint16_t)a;
	nb->edge[nb->deg++] = (uint16_t)e;
	if (cls != ROAD_LOCAL) {
		na->arterials++;
		nb->arterials++;
	}
}

static bool main_line(int k) { return (k - MID) % 4 == 0; }
static bool apart_line(int k) { return (k - APART_LINES / 2) % 4 == 0; }

/* The name of grid line k seen at (x, y); horizontal lines run east-west. */
static void main_name(char ret[static 48], bool horizontal, int k, double x, double y)
{
	int arterial = (k - 2 + 40) / 4 - 10;      /* the arterial at or south/west of line k */
	const char *base = (horizontal ? east_west : north_south)[arterial < 0 ? 0 : arterial > 10 ? 10 : arterial];

	if (main_line(k) && strcmp(base, "解放路") == 0)
		snprintf(ret, 48, "解放%s路", x < 600 ? "西" : "东");
	else if (main_line(k) && strcmp(base, "蒸湘路") == 0)
		snprintf(ret, 48, "蒸湘%s路", y <= 60 ? "南" : "北");
	else if (main_line(k))
		snprintf(ret, 48, "%s", base);
	else
		snprintf(ret, 48, "%s%s巷", base, numbers[((k + 2) % 4 + 4) % 4 + (k < 2 ? 4 : 0)]);
}

static void apart_name(char ret[static 48], bool horizontal, int k)
{
	int arterial = MAX(0, (k - 2) / 4);
	const char *base = (horizontal ? apart_ew : apart_ns)[MIN(arterial, 2)];

	if (apart_line(k))
		snprintf(ret, 48, "%s", base);
	else
		snprintf(ret, 48, "%s%s巷", base, numbers[k < 2 ? k + 4 : (k - 2) % 4]);
}

static void make_nodes(struct build *b)
{
	struct city *c = b->c;

	for (int i = 0; i < MAIN_LINES; i++)
		for (int j = 0; j < MAIN_LINES; j++) {
			double jit = main_line(i) || main_line(j) ? 14 : 38;
			double x = (i - MID) * MAIN_STEP + rng_range(&b->r, -jit, jit) + 40 * sin(j * 0.31);
			double y = (j - MID) * MAIN_STEP + rng_range(&b->r, -jit, jit) + 40 * sin(i * 0.27);
			if (i == MID - 4 && j == MID)    /* 解放西路 × 蒸湘南路 stays where it is */
				y = (j - MID) * MAIN_STEP;
			double rim = hypot(x, y * 1.03) + 240 * sin(atan2(y, x) * 5);
			b->main_at[i][j] = -1;
			if (rim > 5350 || city_in_water(x, y))
				continue;
			b->main_at[i][j] = (int16_t)add_node(c, x, y);
			c->node[c->nnodes - 1].gi = (int16_t)i;
			c->node[c->nnodes - 1].gj = (int16_t)j;
		}
	for (int i = 0; i < APART_LINES; i++)
		for (int j = 0; j < APART_LINES; j++) {
			double x = APART_X + (i - APART_LINES / 2) * APART_STEP + rng_range(&b->r, -25, 25);
			double y = APART_Y + (j - APART_LINES / 2) * APART_STEP + rng_range(&b->r, -25, 25);
			b->apart_at[i][j] = (int16_t)add_node(c, x, y);
			c->node[c->nnodes - 1].gi = (int16_t)i;
			c->node[c->nnodes - 1].gj = (int16_t)j;
		}
}

static bool dry(const struct city_node *a, const struct city_node *b)
{
	for (int k = 1; k < 8; k++)
		if (city_in_water(a->x + (b->x - a->x) * (double)k / 8, a->y + (b->y - a->y) * (double)k / 8))
			return false;
	return true;
}

/* One road between neighbours on a grid line; arterials jump water by a bridge of at most four cells. */
static void link_main(struct build *b, int i, int j, bool horizontal)
{
	struct city *c = b->c;
	int from = b->main_at[i][j];
	bool arterial = main_line(horizontal ? j : i);
	char name[48];

	if (from < 0)
		return;
	for (int step = 1; step <= (arterial ? 4 : 1); step++) {
		int i2 = i + (horizontal ? step : 0), j2 = j + (horizontal ? 0 : step);
		if (i2 >= MAIN_LINES || j2 >= MAIN_LINES)
			return;
		int to = b->main_at[i2][j2];
		if (to < 0)
			continue;
		bool land = step == 1 && dry(&c->node[from], &c->node[to]);
		if (!land && !arterial)
			return;
		if (!arterial && rng_unit(&b->r) < 0.16)
			return;
		main_name(name, horizontal, horizontal ? j : i, c->node[from].x, c->node[horizontal ? from : to].y);
		add_edge(c, from, to, land ? arterial ? ROAD_ARTERIAL : ROAD_LOCAL : ROAD_BRIDGE, name);
		return;
	}
}

static void link_apart(struct build *b, int i, int j, bool horizontal)
{
	int i2 = i + (horizontal ? 1 : 0), j2 = j + (horizontal ? 0 : 1);
	bool arterial = apart_line(horizontal ? j : i);
	char name[48];

	if (i2 >= APART_LINES || j2 >= APART_LINES || (!arterial && rng_unit(&b->r) < 0.16))
		return;
	apart_name(name, horizontal, horizontal ? j : i);
	add_edge(b->c, b->apart_at[i][j], b->apart_at[i2][j2], arterial ? ROAD_ARTERIAL : ROAD_LOCAL, name);
}

static int nearest_node(const struct city *c, double x, double y, int from, int to)
{
	int best = from;
	double d2 = 1e300;

	for (int n = from; n < to; n++) {
		double dx = c->node[n].x - x, dy = c->node[n].y - y;
		if (dx * dx + dy * dy < d2 && c->node[n].deg > 0) {
			d2 = dx * dx + dy * dy;
			best = n;
		}
	}
	return best;
}

/* The road to the district that lies apart: one node a kilometre. */
static void link_country(struct build *b)
{
	struct city *c = b->c;
	int grid = c->nnodes;
	int prev = nearest_node(c, 1200, 5200, 0, grid);
	int last = b->apart_at[APART_LINES / 2][0];
	double x0 = c->node[prev].x, y0 = c->node[prev].y, x1 = c->node[last].x, y1 = c->node[last].y;
	int steps = (int)(hypot(x1 - x0, y1 - y0) / 1000);

	for (int k = 1; k < steps; k++) {
		double t = (double)k / steps;
		int n = add_node(c, x0 + (x1 - x0) * t + 350 * sin(t * 19), y0 + (y1 - y0) * t + 200 * sin(t * 11));
		add_edge(c, prev, n, ROAD_COUNTRY, "衡岳公路");
		prev = n;
	}
	add_edge(c, prev, last, ROAD_COUNTRY, "衡岳公路");
}

/* Marks everything reachable from node 0's neighbourhood; returns the count. */
static int flood(const struct city *c, int start, uint8_t *seen)
{
	uint16_t *stack = calloc((size_t)c->nnodes, sizeof *stack);
	int n = 0, count = 0;

	ASSERT(stack);
	memset(seen, 0, (size_t)c->nnodes);
	stack[n++] = (uint16_t)start;
	seen[start] = 1;
	while (n > 0) {
		const struct city_node *v = &c->node[stack[--n]];
		count++;
		for (int k = 0; k < v->deg; k++)
			if (!seen[v->adj[k]]) {
				seen[v->adj[k]] = 1;
				stack[n++] = v->adj[k];
			}
	}
	free(stack);
	return count;
}

/* Keeps the component of the centre: what chance cut off is dropped. */
static void prune(struct city *c)
{
	uint8_t *seen = calloc((size_t)c->nnodes, 1);
	uint16_t *to = calloc((size_t)c->nnodes, sizeof *to);
	int nodes = 0, edges = 0;

	ASSERT(seen && to);
	flood(c, nearest_node(c, 0, 0, 0, c->nnodes), seen);
	for (int n = 0; n < c->nnodes; n++)
		if (seen[n]) {
			to[n] = (uint16_t)nodes;
			c->node[nodes] = c->node[n];
			c->node[nodes].deg = c->node[nodes].arterials = 0;
			nodes++;
		}
	int old = c->nedges;
	c->nnodes = nodes;
	c->nedges = 0;
	for (int e = 0; e < old; e++) {
		struct city_edge ed = c->edge[e];
		if (!seen[ed.a])
			continue;
		char name[48];
		memcpy(name, c->road[ed.road], sizeof name);
		add_edge(c, to[ed.a], to[ed.b], ed.cls, name);
		edges++;
	}
	ASSERT(edges == c->nedges);
	free(seen);
	free(to);
}

/* The names of the two roads that cross at a node; false if it has fewer than two. */
static bool crossing_name(const struct city *c, int n, char ret[static 96])
{
	const struct city_node *v = &c->node[n];
	int first = -1, second = -1;

	for (int pass = 0; pass < 2; pass++)    /* east-west first */
		for (int k = 0; k < v->deg; k++) {
			const struct city_edge *e = &c->edge[v->edge[k]];
			const struct city_node *o = &c->node[v->adj[k]];
			bool ew = fabsf(o->x - v->x) > fabsf(o->y - v->y);
			if (e->cls == ROAD_LOCAL || ew != (pass == 0))
				continue;
			int *at = pass == 0 ? &first : &second;
			if (*at < 0 || (pass == 0 ? o->x < v->x : o->y < v->y))   /* the western and the southern name */
				*at = e->road;
		}
	if (first < 0 || second < 0)
		return false;
	snprintf(ret, 96, "%s × %s", c->road[first], c->road[second]);
	return true;
}

/* Forty crossings of arterials: 解放西路 × 蒸湘南路 first, two in the district apart, the rest from the centre out. */
static void make_junctions(struct city *c)
{
	int n = 0;

	for (int round = 0; round < CITY_JUNCTIONS; round++) {
		bool apart = round >= CITY_JUNCTIONS - 2;
		double cx = apart ? APART_X : round == 0 ? -960 : 0, cy = apart ? APART_Y : 0, best = 1e300;
		int at = -1;
		char name[96];
		for (int v = 0; v < c->nnodes; v++) {
			struct city_node *p = &c->node[v];
			double d = hypot(p->x - cx, p->y - cy);
			if (p->junction == 0 && p->deg == 4 && p->arterials == 4 && d < best && crossing_name(c, v, name)) {
				best = d;
				at = v;
			}
		}
		ASSERT(at >= 0);
		c->node[at].junction = (uint16_t)(n + 1);
		c->junction[n].node = (uint16_t)at;
		ASSERT(crossing_name(c, at, c->junction[n].name));
		n++;
	}
}

static void put_station(struct city *c, int *n, struct city_station s)
{
	ASSERT(*n < CITY_STATIONS);
	s.district = (uint8_t)city_district_at(s.x, s.y);
	c->station[(*n)++] = s;
}

static void make_roadside(struct build *b, int *n)
{
	static const double weight[] = { [ROAD_LOCAL] = 1, [ROAD_ARTERIAL] = 1.35, [ROAD_BRIDGE] = 1.2, [ROAD_COUNTRY] = 0.16 };
	struct city *c = b->c;
	double total = 0, at, step;
	int *pole = calloc((size_t)c->nroads, sizeof *pole);

	ASSERT(pole);
	for (int e = 0; e < c->nedges; e++)
		total += c->edge[e].len * weight[c->edge[e].cls];
	step = total / CITY_ROADSIDE;
	at = -step * 0.5;
	for (int e = 0; e < c->nedges; e++) {
		const struct city_edge *ed = &c->edge[e];
		const struct city_node *p = &c->node[ed->a], *q = &c->node[ed->b];
		double w = ed->len * weight[ed->cls], t;
		while (*n < CITY_ROADSIDE && (t = (at + step) / w) <= 1) {
			double side = rng_unit(&b->r) < 0.5 ? 8 : -8, jit = rng_range(&b->r, -0.05, 0.05);
			t = MIN(MAX(t + jit, 0.02), 0.98);
			struct city_station s = { .role = SR_ROADSIDE, .arm = 255, .heading = -1, .range_m = 100 };
			s.x = (float)(p->x + (q->x - p->x) * t + (q->y - p->y) / ed->len * side);
			s.y = (float)(p->y + (q->y - p->y) * t - (q->x - p->x) / ed->len * side);
			snprintf(s.name, sizeof s.name, "R%04d", *n + 1);
			snprintf(s.place, sizeof s.place, "%s%03d号杆", c->road[ed->road], ++pole[ed->road]);
			put_station(c, n, s);
			at += step;
		}
		at -= w;
	}
	free(pole);
	while (*n < CITY_ROADSIDE) {   /* the last one may fall to rounding */
		struct city_station s = c->station[*n - 1];
		s.x += 12;
		snprintf(s.name, sizeof s.name, "R%04d", *n + 1);
		put_station(c, n, s);
	}
}

static void make_junction_stations(struct city *c, int *n)
{
	static const char *const arm_name[4] = { "北", "东", "南", "西" };
	static const struct { uint8_t role; double along, side; const char *name; } roles[3] = {
		{ SR_APPROACH, 48, -7, "进口" }, { SR_STOP, 20, -7, "停止线" }, { SR_EXIT, 32, 7, "出口" },
	};

	for (int j = 0; j < CITY_JUNCTIONS; j++) {
		const struct city_node *v = &c->node[c->junction[j].node];
		int number = 0;
		for (int k = 0; k < 4; k++) {
			const struct city_node *o = &c->node[v->adj[k]];
			double dx = o->x - v->x, dy = o->y - v->y, l = hypot(dx, dy);
			int out = (int)lround(atan2(dx, dy) * 57.29577951 + 360) % 360;
			uint8_t arm = (uint8_t)((out + 45) / 90 % 4);
			for (int r = 0; r < 3; r++) {
				struct city_station s = { .junction_kind = 1, .role = roles[r].role, .arm = arm, .range_m = 35,
					.junction = (uint16_t)(j + 1) };
				s.heading = (int16_t)(roles[r].role == SR_EXIT ? out : (out + 180) % 360);
				s.x = (float)(v->x + dx / l * roles[r].along + dy / l * roles[r].side);
				s.y = (float)(v->y + dy / l * roles[r].along - dx / l * roles[r].side);
				snprintf(s.name, sizeof s.name, "J%02d-%02d", j + 1, ++number);
				snprintf(s.place, sizeof s.place, "%s %s%s", c->junction[j].name, arm_name[arm], roles[r].name);
				put_station(c, n, s);
			}
		}
		struct city_station s = { .junction_kind = 1, .role = SR_CENTRE, .arm = 255, .heading = -1, .range_m = 35,
			.junction = (uint16_t)(j + 1), .x = v->x, .y = v->y };
		snprintf(s.name, sizeof s.name, "J%02d-%02d", j + 1, ++number);
		snprintf(s.place, sizeof s.place, "%s 路口中心", c->junction[j].name);
		put_station(c, n, s);
	}
}

/* The k-th point of its district: named after a police station, as its unit in hengyang_units.csv; its address is on the road it stands at. */
static void name_point(const struct city *c, int node, struct city_point *p, int k)
{
	static const char *const stations[CITY_DISTRICTS][4] = {
		{ "广东路", "东风路", "苗圃", "酃湖" }, { "环城南路", "先锋路", "黄茶岭", "白沙洲" }, { "青山", "潇湘", "五一路", "合江" },
		{ "红湘", "联合", "蒸湘", "华兴" }, { "祝融", "南岳镇" },
	};
	static const char *const ordinal[] = { "一", "二", "三" };
	int of = stations[p->district][3] ? 4 : 2;

	ASSERT(k / of < (int)COUNTOF(ordinal));
	snprintf(p->name, sizeof p->name, "%s%s号上牌点", stations[p->district][k % of], ordinal[k / of]);
	snprintf(p->address, sizeof p->address, "衡阳市%s%s%d号", city_districts[p->district].name, c->road[c->edge[c->node[node].edge[0]].road], 2 + node * 37 % 298);
}

static void make_points(struct build *b)
{
	static const struct { const char *name; double x, y; } marks[CITY_LANDMARKS] = {
		{ "财富广场", -1500, 320 }, { "步步高", -260, 260 }, { "晶珠广场", 700, 700 }, { "大洋百货", 1250, 180 },
		{ "白沙洲工业园", -1300, -3900 }, { "广东路铁路住宅区", 4150, -700 }, { "广东路派出所", 3900, 350 },
		{ "环城南路派出所", 900, -1850 },
	};
	static const int share[CITY_DISTRICTS] = { 10, 12, 9, 10, 3 };   /* 44 in all */
	struct city *c = b->c;
	int n = 0;

	for (int i = 0; i < CITY_LANDMARKS; i++) {
		c->landmark[i] = (struct city_point){ .x = (float)marks[i].x, .y = (float)marks[i].y,
			.district = (uint8_t)city_district_at(marks[i].x, marks[i].y) };
		snprintf(c->landmark[i].name, sizeof c->landmark[i].name, "%s", marks[i].name);
	}
	for (unsigned d = 0; d < CITY_DISTRICTS; d++)
		for (int k = 0; k < share[d]; k++) {
			int v;
			do
				v = (int)rng_below(&b->r, (uint32_t)c->nnodes);
			while (c->node[v].district != d || c->edge[c->node[v].edge[0]].cls == ROAD_COUNTRY);
			c->point[n] = (struct city_point){ .x = c->node[v].x + 25, .y = c->node[v].y + 25, .district = (uint8_t)d };
			name_point(c, v, &c->point[n++], k);
		}
	ASSERT(n == CITY_POINTS);
}

/* Homes spread by road length, work gathers on arterials near the centre. */
static void make_buckets(struct city *c)
{
	for (int apart = 0; apart < 2; apart++)
		for (int work = 0; work < 2; work++) {
			double total = 0, at = 0;
			for (int pass = 0; pass < 2; pass++)
				for (int e = 0, k = 0; e < c->nedges; e++) {
					const struct city_edge *ed = &c->edge[e];
					const struct city_node *p = &c->node[ed->a];
					double w = ed->len * (work && ed->cls == ROAD_ARTERIAL ? 3 : 1);
					if (ed->cls >= ROAD_BRIDGE || (p->district == 4) != (apart == 1))
						continue;
					if (work && !apart)
						w *= exp(-hypot(p->x, p->y) / 2600);
					if (pass == 0) {
						total += w;
						continue;
					}
					at += w;
					while (k < 4096 && k < at / total * 4096)
						c->bucket[apart][work][k++] = (uint16_t)e;
				}
			uint16_t last = c->bucket[apart][work][4000];
			if (c->bucket[apart][work][4095] == 0)
				c->bucket[apart][work][4095] = last;
		}
}

struct city *city_new(uint64_t seed)
{
	struct city *c = calloc(1, sizeof *c);
	struct build *b = calloc(1, sizeof *b);

	ASSERT(c && b);
	c->seed = seed;
	c->node = calloc(CITY_MAX_NODES, sizeof *c->node);
	c->edge = calloc(CITY_MAX_EDGES, sizeof *c->edge);
	c->road = calloc(CITY_MAX_ROADS, sizeof *c->road);
	c->station = calloc(CITY_STATIONS, sizeof *c->station);
	c->next_hop = calloc(CITY_MAX_NODES, sizeof *c->next_hop);
	ASSERT(c->node && c->edge && c->road && c->station && c->next_hop);
	b->c = c;
	b->r = rng_of(seed, 1, 0);
	make_nodes(b);
	for (int i = 0; i < MAIN_LINES; i++)
		for (int j = 0; j < MAIN_LINES; j++) {
			link_main(b, i, j, true);
			link_main(b, i, j, false);
		}
	for (int i = 0; i < APART_LINES; i++)
		for (int j = 0; j < APART_LINES; j++) {
			link_apart(b, i, j, true);
			link_apart(b, i, j, false);
		}
	link_country(b);
	prune(c);
	make_junctions(c);
	int n = 0;
	make_roadside(b, &n);
	make_junction_stations(c, &n);
	ASSERT(n == CITY_STATIONS);
	make_points(b);
	make_buckets(c);
	free(b);
	return c;
}

void city_free(struct city *c)
{
	if (!c)
		return;
	for (int i = 0; i < c->nnodes; i++)
		free(c->next_hop[i]);
	free(c->next_hop);
	free(c->node);
	free(c->edge);
	free(c->road);
	free(c->station);
	free(c);
}

static float edge_cost(const struct city_edge *e)
{
	return e->len * (e->cls == ROAD_LOCAL ? 1.3f : 1.0f);
}

/* Dijkstra from dest over the undirected graph; a binary heap with lazy deletion, at most two entries an edge. */
static uint8_t *hops_to(const struct city *c, unsigned dest)
{
	struct item { float d; uint16_t v; };
	struct item *heap = calloc((size_t)c->nedges * 2 + 2, sizeof *heap);
	float *dist = calloc((size_t)c->nnodes, sizeof *dist);
	uint8_t *hop = malloc((size_t)c->nnodes);
	int n = 0;

	ASSERT(heap && dist && hop);
	memset(hop, 255, (size_t)c->nnodes);
	for (int v = 0; v < c->nnodes; v++)
		dist[v] = 1e30f;
	dist[dest] = 0;
	heap[n++] = (struct item){ 0, (uint16_t)dest };
	while (n > 0) {
		struct item top = heap[0], last = heap[--n];
		int i = 0;
		for (int k; (k = 2 * i + 1) < n; i = k) {
			if (k + 1 < n && heap[k + 1].d < heap[k].d)
				k++;
			if (heap[k].d >= last.d)
				break;
			heap[i] = heap[k];
		}
		heap[i] = last;
		if (top.d > dist[top.v])
			continue;
		const struct city_node *v = &c->node[top.v];
		for (int k = 0; k < v->deg; k++) {
			uint16_t o = v->adj[k];
			float d = top.d + edge_cost(&c->edge[v->edge[k]]);
			if (d >= dist[o])
				continue;
			dist[o] = d;
			for (int m = 0; m < c->node[o].deg; m++)
				if (c->node[o].adj[m] == top.v && c->node[o].edge[m] == v->edge[k])
					hop[o] = (uint8_t)m;
			int at = n++;
			for (; at > 0 && heap[(at - 1) / 2].d > d; at = (at - 1) / 2)
				heap[at] = heap[(at - 1) / 2];
			heap[at] = (struct item){ d, o };
		}
	}
	free(heap);
	free(dist);
	return hop;
}

unsigned city_next_hop(struct city *c, unsigned node, unsigned dest)
{
	if (!c->next_hop[dest])
		c->next_hop[dest] = hops_to(c, dest);
	return c->next_hop[dest][node];
}

/* Printed numbers of real tags are BCD: a batch of four digits and a serial of four. */
uint64_t city_tag(uint32_t i)
{
	uint32_t dec = 17010000u + i + 1, v = 0;

	for (int shift = 0; dec > 0; shift += 4, dec /= 10)
		v |= dec % 10 << shift;
	return v;
}

void city_plate(uint32_t i, char ret[static 48])
{
	static const char alpha[] = "ABCDEFGHJKLMNPQRSTUVWXYZ", alnum[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	uint32_t v = (uint32_t)((uint64_t)i * 514229u % 816000u);   /* coprime: a permutation, so plates are unique */

	snprintf(ret, 48, "衡（电动）阳%c%c%03u", alpha[v / 34000 % 24], alnum[v / 1000 % 34], v % 1000);
}

void city_owner(uint32_t i, char ret[static 32])
{
	static const char *const family[] = { "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "刘", "肖", "彭", "罗",
		"谭", "欧阳" };
	static const char *const given[] = { "雁", "衡", "湘", "岳", "平", "安", "明", "芳", "强", "丽", "军", "敏", "静", "洋",
		"勇", "娟", "涛", "霞", "杰", "云" };
	uint64_t h = hash_u64(i + 0x5151u);

	snprintf(ret, 32, "%s%s%s", family[h % COUNTOF(family)], given[h / 16 % COUNTOF(given)],
	         h / 4096 % 3 == 0 ? "" : given[h / 65536 % COUNTOF(given)]);
}

void city_phone(uint32_t i, char ret[static 16])
{
	snprintf(ret, 16, "154%08u", i % 100000000u);   /* 154 is given to no operator: a mobile number by its form, and nobody's */
}
